/* Loading. Must never write a part of a load: everything is read and decoded before the batch begins. */
#include "service/load.h"

#include "lib/tables.h"
#include "os/file.h"
#include "review/view.h"

#include <string.h>

struct load_file {
  struct cs_str path, name; /* name: what it is called on record */
  struct cs_str bytes;
  struct cs_str tables; /* of rules that name tables: their names and digests, which the load signs with the file */
};

struct load {
  struct cs_service *service;
  const struct cs_officer_key *key;
  struct cs_arena *arena;
  struct cs_err *err;
  struct cs_strs folders; /* of tables */
  struct cs_load_report *report;
  struct {
    struct load_file *at;
    size_t n, cap;
  } files;
  struct {
    struct cs_job *at;
    size_t n, cap;
  } jobs;
};

/* ------------------------------------------------------------------ files */

static bool is_rules(struct cs_str name) {
  return cs_str_ends(name, CS_STR(".rules"));
}

static bool is_loadable(struct cs_str name) {
  return is_rules(name) || cs_str_ends(name, CS_STR(".jsonl"));
}

static bool add_file(struct load *load, struct cs_str path) {
  struct load_file *file = cs_list_push(load->arena, &load->files, load->err);
  if (!file) {
    return false;
  }
  file->path = path;
  file->name = cs_path_name(path);
  return cs_file_read(load->service->os, load->arena, path, CS_FILE_MAX, &file->bytes, load->err);
}

static bool add_folder(struct load *load, struct cs_str path) {
  struct cs_strs names;
  if (!load->service->os->list(load->service->os->ctx, load->arena, path, &names, load->err)) {
    return false;
  }
  for (size_t i = 0; i < names.n; i++) {
    struct cs_str whole;
    if (is_loadable(names.at[i]) &&
        (!cs_path_join(load->arena, path, names.at[i], &whole, load->err) || !add_file(load, whole))) {
      return false;
    }
  }
  return true;
}

static bool add_path(struct load *load, struct cs_str path) {
  struct cs_file_info info;
  if (!load->service->os->path_info(load->service->os->ctx, path, &info, load->err)) {
    return false;
  }
  if (info.kind == CS_FILE_FOLDER) {
    return add_folder(load, path);
  }
  if (info.kind != CS_FILE_NONE && !is_loadable(path)) {
    cs_err_set(load->err, &CS_E_SERVICE_LOAD_FILE, "\"%.*s\" is neither *.rules nor *.jsonl", CS_STR_ARG(path));
    return cs_err_at(load->err, path, 0, 0);
  }
  return add_file(load, path);
}

/* ------------------------------------------------------------------ acts */

static bool push_job(struct load *load, struct cs_submission *submission) {
  struct cs_job *job = cs_list_push(load->arena, &load->jobs, load->err);
  if (!job) {
    return false;
  }
  *job = (struct cs_job){.submission = submission, .arena = load->arena};
  return true;
}

/* A source's act: unsigned, with its place in the file. */
static bool push_source(struct load *load, struct cs_act *act, int64_t line, struct cs_str blob,
                        const struct cs_tables *tables) {
  struct cs_submission *s = cs_arena_new(load->arena, struct cs_submission, load->err);
  if (!s) {
    return false;
  }
  if (act->office.len == 0) {
    act->office = load->service->registrar;
  }
  if (act->def->holds && !cs_json_get(act->body, "certainty") &&
      !cs_json_set_text(load->arena, act->body, "certainty", CS_STR("assumed"), load->err)) {
    return false; /* no officer signs it and no source is named: it is ours */
  }
  if (!cs_submission_make(load->service->os, load->arena, act, NULL, &load->service->identity, s, load->err)) {
    return false;
  }
  s->by = (struct cs_by){.kind = CS_BY_SOURCE, .line = line};
  bool more = !blob.ptr || cs_submission_blob(load->arena, s, blob, load->err);
  for (size_t i = 0; tables && i < tables->read.n; i++) {
    more = more && cs_submission_blob(load->arena, s, tables->read.at[i].text, load->err);
  }
  return more && cs_submission_check(s, &load->service->identity, load->arena, load->err) && push_job(load, s);
}

