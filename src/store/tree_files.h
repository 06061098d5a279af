/* A tlog-tiles tree as a folder of files. Private to store. */
#ifndef CS_STORE_TREE_FILES_H
#define CS_STORE_TREE_FILES_H

#include "os/os.h"
#include "tlog/tile.h"

#define CS_TREE_FILE_MAX (CS_BUNDLE_MAX)

/* Writes the file of a tile (or, with tile NULL, `name`) below dir, folders included, unless it already holds these
 * bytes. */
CS_MUST bool cs_tree_file_write(const struct cs_os *os, struct cs_arena *arena, struct cs_str dir,
                                const struct cs_tile *tile, const char *name, struct cs_str bytes, struct cs_err *err);
/* Reads it into the arena; of a partial tile that is not there, the beginning of the full one. *found false: neither
 * is. */
CS_MUST bool cs_tree_file_read(const struct cs_os *os, struct cs_arena *arena, struct cs_str dir,
                               const struct cs_tile *tile, const char *name, bool *found, struct cs_str *bytes,
                               struct cs_err *err);

#endif
