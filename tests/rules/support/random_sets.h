/* Random rule sets as texts, and random questions of them, for comparing two ways of answering. Blocks of text that can be
 * left out one by one, so that a set that shows a difference can be made smaller. */
#ifndef CS_TEST_RULES_RANDOM_SETS_H
#define CS_TEST_RULES_RANDOM_SETS_H

#include "rules/support/fixture.h"

enum {
  RANDOM_BLOCKS_MAX = 64,
  RANDOM_BLOCK_MAX = 1024,
  RANDOM_TEXT_MAX = 65536,
  RANDOM_LINES_MAX = 3,
  RANDOM_FACTS_MAX = 40
};

struct random_block {
  int regime, name;
  char text[RANDOM_BLOCK_MAX];
};
struct random_set {
  struct random_block blocks[RANDOM_BLOCKS_MAX];
  size_t n_blocks;
  uint64_t seed;
  bool alike; /* most rules look at the same facts in the same way, and say the same */
  bool kin;   /* so do most families, member by member */
  bool plain; /* no rule but of tests, no regime's own containment looked at */
  char text[RANDOM_TEXT_MAX];
};

struct random_question {
  struct cs_value values[RANDOM_LINES_MAX][RANDOM_FACTS_MAX];
  size_t n_lines;
  cs_day on, known;
  uint64_t host; /* seed of what the host says */
};

/* ---- chance */

struct random_dice {
  uint64_t state;
};
static inline unsigned random_roll(struct random_dice *dice, unsigned sides) { /* splitmix64 */
  dice->state += 0x9e3779b97f4a7c15u;
  uint64_t z = dice->state;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return (unsigned)((z ^ z >> 31) % sides);
}
#define RANDOM_OF(dice, list) ((list)[random_roll((dice), (unsigned)(sizeof(list) / sizeof *(list)))])

/* ---- texts */

static const char *const random_head =
    "fact kind : code\nfact mode : code one of { a, b, c }\nfact eccn : code by \".\"\n"
    "fact size : quantity km\nfact cost : money USD\nfact stock : integer\n"
    "fact floor : integer\nfact shipped : date\nfact urgent : bool, else no\n"
    "fact calm : bool\nfact marks : codes\nfact grade : code, else low\n"
    "date memo is 2025-05..2025-06\n"
    "group plain of items\n  member x, y\n"
    "group dated of items and others\n  member y from 2025-05..2025-07 known 2025-05-01\n"
    "  member z cite \"s\" reported\n"
    "group near of areas\n  member UA, PL\n"
    "group kept of items on record\n";
static const char *const random_regimes[] = {
    "regime r0\n  owner o\n  treats use, sale\n  otherwise review by o9\n",
    "regime r1\n  owner o\n  treats use\n  area UA-43 within RU cite \"c\" reported\n",
    "regime r2\n  owner o\n  from 2025-03..2025-08\n  known 2025-01-01\n  treats sale\n  otherwise permit\n",
    "regime r3\n  owner o\n"};

