/* rules index: how each rule is found when a question is asked, and which rules are looked at with every question. */
#include "cli/commands.h"
#include "cli/rules.h"

static bool shown(struct cs_cli *cli, const struct cs_rule_info *rule) {
  struct cs_str regime = cs_cli_argument(cli, 0);
  return regime.len == 0 || cs_str_eq(rule->regime, regime);
}

/* ------------------------------------------------------------------ for people */

static void say_keys(struct cs_buf *buf, const struct cs_rule_access *access) {
  for (size_t i = 0; i < access->n_keys; i++) {
    cs_buf_printf(buf, "%s%.*s", i > 0 ? ", " : "", CS_STR_ARG(access->keys[i]));
  }
}

static void say_rule(struct cs_cli *cli, const struct cs_rule_info *rule, const struct cs_rule_access *access) {
  cs_buf_printf(&cli->out, "  %-32.*s ", CS_STR_ARG(rule->name));
  if (access->scanned) {
    cs_buf_printf(&cli->out, "looked at with every question: %s", access->scanned);
  } else {
    cs_buf_printf(&cli->out, "by ");
    say_keys(&cli->out, access);
  }
  cs_buf_printf(&cli->out, "\n");
  if (access->evaluated) {
    cs_buf_printf(&cli->out, "  %-32s then its whole condition is asked: it is more than %zu test%s\n", "",
                  access->n_tests, access->n_tests == 1 ? "" : "s");
  }
  if (access->family_evaluated) {
    cs_buf_printf(&cli->out, "  %-32s with its family: versions, a dispute, a shared date or many members\n", "");
  }
}

struct totals {
  size_t rules, scanned, evaluated;
};

static void say_index(struct cs_cli *cli, const struct cs_rules *rules, struct totals *t) {
  struct cs_str regime = CS_STR_NONE;
  for (size_t i = 0; i < cs_rules_n(rules); i++) {
    const struct cs_rule_info *rule = cs_rules_at(rules, i);
    struct cs_rule_access access;
    if (!shown(cli, rule) || !cs_rules_access(rules, i, &access)) {
      continue;
    }
    t->rules++;
    t->scanned += access.scanned != NULL;
    t->evaluated += access.evaluated || access.family_evaluated;
    if (cli->json) {
      continue;
    }
    if (!cs_str_eq(rule->regime, regime)) {
      regime = rule->regime;
      cs_buf_printf(&cli->out, "%.*s\n", CS_STR_ARG(regime));
    }
    say_rule(cli, rule, &access);
  }
}

/* ------------------------------------------------------------------ for programs */

static struct cs_json *rule_json(struct cs_cli *cli, const struct cs_rule_info *rule,
                                 const struct cs_rule_access *access) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_json *keys = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  bool done = json && keys;
  for (size_t i = 0; done && i < access->n_keys; i++) {
    done = cs_json_append(&cli->arena, keys, cs_json_new_string(&cli->arena, access->keys[i], &cli->err), &cli->err);
  }
  done = done && cs_json_set_text(&cli->arena, json, "rule", rule->name, &cli->err) &&
         cs_json_set_text(&cli->arena, json, "regime", rule->regime, &cli->err) &&
         cs_json_set_text(&cli->arena, json, "file", rule->file, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "line", rule->line, &cli->err) &&
         cs_json_set(&cli->arena, json, "keys", keys, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "tests", (int64_t)access->n_tests, &cli->err) &&
         cs_json_set_bool(&cli->arena, json, "evaluated", access->evaluated || access->family_evaluated, &cli->err) &&
         cs_json_set_text(&cli->arena, json, "scanned", access->scanned ? cs_str_of(access->scanned) : CS_STR(""),
                          &cli->err);
  return done ? json : NULL;
}

static bool index_json(struct cs_cli *cli, const struct cs_rules *rules, const struct totals *t) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  bool done = json && list;
  for (size_t i = 0; done && i < cs_rules_n(rules); i++) {
    const struct cs_rule_info *rule = cs_rules_at(rules, i);
    struct cs_rule_access access;
    if (shown(cli, rule) && cs_rules_access(rules, i, &access)) {
      done = cs_json_append(&cli->arena, list, rule_json(cli, rule, &access), &cli->err);
    }
  }
  done = done && cs_json_set_integer(&cli->arena, json, "rules", (int64_t)t->rules, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "scanned", (int64_t)t->scanned, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "evaluated", (int64_t)t->evaluated, &cli->err) &&
         cs_json_set(&cli->arena, json, "found", list, &cli->err);
  if (done) {
    cs_cli_json(cli, json);
  }
  return done;
}

static int say(struct cs_cli *cli, const struct cs_rules *rules) {
  struct totals t = {0};
  if (!cs_cli_has_regime(rules, cs_cli_argument(cli, 0))) {
    return cs_cli_no_regime(cli, rules, cs_cli_argument(cli, 0));
  }
  say_index(cli, rules, &t);
  if (cli->json) {
    return index_json(cli, rules, &t) ? CS_EXIT_DONE : cs_cli_fail(cli);
  }
  cs_cli_line(cli, "rules", "%zu: %zu found by their facts, %zu looked at with every question; %zu ask the evaluator",
              t.rules, t.rules - t.scanned, t.scanned, t.evaluated);
  return CS_EXIT_DONE;
}

int cs_cmd_rules_index(struct cs_cli *cli) {
  if (cli->arguments.n > 1) {
    return cs_cli_usage(cli, "rules index takes one regime, or none for all of them");
  }
  return cs_cli_with_rules(cli, say);
}
