/* The rule language: texts in, a checked rule set out; facts in, an answer out. Total and pure: no clock, no file, no chance.
 * It knows no item, case or party: whatever a word means in the host's world comes through the schema (when compiling)
 * and the host's two questions (when asking). Meaning: rules/SPEC.md, whose paragraphs the code cites.
 * A compiled rule set is immutable and may be asked by many threads, each with an arena of its own. */
#ifndef CS_RULES_RULES_H
#define CS_RULES_RULES_H

#include "base/area.h"
#include "base/arena.h"
#include "base/day.h"
#include "base/figure.h"
#include "base/truth.h"

/* ------------------------------------------------------------------ words */

enum cs_verdict { CS_NOT_COVERED, CS_PERMITTED, CS_REFER, CS_NEEDS_APPROVAL, CS_PROHIBITED }; /* mildest first */

enum cs_type {
  CS_TYPE_CODE,
  CS_TYPE_CODES, /* a set of codes */
  CS_TYPE_TEXT,
  CS_TYPE_BOOL,
  CS_TYPE_INTEGER,
  CS_TYPE_DECIMAL,
  CS_TYPE_MONEY,
  CS_TYPE_QUANTITY, /* a figure with a unit of one dimension */
  CS_TYPE_DATE,
  CS_TYPE_DURATION,
  CS_TYPE_AREA,
};

/* Why something is unknown. */
enum cs_cause_kind {
  CS_CAUSE_FACT,
  CS_CAUSE_BOUNDS,
  CS_CAUSE_AREA,
  CS_CAUSE_DATE,
  CS_CAUSE_DISPUTED,
  CS_CAUSE_TABLE,
  CS_CAUSE_CONTENT,
  CS_CAUSE_GROUP,
};
struct cs_cause {
  enum cs_cause_kind kind;
  struct cs_str name; /* the fact, group, item, rule or named day */
};

const char *cs_verdict_name(enum cs_verdict verdict); /* "needs-approval" */
const char *cs_cause_name(enum cs_cause_kind kind);   /* "fact" */
const char *cs_type_name(enum cs_type type);          /* "code" */
bool cs_type_is_figure(enum cs_type type);            /* has a cs_figure: a number, amount, quantity or duration */
const char *cs_certainty_name(enum cs_certainty certainty); /* "reported" */
CS_MUST bool cs_certainty_find(struct cs_str word, enum cs_certainty *out);
CS_MUST bool cs_verdict_find(struct cs_str word, enum cs_verdict *out);

/* ------------------------------------------------------------------ schema: what the host's words mean */

/* A kind of thing that facts of type code may name, and that groups are made of: "item" / "items". */
struct cs_schema_kind {
  struct cs_str one, many;
  bool has_content; /* `X depends on S by KINDS` may be asked of it */
};

/* A fact that the host always knows how to fill. A file may declare it again with the same type. */
struct cs_schema_fact {
  struct cs_str name;
  enum cs_type type;
  struct cs_str kind;           /* CODE: the kind of thing it names; empty: a plain code */
  const struct cs_str *choices; /* CODE: all that it can be, whatever files list; n_choices 0: any word. Constant */
  size_t n_choices;
};

struct cs_schema {
  const struct cs_schema_kind *kinds;
  size_t n_kinds;
  const struct cs_schema_fact *facts;
  size_t n_facts;
  const struct cs_str *dependency_kinds; /* at most 32; bit n of a mask is the n-th */
  size_t n_dependency_kinds;
  struct cs_str treats_fact;     /* the fact whose codes `treats` lists: "act" */
  struct cs_str state_fact_kind; /* reserved for hosts that name states as a kind; may be empty */
  struct cs_str payers_kind;     /* the kind of thing that pays (`one` of a kind); empty: nobody does */
};

/* ------------------------------------------------------------------ compiling */

struct cs_rules_text {
  struct cs_str file; /* its name in messages and answers */
  struct cs_str text;
};

/* What a set is made of. A table's text stands in a file of its own (base/csv.h), under the name that a text of the set
 * gives it, or under that name beside the text that names it (SPEC 15.2). Tables that no text names are not read. */
struct cs_rules_sources {
  const struct cs_rules_text *texts;
  size_t n_texts;
  const struct cs_rules_text *tables;
  size_t n_tables;
  bool warn; /* look for what SPEC 13.3 and 20 warn of, too: of large sets some seconds */
};

