/* Advice. Must never leave a mixture of positions unnamed: what the table does not merge is conflicting. Invariant: the
 * merge is associative and commutative, so that the order of advice decides nothing. Specification: DESIGN section 6. */
#include "model/advice.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- words ---- */

static const char *const names[CS_POSITION_N] = {
    "approve", "approve with proviso", "refuse", "no-licence-required", "no-objection", "return", "conflicting"};
static const char *const words[CS_POSITION_N] = {
    "approve",      "approve with proviso",  "refuse",     "no licence required",
    "no objection", "return without action", "conflicting"};
static const char *const levels[CS_LEVEL_N] = {"officer", "office", "proposal"};

const char *cs_position_name(enum cs_position position) {
  cs_assert((unsigned)position < CS_POSITION_N);
  return names[position];
}

const char *cs_position_words(enum cs_position position) {
  cs_assert((unsigned)position < CS_POSITION_N);
  return words[position];
}

const char *cs_advice_level_name(enum cs_advice_level level) {
  cs_assert((unsigned)level < CS_LEVEL_N);
  return levels[level];
}

/* ---- the published rule ---- */

static const struct {
  enum cs_position a, b, both;
} merges[] = {
    {CS_POSITION_APPROVE, CS_POSITION_PROVISO, CS_POSITION_PROVISO},
    {CS_POSITION_APPROVE, CS_POSITION_NO_LICENCE, CS_POSITION_NO_LICENCE},
};

enum cs_position cs_position_merge(enum cs_position a, enum cs_position b) {
  for (size_t i = 0; a != b && i < COUNT(merges); i++) {
    if ((merges[i].a == a && merges[i].b == b) || (merges[i].a == b && merges[i].b == a)) {
      return merges[i].both;
    }
  }
  return a == b ? a : CS_POSITION_CONFLICTING;
}

enum cs_position cs_advice_position(const struct cs_json *advice) {
  struct cs_str said = cs_json_text(advice, "outcome");
  const struct cs_json *provisos = cs_json_get(advice, "provisos");
  for (size_t i = 0; i < COUNT(names); i++) {
    if (cs_str_eq(said, cs_str_of(names[i]))) {
      return i == CS_POSITION_APPROVE && provisos && provisos->n > 0 ? CS_POSITION_PROVISO : (enum cs_position)i;
    }
  }
  return CS_POSITION_CONFLICTING; /* a word that this program does not know: a person must look at it */
}

enum cs_advice_level cs_advice_level(const struct cs_json *advice) {
  struct cs_str said = cs_json_text(advice, "level");
  size_t i = CS_LEVEL_N - 1;
  while (i > CS_LEVEL_OFFICER && !cs_str_eq(said, cs_str_of(levels[i]))) {
    i--;
  }
  return (enum cs_advice_level)i;
}

/* ---- what it is about ---- */

bool cs_advice_stands(const struct cs_json *advice) {
  return cs_json_get(advice, "void") == NULL;
}

static bool lists(const struct cs_json *items, struct cs_str item) {
  bool found = false;
  for (size_t i = 0; items && i < items->n; i++) {
    found = found || cs_str_eq(items->items[i]->text, item);
  }
  return found;
}

bool cs_advice_covers(const struct cs_json *advice, struct cs_str item) {
  const struct cs_json *items = cs_json_get(advice, "items");
  return !items || lists(items, item);
}

static bool same_items(const struct cs_json *a, const struct cs_json *b) {
  bool same = !a == !b;
  for (size_t i = 0; same && a && i < a->n; i++) {
    same = lists(b, a->items[i]->text);
  }
  for (size_t i = 0; same && b && i < b->n; i++) {
    same = lists(a, b->items[i]->text);
  }
  return same;
}

