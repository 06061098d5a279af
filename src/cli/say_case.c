/* What became of an act on a case, in words: what was said, where the case now stands, who acts next. */
#include "cli/say_case.h"

#include "cli/ledger.h"
#include "cli/steps.h"

static struct cs_str field(const struct cs_submission *submission, const char *name) {
  return cs_json_text(submission->act.body, name);
}

/* ------------------------------------------------------------------ one function a kind */

/* "approve with proviso "use only in RU-KRS"; a second officer must agree" */
static bool say_advise(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  const struct cs_json *provisos = cs_json_get(submission->act.body, "provisos");
  int64_t more = 0;
  struct cs_buf text;
  if (result->n >= 0 && !cs_cli_agreements(cli, field(submission, "case"), result->n, &more)) {
    return false;
  }
  cs_buf_init(&text, CS_BODY_MAX);
  cs_buf_printf(&text, "%s", cs_position_words(cs_advice_position(submission->act.body)));
  for (size_t i = 0; provisos && i < provisos->n; i++) {
    cs_buf_printf(&text, "%s\"", i == 0 ? (provisos->n > 1 ? "s " : " ") : ", ");
    cs_say_proviso(provisos->items[i]->text, &text);
    cs_buf_byte(&text, '"');
  }
  if (more > 0) {
    cs_buf_printf(&text, more == 1 ? "; a second officer must agree" : "; %lld more officers must agree",
                  (long long)more);
  }
  cs_cli_line_at(cli, "advice", cs_buf_str(&text), CS_STR_NONE);
  cs_buf_deinit(&text);
  return true;
}

static void add_list(struct cs_buf *text, const struct cs_json *list) {
  for (size_t i = 0; list && i < list->n; i++) {
    cs_buf_printf(text, "%s%.*s", i == 0 ? "" : i + 1 == list->n ? " and " : ", ", CS_STR_ARG(list->items[i]->text));
  }
}

static bool say_amend(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  const struct cs_json *ended = cs_json_get(result->out, "void");
  struct cs_buf text;
  cs_buf_init(&text, 4096);
  cs_buf_printf(&text, "%.*s, a new version", CS_STR_ARG(field(submission, "case")));
  for (size_t i = 0; ended && i < ended->n; i++) {
    cs_buf_printf(&text, "%s%.*s", i == 0 ? "; no longer stands: the advice of entry " : ", ",
                  CS_STR_ARG(ended->items[i]->text));
  }
  cs_cli_line_at(cli, "amended", cs_buf_str(&text), CS_STR_NONE);
  cs_buf_deinit(&text);
  return true;
}

static bool say_countersign(struct cs_cli *cli, const struct cs_submission *submission,
                            const struct cs_result *result) {
  long long advice = (long long)cs_json_integer(submission->act.body, "advice", -1);
  if (cs_json_flag(submission->act.body, "agree")) {
    cs_cli_line(cli, "agreed", "%.*s, to the advice of entry %lld", CS_STR_ARG(cs_json_text(result->out, "officer")),
                advice);
  } else {
    cs_cli_line(cli, "sent back", "the advice of entry %lld no longer stands", advice);
  }
  return true;
}

static bool say_circulate(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  struct cs_buf text;
  (void)result;
  cs_buf_init(&text, 4096);
  add_list(&text, cs_json_get(submission->act.body, "offices"));
  cs_cli_line(cli, "asked", "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  cs_buf_deinit(&text);
  return true;
}

static bool say_ask(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  (void)submission;
  (void)result;
  cs_cli_line(cli, "question", "to the applicant; the time of whoever owes advice stops until it is answered");
  return true;
}

static bool say_answer(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  (void)result;
  cs_cli_line(cli, "answer", "to the question of entry %lld",
              (long long)cs_json_integer(submission->act.body, "question", -1));
  return true;
}

static bool say_notify(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  (void)result;
  cs_cli_line(cli, "notified", "%.*s on %.*s", CS_STR_ARG(field(submission, "to")),
              CS_STR_ARG(field(submission, "day")));
  return true;
}

static bool say_fulfil(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  struct cs_str name;
  if (!cs_cli_condition(cli, result->out, &name)) {
    return false;
  }
  cs_cli_line(cli, "met", "%.*s, on %.*s, by %.*s", CS_STR_ARG(name), CS_STR_ARG(field(submission, "day")),
              CS_STR_ARG(field(submission, "document")));
  return true;
}

static bool say_recuse(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  (void)result;
  cs_cli_line(cli, "kept out", "%.*s", CS_STR_ARG(field(submission, "officer")));
  return true;
}

static const struct {
  enum cs_act_kind kind;
  bool (*say)(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result);
} told[] = {
    {CS_ACT_CASE_ADVISE, say_advise},       {CS_ACT_CASE_COUNTERSIGN, say_countersign},
    {CS_ACT_CASE_CIRCULATE, say_circulate}, {CS_ACT_CASE_ASK, say_ask},
    {CS_ACT_CASE_ANSWER, say_answer},       {CS_ACT_CASE_AMEND, say_amend},
    {CS_ACT_CASE_NOTIFY, say_notify},       {CS_ACT_CASE_RECUSE, say_recuse},
    {CS_ACT_CASE_FULFIL, say_fulfil},
};

bool cs_is_told(enum cs_act_kind kind) {
  bool found = false;
  for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
    found = found || told[i].kind == kind;
  }
  return found;
}

