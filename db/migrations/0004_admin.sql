CREATE TABLE IF NOT EXISTS "rest_auth_admin_login" (
  "session_id" text PRIMARY KEY NOT NULL REFERENCES "rest_auth_session" ("id") ON DELETE CASCADE,
  "confirmed" datetime NOT NULL
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "rest_auth_social_app" (
  "social_app_id" integer PRIMARY KEY NOT NULL REFERENCES "socialaccount_socialapp" ("id") ON DELETE CASCADE,
  "app_id" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_event_event" ON "rest_auth_event" ("event", "created");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_session_created" ON "rest_auth_session" ("created");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_user_date_joined" ON "auth_user" ("date_joined");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_user_last_login" ON "auth_user" ("last_login");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_user_staff" ON "auth_user" ("id") WHERE is_staff;
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_user_superuser" ON "auth_user" ("id") WHERE is_superuser;
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_user_inactive" ON "auth_user" ("id") WHERE not is_active;
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_token_created" ON "authtoken_token" ("created");
