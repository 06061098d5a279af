/* A long random history, and what must be true behind it. Usage: test_service_history [ACTS [SEED]]; the soak asks for more
 * acts than the test. */
#include "service/history_plan.h"

#include "model/ledger.h"
#include "review/answer_json.h"
#include "service/query_case.h"

#define ACTS      10000
#define QUESTIONS 200
#define CAPTURES  20
#define CHECKS    4 /* at every fifth capture the projections are held against those made anew */

static size_t wanted = ACTS;
static uint64_t seed = 20250825;

/* What the record said at a size, when it had that size. */
struct capture {
  uint64_t size;
  char request[1024];
  struct cs_str json;
};

struct effects {
  size_t in_effect, not ;
};

struct story {
  struct history h;
  struct capture captures[CAPTURES];
  struct effects seen; /* authorizations at the captures */
};

/* The determination of the text's request; the clock stands still, so an answer can be had again. */
static struct cs_str ask(struct scene *s, struct cs_service *service, struct cs_arena *arena, const char *text,
                         const struct cs_when *when) {
  struct cs_json *json;
  struct cs_request request;
  struct cs_determination det;
  struct cs_json_writer writer;
  struct cs_buf buf;
  struct cs_str out;
  assert_ok(cs_json_parse(arena, CS_STR("request"), cs_str_of(text), &json, &s->err), &s->err);
  assert_ok(cs_request_read(arena, CS_STR("request"), json, &request, &s->err), &s->err);
  assert_ok(cs_service_determine(service, &request, when, arena, &det, &s->err), &s->err);
  cs_buf_init(&buf, 1 << 22);
  cs_json_writer_init(&writer, &buf);
  cs_determination_write(&writer, &det);
  assert_ok(cs_buf_ok(&buf, &s->err), &s->err);
  assert_ok(cs_arena_str(arena, cs_buf_str(&buf), &out, &s->err), &s->err);
  cs_buf_deinit(&buf);
  return out;
}

static struct cs_when fixed_days(void) {
  struct cs_when when = {.has_on = true, .has_known = true};
  cs_day day;
  bool good = cs_day_from_civil(2025, 8, 25, &day);
  assert_true(good);
  when.on = when.known = day;
  return when;
}

static void assert_same(struct cs_str a, struct cs_str b) {
  size_t at = 0;
  while (at < a.len && at < b.len && a.ptr[at] == b.ptr[at]) {
    at++;
  }
  if (!cs_str_eq(a, b)) {
    size_t from = at < 150 ? 0 : at - 150;
    fail_msg("the answers differ at %zu: …%.*s… and …%.*s…", at, CS_STR_ARG(cs_str_sub(a, from, 300)),
             CS_STR_ARG(cs_str_sub(b, from, 300)));
  }
}

/* A new kind of act in model/act.def needs a row in history.c: a maker, or the test that makes it instead. */
static void every_kind_of_act_has_a_maker(void **state) {
  (void)state;
  if (history_unmade()) {
    fail_msg("%s: nobody makes it; add a maker to the table of tests/service/history.c, or say which test does",
             history_unmade());
  }
}

static void every_kind_of_act_occurs_and_a_fifth_is_refused(void **state) {
  const struct history *h = &((struct story *)*state)->h;
  size_t refused = 0;
  for (int kind = 0; kind < CS_ACT_N; kind++) {
    const char *name = cs_act_def((enum cs_act_kind)kind)->name;
    size_t n = h->done[kind] + h->refused[kind];
    refused += h->refused[kind];
    if (history_is_made((enum cs_act_kind)kind) && n * 100 < h->acts) {
      fail_msg("%s: only %zu of %zu acts", name, n, h->acts);
    }
    if ((history_is_refused((enum cs_act_kind)kind) && h->refused[kind] == 0) ||
        (history_is_done((enum cs_act_kind)kind) && h->done[kind] == 0)) {
      fail_msg("%s: %zu stand, %zu were refused", name, h->done[kind], h->refused[kind]);
    }
  }
  print_message("%zu acts, %zu refused, %zu repeats, %zu counted once, %zu batches, %zu loads (%zu refused), %zu "
                "through the writer\n",
                h->acts, refused, h->repeats, h->counted_once, h->batches, h->loads, h->loads_refused, h->writers);
  assert_in_range(refused * 100 / h->acts, 12, 45);
  assert_true(h->corrected > 0);
  assert_true(h->repeats > 0 && h->counted_once > 0 && h->loads > 0 && h->writers > 0);
  assert_true(h->loads_refused > 0 || h->acts < ACTS);
}

