CREATE TABLE IF NOT EXISTS "auth_user" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "password" varchar(128) NOT NULL,
  "last_login" datetime NULL,
  "is_superuser" bool NOT NULL,
  "username" varchar(150) NOT NULL UNIQUE,
  "last_name" varchar(150) NOT NULL,
  "email" varchar(254) NOT NULL,
  "is_staff" bool NOT NULL,
  "is_active" bool NOT NULL,
  "date_joined" datetime NOT NULL,
  "first_name" varchar(150) NOT NULL
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "auth_group" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "name" varchar(150) NOT NULL UNIQUE
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "auth_user_groups" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
  "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "auth_user_groups_group_id_97559544" ON "auth_user_groups" ("group_id");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "auth_user_groups_user_id_6a12ed8b" ON "auth_user_groups" ("user_id");
--> statement-breakpoint
CREATE UNIQUE INDEX IF NOT EXISTS "auth_user_groups_user_id_group_id_94350c0c_uniq" ON "auth_user_groups" ("user_id", "group_id");
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "django_site" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "name" varchar(50) NOT NULL,
  "domain" varchar(100) NOT NULL UNIQUE
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "account_emailaddress" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "verified" bool NOT NULL,
  "primary" bool NOT NULL,
  "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
  "email" varchar(254) NOT NULL UNIQUE
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "account_emailaddress_user_id_2c513194" ON "account_emailaddress" ("user_id");
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "account_emailconfirmation" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "created" datetime NOT NULL,
  "sent" datetime NULL,
  "key" varchar(64) NOT NULL UNIQUE,
  "email_address_id" integer NOT NULL REFERENCES "account_emailaddress" ("id") DEFERRABLE INITIALLY DEFERRED
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "account_emailconfirmation_email_address_id_5b7f8c58" ON "account_emailconfirmation" ("email_address_id");
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "socialaccount_socialapp" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "provider" varchar(30) NOT NULL,
  "name" varchar(40) NOT NULL,
  "client_id" varchar(191) NOT NULL,
  "key" varchar(191) NOT NULL,
  "secret" varchar(191) NOT NULL
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "socialaccount_socialapp_sites" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "socialapp_id" integer NOT NULL REFERENCES "socialaccount_socialapp" ("id") DEFERRABLE INITIALLY DEFERRED,
  "site_id" integer NOT NULL REFERENCES "django_site" ("id") DEFERRABLE INITIALLY DEFERRED
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "socialaccount_socialapp_sites_site_id_2579dee5" ON "socialaccount_socialapp_sites" ("site_id");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "socialaccount_socialapp_sites_socialapp_id_97fb6e7d" ON "socialaccount_socialapp_sites" ("socialapp_id");
--> statement-breakpoint
CREATE UNIQUE INDEX IF NOT EXISTS "socialaccount_socialapp_sites_socialapp_id_site_id_71a9a768_uniq" ON "socialaccount_socialapp_sites" ("socialapp_id", "site_id");
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "socialaccount_socialaccount" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "provider" varchar(30) NOT NULL,
  "uid" varchar(191) NOT NULL,
  "last_login" datetime NOT NULL,
  "date_joined" datetime NOT NULL,
  "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
  "extra_data" text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX IF NOT EXISTS "socialaccount_socialaccount_provider_uid_fc810c6e_uniq" ON "socialaccount_socialaccount" ("provider", "uid");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "socialaccount_socialaccount_user_id_8146e70c" ON "socialaccount_socialaccount" ("user_id");
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "socialaccount_socialtoken" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "token" text NOT NULL,
  "token_secret" text NOT NULL,
  "expires_at" datetime NULL,
  "account_id" integer NOT NULL REFERENCES "socialaccount_socialaccount" ("id") DEFERRABLE INITIALLY DEFERRED,
  "app_id" integer NOT NULL REFERENCES "socialaccount_socialapp" ("id") DEFERRABLE INITIALLY DEFERRED
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "socialaccount_socialtoken_account_id_951f210e" ON "socialaccount_socialtoken" ("account_id");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "socialaccount_socialtoken_app_id_636a42d7" ON "socialaccount_socialtoken" ("app_id");
--> statement-breakpoint
CREATE UNIQUE INDEX IF NOT EXISTS "socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq" ON "socialaccount_socialtoken" ("app_id", "account_id");
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "authtoken_token" (
  "key" varchar(40) NOT NULL PRIMARY KEY,
  "created" datetime NOT NULL,
  "user_id" integer NOT NULL UNIQUE REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_emailaddress_email_lower" ON "account_emailaddress" (lower("email"));
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS "rest_auth_session" (
  "id" text PRIMARY KEY NOT NULL,
  "user_id" integer NOT NULL,
  "created" datetime NOT NULL,
  "last_used" datetime NOT NULL,
  "expires" datetime NOT NULL,
  "ended" datetime,
  "user_agent" text NOT NULL,
  "ip_address" text NOT NULL,
  "method" text NOT NULL,
  FOREIGN KEY ("user_id") REFERENCES "auth_user"("id") ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_session_user_id" ON "rest_auth_session" ("user_id");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_session_expires" ON "rest_auth_session" ("expires");
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_user_username_lower" ON "auth_user" (lower("username"));
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "rest_auth_user_email_lower" ON "auth_user" (lower("email"));
