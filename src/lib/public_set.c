/* include/countersign.h: sources and the sets that are made of them. Must never give out a set while there are errors, nor
 * change one that was given out. */
#include "lib/public.h"

#include "lib/err.h"
#include "lib/registration.h"

#include <stdlib.h>
#include <string.h>

struct countersign_sources {
  struct cs_arena arena; /* of what was added */
  struct {
    struct cs_rules_text *at;
    size_t n, cap;
  } rules, tables, catalogue;
  struct cs_strs folders;               /* in which tables are looked for first */
  struct cs_strs beside;                /* tables that none of them has */
  struct countersign_finding *findings; /* of the last set; on the heap */
  size_t n_findings;
  bool warn;
};

struct countersign_sources *countersign_sources_new(struct countersign_error *error) {
  struct cs_err err;
  struct countersign_sources *sources = calloc(1, sizeof *sources);
  if (!sources) {
    cs_err_oom(&err);
    cs_public_fail(error, &err);
    return NULL;
  }
  cs_arena_init(&sources->arena, NULL, 0);
  return sources;
}

void countersign_sources_free(struct countersign_sources *sources) {
  if (sources) {
    free(sources->findings);
    cs_arena_deinit(&sources->arena);
    free(sources);
  }
}

/* ------------------------------------------------------------------ adding */

static bool check_size(struct cs_str name, size_t len, struct cs_err *err) {
  if (len <= CS_FILE_MAX) {
    return true;
  }
  cs_err_set(err, &CS_E_LIMIT, "%zu bytes are too many: at most %u", len, CS_FILE_MAX);
  return cs_err_at(err, name, 0, 0);
}

static bool check_new(const struct cs_rules_text *there, size_t n, const char *what, struct cs_str name,
                      struct cs_err *err) {
  for (size_t i = 0; i < n; i++) {
    if (cs_str_eq(there[i].file, name)) {
      cs_err_set(err, &CS_E_LIB_TWICE, "there is a %s called \"%.*s\" already", what,
                 CS_STR_ARG(cs_str_head(name, 200)));
      return cs_err_at(err, name, 0, 0);
    }
  }
  return true;
}

static bool copy(struct countersign_sources *sources, struct cs_rules_text *slot, struct cs_str name,
                 struct cs_str text, struct cs_err *err) {
  return cs_arena_str(&sources->arena, name, &slot->file, err) && cs_arena_str(&sources->arena, text, &slot->text, err);
}

static bool push_rules(struct countersign_sources *sources, struct cs_str name, struct cs_str text,
                       struct cs_err *err) {
  struct cs_rules_text whole;
  if (!check_size(name, text.len, err) || !check_new(sources->rules.at, sources->rules.n, "text of rules", name, err) ||
      !copy(sources, &whole, name, text, err)) {
    return false;
  }
  struct cs_rules_text *slot = cs_list_push(&sources->arena, &sources->rules, err);
  if (slot) {
    *slot = whole;
  }
  return slot != NULL;
}

static bool push_table(struct countersign_sources *sources, struct cs_str name, struct cs_str text,
                       struct cs_err *err) {
  struct cs_rules_text whole;
  if (!check_size(name, text.len, err) || !check_new(sources->tables.at, sources->tables.n, "table", name, err) ||
      !copy(sources, &whole, name, text, err)) {
    return false;
  }
  struct cs_rules_text *slot = cs_list_push(&sources->arena, &sources->tables, err);
  if (slot) {
    *slot = whole;
  }
  return slot != NULL;
}

bool countersign_sources_rules(struct countersign_sources *sources, const char *name, const char *bytes, size_t len,
                               struct countersign_error *error) {
  struct cs_err err;
  return push_rules(sources, cs_str_of(name), (struct cs_str){bytes, len}, &err) || cs_public_fail(error, &err);
}

bool countersign_sources_table(struct countersign_sources *sources, const char *name, const char *bytes, size_t len,
                               struct countersign_error *error) {
  struct cs_err err;
  return push_table(sources, cs_str_of(name), (struct cs_str){bytes, len}, &err) || cs_public_fail(error, &err);
}

bool countersign_sources_tables_from(struct countersign_sources *sources, const char *folder,
                                     struct countersign_error *error) {
  struct cs_err err;
  struct cs_str whole;
  struct cs_str *slot = NULL;
  if (!cs_arena_str(&sources->arena, cs_str_of(folder), &whole, &err) ||
      !(slot = cs_list_push(&sources->arena, &sources->folders, &err))) {
    return cs_public_fail(error, &err);
  }
  *slot = whole;
  return true;
}

/* Tables that two paths name are read once: a set has one of each name. */
static bool has_table(const struct countersign_sources *sources, const struct cs_rules_text *table) {
  for (size_t i = 0; i < sources->tables.n; i++) {
    if (cs_str_eq(sources->tables.at[i].file, table->file) && cs_str_eq(sources->tables.at[i].text, table->text)) {
      return true;
    }
  }
  return false;
}

static bool push_all(struct countersign_sources *sources, const struct cs_rules_sources *read, struct cs_err *err) {
  for (size_t i = 0; i < read->n_texts; i++) {
    if (!push_rules(sources, read->texts[i].file, read->texts[i].text, err)) {
      return false;
    }
  }
  for (size_t i = 0; i < read->n_tables; i++) {
    if (!has_table(sources, &read->tables[i]) &&
        !push_table(sources, read->tables[i].file, read->tables[i].text, err)) {
      return false;
    }
  }
  return true;
}

