/* A regime as a lawyer reads it: title, owner, rules in the order of the texts, conditions in words, sources, days.
 * Must not say anything that the set does not. Invariant: no line is longer than CS_TEXT_LINE_MAX characters. Recursion
 * follows conditions and terms, which the checker has bounded. Specification: SPEC.md section 14. */
#include "base/limits.h"
#include "rules/program.h"

#define PARAGRAPH_MAX (16u * 1024 * 1024)

/* A paragraph is made in `text` and then broken into lines of `out`. */
struct page {
  struct cs_buf *out;
  struct cs_buf text;
  const struct cs_rules *rules;
  struct cs_buf asked; /* a byte for each table: 1 where something shown asks it */
};

/* ------------------------------------------------------------------ lines */

static size_t characters(struct cs_str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.len; i++) {
    n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
  }
  return n;
}

/* The bytes of the first n characters. */
static size_t bytes_of(struct cs_str s, size_t n) {
  size_t i = 0;
  for (size_t seen = 0; i < s.len; i++) {
    seen += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
    if (seen > n) {
      break;
    }
  }
  return i;
}

static void indent(struct page *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    cs_buf_byte(p->out, ' ');
  }
}

/* Writes the paragraph: its first line at `first` blanks, further ones at `rest`; and begins the next. */
static void flush(struct page *p, size_t first, size_t rest) {
  struct cs_str text = cs_buf_str(&p->text);
  size_t column = first;
  bool fresh = true;
  indent(p, first);
  while (text.ptr) {
    struct cs_str word = cs_str_cut(&text, ' ');
    while (word.len > 0) {
      size_t n = characters(word), used = column + (fresh ? 0 : 1);
      size_t room = used < CS_TEXT_LINE_MAX ? CS_TEXT_LINE_MAX - used : 0;
      if (n > room && !fresh) {
        cs_buf_byte(p->out, '\n');
        indent(p, rest);
        column = rest;
        fresh = true;
        continue;
      }
      if (!fresh) {
        cs_buf_byte(p->out, ' ');
        column++;
      }
      struct cs_str part = cs_str_sub(word, 0, bytes_of(word, room)); /* a word longer than a line is cut */
      cs_buf_add(p->out, part);
      column += characters(part);
      word = cs_str_from(word, part.len);
      fresh = false;
    }
  }
  cs_buf_byte(p->out, '\n');
  cs_buf_reset(&p->text);
}

/* Text of a file may hold tabs and line ends of another system: blanks here. */
static void add(struct page *p, struct cs_str s) {
  for (size_t i = 0; i < s.len; i++) {
    cs_buf_byte(&p->text, s.ptr[i] == '\t' || s.ptr[i] == '\r' ? ' ' : s.ptr[i]);
  }
}

static void say(struct page *p, const char *words) {
  add(p, cs_str_of(words));
}

/* ------------------------------------------------------------------ terms */

static void term(struct page *p, const struct cs_term *t);
static void condition(struct page *p, const struct cs_node *node, bool negated, bool inner);

static void asks_table(struct page *p, uint32_t table) {
  if (!p->asked.failed) {
    p->asked.ptr[table] = 1;
  }
}

/* A fact by its name; what stands in its place may be looked up in a table. */
static void fact_name(struct page *p, uint32_t fact) {
  if (cs_is_ref(fact) && p->rules->refs[fact & ~CS_REF]->kind == CS_REF_LOOKUP) {
    asks_table(p, p->rules->refs[fact & ~CS_REF]->table);
  }
  add(p, cs_fact_at(p->rules, fact)->info.name);
}

/* What is gone through: "rows r of chart where …", "parts where …", "what is in control". */
static void source(struct page *p, const struct cs_source *s, const char *rows, const char *parts) {
  if (s->kind == CS_SOURCE_PARTS) {
    say(p, parts);
  } else if (!s->named) {
    fact_name(p, s->set);
  } else {
    say(p, rows);
    add(p, s->name);
    say(p, " of ");
    if (s->kind == CS_SOURCE_TABLE) {
      asks_table(p, s->table);
      add(p, p->rules->tables[s->table].name);
    } else {
      fact_name(p, s->set);
    }
  }
  if (s->where) {
    say(p, " where ");
    condition(p, s->where, false, true);
  }
}

