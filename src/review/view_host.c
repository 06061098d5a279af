/* The view as the host of the rule language: groups on record, content, calendars. Must give the same answer to the
 * same question; content that was asked for once is kept for the rest of the question. Specification: RULES sections 5
 * to 7. */
#include "model/versions.h"
#include "review/view.h"

/* ------------------------------------------------------------------ groups on record */

/* The end of the run of statements about one member. */
static size_t run_end(const struct cs_group_record *group, size_t i) {
  size_t end = i + 1;
  while (end < group->n_members && cs_str_eq(group->members[end].id, group->members[i].id)) {
    end++;
  }
  return end;
}

/* Is the thing this member, or within it? */
static enum cs_truth matches(const struct cs_group_record *group, struct cs_str thing, struct cs_str member) {
  struct cs_area inner, outer;
  if (cs_str_eq(thing, member)) {
    return CS_YES;
  }
  if (!cs_str_eq(group->of, CS_STR("areas")) || !cs_area_find(thing, &inner) || !cs_area_find(member, &outer)) {
    return CS_NO;
  }
  return cs_area_within(inner, outer);
}

/* Does the member's membership hold? Each version that may hold says so; a disputed one leaves it open. */
static enum cs_truth holds(const struct cs_group_record *group, const struct cs_possible *possible, size_t first) {
  if (possible->n == 0) {
    return CS_NO;
  }
  bool sure = !possible->none && !possible->more;
  for (size_t i = 0; i < possible->n; i++) {
    sure = sure && group->members[first + possible->at[i]].holds.certainty < CS_DISPUTED;
  }
  return sure ? CS_YES : CS_UNKNOWN;
}

enum cs_truth cs_review_member(const struct cs_catalogue *catalogue, struct cs_str name, struct cs_str thing, cs_day on,
                               cs_day known, enum cs_certainty weakest, struct cs_cause *cause) {
  const struct cs_group_record *group = catalogue ? cs_catalogue_group(catalogue, name) : NULL;
  *cause = (struct cs_cause){CS_CAUSE_GROUP, name};
  if (!group) {
    return CS_UNKNOWN;
  }
  enum cs_truth all = CS_NO;
  size_t end = 0;
  for (size_t i = 0; i < group->n_members && all != CS_YES; i = end) {
    end = run_end(group, i);
    enum cs_truth match = matches(group, thing, group->members[i].id);
    if (match == CS_NO) {
      continue;
    }
    struct cs_possible possible;
    cs_versions_possible(&group->members[i].holds, sizeof *group->members, end - i, on, known, weakest, &possible);
    enum cs_truth in = holds(group, &possible, i);
    if (in == CS_UNKNOWN) {
      cause->kind = possible.disputed ? CS_CAUSE_DISPUTED : CS_CAUSE_DATE;
    } else if (in == CS_YES && match == CS_UNKNOWN) {
      cause->kind = CS_CAUSE_AREA;
    }
    all = cs_truth_or(all, cs_truth_and(match, in));
  }
  return all == CS_NO && group->open ? CS_UNKNOWN : all;
}

static enum cs_truth member(void *ctx, struct cs_str name, struct cs_str thing, cs_day on, cs_day known,
                            enum cs_certainty weakest, struct cs_cause *cause) {
  const struct cs_view *view = ctx;
  return cs_review_member(view->catalogue, name, thing, on, known, weakest, cause);
}

/* ------------------------------------------------------------------ content */

struct cs_view_content {
  struct cs_view_content *next;
  struct cs_str thing, origin;
  uint32_t kinds;
  cs_day on, known;
  enum cs_certainty weakest;
  struct cs_content answer;
};

static bool same_question(const struct cs_view_content *a, const struct cs_view_content *b) {
  return a->kinds == b->kinds && a->on == b->on && a->known == b->known && a->weakest == b->weakest &&
         cs_str_eq(a->origin, b->origin) && cs_str_eq(a->thing, b->thing);
}

