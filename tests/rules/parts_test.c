/* Parts by columns (parts.c): a decision from prepared facts says word for word what asking part by part says, of lists longer than a
 * word of bits and of values of every kind. SPEC 18. */
#include "rules/support/said.h"

#include "rules/decide.h"

#define RULES                                                                                                          \
  "fact eccn : code\nfact fine : bool\nfact weight : quantity kg\nfact grade : code by \".\"\nfact mode : code\n"      \
  "regime us.r\n  owner us.o\n  treats use\n"                                                                          \
  "term us-value is sum of part.value where part.origin is US\n"                                                       \
  "term heavy is sum of part.weight where part.origin in { US, DE }\n"                                                 \
  "term heaviest is greatest of part.weight where part.eccn is e1\n"                                                   \
  "term how-many is count of parts where part.fine and not part.origin is FR\n"                                        \
  "term share-us is share of parts where part.origin is US and part.eccn in { e1, e2 }\n"                              \
  "term share-any is share of parts where part.fine is no or mode is sea\n"                                            \
  "term whole is sum of part.value\n"                                                                                  \
  "rule a\n  cite \"a\" confirmed\n  when share-us > 25 %\n  prohibit\n"                                               \
  "rule b\n  cite \"b\" confirmed\n  when some part where part.eccn is e3 and part.origin is US\n  review by us.o\n"   \
  "rule c\n  cite \"c\" confirmed\n  when every part where part.fine or part.origin is not US\n  permit\n"             \
  "rule d\n  cite \"d\" confirmed\n  when no part where part.grade is g.1 and part.eccn is e2\n  note \"d\"\n"         \
  "rule e\n  cite \"e\" confirmed\n  when some part where part.origin is US and part.weight > 90 kg\n  note \"e\"\n"   \
  "rule f\n  cite \"f\" confirmed\n  when some part where mode is air and part.eccn is e4\n  note \"f\"\n"

enum { MOST = 150, ROUNDS = 400 };

struct drawn {
  struct fixture f;
  struct cs_value line[32];
  struct cs_part parts[MOST];
  struct cs_value values[MOST][32];
  char ids[MOST][8];
  uint64_t seed;
  unsigned doubt; /* one value in so many is not plain; 0: all are */
};

static unsigned roll(struct drawn *d, unsigned n) {
  d->seed = d->seed * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(d->seed >> 33) % n;
}

/* A value that is not plain: not known, of a weaker source, or disputed. */
static void doubt(struct drawn *d, struct cs_value *value) {
  if (d->doubt == 0 || roll(d, d->doubt) != 0) {
    return;
  }
  unsigned how = roll(d, 4);
  if (how < 2) {
    *value = (struct cs_value){.cause = {how == 0 ? CS_CAUSE_FACT : CS_CAUSE_DISPUTED, CS_STR_NONE}};
  } else {
    value->certainty = how == 2 ? CS_REPORTED : CS_ASSUMED;
  }
}

static struct cs_value word(struct drawn *d, const char *const *words, unsigned n) {
  struct cs_value value = {.known = true, .code = cs_str_of(words[roll(d, n)])};
  doubt(d, &value);
  return value;
}

/* In doubt also within bounds, with other digits or in another unit. */
static struct cs_value amount(struct drawn *d, const char *unit, const char *other) {
  struct cs_value value = {.known = true};
  char text[64];
  unsigned n = roll(d, 100), how = d->doubt == 0 ? 9 : roll(d, 4 * d->doubt);
  if (how == 0) {
    snprintf(text, sizeof text, "%u.00..%u.00 %s", n, n + 1, unit);
  } else if (how == 1) {
    snprintf(text, sizeof text, "%u.5 %s", n, unit);
  } else {
    snprintf(text, sizeof text, "%u.%02u %s", n, roll(d, 100), how == 2 ? other : unit);
  }
  assert_ok(cs_figure_parse(cs_str_of(text), &value.figure, &d->f.err), &d->f.err);
  doubt(d, &value);
  return value;
}

static struct cs_value *slot(struct drawn *d, struct cs_value *values, const char *fact) {
  size_t at = cs_rules_find_fact(d->f.rules, cs_str_of(fact));
  assert_true(at < 32);
  return &values[at];
}

