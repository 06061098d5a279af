/* A store, a backup of it, trees, and what holders have: for the tests of restoring. */
#ifndef CS_TEST_STORE_LEFT_H
#define CS_TEST_STORE_LEFT_H

#include "store/world.h"

#include "store/restore.h"

#define NAME    "Wilhelmina Unmistakable"
#define OTHER   "Bartholomew Elsewhere"
#define KEY     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define KEY_2   "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
#define SIG     "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QA=="
#define GOES_ON "test.example/second"
#define ENROL(officer, key, name)                                                                                      \
  "{\"act\":\"key.enrol\",\"office\":\"us.registry\",\"officer\":\"" officer "\",\"key\":\"" key "\",\"proof\":\"" SIG \
  "\",\"name\":\"" name "\"}"
#define ERASE(officer)                                                                                                 \
  "{\"act\":\"vault.erase\",\"office\":\"us.registry\",\"subject\":\"officer:" officer "\",\"reason\":\"asked\"}"

/* ------------------------------------------------------------------ what is there */

static inline void export_to(struct world *w, const char *name, bool beside) {
  struct cs_export_options options = {.entries = true, .keys_dir = w->keys, .openings = beside, .blobs = beside};
  struct cs_head head;
  assert_ok(cs_log_export(w->os, w->store, world_path(w, name), &options, &head, &w->err), &w->err);
}

/* Entries 1 (a name) and 2 (a case), then a backup; then 3 (a name), 4 (a case), 5 (an item). The tree alone in `plain`,
 * with all that stands beside it in `full`. */
static inline void make(struct world *w) {
  struct cs_record *record = world_create(w);
  world_act(w, record, ENROL("us.state/desk", KEY, NAME));
  world_act_out(w, record, CASE("2025-0001"), CASE_OUT);
  cs_record_close(record);
  world_write(w, world_path(w, "backup.db"), world_read(w, w->store));
  record = world_open(w);
  world_act(w, record, ENROL("us.state/other", KEY_2, OTHER));
  world_act_out(w, record, CASE("2025-0002"), CASE_OUT);
  world_act(w, record, ITEM("eram"));
  cs_record_close(record);
  export_to(w, "plain", false);
  export_to(w, "full", true);
}

static inline void remove_at(struct world *w, const char *name) {
  struct cs_str path = world_path(w, name);
  if (world_exists(w, path)) {
    assert_ok(w->os->remove(w->os->ctx, path, &w->err), &w->err);
  }
}

static inline void lose(struct world *w) {
  static const char *const names[] = {"review.db",        "review.db-wal",        "review.db-shm",
                                      "review.db.former", "review.db.former-wal", "review.db.restoring"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    remove_at(w, names[i]);
  }
}

struct given {
  const struct cs_os *os;
  const char *from[6];
  const char *origin; /* a new one */
  const struct cs_batch_hooks *hooks;
  int64_t pages_max;
  struct cs_restored out;
};

static inline bool restore(struct world *w, struct given *g) {
  struct cs_str from[6];
  size_t n = 0;
  while (n < 6 && g->from[n]) {
    from[n] = world_path(w, g->from[n]);
    n++;
  }
  struct cs_restore_options options = {.path = w->store,
                                       .keys_dir = w->keys,
                                       .from = from,
                                       .n_from = n,
                                       .new_origin = g->origin ? cs_str_of(g->origin) : CS_STR_NONE,
                                       .reason = g->origin ? CS_STR("the disk was lost") : CS_STR_NONE,
                                       .hooks = g->hooks,
                                       .pages_max = g->pages_max};
  return cs_record_restore(g->os ? g->os : w->os, &options, &w->arena, &g->out, &w->err);
}

#define RESTORE(w, ...) restore(w, &(struct given){.from = {__VA_ARGS__}})

