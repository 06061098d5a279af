/* The middle of a case in random histories. As in history.c, what becomes of an act is said before it is handed in. The rules of
 * these histories require no advice: what holds a decision up is an open question. */
#include "service/history_plan.h"

/* A case under review of which `wanted` holds; NULL when none is near. */
static struct history_case *reviewed(struct history *h, bool (*wanted)(const struct history_case *one)) {
  for (size_t i = 0; i < 60 && h->cases.n > 0; i++) {
    size_t window = h->cases.n < 200 ? h->cases.n : 200;
    struct history_case *one = &h->cases.at[h->cases.n - 1 - below(h, window)];
    if (one->open && one->n_consents > 0 && wanted(one)) {
      return one;
    }
  }
  return NULL;
}

static bool any_case(const struct history_case *one) {
  return one != NULL;
}

static bool is_unquestioned(const struct history_case *one) {
  return one->question == 0;
}

static bool is_questioned(const struct history_case *one) {
  return one->question != 0;
}

static bool is_advised(const struct history_case *one) {
  return one->advice != 0;
}

/* Another officer of the office than the first, whose key is good; 0: none. */
static size_t second_of(const struct history *h, size_t office, size_t not_this) {
  for (size_t i = HISTORY_OFFICES; i < h->persons.n; i++) {
    const struct history_person *person = &h->persons.at[i];
    if (person->office == office && person->enrolled && !person->revoked && i != not_this) {
      return i;
    }
  }
  return 0;
}

/* The case, who acts in it, and whether that is refused: by an approver's officer, or by an office that nobody asked. */
static void begin(struct history *h, struct plan *p, bool wrong, struct history_case *one) {
  p->refused = wrong || !one;
  p->a = one ? (size_t)(one - h->cases.at) : 0;
  p->number = one ? one->number : 0;
  p->signer = wrong || !one ? ALONE : one->consents[below(h, one->n_consents)].approver;
}

void history_make_circulation(struct history *h, struct plan *p, bool wrong) {
  begin(h, p, wrong, reviewed(h, any_case));
  FLAT(p,
       "{\"act\":\"case.circulate\",\"office\":\"%s\",\"case\":\"k%u\",\"offices\":[\"%s\"],\"days\":%u,\"question\":"
       "\"is it so?\"}",
       history_offices[p->signer], p->number, history_offices[1 + below(h, 8)], 1 + (unsigned)below(h, 20));
}

void history_make_advice(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = reviewed(h, any_case);
  begin(h, p, wrong, one);
  FLAT(p,
       "{\"act\":\"case.advise\",\"office\":\"%s\",\"case\":\"k%u\",\"version\":%u,\"outcome\":\"%s\",\"criterion\":"
       "\"c\","
       "\"reason\":\"grounds of %u\"}",
       history_offices[p->signer], p->number, one ? 1 + one->amended : 1, chance(h, 80) ? "no-objection" : "refuse",
       ++h->made);
}

void history_take_advice(struct history *h, const struct plan *p) {
  h->cases.at[p->a].advice = (int64_t)h->size;
  h->cases.at[p->a].adviser = p->signer;
}

void history_make_agreement(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = reviewed(h, is_advised);
  begin(h, p, wrong, one);
  size_t second = one ? second_of(h, one->adviser, one->kept_out) : 0;
  if (one && !wrong) { /* without a second officer the first one tries, in vain */
    p->signer = second ? second : one->adviser;
    p->refused = second == 0;
  }
  FLAT(p,
       "{\"act\":\"case.countersign\",\"office\":\"%s\",\"case\":\"k%u\",\"advice\":%lld,\"agree\":false,\"reason\":"
       "\"no\"}",
       history_offices[h->persons.at[p->signer].office], p->number, one ? (long long)one->advice : 0);
}

void history_take_agreement(struct history *h, const struct plan *p) {
  h->cases.at[p->a].advice = 0; /* it was sent back */
}

void history_make_question(struct history *h, struct plan *p, bool wrong) {
  begin(h, p, wrong, reviewed(h, is_unquestioned));
  FLAT(p, "{\"act\":\"case.ask\",\"office\":\"%s\",\"case\":\"k%u\",\"question\":\"which one?\"}",
       history_offices[p->signer], p->number);
}

void history_take_question(struct history *h, const struct plan *p) {
  h->cases.at[p->a].question = (int64_t)h->size;
}

void history_make_answer(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = reviewed(h, is_questioned);
  begin(h, p, wrong, one);
  p->signer = p->refused ? ALONE : one->applicant;
  FLAT(p, "{\"act\":\"case.answer\",\"office\":\"%s\",\"case\":\"k%u\",\"question\":%lld,\"answer\":\"that one\"}",
       history_offices[p->signer], p->number, one ? (long long)one->question : 0);
}

void history_take_answer(struct history *h, const struct plan *p) {
  h->cases.at[p->a].question = 0;
}

void history_make_amendment(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = reviewed(h, any_case);
  char request[1024];
  begin(h, p, wrong, one);
  p->signer = p->refused ? ALONE : one->applicant;
  history_request(h, request, sizeof request);
  p->quantity = one ? one->quantity + 1 : 1;
  p->b = strtoul(strstr(request, "\"item\":\"i") + strlen("\"item\":\"i"), NULL, 10);
  size_t end = strlen(request) - 1;
  snprintf(request + end, sizeof request - end, ",\"quantity\":\"%ld\"}", p->quantity);
  FLAT(p, "{\"act\":\"case.amend\",\"office\":\"%s\",\"case\":\"k%u\",\"request\":%s}", history_offices[p->signer],
       p->number, request);
}

/* Its consents are learned from the answer; until then nothing is asked of it. */
void history_take_amendment(struct history *h, const struct plan *p) {
  struct history_case *one = &h->cases.at[p->a];
  one->open = false;
  one->n_consents = 0;
  one->advice = 0;
  one->amended++;
  one->item = (uint32_t)p->b;
  one->quantity = p->quantity;
}

void history_make_notice(struct history *h, struct plan *p, bool wrong) {
  begin(h, p, wrong, reviewed(h, any_case));
  FLAT(p, "{\"act\":\"case.notify\",\"office\":\"%s\",\"case\":\"k%u\",\"to\":\"o%u\",\"day\":\"2025-08-2%u\"}",
       history_offices[p->signer], p->number, 1 + (unsigned)below(h, 8), (unsigned)below(h, 6));
}

static bool keeps_nobody_out(const struct history_case *one) {
  return one->kept_out == 0;
}

void history_make_recusal(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = reviewed(h, keeps_nobody_out);
  begin(h, p, wrong, one);
  size_t second = p->refused ? 0 : second_of(h, p->signer, 0);
  p->b = second;
  p->refused = p->refused || second == 0; /* nobody of that office can be kept out: one of another is named, in vain */
  FLAT(p, "{\"act\":\"case.recuse\",\"office\":\"%s\",\"case\":\"k%u\",\"officer\":\"%.*s\",\"reason\":\"kin\"}",
       history_offices[p->signer], p->number, CS_STR_ARG(h->persons.at[second].key.officer));
}

void history_take_recusal(struct history *h, const struct plan *p) {
  h->cases.at[p->a].kept_out = p->b;
}
