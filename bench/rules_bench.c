/* What a decision of the rules costs, in JSON lines: beside a plain table lookup of the same run. Never a test. Usage:
 * rules_bench [RUNS [SHAPE-FILE]]; SHAPE-FILE gets the rules and questions of the 1,000-rule shape as JSON, for
 * bench/peers. Figures and goals: docs/figures.md.
 *
 * The shape: N rules "item type T of US origin used in area C with range over K: review by A" over so many types and
 * countries, one rule on stock; 1,024 distinct questions, every answer checked against asking every rule before the clock
 * starts. Inside the time: everything that depends on rules or days; the facts are prepared before (rules/README.md). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "rules/answer.h"
#include "rules/decide.h"
#include "rules_shape.h"

/* ------------------------------------------------------------------ counting allocations: linked with --wrap */

static uint64_t allocations;
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *ptr, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *ptr, size_t size);
void *__wrap_malloc(size_t size) {
  allocations++;
  return __real_malloc(size);
}
void *__wrap_calloc(size_t n, size_t size) {
  allocations++;
  return __real_calloc(n, size);
}
void *__wrap_realloc(void *ptr, size_t size) {
  allocations++;
  return __real_realloc(ptr, size);
}

/* ------------------------------------------------------------------ small tools */

static _Noreturn void give_up(const char *what) {
  fprintf(stderr, "rules_bench: %s\n", what);
  exit(1);
}

static void must(bool done, const struct cs_err *err) {
  if (!done) {
    give_up(err->text);
  }
}

/* ------------------------------------------------------------------ the questions */

static const struct cs_schema_kind kinds[] = {{{"item", 4}, {"items", 5}, true}, {{"party", 5}, {"parties", 7}, false}};
static const struct cs_schema_fact schema_facts[] = {
    {{"act", 3}, CS_TYPE_CODE, {NULL, 0}, NULL, 0},     {{"item.origin", 11}, CS_TYPE_CODES, {NULL, 0}, NULL, 0},
    {{"area", 4}, CS_TYPE_AREA, {NULL, 0}, NULL, 0},    {{"quantity", 8}, CS_TYPE_DECIMAL, {NULL, 0}, NULL, 0},
    {{"user", 4}, CS_TYPE_CODE, {"party", 5}, NULL, 0}, {{"purpose", 7}, CS_TYPE_CODE, {NULL, 0}, NULL, 0}};
static const struct cs_str contains[] = {{"contains", 8}};
static const struct cs_schema schema = {.kinds = kinds,
                                        .n_kinds = 2,
                                        .facts = schema_facts,
                                        .n_facts = 6,
                                        .dependency_kinds = contains,
                                        .n_dependency_kinds = 1,
                                        .treats_fact = {"act", 3}};

struct bench {
  struct cs_arena arena; /* of one shape */
  struct cs_rules *rules;
  struct cs_scratch *scratch;
  struct question questions[QUESTIONS];
  struct cs_facts *facts[QUESTIONS];
  struct cs_line lines[QUESTIONS];
  cs_day on, known;
  unsigned runs;
  double floor_ns;
  uint64_t sink; /* what was read */
  struct cs_err err;
};

static void set_word(struct bench *b, struct cs_value *values, const char *fact, const char *word) {
  size_t at = cs_rules_find_fact(b->rules, cs_str_of(fact));
  if (at != SIZE_MAX) {
    values[at] = (struct cs_value){.known = true};
    must(cs_arena_str(&b->arena, cs_str_of(word), &values[at].code, &b->err), &b->err);
  }
}

static void set_code(struct bench *b, struct cs_value *values, const char *fact, char letter, unsigned number) {
  char word[32];
  snprintf(word, sizeof word, "%c%u", letter, number);
  set_word(b, values, fact, word);
}