static void what_was_refused_left_no_entry(void **state) {
  struct history *h = &((struct story *)*state)->h;
  assert_int_equal(scene_size(&h->scene), h->size);
}

/* Digits of an amount: "12.34" in hundredths. */
static long hundredths(struct cs_str text) {
  struct cs_err err;
  struct cs_dec value, scaled;
  struct cs_buf buf;
  char copy[64];
  assert_ok(cs_dec_parse(text, &value, &err) && cs_dec_mul(value, cs_dec_of(100), &scaled, &err), &err);
  cs_buf_init(&buf, 64);
  cs_dec_write_short(&buf, scaled);
  snprintf(copy, sizeof copy, "%.*s", CS_STR_ARG(cs_buf_str(&buf)));
  cs_buf_deinit(&buf);
  return strtol(copy, NULL, 10);
}

static struct cs_str name_of(struct history *h, struct cs_arena *arena, const char *before, uint32_t number,
                             const char *after) {
  struct cs_str id;
  assert_ok(cs_arena_printf(arena, &id, &h->scene.err, "%s%u%s", before, number, after), &h->scene.err);
  return id;
}

static struct cs_json *state_of(struct history *h, struct cs_arena *arena, const char *type, struct cs_str id) {
  struct cs_json *state;
  int64_t n;
  assert_ok(cs_service_state(&h->service, type, id, arena, &state, &n, &h->scene.err), &h->scene.err);
  return state;
}

/* Stocks hold what the account and the auditor say, never less than nothing, and no more is promised than is there. */
static void check_stocks(struct history *h) {
  struct cs_arena arena;
  cs_arena_init(&arena, NULL, 0);
  for (size_t i = 0; i < h->stocks.n; i++) {
    struct cs_str id = name_of(h, &arena, "st", h->stocks.at[i].number, "");
    const struct cs_json *stock = state_of(h, &arena, "stock", id);
    long on_hand, promised, told;
    struct cs_dec reserved;
    audit_stock(&h->audit, id, history_today(h), &on_hand, &promised);
    told = hundredths(cs_json_text(stock, "on_hand")) / 100;
    assert_int_equal(told, h->stocks.at[i].on_hand);
    assert_int_equal(told, on_hand);
    assert_ok(cs_ledger_reserved(stock, history_today(h), CS_STR_NONE, &reserved, &h->scene.err), &h->scene.err);
    assert_int_equal(cs_dec_cmp(reserved, cs_dec_of(promised)), 0);
    assert_true(promised >= 0 && promised <= on_hand);
  }
  cs_arena_deinit(&arena);
}

/* Funds, to the cent. */
static void check_funds(struct history *h) {
  struct cs_arena arena;
  cs_arena_init(&arena, NULL, 0);
  for (size_t i = 0; i < h->funds.n; i++) {
    struct cs_str id = name_of(h, &arena, "f", h->funds.at[i].number, "");
    const struct cs_json *fund = state_of(h, &arena, "fund", id);
    const struct cs_json *rows = cs_json_get(fund, "paid");
    long paid, price, told = 0;
    audit_fund(&h->audit, id, &paid, &price);
    for (size_t k = 0; rows && k < rows->n; k++) {
      long amount = hundredths(cs_json_text(rows->items[k], "amount"));
      assert_true(amount >= 0);
      told += cs_ledger_counts(fund, cs_json_text(rows->items[k], "payer")) ? amount : 0;
    }
    assert_int_equal(told, paid);
    assert_int_equal(told, history_paid(&h->funds.at[i]));
  }
  cs_arena_deinit(&arena);
}