static bool say_kind(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
    if (told[i].kind == submission->act.def->kind) {
      return told[i].say(cli, submission, result);
    }
  }
  return true;
}

/* What is left to be decided after a decision: "gb.mod is lacking; both or nothing". */
static bool say_undecided(struct cs_cli *cli, const struct cs_json *state) {
  const struct cs_json *consents = cs_json_get(state, "consents");
  size_t open = 0, named = 0;
  struct cs_buf text;
  for (size_t i = 0; consents && i < consents->n; i++) {
    open += cs_str_eq(cs_json_text(consents->items[i], "status"), CS_STR("open"));
  }
  if (open == 0) {
    return true;
  }
  cs_buf_init(&text, 4096);
  for (size_t i = 0; i < consents->n; i++) {
    if (cs_str_eq(cs_json_text(consents->items[i], "status"), CS_STR("open"))) {
      cs_buf_printf(&text, "%s%.*s",
                    named == 0          ? ""
                    : named + 1 == open ? " and "
                                       : ", ",
                    CS_STR_ARG(cs_json_text(consents->items[i], "approver")));
      named++;
    }
  }
  cs_cli_line(cli, "not in effect", "%.*s %s lacking; %s or nothing", CS_STR_ARG(cs_buf_str(&text)),
              open == 1 ? "is" : "are", consents->n == 2 ? "both" : "all");
  cs_buf_deinit(&text);
  return true;
}

/* Where an act could put an authorization in effect, whether it did. */
static bool say_effect(struct cs_cli *cli, const struct cs_submission *submission) {
  enum cs_act_kind kind = submission->act.def->kind;
  struct cs_cli_effect effect;
  if (kind != CS_ACT_CASE_DECIDE && kind != CS_ACT_CASE_FULFIL && kind != CS_ACT_CASE_NOTIFY) {
    return true;
  }
  if (!cs_cli_effect_of(cli, field(submission, "case"), &(struct cs_when){0}, &effect)) {
    return false;
  }
  bool open = cs_str_eq(cs_json_text(effect.state, "status"), CS_STR("open"));
  if (open && kind == CS_ACT_CASE_DECIDE && !say_undecided(cli, effect.state)) {
    return false;
  }
  if (!open && !effect.granted && kind == CS_ACT_CASE_DECIDE) {
    cs_cli_line(cli, "case", "%.*s is %.*s", CS_STR_ARG(field(submission, "case")),
                CS_STR_ARG(cs_json_text(effect.state, "status")));
  }
  return !effect.granted || cs_cli_say_effect(cli, &effect);
}

bool cs_say_case_act(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  bool advice = submission->act.def->kind == CS_ACT_CASE_ADVISE;
  return say_kind(cli, submission, result) &&
         (result->n < 0 ||
          (say_effect(cli, submission) && cs_say_next(cli, field(submission, "case"), advice ? result->n : -1)));
}

bool cs_is_case_act(const struct cs_act_def *def) {
  return cs_str_eq(cs_str_of(def->subject), CS_STR("case"));
}

/* ------------------------------------------------------------------ refusals */

bool cs_say_lacking(const struct cs_reason *reasons, size_t n) {
  static const struct cs_code *const codes[] = {&CS_E_REFUSED_ADVICE_LACKING, &CS_E_REFUSED_ADVICE_CONFLICTING,
                                                &CS_E_REFUSED_COUNTERSIGNATURE_LACKING, &CS_E_REFUSED_QUESTION_OPEN};
  for (size_t i = 0; i < n; i++) {
    bool lacking = false;
    for (size_t k = 0; k < sizeof codes / sizeof codes[0]; k++) {
      lacking = lacking || reasons[i].code == codes[k];
    }
    if (!lacking) {
      return false;
    }
  }
  return n > 0;
}

/* ------------------------------------------------------------------ what would fall */

