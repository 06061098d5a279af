/* Running trials. Must leave nothing behind but what `keep` asks for, and never touch a record that is not its own. */
#include "service/trial.h"

#include "lib/alone.h"
#include "os/file.h"
#include "os/fixed.h"
#include "service/load.h"
#include "service/query.h"
#include "service/trial_check.h"

#include <stdio.h>

#define EXIT_INPUT 3 /* codes of this exit speak of the question, all others of the machine or the record */

struct run {
  const struct cs_os *os;
  const struct cs_trial_options *options;
  struct cs_arena *arena;
  struct cs_trial_report *report;
  struct cs_str folder;    /* of the world */
  struct cs_strs tests;    /* paths of *.test */
  bool whole;              /* the folder holds *.jsonl */
  struct cs_str temporary; /* to be removed at the end */
  struct cs_service service;
  bool open;
  struct cs_alone alone;
  bool has_alone;
  const struct cs_rules *rules;
  bool *covered, *decided; /* by rule */
  struct cs_err *err;
};

/* ------------------------------------------------------------------ what there is */

static bool look(struct run *r) {
  struct cs_file_info info;
  struct cs_strs names;
  bool one = cs_str_ends(r->options->path, CS_STR(".test"));
  if (!r->os->path_info(r->os->ctx, r->options->path, &info, r->err)) {
    return false;
  }
  if (info.kind != CS_FILE_FOLDER && !one) {
    cs_err_set(r->err, info.kind == CS_FILE_NONE ? &CS_E_OS_NOT_FOUND : &CS_E_SERVICE_TRIAL_NONE,
               info.kind == CS_FILE_NONE ? "there is nothing of that name" : "neither a folder nor a *.test file");
    return cs_err_at(r->err, r->options->path, 0, 0);
  }
  r->folder = info.kind == CS_FILE_FOLDER ? r->options->path : cs_path_folder(r->options->path);
  if (!r->os->list(r->os->ctx, r->arena, r->folder, &names, r->err)) {
    return false;
  }
  for (size_t i = 0; i < names.n; i++) {
    r->whole = r->whole || cs_str_ends(names.at[i], CS_STR(".jsonl"));
    if (!cs_str_ends(names.at[i], CS_STR(".test")) || info.kind != CS_FILE_FOLDER) {
      continue;
    }
    struct cs_str *slot = cs_list_push(r->arena, &r->tests, r->err);
    if (!slot || !cs_path_join(r->arena, r->folder, names.at[i], slot, r->err)) {
      return false;
    }
  }
  if (info.kind != CS_FILE_FOLDER) {
    struct cs_str *slot = cs_list_push(r->arena, &r->tests, r->err);
    if (!slot) {
      return false;
    }
    *slot = r->options->path;
  }
  if (r->tests.n == 0) {
    cs_err_set(r->err, &CS_E_SERVICE_TRIAL_NONE, "there is no *.test file beside the rules");
    return cs_err_at(r->err, r->folder, 0, 0);
  }
  return true;
}

/* ------------------------------------------------------------------ worlds */

/* A new trial record, and a service over it. */
static bool found(struct run *r, struct cs_str folder, struct cs_officer_key *key) {
  struct cs_str keys, path;
  struct cs_found how = {.origin = CS_STR("trial.example/rules-test"), .trial = true};
  if (!cs_path_join(r->arena, folder, CS_STR("keys"), &keys, r->err) ||
      !cs_path_join(r->arena, folder, CS_STR("trial.db"), &path, r->err) ||
      !cs_officer_key_make(r->os, keys, CS_STR("registry/registrar"), r->arena, key, r->err)) {
    return false;
  }
  how.officer = key->officer;
  for (size_t i = 0; i < sizeof how.key; i++) {
    how.key[i] = key->key.public_key.bytes[i];
  }
  struct cs_os_fixed fixed;
  const struct cs_os *os = r->options->has_now ? cs_os_fixed_clock(&fixed, r->os, r->options->now) : r->os;
  struct cs_record *record = cs_record_create(os, path, keys, &how, r->err);
  struct cs_service_options options = {
      .path = path, .keys = keys, .write = true, .has_now = r->options->has_now, .now = r->options->now};
  cs_record_close(record);
  if (!record || !cs_service_open(&r->service, r->os, &options, r->err)) {
    cs_officer_key_deinit(key);
    return false;
  }
  r->open = true;
  return true;
}

static bool load(struct run *r, const struct cs_officer_key *key) {
  struct cs_load_report report;
  bool done = cs_service_load_paths(&r->service, key, &r->folder, 1, &r->options->tables, false, NULL, NULL, r->arena,
                                    &report, r->err);
  r->report->beside = report.beside;
  for (size_t i = 1; !done && i < report.n_reasons; i++) {
    char text[sizeof r->err->text];
    snprintf(text, sizeof text, "%s; %.*s", r->err->text, CS_STR_ARG(report.reasons[i].text));
    snprintf(r->err->text, sizeof r->err->text, "%s", text);
  }
  cs_load_report_deinit(&report);
  return done;
}

