/* What rests on an entry, told. Must conclude nothing: service/query_correction.h says what changes. */
#include "cli/say_correction.h"

#include <stdio.h>

enum { BEFORE = CS_REST_BEFORE, AFTER = CS_REST_AFTER };

static const char *const words[] = {[CS_NO] = "no", [CS_YES] = "yes", [CS_UNKNOWN] = "unknown"};

bool cs_is_correction(const struct cs_act *act) {
  return act->def->kind == CS_ACT_RECORD_CORRECT ||
         (act->def->kind == CS_ACT_RECORD_AGREE && cs_json_flag(act->body, "agree"));
}

/* ------------------------------------------------------------------ one case in words */

static void begin_piece(struct cs_buf *text) {
  cs_buf_add(text, text->len > 0 ? CS_STR("; ") : CS_STR(""));
}

/* Approvers of one side that the other lacks. */
static void add_missing(struct cs_buf *text, const char *before, const struct cs_strs *in,
                        const struct cs_strs *not_in) {
  bool first = true;
  for (size_t i = 0; i < in->n; i++) {
    if (cs_strs_has(*not_in, in->at[i])) {
      continue;
    }
    if (first) {
      begin_piece(text);
    }
    cs_buf_printf(text, "%s%.*s", first ? before : ", ", CS_STR_ARG(in->at[i]));
    first = false;
  }
}

static void add_acting(struct cs_buf *text, const struct cs_rest_case *one) {
  for (size_t i = 0; i < one->approvers[AFTER].n; i++) {
    for (size_t k = 0; k < one->approvers[BEFORE].n; k++) {
      struct cs_str now = one->acting[AFTER].at[i], then = one->acting[BEFORE].at[k];
      if (!cs_str_eq(one->approvers[AFTER].at[i], one->approvers[BEFORE].at[k]) || cs_str_eq(now, then)) {
        continue;
      }
      begin_piece(text);
      cs_buf_printf(text, "for %.*s may act %.*s, before %.*s", CS_STR_ARG(one->approvers[AFTER].at[i]),
                    CS_STR_ARG(now.len > 0 ? now : CS_STR("nobody")),
                    CS_STR_ARG(then.len > 0 ? then : CS_STR("nobody")));
    }
  }
}

static void add_why(struct cs_buf *text, struct cs_str why) {
  if (why.len > 0) {
    cs_buf_printf(text, ": %.*s", CS_STR_ARG(why));
  }
}

static void add_effect(struct cs_buf *text, const struct cs_rest_case *one) {
  static const char *const now[] = {
      [CS_NO] = "no longer in effect", [CS_YES] = "in effect again", [CS_UNKNOWN] = "perhaps in effect, perhaps not"};
  static const char *const still[] = {[CS_NO] = "not in effect, as before",
                                      [CS_YES] = "in effect, as before",
                                      [CS_UNKNOWN] = "not surely in effect, as before"};
  bool same = one->in_effect[BEFORE] == one->in_effect[AFTER];
  if (one->authorization.len == 0 || (same && cs_str_eq(one->waits[BEFORE], one->waits[AFTER]))) {
    return;
  }
  begin_piece(text);
  enum cs_truth after = one->in_effect[AFTER];
  const char *word = same                                                 ? still[after]
                     : after == CS_NO && one->in_effect[BEFORE] != CS_YES ? "not in effect"
                                                                          : now[after];
  cs_buf_printf(text, "%.*s: %s", CS_STR_ARG(one->authorization), word);
  add_why(text, one->waits[AFTER]);
  if (!same && after == CS_YES) {
    cs_buf_printf(text, " (before: %.*s)", CS_STR_ARG(one->waits[BEFORE]));
  }
}

/* Of a case that granted an authorization that tells it; of one that is still open the decisions do. */
static void add_consents(struct cs_buf *text, const struct cs_rest_case *one) {
  for (size_t i = 0; one->authorization.len == 0 && i < one->n_consents; i++) {
    const struct cs_rest_consent *consent = &one->consents[i];
    if (consent->stands[BEFORE] == consent->stands[AFTER]) {
      continue;
    }
    begin_piece(text);
    cs_buf_printf(text, "the consent of %.*s %s", CS_STR_ARG(consent->approver),
                  consent->stands[AFTER] == CS_YES  ? "stands again"
                  : consent->stands[AFTER] == CS_NO ? "no longer stands"
                                                    : "may no longer stand");
    add_why(text, consent->why[AFTER]);
  }
}

