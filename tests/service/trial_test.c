/* Files of trials, and running them: what they take, where what is wrong with them is reported, and that a wrong answer is told. */
#include "service/scene.h"

#include "rules/err.h"
#include "service/trial.h"

/* ------------------------------------------------------------------ reading */

struct reading {
  struct cs_arena arena;
  struct cs_err err;
  struct cs_trials trials;
};

static int setup(void **state) {
  struct reading *r = calloc(1, sizeof *r);
  cs_arena_init(&r->arena, NULL, 0);
  *state = r;
  return r ? 0 : 1;
}

static int teardown(void **state) {
  struct reading *r = *state;
  cs_arena_deinit(&r->arena);
  free(r);
  return 0;
}

static bool read(struct reading *r, const char *text) {
  return cs_trials_read(&r->arena, CS_STR("a.test"), cs_str_of(text), &r->trials, &r->err);
}

static void wrong(struct reading *r, const char *text, const struct cs_code *code, uint32_t line, uint32_t column) {
  assert_code(read(r, text), &r->err, *code);
  assert_string_equal(r->err.source, "a.test");
  if (r->err.line != line || r->err.column != column) {
    fail_msg("at %u:%u, expected %u:%u: %s", r->err.line, r->err.column, line, column, r->err.text);
  }
}

static void members_make_the_request(void **state) {
  struct reading *r = *state;
  assert_ok(read(r, "-- a comment\n"
                    "test one\n"
                    "  act       export        -- and another\n"
                    "  item      missile\n"
                    "  quantity  10\n"
                    "  value     5.00 USD\n"
                    "  end_user  ua\n"
                    "  area      RU-KRS\n"
                    "  purpose   training\n"
                    "  fact      urgent true\n"
                    "  fact      why \"true\"\n"
                    "  on        2025-08-29\n"
                    "  known     2025-08-30\n"
                    "  expect    permitted\n"),
            &r->err);
  assert_int_equal(r->trials.n, 1);
  const struct cs_trial *trial = &r->trials.at[0];
  const struct cs_request *request = &trial->request;
  assert_str(trial->name, "one");
  assert_int_equal(trial->line, 2);
  assert_str(request->act, "export");
  assert_str(request->lines[0].item, "missile");
  assert_true(request->lines[0].has_quantity && request->lines[0].has_value);
  assert_str(request->end_user, "ua");
  assert_str(cs_area_code(request->area), "RU-KRS");
  assert_str(request->purpose, "training");
  assert_int_equal(request->n_facts, 2);
  assert_int_equal(request->facts[0].value->kind, CS_JSON_BOOL);
  assert_int_equal(request->facts[1].value->kind, CS_JSON_STRING);
  assert_int_equal(request->known - request->on, 1);
  assert_int_equal(trial->at_least, CS_PERMITTED);
  assert_int_equal(trial->at_most, CS_PERMITTED);
  assert_int_equal(trial->expect_line, 14);
}

static void a_request_may_be_json_over_lines(void **state) {
  struct reading *r = *state;
  assert_ok(read(r, "test \"two lines\"\n"
                    "  request { \"act\": \"use\", \"purpose\": \"a } in quotes\",\n"
                    "    \"lines\": [ { \"item\": \"a\" }, { \"item\": \"b\" } ] }   -- done\n"
                    "  on 2025-08-29\n"
                    "  expect refer..prohibited\n"
                    "test three\n"
                    "  act use\n"
                    "  item a\n"
                    "  expect refer\n"),
            &r->err);
  assert_int_equal(r->trials.n, 2);
  assert_str(r->trials.at[0].name, "two lines");
  assert_int_equal(r->trials.at[0].request.n_lines, 2);
  assert_true(r->trials.at[0].request.has_on);
  assert_int_equal(r->trials.at[0].at_least, CS_REFER);
  assert_int_equal(r->trials.at[0].at_most, CS_PROHIBITED);
  assert_int_equal(r->trials.at[1].line, 6);
}

static void lists_of_several_lines_are_one(void **state) {
  struct reading *r = *state;
  assert_ok(read(r, "test one\n act use\n item a\n expect refer\n"
                    " missing date r, fact x\n missing area area\n approvers none\n path a b c\n path a d\n"
                    " precedents 12 approve\n may-go unknown\n certainty assumed\n notes \"said, with a comma\"\n"),
            &r->err);
  const struct cs_trial *trial = &r->trials.at[0];
  assert_int_equal(trial->expects.n, 8);
  assert_int_equal(trial->expects.at[0].words.n, 3);
  assert_str(trial->expects.at[0].words.at[2], "area area");
  assert_int_equal(trial->expects.at[1].words.n, 0);
  assert_int_equal(trial->expects.at[2].words.n, 3);
  assert_int_equal(trial->expects.at[3].words.n, 2);
  assert_int_equal(trial->expects.at[4].n, 12);
  assert_int_equal(trial->expects.at[5].truth, CS_UNKNOWN);
  assert_int_equal(trial->expects.at[6].certainty, CS_ASSUMED);
  assert_str(trial->expects.at[7].words.at[0], "said, with a comma");
}

