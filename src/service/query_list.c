/* Lists for people: cases, mandates, statements, keys. Nothing is judged on them, and none of them hides or chooses. */
#include "service/query.h"

#include "model/correction.h"
#include "model/mandate.h"
#include "service/world.h"

#include <stdlib.h>

bool cs_service_days(struct cs_service *service, const struct cs_when *when, cs_day *on, cs_day *known,
                     struct cs_err *err) {
  cs_time now;
  if (!cs_service_now(service, &now, err)) {
    return false;
  }
  cs_day today = cs_service_day(service, now);
  *on = when->has_on ? when->on : today;
  *known = when->has_known ? when->known : today;
  return true;
}

/* ------------------------------------------------------------------ cases */

struct case_gather {
  struct cs_arena *arena;
  struct cs_case_rows *out;
};

static bool take_case(void *ctx, const struct cs_case_row *row, struct cs_err *err) {
  struct case_gather *gather = ctx;
  struct cs_case_row *slot = cs_list_push(gather->arena, gather->out, err);
  if (!slot) {
    return false;
  }
  *slot = *row;
  return cs_arena_str(gather->arena, row->id, &slot->id, err) &&
         cs_arena_str(gather->arena, row->status, &slot->status, err) &&
         cs_arena_str(gather->arena, row->applicant, &slot->applicant, err) &&
         cs_arena_str(gather->arena, row->verdict, &slot->verdict, err) &&
         cs_arena_str(gather->arena, row->open, &slot->open, err);
}

bool cs_service_cases(struct cs_service *service, const struct cs_case_query *query, struct cs_arena *arena,
                      struct cs_case_rows *out, struct cs_err *err) {
  struct case_gather gather = {arena, out};
  *out = (struct cs_case_rows){0};
  return cs_reader_cases(service->reader, query, take_case, &gather, err);
}

bool cs_service_consent_stands(struct cs_service *service, const struct cs_json *state, const struct cs_json *consent,
                               struct cs_arena *arena, enum cs_truth *stands, struct cs_str *why, struct cs_err *err) {
  cs_day on, known;
  return cs_service_days(service, &(struct cs_when){0}, &on, &known, err) &&
         cs_review_consent_stands(service->snapshot.catalogue, state, consent, known, arena, stands, why, err);
}

bool cs_service_authorization(struct cs_service *service, const struct cs_json *state, const struct cs_when *when,
                              struct cs_arena *arena, struct cs_review_authorization *out, bool *found,
                              struct cs_err *err) {
  struct cs_world_source source = {.service = service, .reader = service->reader};
  cs_day on, known;
  return cs_service_days(service, when, &on, &known, err) &&
         cs_world_authorization(&source, state, on, known, arena, out, found, err);
}

bool cs_service_paid(struct cs_service *service, const struct cs_json *fund, const struct cs_when *when,
                     struct cs_arena *arena, struct cs_review_paid *out, struct cs_err *err) {
  struct cs_json *state;
  cs_day on, known;
  int64_t n;
  return cs_service_days(service, when, &on, &known, err) &&
         cs_service_state(service, "case", cs_json_text(fund, "case"), arena, &state, &n, err) &&
         cs_review_case_paid(service->snapshot.catalogue, state, fund, on < known ? on : known, known, arena, out, err);
}

bool cs_service_general(struct cs_service *service, const struct cs_json *ledger, const struct cs_when *when,
                        struct cs_arena *arena, enum cs_review_grant_status *status, int64_t *n, struct cs_err *err) {
  cs_day on, known;
  return cs_service_days(service, when, &on, &known, err) &&
         cs_review_general_status(ledger, on, known, arena, status, n, err);
}

/* ------------------------------------------------------------------ mandates */

bool cs_service_mandates(struct cs_service *service, const struct cs_when *when, struct cs_arena *arena,
                         struct cs_mandate_rows *out, cs_day *on, cs_day *known, struct cs_err *err) {
  const struct cs_mandate_record *mandate;
  *out = (struct cs_mandate_rows){0};
  if (!cs_service_days(service, when, on, known, err)) {
    return false;
  }
  for (size_t i = 0; (mandate = cs_catalogue_mandate_at(service->snapshot.catalogue, i)); i++) {
    for (size_t k = 0; k < mandate->n_grants + mandate->n_struck_grants; k++) {
      if (mandate->grants[k].holds.known > *known) {
        continue;
      }
      struct cs_mandate_row *row = cs_list_push(arena, out, err);
      if (!row) {
        return false;
      }
      enum cs_truth holds = k < mandate->n_grants ? cs_mandate_holds(mandate, k, *on, *known) : CS_NO;
      *row = (struct cs_mandate_row){mandate, &mandate->grants[k], holds};
    }
  }
  return true;
}

/* ------------------------------------------------------------------ statements */

struct statement_gather {
  struct cs_service *service;
  struct cs_arena *arena;
  struct cs_map seen;
  cs_day known;
  struct cs_statements *out;
};

/* Since when it could be known: as said, else its day where that is exact, else always. */
static bool is_known(const struct cs_json *json, cs_day known) {
  struct cs_err ignored;
  struct cs_span from;
  cs_day day;
  if (cs_day_parse(cs_json_text(json, "known"), &day, &ignored)) {
    return day <= known;
  }
  return !cs_span_parse(cs_json_text(json, "from"), &from, &ignored) || !cs_span_exact(from) || from.first <= known;
}