static void set_number(struct bench *b, struct cs_value *values, const char *fact, unsigned number, const char *unit) {
  size_t at = cs_rules_find_fact(b->rules, cs_str_of(fact));
  struct cs_unit of = CS_UNIT_NONE;
  if (at != SIZE_MAX) {
    bool found = unit[0] == '\0' || cs_unit_find(cs_str_of(unit), &of);
    must(found, &b->err);
    values[at] = (struct cs_value){.known = true, .figure = cs_figure_of(cs_dec_of(number), of)};
  }
}

static void set_values(struct bench *b, const struct question *q, struct cs_value *values) {
  size_t origin = cs_rules_find_fact(b->rules, CS_STR("item.origin")),
         area = cs_rules_find_fact(b->rules, CS_STR("area"));
  set_word(b, values, "act", q->use ? "use" : "delivery");
  set_code(b, values, "type", 't', q->type);
  set_code(b, values, "user", 'u', q->value % 16);
  set_code(b, values, "purpose", 'p', q->stock % 16);
  set_number(b, values, "range", q->range, "km");
  set_number(b, values, "stock", q->stock, "");
  set_number(b, values, "floor", q->floor, "");
  set_number(b, values, "quantity", q->quantity, "");
  set_number(b, values, "worth", q->value, "");
  if (origin != SIZE_MAX) {
    struct cs_str *one = cs_arena_new(&b->arena, struct cs_str, &b->err);
    must(one != NULL, &b->err);
    *one = q->us ? CS_STR("US") : CS_STR("SE");
    values[origin] = (struct cs_value){.known = true, .sure = {one, 1, 1}};
  }
  if (area != SIZE_MAX) {
    values[area].known = cs_area_find(cs_str_of(question_area(q)), &values[area].area);
  }
}

static void make_questions(struct bench *b, const struct shape *shape) {
  struct dice dice = {20251123};
  for (size_t i = 0; i < QUESTIONS; i++) {
    struct question *q = &b->questions[i];
    *q = draw_question(&dice, shape);
    struct cs_value *values = cs_arena_array(&b->arena, struct cs_value, cs_rules_n_facts(b->rules), &b->err);
    must(values != NULL, &b->err);
    set_values(b, q, values);
    for (size_t k = 0; k < cs_rules_n_facts(b->rules); k++) {
      values[k] = roll(&dice, 10) < shape->unknown ? (struct cs_value){.known = false} : values[k];
    }
    b->lines[i] = (struct cs_line){.values = values};
    must(cs_facts_prepare(b->rules, &b->lines[i], 1, &b->arena, &b->facts[i], &b->err), &b->err);
  }
}

/* Compiles the shape; how long that took. */
static double make_rules(struct bench *b, const struct shape *shape) {
  struct cs_buf text;
  struct cs_str kept;
  struct cs_findings findings = {0};
  cs_arena_init(&b->arena, NULL, (size_t)4 << 30);
  cs_buf_init(&text, TEXT_MAX);
  write_text(&text, shape);
  must(cs_buf_ok(&text, &b->err) && cs_arena_str(&b->arena, cs_buf_str(&text), &kept, &b->err), &b->err);
  cs_buf_deinit(&text);
  struct cs_rules_text source = {CS_STR("bench.rules"), kept};
  struct cs_rules_sources sources = {.texts = &source, .n_texts = 1};
  uint64_t begin = now();
  must(cs_rules_compile(&b->arena, &schema, &sources, &findings, &b->rules, &b->err), &b->err);
  return (double)(now() - begin) / 1e6;
}

/* ------------------------------------------------------------------ is it right? */

static bool same_grounds(const struct cs_regime_answer *a, const struct cs_regime_answer *b) {
  bool same = a->n_grounds == b->n_grounds && a->more == b->more && a->at_least == b->at_least &&
              a->at_most == b->at_most && a->treats == b->treats;
  for (size_t i = 0; same && i < a->n_grounds; i++) {
    same = a->grounds[i].rule == b->grounds[i].rule && a->grounds[i].value == b->grounds[i].value &&
           a->grounds[i].certainty == b->grounds[i].certainty && a->grounds[i].n_lifted_by == b->grounds[i].n_lifted_by;
  }
  return same;
}

