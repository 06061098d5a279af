/* Random histories of a fixed seed: whatever is tried, in whatever order, a few things always hold. Authority is checked by a slow
 * search of our own over the mandates on record, not by the one that the judges use. */
#include "review/support/story.h"

#include "support/random.h"

#define ACTS 1000

static const char *const offices[] = {"us.president", "us.secdef",       "us.usd-policy", "us.state",
                                      "gb.mod",       "ua.armed-forces", "friend"};
#define N_OFFICES (sizeof offices / sizeof offices[0])
static const char *const officers[] = {"us.president/office",  "us.secdef/decider", "us.secdef/second",
                                       "us.usd-policy/head",   "us.state/desk",     "gb.mod/desk",
                                       "ua.armed-forces/desk", "friend/one"};
#define N_OFFICERS (sizeof officers / sizeof officers[0])
static const char *const items[] = {"rocket", "shadow", "twice", "perhaps", "foreign"};
static const char *const approvers[] = {"us.secdef", "gb.mod"};
static const char *const outcomes[] = {"approve", "approve", "approve", "refuse"};

struct history {
  struct story *s;
  struct random random;
  unsigned cases, mandates, done, refusals, decided, moved, in_effect, fallen;
};

static size_t pick(struct history *h, size_t n) {
  return (size_t)random_below(&h->random, n);
}

#define ANY(h, list) ((list)[pick(h, sizeof(list) / sizeof((list)[0]))])

/* ------------------------------------------------------------------ a slow search for authority */

static bool in_list(struct cs_strs list, struct cs_str word) {
  bool found = list.n == 0;
  for (size_t i = 0; i < list.n && !found; i++) {
    found = cs_str_eq(list.at[i], word);
  }
  return found;
}

/* The histories have exact days, one grant a mandate, and areas RU and UA alone; requests are for use in RU-KRS. */
static bool holds(const struct cs_mandate_record *mandate, struct cs_str regime, cs_day on, cs_day known) {
  const struct cs_mandate_grant *grant = &mandate->grants[0];
  if (on < grant->holds.from.first || on >= grant->holds.until.first || known < grant->holds.known) {
    return false;
  }
  for (size_t i = 0; i < mandate->n_revocations; i++) {
    if (on >= mandate->revocations[i].from.first && known >= mandate->revocations[i].known) {
      return false;
    }
  }
  return in_list(grant->regimes, regime) && in_list(grant->acts, CS_STR("use")) && in_list(grant->areas, CS_STR("RU"));
}

/* Does authority lead from one office to another, or to an officer of it? By spreading until nothing is new. */
static bool leads(const struct story *s, struct cs_str from, struct cs_str to, struct cs_str regime, cs_day on,
                  cs_day known) {
  struct cs_str reached[64] = {from};
  size_t n = 1;
  struct cs_str home = to;
  home = cs_str_cut(&home, '/');
  const struct cs_mandate_record *mandate;
  for (size_t done = 0; done < n; done++) {
    if (cs_str_eq(reached[done], to) || cs_str_eq(reached[done], home)) {
      return true;
    }
    for (size_t i = 0; (mandate = cs_catalogue_mandate_at(s->catalogue, i)); i++) {
      bool there = false;
      for (size_t k = 0; k < n; k++) {
        there = there || cs_str_eq(reached[k], mandate->grants[0].to);
      }
      if (!there && cs_str_eq(mandate->grants[0].by, reached[done]) && holds(mandate, regime, on, known)) {
        assert_true(n < 64);
        reached[n++] = mandate->grants[0].to;
      }
    }
  }
  return false;
}

/* For each regime that asks: owner, approver, deciding office, and the officer who signed. */
static bool has_authority(const struct story *s, const struct cs_json *consent, struct cs_str office,
                          struct cs_str officer, cs_day on, cs_day known) {
  const struct cs_json *regimes = cs_json_get(consent, "regimes");
  bool all = true;
  for (size_t i = 0; i < regimes->n; i++) {
    struct cs_str regime = cs_json_text(regimes->items[i], "regime");
    struct cs_str approver = cs_json_text(consent, "approver");
    all = all && leads(s, cs_json_text(regimes->items[i], "owner"), approver, regime, on, known) &&
          leads(s, approver, office, regime, on, known) &&
          (officer.len == 0 || leads(s, office, officer, regime, on, known));
  }
  return all;
}

