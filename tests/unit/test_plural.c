/* Plural rules against plurals.txt, which the browser part's tests compare with the browser's own.
 */
#include "base/plural.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { LISTED = 200, HIGHEST = 20000 };

static char letter_of(const char *form)
{
	static const struct {
		const char *form;
		char letter;
	} letters[] = {{"zero", 'z'}, {"one", '1'}, {"two", '2'}, {"few", 'f'}, {"many", 'm'}};

	for (size_t i = 0; i < COUNT_OF(letters); i++)
		if (strcmp(letters[i].form, form) == 0)
			return letters[i].letter;
	return 'o';
}

static void every_number_has_its_form(void **state)
{
	FILE *f = fopen("tests/unit/plurals.txt", "r");
	char language[8], listed[LISTED + 1];
	int languages = 0;

	(void)state;
	assert_non_null(f);
	while (fscanf(f, "%7s %200s", language, listed) == 2) {
		languages++;
		/* from 100 on, the last two digits decide */
		for (int n = 0; n <= HIGHEST; n++)
			assert_int_equal(letter_of(plural_form(language, n)),
				listed[n < LISTED ? n : 100 + n % 100]);
	}
	fclose(f);
	assert_int_equal(languages, 6);
}

static void a_region_changes_nothing(void **state)
{
	(void)state;
	assert_string_equal(plural_form("hr-HR", 3), "few");
	assert_string_equal(plural_form("xx", 1), "one");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_number_has_its_form),
		cmocka_unit_test(a_region_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
