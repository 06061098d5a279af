/* What was expected against what came out. Every difference is told with both sides; nothing is compared loosely. */
#include "service/trial_check.h"

#include "review/terms.h"

struct check {
  const struct cs_trial *trial;
  const struct cs_determination *det;
  struct cs_arena *arena;
  struct cs_trial_failures *failures;
  struct cs_err *err;
};

/* Adds "expected WANTED, got GOT". */
static bool differs(struct check *c, uint32_t line, struct cs_str what, struct cs_str wanted, struct cs_str got) {
  struct cs_trial_failure *failure = cs_list_push(c->arena, c->failures, c->err);
  if (!failure) {
    return false;
  }
  failure->line = line;
  return cs_arena_printf(c->arena, &failure->text, c->err, "%.*sexpected %.*s, got %.*s", CS_STR_ARG(what),
                         CS_STR_ARG(wanted), CS_STR_ARG(got));
}

static bool join(struct check *c, const struct cs_strs *list, const char *between, struct cs_str *out) {
  struct cs_buf text;
  cs_buf_init(&text, 1 << 20);
  for (size_t i = 0; i < list->n; i++) {
    cs_buf_printf(&text, "%s%.*s", i > 0 ? between : "", CS_STR_ARG(list->at[i]));
  }
  bool done = cs_arena_str(c->arena, text.len > 0 ? cs_buf_str(&text) : CS_STR("none"), out, c->err);
  cs_buf_deinit(&text);
  return done;
}

/* `wanted` and `got` as sets: equal, or (at_least) every wanted one is there. */
static bool compare(struct check *c, const struct cs_expect *expect, const char *what, const struct cs_strs *wanted,
                    const struct cs_strs *got, bool at_least) {
  bool same = true;
  for (size_t i = 0; i < wanted->n; i++) {
    same = same && cs_strs_has(*got, wanted->at[i]);
  }
  for (size_t i = 0; i < got->n && !at_least; i++) {
    same = same && cs_strs_has(*wanted, got->at[i]);
  }
  struct cs_str left, right;
  return same || (join(c, wanted, ", ", &left) && join(c, got, ", ", &right) &&
                  differs(c, expect->line, cs_str_of(what), left, right));
}

static bool marked(struct check *c, struct cs_str name, bool unknown, struct cs_str *out) {
  *out = name;
  return !unknown || cs_arena_printf(c->arena, out, c->err, "%.*s?", CS_STR_ARG(name));
}

/* ------------------------------------------------------------------ one function a kind */

static bool check_verdict(struct check *c) {
  const struct cs_answer *answer = &c->det->answer;
  struct cs_str texts[2];
  enum cs_verdict pairs[2][2] = {{c->trial->at_least, c->trial->at_most}, {answer->at_least, answer->at_most}};
  if (pairs[0][0] == pairs[1][0] && pairs[0][1] == pairs[1][1]) {
    return true;
  }
  for (size_t i = 0; i < 2; i++) {
    bool one = pairs[i][0] == pairs[i][1];
    if (!cs_arena_printf(c->arena, &texts[i], c->err, "%s%s%s", cs_verdict_name(pairs[i][0]), one ? "" : "..",
                         one ? "" : cs_verdict_name(pairs[i][1]))) {
      return false;
    }
  }
  return differs(c, c->trial->expect_line, CS_STR_NONE, texts[0], texts[1]);
}

static bool check_approvers(struct check *c, const struct cs_expect *expect) {
  struct cs_strs got = {0};
  for (size_t i = 0; i < c->det->n_approvers; i++) {
    const struct cs_review_approver *approver = &c->det->approvers[i];
    bool sure = false;
    for (size_t k = 0; k < c->det->n_approvers; k++) {
      sure = sure || (cs_str_eq(c->det->approvers[k].office, approver->office) && c->det->approvers[k].value == CS_YES);
    }
    struct cs_str word;
    if (!marked(c, approver->office, !sure, &word) || !cs_strs_add(c->arena, &got, word, c->err)) {
      return false;
    }
  }
  return compare(c, expect, "approvers: ", &expect->words, &got, false);
}

static bool check_rules(struct check *c, const struct cs_expect *expect) {
  static const enum cs_effect_kind effects[] = {
      [CS_NOT_COVERED] = CS_EFFECT_NONE,      [CS_PERMITTED] = CS_EFFECT_PERMIT,    [CS_REFER] = CS_EFFECT_REFER,
      [CS_NEEDS_APPROVAL] = CS_EFFECT_REVIEW, [CS_PROHIBITED] = CS_EFFECT_PROHIBIT,
  };
  enum cs_effect_kind wanted = effects[c->det->answer.at_most];
  struct cs_strs got = {0};
  bool unknown_too = false;
  for (size_t i = 0; i < expect->words.n; i++) {
    unknown_too = unknown_too || cs_str_ends(expect->words.at[i], CS_STR("?"));
  }
  for (size_t r = 0; r < c->det->n_regimes; r++) {
    const struct cs_review_regime *regime = &c->det->regimes[r];
    for (size_t i = 0; i < regime->n_grounds; i++) {
      const struct cs_review_ground *ground = &regime->grounds[i];
      const struct cs_rule_info *rule = cs_rules_at(c->det->rules, ground->rule);
      bool unknown = ground->value == CS_GROUND_UNKNOWN;
      struct cs_str word;
      if (ground->value == CS_GROUND_LIFTED || (unknown && !unknown_too) || rule->effect != wanted ||
          wanted == CS_EFFECT_NONE) {
        continue;
      }
      if (!marked(c, rule->name, unknown, &word) || !cs_strs_add(c->arena, &got, word, c->err)) {
        return false;
      }
    }
  }
  return compare(c, expect, "rules: ", &expect->words, &got, false);
}

