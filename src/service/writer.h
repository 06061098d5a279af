/* The writer: one thread that takes all acts that wait and runs them in one batch (RECORD section 3), so that many clients share a
 * commit. While it runs the service belongs to it alone. */
#ifndef CS_SERVICE_WRITER_H
#define CS_SERVICE_WRITER_H

#include "service/service.h"

struct cs_writer;

/* Starts the thread. The service must live until cs_writer_stop. */
struct cs_writer *cs_writer_start(struct cs_service *service, struct cs_err *err) CS_MUST;
/* Hands in one checked submission and waits for its result; any number of threads may. job->arena must be the caller's own. False with
 * CS_E_SERVICE_STOPPED, or with what stopped the writer. */
CS_MUST bool cs_writer_act(struct cs_writer *writer, struct cs_job *job, struct cs_err *err);
/* Runs what still waits, ends the thread, and frees the writer. NULL is allowed. */
void cs_writer_stop(struct cs_writer *writer);

#endif
