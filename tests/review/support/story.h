/* A small record in memory, so that a test of the judges reads like a story: given these acts; when this officer acts; then it is
 * refused with these codes and nothing has moved, or it stands and this is its O and the state that follows. Acts go the way of
 * service/act.c: decode, actor by key, judge, fold, catalogue; the clock is the story's `today`. */
#ifndef CS_TEST_REVIEW_STORY_H
#define CS_TEST_REVIEW_STORY_H

#include "support/test.h"

#include <stdlib.h>

#include "model/fold.h"
#include "review/authorization.h"
#include "review/judge.h"

#define STORY_REGISTRAR "registry"
#define STORY_FIRST     "registry/first"
#define STORY_PROOF     "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QA=="
#define STORY_HASH      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

struct story_state {
  struct cs_json *json;
  int64_t n; /* its last entry */
};

struct story {
  struct cs_arena arena;
  struct cs_err err;
  struct cs_catalogue *catalogue;
  struct cs_rules *rules;
  struct cs_map states; /* subject → struct story_state */
  struct cs_map blobs;  /* digest, hex → struct cs_str */
  struct cs_map keys;   /* officer → key, hex (the newest) */
  struct {
    struct cs_entry *at;
    size_t n, cap;
  } entries; /* all of them, by number */
  struct cs_review_world world;
  cs_day today;
  int64_t n; /* the next entry */
  unsigned keys_made;
};

/* What became of an act. */
struct story_end {
  bool done; /* false: an error, which is in story.err */
  struct cs_judgement j;
  struct cs_act act;
};

/* ------------------------------------------------------------------ the bench */

static inline const struct story_state *story_find(const struct story *s, struct cs_str subject) {
  const union cs_map_value *slot = cs_map_get(&s->states, subject);
  return slot ? slot->ptr : NULL;
}

static inline bool story_bench_state(void *ctx, struct cs_str subject, struct cs_arena *arena,
                                     const struct cs_json **state, int64_t *n, struct cs_err *err) {
  const struct story_state *found = story_find(ctx, subject);
  (void)arena;
  (void)err;
  *state = found ? found->json : NULL;
  *n = found ? found->n : -1;
  return true;
}

static inline bool story_bench_blob(void *ctx, const unsigned char digest[32], struct cs_arena *arena,
                                    struct cs_str *bytes, bool *found, struct cs_err *err) {
  const struct story *s = ctx;
  struct cs_buf hex;
  (void)arena;
  (void)err;
  cs_buf_init(&hex, 65);
  cs_buf_hex(&hex, digest, 32);
  const union cs_map_value *slot = cs_map_get(&s->blobs, cs_buf_str(&hex));
  cs_buf_deinit(&hex);
  *found = slot != NULL;
  *bytes = slot ? *(const struct cs_str *)slot->ptr : CS_STR_NONE;
  return true;
}

/* What a correction corrects, and what that one does. */
static inline void story_corrects(const struct story *s, struct cs_entry *entry) {
  int64_t n = cs_json_integer(entry->act.body, "entry", -1);
  bool corrects = entry->act.def->kind == CS_ACT_RECORD_AGREE && n >= 0 && n < (int64_t)s->entries.n;
  entry->corrects = corrects ? &s->entries.at[n] : NULL;
}

static inline bool story_bench_entry(void *ctx, int64_t n, struct cs_arena *arena, struct cs_entry *out, bool *found,
                                     struct cs_err *err) {
  const struct story *s = ctx;
  (void)arena;
  (void)err;
  *found = n < (int64_t)s->entries.n;
  if (*found) {
    *out = s->entries.at[n];
    story_corrects(s, out);
  }
  return true;
}

static inline struct cs_bench story_bench(struct story *s) {
  s->world.size = s->n;
  return (struct cs_bench){.world = &s->world,
                           .now = (cs_time)s->today * 86400 * 1000000,
                           .today = s->today,
                           .registrar = CS_STR(STORY_REGISTRAR),
                           .ctx = s,
                           .state = story_bench_state,
                           .blob = story_bench_blob,
                           .entry = story_bench_entry};
}

static inline bool story_ledger(void *ctx, struct cs_str subject, struct cs_arena *arena, const struct cs_json **state,
                                struct cs_err *err) {
  int64_t n;
  return story_bench_state(ctx, subject, arena, state, &n, err);
}

