/* A catalogue without a record. Must never take in an act that a load would refuse, nor one that is not registration:
 * decisions and ledgers mean nothing without a record that proves them. */
#include "lib/registration.h"

#include "lib/err.h"
#include "model/fold.h"
#include "review/judge.h"

/* What a catalogue is made of. */
static bool is_registration(enum cs_act_kind kind) {
  static const enum cs_act_kind kinds[] = {
      CS_ACT_PARTY_REGISTER, CS_ACT_CALENDAR_DECLARE,    CS_ACT_ITEM_REGISTER,
      CS_ACT_ITEM_FACT,      CS_ACT_DEPENDENCY_REGISTER, CS_ACT_GROUP_DEFINE,
      CS_ACT_GROUP_MEMBER,   CS_ACT_MANDATE_GRANT,       CS_ACT_MANDATE_REVOKE,
  };
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    if (kinds[i] == kind) {
      return true;
    }
  }
  return false;
}

void cs_registration_init(struct cs_registration *r, struct cs_catalogue *catalogue, const struct cs_rules *rules) {
  *r = (struct cs_registration){.catalogue = catalogue, .rules = rules};
  cs_arena_init(&r->arena, NULL, 0);
  cs_map_init(&r->states, &r->arena);
}

void cs_registration_deinit(struct cs_registration *r) {
  cs_arena_deinit(&r->arena);
}

/* ------------------------------------------------------------------ the bench */

static bool state_of(void *ctx, struct cs_str subject, struct cs_arena *arena, const struct cs_json **state, int64_t *n,
                     struct cs_err *err) {
  struct cs_registration *r = ctx;
  (void)arena;
  (void)err;
  *state = cs_map_ptr(&r->states, subject);
  *n = *state ? r->n : -1;
  return true;
}

static bool no_blob(void *ctx, const unsigned char digest[32], struct cs_arena *arena, struct cs_str *bytes,
                    bool *found, struct cs_err *err) {
  (void)ctx;
  (void)digest;
  (void)arena;
  (void)bytes;
  (void)err;
  *found = false;
  return true;
}

/* ------------------------------------------------------------------ one act */

static bool fold(struct cs_registration *r, const struct cs_act *act, struct cs_json *out, struct cs_err *err) {
  struct cs_entry entry = {.n = r->n, .act = *act, .by = {.kind = CS_BY_SOURCE, .line = r->n + 1}, .out = out};
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  if (!cs_act_subjects(&r->arena, act, subjects, &n, err)) {
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    struct cs_json *state;
    union cs_map_value *slot;
    if (!cs_fold(&r->arena, subjects[i], cs_map_ptr(&r->states, subjects[i]), &entry, &state, err) ||
        !cs_catalogue_put(r->catalogue, subjects[i], state, NULL, err) ||
        !(slot = cs_map_put(&r->states, subjects[i], NULL, err))) {
      return false;
    }
    slot->ptr = state;
  }
  r->n++;
  return true;
}

static bool decode(struct cs_registration *r, struct cs_str name, uint32_t line, struct cs_str text, struct cs_act *act,
                   struct cs_err *err) {
  struct cs_json *json;
  if (!cs_json_parse_line(&r->arena, name, line, text, &json, err) || !cs_act_decode(&r->arena, name, json, act, err)) {
    return false;
  }
  if (!is_registration(act->def->kind)) {
    cs_err_set(err, &CS_E_LIB_OTHER_ACT, "\"%s\" is no registration: it has a meaning on a record only",
               act->def->name);
    cs_err_at(err, name, json->line, json->column);
    return cs_err_hint(err,
                       "a catalogue takes parties, calendars, items, their facts and dependencies, groups, mandates");
  }
  /* No officer signs it and no source is named: it is whoever wrote the file's. */
  return !act->def->holds || cs_json_get(act->body, "certainty") ||
         cs_json_set_text(&r->arena, act->body, "certainty", CS_STR("assumed"), err);
}

struct line {
  struct cs_registration *r;
  struct cs_str name;
  uint32_t number;
  struct cs_arena *arena;
  struct cs_findings *findings;
  struct cs_err *err; /* out of memory */
};

static bool is_exhausted(const struct cs_err *err) {
  return err->code->exit > 3; /* nothing that the text is to blame for */
}

static bool find(struct line *l, const struct cs_err *what) {
  if (is_exhausted(what)) {
    *l->err = *what;
    return false;
  }
  struct cs_finding *slot = cs_list_push(l->arena, l->findings, l->err);
  if (!slot) {
    return false;
  }
  slot->err = *what;
  if (slot->err.line == 0) {
    cs_err_at(&slot->err, l->name, l->number, slot->err.column);
  }
  return true;
}

static bool find_reasons(struct line *l, const struct cs_judgement *j) {
  for (size_t i = 0; i < j->n_reasons; i++) {
    struct cs_err refused;
    cs_err_set(&refused, j->reasons[i].code, "%.*s", CS_STR_ARG(j->reasons[i].text));
    if (!find(l, &refused)) {
      return false;
    }
  }
  return true;
}

static bool take_line(struct line *l, struct cs_str text) {
  struct cs_registration *r = l->r;
  struct cs_review_world world = {.catalogue = r->catalogue, .rules = r->rules, .size = r->n};
  struct cs_bench bench = {.world = &world, .ctx = r, .state = state_of, .blob = no_blob};
  struct cs_actor actor = {.by = CS_BY_SOURCE};
  struct cs_judgement j = {0};
  struct cs_act act;
  struct cs_err fault;
  if (!decode(r, l->name, l->number, text, &act, &fault) || !cs_judge(&bench, &act, &actor, &r->arena, &j, &fault)) {
    return find(l, &fault);
  }
  if (j.n_reasons > 0) {
    return find_reasons(l, &j);
  }
  return fold(r, &act, j.out, &fault) || find(l, &fault);
}

static size_t errors_of(const struct cs_findings *findings) {
  size_t n = 0;
  for (size_t i = 0; i < findings->n; i++) {
    n += !findings->at[i].warning;
  }
  return n;
}

bool cs_registration_take(struct cs_registration *r, struct cs_str name, struct cs_str bytes, struct cs_arena *arena,
                          struct cs_findings *findings, struct cs_err *err) {
  struct line l = {r, name, 0, arena, findings, err};
  size_t lines = 0;
  for (struct cs_str rest = bytes; rest.ptr && rest.len > 0 && errors_of(findings) < CS_RULES_ERRORS_MAX;) {
    struct cs_str text = cs_str_cut(&rest, '\n');
    l.number++;
    if (cs_str_trim(text).len == 0) {
      continue;
    }
    if (++lines > CS_LOAD_ACTS_MAX) {
      return cs_err_set(err, &CS_E_LIMIT, "%.*s holds more than %d acts", CS_STR_ARG(name), CS_LOAD_ACTS_MAX);
    }
    if (!take_line(&l, text)) {
      return false;
    }
  }
  return true;
}
