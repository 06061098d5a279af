/* Judges of corrections. Who made an entry, or the registrar, says that it is wrong; another officer agrees. Must never let a
 * balance fall below zero, or an entry be struck twice. Specification: DESIGN section 1, idea 1; model/correction.h. */
#include "model/content.h"
#include "model/correction.h"
#include "review/act_ledger.h"
#include "review/authorization.h"

/* ------------------------------------------------------------------ the wrong entry */

struct wrong {
  int64_t n;
  struct cs_entry entry;         /* it itself */
  const struct cs_entry *target; /* the plain entry that ceases to count, or counts again */
  bool counts;                   /* it is to count again */
  const struct cs_json *state;   /* of the correction; NULL: none was proposed yet */
};

static bool state_by_number(struct cs_hearing *h, int64_t n, const struct cs_json **state) {
  struct cs_str id;
  return cs_arena_printf(h->arena, &id, h->err, "%lld", (long long)n) && cs_hearing_state(h, "correction", id, state);
}

/* *found false: refused. */
static bool find(struct cs_hearing *h, struct wrong *w, bool *found) {
  *w = (struct wrong){.n = cs_json_integer(h->act->body, "entry", -1)};
  *found = false;
  if (w->n >= 0 && !h->bench->entry(h->bench->ctx, w->n, h->arena, &w->entry, found, h->err)) {
    return false;
  }
  if (!*found) {
    return cs_refuse(h, CS_E_REFUSED_CORRECTION_ENTRY, "there is no entry %lld on record", (long long)w->n);
  }
  w->counts = w->entry.act.def->kind == CS_ACT_RECORD_AGREE;
  w->target = w->counts ? w->entry.corrects : &w->entry;
  return state_by_number(h, w->n, &w->state);
}

/* Whoever has the whole authority of the office that made the entry, or of the registrar. */
static bool check_maker(struct cs_hearing *h, const struct wrong *w) {
  bool whole = false;
  struct cs_str office = w->target->act.office;
  if ((office.len > 0 && !cs_hearing_whole(h, office, &whole)) ||
      (!whole && !cs_hearing_whole(h, h->bench->registrar, &whole))) {
    return false;
  }
  return whole || cs_refuse(h, CS_E_REFUSED_CORRECTION_NOT_YOURS,
                            "entry %lld was made by %.*s: %.*s neither speaks for it nor is the registrar, %.*s",
                            (long long)w->n, CS_STR_ARG(office.len > 0 ? office : CS_STR("nobody's office, in a load")),
                            CS_STR_ARG(h->act->office), CS_STR_ARG(h->bench->registrar));
}

/* ------------------------------------------------------------------ may it be corrected at all? */

static bool refuse_kind(struct cs_hearing *h, const struct wrong *w, const char *instead) {
  return cs_refuse(h, CS_E_REFUSED_CORRECTION_KIND, "entry %lld is a %s, and is not corrected: %s", (long long)w->n,
                   w->entry.act.def->name, instead);
}

static bool check_kind(struct cs_hearing *h, const struct wrong *w) {
  const char *instead = cs_act_incorrigible(w->entry.act.def->kind);
  struct cs_str text;
  if (instead) {
    return refuse_kind(h, w, instead);
  }
  if (w->counts && !cs_json_flag(w->entry.act.body, "agree")) {
    return refuse_kind(h, w, "it refused a correction and changed nothing; propose that correction again");
  }
  if (w->counts && w->target && w->target->act.def->kind == CS_ACT_RECORD_AGREE) {
    return cs_arena_printf(h->arena, &text, h->err, "it undid a correction; correct entry %lld again",
                           (long long)cs_json_integer(w->target->act.body, "entry", -1)) &&
           refuse_kind(h, w, text.ptr);
  }
  return true;
}

static bool check_once(struct cs_hearing *h, const struct wrong *w) {
  const struct cs_json *open = cs_correction_open(w->state);
  if (cs_state_struck(w->state)) {
    return cs_refuse(h, CS_E_REFUSED_CORRECTION_STRUCK, "entry %lld counts no longer since entry %lld", (long long)w->n,
                     (long long)cs_json_integer(w->state, "struck", 0));
  }
  return !open || cs_refuse(h, CS_E_REFUSED_CORRECTION_WAITS,
                            "a correction of entry %lld waits since entry %lld for a second officer", (long long)w->n,
                            (long long)cs_json_integer(open, "n", 0));
}

