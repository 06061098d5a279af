/* Asking a set, decision by decision: conditions with their causes, days, sources, lifting, versions, what a regime's
 * silence says, approvers and requirements, what is missing, certainty, grounds and notes. RULES sections 2 to 7
 * and 10. */
#include "rules/support/fixture.h"

#include "base/limits.h"

/* ================================================================= asking */

struct question {
  struct fixture f;
  struct cs_value values[2][32];
  struct cs_answer a;
  struct cs_rules_host host;
  size_t n_lines;
};

static cs_day day(const char *text) {
  cs_day out;
  struct cs_err err;
  assert_ok(cs_day_parse(cs_str_of(text), &out, &err), &err);
  return out;
}

static void begin(struct question *q, const char *text) {
  memset(q, 0, sizeof *q);
  fixture_init(&q->f);
  assert_ok(fixture_compile(&q->f, text), &q->f.err);
  assert_true(cs_rules_n_facts(q->f.rules) <= 32);
  q->n_lines = 1;
}

static void end(struct question *q) {
  fixture_deinit(&q->f);
}

/* US, GB? (possibly in), + (others may be in) */
static void set_codes(struct question *q, struct cs_value *value, struct cs_str list) {
  while (list.ptr) {
    struct cs_str word = cs_str_cut(&list, ',');
    bool maybe = cs_str_ends(word, CS_STR("?"));
    if (cs_str_eq(word, CS_STR("+"))) {
      value->open = true;
      continue;
    }
    struct cs_str *slot = cs_list_push(&q->f.arena, maybe ? &value->maybe : &value->sure, &q->f.err);
    assert_non_null(slot);
    *slot = cs_str_sub(word, 0, word.len - (maybe ? 1 : 0));
  }
}

static void set_value(struct question *q, size_t fact, struct cs_value *value, struct cs_str text) {
  value->known = true;
  switch (cs_rules_fact(q->f.rules, fact)->type) {
  case CS_TYPE_CODE:
  case CS_TYPE_TEXT:
    value->code = text;
    break;
  case CS_TYPE_CODES:
    set_codes(q, value, text);
    break;
  case CS_TYPE_BOOL:
    value->truth = cs_str_eq(text, CS_STR("yes")) ? CS_YES : cs_str_eq(text, CS_STR("no")) ? CS_NO : CS_UNKNOWN;
    break;
  case CS_TYPE_DATE:
    assert_ok(cs_span_parse(text, &value->span, &q->f.err), &q->f.err);
    break;
  case CS_TYPE_AREA:
    assert_true(cs_area_find(text, &value->area));
    break;
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
  case CS_TYPE_DURATION:
    assert_ok(cs_figure_parse(text, &value->figure, &q->f.err), &q->f.err);
    break;
  }
}

/* "act=use; range=300 km": facts of one line; the others are not given. "range~reported=…" for a weaker source,
 * "x!content:storm-shadow" for one that is unknown for a cause of its own. */
static void facts_of(struct question *q, size_t line, const char *text) {
  struct cs_str rest = cs_str_of(text);
  while (rest.len > 0) {
    struct cs_str one = cs_str_trim(cs_str_cut(&rest, ';'));
    bool unknown = cs_str_find(one, CS_STR("!")) != SIZE_MAX;
    struct cs_str name = cs_str_cut(&one, unknown ? '!' : '='), certainty = name;
    name = cs_str_cut(&certainty, '~');
    size_t fact = cs_rules_find_fact(q->f.rules, name);
    assert_true(fact != SIZE_MAX);
    struct cs_value *value = &q->values[line][fact];
    *value = (struct cs_value){0};
    if (certainty.ptr) {
      assert_true(cs_certainty_find(certainty, &value->certainty));
    }
    if (unknown) {
      struct cs_str kind = cs_str_cut(&one, ':');
      value->cause = (struct cs_cause){cs_str_eq(kind, CS_STR("content")) ? CS_CAUSE_CONTENT : CS_CAUSE_DISPUTED, one};
    } else {
      set_value(q, fact, value, one);
    }
  }
}

static void ask(struct question *q, const char *facts, const char *on, const char *known) {
  struct cs_line lines[2] = {{q->values[0]}, {q->values[1]}};
  memset(q->values[0], 0, sizeof q->values[0]);
  facts_of(q, 0, facts);
  assert_ok(cs_rules_ask(q->f.rules, lines, q->n_lines, &q->host, day(on), day(known), &q->f.arena, &q->a, &q->f.err),
            &q->f.err);
}

#define assert_bounds(q, least, most)                                                                                  \
  do {                                                                                                                 \
    assert_string_equal(cs_verdict_name((q)->a.at_least), (least));                                                    \
    assert_string_equal(cs_verdict_name((q)->a.at_most), (most));                                                      \
  } while (0)

static const struct cs_missing *missing(const struct question *q, const char *kind, const char *name) {
  for (size_t i = 0; i < q->a.n_missing; i++) {
    const struct cs_cause *cause = &q->a.missing[i].cause;
    if (strcmp(cs_cause_name(cause->kind), kind) == 0 && cs_str_eq(cause->name, cs_str_of(name))) {
      return &q->a.missing[i];
    }
  }
  return NULL;
}

static const struct cs_ground *ground(const struct question *q, const char *rule) {
  for (size_t r = 0; r < q->a.n_regimes; r++) {
    for (size_t i = 0; i < q->a.regimes[r].n_grounds; i++) {
      const struct cs_ground *one = &q->a.regimes[r].grounds[i];
      if (cs_str_eq(cs_rules_at(q->f.rules, one->rule)->name, cs_str_of(rule))) {
        return one;
      }
    }
  }
  return NULL;
}

static const struct cs_require *require(const struct question *q, enum cs_require_kind kind) {
  for (size_t i = 0; i < q->a.n_requires; i++) {
    if (q->a.requires[i].kind == kind) {
      return &q->a.requires[i];
    }
  }
  return NULL;
}

/* One regime that treats use, with these lines in it. */
#define REGIME "regime r\n  owner o\n  treats use\n"
#define ON     "2025-05-20", "2025-06-01"

/* ================================================================= conditions */

struct row {
  const char *condition, *facts;
  char truth;        /* y, n, u */
  const char *cause; /* "kind name" of the one thing missing */
};

