/* The generator of histories. Must never look at a result before it has said what the result will be. */
#include "service/history_plan.h"

#include "review/err.h"
#include "service/writer.h"

#define BATCH_MAX 60
#define offices   history_offices

const char *const history_offices[HISTORY_OFFICES] = {"us.registry", "o1", "o2", "o3", "o4", "o5", "o6",
                                                      "o7",          "o8", "a1", "a2", "a3", "a4", "alone"};

void history_add(struct history *h, struct history_numbers *list, uint32_t number) {
  uint32_t *slot = cs_list_push(&h->arena, list, &h->scene.err);
  assert_non_null(slot);
  *slot = number;
}

uint32_t history_any(struct history *h, const struct history_numbers *list) {
  return list->at[below(h, list->n)];
}

uint32_t history_any_late(struct history *h, const struct history_numbers *list, size_t window) {
  size_t n = list->n < window ? list->n : window;
  return list->at[list->n - 1 - below(h, n)];
}

void history_write_day(cs_day day, char out[16]) {
  struct cs_buf buf;
  cs_buf_init(&buf, 32);
  cs_day_write(&buf, day);
  snprintf(out, 16, "%.*s", CS_STR_ARG(cs_buf_str(&buf)));
  cs_buf_deinit(&buf);
}

void history_day(struct history *h, char out[16]) {
  history_write_day((cs_day)(10957 + h->days++), out); /* from 2000-01-01 on */
}

cs_day history_today(const struct history *h) {
  return (cs_day)(h->scene.clock.now / SCENE_DAY);
}

void history_keep(struct history *h, enum history_again what, const struct plan *p) {
  struct history_said *said = &h->again[what];
  if (!said->plan) {
    said->plan = cs_arena_new(&h->arena, struct plan, &h->scene.err);
    assert_non_null(said->plan);
  }
  *said->plan = *p;
}

bool history_say_again(struct history *h, enum history_again what, struct plan *p) {
  const struct history_said *said = &h->again[what];
  const struct history_person *person = said->plan ? &h->persons.at[said->plan->signer] : NULL;
  if (h->loading || !person || !person->enrolled || person->revoked) {
    return false;
  }
  *p = *said->plan;
  p->repeat = true;
  p->refused = false;
  return true;
}

/* ------------------------------------------------------------------ the account */

static int64_t last_of(struct history *h, struct cs_str subject) {
  const union cs_map_value *value = cs_map_get(&h->last, subject);
  return value ? (int64_t)value->number - 1 : -1;
}

static void touch(struct history *h, const struct cs_act *act, int64_t n) {
  struct cs_arena arena;
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t count;
  cs_arena_init(&arena, NULL, 0);
  assert_ok(cs_act_subjects(&arena, act, subjects, &count, &h->scene.err), &h->scene.err);
  for (size_t i = 0; i < count; i++) {
    struct cs_str key = subjects[i];
    if (!cs_map_get(&h->last, key)) {
      assert_ok(cs_arena_str(&h->arena, key, &key, &h->scene.err), &h->scene.err);
    }
    union cs_map_value *value = cs_map_put(&h->last, key, NULL, &h->scene.err);
    assert_non_null(value);
    value->number = (uint64_t)n + 1;
  }
  cs_arena_deinit(&arena);
}

struct maker {
  history_make_fn *make;
  history_take_fn *take; /* what the act changes in the account, once it is done; NULL: nothing */
  unsigned weight;       /* how often in batches … */
  unsigned loaded;       /* … and in loads */
  bool never;            /* is always refused */
};

