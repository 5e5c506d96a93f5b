/* Where a comment stands in the full text index of tickets. */
#ifndef TEND_DOMAIN_TEXT_PLACE_H
#define TEND_DOMAIN_TEXT_PLACE_H

/* The index has a ticket's first TEXT_COMMENTS comments: the number of one in its thread, from 0,
 * is the low part of its rowid. sql/0015_search.sql and verify_store.c name the number as well. */
enum { TEXT_SHIFT = 12, TEXT_COMMENTS = 1 << TEXT_SHIFT };
#define TEXT_PLACE(ticket) ((ticket)*TEXT_COMMENTS)

#endif
