/* Private to the view: view.c (requests, registrations, host), view_read.c (stated values by type), view_fact.c (facts
 * on record), view_part.c (parts of a request). */
#ifndef CS_REVIEW_VIEW_INTERNAL_H
#define CS_REVIEW_VIEW_INTERNAL_H

#include "model/versions.h"
#include "review/view.h"

/* The values of one fact that hold or may hold on the day. */
struct cs_stated {
  struct cs_value value;
  bool sure; /* it surely holds; else it may */
  bool date; /* not sure for its days; else because it is disputed or denied */
};

/* One value of several: figures and days unite into bounds, sets into one, others must be the same; what is left open
 * has the cause of RULES sections 2 and 6, named after the fact. n at least 1. */
CS_MUST
bool cs_view_unite(const struct cs_fact_info *fact, const struct cs_stated *stated, size_t n, struct cs_arena *arena,
                   struct cs_value *out, struct cs_err *err);
/* The fact `name` of an item as the record has it on (on, known); *found false when it says nothing of it. */
CS_MUST
bool cs_view_item_fact(const struct cs_view *view, const struct cs_item *item, struct cs_str name,
                       const struct cs_fact_info *fact, struct cs_value *out, bool *found, struct cs_err *err);
/* What the versions that hold or may hold say, as one value; `text` picks what is asked from a version, which begins with its
 * struct cs_holds. A version that may hold and says nothing leaves it unknown. */
CS_MUST
bool cs_view_unite_versions(const struct cs_view *view, const struct cs_possible *possible, const char *versions,
                            size_t stride, struct cs_str (*text)(const void *version), const struct cs_fact_info *fact,
                            struct cs_value *out, struct cs_err *err);
/* item.stock, item.floor and item.stock-class (`name` without "item.") of the item's stock; *found false when no stock on
 * record says anything of it. */
CS_MUST
bool cs_view_stock(const struct cs_view *view, struct cs_str item, struct cs_str name, const struct cs_fact_info *fact,
                   struct cs_value *out, bool *found, struct cs_err *err);
/* The number of a fact that the request, or a part of it, states; SIZE_MAX where the rules cannot be asked of it, with the errors of
 * cs_view_init. */
size_t cs_view_find_fact(const struct cs_view *view, const struct cs_request_fact *fact, struct cs_err *err);
/* view->parts: every line is asked of the same ones. In an error about what one states, its name stands in front. */
CS_MUST
bool cs_view_parts(struct cs_view *view, struct cs_err *err);
/* A text on record (a party's state, an item's kind) as a value of the fact's type; unknown when it is none. */
bool cs_view_text(const struct cs_fact_info *fact, struct cs_str text, struct cs_value *out);

#endif
