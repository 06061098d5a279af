/* How a determination is told. Must never print a yes while anything is unknown or not asked: review decided that. */
#include "lib/words.h"

#include "base/layout.h"
#include "review/terms.h"

#include <stdio.h>
#include <string.h>

struct saying {
  struct cs_buf *out;
  const struct cs_request *request;
  const struct cs_determination *det;
};

/* What had no room in memory is missing from the whole. */
static void end(const struct saying *s, struct cs_buf *text) {
  s->out->exhausted = s->out->exhausted || text->exhausted;
  s->out->failed = s->out->failed || text->exhausted;
  cs_buf_deinit(text);
}

static const char *star(enum cs_certainty certainty) {
  return certainty == CS_ASSUMED ? "*" : "";
}

static const struct cs_rule_info *rule_of(const struct saying *s, uint32_t rule) {
  return cs_rules_at(s->det->rules, rule);
}

static void place_of(const struct cs_rule_info *rule, char place[160]) {
  snprintf(place, 160, "%.*s:%u", CS_STR_ARG(rule->file), rule->line);
}

static bool exact_day(struct cs_span span) {
  return cs_span_exact(span) && span.first != CS_DAY_MIN && span.first != CS_DAY_MAX;
}

/* ------------------------------------------------------------------ the first line */

static void join_offices(const struct saying *s, enum cs_truth value, struct cs_buf *out) {
  size_t n = 0, i = 0;
  for (size_t k = 0; k < s->det->n_approvers; k++) {
    bool seen = false;
    for (size_t before = 0; before < k; before++) {
      seen = seen || cs_str_eq(s->det->approvers[before].office, s->det->approvers[k].office);
    }
    n += !seen && s->det->approvers[k].value == value;
  }
  for (size_t k = 0; k < s->det->n_approvers; k++) {
    bool seen = s->det->approvers[k].value != value;
    for (size_t before = 0; before < k; before++) {
      seen = seen || cs_str_eq(s->det->approvers[before].office, s->det->approvers[k].office);
    }
    if (!seen) {
      cs_buf_printf(out, "%s%.*s", i == 0 ? "" : i + 1 == n ? " and " : ", ", CS_STR_ARG(s->det->approvers[k].office));
      i++;
    }
  }
  cs_buf_add(out, n == 2 ? CS_STR(", both") : n > 2 ? CS_STR(", all of them") : CS_STR(""));
}

static bool deciding(const struct saying *s, const struct cs_review_ground *ground) {
  static const enum cs_effect_kind effects[] = {
      [CS_NOT_COVERED] = CS_EFFECT_NONE,      [CS_PERMITTED] = CS_EFFECT_PERMIT,    [CS_REFER] = CS_EFFECT_REFER,
      [CS_NEEDS_APPROVAL] = CS_EFFECT_REVIEW, [CS_PROHIBITED] = CS_EFFECT_PROHIBIT,
  };
  return ground->value == CS_GROUND_TRUE && rule_of(s, ground->rule)->effect == effects[s->det->answer.at_least] &&
         effects[s->det->answer.at_least] != CS_EFFECT_NONE;
}