static void measure(struct page *p, const struct cs_measure *m) {
  switch (m->kind) {
  case CS_MEASURE_COUNT:
    say(p, "the number of ");
    break;
  case CS_MEASURE_SUM:
    say(p, "the sum of ");
    break;
  case CS_MEASURE_GREATEST:
    say(p, "the greatest of ");
    break;
  case CS_MEASURE_SHARE:
    say(p, "the share by value ");
    if (m->in_fact) {
      say(p, "in ");
      fact_name(p, m->whole);
      say(p, " ");
    }
    say(p, "of ");
    break;
  }
  if (m->kind == CS_MEASURE_SUM || m->kind == CS_MEASURE_GREATEST) {
    fact_name(p, m->of);
    say(p, " over ");
  }
  source(p, &m->source, "rows ", "parts");
}

static void part(struct page *p, const struct cs_term *t) {
  bool joined = t->kind == CS_TERM_ADD || t->kind == CS_TERM_SUB || t->kind == CS_TERM_ADD_MONTHS ||
                t->kind == CS_TERM_ADD_WORKING;
  say(p, joined ? "(" : "");
  term(p, t);
  say(p, joined ? ")" : "");
}

static void joined_terms(struct page *p, const struct cs_term *t, const char *word) {
  if (t->kind == CS_TERM_MUL) {
    part(p, t->left);
  } else {
    term(p, t->left);
  }
  say(p, word);
  part(p, t->right);
}

static void step(struct page *p, const struct cs_term *t) {
  term(p, t->left);
  int64_t n = t->n < 0 ? -t->n : t->n;
  cs_buf_printf(&p->text, " %s %lld %s%s", t->n < 0 ? "less" : "plus", (long long)n,
                t->kind == CS_TERM_ADD_MONTHS ? "month" : "working day", n == 1 ? "" : "s");
  if (t->kind == CS_TERM_ADD_WORKING) {
    say(p, " of ");
    add(p, t->office);
  }
}

static void term(struct page *p, const struct cs_term *t) {
  switch (t->kind) {
  case CS_TERM_FIGURE:
    cs_figure_write(&p->text, *t->figure);
    return;
  case CS_TERM_SPAN:
    cs_span_write(&p->text, t->span);
    return;
  case CS_TERM_FACT:
    fact_name(p, t->fact);
    return;
  case CS_TERM_DATE:
    say(p, "the day ");
    add(p, p->rules->dates[t->fact].name);
    return;
  case CS_TERM_ON:
    say(p, "the day asked about");
    return;
  case CS_TERM_ADD:
    joined_terms(p, t, " plus ");
    return;
  case CS_TERM_SUB:
    joined_terms(p, t, " less ");
    return;
  case CS_TERM_MUL:
    joined_terms(p, t, " times ");
    return;
  case CS_TERM_ADD_MONTHS:
  case CS_TERM_ADD_WORKING:
    step(p, t);
    return;
  case CS_TERM_MEASURE:
    measure(p, t->measure);
    return;
  }
}

/* Terms of a day's kind read differently: "before", not "below". */
static bool is_day(const struct page *p, const struct cs_term *t) {
  while (t->kind == CS_TERM_ADD || t->kind == CS_TERM_SUB || t->kind == CS_TERM_MUL) {
    t = t->left;
  }
  return t->kind != CS_TERM_FIGURE && t->kind != CS_TERM_MEASURE &&
         (t->kind != CS_TERM_FACT || cs_fact_at(p->rules, t->fact)->info.type == CS_TYPE_DATE);
}

static void comparison(struct page *p, const struct cs_node *node, bool negated) {
  static const char *const figures[] = {
      [CS_OP_LT] = " is below ",       [CS_OP_LE] = " is at most ",  [CS_OP_EQ] = " equals ",
      [CS_OP_NE] = " does not equal ", [CS_OP_GE] = " is at least ", [CS_OP_GT] = " is above "};
  static const char *const days[] = {
      [CS_OP_LT] = " is before ", [CS_OP_LE] = " is on or before ", [CS_OP_EQ] = " is ",
      [CS_OP_NE] = " is not ",    [CS_OP_GE] = " is on or after ",  [CS_OP_GT] = " is after "};
  static const enum cs_op opposite[] = {[CS_OP_LT] = CS_OP_GE, [CS_OP_LE] = CS_OP_GT, [CS_OP_EQ] = CS_OP_NE,
                                        [CS_OP_NE] = CS_OP_EQ, [CS_OP_GE] = CS_OP_LT, [CS_OP_GT] = CS_OP_LE};
  enum cs_op op = negated ? opposite[node->op] : node->op;
  term(p, node->left);
  say(p, is_day(p, node->left) ? days[op] : figures[op]);
  term(p, node->right);
}

