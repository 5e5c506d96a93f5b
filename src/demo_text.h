/* Words of the demonstration: people, companies, and what customers write about. */
#ifndef TEND_DEMO_TEXT_H
#define TEND_DEMO_TEXT_H

struct demo_topic {
	const char *subject, *message; /* the customer */
	const char *reply, *solution;  /* the agent */
	const char *tags;	       /* space-separated */
	const char *group;
	int priority; /* enum priority */
};

extern const char *const demo_first_names[], *const demo_last_names[];
extern const char *const demo_companies[];
extern const char *const demo_thanks[], *const demo_nudges[], *const demo_notes[];
extern const struct demo_topic demo_topics[];
extern const int demo_first_name_count, demo_last_name_count, demo_company_count, demo_thank_count,
	demo_nudge_count, demo_note_count, demo_topic_count;

#endif
