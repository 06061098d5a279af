/* What the comparisons with the reference share: chance from a seed, random values, the real one's host and its answer as
 * text. */
#ifndef CS_TEST_RULES_WORLDS_H
#define CS_TEST_RULES_WORLDS_H

#include "support/test.h"

#include <stdlib.h>

#include "base/arena.h"
#include "rules/reference_world.h"
#include "rules/rules.h"

/* ================================================================= chance, from a seed */

struct dice {
  uint64_t state;
};

static inline unsigned roll(struct dice *dice, unsigned sides) { /* splitmix64 */
  dice->state += 0x9e3779b97f4a7c15u;
  uint64_t z = dice->state;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return (unsigned)((z ^ z >> 31) % sides);
}

static inline int pick(struct dice *dice, int lo, int hi) {
  return lo + (int)roll(dice, (unsigned)(hi - lo + 1));
}

static inline bool one_in(struct dice *dice, unsigned sides) {
  return roll(dice, sides) == 0;
}

static inline int any_certainty(struct dice *dice) {
  static const int usual[] = {REF_CONFIRMED, REF_CONFIRMED, REF_REPORTED, REF_ASSUMED, REF_CONFIRMED};
  return usual[roll(dice, 5)];
}

static inline struct ref_span any_span(struct dice *dice) {
  int a = pick(dice, 1, 28), b = pick(dice, 1, 28);
  switch (roll(dice, 6)) {
  case 0:
    return (struct ref_span){a, a};
  case 1:
    return (struct ref_span){REF_OPEN_FIRST, a};
  case 2:
    return (struct ref_span){a, REF_OPEN_LAST};
  case 3:
  case 4:
    return (struct ref_span){pick(dice, 1, 15), pick(dice, 16, 28)}; /* the day asked about lies within */
  default:
    return (struct ref_span){a < b ? a : b, a < b ? b : a};
  }
}

static inline struct ref_value any_value(struct dice *dice, int fact) {
  struct ref_value value = {.known = !one_in(dice, 4), .certainty = any_certainty(dice), .cause = REF_NONE};
  if (one_in(dice, 8)) {
    value.cause = one_in(dice, 2) ? 4 : 6; /* disputed, content */
  }
  int choices = fact == REF_ACT ? 2 : fact == REF_PLACE ? 4 : 3;
  value.code = pick(dice, 0, choices - 1);
  value.truth = one_in(dice, 10) ? REF_UNKNOWN : pick(dice, REF_NO, REF_YES);
  int a = pick(dice, 5, 25), b = one_in(dice, 2) ? a : pick(dice, 5, 25);
  value.lo = a < b ? a : b;
  value.hi = a < b ? b : a;
  value.sure = pick(dice, 0, 7);
  value.maybe = one_in(dice, 2) ? pick(dice, 0, 7) & ~value.sure : 0;
  value.open = one_in(dice, 5);
  value.day = (struct ref_span){value.lo, value.hi};
  return value;
}

/* ================================================================= asking the real one */

static const struct cs_str contains[] = {{"contains", 8}};
static const struct cs_schema_kind kinds[] = {{{"item", 4}, {"items", 5}, true}};
static const struct cs_schema_fact schema_facts[] = {{{"act", 3}, CS_TYPE_CODE, {NULL, 0}, NULL, 0},
                                                     {{"item", 4}, CS_TYPE_CODE, {"item", 4}, NULL, 0}};
static const struct cs_schema schema = {.kinds = kinds,
                                        .n_kinds = 1,
                                        .facts = schema_facts,
                                        .n_facts = 2,
                                        .dependency_kinds = contains,
                                        .n_dependency_kinds = 1,
                                        .treats_fact = {"act", 3}};

static inline cs_day may(int day) {
  cs_day out = 0;
  bool ok = cs_day_from_civil(2025, 5, day, &out);
  assert_true(ok);
  return out;
}

static inline bool depends(void *ctx, struct cs_str thing, struct cs_str origin, uint32_t mask, cs_day on, cs_day known,
                           enum cs_certainty weakest, struct cs_arena *arena, struct cs_content *out,
                           struct cs_err *err) {
  const struct ref_set *set = ctx;
  (void)origin, (void)mask, (void)on, (void)known, (void)arena, (void)err;
  struct ref_content content = set->content[thing.ptr[0] - 'x'];
  bool weak = content.certainty > (int)weakest;
  *out = (struct cs_content){.truth = weak ? CS_UNKNOWN : (enum cs_truth)content.truth,
                             .certainty = (enum cs_certainty)content.certainty,
                             .cause = {CS_CAUSE_CONTENT, thing}};
  return true;
}

