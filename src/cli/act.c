/* Acts at the command line. */
#include "cli/act.h"

#include "os/file.h"
#include "service/query.h"

#include <string.h>

bool cs_cli_act_begin(struct cs_cli *cli, const char *kind, struct cs_cli_act *act) {
  *act = (struct cs_cli_act){0};
  if (!cli->open && !cs_cli_open(cli, CS_STR_NONE, true)) {
    return false;
  }
  const struct cs_act_def *def = cs_act_find(cs_str_of(kind), 1);
  if (!cs_cli_officer(cli, def && (def->who == CS_WHO_REGISTRAR || def->who == CS_WHO_SELF), &act->key, &act->office)) {
    return false;
  }
  act->has_key = true;
  act->office = cs_cli_option(cli, "for").ptr ? cs_cli_option(cli, "for") : act->office;
  act->flat = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  return act->flat && cs_json_set_text(&cli->arena, act->flat, "act", cs_str_of(kind), &cli->err) &&
         cs_json_set_text(&cli->arena, act->flat, "office", act->office, &cli->err);
}

void cs_cli_act_end(struct cs_cli_act *act) {
  if (act->has_key) {
    cs_officer_key_deinit(&act->key);
  }
  act->has_key = false;
}

/* ------------------------------------------------------------------ fields */

static bool put_list(struct cs_cli *cli, struct cs_json *object, const char *field, struct cs_str text, bool split) {
  struct cs_json *list = cs_json_get(object, field);
  if (!list) {
    list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
    if (!cs_json_set(&cli->arena, object, field, list, &cli->err)) {
      return false;
    }
  }
  while (text.ptr) {
    struct cs_str piece = split ? cs_str_trim(cs_str_cut(&text, ',')) : text;
    if (!cs_json_append(&cli->arena, list, cs_json_new_string(&cli->arena, piece, &cli->err), &cli->err)) {
      return false;
    }
    text = split ? text : CS_STR_NONE;
  }
  return true;
}

static bool put_integer(struct cs_cli *cli, struct cs_json *object, const char *field, struct cs_str text) {
  struct cs_json *number;
  return cs_json_parse(&cli->arena, cs_str_of(field), text, &number, &cli->err) &&
         cs_json_set(&cli->arena, object, field, number, &cli->err);
}

static bool put_bool(struct cs_cli *cli, struct cs_json *object, const char *field, struct cs_str text) {
  bool yes = cs_str_eq(text, CS_STR("yes")) || cs_str_eq(text, CS_STR("true"));
  if (!yes && !cs_str_eq(text, CS_STR("no")) && !cs_str_eq(text, CS_STR("false"))) {
    cs_cli_usage(cli, "--%s is yes or no, not \"%.*s\"", field, CS_STR_ARG(text));
    return false;
  }
  return cs_json_set_bool(&cli->arena, object, field, yes, &cli->err);
}

bool cs_cli_line_of(struct cs_cli *cli, struct cs_str text, struct cs_json **out) {
  struct cs_str quantity = text;
  struct cs_str item = cs_str_cut(&quantity, '=');
  struct cs_str value = quantity;
  *out = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  if (!quantity.ptr) {
    cs_cli_usage(cli, "\"%.*s\" is no line, expected ITEM=QUANTITY, or ITEM=QUANTITY:VALUE", CS_STR_ARG(text));
    return false;
  }
  quantity = cs_str_cut(&value, ':');
  return *out && cs_json_set_text(&cli->arena, *out, "item", item, &cli->err) &&
         cs_json_set_text(&cli->arena, *out, "quantity", quantity, &cli->err) &&
         (!value.ptr || cs_json_set_text(&cli->arena, *out, "value", value, &cli->err));
}

/* "eram=10,storm-shadow=2": one line each, behind those that are there. */
static bool put_lines(struct cs_cli *cli, struct cs_json *flat, const char *field, struct cs_str text) {
  struct cs_json *list = cs_json_get(flat, field);
  if (!list) {
    list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
    if (!cs_json_set(&cli->arena, flat, field, list, &cli->err)) {
      return false;
    }
  }
  while (text.len > 0) {
    struct cs_json *line;
    if (!cs_cli_line_of(cli, cs_str_cut(&text, ','), &line) || !cs_json_append(&cli->arena, list, line, &cli->err)) {
      return false;
    }
  }
  return true;
}

bool cs_cli_act_put(struct cs_cli *cli, struct cs_cli_act *act, const char *field, struct cs_str text) {
  const struct cs_act_def *def = cs_act_find(cs_json_text(act->flat, "act"), 1);
  const struct cs_act_field *known = def ? cs_act_field(def, cs_str_of(field)) : NULL;
  if (!known) {
    return cs_json_set_text(&cli->arena, act->flat, field, text, &cli->err);
  }
  switch (known->type) {
  case CS_FIELD_IDENTS:
  case CS_FIELD_AREAS:
  case CS_FIELD_DAYS:
  case CS_FIELD_CHOICES:
    return put_list(cli, act->flat, field, text, true);
  case CS_FIELD_TEXTS:
    return put_list(cli, act->flat, field, text, false);
  case CS_FIELD_LINES:
    return put_lines(cli, act->flat, field, text);
  case CS_FIELD_BOOL:
    return put_bool(cli, act->flat, field, text);
  case CS_FIELD_INTEGER:
    return put_integer(cli, act->flat, field, text);
  case CS_FIELD_IDENT:
  case CS_FIELD_TEXT:
  case CS_FIELD_AREA:
  case CS_FIELD_DAY:
  case CS_FIELD_SPAN:
  case CS_FIELD_DECIMAL:
  case CS_FIELD_CHOICE:
  case CS_FIELD_HASH:
  case CS_FIELD_KEY:
  case CS_FIELD_BASE64:
  case CS_FIELD_VERIFIER:
  case CS_FIELD_VALUE:
  case CS_FIELD_REQUEST:
  case CS_FIELD_MONEY:
    break;
  }
  return cs_json_set_text(&cli->arena, act->flat, field, text, &cli->err);
}

