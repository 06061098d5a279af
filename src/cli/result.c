/* What became of an act: words, JSON, and the receipt as a file. */
#include "cli/cli.h"

#include "cli/ledger.h"
#include "cli/say_case.h"
#include "cli/say_correction.h"
#include "cli/steps.h"
#include "os/file.h"

#include <stdio.h>

void cs_cli_refusal(struct cs_cli *cli, const struct cs_reason *reasons, size_t n) {
  for (size_t i = 0; i < n; i++) {
    cs_cli_line_at(cli, "", reasons[i].text, reasons[i].where);
  }
}

bool cs_cli_refusal_json(struct cs_cli *cli, const struct cs_reason *reasons, size_t n, struct cs_json **out) {
  struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  *out = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  for (size_t i = 0; list && i < n; i++) {
    struct cs_json *one = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    if (!one || !cs_json_set_text(&cli->arena, one, "code", cs_str_of(reasons[i].code->slug), &cli->err) ||
        !cs_json_set_text(&cli->arena, one, "text", reasons[i].text, &cli->err) ||
        !cs_json_set_text(&cli->arena, one, "where", reasons[i].where, &cli->err) ||
        !cs_json_append(&cli->arena, list, one, &cli->err)) {
      return false;
    }
  }
  return *out && cs_json_set_text(&cli->arena, *out, "outcome", CS_STR("refused"), &cli->err) &&
         cs_json_set(&cli->arena, *out, "reasons", list, &cli->err);
}

/* DIR/N.tlog-proof and DIR/N.entry. */
static bool keep_receipt(struct cs_cli *cli, const struct cs_result *result, struct cs_str *path) {
  struct cs_str dir = cs_cli_option(cli, "receipts");
  struct cs_str entry;
  *path = CS_STR_NONE;
  if (!dir.ptr) {
    dir = cs_cli_environment(cli, "COUNTERSIGN_RECEIPTS");
  }
  if (dir.len == 0) {
    return true;
  }
  return cs_folder_make(cli->os, dir, &cli->err) &&
         cs_arena_printf(&cli->arena, path, &cli->err, "%.*s/%lld.tlog-proof", CS_STR_ARG(dir), (long long)result->n) &&
         cs_arena_printf(&cli->arena, &entry, &cli->err, "%.*s/%lld.entry", CS_STR_ARG(dir), (long long)result->n) &&
         cs_file_write(cli->os, *path, result->receipt, &cli->err) &&
         cs_file_write(cli->os, entry, result->entry, &cli->err);
}

/* How the case's authorization stands, where there is one. */
static bool put_effect(struct cs_cli *cli, const struct cs_submission *submission, struct cs_json *json) {
  struct cs_cli_effect effect;
  struct cs_json *one;
  return cs_cli_effect_of(cli, cs_json_text(submission->act.body, "case"), &(struct cs_when){0}, &effect) &&
         (!effect.granted ||
          (cs_cli_effect_json(cli, &effect, &one) && cs_json_set(&cli->arena, json, "authorization", one, &cli->err)));
}

/* Who acts next in the case. */
static bool put_next(struct cs_cli *cli, const struct cs_submission *submission, struct cs_json *json) {
  struct cs_json *state, *next;
  struct cs_review_steps steps = {0};
  cs_day today;
  int64_t n;
  return cs_service_state(&cli->service, "case", cs_json_text(submission->act.body, "case"), &cli->arena, &state, &n,
                          &cli->err) &&
         (!state || cs_service_progress(&cli->service, state, &cli->arena, &steps, &today, &cli->err)) &&
         cs_steps_json(cli, steps.at, steps.n, &next) && cs_json_set(&cli->arena, json, "next", next, &cli->err);
}

