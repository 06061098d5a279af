/* The one way of every act (DESIGN: the house; RECORD section 3): begin, take each act, commit, sign, answer. There is no
 * second way. Must never answer before the commit, and never judge on anything but the state inside the batch. */
#include "service/service.h"

#include "service/world.h"
#include "tlog/receipt.h"

#include <string.h>

/* A batch under way. `dirty`: the snapshot has taken in what may yet be rolled back. */
struct way {
  struct cs_service *service;
  struct cs_batch *batch;
  const struct cs_submission *submission; /* the one being judged: its blobs come with it */
  bool dirty;
  int64_t load;                   /* entry of the load under way; -1: none */
  struct cs_rules_sources coming; /* the texts of rules and their tables that the load brings */
};

/* ------------------------------------------------------------------ what the judge may look at */

static bool bench_state(void *ctx, struct cs_str subject, struct cs_arena *arena, const struct cs_json **state,
                        int64_t *n, struct cs_err *err) {
  const struct way *way = ctx;
  (void)arena;
  return cs_batch_state(way->batch, subject, state, n, err);
}

static bool bench_blob(void *ctx, const unsigned char digest[32], struct cs_arena *arena, struct cs_str *bytes,
                       bool *found, struct cs_err *err) {
  const struct way *way = ctx;
  struct cs_hash hash;
  memcpy(hash.bytes, digest, sizeof hash.bytes);
  for (size_t i = 0; way->submission && i < way->submission->n_blobs; i++) {
    if (cs_hash_eq(&hash, &way->submission->blobs[i].digest)) {
      *bytes = way->submission->blobs[i].bytes;
      *found = true;
      return true;
    }
  }
  *found = cs_reader_blob(cs_batch_reader(way->batch), arena, &hash, bytes, err);
  if (!*found && err->code == &CS_E_STORE_ABSENT) {
    cs_err_reset(err); /* an answer and no error */
  }
  return err->code == NULL;
}

static bool bench_entry(void *ctx, int64_t n, struct cs_arena *arena, struct cs_entry *out, bool *found,
                        struct cs_err *err) {
  const struct way *way = ctx;
  struct cs_reader *reader = cs_batch_reader(way->batch);
  *found = n >= 0 && (uint64_t)n < cs_batch_size(way->batch);
  return !*found || (cs_reader_entry_opened(reader, arena, (uint64_t)n, out, err) &&
                     cs_reader_corrected(reader, arena, out, err));
}

static bool catch_up(void *ctx, struct cs_str subject, int64_t n, struct cs_str bytes, struct cs_err *err) {
  struct cs_service *service = ctx;
  struct cs_arena arena;
  struct cs_json *state;
  (void)n;
  cs_arena_init(&arena, NULL, 0);
  bool done =
      cs_json_parse(&arena, subject, bytes, &state, err) && cs_snapshot_put(&service->snapshot, subject, state, err);
  cs_arena_deinit(&arena);
  return done;
}

/* ------------------------------------------------------------------ the steps of one act */

/* The key under which a repeat of this act is known. */
static bool request_key(const struct cs_submission *s, unsigned char key[16], struct cs_hash *act, struct cs_err *err) {
  struct cs_hasher hasher;
  struct cs_hash hash;
  if (!cs_hasher_init(&hasher, err)) {
    return false;
  }
  cs_hash_bytes(&hasher, s->a_bytes, act);
  cs_hash_begin(&hasher);
  cs_hash_add(&hasher, s->act.key);
  cs_hash_add(&hasher, (struct cs_str){"", 1});
  cs_hash_add(&hasher, s->client_key.len > 0 ? s->client_key : cs_hash_str(act));
  cs_hash_end(&hasher, &hash);
  cs_hasher_deinit(&hasher);
  memcpy(key, hash.bytes, 16);
  return true;
}

static bool refuse_reused(struct cs_job *job, int64_t n, struct cs_err *err) {
  struct cs_judgement j = {0};
  if (!cs_judgement_refuse(&j, job->arena, err, &CS_E_SERVICE_KEY_REUSED,
                           "the key of this act was used for another one: entry %lld", (long long)n)) {
    return false;
  }
  job->result.outcome = CS_OUTCOME_REFUSED;
  job->result.reasons = j.reasons;
  job->result.n_reasons = j.n_reasons;
  return true;
}

