/* Which cases may rest on an entry. Must never leave out one that does: what is not sure is taken, since each is determined anew
 * anyway. DESIGN section 1, idea 1. */
#include "service/rests_on.h"

#include "base/area.h"
#include "review/ledger.h"
#include "service/query.h"

struct sifting {
  struct cs_service *service;
  const struct cs_json *body;
  struct cs_arena *arena;
  struct cs_sieve *out;
  struct cs_err *err;
};

static bool add_word(struct sifting *s, struct cs_str id) {
  struct cs_str *slot;
  if (id.len == 0) {
    return true;
  }
  slot = cs_list_push(s->arena, &s->out->words, s->err);
  return slot && cs_arena_printf(s->arena, slot, s->err, "\"%.*s\"", CS_STR_ARG(id));
}

static bool tell(struct sifting *s, const char *before, struct cs_str id, const char *after) {
  return cs_arena_printf(s->arena, &s->out->in_words, s->err, "%s%.*s%s", before, CS_STR_ARG(id), after);
}

/* ------------------------------------------------------------------ items */

static bool depends_on_any(const struct cs_item *item, const struct cs_map *among) {
  for (size_t i = 0; i < item->n_dependencies; i++) {
    if (cs_map_get(among, item->dependencies[i].on)) {
      return true;
    }
  }
  return false;
}

/* The item and, whatever the days, all that depends on it, however deep. */
static bool add_item(struct sifting *s, struct cs_str id) {
  const struct cs_catalogue *catalogue = s->service->snapshot.catalogue;
  const struct cs_item *item;
  struct cs_map among;
  bool grew = true;
  cs_map_init(&among, s->arena);
  if (!cs_map_put(&among, id, NULL, s->err)) {
    return false;
  }
  while (grew) {
    grew = false;
    for (size_t i = 0; (item = cs_catalogue_item_at(catalogue, i)); i++) {
      if (cs_map_get(&among, item->id) || !depends_on_any(item, &among)) {
        continue;
      }
      grew = true;
      if (!cs_map_put(&among, item->id, NULL, s->err)) {
        return false;
      }
    }
  }
  for (size_t i = 0; i < among.n; i++) {
    if (!add_word(s, among.at[i].key)) {
      return false;
    }
  }
  return tell(s, "cases about ", id, " or what depends on it");
}

static bool sift_item(struct sifting *s) {
  return add_item(s, cs_json_text(s->body, "item"));
}

static bool sift_member(struct sifting *s) {
  struct cs_str member = cs_json_text(s->body, "member");
  const struct cs_group_record *group =
      cs_catalogue_group(s->service->snapshot.catalogue, cs_json_text(s->body, "group"));
  if (group && cs_str_eq(group->of, CS_STR("items"))) {
    return add_item(s, member);
  }
  if (group && cs_str_eq(group->of, CS_STR("areas"))) {
    struct cs_str *slot = cs_list_push(s->arena, &s->out->areas, s->err);
    if (slot) {
      *slot = member;
    }
    return slot && tell(s, "cases of an area within or around ", member, "");
  }
  return add_word(s, member) && tell(s, "cases that name ", member, "");
}

/* ------------------------------------------------------------------ parties, calendars, mandates */

static bool sift_party(struct sifting *s) {
  struct cs_str party = cs_json_text(s->body, "party");
  return add_word(s, party) && tell(s, "cases that name ", party, ", as a party or an office");
}

static bool sift_calendar(struct sifting *s) {
  const struct cs_catalogue *catalogue = s->service->snapshot.catalogue;
  struct cs_str calendar = cs_json_text(s->body, "calendar");
  const struct cs_party *party;
  for (size_t i = 0; (party = cs_catalogue_party_at(catalogue, i)); i++) {
    bool works = false;
    for (size_t k = 0; k < party->n_versions; k++) {
      works = works || cs_str_eq(party->versions[k].calendar, calendar);
    }
    if (works && !add_word(s, party->id)) {
      return false;
    }
  }
  s->out->none = s->out->words.n == 0;
  return tell(s, "cases that name an office that works by ", calendar, "; a due day that was worked out stands");
}

static bool sift_mandate(struct sifting *s) {
  const struct cs_catalogue *catalogue = s->service->snapshot.catalogue;
  struct cs_str id = cs_json_text(s->body, "mandate");
  const struct cs_mandate_record *mandate;
  for (size_t i = 0; (mandate = cs_catalogue_mandate_at(catalogue, i)); i++) {
    for (size_t k = 0; cs_str_eq(mandate->id, id) && k < mandate->n_grants + mandate->n_struck_grants; k++) {
      if (!add_word(s, mandate->grants[k].by) || !add_word(s, mandate->grants[k].to)) {
        return false;
      }
    }
  }
  return add_word(s, id) &&
         tell(s, "cases in which a decision rests on ", id, ", or which name the office that gave it or got it");
}

