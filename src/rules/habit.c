/* Habits of other languages. Must never guess beyond the word itself. Specification: SPEC.md sections 2, 7 and 12 say what is written. */
#include "rules/habit.h"

struct habit {
  const char *text, *hint;
};

#define EFFECTS "an effect is permit, refer \"why\", review by OFFICE, prohibit or note \"...\""

static const struct habit words[] = {
    {"if", "a rule's condition begins with when"},
    {"then", "a rule has its effect on a line of its own: permit, prohibit, ..."},
    {"else", "what holds where no case does stands behind otherwise"},
    {"unless", "write: when ... and not (...)"},
    {"forbid", EFFECTS},
    {"deny", EFFECTS},
    {"allow", EFFECTS},
    {"grant", EFFECTS},
    {"require", EFFECTS},
    {"requires", EFFECTS},
    {"approve", EFFECTS},
    {"effect", EFFECTS},
    {"string", "write text, or code for a word that stands for something"},
    {"number", "write integer, decimal, or quantity UNIT"},
    {"float", "write decimal"},
    {"boolean", "write bool"},
    {"list", "write codes"},
    {"set", "write codes"},
    {"equals", "write: a is b, of figures a = b"},
    {"contains", "of a set, write: a has x"},
    {"includes", "of a set, write: a has x"},
    {"between", "write: a >= 1 and a <= 5"},
    {"exists", "write: a is not blank, of a cell or term; a fact that is not stated is unknown"},
    {"where", "a row has a name: some r in TABLE where r.COLUMN is ..."},
    {"=", "figures and days are compared with one =, codes with is"},
    {"{", "several values stand behind in, not in, has or within: a in { x, y }"},
    {",", "several values stand in braces: a in { x, y }; a figure has no commas: 5000"},
    {"*", "a product has a figure without unit on one side; a pattern stands in quotation marks behind like"},
};

/* What begins a word or sign that the language does not have. */
static const struct habit beginnings[] = {
    {"\xE2\x80\x9C", "write straight quotation marks: \"...\""},
    {"\xE2\x80\x9D", "write straight quotation marks: \"...\""},
    {"\xE2\x80\x9E", "write straight quotation marks: \"...\""},
    {"\xE2\x80\x98", "write straight quotation marks: \"...\""},
    {"\xE2\x80\x99", "write straight quotation marks: \"...\""},
    {"\xC2\xAB", "write straight quotation marks: \"...\""},
    {"'", "a text stands in double quotation marks: \"...\""},
    {"\xE2\x80\x93", "a hyphen is -, a comment begins with --"},
    {"\xE2\x80\x94", "a hyphen is -, a comment begins with --"},
    {"\xE2\x88\x92", "a minus is - with a blank on both sides"},
    {"\xE2\x89\xA5", "write >="},
    {"\xE2\x89\xA4", "write <="},
    {"\xE2\x89\xA0", "write is not"},
    {"\xC2\xA0", "this is a blank that does not break: write a plain one"},
    {"$", "an amount has its currency behind it: 5 USD"},
    {"\xE2\x82\xAC", "an amount has its currency behind it: 5 EUR"},
    {"\xC2\xA3", "an amount has its currency behind it: 5 GBP"},
    {"#", "a comment begins with --"},
    {"/", "a comment begins with --; a quotient is not in the language"},
    {";", "a clause ends with its line, nothing stands behind it"},
    {"!", "write not (...), is not, not in"},
    {"&", "write and"},
    {"|", "write or"},
};

const char *cs_habit(struct cs_str text) {
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (cs_str_eq(text, cs_str_of(words[i].text))) {
      return words[i].hint;
    }
  }
  for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
    if (cs_str_starts(text, cs_str_of(beginnings[i].text))) {
      return beginnings[i].hint;
    }
  }
  return NULL;
}
