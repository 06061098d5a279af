/* The generator of histories: handing in, and beginning and ending. Must never look at a result before it has said what the result
 * will be. What it tests stands in history.h. */
#include "service/history.h"

#include "review/err.h"
#include "service/history_plan.h"
#include "service/writer.h"

#define BATCH_MAX 60

/* ------------------------------------------------------------------ handing in */

/* The digest of the text takes the place of "@". */
static void put_digest(struct history *h, struct plan *p) {
  char *at = strchr(p->flat, '@');
  char rest[FLAT_MAX];
  struct cs_hash hash;
  if (!p->blob || !at) {
    return;
  }
  snprintf(rest, sizeof rest, "%s", at + 1);
  cs_hash_bytes(&h->hasher, cs_str_of(p->blob), &hash);
  struct cs_buf hex;
  cs_buf_init(&hex, 80);
  cs_buf_hex(&hex, hash.bytes, sizeof hash.bytes);
  snprintf(at, FLAT_MAX - (size_t)(at - p->flat), "%.*s%s", CS_STR_ARG(cs_buf_str(&hex)), rest);
  cs_buf_deinit(&hex);
}

/* Makes an act go wrong whatever its kind is. */
static void spoil(struct history *h, struct plan *p, int64_t *saw) {
  size_t left = history_below(h, 3);
  p->refused = true;
  if (left == 0 && p->kind != CS_ACT_RECORD_LOAD) {
    *saw += 1;
  } else if (left == 1 && h->persons.n > HISTORY_OFFICES) {
    size_t one = HISTORY_OFFICES + history_below(h, h->persons.n - HISTORY_OFFICES);
    for (size_t i = 0; i < 50 && h->persons.at[one].enrolled && !h->persons.at[one].revoked; i++) {
      one = HISTORY_OFFICES + history_below(h, h->persons.n - HISTORY_OFFICES);
    }
    bool good = h->persons.at[one].enrolled && !h->persons.at[one].revoked;
    p->signer = good ? ALONE : one; /* a key that is unknown or revoked; else an office that has no say */
  } else {
    p->signer = ALONE;
  }
}

static void draw_plan(struct history *h, struct plan *p, bool loaded, struct cs_act *act, struct cs_arena *arena) {
  bool wrong = !loaded && history_chance(h, 20);
  bool generic = wrong && history_chance(h, 50);
  memset(p, 0, sizeof *p);
  do {
    p->kind = history_plan_kind(h, loaded);
  } while ((p->kind == CS_ACT_STATEMENT_WITHDRAW && h->statements.n == 0) ||
           (p->kind == CS_ACT_GROUP_MEMBER && h->groups.n == 0) ||
           (p->kind == CS_ACT_MANDATE_REVOKE && h->mandates.n == 0));
  p->refused = wrong && !generic;
  history_plan_make(h, p, wrong && !generic);
  put_digest(h, p);
  assert_ok(scene_decode(arena, p->flat, -1, act, &h->scene.err), &h->scene.err);
  act->saw = history_last(h, act->subject);
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
}

static void take_new(struct history *h, struct history_numbers *list, uint32_t number) {
  if (number > 0) {
    history_add(h, list, number);
  }
}

static void take_filing(struct history *h, const struct plan *p) {
  struct history_case *one = cs_list_push(&h->arena, &h->cases, &h->scene.err);
  assert_non_null(one);
  *one = (struct history_case){.number = p->number, .applicant = p->a, .filed_by = p->signer};
}

static void take_decision(struct history *h, const struct plan *p) {
  struct history_case *one = &h->cases.at[p->a];
  one->consents[p->b].open = false;
  bool left = false;
  for (size_t i = 0; i < one->n_consents; i++) {
    left = left || one->consents[i].open;
  }
  one->open = left && p->regime != 0;
}