/* Refused with that code, and the folder is as it was. */
static inline void assert_refused(struct world *w, struct given *g, const struct cs_code *code, const char *says) {
  struct cs_strs before, after;
  assert_ok(w->os->list(w->os->ctx, &w->arena, w->folder, &before, &w->err), &w->err);
  bool there = world_exists(w, w->store);
  struct cs_str bytes = there ? world_read(w, w->store) : CS_STR_NONE;
  assert_false(restore(w, g));
  if (w->err.code != code) {
    fail_msg("%s: %s; expected %s", w->err.code->slug, w->err.text, code->slug);
  }
  assert_says(&w->err, says);
  struct cs_err kept = w->err;
  assert_ok(w->os->list(w->os->ctx, &w->arena, w->folder, &after, &w->err), &w->err);
  for (size_t i = 0; i < after.n; i++) {
    bool readers = cs_str_ends(after.at[i], CS_STR("-shm")) || cs_str_ends(after.at[i], CS_STR("-wal"));
    bool found = readers;
    for (size_t k = 0; k < before.n; k++) {
      found = found || cs_str_eq(before.at[k], after.at[i]);
    }
    if (!found) {
      fail_msg("\"%.*s\" was left behind a refusal", CS_STR_ARG(after.at[i]));
    }
  }
  assert_int_equal(world_exists(w, w->store), there);
  assert_true(!there || cs_str_eq(bytes, world_read(w, w->store)));
  w->err = kept;
}

#define REFUSED(w, code, says, ...) assert_refused(w, &(struct given){.from = {__VA_ARGS__}}, &(code), says)

static inline struct cs_str note_of(struct world *w) {
  struct cs_record *record = world_open(w);
  struct cs_str note, kept;
  assert_null(cs_record_trouble(record));
  assert_ok(cs_record_note(record, &note, &w->err), &w->err);
  assert_ok(cs_arena_str(&w->arena, note, &kept, &w->err), &w->err);
  cs_record_close(record);
  return kept;
}

/* The store writes, and everything in it is as it was signed. */
static inline void assert_goes_on(struct world *w, uint64_t size) {
  assert_int_equal(world_size(w), size);
  world_assert_whole(w);
  struct cs_record *record = world_open(w);
  assert_null(cs_record_trouble(record));
  assert_int_equal(world_act(w, record, ITEM("goes-on")).n, size);
  cs_record_close(record);
}

/* N.entry, N.tlog-proof and N.opening in `loose`, as holders have them. */
static inline void hand_out(struct world *w, uint64_t n, bool proof, bool opening) {
  struct cs_reader *reader = world_reader(w);
  struct cs_receipt receipt = {.index = n};
  struct cs_str entry, file;
  struct cs_buf text;
  char name[40];
  size_t n_open;
  bool gone;
  receipt.checkpoint = world_read(w, world_path(w, "plain/checkpoint"));
  assert_ok(cs_folder_make(w->os, world_path(w, "loose"), &w->err), &w->err);
  assert_ok(cs_reader_entry(reader, &w->arena, n, &entry, &w->err), &w->err);
  snprintf(name, sizeof name, "loose/%d.entry", (int)n);
  world_write(w, world_path(w, name), entry);
  if (proof) {
    cs_buf_init(&text, CS_RECEIPT_MAX);
    assert_ok(cs_reader_inclusion(reader, n, 6, &receipt.proof, &w->err), &w->err);
    assert_ok(cs_receipt_write(&receipt, &text, &w->err), &w->err);
    snprintf(name, sizeof name, "loose/%d.tlog-proof", (int)n);
    world_write(w, world_path(w, name), cs_buf_str(&text));
    cs_buf_deinit(&text);
  }
  assert_ok(cs_reader_opening_file(reader, n, &w->arena, &file, &n_open, &gone, &w->err), &w->err);
  if (opening && n_open > 0) {
    snprintf(name, sizeof name, "loose/%d.opening", (int)n);
    world_write(w, world_path(w, name), file);
  }
  cs_reader_close(reader);
}

static inline void assert_continued(struct world *w, uint64_t carried, uint64_t was_signed) {
  struct cs_verify_report report;
  assert_ok(world_verify(w, &report), &w->err);
  assert_true(report.continued);
  assert_int_equal(report.continued_n, carried);
  assert_int_equal(report.continued_signed, was_signed);
  assert_string_equal(report.origin, GOES_ON);
  assert_string_equal(report.former, ORIGIN);
  struct cs_record *record = world_open(w);
  assert_null(cs_record_trouble(record));
  assert_str(cs_record_origin(record), GOES_ON);
  assert_int_equal(world_act(w, record, ITEM("goes-on")).n, carried + 1);
  cs_record_close(record);
  assert_ok(world_verify(w, &report), &w->err);
  assert_false(world_exists(w, world_path(w, "keys/" KEY_FOLDER "/log.key")));
}

#endif