static size_t needed(const struct cs_answer *a) {
  size_t n = 0;
  for (size_t i = 0; i < a->n_missing; i++) {
    for (size_t k = 0; k < a->missing[i].n_needed_by; k++) {
      n += 1 + a->missing[i].needed_by[k] * (1 + (size_t)a->missing[i].cause.kind) * a->missing[i].moves;
    }
  }
  return n;
}

static bool same_answers(const struct cs_answer *a, const struct cs_answer *b) {
  bool same = a->at_least == b->at_least && a->at_most == b->at_most && a->certainty == b->certainty &&
              a->settled == b->settled && a->n_approvers == b->n_approvers && a->n_requires == b->n_requires &&
              a->n_missing == b->n_missing && a->n_notes == b->n_notes && same_grounds(&a->regimes[0], &b->regimes[0]);
  for (size_t i = 0; same && i < a->n_approvers; i++) {
    same = cs_str_eq(a->approvers[i].office, b->approvers[i].office) && a->approvers[i].value == b->approvers[i].value;
  }
  for (size_t i = 0; same && i < a->n_requires; i++) {
    same = a->requires[i].rule == b->requires[i].rule && a->requires[i].value == b->requires[i].value;
  }
  return same && needed(a) == needed(b);
}

/* Every answer against the evaluator's, every sixteenth against asking every rule; how many the evaluator was asked for. */
static unsigned verify(struct bench *b, size_t n) {
  unsigned whole = 0;
  for (size_t i = 0; i < n; i++) {
    struct cs_arena arena;
    struct cs_answer expected, got;
    struct cs_decision decision;
    cs_arena_init(&arena, NULL, 0);
    bool (*ask)(const struct cs_rules *, const struct cs_line *, size_t, const struct cs_rules_host *, cs_day, cs_day,
                struct cs_arena *, struct cs_answer *, struct cs_err *) = i % 16 == 0 ? cs_answer_scan : cs_rules_ask;
    must(ask(b->rules, &b->lines[i], 1, NULL, b->on, b->known, &arena, &expected, &b->err) &&
             cs_rules_decide(b->rules, b->facts[i], NULL, b->on, b->known, b->scratch, &decision, &b->err) &&
             cs_decision_answer(b->rules, &decision, &arena, &got, &b->err),
         &b->err);
    if (!same_answers(&expected, &got)) {
      give_up("a decision differs from the evaluator's answer");
    }
    whole += decision.whole != NULL;
    cs_arena_deinit(&arena);
  }
  return whole;
}

/* ------------------------------------------------------------------ timing */

/* Reads the answer as its caller would. */
static uint64_t read_decision(const struct cs_decision *d) {
  uint64_t sum = (uint64_t)d->at_least + d->at_most + d->certainty + d->settled;
  if (d->whole) {
    return sum + d->whole->n_approvers;
  }
  for (size_t i = 0; i < d->n_grounds; i++) {
    sum += d->grounds[i].rule + d->grounds[i].value;
  }
  for (size_t i = 0; i < d->n_entries; i++) {
    sum += d->entries[i].entry + d->entries[i].value;
  }
  for (size_t i = 0; i < d->n_missing; i++) {
    sum += d->missing[i].cause + d->missing[i].moves;
  }
  return sum + d->n_unknown;
}

typedef void round_fn(struct bench *b);

static void round_decide(struct bench *b) {
  for (size_t i = 0; i < QUESTIONS; i++) {
    struct cs_decision decision;
    must(cs_rules_decide(b->rules, b->facts[i], NULL, b->on, b->known, b->scratch, &decision, &b->err), &b->err);
    b->sink += read_decision(&decision);
  }
}

static void round_ask(struct bench *b) {
  for (size_t i = 0; i < QUESTIONS; i++) {
    struct cs_arena arena;
    struct cs_answer answer;
    cs_arena_init(&arena, NULL, 0);
    must(cs_rules_ask(b->rules, &b->lines[i], 1, NULL, b->on, b->known, &arena, &answer, &b->err), &b->err);
    b->sink += answer.n_approvers;
    cs_arena_deinit(&arena);
  }
}

