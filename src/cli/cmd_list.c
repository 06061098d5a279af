/* Lists: mandates, statements, keys. What is on record is shown as it is: nothing is hidden, and of what contradicts
 * itself nothing is chosen. */
#include "cli/commands.h"
#include "service/query.h"

#include <stdio.h>

/* ------------------------------------------------------------------ shared */

static bool read_days(struct cs_cli *cli, struct cs_when *when) {
  *when = (struct cs_when){0};
  if (cli->arguments.n > 0) {
    cs_cli_usage(cli, "%s takes options only, not \"%.*s\"", cli->command->name, CS_STR_ARG(cs_cli_argument(cli, 0)));
    return false;
  }
  return cs_cli_day(cli, "on", &when->has_on, &when->on) && cs_cli_day(cli, "known", &when->has_known, &when->known);
}

/* A key column of our own text: cs_cli_line wants it NUL-ended. */
static const char *key_of(struct cs_str text, char key[CS_IDENT_MAX + 1]) {
  snprintf(key, CS_IDENT_MAX + 1, "%.*s", CS_STR_ARG(text));
  return key;
}

static bool always(struct cs_span span) {
  return span.first == CS_DAY_MIN && span.last == CS_DAY_MIN;
}

static bool never(struct cs_span span) {
  return span.first == CS_DAY_MAX && span.last == CS_DAY_MAX;
}

/* "2025-08-21", "2025-05..2025-06", "by 2025-01-20". */
static void add_span(struct cs_buf *text, struct cs_span span) {
  if (span.first == CS_DAY_MIN && span.last != CS_DAY_MIN && span.last != CS_DAY_MAX) {
    cs_buf_add(text, CS_STR("by "));
    cs_day_write(text, span.last);
  } else {
    cs_span_write(text, span);
  }
}

static void add_list(struct cs_buf *text, const char *before, struct cs_strs list) {
  for (size_t i = 0; i < list.n; i++) {
    cs_buf_printf(text, "%s%.*s", i == 0 ? before : ", ", CS_STR_ARG(list.at[i]));
  }
}

static bool set_span(struct cs_cli *cli, struct cs_json *json, const char *key, struct cs_span span) {
  struct cs_buf text;
  struct cs_str copy;
  if (always(span) || never(span)) {
    return true;
  }
  cs_buf_init(&text, 64);
  cs_span_write(&text, span);
  bool done = cs_arena_str(&cli->arena, cs_buf_str(&text), &copy, &cli->err) &&
              cs_json_set_text(&cli->arena, json, key, copy, &cli->err);
  cs_buf_deinit(&text);
  return done;
}

static bool set_day(struct cs_cli *cli, struct cs_json *json, const char *key, cs_day day) {
  return set_span(cli, json, key, (struct cs_span){day, day});
}

static bool set_list(struct cs_cli *cli, struct cs_json *json, const char *key, struct cs_strs list) {
  struct cs_json *array = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  for (size_t i = 0; array && i < list.n; i++) {
    if (!cs_json_append(&cli->arena, array, cs_json_new_string(&cli->arena, list.at[i], &cli->err), &cli->err)) {
      return false;
    }
  }
  return cs_json_set(&cli->arena, json, key, array, &cli->err);
}

static const char *truth_word(enum cs_truth truth) {
  return truth == CS_YES ? "yes" : truth == CS_NO ? "no" : "unknown";
}

/* {"on","known",LIST:[…]} */
static int print_list(struct cs_cli *cli, const char *name, struct cs_json *list, const cs_day *on,
                      const cs_day *known) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  if (!json || !list || (on && !set_day(cli, json, "on", *on)) || (known && !set_day(cli, json, "known", *known)) ||
      !cs_json_set(&cli->arena, json, name, list, &cli->err)) {
    return cs_cli_fail(cli);
  }
  cs_cli_json(cli, json);
  return CS_EXIT_DONE;
}

/* ------------------------------------------------------------------ mandates */

/* "up to 10 of any item; up to 5 USD in all; when …; ": what limits it beside its scope. */
static void add_limits(struct cs_buf *text, const struct cs_mandate_grant *grant) {
  if (grant->has_quantity_max) {
    cs_buf_printf(text, "up to ");
    cs_figure_write(text, grant->quantity_max);
    cs_buf_printf(text, " of any item; ");
  }
  if (grant->has_value_max) {
    cs_buf_printf(text, "up to ");
    cs_figure_write(text, grant->value_max);
    cs_buf_printf(text, " in all; ");
  }
  if (grant->when.len > 0) {
    cs_buf_printf(text, "when %.*s; ", CS_STR_ARG(grant->when));
  }
}