static inline void add_code(struct cs_arena *arena, struct cs_strs *list, const char *word) {
  struct cs_err err;
  struct cs_str *slot = cs_list_push(arena, list, &err);
  assert_non_null(slot);
  *slot = cs_str_of(word);
}

static inline struct cs_value real_value(struct cs_arena *arena, const struct ref_value *value, int fact) {
  struct cs_value out = {.known = value->known,
                         .certainty = (enum cs_certainty)value->certainty,
                         .truth = (enum cs_truth)value->truth,
                         .open = value->open};
  if (value->cause != REF_NONE) {
    out.cause = (struct cs_cause){(enum cs_cause_kind)value->cause, CS_STR("src")};
  }
  if (fact == REF_ACT || fact == REF_ITEM || fact == REF_COLOUR || fact == REF_WHICH) {
    out.code = cs_str_of(ref_word(fact, value->code));
  }
  bool ok = fact != REF_PLACE || cs_area_find(cs_str_of(ref_areas[value->code]), &out.area);
  assert_true(ok);
  for (int i = 0; i < 3; i++) {
    if ((value->sure >> i & 1) != 0) {
      add_code(arena, &out.sure, ref_word(REF_MARKS, i));
    }
    if ((value->maybe >> i & 1) != 0) {
      add_code(arena, &out.maybe, ref_word(REF_MARKS, i));
    }
  }
  out.figure = (struct cs_figure){.lo = cs_dec_of(value->lo), .hi = cs_dec_of(value->hi), .unit = CS_UNIT_NONE};
  bool is_unit = fact != REF_PRICE || cs_unit_find(CS_STR("USD"), &out.figure.unit);
  assert_true(is_unit);
  out.span = (struct cs_span){may(value->day.first), may(value->day.last)};
  return out;
}

static inline int by_text(const void *a, const void *b) {
  return strcmp(a, b);
}

static inline int office_of(struct cs_str office) {
  return office.len == 0 ? REF_NONE : office.ptr[1] - '0';
}

static inline void write_require(char *line, size_t size, const struct cs_require *r) {
  snprintf(line, size, "requires %s approver=%d office=%d n=%lld days=%lld%s text=%d %s %s", cs_require_name(r->kind),
           office_of(r->approver), office_of(r->office), (long long)r->n, (long long)r->days,
           r->days > 0 && r->calendar_days ? "c" : "", r->kind == CS_REQUIRE_PROVISO ? r->text.ptr[1] - '0' : REF_NONE,
           r->value == CS_YES ? "yes" : "unknown", cs_certainty_name(r->certainty));
}

static inline void write_words(struct ref_out *out, const struct cs_str *words, size_t n, const char *mark) {
  for (int w = 0; w < W_WORDS; w++) { /* in the reference's order */
    for (size_t i = 0; i < n; i++) {
      if (cs_str_eq(words[i], cs_str_of(w_words[w]))) {
        ref_put(out, " %s%s", w == W_BLANK ? "_" : w_words[w], mark);
      }
    }
  }
}

static inline void write_bound(struct ref_out *out, bool open, struct cs_dec bound) {
  struct cs_buf buf;
  cs_buf_init(&buf, 64);
  cs_dec_write(&buf, bound);
  ref_put(out, "%.*s", open ? 0 : (int)cs_buf_str(&buf).len, cs_buf_str(&buf).ptr);
  cs_buf_deinit(&buf);
}

static inline void write_term(struct ref_out *out, const struct cs_term_value *t) {
  ref_put(out, "term r%u %.*s line %u ", t->regime, CS_STR_ARG(t->name), t->line);
  switch (t->kind) {
  case CS_TERM_VALUE_UNKNOWN:
    ref_put(out, "unknown");
    break;
  case CS_TERM_VALUE_NONE:
    ref_put(out, "none");
    break;
  case CS_TERM_VALUE_TRUTH:
    ref_put(out, "%s", t->truth == CS_UNKNOWN ? "unknown" : t->truth == CS_YES ? "yes" : "no");
    break;
  case CS_TERM_VALUE_CODE:
  case CS_TERM_VALUE_CODES:
    if (t->n_words == 0 && t->n_causes == 0) {
      ref_put(out, "none"); /* or a set without anything in it: the same */
      break;
    }
    ref_put(out, t->kind == CS_TERM_VALUE_CODE ? "code" : "codes");
    write_words(out, t->words, t->n_words - t->n_maybe, "");
    write_words(out, t->words + t->n_words - t->n_maybe, t->n_maybe, "?");
    break;
  case CS_TERM_VALUE_FIGURE:
  case CS_TERM_VALUE_ROWS:
    ref_put(out, t->kind == CS_TERM_VALUE_ROWS ? "rows " : "figure ");
    write_bound(out, t->figure.lo_open, t->figure.lo);
    ref_put(out, "..");
    write_bound(out, t->figure.hi_open, t->figure.hi);
    break;
  case CS_TERM_VALUE_SHARE:
  case CS_TERM_VALUE_DATE:
    ref_put(out, "another");
    break;
  }
  ref_put(out, "%s", t->maybe_none ? " or none" : "");
  char names[64][48];
  size_t n = 0;
  for (; n < t->n_causes && n < 64; n++) {
    snprintf(names[n], sizeof names[n], " %s %.*s", cs_cause_name(t->causes[n].kind), CS_STR_ARG(t->causes[n].name));
  }
  qsort(names, n, sizeof names[0], by_text);
  for (size_t i = 0; i < n; i++) {
    ref_put(out, "%s", names[i]);
  }
  ref_put(out, " %s", cs_certainty_name(t->certainty));
}

