/* receipt verify: does a receipt prove an entry, on the word of a key that the caller trusts? Needs no store and asks
 * nobody. */
#include "cli/cmd_log.h"

#include "cli/commands.h"
#include "os/file.h"

/* "2025-08-25T09:00:00.000000Z" → "2025-08-25T09:00Z" where nothing is lost by it. */
static void write_time(struct cs_buf *buf, cs_time at) {
  struct cs_buf whole;
  cs_buf_init(&whole, 64);
  cs_time_write(&whole, at);
  struct cs_str text = cs_buf_str(&whole);
  struct cs_str zero = CS_STR(":00.000000Z");
  if (cs_str_ends(text, zero)) {
    cs_buf_add(buf, cs_str_sub(text, 0, text.len - zero.len));
    cs_buf_byte(buf, 'Z');
  } else {
    cs_buf_add(buf, text);
  }
  cs_buf_deinit(&whole);
}

/* What somebody did, in the trade's words, by the name of the act; acts that are not here go by their name. */
static const char *const deeds[][2] = {
    {"record.found", "founded the record"},
    {"record.load", "loaded acts of a source"},
    {"key.enrol", "enrolled a key of"},
    {"key.revoke", "revoked a key of"},
    {"vault.erase", "erased what is personal of"},
    {"vault.hold", "forbade erasing"},
    {"vault.release", "ended a hold on"},
    {"log.rotate", "changed the key of the log"},
    {"party.register", "registered"},
    {"item.register", "registered"},
    {"item.fact", "stated a fact of"},
    {"dependency.register", "stated a dependency of"},
    {"rules.publish", "published rules of"},
    {"mandate.grant", "granted"},
    {"mandate.revoke", "revoked"},
    {"statement.record", "recorded"},
    {"statement.withdraw", "withdrew"},
    {"case.file", "filed"},
    {"case.decide", "decided on"},
    {"case.withdraw", "withdrew"},
};

static void add_deed(struct cs_buf *text, struct cs_str act) {
  for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++) {
    if (cs_str_eq(act, cs_str_of(deeds[i][0]))) {
      cs_buf_printf(text, "%s", deeds[i][1]);
      return;
    }
  }
  cs_buf_printf(text, "did %.*s", CS_STR_ARG(act));
}

/* "ua.armed-forces/desk filed 2025-0001 on 2025-08-25T09:00Z" */
static void say_entry(const struct cs_receipt_answer *answer, struct cs_buf *text) {
  if (!answer->known) {
    cs_buf_printf(text, "an act of a kind that this program does not know, on ");
  } else {
    struct cs_str who = answer->officer.len > 0 ? answer->officer : answer->office;
    cs_buf_printf(text, "%.*s%s", CS_STR_ARG(who.len > 0 ? who : CS_STR("the record itself")),
                  answer->by == CS_BY_SOURCE ? ", as a source has it, " : " ");
    add_deed(text, answer->act);
    cs_buf_printf(text, "%s%.*s on ", answer->subject.len > 0 ? " " : "", CS_STR_ARG(answer->subject));
  }
  write_time(text, answer->at);
}

static bool answer_json(struct cs_cli *cli, const struct cs_receipt_answer *answer, struct cs_str field,
                        const struct cs_json *value) {
  static const char *const by[] = {"key", "source", "core"};
  struct cs_buf time;
  struct cs_str at;
  cs_buf_init(&time, 64);
  cs_time_write(&time, answer->at);
  bool done = cs_arena_str(&cli->arena, cs_buf_str(&time), &at, &cli->err);
  cs_buf_deinit(&time);
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  done = done && json && cs_json_set_text(&cli->arena, json, "outcome", CS_STR("ok"), &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "entry", (int64_t)answer->n, &cli->err) &&
         cs_json_set_text(&cli->arena, json, "origin", answer->origin, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "size", (int64_t)answer->size, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "witnesses", (int64_t)answer->witnesses, &cli->err) &&
         cs_json_set_text(&cli->arena, json, "at", at, &cli->err) &&
         cs_json_set_text(&cli->arena, json, "by", cs_str_of(by[answer->by]), &cli->err);
  if (done && answer->known) {
    done = cs_json_set_text(&cli->arena, json, "act", answer->act, &cli->err) &&
           cs_json_set_text(&cli->arena, json, "subject", answer->subject, &cli->err) &&
           cs_json_set_text(&cli->arena, json, "office", answer->office, &cli->err) &&
           cs_json_set_text(&cli->arena, json, "officer", answer->officer, &cli->err) &&
           cs_json_set_text(&cli->arena, json, "key", answer->key, &cli->err);
  }
  if (done && value) {
    struct cs_json *opened = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err), *copy;
    done = opened && cs_json_copy(&cli->arena, value, &copy, &cli->err) &&
           cs_json_set_str(&cli->arena, opened, field, copy, &cli->err) &&
           cs_json_set(&cli->arena, json, "opened", opened, &cli->err);
  }
  if (done) {
    cs_cli_json(cli, json);
  }
  return done;
}

