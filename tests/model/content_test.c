/* Content: best chains, what makes them unknown, silence, and that the work grows with links and not with paths. */
#include "model/world.h"

#include "model/content.h"

#define CONTAINS 1u
#define RELIES   8u

/* storm-shadow (FR GB) relies on us.targeting-data (US) by one reported link, and contains parts that are complete. */
static void model_case(struct world *world) {
  put(world, "item:storm-shadow",
      "{\"versions\":[{\"origin\":[\"GB\",\"FR\"],\"complete\":true,\"cite\":\"maker\",\"n\":1}],\"dependencies\":["
      "{\"on\":\"us.targeting-data\",\"by\":\"relies-on\",\"from\":\"2024-01-01\",\"certainty\":\"reported\",\"cite\":"
      "\"WSJ\",\"n\":3},"
      "{\"on\":\"engine\",\"by\":\"contains\",\"n\":4}]}");
  put(world, "item:us.targeting-data", "{\"versions\":[{\"origin\":[\"US\"],\"complete\":true,\"n\":2}]}");
  put(world, "item:engine", "{\"versions\":[{\"origin\":[\"FR\"],\"complete\":true,\"n\":2}]}");
}

static struct cs_content_answer ask(struct world *world, const char *item, const char *origin, uint32_t kinds,
                                    const char *on, enum cs_certainty weakest) {
  struct cs_content_answer answer;
  assert_ok(cs_content_ask(world->catalogue, cs_str_of(item), cs_str_of(origin), kinds, day_of(on),
                           day_of("2026-01-01"), weakest, &world->arena, &answer, &world->err),
            &world->err);
  return answer;
}

static void the_item_itself_is_the_shortest_chain(void **state) {
  struct world *world = *state;
  model_case(world);
  struct cs_content_answer answer = ask(world, "storm-shadow", "GB", CONTAINS, "2025-01-01", CS_ASSUMED);
  assert_int_equal(answer.truth, CS_YES);
  assert_int_equal(answer.n_path, 1);
  assert_str(answer.path[0].item, "storm-shadow");
  assert_str(answer.path[0].origin, "GB");
  assert_str(answer.path[0].cite, "maker");
}

static void an_origin_is_found_through_a_link_with_its_path(void **state) {
  struct world *world = *state;
  model_case(world);
  struct cs_content_answer answer = ask(world, "storm-shadow", "US", RELIES, "2025-01-01", CS_ASSUMED);
  assert_int_equal(answer.truth, CS_YES);
  assert_int_equal(answer.certainty, CS_REPORTED);
  assert_int_equal(answer.n_path, 2);
  assert_str(answer.path[0].item, "storm-shadow");
  assert_str(answer.path[0].origin, "");
  assert_str(answer.path[1].item, "us.targeting-data");
  assert_str(answer.path[1].by, "relies-on");
  assert_str(answer.path[1].origin, "US");
  assert_str(answer.path[1].cite, "WSJ");
}

static void a_kind_that_is_not_asked_for_is_not_followed(void **state) {
  struct world *world = *state;
  model_case(world);
  assert_int_equal(ask(world, "storm-shadow", "US", CONTAINS, "2025-01-01", CS_ASSUMED).truth, CS_NO);
}

static void a_link_does_not_hold_before_its_day(void **state) {
  struct world *world = *state;
  model_case(world);
  assert_int_equal(ask(world, "storm-shadow", "US", RELIES, "2023-12-31", CS_ASSUMED).truth, CS_NO);
  assert_int_equal(ask(world, "storm-shadow", "US", RELIES, "2024-01-01", CS_ASSUMED).truth, CS_YES);
}

static void a_link_less_certain_than_asked_is_unknown(void **state) {
  struct world *world = *state;
  model_case(world);
  struct cs_content_answer answer = ask(world, "storm-shadow", "US", RELIES, "2025-01-01", CS_CONFIRMED);
  assert_int_equal(answer.truth, CS_UNKNOWN);
  assert_int_equal(answer.why, CS_CONTENT_WHY_DISPUTED);
  assert_str(answer.why_item, "storm-shadow");
  assert_int_equal(answer.n_path, 2);
}

