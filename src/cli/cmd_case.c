/* case show and case list: what happened, in order, and where it stands. Whether a grant is in effect is worked out for
 * today by the one function that acts are judged by; nothing is concluded here. */
#include "cli/commands.h"
#include "cli/ledger.h"
#include "cli/say_case.h"
#include "cli/steps.h"
#include "service/query.h"

#include <stdio.h>
#include <string.h>

static const char *key_of(struct cs_str text, char key[CS_IDENT_MAX + 1]) {
  snprintf(key, CS_IDENT_MAX + 1, "%.*s", CS_STR_ARG(text));
  return key;
}

static const char *entry_place(int64_t n, char place[32]) {
  snprintf(place, 32, "entry %lld", (long long)n);
  return place;
}

/* ------------------------------------------------------------------ list */

static bool read_status(struct cs_cli *cli, struct cs_str *status) {
  enum cs_case_status known;
  *status = cs_cli_option(cli, "status");
  if (status->ptr && (!cs_case_status_find(*status, &known) || known == CS_CASE_NONE)) {
    cs_cli_usage(cli, "--status is open, approved, refused, withdrawn or not-needed, not \"%.*s\"",
                 CS_STR_ARG(*status));
    return false;
  }
  return true;
}

/* Day, hour and minute of a moment, UTC. */
static bool minute_of(struct cs_cli *cli, cs_time at, struct cs_str *out) {
  struct cs_buf text;
  cs_buf_init(&text, 64);
  cs_time_write(&text, at);
  bool done = cs_arena_printf(&cli->arena, out, &cli->err, "%.16sZ", cs_buf_str(&text).ptr);
  cs_buf_deinit(&text);
  return done;
}

static struct cs_json *row_json(struct cs_cli *cli, const struct cs_case_row *row) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_json *open = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  struct cs_str rest = row->open, filed;
  while (open && rest.len > 0) {
    if (!cs_json_append(&cli->arena, open, cs_json_new_string(&cli->arena, cs_str_cut(&rest, ' '), &cli->err),
                        &cli->err)) {
      return NULL;
    }
  }
  bool done = json && open && minute_of(cli, row->filed_at, &filed) &&
              cs_json_set_text(&cli->arena, json, "case", row->id, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "status", row->status, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "applicant", row->applicant, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "verdict", row->verdict, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "filed", filed, &cli->err) &&
              cs_json_set_integer(&cli->arena, json, "filed_entry", row->filed_n, &cli->err) &&
              cs_json_set_integer(&cli->arena, json, "last_entry", row->n, &cli->err) &&
              cs_json_set(&cli->arena, json, "open", open, &cli->err);
  return done ? json : NULL;
}

static bool say_row(struct cs_cli *cli, const struct cs_case_row *row) {
  struct cs_str filed;
  struct cs_buf text;
  char key[CS_IDENT_MAX + 1], place[32];
  if (!minute_of(cli, row->filed_at, &filed)) {
    return false;
  }
  cs_buf_init(&text, 8192);
  cs_buf_printf(&text, "%.*s; filed by %.*s on %.10s", CS_STR_ARG(row->status), CS_STR_ARG(row->applicant), filed.ptr);
  struct cs_str rest = row->open;
  for (const char *before = "; waits for "; rest.len > 0; before = ", ") {
    struct cs_str office = cs_str_cut(&rest, ' ');
    cs_buf_printf(&text, "%s%.*s", before, CS_STR_ARG(office));
  }
  cs_cli_line_at(cli, key_of(row->id, key), cs_buf_str(&text), cs_str_of(entry_place(row->filed_n, place)));
  cs_buf_deinit(&text);
  return true;
}

