/* Ledgers: lines and money in the flat form, the folds, totals by day, and what a ledger cannot take. */
#include "model/samples.h"

#include "model/catalogue.h"
#include "model/fold.h"
#include "model/ledger.h"

#define ON "{\"on\":\"2025-08-26\"}"

static struct cs_json *folded_by(struct room *room, const char *subject, const struct cs_json *state, const char *flat,
                                 int64_t n, const char *out) {
  struct cs_entry entry = entry_of(room, flat, n, out);
  struct cs_json *next = NULL;
  assert_ok(cs_fold(&room->arena, cs_str_of(subject), state, &entry, &next, &room->err), &room->err);
  return next;
}

static struct cs_json *folded(struct room *room, const char *subject, const struct cs_json *state, const char *flat,
                              int64_t n) {
  return folded_by(room, subject, state, flat, n, ON);
}

/* It cannot be folded; why. */
static const char *fault_of(struct room *room, const char *subject, const struct cs_json *state, const char *flat) {
  struct cs_entry entry = entry_of(room, flat, 9, ON);
  struct cs_json *next;
  assert_code(cs_fold(&room->arena, cs_str_of(subject), state, &entry, &next, &room->err), &room->err, CS_E_FOLD_STATE);
  return room->err.text;
}

static void assert_says(const char *text, const char *what) {
  if (!strstr(text, what)) {
    fail_msg("\"%s\" says nothing of \"%s\"", text, what);
  }
}

/* ---- the flat form */

struct bad {
  const char *value, *says;
  const struct cs_code *code;
};

static void bad_values(struct room *room, const char *before, const struct bad *bad, size_t n) {
  for (size_t i = 0; i < n; i++) {
    struct cs_str flat;
    struct cs_act act;
    assert_ok(cs_arena_printf(&room->arena, &flat, &room->err, "%s%s}", before, bad[i].value), &room->err);
    assert_code(cs_act_decode(&room->arena, CS_STR("a.json"), parsed(room, flat.ptr), &act, &room->err), &room->err,
                *bad[i].code);
    assert_says(room->err.text, bad[i].says);
    assert_int_equal(room->err.line, 1);
    assert_true(room->err.column > 1);
  }
}

static void each_bad_line_is_named_by_its_number(void **state) {
  static const struct bad bad[] = {
      {"{}", "a list of lines", &CS_E_JSON_TYPE},
      {"[]", "has 0 lines", &CS_E_ACT_FIELD},
      {"[7]", "line 1: it is a number", &CS_E_JSON_TYPE},
      {"[{\"item\":\"a\",\"quantity\":\"1\"},{\"item\":\"b\"}]", "line 2: the member \"quantity\" is missing",
       &CS_E_JSON_MISSING},
      {"[{\"quantity\":\"1\"}]", "line 1: the member \"item\" is missing", &CS_E_JSON_MISSING},
      {"[{\"item\":\"a\",\"quantity\":\"1\",\"colour\":\"red\"}]", "line 1: unknown member \"colour\"",
       &CS_E_JSON_MEMBER},
      {"[{\"item\":\"a b\",\"quantity\":\"1\"}]", "line 1: \"item\"", &CS_E_IDENT_SYNTAX},
      {"[{\"item\":\"a\",\"quantity\":\"ten\"}]", "line 1: \"quantity\"", &CS_E_DEC_SYNTAX},
      {"[{\"item\":\"a\",\"quantity\":\"1..2\"}]", "line 1: \"quantity\": \"1..2\" is not exact", &CS_E_ACT_FIELD},
      {"[{\"item\":\"a\",\"quantity\":1.5}]", "line 1: \"quantity\"", &CS_E_JSON_TYPE},
      {"[{\"item\":\"a\",\"quantity\":true}]", "line 1: \"quantity\"", &CS_E_JSON_TYPE},
  };
  bad_values(*state, "{\"act\":\"authorization.decrement\",\"authorization\":\"k-A\",\"batch\":\"b\",\"lines\":", bad,
             sizeof bad / sizeof *bad);
}

static void money_is_one_exact_amount_with_its_currency(void **state) {
  static const struct bad bad[] = {
      {"\"1.00\"", "is no amount of money", &CS_E_ACT_FIELD},
      {"\"1.00 km\"", "is no amount of money", &CS_E_ACT_FIELD},
      {"\"1 USD..2 USD\"", "is no amount of money", &CS_E_ACT_FIELD},
      {"\"1.00 QQQ\"", "\"amount\"", &CS_E_UNIT_UNKNOWN},
      {"\"a lot\"", "\"amount\"", &CS_E_DEC_SYNTAX},
      {"100", "\"amount\" is a number, expected a text", &CS_E_JSON_TYPE},
  };
  bad_values(*state, "{\"act\":\"fund.receive\",\"fund\":\"f\",\"payer\":\"p\",\"reference\":\"r\",\"amount\":", bad,
             sizeof bad / sizeof *bad);
}