/* Every kind has a row: with one that has none a test fails, and names it. */
static const struct maker makers[CS_ACT_N] = {
    [CS_ACT_RECORD_FOUND] = {history_make_founding, NULL, 5, 0, .never = true},
    [CS_ACT_RECORD_LOAD] = {history_make_load, NULL, 5, 0},
    [CS_ACT_RECORD_CONTINUED] = {history_make_continuing, NULL, 5, 0, .never = true},
    [CS_ACT_KEY_ENROL] = {history_make_enrolment, history_take_enrolment, 8, 0},
    [CS_ACT_KEY_REVOKE] = {history_make_key_revocation, history_take_key_revocation, 5, 0},
    [CS_ACT_VAULT_ERASE] = {history_make_erasure, history_take_erasure, 5, 0},
    [CS_ACT_VAULT_HOLD] = {history_make_hold, history_take_hold, 5, 0},
    [CS_ACT_VAULT_RELEASE] = {history_make_release, history_take_release, 5, 0},
    [CS_ACT_LOG_ROTATE] = {history_make_rotation, history_take_rotation, 5, 0},
    [CS_ACT_RECORD_CORRECT] = {history_make_correction, history_take_correction, 7, 0},
    [CS_ACT_RECORD_AGREE] = {history_make_agreed, history_take_agreed, 6, 0},
    [CS_ACT_PARTY_REGISTER] = {history_make_party, history_take_party, 5, 10},
    [CS_ACT_CALENDAR_DECLARE] = {history_make_calendar, history_take_calendar, 5, 3},
    [CS_ACT_ITEM_REGISTER] = {history_make_item, history_take_item, 5, 15},
    [CS_ACT_ITEM_FACT] = {history_make_fact, history_take_fact, 5, 20},
    [CS_ACT_DEPENDENCY_REGISTER] = {history_make_dependency, NULL, 5, 10},
    [CS_ACT_GROUP_DEFINE] = {history_make_group, history_take_group, 5, 4},
    [CS_ACT_GROUP_MEMBER] = {history_make_member, NULL, 5, 10},
    [CS_ACT_RULES_PUBLISH] = {history_make_rules, history_take_rules, 5, 1},
    [CS_ACT_MANDATE_GRANT] = {history_make_grant, history_take_grant, 6, 0},
    [CS_ACT_MANDATE_REVOKE] = {history_make_revocation, history_take_revocation, 5, 0},
    [CS_ACT_STATEMENT_RECORD] = {history_make_statement, history_take_statement, 6, 17},
    [CS_ACT_STATEMENT_WITHDRAW] = {history_make_withdrawal, NULL, 5, 10},
    [CS_ACT_CASE_FILE] = {history_make_filing, history_take_filing, 22, 0},
    [CS_ACT_CASE_DECIDE] = {history_make_decision, history_take_decision, 26, 0},
    [CS_ACT_CASE_WITHDRAW] = {history_make_withdrawal_of_case, history_take_withdrawal_of_case, 5, 0},
    [CS_ACT_CASE_CIRCULATE] = {history_make_circulation, history_take_circulation, 5, 0},
    [CS_ACT_CASE_ADVISE] = {history_make_advice, history_take_advice, 24, 0},
    [CS_ACT_CASE_COUNTERSIGN] = {history_make_agreement, history_take_agreement, 14, 0},
    [CS_ACT_CASE_ASK] = {history_make_question, history_take_question, 5, 0},
    [CS_ACT_CASE_ANSWER] = {history_make_answer, history_take_answer, 9, 0},
    [CS_ACT_CASE_AMEND] = {history_make_amendment, history_take_amendment, 5, 0},
    [CS_ACT_CASE_NOTIFY] = {history_make_notice, history_take_notice, 7, 0},
    [CS_ACT_CASE_RECUSE] = {history_make_recusal, history_take_recusal, 5, 0},
    [CS_ACT_CASE_FULFIL] = {history_make_fulfilment, history_take_fulfilment, 6, 0},
    [CS_ACT_AUTHORIZATION_DECREMENT] = {history_make_decrement, history_take_decrement, 12, 0},
    [CS_ACT_AUTHORIZATION_SUSPEND] = {history_make_suspend, history_take_suspend, 5, 0},
    [CS_ACT_AUTHORIZATION_REINSTATE] = {history_make_reinstate, history_take_reinstate, 5, 0},
    [CS_ACT_AUTHORIZATION_REVOKE] = {history_make_revoke, history_take_end, 5, 0},
    [CS_ACT_AUTHORIZATION_SURRENDER] = {history_make_surrender, history_take_end, 5, 0},
    [CS_ACT_AUTHORIZATION_GENERAL] = {history_make_general, NULL, 5, 0},
    [CS_ACT_STOCK_OPEN] = {history_make_stock, history_take_stock, 5, 0},
    [CS_ACT_STOCK_FLOOR] = {history_make_floor, NULL, 5, 2},
    [CS_ACT_STOCK_RECEIVE] = {history_make_received, history_take_received, 5, 5},
    [CS_ACT_STOCK_RESERVE] = {history_make_reserved, history_take_reserved, 5, 0},
    [CS_ACT_STOCK_RELEASE] = {history_make_released, history_take_released, 5, 0},
    [CS_ACT_STOCK_ISSUE] = {history_make_issued, history_take_issued, 5, 0},
    [CS_ACT_FUND_OPEN] = {history_make_fund, history_take_fund, 5, 0},
    [CS_ACT_FUND_PLEDGE] = {history_make_pledge, NULL, 5, 0},
    [CS_ACT_FUND_RECEIVE] = {history_make_payment, history_take_payment, 9, 0},
    [CS_ACT_FUND_REFUND] = {history_make_refund, history_take_refund, 5, 0},
};

