/* Random sets with tables, terms, parts and layers, and requests to them, from seeds. */
#ifndef CS_TEST_RULES_REFERENCE_RANDOM_H
#define CS_TEST_RULES_REFERENCE_RANDOM_H

#include "rules/reference_world.h"

/* A set without a request. */
void ref_random_set(struct ref_set *set, struct ref_world *world, uint64_t seed);
void ref_random_request(struct ref_set *set, uint64_t seed);

#endif
