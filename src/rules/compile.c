/* The compiler's course: check the bytes, parse every text, then resolve all of them together; and the two questions
 * about a text that need no checking. Must not keep anything in the scratch arena that the set points to.
 * Invariant: a set is given out only when nothing at all was wrong. Specification: SPEC.md sections 1, 2 and 13. */
#include "rules/check.h"
#include "rules/grid.h"

#include <string.h>

#include "base/limits.h"
#include "rules/family.h"
#include "rules/index.h"
#include "rules/lex.h"
#include "rules/parse.h"

/* ------------------------------------------------------------------ what the set keeps of its arguments */

static bool copy_schema(struct cs_arena *arena, const struct cs_schema *from, const struct cs_schema **out,
                        struct cs_err *err) {
  struct cs_schema *schema = cs_arena_new(arena, struct cs_schema, err);
  struct cs_schema_kind *kinds = cs_arena_array(arena, struct cs_schema_kind, from->n_kinds, err);
  struct cs_schema_fact *facts = cs_arena_array(arena, struct cs_schema_fact, from->n_facts, err);
  struct cs_str *dependency = cs_arena_array(arena, struct cs_str, from->n_dependency_kinds, err);
  if (!schema || !kinds || !facts || !dependency) {
    return false;
  }
  cs_assert(from->n_dependency_kinds <= 32);
  *schema = *from;
  schema->kinds = kinds;
  schema->facts = facts;
  schema->dependency_kinds = dependency;
  for (size_t i = 0; i < from->n_kinds; i++) {
    kinds[i] = from->kinds[i];
    if (!cs_arena_str(arena, from->kinds[i].one, &kinds[i].one, err) ||
        !cs_arena_str(arena, from->kinds[i].many, &kinds[i].many, err)) {
      return false;
    }
  }
  for (size_t i = 0; i < from->n_facts; i++) {
    facts[i] = from->facts[i];
    if (!cs_arena_str(arena, from->facts[i].name, &facts[i].name, err) ||
        !cs_arena_str(arena, from->facts[i].kind, &facts[i].kind, err)) {
      return false;
    }
  }
  for (size_t i = 0; i < from->n_dependency_kinds; i++) {
    if (!cs_arena_str(arena, from->dependency_kinds[i], &dependency[i], err)) {
      return false;
    }
  }
  *out = schema;
  return cs_arena_str(arena, from->treats_fact, &schema->treats_fact, err) &&
         cs_arena_str(arena, from->state_fact_kind, &schema->state_fact_kind, err);
}

static bool new_set(struct cs_arena *arena, const struct cs_schema *schema, const struct cs_rules_sources *sources,
                    struct cs_rules **out, struct cs_err *err) {
  struct cs_rules *set = cs_arena_new(arena, struct cs_rules, err);
  size_t all = sources->n_texts + sources->n_tables; /* tables behind the texts: places in them have names too */
  struct cs_rules_text *copy = cs_arena_array(arena, struct cs_rules_text, all, err);
  if (!set || !copy || !copy_schema(arena, schema, &set->schema, err)) {
    return false;
  }
  if (sources->n_texts > 0) {
    memcpy(copy, sources->texts, sources->n_texts * sizeof *copy);
  }
  if (sources->n_tables > 0) {
    memcpy(copy + sources->n_texts, sources->tables, sources->n_tables * sizeof *copy);
  }
  set->texts = copy;
  set->n_texts = sources->n_texts;
  *out = set;
  return true;
}

/* ------------------------------------------------------------------ bytes */

static bool check_bytes(struct cs_rules_text text, uint32_t *line, uint32_t *column, struct cs_err *err) {
  size_t bad = 0;
  *line = *column = 0;
  if (text.text.len > CS_FILE_MAX) {
    return cs_err_set(err, &CS_E_LIMIT, "%zu bytes; at most %u", text.text.len, CS_FILE_MAX);
  }
  if (cs_utf8_valid(text.text, &bad)) {
    return true;
  }
  cs_lex_place(text.text, bad, line, column);
  cs_err_set(err, &CS_E_UTF8, "a letter here is not in UTF-8, the form in which rules are written");
  cs_err_hint(err, "open the file in an editor and save it with the encoding UTF-8");
  return cs_err_at(err, text.file, *line, *column);
}

