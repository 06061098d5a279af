/* A whole answer in plain words, a line a thing, for the worked examples of SPEC.md (spec_test.c says how it reads). */
#ifndef CS_TEST_RULES_SAID_H
#define CS_TEST_RULES_SAID_H

#include "rules/support/asking.h"

struct said {
  const struct cs_rules *rules;
  const struct cs_answer *a;
  struct cs_buf *out;
};

static inline struct cs_str said_rule(const struct said *s, uint32_t rule) {
  return rule == CS_RULE_OTHERWISE ? CS_STR("otherwise") : cs_rules_at(s->rules, rule)->name;
}

static inline void said_certainty(const struct said *s, enum cs_certainty certainty) {
  if (certainty != CS_CONFIRMED) {
    cs_buf_printf(s->out, ", %s", cs_certainty_name(certainty));
  }
}

static inline void said_rules(const struct said *s, const char *how, const uint32_t *rules, size_t n) {
  for (size_t i = 0; i < n; i++) {
    cs_buf_printf(s->out, "%s%.*s", i == 0 ? how : " ", CS_STR_ARG(said_rule(s, rules[i])));
  }
}

static inline void said_ground(const struct said *s, const struct cs_ground *g) {
  static const char *const values[] = {"applies", "unknown", "lifted"};
  cs_buf_printf(s->out, "  %.*s: %s", CS_STR_ARG(said_rule(s, g->rule)), values[g->value]);
  said_rules(s, g->value == CS_GROUND_LIFTED ? " by " : ", perhaps lifted by ", g->lifted_by, g->n_lifted_by);
  said_certainty(s, g->certainty);
  for (size_t i = 0; i < g->n_cites; i++) {
    cs_buf_printf(s->out, ", cites \"%.*s\"", CS_STR_ARG(g->cites[i].text));
  }
  if (g->line > 0) {
    cs_buf_printf(s->out, ", line %u", (unsigned)g->line + 1);
  }
  cs_buf_printf(s->out, "\n");
}

static inline void said_regimes(const struct said *s) {
  for (size_t r = 0; r < s->a->n_regimes; r++) {
    const struct cs_regime_answer *regime = &s->a->regimes[r];
    if (s->a->n_regimes > 1) {
      cs_buf_printf(s->out, "  regime %.*s: %s..%s\n", CS_STR_ARG(cs_rules_regime(s->rules, regime->regime)->name),
                    cs_verdict_name(regime->at_least), cs_verdict_name(regime->at_most));
    }
    for (size_t i = 0; i < regime->n_grounds; i++) {
      said_ground(s, &regime->grounds[i]);
    }
    if (regime->more > 0) {
      cs_buf_printf(s->out, "  and %u more\n", (unsigned)regime->more);
    }
  }
}

static inline void said_require(const struct said *s, const struct cs_require *r) {
  cs_buf_printf(s->out, "  requires %s", cs_require_name(r->kind));
  if (r->office.len > 0) {
    cs_buf_printf(s->out, " %.*s", CS_STR_ARG(r->office));
  }
  if (r->n > 0) {
    cs_buf_printf(s->out, " %lld", (long long)r->n);
  }
  if (r->days > 0) {
    cs_buf_printf(s->out, " %lld %s days", (long long)r->days, r->calendar_days ? "calendar" : "working");
  }
  if (r->text.len > 0) {
    cs_buf_printf(s->out, " \"%.*s\"", CS_STR_ARG(r->text));
  }
  if (r->before.first != CS_SPAN_NEVER.first) {
    cs_buf_printf(s->out, " before ");
    cs_span_write(s->out, r->before);
  }
  if (r->kind != CS_REQUIRE_CONSENT && r->approver.len > 0) {
    cs_buf_printf(s->out, ", of %.*s", CS_STR_ARG(r->approver));
  }
  said_certainty(s, r->certainty);
  cs_buf_printf(s->out, "%s\n", r->value == CS_YES ? "" : ", perhaps");
}

static inline void said_missing(const struct said *s, const struct cs_missing *m) {
  static const char *const moves[] = {"verdict", "approvers", "requirements"};
  const char *before = ": moves ";
  cs_buf_printf(s->out, "  missing %s %.*s", cs_cause_name(m->cause.kind), CS_STR_ARG(m->cause.name));
  for (int i = 0; i < 3; i++) {
    if ((m->moves >> i & 1) != 0) {
      cs_buf_printf(s->out, "%s%s", before, moves[i]);
      before = ", ";
    }
  }
  said_rules(s, "; needed by ", m->needed_by, m->n_needed_by);
  cs_buf_printf(s->out, "\n");
}

