/* What ledgers say of a day. Must never change one, and never judge an act: act_ledger.c and its neighbours do. DESIGN
 * section 6; the states' shapes are in model/fold.h. */
#include "review/ledger.h"

#include <stdlib.h>

#include "model/correction.h"
#include "model/versions.h"

#define AUTHORIZATION_ENDING "-A" /* of a case's authorization, as the fold names it */

/* ------------------------------------------------------------------ which states */

struct cs_str cs_review_authorization_case(struct cs_str id) {
  size_t ending = sizeof AUTHORIZATION_ENDING - 1;
  bool one = id.len > ending && cs_str_ends(id, CS_STR(AUTHORIZATION_ENDING));
  return one ? cs_str_head(id, id.len - ending) : CS_STR_NONE;
}

bool cs_review_ledger_subjects(struct cs_arena *arena, const struct cs_json *case_state, struct cs_str *authorization,
                               struct cs_str *fund, struct cs_err *err) {
  struct cs_str grant = cs_json_text(cs_json_get(case_state, "authorization"), "id");
  struct cs_str money = cs_json_text(cs_json_get(case_state, "fund"), "id");
  *authorization = *fund = CS_STR_NONE;
  return (grant.len == 0 || cs_arena_printf(arena, authorization, err, "authorization:%.*s", CS_STR_ARG(grant))) &&
         (money.len == 0 || cs_arena_printf(arena, fund, err, "fund:%.*s", CS_STR_ARG(money)));
}

/* ------------------------------------------------------------------ bars */

bool cs_review_bar_add(struct cs_arena *arena, struct cs_review_bars *bars, struct cs_review_bar bar,
                       struct cs_err *err) {
  struct cs_review_bar *slot = bar.value == CS_YES ? NULL : cs_list_push(arena, bars, err);
  if (slot) {
    *slot = bar;
  }
  return bar.value == CS_YES || slot;
}

/* Does the event hold on the day? One that is disputed or denied may or may not. */
static bool event_holds(const struct cs_json *event, cs_day on, cs_day known, enum cs_truth *out, struct cs_err *err) {
  struct cs_holds holds;
  if (!cs_holds_read(event, &holds, err)) {
    return false;
  }
  *out = cs_holds_on(&holds, on, known);
  if (*out == CS_YES && holds.certainty >= CS_DISPUTED) {
    *out = CS_UNKNOWN;
  }
  return true;
}

/* One of this kind that counts. */
static bool is_kind(const struct cs_json *event, const char *kind) {
  return !cs_state_struck(event) && cs_str_eq(cs_json_text(event, "kind"), cs_str_of(kind));
}

/* The suspension `at` was lifted by a reinstatement that was recorded later and has begun. */
static bool lifted(const struct cs_json *events, size_t at, cs_day on, cs_day known, enum cs_truth *out,
                   struct cs_err *err) {
  *out = CS_NO;
  for (size_t i = at + 1; i < events->n; i++) {
    enum cs_truth holds;
    if (!is_kind(events->items[i], "reinstate")) {
      continue;
    }
    if (!event_holds(events->items[i], on, known, &holds, err)) {
      return false;
    }
    *out = cs_truth_or(*out, holds);
  }
  return true;
}

/* *who: the event that weighs most. */
static bool suspended_by(const struct cs_json *ledger, cs_day on, cs_day known, enum cs_truth *out,
                         const struct cs_json **who, struct cs_err *err) {
  const struct cs_json *events = cs_json_get(ledger, "events");
  *out = CS_NO;
  *who = NULL;
  for (size_t i = 0; events && i < events->n; i++) {
    enum cs_truth holds, ended;
    if (!is_kind(events->items[i], "suspend")) {
      continue;
    }
    if (!event_holds(events->items[i], on, known, &holds, err) || !lifted(events, i, on, known, &ended, err)) {
      return false;
    }
    enum cs_truth now = cs_truth_or(*out, cs_truth_and(holds, cs_truth_not(ended)));
    *who = now != *out ? events->items[i] : *who;
    *out = now;
  }
  return true;
}

bool cs_review_suspended(const struct cs_json *ledger, cs_day on, cs_day known, enum cs_truth *out,
                         struct cs_err *err) {
  const struct cs_json *who;
  return suspended_by(ledger, on, known, out, &who, err);
}

