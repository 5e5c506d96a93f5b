/*
 * What a child that reads strangers' files may still ask of the kernel: no sockets, no other
 * processes, no new rights. Holds across execve.
 */
#ifndef TEND_CHANNELS_JAIL_H
#define TEND_CHANNELS_JAIL_H

/* Call it in the child, between fork and execve: it allocates nothing. 0, or -1 with errno. */
int jail_enter(void);

#endif