static void an_unknown_word_is_reported_with_the_nearest(void **state) {
  struct reading *r = *state;
  wrong(r, "test one\n  itme a\n", &CS_E_SERVICE_TRIAL_FILE, 2, 3);
  assert_string_equal(r->err.hint, "did you mean \"item\"?");
  wrong(r, "test one\n  somethingelse a\n", &CS_E_SERVICE_TRIAL_FILE, 2, 3);
  assert_non_null(strstr(r->err.hint, "approvers"));
}

static void what_is_wrong_is_reported_where_it_stands(void **state) {
  struct reading *r = *state;
  static const struct {
    const char *text;
    const struct cs_code *code;
    uint32_t line, column;
  } cases[] = {
      {"  act use\n", &CS_E_SERVICE_TRIAL_FILE, 1, 3},                                    /* before the first test */
      {"test\n", &CS_E_SERVICE_TRIAL_FILE, 1, 1},                                         /* without a name */
      {"test \"one\n", &CS_E_SERVICE_TRIAL_FILE, 1, 6},                                   /* open quotes */
      {"test one\n  act use\n  item a\n", &CS_E_SERVICE_TRIAL_FILE, 1, 1},                /* expects nothing */
      {"test one\n act use\n item a\n expect perhaps\n", &CS_E_SERVICE_TRIAL_FILE, 4, 9}, /* no verdict */
      {"test one\n act use\n item a\n expect refer..perhaps\n", &CS_E_SERVICE_TRIAL_FILE, 4, 16},
      {"test one\n act use\n item a\n expect prohibited..refer\n", &CS_E_SERVICE_TRIAL_FILE, 4,
       2},                                                                          /* wrong way round */
      {"test one\n expect refer\n expect refer\n", &CS_E_SERVICE_TRIAL_FILE, 3, 2}, /* twice */
      {"test one\n act use\n act sale\n", &CS_E_SERVICE_TRIAL_FILE, 3, 2},
      {"test one\n fact x 1\n fact x 2\n", &CS_E_SERVICE_TRIAL_FILE, 3, 7},
      {"test one\n fact x\n", &CS_E_SERVICE_TRIAL_FILE, 2, 7},               /* a fact without value */
      {"test one\n item\n", &CS_E_SERVICE_TRIAL_FILE, 2, 2},                 /* a member without one */
      {"test one\n act use\n request {}\n", &CS_E_SERVICE_TRIAL_FILE, 3, 2}, /* both forms */
      {"test one\n request {}\n item a\n", &CS_E_SERVICE_TRIAL_FILE, 3, 2},
      {"test one\n request [1]\n", &CS_E_SERVICE_TRIAL_FILE, 2, 2},
      {"test one\n request { \"a\": \"}\"\n", &CS_E_SERVICE_TRIAL_FILE, 2, 2}, /* braces do not close */
      {"test one\n request {} more\n", &CS_E_SERVICE_TRIAL_FILE, 2, 13},
      {"test one\n request { \"a\": 1,\n   \"a\": 2 }\n", &CS_E_JSON_DUPLICATE, 3, 4},
      {"test one\n approvers a,,b\n", &CS_E_SERVICE_TRIAL_FILE, 2, 14},
      {"test one\n missing because x\n", &CS_E_SERVICE_TRIAL_FILE, 2, 10},
      {"test one\n missing date\n", &CS_E_SERVICE_TRIAL_FILE, 2, 10},
      {"test one\n requires applause\n", &CS_E_SERVICE_TRIAL_FILE, 2, 11},
      {"test one\n may-go perhaps\n", &CS_E_SERVICE_TRIAL_FILE, 2, 9},
      {"test one\n certainty denied\n", &CS_E_SERVICE_TRIAL_FILE, 2, 12},
      {"test one\n precedents many refuse\n", &CS_E_SERVICE_TRIAL_FILE, 2, 13},
      {"test one\n precedents 1 perhaps\n", &CS_E_SERVICE_TRIAL_FILE, 2, 15},
      {"test one\n act use\n item a\n expect refer\ntest one\n", &CS_E_SERVICE_TRIAL_FILE, 5, 6}, /* one name twice */
      {"test one\n act use\n item a\n area XX-1\n expect refer\n", &CS_E_AREA_UNKNOWN, 4, 7},
      {"test one\n act use\n item a\n on 2025-02-30\n expect refer\n", &CS_E_DATE_RANGE, 4, 5},
      {"test one\n act using\n item a\n expect refer\n", &CS_E_REQUEST_ACT, 2, 6},
      {"test one\n act use\n item a\n fact note \"51.7301 N, 36.1939 E\"\n expect refer\n", &CS_E_REQUEST_POSITION, 4,
       12},
      {"test one\n act use\n expect refer\n", &CS_E_JSON_MISSING, 1, 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    wrong(r, cases[i].text, cases[i].code, cases[i].line, cases[i].column);
  }
}

static void bytes_that_are_no_text_are_refused(void **state) {
  struct reading *r = *state;
  assert_code(read(r, "test \xff\n"), &r->err, CS_E_UTF8);
}

/* ------------------------------------------------------------------ running */

struct world {
  struct cs_arena arena;
  struct cs_err err;
  const struct cs_os *os;
  struct cs_str folder;
  struct cs_trial_report report;
};

static int setup_world(void **state) {
  struct world *w = calloc(1, sizeof *w);
  if (!w) {
    return 1;
  }
  w->os = cs_os_real();
  cs_arena_init(&w->arena, NULL, 0);
  *state = w;
  return cs_folder_make_temporary(w->os, &w->arena, CS_STR("countersign-test"), &w->folder, &w->err) ? 0 : 1;
}

static int teardown_world(void **state) {
  struct world *w = *state;
  bool done = cs_folder_remove(w->os, w->folder, &w->err);
  cs_arena_deinit(&w->arena);
  free(w);
  return done ? 0 : 1;
}

static struct cs_str path_in(struct world *w, const char *name) {
  struct cs_str out;
  assert_ok(cs_path_join(&w->arena, w->folder, cs_str_of(name), &out, &w->err), &w->err);
  return out;
}

static void put(struct world *w, const char *name, const char *text) {
  assert_ok(cs_file_write(w->os, path_in(w, name), cs_str_of(text), &w->err), &w->err);
}

static bool run(struct world *w, struct cs_str path, struct cs_str keep) {
  struct cs_trial_options options = {.path = path, .keep = keep, .has_now = true, .now = SCENE_START};
  memset(&w->report, 0, sizeof w->report);
  return cs_trials_run(w->os, &options, &w->arena, &w->report, &w->err);
}

static const char RULES[] = "fact act : code one of { sale, use }\n"
                            "fact item : code\n"
                            "fact item.origin : codes\n"
                            "fact urgent : bool\n"
                            "regime t.use\n"
                            "  owner us.office\n"
                            "  treats use\n"
                            "rule asked\n"
                            "  cite \"t\" reported\n"
                            "  when act is use and item depends on US by contains\n"
                            "  review by us.office\n"
                            "    advice from us.adviser within 3 working days\n"
                            "rule banned\n"
                            "  cite \"t\" confirmed\n"
                            "  when act is use and urgent\n"
                            "  prohibit\n"
                            "rule noted\n"
                            "  cite \"t\" confirmed\n"
                            "  when act is use\n"
                            "  note \"seen\"\n"
                            "rule idle\n"
                            "  cite \"t\" confirmed\n"
                            "  when act is sale\n"
                            "  prohibit\n";

static const char CATALOGUE[] =
    "{\"act\":\"party.register\",\"party\":\"us.office\",\"kind\":\"office\",\"state\":\"US\"}\n"
    "{\"act\":\"item.register\",\"item\":\"part\",\"kind\":\"component\",\"origin\":[\"US\"],\"complete\":true,"
    "\"certainty\":\"confirmed\"}\n"
    "{\"act\":\"item.register\",\"item\":\"whole\",\"kind\":\"system\",\"origin\":[\"FR\"],\"complete\":true,"
    "\"certainty\":\"confirmed\"}\n"
    "{\"act\":\"dependency.register\",\"item\":\"whole\",\"on\":\"part\",\"by\":\"contains\",\"certainty\":"
    "\"confirmed\"}\n";

static void a_whole_world_is_loaded_and_asked(void **state) {
  struct world *w = *state;
  put(w, "use.rules", RULES);
  put(w, "catalogue.jsonl", CATALOGUE);
  put(w, "use.test",
      "test one\n act use\n item whole\n fact urgent false\n on 2025-08-01\n expect needs-approval\n"
      " approvers us.office\n rules asked\n path whole part\n unasked FR\n may-go no\n certainty reported\n"
      " requires advice us.adviser, consent\n notes \"seen\"\n missing none\n precedents 0 refuse\n"
      "test two\n act use\n item whole\n on 2025-08-01\n expect needs-approval..prohibited\n"
      " missing fact urgent\n rules banned?\n");
  assert_ok(run(w, w->folder, CS_STR_NONE), &w->err);
  if (w->report.failures.n > 0) {
    fail_msg("%.*s", CS_STR_ARG(w->report.failures.at[0].text));
  }
  assert_int_equal(w->report.passed, 2);
  assert_int_equal(w->report.failed, 0);
  assert_int_equal(w->report.rules, 4);
  assert_int_equal(w->report.not_covered.n, 1);
  assert_str(w->report.not_covered.at[0], "use.rules:21 idle");
}

static void every_kind_of_expectation_can_fail(void **state) {
  struct world *w = *state;
  static const char *const wrongs[][2] = {
      {"expect prohibited", "expected prohibited, got needs-approval"},
      {"expect needs-approval\n approvers us.office?", "approvers: expected us.office?, got us.office"},
      {"expect needs-approval\n approvers us.office, gb", "approvers: expected us.office, gb, got us.office"},
      {"expect needs-approval\n approvers none", "approvers: expected none, got us.office"},
      {"expect needs-approval\n rules asked, banned", "rules: expected asked, banned, got asked"},
      {"expect needs-approval\n rules none", "rules: expected none, got asked"},
      {"expect needs-approval\n missing fact urgent", "missing: expected fact urgent, got none"},
      {"expect needs-approval\n unasked none", "unasked: expected none, got FR"},
      {"expect needs-approval\n path whole", "path: expected whole, got whole part"},
      {"expect needs-approval\n may-go yes", "may-go: expected yes, got no"},
      {"expect needs-approval\n certainty confirmed", "certainty: expected confirmed, got reported"},
      {"expect needs-approval\n requires advice us.other",
       "requires: expected advice us.other, got consent us.office, advice us.adviser"},
      {"expect needs-approval\n requires notify",
       "requires: expected notify, got consent us.office, advice us.adviser"},
      {"expect needs-approval\n notes \"unseen\"", "notes: expected unseen, got seen"},
      {"expect needs-approval\n precedents 1 approve", "precedents: expected 1 approve, got 0"},
  };
  put(w, "use.rules", RULES);
  put(w, "catalogue.jsonl", CATALOGUE);
  struct cs_buf text;
  cs_buf_init(&text, 1 << 16);
  for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
    cs_buf_printf(&text, "test t%zu\n act use\n item whole\n fact urgent false\n on 2025-08-01\n %s\n", i,
                  wrongs[i][0]);
  }
  assert_ok(cs_file_write(w->os, path_in(w, "use.test"), cs_buf_str(&text), &w->err), &w->err);
  cs_buf_deinit(&text);
  assert_ok(run(w, w->folder, CS_STR_NONE), &w->err);
  assert_int_equal(w->report.passed, 0);
  assert_int_equal(w->report.failed, sizeof wrongs / sizeof wrongs[0]);
  assert_int_equal(w->report.failures.n, sizeof wrongs / sizeof wrongs[0]);
  for (size_t i = 0; i < w->report.failures.n; i++) {
    assert_str(w->report.failures.at[i].text, wrongs[i][1]);
  }
  assert_int_equal(w->report.failures.at[0].line, 6);
  assert_str(w->report.failures.at[0].test, "t0");
}

