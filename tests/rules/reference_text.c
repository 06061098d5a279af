/* Writing a reference's set as a text of the rule language; the words of its small world. Specification: SPEC 12. */
#include "rules/reference_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *const ref_fact_names[REF_FACTS] = {"act",   "item", "flag-0", "flag-1",  "flag-2", "flag-3", "colour",
                                               "place", "size", "marks",  "shipped", "which",  "price"};
const char *const ref_areas[] = {"RU", "RU-KRS", "UA", "UA-43"};
static const char *const acts[] = {"use", "sale"};
static const char *const items[] = {"x", "y", "z"};
static const char *const colours[] = {"red", "green", "blue"};
static const char *const columns[] = {"word", "free", "gone"};
static const char *const marks[] = {"m", "n", "o"};
const char *const ref_certainties[] = {"confirmed", "reported", "assumed", "disputed", "denied"};

const char *ref_word(int fact, int code) {
  switch (fact) {
  case REF_ACT:
    return acts[code];
  case REF_ITEM:
    return items[code];
  case REF_COLOUR:
    return colours[code];
  case REF_PLACE:
    return ref_areas[code];
  case REF_WHICH:
    return columns[code];
  default:
    return marks[code];
  }
}

/* ================================================================= writing */

void ref_put(struct ref_out *out, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  int n = vsnprintf(out->at + out->n, out->size - out->n, fmt, args);
  va_end(args);
  if (n < 0 || (size_t)n >= out->size - out->n) {
    fprintf(stderr, "reference: text too long\n");
    abort();
  }
  out->n += (size_t)n;
}

static void put_day(struct ref_out *out, struct ref_span span) {
  if (span.first == REF_OPEN_FIRST) {
    ref_put(out, "..2025-05-%02d", span.last);
  } else if (span.last == REF_OPEN_LAST) {
    ref_put(out, "2025-05-%02d..", span.first);
  } else if (span.first == span.last) {
    ref_put(out, "2025-05-%02d", span.first);
  } else {
    ref_put(out, "2025-05-%02d..2025-05-%02d", span.first, span.last);
  }
}

static void put_values(struct ref_out *out, const struct ref_node *node) {
  if (node->n_values == 1) {
    ref_put(out, "%s", ref_word(node->fact, node->values[0]));
  } else {
    ref_put(out, "{ %s, %s }", ref_word(node->fact, node->values[0]), ref_word(node->fact, node->values[1]));
  }
}

static void put_leaf(struct ref_out *out, const struct ref_node *node) {
  const char *fact = ref_fact_names[node->fact];
  switch (node->leaf) {
  case REF_IS_TRUE:
    ref_put(out, "%s", fact);
    break;
  case REF_IS_ACT:
  case REF_IS_COLOUR:
    ref_put(out, node->n_values == 1 ? "%s is " : "%s in ", fact);
    put_values(out, node);
    break;
  case REF_WITHIN:
    ref_put(out, "%s within ", fact);
    put_values(out, node);
    break;
  case REF_SMALLER:
    ref_put(out, "%s < %d", fact, node->values[0]);
    break;
  case REF_HAS:
    ref_put(out, "%s has ", fact);
    put_values(out, node);
    break;
  case REF_IN_GROUP:
    ref_put(out, "%s in group-%d", fact, node->values[0]);
    break;
  case REF_NOT_AFTER:
    ref_put(out, "%s <= 2025-05-%02d", fact, node->values[0]);
    break;
  default:
    ref_put(out, "%s depends on US by contains", fact);
  }
}

static void put_node(struct ref_out *out, const struct ref_set *set, int at) {
  const struct ref_node *node = &set->nodes[at];
  if (node->kind == REF_LEAF && node->leaf == REF_ATOM) {
    ref_world_write_atom(out, set, node->values[0]);
    return;
  }
  if (node->kind == REF_LEAF) {
    put_leaf(out, node);
    return;
  }
  ref_put(out, node->kind == REF_NOT ? "not (" : "(");
  for (int i = 0; i < node->n_kids; i++) {
    ref_put(out, "%s", i == 0 ? "" : node->kind == REF_AND ? " and " : " or ");
    put_node(out, set, node->kids[i]);
  }
  ref_put(out, ")");
}

static void put_names(struct ref_out *out, const char *word, unsigned names, bool newline) {
  bool first = true;
  for (int i = 0; i < REF_RULES_MAX; i++) {
    if ((names >> i & 1) != 0) {
      ref_put(out, first ? "%s%s n%d" : "%.0s%.0s, n%d", newline ? "  " : " ", word, i);
      first = false;
    }
  }
  ref_put(out, !first && newline ? "\n" : "");
}

static void put_when(struct ref_out *out, const char *word, const struct ref_day *day) {
  if (day->kind == 1) {
    ref_put(out, "  %s ", word);
    put_day(out, day->span);
    ref_put(out, "\n");
  } else if (day->kind == 2) {
    ref_put(out, "  %s day-%d\n", word, day->date);
  }
}

