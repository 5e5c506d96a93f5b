/* One line of JSON in DATA/last-WHAT.json. */
#include "base/last_run.h"

#include "base/json.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 256 };

static bool path_of(char out[PATH_MAX], const char *data_dir, const char *what, const char *ending)
{
	int n = snprintf(out, PATH_MAX, "%s/last-%s.json%s", data_dir, what, ending);

	return n > 0 && n < PATH_MAX;
}

void last_run_write(const char *data_dir, const char *what, const struct last_run *run)
{
	char path[PATH_MAX], part[PATH_MAX];
	bool written;
	FILE *f;

	if (!path_of(path, data_dir, what, "") || !path_of(part, data_dir, what, ".part"))
		return;
	f = fopen(part, "we");
	if (!f)
		return;
	written = fprintf(f, "{\"at\":%lld,\"ok\":%s,\"count\":%lld}\n", (long long)run->at,
			  run->ok ? "true" : "false", (long long)run->count) > 0;
	if (fclose(f) != 0 || !written || rename(part, path) != 0)
		unlink(part);
}

struct last_run last_run_read(const char *data_dir, const char *what)
{
	CLEANUP(json_cleanup) json_t *json = NULL;
	struct last_run run = {0};
	char path[PATH_MAX], line[LINE];
	size_t n;
	FILE *f;

	if (!path_of(path, data_dir, what, ""))
		return run;
	f = fopen(path, "re");
	if (!f)
		return run;
	n = fread(line, 1, sizeof line, f);
	fclose(f);
	json = json_parse(line, n, NULL, 0);
	run.at = json_get_i64(json, "at", 0);
	run.ok = json_get_bool(json, "ok", false);
	run.count = json_get_i64(json, "count", 0);
	return run;
}
