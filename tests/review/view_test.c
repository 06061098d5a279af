/* The view: where each fact comes from, what it is when it is not known, and why. */
#include "review/world.h"

/* Declares every fact that these tests look at; the rules say nothing of interest. */
static const char facts[] = "fact act : code\n"
                            "fact item : code\n"
                            "fact item.origin : codes\n"
                            "fact item.class : codes\n"
                            "fact item.kind : code\n"
                            "fact item.range_max : quantity km\n"
                            "fact item.stock : decimal\n"
                            "fact item.floor : decimal\n"
                            "fact item.stock-class : code one of { green, yellow, red }\n"
                            "fact item.guided : bool\n"
                            "fact item.made : date\n"
                            "fact quantity : decimal\n"
                            "fact value : money\n"
                            "fact value_musd : decimal\n"
                            "fact area : area\n"
                            "fact purpose : code\n"
                            "fact end_user : code\n"
                            "fact end_user.state : code\n"
                            "fact user.kind : code\n"
                            "fact emergency : bool\n"
                            "fact urgency : integer\n"
                            "fact labels : codes\n"
                            "fact mass : quantity kg\n"
                            "fact due : date\n"
                            "fact stay : duration\n"
                            "fact word : text\n"
                            "fact via : area\n"
                            "group listed of items on record\n"
                            "group places of areas on record\n"
                            "regime us.r\n"
                            "  owner us.o\n"
                            "  treats use, sale\n"
                            "rule one\n"
                            "  cite \"x\"\n"
                            "  when act is use and item in listed and area in places\n"
                            "  prohibit\n";

/* The value of one fact of the first line. */
static struct cs_value fact_on(struct review *r, const char *name, const char *request, const char *on,
                               const char *known) {
  struct cs_view *view = cs_arena_new(&r->world.arena, struct cs_view, &r->world.err);
  struct cs_line line;
  if (!r->rules) {
    rules(r, facts);
  }
  assert_non_null(view);
  assert_ok(cs_view_init(view, r->on.catalogue, r->rules, NULL, request_of(r, request), day_of(on), day_of(known),
                         &r->world.arena, &r->world.err),
            &r->world.err);
  assert_ok(cs_view_line(view, 0, &line, &r->world.err), &r->world.err);
  size_t at = cs_rules_find_fact(r->rules, cs_str_of(name));
  if (at == SIZE_MAX) {
    fail_msg("%s is no fact", name);
  }
  return line.values[at];
}

static struct cs_value fact(struct review *r, const char *name, const char *request) {
  return fact_on(r, name, request, "2025-08-26", "2025-12-31");
}

static void assert_figure(struct cs_value value, const char *expected) {
  struct cs_buf buf;
  cs_buf_init(&buf, 256);
  cs_figure_write(&buf, value.figure);
  bool same = value.known && cs_str_eq(cs_buf_str(&buf), cs_str_of(expected));
  if (!same) {
    print_error("got %.*s (known: %d), expected %s\n", CS_STR_ARG(cs_buf_str(&buf)), value.known, expected);
  }
  cs_buf_deinit(&buf);
  assert_true(same);
}

static void assert_unknown(struct cs_value value, enum cs_cause_kind kind) {
  assert_false(value.known);
  assert_int_equal(value.cause.kind, kind);
}

/* ------------------------------------------------------------------ the request */

static void what_the_request_says_is_taken_as_it_stands(void **state) {
  struct review *r = *state;
  const char *q =
      "{\"act\":\"use\",\"item\":\"eram\",\"area\":\"RU-KRS\",\"purpose\":\"counter-fire\",\"user\":\"ua\"}";
  assert_str(fact(r, "act", q).code, "use");
  assert_str(fact(r, "item", q).code, "eram");
  assert_str(fact(r, "purpose", q).code, "counter-fire");
  assert_str(cs_area_code(fact(r, "area", q).area), "RU-KRS");
  assert_int_equal(fact(r, "area", q).certainty, CS_CONFIRMED);
}

static void what_the_request_leaves_out_is_unknown(void **state) {
  struct review *r = *state;
  const char *q = "{\"act\":\"use\",\"item\":\"eram\"}";
  assert_unknown(fact(r, "area", q), CS_CAUSE_FACT);
  assert_unknown(fact(r, "purpose", q), CS_CAUSE_FACT);
  assert_unknown(fact(r, "quantity", q), CS_CAUSE_FACT);
  assert_unknown(fact(r, "value_musd", q), CS_CAUSE_FACT);
  assert_unknown(fact(r, "end_user", q), CS_CAUSE_FACT);
}

