/* log: the signed checkpoint, the key that checks it, receipts of any entry, verification, export, rebuilding. What is
 * found altered is an answer, on standard output with exit 1; what could not be looked at is an error. */
#include "cli/cmd_log.h"

#include "cli/commands.h"
#include "os/file.h"

#include <stdio.h>

bool cs_cli_verifier(struct cs_cli *cli, struct cs_str *out) {
  struct cs_str given = cs_cli_option(cli, "verifier");
  given = given.ptr ? given : cs_cli_option(cli, "key");
  *out = CS_STR_NONE;
  return !given.ptr || cs_service_verifier(cli->os, given, &cli->arena, out, &cli->err);
}

int cs_cli_not_proved(struct cs_cli *cli, enum cs_proof_outcome outcome, const struct cs_err *fault) {
  const char *word = outcome == CS_PROOF_ALTERED ? "ALTERED" : "NOT PROVED";
  if (!cli->json) {
    cs_cli_line(cli, word, "%s", fault->text);
    if (fault->hint[0]) {
      cs_cli_line(cli, "", "%s", fault->hint);
    }
    return CS_EXIT_REFUSED;
  }
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  if (!json ||
      !cs_json_set_text(&cli->arena, json, "outcome",
                        outcome == CS_PROOF_ALTERED ? CS_STR("altered") : CS_STR("not-proved"), &cli->err) ||
      !cs_json_set_text(&cli->arena, json, "code", cs_str_of(fault->code->slug), &cli->err) ||
      !cs_json_set_text(&cli->arena, json, "text", cs_str_of(fault->text), &cli->err)) {
    return cs_cli_fail(cli);
  }
  cs_cli_json(cli, json);
  return CS_EXIT_REFUSED;
}

/* {"NAME":TEXT}, or the bare text that other programs take. */
static int print_text(struct cs_cli *cli, const char *name, struct cs_str text, int64_t size) {
  if (!cli->json) {
    cs_buf_add(&cli->out, text);
    if (!cs_str_ends(text, CS_STR("\n"))) {
      cs_buf_byte(&cli->out, '\n');
    }
    return CS_EXIT_DONE;
  }
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  if (!json || !cs_json_set_text(&cli->arena, json, name, text, &cli->err) ||
      (size >= 0 && !cs_json_set_integer(&cli->arena, json, "size", size, &cli->err))) {
    return cs_cli_fail(cli);
  }
  cs_cli_json(cli, json);
  return CS_EXIT_DONE;
}

static bool no_arguments(struct cs_cli *cli) {
  if (cli->arguments.n > 0) {
    cs_cli_usage(cli, "%s takes options only, not \"%.*s\"", cli->command->name, CS_STR_ARG(cs_cli_argument(cli, 0)));
  }
  return cli->arguments.n == 0;
}

int cs_cmd_log_checkpoint(struct cs_cli *cli) {
  struct cs_str note;
  uint64_t size;
  if (!no_arguments(cli) || !cs_cli_open(cli, CS_STR_NONE, false) ||
      !cs_service_checkpoint(&cli->service, &cli->arena, &note, &size, &cli->err)) {
    return cs_cli_failed(cli);
  }
  return print_text(cli, "checkpoint", note, (int64_t)size);
}

int cs_cmd_log_key(struct cs_cli *cli) {
  struct cs_str text;
  if (!no_arguments(cli) || !cs_cli_open(cli, CS_STR_NONE, false) ||
      !cs_record_policy(cli->service.record, &cli->arena, &text, &cli->err)) {
    return cs_cli_failed(cli);
  }
  return print_text(cli, "verifier", text, -1);
}

/* ------------------------------------------------------------------ verify */

static void progress(void *ctx, uint64_t done, uint64_t size) {
  const struct cs_cli *cli = ctx;
  struct cs_terminal terminal;
  struct cs_err ignored;
  char text[64];
  if (size < 10000 || !cli->os->terminal(cli->os->ctx, CS_FILE_STDERR, &terminal, &ignored) || !terminal.is) {
    return;
  }
  snprintf(text, sizeof text, "\r  %llu of %llu%s", (unsigned long long)done, (unsigned long long)size,
           done >= size ? "\r\033[K" : "");
  if (!cli->os->write(cli->os->ctx, CS_FILE_STDERR, cs_str_of(text), &ignored)) {
    return;
  }
}