static inline void said_figure(const struct said *s, const struct cs_figure *figure) {
  if (figure->lo_open && figure->hi_open) {
    cs_buf_printf(s->out, "..");
    return;
  }
  cs_figure_write(s->out, *figure);
}

static inline void said_value(const struct said *s, const struct cs_term_value *t) {
  switch (t->kind) {
  case CS_TERM_VALUE_UNKNOWN:
    cs_buf_printf(s->out, "unknown");
    return;
  case CS_TERM_VALUE_NONE:
    cs_buf_printf(s->out, "none");
    return;
  case CS_TERM_VALUE_TRUTH:
    cs_buf_printf(s->out, "%s", t->truth == CS_YES ? "yes" : t->truth == CS_NO ? "no" : "unknown");
    return;
  case CS_TERM_VALUE_CODE:
  case CS_TERM_VALUE_CODES:
    cs_buf_printf(s->out, t->kind == CS_TERM_VALUE_CODES ? "{" : "");
    for (size_t i = 0; i < t->n_words; i++) {
      bool maybe = t->kind == CS_TERM_VALUE_CODES && i >= t->n_words - t->n_maybe;
      cs_buf_printf(s->out, "%s%.*s%s",
                    i == 0                           ? ""
                    : t->kind == CS_TERM_VALUE_CODES ? ", "
                                                     : " or ",
                    CS_STR_ARG(t->words[i]), maybe ? "?" : "");
    }
    cs_buf_printf(s->out, t->kind == CS_TERM_VALUE_CODES ? "}" : "");
    return;
  case CS_TERM_VALUE_SHARE:
    cs_share_write(s->out, t->figure, t->over);
    return;
  case CS_TERM_VALUE_DATE:
    cs_span_write(s->out, t->span);
    return;
  case CS_TERM_VALUE_FIGURE:
  case CS_TERM_VALUE_ROWS:
    said_figure(s, &t->figure);
    cs_buf_printf(s->out, t->kind == CS_TERM_VALUE_ROWS ? " rows" : "");
    return;
  }
}

static inline void said_term(const struct said *s, const struct cs_term_value *t) {
  cs_buf_printf(s->out, "  term %.*s: ", CS_STR_ARG(t->name));
  said_value(s, t);
  cs_buf_printf(s->out, "%s", t->maybe_none ? " or none" : "");
  said_certainty(s, t->certainty);
  for (size_t i = 0; i < t->n_causes; i++) {
    cs_buf_printf(s->out, "%s%s %.*s", i == 0 ? "; missing " : ", ", cs_cause_name(t->causes[i].kind),
                  CS_STR_ARG(t->causes[i].name));
  }
  if (t->line > 0) {
    cs_buf_printf(s->out, ", line %u", (unsigned)t->line + 1);
  }
  cs_buf_printf(s->out, "\n");
}

static inline void said_answer(const struct cs_rules *rules, const struct cs_answer *a, struct cs_buf *out) {
  const struct said s = {rules, a, out};
  cs_buf_printf(out, "%s", cs_verdict_name(a->at_least));
  if (a->at_least != a->at_most) {
    cs_buf_printf(out, "..%s", cs_verdict_name(a->at_most));
  }
  cs_buf_printf(out, ", %s%s\n", cs_certainty_name(a->certainty), a->settled ? "" : ", not settled");
  said_regimes(&s);
  for (size_t i = 0; i < a->n_approvers; i++) {
    cs_buf_printf(out, "  approver %.*s%s\n", CS_STR_ARG(a->approvers[i].office),
                  a->approvers[i].value == CS_YES ? "" : ", perhaps");
  }
  for (size_t i = 0; i < a->n_requires; i++) {
    said_require(&s, &a->requires[i]);
  }
  for (size_t i = 0; i < a->n_missing; i++) {
    said_missing(&s, &a->missing[i]);
  }
  for (size_t i = 0; i < a->n_terms; i++) {
    said_term(&s, &a->terms[i]);
  }
  for (size_t i = 0; i < a->n_assumed; i++) {
    cs_buf_printf(out, "  assumed %.*s\n", CS_STR_ARG(a->assumed[i]));
  }
  for (size_t i = 0; i < a->n_notes; i++) {
    cs_buf_printf(out, "  note \"%.*s\"\n", CS_STR_ARG(a->notes[i]));
  }
}

#endif