static void the_end_user_is_the_user_else_the_recipient(void **state) {
  struct review *r = *state;
  assert_str(
      fact(r, "end_user", "{\"act\":\"use\",\"item\":\"x\",\"recipient\":\"a\",\"user\":\"b\",\"end_user\":\"c\"}")
          .code,
      "c");
  assert_str(fact(r, "end_user", "{\"act\":\"use\",\"item\":\"x\",\"recipient\":\"a\",\"user\":\"b\"}").code, "b");
  assert_str(fact(r, "end_user", "{\"act\":\"use\",\"item\":\"x\",\"recipient\":\"a\"}").code, "a");
}

static void the_quantity_is_the_total_of_the_lines_item(void **state) {
  struct review *r = *state;
  const char *q =
      "{\"act\":\"use\",\"lines\":[{\"item\":\"a\",\"quantity\":\"10\"},{\"item\":\"b\",\"quantity\":\"7\"},"
      "{\"item\":\"a\",\"quantity\":\"2.5\"}]}";
  assert_figure(fact(r, "quantity", q), "12.5");
}

static void a_line_without_a_quantity_leaves_the_total_open_above(void **state) {
  struct review *r = *state;
  struct cs_value value =
      fact(r, "quantity", "{\"act\":\"use\",\"lines\":[{\"item\":\"a\",\"quantity\":\"10\"},{\"item\":\"a\"}]}");
  assert_figure(value, "10..");
}

static void the_value_is_the_total_of_all_lines(void **state) {
  struct review *r = *state;
  const char *q = "{\"act\":\"sale\",\"lines\":[{\"item\":\"a\",\"value\":\"49999999.99 "
                  "USD\"},{\"item\":\"b\",\"value\":\"0.01 USD\"}]}";
  assert_figure(fact(r, "value", q), "50000000.00 USD");
  struct cs_value millions = fact(r, "value_musd", q);
  assert_int_equal(cs_figure_eq(millions.figure, cs_figure_of(cs_dec_of(50), CS_UNIT_NONE)), CS_YES);
  assert_figure(fact(r, "value_musd", "{\"act\":\"sale\",\"item\":\"a\",\"value\":\"825000000.01 USD\"}"),
                "825.00000001");
}

static void two_currencies_have_no_sum(void **state) {
  struct review *r = *state;
  const char *q =
      "{\"act\":\"sale\",\"lines\":[{\"item\":\"a\",\"value\":\"1 USD\"},{\"item\":\"b\",\"value\":\"1 EUR\"}]}";
  assert_unknown(fact(r, "value", q), CS_CAUSE_BOUNDS);
  assert_unknown(fact(r, "value_musd", q), CS_CAUSE_BOUNDS);
  assert_unknown(fact(r, "value_musd", "{\"act\":\"sale\",\"item\":\"a\",\"value\":\"1 EUR\"}"), CS_CAUSE_BOUNDS);
}

/* ------------------------------------------------------------------ the request's own facts */

#define WITH(facts) "{\"act\":\"use\",\"item\":\"x\",\"facts\":{" facts "}}"

static void stated_facts_are_read_by_the_type_that_the_rules_declare(void **state) {
  struct review *r = *state;
  assert_int_equal(fact(r, "emergency", WITH("\"emergency\":true")).truth, CS_YES);
  assert_int_equal(fact(r, "emergency", WITH("\"emergency\":\"false\"")).truth, CS_NO);
  assert_figure(fact(r, "urgency", WITH("\"urgency\":3")), "3");
  assert_figure(fact(r, "mass", WITH("\"mass\":\"2 t..3 t\"")), "2..3 t");
  assert_figure(fact(r, "stay", WITH("\"stay\":\"30 days\"")), "30 days");
  assert_int_equal(fact(r, "due", WITH("\"due\":\"2025-08\"")).span.first, day_of("2025-08-01"));
  assert_str(fact(r, "word", WITH("\"word\":\"as it is\"")).code, "as it is");
  assert_str(cs_area_code(fact(r, "via", WITH("\"via\":\"PL\"")).area), "PL");
  struct cs_value labels = fact(r, "labels", WITH("\"labels\":[\"a\",\"b\"]"));
  assert_int_equal(labels.sure.n, 2);
  assert_str(labels.sure.at[1], "b");
}

/* ------------------------------------------------------------------ parts */