static bool keep_beside(struct countersign_sources *sources, const struct cs_strs *beside, struct cs_err *err) {
  for (size_t i = 0; i < beside->n; i++) {
    struct cs_str *slot = cs_list_push(&sources->arena, &sources->beside, err);
    if (!slot || !cs_arena_str(&sources->arena, beside->at[i], slot, err)) {
      return false;
    }
  }
  return true;
}

bool countersign_sources_path(struct countersign_sources *sources, const char *path, struct countersign_error *error) {
  struct cs_arena arena;
  struct cs_str whole = cs_str_of(path);
  struct cs_alone_from from = {&whole, 1, sources->folders.at, sources->folders.n, false};
  struct cs_rules_sources read = {0};
  struct cs_strs beside = {0};
  struct cs_err err;
  size_t rules = sources->rules.n, tables = sources->tables.n;
  cs_arena_init(&arena, NULL, 0);
  bool done = cs_alone_gather(&arena, cs_os_real(), &from, &read, &beside, &err) && push_all(sources, &read, &err) &&
              keep_beside(sources, &beside, &err);
  cs_arena_deinit(&arena);
  if (!done) {
    sources->rules.n = rules;
    sources->tables.n = tables;
  }
  return done || cs_public_fail(error, &err);
}

size_t countersign_sources_n_beside(const struct countersign_sources *sources) {
  return sources->beside.n;
}

struct countersign_text countersign_sources_beside(const struct countersign_sources *sources, size_t index) {
  cs_assert(index < sources->beside.n);
  return cs_public_text(sources->beside.at[index]);
}

bool countersign_sources_catalogue(struct countersign_sources *sources, const char *name, const char *bytes, size_t len,
                                   struct countersign_error *error) {
  struct cs_err err;
  struct cs_rules_text whole;
  if (!check_size(cs_str_of(name), len, &err) ||
      !copy(sources, &whole, cs_str_of(name), (struct cs_str){bytes, len}, &err)) {
    return cs_public_fail(error, &err);
  }
  struct cs_rules_text *slot = cs_list_push(&sources->arena, &sources->catalogue, &err);
  if (!slot) {
    return cs_public_fail(error, &err);
  }
  *slot = whole;
  return true;
}

/* ------------------------------------------------------------------ findings */

void countersign_sources_warn(struct countersign_sources *sources) {
  sources->warn = true;
}

static bool keep_findings(struct countersign_sources *sources, const struct cs_findings *findings, struct cs_err *err) {
  free(sources->findings);
  sources->n_findings = 0;
  sources->findings = calloc(findings->n + 1, sizeof *sources->findings);
  if (!sources->findings) {
    return cs_err_oom(err) != NULL;
  }
  for (size_t i = 0; i < findings->n; i++) {
    cs_public_fail(&sources->findings[i].error, &findings->at[i].err);
    sources->findings[i].warning = findings->at[i].warning;
  }
  sources->n_findings = findings->n;
  return true;
}

size_t countersign_sources_n_findings(const struct countersign_sources *sources) {
  return sources->n_findings;
}

const struct countersign_finding *countersign_sources_finding(const struct countersign_sources *sources, size_t index) {
  cs_assert(index < sources->n_findings);
  return &sources->findings[index];
}

/* ------------------------------------------------------------------ sets */

static bool take_catalogue(struct countersign_set *set, const struct countersign_sources *sources,
                           struct cs_findings *findings, struct cs_err *err) {
  struct cs_registration r;
  bool done = true;
  set->stated = sources->catalogue.n > 0;
  cs_registration_init(&r, set->alone.catalogue, set->alone.rules);
  for (size_t i = 0; done && i < sources->catalogue.n; i++) {
    done = cs_registration_take(&r, sources->catalogue.at[i].file, sources->catalogue.at[i].text, &set->alone.arena,
                                findings, err);
  }
  cs_registration_deinit(&r);
  if (done && cs_findings_error(findings)) {
    *err = *cs_findings_error(findings);
    return false;
  }
  return done && cs_catalogue_settle(set->alone.catalogue, err);
}

static bool fill(struct countersign_set *set, const struct countersign_sources *sources, struct cs_findings *findings,
                 struct cs_err *err) {
  struct cs_rules_sources all = {.texts = sources->rules.at,
                                 .n_texts = sources->rules.n,
                                 .tables = sources->tables.at,
                                 .n_tables = sources->tables.n,
                                 .warn = sources->warn};
  if (!cs_alone_open_texts(&set->alone, &all, findings, err)) {
    return false;
  }
  if (sources->rules.n == 0) { /* an empty set would call everything not covered */
    return cs_err_set(err, &CS_E_LIB_NO_RULES, "there are no rules to ask: no *.rules file was given");
  }
  return take_catalogue(set, sources, findings, err);
}

struct countersign_set *countersign_set_new(struct countersign_sources *sources, struct countersign_error *error) {
  struct cs_findings findings = {0};
  struct cs_err err;
  struct countersign_set *set = calloc(1, sizeof *set);
  if (!set) {
    cs_err_oom(&err);
    cs_public_fail(error, &err);
    return NULL;
  }
  bool done = fill(set, sources, &findings, &err);
  done = keep_findings(sources, &findings, &err) && done;
  if (!done) {
    cs_public_fail(error, &err);
    countersign_set_free(set);
    return NULL;
  }
  return set;
}

void countersign_set_free(struct countersign_set *set) {
  if (set) {
    cs_alone_close(&set->alone);
    free(set);
  }
}

size_t countersign_set_n_rules(const struct countersign_set *set) {
  return cs_rules_n(set->alone.rules);
}

const unsigned char *countersign_set_digest(const struct countersign_set *set) {
  return set->alone.digest;
}
