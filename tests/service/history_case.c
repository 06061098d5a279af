/* Cases in random histories. As in history.c, what becomes of an act is said before it is handed in. */
#include "service/history_plan.h"

#define offices history_offices

static bool may_decide(const struct history *h, const struct history_consent *consent, size_t office) {
  for (size_t i = 0; i < consent->n_regimes; i++) {
    int regime = consent->regimes[i];
    if (!history_reaches(h, (size_t)regime, consent->approver, regime) ||
        !history_reaches(h, consent->approver, office, regime)) {
      return false;
    }
  }
  return true;
}

void history_make_filing(struct history *h, struct plan *p, bool wrong) {
  uint32_t number = wrong && h->cases.n > 0 && chance(h, 50) ? h->cases.at[below(h, h->cases.n)].number : ++h->made;
  bool taken = number != h->made;
  p->refused = wrong;
  p->number = number;
  p->a = APPLICANTS + below(h, 4);
  p->signer = p->a;
  char request[1024];
  history_request(h, request, sizeof request);
  p->quantity = 1 + (long)below(h, 20);
  p->b = strtoul(strstr(request, "\"item\":\"i") + strlen("\"item\":\"i"), NULL, 10);
  size_t end = strlen(request) - 1;
  snprintf(request + end, sizeof request - end, ",\"quantity\":\"%ld\"}", p->quantity);
  FLAT(p, "{\"act\":\"case.file\",\"office\":\"%s\",\"case\":\"k%u\",\"request\":%s}", offices[p->a], number,
       wrong && !taken ? "{\"act\":\"use\",\"item\":\"no-such\",\"user\":\"a1\"}" : request);
}

/* A case with an open consent; NULL when there is none near. */
static struct history_case *open_case(struct history *h) {
  for (size_t i = 0; i < 40 && h->cases.n > 0; i++) {
    size_t window = h->cases.n < 200 ? h->cases.n : 200;
    struct history_case *one = &h->cases.at[h->cases.n - 1 - below(h, window)];
    if (one->open && one->n_consents > 0) {
      return one;
    }
  }
  return NULL;
}

static bool decidable(const struct history *h, const struct history_consent *consent) {
  return consent->open && may_decide(h, consent, consent->approver);
}

void history_make_decision(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = open_case(h);
  if (!one) {
    p->refused = true;
    p->signer = 1;
    FLAT(p, "{\"act\":\"case.decide\",\"office\":\"o1\",\"case\":\"none\",\"version\":1,\"consent\":\"o1\",\"outcome\":"
            "\"refuse\"}");
    return;
  }
  size_t which = below(h, one->n_consents);
  for (size_t i = 0; i < 40 && !wrong && !decidable(h, &one->consents[which]); i++) {
    struct history_case *other = open_case(h);
    one = other ? other : one;
    which = below(h, one->n_consents);
  }
  struct history_consent *consent = &one->consents[which];
  bool approve = chance(h, 90);
  size_t office = consent->approver;
  if (!wrong && (!consent->open || !may_decide(h, consent, office) || chance(h, 20))) {
    office = 1 + below(h, 8);
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
       offices[office], one->number, wrong ? 7 : 1, offices[consent->approver], approve ? "approve" : "refuse",
       one->number);
}

void history_make_withdrawal_of_case(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = open_case(h);
  p->refused = wrong || !one;
  p->signer = one && !wrong ? one->applicant : ALONE;
  p->a = one ? (size_t)(one - h->cases.at) : 0;
  FLAT(p, "{\"act\":\"case.withdraw\",\"office\":\"%s\",\"case\":\"k%u\",\"reason\":\"no longer wanted\"}",
       offices[p->signer], one ? one->number : 0);
}

void history_take_filing(struct history *h, const struct plan *p) {
  struct history_case *one = cs_list_push(&h->arena, &h->cases, &h->scene.err);
  assert_non_null(one);
  *one = (struct history_case){
      .number = p->number, .applicant = p->a, .filed_by = p->signer, .item = (uint32_t)p->b, .quantity = p->quantity};
}

void history_take_decision(struct history *h, const struct plan *p) {
  struct history_case *one = &h->cases.at[p->a];
  one->consents[p->b].open = false;
  one->consents[p->b].decided_by = p->signer;
  bool left = false;
  for (size_t i = 0; i < one->n_consents; i++) {
    left = left || one->consents[i].open;
  }
  one->open = left && p->regime != 0;
  one->approved = !left && p->regime != 0;
}

void history_take_withdrawal_of_case(struct history *h, const struct plan *p) {
  h->cases.at[p->a].open = false;
}

static size_t office_of(struct cs_str name) {
  size_t i = 0;
  while (i < HISTORY_OFFICES && !cs_str_eq(name, cs_str_of(offices[i]))) {
    i++;
  }
  assert_true(i < HISTORY_OFFICES);
  return i;
}

/* The consents that the rules asked for, from the answer. */
void history_learn_consents(struct history *h, const struct plan *p, const struct cs_result *result) {
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