bool cs_advice_same_place(const struct cs_json *a, const struct cs_json *b) {
  return cs_str_eq(cs_json_text(a, "officer"), cs_json_text(b, "officer")) &&
         cs_str_eq(cs_json_text(a, "office"), cs_json_text(b, "office")) && cs_advice_level(a) == cs_advice_level(b) &&
         cs_str_eq(cs_json_text(a, "party"), cs_json_text(b, "party")) &&
         same_items(cs_json_get(a, "items"), cs_json_get(b, "items"));
}

/* ---- amendments ---- */

static bool json_eq(const struct cs_json *a, const struct cs_json *b, unsigned depth) {
  if (!a || !b || depth > CS_JSON_DEPTH_MAX) {
    return a == b;
  }
  if (a->kind != b->kind || a->truth != b->truth || a->n != b->n || !cs_str_eq(a->text, b->text)) {
    return false;
  }
  bool same = true;
  for (size_t i = 0; same && i < a->n; i++) {
    same = a->kind == CS_JSON_ARRAY ? json_eq(a->items[i], b->items[i], depth + 1)
                                    : json_eq(a->members[i].value, cs_json_get_str(b, a->members[i].key), depth + 1);
  }
  return same;
}

bool cs_advice_json_eq(const struct cs_json *a, const struct cs_json *b) {
  return json_eq(a, b, 0);
}

static const char *const roles[] = {"applicant", "holder", "recipient", "user", "end_user"};

static bool is_role(struct cs_str key) {
  bool role = false;
  for (size_t i = 0; i < COUNT(roles); i++) {
    role = role || cs_str_eq(key, cs_str_of(roles[i]));
  }
  return role;
}

/* Does a member of `a`, the lines apart and, without `with_roles`, the parties, differ in `b`? */
static bool rest_differs(const struct cs_json *a, const struct cs_json *b, bool with_roles) {
  bool differs = false;
  for (size_t i = 0; a && i < a->n; i++) {
    struct cs_str key = a->members[i].key;
    if (!cs_str_eq(key, CS_STR("lines")) && (with_roles || !is_role(key))) {
      differs = differs || !json_eq(a->members[i].value, cs_json_get_str(b, key), 0);
    }
  }
  return differs;
}

static bool party_moved(struct cs_str party, const struct cs_json *before, const struct cs_json *after) {
  bool moved = false;
  for (size_t i = 0; i < COUNT(roles); i++) {
    moved =
        moved || cs_str_eq(cs_json_text(before, roles[i]), party) != cs_str_eq(cs_json_text(after, roles[i]), party);
  }
  return moved;
}

static size_t count_line(const struct cs_json *lines, const struct cs_json *line) {
  size_t n = 0;
  for (size_t i = 0; lines && i < lines->n; i++) {
    n += json_eq(lines->items[i], line, 0);
  }
  return n;
}

/* Is a line of `a` that the advice is about not in `b` as it is, and as often? */
static bool lines_differ(const struct cs_json *advice, const struct cs_json *a, const struct cs_json *b) {
  const struct cs_json *of_a = cs_json_get(a, "lines");
  const struct cs_json *of_b = cs_json_get(b, "lines");
  bool differ = false;
  for (size_t i = 0; of_a && i < of_a->n; i++) {
    bool about = cs_advice_covers(advice, cs_json_text(of_a->items[i], "item"));
    differ = differ || (about && count_line(of_a, of_a->items[i]) != count_line(of_b, of_a->items[i]));
  }
  return differ;
}

bool cs_advice_touched(const struct cs_json *advice, const struct cs_json *before, const struct cs_json *after) {
  struct cs_str party = cs_json_text(advice, "party");
  bool of_party = party.len > 0;
  bool by_lines = cs_json_get(advice, "items") || !of_party;
  if (rest_differs(before, after, !of_party) || rest_differs(after, before, !of_party)) {
    return true;
  }
  return (of_party && party_moved(party, before, after)) ||
         (by_lines && (lines_differ(advice, before, after) || lines_differ(advice, after, before)));
}
