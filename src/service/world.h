/* The world that review looks at, made of a service's snapshot and a reader: precedents and authorizations come from the store. */
#ifndef CS_SERVICE_WORLD_H
#define CS_SERVICE_WORLD_H

#include "service/service.h"

/* Behind the callbacks of a world; must live as long as it. */
struct cs_world_source {
  struct cs_service *service;
  struct cs_reader *reader;
  /* Inside a batch: the states as the batch has them; NULL: the reader's are. */
  bool (*state)(void *ctx, struct cs_str subject, struct cs_arena *arena, const struct cs_json **state, int64_t *n,
                struct cs_err *err);
  void *state_ctx;
};

/* `reader`: a batch's, the service's own, or one of an earlier size. The snapshot's rules may be absent: no question can
 * then be asked. */
void cs_world_init(struct cs_review_world *world, struct cs_world_source *source, struct cs_service *service,
                   struct cs_reader *reader, uint64_t size);
/* The folded state of a subject where the source stands; *out NULL when nothing is on record. */
CS_MUST bool cs_world_state(struct cs_world_source *source, struct cs_str subject, struct cs_arena *arena,
                            const struct cs_json **out, struct cs_err *err);
/* The authorization in a case's state, with what ledgers say of it. */
CS_MUST bool cs_world_authorization(struct cs_world_source *source, const struct cs_json *case_state, cs_day on,
                                    cs_day known, struct cs_arena *arena, struct cs_review_authorization *out,
                                    bool *found, struct cs_err *err);
/* The bench of acts at `now`; the caller fills in ctx, state and blob. */
void cs_world_bench(struct cs_bench *bench, const struct cs_review_world *world, const struct cs_service *service,
                    cs_time now);

#endif
