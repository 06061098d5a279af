/* Where parser and checker put what they find: errors and warnings with their places, in any order, sorted at the end.
 * Private to src/rules. After `stop` is set nothing more is wanted: too many errors, or out of memory. */
#ifndef CS_RULES_REPORT_H
#define CS_RULES_REPORT_H

#include "rules/err.h"
#include "rules/program.h"

struct cs_report_item {
  struct cs_finding finding;
  struct cs_pos pos;
};

struct cs_report {
  struct cs_arena *arena; /* of the compiler's scratch */
  const struct cs_rules_text *texts;
  struct cs_report_item **at;
  size_t n, cap;
  size_t n_errors;
  bool stop;
  bool dropped;        /* was the last one not taken any more? */
  struct cs_err fatal; /* code set: out of memory, or the like; not a finding */
};

/* An error at a place. Always returns false. */
bool cs_report_error(struct cs_report *report, struct cs_pos pos, const struct cs_code *code, const char *fmt, ...)
    CS_PRINTF(4, 5);
void cs_report_warning(struct cs_report *report, struct cs_pos pos, const struct cs_code *code, const char *fmt, ...)
    CS_PRINTF(4, 5);
/* A hint to the finding reported last. Always returns false. */
bool cs_report_hint(struct cs_report *report, const char *fmt, ...) CS_PRINTF(2, 3);
/* An error that base found, put at a place, with "context: " in front. Out of memory becomes fatal. Returns false. */
bool cs_report_base(struct cs_report *report, struct cs_pos pos, const struct cs_err *err, const char *context);
/* Sorted by place, into the caller's findings. False only when out of memory. */
CS_MUST
bool cs_report_give(struct cs_report *report, struct cs_arena *arena, struct cs_findings *findings, struct cs_err *err);

/* Words near to one that is not known, by edit distance; at most three, nearest first. */
struct cs_near {
  struct cs_str word; /* the unknown one */
  struct cs_str best[3];
  unsigned distance[3];
  size_t n;
};
void cs_near_init(struct cs_near *near, struct cs_str word);
void cs_near_offer(struct cs_near *near, struct cs_str candidate);
/* "did you mean \"a\" or \"b\"?" as the hint of the last finding; `otherwise` (may be NULL) when nothing is near.
 * False. */
bool cs_near_hint(struct cs_report *report, const struct cs_near *near, const char *otherwise);

#endif
