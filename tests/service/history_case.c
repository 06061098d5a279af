/* Cases in random histories. As in history.c, what becomes of an act is said before it is handed in. */
#include "service/history_plan.h"

#define offices history_offices

bool history_is_filer(const struct history_case *one, size_t person) {
  bool found = false;
  for (size_t i = 0; i < one->n_filers; i++) {
    found = found || one->filers[i] == person;
  }
  return found;
}

bool history_is_kept_out(const struct history_case *one, size_t person) {
  bool found = false;
  for (size_t i = 0; i < one->n_kept_out; i++) {
    found = found || one->kept_out[i] == person;
  }
  return found;
}

/* Does authority lead from the owner of each regime to the approver, on to the office, on to that of the officer? */
static bool may_decide(const struct history *h, const struct history_case *one, const struct history_consent *consent,
                       size_t office, size_t through, cs_day on) {
  for (size_t i = 0; i < consent->n_regimes; i++) {
    int regime = consent->regimes[i];
    struct history_scope scope = history_scope_of(one, regime);
    if (!history_reaches(h, (size_t)regime, consent->approver, scope, on) ||
        !history_reaches(h, consent->approver, office, scope, on) ||
        (through != SIZE_MAX && !history_reaches(h, office, through, scope, on))) {
      return false;
    }
  }
  return true;
}

bool history_speaks_for(const struct history *h, const struct history_case *one, const struct history_consent *consent,
                        size_t office) {
  bool speaks = consent->n_regimes > 0;
  for (size_t i = 0; i < consent->n_regimes; i++) {
    speaks = speaks && history_reaches(h, consent->approver, office, history_scope_of(one, consent->regimes[i]),
                                       history_today(h));
  }
  return speaks;
}

void history_make_filing(struct history *h, struct plan *p, bool wrong) {
  uint32_t number = wrong && h->cases.n > 0 && chance(h, 50) ? h->cases.at[below(h, h->cases.n)].number : ++h->made;
  bool taken = number != h->made;
  p->refused = wrong;
  p->number = number;
  p->a = chance(h, 75) ? APPLICANTS + below(h, 4) : 1 + below(h, 8);
  p->signer = history_officer(h, p->a);
  char request[1024];
  history_request(h, request, sizeof request);
  p->quantity = 1 + (long)below(h, 20);
  p->yes = !strstr(request, "\"area\":\"RU");
  p->b = strtoul(strstr(request, "\"item\":\"i") + strlen("\"item\":\"i"), NULL, 10);
  size_t end = strlen(request) - 1;
  snprintf(request + end, sizeof request - end, ",\"quantity\":\"%ld\"}", p->quantity);
  FLAT(p, "{\"act\":\"case.file\",\"office\":\"%s\",\"case\":\"k%u\",\"request\":%s}", offices[p->a], number,
       wrong && !taken ? "{\"act\":\"use\",\"item\":\"no-such\",\"user\":\"a1\"}" : request);
}

/* A case with an open consent; NULL when there is none near. */
static struct history_case *open_case(struct history *h) {
  for (size_t i = 0; i < 40 && h->cases.n > 0; i++) {
    size_t window = h->cases.n < 120 ? h->cases.n : 120;
    struct history_case *one = &h->cases.at[h->cases.n - 1 - below(h, window)];
    if (one->open && one->n_consents > 0) {
      return one;
    }
  }
  return NULL;
}

static bool decidable(const struct history *h, const struct history_case *one, const struct history_consent *consent) {
  return consent->open && one->question == 0 && history_is_ripe(one, consent->approver) &&
         may_decide(h, one, consent, consent->approver, SIZE_MAX, history_today(h));
}

/* An officer of the office who may, where there is one; sometimes whoever comes. */
static size_t draw_decider(struct history *h, const struct history_case *one, size_t office) {
  size_t barred[HISTORY_PEOPLE_MAX * 2 + HISTORY_ADVICE_MAX], n = 0;
  if (chance(h, 20)) {
    return history_officer(h, office);
  }
  for (size_t i = 0; i < one->n_filers; i++) {
    barred[n++] = one->filers[i];
  }
  for (size_t i = 0; i < one->n_kept_out; i++) {
    barred[n++] = one->kept_out[i];
  }
  for (size_t i = 0; i < one->n_advice; i++) {
    barred[n++] = one->advice[i].person;
  }
  return history_other(h, office, barred, n);
}