static const char *const declared = "fact colour : code one of { red, green, blue }\n"
                                    "fact eccn : code by \".\"\n"
                                    "fact emergency : bool, else no\n"
                                    "fact signed : bool\n"
                                    "fact other : bool\n"
                                    "fact marks : codes\n"
                                    "fact stock : decimal\n"
                                    "fact floor : decimal\n"
                                    "fact range : quantity km\n"
                                    "fact price : money\n"
                                    "fact cap : money\n"
                                    "fact shipped : date\n"
                                    "fact remark : text\n"
                                    "fact place : area\n"
                                    "date memo is 2025-05..2025-06\n"
                                    "group hot of items\n"
                                    "  member a\n"
                                    "  member b from 2025-05-10..2025-05-25 known 2025-05-01\n"
                                    "  member c cite \"x\" denied\n"
                                    "  member d from 2025-06-01\n"
                                    "  member e before 2025-05-01\n"
                                    "  member f known 2025-07-01\n"
                                    "group rare of items and others\n"
                                    "  member a\n"
                                    "group east of areas\n"
                                    "  member RU, UA-43\n"
                                    "group listed of parties on record\n";

static void check_row(const struct row *row) {
  struct question q;
  char text[4096];
  snprintf(text, sizeof text, "%s" REGIME "rule it\n  cite \"c\" confirmed\n  when %s\n  prohibit\n", declared,
           row->condition);
  begin(&q, text);
  ask(&q, row->facts, ON);
  char got = q.a.at_least == CS_PROHIBITED ? 'y' : q.a.at_most == CS_PROHIBITED ? 'u' : 'n';
  if (got != row->truth) {
    fail_msg("%s with %s: got %c, expected %c", row->condition, row->facts, got, row->truth);
  }
  char cause[128] = "";
  for (size_t i = 0; i < q.a.n_missing; i++) {
    size_t used = strlen(cause);
    snprintf(cause + used, sizeof cause - used, "%s%s %.*s", i > 0 ? ", " : "",
             cs_cause_name(q.a.missing[i].cause.kind), CS_STR_ARG(q.a.missing[i].cause.name));
  }
  if (strcmp(cause, row->cause ? row->cause : "") != 0) {
    fail_msg("%s with %s: cause %s, expected %s", row->condition, row->facts, cause, row->cause ? row->cause : "none");
  }
  end(&q);
}

#define check_rows(rows)                                                                                               \
  for (size_t row_ = 0; row_ < sizeof(rows) / sizeof(rows)[0]; row_++) {                                               \
    check_row(&(rows)[row_]);                                                                                          \
  }

static void a_code_is_or_is_not_and_is_unknown_when_not_given(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"colour is red", "colour=red", 'y', NULL},
      {"colour is red", "colour=blue", 'n', NULL},
      {"colour is red", "", 'u', "fact colour"},
      {"colour is not red", "colour=blue", 'y', NULL},
      {"colour in { red, blue }", "colour=blue", 'y', NULL},
      {"colour in { red, blue }", "colour=green", 'n', NULL},
      {"colour not in { red, blue }", "", 'u', "fact colour"},
      {"colour is red", "colour!content:storm-shadow", 'u', "content storm-shadow"},
      {"colour is red", "colour~disputed=red", 'u', "disputed colour"},
      {"remark is \"as agreed\"", "remark=as agreed", 'y', NULL},
      {"remark is \"as agreed\"", "remark=other", 'n', NULL},
      {"item is x", "item=nowhere-listed", 'n', NULL},
      {"user is the holder", "user=p; holder=p", 'y', NULL},
      {"user is the holder", "user=p; holder=q", 'n', NULL},
      {"user is the holder", "user=p", 'u', "fact holder"},
      {"user is the holder", "", 'u', "fact user, fact holder"},
  };
  check_rows(rows);
}

static void a_flag_holds_by_itself_and_silence_is_taken_by_its_else(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"signed", "signed=yes", 'y', NULL},
      {"signed", "signed=no", 'n', NULL},
      {"signed", "", 'u', "fact signed"},
      {"not signed", "signed=no", 'y', NULL},
      {"signed is no", "signed=no", 'y', NULL},
      {"signed is no", "signed=maybe", 'u', "bounds signed"},
      {"emergency", "", 'n', NULL},
      {"not emergency", "", 'y', NULL},
      {"emergency", "emergency=yes", 'y', NULL},
      {"emergency", "emergency!disputed:src", 'u', "disputed src"},
  };
  check_rows(rows);
}

static void levels_are_within_at_or_below_and_unknown_above(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"eccn within 9A012", "eccn=9A012", 'y', NULL},
      {"eccn within 9A012", "eccn=9A012.a.1", 'y', NULL},
      {"eccn within 9A012.a", "eccn=9A012", 'u', "bounds eccn"},
      {"eccn within 9A012", "eccn=9A0123", 'n', NULL},
      {"eccn within 9A012.a", "eccn=9A012.b", 'n', NULL},
      {"eccn within { 9A012.b, 5A001 }", "eccn=5A001.x", 'y', NULL},
      {"eccn is 9A012", "eccn=9A012.a", 'n', NULL},
  };
  check_rows(rows);
}

static void an_area_is_within_at_or_below_and_unknown_above(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"place within RU", "place=RU", 'y', NULL},
      {"place within RU", "place=RU-KRS", 'y', NULL},
      {"place within RU-KRS", "place=RU", 'u', "area place"},
      {"place within RU-KRS", "place=RU-BEL", 'n', NULL},
      {"place within RU", "place=UA", 'n', NULL},
      {"place within RU", "place=XZ", 'n', NULL},
      {"place not within UA", "place=RU", 'y', NULL},
      {"place within RU", "", 'u', "fact place"},
      {"place within { UA, RU-KRS }", "place=UA", 'y', NULL},
      {"place in east", "place=RU-KRS", 'y', NULL},
      {"place in east", "place=UA", 'u', "area place"},
      {"place in east", "place=PL", 'n', NULL},
  };
  check_rows(rows);
}

static void a_set_has_what_is_surely_in_and_may_have_what_is_possibly_in(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"marks has US", "marks=US,GB", 'y', NULL},
      {"marks has US", "marks=GB", 'n', NULL},
      {"marks has US", "marks=GB,US?", 'u', "bounds marks"},
      {"marks has US", "marks=GB,+", 'u', "bounds marks"},
      {"marks has-not US", "marks=GB", 'y', NULL},
      {"marks has { US, FR }", "marks=FR,US?", 'y', NULL},
      {"marks has US", "", 'u', "fact marks"},
  };
  check_rows(rows);
}

