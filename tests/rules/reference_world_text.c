/* The reference's world as text: tables as files, terms and conditions in the language's words. Specification: SPEC 12, 15
 * to 19. */
#include "rules/reference_world.h"

#include <stdlib.h>

static void put_condition(struct ref_out *out, const struct ref_world *world, int at);
static void put_value(struct ref_out *out, const struct ref_world *world, int at, const char *the);

static void put_word(struct ref_out *out, int word) {
  ref_put(out, "\"%s\"", w_words[word]);
}

static void put_column(struct ref_out *out, int column) {
  ref_put(out, ".%s", w_columns[column]);
}

/* A key: a thing by its name, or a constant. */
static void put_key(struct ref_out *out, const struct ref_world *world, int at) {
  if (world->nodes[at].kind == W_CONST) {
    put_word(out, world->nodes[at].a);
  } else {
    put_value(out, world, at, "");
  }
}

static void put_lookup(struct ref_out *out, const struct ref_world *world, const struct w_node *node) {
  ref_put(out, "t%d[", node->a);
  put_key(out, world, node->kids[0]);
  if (node->kids[1] != REF_NONE) {
    ref_put(out, ", ");
    put_key(out, world, node->kids[1]);
  }
  ref_put(out, "]");
  if (node->b != REF_NONE) {
    put_column(out, node->b);
    return;
  }
  ref_put(out, "[");
  put_key(out, world, node->kids[2]);
  ref_put(out, "]");
}

/* `r0 in t0 where …`, `part where …`, `v3` */
static void put_over(struct ref_out *out, const struct ref_world *world, const struct w_node *node, const char *part) {
  if (node->b == W_TERM_SET) {
    ref_put(out, "v%d", node->term);
    return;
  }
  if (node->b == W_PARTS) {
    ref_put(out, "%s", part);
  } else if (node->b == W_ROWS_OF) {
    ref_put(out, "r%d in t%d", node->var, node->table);
  } else {
    ref_put(out, "r%d in v%d", node->var, node->term);
  }
  if (node->kids[0] != REF_NONE) {
    ref_put(out, " where ");
    put_condition(out, world, node->kids[0]);
  }
}

static void put_measure(struct ref_out *out, const struct ref_world *world, const struct w_node *node) {
  switch (node->kind) {
  case W_COUNT:
    ref_put(out, "count of ");
    put_over(out, world, node, "parts");
    return;
  case W_EVERY_ROW:
    ref_put(out, "every r%d for ", node->var);
    break;
  case W_EVERY_CELL:
    ref_put(out, "every r%d.%s for ", node->var, w_columns[node->a]);
    break;
  default:
    ref_put(out, node->kind == W_SUM ? "sum of " : "greatest of ");
    if (node->b == W_PARTS) {
      put_value(out, world, node->kids[1], "");
      put_over(out, world, node, "");
      return;
    }
    ref_put(out, "r%d.%s for ", node->var, w_columns[node->a]);
  }
  put_over(out, world, node, "");
}

static void put_const(struct ref_out *out, const struct w_node *node) {
  if (node->type == W_TRUTH) {
    ref_put(out, node->a == REF_YES ? "yes" : "no");
  } else if (node->type == W_CODE) {
    put_word(out, node->a);
  } else {
    ref_put(out, node->type == W_MONEY ? "%d USD" : "%d", node->a);
  }
}

static void put_calc(struct ref_out *out, const struct ref_world *world, const struct w_node *node) {
  for (int i = 0; i < 2; i++) {
    bool inner = world->nodes[node->kids[i]].kind >= W_CALC && world->nodes[node->kids[i]].kind <= W_GREATEST;
    ref_put(out, inner ? "(" : "");
    put_value(out, world, node->kids[i], "");
    ref_put(out, inner ? ")" : "");
    if (i == 0) {
      ref_put(out, " %c ", node->a);
    }
  }
}

