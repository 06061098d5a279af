/* What a process that is ended at any step leaves behind (RECORD section 10, tests 1, 8 and 9, at the level of the service).
 * Usage: test_service_kill [RUNS [SEED]]: so many more runs that end at a random moment; the soak asks for many. */
#include "service/review.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/random.h"
#include "tlog/checkpoint.h"

#define ORIGIN   "test.example/review"
#define ACTS     12  /* of one run */
#define LOADED   120 /* acts of one load */
#define TOLD_MAX 16384
#define RUNS     20

static size_t runs = RUNS;
static struct random chances = {20250825};

/* When a child is to end. */
struct point {
  const char *step;     /* at this step …; NULL: at any */
  int at;               /* … when it comes for the at-th time; 0: never */
  int64_t microseconds; /* or after so long; 0: never */
  int seen;
};

static void end_here(void *ctx, const char *step) {
  struct point *point = ctx;
  if (point->at > 0 && (!point->step || strcmp(point->step, step) == 0) && ++point->seen == point->at) {
    kill(getpid(), SIGKILL);
  }
}

/* ------------------------------------------------------------------ the child */

/* An answer, told to the parent: number, lengths, entry, receipt. */
struct told {
  int64_t n;
  uint32_t entry, receipt;
  char text[TOLD_MAX];
};

static void tell(int pipe, const struct cs_result *result) {
  static struct told told;
  told.n = result->n;
  told.entry = (uint32_t)result->entry.len;
  told.receipt = (uint32_t)result->receipt.len;
  if (result->outcome != CS_OUTCOME_DONE || result->entry.len + result->receipt.len > TOLD_MAX) {
    fprintf(stderr, "child: an act did not stand: %s\n", result->error.text);
    _exit(4);
  }
  if (result->entry.len > 0) {
    memcpy(told.text, result->entry.ptr, result->entry.len);
  }
  memcpy(told.text + told.entry, result->receipt.ptr, result->receipt.len);
  size_t n = offsetof(struct told, text) + told.entry + told.receipt;
  if (write(pipe, &told, n) != (ssize_t)n) {
    _exit(5);
  }
}

static void must(bool good, const struct cs_err *err) {
  if (!good) {
    fprintf(stderr, "child: %s\n", err->text);
    _exit(3);
  }
}

struct run {
  struct review *review;
  struct cs_service service;
  struct cs_arena arena;
  struct cs_err err;
  int pipe;
  unsigned number; /* of the run: identifiers are its own */
};

static void make(struct run *run, const char *flat, const struct cs_officer_key *key, struct cs_submission *s) {
  struct cs_act act;
  must(scene_decode(&run->arena, flat, -1, &act, &run->err) &&
           scene_submit(&run->service, &run->arena, &act, key, CS_STR_NONE, s, &run->err),
       &run->err);
}

/* Acts in batches of one to four, each told once it is answered. */
static void do_acts(struct run *run) {
  struct cs_submission s[4];
  struct cs_job job[4], *jobs[4];
  for (unsigned done = 0; done < ACTS;) {
    size_t n = 1 + done % 4;
    for (size_t i = 0; i < n; i++, done++) {
      char flat[300];
      snprintf(flat, sizeof flat,
               "{\"act\":\"case.file\",\"office\":\"o.applicant\",\"case\":\"r%u-%u\",\"request\":{\"act\":\"use\","
               "\"item\":\"eram\"}}",
               run->number, done);
      make(run, flat, &run->review->applicant, &s[i]);
      job[i] = (struct cs_job){.submission = &s[i], .arena = &run->arena};
      jobs[i] = &job[i];
    }
    must(cs_service_act(&run->service, jobs, n, false, &run->err), &run->err);
    for (size_t i = 0; i < n; i++) {
      tell(run->pipe, &job[i].result);
    }
  }
}