static void a_group_counts_members_by_day_source_and_openness(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"item in hot", "item=a", 'y', NULL},          {"item in hot", "item=z", 'n', NULL},
      {"item in hot", "item=b", 'u', "date hot"},    {"item in hot", "item=c", 'u', "disputed hot"},
      {"item in hot", "item=d", 'n', NULL},          {"item in hot", "item=e", 'n', NULL},
      {"item in hot", "item=f", 'n', NULL},          {"item in rare", "item=a", 'y', NULL},
      {"item in rare", "item=z", 'u', "group rare"}, {"item not in rare", "item=a", 'n', NULL},
      {"item in hot", "", 'u', "fact item"},         {"user in listed", "user=p", 'u', "group listed"},
  };
  check_rows(rows);
}

static void figures_compare_over_their_whole_range(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"range >= 300 km", "range=300 km", 'y', NULL},
      {"range > 300 km", "range=300 km", 'n', NULL},
      {"range >= 300 km", "range=150 mi", 'n', NULL},
      {"range >= 300 km", "range=150 mi..280 mi", 'u', "bounds range"},
      {"range >= 200 km", "range=150 mi..280 mi", 'y', NULL},
      {"range < 300 km", "range=..300 km", 'u', "bounds range"},
      {"range <= 300 km", "range=..300 km", 'y', NULL},
      {"range = 300 km", "range=300000 m", 'y', NULL},
      {"range != 300 km", "range=301 km", 'y', NULL},
      {"stock - quantity < floor", "stock=30; quantity=10; floor=25", 'y', NULL},
      {"stock - quantity < floor", "stock=30; quantity=5; floor=25", 'n', NULL},
      {"stock - quantity < floor", "stock=30; floor=25", 'u', "fact quantity"},
      {"stock - quantity < floor", "stock=30..40; quantity=10; floor=25", 'u', "bounds stock"},
      {"2 * stock + 1 > 60", "stock=30", 'y', NULL},
      {"price < cap", "price=5 USD; cap=6 USD", 'y', NULL},
      {"price < cap", "price=5 USD; cap=6 EUR", 'u', "bounds price, bounds cap"},
      {"price + cap > price", "price=5 USD; cap=6 EUR", 'u', "bounds price, bounds cap"},
      {"stock * stock > 1", "stock=99999999999999999999999999999999999999", 'u', "bounds stock"},
  };
  check_rows(rows);
}

static void days_compare_exactly_or_are_unknown(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"shipped <= today", "shipped=2025-05-20", 'y', NULL},
      {"shipped < today", "shipped=2025-05-20", 'n', NULL},
      {"shipped < today", "shipped=2025-05", 'u', "date shipped"},
      {"shipped + 30 days < today", "shipped=2025-04-19", 'y', NULL},
      {"shipped + 30 days < today", "shipped=2025-04-20", 'n', NULL},
      {"shipped + 1 month = today", "shipped=2025-04-20", 'y', NULL},
      {"shipped + 2 months >= 2025-04-01", "shipped=2025-01-31", 'n', NULL},
      {"shipped > memo", "shipped=2025-05-20", 'u', "date memo"},
      {"shipped > memo", "shipped=2025-07-01", 'y', NULL},
      {"shipped + 5 working days of o <= today", "shipped=2025-05-01", 'u', "table o"},
      {"shipped <= today", "", 'u', "fact shipped"},
  };
  check_rows(rows);
}

static void an_operand_that_is_decided_hides_the_causes_of_the_others(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"signed and other", "signed=no", 'n', NULL},
      {"signed and other", "signed=yes", 'u', "fact other"},
      {"signed and other", "", 'u', "fact signed, fact other"},
      {"signed or other", "signed=yes", 'y', NULL},
      {"signed or other", "other=no", 'u', "fact signed"},
      {"signed and (other or colour is red)", "signed=yes; colour=red", 'y', NULL},
      {"colour is red or (signed and other)", "colour=blue; signed=no", 'n', NULL},
      {"colour is red or (signed and other)", "signed=no", 'u', "fact colour"},
      {"not (signed and other)", "signed=no", 'y', NULL},
      {"not (signed and other)", "signed=yes", 'u', "fact other"},
  };
  check_rows(rows);
}

/* ================================================================= what the host is asked */

static struct cs_path_node chain[] = {{{"shadow", 6}, {NULL, 0}, {NULL, 0}, {NULL, 0}, CS_CONFIRMED},
                                      {{"feed", 4}, {"relies-on", 9}, {"US", 2}, {"WSJ", 3}, CS_REPORTED}};

static bool host_depends(void *ctx, struct cs_str thing, struct cs_str origin, uint32_t kinds, cs_day on, cs_day known,
                         enum cs_certainty weakest, struct cs_arena *arena, struct cs_content *out,
                         struct cs_err *err) {
  (void)ctx, (void)on, (void)known, (void)arena;
  if (cs_str_eq(thing, CS_STR("broken"))) {
    return cs_err_set(err, &CS_E_LIMIT, "the host fails");
  }
  bool it = cs_str_eq(thing, CS_STR("shadow")) && cs_str_eq(origin, CS_STR("US")) && (kinds & 8) != 0;
  *out = (struct cs_content){.truth = cs_truth_of(it), .certainty = it ? CS_REPORTED : CS_CONFIRMED};
  if (it && weakest < CS_REPORTED) {
    out->truth = CS_UNKNOWN;
    out->cause = (struct cs_cause){CS_CAUSE_CONTENT, thing};
  }
  if (it) {
    out->path = (struct cs_path){chain, 2};
  }
  return true;
}

static enum cs_truth host_member(void *ctx, struct cs_str group, struct cs_str thing, cs_day on, cs_day known,
                                 enum cs_certainty weakest, struct cs_cause *cause) {
  (void)ctx, (void)group, (void)on, (void)known;
  if (cs_str_eq(thing, CS_STR("p")) && weakest < CS_REPORTED) {
    *cause = (struct cs_cause){CS_CAUSE_DISPUTED, thing};
    return CS_UNKNOWN;
  }
  return cs_truth_of(cs_str_eq(thing, CS_STR("p")));
}

static const struct cs_calendar *host_calendar(void *ctx, struct cs_str office) {
  static const struct cs_calendar weekdays = {.weekend = 0x60};
  (void)ctx;
  return cs_str_eq(office, CS_STR("o")) ? &weekdays : NULL;
}

static const char *const reach_text =
    REGIME "rule reach\n  cite \"c\" confirmed\n"
           "  when item depends on US by contains, relies-on\n  review by us.secdef\n";

