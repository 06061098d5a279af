/* The middle of a case in random histories: advice, countersignatures, questions, amendments, notices, officers kept out. As in
 * history.c, what becomes of an act is said before it is handed in. */
#include "service/history_plan.h"

/* ------------------------------------------------------------------ what a decision waits for: the published rule, plainly */

bool history_has_advised(const struct history_case *one, size_t person) {
  bool found = false;
  for (size_t i = 0; i < one->n_advice; i++) {
    found = found || (one->advice[i].stands && one->advice[i].person == person);
  }
  return found;
}

/* 0: nothing was advised; c: the positions conflict. */
static char merge(char a, char b) {
  if (a == 0 || a == b) {
    return b;
  }
  bool proviso = (a == 'a' && b == 'p') || (a == 'p' && b == 'a');
  return proviso ? 'p' : 'c';
}

static char officers_position(const struct history_case *one, size_t office) {
  char all = 0;
  for (size_t i = 0; i < one->n_advice; i++) {
    const struct history_advice *a = &one->advice[i];
    all = a->stands && !a->above && a->office == office ? merge(all, a->position) : all;
  }
  return all;
}

/* What was last said for the office as a whole. */
static const struct history_advice *said_for(const struct history_case *one, size_t office) {
  const struct history_advice *found = NULL;
  for (size_t i = 0; i < one->n_advice; i++) {
    const struct history_advice *a = &one->advice[i];
    found = a->stands && a->above && a->office == office ? a : found;
  }
  return found;
}

static char position_of(const struct history_case *one, size_t office) {
  const struct history_advice *above = said_for(one, office);
  return above ? above->position : officers_position(one, office);
}

/* Is the advice of the office agreed to by so many others, each piece of it that counts? */
static bool is_agreed(const struct history_case *one, size_t office, size_t n) {
  const struct history_advice *above = said_for(one, office);
  bool any = false, agreed = true;
  for (size_t i = 0; i < one->n_advice; i++) {
    const struct history_advice *a = &one->advice[i];
    if (a->stands && a->office == office && (!above || a == above)) {
      any = true;
      agreed = agreed && a->n_agreed >= n;
    }
  }
  return any && agreed;
}

static bool is_adviser_ready(const struct history_case *one, size_t approver, size_t office) {
  char position = position_of(one, office);
  bool ready = position != 0 && position != 'c';
  for (size_t i = 0; i < one->n_needs; i++) {
    const struct history_need *need = &one->needs[i];
    if (need->kind == HISTORY_COUNTERSIGN && need->approver == approver) {
      ready = ready && is_agreed(one, office, (size_t)need->n);
    }
  }
  return ready;
}

bool history_is_ripe(const struct history_case *one, size_t approver) {
  bool ripe = true, countersign = false;
  size_t advisers = 0;
  char all = 0;
  for (size_t i = 0; i < one->n_needs; i++) {
    const struct history_need *need = &one->needs[i];
    countersign = countersign || (need->kind == HISTORY_COUNTERSIGN && need->approver == approver);
    if (need->kind == HISTORY_ADVICE && need->approver == approver) {
      advisers++;
      ripe = ripe && is_adviser_ready(one, approver, need->office);
      char position = position_of(one, need->office);
      all = position == 0 || position == 'c' ? all : merge(all, position);
    }
  }
  if (advisers == 0 && countersign) {
    ripe = is_adviser_ready(one, approver, approver);
  }
  return ripe && (all != 'c' || said_for(one, approver));
}

static bool is_told(const struct history *h, const struct history_case *one, const struct history_need *need) {
  bool told = false;
  for (size_t k = 0; k < one->n_notices; k++) {
    told = told || (one->notices[k].to == need->office && history_today(h) > one->notices[k].day + need->n);
  }
  return told;
}

static bool is_certified(const struct history_case *one, const struct history_need *need) {
  bool certified = false;
  for (size_t k = 0; k < one->n_certified; k++) {
    certified = certified || (one->certified[k].approver == need->approver && one->certified[k].party == need->office);
  }
  return certified;
}