static bool report_json(struct cs_cli *cli, const struct cs_log_check *check, const struct cs_log_checked *checked) {
  const struct cs_verify_report *r = &checked->report;
  const struct {
    const char *name;
    uint64_t n;
  } counts[] = {{"entries", r->entries},
                {"tiles", r->tiles},
                {"checkpoints", r->checkpoints},
                {"signatures", r->signatures},
                {"blobs", r->blobs},
                {"openings", r->openings},
                {"erased", r->erased},
                {"projections", r->projections}};
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  bool done = json && cs_json_set_text(&cli->arena, json, "outcome", CS_STR("ok"), &cli->err) &&
              cs_json_set_integer(&cli->arena, json, "size", (int64_t)r->head.size, &cli->err);
  if (done && r->continued) {
    struct cs_json *continued = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    done = continued && cs_json_set_integer(&cli->arena, continued, "entry", (int64_t)r->continued_n, &cli->err) &&
           cs_json_set_integer(&cli->arena, continued, "signed", (int64_t)r->continued_signed, &cli->err) &&
           cs_json_set_text(&cli->arena, continued, "origin", cs_str_of(r->origin), &cli->err) &&
           cs_json_set_text(&cli->arena, continued, "former", cs_str_of(r->former), &cli->err) &&
           cs_json_set(&cli->arena, json, "continued", continued, &cli->err);
  }
  for (size_t i = 0; done && i < sizeof counts / sizeof counts[0]; i++) {
    done = cs_json_set_integer(&cli->arena, json, counts[i].name, (int64_t)counts[i].n, &cli->err);
  }
  done = done && cs_json_set_bool(&cli->arena, json, "high_water", r->high_water, &cli->err) &&
         cs_json_set_bool(&cli->arena, json, "acts_checked", check->acts || check->tree.len > 0, &cli->err) &&
         cs_json_set_bool(&cli->arena, json, "projections_checked", check->projections, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "microseconds", checked->microseconds, &cli->err);
  if (done) {
    cs_cli_json(cli, json);
  }
  return done;
}

static void count(struct cs_buf *text, uint64_t n, const char *one, const char *many) {
  if (n > 0) {
    cs_buf_printf(text, "%s%llu %s", text->len > 0 ? ", " : "", (unsigned long long)n, n == 1 ? one : many);
  }
}

/* A fork of what was signed is said plainly, though nothing is altered. */
static void say_continued(struct cs_cli *cli, const struct cs_verify_report *r) {
  unsigned long long n = r->continued_n, was = r->continued_signed;
  cs_cli_line(cli, "CONTINUED",
              "since entry %llu this is the log %s; the %llu before it were of the log %s, whose key never signs again",
              n, r->origin, n, r->former);
  if (was > n) {
    cs_cli_line(cli, "LOST",
                "%s %llu to %llu of %s, which were signed, are not here: other entries stand in their place",
                was == n + 1 ? "entry" : "entries", n, was - 1, r->former);
  }
}

static void report_words(struct cs_cli *cli, const struct cs_log_check *check, const struct cs_log_checked *checked) {
  const struct cs_verify_report *r = &checked->report;
  bool acts = check->acts || check->tree.len > 0;
  struct cs_buf text;
  char time[64];
  cs_buf_init(&text, 2048);
  count(&text, r->entries, "entry", "entries");
  count(&text, r->tiles, "tile", "tiles");
  count(&text, r->checkpoints, "checkpoint", "checkpoints");
  count(&text, r->signatures, "officer's signature", "officers' signatures");
  count(&text, r->blobs, "text", "texts");
  count(&text, r->openings, "seal opened", "seals opened");
  if (check->projections) {
    cs_buf_printf(&text, "; tables equal the record");
  }
  snprintf(time, sizeof time, "%lld ms", (long long)(checked->microseconds + 999) / 1000);
  cs_cli_line_at(cli, "ok", cs_buf_str(&text), cs_str_of(time));
  if (check->tree.len == 0 && (!acts || !check->projections)) {
    cs_cli_line(cli, "not looked at", "%s%s%s", acts ? "" : "officers' signatures (--acts)",
                !acts && !check->projections ? ", " : "", check->projections ? "" : "tables (--projections)");
  }
  if (r->continued) {
    say_continued(cli, r);
  }
  if (check->tree.len > 0 && r->entries == 0) {
    cs_cli_line(cli, "not looked at", "entries: the tree holds hashes alone");
  }
  cs_buf_deinit(&text);
}