static void add_case(struct cs_buf *text, const struct cs_rest_case *one) {
  add_effect(text, one);
  if (!cs_str_eq(one->verdict[BEFORE], one->verdict[AFTER])) {
    begin_piece(text);
    cs_buf_printf(text, "%.*s, before %.*s", CS_STR_ARG(one->verdict[AFTER]), CS_STR_ARG(one->verdict[BEFORE]));
  }
  add_missing(text, "now also of ", &one->approvers[AFTER], &one->approvers[BEFORE]);
  add_missing(text, "no longer of ", &one->approvers[BEFORE], &one->approvers[AFTER]);
  add_acting(text, one);
  add_consents(text, one);
  if (one->may_proceed[BEFORE] != one->may_proceed[AFTER]) {
    begin_piece(text);
    cs_buf_printf(text, "may go: %s, before %s", words[one->may_proceed[AFTER]], words[one->may_proceed[BEFORE]]);
  }
}

static void say_case(struct cs_cli *cli, const struct cs_rest_case *one) {
  char key[CS_IDENT_MAX + 1];
  struct cs_buf text;
  snprintf(key, sizeof key, "%.*s", CS_STR_ARG(one->id));
  cs_buf_init(&text, 1u << 16);
  add_case(&text, one);
  cs_cli_line_at(cli, key, cs_buf_str(&text), one->status);
  cs_buf_deinit(&text);
}

bool cs_say_rests(struct cs_cli *cli, int64_t entry) {
  struct cs_rests rests;
  if (!cs_service_rests(&cli->service, entry, &cli->arena, &rests, &cli->err)) {
    return false;
  }
  const char *what = rests.struck >= 0 ? "changed" : "would change";
  if (rests.unsound.len > 0) {
    cs_cli_line(cli, "rests on it", "cannot be worked out now: %.*s", CS_STR_ARG(rests.unsound));
    return true;
  }
  cs_cli_line(cli, "rests on it", "looked at %.*s: %zu of %zu %s", CS_STR_ARG(rests.looked_at), rests.n_changes,
              rests.cases.n, what);
  if (rests.cases.n > 0) {
    cs_cli_line(cli, "",
                "each determined anew by the rules in force: an open case as of today, any other as of its day");
  }
  for (size_t i = 0; i < rests.cases.n; i++) {
    if (rests.cases.at[i].changes) {
      say_case(cli, &rests.cases.at[i]);
    }
  }
  for (size_t i = 0; i < rests.balances.n; i++) {
    const struct cs_rest_balance *one = &rests.balances.at[i];
    char key[CS_IDENT_MAX * 2];
    if (cs_str_eq(one->value[BEFORE], one->value[AFTER])) {
      continue;
    }
    snprintf(key, sizeof key, "%.*s", CS_STR_ARG(one->subject));
    cs_cli_line(cli, key, "%.*s: %.*s, before %.*s", CS_STR_ARG(one->of), CS_STR_ARG(one->value[AFTER]),
                CS_STR_ARG(one->value[BEFORE]));
  }
  return true;
}

/* ------------------------------------------------------------------ JSON */

static bool put_list(struct cs_cli *cli, struct cs_json *to, const char *key, const struct cs_strs *list) {
  struct cs_json *array = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  for (size_t i = 0; array && i < list->n; i++) {
    if (!cs_json_append(&cli->arena, array, cs_json_new_string(&cli->arena, list->at[i], &cli->err), &cli->err)) {
      return false;
    }
  }
  return cs_json_set(&cli->arena, to, key, array, &cli->err);
}

static bool put_text(struct cs_cli *cli, struct cs_json *to, const char *key, struct cs_str text) {
  return cs_json_set_text(&cli->arena, to, key, text.ptr ? text : CS_STR(""), &cli->err);
}

static bool put_consents(struct cs_cli *cli, struct cs_json *to, const struct cs_rest_case *one, int side) {
  struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  for (size_t i = 0; list && i < one->n_consents; i++) {
    struct cs_json *consent = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    if (!consent || !put_text(cli, consent, "approver", one->consents[i].approver) ||
        !put_text(cli, consent, "stands", cs_str_of(words[one->consents[i].stands[side]])) ||
        !put_text(cli, consent, "why", one->consents[i].why[side]) ||
        !cs_json_append(&cli->arena, list, consent, &cli->err)) {
      return false;
    }
  }
  return cs_json_set(&cli->arena, to, "consents", list, &cli->err);
}