const char *history_unmade(void) {
  for (int kind = 0; kind < CS_ACT_N; kind++) {
    if (!makers[kind].make || makers[kind].weight == 0) {
      return cs_act_def((enum cs_act_kind)kind)->name;
    }
  }
  return NULL;
}

bool history_is_made(enum cs_act_kind kind) {
  return makers[kind].make && makers[kind].weight > 0;
}

bool history_is_done(enum cs_act_kind kind) {
  return history_is_made(kind) && !makers[kind].never;
}

bool history_is_refused(enum cs_act_kind kind) {
  return history_is_made(kind) && kind != CS_ACT_RECORD_LOAD; /* as a whole, and counted apart */
}

static unsigned weight_of(int kind, bool loaded) {
  return loaded ? makers[kind].loaded : makers[kind].weight;
}

/* As many cards of each kind as it weighs, drawn without putting back: every kind then has its share, whatever the seed. */
static void fill_deck(struct history *h, bool loaded) {
  struct history_deck *deck = &h->decks[loaded];
  deck->n = 0;
  for (int kind = 0; kind < CS_ACT_N; kind++) {
    for (unsigned i = 0; i < weight_of(kind, loaded); i++) {
      assert_true(deck->n < HISTORY_DECK_MAX);
      deck->cards[deck->n++] = (unsigned char)kind;
    }
  }
}

static enum cs_act_kind draw_kind(struct history *h, bool loaded) {
  struct history_deck *deck = &h->decks[loaded];
  if (deck->n == 0) {
    fill_deck(h, loaded);
  }
  size_t at = below(h, deck->n);
  unsigned char kind = deck->cards[at];
  deck->cards[at] = deck->cards[--deck->n];
  return (enum cs_act_kind)kind;
}

static void take_effect(struct history *h, const struct plan *p) {
  if (makers[p->kind].take) {
    makers[p->kind].take(h, p);
  }
}

/* ------------------------------------------------------------------ handing in */

/* The digest of a text takes the place of its mark. */
static void put_digest(struct history *h, struct plan *p, char mark, const char *text) {
  char *at = strchr(p->flat, mark);
  char rest[FLAT_MAX];
  struct cs_hash hash;
  if (!text || !at) {
    return;
  }
  snprintf(rest, sizeof rest, "%s", at + 1);
  cs_hash_bytes(&h->hasher, cs_str_of(text), &hash);
  struct cs_buf hex;
  cs_buf_init(&hex, 80);
  cs_buf_hex(&hex, hash.bytes, sizeof hash.bytes);
  snprintf(at, FLAT_MAX - (size_t)(at - p->flat), "%.*s%s", CS_STR_ARG(cs_buf_str(&hex)), rest);
  cs_buf_deinit(&hex);
}

