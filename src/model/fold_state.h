/* States as trees, inside model: copies that share what does not change. For fold.c and case.c. */
#ifndef CS_MODEL_FOLD_STATE_H
#define CS_MODEL_FOLD_STATE_H

#include "model/entry.h"

/* A new object with the members of `object` (which may be NULL): they are shared, the object is not. */
struct cs_json *cs_state_copy(struct cs_arena *arena, const struct cs_json *object, struct cs_err *err) CS_MUST;
/* Puts a new list with the elements of object[list] and one more in its place; the old list is not touched.
 * CS_E_FOLD_STATE when what stands there is no list. */
CS_MUST bool cs_state_append(struct cs_arena *arena, struct cs_json *object, const char *list, struct cs_json *element,
                             struct cs_err *err);
/* The same with element `at` replaced, or left out when `element` is NULL. */
CS_MUST bool cs_state_replace(struct cs_arena *arena, struct cs_json *object, const char *list, size_t at,
                              struct cs_json *element, struct cs_err *err);
/* "n" of the entry, and "from", "until", "known", "cite", "certainty" where the act says them. */
CS_MUST bool cs_state_put_holds(struct cs_arena *arena, struct cs_json *object, const struct cs_entry *entry,
                                struct cs_err *err);
/* object[key] = value when value is not NULL. */
CS_MUST bool cs_state_put(struct cs_arena *arena, struct cs_json *object, const char *key, struct cs_json *value,
                          struct cs_err *err);
/* CS_E_FOLD_STATE with the entry and the subject in front. */
bool cs_state_fault(struct cs_err *err, const struct cs_entry *entry, const char *why);

#endif
