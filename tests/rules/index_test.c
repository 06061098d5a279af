/* What the index finds, and that it never changes an answer: on random sets and questions the answer through the index is,
 * word for word, the answer of asking every rule. Facts of every type, unknown, within bounds, of weak sources and taken by
 * `else`; areas partly inside; inexact periods; exceptions on exceptions, versions, disputes, families of more than eight;
 * several lines. Seeds are fixed; a pair that differs is shrunk and printed. CS_INDEX_SEED begins elsewhere. */
#include "support/test.h"

#include <stdlib.h>

#include "rules/answer.h"
#include "rules/decide.h"
#include "rules/family.h"
#include "rules/support/fixture.h"
#include "rules/support/random_sets.h"
#include "support/alloc.h"

enum { SETS = 2500, QUESTIONS = 24 };

/* ------------------------------------------------------------------ an answer as text */

static int by_text(const void *a, const void *b) {
  const char *const *left = a, *const *right = b;
  return strcmp(*left, *right);
}

static void write_path(struct cs_buf *buf, struct cs_path path) {
  for (size_t i = 0; i < path.n; i++) {
    cs_buf_printf(buf, " >%.*s", CS_STR_ARG(path.at[i].item));
  }
}

static void write_regime(struct cs_buf *buf, const struct cs_regime_answer *regime) {
  cs_buf_printf(buf, "regime %u treats=%d %d..%d more=%zu\n", regime->regime, regime->treats, (int)regime->at_least,
                (int)regime->at_most, regime->more);
  for (size_t i = 0; i < regime->n_grounds; i++) {
    const struct cs_ground *ground = &regime->grounds[i];
    cs_buf_printf(buf, "  ground %u line %u value %d %s by", ground->rule, ground->line, (int)ground->value,
                  cs_certainty_name(ground->certainty));
    for (size_t k = 0; k < ground->n_lifted_by; k++) {
      cs_buf_printf(buf, " %u", ground->lifted_by[k]);
    }
    write_path(buf, ground->path);
    cs_buf_printf(buf, "\n");
  }
}

static void write_require(struct cs_buf *buf, const struct cs_require *r) {
  cs_buf_printf(buf,
                "requires %s of %.*s from %.*s n=%d days=%d%s \"%.*s\" %s value %d rule %u line %u before %d..%d\n",
                cs_require_name(r->kind), CS_STR_ARG(r->approver), CS_STR_ARG(r->office), (int)r->n, (int)r->days,
                r->calendar_days ? "c" : "w", CS_STR_ARG(r->text), cs_certainty_name(r->certainty), (int)r->value,
                r->rule, r->line, r->before.first, r->before.last);
}

/* In what order the missing are listed says nothing. */
static void write_missing(struct cs_buf *buf, const struct cs_answer *a, struct cs_arena *arena) {
  struct cs_err err;
  char **lines = cs_arena_array(arena, char *, a->n_missing + 1, &err);
  assert_non_null(lines);
  for (size_t i = 0; i < a->n_missing; i++) {
    const struct cs_missing *missing = &a->missing[i];
    struct cs_buf line;
    struct cs_str kept;
    cs_buf_init(&line, 65536);
    cs_buf_printf(&line, "missing %s %.*s moves=%u by", cs_cause_name(missing->cause.kind),
                  CS_STR_ARG(missing->cause.name), missing->moves);
    for (size_t k = 0; k < missing->n_needed_by; k++) {
      cs_buf_printf(&line, " %u", missing->needed_by[k]);
    }
    assert_ok(cs_buf_ok(&line, &err) && cs_arena_str(arena, cs_buf_str(&line), &kept, &err), &err);
    cs_buf_deinit(&line);
    lines[i] = cs_arena_alloc(arena, kept.len + 1, &err);
    memcpy(lines[i], kept.ptr, kept.len);
  }
  qsort(lines, a->n_missing, sizeof *lines, by_text);
  for (size_t i = 0; i < a->n_missing; i++) {
    cs_buf_printf(buf, "%s\n", lines[i]);
  }
}