/* What the checker says; errors keep a set from being used, warnings do not. */
struct cs_finding {
  struct cs_err err; /* code, file, line, column, text with the offending word and what was expected, hint */
  bool warning;
};
struct cs_findings {
  struct cs_finding *at;
  size_t n, cap;
};
/* The first that is no warning; NULL: there is none. */
const struct cs_err *cs_findings_error(const struct cs_findings *findings);

struct cs_rules; /* a checked rule set */

/* Checks all texts together (one rule set, one name space) and reports all that it finds, to CS_RULES_ERRORS_MAX.
 * True: no errors (warnings may be in *findings) and *out is the set, in `arena`; its slices point into the texts and
 * tables, which must live as long. False: *err is the first error, or out of memory. */
CS_MUST bool cs_rules_compile(struct cs_arena *arena, const struct cs_schema *schema,
                              const struct cs_rules_sources *sources, struct cs_findings *findings,
                              struct cs_rules **out, struct cs_err *err);
/* The names in `use "FILE"` lines of a text, without checking anything else; so that a host can load them first. */
CS_MUST bool cs_rules_uses(struct cs_arena *arena, struct cs_rules_text text, struct cs_strs *files,
                           struct cs_err *err);
/* The names of the files in `table NAME from "FILE"` and `group NAME from "FILE"`, each once; likewise. */
CS_MUST bool cs_rules_tables(struct cs_arena *arena, struct cs_rules_text text, struct cs_strs *files,
                             struct cs_err *err);
/* The names of the regimes that a text opens or continues (first mention each). */
CS_MUST bool cs_rules_regimes(struct cs_arena *arena, struct cs_rules_text text, struct cs_strs *names,
                              struct cs_err *err);

/* ------------------------------------------------------------------ reading a set (for answers, `rules show`, tests) */

enum cs_effect_kind {
  CS_EFFECT_NONE,
  CS_EFFECT_NOTE,
  CS_EFFECT_PERMIT,
  CS_EFFECT_REFER,
  CS_EFFECT_REVIEW,
  CS_EFFECT_PROHIBIT
};

struct cs_cite {
  struct cs_str text;          /* empty: what a row of a table says (`cite r.COLUMN`); it stands in the ground */
  enum cs_certainty certainty; /* as written behind it; CS_CONFIRMED when nothing is written */
  cs_day known;                /* its own `known`; CS_DAY_MIN when none is written */
};

/* One rule or exception (one version of it), as a reader sees it. */
struct cs_rule_info {
  struct cs_str name, regime, file;
  uint32_t line;
  bool exception;
  enum cs_effect_kind effect;
  struct cs_str office; /* of `review by` */
  struct cs_str text;   /* of `refer` and `note` */
  const struct cs_cite *cites;
  size_t n_cites;
  struct cs_str because;
  struct cs_span from, before; /* CS_SPAN_ALWAYS, CS_SPAN_NEVER when open */
  struct cs_str from_words;    /* the source's own words for the start; may be empty */
  cs_day known;                /* CS_DAY_MIN: always */
  cs_day stated;               /* from when a cite without a day of its own counts (SPEC 8.7) */
};

struct cs_regime_info {
  struct cs_str name, title, owner, state; /* state: of a `state` line, else empty */
  const struct cs_str *treats;
  size_t n_treats;
  struct cs_str file;
  uint32_t line;
};

struct cs_fact_info {
  struct cs_str name;
  enum cs_type type;
  struct cs_str kind;           /* CODE: the kind of thing that it names, or empty */
  struct cs_unit unit;          /* QUANTITY: a unit of its dimension */
  const struct cs_str *choices; /* of `one of`; n_choices 0: any */
  size_t n_choices;
};

