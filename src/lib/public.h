/* Behind include/countersign.h: what its opaque types hold, and the step from our errors and slices to its own. Private to
 * lib/public_*.c. */
#ifndef CS_LIB_PUBLIC_H
#define CS_LIB_PUBLIC_H

#include "countersign.h"
#include "lib/alone.h"

struct countersign_set {
  struct cs_alone alone; /* sources, rules, catalogue */
  bool stated;           /* a catalogue was given */
};

struct countersign_request {
  struct cs_arena arena;
  struct cs_str name;
  bool has_lines; /* else errors name no line of it */
  struct cs_request request;
};

static inline struct countersign_text cs_public_text(struct cs_str s) {
  return (struct countersign_text){s.ptr, s.len};
}

/* Hands an error out; `to` may be NULL. Returns false. */
bool cs_public_fail(struct countersign_error *to, const struct cs_err *err);

/* The same for an error of the request, at its place as far as that means something. */
bool cs_public_fail_at(const struct countersign_request *request, struct cs_err *err, struct countersign_error *to);
/* The days that a request is asked on: its own, else those given. CS_E_LIB_NO_DAY. */
CS_MUST bool cs_public_days(const struct cs_request *request, cs_day *on, cs_day *known, struct cs_err *err);

/* A ground of a rule, with what rows say for it to cite; what else it says of a request is the caller's to fill in. */
static inline struct countersign_ground cs_public_ground(const struct cs_rule_info *rule, const struct cs_cite *cites,
                                                         size_t n_cites) {
  return (struct countersign_ground){
      .rule = cs_public_text(rule->name),
      .regime = cs_public_text(rule->regime),
      .file = cs_public_text(rule->file),
      .file_line = rule->line,
      .exception = rule->exception,
      .effect = (enum countersign_effect)rule->effect,
      .office = cs_public_text(rule->office),
      .text = cs_public_text(rule->text),
      .cite = cs_public_text(cs_rule_cite(rule, cites, n_cites)),
  };
}

static inline struct countersign_missing cs_public_missing(struct cs_cause cause, unsigned moves) {
  return (struct countersign_missing){
      .cause = (enum countersign_cause)cause.kind,
      .name = cs_public_text(cause.name),
      .moves_verdict = (moves & CS_MOVES_VERDICT) != 0,
      .moves_approvers = (moves & CS_MOVES_APPROVERS) != 0,
      .moves_requires = (moves & CS_MOVES_REQUIRES) != 0,
  };
}

#endif
