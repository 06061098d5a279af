/* Writes a determination as JSON. Must never leave a member out or change their order: both are DESIGN section 8's, and
 * others read them. Indices become names here and nowhere else. */
#include "review/answer_json.h"

#include "base/limits.h"
#include "review/terms.h"

#include <string.h>

struct writer {
  struct cs_json_writer *w;
  const struct cs_determination *d;
};

/* ------------------------------------------------------------------ pieces */

#define KEY(name) CS_STR("\"" name "\":") /* for cs_json_put_name */

static void put_text(struct writer *o, struct cs_str value) {
  if (value.len > 0) {
    cs_json_put_str(o->w, value);
  } else {
    cs_json_put_null(o->w);
  }
}

static inline void text(struct writer *o, struct cs_str key, struct cs_str value) {
  cs_json_put_name(o->w, key);
  put_text(o, value);
}

static inline void word(struct writer *o, struct cs_str key, const char *value) {
  cs_json_put_name(o->w, key);
  cs_json_put_word(o->w, value);
}

static inline void integer(struct writer *o, struct cs_str key, int64_t value) {
  cs_json_put_name(o->w, key);
  cs_json_put_integer(o->w, value);
}

static inline void day(struct writer *o, struct cs_str key, cs_day value) {
  cs_json_put_name(o->w, key);
  cs_json_put_raw(o->w, CS_STR("\""));
  cs_day_write(o->w->buf, value);
  cs_buf_byte(o->w->buf, '"');
}

static inline void number_or_null(struct writer *o, struct cs_str key, int64_t value) {
  cs_json_put_name(o->w, key);
  if (value > 0) {
    cs_json_put_integer(o->w, value);
  } else {
    cs_json_put_null(o->w);
  }
}

/* A list of n: begun, to be ended by its writer, or whole where it is empty (then false). */
#define LIST(o, name, n) list((o), KEY(name), CS_STR("\"" name "\":[]"), (n))
static inline bool list(struct writer *o, struct cs_str key, struct cs_str empty, size_t n) {
  if (n == 0) {
    cs_json_put_raw(o->w, empty);
    return false;
  }
  cs_json_put_name(o->w, key);
  cs_json_begin_array(o->w);
  return true;
}

static inline void digest(struct writer *o, struct cs_str key, const unsigned char bytes[32], bool there) {
  cs_json_put_name(o->w, key);
  if (!there) {
    cs_json_put_null(o->w);
    return;
  }
  cs_json_put_raw(o->w, CS_STR("\""));
  cs_buf_hex(o->w->buf, bytes, 32);
  cs_buf_byte(o->w->buf, '"');
}

static bool any_byte(const unsigned char bytes[32]) {
  for (size_t i = 0; i < 32; i++) {
    if (bytes[i] != 0) {
      return true;
    }
  }
  return false;
}

static const char *truth_word(enum cs_truth value, const char *yes) {
  return value == CS_YES ? yes : value == CS_NO ? "no" : "unknown";
}

static void rule_name(struct writer *o, uint32_t rule) {
  cs_json_put_str(o->w, cs_rules_at(o->d->rules, rule)->name);
}

/* ------------------------------------------------------------------ approvers */

static void write_acting(struct writer *o, const struct cs_acting *acting) {
  cs_json_begin_object(o->w);
  text(o, KEY("office"), acting->office);
  word(o, KEY("value"), truth_word(acting->chain.value, "true"));
  word(o, KEY("certainty"), cs_certainty_name(acting->chain.certainty));
  if (LIST(o, "chain", acting->chain.n)) {
    for (size_t i = 0; i < acting->chain.n; i++) {
      cs_json_put_str(o->w, acting->chain.mandates[i]);
    }
    cs_json_end_array(o->w);
  }
  text(o, KEY("disputed"), acting->chain.disputed);
  cs_json_end_object(o->w);
}

static void write_approvers(struct writer *o) {
  if (LIST(o, "approvers", o->d->n_approvers)) {
    for (size_t i = 0; i < o->d->n_approvers; i++) {
      const struct cs_review_approver *approver = &o->d->approvers[i];
      cs_json_begin_object(o->w);
      text(o, KEY("office"), approver->office);
      text(o, KEY("regime"), approver->regime);
      word(o, KEY("value"), truth_word(approver->value, "true"));
      if (LIST(o, "acting", approver->n_acting)) {
        for (size_t k = 0; k < approver->n_acting; k++) {
          write_acting(o, &approver->acting[k]);
        }
        cs_json_end_array(o->w);
      }
      cs_json_end_object(o->w);
    }
    cs_json_end_array(o->w);
  }
}

