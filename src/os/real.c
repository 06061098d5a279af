/* The real table: one POSIX call a function, with EINTR retried and errno turned into our codes (fault.c). Must never
 * decide anything: what to do about an error is the caller's. Files are opened close-on-exec. */
#include "os/os.h"

#include "base/limits.h"
#include "os/fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* A path with its NUL, on the stack. */
struct path {
  char text[CS_FILE_PATH_MAX];
};

static bool to_path(struct cs_str from, struct path *out, struct cs_err *err) {
  if (from.len == 0 || from.len >= sizeof out->text || memchr(from.ptr, '\0', from.len)) {
    cs_err_set(err, &CS_E_OS_PATH, "\"%.*s\" is no path, expected 1 to %zu bytes without NUL",
               CS_STR_ARG(cs_str_sub(from, 0, 80)), sizeof out->text - 1);
    return false;
  }
  memcpy(out->text, from.ptr, from.len);
  out->text[from.len] = '\0';
  return true;
}

/* ---- clock and chance ---- */

static bool read_clock(clockid_t clock, int64_t *out, struct cs_err *err) {
  struct timespec t;
  if (clock_gettime(clock, &t) != 0) {
    return cs_os_fault(err, errno, "read", CS_STR("the clock"));
  }
  *out = (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
  return true;
}

static bool real_now(void *ctx, cs_time *out, struct cs_err *err) {
  (void)ctx;
  return read_clock(CLOCK_REALTIME, out, err);
}

static bool real_monotonic(void *ctx, int64_t *microseconds, struct cs_err *err) {
  (void)ctx;
  return read_clock(CLOCK_MONOTONIC, microseconds, err);
}

static bool real_random(void *ctx, void *bytes, size_t n, struct cs_err *err) {
  (void)ctx;
  char *to = bytes;
  while (n > 0) {
    ssize_t got = getrandom(to, n, 0);
    if (got < 0 && errno != EINTR) {
      return cs_os_fault(err, errno, "read", CS_STR("the kernel's random bytes"));
    }
    if (got > 0) {
      to += got;
      n -= (size_t)got;
    }
  }
  return true;
}

/* ---- files ---- */

static bool real_open(void *ctx, struct cs_str path, enum cs_open how, struct cs_file *out, struct cs_err *err) {
  (void)ctx;
  static const struct {
    int flags;
    mode_t mode;
    const char *doing;
  } ways[] = {
      [CS_OPEN_READ] = {O_RDONLY, 0, "open"},
      [CS_OPEN_FOLDER] = {O_RDONLY | O_DIRECTORY, 0, "open the folder"},
      [CS_OPEN_WRITE] = {O_WRONLY, 0, "write to"},
      [CS_OPEN_UPDATE] = {O_RDWR, 0, "open for writing"},
      [CS_OPEN_CREATE] = {O_RDWR | O_CREAT | O_EXCL, 0666, "create"},
      [CS_OPEN_CREATE_PRIVATE] = {O_RDWR | O_CREAT | O_EXCL, 0600, "create"},
  };
  struct path p;
  if (!to_path(path, &p, err)) {
    return false;
  }
  int fd;
  do {
    fd = open(p.text, ways[how].flags | O_CLOEXEC | O_NOCTTY, ways[how].mode);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) {
    return cs_os_fault(err, errno, ways[how].doing, path);
  }
  *out = (struct cs_file){fd, path};
  return true;
}

static bool real_close(void *ctx, struct cs_file file, struct cs_err *err) {
  (void)ctx;
  if (close(file.fd) != 0 && errno != EINTR) { /* after EINTR Linux has closed it */
    return cs_os_fault(err, errno, "close", file.name);
  }
  return true;
}

static bool real_read(void *ctx, struct cs_file file, void *bytes, size_t n, size_t *got, struct cs_err *err) {
  (void)ctx;
  ssize_t done;
  do {
    done = read(file.fd, bytes, n);
  } while (done < 0 && errno == EINTR);
  if (done < 0) {
    return cs_os_fault(err, errno, "read", file.name);
  }
  *got = (size_t)done;
  return true;
}

static bool real_write(void *ctx, struct cs_file file, struct cs_str bytes, struct cs_err *err) {
  (void)ctx;
  while (bytes.len > 0) {
    ssize_t done = write(file.fd, bytes.ptr, bytes.len);
    if (done < 0 && errno != EINTR) {
      return cs_os_fault(err, errno, "write to", file.name);
    }
    if (done > 0) {
      bytes = cs_str_from(bytes, (size_t)done);
    }
  }
  return true;
}

static bool real_read_at(void *ctx, struct cs_file file, uint64_t offset, void *bytes, size_t n, size_t *got,
                         struct cs_err *err) {
  (void)ctx;
  char *to = bytes;
  size_t have = 0;
  while (have < n) {
    ssize_t done = pread(file.fd, to + have, n - have, (off_t)(offset + have));
    if (done < 0 && errno != EINTR) {
      return cs_os_fault(err, errno, "read", file.name);
    }
    if (done == 0) {
      break;
    }
    have += done > 0 ? (size_t)done : 0;
  }
  *got = have;
  return true;
}

static bool real_write_at(void *ctx, struct cs_file file, uint64_t offset, struct cs_str bytes, struct cs_err *err) {
  (void)ctx;
  while (bytes.len > 0) {
    ssize_t done = pwrite(file.fd, bytes.ptr, bytes.len, (off_t)offset);
    if (done < 0 && errno != EINTR) {
      return cs_os_fault(err, errno, "write to", file.name);
    }
    if (done > 0) {
      bytes = cs_str_from(bytes, (size_t)done);
      offset += (uint64_t)done;
    }
  }
  return true;
}

/* A failed sync is never tried again: the kernel may have dropped what it could not write. */
static bool real_sync(void *ctx, struct cs_file file, struct cs_err *err) {
  (void)ctx;
  return fsync(file.fd) == 0 || cs_os_fault(err, errno, "sync", file.name);
}

static bool real_sync_data(void *ctx, struct cs_file file, struct cs_err *err) {
  (void)ctx;
  return fdatasync(file.fd) == 0 || cs_os_fault(err, errno, "sync", file.name);
}

static struct cs_file_info info_of(const struct stat *s) {
  struct cs_file_info info = {.ours = s->st_uid == geteuid(), .mode = s->st_mode & 07777u};
  info.kind = S_ISREG(s->st_mode) ? CS_FILE_REGULAR : S_ISDIR(s->st_mode) ? CS_FILE_FOLDER : CS_FILE_OTHER;
  info.size = info.kind == CS_FILE_REGULAR ? (uint64_t)s->st_size : 0;
  return info;
}

static bool real_file_info(void *ctx, struct cs_file file, struct cs_file_info *out, struct cs_err *err) {
  (void)ctx;
  struct stat s;
  if (fstat(file.fd, &s) != 0) {
    return cs_os_fault(err, errno, "look at", file.name);
  }
  *out = info_of(&s);
  return true;
}

static bool real_path_info(void *ctx, struct cs_str path, struct cs_file_info *out, struct cs_err *err) {
  (void)ctx;
  struct path p;
  struct stat s;
  if (!to_path(path, &p, err)) {
    return false;
  }
  *out = (struct cs_file_info){.kind = CS_FILE_NONE};
  bool link = lstat(p.text, &s) == 0 && S_ISLNK(s.st_mode);
  if (stat(p.text, &s) == 0) {
    *out = info_of(&s);
  } else if (errno != ENOENT && errno != ENOTDIR) {
    return cs_os_fault(err, errno, "look at", path);
  }
  out->link = link;
  return true;
}

static bool real_rename(void *ctx, struct cs_str from, struct cs_str to, struct cs_err *err) {
  (void)ctx;
  struct path p, q;
  if (!to_path(from, &p, err) || !to_path(to, &q, err)) {
    return false;
  }
  return rename(p.text, q.text) == 0 || cs_os_fault(err, errno, "write", to);
}

static bool real_link(void *ctx, struct cs_str from, struct cs_str to, struct cs_err *err) {
  (void)ctx;
  struct path p, q;
  if (!to_path(from, &p, err) || !to_path(to, &q, err)) {
    return false;
  }
  return link(p.text, q.text) == 0 || cs_os_fault(err, errno, "write", to);
}

static bool real_remove(void *ctx, struct cs_str path, struct cs_err *err) {
  (void)ctx;
  struct path p;
  return to_path(path, &p, err) && (remove(p.text) == 0 || cs_os_fault(err, errno, "remove", path));
}

static bool real_make_folder(void *ctx, struct cs_str path, struct cs_err *err) {
  (void)ctx;
  struct path p;
  return to_path(path, &p, err) && (mkdir(p.text, 0700) == 0 || cs_os_fault(err, errno, "make the folder", path));
}

static int by_name(const void *a, const void *b) {
  return cs_str_cmp(*(const struct cs_str *)a, *(const struct cs_str *)b);
}

static bool read_names(DIR *folder, struct cs_arena *arena, struct cs_str path, struct cs_strs *out,
                       struct cs_err *err) {
  for (;;) {
    errno = 0;
    const struct dirent *entry = readdir(folder);
    if (!entry) {
      return errno == 0 || cs_os_fault(err, errno, "list", path);
    }
    struct cs_str name = cs_str_of(entry->d_name);
    if (cs_str_eq(name, CS_STR(".")) || cs_str_eq(name, CS_STR(".."))) {
      continue;
    }
    if (out->n == CS_FOLDER_NAMES_MAX) {
      cs_err_set(err, &CS_E_OS_TOO_LARGE, "the folder \"%.*s\" holds more than %d names", CS_STR_ARG(path),
                 CS_FOLDER_NAMES_MAX);
      return cs_err_at(err, path, 0, 0);
    }
    struct cs_str *to = cs_list_push(arena, out, err);
    if (!to || !cs_arena_str(arena, name, to, err)) {
      return false;
    }
  }
}

static bool real_list(void *ctx, struct cs_arena *arena, struct cs_str path, struct cs_strs *out, struct cs_err *err) {
  (void)ctx;
  struct path p;
  if (!to_path(path, &p, err)) {
    return false;
  }
  DIR *folder = opendir(p.text);
  if (!folder) {
    return cs_os_fault(err, errno, "list", path);
  }
  *out = (struct cs_strs){0};
  bool done = read_names(folder, arena, path, out, err);
  closedir(folder);
  if (done && out->n > 1) {
    qsort(out->at, out->n, sizeof *out->at, by_name);
  }
  return done;
}

/* ---- environment, terminal, children ---- */

static bool real_environment(void *ctx, const char *name, struct cs_str *out, struct cs_err *err) {
  (void)ctx;
  (void)err;
  *out = cs_str_of(getenv(name)); /* nothing in this program changes the environment */
  return true;
}

static bool real_terminal(void *ctx, struct cs_file file, struct cs_terminal *out, struct cs_err *err) {
  (void)ctx;
  (void)err;
  struct winsize size = {0};
  *out = (struct cs_terminal){.is = isatty(file.fd) == 1, .columns = 80};
  if (out->is && ioctl(file.fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    out->columns = size.ws_col;
  }
  return true;
}

static int spawn(const struct cs_command *command, pid_t *child) {
  posix_spawn_file_actions_t actions;
  int fault = posix_spawn_file_actions_init(&actions);
  if (fault != 0) {
    return fault;
  }
  fault = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  if (fault == 0 && command->silent) {
    fault = posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  }
  if (fault == 0 && command->silent) {
    fault = posix_spawn_file_actions_adddup2(&actions, 1, 2);
  }
  if (fault == 0) {
    /* posix_spawnp takes char *const[] for want of a better type in C; it writes to none of them */
    union {
      const char *const *in;
      char *const *out;
    } argv = {.in = command->argv};
    fault = posix_spawnp(child, command->argv[0], &actions, NULL, argv.out, environ);
  }
  posix_spawn_file_actions_destroy(&actions);
  return fault;
}

static bool real_run(void *ctx, const struct cs_command *command, int *status, struct cs_err *err) {
  (void)ctx;
  cs_assert(command->argv[0]);
  struct cs_str name = cs_str_of(command->argv[0]);
  pid_t child = 0;
  int fault = spawn(command, &child);
  if (fault != 0) {
    cs_os_fault(err, fault, "run", name);
    err->code = &CS_E_OS_CHILD;
    return false;
  }
  int ended = 0;
  while (waitpid(child, &ended, 0) < 0) {
    if (errno != EINTR) {
      return cs_os_fault(err, errno, "wait for", name);
    }
  }
  *status = WIFSIGNALED(ended) ? 128 + WTERMSIG(ended) : WEXITSTATUS(ended);
  return true;
}

const struct cs_os *cs_os_real(void) {
  static const struct cs_os real = {
#define CS_OS_FN(name, parameters, arguments) .name = real_##name,
#include "os/os.def"
#undef CS_OS_FN
  };
  return &real;
}
