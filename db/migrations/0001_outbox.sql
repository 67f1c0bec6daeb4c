CREATE TABLE IF NOT EXISTS "rest_auth_mail" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "kind" text NOT NULL,
  "recipient" text NOT NULL,
  "details" text NOT NULL,
  "language" text NOT NULL,
  "site_id" integer NOT NULL,
  "created" datetime NOT NULL,
  "attempts" integer NOT NULL,
  "due" datetime NOT NULL
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_mail_due" ON "rest_auth_mail" ("due");
