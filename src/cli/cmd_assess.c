/* assess: the question. Answer first, then who, then why with file:line, then the source; `may go?` is the last line. */
#include "cli/commands.h"
#include "countersign.h"
#include "lib/words.h"
#include "os/file.h"
#include "service/query.h"

#include <string.h>

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
  struct countersign_set *set; /* rules alone: the library is asked; NULL: the store is */
  struct countersign_answer *reply;
  countersign_day today;
  bool many;       /* several requests: one line of JSON each */
  bool gate, held; /* held: one may not proceed */
  bool bad;        /* a line of a batch was no question */
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

/* The library's error as one of ours. */
static bool take_error(struct cs_cli *cli, const struct countersign_error *error) {
  static const unsigned char exits[] = {
      [COUNTERSIGN_ERROR_NONE] = CS_EXIT_STORE,
      [COUNTERSIGN_ERROR_INPUT] = CS_EXIT_INPUT,
      [COUNTERSIGN_ERROR_REFUSED] = CS_EXIT_REFUSED,
      [COUNTERSIGN_ERROR_SYSTEM] = CS_EXIT_STORE,
  };
  struct cs_code *code = cs_arena_new(&cli->arena, struct cs_code, &cli->err);
  struct cs_str slug;
  if (!code || !cs_arena_str(&cli->arena, cs_str_of(error->code), &slug, &cli->err)) {
    return false;
  }
  *code = (struct cs_code){.slug = slug.ptr, .exit = exits[error->kind]};
  cs_err_set(&cli->err, code, "%s", error->text);
  cs_err_at(&cli->err, cs_str_of(error->source), error->line, error->column);
  return cs_err_hint(&cli->err, "%s", error->hint);
}

/* A request in its own words: of a file, or made of options (line 0: they have none). */
struct asked {
  const char *name;
  uint32_t line;
  struct cs_str text;
};

static bool reply(struct cs_cli *cli, struct question *q, const struct countersign_request *request) {
  struct countersign_error error;
  struct countersign_text out;
  countersign_day on = q->when.has_on ? q->when.on : q->today;
  countersign_day known = q->when.has_known ? q->when.known : q->today;
  if (!countersign_ask(q->set, request, on, known, q->reply, &error) ||
      !(cli->json ? countersign_answer_json(q->reply, &out, &error)
                  : countersign_answer_words(q->reply, q->many, &out, &error))) {
    return take_error(cli, &error);
  }
  q->held = q->held || countersign_answer_may_proceed(q->reply) != COUNTERSIGN_YES;
  cs_buf_add(&cli->out, (struct cs_str){out.ptr, out.len});
  cs_buf_add(&cli->out, cli->json ? CS_STR("\n") : CS_STR(""));
  return cs_buf_ok(&cli->out, &cli->err);
}

static bool ask_rules(struct cs_cli *cli, struct question *q, const struct asked *asked) {
  struct countersign_error error;
  struct countersign_request *request =
      countersign_request_new(asked->name, asked->line, asked->text.ptr, asked->text.len, &error);
  bool done = request ? reply(cli, q, request) : take_error(cli, &error);
  countersign_request_free(request);
  return done;
}

static bool ask_store(struct cs_cli *cli, struct question *q, const struct asked *asked) {
  struct cs_arena arena; /* one request's */
  struct cs_json *json;
  struct cs_request request;
  struct cs_determination det;
  struct cs_str source = cs_str_of(asked->name);
  cs_arena_init(&arena, NULL, 0);
  bool done = cs_json_parse_line(&arena, source, asked->line > 0 ? asked->line : 1, asked->text, &json, &cli->err) &&
              cs_request_read(&arena, source, json, &request, &cli->err) &&
              cs_service_determine(&cli->service, &request, &q->when, &arena, &det, &cli->err);
  if (!done && asked->line == 0) {
    cli->err.line = cli->err.column = 0;
  } else if (!done && cli->err.line > 0 && cli->err.source[0] == '\0') {
    cs_err_at(&cli->err, source, cli->err.line, cli->err.column);
  }
  if (done) {
    q->held = q->held || det.standing.may_proceed != CS_YES;
    if (cli->json) {
      struct cs_json_writer w;
      cs_json_writer_init(&w, &cli->out);
      cs_determination_write(&w, &det);
      cs_buf_byte(&cli->out, '\n');
    } else {
      cs_words_determination(&cli->out, &request, &det, q->many);
    }
    done = cs_buf_ok(&cli->out, &cli->err);
  }
  cs_arena_deinit(&arena);
  return done;
}

static bool answer(struct cs_cli *cli, struct question *q, const struct asked *asked) {
  return q->set ? ask_rules(cli, q, asked) : ask_store(cli, q, asked);
}

