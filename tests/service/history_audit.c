/* The auditor of random histories. Must never ask the code that it audits: it walks the acts on a subject in their order, each
 * time anew. */
#include "service/history_audit.h"

#include "support/test.h"

#include <stdlib.h>

#define NAMES_MAX 64

struct names {
  struct cs_str at[NAMES_MAX];
  size_t n;
};

static bool has(const struct names *names, struct cs_str name) {
  bool found = false;
  for (size_t i = 0; i < names->n; i++) {
    found = found || cs_str_eq(names->at[i], name);
  }
  return found;
}

static void put(struct names *names, struct cs_str name) {
  if (!has(names, name)) {
    assert_true(names->n < NAMES_MAX);
    names->at[names->n++] = name;
  }
}

static bool lists(const struct cs_json *list, struct cs_str word) {
  bool found = false;
  for (size_t i = 0; list && i < list->n; i++) {
    found = found || cs_str_eq(list->items[i]->text, word);
  }
  return found;
}

static cs_day day_of(struct cs_str text, cs_day otherwise) {
  struct cs_err ignored;
  cs_day day;
  return text.len > 0 && cs_day_parse(text, &day, &ignored) ? day : otherwise;
}

/* "12.34 USD" in cents, "12" whole: digits alone are looked at. */
static long hundredths(struct cs_str text) {
  long value = 0, places = -1;
  for (size_t i = 0; i < text.len && text.ptr[i] != ' '; i++) {
    if (text.ptr[i] == '.') {
      places = 0;
    } else {
      value = value * 10 + (text.ptr[i] - '0');
      places += places >= 0;
    }
  }
  for (places = places < 0 ? 0 : places; places < 2; places++) {
    value *= 10;
  }
  return value;
}

static long whole(struct cs_str text) {
  return hundredths(text) / 100;
}

static bool is(struct cs_str text, const char *word) {
  return cs_str_eq(text, cs_str_of(word));
}

/* ------------------------------------------------------------------ the acts on a subject */

void audit_init(struct audit *a, struct cs_arena *arena) {
  *a = (struct audit){.arena = arena};
  cs_map_init(&a->first, arena);
  cs_map_init(&a->last, arena);
}

static const struct audit_act *from_place(const struct audit *a, size_t place) {
  while (place > 0 && a->acts.at[place - 1].struck) {
    place = a->acts.at[place - 1].next;
  }
  return place > 0 ? &a->acts.at[place - 1] : NULL;
}

static const struct audit_act *first_on(const struct audit *a, const char *type, struct cs_str id) {
  char subject[256];
  struct cs_str key = {subject, (size_t)snprintf(subject, sizeof subject, "%s:%.*s", type, CS_STR_ARG(id))};
  const union cs_map_value *place = cs_map_get(&a->first, key);
  return from_place(a, place ? (size_t)place->number : 0);
}

static const struct audit_act *next_on(const struct audit *a, const struct audit_act *act) {
  return from_place(a, act->next);
}

/* ------------------------------------------------------------------ mandates */

/* What authority is asked for: under which regime, for which request, on which day, as was known on another. */
struct question {
  struct cs_str regime;
  const struct cs_json *request;
  cs_day on, known;
};

static bool is_revoked(const struct audit *a, struct cs_str mandate, const struct question *q) {
  bool revoked = false;
  for (const struct audit_act *act = first_on(a, "mandate", mandate); act; act = next_on(a, act)) {
    bool ended = act->kind == CS_ACT_MANDATE_REVOKE && act->day <= q->known;
    revoked = revoked || (ended && (!act->has_from || act->from <= q->on));
  }
  return revoked;
}

static bool lies_within(struct cs_str area, const struct cs_json *areas) {
  bool within = areas == NULL || area.len == 0;
  for (size_t i = 0; areas && i < areas->n; i++) {
    struct cs_str wide = areas->items[i]->text;
    within = within || cs_str_eq(area, wide) ||
             (cs_str_starts(area, wide) && area.len > wide.len && area.ptr[wide.len] == '-');
  }
  return within;
}

static bool quantity_within(const struct cs_json *request, struct cs_str most) {
  const struct cs_json *lines = cs_json_get(request, "lines");
  bool within = most.len == 0 || lines;
  for (size_t i = 0; lines && most.len > 0 && i < lines->n; i++) {
    within = within && whole(cs_json_text(lines->items[i], "quantity")) <= whole(most);
  }
  return within;
}

