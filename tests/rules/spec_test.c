/* Runs the worked examples of SPEC.md section 21, and those of tests/rules/spec, word for word, so that they cannot rot.
 * An example is a block ```rules, after it ```csv NAME for a table, and ```answers: questions, each with its whole answer.
 * A question is `? FACTS` (asking.h says how they are written), then, as needed, `on DAY`, `known DAY`, `line FACTS` for
 * one more line, `part ID: FACTS` (origin and value among them), `content ITEM yes|no|unknown [CERTAINTY]`. With CS_SPEC_PRINT set, what
 * differs is printed whole. */
#include "support/test.h"

#include <dirent.h>

#include "rules/decide.h"
#include "rules/support/said.h"

enum { TABLES_MAX = 4, CONTENT_MAX = 4 };

struct content {
  struct cs_str item;
  enum cs_truth truth;
  enum cs_certainty certainty;
};

struct example {
  struct question q;
  bool open;
  const char *file;
  unsigned line, examples, questions, differing;
  struct cs_str rules;
  struct cs_rules_text tables[TABLES_MAX];
  struct content content[CONTENT_MAX];
  size_t n_content;
  struct cs_str on, known;
};

/* What is said of an item holds of every origin. */
static bool content_of(void *ctx, struct cs_str thing, struct cs_str origin, uint32_t kinds, cs_day on, cs_day known,
                       enum cs_certainty weakest, struct cs_arena *arena, struct cs_content *out, struct cs_err *err) {
  const struct example *e = ctx;
  (void)origin, (void)kinds, (void)on, (void)known, (void)arena, (void)err;
  *out = (struct cs_content){.truth = CS_UNKNOWN, .cause = {CS_CAUSE_CONTENT, thing}};
  for (size_t i = 0; i < e->n_content; i++) {
    if (cs_str_eq(e->content[i].item, thing)) {
      out->truth = e->content[i].certainty > weakest ? CS_UNKNOWN : e->content[i].truth;
      out->certainty = e->content[i].certainty;
    }
  }
  return true;
}

static const char *ended(struct example *e, struct cs_str text) {
  char *out = cs_arena_alloc(&e->q.f.arena, text.len + 1, &e->q.f.err);
  assert_non_null(out);
  for (size_t i = 0; i < text.len; i++) {
    out[i] = text.ptr[i];
  }
  out[text.len] = '\0';
  return out;
}

static void compile_it(struct example *e) {
  e->q.f.tables = e->tables;
  if (!fixture_compile(&e->q.f, ended(e, e->rules))) {
    fail_msg("%s:%u: refused: %u:%u: %s", e->file, e->line, (unsigned)e->q.f.err.line, (unsigned)e->q.f.err.column,
             e->q.f.err.text);
  }
  assert_true(cs_rules_n_facts(e->q.f.rules) <= 32);
  e->q.host = (struct cs_rules_host){.ctx = e, .depends = content_of};
}

/* ID: origin=US; value=1 USD; and facts of its own */
static void read_part(struct example *e, struct cs_str rest) {
  struct cs_str facts = rest, id = cs_str_cut(&facts, ':'), origin = CS_STR(""), value = CS_STR("");
  struct cs_buf own;
  cs_buf_init(&own, 4096);
  while (facts.len > 0) {
    struct cs_str one = cs_str_trim(cs_str_cut(&facts, ';'));
    if (cs_str_starts(one, CS_STR("origin="))) {
      origin = cs_str_from(one, 7);
    } else if (cs_str_starts(one, CS_STR("value="))) {
      value = cs_str_from(one, 6);
    } else {
      cs_buf_printf(&own, "%.*s;", CS_STR_ARG(one));
    }
  }
  struct cs_str kept = cs_str_sub(cs_buf_str(&own), 0, own.len > 0 ? own.len - 1 : 0);
  part(&e->q, ended(e, id), ended(e, origin), ended(e, value), ended(e, kept));
  cs_buf_deinit(&own);
}