static void round_prepare(struct bench *b) {
  struct cs_arena arena;
  cs_arena_init(&arena, NULL, 0);
  for (size_t i = 0; i < QUESTIONS; i++) {
    struct cs_facts *facts;
    must(cs_facts_prepare(b->rules, &b->lines[i], 1, &arena, &facts, &b->err), &b->err);
    b->sink += facts != NULL;
  }
  cs_arena_deinit(&arena);
}

/* Nanoseconds a question, median of the runs; each run as many rounds as fill a fifth of a second. */
static double measure(struct bench *b, round_fn *round, double *allocations_each) {
  double values[RUNS_MAX];
  uint64_t begin = now(), rounds = 0;
  round(b); /* warm */
  uint64_t one = now() - begin;
  uint64_t each = one > NS / 5 ? 1 : NS / 5 / (one + 1) + 1;
  uint64_t before = allocations;
  for (unsigned r = 0; r < b->runs; r++) {
    begin = now();
    for (uint64_t i = 0; i < each; i++) {
      round(b);
    }
    values[r] = (double)(now() - begin) / (double)(each * QUESTIONS);
    rounds += each;
  }
  *allocations_each = (double)(allocations - before) / (double)(rounds * QUESTIONS);
  return median(values, b->runs);
}

static void report(struct bench *b, const char *what, double ns, double allocated, double goal_ns, const char *beside,
                   double other_ns) {
  printf("{\"measure\":\"%s\",\"unit\":\"ns\",\"value\":%.1f,\"runs\":%u,\"allocations\":%.2f", what, ns, b->runs,
         allocated);
  if (other_ns > 0) {
    printf(",\"beside\":\"%s\",\"ratio\":%.2f", beside, ns / other_ns);
  }
  if (goal_ns > 0) {
    printf(",\"goal\":%.0f,\"met\":%s", goal_ns, ns <= goal_ns ? "true" : "false");
  }
  printf("}\n");
  fflush(stdout);
}

/* ------------------------------------------------------------------ the floor: a table, and nothing else */

struct floor_row {
  uint32_t over, office;
};

static double measure_floor(struct bench *b, const struct shape *shape) {
  static struct floor_row table[256][COUNTRIES];
  static struct question compact[QUESTIONS];
  double values[RUNS_MAX];
  for (unsigned i = 0; i < shape->types; i++) {
    for (unsigned k = 0; k < shape->areas; k++) {
      table[i][k] = (struct floor_row){over(i, k), 1};
    }
  }
  memcpy(compact, b->questions, sizeof compact);
  for (unsigned r = 0; r < b->runs; r++) {
    uint64_t begin = now();
    enum { ROUNDS = 2000 };
    for (unsigned n = 0; n < ROUNDS; n++) {
      for (size_t i = 0; i < QUESTIONS; i++) {
        const struct question *q = &compact[i];
        bool listed = q->type < shape->types && q->area < shape->areas;
        uint64_t office = q->use && listed && q->us && q->range > table[q->type][q->area].over
                              ? table[q->type][q->area].office
                          : !q->use && q->stock < q->floor + q->quantity ? 2
                                                                         : 0;
        b->sink += office;
        __asm__ volatile("" : "+r"(office) : : "memory"); /* each question for itself */
      }
    }
    values[r] = (double)(now() - begin) / (double)(ROUNDS * QUESTIONS);
  }
  return median(values, b->runs);
}

/* ------------------------------------------------------------------ rows */

static void open_shape(struct bench *b, const struct shape *shape, double *ms) {
  *ms = make_rules(b, shape);
  size_t before = b->arena.used;
  b->scratch = cs_scratch_new(b->rules, 0, &b->arena, &b->err);
  must(b->scratch != NULL, &b->err);
  (void)before;
  make_questions(b, shape);
}

static void close_shape(struct bench *b) {
  cs_scratch_deinit(b->scratch);
  cs_arena_deinit(&b->arena);
}

