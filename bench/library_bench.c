/* What a question costs a program that embeds the library, in JSON lines: JSON in and out, a request of 1,000 parts, and a deep
 * graph of dependencies. Never a test. Usage: library_bench [RUNS [json|parts|graph]]. Figures and goals: docs/figures.md.
 *
 * Speaks to the library through include/countersign.h alone. Every answer is held against one worked out here in plain C before
 * the clock starts; what that working out costs is the floor beside it. */
#include "countersign.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules_shape.h"

struct bench {
  unsigned runs;
  const char *only; /* NULL: all */
  countersign_day day;
  struct countersign_set *set;
  struct countersign_answer *answer;
  struct countersign_error error;
  uint64_t sink; /* what was read */
};

static _Noreturn void give_up(const char *what) {
  fprintf(stderr, "library_bench: %s\n", what);
  exit(1);
}

static void must(bool done, const struct bench *b) {
  if (!done) {
    give_up(b->error.text);
  }
}

static void ready(const struct cs_buf *text) {
  struct cs_err err;
  if (!cs_buf_ok(text, &err)) {
    give_up(err.text);
  }
}

/* And an answer for it, whose memory is not taken yet. catalogue may be NULL. */
static void make_set(struct bench *b, const struct cs_buf *rules, const struct cs_buf *catalogue) {
  ready(rules);
  struct countersign_sources *sources = countersign_sources_new(&b->error);
  must(sources != NULL, b);
  must(countersign_sources_rules(sources, "bench.rules", rules->ptr, rules->len, &b->error), b);
  if (catalogue) {
    ready(catalogue);
    must(countersign_sources_catalogue(sources, "bench.jsonl", catalogue->ptr, catalogue->len, &b->error), b);
  }
  b->set = countersign_set_new(sources, &b->error);
  must(b->set != NULL, b);
  countersign_sources_free(sources);
  b->answer = countersign_answer_new(&b->error);
  must(b->answer != NULL, b);
}

static void close_set(struct bench *b) {
  countersign_answer_free(b->answer);
  countersign_set_free(b->set);
}

static struct countersign_request *read_request(struct bench *b, const struct cs_buf *json) {
  struct countersign_request *request = countersign_request_new("request", 0, json->ptr, json->len, &b->error);
  must(request != NULL, b);
  return request;
}

static void ask(struct bench *b, const struct countersign_request *request) {
  must(countersign_ask(b->set, request, b->day, b->day, b->answer, &b->error), b);
  b->sink += countersign_answer_n_approvers(b->answer);
}

/* Does the last answer say: this office's review, and nothing else? "": nothing is asked for. */
static bool is_office(const struct countersign_answer *answer, const char *office) {
  enum countersign_verdict verdict;
  bool any = office[0] != '\0';
  if (!countersign_answer_verdict(answer, &verdict) || !countersign_answer_settled(answer) ||
      verdict != (any ? COUNTERSIGN_NEEDS_APPROVAL : COUNTERSIGN_NOT_COVERED) ||
      countersign_answer_n_approvers(answer) != (any ? 1 : 0)) {
    return false;
  }
  if (!any) {
    return true;
  }
  struct countersign_approver approver;
  countersign_answer_approver(answer, 0, &approver);
  return approver.office.len == strlen(office) && memcmp(approver.office.ptr, office, approver.office.len) == 0;
}

typedef void round_fn(struct bench *b, void *context);

/* Nanoseconds of one of the `n` of a round, median of the runs; each run as many rounds as fill a fifth of a second. */
static double measure(struct bench *b, round_fn *round, void *context, size_t n) {
  double values[RUNS_MAX];
  uint64_t begin = now();
  round(b, context); /* warm */
  uint64_t each = NS / 5 / (now() - begin + 1) + 1;
  for (unsigned r = 0; r < b->runs; r++) {
    begin = now();
    for (uint64_t i = 0; i < each; i++) {
      round(b, context);
    }
    values[r] = (double)(now() - begin) / (double)(each * n);
  }
  return median(values, b->runs);
}