static void a_thousand_lines_are_taken_and_not_one_more(void **state) {
  struct room *room = *state;
  struct cs_buf flat;
  struct cs_act act;
  for (size_t more = 0; more < 2; more++) {
    cs_buf_init(&flat, 1u << 20);
    cs_buf_add(&flat,
               CS_STR("{\"act\":\"authorization.decrement\",\"authorization\":\"k-A\",\"batch\":\"b\",\"lines\":["));
    for (size_t i = 0; i < CS_LINES_MAX + more; i++) {
      cs_buf_printf(&flat, "%s{\"item\":\"a\",\"quantity\":1}", i ? "," : "");
    }
    cs_buf_printf(&flat, "]}%c", 0);
    bool done = cs_act_decode(&room->arena, CS_STR("a"), parsed(room, flat.ptr), &act, &room->err);
    assert_true(done == (more == 0));
    cs_buf_deinit(&flat);
  }
  assert_ptr_equal(room->err.code, &CS_E_ACT_FIELD);
}

static void a_reference_is_a_subject_within_its_ledger(void **state) {
  struct room *room = *state;
  struct cs_act act = decoded(room, sample_of("stock.issue"));
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  assert_ok(cs_act_subjects(&room->arena, &act, subjects, &n, &room->err), &room->err);
  assert_int_equal(n, 2);
  assert_str(subjects[0], "stock:us-atacms");
  assert_str(subjects[1], "stock-reference:us-atacms:D-2");
}

/* ---- folds */

static void uses_add_up_by_item(void **state) {
  struct room *room = *state;
  const char *subject = "authorization:2025-0001-A";
  struct cs_json *one = folded(room, subject, NULL, sample_of("authorization.decrement"), 5);
  assert_string_equal(canonical(room, one),
                      "{\"decrements\":[{\"batch\":\"UA-77-1\",\"day\":\"2025-08-25\",\"lines\":[{\"item\":\"storm-"
                      "shadow\",\"quantity\":\"1\"}],\"n\":5}],\"events\":[],\"used\":[{\"item\":\"storm-shadow\","
                      "\"quantity\":\"1\"}]}");
  assert_says(fault_of(room, subject, one, sample_of("authorization.decrement")), "the batch was taken before");
  struct cs_json *two = folded(room, subject, one,
                               "{\"act\":\"authorization.decrement\",\"authorization\":\"2025-0001-A\",\"batch\":\"2\","
                               "\"lines\":[{\"item\":\"storm-shadow\",\"quantity\":\"0.5 pieces\"},{\"item\":\"b\","
                               "\"quantity\":\"2\"}]}",
                               6);
  assert_string_equal(canonical(room, cs_json_get(two, "used")),
                      "[{\"item\":\"storm-shadow\",\"quantity\":\"1.5\"},{\"item\":\"b\",\"quantity\":\"2\"}]");
  struct cs_dec used;
  cs_day day;
  assert_ok(cs_day_parse(CS_STR("2025-08-25"), &day, &room->err), &room->err);
  assert_ok(cs_ledger_used(two, CS_STR("storm-shadow"), day, &used, &room->err), &room->err);
  assert_int_equal(cs_dec_cmp(used, cs_dec_of(1)), 0); /* the second was made a day later */
}

static void what_stops_an_authorization_stands_with_its_days(void **state) {
  struct room *room = *state;
  struct cs_json *s = folded(room, "authorization:2025-0001-A", NULL, sample_of("authorization.suspend"), 5);
  s = folded(room, "authorization:2025-0001-A", s, sample_of("authorization.reinstate"), 6);
  assert_string_equal(canonical(room, cs_json_get(s, "events")),
                      "[{\"from\":\"2025-08-26\",\"kind\":\"suspend\",\"n\":5,\"until\":\"2025-09-10\"},{\"from\":"
                      "\"2025-08-26\",\"kind\":\"reinstate\",\"n\":6}]");
}

static struct cs_json *stocked(struct room *room) {
  struct cs_json *s = folded(room, "stock:us-atacms", NULL, sample_of("stock.open"), 5);
  return folded(room, "stock:us-atacms", s, sample_of("stock.receive"), 6);
}