static void the_path_of_content_is_part_of_the_ground(void **state) {
  (void)state;
  struct question q;
  begin(&q, reach_text);
  q.host = (struct cs_rules_host){.depends = host_depends};
  ask(&q, "act=use; item=shadow", ON);
  assert_bounds(&q, "needs-approval", "needs-approval");
  const struct cs_ground *it = ground(&q, "reach");
  assert_int_equal(it->value, CS_GROUND_TRUE);
  assert_int_equal(it->path.n, 2);
  assert_str(it->path.at[1].item, "feed");
  assert_int_equal(it->certainty, CS_REPORTED);
  assert_int_equal(q.a.certainty, CS_REPORTED);
  end(&q);
}

static void content_that_nobody_answers_for_is_unknown(void **state) {
  (void)state;
  struct question q;
  begin(&q, reach_text);
  ask(&q, "act=use; item=shadow", ON);
  assert_bounds(&q, "not-covered", "needs-approval");
  assert_non_null(missing(&q, "content", "shadow"));
  end(&q);
}

static void content_that_is_not_there_does_not_reach(void **state) {
  (void)state;
  struct question q;
  begin(&q, reach_text);
  q.host = (struct cs_rules_host){.depends = host_depends};
  ask(&q, "act=use; item=bicycle", ON);
  assert_bounds(&q, "not-covered", "not-covered");
  end(&q);
}

static void a_failing_host_fails_the_question(void **state) {
  (void)state;
  struct question q;
  begin(&q, reach_text);
  q.host = (struct cs_rules_host){.depends = host_depends};
  facts_of(&q, 0, "act=use; item=broken");
  struct cs_line line = {q.values[0]};
  assert_code(
      cs_rules_ask(q.f.rules, &line, 1, &q.host, day("2025-05-20"), day("2025-05-20"), &q.f.arena, &q.a, &q.f.err),
      &q.f.err, CS_E_LIMIT);
  assert_string_equal(q.f.err.text, "the host fails");
  end(&q);
}

static void no_lines_and_too_many_lines_are_refused(void **state) {
  (void)state;
  struct question q;
  begin(&q, reach_text);
  struct cs_line line = {q.values[0]};
  assert_code(cs_rules_ask(q.f.rules, &line, 0, NULL, 0, 0, &q.f.arena, &q.a, &q.f.err), &q.f.err, CS_E_LIMIT);
  assert_code(cs_rules_ask(q.f.rules, &line, CS_LINES_MAX + 1, NULL, 0, 0, &q.f.arena, &q.a, &q.f.err), &q.f.err,
              CS_E_LIMIT);
  end(&q);
}

static void a_group_on_record_is_asked_of_the_host(void **state) {
  (void)state;
  struct question q;
  begin(&q, "group listed of parties on record\n" REGIME
            "rule it\n  cite \"c\" confirmed\n  when user in listed\n  prohibit\n");
  q.host = (struct cs_rules_host){.member = host_member};
  ask(&q, "act=use; user=p", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  assert_int_equal(q.a.certainty, CS_REPORTED);
  ask(&q, "act=use; user=q", ON);
  assert_bounds(&q, "not-covered", "not-covered");
  assert_int_equal(q.a.certainty, CS_CONFIRMED);
  end(&q);
}

static void working_days_follow_the_calendar_of_the_office(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact shipped : date\n" REGIME "rule it\n  cite \"c\" confirmed\n"
            "  when shipped + 5 working days of o <= today\n  prohibit\n");
  q.host = (struct cs_rules_host){.calendar = host_calendar};
  ask(&q, "act=use; shipped=2025-05-13", ON); /* Tuesday; five working days on is Tuesday the 20th */
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "act=use; shipped=2025-05-14", ON);
  assert_bounds(&q, "not-covered", "not-covered");
  end(&q);
}

/* ================================================================= days and sources */

static void a_rule_holds_from_its_first_day_to_the_day_before_its_end(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME
            "rule it\n  cite \"c\" confirmed\n  from 2025-05-10\n  before 2025-05-20\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", "2025-05-09", "2025-06-01");
  assert_bounds(&q, "not-covered", "not-covered");
  ask(&q, "act=use; x=yes", "2025-05-10", "2025-06-01");
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "act=use; x=yes", "2025-05-19", "2025-06-01");
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "act=use; x=yes", "2025-05-20", "2025-06-01");
  assert_bounds(&q, "not-covered", "not-covered");
  end(&q);
}

static void every_day_that_an_inexact_start_touches_is_unknown(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "rule it\n  cite \"c\" reported\n  from 2025-05..2025-06 \"late spring\"\n"
            "  known 2025-05-01\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", "2025-04-30", "2025-08-01");
  assert_bounds(&q, "not-covered", "not-covered");
  ask(&q, "act=use; x=yes", "2025-05-01", "2025-08-01");
  assert_bounds(&q, "not-covered", "prohibited");
  const struct cs_missing *it = missing(&q, "date", "it");
  assert_non_null(it);
  assert_int_equal(it->moves, CS_MOVES_VERDICT);
  assert_int_equal(it->n_needed_by, 1);
  ask(&q, "act=use; x=yes", "2025-06-30", "2025-08-01");
  assert_bounds(&q, "not-covered", "prohibited");
  ask(&q, "act=use; x=yes", "2025-07-01", "2025-08-01");
  assert_bounds(&q, "prohibited", "prohibited");
  end(&q);
}

static void a_rule_is_not_counted_before_it_is_known(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME
            "rule it\n  cite \"c\" confirmed\n  from 2025-05-01\n  known 2025-08-23\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", "2025-07-15", "2025-08-22");
  assert_bounds(&q, "not-covered", "not-covered");
  ask(&q, "act=use; x=yes", "2025-07-15", "2025-08-23");
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "act=use; x=yes", "2025-04-30", "2025-08-23");
  assert_bounds(&q, "not-covered", "not-covered");
  end(&q);
}

static const char *const denied_text =
    "fact x : bool\n" REGIME "rule it\n  cite \"a\" reported known 2025-05-01\n  cite \"b\" denied known 2025-05-10\n"
    "  cite \"c\" confirmed known 2025-05-20\n  when x\n  prohibit\n";

static void a_denial_makes_a_rule_unknown_until_it_is_confirmed_later(void **state) {
  (void)state;
  struct question q;
  begin(&q, denied_text);
  ask(&q, "act=use; x=yes", "2025-06-01", "2025-05-09");
  assert_bounds(&q, "prohibited", "prohibited");
  assert_int_equal(q.a.certainty, CS_REPORTED);
  ask(&q, "act=use; x=yes", "2025-06-01", "2025-05-10");
  assert_bounds(&q, "not-covered", "prohibited");
  assert_non_null(missing(&q, "disputed", "it"));
  assert_int_equal(ground(&q, "it")->certainty, CS_DISPUTED);
  ask(&q, "act=use; x=yes", "2025-06-01", "2025-05-20");
  assert_bounds(&q, "prohibited", "prohibited");
  assert_int_equal(q.a.certainty, CS_CONFIRMED);
  end(&q);
}