static void report(const struct bench *b, const char *what, double ns, double goal_ns, const char *beside,
                   double other_ns) {
  printf("{\"measure\":\"%s\",\"unit\":\"ns\",\"value\":%.1f,\"runs\":%u", what, ns, b->runs);
  if (other_ns > 0) {
    printf(",\"beside\":\"%s\",\"ratio\":%.2f", beside, ns / other_ns);
  }
  if (goal_ns > 0) {
    printf(",\"goal\":%.0f,\"met\":%s", goal_ns, ns <= goal_ns ? "true" : "false");
  }
  printf("}\n");
  fflush(stdout);
}

/* ------------------------------------------------------------------ JSON in and out */

struct json {
  struct cs_buf texts[QUESTIONS];
  struct countersign_request *requests[QUESTIONS];
  char copy[64 * 1024];
};

static const char *office_of(const struct question *q, const struct shape *shape) {
  bool listed = q->type < shape->types && q->area < shape->areas;
  bool reviewed = q->use ? listed && q->us && q->range > over(q->type, q->area) : q->stock < q->floor + q->quantity;
  return !reviewed ? "" : q->use ? "us.a" : "us.stock";
}

static void write_question(struct cs_buf *out, const struct question *q) {
  cs_buf_init(out, TEXT_MAX);
  cs_buf_printf(out, "{\"act\":\"%s\",\"item\":\"x\",\"quantity\":\"%u\",\"area\":\"%s\",\"facts\":{\"type\":\"t%u\",",
                q->use ? "use" : "delivery", q->quantity, question_area(q), q->type);
  cs_buf_printf(out, "\"item.origin\":[\"%s\"],\"range\":\"%u km\",\"stock\":%u,\"floor\":%u}}", q->us ? "US" : "SE",
                q->range, q->stock, q->floor);
  ready(out);
}

static struct countersign_text assess(struct bench *b, const struct cs_buf *json) {
  struct countersign_text out;
  must(countersign_assess(b->set, json->ptr, json->len, b->day, b->day, b->answer, &out, &b->error), b);
  return out;
}

static void round_assess(struct bench *b, void *context) {
  struct json *json = context;
  for (size_t i = 0; i < QUESTIONS; i++) {
    b->sink += assess(b, &json->texts[i]).len;
  }
}

static void round_read(struct bench *b, void *context) {
  struct json *json = context;
  for (size_t i = 0; i < QUESTIONS; i++) {
    countersign_request_free(read_request(b, &json->texts[i]));
  }
}

static void round_ask(struct bench *b, void *context) {
  struct json *json = context;
  for (size_t i = 0; i < QUESTIONS; i++) {
    ask(b, json->requests[i]);
  }
}

/* As many bytes in and out as round_assess last had, copied. */
static void round_copy(struct bench *b, void *context) {
  struct json *json = context;
  struct countersign_text out;
  must(countersign_answer_json(b->answer, &out, &b->error) && out.len <= sizeof json->copy, b);
  for (size_t i = 0; i < QUESTIONS; i++) {
    memcpy(json->copy, json->texts[i].ptr, json->texts[i].len);
    __asm__ volatile("" : : "r"(json->copy) : "memory"); /* each for itself */
    memcpy(json->copy, out.ptr, out.len);
    __asm__ volatile("" : : "r"(json->copy) : "memory");
  }
}

/* The whole text as well as the answer behind it: the verdict and the approver that it begins with. */
static void check_json(struct bench *b, struct json *json, size_t i, const char *office) {
  char expected[64];
  struct countersign_text out = assess(b, &json->texts[i]);
  snprintf(expected, sizeof expected, "{\"verdict\":\"%s\",", office[0] ? "needs-approval" : "not-covered");
  bool same = is_office(b->answer, office) && memcmp(out.ptr, expected, strlen(expected)) == 0;
  snprintf(expected, sizeof expected, "\"approvers\":[%s%s", office[0] ? "{\"office\":\"" : "]", office);
  if (!same || !strstr(out.ptr, expected)) {
    give_up("an answer in JSON is not what the shape says");
  }
}