static bool gives(const struct audit *a, const struct audit_act *grant, const struct question *q) {
  const struct cs_json *regimes = cs_json_get(grant->body, "regimes");
  const struct cs_json *acts = cs_json_get(grant->body, "acts");
  cs_day until = day_of(cs_json_text(grant->body, "until"), CS_DAY_MAX);
  return grant->kind == CS_ACT_MANDATE_GRANT && grant->day <= q->known && (!grant->has_from || grant->from <= q->on) &&
         q->on < until && !is_revoked(a, cs_json_text(grant->body, "mandate"), q) &&
         (!regimes || lists(regimes, q->regime)) && (!acts || lists(acts, cs_json_text(q->request, "act"))) &&
         lies_within(cs_json_text(q->request, "area"), cs_json_get(grant->body, "areas")) &&
         quantity_within(q->request, cs_json_text(grant->body, "quantity_max"));
}

/* Does authority lead from the one to the other by the mandates on record; by those of the list alone, where there is one? */
static bool leads(const struct audit *a, struct cs_str from, struct cs_str to, const struct question *q,
                  const struct cs_json *only) {
  struct names reached = {0};
  put(&reached, from);
  for (size_t i = 0; i < reached.n && !has(&reached, to); i++) {
    for (size_t k = 0; k < a->grants.n; k++) {
      const struct audit_act *grant = &a->acts.at[a->grants.at[k]];
      bool usable = !grant->struck && (!only || lists(only, cs_json_text(grant->body, "mandate")));
      if (usable && cs_str_eq(cs_json_text(grant->body, "by"), reached.at[i]) && gives(a, grant, q)) {
        put(&reached, cs_json_text(grant->body, "to"));
      }
    }
  }
  return has(&reached, to);
}

/* ------------------------------------------------------------------ a case, walked up to an entry */

struct advice {
  int64_t n;
  struct cs_str office, officer;
  bool above, stands;
  struct names agreed;
};

#define ADVICE_MAX 64

struct review {
  struct names filers, kept_out;
  const struct audit_act *version; /* the act that made the newest version */
  int64_t number;
  size_t questions; /* open ones */
  struct advice advice[ADVICE_MAX];
  size_t n_advice;
};

static void walk_advice(struct review *r, const struct audit_act *act) {
  struct cs_str level = cs_json_text(act->body, "level");
  struct advice one = {.n = act->n,
                       .office = cs_json_text(act->out, "office"),
                       .officer = act->officer,
                       .above = level.len > 0 && !is(level, "officer"),
                       .stands = true};
  for (size_t i = 0; i < r->n_advice; i++) {
    struct advice *former = &r->advice[i];
    former->stands = former->stands && !(cs_str_eq(former->office, one.office) &&
                                         cs_str_eq(former->officer, one.officer) && former->above == one.above);
  }
  assert_true(r->n_advice < ADVICE_MAX);
  r->advice[r->n_advice++] = one;
}

static void walk_agreement(struct review *r, const struct audit_act *act) {
  int64_t of = cs_json_integer(act->body, "advice", -1);
  for (size_t i = 0; i < r->n_advice; i++) {
    if (r->advice[i].n == of) {
      assert_true(r->advice[i].stands);
      assert_false(cs_str_eq(r->advice[i].officer, act->officer)); /* nobody countersigns what they advised */
      r->advice[i].stands = cs_json_flag(act->body, "agree");
      put(&r->advice[i].agreed, act->officer);
    }
  }
}

static void walk(struct review *r, const struct audit_act *act) {
  switch ((int)act->kind) {
  case CS_ACT_CASE_FILE:
  case CS_ACT_CASE_AMEND:
    put(&r->filers, act->officer);
    r->version = act;
    r->number++;
    for (size_t i = 0; i < r->n_advice; i++) {
      r->advice[i].stands = false; /* every amendment here changes the one line */
    }
    break;
  case CS_ACT_CASE_ADVISE:
    walk_advice(r, act);
    break;
  case CS_ACT_CASE_COUNTERSIGN:
    walk_agreement(r, act);
    break;
  case CS_ACT_CASE_ASK:
    r->questions++;
    break;
  case CS_ACT_CASE_ANSWER:
    assert_true(r->questions > 0);
    r->questions--;
    break;
  case CS_ACT_CASE_RECUSE:
    put(&r->kept_out, cs_json_text(act->body, "officer"));
    break;
  default:
    break;
  }
}

/* As the case stood before entry n. */
static void review_case(const struct audit *a, struct cs_str id, int64_t n, struct review *r) {
  memset(r, 0, sizeof *r);
  for (const struct audit_act *act = first_on(a, "case", id); act && act->n < n; act = next_on(a, act)) {
    walk(r, act);
  }
}

