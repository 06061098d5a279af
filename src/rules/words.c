/* The words of the language's closed lists, each in one table. Must hold no meaning. Specification: SPEC.md section 1.
 */
#include "rules/rules.h"

static const char *const verdicts[] = {[CS_NOT_COVERED] = "not-covered",
                                       [CS_PERMITTED] = "permitted",
                                       [CS_REFER] = "refer",
                                       [CS_NEEDS_APPROVAL] = "needs-approval",
                                       [CS_PROHIBITED] = "prohibited"};
static const char *const causes[] = {
    [CS_CAUSE_FACT] = "fact",       [CS_CAUSE_BOUNDS] = "bounds",     [CS_CAUSE_AREA] = "area",
    [CS_CAUSE_DATE] = "date",       [CS_CAUSE_DISPUTED] = "disputed", [CS_CAUSE_TABLE] = "table",
    [CS_CAUSE_CONTENT] = "content", [CS_CAUSE_GROUP] = "group"};
static const char *const types[] = {
    [CS_TYPE_CODE] = "code",         [CS_TYPE_CODES] = "codes",       [CS_TYPE_TEXT] = "text",
    [CS_TYPE_BOOL] = "bool",         [CS_TYPE_INTEGER] = "integer",   [CS_TYPE_DECIMAL] = "decimal",
    [CS_TYPE_MONEY] = "money",       [CS_TYPE_QUANTITY] = "quantity", [CS_TYPE_DATE] = "date",
    [CS_TYPE_DURATION] = "duration", [CS_TYPE_AREA] = "area"};
static const char *const certainties[] = {[CS_CONFIRMED] = "confirmed",
                                          [CS_REPORTED] = "reported",
                                          [CS_ASSUMED] = "assumed",
                                          [CS_DISPUTED] = "disputed",
                                          [CS_DENIED] = "denied"};
static const char *const requirements[] = {
    [CS_REQUIRE_CONSENT] = "consent",    [CS_REQUIRE_ADVICE] = "advice",   [CS_REQUIRE_COUNTERSIGN] = "countersign",
    [CS_REQUIRE_NOTIFY] = "notify",      [CS_REQUIRE_PROVISO] = "proviso", [CS_REQUIRE_LIMIT] = "limit",
    [CS_REQUIRE_CONDITION] = "condition"};

static const char *const needs[] = {
    [CS_NEED_ACT] = "act", [CS_NEED_CERTIFICATE] = "certificate", [CS_NEED_PAYMENT] = "payment"};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const char *name_in(const char *const *list, size_t n, size_t at) {
  cs_assert(at < n);
  return list[at];
}

static bool find_in(const char *const *list, size_t n, struct cs_str word, size_t *out) {
  for (size_t i = 0; i < n; i++) {
    if (cs_str_eq(word, cs_str_of(list[i]))) {
      *out = i;
      return true;
    }
  }
  return false;
}

const char *cs_verdict_name(enum cs_verdict verdict) {
  return name_in(verdicts, COUNT(verdicts), (size_t)verdict);
}

const char *cs_cause_name(enum cs_cause_kind kind) {
  return name_in(causes, COUNT(causes), (size_t)kind);
}

const char *cs_type_name(enum cs_type type) {
  return name_in(types, COUNT(types), (size_t)type);
}

bool cs_type_is_figure(enum cs_type type) {
  switch (type) {
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
  case CS_TYPE_DURATION:
    return true;
  case CS_TYPE_CODE:
  case CS_TYPE_CODES:
  case CS_TYPE_TEXT:
  case CS_TYPE_BOOL:
  case CS_TYPE_DATE:
  case CS_TYPE_AREA:
    return false;
  }
  return false;
}

const char *cs_certainty_name(enum cs_certainty certainty) {
  return name_in(certainties, COUNT(certainties), (size_t)certainty);
}

const char *cs_require_name(enum cs_require_kind kind) {
  return name_in(requirements, COUNT(requirements), (size_t)kind);
}

const char *cs_need_name(enum cs_condition_need need) {
  return name_in(needs, COUNT(needs), (size_t)need);
}

bool cs_certainty_find(struct cs_str word, enum cs_certainty *out) {
  size_t at;
  if (!find_in(certainties, COUNT(certainties), word, &at)) {
    return false;
  }
  *out = (enum cs_certainty)at;
  return true;
}

bool cs_verdict_find(struct cs_str word, enum cs_verdict *out) {
  size_t at;
  if (!find_in(verdicts, COUNT(verdicts), word, &at)) {
    return false;
  }
  *out = (enum cs_verdict)at;
  return true;
}
