/* include/countersign.h: requests, asking, and the answer whole: in JSON and in words. Must never ask a clock: whoever asks
 * says on which day. */
#include "lib/public.h"

#include "lib/err.h"
#include "lib/public_answer.h"
#include "lib/words.h"
#include "review/answer_json.h"

#include <stdlib.h>
#include <string.h>

#define ANSWER_TEXT_MAX ((size_t)256 << 20) /* bytes of an answer in JSON or words: 1,000 lines under 65,536 rules */

/* ------------------------------------------------------------------ requests */

/* In the request's arena. `name` must live as long. */
static bool read_request(struct countersign_request *request, struct cs_str name, uint32_t first_line,
                         struct cs_str text, struct cs_err *err) {
  struct cs_json *json;
  request->name = name;
  request->has_lines = first_line > 0;
  return cs_json_parse_line(&request->arena, name, first_line > 0 ? first_line : 1, text, &json, err) &&
         cs_request_read(&request->arena, name, json, &request->request, err);
}

bool cs_public_fail_at(const struct countersign_request *request, struct cs_err *err, struct countersign_error *error) {
  if (!request->has_lines) {
    err->line = err->column = 0;
  } else if (err->line > 0 && err->source[0] == '\0') {
    cs_err_at(err, request->name, err->line, err->column);
  }
  return cs_public_fail(error, err);
}

struct countersign_request *countersign_request_new(const char *name, uint32_t first_line, const char *json, size_t len,
                                                    struct countersign_error *error) {
  struct cs_err err;
  struct cs_str kept;
  struct countersign_request *request = calloc(1, sizeof *request);
  if (!request) {
    cs_err_oom(&err);
    cs_public_fail(error, &err);
    return NULL;
  }
  cs_arena_init(&request->arena, NULL, 0);
  if (cs_arena_str(&request->arena, cs_str_of(name), &kept, &err) &&
      read_request(request, kept, first_line, (struct cs_str){json, len}, &err)) {
    return request;
  }
  cs_public_fail_at(request, &err, error);
  countersign_request_free(request);
  return NULL;
}

void countersign_request_free(struct countersign_request *request) {
  if (request) {
    cs_arena_deinit(&request->arena);
    free(request);
  }
}

struct countersign_text countersign_request_act(const struct countersign_request *request) {
  return cs_public_text(request->request.act);
}

/* ------------------------------------------------------------------ asking */

struct countersign_answer *countersign_answer_new(struct countersign_error *error) {
  struct cs_err err;
  struct countersign_answer *answer = calloc(1, sizeof *answer);
  if (!answer) {
    cs_err_oom(&err);
    cs_public_fail(error, &err);
    return NULL;
  }
  cs_arena_init(&answer->arena, NULL, 0);
  cs_arena_init(&answer->kept, NULL, 0);
  cs_arena_init(&answer->own.arena, NULL, 0);
  cs_buf_init(&answer->json, ANSWER_TEXT_MAX);
  cs_buf_init(&answer->words, ANSWER_TEXT_MAX);
  return answer;
}

static void forget_scratch(struct countersign_answer *answer) {
  if (answer->scratch) {
    cs_scratch_deinit(answer->scratch);
  }
  cs_arena_reset(&answer->kept);
  answer->scratch = NULL;
}

void countersign_answer_free(struct countersign_answer *answer) {
  if (answer) {
    forget_scratch(answer);
    cs_buf_deinit(&answer->json);
    cs_buf_deinit(&answer->words);
    cs_arena_deinit(&answer->own.arena);
    cs_arena_deinit(&answer->arena);
    free(answer);
  }
}

static bool no_day(const char *which, struct cs_err *err) {
  cs_err_set(err, &CS_E_LIB_NO_DAY, "neither the question nor the request says %s", which);
  return cs_err_hint(err, "the library knows no today: give a day, or let the request have \"on\" and \"known\"");
}

bool cs_public_days(const struct cs_request *request, cs_day *on, cs_day *known, struct cs_err *err) {
  *on = request->has_on ? request->on : *on;
  *known = request->has_known ? request->known : *known;
  if (*on == COUNTERSIGN_DAY_OF_REQUEST) {
    return no_day("on which day it is asked", err);
  }
  return *known != COUNTERSIGN_DAY_OF_REQUEST || no_day("as known on which day it is asked", err);
}

