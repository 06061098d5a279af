/* Ledgers at the command line: how an authorization stands. Nothing is concluded here: review does, by the one function that
 * acts are judged by. */
#include "cli/ledger.h"

bool cs_cli_when(struct cs_cli *cli, struct cs_when *out) {
  *out = (struct cs_when){0};
  return cs_cli_day(cli, "on", &out->has_on, &out->on) && cs_cli_day(cli, "known", &out->has_known, &out->known);
}

bool cs_cli_figure(struct cs_cli *cli, struct cs_dec value, struct cs_str *out) {
  struct cs_buf text;
  cs_buf_init(&text, 128);
  cs_dec_write_rounded(&text, value, value.scale, true);
  bool done = cs_buf_ok(&text, &cli->err) && cs_arena_str(&cli->arena, cs_buf_str(&text), out, &cli->err);
  cs_buf_deinit(&text);
  return done;
}

bool cs_cli_effect_of(struct cs_cli *cli, struct cs_str case_id, const struct cs_when *when,
                      struct cs_cli_effect *out) {
  int64_t n;
  *out = (struct cs_cli_effect){0};
  if (case_id.len == 0) {
    return true;
  }
  return cs_service_state(&cli->service, "case", case_id, &cli->arena, &out->state, &n, &cli->err) &&
         (!out->state || cs_service_authorization(&cli->service, out->state, when, &cli->arena, &out->authorization,
                                                  &out->granted, &cli->err));
}

/* "sale of 3,350 eram, storm-shadow" */
static bool add_grant(struct cs_cli *cli, struct cs_buf *text, const struct cs_review_authorization *a) {
  cs_buf_printf(text, "%.*s of ", CS_STR_ARG(a->act));
  for (size_t i = 0; i < a->n_lines && i < 8; i++) {
    struct cs_str quantity = CS_STR_NONE;
    if (a->lines[i].has_quantity && cs_figure_exact(a->lines[i].granted) &&
        !cs_cli_figure(cli, a->lines[i].granted.lo, &quantity)) {
      return false;
    }
    cs_buf_printf(text, "%s%.*s%s%.*s", i > 0 ? ", " : "", CS_STR_ARG(quantity), quantity.len > 0 ? " " : "",
                  CS_STR_ARG(a->lines[i].item));
  }
  if (a->n_lines > 8) {
    cs_buf_printf(text, " and %zu items more", a->n_lines - 8);
  }
  if (a->has_area) {
    cs_buf_printf(text, ", only in %.*s", CS_STR_ARG(cs_area_code(a->area)));
  }
  if (a->until.first != CS_DAY_MAX) {
    cs_buf_add(text, CS_STR(", before "));
    cs_span_write(text, a->until);
  }
  return true;
}