size_t cs_rules_n(const struct cs_rules *rules);
const struct cs_rule_info *cs_rules_at(const struct cs_rules *rules, size_t rule);
/* The first source named: of the rule's own, else what a row says (of a ground; NULL and 0: none). Empty: none is. */
struct cs_str cs_rule_cite(const struct cs_rule_info *rule, const struct cs_cite *cites, size_t n);
size_t cs_rules_n_regimes(const struct cs_rules *rules);
const struct cs_regime_info *cs_rules_regime(const struct cs_rules *rules, size_t regime);
/* NULL when there is none. */
const struct cs_regime_info *cs_rules_find_regime(const struct cs_rules *rules, struct cs_str name);
/* Facts that the set's texts declare or use, host's and files' together: the slots of a question. */
size_t cs_rules_n_facts(const struct cs_rules *rules);
const struct cs_fact_info *cs_rules_fact(const struct cs_rules *rules, size_t fact);
/* SIZE_MAX when there is none. */
size_t cs_rules_find_fact(const struct cs_rules *rules, struct cs_str name);
/* A group of the set, as its text has it. *found false: nothing bears that name. */
struct cs_group_info {
  struct cs_str name, kind; /* kind: one of the schema's (`one`), or "area" */
  bool open;                /* and others: who is not named may still be in */
  bool on_record;           /* the host knows further members */
  uint32_t index;
  size_t n_members;
};
struct cs_member_info {
  struct cs_str code;
  struct cs_period period;
  cs_day known; /* CS_DAY_MIN: always */
  enum cs_certainty certainty;
};
void cs_rules_group(const struct cs_rules *rules, struct cs_str name, struct cs_group_info *out, bool *found);
void cs_rules_group_member(const struct cs_rules *rules, const struct cs_group_info *group, size_t member,
                           struct cs_member_info *out);
/* The rules of one regime (all: empty name) as a lawyer reads them. */
void cs_rules_show(struct cs_buf *buf, const struct cs_rules *rules, struct cs_str regime);

/* How a rule is found when a question is asked (rules/README.md). Changes no answer, only how long it takes. */
#define CS_RULE_KEYS_MAX 4
struct cs_rule_access {
  struct cs_str keys[CS_RULE_KEYS_MAX]; /* the facts whose values lead to it; none: looked at with every question */
  size_t n_keys;
  size_t n_tests;      /* parts of its condition that are quick tests */
  const char *scanned; /* why nothing leads to it; NULL: something does */
  bool evaluated; /* a part of its condition is no test: the evaluator is asked where the tests leave it standing */
  bool family_evaluated; /* versions, a dispute, a shared date or too many members: so is its whole family */
};
/* False when the set has no index (more facts than it can number). */
bool cs_rules_access(const struct cs_rules *rules, size_t rule, struct cs_rule_access *out);

/* ------------------------------------------------------------------ asking */

/* The value of one fact. `known` false: wholly unknown, for `cause`. Known values may still leave conditions unknown: a
 * figure or a date within bounds, a set with possible members, an area partly inside. */
struct cs_made;
struct cs_value {
  bool known;
  struct cs_cause cause;       /* why it is unknown, or why its bounds are not closer (default: fact, bounds) */
  enum cs_certainty certainty; /* of the source of this fact; CS_CONFIRMED for what the request itself states */
  struct cs_str code;          /* CODE, TEXT */
  struct cs_strs sure, maybe;  /* CODES: surely in, possibly in */
  bool open;                   /* CODES: others may be in too */
  enum cs_truth truth;         /* BOOL */
  struct cs_figure figure;     /* INTEGER, DECIMAL, MONEY, QUANTITY, DURATION */
  struct cs_span span;         /* DATE */
  struct cs_area area;         /* AREA */
  const struct cs_made *made;  /* the evaluator's own, of cells and terms; NULL from a host */
};

/* One node of a chain of content, from the thing asked about to the one that carries the origin, both included. */
struct cs_path_node {
  struct cs_str item;
  struct cs_str by;     /* the kind of dependency that leads to this node; empty on the first */
  struct cs_str origin; /* on the last node: the origin asked for; else empty */
  struct cs_str cite;
  enum cs_certainty certainty;
};
struct cs_path {
  const struct cs_path_node *at;
  size_t n;
};

struct cs_content {
  enum cs_truth truth;
  enum cs_certainty certainty; /* of the best chain */
  struct cs_path path;         /* the best chain; n 0 when there is none */
  struct cs_cause cause;       /* when unknown: date, disputed or content, with the item's name */
};

/* What the language asks its host. `weakest`: chains and memberships less certain than this are to be taken as unknown
 * (SPEC 8.10: the same question is asked three times to find the verdict's certainty). */
struct cs_rules_host {
  void *ctx;
  /* Is `thing` in the group on record named `group`? Asked only for groups declared `on record`. */
  enum cs_truth (*member)(void *ctx, struct cs_str group, struct cs_str thing, cs_day on, cs_day known,
                          enum cs_certainty weakest, struct cs_cause *cause);
  /* Does `thing` depend on an item of origin `origin` by the kinds in the mask? The thing itself counts (shortest chain). */
  CS_MUST bool (*depends)(void *ctx, struct cs_str thing, struct cs_str origin, uint32_t kinds, cs_day on, cs_day known,
                          enum cs_certainty weakest, struct cs_arena *arena, struct cs_content *out,
                          struct cs_err *err);
  /* The calendar of an office, or NULL. */
  const struct cs_calendar *(*calendar)(void *ctx, struct cs_str office);
};