static void do_load(struct run *run) {
  static struct cs_submission s[LOADED + 1];
  static struct cs_job jobs[LOADED + 1];
  struct cs_arena scratch;
  size_t failed;
  char flat[300];
  cs_arena_init(&scratch, NULL, 0);
  for (unsigned i = 0; i <= LOADED; i++) {
    snprintf(flat, sizeof flat, "{\"act\":\"item.register\",\"item\":\"r%u-%u\",\"kind\":\"munition\"}", run->number,
             i);
    if (i == 0) {
      snprintf(flat, sizeof flat, "{\"act\":\"record.load\",\"name\":\"items\",\"digest\":\"%064x\",\"acts\":%d}",
               run->number + 1, LOADED);
    }
    make(run, flat, i ? NULL : &run->review->scene.clerk, &s[i]);
    s[i].by.line = i;
    jobs[i] = (struct cs_job){.submission = &s[i]};
  }
  must(cs_service_load(&run->service, jobs, LOADED + 1, false, &scratch, &failed, NULL, NULL, &run->err), &run->err);
  tell(run->pipe, &jobs[LOADED].result);
}

static _Noreturn void child(struct review *r, int pipe, unsigned number, struct point *point,
                            void (*what)(struct run *run)) {
  static struct run run;
  struct cs_batch_hooks hooks = {end_here, point};
  run = (struct run){.review = r, .pipe = pipe, .number = number};
  cs_arena_init(&run.arena, NULL, 0);
  struct cs_service_options options = r->scene.options;
  options.hooks = &hooks;
  if (point->microseconds > 0) {
    struct itimerval timer = {.it_value = {.tv_usec = point->microseconds}};
    setitimer(ITIMER_REAL, &timer, NULL); /* its signal ends the process wherever it is */
  }
  must(cs_service_open(&run.service, r->scene.os, &options, &run.err), &run.err);
  what(&run);
  cs_service_close(&run.service);
  _exit(0);
}

/* ------------------------------------------------------------------ what is left */

struct left {
  struct told *told;
  size_t n;
  bool ended; /* by the signal */
};

/* Runs the child to its end, and keeps what it told. */
static struct left run_child(struct review *r, unsigned number, struct point point, void (*what)(struct run *run)) {
  struct left left = {.told = calloc(ACTS, sizeof *left.told)};
  int ends[2], status;
  assert_int_equal(pipe(ends), 0);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    close(ends[0]);
    child(r, ends[1], number, &point, what);
  }
  close(ends[1]);
  FILE *in = fdopen(ends[0], "rb");
  assert_non_null(in);
  while (left.n < ACTS) {
    struct told *told = &left.told[left.n];
    if (fread(told, offsetof(struct told, text), 1, in) != 1 || told->entry + told->receipt > TOLD_MAX ||
        fread(told->text, told->entry + told->receipt, 1, in) != 1) {
      break; /* the end, or one that was not wholly told */
    }
    left.n++;
  }
  fclose(in);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  left.ended = WIFSIGNALED(status);
  if (!left.ended) {
    assert_int_equal(WEXITSTATUS(status), 0);
  }
  return left;
}

/* The signed notes in the bytes, wherever they lie. */
struct notes {
  struct cs_checkpoint_opened at[512];
  size_t n;
};

static size_t note_length(struct cs_str text) {
  size_t lines = 0, i = 0;
  for (; i < text.len && i < 1000; i++) {
    lines += text.ptr[i] == '\n';
    if (lines == 5) {
      return i + 1; /* origin, size, root, an empty line, one signature */
    }
  }
  return i;
}

static bool like_a_note(struct cs_str text) {
  struct cs_str rest = text;
  struct cs_str origin = cs_str_cut(&rest, '\n'), size = cs_str_cut(&rest, '\n'), root = cs_str_cut(&rest, '\n');
  struct cs_str empty = cs_str_cut(&rest, '\n');
  bool digits = size.len > 0 && size.len < 12;
  for (size_t i = 0; digits && i < size.len; i++) {
    digits = size.ptr[i] >= '0' && size.ptr[i] <= '9';
  }
  return origin.len > 0 && digits && root.len == 44 && empty.len == 0 && cs_str_starts(rest, CS_STR("\xe2\x80\x94 "));
}

