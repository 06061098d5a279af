/* Rules alone: files of rules asked without a record. Facts come from the request; items and parties are what it says of them. */
#ifndef CS_LIB_ALONE_H
#define CS_LIB_ALONE_H

#include "os/os.h"
#include "review/determine.h"

/* What is read: paths of rules (a file, or a folder of *.rules in order of their names), and folders in which the tables that
 * these name are looked for first (lib/tables.h). */
struct cs_alone_from {
  const struct cs_str *paths;
  size_t n_paths;
  const struct cs_str *tables;
  size_t n_tables;
  bool warn; /* as in cs_rules_sources */
};

struct cs_alone {
  struct cs_arena arena; /* of sources and rules */
  struct cs_rules_sources sources;
  struct cs_strs beside; /* tables that none of the folders given has: taken from beside the rules */
  struct cs_rules *rules;
  struct cs_view_plan plan;
  struct cs_catalogue *catalogue; /* empty */
  unsigned char digest[32];
};

/* Reads every path, every file that these `use` from beside them, and their tables, and compiles them together. False: *err is the
 * first error, *findings (in alone->arena) all of them. CS_E_OS_NOT_FOUND where folders of tables were given and none of the
 * tables is in any of them. cs_alone_close is owed in every case, and ends the life of the findings. */
CS_MUST bool cs_alone_open(struct cs_alone *alone, const struct cs_os *os, const struct cs_alone_from *from,
                           struct cs_findings *findings, struct cs_err *err);
/* The same for texts and tables that are in memory; they are copied. */
CS_MUST bool cs_alone_open_texts(struct cs_alone *alone, const struct cs_rules_sources *sources,
                                 struct cs_findings *findings, struct cs_err *err);
/* The reading alone; in `arena`. */
CS_MUST bool cs_alone_gather(struct cs_arena *arena, const struct cs_os *os, const struct cs_alone_from *from,
                             struct cs_rules_sources *out, struct cs_strs *beside, struct cs_err *err);
void cs_alone_close(struct cs_alone *alone);
CS_MUST bool cs_alone_determine(const struct cs_alone *alone, const struct cs_request *request, cs_day on, cs_day known,
                                struct cs_arena *arena, struct cs_determination *out, struct cs_err *err);

#endif
