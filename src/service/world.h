/* The world that review looks at, made of a service's snapshot and a reader: precedents and authorizations come from the store. */
#ifndef CS_SERVICE_WORLD_H
#define CS_SERVICE_WORLD_H

#include "service/service.h"

/* Behind the callbacks of a world; must live as long as it. */
struct cs_world_source {
  struct cs_service *service;
  struct cs_reader *reader;
};

/* `reader`: a batch's, the service's own, or one of an earlier size. The snapshot's rules may be absent: no question can
 * then be asked. */
void cs_world_init(struct cs_review_world *world, struct cs_world_source *source, struct cs_service *service,
                   struct cs_reader *reader, uint64_t size);
/* The bench of acts at `now`; the caller fills in ctx, state and blob. */
void cs_world_bench(struct cs_bench *bench, const struct cs_review_world *world, const struct cs_service *service,
                    cs_time now);

#endif