static void silence_is_no_only_where_every_item_reached_is_complete(void **state) {
  struct world *world = *state;
  model_case(world);
  assert_int_equal(ask(world, "storm-shadow", "DE", CONTAINS, "2025-01-01", CS_ASSUMED).truth, CS_NO);
  put(world, "item:engine", "{\"versions\":[{\"origin\":[\"FR\"],\"n\":2}]}");
  struct cs_content_answer answer = ask(world, "storm-shadow", "DE", CONTAINS, "2025-01-01", CS_ASSUMED);
  assert_int_equal(answer.truth, CS_UNKNOWN);
  assert_int_equal(answer.why, CS_CONTENT_WHY_CONTENT);
  assert_str(answer.why_item, "engine");
  assert_int_equal(answer.n_path, 0);
}

static void an_item_that_states_no_origin_is_silent(void **state) {
  struct world *world = *state;
  model_case(world);
  put(world, "item:engine", "{\"versions\":[{\"complete\":true,\"n\":2}]}");
  assert_str(ask(world, "storm-shadow", "DE", CONTAINS, "2025-01-01", CS_ASSUMED).why_item, "engine");
  put(world, "item:engine", "{\"versions\":[{\"complete\":true,\"origin\":[],\"n\":2}]}");
  assert_int_equal(ask(world, "storm-shadow", "DE", CONTAINS, "2025-01-01", CS_ASSUMED).truth, CS_NO);
}

static void an_item_that_is_not_on_record_is_silent(void **state) {
  struct world *world = *state;
  struct cs_content_answer answer = ask(world, "nothing", "US", RELIES, "2025-01-01", CS_ASSUMED);
  assert_int_equal(answer.truth, CS_UNKNOWN);
  assert_int_equal(answer.why, CS_CONTENT_WHY_CONTENT);
  assert_str(answer.why_item, "nothing");
}

static void a_link_of_an_inexact_day_is_unknown_for_its_date(void **state) {
  struct world *world = *state;
  put(world, "item:a",
      "{\"versions\":[{\"origin\":[],\"complete\":true}],\"dependencies\":[{\"on\":\"b\",\"by\":\"contains\",\"from\":"
      "\"2025-05..2025-06\"}]}");
  put(world, "item:b", "{\"versions\":[{\"origin\":[\"US\"],\"complete\":true}]}");
  struct cs_content_answer answer = ask(world, "a", "US", CONTAINS, "2025-05-15", CS_ASSUMED);
  assert_int_equal(answer.truth, CS_UNKNOWN);
  assert_int_equal(answer.why, CS_CONTENT_WHY_DATE);
  assert_str(answer.why_item, "a");
  assert_int_equal(ask(world, "a", "US", CONTAINS, "2025-07-01", CS_ASSUMED).truth, CS_YES);
}

static void a_denied_link_is_unknown_from_its_own_day(void **state) {
  struct world *world = *state;
  put(world, "item:a",
      "{\"versions\":[{\"origin\":[],\"complete\":true}],\"dependencies\":[{\"on\":\"b\",\"by\":\"contains\",\"n\":1},"
      "{\"on\":\"b\",\"by\":\"contains\",\"from\":\"2025-03-01\",\"certainty\":\"denied\",\"n\":2},"
      "{\"on\":\"b\",\"by\":\"contains\",\"from\":\"2025-06-01\",\"n\":3}]}");
  put(world, "item:b", "{\"versions\":[{\"origin\":[\"US\"],\"complete\":true}]}");
  assert_int_equal(ask(world, "a", "US", CONTAINS, "2025-02-28", CS_ASSUMED).truth, CS_YES);
  struct cs_content_answer denied = ask(world, "a", "US", CONTAINS, "2025-03-01", CS_ASSUMED);
  assert_int_equal(denied.truth, CS_UNKNOWN);
  assert_int_equal(denied.why, CS_CONTENT_WHY_DISPUTED);
  assert_int_equal(ask(world, "a", "US", CONTAINS, "2025-06-01", CS_ASSUMED).truth, CS_YES);
}

