/* Determine: one question to the rules, and what surrounds its answer. Must never soften what the rules say: it only
 * adds who may act, who was not asked, what covers it and what was decided before. Specification: DESIGN sections 1 and
 * 8, RULES 5 and 10. */
#include "review/determine.h"

#include "review/limit.h"

#include <string.h>

#include "base/limits.h"
#include "model/versions.h"
#include "review/standing.h"

/* What the steps share. */
struct steps {
  const struct cs_review_world *world;
  const struct cs_request *request;
  struct cs_arena *arena;
  struct cs_determination *out;
  struct cs_err *err;
};

bool cs_determination_verdict(const struct cs_determination *determination, enum cs_verdict *out) {
  *out = determination->answer.at_least;
  return determination->answer.at_least == determination->answer.at_most;
}

/* ------------------------------------------------------------------ asking */

static bool ask(struct steps *s, struct cs_view *view) {
  struct cs_line *lines = cs_arena_array(s->arena, struct cs_line, s->request->n_lines, s->err);
  if (!lines) {
    return false;
  }
  for (size_t i = 0; i < s->request->n_lines; i++) {
    if (!cs_view_line(view, i, &lines[i], s->err)) {
      return false;
    }
  }
  struct cs_rules_host host = cs_view_host(view);
  return s->world->scratch ? cs_rules_answer(s->world->rules, lines, s->request->n_lines, &host, s->out->on,
                                             s->out->known, s->world->scratch, s->arena, &s->out->answer, s->err)
                           : cs_rules_ask(s->world->rules, lines, s->request->n_lines, &host, s->out->on, s->out->known,
                                          s->arena, &s->out->answer, s->err);
}

static bool same_path(const struct cs_path *a, const struct cs_path *b) {
  if (a->n != b->n) {
    return false;
  }
  for (size_t i = 0; i < a->n; i++) {
    if (!cs_str_eq(a->at[i].item, b->at[i].item) || !cs_str_eq(a->at[i].by, b->at[i].by) ||
        !cs_str_eq(a->at[i].origin, b->at[i].origin)) {
      return false;
    }
  }
  return true;
}

static bool same_ground(const struct cs_review_ground *a, const struct cs_ground *b) {
  bool same = a->rule == b->rule && a->value == b->value && a->certainty == b->certainty &&
              a->n_lifted_by == b->n_lifted_by && same_path(&a->path, &b->path);
  for (size_t i = 0; same && i < a->n_lifted_by; i++) {
    same = a->lifted_by[i] == b->lifted_by[i];
  }
  same = same && a->n_cites == b->n_cites;
  for (size_t i = 0; same && i < a->n_cites; i++) {
    same = cs_str_eq(a->cites[i].text, b->cites[i].text);
  }
  return same;
}

/* Where a ground goes: to the newest of its rule when they differ only in their line, else to a place of its own.
 * `latest` has, for each rule, the place of its newest, plus one; NULL: there is one line, and nothing to join. */
static uint32_t place_of(struct cs_review_regime *to, const struct cs_ground *ground, uint32_t *latest) {
  uint32_t at = latest ? latest[ground->rule] : 0;
  if (at > 0 && same_ground(&to->grounds[at - 1], ground)) {
    return at - 1;
  }
  at = (uint32_t)to->n_grounds++;
  to->grounds[at] = (struct cs_review_ground){.rule = ground->rule,
                                              .value = ground->value,
                                              .certainty = ground->certainty,
                                              .lifted_by = ground->lifted_by,
                                              .n_lifted_by = ground->n_lifted_by,
                                              .path = ground->path,
                                              .cites = ground->cites,
                                              .n_cites = ground->n_cites};
  if (latest) {
    latest[ground->rule] = at + 1;
  }
  return at;
}