static bool check_missing(struct check *c, const struct cs_expect *expect) {
  struct cs_strs wanted = {0}, got = {0};
  for (size_t i = 0; i < expect->words.n; i++) {
    struct cs_str name = expect->words.at[i], word;
    struct cs_str cause = cs_str_cut(&name, ' ');
    if (!cs_arena_printf(c->arena, &word, c->err, "%.*s %.*s", CS_STR_ARG(cause), CS_STR_ARG(cs_str_trim(name))) ||
        !cs_strs_add(c->arena, &wanted, word, c->err)) {
      return false;
    }
  }
  for (size_t i = 0; i < c->det->answer.n_missing; i++) {
    const struct cs_cause *cause = &c->det->answer.missing[i].cause;
    struct cs_str word;
    if (!cs_arena_printf(c->arena, &word, c->err, "%s %.*s", cs_cause_name(cause->kind), CS_STR_ARG(cause->name)) ||
        !cs_strs_add(c->arena, &got, word, c->err)) {
      return false;
    }
  }
  return compare(c, expect, "missing: ", &wanted, &got, false);
}

static bool check_unasked(struct check *c, const struct cs_expect *expect) {
  struct cs_strs got = {0};
  for (size_t i = 0; i < c->det->n_unasked; i++) {
    struct cs_str word;
    if (!marked(c, c->det->unasked[i].state, c->det->unasked[i].truth == CS_UNKNOWN, &word) ||
        !cs_strs_add(c->arena, &got, word, c->err)) {
      return false;
    }
  }
  return compare(c, expect, "unasked: ", &expect->words, &got, false);
}

static bool same_path(const struct cs_strs *words, const struct cs_path *path) {
  bool same = words->n == path->n;
  for (size_t i = 0; same && i < path->n; i++) {
    same = cs_str_eq(words->at[i], path->at[i].item);
  }
  return same;
}

static bool check_path(struct check *c, const struct cs_expect *expect) {
  struct cs_strs got = {0};
  for (size_t r = 0; r < c->det->n_regimes; r++) {
    const struct cs_review_regime *regime = &c->det->regimes[r];
    for (size_t i = 0; i < regime->n_grounds; i++) {
      const struct cs_path *path = &regime->grounds[i].path;
      struct cs_strs items = {0};
      struct cs_str text;
      if (same_path(&expect->words, path)) {
        return true;
      }
      for (size_t k = 0; k < path->n; k++) {
        struct cs_str *slot = cs_list_push(c->arena, &items, c->err);
        if (!slot) {
          return false;
        }
        *slot = path->at[k].item;
      }
      if (path->n > 0 && (!join(c, &items, " ", &text) || !cs_strs_add(c->arena, &got, text, c->err))) {
        return false;
      }
    }
  }
  struct cs_str wanted, found;
  return join(c, &expect->words, " ", &wanted) && join(c, &got, "; ", &found) &&
         differs(c, expect->line, CS_STR("path: "), wanted, found);
}

static bool check_may_go(struct check *c, const struct cs_expect *expect) {
  static const char *const words[] = {[CS_NO] = "no", [CS_YES] = "yes", [CS_UNKNOWN] = "unknown"};
  enum cs_truth got = c->det->standing.may_proceed;
  return got == expect->truth ||
         differs(c, expect->line, CS_STR("may-go: "), cs_str_of(words[expect->truth]), cs_str_of(words[got]));
}

static bool check_certainty(struct check *c, const struct cs_expect *expect) {
  enum cs_certainty got = c->det->answer.certainty;
  return got == expect->certainty ||
         differs(c, expect->line, CS_STR("certainty: "), cs_str_of(cs_certainty_name(expect->certainty)),
                 cs_str_of(cs_certainty_name(got)));
}