static void find_notes(struct review *r, struct cs_str bytes, struct notes *notes) {
  struct scene *s = &r->scene;
  struct cs_hasher hasher;
  struct cs_verifier_key key;
  assert_ok(cs_hasher_init(&hasher, &s->err), &s->err);
  assert_ok(cs_verifier_key_parse(&key, &hasher, r->service.verifier, &s->err), &s->err);
  for (;;) {
    size_t at = cs_str_find(bytes, CS_STR(ORIGIN "\n"));
    if (at == SIZE_MAX) {
      break;
    }
    bytes = cs_str_from(bytes, at);
    struct cs_str note = cs_str_sub(bytes, 0, note_length(bytes));
    if (like_a_note(note)) {
      assert_true(notes->n < sizeof notes->at / sizeof notes->at[0]);
      assert_ok(cs_checkpoint_open(note, CS_STR(ORIGIN), &key, 1, &notes->at[notes->n], &s->err), &s->err);
      notes->n++;
    }
    bytes = cs_str_from(bytes, 1);
  }
  cs_hasher_deinit(&hasher);
}

static void scan(struct review *r, struct cs_str path, struct notes *notes, struct cs_arena *arena, unsigned depth) {
  struct scene *s = &r->scene;
  struct cs_file_info info;
  struct cs_strs names;
  struct cs_str bytes;
  assert_ok(s->os->path_info(s->os->ctx, path, &info, &s->err), &s->err);
  if (info.kind == CS_FILE_REGULAR) {
    assert_ok(cs_file_read(s->os, arena, path, 256u << 20, &bytes, &s->err), &s->err);
    find_notes(r, bytes, notes);
    return;
  }
  assert_ok(s->os->list(s->os->ctx, arena, path, &names, &s->err), &s->err);
  for (size_t i = 0; i < names.n && depth < 4; i++) {
    struct cs_str whole;
    assert_ok(cs_path_join(arena, path, names.at[i], &whole, &s->err), &s->err);
    scan(r, whole, notes, arena, depth + 1);
  }
}

static void check_notes(struct review *r, const struct notes *notes, uint64_t size) {
  struct scene *s = &r->scene;
  assert_true(notes->n > 0);
  for (size_t i = 0; i < notes->n; i++) {
    const struct cs_checkpoint *signed_one = &notes->at[i].checkpoint;
    struct cs_hash root;
    if (signed_one->size > size) {
      fail_msg("a note of size %llu was found, and the record has %llu", (unsigned long long)signed_one->size,
               (unsigned long long)size);
    }
    assert_ok(cs_reader_root(r->service.reader, signed_one->size, &root, &s->err), &s->err);
    assert_true(cs_hash_eq(&root, &signed_one->root));
  }
}

static void check_told(struct review *r, const struct left *left) {
  struct scene *s = &r->scene;
  for (size_t i = 0; i < left->n; i++) {
    const struct told *told = &left->told[i];
    struct cs_str entry = {told->text, told->entry}, bytes;
    scene_check_receipt(s, (struct cs_str){told->text + told->entry, told->receipt}, entry, r->service.verifier,
                        told->n);
    assert_ok(cs_reader_entry(r->service.reader, &s->arena, (uint64_t)told->n, &bytes, &s->err), &s->err);
    assert_true(cs_str_eq(bytes, entry));
  }
}

/* Runs one child with no other service open, and looks at everything that it left. The size behind it. */
static uint64_t run_and_look(struct review *r, struct point point, void (*what)(struct run *run), struct left *left) {
  static unsigned number;
  static struct notes notes;
  struct cs_arena arena;
  cs_arena_init(&arena, NULL, 0);
  notes.n = 0;
  struct cs_str verifier;
  assert_ok(cs_arena_str(&r->scene.arena, r->service.verifier, &verifier, &r->scene.err), &r->scene.err);
  cs_service_close(&r->service);
  *left = run_child(r, ++number, point, what);
  r->service.verifier = verifier;
  scan(r, r->scene.folder, &notes, &arena, 0); /* before anybody opens it, and so settles it */
  scene_open(&r->scene, &r->service);
  uint64_t size = cs_record_head(r->service.record).size;
  check_notes(r, &notes, size);
  check_told(r, left);
  cs_arena_deinit(&arena);
  free(left->told);
  return size;
}

/* ------------------------------------------------------------------ the tests */