/* The entry of the act as it was first recorded is the answer. */
static bool answer_repeat(struct way *way, struct cs_job *job, int64_t n, struct cs_err *err) {
  struct cs_entry entry;
  if (!cs_reader_entry(cs_batch_reader(way->batch), job->arena, (uint64_t)n, &job->result.entry, err) ||
      !cs_entry_read(job->arena, job->result.entry, &entry, err)) {
    return false;
  }
  job->result.outcome = CS_OUTCOME_DONE;
  job->result.repeat = true;
  job->result.n = n;
  job->result.at = entry.at;
  job->result.out = entry.out;
  return true;
}

/* Was this very act recorded before? Then its entry is the answer. */
static bool find_repeat(struct way *way, struct cs_job *job, cs_time now, unsigned char key[16], bool *settled,
                        struct cs_err *err) {
  struct cs_hash act, earlier;
  int64_t n;
  *settled = false;
  if (job->submission->by.kind != CS_BY_KEY) {
    return true;
  }
  if (!request_key(job->submission, key, &act, err) ||
      !cs_batch_key_seen(way->batch, key, now, settled, &n, &earlier, err) || !*settled) {
    return err->code == NULL;
  }
  if (!cs_hash_eq(&act, &earlier)) {
    return refuse_reused(job, n, err);
  }
  return answer_repeat(way, job, n, err);
}

/* Must the rules be at hand? Cases are judged by them, and mandates may have a condition in their words. */
static bool needs_rules(const struct cs_act_def *def) {
  return def->kind == CS_ACT_MANDATE_GRANT || def->kind == CS_ACT_AUTHORIZATION_GENERAL ||
         strcmp(def->subject, "case") == 0;
}

/* Judges it on the state inside the batch. */
static bool judge(struct way *way, struct cs_job *job, cs_time now, struct cs_judgement *j, struct cs_err *err) {
  const struct cs_submission *s = job->submission;
  cs_assert(s->checked); /* the signature is checked once, before the queue */
  struct cs_review_world world;
  struct cs_world_source source;
  struct cs_bench bench;
  way->submission = s;
  if (needs_rules(s->act.def) && !cs_snapshot_rules(&way->service->snapshot, bench_blob, way, err)) {
    return false;
  }
  cs_world_init(&world, &source, way->service, cs_batch_reader(way->batch), cs_batch_size(way->batch));
  source.state = bench_state;
  source.state_ctx = way;
  /* What a case keeps of a determination is neither standing nor precedents: they are not looked for on the path of an act. */
  world.authorizations = NULL;
  world.precedents = NULL;
  cs_world_bench(&bench, &world, way->service, now);
  bench.ctx = way;
  bench.state = bench_state;
  bench.blob = bench_blob;
  bench.entry = bench_entry;
  bench.coming = way->coming;
  struct cs_actor actor = {.by = s->by.kind};
  if (s->by.kind == CS_BY_KEY && !cs_judge_actor(&bench, s->act.key, job->arena, &actor, j, err)) {
    return false;
  }
  return j->n_reasons > 0 || cs_judge(&bench, &s->act, &actor, job->arena, j, err);
}

/* Writes it, and lets the snapshot take in what changed. */
static bool record(struct way *way, struct cs_job *job, cs_time now, const unsigned char key[16],
                   struct cs_judgement *j, struct cs_err *err) {
  const struct cs_submission *s = job->submission;
  struct cs_entry entry = {.act = s->act, .a = s->a, .by = s->by, .out = j->out};
  struct cs_appended appended;
  struct cs_buf hex;
  entry.by.load = way->load;
  cs_buf_init(&hex, 64);
  if (s->by.kind == CS_BY_KEY) {
    cs_buf_hex(&hex, key, 16);
    entry.request_key = cs_buf_str(&hex);
  }
  struct cs_batch_blob *blobs = cs_arena_array(job->arena, struct cs_batch_blob, s->n_blobs, err);
  for (size_t i = 0; blobs && i < s->n_blobs; i++) {
    blobs[i] = (struct cs_batch_blob){s->blobs[i].digest, s->blobs[i].bytes};
  }
  bool done = blobs && cs_batch_append(way->batch, &entry, now, blobs, s->n_blobs, &appended, err);
  cs_buf_deinit(&hex);
  if (!done) {
    return false;
  }
  job->result.outcome = CS_OUTCOME_DONE;
  job->result.n = appended.n;
  job->result.at = appended.at;
  return cs_arena_str(job->arena, appended.bytes, &job->result.entry, err);
}