static void draw_part(struct drawn *d, size_t i) {
  static const char *const origins[] = {"US", "DE", "FR"}, *const eccns[] = {"e1", "e2", "e3", "e9", "EAR99"};
  static const char *const grades[] = {"g", "g.1", "g.1.a", "h"};
  struct cs_value *values = d->values[i];
  memset(values, 0, sizeof d->values[i]);
  snprintf(d->ids[i], sizeof d->ids[i], "p%zu", i);
  d->parts[i] = (struct cs_part){.id = cs_str_of(d->ids[i]),
                                 .origin = word(d, origins, 3),
                                 .value = amount(d, "USD", "EUR"),
                                 .values = d->doubt > 0 && roll(d, 20 * d->doubt) == 0 ? NULL : values};
  *slot(d, values, "eccn") = word(d, eccns, roll(d, 8) == 0 ? 3 : 2);
  *slot(d, values, "grade") = word(d, grades, 4);
  *slot(d, values, "weight") = amount(d, "kg", "g");
  *slot(d, values, "fine") = (struct cs_value){.known = true, .truth = roll(d, 9) == 0 ? CS_NO : CS_YES};
  doubt(d, slot(d, values, "fine"));
}

static struct cs_str words_of(struct drawn *d, const struct cs_answer *answer) {
  struct cs_buf buf;
  struct cs_str out;
  cs_buf_init(&buf, 1u << 22);
  said_answer(d->f.rules, answer, &buf);
  assert_ok(cs_buf_ok(&buf, &d->f.err) && cs_arena_str(&d->f.arena, cs_buf_str(&buf), &out, &d->f.err), &d->f.err);
  cs_buf_deinit(&buf);
  return out;
}

static void compare(struct drawn *d, size_t n, size_t *settled) {
  static const char *const modes[] = {"sea", "air"};
  struct cs_line line = {.values = d->line, .parts = d->parts, .n_parts = n};
  struct cs_answer asked, decided;
  struct cs_decision decision;
  struct cs_facts *facts;
  memset(d->line, 0, sizeof d->line);
  *slot(d, d->line, "act") = (struct cs_value){.known = true, .code = CS_STR("use")};
  *slot(d, d->line, "mode") = word(d, modes, 2);
  struct cs_scratch *scratch = cs_scratch_new(d->f.rules, 0, &d->f.arena, &d->f.err);
  assert_non_null(scratch);
  assert_ok(
      cs_rules_ask(d->f.rules, &line, 1, NULL, day("2025-05-20"), day("2025-05-20"), &d->f.arena, &asked, &d->f.err),
      &d->f.err);
  assert_ok(cs_facts_prepare(d->f.rules, &line, 1, &d->f.arena, &facts, &d->f.err) &&
                cs_rules_decide(d->f.rules, facts, NULL, day("2025-05-20"), day("2025-05-20"), scratch, &decision,
                                &d->f.err) &&
                cs_decision_answer(d->f.rules, &decision, &d->f.arena, &decided, &d->f.err),
            &d->f.err);
  struct cs_str by_part = words_of(d, &asked), by_columns = words_of(d, &decided);
  *settled += asked.settled;
  if (!cs_str_eq(by_part, by_columns)) {
    fail_msg("%zu parts: by columns %.*s; part by part %.*s", n, CS_STR_ARG(by_columns), CS_STR_ARG(by_part));
  }
  cs_scratch_deinit(scratch);
}

/* Compares ROUNDS lists; returns how many answers were settled. */
static size_t compare_lists(unsigned doubt) {
  static struct drawn d;
  size_t settled = 0;
  d = (struct drawn){.seed = 20251123 + doubt, .doubt = doubt};
  for (int round = 0; round < ROUNDS; round++) {
    fixture_init(&d.f);
    assert_ok(fixture_compile(&d.f, RULES), &d.f.err);
    size_t n = round % 2 == 0 ? 1 + roll(&d, MOST) : 1 + roll(&d, 5);
    for (size_t i = 0; i < n; i++) {
      draw_part(&d, i);
    }
    compare(&d, n, &settled);
    fixture_deinit(&d.f);
  }
  return settled;
}

static void of_known_parts_columns_say_what_each_part_says(void **state) {
  (void)state;
  assert_int_equal(compare_lists(0), ROUNDS);
}

static void of_parts_in_doubt_columns_say_what_each_part_says(void **state) {
  (void)state;
  size_t few = compare_lists(60), many = compare_lists(6);
  assert_true(few > ROUNDS / 20 && many < few);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(of_known_parts_columns_say_what_each_part_says),
      cmocka_unit_test(of_parts_in_doubt_columns_say_what_each_part_says),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