/* ------------------------------------------------------------------ what always holds */

static void check_case(const struct cs_json *state) {
  const struct cs_json *consents = cs_json_get(state, "consents");
  size_t approved = 0, refused_by = 0;
  for (size_t i = 0; i < consents->n; i++) {
    const struct cs_json *consent = consents->items[i];
    struct cs_str status = cs_json_text(consent, "status");
    approved += cs_str_eq(status, CS_STR("approved"));
    refused_by += cs_str_eq(status, CS_STR("refused"));
    if (!cs_str_eq(status, CS_STR("open")) && !cs_json_flag(consent, "attested")) {
      assert_false(cs_str_eq(cs_json_text(consent, "officer"), cs_json_text(state, "filed_by")));
    }
  }
  bool is_approved = cs_str_eq(cs_json_text(state, "status"), CS_STR("approved"));
  assert_int_equal(cs_json_get(state, "authorization") != NULL, is_approved);
  assert_int_equal(is_approved, consents->n > 0 && approved == consents->n);
  assert_int_equal(cs_str_eq(cs_json_text(state, "status"), CS_STR("refused")), refused_by == 1);
}

static cs_day day_in(const struct cs_json *json, const char *key) {
  cs_day day = 0;
  struct cs_err err;
  assert_ok(cs_day_parse(cs_json_text(json, key), &day, &err), &err);
  return day;
}

/* An authorization is in effect on its own days exactly while authority led to each decision, as known now. */
static void check_effect(struct history *h, const struct cs_json *state) {
  struct story *s = h->s;
  const struct cs_json *consents = cs_json_get(state, "consents");
  struct cs_review_authorization a;
  bool found, all = true;
  assert_ok(cs_review_authorization(s->catalogue, state, NULL, s->today, s->today, &s->arena, &a, &found, &s->err), &s->err);
  if (!found) {
    return;
  }
  for (size_t i = 0; i < consents->n; i++) {
    const struct cs_json *consent = consents->items[i];
    bool attested = cs_json_flag(consent, "attested");
    all = all &&
          has_authority(s, consent, cs_json_text(consent, "office"),
                        attested ? CS_STR_NONE : cs_json_text(consent, "officer"), day_in(consent, "on"), s->today);
  }
  assert_int_equal(a.in_effect, all ? CS_YES : CS_NO);
  assert_int_equal(a.waits.len > 0, !all);
  h->in_effect += all;
  h->fallen += !all;
}

static void check_all(struct history *h) {
  const struct story *s = h->s;
  for (size_t i = 0; i < s->states.n; i++) {
    const struct story_state *state = s->states.at[i].value.ptr;
    if (cs_str_starts(s->states.at[i].key, CS_STR("case:"))) {
      check_case(state->json);
      check_effect(h, state->json);
    }
  }
}

static bool has_reason(const struct story_end *end, const struct cs_code *code) {
  for (size_t i = 0; i < end->j.n_reasons; i++) {
    if (end->j.reasons[i].code == code) {
      return true;
    }
  }
  return false;
}

/* A decision that stood had authority; one that was refused for want of a mandate had none. */
static void check_decision(struct history *h, const struct story_end *end, const struct cs_json *consent_before) {
  struct cs_str by = cs_json_text(end->act.body, "by");
  struct cs_str office = by.len > 0 ? by : end->act.office;
  bool is_signed = end->act.key.len > 0 && cs_str_eq(office, end->act.office);
  struct cs_str officer = is_signed ? cs_json_text(end->j.out, "officer") : CS_STR_NONE;
  cs_day on = end->act.has_from && !is_signed ? end->act.from.last : h->s->today;
  bool authority = has_authority(h->s, consent_before, office, officer, on, h->s->today);
  if (end->j.n_reasons == 0) {
    h->decided++;
    assert_true(authority);
    assert_int_equal(day_in(end->j.out, "on"), on);
  }
  if (has_reason(end, &CS_E_REFUSED_MANDATE_LACKING)) {
    assert_false(authority);
  }
}

/* ------------------------------------------------------------------ what is tried */

static const char *day_text(struct history *h, int64_t day) {
  struct cs_buf buf;
  cs_buf_init(&buf, 32);
  cs_day_write(&buf, (cs_day)day);
  const char *text = story_text(h->s, "%.*s", CS_STR_ARG(cs_buf_str(&buf))).ptr;
  cs_buf_deinit(&buf);
  return text;
}

