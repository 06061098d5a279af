/* Asking: rules, a line "%%", tables if there are any, each with a line "%%" behind it, and requests in JSON, one a line. Whatever the rules and facts are, an answer keeps its promises, is the same
 * with the index, without it and decided by numbers, and can be written as JSON that can be read. */
#include "answers.h"
#include "review/answer_json.h"
#include "review/determine.h"
#include "rules/decide.h"

#define DAY 20254 /* 2025-06-15 */

/* Of rules/answer.h, whose other names meet those of the model. */
bool cs_answer_scan(const struct cs_rules *rules, const struct cs_line *lines, size_t n_lines,
                    const struct cs_rules_host *host, cs_day on, cs_day known, struct cs_arena *arena,
                    struct cs_answer *out, struct cs_err *err);

struct scene {
  struct cs_rules *rules;
  struct cs_catalogue *catalogue;
  struct cs_arena arena; /* of one question */
};

/* Decided by numbers: the same. */
static void decide(struct scene *s, const struct cs_line *lines, size_t n, const struct cs_rules_host *host, cs_day on,
                   cs_day known, struct cs_str expected) {
  struct cs_decision decision;
  struct cs_answer answer;
  struct cs_facts *facts;
  struct cs_buf out;
  struct cs_err err;
  struct cs_scratch *scratch = cs_scratch_new(s->rules, 0, &s->arena, &err);
  cs_assert(scratch);
  bool decided = cs_facts_prepare(s->rules, lines, n, &s->arena, &facts, &err) &&
                 cs_rules_decide(s->rules, facts, host, on, known, scratch, &decision, &err) &&
                 cs_decision_answer(s->rules, &decision, &s->arena, &answer, &err);
  cs_assert(decided);
  cs_buf_init(&out, (size_t)1 << 26);
  fuzz_write_answer(&out, &answer);
  cs_assert(cs_str_eq(cs_buf_str(&out), expected));
  cs_buf_deinit(&out);
  cs_scratch_deinit(scratch);
}

/* With the index, without it, and decided by numbers: the same. */
static void ask_all_ways(struct scene *s, const struct cs_request *request, cs_day on, cs_day known) {
  struct cs_answer by_index, by_scan;
  struct cs_view view;
  struct cs_buf one, other;
  struct cs_err err;
  struct cs_line *lines = cs_arena_array(&s->arena, struct cs_line, request->n_lines, &err);
  if (!lines || !cs_view_init(&view, s->catalogue, s->rules, NULL, request, on, known, &s->arena, &err)) {
    return;
  }
  for (size_t i = 0; i < request->n_lines; i++) {
    if (!cs_view_line(&view, i, &lines[i], &err)) {
      return;
    }
  }
  struct cs_rules_host host = cs_view_host(&view);
  bool asked = cs_rules_ask(s->rules, lines, request->n_lines, &host, on, known, &s->arena, &by_index, &err);
  bool scanned = cs_answer_scan(s->rules, lines, request->n_lines, &host, on, known, &s->arena, &by_scan, &err);
  cs_assert(asked == scanned);
  if (!asked) {
    fuzz_error(&err);
    return;
  }
  cs_buf_init(&one, (size_t)1 << 26);
  cs_buf_init(&other, (size_t)1 << 26);
  fuzz_check_answer(&by_index);
  fuzz_write_answer(&one, &by_index);
  fuzz_write_answer(&other, &by_scan);
  cs_assert(cs_str_eq(cs_buf_str(&one), cs_buf_str(&other)));
  decide(s, lines, request->n_lines, &host, on, known, cs_buf_str(&one));
  cs_buf_deinit(&one);
  cs_buf_deinit(&other);
}

static void determine(struct scene *s, const struct cs_request *request, cs_day on, cs_day known) {
  struct cs_review_world world = {.catalogue = s->catalogue, .rules = s->rules};
  struct cs_determination det;
  struct cs_json_writer w;
  struct cs_json *json;
  struct cs_buf out;
  struct cs_err err;
  if (!cs_determine(&world, request, on, known, &s->arena, &det, &err)) {
    fuzz_error(&err);
    return;
  }
  /* Nothing goes ahead that is not surely leave. */
  cs_assert(det.standing.may_proceed != CS_YES || (det.answer.at_most <= CS_PERMITTED && det.n_unasked == 0));
  cs_buf_init(&out, (size_t)1 << 26);
  cs_json_writer_init(&w, &out);
  cs_determination_write(&w, &det);
  cs_assert(cs_buf_ok(&out, &err) && cs_json_parse(&s->arena, CS_STR("out"), cs_buf_str(&out), &json, &err));
  cs_buf_deinit(&out);
}

static void question(struct scene *s, struct cs_str text) {
  struct cs_request request;
  struct cs_json *json;
  struct cs_err err;
  cs_arena_init(&s->arena, NULL, (size_t)256 << 20);
  if (cs_json_parse(&s->arena, CS_STR("request"), text, &json, &err) &&
      cs_request_read(&s->arena, CS_STR("request"), json, &request, &err)) {
    cs_day on = request.has_on ? request.on : DAY;
    cs_day known = request.has_known ? request.known : DAY;
    ask_all_ways(s, &request, on, known);
    determine(s, &request, on, known);
  } else {
    fuzz_error(&err);
  }
  cs_arena_deinit(&s->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_str rest = fuzz_str(data, size);
  struct fuzz_sources from;
  struct cs_findings findings = {0};
  struct scene scene = {0};
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, NULL, (size_t)256 << 20);
  fuzz_sources(&from, &rest, true);
  if (cs_rules_compile(&arena, cs_review_schema(), &from.sources, &findings, &scene.rules, &err) &&
      (scene.catalogue = cs_catalogue_new(&err))) {
    for (int n = 0; rest.ptr && rest.len > 0 && n < 8; n++) {
      question(&scene, cs_str_cut(&rest, '\n'));
    }
    cs_catalogue_free(scene.catalogue);
  }
  cs_arena_deinit(&arena);
  return 0;
}
