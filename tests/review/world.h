/* A world for review: a catalogue folded from acts as people write them, rules compiled from text, requests from JSON.
 */
#ifndef CS_TEST_REVIEW_WORLD_H
#define CS_TEST_REVIEW_WORLD_H

#include "model/world.h"

#include "model/fold.h"
#include "review/answer_json.h"
#include "review/determine.h"

struct review {
  struct world world;
  struct cs_map states;
  struct cs_rules *rules;
  struct cs_review_world on; /* what is asked; tests add callbacks */
  int64_t n;                 /* the next entry */
  const char *day;           /* of the entries; NULL: none is said */
};

static inline int review_set_up(void **state) {
  struct review *review = calloc(1, sizeof *review);
  cs_arena_init(&review->world.arena, NULL, 0);
  cs_map_init(&review->states, &review->world.arena);
  review->world.catalogue = cs_catalogue_new(&review->world.err);
  review->on.catalogue = review->world.catalogue;
  *state = review;
  return review->world.catalogue ? 0 : -1;
}

static inline int review_tear_down(void **state) {
  struct review *review = *state;
  cs_catalogue_free(review->world.catalogue);
  cs_arena_deinit(&review->world.arena);
  free(review);
  return 0;
}

/* One act, folded into its first subject's state, and that into the catalogue. */
static inline void act(struct review *review, struct cs_str line) {
  struct world *w = &review->world;
  struct cs_json *flat = NULL, *next = NULL;
  struct cs_entry entry = {.n = review->n++};
  assert_ok(cs_json_parse(&w->arena, CS_STR("act"), line, &flat, &w->err), &w->err);
  assert_ok(cs_act_decode(&w->arena, CS_STR("act"), flat, &entry.act, &w->err), &w->err);
  entry.out = cs_json_new(&w->arena, CS_JSON_OBJECT, &w->err);
  if (review->day) {
    assert_ok(cs_json_set_text(&w->arena, entry.out, "on", cs_str_of(review->day), &w->err), &w->err);
  }
  union cs_map_value *state = cs_map_put(&review->states, entry.act.subject, NULL, &w->err);
  assert_non_null(state);
  assert_ok(cs_fold(&w->arena, entry.act.subject, state->ptr, &entry, &next, &w->err), &w->err);
  state->ptr = next;
  assert_ok(cs_catalogue_put(w->catalogue, entry.act.subject, next, NULL, &w->err), &w->err);
}

static inline void acts(struct review *review, const char *lines) {
  struct cs_str rest = cs_str_of(lines);
  while (rest.len > 0) {
    struct cs_str line = cs_str_cut(&rest, '\n');
    if (line.len > 0) {
      act(review, line);
    }
  }
}

/* A file of the tree, NUL-ended in the arena. */
static inline struct cs_str file_text(struct review *review, const char *path) {
  struct cs_str name;
  assert_ok(cs_arena_printf(&review->world.arena, &name, &review->world.err, "%s/%s", CS_SOURCE_DIR, path),
            &review->world.err);
  FILE *file = fopen(name.ptr, "rb");
  if (!file) {
    fail_msg("cannot open %s", name.ptr);
  }
  char *text = cs_arena_alloc(&review->world.arena, 1u << 20, &review->world.err);
  assert_non_null(text);
  size_t n = fread(text, 1, (1u << 20) - 1, file);
  fclose(file);
  return (struct cs_str){text, n};
}

static inline void compile(struct review *review, const struct cs_rules_text *texts, size_t n) {
  struct cs_findings findings = {0};
  assert_ok(cs_rules_compile(&review->world.arena, cs_review_schema(),
                             &(struct cs_rules_sources){.texts = texts, .n_texts = n}, &findings, &review->rules,
                             &review->world.err),
            &review->world.err);
  review->on.rules = review->rules;
}

static inline void rules(struct review *review, const char *text) {
  struct cs_rules_text one = {CS_STR("a.rules"), cs_str_of(text)};
  compile(review, &one, 1);
}

/* The published example: examples/long-range-review. */
static inline void model_case(struct review *review) {
  static const char *const files[] = {"long-range.rules", "pauses.rules", "stocks.rules", "sales.rules",
                                      "gb-supply.rules"};
  struct cs_rules_text texts[5];
  for (size_t i = 0; i < 5; i++) {
    struct cs_str path;
    assert_ok(
        cs_arena_printf(&review->world.arena, &path, &review->world.err, "examples/long-range-review/%s", files[i]),
        &review->world.err);
    texts[i] = (struct cs_rules_text){cs_str_of(files[i]), file_text(review, path.ptr)};
  }
  compile(review, texts, 5);
  acts(review, file_text(review, "examples/long-range-review/catalogue.jsonl").ptr);
}

static inline struct cs_request *request_of(struct review *review, const char *json) {
  struct world *w = &review->world;
  struct cs_request *request = cs_arena_new(&w->arena, struct cs_request, &w->err);
  assert_non_null(request);
  assert_ok(cs_request_read(&w->arena, CS_STR("request"), json_of(w, json), request, &w->err), &w->err);
  return request;
}

static inline struct cs_determination ask_by(struct review *review, struct cs_scratch *scratch,
                                             const struct cs_request *request, const char *on, const char *known) {
  struct cs_determination d;
  struct cs_review_world world = review->on;
  world.scratch = scratch;
  assert_ok(cs_determine(&world, request, day_of(on), day_of(known), &review->world.arena, &d, &review->world.err),
            &review->world.err);
  return d;
}

/* Both ways, by the evaluator and by numbers, say the same to the byte. The answer is the evaluator's. */
static inline struct cs_determination ask(struct review *review, const char *json, const char *on, const char *known) {
  struct cs_arena arena;
  struct cs_buf texts[2];
  const struct cs_request *request = request_of(review, json);
  cs_arena_init(&arena, NULL, 0);
  struct cs_scratch *scratch = cs_scratch_new(review->on.rules, 4096, &arena, &review->world.err);
  assert_non_null(scratch);
  struct cs_determination slow = ask_by(review, NULL, request, on, known);
  struct cs_determination quick = ask_by(review, scratch, request, on, known);
  for (int i = 0; i < 2; i++) {
    struct cs_json_writer w;
    cs_buf_init(&texts[i], (size_t)1 << 26);
    cs_json_writer_init(&w, &texts[i]);
    cs_determination_write(&w, i == 0 ? &slow : &quick);
  }
  if (!cs_str_eq(cs_buf_str(&texts[0]), cs_buf_str(&texts[1]))) {
    fail_msg("two answers:\n%.*s\n%.*s", CS_STR_ARG(cs_buf_str(&texts[0])), CS_STR_ARG(cs_buf_str(&texts[1])));
  }
  cs_buf_deinit(&texts[0]);
  cs_buf_deinit(&texts[1]);
  cs_scratch_deinit(scratch);
  cs_arena_deinit(&arena);
  return slow;
}

#endif