/* What ledgers say of a case's authorization. */
static inline struct cs_review_ledgers story_ledgers(struct story *s, const struct cs_json *case_state) {
  struct cs_review_ledgers ledgers = {NULL, NULL};
  struct cs_str authorization, fund;
  int64_t n;
  assert_ok(cs_review_ledger_subjects(&s->arena, case_state, &authorization, &fund, &s->err), &s->err);
  assert_ok(story_bench_state(s, authorization, &s->arena, &ledgers.authorization, &n, &s->err), &s->err);
  assert_ok(story_bench_state(s, fund, &s->arena, &ledgers.fund, &n, &s->err), &s->err);
  return ledgers;
}

/* Every authorization on record: those that might cover a request are found in the store otherwise. */
static inline bool story_authorizations(void *ctx, const struct cs_request *request, cs_day on, cs_day known,
                                        struct cs_arena *arena, const struct cs_review_authorization **out, size_t *n,
                                        struct cs_err *err) {
  struct story *s = ctx;
  struct cs_review_authorization *list = cs_arena_array(arena, struct cs_review_authorization, s->states.n + 1, err);
  (void)request;
  *n = 0;
  for (size_t i = 0; list && i < s->states.n; i++) {
    const struct story_state *state = s->states.at[i].value.ptr;
    bool found;
    if (!cs_str_starts(s->states.at[i].key, CS_STR("case:"))) {
      continue;
    }
    struct cs_review_ledgers ledgers = story_ledgers(s, state->json);
    if (!cs_review_authorization(s->catalogue, state->json, &ledgers, on, known, arena, &list[*n], &found, err)) {
      return false;
    }
    *n += found;
  }
  *out = list;
  return list != NULL;
}

/* ------------------------------------------------------------------ pieces */

static inline struct cs_str story_text(struct story *s, const char *fmt, ...) CS_PRINTF(2, 3);
static inline struct cs_str story_text(struct story *s, const char *fmt, ...) {
  char text[4096];
  struct cs_str out;
  va_list args;
  va_start(args, fmt);
  vsnprintf(text, sizeof text, fmt, args);
  va_end(args);
  assert_ok(cs_arena_str(&s->arena, cs_str_of(text), &out, &s->err), &s->err);
  return out;
}

static inline cs_day story_day(const char *text) {
  cs_day day = 0;
  struct cs_err err;
  assert_ok(cs_day_parse(cs_str_of(text), &day, &err), &err);
  return day;
}

static inline struct cs_str story_canonical(struct story *s, const struct cs_json *json) {
  struct cs_buf buf;
  struct cs_str copy;
  cs_buf_init(&buf, 1u << 20);
  assert_ok(cs_json_canonical(&buf, json, &s->err) && cs_buf_ok(&buf, &s->err), &s->err);
  assert_ok(cs_arena_str(&s->arena, cs_buf_str(&buf), &copy, &s->err), &s->err);
  cs_buf_deinit(&buf);
  return copy;
}

/* Over all states: what a refusal must leave as it was. */
static inline uint64_t story_digest(struct story *s) {
  uint64_t all = (uint64_t)s->n;
  struct cs_buf buf;
  cs_buf_init(&buf, 1u << 22);
  for (size_t i = 0; i < s->states.n; i++) {
    const struct story_state *state = s->states.at[i].value.ptr;
    cs_buf_reset(&buf);
    cs_buf_add(&buf, s->states.at[i].key);
    assert_ok(cs_json_canonical(&buf, state->json, &s->err) && cs_buf_ok(&buf, &s->err), &s->err);
    all = all * UINT64_C(1099511628211) + cs_str_hash(cs_buf_str(&buf)) + (uint64_t)state->n;
  }
  cs_buf_deinit(&buf);
  return all;
}

static inline void story_compile(struct story *s) {
  struct cs_bench bench = story_bench(s);
  struct cs_findings findings = {0};
  struct cs_rules_sources sources = {0};
  assert_ok(cs_judge_sources(&bench, NULL, &s->arena, &sources, &s->err), &s->err);
  assert_ok(cs_rules_compile(&s->arena, cs_review_schema(), &sources, &findings, &s->rules, &s->err), &s->err);
  s->world.rules = s->rules;
}