/* One of the parts that a request states. `part.id`, `part.origin` and `part.value` read the first three; `part.NAME`
 * reads the part's own value of the fact NAME and never the request's. For `part needs approval under R` the part's
 * values stand over the line's wherever they are stated: known, or unknown with a cause that bears a name. So a host
 * that wants `item.origin` asked of the part fills it there. */
struct cs_part {
  struct cs_str id;
  struct cs_value origin;        /* a CODE: the state whose law it carries */
  struct cs_value value;         /* MONEY; of two currencies in one sum the sum is unknown */
  const struct cs_value *values; /* one for each of the set's facts, in the order of cs_rules_fact */
};

/* One line of a request: a value for each of the set's facts, in the order of cs_rules_fact. Parts: all that the request
 * states; none means that it states nothing of parts, and what asks for them is unknown (cause fact, "parts"). */
struct cs_line {
  const struct cs_value *values;
  const struct cs_part *parts; /* at most CS_PARTS_MAX */
  size_t n_parts;
  const struct cs_part_columns *columns; /* of prepared facts (decide.h); NULL from a host */
};

enum cs_ground_value { CS_GROUND_TRUE, CS_GROUND_UNKNOWN, CS_GROUND_LIFTED };
struct cs_ground {
  uint32_t rule;
  uint32_t line; /* index of the request's line */
  enum cs_ground_value value;
  enum cs_certainty certainty;
  const uint32_t *lifted_by; /* rules */
  size_t n_lifted_by;
  struct cs_path path;         /* n 0: no `depends on` in its condition */
  const struct cs_cite *cites; /* what rows of tables say (`cite r.COLUMN`), in place of the rule's empty ones */
  size_t n_cites;
};

enum cs_require_kind {
  CS_REQUIRE_CONSENT,
  CS_REQUIRE_ADVICE,
  CS_REQUIRE_COUNTERSIGN,
  CS_REQUIRE_NOTIFY,
  CS_REQUIRE_PROVISO,
  CS_REQUIRE_LIMIT,
  CS_REQUIRE_CONDITION,
};
const char *cs_require_name(enum cs_require_kind kind);

/* What meets a condition (SPEC 11.6). */
enum cs_condition_need {
  CS_NEED_ACT,         /* an act on record that names it */
  CS_NEED_CERTIFICATE, /* an act on record with the certificate of `office`, or of anybody when that is empty */
  CS_NEED_PAYMENT,     /* the price, paid in full by members of `payers`, or by anybody when that is empty */
};
const char *cs_need_name(enum cs_condition_need need); /* "payment" */

struct cs_approver {
  struct cs_str office;
  uint32_t regime;
  enum cs_truth value; /* CS_YES or CS_UNKNOWN */
};
struct cs_require {
  enum cs_require_kind kind;
  struct cs_str approver; /* the office whose consent it belongs to; may be empty */
  struct cs_str office;   /* who advises, is notified, or certifies */
  int64_t n;              /* countersign: how many; limit: single use 1 */
  int64_t days;           /* 0: none stated */
  bool calendar_days;     /* else working days of the office that owes the answer */
  struct cs_str text;
  enum cs_certainty certainty;
  enum cs_truth value;
  uint32_t rule;               /* where it stands (the best source of those that say the same); CS_RULE_OTHERWISE */
  uint32_t line;               /* of the clause, in the rule's file; 0 for a consent */
  struct cs_span before;       /* met before this day; CS_SPAN_NEVER: no day stated */
  enum cs_condition_need need; /* of a condition */
  struct cs_str payers;        /* the group whose payments alone count; empty: anybody's */
};
/* The `rule` of a consent that a regime's own `otherwise review by` asks for. */
#define CS_RULE_OTHERWISE UINT32_MAX

enum { CS_MOVES_VERDICT = 1, CS_MOVES_APPROVERS = 2, CS_MOVES_REQUIRES = 4 };
struct cs_missing {
  struct cs_cause cause;
  unsigned moves;            /* mask of CS_MOVES_… */
  const uint32_t *needed_by; /* rules */
  size_t n_needed_by;
};

