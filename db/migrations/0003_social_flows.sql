CREATE TABLE IF NOT EXISTS "rest_auth_login_code" (
  "hash" text PRIMARY KEY NOT NULL,
  "user_id" integer NOT NULL REFERENCES "auth_user" ("id") ON DELETE CASCADE,
  "provider" text NOT NULL,
  "challenge" text,
  "missing_scopes" text NOT NULL,
  "created" datetime NOT NULL,
  "expires" datetime NOT NULL
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_login_code_user_id" ON "rest_auth_login_code" ("user_id");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_login_code_expires" ON "rest_auth_login_code" ("expires");
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "rest_auth_once" (
  "hash" text PRIMARY KEY NOT NULL,
  "expires" datetime NOT NULL
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_once_expires" ON "rest_auth_once" ("expires");
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "rest_auth_task" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "kind" text NOT NULL,
  "provider" text NOT NULL,
  "uid" text NOT NULL,
  "details" text NOT NULL,
  "created" datetime NOT NULL,
  "attempts" integer NOT NULL,
  "due" datetime NOT NULL
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_task_due" ON "rest_auth_task" ("due");
