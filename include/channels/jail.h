/*
 * What a child that reads strangers' files may still ask of the kernel: a list of harmless calls
 * (seccomp), files for reading only, and where the kernel has Landlock only the files that are
 * named. No sockets, no other processes, no signals, no new rights. Holds across execve.
 */
#ifndef TEND_CHANNELS_JAIL_H
#define TEND_CHANNELS_JAIL_H

#include <stdbool.h>

/* Paths, each list ended by NULL; those that are not there are left out. */
struct jail {
	const char *const *read; /* files, and folders with all in them */
	const char *const *run;	 /* programs (and what loads them) */
};

/* Call it in the child, between fork and execve: it allocates nothing. 0, or -1 with errno. What is
 * open stays open. */
int jail_enter(const struct jail *j);
/* Can the kernel keep the child from files that are not named? Else it reads what we read. */
bool jail_has_landlock(void);

#endif