static bool add_version(struct statement_gather *g, struct cs_str id, const struct cs_json *version,
                        const struct cs_json *withdrawals, struct cs_err *err) {
  struct cs_err ignored;
  if (!is_known(version, g->known)) {
    return true;
  }
  struct cs_statement *statement = cs_list_push(g->arena, g->out, err);
  if (!statement) {
    return false;
  }
  *statement = (struct cs_statement){
      .id = id,
      .kind = cs_json_text(version, "kind"),
      .by = cs_json_text(version, "by"),
      .text = cs_json_text(version, "text"),
      .cite = cs_json_text(version, "cite"),
      .certainty = cs_json_text(version, "certainty"),
      .n = cs_json_integer(version, "n", -1),
      .struck = cs_json_integer(version, "struck", 0),
  };
  if (!cs_span_parse(cs_json_text(version, "from"), &statement->from, &ignored)) {
    statement->from = CS_SPAN_ALWAYS;
  }
  for (size_t i = 0; withdrawals && i < withdrawals->n; i++) {
    if (!cs_state_struck(withdrawals->items[i]) && is_known(withdrawals->items[i], g->known)) {
      statement->withdrawn = withdrawals->items[i];
    }
  }
  return true;
}

static bool add_statement(struct statement_gather *g, struct cs_str id, const struct cs_json *state,
                          struct cs_err *err) {
  const struct cs_json *versions = cs_json_get(state, "versions");
  for (size_t i = 0; versions && i < versions->n; i++) {
    if (!add_version(g, id, versions->items[i], cs_json_get(state, "withdrawals"), err)) {
      return false;
    }
  }
  return true;
}

static bool take_row(void *ctx, const struct cs_statement_row *row, struct cs_err *err) {
  struct statement_gather *g = ctx;
  struct cs_str id;
  bool fresh;
  return cs_arena_str(g->arena, row->statement, &id, err) && cs_map_put(&g->seen, id, &fresh, err);
}

static bool take_state(void *ctx, struct cs_str subject, int64_t n, struct cs_str bytes, struct cs_err *err) {
  struct statement_gather *g = ctx;
  struct cs_str id;
  bool fresh;
  (void)n;
  (void)bytes;
  cs_str_cut(&subject, ':');
  return cs_arena_str(g->arena, subject, &id, err) && cs_map_put(&g->seen, id, &fresh, err);
}

static int by_day(const void *left, const void *right) {
  const struct cs_statement *a = left;
  const struct cs_statement *b = right;
  if (a->from.first != b->from.first) {
    return a->from.first < b->from.first ? -1 : 1;
  }
  if (a->from.last != b->from.last) {
    return a->from.last < b->from.last ? -1 : 1;
  }
  return (a->n > b->n) - (a->n < b->n);
}

bool cs_service_statements(struct cs_service *service, struct cs_str about, const struct cs_when *when,
                           struct cs_arena *arena, struct cs_statements *out, cs_day *known, struct cs_err *err) {
  struct statement_gather g = {.service = service, .arena = arena, .out = out};
  cs_day on;
  *out = (struct cs_statements){0};
  cs_map_init(&g.seen, arena);
  if (!cs_service_days(service, when, &on, known, err)) {
    return false;
  }
  g.known = *known;
  bool done = about.len > 0 ? cs_reader_statements(service->reader, about, INT32_MAX, take_row, &g, err)
                            : cs_reader_states(service->reader, CS_STR("statement:"), take_state, &g, err);
  for (size_t i = 0; done && i < g.seen.n; i++) {
    struct cs_json *state;
    int64_t n;
    done = cs_service_state(service, "statement", g.seen.at[i].key, arena, &state, &n, err) &&
           (!state || add_statement(&g, g.seen.at[i].key, state, err));
  }
  if (done && out->n > 0) {
    qsort(out->at, out->n, sizeof *out->at, by_day);
  }
  return done;
}

/* ------------------------------------------------------------------ keys */

struct key_gather {
  struct cs_arena *arena;
  struct cs_key_rows *out;
};

static bool take_officer(void *ctx, struct cs_str subject, int64_t n, struct cs_str bytes, struct cs_err *err) {
  struct key_gather *gather = ctx;
  struct cs_json *state;
  struct cs_str officer = subject;
  (void)n;
  cs_str_cut(&officer, ':');
  if (!cs_arena_str(gather->arena, officer, &officer, err) ||
      !cs_json_parse(gather->arena, subject, bytes, &state, err)) {
    return false;
  }
  const struct cs_json *keys = cs_json_get(state, "keys");
  for (size_t i = 0; keys && i < keys->n; i++) {
    struct cs_key_row *row = cs_list_push(gather->arena, gather->out, err);
    if (!row) {
      return false;
    }
    *row = (struct cs_key_row){officer, cs_json_text(keys->items[i], "key"), cs_json_integer(keys->items[i], "n", -1),
                               cs_json_integer(keys->items[i], "revoked", -1)};
  }
  return true;
}

bool cs_service_keys(struct cs_service *service, struct cs_arena *arena, struct cs_key_rows *out, struct cs_err *err) {
  struct key_gather gather = {arena, out};
  *out = (struct cs_key_rows){0};
  return cs_reader_states(service->reader, CS_STR("officer:"), take_officer, &gather, err);
}
