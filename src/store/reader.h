/* Reading the record. A reader has its own connection; between cs_reader_begin and cs_reader_end it sees one fixed
 * size. Outside of that each call sees the newest committed state. The reader of a batch (cs_batch_reader) sees what is
 * in the batch. A callback may use the reader, but not the function that it is called from. Slices handed to callbacks
 * live during the call; those put into an arena live as long as it. One thread at a time. */
#ifndef CS_STORE_READER_H
#define CS_STORE_READER_H

#include "model/entry.h"
#include "store/record.h"
#include "tlog/proof.h"

struct cs_reader;

/* keys_dir: CS_STR_NONE when nothing sealed is to be opened. Codes as cs_record_open. */
struct cs_reader *cs_reader_open(const struct cs_os *os, struct cs_str path, struct cs_str keys_dir, struct cs_err *err)
    CS_MUST;
/* The record as it stood at `size` entries: states, lists, entries, proofs are those of that size, for good. The projections
 * are made anew in a private store, so it costs as much as reading that many entries. Needs the keys where something is
 * sealed. CS_E_TLOG_RANGE unless 1 <= size <= the head's. */
struct cs_reader *cs_reader_open_at(const struct cs_os *os, struct cs_str path, struct cs_str keys_dir, uint64_t size,
                                    struct cs_err *err) CS_MUST;
void cs_reader_close(struct cs_reader *reader);
/* Fixes the size. Keep it short: what is committed meanwhile cannot be settled. */
CS_MUST bool cs_reader_begin(struct cs_reader *reader, struct cs_head *head, struct cs_err *err);
void cs_reader_end(struct cs_reader *reader);

CS_MUST bool cs_reader_head(struct cs_reader *reader, struct cs_head *head, struct cs_err *err);

/* The canonical bytes of entry n. CS_E_STORE_ABSENT when there is none. */
CS_MUST bool cs_reader_entry(struct cs_reader *reader, struct cs_arena *arena, uint64_t n, struct cs_str *bytes,
                             struct cs_err *err);
typedef bool cs_entry_each(void *ctx, uint64_t n, struct cs_str bytes, struct cs_err *err);
/* Entries from <= n < to, in order. Ends early with an error of the callback. CS_E_STORE_DAMAGED when one is missing.
 */
CS_MUST bool cs_reader_entries(struct cs_reader *reader, uint64_t from, uint64_t to, cs_entry_each *each, void *ctx,
                               struct cs_err *err);

/* A subject's folded state: canonical JSON, and the number of the last entry folded into it. */
struct cs_state {
  bool found;
  int64_t n; /* -1 when not found */
  struct cs_str bytes;
};
CS_MUST bool cs_reader_state(struct cs_reader *reader, struct cs_arena *arena, struct cs_str subject,
                             struct cs_state *out, struct cs_err *err);
typedef bool cs_state_each(void *ctx, struct cs_str subject, int64_t n, struct cs_str bytes, struct cs_err *err);
/* All states whose subject begins with the prefix ("item:"; empty: all), in order of bytes. */
CS_MUST bool cs_reader_states(struct cs_reader *reader, struct cs_str prefix, cs_state_each *each, void *ctx,
                              struct cs_err *err);
/* How many states' subjects begin with the prefix. */
CS_MUST bool cs_reader_states_count(struct cs_reader *reader, struct cs_str prefix, int64_t *n, struct cs_err *err);

/* A blob by its SHA-256; its bytes are hashed again. CS_E_STORE_ABSENT, CS_E_STORE_ALTERED. */
CS_MUST bool cs_reader_blob(struct cs_reader *reader, struct cs_arena *arena, const struct cs_hash *digest,
                            struct cs_str *bytes, struct cs_err *err);
/* What opens the commitment of one class in an entry, checked against it. CS_E_STORE_ABSENT when the entry seals
 * nothing of that class; CS_E_STORE_ERASED (with the entry that did it) when what it sealed was erased; CS_E_STORE_KEYS without keys; CS_E_STORE_VAULT when it does not
 * open. */
CS_MUST bool cs_reader_opening(struct cs_reader *reader, struct cs_arena *arena, const struct cs_entry *entry,
                               enum cs_seal seal, struct cs_opening *out, struct cs_err *err);
/* What opens the commitments of entry n, as far as the keys here can: a file in JSON,
 * {"entry":N,"openings":{"confidential":{"salt":HEX,"value":{…}},"personal":…}}. *n_open: how many classes it opens; *gone:
 * was something in it erased? CS_E_STORE_ABSENT, CS_E_STORE_KEYS, CS_E_STORE_VAULT. */
CS_MUST bool cs_reader_opening_file(struct cs_reader *reader, uint64_t n, struct cs_arena *arena, struct cs_str *file,
                                    size_t *n_open, bool *gone, struct cs_err *err);
/* Reads entry n and opens what of it is confidential into entry->act.body. */
CS_MUST bool cs_reader_entry_opened(struct cs_reader *reader, struct cs_arena *arena, uint64_t n, struct cs_entry *out,
                                    struct cs_err *err);

/* Of a record.agree: reads the entry that it is about into entry->corrects, opened, and what that one corrects in turn. Of any other act
 * nothing. */