static void a_chain_is_as_certain_as_its_weakest_link_and_the_surest_chain_wins(void **state) {
  struct world *world = *state;
  put(world, "item:a",
      "{\"versions\":[{\"origin\":[],\"complete\":true}],\"dependencies\":["
      "{\"on\":\"end\",\"by\":\"contains\",\"certainty\":\"assumed\"},{\"on\":\"m\",\"by\":\"contains\"},"
      "{\"on\":\"n\",\"by\":\"contains\",\"certainty\":\"reported\"}]}");
  put(world, "item:m",
      "{\"versions\":[{\"origin\":[]}],\"dependencies\":[{\"on\":\"o\",\"by\":\"contains\",\"certainty\":\"reported\"}]"
      "}");
  put(world, "item:o", "{\"versions\":[{\"origin\":[]}],\"dependencies\":[{\"on\":\"end\",\"by\":\"contains\"}]}");
  put(world, "item:n", "{\"versions\":[{\"origin\":[]}],\"dependencies\":[{\"on\":\"end\",\"by\":\"contains\"}]}");
  put(world, "item:end", "{\"versions\":[{\"origin\":[\"US\"]}]}");
  struct cs_content_answer answer = ask(world, "a", "US", CONTAINS, "2025-01-01", CS_ASSUMED);
  assert_int_equal(answer.certainty, CS_REPORTED);
  assert_int_equal(answer.n_path, 3); /* through n: the shorter of the two reported chains, not the shortest of all */
  assert_str(answer.path[1].item, "n");
}

static void a_circle_ends(void **state) {
  struct world *world = *state;
  put(world, "item:a",
      "{\"versions\":[{\"origin\":[],\"complete\":true}],\"dependencies\":[{\"on\":\"b\",\"by\":\"runs\"}]}");
  put(world, "item:b",
      "{\"versions\":[{\"origin\":[],\"complete\":true}],\"dependencies\":[{\"on\":\"a\",\"by\":\"runs\"}]}");
  assert_int_equal(ask(world, "a", "US", CS_DEPENDENCY_ALL, "2025-01-01", CS_ASSUMED).truth, CS_NO);
}

static void a_link_that_closes_a_circle_is_shown_as_one(void **state) {
  struct world *world = *state;
  put(world, "item:a", "{\"dependencies\":[{\"on\":\"b\",\"by\":\"runs\"}]}");
  put(world, "item:b", "{\"dependencies\":[{\"on\":\"c\",\"by\":\"contains\"}]}");
  struct cs_str circle;
  assert_ok(cs_content_circle(world->catalogue, CS_STR("c"), CS_STR("a"), &world->arena, &circle, &world->err),
            &world->err);
  assert_str(circle, "c → a → b → c");
  assert_ok(cs_content_circle(world->catalogue, CS_STR("a"), CS_STR("c"), &world->arena, &circle, &world->err),
            &world->err);
  assert_str(circle, "");
  assert_ok(cs_content_circle(world->catalogue, CS_STR("d"), CS_STR("d"), &world->arena, &circle, &world->err),
            &world->err);
  assert_str(circle, "d → d");
}

static void every_origin_on_any_chain_is_listed_once_with_its_best_path(void **state) {
  struct world *world = *state;
  model_case(world);
  struct cs_content_origin *origins;
  size_t n;
  assert_ok(cs_content_origins(world->catalogue, CS_STR("storm-shadow"), day_of("2025-01-01"), day_of("2026-01-01"),
                               &world->arena, &origins, &n, &world->err),
            &world->err);
  assert_int_equal(n, 3);
  assert_str(origins[0].state, "GB");
  assert_str(origins[1].state, "FR");
  assert_int_equal(origins[1].n_path, 1);
  assert_str(origins[2].state, "US");
  assert_int_equal(origins[2].n_path, 2);
  assert_int_equal(origins[2].truth, CS_YES);
}

/* 12 layers, each item of one layer depends on every item of the next: 30^11 paths, 9,900 links. */
static void depth_and_width_do_not_multiply(void **state) {
  struct world *world = *state;
  enum { LAYERS = 12, WIDTH = 30 };
  struct cs_buf buf;
  cs_buf_init(&buf, 1u << 20);
  for (int layer = 0; layer < LAYERS; layer++) {
    for (int i = 0; i < WIDTH; i++) {
      cs_buf_reset(&buf);
      cs_buf_printf(&buf, "{\"versions\":[{\"origin\":[%s],\"complete\":true}],\"dependencies\":[",
                    layer == LAYERS - 1 && i == WIDTH - 1 ? "\"US\"" : "");
      for (int k = 0; layer + 1 < LAYERS && k < WIDTH; k++) {
        cs_buf_printf(&buf, "%s{\"on\":\"%d.%d\",\"by\":\"contains\",\"certainty\":\"%s\"}", k ? "," : "", layer + 1, k,
                      k % 2 ? "reported" : "assumed");
      }
      cs_buf_printf(&buf, "]}");
      cs_buf_byte(&buf, '\0');
      struct cs_str subject;
      assert_ok(cs_arena_printf(&world->arena, &subject, &world->err, "item:%d.%d", layer, i), &world->err);
      put(world, subject.ptr, buf.ptr);
    }
  }
  cs_buf_deinit(&buf);
  struct cs_content_answer answer = ask(world, "0.0", "US", CONTAINS, "2025-01-01", CS_ASSUMED);
  assert_int_equal(answer.truth, CS_YES);
  assert_int_equal(answer.certainty, CS_REPORTED);
  assert_int_equal(answer.n_path, LAYERS);
  assert_int_equal(ask(world, "0.0", "FR", CONTAINS, "2025-01-01", CS_ASSUMED).truth, CS_NO);
}