static void bench_json(struct bench *b) {
  static const struct shape shape = {.name = "1,000 rules", .types = 40, .areas = 25};
  static struct json json;
  struct dice dice = {20251123};
  struct cs_buf rules;
  cs_buf_init(&rules, TEXT_MAX);
  write_text(&rules, &shape);
  make_set(b, &rules, NULL);
  cs_buf_deinit(&rules);
  for (size_t i = 0; i < QUESTIONS; i++) {
    struct question q = draw_question(&dice, &shape);
    q.quantity += q.quantity == 0; /* a request asks for more than nothing */
    write_question(&json.texts[i], &q);
    json.requests[i] = read_request(b, &json.texts[i]);
    check_json(b, &json, i, office_of(&q, &shape));
  }
  double copy = measure(b, round_copy, &json, QUESTIONS);
  double whole = measure(b, round_assess, &json, QUESTIONS);
  report(b, "JSON in, JSON out (countersign_assess), 1,000 rules", whole, 1500, "copying as many bytes", copy);
  report(b, "of it: the request read", measure(b, round_read, &json, QUESTIONS), 0, "the whole", whole);
  report(b, "of it: asked", measure(b, round_ask, &json, QUESTIONS), 0, "the whole", whole);
  for (size_t i = 0; i < QUESTIONS; i++) {
    countersign_request_free(json.requests[i]);
    cs_buf_deinit(&json.texts[i]);
  }
  close_set(b);
}

/* ------------------------------------------------------------------ 1,000 parts */

enum { PARTS = 1000, LISTS = 16, UNSTATED = 99 };
enum said { SAID_NO, SAID_PERHAPS, SAID_YES };

struct part {
  bool us;
  unsigned eccn, cents; /* eccn: or UNSTATED */
};

struct parts {
  bool share;       /* else: some part */
  unsigned unknown; /* one eccn in so many is not stated; 0: all are */
  struct part lists[LISTS][PARTS];
  struct cs_buf texts[LISTS];
  struct countersign_facts *facts[LISTS];
};

/* Is the rule true of them? `share of parts where part.origin is US and part.eccn is e1 > 25 %`, or a part of US and e7. */
static enum said parts_say(const struct part *parts, bool share) {
  uint64_t all = 0, counted = 0, perhaps = 0;
  unsigned asked = share ? 1 : 7;
  for (size_t i = 0; i < PARTS; i++) {
    bool in = parts[i].us && parts[i].eccn == asked;
    if (!share && in) {
      return SAID_YES;
    }
    all += parts[i].cents;
    counted += in ? parts[i].cents : 0;
    perhaps += parts[i].us && parts[i].eccn == UNSTATED ? parts[i].cents : 0;
  }
  if (!share) {
    return perhaps > 0 ? SAID_PERHAPS : SAID_NO;
  }
  return 4 * counted > all ? SAID_YES : 4 * (counted + perhaps) > all ? SAID_PERHAPS : SAID_NO;
}

/* Every second list has one part for `some part`, at its end, and lies about the quarter of `share`; the others far below. */
static void make_parts(struct parts *p, struct dice *dice, size_t list) {
  struct cs_buf *out = &p->texts[list];
  cs_buf_init(out, TEXT_MAX);
  cs_buf_printf(out, "{\"act\":\"use\",\"item\":\"x\",\"parts\":[");
  for (size_t i = 0; i < PARTS; i++) {
    bool last = i == PARTS - 1 && list % 2 == 0;
    struct part *part = &p->lists[list][i];
    part->us = last || roll(dice, 2) == 0;
    part->eccn = last ? 7 : roll(dice, list % 2 == 0 ? 2 : 6);
    part->cents = 1 + roll(dice, 10000);
    part->eccn = p->unknown > 0 && roll(dice, p->unknown) == 0 ? UNSTATED : part->eccn;
    cs_buf_printf(out, "%s{\"id\":\"p%zu\",\"origin\":\"%s\",\"value\":\"%u.%02u USD\"", i > 0 ? "," : "", i,
                  part->us ? "US" : "DE", part->cents / 100, part->cents % 100);
    if (part->eccn != UNSTATED) {
      cs_buf_printf(out, ",\"facts\":{\"eccn\":\"e%u\"}", part->eccn);
    }
    cs_buf_printf(out, "}");
  }
  cs_buf_printf(out, "]}");
  ready(out);
}