/* Who made a correction, as either of its two officers, does not propose to undo it. */
static bool check_author(struct cs_hearing *h, const struct wrong *w) {
  const struct cs_json *state;
  if (!w->counts) {
    return true;
  }
  if (!state_by_number(h, cs_json_integer(w->entry.act.body, "entry", -1), &state)) {
    return false;
  }
  const struct cs_json *proposals = cs_json_get(state, "proposals");
  for (size_t i = 0; proposals && i < proposals->n; i++) {
    const struct cs_json *one = proposals->items[i];
    bool theirs = cs_str_eq(cs_json_text(one, "officer"), h->actor->officer) ||
                  cs_str_eq(cs_json_text(one, "by_officer"), h->actor->officer);
    if (theirs && cs_json_integer(one, "agreed_n", -1) == w->n) {
      return cs_refuse(h, CS_E_REFUSED_DUTY_CORRECTED,
                       "%.*s made this correction, and nobody corrects a correction of their own",
                       CS_STR_ARG(h->actor->officer));
    }
  }
  return true;
}

static bool check_instead(struct cs_hearing *h, const struct wrong *w) {
  int64_t n = cs_json_integer(h->act->body, "instead", -1);
  struct cs_entry entry;
  bool found = false;
  if (!cs_json_get(h->act->body, "instead")) {
    return true;
  }
  if (n >= 0 && !h->bench->entry(h->bench->ctx, n, h->arena, &entry, &found, h->err)) {
    return false;
  }
  return (found && n != w->n) ||
         cs_refuse(h, CS_E_REFUSED_CORRECTION_INSTEAD, "entry %lld cannot say it right instead: it is %s", (long long)n,
                   found ? "the wrong one" : "not on record");
}

/* ------------------------------------------------------------------ the balances */

static bool day_of(struct cs_hearing *h, const struct cs_entry *entry, cs_day *day) {
  cs_day recorded;
  return cs_ledger_day(entry->out, "on", CS_DAY_MIN, &recorded, h->err) &&
         cs_ledger_day(entry->act.body, "day", recorded, day, h->err);
}

static const char *manner(const struct wrong *w) {
  return w->counts ? "with" : "without";
}

/* Refuses to take `amount` off a balance that has, or from that day on had, only `most`. */
static bool check_balance(struct cs_hearing *h, const struct wrong *w, struct cs_dec amount, struct cs_dec most,
                          struct cs_str of, const char *what, const char *first) {
  struct cs_str left, short_of;
  struct cs_dec after;
  if (cs_dec_cmp(amount, most) <= 0) {
    return true;
  }
  return cs_dec_sub(amount, most, &after, h->err) && cs_ledger_text(h, most, &left) &&
         cs_ledger_text(h, after, &short_of) &&
         cs_refuse(h, CS_E_REFUSED_CORRECTION_BALANCE, "%s entry %lld, %.*s would be %.*s short %s: %s first",
                   manner(w), (long long)w->target->n, CS_STR_ARG(of), CS_STR_ARG(short_of), what, first);
}

static bool check_stock(struct cs_hearing *h, const struct wrong *w) {
  struct cs_str id = cs_json_text(w->target->act.body, "stock");
  const struct cs_json *stock;
  struct cs_dec quantity, on_hand, least, reserved, free;
  cs_day day;
  if ((w->target->act.def->kind == CS_ACT_STOCK_RECEIVE) == w->counts) {
    return true; /* more comes in by it */
  }
  if (!cs_hearing_state(h, "stock", id, &stock) || !cs_ledger_dec(w->target->act.body, "quantity", &quantity, h->err) ||
      !day_of(h, w->target, &day) || !cs_ledger_dec(stock, "on_hand", &on_hand, h->err) ||
      !cs_ledger_lowest(stock, day, &least, h->err) ||
      !cs_ledger_reserved(stock, h->bench->today, CS_STR_NONE, &reserved, h->err) ||
      !cs_dec_sub(on_hand, reserved, &free, h->err)) {
    return false;
  }
  return cs_dec_cmp(least, free) <= 0
             ? check_balance(h, w, quantity, least, id, "of what was handed out since", "correct what was issued")
             : check_balance(h, w, quantity, free, id, "of what is reserved", "release what is reserved");
}