#define PARTS(parts) "{\"act\":\"use\",\"item\":\"x\",\"facts\":{\"word\":\"whole\"},\"parts\":[" parts "]}"

/* A part of the first line, and the value that it states of a fact. */
static struct cs_part part_of(struct review *r, const char *request, size_t n) {
  struct cs_view *view = cs_arena_new(&r->world.arena, struct cs_view, &r->world.err);
  struct cs_line line;
  rules(r, facts);
  assert_non_null(view);
  assert_ok(cs_view_init(view, r->on.catalogue, r->rules, NULL, request_of(r, request), day_of("2025-08-26"),
                         day_of("2025-08-26"), &r->world.arena, &r->world.err),
            &r->world.err);
  assert_ok(cs_view_line(view, 0, &line, &r->world.err), &r->world.err);
  assert_true(n < line.n_parts);
  return line.parts[n];
}

static struct cs_value own(struct review *r, const struct cs_part *part, const char *name) {
  return part->values[cs_rules_find_fact(r->rules, cs_str_of(name))];
}

static void a_part_has_what_is_stated_of_it_and_nothing_else(void **state) {
  struct review *r = *state;
  struct cs_part part =
      part_of(r, PARTS("{\"id\":\"a\",\"origin\":\"DE\",\"value\":\"5 USD\",\"facts\":{\"urgency\":3}}"), 0);
  assert_str(part.id, "a");
  assert_str(part.origin.code, "DE");
  assert_figure(part.value, "5 USD");
  assert_figure(own(r, &part, "urgency"), "3");
  assert_false(own(r, &part, "word").known); /* the whole's */
  assert_false(own(r, &part, "item").known);
}

static void where_a_regime_is_asked_of_a_part_origin_and_value_are_its_own(void **state) {
  struct review *r = *state;
  struct cs_part part = part_of(r, PARTS("{\"id\":\"a\",\"origin\":\"DE\",\"value\":\"5 USD\"}"), 0);
  struct cs_value origin = own(r, &part, "item.origin");
  assert_int_equal(origin.sure.n, 1);
  assert_str(origin.sure.at[0], "DE");
  assert_figure(own(r, &part, "value"), "5 USD");
}

static void what_a_part_does_not_state_is_unknown_and_names_the_part(void **state) {
  struct review *r = *state;
  struct cs_part part = part_of(r, PARTS("{\"id\":\"a\"},{\"id\":\"gear box\"}"), 1);
  assert_unknown(part.value, CS_CAUSE_FACT);
  assert_str(part.value.cause.name, "gear box.value");
  assert_unknown(part.origin, CS_CAUSE_FACT);
  assert_str(part.origin.cause.name, "gear box.origin");
  assert_false(own(r, &part, "item.origin").known);
}

static void an_empty_string_is_a_missing_fact(void **state) {
  assert_unknown(fact(*state, "word", WITH("\"word\":\"\"")), CS_CAUSE_FACT);
}

static void refused(struct review *r, const char *request, const struct cs_code *code, const char *words,
                    const char *hint, uint32_t column) {
  struct cs_view view;
  if (!r->rules) {
    rules(r, facts);
  }
  assert_code(cs_view_init(&view, r->on.catalogue, r->rules, NULL, request_of(r, request), day_of("2025-08-26"),
                           day_of("2025-12-31"), &r->world.arena, &r->world.err),
              &r->world.err, *code);
  if (!strstr(r->world.err.text, words) || !strstr(r->world.err.hint, hint)) {
    fail_msg("\"%s\" (hint \"%s\") does not say \"%s\" (\"%s\")", r->world.err.text, r->world.err.hint, words, hint);
  }
  assert_int_equal(r->world.err.line, 1);
  assert_int_equal(r->world.err.column, column);
}

static void a_fact_that_no_rule_knows_is_refused_with_the_nearest_name(void **state) {
  refused(*state, WITH("\"emergancy\":true"), &CS_E_FACT_UNKNOWN, "\"emergancy\" is no fact", "\"emergency\"", 46);
}

static void a_fact_with_a_member_of_its_own_is_refused(void **state) {
  refused(*state, WITH("\"area\":\"RU\""), &CS_E_FACT_MEMBER, "\"area\" must stand beside", "", 41);
}