bool cs_say_revocation(struct cs_cli *cli, const struct cs_act *act) {
  struct cs_fall_rows rows;
  struct cs_str mandate = cs_json_text(act->body, "mandate");
  if (!cs_service_revocation(&cli->service, act, &cli->arena, &rows, &cli->err)) {
    return false;
  }
  for (size_t i = 0; i < rows.n; i++) {
    const struct cs_fall_row *row = &rows.at[i];
    if (row->stands == CS_YES) {
      cs_cli_line(cli, "stands", "%.*s: %.*s was in force when %.*s decided (%.*s)", CS_STR_ARG(row->authorization),
                  CS_STR_ARG(mandate), CS_STR_ARG(row->approver), CS_STR_ARG(row->on));
    } else {
      cs_cli_line(cli,
                  row->stood != CS_YES        ? "does not stand"
                  : row->stands == CS_UNKNOWN ? "may fall"
                                              : "would fall",
                  "%.*s: %.*s", CS_STR_ARG(row->authorization), CS_STR_ARG(row->why));
    }
  }
  if (rows.n == 0) {
    cs_cli_line(cli, "rests on it", "no authorization");
  }
  return true;
}

bool cs_revocation_json(struct cs_cli *cli, const struct cs_act *act, struct cs_json **out) {
  static const char *const words[] = {[CS_NO] = "no", [CS_YES] = "yes", [CS_UNKNOWN] = "unknown"};
  struct cs_fall_rows rows;
  *out = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  if (!*out || !cs_service_revocation(&cli->service, act, &cli->arena, &rows, &cli->err)) {
    return false;
  }
  for (size_t i = 0; i < rows.n; i++) {
    const struct cs_fall_row *row = &rows.at[i];
    struct cs_json *one = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    if (!one || !cs_json_set_text(&cli->arena, one, "authorization", row->authorization, &cli->err) ||
        !cs_json_set_text(&cli->arena, one, "approver", row->approver, &cli->err) ||
        !cs_json_set_text(&cli->arena, one, "decided", row->on, &cli->err) ||
        !cs_json_set_text(&cli->arena, one, "stood", cs_str_of(words[row->stood]), &cli->err) ||
        !cs_json_set_text(&cli->arena, one, "stands", cs_str_of(words[row->stands]), &cli->err) ||
        !cs_json_set_text(&cli->arena, one, "why", row->why, &cli->err) ||
        !cs_json_append(&cli->arena, *out, one, &cli->err)) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ case show */

static const struct cs_json *element(const struct cs_json *state, const char *list, int64_t n) {
  const struct cs_json *elements = cs_json_get(state, list);
  for (size_t i = 0; elements && i < elements->n; i++) {
    if (cs_json_integer(elements->items[i], "n", -1) == n) {
      return elements->items[i];
    }
  }
  return NULL;
}

static void add_said(struct cs_buf *text, const struct cs_json *body, const char *name, const char *before) {
  struct cs_str said = cs_json_text(body, name);
  if (said.len > 0) {
    cs_buf_printf(text, "%s%.*s", before, CS_STR_ARG(said));
  }
}

/* One entry under way: what it says goes into `text`. */
struct telling {
  const struct cs_json *state, *body;
  int64_t n;
  struct cs_str office, officer;
  struct cs_buf *text;
};

static void tell_circulate(const struct telling *t) {
  cs_buf_printf(t->text, "%.*s asked ", CS_STR_ARG(t->office));
  add_list(t->text, cs_json_get(t->body, "offices"));
  add_said(t->text, t->body, "question", ": ");
}

static void tell_advise(const struct telling *t) {
  const struct cs_json *advice = element(t->state, "advice", t->n);
  const struct cs_json *provisos = cs_json_get(advice, "provisos");
  static const char *const levels[] = {"", ", as the office's", ", as a proposal"};
  cs_buf_printf(t->text, "%.*s advised: %s", CS_STR_ARG(t->office), cs_position_words(cs_advice_position(advice)));
  for (size_t i = 0; provisos && i < provisos->n; i++) {
    cs_buf_add(t->text, i == 0 ? CS_STR(" \"") : CS_STR("; \""));
    cs_say_proviso(provisos->items[i]->text, t->text);
    cs_buf_byte(t->text, '"');
  }
  if (cs_json_get(t->body, "items")) {
    cs_buf_printf(t->text, ", on ");
    add_list(t->text, cs_json_get(t->body, "items"));
  }
  add_said(t->text, t->body, "party", ", as to ");
  cs_buf_printf(t->text, "%s; version %lld, signed by %.*s", levels[cs_advice_level(advice)],
                (long long)cs_json_integer(advice, "version", 1), CS_STR_ARG(t->officer));
  if (cs_json_get(advice, "void")) {
    cs_buf_printf(t->text, "; NO LONGER STANDS since entry %lld", (long long)cs_json_integer(advice, "void", -1));
  }
}

static void tell_countersign(const struct telling *t) {
  cs_buf_printf(t->text, "%.*s %s entry %lld, as a second officer of %.*s", CS_STR_ARG(t->officer),
                cs_json_flag(t->body, "agree") ? "agreed to the advice of" : "SENT BACK the advice of",
                (long long)cs_json_integer(t->body, "advice", -1), CS_STR_ARG(t->office));
}

static void tell_ask(const struct telling *t) {
  cs_buf_printf(t->text, "%.*s asked the applicant: %.*s", CS_STR_ARG(t->office),
                CS_STR_ARG(cs_json_text(t->body, "question")));
}

static void tell_answer(const struct telling *t) {
  cs_buf_printf(t->text, "%.*s answered the question of entry %lld: %.*s", CS_STR_ARG(t->office),
                (long long)cs_json_integer(t->body, "question", -1), CS_STR_ARG(cs_json_text(t->body, "answer")));
}

static void tell_amend(const struct telling *t) {
  const struct cs_json *version = element(t->state, "versions", t->n);
  cs_buf_printf(t->text, "%.*s amended the request: version %lld; the rules said: %.*s", CS_STR_ARG(t->office),
                (long long)cs_json_integer(version, "version", 1), CS_STR_ARG(cs_json_text(version, "verdict")));
}

static void add_struck(const struct telling *t, const struct cs_json *element_of) {
  if (cs_json_get(element_of, "struck")) {
    cs_buf_printf(t->text, "; STRUCK by entry %lld", (long long)cs_json_integer(element_of, "struck", -1));
  }
}

static void tell_notify(const struct telling *t) {
  cs_buf_printf(t->text, "notice to %.*s, given on %.*s, by %.*s", CS_STR_ARG(cs_json_text(t->body, "to")),
                CS_STR_ARG(cs_json_text(t->body, "day")), CS_STR_ARG(t->office));
  add_struck(t, element(t->state, "notices", t->n));
}

static void tell_fulfil(const struct telling *t) {
  const struct cs_json *met = element(t->state, "fulfilled", t->n);
  struct cs_str party = cs_json_text(met, "party");
  bool certificate = cs_str_eq(cs_json_text(met, "needs"), CS_STR("certificate"));
  cs_buf_printf(t->text, "%s%s%.*s", certificate ? "certificate" : "condition met: \"",
                certificate && party.len > 0 ? " from " : "",
                CS_STR_ARG(certificate ? party : cs_json_text(met, "condition")));
  cs_buf_printf(t->text, "%s, on %.*s, by %.*s; recorded by %.*s", certificate ? "" : "\"",
                CS_STR_ARG(cs_json_text(met, "day")), CS_STR_ARG(cs_json_text(met, "document")), CS_STR_ARG(t->office));
  add_struck(t, met);
}

static void tell_recuse(const struct telling *t) {
  cs_buf_printf(t->text, "%.*s is kept out", CS_STR_ARG(cs_json_text(t->body, "officer")));
}

static const struct {
  const char *act;
  void (*tell)(const struct telling *t);
} tellings[] = {
    {"case.circulate", tell_circulate},     {"case.advise", tell_advise},
    {"case.countersign", tell_countersign}, {"case.ask", tell_ask},
    {"case.answer", tell_answer},           {"case.amend", tell_amend},
    {"case.notify", tell_notify},           {"case.recuse", tell_recuse},
    {"case.fulfil", tell_fulfil},
};

/* On what ground, and why. */
static void say_grounds(struct cs_cli *cli, const struct cs_json *body) {
  struct cs_str criterion = cs_json_text(body, "criterion");
  struct cs_str reason = cs_json_text(body, "reason");
  if (criterion.len > 0) {
    cs_cli_line(cli, "", "criterion: %.*s", CS_STR_ARG(criterion));
  }
  if (reason.len > 0) {
    cs_cli_line(cli, "", "reason: %.*s", CS_STR_ARG(reason));
  }
}

bool cs_say_case_entry(struct cs_cli *cli, const struct cs_json *state, const struct cs_json *entry, const char *day,
                       struct cs_str place) {
  const struct cs_json *out = cs_json_get(entry, "out");
  struct cs_str act = cs_json_text(entry, "act");
  struct cs_buf text;
  struct telling t = {.state = state,
                      .body = cs_json_get(entry, "body"),
                      .n = cs_json_integer(entry, "n", -1),
                      .office = cs_json_text(out, "office"),
                      .officer = cs_json_text(out, "officer"),
                      .text = &text};
  t.office = t.office.len > 0 ? t.office : cs_json_text(entry, "office");
  for (size_t i = 0; i < sizeof tellings / sizeof tellings[0]; i++) {
    if (cs_str_eq(act, cs_str_of(tellings[i].act))) {
      cs_buf_init(&text, CS_BODY_MAX);
      tellings[i].tell(&t);
      cs_cli_line_at(cli, day, cs_buf_str(&text), place);
      say_grounds(cli, t.body);
      cs_buf_deinit(&text);
      return true;
    }
  }
  return false;
}
