/* The corpus of faults: each file of tests/rules/bad holds one, and its first line says which code is expected where:
 * `-- expect CODE at LINE:COLUMN`. Nothing else may be found. Its last lines have the message as a reader gets it, `-- says TEXT` and
 * `-- hint TEXT`: whoever changes a message reads it there beside the fault. tests/rules/bad_messages.sh writes them.
 * A place in a table bears `in FILE` behind it; all tables of the folder are handed over with each text. */
#include "rules/support/fixture.h"

#include <dirent.h>

#define FILES_LEAST 80

/* The codes of the language, and which of them the corpus provokes. Two have tests of their own in check_test.c: one
 * needs 65,537 rules, the others are warnings. */
#define CS_CODE(name, slug, http, exit) {&CS_E_##name, false},
static struct provoked {
  const struct cs_code *code;
  bool seen;
} codes[] = {
#include "rules/err.def"
};
#undef CS_CODE
#define N_CODES (sizeof codes / sizeof codes[0])

/* What the file says that it will be told behind `mark`; ptr NULL: nothing. */
static struct cs_str told(struct cs_str text, struct cs_str mark) {
  while (text.ptr) {
    struct cs_str line = cs_str_cut(&text, '\n');
    if (cs_str_starts(line, mark)) {
      return cs_str_from(line, mark.len);
    }
  }
  return CS_STR_NONE;
}

static size_t n_told;

static void check_words(const char *name, struct cs_str text, const struct cs_err *err) {
  struct cs_str says = told(text, CS_STR("-- says ")), hint = told(text, CS_STR("-- hint "));
  if (!says.ptr) {
    return;
  }
  n_told++;
  if (!cs_str_eq(says, cs_str_of(err->text)) || !cs_str_eq(hint, cs_str_of(err->hint))) {
    fail_msg("%s: it is said: %s (%s)", name, err->text, err->hint);
  }
}

static struct cs_rules_text tables[64];
static size_t n_tables;

static void check_file(const char *name) {
  struct fixture f;
  char path[512], expected[128], got[256];
  fixture_init(&f);
  snprintf(path, sizeof path, "tests/rules/bad/%s", name);
  struct cs_str text = fixture_read(&f, path), rest = text, first = cs_str_cut(&rest, '\n');
  assert_true(cs_str_starts(first, CS_STR("-- expect ")));
  first = cs_str_from(first, 10);
  size_t in = cs_str_find(first, CS_STR(" in "));
  struct cs_str source = in == SIZE_MAX ? cs_str_of(name) : cs_str_from(first, in + 4);
  first = cs_str_sub(first, 0, in == SIZE_MAX ? first.len : in);
  snprintf(expected, sizeof expected, "%.*s", CS_STR_ARG(first));
  struct cs_rules_text one = {cs_str_of(name), text};
  if (cs_rules_compile(&f.arena, &fixture_schema,
                       &(struct cs_rules_sources){.texts = &one, .n_texts = 1, .tables = tables, .n_tables = n_tables},
                       &f.findings, &f.rules, &f.err)) {
    fail_msg("%s: compiles; expected %s", name, expected);
  }
  snprintf(got, sizeof got, "%s at %u:%u", f.err.code->slug, (unsigned)f.err.line, (unsigned)f.err.column);
  if (strcmp(got, expected) != 0) {
    fail_msg("%s: got %s (%s); expected %s", name, got, f.err.text, expected);
  }
  if (f.findings.n != 1) {
    fail_msg("%s: %zu findings, the second in line %u: %s", name, f.findings.n, (unsigned)f.findings.at[1].err.line,
             f.findings.at[1].err.text);
  }
  assert_str(source, f.err.source);
  check_words(name, text, &f.err);
  assert_true(f.err.text[0] != '\0');
  for (size_t i = 0; i < N_CODES; i++) {
    codes[i].seen = codes[i].seen || codes[i].code == f.err.code;
  }
  fixture_deinit(&f);
}

static void read_tables(struct fixture *f) {
  DIR *dir = opendir(CS_SOURCE_DIR "/tests/rules/bad");
  assert_non_null(dir);
  for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
    char path[512];
    if (cs_str_ends(cs_str_of(entry->d_name), CS_STR(".csv"))) {
      assert_true(n_tables < sizeof tables / sizeof tables[0]);
      snprintf(path, sizeof path, "tests/rules/bad/%s", entry->d_name);
      assert_true(cs_arena_str(&f->arena, cs_str_of(entry->d_name), &tables[n_tables].file, &f->err));
      tables[n_tables++].text = fixture_read(f, path);
    }
  }
  closedir(dir);
}

static void every_fault_has_its_code_and_its_place(void **state) {
  (void)state;
  struct fixture of_tables;
  fixture_init(&of_tables);
  read_tables(&of_tables);
  DIR *dir = opendir(CS_SOURCE_DIR "/tests/rules/bad");
  assert_non_null(dir);
  size_t n = 0;
  for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
    if (cs_str_ends(cs_str_of(entry->d_name), CS_STR(".rules"))) {
      check_file(entry->d_name);
      n++;
    }
  }
  closedir(dir);
  fixture_deinit(&of_tables);
  assert_true(n >= FILES_LEAST && n_told >= FILES_LEAST);
  for (size_t i = 0; i < N_CODES; i++) {
    bool elsewhere = codes[i].code == &CS_E_RULES_TOO_MANY || codes[i].code == &CS_E_RULES_NEVER_CHANGES ||
                     codes[i].code == &CS_E_RULES_GAP || codes[i].code == &CS_E_RULES_OVERLAP ||
                     codes[i].code == &CS_E_RULES_NEVER_APPLIES || codes[i].code == &CS_E_RULES_NEVER_LIFTS ||
                     codes[i].code == &CS_E_RULES_NEVER_REACHED || codes[i].code == &CS_E_RULES_PULLED;
    if (codes[i].seen == elsewhere) {
      fail_msg("%s is %sprovoked by the corpus", codes[i].code->slug, codes[i].seen ? "" : "not ");
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_fault_has_its_code_and_its_place)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
