/* The parser: one text into the tree of ast.h, names unresolved. Private to src/rules. Grammar: SPEC.md section 12.
 * Functions return false after reporting a fault; the loop over clauses then goes on at the next clause. */
#ifndef CS_RULES_PARSE_H
#define CS_RULES_PARSE_H

#include "rules/ast.h"
#include "rules/lex.h"
#include "rules/report.h"

/* What the clauses now read belong to. */
enum cs_parse_in {
  CS_IN_FILE = 1,
  CS_IN_GROUP = 2,
  CS_IN_REGIME = 4,
  CS_IN_RULE = 8,
  CS_IN_TABLE = 16,
  CS_IN_TERM = 32
};

struct cs_parser {
  struct cs_lex lex;
  struct cs_token tok; /* the one not yet taken */
  struct cs_arena *arena;
  struct cs_report *report;
  struct cs_ast *ast;
  uint32_t text;
  enum cs_parse_in in;
  struct cs_ast_group *group;
  struct cs_ast_regime *regime;
  struct cs_ast_rule *rule;
  struct cs_ast_table *table;
  struct cs_ast_defined *term;
  bool clause;               /* within one, behind its first word */
  uint32_t bad_line;         /* on which a bad token was last told */
  struct cs_ast_term *spare; /* one that was read and is not wanted, for the next */
  unsigned braces;           /* inside { … }: a clause word at the start of a line is a value there */
};

/* Reads all of one text. Faults are in the report; false only when nothing more is wanted (report->stop). */
bool cs_parse_text(struct cs_arena *arena, struct cs_str text, uint32_t index, struct cs_report *report,
                   struct cs_ast *ast);

/* ---- for the parser's own files */

void cs_parse_next(struct cs_parser *p);
void cs_parse_peek(const struct cs_parser *p, struct cs_token *out);
/* Here whole, so that a literal's length and letters are known where they are compared; most words differ in their first
 * letter already. */
static inline bool cs_token_is(const struct cs_token *tok, enum cs_token_kind kind, const char *text) {
  return tok->kind == kind && tok->text.ptr[0] == text[0] && cs_str_eq(tok->text, cs_str_of(text));
}
static inline bool cs_parse_at_word(const struct cs_parser *p, const char *word) {
  return cs_token_is(&p->tok, CS_TOKEN_WORD, word);
}
static inline bool cs_parse_at_sign(const struct cs_parser *p, const char *sign) {
  return cs_token_is(&p->tok, CS_TOKEN_SIGN, sign);
}
/* Takes the token if it is this one. */
static inline bool cs_parse_take_word(struct cs_parser *p, const char *word) {
  bool taken = cs_parse_at_word(p, word);
  if (taken) {
    cs_parse_next(p);
  }
  return taken;
}
static inline bool cs_parse_take_sign(struct cs_parser *p, const char *sign) {
  bool taken = cs_parse_at_sign(p, sign);
  if (taken) {
    cs_parse_next(p);
  }
  return taken;
}
/* The token at hand is not what was expected. Returns false. */
bool cs_parse_fail(struct cs_parser *p, const char *expected);
/* Out of memory: stops everything. Returns false. */
bool cs_parse_no_memory(struct cs_parser *p);
bool cs_parse_expect_word(struct cs_parser *p, const char *word);
bool cs_parse_expect_sign(struct cs_parser *p, const char *sign);
/* A name: an identifier of at most CS_IDENT_MAX characters. */
bool cs_parse_name(struct cs_parser *p, struct cs_word *out, const char *expected);
bool cs_parse_names(struct cs_parser *p, struct cs_words *out, const char *expected);
bool cs_parse_text_of(struct cs_parser *p, struct cs_word *out, const char *expected);
bool cs_parse_integer(struct cs_parser *p, int64_t *out, const char *expected);
/* Is the token a clause's first word, at the start of a line? */
bool cs_parse_at_clause(const struct cs_parser *p);
/* Is it a clause's first word, wherever it stands? */
bool cs_parse_is_clause(const struct cs_parser *p);
/* What the clause that the word begins may belong to, a mask of CS_IN_…; 0: no clause begins with it. */
unsigned cs_parse_clause_in(const struct cs_token *tok, enum cs_parse_in in);
/* The unit behind a number, where one stands; else *out stays NULL. False: out of memory. */
bool cs_parse_unit(struct cs_parser *p, const struct cs_word **out);
/* Could the token be the unit of the number before it: a word on the same line that is none of the language's? */
bool cs_parse_at_unit(const struct cs_parser *p);
bool cs_parse_value(struct cs_parser *p, struct cs_ast_value *out);
/* { V, W } */
bool cs_parse_value_set(struct cs_parser *p, struct cs_ast_values *out);
bool cs_parse_condition(struct cs_parser *p, struct cs_ast_cond **out);
/* ATOM { and ATOM } | ATOM { or ATOM }, inside of `depth` others. `alone`: a calculation, or a thing of no condition's
 * type, may stand by itself; it becomes a FLAG with its `left`. */