static void a_confirmation_on_the_day_of_the_denial_is_not_later(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "rule it\n  cite \"a\" confirmed known 2025-05-10\n"
            "  cite \"b\" denied known 2025-05-10\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", "2025-06-01", "2025-05-10");
  assert_bounds(&q, "not-covered", "prohibited");
  end(&q);
}

static void two_rules_that_dispute_one_another_are_unknown_where_both_would_apply(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\nfact y : bool\n" REGIME "rule first\n  cite \"a\" confirmed\n  when x\n  permit\n"
            "rule second\n  cite \"b\" confirmed\n  disputed by first\n  when y\n  prohibit\n");
  ask(&q, "act=use; x=yes; y=yes", ON);
  assert_bounds(&q, "not-covered", "prohibited");
  assert_non_null(missing(&q, "disputed", "second"));
  ask(&q, "act=use; x=no; y=yes", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  assert_true(q.a.settled);
  ask(&q, "act=use; x=yes; y=no", ON);
  assert_bounds(&q, "permitted", "permitted");
  end(&q);
}

static void a_verdict_is_as_certain_as_what_it_needs(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\nfact y : bool\n" REGIME "rule sure\n  cite \"a\" confirmed\n  when x\n  prohibit\n"
            "rule said\n  cite \"b\" reported\n  when x or y\n  prohibit\n"
            "rule ours\n  cite \"c\" assumed\n  when not y\n  review by o\n");
  ask(&q, "act=use; x=yes; y=yes", ON);
  assert_int_equal(q.a.certainty, CS_CONFIRMED);
  ask(&q, "act=use; x=no; y=yes", ON);
  assert_int_equal(q.a.certainty, CS_REPORTED);
  ask(&q, "act=use; x=no; y=no", ON);
  assert_bounds(&q, "needs-approval", "needs-approval");
  assert_int_equal(q.a.certainty, CS_ASSUMED);
  ask(&q, "act=use; x~reported=yes; y=yes", ON);
  assert_int_equal(q.a.certainty, CS_REPORTED);
  end(&q);
}

static void a_rule_without_a_cite_is_assumed(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "rule it\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  assert_int_equal(q.a.certainty, CS_ASSUMED);
  end(&q);
}

static void what_is_taken_for_silence_is_listed_and_only_assumed(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact emergency : bool, else no\n" REGIME
            "rule it\n  cite \"c\" confirmed\n  when not emergency\n  prohibit\n");
  ask(&q, "act=use", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  assert_int_equal(q.a.certainty, CS_ASSUMED);
  assert_int_equal(q.a.n_assumed, 1);
  assert_str(q.a.assumed[0], "emergency");
  ask(&q, "act=use; emergency=no", ON);
  assert_int_equal(q.a.certainty, CS_CONFIRMED);
  assert_int_equal(q.a.n_assumed, 0);
  end(&q);
}

/* ================================================================= lifting, versions, families */

static const char *const kursk_text =
    "fact x : bool\nfact y : bool\nfact z : bool\n" REGIME "rule ban\n  cite \"a\" confirmed\n  when x\n  prohibit\n"
    "exception leave lifts ban\n  cite \"b\" reported\n  when y\n  permit\n"
    "exception curb lifts leave\n  cite \"c\" reported\n  when z\n";

static void an_exception_that_is_itself_lifted_brings_the_rule_back(void **state) {
  (void)state;
  struct question q;
  begin(&q, kursk_text);
  ask(&q, "act=use; x=yes; y=no; z=no", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "act=use; x=yes; y=yes; z=no", ON);
  assert_bounds(&q, "permitted", "permitted");
  assert_int_equal(ground(&q, "ban")->value, CS_GROUND_LIFTED);
  assert_int_equal(ground(&q, "ban")->n_lifted_by, 1);
  assert_str(cs_rules_at(q.f.rules, ground(&q, "ban")->lifted_by[0])->name, "leave");
  ask(&q, "act=use; x=yes; y=yes; z=yes", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  end(&q);
}

static void what_is_replaced_keeps_aside_what_it_had_set_aside(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\nfact y : bool\nfact z : bool\n" REGIME
            "rule ban\n  cite \"a\" confirmed\n  when x\n  prohibit\n"
            "exception leave lifts ban\n  cite \"b\" reported\n  when y\n  permit\n"
            "exception case-by-case replaces leave\n  cite \"c\" reported\n  when z\n  review by us.secdef\n");
  ask(&q, "act=use; x=yes; y=yes; z=yes", ON);
  assert_bounds(&q, "needs-approval", "needs-approval");
  ask(&q, "act=use; x=yes; y=no; z=yes", ON); /* also where what it replaces does not apply */
  assert_bounds(&q, "needs-approval", "needs-approval");
  ask(&q, "act=use; x=no; y=no; z=yes", ON); /* and its effect counts where nothing is lifted */
  assert_bounds(&q, "needs-approval", "needs-approval");
  ask(&q, "act=use; x=yes; y=yes", ON);
  assert_bounds(&q, "permitted", "needs-approval");
  end(&q);
}

static void an_unknown_is_the_same_way_throughout_its_family(void **state) {
  (void)state;
  struct question q;
  begin(&q, kursk_text);
  ask(&q, "act=use; x=yes; z=no", ON); /* the exception either holds, and lifts, or not: never silence */
  assert_bounds(&q, "permitted", "prohibited");
  const struct cs_missing *it = missing(&q, "fact", "y");
  assert_non_null(it);
  assert_int_equal(it->n_needed_by, 1);
  assert_int_equal(ground(&q, "ban")->value, CS_GROUND_UNKNOWN);
  assert_int_equal(ground(&q, "ban")->n_lifted_by, 1);
  end(&q);
}

