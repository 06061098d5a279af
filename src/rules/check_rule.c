/* Regimes and rules, without their links to one another. Must not look at other rules than the one at hand. Invariant:
 * a rule's days are those that hold, the regime's defaults included. Specification: SPEC.md sections 5, 6 and 8. */
#include "rules/check.h"

#include <string.h>

#include "base/limits.h"

/* ------------------------------------------------------------------ regimes */

/* One line of a regime, given in several blocks: the same again, or a fault. */
static bool merge_word(struct cs_check *c, const struct cs_word *from, struct cs_word *into, const char *line) {
  if (!from->text.ptr) {
    return true;
  }
  if (!into->text.ptr) {
    *into = *from;
    return true;
  }
  return cs_str_eq(from->text, into->text) ||
         cs_report_error(c->report, from->pos, &CS_E_RULES_DECLARED_DIFFERENTLY,
                         "another \"%s\" of this regime stands in %.*s, line %u", line,
                         CS_STR_ARG(c->set->texts[into->pos.text].file), (unsigned)into->pos.line);
}

static bool merge_otherwise(struct cs_check *c, const struct cs_ast_effect *from, struct cs_ast_effect *into) {
  if (from->kind == CS_EFFECT_NONE) {
    return true;
  }
  if (into->kind == CS_EFFECT_NONE) {
    *into = *from;
    return true;
  }
  return (from->kind == into->kind && cs_str_eq(from->office.text, into->office.text) &&
          cs_str_eq(from->text.text, into->text.text)) ||
         cs_report_error(c->report, from->pos, &CS_E_RULES_DECLARED_DIFFERENTLY,
                         "another \"otherwise\" of this regime stands in %.*s, line %u",
                         CS_STR_ARG(c->set->texts[into->pos.text].file), (unsigned)into->pos.line);
}

static bool merge_treats(struct cs_check *c, const struct cs_words *from, struct cs_words *into) {
  for (size_t i = 0; i < from->n; i++) {
    bool found = false;
    for (size_t j = 0; j < into->n; j++) {
      found = found || cs_str_eq(into->at[j].text, from->at[i].text);
    }
    struct cs_word *place = found ? NULL : cs_list_push(c->scratch, into, &c->report->fatal);
    if (place) {
      *place = from->at[i];
    } else if (!found) {
      return cs_check_oom(c);
    }
  }
  return true;
}

static bool merge_containments(struct cs_check *c, const struct cs_ast_containments *from,
                               struct cs_ast_containments *into) {
  for (size_t i = 0; i < from->n; i++) {
    struct cs_ast_containment *place = cs_list_push(c->scratch, into, &c->report->fatal);
    if (!place) {
      return cs_check_oom(c);
    }
    *place = from->at[i];
  }
  return true;
}

static bool merge_block(struct cs_check *c, const struct cs_ast_regime *from, struct cs_ast_regime *into) {
  merge_word(c, &from->title, &into->title, "title");
  merge_word(c, &from->owner, &into->owner, "owner");
  merge_word(c, &from->state, &into->state, "state");
  merge_word(c, &from->from.day, &into->from.day, "from");
  if (from->from.words.ptr) {
    into->from.words = from->from.words;
  }
  merge_word(c, &from->known.day, &into->known.day, "known");
  merge_otherwise(c, &from->otherwise, &into->otherwise);
  return merge_treats(c, &from->treats, &into->treats) &&
         merge_containments(c, &from->containments, &into->containments);
}

/* The regime of a block: one that has its name, or a new one. A block without a name (a fault) is a regime of its own.
 */
static bool find_regime(struct cs_check *c, const struct cs_ast_regime *from, size_t *out) {
  bool fresh = true;
  *out = c->set->n_regimes;
  if (from->name.text.ptr) {
    union cs_map_value *value = cs_map_put(&c->regime_names, from->name.text, &fresh, &c->report->fatal);
    if (!value) {
      return cs_check_oom(c);
    }
    if (!fresh) {
      *out = (size_t)value->number;
      return true;
    }
    value->number = *out;
  }
  struct cs_regime *regime = &c->set->regimes[c->set->n_regimes++];
  regime->pos = from->name.text.ptr ? from->name.pos : from->pos;
  regime->info.name = from->name.text;
  regime->info.file = c->set->texts[regime->pos.text].file;
  regime->info.line = regime->pos.line;
  cs_map_init(&c->regimes[*out].rules, c->scratch);
  cs_map_init(&c->regimes[*out].atoms, c->scratch);
  cs_map_init(&c->regimes[*out].terms, c->scratch);
  return true;
}

