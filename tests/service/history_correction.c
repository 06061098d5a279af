/* Corrections in histories: of facts, of corrections of facts, and of uses of an authorization, which then count no longer. The
 * account says beforehand who may propose and agree. What they do to other ledgers has tests of its own
 * (model/correction_test.c, review/judge_correction_test.c). */
#include "service/history_plan.h"

static struct history_word *push(struct history_words *list) {
  if (list->n == HISTORY_WORDS) {
    memmove(list->at, list->at + 1, (HISTORY_WORDS - 1) * sizeof list->at[0]);
    list->n--;
  }
  return &list->at[list->n++];
}

static void drop(struct history_words *list, size_t at) {
  memmove(list->at + at, list->at + at + 1, (list->n - at - 1) * sizeof list->at[0]);
  list->n--;
}

void history_take_fact(struct history *h, const struct plan *p) {
  struct history_word *word = push(&h->words);
  *word = (struct history_word){.entry = (int64_t)h->size};
  (void)snprintf(word->of, sizeof word->of, "\"item:i%u\"", p->number);
}

void history_put_use(struct history *h, const struct plan *p) {
  const struct history_case *one = &h->cases.at[p->a];
  struct history_word *word = push(&h->words);
  *word = (struct history_word){
      .entry = (int64_t)h->size, .office = one->applicant, .use = p->a + 1, .quantity = p->quantity};
  (void)snprintf(word->of, sizeof word->of, "\"authorization:k%u-A\"", one->number);
}

/* Once a use is struck it is not told again as it was: its batch is free. */
static void take_back(struct history *h, const struct history_word *word) {
  h->cases.at[word->use - 1].used -= word->quantity;
  h->again[HISTORY_AGAIN_USE].plan = NULL;
}

void history_make_correction(struct history *h, struct plan *p, bool wrong) {
  bool none = wrong || h->words.n == 0;
  p->b = none ? 0 : below(h, h->words.n);
  const struct history_word *word = none ? NULL : &h->words.at[p->b];
  p->refused = none;
  p->signer = history_officer(h, word ? word->office : 0);
  if (word && word->agreed) {
    const size_t authors[] = {word->proposer, word->second};
    p->signer = history_other(h, word->office, authors, 2);
    p->refused = self_of(h, p->signer) == word->proposer || self_of(h, p->signer) == word->second;
  }
  FLAT(p, "{\"act\":\"record.correct\",\"office\":\"%s\",\"entry\":%lld,\"reason\":\"a slip\"}",
       history_offices[word ? word->office : 0],
       (long long)(word            ? word->entry
                   : chance(h, 50) ? 0
                                   : (int64_t)h->size + 1000)); /* what founded the record; one that is not there */
}

void history_take_correction(struct history *h, const struct plan *p) {
  struct history_word word = h->words.at[p->b];
  drop(&h->words, p->b);
  word.proposal = (int64_t)h->size;
  word.key = p->signer;
  word.proposer = self_of(h, p->signer);
  *push(&h->waiting) = word;
}

void history_make_agreed(struct history *h, struct plan *p, bool wrong) {
  bool none = h->waiting.n == 0;
  struct history_word nothing = {.of = "\"item:i1\""};
  p->b = none ? 0 : below(h, h->waiting.n);
  const struct history_word *word = none ? &nothing : &h->waiting.at[p->b];
  p->yes = wrong || none || chance(h, 80);
  p->signer = wrong ? word->key : history_other(h, word->office, &word->proposer, 1);
  p->refused = wrong || none || (p->yes && self_of(h, p->signer) == word->proposer);
  FLAT(p, "{\"act\":\"record.agree\",\"office\":\"%s\",\"entry\":%lld,\"correction\":%lld,\"agree\":%s%s%s%s}",
       history_offices[word->office], (long long)word->entry, (long long)word->proposal, p->yes ? "true" : "false",
       p->yes ? ",\"of\":[" : "", p->yes ? word->of : "", p->yes ? "]" : "");
}

void history_take_agreed(struct history *h, const struct plan *p) {
  struct history_word word = h->waiting.at[p->b];
  drop(&h->waiting, p->b);
  if (!p->yes) { /* it counts as before, and may be proposed again; of a correction its authors are not known any more */
    if (!word.agreed) {
      word.proposal = 0;
      *push(&h->words) = word;
    }
    return;
  }
  h->corrected++;
  if (word.use > 0) {
    take_back(h, &word);
    return;
  }
  if (word.agreed) {
    return; /* what undid a correction is not corrected */
  }
  struct history_word *next = push(&h->words);
  *next = (struct history_word){
      .entry = (int64_t)h->size, .agreed = true, .proposer = word.proposer, .second = self_of(h, p->signer)};
  (void)snprintf(next->of, sizeof next->of, "\"correction:%lld\",%.150s", (long long)word.entry, word.of);
}
