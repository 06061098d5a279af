/* Markdown as scdoc. Reads line by line; every loop ends with the text. What scdoc makes of it: man 5 scdoc. */
#include "markdown.h"

static struct cs_str cut_line(struct cs_str *rest) {
  struct cs_str line = cs_str_cut(rest, '\n');
  return line;
}

static bool is_blank(struct cs_str line) {
  return cs_str_trim(line).len == 0;
}

/* The number of "#" before a blank; 0: no heading. */
static size_t rank_of(struct cs_str line) {
  size_t n = 0;
  while (n < line.len && line.ptr[n] == '#') {
    n++;
  }
  return n < line.len && line.ptr[n] == ' ' ? n : 0;
}

/* ------------------------------------------------------------------ parts */

static struct cs_str between(struct cs_str start, struct cs_str end) {
  return (struct cs_str){start.ptr, start.len - end.len};
}

bool markdown_section(struct cs_str text, struct cs_str heading, struct cs_str *out) {
  size_t rank = 0;
  bool code = false;
  struct cs_str start = CS_STR_NONE;
  while (text.len > 0) {
    struct cs_str before = text;
    struct cs_str line = cut_line(&text);
    code = cs_str_starts(line, CS_STR("```")) ? !code : code;
    size_t here = code ? 0 : rank_of(line);
    if (rank == 0 && here > 0 && cs_str_eq(cs_str_trim(cs_str_from(line, here)), heading)) {
      rank = here;
      start = text;
    } else if (rank > 0 && here > 0 && here <= rank) {
      *out = between(start, before);
      return true;
    }
  }
  *out = start;
  return rank > 0;
}

bool markdown_after(struct cs_str text, struct cs_str mark, struct cs_str *out) {
  while (text.len > 0) {
    if (cs_str_starts(cut_line(&text), mark)) {
      *out = text;
      return true;
    }
  }
  return false;
}

/* The next cell of a row; false at its end. "\|" does not end a cell. */
static bool cut_cell(struct cs_str *row, struct cs_str *cell) {
  if (row->len == 0) {
    return false;
  }
  size_t n = 0;
  while (n < row->len && (row->ptr[n] != '|' || (n > 0 && row->ptr[n - 1] == '\\'))) {
    n++;
  }
  *cell = cs_str_trim(cs_str_sub(*row, 0, n));
  *row = n < row->len ? cs_str_from(*row, n + 1) : CS_STR_NONE;
  return true;
}

static struct cs_str row_of(struct cs_str line) {
  line = cs_str_trim(line);
  return cs_str_sub(line, 1, cs_str_ends(line, CS_STR("|")) ? line.len - 2 : line.len - 1);
}

bool markdown_table(struct cs_str text, struct cs_str cell, struct cs_str *out) {
  struct cs_str start = CS_STR_NONE;
  while (text.len > 0) {
    struct cs_str before = text;
    struct cs_str line = cut_line(&text);
    bool is_row = cs_str_starts(line, CS_STR("|"));
    if (start.ptr && !is_row) {
      *out = between(start, before);
      return true;
    }
    struct cs_str row = is_row ? row_of(line) : CS_STR_NONE;
    struct cs_str first;
    if (!start.ptr && cut_cell(&row, &first) && cs_str_eq(first, cell)) {
      start = before;
    }
  }
  *out = start;
  return start.ptr != NULL;
}

/* ------------------------------------------------------------------ lines */

void scdoc_text(struct cs_buf *out, struct cs_str text) {
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    if (c == '*' || c == '_' || c == '\\' || (c == '+' && i + 1 < text.len && text.ptr[i + 1] == '+')) {
      cs_buf_byte(out, '\\');
    }
    cs_buf_byte(out, c);
  }
}

/* Text at `text` up to a sign that closes what the first sign opened; 0: it is not closed. */
static size_t closed(struct cs_str text, char sign) {
  for (size_t i = 1; i < text.len; i++) {
    if (text.ptr[i] == sign) {
      return i > 1 ? i : 0;
    }
  }
  return 0;
}

/* Code in a row of a table has "\|" for the sign of a column. */
static void put_code(struct cs_buf *out, struct cs_str code) {
  cs_buf_byte(out, '*');
  while (code.ptr) {
    size_t at = cs_str_find(code, CS_STR("\\|"));
    scdoc_text(out, at == SIZE_MAX ? code : cs_str_sub(code, 0, at));
    code = at == SIZE_MAX ? CS_STR_NONE : cs_str_from(code, at + 1);
  }
  cs_buf_byte(out, '*');
}

/* "[text](address)": how long it is, and its text. */
static size_t link_at(struct cs_str text, struct cs_str *inner) {
  size_t end = closed(text, ']');
  if (text.ptr[0] != '[' || end == 0 || end + 1 >= text.len || text.ptr[end + 1] != '(') {
    return 0;
  }
  size_t after = closed(cs_str_from(text, end + 1), ')');
  *inner = cs_str_sub(text, 1, end - 1);
  return after == 0 ? 0 : end + 1 + after + 1;
}

