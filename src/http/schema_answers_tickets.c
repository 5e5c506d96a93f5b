/* What the operations on tickets answer: one row each (the language: schema.h). */
#include "http/schema.h"

/* Side-loads: beside the objects, each once. */
#define PEOPLE " users?:[@user] groups?:[@group] organizations?:[@organization]"
#define TICKET_SIDE \
	PEOPLE " last_audits?:[@audit] sharing_agreements?:[object] ticket_forms?:[@ticket_form] " \
	       "brands?:[@brand]"
#define TICKET	    "ticket:@ticket" TICKET_SIDE
#define TICKETS	    "200 tickets:[@ticket] +page" TICKET_SIDE
#define CHANGED	    "ticket:@ticket audit?:@audit"
#define COUNT	    "200 count:@count"
#define COMMENTS    "200 comments:[@comment] +page" PEOPLE
#define AUDITS	    "200 audits:[@audit] +page" PEOPLE " tickets?:[@ticket]"
#define REQUESTS    "200 requests:[@request] +page" PEOPLE
#define JOB	    "200 job_status:@job_status"
#define PLAIN_USERS "200 users:[@user] +page" PEOPLE
#define TAGS	    "tags:[text]"

const struct schema_shape schema_answers_tickets[] = {{M_GET, "tickets", TICKETS},
	{M_POST, "tickets", "201 " CHANGED TICKET_SIDE}, {M_GET, "tickets/show_many", TICKETS},
	{M_GET, "tickets/count", COUNT}, {M_GET, "tickets/recent", TICKETS},
	{M_POST, "tickets/create_many", JOB}, {M_PUT, "tickets/update_many", JOB},
	{M_DELETE, "tickets/destroy_many", JOB}, {M_GET, "tickets/:id", "200 " TICKET},
	{M_PUT, "tickets/:id", "200 " CHANGED TICKET_SIDE}, {M_DELETE, "tickets/:id", "204"},
	{M_GET, "tickets/:id/incidents", TICKETS},
	{M_GET, "tickets/:id/related", "200 ticket_related:@ticket_related"},
	{M_GET, "tickets/:id/collaborators", PLAIN_USERS},
	{M_GET, "tickets/:id/followers", PLAIN_USERS},
	{M_GET, "tickets/:id/email_ccs", PLAIN_USERS}, {M_POST, "tickets/:id/merge", JOB},
	{M_PUT, "tickets/:id/mark_as_spam", "200"}, {M_PUT, "tickets/mark_many_as_spam", JOB},
	{M_GET, "problems", TICKETS}, {M_POST, "problems/autocomplete", TICKETS},
	{M_GET, "users/:id/tickets/requested", TICKETS},
	{M_GET, "users/:id/tickets/assigned", TICKETS}, {M_GET, "users/:id/tickets/ccd", TICKETS},
	{M_GET, "organizations/:id/tickets", TICKETS},
	{M_GET, "deleted_tickets", "200 deleted_tickets:[@deleted_ticket] +page" PEOPLE},
	{M_PUT, "deleted_tickets/:id/restore", "200"},
	{M_PUT, "deleted_tickets/restore_many", "200"}, {M_DELETE, "deleted_tickets/:id", JOB},
	{M_DELETE, "deleted_tickets/destroy_many", JOB},
	{M_POST, "imports/tickets", "201 " CHANGED}, {M_POST, "imports/tickets/create_many", JOB},
	{M_GET, "ticket_metrics", "200 ticket_metrics:[@ticket_metric] +page" PEOPLE},
	{M_GET, "ticket_metrics/:id", "200 ticket_metric:@ticket_metric"},
	{M_GET, "tickets/:id/metrics", "200 ticket_metric:@ticket_metric"},
	{M_GET, "tickets/:id/comments", COMMENTS}, {M_GET, "tickets/:id/comments/count", COUNT},
	{M_PUT, "tickets/:id/comments/:id/make_private", "200"},
	{M_PUT, "tickets/:id/comments/:id/redact", "200 comment:@comment"},
	{M_PUT, "tickets/:id/comments/:id/attachments/:id/redact", "200 attachment:@attachment"},
	{M_PUT, "tickets/:id/audits/:id/make_private", "200"},
	{M_PUT, "comment_redactions/:id", "200 comment:@comment"},
	{M_GET, "tickets/:id/audits", AUDITS}, {M_GET, "tickets/:id/audits/count", COUNT},
	{M_GET, "tickets/:id/audits/:id", "200 audit:@audit" PEOPLE " tickets?:[@ticket]"},
	{M_GET, "ticket_audits",
		AUDITS
		" before_url?:url? after_url?:url? before_cursor?:text? after_cursor?:text?"},
	{M_GET, "requests", REQUESTS},
	{M_POST, "requests", "201 request?:@request suspended_ticket?:@suspended_ref"},
	{M_GET, "requests/open", REQUESTS}, {M_GET, "requests/solved", REQUESTS},
	{M_GET, "requests/ccd", REQUESTS}, {M_GET, "requests/search", REQUESTS},
	{M_GET, "requests/:id", "200 request:@request" PEOPLE},
	{M_PUT, "requests/:id", "200 request:@request"},
	{M_GET, "requests/:id/comments",
		"200 comments:[@request_comment] users:[@request_author] +page "
		"organizations?:[@organization]"},
	{M_GET, "requests/:id/comments/:id", "200 comment:@request_comment"},
	{M_GET, "users/:id/requests", REQUESTS}, {M_GET, "organizations/:id/requests", REQUESTS},
	{M_POST, "uploads", "201 upload:@upload"}, {M_DELETE, "uploads/:token", "204"},
	{M_GET, "attachments/:id", "200 attachment:@attachment"},
	{M_PUT, "attachments/:id", "200 attachment:@attachment"},
	{M_GET, "tickets/:id/tags", "200 " TAGS}, {M_POST, "tickets/:id/tags", "201 " TAGS},
	{M_PUT, "tickets/:id/tags", "200 " TAGS}, {M_DELETE, "tickets/:id/tags", "200 " TAGS},
	{M_GET, "users/:id/tags", "200 " TAGS}, {M_POST, "users/:id/tags", "201 " TAGS},
	{M_PUT, "users/:id/tags", "200 " TAGS}, {M_DELETE, "users/:id/tags", "200 " TAGS},
	{M_GET, "organizations/:id/tags", "200 " TAGS},
	{M_POST, "organizations/:id/tags", "201 " TAGS},
	{M_PUT, "organizations/:id/tags", "200 " TAGS},
	{M_DELETE, "organizations/:id/tags", "200 " TAGS}, {M_GET, "tags", "200 tags:[@tag] +page"},
	{M_GET, "tags/count", COUNT}, {M_GET, "autocomplete/tags", "200 tags:[text] +page"},
	{M_GET, "satisfaction_ratings",
		"200 satisfaction_ratings:[@satisfaction_rating] +page tickets?:[@ticket]" PEOPLE},
	{M_GET, "satisfaction_ratings/count", COUNT},
	{M_GET, "satisfaction_ratings/received",
		"200 satisfaction_ratings:[@satisfaction_rating] +page tickets?:[@ticket]" PEOPLE},
	{M_GET, "satisfaction_ratings/:id", "200 satisfaction_rating:@satisfaction_rating"},
	{M_POST, "tickets/:id/satisfaction_rating",
		"200|201 satisfaction_rating:@satisfaction_rating"},
	{M_GET, "satisfaction_reasons", "200 reasons:[@satisfaction_reason] +page"},
	{M_GET, "satisfaction_reasons/:id", "200 reason:@satisfaction_reason"},
	{M_GET, "suspended_tickets", "200 suspended_tickets:[@suspended_ticket] +page"},
	{M_GET, "suspended_tickets/:id", "200 suspended_ticket:@suspended_ticket"},
	{M_DELETE, "suspended_tickets/:id", "204"},
	{M_DELETE, "suspended_tickets/destroy_many", "204"},
	{M_PUT, "suspended_tickets/:id/recover", "200 ticket:@ticket tickets?:[@ticket]"},
	{M_PUT, "suspended_tickets/recover_many", "200 tickets:[@ticket]"},
	{M_POST, "suspended_tickets/attachments", "200 upload:@upload"},
	{M_PUT, "tickets/:id/unmerge", "200 " CHANGED TICKET_SIDE},
	{M_GET, "tickets/:id/merges", "200 merges:[@ticket_merge] +page"},
	{M_POST, "tickets/:id/split", "201 " CHANGED TICKET_SIDE},
	{M_POST, "problems/:id/answer", JOB},
	{M_GET, "tickets/:id/rule_traces", "200 rule_traces:[@rule_trace] +page"},
	{M_POST, "suspended_tickets/export", "200 export:@view_export"}, {0}};