static void a_value_of_another_type_is_refused(void **state) {
  struct review *r = *state;
  refused(r, WITH("\"urgency\":\"2.5\""), &CS_E_FACT_TYPE,
          "\"2.5\" does not fit the fact \"urgency\": expected an integer", "", 44);
  refused(r, WITH("\"emergency\":\"maybe\""), &CS_E_FACT_TYPE, "true or false", "", 46);
  refused(r, WITH("\"mass\":\"3 km\""), &CS_E_FACT_TYPE, "expected a figure with its unit", "kg", 41);
  refused(r, WITH("\"mass\":true"), &CS_E_FACT_TYPE, "has another type", "kg", 41);
  refused(r, WITH("\"due\":\"soon\""), &CS_E_FACT_TYPE, "a day, month, year or interval", "", 40);
  refused(r, WITH("\"via\":\"Neverland\""), &CS_E_FACT_TYPE, "an area code", "", 40);
  refused(r, WITH("\"item.stock-class\":\"blue\""), &CS_E_FACT_TYPE, "one of its codes", "green, yellow, red", 53);
}

/* ------------------------------------------------------------------ registrations */

#define ASK "{\"act\":\"use\",\"item\":\"x\",\"user\":\"u\"}"

static void an_item_shows_what_its_registration_says(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.register\",\"item\":\"x\",\"kind\":\"munition\",\"origin\":[\"GB\",\"FR\"],\"class\":["
          "\"long-range\"],"
          "\"certainty\":\"reported\"}");
  struct cs_value origin = fact(r, "item.origin", ASK);
  assert_int_equal(origin.sure.n, 2);
  assert_int_equal(origin.certainty, CS_REPORTED);
  assert_str(fact(r, "item.class", ASK).sure.at[0], "long-range");
  assert_str(fact(r, "item.kind", ASK).code, "munition");
}

static void an_item_that_is_not_on_record_is_unknown(void **state) {
  assert_unknown(fact(*state, "item.origin", ASK), CS_CAUSE_FACT);
  assert_unknown(fact(*state, "item.kind", ASK), CS_CAUSE_FACT);
}

static void an_origin_that_is_not_stated_is_unknown_and_a_class_that_is_not_claimed_is_not(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.register\",\"item\":\"x\",\"kind\":\"munition\"}");
  assert_unknown(fact(r, "item.origin", ASK), CS_CAUSE_FACT);
  struct cs_value class = fact(r, "item.class", ASK);
  assert_true(class.known && !class.open);
  assert_int_equal(class.sure.n, 0);
}

static void between_two_registrations_what_both_say_is_sure(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.register\",\"item\":\"x\",\"kind\":\"system\",\"origin\":[\"GB\",\"FR\"]}\n"
          "{\"act\":\"item.register\",\"item\":\"x\",\"kind\":\"munition\",\"origin\":[\"GB\",\"US\"],\"from\":\"2025-"
          "05..2025-06\",\"known\":\"2025-05-01\"}");
  struct cs_value origin = fact_on(r, "item.origin", ASK, "2025-05-20", "2025-12-31");
  assert_true(origin.known && !origin.open);
  assert_int_equal(origin.sure.n, 1);
  assert_str(origin.sure.at[0], "GB");
  assert_int_equal(origin.maybe.n, 2);
  assert_int_equal(origin.cause.kind, CS_CAUSE_DATE);
  assert_unknown(fact_on(r, "item.kind", ASK, "2025-05-20", "2025-12-31"), CS_CAUSE_DATE);
  assert_str(fact_on(r, "item.kind", ASK, "2025-07-01", "2025-12-31").code, "munition");
  assert_str(fact_on(r, "item.kind", ASK, "2025-04-30", "2025-12-31").code, "system");
}

static void a_role_shows_the_partys_registration(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"party.register\",\"party\":\"u\",\"kind\":\"armed-force\",\"state\":\"UA\"}\n"
          "{\"act\":\"party.register\",\"party\":\"u\",\"kind\":\"company\",\"state\":\"UA\",\"from\":\"2026-01-01\"}");
  assert_str(fact(r, "end_user.state", ASK).code, "UA");
  assert_str(fact(r, "user.kind", ASK).code, "armed-force");
  assert_str(fact_on(r, "user.kind", ASK, "2026-01-01", "2026-01-01").code, "company");
  assert_unknown(fact(r, "user.kind", "{\"act\":\"use\",\"item\":\"x\",\"user\":\"nobody\"}"), CS_CAUSE_FACT);
}