/* A requirement is there under its kind alone, and under its kind with its office. */
static bool check_requires(struct check *c, const struct cs_expect *expect) {
  struct cs_strs shown = {0}, got = {0};
  bool all = true;
  for (size_t i = 0; i < c->det->answer.n_requires; i++) {
    const struct cs_require *require = &c->det->answer.requires[i];
    const char *kind = cs_require_name(require->kind);
    const char *mark = require->value == CS_UNKNOWN ? "?" : "";
    struct cs_str office = require->kind == CS_REQUIRE_CONSENT ? require->approver : require->office;
    struct cs_str whole, alone;
    if (!cs_arena_printf(c->arena, &whole, c->err, "%s%s%.*s%s", kind, office.len > 0 ? " " : "", CS_STR_ARG(office),
                         mark) ||
        !cs_arena_printf(c->arena, &alone, c->err, "%s%s", kind, mark) ||
        !cs_strs_add(c->arena, &shown, whole, c->err) || !cs_strs_add(c->arena, &got, whole, c->err) ||
        !cs_strs_add(c->arena, &got, alone, c->err)) {
      return false;
    }
  }
  for (size_t i = 0; i < expect->words.n; i++) {
    all = all && cs_strs_has(got, expect->words.at[i]);
  }
  return all || compare(c, expect, "requires: ", &expect->words, &shown, true);
}

static bool check_notes(struct check *c, const struct cs_expect *expect) {
  struct cs_strs got = {0};
  for (size_t i = 0; i < c->det->answer.n_notes; i++) {
    if (!cs_strs_add(c->arena, &got, c->det->answer.notes[i], c->err)) {
      return false;
    }
  }
  return compare(c, expect, "notes: ", &expect->words, &got, true);
}

static bool check_precedents(struct check *c, const struct cs_expect *expect) {
  int64_t got = 0;
  struct cs_str outcome = expect->words.at[0], left, right;
  for (size_t i = 0; i < c->det->n_precedents; i++) {
    got += cs_str_eq(c->det->precedents[i].outcome, outcome);
  }
  return got == expect->n ||
         (cs_arena_printf(c->arena, &left, c->err, "%lld %.*s", (long long)expect->n, CS_STR_ARG(outcome)) &&
          cs_arena_printf(c->arena, &right, c->err, "%lld", (long long)got) &&
          differs(c, expect->line, CS_STR("precedents: "), left, right));
}

/* A share may be written with its sign or without. */
static bool same_value(const struct cs_term_value *term, struct cs_str wanted, struct cs_str got) {
  bool share = term->kind == CS_TERM_VALUE_SHARE && cs_str_ends(got, CS_STR(" %"));
  return cs_str_eq(wanted, got) || (share && cs_str_eq(wanted, cs_str_sub(got, 0, got.len - 2)));
}

/* Of each line that has it. */
static bool check_term(struct check *c, const struct cs_expect *expect) {
  struct cs_str name = expect->words.at[0], wanted = expect->words.at[1], what;
  const struct cs_answer *answer = &c->det->answer;
  bool found = false, done = cs_arena_printf(c->arena, &what, c->err, "term %.*s: ", CS_STR_ARG(name));
  for (size_t i = 0; done && i < answer->n_terms; i++) {
    struct cs_buf text;
    struct cs_str got;
    if (!cs_str_eq(answer->terms[i].name, name)) {
      continue;
    }
    found = true;
    cs_buf_init(&text, 1 << 20);
    cs_term_write(&text, &answer->terms[i]);
    done = cs_buf_ok(&text, c->err) && cs_arena_str(c->arena, cs_buf_str(&text), &got, c->err) &&
           (same_value(&answer->terms[i], wanted, got) || differs(c, expect->line, what, wanted, got));
    cs_buf_deinit(&text);
  }
  return done && (found || differs(c, expect->line, what, wanted, CS_STR("no such term")));
}

static bool check_one(struct check *c, const struct cs_expect *expect) {
  switch (expect->kind) {
  case CS_EXPECT_APPROVERS:
    return check_approvers(c, expect);
  case CS_EXPECT_RULES:
    return check_rules(c, expect);
  case CS_EXPECT_MISSING:
    return check_missing(c, expect);
  case CS_EXPECT_UNASKED:
    return check_unasked(c, expect);
  case CS_EXPECT_PATH:
    return check_path(c, expect);
  case CS_EXPECT_MAY_GO:
    return check_may_go(c, expect);
  case CS_EXPECT_CERTAINTY:
    return check_certainty(c, expect);
  case CS_EXPECT_REQUIRES:
    return check_requires(c, expect);
  case CS_EXPECT_NOTES:
    return check_notes(c, expect);
  case CS_EXPECT_PRECEDENTS:
    return check_precedents(c, expect);
  case CS_EXPECT_TERM:
    return check_term(c, expect);
  }
  cs_assert(false);
}

bool cs_trial_check(const struct cs_trial *trial, const struct cs_determination *det, struct cs_arena *arena,
                    struct cs_trial_failures *failures, struct cs_err *err) {
  struct check c = {trial, det, arena, failures, err};
  if (!check_verdict(&c)) {
    return false;
  }
  for (size_t i = 0; i < trial->expects.n; i++) {
    if (!check_one(&c, &trial->expects.at[i])) {
      return false;
    }
  }
  return true;
}
