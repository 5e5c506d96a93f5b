/*
 * The one list of route arrays. A new resource is one line here and one array in its own file.
 */
#include "http/http_i.h"

#include "base/log.h"

enum { ROWS_MAX = 600 };

/* X(array) */
#define ROUTE_ARRAYS(X) \
	X(core_routes) \
	X(ticket_routes) \
	X(bulk_ticket_routes) \
	X(bulk_people_routes) \
	X(people_tag_routes) \
	X(job_routes) \
	X(import_routes) \
	X(comment_routes) \
	X(timeline_routes) \
	X(beside_routes) \
	X(snooze_routes) \
	X(message_routes) \
	X(draft_routes) \
	X(held_reply_routes) \
	X(mention_routes) \
	X(presence_routes) \
	X(audit_routes) \
	X(request_routes) \
	X(upload_routes) \
	X(search_routes) \
	X(search_help_routes) \
	X(queue_routes) \
	X(bulk_job_routes) \
	X(user_routes) \
	X(identity_routes) \
	X(organization_routes) \
	X(group_routes) \
	X(membership_routes) \
	X(field_routes) \
	X(tag_routes) \
	X(incremental_routes) \
	X(metric_routes) \
	X(report_routes) \
	X(board_routes) \
	X(satisfaction_routes) \
	X(session_routes) \
	X(user_request_routes) \
	X(password_routes) \
	X(preference_routes) \
	X(first_run_routes) \
	X(house_log_routes) \
	X(health_routes) \
	X(second_step_routes) \
	X(second_step_page_routes) \
	X(invitation_routes) \
	X(new_password_routes) \
	X(oauth_routes) \
	X(oauth_token_routes) \
	X(oauth_page_routes) \
	X(sign_in_routes) \
	X(public_routes) \
	X(docs_routes) \
	X(promise_routes) \
	X(deadline_routes) \
	X(setting_routes) \
	X(form_routes) \
	X(account_routes) \
	X(activity_routes) \
	X(merge_routes) \
	X(ticket_life_routes) \
	X(assignment_routes) \
	X(suspended_routes) \
	X(macro_routes) \
	X(macro_file_routes) \
	X(trigger_routes) \
	X(rule_routes) \
	X(view_routes) \
	X(webhook_routes) \
	X(spam_routes)

#define X(array) extern const struct route array[];
ROUTE_ARRAYS(X)
#undef X

const struct route *const *route_all(int *ret_n)
{
	static const struct route *rows[ROWS_MAX];
	static int n; /* filled by the first call, before threads start */
	bool filled = n > 0;
	static const struct route *const arrays[] = {
#define X(array) array,
		ROUTE_ARRAYS(X)
#undef X
	};

	for (size_t i = 0; !filled && i < COUNT_OF(arrays); i++)
		for (const struct route *r = arrays[i]; r->path; r++) {
			if (n == ROWS_MAX)
				die("more than %d routes", ROWS_MAX);
			rows[n++] = r;
		}
	*ret_n = n;
	return rows;
}