static void write_answer(struct cs_buf *buf, const struct cs_answer *a, struct cs_arena *arena) {
  cs_buf_printf(buf, "%d..%d %s %s\n", (int)a->at_least, (int)a->at_most, cs_certainty_name(a->certainty),
                a->settled ? "settled" : "open");
  for (size_t i = 0; i < a->n_regimes; i++) {
    write_regime(buf, &a->regimes[i]);
  }
  for (size_t i = 0; i < a->n_approvers; i++) {
    cs_buf_printf(buf, "approver %.*s of %u value %d\n", CS_STR_ARG(a->approvers[i].office), a->approvers[i].regime,
                  (int)a->approvers[i].value);
  }
  for (size_t i = 0; i < a->n_requires; i++) {
    write_require(buf, &a->requires[i]);
  }
  write_missing(buf, a, arena);
  for (size_t i = 0; i < a->n_assumed; i++) {
    cs_buf_printf(buf, "assumed %.*s\n", CS_STR_ARG(a->assumed[i]));
  }
  for (size_t i = 0; i < a->n_notes; i++) {
    cs_buf_printf(buf, "note %.*s\n", CS_STR_ARG(a->notes[i]));
  }
}

/* ------------------------------------------------------------------ one pair */

struct pair {
  char expected[262144], got[262144], decided[262144];
  struct cs_scratch *scratch; /* of the set; NULL: none yet */
  unsigned quick, whole;      /* decisions that the evaluator was not asked for, and those that it was */
  unsigned known;             /* of the quick ones, those in which nothing was unknown */
  unsigned sets;              /* decisions in which many rules spoke as one */
  unsigned kins;              /* of these, families of several */
};

static void keep(const struct cs_buf *buf, char *out, size_t size) {
  struct cs_str text = cs_buf_str(buf);
  snprintf(out, size, "%.*s", CS_STR_ARG(text));
}

static void write_out(const struct cs_answer *answer, struct cs_arena *arena, char *out, size_t size) {
  struct cs_buf buf;
  cs_buf_init(&buf, size);
  write_answer(&buf, answer, arena);
  keep(&buf, out, size);
  cs_buf_deinit(&buf);
}

static bool any_kin(const struct cs_rules *rules, const struct cs_decision *decision) {
  for (size_t i = 0; i < decision->n_sets; i++) {
    uint32_t rule = decision->sets[i].rules[0];
    if (rules->plans->at[rules->rules[rule].family].n > 1) {
      return true;
    }
  }
  return false;
}

static bool ask_all_ways(const struct cs_rules *rules, const struct random_question *q, struct cs_arena *arena,
                         struct pair *pair) {
  struct cs_answer by_all, by_index, written;
  struct cs_decision decision;
  struct cs_facts *facts;
  struct cs_err err;
  struct cs_line lines[RANDOM_LINES_MAX] = {{0}};
  struct cs_rules_host host = random_host(q);
  for (size_t i = 0; i < q->n_lines; i++) {
    lines[i].values = q->values[i];
  }
  assert_ok(cs_answer_scan(rules, lines, q->n_lines, &host, q->on, q->known, arena, &by_all, &err), &err);
  assert_ok(cs_rules_ask(rules, lines, q->n_lines, &host, q->on, q->known, arena, &by_index, &err), &err);
  assert_ok(cs_facts_prepare(rules, lines, q->n_lines, arena, &facts, &err), &err);
  assert_ok(cs_rules_decide(rules, facts, &host, q->on, q->known, pair->scratch, &decision, &err), &err);
  assert_ok(cs_decision_answer(rules, &decision, arena, &written, &err), &err);
  *(decision.whole ? &pair->whole : &pair->quick) += 1;
  pair->known += !decision.whole && decision.settled && decision.n_missing == 0;
  pair->sets += decision.n_sets > 0;
  pair->kins += any_kin(rules, &decision);
  write_out(&by_all, arena, pair->expected, sizeof pair->expected);
  write_out(&by_index, arena, pair->got, sizeof pair->got);
  write_out(&written, arena, pair->decided, sizeof pair->decided);
  return strcmp(pair->expected, pair->got) == 0 && strcmp(pair->expected, pair->decided) == 0;
}

static void new_scratch(struct pair *pair, struct fixture *f) {
  pair->scratch = cs_scratch_new(f->rules, 0, &f->arena, &f->err);
  assert_non_null(pair->scratch);
}

/* Compiles the set, asks one question of it. True also when the set is refused: nothing differs. */
static bool same(struct random_set *set, uint64_t question, uint64_t silenced, struct pair *pair) {
  struct fixture f;
  struct random_question q;
  fixture_init(&f);
  random_write(set);
  bool done = fixture_compile(&f, random_text(set));
  bool same = !done;
  if (done) {
    random_ask(&q, f.rules, question, &f.arena);
    random_silence(&q, f.rules, silenced);
    new_scratch(pair, &f);
    same = ask_all_ways(f.rules, &q, &f.arena, pair);
    cs_scratch_deinit(pair->scratch);
  }
  fixture_deinit(&f);
  return same;
}