static const char *const steps[] = {"begun",     "entry-written", "root-computed", "head-moved",
                                    "committed", "signed",        "marked"};
#define STEPS (sizeof steps / sizeof steps[0])

static void acts_ended_at_each_step_keep_what_was_promised(void **state) {
  struct review *r = *state;
  for (size_t i = 0; i < STEPS; i++) {
    for (int at = 1; at <= 3; at++) {
      struct left left;
      uint64_t before = cs_record_head(r->service.record).size;
      /* the opening signs once, before the first batch */
      int more = strcmp(steps[i], "signed") == 0 ? 1 : 0;
      uint64_t size = run_and_look(r, (struct point){.step = steps[i], .at = at + more}, do_acts, &left);
      assert_true(left.ended);
      assert_true(size >= before + left.n);
    }
  }
  scene_assert_whole(&r->scene);
}

static void acts_ended_at_a_random_step_keep_what_was_promised(void **state) {
  struct review *r = *state;
  for (size_t i = 0; i < RUNS; i++) {
    struct left left;
    uint64_t before = cs_record_head(r->service.record).size;
    uint64_t size = run_and_look(r, (struct point){.at = 1 + (int)random_below(&chances, 40)}, do_acts, &left);
    assert_true(size >= before + left.n && size <= before + ACTS);
    assert_true(left.ended || left.n == ACTS);
  }
  scene_assert_whole(&r->scene);
}

static void a_load_ended_anywhere_is_there_wholly_or_not_at_all(void **state) {
  struct review *r = *state;
  size_t whole = 0, none = 0;
  for (size_t i = 0; i < RUNS + STEPS; i++) {
    struct left left;
    uint64_t before = cs_record_head(r->service.record).size;
    struct point point = {.at = 1 + (int)random_below(&chances, LOADED + 8)};
    if (i < STEPS) {
      point = (struct point){.step = steps[i], .at = strcmp(steps[i], "signed") == 0 ? 2 : 1};
    }
    uint64_t size = run_and_look(r, point, do_load, &left);
    assert_true(size == before || size == before + LOADED + 1);
    assert_true(left.n == 0 || size > before);
    whole += size > before;
    none += size == before;
  }
  assert_true(whole > 0 && none > 0);
  scene_assert_whole(&r->scene);
}

/* Ended by a timer, so at any instruction: openings, checkpoints and closings included. */
static void a_process_ended_at_any_moment_keeps_what_was_promised(void **state) {
  struct review *r = *state;
  size_t ended = 0;
  for (size_t i = 0; i < runs; i++) {
    struct left left;
    bool load = random_below(&chances, 3) == 0;
    uint64_t before = cs_record_head(r->service.record).size;
    struct point point = {.microseconds = 1 + (int64_t)random_below(&chances, 40000)};
    uint64_t size = run_and_look(r, point, load ? do_load : do_acts, &left);
    assert_true(size >= before + (load ? left.n * (LOADED + 1) : left.n));
    assert_true(!load || size == before || size == before + LOADED + 1);
    ended += left.ended;
    if (i % 500 == 499) {
      scene_assert_whole(&r->scene);
    }
  }
  assert_true(runs < 10 || ended > 0);
  scene_assert_whole(&r->scene);
}

/* ------------------------------------------------------------------ a full disk */

#define LARGE 24000

static void large_statement(struct review *r, unsigned number, struct cs_submission *s, struct cs_job *job) {
  char *flat = calloc(1, LARGE + 300);
  assert_non_null(flat);
  int n = snprintf(
      flat, 200,
      "{\"act\":\"statement.record\",\"statement\":\"L%u\",\"kind\":\"said\",\"about\":[\"eram\"],\"text\":\"", number);
  for (int i = 0; i < LARGE; i += 8) {
    memcpy(flat + n + i, "of word ", 8);
  }
  memcpy(flat + n + LARGE, "\"}", 3);
  scene_submission(&r->scene, &r->service, &r->scene.arena, flat, -1, &r->scene.clerk, s);
  *job = (struct cs_job){.submission = s, .arena = &r->scene.arena};
  free(flat);
}