static void put_value(struct ref_out *out, const struct ref_world *world, int at, const char *the) {
  const struct w_node *node = &world->nodes[at];
  switch ((enum w_kind)node->kind) {
  case W_CONST:
    put_const(out, node);
    return;
  case W_NONE:
    ref_put(out, "none");
    return;
  case W_FACT:
    ref_put(out, "%s%s", the, ref_fact_names[node->a]);
    return;
  case W_TERM:
    ref_put(out, "%sv%d", the, node->a);
    return;
  case W_PART_TERM:
    ref_put(out, "%spart.v%d", the, node->a);
    return;
  case W_CELL:
    ref_put(out, "%sr%d.%s", the, node->a, w_columns[node->b]);
    return;
  case W_LOOKUP:
    ref_put(out, "%s", the);
    put_lookup(out, world, node);
    return;
  case W_PART_ID:
  case W_PART_ORIGIN:
  case W_PART_VALUE:
    ref_put(out, "%spart.%s", the, node->kind == W_PART_ID ? "id" : node->kind == W_PART_ORIGIN ? "origin" : "value");
    return;
  case W_PART_FACT:
    ref_put(out, "%spart.%s", the, ref_fact_names[node->a]);
    return;
  case W_CALC:
    put_calc(out, world, node);
    return;
  case W_CONDITION:
    if (world->nodes[node->kids[0]].kind == W_BOOL) {
      ref_put(out, "the ");
    }
    put_condition(out, world, node->kids[0]);
    return;
  default:
    put_measure(out, world, node);
  }
}

static void put_share(struct ref_out *out, const struct ref_world *world, const struct w_node *node) {
  ref_put(out, "(share ");
  if (node->kids[1] != REF_NONE) {
    ref_put(out, "in ");
    put_value(out, world, node->kids[1], "");
    ref_put(out, " ");
  }
  ref_put(out, "of ");
  struct w_node parts = *node;
  parts.b = W_PARTS;
  put_over(out, world, &parts, "parts");
  ref_put(out, ")");
}

static const char *const ops[] = {"<", "<=", "=", "!=", ">=", ">"};

static void put_compared(struct ref_out *out, const struct ref_world *world, int at) {
  int kind = world->nodes[at].kind;
  bool inner = kind >= W_CALC && kind <= W_GREATEST;
  ref_put(out, inner ? "(" : "");
  put_value(out, world, at, "");
  ref_put(out, inner ? ")" : "");
}

static void put_atom(struct ref_out *out, const struct ref_world *world, const struct w_node *node) {
  static const char *const whats[] = {"item", "request", "part"};
  switch ((enum w_kind)node->kind) {
  case W_SOME:
  case W_NO:
  case W_EVERY:
    ref_put(out, node->kind == W_SOME ? "(some " : node->kind == W_NO ? "(no " : "(every ");
    put_over(out, world, node, "part");
    ref_put(out, ")");
    return;
  case W_NEEDS:
    ref_put(out, "%s needs approval under r%d", whats[node->a], node->b);
    return;
  case W_SHARE:
    put_share(out, world, node);
    if (node->kids[2] != REF_NONE) {
      ref_put(out, " %s ", ops[node->a]);
      put_share(out, world, &world->nodes[node->kids[2]]);
    } else {
      ref_put(out, " %s %d %%", ops[node->a], node->b);
    }
    return;
  case W_COMPARE:
    put_compared(out, world, node->kids[0]);
    ref_put(out, " %s ", ops[node->a]);
    put_compared(out, world, node->kids[1]);
    return;
  default:
    break;
  }
  put_value(out, world, node->kids[0], "");
  switch ((enum w_kind)node->kind) {
  case W_IS:
    ref_put(out, " is ");
    put_value(out, world, node->kids[1], "the ");
    return;
  case W_IN:
    ref_put(out, " in { %s, %s }", w_words[node->a], w_words[node->b]);
    return;
  case W_IS_BLANK:
    ref_put(out, node->a ? " is none" : " is blank");
    return;
  case W_IN_GROUP:
    ref_put(out, " in group-t");
    return;
  case W_LIKE:
    ref_put(out, " like \"%s\"", w_patterns[node->a]);
    return;
  case W_HAS:
    ref_put(out, node->b == REF_NONE ? " has %s" : " has { %s, ", w_words[node->a]);
    ref_put(out, node->b == REF_NONE ? "%.0s" : "%s }", node->b == REF_NONE ? "" : w_words[node->b]);
    return;
  default:
    return;
  }
}