static bool done_json(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result,
                      struct cs_str path) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  bool tried = result->n < 0;
  bool done =
      json &&
      cs_json_set_text(&cli->arena, json, "outcome", tried ? CS_STR("would stand") : CS_STR("done"), &cli->err) &&
      cs_json_set_text(&cli->arena, json, "act", cs_str_of(submission->act.def->name), &cli->err) &&
      cs_json_set_text(&cli->arena, json, "subject", submission->act.subject, &cli->err) &&
      cs_json_set_bool(&cli->arena, json, "repeat", result->repeat, &cli->err) &&
      (tried || cs_json_set_integer(&cli->arena, json, "entry", result->n, &cli->err)) &&
      (tried || cs_json_set_integer(&cli->arena, json, "record", (int64_t)result->size, &cli->err)) &&
      (tried || cs_json_set_text(&cli->arena, json, "receipt", result->receipt, &cli->err)) &&
      (path.len == 0 || cs_json_set_text(&cli->arena, json, "receipt_file", path, &cli->err)) &&
      (!result->out || cs_json_set(&cli->arena, json, "out", result->out, &cli->err));
  if (done && !tried && cs_is_case_act(submission->act.def)) {
    done = put_next(cli, submission, json) && put_effect(cli, submission, json);
  }
  if (done && tried && submission->act.def->kind == CS_ACT_MANDATE_REVOKE) {
    struct cs_json *falls;
    done = cs_revocation_json(cli, &submission->act, &falls) &&
           cs_json_set(&cli->arena, json, "authorizations", falls, &cli->err);
  }
  if (done && !result->repeat && cs_is_correction(&submission->act)) {
    struct cs_json *rests;
    done = cs_rests_json(cli, cs_json_integer(submission->act.body, "entry", -1), &rests) &&
           cs_json_set(&cli->arena, json, "rests", rests, &cli->err);
  }
  if (done) {
    cs_cli_json(cli, json);
  }
  return done;
}

static bool is_of_correction(const struct cs_submission *submission) {
  return submission->act.def->kind == CS_ACT_RECORD_CORRECT || submission->act.def->kind == CS_ACT_RECORD_AGREE;
}

static void say_receipt(struct cs_cli *cli, const struct cs_result *result, struct cs_str path) {
  if (result->n < 0) {
    cs_cli_line(cli, "", "tried only: nothing was written");
  } else if (path.len > 0) {
    cs_cli_line(cli, "receipt", "%.*s (entry %lld)", CS_STR_ARG(path), (long long)result->n);
  } else {
    cs_cli_line(cli, "receipt", "entry %lld; its proof: countersign log prove %lld", (long long)result->n,
                (long long)result->n);
  }
}

static void say_case_file(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  const struct cs_json *consents = cs_json_get(result->out, "consents");
  struct cs_str id = cs_json_text(submission->act.body, "case");
  struct cs_buf text;
  struct cs_str key;
  cs_buf_init(&text, 4096);
  cs_buf_printf(&text, "%s, version 1; consents: ", result->n < 0 ? "would be filed" : "filed");
  for (size_t i = 0; consents && i < consents->n; i++) {
    cs_buf_printf(&text, "%s%.*s open", i > 0 ? ", " : "", CS_STR_ARG(cs_json_text(consents->items[i], "approver")));
  }
  if (!consents || consents->n == 0) {
    cs_buf_printf(&text, "none; the rules say %.*s", CS_STR_ARG(cs_json_text(result->out, "verdict")));
  }
  if (cs_arena_str(&cli->arena, id, &key, &cli->err)) {
    cs_cli_line_at(cli, key.ptr, cs_buf_str(&text), CS_STR_NONE);
  }
  cs_buf_deinit(&text);
}

/* "consent 1 of 2": how many are given now, of those that are needed; "consent" alone where one is, or where nothing was written. */
static bool count_consents(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result,
                           char key[48]) {
  struct cs_json *state = NULL;
  size_t given = 0;
  int64_t n;
  if (result->n >= 0 && !cs_service_state(&cli->service, "case", cs_json_text(submission->act.body, "case"),
                                          &cli->arena, &state, &n, &cli->err)) {
    return false;
  }
  const struct cs_json *consents = cs_json_get(state, "consents");
  for (size_t i = 0; consents && i < consents->n; i++) {
    given += cs_str_eq(cs_json_text(consents->items[i], "status"), CS_STR("approved"));
  }
  snprintf(key, 48, consents && consents->n > 1 ? "consent %zu of %zu" : "consent", given, consents ? consents->n : 0);
  return true;
}

static bool say_case_decide(struct cs_cli *cli, const struct cs_submission *submission,
                            const struct cs_result *result) {
  const struct cs_json *body = submission->act.body;
  const struct cs_json *mandates = cs_json_get(result->out, "mandates");
  bool approve = cs_str_eq(cs_json_text(body, "outcome"), CS_STR("approve"));
  struct cs_buf text;
  char key[48];
  if (!count_consents(cli, submission, result, key)) {
    return false;
  }
  cs_buf_init(&text, 4096);
  cs_buf_add(&text, cs_json_text(body, "consent"));
  if (cs_json_flag(result->out, "attested")) {
    struct cs_str document = cs_json_text(body, "document");
    cs_buf_printf(&text, ", attested by %.*s%s%.*s", CS_STR_ARG(submission->act.office),
                  document.len > 0 ? " from " : "", CS_STR_ARG(document));
  }
  for (size_t i = 0; mandates && i < mandates->n; i++) {
    cs_buf_printf(&text, "%s%.*s", i == 0 ? ", under mandate " : ", ", CS_STR_ARG(mandates->items[i]->text));
  }
  if (mandates && mandates->n > 0) {
    cs_buf_printf(&text, " (%.*s)", CS_STR_ARG(cs_json_text(result->out, "certainty")));
  }
  cs_buf_printf(&text, ", in force on %.*s", CS_STR_ARG(cs_json_text(result->out, "on")));
  cs_cli_line_at(cli, approve ? key : "REFUSAL", cs_buf_str(&text), CS_STR_NONE);
  cs_buf_deinit(&text);
  return true;
}