static bool finish_treats(struct cs_check *c, const struct cs_words *treats, struct cs_regime_info *info) {
  struct cs_str *list = cs_arena_array(c->arena, struct cs_str, treats->n, &c->report->fatal);
  if (!list) {
    return cs_check_oom(c);
  }
  for (size_t i = 0; i < treats->n; i++) {
    list[i] = treats->at[i].text;
    cs_check_code(c, &treats->at[i], c->set->treats_fact);
  }
  info->treats = list;
  info->n_treats = treats->n;
  return true;
}

static bool finish_cite(struct cs_check *c, const struct cs_ast_cite *from, struct cs_cite *out) {
  struct cs_str text = from->text.quoted ? from->text.text : CS_STR_NONE; /* else it stands in a row */
  *out = (struct cs_cite){.text = text, .certainty = from->certainty, .known = CS_DAY_MIN};
  return !from->known.day.text.ptr || cs_check_known(c, &from->known, &out->known);
}

static bool finish_containments(struct cs_check *c, const struct cs_ast_containments *from, struct cs_regime *regime) {
  regime->containments = cs_arena_array(c->arena, struct cs_containment, from->n, &c->report->fatal);
  if (!regime->containments) {
    return cs_check_oom(c);
  }
  for (size_t i = 0; i < from->n; i++) {
    struct cs_containment *out = &regime->containments[regime->n_containments];
    const struct cs_ast_containment *in = &from->at[i];
    bool inner = cs_check_area(c, &in->inner, &out->inner);
    if (!cs_check_area(c, &in->outer, &out->outer) || !inner || !finish_cite(c, &in->cite, &out->cite)) {
      continue;
    }
    if (out->inner.index == out->outer.index) {
      cs_report_error(c->report, in->outer.pos, &CS_E_RULES_CIRCLE, "\"%.*s\" cannot lie within itself",
                      CS_STR_ARG(in->outer.text));
      cs_report_hint(c->report, "name the area that it lies in: area UA-43 within UA");
      continue;
    }
    out->pos = in->pos;
    regime->n_containments++;
  }
  return true;
}

static bool finish_regime(struct cs_check *c, size_t index) {
  struct cs_regime *regime = &c->set->regimes[index];
  struct cs_check_regime *state = &c->regimes[index];
  const struct cs_ast_regime *from = &state->merged;
  struct cs_area area;
  regime->info.title = from->title.text;
  regime->info.owner = from->owner.text;
  regime->info.state = from->state.text;
  regime->otherwise = from->otherwise.kind;
  regime->otherwise_office = from->otherwise.office.text;
  regime->otherwise_text = from->otherwise.text.text;
  regime->from = CS_SPAN_ALWAYS;
  regime->known = CS_DAY_MIN;
  if (from->state.text.ptr) {
    cs_check_area(c, &from->state, &area);
  }
  if (from->known.day.text.ptr) {
    cs_check_known(c, &from->known, &regime->known);
  }
  if (from->from.day.text.ptr && cs_check_day(c, &from->from, &regime->from, &state->from_date) &&
      !from->known.day.text.ptr && cs_check_inexact(c, &from->from.day, regime->from)) {
    regime->known = regime->from.first;
  }
  bool named = state->from_date != 0 && !from->from.words.ptr;
  state->from_words = named ? c->date_words[state->from_date - 1] : from->from.words;
  return finish_treats(c, &from->treats, &regime->info) && finish_containments(c, &from->containments, regime);
}