static const char *some_day(struct history *h) {
  return day_text(h, (int64_t)h->s->today + (int64_t)pick(h, 14) - 9);
}

static const char *some_office(struct history *h) {
  return pick(h, 3) == 0 ? story_text(h->s, ",\"office\":\"%s\"", ANY(h, offices)).ptr : "";
}

static struct cs_str filing(struct history *h) {
  return story_text(
      h->s,
      "{\"act\":\"case.file\"%s,\"case\":\"%u\",\"request\":{\"act\":\"use\",\"item\":\"%s\",\"area\":\"RU-KRS\","
      "\"facts\":{\"emergency\":%s}}}",
      some_office(h), pick(h, 8) == 0 ? 0 : h->cases++, ANY(h, items), pick(h, 4) == 0 ? "true" : "false");
}

static struct cs_str deciding(struct history *h, unsigned id, bool by_key) {
  const char *consent = ANY(h, approvers);
  const char *office = by_key ? some_office(h) : story_text(h->s, ",\"office\":\"%s\"", ANY(h, offices)).ptr;
  const char *by = pick(h, 4) == 0
                       ? story_text(h->s, ",\"by\":\"%s\",\"document\":\"d\",\"document_digest\":\"" STORY_HASH "\"",
                                    ANY(h, offices))
                             .ptr
                       : "";
  const char *from = pick(h, 4) == 0 || !by_key ? story_text(h->s, ",\"from\":\"%s\"", some_day(h)).ptr : "";
  return story_text(h->s,
                    "{\"act\":\"case.decide\"%s,\"case\":\"%u\",\"version\":1,\"consent\":\"%s\",\"outcome\":\"%s\"%s%"
                    "s,\"cite\":\"x\"}",
                    office, id, consent, ANY(h, outcomes), by, from);
}

/* As it is meant: by an officer of the office that is asked. */
static struct cs_str plainly_deciding(struct history *h, unsigned id, const char **officer) {
  static const char *const asked[] = {"us.secdef/decider", "us.secdef/second", "gb.mod/desk"};
  size_t i = pick(h, 3);
  *officer = asked[i];
  return story_text(h->s,
                    "{\"act\":\"case.decide\",\"case\":\"%u\",\"version\":1,\"consent\":\"%s\",\"outcome\":\"%s\"}", id,
                    approvers[i == 2], ANY(h, outcomes));
}

static struct cs_str granting(struct history *h) {
  static const char *const scopes[] = {"",
                                       "",
                                       ",\"regimes\":[\"us.review\"]",
                                       ",\"regimes\":[\"gb.supply\"]",
                                       ",\"acts\":[\"use\"]",
                                       ",\"acts\":[\"sale\"]",
                                       ",\"areas\":[\"RU\"]",
                                       ",\"areas\":[\"UA\"]"};
  const char *to = pick(h, 3) == 0 ? ANY(h, officers) : ANY(h, offices);
  const char *until =
      pick(h, 4) == 0 ? story_text(h->s, ",\"until\":\"%s\"", day_text(h, (int64_t)h->s->today + 10)).ptr : "";
  return story_text(h->s,
                    "{\"act\":\"mandate.grant\"%s,\"mandate\":\"R%u\",\"by\":\"%s\",\"to\":\"%s\",\"from\":\"%s\","
                    "\"cite\":\"x\"%s%s}",
                    some_office(h), h->mandates++, ANY(h, offices), to, some_day(h), until, ANY(h, scopes));
}

/* What the story needs to go on: the president's leave to the defence secretary. */
static struct cs_str renewing(struct history *h, const char **officer) {
  *officer = "us.president/office";
  return story_text(
      h->s,
      "{\"act\":\"mandate.grant\",\"mandate\":\"R%u\",\"by\":\"us.president\",\"to\":\"us.secdef\",\"from\":\"%s\"}",
      h->mandates++, day_text(h, h->s->today));
}