static void rules_without_a_catalogue_are_asked_alone(void **state) {
  struct world *w = *state;
  put(w, "use.rules", RULES);
  put(w, "use.test", "test one\n act sale\n item whole\n on 2025-08-01\n expect prohibited\n rules idle\n");
  assert_ok(run(w, path_in(w, "use.test"), CS_STR_NONE), &w->err);
  assert_int_equal(w->report.passed, 1);
  assert_int_equal(w->report.not_covered.n, 3);
}

static void one_file_runs_alone(void **state) {
  struct world *w = *state;
  put(w, "use.rules", RULES);
  put(w, "a.test", "test one\n act sale\n item whole\n expect prohibited\n");
  put(w, "b.test", "test one\n act sale\n item whole\n expect permitted\n");
  assert_ok(run(w, path_in(w, "a.test"), CS_STR_NONE), &w->err);
  assert_int_equal(w->report.passed + w->report.failed, 1);
  assert_ok(run(w, w->folder, CS_STR_NONE), &w->err);
  assert_int_equal(w->report.passed, 1);
  assert_int_equal(w->report.failed, 1);
}

static void what_is_kept_is_a_sound_record(void **state) {
  struct world *w = *state;
  struct cs_verify_options options = {.acts = true, .projections = true, .keys_dir = path_in(w, "kept/keys")};
  struct cs_verify_report report;
  put(w, "use.rules", RULES);
  put(w, "catalogue.jsonl", CATALOGUE);
  put(w, "use.test", "test one\n act sale\n item whole\n expect prohibited\n");
  assert_ok(run(w, w->folder, path_in(w, "kept")), &w->err);
  assert_ok(cs_log_verify(w->os, path_in(w, "kept/trial.db"), &options, &report, &w->err), &w->err);
  assert_int_equal(report.entries, 8); /* founding, two loads, four of the catalogue, one text */
  assert_code(run(w, w->folder, path_in(w, "kept")), &w->err, CS_E_STORE_EXISTS);
}