/* A batch lasts no longer than 4 ms; with this none ever does. */
static bool no_time_passes(void *ctx, int64_t *microseconds, struct cs_err *err) {
  (void)ctx;
  (void)err;
  *microseconds = 0;
  return true;
}

static void a_disk_that_is_full_within_a_batch_leaves_none_of_it(void **state) {
  struct review *r = *state;
  r->scene.clock.os.monotonic = no_time_passes;
  struct cs_submission s[8];
  struct cs_job job[8], *jobs[8];
  struct cs_file_info info;
  uint64_t before = scene_size(&r->scene);
  cs_service_close(&r->service);
  assert_ok(r->scene.os->path_info(r->scene.os->ctx, r->scene.store, &info, &r->scene.err), &r->scene.err);
  r->scene.options.pages_max = (int64_t)(info.size / 4096) + 40;
  scene_open(&r->scene, &r->service);
  for (unsigned i = 0; i < 8; i++) {
    large_statement(r, i, &s[i], &job[i]);
    jobs[i] = &job[i];
  }
  assert_ok(cs_service_act(&r->service, jobs, 8, false, &r->scene.err), &r->scene.err);
  size_t full = 0;
  while (full < 8 && job[full].result.outcome == CS_OUTCOME_ERROR) {
    assert_ptr_equal(job[full].result.error.code, &CS_E_STORE_FULL);
    full++;
  }
  assert_true(full >
              1); /* the first ones had their room, and are not there; what stands came behind, in another batch */
  for (size_t i = full; i < 8; i++) {
    scene_assert_done(&job[i].result);
  }
  assert_int_equal(scene_size(&r->scene), before + 8 - full);
  assert_int_equal(review_saw(r, "statement", "L0"), -1); /* reading goes on */
  review_case(r, "k1");                                   /* and so does writing, as far as there is room */
  assert_int_equal(scene_size(&r->scene), before + 8 - full + 1);
  scene_assert_whole(&r->scene);
}

static void a_full_disk_does_not_end_the_writer(void **state) {
  struct review *r = *state;
  struct cs_submission s;
  struct cs_job job;
  struct cs_file_info info;
  size_t full = 0;
  cs_service_close(&r->service);
  assert_ok(r->scene.os->path_info(r->scene.os->ctx, r->scene.store, &info, &r->scene.err), &r->scene.err);
  r->scene.options.pages_max = (int64_t)(info.size / 4096) + 40;
  scene_open(&r->scene, &r->service);
  struct cs_writer *writer = cs_writer_start(&r->service, &r->scene.err);
  assert_ok(writer != NULL, &r->scene.err);
  for (unsigned i = 0; i < 8; i++) {
    large_statement(r, i, &s, &job);
    assert_ok(cs_writer_act(writer, &job, &r->scene.err), &r->scene.err);
    full += job.result.outcome == CS_OUTCOME_ERROR && job.result.error.code == &CS_E_STORE_FULL;
  }
  assert_true(full > 0);
  scene_submission(&r->scene, &r->service, &r->scene.arena,
                   "{\"act\":\"item.register\",\"item\":\"small\",\"kind\":\"munition\"}", -1, &r->scene.clerk, &s);
  job = (struct cs_job){.submission = &s, .arena = &r->scene.arena};
  assert_ok(cs_writer_act(writer, &job, &r->scene.err), &r->scene.err);
  scene_assert_done(&job.result);
  cs_writer_stop(writer);
  scene_assert_whole(&r->scene);
}

static void limit_files(struct run *run) {
  struct cs_file_info info;
  must(run->service.os->path_info(run->service.os->ctx, run->service.options.path, &info, &run->err), &run->err);
  struct rlimit limit = {info.size + 60000, info.size + 60000};
  signal(SIGXFSZ, SIG_IGN);
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) {
    _exit(6);
  }
  struct cs_submission s;
  struct cs_job job, *jobs[] = {&job};
  for (unsigned i = 0; i < 40; i++) {
    large_statement(run->review, i, &s, &job);
    if (!cs_service_act(&run->service, jobs, 1, false, &run->err)) {
      _exit(job.result.outcome == CS_OUTCOME_ERROR ? 0 : 7);
    }
    if (job.result.outcome == CS_OUTCOME_DONE) {
      tell(run->pipe,
           &(struct cs_result){.outcome = CS_OUTCOME_DONE, .n = job.result.n, .receipt = job.result.receipt});
    }
  }
}

