/* The judge of rules.publish: the whole rule set must compile with the new text in it, and the actor must speak for
 * the owner of every regime that the text opens or continues, and for those of the text that it replaces. */
#include "model/mandate.h"
#include "review/judge_internal.h"
#include "review/view.h"

#include <string.h>

/* A file in force: a text, or a table. */
struct file_at {
  struct cs_str file;
  int64_t n;
  const unsigned char *digest;
};

/* Of two files of one name the one that was published later. */
static bool keep(struct cs_map *by_file, struct cs_arena *arena, struct file_at file, struct cs_err *err) {
  union cs_map_value *slot = cs_map_put(by_file, file.file, NULL, err);
  if (!slot) {
    return false;
  }
  struct file_at *there = slot->ptr;
  if (!there && !(slot->ptr = there = cs_arena_new(arena, struct file_at, err))) {
    return false;
  }
  if (file.n >= there->n) {
    *there = file;
  }
  return true;
}

static bool is_put(const struct cs_rules_text *put, size_t n_put, struct cs_str file) {
  for (size_t i = 0; i < n_put; i++) {
    if (cs_str_eq(put[i].file, file)) {
      return true;
    }
  }
  return false;
}

/* The newest publication of each file name over all regimes: a file that speaks of several regimes is published once
 * for each. The tables of a text that `put` takes the place of go with it. */
static bool texts_in_force(const struct cs_catalogue *catalogue, const struct cs_rules_sources *put,
                           struct cs_arena *arena, struct cs_map *texts, struct cs_map *tables, struct cs_err *err) {
  const struct cs_regime_record *regime;
  for (size_t i = 0; (regime = cs_catalogue_regime_at(catalogue, i)); i++) {
    for (size_t k = 0; k < regime->n_texts; k++) {
      const struct cs_regime_text *text = &regime->texts[k];
      if (!keep(texts, arena, (struct file_at){text->file, text->n, text->digest}, err)) {
        return false;
      }
      size_t n_tables = is_put(put->texts, put->n_texts, text->file) ? 0 : text->n_tables;
      for (size_t t = 0; t < n_tables; t++) {
        if (!keep(tables, arena, (struct file_at){text->tables[t].file, text->n, text->tables[t].digest}, err)) {
          return false;
        }
      }
    }
  }
  return true;
}

static bool read_file(const struct cs_bench *bench, const struct file_at *at, struct cs_arena *arena,
                      struct cs_rules_text *out, struct cs_err *err) {
  bool found;
  if (!bench->blob(bench->ctx, at->digest, arena, &out->text, &found, err)) {
    return false;
  }
  out->file = at->file;
  if (found) {
    return true;
  }
  /* A blob commits with the entry that names it; a store that was restored may lack it. */
  cs_err_set(err, &CS_E_TEXT_LACKING, "the text of \"%.*s\", which is in force, is lacking in the store",
             CS_STR_ARG(at->file));
  return cs_err_hint(err, "give it to `store restore`: nothing is answered from rules that are not there");
}

/* What is in force, with `put` in its place. */
static bool merge(const struct cs_bench *bench, const struct cs_map *in_force, const struct cs_rules_text *put,
                  size_t n_put, struct cs_arena *arena, const struct cs_rules_text **out, size_t *n,
                  struct cs_err *err) {
  struct cs_rules_text *files = cs_arena_array(arena, struct cs_rules_text, in_force->n + n_put + 1, err);
  *out = files;
  *n = 0;
  for (size_t i = 0; files && i < in_force->n; i++) {
    const struct file_at *at = in_force->at[i].value.ptr;
    if (!is_put(put, n_put, at->file) && !read_file(bench, at, arena, &files[(*n)++], err)) {
      return false;
    }
  }
  for (size_t i = 0; files && i < n_put; i++) {
    if (!is_put(put, i, put[i].file)) {
      files[(*n)++] = put[i];
    }
  }
  return files != NULL;
}

bool cs_judge_sources(const struct cs_bench *bench, const struct cs_rules_sources *put, struct cs_arena *arena,
                      struct cs_rules_sources *out, struct cs_err *err) {
  static const struct cs_rules_sources nothing = {0};
  struct cs_map texts, tables;
  cs_map_init(&texts, arena);
  cs_map_init(&tables, arena);
  put = put ? put : &nothing;
  return texts_in_force(bench->world->catalogue, put, arena, &texts, &tables, err) &&
         merge(bench, &texts, put->texts, put->n_texts, arena, &out->texts, &out->n_texts, err) &&
         merge(bench, &tables, put->tables, put->n_tables, arena, &out->tables, &out->n_tables, err);
}

