/* Rules alone. */
#include "lib/alone.h"

#include "os/file.h"
#include "tlog/hash.h"

#include <string.h>

struct reading {
  struct cs_arena *arena;
  const struct cs_os *os;
  struct cs_map seen; /* paths */
  struct {
    struct cs_rules_text *at;
    size_t n, cap;
  } texts;
  struct cs_err *err;
};

static bool add_file(struct reading *r, struct cs_str path) {
  bool fresh;
  struct cs_rules_text *text;
  if (!cs_map_put(&r->seen, path, &fresh, r->err)) {
    return false;
  }
  if (!fresh) {
    return true;
  }
  if (!(text = cs_list_push(r->arena, &r->texts, r->err))) {
    return false;
  }
  text->file = cs_path_name(path);
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
        (!cs_path_join(r->arena, path, names.at[i], &whole, r->err) || !add_file(r, whole))) {
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
  return info.kind == CS_FILE_FOLDER ? add_folder(r, path) : add_file(r, path);
}

/* Files that a text `uses` lie beside it; those are read too, and theirs. */
static bool follow_uses(struct reading *r) {
  for (size_t i = 0; i < r->texts.n; i++) {
    struct cs_strs uses = {0};
    struct cs_str folder = cs_path_folder(r->seen.at[i].key);
    if (!cs_rules_uses(r->arena, r->texts.at[i], &uses, r->err)) {
      return false;
    }
    for (size_t k = 0; k < uses.n; k++) {
      struct cs_str whole;
      struct cs_file_info info;
      if (!cs_path_join(r->arena, folder, uses.at[k], &whole, r->err) ||
          !r->os->path_info(r->os->ctx, whole, &info, r->err)) {
        return false;
      }
      if (info.kind == CS_FILE_REGULAR && !add_file(r, whole)) {
        return false; /* what is not there is the checker's to report, with its place */
      }
    }
  }
  return true;
}

static bool digest(struct cs_alone *alone, struct cs_err *err) {
  struct cs_hasher hasher;
  struct cs_hash hash;
  if (!cs_hasher_init(&hasher, err)) {
    return false;
  }
  cs_hash_begin(&hasher);
  for (size_t i = 0; i < alone->n_texts; i++) {
    cs_hash_add(&hasher, alone->texts[i].file);
    cs_hash_add(&hasher, CS_STR("\n"));
    cs_hash_add(&hasher, alone->texts[i].text);
  }
  cs_hash_end(&hasher, &hash);
  cs_hasher_deinit(&hasher);
  memcpy(alone->digest, hash.bytes, sizeof alone->digest);
  return true;
}

bool cs_alone_gather(struct cs_arena *arena, const struct cs_os *os, const struct cs_str *paths, size_t n,
                     struct cs_rules_text **texts, size_t *n_texts, struct cs_err *err) {
  struct reading r = {.arena = arena, .os = os, .err = err};
  cs_map_init(&r.seen, arena);
  for (size_t i = 0; i < n; i++) {
    if (!add_path(&r, paths[i])) {
      return false;
    }
  }
  if (!follow_uses(&r)) {
    return false;
  }
  *texts = r.texts.at;
  *n_texts = r.texts.n;
  return true;
}

static bool compile(struct cs_alone *alone, struct cs_findings *findings, struct cs_err *err) {
  alone->catalogue = cs_catalogue_new(err);
  return alone->catalogue && digest(alone, err) &&
         cs_rules_compile(&alone->arena, cs_review_schema(),
                          &(struct cs_rules_sources){.texts = alone->texts, .n_texts = alone->n_texts}, findings,
                          &alone->rules, err);
}

bool cs_alone_open(struct cs_alone *alone, const struct cs_os *os, const struct cs_str *paths, size_t n,
                   struct cs_findings *findings, struct cs_err *err) {
  *alone = (struct cs_alone){0};
  cs_arena_init(&alone->arena, NULL, 0);
  return cs_alone_gather(&alone->arena, os, paths, n, &alone->texts, &alone->n_texts, err) &&
         compile(alone, findings, err);
}

bool cs_alone_open_texts(struct cs_alone *alone, const struct cs_rules_text *texts, size_t n,
                         struct cs_findings *findings, struct cs_err *err) {
  *alone = (struct cs_alone){0};
  cs_arena_init(&alone->arena, NULL, 0);
  alone->texts = cs_arena_array(&alone->arena, struct cs_rules_text, n + 1, err);
  if (!alone->texts) {
    return false;
  }
  for (; alone->n_texts < n; alone->n_texts++) {
    struct cs_rules_text *copy = &alone->texts[alone->n_texts];
    if (!cs_arena_str(&alone->arena, texts[alone->n_texts].file, &copy->file, err) ||
        !cs_arena_str(&alone->arena, texts[alone->n_texts].text, &copy->text, err)) {
      return false;
    }
  }
  return compile(alone, findings, err);
}

void cs_alone_close(struct cs_alone *alone) {
  cs_catalogue_free(alone->catalogue);
  cs_arena_deinit(&alone->arena);
}

bool cs_alone_determine(const struct cs_alone *alone, const struct cs_request *request, cs_day on, cs_day known,
                        struct cs_arena *arena, struct cs_determination *out, struct cs_err *err) {
  struct cs_review_world world = {.catalogue = alone->catalogue, .rules = alone->rules};
  memcpy(world.rules_digest, alone->digest, sizeof world.rules_digest);
  return cs_determine(&world, request, on, known, arena, out, err);
}
