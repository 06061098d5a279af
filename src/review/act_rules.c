/* The judge of rules.publish: the whole rule set must compile with the new text in it, and the actor must speak for
 * the owner of every regime that the text opens or continues, and for those of the text that it replaces. */
#include "model/mandate.h"
#include "review/judge_internal.h"
#include "review/view.h"

#include <string.h>

struct text_at {
  struct cs_str file;
  int64_t n;
  const unsigned char *digest;
};

/* The newest publication of each file name over all regimes: a file that speaks of several regimes is published once
 * for each. */
static bool texts_in_force(const struct cs_catalogue *catalogue, struct cs_arena *arena, struct cs_map *by_file,
                           struct cs_err *err) {
  const struct cs_regime_record *regime;
  for (size_t i = 0; (regime = cs_catalogue_regime_at(catalogue, i)); i++) {
    for (size_t k = 0; k < regime->n_texts; k++) {
      const struct cs_regime_text *text = &regime->texts[k];
      union cs_map_value *slot = cs_map_put(by_file, text->file, NULL, err);
      if (!slot) {
        return false;
      }
      struct text_at *there = slot->ptr;
      if (!there && !(slot->ptr = there = cs_arena_new(arena, struct text_at, err))) {
        return false;
      }
      if (text->n >= there->n) {
        *there = (struct text_at){text->file, text->n, text->digest};
      }
    }
  }
  return true;
}

static bool read_text(const struct cs_bench *bench, const struct text_at *at, struct cs_arena *arena,
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

static bool is_put(const struct cs_rules_text *put, size_t n_put, struct cs_str file) {
  for (size_t i = 0; i < n_put; i++) {
    if (cs_str_eq(put[i].file, file)) {
      return true;
    }
  }
  return false;
}

bool cs_judge_texts(const struct cs_bench *bench, const struct cs_rules_text *put, size_t n_put, struct cs_arena *arena,
                    struct cs_rules_text **texts, size_t *n, struct cs_err *err) {
  struct cs_map by_file;
  cs_map_init(&by_file, arena);
  if (!texts_in_force(bench->world->catalogue, arena, &by_file, err)) {
    return false;
  }
  *n = 0;
  *texts = cs_arena_array(arena, struct cs_rules_text, by_file.n + n_put, err);
  if (!*texts) {
    return false;
  }
  for (size_t i = 0; i < by_file.n; i++) {
    const struct text_at *at = by_file.at[i].value.ptr;
    if (!is_put(put, n_put, at->file) && !read_text(bench, at, arena, &(*texts)[(*n)++], err)) {
      return false;
    }
  }
  for (size_t i = 0; i < n_put; i++) {
    if (!is_put(put, i, put[i].file)) {
      (*texts)[(*n)++] = put[i];
    }
  }
  return true;
}

/* The text itself before those that come with it, of one name the first. */
static bool texts_after(struct cs_hearing *h, struct cs_rules_text file, struct cs_rules_text **texts, size_t *n) {
  struct cs_rules_text *put = cs_arena_array(h->arena, struct cs_rules_text, h->bench->n_coming + 1, h->err);
  if (!put) {
    return false;
  }
  put[0] = file;
  for (size_t i = 0; i < h->bench->n_coming; i++) {
    put[i + 1] = h->bench->coming[i];
  }
  return cs_judge_texts(h->bench, put, h->bench->n_coming + 1, h->arena, texts, n, h->err);
}

static const struct cs_regime_info *find_regime(const struct cs_rules *rules, struct cs_str name) {
  for (size_t i = 0; i < cs_rules_n_regimes(rules); i++) {
    if (cs_str_eq(cs_rules_regime(rules, i)->name, name)) {
      return cs_rules_regime(rules, i);
    }
  }
  return NULL;
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
    bool there = false;
    for (size_t k = 0; k < names->n; k++) {
      there = there || cs_str_eq(names->at[k], more.at[i]);
    }
    struct cs_str *slot = there ? NULL : cs_list_push(h->arena, names, h->err);
    if (!there && !slot) {
      return false;
    }
    if (slot) {
      *slot = more.at[i];
    }
  }
  return true;
}

static bool has_error(const struct cs_findings *findings) {
  for (size_t i = 0; i < findings->n; i++) {
    if (!findings->at[i].warning) {
      return true;
    }
  }
  return false;
}

/* The new text is checked first, so that an error is the new text's. */
static bool read_publication(struct cs_hearing *h, struct cs_rules_text file, struct publication *p) {
  struct cs_findings findings = {0};
  struct cs_rules_text *texts;
  size_t n;
  if (!texts_after(h, file, &texts, &n) ||
      !cs_rules_compile(h->arena, cs_review_schema(), &(struct cs_rules_sources){.texts = texts, .n_texts = n},
                        &findings, &p->after, h->err) ||
      !add_names(h, file, &p->names)) {
    return false;
  }
  p->n_new = p->names.n;
  findings = (struct cs_findings){0};
  if (!cs_judge_texts(h->bench, NULL, 0, h->arena, &texts, &n, h->err)) {
    return false;
  }
  if (!cs_rules_compile(h->arena, cs_review_schema(), &(struct cs_rules_sources){.texts = texts, .n_texts = n},
                        &findings, &p->before, h->err)) {
    if (!has_error(&findings)) {
      return false; /* out of memory */
    }
    cs_err_reset(h->err);
    p->before = NULL;
  }
  for (size_t i = 0; i < n; i++) {
    if (cs_str_eq(texts[i].file, file.file) && !add_names(h, texts[i], &p->names)) {
      return false;
    }
  }
  return true;
}

/* Whose the regime is before the publication: the rules in force say it; else what the last publication of it left.
 * Empty: it is new. */
static bool owner_before(struct cs_hearing *h, const struct publication *p, struct cs_str name, struct cs_str *owner) {
  const struct cs_regime_info *before = p->before ? find_regime(p->before, name) : NULL;
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
  const struct cs_regime_info *after = find_regime(p->after, name);
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
      if (!cs_json_set_text(h->arena, h->j->out, "owner", find_regime(p->after, wanted)->owner, h->err)) {
        return false;
      }
    }
  }
  return named ||
         cs_refuse(h, CS_E_REFUSED_REGIME_MISSING, "the text says nothing of the regime \"%.*s\"", CS_STR_ARG(wanted));
}

bool cs_judge_rules(struct cs_hearing *h) {
  unsigned char digest[32];
  size_t n_digest = sizeof digest;
  bool hex = cs_hex_decode(cs_hearing_text(h, "digest"), digest, &n_digest);
  cs_assert(hex && n_digest == sizeof digest); /* decoding checked it */
  struct cs_rules_text file = {.file = cs_hearing_text(h, "file")};
  bool found;
  if (!h->bench->blob(h->bench->ctx, digest, h->arena, &file.text, &found, h->err)) {
    return false;
  }
  if (!found) {
    return cs_refuse(h, CS_E_REFUSED_TEXT_MISSING, "the text of digest %.16s… did not come with the act",
                     cs_hearing_text(h, "digest").ptr);
  }
  struct publication publication = {0};
  return read_publication(h, file, &publication) && check_regimes(h, &publication);
}