static bool make_record(struct run *r) {
  struct cs_officer_key key;
  struct cs_file_info info;
  struct cs_str folder = r->options->keep;
  if (folder.len == 0) {
    if (!cs_folder_make_temporary(r->os, r->arena, CS_STR("countersign-trial-"), &r->temporary, r->err)) {
      return false;
    }
    folder = r->temporary;
  } else if (!r->os->path_info(r->os->ctx, folder, &info, r->err)) {
    return false;
  } else if (info.kind != CS_FILE_NONE) {
    cs_err_set(r->err, &CS_E_STORE_EXISTS, "\"%.*s\" is there already: nothing was changed", CS_STR_ARG(folder));
    return false;
  }
  if (!found(r, folder, &key)) {
    return false;
  }
  bool done = load(r, &key) && cs_service_rules(&r->service, r->err);
  cs_officer_key_deinit(&key);
  r->rules = r->service.snapshot.rules;
  return done;
}

static bool make_alone(struct run *r) {
  struct cs_findings findings = {0};
  r->has_alone = true;
  struct cs_alone_from from = {&r->folder, 1, r->options->tables.at, r->options->tables.n, false};
  if (!cs_alone_open(&r->alone, r->os, &from, &findings, r->err)) {
    return false;
  }
  for (size_t i = 0; i < r->alone.beside.n; i++) {
    struct cs_str *slot = cs_list_push(r->arena, &r->report->beside, r->err);
    if (!slot || !cs_arena_str(r->arena, r->alone.beside.at[i], slot, r->err)) {
      return false;
    }
  }
  r->rules = r->alone.rules;
  return true;
}

static void unmake(struct run *r) {
  struct cs_err ignored;
  if (r->open) {
    cs_service_close(&r->service);
  }
  if (r->has_alone) {
    cs_alone_close(&r->alone);
  }
  if (r->temporary.len > 0 && !cs_folder_remove(r->os, r->temporary, &ignored)) {
    r->temporary = CS_STR_NONE; /* a temporary folder that cannot be removed is the machine's to clear */
  }
}

/* ------------------------------------------------------------------ asking */

static bool ask(struct run *r, const struct cs_request *request, struct cs_arena *arena, struct cs_determination *det) {
  cs_time now = r->options->now;
  if (r->open) {
    return cs_service_determine(&r->service, request, &(struct cs_when){0}, arena, det, r->err);
  }
  if (!r->options->has_now && !r->os->now(r->os->ctx, &now, r->err)) {
    return false;
  }
  cs_day today = cs_time_day(now, 0);
  return cs_alone_determine(&r->alone, request, request->has_on ? request->on : today,
                            request->has_known ? request->known : today, arena, det, r->err);
}

/* Does the rule's effect make the verdict? */
static bool decides(const struct cs_determination *det, const struct cs_rule_info *rule) {
  static const enum cs_effect_kind effects[] = {
      [CS_NOT_COVERED] = CS_EFFECT_NONE,      [CS_PERMITTED] = CS_EFFECT_PERMIT,    [CS_REFER] = CS_EFFECT_REFER,
      [CS_NEEDS_APPROVAL] = CS_EFFECT_REVIEW, [CS_PROHIBITED] = CS_EFFECT_PROHIBIT,
  };
  return rule->effect != CS_EFFECT_NONE && rule->effect == effects[det->answer.at_most];
}

static void cover(struct run *r, const struct cs_determination *det) {
  for (size_t i = 0; i < det->n_regimes; i++) {
    for (size_t k = 0; k < det->regimes[i].n_grounds; k++) {
      const struct cs_review_ground *ground = &det->regimes[i].grounds[k];
      r->covered[ground->rule] = true;
      r->decided[ground->rule] = r->decided[ground->rule] ||
                                 (ground->value == CS_GROUND_TRUE && decides(det, cs_rules_at(r->rules, ground->rule)));
      for (size_t l = 0; ground->value == CS_GROUND_LIFTED && l < ground->n_lifted_by; l++) {
        r->decided[ground->lifted_by[l]] = true;
      }
    }
  }
}

/* Puts what differed into the report, whose texts outlive the question's arena. */
static bool tell(struct run *r, struct cs_str file, const struct cs_trial *trial,
                 const struct cs_trial_failures *failures) {
  for (size_t i = 0; i < failures->n; i++) {
    struct cs_trial_failure *slot = cs_list_push(r->arena, &r->report->failures, r->err);
    if (!slot) {
      return false;
    }
    *slot = (struct cs_trial_failure){.file = file, .test = trial->name, .line = failures->at[i].line};
    if (!cs_arena_str(r->arena, failures->at[i].text, &slot->text, r->err)) {
      return false;
    }
  }
  r->report->passed += failures->n == 0;
  r->report->failed += failures->n > 0;
  return true;
}