static bool put_figure(struct cs_cli *cli, struct cs_json *json, const char *key, struct cs_figure figure) {
  struct cs_buf text;
  struct cs_str copy;
  cs_buf_init(&text, 256);
  cs_figure_write(&text, figure);
  bool done = cs_arena_str(&cli->arena, cs_buf_str(&text), &copy, &cli->err) &&
              cs_json_set_text(&cli->arena, json, key, copy, &cli->err);
  cs_buf_deinit(&text);
  return done;
}

static bool put_limits(struct cs_cli *cli, struct cs_json *json, const struct cs_mandate_grant *grant) {
  return (!grant->has_quantity_max || put_figure(cli, json, "quantity_max", grant->quantity_max)) &&
         (!grant->has_value_max || put_figure(cli, json, "value_max", grant->value_max)) &&
         (grant->when.len == 0 || cs_json_set_text(&cli->arena, json, "when", grant->when, &cli->err));
}

/* Which entry struck it, where one did. */
static bool set_struck(struct cs_cli *cli, struct cs_json *json, int64_t struck) {
  return struck == 0 || cs_json_set_integer(&cli->arena, json, "struck", struck, &cli->err);
}

static void add_struck(struct cs_buf *text, int64_t struck) {
  if (struck != 0) {
    cs_buf_printf(text, "; STRUCK by entry %lld", (long long)struck);
  }
}

static struct cs_json *mandate_json(struct cs_cli *cli, const struct cs_mandate_row *row) {
  const struct cs_mandate_grant *grant = row->grant;
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_json *revocations = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  bool done = json && revocations && cs_json_set_text(&cli->arena, json, "mandate", row->mandate->id, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "by", grant->by, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "to", grant->to, &cli->err) &&
              set_list(cli, json, "regimes", grant->regimes) && set_list(cli, json, "acts", grant->acts) &&
              set_list(cli, json, "areas", grant->areas) && put_limits(cli, json, grant) &&
              set_span(cli, json, "from", grant->holds.from) && set_span(cli, json, "until", grant->holds.until) &&
              (grant->holds.known == CS_DAY_MIN || set_day(cli, json, "known", grant->holds.known)) &&
              cs_json_set_text(&cli->arena, json, "cite", grant->holds.cite, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "certainty", cs_str_of(cs_certainty_name(grant->holds.certainty)),
                               &cli->err) &&
              cs_json_set_integer(&cli->arena, json, "entry", grant->holds.n, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "holds", cs_str_of(truth_word(row->holds)), &cli->err);
  done = done && set_struck(cli, json, grant->holds.struck);
  for (size_t i = 0; done && i < row->mandate->n_revocations + row->mandate->n_struck_revocations; i++) {
    const struct cs_holds *end = &row->mandate->revocations[i];
    struct cs_json *one = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    done = one && set_span(cli, one, "from", end->from) && set_struck(cli, one, end->struck) &&
           cs_json_set_text(&cli->arena, one, "certainty", cs_str_of(cs_certainty_name(end->certainty)), &cli->err) &&
           cs_json_set_integer(&cli->arena, one, "entry", end->n, &cli->err) &&
           cs_json_append(&cli->arena, revocations, one, &cli->err);
  }
  done = done && cs_json_set(&cli->arena, json, "revocations", revocations, &cli->err);
  return done ? json : NULL;
}

static void add_period(struct cs_buf *text, struct cs_span from, struct cs_span until) {
  if (!always(from)) {
    cs_buf_add(text, CS_STR("from "));
    add_span(text, from);
  }
  if (!never(until)) {
    cs_buf_add(text, always(from) ? CS_STR("before ") : CS_STR(", before "));
    cs_span_write(text, until);
  }
  if (always(from) && never(until)) {
    cs_buf_add(text, CS_STR("no period said"));
  }
}