/* A file that cannot grow further is a fault of the disk: the process should end, and what it promised is there. */
static void a_file_that_cannot_grow_loses_nothing_that_was_promised(void **state) {
  struct review *r = *state;
  struct left left;
  uint64_t before = cs_record_head(r->service.record).size;
  struct cs_str verifier;
  assert_ok(cs_arena_str(&r->scene.arena, r->service.verifier, &verifier, &r->scene.err), &r->scene.err);
  cs_service_close(&r->service);
  left = run_child(r, 900, (struct point){0}, limit_files);
  scene_open(&r->scene, &r->service);
  uint64_t size = cs_record_head(r->service.record).size;
  assert_true(size >= before + left.n && size < before + 40);
  for (size_t i = 0; i < left.n; i++) {
    struct cs_str entry;
    assert_ok(cs_reader_entry(r->service.reader, &r->scene.arena, (uint64_t)left.told[i].n, &entry, &r->scene.err),
              &r->scene.err);
    scene_check_receipt(&r->scene, (struct cs_str){left.told[i].text, left.told[i].receipt}, entry, verifier,
                        left.told[i].n);
  }
  free(left.told);
  review_case(r, "k1");
  scene_assert_whole(&r->scene);
}

/* ------------------------------------------------------------------ replays */

static struct cs_str written(struct scene *s, const struct cs_submission *submission) {
  struct cs_buf buf;
  struct cs_str out;
  cs_buf_init(&buf, 1 << 20);
  assert_ok(cs_submission_write(&s->arena, submission, &buf, &s->err), &s->err);
  assert_ok(cs_arena_str(&s->arena, cs_buf_str(&buf), &out, &s->err), &s->err);
  cs_buf_deinit(&buf);
  return out;
}

/* Hands in the file form of a submission, as anybody may who has it. */
static struct cs_result replay(struct scene *s, struct cs_service *service, struct cs_str text) {
  struct cs_submission *submission = calloc(1, sizeof *submission);
  struct cs_job job = {.submission = submission, .arena = &s->arena}, *jobs[] = {&job};
  assert_ok(cs_submission_read(&s->arena, CS_STR("file"), text, submission, &s->err), &s->err);
  if (!cs_submission_check(submission, &service->identity, &s->arena, &s->err)) {
    job.result = (struct cs_result){.outcome = CS_OUTCOME_ERROR, .error = s->err};
  } else {
    assert_ok(cs_service_act(service, jobs, 1, false, &s->err), &s->err);
  }
  free(submission);
  return job.result;
}

static void reopen_at(struct scene *s, struct cs_service *service, cs_time now) {
  cs_service_close(service);
  s->options.has_now = true;
  s->options.now = now;
  scene_open(s, service);
}

#define SAID                                                                                                           \
  "{\"act\":\"statement.record\",\"statement\":\"S1\",\"kind\":\"said\",\"about\":[\"eram\"],\"text\":\"one thing\"}"

/* Founded as a trial, so that days pass when we say so. */
static void begin_trial(struct scene *s, struct cs_service *service) {
  scene_init(s);
  scene_found(s, true);
  s->options.has_now = true;
  s->options.now = SCENE_START;
  scene_open(s, service);
}

