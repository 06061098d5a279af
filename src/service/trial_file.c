/* Reading files of trials. Must never take a line for something that it does not say: a word that is not known is an
 * error. */
#include "service/trial_file.h"

#include "base/near.h"

#include <string.h>

/* A piece of a line, with its place. */
struct word {
  struct cs_str text;
  uint32_t line, column;
};

struct parser {
  struct cs_arena *arena;
  struct cs_str source;
  struct cs_str rest; /* behind the present line */
  struct cs_str line_text;
  uint32_t line;
  struct cs_trials *out;
  /* Of the trial under way: */
  struct cs_trial *trial;
  struct cs_json *request; /* being built, or as it was given */
  struct cs_json *facts;
  bool given, has_expect;
  struct cs_err *err;
};

static bool fault_at(struct parser *p, uint32_t line, uint32_t column) {
  return cs_err_at(p->err, p->source, line, column);
}

static bool fault(struct parser *p, const struct word *word) {
  return fault_at(p, word->line, word->column);
}

/* ------------------------------------------------------------------ lines and words */

/* The line up to a comment: `--` at its beginning or behind a blank, outside of quotes. */
static struct cs_str without_comment(struct cs_str line) {
  bool quoted = false;
  for (size_t i = 0; i < line.len; i++) {
    if (line.ptr[i] == '"') {
      quoted = !quoted;
    }
    bool begins = i == 0 || line.ptr[i - 1] == ' ' || line.ptr[i - 1] == '\t';
    if (!quoted && begins && line.ptr[i] == '-' && i + 1 < line.len && line.ptr[i + 1] == '-') {
      return cs_str_sub(line, 0, i);
    }
  }
  return line;
}

static uint32_t column_of(const struct parser *p, const char *at) {
  uint32_t column = 1;
  for (const char *c = p->line_text.ptr; c < at; c++) {
    column += ((unsigned char)*c & 0xC0) != 0x80;
  }
  return column;
}

static struct word word_at(const struct parser *p, struct cs_str text) {
  return (struct word){text, p->line, column_of(p, text.ptr)};
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

/* Takes the first word off *rest. */
static struct word take_word(const struct parser *p, struct cs_str *rest) {
  *rest = cs_str_trim(*rest);
  size_t n = 0;
  while (n < rest->len && !is_blank(rest->ptr[n])) {
    n++;
  }
  struct word word = word_at(p, cs_str_sub(*rest, 0, n));
  *rest = cs_str_trim(cs_str_from(*rest, n));
  return word;
}

/* Without its quotes, if it has them. */
static bool unquote(struct parser *p, struct word *word) {
  struct cs_str text = word->text;
  if (text.len == 0 || text.ptr[0] != '"') {
    return true;
  }
  if (text.len < 2 || text.ptr[text.len - 1] != '"') {
    cs_err_set(p->err, &CS_E_SERVICE_TRIAL_FILE, "the quotes that begin here do not end on this line");
    return fault(p, word);
  }
  word->text = cs_str_sub(text, 1, text.len - 2);
  return true;
}

static bool none_left(struct parser *p, const struct word *key, struct cs_str value) {
  if (value.len > 0) {
    return true;
  }
  cs_err_set(p->err, &CS_E_SERVICE_TRIAL_FILE, "\"%.*s\" says nothing", CS_STR_ARG(key->text));
  return fault(p, key);
}

static bool expected(struct parser *p, const struct word *word, const char *what) {
  cs_err_set(p->err, &CS_E_SERVICE_TRIAL_FILE, "\"%.*s\", expected %s", CS_STR_ARG(cs_str_head(word->text, 60)), what);
  return fault(p, word);
}

/* ------------------------------------------------------------------ the request */

static const char *const members[] = {"act",       "item", "quantity", "value", "applicant", "holder",
                                      "recipient", "user", "end_user", "area",  "purpose"};

static bool is_member(struct cs_str key) {
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    if (cs_str_eq(key, cs_str_of(members[i]))) {
      return true;
    }
  }
  return false;
}

/* A value with its place, so that whatever is wrong with it is reported where it stands. */
static struct cs_json *placed(struct cs_json *value, const struct word *word) {
  if (value) {
    value->line = word->line;
    value->column = word->column;
  }
  return value;
}

static bool said_twice(struct parser *p, const struct word *key) {
  cs_err_set(p->err, &CS_E_SERVICE_TRIAL_FILE, "\"%.*s\" is said twice", CS_STR_ARG(key->text));
  return fault(p, key);
}