/* A question that the rules cannot be asked is one failure, told at its place, and the others go on. */
static bool cannot_be_asked(struct run *r, const struct cs_trial *trial, struct cs_arena *arena,
                            struct cs_trial_failures *failures) {
  struct cs_trial_failure *failure = cs_list_push(arena, failures, r->err);
  struct cs_err why = *r->err;
  if (!failure) {
    return false;
  }
  failure->line = why.line > 0 ? why.line : trial->line;
  cs_err_reset(r->err);
  return cs_arena_printf(arena, &failure->text, r->err, "cannot be asked: %s [%s]%s%s", why.text, why.code->slug,
                         why.hint[0] ? "; " : "", why.hint);
}

static bool run_trial(struct run *r, struct cs_str file, const struct cs_trial *trial) {
  struct cs_arena arena;
  struct cs_determination det;
  struct cs_trial_failures failures = {0};
  cs_arena_init(&arena, NULL, 0);
  bool asked = ask(r, &trial->request, &arena, &det);
  bool done = asked;
  if (asked) {
    cover(r, &det);
    done = cs_trial_check(trial, &det, &arena, &failures, r->err) && tell(r, file, trial, &failures);
  } else if (r->err->code->exit == EXIT_INPUT) {
    done = cannot_be_asked(r, trial, &arena, &failures) && tell(r, file, trial, &failures);
  } else {
    cs_err_context(r->err, "%.*s", CS_STR_ARG(trial->name));
  }
  cs_arena_deinit(&arena);
  return done;
}

static bool name_rule(struct run *r, const struct cs_rule_info *rule, struct cs_strs *list) {
  struct cs_str *slot = cs_list_push(r->arena, list, r->err);
  return slot && cs_arena_printf(r->arena, slot, r->err, "%.*s:%u %.*s", CS_STR_ARG(rule->file), rule->line,
                                 CS_STR_ARG(rule->name));
}

/* Rules by name within their regime: the versions of one count as one. */
static bool report_coverage(struct run *r) {
  struct cs_map seen; /* of regime and name: number of the first, and whether any applied */
  cs_map_init(&seen, r->arena);
  for (size_t i = 0; i < cs_rules_n(r->rules); i++) {
    const struct cs_rule_info *rule = cs_rules_at(r->rules, i);
    struct cs_str key;
    bool fresh;
    union cs_map_value *value;
    if (!cs_arena_printf(r->arena, &key, r->err, "%.*s %.*s", CS_STR_ARG(rule->regime), CS_STR_ARG(rule->name)) ||
        !(value = cs_map_put(&seen, key, &fresh, r->err))) {
      return false;
    }
    value->number = (fresh ? i << 2 : value->number) | r->covered[i] | (uint64_t)r->decided[i] << 1;
  }
  r->report->rules += seen.n;
  for (size_t i = 0; i < seen.n; i++) {
    const struct cs_rule_info *rule = cs_rules_at(r->rules, seen.at[i].value.number >> 2);
    if (((seen.at[i].value.number & 1) == 0 && !name_rule(r, rule, &r->report->not_covered)) ||
        ((seen.at[i].value.number & 2) == 0 && !name_rule(r, rule, &r->report->not_decided))) {
      return false;
    }
  }
  return true;
}

/* All files are read before the world is made: a slip of the pen shows at once. */
static bool read_files(struct run *r, struct cs_trials *files) {
  for (size_t i = 0; i < r->tests.n; i++) {
    struct cs_str text;
    if (!cs_file_read(r->os, r->arena, r->tests.at[i], CS_FILE_MAX, &text, r->err) ||
        !cs_trials_read(r->arena, r->tests.at[i], text, &files[i], r->err)) {
      return false;
    }
  }
  return true;
}

static bool run_all(struct run *r) {
  if (!look(r)) {
    return false;
  }
  if (!r->whole && r->options->keep.len > 0) {
    cs_err_set(r->err, &CS_E_SERVICE_TRIAL_NONE,
               "there is no record to keep: without *.jsonl the rules are asked alone");
    return cs_err_at(r->err, r->folder, 0, 0);
  }
  struct cs_trials *files = cs_arena_array(r->arena, struct cs_trials, r->tests.n, r->err);
  if (!files || !read_files(r, files) || !(r->whole ? make_record(r) : make_alone(r))) {
    return false;
  }
  r->covered = cs_arena_array(r->arena, bool, cs_rules_n(r->rules) + 1, r->err);
  r->decided = cs_arena_array(r->arena, bool, cs_rules_n(r->rules) + 1, r->err);
  if (!r->covered || !r->decided) {
    return false;
  }
  for (size_t i = 0; i < r->tests.n; i++) {
    for (size_t k = 0; k < files[i].n; k++) {
      if (!run_trial(r, r->tests.at[i], &files[i].at[k])) {
        return false;
      }
    }
  }
  return report_coverage(r);
}

bool cs_trials_run(const struct cs_os *os, const struct cs_trial_options *options, struct cs_arena *arena,
                   struct cs_trial_report *report, struct cs_err *err) {
  struct run r = {.os = os, .options = options, .arena = arena, .report = report, .err = err};
  bool done = run_all(&r);
  unmake(&r);
  return done;
}