static void round_decide_parts(struct bench *b, void *context) {
  struct parts *p = context;
  for (size_t i = 0; i < LISTS; i++) {
    struct countersign_decision decision;
    must(countersign_decide(p->facts[i], &decision, &b->error), b);
    b->sink += decision.n_grounds;
  }
}

static void round_assess_parts(struct bench *b, void *context) {
  struct parts *p = context;
  for (size_t i = 0; i < LISTS; i++) {
    b->sink += assess(b, &p->texts[i]).len;
  }
}

static void round_floor_parts(struct bench *b, void *context) {
  struct parts *p = context;
  for (size_t i = 0; i < LISTS; i++) {
    b->sink += parts_say(p->lists[i], p->share);
    __asm__ volatile("" : : "r"(p->lists) : "memory"); /* each list for itself */
  }
}

static void check_parts(struct bench *b, struct parts *p, const struct countersign_request *request, size_t list) {
  struct countersign_decision decision;
  enum said said = parts_say(p->lists[list], p->share);
  enum countersign_verdict at_least = said == SAID_YES ? COUNTERSIGN_NEEDS_APPROVAL : COUNTERSIGN_NOT_COVERED;
  enum countersign_verdict at_most = said == SAID_NO ? COUNTERSIGN_NOT_COVERED : COUNTERSIGN_NEEDS_APPROVAL;
  p->facts[list] = countersign_facts_new(b->set, request, b->day, b->day, &b->error);
  must(p->facts[list] != NULL && countersign_decide(p->facts[list], &decision, &b->error), b);
  ask(b, request);
  bool office = said == SAID_PERHAPS || is_office(b->answer, said == SAID_YES ? "us.a" : "");
  if (!office || decision.at_least != at_least || decision.at_most != at_most ||
      countersign_answer_at_least(b->answer) != at_least || countersign_answer_at_most(b->answer) != at_most) {
    give_up("an answer about parts is not what they say");
  }
}

static void report_parts(const struct bench *b, const char *what, double ns, double floor) {
  char each[200];
  report(b, what, ns, 0, "a loop over an array", floor);
  snprintf(each, sizeof each, "%s: each part", what);
  report(b, each, ns / PARTS, 0, "", 0);
}

static void row_parts(struct bench *b, struct parts *p, const char *name, const char *condition, unsigned unknown) {
  struct dice dice = {20251123};
  struct cs_buf rules;
  struct countersign_request *requests[LISTS];
  char what[160];
  p->unknown = unknown;
  cs_buf_init(&rules, TEXT_MAX);
  cs_buf_printf(&rules, "fact eccn : code\nregime us.bench\n  owner us.o\n  treats use\nrule r\n"
                        "  cite \"Bench 4\" confirmed\n  when act is use and ");
  cs_buf_printf(&rules, "%s\n  review by us.a\n", condition);
  make_set(b, &rules, NULL);
  cs_buf_deinit(&rules);
  for (size_t i = 0; i < LISTS; i++) {
    make_parts(p, &dice, i);
    requests[i] = read_request(b, &p->texts[i]);
    check_parts(b, p, requests[i], i);
  }
  double floor = measure(b, round_floor_parts, p, LISTS), ns = measure(b, round_decide_parts, p, LISTS);
  snprintf(what, sizeof what, "decide, %s, 1,000 parts", name);
  report_parts(b, what, ns, floor);
  ns = measure(b, round_assess_parts, p, LISTS);
  snprintf(what, sizeof what, "JSON in, JSON out, %s, 1,000 parts", name);
  report_parts(b, what, ns, floor);
  for (size_t i = 0; i < LISTS; i++) {
    countersign_facts_free(p->facts[i]);
    countersign_request_free(requests[i]);
    cs_buf_deinit(&p->texts[i]);
  }
  close_set(b);
}