/* What the act changes in the account, once it is done. */
static void take_effect(struct history *h, const struct plan *p) {
  switch (p->kind) {
  case CS_ACT_PARTY_REGISTER:
    take_new(h, &h->parties, p->number);
    break;
  case CS_ACT_CALENDAR_DECLARE:
    take_new(h, &h->calendars, p->number);
    break;
  case CS_ACT_ITEM_REGISTER:
    take_new(h, &h->items, p->number);
    break;
  case CS_ACT_GROUP_DEFINE:
    take_new(h, &h->groups, p->number);
    break;
  case CS_ACT_STATEMENT_RECORD:
    take_new(h, &h->statements, p->number);
    break;
  case CS_ACT_MANDATE_GRANT: {
    struct history_mandate *m = cs_list_push(&h->arena, &h->mandates, &h->scene.err);
    assert_non_null(m);
    *m = (struct history_mandate){p->number, p->a, p->b, p->regime, true};
    break;
  }
  case CS_ACT_MANDATE_REVOKE:
    h->mandates.at[p->a].alive = false;
    break;
  case CS_ACT_KEY_ENROL:
    h->persons.at[p->a].enrolled = true;
    break;
  case CS_ACT_KEY_REVOKE:
    h->persons.at[p->a].revoked = true;
    break;
  case CS_ACT_CASE_FILE:
    take_filing(h, p);
    break;
  case CS_ACT_CASE_DECIDE:
    take_decision(h, p);
    break;
  case CS_ACT_CASE_WITHDRAW:
    h->cases.at[p->a].open = false;
    break;
  case CS_ACT_RECORD_FOUND:
  case CS_ACT_RECORD_LOAD:
  case CS_ACT_ITEM_FACT:
  case CS_ACT_DEPENDENCY_REGISTER:
  case CS_ACT_GROUP_MEMBER:
  case CS_ACT_RULES_PUBLISH:
  case CS_ACT_STATEMENT_WITHDRAW:
  case CS_ACT_N:
    break;
  }
}

static size_t office_of(struct cs_str name) {
  size_t i = 0;
  while (i < HISTORY_OFFICES && !cs_str_eq(name, cs_str_of(history_offices[i]))) {
    i++;
  }
  assert_true(i < HISTORY_OFFICES);
  return i;
}

/* The consents that the rules asked for, from the answer. */
static void learn_consents(struct history *h, const struct plan *p, const struct cs_result *result) {
  struct history_case *one = &h->cases.at[h->cases.n - 1];
  for (size_t i = h->cases.n; i > 0 && one->number != p->number; i--) {
    one = &h->cases.at[i - 1];
  }
  const struct cs_json *list = cs_json_get(result->out, "consents");
  one->prohibited = cs_str_eq(cs_json_text(result->out, "verdict"), CS_STR("prohibited"));
  one->open = list->n > 0;
  for (size_t i = 0; i < list->n; i++) {
    struct history_consent *consent = &one->consents[one->n_consents++];
    const struct cs_json *regimes = cs_json_get(list->items[i], "regimes");
    *consent = (struct history_consent){.approver = office_of(cs_json_text(list->items[i], "approver")), .open = true};
    for (size_t k = 0; k < regimes->n; k++) {
      consent->regimes[consent->n_regimes++] = (int)office_of(cs_json_text(regimes->items[k], "owner"));
    }
  }
}

static void remember(struct history *h, const struct cs_result *result) {
  struct history_receipt *slot = cs_list_push(&h->arena, &h->receipts, &h->scene.err);
  assert_non_null(slot);
  slot->n = result->n;
  cs_hash_leaf(&h->hasher, result->entry, &slot->leaf);
  scene_check_receipt(&h->scene, result->receipt, result->entry, h->service.verifier, result->n);
}

static void check_result(struct history *h, const struct plan *p, int64_t n, const struct cs_result *result) {
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
  if (p->kind == CS_ACT_CASE_FILE) {
    learn_consents(h, p, result);
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
      !history_chance(h, 10)) {
    return;
  }
  snprintf(key, sizeof key, "client-%u", h->kept_key);
  assert_ok(cs_arena_str(&r->arena, cs_str_of(key), &s->client_key, &h->scene.err), &h->scene.err);
  p->refused = true;
}

