/* Commands that are acts: any act whose command has its name, and those that need a little more than its fields. */
#include "cli/act.h"
#include "cli/commands.h"
#include "cli/ledger.h"
#include "lib/tables.h"
#include "os/file.h"
#include "service/query_case.h"

#include <string.h>

static int finish(struct cs_cli *cli, struct cs_cli_act *act, bool ready) {
  int status = ready ? cs_cli_act_submit(cli, act, NULL) : cs_cli_failed(cli);
  cs_cli_act_end(act);
  return status;
}

/* "mandate grant M4 …" → act mandate.grant, its subject's field from the first argument. */
int cs_cmd_act(struct cs_cli *cli) {
  struct cs_cli_act act;
  char kind[64];
  size_t n = strlen(cli->command->name);
  cs_assert(n < sizeof kind);
  memcpy(kind, cli->command->name, n + 1);
  *strchr(kind, ' ') = '.';
  const struct cs_act_def *def = cs_act_find(cs_str_of(kind), 1);
  cs_assert(def != NULL);
  if (cli->arguments.n > 1) {
    return cs_cli_usage(cli, "%s takes one %s", cli->command->name, def->subject);
  }
  bool ready = cs_cli_act_begin(cli, kind, &act) &&
               (cli->arguments.n == 0 || cs_cli_act_put(cli, &act, def->subject_field, cs_cli_argument(cli, 0))) &&
               cs_cli_act_put_options(cli, &act);
  return finish(cli, &act, ready);
}

/* ------------------------------------------------------------------ cases */

static bool put_request(struct cs_cli *cli, struct cs_cli_act *act) {
  struct cs_str path = cs_cli_argument(cli, 0);
  struct cs_str text;
  struct cs_json *request;
  struct cs_request checked;
  struct cs_str reference = cs_cli_option(cli, "reference");
  return cs_cli_input(cli, path, &text) && cs_json_parse(&cli->arena, path, text, &request, &cli->err) &&
         cs_request_read(&cli->arena, path, request, &checked, &cli->err) &&
         cs_request_to_json(&cli->arena, &checked, &request, &cli->err) &&
         cs_json_set(&cli->arena, act->flat, "request", request, &cli->err) &&
         (!reference.ptr || cs_json_set_text(&cli->arena, act->flat, "reference", reference, &cli->err));
}

/* Was the case refused for nothing but that somebody else took its reference meanwhile? */
static bool reference_taken(const struct cs_result *result) {
  bool taken = result->outcome == CS_OUTCOME_REFUSED && result->n_reasons > 0;
  for (size_t i = 0; taken && i < result->n_reasons; i++) {
    taken = result->reasons[i].code == &CS_E_REFUSED_CASE_EXISTS || result->reasons[i].code == &CS_E_REFUSED_MOVED;
  }
  return taken;
}

#define REFERENCE_TRIES 64

/* Files it under the reference that was given, or else under the next one that is free. */
static int file_case(struct cs_cli *cli, struct cs_cli_act *act) {
  const struct cs_submission *submission = NULL;
  struct cs_result result = {0};
  struct cs_str given = cs_cli_option(cli, "case");
  int tries = 0;
  do {
    struct cs_str id = given;
    if ((!given.ptr && !cs_service_next_case(&cli->service, &cli->arena, &id, &cli->err)) ||
        !cs_json_set_text(&cli->arena, act->flat, "case", id, &cli->err) ||
        !cs_cli_act_hand_in(cli, act, &submission, &result)) {
      return cs_cli_failed(cli);
    }
  } while (!given.ptr && submission && reference_taken(&result) && ++tries < REFERENCE_TRIES);
  return submission ? cs_cli_result(cli, submission, &result) : CS_EXIT_DONE;
}

int cs_cmd_case_file(struct cs_cli *cli) {
  struct cs_cli_act act;
  if (cli->arguments.n != 1) {
    return cs_cli_usage(cli, "case file takes one file with a request, or - for standard input");
  }
  bool ready = cs_cli_act_begin(cli, "case.file", &act) && put_request(cli, &act);
  int status = ready ? file_case(cli, &act) : cs_cli_failed(cli);
  cs_cli_act_end(&act);
  return status;
}

static bool state_of(struct cs_cli *cli, struct cs_str id, struct cs_json **state) {
  int64_t n;
  return cs_service_state(&cli->service, "case", id, &cli->arena, state, &n, &cli->err);
}

