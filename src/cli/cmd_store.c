/* store: what whoever runs the store does with it. */
#include "cli/commands.h"
#include "service/keeping.h"

static bool path_of(struct cs_cli *cli, struct cs_str *out) {
  *out = cs_cli_argument(cli, 0);
  if (cli->arguments.n > 1) {
    cs_cli_usage(cli, "%s takes one store", cli->command->name);
    return false;
  }
  return out->len > 0 || cs_cli_store_path(cli, out);
}

/* {"outcome":WORD}, with the size when it tells something. */
static int answer(struct cs_cli *cli, const char *outcome, int64_t size) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  if (!json || !cs_json_set_text(&cli->arena, json, "outcome", cs_str_of(outcome), &cli->err) ||
      (size >= 0 && !cs_json_set_integer(&cli->arena, json, "size", size, &cli->err))) {
    return cs_cli_fail(cli);
  }
  cs_cli_json(cli, json);
  return CS_EXIT_DONE;
}

int cs_cmd_store_rekey(struct cs_cli *cli) {
  struct cs_str path;
  if (!path_of(cli, &path) || !cs_service_rekey(cli->os, path, cs_cli_keys(cli), &cli->err)) {
    return cs_cli_failed(cli);
  }
  if (cli->json) {
    return answer(cli, "rekeyed", -1);
  }
  cs_cli_line(cli, "rekeyed", "what the vault holds opens with the new master.key alone");
  cs_cli_line(cli, "", "no earlier backup opens anything with it: take a backup of the store now");
  return CS_EXIT_DONE;
}

int cs_cmd_store_accept(struct cs_cli *cli) {
  struct cs_str path;
  struct cs_head head;
  if (!path_of(cli, &path) || !cs_service_accept(cli->os, path, cs_cli_keys(cli), &head, &cli->err)) {
    return cs_cli_failed(cli);
  }
  if (cli->json) {
    return answer(cli, "accepted", (int64_t)head.size);
  }
  cs_cli_line(cli, "ACCEPTED", "%llu entries, on your word", (unsigned long long)head.size);
  cs_cli_line(
      cli, "",
      "if anything newer was ever signed and handed out, this log now contradicts it, for everybody who holds it "
      "to see: compare `countersign log checkpoint` with the newest one that a witness, an auditor or a user has");
  return CS_EXIT_DONE;
}

/* ------------------------------------------------------------------ restore */

static const char *const lack_words[CS_LACK_N] = {"what opens its confidential fields",
                                                  "what opens its personal fields", "the text that it publishes"};

static bool take_sources(struct cs_cli *cli, struct cs_strs *from) {
  if (!cs_cli_options(cli, "from", from)) {
    return false;
  }
  for (size_t i = 1; i < cli->arguments.n; i++) {
    struct cs_str *slot = cs_list_push(&cli->arena, from, &cli->err);
    if (!slot) {
      return false;
    }
    *slot = cli->arguments.at[i];
  }
  return true;
}

static struct cs_json *lacking_json(struct cs_cli *cli, const struct cs_restored *restored) {
  static const char *const names[CS_LACK_N] = {"confidential", "personal", "text"};
  struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  for (size_t i = 0; list && i < restored->n_lacking; i++) {
    struct cs_json *one = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    if (!one || !cs_json_set_integer(&cli->arena, one, "entry", (int64_t)restored->lacking[i].n, &cli->err) ||
        !cs_json_set_text(&cli->arena, one, "lacks", cs_str_of(names[restored->lacking[i].what]), &cli->err) ||
        !cs_json_append(&cli->arena, list, one, &cli->err)) {
      return NULL;
    }
  }
  return list;
}

static int restored_json(struct cs_cli *cli, const struct cs_restored *restored) {
  const struct {
    const char *name;
    uint64_t n;
  } counts[] = {{"size", restored->head.size},    {"carried", restored->carried}, {"signed", restored->signed_size},
                {"openings", restored->openings}, {"texts", restored->texts},     {"erased", restored->erased},
                {"unopened", restored->unopened}};
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_json *lacking = lacking_json(cli, restored);
  struct cs_str outcome = restored->former.len > 0 ? CS_STR("continued") : CS_STR("restored");
  bool done = json && lacking && cs_json_set_text(&cli->arena, json, "outcome", outcome, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "origin", restored->origin, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "former", restored->former, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "kept", restored->kept, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "damaged", restored->damaged, &cli->err) &&
              cs_json_set_bool(&cli->arena, json, "high_water_lost", restored->high_water_lost, &cli->err) &&
              cs_json_set(&cli->arena, json, "lacking", lacking, &cli->err);
  for (size_t i = 0; done && i < sizeof counts / sizeof counts[0]; i++) {
    done = cs_json_set_integer(&cli->arena, json, counts[i].name, (int64_t)counts[i].n, &cli->err);
  }
  if (!done) {
    return cs_cli_fail(cli);
  }
  cs_cli_json(cli, json);
  return CS_EXIT_DONE;
}

