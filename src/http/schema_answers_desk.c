/* One's own work, sign-in, invitations, the audit log and the state of the house: objects and
 * answers (the language: schema.h). */
#include "http/schema.h"

static const struct schema_key second_step[] = {{"enabled", "bool", NULL},
	{"enabled_at", "time?", NULL}, {"required", "bool", "Of everybody who works here"},
	{"recovery_codes_left", "int", NULL}, {"recovery_codes?", "[text]", "New ones, shown once"},
	{0}};
static const struct schema_key second_step_start[] = {{"secret", "text", "To type into the app"},
	{"uri", "text", "`otpauth://…`"}, {"matrix", "[text]", "The QR code: rows of 0 and 1"},
	{0}};

static const struct schema_key invitation[] = {{"id", "id", NULL}, {"user_id", "id", NULL},
	{"name", "text", NULL}, {"email", "text?", NULL}, {"role", "=agent|admin|end-user", NULL},
	{"group_ids", "[id]", NULL}, {"invited_by_id", "id?", "null: from the command line"},
	{"created_at", "time", NULL}, {"expires_at", "time", NULL}, {"expired", "bool", NULL},
	{"link?", "text", "Once, when it is made or renewed"}, {0}};
static const struct schema_key password_link[] = {
	{"user_id", "id", NULL}, {"link", "text", NULL}, {"expires_at", "time", NULL}, {0}};

static const struct schema_key audit_log[] = {{"id", "id", NULL}, {"created_at", "time", NULL},
	{"actor_id", "id?", "null: the system"}, {"actor_name", "text?", NULL},
	{"event", "text", "`rule.changed` …"}, {"source_type", "text", "`rule` …"},
	{"source_id", "id?", NULL}, {"source_label", "text?", "Its name now"},
	{"other_label", "text?", "The name of what the detail names by id beside it"},
	{"detail", "object", "What the event noted"}, {0}};

#define STATE \
	{ \
		"state", "=ok|warning|bad|not_set_up", NULL \
	}
static const struct schema_key health_server[] = {STATE, {"version", "text", NULL},
	{"started_at", "time", NULL}, {"connections", "int", NULL},
	{"streams", "int", "Agents who listen for news"}, {0}};
static const struct schema_key health_database[] = {
	STATE, {"bytes", "int", NULL}, {"wal_bytes", "int", "Of the write-ahead log"}, {0}};
static const struct schema_key health_disk[] = {STATE, {"free_bytes", "int", NULL},
	{"total_bytes", "int", NULL}, {"floor_bytes", "int", "Below it writes are refused"}, {0}};
static const struct schema_key health_writer[] = {STATE, {"queued", "int", NULL},
	{"transactions", "int", NULL}, {"changes", "int", NULL},
	{"commit_ms", "num", "Mean time of a transaction"}, {0}};
static const struct schema_key health_backup[] = {
	STATE, {"at", "time?", NULL}, {"succeeded", "bool?", NULL}, {"bytes", "int", NULL}, {0}};
static const struct schema_key health_check[] = {STATE, {"at", "time?", NULL},
	{"succeeded", "bool?", NULL}, {"differences", "int", NULL}, {0}};
static const struct schema_key health_outbox[] = {STATE, {"queued", "int", NULL},
	{"oldest_at", "time?", NULL}, {"failed", "int", "Given up in the last day"}, {0}};
static const struct schema_key health_webhooks[] = {STATE, {"active", "int", NULL},
	{"failing", "int", NULL}, {"switched_off", "int", "By lasting failure"}, {0}};
static const struct schema_key health_mail[] = {STATE, {0}};
static const struct schema_key health[] = {{"server", "@health_server", NULL},
	{"database", "@health_database", NULL}, {"disk", "@health_disk", NULL},
	{"writer", "@health_writer", NULL}, {"backup", "@health_backup", NULL},
	{"check", "@health_check", NULL}, {"outbox", "@health_outbox", NULL},
	{"webhooks", "@health_webhooks", NULL}, {"mail", "@health_mail", NULL}, {0}};

static const struct schema_key first_run[] = {{"open", "bool", "Something is left to do"},
	{"colleague", "=todo|done|skipped", NULL}, {"promise", "=todo|done|skipped", NULL},
	{"form", "=todo|done|skipped", NULL}, {"sample_ticket_id", "id?", NULL}, {0}};

const struct schema schemas_desk[] = {
	{"second_step", "account", "Sign-in with a code", second_step},
	{"second_step_start", "account", NULL, second_step_start},
	{"invitation", "account", "A colleague who was not here yet", invitation},
	{"password_link", "account", NULL, password_link},
	{"first_run", "account", "The first steps in a new house", first_run},
	{"audit_log", "account", "One change in the house", audit_log},
	{"health", "account", "Is all well?", health},
	{"health_server", "account", NULL, health_server},
	{"health_database", "account", NULL, health_database},
	{"health_disk", "account", NULL, health_disk},
	{"health_writer", "account", NULL, health_writer},
	{"health_backup", "account", "The last one", health_backup},
	{"health_check", "account", "The last `tend check`", health_check},
	{"health_outbox", "account", "What waits to leave", health_outbox},
	{"health_webhooks", "account", NULL, health_webhooks},
	{"health_mail", "account", NULL, health_mail}, {0}};

#define STEP "200 second_step:@second_step"
const struct schema_shape schema_answers_desk[] = {
	{M_GET, "users/me/preferences", "200 preferences:object"},
	{M_PATCH, "users/me/preferences", "200 preferences:object"},
	{M_GET, "users/me/second_step", STEP},
	{M_POST, "users/me/second_step", "201 second_step:@second_step_start"},
	{M_PUT, "users/me/second_step", STEP}, {M_POST, "users/me/second_step/turn_off", STEP},
	{M_POST, "users/me/second_step/recovery_codes", STEP},
	{M_DELETE, "users/:id/second_step", "204"}, {M_DELETE, "users/me/other_sessions", "204"},
	{M_GET, "invitations", "200 invitations:[@invitation] +page"},
	{M_POST, "invitations", "201 invitation:@invitation"},
	{M_POST, "invitations/:id/renew", "200 invitation:@invitation"},
	{M_DELETE, "invitations/:id", "204"},
	{M_POST, "users/:id/password_link", "201 password_link:@password_link"},
	{M_GET, "audit_logs", "200 audit_logs:[@audit_log] +page"},
	{M_GET, "first_run", "200 first_run:@first_run"},
	{M_PUT, "first_run", "200 first_run:@first_run"},
	{M_POST, "first_run/sample_ticket", "200 first_run:@first_run"},
	{M_GET, "health", "200 health:@health"}, {0}};
