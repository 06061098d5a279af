/* What the tests of answers share: a text compiled, facts written as "act=use; range=300 km", the answer looked into.
 */
#ifndef CS_TEST_RULES_ASKING_H
#define CS_TEST_RULES_ASKING_H

#include "rules/support/fixture.h"

struct question {
  struct fixture f;
  struct cs_value values[2][32];
  struct cs_answer a;
  struct cs_rules_host host;
  size_t n_lines;
  struct cs_part parts[8]; /* of the first line */
  size_t n_parts;
};

static inline cs_day day(const char *text) {
  cs_day out;
  struct cs_err err;
  assert_ok(cs_day_parse(cs_str_of(text), &out, &err), &err);
  return out;
}

static inline void begin(struct question *q, const char *text) {
  memset(q, 0, sizeof *q);
  fixture_init(&q->f);
  assert_ok(fixture_compile(&q->f, text), &q->f.err);
  assert_true(cs_rules_n_facts(q->f.rules) <= 32);
  q->n_lines = 1;
}

/* With one table, t.csv. */
static inline void begin_with(struct question *q, const char *text, const char *table) {
  static struct cs_rules_text one;
  one = (struct cs_rules_text){CS_STR("t.csv"), cs_str_of(table)};
  memset(q, 0, sizeof *q);
  fixture_init(&q->f);
  q->f.tables = &one;
  q->f.n_tables = 1;
  assert_ok(fixture_compile(&q->f, text), &q->f.err);
  assert_true(cs_rules_n_facts(q->f.rules) <= 32);
  q->n_lines = 1;
}

static inline void end(struct question *q) {
  fixture_deinit(&q->f);
}

/* US, GB? (possibly in), + (others may be in) */
static inline void set_codes(struct question *q, struct cs_value *value, struct cs_str list) {
  while (list.ptr) {
    struct cs_str word = cs_str_cut(&list, ',');
    bool maybe = cs_str_ends(word, CS_STR("?"));
    if (cs_str_eq(word, CS_STR("+"))) {
      value->open = true;
      continue;
    }
    struct cs_str *slot = cs_list_push(&q->f.arena, maybe ? &value->maybe : &value->sure, &q->f.err);
    assert_non_null(slot);
    *slot = cs_str_sub(word, 0, word.len - (maybe ? 1 : 0));
  }
}

static inline void set_value(struct question *q, size_t fact, struct cs_value *value, struct cs_str text) {
  value->known = true;
  switch (cs_rules_fact(q->f.rules, fact)->type) {
  case CS_TYPE_CODE:
  case CS_TYPE_TEXT:
    value->code = text;
    break;
  case CS_TYPE_CODES:
    set_codes(q, value, text);
    break;
  case CS_TYPE_BOOL:
    value->truth = cs_str_eq(text, CS_STR("yes")) ? CS_YES : cs_str_eq(text, CS_STR("no")) ? CS_NO : CS_UNKNOWN;
    break;
  case CS_TYPE_DATE:
    assert_ok(cs_span_parse(text, &value->span, &q->f.err), &q->f.err);
    break;
  case CS_TYPE_AREA:
    assert_true(cs_area_find(text, &value->area));
    break;
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
  case CS_TYPE_DURATION:
    assert_ok(cs_figure_parse(text, &value->figure, &q->f.err), &q->f.err);
    break;
  }
}

/* "act=use; range=300 km": facts of one line; the others are not given. "range~reported=…" for a weaker source,
 * "x!content:storm-shadow" for one that is unknown for a cause of its own. */