/* None is in effect without all its consents, its money, its notices, or anything left; none is used beyond its grant. The
 * service, the account and the auditor say the same. */
static struct effects check_authorizations(struct history *h, size_t from) {
  struct cs_arena arena;
  struct effects all = {0};
  cs_arena_init(&arena, NULL, 0);
  for (size_t i = from; i < h->cases.n; i++) {
    struct history_case *one = &h->cases.at[i];
    struct cs_review_authorization a;
    bool found, granted;
    long used;
    cs_arena_reset(&arena);
    struct cs_str id = name_of(h, &arena, "k", one->number, "");
    struct cs_json *json = state_of(h, &arena, "case", id);
    assert_ok(cs_service_authorization(&h->service, json, &(struct cs_when){0}, &arena, &a, &found, &h->scene.err),
              &h->scene.err);
    bool stands = audit_in_effect(&h->audit, id, history_today(h), &granted, &used);
    assert_int_equal(found, one->approved);
    assert_int_equal(found, granted);
    assert_int_equal(used, one->used);
    assert_true(one->used >= 0 && one->used <= one->quantity);
    if (found && ((a.in_effect == CS_YES) != history_in_effect(h, one) || (a.in_effect == CS_YES) != stands)) {
      fail_msg("%.*s-A: in effect %d (%.*s), the account says %d, the auditor %d", CS_STR_ARG(id), (int)a.in_effect,
               CS_STR_ARG(a.waits), history_in_effect(h, one), stands);
    }
    if (found) {
      *(a.in_effect == CS_YES ? &all.in_effect : &all.not ) += 1;
    }
  }
  cs_arena_deinit(&arena);
  return all;
}

static void assert_ordered(const struct cs_due_rows *rows) {
  for (size_t i = 1; i < rows->n; i++) {
    const struct cs_due_row *a = &rows->at[i - 1], *b = &rows->at[i];
    assert_true(a->step.has_due || !b->step.has_due);
    assert_true(!a->step.has_due || !b->step.has_due || a->step.due <= b->step.due);
  }
}

/* What is owed, from the list that is kept, is what every case's own state says; a page of it is its beginning. */
static void check_due(struct history *h) {
  struct cs_arena arena;
  struct cs_due_rows all, page, first;
  cs_day today;
  size_t n = 0;
  cs_arena_init(&arena, NULL, 0);
  for (size_t i = 0; i < h->cases.n; i++) {
    struct cs_owed_list owed;
    const struct cs_json *json = state_of(h, &arena, "case", name_of(h, &arena, "k", h->cases.at[i].number, ""));
    assert_ok(cs_case_owed(json, &arena, &owed, &h->scene.err), &h->scene.err);
    for (size_t k = 0; k < owed.n; k++) {
      n += cs_owed_is_turn(&owed, &owed.at[k]);
    }
  }
  assert_ok(cs_service_due(&h->service, CS_STR_NONE, 1000000, &arena, &all, &today, &h->scene.err), &h->scene.err);
  assert_int_equal(all.n, n);
  assert_false(all.more);
  assert_ordered(&all);
  for (size_t i = 1; i < HISTORY_OFFICES; i++) {
    struct cs_str office = cs_str_of(history_offices[i]);
    assert_ok(cs_service_due(&h->service, office, 1000000, &arena, &page, &today, &h->scene.err), &h->scene.err);
    assert_ok(cs_service_due(&h->service, office, 5, &arena, &first, &today, &h->scene.err), &h->scene.err);
    assert_ordered(&page);
    assert_int_equal(first.n, page.n < 5 ? page.n : 5);
    assert_int_equal(first.more, page.n > 5);
    for (size_t k = 0; k < first.n; k++) {
      assert_true(first.at[k].filed_n == page.at[k].filed_n && first.at[k].place == page.at[k].place);
      assert_true(cs_str_eq(first.at[k].step.office, office));
    }
  }
  cs_arena_deinit(&arena);
}

