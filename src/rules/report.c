/* Findings, and words that are near to one another. Must not print, nor stop the compiler by itself: it sets `stop`.
 * Invariant: at most CS_RULES_ERRORS_MAX errors. Specification: SPEC.md section 13. */
#include "rules/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

static struct cs_report_item *add(struct cs_report *report, struct cs_pos pos) {
  report->dropped = report->stop;
  if (report->stop) {
    return NULL;
  }
  struct cs_report_item *item = cs_arena_new(report->arena, struct cs_report_item, &report->fatal);
  struct cs_report_item **place = item ? cs_list_push(report->arena, report, &report->fatal) : NULL;
  if (!place) {
    report->stop = report->dropped = true;
    return NULL;
  }
  *place = item;
  item->pos = pos;
  return item;
}

static void place(struct cs_report *report, struct cs_report_item *item) {
  cs_err_at(&item->finding.err, report->texts[item->pos.text].file, item->pos.line, item->pos.column);
}

static void count_error(struct cs_report *report) {
  report->n_errors++;
  if (report->n_errors >= CS_RULES_ERRORS_MAX) {
    report->stop = true;
  }
}

bool cs_report_error(struct cs_report *report, struct cs_pos pos, const struct cs_code *code, const char *fmt, ...) {
  char text[sizeof((struct cs_err *)0)->text];
  va_list args;
  va_start(args, fmt);
  vsnprintf(text, sizeof text, fmt, args);
  va_end(args);
  struct cs_report_item *item = add(report, pos);
  if (item) {
    cs_err_set(&item->finding.err, code, "%s", text);
    place(report, item);
    count_error(report);
  }
  return false;
}

void cs_report_warning(struct cs_report *report, struct cs_pos pos, const struct cs_code *code, const char *fmt, ...) {
  char text[sizeof((struct cs_err *)0)->text];
  va_list args;
  va_start(args, fmt);
  vsnprintf(text, sizeof text, fmt, args);
  va_end(args);
  struct cs_report_item *item = add(report, pos);
  if (item) {
    cs_err_set(&item->finding.err, code, "%s", text);
    place(report, item);
    item->finding.warning = true;
  }
}

bool cs_report_hint(struct cs_report *report, const char *fmt, ...) {
  if (report->n == 0 || report->dropped) {
    return false;
  }
  char text[sizeof((struct cs_err *)0)->hint];
  va_list args;
  va_start(args, fmt);
  vsnprintf(text, sizeof text, fmt, args);
  va_end(args);
  return cs_err_hint(&report->at[report->n - 1]->finding.err, "%s", text);
}

bool cs_report_base(struct cs_report *report, struct cs_pos pos, const struct cs_err *err, const char *context) {
  if (err->code == &CS_E_OOM) {
    report->fatal = *err;
    report->stop = true;
    report->dropped = true;
    return false;
  }
  struct cs_report_item *item = add(report, pos);
  if (item) {
    item->finding.err = *err;
    cs_err_context(&item->finding.err, "%s", context);
    place(report, item);
    count_error(report);
  }
  return false;
}

static int by_place(const void *left, const void *right) {
  const struct cs_report_item *a = *(struct cs_report_item *const *)left;
  const struct cs_report_item *b = *(struct cs_report_item *const *)right;
  if (a->pos.text != b->pos.text) {
    return a->pos.text < b->pos.text ? -1 : 1;
  }
  if (a->pos.line != b->pos.line) {
    return a->pos.line < b->pos.line ? -1 : 1;
  }
  if (a->pos.column != b->pos.column) {
    return a->pos.column < b->pos.column ? -1 : 1;
  }
  return cs_str_cmp(cs_str_of(a->finding.err.text), cs_str_of(b->finding.err.text));
}

bool cs_report_give(struct cs_report *report, struct cs_arena *arena, struct cs_findings *findings,
                    struct cs_err *err) {
  if (report->n > 0) {
    qsort(report->at, report->n, sizeof *report->at, by_place);
  }
  for (size_t i = 0; i < report->n; i++) {
    struct cs_finding *finding = cs_list_push(arena, findings, err);
    if (!finding) {
      return false;
    }
    *finding = report->at[i]->finding;
  }
  return true;
}

/* ------------------------------------------------------------------ near words */

#define NEAR_LENGTH_MAX 48 /* longer names are not compared; a hint is not worth more */

static unsigned least(unsigned a, unsigned b) {
  return a < b ? a : b;
}

/* Levenshtein's distance, capital letters as small ones. */
static unsigned distance(struct cs_str a, struct cs_str b) {
  unsigned row[NEAR_LENGTH_MAX + 1];
  for (size_t j = 0; j <= b.len; j++) {
    row[j] = (unsigned)j;
  }
  for (size_t i = 1; i <= a.len; i++) {
    unsigned diagonal = row[0];
    row[0] = (unsigned)i;
    for (size_t j = 1; j <= b.len; j++) {
      bool same = (a.ptr[i - 1] | 0x20) == (b.ptr[j - 1] | 0x20);
      unsigned change = diagonal + (same ? 0u : 1u);
      diagonal = row[j];
      row[j] = least(change, least(row[j], row[j - 1]) + 1);
    }
  }
  return row[b.len];
}

void cs_near_init(struct cs_near *near, struct cs_str word) {
  *near = (struct cs_near){.word = word};
}

void cs_near_offer(struct cs_near *near, struct cs_str candidate) {
  struct cs_str word = near->word;
  if (word.len == 0 || word.len > NEAR_LENGTH_MAX || candidate.len == 0 || candidate.len > NEAR_LENGTH_MAX) {
    return;
  }
  if (cs_str_eq(word, candidate)) {
    return; /* that word it is already */
  }
  unsigned far = word.len < 2 ? 0u : word.len < 4 ? 1u : word.len < 8 ? 2u : 3u;
  size_t gap = word.len > candidate.len ? word.len - candidate.len : candidate.len - word.len;
  unsigned d = gap > far ? far + 1 : distance(word, candidate);
  if (d > far) {
    return;
  }
  size_t place = 0;
  while (place < near->n && near->distance[place] <= d) {
    if (cs_str_eq(near->best[place], candidate)) {
      return;
    }
    place++;
  }
  for (size_t i = near->n < 3 ? near->n : 2; i > place; i--) {
    near->best[i] = near->best[i - 1];
    near->distance[i] = near->distance[i - 1];
  }
  if (place < 3) {
    near->best[place] = candidate;
    near->distance[place] = d;
    near->n += near->n < 3 ? 1 : 0;
  }
}

bool cs_near_hint(struct cs_report *report, const struct cs_near *near, const char *otherwise) {
  const struct cs_str *best = near->best;
  if (near->n == 0) {
    return otherwise ? cs_report_hint(report, "%s", otherwise) : false;
  }
  if (near->n == 1) {
    return cs_report_hint(report, "did you mean \"%.*s\"?", CS_STR_ARG(best[0]));
  }
  if (near->n == 2) {
    return cs_report_hint(report, "did you mean \"%.*s\" or \"%.*s\"?", CS_STR_ARG(best[0]), CS_STR_ARG(best[1]));
  }
  return cs_report_hint(report, "did you mean \"%.*s\", \"%.*s\" or \"%.*s\"?", CS_STR_ARG(best[0]),
                        CS_STR_ARG(best[1]), CS_STR_ARG(best[2]));
}
