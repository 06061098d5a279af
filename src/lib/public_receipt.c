/* include/countersign.h: receipts. Must never call anything proved that lib/receipt.c does not. */
#include "lib/public.h"
#include "lib/receipt.h"

#include <stdlib.h>
#include <string.h>

struct countersign_proof {
  struct cs_arena arena; /* of copies of what was handed in, and of what was read from them */
  struct cs_receipt_answer answer;
  struct cs_str at;
  struct countersign_error fault;
};

_Static_assert((int)COUNTERSIGN_NOT_PROVED == (int)CS_PROOF_NOT_PROVED, "outcomes");
_Static_assert((int)COUNTERSIGN_BY_CORE == (int)CS_BY_CORE, "actors");

static bool write_time(struct countersign_proof *proof, struct cs_err *err) {
  struct cs_buf text;
  cs_buf_init(&text, 64);
  cs_time_write(&text, proof->answer.at);
  bool done = cs_arena_str(&proof->arena, cs_buf_str(&text), &proof->at, err);
  cs_buf_deinit(&text);
  return done;
}

static bool check(struct countersign_proof *proof, struct cs_str receipt, struct cs_str entry, struct cs_str verifier,
                  struct cs_err *err) {
  struct cs_str texts[] = {receipt, entry, verifier};
  for (size_t i = 0; i < 3; i++) {
    if (!cs_arena_str(&proof->arena, texts[i], &texts[i], err)) {
      return false;
    }
  }
  return cs_receipt_answer(texts[0], texts[1], cs_str_trim(texts[2]), &proof->arena, &proof->answer, err) &&
         (proof->answer.outcome != CS_PROOF_OK || write_time(proof, err));
}

struct countersign_proof *countersign_receipt_check(const char *receipt, size_t receipt_len, const char *entry,
                                                    size_t entry_len, const char *verifier, size_t verifier_len,
                                                    struct countersign_error *error) {
  struct cs_err err;
  struct countersign_proof *proof = calloc(1, sizeof *proof);
  if (!proof) {
    cs_err_oom(&err);
    cs_public_fail(error, &err);
    return NULL;
  }
  cs_arena_init(&proof->arena, NULL, 0);
  if (!check(proof, (struct cs_str){receipt, receipt_len}, (struct cs_str){entry, entry_len},
             (struct cs_str){verifier, verifier_len}, &err)) {
    cs_public_fail(error, &err);
    countersign_proof_free(proof);
    return NULL;
  }
  if (proof->answer.outcome != CS_PROOF_OK) {
    cs_public_fail(&proof->fault, &proof->answer.fault);
  }
  return proof;
}

void countersign_proof_free(struct countersign_proof *proof) {
  if (proof) {
    cs_arena_deinit(&proof->arena);
    free(proof);
  }
}

enum countersign_proof_outcome countersign_proof_outcome(const struct countersign_proof *proof) {
  return (enum countersign_proof_outcome)proof->answer.outcome;
}

const struct countersign_error *countersign_proof_fault(const struct countersign_proof *proof) {
  return &proof->fault;
}

bool countersign_proof_read(const struct countersign_proof *proof, struct countersign_proved *out) {
  const struct cs_receipt_answer *a = &proof->answer;
  memset(out, 0, sizeof *out);
  if (a->outcome != CS_PROOF_OK) {
    return false;
  }
  out->entry = a->n;
  out->size = a->size;
  out->origin = cs_public_text(a->origin);
  out->witnesses = a->witnesses;
  out->at = cs_public_text(proof->at);
  out->actor = (enum countersign_actor)a->by;
  out->act = cs_public_text(a->act);
  out->subject = cs_public_text(a->subject);
  out->office = cs_public_text(a->office);
  out->officer = cs_public_text(a->officer);
  out->key = cs_public_text(a->key);
  return true;
}