/* ------------------------------------------------------------------ standing */

static void write_lacking(struct writer *o, const struct cs_lacking *lacking) {
  cs_json_begin_object(o->w);
  word(o, KEY("kind"), cs_lacking_name(lacking->kind));
  text(o, KEY("name"), lacking->name);
  word(o, KEY("value"), truth_word(lacking->value, "true"));
  cs_json_end_object(o->w);
}

static void write_standing(struct writer *o) {
  const struct cs_standing *standing = &o->d->standing;
  CS_JSON_KEY(o->w, "standing");
  cs_json_begin_object(o->w);
  word(o, KEY("may_proceed"), truth_word(standing->may_proceed, "yes"));
  if (LIST(o, "under", standing->n_under)) {
    for (size_t i = 0; i < standing->n_under; i++) {
      cs_json_put_str(o->w, standing->under[i]);
    }
    cs_json_end_array(o->w);
  }
  if (LIST(o, "lacking", standing->n_lacking)) {
    for (size_t i = 0; i < standing->n_lacking; i++) {
      write_lacking(o, &standing->lacking[i]);
    }
    cs_json_end_array(o->w);
  }
  if (LIST(o, "waiting", standing->n_waiting)) {
    for (size_t i = 0; i < standing->n_waiting; i++) {
      cs_json_begin_object(o->w);
      text(o, KEY("authorization"), standing->waiting[i].authorization);
      text(o, KEY("why"), standing->waiting[i].why);
      word(o, KEY("kind"), standing->waiting[i].kind);
      cs_json_end_object(o->w);
    }
    cs_json_end_array(o->w);
  }
  cs_json_end_object(o->w);
}

static void write_path(struct writer *o, const struct cs_path *path) {
  if (LIST(o, "path", path->n)) {
    for (size_t i = 0; i < path->n; i++) {
      const struct cs_path_node *node = &path->at[i];
      cs_json_begin_object(o->w);
      text(o, KEY("item"), node->item);
      text(o, KEY("by"), node->by);
      text(o, KEY("origin"), node->origin);
      text(o, KEY("cite"), node->cite);
      word(o, KEY("certainty"), cs_certainty_name(node->certainty));
      cs_json_end_object(o->w);
    }
    cs_json_end_array(o->w);
  }
}

static void write_unasked(struct writer *o) {
  if (LIST(o, "unasked", o->d->n_unasked)) {
    for (size_t i = 0; i < o->d->n_unasked; i++) {
      cs_json_begin_object(o->w);
      text(o, KEY("state"), o->d->unasked[i].state);
      text(o, KEY("why"), o->d->unasked[i].why);
      cs_json_end_object(o->w);
    }
    cs_json_end_array(o->w);
  }
}

/* ------------------------------------------------------------------ regimes */

static const char *effect_word(enum cs_effect_kind effect) {
  switch (effect) {
  case CS_EFFECT_NONE:
    return "none";
  case CS_EFFECT_NOTE:
    return "note";
  case CS_EFFECT_PERMIT:
    return "permit";
  case CS_EFFECT_REFER:
    return "refer";
  case CS_EFFECT_REVIEW:
    return "review";
  case CS_EFFECT_PROHIBIT:
    return "prohibit";
  }
  return "none";
}

static const char *ground_word(enum cs_ground_value value) {
  switch (value) {
  case CS_GROUND_TRUE:
    return "true";
  case CS_GROUND_UNKNOWN:
    return "unknown";
  case CS_GROUND_LIFTED:
    return "lifted";
  }
  return "unknown";
}

/* "review by us.secdef", "permit" */
static void write_effect(struct writer *o, const struct cs_rule_info *rule) {
  static const char by[] = "review by ";
  char words[sizeof by - 1 + CS_IDENT_MAX];
  if (rule->effect != CS_EFFECT_REVIEW) {
    word(o, KEY("effect"), effect_word(rule->effect));
    return;
  }
  cs_assert(rule->office.len <= CS_IDENT_MAX);
  memcpy(words, by, sizeof by - 1);
  memcpy(words + sizeof by - 1, rule->office.ptr, rule->office.len);
  text(o, KEY("effect"), (struct cs_str){words, sizeof by - 1 + rule->office.len});
}