static void read_content(struct example *e, struct cs_str rest) {
  struct content *out = &e->content[e->n_content++];
  assert_true(e->n_content <= CONTENT_MAX);
  struct cs_str truth = rest;
  out->item = cs_str_cut(&truth, ' ');
  struct cs_str certainty = truth;
  truth = cs_str_cut(&certainty, ' ');
  out->truth = cs_str_eq(truth, CS_STR("yes")) ? CS_YES : cs_str_eq(truth, CS_STR("no")) ? CS_NO : CS_UNKNOWN;
  out->certainty = CS_CONFIRMED;
  assert_true(!certainty.ptr || cs_certainty_find(certainty, &out->certainty));
}

/* A line of the question; false: it is one of the answer. */
static bool read_question(struct example *e, struct cs_str line) {
  struct cs_str rest = cs_str_trim(line);
  struct cs_str word = cs_str_cut(&rest, ' ');
  if (cs_str_eq(word, CS_STR("on"))) {
    e->on = rest;
  } else if (cs_str_eq(word, CS_STR("known"))) {
    e->known = rest;
  } else if (cs_str_eq(word, CS_STR("line"))) {
    facts_of(&e->q, e->q.n_lines++, ended(e, rest));
  } else if (cs_str_eq(word, CS_STR("part"))) {
    read_part(e, rest);
  } else if (cs_str_eq(word, CS_STR("content"))) {
    read_content(e, rest);
  } else {
    return false;
  }
  return true;
}

/* Asked of the evaluator and by numbers: both must say the same. */
static void ask_it(struct example *e, struct cs_buf *out) {
  struct question *q = &e->q;
  struct cs_line lines[2] = {{.values = q->values[0], .parts = q->parts, .n_parts = q->n_parts},
                             {.values = q->values[1]}};
  struct cs_answer decided;
  struct cs_decision decision;
  struct cs_facts *facts;
  struct cs_err *err = &q->f.err;
  struct cs_buf again;
  cs_day on = day(ended(e, e->on)), known = day(ended(e, e->known));
  cs_buf_init(&again, 1u << 20);
  assert_ok(cs_rules_ask(q->f.rules, lines, q->n_lines, &q->host, on, known, &q->f.arena, &q->a, err), err);
  said_answer(q->f.rules, &q->a, out);
  struct cs_scratch *scratch = cs_scratch_new(q->f.rules, 0, &q->f.arena, err);
  assert_non_null(scratch);
  assert_ok(cs_facts_prepare(q->f.rules, lines, q->n_lines, &q->f.arena, &facts, err), err);
  assert_ok(cs_rules_decide(q->f.rules, facts, &q->host, on, known, scratch, &decision, err), err);
  assert_ok(cs_decision_answer(q->f.rules, &decision, &q->f.arena, &decided, err), err);
  said_answer(q->f.rules, &decided, &again);
  assert_true(cs_str_eq(cs_buf_str(out), cs_buf_str(&again)));
  cs_scratch_deinit(scratch);
  cs_buf_deinit(&again);
}

/* One question and its answer, up to the next `?`. */
static void run_question(struct example *e, struct cs_str block, unsigned line) {
  struct cs_str rest = block, one = cs_str_cut(&rest, '\n');
  struct cs_buf got;
  cs_buf_init(&got, 1u << 20);
  memset(e->q.values, 0, sizeof e->q.values);
  e->q.n_parts = e->n_content = 0;
  e->q.n_lines = 1;
  e->on = CS_STR("2025-05-15");
  e->known = CS_STR("2025-05-20");
  facts_of(&e->q, 0, ended(e, cs_str_trim(cs_str_from(one, 1))));
  struct cs_str answer = rest;
  while (rest.len > 0 && read_question(e, cs_str_cut(&rest, '\n'))) {
    answer = rest;
  }
  ask_it(e, &got);
  e->questions++;
  if (!cs_str_eq(cs_str_trim(cs_buf_str(&got)), cs_str_trim(answer))) {
    e->differing++;
    fprintf(stderr, "%s:%u: %.*s\n-- written:\n%.*s-- answered:\n%.*s\n", e->file, line, CS_STR_ARG(one),
            CS_STR_ARG(answer), CS_STR_ARG(cs_buf_str(&got)));
  }
  cs_buf_deinit(&got);
}