/* The consent that the office speaks for: its own, or the only one that is open. */
static struct cs_str consent_of(const struct cs_json *state, struct cs_str office) {
  const struct cs_json *consents = cs_json_get(state, "consents");
  struct cs_str open = CS_STR_NONE;
  size_t n_open = 0;
  for (size_t i = 0; consents && i < consents->n; i++) {
    struct cs_str approver = cs_json_text(consents->items[i], "approver");
    if (cs_str_eq(approver, office)) {
      return approver;
    }
    if (cs_str_eq(cs_json_text(consents->items[i], "status"), CS_STR("open"))) {
      open = approver;
      n_open++;
    }
  }
  return n_open == 1 ? open : office;
}

/* An approval carries what was advised, where nothing else is said. */
static bool put_provisos(struct cs_cli *cli, struct cs_cli_act *act, const struct cs_json *state) {
  struct cs_strs agreed;
  if (cs_json_get(act->flat, "provisos") || !cs_str_eq(cs_json_text(act->flat, "outcome"), CS_STR("approve")) ||
      !state) {
    return true;
  }
  if (!cs_service_provisos(state, cs_json_text(act->flat, "consent"), &cli->arena, &agreed, &cli->err)) {
    return false;
  }
  for (size_t i = 0; i < agreed.n; i++) {
    if (!cs_cli_act_put(cli, act, "provisos", agreed.at[i])) {
      return false;
    }
  }
  return true;
}

static bool put_decision(struct cs_cli *cli, struct cs_cli_act *act, struct cs_json **state) {
  struct cs_str id = cs_cli_argument(cli, 0);
  if (!state_of(cli, id, state) || !cs_cli_act_put(cli, act, "case", id) ||
      !cs_cli_act_put(cli, act, "outcome", cs_cli_argument(cli, 1)) || !cs_cli_act_put_options(cli, act)) {
    return false;
  }
  struct cs_str by = cs_json_text(act->flat, "by");
  const struct cs_json *versions = cs_json_get(*state, "versions");
  int64_t newest = versions && versions->n > 0 ? cs_json_integer(versions->items[versions->n - 1], "version", 1) : 1;
  return (cs_json_get(act->flat, "version") ||
          cs_json_set_integer(&cli->arena, act->flat, "version", newest, &cli->err)) &&
         (cs_json_get(act->flat, "consent") ||
          cs_json_set_text(&cli->arena, act->flat, "consent", consent_of(*state, by.len > 0 ? by : act->office),
                           &cli->err)) &&
         put_provisos(cli, act, *state);
}

int cs_cmd_case_decide(struct cs_cli *cli) {
  struct cs_cli_act act;
  struct cs_json *state;
  if (cli->arguments.n != 2) {
    return cs_cli_usage(cli, "case decide takes a case, and approve or refuse");
  }
  bool ready = cs_cli_act_begin(cli, "case.decide", &act) && put_decision(cli, &act, &state);
  int status = ready ? cs_cli_act_submit(cli, &act, NULL) : cs_cli_failed(cli);
  cs_cli_act_end(&act);
  return status;
}

/* ------------------------------------------------------------------ keys */

/* The officer's key of this folder, made when there is none. */
static bool take_key(struct cs_cli *cli, struct cs_str officer, struct cs_officer_key *key, bool *made) {
  *made = false;
  if (cs_officer_key_read(cli->os, cs_cli_keys(cli), officer, &cli->arena, key, &cli->err)) {
    return true;
  }
  *made = cli->err.code == &CS_E_SERVICE_NO_KEY &&
          cs_officer_key_make(cli->os, cs_cli_keys(cli), officer, &cli->arena, key, &cli->err);
  return *made;
}

/* Hands the enrolment in. A key that was made for it stays only where it may have been recorded. */
static int enrol_with(struct cs_cli *cli, struct cs_cli_act *act, const struct cs_officer_key *key, bool made) {
  const struct cs_submission *submission;
  struct cs_result result = {0};
  struct cs_str proof;
  struct cs_str name = cs_cli_option(cli, "name");
  if (!cs_officer_prove(&cli->arena, key, &cli->service.identity, &proof, &cli->err) ||
      !cs_cli_act_put(cli, act, "officer", key->officer) || (name.ptr && !cs_cli_act_put(cli, act, "name", name)) ||
      !cs_cli_act_put(cli, act, "key", cs_str_of(key->hex)) || !cs_cli_act_put(cli, act, "proof", proof) ||
      !cs_cli_act_hand_in(cli, act, &submission, &result)) {
    return cs_cli_failed(cli);
  }
  bool recorded =
      !submission || result.outcome == CS_OUTCOME_ERROR || (result.outcome == CS_OUTCOME_DONE && result.n >= 0);
  if (made && !recorded && !cs_officer_key_remove(cli->os, cs_cli_keys(cli), key->officer, &cli->arena, &cli->err)) {
    return cs_cli_fail(cli);
  }
  return submission ? cs_cli_result(cli, submission, &result) : CS_EXIT_DONE;
}