static const struct cs_json *consent_of(const struct review *r, struct cs_str approver) {
  const struct cs_json *consents = cs_json_get(r->version->out, "consents");
  for (size_t i = 0; consents && i < consents->n; i++) {
    if (cs_str_eq(cs_json_text(consents->items[i], "approver"), approver)) {
      return consents->items[i];
    }
  }
  return NULL;
}

static const struct cs_json *request_of(const struct review *r) {
  return cs_json_get(r->version->body, "request");
}

static struct cs_str home_of(struct cs_str officer) {
  struct cs_str rest = officer;
  return cs_str_cut(&rest, '/');
}

/* ------------------------------------------------------------------ a decision */

/* Whoever must advise has, each with an agreement by so many others where that is asked for. */
static void check_advised(const struct review *r, struct cs_str office, int64_t others) {
  bool any = false;
  for (size_t i = 0; i < r->n_advice; i++) {
    const struct advice *one = &r->advice[i];
    any = any || (one->stands && cs_str_eq(one->office, office) && one->agreed.n >= (size_t)others);
  }
  if (!any) {
    fail_msg("decided without the advice of %.*s, agreed to by %lld", CS_STR_ARG(office), (long long)others);
  }
}

static void check_needs(const struct review *r, struct cs_str approver) {
  const struct cs_json *requires = cs_json_get(r->version->out, "requires");
  int64_t others = 0;
  size_t advisers = 0;
  for (size_t i = 0; requires && i < requires->n; i++) {
    const struct cs_json *one = requires->items[i];
    bool theirs = cs_str_eq(cs_json_text(one, "approver"), approver);
    others = theirs && is(cs_json_text(one, "kind"), "countersign") ? cs_json_integer(one, "n", 1) : others;
  }
  for (size_t i = 0; requires && i < requires->n; i++) {
    const struct cs_json *one = requires->items[i];
    if (cs_str_eq(cs_json_text(one, "approver"), approver) && is(cs_json_text(one, "kind"), "advice")) {
      advisers++;
      check_advised(r, cs_json_text(one, "office"), others);
    }
  }
  if (advisers == 0 && others > 0) {
    check_advised(r, approver, others);
  }
}

static void check_duties(const struct review *r, const struct audit_act *act) {
  bool advised = false;
  for (size_t i = 0; i < r->n_advice; i++) {
    advised = advised || (r->advice[i].stands && cs_str_eq(r->advice[i].officer, act->officer));
  }
  if (has(&r->filers, act->officer) || has(&r->kept_out, act->officer) || advised) {
    fail_msg("entry %lld: %.*s decided what %s", (long long)act->n, CS_STR_ARG(act->officer),
             advised ? "it advised" : "it filed, or is kept out of");
  }
}

static struct cs_str decided_by(const struct audit_act *act) {
  struct cs_str by = cs_json_text(act->body, "by");
  return by.len > 0 ? by : act->office;
}

/* Is the decision its officer's own word, and not taken from a document? */
static bool is_signed(const struct audit_act *act) {
  return act->officer.len > 0 && cs_str_eq(decided_by(act), act->office);
}

static cs_day decided_on(const struct audit_act *act) {
  return act->has_from && act->from < act->day ? act->from : act->day;
}

/* From the owner of each regime to the approver, to the office, to the officer, on the day, as is known on another. */
static bool is_entitled(const struct audit *a, const struct review *r, const struct audit_act *act, cs_day known,
                        const struct cs_json *only) {
  struct cs_str approver = cs_json_text(act->body, "consent"), office = decided_by(act);
  const struct cs_json *regimes = cs_json_get(consent_of(r, approver), "regimes");
  bool entitled = regimes && regimes->n > 0;
  for (size_t i = 0; entitled && i < regimes->n; i++) {
    struct question q = {cs_json_text(regimes->items[i], "regime"), request_of(r), decided_on(act), known};
    entitled = leads(a, cs_json_text(regimes->items[i], "owner"), approver, &q, only) &&
               leads(a, approver, office, &q, only) &&
               (!is_signed(act) || leads(a, office, home_of(act->officer), &q, NULL));
  }
  return entitled;
}

