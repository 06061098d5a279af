/* What a durable act with its receipt costs, in JSON lines: through the writer from 1, 8 and 64 clients; beside the same rows
 * written bare, and one core's and the disk's own rates of the same run. Then a large load, verification, rebuild, proofs and
 * opening. Never a test. Usage: record_bench FOLDER [ENTRIES [RUNS]]. Figures and goals: docs/figures.md.
 *
 * thin: statement.record, nothing to work out. real: a whole case under the rules and mandates of examples/long-range-review: filing,
 * advice, its countersignature, the decisions of two offices, and the use of what was granted. All signed and checked before the clock
 * starts; `signed`: checked again by the client, in time, as a server does. */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "os/file.h"
#include "record_floors.h"
#include "service/load.h"
#include "service/log.h"
#include "service/query.h"
#include "service/writer.h"
#include "store/log.h"

#define RUNS_MAX    9
#define CLIENTS_MAX 64

struct bench {
  const struct cs_os *os;
  const char *folder;
  char store[4096], keys[4096];
  struct cs_arena arena; /* as long as the program */
  struct cs_service service;
  struct cs_batch_hooks hooks;
  uint64_t commits;
  struct cs_officer_key clerk, applicant, analyst, head, decider, desk;
  struct bench_floors floors;
  struct cs_err err;
  uint64_t made; /* identifiers */
};

static void must(bool done, const struct cs_err *err) {
  if (!done) {
    bench_fail(err->text);
  }
}

static void count_commits(void *ctx, const char *step) {
  struct bench *b = ctx;
  b->commits += strcmp(step, "committed") == 0;
}

/* ------------------------------------------------------------------ the record */

static void make_key(struct bench *b, const char *officer, struct cs_officer_key *out) {
  must(cs_officer_key_make(b->os, cs_str_of(b->keys), cs_str_of(officer), &b->arena, out, &b->err), &b->err);
}

static void found(struct bench *b, const char *name) {
  struct cs_found how = {.origin = CS_STR("bench.example/review")};
  snprintf(b->store, sizeof b->store, "%s/%s.db", b->folder, name);
  snprintf(b->keys, sizeof b->keys, "%s/%s-keys", b->folder, name);
  make_key(b, "us.registry/clerk", &b->clerk);
  how.officer = b->clerk.officer;
  memcpy(how.key, b->clerk.key.public_key.bytes, sizeof how.key);
  struct cs_record *record = cs_record_create(b->os, cs_str_of(b->store), cs_str_of(b->keys), &how, &b->err);
  must(record != NULL, &b->err);
  cs_record_close(record);
}

