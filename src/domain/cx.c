/* Context helpers: common failures and the system as actor. */
#include "domain/cx.h"

enum err fail_not_found(struct cx *cx)
{
	return fail(cx, E_NOT_FOUND, NULL, NULL, "Not found");
}

enum err fail_blank(struct cx *cx, const char *field, const char *title)
{
	return fail(cx, E_INVALID, field, "BlankValue", "%s: cannot be blank", title);
}

enum err fail_invalid(struct cx *cx, const char *field, const char *title)
{
	return fail(cx, E_INVALID, field, "InvalidValue", "%s: is invalid", title);
}

struct actor actor_system(void)
{
	return (struct actor){
		.system = true, .role = ROLE_ADMIN, .scope = SCOPE_WRITE, .address = ""};
}