static void fail_with(struct random_set *set, uint64_t question, struct pair *pair) {
  uint64_t silenced = 0;
  for (bool again = true; again;) { /* fewer blocks, as long as the two differ */
    again = false;
    for (size_t i = 0; i < set->n_blocks && !again; i++) {
      struct random_set less = *set;
      random_drop(&less, i);
      again = !same(&less, question, silenced, pair);
      *set = again ? less : *set;
    }
  }
  for (unsigned fact = 0; fact < 64; fact++) { /* and fewer facts */
    uint64_t more = silenced | (uint64_t)1 << fact;
    silenced = !same(set, question, more, pair) ? more : silenced;
  }
  bool differs = !same(set, question, silenced, pair);
  assert_true(differs);
  fprintf(stderr, "%s\nquestion %llu without %llx\nexpected %s\ngot %s\ndecided %s\n", random_text(set),
          (unsigned long long)question, (unsigned long long)silenced, pair->expected, pair->got, pair->decided);
  fail_msg("the index changes an answer");
}

static void the_index_never_changes_an_answer(void **state) {
  (void)state;
  static struct pair pair;
  static struct random_set set;
  const char *begin = getenv("CS_INDEX_SEED");
  uint64_t first = begin ? strtoull(begin, NULL, 10) : 1;
  unsigned refused = 0, asked = 0;
  for (uint64_t seed = first; seed < first + SETS; seed++) {
    struct fixture f;
    fixture_init(&f);
    random_make(&set, seed);
    random_write(&set);
    if (!fixture_compile(&f, random_text(&set))) {
      refused++;
      if (getenv("CS_INDEX_WHY")) {
        fprintf(stderr, "%s\n", f.err.text);
      }
      fixture_deinit(&f);
      continue;
    }
    new_scratch(&pair, &f);
    for (uint64_t k = 0; k < QUESTIONS; k++) {
      struct cs_arena arena;
      struct random_question q;
      cs_arena_init(&arena, NULL, 0);
      random_ask(&q, f.rules, seed * 1000 + k, &arena);
      asked++;
      if (!ask_all_ways(f.rules, &q, &arena, &pair)) {
        fail_with(&set, seed * 1000 + k, &pair);
      }
      cs_arena_deinit(&arena);
    }
    cs_scratch_deinit(pair.scratch);
    fixture_deinit(&f);
  }
  print_message("%u pairs, %u decided quickly, %u of them settled, %u by sets of rules, %u by sets of families; %u "
                "sets refused\n",
                asked, pair.quick, pair.known, pair.sets, pair.kins, refused);
  assert_true(pair.quick > asked / 4 && pair.known > asked / 20 && pair.whole > 0 && pair.sets > asked / 100 &&
              pair.kins > asked / 400);
  assert_true(refused < SETS / 3);
}

static const char *const two_rules = "fact kind : code\nfact range : quantity km\n"
                                     "regime r\n  owner o\n  treats use\n"
                                     "rule keyed\n  cite \"t\"\n  when act is use and kind is k1 and range > 300 km\n"
                                     "  review by o\n"
                                     "rule compared\n  cite \"t\"\n  when range > 400 km\n  prohibit\n";

static void facts_of_no_line_or_of_too_many_are_refused(void **state) {
  (void)state;
  struct fixture f;
  struct cs_facts *facts;
  struct cs_value values[RANDOM_FACTS_MAX] = {{0}};
  struct cs_line line = {.values = values};
  fixture_init(&f);
  assert_ok(fixture_compile(&f, two_rules), &f.err);
  assert_false(cs_facts_prepare(f.rules, &line, 0, &f.arena, &facts, &f.err));
  assert_string_equal(f.err.code->slug, CS_E_LIMIT.slug);
  assert_false(cs_facts_prepare(f.rules, &line, CS_LINES_MAX + 1, &f.arena, &facts, &f.err));
  assert_string_equal(f.err.code->slug, CS_E_LIMIT.slug);
  assert_ok(cs_facts_prepare(f.rules, &line, 1, &f.arena, &facts, &f.err), &f.err);
  fixture_deinit(&f);
}