static void run_answers(struct example *e, struct cs_str block, unsigned line) {
  if (!e->q.f.rules) {
    compile_it(e);
  }
  size_t at = 0;
  while (at < block.len) {
    size_t next = cs_str_find(cs_str_from(block, at + 1), CS_STR("\n?"));
    size_t end = next == SIZE_MAX ? block.len : at + 1 + next + 1;
    assert_int_equal(block.ptr[at], '?');
    run_question(e, cs_str_sub(block, at, end - at), line);
    for (size_t i = at; i < end; i++) {
      line += block.ptr[i] == '\n';
    }
    at = end;
  }
}

static void close_example(struct example *e) {
  if (e->open) {
    end(&e->q);
  }
  e->open = false;
}

static void run_block(struct example *e, struct cs_str head, struct cs_str body, unsigned line) {
  if (cs_str_eq(head, CS_STR("rules"))) {
    close_example(e);
    memset(&e->q, 0, sizeof e->q);
    fixture_init(&e->q.f);
    e->open = true;
    e->rules = body;
    e->line = line;
    e->examples++;
  } else if (cs_str_starts(head, CS_STR("csv "))) {
    assert_true(e->open && e->q.f.n_tables < TABLES_MAX);
    e->tables[e->q.f.n_tables++] = (struct cs_rules_text){cs_str_from(head, 4), body};
  } else if (cs_str_eq(head, CS_STR("answers"))) {
    assert_true(e->open);
    run_answers(e, body, line);
  }
}

static void run_file(struct example *e, const char *file) {
  struct fixture whole;
  fixture_init(&whole);
  struct cs_str text = fixture_read(&whole, file), rest = text;
  unsigned line = 0;
  e->file = file;
  while (rest.len > 0) {
    struct cs_str head = cs_str_cut(&rest, '\n');
    line++;
    if (!cs_str_starts(head, CS_STR("```"))) {
      continue;
    }
    size_t end = cs_str_find(rest, CS_STR("```"));
    assert_true(end != SIZE_MAX);
    run_block(e, cs_str_from(head, 3), cs_str_sub(rest, 0, end), line + 1);
    for (size_t i = 0; i < end; i++) {
      line += rest.ptr[i] == '\n';
    }
    rest = cs_str_from(rest, end);
    cs_str_cut(&rest, '\n');
    line++;
  }
  close_example(e);
  fixture_deinit(&whole);
}

static void the_worked_examples_of_the_specification_are_answered_as_they_say(void **state) {
  (void)state;
  static struct example e;
  run_file(&e, "src/rules/SPEC.md");
  print_message("%u examples, %u questions\n", e.examples, e.questions);
  assert_true(e.examples >= 10 && e.questions >= 20);
  assert_int_equal(e.differing, 0);
}

static void so_are_those_beside_it(void **state) {
  (void)state;
  static struct example e;
  char path[512];
  snprintf(path, sizeof path, "%s/tests/rules/spec", CS_SOURCE_DIR);
  DIR *dir = opendir(path);
  assert_non_null(dir);
  for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
    if (cs_str_ends(cs_str_of(entry->d_name), CS_STR(".md"))) {
      snprintf(path, sizeof path, "tests/rules/spec/%s", entry->d_name);
      run_file(&e, path);
    }
  }
  closedir(dir);
  print_message("%u examples, %u questions\n", e.examples, e.questions);
  assert_true(e.examples >= 20 && e.questions >= 60);
  assert_int_equal(e.differing, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_worked_examples_of_the_specification_are_answered_as_they_say),
      cmocka_unit_test(so_are_those_beside_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