/* ------------------------------------------------------------------ conditions */

static void operand(struct page *p, const struct cs_operand *o, enum cs_type type) {
  if (o->is_fact) {
    say(p, "the ");
    fact_name(p, o->fact);
    return;
  }
  switch (type) {
  case CS_TYPE_CODE:
  case CS_TYPE_CODES:
    add(p, o->code);
    return;
  case CS_TYPE_TEXT:
    say(p, "\"");
    add(p, o->code);
    say(p, "\"");
    return;
  case CS_TYPE_BOOL:
    say(p, o->truth ? "yes" : "no");
    return;
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
  case CS_TYPE_DURATION:
    cs_figure_write(&p->text, *o->figure);
    return;
  case CS_TYPE_DATE:
    cs_span_write(&p->text, o->span);
    return;
  case CS_TYPE_AREA:
    add(p, cs_area_code(o->area));
    say(p, " (");
    add(p, cs_area_name(o->area));
    say(p, ")");
    return;
  }
}

static void operands(struct page *p, const struct cs_node *node, enum cs_type type) {
  for (size_t i = 0; i < node->n_operands; i++) {
    say(p, i == 0 ? "" : i + 1 == node->n_operands ? " or " : ", ");
    operand(p, &node->operands[i], type);
  }
}

static void kinds(struct page *p, uint32_t mask) {
  const struct cs_schema *schema = p->rules->schema;
  bool first = true;
  for (size_t i = 0; i < schema->n_dependency_kinds; i++) {
    if (mask & ((uint32_t)1 << i)) {
      say(p, first ? " by " : " or ");
      add(p, schema->dependency_kinds[i]);
      first = false;
    }
  }
}

static void atom(struct page *p, const struct cs_node *node, const char *yes, const char *no, bool negated) {
  fact_name(p, node->fact);
  say(p, negated ? no : yes);
}

static void quantified(struct page *p, const struct cs_node *node, bool negated) {
  if (node->kind == CS_NODE_EVERY) {
    say(p, negated ? "it is not so that every " : "every ");
  } else {
    say(p, negated ? "no " : "some ");
  }
  source(p, node->source, "row ", "part");
}

static void needs(struct page *p, const struct cs_node *node, bool negated) {
  say(p, node->of_part ? "the part " : "the request ");
  say(p, negated ? "needs no approval under " : "needs approval under ");
  add(p, p->rules->regimes[node->regime].info.name);
}

static void joined_conditions(struct page *p, const struct cs_node *node, bool negated, bool inner) {
  if (negated) {
    say(p, "it is not so that ");
  }
  say(p, inner || negated ? "(" : "");
  for (size_t i = 0; i < node->n_kids; i++) {
    say(p, i == 0 ? "" : node->kind == CS_NODE_AND ? ", and " : ", or ");
    condition(p, node->kids[i], false, true);
  }
  say(p, inner || negated ? ")" : "");
}

