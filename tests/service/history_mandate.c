/* Mandates and rules in random histories. As in history.c, what becomes of an act is said before it is handed in. */
#include "service/history_plan.h"

#define ALIVE_MAX 24 /* mandates in force at once */
#define offices   history_offices

static bool is_alive(const struct history_mandate *m, cs_day on) {
  return m->from <= on && on < m->until && on < m->ends;
}

static bool covers(const struct history_mandate *m, struct history_scope scope) {
  return (m->regime == 0 || scope.regime == 0 || m->regime == scope.regime) && !(m->russia && scope.elsewhere) &&
         (m->most == 0 || scope.quantity <= m->most);
}

bool history_reaches(const struct history *h, size_t from, size_t to, struct history_scope scope, cs_day on) {
  bool seen[HISTORY_OFFICES] = {false};
  size_t queue[HISTORY_OFFICES], n = 0;
  queue[n++] = from;
  seen[from] = true;
  for (size_t i = 0; i < n; i++) {
    if (queue[i] == to) {
      return true;
    }
    for (size_t k = 0; k < h->mandates.n; k++) {
      const struct history_mandate *m = &h->mandates.at[k];
      if (m->by == queue[i] && !seen[m->to] && is_alive(m, on) && covers(m, scope)) {
        seen[m->to] = true;
        queue[n++] = m->to;
      }
    }
  }
  return false;
}

struct history_scope history_scope_of(const struct history_case *one, int regime) {
  return (struct history_scope){regime, one->elsewhere, one->quantity};
}

void history_make_grant(struct history *h, struct plan *p, bool wrong) {
  char regimes[40] = "", from[40] = "", until[40] = "", day[16];
  cs_day today = history_today(h);
  p->a = 1 + below(h, 8);
  p->b = wrong ? p->a : 1 + below(h, 8);
  p->b = !wrong && p->b == p->a ? p->a % 8 + 1 : p->b;
  p->regime = chance(h, 40) ? 1 + (int)below(h, REGIMES) : 0;
  p->number = ++h->made;
  p->signer = p->a;
  p->yes = chance(h, 15);
  p->quantity = chance(h, 15) ? 5 + (long)below(h, 15) : 0;
  p->day = chance(h, 25) ? today - 3 + (cs_day)below(h, 5) : CS_DAY_MIN;
  p->c = chance(h, 30) ? (size_t)(today + 2 + (cs_day)below(h, 12)) : 0;
  if (p->regime > 0) {
    snprintf(regimes, sizeof regimes, ",\"regimes\":[\"r%d\"]", p->regime);
  }
  if (p->day != CS_DAY_MIN) {
    history_write_day(p->day, day);
    snprintf(from, sizeof from, ",\"from\":\"%s\"", day);
  }
  if (p->c > 0) {
    history_write_day((cs_day)p->c, day);
    snprintf(until, sizeof until, ",\"until\":\"%s\"", day);
  }
  FLAT(p,
       "{\"act\":\"mandate.grant\",\"office\":\"%s\",\"mandate\":\"m%u\",\"by\":\"%s\",\"to\":\"%s\"%s%s%s%s,\"cite\":"
       "\"an "
       "order\",\"certainty\":\"confirmed\"",
       offices[p->a], p->number, offices[p->a], offices[p->b], regimes, p->yes ? ",\"areas\":[\"RU\"]" : "", from,
       until);
  if (p->quantity > 0) {
    MORE(p, ",\"quantity_max\":\"%ld\"", p->quantity);
  }
  MORE(p, "}");
}

void history_take_grant(struct history *h, const struct plan *p) {
  struct history_mandate *m = cs_list_push(&h->arena, &h->mandates, &h->scene.err);
  assert_non_null(m);
  *m = (struct history_mandate){.number = p->number,
                                .by = p->a,
                                .to = p->b,
                                .regime = p->regime,
                                .russia = p->yes,
                                .most = p->quantity,
                                .from = p->day,
                                .until = p->c > 0 ? (cs_day)p->c : CS_DAY_MAX,
                                .ends = CS_DAY_MAX};
}

static size_t alive_mandates(const struct history *h, size_t *oldest) {
  size_t n = 0;
  for (size_t i = h->mandates.n; i > 0; i--) {
    if (is_alive(&h->mandates.at[i - 1], history_today(h))) {
      n++;
      *oldest = i - 1;
    }
  }
  return n;
}

/* From always, or from yesterday, today or tomorrow on: a decision of an earlier day then stands or falls. */
void history_make_revocation(struct history *h, struct plan *p, bool wrong) {
  size_t which = below(h, h->mandates.n), oldest;
  char from[40] = "", day[16];
  for (size_t i = 0; i < 8 && !is_alive(&h->mandates.at[which], history_today(h)); i++) {
    which = below(h, h->mandates.n);
  }
  if (alive_mandates(h, &oldest) > ALIVE_MAX) {
    which = oldest;
  }
  const struct history_mandate *m = &h->mandates.at[which];
  p->a = which;
  p->signer = m->by;
  p->day = CS_DAY_MIN;
  if (chance(h, 60)) {
    p->day = history_today(h) - 1 + (cs_day)below(h, 3);
    history_write_day(p->day, day);
    snprintf(from, sizeof from, ",\"from\":\"%s\"", day);
  }
  FLAT(p,
       "{\"act\":\"mandate.revoke\",\"office\":\"%s\",\"mandate\":\"%s%u\"%s,\"cite\":\"an "
       "order\",\"certainty\":\"confirmed\"}",
       offices[m->by], wrong ? "no-such-" : "m", m->number, from);
}

