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
