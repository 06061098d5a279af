/* What the tests of the rule language share: a host's schema as the system has it, and compiling one text. */
#ifndef CS_TEST_RULES_FIXTURE_H
#define CS_TEST_RULES_FIXTURE_H

#include "support/test.h"

#include <stdlib.h>

#include "rules/err.h"
#include "rules/program.h"

static const struct cs_schema_kind fixture_kinds[] = {
    {{"item", 4}, {"items", 5}, true}, {{"party", 5}, {"parties", 7}, false}, {{"area", 4}, {"areas", 5}, false}};
static const struct cs_schema_fact fixture_facts[] = {
    {{"act", 3}, CS_TYPE_CODE, {NULL, 0}, NULL, 0},           {{"item", 4}, CS_TYPE_CODE, {"item", 4}, NULL, 0},
    {{"item.origin", 11}, CS_TYPE_CODES, {NULL, 0}, NULL, 0}, {{"quantity", 8}, CS_TYPE_DECIMAL, {NULL, 0}, NULL, 0},
    {{"area", 4}, CS_TYPE_AREA, {NULL, 0}, NULL, 0},          {{"applicant", 9}, CS_TYPE_CODE, {"party", 5}, NULL, 0},
    {{"holder", 6}, CS_TYPE_CODE, {"party", 5}, NULL, 0},     {{"recipient", 9}, CS_TYPE_CODE, {"party", 5}, NULL, 0},
    {{"user", 4}, CS_TYPE_CODE, {"party", 5}, NULL, 0},       {{"end_user", 8}, CS_TYPE_CODE, {"party", 5}, NULL, 0},
    {{"purpose", 7}, CS_TYPE_CODE, {NULL, 0}, NULL, 0}};
static const struct cs_str fixture_dependencies[] = {{"contains", 8}, {"made-with", 9}, {"runs", 4}, {"relies-on", 9}};
static const struct cs_schema fixture_schema = {.payers_kind = {"party", 5},
                                                .kinds = fixture_kinds,
                                                .n_kinds = 3,
                                                .facts = fixture_facts,
                                                .n_facts = sizeof fixture_facts / sizeof fixture_facts[0],
                                                .dependency_kinds = fixture_dependencies,
                                                .n_dependency_kinds = 4,
                                                .treats_fact = {"act", 3}};

struct fixture {
  const struct cs_rules_text *tables; /* handed over with every text */
  size_t n_tables;
  struct cs_arena arena;
  struct cs_findings findings;
  struct cs_rules *rules;
  struct cs_err err;
};

static inline void fixture_init(struct fixture *f) {
  memset(f, 0, sizeof *f);
  cs_arena_init(&f->arena, NULL, 0);
}

static inline void fixture_deinit(struct fixture *f) {
  cs_arena_deinit(&f->arena);
}

/* Texts named a.rules, b.rules, … */
static inline bool fixture_compile_all(struct fixture *f, const char *const *texts, size_t n) {
  static const char *const names[] = {"a.rules", "b.rules", "c.rules", "d.rules"};
  struct cs_rules_text list[4];
  cs_assert(n <= 4);
  for (size_t i = 0; i < n; i++) {
    list[i] = (struct cs_rules_text){cs_str_of(names[i]), cs_str_of(texts[i])};
  }
  return cs_rules_compile(&f->arena, &fixture_schema,
                          &(struct cs_rules_sources){
                              .texts = list, .n_texts = n, .tables = f->tables, .n_tables = f->n_tables, .warn = true},
                          &f->findings, &f->rules, &f->err);
}

static inline bool fixture_compile(struct fixture *f, const char *text) {
  return fixture_compile_all(f, &text, 1);
}

/* A whole file of the repository, in the arena. */
static inline struct cs_str fixture_read(struct fixture *f, const char *path) {
  char full[512];
  snprintf(full, sizeof full, "%s/%s", CS_SOURCE_DIR, path);
  FILE *file = fopen(full, "rb");
  if (!file) {
    fail_msg("cannot read %s", full);
  }
  size_t cap = 1024 * 1024;
  char *bytes = cs_arena_alloc(&f->arena, cap, &f->err);
  assert_non_null(bytes);
  size_t n = fread(bytes, 1, cap, file);
  fclose(file);
  return (struct cs_str){bytes, n};
}

#endif
