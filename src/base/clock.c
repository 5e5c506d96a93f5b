/* Clock and civil dates. */
#include "base/clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef TEND_FAULT
/* Offset of the test clock: a number in a file, read each time; the last one holds while the file
 * is being written. */
static i64 test_offset(void)
{
	static _Atomic i64 last;
	const char *path = getenv("TEND_TEST_CLOCK");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	char text[32], *end;
	ssize_t n;
	i64 ms;

	if (fd < 0)
		return last;
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = 0;
	ms = strtoll(text, &end, 10);
	if (end > text)
		last = ms;
	return last;
}
#else
static inline i64 test_offset(void)
{
	return 0;
}
#endif

i64 clock_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (i64)ts.tv_sec * 1000 + ts.tv_nsec / 1000000 + test_offset();
}

i64 clock_mono_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (i64)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* Civil-date arithmetic on 400-year eras that begin on 1 March. */
i64 clock_days_from_civil(i64 year, int month, int day)
{
	i64 era, day_of_era;
	int year_of_era, day_of_year;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	year_of_era = (int)(year - era * 400);
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

void clock_civil_from_days(i64 days, int *ret_year, int *ret_month, int *ret_day)
{
	i64 era;
	int doe, yoe, doy, mp;

	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	doe = (int)(days - era * 146097);
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	*ret_day = doy - (153 * mp + 2) / 5 + 1;
	*ret_month = mp < 10 ? mp + 3 : mp - 9;
	*ret_year = (int)(yoe + era * 400 + (*ret_month <= 2));
}

static char *two(char *p, int v)
{
	*p++ = (char)('0' + v / 10 % 10);
	*p++ = (char)('0' + v % 10);
	return p;
}

/* Within the years that have four digits. */
static i64 clamp(i64 ms)
{
	const i64 first = -62167219200000, last = 253402300799999;

	return ms < first ? first : ms > last ? last : ms;
}

static char *date_time(char *p, i64 ms)
{
	i64 sec, days;
	int y, m, d, s;

	sec = ms >= 0 ? ms / 1000 : (ms - 999) / 1000;
	days = sec >= 0 ? sec / 86400 : (sec - 86399) / 86400;
	s = (int)(sec - days * 86400);
	clock_civil_from_days(days, &y, &m, &d);
	p = two(two(p, y / 100), y % 100);
	*p++ = '-';
	p = two(p, m);
	*p++ = '-';
	p = two(p, d);
	*p++ = 'T';
	p = two(p, s / 3600);
	*p++ = ':';
	p = two(p, s / 60 % 60);
	*p++ = ':';
	return two(p, s % 60);
}

const char *clock_text(char out[CLOCK_TEXT], i64 ms)
{
	char *p = date_time(out, clamp(ms));

	*p++ = 'Z';
	*p = 0;
	return out;
}

const char *clock_text_ms(char out[CLOCK_TEXT], i64 ms)
{
	int part = (int)((clamp(ms) % 1000 + 1000) % 1000);
	char *p = date_time(out, clamp(ms));

	*p++ = '.';
	*p++ = (char)('0' + part / 100);
	p = two(p, part % 100);
	*p++ = 'Z';
	*p = 0;
	return out;
}

/* Exactly n digits at *s; -1 when they are not there. */
static int digits(const char **s, int n)
{
	int v = 0;

	while (n--) {
		if (**s < '0' || **s > '9')
			return -1;
		v = v * 10 + (*(*s)++ - '0');
	}
	return v;
}

static bool take(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

/* The zone at the end of a time: Z, or +hh:mm; offset in minutes. */
static bool parse_offset(const char **s, int *ret_minutes)
{
	int sign, h, m;

	*ret_minutes = 0;
	if (take(s, 'Z') || take(s, 'z'))
		return true;
	if (**s != '+' && **s != '-')
		return false;
	sign = *(*s)++ == '-' ? -1 : 1;
	h = digits(s, 2);
	take(s, ':');
	m = digits(s, 2);
	if (h < 0 || h > 23 || m < 0 || m > 59)
		return false;
	*ret_minutes = sign * (h * 60 + m);
	return true;
}

/* Two digits, then perhaps a fraction. */
static bool parse_seconds(const char **s, int *ret_sec, int *ret_ms)
{
	int scale = 100;

	*ret_sec = digits(s, 2);
	if (*ret_sec < 0 || *ret_sec > 60)
		return false;
	if (!take(s, '.'))
		return true;
	if (**s < '0' || **s > '9')
		return false;
	for (; **s >= '0' && **s <= '9'; (*s)++, scale /= 10)
		*ret_ms += (**s - '0') * scale;
	return true;
}

bool clock_parse(const char *s, i64 *ret_ms)
{
	static const int month_days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int y, mo, d, h = 0, mi = 0, sec = 0, ms = 0, offset = 0;
	bool leap;

	y = digits(&s, 4);
	if (y < 0 || !take(&s, '-') || (mo = digits(&s, 2)) < 1 || mo > 12 || !take(&s, '-') ||
		(d = digits(&s, 2)) < 1 || d > month_days[mo - 1])
		return false;
	leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	if (mo == 2 && d == 29 && !leap)
		return false;
	if (*s) {
		if (!take(&s, 'T') && !take(&s, 't') && !take(&s, ' '))
			return false;
		if ((h = digits(&s, 2)) < 0 || h > 23 || !take(&s, ':') ||
			(mi = digits(&s, 2)) < 0 || mi > 59)
			return false;
		if (take(&s, ':') && !parse_seconds(&s, &sec, &ms))
			return false;
		if (*s && !parse_offset(&s, &offset))
			return false;
	}
	if (*s)
		return false;
	*ret_ms = ((clock_days_from_civil(y, mo, d) * 24 + h) * 60 + mi - offset) * MINUTE_MS +
		  sec * SECOND_MS + ms;
	return true;
}