/* The field of --open, held against the entry's commitment. The exit status; *value NULL: none was asked for. */
static int open_field(struct cs_cli *cli, struct cs_str entry, const struct cs_json **value) {
  struct cs_str field = cs_cli_option(cli, "open"), path = cs_cli_option(cli, "opening"), text;
  enum cs_proof_outcome outcome;
  struct cs_err fault;
  *value = NULL;
  if (!field.ptr) {
    return CS_EXIT_DONE;
  }
  if (!cs_file_read(cli->os, &cli->arena, path, CS_FILE_MAX, &text, &cli->err) ||
      !cs_service_show(entry, path, text, field, &cli->arena, &outcome, &fault, value, &cli->err)) {
    return cs_cli_fail(cli);
  }
  return outcome == CS_PROOF_OK ? CS_EXIT_DONE : cs_cli_not_proved(cli, outcome, &fault);
}

static void say_field(struct cs_cli *cli, const struct cs_json *value) {
  struct cs_str name;
  struct cs_buf text;
  cs_buf_init(&text, CS_FILE_MAX);
  if (value->kind == CS_JSON_STRING) {
    cs_buf_add(&text, value->text);
  } else {
    cs_json_write(&text, value, 0);
  }
  if (cs_arena_str(&cli->arena, cs_cli_option(cli, "open"), &name, &cli->err)) {
    cs_cli_line_at(cli, name.ptr, cs_buf_str(&text), CS_STR_NONE);
  }
  cs_buf_deinit(&text);
}

int cs_cmd_receipt_verify(struct cs_cli *cli) {
  struct cs_str entry_file = cs_cli_option(cli, "entry");
  struct cs_str receipt, entry, verifier;
  struct cs_receipt_answer answer;
  const struct cs_json *value;
  if (!cs_cli_option(cli, "open").ptr != !cs_cli_option(cli, "opening").ptr) {
    return cs_cli_usage(cli, "--open FIELD and --opening FILE go together");
  }
  if (cli->arguments.n != 1 || entry_file.len == 0) {
    return cs_cli_usage(cli, "receipt verify takes a receipt, and --entry with the entry's bytes");
  }
  if (!cs_cli_verifier(cli, &verifier)) {
    return cs_cli_fail(cli);
  }
  if (verifier.len == 0) {
    return cs_cli_usage(cli, "receipt verify needs --verifier: the key that you trust, or a file that holds it");
  }
  if (!cs_file_read(cli->os, &cli->arena, cs_cli_argument(cli, 0), CS_FILE_MAX, &receipt, &cli->err) ||
      !cs_file_read(cli->os, &cli->arena, entry_file, CS_ENTRY_MAX, &entry, &cli->err)) {
    return cs_cli_fail(cli);
  }
  if (!cs_receipt_answer(receipt, entry, verifier, &cli->arena, &answer, &cli->err)) {
    if (cli->err.source[0] == '\0') {
      cs_err_at(&cli->err, cs_cli_argument(cli, 0), cli->err.line, cli->err.column);
    }
    return cs_cli_fail(cli);
  }
  if (answer.outcome != CS_PROOF_OK) {
    return cs_cli_not_proved(cli, answer.outcome, &answer.fault);
  }
  int status = open_field(cli, entry, &value);
  if (status != CS_EXIT_DONE) {
    return status;
  }
  if (cli->json) {
    return answer_json(cli, &answer, cs_cli_option(cli, "open"), value) ? CS_EXIT_DONE : cs_cli_fail(cli);
  }
  struct cs_buf text;
  cs_buf_init(&text, 4096);
  say_entry(&answer, &text);
  cs_cli_line(cli, "ok", "entry %llu: %.*s", (unsigned long long)answer.n, CS_STR_ARG(cs_buf_str(&text)));
  if (answer.known && answer.by == CS_BY_KEY) {
    cs_cli_line(cli, "", "%.*s of %.*s; the entry names the key %.*s…", CS_STR_ARG(answer.act),
                CS_STR_ARG(answer.office), CS_STR_ARG(cs_str_head(answer.key, 8)));
  }
  cs_cli_line(cli, "", "in the log %.*s of %llu %s; %s", CS_STR_ARG(answer.origin), (unsigned long long)answer.size,
              answer.size == 1 ? "entry" : "entries",
              answer.witnesses > 0 ? "seen by witnesses" : "no witness has signed this checkpoint");
  cs_buf_deinit(&text);
  if (value) {
    say_field(cli, value);
  }
  return CS_EXIT_DONE;
}