int cs_cmd_log_verify(struct cs_cli *cli) {
  struct cs_log_check check = {
      .tree = cs_cli_option(cli, "tree"),
      .keys = cs_cli_keys(cli),
      .acts = cs_cli_flag(cli, "acts"),
      .projections = cs_cli_flag(cli, "projections"),
      .progress = progress,
      .ctx = cli,
  };
  struct cs_log_checked checked;
  if (!no_arguments(cli) || !cs_cli_verifier(cli, &check.verifier)) {
    return cs_cli_failed(cli);
  }
  if (check.tree.ptr && check.verifier.len == 0) {
    return cs_cli_usage(cli, "--tree needs --verifier: the key that you trust, or a file that holds it");
  }
  if (check.tree.ptr && check.projections) {
    return cs_cli_usage(cli, "--projections needs a store: a tree has no tables");
  }
  if (!check.tree.ptr && !cs_cli_store_path(cli, &check.store)) {
    return cs_cli_failed(cli);
  }
  if (!cs_service_verify(cli->os, &check, &checked, &cli->err)) {
    return cs_cli_fail(cli);
  }
  if (checked.outcome != CS_PROOF_OK) {
    return cs_cli_not_proved(cli, checked.outcome, &checked.fault);
  }
  if (cli->json) {
    return report_json(cli, &check, &checked) ? CS_EXIT_DONE : cs_cli_fail(cli);
  }
  report_words(cli, &check, &checked);
  return CS_EXIT_DONE;
}

/* ------------------------------------------------------------------ prove */

static bool entry_number(struct cs_cli *cli, uint64_t *out) {
  struct cs_str text = cs_cli_argument(cli, 0);
  struct cs_json *number;
  struct cs_err ignored;
  int64_t n;
  if (cli->arguments.n != 1 || !cs_json_parse(&cli->arena, CS_STR("ENTRY"), text, &number, &ignored) ||
      !cs_json_as_integer(number, &n) || n < 0) {
    cs_cli_usage(cli, "log prove takes the number of one entry%s%.*s%s", text.len > 0 ? ", not \"" : "",
                 CS_STR_ARG(text), text.len > 0 ? "\"" : "");
    return false;
  }
  *out = (uint64_t)n;
  return true;
}

static bool keep_proof(struct cs_cli *cli, struct cs_str dir, uint64_t n, struct cs_str receipt, struct cs_str entry,
                       struct cs_str *receipt_file, struct cs_str *entry_file) {
  return cs_folder_make(cli->os, dir, &cli->err) &&
         cs_arena_printf(&cli->arena, receipt_file, &cli->err, "%.*s/%llu.tlog-proof", CS_STR_ARG(dir),
                         (unsigned long long)n) &&
         cs_arena_printf(&cli->arena, entry_file, &cli->err, "%.*s/%llu.entry", CS_STR_ARG(dir),
                         (unsigned long long)n) &&
         cs_file_write(cli->os, *receipt_file, receipt, &cli->err) &&
         cs_file_write(cli->os, *entry_file, entry, &cli->err);
}

/* What the keys here open of the entry: DIR/N.opening, readable by its owner alone. *said: what to tell of it. */
static bool keep_openings(struct cs_cli *cli, struct cs_str dir, uint64_t n, struct cs_str *file, const char **said) {
  struct cs_str text;
  size_t n_open;
  bool gone;
  if (!cs_service_openings(&cli->service, n, &cli->arena, &text, &n_open, &gone, &cli->err)) {
    return false;
  }
  *said = gone ? "what was personal was erased" : n_open == 0 ? "the entry seals nothing" : "";
  return (n_open == 0 ||
          (cs_arena_printf(&cli->arena, file, &cli->err, "%.*s/%llu.opening", CS_STR_ARG(dir), (unsigned long long)n) &&
           cs_file_write_private(cli->os, *file, text, &cli->err)));
}

static bool proof_json(struct cs_cli *cli, uint64_t n, uint64_t size, struct cs_str receipt, struct cs_str entry) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  bool done = json && cs_json_set_integer(&cli->arena, json, "entry", (int64_t)n, &cli->err) &&
              cs_json_set_integer(&cli->arena, json, "size", (int64_t)size, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "receipt", receipt, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "bytes", entry, &cli->err);
  if (done) {
    cs_cli_json(cli, json);
  }
  return done;
}

