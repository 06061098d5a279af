/* Acts of random histories: what one of each kind says, and what will become of it. Must never look at a result: what is said
 * here is said before the act is handed in. What it tests stands in history.h. */
#include "service/history_plan.h"

#include "review/err.h"

#define REGIMES   5  /* regime k is office k's */
#define ALIVE_MAX 24 /* mandates in force at once */

const char *const history_offices[HISTORY_OFFICES] = {"us.registry", "o1", "o2", "o3", "o4", "o5", "o6",
                                                      "o7",          "o8", "a1", "a2", "a3", "a4", "alone"};

uint64_t history_below(struct history *h, uint64_t n) {
  return random_below(&h->random, n);
}

bool history_chance(struct history *h, unsigned percent) {
  return history_below(h, 100) < percent;
}

void history_add(struct history *h, struct history_numbers *list, uint32_t number) {
  uint32_t *slot = cs_list_push(&h->arena, list, &h->scene.err);
  assert_non_null(slot);
  *slot = number;
}

uint32_t history_any(struct history *h, const struct history_numbers *list) {
  return list->at[history_below(h, list->n)];
}

/* A newer one, so that no state grows without bound. */
uint32_t history_any_late(struct history *h, const struct history_numbers *list, size_t window) {
  size_t n = list->n < window ? list->n : window;
  return list->at[list->n - 1 - history_below(h, n)];
}

static void day_text(struct history *h, char out[16]) {
  struct cs_buf buf;
  cs_buf_init(&buf, 32);
  cs_day_write(&buf, (cs_day)(10957 + h->days++)); /* from 2000-01-01 on */
  snprintf(out, 16, "%.*s", CS_STR_ARG(cs_buf_str(&buf)));
  cs_buf_deinit(&buf);
}

/* ------------------------------------------------------------------ the account */

int64_t history_last(struct history *h, struct cs_str subject) {
  const union cs_map_value *value = cs_map_get(&h->last, subject);
  return value ? (int64_t)value->number - 1 : -1;
}

