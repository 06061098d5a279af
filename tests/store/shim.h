/* SQLite's file layer with a counter in it: the n-th write or sync to a store's files fails (before or after it was
 * done), says that the disk is full, or ends the process. In place of the default layer from shim_install on. */
#ifndef CS_TEST_STORE_SHIM_H
#define CS_TEST_STORE_SHIM_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct shim {
  int at;       /* the call that is interfered with; 0: none */
  int calls;    /* counted so far */
  int code;     /* what it answers: SQLITE_IOERR_WRITE, SQLITE_FULL, …; 0: the process ends */
  bool applied; /* do it first */
  bool syncs;   /* count syncs alone */
};

static struct shim shim; /* tests only; one thread */
static sqlite3_vfs shim_vfs;
static sqlite3_vfs *shim_under;

struct shim_file {
  sqlite3_file base;
  sqlite3_file *real;
};

static sqlite3_file *shim_real(sqlite3_file *file) {
  return ((struct shim_file *)file)->real;
}

/* Is this the call? *code: what to answer. */
static bool shim_hit(bool sync) {
  if (shim.at == 0 || (shim.syncs && !sync)) {
    return false;
  }
  return ++shim.calls == shim.at;
}

static int shim_end(void) {
  if (shim.code == 0) {
    _exit(9);
  }
  return shim.code;
}

static int shim_close(sqlite3_file *file) {
  sqlite3_file *real = shim_real(file);
  int rc = real->pMethods ? real->pMethods->xClose(real) : SQLITE_OK;
  free(real);
  return rc;
}
static int shim_read(sqlite3_file *file, void *bytes, int n, sqlite3_int64 at) {
  return shim_real(file)->pMethods->xRead(shim_real(file), bytes, n, at);
}
static int shim_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at) {
  bool hit = shim_hit(false);
  if (hit && !shim.applied) {
    return shim_end();
  }
  int rc = shim_real(file)->pMethods->xWrite(shim_real(file), bytes, n, at);
  return hit ? shim_end() : rc;
}
static int shim_truncate(sqlite3_file *file, sqlite3_int64 size) {
  bool hit = shim_hit(false);
  if (hit && !shim.applied) {
    return shim_end();
  }
  int rc = shim_real(file)->pMethods->xTruncate(shim_real(file), size);
  return hit ? shim_end() : rc;
}
static int shim_sync(sqlite3_file *file, int flags) {
  bool hit = shim_hit(true);
  if (hit && !shim.applied) {
    return shim_end();
  }
  int rc = shim_real(file)->pMethods->xSync(shim_real(file), flags);
  return hit ? shim_end() : rc;
}
static int shim_size(sqlite3_file *file, sqlite3_int64 *size) {
  return shim_real(file)->pMethods->xFileSize(shim_real(file), size);
}
static int shim_lock(sqlite3_file *file, int how) {
  return shim_real(file)->pMethods->xLock(shim_real(file), how);
}
static int shim_unlock(sqlite3_file *file, int how) {
  return shim_real(file)->pMethods->xUnlock(shim_real(file), how);
}
static int shim_reserved(sqlite3_file *file, int *out) {
  return shim_real(file)->pMethods->xCheckReservedLock(shim_real(file), out);
}
static int shim_control(sqlite3_file *file, int op, void *arg) {
  return shim_real(file)->pMethods->xFileControl(shim_real(file), op, arg);
}
static int shim_sector(sqlite3_file *file) {
  return shim_real(file)->pMethods->xSectorSize(shim_real(file));
}
static int shim_device(sqlite3_file *file) {
  return shim_real(file)->pMethods->xDeviceCharacteristics(shim_real(file));
}
static int shim_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out) {
  return shim_real(file)->pMethods->xShmMap(shim_real(file), page, size, extend, out);
}
static int shim_shm_lock(sqlite3_file *file, int offset, int n, int flags) {
  return shim_real(file)->pMethods->xShmLock(shim_real(file), offset, n, flags);
}
static void shim_shm_barrier(sqlite3_file *file) {
  shim_real(file)->pMethods->xShmBarrier(shim_real(file));
}
static int shim_shm_unmap(sqlite3_file *file, int remove) {
  return shim_real(file)->pMethods->xShmUnmap(shim_real(file), remove);
}

static const sqlite3_io_methods shim_methods = {
    .iVersion = 2,
    .xClose = shim_close,
    .xRead = shim_read,
    .xWrite = shim_write,
    .xTruncate = shim_truncate,
    .xSync = shim_sync,
    .xFileSize = shim_size,
    .xLock = shim_lock,
    .xUnlock = shim_unlock,
    .xCheckReservedLock = shim_reserved,
    .xFileControl = shim_control,
    .xSectorSize = shim_sector,
    .xDeviceCharacteristics = shim_device,
    .xShmMap = shim_shm_map,
    .xShmLock = shim_shm_lock,
    .xShmBarrier = shim_shm_barrier,
    .xShmUnmap = shim_shm_unmap,
};

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags) {
  (void)vfs;
  struct shim_file *f = (struct shim_file *)file;
  f->base.pMethods = NULL;
  f->real = calloc(1, (size_t)shim_under->szOsFile);
  if (!f->real) {
    return SQLITE_NOMEM;
  }
  int rc = shim_under->xOpen(shim_under, name, f->real, flags, out_flags);
  if (rc != SQLITE_OK) {
    free(f->real);
    return rc;
  }
  f->base.pMethods = &shim_methods;
  return SQLITE_OK;
}

static inline void shim_install(void) {
  sqlite3_initialize();
  shim_under = sqlite3_vfs_find(NULL);
  shim_vfs = *shim_under;
  shim_vfs.zName = "counting";
  shim_vfs.szOsFile = (int)sizeof(struct shim_file);
  shim_vfs.xOpen = shim_open;
  sqlite3_vfs_register(&shim_vfs, 1);
}

#endif