static bool to_content(const struct cs_content_answer *from, struct cs_arena *arena, struct cs_content *out,
                       struct cs_err *err) {
  static const enum cs_cause_kind why[] = {
      [CS_CONTENT_WHY_NONE] = CS_CAUSE_CONTENT,
      [CS_CONTENT_WHY_DATE] = CS_CAUSE_DATE,
      [CS_CONTENT_WHY_DISPUTED] = CS_CAUSE_DISPUTED,
      [CS_CONTENT_WHY_CONTENT] = CS_CAUSE_CONTENT,
  };
  *out = (struct cs_content){
      .truth = from->truth, .certainty = from->certainty, .cause = {why[from->why], from->why_item}};
  out->certainty = out->certainty < CS_DISPUTED ? out->certainty : CS_CONFIRMED;
  return cs_view_path(from->path, from->n_path, arena, &out->path, err);
}

bool cs_view_path(const struct cs_content_node *from, size_t n, struct cs_arena *arena, struct cs_path *out,
                  struct cs_err *err) {
  struct cs_path_node *nodes = cs_arena_array(arena, struct cs_path_node, n, err);
  if (!nodes) {
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    nodes[i] = (struct cs_path_node){from[i].item, from[i].by, from[i].origin, from[i].cite, from[i].certainty};
  }
  *out = (struct cs_path){nodes, n};
  return true;
}

/* What the request itself states of an item that is not on record: the shortest chain, the item itself. */
static bool stated_origin(const struct cs_view *view, struct cs_str thing, struct cs_str origin) {
  if (view->catalogue && cs_catalogue_item(view->catalogue, thing)) {
    return false;
  }
  for (size_t i = 0; i < view->request->n_facts; i++) {
    const struct cs_request_fact *fact = &view->request->facts[i];
    if (!cs_str_eq(fact->name, CS_STR("item.origin"))) {
      continue;
    }
    if (fact->value->kind == CS_JSON_STRING && cs_str_eq(fact->value->text, origin)) {
      return true;
    }
    for (size_t k = 0; fact->value->kind == CS_JSON_ARRAY && k < fact->value->n; k++) {
      if (cs_str_eq(fact->value->items[k]->text, origin)) {
        return true;
      }
    }
  }
  return false;
}

static bool answer(const struct cs_view *view, const struct cs_view_content *q, struct cs_arena *arena,
                   struct cs_content *out, struct cs_err *err) {
  if (stated_origin(view, q->thing, q->origin)) {
    struct cs_content_node node = {.item = q->thing, .origin = q->origin};
    *out = (struct cs_content){.truth = CS_YES, .certainty = CS_CONFIRMED};
    return cs_view_path(&node, 1, arena, &out->path, err);
  }
  if (!view->catalogue) {
    *out = (struct cs_content){.truth = CS_UNKNOWN, .cause = {CS_CAUSE_CONTENT, q->thing}};
    return true;
  }
  struct cs_content_answer found;
  return cs_content_ask(view->catalogue, q->thing, q->origin, q->kinds, q->on, q->known, q->weakest, arena, &found,
                        err) &&
         to_content(&found, arena, out, err);
}

static bool depends(void *ctx, struct cs_str thing, struct cs_str origin, uint32_t kinds, cs_day on, cs_day known,
                    enum cs_certainty weakest, struct cs_arena *arena, struct cs_content *out, struct cs_err *err) {
  struct cs_view *view = ctx;
  struct cs_view_content question = {
      .thing = thing, .origin = origin, .kinds = kinds, .on = on, .known = known, .weakest = weakest};
  for (const struct cs_view_content *kept = view->asked; kept; kept = kept->next) {
    if (same_question(kept, &question)) {
      *out = kept->answer;
      return true;
    }
  }
  struct cs_view_content *kept = cs_arena_new(view->arena, struct cs_view_content, err);
  if (!kept || !answer(view, &question, arena, &question.answer, err)) {
    return false;
  }
  *kept = question;
  kept->next = view->asked;
  view->asked = kept;
  *out = kept->answer;
  return true;
}

static const struct cs_calendar *calendar(void *ctx, struct cs_str office) {
  const struct cs_view *view = ctx;
  return view->catalogue ? cs_catalogue_calendar(view->catalogue, office) : NULL;
}

struct cs_rules_host cs_view_host(struct cs_view *view) {
  return (struct cs_rules_host){.ctx = view, .member = member, .depends = depends, .calendar = calendar};
}