static void condition(struct page *p, const struct cs_node *node, bool negated, bool inner) {
  bool bare = node->kind == CS_NODE_SOME || node->kind == CS_NODE_EVERY || node->kind == CS_NODE_NEEDS;
  enum cs_type type = bare ? CS_TYPE_CODE : cs_fact_at(p->rules, node->fact)->info.type;
  bool one = node->n_operands == 1;
  switch (node->kind) {
  case CS_NODE_AND:
  case CS_NODE_OR:
    joined_conditions(p, node, negated, inner);
    return;
  case CS_NODE_NOT:
    condition(p, node->kids[0], !negated, inner);
    return;
  case CS_NODE_FLAG:
    atom(p, node, " holds", " does not hold", negated);
    return;
  case CS_NODE_IS:
    atom(p, node, one ? " is " : " is one of: ", one ? " is not " : " is none of: ", negated);
    operands(p, node, type);
    return;
  case CS_NODE_IN:
    atom(p, node, " is in the group ", " is not in the group ", negated);
    add(p, p->rules->groups[node->group].name);
    return;
  case CS_NODE_WITHIN:
    atom(p, node, " is within ", " is not within ", negated);
    operands(p, node, type);
    return;
  case CS_NODE_HAS:
    atom(p, node, " includes ", " does not include ", negated);
    operands(p, node, type);
    return;
  case CS_NODE_COMPARE:
    comparison(p, node, negated);
    return;
  case CS_NODE_DEPENDS:
    atom(p, node, " depends on ", " does not depend on ", negated);
    operands(p, node, CS_TYPE_CODE);
    kinds(p, node->kinds);
    return;
  case CS_NODE_BLANK:
    atom(p, node, " is blank", " is not blank", negated);
    return;
  case CS_NODE_LIKE:
    atom(p, node, " is like ", " is not like ", negated);
    operands(p, node, CS_TYPE_TEXT);
    return;
  case CS_NODE_SOME:
  case CS_NODE_EVERY:
    quantified(p, node, negated);
    return;
  case CS_NODE_NEEDS:
    needs(p, node, negated);
    return;
  }
}

/* ------------------------------------------------------------------ days and sources */

static void day(struct page *p, struct cs_span span) {
  if (cs_span_exact(span)) {
    cs_span_write(&p->text, span);
  } else if (span.first == CS_DAY_MIN) {
    say(p, "some day up to ");
    cs_day_write(&p->text, span.last);
  } else if (span.last == CS_DAY_MAX) {
    say(p, "some day from ");
    cs_day_write(&p->text, span.first);
    say(p, " on");
  } else {
    say(p, "some day in ");
    cs_span_write(&p->text, span);
  }
}

static bool same_span(struct cs_span a, struct cs_span b) {
  return a.first == b.first && a.last == b.last;
}

static void days(struct page *p, const struct cs_rule *rule) {
  const struct cs_rule_info *info = &rule->info;
  bool always = same_span(info->from, CS_SPAN_ALWAYS);
  say(p, always ? "holds" : "holds from ");
  if (!always) {
    day(p, info->from);
  }
  if (info->from_words.len > 0) {
    say(p, " (\"");
    add(p, info->from_words);
    say(p, "\")");
  }
  if (!same_span(info->before, CS_SPAN_NEVER)) {
    say(p, " until, and not on, ");
    day(p, info->before);
  } else if (always) {
    say(p, " always");
  }
  if (rule->next_version != 0) {
    cs_buf_printf(&p->text, ", or until its next version holds (line %u)",
                  (unsigned)p->rules->rules[rule->next_version - 1].info.line);
  }
  if (info->known != CS_DAY_MIN) {
    say(p, "; known from ");
    cs_day_write(&p->text, info->known);
  }
  flush(p, 4, 6);
}

/* `of`: for a cite that stands in a row. */
static void cite(struct page *p, const struct cs_cite *c, const struct cs_row_cite *of) {
  say(p, "source: ");
  if (of) {
    const struct cs_table *table = &p->rules->tables[of->source->table];
    cs_buf_printf(&p->text, "as %.*s of the row %.*s says", CS_STR_ARG(table->columns[of->column].fact.info.name),
                  CS_STR_ARG(of->source->name));
  } else {
    add(p, c->text);
  }
  cs_buf_printf(&p->text, " (%s", cs_certainty_name(c->certainty));
  if (c->known != CS_DAY_MIN) {
    say(p, ", known from ");
    cs_day_write(&p->text, c->known);
  }
  say(p, ")");
  flush(p, 4, 6);
}

/* ------------------------------------------------------------------ effects and clauses */

static void effect(struct page *p, enum cs_effect_kind kind, struct cs_str office, struct cs_str text) {
  switch (kind) {
  case CS_EFFECT_NONE:
    say(p, "no effect of its own: it ends what it lifts");
    return;
  case CS_EFFECT_NOTE:
    say(p, "note: ");
    break;
  case CS_EFFECT_PERMIT:
    say(p, "permitted");
    return;
  case CS_EFFECT_REFER:
    say(p, "another must answer: ");
    break;
  case CS_EFFECT_REVIEW:
    say(p, "needs the approval of ");
    add(p, office);
    return;
  case CS_EFFECT_PROHIBIT:
    say(p, "prohibited");
    return;
  }
  add(p, text);
}

