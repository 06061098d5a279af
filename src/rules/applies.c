/* A rule's own truth, part by part. It never folds the parts into one: a family needs to know which of them are shared.
 * SPEC 8 and 9.1. */
#include "rules/applies.h"

#include "rules/family.h"
#include "rules/index.h"

/* From when a cite counts: its own day, else the rule's, whatever other cites were known before (SPEC 8.7). */
static cs_day cite_known(const struct cs_rule_info *info, const struct cs_cite *cite) {
  return cite->known == CS_DAY_MIN ? info->stated : cite->known;
}

static bool disputes(const struct cs_cite *cite) {
  return cite->certainty == CS_DENIED || cite->certainty == CS_DISPUTED;
}

struct sources {
  enum cs_certainty best; /* of those known that do not deny */
  bool denied;
  cs_day denied_on; /* the last denial known */
  bool confirmed_again;
};

/* A rule without a cite is ours: no source says it (DESIGN section 2, `assumed`). */
static struct sources read_sources(const struct cs_rule_info *info, cs_day on) {
  struct sources out = {.best = CS_ASSUMED, .denied_on = CS_DAY_MIN};
  for (size_t i = 0; i < info->n_cites; i++) {
    const struct cs_cite *cite = &info->cites[i];
    cs_day known = cite_known(info, cite);
    if (known > on) {
      continue;
    }
    if (disputes(cite)) {
      out.denied_on = !out.denied || known > out.denied_on ? known : out.denied_on;
      out.denied = true;
    } else if (cite->certainty < out.best) {
      out.best = cite->certainty;
    }
  }
  for (size_t i = 0; i < info->n_cites; i++) {
    cs_day known = cite_known(info, &info->cites[i]);
    bool confirms = info->cites[i].certainty == CS_CONFIRMED && known <= on && known > out.denied_on;
    out.confirmed_again = out.confirmed_again || confirms;
  }
  return out;
}

void cs_applies_sources(const struct cs_rule_info *info, cs_day known, enum cs_certainty *best, bool *denied) {
  struct sources sources = read_sources(info, known);
  *best = sources.best;
  *denied = sources.denied && !sources.confirmed_again;
}

static void rest_on(struct cs_ask *ask, enum cs_certainty certainty) {
  ask->rests_on = certainty > ask->rests_on ? certainty : ask->rests_on;
}

static enum cs_certainty ask_source(struct cs_ask *ask, const struct cs_rule_info *info, struct cs_applies *out) {
  enum cs_certainty best;
  bool denied;
  cs_applies_sources(info, ask->known, &best, &denied);
  out->known = info->known <= ask->known;
  out->source_certainty = denied ? CS_DISPUTED : best;
  out->source = denied || best > ask->weakest ? CS_UNKNOWN : CS_YES;
  return best;
}

/* Alone in its family a rule that does not hold says nothing, whatever its source. */
static bool is_alone(const struct cs_rules *rules, const struct cs_rule *rule) {
  return rules->plans && rules->plans->at[rule->family].n == 1;
}

bool cs_applies_stands(struct cs_ask *ask, const struct cs_rule_info *info, enum cs_certainty *certainty) {
  bool denied;
  cs_applies_sources(info, ask->known, certainty, &denied);
  rest_on(ask, *certainty);
  return !denied && *certainty <= ask->weakest;
}

/* The citations that stand in the rows on which the condition rests. */
static bool read_row_cites(struct cs_ask *ask, const struct cs_rule *rule, struct cs_applies *out, struct cs_err *err) {
  struct cs_cite *cites = cs_arena_array(ask->arena, struct cs_cite, rule->n_row_cites, err);
  if (!cites) {
    return false;
  }
  out->cites = cites;
  for (size_t i = 0; i < rule->n_row_cites; i++) {
    const struct cs_row_cite *from = &rule->row_cites[i];
    for (size_t j = ask->cited.n; j-- > 0;) {
      const struct cs_cited *cited = &ask->cited.at[j];
      struct cs_value value;
      if (cited->source != from->source) {
        continue;
      }
      if (!cs_cell_value(ask, &cited->row, from->column, &value, err)) {
        return false;
      }
      if (value.known && !cs_value_is_none(&value)) {
        cites[out->n_cites] = from->cite;
        cites[out->n_cites++].text = value.code;
      }
      break;
    }
  }
  return true;
}

bool cs_applies_ask(struct cs_ask *ask, uint32_t rule, struct cs_applies *out, struct cs_err *err) {
  const struct cs_rule *it = &ask->rules->rules[rule];
  *out = (struct cs_applies){.condition = CS_NO, .source = CS_YES};
  enum cs_certainty source = ask_source(ask, &it->info, out);
  if (!is_alone(ask->rules, it)) {
    rest_on(ask, source);
  }
  /* Every day that an inexact start or end may touch is unknown, its last one too (SPEC 8.5). */
  out->begun = cs_period_holds((struct cs_period){it->info.from, CS_SPAN_NEVER}, ask->on);
  out->over = cs_truth_not(cs_period_holds((struct cs_period){CS_SPAN_ALWAYS, it->info.before}, ask->on));
  if (!out->known || out->begun == CS_NO || out->over == CS_YES) {
    return true;
  }
  struct cs_found found;
  size_t mark = ask->causes.n;
  if (!ask->rules->index || ask->rules->index->found[rule].foreign) {
    ask->foreign = true;
  }
  ask->cited.n = 0;
  if (!cs_eval_condition(ask, it->condition, &found, err) ||
      (it->n_row_cites > 0 && !read_row_cites(ask, it, out, err))) {
    return false;
  }
  if (found.truth != CS_NO) {
    rest_on(ask, source);
  }
  out->condition = found.truth;
  out->path = found.path;
  out->certainty = found.certainty > out->source_certainty ? found.certainty : out->source_certainty;
  out->n_causes = ask->causes.n - mark;
  if (out->n_causes > 0) {
    struct cs_cause *causes = cs_arena_array(ask->arena, struct cs_cause, out->n_causes, err);
    if (!causes) {
      return false;
    }
    for (size_t i = 0; i < out->n_causes; i++) {
      causes[i] = ask->causes.at[mark + i];
    }
    out->causes = causes;
  }
  ask->causes.n = mark;
  return true;
}

static struct cs_cause date_cause(const struct cs_rules *rules, uint32_t rule, uint32_t date) {
  struct cs_str name = date > 0 ? rules->dates[date - 1].name : rules->rules[rule].info.name;
  return (struct cs_cause){CS_CAUSE_DATE, name};
}

struct cs_cause cs_applies_from_cause(const struct cs_rules *rules, uint32_t rule) {
  return date_cause(rules, rule, rules->rules[rule].from_date);
}

struct cs_cause cs_applies_before_cause(const struct cs_rules *rules, uint32_t rule) {
  return date_cause(rules, rule, rules->rules[rule].before_date);
}

struct cs_cause cs_applies_source_cause(const struct cs_rules *rules, uint32_t rule) {
  return (struct cs_cause){CS_CAUSE_DISPUTED, rules->rules[rule].info.name};
}