static void put_condition(struct ref_out *out, const struct ref_world *world, int at) {
  const struct w_node *node = &world->nodes[at];
  if (node->kind != W_AND && node->kind != W_OR && node->kind != W_NOT) {
    put_atom(out, world, node);
    return;
  }
  ref_put(out, node->kind == W_NOT ? "not (" : "(");
  for (int i = 0; i < 4 && node->kids[i] != REF_NONE; i++) {
    ref_put(out, "%s", i == 0 ? "" : node->kind == W_AND ? " and " : " or ");
    put_condition(out, world, node->kids[i]);
  }
  ref_put(out, ")");
}

void ref_world_write_atom(struct ref_out *out, const struct ref_set *set, int node) {
  put_condition(out, set->world, node);
}

void ref_world_write_head(struct ref_out *out, const struct ref_set *set) {
  static const char *const keys[] = {"", " key key", " key key, free"};
  for (int t = 0; set->world && t < W_TABLES; t++) {
    for (int v = 0; v < set->world->tables[t].n_versions; v++) {
      ref_put(out, "table t%d from \"t%d%s.csv\"%s\n", t, t, v > 0 ? "b" : "", keys[set->world->tables[t].n_keys]);
      ref_put(out, "  column word : code one of { red, green, blue }\n  column num : integer\n"
                   "  column set : codes by \";\"\n  column cash : money USD\n");
      ref_write_days(out, &set->world->tables[t].days[v].from, set->world->tables[t].days[v].known);
    }
  }
  if (!set->world) {
    return;
  }
  const struct w_group *group = &set->world->group;
  ref_put(out, "group group-t%s from \"t1.csv\" member key", group->open ? " and others" : "");
  if (group->where != REF_NONE) {
    ref_put(out, " where free is \"%s\"", w_words[group->where]);
  }
  ref_put(out, "\n");
  ref_write_days(out, &group->days.from, group->days.known);
  ref_put(out, "  cite \"g\" %s\n", ref_certainties[group->certainty]);
}

void ref_world_write_table(const struct ref_world *world, int at, int version, char *text, size_t size) {
  struct ref_out out = {text, 0, size};
  ref_put(&out, "key,free,word,num,set,cash\n");
  for (int r = 0; r < world->tables[at].n_rows; r++) {
    for (int c = 0; c < W_COLUMNS && world->tables[at].version[r] == version; c++) {
      ref_put(&out, "%s%s", c == 0 ? "" : ",", w_words[world->tables[at].cells[r][c]]);
    }
    ref_put(&out, "%s", world->tables[at].version[r] == version ? "\n" : "");
  }
}

void ref_world_write_terms(struct ref_out *out, const struct ref_set *set, int regime) {
  const struct ref_world *world = set->world;
  for (int t = 0; world && t < world->n_terms; t++) {
    const struct w_term *term = &world->terms[t];
    if (term->regime != regime) {
      continue;
    }
    ref_put(out, term->of_part ? "term part.v%d\n" : "term v%d\n", term->first != REF_NONE ? term->first : t);
    for (int i = 0; i < term->n_cases; i++) {
      bool last = i > 0 && term->cases[i].when == REF_NONE;
      ref_put(out, last ? "  otherwise " : "  is ");
      put_value(out, world, term->cases[i].value, "the ");
      if (term->cases[i].when != REF_NONE) {
        ref_put(out, " when ");
        put_condition(out, world, term->cases[i].when);
      }
      ref_put(out, "\n");
    }
    ref_write_days(out, &term->from, term->known);
    ref_write_cites(out, term->cites, term->n_cites);
  }
}