/* The grounds of all regimes in one list, as the public accessors count them. */
static bool list_grounds(struct countersign_answer *answer, struct cs_err *err) {
  const struct cs_determination *d = &answer->determination;
  size_t n = 0;
  for (size_t i = 0; i < d->n_regimes; i++) {
    n += d->regimes[i].n_grounds;
  }
  answer->grounds = cs_arena_array(&answer->arena, const struct cs_review_ground *, n + 1, err);
  answer->n_grounds = 0;
  for (size_t i = 0; answer->grounds && i < d->n_regimes; i++) {
    for (size_t k = 0; k < d->regimes[i].n_grounds; k++) {
      answer->grounds[answer->n_grounds++] = &d->regimes[i].grounds[k];
    }
  }
  return answer->grounds != NULL;
}

/* For the evaluator within the quick way, which takes more as it needs it. */
enum { SLOW_BYTES = 16 * 1024 };

/* The scratch for these rules, made anew where the answer was asked of others before. */
static bool have_scratch(struct countersign_answer *answer, const struct cs_alone *alone, struct cs_err *err) {
  bool same = answer->scratch && answer->asked == alone->rules &&
              memcmp(answer->asked_digest, alone->digest, sizeof alone->digest) == 0;
  if (same) {
    return true;
  }
  forget_scratch(answer);
  answer->asked = alone->rules;
  memcpy(answer->asked_digest, alone->digest, sizeof alone->digest);
  answer->scratch = cs_scratch_new(alone->rules, SLOW_BYTES, &answer->kept, err);
  return answer->scratch != NULL;
}

static bool ask(const struct countersign_set *set, const struct cs_request *request, cs_day on, cs_day known,
                struct countersign_answer *answer, struct cs_err *err) {
  const struct cs_alone *alone = &set->alone;
  answer->request = NULL;
  cs_arena_rewind(&answer->arena);
  if (!cs_public_days(request, &on, &known, err) || !have_scratch(answer, alone, err)) {
    return false;
  }
  struct cs_review_world world = {.catalogue = alone->catalogue,
                                  .rules = alone->rules,
                                  .plan = &alone->plan,
                                  .scratch = answer->scratch,
                                  .stated = set->stated};
  memcpy(world.rules_digest, alone->digest, sizeof world.rules_digest);
  if (!cs_determine(&world, request, on, known, &answer->arena, &answer->determination, err) ||
      !list_grounds(answer, err)) {
    return false;
  }
  answer->request = request;
  return true;
}

bool countersign_ask(const struct countersign_set *set, const struct countersign_request *request, countersign_day on,
                     countersign_day known, struct countersign_answer *answer, struct countersign_error *error) {
  struct cs_err err;
  return ask(set, &request->request, on, known, answer, &err) || cs_public_fail_at(request, &err, error);
}

/* ------------------------------------------------------------------ the answer whole */

/* NUL-ended behind its length. */
static bool give(struct cs_buf *buf, struct countersign_text *out, struct countersign_error *error) {
  struct cs_err err;
  cs_buf_byte(buf, '\0');
  if (!cs_buf_ok(buf, &err)) {
    return cs_public_fail(error, &err);
  }
  *out = (struct countersign_text){buf->ptr, buf->len - 1};
  return true;
}

bool countersign_answer_json(struct countersign_answer *answer, struct countersign_text *out,
                             struct countersign_error *error) {
  struct cs_json_writer w;
  cs_assert(answer->request); /* it was asked with */
  cs_buf_reset(&answer->json);
  cs_json_writer_init(&w, &answer->json);
  cs_determination_write(&w, &answer->determination);
  return give(&answer->json, out, error);
}

bool countersign_answer_words(struct countersign_answer *answer, bool act_first, struct countersign_text *out,
                              struct countersign_error *error) {
  cs_assert(answer->request); /* it was asked with */
  cs_buf_reset(&answer->words);
  cs_words_determination(&answer->words, answer->request, &answer->determination, act_first);
  return give(&answer->words, out, error);
}

bool countersign_assess(const struct countersign_set *set, const char *json, size_t len, countersign_day on,
                        countersign_day known, struct countersign_answer *answer, struct countersign_text *out,
                        struct countersign_error *error) {
  struct cs_err err;
  answer->request = NULL; /* it may have been the one whose memory is used again */
  cs_arena_rewind(&answer->own.arena);
  if (!read_request(&answer->own, CS_STR("the request"), 1, (struct cs_str){json, len}, &err) ||
      !ask(set, &answer->own.request, on, known, answer, &err)) {
    return cs_public_fail_at(&answer->own, &err, error);
  }
  return countersign_answer_json(answer, out, error);
}
