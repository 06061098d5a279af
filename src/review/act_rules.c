/* The judge of rules.publish: the whole rule set must compile with the new text in it, and the actor must speak for the owner of
 * every regime that the text opens or continues. */
#include "model/mandate.h"
#include "review/judge_internal.h"
#include "review/view.h"

#include <string.h>

struct text_at {
  struct cs_str file;
  int64_t n;
  const unsigned char *digest;
};

/* The newest publication of each file name over all regimes: a file that speaks of several regimes is published once for each. */
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
  cs_assert(found); /* a blob commits with the entry that names it */
  out->file = at->file;
  return true;
}

bool cs_judge_texts(const struct cs_bench *bench, struct cs_rules_text file, struct cs_arena *arena,
                    struct cs_rules_text **texts, size_t *n, struct cs_err *err) {
  struct cs_map by_file;
  cs_map_init(&by_file, arena);
  if (!texts_in_force(bench->world->catalogue, arena, &by_file, err)) {
    return false;
  }
  *n = 0;
  *texts = cs_arena_array(arena, struct cs_rules_text, by_file.n + 1, err);
  if (!*texts) {
    return false;
  }
  bool placed = file.file.len == 0;
  for (size_t i = 0; i < by_file.n; i++) {
    const struct text_at *at = by_file.at[i].value.ptr;
    bool same = file.file.len > 0 && cs_str_eq(at->file, file.file);
    if (same) {
      (*texts)[*n] = file;
      placed = true;
    } else if (!read_text(bench, at, arena, &(*texts)[*n], err)) {
      return false;
    }
    (*n)++;
  }
  if (!placed) {
    (*texts)[(*n)++] = file;
  }
  return true;
}

static const struct cs_regime_info *find_regime(const struct cs_rules *rules, struct cs_str name) {
  for (size_t i = 0; i < cs_rules_n_regimes(rules); i++) {
    if (cs_str_eq(cs_rules_regime(rules, i)->name, name)) {
      return cs_rules_regime(rules, i);
    }
  }
  return NULL;
}

/* The owner's office on record; by key, the actor's authority from it. */
static bool check_owner(struct cs_hearing *h, const struct cs_regime_info *regime) {
  if (!cs_catalogue_party(h->bench->world->catalogue, regime->owner)) {
    return cs_refuse(h, CS_E_REFUSED_PARTY_UNKNOWN, "the owner of %.*s, \"%.*s\", is no party on record",
                     CS_STR_ARG(regime->name), CS_STR_ARG(regime->owner));
  }
  struct cs_chain chain;
  struct cs_scope scope = {.regime = regime->name};
  return h->actor->by != CS_BY_KEY ||
         cs_hearing_authority(h, regime->owner, h->act->office, scope, h->bench->today, &chain);
}

static bool check_regimes(struct cs_hearing *h, const struct cs_rules *rules, const struct cs_strs *names) {
  struct cs_str wanted = cs_hearing_text(h, "regime");
  bool named = false;
  for (size_t i = 0; i < names->n; i++) {
    const struct cs_regime_info *regime = find_regime(rules, names->at[i]);
    cs_assert(regime != NULL);
    if (!check_owner(h, regime)) {
      return false;
    }
    if (cs_str_eq(regime->name, wanted)) {
      named = true;
      if (!cs_json_set_text(h->arena, h->j->out, "owner", regime->owner, h->err)) {
        return false;
      }
    }
  }
  return named || cs_refuse(h, CS_E_REFUSED_REGIME_MISSING, "the text says nothing of the regime \"%.*s\"", CS_STR_ARG(wanted));
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
  struct cs_rules_text *texts;
  size_t n;
  struct cs_findings findings = {0};
  struct cs_rules *rules;
  struct cs_strs names = {0};
  return cs_judge_texts(h->bench, file, h->arena, &texts, &n, h->err) &&
         cs_rules_compile(h->arena, cs_review_schema(), texts, n, &findings, &rules, h->err) &&
         cs_rules_regimes(h->arena, file, &names, h->err) && check_regimes(h, rules, &names);
}