static void make_no_decision(struct plan *p) {
  p->refused = true;
  p->signer = 1;
  FLAT(p, "{\"act\":\"case.decide\",\"office\":\"o1\",\"case\":\"none\",\"version\":1,\"consent\":\"o1\",\"outcome\":"
          "\"refuse\"}");
}

/* Which case, which consent of it. */
static struct history_case *draw_consent(struct history *h, bool wrong, size_t *which) {
  struct history_case *one = open_case(h);
  *which = one ? below(h, one->n_consents) : 0;
  for (size_t i = 0; one && i < 60 && !wrong && !decidable(h, one, &one->consents[*which]); i++) {
    one = open_case(h);
    *which = one ? below(h, one->n_consents) : 0;
  }
  return one;
}

/* Who decides: the approver's own officer, another office by mandate, an officer of another office in its name, or the
 * registrar from a document. */
static void draw_way(struct history *h, struct plan *p, const struct history_case *one,
                     const struct history_consent *consent, bool wrong) {
  unsigned way = (unsigned)below(h, 100);
  p->c = consent->approver;
  p->day = history_today(h);
  if (wrong || way < 15 || !may_decide(h, one, consent, p->c, SIZE_MAX, p->day)) {
    p->c = 1 + below(h, 8);
  }
  size_t home = p->c;
  if (way >= 15 && way < 25) {
    home = 1 + below(h, 8);
  }
  p->no = way >= 25 && way < 35;
  p->day -= p->no ? (cs_day)below(h, 3) : 0;
  p->signer = p->no ? 0 : draw_decider(h, one, home);
}

static void write_decision(struct plan *p, const struct history_case *one, const struct history_consent *consent,
                           bool wrong) {
  char day[16];
  FLAT(p,
       "{\"act\":\"case.decide\",\"office\":\"%s\",\"case\":\"k%u\",\"version\":%ld,\"consent\":\"%s\",\"outcome\":\"%"
       "s\","
       "\"provisos\":[\"report each use\"],\"reason\":\"grounds of %u\",\"cite\":\"own "
       "file\",\"certainty\":\"confirmed\"",
       offices[p->no ? 0 : p->c], one->number, wrong ? one->version + 6 : one->version, offices[consent->approver],
       p->yes ? "approve" : "refuse", one->number);
  if (p->no) {
    history_write_day(p->day, day);
    MORE(p, ",\"by\":\"%s\",\"document\":\"a letter\",\"document_digest\":\"%064x\",\"from\":\"%s\"", offices[p->c], 7u,
         day);
  }
  if (p->quantity > 0) {
    history_write_day((cs_day)p->quantity, day);
    MORE(p, ",\"until\":\"%s\"", day);
  }
  MORE(p, "}");
}

void history_make_decision(struct history *h, struct plan *p, bool wrong) {
  size_t which;
  struct history_case *one = draw_consent(h, wrong, &which);
  if (!one) {
    make_no_decision(p);
    return;
  }
  const struct history_consent *consent = &one->consents[which];
  p->a = (size_t)(one - h->cases.at);
  p->b = which;
  p->yes = chance(h, 90);
  p->quantity = chance(h, 20) ? history_today(h) + 1 + (long)below(h, 8) : 0;
  draw_way(h, p, one, consent, wrong);
  size_t person = self_of(h, p->signer);
  size_t through = p->no ? SIZE_MAX : h->persons.at[p->signer].office;
  p->refused = wrong || !consent->open || one->question != 0 || !history_is_ripe(one, consent->approver) ||
               !may_decide(h, one, consent, p->c, through, p->day) || (p->yes && one->prohibited) ||
               history_is_filer(one, person) || history_is_kept_out(one, person) || history_has_advised(one, person);
  write_decision(p, one, consent, wrong);
}

void history_make_withdrawal_of_case(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = open_case(h);
  p->refused = wrong || !one;
  p->signer = one && !wrong ? history_officer(h, one->applicant) : ALONE;
  p->a = one ? (size_t)(one - h->cases.at) : 0;
  FLAT(p, "{\"act\":\"case.withdraw\",\"office\":\"%s\",\"case\":\"k%u\",\"reason\":\"no longer wanted\"}",
       offices[h->persons.at[p->signer].office], one ? one->number : 0);
}