bool cs_cli_act_put_options(struct cs_cli *cli, struct cs_cli_act *act) {
  for (size_t i = 0; i < cli->given.n; i++) {
    if (cs_json_get(act->flat, cli->given.at[i].name)) {
      cs_cli_usage(cli, "the argument gives %s, and --%s once more", cli->given.at[i].name, cli->given.at[i].name);
      return false;
    }
  }
  static const char *const own[] = {"as",       "for",           "try",  "sign-only", "key", "saw",
                                    "receipts", "clock-checked", "json", "store",     NULL};
  for (size_t i = 0; i < cli->given.n; i++) {
    bool shared = false;
    for (size_t k = 0; own[k]; k++) {
      shared = shared || strcmp(own[k], cli->given.at[i].name) == 0;
    }
    if (!shared && !cs_cli_act_put(cli, act, cli->given.at[i].name, cli->given.at[i].value)) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ handing in */

/* What the officer had seen of the subject: what --saw says, else the newest. */
static bool put_saw(struct cs_cli *cli, struct cs_act *act) {
  struct cs_str saw = cs_cli_option(cli, "saw");
  if (saw.ptr) {
    struct cs_json *number;
    return cs_json_parse(&cli->arena, CS_STR("--saw"), saw, &number, &cli->err) &&
           (cs_json_as_integer(number, &act->saw) ||
            cs_err_set(&cli->err, &CS_E_JSON_TYPE, "--saw is the number of an entry, not \"%.*s\"", CS_STR_ARG(saw)));
  }
  struct cs_str id = act->subject;
  struct cs_str type = cs_str_cut(&id, ':');
  struct cs_str type_copy;
  struct cs_json *state;
  return cs_arena_str(&cli->arena, type, &type_copy, &cli->err) &&
         cs_service_state(&cli->service, type_copy.ptr, id, &cli->arena, &state, &act->saw, &cli->err);
}

static bool write_signed(struct cs_cli *cli, const struct cs_submission *submission, struct cs_str file) {
  struct cs_buf text;
  cs_buf_init(&text, (size_t)32 << 20);
  bool done = cs_submission_write(&cli->arena, submission, &text, &cli->err) &&
              cs_file_write_private(cli->os, file, cs_buf_str(&text), &cli->err);
  cs_buf_deinit(&text);
  if (done) {
    cs_cli_line(cli, "signed", "%s, in %.*s: nothing was handed in", submission->act.def->name, CS_STR_ARG(file));
  }
  return done;
}

static struct cs_submission *make_submission(struct cs_cli *cli, struct cs_cli_act *act) {
  struct cs_act decoded;
  struct cs_submission *submission = cs_arena_new(&cli->arena, struct cs_submission, &cli->err);
  if (!submission || !cs_act_decode(&cli->arena, CS_STR("the act"), act->flat, &decoded, &cli->err) ||
      !put_saw(cli, &decoded) ||
      !cs_submission_make(cli->os, &cli->arena, &decoded, &act->key, &cli->service.identity, submission, &cli->err) ||
      (act->blob.ptr && !cs_submission_blob(&cli->arena, submission, act->blob, &cli->err))) {
    return NULL;
  }
  for (size_t i = 0; i < act->more.n; i++) {
    if (!cs_submission_blob(&cli->arena, submission, act->more.at[i], &cli->err)) {
      return NULL;
    }
  }
  submission->client_key = cs_cli_option(cli, "key");
  return cs_submission_check(submission, &cli->service.identity, &cli->arena, &cli->err) ? submission : NULL;
}

bool cs_cli_act_hand_in(struct cs_cli *cli, struct cs_cli_act *act, const struct cs_submission **submission,
                        struct cs_result *result) {
  struct cs_submission *made = make_submission(cli, act);
  struct cs_str file = cs_cli_option(cli, "sign-only");
  *submission = NULL;
  if (!made || file.ptr) {
    return made && write_signed(cli, made, file);
  }
  struct cs_job job = {.submission = made, .arena = &cli->arena};
  if (!cs_service_act(&cli->service, &(struct cs_job *){&job}, 1, cs_cli_flag(cli, "try"), &cli->err)) {
    return false;
  }
  *submission = made;
  *result = job.result;
  return true;
}

int cs_cli_act_submit(struct cs_cli *cli, struct cs_cli_act *act, struct cs_result *result) {
  const struct cs_submission *submission;
  struct cs_result own = {0};
  result = result ? result : &own;
  if (!cs_cli_act_hand_in(cli, act, &submission, result)) {
    return cs_cli_failed(cli);
  }
  return submission ? cs_cli_result(cli, submission, result) : CS_EXIT_DONE;
}