static void put_clause(struct ref_out *out, const struct ref_clause *clause) {
  switch (clause->kind) {
  case 0:
    ref_put(out, "    advice from o%d", clause->office);
    if (clause->days > 0) {
      ref_put(out, " within %d %s days", clause->days, clause->calendar ? "calendar" : "working");
    }
    break;
  case 1:
    ref_put(out, "    countersign %d", clause->n);
    break;
  case 2:
    ref_put(out, "    notify o%d %d %s days", clause->office, clause->days, clause->calendar ? "calendar" : "working");
    break;
  case 4:
    ref_put(out, "    limit %d", clause->n);
    break;
  default:
    ref_put(out, "    proviso \"p%d\"", clause->text);
  }
  ref_put(out, clause->certainty == REF_NONE ? "%.0s\n" : " %s\n",
          clause->certainty == REF_NONE ? "" : ref_certainties[clause->certainty]);
}

void ref_write_days(struct ref_out *out, const struct ref_day *from, int known) {
  put_when(out, "from", from);
  if (known != REF_NONE) {
    ref_put(out, "  known 2025-05-%02d\n", known);
  }
}

void ref_write_cites(struct ref_out *out, const struct ref_cite *cites, int n) {
  for (int i = 0; i < n; i++) {
    ref_put(out, "  cite \"c\" %s", ref_certainties[cites[i].certainty]);
    if (cites[i].known != REF_NONE) {
      ref_put(out, " known 2025-05-%02d", cites[i].known);
    }
    ref_put(out, "\n");
  }
}

static void put_rule(struct ref_out *out, const struct ref_set *set, const struct ref_rule *rule) {
  ref_put(out, "%s n%d", rule->exception ? "exception" : "rule", rule->name);
  put_names(out, "lifts", rule->lifts & ~rule->replaces, false);
  put_names(out, "replaces", rule->replaces, false);
  ref_put(out, "\n");
  ref_write_cites(out, rule->cites, rule->n_cites);
  ref_write_days(out, &rule->from, rule->known);
  put_when(out, "before", &rule->before);
  put_names(out, "disputed by", rule->disputed_by, true);
  if (rule->condition != REF_NONE) {
    ref_put(out, "  when ");
    put_node(out, set, rule->condition);
    ref_put(out, "\n");
  }
  static const char *const effects[] = {"", "note \"n\"", "permit", "refer \"r\"", "review by o", "prohibit"};
  if (rule->effect == REF_REVIEW) {
    ref_put(out, "  review by o%d\n", rule->office);
  } else if (rule->effect != REF_EFFECT_NONE) {
    ref_put(out, "  %s\n", effects[rule->effect]);
  }
  for (int i = 0; i < rule->n_clauses; i++) {
    put_clause(out, &rule->clauses[i]);
  }
}

static void put_regime(struct ref_out *out, const struct ref_set *set, int at) {
  const struct ref_regime *regime = &set->regimes[at];
  ref_put(out, "regime r%d\n  owner o9\n", at);
  if (regime->treats != 0) {
    ref_put(out, "  treats %s\n", regime->treats == 1 ? "use" : regime->treats == 2 ? "sale" : "use, sale");
  }
  static const char *const otherwise[] = {"", "", "permit", "refer \"o\"", "review by o", "prohibit"};
  if (regime->otherwise == REF_REVIEW) {
    ref_put(out, "  otherwise review by o%d\n", regime->office);
  } else if (regime->otherwise != REF_EFFECT_NONE) {
    ref_put(out, "  otherwise %s\n", otherwise[regime->otherwise]);
  }
  put_when(out, "from", &regime->from);
  if (regime->known != REF_NONE) {
    ref_put(out, "  known 2025-05-%02d\n", regime->known);
  }
  if (regime->containment.there) {
    ref_put(out, "  area %s within %s cite \"a\" %s\n", ref_areas[regime->containment.inner],
            ref_areas[regime->containment.outer], ref_certainties[regime->containment.certainty]);
  }
  ref_world_write_terms(out, set, at);
  for (int i = 0; i < set->n_rules; i++) {
    if (set->rules[i].regime == at) {
      put_rule(out, set, &set->rules[i]);
    }
  }
}

static void put_group(struct ref_out *out, const struct ref_group *group, int at) {
  ref_put(out, "group group-%d of items%s\n", at, group->open ? " and others" : "");
  for (int i = 0; i < group->n_members; i++) {
    const struct ref_member *member = &group->members[i];
    ref_put(out, "  member %s", items[member->code]);
    if (member->from.first != REF_NONE) {
      ref_put(out, " from ");
      put_day(out, member->from);
      ref_put(out, " known 2025-05-01");
    }
    ref_put(out, " cite \"g\" %s\n", ref_certainties[member->certainty]);
  }
}

void ref_write(const struct ref_set *set, char *text, size_t size) {
  struct ref_out out = {text, 0, size};
  ref_put(&out,
          "fact act : code one of { use, sale }\nfact item : code\nfact flag-0 : bool\nfact flag-1 : bool\n"
          "fact flag-2 : bool, else no\nfact flag-3 : bool, else yes\nfact colour : code one of { red, green, blue }\n"
          "fact place : area\nfact size : integer\nfact marks : codes\nfact shipped : date\n"
          "fact which : code\nfact price : money USD\n");
  for (int i = 0; i < REF_DATES; i++) {
    ref_put(&out, "date day-%d is ", i);
    put_day(&out, set->dates[i]);
    ref_put(&out, "\n");
  }
  for (int i = 0; i < REF_GROUPS; i++) {
    put_group(&out, &set->groups[i], i);
  }
  ref_world_write_head(&out, set);
  for (int i = 0; i < set->n_regimes; i++) {
    put_regime(&out, set, i);
  }
}