static bool set_member(struct parser *p, const struct word *key, struct cs_str rest) {
  struct word value = word_at(p, rest);
  bool day = cs_str_eq(key->text, CS_STR("on")) || cs_str_eq(key->text, CS_STR("known"));
  if (!none_left(p, key, rest) || !unquote(p, &value)) {
    return false;
  }
  if (p->given && !day) {
    cs_err_set(p->err, &CS_E_SERVICE_TRIAL_FILE, "\"%.*s\" beside a request in JSON, which says it itself",
               CS_STR_ARG(key->text));
    return fault(p, key);
  }
  if (cs_json_get_str(p->request, key->text)) {
    return said_twice(p, key);
  }
  return cs_json_set_str(p->arena, p->request, key->text,
                         placed(cs_json_new_string(p->arena, value.text, p->err), &value), p->err);
}

static bool set_fact(struct parser *p, const struct word *key, struct cs_str rest) {
  struct word name = take_word(p, &rest);
  struct word value = word_at(p, rest);
  if (!none_left(p, key, name.text) || !none_left(p, &name, value.text)) {
    return false;
  }
  bool quoted = value.text.ptr[0] == '"';
  if (!unquote(p, &value)) {
    return false;
  }
  if (p->given || cs_json_get_str(p->facts, name.text)) {
    return said_twice(p, &name);
  }
  bool yes = cs_str_eq(value.text, CS_STR("true"));
  bool is_truth = !quoted && (yes || cs_str_eq(value.text, CS_STR("false")));
  struct cs_json *json =
      is_truth ? cs_json_new_bool(p->arena, yes, p->err) : cs_json_new_string(p->arena, value.text, p->err);
  return cs_json_set_str(p->arena, p->facts, name.text, placed(json, &value), p->err);
}

/* Where the braces that open at text[0] close; 0 when they do not. */
static size_t json_end(struct cs_str text) {
  size_t depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    if (quoted) {
      i += c == '\\';
      quoted = c != '"';
      continue;
    }
    quoted = c == '"';
    depth += c == '{' || c == '[';
    if (c == '}' || c == ']') {
      depth--;
      if (depth == 0) {
        return i + 1;
      }
    }
  }
  return 0;
}

/* The lines that a JSON text takes beyond the present one. */
static void skip_lines(struct parser *p, struct cs_str json) {
  const char *end = json.ptr + json.len;
  while (p->rest.ptr && p->rest.len > 0 && p->rest.ptr < end) {
    p->line_text = cs_str_cut(&p->rest, '\n');
    p->line++;
  }
}

static bool set_request(struct parser *p, const struct word *key, struct cs_str value) {
  const char *text_end = p->rest.ptr ? p->rest.ptr + p->rest.len : p->line_text.ptr + p->line_text.len;
  if (p->given || p->request->n > 0 || p->facts->n > 0) {
    cs_err_set(p->err, &CS_E_SERVICE_TRIAL_FILE, "a request in JSON stands instead of the members, and once");
    return fault(p, key);
  }
  struct cs_str whole = value.len > 0 ? (struct cs_str){value.ptr, (size_t)(text_end - value.ptr)} : CS_STR_NONE;
  if (value.len == 0 || value.ptr[0] != '{') {
    cs_err_set(p->err, &CS_E_SERVICE_TRIAL_FILE, "a request is a JSON object: expected \"{\"");
    return fault(p, key);
  }
  struct cs_str json = cs_str_sub(whole, 0, json_end(whole));
  if (json.len == 0) {
    cs_err_set(p->err, &CS_E_SERVICE_TRIAL_FILE, "the braces of this request do not close");
    return fault(p, key);
  }
  /* The line's beginning as blanks, so that columns are the file's. */
  size_t before = (size_t)(value.ptr - p->line_text.ptr);
  struct cs_buf text;
  cs_buf_init(&text, CS_FILE_MAX);
  for (size_t i = 0; i < before; i++) {
    cs_buf_byte(&text, ' ');
  }
  cs_buf_add(&text, json);
  bool done = cs_buf_ok(&text, p->err) &&
              cs_json_parse_line(p->arena, p->source, p->line, cs_buf_str(&text), &p->request, p->err);
  cs_buf_deinit(&text);
  p->given = true;
  skip_lines(p, json);
  const char *line_end = p->line_text.ptr + p->line_text.len;
  struct word behind =
      word_at(p, cs_str_trim((struct cs_str){json.ptr + json.len, (size_t)(line_end - (json.ptr + json.len))}));
  return done && (without_comment(behind.text).len == 0 || expected(p, &behind, "nothing behind the request"));
}