/* One chain of 10,000 items. */
static void a_long_chain_is_followed_to_its_end(void **state) {
  struct world *world = *state;
  enum { LENGTH = 10000 };
  for (int i = 0; i < LENGTH; i++) {
    struct cs_str subject, text;
    assert_ok(cs_arena_printf(&world->arena, &subject, &world->err, "item:%d", i), &world->err);
    assert_ok(
        cs_arena_printf(&world->arena, &text, &world->err,
                        "{\"versions\":[{\"origin\":[%s]}],\"dependencies\":[{\"on\":\"%d\",\"by\":\"contains\"}]}",
                        i == LENGTH - 1 ? "\"US\"" : "", i + 1),
        &world->err);
    put(world, subject.ptr, text.ptr);
  }
  struct cs_content_answer answer = ask(world, "0", "US", CONTAINS, "2025-01-01", CS_ASSUMED);
  assert_int_equal(answer.truth, CS_YES);
  assert_int_equal(answer.n_path, LENGTH);
}

/* ------------------------------------------------------------------ against all chains, one by one */

enum { SMALL = 6 };

/* A small world: which links and origins there are, how true and how certain. */
struct small {
  int truth[SMALL][SMALL], certainty[SMALL][SMALL]; /* truth 0: no link */
  int origin[SMALL], origin_certainty[SMALL];
  bool complete[SMALL];
};
struct best {
  int truth, certainty, length;
};

static unsigned next_number(uint64_t *seed) {
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(*seed >> 33);
}

static struct small make_small(uint64_t *seed) {
  struct small s = {0};
  for (int i = 0; i < SMALL; i++) {
    for (int k = 0; k < SMALL; k++) {
      unsigned roll = next_number(seed) % 8;
      s.certainty[i][k] = (int)(next_number(seed) % 5);
      s.truth[i][k] = i == k || roll > 2 ? 0 : roll == 2 || s.certainty[i][k] >= CS_DISPUTED ? CS_UNKNOWN : CS_YES;
    }
    s.origin[i] = i > 0 && next_number(seed) % 4 == 0;
    s.origin_certainty[i] = (int)(next_number(seed) % 3);
    s.complete[i] = next_number(seed) % 3 > 0;
  }
  return s;
}

static bool better(struct best a, struct best b) {
  if (a.truth != b.truth) {
    return a.truth == CS_YES || b.truth == CS_NO;
  }
  return a.certainty != b.certainty ? a.certainty < b.certainty : a.length < b.length;
}

/* Tries every chain without a circle. Recursion: at most SMALL deep. */
static void try_chains(const struct small *s, int at, unsigned seen, struct best so_far, struct best *best,
                       unsigned *reached) {
  *reached |= 1u << at;
  if (s->origin[at]) {
    struct best here = so_far;
    here.certainty = s->origin_certainty[at] > here.certainty ? s->origin_certainty[at] : here.certainty;
    *best = better(here, *best) ? here : *best;
  }
  for (int to = 0; to < SMALL; to++) {
    if (s->truth[at][to] != 0 && (seen & (1u << to)) == 0) {
      struct best longer = {.truth = s->truth[at][to] == CS_YES ? so_far.truth : CS_UNKNOWN,
                            .certainty =
                                s->certainty[at][to] > so_far.certainty ? s->certainty[at][to] : so_far.certainty,
                            .length = so_far.length + 1};
      try_chains(s, to, seen | 1u << to, longer, best, reached);
    }
  }
}