void history_touch(struct history *h, const struct cs_act *act, int64_t n) {
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

/* Does authority lead from office to office under the regime? A plain search, to hold the real one against. */
static bool reaches(const struct history *h, size_t from, size_t to, int regime) {
  bool seen[HISTORY_OFFICES] = {false};
  size_t queue[HISTORY_OFFICES], n = 0;
  queue[n++] = from;
  seen[from] = true;
  for (size_t i = 0; i < n; i++) {
    if (queue[i] == to) {
      return true;
    }
    for (size_t k = 0; k < h->mandates.n; k++) {
      const struct history_mandate *m = &h->mandates.at[k];
      if (m->alive && m->by == queue[i] && (m->regime < 0 || m->regime == regime) && !seen[m->to]) {
        seen[m->to] = true;
        queue[n++] = m->to;
      }
    }
  }
  return false;
}

static size_t alive_mandates(const struct history *h, size_t *oldest) {
  size_t n = 0;
  for (size_t i = h->mandates.n; i > 0; i--) {
    if (h->mandates.at[i - 1].alive) {
      n++;
      *oldest = i - 1;
    }
  }
  return n;
}

static bool may_decide(const struct history *h, const struct history_consent *consent, size_t office) {
  for (size_t i = 0; i < consent->n_regimes; i++) {
    int regime = consent->regimes[i];
    if (!reaches(h, (size_t)regime, consent->approver, regime) || !reaches(h, consent->approver, office, regime)) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ acts of one kind */

#define FLAT(plan, ...) (void)snprintf((plan)->flat, FLAT_MAX, __VA_ARGS__)

static void make_party(struct history *h, struct plan *p, bool wrong) {
  char day[16];
  if (!wrong && h->parties.n > 0 && history_chance(h, 20)) {
    p->number = 0;
    day_text(h, day);
    FLAT(p, "{\"act\":\"party.register\",\"party\":\"p%u\",\"kind\":\"company\",\"state\":\"FR\",\"from\":\"%s\"}",
         history_any(h, &h->parties), day);
    return;
  }
  p->number = ++h->made;
  FLAT(p,
       "{\"act\":\"party.register\",\"party\":\"p%u\",\"kind\":\"organisation\",\"state\":\"UA\",\"name\":\"Party "
       "%u\"%s}",
       p->number, p->number, wrong ? ",\"calendar\":\"no-such\"" : "");
}

static void make_calendar(struct history *h, struct plan *p, bool wrong) {
  p->refused = false; /* nothing can be wrong with it but who says it */
  (void)wrong;
  p->number = ++h->made;
  FLAT(p,
       "{\"act\":\"calendar.declare\",\"calendar\":\"c%u\",\"weekend\":[\"sat\",\"sun\"],\"holidays\":[\"2025-01-01\","
       "\"2025-12-%02u\"]}",
       p->number, (unsigned)history_below(h, 28) + 1);
}

static void make_item(struct history *h, struct plan *p, bool wrong) {
  static const char *const origins[] = {"US", "GB", "FR", "US\",\"GB", "IT"};
  char day[16];
  if (wrong || (h->items.n > 0 && history_chance(h, 15))) {
    p->number = 0;
    day_text(h, day);
    FLAT(p, "{\"act\":\"item.register\",\"item\":\"i%u\",\"kind\":\"munition\",\"origin\":[\"%s\"]%s%s%s}",
         history_any(h, &h->items), origins[history_below(h, 5)], wrong ? "" : ",\"from\":\"", wrong ? "" : day,
         wrong ? "" : "\"");
    return;
  }
  p->number = ++h->made;
  FLAT(
      p,
      "{\"act\":\"item.register\",\"item\":\"i%u\",\"kind\":\"munition\",\"class\":[\"class-%u\"],\"origin\":[\"%s\"]}",
      p->number, (unsigned)history_below(h, 4), origins[history_below(h, 5)]);
}

static void make_fact(struct history *h, struct plan *p, bool wrong) {
  char id[24];
  snprintf(id, sizeof id, wrong ? "no-such-%u" : "i%u", history_any_late(h, &h->items, 50));
  FLAT(p,
       "{\"act\":\"item.fact\",\"item\":\"%s\",\"name\":\"range_max\",\"value\":\"%u "
       "km\",\"from\":\"20%02u-0%u\",\"known\":"
       "\"2025-08-01\",\"cite\":\"a paper\",\"certainty\":\"%s\"}",
       id, (unsigned)history_below(h, 600) + 20, (unsigned)history_below(h, 25), (unsigned)history_below(h, 9) + 1,
       history_chance(h, 80) ? "reported" : "confirmed");
}

static void make_dependency(struct history *h, struct plan *p, bool wrong) {
  static const char *const by[] = {"contains", "made-with", "runs", "relies-on"};
  uint32_t item = history_any_late(h, &h->items, 50), on = history_any(h, &h->items);
  if (on > item) { /* only on what was made earlier: never a circle */
    uint32_t other = on;
    on = item;
    item = other;
  }
  if (wrong) {
    on = item;
  } else if (on == item) {
    item = h->items.at[h->items.n - 1];
    on = h->items.at[history_below(h, h->items.n - 1)];
  }
  FLAT(p, "{\"act\":\"dependency.register\",\"item\":\"i%u\",\"on\":\"i%u\",\"by\":\"%s\"}", item, on,
       by[history_below(h, 4)]);
}

static void make_group(struct history *h, struct plan *p, bool wrong) {
  static const char *const of[] = {"items", "parties", "areas"};
  uint32_t number = wrong && h->groups.n > 0 ? history_any(h, &h->groups) : ++h->made;
  p->refused = p->refused && h->groups.n > 0;
  p->number = number;
  FLAT(p, "{\"act\":\"group.define\",\"group\":\"g%u\",\"of\":\"%s\",\"open\":%s}", number, of[number % 3],
       history_chance(h, 30) ? "true" : "false");
}

static void make_member(struct history *h, struct plan *p, bool wrong) {
  static const char *const areas[] = {"UA", "RU", "RU-KRS", "RU-BEL", "FR"};
  uint32_t group = history_any_late(h, &h->groups, 20);
  char member[24] = "UA";
  if (group % 3 == 0) {
    snprintf(member, sizeof member, "i%u", history_any(h, &h->items));
  } else if (group % 3 == 1) {
    snprintf(member, sizeof member, "p%u", history_any(h, &h->parties));
  } else {
    snprintf(member, sizeof member, "%s", areas[history_below(h, 5)]);
  }
  FLAT(p, "{\"act\":\"group.member\",\"group\":\"%s%u\",\"member\":\"%s\"}", wrong ? "no-such-" : "g", group, member);
}

static void make_statement(struct history *h, struct plan *p, bool wrong) {
  bool again = wrong && h->statements.n > 0;
  p->refused = p->refused && again;
  p->number = again ? history_any(h, &h->statements) : ++h->made;
  FLAT(p,
       "{\"act\":\"statement.record\",\"statement\":\"s%u\",\"kind\":\"said\",\"about\":[\"i%u\"],\"text\":\"something "
       "was "
       "said, number %u\",\"from\":\"2025-0%u\",\"known\":\"2025-08-20\",\"cite\":\"a "
       "paper\",\"certainty\":\"reported\"}",
       p->number, history_any(h, &h->items), p->number, (unsigned)history_below(h, 8) + 1);
}

static void make_withdrawal(struct history *h, struct plan *p, bool wrong) {
  FLAT(p, "{\"act\":\"statement.withdraw\",\"statement\":\"%s%u\",\"text\":\"withdrawn\"}", wrong ? "no-such-" : "s",
       history_any(h, &h->statements));
}

static void make_grant(struct history *h, struct plan *p, bool wrong) {
  p->a = 1 + history_below(h, 8);
  p->b = wrong ? p->a : 1 + history_below(h, 8);
  p->b = !wrong && p->b == p->a ? p->a % 8 + 1 : p->b;
  p->regime = history_chance(h, 40) ? 1 + (int)history_below(h, REGIMES) : -1;
  p->number = ++h->made;
  p->signer = p->a;
  char regimes[40] = "";
  if (p->regime > 0) {
    snprintf(regimes, sizeof regimes, ",\"regimes\":[\"r%d\"]", p->regime);
  }
  FLAT(p,
       "{\"act\":\"mandate.grant\",\"office\":\"%s\",\"mandate\":\"m%u\",\"by\":\"%s\",\"to\":\"%s\"%s,\"cite\":\"an "
       "order\",\"certainty\":\"confirmed\"}",
       history_offices[p->a], p->number, history_offices[p->a], history_offices[p->b], regimes);
}

static void make_revocation(struct history *h, struct plan *p, bool wrong) {
  size_t which = history_below(h, h->mandates.n);
  for (size_t i = 0; i < 8 && !h->mandates.at[which].alive; i++) {
    which = history_below(h, h->mandates.n);
  }
  size_t oldest;
  if (alive_mandates(h, &oldest) > ALIVE_MAX) {
    which = oldest;
  }
  const struct history_mandate *m = &h->mandates.at[which];
  p->a = which;
  p->signer = m->by;
  FLAT(p,
       "{\"act\":\"mandate.revoke\",\"office\":\"%s\",\"mandate\":\"%s%u\",\"cite\":\"an "
       "order\",\"certainty\":\"confirmed\"}",
       history_offices[m->by], wrong ? "no-such-" : "m", m->number);
}

static void make_rules(struct history *h, struct plan *p, bool wrong) {
  static const char *const whens[] = {
      "item.class has class-0",
      "item.class has class-1 and area within RU",
      "item.range_max >= 300 km",
      "item.origin has US and area within UA",
      "item depends on US by contains, relies-on",
  };
  int regime = 1 + (int)history_below(h, REGIMES);
  uint32_t number = ++h->made;
  size_t n = 4096;
  p->blob = calloc(1, n);
  assert_non_null(p->blob);
  p->signer = (size_t)regime;
  p->regime = regime;
  const char *effect = history_chance(h, 15) ? "prohibit" : "review by";
  int used =
      snprintf(p->blob, n,
               "-- text %u\nfact act : code one of { sale, export, use }\nfact item : code\nfact item.origin : codes\n"
               "fact item.class : codes\nfact item.range_max : quantity km\nfact area : area\n\nregime r%d\n  title "
               "\"Regime %d\"\n  owner %s\n  treats use\n\nrule first\n  cite \"ours\" assumed\n  when act is use and "
               "%s\n  review by %s\nrule second\n  cite \"ours\" assumed\n  when act is use and %s\n  %s",
               number, regime, regime, history_offices[regime], whens[history_below(h, 5)], history_offices[regime],
               whens[history_below(h, 5)], effect);
  snprintf(p->blob + used, n - (size_t)used, "%s%s\n", effect[0] == 'p' ? "" : " ",
           effect[0] == 'p' ? "" : history_offices[1 + history_below(h, 8)]);
  FLAT(p, "{\"act\":\"rules.publish\",\"office\":\"%s\",\"regime\":\"r%d\",\"file\":\"r%d.rules\",\"digest\":\"@\"}",
       history_offices[regime], wrong ? regime + 100 : regime, regime);
}

static void make_filing(struct history *h, struct plan *p, bool wrong) {
  uint32_t number =
      wrong && h->cases.n > 0 && history_chance(h, 50) ? h->cases.at[history_below(h, h->cases.n)].number : ++h->made;
  bool taken = number != h->made;
  p->refused = wrong;
  p->number = number;
  p->a = APPLICANTS + history_below(h, 4);
  p->signer = p->a;
  char request[1024];
  history_request(h, request, sizeof request);
  FLAT(p, "{\"act\":\"case.file\",\"office\":\"%s\",\"case\":\"k%u\",\"request\":%s}", history_offices[p->a], number,
       wrong && !taken ? "{\"act\":\"use\",\"item\":\"no-such\",\"user\":\"a1\"}" : request);
}

/* A case with an open consent; NULL when there is none near. */
static struct history_case *open_case(struct history *h) {
  for (size_t i = 0; i < 40 && h->cases.n > 0; i++) {
    size_t window = h->cases.n < 200 ? h->cases.n : 200;
    struct history_case *one = &h->cases.at[h->cases.n - 1 - history_below(h, window)];
    if (one->open && one->n_consents > 0) {
      return one;
    }
  }
  return NULL;
}

static void make_decision(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = open_case(h);
  if (!one) {
    p->refused = true;
    p->signer = 1;
    FLAT(p, "{\"act\":\"case.decide\",\"office\":\"o1\",\"case\":\"none\",\"version\":1,\"consent\":\"o1\",\"outcome\":"
            "\"refuse\"}");
    return;
  }
  size_t which = history_below(h, one->n_consents);
  struct history_consent *consent = &one->consents[which];
  bool approve = history_chance(h, 75);
  size_t office = consent->approver;
  if (!wrong && (!consent->open || !may_decide(h, consent, office) || history_chance(h, 20))) {
    office = 1 + history_below(h, 8);
  }
  p->a = (size_t)(one - h->cases.at);
  p->b = which;
  p->regime = approve;
  p->signer = office;
  p->refused = wrong || !consent->open || !may_decide(h, consent, office) || (approve && one->prohibited);
  FLAT(p,
       "{\"act\":\"case.decide\",\"office\":\"%s\",\"case\":\"k%u\",\"version\":%d,\"consent\":\"%s\",\"outcome\":\"%"
       "s\","
       "\"provisos\":[\"report each use\"],\"reason\":\"grounds of %u\",\"cite\":\"own "
       "file\",\"certainty\":\"confirmed\"}",
       history_offices[office], one->number, wrong ? 7 : 1, history_offices[consent->approver],
       approve ? "approve" : "refuse", one->number);
}

static void make_case_withdrawal(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = open_case(h);
  p->refused = wrong || !one;
  p->signer = one && !wrong ? one->applicant : ALONE;
  p->a = one ? (size_t)(one - h->cases.at) : 0;
  FLAT(p, "{\"act\":\"case.withdraw\",\"office\":\"%s\",\"case\":\"k%u\",\"reason\":\"no longer wanted\"}",
       history_offices[p->signer], one ? one->number : 0);
}

/* The proof of a new key, in base64. */
void history_prove(struct history *h, const struct cs_officer_key *key, char out[100]) {
  struct cs_arena arena;
  struct cs_str message;
  struct cs_signature signature;
  struct cs_buf buf;
  cs_arena_init(&arena, NULL, 0);
  cs_buf_init(&buf, 200);
  cs_buf_hex(&buf, h->service.identity.bytes, sizeof h->service.identity.bytes);
  assert_ok(
      cs_officer_proof_message(&arena, cs_buf_str(&buf), key->officer, cs_str_of(key->hex), &message, &h->scene.err),
      &h->scene.err);
  assert_ok(cs_key_sign(&key->key, message, &signature, &h->scene.err), &h->scene.err);
  cs_buf_reset(&buf);
  cs_buf_base64(&buf, signature.bytes, sizeof signature.bytes);
  snprintf(out, 100, "%.*s", CS_STR_ARG(cs_buf_str(&buf)));
  cs_buf_deinit(&buf);
  cs_arena_deinit(&arena);
}

size_t history_add_person(struct history *h, size_t office, const char *name) {
  struct history_person *person = cs_list_push(&h->arena, &h->persons, &h->scene.err);
  assert_non_null(person);
  char officer[64];
  snprintf(officer, sizeof officer, "%s/%s", history_offices[office], name);
  person->office = office;
  scene_key(&h->scene, officer, &person->key);
  return h->persons.n - 1;
}

static void make_enrolment(struct history *h, struct plan *p, bool wrong) {
  char proof[100], name[24];
  snprintf(name, sizeof name, "n%u", ++h->made);
  p->a = wrong ? 1 + history_below(h, 8) : history_add_person(h, 1 + history_below(h, 12), name);
  const struct history_person *person = &h->persons.at[p->a];
  history_prove(h, &person->key, proof);
  FLAT(p, "{\"act\":\"key.enrol\",\"officer\":\"%.*s\",\"key\":\"%s\",\"proof\":\"%s\",\"name\":\"N. N. %u\"}",
       CS_STR_ARG(person->key.officer), person->key.hex, proof, h->made);
}

static void make_key_revocation(struct history *h, struct plan *p, bool wrong) {
  p->a = SIZE_MAX;
  for (size_t i = 0; i < 30 && h->persons.n > HISTORY_OFFICES && !wrong; i++) {
    size_t one = HISTORY_OFFICES + history_below(h, h->persons.n - HISTORY_OFFICES);
    p->a = h->persons.at[one].enrolled && !h->persons.at[one].revoked ? one : p->a;
  }
  p->refused = wrong || p->a == SIZE_MAX;
  const struct history_person *person = &h->persons.at[p->refused ? 2 : p->a];
  FLAT(p, "{\"act\":\"key.revoke\",\"officer\":\"%.*s\",\"key\":\"%s\",\"reason\":\"left\"}",
       CS_STR_ARG(person->key.officer), h->persons.at[p->refused ? 3 : p->a].key.hex);
}

static void make_founding(struct history *h, struct plan *p, bool wrong) {
  (void)wrong;
  p->refused = true; /* it was done */
  p->signer = 1 + history_below(h, 8);
  FLAT(
      p,
      "{\"act\":\"record.found\",\"office\":\"%s\",\"origin\":\"test.example/other\",\"verifier\":\"x\",\"format\":1,"
      "\"random\":\"%064x\",\"officer\":\"%s/head\",\"key\":\"%s\",\"trial\":true,\"public\":true,\"zone\":\"+00:00\"}",
      history_offices[p->signer], 7u, history_offices[p->signer], h->persons.at[p->signer].key.hex);
}

void history_plan_load(struct history *h, struct plan *p, size_t acts) {
  h->made++;
  FLAT(p, "{\"act\":\"record.load\",\"name\":\"file-%u.jsonl\",\"digest\":\"%064x\",\"acts\":%zu}", h->made, h->made,
       acts);
}

static void make_load(struct history *h, struct plan *p, bool wrong) {
  (void)wrong;
  p->refused = false;
  history_plan_load(h, p, 0);
}

typedef void make_fn(struct history *h, struct plan *p, bool wrong); /* a function type */

struct maker {
  make_fn *make;
  unsigned weight; /* of 100 in batches … */
  unsigned loaded; /* … and in loads */
};

static const struct maker makers[CS_ACT_N] = {
    [CS_ACT_RECORD_FOUND] = {make_founding, 2, 0},
    [CS_ACT_RECORD_LOAD] = {make_load, 2, 0},
    [CS_ACT_KEY_ENROL] = {make_enrolment, 5, 0},
    [CS_ACT_KEY_REVOKE] = {make_key_revocation, 4, 0},
    [CS_ACT_PARTY_REGISTER] = {make_party, 5, 10},
    [CS_ACT_CALENDAR_DECLARE] = {make_calendar, 3, 3},
    [CS_ACT_ITEM_REGISTER] = {make_item, 6, 15},
    [CS_ACT_ITEM_FACT] = {make_fact, 7, 20},
    [CS_ACT_DEPENDENCY_REGISTER] = {make_dependency, 5, 10},
    [CS_ACT_GROUP_DEFINE] = {make_group, 3, 4},
    [CS_ACT_GROUP_MEMBER] = {make_member, 4, 10},
    [CS_ACT_RULES_PUBLISH] = {make_rules, 2, 1},
    [CS_ACT_MANDATE_GRANT] = {make_grant, 5, 0},
    [CS_ACT_MANDATE_REVOKE] = {make_revocation, 5, 0},
    [CS_ACT_STATEMENT_RECORD] = {make_statement, 8, 17},
    [CS_ACT_STATEMENT_WITHDRAW] = {make_withdrawal, 4, 10},
    [CS_ACT_CASE_FILE] = {make_filing, 12, 0},
    [CS_ACT_CASE_DECIDE] = {make_decision, 14, 0},
    [CS_ACT_CASE_WITHDRAW] = {make_case_withdrawal, 4, 0},
};

enum cs_act_kind history_plan_kind(struct history *h, bool loaded) {
  unsigned drawn = (unsigned)history_below(h, 100);
  for (int kind = 0; kind < CS_ACT_N; kind++) {
    unsigned weight = loaded ? makers[kind].loaded : makers[kind].weight;
    if (drawn < weight) {
      return (enum cs_act_kind)kind;
    }
    drawn -= weight;
  }
  fail_msg("the weights do not come to 100");
  return CS_ACT_RECORD_LOAD;
}

void history_plan_make(struct history *h, struct plan *p, bool wrong) {
  makers[p->kind].make(h, p, wrong);
}