int cs_cmd_case_list(struct cs_cli *cli) {
  struct cs_case_query query = {.applicant = cs_cli_option(cli, "applicant"),
                                .approver = cs_cli_option(cli, "open-with")};
  struct cs_case_rows rows;
  if (cli->arguments.n > 0) {
    return cs_cli_usage(cli, "case list takes options only, not \"%.*s\"", CS_STR_ARG(cs_cli_argument(cli, 0)));
  }
  if (!read_status(cli, &query.status) || !cs_cli_limit(cli, &query.limit) || !cs_cli_open(cli, CS_STR_NONE, false) ||
      !cs_service_cases(&cli->service, &query, &cli->arena, &rows, &cli->err)) {
    return cs_cli_failed(cli);
  }
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  bool done = json && list;
  for (size_t i = 0; done && i < rows.n; i++) {
    done = cli->json ? cs_json_append(&cli->arena, list, row_json(cli, &rows.at[i]), &cli->err)
                     : say_row(cli, &rows.at[i]);
  }
  if (!done || !cs_json_set(&cli->arena, json, "cases", list, &cli->err)) {
    return cs_cli_fail(cli);
  }
  if (cli->json) {
    cs_cli_json(cli, json);
  } else if (rows.n == 0) {
    cs_cli_line(cli, "none", "no case on record is like that");
  } else if ((int64_t)rows.n == query.limit) {
    cs_cli_line(cli, "", "the newest %lld; --limit shows more", (long long)query.limit);
  }
  return CS_EXIT_DONE;
}

/* ------------------------------------------------------------------ show */

struct showing {
  struct cs_cli *cli;
  const struct cs_json *state, *history;
  struct cs_cli_effect effect;
};

static const struct cs_json *last_of(const struct cs_json *list) {
  return list && list->n > 0 ? list->items[list->n - 1] : NULL;
}

static void add_member(struct cs_buf *text, const struct cs_json *json, const char *name, const char *label) {
  struct cs_str value = cs_json_text(json, name);
  if (value.len > 0) {
    cs_buf_printf(text, "%s%s %.*s", text->len > 0 ? ", " : "", label, CS_STR_ARG(value));
  }
}

/* "use of storm-shadow, user ua.armed-forces, area RU-KRS" */
static void add_request(struct cs_buf *text, const struct cs_json *request) {
  const struct cs_json *lines = cs_json_get(request, "lines");
  cs_buf_printf(text, "%.*s of ", CS_STR_ARG(cs_json_text(request, "act")));
  for (size_t i = 0; lines && i < lines->n && i < 8; i++) {
    struct cs_str quantity = cs_json_text(lines->items[i], "quantity");
    struct cs_str value = cs_json_text(lines->items[i], "value");
    cs_buf_printf(text, "%s%.*s%s%.*s%s%.*s", i > 0 ? ", " : "", CS_STR_ARG(quantity), quantity.len > 0 ? " " : "",
                  CS_STR_ARG(cs_json_text(lines->items[i], "item")), value.len > 0 ? " for " : "", CS_STR_ARG(value));
  }
  if (lines && lines->n > 8) {
    cs_buf_printf(text, " and %zu line%s more", lines->n - 8, lines->n == 9 ? "" : "s");
  }
  static const char *const roles[][2] = {
      {"applicant", "applicant"}, {"holder", "holder"}, {"recipient", "recipient"}, {"user", "user"},
      {"end_user", "end user"},   {"area", "area"},     {"purpose", "purpose"},     {"on", "on"}};
  for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
    add_member(text, request, roles[i][0], roles[i][1]);
  }
}

/* What the rules asked for beside consents. */
static void say_requires(const struct showing *s, const struct cs_json *version) {
  const struct cs_json *requires = cs_json_get(version, "requires");
  for (size_t i = 0; requires && i < requires->n; i++) {
    const struct cs_json *one = requires->items[i];
    struct cs_str kind = cs_json_text(one, "kind");
    struct cs_str office = cs_json_text(one, "office");
    struct cs_str text = cs_json_text(one, "text");
    int64_t days = cs_json_integer(one, "days", 0);
    int64_t n = cs_json_integer(one, "n", 0);
    struct cs_buf line;
    cs_buf_init(&line, 4096);
    cs_buf_printf(&line, "asked for %.*s", CS_STR_ARG(kind));
    if (cs_str_eq(kind, CS_STR("countersign"))) {
      cs_buf_printf(&line, " %lld", (long long)n);
    }
    cs_buf_printf(&line, "%s%.*s%s%.*s", office.len > 0 ? " " : "", CS_STR_ARG(office), text.len > 0 ? ": " : "",
                  CS_STR_ARG(text));
    if (days > 0) {
      cs_buf_printf(&line, ", %lld %s days", (long long)days,
                    cs_json_flag(one, "calendar_days") ? "calendar" : "working");
    }
    cs_buf_printf(&line, "%s", cs_str_eq(cs_json_text(one, "certainty"), CS_STR("assumed")) ? "*" : "");
    cs_cli_line(s->cli, "", "%.*s", CS_STR_ARG(cs_buf_str(&line)));
    cs_buf_deinit(&line);
  }
}