bool cs_check_regimes(struct cs_check *c) {
  const struct cs_ast_regimes *blocks = &c->ast->regimes;
  c->set->regimes = cs_arena_array(c->arena, struct cs_regime, blocks->n, &c->report->fatal);
  c->regimes = cs_arena_array(c->scratch, struct cs_check_regime, blocks->n, &c->report->fatal);
  if (!c->set->regimes || !c->regimes) {
    return cs_check_oom(c);
  }
  for (size_t i = 0; i < blocks->n && !c->report->stop; i++) {
    size_t index;
    if (!find_regime(c, blocks->at[i], &index) || !merge_block(c, blocks->at[i], &c->regimes[index].merged)) {
      return false;
    }
  }
  for (size_t i = 0; i < c->set->n_regimes && !c->report->stop; i++) {
    if (!finish_regime(c, i)) {
      return false;
    }
  }
  return !c->report->stop;
}

/* ------------------------------------------------------------------ rules: days and sources */

bool cs_check_cites(struct cs_check *c, const struct cs_ast_cites *from, const struct cs_cite **out, size_t *n) {
  *n = 0;
  if (from->n == 0) {
    return true;
  }
  struct cs_cite *cites = cs_arena_array(c->arena, struct cs_cite, from->n, &c->report->fatal);
  if (!cites) {
    return cs_check_oom(c);
  }
  for (size_t i = 0; i < from->n; i++) {
    finish_cite(c, &from->at[i], &cites[i]);
  }
  *out = cites;
  *n = from->n;
  return true;
}

/* `cite r.COLUMN`, when the condition is known. */
static bool row_cites(struct cs_check *c, const struct cs_ast_rule *from, struct cs_rule *rule) {
  size_t of_rows = 0;
  for (size_t i = 0; i < from->cites.n; i++) {
    of_rows += from->cites.at[i].text.quoted ? 0 : 1;
  }
  if (of_rows == 0 || from->broken) {
    return true;
  }
  struct cs_row_cite *cites = cs_arena_array(c->arena, struct cs_row_cite, of_rows, &c->report->fatal);
  if (!cites) {
    return cs_check_oom(c);
  }
  rule->row_cites = cites;
  for (size_t i = 0; i < from->cites.n; i++) {
    const struct cs_ast_cite *cite = &from->cites.at[i];
    struct cs_row_cite *out = &cites[rule->n_row_cites];
    if (!cite->text.quoted && cs_check_row_cite(c, &cite->text, rule->condition, out)) {
      out->cite = rule->info.cites[i];
      rule->n_row_cites++;
    }
  }
  return true;
}

/* The earliest day of a cite that states one of its own; a denial makes nothing known. *all: every such cite states
 * one. */
static bool earliest_cite(const struct cs_rule *rule, cs_day *out, bool *all) {
  bool found = false;
  *all = rule->info.n_cites > 0;
  for (size_t i = 0; i < rule->info.n_cites; i++) {
    const struct cs_cite *cite = &rule->info.cites[i];
    if (cite->certainty == CS_DENIED) {
      continue;
    }
    if (cite->known == CS_DAY_MIN) {
      *all = false;
    } else if (!found || cite->known < *out) {
      *out = cite->known;
      found = true;
    }
  }
  *all = *all && found;
  return found;
}

/* SPEC 8.6 and 8.7: its own `known`, else the regime's, else an exact `from`, else always; a cite that is known earlier
 * makes it earlier. */
static bool check_known(struct cs_check *c, const struct cs_ast_rule *from, struct cs_rule *rule) {
  const struct cs_regime *regime = &c->set->regimes[rule->regime];
  const struct cs_ast_regime *regime_from = &c->regimes[rule->regime].merged;
  cs_day own = CS_DAY_MIN, cited = CS_DAY_MAX;
  bool all_cites, some_cite = earliest_cite(rule, &cited, &all_cites);
  bool stated = from->known.day.text.ptr != NULL;
  if (stated && !cs_check_known(c, &from->known, &own)) {
    return false;
  }
  if (!stated && regime_from->known.day.text.ptr) {
    own = regime->known;
  } else if (!stated) { /* a `from` that is open at its start is inexact, too: ..2025-06-01 */
    if (!all_cites && from->from.day.text.ptr && !cs_check_inexact(c, &from->from.day, rule->info.from)) {
      return false;
    }
    own = cs_span_exact(rule->info.from) ? rule->info.from.first : CS_DAY_MIN;
  }
  rule->info.stated = own;
  rule->info.known = some_cite && (cited < own || (!stated && all_cites)) ? cited : own;
  return true;
}