static void put_small(struct world *world, const struct small *s) {
  static const char *const words[] = {"confirmed", "reported", "assumed", "disputed", "denied"};
  struct cs_buf buf;
  cs_buf_init(&buf, 1u << 16);
  for (int i = 0; i < SMALL; i++) {
    struct cs_str subject;
    bool first = true;
    cs_buf_reset(&buf);
    cs_buf_printf(&buf, "{\"versions\":[{\"origin\":[%s],\"complete\":%s,\"certainty\":\"%s\"}],\"dependencies\":[",
                  s->origin[i] ? "\"US\"" : "", s->complete[i] ? "true" : "false", words[s->origin_certainty[i]]);
    for (int k = 0; k < SMALL; k++) {
      if (s->truth[i][k] != 0) {
        bool dated = s->truth[i][k] == CS_UNKNOWN && s->certainty[i][k] < CS_DISPUTED;
        cs_buf_printf(&buf, "%s{\"on\":\"i%d\",\"by\":\"runs\",\"certainty\":\"%s\"%s}", first ? "" : ",", k,
                      words[s->certainty[i][k]], dated ? ",\"from\":\"2025\"" : "");
        first = false;
      }
    }
    cs_buf_printf(&buf, "]}");
    cs_buf_byte(&buf, '\0');
    assert_ok(cs_arena_printf(&world->arena, &subject, &world->err, "item:i%d", i), &world->err);
    put(world, subject.ptr, buf.ptr);
  }
  cs_buf_deinit(&buf);
}

static void the_answer_is_that_of_all_chains_tried_one_by_one(void **state) {
  struct world *world = *state;
  uint64_t seed = 20250829;
  int answers[4] = {0};
  for (int round = 0; round < 1000; round++) {
    struct small s = make_small(&seed);
    struct best best = {.truth = CS_NO};
    unsigned reached = 0;
    try_chains(&s, 0, 1u, (struct best){.truth = CS_YES}, &best, &reached);
    for (int i = 0; i < SMALL && best.truth == CS_NO; i++) {
      if ((reached & (1u << i)) != 0 && !s.complete[i]) {
        best = (struct best){.truth = CS_UNKNOWN, .length = -1};
      }
    }
    put_small(world, &s);
    struct cs_content_answer answer = ask(world, "i0", "US", CS_DEPENDENCY_ALL, "2025-06-15", CS_ASSUMED);
    int length = answer.n_path == 0 ? (best.length == -1 ? -1 : 0) : (int)answer.n_path - 1;
    if ((int)answer.truth != best.truth || (int)answer.certainty != best.certainty || length != best.length) {
      fail_msg("round %d: got %d %d %d, expected %d %d %d", round, (int)answer.truth, (int)answer.certainty, length,
               best.truth, best.certainty, best.length);
    }
    answers[answer.truth]++;
  }
  assert_true(answers[CS_YES] > 50 && answers[CS_NO] > 50 && answers[CS_UNKNOWN] > 50);
}

/* ------------------------------------------------------------------ settled, against the walk */

enum { WIDE = 9, ASKED = 40 };

static const char *const states_drawn[] = {"US", "FR", "DE"};

static void draw_day(struct cs_buf *buf, uint64_t *seed, const char *key) {
  static const char *const days[] = {"2025-01-01", "2025-03", "2025-04-10", "2025-05..2025-06", "2025-07-01", "2026"};
  if (next_number(seed) % 3 == 0) {
    cs_buf_printf(buf, ",\"%s\":\"%s\"", key, days[next_number(seed) % 6]);
  }
}

/* The period, certainty and day of knowledge of a version, as it falls. */
static void draw_holds(struct cs_buf *buf, uint64_t *seed, unsigned n) {
  static const char *const words[] = {"reported", "assumed", "disputed", "denied"};
  draw_day(buf, seed, "from");
  if (next_number(seed) % 3 == 0) {
    draw_day(buf, seed, "until");
  }
  if (next_number(seed) % 4 == 0) {
    cs_buf_printf(buf, ",\"known\":\"2025-0%u-15\"", 1 + next_number(seed) % 8);
  }
  if (next_number(seed) % 3 == 0) {
    cs_buf_printf(buf, ",\"certainty\":\"%s\"", words[next_number(seed) % 4]);
  }
  cs_buf_printf(buf, ",\"cite\":\"c%u\",\"n\":%u}", n, n);
}

