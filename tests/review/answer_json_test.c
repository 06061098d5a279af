/* The Determination JSON: its members, their order, their forms (DESIGN section 8). What is written is read back by our
 * own parser. */
#include "review/world.h"

#include "review/answer_json.h"

#define TODAY "2025-08-29"

static struct cs_json *answer(struct review *r, const char *request, const char *on, struct cs_str *text) {
  struct cs_determination d = ask(r, request, on, TODAY);
  struct cs_buf buf;
  struct cs_json_writer w;
  struct cs_json *json = NULL;
  cs_buf_init(&buf, 1u << 20);
  cs_json_writer_init(&w, &buf);
  cs_determination_write(&w, &d);
  bool copied = cs_buf_ok(&buf, &r->world.err) && cs_arena_str(&r->world.arena, cs_buf_str(&buf), text, &r->world.err);
  cs_buf_deinit(&buf);
  assert_ok(copied, &r->world.err);
  assert_ok(cs_json_parse(&r->world.arena, CS_STR("answer"), *text, &json, &r->world.err), &r->world.err);
  return json;
}

/* The names of an object's members, in order. */
static void assert_members(const struct cs_json *object, const char *names) {
  struct cs_str rest = cs_str_of(names);
  assert_non_null(object);
  assert_int_equal(object->kind, CS_JSON_OBJECT);
  for (size_t i = 0; i < object->n; i++) {
    struct cs_str expected = cs_str_cut(&rest, ' ');
    if (!cs_str_eq(object->members[i].key, expected)) {
      fail_msg("member %zu is \"%.*s\", expected \"%.*s\"", i, CS_STR_ARG(object->members[i].key),
               CS_STR_ARG(expected));
    }
  }
  assert_int_equal(rest.len, 0);
}

static const struct cs_json *item(const struct cs_json *object, const char *list, size_t i) {
  const struct cs_json *array = cs_json_get(object, list);
  if (!array || array->kind != CS_JSON_ARRAY || i >= array->n) {
    fail_msg("\"%s\" has no element %zu", list, i);
    return NULL;
  }
  return array->items[i];
}

static const struct cs_json *regime(const struct cs_json *answer, const char *name) {
  const struct cs_json *regimes = cs_json_get(answer, "regimes");
  for (size_t i = 0; i < regimes->n; i++) {
    if (cs_str_eq(cs_json_text(regimes->items[i], "regime"), cs_str_of(name))) {
      return regimes->items[i];
    }
  }
  fail_msg("no regime %s", name);
  return NULL;
}

#define SHADOW "{\"act\":\"use\",\"item\":\"storm-shadow\",\"user\":\"ua.armed-forces\",\"area\":\"RU-KRS\"}"

static void members_and_their_order_are_those_of_the_design(void **state) {
  struct review *r = *state;
  struct cs_str text;
  model_case(r);
  struct cs_json *json = answer(r, SHADOW, "2025-08-25", &text);
  assert_members(
      json, "verdict at_least at_most certainty settled as_of as_known approvers standing unasked regimes requires "
            "terms missing assumed precedents notes basis");
  assert_members(item(json, "approvers", 0), "office regime value acting");
  assert_members(cs_json_get(json, "standing"), "may_proceed under lacking waiting");
  assert_members(item(json, "unasked", 0), "state why");
  const struct cs_json *long_range = regime(json, "us.long-range-review");
  assert_members(long_range, "regime at_least at_most grounds");
  assert_members(item(long_range, "grounds", 0), "rule file line effect cite certainty value lifted_by lines path");
  assert_members(item(item(long_range, "grounds", 0), "path", 0), "item by origin cite certainty");
  assert_members(item(json, "requires", 0), "kind office n days calendar text certainty");
  assert_members(cs_json_get(json, "basis"), "rules entry root");
}

static void two_consents_with_the_path_and_the_line_of_the_rule(void **state) {
  struct review *r = *state;
  struct cs_str text;
  model_case(r);
  struct cs_json *json = answer(r, SHADOW, "2025-08-25", &text);
  assert_str(cs_json_text(json, "verdict"), "needs-approval");
  assert_str(cs_json_text(json, "as_of"), "2025-08-25");
  assert_str(cs_json_text(json, "as_known"), TODAY);
  const struct cs_json *ground = item(regime(json, "us.long-range-review"), "grounds", 0);
  assert_str(cs_json_text(ground, "rule"), "reach-by-content");
  assert_str(cs_json_text(ground, "file"), "long-range.rules");
  assert_true(cs_json_integer(ground, "line", 0) > 0);
  assert_str(cs_json_text(ground, "effect"), "review by us.secdef");
  assert_str(cs_json_text(ground, "cite"), "Wall Street Journal, 2025-08-23");
  assert_str(cs_json_text(ground, "certainty"), "reported");
  assert_str(cs_json_text(ground, "value"), "true");
  assert_str(item(ground, "lines", 0)->text, "1");
  assert_int_equal(cs_json_get(ground, "path")->n, 2);
  assert_str(cs_json_text(item(ground, "path", 1), "item"), "us.targeting-data");
  assert_str(cs_json_text(item(ground, "path", 1), "by"), "relies-on");
  assert_str(cs_json_text(item(ground, "path", 1), "origin"), "US");
  assert_int_equal(cs_json_get(item(ground, "path", 0), "by")->kind, CS_JSON_NULL);
  assert_str(cs_json_text(item(json, "unasked", 0), "state"), "FR");
  assert_str(cs_json_text(cs_json_get(json, "standing"), "may_proceed"), "no");
  assert_int_equal(cs_json_get(json, "approvers")->n, 2);
}