static bool check_fund(struct cs_hearing *h, const struct wrong *w) {
  const struct cs_json *body = w->target->act.body, *fund;
  struct cs_str id = cs_json_text(body, "fund"), payer = cs_json_text(body, "payer");
  struct cs_dec paid, least, theirs;
  struct cs_figure amount;
  cs_day day;
  if ((w->target->act.def->kind == CS_ACT_FUND_RECEIVE) == w->counts) {
    return true;
  }
  if (!cs_hearing_state(h, "fund", id, &fund) || !cs_figure_parse(cs_json_text(body, "amount"), &amount, h->err) ||
      !day_of(h, w->target, &day) ||
      !cs_ledger_dec(cs_ledger_row(fund, "paid", "payer", payer, NULL), "amount", &paid, h->err) ||
      !cs_ledger_lowest(cs_ledger_row(fund, "paid", "payer", payer, NULL), day, &theirs, h->err) ||
      !cs_ledger_lowest(fund, day, &least, h->err)) {
    return false;
  }
  paid = cs_dec_cmp(theirs, paid) < 0 ? theirs : paid;
  paid = cs_ledger_counts(fund, payer) && cs_dec_cmp(least, paid) < 0 ? least : paid;
  return check_balance(h, w, amount.lo, paid, id, "of what was given back since", "correct the refund");
}

/* A use that counts again must still fit what was granted, under a batch that was not given to another use. */
static bool check_use(struct cs_hearing *h, const struct wrong *w) {
  const struct cs_json *body = w->target->act.body, *state, *ledger, *lines = cs_json_get(body, "lines");
  struct cs_str id = cs_json_text(body, "authorization");
  struct cs_review_authorization a;
  struct cs_review_bars ignored = {0};
  bool found;
  if (!w->counts) {
    return true;
  }
  if (!cs_hearing_state(h, "case", cs_review_authorization_case(id), &state) ||
      !cs_hearing_state(h, "authorization", id, &ledger)) {
    return false;
  }
  if (cs_ledger_row(ledger, "decrements", "batch", cs_json_text(body, "batch"), NULL)) {
    return cs_refuse(h, CS_E_REFUSED_CORRECTION_REUSED, "batch %.*s was given to another use since",
                     CS_STR_ARG(cs_json_text(body, "batch")));
  }
  struct cs_review_ledgers ledgers = {.authorization = ledger};
  if (!cs_review_authorization(h->bench->world->catalogue, state, &ledgers, h->bench->today, h->bench->today, h->arena,
                               &a, &found, h->err) ||
      !cs_review_bar_used(ledger, CS_DAY_MAX, CS_DAY_MAX, h->arena, &a, &ignored, h->err)) {
    return false;
  }
  for (size_t i = 0; i < a.n_lines; i++) {
    struct cs_dec used = cs_dec_of(0);
    for (size_t k = 0; lines && k < lines->n; k++) {
      struct cs_figure one;
      if (cs_str_eq(cs_json_text(lines->items[k], "item"), a.lines[i].item) &&
          (!cs_figure_parse(cs_json_text(lines->items[k], "quantity"), &one, h->err) ||
           !cs_dec_add(used, one.lo, &used, h->err))) {
        return false;
      }
    }
    if (a.lines[i].has_quantity &&
        !check_balance(h, w, used, a.lines[i].left.lo, id, "of what was granted", "correct what was used since")) {
      return false;
    }
  }
  return true;
}

/* A reference that was free meanwhile may have been given away. */
static bool check_references(struct cs_hearing *h, const struct wrong *w) {
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  if (!cs_act_subjects(h->arena, &w->target->act, subjects, &n, h->err)) {
    return false;
  }
  for (size_t i = 1; w->counts && i < n; i++) {
    const struct cs_json *state;
    struct cs_str id = subjects[i];
    int64_t at;
    if (!cs_str_ends(cs_str_cut(&id, ':'), CS_STR("-reference"))) {
      continue;
    }
    if (!h->bench->state(h->bench->ctx, subjects[i], h->arena, &state, &at, h->err)) {
      return false;
    }
    if (cs_json_integer(state, "n", -1) != w->target->n) {
      return cs_refuse(h, CS_E_REFUSED_CORRECTION_REUSED, "the reference %.*s was given to entry %lld since",
                       CS_STR_ARG(id), (long long)cs_json_integer(state, "n", -1));
    }
  }
  return true;
}

static bool check_circle(struct cs_hearing *h, const struct wrong *w) {
  const struct cs_json *body = w->target->act.body;
  struct cs_str circle = CS_STR_NONE;
  if (!w->counts) {
    return true;
  }
  if (!cs_content_circle(h->bench->world->catalogue, cs_json_text(body, "item"), cs_json_text(body, "on"), h->arena,
                         &circle, h->err)) {
    return false;
  }
  return circle.len == 0 ||
         cs_refuse(h, CS_E_REFUSED_ITEM_CIRCLE, "an item cannot depend on itself: %.*s; correct one of these first",
                   CS_STR_ARG(circle));
}

