/* The clock, the dice and the shape of the benches of the rules. The same numbers on every machine: the dice are seeded. */
#include "rules_shape.h"

#include <stdlib.h>
#include <time.h>

uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (uint64_t)t.tv_sec * NS + (uint64_t)t.tv_nsec;
}

unsigned roll(struct dice *dice, unsigned sides) { /* splitmix64 */
  dice->state += 0x9e3779b97f4a7c15u;
  uint64_t z = dice->state;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return (unsigned)((z ^ z >> 31) % sides);
}

static int by_value(const void *a, const void *b) {
  const double *left = a, *right = b;
  return *left < *right ? -1 : *left > *right;
}

double median(double *values, size_t n) {
  qsort(values, n, sizeof *values, by_value);
  return values[n / 2];
}

const char *const countries[COUNTRIES] = {"AF", "AL", "DZ", "AO", "AR", "AM", "AU", "AT", "AZ", "BH", "BD", "BY", "BE",
                                          "BZ", "BJ", "BT", "BO", "BA", "BW", "BR", "BG", "BF", "BI", "KH", "CM", "CA",
                                          "TD", "CL", "CN", "CO", "CR", "HR", "CU", "CY", "CZ", "DK", "DJ", "DO", "EC",
                                          "EG", "SV", "EE", "ET", "FJ", "FI", "FR", "GA", "GM", "GE", "DE"};

unsigned over(unsigned type, unsigned area) {
  return 50 + 50 * ((type * 7 + area * 13) % 16);
}

static void write_pair(struct cs_buf *text, const struct shape *shape, unsigned type, unsigned area) {
  unsigned id = type * shape->areas + area;
  cs_buf_printf(text, "rule r%u\n  cite \"Bench 1.%u\" confirmed\n", id, id);
  if (shape->periods) {
    cs_buf_printf(text, "  from 20%02u-%02u-01\n", 10 + id % 15, 1 + id % 12);
  }
  if (shape->defeated) {
    cs_buf_printf(text, "  when range > %u.%03u km and worth > %u\n", id * 7 % 900, id % 1000, id * 37 % 100003);
  } else {
    cs_buf_printf(text,
                  "  when act is use and type is t%u and item.origin has US and area within %s and range > %u km\n",
                  type, countries[area], over(type, area));
  }
  cs_buf_printf(text, "  review by us.a\n");
  for (unsigned e = 0; shape->exceptions && e < 2; e++) {
    cs_buf_printf(text,
                  "exception e%u-%u %s r%u\n  cite \"Bench 2.%u\" confirmed\n  when act is use and type is t%u and ",
                  id, e, e == 0 ? "lifts" : "replaces", id, id, type);
    cs_buf_printf(text, e == 0 ? "user is u%u\n  permit\n" : "purpose is p%u\n  prohibit\n", id % 8);
  }
}

void write_text(struct cs_buf *text, const struct shape *shape) {
  cs_buf_printf(text, "fact type : code\nfact range : quantity km\nfact stock : integer\nfact floor : integer\n"
                      "fact worth : integer\nregime us.bench\n  owner us.o\n  treats use, delivery\n");
  for (unsigned i = 0; i < shape->types; i++) {
    for (unsigned k = 0; k < shape->areas; k++) {
      write_pair(text, shape, i, k);
    }
  }
  cs_buf_printf(text, "rule below-floor\n  cite \"Bench 3\" confirmed\n"
                      "  when act is delivery and stock - quantity < floor\n  review by us.stock\n");
}

struct question draw_question(struct dice *dice, const struct shape *shape) {
  struct question q = {.use = roll(dice, 8) != 0};
  q.type = roll(dice, shape->types + shape->types / 10);
  q.area = roll(dice, shape->areas + shape->areas / 10);
  q.us = roll(dice, 10) != 0;
  q.range = roll(dice, 900);
  q.stock = roll(dice, 100);
  q.floor = roll(dice, 50);
  q.quantity = roll(dice, 60);
  q.value = roll(dice, 1000);
  return q;
}

const char *question_area(const struct question *question) {
  return question->area < COUNTRIES ? countries[question->area] : "ZW";
}
