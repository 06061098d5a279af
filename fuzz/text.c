/* Days, moments, figures, decimals, areas: what is taken has a form that is taken again and means the same. */
#include "base/area.h"
#include "base/day.h"
#include "base/figure.h"
#include "fuzz.h"

static void check_span(struct cs_str text, struct cs_buf *out) {
  struct cs_span span, again;
  struct cs_err err;
  if (!cs_span_parse(text, &span, &err)) {
    fuzz_error(&err);
    return;
  }
  cs_assert(span.first <= span.last);
  cs_buf_reset(out);
  cs_span_write(out, span);
  bool taken = cs_span_parse(cs_buf_str(out), &again, &err);
  cs_assert(taken && again.first == span.first && again.last == span.last);
}

static void check_time(struct cs_str text, struct cs_buf *out) {
  cs_time time, again;
  struct cs_err err;
  if (!cs_time_parse(text, &time, &err)) {
    fuzz_error(&err);
    return;
  }
  cs_buf_reset(out);
  cs_time_write(out, time);
  bool taken = cs_time_parse(cs_buf_str(out), &again, &err);
  cs_assert(taken && again == time);
}

static void check_dec(struct cs_str text, struct cs_buf *out) {
  struct cs_dec dec, again;
  struct cs_err err;
  if (!cs_dec_parse(text, &dec, &err)) {
    fuzz_error(&err);
    return;
  }
  cs_buf_reset(out);
  cs_dec_write(out, dec);
  bool taken = cs_dec_parse(cs_buf_str(out), &again, &err);
  cs_assert(taken && cs_dec_cmp(dec, again) == 0);
}

static void check_figure(struct cs_str text, struct cs_buf *out) {
  struct cs_figure figure, again;
  struct cs_err err;
  if (!cs_figure_parse(text, &figure, &err)) {
    fuzz_error(&err);
    return;
  }
  cs_buf_reset(out);
  cs_figure_write(out, figure);
  bool taken = cs_figure_parse(cs_buf_str(out), &again, &err);
  cs_assert(taken);
  struct cs_buf twice;
  cs_buf_init(&twice, 4096);
  cs_figure_write(&twice, again);
  cs_assert(cs_str_eq(cs_buf_str(out), cs_buf_str(&twice)));
  cs_buf_deinit(&twice);
}

static void check_area(struct cs_str text) {
  struct cs_area area;
  cs_assert(!cs_area_find(text, &area) || cs_str_eq(cs_area_code(area), text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_str text = fuzz_str(data, size);
  struct cs_buf out;
  cs_buf_init(&out, 4096);
  check_span(text, &out);
  check_time(text, &out);
  check_dec(text, &out);
  check_figure(text, &out);
  check_area(text);
  cs_buf_deinit(&out);
  return 0;
}