static void a_stock_keeps_what_is_on_hand_by_day(void **state) {
  struct room *room = *state;
  struct cs_json *s = stocked(room);
  s = folded(room, "stock:us-atacms", s, sample_of("stock.reserve"), 7);
  s = folded(room, "stock:us-atacms", s, sample_of("stock.floor"), 8);
  assert_string_equal(
      canonical(room, s),
      "{\"floors\":[{\"certainty\":\"reported\",\"cite\":\"CNN, 2025-08-08\",\"class\":\"red\",\"floor\":\"25\","
      "\"from\":\"2025-06..2025-07\",\"known\":\"2025-08-08\",\"n\":8}],\"holder\":\"us.army\",\"item\":\"atacms-300\","
      "\"levels\":[{\"day\":\"2025-08-20\",\"total\":\"30\"},{\"day\":\"2025-08-26\",\"total\":\"30\"}],\"n\":5,\"on_"
      "hand\":\"30\",\"reservations\":[{\"case\":\"2025-0001\",\"day\":\"2025-08-26\",\"expires\":\"2025-10-01\","
      "\"id\":\"R1\",\"n\":7,\"quantity\":\"5\"}]}");
  struct cs_json *issued = folded(room, "stock:us-atacms", s, sample_of("stock.issue"), 9);
  assert_str(cs_json_text(issued, "on_hand"), "25");
  assert_int_equal(cs_json_get(issued, "reservations")->n, 0);
  struct cs_json *released = folded(room, "stock:us-atacms", s, sample_of("stock.release"), 9);
  assert_int_equal(cs_json_get(released, "reservations")->n, 0);
  assert_int_equal(cs_json_get(s, "reservations")->n, 1); /* the state before is not touched */
}

static void no_ledger_falls_below_zero(void **state) {
  struct room *room = *state;
  struct cs_json *s = stocked(room);
  assert_says(fault_of(room, "stock:us-atacms", s,
                       "{\"act\":\"stock.issue\",\"stock\":\"us-atacms\",\"quantity\":\"31\",\"reference\":\"x\"}"),
              "below zero");
  assert_says(
      fault_of(room, "stock:us-atacms", s,
               "{\"act\":\"stock.issue\",\"stock\":\"us-atacms\",\"quantity\":\"1\",\"reference\":\"x\",\"day\":"
               "\"2025-08-19\"}"),
      "below zero");
  struct cs_json *f = folded(room, "fund:eram-sale", NULL, sample_of("fund.open"), 5);
  assert_says(fault_of(room, "fund:eram-sale", f, sample_of("fund.refund")), "less than nothing");
}

static void a_ledger_is_opened_once_and_before_it_is_used(void **state) {
  struct room *room = *state;
  assert_says(fault_of(room, "stock:us-atacms", NULL, sample_of("stock.receive")), "not open");
  assert_says(fault_of(room, "stock:us-atacms", stocked(room), sample_of("stock.open")), "open already");
  assert_says(fault_of(room, "fund:eram-sale", NULL, sample_of("fund.pledge")), "not open");
  struct cs_json *f = folded(room, "fund:eram-sale", NULL, sample_of("fund.open"), 5);
  assert_says(fault_of(room, "fund:eram-sale", f, sample_of("fund.open")), "open already");
}

static void payments_add_up_by_payer_and_only_certain_ones_count(void **state) {
  struct room *room = *state;
  struct cs_json *f = folded(room, "fund:eram-sale", NULL, sample_of("fund.open"), 5); /* dk and nl */
  f = folded(room, "fund:eram-sale", f, sample_of("fund.receive"), 6);
  f = folded(room, "fund:eram-sale", f,
             "{\"act\":\"fund.receive\",\"fund\":\"eram-sale\",\"payer\":\"no\",\"amount\":\"5 USD\",\"reference\":"
             "\"n1\"}",
             7);
  assert_string_equal(canonical(room, cs_json_get(f, "paid")),
                      "[{\"amount\":\"0.01\",\"levels\":[{\"day\":\"2025-08-25\",\"total\":\"0.01\"}],\"n\":6,\"payer\":\"dk\"},"
                      "{\"amount\":\"5\",\"levels\":[{\"day\":\"2025-08-26\",\"total\":\"5\"}],\"n\":7,\"payer\":\"no\"}]");
  assert_string_equal(canonical(room, cs_json_get(f, "levels")), "[{\"day\":\"2025-08-25\",\"total\":\"0.01\"}]");
  f = folded(room, "fund:eram-sale", f, sample_of("fund.refund"), 8);
  assert_string_equal(canonical(room, cs_json_get(f, "levels")),
                      "[{\"day\":\"2025-08-25\",\"total\":\"0.01\"},{\"day\":\"2025-08-26\",\"total\":\"0.00\"}]");
  f = folded(room, "fund:eram-sale", f, sample_of("fund.pledge"), 9);
  assert_string_equal(canonical(room, cs_json_get(f, "pledges")),
                      "[{\"amount\":\"400000000.00\",\"n\":9,\"payer\":\"dk\",\"said\":[{\"amount\":\"400000000.00\","
                      "\"n\":9}]}]");
}

