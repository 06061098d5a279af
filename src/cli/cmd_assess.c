/* assess: the question. Answer first, then who, then why with file:line, then the source; `may go?` is the last line. */
#include "cli/commands.h"
#include "cli/say.h"
#include "lib/alone.h"
#include "os/file.h"
#include "service/query.h"

/* ------------------------------------------------------------------ the request */

static bool set_option(struct cs_cli *cli, struct cs_json *json, const char *option, const char *member) {
  struct cs_str text = cs_cli_option(cli, option);
  return !text.ptr || cs_json_set_text(&cli->arena, json, member, text, &cli->err);
}

/* --fact NAME=VALUE: true and false are truth values, all else is text. */
static bool set_facts(struct cs_cli *cli, struct cs_json *json) {
  struct cs_strs given;
  struct cs_json *facts = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  if (!facts || !cs_cli_options(cli, "fact", &given)) {
    return false;
  }
  for (size_t i = 0; i < given.n; i++) {
    struct cs_str value = given.at[i];
    struct cs_str name = cs_str_cut(&value, '=');
    if (!value.ptr || name.len == 0) {
      cs_cli_usage(cli, "--fact takes NAME=VALUE, not \"%.*s\"", CS_STR_ARG(given.at[i]));
      return false;
    }
    bool truth = cs_str_eq(value, CS_STR("true"));
    struct cs_json *one = truth || cs_str_eq(value, CS_STR("false"))
                              ? cs_json_new_bool(&cli->arena, truth, &cli->err)
                              : cs_json_new_string(&cli->arena, value, &cli->err);
    if (!cs_json_set_str(&cli->arena, facts, name, one, &cli->err)) {
      return false;
    }
  }
  return given.n == 0 || cs_json_set(&cli->arena, json, "facts", facts, &cli->err);
}

static bool request_of_options(struct cs_cli *cli, struct cs_str act, struct cs_json **out) {
  *out = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  return *out && cs_json_set_text(&cli->arena, *out, "act", act, &cli->err) && set_option(cli, *out, "item", "item") &&
         set_option(cli, *out, "quantity", "quantity") && set_option(cli, *out, "value", "value") &&
         set_option(cli, *out, "applicant", "applicant") && set_option(cli, *out, "holder", "holder") &&
         set_option(cli, *out, "recipient", "recipient") && set_option(cli, *out, "user", "user") &&
         set_option(cli, *out, "end-user", "end_user") && set_option(cli, *out, "area", "area") &&
         set_option(cli, *out, "purpose", "purpose") && set_facts(cli, *out);
}

/* ------------------------------------------------------------------ asking */

struct question {
  struct cs_when when;
  struct cs_alone *alone; /* rules alone; NULL: the store */
  bool many;              /* several requests: one line of JSON each */
  bool gate, held;        /* held: one may not proceed */
  bool bad;               /* a line of a batch was no question */
};

static bool read_when(struct cs_cli *cli, struct cs_when *when) {
  struct cs_str record = cs_cli_option(cli, "record");
  struct cs_json *number;
  int64_t n;
  *when = (struct cs_when){0};
  if (!cs_cli_day(cli, "on", &when->has_on, &when->on) || !cs_cli_day(cli, "known", &when->has_known, &when->known)) {
    return false;
  }
  when->has_record = record.ptr != NULL;
  if (!when->has_record) {
    return true;
  }
  if (!cs_json_parse(&cli->arena, CS_STR("--record"), record, &number, &cli->err) || !cs_json_as_integer(number, &n) ||
      n < 1) {
    cs_cli_usage(cli, "--record takes a number of entries, not \"%.*s\"", CS_STR_ARG(record));
    return false;
  }
  when->record = (uint64_t)n;
  return true;
}

static bool determine(struct cs_cli *cli, struct question *q, const struct cs_request *request, struct cs_arena *arena,
                      struct cs_determination *det) {
  if (!q->alone) {
    return cs_service_determine(&cli->service, request, &q->when, arena, det, &cli->err);
  }
  cs_time now;
  bool set;
  if (!cs_cli_now(cli, &set, &now) || (!set && !cli->os->now(cli->os->ctx, &now, &cli->err))) {
    return false;
  }
  cs_day today = cs_time_day(now, 0);
  cs_day on = request->has_on ? request->on : q->when.has_on ? q->when.on : today;
  cs_day known = request->has_known ? request->known : q->when.has_known ? q->when.known : today;
  return cs_alone_determine(q->alone, request, on, known, arena, det, &cli->err);
}

static bool answer(struct cs_cli *cli, struct question *q, struct cs_str source, const struct cs_json *json) {
  struct cs_arena arena; /* one request's */
  struct cs_request request;
  struct cs_determination det;
  cs_arena_init(&arena, NULL, 0);
  bool done = cs_request_read(&arena, source, json, &request, &cli->err) && determine(cli, q, &request, &arena, &det);
  if (done) {
    q->held = q->held || det.standing.may_proceed != CS_YES;
    if (cli->json) {
      struct cs_json_writer w;
      cs_json_writer_init(&w, &cli->out);
      cs_determination_write(&w, &det);
      cs_buf_byte(&cli->out, '\n');
    } else {
      cs_say_determination(cli, &request, &det, q->many);
    }
    done = cs_buf_ok(&cli->out, &cli->err);
  }
  cs_arena_deinit(&arena);
  return done;
}