static void write_ground(struct writer *o, const struct cs_review_ground *ground) {
  const struct cs_rule_info *rule = cs_rules_at(o->d->rules, ground->rule);
  cs_json_begin_object(o->w);
  text(o, KEY("rule"), rule->name);
  text(o, KEY("file"), rule->file);
  integer(o, KEY("line"), rule->line);
  write_effect(o, rule);
  text(o, KEY("cite"), cs_rule_cite(rule, ground->cites, ground->n_cites));
  word(o, KEY("certainty"), cs_certainty_name(ground->certainty));
  word(o, KEY("value"), ground_word(ground->value));
  if (LIST(o, "lifted_by", ground->n_lifted_by)) {
    for (size_t i = 0; i < ground->n_lifted_by; i++) {
      rule_name(o, ground->lifted_by[i]);
    }
    cs_json_end_array(o->w);
  }
  if (LIST(o, "lines", ground->n_lines)) {
    for (size_t i = 0; i < ground->n_lines; i++) {
      cs_json_put_integer(o->w, (int64_t)ground->lines[i] + 1);
    }
    cs_json_end_array(o->w);
  }
  write_path(o, &ground->path);
  cs_json_end_object(o->w);
}

static void write_regimes(struct writer *o) {
  if (LIST(o, "regimes", o->d->n_regimes)) {
    for (size_t i = 0; i < o->d->n_regimes; i++) {
      const struct cs_review_regime *regime = &o->d->regimes[i];
      cs_json_begin_object(o->w);
      text(o, KEY("regime"), cs_rules_regime(o->d->rules, regime->regime)->name);
      word(o, KEY("at_least"), cs_verdict_name(regime->at_least));
      word(o, KEY("at_most"), cs_verdict_name(regime->at_most));
      if (LIST(o, "grounds", regime->n_grounds)) {
        for (size_t k = 0; k < regime->n_grounds; k++) {
          write_ground(o, &regime->grounds[k]);
        }
        cs_json_end_array(o->w);
      }
      if (regime->more > 0) {
        integer(o, KEY("more"), (int64_t)regime->more);
      }
      cs_json_end_object(o->w);
    }
    cs_json_end_array(o->w);
  }
}

/* ------------------------------------------------------------------ requirements, causes */

/* What meets a condition: "needs", whose payments count in "by", the day before which in "before". */
static void write_needed(struct writer *o, const struct cs_require *require) {
  word(o, KEY("needs"), cs_need_name(require->need));
  text(o, KEY("by"), require->payers);
  CS_JSON_KEY(o->w, "before");
  if (require->before.first == CS_SPAN_NEVER.first) {
    cs_json_put_null(o->w);
    return;
  }
  cs_json_put_raw(o->w, CS_STR("\""));
  cs_span_write(o->w->buf, require->before);
  cs_buf_byte(o->w->buf, '"');
}

static void write_require(struct writer *o, const struct cs_require *require) {
  cs_json_begin_object(o->w);
  word(o, KEY("kind"), cs_require_name(require->kind));
  text(o, KEY("office"), require->office);
  number_or_null(o, KEY("n"), require->n);
  number_or_null(o, KEY("days"), require->days);
  text(o, KEY("calendar"),
       require->days == 0       ? CS_STR_NONE
       : require->calendar_days ? CS_STR("calendar")
                                : CS_STR("working"));
  text(o, KEY("text"), require->text);
  word(o, KEY("certainty"), cs_certainty_name(require->certainty));
  if (require->kind == CS_REQUIRE_CONDITION) {
    write_needed(o, require);
  }
  cs_json_end_object(o->w);
}

/* The weightiest that it moves. */
static const char *moves_word(unsigned moves) {
  if ((moves & CS_MOVES_VERDICT) != 0) {
    return "verdict";
  }
  return (moves & CS_MOVES_APPROVERS) != 0 ? "approvers" : "requires";
}

static void write_missing(struct writer *o, const struct cs_missing *missing) {
  cs_json_begin_object(o->w);
  word(o, KEY("cause"), cs_cause_name(missing->cause.kind));
  text(o, KEY("name"), missing->cause.name);
  word(o, KEY("moves"), moves_word(missing->moves));
  if (LIST(o, "needed_by", missing->n_needed_by)) {
    for (size_t i = 0; i < missing->n_needed_by; i++) {
      rule_name(o, missing->needed_by[i]);
    }
    cs_json_end_array(o->w);
  }
  cs_json_end_object(o->w);
}

/* Is there a term of that name for another line? Then each name has a list, one value a line. */
static bool of_lines(const struct cs_answer *answer) {
  for (size_t i = 0; i < answer->n_terms; i++) {
    if (answer->terms[i].line > 0) {
      return true;
    }
  }
  return false;
}

