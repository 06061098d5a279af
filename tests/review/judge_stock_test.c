/* Stocks: what comes, goes, is promised, and who says so. */
#include "review/support/ledgers.h"

#define HOLDER "us.state/desk"

static const char *on_hand(struct story *s) {
  struct cs_str text = cs_json_text(state_of(s, "stock:S"), "on_hand");
  return story_text(s, "%.*s", CS_STR_ARG(text)).ptr;
}

static const char *free_on(struct story *s, const char *day) {
  struct cs_review_stock has;
  struct cs_buf buf;
  assert_ok(cs_review_stock(state_of(s, "stock:S"), story_day(day), &has, &s->err), &s->err);
  if (!has.known) {
    return "unknown";
  }
  cs_buf_init(&buf, 64);
  cs_dec_write_short(&buf, has.free);
  const char *text = story_text(s, "%.*s", CS_STR_ARG(cs_buf_str(&buf))).ptr;
  cs_buf_deinit(&buf);
  return text;
}

static void what_comes_and_goes_is_counted_exactly(void **state) {
  struct story *s = *state;
  stands(s, HOLDER, RECEIVE("D2", "0.1", ""));
  stands(s, HOLDER, RECEIVE("D3", "0.2", ""));
  assert_string_equal(on_hand(s), "10.3");
  stands(s, HOLDER, ISSUE("D4", "10.3", ""));
  assert_string_equal(on_hand(s), "0.0");
  refused(s, HOLDER, ISSUE("D5", "0.000001", ""), "stock.beyond-free");
}

static void one_stock_counts_one_item_of_one_holder(void **state) {
  struct story *s = *state;
  refused(s, STORY_FIRST, STOCK("open", ",\"item\":\"shadow\",\"holder\":\"friend\""), "stock.exists");
#define OPEN_OTHER(item, holder)                                                                                       \
  "{\"act\":\"stock.open\",\"stock\":\"T\",\"item\":\"" item "\",\"holder\":\"" holder "\"}"
  refused(s, STORY_FIRST, OPEN_OTHER("rocket", "us.state"), "stock.exists");
  refused(s, STORY_FIRST, OPEN_OTHER("x", "y"), "item.unknown party.unknown");
  refused(s, HOLDER, OPEN_OTHER("rocket", "friend"), "office.not-registrar");
  stands(s, STORY_FIRST, OPEN_OTHER("rocket", "friend"));
}

static void a_document_counts_once(void **state) {
  struct story *s = *state;
  int64_t n = s->n - 1;
  assert_int_equal(repeats(s, HOLDER, RECEIVE("D1", "10", "")), n);
  today(s, "2025-10-01");
  assert_int_equal(repeats(s, HOLDER, RECEIVE("D1", "10", "")), n);
  refused(s, HOLDER, RECEIVE("D1", "11", ""), "reference.reused");
  refused(s, HOLDER, ISSUE("D1", "10", ""), "reference.reused");
  assert_string_equal(on_hand(s), "10");
}

static void a_reservation_takes_from_what_is_free_until_it_ends(void **state) {
  struct story *s = *state;
  stands(s, HOLDER, RESERVE("R1", "6", ",\"expires\":\"2025-09-10\""));
  refused(s, HOLDER, RESERVE("R1", "1", ""), "reservation.exists");
  struct cs_reason *why = refused(s, HOLDER, RESERVE("R2", "5", ""), "stock.beyond-free");
  assert_str(why[0].text, "5 asked for, 4 free; 6 reserved for others");
  stands(s, HOLDER, RESERVE("R2", "4", ""));
  refused(s, HOLDER, RESERVE("R3", "0.1", ""), "stock.beyond-free");
  refused(s, HOLDER, RELEASE("R3"), "reservation.unknown");
  stands(s, HOLDER, RELEASE("R2"));
  refused(s, HOLDER, RELEASE("R2"), "reservation.unknown");
  stands(s, HOLDER, RESERVE("R3", "4", ""));
}