/* Two of them on one subject may come in any order, so that what the actor had seen does not matter. */
static bool commutes(enum cs_act_kind kind) {
  static const enum cs_act_kind kinds[] = {
      CS_ACT_RECORD_LOAD,   CS_ACT_AUTHORIZATION_DECREMENT, CS_ACT_STOCK_FLOOR, CS_ACT_STOCK_RECEIVE,
      CS_ACT_STOCK_RESERVE, CS_ACT_STOCK_RELEASE,           CS_ACT_STOCK_ISSUE, CS_ACT_FUND_RECEIVE,
      CS_ACT_FUND_REFUND};
  bool found = false;
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    found = found || kinds[i] == kind;
  }
  return found;
}

/* Makes an act go wrong whatever its kind is. */
static void spoil(struct history *h, struct plan *p, int64_t *saw) {
  size_t left = below(h, 3);
  p->refused = true;
  p->repeat = false;
  if (left == 0 && !commutes(p->kind)) {
    *saw += 1;
  } else if (left == 1 && h->persons.n > HISTORY_OFFICES) {
    size_t one = HISTORY_OFFICES + below(h, h->persons.n - HISTORY_OFFICES);
    for (size_t i = 0; i < 50 && h->persons.at[one].enrolled && !h->persons.at[one].revoked; i++) {
      one = HISTORY_OFFICES + below(h, h->persons.n - HISTORY_OFFICES);
    }
    bool good = h->persons.at[one].enrolled && !h->persons.at[one].revoked;
    p->signer = good ? ALONE : one; /* a key that is unknown or revoked; else an office that has no say */
  } else {
    p->signer = ALONE;
  }
}

static void draw_plan(struct history *h, struct plan *p, bool loaded, struct cs_act *act, struct cs_arena *arena) {
  bool wrong = !loaded && chance(h, 20);
  bool generic = wrong && chance(h, 50);
  memset(p, 0, sizeof *p);
  h->loading = loaded;
  do {
    p->kind = draw_kind(h, loaded);
  } while ((p->kind == CS_ACT_STATEMENT_WITHDRAW && h->statements.n == 0) ||
           (p->kind == CS_ACT_GROUP_MEMBER && h->groups.n == 0) ||
           (p->kind == CS_ACT_MANDATE_REVOKE && h->mandates.n == 0) ||
           (loaded && (p->kind == CS_ACT_STOCK_FLOOR || p->kind == CS_ACT_STOCK_RECEIVE) && h->stocks.n == 0));
  p->refused = wrong && !generic;
  makers[p->kind].make(h, p, wrong && !generic);
  put_digest(h, p, '@', p->blob);
  put_digest(h, p, '~', p->table);
  assert_ok(scene_decode(arena, p->flat, -1, act, &h->scene.err), &h->scene.err);
  act->saw = last_of(h, act->subject);
  if (generic) {
    spoil(h, p, &act->saw);
  }
}

static void submit(struct history *h, struct plan *p, const struct cs_act *act, struct cs_arena *arena,
                   struct cs_submission *out) {
  struct cs_str blob = CS_STR_NONE;
  if (p->blob) {
    assert_ok(cs_arena_str(arena, cs_str_of(p->blob), &blob, &h->scene.err), &h->scene.err);
    free(p->blob);
    p->blob = NULL;
  }
  const struct cs_officer_key *key = p->signer == SIZE_MAX ? NULL : &h->persons.at[p->signer].key;
  if (!scene_submit(&h->service, arena, act, key, blob, out, &h->scene.err)) {
    fail_msg("%s: %s", p->flat, h->scene.err.text);
  }
  if (p->table) {
    struct cs_str table;
    assert_ok(cs_arena_str(arena, cs_str_of(p->table), &table, &h->scene.err), &h->scene.err);
    assert_ok(cs_submission_blob(arena, out, table, &h->scene.err), &h->scene.err);
    free(p->table);
    p->table = NULL;
  }
}

