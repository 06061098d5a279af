/* Texts changed at random, by a fixed seed: whatever comes in, the compiler either gives a set that can be shown, or
 * says what is wrong and where; and it reads nothing beyond the text (the sanitizers watch). */
#include "rules/support/fixture.h"

#include "base/limits.h"

#define ROUNDS   900
#define TEXT_MAX 65536

static uint64_t seed = 88172645463325252u;

static size_t below(size_t n) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return (size_t)(seed >> 11) % n;
}

static const char *const pieces[] = {"(",
                                     ")",
                                     "{",
                                     "}",
                                     "and",
                                     "or",
                                     "not",
                                     "is",
                                     "in",
                                     "the",
                                     "--",
                                     "\"",
                                     "\n",
                                     "when ",
                                     "1",
                                     "2025-05..",
                                     "..",
                                     "%",
                                     "-",
                                     "rule a\n",
                                     " km ",
                                     " days",
                                     "by",
                                     "+",
                                     "*",
                                     "<",
                                     "permit\n",
                                     "regime q\n",
                                     ",",
                                     "\xc3\xa9",
                                     "\xff",
                                     "exception x lifts a\n",
                                     "term x is ",
                                     "some p in prices where ",
                                     "no ",
                                     "every part where ",
                                     "share of parts where ",
                                     "[eccn]",
                                     ".code",
                                     "none",
                                     "blank",
                                     "like \"#?*\"",
                                     "key ",
                                     "column ",
                                     "otherwise ",
                                     "count of ",
                                     " needs approval under r",
                                     "from \"t.csv\""};

static size_t insert(char *text, size_t n, size_t at, const char *piece, size_t len) {
  if (n + len > TEXT_MAX) {
    return n;
  }
  memmove(text + at + len, text + at, n - at);
  memcpy(text + at, piece, len);
  return n + len;
}

static size_t change(char *text, size_t n) {
  size_t at = below(n + 1);
  char part[64];
  switch (below(4)) {
  case 0: {
    size_t cut = below(20);
    cut = cut < n - at ? cut : n - at;
    memmove(text + at, text + at + cut, n - at - cut);
    return n - cut;
  }
  case 1: {
    const char *piece = pieces[below(sizeof pieces / sizeof pieces[0])];
    return insert(text, n, at, piece, strlen(piece));
  }
  case 2:
    if (n > 0) {
      text[at < n ? at : n - 1] = (char)below(128);
    }
    return n;
  default: { /* a number, not an enum */
    size_t from = below(n + 1), len = below(sizeof part);
    len = len > n - from ? n - from : len;
    memcpy(part, text + from, len);
    return insert(text, n, at, part, len);
  }
  }
}

static void check_shown(const struct fixture *f) {
  struct cs_buf buf;
  cs_buf_init(&buf, 16 * 1024 * 1024);
  cs_rules_show(&buf, f->rules, CS_STR_NONE);
  assert_false(buf.failed);
  for (struct cs_str rest = cs_buf_str(&buf); rest.ptr;) {
    struct cs_str line = cs_str_cut(&rest, '\n');
    size_t columns = 0;
    for (size_t i = 0; i < line.len; i++) {
      columns += ((unsigned char)line.ptr[i] & 0xc0) != 0x80;
    }
    assert_true(columns <= CS_TEXT_LINE_MAX);
  }
  cs_buf_deinit(&buf);
}

static void check_faults(const struct fixture *f) {
  assert_non_null(f->err.code);
  assert_true(f->findings.n > 0 && f->findings.n <= CS_RULES_ERRORS_MAX);
  for (size_t i = 0; i < f->findings.n; i++) {
    assert_true(f->findings.at[i].err.line > 0);
    assert_true(f->findings.at[i].err.column > 0);
    assert_true(f->findings.at[i].err.text[0] != '\0');
  }
}

static const char table[] = "code,amount,kinds,since,place,words,weight,path,grade\n"
                            "A,10,x;y,2025-01-01,UA,1a,5,5A.1,high\n"
                            "B,,,,RU-KRS,\"b, \"\"c\"\"\",1 t,6,\n"
                            "C,many,z,never,nowhere,,x,,low\n";

/* Of the text alone, or of its table as well. */
static struct cs_str changed_table(char *bytes) {
  size_t n = sizeof table - 1;
  memcpy(bytes, table, n);
  for (size_t changes = below(4) == 0 ? below(3) + 1 : 0; changes > 0; changes--) {
    n = change(bytes, n);
  }
  return (struct cs_str){bytes, n};
}

static void a_changed_text_compiles_or_is_explained(void **state) {
  (void)state;
  static const char *const files[] = {"tests/rules/support/long-range-review.rules",
                                      "tests/rules/support/every-construct.rules"};
  size_t compiled = 0;
  for (size_t round = 0; round < ROUNDS; round++) {
    struct fixture f;
    fixture_init(&f);
    struct cs_str text = fixture_read(&f, files[below(2)]);
    char *changed = malloc(TEXT_MAX);
    assert_non_null(changed);
    memcpy(changed, text.ptr, text.len);
    size_t n = text.len;
    for (size_t changes = below(6) + 1; changes > 0; changes--) {
      n = change(changed, n);
    }
    char *exact = malloc(n + 1); /* so that a byte beyond the text is beyond the memory */
    assert_non_null(exact);
    memcpy(exact + 1, changed, n);
    struct cs_rules_text one = {CS_STR("x.rules"), {exact + 1, n}};
    struct cs_strs list = {0};
    bool listed = cs_rules_uses(&f.arena, one, &list, &f.err);
    assert_true(listed || f.err.code == &CS_E_UTF8);
    char *rows = malloc(TEXT_MAX);
    assert_non_null(rows);
    struct cs_rules_text beside = {CS_STR("t.csv"), changed_table(rows)};
    struct cs_rules_sources sources = {.texts = &one, .n_texts = 1, .tables = &beside, .n_tables = 1};
    if (cs_rules_compile(&f.arena, &fixture_schema, &sources, &f.findings, &f.rules, &f.err)) {
      check_shown(&f);
      compiled++;
    } else {
      check_faults(&f);
    }
    free(rows);
    free(exact);
    free(changed);
    fixture_deinit(&f);
  }
  assert_true(compiled > 0 && compiled < ROUNDS);
}

static void every_construct_compiles_unchanged(void **state) {
  (void)state;
  struct fixture f;
  fixture_init(&f);
  struct cs_rules_text one = {CS_STR("x.rules"), fixture_read(&f, "tests/rules/support/every-construct.rules")};
  struct cs_rules_text beside = {CS_STR("t.csv"), {table, sizeof table - 1}};
  struct cs_rules_sources sources = {.texts = &one, .n_texts = 1, .tables = &beside, .n_tables = 1};
  assert_ok(cs_rules_compile(&f.arena, &fixture_schema, &sources, &f.findings, &f.rules, &f.err), &f.err);
  fixture_deinit(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_changed_text_compiles_or_is_explained),
                                     cmocka_unit_test(every_construct_compiles_unchanged)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