/* The log, and the projections beside those made anew. */
static void check_log(struct history *h) {
  struct cs_verify_options options = {.acts = true, .projections = true, .keys_dir = h->scene.keys};
  struct cs_verify_report report;
  assert_ok(cs_log_verify(h->scene.os, h->scene.store, &options, &report, &h->scene.err), &h->scene.err);
  assert_int_equal(report.entries, report.head.size);
}

/* On the way, as at the end. */
static void check_way(struct story *story, size_t capture) {
  struct history *h = &story->h;
  struct effects now = check_authorizations(h, h->cases.n > 200 ? h->cases.n - 200 : 0);
  story->seen.in_effect += now.in_effect;
  story->seen.not += now.not ;
  check_stocks(h);
  check_funds(h);
  if (capture % (CAPTURES / CHECKS) == CAPTURES / CHECKS / 2) {
    check_log(h);
    check_due(h);
  }
}

static int tell(void **state) {
  struct story *story = calloc(1, sizeof *story);
  assert_non_null(story);
  struct history *h = &story->h;
  struct cs_when when = fixed_days();
  history_begin(h, seed);
  for (size_t i = 0; i < CAPTURES; i++) {
    history_go_on(h, wanted / CAPTURES);
    struct capture *capture = &story->captures[i];
    capture->size = h->size;
    history_request(h, capture->request, sizeof capture->request);
    capture->json = ask(&h->scene, &h->service, &h->scene.arena, capture->request, &when);
    check_way(story, i);
  }
  *state = story;
  return 0;
}

static int forget(void **state) {
  struct story *story = *state;
  history_end(&story->h);
  free(story);
  return 0;
}

static void what_is_owed_is_listed_by_day_and_page(void **state) {
  check_due(&((struct story *)*state)->h);
}

static void every_stock_and_fund_is_what_came_less_what_went(void **state) {
  struct history *h = &((struct story *)*state)->h;
  assert_true(h->stocks.n > 0 && h->funds.n > 0);
  check_stocks(h);
  check_funds(h);
}

static void every_authorization_is_in_effect_as_its_ledgers_say(void **state) {
  struct story *story = *state;
  struct history *h = &story->h;
  struct effects all = check_authorizations(h, 0);
  print_message("%zu cases, %zu decisions, %zu pieces of advice, %zu uses, ", h->cases.n, h->audit.decisions,
                h->done[CS_ACT_CASE_ADVISE], h->audit.uses);
  print_message("%zu authorizations in effect, %zu not; in effect on the way %zu, not %zu; ", all.in_effect, all.not,
                story->seen.in_effect, story->seen.not );
  print_message("%zu stocks, %zu funds, the log's key changed %u times\n", h->stocks.n, h->funds.n, h->rotation.turned);
  print_message("%zu uses were corrected and count no longer\n", h->audit.struck);
  assert_true(h->audit.struck > 0 || h->acts < ACTS);
  assert_true(h->audit.uses > 0 && story->seen.in_effect > 0 && story->seen.not > 0 && h->rotation.turned > 0);
}

static void every_receipt_is_of_the_entry_that_is_there(void **state) {
  struct history *h = &((struct story *)*state)->h;
  struct cs_arena arena;
  cs_arena_init(&arena, NULL, 0);
  for (size_t i = 0; i < h->receipts.n; i++) {
    struct cs_str bytes;
    struct cs_hash leaf;
    cs_arena_reset(&arena);
    assert_ok(cs_reader_entry(h->service.reader, &arena, (uint64_t)h->receipts.at[i].n, &bytes, &h->scene.err),
              &h->scene.err);
    cs_hash_leaf(&h->hasher, bytes, &leaf);
    assert_true(cs_hash_eq(&leaf, &h->receipts.at[i].leaf));
  }
  cs_arena_deinit(&arena);
}

