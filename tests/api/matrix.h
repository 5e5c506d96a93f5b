/* The objects of the authorisation matrix: A belongs to `customer`, B to `customer_b`. */
#ifndef TEND_TESTS_MATRIX_H
#define TEND_TESTS_MATRIX_H

#include "lib/world.h"

enum side { SIDE_A, SIDE_B, SIDE_MISSING, SIDES };
enum { OBJECTS_MAX = 40 };

struct matrix {
	struct world *world;
	char ids[OBJECTS_MAX][SIDES][128]; /* by position in the list of makers */
	int made;                          /* counts up, for unique names */
};

/* Make all objects. Ends the program when one cannot be made. */
void matrix_make(struct matrix *m);
/* Make those that this path names anew: a call may have changed or deleted them. */
void matrix_refresh(struct matrix *m, const char *path, enum side side);
/* The path with its parameters filled in. */
void matrix_path(const struct matrix *m, const char *path, enum side side, char *out, size_t cap);

#endif