/* The record's own acts are made here and nowhere else. */
static bool loadable(struct load *load, const struct load_file *file, const struct cs_json *json,
                     const struct cs_act *act) {
  if (act->def->kind != CS_ACT_RECORD_LOAD && act->def->kind != CS_ACT_RECORD_FOUND) {
    return true;
  }
  cs_err_set(load->err, &CS_E_SERVICE_LOAD_FILE, "\"%s\" cannot be loaded: loading itself makes it", act->def->name);
  return cs_err_at(load->err, file->path, json->line, json->column);
}

static bool jsonl_acts(struct load *load, const struct load_file *file, int64_t *count) {
  struct cs_str rest = file->bytes;
  uint32_t line = 0;
  while (rest.ptr && rest.len > 0) {
    struct cs_str text = cs_str_cut(&rest, '\n');
    struct cs_json *json;
    struct cs_act act;
    line++;
    if (cs_str_trim(text).len == 0) {
      continue;
    }
    if (!cs_json_parse_line(load->arena, file->path, line, text, &json, load->err) ||
        !cs_act_decode(load->arena, file->path, json, &act, load->err) || !loadable(load, file, json, &act) ||
        !push_source(load, &act, line, CS_STR_NONE, NULL)) {
      return false;
    }
    if (++*count > CS_LOAD_ACTS_MAX) {
      return cs_err_set(load->err, &CS_E_LIMIT, "%.*s holds more than %d acts", CS_STR_ARG(file->path),
                        CS_LOAD_ACTS_MAX);
    }
  }
  return true;
}

/* The flat form of an act that we make ourselves. */
static bool make_flat(struct load *load, const char *kind, struct cs_json **out) {
  *out = cs_json_new(load->arena, CS_JSON_OBJECT, load->err);
  return *out && cs_json_set_text(load->arena, *out, "act", cs_str_of(kind), load->err);
}

static bool digest_hex(struct load *load, struct cs_str bytes, struct cs_str *out) {
  struct cs_hasher hasher;
  struct cs_hash hash;
  if (!cs_hasher_init(&hasher, load->err)) {
    return false;
  }
  cs_hash_bytes(&hasher, bytes, &hash);
  cs_hasher_deinit(&hasher);
  struct cs_buf hex;
  cs_buf_init(&hex, 128);
  cs_buf_hex(&hex, hash.bytes, sizeof hash.bytes);
  bool done = cs_arena_str(load->arena, cs_buf_str(&hex), out, load->err);
  cs_buf_deinit(&hex);
  return done;
}

/* "NAME DIGEST" of each table that the text names and that lies beside it. */
static bool put_tables(struct load *load, struct load_file *file, const struct cs_tables *tables,
                       struct cs_json *flat) {
  file->tables = CS_STR_NONE;
  struct cs_json *list = tables->read.n > 0 ? cs_json_new(load->arena, CS_JSON_ARRAY, load->err) : NULL;
  for (size_t i = 0; i < tables->read.n; i++) {
    struct cs_str digest, name;
    if (!list || !digest_hex(load, tables->read.at[i].text, &digest) ||
        !cs_arena_printf(load->arena, &name, load->err, "%.*s %.*s", CS_STR_ARG(tables->read.at[i].file),
                         CS_STR_ARG(digest)) ||
        !cs_json_append(load->arena, list, cs_json_new_string(load->arena, name, load->err), load->err) ||
        !cs_arena_printf(load->arena, &file->tables, load->err, "%.*s%.*s\n", CS_STR_ARG(file->tables),
                         CS_STR_ARG(name))) {
      return false;
    }
  }
  return tables->read.n == 0 || cs_json_set(load->arena, flat, "tables", list, load->err);
}

static bool told_beside(struct load *load, const struct cs_tables *tables) {
  for (size_t i = 0; i < tables->beside.n; i++) {
    struct cs_str *slot = cs_list_push(load->arena, &load->report->beside, load->err);
    if (!slot) {
      return false;
    }
    *slot = tables->beside.at[i];
  }
  return true;
}