static bool join_grounds(struct steps *s, const struct cs_regime_answer *from, struct cs_review_regime *to,
                         uint32_t *latest) {
  to->grounds = cs_arena_array(s->arena, struct cs_review_ground, from->n_grounds, s->err);
  uint32_t *lines = cs_arena_array(s->arena, uint32_t, from->n_grounds, s->err);
  uint32_t *places = cs_arena_array(s->arena, uint32_t, from->n_grounds, s->err);
  if (!to->grounds || !lines || !places) {
    return false;
  }
  for (size_t i = 0; i < from->n_grounds; i++) {
    places[i] = place_of(to, &from->grounds[i], latest);
    to->grounds[places[i]].n_lines++;
  }
  for (size_t i = 0; i < to->n_grounds; i++) {
    to->grounds[i].lines = lines;
    lines += to->grounds[i].n_lines;
    to->grounds[i].n_lines = 0;
  }
  for (size_t i = 0; i < from->n_grounds; i++) {
    struct cs_review_ground *ground = &to->grounds[places[i]];
    ground->lines[ground->n_lines++] = from->grounds[i].line;
  }
  return true;
}

static bool take_regimes(struct steps *s) {
  const struct cs_answer *answer = &s->out->answer;
  uint32_t *latest = NULL;
  s->out->regimes = cs_arena_array(s->arena, struct cs_review_regime, answer->n_regimes, s->err);
  s->out->n_regimes = answer->n_regimes;
  if (!s->out->regimes) {
    return false;
  }
  if (s->request->n_lines > 1) {
    latest = cs_arena_array(s->arena, uint32_t, cs_rules_n(s->world->rules), s->err);
    if (!latest) {
      return false;
    }
  }
  for (size_t i = 0; i < answer->n_regimes; i++) {
    const struct cs_regime_answer *from = &answer->regimes[i];
    s->out->regimes[i] = (struct cs_review_regime){.regime = from->regime,
                                                   .at_least = from->at_least,
                                                   .at_most = from->at_most,
                                                   .treats = from->treats,
                                                   .more = from->more};
    if (!join_grounds(s, from, &s->out->regimes[i], latest)) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ who may act */

/* The approver under its chain from the regime's owner, then all who have theirs from it. */
static bool find_acting(struct steps *s, struct cs_review_approver *approver) {
  struct cs_scope scope = {.regime = approver->regime, .act = s->request->act};
  struct cs_review_limit limit = {s->world, s->request, s->out->on, s->out->known, s->arena};
  struct cs_chain own = {.value = CS_YES, .certainty = CS_CONFIRMED};
  struct cs_acting *others;
  size_t n;
  const struct cs_catalogue *catalogue = s->world->catalogue;
  scope.area = s->request->has_area ? cs_area_code(s->request->area) : CS_STR_NONE;
  cs_review_limit_scope(&limit, &scope);
  if (!catalogue) {
    return true;
  }
  if ((approver->owner.len > 0 && !cs_mandate_chain(catalogue, approver->owner, approver->office, scope, s->out->on,
                                                    s->out->known, s->arena, &own, s->err)) ||
      !cs_mandate_acting(catalogue, approver->office, scope, s->out->on, s->out->known, s->arena, &others, &n,
                         s->err)) {
    return false;
  }
  if (own.value == CS_NO) {
    return true; /* nothing leads from the owner to it: nobody may act */
  }
  approver->acting = cs_arena_array(s->arena, struct cs_acting, n + 1, s->err);
  if (!approver->acting) {
    return false;
  }
  approver->acting[approver->n_acting++] = (struct cs_acting){approver->office, own};
  for (size_t i = 0; i < n; i++) {
    struct cs_chain chain;
    if (!cs_chain_join(&own, &others[i].chain, s->arena, &chain, s->err)) {
      return false;
    }
    if (chain.value != CS_NO) {
      approver->acting[approver->n_acting++] = (struct cs_acting){others[i].office, chain};
    }
  }
  return true;
}

static bool take_approvers(struct steps *s) {
  const struct cs_answer *answer = &s->out->answer;
  s->out->approvers = cs_arena_array(s->arena, struct cs_review_approver, answer->n_approvers, s->err);
  if (!s->out->approvers) {
    return false;
  }
  for (size_t i = 0; i < answer->n_approvers; i++) {
    const struct cs_regime_info *regime = cs_rules_regime(s->world->rules, answer->approvers[i].regime);
    struct cs_review_approver *approver = &s->out->approvers[s->out->n_approvers++];
    *approver = (struct cs_review_approver){.office = answer->approvers[i].office,
                                            .regime = regime->name,
                                            .owner = regime->owner,
                                            .value = answer->approvers[i].value};
    if (!find_acting(s, approver)) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ who was not asked */

/* The state of a party's registration when it surely holds. */
static struct cs_str registered_state(const struct cs_review_world *world, struct cs_str id, cs_day on, cs_day known) {
  const struct cs_party *party = world->catalogue && id.len > 0 ? cs_catalogue_party(world->catalogue, id) : NULL;
  struct cs_possible possible = {0};
  if (party && party->n_versions > 0) {
    cs_versions_possible(&party->versions[0].holds, sizeof *party->versions, party->n_versions, on, known, CS_ASSUMED,
                         &possible);
  }
  return cs_possible_sure(&possible) ? party->versions[possible.at[0]].state : CS_STR_NONE;
}

/* US of "us.x". */
static struct cs_str state_of_name(struct cs_str name) {
  struct cs_area area;
  char upper[2];
  struct cs_str rest = name;
  struct cs_str first = cs_str_cut(&rest, '.');
  if (!rest.ptr || first.len != sizeof upper) {
    return CS_STR_NONE;
  }
  for (size_t i = 0; i < sizeof upper; i++) {
    if (first.ptr[i] < 'a' || first.ptr[i] > 'z') {
      return CS_STR_NONE;
    }
    upper[i] = (char)(first.ptr[i] - 'a' + 'A');
  }
  return cs_area_find((struct cs_str){upper, sizeof upper}, &area) ? cs_area_code(area) : CS_STR_NONE;
}

struct cs_str cs_review_regime_state(const struct cs_review_world *world, const struct cs_regime_info *regime,
                                     cs_day on, cs_day known) {
  if (regime->state.len > 0) {
    return regime->state;
  }
  struct cs_str state = registered_state(world, regime->owner, on, known);
  return state.len > 0 ? state : state_of_name(regime->name);
}

struct unasked_list {
  struct cs_unasked *at;
  size_t n, cap;
};

/* Which regimes speak for the state: one that treats the act, one that does not, none. */
static bool asked(const struct steps *s, struct cs_str state, bool *loaded) {
  *loaded = false;
  for (size_t i = 0; i < s->out->n_regimes; i++) {
    const struct cs_regime_info *regime = cs_rules_regime(s->world->rules, s->out->regimes[i].regime);
    if (!cs_str_eq(cs_review_regime_state(s->world, regime, s->out->on, s->out->known), state)) {
      continue;
    }
    *loaded = true;
    if (s->out->regimes[i].treats) {
      return true;
    }
  }
  return false;
}

/* Four texts, one after the other. */
static bool join_words(struct cs_arena *arena, const struct cs_str words[4], struct cs_str *out, struct cs_err *err) {
  size_t n = 0;
  for (size_t i = 0; i < 4; i++) {
    n += words[i].len;
  }
  char *text = cs_arena_alloc(arena, n + 1, err);
  *out = (struct cs_str){text, 0};
  for (size_t i = 0; text && i < 4; i++) {
    if (words[i].len > 0) {
      memcpy(text + out->len, words[i].ptr, words[i].len);
    }
    out->len += words[i].len;
  }
  return text != NULL;
}

static bool note_state(struct steps *s, struct unasked_list *list, struct cs_str state, enum cs_truth truth,
                       const struct cs_content_node *path, size_t n_path) {
  bool loaded;
  for (size_t i = 0; i < list->n; i++) {
    if (cs_str_eq(list->at[i].state, state)) {
      list->at[i].truth = truth == CS_YES ? CS_YES : list->at[i].truth;
      return true;
    }
  }
  if (asked(s, state, &loaded)) {
    return true;
  }
  struct cs_unasked *unasked = cs_list_push(s->arena, list, s->err);
  if (!unasked) {
    return false;
  }
  unasked->state = state;
  unasked->truth = truth;
  struct cs_str why[] = {CS_STR("no regime of "), state, loaded ? CS_STR(" treats ") : CS_STR(" is loaded"),
                         loaded ? s->request->act : CS_STR_NONE};
  return join_words(s->arena, why, &unasked->why, s->err) &&
         cs_view_path(path, n_path, s->arena, &unasked->path, s->err);
}

/* The origins that the line's values show: those of its registration, or of what the request states of it. */
static bool note_stated(struct steps *s, struct unasked_list *list, struct cs_str item) {
  for (size_t i = 0; i < s->request->n_facts; i++) {
    const struct cs_json *value = s->request->facts[i].value;
    if (!cs_str_eq(s->request->facts[i].name, CS_STR("item.origin"))) {
      continue;
    }
    size_t n = value->kind == CS_JSON_ARRAY ? value->n : 1;
    for (size_t k = 0; k < n; k++) {
      struct cs_str state = value->kind == CS_JSON_ARRAY ? value->items[k]->text : value->text;
      struct cs_content_node node = {.item = item, .origin = state};
      if (state.len > 0 && !note_state(s, list, state, CS_YES, &node, 1)) {
        return false;
      }
    }
  }
  return true;
}

static bool take_unasked(struct steps *s) {
  struct unasked_list list = {0};
  for (size_t i = 0; i < s->request->n_lines; i++) {
    struct cs_str item = s->request->lines[i].item;
    if (!s->world->catalogue || !cs_catalogue_item(s->world->catalogue, item)) {
      if (!note_stated(s, &list, item)) {
        return false;
      }
      continue;
    }
    struct cs_content_origin *origins;
    size_t n;
    if (!cs_content_origins(s->world->catalogue, item, s->out->on, s->out->known, s->arena, &origins, &n, s->err)) {
      return false;
    }
    for (size_t k = 0; k < n; k++) {
      if (!note_state(s, &list, origins[k].state, origins[k].truth, origins[k].path, origins[k].n_path)) {
        return false;
      }
    }
  }
  s->out->unasked = list.at;
  s->out->n_unasked = list.n;
  return true;
}

/* ------------------------------------------------------------------ all together */

static bool take_precedents(struct steps *s) {
  return !s->world->precedents || s->world->precedents(s->world->ctx, s->request, s->out->on, s->out->known, s->arena,
                                                       &s->out->precedents, &s->out->n_precedents, s->err);
}

bool cs_determine(const struct cs_review_world *world, const struct cs_request *request, cs_day on, cs_day known,
                  struct cs_arena *arena, struct cs_determination *out, struct cs_err *err) {
  struct steps s = {.world = world, .request = request, .arena = arena, .out = out, .err = err};
  struct cs_view view;
  *out = (struct cs_determination){.rules = world->rules, .on = on, .known = known, .entry = world->size - 1};
  memcpy(out->rules_digest, world->rules_digest, sizeof out->rules_digest);
  memcpy(out->root, world->root, sizeof out->root);
  if (!cs_view_init(&view, world->catalogue, world->rules, world->plan, request, on, known, arena, err)) {
    return false;
  }
  view.ledger = world->ledger;
  view.ledger_ctx = world->ctx;
  if (!ask(&s, &view) || !take_regimes(&s) || !take_approvers(&s) || !take_unasked(&s) || !take_precedents(&s)) {
    return false;
  }
  out->settled = out->answer.settled;
  return cs_standing_judge(world, request, arena, out, err);
}