static void say_verdict(const struct saying *s, bool many) {
  static const char *const words[] = {"NOT COVERED", "PERMITTED", "REFER", "NEEDS APPROVAL", "PROHIBITED"};
  const struct cs_answer *answer = &s->det->answer;
  struct cs_buf text;
  char key[32] = "UNDETERMINED";
  cs_buf_init(&text, 4096);
  if (answer->at_least != answer->at_most) {
    cs_buf_printf(&text, "at least %s, at most %s", cs_verdict_name(answer->at_least),
                  cs_verdict_name(answer->at_most));
  } else {
    snprintf(key, sizeof key, "%s", words[answer->at_least]);
    switch (answer->at_least) {
    case CS_NOT_COVERED:
      cs_buf_printf(&text, "no rule of the regimes that were asked applies");
      break;
    case CS_PERMITTED:
      cs_buf_printf(&text, "as the rules stand");
      break;
    case CS_REFER:
      cs_buf_printf(&text, "another law, or a person, must answer");
      break;
    case CS_NEEDS_APPROVAL:
      cs_buf_printf(&text, "of ");
      join_offices(s, CS_YES, &text);
      break;
    case CS_PROHIBITED:
      cs_buf_printf(&text, "whoever consents");
      break;
    }
  }
  if (many) {
    char whole[4200];
    char act[64];
    snprintf(act, sizeof act, "%.*s", CS_STR_ARG(s->request->act));
    snprintf(whole, sizeof whole, "%-15s %.*s", key, CS_STR_ARG(cs_buf_str(&text)));
    cs_layout_line(s->out, act, "%s", whole);
  } else {
    cs_layout_line(s->out, key, "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  }
  end(s, &text);
}

/* ------------------------------------------------------------------ why */

/* "Wall Street Journal, 2025-08-23, reported; held since late spring, known since 2025-08-23" */
static void say_source(const struct saying *s, const struct cs_rule_info *rule, const struct cs_review_ground *ground) {
  struct cs_buf text;
  size_t n = 0;
  cs_buf_init(&text, 4096);
  for (size_t i = 0; i < rule->n_cites + ground->n_cites; i++) {
    const struct cs_cite *cite = i < rule->n_cites ? &rule->cites[i] : &ground->cites[i - rule->n_cites];
    if (cite->text.len > 0) {
      cs_buf_printf(&text, "%s%.*s, %s", n++ > 0 ? "; " : "", CS_STR_ARG(cite->text),
                    cs_certainty_name(cite->certainty));
    }
  }
  if (n == 0) {
    cs_buf_printf(&text, "no source is named*");
  }
  if (rule->from_words.len > 0) {
    cs_buf_printf(&text, "; held since %.*s", CS_STR_ARG(rule->from_words));
  } else if (!cs_span_exact(rule->from) && rule->from.first == CS_DAY_MIN) {
    cs_buf_printf(&text, "; held since some day up to ");
    cs_day_write(&text, rule->from.last);
  } else if (rule->from.first != CS_DAY_MIN) {
    cs_buf_printf(&text, "; held since ");
    cs_span_write(&text, rule->from);
  }
  if (rule->known != CS_DAY_MIN && !(exact_day(rule->from) && rule->from.first == rule->known)) {
    cs_buf_printf(&text, ", known since ");
    cs_day_write(&text, rule->known);
  }
  cs_layout_line(s->out, "", "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  end(s, &text);
}

static void say_path(const struct saying *s, const struct cs_path *path) {
  struct cs_buf text;
  cs_buf_init(&text, 8192);
  for (size_t i = 0; i < path->n; i++) {
    const struct cs_path_node *node = &path->at[i];
    if (i > 0) {
      cs_buf_byte(&text, ' ');
      for (size_t k = 0; k < node->by.len; k++) {
        cs_buf_byte(&text, node->by.ptr[k] == '-' ? ' ' : node->by.ptr[k]);
      }
      cs_buf_byte(&text, ' ');
    }
    cs_buf_printf(&text, "%.*s%s", CS_STR_ARG(node->item), star(node->certainty));
    if (node->origin.len > 0) {
      cs_buf_printf(&text, ", origin %.*s", CS_STR_ARG(node->origin));
    }
  }
  for (size_t i = 1; i < path->n; i++) {
    if (path->at[i].cite.len > 0) {
      cs_buf_printf(&text, "; %.*s, %s", CS_STR_ARG(path->at[i].cite), cs_certainty_name(path->at[i].certainty));
    }
  }
  if (path->n > 1) {
    cs_layout_line(s->out, "", "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  }
  end(s, &text);
}

static void say_ground(const struct saying *s, const struct cs_review_ground *ground, const char *key) {
  const struct cs_rule_info *rule = rule_of(s, ground->rule);
  char place[160];
  struct cs_buf text;
  cs_buf_init(&text, 1024);
  cs_buf_printf(&text, "%.*s", CS_STR_ARG(rule->name));
  if (rule->effect == CS_EFFECT_REVIEW) {
    cs_buf_printf(&text, ": %.*s reviews", CS_STR_ARG(rule->office));
  }
  if (rule->effect == CS_EFFECT_REFER) {
    cs_buf_printf(&text, ": %.*s", CS_STR_ARG(rule->text));
  }
  if (s->request->n_lines > 1) {
    cs_buf_printf(&text, ", line%s", ground->n_lines > 1 ? "s" : "");
    for (size_t i = 0; i < ground->n_lines && i < 8; i++) {
      cs_buf_printf(&text, " %u", ground->lines[i] + 1);
    }
    cs_buf_add(&text, ground->n_lines > 8 ? CS_STR(" …") : CS_STR(""));
  }
  place_of(rule, place);
  cs_layout_line_at(s->out, key, cs_buf_str(&text), cs_str_of(place));
  end(s, &text);
  say_path(s, &ground->path);
  say_source(s, rule, ground);
}

/* Rules that only end others, or only note something, do not decide. */
static bool has_verdict(const struct saying *s, const struct cs_review_ground *ground) {
  enum cs_effect_kind effect = rule_of(s, ground->rule)->effect;
  return effect != CS_EFFECT_NONE && effect != CS_EFFECT_NOTE;
}

/* What decides; and where the answer is not settled, what may. */
static void say_grounds(const struct saying *s) {
  bool undetermined = s->det->answer.at_least != s->det->answer.at_most;
  bool open = !s->det->answer.settled;
  for (size_t r = 0; r < s->det->n_regimes; r++) {
    const struct cs_review_regime *regime = &s->det->regimes[r];
    for (size_t i = 0; i < regime->n_grounds; i++) {
      const struct cs_review_ground *ground = &regime->grounds[i];
      if (ground->value == CS_GROUND_UNKNOWN && open) {
        say_ground(s, ground, "may apply");
      } else if (deciding(s, ground) || (undetermined && ground->value == CS_GROUND_TRUE && has_verdict(s, ground))) {
        say_ground(s, ground, "");
      }
    }
    if (regime->more > 0 && open) {
      cs_layout_line(s->out, "", "and %zu more that may apply", regime->more);
    }
  }
}

/* ------------------------------------------------------------------ what else is asked, and what is not known */

static void add_days(struct cs_buf *text, const struct cs_require *require) {
  if (require->days > 0) {
    cs_buf_printf(text, " %lld %s days", (long long)require->days, require->calendar_days ? "calendar" : "working");
  }
}

static void say_require(const struct saying *s, const struct cs_require *require) {
  struct cs_buf text;
  const char *perhaps = require->value == CS_UNKNOWN ? "perhaps " : "";
  cs_buf_init(&text, 2048);
  switch (require->kind) {
  case CS_REQUIRE_CONSENT:
    break; /* said in the first line */
  case CS_REQUIRE_ADVICE:
    cs_buf_printf(&text, "%sadvice of %.*s%s", perhaps, CS_STR_ARG(require->office),
                  require->days > 0 ? " within" : "");
    add_days(&text, require);
    break;
  case CS_REQUIRE_COUNTERSIGN:
    cs_buf_printf(&text, "%s%lld countersignature%s", perhaps, (long long)require->n, require->n == 1 ? "" : "s");
    break;
  case CS_REQUIRE_NOTIFY:
    cs_buf_printf(&text, "%snotice to %.*s,", perhaps, CS_STR_ARG(require->office));
    add_days(&text, require);
    break;
  case CS_REQUIRE_PROVISO:
  case CS_REQUIRE_LIMIT:
  case CS_REQUIRE_CONDITION:
    cs_buf_printf(&text, "%s%s: %.*s", perhaps, cs_require_name(require->kind),
                  CS_STR_ARG(require->text.len > 0 ? require->text : CS_STR("single use")));
    break;
  }
  if (text.len > 0) {
    char place[160];
    cs_buf_printf(&text, "%s", star(require->certainty));
    place_of(rule_of(s, require->rule), place);
    cs_layout_line_at(s->out, "asks for", cs_buf_str(&text), cs_str_of(place));
  }
  end(s, &text);
}

static const struct cs_rule_info *rule_called(const struct saying *s, struct cs_str name) {
  for (size_t i = 0; i < cs_rules_n(s->det->rules); i++) {
    if (cs_str_eq(rule_of(s, (uint32_t)i)->name, name)) {
      return rule_of(s, (uint32_t)i);
    }
  }
  return NULL;
}

static void say_missing(const struct saying *s, const struct cs_missing *missing) {
  struct cs_str name = missing->cause.name;
  struct cs_buf text;
  const struct cs_rule_info *rule = rule_called(s, name);
  cs_buf_init(&text, 2048);
  switch (missing->cause.kind) {
  case CS_CAUSE_FACT:
    cs_buf_printf(&text, "the fact %.*s: nothing says it", CS_STR_ARG(name));
    break;
  case CS_CAUSE_BOUNDS:
    cs_buf_printf(&text, "%.*s, which is known only within bounds", CS_STR_ARG(name));
    break;
  case CS_CAUSE_AREA:
    cs_buf_printf(&text, "a smaller area: %.*s lies only partly within the rule's",
                  CS_STR_ARG(s->request->has_area ? cs_area_code(s->request->area) : name));
    break;
  case CS_CAUSE_DATE:
    cs_buf_printf(&text, "the day of %.*s", CS_STR_ARG(name));
    if (rule && !cs_span_exact(rule->from)) {
      cs_buf_printf(&text, ": the source says only ");
      cs_span_write(&text, rule->from);
    } else if (rule && !cs_span_exact(rule->before)) {
      cs_buf_printf(&text, ": the source says of its end only ");
      cs_span_write(&text, rule->before);
    }
    break;
  case CS_CAUSE_DISPUTED:
    cs_buf_printf(&text, "%.*s, which is disputed", CS_STR_ARG(name));
    break;
  case CS_CAUSE_TABLE:
    cs_buf_printf(&text, "%.*s, which the table does not tell", CS_STR_ARG(name));
    break;
  case CS_CAUSE_CONTENT:
    cs_buf_printf(&text, "what %.*s depends on: its list is not said to be complete", CS_STR_ARG(name));
    break;
  case CS_CAUSE_GROUP:
    cs_buf_printf(&text, "who else belongs to %.*s", CS_STR_ARG(name));
    break;
  }
  cs_buf_printf(&text, " (moves the %s%s%s)", missing->moves & CS_MOVES_VERDICT ? "verdict" : "",
                missing->moves & CS_MOVES_APPROVERS ? (missing->moves & CS_MOVES_VERDICT ? ", approvers" : "approvers")
                                                    : "",
                missing->moves & CS_MOVES_REQUIRES
                    ? (missing->moves & (CS_MOVES_VERDICT | CS_MOVES_APPROVERS) ? ", requirements" : "requirements")
                    : "");
  cs_layout_line(s->out, "would settle it", "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  end(s, &text);
}

static void say_unasked(const struct saying *s) {
  for (size_t i = 0; i < s->det->n_unasked; i++) {
    const struct cs_unasked *unasked = &s->det->unasked[i];
    struct cs_buf text;
    cs_buf_init(&text, 2048);
    cs_buf_printf(&text, "%.*s", CS_STR_ARG(unasked->state));
    if (unasked->path.n == 1) {
      cs_buf_printf(&text, ", whose law %.*s carries", CS_STR_ARG(unasked->path.at[0].item));
    } else if (unasked->path.n > 1) {
      cs_buf_printf(&text, ", whose law comes by %.*s", CS_STR_ARG(unasked->path.at[unasked->path.n - 1].item));
    }
    cs_buf_printf(&text, ": %.*s", CS_STR_ARG(unasked->why));
    cs_layout_line(s->out, "not asked", "%.*s", CS_STR_ARG(cs_buf_str(&text)));
    end(s, &text);
  }
}

/* The cases, each once, of the first few. */
static void list_cases(const struct saying *s, struct cs_buf *text) {
  size_t listed = 0;
  for (size_t i = 0; i < s->det->n_precedents; i++) {
    bool seen = false;
    for (size_t k = 0; k < i; k++) {
      seen = seen || cs_str_eq(s->det->precedents[k].reference, s->det->precedents[i].reference);
    }
    if (!seen && listed++ < 4) {
      cs_buf_printf(text, "%s%.*s", listed > 1 ? ", " : "", CS_STR_ARG(s->det->precedents[i].reference));
    }
  }
  cs_buf_add(text, listed > 4 ? CS_STR(", …") : CS_STR(""));
}

static void say_precedents(const struct saying *s) {
  size_t refused = 0;
  struct cs_buf text;
  if (s->det->n_precedents == 0) {
    return;
  }
  cs_buf_init(&text, 2048);
  for (size_t i = 0; i < s->det->n_precedents; i++) {
    refused += cs_str_eq(s->det->precedents[i].outcome, CS_STR("refuse"));
  }
  list_cases(s, &text);
  cs_layout_line(s->out, "precedents", "%zu refused, %zu granted (%.*s): shown, never applied", refused,
                 s->det->n_precedents - refused, CS_STR_ARG(cs_buf_str(&text)));
  end(s, &text);
}

/* ------------------------------------------------------------------ may go? */

static void add_lacking(const struct saying *s, struct cs_buf *text) {
  const struct cs_standing *standing = &s->det->standing;
  for (size_t i = 0; i < standing->n_lacking; i++) {
    const struct cs_lacking *lacking = &standing->lacking[i];
    const char *before = "";
    switch (lacking->kind) {
    case CS_LACKING_CONSENT:
      before = "the consent of ";
      break;
    case CS_LACKING_LIFT:
      before = "an end of the prohibition of ";
      break;
    case CS_LACKING_REFERENCE:
      before = "an answer on ";
      break;
    case CS_LACKING_STATE:
      before = "the law of ";
      break;
    case CS_LACKING_KNOWLEDGE:
      before = "knowledge of ";
      break;
    }
    cs_buf_printf(text, "%s%s%s%.*s", i > 0 ? "; " : "", lacking->value == CS_UNKNOWN ? "perhaps " : "", before,
                  CS_STR_ARG(lacking->name));
  }
}

static void say_may_go(const struct saying *s) {
  const struct cs_standing *standing = &s->det->standing;
  static const char *const words[] = {"", "no", "yes", "unknown"};
  struct cs_buf text;
  cs_buf_init(&text, 8192);
  cs_buf_add(&text, cs_str_of(words[standing->may_proceed]));
  for (size_t i = 0; i < standing->n_under; i++) {
    cs_buf_printf(&text, "%s%.*s", i == 0 ? ", under authorization " : ", ", CS_STR_ARG(standing->under[i]));
  }
  if (standing->may_proceed != CS_YES && standing->n_lacking > 0) {
    cs_buf_printf(&text, ". Lacking: ");
    add_lacking(s, &text);
  }
  for (size_t i = 0; i < standing->n_waiting; i++) {
    cs_buf_printf(&text, ". %.*s: %.*s", CS_STR_ARG(standing->waiting[i].authorization),
                  CS_STR_ARG(standing->waiting[i].why));
  }
  cs_layout_line(s->out, "may go?", "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  end(s, &text);
}

/* Terms of a name that only one regime has; with several lines, each with its own. */
static void say_terms(const struct saying *s) {
  bool first = true;
  for (size_t i = 0; i < s->det->answer.n_terms; i++) {
    const struct cs_term_value *term = &s->det->answer.terms[i];
    struct cs_buf text;
    if (!term->unique) {
      continue;
    }
    cs_buf_init(&text, 1 << 20);
    cs_buf_printf(&text, "%.*s: ", CS_STR_ARG(term->name));
    cs_term_write(&text, term);
    if (s->request->n_lines > 1) {
      cs_buf_printf(&text, ", line %u", term->line + 1);
    }
    cs_layout_line(s->out, first ? "terms" : "", "%.*s%s", CS_STR_ARG(cs_buf_str(&text)), star(term->certainty));
    end(s, &text);
    first = false;
  }
}

void cs_words_determination(struct cs_buf *out, const struct cs_request *request, const struct cs_determination *det,
                            bool many) {
  struct saying s = {out, request, det};
  say_verdict(&s, many);
  say_grounds(&s);
  for (size_t i = 0; i < det->answer.n_requires; i++) {
    say_require(&s, &det->answer.requires[i]);
  }
  say_terms(&s);
  say_unasked(&s);
  for (size_t i = 0; i < det->answer.n_missing; i++) {
    say_missing(&s, &det->answer.missing[i]);
  }
  for (size_t i = 0; i < det->answer.n_assumed; i++) {
    cs_layout_line(out, "nothing said", "of %.*s: taken as the rules say for that case*",
                   CS_STR_ARG(det->answer.assumed[i]));
  }
  for (size_t i = 0; i < det->answer.n_notes; i++) {
    cs_layout_line(out, "note", "%.*s", CS_STR_ARG(det->answer.notes[i]));
  }
  say_precedents(&s);
  say_may_go(&s);
}