bool cs_check_days(struct cs_check *c, const struct cs_ast_rule *from, struct cs_rule *rule) {
  const struct cs_check_regime *state = &c->regimes[rule->regime];
  uint32_t date = 0;
  rule->info.from = c->set->regimes[rule->regime].from;
  rule->info.before = CS_SPAN_NEVER;
  rule->from_date = state->from_date;
  rule->info.from_words = state->from_words;
  if (from->from.day.text.ptr) {
    if (!cs_check_day(c, &from->from, &rule->info.from, &date)) {
      return false;
    }
    rule->from_date = date;
    rule->info.from_words = from->from.words.ptr || date == 0 ? from->from.words : c->date_words[date - 1];
  }
  if (from->before.day.text.ptr) {
    if (!cs_check_day(c, &from->before, &rule->info.before, &rule->before_date) ||
        !cs_check_period(c, rule->info.from, rule->info.before, &from->before.day)) {
      return false;
    }
  }
  return check_known(c, from, rule);
}

/* ------------------------------------------------------------------ rules: what they say */

static bool whole_number(struct cs_str text, int64_t *out) {
  int64_t n = 0;
  if (text.len == 0 || text.len > 15) {
    return false;
  }
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] < '0' || text.ptr[i] > '9') {
      return false;
    }
    n = n * 10 + (text.ptr[i] - '0');
  }
  *out = n;
  return true;
}

/* `limit 5` counts; `limit 300 km` is a figure, kept in words that cs_figure_parse takes. */
static bool check_limit(struct cs_check *c, const struct cs_ast_clause *from, struct cs_clause *out) {
  const struct cs_figure *figure;
  if (from->text.quoted || (!from->unit && whole_number(from->text.text, &out->n))) {
    return true;
  }
  if (from->unit && !cs_arena_printf(c->arena, &out->text, &c->report->fatal, "%.*s %.*s", CS_STR_ARG(from->text.text),
                                     CS_STR_ARG(from->unit->text))) {
    return cs_check_oom(c);
  }
  return cs_check_figure(c, &from->text, from->unit, &figure);
}

/* Whose payments count: a group of those that pay, small enough to be written down with every case. */
static bool check_payers(struct cs_check *c, const struct cs_word *name) {
  uint32_t index = 0;
  enum cs_check_kind kind = cs_check_lookup(c, name->text, &index);
  struct cs_str payers = c->set->schema->payers_kind;
  if (kind == CS_CHECK_BROKEN) {
    return false;
  }
  if (kind != CS_CHECK_GROUP) {
    return cs_check_unknown(c, name, &CS_E_RULES_UNKNOWN_GROUP, "group");
  }
  const struct cs_group *group = &c->set->groups[index];
  if (!cs_str_eq(group->kind, payers)) {
    return cs_report_error(c->report, name->pos, &CS_E_RULES_WRONG_TYPE,
                           "\"%.*s\" is a group of kind %.*s; expected one of kind %.*s, who pay",
                           CS_STR_ARG(name->text), CS_STR_ARG(group->kind), CS_STR_ARG(payers));
  }
  return group->n_members <= CS_RULES_PAYERS_MAX ||
         cs_report_error(c->report, name->pos, &CS_E_RULES_TOO_MANY,
                         "\"%.*s\" has %zu members; at most %d may stand in a condition on payment",
                         CS_STR_ARG(name->text), group->n_members, CS_RULES_PAYERS_MAX);
}

/* A condition without words of its own is called by what it needs. */
static bool check_condition_clause(struct cs_check *c, const struct cs_ast_clause *from, struct cs_clause *out) {
  struct cs_str who = from->need == CS_NEED_PAYMENT ? from->payers.text : from->office.text;
  out->need = from->need;
  out->worded = from->text.text.ptr != NULL;
  out->payers = from->payers.text;
  if (from->payers.text.ptr && !check_payers(c, &from->payers)) {
    return false;
  }
  const char *between = who.len == 0 ? "" : from->need == CS_NEED_PAYMENT ? " by " : " from ";
  return out->worded ||
         cs_arena_printf(c->arena, &out->text, &c->report->fatal, "%s%s%.*s", cs_need_name(from->need), between,
                         CS_STR_ARG(who)) ||
         cs_check_oom(c);
}