static bool rules_acts(struct load *load, struct load_file *file, int64_t *count) {
  struct cs_strs regimes = {0};
  struct cs_str digest;
  struct cs_tables tables;
  cs_tables_init(&tables, load->service->os, load->arena, load->folders.at, load->folders.n);
  if (!cs_rules_regimes(load->arena, (struct cs_rules_text){file->path, file->bytes}, &regimes, load->err) ||
      !cs_tables_add(&tables, file->path, (struct cs_rules_text){file->name, file->bytes}, load->err) ||
      !told_beside(load, &tables) || !digest_hex(load, file->bytes, &digest)) {
    return false;
  }
  if (regimes.n == 0) {
    cs_err_set(load->err, &CS_E_SERVICE_LOAD_EMPTY, "%.*s opens no regime: nothing can be published",
               CS_STR_ARG(file->path));
    return cs_err_at(load->err, file->path, 1, 1);
  }
  for (size_t i = 0; i < regimes.n; i++) {
    struct cs_json *flat;
    struct cs_act act;
    if (!make_flat(load, "rules.publish", &flat) ||
        !cs_json_set_text(load->arena, flat, "regime", regimes.at[i], load->err) ||
        !cs_json_set_text(load->arena, flat, "file", file->name, load->err) ||
        !cs_json_set_text(load->arena, flat, "digest", digest, load->err) || !put_tables(load, file, &tables, flat) ||
        !cs_act_decode(load->arena, file->path, flat, &act, load->err) ||
        !push_source(load, &act, (int64_t)i + 1, i == 0 ? file->bytes : CS_STR_NONE, i == 0 ? &tables : NULL)) {
      return false;
    }
  }
  *count = (int64_t)regimes.n;
  return true;
}

/* The load's own act, in front of the file's; its place was kept. */
static bool sign_load(struct load *load, const struct load_file *file, size_t place, int64_t count) {
  struct cs_json *flat;
  struct cs_act act;
  struct cs_str digest, whole = file->bytes;
  if (file->tables.len > 0 && !cs_arena_printf(load->arena, &whole, load->err, "%.*s\n%.*s", CS_STR_ARG(file->bytes),
                                               CS_STR_ARG(file->tables))) {
    return false;
  }
  struct cs_submission *s = cs_arena_new(load->arena, struct cs_submission, load->err);
  if (!s || !digest_hex(load, whole, &digest) || !make_flat(load, "record.load", &flat) ||
      !cs_json_set_text(load->arena, flat, "name", file->name, load->err) ||
      !cs_json_set_text(load->arena, flat, "office", load->service->registrar, load->err) ||
      !cs_json_set_text(load->arena, flat, "digest", digest, load->err) ||
      !cs_json_set_integer(load->arena, flat, "acts", count, load->err) ||
      !cs_act_decode(load->arena, file->path, flat, &act, load->err) ||
      !cs_submission_make(load->service->os, load->arena, &act, load->key, &load->service->identity, s, load->err) ||
      !cs_submission_check(s, &load->service->identity, load->arena, load->err)) {
    return false;
  }
  load->jobs.at[place].submission = s;
  return true;
}

/* A file that holds no acts leaves no trace. */
static bool is_blank(const struct load_file *file) {
  return !is_rules(file->name) && cs_str_trim(file->bytes).len == 0;
}

/* Takes files without acts out of the list; with nothing else to load they are an error. */
static bool drop_blank(struct load *load) {
  size_t n = 0;
  for (size_t i = 0; i < load->files.n; i++) {
    if (!is_blank(&load->files.at[i])) {
      load->files.at[n++] = load->files.at[i];
    }
  }
  if (n == 0) {
    cs_err_set(load->err, &CS_E_SERVICE_LOAD_EMPTY, "the file holds no acts: there is nothing to load");
    return cs_err_at(load->err, load->files.at[0].path, 1, 1);
  }
  load->files.n = n;
  return true;
}

static bool file_acts(struct load *load, struct load_file *file) {
  size_t place = load->jobs.n;
  int64_t count = 0;
  return push_job(load, NULL) &&
         (is_rules(file->name) ? rules_acts(load, file, &count) : jsonl_acts(load, file, &count)) &&
         sign_load(load, file, place, count);
}

/* ------------------------------------------------------------------ the report */

static bool count_kinds(const struct load *load, struct cs_load_report *report, struct cs_err *err) {
  size_t counts[CS_ACT_N] = {0};
  report->counts = cs_arena_array(load->arena, struct cs_load_count, CS_ACT_N, err);
  if (!report->counts) {
    return false;
  }
  for (size_t i = 0; i < load->jobs.n; i++) {
    counts[load->jobs.at[i].submission->act.def->kind]++;
  }
  for (int kind = 0; kind < CS_ACT_N; kind++) {
    if (counts[kind] > 0 && kind != CS_ACT_RECORD_LOAD) {
      report->counts[report->n_counts++] = (struct cs_load_count){cs_act_def((enum cs_act_kind)kind), counts[kind]};
      report->n_acts += counts[kind];
    }
  }
  report->n_files = load->files.n;
  return true;
}