static int enrol_one(struct cs_cli *cli, struct cs_str officer) {
  struct cs_cli_act act;
  struct cs_officer_key key;
  bool made;
  if (!cs_cli_act_begin(cli, "key.enrol", &act)) {
    return cs_cli_failed(cli);
  }
  int status;
  if (take_key(cli, officer, &key, &made)) {
    status = enrol_with(cli, &act, &key, made);
    cs_officer_key_deinit(&key);
  } else {
    status = cs_cli_failed(cli);
  }
  cs_cli_act_end(&act);
  return status;
}

int cs_cmd_key_enrol(struct cs_cli *cli) {
  if (cli->arguments.n == 0) {
    return cs_cli_usage(cli, "key enrol takes officers, each as OFFICE/NAME");
  }
  if (cs_cli_option(cli, "name").ptr && cli->arguments.n > 1) {
    return cs_cli_usage(cli, "--name is one officer's: enrol that one alone");
  }
  int status = CS_EXIT_DONE;
  for (size_t i = 0; i < cli->arguments.n && status == CS_EXIT_DONE; i++) {
    status = enrol_one(cli, cli->arguments.at[i]);
  }
  return status;
}

/* An act of key.enrol by the officer's own key: its own office, no other key. */
static bool begin_rotation(struct cs_cli *cli, struct cs_cli_act *act, const struct cs_officer_key *next) {
  struct cs_str office = next->officer, proof;
  act->office = cs_str_cut(&office, '/');
  act->office = (struct cs_str){next->officer.ptr, act->office.len};
  act->flat = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  return act->flat && cs_json_set_text(&cli->arena, act->flat, "act", CS_STR("key.enrol"), &cli->err) &&
         cs_json_set_text(&cli->arena, act->flat, "office", act->office, &cli->err) &&
         cs_officer_prove(&cli->arena, next, &cli->service.identity, &proof, &cli->err) &&
         cs_cli_act_put(cli, act, "officer", next->officer) && cs_cli_act_put(cli, act, "key", cs_str_of(next->hex)) &&
         cs_cli_act_put(cli, act, "replaces", cs_str_of(act->key.hex)) && cs_cli_act_put(cli, act, "proof", proof);
}

/* Is the next key on record already? Then an earlier run was cut behind its entry. */
static bool next_is_enrolled(struct cs_cli *cli, const struct cs_officer_key *next, bool *enrolled) {
  struct cs_json *state;
  int64_t n;
  if (!cs_service_state(&cli->service, "key", cs_str_of(next->hex), &cli->arena, &state, &n, &cli->err)) {
    return false;
  }
  *enrolled = state && cs_str_eq(cs_json_text(state, "officer"), next->officer) && !cs_json_get(state, "revoked");
  return true;
}

static int rotate(struct cs_cli *cli, struct cs_cli_act *act, const struct cs_officer_key *next) {
  bool enrolled;
  struct cs_result result = {0};
  if (!next_is_enrolled(cli, next, &enrolled)) {
    return cs_cli_fail(cli);
  }
  if (!enrolled) {
    int status = begin_rotation(cli, act, next) ? cs_cli_act_submit(cli, act, &result) : cs_cli_failed(cli);
    if (status != CS_EXIT_DONE || result.outcome != CS_OUTCOME_DONE || result.n < 0) {
      return status; /* signed or tried only: the key here stays as it is */
    }
  }
  if (!cs_officer_key_turn(cli->os, cs_cli_keys(cli), next->officer, &cli->arena, &cli->err)) {
    return cs_cli_fail(cli);
  }
  if (!cli->json) {
    cs_cli_line(cli, "turned", "%.*s signs with the new key; the former one is revoked, and gone from here",
                CS_STR_ARG(next->officer));
  }
  return CS_EXIT_DONE;
}

int cs_cmd_key_rotate(struct cs_cli *cli) {
  struct cs_cli_act act = {0};
  struct cs_officer_key next;
  struct cs_str officer = cs_cli_argument(cli, 0), keys = cs_cli_keys(cli);
  if (cli->arguments.n != 1) {
    return cs_cli_usage(cli, "key rotate takes one officer");
  }
  if (!cs_cli_open(cli, CS_STR_NONE, true) ||
      !cs_officer_key_read(cli->os, keys, officer, &cli->arena, &act.key, &cli->err)) {
    return cs_cli_failed(cli);
  }
  act.has_key = true;
  int status = CS_EXIT_DONE;
  if (cs_officer_key_next(cli->os, keys, officer, &cli->arena, &next, &cli->err)) {
    status = rotate(cli, &act, &next);
    cs_officer_key_deinit(&next);
  } else {
    status = cs_cli_fail(cli);
  }
  cs_cli_act_end(&act);
  return status;
}