/* The entry of an act that stands, folded into each of its subjects: through bytes, as the store keeps states. */
static inline void story_record(struct story *s, const struct cs_act *act, struct cs_json *out, enum cs_by_kind by) {
  struct cs_entry entry = {
      .n = s->n, .at = (cs_time)s->today * 86400 * 1000000, .act = *act, .by = {.kind = by}, .out = out};
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  bool regimes = false;
  story_corrects(s, &entry);
  struct cs_entry *kept = cs_list_push(&s->arena, &s->entries, &s->err);
  assert_non_null(kept);
  *kept = entry;
  for (size_t i = 0; i < s->entries.n; i++) {
    story_corrects(s, &s->entries.at[i]); /* the list may have moved */
  }
  assert_ok(cs_act_subjects(&s->arena, act, subjects, &n, &s->err), &s->err);
  for (size_t i = 0; i < n; i++) {
    struct cs_json *next;
    union cs_map_value *slot = cs_map_put(&s->states, subjects[i], NULL, &s->err);
    assert_non_null(slot);
    struct story_state *state = slot->ptr;
    if (!state) {
      slot->ptr = state = cs_arena_new(&s->arena, struct story_state, &s->err);
      assert_non_null(state);
    }
    assert_ok(cs_fold(&s->arena, subjects[i], state->json, &entry, &next, &s->err), &s->err);
    assert_ok(cs_json_parse(&s->arena, subjects[i], story_canonical(s, next), &state->json, &s->err), &s->err);
    state->n = s->n;
    assert_ok(cs_catalogue_put(s->catalogue, subjects[i], state->json, &regimes, &s->err), &s->err);
  }
  s->n++;
  assert_int_equal(s->n, s->entries.n);
  if (regimes) {
    story_compile(s);
  }
}

static inline bool story_decode(struct story *s, struct cs_str line, struct cs_act *act) {
  struct cs_json *flat, *personal;
  if (!cs_json_parse(&s->arena, CS_STR("act"), line, &flat, &s->err) ||
      !cs_act_decode(&s->arena, CS_STR("act"), flat, act, &s->err)) {
    return false;
  }
  assert_ok(cs_act_sealed_fields(&s->arena, act, CS_SEAL_PERSONAL, &personal, &s->err), &s->err);
  act->seals[CS_SEAL_PERSONAL].present = personal != NULL; /* under a commitment that commits to nothing */
  return true;
}

/* One act as it comes: by the officer, or by a source when that is NULL. `office` and `saw` are filled in when the line does not say
 * them: the officer's own, the last entry on the subject. It is recorded when it stands. */
static inline struct story_end story_act(struct story *s, const char *officer, struct cs_str line) {
  struct story_end end = {0};
  struct cs_bench bench = story_bench(s);
  struct cs_actor actor = {.by = officer ? CS_BY_KEY : CS_BY_SOURCE};
  if (!story_decode(s, line, &end.act)) {
    return end;
  }
  if (officer) {
    struct cs_str home = cs_str_of(officer);
    const union cs_map_value *key = cs_map_get(&s->keys, cs_str_of(officer));
    const struct story_state *state = story_find(s, end.act.subject);
    end.act.key = key ? *(const struct cs_str *)key->ptr : story_text(s, "%064d", 0);
    home = cs_str_cut(&home, '/');
    end.act.office = cs_str_find(line, CS_STR("\"office\":")) == SIZE_MAX ? home : end.act.office;
    bool says = cs_str_find(line, CS_STR("\"saw\":")) != SIZE_MAX;
    end.act.saw = !says && state ? state->n : end.act.saw;
    if (!cs_judge_actor(&bench, end.act.key, &s->arena, &actor, &end.j, &s->err)) {
      return end;
    }
  }
  end.done = end.j.n_reasons > 0 || cs_judge(&bench, &end.act, &actor, &s->arena, &end.j, &s->err);
  if (end.done && end.j.n_reasons == 0 && !end.j.repeat) {
    story_record(s, &end.act, end.j.out, actor.by);
  }
  return end;
}

/* ------------------------------------------------------------------ telling */

static inline void fail_with_reasons(const struct story_end *end, const char *line, const char *expected) {
  for (size_t i = 0; i < end->j.n_reasons; i++) {
    print_error("%s: %.*s\n", end->j.reasons[i].code->slug, CS_STR_ARG(end->j.reasons[i].text));
  }
  fail_msg("%s: expected %s", line, expected);
}

