/* Conditions. Must never take one for met that nothing on record meets. Specification: rules/SPEC.md 11.6; model/case.h
 * ("fulfilled"). */
#include "review/condition.h"

#include "model/correction.h"
#include "review/ledger.h"
#include "review/payment.h"

bool cs_review_is_condition(const struct cs_json *require) {
  return cs_str_eq(cs_json_text(require, "kind"), cs_str_of(cs_require_name(CS_REQUIRE_CONDITION)));
}

enum cs_condition_need cs_review_need(const struct cs_json *condition) {
  struct cs_str needs = cs_json_text(condition, "needs");
  for (int i = CS_NEED_ACT; i <= CS_NEED_PAYMENT; i++) {
    if (cs_str_eq(needs, cs_str_of(cs_need_name((enum cs_condition_need)i)))) {
      return (enum cs_condition_need)i;
    }
  }
  return CS_NEED_ACT; /* a case filed before conditions said what they need */
}

bool cs_review_condition_before(const struct cs_json *condition, struct cs_span *out, struct cs_err *err) {
  struct cs_str text = cs_json_text(condition, "before");
  *out = CS_SPAN_NEVER;
  return text.len == 0 || cs_span_parse(text, out, err);
}

bool cs_review_condition_name(const struct cs_json *condition, struct cs_arena *arena, struct cs_str *out,
                              struct cs_err *err) {
  enum cs_condition_need need = cs_review_need(condition);
  struct cs_str text = cs_json_text(condition, "text");
  struct cs_str who = need == CS_NEED_PAYMENT ? cs_json_text(cs_json_get(condition, "payers"), "group")
                                              : cs_json_text(condition, "office");
  const char *between = who.len == 0 ? "" : need == CS_NEED_PAYMENT ? " by " : " from ";
  if (need == CS_NEED_ACT) {
    return cs_arena_printf(arena, out, err, "\"%.*s\"", CS_STR_ARG(text));
  }
  if (!cs_arena_printf(arena, out, err, "%s%s%.*s", cs_need_name(need), between, CS_STR_ARG(who))) {
    return false;
  }
  return cs_str_eq(*out, text) || cs_arena_printf(arena, out, err, "%.*s (%.*s)", CS_STR_ARG(*out), CS_STR_ARG(text));
}

/* ------------------------------------------------------------------ acts */

static bool same(const struct cs_json *a, const struct cs_json *b, const char *member, const char *of_b) {
  return cs_str_eq(cs_json_text(a, member), cs_json_text(b, of_b));
}

static cs_day day_of(const struct cs_json *fulfilment) {
  cs_day day;
  struct cs_err ignored;
  return cs_day_parse(cs_json_text(fulfilment, "day"), &day, &ignored) ? day : CS_DAY_MAX;
}

/* Says the element that this condition is met? Of a certificate of a named party: that it is this party's. */
static bool meets(const struct cs_json *fulfilment, const struct cs_json *condition) {
  struct cs_str party = cs_json_text(condition, "office");
  return same(fulfilment, condition, "approver", "approver") && same(fulfilment, condition, "condition", "text") &&
         cs_str_eq(cs_json_text(fulfilment, "needs"), cs_str_of(cs_need_name(cs_review_need(condition)))) &&
         (party.len == 0 || cs_str_eq(cs_json_text(fulfilment, "party"), party));
}

const struct cs_json *cs_review_fulfilment(const struct cs_json *case_state, const struct cs_json *condition) {
  const struct cs_json *list = cs_json_get(case_state, "fulfilled");
  const struct cs_json *first = NULL;
  for (size_t i = 0; list && i < list->n; i++) {
    if (!cs_state_struck(list->items[i]) && meets(list->items[i], condition) &&
        (!first || day_of(list->items[i]) < day_of(first))) {
      first = list->items[i];
    }
  }
  return first;
}

static cs_day earlier(cs_day a, cs_day b) {
  return a < b ? a : b;
}

/* Was the day before the one that was set? */
static enum cs_truth in_time(cs_day day, struct cs_span before) {
  return cs_span_lt((struct cs_span){day, day}, before);
}

static bool by_act(const struct cs_json *condition, const struct cs_json *state, cs_day day, struct cs_span before,
                   struct cs_arena *arena, struct cs_review_condition *out, struct cs_err *err) {
  const struct cs_json *fulfilment = cs_review_fulfilment(state, condition);
  cs_day met = fulfilment ? day_of(fulfilment) : CS_DAY_MAX;
  out->met = met <= day ? in_time(met, before) : CS_NO;
  return out->met == CS_YES || cs_review_condition_name(condition, arena, &out->why, err);
}

/* ------------------------------------------------------------------ payments */