static double row(struct bench *b, const struct shape *shape, double goal_ns) {
  double ms, allocated;
  char what[200];
  open_shape(b, shape, &ms);
  unsigned whole = verify(b, shape->unknown == 10 ? 4 : QUESTIONS); /* of nothing known all are alike */
  double ns = measure(b, round_decide, &allocated);
  snprintf(what, sizeof what, "decide, %s; %u of 1024 by the evaluator", shape->name, whole);
  report(b, what, ns, allocated, goal_ns, "table lookup", b->floor_ns);
  close_shape(b);
  return ns;
}

static void row_beside(struct bench *b) {
  static const struct shape shape = {.name = "1,000 rules", .types = 40, .areas = 25};
  double ms, allocated;
  open_shape(b, &shape, &ms);
  double ns = measure(b, round_prepare, &allocated);
  report(b, "prepare the facts of one question, 1,000 rules", ns, allocated, 0, "table lookup", b->floor_ns);
  ns = measure(b, round_ask, &allocated);
  report(b, "cs_rules_ask (facts prepared within, answer in an arena), 1,000 rules", ns, allocated, 0, "table lookup",
         b->floor_ns);
  close_shape(b);
}

/* Today against days on which others of the rules are in force. */
static void row_past(struct bench *b) {
  static const struct shape shape = {.name = "1,000 rules", .types = 40, .areas = 25, .periods = true};
  static const int years[] = {2011, 2015, 2019, 2022};
  double ms, allocated;
  open_shape(b, &shape, &ms);
  double today = measure(b, round_decide, &allocated);
  report(b, "decide, 1,000 rules each from a day of its own, today", today, allocated, 120, "table lookup",
         b->floor_ns);
  for (size_t i = 0; i < sizeof years / sizeof *years; i++) {
    char what[100];
    cs_day day;
    bool found = cs_day_from_civil(years[i], 6, 15, &day);
    must(found, &b->err);
    struct bench as_of = *b;
    as_of.on = as_of.known = day;
    verify(&as_of, QUESTIONS);
    double ns = measure(&as_of, round_decide, &allocated);
    snprintf(what, sizeof what, "decide, the same as of and as known on %d-06-15", years[i]);
    report(b, what, ns, allocated, 1.3 * today, "today", today);
  }
  close_shape(b);
}

static void row_compile(struct bench *b) {
  static const struct shape shape = {.name = "10,000 rules", .types = 200, .areas = 50};
  double values[RUNS_MAX], ms = 0;
  size_t rules_bytes = 0, scratch_bytes = 0;
  for (unsigned r = 0; r < b->runs; r++) {
    values[r] = make_rules(b, &shape);
    rules_bytes = b->arena.used;
    b->scratch = cs_scratch_new(b->rules, 0, &b->arena, &b->err);
    must(b->scratch != NULL, &b->err);
    scratch_bytes = b->arena.used - rules_bytes;
    close_shape(b);
  }
  ms = median(values, b->runs);
  printf("{\"measure\":\"parse, check and compile 10,000 "
         "rules\",\"unit\":\"ms\",\"value\":%.1f,\"runs\":%u,\"goal\":30,\"met\":%s}\n",
         ms, b->runs, ms <= 30 ? "true" : "false");
  printf("{\"measure\":\"memory of 10,000 rules with text, checked set and index\",\"unit\":\"MB\",\"value\":%.1f}\n",
         (double)rules_bytes / 1e6);
  printf("{\"measure\":\"memory of a thread's scratch for 10,000 rules\",\"unit\":\"MB\",\"value\":%.1f}\n",
         (double)scratch_bytes / 1e6);
  fflush(stdout);
}

/* ------------------------------------------------------------------ real rules */

static struct cs_str read_file(struct bench *b, const char *path) {
  FILE *file = fopen(path, "rb");
  char *bytes = cs_arena_alloc(&b->arena, 1 << 20, &b->err);
  must(bytes != NULL, &b->err);
  size_t n = file ? fread(bytes, 1, 1 << 20, file) : 0;
  if (file) {
    fclose(file);
  }
  return (struct cs_str){bytes, n};
}