/* It stands; its O. */
static inline const struct cs_json *stands(struct story *s, const char *officer, const char *line) {
  struct story_end end = story_act(s, officer, cs_str_of(line));
  assert_ok(end.done, &s->err);
  if (end.j.n_reasons > 0) {
    fail_with_reasons(&end, line, "that it stands");
  }
  return end.j.out;
}

/* It is answered by an entry of before; nothing has moved. The entry's number. */
static inline int64_t repeats(struct story *s, const char *officer, const char *line) {
  uint64_t before = story_digest(s);
  struct story_end end = story_act(s, officer, cs_str_of(line));
  assert_ok(end.done, &s->err);
  if (end.j.n_reasons > 0 || !end.j.repeat) {
    fail_with_reasons(&end, line, "that it repeats an act");
  }
  assert_int_equal(story_digest(s), before);
  return end.j.repeat_n;
}

/* It is refused with exactly these codes, in this order, separated by blanks; nothing has moved. The reasons' texts. */
static inline struct cs_reason *refused(struct story *s, const char *officer, const char *line, const char *codes) {
  uint64_t before = story_digest(s);
  struct story_end end = story_act(s, officer, cs_str_of(line));
  assert_ok(end.done, &s->err);
  struct cs_str rest = cs_str_of(codes);
  size_t i = 0;
  for (; rest.len > 0; i++) {
    struct cs_str code = cs_str_cut(&rest, ' ');
    if (i >= end.j.n_reasons || !cs_str_eq(code, cs_str_of(end.j.reasons[i].code->slug))) {
      fail_with_reasons(&end, line, codes);
    }
  }
  if (i != end.j.n_reasons) {
    fail_with_reasons(&end, line, codes);
  }
  assert_int_equal(story_digest(s), before);
  for (i = 0; i < end.j.n_reasons; i++) {
    size_t bad;
    assert_true(end.j.reasons[i].text.len > 0);
    assert_true(cs_utf8_valid(end.j.reasons[i].text, &bad));
  }
  return end.j.reasons;
}

/* It is bad input: an error of this code, no refusal. */
static inline void wrong(struct story *s, const char *officer, const char *line, const struct cs_code *code) {
  uint64_t before = story_digest(s);
  struct story_end end = story_act(s, officer, cs_str_of(line));
  assert_code(end.done, &s->err, *code);
  assert_int_equal(story_digest(s), before);
}

/* Lines of acts from a source, all of which stand. */
static inline void given(struct story *s, const char *lines) {
  struct cs_str rest = cs_str_of(lines);
  while (rest.len > 0) {
    struct cs_str line = cs_str_cut(&rest, '\n');
    if (line.len > 0) {
      struct story_end end = story_act(s, NULL, line);
      if (!end.done || end.j.n_reasons > 0) {
        print_error("%s\n", end.done ? "refused" : s->err.text);
        fail_with_reasons(&end, story_text(s, "%.*s", CS_STR_ARG(line)).ptr, "that it stands");
      }
    }
  }
}

static inline void story_keep_key(struct story *s, const char *officer, const char *hex) {
  union cs_map_value *slot = cs_map_put(&s->keys, story_text(s, "%s", officer), NULL, &s->err);
  struct cs_str *key = cs_arena_new(&s->arena, struct cs_str, &s->err);
  assert_true(slot && key);
  *key = story_text(s, "%s", hex);
  slot->ptr = key;
}

/* Enrols a new key for the officer; the officer acts with its newest one. Its hex. */
static inline const char *enrol(struct story *s, const char *officer) {
  const char *key = story_text(s, "%064x", 0xA0u + ++s->keys_made).ptr;
  stands(s, STORY_FIRST,
         story_text(s, "{\"act\":\"key.enrol\",\"officer\":\"%s\",\"key\":\"%s\",\"proof\":\"" STORY_PROOF "\"}",
                    officer, key)
             .ptr);
  story_keep_key(s, officer, key);
  return key;
}

/* A text under a digest that stands for SHA-256: the judges never compute one. Its hex. */
static inline const char *blob(struct story *s, const char *text) {
  uint64_t hash = cs_str_hash(cs_str_of(text));
  struct cs_str hex = story_text(s, "%016llx%016llx%016llx%016llx", (unsigned long long)hash, (unsigned long long)~hash,
                                 (unsigned long long)hash, (unsigned long long)~hash);
  union cs_map_value *slot = cs_map_put(&s->blobs, hex, NULL, &s->err);
  struct cs_str *kept = cs_arena_new(&s->arena, struct cs_str, &s->err);
  assert_true(slot && kept);
  assert_ok(cs_arena_str(&s->arena, cs_str_of(text), kept, &s->err), &s->err);
  slot->ptr = kept;
  return hex.ptr;
}

