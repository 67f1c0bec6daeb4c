CREATE TABLE IF NOT EXISTS "rest_auth_refresh_token" (
  "hash" text PRIMARY KEY NOT NULL,
  "session_id" text NOT NULL REFERENCES "rest_auth_session" ("id") ON DELETE CASCADE,
  "created" datetime NOT NULL,
  "used" datetime
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_refresh_token_session_id" ON "rest_auth_refresh_token" ("session_id");
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "rest_auth_event" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "created" datetime NOT NULL,
  "event" text NOT NULL,
  "user_id" integer,
  "ip_address" text NOT NULL,
  "user_agent" text NOT NULL,
  "session_id" text,
  "details" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_event_created" ON "rest_auth_event" ("created");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_event_user_id" ON "rest_auth_event" ("user_id", "created");
--> statement-breakpoint
UPDATE "rest_auth_session" SET "expires" = '9999-12-31 00:00:00' WHERE "method" = 'end of all';
--> statement-breakpoint
-- Whoever disables a user ends all their logins, Django included: were they only refused, they would come back with the user.
CREATE TRIGGER IF NOT EXISTS "rest_auth_user_disabled" AFTER UPDATE OF "is_active" ON "auth_user"
WHEN OLD."is_active" AND NOT NEW."is_active"
BEGIN
  UPDATE "rest_auth_session" SET "ended" = strftime('%Y-%m-%d %H:%M:%f000', 'now')
    WHERE "user_id" = NEW."id" AND "ended" IS NULL;
  INSERT INTO "rest_auth_session"
    ("id", "user_id", "created", "last_used", "expires", "ended", "user_agent", "ip_address", "method")
    VALUES ('end of all ' || NEW."id", NEW."id", strftime('%Y-%m-%d %H:%M:%f000', 'now'),
      strftime('%Y-%m-%d %H:%M:%f000', 'now'), '9999-12-31 00:00:00', strftime('%Y-%m-%d %H:%M:%f000', 'now'),
      '', '', 'end of all')
    ON CONFLICT ("id") DO UPDATE SET "ended" = max("ended", excluded."ended");
  DELETE FROM "authtoken_token" WHERE "user_id" = NEW."id";
END;