static void check_decision(struct audit *a, const struct audit_act *act) {
  struct review *r = malloc(sizeof *r);
  assert_non_null(r);
  review_case(a, cs_json_text(act->body, "case"), act->n, r);
  assert_non_null(r->version);
  assert_int_equal(cs_json_integer(act->body, "version", -1), r->number);
  assert_non_null(consent_of(r, cs_json_text(act->body, "consent")));
  assert_int_equal(r->questions, 0);
  check_duties(r, act);
  check_needs(r, cs_json_text(act->body, "consent"));
  if (!is_entitled(a, r, act, act->day, cs_json_get(act->out, "mandates"))) {
    fail_msg("entry %lld: the mandates that it names do not lead to who decided", (long long)act->n);
  }
  free(r);
  a->decisions++;
}

/* ------------------------------------------------------------------ an authorization */

static const struct audit_act *decision_on(const struct audit *a, struct cs_str id, const struct review *r,
                                           struct cs_str approver) {
  const struct audit_act *found = NULL;
  for (const struct audit_act *act = first_on(a, "case", id); act; act = next_on(a, act)) {
    bool theirs = act->kind == CS_ACT_CASE_DECIDE && act->n > r->version->n &&
                  cs_str_eq(cs_json_text(act->body, "consent"), approver);
    found = theirs ? act : found;
  }
  return found;
}

/* Every consent was given, each stands as is known today, and the day lies in the period of each. */
static bool consents_stand(const struct audit *a, struct cs_str id, const struct review *r, cs_day today,
                           bool *granted) {
  const struct cs_json *consents = cs_json_get(r->version->out, "consents");
  bool stand = consents && consents->n > 0;
  *granted = stand;
  for (size_t i = 0; consents && i < consents->n; i++) {
    const struct audit_act *act = decision_on(a, id, r, cs_json_text(consents->items[i], "approver"));
    bool given = act && is(cs_json_text(act->body, "outcome"), "approve");
    *granted = *granted && given;
    stand = stand && given && is_entitled(a, r, act, today, NULL) &&
            today < day_of(cs_json_text(act->body, "until"), CS_DAY_MAX);
  }
  return stand;
}

static bool is_certified(const struct audit *a, struct cs_str id, const struct cs_json *condition) {
  bool met = false;
  for (const struct audit_act *act = first_on(a, "case", id); act; act = next_on(a, act)) {
    met = met || (act->kind == CS_ACT_CASE_FULFIL &&
                  cs_str_eq(cs_json_text(act->body, "party"), cs_json_text(condition, "office")) &&
                  cs_str_eq(cs_json_text(act->out, "approver"), cs_json_text(condition, "approver")));
  }
  return met;
}

static bool has_fund(const struct audit *a, struct cs_str id) {
  bool found = false;
  for (const struct audit_act *act = first_on(a, "case", id); act; act = next_on(a, act)) {
    found = found || act->kind == CS_ACT_FUND_OPEN;
  }
  return found;
}

/* Notices that ran out, certificates that were given, and a fund where the price is to be paid. */
static bool conditions_met(const struct audit *a, struct cs_str id, const struct review *r, cs_day today) {
  const struct cs_json *requires = cs_json_get(r->version->out, "requires");
  bool over = true;
  for (size_t i = 0; requires && i < requires->n; i++) {
    const struct cs_json *one = requires->items[i];
    bool condition = is(cs_json_text(one, "kind"), "condition");
    bool certificate = condition && is(cs_json_text(one, "needs"), "certificate");
    bool notice = is(cs_json_text(one, "kind"), "notify");
    bool met = !condition && !notice;
    met = met || (certificate && is_certified(a, id, one)) || (condition && !certificate && has_fund(a, id));
    for (const struct audit_act *act = first_on(a, "case", id); notice && act; act = next_on(a, act)) {
      bool told =
          act->kind == CS_ACT_CASE_NOTIFY && cs_str_eq(cs_json_text(act->body, "to"), cs_json_text(one, "office"));
      met =
          met || (told && today > day_of(cs_json_text(act->body, "day"), CS_DAY_MAX) + cs_json_integer(one, "days", 0));
    }
    over = over && met;
  }
  return over;
}

static bool money_is_there(const struct audit *a, struct cs_str id) {
  bool there = true;
  for (const struct audit_act *act = first_on(a, "case", id); act; act = next_on(a, act)) {
    if (act->kind == CS_ACT_FUND_OPEN) {
      long paid, price;
      audit_fund(a, cs_json_text(act->body, "fund"), &paid, &price);
      there = there && paid >= price;
    }
  }
  return there;
}