void history_take_filing(struct history *h, const struct plan *p) {
  struct history_case *one = cs_list_push(&h->arena, &h->cases, &h->scene.err);
  assert_non_null(one);
  *one = (struct history_case){.number = p->number,
                               .applicant = p->a,
                               .filers = {self_of(h, p->signer)},
                               .n_filers = 1,
                               .item = (uint32_t)p->b,
                               .elsewhere = p->yes,
                               .quantity = p->quantity,
                               .version = 1,
                               .until = CS_DAY_MAX};
}

void history_take_decision(struct history *h, const struct plan *p) {
  struct history_case *one = &h->cases.at[p->a];
  struct history_consent *consent = &one->consents[p->b];
  consent->open = false;
  consent->decided_by = p->c;
  consent->through = p->no ? SIZE_MAX : h->persons.at[p->signer].office;
  consent->on = p->day;
  if (p->quantity > 0 && p->quantity < one->until) {
    one->until = (cs_day)p->quantity;
  }
  bool left = false;
  for (size_t i = 0; i < one->n_consents; i++) {
    left = left || one->consents[i].open;
  }
  one->open = left && p->yes;
  one->approved = !left && p->yes;
}

void history_take_withdrawal_of_case(struct history *h, const struct plan *p) {
  h->cases.at[p->a].open = false;
}

/* ------------------------------------------------------------------ what the rules asked for */

static size_t office_of(struct cs_str name) {
  size_t i = 0;
  while (i < HISTORY_OFFICES && !cs_str_eq(name, cs_str_of(offices[i]))) {
    i++;
  }
  assert_true(i < HISTORY_OFFICES);
  return i;
}

/* What one requirement of the answer asks for. */
static struct history_need need_of(const struct cs_json *json) {
  static const struct {
    const char *kind, *needs;
    enum history_need_kind need;
  } kinds[] = {{"advice", "", HISTORY_ADVICE},
               {"countersign", "", HISTORY_COUNTERSIGN},
               {"notify", "", HISTORY_NOTICE},
               {"condition", "certificate", HISTORY_CERTIFICATE},
               {"condition", "payment", HISTORY_PAYMENT}};
  struct cs_str office = cs_json_text(json, "office");
  struct history_need need = {.approver = office_of(cs_json_text(json, "approver")),
                              .office = office.len > 0 ? office_of(office) : 0};
  size_t i = 0;
  while (i < sizeof kinds / sizeof *kinds &&
         !(cs_str_eq(cs_json_text(json, "kind"), cs_str_of(kinds[i].kind)) &&
           (kinds[i].needs[0] == '\0' || cs_str_eq(cs_json_text(json, "needs"), cs_str_of(kinds[i].needs))))) {
    i++;
  }
  assert_true(i < sizeof kinds / sizeof *kinds);
  need.kind = kinds[i].need;
  need.n = cs_json_integer(json, need.kind == HISTORY_NOTICE ? "days" : "n", 0);
  return need;
}

static void learn_needs(struct history_case *one, const struct cs_json *requires) {
  one->n_needs = 0;
  for (size_t i = 0; i < requires->n; i++) {
    struct history_need need = need_of(requires->items[i]);
    assert_true(one->n_needs < HISTORY_NEEDS_MAX);
    one->needs[one->n_needs++] = need;
    if (need.kind == HISTORY_ADVICE) {
      one->asked[need.office] = true;
    }
  }
}

void history_learn_consents(struct history *h, const struct plan *p, const struct cs_result *result) {
  struct history_case *one = &h->cases.at[h->cases.n - 1];
  for (size_t i = h->cases.n; i > 0 && one->number != p->number; i--) {
    one = &h->cases.at[i - 1];
  }
  const struct cs_json *list = cs_json_get(result->out, "consents");
  one->prohibited = cs_str_eq(cs_json_text(result->out, "verdict"), CS_STR("prohibited"));
  one->open = list->n > 0;
  one->n_consents = 0;
  for (size_t i = 0; i < list->n; i++) {
    struct history_consent *consent = &one->consents[one->n_consents++];
    const struct cs_json *regimes = cs_json_get(list->items[i], "regimes");
    *consent = (struct history_consent){.approver = office_of(cs_json_text(list->items[i], "approver")), .open = true};
    for (size_t k = 0; k < regimes->n; k++) {
      consent->regimes[consent->n_regimes++] = (int)office_of(cs_json_text(regimes->items[k], "owner"));
    }
  }
  learn_needs(one, cs_json_get(result->out, "requires"));
}