/* One list behind another. */
static bool join(struct cs_arena *arena, const struct cs_rules_text *a, size_t n_a, const struct cs_rules_text *b,
                 size_t n_b, const struct cs_rules_text **out, size_t *n, struct cs_err *err) {
  struct cs_rules_text *all = cs_arena_array(arena, struct cs_rules_text, n_a + n_b + 1, err);
  for (size_t i = 0; all && i < n_a; i++) {
    all[i] = a[i];
  }
  for (size_t i = 0; all && i < n_b; i++) {
    all[n_a + i] = b[i];
  }
  *out = all;
  *n = n_a + n_b;
  return all != NULL;
}

/* What this act brings before what comes with it in one load. */
static bool sources_after(struct cs_hearing *h, const struct cs_rules_sources *own, struct cs_rules_sources *out) {
  const struct cs_rules_sources *coming = &h->bench->coming;
  struct cs_rules_sources put = {0};
  return join(h->arena, own->texts, own->n_texts, coming->texts, coming->n_texts, &put.texts, &put.n_texts, h->err) &&
         join(h->arena, own->tables, own->n_tables, coming->tables, coming->n_tables, &put.tables, &put.n_tables,
              h->err) &&
         cs_judge_sources(h->bench, &put, h->arena, out, h->err);
}

/* One publication: the rules before it and after it, and the texts that it changes. */
struct publication {
  struct cs_rules *before; /* NULL: what is in force no longer compiles; a text that mends it must still find its way */
  struct cs_rules *after;
  struct cs_strs names; /* the regimes of the new text, and of the one of its name that it takes the place of */
  size_t n_new;         /* how many of them the new text names */
};

static bool add_names(struct cs_hearing *h, struct cs_rules_text text, struct cs_strs *names) {
  struct cs_strs more = {0};
  if (!cs_rules_regimes(h->arena, text, &more, h->err)) {
    return false;
  }
  for (size_t i = 0; i < more.n; i++) {
    if (!cs_strs_add(h->arena, names, more.at[i], h->err)) {
      return false;
    }
  }
  return true;
}

/* Whoever else published a table of that name reads the new one from now on. */
static bool add_readers(struct cs_hearing *h, struct cs_str table, struct cs_strs *names) {
  const struct cs_regime_record *regime;
  for (size_t i = 0; (regime = cs_catalogue_regime_at(h->bench->world->catalogue, i)); i++) {
    for (size_t k = 0; k < regime->n_texts; k++) {
      for (size_t t = 0; t < regime->texts[k].n_tables; t++) {
        if (cs_str_eq(regime->texts[k].tables[t].file, table) && !cs_strs_add(h->arena, names, regime->id, h->err)) {
          return false;
        }
      }
    }
  }
  return true;
}

/* The new text is checked first, so that an error is the new text's. */
static bool read_publication(struct cs_hearing *h, const struct cs_rules_sources *own, struct publication *p) {
  struct cs_findings findings = {0};
  struct cs_rules_sources sources = {0};
  struct cs_rules_text file = own->texts[0];
  if (!sources_after(h, own, &sources) ||
      !cs_rules_compile(h->arena, cs_review_schema(), &sources, &findings, &p->after, h->err) ||
      !add_names(h, file, &p->names)) {
    return false;
  }
  p->n_new = p->names.n;
  findings = (struct cs_findings){0};
  if (!cs_judge_sources(h->bench, NULL, h->arena, &sources, h->err)) {
    return false;
  }
  if (!cs_rules_compile(h->arena, cs_review_schema(), &sources, &findings, &p->before, h->err)) {
    if (!cs_findings_error(&findings)) {
      return false; /* out of memory */
    }
    cs_err_reset(h->err);
    p->before = NULL;
  }
  for (size_t i = 0; i < sources.n_texts; i++) {
    if (cs_str_eq(sources.texts[i].file, file.file) && !add_names(h, sources.texts[i], &p->names)) {
      return false;
    }
  }
  for (size_t i = 0; i < own->n_tables; i++) {
    if (!add_readers(h, own->tables[i].file, &p->names)) {
      return false;
    }
  }
  return true;
}

/* Whose the regime is before the publication: the rules in force say it; else what the last publication of it left.
 * Empty: it is new. */
static bool owner_before(struct cs_hearing *h, const struct publication *p, struct cs_str name, struct cs_str *owner) {
  const struct cs_regime_info *before = p->before ? cs_rules_find_regime(p->before, name) : NULL;
  const struct cs_json *state = NULL;
  if (!p->before && !cs_hearing_state(h, "regime", name, &state)) {
    return false;
  }
  *owner = before ? before->owner : cs_json_text(state, "owner");
  return true;
}

/* A regime in force is changed by its owner as it stands, also when the text names another: only a new one by whom
 * it names. */