static bool parse_all(struct cs_check *c, struct cs_ast *ast) {
  for (uint32_t i = 0; i < c->set->n_texts && !c->report->stop; i++) {
    struct cs_pos pos = {.text = i};
    struct cs_err err;
    if (check_bytes(c->set->texts[i], &pos.line, &pos.column, &err)) {
      cs_parse_text(c->scratch, c->set->texts[i].text, i, c->report, ast);
    } else {
      cs_report_base(c->report, pos, &err, "the text");
    }
  }
  return !c->report->stop;
}

/* ------------------------------------------------------------------ use */

/* Is `file` the name of the text as the set knows it, or that name beside the text that uses it? */
bool cs_check_names_text(struct cs_str file, struct cs_str user, struct cs_str text) {
  if (cs_str_eq(file, text)) {
    return true;
  }
  size_t folder = user.len;
  while (folder > 0 && user.ptr[folder - 1] != '/') {
    folder--;
  }
  return text.len == folder + file.len && cs_str_eq(cs_str_sub(user, 0, folder), cs_str_sub(text, 0, folder)) &&
         cs_str_eq(cs_str_from(text, folder), file);
}

static bool check_uses(struct cs_check *c) {
  for (size_t i = 0; i < c->ast->uses.n && !c->report->stop; i++) {
    const struct cs_word *file = &c->ast->uses.at[i];
    struct cs_near near;
    bool found = false;
    cs_near_init(&near, file->text);
    for (size_t t = 0; t < c->set->n_texts; t++) {
      found = found || cs_check_names_text(file->text, c->set->texts[file->pos.text].file, c->set->texts[t].file);
      cs_near_offer(&near, c->set->texts[t].file);
    }
    if (!found) {
      cs_report_error(c->report, file->pos, &CS_E_RULES_UNKNOWN_FILE, "\"%.*s\" is not among the files of this set",
                      CS_STR_ARG(file->text));
      cs_near_hint(c->report, &near, "load it together with this file");
    }
  }
  return !c->report->stop;
}

/* ------------------------------------------------------------------ the course */

enum { WARN_TRIES = 1000000 }; /* combinations that are gone through for one set: some seconds at most */

static bool warn(struct cs_check *c) {
  struct cs_grid grid;
  bool done = cs_grid_init(&grid, c->set, c->scratch, WARN_TRIES, &c->report->fatal) || cs_check_oom(c);
  done =
      done && cs_check_warnings(c) && cs_check_gaps(c, &grid) && cs_check_pulls(c, &grid) && cs_check_nevers(c, &grid);
  cs_grid_deinit(&grid);
  return done;
}

static bool resolve(struct cs_check *c) {
  bool done = check_uses(c) && cs_check_declare_facts(c) && cs_check_declare_dates(c) && cs_check_declare_tables(c) &&
              cs_check_declare_groups(c) && cs_check_regimes(c) && cs_check_declare_terms(c) && cs_check_terms(c) &&
              cs_check_rules(c) && cs_check_links(c) && cs_check_layers(c) && cs_check_finish_tables(c);
  c->set->facts = c->facts.at;
  c->set->n_facts = c->facts.n;
  c->set->refs = c->refs.at;
  c->set->n_refs = c->refs.n;
  return done && (c->report->n_errors > 0 || !c->sources->warn || warn(c));
}

/* What asking needs beside the rules themselves. */
static bool make_finder(struct cs_check *c, struct cs_err *err) {
  struct cs_family_plans *plans = cs_arena_new(c->arena, struct cs_family_plans, err);
  struct cs_index *index = NULL;
  cs_arena_reset(c->scratch); /* the trees of the texts are not wanted any more */
  if (!plans || !cs_family_plan_all(c->set, c->arena, c->scratch, plans, err) ||
      (c->set->n_facts <= UINT16_MAX && !cs_index_make(c->arena, c->scratch, c->set, plans, &index, err))) {
    return false;
  }
  c->set->plans = plans;
  c->set->index = index;
  return true;
}

static bool first_error(const struct cs_report *report, struct cs_err *err) {
  for (size_t i = 0; i < report->n; i++) {
    if (!report->at[i]->finding.warning) {
      *err = report->at[i]->finding.err;
      return true;
    }
  }
  return false;
}