static bool say_act(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  if (result->repeat) {
    cs_cli_line(cli, "repeat", "this act was recorded before, as entry %lld; nothing was written",
                (long long)result->n);
  } else if (submission->act.def->kind == CS_ACT_CASE_FILE) {
    say_case_file(cli, submission, result);
  } else if (submission->act.def->kind == CS_ACT_CASE_DECIDE) {
    return say_case_decide(cli, submission, result);
  } else if (submission->act.def->kind == CS_ACT_KEY_ENROL) {
    cs_cli_line(cli, result->n < 0 ? "would enrol" : "enrolled", "%.*s, key %.8s…",
                CS_STR_ARG(cs_json_text(submission->act.body, "officer")),
                cs_json_text(submission->act.body, "key").ptr);
  } else if (submission->act.def->kind == CS_ACT_RULES_PUBLISH) {
    cs_cli_line(cli, result->n < 0 ? "would publish" : "published", "%.*s, %.*s",
                CS_STR_ARG(cs_json_text(submission->act.body, "regime")),
                CS_STR_ARG(cs_json_text(submission->act.body, "file")));
  } else if (!cs_is_told(submission->act.def->kind) && !is_of_correction(submission)) {
    cs_cli_line(cli, result->n < 0 ? "would stand" : "recorded", "%s, %.*s", submission->act.def->name,
                CS_STR_ARG(submission->act.subject));
  }
  return true;
}

/* What was done; then, of a case, who acts next; of a revocation that was only tried, what would fall. */
static bool say_done(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  if (!say_act(cli, submission, result)) {
    return false;
  }
  if (result->repeat) {
    return true;
  }
  if (result->n < 0 && submission->act.def->kind == CS_ACT_MANDATE_REVOKE) {
    return cs_say_revocation(cli, &submission->act);
  }
  if (is_of_correction(submission)) {
    return cs_say_correction(cli, &submission->act, result);
  }
  return !cs_is_case_act(submission->act.def) || cs_say_case_act(cli, submission, result);
}

/* What it all comes to, then the reasons, each with the place of its rule. One without a place stands on the same line. */
static void say_refused(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  if (result->n_reasons == 1 && result->reasons[0].where.len == 0) {
    cs_cli_line(cli, "REFUSED", "nothing was written: %.*s", CS_STR_ARG(result->reasons[0].text));
    return;
  }
  if (cs_say_lacking(result->reasons, result->n_reasons)) {
    cs_cli_line(cli, "REFUSED",
                "nothing was written. %.*s still lacks:", CS_STR_ARG(cs_json_text(submission->act.body, "case")));
  } else {
    cs_cli_line(cli, "REFUSED", "nothing was written");
  }
  cs_cli_refusal(cli, result->reasons, result->n_reasons);
}

int cs_cli_result(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result) {
  struct cs_str path;
  struct cs_json *json;
  switch (result->outcome) {
  case CS_OUTCOME_ERROR:
    cli->err = result->error;
    return cs_cli_fail(cli);
  case CS_OUTCOME_REFUSED:
    if (cli->json && cs_cli_refusal_json(cli, result->reasons, result->n_reasons, &json)) {
      cs_cli_json(cli, json);
    } else if (!cli->json) {
      say_refused(cli, submission, result);
    }
    return CS_EXIT_REFUSED;
  case CS_OUTCOME_DONE:
    break;
  }
  path = CS_STR_NONE;
  if (result->n >= 0 && !keep_receipt(cli, result, &path)) {
    return cs_cli_fail(cli);
  }
  if (cli->json) {
    return done_json(cli, submission, result, path) ? CS_EXIT_DONE : cs_cli_fail(cli);
  }
  if (!say_done(cli, submission, result)) {
    return cs_cli_fail(cli);
  }
  say_receipt(cli, result, path);
  return CS_EXIT_DONE;
}