static void a_statement_replayed_is_refused_three_times(void **state) {
  struct scene s, other;
  struct cs_service service, elsewhere;
  struct cs_submission statement, fact;
  struct cs_result result;
  (void)state;
  begin_trial(&s, &service);
  scene_submission(&s, &service, &s.arena, SAID, -1, &s.clerk, &statement);
  struct cs_str text = written(&s, &statement);
  result = replay(&s, &service, text);
  scene_assert_done(&result);
  assert_false(result.repeat);
  uint64_t size = scene_size(&s);
  /* within seven days it is the same entry; afterwards it is a new act, whose subject has moved: by itself */
  reopen_at(&s, &service, SCENE_START + 6 * SCENE_DAY);
  result = replay(&s, &service, text);
  scene_assert_done(&result);
  assert_true(result.repeat);
  reopen_at(&s, &service, SCENE_START + 8 * SCENE_DAY);
  result = replay(&s, &service, text);
  assert_refused(result, CS_E_REFUSED_MOVED);
  assert_refused(result, CS_E_REFUSED_STATEMENT_EXISTS);
  assert_int_equal(scene_size(&s), size);
  /* into another record, of the same registrar */
  scene_init(&other);
  cs_key_deinit(&other.clerk.key);
  other.seeds = 0;
  scene_key(&other, REGISTRY "/clerk", &other.clerk);
  scene_found(&other, true);
  scene_open(&other, &elsewhere);
  assert_string_equal(other.clerk.hex, s.clerk.hex);
  result = replay(&other, &elsewhere, text);
  assert_int_equal(result.outcome, CS_OUTCOME_ERROR);
  assert_ptr_equal(result.error.code, &CS_E_SERVICE_SIGNATURE);
  assert_int_equal(scene_size(&other), 1);
  /* after the subject moved: signed in time, handed in too late */
  int64_t n = (int64_t)size - 1;
  scene_submission(&s, &service, &s.arena, "{\"act\":\"statement.withdraw\",\"statement\":\"S1\",\"text\":\"once\"}", n,
                   &s.clerk, &fact);
  text = written(&s, &fact);
  result =
      scene_act(&s, &service, "{\"act\":\"statement.withdraw\",\"statement\":\"S1\",\"text\":\"first\"}", n, &s.clerk);
  scene_assert_done(&result);
  result = replay(&s, &service, text);
  assert_refused(result, CS_E_REFUSED_MOVED);
  assert_int_equal(scene_size(&s), size + 1);
  cs_service_close(&elsewhere);
  cs_service_close(&service);
  scene_deinit(&other);
  scene_deinit(&s);
}

/* An act that has no name of its own on record is held off by what its actor had seen. */
static void a_fact_replayed_after_its_key_is_forgotten_is_refused(void **state) {
  struct scene s;
  struct cs_service service;
  struct cs_submission fact;
  (void)state;
  begin_trial(&s, &service);
  struct cs_result result =
      scene_act(&s, &service, "{\"act\":\"item.register\",\"item\":\"eram\",\"kind\":\"munition\"}", -1, &s.clerk);
  scene_assert_done(&result);
  scene_submission(&s, &service, &s.arena,
                   "{\"act\":\"item.fact\",\"item\":\"eram\",\"name\":\"range_max\",\"value\":\"280 mi\"}", result.n,
                   &s.clerk, &fact);
  struct cs_str text = written(&s, &fact);
  result = replay(&s, &service, text);
  scene_assert_done(&result);
  reopen_at(&s, &service, SCENE_START + 8 * SCENE_DAY);
  result = replay(&s, &service, text);
  assert_refused(result, CS_E_REFUSED_MOVED);
  assert_int_equal(scene_size(&s), 3);
  cs_service_close(&service);
  scene_deinit(&s);
}

int main(int argc, char **argv) {
#define T(name) cmocka_unit_test_setup_teardown(name, review_setup, review_teardown)
  const struct CMUnitTest tests[] = {
      T(acts_ended_at_each_step_keep_what_was_promised),
      T(acts_ended_at_a_random_step_keep_what_was_promised),
      T(a_load_ended_anywhere_is_there_wholly_or_not_at_all),
      T(a_process_ended_at_any_moment_keeps_what_was_promised),
      T(a_disk_that_is_full_within_a_batch_leaves_none_of_it),
      T(a_full_disk_does_not_end_the_writer),
      T(a_file_that_cannot_grow_loses_nothing_that_was_promised),
      cmocka_unit_test(a_statement_replayed_is_refused_three_times),
      cmocka_unit_test(a_fact_replayed_after_its_key_is_forgotten_is_refused),
  };
#undef T
  runs = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : runs;
  chances.state = argc > 2 ? strtoull(argv[2], NULL, 10) | 1 : chances.state;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
