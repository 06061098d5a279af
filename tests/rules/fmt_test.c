/* The formatter: its layout, and its law: same meaning, and what is formatted stays as it is. */
#include "support/test.h"

#include "rules/err.h"
#include "rules/fmt.h"

struct room {
  struct cs_arena arena;
  struct cs_err err;
  struct cs_buf out;
};

static int set_up(void **state) {
  struct room *room = test_calloc(1, sizeof *room);
  cs_arena_init(&room->arena, NULL, 0);
  cs_buf_init(&room->out, 1 << 20);
  *state = room;
  return 0;
}

static int tear_down(void **state) {
  struct room *room = *state;
  cs_buf_deinit(&room->out);
  cs_arena_deinit(&room->arena);
  test_free(room);
  return 0;
}

static const char *formatted(struct room *room, const char *text) {
  cs_buf_reset(&room->out);
  struct cs_rules_text rules = {CS_STR("t.rules"), cs_str_of(text)};
  assert_ok(cs_rules_format(&room->arena, rules, &room->out, &room->err), &room->err);
  struct cs_str copy;
  assert_ok(cs_arena_str(&room->arena, cs_buf_str(&room->out), &copy, &room->err), &room->err);
  return copy.ptr;
}

/* `text` becomes `expected`, which stays. */
static void becomes(void **state, const char *text, const char *expected) {
  assert_string_equal(formatted(*state, text), expected);
  assert_string_equal(formatted(*state, expected), expected);
}

static void clauses_stand_below_what_they_belong_to(void **state) {
  becomes(state,
          "regime us.x\ntitle \"T\"\n    owner us.o\ntreats use\nrule r\n cite \"C\" confirmed\nfrom 2024-01\nknown "
          "2024-02-01\nwhen act is use\nreview by us.o\nadvice from us.p\nnote \"n\"\n",
          "regime us.x\n  title \"T\"\n  owner us.o\n  treats use\nrule r\n  cite  \"C\" confirmed\n  from  2024-01\n"
          "  known 2024-02-01\n  when  act is use\n  review by us.o\n    advice from us.p\n    note \"n\"\n");
}

static void a_note_alone_is_an_effect(void **state) {
  becomes(state, "rule r\nwhen a is b\nnote \"n\"\n", "rule r\n  when  a is b\n  note \"n\"\n");
}

static void lines_of_a_member_stand_below_it(void **state) {
  becomes(state, "group g of items\nmember a,b\nfrom 2024\ncite \"c\"\nmember d\n",
          "group g of items\n  member a, b\n    from  2024\n    cite  \"c\"\n  member d\n");
}

static void signs_have_their_blanks(void **state) {
  becomes(state, "rule r\nwhen (a<=5 km or b in{x,y})and c - d*2 = 3 %\npermit\n",
          "rule r\n  when  (a <= 5 km or b in { x, y }) and c - d * 2 = 3 %\n  permit\n");
}

static void a_line_that_goes_on_hangs_below_its_clause(void **state) {
  becomes(state, "rule r\nwhen act in {\nuse,\nsale\n}\nand b is c\npermit\n",
          "rule r\n  when  act in {\n        use,\n        sale\n        }\n        and b is c\n  permit\n");
}

static void comments_are_kept_and_stand_with_what_follows(void **state) {
  becomes(state, "-- top\nfact a:code-- why   \n\n\n  -- of the rule\nrule r\n-- of the effect\npermit\n   -- end\n",
          "-- top\nfact a : code  -- why\n\n-- of the rule\nrule r\n  -- of the effect\n  permit\n-- end\n");
}

static void two_dashes_in_a_text_are_no_comment(void **state) {
  becomes(state, "rule r\nnote \"a -- b\"   -- c -- d\n", "rule r\n  note \"a -- b\"  -- c -- d\n");
}

static void blank_lines_come_one_at_a_time_and_never_at_the_ends(void **state) {
  becomes(state, "\n\n\nfact a : code\n \n\t\n\nfact b : code\n\n\n", "fact a : code\n\nfact b : code\n");
  becomes(state, "", "");
  becomes(state, "\n\n", "");
}

static void line_ends_and_byte_order_marks_are_put_right(void **state) {
  becomes(state,
          "\xEF\xBB\xBF"
          "fact a : code\r\nfact b : code",
          "fact a : code\nfact b : code\n");
}

static void the_act_use_begins_no_clause(void **state) {
  becomes(state, "use   \"a.rules\"\nrule r\nwhen act is\nuse\npermit\n",
          "use \"a.rules\"\nrule r\n  when  act is\n        use\n  permit\n");
}

static void refused(struct room *room, const char *text, const struct cs_code *code, uint32_t line, uint32_t column) {
  struct cs_rules_text rules = {CS_STR("t.rules"), cs_str_of(text)};
  assert_code(cs_rules_format(&room->arena, rules, &room->out, &room->err), &room->err, *code);
  assert_string_equal(room->err.source, "t.rules");
  assert_int_equal(room->err.line, line);
  assert_int_equal(room->err.column, column);
}

static void what_can_be_no_word_is_refused_at_its_place(void **state) {
  refused(*state, "fact a : code\nfact b ? code\n", &CS_E_RULES_SYNTAX, 2, 8);
  refused(*state, "\"never closed\n", &CS_E_RULES_SYNTAX, 1, 1);
  refused(*state, "fact a : code -- \xE4\n", &CS_E_UTF8, 1, 18);
}

/* Any order of words, signs, comments and line ends: the assertion at the end of the formatter holds the meaning. */
static void whatever_is_formatted_stays_as_it_is(void **state) {
  struct room *room = *state;
  static const char *const pieces[] = {"rule",   "r1",   "\n",     "exception", "lifts",  "when", "(",    ")",
                                       "{",      "}",    "\n",     "group",     "member", ",",    "cite", "\"a -- b\"",
                                       "regime", "\n",   "-- c\n", "review",    "by",     "note", "\n\n", "use",
                                       "-",      "+",    "<=",     "5",         "%",      "[",    "]",    ".x",
                                       "table",  "term", "is",     "otherwise", "\n",     "from", "2024", "known"};
  uint64_t seed = 88172645463325252u;
  for (int run = 0; run < 3000; run++) {
    struct cs_buf text;
    cs_buf_init(&text, 1 << 16);
    for (int i = 0; i < 60; i++) {
      seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
      cs_buf_printf(&text, "%s%s", pieces[seed % (sizeof pieces / sizeof pieces[0])], seed >> 60 ? " " : "  ");
    }
    cs_buf_byte(&text, 0);
    const char *once = formatted(room, text.ptr);
    assert_string_equal(formatted(room, once), once);
    cs_buf_deinit(&text);
    cs_arena_reset(&room->arena);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
      TEST(clauses_stand_below_what_they_belong_to),
      TEST(a_note_alone_is_an_effect),
      TEST(lines_of_a_member_stand_below_it),
      TEST(signs_have_their_blanks),
      TEST(a_line_that_goes_on_hangs_below_its_clause),
      TEST(comments_are_kept_and_stand_with_what_follows),
      TEST(two_dashes_in_a_text_are_no_comment),
      TEST(blank_lines_come_one_at_a_time_and_never_at_the_ends),
      TEST(line_ends_and_byte_order_marks_are_put_right),
      TEST(the_act_use_begins_no_clause),
      TEST(what_can_be_no_word_is_refused_at_its_place),
      TEST(whatever_is_formatted_stays_as_it_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
