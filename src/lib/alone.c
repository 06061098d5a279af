/* Rules alone. */
#include "lib/alone.h"

#include "base/limits.h"
#include "lib/tables.h"
#include "os/file.h"
#include "tlog/hash.h"

#include <string.h>

struct reading {
  struct cs_arena *arena;
  const struct cs_os *os;
  struct cs_map seen;   /* by path, without detours */
  struct cs_strs paths; /* of each text */
  struct {
    struct cs_rules_text *at;
    size_t n, cap;
  } texts;
  struct cs_err *err;
};

/* `name`: what the set calls it. */
static bool add_file(struct reading *r, struct cs_str path, struct cs_str name) {
  struct cs_str plain, *slot;
  struct cs_rules_text *text;
  bool fresh;
  if (!cs_path_plain(r->arena, path, &plain, r->err) || !cs_map_put(&r->seen, plain, &fresh, r->err)) {
    return false;
  }
  if (!fresh) {
    return true;
  }
  if (!(text = cs_list_push(r->arena, &r->texts, r->err)) || !(slot = cs_list_push(r->arena, &r->paths, r->err))) {
    return false;
  }
  *slot = path;
  text->file = name;
  return cs_file_read(r->os, r->arena, path, CS_FILE_MAX, &text->text, r->err);
}

static bool add_folder(struct reading *r, struct cs_str path) {
  struct cs_strs names;
  if (!r->os->list(r->os->ctx, r->arena, path, &names, r->err)) {
    return false;
  }
  for (size_t i = 0; i < names.n; i++) {
    struct cs_str whole;
    if (cs_str_ends(names.at[i], CS_STR(".rules")) &&
        (!cs_path_join(r->arena, path, names.at[i], &whole, r->err) || !add_file(r, whole, names.at[i]))) {
      return false;
    }
  }
  return true;
}

static bool add_path(struct reading *r, struct cs_str path) {
  struct cs_file_info info;
  if (!r->os->path_info(r->os->ctx, path, &info, r->err)) {
    return false;
  }
  return info.kind == CS_FILE_FOLDER ? add_folder(r, path) : add_file(r, path, cs_path_name(path));
}

/* Files that a text `uses` lie beside it; those are read too, and theirs. */
static bool follow_uses(struct reading *r) {
  for (size_t i = 0; i < r->texts.n; i++) {
    struct cs_strs uses = {0};
    struct cs_str folder = cs_path_folder(r->paths.at[i]);
    if (!cs_rules_uses(r->arena, r->texts.at[i], &uses, r->err)) {
      return false;
    }
    for (size_t k = 0; k < uses.n; k++) {
      struct cs_str whole, name;
      struct cs_file_info info;
      if (!cs_path_join(r->arena, folder, uses.at[k], &whole, r->err) ||
          !cs_tables_name(r->arena, r->texts.at[i].file, uses.at[k], &name, r->err) ||
          !r->os->path_info(r->os->ctx, whole, &info, r->err)) {
        return false;
      }
      if (info.kind == CS_FILE_REGULAR && !add_file(r, whole, name)) {
        return false; /* what is not there is the checker's to report, with its place */
      }
    }
  }
  return true;
}

static bool none_there(const struct cs_tables *tables, struct cs_err *err) {
  bool asked = tables->first.len > 0;
  cs_err_set(err, &CS_E_OS_NOT_FOUND,
             asked ? "it holds none of the tables that these rules name"
                   : "these rules name no tables, and would read none of it");
  cs_err_at(err, tables->folders[0], 0, 0);
  return asked &&
         cs_err_hint(err, "expected a file of the name of one of them, such as \"%.*s\"", CS_STR_ARG(tables->first));
}

static bool read_tables(struct reading *r, const struct cs_alone_from *from, struct cs_rules_sources *out,
                        struct cs_strs *beside) {
  struct cs_tables tables;
  cs_tables_init(&tables, r->os, r->arena, from->tables, from->n_tables);
  for (size_t i = 0; i < r->texts.n; i++) {
    if (!cs_tables_add(&tables, r->paths.at[i], r->texts.at[i], r->err)) {
      return false;
    }
  }
  if (from->n_tables > 0 && tables.n_in_folders == 0) {
    return none_there(&tables, r->err);
  }
  out->tables = tables.read.at;
  out->n_tables = tables.read.n;
  *beside = tables.beside;
  return true;
}