static void what_was_said_under_a_reference_is_kept(void **state) {
  struct room *room = *state;
  struct cs_json *one = folded(room, "fund-reference:eram-sale:dk-7", NULL, sample_of("fund.receive"), 5);
  assert_string_equal(canonical(room, one),
                      "{\"act\":\"fund.receive\",\"n\":5,\"said\":{\"amount\":\"0.01 USD\",\"day\":\"2025-08-25\","
                      "\"fund\":\"eram-sale\",\"payer\":\"dk\",\"reference\":\"dk-7\"}}");
  assert_says(fault_of(room, "fund-reference:eram-sale:dk-7", one, sample_of("fund.receive")), "used before");
}

static void what_was_sealed_must_be_opened(void **state) {
  struct room *room = *state;
  static const char *const kinds[] = {"authorization.decrement", "fund.open"};
  static const char *const subjects[] = {"authorization:2025-0001-A", "fund:eram-sale"};
  for (size_t i = 0; i < 2; i++) {
    struct cs_entry entry = entry_of(room, sample_of(kinds[i]), 5, ON);
    struct cs_json *next, *body = cs_json_new(&room->arena, CS_JSON_OBJECT, &room->err);
    for (size_t k = 0; k < entry.act.body->n; k++) {
      const struct cs_act_field *field = cs_act_field(entry.act.def, entry.act.body->members[k].key);
      if (!field || field->seal == CS_SEAL_PLAIN) {
        assert_ok(cs_json_set_str(&room->arena, body, entry.act.body->members[k].key, entry.act.body->members[k].value,
                                  &room->err),
                  &room->err);
      }
    }
    entry.act.body = body;
    assert_code(cs_fold(&room->arena, cs_str_of(subjects[i]), NULL, &entry, &next, &room->err), &room->err,
                CS_E_FOLD_STATE);
    assert_says(room->err.text, "not opened");
  }
}

/* ---- the catalogue */

static void the_catalogue_finds_the_stock_of_an_item(void **state) {
  struct room *room = *state;
  struct cs_catalogue *catalogue = cs_catalogue_new(&room->err);
  assert_non_null(catalogue);
  struct cs_json *s = stocked(room);
  for (int i = 0; i < 2; i++) { /* again as it moves */
    assert_ok(cs_catalogue_put(catalogue, CS_STR("stock:us-atacms"), s, NULL, &room->err), &room->err);
  }
  assert_str(cs_catalogue_stock(catalogue, CS_STR("atacms-300"), CS_STR("us.army"))->id, "us-atacms");
  assert_str(cs_catalogue_stock(catalogue, CS_STR("atacms-300"), CS_STR_NONE)->id, "us-atacms"); /* the only one */
  assert_null(cs_catalogue_stock(catalogue, CS_STR("eram"), CS_STR("us.army")));
  struct cs_json *other =
      folded(room, "stock:t", NULL,
             "{\"act\":\"stock.open\",\"stock\":\"t\",\"item\":\"atacms-300\",\"holder\":\"us.navy\"}", 9);
  assert_ok(cs_catalogue_put(catalogue, CS_STR("stock:t"), other, NULL, &room->err), &room->err);
  assert_str(cs_catalogue_stock(catalogue, CS_STR("atacms-300"), CS_STR("us.navy"))->id, "t");
  assert_null(cs_catalogue_stock(catalogue, CS_STR("atacms-300"), CS_STR_NONE));
  cs_catalogue_free(catalogue);
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
      T(each_bad_line_is_named_by_its_number),
      T(money_is_one_exact_amount_with_its_currency),
      T(a_thousand_lines_are_taken_and_not_one_more),
      T(a_reference_is_a_subject_within_its_ledger),
      T(uses_add_up_by_item),
      T(what_stops_an_authorization_stands_with_its_days),
      T(a_stock_keeps_what_is_on_hand_by_day),
      T(no_ledger_falls_below_zero),
      T(a_ledger_is_opened_once_and_before_it_is_used),
      T(payments_add_up_by_payer_and_only_certain_ones_count),
      T(what_was_said_under_a_reference_is_kept),
      T(what_was_sealed_must_be_opened),
      T(the_catalogue_finds_the_stock_of_an_item),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
