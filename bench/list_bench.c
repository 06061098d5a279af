/* What lists and questions of a large record cost, in JSON lines: a store of many open cases, each of which an office owes advice on
 * under the rules of examples/long-range-review, asked in pages as an officer asks. Never a test. Usage: list_bench FOLDER [CASES
 * [RUNS]]. The goal is DESIGN section 7: a page of a queue in 100 ms. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "os/file.h"
#include "record_floors.h"
#include "service/load.h"
#include "service/query_case.h"
#include "store/record.h"

#define RUNS_MAX 99
#define PAGE     100

struct bench {
  const struct cs_os *os;
  const char *folder;
  char store[4096], keys[4096];
  struct cs_arena arena; /* as long as the program */
  struct cs_service service;
  struct cs_officer_key clerk;
  struct cs_err err;
};

static void must(bool done, const struct cs_err *err) {
  if (!done) {
    bench_fail(err->text);
  }
}

static void found(struct bench *b) {
  struct cs_found how = {.origin = CS_STR("bench.example/review")};
  struct cs_service_options options = {.path = cs_str_of(b->store), .keys = cs_str_of(b->keys), .write = true};
  must(cs_officer_key_make(b->os, cs_str_of(b->keys), CS_STR("us.registry/clerk"), &b->arena, &b->clerk, &b->err),
       &b->err);
  how.officer = b->clerk.officer;
  memcpy(how.key, b->clerk.key.public_key.bytes, sizeof how.key);
  struct cs_record *record = cs_record_create(b->os, cs_str_of(b->store), cs_str_of(b->keys), &how, &b->err);
  must(record != NULL, &b->err);
  cs_record_close(record);
  must(cs_service_open(&b->service, b->os, &options, &b->err), &b->err);
}

static void load(struct bench *b, const char *path) {
  struct cs_arena arena;
  struct cs_load_report report;
  struct cs_str paths[] = {cs_str_of(path)};
  cs_arena_init(&arena, NULL, 0);
  must(cs_service_load_paths(&b->service, &b->clerk, paths, 1, NULL, false, NULL, NULL, &arena, &report, &b->err),
       &b->err);
  cs_load_report_deinit(&report);
  cs_arena_deinit(&arena);
}

/* Cases as a source tells of them: half of them wait for one office's advice, half for another's decision. */
static void load_cases(struct bench *b, size_t from, size_t to) {
  char path[4200];
  snprintf(path, sizeof path, "%s/cases-%zu.jsonl", b->folder, from);
  FILE *out = fopen(path, "wb");
  if (!out) {
    bench_fail("cannot write the cases to load");
  }
  for (size_t i = from; i < to; i++) {
    fprintf(
        out,
        "{\"act\":\"case.file\",\"office\":\"ua.armed-forces\",\"case\":\"k%zu\",\"request\":{\"act\":\"%s\",\"item\":"
        "\"%s\",\"quantity\":\"4\",\"user\":\"ua.armed-forces\",\"area\":\"%s\"}}\n",
        i, i % 2 ? "use" : "delivery", i % 2 ? "storm-shadow" : "eram", i % 2 ? "RU-KRS" : "UA");
  }
  fclose(out);
  load(b, path);
  remove(path);
}

enum list { DUE_OFFICE, DUE_ALL, CASES, CASES_OFFICE, CASES_APPLICANT, REVOCATION, LIST_N };

static const char *const names[LIST_N] = {
    "due, of one office, a page of 100",
    "due, of anybody, a page of 100",
    "case list, a page of 100",
    "case list, waiting for one office, a page of 100",
    "case list, of one applicant and status",
    "what falls with a mandate that nothing rests on",
};

static size_t ask(struct bench *b, enum list list, struct cs_arena *arena) {
  struct cs_due_rows due = {0};
  struct cs_case_rows cases = {0};
  struct cs_case_query query = {.limit = PAGE};
  struct cs_fall_rows falls;
  struct cs_json *json;
  struct cs_act act;
  cs_day today;
  switch (list) {
  case DUE_OFFICE:
  case DUE_ALL:
    must(cs_service_due(&b->service, list == DUE_ALL ? CS_STR_NONE : CS_STR("us.usd-policy"), PAGE, arena, &due, &today,
                        &b->err),
         &b->err);
    return due.n;
  case CASES:
    break;
  case CASES_OFFICE:
    query.approver = CS_STR("us.secdef");
    break;
  case CASES_APPLICANT:
    query.applicant = CS_STR("ua.armed-forces");
    query.status = CS_STR("open");
    break;
  case REVOCATION:
    must(cs_json_parse(arena, CS_STR("bench"), CS_STR("{\"act\":\"mandate.revoke\",\"mandate\":\"M3\"}"), &json,
                       &b->err) &&
             cs_act_decode(arena, CS_STR("bench"), json, &act, &b->err) &&
             cs_service_revocation(&b->service, &act, arena, &falls, &b->err),
         &b->err);
    return falls.n;
  case LIST_N:
    return 0;
  }
  must(cs_service_cases(&b->service, &query, arena, &cases, &b->err), &b->err);
  return cases.n;
}

static void measure(struct bench *b, enum list list, size_t runs) {
  double times[RUNS_MAX];
  char measure[200];
  size_t n = 0;
  for (size_t i = 0; i < runs; i++) {
    struct cs_arena arena;
    cs_arena_init(&arena, NULL, 0);
    double start = bench_now();
    n = ask(b, list, &arena);
    times[i] = (bench_now() - start) * 1e3;
    cs_arena_deinit(&arena);
  }
  snprintf(measure, sizeof measure, "%s (%zu)", names[list], n);
  bench_line(measure, "ms", bench_median(times, runs), NULL, 0);
}

int main(int argc, char **argv) {
  static struct bench b;
  size_t cases = argc > 2 ? strtoull(argv[2], NULL, 10) : 100000;
  size_t runs = argc > 3 ? strtoull(argv[3], NULL, 10) : 9;
  const size_t piece = 50000; /* of one load */
  if (argc < 2 || cases < 1000 || runs < 1 || runs > RUNS_MAX) {
    fprintf(stderr, "usage: list_bench FOLDER [CASES [RUNS]]: a new folder, from 1000 cases, 1 to %d runs\n", RUNS_MAX);
    return 2;
  }
  b.os = cs_os_real();
  b.folder = argv[1];
  cs_arena_init(&b.arena, NULL, 0);
  if (mkdir(b.folder, 0700) != 0) {
    bench_fail("the folder must be a new one");
  }
  snprintf(b.store, sizeof b.store, "%s/lists.db", b.folder);
  snprintf(b.keys, sizeof b.keys, "%s/keys", b.folder);
  found(&b);
  load(&b, "examples/long-range-review");
  double start = bench_now();
  for (size_t i = 0; i < cases; i += piece) {
    load_cases(&b, i, i + piece < cases ? i + piece : cases);
  }
  bench_line("open cases loaded", "cases/s", (double)cases / (bench_now() - start), NULL, 0);
  bench_line("open cases", "cases", (double)cases, NULL, 0);
  for (int list = 0; list < LIST_N; list++) {
    measure(&b, (enum list)list, runs);
  }
  cs_service_close(&b.service);
  cs_officer_key_deinit(&b.clerk);
  cs_arena_deinit(&b.arena);
  must(cs_folder_remove(b.os, cs_str_of(b.folder), &b.err), &b.err);
  return 0;
}