static bool check_clause(struct cs_check *c, const struct cs_ast_clause *from, struct cs_clause *out) {
  *out = (struct cs_clause){.kind = from->kind,
                            .office = from->office.text,
                            .n = from->n,
                            .days = from->days,
                            .calendar_days = from->calendar_days,
                            .text = from->text.text,
                            .before = CS_SPAN_NEVER,
                            .has_certainty = from->has_certainty,
                            .certainty = from->certainty,
                            .pos = from->pos};
  if (from->before.day.text.ptr && !cs_check_day(c, &from->before, &out->before, NULL)) {
    return false;
  }
  if (from->kind == CS_REQUIRE_CONDITION) {
    return check_condition_clause(c, from, out);
  }
  return from->kind != CS_REQUIRE_LIMIT || check_limit(c, from, out);
}

static bool check_clauses(struct cs_check *c, const struct cs_ast_rule *from, struct cs_rule *rule) {
  if (from->clauses.n == 0) {
    return true;
  }
  rule->clauses = cs_arena_array(c->arena, struct cs_clause, from->clauses.n, &c->report->fatal);
  if (!rule->clauses) {
    return cs_check_oom(c);
  }
  rule->n_clauses = (uint32_t)from->clauses.n;
  for (size_t i = 0; i < from->clauses.n; i++) {
    check_clause(c, &from->clauses.at[i], &rule->clauses[i]);
  }
  if (rule->info.effect <= CS_EFFECT_NOTE && !from->broken) {
    cs_report_error(c->report, from->clauses.at[0].pos, &CS_E_RULES_MISSING_PART,
                    "this clause belongs to an effect, and \"%.*s\" has none", CS_STR_ARG(from->name.text));
    return cs_report_hint(c->report, "add permit, refer \"why\", review by OFFICE or prohibit");
  }
  return true;
}

/* Without another effect the first note is the effect. */
static bool check_effect(struct cs_check *c, const struct cs_ast_rule *from, struct cs_rule *rule) {
  size_t first = 0;
  rule->info.effect = from->effect.kind;
  rule->info.office = from->effect.office.text;
  rule->info.text = from->effect.text.text;
  if (from->effect.kind == CS_EFFECT_NONE && from->notes.n > 0) {
    rule->info.effect = CS_EFFECT_NOTE;
    rule->info.text = from->notes.at[0].text;
    first = 1;
  }
  if (from->notes.n > first &&
      !(rule->notes = cs_arena_array(c->arena, struct cs_str, from->notes.n - first, &c->report->fatal))) {
    return cs_check_oom(c);
  }
  for (size_t i = first; i < from->notes.n; i++) {
    rule->notes[rule->n_notes++] = from->notes.at[i].text;
  }
  return true;
}

static void check_parts(struct cs_check *c, const struct cs_ast_rule *from, const struct cs_rule *rule) {
  if (from->broken || !from->name.text.ptr) {
    return;
  }
  if (from->exception) {
    if (from->lifts.n == 0 && from->replaces.n == 0) {
      cs_report_error(c->report, from->name.pos, &CS_E_RULES_LIFTS_NOTHING, "exception \"%.*s\" lifts nothing",
                      CS_STR_ARG(from->name.text));
      cs_report_hint(c->report, "write: exception %.*s lifts RULE, or make it a rule", CS_STR_ARG(from->name.text));
    }
    return;
  }
  if (rule->info.effect == CS_EFFECT_NONE) {
    cs_report_error(c->report, from->name.pos, &CS_E_RULES_MISSING_PART, "rule \"%.*s\" has no effect",
                    CS_STR_ARG(from->name.text));
    cs_report_hint(c->report, "add permit, refer \"why\", review by OFFICE, prohibit or note \"...\"");
  }
  if (!from->condition) {
    cs_report_error(c->report, from->name.pos, &CS_E_RULES_MISSING_PART, "rule \"%.*s\" has no condition",
                    CS_STR_ARG(from->name.text));
    cs_report_hint(c->report, "add \"when\" and what must hold; what holds for lack of rules stands in \"otherwise\"");
  }
}

