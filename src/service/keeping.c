/* The store for its operator. Must never open a store for writing that lacks what was signed. */
#include "service/keeping.h"

#include "store/record.h"

static struct cs_record *open_whole(const struct cs_os *os, struct cs_str store, struct cs_str keys, bool accept,
                                    struct cs_err *err) {
  struct cs_record_options options = {.mode = CS_RECORD_WRITE, .keys_dir = keys, .accept_high_water = accept};
  struct cs_record *record = cs_record_open(os, store, &options, err);
  if (record && cs_record_trouble(record)) {
    *err = *cs_record_trouble(record);
    cs_record_close(record);
    return NULL;
  }
  return record;
}

bool cs_service_rekey(const struct cs_os *os, struct cs_str store, struct cs_str keys, struct cs_err *err) {
  struct cs_record *record = open_whole(os, store, keys, false, err);
  bool done = record && cs_record_rekey(record, err);
  cs_record_close(record);
  return done;
}

bool cs_service_accept(const struct cs_os *os, struct cs_str store, struct cs_str keys, struct cs_head *head,
                       struct cs_err *err) {
  struct cs_record *record = open_whole(os, store, keys, false, err);
  if (record) {
    cs_record_close(record);
    return cs_err_set(err, &CS_E_STORE_EXISTS, "the high-water file is there, and the store is what it remembers");
  }
  if (err->code != &CS_E_STORE_HIGH_WATER) {
    return false;
  }
  cs_err_reset(err);
  record = open_whole(os, store, keys, true, err);
  if (record) {
    *head = cs_record_head(record);
  }
  cs_record_close(record);
  return record != NULL;
}

bool cs_service_restore(const struct cs_os *os, const struct cs_restore_options *options, struct cs_arena *arena,
                        struct cs_restored *out, struct cs_err *err) {
  return cs_record_restore(os, options, arena, out, err);
}
