/* What an answer holds. Private to public_ask.c and public_answer.c. */
#ifndef CS_LIB_PUBLIC_ANSWER_H
#define CS_LIB_PUBLIC_ANSWER_H

#include "lib/public.h"

struct countersign_answer {
  struct cs_arena arena;            /* of the determination */
  struct cs_arena kept;             /* of the scratch */
  struct cs_scratch *scratch;       /* NULL: none yet */
  const struct cs_rules *asked;     /* the rules that it is of */
  unsigned char asked_digest[32];   /* and theirs: others may come to lie in the same place */
  const struct cs_request *request; /* NULL: nothing was asked, or asking failed */
  struct countersign_request own;   /* of countersign_assess; its memory is used again */
  struct cs_determination determination;
  const struct cs_review_ground **grounds; /* of all regimes, in their order */
  size_t n_grounds;
  struct cs_buf json, words;
};

#endif