static bool check_rule(struct cs_check *c, const struct cs_ast_rule *from, struct cs_rule *rule, uint32_t regime) {
  rule->regime = regime;
  struct cs_pos pos = from->name.text.ptr ? from->name.pos : from->pos;
  rule->info.name = from->name.text;
  rule->info.regime = c->set->regimes[regime].info.name;
  rule->info.file = c->set->texts[pos.text].file;
  rule->info.line = pos.line;
  rule->info.exception = from->exception;
  rule->info.because = from->because.text;
  if (!cs_check_cites(c, &from->cites, &rule->info.cites, &rule->info.n_cites) || !check_effect(c, from, rule)) {
    return false;
  }
  cs_check_days(c, from, rule);
  if (from->condition) {
    c->regime = rule->regime;
    bool sound = cs_check_condition(c, from->condition, &rule->condition);
    c->regime = CS_CHECK_NO_REGIME;
    if (!sound) {
      rule->condition = NULL; /* half of it is not to be read */
    } else if (!row_cites(c, from, rule)) {
      return false;
    }
  } else if (!row_cites(c, from, rule)) {
    return false;
  }
  check_parts(c, from, rule);
  check_clauses(c, from, rule);
  return !c->report->stop;
}

static bool add_version(struct cs_check *c, struct cs_check_regime *regime, struct cs_str name, uint32_t rule) {
  bool fresh;
  union cs_map_value *value = cs_map_put(&regime->rules, name, &fresh, &c->report->fatal);
  if (value && fresh) {
    value->ptr = cs_arena_new(c->scratch, struct cs_check_versions, &c->report->fatal);
  }
  struct cs_check_versions *versions = value ? value->ptr : NULL;
  uint32_t *place = versions ? cs_list_push(c->scratch, versions, &c->report->fatal) : NULL;
  if (!place) {
    return cs_check_oom(c);
  }
  *place = rule;
  return true;
}

bool cs_check_regime_of(const struct cs_check *c, const struct cs_ast_regime *block, uint32_t *out) {
  const union cs_map_value *named = block->name.text.ptr ? cs_map_get(&c->regime_names, block->name.text) : NULL;
  *out = named ? (uint32_t)named->number : 0;
  return named != NULL;
}

bool cs_check_rules(struct cs_check *c) {
  const struct cs_ast_regimes *blocks = &c->ast->regimes;
  c->set->rules = cs_arena_array(c->arena, struct cs_rule, c->ast->n_rules, &c->report->fatal);
  c->rules = cs_arena_array(c->scratch, const struct cs_ast_rule *, c->ast->n_rules, &c->report->fatal);
  if (!c->set->rules || !c->rules) {
    return cs_check_oom(c);
  }
  size_t unnamed = 0; /* blocks without a name are regimes in the order of the texts, as named ones are by their name */
  for (size_t i = 0; i < blocks->n && !c->report->stop; i++) {
    const struct cs_ast_regime *block = blocks->at[i];
    const union cs_map_value *named = block->name.text.ptr ? cs_map_get(&c->regime_names, block->name.text) : NULL;
    while (!named && c->set->regimes[unnamed].info.name.ptr) {
      unnamed++;
    }
    uint32_t regime = named ? (uint32_t)named->number : (uint32_t)unnamed++;
    for (size_t j = 0; j < block->rules.n && !c->report->stop; j++) {
      uint32_t index = (uint32_t)c->set->n_rules++;
      const struct cs_ast_rule *from = block->rules.at[j];
      c->rules[index] = from;
      if (!check_rule(c, from, &c->set->rules[index], regime) ||
          (from->name.text.ptr && !add_version(c, &c->regimes[regime], from->name.text, index))) {
        return false;
      }
    }
  }
  return !c->report->stop;
}