static void open_service(struct bench *b, bool write) {
  struct cs_service_options options = {
      .path = cs_str_of(b->store), .keys = cs_str_of(b->keys), .write = write, .hooks = &b->hooks};
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

/* Signed and checked. */
static void make(struct bench *b, struct cs_arena *arena, const char *flat, int64_t saw,
                 const struct cs_officer_key *key, struct cs_submission *out) {
  struct cs_json *json;
  struct cs_act act;
  must(cs_json_parse(arena, CS_STR("bench"), cs_str_of(flat), &json, &b->err) &&
           cs_act_decode(arena, CS_STR("bench"), json, &act, &b->err),
       &b->err);
  act.saw = saw;
  must(cs_submission_make(b->os, arena, &act, key, &b->service.identity, out, &b->err) &&
           cs_submission_check(out, &b->service.identity, arena, &b->err),
       &b->err);
}

static void act(struct bench *b, const char *flat, int64_t saw, const struct cs_officer_key *key) {
  struct cs_submission s;
  make(b, &b->arena, flat, saw, key, &s);
  struct cs_job job = {.submission = &s, .arena = &b->arena}, *jobs[] = {&job};
  must(cs_service_act(&b->service, jobs, 1, false, &b->err), &b->err);
  if (job.result.outcome != CS_OUTCOME_DONE) {
    bench_fail(job.result.n_reasons > 0 ? job.result.reasons[0].text.ptr : job.result.error.text);
  }
}

static void enrol(struct bench *b, const char *officer, struct cs_officer_key *key) {
  char flat[512], record[65], proof[100];
  struct cs_str message;
  struct cs_signature signature;
  struct cs_buf text;
  make_key(b, officer, key);
  for (size_t i = 0; i < 32; i++) {
    snprintf(record + 2 * i, 3, "%02x", b->service.identity.bytes[i]);
  }
  must(cs_officer_proof_message(&b->arena, cs_str_of(record), key->officer, cs_str_of(key->hex), &message, &b->err) &&
           cs_key_sign(&key->key, message, &signature, &b->err),
       &b->err);
  cs_buf_init(&text, 200);
  cs_buf_base64(&text, signature.bytes, sizeof signature.bytes);
  snprintf(proof, sizeof proof, "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  cs_buf_deinit(&text);
  snprintf(flat, sizeof flat,
           "{\"act\":\"key.enrol\",\"office\":\"us.registry\",\"officer\":\"%s\",\"key\":\"%s\",\"proof\":\"%s\"}",
           officer, key->hex, proof);
  act(b, flat, -1, &b->clerk);
}

/* ------------------------------------------------------------------ clients */

/* The acts of a case, in their order; thin acts stand alone. */
enum work { THIN, FILE_CASE, ADVISE, COUNTERSIGN, DECIDE_US, DECIDE_GB, USE, WORK_N };

struct client {
  pthread_t thread;
  struct bench *bench;
  struct cs_writer *writer;
  bool check; /* the signature, in time */
  struct cs_arena made;
  struct cs_submission *acts;
  int64_t *entries; /* what became of each */
  size_t n;
};

static void *run_client(void *arg) {
  struct client *c = arg;
  struct cs_err err;
  for (size_t i = 0; i < c->n; i++) {
    struct cs_arena arena;
    cs_arena_init(&arena, NULL, 0);
    struct cs_job job = {.submission = &c->acts[i], .arena = &arena};
    if (c->check) {
      must(cs_submission_check(&c->acts[i], &c->bench->service.identity, &arena, &err), &err);
    }
    must(cs_writer_act(c->writer, &job, &err), &err);
    if (job.result.outcome != CS_OUTCOME_DONE || job.result.receipt.len == 0) {
      bench_fail(job.result.n_reasons > 0 ? job.result.reasons[0].text.ptr : job.result.error.text);
    }
    c->entries[i] = job.result.n;
    cs_arena_deinit(&arena);
  }
  return NULL;
}

/* `before`: the last entry on the case. */
static void make_flat(enum work work, uint64_t number, int64_t before, char *flat, size_t size) {
  switch (work) {
  case THIN:
    snprintf(flat, size,
             "{\"act\":\"statement.record\",\"office\":\"us.registry\",\"statement\":\"s%" PRIu64
             "\",\"kind\":\"said\",\"about\":["
             "\"eram\"],\"text\":\"something was said, and this is what it was\"}",
             number);
    break;
  case FILE_CASE:
    snprintf(
        flat, size,
        "{\"act\":\"case.file\",\"office\":\"ua.armed-forces\",\"case\":\"k%" PRIu64
        "\",\"request\":{\"act\":\"use\",\"item\":\"storm-shadow\",\"quantity\":\"4\",\"user\":\"ua.armed-forces\","
        "\"area\":\"RU-KRS\"}}",
        number);
    break;
  case ADVISE:
    snprintf(flat, size,
             "{\"act\":\"case.advise\",\"office\":\"us.usd-policy\",\"case\":\"k%" PRIu64
             "\",\"version\":1,\"outcome\":\"approve\",\"reason\":\"stocks allow it\"}",
             number);
    break;
  case COUNTERSIGN:
    snprintf(flat, size,
             "{\"act\":\"case.countersign\",\"office\":\"us.usd-policy\",\"case\":\"k%" PRIu64 "\",\"advice\":%" PRId64
             ",\"agree\":true,\"reason\":\"agreed\"}",
             number, before);
    break;
  case DECIDE_US:
  case DECIDE_GB:
    snprintf(flat, size,
             "{\"act\":\"case.decide\",\"office\":\"%s\",\"case\":\"k%" PRIu64
             "\",\"version\":1,\"consent\":\"%s\",\"outcome\":\"approve\",\"provisos\":[\"report each use\"],"
             "\"reason\":\"the grounds are on file\"}",
             work == DECIDE_US ? "us.secdef" : "gb.mod", number, work == DECIDE_US ? "us.secdef" : "gb.mod");
    break;
  case USE:
    snprintf(flat, size,
             "{\"act\":\"authorization.decrement\",\"office\":\"ua.armed-forces\",\"authorization\":\"k%" PRIu64
             "-A\",\"batch\":\"b%" PRIu64 "\",\"lines\":[{\"item\":\"storm-shadow\",\"quantity\":\"4\"}]}",
             number, number);
    break;
  case WORK_N:
    break;
  }
}

/* The acts of all clients; the later ones of a case are of the client that filed it. */
static void prepare(struct bench *b, struct client *clients, size_t n_clients, size_t each, enum work work,
                    uint64_t base) {
  const struct cs_officer_key *const keys[WORK_N] = {&b->clerk,   &b->applicant, &b->analyst,  &b->head,
                                                     &b->decider, &b->desk,      &b->applicant};
  for (size_t i = 0; i < n_clients; i++) {
    struct client *c = &clients[i];
    if (work <= FILE_CASE) {
      cs_arena_init(&c->made, NULL, 0);
      c->acts = cs_arena_array(&c->made, struct cs_submission, each, &b->err);
      c->entries = cs_arena_array(&c->made, int64_t, each, &b->err);
      must(c->acts && c->entries, &b->err);
    }
    c->n = each;
    c->bench = b;
    for (size_t k = 0; k < each; k++) {
      char flat[512];
      int64_t before = work <= FILE_CASE ? -1 : c->entries[k];
      make_flat(work, base + i * each + k, before, flat, sizeof flat);
      make(b, &c->made, flat, work == USE ? -1 : before, keys[work], &c->acts[k]);
    }
  }
}

/* What does not depend on what else the machine does: processor time, and bytes handed to the system to be written. */
struct spent {
  double cpu, bytes;
};

static struct spent spent_now(void) {
  struct spent spent = {0, 0};
  struct timespec t;
  char line[128];
  FILE *io = fopen("/proc/self/io", "r");
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  spent.cpu = (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
  while (io && fgets(line, sizeof line, io)) {
    spent.bytes = strncmp(line, "wchar: ", 7) == 0 ? strtod(line + 7, NULL) : spent.bytes;
  }
  if (io) {
    fclose(io);
  }
  return spent;
}

/* Seconds; *commits: how many there were; adds to *spent. */
static double run_clients(struct bench *b, struct client *clients, size_t n_clients, bool check, uint64_t *commits,
                          struct spent *spent) {
  struct cs_writer *writer = cs_writer_start(&b->service, &b->err);
  must(writer != NULL, &b->err);
  b->commits = 0;
  struct spent before = spent_now();
  double start = bench_now();
  for (size_t i = 0; i < n_clients; i++) {
    clients[i].writer = writer;
    clients[i].check = check;
    if (pthread_create(&clients[i].thread, NULL, run_client, &clients[i]) != 0) {
      bench_fail("cannot start a thread");
    }
  }
  for (size_t i = 0; i < n_clients; i++) {
    pthread_join(clients[i].thread, NULL);
  }
  double seconds = bench_now() - start;
  struct spent after = spent_now();
  spent->cpu += after.cpu - before.cpu;
  spent->bytes += after.bytes - before.bytes;
  cs_writer_stop(writer);
  *commits = b->commits;
  return seconds;
}

struct row {
  double rate, bare, batch, cpu, bytes;
};

/* The rows of the newest acts, written bare in batches of the same size. */
static double bare(struct bench *b, size_t acts, double batch) {
  uint64_t size = cs_record_head(b->service.record).size;
  return bench_bare(b->folder, b->store, size - acts, size - 1, batch < 1.5 ? 1 : (size_t)(batch + 0.5));
}

static struct row run_row(struct bench *b, size_t n_clients, size_t each, bool real, bool check) {
  static struct client clients[CLIENTS_MAX];
  size_t acts = n_clients * each, done = 0;
  uint64_t all_commits = 0, base = b->made;
  double seconds = 0, bare_seconds = 0;
  struct spent spent = {0, 0};
  b->made += acts;
  for (int work = real ? FILE_CASE : THIN; work <= (real ? (int)USE : (int)THIN); work++) {
    uint64_t commits;
    prepare(b, clients, n_clients, each, (enum work)work, base);
    seconds += run_clients(b, clients, n_clients, check, &commits, &spent);
    bare_seconds += (double)acts / bare(b, acts, (double)acts / (double)commits);
    all_commits += commits;
    done += acts;
  }
  for (size_t i = 0; i < n_clients; i++) {
    cs_arena_deinit(&clients[i].made);
  }
  return (struct row){(double)done / seconds, (double)done / bare_seconds, (double)done / (double)all_commits,
                      spent.cpu / (double)done * 1e6, spent.bytes / (double)done};
}

static void rows(struct bench *b, const char *name, bool real, bool check, size_t runs) {
  static const size_t clients[] = {1, 8, 64};
  for (size_t i = 0; i < 3; i++) {
    double rate[RUNS_MAX], ratio[RUNS_MAX], batch[RUNS_MAX], cpu[RUNS_MAX], bytes[RUNS_MAX];
    size_t each = clients[i] == 1 ? 1200 : clients[i] == 8 ? 600 : 200;
    each = real ? each / 5 : each; /* cases, of six acts each */
    for (size_t k = 0; k < runs; k++) {
      struct row row = run_row(b, clients[i], each, real, check);
      rate[k] = row.rate;
      ratio[k] = row.rate / row.bare;
      batch[k] = row.batch;
      cpu[k] = row.cpu;
      bytes[k] = row.bytes;
    }
    char measure[100];
    double middle = bench_median(rate, runs);
    snprintf(measure, sizeof measure, "%s act, %zu client%s", name, clients[i], clients[i] == 1 ? "" : "s");
    bench_line(measure, "acts/s", middle, "the same rows bare, same batches", bench_median(ratio, runs));
    snprintf(measure, sizeof measure, "acts a commit, %s, %zu client%s", name, clients[i], clients[i] == 1 ? "" : "s");
    bench_line(measure, "acts", bench_median(batch, runs), NULL, 0);
    snprintf(measure, sizeof measure, "processor time of an act, %s, %zu client%s", name, clients[i],
             clients[i] == 1 ? "" : "s");
    middle = bench_median(cpu, runs);
    bench_line(measure, "us", middle, "one Ed25519 check", middle * b->floors.verify_per_s / 1e6);
    snprintf(measure, sizeof measure, "bytes written an act, %s, %zu client%s", name, clients[i],
             clients[i] == 1 ? "" : "s");
    bench_line(measure, "bytes", bench_median(bytes, runs), NULL, 0);
    middle = bench_median(rate, runs);
    if (clients[i] == 1) {
      snprintf(measure, sizeof measure, "%s act, one client, time of one", name);
      bench_line(measure, "us", 1e6 / middle, "fdatasync of 4 KiB", 1e6 / middle / b->floors.sync_us);
    }
  }
}

/* ------------------------------------------------------------------ a large record */

static void write_acts(struct bench *b, const char *path, size_t n) {
  FILE *out = fopen(path, "wb");
  (void)b;
  if (!out) {
    bench_fail("cannot write the acts to load");
  }
  for (size_t i = 0; i < n; i++) {
    if (i < 500) {
      fprintf(out, "{\"act\":\"item.register\",\"item\":\"large-%zu\",\"kind\":\"component\",\"origin\":[\"US\"]}\n",
              i);
    } else {
      fprintf(out,
              "{\"act\":\"statement.record\",\"statement\":\"large-%zu\",\"kind\":\"reported\",\"about\":[\"large-%"
              "zu\"],\"text\":"
              "\"something was reported, and this is what it "
              "was\",\"from\":\"2025-05\",\"known\":\"2025-06-01\",\"cite\":\"a "
              "paper\",\"certainty\":\"reported\"}\n",
              i, i % 500);
    }
  }
  fclose(out);
}

static double verify(struct bench *b, bool acts, bool projections, struct cs_verify_report *report) {
  struct cs_verify_options options = {.acts = acts, .projections = projections, .keys_dir = cs_str_of(b->keys)};
  double start = bench_now();
  must(cs_log_verify(b->os, cs_str_of(b->store), &options, report, &b->err), &b->err);
  return bench_now() - start;
}

static void measure_verify(struct bench *b, const char *what, size_t runs) {
  struct cs_verify_report report;
  double plain[RUNS_MAX], acts[RUNS_MAX], all[RUNS_MAX];
  char measure[100];
  for (size_t i = 0; i < runs; i++) {
    plain[i] = verify(b, false, false, &report);
    acts[i] = verify(b, true, false, &report);
    all[i] = verify(b, true, true, &report);
  }
  double n = (double)report.entries, least = bench_median(plain, runs), signed_too = bench_median(acts, runs);
  snprintf(measure, sizeof measure, "verify %s: hashes, tiles, canonical JSON", what);
  bench_line(measure, "entries/s", n / least, "one core's SHA-256 of 64 bytes", n / least / b->floors.sha256_per_s);
  snprintf(measure, sizeof measure, "verify %s: and projections", what);
  bench_line(measure, "entries/s", n / bench_median(all, runs), NULL, 0);
  if (report.signatures > 1000) {
    double rate = (double)report.signatures / signed_too;
    snprintf(measure, sizeof measure, "verify %s: signatures", what);
    bench_line(measure, "signatures/s", rate, "one core's Ed25519 checks", rate / b->floors.verify_per_s);
  }
}

static void measure_proofs(struct bench *b) {
  static double times[2000];
  uint64_t size = cs_record_head(b->service.record).size;
  for (size_t i = 0; i < 2000; i++) {
    struct cs_arena arena;
    struct cs_str receipt, entry;
    uint64_t at;
    cs_arena_init(&arena, NULL, 0);
    double start = bench_now();
    must(cs_service_prove(&b->service, (i * UINT64_C(2654435761)) % size, &arena, &receipt, &entry, &at, &b->err),
         &b->err);
    times[i] = (bench_now() - start) * 1e6;
    cs_arena_deinit(&arena);
  }
  double middle = bench_median(times, 2000);
  bench_line("receipt of any entry, as text", "us", middle, "SHA-256 of 64 bytes",
             middle * b->floors.sha256_per_s / 1e6);
}

static void measure_open(struct bench *b, bool write, size_t runs) {
  double times[RUNS_MAX];
  for (size_t i = 0; i < runs; i++) {
    cs_service_close(&b->service);
    double start = bench_now();
    open_service(b, write);
    times[i] = (bench_now() - start) * 1e3;
  }
  double middle = bench_median(times, runs);
  bench_line(write ? "start, to write: with a catalogue of 500 items" : "start, to read: with a catalogue of 500 items",
             "ms", middle, "fdatasync of 4 KiB", middle * 1e3 / b->floors.sync_us);
}

static void large(struct bench *b, size_t entries, size_t runs) {
  char path[4200];
  bool equal;
  found(b, "large");
  open_service(b, true);
  snprintf(path, sizeof path, "%s/acts.jsonl", b->folder);
  write_acts(b, path, entries);
  double start = bench_now();
  load(b, path);
  double seconds = bench_now() - start;
  uint64_t size = cs_record_head(b->service.record).size;
  bench_line("load", "entries/s", (double)entries / seconds, "the same rows bare, one batch",
             (double)entries / seconds / bench_bare(b->folder, b->store, size - entries, size - 1, entries));
  measure_proofs(b);
  measure_open(b, false, runs);
  measure_open(b, true, runs);
  cs_service_close(&b->service);
  measure_verify(b, "a load", runs);
  start = bench_now();
  must(cs_log_rebuild(b->os, cs_str_of(b->store), cs_str_of(b->keys), &equal, &b->err), &b->err);
  bench_line("rebuild of the projections", "entries/s", (double)size / (bench_now() - start), NULL, 0);
  if (!equal) {
    bench_fail("the projections were not equal");
  }
  cs_officer_key_deinit(&b->clerk);
}

/* ------------------------------------------------------------------ all of it */

static void acts(struct bench *b, size_t runs) {
  found(b, "acts");
  open_service(b, true);
  load(b, "examples/long-range-review");
  enrol(b, "ua.armed-forces/applicant", &b->applicant);
  enrol(b, "us.usd-policy/analyst", &b->analyst);
  enrol(b, "us.usd-policy/head", &b->head);
  enrol(b, "us.secdef/decider", &b->decider);
  enrol(b, "gb.mod/desk", &b->desk);
  rows(b, "thin", false, false, runs);
  rows(b, "real", true, false, runs);
  rows(b, "signed", true, true, runs);
  cs_service_close(&b->service);
  measure_verify(b, "acts", runs);
  cs_officer_key_deinit(&b->clerk);
  cs_officer_key_deinit(&b->applicant);
  cs_officer_key_deinit(&b->analyst);
  cs_officer_key_deinit(&b->head);
  cs_officer_key_deinit(&b->decider);
  cs_officer_key_deinit(&b->desk);
}

int main(int argc, char **argv) {
  static struct bench b;
  size_t entries = argc > 2 ? strtoull(argv[2], NULL, 10) : 100000;
  size_t runs = argc > 3 ? strtoull(argv[3], NULL, 10) : 3;
  if (argc < 2 || entries < 1000 || entries > CS_LOAD_ACTS_MAX || runs < 1 || runs > RUNS_MAX) {
    fprintf(stderr, "usage: record_bench FOLDER [ENTRIES [RUNS]]: a new folder, 1000 to %d entries, 1 to %d runs\n",
            CS_LOAD_ACTS_MAX, RUNS_MAX);
    return 2;
  }
  b.os = cs_os_real();
  b.folder = argv[1];
  b.hooks = (struct cs_batch_hooks){count_commits, &b};
  cs_arena_init(&b.arena, NULL, 0);
  if (mkdir(b.folder, 0700) != 0) {
    bench_fail("the folder must be a new one");
  }
  bench_floors(b.folder, &b.floors);
  bench_line("fdatasync of 4 KiB", "us", b.floors.sync_us, NULL, 0);
  bench_line("SHA-256 of 64 bytes, one core", "1/s", b.floors.sha256_per_s, NULL, 0);
  bench_line("Ed25519 signatures, one core", "1/s", b.floors.sign_per_s, NULL, 0);
  bench_line("Ed25519 checks, one core", "1/s", b.floors.verify_per_s, NULL, 0);
  acts(&b, runs);
  large(&b, entries, runs);
  cs_arena_deinit(&b.arena);
  must(cs_folder_remove(b.os, cs_str_of(b.folder), &b.err), &b.err);
  return 0;
}