static void bench_parts(struct bench *b) {
  static struct parts p;
  static const char share[] = "share of parts where part.origin is US and part.eccn is e1 > 25 %";
  static const char some[] = "some part where part.origin is US and part.eccn is e7";
  p.share = true;
  row_parts(b, &p, "share of parts", share, 0);
  row_parts(b, &p, "share of parts, 1 % of ECCNs unknown", share, 100);
  row_parts(b, &p, "share of parts, 10 % of ECCNs unknown", share, 10);
  p.share = false;
  row_parts(b, &p, "some part", some, 0);
  row_parts(b, &p, "some part, 10 % of ECCNs unknown", some, 10);
}

/* ------------------------------------------------------------------ a deep graph */

/* Items in layers; each depends on two of the next. Those of odd numbers lead to an item of US origin at the bottom or not, as it
 * falls; those of even numbers never do, so that all below them must be looked at. */
enum { ITEMS = 10000, LINKS = 12, LAYER = ITEMS / (LINKS + 1), ASKED = 64, BOTTOM = LINKS * LAYER };

struct graph {
  unsigned on[BOTTOM][2];
  bool us[ITEMS];
  unsigned seen[ITEMS], round;
  unsigned items[2][ASKED]; /* what is asked: those that lead to US, and those that do not */
  struct countersign_request *requests[2][ASKED];
};

static bool reaches_us(struct graph *g, unsigned item) {
  unsigned waiting[ITEMS], n = 0;
  g->round++;
  waiting[n++] = item;
  g->seen[item] = g->round;
  while (n > 0) {
    unsigned at = waiting[--n];
    if (g->us[at]) {
      return true;
    }
    for (unsigned k = 0; at < BOTTOM && k < 2; k++) {
      unsigned next = g->on[at][k];
      if (g->seen[next] != g->round) {
        g->seen[next] = g->round;
        waiting[n++] = next;
      }
    }
  }
  return false;
}

static void make_graph(struct graph *g, struct cs_buf *out) {
  struct dice dice = {20251123};
  cs_buf_init(out, TEXT_MAX);
  for (unsigned i = 0; i < ITEMS; i++) {
    g->us[i] = i >= BOTTOM && i % 2 == 1 && roll(&dice, 100) == 0;
    cs_buf_printf(out,
                  "{\"act\":\"item.register\",\"item\":\"i%u\",\"kind\":\"component\",\"class\":[],\"origin\":"
                  "[\"%s\"],\"complete\":true}\n",
                  i, g->us[i] ? "US" : "SE");
  }
  for (unsigned i = 0; i < BOTTOM; i++) {
    unsigned below = (i / LAYER + 1) * LAYER;
    for (unsigned k = 0; k < 2; k++) {
      do {
        g->on[i][k] = below + roll(&dice, LAYER);
      } while (g->on[i][k] % 2 != i % 2 || (k == 1 && g->on[i][1] == g->on[i][0]));
      cs_buf_printf(out, "{\"act\":\"dependency.register\",\"item\":\"i%u\",\"on\":\"i%u\",\"by\":\"%s\"}\n", i,
                    g->on[i][k], k == 0 ? "contains" : "relies-on");
    }
  }
}

