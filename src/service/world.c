/* The world made of snapshot and store. */
#include "service/world.h"

#include "review/authorization.h"

#include <string.h>

/* Decisions that are looked at for one line of a request: the newest. */
#define PRECEDENTS_MAX 100

struct gather {
  struct cs_world_source *source;
  const struct cs_request *request;
  struct cs_arena *arena;
  cs_day on, known;
  struct cs_map seen; /* cases */
  struct {
    struct cs_review_precedent *at;
    size_t n, cap;
  } precedents;
  struct {
    struct cs_review_authorization *at;
    size_t n, cap;
  } authorizations;
};

bool cs_world_state(struct cs_world_source *source, struct cs_str subject, struct cs_arena *arena,
                    const struct cs_json **out, struct cs_err *err) {
  struct cs_state state;
  struct cs_json *json;
  int64_t n;
  *out = NULL;
  if (source->state) {
    return source->state(source->state_ctx, subject, arena, out, &n, err);
  }
  if (!cs_reader_state(source->reader, arena, subject, &state, err)) {
    return false;
  }
  if (!state.found) {
    return true;
  }
  if (!cs_json_parse(arena, subject, state.bytes, &json, err)) {
    return false;
  }
  *out = json;
  return true;
}

static bool case_state(struct gather *g, struct cs_str id, const struct cs_json **out, struct cs_err *err) {
  struct cs_str subject;
  return cs_arena_printf(g->arena, &subject, err, "case:%.*s", CS_STR_ARG(id)) &&
         cs_world_state(g->source, subject, g->arena, out, err);
}

static bool fresh_case(struct gather *g, struct cs_str id, bool *fresh, struct cs_err *err) {
  struct cs_str copy;
  return cs_arena_str(g->arena, id, &copy, err) && cs_map_put(&g->seen, copy, fresh, err) != NULL;
}

/* ------------------------------------------------------------------ precedents */

static bool known_by(const struct cs_json *consent, cs_day known) {
  struct cs_str text = cs_json_text(consent, "known");
  cs_day day;
  struct cs_err ignored;
  return text.len == 0 || (cs_day_parse(text, &day, &ignored) && day <= known);
}

static bool add_precedents(struct gather *g, struct cs_str id, struct cs_str item, struct cs_str party,
                           const struct cs_json *state, struct cs_err *err) {
  const struct cs_json *consents = cs_json_get(state, "consents");
  for (size_t i = 0; consents && i < consents->n; i++) {
    const struct cs_json *consent = consents->items[i];
    struct cs_str outcome = cs_json_text(consent, "outcome");
    if (outcome.len == 0 || !known_by(consent, g->known)) {
      continue;
    }
    struct cs_review_precedent *precedent = cs_list_push(g->arena, &g->precedents, err);
    if (!precedent || !cs_arena_str(g->arena, id, &precedent->reference, err) ||
        !cs_arena_str(g->arena, item, &precedent->item, err) ||
        !cs_arena_str(g->arena, party, &precedent->party, err)) {
      return false;
    }
    precedent->approver = cs_json_text(consent, "approver");
    precedent->outcome = outcome;
    precedent->on = cs_json_text(consent, "from");
    precedent->n = cs_json_integer(consent, "n", 0);
    if (!cs_certainty_find(cs_json_text(consent, "certainty"), &precedent->certainty)) {
      precedent->certainty = CS_ASSUMED;
    }
  }
  return true;
}

static bool take_precedent(void *ctx, const struct cs_precedent_row *row, struct cs_err *err) {
  struct gather *g = ctx;
  const struct cs_json *state;
  bool fresh;
  if (!cs_str_eq(row->act, g->request->act)) {
    return true;
  }
  return fresh_case(g, row->case_id, &fresh, err) &&
         (!fresh || (case_state(g, row->case_id, &state, err) &&
                     (!state || add_precedents(g, row->case_id, row->item, row->party, state, err))));
}

static bool each_item(struct gather *g, cs_precedent_each *each, struct cs_err *err) {
  for (size_t i = 0; i < g->request->n_lines; i++) {
    if (!cs_reader_precedents(g->source->reader, g->request->lines[i].item, CS_STR_NONE, PRECEDENTS_MAX, each, g,
                              err)) {
      return false;
    }
  }
  return true;
}

