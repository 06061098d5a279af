/* Near names, by edit distance. Must never decide anything: what it finds goes into hints. */
#include "base/near.h"

#define WORD_MAX     48 /* longer words get no hint */
#define DISTANCE_MAX 3

static char plain(char c) {
  if (c >= 'A' && c <= 'Z') {
    return (char)(c - 'A' + 'a');
  }
  return c == '-' || c == '.' || c == ' ' ? '_' : c;
}

static unsigned least(unsigned a, unsigned b, unsigned c) {
  unsigned m = a < b ? a : b;
  return m < c ? m : c;
}

static unsigned distance(struct cs_str a, struct cs_str b) {
  unsigned row[WORD_MAX + 1];
  for (unsigned j = 0; j <= b.len; j++) {
    row[j] = j;
  }
  for (unsigned i = 0; i < a.len; i++) {
    unsigned corner = row[0];
    row[0] = i + 1;
    for (unsigned j = 0; j < b.len; j++) {
      unsigned above = row[j + 1];
      row[j + 1] = least(above + 1, row[j] + 1, corner + (plain(a.ptr[i]) != plain(b.ptr[j])));
      corner = above;
    }
  }
  return row[b.len];
}

void cs_near_try(struct cs_near *near, struct cs_str word, struct cs_str candidate) {
  if (word.len == 0 || word.len > WORD_MAX || candidate.len == 0 || candidate.len > WORD_MAX) {
    return;
  }
  unsigned d = distance(word, candidate);
  unsigned longer = (unsigned)(word.len > candidate.len ? word.len : candidate.len);
  if (d > DISTANCE_MAX || d * 2 > longer || (near->name.len > 0 && d >= near->distance)) {
    return;
  }
  *near = (struct cs_near){candidate, d};
}