static void a_world_that_cannot_be_made_is_an_error_with_its_place(void **state) {
  struct world *w = *state;
  put(w, "use.rules", RULES);
  put(w, "use.test", "test one\n act sale\n item whole\n expect prohibited\n");
  put(w, "catalogue.jsonl", "{\"act\":\"item.register\",\"item\":\"a\",\"kind\":\"thing\"}\n");
  assert_code(run(w, w->folder, CS_STR_NONE), &w->err, CS_E_ACT_FIELD);
  assert_int_equal(w->err.line, 1);
  put(w, "catalogue.jsonl", "{\"act\":\"dependency.register\",\"item\":\"a\",\"on\":\"b\",\"by\":\"runs\"}\n");
  assert_code(run(w, w->folder, CS_STR_NONE), &w->err, CS_E_SERVICE_LOAD_REFUSED);
  assert_ok(w->os->remove(w->os->ctx, path_in(w, "catalogue.jsonl"), &w->err), &w->err);
  put(w, "use.rules", "regime\n");
  assert_code(run(w, w->folder, CS_STR_NONE), &w->err, CS_E_RULES_SYNTAX);
}

static void a_question_that_cannot_be_asked_is_a_failure_and_the_others_go_on(void **state) {
  struct world *w = *state;
  put(w, "use.rules", RULES);
  put(w, "use.test",
      "test one\n act sale\n item whole\n fact urgnt true\n expect prohibited\n"
      "test two\n act sale\n item whole\n expect prohibited\n");
  assert_ok(run(w, w->folder, CS_STR_NONE), &w->err);
  assert_int_equal(w->report.failed, 1);
  assert_int_equal(w->report.passed, 1);
  const struct cs_trial_failure *failure = &w->report.failures.at[0];
  assert_int_equal(failure->line, 4);
  assert_true(cs_str_ends(failure->file, CS_STR("use.test")));
  assert_true(
      cs_str_starts(failure->text, CS_STR("cannot be asked: \"urgnt\" is no fact of these rules [fact.unknown]")));
}