static struct gather gather_of(void *ctx, const struct cs_request *request, cs_day on, cs_day known,
                               struct cs_arena *arena) {
  struct gather g = {.source = ctx, .request = request, .arena = arena, .on = on, .known = known};
  cs_map_init(&g.seen, arena);
  return g;
}

static bool precedents(void *ctx, const struct cs_request *request, cs_day on, cs_day known, struct cs_arena *arena,
                       const struct cs_review_precedent **out, size_t *n, struct cs_err *err) {
  struct gather g = gather_of(ctx, request, on, known, arena);
  bool done = each_item(&g, take_precedent, err);
  *out = g.precedents.at;
  *n = g.precedents.n;
  return done;
}

/* ------------------------------------------------------------------ authorizations */

bool cs_world_authorization(struct cs_world_source *source, const struct cs_json *case_state, cs_day on, cs_day known,
                            struct cs_arena *arena, struct cs_review_authorization *out, bool *found,
                            struct cs_err *err) {
  struct cs_str authorization, fund;
  struct cs_review_ledgers ledgers = {NULL, NULL};
  return cs_review_ledger_subjects(arena, case_state, &authorization, &fund, err) &&
         (authorization.len == 0 || cs_world_state(source, authorization, arena, &ledgers.authorization, err)) &&
         (fund.len == 0 || cs_world_state(source, fund, arena, &ledgers.fund, err)) &&
         cs_review_authorization(source->service->snapshot.catalogue, case_state, &ledgers, on, known, arena, out,
                                 found, err);
}

static bool take_authorization(void *ctx, const struct cs_precedent_row *row, struct cs_err *err) {
  struct gather *g = ctx;
  const struct cs_json *state;
  struct cs_review_authorization one;
  bool fresh, found;
  if (!cs_str_eq(row->act, g->request->act) || !cs_str_eq(row->outcome, CS_STR("approve"))) {
    return true;
  }
  if (!fresh_case(g, row->case_id, &fresh, err)) {
    return false;
  }
  if (!fresh) {
    return true;
  }
  if (!case_state(g, row->case_id, &state, err)) {
    return false;
  }
  if (!state) {
    return true;
  }
  if (!cs_world_authorization(g->source, state, g->on, g->known, g->arena, &one, &found, err)) {
    return false;
  }
  struct cs_review_authorization *slot = found ? cs_list_push(g->arena, &g->authorizations, err) : NULL;
  if (found && !slot) {
    return false;
  }
  if (found) {
    *slot = one;
  }
  return true;
}

static bool authorizations(void *ctx, const struct cs_request *request, cs_day on, cs_day known, struct cs_arena *arena,
                           const struct cs_review_authorization **out, size_t *n, struct cs_err *err) {
  struct gather g = gather_of(ctx, request, on, known, arena);
  bool done = each_item(&g, take_authorization, err);
  *out = g.authorizations.at;
  *n = g.authorizations.n;
  return done;
}

static bool ledger(void *ctx, struct cs_str subject, struct cs_arena *arena, const struct cs_json **state,
                   struct cs_err *err) {
  return cs_world_state(ctx, subject, arena, state, err);
}

/* ------------------------------------------------------------------ the world */

void cs_world_init(struct cs_review_world *world, struct cs_world_source *source, struct cs_service *service,
                   struct cs_reader *reader, uint64_t size) {
  *source = (struct cs_world_source){.service = service, .reader = reader};
  *world = (struct cs_review_world){
      .catalogue = service->snapshot.catalogue,
      .rules = service->snapshot.rules,
      .plan = service->snapshot.rules ? &service->snapshot.plan : NULL,
      .size = (int64_t)size,
      .ctx = source,
      .authorizations = authorizations,
      .ledger = ledger,
      .precedents = precedents,
  };
  memcpy(world->rules_digest, service->snapshot.digest.bytes, sizeof world->rules_digest);
  struct cs_head head = cs_record_head(service->record);
  if (head.size == size) {
    memcpy(world->root, head.root.bytes, sizeof world->root);
  }
}

void cs_world_bench(struct cs_bench *bench, const struct cs_review_world *world, const struct cs_service *service,
                    cs_time now) {
  *bench = (struct cs_bench){
      .world = world,
      .now = now,
      .today = cs_service_day(service, now),
      .registrar = service->registrar,
  };
}