static void clause_days(struct page *p, const struct cs_clause *c, const char *before) {
  if (c->days > 0) {
    cs_buf_printf(&p->text, "%s%lld %s day%s", before, (long long)c->days, c->calendar_days ? "calendar" : "working",
                  c->days == 1 ? "" : "s");
  }
}

/* "condition: payment by donors: they cover the price" */
static void condition_clause(struct page *p, const struct cs_clause *c) {
  say(p, "condition: ");
  if (c->need != CS_NEED_ACT && c->worded) {
    bool payment = c->need == CS_NEED_PAYMENT;
    struct cs_str who = payment ? c->payers : c->office;
    say(p, cs_need_name(c->need));
    say(p, who.len == 0 ? "" : payment ? " by " : " from ");
    add(p, who);
    say(p, ": ");
  }
  add(p, c->text);
}

static void clause(struct page *p, const struct cs_clause *c) {
  switch (c->kind) {
  case CS_REQUIRE_CONSENT:
    say(p, "consent of ");
    add(p, c->office);
    break;
  case CS_REQUIRE_ADVICE:
    say(p, "advice from ");
    add(p, c->office);
    clause_days(p, c, " within ");
    break;
  case CS_REQUIRE_COUNTERSIGN:
    cs_buf_printf(&p->text, "countersigned by %lld", (long long)c->n);
    break;
  case CS_REQUIRE_NOTIFY:
    say(p, "notice to ");
    add(p, c->office);
    clause_days(p, c, ", ");
    say(p, " before");
    break;
  case CS_REQUIRE_PROVISO:
    say(p, "proviso: ");
    add(p, c->text);
    break;
  case CS_REQUIRE_LIMIT:
    say(p, "limit: ");
    add(p, c->text);
    break;
  case CS_REQUIRE_CONDITION:
    condition_clause(p, c);
    if (!same_span(c->before, CS_SPAN_NEVER)) {
      say(p, ", before ");
      day(p, c->before);
    }
    break;
  }
  if (c->has_certainty) {
    cs_buf_printf(&p->text, " (%s)", cs_certainty_name(c->certainty));
  }
  flush(p, 6, 8);
}

/* ------------------------------------------------------------------ rules and regimes */

/* The names of rules, each once though it has several versions. */
static void names(struct page *p, const char *verb, const uint32_t *at, size_t n, const uint32_t *without,
                  size_t n_without) {
  bool first = true;
  for (size_t i = 0; i < n; i++) {
    struct cs_str name = p->rules->rules[at[i]].info.name;
    bool seen = false;
    for (size_t j = 0; j < i; j++) {
      seen = seen || cs_str_eq(p->rules->rules[at[j]].info.name, name);
    }
    for (size_t j = 0; j < n_without; j++) {
      seen = seen || without[j] == at[i];
    }
    if (!seen) {
      say(p, first ? verb : ", ");
      add(p, name);
      first = false;
    }
  }
}

static void rule(struct page *p, const struct cs_rule *r) {
  const struct cs_rule_info *info = &r->info;
  cs_buf_printf(&p->text, "%s %.*s", info->exception ? "exception" : "rule", CS_STR_ARG(info->name));
  names(p, ", lifts ", r->lifts, r->n_lifts, r->replaces, r->n_replaces);
  names(p, ", replaces ", r->replaces, r->n_replaces, NULL, 0);
  flush(p, 2, 6);
  effect(p, info->effect, info->office, info->text);
  flush(p, 4, 6);
  for (size_t i = 0; i < r->n_clauses; i++) {
    clause(p, &r->clauses[i]);
  }
  for (size_t i = 0; i < r->n_notes; i++) {
    say(p, "note: ");
    add(p, r->notes[i]);
    flush(p, 6, 8);
  }
  if (r->condition) {
    say(p, "when ");
    condition(p, r->condition, false, false);
    flush(p, 4, 6);
  }
  days(p, r);
  if (r->n_disputed_by > 0) {
    names(p, "disputed by ", r->disputed_by, r->n_disputed_by, NULL, 0);
    flush(p, 4, 6);
  }
  for (size_t i = 0, of_row = 0; i < info->n_cites; i++) {
    bool in_row = info->cites[i].text.len == 0;
    cite(p, &info->cites[i], in_row ? &r->row_cites[of_row++] : NULL);
  }
  if (info->because.len > 0) {
    say(p, "because: ");
    add(p, info->because);
    flush(p, 4, 6);
  }
  cs_buf_byte(p->out, '\n');
}