/* No memory: neither of the scratch's room for the evaluator nor beyond it. */
static void what_is_simple_is_decided_without_the_evaluator(void **state) {
  (void)state;
  struct fixture f;
  struct cs_facts *facts;
  struct cs_decision decision;
  struct cs_value values[RANDOM_FACTS_MAX] = {{0}};
  struct cs_line line = {.values = values};
  fixture_init(&f);
  assert_ok(fixture_compile(&f, two_rules), &f.err);
  struct cs_scratch *scratch = cs_scratch_new(f.rules, 0, &f.arena, &f.err);
  assert_non_null(scratch);
  values[cs_rules_find_fact(f.rules, CS_STR("act"))] = (struct cs_value){.known = true, .code = CS_STR("use")};
  values[cs_rules_find_fact(f.rules, CS_STR("kind"))] = (struct cs_value){.known = true, .code = CS_STR("k1")};
  assert_ok(cs_facts_prepare(f.rules, &line, 1, &f.arena, &facts, &f.err), &f.err);
  assert_ok(cs_rules_decide(f.rules, facts, NULL, 0, 0, scratch, &decision, &f.err), &f.err);
  assert_null(decision.whole);
  assert_int_equal(decision.at_least, CS_NOT_COVERED);
  assert_int_equal(decision.at_most, CS_PROHIBITED);
  assert_int_equal(decision.n_missing, 1);
  assert_int_equal(decision.n_grounds, 2);
  cs_scratch_deinit(scratch);
  fixture_deinit(&f);
}

/* Seven hundred reviews, each by an office of its own. */
static void many_that_speak_find_room_and_keep_it(void **state) {
  (void)state;
  enum { N = 700 };
  static struct cs_value values[RANDOM_FACTS_MAX];
  struct fixture f;
  struct cs_facts *facts;
  struct cs_decision decision;
  struct cs_line line = {.values = values};
  struct cs_buf text;
  struct cs_arena room;
  struct counting counting = {.left = 1000};
  struct cs_alloc alloc = counting_alloc(&counting);
  fixture_init(&f);
  cs_buf_init(&text, 1 << 20);
  cs_buf_printf(&text, "regime t\n  owner t.o\n  treats use\n");
  for (int i = 0; i < N; i++) {
    cs_buf_printf(&text, "rule r%d\n  cite \"c\" confirmed\n  when act is use\n  review by t.o%d\n", i, i);
  }
  cs_buf_add(&text, (struct cs_str){"", 1}); /* its end */
  assert_ok(cs_buf_ok(&text, &f.err) && fixture_compile(&f, cs_buf_str(&text).ptr), &f.err);
  cs_arena_init(&room, &alloc, 0);
  struct cs_scratch *scratch = cs_scratch_new(f.rules, 0, &room, &f.err);
  assert_non_null(scratch);
  long before = (long)counting.left;
  values[cs_rules_find_fact(f.rules, CS_STR("act"))] = (struct cs_value){.known = true, .code = CS_STR("use")};
  assert_ok(cs_facts_prepare(f.rules, &line, 1, &f.arena, &facts, &f.err), &f.err);
  assert_ok(cs_rules_decide(f.rules, facts, NULL, 0, 0, scratch, &decision, &f.err), &f.err);
  assert_null(decision.whole);
  assert_int_equal(decision.n_grounds, N);
  assert_int_equal(decision.n_entries, 2 * N);
  assert_true((long)counting.left < before);
  before = (long)counting.left;
  assert_ok(cs_rules_decide(f.rules, facts, NULL, 0, 0, scratch, &decision, &f.err), &f.err);
  assert_null(decision.whole);
  assert_int_equal(decision.n_grounds, N);
  assert_int_equal(counting.left, before);
  cs_scratch_deinit(scratch);
  cs_arena_deinit(&room);
  cs_buf_deinit(&text);
  fixture_deinit(&f);
}

static void a_rule_says_what_leads_to_it(void **state) {
  (void)state;
  struct fixture f;
  struct cs_rule_access access;
  fixture_init(&f);
  assert_ok(fixture_compile(&f, two_rules), &f.err);
  assert_true(cs_rules_access(f.rules, 0, &access));
  assert_int_equal(access.n_keys, 2);
  assert_int_equal(access.n_tests, 3);
  assert_null(access.scanned);
  assert_true(cs_rules_access(f.rules, 1, &access));
  assert_int_equal(access.n_keys, 0);
  assert_non_null(access.scanned);
  assert_false(access.evaluated || access.family_evaluated);
  fixture_deinit(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_index_never_changes_an_answer),
                                     cmocka_unit_test(facts_of_no_line_or_of_too_many_are_refused),
                                     cmocka_unit_test(what_is_simple_is_decided_without_the_evaluator),
                                     cmocka_unit_test(many_that_speak_find_room_and_keep_it),
                                     cmocka_unit_test(a_rule_says_what_leads_to_it)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