static void who_acts_is_told_with_chain_value_and_certainty(void **state) {
  struct review *r = *state;
  struct cs_str text;
  model_case(r);
  struct cs_json *json =
      answer(r, "{\"act\":\"use\",\"item\":\"atacms-300\",\"user\":\"ua.armed-forces\",\"area\":\"RU-KRS\"}",
             "2025-08-26", &text);
  const struct cs_json *acting = item(item(json, "approvers", 0), "acting", 0);
  assert_members(acting, "office value certainty chain disputed");
  assert_str(cs_json_text(acting, "office"), "us.secdef");
  assert_str(cs_json_text(acting, "value"), "true");
  assert_str(cs_json_text(acting, "certainty"), "reported");
  assert_str(item(acting, "chain", 0)->text, "M3");
  const struct cs_json *lifted = regime(json, "us.long-range-review");
  bool any_lifted = false;
  for (size_t i = 0; i < cs_json_get(lifted, "grounds")->n; i++) {
    const struct cs_json *ground = item(lifted, "grounds", i);
    if (cs_str_eq(cs_json_text(ground, "value"), CS_STR("lifted"))) {
      any_lifted = true;
      assert_true(cs_json_get(ground, "lifted_by")->n > 0);
    }
  }
  assert_true(any_lifted);
}

static void an_undetermined_verdict_is_null_and_what_would_settle_it_is_told(void **state) {
  struct review *r = *state;
  struct cs_str text;
  model_case(r);
  struct cs_json *json =
      answer(r, "{\"act\":\"use\",\"item\":\"atacms-300\",\"user\":\"ua.armed-forces\",\"area\":\"RU-KRS\"}",
             "2025-05-20", &text);
  assert_int_equal(cs_json_get(json, "verdict")->kind, CS_JSON_NULL);
  assert_str(cs_json_text(json, "at_least"), "permitted");
  assert_str(cs_json_text(json, "at_most"), "needs-approval");
  assert_false(cs_json_flag(json, "settled"));
  const struct cs_json *missing = item(json, "missing", 0);
  assert_members(missing, "cause name moves needed_by");
  assert_str(cs_json_text(missing, "cause"), "date");
  assert_str(cs_json_text(missing, "moves"), "verdict");
  assert_str(item(missing, "needed_by", 0)->text, "secdef-decides");
  assert_str(cs_json_text(item(json, "approvers", 0), "value"), "unknown");
  assert_str(cs_json_text(cs_json_get(json, "standing"), "may_proceed"), "unknown");
}

static void without_a_record_the_basis_is_null(void **state) {
  struct review *r = *state;
  struct cs_str text;
  rules(r, "regime us.r\n  owner us.o\n  treats use\nrule a\n  cite \"x\" reported\n  when act is use and area within "
           "RU\n  prohibit\n");
  r->on.catalogue = NULL;
  (void)answer(r, "{\"act\":\"use\",\"item\":\"a\",\"area\":\"RU\"}", TODAY, &text);
  assert_str(text, "{\"verdict\":\"prohibited\",\"at_least\":\"prohibited\",\"at_most\":\"prohibited\",\"certainty\":"
                   "\"reported\",\"settled\":"
                   "true,\"as_of\":\"2025-08-29\",\"as_known\":\"2025-08-29\",\"approvers\":[],\"standing\":{\"may_"
                   "proceed\":\"no\",\"under\":[],"
                   "\"lacking\":[{\"kind\":\"lift\",\"name\":\"us.r\",\"value\":\"true\"}],\"waiting\":[]},\"unasked\":"
                   "[],\"regimes\":[{"
                   "\"regime\":\"us.r\",\"at_least\":\"prohibited\",\"at_most\":\"prohibited\",\"grounds\":[{\"rule\":"
                   "\"a\",\"file\":\"a.rules\","
                   "\"line\":4,\"effect\":\"prohibit\",\"cite\":\"x\",\"certainty\":\"reported\",\"value\":\"true\","
                   "\"lifted_by\":[],\"lines\":[1],"
                   "\"path\":[]}]}],\"requires\":[],\"terms\":{},\"missing\":[],\"assumed\":[],\"precedents\":[],"
                   "\"notes\":[],\"basis\":{\"rules\":"
                   "null,\"entry\":null,\"root\":null}}");
}