/* The line of rules.publish for a text. */
static inline const char *publishing(struct story *s, const char *regime, const char *file, const char *text) {
  return story_text(s, "{\"act\":\"rules.publish\",\"regime\":\"%s\",\"file\":\"%s\",\"digest\":\"%s\"}", regime, file,
                    blob(s, text))
      .ptr;
}

/* The same with a table that comes with it. */
static inline const char *publishing_with(struct story *s, const char *regime, const char *file, const char *text,
                                          const char *table, const char *rows) {
  const char *digest = blob(s, rows);
  return story_text(
             s,
             "{\"act\":\"rules.publish\",\"regime\":\"%s\",\"file\":\"%s\",\"digest\":\"%s\",\"tables\":[\"%s %s\"]}",
             regime, file, blob(s, text), table, digest)
      .ptr;
}

static inline const struct cs_json *state_of(const struct story *s, const char *subject) {
  const struct story_state *state = story_find(s, cs_str_of(subject));
  if (!state) {
    fail_msg("nothing is on record of %s", subject);
  }
  return state->json;
}

static inline void assert_json(struct story *s, const struct cs_json *json, const char *canonical) {
  assert_non_null(json);
  assert_string_equal(story_canonical(s, json).ptr, canonical);
}

static inline void today(struct story *s, const char *day) {
  s->today = story_day(day);
}

/* The authorization of a case as of one day, as known on another. */
static inline struct cs_review_authorization authorization(struct story *s, const char *subject, const char *on,
                                                           const char *known) {
  struct cs_review_authorization out;
  bool found;
  struct cs_review_ledgers ledgers = story_ledgers(s, state_of(s, subject));
  assert_ok(cs_review_authorization(s->catalogue, state_of(s, subject), &ledgers, story_day(on), story_day(known),
                                    &s->arena, &out, &found, &s->err),
            &s->err);
  if (!found) {
    fail_msg("%s has no authorization", subject);
  }
  return out;
}

/* ------------------------------------------------------------------ the world of most stories */

static inline void story_found(struct story *s) {
  struct cs_act act;
  assert_ok(
      story_decode(
          s,
          CS_STR("{\"act\":\"record.found\",\"origin\":\"demo.example/review\",\"verifier\":\"demo.example/review+"
                 "5d1c07e9+AaN3\",\"format\":1,\"random\":\"" STORY_HASH "\",\"officer\":\"" STORY_FIRST
                 "\",\"key\":\"" STORY_HASH "\",\"trial\":true,\"public\":false,\"zone\":\"+00:00\"}"),
          &act),
      &s->err);
  story_record(s, &act, cs_json_new(&s->arena, CS_JSON_OBJECT, &s->err), CS_BY_CORE);
  story_keep_key(s, STORY_FIRST, STORY_HASH);
}

static inline int story_set_up(void **state) {
  struct story *s = calloc(1, sizeof *s);
  cs_arena_init(&s->arena, NULL, 0);
  cs_map_init(&s->states, &s->arena);
  cs_map_init(&s->blobs, &s->arena);
  cs_map_init(&s->keys, &s->arena);
  s->catalogue = cs_catalogue_new(&s->err);
  s->world = (struct cs_review_world){
      .catalogue = s->catalogue, .ctx = s, .authorizations = story_authorizations, .ledger = story_ledger};
  s->today = story_day("2025-08-26");
  *state = s;
  story_compile(s);
  story_found(s);
  return s->catalogue ? 0 : -1;
}

static inline int story_tear_down(void **state) {
  struct story *s = *state;
  cs_catalogue_free(s->catalogue);
  cs_arena_deinit(&s->arena);
  free(s);
  return 0;
}

#define STORY_FACTS                                                                                                    \
  "fact act : code\nfact item : code\nfact item.origin : codes\nfact area : area\nfact emergency : bool\n"

/* Two regimes ask for consent to use: the United States' by the defence secretary, under the president's mandate M; the United
 * Kingdom's by its owner. Transit of the item `banned` is prohibited; brokering is referred; sales are nobody's matter. */