/* The key of the officer that is not revoked; of several, --public-key says which. */
static bool find_key(struct cs_cli *cli, struct cs_str officer, struct cs_str *hex) {
  struct cs_json *state;
  int64_t n;
  *hex = cs_cli_option(cli, "public-key");
  if (hex->ptr) {
    return true;
  }
  if (!cs_service_state(&cli->service, "officer", officer, &cli->arena, &state, &n, &cli->err)) {
    return false;
  }
  const struct cs_json *keys = cs_json_get(state, "keys");
  size_t valid = 0;
  for (size_t i = 0; keys && i < keys->n; i++) {
    if (!cs_json_get(keys->items[i], "revoked")) {
      *hex = cs_json_text(keys->items[i], "key");
      valid++;
    }
  }
  if (valid != 1) {
    cs_cli_usage(cli, "%.*s has %zu keys that are not revoked: give --public-key", CS_STR_ARG(officer), valid);
  }
  return valid == 1;
}

int cs_cmd_key_revoke(struct cs_cli *cli) {
  struct cs_cli_act act;
  struct cs_str hex;
  struct cs_str reason = cs_cli_option(cli, "reason");
  if (cli->arguments.n != 1) {
    return cs_cli_usage(cli, "key revoke takes one officer");
  }
  bool ready = cs_cli_act_begin(cli, "key.revoke", &act) && find_key(cli, cs_cli_argument(cli, 0), &hex) &&
               cs_cli_act_put(cli, &act, "officer", cs_cli_argument(cli, 0)) && cs_cli_act_put(cli, &act, "key", hex) &&
               (!reason.ptr || cs_cli_act_put(cli, &act, "reason", reason));
  return finish(cli, &act, ready);
}

/* ------------------------------------------------------------------ the log's key */

static bool put_rotation(struct cs_cli *cli, struct cs_cli_act *act, struct cs_str stage) {
  struct cs_str verifier, base64, until = cs_cli_option(cli, "until");
  struct cs_signature proof;
  struct cs_buf text;
  bool announces = cs_str_eq(stage, CS_STR("announce"));
  bool make = announces && !cs_cli_flag(cli, "try");
  cs_buf_init(&text, 128);
  bool done = cs_record_next_key(cli->service.record, make, &cli->arena, &verifier, &proof, &cli->err);
  if (done) {
    cs_buf_base64(&text, proof.bytes, sizeof proof.bytes);
    done = cs_arena_str(&cli->arena, cs_buf_str(&text), &base64, &cli->err);
  }
  cs_buf_deinit(&text);
  return done && cs_cli_act_put(cli, act, "stage", stage) && cs_cli_act_put(cli, act, "verifier", verifier) &&
         (!announces || cs_cli_act_put(cli, act, "proof", base64)) &&
         (!until.ptr || cs_cli_act_put(cli, act, "until", until));
}

int cs_cmd_log_rotate(struct cs_cli *cli) {
  struct cs_cli_act act;
  struct cs_result result = {0};
  struct cs_str stage = cs_cli_argument(cli, 0);
  if (cli->arguments.n != 1) {
    return cs_cli_usage(cli, "log rotate takes a stage: announce, activate or retire");
  }
  bool ready = cs_cli_act_begin(cli, "log.rotate", &act) && put_rotation(cli, &act, stage);
  int status = ready ? cs_cli_act_submit(cli, &act, &result) : cs_cli_failed(cli);
  cs_cli_act_end(&act);
  if (status == CS_EXIT_DONE && !cli->json && result.outcome == CS_OUTCOME_DONE && result.n >= 0) {
    struct cs_str text;
    if (!cs_record_policy(cli->service.record, &cli->arena, &text, &cli->err)) {
      return cs_cli_fail(cli);
    }
    cs_cli_line(cli, "keys", "give these to whoever checks you, as `countersign log key` prints them:");
    while (text.len > 0) {
      cs_cli_line_at(cli, "", cs_str_cut(&text, '\n'), CS_STR_NONE);
    }
  }
  return status;
}

/* ------------------------------------------------------------------ rules, signed acts */