/* ------------------------------------------------------------------ ledgers and cases */

static bool only(struct sifting *s, struct cs_str id) {
  s->out->only = id;
  return tell(s, "the case ", id, "");
}

static bool state_text(struct sifting *s, const char *type, struct cs_str id, const char *member, struct cs_str *out) {
  struct cs_json *state;
  int64_t n;
  bool done = cs_service_state(s->service, type, id, s->arena, &state, &n, s->err);
  *out = done ? cs_json_text(state, member) : CS_STR_NONE;
  return done;
}

static bool sift_authorization(struct sifting *s) {
  return only(s, cs_review_authorization_case(cs_json_text(s->body, "authorization")));
}

static bool sift_stock(struct sifting *s) {
  struct cs_str item;
  return state_text(s, "stock", cs_json_text(s->body, "stock"), "item", &item) && add_word(s, item) &&
         tell(s, "cases about ", item, ", whose stock it is");
}

static bool sift_fund(struct sifting *s) {
  struct cs_str id;
  return state_text(s, "fund", cs_json_text(s->body, "fund"), "case", &id) && only(s, id);
}

static bool sift_case(struct sifting *s) {
  return only(s, cs_json_text(s->body, "case"));
}

static bool sift_statement(struct sifting *s) {
  s->out->none = true;
  return tell(s, "no case: nothing is decided by a statement", CS_STR_NONE, "");
}

/* By the subject that the entry is of. */
static const struct {
  const char *subject;
  bool (*sift)(struct sifting *s);
} ways[] = {
    {"item", sift_item},         {"group", sift_member},    {"party", sift_party},
    {"stock", sift_stock},       {"mandate", sift_mandate}, {"authorization", sift_authorization},
    {"fund", sift_fund},         {"case", sift_case},       {"statement", sift_statement},
    {"calendar", sift_calendar},
};

bool cs_sieve_of(struct cs_service *service, const struct cs_entry *entry, struct cs_arena *arena, struct cs_sieve *out,
                 struct cs_err *err) {
  struct cs_str type = cs_str_of(entry->act.def->subject);
  struct sifting s = {service, entry->act.body, arena, out, err};
  *out = (struct cs_sieve){0};
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    if (cs_str_eq(type, cs_str_of(ways[i].subject))) {
      return ways[i].sift(&s);
    }
  }
  out->in_words = CS_STR("all cases"); /* of a subject that is new here: with no word asked for, every case is taken */
  return true;
}

/* ------------------------------------------------------------------ sifting */

static bool takes_all(const struct cs_sieve *sieve) {
  return !sieve->none && sieve->only.len == 0 && sieve->words.n == 0 && sieve->areas.n == 0;
}

static bool has_word(const struct cs_sieve *sieve, struct cs_str bytes) {
  bool found = false;
  for (size_t i = 0; i < sieve->words.n && !found; i++) {
    found = cs_str_find(bytes, sieve->words.at[i]) != SIZE_MAX;
  }
  return found;
}

bool cs_sieve_may_take(const struct cs_sieve *sieve, struct cs_str case_id, struct cs_str bytes) {
  return !sieve->none && (takes_all(sieve) || (sieve->only.len > 0 && cs_str_eq(sieve->only, case_id)) ||
                          has_word(sieve, bytes) || sieve->areas.n > 0);
}

static bool touches(const struct cs_sieve *sieve, const struct cs_json *case_state) {
  const struct cs_json *versions = cs_json_get(case_state, "versions");
  const struct cs_json *last = versions && versions->n > 0 ? versions->items[versions->n - 1] : NULL;
  struct cs_area asked, area;
  if (!cs_area_find(cs_json_text(cs_json_get(last, "request"), "area"), &asked)) {
    return true; /* of no area, or none that is known: it may lie anywhere */
  }
  bool touch = false;
  for (size_t i = 0; i < sieve->areas.n; i++) {
    touch = touch || !cs_area_find(sieve->areas.at[i], &area) || cs_area_within(asked, area) != CS_NO ||
            cs_area_within(area, asked) != CS_NO;
  }
  return touch;
}

bool cs_sieve_takes(const struct cs_sieve *sieve, const struct cs_json *case_state, struct cs_str bytes) {
  return sieve->areas.n == 0 || has_word(sieve, bytes) || touches(sieve, case_state);
}