static void the_record_is_not_overridden_by_what_a_request_states(void **state) {
  struct review *r = *state;
  const char *q = "{\"act\":\"use\",\"item\":\"x\",\"facts\":{\"item.origin\":[\"FR\"],\"item.stock\":\"5\"}}";
  assert_str(fact(r, "item.origin", q).sure.at[0], "FR");
  acts(r, "{\"act\":\"item.register\",\"item\":\"x\",\"kind\":\"munition\",\"origin\":[\"US\"]}");
  assert_str(fact(r, "item.origin", q).sure.at[0], "US");
  assert_figure(fact(r, "item.stock", q), "5");
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"stock\",\"value\":\"30\"}");
  assert_figure(fact(r, "item.stock", q), "30");
}

/* ------------------------------------------------------------------ facts of an item */

static void a_fact_of_an_item_carries_its_certainty(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"range_max\",\"value\":\"250 "
          "km..\",\"certainty\":\"reported\"}\n"
          "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"guided\",\"value\":true}");
  assert_figure(fact(r, "item.range_max", ASK), "250 km..");
  assert_int_equal(fact(r, "item.range_max", ASK).certainty, CS_REPORTED);
  assert_int_equal(fact(r, "item.guided", ASK).truth, CS_YES);
}

static void one_figure_stated_twice_more_than_1_percent_apart_is_disputed(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"range_max\",\"value\":\"280 mi\",\"also\":[\"400 km\"]}");
  struct cs_value value = fact(r, "item.range_max", ASK);
  assert_figure(value, "400..450.61632 km");
  assert_int_equal(value.cause.kind, CS_CAUSE_DISPUTED);
  assert_str(value.cause.name, "item.range_max");
}

static void one_figure_stated_twice_within_1_percent_agrees(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"range_max\",\"value\":\"190 mi\",\"also\":[\"305 km\"]}");
  assert_figure(fact(r, "item.range_max", ASK), "190 mi");
  assert_int_equal(fact(r, "item.range_max", ASK).cause.kind, CS_CAUSE_FACT);
}

static void two_sources_unite_into_bounds(void **state) {
  struct review *r = *state;
  acts(
      r,
      "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"range_max\",\"value\":\"300 km\",\"certainty\":\"confirmed\"}\n"
      "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"range_max\",\"value\":\"301 km\",\"certainty\":\"reported\"}");
  struct cs_value close = fact(r, "item.range_max", ASK);
  assert_figure(close, "300..301 km");
  assert_int_equal(close.certainty, CS_REPORTED);
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"range_max\",\"value\":\"500 km\"}");
  struct cs_value apart = fact(r, "item.range_max", ASK);
  assert_figure(apart, "300..500 km");
  assert_int_equal(apart.cause.kind, CS_CAUSE_DISPUTED);
}

static void two_codes_that_differ_are_disputed(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"stock-class\",\"value\":\"red\"}\n"
          "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"stock-class\",\"value\":\"red\"}");
  assert_str(fact(r, "item.stock-class", ASK).code, "red");
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"stock-class\",\"value\":\"green\"}");
  assert_unknown(fact(r, "item.stock-class", ASK), CS_CAUSE_DISPUTED);
}

/* ---- stocks */

static bool ledger_of(void *ctx, struct cs_str subject, struct cs_arena *arena, const struct cs_json **state,
                      struct cs_err *err) {
  (void)arena;
  (void)err;
  *state = cs_map_ptr(&((struct review *)ctx)->states, subject);
  return true;
}

/* A fact as the ledgers have it. */
static struct cs_value stocked_on(struct review *r, const char *name, const char *request, const char *on,
                                  const char *known) {
  struct cs_view *view = cs_arena_new(&r->world.arena, struct cs_view, &r->world.err);
  struct cs_line line;
  if (!r->rules) {
    rules(r, facts);
  }
  assert_non_null(view);
  assert_ok(cs_view_init(view, r->on.catalogue, r->rules, NULL, request_of(r, request), day_of(on), day_of(known),
                         &r->world.arena, &r->world.err),
            &r->world.err);
  view->ledger = ledger_of;
  view->ledger_ctx = r;
  assert_ok(cs_view_line(view, 0, &line, &r->world.err), &r->world.err);
  return line.values[cs_rules_find_fact(r->rules, cs_str_of(name))];
}

static struct cs_value stocked(struct review *r, const char *name, const char *request) {
  return stocked_on(r, name, request, "2025-08-26", "2025-08-26");
}