/* Those of the top layer that lead to US (first) and those that do not. */
static void ask_graph(struct bench *b, struct graph *g, size_t n[2]) {
  for (unsigned i = 0; i < LAYER; i++) {
    size_t which = reaches_us(g, i) ? 0 : 1;
    if (n[which] == ASKED) {
      continue;
    }
    struct cs_buf json;
    cs_buf_init(&json, TEXT_MAX);
    cs_buf_printf(&json, "{\"act\":\"use\",\"item\":\"i%u\"}", i);
    ready(&json);
    struct countersign_request *request = read_request(b, &json);
    cs_buf_deinit(&json);
    ask(b, request);
    if (!is_office(b->answer, which == 0 ? "us.a" : "")) {
      give_up("an answer about dependencies is not what the graph says");
    }
    g->items[which][n[which]] = i;
    g->requests[which][n[which]++] = request;
  }
  if (n[0] != ASKED || n[1] != ASKED) {
    give_up("the graph has too few items that lead to US, or that do not");
  }
}

struct asked {
  struct graph *graph;
  size_t which;
};

static void round_graph(struct bench *b, void *context) {
  struct asked *asked = context;
  for (size_t i = 0; i < ASKED; i++) {
    ask(b, asked->graph->requests[asked->which][i]);
  }
}

static void round_floor_graph(struct bench *b, void *context) {
  struct asked *asked = context;
  for (unsigned i = 0; i < ASKED; i++) {
    b->sink += reaches_us(asked->graph, asked->graph->items[asked->which][i]);
  }
}

/* Sets made anew: how long that takes, and the first determination of each. */
static void row_first(struct bench *b, struct graph *g, const struct cs_buf *rules, const struct cs_buf *catalogue) {
  double load[RUNS_MAX], first[RUNS_MAX];
  for (unsigned r = 0; r < b->runs; r++) {
    close_set(b);
    uint64_t begin = now();
    make_set(b, rules, catalogue);
    uint64_t made = now();
    ask(b, g->requests[1][r]);
    first[r] = (double)(now() - made);
    load[r] = (double)(made - begin);
  }
  report(b, "graph of 10,000 items, depth 12: checked and loaded", median(load, b->runs), 0, "", 0);
  report(b, "graph: the first determination after loading (no US below)", median(first, b->runs), 0, "", 0);
}

static void bench_graph(struct bench *b) {
  static struct graph g;
  static const char *const names[] = {"graph: determination, US below", "graph: determination, no US below"};
  struct cs_buf rules, catalogue;
  size_t n[2] = {0, 0};
  cs_buf_init(&rules, TEXT_MAX);
  cs_buf_printf(&rules, "regime us.bench\n  owner us.o\n  treats use\nrule r\n  cite \"Bench 6\" confirmed\n"
                        "  when act is use and item depends on US by contains, relies-on\n  review by us.a\n");
  make_graph(&g, &catalogue);
  make_set(b, &rules, &catalogue);
  ask_graph(b, &g, n);
  row_first(b, &g, &rules, &catalogue);
  for (size_t which = 0; which < 2; which++) {
    struct asked asked = {&g, which};
    double floor = measure(b, round_floor_graph, &asked, ASKED);
    report(b, names[which], measure(b, round_graph, &asked, ASKED), 0, "a walk over an array", floor);
    for (size_t i = 0; i < ASKED; i++) {
      countersign_request_free(g.requests[which][i]);
    }
  }
  close_set(b);
  cs_buf_deinit(&rules);
  cs_buf_deinit(&catalogue);
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*run)(struct bench *b);
  } rows[] = {{"json", bench_json}, {"parts", bench_parts}, {"graph", bench_graph}};
  static struct bench b;
  b.runs = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 7;
  b.runs = b.runs < 1 ? 1 : b.runs > RUNS_MAX ? RUNS_MAX : b.runs;
  b.only = argc > 2 ? argv[2] : NULL;
  must(countersign_day_read("2025-08-25", 10, &b.day, &b.error), &b);
  size_t done = 0;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (!b.only || strcmp(b.only, rows[i].name) == 0) {
      rows[i].run(&b);
      done++;
    }
  }
  if (done == 0) {
    give_up("usage: library_bench [RUNS [json|parts|graph]]");
  }
  return b.sink == UINT64_MAX;
}