static inline void facts_into(struct question *q, struct cs_value *values, const char *text) {
  struct cs_str rest = cs_str_of(text);
  while (rest.len > 0) {
    struct cs_str one = cs_str_trim(cs_str_cut(&rest, ';'));
    bool unknown = cs_str_find(one, CS_STR("!")) != SIZE_MAX;
    struct cs_str name = cs_str_cut(&one, unknown ? '!' : '='), certainty = name;
    name = cs_str_cut(&certainty, '~');
    size_t fact = cs_rules_find_fact(q->f.rules, name);
    assert_true(fact != SIZE_MAX);
    struct cs_value *value = &values[fact];
    *value = (struct cs_value){0};
    if (certainty.ptr) {
      assert_true(cs_certainty_find(certainty, &value->certainty));
    }
    if (unknown) {
      struct cs_str kind = cs_str_cut(&one, ':');
      value->cause = (struct cs_cause){cs_str_eq(kind, CS_STR("content")) ? CS_CAUSE_CONTENT : CS_CAUSE_DISPUTED, one};
    } else {
      set_value(q, fact, value, one);
    }
  }
}

static inline void facts_of(struct question *q, size_t line, const char *text) {
  facts_into(q, q->values[line], text);
}

/* A part with an origin, a value ("" for neither) and facts of its own. */
static inline void part(struct question *q, const char *id, const char *origin, const char *value, const char *facts) {
  struct cs_part *part = &q->parts[q->n_parts++];
  struct cs_value *values = cs_arena_array(&q->f.arena, struct cs_value, 32, &q->f.err);
  assert_non_null(values);
  *part = (struct cs_part){.id = cs_str_of(id), .values = values};
  facts_into(q, values, facts);
  part->origin.known = origin[0] != '\0';
  part->origin.code = cs_str_of(origin);
  part->value.known = value[0] != '\0';
  if (part->value.known) {
    assert_ok(cs_figure_parse(cs_str_of(value), &part->value.figure, &q->f.err), &q->f.err);
  }
}

static inline void ask(struct question *q, const char *facts, const char *on, const char *known) {
  struct cs_line lines[2] = {{.values = q->values[0], .parts = q->parts, .n_parts = q->n_parts},
                             {.values = q->values[1]}};
  memset(q->values[0], 0, sizeof q->values[0]);
  facts_of(q, 0, facts);
  assert_ok(cs_rules_ask(q->f.rules, lines, q->n_lines, &q->host, day(on), day(known), &q->f.arena, &q->a, &q->f.err),
            &q->f.err);
}

#define assert_bounds(q, least, most)                                                                                  \
  do {                                                                                                                 \
    assert_string_equal(cs_verdict_name((q)->a.at_least), (least));                                                    \
    assert_string_equal(cs_verdict_name((q)->a.at_most), (most));                                                      \
  } while (0)

static inline const struct cs_missing *missing(const struct question *q, const char *kind, const char *name) {
  for (size_t i = 0; i < q->a.n_missing; i++) {
    const struct cs_cause *cause = &q->a.missing[i].cause;
    if (strcmp(cs_cause_name(cause->kind), kind) == 0 && cs_str_eq(cause->name, cs_str_of(name))) {
      return &q->a.missing[i];
    }
  }
  return NULL;
}

static inline const struct cs_term_value *term(const struct question *q, const char *name) {
  for (size_t i = 0; i < q->a.n_terms; i++) {
    if (cs_str_eq(q->a.terms[i].name, cs_str_of(name))) {
      return &q->a.terms[i];
    }
  }
  fail_msg("no term %s", name);
  return NULL;
}

static inline const struct cs_ground *ground(const struct question *q, const char *rule) {
  for (size_t r = 0; r < q->a.n_regimes; r++) {
    for (size_t i = 0; i < q->a.regimes[r].n_grounds; i++) {
      const struct cs_ground *one = &q->a.regimes[r].grounds[i];
      if (cs_str_eq(cs_rules_at(q->f.rules, one->rule)->name, cs_str_of(rule))) {
        return one;
      }
    }
  }
  return NULL;
}

static inline const struct cs_require *require(const struct question *q, enum cs_require_kind kind) {
  for (size_t i = 0; i < q->a.n_requires; i++) {
    if (q->a.requires[i].kind == kind) {
      return &q->a.requires[i];
    }
  }
  return NULL;
}

/* One regime that treats use, with these lines in it. */
#define REGIME "regime r\n  owner o\n  treats use\n"
#define ON     "2025-05-20", "2025-06-01"

#endif