static void an_expired_reservation_no_longer_counts(void **state) {
  struct story *s = *state;
  refused(s, HOLDER, RESERVE("R1", "1", ",\"expires\":\"2025-08-26\""), "reservation.expires-too-soon");
  stands(s, HOLDER, RESERVE("R1", "10", ",\"expires\":\"2025-08-28\""));
  assert_string_equal(free_on(s, "2025-08-27"), "0");
  assert_string_equal(free_on(s, "2025-08-28"), "10");
  today(s, "2025-08-27");
  refused(s, HOLDER, ISSUE("D2", "1", ""), "stock.beyond-free");
  today(s, "2025-08-28");
  refused(s, HOLDER, RELEASE("R1"), "reservation.unknown");
  refused(s, HOLDER, ISSUE("D2", "1", ",\"reservation\":\"R1\""), "reservation.unknown");
  stands(s, HOLDER, RESERVE("R1", "1", ""));
  assert_int_equal(cs_json_get(state_of(s, "stock:S"), "reservations")->n, 1);
  stands(s, HOLDER, ISSUE("D2", "9", ""));
}

static void an_issue_may_use_its_own_reservation_and_not_anothers(void **state) {
  struct story *s = *state;
  stands(s, HOLDER, RESERVE("R1", "6", ""));
  stands(s, HOLDER, RESERVE("R2", "2", ""));
  refused(s, HOLDER, ISSUE("D2", "3", ""), "stock.beyond-free");
  refused(s, HOLDER, ISSUE("D2", "9", ",\"reservation\":\"R1\""), "stock.beyond-free");
  stands(s, HOLDER, ISSUE("D2", "8", ",\"reservation\":\"R1\""));
  assert_string_equal(on_hand(s), "2");
  assert_string_equal(free_on(s, "2025-08-26"), "0");
  refused(s, HOLDER, RELEASE("R1"), "reservation.unknown"); /* it ended */
}

static void a_reservation_for_a_case_names_one_on_record(void **state) {
  struct story *s = *state;
  refused(s, HOLDER, RESERVE("R1", "1", ",\"case\":\"9\""), "case.unknown");
  stands(s, APPLICANT, FILE_USE("9", "rocket"));
  stands(s, HOLDER, RESERVE("R1", "1", ",\"case\":\"9\""));
}

static void quantities_are_above_zero_and_of_a_measure(void **state) {
  struct story *s = *state;
  refused(s, HOLDER, RECEIVE("D2", "0", ""), "stock.quantity");
  refused(s, HOLDER, RECEIVE("D2", "-1", ""), "stock.quantity");
  refused(s, HOLDER, RECEIVE("D2", "1000000000000000000", ""), "ledger.too-many-digits");
  refused(s, HOLDER, RECEIVE("D2", "0.0000001", ""), "ledger.too-many-digits");
  stands(s, HOLDER, RECEIVE("D2", "999999999999999999.999999", ""));
  refused(s, HOLDER, RESERVE("R", "0", ""), "stock.quantity");
  refused(s, HOLDER, ISSUE("D3", "-1", ""), "stock.quantity");
}

static void only_its_holder_or_who_has_its_mandate_moves_a_stock(void **state) {
  struct story *s = *state;
  refused(s, US, RECEIVE("D2", "1", ""), "stock.not-yours");
  refused(s, STORY_FIRST, RECEIVE("D2", "1", ""), "stock.not-yours");
  refused(s, US, "{\"act\":\"stock.release\",\"stock\":\"T\",\"reservation\":\"R\"}", "stock.unknown");
  given(s, GRANT("A", "us.state", "us.secdef", ",\"areas\":[\"RU\"]"));
  refused(s, US, RECEIVE("D2", "1", ""), "stock.not-yours");
  given(s, GRANT("B", "us.state", "us.secdef", ",\"acts\":[\"stock.receive\"]"));
  stands(s, US, RECEIVE("D2", "1", ""));
  refused(s, US, ISSUE("D3", "1", ""), "stock.not-yours");
}

static void a_source_tells_what_came_and_nothing_that_goes(void **state) {
  struct story *s = *state;
  given(s, RECEIVE("old", "5", ",\"day\":\"2024-01-01\""));
  refused(s, NULL, ISSUE("D2", "1", ""), "source.not-for-this-act");
  refused(s, NULL, RESERVE("R1", "1", ""), "source.not-for-this-act");
  refused(s, NULL, RELEASE("R1"), "source.not-for-this-act");
}