/* What was asked for in all, what was used of it, and whether something stops it. */
static void sum_uses(const struct audit *a, struct cs_str id, long *used, bool *stopped) {
  char name[128];
  struct cs_str authorization = {name, (size_t)snprintf(name, sizeof name, "%.*s-A", CS_STR_ARG(id))};
  bool suspended = false, ended = false;
  *used = 0;
  for (const struct audit_act *act = first_on(a, "authorization", authorization); act; act = next_on(a, act)) {
    const struct cs_json *lines = cs_json_get(act->body, "lines");
    for (size_t i = 0; act->kind == CS_ACT_AUTHORIZATION_DECREMENT && lines && i < lines->n; i++) {
      *used += whole(cs_json_text(lines->items[i], "quantity"));
    }
    suspended = act->kind == CS_ACT_AUTHORIZATION_SUSPEND || (suspended && act->kind != CS_ACT_AUTHORIZATION_REINSTATE);
    ended = ended || act->kind == CS_ACT_AUTHORIZATION_REVOKE || act->kind == CS_ACT_AUTHORIZATION_SURRENDER;
  }
  *stopped = suspended || ended;
}

static long granted_quantity(const struct review *r) {
  const struct cs_json *lines = cs_json_get(request_of(r), "lines");
  long all = 0;
  for (size_t i = 0; lines && i < lines->n; i++) {
    all += whole(cs_json_text(lines->items[i], "quantity"));
  }
  return all;
}

bool audit_in_effect(const struct audit *a, struct cs_str id, cs_day today, bool *granted, long *used) {
  struct review *r = malloc(sizeof *r);
  bool stopped, stands = false;
  assert_non_null(r);
  review_case(a, id, INT64_MAX, r);
  sum_uses(a, id, used, &stopped);
  *granted = false;
  if (r->version) {
    stands = consents_stand(a, id, r, today, granted) && conditions_met(a, id, r, today) && money_is_there(a, id) &&
             !stopped && *used < granted_quantity(r);
    if (*used > 0 && *used > granted_quantity(r)) {
      fail_msg("%.*s: %ld used of %ld", CS_STR_ARG(id), *used, granted_quantity(r));
    }
  }
  free(r);
  return stands;
}

/* Before this use it was in effect; with it no more is used than was granted. */
static void check_use(struct audit *a, struct audit_act *act) {
  struct cs_str id = cs_json_text(act->body, "authorization");
  bool granted;
  long used;
  id.len -= strlen("-A");
  act->struck = true; /* as it was before */
  if (!audit_in_effect(a, id, act->day, &granted, &used)) {
    fail_msg("entry %lld: a use of %.*s, which was not in effect", (long long)act->n, CS_STR_ARG(id));
  }
  act->struck = false;
  (void)audit_in_effect(a, id, act->day, &granted, &used);
  a->uses++;
}

/* ------------------------------------------------------------------ ledgers */

/* Is the reservation that this act made gone by the day, by release, by issue, or because its time is over? */
static bool is_gone(const struct audit *a, const struct audit_act *made, cs_day today) {
  struct cs_str name = cs_json_text(made->body, "reservation");
  bool gone = today >= day_of(cs_json_text(made->body, "expires"), CS_DAY_MAX);
  for (const struct audit_act *act = next_on(a, made); act; act = next_on(a, act)) {
    bool ends = act->kind == CS_ACT_STOCK_RELEASE || act->kind == CS_ACT_STOCK_ISSUE;
    gone = gone || (ends && cs_str_eq(cs_json_text(act->body, "reservation"), name));
  }
  return gone;
}

void audit_stock(const struct audit *a, struct cs_str stock, cs_day today, long *on_hand, long *promised) {
  *on_hand = *promised = 0;
  for (const struct audit_act *act = first_on(a, "stock", stock); act; act = next_on(a, act)) {
    long quantity = whole(cs_json_text(act->body, "quantity"));
    *on_hand += act->kind == CS_ACT_STOCK_RECEIVE ? quantity : act->kind == CS_ACT_STOCK_ISSUE ? -quantity : 0;
    *promised += act->kind == CS_ACT_STOCK_RESERVE && !is_gone(a, act, today) ? quantity : 0;
    assert_true(*on_hand >= 0);
  }
  assert_true(*promised >= 0 && *promised <= *on_hand);
}