/* ------------------------------------------------------------------ terms of a regime */

static void expr(struct page *p, const struct cs_expr *e, enum cs_type type) {
  switch (e->kind) {
  case CS_EXPR_NONE:
    say(p, "none");
    return;
  case CS_EXPR_VALUE:
    operand(p, &e->value, type);
    return;
  case CS_EXPR_FIGURE:
    term(p, e->term);
    return;
  case CS_EXPR_TRUTH:
    say(p, "whether ");
    condition(p, e->node, false, false);
    return;
  case CS_EXPR_EVERY:
    say(p, "every ");
    if (e->has_cell) {
      fact_name(p, e->cell);
      say(p, " over ");
    }
    source(p, e->source, e->has_cell ? "rows " : "row ", "");
    return;
  }
}

static void version_days(struct page *p, const struct cs_rule_info *info, const struct cs_version *version) {
  if (same_span(info->from, CS_SPAN_ALWAYS) && version->next == 0) {
    return;
  }
  say(p, same_span(info->from, CS_SPAN_ALWAYS) ? "holds" : "holds from ");
  if (!same_span(info->from, CS_SPAN_ALWAYS)) {
    day(p, info->from);
  }
  if (version->next != 0) {
    cs_buf_printf(&p->text, " until its next version holds (line %u)",
                  (unsigned)p->rules->terms[version->next - 1].info.line);
  }
  flush(p, 4, 6);
}

static void defined(struct page *p, const struct cs_defined *t) {
  say(p, "term ");
  add(p, t->info.name);
  flush(p, 2, 6);
  for (size_t i = 0; i < t->n_cases; i++) {
    bool last = i > 0 && !t->cases[i].when;
    say(p, last ? "otherwise " : "is ");
    expr(p, &t->cases[i].value, t->fact.info.type);
    if (t->cases[i].when) {
      say(p, " when ");
      condition(p, t->cases[i].when, false, false);
    }
    flush(p, 4, 6);
  }
  version_days(p, &t->info, &t->version);
  for (size_t i = 0; i < t->info.n_cites; i++) {
    cite(p, &t->info.cites[i], NULL);
  }
  cs_buf_byte(p->out, '\n');
}

static void line_of(struct page *p, const char *name, struct cs_str value) {
  if (value.len > 0) {
    say(p, name);
    add(p, value);
    flush(p, 2, 4);
  }
}

static void regime(struct page *p, const struct cs_regime *r) {
  say(p, "regime ");
  add(p, r->info.name);
  flush(p, 0, 2);
  line_of(p, "", r->info.title);
  line_of(p, "owner: ", r->info.owner);
  line_of(p, "law of: ", r->info.state);
  if (r->info.n_treats > 0) {
    say(p, "treats completely: ");
    for (size_t i = 0; i < r->info.n_treats; i++) {
      say(p, i > 0 ? ", " : "");
      add(p, r->info.treats[i]);
    }
    flush(p, 2, 4);
  }
  if (r->otherwise != CS_EFFECT_NONE) {
    say(p, "where no rule applies: ");
    effect(p, r->otherwise, r->otherwise_office, r->otherwise_text);
    flush(p, 2, 4);
  }
  for (size_t i = 0; i < r->n_containments; i++) {
    const struct cs_containment *c = &r->containments[i];
    cs_buf_printf(&p->text, "takes %.*s as within %.*s (%.*s, %s)", CS_STR_ARG(cs_area_code(c->inner)),
                  CS_STR_ARG(cs_area_code(c->outer)), CS_STR_ARG(c->cite.text), cs_certainty_name(c->cite.certainty));
    flush(p, 2, 4);
  }
  cs_buf_byte(p->out, '\n');
}