static bool one_precedent(void *ctx, const struct cs_request *request, cs_day on, cs_day known, struct cs_arena *arena,
                          const struct cs_review_precedent **out, size_t *n, struct cs_err *err) {
  static const struct cs_review_precedent refusal = {.n = 51, .certainty = CS_REPORTED};
  struct cs_review_precedent *copy = cs_arena_new(arena, struct cs_review_precedent, err);
  (void)ctx;
  (void)request;
  (void)on;
  (void)known;
  if (!copy) {
    return false;
  }
  *copy = refusal;
  copy->reference = CS_STR("2025-0002");
  copy->approver = CS_STR("us.secdef");
  copy->outcome = CS_STR("refuse");
  copy->item = CS_STR("atacms-300");
  copy->on = CS_STR("2025-05..2025-08-23");
  *out = copy;
  *n = 1;
  return true;
}

static void a_precedent_and_the_basis_are_written(void **state) {
  struct review *r = *state;
  struct cs_str text;
  model_case(r);
  r->on.precedents = one_precedent;
  r->on.size = 97;
  memset(r->on.root, 0xab, sizeof r->on.root);
  memset(r->on.rules_digest, 0x12, sizeof r->on.rules_digest);
  struct cs_json *json = answer(r, SHADOW, "2025-08-25", &text);
  const struct cs_json *precedent = item(json, "precedents", 0);
  assert_members(precedent, "case approver outcome item party on certainty entry");
  assert_str(cs_json_text(precedent, "case"), "2025-0002");
  assert_int_equal(cs_json_get(precedent, "party")->kind, CS_JSON_NULL);
  assert_int_equal(cs_json_integer(precedent, "entry", 0), 51);
  const struct cs_json *basis = cs_json_get(json, "basis");
  assert_int_equal(cs_json_integer(basis, "entry", 0), 96);
  assert_str(cs_json_text(basis, "root"), "abababababababababababababababababababababababababababababababab");
  assert_str(cs_json_text(basis, "rules"), "1212121212121212121212121212121212121212121212121212121212121212");
}

static void conditions_say_what_meets_them(void **state) {
  struct review *r = *state;
  struct cs_str text;
  model_case(r);
  rules(r, "group donors of parties\n  member ua\nregime us.r\n  state US\nrule one\n  cite \"a\" confirmed\n"
           "  when act is sale\n  review by us.state\n"
           "    condition payment by donors before 2026-01-01\n    condition certificate from ua \"of end use\"\n");
  struct cs_json *json = answer(r, "{\"act\":\"sale\",\"item\":\"eram\"}", TODAY, &text);
  const struct cs_json *paid = item(json, "requires", 1), *certified = item(json, "requires", 2);
  assert_members(paid, "kind office n days calendar text certainty needs by before");
  assert_str(cs_json_text(paid, "needs"), "payment");
  assert_str(cs_json_text(paid, "by"), "donors");
  assert_str(cs_json_text(paid, "before"), "2026-01-01");
  assert_str(cs_json_text(paid, "text"), "payment by donors");
  assert_str(cs_json_text(certified, "needs"), "certificate");
  assert_str(cs_json_text(certified, "office"), "ua");
  assert_str(cs_json_text(certified, "text"), "of end use");
  assert_true(cs_json_get(certified, "before")->kind == CS_JSON_NULL);
}

static void requirements_say_whose_days_they_are(void **state) {
  struct review *r = *state;
  struct cs_str text;
  model_case(r);
  struct cs_json *json =
      answer(r, "{\"act\":\"sale\",\"item\":\"eram\",\"end_user\":\"ua\",\"value\":\"825000000 USD\"}", TODAY, &text);
  const struct cs_json *requires = cs_json_get(json, "requires");
  bool notified = false;
  for (size_t i = 0; i < requires->n; i++) {
    const struct cs_json *one = requires->items[i];
    if (cs_str_eq(cs_json_text(one, "kind"), CS_STR("notify"))) {
      notified = true;
      assert_str(cs_json_text(one, "office"), "us.congress");
      assert_int_equal(cs_json_integer(one, "days", 0), 30);
      assert_str(cs_json_text(one, "calendar"), "calendar");
    }
  }
  assert_true(notified);
}

static void an_answer_that_does_not_fit_is_an_error(void **state) {
  struct review *r = *state;
  struct cs_buf buf;
  struct cs_json_writer w;
  model_case(r);
  struct cs_determination d = ask(r, SHADOW, "2025-08-25", TODAY);
  cs_buf_init(&buf, 64);
  cs_json_writer_init(&w, &buf);
  cs_determination_write(&w, &d);
  bool fits = cs_buf_ok(&buf, &r->world.err);
  cs_buf_deinit(&buf);
  assert_code(fits, &r->world.err, CS_E_LIMIT);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, review_set_up, review_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(members_and_their_order_are_those_of_the_design),
      TEST(two_consents_with_the_path_and_the_line_of_the_rule),
      TEST(who_acts_is_told_with_chain_value_and_certainty),
      TEST(an_undetermined_verdict_is_null_and_what_would_settle_it_is_told),
      TEST(without_a_record_the_basis_is_null),
      TEST(a_precedent_and_the_basis_are_written),
      TEST(conditions_say_what_meets_them),
      TEST(requirements_say_whose_days_they_are),
      TEST(an_answer_that_does_not_fit_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