bool history_conditions_met(const struct history *h, const struct history_case *one) {
  bool met = true;
  for (size_t i = 0; i < one->n_needs; i++) {
    const struct history_need *need = &one->needs[i];
    met = met && (need->kind != HISTORY_NOTICE || is_told(h, one, need)) &&
          (need->kind != HISTORY_CERTIFICATE || is_certified(one, need)) &&
          (need->kind != HISTORY_PAYMENT || one->fund > 0); /* what is paid is asked for wherever there is a fund */
  }
  return met;
}

/* ------------------------------------------------------------------ makers */

/* A case under review of which `wanted` holds; NULL when none is near. */
static struct history_case *reviewed(struct history *h, bool (*wanted)(const struct history_case *one)) {
  for (size_t i = 0; i < 60 && h->cases.n > 0; i++) {
    size_t window = h->cases.n < 120 ? h->cases.n : 120;
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

static bool is_amendable(const struct history_case *one) {
  return one->version < 4;
}

static bool has_room(const struct history_case *one) {
  return one->n_advice < HISTORY_ADVICE_MAX;
}

static bool is_advised(const struct history_case *one) {
  bool found = false;
  for (size_t i = 0; i < one->n_advice; i++) {
    found = found || (one->advice[i].stands && one->advice[i].n_agreed < HISTORY_AGREED_MAX);
  }
  return found;
}

/* The case, who acts in it, and whether that is refused: an officer of an approver, or of an office that nobody asked. */
static void begin(struct history *h, struct plan *p, bool wrong, struct history_case *one) {
  p->refused = wrong || !one;
  p->a = one ? (size_t)(one - h->cases.at) : 0;
  p->number = one ? one->number : 0;
  p->signer = wrong || !one ? ALONE : history_officer(h, one->consents[below(h, one->n_consents)].approver);
  p->refused = p->refused || (one && history_is_kept_out(one, self_of(h, p->signer)));
}

static const char *acting(const struct history *h, const struct plan *p) {
  return history_offices[h->persons.at[p->signer].office];
}

void history_make_circulation(struct history *h, struct plan *p, bool wrong) {
  begin(h, p, wrong, reviewed(h, any_case));
  p->b = 1 + below(h, 8);
  FLAT(p,
       "{\"act\":\"case.circulate\",\"office\":\"%s\",\"case\":\"k%u\",\"offices\":[\"%s\"],\"days\":%u,\"question\":"
       "\"is it so?\"}",
       acting(h, p), p->number, history_offices[p->b], 1 + (unsigned)below(h, 20));
}

void history_take_circulation(struct history *h, const struct plan *p) {
  h->cases.at[p->a].asked[p->b] = true;
}

/* The office whose advice is lacking most plainly; else any that was asked; else an approver. */
static size_t draw_adviser(struct history *h, const struct history_case *one) {
  size_t drawn = one->consents[below(h, one->n_consents)].approver;
  for (size_t i = 0; i < HISTORY_OFFICES; i++) {
    drawn = one->asked[i] && chance(h, 40) ? i : drawn;
  }
  for (size_t i = 0; i < one->n_needs && !chance(h, 15); i++) {
    const struct history_need *need = &one->needs[i];
    size_t office = need->kind == HISTORY_ADVICE ? need->office : need->approver;
    bool advice = need->kind == HISTORY_ADVICE || need->kind == HISTORY_COUNTERSIGN;
    if (advice && position_of(one, office) == 0) {
      return office;
    }
  }
  return drawn;
}

static bool is_approver(const struct history_case *one, size_t office) {
  bool found = false;
  for (size_t i = 0; i < one->n_consents; i++) {
    found = found || one->consents[i].approver == office;
  }
  return found;
}

static const char *outcome_of(char position) {
  switch (position) {
  case 'o':
    return "no-objection\"";
  case 'a':
    return "approve\"";
  case 'p':
    return "approve\",\"provisos\":[\"report each use\"]";
  default:
    return "refuse\",\"criterion\":\"c\",\"reason\":\"it widens the war\"";
  }
}

void history_make_advice(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = reviewed(h, has_room);
  begin(h, p, wrong, one);
  unsigned kind = (unsigned)below(h, 4);
  char position = "ooooapr"[below(h, 7)];
  if (one && !p->refused) {
    p->b = draw_adviser(h, one);
    p->signer = history_officer(h, p->b);
    p->yes = officers_position(one, p->b) == 'c' || (is_approver(one, p->b) && chance(h, 30));
    size_t person = self_of(h, p->signer);
    p->refused = history_is_filer(one, person) || history_is_kept_out(one, person);
  }
  p->regime = position;
  bool unreasoned = wrong && kind == 0; /* otherwise of an office that nobody asked */
  if (unreasoned && one) {
    p->signer = history_officer(h, one->consents[0].approver);
  }
  FLAT(p, "{\"act\":\"case.advise\",\"office\":\"%s\",\"case\":\"k%u\",\"version\":%ld%s,\"outcome\":\"%s}",
       acting(h, p), p->number, one ? one->version : 1, p->yes ? ",\"level\":\"office\"" : "",
       unreasoned ? "refuse\",\"reason\":\"no criterion\"" : outcome_of(position));
}

void history_take_advice(struct history *h, const struct plan *p) {
  struct history_case *one = &h->cases.at[p->a];
  size_t person = self_of(h, p->signer);
  for (size_t i = 0; i < one->n_advice; i++) { /* what the same officer said before no longer counts */
    struct history_advice *a = &one->advice[i];
    a->stands = a->stands && !(a->person == person && a->office == p->b && a->above == p->yes);
  }
  one->advice[one->n_advice++] = (struct history_advice){.n = (int64_t)h->size,
                                                         .office = p->b,
                                                         .person = person,
                                                         .position = (char)p->regime,
                                                         .above = p->yes,
                                                         .stands = true};
}

/* A second officer of the office whose advice it is; in vain the adviser with whatever key, or who agreed before. */
void history_make_agreement(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = reviewed(h, is_advised);
  begin(h, p, wrong, one);
  size_t at = 0;
  for (size_t i = 0; one && i < 40; i++) {
    at = below(h, one->n_advice);
    i = one->advice[at].stands && one->advice[at].n_agreed < HISTORY_AGREED_MAX ? 40 : i;
  }
  p->b = at;
  p->yes = chance(h, 80);
  if (one && !wrong) {
    const struct history_advice *a = &one->advice[at];
    p->signer = chance(h, 85) ? history_other(h, a->office, &a->person, 1) : history_officer(h, a->office);
    size_t person = self_of(h, p->signer);
    p->refused = !a->stands || a->n_agreed >= HISTORY_AGREED_MAX || a->person == person ||
                 history_is_filer(one, person) || history_is_kept_out(one, person);
    for (size_t i = 0; i < a->n_agreed; i++) {
      p->refused = p->refused || a->agreed[i] == person;
    }
  }
  FLAT(p,
       "{\"act\":\"case.countersign\",\"office\":\"%s\",\"case\":\"k%u\",\"advice\":%lld,\"agree\":%s,\"reason\":"
       "\"so\"}",
       acting(h, p), p->number, one ? (long long)one->advice[at].n : 0, p->yes ? "true" : "false");
}

void history_take_agreement(struct history *h, const struct plan *p) {
  struct history_advice *a = &h->cases.at[p->a].advice[p->b];
  if (p->yes) {
    a->agreed[a->n_agreed++] = self_of(h, p->signer);
  } else {
    a->stands = false; /* it was sent back */
  }
}

void history_make_question(struct history *h, struct plan *p, bool wrong) {
  begin(h, p, wrong, reviewed(h, is_unquestioned));
  FLAT(p, "{\"act\":\"case.ask\",\"office\":\"%s\",\"case\":\"k%u\",\"question\":\"which one?\"}", acting(h, p),
       p->number);
}

void history_take_question(struct history *h, const struct plan *p) {
  h->cases.at[p->a].question = (int64_t)h->size;
}

void history_make_answer(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = reviewed(h, is_questioned);
  begin(h, p, wrong, one);
  p->refused = wrong || !one;
  p->signer = p->refused ? ALONE : history_officer(h, one->applicant);
  FLAT(p, "{\"act\":\"case.answer\",\"office\":\"%s\",\"case\":\"k%u\",\"question\":%lld,\"answer\":\"that one\"}",
       acting(h, p), p->number, one ? (long long)one->question : 0);
}

void history_take_answer(struct history *h, const struct plan *p) {
  h->cases.at[p->a].question = 0;
}

void history_make_amendment(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = reviewed(h, is_amendable);
  char request[1024];
  begin(h, p, wrong, one);
  p->refused = wrong || !one;
  p->signer = p->refused ? ALONE : history_officer(h, one->applicant);
  history_request(h, request, sizeof request);
  p->quantity = one ? one->quantity + 1 : 1;
  p->yes = !strstr(request, "\"area\":\"RU");
  p->b = strtoul(strstr(request, "\"item\":\"i") + strlen("\"item\":\"i"), NULL, 10);
  size_t end = strlen(request) - 1;
  snprintf(request + end, sizeof request - end, ",\"quantity\":\"%ld\"}", p->quantity);
  FLAT(p, "{\"act\":\"case.amend\",\"office\":\"%s\",\"case\":\"k%u\",\"request\":%s}", acting(h, p), p->number,
       request);
}

/* What the new version needs is learned from the answer; until then nothing is asked of the case. */
void history_take_amendment(struct history *h, const struct plan *p) {
  struct history_case *one = &h->cases.at[p->a];
  one->open = false;
  one->n_consents = 0;
  one->version++;
  one->item = (uint32_t)p->b;
  one->elsewhere = p->yes;
  one->quantity = p->quantity;
  one->until = CS_DAY_MAX;
  for (size_t i = 0; i < one->n_advice; i++) {
    one->advice[i].stands = false; /* the line that it was about is another one now */
  }
  size_t person = self_of(h, p->signer);
  if (!history_is_filer(one, person)) {
    one->filers[one->n_filers++] = person;
  }
}

/* A case that somebody must still be told of. */
static struct history_case *untold(struct history *h, size_t *office) {
  for (size_t i = 0; i < 60 && h->cases.n > 0; i++) {
    struct history_case *one = &h->cases.at[h->cases.n - 1 - below(h, h->cases.n < 120 ? h->cases.n : 120)];
    for (size_t k = 0; (one->open || one->approved) && one->n_notices < HISTORY_NOTICES_MAX && k < one->n_needs; k++) {
      if (one->needs[k].kind == HISTORY_NOTICE && one->n_consents > 0) {
        *office = one->needs[k].office;
        return one;
      }
    }
  }
  return NULL;
}

static bool has_notice_room(const struct history_case *one) {
  return one->n_notices < HISTORY_NOTICES_MAX;
}

void history_make_notice(struct history *h, struct plan *p, bool wrong) {
  size_t to = 1 + below(h, 8);
  char day[16];
  struct history_case *one = chance(h, 80) ? untold(h, &to) : NULL;
  one = one ? one : reviewed(h, has_notice_room);
  begin(h, p, wrong, one);
  p->refused = wrong || !one; /* telling an office is no judgement: who is kept out may */
  p->b = to;
  p->day = history_today(h) - (cs_day)below(h, 4);
  history_write_day(p->day, day);
  FLAT(p, "{\"act\":\"case.notify\",\"office\":\"%s\",\"case\":\"k%u\",\"to\":\"%s\",\"day\":\"%s\"}", acting(h, p),
       p->number, history_offices[to], day);
}

void history_take_notice(struct history *h, const struct plan *p) {
  struct history_case *one = &h->cases.at[p->a];
  one->notices[one->n_notices].to = p->b;
  one->notices[one->n_notices++].day = p->day;
}

static bool keeps_few_out(const struct history_case *one) {
  return one->n_kept_out < 2;
}

void history_make_recusal(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = reviewed(h, keeps_few_out);
  begin(h, p, wrong, one);
  p->refused = wrong || !one;
  size_t office = h->persons.at[p->signer].office;
  size_t who = p->refused ? 1 : history_officer(h, office);
  p->b = self_of(h, who);
  FLAT(p, "{\"act\":\"case.recuse\",\"office\":\"%s\",\"case\":\"k%u\",\"officer\":\"%.*s\",\"reason\":\"kin\"}",
       acting(h, p), p->number, CS_STR_ARG(h->persons.at[p->b].key.officer));
}

void history_take_recusal(struct history *h, const struct plan *p) {
  struct history_case *one = &h->cases.at[p->a];
  if (!history_is_kept_out(one, p->b)) {
    one->kept_out[one->n_kept_out++] = p->b;
  }
}

/* A case that waits for a certificate; *which of its needs. */
static struct history_case *uncertified(struct history *h, size_t *which) {
  for (size_t i = 0; i < 60 && h->cases.n > 0; i++) {
    struct history_case *one = &h->cases.at[h->cases.n - 1 - below(h, h->cases.n < 120 ? h->cases.n : 120)];
    bool live = (one->open || one->approved) && one->n_consents > 0 && one->n_certified < HISTORY_NOTICES_MAX;
    for (size_t k = 0; live && k < one->n_needs; k++) {
      if (one->needs[k].kind == HISTORY_CERTIFICATE && !is_certified(one, &one->needs[k])) {
        *which = k;
        return one;
      }
    }
  }
  return NULL;
}

static const struct history_consent *consent_of(const struct history_case *one, size_t approver) {
  for (size_t i = 0; i < one->n_consents; i++) {
    if (one->consents[i].approver == approver) {
      return &one->consents[i];
    }
  }
  return NULL;
}

/* How many conditions of that party's certificate the office's word may mean; *approver: whose the last of them is. */
static size_t meant_by(const struct history *h, const struct history_case *one, size_t office, size_t party,
                       size_t *approver) {
  size_t n = 0;
  for (size_t i = 0; i < one->n_needs; i++) {
    const struct history_need *need = &one->needs[i];
    const struct history_consent *consent = consent_of(one, need->approver);
    if (need->kind == HISTORY_CERTIFICATE && need->office == party && consent &&
        history_speaks_for(h, one, consent, office)) {
      *approver = need->approver;
      n++;
    }
  }
  return n;
}

/* By an officer of the approver whose condition it is; in vain of a party that was not asked for. */
void history_make_fulfilment(struct history *h, struct plan *p, bool wrong) {
  char day[16];
  size_t which = 0, approver = 0;
  struct history_case *one = uncertified(h, &which);
  p->refused = wrong || !one;
  p->a = one ? (size_t)(one - h->cases.at) : 0;
  p->b = one ? one->needs[which].approver : 1;
  p->c = wrong || !one ? ALONE : one->needs[which].office;
  p->signer = history_officer(h, p->b);
  if (one) {
    size_t person = self_of(h, p->signer);
    p->refused = p->refused || history_is_filer(one, person) || history_is_kept_out(one, person) ||
                 meant_by(h, one, p->b, p->c, &approver) != 1;
  }
  p->quantity = (long)approver;
  history_write_day(history_today(h) - (cs_day)below(h, 3), day);
  FLAT(p,
       "{\"act\":\"case.fulfil\",\"office\":\"%s\",\"case\":\"k%u\",\"condition\":\"certificate\",\"party\":\"%s\","
       "\"day\":"
       "\"%s\",\"document\":\"a certificate\",\"document_digest\":\"%064x\"}",
       acting(h, p), one ? one->number : 0, history_offices[p->c], day, 7u);
}

void history_take_fulfilment(struct history *h, const struct plan *p) {
  struct history_case *one = &h->cases.at[p->a];
  one->certified[one->n_certified].approver = (size_t)p->quantity;
  one->certified[one->n_certified++].party = p->c;
}