static void say_mandate(struct cs_cli *cli, const struct cs_mandate_row *row, cs_day known) {
  const struct cs_mandate_grant *grant = row->grant;
  struct cs_buf text;
  char key[CS_IDENT_MAX + 1], place[64];
  cs_buf_init(&text, 8192);
  cs_buf_printf(&text, "%s; %.*s to %.*s",
                row->holds == CS_YES  ? "HOLDS"
                : row->holds == CS_NO ? "does not hold"
                                      : "UNKNOWN",
                CS_STR_ARG(grant->by), CS_STR_ARG(grant->to));
  add_struck(&text, grant->holds.struck);
  snprintf(place, sizeof place, "entry %lld", (long long)grant->holds.n);
  cs_cli_line_at(cli, key_of(row->mandate->id, key), cs_buf_str(&text), cs_str_of(place));
  cs_buf_reset(&text);
  add_list(&text, "regimes ", grant->regimes);
  add_list(&text, text.len > 0 ? "; acts " : "acts ", grant->acts);
  add_list(&text, text.len > 0 ? "; areas " : "areas ", grant->areas);
  cs_buf_add(&text, text.len > 0 ? CS_STR("; ") : CS_STR("of any scope; "));
  add_limits(&text, grant);
  add_period(&text, grant->holds.from, grant->holds.until);
  cs_cli_line(cli, "", "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  cs_cli_line(cli, "", "%.*s%s%s", CS_STR_ARG(grant->holds.cite), grant->holds.cite.len > 0 ? ", " : "",
              cs_certainty_name(grant->holds.certainty));
  for (size_t i = 0; i < row->mandate->n_revocations + row->mandate->n_struck_revocations; i++) {
    const struct cs_holds *end = &row->mandate->revocations[i];
    if (end->known > known) {
      continue;
    }
    cs_buf_reset(&text);
    cs_buf_add(&text, CS_STR("revoked from "));
    add_span(&text, end->from);
    cs_buf_printf(&text, ", %s", cs_certainty_name(end->certainty));
    add_struck(&text, end->struck);
    snprintf(place, sizeof place, "entry %lld", (long long)end->n);
    cs_cli_line_at(cli, "", cs_buf_str(&text), cs_str_of(place));
  }
  cs_buf_deinit(&text);
}

int cs_cmd_mandate_list(struct cs_cli *cli) {
  struct cs_when when;
  struct cs_mandate_rows rows;
  cs_day on, known;
  if (!read_days(cli, &when) || !cs_cli_open(cli, CS_STR_NONE, false) ||
      !cs_service_mandates(&cli->service, &when, &cli->arena, &rows, &on, &known, &cli->err)) {
    return cs_cli_failed(cli);
  }
  if (cli->json) {
    struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
    for (size_t i = 0; list && i < rows.n; i++) {
      if (!cs_json_append(&cli->arena, list, mandate_json(cli, &rows.at[i]), &cli->err)) {
        return cs_cli_fail(cli);
      }
    }
    return print_list(cli, "mandates", list, &on, &known);
  }
  for (size_t i = 0; i < rows.n; i++) {
    say_mandate(cli, &rows.at[i], known);
  }
  if (rows.n == 0) {
    cs_cli_line(cli, "none", "no mandate is on record that was known on that day");
  }
  return CS_EXIT_DONE;
}

/* ------------------------------------------------------------------ statements */

static struct cs_json *statement_json(struct cs_cli *cli, const struct cs_statement *s) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  bool done = json && cs_json_set_text(&cli->arena, json, "statement", s->id, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "kind", s->kind, &cli->err) && set_span(cli, json, "from", s->from) &&
              cs_json_set_text(&cli->arena, json, "by", s->by, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "text", s->text, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "cite", s->cite, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "certainty", s->certainty, &cli->err) &&
              cs_json_set_integer(&cli->arena, json, "entry", s->n, &cli->err) && set_struck(cli, json, s->struck);
  struct cs_json *copy;
  if (done && s->withdrawn) {
    done = cs_json_copy(&cli->arena, s->withdrawn, &copy, &cli->err) &&
           cs_json_set(&cli->arena, json, "withdrawn", copy, &cli->err);
  }
  return done ? json : NULL;
}

