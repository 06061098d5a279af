/* The catalogue and statements in random histories. As in history.c, what becomes of an act is said before it is handed in. */
#include "service/history_plan.h"

void history_make_party(struct history *h, struct plan *p, bool wrong) {
  char day[16];
  if (!wrong && h->parties.n > 0 && chance(h, 20)) {
    p->number = 0;
    history_day(h, day);
    FLAT(p, "{\"act\":\"party.register\",\"party\":\"p%u\",\"kind\":\"company\",\"state\":\"FR\",\"from\":\"%s\"}",
         history_any(h, &h->parties), day);
    return;
  }
  p->number = ++h->made;
  FLAT(p,
       "{\"act\":\"party.register\",\"party\":\"p%u\",\"kind\":\"organisation\",\"state\":\"UA\",\"name\":\"Party "
       "%u\"%s}",
       p->number, p->number, wrong ? ",\"calendar\":\"no-such\"" : "");
}

void history_make_calendar(struct history *h, struct plan *p, bool wrong) {
  p->refused = false; /* nothing can be wrong with it but who says it */
  (void)wrong;
  p->number = ++h->made;
  FLAT(p,
       "{\"act\":\"calendar.declare\",\"calendar\":\"c%u\",\"weekend\":[\"sat\",\"sun\"],\"holidays\":[\"2025-01-01\","
       "\"2025-12-%02u\"]}",
       p->number, (unsigned)below(h, 28) + 1);
}

void history_make_item(struct history *h, struct plan *p, bool wrong) {
  static const char *const origins[] = {"US", "GB", "FR", "US\",\"GB", "IT"};
  char day[16];
  if (wrong || (h->items.n > 0 && chance(h, 15))) {
    p->number = 0;
    history_day(h, day);
    FLAT(p, "{\"act\":\"item.register\",\"item\":\"i%u\",\"kind\":\"munition\",\"origin\":[\"%s\"]%s%s%s}",
         history_any(h, &h->items), origins[below(h, 5)], wrong ? "" : ",\"from\":\"", wrong ? "" : day,
         wrong ? "" : "\"");
    return;
  }
  p->number = ++h->made;
  FLAT(
      p,
      "{\"act\":\"item.register\",\"item\":\"i%u\",\"kind\":\"munition\",\"class\":[\"class-%u\"],\"origin\":[\"%s\"]}",
      p->number, (unsigned)below(h, 4), origins[below(h, 5)]);
}

void history_make_fact(struct history *h, struct plan *p, bool wrong) {
  char id[24];
  p->number = history_any_late(h, &h->items, 50);
  snprintf(id, sizeof id, wrong ? "no-such-%u" : "i%u", p->number);
  FLAT(p,
       "{\"act\":\"item.fact\",\"item\":\"%s\",\"name\":\"range_max\",\"value\":\"%u "
       "km\",\"from\":\"20%02u-0%u\",\"known\":"
       "\"2025-08-01\",\"cite\":\"a paper\",\"certainty\":\"%s\"}",
       id, (unsigned)below(h, 600) + 20, (unsigned)below(h, 25), (unsigned)below(h, 9) + 1,
       chance(h, 80) ? "reported" : "confirmed");
}

void history_make_dependency(struct history *h, struct plan *p, bool wrong) {
  static const char *const by[] = {"contains", "made-with", "runs", "relies-on"};
  uint32_t item = history_any_late(h, &h->items, 50), on = history_any(h, &h->items);
  if (on > item) { /* only on what was made earlier: never a circle */
    uint32_t other = on;
    on = item;
    item = other;
  }
  if (wrong) {
    on = item;
  } else if (on == item) {
    item = h->items.at[h->items.n - 1];
    on = h->items.at[below(h, h->items.n - 1)];
  }
  FLAT(p, "{\"act\":\"dependency.register\",\"item\":\"i%u\",\"on\":\"i%u\",\"by\":\"%s\"}", item, on, by[below(h, 4)]);
}

void history_make_group(struct history *h, struct plan *p, bool wrong) {
  static const char *const of[] = {"items", "parties", "areas"};
  uint32_t number = wrong && h->groups.n > 0 ? history_any(h, &h->groups) : ++h->made;
  p->refused = p->refused && h->groups.n > 0;
  p->number = number;
  FLAT(p, "{\"act\":\"group.define\",\"group\":\"g%u\",\"of\":\"%s\",\"open\":%s}", number, of[number % 3],
       chance(h, 30) ? "true" : "false");
}

void history_make_member(struct history *h, struct plan *p, bool wrong) {
  static const char *const areas[] = {"UA", "RU", "RU-KRS", "RU-BEL", "FR"};
  uint32_t group = history_any_late(h, &h->groups, 20);
  char member[24] = "UA";
  if (group % 3 == 0) {
    snprintf(member, sizeof member, "i%u", history_any(h, &h->items));
  } else if (group % 3 == 1) {
    snprintf(member, sizeof member, "p%u", history_any(h, &h->parties));
  } else {
    snprintf(member, sizeof member, "%s", areas[below(h, 5)]);
  }
  FLAT(p, "{\"act\":\"group.member\",\"group\":\"%s%u\",\"member\":\"%s\"}", wrong ? "no-such-" : "g", group, member);
}

void history_make_statement(struct history *h, struct plan *p, bool wrong) {
  bool again = wrong && h->statements.n > 0;
  p->refused = p->refused && again;
  p->number = again ? history_any(h, &h->statements) : ++h->made;
  FLAT(p,
       "{\"act\":\"statement.record\",\"statement\":\"s%u\",\"kind\":\"said\",\"about\":[\"i%u\"],\"text\":\"something "
       "was "
       "said, number %u\",\"from\":\"2025-0%u\",\"known\":\"2025-08-20\",\"cite\":\"a "
       "paper\",\"certainty\":\"reported\"}",
       p->number, history_any(h, &h->items), p->number, (unsigned)below(h, 8) + 1);
}

void history_make_withdrawal(struct history *h, struct plan *p, bool wrong) {
  FLAT(p, "{\"act\":\"statement.withdraw\",\"statement\":\"%s%u\",\"text\":\"withdrawn\"}", wrong ? "no-such-" : "s",
       history_any(h, &h->statements));
}

/* ------------------------------------------------------------------ what an act changes in the account */

static void take_new(struct history *h, struct history_numbers *list, uint32_t number) {
  if (number > 0) {
    history_add(h, list, number);
  }
}

void history_take_party(struct history *h, const struct plan *p) {
  take_new(h, &h->parties, p->number);
}

void history_take_calendar(struct history *h, const struct plan *p) {
  take_new(h, &h->calendars, p->number);
}

void history_take_item(struct history *h, const struct plan *p) {
  take_new(h, &h->items, p->number);
}

void history_take_group(struct history *h, const struct plan *p) {
  take_new(h, &h->groups, p->number);
}

void history_take_statement(struct history *h, const struct plan *p) {
  take_new(h, &h->statements, p->number);
}