static void say_continued(struct cs_cli *cli, const struct cs_restored *restored) {
  cs_cli_line(cli, "continued", "as %.*s; entry %llu says so, and why", CS_STR_ARG(restored->origin),
              (unsigned long long)restored->carried);
  cs_cli_line(cli, "carried over", "%llu %s of %.*s%s", (unsigned long long)restored->carried,
              restored->carried == 1 ? "entry" : "entries", CS_STR_ARG(restored->former),
              restored->signed_size > 0 ? "" : "; how many were signed is not known");
  if (restored->signed_size > restored->carried) {
    cs_cli_line(
        cli, "LOST",
        "%s %llu to %llu, which were signed: their receipts prove them, with the former key, and no log holds them",
        restored->signed_size == restored->carried + 1 ? "entry" : "entries", (unsigned long long)restored->carried,
        (unsigned long long)restored->signed_size - 1);
  }
  cs_cli_line(cli, "", "the key of %.*s is destroyed; give the new one (`countersign log key`) to whoever checks you",
              CS_STR_ARG(restored->former));
}

static void say_beside(struct cs_cli *cli, const struct cs_restored *restored) {
  for (size_t i = 0; i < restored->n_lacking; i++) {
    cs_cli_line(cli, "lacks", "entry %llu: %s", (unsigned long long)restored->lacking[i].n,
                lack_words[restored->lacking[i].what]);
  }
  if (restored->erased > 0) {
    cs_cli_line(cli, "erased", "what was personal in %llu %s was erased, and is not put back",
                (unsigned long long)restored->erased, restored->erased == 1 ? "entry" : "entries");
  }
  if (restored->unopened > 0) {
    cs_cli_line(cli, "", "%llu %s of a copy did not open with the present master key",
                (unsigned long long)restored->unopened, restored->unopened == 1 ? "seal" : "seals");
  }
  if (restored->damaged.len > 0) {
    cs_cli_line(cli, "not used", "%.*s", CS_STR_ARG(restored->damaged));
  }
  if (restored->kept.len > 0) {
    cs_cli_line(cli, "kept", "the former store, as %.*s: it may hold what was erased since; remove it in time",
                CS_STR_ARG(restored->kept));
  }
  if (restored->high_water_lost) {
    cs_cli_line(cli, "",
                "what was last signed is not known here: nothing is written before `countersign store accept`");
  }
}

int cs_cmd_store_restore(struct cs_cli *cli) {
  struct cs_strs from;
  struct cs_restored restored;
  struct cs_restore_options options = {.path = cs_cli_argument(cli, 0),
                                       .keys_dir = cs_cli_keys(cli),
                                       .new_origin = cs_cli_option(cli, "new-origin"),
                                       .reason = cs_cli_option(cli, "reason")};
  if (options.path.len == 0) {
    return cs_cli_usage(cli, "store restore takes the store to be restored, and --from with what is left");
  }
  if (!options.new_origin.ptr != !options.reason.ptr || (options.reason.ptr && options.reason.len == 0)) {
    return cs_cli_usage(cli,
                        "--new-origin NAME and --reason TEXT go together: the record says why it goes on elsewhere");
  }
  if (options.keys_dir.len == 0) {
    return cs_cli_usage(cli, "no folder of keys is named: set COUNTERSIGN_KEYS");
  }
  if (!take_sources(cli, &from) || !cs_cli_now(cli, &options.has_now, &options.now)) {
    return cs_cli_fail(cli);
  }
  options.from = from.at;
  options.n_from = from.n;
  if (!cs_service_restore(cli->os, &options, &cli->arena, &restored, &cli->err)) {
    return cs_cli_fail(cli);
  }
  if (cli->json) {
    return restored_json(cli, &restored);
  }
  if (restored.former.len > 0) {
    say_continued(cli, &restored);
  } else {
    cs_cli_line(cli, "restored", "%llu %s, as they were signed, under %.*s", (unsigned long long)restored.head.size,
                restored.head.size == 1 ? "entry" : "entries", CS_STR_ARG(restored.origin));
  }
  cs_cli_line(cli, "", "%llu %s, %llu %s of rules", (unsigned long long)restored.openings,
              restored.openings == 1 ? "opening" : "openings", (unsigned long long)restored.texts,
              restored.texts == 1 ? "text" : "texts");
  say_beside(cli, &restored);
  return CS_EXIT_DONE;
}
