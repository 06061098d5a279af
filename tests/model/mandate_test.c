/* Mandates: chains, their days, scope, certainty and end. */
#include "model/world.h"

#include "base/limits.h"
#include "model/mandate.h"

/* us.president → us.secdef (M3, reported, us.long-range-review only) → us.usd-policy (M4, RU-KRS only). */
static void model_case(struct world *world) {
  put(world, "mandate:M3",
      "{\"grants\":[{\"by\":\"us.president\",\"to\":\"us.secdef\",\"regimes\":[\"us.long-range-review\"],\"from\":"
      "\"2025-06-01\","
      "\"certainty\":\"reported\",\"n\":1}]}");
  put(world, "mandate:M4",
      "{\"grants\":[{\"by\":\"us.secdef\",\"to\":\"us.usd-policy\",\"areas\":[\"RU-KRS\"],\"acts\":[\"use\"],\"n\":2}]"
      "}");
}

static struct cs_chain chain(struct world *world, const char *office, const char *actor, struct cs_scope scope,
                             const char *on) {
  struct cs_chain chain;
  assert_ok(cs_mandate_chain(world->catalogue, cs_str_of(office), cs_str_of(actor), scope, day_of(on),
                             day_of("2026-01-01"), &world->arena, &chain, &world->err),
            &world->err);
  return chain;
}

#define ANY ((struct cs_scope){0})

static void an_officer_acts_for_its_own_office_without_a_mandate(void **state) {
  struct cs_chain own = chain(*state, "gb.mod", "gb.mod/desk", ANY, "2025-01-01");
  assert_int_equal(own.value, CS_YES);
  assert_int_equal(own.n, 0);
  assert_int_equal(own.certainty, CS_CONFIRMED);
  assert_int_equal(chain(*state, "gb.mod", "gb.fco/desk", ANY, "2025-01-01").value, CS_NO);
}

static void a_chain_names_its_mandates_and_is_as_certain_as_the_weakest(void **state) {
  struct world *world = *state;
  model_case(world);
  struct cs_chain two = chain(world, "us.president", "us.usd-policy/head", ANY, "2025-08-26");
  assert_int_equal(two.value, CS_YES);
  assert_int_equal(two.certainty, CS_REPORTED);
  assert_int_equal(two.n, 2);
  assert_str(two.mandates[0], "M3");
  assert_str(two.mandates[1], "M4");
  assert_int_equal(chain(world, "us.secdef", "us.president", ANY, "2025-08-26").value, CS_NO);
}

static void a_mandate_counts_from_its_day(void **state) {
  struct world *world = *state;
  model_case(world);
  assert_int_equal(chain(world, "us.president", "us.secdef", ANY, "2025-05-31").value, CS_NO);
  assert_int_equal(chain(world, "us.president", "us.secdef", ANY, "2025-06-01").value, CS_YES);
}

static void a_delegate_may_not_exceed_its_scope(void **state) {
  struct world *world = *state;
  model_case(world);
  struct cs_scope scope = {.regime = CS_STR("us.long-range-review"), .act = CS_STR("use"), .area = CS_STR("RU-KRS")};
  assert_int_equal(chain(world, "us.president", "us.usd-policy", scope, "2025-08-26").value, CS_YES);
  scope.area = CS_STR("RU-BEL");
  assert_int_equal(chain(world, "us.president", "us.usd-policy", scope, "2025-08-26").value, CS_NO);
  scope.area = CS_STR("RU");
  assert_int_equal(chain(world, "us.president", "us.usd-policy", scope, "2025-08-26").value, CS_UNKNOWN);
  scope.area = CS_STR("RU-KRS");
  scope.act = CS_STR("sale");
  assert_int_equal(chain(world, "us.president", "us.usd-policy", scope, "2025-08-26").value, CS_NO);
  scope.act = CS_STR("use");
  scope.regime = CS_STR("us.aid");
  assert_int_equal(chain(world, "us.president", "us.usd-policy", scope, "2025-08-26").value, CS_NO);
}

static void a_revoked_mandate_ends_on_its_day(void **state) {
  struct world *world = *state;
  put(world, "mandate:M3",
      "{\"grants\":[{\"by\":\"a\",\"to\":\"b\",\"from\":\"2025-06-01\",\"n\":1}],\"revocations\":[{\"from\":\"2025-08-"
      "27\",\"n\":5}]}");
  assert_int_equal(chain(world, "a", "b", ANY, "2025-08-26").value, CS_YES);
  assert_int_equal(chain(world, "a", "b", ANY, "2025-08-27").value, CS_NO);
}

