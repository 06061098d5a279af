/* The generator of histories. Must never look at a result before it has said what the result will be. */
#include "service/history_plan.h"

#include "review/err.h"
#include "service/writer.h"

#define BATCH_MAX 60
#define REGIMES   5  /* regime k is office k's */
#define ALIVE_MAX 24 /* mandates in force at once */
#define offices   history_offices

const char *const history_offices[HISTORY_OFFICES] = {"us.registry", "o1", "o2", "o3", "o4", "o5", "o6",
                                                      "o7",          "o8", "a1", "a2", "a3", "a4", "alone"};

static void add_number(struct history *h, struct history_numbers *list, uint32_t number) {
  uint32_t *slot = cs_list_push(&h->arena, list, &h->scene.err);
  assert_non_null(slot);
  *slot = number;
}

static uint32_t any(struct history *h, const struct history_numbers *list) {
  return list->at[below(h, list->n)];
}

/* A newer one, so that no state grows without bound. */
static uint32_t any_late(struct history *h, const struct history_numbers *list, size_t window) {
  size_t n = list->n < window ? list->n : window;
  return list->at[list->n - 1 - below(h, n)];
}

void history_day(struct history *h, char out[16]) {
  struct cs_buf buf;
  cs_buf_init(&buf, 32);
  cs_day_write(&buf, (cs_day)(10957 + h->days++)); /* from 2000-01-01 on */
  snprintf(out, 16, "%.*s", CS_STR_ARG(cs_buf_str(&buf)));
  cs_buf_deinit(&buf);
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

/* Does authority lead from office to office under the regime? A plain search, to hold the real one against. */
bool history_reaches(const struct history *h, size_t from, size_t to, int regime) {
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

/* ------------------------------------------------------------------ acts of one kind */

static void make_party(struct history *h, struct plan *p, bool wrong) {
  char day[16];
  if (!wrong && h->parties.n > 0 && chance(h, 20)) {
    p->number = 0;
    history_day(h, day);
    FLAT(p, "{\"act\":\"party.register\",\"party\":\"p%u\",\"kind\":\"company\",\"state\":\"FR\",\"from\":\"%s\"}",
         any(h, &h->parties), day);
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
       p->number, (unsigned)below(h, 28) + 1);
}

static void make_item(struct history *h, struct plan *p, bool wrong) {
  static const char *const origins[] = {"US", "GB", "FR", "US\",\"GB", "IT"};
  char day[16];
  if (wrong || (h->items.n > 0 && chance(h, 15))) {
    p->number = 0;
    history_day(h, day);
    FLAT(p, "{\"act\":\"item.register\",\"item\":\"i%u\",\"kind\":\"munition\",\"origin\":[\"%s\"]%s%s%s}",
         any(h, &h->items), origins[below(h, 5)], wrong ? "" : ",\"from\":\"", wrong ? "" : day, wrong ? "" : "\"");
    return;
  }
  p->number = ++h->made;
  FLAT(
      p,
      "{\"act\":\"item.register\",\"item\":\"i%u\",\"kind\":\"munition\",\"class\":[\"class-%u\"],\"origin\":[\"%s\"]}",
      p->number, (unsigned)below(h, 4), origins[below(h, 5)]);
}

static void make_fact(struct history *h, struct plan *p, bool wrong) {
  char id[24];
  snprintf(id, sizeof id, wrong ? "no-such-%u" : "i%u", any_late(h, &h->items, 50));
  FLAT(p,
       "{\"act\":\"item.fact\",\"item\":\"%s\",\"name\":\"range_max\",\"value\":\"%u "
       "km\",\"from\":\"20%02u-0%u\",\"known\":"
       "\"2025-08-01\",\"cite\":\"a paper\",\"certainty\":\"%s\"}",
       id, (unsigned)below(h, 600) + 20, (unsigned)below(h, 25), (unsigned)below(h, 9) + 1,
       chance(h, 80) ? "reported" : "confirmed");
}

static void make_dependency(struct history *h, struct plan *p, bool wrong) {
  static const char *const by[] = {"contains", "made-with", "runs", "relies-on"};
  uint32_t item = any_late(h, &h->items, 50), on = any(h, &h->items);
  if (on > item) { /* only on what was made earlier: never a circle */
    uint32_t other = on;
    on = item;
    item = other;
  }
  if (wrong) {
    on = item;
  } else if (on == item) {
    item = h->items.at[h->items.n - 1];
    on = h->items.at[below(h, h->items.n - 1)];
  }
  FLAT(p, "{\"act\":\"dependency.register\",\"item\":\"i%u\",\"on\":\"i%u\",\"by\":\"%s\"}", item, on, by[below(h, 4)]);
}

static void make_group(struct history *h, struct plan *p, bool wrong) {
  static const char *const of[] = {"items", "parties", "areas"};
  uint32_t number = wrong && h->groups.n > 0 ? any(h, &h->groups) : ++h->made;
  p->refused = p->refused && h->groups.n > 0;
  p->number = number;
  FLAT(p, "{\"act\":\"group.define\",\"group\":\"g%u\",\"of\":\"%s\",\"open\":%s}", number, of[number % 3],
       chance(h, 30) ? "true" : "false");
}

static void make_member(struct history *h, struct plan *p, bool wrong) {
  static const char *const areas[] = {"UA", "RU", "RU-KRS", "RU-BEL", "FR"};
  uint32_t group = any_late(h, &h->groups, 20);
  char member[24] = "UA";
  if (group % 3 == 0) {
    snprintf(member, sizeof member, "i%u", any(h, &h->items));
  } else if (group % 3 == 1) {
    snprintf(member, sizeof member, "p%u", any(h, &h->parties));
  } else {
    snprintf(member, sizeof member, "%s", areas[below(h, 5)]);
  }
  FLAT(p, "{\"act\":\"group.member\",\"group\":\"%s%u\",\"member\":\"%s\"}", wrong ? "no-such-" : "g", group, member);
}

static void make_statement(struct history *h, struct plan *p, bool wrong) {
  bool again = wrong && h->statements.n > 0;
  p->refused = p->refused && again;
  p->number = again ? any(h, &h->statements) : ++h->made;
  FLAT(p,
       "{\"act\":\"statement.record\",\"statement\":\"s%u\",\"kind\":\"said\",\"about\":[\"i%u\"],\"text\":\"something "
       "was "
       "said, number %u\",\"from\":\"2025-0%u\",\"known\":\"2025-08-20\",\"cite\":\"a "
       "paper\",\"certainty\":\"reported\"}",
       p->number, any(h, &h->items), p->number, (unsigned)below(h, 8) + 1);
}

static void make_withdrawal(struct history *h, struct plan *p, bool wrong) {
  FLAT(p, "{\"act\":\"statement.withdraw\",\"statement\":\"%s%u\",\"text\":\"withdrawn\"}", wrong ? "no-such-" : "s",
       any(h, &h->statements));
}

static void make_grant(struct history *h, struct plan *p, bool wrong) {
  p->a = 1 + below(h, 8);
  p->b = wrong ? p->a : 1 + below(h, 8);
  p->b = !wrong && p->b == p->a ? p->a % 8 + 1 : p->b;
  p->regime = chance(h, 40) ? 1 + (int)below(h, REGIMES) : -1;
  p->number = ++h->made;
  p->signer = p->a;
  char regimes[40] = "";
  if (p->regime > 0) {
    snprintf(regimes, sizeof regimes, ",\"regimes\":[\"r%d\"]", p->regime);
  }
  FLAT(p,
       "{\"act\":\"mandate.grant\",\"office\":\"%s\",\"mandate\":\"m%u\",\"by\":\"%s\",\"to\":\"%s\"%s,\"cite\":\"an "
       "order\",\"certainty\":\"confirmed\"}",
       offices[p->a], p->number, offices[p->a], offices[p->b], regimes);
}

static void make_revocation(struct history *h, struct plan *p, bool wrong) {
  size_t which = below(h, h->mandates.n);
  for (size_t i = 0; i < 8 && !h->mandates.at[which].alive; i++) {
    which = below(h, h->mandates.n);
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
       offices[m->by], wrong ? "no-such-" : "m", m->number);
}

static void make_rules(struct history *h, struct plan *p, bool wrong) {
  static const char *const whens[] = {
      "item.class has class-0",
      "item.class has class-1 and area within RU",
      "item.range_max >= 300 km",
      "item.origin has US and area within UA",
      "item depends on US by contains, relies-on",
  };
  int regime = 1 + (int)below(h, REGIMES);
  uint32_t number = ++h->made;
  size_t n = 4096;
  p->blob = calloc(1, n);
  assert_non_null(p->blob);
  p->signer = (size_t)regime;
  p->regime = regime;
  const char *effect = chance(h, 15) ? "prohibit" : "review by";
  int used = snprintf(
      p->blob, n,
      "-- text %u\nfact act : code one of { sale, export, use }\nfact item : code\nfact item.origin : codes\n"
      "fact item.class : codes\nfact item.range_max : quantity km\nfact area : area\n\nregime r%d\n  title "
      "\"Regime %d\"\n  owner %s\n  treats use\n\nrule first\n  cite \"ours\" assumed\n  when act is use and "
      "%s\n  review by %s\nrule second\n  cite \"ours\" assumed\n  when act is use and %s\n  %s",
      number, regime, regime, offices[regime], whens[below(h, 5)], offices[regime], whens[below(h, 5)], effect);
  snprintf(p->blob + used, n - (size_t)used, "%s%s\n", effect[0] == 'p' ? "" : " ",
           effect[0] == 'p' ? "" : offices[1 + below(h, 8)]);
  FLAT(p, "{\"act\":\"rules.publish\",\"office\":\"%s\",\"regime\":\"r%d\",\"file\":\"r%d.rules\",\"digest\":\"@\"}",
       offices[regime], wrong ? regime + 100 : regime, regime);
}

/* The proof of a new key, in base64. */
static void prove(struct history *h, const struct cs_officer_key *key, char out[100]) {
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

static size_t add_person(struct history *h, size_t office, const char *name) {
  struct history_person *person = cs_list_push(&h->arena, &h->persons, &h->scene.err);
  assert_non_null(person);
  char officer[64];
  snprintf(officer, sizeof officer, "%s/%s", offices[office], name);
  person->office = office;
  scene_key(&h->scene, officer, &person->key);
  return h->persons.n - 1;
}

static void make_enrolment(struct history *h, struct plan *p, bool wrong) {
  char proof[100], name[24];
  snprintf(name, sizeof name, "n%u", ++h->made);
  p->a = wrong ? 1 + below(h, 8) : add_person(h, 1 + below(h, 12), name);
  const struct history_person *person = &h->persons.at[p->a];
  prove(h, &person->key, proof);
  FLAT(p, "{\"act\":\"key.enrol\",\"officer\":\"%.*s\",\"key\":\"%s\",\"proof\":\"%s\",\"name\":\"N. N. %u\"}",
       CS_STR_ARG(person->key.officer), person->key.hex, proof, h->made);
}

static void make_key_revocation(struct history *h, struct plan *p, bool wrong) {
  p->a = SIZE_MAX;
  for (size_t i = 0; i < 30 && h->persons.n > HISTORY_OFFICES && !wrong; i++) {
    size_t one = HISTORY_OFFICES + below(h, h->persons.n - HISTORY_OFFICES);
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
  p->signer = 1 + below(h, 8);
  FLAT(
      p,
      "{\"act\":\"record.found\",\"office\":\"%s\",\"origin\":\"test.example/other\",\"verifier\":\"x\",\"format\":1,"
      "\"random\":\"%064x\",\"officer\":\"%s/head\",\"key\":\"%s\",\"trial\":true,\"public\":true,\"zone\":\"+00:00\"}",
      offices[p->signer], 7u, offices[p->signer], h->persons.at[p->signer].key.hex);
}

static void put_load(struct history *h, struct plan *p, size_t acts) {
  h->made++;
  FLAT(p, "{\"act\":\"record.load\",\"name\":\"file-%u.jsonl\",\"digest\":\"%064x\",\"acts\":%zu}", h->made, h->made,
       acts);
}

static void make_load(struct history *h, struct plan *p, bool wrong) {
  (void)wrong;
  p->refused = false;
  put_load(h, p, 0);
}

/* ------------------------------------------------------------------ what an act changes in the account */

static void take_new(struct history *h, struct history_numbers *list, uint32_t number) {
  if (number > 0) {
    add_number(h, list, number);
  }
}

static void take_party(struct history *h, const struct plan *p) {
  take_new(h, &h->parties, p->number);
}

static void take_calendar(struct history *h, const struct plan *p) {
  take_new(h, &h->calendars, p->number);
}

static void take_item(struct history *h, const struct plan *p) {
  take_new(h, &h->items, p->number);
}

static void take_group(struct history *h, const struct plan *p) {
  take_new(h, &h->groups, p->number);
}

static void take_statement(struct history *h, const struct plan *p) {
  take_new(h, &h->statements, p->number);
}

static void take_grant(struct history *h, const struct plan *p) {
  struct history_mandate *m = cs_list_push(&h->arena, &h->mandates, &h->scene.err);
  assert_non_null(m);
  *m = (struct history_mandate){p->number, p->a, p->b, p->regime, true};
}

static void take_revocation(struct history *h, const struct plan *p) {
  h->mandates.at[p->a].alive = false;
}

static void take_enrolment(struct history *h, const struct plan *p) {
  h->persons.at[p->a].enrolled = true;
}

static void take_key_revocation(struct history *h, const struct plan *p) {
  h->persons.at[p->a].revoked = true;
}

struct maker {
  history_make_fn *make;
  history_take_fn *take; /* what the act changes in the account, once it is done; NULL: nothing */
  unsigned weight;       /* how often in batches … */
  unsigned loaded;       /* … and in loads */
};

static const struct maker makers[CS_ACT_N] = {
    [CS_ACT_RECORD_FOUND] = {make_founding, NULL, 4, 0},
    [CS_ACT_RECORD_LOAD] = {make_load, NULL, 3, 0},
    [CS_ACT_KEY_ENROL] = {make_enrolment, take_enrolment, 5, 0},
    [CS_ACT_KEY_REVOKE] = {make_key_revocation, take_key_revocation, 4, 0},
    [CS_ACT_PARTY_REGISTER] = {make_party, take_party, 5, 10},
    [CS_ACT_CALENDAR_DECLARE] = {make_calendar, take_calendar, 3, 3},
    [CS_ACT_ITEM_REGISTER] = {make_item, take_item, 6, 15},
    [CS_ACT_ITEM_FACT] = {make_fact, NULL, 7, 20},
    [CS_ACT_DEPENDENCY_REGISTER] = {make_dependency, NULL, 5, 10},
    [CS_ACT_GROUP_DEFINE] = {make_group, take_group, 3, 4},
    [CS_ACT_GROUP_MEMBER] = {make_member, NULL, 4, 10},
    [CS_ACT_RULES_PUBLISH] = {make_rules, NULL, 4, 1},
    [CS_ACT_MANDATE_GRANT] = {make_grant, take_grant, 5, 0},
    [CS_ACT_MANDATE_REVOKE] = {make_revocation, take_revocation, 5, 0},
    [CS_ACT_STATEMENT_RECORD] = {make_statement, take_statement, 8, 17},
    [CS_ACT_STATEMENT_WITHDRAW] = {make_withdrawal, NULL, 4, 10},
    [CS_ACT_CASE_FILE] = {history_make_filing, history_take_filing, 16, 0},
    [CS_ACT_CASE_DECIDE] = {history_make_decision, history_take_decision, 22, 0},
    [CS_ACT_CASE_WITHDRAW] = {history_make_withdrawal_of_case, history_take_withdrawal_of_case, 4, 0},
    [CS_ACT_AUTHORIZATION_DECREMENT] = {history_make_decrement, history_take_decrement, 6, 0},
    [CS_ACT_AUTHORIZATION_SUSPEND] = {history_make_suspend, history_take_suspend, 4, 0},
    [CS_ACT_AUTHORIZATION_REINSTATE] = {history_make_reinstate, history_take_reinstate, 4, 0},
    [CS_ACT_AUTHORIZATION_REVOKE] = {history_make_revoke, history_take_end, 3, 0},
    [CS_ACT_AUTHORIZATION_SURRENDER] = {history_make_surrender, history_take_end, 3, 0},
    [CS_ACT_STOCK_OPEN] = {history_make_stock, history_take_stock, 3, 0},
    [CS_ACT_STOCK_FLOOR] = {history_make_floor, NULL, 3, 2},
    [CS_ACT_STOCK_RECEIVE] = {history_make_received, history_take_received, 4, 5},
    [CS_ACT_STOCK_RESERVE] = {history_make_reserved, history_take_reserved, 5, 0},
    [CS_ACT_STOCK_RELEASE] = {history_make_released, history_take_released, 3, 0},
    [CS_ACT_STOCK_ISSUE] = {history_make_issued, history_take_issued, 4, 0},
    [CS_ACT_FUND_OPEN] = {history_make_fund, history_take_fund, 3, 0},
    [CS_ACT_FUND_PLEDGE] = {history_make_pledge, NULL, 3, 0},
    [CS_ACT_FUND_RECEIVE] = {history_make_payment, history_take_payment, 5, 0},
    [CS_ACT_FUND_REFUND] = {history_make_refund, history_take_refund, 3, 0},
};

static unsigned weight_of(int kind, bool loaded) {
  return loaded ? makers[kind].loaded : makers[kind].weight;
}

static enum cs_act_kind draw_kind(struct history *h, bool loaded) {
  unsigned all = 0;
  for (int kind = 0; kind < CS_ACT_N; kind++) {
    all += weight_of(kind, loaded);
  }
  unsigned drawn = (unsigned)below(h, all);
  int kind = 0;
  while (drawn >= weight_of(kind, loaded)) {
    drawn -= weight_of(kind++, loaded);
  }
  return (enum cs_act_kind)kind;
}

static void take_effect(struct history *h, const struct plan *p) {
  if (makers[p->kind].take) {
    makers[p->kind].take(h, p);
  }
}

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
  do {
    p->kind = draw_kind(h, loaded);
  } while ((p->kind == CS_ACT_STATEMENT_WITHDRAW && h->statements.n == 0) ||
           (p->kind == CS_ACT_GROUP_MEMBER && h->groups.n == 0) ||
           (p->kind == CS_ACT_MANDATE_REVOKE && h->mandates.n == 0) ||
           (loaded && (p->kind == CS_ACT_STOCK_FLOOR || p->kind == CS_ACT_STOCK_RECEIVE) && h->stocks.n == 0));
  p->refused = wrong && !generic;
  makers[p->kind].make(h, p, wrong && !generic);
  put_digest(h, p);
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
  put_load(h, load, n - 1);
  assert_ok(scene_decode(&r->arena, load->flat, -1, &act, &h->scene.err), &h->scene.err);
  submit(h, load, &act, &r->arena, &r->submissions[0]);
  for (size_t i = 1; i < n; i++) {
    struct plan *p = &r->plans[i];
    draw_plan(h, p, true, &act, &r->arena);
    if (i == wrong) {
      free(p->blob);
      memset(p, 0, sizeof *p);
      p->kind = CS_ACT_ITEM_FACT;
      make_fact(h, p, true);
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
    snprintf(more, sizeof more, ",\"end_user\":\"p%u\"", any(h, &h->parties));
  }
  snprintf(out, size, "{\"act\":\"use\",\"item\":\"i%u\",\"user\":\"%s\",\"area\":\"%s\"%s}",
           any_late(h, &h->items, 60), offices[APPLICANTS + below(h, 4)], areas[below(h, 5)], more);
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
    add_person(h, i, "head");
    snprintf(flat, sizeof flat, "{\"act\":\"party.register\",\"party\":\"%s\",\"kind\":\"office\",\"state\":\"US\"}",
             offices[i]);
    begin_act(h, flat, 0);
    char proof[100];
    prove(h, &h->persons.at[i].key, proof);
    snprintf(flat, sizeof flat, "{\"act\":\"key.enrol\",\"officer\":\"%s/head\",\"key\":\"%s\",\"proof\":\"%s\"}",
             offices[i], h->persons.at[i].key.hex, proof);
    begin_act(h, flat, 0);
    h->persons.at[i].enrolled = true;
  }
  for (int i = 0; i < 10; i++) {
    make_item(h, &p, false);
    if (p.number > 0) {
      begin_act(h, p.flat, 0);
      add_number(h, &h->items, p.number);
    }
    make_party(h, &p, false);
    if (p.number > 0) {
      begin_act(h, p.flat, 0);
      add_number(h, &h->parties, p.number);
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
    h->scene.clock.now += (cs_time)below(h, 3 * (uint64_t)SCENE_HOUR);
    cs_arena_init(&r->arena, NULL, 0);
    r->n = 0;
    unsigned way = (unsigned)below(h, 100);
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