/* Everything that would no longer be right in a ledger or the catalogue. */
static bool check_sound(struct cs_hearing *h, const struct wrong *w) {
  enum cs_act_kind kind = w->target->act.def->kind;
  if (kind == CS_ACT_STOCK_RECEIVE || kind == CS_ACT_STOCK_ISSUE) {
    return check_references(h, w) && check_stock(h, w);
  }
  if (kind == CS_ACT_FUND_RECEIVE || kind == CS_ACT_FUND_REFUND) {
    return check_references(h, w) && check_fund(h, w);
  }
  if (kind == CS_ACT_AUTHORIZATION_DECREMENT) {
    return check_use(h, w);
  }
  return kind != CS_ACT_DEPENDENCY_REGISTER || check_circle(h, w);
}

/* ------------------------------------------------------------------ proposing */

/* The subjects that the wrong entry changed. */
static bool subjects_of(struct cs_hearing *h, const struct wrong *w, struct cs_json **out) {
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  *out = cs_json_new(h->arena, CS_JSON_ARRAY, h->err);
  if (!*out || !cs_act_subjects(h->arena, &w->entry.act, subjects, &n, h->err)) {
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    if (!cs_json_append(h->arena, *out, cs_json_new_string(h->arena, subjects[i], h->err), h->err)) {
      return false;
    }
  }
  return true;
}

static bool put_wrong(struct cs_hearing *h, const struct wrong *w) {
  struct cs_json *of;
  return subjects_of(h, w, &of) && cs_json_set(h->arena, h->j->out, "of", of, h->err) &&
         cs_json_set_text(h->arena, h->j->out, "kind", cs_str_of(w->entry.act.def->name), h->err) &&
         cs_json_set_text(h->arena, h->j->out, "office", w->target->act.office, h->err);
}

bool cs_judge_correct(struct cs_hearing *h) {
  struct wrong w;
  bool found;
  if (!find(h, &w, &found)) {
    return false;
  }
  if (!found) {
    return true;
  }
  if (!check_kind(h, &w)) {
    return false;
  }
  if (h->j->n_reasons > 0) {
    return true;
  }
  if (!check_maker(h, &w) || !check_once(h, &w) || !check_author(h, &w) || !check_instead(h, &w)) {
    return false;
  }
  return h->j->n_reasons > 0 || (check_sound(h, &w) && put_wrong(h, &w));
}

/* ------------------------------------------------------------------ agreeing */

static bool check_waits(struct cs_hearing *h, const struct wrong *w, const struct cs_json **open) {
  int64_t n = cs_json_integer(h->act->body, "correction", -1);
  *open = cs_correction_open(w->state);
  return (*open && cs_json_integer(*open, "n", -2) == n) ||
         cs_refuse(h, CS_E_REFUSED_CORRECTION_UNKNOWN, "entry %lld is no correction of entry %lld that waits",
                   (long long)n, (long long)w->n);
}

/* Who proposed it may take it back, but not agree to it, with whatever key and for whatever office. */
static bool check_second(struct cs_hearing *h, const struct cs_json *open, bool agree) {
  bool same = cs_str_eq(cs_json_text(open, "officer"), h->actor->officer);
  return !agree || !same ||
         cs_refuse(h, CS_E_REFUSED_DUTY_CORRECTED, "%.*s proposed this correction; another officer must agree to it",
                   CS_STR_ARG(h->actor->officer));
}

static bool check_subjects(struct cs_hearing *h, const struct wrong *w, bool agree) {
  const struct cs_json *named = cs_json_get(h->act->body, "of");
  struct cs_json *of;
  bool same;
  if (!subjects_of(h, w, &of)) {
    return false;
  }
  if (!agree) {
    return !named || cs_refuse(h, CS_E_REFUSED_CORRECTION_SUBJECTS, "a refusal changes no subject, and names none");
  }
  return cs_ledger_same(named, of, &same, h->err) &&
         (same || cs_refuse(h, CS_E_REFUSED_CORRECTION_SUBJECTS,
                            "the subjects that it names are not those that entry %lld changed", (long long)w->n));
}

bool cs_judge_agree(struct cs_hearing *h) {
  struct wrong w;
  const struct cs_json *open;
  bool found, agree = cs_json_flag(h->act->body, "agree");
  if (!find(h, &w, &found)) {
    return false;
  }
  if (!found) {
    return true;
  }
  if (!check_waits(h, &w, &open)) {
    return false;
  }
  if (h->j->n_reasons > 0) {
    return true;
  }
  return check_maker(h, &w) && check_second(h, open, agree) && check_subjects(h, &w, agree) &&
         (!agree || h->j->n_reasons > 0 || check_sound(h, &w));
}