static bool compile(struct cs_check *c, struct cs_ast *ast, struct cs_findings *findings, struct cs_err *err) {
  cs_map_init(&c->names, c->scratch);
  cs_map_init(&c->regime_names, c->scratch);
  if (parse_all(c, ast)) {
    resolve(c);
  }
  if (c->report->fatal.code) {
    *err = c->report->fatal;
    return false;
  }
  if (!cs_report_give(c->report, c->arena, findings, err)) {
    return false;
  }
  return !first_error(c->report, err) && make_finder(c, err);
}

bool cs_rules_compile(struct cs_arena *arena, const struct cs_schema *schema, const struct cs_rules_sources *sources,
                      struct cs_findings *findings, struct cs_rules **out, struct cs_err *err) {
  struct cs_rules *set;
  struct cs_arena scratch;
  if (!new_set(arena, schema, sources, &set, err)) {
    return false;
  }
  cs_arena_init(&scratch, arena->alloc, arena->max);
  struct cs_ast ast = {0};
  struct cs_report report = {.arena = &scratch, .texts = set->texts};
  struct cs_check check = {.arena = arena,
                           .scratch = &scratch,
                           .report = &report,
                           .ast = &ast,
                           .set = set,
                           .sources = sources,
                           .regime = CS_CHECK_NO_REGIME};
  bool done = compile(&check, &ast, findings, err);
  if (done) {
    *out = set;
  }
  cs_arena_deinit(&scratch);
  return done;
}

/* ------------------------------------------------------------------ questions about one text */

/* What follows the word at the start of a line, when it is a token of that kind. */
static bool list_after(struct cs_arena *arena, struct cs_rules_text text, const char *word, enum cs_token_kind kind,
                       struct cs_strs *out, struct cs_err *err) {
  uint32_t line, column;
  struct cs_lex lex;
  struct cs_token tok;
  if (!check_bytes(text, &line, &column, err)) {
    return cs_err_at(err, text.file, line, column);
  }
  cs_lex_init(&lex, text.text, 0);
  cs_lex_next(&lex, &tok);
  while (tok.kind != CS_TOKEN_END) {
    bool begins = tok.first && tok.kind == CS_TOKEN_WORD && cs_str_eq(tok.text, cs_str_of(word));
    cs_lex_next(&lex, &tok);
    if (begins && tok.kind == kind && !tok.first && !cs_strs_add(arena, out, tok.text, err)) {
      return false;
    }
  }
  return true;
}

bool cs_rules_uses(struct cs_arena *arena, struct cs_rules_text text, struct cs_strs *files, struct cs_err *err) {
  return list_after(arena, text, "use", CS_TOKEN_STRING, files, err);
}

/* Is it the file of a table or group: the text behind `from`, the third token of a line that begins with such a word? */
static bool names_table(const struct cs_token *head, const struct cs_token *from, const struct cs_token *tok) {
  bool begins = head->first && head->kind == CS_TOKEN_WORD &&
                (cs_str_eq(head->text, CS_STR("table")) || cs_str_eq(head->text, CS_STR("group")));
  return begins && tok->kind == CS_TOKEN_STRING && from->kind == CS_TOKEN_WORD && cs_str_eq(from->text, CS_STR("from"));
}

bool cs_rules_tables(struct cs_arena *arena, struct cs_rules_text text, struct cs_strs *files, struct cs_err *err) {
  uint32_t line, column;
  struct cs_lex lex;
  struct cs_token last[4] = {{.kind = CS_TOKEN_END}}; /* head, name, from, the token at hand */
  if (!check_bytes(text, &line, &column, err)) {
    return cs_err_at(err, text.file, line, column);
  }
  cs_lex_init(&lex, text.text, 0);
  do {
    memmove(last, last + 1, 3 * sizeof last[0]);
    cs_lex_next(&lex, &last[3]);
    if (names_table(&last[0], &last[2], &last[3]) && !cs_strs_add(arena, files, last[3].text, err)) {
      return false;
    }
  } while (last[3].kind != CS_TOKEN_END);
  return true;
}

bool cs_rules_regimes(struct cs_arena *arena, struct cs_rules_text text, struct cs_strs *names, struct cs_err *err) {
  return list_after(arena, text, "regime", CS_TOKEN_WORD, names, err);
}