static void a_revocation_that_was_not_known_yet_does_not_count(void **state) {
  struct world *world = *state;
  put(world, "mandate:M3",
      "{\"grants\":[{\"by\":\"a\",\"to\":\"b\",\"n\":1}],\"revocations\":[{\"from\":\"2025-08-01\",\"known\":\"2025-09-"
      "10\",\"n\":5}]}");
  struct cs_chain before, after;
  assert_ok(cs_mandate_chain(world->catalogue, CS_STR("a"), CS_STR("b"), ANY, day_of("2025-08-20"),
                             day_of("2025-09-09"), &world->arena, &before, &world->err),
            &world->err);
  assert_ok(cs_mandate_chain(world->catalogue, CS_STR("a"), CS_STR("b"), ANY, day_of("2025-08-20"),
                             day_of("2025-09-10"), &world->arena, &after, &world->err),
            &world->err);
  assert_int_equal(before.value, CS_YES);
  assert_int_equal(after.value, CS_NO);
}

static void a_mandate_given_anew_after_its_end_stands(void **state) {
  struct world *world = *state;
  put(world, "mandate:M3",
      "{\"grants\":[{\"by\":\"a\",\"to\":\"b\",\"n\":1},{\"by\":\"a\",\"to\":\"b\",\"from\":\"2025-10-01\",\"n\":9}],"
      "\"revocations\":[{\"from\":\"2025-08-27\",\"n\":5}]}");
  assert_int_equal(chain(world, "a", "b", ANY, "2025-09-15").value, CS_NO);
  assert_int_equal(chain(world, "a", "b", ANY, "2025-10-01").value, CS_YES);
}

static void a_disputed_mandate_leaves_the_actor_unknown(void **state) {
  struct world *world = *state;
  put(world, "mandate:M1", "{\"grants\":[{\"by\":\"a\",\"to\":\"b\",\"certainty\":\"disputed\",\"n\":1}]}");
  struct cs_chain disputed = chain(world, "a", "b", ANY, "2025-01-01");
  assert_int_equal(disputed.value, CS_UNKNOWN);
  assert_int_equal(disputed.certainty, CS_DISPUTED);
  assert_str(disputed.disputed, "M1");
}

static void a_sure_chain_wins_over_a_shorter_disputed_one(void **state) {
  struct world *world = *state;
  put(world, "mandate:M1", "{\"grants\":[{\"by\":\"a\",\"to\":\"c\",\"certainty\":\"disputed\",\"n\":1}]}");
  put(world, "mandate:M2", "{\"grants\":[{\"by\":\"a\",\"to\":\"b\",\"n\":2}]}");
  put(world, "mandate:M3", "{\"grants\":[{\"by\":\"b\",\"to\":\"c\",\"certainty\":\"assumed\",\"n\":3}]}");
  struct cs_chain best = chain(world, "a", "c", ANY, "2025-01-01");
  assert_int_equal(best.value, CS_YES);
  assert_int_equal(best.certainty, CS_ASSUMED);
  assert_int_equal(best.n, 2);
}

static void a_chain_longer_than_the_limit_gives_no_authority(void **state) {
  struct world *world = *state;
  for (int i = 0; i <= CS_MANDATE_CHAIN_MAX; i++) {
    struct cs_str subject, text;
    assert_ok(cs_arena_printf(&world->arena, &subject, &world->err, "mandate:M%d", i), &world->err);
    assert_ok(cs_arena_printf(&world->arena, &text, &world->err,
                              "{\"grants\":[{\"by\":\"o%d\",\"to\":\"o%d\",\"n\":1}]}", i, i + 1),
              &world->err);
    put(world, subject.ptr, text.ptr);
  }
  struct cs_str last, beyond;
  assert_ok(cs_arena_printf(&world->arena, &last, &world->err, "o%d", CS_MANDATE_CHAIN_MAX), &world->err);
  assert_ok(cs_arena_printf(&world->arena, &beyond, &world->err, "o%d", CS_MANDATE_CHAIN_MAX + 1), &world->err);
  assert_int_equal(chain(world, "o0", last.ptr, ANY, "2025-01-01").value, CS_YES);
  assert_int_equal(chain(world, "o0", beyond.ptr, ANY, "2025-01-01").value, CS_NO);
}