static bool each_act(struct cs_cli *cli, struct question *q) {
  struct cs_str acts = cs_cli_option(cli, "act");
  q->many = cs_str_find(acts, CS_STR(",")) != SIZE_MAX;
  if (!acts.ptr) {
    cs_cli_usage(cli, "assess needs --act and --item, or --request, or --batch");
    return false;
  }
  while (acts.ptr) {
    struct cs_json *json;
    if (!request_of_options(cli, cs_str_trim(cs_str_cut(&acts, ',')), &json) ||
        !answer(cli, q, CS_STR("the request"), json)) {
      return false;
    }
  }
  return true;
}

static bool one_request(struct cs_cli *cli, struct question *q, struct cs_str path) {
  struct cs_str text;
  struct cs_json *json;
  return cs_cli_input(cli, path, &text) && cs_json_parse(&cli->arena, path, text, &json, &cli->err) &&
         answer(cli, q, path, json);
}

static void write_error(struct cs_cli *cli) {
  const struct cs_err *err = &cli->err;
  struct cs_json_writer w;
  cs_json_writer_init(&w, &cli->out);
  cs_json_begin_object(&w);
  cs_json_key(&w, "error");
  cs_json_begin_object(&w);
  cs_json_key(&w, "code");
  cs_json_put_cstr(&w, err->code->slug);
  cs_json_key(&w, "text");
  cs_json_put_cstr(&w, err->text);
  cs_json_key(&w, "source");
  cs_json_put_cstr(&w, err->source);
  cs_json_key(&w, "line");
  cs_json_put_integer(&w, err->line);
  cs_json_key(&w, "column");
  cs_json_put_integer(&w, err->column);
  cs_json_key(&w, "hint");
  cs_json_put_cstr(&w, err->hint);
  cs_json_end_object(&w);
  cs_json_end_object(&w);
  cs_buf_byte(&cli->out, '\n');
}

/* A line that is no question is told in its place, and the others are answered. Anything worse ends the batch. */
static bool bad_line(struct cs_cli *cli, struct question *q, struct cs_str path, uint32_t line) {
  if (!cli->err.code || cli->err.code->exit != CS_EXIT_INPUT) {
    return false;
  }
  if (!cli->err.source[0]) {
    cs_err_at(&cli->err, path, line, cli->err.column);
  }
  q->bad = true;
  if (!cli->json) {
    return cs_cli_tell(cli);
  }
  write_error(cli);
  return cs_buf_ok(&cli->out, &cli->err);
}

static bool batch_line(struct cs_cli *cli, struct question *q, struct cs_str path, uint32_t line, struct cs_str text) {
  struct cs_arena arena;
  struct cs_json *json;
  cs_arena_init(&arena, NULL, 0);
  bool done = (cs_json_parse_line(&arena, path, line, text, &json, &cli->err) && answer(cli, q, path, json)) ||
              bad_line(cli, q, path, line);
  done = done && (cli->out.len < (size_t)1 << 20 || cs_cli_flush(cli));
  cs_arena_deinit(&arena);
  return done;
}

static bool batch(struct cs_cli *cli, struct question *q, struct cs_str path) {
  struct cs_str rest;
  uint32_t line = 0;
  q->many = true;
  if (!cs_cli_input(cli, path, &rest)) {
    return false;
  }
  while (rest.ptr && rest.len > 0) {
    struct cs_str text = cs_str_cut(&rest, '\n');
    line++;
    if (cs_str_trim(text).len > 0 && !batch_line(cli, q, path, line, text)) {
      return false;
    }
  }
  return true;
}

static bool ask(struct cs_cli *cli, struct question *q) {
  struct cs_str file = cs_cli_option(cli, "batch");
  if (file.ptr) {
    return batch(cli, q, file);
  }
  file = cs_cli_option(cli, "request");
  return file.ptr ? one_request(cli, q, file) : each_act(cli, q);
}

int cs_cmd_assess(struct cs_cli *cli) {
  struct question q = {.gate = cs_cli_flag(cli, "gate")};
  struct cs_str rules = cs_cli_option(cli, "rules");
  struct cs_alone alone;
  if (cli->arguments.n > 0) {
    return cs_cli_usage(cli, "assess takes options only, not \"%.*s\"", CS_STR_ARG(cs_cli_argument(cli, 0)));
  }
  if (!read_when(cli, &q.when)) {
    return cs_cli_failed(cli);
  }
  if (rules.ptr && q.when.has_record) {
    return cs_cli_usage(cli, "--record needs a store, and --rules asks rules alone");
  }
  if (rules.ptr) {
    struct cs_findings findings = {0};
    if (!cs_alone_open(&alone, cli->os, &rules, 1, &findings, &cli->err)) {
      cs_alone_close(&alone);
      return cs_cli_fail(cli);
    }
    q.alone = &alone;
  } else if (!cs_cli_open(cli, CS_STR_NONE, false)) {
    return cs_cli_failed(cli);
  }
  bool done = ask(cli, &q);
  if (q.alone) {
    cs_alone_close(q.alone);
  }
  if (!done) {
    return cs_cli_failed(cli);
  }
  if (q.bad) {
    return CS_EXIT_INPUT;
  }
  return q.gate && q.held ? CS_EXIT_REFUSED : CS_EXIT_DONE;
}
