/* The objects of the authorisation matrix: A belongs to `customer`, B to `customer_b`. */
#ifndef TEND_TESTS_MATRIX_H
#define TEND_TESTS_MATRIX_H

#include "lib/world.h"

enum side { SIDE_A, SIDE_B, SIDE_MISSING, SIDES };
enum { OBJECTS_MAX = 80 };

struct matrix {
	struct world *world;
	const char *path; /* of the route in hand */
	bool reading;	  /* its method is GET */
	bool fresh[OBJECTS_MAX];
	char ids[OBJECTS_MAX][128]; /* by position in the list of makers */
	int made;		    /* counts up, for unique names */
};

/* The route's path with its parameters filled in by objects that are made for this one call. */
void matrix_path(
	struct matrix *m, const char *path, bool reading, enum side side, char *out, size_t cap);

#endif