/* A mandate that some decision rests on, any on record, or now and then one that is not; more often as a source tells it. */
static struct cs_str revoking(struct history *h, const struct cs_json *state, const char **officer) {
  const struct cs_mandate_record *mandate = cs_catalogue_mandate_at(h->s->catalogue, pick(h, h->mandates + 1));
  const struct cs_json *consents = cs_json_get(state, "consents");
  const struct cs_json *used = consents && consents->n > 0 ? cs_json_get(consents->items[0], "mandates") : NULL;
  struct cs_str id = used && used->n > 0 ? used->items[0]->text : mandate ? mandate->id : CS_STR("none");
  *officer = pick(h, 2) == 0 ? NULL : *officer;
  return story_text(
      h->s, "{\"act\":\"mandate.revoke\"%s,\"mandate\":\"%.*s\",\"from\":\"%s\",\"known\":\"%s\",\"cite\":\"x\"}",
      some_office(h), CS_STR_ARG(id), some_day(h), day_text(h, h->s->today));
}

static struct cs_str withdrawing(struct history *h) {
  return story_text(h->s, "{\"act\":\"case.withdraw\",\"case\":\"%zu\"}", pick(h, h->cases + 1));
}

/* Of what the officer has seen, now and then an older entry. */
static struct cs_str with_saw(struct history *h, struct cs_str line) {
  return pick(h, 20) == 0 ? story_text(h->s, "%.*s,\"saw\":%zu}", (int)line.len - 1, line.ptr, pick(h, (size_t)h->s->n))
                          : line;
}

static void try_one(struct history *h) {
  struct story *s = h->s;
  bool by_key = pick(h, 4) != 0;
  size_t kind = pick(h, 10);
  unsigned id = h->cases < 8 ? (unsigned)pick(h, h->cases + 1) : h->cases - (unsigned)pick(h, 8);
  const struct story_state *of_case = story_find(s, story_text(s, "case:%u", id));
  const struct cs_json *state = of_case ? of_case->json : NULL; /* states are replaced, never changed */
  const char *officer = !by_key ? NULL : pick(h, 20) == 0 ? STORY_FIRST : ANY(h, officers);
  struct cs_str line = kind < 2   ? filing(h)
                       : kind < 6 ? deciding(h, id, by_key)
                       : kind < 7 ? granting(h)
                       : kind < 9 ? revoking(h, state, &officer)
                                  : withdrawing(h);
  if (kind >= 2 && kind < 6 && pick(h, 2) == 0) {
    line = plainly_deciding(h, id, &officer);
  }
  if (kind == 6 && pick(h, 6) == 0) {
    line = renewing(h, &officer);
  }
  uint64_t before = story_digest(s);
  struct story_end end = story_act(s, officer, with_saw(h, line));
  assert_ok(end.done, &s->err);
  if (end.j.n_reasons > 0) {
    h->refusals++;
    h->moved += has_reason(&end, &CS_E_REFUSED_MOVED);
    assert_int_equal(story_digest(s), before);
  } else {
    h->done++;
  }
  const struct cs_json *consents = cs_json_get(state, "consents");
  for (size_t i = 0; end.act.def->kind == CS_ACT_CASE_DECIDE && consents && i < consents->n; i++) {
    if (cs_str_eq(cs_json_text(consents->items[i], "approver"), cs_json_text(end.act.body, "consent"))) {
      check_decision(h, &end, consents->items[i]);
    }
  }
}

static void run(struct story *s, uint64_t seed) {
  struct history h = {.s = s, .random = {seed}};
  enrol(s, "us.secdef/second");
  for (unsigned i = 0; i < ACTS; i++) {
    s->today += pick(&h, 5) == 0;
    try_one(&h);
    if (i % 10 == 9) {
      check_all(&h);
    }
  }
  /* The history says something: enough was done, decided and refused. */
  assert_true(h.done > ACTS / 8);
  assert_true(h.refusals > ACTS / 8);
  assert_true(h.decided > 20);
  assert_true(h.moved > 0);
  assert_true(h.in_effect > 0 && h.fallen > 0);
}

static void a_first_history_keeps_what_always_holds(void **state) {
  run(*state, UINT64_C(0x5EED0007));
}

static void a_second_history_keeps_what_always_holds(void **state) {
  run(*state, UINT64_C(0xC0FFEE02));
}

static void a_third_history_keeps_what_always_holds(void **state) {
  run(*state, UINT64_C(0x0A5DA303));
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, story_world_set_up, story_tear_down)
      T(a_first_history_keeps_what_always_holds),
      T(a_second_history_keeps_what_always_holds),
      T(a_third_history_keeps_what_always_holds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