#define STORY_US                                                                                                       \
  STORY_FACTS                                                                                                          \
  "regime us.review\n  title \"Use\"\n  owner us.president\n  treats use, sale, transit, brokering\n"                  \
  "rule by-case\n  cite \"x\"\n  when act is use and item.origin has US and area within RU\n"                          \
  "  review by us.secdef\n    single use\n"                                                                            \
  "rule second-look\n  cite \"x\"\n  when act is use and item is twice\n  review by us.secdef\n"                       \
  "rule no-transit\n  cite \"x\"\n  when act is transit\n  prohibit\n"                                                 \
  "rule elsewhere\n  cite \"x\"\n  when act is brokering\n  refer \"another law\"\n"                                   \
  "rule unless-urgent\n  cite \"x\"\n  when act is use and item is perhaps and emergency is yes\n  prohibit\n"
#define STORY_GB                                                                                                       \
  STORY_FACTS "regime gb.supply\n  title \"Supply\"\n  owner gb.mod\n  treats use, sale\n"                             \
              "rule supplier\n  cite \"x\"\n  when act is use and item.origin has GB and area within RU\n"             \
              "  review by gb.mod\n"

#define OFFICE(id, state)                                                                                              \
  "{\"act\":\"party.register\",\"party\":\"" id "\",\"kind\":\"office\",\"state\":\"" state "\",\"name\":\"" id "\"}"  \
  "\n"
#define ITEM(id, origin)                                                                                               \
  "{\"act\":\"item.register\",\"item\":\"" id "\",\"kind\":\"munition\",\"complete\":true,\"origin\":[" origin "]}\n"

static inline void story_parties(struct story *s) {
  given(s, OFFICE("us.president", "US") OFFICE("us.secdef", "US") OFFICE("us.usd-policy", "US") OFFICE("us.state", "US")
               OFFICE("gb.mod", "GB") OFFICE("ua.armed-forces", "UA") OFFICE("friend", "UA"));
  enrol(s, "us.president/office");
  enrol(s, "us.secdef/decider");
  enrol(s, "us.usd-policy/head");
  enrol(s, "us.state/desk");
  enrol(s, "gb.mod/desk");
  enrol(s, "ua.armed-forces/desk");
  enrol(s, "friend/one");
}

static inline void story_world(struct story *s) {
  story_parties(s);
  given(s, ITEM("rocket", "\"US\"") ITEM("shadow", "\"US\",\"GB\"") ITEM("banned", "\"US\"") ITEM("perhaps", "\"US\"")
               ITEM("twice", "\"GB\"") ITEM("foreign", "\"FR\""));
  given(s, publishing(s, "us.review", "us.rules", STORY_US));
  given(s, publishing(s, "gb.supply", "gb.rules", STORY_GB));
  given(s, "{\"act\":\"mandate.grant\",\"mandate\":\"M\",\"by\":\"us.president\",\"to\":\"us.secdef\",\"regimes\":["
           "\"us.review\"],"
           "\"acts\":[\"use\"],\"areas\":[\"RU\"],\"from\":\"2025-06-01\",\"cite\":\"x\",\"certainty\":\"reported\"}");
}

static inline int story_world_set_up(void **state) {
  int failed = story_set_up(state);
  if (failed == 0) {
    story_world(*state);
  }
  return failed;
}

/* Filing by the applicant, and a decision; `more` begins with a comma or is empty. */
#define FILE_USE(id, item)                                                                                             \
  "{\"act\":\"case.file\",\"case\":\"" id "\",\"request\":{\"act\":\"use\",\"item\":\"" item "\",\"area\":\"RU-KRS\"}" \
  "}"
#define FILE_OF(id, request) "{\"act\":\"case.file\",\"case\":\"" id "\",\"request\":{" request "}}"
#define DECIDE(id, consent, outcome, more)                                                                             \
  "{\"act\":\"case.decide\",\"case\":\"" id "\",\"version\":1,\"consent\":\"" consent "\",\"outcome\":\"" outcome      \
  "\"" more "}"
#define GRANT(id, from, to, more)                                                                                      \
  "{\"act\":\"mandate.grant\",\"mandate\":\"" id "\",\"by\":\"" from "\",\"to\":\"" to                                 \
  "\",\"from\":\"2025-01-01\"" more "}"
#define REVOKE(id, from) "{\"act\":\"mandate.revoke\",\"mandate\":\"" id "\",\"from\":\"" from "\",\"cite\":\"x\"}"

#endif
