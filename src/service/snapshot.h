/* The snapshot: what questions are answered from and acts are judged by, in memory: the catalogue and the compiled rules in
 * force. Built from the states of the store as it stands, or as it stood (a reader of an earlier size). One thread at a time. */
#ifndef CS_SERVICE_SNAPSHOT_H
#define CS_SERVICE_SNAPSHOT_H

#include "model/catalogue.h"
#include "review/view.h"
#include "rules/rules.h"
#include "store/reader.h"

struct cs_snapshot {
  struct cs_catalogue *catalogue;
  uint64_t size;         /* entries that it has taken in */
  bool stale;            /* regimes changed since the rules were compiled */
  struct cs_arena arena; /* of rules and texts; made anew with them */
  struct cs_rules *rules;
  struct cs_view_plan plan; /* where the rules' facts come from */
  struct cs_hash digest;    /* of the rules: SHA-256 over file names and digests, in order */
  size_t walked;            /* questions since an item changed */
  bool loaded;
};

CS_MUST bool cs_snapshot_init(struct cs_snapshot *snapshot, struct cs_err *err);
void cs_snapshot_deinit(struct cs_snapshot *snapshot);
/* Reads every state that matters, at the reader's size. */
CS_MUST bool cs_snapshot_read(struct cs_snapshot *snapshot, struct cs_reader *reader, struct cs_err *err);
/* Brings it to where the reader stands, from wherever it is: what changed is taken in, or everything read anew. The reader's size
 * must be fixed (cs_reader_begin), and `head` be what it said. */
CS_MUST bool cs_snapshot_follow(struct cs_snapshot *snapshot, struct cs_reader *reader, const struct cs_head *head,
                                struct cs_err *err);
/* Takes in one changed state. */
CS_MUST bool cs_snapshot_put(struct cs_snapshot *snapshot, struct cs_str subject, const struct cs_json *state,
                             struct cs_err *err);
/* Before a question or an act that needs rules: compiles them if they changed, and settles the catalogue where that is worth
 * it; `blob` gives texts by digest. */
typedef bool cs_snapshot_blob(void *ctx, const unsigned char digest[32], struct cs_arena *arena, struct cs_str *bytes,
                              bool *found, struct cs_err *err);
CS_MUST bool cs_snapshot_rules(struct cs_snapshot *snapshot, cs_snapshot_blob *blob, void *ctx, struct cs_err *err);

#endif