static void of_two_versions_exactly_one_holds_on_an_uncertain_day(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "rule it\n  cite \"a\" confirmed\n  from 2025-01-01\n  when x\n  review by o\n"
            "rule it\n  cite \"b\" confirmed\n  from 2025-05..2025-06\n  known 2025-05-01\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", "2025-04-30", "2025-08-01");
  assert_bounds(&q, "needs-approval", "needs-approval");
  ask(&q, "act=use; x=yes", "2025-05-20", "2025-08-01");
  assert_bounds(&q, "needs-approval", "prohibited");
  const struct cs_missing *it = missing(&q, "date", "it");
  assert_non_null(it);
  assert_int_equal(it->moves, CS_MOVES_VERDICT | CS_MOVES_APPROVERS | CS_MOVES_REQUIRES);
  assert_int_equal(it->n_needed_by, 2);
  ask(&q, "act=use; x=yes", "2025-05-20", "2025-04-30"); /* before anybody knew, the former goes on */
  assert_bounds(&q, "needs-approval", "needs-approval");
  ask(&q, "act=use; x=yes", "2025-07-01", "2025-08-01");
  assert_bounds(&q, "prohibited", "prohibited");
  end(&q);
}

static void a_shared_day_is_one_unknown(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\ndate memo is 2025-05..2025-06\n" REGIME
            "rule before-it\n  cite \"a\" confirmed\n  before memo\n  when x\n  prohibit\n"
            "rule after-it\n  cite \"b\" confirmed\n  from memo\n  known 2025-05-01\n  when x\n  review by o\n");
  ask(&q, "act=use; x=yes", "2025-05-20", "2025-08-01");
  assert_bounds(&q, "needs-approval", "prohibited"); /* one of the two, never neither */
  const struct cs_missing *it = missing(&q, "date", "memo");
  assert_non_null(it);
  assert_int_equal(it->n_needed_by, 2);
  assert_int_equal(q.a.n_missing, 1);
  end(&q);
}

static void a_family_with_too_many_unknowns_is_wider_and_never_wrong(void **state) {
  (void)state;
  struct question q;
  char text[4096];
  size_t used = (size_t)snprintf(text, sizeof text, "fact x : bool\n");
  for (int i = 0; i <= CS_FAMILY_UNKNOWN_MAX; i++) {
    used += (size_t)snprintf(text + used, sizeof text - used, "fact f%d : bool\n", i);
  }
  used += (size_t)snprintf(text + used, sizeof text - used,
                           REGIME "rule ban\n  cite \"a\" confirmed\n  when x\n  prohibit\n");
  used += (size_t)snprintf(text + used, sizeof text - used,
                           "rule sure\n  cite \"a\" confirmed\n  disputed by ban\n  when not x\n  review by o\n");
  for (int i = 0; i <= CS_FAMILY_UNKNOWN_MAX; i++) {
    used += (size_t)snprintf(text + used, sizeof text - used,
                             "exception e%d lifts ban\n  cite \"b\" confirmed\n  when f%d\n  permit\n", i, i);
  }
  begin(&q, text);
  ask(&q, "act=use; x=yes; f8=no", ON); /* eight: exact, never silent */
  assert_bounds(&q, "permitted", "prohibited");
  assert_int_equal(q.a.n_missing, CS_FAMILY_UNKNOWN_MAX);
  ask(&q, "act=use; x=yes", ON); /* nine: what surely applies is nothing */
  assert_bounds(&q, "not-covered", "prohibited");
  assert_int_equal(q.a.n_missing, CS_FAMILY_UNKNOWN_MAX + 1);
  ask(&q, "act=use; x=no", ON); /* what surely applies counts for both bounds */
  assert_bounds(&q, "needs-approval", "needs-approval");
  assert_true(q.a.settled);
  end(&q);
}

/* ================================================================= regimes */

static const char *const silent_text = "fact x : bool\nregime r\n  owner o\n  treats use\n  otherwise review by o\n"
                                       "rule it\n  cite \"a\" confirmed\n  when x\n  permit\n";

static void silence_is_what_otherwise_says_for_acts_that_are_treated(void **state) {
  (void)state;
  struct question q;
  begin(&q, silent_text);
  ask(&q, "act=use; x=no", ON);
  assert_bounds(&q, "needs-approval", "needs-approval");
  assert_true(q.a.regimes[0].treats);
  assert_int_equal(q.a.n_approvers, 1);
  assert_int_equal(q.a.approvers[0].value, CS_YES);
  assert_int_equal(require(&q, CS_REQUIRE_CONSENT)->rule, CS_RULE_OTHERWISE);
  ask(&q, "act=sale; x=no", ON);
  assert_bounds(&q, "not-covered", "not-covered");
  assert_false(q.a.regimes[0].treats);
  ask(&q, "act=use; x=yes", ON);
  assert_bounds(&q, "permitted", "permitted");
  assert_int_equal(q.a.n_approvers, 0);
  end(&q);
}

static void a_rule_that_may_break_the_silence_may_be_milder_than_it(void **state) {
  (void)state;
  struct question q;
  begin(&q, silent_text);
  ask(&q, "act=use", ON);
  assert_bounds(&q, "permitted", "needs-approval");
  assert_int_equal(missing(&q, "fact", "x")->moves, CS_MOVES_VERDICT | CS_MOVES_APPROVERS | CS_MOVES_REQUIRES);
  assert_int_equal(q.a.approvers[0].value, CS_UNKNOWN);
  end(&q);
}

static void an_act_that_is_not_given_leaves_the_silence_unknown(void **state) {
  (void)state;
  struct question q;
  begin(&q, silent_text);
  ask(&q, "x=no", ON);
  assert_bounds(&q, "not-covered", "needs-approval");
  assert_false(q.a.regimes[0].treats);
  const struct cs_missing *it = missing(&q, "fact", "act");
  assert_non_null(it);
  assert_int_equal(it->moves, CS_MOVES_VERDICT | CS_MOVES_APPROVERS | CS_MOVES_REQUIRES);
  end(&q);
}

static void the_strictest_of_all_regimes_and_lines_decides(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\nregime a\n  owner o\n  treats use\nrule first\n  cite \"a\" confirmed\n  when x\n  permit\n"
            "regime b\n  owner p\n  treats use\nrule second\n  cite \"b\" confirmed\n  when not x\n  review by p\n");
  q.n_lines = 2;
  facts_of(&q, 1, "act=use; x=no");
  ask(&q, "act=use; x=yes", ON);
  assert_bounds(&q, "needs-approval", "needs-approval");
  assert_int_equal(q.a.regimes[0].at_most, CS_PERMITTED);
  assert_int_equal(q.a.regimes[1].at_least, CS_NEEDS_APPROVAL);
  assert_int_equal(ground(&q, "first")->line, 0);
  assert_int_equal(ground(&q, "second")->line, 1);
  end(&q);
}