static bool absorb(struct way *way, const struct cs_act *act, struct cs_arena *arena, struct cs_err *err) {
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  if (!act->def->barrier) {
    return true;
  }
  if (!cs_act_subjects(arena, act, subjects, &n, err)) {
    return false;
  }
  way->dirty = true;
  for (size_t i = 0; i < n; i++) {
    const struct cs_json *state;
    int64_t at;
    if (!cs_batch_state(way->batch, subjects[i], &state, &at, err) ||
        !cs_snapshot_put(&way->service->snapshot, subjects[i], state, err)) {
      return false;
    }
  }
  return true;
}

/* One act inside the batch. False: an error; *fatal when the batch cannot go on. */
static bool take(struct way *way, struct cs_job *job, bool try, bool *fatal, struct cs_err *err) {
  unsigned char key[16];
  cs_time now;
  bool settled;
  struct cs_judgement j = {0};
  *fatal = false;
  if (!cs_service_now(way->service, &now, err) || !cs_batch_time(way->batch, now, &now, err) ||
      !find_repeat(way, job, now, key, &settled, err) || (!settled && !judge(way, job, now, &j, err))) {
    return false;
  }
  if (settled) {
    return true;
  }
  if (j.repeat && j.n_reasons == 0) {
    return answer_repeat(way, job, j.repeat_n, err);
  }
  /* A copy: what was judged names rules and offices in the snapshot's memory, which the next act may free. */
  if (j.out && !cs_json_copy(job->arena, j.out, &job->result.out, err)) {
    return false;
  }
  if (j.n_reasons > 0) {
    job->result.outcome = CS_OUTCOME_REFUSED;
    job->result.reasons = j.reasons;
    job->result.n_reasons = j.n_reasons;
    return true;
  }
  if (try) {
    job->result.outcome = CS_OUTCOME_DONE;
    job->result.n = -1;
    return true;
  }
  if (!record(way, job, now, key, &j, err) || !absorb(way, &job->submission->act, job->arena, err)) {
    *fatal = !cs_batch_usable(way->batch) || job->result.outcome == CS_OUTCOME_DONE;
    return false;
  }
  return true;
}

/* ------------------------------------------------------------------ batches */

static bool begin(struct way *way, struct cs_service *service, struct cs_err *err) {
  *way = (struct way){.service = service, .load = -1};
  if (service->snapshot.size == 0 && !cs_snapshot_read(&service->snapshot, service->reader, err)) {
    return false; /* it could not be read behind a batch that was given up */
  }
  struct cs_catch_up catching = {.applied = service->snapshot.size, .changed = catch_up, .ctx = service};
  way->batch = cs_batch_begin(service->record, &catching, err);
  if (way->batch) {
    service->snapshot.size = cs_batch_size(way->batch);
  }
  return way->batch != NULL;
}

/* Ends the batch; the snapshot is read anew when it had taken in what was rolled back. */
static bool leave(struct way *way, bool committed, struct cs_err *err) {
  if (committed) {
    way->service->snapshot.size = cs_batch_head(way->batch).size;
  }
  cs_batch_end(way->batch);
  way->batch = NULL;
  return committed || !way->dirty || cs_snapshot_read(&way->service->snapshot, way->service->reader, err);
}

static bool write_receipt(struct way *way, struct cs_job *job, struct cs_err *err) {
  struct cs_receipt receipt = {.index = (uint64_t)job->result.n, .checkpoint = cs_batch_note(way->batch)};
  struct cs_head head = cs_batch_head(way->batch);
  bool proved = job->result.repeat
                    ? cs_reader_inclusion(way->service->reader, receipt.index, head.size, &receipt.proof, err)
                    : cs_batch_proof(way->batch, receipt.index, &receipt.proof, err);
  struct cs_buf text;
  cs_buf_init(&text, CS_RECEIPT_MAX);
  bool done = proved && cs_receipt_write(&receipt, &text, err) &&
              cs_arena_str(job->arena, cs_buf_str(&text), &job->result.receipt, err);
  cs_buf_deinit(&text);
  job->result.size = head.size;
  return done;
}

/* Commits, and answers each of the n jobs. */
static bool commit(struct way *way, struct cs_job **jobs, size_t n, struct cs_err *err) {
  if (!cs_batch_commit(way->batch, err)) {
    return false;
  }
  way->dirty = false;
  for (size_t i = 0; i < n; i++) {
    if (jobs[i]->result.outcome == CS_OUTCOME_DONE && !write_receipt(way, jobs[i], err)) {
      return false;
    }
  }
  return true;
}