static void draw_versions(struct cs_buf *buf, uint64_t *seed) {
  cs_buf_printf(buf, "{\"versions\":[");
  for (unsigned n = 1 + (next_number(seed) % 4 == 0), i = 0; i < n; i++) {
    unsigned drawn = next_number(seed) % 8;
    cs_buf_printf(buf, "%s{\"complete\":%s", i > 0 ? "," : "", next_number(seed) % 5 > 0 ? "true" : "false");
    if (drawn == 0) {
      cs_buf_printf(buf, ",\"origin\":[\"DE\",\"US\"]");
    } else if (drawn < 5) {
      cs_buf_printf(buf, ",\"origin\":[\"%s\"]", states_drawn[drawn % 3]);
    } else if (drawn < 7) {
      cs_buf_printf(buf, ",\"origin\":[]");
    }
    draw_holds(buf, seed, 10 + i);
  }
}

/* Items depend on those after them, one or two of which may not be on record. */
static void draw_world(struct world *world, uint64_t *seed) {
  struct cs_buf buf;
  cs_buf_init(&buf, 1u << 16);
  for (unsigned i = 0; i < WIDE - 1; i++) {
    struct cs_str subject;
    unsigned n = 0;
    cs_buf_reset(&buf);
    draw_versions(&buf, seed);
    cs_buf_printf(&buf, "],\"dependencies\":[");
    for (unsigned k = i + 1; k < WIDE; k++) {
      for (unsigned roll = next_number(seed) % 6; roll < 3; roll++) {
        struct cs_str kind = cs_dependency_kinds[next_number(seed) % 4];
        cs_buf_printf(&buf, "%s{\"on\":\"i%u\",\"by\":\"%.*s\"", n > 0 ? "," : "", k, CS_STR_ARG(kind));
        draw_holds(&buf, seed, 20 + n++);
      }
    }
    cs_buf_printf(&buf, "]}");
    cs_buf_byte(&buf, '\0');
    assert_ok(cs_arena_printf(&world->arena, &subject, &world->err, "item:i%u", i), &world->err);
    put(world, subject.ptr, buf.ptr);
  }
  cs_buf_deinit(&buf);
}

static void write_nodes(struct cs_buf *buf, const struct cs_content_node *path, size_t n) {
  for (size_t i = 0; i < n; i++) {
    cs_buf_printf(buf, " %.*s/%.*s/%.*s/%.*s/%d", CS_STR_ARG(path[i].item), CS_STR_ARG(path[i].by),
                  CS_STR_ARG(path[i].origin), CS_STR_ARG(path[i].cite), (int)path[i].certainty);
  }
}

struct drawn_question {
  struct cs_str item;
  const char *state;
  uint32_t kinds;
  cs_day on, known;
  enum cs_certainty weakest;
};

static struct drawn_question draw_question(struct world *world, uint64_t *seed) {
  struct drawn_question q = {.state = states_drawn[next_number(seed) % 3],
                             .kinds = 1 + next_number(seed) % CS_DEPENDENCY_ALL,
                             .on = day_of("2024-12-01") + (cs_day)(next_number(seed) % 800),
                             .known = day_of("2024-12-01") + (cs_day)(next_number(seed) % 800),
                             .weakest = (enum cs_certainty)(next_number(seed) % 3)};
  q.kinds = next_number(seed) % 2 ? q.kinds : CS_DEPENDENCY_ALL;
  assert_ok(cs_arena_printf(&world->arena, &q.item, &world->err, "i%u", next_number(seed) % WIDE), &world->err);
  return q;
}

/* Both questions about content, answered in words. */
static struct cs_str all_said(struct world *world, const struct drawn_question *q, int truths[4]) {
  struct cs_content_answer answer;
  struct cs_content_origin *origins;
  struct cs_buf buf;
  struct cs_str out;
  size_t n;
  assert_ok(cs_content_ask(world->catalogue, q->item, cs_str_of(q->state), q->kinds, q->on, q->known, q->weakest,
                           &world->arena, &answer, &world->err),
            &world->err);
  assert_ok(cs_content_origins(world->catalogue, q->item, q->on, q->known, &world->arena, &origins, &n, &world->err),
            &world->err);
  cs_buf_init(&buf, 1u << 16);
  cs_buf_printf(&buf, "%d %d %d %.*s:", (int)answer.truth, (int)answer.certainty, (int)answer.why,
                CS_STR_ARG(answer.why_item));
  write_nodes(&buf, answer.path, answer.n_path);
  for (size_t i = 0; i < n; i++) {
    cs_buf_printf(&buf, "; %.*s %d:", CS_STR_ARG(origins[i].state), (int)origins[i].truth);
    write_nodes(&buf, origins[i].path, origins[i].n_path);
  }
  truths[answer.truth]++;
  assert_ok(cs_arena_str(&world->arena, cs_buf_str(&buf), &out, &world->err), &world->err);
  cs_buf_deinit(&buf);
  return out;
}