static bool say_granted(struct cs_cli *cli, const struct cs_review_authorization *a) {
  struct cs_buf text;
  cs_buf_init(&text, 8192);
  cs_buf_printf(&text, "authorization %.*s", CS_STR_ARG(a->id));
  bool done = true;
  if (a->in_effect == CS_YES) {
    cs_buf_add(&text, CS_STR(": "));
    done = add_grant(cli, &text, a);
    cs_buf_add(&text, CS_STR(". It is leave for this act and for no other"));
  } else {
    bool plain = a->bars[0].kind == CS_BAR_MONEY || a->bars[0].kind == CS_BAR_CONDITION;
    cs_buf_add(&text, plain ? CS_STR(" ") : CS_STR(": "));
    cs_review_write_bars(&text, a);
  }
  if (done) {
    cs_cli_line(cli,
                a->in_effect == CS_YES  ? "IN EFFECT"
                : a->in_effect == CS_NO ? "not in effect"
                                        : "UNKNOWN",
                "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  }
  cs_buf_deinit(&text);
  return done;
}

bool cs_cli_say_effect(struct cs_cli *cli, const struct cs_cli_effect *effect) {
  if (effect->granted) {
    return say_granted(cli, &effect->authorization);
  }
  if (effect->state) {
    cs_cli_line(cli, "not granted", "%.*s is %.*s", CS_STR_ARG(cs_json_text(effect->state, "case")),
                CS_STR_ARG(cs_json_text(effect->state, "status")));
  }
  return true;
}

void cs_cli_say_kind(struct cs_cli *cli, const struct cs_review_authorization *a) {
  static const char *const words[] = {[CS_GRANT_SINGLE_USE] = "single-use: the first use ends it",
                                      [CS_GRANT_INDIVIDUAL] = "individual: quantities by line",
                                      [CS_GRANT_BLANKET] = "blanket: no quantities"};
  cs_cli_line(cli, "kind", "%s", words[a->kind]);
  cs_cli_line(cli, "status", "%s, by entry %lld", cs_review_grant_status_name(a->status), (long long)a->status_n);
}

static bool put_texts(struct cs_cli *cli, struct cs_json *to, const char *key, const struct cs_str *texts, size_t n) {
  struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  for (size_t i = 0; list && i < n; i++) {
    if (!cs_json_append(&cli->arena, list, cs_json_new_string(&cli->arena, texts[i], &cli->err), &cli->err)) {
      return false;
    }
  }
  return list && cs_json_set(&cli->arena, to, key, list, &cli->err);
}

bool cs_cli_effect_json(struct cs_cli *cli, const struct cs_cli_effect *effect, struct cs_json **out) {
  static const char *const words[] = {[CS_NO] = "no", [CS_YES] = "yes", [CS_UNKNOWN] = "unknown"};
  const struct cs_review_authorization *a = &effect->authorization;
  struct cs_json *bars = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  *out = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  for (size_t i = 0; bars && i < a->n_bars; i++) {
    if (!cs_json_append(&cli->arena, bars, cs_json_new_string(&cli->arena, a->bars[i].why, &cli->err), &cli->err)) {
      return false;
    }
  }
  return *out && cs_json_set_text(&cli->arena, *out, "id", a->id, &cli->err) &&
         cs_json_set_text(&cli->arena, *out, "in_effect", cs_str_of(words[a->in_effect]), &cli->err) &&
         cs_json_set_text(&cli->arena, *out, "kind", cs_str_of(cs_review_grant_kind_name(a->kind)), &cli->err) &&
         cs_json_set_text(&cli->arena, *out, "status", cs_str_of(cs_review_grant_status_name(a->status)), &cli->err) &&
         cs_json_set_integer(&cli->arena, *out, "status_entry", a->status_n, &cli->err) &&
         cs_json_set(&cli->arena, *out, "waits", bars, &cli->err) && put_texts(cli, *out, "over", a->over, a->n_over);
}

bool cs_cli_condition(struct cs_cli *cli, const struct cs_json *out, struct cs_str *name) {
  struct cs_str text = cs_json_text(out, "condition"), party = cs_json_text(out, "party"),
                needs = cs_json_text(out, "needs");
  if (!cs_str_eq(needs, cs_str_of(cs_need_name(CS_NEED_CERTIFICATE)))) {
    return cs_arena_printf(&cli->arena, name, &cli->err, "\"%.*s\"", CS_STR_ARG(text));
  }
  return cs_arena_printf(&cli->arena, name, &cli->err, "certificate%s%.*s", party.len > 0 ? " from " : "",
                         CS_STR_ARG(party));
}

bool cs_cli_say_left(struct cs_cli *cli, const struct cs_review_authorization *a) {
  for (size_t i = 0; i < a->n_lines; i++) {
    const struct cs_review_grant_line *line = &a->lines[i];
    struct cs_str left, granted, used;
    if (!cs_cli_figure(cli, line->left.lo, &left) || !cs_cli_figure(cli, line->granted.lo, &granted) ||
        !cs_cli_figure(cli, line->used, &used)) {
      return false;
    }
    if (!line->has_quantity) {
      cs_cli_line(cli, "used", "%.*s of %.*s, granted without a quantity", CS_STR_ARG(used), CS_STR_ARG(line->item));
      if (line->has_value &&
          (!cs_cli_figure(cli, line->value_left.lo, &left) || !cs_cli_figure(cli, line->value.lo, &granted))) {
        return false;
      }
      if (line->has_value) {
        cs_cli_line(cli, "left", "%.*s of %.*s %.*s", CS_STR_ARG(left), CS_STR_ARG(granted),
                    CS_STR_ARG(cs_unit_name(line->value.unit)));
      }
    } else if (cs_figure_exact(line->granted)) {
      cs_cli_line(cli, "left", "%.*s of %.*s %.*s", CS_STR_ARG(left), CS_STR_ARG(granted), CS_STR_ARG(line->item));
    } else {
      cs_cli_line(cli, "used", "%.*s of %.*s, granted within bounds", CS_STR_ARG(used), CS_STR_ARG(line->item));
    }
  }
  return true;
}
