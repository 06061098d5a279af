/* What the benches of the rules share: the clock, the dice, and the shape that is asked (rules_bench.c says what it is). */
#ifndef CS_BENCH_RULES_SHAPE_H
#define CS_BENCH_RULES_SHAPE_H

#include "base/buf.h"

enum { QUESTIONS = 1024, RUNS_MAX = 15, TEXT_MAX = 64 * 1024 * 1024, NS = 1000000000 };

/* Nanoseconds of this thread: others on the machine do not count. */
uint64_t now(void);

struct dice {
  uint64_t state;
};
unsigned roll(struct dice *dice, unsigned sides);

/* Sorts them. */
double median(double *values, size_t n);

struct shape {
  const char *name;
  unsigned types, areas;
  bool exceptions;  /* two a rule */
  bool defeated;    /* no rule has a key: thresholds alone, all different */
  bool periods;     /* each rule from a day of its own, and a later one that ends it */
  unsigned unknown; /* facts unknown of each ten */
};

enum { COUNTRIES = 50 };
extern const char *const countries[COUNTRIES];
/* The range of the rule for this type and area. */
unsigned over(unsigned type, unsigned area);
/* Its text in the rule language. */
void write_text(struct cs_buf *text, const struct shape *shape);

/* What is asked, in the words of the shape: for the table and for the peers. */
struct question {
  bool use;
  unsigned type, area; /* beyond the shape's: none of its rules */
  bool us;
  unsigned range, stock, floor, quantity, value;
};
struct question draw_question(struct dice *dice, const struct shape *shape);
/* The code of its area. */
const char *question_area(const struct question *question);

#endif
