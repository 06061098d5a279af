/* Three-valued truth as the set of values still possible, so that Kleene's tables are bit operations. */
#ifndef CS_BASE_TRUTH_H
#define CS_BASE_TRUTH_H

enum cs_truth { CS_NO = 1, CS_YES = 2, CS_UNKNOWN = 3 };

static inline enum cs_truth cs_truth_of(int condition) {
  return condition ? CS_YES : CS_NO;
}
static inline enum cs_truth cs_truth_not(enum cs_truth a) {
  return (enum cs_truth)(((a & CS_NO) << 1) | ((a & CS_YES) >> 1));
}
static inline enum cs_truth cs_truth_and(enum cs_truth a, enum cs_truth b) {
  return (enum cs_truth)(((a | b) & CS_NO) | (a & b & CS_YES));
}
static inline enum cs_truth cs_truth_or(enum cs_truth a, enum cs_truth b) {
  return (enum cs_truth)((a & b & CS_NO) | ((a | b) & CS_YES));
}

/* How sure a source is (DESIGN section 2); weakest last. `CS_DENIED` and `CS_DISPUTED` are handled by RULES section 6. */
enum cs_certainty { CS_CONFIRMED, CS_REPORTED, CS_ASSUMED, CS_DISPUTED, CS_DENIED };

#endif