static bool check_owner(struct cs_hearing *h, const struct publication *p, struct cs_str name) {
  const struct cs_regime_info *after = cs_rules_find_regime(p->after, name);
  struct cs_str owner;
  if (!owner_before(h, p, name, &owner)) {
    return false;
  }
  if (after && !cs_catalogue_party(h->bench->world->catalogue, after->owner)) {
    return cs_refuse(h, CS_E_REFUSED_PARTY_UNKNOWN, "the owner of %.*s, \"%.*s\", is no party on record",
                     CS_STR_ARG(name), CS_STR_ARG(after->owner));
  }
  owner = owner.len == 0 && after ? after->owner : owner;
  struct cs_scope scope = {.regime = name};
  struct cs_chain chain;
  if (h->actor->by != CS_BY_KEY) {
    return true;
  }
  if (!cs_hearing_chain(h, owner, h->act->office, scope, h->bench->today, &chain)) {
    return false;
  }
  switch (chain.value) {
  case CS_YES:
    return true;
  case CS_UNKNOWN:
    return cs_refuse(h, CS_E_REFUSED_MANDATE_UNCERTAIN,
                     "the mandate \"%.*s\" is not certain: %.*s may not speak for %.*s, who owns %.*s",
                     CS_STR_ARG(chain.disputed), CS_STR_ARG(h->act->office), CS_STR_ARG(owner), CS_STR_ARG(name));
  case CS_NO:
    break;
  }
  return cs_refuse(h, CS_E_REFUSED_NOT_OWNER, "%.*s does not speak for %.*s, who owns %.*s", CS_STR_ARG(h->act->office),
                   CS_STR_ARG(owner), CS_STR_ARG(name));
}

static bool check_regimes(struct cs_hearing *h, const struct publication *p) {
  struct cs_str wanted = cs_hearing_text(h, "regime");
  bool named = false;
  for (size_t i = 0; i < p->names.n; i++) {
    if (!check_owner(h, p, p->names.at[i])) {
      return false;
    }
    if (i < p->n_new && cs_str_eq(p->names.at[i], wanted)) {
      named = true;
      if (!cs_json_set_text(h->arena, h->j->out, "owner", cs_rules_find_regime(p->after, wanted)->owner, h->err)) {
        return false;
      }
    }
  }
  return named ||
         cs_refuse(h, CS_E_REFUSED_REGIME_MISSING, "the text says nothing of the regime \"%.*s\"", CS_STR_ARG(wanted));
}

/* The blob of one file of the act; *there false: the act is refused. */
static bool take_blob(struct cs_hearing *h, const unsigned char digest[32], struct cs_rules_text *file, bool *there) {
  struct cs_buf hex;
  if (!h->bench->blob(h->bench->ctx, digest, h->arena, &file->text, there, h->err)) {
    return false;
  }
  if (*there) {
    return true;
  }
  cs_buf_init(&hex, 64);
  cs_buf_hex(&hex, digest, 8);
  bool done = cs_refuse(h, CS_E_REFUSED_TEXT_MISSING, "the text of digest %.*s… did not come with the act",
                        CS_STR_ARG(cs_buf_str(&hex)));
  cs_buf_deinit(&hex);
  return done;
}

static bool take_tables(struct cs_hearing *h, struct cs_rules_sources *own, bool *there) {
  const struct cs_json *tables = cs_json_get(h->act->body, "tables");
  size_t n = tables ? tables->n : 0;
  struct cs_rules_text *files = cs_arena_array(h->arena, struct cs_rules_text, n + 1, h->err);
  own->tables = files;
  for (size_t i = 0; files && *there && i < n; i++) {
    struct cs_regime_table table;
    if (!cs_regime_table_read(tables->items[i]->text, &table)) {
      *there = false;
      return cs_refuse(h, CS_E_REFUSED_TEXT_MISSING, "\"%.*s\" is no table, expected its name and its digest",
                       CS_STR_ARG(cs_str_head(tables->items[i]->text, 60)));
    }
    files[i].file = table.file;
    own->n_tables++;
    if (!take_blob(h, table.digest, &files[i], there)) {
      return false;
    }
  }
  return files != NULL;
}

bool cs_judge_rules(struct cs_hearing *h) {
  unsigned char digest[32];
  size_t n_digest = sizeof digest;
  bool hex = cs_hex_decode(cs_hearing_text(h, "digest"), digest, &n_digest);
  cs_assert(hex && n_digest == sizeof digest); /* decoding checked it */
  struct cs_rules_text file = {.file = cs_hearing_text(h, "file")};
  struct cs_rules_sources own = {.texts = &file, .n_texts = 1};
  bool there;
  bool heard = take_blob(h, digest, &file, &there) && (!there || take_tables(h, &own, &there));
  if (!heard || !there) {
    return heard;
  }
  struct publication publication = {0};
  return read_publication(h, &own, &publication) && check_regimes(h, &publication);
}