/* The number behind the letter. */
static inline int number_of(struct cs_str name) {
  int out = 0;
  for (size_t i = 1; i < name.len; i++) {
    out = out * 10 + (name.ptr[i] - '0');
  }
  return out;
}

static inline int by_number(const void *a, const void *b) {
  const int *x = a, *y = b;
  return *x - *y;
}

static inline void write_rules(struct ref_out *out, const struct cs_rules *rules, const uint32_t *list, size_t n,
                               const char *before) {
  int names[REF_RULES_MAX * 2];
  assert_true(n <= sizeof names / sizeof names[0]);
  for (size_t i = 0; i < n; i++) {
    names[i] = number_of(cs_rules_at(rules, list[i])->name);
  }
  qsort(names, n, sizeof names[0], by_number);
  for (size_t i = 0; i < n; i++) {
    ref_put(out, "%s n%d", i == 0 ? before : "", names[i]);
  }
}

static inline size_t write_grounds(const struct cs_rules *rules, const struct cs_answer *a, char lines[][REF_LINE],
                                   size_t n) {
  static const char *const values[] = {"applies", "unknown", "lifted"};
  for (size_t r = 0; r < a->n_regimes; r++) {
    for (size_t i = 0; i < a->regimes[r].n_grounds; i++) {
      const struct cs_ground *g = &a->regimes[r].grounds[i];
      struct ref_out out = {lines[n++], 0, REF_LINE};
      ref_put(&out, "ground r%u %.*s line %u %s", a->regimes[r].regime, CS_STR_ARG(cs_rules_at(rules, g->rule)->name),
              g->line, values[g->value]);
      ref_put(&out, " %s", cs_certainty_name(g->certainty));
      write_rules(&out, rules, g->lifted_by, g->n_lifted_by, " by");
    }
  }
  for (size_t i = 0; i < a->n_notes; i++) {
    snprintf(lines[n++], REF_LINE, "note %.*s", CS_STR_ARG(a->notes[i]));
  }
  return n;
}

static inline void write_answer(const struct cs_rules *rules, const struct cs_answer *a, char *text, size_t size) {
  static char lines[REF_LINES_OUT][REF_LINE];
  size_t n = write_grounds(rules, a, lines, 0);
  for (size_t i = 0; i < a->n_approvers; i++) {
    snprintf(lines[n++], sizeof lines[0], "approver r%u o%d %s", (unsigned)a->approvers[i].regime,
             office_of(a->approvers[i].office), a->approvers[i].value == CS_YES ? "yes" : "unknown");
  }
  for (size_t i = 0; i < a->n_requires; i++) {
    write_require(lines[n++], sizeof lines[0], &a->requires[i]);
  }
  for (size_t i = 0; i < a->n_missing; i++) {
    struct ref_out out = {lines[n++], 0, REF_LINE};
    ref_put(&out, "missing %s %.*s moves=%u", cs_cause_name(a->missing[i].cause.kind),
            CS_STR_ARG(a->missing[i].cause.name), a->missing[i].moves);
    write_rules(&out, rules, a->missing[i].needed_by, a->missing[i].n_needed_by, " needed by");
  }
  for (size_t i = 0; i < a->n_terms; i++) {
    struct ref_out out = {lines[n++], 0, REF_LINE};
    write_term(&out, &a->terms[i]);
  }
  qsort(lines, n, sizeof lines[0], by_text);
  int used = snprintf(text, size, "%d..%d %s %s\n", (int)a->at_least, (int)a->at_most, cs_certainty_name(a->certainty),
                      a->settled ? "settled" : "open");
  for (size_t i = 0; i < n; i++) {
    used += snprintf(text + used, size - (size_t)used, "%s\n", lines[i]);
  }
}

#endif