static void remember(struct history *h, const struct cs_result *result) {
  struct history_receipt *slot = cs_list_push(&h->arena, &h->receipts, &h->scene.err);
  assert_non_null(slot);
  slot->n = result->n;
  cs_hash_leaf(&h->hasher, result->entry, &slot->leaf);
  scene_check_receipt(&h->scene, result->receipt, result->entry, h->policy, result->n);
}

static void check_result(struct history *h, const struct plan *p, const struct cs_act *act, int64_t n,
                         const struct cs_result *result) {
  if (p->refused) {
    if (result->outcome != CS_OUTCOME_REFUSED) {
      fail_msg("%s by %.*s was to be refused, and %s", p->flat, CS_STR_ARG(h->persons.at[p->signer].key.officer),
               result->outcome == CS_OUTCOME_DONE ? "stands" : result->error.text);
    }
    assert_true(result->n_reasons > 0);
    assert_int_equal(result->receipt.len, 0);
    return;
  }
  if (result->outcome != CS_OUTCOME_DONE) {
    fail_msg(
        "%s by %.*s was to stand: %.*s", p->flat, CS_STR_ARG(h->persons.at[p->signer].key.officer),
        CS_STR_ARG(result->outcome == CS_OUTCOME_REFUSED ? result->reasons[0].text : cs_str_of(result->error.text)));
  }
  assert_false(result->repeat);
  assert_int_equal(result->n, n);
  remember(h, result);
  audit_take(&h->audit, n, history_today(h), act, h->persons.at[p->signer].key.officer, result->out);
  if (p->kind == CS_ACT_CASE_FILE || p->kind == CS_ACT_CASE_AMEND) {
    history_learn_consents(h, p, result);
  }
}

static void assert_size(struct history *h) {
  struct cs_head head;
  assert_ok(cs_reader_head(h->service.reader, &head, &h->scene.err), &h->scene.err);
  assert_int_equal(head.size, h->size);
}

/* ------------------------------------------------------------------ the three ways */

/* An act that was handed in before, in its file form. */
static void read_kept(struct history *h, struct cs_arena *arena, struct cs_submission *out) {
  struct cs_str text;
  assert_ok(cs_arena_str(arena, cs_buf_str(&h->kept), &text, &h->scene.err), &h->scene.err);
  assert_ok(cs_submission_read(arena, CS_STR("kept"), text, out, &h->scene.err), &h->scene.err);
  assert_ok(cs_submission_check(out, &h->service.identity, arena, &h->scene.err), &h->scene.err);
}

static void keep(struct history *h, struct cs_arena *arena, const struct plan *p, struct cs_submission *s, int64_t n) {
  char key[32];
  h->kept_key++;
  snprintf(key, sizeof key, "client-%u", h->kept_key);
  assert_ok(cs_arena_str(arena, cs_str_of(key), &s->client_key, &h->scene.err), &h->scene.err);
  cs_buf_reset(&h->kept);
  assert_ok(cs_submission_write(arena, s, &h->kept, &h->scene.err), &h->scene.err);
  h->kept_n = n;
  h->kept_at = h->scene.clock.now;
  h->kept_by = p->signer;
}

struct round {
  struct cs_arena arena;
  struct plan plans[BATCH_MAX];
  struct cs_submission submissions[BATCH_MAX];
  struct cs_job jobs[BATCH_MAX];
  struct cs_job *order[BATCH_MAX];
  int64_t expected[BATCH_MAX]; /* entry, when it stands; -1: a repeat */
  size_t n;
};

/* Sometimes the key of an earlier act on another one. */
static void reuse_key(struct history *h, struct round *r, struct plan *p, struct cs_submission *s) {
  char key[32];
  if (h->kept.len == 0 || h->scene.clock.now - h->kept_at > 6 * SCENE_DAY || p->signer != h->kept_by ||
      !chance(h, 10)) {
    return;
  }
  snprintf(key, sizeof key, "client-%u", h->kept_key);
  assert_ok(cs_arena_str(&r->arena, cs_str_of(key), &s->client_key, &h->scene.err), &h->scene.err);
  p->refused = true;
  p->repeat = false;
}

