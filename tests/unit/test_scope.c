/* Scopes: words in, what they open, and where an OAuth client may send people back to. */
#include "domain/can.h"
#include "domain/oauth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

static struct arena *arena;

static int start(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static uint64_t set_of(const char *words)
{
	struct scopes scopes;
	const char *bad;

	assert_true(scope_parse(arena, words, &scopes, &bad));
	return scopes.set;
}

static enum err try(const char *words, enum capability cap)
{
	struct actor actor = {.id = {1}, .role = ROLE_ADMIN, .scope = set_of(words)};

	return can(&actor, cap);
}

static void test_words(void **state)
{
	struct scopes scopes;
	const char *bad;

	(void)state;
	assert_true(scope_parse(arena, "  tickets:read, write tickets:read ", &scopes, &bad));
	assert_string_equal(scopes.words, "tickets:read write");
	assert_true(scope_parse(arena, "", &scopes, &bad));
	assert_int_equal(scopes.set, SCOPE_NONE);
	assert_string_equal(scopes.words, "");
	assert_false(scope_parse(arena, "read tickets:delete", &scopes, &bad));
	assert_string_equal(bad, "tickets:delete");
	assert_false(scope_parse(arena, "ticket:read", &scopes, &bad));
	assert_false(scope_parse(arena, "tickets:", &scopes, &bad));
	assert_false(scope_parse(arena, ":read", &scopes, &bad));
	assert_false(scope_parse(arena, "READ", &scopes, &bad));
	assert_false(scope_parse(arena, "tickets:read:write", &scopes, &bad));
}

static void test_sets(void **state)
{
	(void)state;
	assert_int_equal(set_of("read"), SCOPE_READ);
	assert_int_equal(set_of("write"), SCOPE_WRITE);
	assert_int_equal(set_of("read write impersonate"), SCOPE_ALL);
	assert_int_equal(set_of("tickets:write") & ~SCOPE_WRITE, 0);
	assert_int_equal(set_of("tickets:write read") & SCOPE_READ, SCOPE_READ);
	assert_true(scope_covers(set_of("tickets:write"), FAMILY_TICKETS, false));
	assert_false(scope_covers(set_of("tickets:read"), FAMILY_TICKETS, true));
	assert_false(scope_covers(set_of("impersonate"), FAMILY_TICKETS, false));
	assert_true(scope_covers(SCOPE_NONE, FAMILY_ANY, true));
}

/* All families together are less than the whole. */
static void test_families_are_not_all(void **state)
{
	const char *words = "";

	(void)state;
	for (int i = 0; i < FAMILY_COUNT; i++)
		words = arena_printf(arena, "%s %s:write", words, scope_family_name(i));
	assert_true((set_of(words) & SCOPE_READ) != SCOPE_READ);
	assert_int_equal(try(words, CAP_ADMIN_READ), E_FORBIDDEN);
	assert_int_equal(try(words, CAP_RULE_WRITE), OK);
	assert_int_equal(try(words, CAP_SEARCH), OK);
}

static void test_capabilities(void **state)
{
	(void)state;
	assert_int_equal(try("read", CAP_ADMIN_READ), OK);
	assert_int_equal(try("read", CAP_ADMIN_WRITE), E_FORBIDDEN);
	assert_int_equal(try("write", CAP_ADMIN_WRITE), OK);
	assert_int_equal(try("tickets:write", CAP_TICKET_WRITE), OK);
	assert_int_equal(try("tickets:write", CAP_USER_READ), E_FORBIDDEN);
	assert_int_equal(try("tickets:write", CAP_SEARCH), E_FORBIDDEN);
	assert_int_equal(try("tickets:read users:read organizations:read", CAP_SEARCH), OK);
	assert_int_equal(try("macros:write", CAP_TRIGGER_WRITE), E_FORBIDDEN);
	assert_int_equal(try("requests:read", CAP_ATTACHMENT_READ), OK);
	assert_int_equal(try("hc:read", CAP_ME), OK);
	assert_string_equal(capability_scopes(arena, CAP_TICKET_WRITE), "tickets:write");
	assert_string_equal(capability_scopes(arena, CAP_ADMIN_READ), "read");
	assert_string_equal(capability_scopes(arena, CAP_PUBLIC), "");
	assert_string_equal(capability_scopes(arena, CAP_TICKET_PEOPLE), "tickets:read users:read");
	assert_string_equal(
		capability_scopes(arena, CAP_UPLOAD), "tickets:write or requests:write");
}

static void test_redirects(void **state)
{
	static const char *const good[] = {"https://app.example/cb", "https://app.example",
		"https://app.example:8443/cb?a=b", "http://localhost/cb", "http://127.0.0.1:7000/",
		"http://[::1]:7000/cb", "org.example.app:/cb", "org.example.app://cb"};
	static const char *const bad[] = {"", "app", "/cb", "//app.example", "http://app.example",
		"https://", "https:///x", "https://:80/", "https://a@b.example/",
		"http://localhost.evil.example/", "http://localhost@evil.example/",
		"http://localhost:80@evil.example/", "http://[::1]evil.example/",
		"https://app.example/#x", "https://app.example/a b", "https://app.example\\x",
		"https://a;b.example/", "javascript:alert(1)", "data:text/html,x", "app:/cb",
		"HTTPS://app.example/", "https://b\xc3\xbc.example/", "https://a.example/\r\nX: y",
		"org.example.app:cb"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++)
		if (!oauth_redirect_valid(good[i]))
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (oauth_redirect_valid(bad[i]))
			fail_msg("taken: %s", bad[i]);
}

/* Exactly one of the lines, whole. */
static void test_redirect_is_exact(void **state)
{
	const struct oauth_client c = {.redirect_uris = "https://a.example/x\nhttps://b.example/"};
	const struct oauth_client none = {.redirect_uris = ""};

	(void)state;
	assert_true(oauth_client_redirects_to(&c, "https://a.example/x"));
	assert_true(oauth_client_redirects_to(&c, "https://b.example/"));
	assert_false(oauth_client_redirects_to(&c, "https://a.example/"));
	assert_false(oauth_client_redirects_to(&c, "https://a.example/x/y"));
	assert_false(oauth_client_redirects_to(&c, "https://a.example/x\nhttps://b.example/"));
	assert_false(oauth_client_redirects_to(&c, "https://b.example"));
	assert_false(oauth_client_redirects_to(&c, ""));
	assert_false(oauth_client_redirects_to(&none, ""));
}

static void test_secrets(void **state)
{
	struct oauth_client c = {.kind = CLIENT_CONFIDENTIAL, .has_secret = true};
	struct oauth_client app = {.kind = CLIENT_PUBLIC};

	(void)state;
	secret_hash(c.secret_hash, "right", 5);
	assert_true(oauth_client_proves(&c, "right"));
	assert_false(oauth_client_proves(&c, "wrong"));
	assert_false(oauth_client_proves(&c, ""));
	c.has_secret = false;
	assert_false(oauth_client_proves(&c, "right"));
	assert_true(oauth_client_proves(&app, ""));
	assert_false(oauth_client_proves(&app, "x"));
	assert_true(oauth_challenge_valid("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
	assert_false(oauth_challenge_valid("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c"));
	assert_false(oauth_challenge_valid("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"));
	assert_false(oauth_challenge_valid(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_families_are_not_all),
		cmocka_unit_test(test_capabilities),
		cmocka_unit_test(test_redirects),
		cmocka_unit_test(test_redirect_is_exact),
		cmocka_unit_test(test_secrets),
	};

	secret_init();
	return cmocka_run_group_tests(tests, start, end);
}