static void a_state_says_what_lies_within_it_for_its_own_regime_only(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact place : area\n"
            "regime ru\n  owner o\n  treats use\n  area UA-43 within RU cite \"a\" confirmed\n"
            "rule inside\n  cite \"a\" confirmed\n  when place within RU\n  prohibit\n"
            "regime ua\n  owner p\n  treats use\n"
            "rule outside\n  cite \"b\" confirmed\n  when place not within UA\n  review by p\n");
  ask(&q, "act=use; place=UA-43", ON);
  assert_int_equal(q.a.regimes[0].at_least, CS_PROHIBITED);
  assert_int_equal(q.a.regimes[1].at_most, CS_NOT_COVERED);
  ask(&q, "act=use; place=UA", ON); /* a part of it lies within, as that regime has it */
  assert_int_equal(q.a.regimes[0].at_least, CS_NOT_COVERED);
  assert_int_equal(q.a.regimes[0].at_most, CS_PROHIBITED);
  assert_non_null(missing(&q, "area", "place"));
  ask(&q, "act=use; place=UA-30", ON);
  assert_int_equal(q.a.regimes[0].at_most, CS_NOT_COVERED);
  end(&q);
}

/* ================================================================= approvers, requirements */

static void a_prohibition_stands_and_the_approvers_are_still_named(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "rule ask\n  cite \"a\" confirmed\n  when x\n  review by us.secdef\n"
            "rule never\n  cite \"b\" confirmed\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  assert_int_equal(q.a.n_approvers, 1);
  assert_str(q.a.approvers[0].office, "us.secdef");
  assert_int_equal(q.a.approvers[0].value, CS_YES);
  assert_int_equal(require(&q, CS_REQUIRE_CONSENT)->value, CS_YES);
  end(&q);
}

static const char *const clauses_text =
    "fact x : bool\nfact y : bool\n" REGIME "rule one\n  cite \"a\" reported\n  when x\n  review by o\n"
    "    advice from adv within 10 working days\n    countersign 1 assumed\n    notify con 15 calendar days\n"
    "    proviso \"no resale\"\n    single use\n"
    "rule two\n  cite \"b\" confirmed\n  when y\n  review by o\n"
    "    advice from adv within 5 working days\n    countersign 2\n    notify con 30 calendar days\n"
    "    proviso \"return receipt\"\n    single use\n";

static void united_clauses_merge_to_the_stricter(void **state) {
  (void)state;
  struct question q;
  begin(&q, clauses_text);
  ask(&q, "act=use; x=yes; y=yes", ON);
  assert_int_equal(q.a.n_requires, 7); /* consent, advice, countersign, notify, two provisos, single use */
  assert_int_equal(require(&q, CS_REQUIRE_ADVICE)->days, 5);
  assert_int_equal(require(&q, CS_REQUIRE_COUNTERSIGN)->n, 2);
  assert_int_equal(require(&q, CS_REQUIRE_NOTIFY)->days, 30);
  assert_true(require(&q, CS_REQUIRE_NOTIFY)->calendar_days);
  assert_int_equal(require(&q, CS_REQUIRE_LIMIT)->n, 1);
  assert_int_equal(require(&q, CS_REQUIRE_LIMIT)->certainty, CS_CONFIRMED); /* the better source of the two */
  assert_true(q.a.settled);
  end(&q);
}

static void a_clause_bears_its_own_certainty_else_that_of_its_rule(void **state) {
  (void)state;
  struct question q;
  begin(&q, clauses_text);
  ask(&q, "act=use; x=yes; y=no", ON);
  assert_int_equal(require(&q, CS_REQUIRE_ADVICE)->certainty, CS_REPORTED);
  assert_int_equal(require(&q, CS_REQUIRE_COUNTERSIGN)->certainty, CS_ASSUMED);
  assert_str(require(&q, CS_REQUIRE_ADVICE)->approver, "o");
  assert_str(require(&q, CS_REQUIRE_ADVICE)->office, "adv");
  end(&q);
}

static void a_stricter_clause_that_is_unknown_stands_beside_the_sure_one(void **state) {
  (void)state;
  struct question q;
  begin(&q, clauses_text);
  ask(&q, "act=use; x=yes", ON);
  size_t sure = 0, unknown = 0;
  for (size_t i = 0; i < q.a.n_requires; i++) {
    if (q.a.requires[i].kind == CS_REQUIRE_NOTIFY) {
      sure += q.a.requires[i].value == CS_YES && q.a.requires[i].days == 15;
      unknown += q.a.requires[i].value == CS_UNKNOWN && q.a.requires[i].days == 30;
    }
  }
  assert_int_equal(sure, 1);
  assert_int_equal(unknown, 1);
  assert_false(q.a.settled);
  assert_int_equal(missing(&q, "fact", "y")->moves, CS_MOVES_REQUIRES);
  end(&q);
}

static void a_milder_clause_that_is_unknown_moves_nothing(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\nfact y : bool\n" REGIME "rule one\n  cite \"a\" confirmed\n  when x\n  review by o\n"
            "    advice from adv within 5 calendar days\n"
            "rule two\n  cite \"b\" confirmed\n  when y\n  review by o\n    advice from adv within 5 working days\n");
  ask(&q, "act=use; x=yes", ON);
  assert_true(q.a.settled);
  assert_int_equal(q.a.n_missing, 0);
  assert_int_equal(q.a.n_requires, 2);
  end(&q);
}

/* ================================================================= missing, grounds, notes */

static void what_only_moves_below_the_overall_at_least_is_not_missing(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\nfact y : bool\n" REGIME "rule ban\n  cite \"a\" confirmed\n  when x\n  prohibit\n"
            "rule leave\n  cite \"b\" confirmed\n  when y\n  permit\n");
  ask(&q, "act=use; x=yes", ON);
  assert_true(q.a.settled);
  assert_int_equal(q.a.n_missing, 0);
  ask(&q, "act=use; x=no", ON);
  assert_bounds(&q, "not-covered", "permitted");
  assert_int_equal(q.a.n_missing, 1);
  end(&q);
}

static void equal_causes_are_one_with_all_rules_that_need_it(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "rule one\n  cite \"a\" confirmed\n  when x\n  prohibit\n"
            "rule two\n  cite \"b\" confirmed\n  when x\n  review by o\n");
  ask(&q, "act=use", ON);
  assert_int_equal(q.a.n_missing, 1);
  assert_int_equal(q.a.missing[0].n_needed_by, 2);
  assert_int_equal(q.a.missing[0].moves, CS_MOVES_VERDICT | CS_MOVES_APPROVERS | CS_MOVES_REQUIRES);
  end(&q);
}