static bool hex_digest(struct cs_cli *cli, struct cs_str bytes, struct cs_str *out) {
  struct cs_hasher hasher;
  struct cs_hash digest;
  struct cs_buf hex;
  if (!cs_hasher_init(&hasher, &cli->err)) {
    return false;
  }
  cs_hash_bytes(&hasher, bytes, &digest);
  cs_hasher_deinit(&hasher);
  cs_buf_init(&hex, 128);
  cs_buf_hex(&hex, digest.bytes, sizeof digest.bytes);
  bool done = cs_arena_str(&cli->arena, cs_buf_str(&hex), out, &cli->err);
  cs_buf_deinit(&hex);
  return done;
}

/* The tables travel with their text: what is in force is never a text without them. */
static bool put_tables(struct cs_cli *cli, struct cs_cli_act *act, const struct cs_tables *tables) {
  struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  for (size_t i = 0; list && i < tables->read.n; i++) {
    struct cs_str digest, name;
    struct cs_str *slot = cs_list_push(&cli->arena, &act->more, &cli->err);
    if (!slot || !hex_digest(cli, tables->read.at[i].text, &digest) ||
        !cs_arena_printf(&cli->arena, &name, &cli->err, "%.*s %.*s", CS_STR_ARG(tables->read.at[i].file),
                         CS_STR_ARG(digest)) ||
        !cs_json_append(&cli->arena, list, cs_json_new_string(&cli->arena, name, &cli->err), &cli->err)) {
      return false;
    }
    *slot = tables->read.at[i].text;
  }
  return list && (tables->read.n == 0 || cs_json_set(&cli->arena, act->flat, "tables", list, &cli->err));
}

static int publish_one(struct cs_cli *cli, struct cs_str regime, struct cs_str path, struct cs_str text,
                       const struct cs_tables *tables) {
  struct cs_cli_act act;
  struct cs_str digest;
  if (!cs_cli_act_begin(cli, "rules.publish", &act)) {
    return cs_cli_failed(cli);
  }
  act.blob = text;
  bool ready = hex_digest(cli, text, &digest) && cs_cli_act_put(cli, &act, "regime", regime) &&
               cs_cli_act_put(cli, &act, "file", cs_path_name(path)) && cs_cli_act_put(cli, &act, "digest", digest) &&
               put_tables(cli, &act, tables);
  return finish(cli, &act, ready);
}

int cs_cmd_rules_publish(struct cs_cli *cli) {
  struct cs_str path = cs_cli_argument(cli, 0);
  struct cs_str text;
  struct cs_strs regimes = {0};
  struct cs_tables tables;
  if (cli->arguments.n != 1) {
    return cs_cli_usage(cli, "rules publish takes one file");
  }
  cs_tables_init(&tables, cli->os, &cli->arena, NULL, 0);
  if (!cs_file_read(cli->os, &cli->arena, path, CS_FILE_MAX, &text, &cli->err) ||
      !cs_rules_regimes(&cli->arena, (struct cs_rules_text){path, text}, &regimes, &cli->err) ||
      !cs_tables_add(&tables, path, (struct cs_rules_text){cs_path_name(path), text}, &cli->err)) {
    return cs_cli_fail(cli);
  }
  if (regimes.n == 0) {
    cs_err_set(&cli->err, &CS_E_SERVICE_LOAD_EMPTY, "the file opens no regime: nothing can be published");
    cs_err_at(&cli->err, path, 1, 1);
    return cs_cli_fail(cli);
  }
  int status = CS_EXIT_DONE;
  for (size_t i = 0; i < regimes.n && status == CS_EXIT_DONE; i++) {
    status = publish_one(cli, regimes.at[i], path, text, &tables);
  }
  return status;
}

int cs_cmd_submit(struct cs_cli *cli) {
  if (cli->arguments.n == 0) {
    return cs_cli_usage(cli, "submit takes files of signed acts");
  }
  if (!cs_cli_open(cli, CS_STR_NONE, true)) {
    return cs_cli_failed(cli);
  }
  int status = CS_EXIT_DONE;
  for (size_t i = 0; i < cli->arguments.n && status == CS_EXIT_DONE; i++) {
    struct cs_submission submission;
    struct cs_str text;
    struct cs_job job = {.submission = &submission, .arena = &cli->arena};
    if (!cs_cli_input(cli, cli->arguments.at[i], &text) ||
        !cs_submission_read(&cli->arena, cli->arguments.at[i], text, &submission, &cli->err) ||
        !cs_submission_check(&submission, &cli->service.identity, &cli->arena, &cli->err) ||
        !cs_service_act(&cli->service, &(struct cs_job *){&job}, 1, cs_cli_flag(cli, "try"), &cli->err)) {
      return cs_cli_fail(cli);
    }
    status = cs_cli_result(cli, &submission, &job.result);
  }
  return status;
}