static void a_settled_catalogue_says_what_a_walk_says(void **state) {
  struct world *world = *state;
  uint64_t seed = 20251123;
  int truths[4] = {0};
  for (int round = 0; round < 300; round++) {
    struct drawn_question questions[ASKED];
    struct cs_str walked[ASKED];
    draw_world(world, &seed);
    assert_null(cs_catalogue_contents(world->catalogue));
    for (size_t i = 0; i < ASKED; i++) {
      questions[i] = draw_question(world, &seed);
      walked[i] = all_said(world, &questions[i], truths);
    }
    assert_ok(cs_catalogue_settle(world->catalogue, &world->err), &world->err);
    for (size_t i = 0; i < ASKED; i++) {
      struct cs_str listed = all_said(world, &questions[i], truths);
      if (!cs_str_eq(listed, walked[i])) {
        fail_msg("round %d, %.*s on %s: listed %.*s; walked %.*s", round, CS_STR_ARG(questions[i].item),
                 questions[i].state, CS_STR_ARG(listed), CS_STR_ARG(walked[i]));
      }
    }
  }
  assert_true(truths[CS_YES] > 1000 && truths[CS_NO] > 1000 && truths[CS_UNKNOWN] > 1000);
}

static void putting_an_item_unsettles_and_other_things_do_not(void **state) {
  struct world *world = *state;
  model_case(world);
  assert_ok(cs_catalogue_settle(world->catalogue, &world->err), &world->err);
  assert_non_null(cs_catalogue_contents(world->catalogue));
  assert_int_equal(ask(world, "storm-shadow", "DE", CONTAINS, "2025-01-01", CS_ASSUMED).truth, CS_NO);
  put(world, "party:fr.mod", "{\"versions\":[{\"state\":\"FR\",\"n\":1}]}");
  assert_non_null(cs_catalogue_contents(world->catalogue));
  put(world, "item:engine", "{\"versions\":[{\"origin\":[\"DE\"],\"complete\":true,\"n\":2}]}");
  assert_null(cs_catalogue_contents(world->catalogue));
  assert_int_equal(ask(world, "storm-shadow", "DE", CONTAINS, "2025-01-01", CS_ASSUMED).truth, CS_YES);
  assert_ok(cs_catalogue_settle(world->catalogue, &world->err), &world->err);
  assert_int_equal(ask(world, "storm-shadow", "DE", CONTAINS, "2025-01-01", CS_ASSUMED).truth, CS_YES);
}

/* `n` ways to a US item, the nearer the later: each is best on a day of its own. */
static void put_ways(struct world *world, unsigned n) {
  struct cs_buf buf;
  struct cs_str subject;
  cs_buf_init(&buf, 1u << 20);
  for (unsigned i = 0; i < n; i++) {
    cs_buf_reset(&buf);
    cs_buf_printf(&buf,
                  "{\"versions\":[{\"origin\":[],\"complete\":true}],\"dependencies\":[{\"on\":\"w%u\",\"by\":"
                  "\"runs\"},{\"on\":\"us\",\"by\":\"runs\",\"from\":\"%u\"}]}",
                  i + 1, 2100 - i);
    cs_buf_byte(&buf, '\0');
    assert_ok(cs_arena_printf(&world->arena, &subject, &world->err, "item:w%u", i), &world->err);
    put(world, subject.ptr, buf.ptr);
  }
  cs_buf_deinit(&buf);
  put(world, "item:us", "{\"versions\":[{\"origin\":[\"US\"],\"complete\":true}]}");
}

static void a_list_that_would_be_too_long_is_walked(void **state) {
  struct world *world = *state;
  put_ways(world, 90);
  struct cs_str words[3][40];
  int truths[4] = {0};
  for (int way = 0; way < 2; way++) {
    for (unsigned i = 0; i < 40; i++) {
      struct drawn_question q = {CS_STR("w0"),         i % 2 ? "US" : "FR",  CS_DEPENDENCY_ALL,
                                 day_of("2000-06-01"), day_of("2100-01-01"), CS_ASSUMED};
      q.on += (cs_day)(i * 911);
      q.item = i % 3 ? q.item : CS_STR("w60");
      words[way][i] = all_said(world, &q, truths);
      assert_true(way == 0 || cs_str_eq(words[0][i], words[1][i]));
    }
    assert_ok(cs_catalogue_settle(world->catalogue, &world->err), &world->err);
  }
  assert_true(truths[CS_YES] > 10 && truths[CS_UNKNOWN] > 10);
}