static bool say_short(const struct cs_review_paid *paid, const struct cs_json *payers, struct cs_arena *arena,
                      struct cs_str *why, struct cs_err *err) {
  struct cs_buf text;
  cs_buf_init(&text, 1024);
  cs_dec_write(&text, paid->missing);
  cs_buf_printf(&text, " %.*s of ", CS_STR_ARG(cs_unit_name(paid->price.unit)));
  cs_dec_write(&text, paid->price.lo);
  cs_buf_printf(&text, " %.*s", CS_STR_ARG(cs_unit_name(paid->price.unit)));
  if (!paid->known) {
    cs_buf_printf(&text, ": what was paid by then is not known");
  } else if (paid->unsure.len > 0) {
    cs_buf_printf(&text, ": whether %.*s is of %.*s is not known", CS_STR_ARG(paid->unsure),
                  CS_STR_ARG(cs_json_text(payers, "group")));
  }
  bool done = cs_buf_ok(&text, err) && cs_arena_str(arena, cs_buf_str(&text), why, err);
  cs_buf_deinit(&text);
  return done;
}

/* Paid on the day; and, of a payment to be made before a day, paid by then too. */
static bool by_payment(const struct cs_catalogue *catalogue, const struct cs_json *condition,
                       const struct cs_json *state, const struct cs_json *fund, cs_day day, cs_day known,
                       struct cs_span before, struct cs_arena *arena, struct cs_review_condition *out,
                       struct cs_err *err) {
  const struct cs_json *payers = cs_json_get(condition, "payers");
  struct cs_review_paid paid;
  if (!fund && cs_json_get(state, "fund")) {
    out->met = CS_UNKNOWN;
    out->why = CS_STR("what was paid is not known");
    return true;
  }
  if (!fund) {
    out->met = CS_NO;
    return cs_review_condition_name(condition, arena, &out->why, err) &&
           cs_arena_printf(arena, &out->why, err, "%.*s: no fund is open for it", CS_STR_ARG(out->why));
  }
  if (!cs_review_paid(catalogue, payers, fund, day, known, arena, &paid, err)) {
    return false;
  }
  out->met = cs_review_paid_full(&paid);
  const cs_day last_days[] = {earlier(before.first, before.last), before.last};
  for (size_t i = 0; out->met != CS_NO && i < 2; i++) {
    struct cs_review_paid then;
    if (last_days[i] > day) {
      continue;
    }
    cs_day by = last_days[i] == CS_DAY_MIN ? CS_DAY_MIN : last_days[i] - 1;
    if (!cs_review_paid(catalogue, payers, fund, by, known, arena, &then, err)) {
      return false;
    }
    enum cs_truth full = cs_review_paid_full(&then);
    out->met = cs_truth_and(out->met, i == 0 && full == CS_NO && last_days[1] != last_days[0] ? CS_UNKNOWN : full);
    paid = full == CS_YES ? paid : then;
  }
  return out->met == CS_YES || say_short(&paid, payers, arena, &out->why, err);
}

bool cs_review_case_paid(const struct cs_catalogue *catalogue, const struct cs_json *case_state,
                         const struct cs_json *fund, cs_day day, cs_day known, struct cs_arena *arena,
                         struct cs_review_paid *out, struct cs_err *err) {
  const struct cs_json *versions = cs_json_get(case_state, "versions");
  const struct cs_json *requires =
      versions && versions->n > 0 ? cs_json_get(versions->items[versions->n - 1], "requires") : NULL;
  if (!cs_review_paid(catalogue, NULL, fund, day, known, arena, out, err)) {
    return false;
  }
  for (size_t i = 0; requires && i < requires->n; i++) {
    const struct cs_json *payers = cs_json_get(requires->items[i], "payers");
    struct cs_review_paid one;
    if (!payers) {
      continue;
    }
    if (!cs_review_paid(catalogue, payers, fund, day, known, arena, &one, err)) {
      return false;
    }
    *out = out->group.len == 0 || cs_dec_cmp(one.missing, out->missing) > 0 ? one : *out;
  }
  return true;
}

/* ------------------------------------------------------------------ all of them */

static bool say_late(const struct cs_json *condition, struct cs_arena *arena, struct cs_str *why, struct cs_err *err) {
  struct cs_str name;
  return cs_review_condition_name(condition, arena, &name, err) &&
         cs_arena_printf(arena, why, err, "%.*s was to be met before %.*s, and was not", CS_STR_ARG(name),
                         CS_STR_ARG(cs_json_text(condition, "before")));
}

bool cs_review_condition(const struct cs_catalogue *catalogue, const struct cs_json *condition,
                         const struct cs_json *case_state, const struct cs_json *fund, cs_day on, cs_day known,
                         struct cs_arena *arena, struct cs_review_condition *out, struct cs_err *err) {
  struct cs_span before;
  cs_day day = earlier(on, known);
  *out = (struct cs_review_condition){.need = cs_review_need(condition), .met = CS_NO};
  if (!cs_review_condition_before(condition, &before, err)) {
    return false;
  }
  bool done = out->need == CS_NEED_PAYMENT
                  ? by_payment(catalogue, condition, case_state, fund, day, known, before, arena, out, err)
                  : by_act(condition, case_state, day, before, arena, out, err);
  out->late = out->met == CS_NO && before.last <= day;
  return done && (!out->late || say_late(condition, arena, &out->why, err));
}