static void fail(struct cs_job *job, const struct cs_err *err) {
  job->result = (struct cs_result){.outcome = CS_OUTCOME_ERROR, .error = *err};
}

static void fail_all(struct cs_job **jobs, size_t n, const struct cs_err *err) {
  for (size_t i = 0; i < n; i++) {
    if (jobs[i]->result.outcome == CS_OUTCOME_DONE) {
      fail(jobs[i], err);
    }
  }
}

/* Has the batch lasted as long as one may (RECORD section 3)? */
static bool lasted(const struct cs_service *service, int64_t begun) {
  int64_t now;
  struct cs_err ignored;
  return !service->os->monotonic(service->os->ctx, &now, &ignored) || now - begun > CS_BATCH_MICROSECONDS_MAX;
}

/* Takes jobs until the batch is full. *broken: an act broke it, so nothing of it may be committed. */
static size_t take_some(struct way *way, struct cs_job **jobs, size_t n, bool try, bool *broken) {
  int64_t begun = 0;
  struct cs_err trouble;
  bool timed = way->service->os->monotonic(way->service->os->ctx, &begun, &trouble);
  size_t taken = 0;
  *broken = false;
  while (taken < n) {
    struct cs_job *job = jobs[taken++];
    cs_err_reset(&trouble);
    job->result = (struct cs_result){0};
    if (!take(way, job, try, broken, &trouble)) {
      fail(job, &trouble);
    }
    bool barrier = job->result.outcome == CS_OUTCOME_DONE && job->submission->act.def->barrier;
    if (*broken || barrier || (timed && lasted(way->service, begun))) {
      break;
    }
  }
  return taken;
}

/* May what broke the batch have been one act's doing, so that the others are worth running again? */
static bool worth_again(const struct cs_service *service, const struct cs_job *last) {
  return last->result.error.code != &CS_E_STORE_FULL && !cs_record_trouble(service->record);
}

/* As many of the n jobs as one batch takes. *taken: how many have their result; with *again, none of them stands, and each is to be
 * run by itself. */
static bool run_batch(struct cs_service *service, struct cs_job **jobs, size_t n, bool try, size_t *taken, bool *again,
                      struct cs_err *err) {
  struct way way;
  struct cs_err trouble;
  bool broken;
  *taken = 0;
  *again = false;
  if (!begin(&way, service, err)) {
    return false;
  }
  *taken = take_some(&way, jobs, n, try, &broken);
  if (broken) {
    const struct cs_job *last = jobs[*taken - 1];
    *again = *taken > 1 && worth_again(service, last);
    trouble = last->result.error;
    fail_all(jobs, *taken, &trouble);
  }
  if (broken || try) {
    return leave(&way, false, err);
  }
  bool committed = commit(&way, jobs, *taken, &trouble);
  if (!committed) {
    fail_all(jobs, *taken, &trouble);
  }
  return leave(&way, committed, err);
}

/* The jobs that no batch could be begun for. */
static bool give_up(struct cs_service *service, struct cs_job **jobs, size_t n, const struct cs_err *err) {
  for (size_t i = 0; i < n; i++) {
    fail(jobs[i], err);
  }
  return !cs_record_trouble(service->record);
}

bool cs_service_act(struct cs_service *service, struct cs_job **jobs, size_t n, bool try, struct cs_err *err) {
  size_t alone = 0; /* so many are still to be run one by one */
  cs_err_reset(err);
  for (size_t done = 0; done < n;) {
    size_t most = alone > 0 ? 1 : CS_BATCH_ACTS_MAX;
    size_t left = n - done < most ? n - done : most;
    size_t taken;
    bool again;
    if (!run_batch(service, jobs + done, left, try, &taken, &again, err)) {
      return give_up(service, jobs + done + taken, n - done - taken, err);
    }
    done += again ? 0 : taken;
    alone = again ? taken : alone > 0 ? alone - 1 : 0;
  }
  if (cs_record_trouble(service->record)) {
    *err = *cs_record_trouble(service->record);
    return false;
  }
  return true;
}

/* ------------------------------------------------------------------ loads */

