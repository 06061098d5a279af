/* One condition by itself, in the words of a checked set: a limit that stands outside the rules, such as a mandate's.
 * Must never add to the set: the facts that only the condition names are its own. Invariant: what the parser leaves over
 * behind the condition is a fault, so that no clause can be smuggled in. Specification: SPEC.md sections 7 and 12. */
#include "base/limits.h"
#include "rules/check.h"
#include "rules/eval.h"
#include "rules/parse.h"

#include <string.h>

struct cs_condition {
  struct cs_rules set; /* the set's names, with the facts that the condition adds */
  struct cs_node *root;
};

static bool add_name(struct cs_check *c, struct cs_str name, enum cs_check_kind kind, size_t index,
                     struct cs_err *err) {
  union cs_map_value *value = cs_map_put(&c->names, name, NULL, err);
  if (value) {
    value->number = (uint64_t)kind + 8 * (uint64_t)index;
  }
  return value != NULL;
}

/* The set's own names, as the checker keeps them. */
static bool add_names(struct cs_check *c, const struct cs_rules *rules, struct cs_err *err) {
  cs_map_init(&c->names, c->scratch);
  cs_map_init(&c->regime_names, c->scratch);
  for (size_t i = 0; i < rules->n_facts; i++) {
    if (!add_name(c, rules->facts[i].info.name, CS_CHECK_FACT, i, err)) {
      return false;
    }
  }
  for (size_t i = 0; i < rules->n_groups; i++) {
    if (!add_name(c, rules->groups[i].name, CS_CHECK_GROUP, i, err)) {
      return false;
    }
  }
  for (size_t i = 0; i < rules->n_dates; i++) {
    if (!add_name(c, rules->dates[i].name, CS_CHECK_DATE, i, err)) {
      return false;
    }
  }
  for (size_t i = 0; i < rules->n_tables; i++) {
    if (!add_name(c, rules->tables[i].name, CS_CHECK_TABLE, i, err)) {
      return false;
    }
  }
  return true;
}

static bool copy_facts(struct cs_check *c, const struct cs_rules *rules, struct cs_err *err) {
  c->facts.at = cs_arena_array(c->arena, struct cs_fact, rules->n_facts + 1, err);
  if (!c->facts.at) {
    return false;
  }
  if (rules->n_facts > 0) {
    memcpy(c->facts.at, rules->facts, rules->n_facts * sizeof *rules->facts);
  }
  c->facts.n = rules->n_facts;
  c->facts.cap = rules->n_facts + 1;
  c->refs.at = cs_arena_array(c->arena, struct cs_ref *, rules->n_refs + 1, err);
  if (!c->refs.at) {
    return false;
  }
  if (rules->n_refs > 0) {
    memcpy(c->refs.at, rules->refs, rules->n_refs * sizeof(struct cs_ref *));
  }
  c->refs.n = rules->n_refs;
  c->refs.cap = rules->n_refs + 1;
  return true;
}

static void parse(struct cs_check *c, struct cs_str text, struct cs_ast_cond **out) {
  struct cs_ast ast = {0};
  struct cs_parser p = {.arena = c->scratch, .report = c->report, .ast = &ast, .in = CS_IN_RULE};
  cs_lex_init(&p.lex, text, 0);
  cs_parse_next(&p);
  if (cs_parse_condition(&p, out) && p.tok.kind != CS_TOKEN_END) {
    cs_parse_fail(&p, "nothing more behind the condition");
  }
}

/* The first fault as *err; true when there is none. */
static bool sound(const struct cs_report *report, struct cs_err *err) {
  struct cs_err fault = report->fatal;
  for (size_t i = 0; i < report->n && !fault.code; i++) {
    if (!report->at[i]->finding.warning) {
      fault = report->at[i]->finding.err;
    }
  }
  if (fault.code) {
    *err = fault;
  }
  return fault.code == NULL;
}

static bool compile(struct cs_check *c, struct cs_condition *condition, struct cs_err *err) {
  struct cs_ast_cond *tree = NULL;
  parse(c, condition->set.texts[0].text, &tree);
  if (!sound(c->report, err)) {
    return false;
  }
  bool checked = cs_check_condition(c, tree, &condition->root);
  if (!sound(c->report, err)) {
    return false;
  }
  cs_assert(checked);
  condition->set.facts = c->facts.at;
  condition->set.n_facts = c->facts.n;
  condition->set.refs = c->refs.at;
  condition->set.n_refs = c->refs.n;
  return true;
}

bool cs_rules_condition(struct cs_arena *arena, const struct cs_rules *rules, struct cs_rules_text text,
                        struct cs_condition **out, struct cs_err *err) {
  struct cs_arena scratch;
  size_t bad;
  struct cs_condition *condition = cs_arena_new(arena, struct cs_condition, err);
  struct cs_rules_text *texts = cs_arena_array(arena, struct cs_rules_text, 1, err);
  if (!condition || !texts) {
    return false;
  }
  if (!cs_utf8_valid(text.text, &bad)) {
    return cs_err_set(err, &CS_E_UTF8, "the condition is not UTF-8");
  }
  condition->set = *rules;
  texts[0] = text;
  condition->set.texts = texts;
  condition->set.n_texts = 1;
  cs_arena_init(&scratch, arena->alloc, arena->max);
  struct cs_report report = {.arena = &scratch, .texts = texts};
  struct cs_check check = {
      .arena = arena, .scratch = &scratch, .report = &report, .set = &condition->set, .regime = CS_CHECK_NO_REGIME};
  bool done = copy_facts(&check, rules, err) && add_names(&check, rules, err) && compile(&check, condition, err);
  cs_arena_deinit(&scratch);
  *out = condition;
  return done;
}

const struct cs_rules *cs_condition_rules(const struct cs_condition *condition) {
  return &condition->set;
}

bool cs_condition_ask(const struct cs_condition *condition, const struct cs_line *lines, size_t n_lines,
                      const struct cs_rules_host *host, cs_day on, cs_day known, struct cs_arena *arena,
                      enum cs_truth *out, struct cs_err *err) {
  struct cs_ask ask = {
      .rules = &condition->set, .host = host, .arena = arena, .on = on, .known = known, .weakest = CS_ASSUMED};
  *out = CS_YES;
  if (n_lines == 0 || n_lines > CS_LINES_MAX) {
    return cs_err_set(err, &CS_E_LIMIT, "%zu lines: expected 1 to %d", n_lines, CS_LINES_MAX);
  }
  for (size_t i = 0; i < n_lines; i++) {
    struct cs_found found;
    ask.values = lines[i].values;
    ask.parts = lines[i].parts;
    ask.n_parts = lines[i].n_parts;
    if (!cs_eval_condition(&ask, condition->root, &found, err)) {
      return false;
    }
    *out = cs_truth_and(*out, found.truth);
  }
  return true;
}