/* The values of the i-th term, of its own line and of those behind it. */
static void write_term(struct writer *o, size_t i, bool list) {
  const struct cs_answer *answer = &o->d->answer;
  const struct cs_term_value *term = &answer->terms[i];
  cs_json_key_str(o->w, term->name);
  if (!list) {
    cs_term_write_json(o->w, term);
    return;
  }
  cs_json_begin_array(o->w);
  for (size_t k = i; k < answer->n_terms; k++) {
    if (cs_str_eq(answer->terms[k].name, term->name)) {
      cs_term_write_json(o->w, &answer->terms[k]);
    }
  }
  cs_json_end_array(o->w);
}

static void write_terms(struct writer *o) {
  const struct cs_answer *answer = &o->d->answer;
  bool list = of_lines(answer);
  CS_JSON_KEY(o->w, "terms");
  cs_json_begin_object(o->w);
  for (size_t i = 0; i < answer->n_terms; i++) {
    if (answer->terms[i].unique && answer->terms[i].line == 0) {
      write_term(o, i, list);
    }
  }
  cs_json_end_object(o->w);
}

static void write_answer_lists(struct writer *o) {
  const struct cs_answer *answer = &o->d->answer;
  if (LIST(o, "requires", answer->n_requires)) {
    for (size_t i = 0; i < answer->n_requires; i++) {
      write_require(o, &answer->requires[i]);
    }
    cs_json_end_array(o->w);
  }
  write_terms(o);
  if (LIST(o, "missing", answer->n_missing)) {
    for (size_t i = 0; i < answer->n_missing; i++) {
      write_missing(o, &answer->missing[i]);
    }
    cs_json_end_array(o->w);
  }
  if (LIST(o, "assumed", answer->n_assumed)) {
    for (size_t i = 0; i < answer->n_assumed; i++) {
      cs_json_put_str(o->w, answer->assumed[i]);
    }
    cs_json_end_array(o->w);
  }
}

static void write_precedents(struct writer *o) {
  if (LIST(o, "precedents", o->d->n_precedents)) {
    for (size_t i = 0; i < o->d->n_precedents; i++) {
      const struct cs_review_precedent *precedent = &o->d->precedents[i];
      cs_json_begin_object(o->w);
      text(o, KEY("case"), precedent->reference);
      text(o, KEY("approver"), precedent->approver);
      text(o, KEY("outcome"), precedent->outcome);
      text(o, KEY("item"), precedent->item);
      text(o, KEY("party"), precedent->party);
      text(o, KEY("on"), precedent->on);
      word(o, KEY("certainty"), cs_certainty_name(precedent->certainty));
      integer(o, KEY("entry"), precedent->n);
      cs_json_end_object(o->w);
    }
    cs_json_end_array(o->w);
  }
}

static void write_basis(struct writer *o) {
  CS_JSON_KEY(o->w, "basis");
  cs_json_begin_object(o->w);
  digest(o, KEY("rules"), o->d->rules_digest, any_byte(o->d->rules_digest));
  CS_JSON_KEY(o->w, "entry");
  if (o->d->entry >= 0) {
    cs_json_put_integer(o->w, o->d->entry);
  } else {
    cs_json_put_null(o->w);
  }
  digest(o, KEY("root"), o->d->root, o->d->entry >= 0);
  cs_json_end_object(o->w);
}

/* ------------------------------------------------------------------ all together */

void cs_determination_write(struct cs_json_writer *w, const struct cs_determination *determination) {
  struct writer o = {.w = w, .d = determination};
  enum cs_verdict verdict;
  bool determined = cs_determination_verdict(determination, &verdict);
  cs_json_begin_object(w);
  text(&o, KEY("verdict"), determined ? cs_str_of(cs_verdict_name(verdict)) : CS_STR_NONE);
  word(&o, KEY("at_least"), cs_verdict_name(determination->answer.at_least));
  word(&o, KEY("at_most"), cs_verdict_name(determination->answer.at_most));
  word(&o, KEY("certainty"), cs_certainty_name(determination->answer.certainty));
  CS_JSON_KEY(w, "settled");
  cs_json_put_bool(w, determination->settled);
  day(&o, KEY("as_of"), determination->on);
  day(&o, KEY("as_known"), determination->known);
  write_approvers(&o);
  write_standing(&o);
  write_unasked(&o);
  write_regimes(&o);
  write_answer_lists(&o);
  write_precedents(&o);
  if (LIST(&o, "notes", determination->answer.n_notes)) {
    for (size_t i = 0; i < determination->answer.n_notes; i++) {
      cs_json_put_str(w, determination->answer.notes[i]);
    }
    cs_json_end_array(w);
  }
  write_basis(&o);
  cs_json_end_object(w);
}