#define OPEN_STOCK(id, holder) "{\"act\":\"stock.open\",\"stock\":\"" id "\",\"item\":\"x\",\"holder\":\"" holder "\"}"
#define RECEIVED(id, quantity, day)                                                                                    \
  "{\"act\":\"stock.receive\",\"stock\":\"" id "\",\"quantity\":\"" quantity "\",\"reference\":\"" id day              \
  "\",\"day\":\"" day "\"}"

static void a_stock_is_what_is_on_hand_less_what_is_promised_on_the_day(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"stock\",\"value\":\"99\"}");
  assert_figure(stocked(r, "item.stock", ASK), "99"); /* while there is no stock */
  r->day = "2025-08-20";
  acts(r, OPEN_STOCK("S", "us.army") "\n" RECEIVED("S", "30", "2025-08-20") "\n" RECEIVED(
              "S", "5", "2025-08-25") "\n"
                                      "{\"act\":\"stock.reserve\",\"stock\":\"S\",\"reservation\":\"R\",\"quantity\":"
                                      "\"4\",\"expires\":"
                                      "\"2025-08-28\"}");
  assert_figure(stocked(r, "item.stock", ASK), "31");
  assert_figure(stocked_on(r, "item.stock", ASK, "2025-08-24", "2025-08-26"), "26");
  assert_figure(stocked_on(r, "item.stock", ASK, "2025-08-26", "2025-08-24"), "26"); /* as known then */
  assert_figure(stocked_on(r, "item.stock", ASK, "2025-08-28", "2025-08-28"), "35");
  assert_unknown(stocked_on(r, "item.stock", ASK, "2025-08-19", "2025-08-26"), CS_CAUSE_DATE);
}

static void of_several_stocks_the_holders_counts(void **state) {
  struct review *r = *state;
  r->day = "2025-08-20";
  acts(r, OPEN_STOCK("S", "us.army") "\n" RECEIVED("S", "30", "2025-08-20") "\n" OPEN_STOCK(
              "T", "us.navy") "\n" RECEIVED("T", "7", "2025-08-20"));
  assert_figure(stocked(r, "item.stock", "{\"act\":\"use\",\"item\":\"x\",\"holder\":\"us.navy\"}"), "7");
  assert_figure(stocked(r, "item.stock", "{\"act\":\"use\",\"item\":\"x\",\"holder\":\"us.army\"}"), "30");
  assert_unknown(stocked(r, "item.stock", ASK), CS_CAUSE_FACT);
  assert_unknown(stocked(r, "item.stock", "{\"act\":\"use\",\"item\":\"x\",\"holder\":\"other\"}"), CS_CAUSE_FACT);
}

static void a_stocks_floor_and_class_hold_from_their_days(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"floor\",\"value\":\"99\"}");
  r->day = "2025-08-20";
  acts(r, OPEN_STOCK("S", "us.army") "\n"
                                     "{\"act\":\"stock.floor\",\"stock\":\"S\",\"class\":\"yellow\"}\n");
  assert_figure(stocked(r, "item.floor", ASK), "99"); /* the stock says nothing of it */
  assert_str(stocked(r, "item.stock-class", ASK).code, "yellow");
  acts(r, "{\"act\":\"stock.floor\",\"stock\":\"S\",\"floor\":\"25\",\"from\":\"2025-08-01\"}\n"
          "{\"act\":\"stock.floor\",\"stock\":\"S\",\"floor\":\"20\",\"class\":\"red\",\"from\":\"2025-09-01..2025-09-"
          "10\",\"known\":\"2025-08-20\"}");
  assert_figure(stocked(r, "item.floor", ASK), "25");
  assert_str(stocked_on(r, "item.stock-class", ASK, "2025-10-01", "2025-10-01").code, "red");
  assert_unknown(stocked_on(r, "item.stock-class", ASK, "2025-09-05", "2025-09-05"), CS_CAUSE_DATE);
  assert_figure(stocked_on(r, "item.floor", ASK, "2025-10-01", "2025-10-01"), "20");
}

static void a_later_fact_ends_the_former_from_its_day(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"stock\",\"value\":\"30\"}\n"
          "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"stock\",\"value\":\"20\",\"from\":\"2025-08-01\"}");
  assert_figure(fact_on(r, "item.stock", ASK, "2025-07-31", "2025-12-31"), "30");
  assert_figure(fact_on(r, "item.stock", ASK, "2025-08-01", "2025-12-31"), "20");
  assert_figure(fact_on(r, "item.stock", ASK, "2025-08-01", "2025-07-31"), "30");
}