static void each_day_has_its_own_total(void **state) {
  struct story *s = *state;
  assert_string_equal(free_on(s, "2025-08-25"), "unknown"); /* before the ledger was opened */
  stands(s, HOLDER, RECEIVE("old", "5", ",\"day\":\"2025-08-01\""));
  assert_string_equal(free_on(s, "2025-07-31"), "unknown");
  assert_string_equal(free_on(s, "2025-08-25"), "5");
  assert_string_equal(free_on(s, "2025-08-26"), "15");
  stands(s, HOLDER, ISSUE("D2", "2", ",\"day\":\"2025-08-10\""));
  assert_string_equal(free_on(s, "2025-08-09"), "5");
  assert_string_equal(free_on(s, "2025-08-10"), "3");
  assert_string_equal(free_on(s, "2025-08-26"), "13");
  struct cs_reason *why = refused(s, HOLDER, ISSUE("D3", "4", ",\"day\":\"2025-08-10\""), "stock.beyond-free");
  assert_str(why[0].text, "4 asked for, 3 free since that day");
  refused(s, HOLDER, ISSUE("D3", "1", ",\"day\":\"2025-07-01\""), "stock.beyond-free");
  refused(s, HOLDER, RECEIVE("D4", "1", ",\"day\":\"2025-08-27\""), "ledger.day-ahead");
}

static void old_days_are_forgotten_and_then_not_known(void **state) {
  struct story *s = *state;
  for (int i = 0; i < CS_LEDGER_LEVELS_MAX + 2; i++) {
    s->today++;
    stands(
        s, HOLDER,
        story_text(s, "{\"act\":\"stock.receive\",\"stock\":\"S\",\"reference\":\"X%d\",\"quantity\":\"1\"}", i).ptr);
  }
  assert_int_equal(cs_json_get(state_of(s, "stock:S"), "levels")->n, CS_LEDGER_LEVELS_MAX);
  assert_string_equal(free_on(s, "2025-08-28"), "unknown");
  assert_string_equal(free_on(s, "2025-08-29"), "13");
  stands(s, HOLDER, RECEIVE("old", "100", ",\"day\":\"2025-08-01\""));
  assert_string_equal(free_on(s, "2025-08-28"), "unknown");
  assert_string_equal(free_on(s, "2025-08-29"), "113");
}

static void a_floor_holds_from_its_day(void **state) {
  struct story *s = *state;
  refused(s, HOLDER, STOCK("floor", ""), "stock.nothing-said");
  refused(s, HOLDER, STOCK("floor", ",\"floor\":\"-1\""), "stock.quantity");
  stands(s, HOLDER, STOCK("floor", ",\"floor\":\"0\""));
  refused(s, HOLDER, STOCK("floor", ",\"floor\":\"5\""), "version.not-later");
  stands(s, HOLDER, STOCK("floor", ",\"class\":\"red\"")); /* another matter on the same day */
  stands(s, HOLDER, STOCK("floor", ",\"floor\":\"5\",\"from\":\"2025-09-01\""));
  struct cs_review_floor *floors;
  size_t n;
  assert_ok(cs_review_floors(state_of(s, "stock:S"), "floor", &s->arena, &floors, &n, &s->err), &s->err);
  assert_int_equal(n, 2);
  assert_str(floors[1].text, "5");
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, stock_set_up, story_tear_down)
      T(what_comes_and_goes_is_counted_exactly),
      T(one_stock_counts_one_item_of_one_holder),
      T(a_document_counts_once),
      T(a_reservation_takes_from_what_is_free_until_it_ends),
      T(an_expired_reservation_no_longer_counts),
      T(an_issue_may_use_its_own_reservation_and_not_anothers),
      T(a_reservation_for_a_case_names_one_on_record),
      T(quantities_are_above_zero_and_of_a_measure),
      T(only_its_holder_or_who_has_its_mandate_moves_a_stock),
      T(a_source_tells_what_came_and_nothing_that_goes),
      T(each_day_has_its_own_total),
      T(old_days_are_forgotten_and_then_not_known),
      T(a_floor_holds_from_its_day),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