/* ------------------------------------------------------------------ tables */

static void column(struct page *p, const struct cs_table *table, const struct cs_table_column *column) {
  const struct cs_fact_info *info = &column->fact.info;
  say(p, "column ");
  add(p, info->name);
  cs_buf_printf(&p->text, ": %s", cs_type_name(info->type));
  if (column->fact.levels) {
    cs_buf_printf(&p->text, " with levels by \"%c\"", column->fact.levels);
  }
  if (column->divided_by) {
    cs_buf_printf(&p->text, " divided by \"%c\"", column->divided_by);
  }
  if (info->type == CS_TYPE_MONEY || info->type == CS_TYPE_QUANTITY) {
    cs_buf_printf(&p->text, " in %.*s", CS_STR_ARG(cs_unit_name(info->unit)));
  }
  for (size_t i = 0; i < info->n_choices; i++) {
    say(p, i == 0 ? ", one of " : i + 1 < info->n_choices ? ", " : " or ");
    add(p, info->choices[i]);
  }
  for (size_t k = 0; k < table->n_keys; k++) {
    say(p, column == &table->columns[table->keys[k]] ? " (key)" : "");
  }
  flush(p, 2, 6);
}

/* A line of its own: a column that is declared, or a key. */
static bool told(const struct cs_table *t, size_t column) {
  return t->columns[column].declared || (t->n_keys > 0 && t->keys[0] == column) ||
         (t->n_keys > 1 && t->keys[1] == column);
}

/* Where it comes from, how it is found, what its columns are; those that nothing declares by their names alone. */
static void table(struct page *p, const struct cs_table *t) {
  for (size_t i = 0; i < t->n_versions; i++) {
    const struct cs_table_version *v = &t->versions[i];
    say(p, "table ");
    add(p, t->name);
    cs_buf_printf(&p->text, " from %.*s: %u %s", CS_STR_ARG(v->file), (unsigned)v->n_rows,
                  v->n_rows == 1 ? "row" : "rows");
    if (!same_span(v->version.from, CS_SPAN_ALWAYS)) {
      say(p, ", from ");
      day(p, v->version.from);
    }
    if (v->version.next != 0) {
      say(p, ", until its next version holds");
    }
    flush(p, 0, 4);
    for (size_t c = 0; c < v->n_cites; c++) {
      cite(p, &v->cites[c], NULL);
    }
  }
  bool none = true;
  for (size_t i = 0; i < t->n_columns; i++) {
    if (told(t, i)) {
      column(p, t, &t->columns[i]);
    }
  }
  for (size_t i = 0; i < t->n_columns; i++) {
    if (!told(t, i)) {
      say(p, none ? "columns, of codes: " : ", ");
      none = false;
      add(p, t->columns[i].fact.info.name);
    }
  }
  if (!none) {
    flush(p, 2, 6);
  }
  cs_buf_byte(p->out, '\n');
}

void cs_rules_show(struct cs_buf *buf, const struct cs_rules *rules, struct cs_str name) {
  struct page p = {.out = buf, .rules = rules};
  cs_buf_init(&p.text, PARAGRAPH_MAX);
  cs_buf_init(&p.asked, rules->n_tables + 1);
  for (size_t i = 0; i < rules->n_tables; i++) {
    cs_buf_byte(&p.asked, 0);
  }
  for (size_t r = 0; r < rules->n_regimes; r++) {
    if (name.len > 0 && !cs_str_eq(name, rules->regimes[r].info.name)) {
      continue;
    }
    regime(&p, &rules->regimes[r]);
    for (size_t i = 0; i < rules->n_terms; i++) {
      if (rules->terms[i].regime == r) {
        defined(&p, &rules->terms[i]);
      }
    }
    for (size_t i = 0; i < rules->n_rules; i++) {
      if (rules->rules[i].regime == r) {
        rule(&p, &rules->rules[i]);
      }
    }
  }
  for (size_t i = 0; i < rules->n_tables; i++) {
    if (name.len == 0 || (!p.asked.failed && p.asked.ptr[i])) {
      table(&p, &rules->tables[i]);
    }
  }
  cs_buf_deinit(&p.asked);
  cs_buf_deinit(&p.text);
}