void audit_fund(const struct audit *a, struct cs_str fund, long *paid, long *price) {
  const struct cs_json *payers = NULL;
  *paid = *price = 0;
  for (const struct audit_act *act = first_on(a, "fund", fund); act; act = next_on(a, act)) {
    if (act->kind == CS_ACT_FUND_OPEN) {
      payers = cs_json_get(act->body, "payers");
      *price = hundredths(cs_json_text(act->body, "price"));
    }
    long amount = hundredths(cs_json_text(act->body, "amount"));
    bool counts = !payers || lists(payers, cs_json_text(act->body, "payer"));
    *paid += !counts ? 0 : act->kind == CS_ACT_FUND_RECEIVE ? amount : act->kind == CS_ACT_FUND_REFUND ? -amount : 0;
    assert_true(*paid >= 0);
  }
}

/* ------------------------------------------------------------------ taking an act in */

static void link_to(struct audit *a, struct cs_str subject, size_t place) {
  union cs_map_value *last = cs_map_get(&a->last, subject);
  struct cs_err err;
  if (last) {
    a->acts.at[last->number - 1].next = place;
  } else {
    assert_ok(cs_arena_str(a->arena, subject, &subject, &err), &err);
    union cs_map_value *first = cs_map_put(&a->first, subject, NULL, &err);
    assert_non_null(first);
    first->number = place;
    last = cs_map_put(&a->last, subject, NULL, &err);
    assert_non_null(last);
  }
  last->number = place;
}

static struct audit_act *keep(struct audit *a, const struct audit_act *act, struct cs_str subject) {
  struct cs_err err;
  struct audit_act *slot = cs_list_push(a->arena, &a->acts, &err);
  assert_non_null(slot);
  *slot = *act;
  link_to(a, subject, a->acts.n);
  if (act->kind == CS_ACT_MANDATE_GRANT) {
    size_t *grant = cs_list_push(a->arena, &a->grants, &err);
    assert_non_null(grant);
    *grant = a->acts.n - 1;
  }
  return slot;
}

/* What a second officer has agreed to correct counts no longer. (That a correction is undone is tried on facts alone.) */
static void strike(struct audit *a, const struct cs_json *body) {
  int64_t n = cs_json_integer(body, "entry", -1);
  for (size_t i = 0; cs_json_flag(body, "agree") && i < a->acts.n; i++) {
    a->struck += a->acts.at[i].n == n;
    a->acts.at[i].struck = a->acts.at[i].struck || a->acts.at[i].n == n;
  }
}

/* What nothing here is asked about is not kept. */
static bool matters(enum cs_act_kind kind) {
  return kind >= CS_ACT_MANDATE_GRANT && kind != CS_ACT_STATEMENT_RECORD && kind != CS_ACT_STATEMENT_WITHDRAW;
}

void audit_take(struct audit *a, int64_t n, cs_day day, const struct cs_act *act, struct cs_str officer,
                const struct cs_json *out) {
  struct cs_err err;
  struct cs_json *body, *answer;
  if (act->def->kind == CS_ACT_RECORD_AGREE) {
    strike(a, act->body);
  }
  if (!matters(act->def->kind)) {
    return;
  }
  struct audit_act one = {.n = n, .day = day, .kind = act->def->kind, .has_from = act->has_from};
  one.from = act->has_from ? act->from.first : 0;
  assert_ok(cs_json_copy(a->arena, act->body, &body, &err) &&
                cs_json_copy(a->arena, out ? out : act->body, &answer, &err),
            &err);
  assert_ok(cs_arena_str(a->arena, act->office, &one.office, &err) &&
                cs_arena_str(a->arena, officer, &one.officer, &err),
            &err);
  one.body = body;
  one.out = answer;
  struct audit_act *kept = keep(a, &one, act->subject);
  struct cs_str also;
  long x, y;
  switch ((int)one.kind) {
  case CS_ACT_CASE_DECIDE:
    check_decision(a, kept);
    break;
  case CS_ACT_AUTHORIZATION_DECREMENT:
    check_use(a, kept);
    break;
  case CS_ACT_STOCK_RECEIVE:
  case CS_ACT_STOCK_RESERVE:
  case CS_ACT_STOCK_RELEASE:
  case CS_ACT_STOCK_ISSUE:
    audit_stock(a, cs_json_text(body, "stock"), day, &x, &y);
    break;
  case CS_ACT_FUND_RECEIVE:
  case CS_ACT_FUND_REFUND:
    audit_fund(a, cs_json_text(body, "fund"), &x, &y);
    break;
  case CS_ACT_FUND_OPEN:
    assert_ok(cs_arena_printf(a->arena, &also, &err, "case:%.*s", CS_STR_ARG(cs_json_text(body, "case"))), &err);
    (void)keep(a, &one, also);
    break;
  default:
    break;
  }
}
