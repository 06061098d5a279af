/* The snapshot by itself: when what items carry is worked out. The rest of it is in writer_test and history_test. */
#include "support/test.h"

#include "base/json.h"
#include "model/content.h"
#include "service/snapshot.h"

struct held {
  struct cs_snapshot snapshot;
  struct cs_arena arena;
  struct cs_err err;
};

static bool no_text(void *ctx, const unsigned char digest[32], struct cs_arena *arena, struct cs_str *bytes,
                    bool *found, struct cs_err *err) {
  (void)ctx, (void)digest, (void)arena, (void)bytes, (void)err;
  *found = false;
  return true;
}

static int set_up(void **state) {
  static struct held held;
  held = (struct held){.snapshot = {0}};
  cs_arena_init(&held.arena, NULL, 0);
  *state = &held;
  return cs_snapshot_init(&held.snapshot, &held.err) ? 0 : -1;
}

static int tear_down(void **state) {
  struct held *held = *state;
  cs_snapshot_deinit(&held->snapshot);
  cs_arena_deinit(&held->arena);
  return 0;
}

static void put_item(struct held *held, size_t n) {
  struct cs_str subject;
  struct cs_json *json;
  assert_ok(cs_arena_printf(&held->arena, &subject, &held->err, "item:i%zu", n) &&
                cs_json_parse(&held->arena, CS_STR("test"),
                              CS_STR("{\"versions\":[{\"origin\":[\"US\"],\"complete\":true,\"n\":1}]}"), &json,
                              &held->err) &&
                cs_snapshot_put(&held->snapshot, subject, json, &held->err),
            &held->err);
}

/* Before a question: is the catalogue settled then? */
static bool settled(struct held *held) {
  assert_ok(cs_snapshot_rules(&held->snapshot, no_text, NULL, &held->err), &held->err);
  return cs_catalogue_contents(held->snapshot.catalogue) != NULL;
}

static void a_few_items_are_settled_with_the_first_question(void **state) {
  struct held *held = *state;
  put_item(held, 0);
  assert_null(cs_catalogue_contents(held->snapshot.catalogue));
  assert_true(settled(held));
}

static void many_items_are_settled_after_so_many_questions_and_again_when_one_changes(void **state) {
  struct held *held = *state;
  for (size_t i = 0; i < 600; i++) {
    put_item(held, i);
  }
  assert_false(settled(held));
  assert_false(settled(held));
  assert_true(settled(held));
  assert_true(settled(held));
  put_item(held, 7);
  assert_false(settled(held));
  assert_false(settled(held));
  assert_true(settled(held));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_few_items_are_settled_with_the_first_question),
      TEST(many_items_are_settled_after_so_many_questions_and_again_when_one_changes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
