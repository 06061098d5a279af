/* Makes the tables of base/codes.h from three files of the package iso-codes. A tool of the build, never installed.
 *   gen_codes iso_3166-1.json iso_3166-2.json iso_4217.json OUT.c
 * Must fail the build rather than write a table with a hole: every member is checked, every parent must exist, parents
 * never form a circle. Parents are written there in two forms: "IDF" for FR-75 and "GB-SCT" for GB-ABE. */
#include "base/codes.h"
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEVELS_MAX 8 /* of parents; there are three in 2023 */

struct area {
  struct cs_str code, name, parent; /* parent: as written; empty for countries */
  size_t above;                     /* index + 1 of the parent after sorting; 0: none */
};

struct areas {
  struct area *at;
  size_t n, cap;
};

struct work {
  struct cs_arena arena;
  struct cs_err err;
  struct areas areas;
  struct cs_strs currencies;
  FILE *out;
};

static bool fail(struct work *w, struct cs_str word, const char *what) {
  return cs_err_set(&w->err, &CS_E_JSON_TYPE, "\"%.*s\": %s", CS_STR_ARG(word), what);
}

static bool read_file(struct work *w, const char *path, struct cs_buf *buf) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    return fail(w, cs_str_of(path), "cannot be opened");
  }
  char block[65536];
  for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0;) {
    cs_buf_add(buf, (struct cs_str){block, n});
  }
  bool good = !ferror(file);
  fclose(file);
  return good ? cs_buf_ok(buf, &w->err) : fail(w, cs_str_of(path), "cannot be read");
}

/* The array under `key`, which is all that such a file holds. */
static bool read_list(struct work *w, const char *path, const char *key, struct cs_json **out) {
  struct cs_buf buf;
  struct cs_str text;
  struct cs_json *json = NULL;
  cs_buf_init(&buf, CS_FILE_MAX);
  bool good = read_file(w, path, &buf) && cs_arena_str(&w->arena, cs_buf_str(&buf), &text, &w->err) &&
              cs_json_parse(&w->arena, cs_str_of(path), text, &json, &w->err);
  cs_buf_deinit(&buf);
  *out = good ? cs_json_get(json, key) : NULL;
  if (good && (!*out || (*out)->kind != CS_JSON_ARRAY || (*out)->n == 0)) {
    return fail(w, cs_str_of(path), "does not hold the list that was expected");
  }
  return good;
}

static bool is_upper(struct cs_str s, size_t n) {
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] < 'A' || s.ptr[i] > 'Z') {
      return false;
    }
  }
  return s.len == n;
}

static bool add_area(struct work *w, struct cs_str code, struct cs_str name, struct cs_str parent) {
  if (code.len == 0 || name.len == 0) {
    return fail(w, code, "an area without code or name");
  }
  struct area *area = cs_list_push(&w->arena, &w->areas, &w->err);
  if (area) {
    *area = (struct area){.code = code, .name = name, .parent = parent};
  }
  return area != NULL;
}

static bool take_countries(struct work *w, const char *path) {
  struct cs_json *list;
  if (!read_list(w, path, "3166-1", &list)) {
    return false;
  }
  for (size_t i = 0; i < list->n; i++) {
    struct cs_str code = cs_json_text(list->items[i], "alpha_2");
    if (!is_upper(code, 2)) {
      return fail(w, code, "no country code of two capitals");
    }
    if (!add_area(w, code, cs_json_text(list->items[i], "name"), CS_STR(""))) {
      return false;
    }
  }
  return add_area(w, CS_STR("XZ"), CS_STR("International waters"), CS_STR(""));
}

static bool take_regions(struct work *w, const char *path) {
  struct cs_json *list;
  if (!read_list(w, path, "3166-2", &list)) {
    return false;
  }
  for (size_t i = 0; i < list->n; i++) {
    struct cs_str code = cs_json_text(list->items[i], "code");
    struct cs_str parent = cs_json_text(list->items[i], "parent");
    struct cs_str country = cs_str_sub(code, 0, 2);
    if (code.len < 4 || code.ptr[2] != '-') {
      return fail(w, code, "no region code");
    }
    bool whole = parent.len > 3 && cs_str_starts(parent, cs_str_sub(code, 0, 3));
    if (parent.len > 0 && !whole &&
        !cs_arena_printf(&w->arena, &parent, &w->err, "%.*s-%.*s", CS_STR_ARG(country), CS_STR_ARG(parent))) {
      return false;
    }
    if (!add_area(w, code, cs_json_text(list->items[i], "name"), parent.len > 0 ? parent : country)) {
      return false;
    }
  }
  return true;
}