static bool answer_options(struct cs_cli *cli, struct question *q, struct cs_str act) {
  struct cs_json *json;
  struct cs_buf text;
  if (!request_of_options(cli, act, &json)) {
    return false;
  }
  cs_buf_init(&text, CS_FILE_MAX);
  cs_json_write(&text, json, 0);
  bool done = cs_buf_ok(&text, &cli->err) && answer(cli, q, &(struct asked){"the request", 0, cs_buf_str(&text)});
  cs_buf_deinit(&text);
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
    if (!answer_options(cli, q, cs_str_trim(cs_str_cut(&acts, ',')))) {
      return false;
    }
  }
  return true;
}

static bool one_request(struct cs_cli *cli, struct question *q, struct cs_str path) {
  struct asked asked = {.line = 1};
  struct cs_str name;
  if (!cs_arena_str(&cli->arena, path, &name, &cli->err) || !cs_cli_input(cli, path, &asked.text)) {
    return false;
  }
  asked.name = name.ptr;
  return answer(cli, q, &asked);
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

static bool batch_line(struct cs_cli *cli, struct question *q, struct cs_str path, const struct asked *asked) {
  return (answer(cli, q, asked) || bad_line(cli, q, path, asked->line)) &&
         (cli->out.len < (size_t)1 << 20 || cs_cli_flush(cli));
}

static bool batch(struct cs_cli *cli, struct question *q, struct cs_str path) {
  struct cs_str rest, name;
  struct asked asked = {.line = 0};
  q->many = true;
  if (!cs_arena_str(&cli->arena, path, &name, &cli->err) || !cs_cli_input(cli, path, &rest)) {
    return false;
  }
  asked.name = name.ptr;
  while (rest.ptr && rest.len > 0) {
    asked.text = cs_str_cut(&rest, '\n');
    asked.line++;
    if (cs_str_trim(asked.text).len > 0 && !batch_line(cli, q, path, &asked)) {
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

/* The folders of --tables, and then the rules, whose tables are looked for there. */
static bool add_sources(struct cs_cli *cli, struct countersign_sources *sources, const char *path,
                        struct countersign_error *error) {
  struct cs_strs folders;
  if (!cs_cli_options(cli, "tables", &folders)) {
    return false;
  }
  for (size_t i = 0; i < folders.n; i++) {
    struct cs_str name;
    if (!cs_arena_str(&cli->arena, folders.at[i], &name, &cli->err)) {
      return false;
    }
    if (!countersign_sources_tables_from(sources, name.ptr, error)) {
      return take_error(cli, error);
    }
  }
  if (!countersign_sources_path(sources, path, error)) {
    return take_error(cli, error);
  }
  for (size_t i = 0; i < countersign_sources_n_beside(sources); i++) {
    struct countersign_text name = countersign_sources_beside(sources, i);
    cs_cli_tables_beside(cli, &(struct cs_str){name.ptr, name.len}, 1);
  }
  return true;
}

/* Rules alone: no store is opened, and all that is asked is asked of the library. */
static bool open_rules(struct cs_cli *cli, struct question *q, struct cs_str path) {
  struct countersign_error error;
  struct countersign_sources *sources;
  struct cs_str name;
  cs_time now;
  bool set;
  if (!cs_arena_str(&cli->arena, path, &name, &cli->err) || !cs_cli_now(cli, &set, &now) ||
      (!set && !cli->os->now(cli->os->ctx, &now, &cli->err))) {
    return false;
  }
  q->today = cs_time_day(now, 0);
  sources = countersign_sources_new(&error);
  if (!sources) {
    return take_error(cli, &error);
  }
  bool added = add_sources(cli, sources, name.ptr, &error);
  bool done = added && (q->set = countersign_set_new(sources, &error)) && (q->reply = countersign_answer_new(&error));
  countersign_sources_free(sources);
  return done || (added && take_error(cli, &error));
}

int cs_cmd_assess(struct cs_cli *cli) {
  struct question q = {.gate = cs_cli_flag(cli, "gate")};
  struct cs_str rules = cs_cli_option(cli, "rules");
  if (cli->arguments.n > 0) {
    return cs_cli_usage(cli, "assess takes options only, not \"%.*s\"", CS_STR_ARG(cs_cli_argument(cli, 0)));
  }
  if (!read_when(cli, &q.when)) {
    return cs_cli_failed(cli);
  }
  if (!rules.ptr && cs_cli_option(cli, "tables").ptr) {
    return cs_cli_usage(cli, "--tables is for --rules: a record has its tables");
  }
  if (rules.ptr && q.when.has_record) {
    return cs_cli_usage(cli, "--record needs a store, and --rules asks rules alone");
  }
  bool done = (rules.ptr ? open_rules(cli, &q, rules) : cs_cli_open(cli, CS_STR_NONE, false)) && ask(cli, &q);
  countersign_answer_free(q.reply);
  countersign_set_free(q.set);
  if (!done) {
    return cs_cli_failed(cli);
  }
  if (q.bad) {
    return CS_EXIT_INPUT;
  }
  return q.gate && q.held ? CS_EXIT_REFUSED : CS_EXIT_DONE;
}