static const struct cs_json *by_entry(const struct cs_json *list, int64_t n) {
  for (size_t i = 0; list && i < list->n; i++) {
    if (cs_json_integer(list->items[i], "n", -1) == n) {
      return list->items[i];
    }
  }
  return NULL;
}

static void say_filed(const struct showing *s, const char *day, const struct cs_json *entry, const char *place) {
  const struct cs_json *version = by_entry(cs_json_get(s->state, "versions"), cs_json_integer(entry, "n", -1));
  struct cs_str verdict = cs_json_text(version, "verdict");
  struct cs_str at_least = cs_json_text(version, "at_least");
  struct cs_str officer = cs_json_text(cs_json_get(entry, "out"), "officer");
  bool source = cs_str_eq(cs_json_text(entry, "by"), CS_STR("source"));
  struct cs_buf text;
  cs_buf_init(&text, 8192);
  cs_buf_printf(&text, "version %lld filed by %.*s%s", (long long)cs_json_integer(version, "version", 1),
                CS_STR_ARG(officer.len > 0 ? officer : cs_json_text(entry, "office")),
                source ? ", as a source has it" : ", signed");
  cs_cli_line_at(s->cli, day, cs_buf_str(&text), cs_str_of(place));
  cs_buf_reset(&text);
  if (at_least.len > 0 && !cs_str_eq(at_least, verdict)) {
    cs_buf_printf(&text, "the rules said: undetermined, at least %.*s, at most %.*s", CS_STR_ARG(at_least),
                  CS_STR_ARG(verdict));
  } else {
    cs_buf_printf(&text, "the rules said: %.*s", CS_STR_ARG(verdict));
  }
  cs_buf_printf(&text, " (rules %.12s…, of the first %lld entries)",
                cs_json_text(version, "rules").len > 12 ? cs_json_text(version, "rules").ptr : "",
                (long long)cs_json_integer(version, "basis_n", 0));
  cs_cli_line(s->cli, "", "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  cs_buf_deinit(&text);
  say_requires(s, version);
}

static void add_texts(struct cs_buf *text, const struct cs_json *list, const char *before, const char *between) {
  for (size_t i = 0; list && i < list->n; i++) {
    cs_buf_printf(text, "%s%.*s", i == 0 ? before : between, CS_STR_ARG(list->items[i]->text));
  }
}

/* Who decided, how it is known, under what. */
static void add_decision(struct cs_buf *text, const struct cs_json *consent) {
  bool approved = cs_str_eq(cs_json_text(consent, "status"), CS_STR("approved"));
  struct cs_str approver = cs_json_text(consent, "approver");
  struct cs_str office = cs_json_text(consent, "office");
  const struct cs_json *mandates = cs_json_get(consent, "mandates");
  cs_buf_printf(text, "%.*s %s", CS_STR_ARG(approver), approved ? "consented" : "REFUSED");
  if (office.len > 0 && !cs_str_eq(office, approver)) {
    cs_buf_printf(text, ", by %.*s", CS_STR_ARG(office));
  }
  add_texts(text, mandates, ", under mandate ", ", ");
  if (mandates && mandates->n > 0) {
    cs_buf_printf(text, " (%.*s)", CS_STR_ARG(cs_json_text(consent, "certainty")));
  }
  struct cs_str on = cs_json_text(consent, "on");
  struct cs_str from = cs_json_text(consent, "from");
  bool within = cs_json_flag(consent, "attested") && from.len > 0 && !cs_str_eq(from, on);
  cs_buf_printf(text, ", decided %s%.*s", within ? "within " : "on ", CS_STR_ARG(within ? from : on));
  if (!cs_json_flag(consent, "attested")) {
    cs_buf_printf(text, "; signed by %.*s", CS_STR_ARG(cs_json_text(consent, "officer")));
  } else {
    struct cs_str by = cs_json_text(consent, "attested_by");
    struct cs_str document = cs_json_text(consent, "document");
    cs_buf_printf(text, "; attested%s%.*s%s%.*s", by.len > 0 ? " by " : "", CS_STR_ARG(by),
                  document.len > 0 ? " from " : "", CS_STR_ARG(document));
  }
}

static bool say_decided(const struct showing *s, const char *day, const struct cs_json *entry, const char *place) {
  const struct cs_json *body = cs_json_get(entry, "body");
  const struct cs_json *consent = by_entry(cs_json_get(s->state, "consents"), cs_json_integer(entry, "n", -1));
  consent = consent ? consent : by_entry(cs_json_get(s->state, "former"), cs_json_integer(entry, "n", -1));
  enum cs_truth stands = CS_YES;
  struct cs_str why = CS_STR_NONE;
  struct cs_buf text;
  if (cs_str_eq(cs_json_text(consent, "status"), CS_STR("approved")) &&
      !cs_service_consent_stands(&s->cli->service, s->state, consent, &s->cli->arena, &stands, &why, &s->cli->err)) {
    return false;
  }
  cs_buf_init(&text, 8192);
  add_decision(&text, consent);
  cs_cli_line_at(s->cli, day, cs_buf_str(&text), cs_str_of(place));
  struct cs_str cite = cs_json_text(body, "cite");
  if (cite.len > 0) {
    cs_cli_line(s->cli, "", "%.*s, %.*s", CS_STR_ARG(cite), CS_STR_ARG(cs_json_text(body, "certainty")));
  }
  const struct cs_json *provisos = cs_json_get(consent, "provisos");
  for (size_t i = 0; provisos && i < provisos->n; i++) {
    cs_cli_line(s->cli, "", "proviso: %.*s", CS_STR_ARG(provisos->items[i]->text));
  }
  struct cs_str reason = cs_json_text(body, "reason");
  if (reason.len > 0) {
    cs_cli_line(s->cli, "", "reason: %.*s", CS_STR_ARG(reason));
  }
  if (stands != CS_YES) {
    cs_cli_line(s->cli, "", "%s: %.*s", stands == CS_NO ? "NO LONGER STANDS" : "it is not known that this stands",
                CS_STR_ARG(why));
  }
  cs_buf_deinit(&text);
  return true;
}

static bool say_entry(const struct showing *s, const struct cs_json *entry) {
  char day[16], place[32];
  struct cs_str act = cs_json_text(entry, "act");
  snprintf(day, sizeof day, "%.*s", CS_STR_ARG(cs_str_head(cs_json_text(entry, "at"), 10)));
  entry_place(cs_json_integer(entry, "n", -1), place);
  if (cs_str_eq(act, CS_STR("case.file"))) {
    say_filed(s, day, entry, place);
    return true;
  }
  if (cs_str_eq(act, CS_STR("case.decide"))) {
    return say_decided(s, day, entry, place);
  }
  if (cs_say_case_entry(s->cli, s->state, entry, day, cs_str_of(place))) {
    return true;
  }
  struct cs_str reason = cs_json_text(cs_json_get(entry, "body"), "reason");
  struct cs_buf text;
  cs_buf_init(&text, CS_BODY_MAX);
  cs_buf_printf(&text, "%.*s by %.*s%s%.*s", CS_STR_ARG(act), CS_STR_ARG(cs_json_text(entry, "office")),
                reason.len > 0 ? ": " : "", CS_STR_ARG(reason));
  cs_cli_line_at(s->cli, day, cs_buf_str(&text), cs_str_of(place));
  cs_buf_deinit(&text);
  return true;
}

/* As every command says it; then for how long, and on what terms. */
static bool say_grant(const struct showing *s) {
  const struct cs_json *grant = cs_json_get(s->state, "authorization");
  struct cs_str until = cs_json_text(grant, "until");
  struct cs_buf text;
  if (!cs_cli_say_effect(s->cli, &s->effect)) {
    return false;
  }
  cs_buf_init(&text, 8192);
  cs_buf_printf(&text, "%.*s, from %.*s%s%.*s", CS_STR_ARG(s->effect.authorization.id),
                CS_STR_ARG(cs_json_text(grant, "from")), until.len > 0 ? ", before " : "", CS_STR_ARG(until));
  add_texts(&text, cs_json_get(grant, "provisos"), "; provided: ", "; ");
  cs_cli_line(s->cli, "granted", "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  cs_buf_deinit(&text);
  cs_cli_say_kind(s->cli, &s->effect.authorization);
  return true;
}

static void say_open(const struct showing *s) {
  const struct cs_json *consents = cs_json_get(s->state, "consents");
  for (size_t i = 0; consents && i < consents->n; i++) {
    if (cs_str_eq(cs_json_text(consents->items[i], "status"), CS_STR("open"))) {
      cs_cli_line(s->cli, "open", "the consent of %.*s", CS_STR_ARG(cs_json_text(consents->items[i], "approver")));
    }
  }
}

static bool say_case(const struct showing *s) {
  struct cs_buf text;
  char key[CS_IDENT_MAX + 1];
  struct cs_str reference = cs_json_text(s->state, "reference");
  const struct cs_json *newest = last_of(cs_json_get(s->state, "versions"));
  cs_cli_line(s->cli, key_of(cs_json_text(s->state, "case"), key), "%.*s%s%.*s",
              CS_STR_ARG(cs_json_text(s->state, "status")), reference.len > 0 ? "; the applicant calls it " : "",
              CS_STR_ARG(reference));
  cs_buf_init(&text, 65536);
  add_request(&text, cs_json_get(newest, "request"));
  cs_cli_line_at(s->cli, "request", cs_buf_str(&text), CS_STR_NONE);
  cs_buf_deinit(&text);
  for (size_t i = 0; i < s->history->n; i++) {
    if (!say_entry(s, s->history->items[i])) {
      return false;
    }
  }
  say_open(s);
  if (!cs_say_next(s->cli, cs_json_text(s->state, "case"), -1)) {
    return false;
  }
  return !s->effect.granted || say_grant(s);
}

static bool case_json(const struct showing *s, struct cs_json *state, struct cs_json *history) {
  struct cs_cli *cli = s->cli;
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_json *effect;
  bool done = json && cs_json_set(&cli->arena, json, "case", state, &cli->err) &&
              cs_json_set(&cli->arena, json, "history", history, &cli->err) &&
              (!s->effect.granted || (cs_cli_effect_json(cli, &s->effect, &effect) &&
                                      cs_json_set(&cli->arena, json, "effect", effect, &cli->err)));
  if (done) {
    cs_cli_json(cli, json);
  }
  return done;
}

int cs_cmd_case_show(struct cs_cli *cli) {
  struct showing s = {.cli = cli};
  struct cs_json *state, *history;
  struct cs_str id = cs_cli_argument(cli, 0);
  int64_t n;
  if (cli->arguments.n != 1) {
    return cs_cli_usage(cli, "case show takes one case");
  }
  if (!cs_cli_open(cli, CS_STR_NONE, false) ||
      !cs_service_state(&cli->service, "case", id, &cli->arena, &state, &n, &cli->err)) {
    return cs_cli_failed(cli);
  }
  if (!state) {
    cs_err_set(&cli->err, &CS_E_STORE_ABSENT, "there is no case \"%.*s\" on record", CS_STR_ARG(id));
    cs_err_hint(&cli->err, "countersign case list shows those that are");
    return cs_cli_fail(cli);
  }
  s.state = state;
  if (!cs_service_history(&cli->service, state, &cli->arena, &history, &cli->err) ||
      !cs_cli_effect_of(cli, id, &(struct cs_when){0}, &s.effect)) {
    return cs_cli_fail(cli);
  }
  s.history = history;
  return (cli->json ? case_json(&s, state, history) : say_case(&s)) ? CS_EXIT_DONE : cs_cli_fail(cli);
}