static void add_act(struct history *h, struct round *r) {
  struct cs_act act;
  struct plan *p = &r->plans[r->n];
  struct cs_submission *s = &r->submissions[r->n];
  draw_plan(h, p, false, &act, &r->arena);
  submit(h, p, &act, &r->arena, s);
  reuse_key(h, r, p, s);
  r->expected[r->n] = (int64_t)h->size;
  if (p->repeat) {
    r->expected[r->n] = -1;
    h->counted_once++;
  } else if (!p->refused) {
    if (p->kind == CS_ACT_STATEMENT_RECORD && chance(h, 10)) {
      keep(h, &r->arena, p, s, (int64_t)h->size);
    }
    touch(h, &s->act, (int64_t)h->size);
    take_effect(h, p);
    h->size++;
  }
  h->acts++;
  (p->refused ? h->refused : h->done)[p->kind]++;
  r->n++;
}

static void add_repeat(struct history *h, struct round *r) {
  read_kept(h, &r->arena, &r->submissions[r->n]);
  r->expected[r->n] = -1;
  h->repeats++;
  r->n++;
}

static void check_round(struct history *h, struct round *r) {
  assert_ok(cs_record_policy(h->service.record, &r->arena, &h->policy, &h->scene.err), &h->scene.err);
  for (size_t i = 0; i < r->n; i++) {
    const struct cs_result *result = &r->jobs[i].result;
    if (r->expected[i] >= 0) {
      check_result(h, &r->plans[i], &r->submissions[i].act, r->expected[i], result);
      continue;
    }
    scene_assert_done(result);
    assert_true(result->repeat);
    scene_check_receipt(&h->scene, result->receipt, result->entry, h->policy, result->n);
  }
  assert_size(h);
}

static void run_batch(struct history *h, struct round *r) {
  size_t n = 1 + below(h, BATCH_MAX - 1);
  bool repeat = h->kept.len > 0 && h->scene.clock.now - h->kept_at < 6 * SCENE_DAY && chance(h, 30);
  int64_t kept = h->kept_n;
  if (repeat) {
    add_repeat(h, r);
  }
  while (r->n < n) {
    add_act(h, r);
  }
  for (size_t i = 0; i < r->n; i++) {
    r->jobs[i] = (struct cs_job){.submission = &r->submissions[i], .arena = &r->arena};
    r->order[i] = &r->jobs[i];
  }
  assert_ok(cs_service_act(&h->service, r->order, r->n, false, &h->scene.err), &h->scene.err);
  check_round(h, r);
  assert_true(!repeat || r->jobs[0].result.n == kept);
  h->batches++;
}

static void run_writer(struct history *h, struct round *r) {
  struct cs_writer *writer = cs_writer_start(&h->service, &h->scene.err);
  assert_ok(writer != NULL, &h->scene.err);
  size_t n = 1 + below(h, 5);
  while (r->n < n) {
    size_t i = r->n;
    add_act(h, r);
    r->jobs[i] = (struct cs_job){.submission = &r->submissions[i], .arena = &r->arena};
    assert_ok(cs_writer_act(writer, &r->jobs[i], &h->scene.err), &h->scene.err);
  }
  cs_writer_stop(writer);
  check_round(h, r);
  h->writers++;
}