/* n links, m1, m2, … */
static struct cs_chain chain_of(struct world *world, size_t n) {
  struct cs_chain chain = {.value = CS_YES, .certainty = CS_CONFIRMED, .n = n};
  chain.mandates = cs_arena_array(&world->arena, struct cs_str, n, &world->err);
  assert_non_null(chain.mandates);
  for (size_t i = 0; i < n; i++) {
    assert_ok(cs_arena_printf(&world->arena, &chain.mandates[i], &world->err, "m%zu", i + 1), &world->err);
  }
  return chain;
}

static void two_chains_join_into_one_as_sure_and_certain_as_the_weaker(void **state) {
  struct world *world = *state;
  struct cs_chain first = chain_of(world, 2), second = chain_of(world, 1), joined;
  second.value = CS_UNKNOWN;
  second.certainty = CS_REPORTED;
  second.disputed = second.mandates[0];
  assert_ok(cs_chain_join(&first, &second, &world->arena, &joined, &world->err), &world->err);
  assert_int_equal(joined.value, CS_UNKNOWN);
  assert_int_equal(joined.certainty, CS_REPORTED);
  assert_int_equal(joined.n, 3);
  assert_str(joined.mandates[1], "m2");
  assert_str(joined.mandates[2], "m1");
  assert_str(joined.disputed, "m1");
  first.value = CS_NO;
  assert_ok(cs_chain_join(&first, &second, &world->arena, &first, &world->err), &world->err); /* in place */
  assert_int_equal(first.value, CS_NO);
  assert_int_equal(first.n, 3);
}

static void two_chains_that_are_longer_than_the_limit_together_give_no_authority(void **state) {
  struct world *world = *state;
  struct cs_chain first = chain_of(world, CS_MANDATE_CHAIN_MAX - 1), second = chain_of(world, 1), joined;
  assert_ok(cs_chain_join(&first, &second, &world->arena, &joined, &world->err), &world->err);
  assert_int_equal(joined.value, CS_YES);
  assert_int_equal(joined.n, CS_MANDATE_CHAIN_MAX);
  second = chain_of(world, 2);
  assert_ok(cs_chain_join(&first, &second, &world->arena, &joined, &world->err), &world->err);
  assert_int_equal(joined.value, CS_NO);
  assert_int_equal(joined.n, 0);
}

static void everybody_who_may_act_is_listed_surest_first(void **state) {
  struct world *world = *state;
  model_case(world);
  put(world, "mandate:M9",
      "{\"grants\":[{\"by\":\"us.president\",\"to\":\"us.vp\",\"certainty\":\"disputed\",\"n\":7}]}");
  struct cs_acting *acting;
  size_t n;
  assert_ok(cs_mandate_acting(world->catalogue, CS_STR("us.president"), ANY, day_of("2025-08-26"), day_of("2026-01-01"),
                              &world->arena, &acting, &n, &world->err),
            &world->err);
  assert_int_equal(n, 3);
  assert_str(acting[0].office, "us.secdef");
  assert_str(acting[1].office, "us.usd-policy");
  assert_int_equal(acting[1].chain.n, 2);
  assert_str(acting[2].office, "us.vp");
  assert_int_equal(acting[2].chain.value, CS_UNKNOWN);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(an_officer_acts_for_its_own_office_without_a_mandate),
      TEST(a_chain_names_its_mandates_and_is_as_certain_as_the_weakest),
      TEST(a_mandate_counts_from_its_day),
      TEST(a_delegate_may_not_exceed_its_scope),
      TEST(a_revoked_mandate_ends_on_its_day),
      TEST(a_revocation_that_was_not_known_yet_does_not_count),
      TEST(a_mandate_given_anew_after_its_end_stands),
      TEST(a_disputed_mandate_leaves_the_actor_unknown),
      TEST(a_sure_chain_wins_over_a_shorter_disputed_one),
      TEST(a_chain_longer_than_the_limit_gives_no_authority),
      TEST(two_chains_join_into_one_as_sure_and_certain_as_the_weaker),
      TEST(two_chains_that_are_longer_than_the_limit_together_give_no_authority),
      TEST(everybody_who_may_act_is_listed_surest_first),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