static bool ended_by(const struct cs_json *ledger, const char *kind, cs_day on, cs_day known, enum cs_truth *out,
                     const struct cs_json **who, struct cs_err *err) {
  const struct cs_json *events = cs_json_get(ledger, "events");
  *out = CS_NO;
  *who = NULL;
  for (size_t i = 0; events && i < events->n; i++) {
    enum cs_truth holds;
    if (!is_kind(events->items[i], kind)) {
      continue;
    }
    if (!event_holds(events->items[i], on, known, &holds, err)) {
      return false;
    }
    enum cs_truth now = cs_truth_or(*out, holds);
    *who = now != *out ? events->items[i] : *who;
    *out = now;
  }
  return true;
}

static bool add_event(struct cs_arena *arena, struct cs_review_bars *bars, enum cs_review_bar_kind kind,
                      enum cs_truth stopped, const char *word, const struct cs_json *who, struct cs_err *err) {
  struct cs_str why = CS_STR_NONE;
  struct cs_str from = cs_json_text(who, "from");
  bool done = stopped == CS_NO || cs_arena_printf(arena, &why, err, "%s %s from %.*s (entry %lld)",
                                                  stopped == CS_YES ? "it is" : "it may be", word, CS_STR_ARG(from),
                                                  (long long)cs_json_integer(who, "n", 0));
  struct cs_review_bar bar = {kind, cs_truth_not(stopped), why, cs_json_integer(who, "n", -1)};
  return done && cs_review_bar_add(arena, bars, bar, err);
}

bool cs_review_bar_events(const struct cs_json *ledger, cs_day on, cs_day known, struct cs_arena *arena,
                          struct cs_review_bars *bars, struct cs_err *err) {
  enum cs_truth stopped;
  const struct cs_json *who;
  return ended_by(ledger, "revoke", on, known, &stopped, &who, err) &&
         add_event(arena, bars, CS_BAR_REVOKED, stopped, "revoked", who, err) &&
         ended_by(ledger, "surrender", on, known, &stopped, &who, err) &&
         add_event(arena, bars, CS_BAR_SURRENDERED, stopped, "surrendered", who, err) &&
         suspended_by(ledger, on, known, &stopped, &who, err) &&
         add_event(arena, bars, CS_BAR_SUSPENDED, stopped, "suspended", who, err);
}

/* ------------------------------------------------------------------ money */

void cs_review_money(struct cs_buf *buf, struct cs_dec amount, struct cs_unit currency) {
  cs_dec_write_rounded(buf, amount, amount.scale, true);
  cs_buf_byte(buf, ' ');
  cs_buf_add(buf, cs_unit_name(currency));
}

/* Is the list of levels full, so that what was before the first is forgotten? */
static bool forgets(const struct cs_json *state) {
  const struct cs_json *levels = cs_json_get(state, "levels");
  return levels && levels->n >= CS_LEDGER_LEVELS_MAX;
}

bool cs_review_fund(const struct cs_json *fund, cs_day day, struct cs_review_fund *out, struct cs_err *err) {
  bool found;
  *out = (struct cs_review_fund){.missing = cs_dec_of(0)};
  if (!cs_figure_parse(cs_json_text(fund, "price"), &out->price, err) ||
      !cs_ledger_level(fund, day, &out->paid, &found, err)) {
    return false;
  }
  out->known = found || !forgets(fund); /* before the first payment nothing was paid */
  return cs_dec_cmp(out->paid, out->price.lo) >= 0 || cs_dec_sub(out->price.lo, out->paid, &out->missing, err);
}

/* ------------------------------------------------------------------ what is left */

bool cs_review_is_count(struct cs_figure figure) {
  struct cs_unit piece;
  return cs_figure_exact(figure) &&
         (figure.unit.index == 0 || (cs_unit_find(CS_STR("pieces"), &piece) && figure.unit.index == piece.index));
}

/* The entry of the last use up to the day; -1: there is none. */
static bool last_use(const struct cs_json *ledger, cs_day day, int64_t *n, struct cs_err *err) {
  const struct cs_json *decrements = cs_json_get(ledger, "decrements");
  *n = -1;
  for (size_t i = 0; decrements && i < decrements->n; i++) {
    cs_day at;
    if (!cs_ledger_day(decrements->items[i], "day", CS_DAY_MIN, &at, err)) {
      return false;
    }
    *n = at <= day && !cs_state_struck(decrements->items[i]) ? cs_json_integer(decrements->items[i], "n", 0) : *n;
  }
  return true;
}

static cs_day earlier(cs_day a, cs_day b) {
  return a < b ? a : b;
}