/* The jobs of one load; with `wrong`, one of them cannot stand. */
static void make_load_round(struct history *h, struct round *r, size_t n, size_t wrong) {
  struct cs_act act;
  struct plan *load = &r->plans[0];
  memset(load, 0, sizeof *load);
  load->kind = CS_ACT_RECORD_LOAD;
  history_put_load(h, load, n - 1);
  assert_ok(scene_decode(&r->arena, load->flat, -1, &act, &h->scene.err), &h->scene.err);
  submit(h, load, &act, &r->arena, &r->submissions[0]);
  for (size_t i = 1; i < n; i++) {
    struct plan *p = &r->plans[i];
    draw_plan(h, p, true, &act, &r->arena);
    if (i == wrong) {
      free(p->blob);
      free(p->table);
      memset(p, 0, sizeof *p);
      p->kind = CS_ACT_ITEM_FACT;
      history_make_fact(h, p, true);
      assert_ok(scene_decode(&r->arena, p->flat, -1, &act, &h->scene.err), &h->scene.err);
    }
    p->signer = SIZE_MAX;
    submit(h, p, &act, &r->arena, &r->submissions[i]);
    r->submissions[i].by.line = (int64_t)i;
  }
  for (size_t i = 0; i < n; i++) {
    r->jobs[i] = (struct cs_job){.submission = &r->submissions[i]};
  }
  r->n = n;
}

static void take_load(struct history *h, struct round *r, const struct cs_result *last) {
  for (size_t i = 0; i < r->n; i++) {
    touch(h, &r->submissions[i].act, (int64_t)h->size);
    take_effect(h, &r->plans[i]);
    audit_take(&h->audit, (int64_t)h->size, history_today(h), &r->submissions[i].act, CS_STR_NONE, NULL);
    h->done[r->plans[i].kind]++;
    h->size++;
  }
  assert_int_equal(last->n, (int64_t)h->size - 1);
  remember(h, last);
  h->loads++;
}

static void run_load(struct history *h, struct round *r) {
  size_t n = 6 + below(h, BATCH_MAX - 6), failed;
  size_t wrong = chance(h, 15) ? 1 + below(h, n - 1) : 0;
  struct cs_arena scratch;
  cs_arena_init(&scratch, NULL, 0);
  make_load_round(h, r, n, wrong);
  assert_ok(cs_record_policy(h->service.record, &r->arena, &h->policy, &h->scene.err), &h->scene.err);
  bool loaded = cs_service_load(&h->service, r->jobs, n, false, &scratch, &failed, NULL, NULL, &h->scene.err);
  if (wrong > 0) {
    assert_code(loaded, &h->scene.err, CS_E_SERVICE_LOAD_REFUSED);
    assert_int_equal(failed, wrong);
    h->refused[CS_ACT_RECORD_LOAD]++;
    h->loads_refused++;
  } else {
    if (!loaded) {
      fail_msg("act %zu of the load, %s: %s", failed, r->plans[failed].flat, h->scene.err.text);
    }
    take_load(h, r, &r->jobs[n - 1].result);
  }
  h->acts += wrong > 0 ? 1 : n;
  assert_size(h);
  cs_arena_deinit(&scratch);
}

/* ------------------------------------------------------------------ begin, go on, end */

void history_request(struct history *h, char *out, size_t size) {
  static const char *const areas[] = {"RU", "RU-KRS", "RU-BEL", "UA", "FR"};
  char more[100] = "";
  if (chance(h, 20)) {
    snprintf(more, sizeof more, ",\"end_user\":\"p%u\"", history_any(h, &h->parties));
  }
  snprintf(out, size, "{\"act\":\"use\",\"item\":\"i%u\",\"user\":\"%s\",\"area\":\"%s\"%s}",
           history_any_late(h, &h->items, 60), offices[APPLICANTS + below(h, 4)], areas[below(h, 5)], more);
}

static void begin_act(struct history *h, const char *flat, size_t signer) {
  struct cs_arena arena;
  struct cs_act act;
  struct cs_submission s;
  cs_arena_init(&arena, NULL, 0);
  assert_ok(scene_decode(&arena, flat, -1, &act, &h->scene.err), &h->scene.err);
  act.saw = last_of(h, act.subject);
  assert_ok(scene_submit(&h->service, &arena, &act, &h->persons.at[signer].key, CS_STR_NONE, &s, &h->scene.err),
            &h->scene.err);
  struct cs_job job = {.submission = &s, .arena = &arena};
  struct cs_job *jobs[] = {&job};
  assert_ok(cs_service_act(&h->service, jobs, 1, false, &h->scene.err), &h->scene.err);
  scene_assert_done(&job.result);
  touch(h, &s.act, (int64_t)h->size++);
  cs_arena_deinit(&arena);
}