static void add_act(struct history *h, struct round *r) {
  struct cs_act act;
  struct plan *p = &r->plans[r->n];
  struct cs_submission *s = &r->submissions[r->n];
  draw_plan(h, p, false, &act, &r->arena);
  submit(h, p, &act, &r->arena, s);
  reuse_key(h, r, p, s);
  r->expected[r->n] = (int64_t)h->size;
  if (!p->refused) {
    if (p->kind == CS_ACT_STATEMENT_RECORD && history_chance(h, 10)) {
      keep(h, &r->arena, p, s, (int64_t)h->size);
    }
    history_touch(h, &s->act, (int64_t)h->size);
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
  for (size_t i = 0; i < r->n; i++) {
    const struct cs_result *result = &r->jobs[i].result;
    if (r->expected[i] >= 0) {
      check_result(h, &r->plans[i], r->expected[i], result);
      continue;
    }
    scene_assert_done(result);
    assert_true(result->repeat);
    scene_check_receipt(&h->scene, result->receipt, result->entry, h->service.verifier, result->n);
  }
  assert_size(h);
}

static void run_batch(struct history *h, struct round *r) {
  size_t n = 1 + history_below(h, BATCH_MAX - 1);
  bool repeat = h->kept.len > 0 && h->scene.clock.now - h->kept_at < 6 * SCENE_DAY && history_chance(h, 30);
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
  size_t n = 1 + history_below(h, 5);
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
  history_plan_load(h, load, n - 1);
  assert_ok(scene_decode(&r->arena, load->flat, -1, &act, &h->scene.err), &h->scene.err);
  submit(h, load, &act, &r->arena, &r->submissions[0]);
  for (size_t i = 1; i < n; i++) {
    struct plan *p = &r->plans[i];
    draw_plan(h, p, true, &act, &r->arena);
    if (i == wrong) {
      free(p->blob);
      memset(p, 0, sizeof *p);
      p->kind = CS_ACT_ITEM_FACT;
      history_plan_make(h, p, true);
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
    history_touch(h, &r->submissions[i].act, (int64_t)h->size);
    take_effect(h, &r->plans[i]);
    h->done[r->plans[i].kind]++;
    h->size++;
  }
  assert_int_equal(last->n, (int64_t)h->size - 1);
  remember(h, last);
  h->loads++;
}

static void run_load(struct history *h, struct round *r) {
  size_t n = 6 + history_below(h, BATCH_MAX - 6), failed;
  size_t wrong = history_chance(h, 15) ? 1 + history_below(h, n - 1) : 0;
  struct cs_arena scratch;
  cs_arena_init(&scratch, NULL, 0);
  make_load_round(h, r, n, wrong);
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
  if (history_chance(h, 20)) {
    snprintf(more, sizeof more, ",\"end_user\":\"p%u\"", history_any(h, &h->parties));
  }
  snprintf(out, size, "{\"act\":\"use\",\"item\":\"i%u\",\"user\":\"%s\",\"area\":\"%s\"%s}",
           history_any_late(h, &h->items, 60), history_offices[APPLICANTS + history_below(h, 4)],
           areas[history_below(h, 5)], more);
}

static void begin_act(struct history *h, const char *flat, size_t signer) {
  struct cs_arena arena;
  struct cs_act act;
  struct cs_submission s;
  cs_arena_init(&arena, NULL, 0);
  assert_ok(scene_decode(&arena, flat, -1, &act, &h->scene.err), &h->scene.err);
  act.saw = history_last(h, act.subject);
  assert_ok(scene_submit(&h->service, &arena, &act, &h->persons.at[signer].key, CS_STR_NONE, &s, &h->scene.err),
            &h->scene.err);
  struct cs_job job = {.submission = &s, .arena = &arena};
  struct cs_job *jobs[] = {&job};
  assert_ok(cs_service_act(&h->service, jobs, 1, false, &h->scene.err), &h->scene.err);
  scene_assert_done(&job.result);
  history_touch(h, &s.act, (int64_t)h->size++);
  cs_arena_deinit(&arena);
}

static void begin_offices(struct history *h) {
  char flat[FLAT_MAX];
  struct plan p = {0};
  h->persons.n = 0;
  for (size_t i = 0; i < HISTORY_OFFICES; i++) {
    if (i == 0) {
      struct history_person *clerk = cs_list_push(&h->arena, &h->persons, &h->scene.err);
      assert_non_null(clerk);
      *clerk = (struct history_person){.key = h->scene.clerk, .enrolled = true};
      continue;
    }
    history_add_person(h, i, "head");
    snprintf(flat, sizeof flat, "{\"act\":\"party.register\",\"party\":\"%s\",\"kind\":\"office\",\"state\":\"US\"}",
             history_offices[i]);
    begin_act(h, flat, 0);
    char proof[100];
    history_prove(h, &h->persons.at[i].key, proof);
    snprintf(flat, sizeof flat, "{\"act\":\"key.enrol\",\"officer\":\"%s/head\",\"key\":\"%s\",\"proof\":\"%s\"}",
             history_offices[i], h->persons.at[i].key.hex, proof);
    begin_act(h, flat, 0);
    h->persons.at[i].enrolled = true;
  }
  for (int i = 0; i < 10; i++) {
    p.kind = CS_ACT_ITEM_REGISTER;
    history_plan_make(h, &p, false);
    if (p.number > 0) {
      begin_act(h, p.flat, 0);
      history_add(h, &h->items, p.number);
    }
    p.kind = CS_ACT_PARTY_REGISTER;
    history_plan_make(h, &p, false);
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
  h->size = 1;
  begin_offices(h);
}

void history_go_on(struct history *h, size_t acts) {
  struct round *r = calloc(1, sizeof *r);
  assert_non_null(r);
  size_t until = h->acts + acts;
  while (h->acts < until) {
    h->scene.clock.now += (cs_time)history_below(h, 3 * (uint64_t)SCENE_HOUR);
    cs_arena_init(&r->arena, NULL, 0);
    r->n = 0;
    unsigned way = (unsigned)history_below(h, 100);
    if (way < 65) {
      run_batch(h, r);
    } else if (way < 85) {
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