static void put_inline(struct cs_buf *out, struct cs_str text) {
  if (text.len > 0 && cs_str_find(CS_STR("-#;|[<"), cs_str_sub(text, 0, 1)) != SIZE_MAX) {
    cs_buf_byte(out, '\\'); /* would begin something else in scdoc */
  }
  while (text.len > 0) {
    struct cs_str inner = CS_STR_NONE;
    size_t n = 1;
    size_t end;
    if (text.ptr[0] == '`' && (end = closed(text, '`')) > 0) {
      put_code(out, cs_str_sub(text, 1, end - 1));
      n = end + 1;
    } else if (text.ptr[0] == '*' && (end = closed(text, '*')) > 0 && text.ptr[1] != ' ') {
      cs_buf_byte(out, '_');
      scdoc_text(out, cs_str_sub(text, 1, end - 1));
      cs_buf_byte(out, '_');
      n = end + 1;
    } else if ((end = link_at(text, &inner)) > 0) {
      scdoc_text(out, inner);
      n = end;
    } else if (!cs_str_starts(text, CS_STR("\\|"))) {
      scdoc_text(out, cs_str_sub(text, 0, 1));
    }
    text = cs_str_from(text, n);
  }
}

/* ------------------------------------------------------------------ blocks */

/* A row as a term with what it is: the first cell, those in the middle in parentheses, the last below it. */
static void put_row(struct cs_buf *out, struct cs_str line) {
  struct cs_str row = row_of(line);
  struct cs_str cell = CS_STR_NONE;
  struct cs_str last = CS_STR_NONE;
  size_t n = 0;
  bool open = false;
  while (cut_cell(&row, &cell)) {
    if (n == 0) {
      put_inline(out, cell);
    } else if (row.len == 0) {
      last = cell;
    } else if (cell.len > 0) {
      cs_buf_printf(out, open ? ", " : " (");
      put_inline(out, cell);
      open = true;
    }
    n++;
  }
  cs_buf_printf(out, open ? ")\n\t" : "\n\t");
  put_inline(out, last);
  cs_buf_printf(out, "\n\n");
}

/* Without the table's head and the line below it. */
static void put_table(struct cs_buf *out, struct cs_str *rest, struct cs_str line) {
  for (size_t i = 0; cs_str_starts(line, CS_STR("|")); i++) {
    if (i > 1) {
      put_row(out, line);
    }
    if (!cs_str_starts(*rest, CS_STR("|"))) {
      return;
    }
    line = cut_line(rest);
  }
}

static void put_block(struct cs_buf *out, struct cs_str *rest) {
  cs_buf_printf(out, "```\n");
  while (rest->len > 0) {
    struct cs_str line = cut_line(rest);
    if (cs_str_starts(line, CS_STR("```"))) {
      break;
    }
    cs_buf_add(out, line);
    cs_buf_byte(out, '\n');
  }
  cs_buf_printf(out, "```\n\n");
}

static bool begins_block(struct cs_str line) {
  return is_blank(line) || rank_of(line) > 0 || cs_str_starts(line, CS_STR("|")) ||
         cs_str_starts(line, CS_STR("```")) || cs_str_starts(line, CS_STR("- ")) || cs_str_starts(line, CS_STR("<!--"));
}

/* A paragraph, or an item of a list, with the lines that continue it, as one line. */
static void put_paragraph(struct cs_buf *out, struct cs_str *rest, struct cs_str line) {
  struct cs_buf whole;
  bool item = cs_str_starts(line, CS_STR("- "));
  cs_buf_init(&whole, (size_t)1 << 20);
  cs_buf_add(&whole, cs_str_trim(item ? cs_str_from(line, 2) : line));
  while (rest->len > 0) {
    struct cs_str after = *rest;
    line = cut_line(&after);
    if (begins_block(line)) {
      break;
    }
    cs_buf_byte(&whole, ' ');
    cs_buf_add(&whole, cs_str_trim(line));
    *rest = after;
  }
  cs_buf_printf(out, "%s", item ? "- " : "");
  put_inline(out, cs_buf_str(&whole));
  cs_buf_printf(out, item && cs_str_starts(*rest, CS_STR("- ")) ? "\n" : "\n\n");
  out->failed = out->failed || whole.failed;
  cs_buf_deinit(&whole);
}

void markdown_to_scdoc(struct cs_str text, struct cs_buf *out) {
  while (text.len > 0) {
    struct cs_str line = cut_line(&text);
    size_t rank = rank_of(line);
    if (is_blank(line) || cs_str_starts(line, CS_STR("<!--"))) {
      continue;
    }
    if (rank > 0) {
      struct cs_str heading = cs_str_trim(cs_str_from(line, rank));
      bool code = cs_str_starts(heading, CS_STR("`")) && cs_str_ends(heading, CS_STR("`"));
      cs_buf_printf(out, "## ");
      scdoc_text(out, code ? cs_str_sub(heading, 1, heading.len - 2) : heading);
      cs_buf_printf(out, "\n\n");
    } else if (cs_str_starts(line, CS_STR("```"))) {
      put_block(out, &text);
    } else if (cs_str_starts(line, CS_STR("|"))) {
      put_table(out, &text, line);
    } else {
      put_paragraph(out, &text, line);
    }
  }
}