CS_MUST bool cs_reader_corrected(struct cs_reader *reader, struct cs_arena *arena, struct cs_entry *entry,
                                 struct cs_err *err);

/* The stored note of the largest size that is at most `size` (UINT64_MAX: the newest). *found. */
CS_MUST bool cs_reader_note(struct cs_reader *reader, struct cs_arena *arena, uint64_t size, bool *found,
                            uint64_t *note_size, struct cs_str *note, struct cs_err *err);

/* Proofs over the committed tree. size at most the head's. CS_E_TLOG_RANGE. */
CS_MUST bool cs_reader_root(struct cs_reader *reader, uint64_t size, struct cs_hash *out, struct cs_err *err);
CS_MUST bool cs_reader_inclusion(struct cs_reader *reader, uint64_t n, uint64_t size, struct cs_proof *out,
                                 struct cs_err *err);
CS_MUST bool cs_reader_consistency(struct cs_reader *reader, uint64_t old, uint64_t size, struct cs_proof *out,
                                   struct cs_err *err);
/* The bytes of a tile or entry bundle of the tree at `size`, in the form of tlog-tiles. CS_E_STORE_ABSENT. */
struct cs_tile;
CS_MUST bool cs_reader_tile(struct cs_reader *reader, uint64_t size, const struct cs_tile *tile, struct cs_buf *out,
                            struct cs_err *err);

/* Lists: for showing and searching; nothing is judged on them. Empty slices: any. limit 0: 1,000. */
struct cs_case_row {
  struct cs_str id, status, applicant, verdict; /* status: cs_case_status_name; verdict of the newest version */
  int64_t filed_n, n;                           /* entry of filing, and of the last change */
  cs_time filed_at, at;
  struct cs_str open; /* approvers whose consent is open, separated by blanks */
};
struct cs_case_query {
  struct cs_str status, applicant;
  struct cs_str approver; /* only cases in which this office's consent is open */
  int64_t after_n; /* cursor: only cases filed before this entry (newest come first); 0 or less: from the newest */
  int64_t limit;
};
typedef bool cs_case_each(void *ctx, const struct cs_case_row *row, struct cs_err *err);
/* Newest filed first. */
CS_MUST bool cs_reader_cases(struct cs_reader *reader, const struct cs_case_query *query, cs_case_each *each, void *ctx,
                             struct cs_err *err);

/* Something that is owed, by the office whose turn it is. */
struct cs_owed_row {
  struct cs_str case_id;
  int64_t filed_n, place; /* place: among the steps of cs_case_owed */
  cs_day due;             /* as set when the office was asked; it may have moved later since. CS_DAY_MAX: none was set */
};
typedef bool cs_owed_each(void *ctx, const struct cs_owed_row *row, struct cs_err *err);
/* By due day, then oldest case first, behind `after` (NULL: from the first). */
CS_MUST bool cs_reader_owed(struct cs_reader *reader, struct cs_str office, const struct cs_owed_row *after,
                            int64_t limit, cs_owed_each *each, void *ctx, struct cs_err *err);
/* The first office behind that one that something is owed by; empty when there is none. */
CS_MUST bool cs_reader_owed_office(struct cs_reader *reader, struct cs_str after, struct cs_arena *arena,
                                   struct cs_str *office, struct cs_err *err);
/* Cases of which a consent was once given under the mandate, oldest first, behind the one filed by entry `after` (-1: from
 * the first). *filed_n of each. */
typedef bool cs_rests_each(void *ctx, struct cs_str case_id, int64_t filed_n, struct cs_err *err);
CS_MUST bool cs_reader_rests(struct cs_reader *reader, struct cs_str mandate, int64_t after, int64_t limit,
                             cs_rests_each *each, void *ctx, struct cs_err *err);

struct cs_precedent_row {
  struct cs_str item, party, act,
      area; /* party: recipient, user or end user; one row for each, empty when none was said */
  struct cs_str case_id, consent, outcome; /* approve, refuse */
  int64_t n;                               /* entry of the decision */
  cs_time at;                              /* when it was recorded */
};
typedef bool cs_precedent_each(void *ctx, const struct cs_precedent_row *row, struct cs_err *err);
/* Newest decision first. `item` is asked for unless empty; then `party` must be given. With both, rows of both. */
CS_MUST bool cs_reader_precedents(struct cs_reader *reader, struct cs_str item, struct cs_str party, int64_t limit,
                                  cs_precedent_each *each, void *ctx, struct cs_err *err);

struct cs_statement_row {
  struct cs_str about, statement, kind, by;
  bool withdrawn;
  int64_t n; /* entry of the newest version; the text is in state statement:ID */
};
typedef bool cs_statement_each(void *ctx, const struct cs_statement_row *row, struct cs_err *err);
/* In order of entry; about empty: every statement, once for each thing that it is about. */
CS_MUST bool cs_reader_statements(struct cs_reader *reader, struct cs_str about, int64_t limit, cs_statement_each *each,
                                  void *ctx, struct cs_err *err);

/* The number of rows of each table of tables.def, for `/metrics` and tests. CS_E_STORE_ABSENT: no such table. */
CS_MUST bool cs_reader_count(struct cs_reader *reader, const char *table, int64_t *n, struct cs_err *err);

#endif