static void say_statement(struct cs_cli *cli, const struct cs_statement *s) {
  struct cs_buf text, day;
  char key[CS_IDENT_MAX + 1], place[CS_IDENT_MAX + 64];
  cs_buf_init(&text, CS_BODY_MAX);
  cs_buf_init(&day, 64);
  if (always(s->from)) {
    cs_buf_add(&day, CS_STR("no day said"));
  } else {
    add_span(&day, s->from);
  }
  cs_buf_printf(&text, "%-18.*s  %.*s%s%.*s", CS_STR_ARG(cs_buf_str(&day)), CS_STR_ARG(s->by),
                s->by.len > 0 ? ": " : "", CS_STR_ARG(s->text));
  add_struck(&text, s->struck);
  cs_cli_line_at(cli, key_of(s->kind, key), cs_buf_str(&text), CS_STR_NONE);
  cs_buf_reset(&text);
  cs_buf_printf(&text, "%.*s%s%.*s", CS_STR_ARG(s->cite), s->cite.len > 0 ? ", " : "", CS_STR_ARG(s->certainty));
  snprintf(place, sizeof place, "%.*s, entry %lld", CS_STR_ARG(s->id), (long long)s->n);
  cs_cli_line_at(cli, "", cs_buf_str(&text), cs_str_of(place));
  if (s->withdrawn) {
    struct cs_str from = cs_json_text(s->withdrawn, "from");
    struct cs_str why = cs_json_text(s->withdrawn, "text");
    struct cs_str cite = cs_json_text(s->withdrawn, "cite");
    cs_cli_line(cli, "  withdrawn", "%s%.*s%s%.*s%s%.*s", from.len > 0 ? "from " : "no day said", CS_STR_ARG(from),
                why.len > 0 ? ": " : "", CS_STR_ARG(why), cite.len > 0 ? "; " : "", CS_STR_ARG(cite));
  }
  cs_buf_deinit(&day);
  cs_buf_deinit(&text);
}

int cs_cmd_statement_list(struct cs_cli *cli) {
  struct cs_when when;
  struct cs_statements statements;
  struct cs_str about = cs_cli_option(cli, "about");
  cs_day known;
  if (!read_days(cli, &when) || !cs_cli_open(cli, CS_STR_NONE, false) ||
      !cs_service_statements(&cli->service, about, &when, &cli->arena, &statements, &known, &cli->err)) {
    return cs_cli_failed(cli);
  }
  if (cli->json) {
    struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
    for (size_t i = 0; list && i < statements.n; i++) {
      if (!cs_json_append(&cli->arena, list, statement_json(cli, &statements.at[i]), &cli->err)) {
        return cs_cli_fail(cli);
      }
    }
    return print_list(cli, "statements", list, NULL, &known);
  }
  for (size_t i = 0; i < statements.n; i++) {
    say_statement(cli, &statements.at[i]);
  }
  if (statements.n == 0) {
    cs_cli_line(cli, "none", "no statement%s%.*s is on record that was known on that day",
                about.len > 0 ? " about " : "", CS_STR_ARG(about));
  }
  return CS_EXIT_DONE;
}

/* ------------------------------------------------------------------ keys */

static struct cs_json *key_json(struct cs_cli *cli, const struct cs_key_row *row) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  bool done = json && cs_json_set_text(&cli->arena, json, "officer", row->officer, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "key", row->key, &cli->err) &&
              cs_json_set_integer(&cli->arena, json, "entry", row->n, &cli->err) &&
              (row->revoked < 0 || cs_json_set_integer(&cli->arena, json, "revoked", row->revoked, &cli->err));
  return done ? json : NULL;
}

int cs_cmd_key_list(struct cs_cli *cli) {
  struct cs_when when;
  struct cs_key_rows rows;
  if (!read_days(cli, &when) || !cs_cli_open(cli, CS_STR_NONE, false) ||
      !cs_service_keys(&cli->service, &cli->arena, &rows, &cli->err)) {
    return cs_cli_failed(cli);
  }
  struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  for (size_t i = 0; list && i < rows.n; i++) {
    const struct cs_key_row *row = &rows.at[i];
    char text[CS_IDENT_MAX + 64], place[64];
    if (cli->json) {
      if (!cs_json_append(&cli->arena, list, key_json(cli, row), &cli->err)) {
        return cs_cli_fail(cli);
      }
      continue;
    }
    snprintf(text, sizeof text, "%.*s", CS_STR_ARG(row->officer));
    snprintf(place, sizeof place, row->revoked >= 0 ? "entry %lld, revoked by entry %lld" : "entry %lld",
             (long long)row->n, (long long)row->revoked);
    char key[24];
    snprintf(key, sizeof key, "%.*s…", CS_STR_ARG(cs_str_head(row->key, 12)));
    cs_cli_line_at(cli, key, cs_str_of(text), cs_str_of(place));
  }
  return cli->json ? print_list(cli, "keys", list, NULL, NULL) : CS_EXIT_DONE;
}