/* ------------------------------------------------------------------ what is expected */

static bool verdict_of(struct parser *p, struct cs_str text, enum cs_verdict *out) {
  struct word word = word_at(p, text);
  if (cs_verdict_find(text, out)) {
    return true;
  }
  expected(p, &word, "a verdict");
  return cs_err_hint(
      p->err, "not-covered, permitted, refer, needs-approval, prohibited, or two of them: permitted..needs-approval");
}

static bool set_verdict(struct parser *p, const struct word *key, struct cs_str value) {
  size_t dots = cs_str_find(value, CS_STR(".."));
  struct cs_str least = dots == SIZE_MAX ? value : cs_str_sub(value, 0, dots);
  struct cs_str most = dots == SIZE_MAX ? value : cs_str_from(value, dots + 2);
  if (p->has_expect) {
    return said_twice(p, key);
  }
  p->has_expect = true;
  p->trial->expect_line = p->line;
  return verdict_of(p, least, &p->trial->at_least) && verdict_of(p, most, &p->trial->at_most) &&
         (p->trial->at_least <= p->trial->at_most || expected(p, key, "the milder verdict before the stricter one"));
}

static bool push_word(struct parser *p, struct cs_expect *expect, struct cs_str text) {
  struct cs_str *slot = cs_list_push(p->arena, &expect->words, p->err);
  if (slot) {
    *slot = text;
  }
  return slot != NULL;
}

/* The pieces between commas; `none` alone is no piece. */
static bool list_words(struct parser *p, struct cs_expect *expect, struct cs_str value) {
  if (cs_str_eq(value, CS_STR("none"))) {
    return true;
  }
  while (value.ptr) {
    struct cs_str piece = cs_str_cut(&value, ',');
    struct word word = word_at(p, cs_str_trim(piece));
    if (word.text.len == 0) {
      return expected(p, &word, "a name on both sides of a comma");
    }
    if (!push_word(p, expect, word.text)) {
      return false;
    }
  }
  return true;
}

static bool cause_words(struct parser *p, struct cs_expect *expect, struct cs_str value) {
  if (!list_words(p, expect, value)) {
    return false;
  }
  for (size_t i = 0; i < expect->words.n; i++) {
    struct cs_str rest = expect->words.at[i];
    struct word cause = take_word(p, &rest);
    bool known = false;
    for (int kind = CS_CAUSE_FACT; kind <= CS_CAUSE_GROUP; kind++) {
      known = known || cs_str_eq(cause.text, cs_str_of(cs_cause_name((enum cs_cause_kind)kind)));
    }
    if (!known || rest.len == 0) {
      expected(p, &cause, "a cause and a name");
      return cs_err_hint(p->err, "causes: fact, bounds, area, date, disputed, table, content, group");
    }
  }
  return true;
}

static bool require_words(struct parser *p, struct cs_expect *expect, struct cs_str value) {
  if (!list_words(p, expect, value)) {
    return false;
  }
  for (size_t i = 0; i < expect->words.n; i++) {
    struct cs_str rest = expect->words.at[i];
    struct word kind = take_word(p, &rest);
    bool known = false;
    for (int k = CS_REQUIRE_CONSENT; k <= CS_REQUIRE_CONDITION; k++) {
      known = known || cs_str_eq(kind.text, cs_str_of(cs_require_name((enum cs_require_kind)k)));
    }
    if (!known) {
      expected(p, &kind, "what a rule may ask for");
      return cs_err_hint(p->err,
                         "consent, advice, countersign, notify, proviso, limit, condition; an office may follow");
    }
  }
  return true;
}

static bool path_words(struct parser *p, struct cs_expect *expect, struct cs_str value) {
  while (value.len > 0) {
    if (!push_word(p, expect, take_word(p, &value).text)) {
      return false;
    }
  }
  return true;
}

static bool may_go_word(struct parser *p, struct cs_expect *expect, struct cs_str value) {
  static const char *const words[] = {[CS_NO] = "no", [CS_YES] = "yes", [CS_UNKNOWN] = "unknown"};
  struct word word = word_at(p, value);
  for (int truth = CS_NO; truth <= CS_UNKNOWN; truth++) {
    if (cs_str_eq(value, cs_str_of(words[truth]))) {
      expect->truth = (enum cs_truth)truth;
      return true;
    }
  }
  return expected(p, &word, "yes, no or unknown");
}

