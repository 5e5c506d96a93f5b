/* Pictures of other houses: which address may be asked for which URL, and what is a picture. */
#include "channels/picture.h"

#include "base/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool may(const char *url, const char *host)
{
	uint8_t address[16];

	assert_true(network_bytes_of_host(host, address));
	return picture_may(url, address);
}

/* Each address is judged by the URL that led there, not by the one before. */
static void public_houses_by_https(void **state)
{
	(void)state;
	assert_true(may("https://pictures.example/a.png", "8.8.8.8"));
	assert_true(may("HTTPS://pictures.example/a.png", "2600::1"));
	assert_false(may("http://pictures.example/a.png", "8.8.8.8"));
	assert_false(may("https://pictures.example/a.png", "127.0.0.1"));
	assert_false(may("https://pictures.example/a.png", "10.0.0.1"));
	assert_false(may("https://pictures.example/a.png", "::1"));
}

static void named_networks_are_open(void **state)
{
	struct arena *a = arena_new(0);
	struct networks open;
	char why[100];

	(void)state;
	assert_true(networks_parse(a, "10.1.0.0/16", &open, why, sizeof why));
	network_outbound_allow(OUTBOUND_WEBHOOK, &open);
	assert_false(may("http://intranet.example/a.png", "10.1.2.3"));
	network_outbound_allow(OUTBOUND_WEBHOOK, NULL);
	network_outbound_allow(OUTBOUND_PICTURE, &open);
	assert_true(may("http://intranet.example/a.png", "10.1.2.3"));
	assert_false(may("http://intranet.example/a.png", "10.2.2.3"));
	network_outbound_allow(OUTBOUND_PICTURE, NULL);
	arena_free(a);
}

static void bytes_tell_the_type(void **state)
{
	(void)state;
	assert_string_equal(picture_type("GIF89a", 6), "image/gif");
	assert_string_equal(picture_type("RIFF....WEBP", 12), "image/webp");
	assert_null(picture_type("<svg>", 5));
	assert_null(picture_type("GIF", 3));
	assert_null(picture_type(NULL, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(public_houses_by_https),
		cmocka_unit_test(named_networks_are_open),
		cmocka_unit_test(bytes_tell_the_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