int cs_cmd_log_prove(struct cs_cli *cli) {
  uint64_t n, size;
  struct cs_str receipt, entry, receipt_file, entry_file;
  struct cs_str dir = cs_cli_option(cli, "out"), opening = CS_STR_NONE;
  const char *said = "";
  bool openings = cs_cli_flag(cli, "openings");
  if (openings && !dir.ptr) {
    return cs_cli_usage(cli, "--openings needs --out: what opens an entry goes to a file of its own");
  }
  if (!entry_number(cli, &n) || !cs_cli_open(cli, CS_STR_NONE, false) ||
      !cs_service_prove(&cli->service, n, &cli->arena, &receipt, &entry, &size, &cli->err) ||
      (dir.ptr && !keep_proof(cli, dir, n, receipt, entry, &receipt_file, &entry_file)) ||
      (openings && !keep_openings(cli, dir, n, &opening, &said))) {
    return cs_cli_failed(cli);
  }
  if (cli->json) {
    return proof_json(cli, n, size, receipt, entry) ? CS_EXIT_DONE : cs_cli_fail(cli);
  }
  if (!dir.ptr) {
    return print_text(cli, "receipt", receipt, -1);
  }
  cs_cli_line(cli, "receipt", "%.*s (entry %llu, under the checkpoint of %llu %s)", CS_STR_ARG(receipt_file),
              (unsigned long long)n, (unsigned long long)size, size == 1 ? "entry" : "entries");
  cs_cli_line(cli, "entry", "%.*s", CS_STR_ARG(entry_file));
  if (openings) {
    cs_cli_line(cli, "opening", "%.*s%s%s", CS_STR_ARG(opening), opening.len > 0 && said[0] ? "; " : "", said);
  }
  return CS_EXIT_DONE;
}

/* ------------------------------------------------------------------ export, rebuild */

int cs_cmd_log_export(struct cs_cli *cli) {
  struct cs_str store;
  struct cs_head head;
  struct cs_export_options options = {.entries = true,
                                      .keys_dir = cs_cli_keys(cli),
                                      .blobs = cs_cli_flag(cli, "with-blobs"),
                                      .openings = cs_cli_flag(cli, "openings"),
                                      .progress = progress,
                                      .ctx = cli};
  if (cli->arguments.n != 1) {
    return cs_cli_usage(cli, "log export takes the folder to write");
  }
  if (!cs_cli_store_path(cli, &store) ||
      !cs_service_export(cli->os, store, cs_cli_argument(cli, 0), &options, &head, &cli->err)) {
    return cs_cli_failed(cli);
  }
  if (cli->json) {
    struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    if (!json || !cs_json_set_text(&cli->arena, json, "outcome", CS_STR("exported"), &cli->err) ||
        !cs_json_set_integer(&cli->arena, json, "size", (int64_t)head.size, &cli->err) ||
        !cs_json_set_integer(&cli->arena, json, "texts", (int64_t)options.texts, &cli->err) ||
        !cs_json_set_integer(&cli->arena, json, "openings", (int64_t)options.opened, &cli->err)) {
      return cs_cli_fail(cli);
    }
    cs_cli_json(cli, json);
    return CS_EXIT_DONE;
  }
  cs_cli_line(cli, "exported", "%llu %s as a plain tlog-tiles tree, checkpoint %llu", (unsigned long long)head.size,
              head.size == 1 ? "entry" : "entries", (unsigned long long)head.size);
  if (options.texts > 0) {
    cs_cli_line(cli, "", "%llu %s of rules: blobs/", (unsigned long long)options.texts,
                options.texts == 1 ? "text" : "texts");
  }
  if (options.opened > 0) {
    cs_cli_line(cli, "", "what opens %llu %s: openings/, for nobody but those who may see it",
                (unsigned long long)options.opened, options.opened == 1 ? "entry" : "entries");
  }
  return CS_EXIT_DONE;
}

int cs_cmd_log_rebuild(struct cs_cli *cli) {
  struct cs_str store;
  bool equal;
  if (!no_arguments(cli) || !cs_cli_store_path(cli, &store) ||
      !cs_service_rebuild(cli->os, store, cs_cli_keys(cli), &equal, &cli->err)) {
    return cs_cli_failed(cli);
  }
  if (cli->json) {
    struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    if (!json || !cs_json_set_text(&cli->arena, json, "outcome", CS_STR("rebuilt"), &cli->err) ||
        !cs_json_set_bool(&cli->arena, json, "equal", equal, &cli->err)) {
      return cs_cli_fail(cli);
    }
    cs_cli_json(cli, json);
    return CS_EXIT_DONE;
  }
  cs_cli_line(cli, "rebuilt", "%s",
              equal ? "every table is as it was" : "tables that differed from the record were replaced");
  return CS_EXIT_DONE;
}
