/* View: the model seen as facts. For each line of a request, at (on, known), it fills one struct cs_value for every
 * fact that a rule set uses, and answers the two questions that the language asks its host (groups on record, content).
 * What cannot be filled is unknown with a cause; nothing is ever guessed. Where each fact comes from:
 *
 *   act, purpose, area, applicant, holder, recipient, user, end_user   the request (end user: else the user, else the
 * recipient) item                     the line quantity                 the request's total of the line's item value,
 * value_musd        the request's total over all lines; value_musd is USD / 1,000,000, exactly item.origin, item.class,
 * item.kind   the item's registration item.NAME                the facts on record of the item ROLE.state, ROLE.kind
 * the registration of the party in that role any other                the request's own `facts`
 *   item.stock, item.floor, item.stock-class  the ledger of the item with the request's holder, else its only one; without
 * either as item.NAME
 *
 * Of a part: what the request states of it, nothing else. Where a regime is asked of the part, item.origin and value are its own.
 *
 * Where the record or the request's members say nothing of a fact, what the request states under its name in `facts` is
 * taken; what is on record is never overridden by it. Pure; all memory is the arena's. */
#ifndef CS_REVIEW_VIEW_H
#define CS_REVIEW_VIEW_H

#include "model/catalogue.h"
#include "model/content.h"
#include "model/request.h"
#include "review/err.h"
#include "rules/rules.h"

/* The words of the model, for cs_rules_compile. Constant. */
const struct cs_schema *cs_review_schema(void);

/* Where a set's facts come from, worked out once for a rule set (cs_view_plan) or once for a question. Opaque but for
 * its size. */
struct cs_view_source {
  unsigned char kind; /* enum in view.c */
  unsigned char role;
  bool member;        /* it has a member of its own in the request, and so no place in its `facts` */
  struct cs_str name; /* item.NAME without "item." */
};
struct cs_view_plan {
  const struct cs_view_source *sources; /* one for each fact of the set */
  size_t n;
  size_t origin, value; /* which of them are item.origin and value; n: none */
};
CS_MUST
bool cs_view_plan(const struct cs_rules *rules, struct cs_arena *arena, struct cs_view_plan *out, struct cs_err *err);

struct cs_view_content; /* an answer about content that was given before */

/* One question. On the caller's stack; everything that it points to must outlive it. */
struct cs_view {
  const struct cs_catalogue *catalogue; /* NULL: nothing is on record */
  const struct cs_rules *rules;
  const struct cs_request *request;
  struct cs_view_plan plan;
  cs_day on, known;
  struct cs_arena *arena;
  struct cs_view_content *asked;
  const struct cs_value **stated; /* by fact: what the request's `facts` say of it; NULL: nothing */
  const struct cs_part *parts;    /* those of the request */
  /* The folded state of a ledger ("stock:S1"), NULL when nothing is on record; may be filled in after cs_view_init. NULL: there
   * are no ledgers. */
  bool (*ledger)(void *ctx, struct cs_str subject, struct cs_arena *arena, const struct cs_json **state,
                 struct cs_err *err);
  void *ledger_ctx;
};

/* `plan` may be NULL: it is made here. Checks the request's `facts`: CS_E_FACT_UNKNOWN (no fact of the rules is called
 * so; hint: the nearest), CS_E_FACT_MEMBER (it has a member of its own in the request), CS_E_FACT_TYPE (what was
 * expected), each with the value's position; of a part's facts likewise, with its name in front. */
CS_MUST
bool cs_view_init(struct cs_view *view, const struct cs_catalogue *catalogue, const struct cs_rules *rules,
                  const struct cs_view_plan *plan, const struct cs_request *request, cs_day on, cs_day known,
                  struct cs_arena *arena, struct cs_err *err);
/* The facts of one line, in the order of cs_rules_fact. */
CS_MUST
bool cs_view_line(struct cs_view *view, size_t line, struct cs_line *out, struct cs_err *err);
/* Is the thing in the group on record on the day, as known then, by sources no less certain than `weakest`? *cause: why that is not
 * known. A group that is not on record: not known. */
enum cs_truth cs_review_member(const struct cs_catalogue *catalogue, struct cs_str group, struct cs_str thing,
                               cs_day on, cs_day known, enum cs_certainty weakest, struct cs_cause *cause);
/* The view as the host of cs_rules_ask; lives as long as the view. */
struct cs_rules_host cs_view_host(struct cs_view *view);

/* A chain of content as the language's answers show it. */
CS_MUST
bool cs_view_path(const struct cs_content_node *from, size_t n, struct cs_arena *arena, struct cs_path *out,
                  struct cs_err *err);

/* Reads one stated value (of a request's `facts`, or of an item's fact) as the type that a rule set declares. An empty
 * string is a missing fact. CS_E_FACT_TYPE with what was expected, at the value's position. */
CS_MUST
bool cs_view_read(const struct cs_fact_info *fact, const struct cs_json *value, struct cs_arena *arena,
                  struct cs_value *out, struct cs_err *err);

/* Does the body of an item.fact state one figure twice, more than 1 % apart (RULES section 2)? *words: how, for people;
 * empty when there is no room for them. */
bool cs_review_fact_at_odds(const struct cs_json *body, struct cs_arena *arena, struct cs_str *words);

#endif