/* Takes one act of a load. *skipping: the file that it belongs to was loaded before, by the same officer. */
static bool take_loaded(struct way *way, struct cs_job *job, bool *skipping, struct cs_err *err) {
  bool fatal;
  bool opens_file = job->submission->act.def->kind == CS_ACT_RECORD_LOAD;
  if (*skipping && !opens_file) {
    return true;
  }
  if (!take(way, job, false, &fatal, err)) {
    return false;
  }
  if (job->result.outcome == CS_OUTCOME_REFUSED) {
    return cs_err_set(err, &CS_E_SERVICE_LOAD_REFUSED, "%.*s", CS_STR_ARG(job->result.reasons[0].text));
  }
  if (opens_file) {
    *skipping = job->result.repeat;
    way->load = job->result.n;
  }
  return true;
}

static bool take_all(struct way *way, struct cs_job *jobs, size_t n, struct cs_arena *scratch, size_t *failed,
                     void (*progress)(void *ctx, size_t done, size_t all), void *ctx, struct cs_err *err) {
  bool skipping = false;
  for (size_t i = 0; i < n; i++) {
    *failed = i;
    jobs[i].result = (struct cs_result){0};
    jobs[i].arena = scratch;
    cs_arena_reset(scratch);
    if (!take_loaded(way, &jobs[i], &skipping, err)) {
      return false;
    }
    if (progress) {
      progress(ctx, i + 1, n);
    }
  }
  return true;
}

struct files {
  struct cs_rules_text *at;
  size_t n, cap;
};

/* The blob of that digest among those that came with the act. */
static struct cs_str blob_of(const struct cs_submission *s, const unsigned char digest[32]) {
  for (size_t i = 0; i < s->n_blobs; i++) {
    if (memcmp(s->blobs[i].digest.bytes, digest, sizeof s->blobs[i].digest.bytes) == 0) {
      return s->blobs[i].bytes;
    }
  }
  return CS_STR_NONE;
}

static bool gather_tables(const struct cs_submission *s, struct files *tables, struct cs_arena *arena,
                          struct cs_err *err) {
  const struct cs_json *list = cs_json_get(s->act.body, "tables");
  for (size_t i = 0; list && i < list->n; i++) {
    struct cs_regime_table table;
    struct cs_str bytes = cs_regime_table_read(list->items[i]->text, &table) ? blob_of(s, table.digest) : CS_STR_NONE;
    struct cs_rules_text *slot = bytes.ptr ? cs_list_push(arena, tables, err) : NULL;
    if (bytes.ptr && !slot) {
      return false;
    }
    if (slot) {
      *slot = (struct cs_rules_text){table.file, bytes};
    }
  }
  return true;
}

/* Files of rules may speak of one another, whatever their names: each is judged with all the others of its load. */
static bool gather_texts(struct way *way, const struct cs_job *jobs, size_t n, struct cs_arena *arena,
                         struct cs_err *err) {
  struct files texts = {0}, tables = {0};
  for (size_t i = 0; i < n; i++) {
    const struct cs_submission *s = jobs[i].submission;
    if (s->act.def->kind != CS_ACT_RULES_PUBLISH || s->n_blobs == 0) {
      continue;
    }
    struct cs_rules_text *text = cs_list_push(arena, &texts, err);
    if (!text || !gather_tables(s, &tables, arena, err)) {
      return false;
    }
    *text = (struct cs_rules_text){cs_json_text(s->act.body, "file"), s->blobs[0].bytes};
  }
  way->coming =
      (struct cs_rules_sources){.texts = texts.at, .n_texts = texts.n, .tables = tables.at, .n_tables = tables.n};
  return true;
}

bool cs_service_load(struct cs_service *service, struct cs_job *jobs, size_t n, bool try, struct cs_arena *scratch,
                     size_t *failed, void (*progress)(void *ctx, size_t done, size_t all), void *ctx,
                     struct cs_err *err) {
  struct way way;
  struct cs_err trouble;
  struct cs_job *last = &jobs[n - 1];
  cs_err_reset(err);
  *failed = 0;
  if (!begin(&way, service, err)) {
    return false;
  }
  struct cs_arena texts;
  cs_arena_init(&texts, NULL, 0);
  bool done = gather_texts(&way, jobs, n, &texts, err) &&
              take_all(&way, jobs, n, scratch, failed, progress, ctx, err) && (try || commit(&way, &last, 1, err));
  bool left = leave(&way, done && !try, &trouble);
  cs_arena_deinit(&texts);
  if (done && !left) {
    *err = trouble;
  }
  return done && left;
}