static bool certainty_word(struct parser *p, struct cs_expect *expect, struct cs_str value) {
  struct word word = word_at(p, value);
  return (cs_certainty_find(value, &expect->certainty) && expect->certainty <= CS_ASSUMED) ||
         expected(p, &word, "confirmed, reported or assumed");
}

static bool note_text(struct parser *p, struct cs_expect *expect, struct cs_str value) {
  struct word word = word_at(p, value);
  return unquote(p, &word) && push_word(p, expect, word.text);
}

static bool term_words(struct parser *p, struct cs_expect *expect, struct cs_str value) {
  struct word name = take_word(p, &value);
  struct word text = word_at(p, value);
  if (value.len == 0) {
    return expected(p, &name, "a term's name and its value");
  }
  return unquote(p, &text) && push_word(p, expect, name.text) && push_word(p, expect, text.text);
}

static bool precedent_words(struct parser *p, struct cs_expect *expect, struct cs_str value) {
  struct word count = take_word(p, &value);
  struct word outcome = word_at(p, value);
  expect->n = 0;
  for (size_t i = 0; i < count.text.len; i++) {
    if (count.text.ptr[i] < '0' || count.text.ptr[i] > '9' || i > 8) {
      return expected(p, &count, "how many decisions, and approve or refuse");
    }
    expect->n = expect->n * 10 + (count.text.ptr[i] - '0');
  }
  if (!cs_str_eq(value, CS_STR("approve")) && !cs_str_eq(value, CS_STR("refuse"))) {
    return expected(p, &outcome, "approve or refuse");
  }
  return push_word(p, expect, value);
}

static const struct expect_word {
  const char *word;
  enum cs_expect_kind kind;
  bool exact; /* several lines make one list */
  bool (*read)(struct parser *p, struct cs_expect *expect, struct cs_str value);
} expect_words[] = {
    {"approvers", CS_EXPECT_APPROVERS, true, list_words},
    {"rules", CS_EXPECT_RULES, true, list_words},
    {"missing", CS_EXPECT_MISSING, true, cause_words},
    {"unasked", CS_EXPECT_UNASKED, true, list_words},
    {"path", CS_EXPECT_PATH, false, path_words},
    {"may-go", CS_EXPECT_MAY_GO, false, may_go_word},
    {"certainty", CS_EXPECT_CERTAINTY, false, certainty_word},
    {"requires", CS_EXPECT_REQUIRES, false, require_words},
    {"notes", CS_EXPECT_NOTES, false, note_text},
    {"precedents", CS_EXPECT_PRECEDENTS, false, precedent_words},
    {"term", CS_EXPECT_TERM, false, term_words},
};
#define EXPECT_WORDS (sizeof expect_words / sizeof expect_words[0])

static bool set_expect(struct parser *p, const struct expect_word *found, const struct word *key, struct cs_str value) {
  struct cs_expect *expect = NULL;
  if (!none_left(p, key, value)) {
    return false;
  }
  for (size_t i = 0; found->exact && i < p->trial->expects.n; i++) {
    if (p->trial->expects.at[i].kind == found->kind) {
      expect = &p->trial->expects.at[i];
    }
  }
  if (!expect) {
    expect = cs_list_push(p->arena, &p->trial->expects, p->err);
    if (!expect) {
      return false;
    }
    *expect = (struct cs_expect){.kind = found->kind, .line = p->line};
  }
  return found->read(p, expect, value);
}

/* ------------------------------------------------------------------ trials */

static bool end_trial(struct parser *p) {
  struct cs_trial *trial = p->trial;
  if (!trial) {
    return true;
  }
  p->trial = NULL;
  if (!p->has_expect) {
    cs_err_set(p->err, &CS_E_SERVICE_TRIAL_FILE, "\"%.*s\" expects nothing", CS_STR_ARG(trial->name));
    cs_err_hint(p->err, "every test has a line: expect VERDICT");
    return fault_at(p, trial->line, 1);
  }
  if (p->facts->n > 0 && !cs_json_set(p->arena, p->request, "facts", p->facts, p->err)) {
    return false;
  }
  if (!p->given) {
    p->request->line = trial->line;
    p->request->column = 1;
  }
  if (!cs_request_read(p->arena, p->source, p->request, &trial->request, p->err)) {
    return p->err->line > 0 ? false : fault_at(p, trial->line, 1);
  }
  return true;
}