static bool put_side(struct cs_cli *cli, struct cs_json *to, const char *key, const struct cs_rest_case *one,
                     int side) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  bool granted = one->authorization.len > 0;
  return json && put_text(cli, json, "verdict", one->verdict[side]) &&
         put_list(cli, json, "approvers", &one->approvers[side]) && put_list(cli, json, "acting", &one->acting[side]) &&
         put_text(cli, json, "may_proceed", cs_str_of(words[one->may_proceed[side]])) &&
         put_consents(cli, json, one, side) &&
         (!granted || (put_text(cli, json, "in_effect", cs_str_of(words[one->in_effect[side]])) &&
                       put_text(cli, json, "waits", one->waits[side]))) &&
         cs_json_set(&cli->arena, to, key, json, &cli->err);
}

static struct cs_json *case_json(struct cs_cli *cli, const struct cs_rest_case *one) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_buf day;
  struct cs_str on;
  cs_buf_init(&day, 32);
  cs_day_write(&day, one->on);
  bool done = json && cs_arena_str(&cli->arena, cs_buf_str(&day), &on, &cli->err) &&
              put_text(cli, json, "case", one->id) && put_text(cli, json, "status", one->status) &&
              put_text(cli, json, "as_of", on) &&
              cs_json_set_bool(&cli->arena, json, "changes", one->changes, &cli->err) &&
              (one->authorization.len == 0 || put_text(cli, json, "authorization", one->authorization)) &&
              put_side(cli, json, "before", one, BEFORE) && put_side(cli, json, "after", one, AFTER);
  cs_buf_deinit(&day);
  return done ? json : NULL;
}

static bool put_balances(struct cs_cli *cli, struct cs_json *to, const struct cs_rests *rests) {
  struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  for (size_t i = 0; list && i < rests->balances.n; i++) {
    const struct cs_rest_balance *one = &rests->balances.at[i];
    struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    if (!json || !put_text(cli, json, "subject", one->subject) || !put_text(cli, json, "of", one->of) ||
        !put_text(cli, json, "before", one->value[BEFORE]) || !put_text(cli, json, "after", one->value[AFTER]) ||
        !cs_json_append(&cli->arena, list, json, &cli->err)) {
      return false;
    }
  }
  return cs_json_set(&cli->arena, to, "balances", list, &cli->err);
}

bool cs_rests_json(struct cs_cli *cli, int64_t entry, struct cs_json **out) {
  struct cs_rests rests;
  struct cs_json *cases = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  *out = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  if (!cases || !*out || !cs_service_rests(&cli->service, entry, &cli->arena, &rests, &cli->err)) {
    return false;
  }
  for (size_t i = 0; i < rests.cases.n; i++) {
    if (!cs_json_append(&cli->arena, cases, case_json(cli, &rests.cases.at[i]), &cli->err)) {
      return false;
    }
  }
  return cs_json_set_integer(&cli->arena, *out, "entry", entry, &cli->err) && put_text(cli, *out, "kind", rests.kind) &&
         cs_json_set(&cli->arena, *out, "of", rests.of, &cli->err) &&
         (rests.struck < 0 || cs_json_set_integer(&cli->arena, *out, "struck", rests.struck, &cli->err)) &&
         (rests.unsound.len == 0 || put_text(cli, *out, "unsound", rests.unsound)) &&
         put_text(cli, *out, "looked_at", rests.looked_at) &&
         cs_json_set(&cli->arena, *out, "cases", cases, &cli->err) && put_balances(cli, *out, &rests);
}

/* ------------------------------------------------------------------ acts */

bool cs_say_correction(struct cs_cli *cli, const struct cs_act *act, const struct cs_result *result) {
  int64_t entry = cs_json_integer(act->body, "entry", -1);
  bool tried = result->n < 0;
  if (act->def->kind == CS_ACT_RECORD_CORRECT) {
    bool undoes = cs_str_eq(cs_json_text(result->out, "kind"), CS_STR("record.agree"));
    cs_cli_line(cli, tried ? "would propose" : "proposed",
                "entry %lld (%.*s) is to count no longer%s; it does until another officer agrees", (long long)entry,
                CS_STR_ARG(cs_json_text(result->out, "kind")), undoes ? ", and what it struck again" : "");
    if (!tried) {
      cs_cli_line(cli, "next", "another officer of %.*s, or of the registrar's: correct agree %lld",
                  CS_STR_ARG(cs_json_text(result->out, "office").len > 0 ? cs_json_text(result->out, "office")
                                                                         : cli->service.registrar),
                  (long long)result->n);
    }
  } else if (cs_json_flag(act->body, "agree")) {
    cs_cli_line(cli, tried ? "would strike" : "struck", "entry %lld counts no longer; it stays readable",
                (long long)entry);
  } else {
    cs_cli_line(cli, tried ? "would refuse" : "refused", "the correction of entry %lld is void; the entry counts",
                (long long)entry);
    return true;
  }
  return cs_say_rests(cli, entry);
}