static void begin_officer(struct history *h, size_t person) {
  char flat[FLAT_MAX], proof[100];
  history_prove(h, &h->persons.at[person].key, proof);
  snprintf(flat, sizeof flat, "{\"act\":\"key.enrol\",\"officer\":\"%.*s\",\"key\":\"%s\",\"proof\":\"%s\"}",
           CS_STR_ARG(h->persons.at[person].key.officer), h->persons.at[person].key.hex, proof);
  begin_act(h, flat, 0);
  h->persons.at[person].enrolled = true;
}

/* Each with a head, whose key is never revoked; the registrar with a deputy too. */
static void begin_offices(struct history *h) {
  char flat[FLAT_MAX];
  struct history_person *clerk = cs_list_push(&h->arena, &h->persons, &h->scene.err);
  assert_non_null(clerk);
  *clerk = (struct history_person){.key = h->scene.clerk, .enrolled = true};
  begin_act(h, "{\"act\":\"calendar.declare\",\"calendar\":\"federal\",\"weekend\":[\"sat\",\"sun\"],\"holidays\":[]}",
            0);
  for (size_t i = 1; i < HISTORY_OFFICES; i++) {
    snprintf(flat, sizeof flat, "{\"act\":\"party.register\",\"party\":\"%s\",\"kind\":\"office\",\"state\":\"US\"%s}",
             offices[i], i % 3 == 0 ? "" : ",\"calendar\":\"federal\"");
    begin_act(h, flat, 0);
    begin_officer(h, history_add_person(h, i, "head"));
  }
  size_t deputy = history_add_person(h, 0, "deputy");
  assert_int_equal(deputy, DEPUTY);
  begin_officer(h, deputy);
}

static void begin_catalogue(struct history *h) {
  struct plan p = {0};
  for (int i = 0; i < 10; i++) {
    history_make_item(h, &p, false);
    if (p.number > 0) {
      begin_act(h, p.flat, 0);
      history_add(h, &h->items, p.number);
    }
    history_make_party(h, &p, false);
    if (p.number > 0) {
      begin_act(h, p.flat, 0);
      history_add(h, &h->parties, p.number);
    }
  }
}

void history_begin(struct history *h, uint64_t seed) {
  memset(h, 0, sizeof *h);
  scene_init(&h->scene);
  cs_arena_init(&h->arena, NULL, 0);
  cs_map_init(&h->last, &h->arena);
  cs_buf_init(&h->kept, 1 << 20);
  assert_ok(cs_hasher_init(&h->hasher, &h->scene.err), &h->scene.err);
  h->random.state = seed;
  scene_found(&h->scene, false);
  scene_open(&h->scene, &h->service);
  audit_init(&h->audit, &h->arena);
  h->size = 1;
  begin_offices(h);
  begin_catalogue(h);
}

void history_go_on(struct history *h, size_t acts) {
  struct round *r = calloc(1, sizeof *r);
  assert_non_null(r);
  size_t until = h->acts + acts;
  while (h->acts < until) {
    h->scene.clock.now += (cs_time)below(h, 3 * (uint64_t)SCENE_HOUR);
    cs_arena_init(&r->arena, NULL, 0);
    r->n = 0;
    unsigned way = (unsigned)below(h, 100);
    if (way < 72) {
      run_batch(h, r);
    } else if (way < 80) {
      run_load(h, r);
    } else {
      run_writer(h, r);
    }
    cs_arena_deinit(&r->arena);
  }
  free(r);
}

void history_end(struct history *h) {
  cs_service_close(&h->service);
  for (size_t i = 1; i < h->persons.n; i++) {
    cs_key_deinit(&h->persons.at[i].key.key);
  }
  cs_buf_deinit(&h->kept);
  cs_hasher_deinit(&h->hasher);
  cs_arena_deinit(&h->arena);
  scene_deinit(&h->scene);
}