/* Column `name` of every n-th row, so that `count` are spread over the table. */
static void spread(struct bench *b, struct cs_str text, const char *name, struct cs_str *out, size_t count) {
  struct cs_csv csv;
  must(cs_csv_read(&b->arena, CS_STR("bench"), text, &csv, &b->err), &b->err);
  size_t column = cs_csv_column(&csv, cs_str_of(name));
  if (column == SIZE_MAX || csv.n_rows == 0) {
    give_up("the Country Chart's tables have other columns");
  }
  for (size_t i = 0; i < count; i++) {
    out[i] = cs_csv_cell(&csv, i * csv.n_rows / count, column);
  }
}

static void chart_questions(struct bench *b, const struct cs_str *eccns, const struct cs_str *destinations) {
  size_t eccn = cs_rules_find_fact(b->rules, CS_STR("eccn")), to = cs_rules_find_fact(b->rules, CS_STR("destination"));
  for (size_t i = 0; i < QUESTIONS; i++) {
    struct cs_value *values = cs_arena_array(&b->arena, struct cs_value, cs_rules_n_facts(b->rules), &b->err);
    must(values != NULL && eccn != SIZE_MAX && to != SIZE_MAX, &b->err);
    set_word(b, values, "act", "export");
    values[eccn] = (struct cs_value){.known = true, .code = eccns[i % 32]};
    values[to] = (struct cs_value){.known = true, .code = destinations[i / 32]};
    b->lines[i] = (struct cs_line){.values = values};
    must(cs_facts_prepare(b->rules, &b->lines[i], 1, &b->arena, &b->facts[i], &b->err), &b->err);
  }
}

/* 15 CFR 738: rules that read tables, which the evaluator does. Run in the repository's root. */
static void row_chart(struct bench *b) {
  static const char *const tables[] = {"chart.csv", "country_groups.csv", "eccn_controls.csv", "footnotes.csv",
                                       "territories.csv"};
  static const char folder[] = "examples/ear-chart";
  struct cs_rules_text texts[6] = {{CS_STR("country-chart.rules"), {NULL, 0}}};
  struct cs_str eccns[32], destinations[32];
  struct cs_findings findings = {0};
  double allocated;
  char path[128];
  cs_arena_init(&b->arena, NULL, (size_t)1 << 30);
  for (size_t i = 0; i < 6; i++) {
    texts[i].file = i == 0 ? texts[0].file : cs_str_of(tables[i - 1]);
    snprintf(path, sizeof path, "%s/%.*s", folder, CS_STR_ARG(texts[i].file));
    texts[i].text = read_file(b, path);
  }
  struct cs_rules_sources sources = {.texts = texts, .n_texts = 1, .tables = &texts[1], .n_tables = 5};
  if (texts[0].text.len == 0 || !cs_rules_compile(&b->arena, &schema, &sources, &findings, &b->rules, &b->err)) {
    printf("{\"measure\":\"the Country Chart\",\"skipped\":\"%s cannot be read\"}\n", folder);
    cs_arena_deinit(&b->arena);
    return;
  }
  spread(b, texts[3].text, "eccn", eccns, 32);
  spread(b, texts[1].text, "destination", destinations, 32);
  b->scratch = cs_scratch_new(b->rules, 0, &b->arena, &b->err);
  must(b->scratch != NULL, &b->err);
  chart_questions(b, eccns, destinations);
  unsigned whole = verify(b, QUESTIONS);
  double ns = measure(b, round_decide, &allocated);
  snprintf(path, sizeof path, "decide, the Country Chart (examples/ear-chart); %u of 1024 by the evaluator", whole);
  report(b, path, ns, allocated, 0, "table lookup", b->floor_ns);
  close_shape(b);
}

/* ------------------------------------------------------------------ for the peers */