static bool take_currencies(struct work *w, const char *path) {
  struct cs_json *list;
  if (!read_list(w, path, "4217", &list)) {
    return false;
  }
  for (size_t i = 0; i < list->n; i++) {
    struct cs_str code = cs_json_text(list->items[i], "alpha_3");
    struct cs_str *place = is_upper(code, 3) ? cs_list_push(&w->arena, &w->currencies, &w->err) : NULL;
    if (!place) {
      return w->err.code ? false : fail(w, code, "no currency code of three capitals");
    }
    *place = code;
  }
  return true;
}

static int by_code(const void *a, const void *b) {
  return cs_str_cmp(((const struct area *)a)->code, ((const struct area *)b)->code);
}

static int by_bytes(const void *a, const void *b) {
  return cs_str_cmp(*(const struct cs_str *)a, *(const struct cs_str *)b);
}

static bool sort_currencies(struct work *w) {
  struct cs_str *at = w->currencies.at;
  qsort(at, w->currencies.n, sizeof *at, by_bytes);
  for (size_t i = 1; i < w->currencies.n; i++) {
    if (cs_str_eq(at[i - 1], at[i])) {
      return fail(w, at[i], "a currency that is there twice");
    }
  }
  return true;
}

static bool sort_areas(struct work *w) {
  struct area *at = w->areas.at;
  size_t n = w->areas.n;
  qsort(at, n, sizeof *at, by_code);
  for (size_t i = 0; i < n; i++) {
    if (i > 0 && cs_str_eq(at[i - 1].code, at[i].code)) {
      return fail(w, at[i].code, "an area that is there twice");
    }
    if (at[i].parent.len > 0) {
      struct area wanted = {.code = at[i].parent};
      const struct area *found = bsearch(&wanted, at, n, sizeof *at, by_code);
      if (!found) {
        return fail(w, at[i].code, "its parent is not there");
      }
      at[i].above = (size_t)(found - at) + 1;
    }
  }
  for (size_t i = 0; i < n; i++) {
    size_t level = 0;
    for (size_t k = i + 1; k != 0; k = at[k - 1].above) {
      if (++level > LEVELS_MAX) {
        return fail(w, at[i].code, "its parents form a circle");
      }
    }
  }
  return n < UINT16_MAX || fail(w, CS_STR("areas"), "too many for 16 bits");
}

/* A C literal; all bytes but plain ASCII in octal, whose three digits cannot swallow what follows. */
static void put_literal(struct work *w, struct cs_str s) {
  fputc('"', w->out);
  for (size_t i = 0; i < s.len; i++) {
    unsigned char c = (unsigned char)s.ptr[i];
    if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == '?') {
      fprintf(w->out, "\\%03o", c);
    } else {
      fputc(c, w->out);
    }
  }
  fputc('"', w->out);
}

static void put_tables(struct work *w) {
  fputs("/* Made by tools/gen_codes.c from the package iso-codes; not to be edited. */\n#include \"base/codes.h\"\n\n"
        "const struct cs_area_row cs_area_rows[] = {\n    {\"\", \"\", 0},\n",
        w->out);
  for (size_t i = 0; i < w->areas.n; i++) {
    fputs("    {", w->out);
    put_literal(w, w->areas.at[i].code);
    fputs(", ", w->out);
    put_literal(w, w->areas.at[i].name);
    fprintf(w->out, ", %zu},\n", w->areas.at[i].above);
  }
  fprintf(w->out, "};\nconst size_t cs_area_rows_n = %zu;\n\nconst char cs_currencies[][4] = {\n", w->areas.n + 1);
  for (size_t i = 0; i < w->currencies.n; i++) {
    fputs("    ", w->out);
    put_literal(w, w->currencies.at[i]);
    fputs(",\n", w->out);
  }
  fprintf(w->out, "};\nconst size_t cs_currencies_n = %zu;\n", w->currencies.n);
}

static bool write_tables(struct work *w, const char *path) {
  w->out = fopen(path, "wb");
  if (!w->out) {
    return fail(w, cs_str_of(path), "cannot be written");
  }
  put_tables(w);
  bool good = !ferror(w->out);
  good = fclose(w->out) == 0 && good;
  if (!good) {
    remove(path); /* half a table must not look newer than its sources */
  }
  return good || fail(w, cs_str_of(path), "cannot be written");
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fputs("usage: gen_codes iso_3166-1.json iso_3166-2.json iso_4217.json OUT.c\n", stderr);
    return 2;
  }
  struct work w = {0};
  cs_arena_init(&w.arena, NULL, 0);
  bool good = take_countries(&w, argv[1]) && take_regions(&w, argv[2]) && take_currencies(&w, argv[3]) &&
              sort_areas(&w) && sort_currencies(&w) && write_tables(&w, argv[4]);
  if (!good) {
    fprintf(stderr, "gen_codes: %s:%u:%u: %s\n", w.err.source, w.err.line, w.err.column, w.err.text);
  }
  cs_arena_deinit(&w.arena);
  return good ? 0 : 3;
}