static void a_folder_without_tests_says_so(void **state) {
  struct world *w = *state;
  put(w, "use.rules", RULES);
  assert_code(run(w, w->folder, CS_STR_NONE), &w->err, CS_E_SERVICE_TRIAL_NONE);
  assert_code(run(w, path_in(w, "use.rules"), CS_STR_NONE), &w->err, CS_E_SERVICE_TRIAL_NONE);
  assert_code(run(w, path_in(w, "nowhere"), CS_STR_NONE), &w->err, CS_E_OS_NOT_FOUND);
}

int main(void) {
#define R(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
#define W(test) cmocka_unit_test_setup_teardown(test, setup_world, teardown_world)
  const struct CMUnitTest tests[] = {
      R(members_make_the_request),
      R(a_request_may_be_json_over_lines),
      R(lists_of_several_lines_are_one),
      R(an_unknown_word_is_reported_with_the_nearest),
      R(what_is_wrong_is_reported_where_it_stands),
      R(bytes_that_are_no_text_are_refused),
      W(a_whole_world_is_loaded_and_asked),
      W(every_kind_of_expectation_can_fail),
      W(rules_without_a_catalogue_are_asked_alone),
      W(one_file_runs_alone),
      W(what_is_kept_is_a_sound_record),
      W(a_world_that_cannot_be_made_is_an_error_with_its_place),
      W(a_question_that_cannot_be_asked_is_a_failure_and_the_others_go_on),
      W(a_folder_without_tests_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