bool cs_alone_gather(struct cs_arena *arena, const struct cs_os *os, const struct cs_alone_from *from,
                     struct cs_rules_sources *out, struct cs_strs *beside, struct cs_err *err) {
  struct reading r = {.arena = arena, .os = os, .err = err};
  *out = (struct cs_rules_sources){0};
  cs_map_init(&r.seen, arena);
  for (size_t i = 0; i < from->n_paths; i++) {
    if (!add_path(&r, from->paths[i])) {
      return false;
    }
  }
  if (!follow_uses(&r) || !read_tables(&r, from, out, beside)) {
    return false;
  }
  out->texts = r.texts.at;
  out->n_texts = r.texts.n;
  return true;
}

/* ------------------------------------------------------------------ sets */

static void add_texts(struct cs_hasher *hasher, const struct cs_rules_text *texts, size_t n) {
  for (size_t i = 0; i < n; i++) {
    cs_hash_add(hasher, texts[i].file);
    cs_hash_add(hasher, CS_STR("\n"));
    cs_hash_add(hasher, texts[i].text);
  }
}

static bool digest(struct cs_alone *alone, struct cs_err *err) {
  struct cs_hasher hasher;
  struct cs_hash hash;
  if (!cs_hasher_init(&hasher, err)) {
    return false;
  }
  cs_hash_begin(&hasher);
  add_texts(&hasher, alone->sources.texts, alone->sources.n_texts);
  add_texts(&hasher, alone->sources.tables, alone->sources.n_tables);
  cs_hash_end(&hasher, &hash);
  cs_hasher_deinit(&hasher);
  memcpy(alone->digest, hash.bytes, sizeof alone->digest);
  return true;
}

static bool compile(struct cs_alone *alone, struct cs_findings *findings, struct cs_err *err) {
  alone->catalogue = cs_catalogue_new(err);
  return alone->catalogue && digest(alone, err) &&
         cs_rules_compile(&alone->arena, cs_review_schema(), &alone->sources, findings, &alone->rules, err) &&
         cs_view_plan(alone->rules, &alone->arena, &alone->plan, err);
}

bool cs_alone_open(struct cs_alone *alone, const struct cs_os *os, const struct cs_alone_from *from,
                   struct cs_findings *findings, struct cs_err *err) {
  *alone = (struct cs_alone){0};
  cs_arena_init(&alone->arena, NULL, 0);
  bool gathered = cs_alone_gather(&alone->arena, os, from, &alone->sources, &alone->beside, err);
  alone->sources.warn = from->warn;
  return gathered && compile(alone, findings, err);
}

static bool copy_texts(struct cs_arena *arena, const struct cs_rules_text *from, size_t n,
                       const struct cs_rules_text **out, struct cs_err *err) {
  struct cs_rules_text *copy = cs_arena_array(arena, struct cs_rules_text, n + 1, err);
  *out = copy;
  for (size_t i = 0; copy && i < n; i++) {
    if (!cs_arena_str(arena, from[i].file, &copy[i].file, err) ||
        !cs_arena_str(arena, from[i].text, &copy[i].text, err)) {
      return false;
    }
  }
  return copy != NULL;
}

bool cs_alone_open_texts(struct cs_alone *alone, const struct cs_rules_sources *sources, struct cs_findings *findings,
                         struct cs_err *err) {
  *alone = (struct cs_alone){0};
  cs_arena_init(&alone->arena, NULL, 0);
  alone->sources = *sources;
  return copy_texts(&alone->arena, sources->texts, sources->n_texts, &alone->sources.texts, err) &&
         copy_texts(&alone->arena, sources->tables, sources->n_tables, &alone->sources.tables, err) &&
         compile(alone, findings, err);
}

void cs_alone_close(struct cs_alone *alone) {
  cs_catalogue_free(alone->catalogue);
  cs_arena_deinit(&alone->arena);
}

bool cs_alone_determine(const struct cs_alone *alone, const struct cs_request *request, cs_day on, cs_day known,
                        struct cs_arena *arena, struct cs_determination *out, struct cs_err *err) {
  struct cs_review_world world = {.catalogue = alone->catalogue, .rules = alone->rules, .plan = &alone->plan};
  memcpy(world.rules_digest, alone->digest, sizeof world.rules_digest);
  return cs_determine(&world, request, on, known, arena, out, err);
}
