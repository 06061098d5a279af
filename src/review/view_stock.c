/* Facts that come from a stock: item.stock (on hand less the reservations that hold on the day), item.floor and
 * item.stock-class. The stock is that of the request's holder; without one, the only stock of the item. Must never take what
 * a ledger no longer knows for nothing: that is unknown. Specification: DESIGN section 6, view.h. */
#include "review/ledger.h"
#include "review/view_internal.h"

/* The state of the stock that the line is about; *out NULL when none is on record. */
static bool find(const struct cs_view *view, struct cs_str item, const struct cs_json **out, struct cs_err *err) {
  const struct cs_stock_record *stock =
      view->catalogue && view->ledger ? cs_catalogue_stock(view->catalogue, item, view->request->holder) : NULL;
  struct cs_str subject;
  *out = NULL;
  return !stock || (cs_arena_printf(view->arena, &subject, err, "stock:%.*s", CS_STR_ARG(stock->id)) &&
                    view->ledger(view->ledger_ctx, subject, view->arena, out, err));
}

static bool free_on_day(const struct cs_view *view, const struct cs_json *stock, const struct cs_fact_info *fact,
                        struct cs_value *out, struct cs_err *err) {
  struct cs_review_stock has;
  struct cs_buf text;
  struct cs_str copy;
  cs_day day = view->on < view->known ? view->on : view->known;
  if (!cs_review_stock(stock, day, &has, err)) {
    return false;
  }
  if (!has.known) {
    out->cause = (struct cs_cause){CS_CAUSE_DATE, fact->name}; /* before anything that the ledger still knows */
    return true;
  }
  cs_buf_init(&text, 64);
  cs_dec_write_short(&text, has.free);
  bool done = cs_buf_ok(&text, err) && cs_arena_str(view->arena, cs_buf_str(&text), &copy, err);
  cs_buf_deinit(&text);
  return done && (cs_view_text(fact, copy, out) || true); /* a type that it does not fit leaves it unknown */
}

static struct cs_str text_of(const void *version) {
  return ((const struct cs_review_floor *)version)->text;
}

static bool stated(const struct cs_view *view, const struct cs_json *stock, const char *member,
                   const struct cs_fact_info *fact, struct cs_value *out, bool *found, struct cs_err *err) {
  struct cs_review_floor *floors;
  struct cs_possible possible;
  size_t n;
  if (!cs_review_floors(stock, member, view->arena, &floors, &n, err)) {
    return false;
  }
  *found = n > 0;
  if (n == 0) {
    return true;
  }
  cs_versions_possible(&floors[0].holds, sizeof *floors, n, view->on, view->known, CS_ASSUMED, &possible);
  return possible.n == 0 ||
         cs_view_unite_versions(view, &possible, (const char *)floors, sizeof *floors, text_of, fact, out, err);
}

bool cs_view_stock(const struct cs_view *view, struct cs_str item, struct cs_str name, const struct cs_fact_info *fact,
                   struct cs_value *out, bool *found, struct cs_err *err) {
  const struct cs_json *stock;
  *found = false;
  if (!find(view, item, &stock, err)) {
    return false;
  }
  if (!stock) {
    return true;
  }
  if (cs_str_eq(name, CS_STR("stock"))) {
    *found = true;
    return free_on_day(view, stock, fact, out, err);
  }
  return stated(view, stock, cs_str_eq(name, CS_STR("floor")) ? "floor" : "class", fact, out, found, err);
}
