/* The store as whoever runs it needs it: another master key, a high-water file that was lost, putting back what was
 * lost. Nothing here writes an act. */
#ifndef CS_SERVICE_KEEPING_H
#define CS_SERVICE_KEEPING_H

#include "service/service.h"
#include "store/restore.h"

/* Changes the master key (store/record.h, cs_record_rekey). May be called again after any failure. */
CS_MUST bool cs_service_rekey(const struct cs_os *os, struct cs_str store, struct cs_str keys, struct cs_err *err);

/* Makes the high-water file anew for the store as it stands: the operator vouches that nothing newer was signed. *head:
 * what is vouched for. CS_E_STORE_EXISTS when the file is not lost. */
CS_MUST bool cs_service_accept(const struct cs_os *os, struct cs_str store, struct cs_str keys, struct cs_head *head,
                               struct cs_err *err);

/* Brings a store back: store/restore.h, cs_record_restore. */
CS_MUST bool cs_service_restore(const struct cs_os *os, const struct cs_restore_options *options,
                                struct cs_arena *arena, struct cs_restored *out, struct cs_err *err);

#endif