static void an_item_with_too_many_ways_to_weigh_is_walked(void **state) {
  struct world *world = *state;
  struct cs_buf buf;
  struct cs_str subject, words[2];
  int truths[4] = {0};
  put_ways(world, 60);
  cs_buf_init(&buf, 1u << 20);
  cs_buf_printf(&buf, "{\"versions\":[{\"origin\":[],\"complete\":true}],\"dependencies\":[");
  for (int i = 0; i < 1200; i++) {
    assert_ok(cs_arena_printf(&world->arena, &subject, &world->err, "item:l%d", i), &world->err);
    put(world, subject.ptr,
        "{\"versions\":[{\"origin\":[],\"complete\":true}],\"dependencies\":[{\"on\":\"w0\",\"by\":\"runs\"}]}");
    cs_buf_printf(&buf, "%s{\"on\":\"l%d\",\"by\":\"contains\"}", i > 0 ? "," : "", i);
  }
  cs_buf_printf(&buf, "]}");
  cs_buf_byte(&buf, '\0');
  put(world, "item:top", buf.ptr);
  cs_buf_deinit(&buf);
  for (int way = 0; way < 2; way++) {
    struct drawn_question q = {CS_STR("top"),        "US",      CS_DEPENDENCY_ALL, day_of("2080-06-01"),
                               day_of("2100-01-01"), CS_ASSUMED};
    words[way] = all_said(world, &q, truths);
    assert_ok(cs_catalogue_settle(world->catalogue, &world->err), &world->err);
  }
  assert_true(cs_str_eq(words[0], words[1]) && truths[CS_YES] == 2);
}

static void what_lies_above_a_circle_is_walked(void **state) {
  struct world *world = *state;
  put(world, "item:a",
      "{\"versions\":[{\"origin\":[],\"complete\":true}],\"dependencies\":[{\"on\":\"b\",\"by\":\"runs\"}]}");
  put(world, "item:b",
      "{\"versions\":[{\"origin\":[],\"complete\":true}],\"dependencies\":[{\"on\":\"c\",\"by\":\"runs\"}]}");
  put(world, "item:c",
      "{\"versions\":[{\"origin\":[\"US\"],\"complete\":true}],\"dependencies\":[{\"on\":\"b\",\"by\":"
      "\"runs\"}]}");
  assert_ok(cs_catalogue_settle(world->catalogue, &world->err), &world->err);
  assert_int_equal(ask(world, "a", "US", CS_DEPENDENCY_ALL, "2025-01-01", CS_ASSUMED).n_path, 3);
  assert_int_equal(ask(world, "a", "FR", CS_DEPENDENCY_ALL, "2025-01-01", CS_ASSUMED).truth, CS_NO);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(the_item_itself_is_the_shortest_chain),
      TEST(an_origin_is_found_through_a_link_with_its_path),
      TEST(a_kind_that_is_not_asked_for_is_not_followed),
      TEST(a_link_does_not_hold_before_its_day),
      TEST(a_link_less_certain_than_asked_is_unknown),
      TEST(silence_is_no_only_where_every_item_reached_is_complete),
      TEST(an_item_that_states_no_origin_is_silent),
      TEST(an_item_that_is_not_on_record_is_silent),
      TEST(a_link_of_an_inexact_day_is_unknown_for_its_date),
      TEST(a_denied_link_is_unknown_from_its_own_day),
      TEST(a_chain_is_as_certain_as_its_weakest_link_and_the_surest_chain_wins),
      TEST(a_circle_ends),
      TEST(a_link_that_closes_a_circle_is_shown_as_one),
      TEST(every_origin_on_any_chain_is_listed_once_with_its_best_path),
      TEST(depth_and_width_do_not_multiply),
      TEST(a_long_chain_is_followed_to_its_end),
      TEST(the_answer_is_that_of_all_chains_tried_one_by_one),
      TEST(a_settled_catalogue_says_what_a_walk_says),
      TEST(putting_an_item_unsettles_and_other_things_do_not),
      TEST(a_list_that_would_be_too_long_is_walked),
      TEST(an_item_with_too_many_ways_to_weigh_is_walked),
      TEST(what_lies_above_a_circle_is_walked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