bool cs_parse_joined(struct cs_parser *p, unsigned depth, bool alone, struct cs_ast_cond **out);

/* parse_rows.c: tables' rows, sets, parts */
/* What stands in brackets behind a name just taken; nothing when there is none. */
bool cs_parse_look(struct cs_parser *p, struct cs_word *name);
/* Does `some`, `no`, `every`, `count` and the like, now at hand, begin what it means, and is not a name? */
bool cs_parse_at_quantity(const struct cs_parser *p, const char *word);
bool cs_parse_source(struct cs_parser *p, unsigned depth, bool named, struct cs_ast_source *out);
/* some, no, every: behind the word. */
bool cs_parse_quantified(struct cs_parser *p, unsigned depth, struct cs_ast_cond *out);
bool cs_parse_at_measure(const struct cs_parser *p);
bool cs_parse_measure(struct cs_parser *p, unsigned depth, struct cs_ast_measure **out);

/* A regime to read into, though a fault when none is open. False: out of memory. */
bool cs_parse_need_regime(struct cs_parser *p, struct cs_pos pos, const char *word);

/* Clauses of a rule; each begins behind its word. */
bool cs_parse_rule(struct cs_parser *p);
bool cs_parse_exception(struct cs_parser *p);
bool cs_parse_cite(struct cs_parser *p);
bool cs_parse_because(struct cs_parser *p);
bool cs_parse_disputed(struct cs_parser *p);
bool cs_parse_when(struct cs_parser *p);
bool cs_parse_permit(struct cs_parser *p);
bool cs_parse_prohibit(struct cs_parser *p);
bool cs_parse_refer(struct cs_parser *p);
bool cs_parse_review(struct cs_parser *p);
bool cs_parse_note(struct cs_parser *p);
bool cs_parse_advice(struct cs_parser *p);
bool cs_parse_countersign(struct cs_parser *p);
bool cs_parse_notify(struct cs_parser *p);
bool cs_parse_proviso(struct cs_parser *p);
bool cs_parse_limit(struct cs_parser *p);
bool cs_parse_single(struct cs_parser *p);
bool cs_parse_condition_clause(struct cs_parser *p);

/* Days and certainties, used by several kinds of clause. */
bool cs_parse_day(struct cs_parser *p, struct cs_ast_day *out);
bool cs_parse_cite_into(struct cs_parser *p, struct cs_ast_cite *out);
bool cs_parse_certainty(struct cs_parser *p, bool *has, enum cs_certainty *out);

/* Declarations and the lines of a regime. */
bool cs_parse_use(struct cs_parser *p);
bool cs_parse_fact(struct cs_parser *p);
bool cs_parse_group(struct cs_parser *p);
bool cs_parse_member(struct cs_parser *p);
bool cs_parse_date(struct cs_parser *p);
bool cs_parse_regime(struct cs_parser *p);
bool cs_parse_title(struct cs_parser *p);
bool cs_parse_owner(struct cs_parser *p);
bool cs_parse_state(struct cs_parser *p);
bool cs_parse_treats(struct cs_parser *p);
bool cs_parse_otherwise(struct cs_parser *p);
bool cs_parse_area(struct cs_parser *p);
bool cs_parse_from(struct cs_parser *p);
bool cs_parse_before(struct cs_parser *p);
bool cs_parse_known(struct cs_parser *p);

/* Types (parse_decl.c). */
bool cs_parse_type_word(struct cs_parser *p, struct cs_ast_fact *fact);
bool cs_parse_choices(struct cs_parser *p, struct cs_ast_fact *fact);
bool cs_parse_levels(struct cs_parser *p, struct cs_ast_fact *fact);
bool cs_parse_type_unit(struct cs_parser *p, struct cs_ast_fact *fact);

/* Tables and groups that are read from them (parse_table.c); terms (parse_term.c). */
bool cs_parse_table(struct cs_parser *p);
bool cs_parse_column(struct cs_parser *p);
bool cs_parse_group_table(struct cs_parser *p, struct cs_ast_group *group);
bool cs_parse_term(struct cs_parser *p);
bool cs_parse_is(struct cs_parser *p);
bool cs_parse_term_otherwise(struct cs_parser *p);

#endif