struct cs_regime_answer {
  uint32_t regime;
  bool treats; /* does it treat the act asked about? Unknown act: false */
  enum cs_verdict at_least, at_most;
  struct cs_ground *grounds;
  size_t n_grounds;
  size_t more; /* unknown grounds beyond CS_GROUNDS_UNKNOWN_MAX */
};

/* What a term of a regime comes to, of one line. */
enum cs_term_value_kind {
  CS_TERM_VALUE_UNKNOWN, /* nothing of it is known: `causes` */
  CS_TERM_VALUE_NONE,
  CS_TERM_VALUE_TRUTH,
  CS_TERM_VALUE_CODE,   /* one word, or one of several: `words`, `n_maybe` 0 when it is one */
  CS_TERM_VALUE_CODES,  /* a set: the first `n_words - n_maybe` are surely in, the others may be */
  CS_TERM_VALUE_FIGURE, /* exact, or within bounds */
  CS_TERM_VALUE_SHARE,  /* figure / over: print with cs_share_write */
  CS_TERM_VALUE_DATE,
  CS_TERM_VALUE_ROWS, /* how many rows are surely in: `figure` from so many to as many as may be in */
};
struct cs_term_value {
  struct cs_str name;
  uint32_t regime, line;
  bool unique; /* does no other regime have a term of that name? */
  enum cs_term_value_kind kind;
  enum cs_certainty certainty;
  enum cs_truth truth; /* TRUTH */
  bool maybe_none;     /* it may also be that there is none */
  const struct cs_str *words;
  size_t n_words, n_maybe;
  struct cs_figure figure, over;
  struct cs_span span;
  const struct cs_cause *causes; /* of what is not settled */
  size_t n_causes;
};
/* A share in percent to four places, halves away from zero: "25.0000 %", "9.9900..10.0100 %". Both without open bounds,
 * `whole` above 0. */
void cs_share_write(struct cs_buf *buf, struct cs_figure part, struct cs_figure whole);

struct cs_answer {
  enum cs_verdict at_least, at_most;
  enum cs_certainty certainty; /* CONFIRMED, REPORTED or ASSUMED (SPEC 8.10) */
  bool settled;
  struct cs_regime_answer *regimes; /* one for each regime of the set, in its order */
  size_t n_regimes;
  struct cs_approver *approvers;
  size_t n_approvers;
  struct cs_require *requires;
  size_t n_requires;
  struct cs_missing *missing;
  size_t n_missing;
  struct cs_str *assumed; /* facts taken by their `else` because nothing was said */
  size_t n_assumed;
  struct cs_str *notes; /* of `note` and `refer` that surely or possibly apply, each once */
  size_t n_notes;
  struct cs_term_value *terms; /* of all regimes and lines; none of parts */
  size_t n_terms;
};

/* Asks all regimes about all lines (1..CS_LINES_MAX) at (on, known). The answer lies in `arena`. */
CS_MUST bool cs_rules_ask(const struct cs_rules *rules, const struct cs_line *lines, size_t n_lines,
                          const struct cs_rules_host *host, cs_day on, cs_day known, struct cs_arena *arena,
                          struct cs_answer *out, struct cs_err *err);

/* ------------------------------------------------------------------ one condition by itself */

/* A condition in the set's words that stands outside its rules: a mandate's limit. Facts, groups and dates are the set's, or
 * the schema's. Errors: the first that is found, with its place in `text`. It points into the set and the text. */
struct cs_condition;
CS_MUST bool cs_rules_condition(struct cs_arena *arena, const struct cs_rules *rules, struct cs_rules_text text,
                                struct cs_condition **out, struct cs_err *err);
/* The facts that a line must have a value of, for asking it: the set's, and behind them those that the condition alone
 * names. Not for cs_rules_ask. */
const struct cs_rules *cs_condition_rules(const struct cs_condition *condition);
/* Is it true of every line (1..CS_LINES_MAX)? Facts of a disputed or denied source count as unknown. No containments of areas
 * beyond ISO 3166: those are a regime's. */
CS_MUST bool cs_condition_ask(const struct cs_condition *condition, const struct cs_line *lines, size_t n_lines,
                              const struct cs_rules_host *host, cs_day on, cs_day known, struct cs_arena *arena,
                              enum cs_truth *out, struct cs_err *err);

#endif
