/*
 * Host program of the build: writes a C file that carries other files in its read-only data
 * (gcc 12 has no #embed, so each is an .incbin).
 *
 *	embed assets DIR      the web build's DIR/manifest.txt and DIR/pages/(*).html
 *	embed migrations DIR  DIR/(*).sql in order of their names
 *
 * Every file is followed by a NUL. Any fault ends the build with a sentence.
 */
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES_MAX = 1000, PATH_BYTES = 4096, MANIFEST_PARTS = 7 };

static int blobs;

static void stop(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));
static void stop(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("embed: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(1);
}

/* Text that stands in a C string as it is. */
static const char *plain(const char *s)
{
	for (const char *c = s; *c; c++)
		if (*c == '"' || *c == '\\' || (unsigned char)*c < ' ')
			stop("a name with quotes or control characters: %s", s);
	return s;
}

/* Write the data of one file; returns its number, *ret_size its bytes. */
static int blob(const char *dir, const char *name, long *ret_size)
{
	char path[PATH_BYTES];
	struct stat st;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	if (stat(path, &st) != 0)
		stop("no file %s", path);
	printf("__asm__(\".section .rodata\\n.balign 16\\nembedded_%d:\\n\"\n"
	       "\t\".incbin \\\"%s\\\"\\n.byte 0\\n.previous\\n\");\n"
	       "extern const char embedded_%d[] __attribute__((visibility(\"hidden\")));\n",
		blobs, plain(path), blobs);
	*ret_size = (long)st.st_size;
	return blobs++;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names in dir that end with suffix, sorted. */
static int list(const char *dir, const char *suffix, char **names)
{
	struct dirent *entry;
	DIR *d = opendir(dir);
	int n = 0;

	if (!d)
		stop("cannot read %s", dir);
	while ((entry = readdir(d))) {
		size_t length = strlen(entry->d_name), tail = strlen(suffix);

		if (length <= tail || strcmp(entry->d_name + length - tail, suffix) != 0)
			continue;
		if (n == FILES_MAX || !(names[n] = strdup(entry->d_name)))
			stop("more than %d files in %s", FILES_MAX, dir);
		n++;
	}
	closedir(d);
	qsort(names, (size_t)n, sizeof *names, by_name);
	return n;
}

struct row {
	char *part[MANIFEST_PARTS]; /* name url mime sha256 raw gz br */
	int blob[3];		    /* -1: none */
	long size[3];
};

static void read_row(const char *dir, char *line, struct row *row)
{
	char *s = line;

	for (int i = 0; i < MANIFEST_PARTS; i++) {
		row->part[i] = s;
		s = strchr(s, i < MANIFEST_PARTS - 1 ? '\t' : '\n');
		if (!s)
			stop("manifest line with fewer than %d parts: %s", MANIFEST_PARTS, line);
		*s++ = 0;
	}
	for (int i = 0; i < 3; i++) {
		row->blob[i] = -1;
		if (strcmp(row->part[4 + i], "-") != 0)
			row->blob[i] = blob(dir, row->part[4 + i], &row->size[i]);
	}
}

static void write_rows(const struct row *rows, int n)
{
	printf("const struct asset assets[] = {\n");
	for (int i = 0; i < n; i++) {
		const struct row *r = &rows[i];

		printf("\t{\"%s\", \"%s\", \"%s\", \"%s\"", plain(r->part[0]), plain(r->part[1]),
			plain(r->part[2]), plain(r->part[3]));
		for (int k = 0; k < 3; k++) {
			if (r->blob[k] < 0)
				printf(", {0}");
			else
				printf(", {embedded_%d, %ld}", r->blob[k], r->size[k]);
		}
		printf("},\n");
	}
	printf("\t{0},\n};\n");
}

static void embed_assets(const char *dir)
{
	static struct row rows[FILES_MAX];
	static char *names[FILES_MAX];
	static char line[PATH_BYTES];
	char path[PATH_BYTES], pages[PATH_BYTES];
	long size[FILES_MAX];
	int number[FILES_MAX], n = 0, page_count;
	FILE *f;

	snprintf(path, sizeof path, "%s/manifest.txt", dir);
	f = fopen(path, "r");
	if (!f)
		stop("no file %s", path);
	printf("#include \"http/asset.h\"\n\n");
	while (fgets(line, sizeof line, f)) {
		char *copy = strdup(line);

		if (!copy || n == FILES_MAX)
			stop("more than %d assets", FILES_MAX);
		read_row(dir, copy, &rows[n++]);
	}
	fclose(f);
	snprintf(pages, sizeof pages, "%s/pages", dir);
	page_count = list(pages, ".html", names);
	for (int i = 0; i < page_count; i++)
		number[i] = blob(pages, names[i], &size[i]);
	write_rows(rows, n);
	printf("const struct asset_page asset_pages[] = {\n");
	for (int i = 0; i < page_count; i++)
		printf("\t{\"%s\", embedded_%d, %ld},\n", plain(names[i]), number[i], size[i]);
	printf("\t{0},\n};\n");
}

static void embed_migrations(const char *dir)
{
	static char *names[FILES_MAX];
	int number[FILES_MAX], n = list(dir, ".sql", names);
	long size;

	printf("#include \"db/migrate.h\"\n\n");
	for (int i = 0; i < n; i++)
		number[i] = blob(dir, names[i], &size);
	printf("const struct migration migrations[] = {\n");
	for (int i = 0; i < n; i++)
		printf("\t{\"%.*s\", embedded_%d},\n", (int)strlen(names[i]) - 4, plain(names[i]),
			number[i]);
	printf("\t{0},\n};\n");
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "assets") == 0)
		embed_assets(argv[2]);
	else if (argc == 3 && strcmp(argv[1], "migrations") == 0)
		embed_migrations(argv[2]);
	else
		stop("usage: embed assets|migrations DIR");
	return fflush(stdout) == 0 ? 0 : 1;
}