static void a_note_is_shown_and_moves_nothing(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "  otherwise permit\n"
            "rule told\n  cite \"a\" confirmed\n  when x\n  note \"may be taken back\"\n"
            "rule sent\n  cite \"b\" confirmed\n  when not x\n  refer \"ask the ministry\"\n    note \"by letter\"\n");
  ask(&q, "act=use; x=yes", ON);
  assert_bounds(&q, "permitted", "permitted");
  assert_int_equal(q.a.n_notes, 1);
  assert_str(q.a.notes[0], "may be taken back");
  assert_int_equal(ground(&q, "told")->value, CS_GROUND_TRUE);
  ask(&q, "act=use; x=no", ON);
  assert_bounds(&q, "refer", "refer");
  assert_int_equal(q.a.n_notes, 2);
  ask(&q, "act=use", ON);
  assert_int_equal(q.a.n_notes, 3);
  end(&q);
}

static void unknown_grounds_are_cut_at_their_limit_and_counted(void **state) {
  (void)state;
  struct question q;
  static char text[32768];
  size_t used = (size_t)snprintf(text, sizeof text, "fact x : bool\nfact y : bool\n" REGIME);
  for (int i = 0; i < CS_GROUNDS_UNKNOWN_MAX + 3; i++) {
    used += (size_t)snprintf(text + used, sizeof text - used,
                             "rule u%d\n  cite \"a\" confirmed\n  when x\n  prohibit\n", i);
  }
  snprintf(text + used, sizeof text - used, "rule sure\n  cite \"a\" confirmed\n  when y\n  permit\n");
  begin(&q, text);
  ask(&q, "act=use; y=yes", ON);
  assert_int_equal(q.a.regimes[0].n_grounds, CS_GROUNDS_UNKNOWN_MAX + 1);
  assert_int_equal(q.a.regimes[0].more, 3);
  assert_str(cs_rules_at(q.f.rules, q.a.regimes[0].grounds[0].rule)->name, "sure");
  end(&q);
}

static void an_answer_needs_no_more_memory_than_it_gets_or_says_so(void **state) {
  (void)state;
  struct question q;
  begin(&q, clauses_text);
  facts_of(&q, 0, "act=use; x=yes");
  struct cs_line line = {q.values[0]};
  struct cs_arena small;
  bool done = false;
  for (size_t max = 4096; !done; max += 4096) {
    cs_arena_init(&small, NULL, max);
    done = cs_rules_ask(q.f.rules, &line, 1, NULL, day("2025-05-20"), day("2025-05-20"), &small, &q.a, &q.f.err);
    assert_true(done || q.f.err.code == &CS_E_OOM);
    cs_arena_deinit(&small);
    assert_true(max < 1024 * 1024);
  }
  end(&q);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_code_is_or_is_not_and_is_unknown_when_not_given),
      cmocka_unit_test(a_flag_holds_by_itself_and_silence_is_taken_by_its_else),
      cmocka_unit_test(levels_are_within_at_or_below_and_unknown_above),
      cmocka_unit_test(an_area_is_within_at_or_below_and_unknown_above),
      cmocka_unit_test(a_set_has_what_is_surely_in_and_may_have_what_is_possibly_in),
      cmocka_unit_test(a_group_counts_members_by_day_source_and_openness),
      cmocka_unit_test(figures_compare_over_their_whole_range),
      cmocka_unit_test(days_compare_exactly_or_are_unknown),
      cmocka_unit_test(an_operand_that_is_decided_hides_the_causes_of_the_others),
      cmocka_unit_test(the_path_of_content_is_part_of_the_ground),
      cmocka_unit_test(content_that_nobody_answers_for_is_unknown),
      cmocka_unit_test(content_that_is_not_there_does_not_reach),
      cmocka_unit_test(a_failing_host_fails_the_question),
      cmocka_unit_test(no_lines_and_too_many_lines_are_refused),
      cmocka_unit_test(a_group_on_record_is_asked_of_the_host),
      cmocka_unit_test(working_days_follow_the_calendar_of_the_office),
      cmocka_unit_test(a_rule_holds_from_its_first_day_to_the_day_before_its_end),
      cmocka_unit_test(every_day_that_an_inexact_start_touches_is_unknown),
      cmocka_unit_test(a_rule_is_not_counted_before_it_is_known),
      cmocka_unit_test(a_denial_makes_a_rule_unknown_until_it_is_confirmed_later),
      cmocka_unit_test(a_confirmation_on_the_day_of_the_denial_is_not_later),
      cmocka_unit_test(two_rules_that_dispute_one_another_are_unknown_where_both_would_apply),
      cmocka_unit_test(a_verdict_is_as_certain_as_what_it_needs),
      cmocka_unit_test(a_rule_without_a_cite_is_assumed),
      cmocka_unit_test(what_is_taken_for_silence_is_listed_and_only_assumed),
      cmocka_unit_test(an_exception_that_is_itself_lifted_brings_the_rule_back),
      cmocka_unit_test(what_is_replaced_keeps_aside_what_it_had_set_aside),
      cmocka_unit_test(an_unknown_is_the_same_way_throughout_its_family),
      cmocka_unit_test(of_two_versions_exactly_one_holds_on_an_uncertain_day),
      cmocka_unit_test(a_shared_day_is_one_unknown),
      cmocka_unit_test(a_family_with_too_many_unknowns_is_wider_and_never_wrong),
      cmocka_unit_test(silence_is_what_otherwise_says_for_acts_that_are_treated),
      cmocka_unit_test(a_rule_that_may_break_the_silence_may_be_milder_than_it),
      cmocka_unit_test(an_act_that_is_not_given_leaves_the_silence_unknown),
      cmocka_unit_test(the_strictest_of_all_regimes_and_lines_decides),
      cmocka_unit_test(a_state_says_what_lies_within_it_for_its_own_regime_only),
      cmocka_unit_test(a_prohibition_stands_and_the_approvers_are_still_named),
      cmocka_unit_test(united_clauses_merge_to_the_stricter),
      cmocka_unit_test(a_clause_bears_its_own_certainty_else_that_of_its_rule),
      cmocka_unit_test(a_stricter_clause_that_is_unknown_stands_beside_the_sure_one),
      cmocka_unit_test(a_milder_clause_that_is_unknown_moves_nothing),
      cmocka_unit_test(what_only_moves_below_the_overall_at_least_is_not_missing),
      cmocka_unit_test(equal_causes_are_one_with_all_rules_that_need_it),
      cmocka_unit_test(a_note_is_shown_and_moves_nothing),
      cmocka_unit_test(unknown_grounds_are_cut_at_their_limit_and_counted),
      cmocka_unit_test(an_answer_needs_no_more_memory_than_it_gets_or_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