void history_take_revocation(struct history *h, const struct plan *p) {
  struct history_mandate *m = &h->mandates.at[p->a];
  m->ends = p->day < m->ends ? p->day : m->ends;
}

/* By a regime's own office, or by one that nobody gave anything; of a regime that is in force, or refused. It grants no case: nothing of
 * the account changes. */
void history_make_general(struct history *h, struct plan *p, bool wrong) {
  p->regime = 1 + (int)below(h, REGIMES);
  for (int i = 0; i < REGIMES && !h->in_force[p->regime]; i++) {
    p->regime = p->regime % REGIMES + 1;
  }
  p->refused = p->refused || !h->in_force[p->regime];
  p->a = wrong ? ALONE : (size_t)p->regime;
  p->signer = wrong ? history_officer(h, ALONE) : p->a;
  FLAT(p,
       "{\"act\":\"authorization.general\",\"office\":\"%s\",\"authorization\":\"general-%u\",\"approver\":\"%s\","
       "\"regimes\":[\"r%d\"],\"areas\":[\"%s\"],\"cite\":\"an order\",\"certainty\":\"confirmed\"}",
       offices[p->a], ++h->made, offices[p->a], p->regime, chance(h, 50) ? "RU-KRS" : "UA");
}

/* What the second rule of a text asks for besides the consent. */
static void put_clauses(struct history *h, char *out, size_t size) {
  size_t used = 0;
  out[0] = '\0';
  for (unsigned i = 0; i < 2; i++) {
    if (chance(h, 40)) {
      used += (size_t)snprintf(out + used, size - used, "    advice from %s within %u working days\n",
                               offices[1 + below(h, 8)], 2 + (unsigned)below(h, 8));
    }
  }
  if (chance(h, 30)) {
    used += (size_t)snprintf(out + used, size - used, "    countersign 1\n");
  }
  if (chance(h, 20)) {
    used += (size_t)snprintf(out + used, size - used, "    condition certificate from %s\n", offices[1 + below(h, 8)]);
  }
  if (chance(h, 8)) {
    used += (size_t)snprintf(out + used, size - used, "    condition payment\n");
  }
  if (chance(h, 20)) {
    snprintf(out + used, size - used, "    notify %s %u calendar days\n", offices[1 + below(h, 8)],
             1 + (unsigned)below(h, 3));
  }
}

/* A third of the texts read a table of their own, which is published with them. */
static void make_table(struct history *h, struct plan *p, char *line, size_t size) {
  static const char *const asked[] = {"yes", "no", ""};
  const size_t n = 512;
  line[0] = '\0';
  if (!chance(h, 33)) {
    return;
  }
  p->table = calloc(1, n);
  assert_non_null(p->table);
  int used = snprintf(p->table, n, "class,asked\n");
  for (int i = 0; i < 4; i++) {
    used += snprintf(p->table + used, n - (size_t)used, "class-%d,%s\n", i, asked[below(h, 3)]);
  }
  snprintf(line, size, "table classes-%d from \"classes-%d.csv\"\n", p->regime, p->regime);
}

void history_make_rules(struct history *h, struct plan *p, bool wrong) {
  static const char *const whens[] = {
      "item.class has class-0",
      "item.class has class-1",
      "item.class has class-2 and area within RU",
      "item.class has class-3 and area within UA",
      "item.range_max >= 300 km",
      "item.class has class-1 and item.origin has US and area within UA",
      "item.class has class-3 and item depends on US by contains, relies-on",
  };
  const size_t n_whens = sizeof whens / sizeof *whens;
  int regime = 1 + (int)below(h, REGIMES);
  uint32_t number = ++h->made;
  size_t n = 4096;
  char clauses[400];
  p->blob = calloc(1, n);
  assert_non_null(p->blob);
  p->signer = (size_t)regime;
  p->regime = regime;
  bool prohibits = chance(h, 5);
  char table[80], when[160];
  make_table(h, p, table, sizeof table);
  if (p->table) {
    snprintf(when, sizeof when, "some c in classes-%d where c.asked is yes and item.class has the c.class", regime);
  } else {
    snprintf(when, sizeof when, "%s", whens[below(h, n_whens)]);
  }
  int used = snprintf(
      p->blob, n,
      "-- text %u\n%sfact act : code one of { sale, export, use }\nfact item : code\nfact item.origin : codes\n"
      "fact item.class : codes\nfact item.range_max : quantity km\nfact area : area\n\nregime r%d\n  title "
      "\"Regime %d\"\n  owner %s\n  treats use\n\nrule first\n  cite \"ours\" assumed\n  when act is use and "
      "%s\n  review by %s\nrule second\n  cite \"ours\" assumed\n  when act is use and %s\n",
      number, table, regime, regime, offices[regime], when, offices[regime], whens[below(h, n_whens)]);
  put_clauses(h, clauses, sizeof clauses);
  if (prohibits) {
    snprintf(p->blob + used, n - (size_t)used, "  prohibit\n");
  } else {
    snprintf(p->blob + used, n - (size_t)used, "  review by %s\n%s", offices[1 + below(h, 8)], clauses);
  }
  FLAT(p, "{\"act\":\"rules.publish\",\"office\":\"%s\",\"regime\":\"r%d\",\"file\":\"r%d.rules\",\"digest\":\"@\"",
       offices[regime], wrong ? regime + 100 : regime, regime);
  if (p->table) {
    MORE(p, ",\"tables\":[\"classes-%d.csv ~\"]", regime);
  }
  MORE(p, "}");
}

void history_take_rules(struct history *h, const struct plan *p) {
  h->in_force[p->regime] = true;
}