static inline void random_add(char *out, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
static inline void random_add(char *out, size_t size, const char *fmt, ...) {
  size_t used = strlen(out);
  va_list args;
  va_start(args, fmt);
  int n = vsnprintf(out + used, size - used, fmt, args);
  va_end(args);
  assert_true(n >= 0 && used + (size_t)n < size);
}

/* Atoms that the index reads as tests. */
static const char *const random_tests[] = {"urgent",
                                           "not urgent",
                                           "calm",
                                           "not calm",
                                           "grade is low",
                                           "calm is no",
                                           "grade is not high",
                                           "item in plain",
                                           "item not in plain",
                                           "area in near",
                                           "stock - quantity < floor",
                                           "stock < floor",
                                           "stock + quantity >= floor",
                                           "shipped > today",
                                           "shipped < 2025-06-01",
                                           "2025-06-01 <= shipped",
                                           "cost > 100.50 USD",
                                           "cost <= 99 USD",
                                           "5 < stock",
                                           "size is 300 km",
                                           "item.origin has US",
                                           "item.origin has { US, GB }",
                                           "item.origin has-not GB",
                                           "area not in near"};
static const char *const random_others[] = {"urgent",
                                            "not urgent",
                                            "calm",
                                            "not calm",
                                            "grade is low",
                                            "calm is no",
                                            "grade is not high",
                                            "item in plain",
                                            "item not in plain",
                                            "item in dated",
                                            "area in near",
                                            "area not in near",
                                            "item in kept",
                                            "item depends on US by contains",
                                            "item depends on US by contains, runs",
                                            "kind is the grade",
                                            "stock - quantity < floor",
                                            "stock < floor",
                                            "stock + quantity >= floor",
                                            "shipped + 30 days <= today",
                                            "shipped > today",
                                            "shipped < 2025-06-01",
                                            "2025-06-01 <= shipped",
                                            "stock * 2 > floor",
                                            "cost > 100.50 USD",
                                            "cost <= 99 USD",
                                            "5 < stock",
                                            "size is 300 km",
                                            "item.origin has US",
                                            "item.origin has { US, GB }",
                                            "item.origin has-not GB"};

static inline void random_atom(struct random_dice *dice, bool plain, char *out, size_t size) {
  static const char *const kinds[] = {"k1", "k2", "k3", "k4"};
  static const char *const areas[] = {"RU", "RU-KRS", "RU-MOS", "UA", "UA-43", "PL", "XZ"};
  static const char *const codes[] = {"9A", "9A.1", "9A.1.a", "9B", "5"};
  static const char *const ops[] = {"<", "<=", "=", "!=", ">=", ">"};
  static const char *const sizes[] = {"100 km", "150 mi", "300 km", "300.0000001 km"};
  switch (random_roll(dice, plain ? 11 : 12)) {
  case 0:
    random_add(out, size, "kind is %s", RANDOM_OF(dice, kinds));
    return;
  case 1:
    random_add(out, size, "kind in { %s, %s }", RANDOM_OF(dice, kinds), RANDOM_OF(dice, kinds));
    return;
  case 2:
    random_add(out, size, "area within %s", RANDOM_OF(dice, areas));
    return;
  case 3:
    random_add(out, size, "area within { %s, %s }", RANDOM_OF(dice, areas), RANDOM_OF(dice, areas));
    return;
  case 4:
    random_add(out, size, "area is %s%s", random_roll(dice, 4) == 0 ? "not " : "", RANDOM_OF(dice, areas));
    return;
  case 5:
    random_add(out, size, "eccn %s %s", random_roll(dice, 2) == 0 ? "is" : "within", RANDOM_OF(dice, codes));
    return;
  case 6:
    random_add(out, size, "size %s %s", RANDOM_OF(dice, ops), RANDOM_OF(dice, sizes));
    return;
  case 7:
    random_add(out, size, "act is %s", random_roll(dice, 2) == 0 ? "use" : "sale");
    return;
  case 8:
    random_add(out, size, "mode is %s%c", random_roll(dice, 3) == 0 ? "not " : "", "abc"[random_roll(dice, 3)]);
    return;
  case 9:
    random_add(out, size, "marks has %c", "mno"[random_roll(dice, 3)]);
    return;
  case 10:
    random_add(out, size, "%s", RANDOM_OF(dice, random_tests));
    return;
  default:
    random_add(out, size, "%s", RANDOM_OF(dice, random_others));
  }
}

static inline void random_condition(struct random_dice *dice, bool plain, char *out, size_t size) {
  unsigned n = 1 + random_roll(dice, 4);
  for (unsigned i = 0; i < n; i++) {
    random_add(out, size, "%s", i > 0 ? " and " : "");
    if (!plain && random_roll(dice, 6) == 0) {
      random_add(out, size, "%s(", random_roll(dice, 2) == 0 ? "not " : "");
      random_atom(dice, plain, out, size);
      random_add(out, size, " or ");
      random_atom(dice, plain, out, size);
      random_add(out, size, ")");
    } else {
      random_atom(dice, plain, out, size);
    }
  }
}

static inline void random_effect(struct random_dice *dice, char *out, size_t size) {
  unsigned office = random_roll(dice, 3);
  switch (random_roll(dice, 7)) {
  case 0:
    random_add(out, size, "  permit\n");
    return;
  case 1:
    random_add(out, size, "  prohibit\n");
    return;
  case 2:
    random_add(out, size, "  refer \"ask %u\"\n", office);
    return;
  case 3:
    random_add(out, size, "  note \"n%u\"\n", office);
    return;
  default:
    random_add(out, size, "  review by o%u\n", office);
  }
  static const char *const clauses[] = {"advice from o1 within 5 working days",
                                        "advice from o1 within 9 calendar days",
                                        "countersign 1",
                                        "countersign 2",
                                        "notify o2 30 calendar days",
                                        "single use",
                                        "limit 300 km",
                                        "limit 200 km reported",
                                        "proviso \"p\"",
                                        "proviso \"p\" assumed",
                                        "condition \"c\" before 2026-01-01",
                                        "note \"below\""};
  for (unsigned n = random_roll(dice, 3); n > 0; n--) {
    random_add(out, size, "    %s\n", RANDOM_OF(dice, clauses));
  }
}

static inline void random_period(struct random_dice *dice, bool version, char *out, size_t size) {
  static const char *const starts[] = {"2025-01-01", "2025-05..2025-07", "memo", "2025-06-10", "2025-09-01"};
  static const char *const cites[] = {"confirmed", "confirmed", "reported", "assumed", "denied"};
  if (version) {
    random_add(out, size, "  from 2025-0%u-01\n", 4 + random_roll(dice, 5));
  } else if (random_roll(dice, 3) == 0) {
    random_add(out, size, "  from %s\n  known 2025-0%u-01\n", RANDOM_OF(dice, starts), 1 + random_roll(dice, 8));
  }
  if (random_roll(dice, 8) == 0) {
    random_add(out, size, "  before %s\n", random_roll(dice, 2) == 0 ? "2025-10..2025-12" : "2026-01-01");
  }
  for (unsigned n = random_roll(dice, 3); n > 0; n--) {
    random_add(out, size, "  cite \"s\" %s\n", RANDOM_OF(dice, cites));
  }
}

/* One of many that look at the same facts. */
static inline void random_alike(struct random_set *set, struct random_dice *dice, int name) {
  static const char *const kinds[] = {"k1", "k2", "k3", "k4", "{ k1, k3 }"};
  static const char *const areas[] = {"RU", "RU-KRS", "UA", "UA-43", "PL", "{ PL, RU-MOS }"};
  static const char *const ops[] = {">", ">", ">", ">=", "<", "<="};
  struct random_block *block = &set->blocks[set->n_blocks++];
  const char *kind = RANDOM_OF(dice, kinds), *op = ops[set->seed / 3 % 6];
  bool odd = random_roll(dice, 400) == 0;
  *block = (struct random_block){.regime = set->seed % 2 == 0 ? 0 : 2, .name = name};
  random_add(block->text, sizeof block->text, "rule n%d\n  cite \"s\" %s\n  when kind %s %s and area within %s", name,
             set->seed % 5 == 0 ? "reported" : "confirmed", kind[0] == '{' ? "in" : "is", kind, RANDOM_OF(dice, areas));
  random_add(block->text, sizeof block->text, set->seed % 7 == 0 ? " and marks has %c" : "",
             "mno"[random_roll(dice, 3)]);
  random_add(block->text, sizeof block->text, odd ? "\n" : " and size %s %u km\n", op, 50 * random_roll(dice, 12));
  random_add(block->text, sizeof block->text, odd ? "  prohibit\n" : "  review by o1\n");
}

/* One of many families that look at the same facts member by member: a rule, an exception to it, and one or two more to
 * either or both. */
static inline void random_family(struct random_set *set, struct random_dice *dice, int name) {
  static const char *const kinds[] = {"k1", "k2", "k3", "k4", "{ k1, k3 }"};
  static const char *const areas[] = {"RU", "RU-KRS", "UA", "UA-43", "PL", "{ PL, RU-MOS }"};
  static const char *const effects[] = {"permit", "prohibit", "review by o1", "review by o2"};
  static const struct {
    const char *verb;
    bool rule, first; /* the rule itself; the first exception to it */
  } reaches[] = {{"lifts", true, false},
                 {"replaces", true, false},
                 {"lifts", false, true},
                 {"replaces", false, true},
                 {"lifts", true, true}};
  struct random_block *block = &set->blocks[set->n_blocks++];
  struct random_dice like = {set->seed}; /* what all families have alike */
  size_t size = sizeof block->text;
  const char *kind = RANDOM_OF(dice, kinds), *is = kind[0] == '{' ? "in" : "is";
  const char *certainty = random_roll(&like, 5) == 0 ? "reported" : "confirmed";
  *block = (struct random_block){.regime = random_roll(&like, 2) == 0 ? 0 : 2, .name = name};
  random_add(block->text, size, "rule n%d\n  cite \"s\" %s\n  when kind %s %s and area within %s%s\n  %s\n", name,
             certainty, is, kind, RANDOM_OF(dice, areas),
             random_roll(&like, 2) == 0  ? ""
             : random_roll(dice, 2) == 0 ? " and size > 100 km"
                                         : " and size > 300 km",
             RANDOM_OF(&like, effects));
  random_add(block->text, size, "exception n%d-a %s n%d\n  cite \"s\"\n  when kind %s %s and mode is %c\n  %s\n", name,
             random_roll(&like, 2) == 0 ? "lifts" : "replaces", name, is, kind, "abc"[random_roll(dice, 3)],
             random_roll(dice, 400) == 0 ? "note \"odd\"" : RANDOM_OF(&like, effects));
  for (unsigned i = 0, n = random_roll(&like, 3); i < n; i++) {
    unsigned reach = random_roll(&like, 5);
    random_add(block->text, size, "exception n%d-%c %s", name, "bc"[i], reaches[reach].verb);
    random_add(block->text, size, reaches[reach].rule ? " n%d%s" : "", name, reaches[reach].first ? "," : "");
    random_add(block->text, size, reaches[reach].first ? " n%d-a" : "", name);
    random_add(block->text, size, "\n  cite \"s\" %s\n  when ", certainty);
    random_add(block->text, size, i == 0 ? "item is %c" : "act is use and marks has %c",
               "xyzmno"[random_roll(dice, 3) + 3 * i]);
    random_add(block->text, size, "\n  %s\n", RANDOM_OF(&like, effects));
  }
}

/* A rule, an exception to some earlier ones, or a next version of one. */
static inline void random_rule(struct random_set *set, struct random_dice *dice, int name) {
  struct random_block *block = &set->blocks[set->n_blocks++];
  char earlier[RANDOM_BLOCK_MAX] = "";
  unsigned n_earlier = 0;
  bool version = name > 0 && random_roll(dice, set->plain ? 40 : 10) == 0;
  *block = (struct random_block){.regime = set->plain ? 2 * (int)random_roll(dice, 2) : (int)random_roll(dice, 4),
                                 .name = name};
  if (version) {
    block->regime = set->blocks[set->n_blocks - 2].regime;
    block->name = set->blocks[set->n_blocks - 2].name;
    version = strstr(set->blocks[set->n_blocks - 2].text, "exception") == NULL;
    block->name = version ? block->name : name;
  }
  for (size_t i = 0; i + 1 < set->n_blocks && random_roll(dice, 3) == 0; i++) {
    const struct random_block *other = &set->blocks[random_roll(dice, (unsigned)set->n_blocks - 1)];
    if (other->regime == block->regime && other->name != block->name && n_earlier < 3) {
      random_add(earlier, sizeof earlier, "%sn%d", n_earlier++ > 0 ? ", " : "", other->name);
    }
  }
  bool exception = n_earlier > 0 && !version && random_roll(dice, 4) != 0;
  size_t size = sizeof block->text;
  random_add(block->text, size, "%s n%d", exception ? "exception" : "rule", block->name);
  if (exception) {
    random_add(block->text, size, " %s %s", random_roll(dice, 3) == 0 ? "replaces" : "lifts", earlier);
  }
  random_add(block->text, size, "\n");
  if (!exception && n_earlier > 0 && (!set->plain || random_roll(dice, 8) == 0)) {
    random_add(block->text, size, "  disputed by %s\n", earlier);
  }
  random_period(dice, version, block->text, size);
  if (!exception || random_roll(dice, 4) != 0) {
    random_add(block->text, size, "  when ");
    random_condition(dice, set->plain, block->text, size);
    random_add(block->text, size, "\n");
  }
  random_effect(dice, block->text, size);
}

static inline void random_make(struct random_set *set, uint64_t seed) {
  struct random_dice dice = {seed};
  memset(set, 0, sizeof *set);
  set->seed = seed;
  set->plain = seed % 2 == 0;
  set->alike = seed % 3 == 0;
  set->kin = seed % 3 == 1 && random_roll(&dice, 2) == 0;
  unsigned few = random_roll(&dice, 4) != 0 && !set->alike && !set->kin ? 16 : RANDOM_BLOCKS_MAX - 3;
  unsigned n = 3 + random_roll(&dice, few);
  for (unsigned i = 0; i < n; i++) {
    if (set->kin && i > 2) {
      random_family(set, &dice, (int)i);
    } else if (set->alike && i > 2) {
      random_alike(set, &dice, (int)i);
    } else {
      random_rule(set, &dice, (int)i);
    }
  }
}

static inline void random_drop(struct random_set *set, size_t block) {
  memmove(&set->blocks[block], &set->blocks[block + 1], (set->n_blocks - block - 1) * sizeof *set->blocks);
  set->n_blocks--;
}

static inline void random_write(struct random_set *set) {
  set->text[0] = '\0';
  random_add(set->text, sizeof set->text, "%s", random_head);
  for (int regime = 0; regime < 4; regime++) {
    random_add(set->text, sizeof set->text, "%s", random_regimes[regime]);
    for (size_t i = 0; i < set->n_blocks; i++) {
      if (set->blocks[i].regime == regime) {
        random_add(set->text, sizeof set->text, "%s", set->blocks[i].text);
      }
    }
  }
}

static inline const char *random_text(const struct random_set *set) {
  return set->text;
}

/* ---- questions */

static inline void random_codes(struct random_dice *dice, struct cs_arena *arena, struct cs_strs *list,
                                const char *const *words, unsigned n) {
  struct cs_err err;
  for (unsigned i = 0; i < n; i++) {
    if (random_roll(dice, 3) == 0) {
      struct cs_str *slot = cs_list_push(arena, list, &err);
      assert_non_null(slot);
      *slot = cs_str_of(words[i]);
    }
  }
}

static inline void random_figure(struct random_dice *dice, struct cs_str name, struct cs_value *value) {
  static const char *const sizes[] = {"100 km",
                                      "150 mi",
                                      "300 km",
                                      "300.0000001 km",
                                      "250 km..350 km",
                                      "..300 km",
                                      "150 mi..",
                                      "99999999999999999999 km",
                                      "300.00000000000001 km",
                                      "241401.6 m"};
  static const char *const costs[] = {"100.50 USD", "99 USD", "50 USD..200 USD", "100 EUR", "100.5 USD"};
  static const char *const counts[] = {"1", "5", "6", "10", "4..7", "..6", "0.5", "3 pieces"};
  struct cs_err err;
  bool size = cs_str_eq(name, CS_STR("size")), cost = cs_str_eq(name, CS_STR("cost"));
  const char *text = size ? RANDOM_OF(dice, sizes) : cost ? RANDOM_OF(dice, costs) : RANDOM_OF(dice, counts);
  assert_ok(cs_figure_parse(cs_str_of(text), &value->figure, &err), &err);
}

static inline const char *random_code(struct random_dice *dice, struct cs_str name) {
  static const char *const kinds[] = {"k1", "k2", "k3", "k4", "low", "unheard-of"};
  static const char *const codes[] = {"9A", "9A.1", "9A.1.a", "9A.1.a.b", "9B", "9", "7"};
  static const char *const modes[] = {"a", "b", "c"}, *const items[] = {"x", "y", "z", "w"};
  static const char *const acts[] = {"use", "sale", "delivery"}, *const grades[] = {"low", "high", "k1"};
  return cs_str_eq(name, CS_STR("eccn"))    ? RANDOM_OF(dice, codes)
         : cs_str_eq(name, CS_STR("mode"))  ? RANDOM_OF(dice, modes)
         : cs_str_eq(name, CS_STR("item"))  ? RANDOM_OF(dice, items)
         : cs_str_eq(name, CS_STR("act"))   ? RANDOM_OF(dice, acts)
         : cs_str_eq(name, CS_STR("grade")) ? RANDOM_OF(dice, grades)
                                            : RANDOM_OF(dice, kinds);
}

static inline void random_value(struct random_dice *dice, const struct cs_fact_info *fact, struct cs_arena *arena,
                                struct cs_value *value) {
  static const char *const areas[] = {"RU", "RU-KRS", "RU-MOS", "UA", "UA-43", "PL", "DE", "XZ"};
  static const char *const marks[] = {"m", "n", "o"}, *const states[] = {"US", "GB", "FR"};
  static const char *const days[] = {"2025-05-01", "2025-06-15", "2025-05..2025-07", "..2025-06-01", "2025-06-01"};
  struct cs_err err;
  value->known = true;
  switch (fact->type) {
  case CS_TYPE_CODE:
  case CS_TYPE_TEXT:
    value->code = cs_str_of(random_code(dice, fact->name));
    return;
  case CS_TYPE_CODES:
    random_codes(dice, arena, &value->sure, cs_str_eq(fact->name, CS_STR("marks")) ? marks : states, 3);
    random_codes(dice, arena, &value->maybe, cs_str_eq(fact->name, CS_STR("marks")) ? marks : states,
                 random_roll(dice, 2) == 0 ? 3 : 0);
    value->open = random_roll(dice, 5) == 0;
    return;
  case CS_TYPE_BOOL:
    value->truth = random_roll(dice, 8) == 0 ? CS_UNKNOWN : random_roll(dice, 2) == 0 ? CS_YES : CS_NO;
    return;
  case CS_TYPE_DATE:
    assert_ok(cs_span_parse(cs_str_of(RANDOM_OF(dice, days)), &value->span, &err), &err);
    return;
  case CS_TYPE_AREA:
    if (random_roll(dice, 20) != 0) {
      assert_true(cs_area_find(cs_str_of(RANDOM_OF(dice, areas)), &value->area));
    }
    return;
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
  case CS_TYPE_DURATION:
    random_figure(dice, fact->name, value);
    return;
  }
}

/* How much is unknown, and how weak the sources are, is the question's own lot. */
static inline void random_ask(struct random_question *q, const struct cs_rules *rules, uint64_t seed,
                              struct cs_arena *arena) {
  static const enum cs_certainty weak[] = {CS_CONFIRMED, CS_REPORTED, CS_ASSUMED, CS_DISPUTED, CS_CONFIRMED};
  static const char *const days[] = {"2025-02-01", "2025-05-20", "2025-06-10", "2025-07-31", "2025-12-05"};
  struct random_dice dice = {seed};
  struct cs_err err;
  memset(q, 0, sizeof *q);
  unsigned unknown = random_roll(&dice, 4), weaker = random_roll(&dice, 3); /* of six facts each */
  q->n_lines = random_roll(&dice, 6) == 0 ? 1 + random_roll(&dice, RANDOM_LINES_MAX) : 1;
  q->host = seed;
  assert_ok(cs_day_parse(cs_str_of(RANDOM_OF(&dice, days)), &q->on, &err), &err);
  assert_ok(cs_day_parse(cs_str_of(RANDOM_OF(&dice, days)), &q->known, &err), &err);
  assert_true(cs_rules_n_facts(rules) <= RANDOM_FACTS_MAX);
  for (size_t line = 0; line < q->n_lines; line++) {
    for (size_t i = 0; i < cs_rules_n_facts(rules); i++) {
      struct random_dice own = {seed ^ cs_str_hash(cs_rules_fact(rules, i)->name) ^ line << 32};
      struct cs_value *value = &q->values[line][i];
      if (random_roll(&own, 6) < weaker) {
        value->certainty = RANDOM_OF(&own, weak);
      }
      if (random_roll(&own, 6) >= unknown) {
        random_value(&own, cs_rules_fact(rules, i), arena, value);
      }
      if (random_roll(&own, 10) == 0) {
        value->cause =
            (struct cs_cause){random_roll(&own, 2) == 0 ? CS_CAUSE_DISPUTED : CS_CAUSE_CONTENT, CS_STR("src")};
      }
    }
  }
}

/* These facts (a mask of their numbers) are not given. */
static inline void random_silence(struct random_question *q, const struct cs_rules *rules, uint64_t facts) {
  for (size_t line = 0; line < q->n_lines; line++) {
    for (size_t i = 0; i < cs_rules_n_facts(rules) && i < 64; i++) {
      if ((facts >> i & 1) != 0) {
        q->values[line][i] = (struct cs_value){0};
      }
    }
  }
}

/* ---- the host: what it says depends on its seed and the words alone */

static inline enum cs_truth random_member(void *ctx, struct cs_str group, struct cs_str thing, cs_day on, cs_day known,
                                          enum cs_certainty weakest, struct cs_cause *cause) {
  const struct random_question *q = ctx;
  struct random_dice dice = {q->host ^ cs_str_hash(thing) ^ cs_str_hash(group)};
  (void)on, (void)known;
  enum cs_certainty certainty = (enum cs_certainty)random_roll(&dice, 3);
  enum cs_truth truth = (enum cs_truth)(1 + random_roll(&dice, 3));
  *cause = (struct cs_cause){CS_CAUSE_GROUP, group};
  return certainty > weakest ? CS_UNKNOWN : truth;
}

static inline bool random_depends(void *ctx, struct cs_str thing, struct cs_str origin, uint32_t kinds, cs_day on,
                                  cs_day known, enum cs_certainty weakest, struct cs_arena *arena,
                                  struct cs_content *out, struct cs_err *err) {
  const struct random_question *q = ctx;
  struct random_dice dice = {q->host ^ cs_str_hash(thing) ^ cs_str_hash(origin) ^ kinds};
  (void)on, (void)known;
  enum cs_certainty certainty = (enum cs_certainty)random_roll(&dice, 3);
  enum cs_truth truth = (enum cs_truth)(1 + random_roll(&dice, 3));
  struct cs_path_node *node = cs_arena_new(arena, struct cs_path_node, err);
  if (!node) {
    return false;
  }
  *node = (struct cs_path_node){.item = thing, .origin = origin};
  *out = (struct cs_content){
      .truth = certainty > weakest ? CS_UNKNOWN : truth, .certainty = certainty, .cause = {CS_CAUSE_CONTENT, thing}};
  out->path = out->truth == CS_YES ? (struct cs_path){node, 1} : (struct cs_path){NULL, 0};
  return true;
}

static inline struct cs_rules_host random_host(const struct random_question *q) {
  union {
    const struct random_question *in;
    void *out;
  } ctx = {q};
  return (struct cs_rules_host){.ctx = ctx.out, .member = random_member, .depends = random_depends};
}

#endif