static bool begin_trial(struct parser *p, const struct word *key, struct cs_str value) {
  struct word name = word_at(p, value);
  if (!none_left(p, key, value) || !unquote(p, &name) || !end_trial(p)) {
    return false;
  }
  for (size_t i = 0; i < p->out->n; i++) {
    if (cs_str_eq(p->out->at[i].name, name.text)) {
      cs_err_set(p->err, &CS_E_SERVICE_TRIAL_FILE, "\"%.*s\" names two tests, the first on line %u",
                 CS_STR_ARG(name.text), p->out->at[i].line);
      return fault(p, &name);
    }
  }
  p->trial = cs_list_push(p->arena, p->out, p->err);
  p->request = cs_json_new(p->arena, CS_JSON_OBJECT, p->err);
  p->facts = cs_json_new(p->arena, CS_JSON_OBJECT, p->err);
  if (!p->trial || !p->request || !p->facts) {
    return false;
  }
  *p->trial = (struct cs_trial){.name = name.text, .line = p->line};
  p->given = false;
  p->has_expect = false;
  return true;
}

static bool unknown_key(struct parser *p, const struct word *key) {
  struct cs_near near = {0};
  static const char *const others[] = {"test", "fact", "request", "on", "known", "expect"};
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
    cs_near_try(&near, key->text, cs_str_of(others[i]));
  }
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    cs_near_try(&near, key->text, cs_str_of(members[i]));
  }
  for (size_t i = 0; i < EXPECT_WORDS; i++) {
    cs_near_try(&near, key->text, cs_str_of(expect_words[i].word));
  }
  cs_err_set(p->err, &CS_E_SERVICE_TRIAL_FILE, "a test has no \"%.*s\"", CS_STR_ARG(cs_str_head(key->text, 60)));
  if (near.name.len > 0) {
    cs_err_hint(p->err, "did you mean \"%.*s\"?", CS_STR_ARG(near.name));
  } else {
    cs_err_hint(p->err,
                "a member of the request, fact, request, on, known, expect, approvers, rules, missing, unasked, path, "
                "may-go, certainty, requires, notes, precedents, term");
  }
  return fault(p, key);
}

static bool read_line(struct parser *p) {
  struct cs_str rest = cs_str_trim(without_comment(p->line_text));
  if (rest.len == 0) {
    return true;
  }
  struct word key = take_word(p, &rest);
  if (cs_str_eq(key.text, CS_STR("test"))) {
    return begin_trial(p, &key, rest);
  }
  if (!p->trial) {
    cs_err_set(p->err, &CS_E_SERVICE_TRIAL_FILE, "\"%.*s\" before the first test",
               CS_STR_ARG(cs_str_head(key.text, 60)));
    cs_err_hint(p->err, "begin with: test NAME");
    return fault(p, &key);
  }
  if (cs_str_eq(key.text, CS_STR("expect"))) {
    return none_left(p, &key, rest) && set_verdict(p, &key, rest);
  }
  if (is_member(key.text) || cs_str_eq(key.text, CS_STR("on")) || cs_str_eq(key.text, CS_STR("known"))) {
    return set_member(p, &key, rest);
  }
  if (cs_str_eq(key.text, CS_STR("fact"))) {
    return set_fact(p, &key, rest);
  }
  if (cs_str_eq(key.text, CS_STR("request"))) {
    return set_request(
        p, &key, cs_str_trim(cs_str_from(p->line_text, (size_t)(key.text.ptr + key.text.len - p->line_text.ptr))));
  }
  for (size_t i = 0; i < EXPECT_WORDS; i++) {
    if (cs_str_eq(key.text, cs_str_of(expect_words[i].word))) {
      return set_expect(p, &expect_words[i], &key, rest);
    }
  }
  return unknown_key(p, &key);
}

bool cs_trials_read(struct cs_arena *arena, struct cs_str source, struct cs_str text, struct cs_trials *out,
                    struct cs_err *err) {
  struct parser p = {.arena = arena, .source = source, .rest = text, .out = out, .err = err};
  size_t bad;
  *out = (struct cs_trials){0};
  if (!cs_utf8_valid(text, &bad)) {
    cs_err_set(err, &CS_E_UTF8, "the file is not UTF-8, from byte %zu on", bad);
    return cs_err_at(err, source, 0, 0);
  }
  while (p.rest.ptr && p.rest.len > 0) {
    p.line_text = cs_str_cut(&p.rest, '\n');
    p.line++;
    if (!read_line(&p)) {
      return false;
    }
  }
  return end_trial(&p);
}