static void a_fact_of_an_inexact_day_is_unknown_for_its_date(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"stock\",\"value\":\"30\",\"from\":\"2025-06..2025-08-08\","
          "\"known\":\"2025-08-08\"}");
  struct cs_value inside = fact_on(r, "item.stock", ASK, "2025-07-01", "2025-12-31");
  assert_unknown(inside, CS_CAUSE_DATE);
  assert_str(inside.cause.name, "item.stock");
  assert_figure(fact_on(r, "item.stock", ASK, "2025-08-09", "2025-12-31"), "30");
  assert_unknown(fact_on(r, "item.stock", ASK, "2025-05-31", "2025-12-31"), CS_CAUSE_FACT);
  assert_unknown(fact_on(r, "item.stock", ASK, "2025-08-09", "2025-08-07"), CS_CAUSE_FACT);
}

static void between_two_facts_a_figure_lies_within_both(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"stock\",\"value\":\"30\"}\n"
          "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"stock\",\"value\":\"20\",\"from\":\"2025-08\",\"known\":"
          "\"2025-08-01\"}");
  struct cs_value value = fact_on(r, "item.stock", ASK, "2025-08-15", "2025-12-31");
  assert_figure(value, "20..30");
  assert_int_equal(value.cause.kind, CS_CAUSE_DATE);
}

static void a_denied_fact_is_unknown(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"stock-class\",\"value\":\"red\",\"certainty\":\"denied\"}");
  assert_unknown(fact(r, "item.stock-class", ASK), CS_CAUSE_DISPUTED);
}

static void a_fact_that_these_rules_cannot_read_says_nothing(void **state) {
  struct review *r = *state;
  acts(r, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"stock\",\"value\":\"plenty\"}");
  assert_unknown(fact(r, "item.stock", ASK), CS_CAUSE_FACT);
}

/* ------------------------------------------------------------------ the host's questions */

static enum cs_truth member(struct review *r, const char *group, const char *thing, const char *on,
                            enum cs_certainty weakest, struct cs_cause *cause) {
  struct cs_view view;
  if (!r->rules) {
    rules(r, facts);
  }
  assert_ok(cs_view_init(&view, r->on.catalogue, r->rules, NULL, request_of(r, ASK), day_of(on), day_of("2025-12-31"),
                         &r->world.arena, &r->world.err),
            &r->world.err);
  struct cs_rules_host host = cs_view_host(&view);
  return host.member(host.ctx, cs_str_of(group), cs_str_of(thing), day_of(on), day_of("2025-12-31"), weakest, cause);
}

static void membership_holds_on_its_days(void **state) {
  struct review *r = *state;
  struct cs_cause cause;
  acts(
      r,
      "{\"act\":\"group.define\",\"group\":\"listed\",\"of\":\"items\"}\n"
      "{\"act\":\"group.member\",\"group\":\"listed\",\"member\":\"x\",\"from\":\"2025-02-01\",\"certainty\":"
      "\"reported\"}\n"
      "{\"act\":\"group.member\",\"group\":\"listed\",\"member\":\"y\",\"from\":\"2025-05\",\"known\":\"2025-05-01\"}");
  assert_int_equal(member(r, "listed", "x", "2025-01-31", CS_ASSUMED, &cause), CS_NO);
  assert_int_equal(member(r, "listed", "x", "2025-02-01", CS_ASSUMED, &cause), CS_YES);
  assert_int_equal(member(r, "listed", "x", "2025-02-01", CS_CONFIRMED, &cause), CS_UNKNOWN);
  assert_int_equal(cause.kind, CS_CAUSE_DISPUTED);
  assert_int_equal(member(r, "listed", "y", "2025-05-02", CS_ASSUMED, &cause), CS_UNKNOWN);
  assert_int_equal(cause.kind, CS_CAUSE_DATE);
  assert_int_equal(member(r, "listed", "z", "2025-05-02", CS_ASSUMED, &cause), CS_NO);
}

static void silence_of_an_open_group_is_unknown(void **state) {
  struct review *r = *state;
  struct cs_cause cause;
  assert_int_equal(member(r, "listed", "x", "2025-01-31", CS_ASSUMED, &cause), CS_UNKNOWN);
  assert_int_equal(cause.kind, CS_CAUSE_GROUP);
  acts(r, "{\"act\":\"group.define\",\"group\":\"listed\",\"of\":\"items\",\"open\":true}");
  assert_int_equal(member(r, "listed", "x", "2025-01-31", CS_ASSUMED, &cause), CS_UNKNOWN);
}