/* What was used of a line that was granted up to a value. */
static bool use_value(const struct cs_json *ledger, struct cs_review_grant_line *line, cs_day day, struct cs_err *err) {
  struct cs_figure used = line->value;
  struct cs_dec sum;
  if (!line->has_value) {
    return true;
  }
  if (!cs_ledger_used_value(ledger, line->item, day, &sum, err)) {
    return false;
  }
  used.lo = used.hi = sum;
  return cs_figure_sub(line->value, used, &line->value_left, err);
}

bool cs_review_something_left(const struct cs_review_grant_line *line) {
  struct cs_figure left = line->has_quantity ? line->left : line->value_left;
  struct cs_figure nothing = cs_figure_of(cs_dec_of(0), left.unit);
  return (!line->has_quantity && !line->has_value) || cs_figure_le(left, nothing) != CS_YES;
}

bool cs_review_bar_used(const struct cs_json *ledger, cs_day on, cs_day known, struct cs_arena *arena,
                        struct cs_review_authorization *authorization, struct cs_review_bars *bars,
                        struct cs_err *err) {
  cs_day day = earlier(on, known);
  bool anything_left = authorization->n_lines == 0;
  for (size_t i = 0; i < authorization->n_lines; i++) {
    struct cs_review_grant_line *line = &authorization->lines[i];
    struct cs_figure used = cs_figure_of(cs_dec_of(0), CS_UNIT_NONE);
    if (!cs_ledger_used(ledger, line->item, day, &line->used, err)) {
      return false;
    }
    used.lo = used.hi = line->used;
    line->left = line->granted;
    line->left.unit = CS_UNIT_NONE; /* pieces or bare: request.c lets nothing else in */
    if (line->has_quantity && !cs_figure_sub(line->left, used, &line->left, err)) {
      return false;
    }
    if (!use_value(ledger, line, day, err)) {
      return false;
    }
    anything_left = anything_left || cs_review_something_left(line);
  }
  struct cs_review_bar bar = {CS_BAR_EXHAUSTED, CS_NO, CS_STR("it is used up"), -1};
  if (!last_use(ledger, day, &bar.n, err)) {
    return false;
  }
  bool once = authorization->single_use && bar.n >= 0;
  bar.why = anything_left ? CS_STR("its single use was made") : bar.why;
  return (anything_left && !once) || cs_review_bar_add(arena, bars, bar, err);
}

/* ------------------------------------------------------------------ stocks */

bool cs_review_stock(const struct cs_json *stock, cs_day day, struct cs_review_stock *out, struct cs_err *err) {
  *out = (struct cs_review_stock){0};
  if (!cs_ledger_level(stock, day, &out->on_hand, &out->known, err) ||
      !cs_ledger_reserved(stock, day, CS_STR_NONE, &out->reserved, err)) {
    return false;
  }
  return cs_dec_sub(out->on_hand, out->reserved, &out->free, err);
}

static int by_version(const void *a, const void *b) {
  return cs_versions_cmp(a, b);
}

bool cs_review_floors(const struct cs_json *stock, const char *member, struct cs_arena *arena,
                      struct cs_review_floor **out, size_t *n, struct cs_err *err) {
  const struct cs_json *floors = cs_json_get(stock, "floors");
  *n = 0;
  *out = cs_arena_array(arena, struct cs_review_floor, floors ? floors->n : 0, err);
  if (!*out) {
    return false;
  }
  for (size_t i = 0; floors && i < floors->n; i++) {
    struct cs_str text = cs_json_text(floors->items[i], member);
    if (text.len == 0 || cs_state_struck(floors->items[i])) {
      continue; /* it says nothing of this, and leaves what was said before */
    }
    (*out)[*n].text = text;
    if (!cs_holds_read(floors->items[i], &(*out)[*n].holds, err)) {
      return false;
    }
    ++*n;
  }
  if (*n > 1) {
    qsort(*out, *n, sizeof **out, by_version);
  }
  return true;
}

bool cs_review_floor_on(const struct cs_json *stock, const char *member, cs_day on, cs_day known,
                        struct cs_arena *arena, struct cs_str *out, struct cs_err *err) {
  struct cs_review_floor *floors;
  struct cs_possible possible;
  size_t n;
  *out = CS_STR_NONE;
  if (!cs_review_floors(stock, member, arena, &floors, &n, err)) {
    return false;
  }
  if (n > 0) {
    cs_versions_possible(&floors[0].holds, sizeof *floors, n, on, known, CS_ASSUMED, &possible);
    *out = cs_possible_sure(&possible) ? floors[possible.at[0]].text : possible.n > 0 ? CS_STR("unknown") : CS_STR_NONE;
  }
  return true;
}
