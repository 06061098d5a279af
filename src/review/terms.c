/* Terms in words. Must never write a value as sure that is not: what may be otherwise says so. Specification: rules/SPEC.md section
 * 17, DESIGN section 8 (`terms{}`). */
#include "review/terms.h"

static void write_words(struct cs_buf *buf, const struct cs_str *words, size_t n, const char *between) {
  for (size_t i = 0; i < n; i++) {
    cs_buf_printf(buf, "%s%.*s", i > 0 ? between : "", CS_STR_ARG(words[i]));
  }
}

static void write_set(struct cs_buf *buf, const struct cs_term_value *term) {
  size_t sure = term->n_words - term->n_maybe;
  write_words(buf, term->words, sure, ", ");
  if (term->n_words == 0) {
    cs_buf_add(buf, CS_STR("none"));
  }
  if (term->n_maybe > 0) {
    cs_buf_add(buf, sure > 0 ? CS_STR(" and perhaps ") : CS_STR("perhaps "));
    write_words(buf, term->words + sure, term->n_maybe, ", ");
  }
}

void cs_term_write(struct cs_buf *buf, const struct cs_term_value *term) {
  switch (term->kind) {
  case CS_TERM_VALUE_UNKNOWN:
    cs_buf_add(buf, CS_STR("unknown"));
    break;
  case CS_TERM_VALUE_NONE:
    cs_buf_add(buf, CS_STR("none"));
    break;
  case CS_TERM_VALUE_TRUTH:
    cs_buf_add(buf, term->truth == CS_YES ? CS_STR("yes") : term->truth == CS_NO ? CS_STR("no") : CS_STR("unknown"));
    break;
  case CS_TERM_VALUE_CODE:
    write_words(buf, term->words, term->n_words, " or ");
    break;
  case CS_TERM_VALUE_CODES:
    write_set(buf, term);
    break;
  case CS_TERM_VALUE_FIGURE:
  case CS_TERM_VALUE_ROWS:
    cs_figure_write(buf, term->figure);
    break;
  case CS_TERM_VALUE_SHARE:
    cs_share_write(buf, term->figure, term->over);
    break;
  case CS_TERM_VALUE_DATE:
    cs_span_write(buf, term->span);
    break;
  }
  bool said = term->kind == CS_TERM_VALUE_NONE || term->kind == CS_TERM_VALUE_UNKNOWN ||
              (term->kind == CS_TERM_VALUE_TRUTH && term->truth == CS_UNKNOWN) ||
              (term->kind == CS_TERM_VALUE_CODES && term->n_words == 0);
  cs_buf_add(buf, term->maybe_none && !said ? CS_STR(" or none") : CS_STR_NONE);
}

static void write_list(struct cs_json_writer *w, const struct cs_term_value *term) {
  cs_json_begin_array(w);
  for (size_t i = 0; i < term->n_words; i++) {
    cs_json_put_str(w, term->words[i]);
  }
  cs_json_end_array(w);
}

void cs_term_write_json(struct cs_json_writer *w, const struct cs_term_value *term) {
  if (term->kind == CS_TERM_VALUE_NONE) {
    cs_json_put_null(w);
    return;
  }
  if (term->kind == CS_TERM_VALUE_CODES && term->n_maybe == 0 && !term->maybe_none) {
    write_list(w, term);
    return;
  }
  struct cs_buf buf;
  cs_buf_init(&buf, 1 << 20);
  cs_term_write(&buf, term);
  struct cs_str text = cs_buf_str(&buf);
  bool share = term->kind == CS_TERM_VALUE_SHARE && cs_str_ends(text, CS_STR(" %"));
  cs_json_put_str(w, share ? cs_str_sub(text, 0, text.len - 2) : text);
  cs_buf_deinit(&buf);
}