static void write_shape(struct bench *b, const char *path, double ns) {
  static const struct shape shape = {.name = "1,000 rules", .types = 40, .areas = 25};
  double ms;
  FILE *file = fopen(path, "w");
  if (!file) {
    give_up("the shape file cannot be written");
  }
  open_shape(b, &shape, &ms);
  fprintf(file, "{\"ours_ns\":%.1f,\"rules\":[", ns);
  for (unsigned i = 0; i < shape.types; i++) {
    for (unsigned k = 0; k < shape.areas; k++) {
      fprintf(file, "%s{\"type\":\"t%u\",\"area\":\"%s\",\"over\":%u}", i + k > 0 ? "," : "", i, countries[k],
              over(i, k));
    }
  }
  fprintf(file, "],\"questions\":[");
  for (size_t i = 0; i < QUESTIONS; i++) {
    const struct question *q = &b->questions[i];
    struct cs_decision d;
    must(cs_rules_decide(b->rules, b->facts[i], NULL, b->on, b->known, b->scratch, &d, &b->err), &b->err);
    const char *office = d.at_least != CS_NEEDS_APPROVAL ? "" : q->use ? "us.a" : "us.stock";
    fprintf(
        file,
        "%s{\"act\":\"%s\",\"type\":\"t%u\",\"origin\":\"%s\",\"area\":\"%s\",\"range\":%u,\"stock\":%u,\"floor\":%u,"
        "\"quantity\":%u,\"answer\":\"%s\"}",
        i > 0 ? "," : "", q->use ? "use" : "delivery", q->type, q->us ? "US" : "SE", question_area(q), q->range,
        q->stock, q->floor, q->quantity, office);
  }
  fprintf(file, "]}\n");
  if (fclose(file) != 0) {
    give_up("the shape file cannot be written");
  }
  close_shape(b);
}

int main(int argc, char **argv) {
  static struct bench b;
  static const struct shape shapes[] = {
      {.name = "all facts known, 10 rules", .types = 5, .areas = 2},
      {.name = "all facts known, 1,000 rules", .types = 40, .areas = 25},
      {.name = "all facts known, 10,000 rules", .types = 200, .areas = 50},
      {.name = "30 % of facts unknown, 1,000 rules", .types = 40, .areas = 25, .unknown = 3},
      {.name = "30 % of facts unknown, 10,000 rules", .types = 200, .areas = 50, .unknown = 3},
      {.name = "all facts unknown, 1,000 rules", .types = 40, .areas = 25, .unknown = 10},
      {.name = "all facts unknown, 10,000 rules", .types = 200, .areas = 50, .unknown = 10},
      {.name = "two exceptions a rule, all known, 1,000 rules", .types = 40, .areas = 25, .exceptions = true},
      {.name = "two exceptions a rule, 30 % unknown, 1,000 rules",
       .types = 40,
       .areas = 25,
       .exceptions = true,
       .unknown = 3},
      {.name = "index defeated (two thresholds, all different), 10,000 rules",
       .types = 200,
       .areas = 50,
       .defeated = true}};
  static const double goals[] = {60, 120, 200, 150, 500, 0, 0, 0, 10000, 25000};
  double thousand = 0, ms;
  b.runs = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 7;
  b.runs = b.runs < 1 ? 1 : b.runs > RUNS_MAX ? RUNS_MAX : b.runs;
  bool found = cs_day_from_civil(2025, 8, 25, &b.on);
  must(found, &b.err);
  b.known = b.on;
  open_shape(&b, &shapes[1], &ms);
  b.floor_ns = measure_floor(&b, &shapes[1]);
  close_shape(&b);
  report(&b, "floor: a plain table lookup, 1,000 rows", b.floor_ns, 0, 0, "", 0);
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    double ns = row(&b, &shapes[i], goals[i]);
    thousand = i == 1 ? ns : thousand;
  }
  row_past(&b);
  row_beside(&b);
  row_chart(&b);
  row_compile(&b);
  if (argc > 2) {
    write_shape(&b, argv[2], thousand);
  }
  return b.sink == UINT64_MAX;
}