static void a_second_service_answers_as_the_writer_does(void **state) {
  struct history *h = &((struct story *)*state)->h;
  struct cs_service second;
  struct cs_service_options options = h->scene.options;
  struct cs_when now = {0};
  options.write = false;
  assert_ok(cs_service_open(&second, h->scene.os, &options, &h->scene.err), &h->scene.err);
  for (size_t i = 0; i < QUESTIONS; i++) {
    char request[1024];
    struct cs_arena arena;
    cs_arena_init(&arena, NULL, 0);
    history_request(h, request, sizeof request);
    assert_same(ask(&h->scene, &second, &arena, request, &now), ask(&h->scene, &h->service, &arena, request, &now));
    cs_arena_deinit(&arena);
  }
  cs_service_close(&second);
}

static void an_earlier_size_answers_as_it_did_then(void **state) {
  struct story *story = *state;
  struct scene *s = &story->h.scene;
  struct cs_service second;
  struct cs_service_options options = s->options;
  options.write = false;
  assert_ok(cs_service_open(&second, s->os, &options, &s->err), &s->err);
  for (size_t i = 0; i < CAPTURES; i++) {
    struct cs_arena arena;
    struct cs_when when = fixed_days();
    when.has_record = true;
    when.record = story->captures[i].size;
    cs_arena_init(&arena, NULL, 0);
    assert_same(ask(s, &second, &arena, story->captures[i].request, &when), story->captures[i].json);
    cs_arena_deinit(&arena);
  }
  cs_service_close(&second);
}

/* A question about the past must not become the present. */
static void a_question_behind_one_about_the_past_is_about_today(void **state) {
  struct story *story = *state;
  struct scene *s = &story->h.scene;
  struct cs_service second;
  struct cs_service_options options = s->options;
  struct cs_when now = fixed_days();
  struct cs_when then = now;
  struct cs_arena arena;
  options.write = false;
  then.has_record = true;
  then.record = story->captures[0].size;
  cs_arena_init(&arena, NULL, 0);
  assert_ok(cs_service_open(&second, s->os, &options, &s->err), &s->err);
  const char *request = story->captures[CAPTURES - 1].request;
  struct cs_str first = ask(s, &second, &arena, request, &now);
  struct cs_str past = ask(s, &second, &arena, request, &then);
  assert_false(cs_str_eq(first, past));
  assert_same(ask(s, &second, &arena, request, &now), first);
  cs_service_close(&second);
  cs_arena_deinit(&arena);
}

static void the_log_verifies_and_the_projections_made_anew_are_equal(void **state) {
  struct history *h = &((struct story *)*state)->h;
  scene_assert_whole(&h->scene);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_kind_of_act_has_a_maker),
      cmocka_unit_test(every_kind_of_act_occurs_and_a_fifth_is_refused),
      cmocka_unit_test(what_was_refused_left_no_entry),
      cmocka_unit_test(every_receipt_is_of_the_entry_that_is_there),
      cmocka_unit_test(every_stock_and_fund_is_what_came_less_what_went),
      cmocka_unit_test(what_is_owed_is_listed_by_day_and_page),
      cmocka_unit_test(every_authorization_is_in_effect_as_its_ledgers_say),
      cmocka_unit_test(a_second_service_answers_as_the_writer_does),
      cmocka_unit_test(an_earlier_size_answers_as_it_did_then),
      cmocka_unit_test(a_question_behind_one_about_the_past_is_about_today),
      cmocka_unit_test(the_log_verifies_and_the_projections_made_anew_are_equal),
  };
  wanted = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : wanted;
  seed = argc > 2 ? strtoull(argv[2], NULL, 10) | 1 : seed;
  if (wanted < 1000) {
    fprintf(stderr, "usage: %s [ACTS [SEED]], at least 1000 acts\n", argv[0]);
    return 2;
  }
  return cmocka_run_group_tests(tests, tell, forget);
}