/* Where the act that failed stands: its file is that of the last load act before it. */
static bool place_of(const struct load *load, size_t failed, struct cs_str *where) {
  size_t file = 0;
  for (size_t i = 1; i <= failed; i++) {
    file += load->jobs.at[i].submission->act.def->kind == CS_ACT_RECORD_LOAD;
  }
  return cs_arena_printf(load->arena, where, load->err, "%.*s:%lld", CS_STR_ARG(load->files.at[file].path),
                         (long long)load->jobs.at[failed].submission->by.line);
}

static bool flag_facts(const struct load *load, struct cs_load_report *report, struct cs_err *err) {
  struct cs_strs flagged = {0};
  for (size_t i = 0; i < load->jobs.n; i++) {
    const struct cs_act *act = &load->jobs.at[i].submission->act;
    struct cs_str words;
    if (act->def->kind == CS_ACT_ITEM_FACT && cs_review_fact_at_odds(act->body, load->arena, &words)) {
      struct cs_str *slot = cs_list_push(load->arena, &flagged, err);
      if (!slot) {
        return false;
      }
      *slot = words;
    }
  }
  report->flagged = flagged.at;
  report->n_flagged = flagged.n;
  return true;
}

static bool run(struct load *load, bool try, void (*progress)(void *ctx, size_t done, size_t all), void *ctx,
                struct cs_load_report *report) {
  size_t failed;
  if (!cs_service_load(load->service, load->jobs.at, load->jobs.n, try, &report->scratch, &failed, progress, ctx,
                       load->err)) {
    const struct cs_result *result = &load->jobs.at[failed].result;
    struct cs_err cause = *load->err;
    report->reasons = result->reasons;
    report->n_reasons = result->outcome == CS_OUTCOME_REFUSED ? result->n_reasons : 0;
    bool placed = place_of(load, failed, &report->where);
    *load->err = cause;
    if (placed && cause.line == 0) {
      cs_err_at(load->err, report->where, 0, 0);
    }
    return false;
  }
  report->repeat = true;
  for (size_t i = 0; i < load->jobs.n; i++) {
    const struct cs_result *result = &load->jobs.at[i].result;
    report->repeat = report->repeat && (result->repeat || result->outcome == CS_OUTCOME_ERROR);
  }
  if (!try && !report->repeat) {
    report->first = load->jobs.at[0].result.n;
    report->last = load->jobs.at[load->jobs.n - 1].result.n;
    report->receipt = load->jobs.at[load->jobs.n - 1].result.receipt;
  }
  return true;
}

void cs_load_report_deinit(struct cs_load_report *report) {
  cs_arena_deinit(&report->scratch);
}

bool cs_service_load_paths(struct cs_service *service, const struct cs_officer_key *key, const struct cs_str *paths,
                           size_t n, const struct cs_strs *tables, bool try,
                           void (*progress)(void *ctx, size_t done, size_t all), void *ctx, struct cs_arena *arena,
                           struct cs_load_report *report, struct cs_err *err) {
  struct load load = {.service = service, .key = key, .arena = arena, .err = err, .report = report};
  load.folders = tables ? *tables : (struct cs_strs){0};
  *report = (struct cs_load_report){0};
  cs_arena_init(&report->scratch, NULL, 0);
  for (size_t i = 0; i < n; i++) {
    if (!add_path(&load, paths[i])) {
      return false;
    }
  }
  if (load.files.n == 0) {
    return cs_err_set(err, &CS_E_SERVICE_LOAD_EMPTY, "there is nothing to load: no *.rules and no *.jsonl");
  }
  if (!drop_blank(&load)) {
    return false;
  }
  for (size_t i = 0; i < load.files.n; i++) {
    if (!file_acts(&load, &load.files.at[i])) {
      return false;
    }
  }
  return run(&load, try, progress, ctx, report) && count_kinds(&load, report, err) && flag_facts(&load, report, err);
}