static void an_area_is_in_a_group_when_it_lies_within_a_member(void **state) {
  struct review *r = *state;
  struct cs_cause cause;
  acts(r, "{\"act\":\"group.define\",\"group\":\"places\",\"of\":\"areas\"}\n"
          "{\"act\":\"group.member\",\"group\":\"places\",\"member\":\"RU-KRS\"}\n"
          "{\"act\":\"group.member\",\"group\":\"places\",\"member\":\"UA\"}");
  assert_int_equal(member(r, "places", "UA-63", "2025-01-31", CS_ASSUMED, &cause), CS_YES);
  assert_int_equal(member(r, "places", "RU-BEL", "2025-01-31", CS_ASSUMED, &cause), CS_NO);
  assert_int_equal(member(r, "places", "RU", "2025-01-31", CS_ASSUMED, &cause), CS_UNKNOWN);
  assert_int_equal(cause.kind, CS_CAUSE_AREA);
}

static void a_figure_at_odds_with_itself_is_flagged_in_words(void **state) {
  struct review *r = *state;
  struct cs_str words;
  assert_true(cs_review_fact_at_odds(
      json_of(&r->world, "{\"item\":\"eram\",\"name\":\"range_max\",\"value\":\"280 mi\",\"also\":[\"400 km\"]}"),
      &r->world.arena, &words));
  assert_str(words, "eram range_max: \"280 mi\" is 450.62 km, the same source states \"400 km\"; kept as disputed");
  assert_false(cs_review_fact_at_odds(
      json_of(&r->world, "{\"item\":\"eram\",\"name\":\"range_max\",\"value\":\"190 mi\",\"also\":[\"305 km\"]}"),
      &r->world.arena, &words));
  assert_false(cs_review_fact_at_odds(json_of(&r->world, "{\"item\":\"eram\",\"name\":\"guided\",\"value\":true}"),
                                      &r->world.arena, &words));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, review_set_up, review_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(what_the_request_says_is_taken_as_it_stands),
      TEST(what_the_request_leaves_out_is_unknown),
      TEST(the_end_user_is_the_user_else_the_recipient),
      TEST(the_quantity_is_the_total_of_the_lines_item),
      TEST(a_line_without_a_quantity_leaves_the_total_open_above),
      TEST(the_value_is_the_total_of_all_lines),
      TEST(two_currencies_have_no_sum),
      TEST(stated_facts_are_read_by_the_type_that_the_rules_declare),
      TEST(a_part_has_what_is_stated_of_it_and_nothing_else),
      TEST(where_a_regime_is_asked_of_a_part_origin_and_value_are_its_own),
      TEST(what_a_part_does_not_state_is_unknown_and_names_the_part),
      TEST(an_empty_string_is_a_missing_fact),
      TEST(a_fact_that_no_rule_knows_is_refused_with_the_nearest_name),
      TEST(a_fact_with_a_member_of_its_own_is_refused),
      TEST(a_value_of_another_type_is_refused),
      TEST(an_item_shows_what_its_registration_says),
      TEST(an_item_that_is_not_on_record_is_unknown),
      TEST(an_origin_that_is_not_stated_is_unknown_and_a_class_that_is_not_claimed_is_not),
      TEST(between_two_registrations_what_both_say_is_sure),
      TEST(a_role_shows_the_partys_registration),
      TEST(the_record_is_not_overridden_by_what_a_request_states),
      TEST(a_fact_of_an_item_carries_its_certainty),
      TEST(one_figure_stated_twice_more_than_1_percent_apart_is_disputed),
      TEST(one_figure_stated_twice_within_1_percent_agrees),
      TEST(two_sources_unite_into_bounds),
      TEST(two_codes_that_differ_are_disputed),
      TEST(a_stock_is_what_is_on_hand_less_what_is_promised_on_the_day),
      TEST(of_several_stocks_the_holders_counts),
      TEST(a_stocks_floor_and_class_hold_from_their_days),
      TEST(a_later_fact_ends_the_former_from_its_day),
      TEST(a_fact_of_an_inexact_day_is_unknown_for_its_date),
      TEST(between_two_facts_a_figure_lies_within_both),
      TEST(a_denied_fact_is_unknown),
      TEST(a_fact_that_these_rules_cannot_read_says_nothing),
      TEST(membership_holds_on_its_days),
      TEST(silence_of_an_open_group_is_unknown),
      TEST(an_area_is_in_a_group_when_it_lies_within_a_member),
      TEST(a_figure_at_odds_with_itself_is_flagged_in_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
