/* The world outside, as one table of functions: clock, chance, files, environment, terminal, children. Whoever needs
 * any of it is handed a `const struct cs_os *`; nothing else in the program asks the operating system (store excepted,
 * for its database). Call as os->now(os->ctx, …). Larger tasks made of these calls are in file.h and keyfile.h; tests
 * wrap the table to make the n-th call fail. The real table holds no state and may be used by all threads. */
#ifndef CS_OS_OS_H
#define CS_OS_OS_H

#include "base/arena.h"
#include "base/day.h"
#include "os/err.h"

/* An open file, by value. `name` is for errors: the path as it was opened, which must live as long as the handle. */
struct cs_file {
  int fd;
  struct cs_str name;
};
#define CS_FILE_STDIN  ((struct cs_file){0, CS_STR("standard input")})
#define CS_FILE_STDOUT ((struct cs_file){1, CS_STR("standard output")})
#define CS_FILE_STDERR ((struct cs_file){2, CS_STR("standard error")})

enum cs_open {
  CS_OPEN_READ,           /* what is there, for reading */
  CS_OPEN_FOLDER,         /* a folder, for sync */
  CS_OPEN_WRITE,          /* what is there, for writing in place; never cut, never created */
  CS_OPEN_UPDATE,         /* what is there, for reading and writing */
  CS_OPEN_CREATE,         /* a new file, CS_E_OS_EXISTS if there is one; readable as the user's umask says */
  CS_OPEN_CREATE_PRIVATE, /* the same with mode 0600 */
};

enum cs_file_kind { CS_FILE_NONE, CS_FILE_REGULAR, CS_FILE_FOLDER, CS_FILE_OTHER };

struct cs_file_info {
  enum cs_file_kind kind; /* of what a link leads to; NONE: there is nothing */
  bool link;              /* the path itself is a symbolic link */
  bool ours;              /* owned by the user that the program runs as */
  unsigned mode;          /* permission bits, 0..07777 */
  uint64_t size;          /* bytes; 0 for what is not a regular file */
};

struct cs_terminal {
  bool is;          /* is it a terminal? */
  unsigned columns; /* 80 where they are not known */
};

struct cs_command {
  const char *const *argv; /* NULL at the end; argv[0] is looked up in PATH */
  bool silent;             /* its output goes nowhere; otherwise where ours goes. Its input is always empty. */
};

/* now: microseconds since 1970-01-01 UTC. monotonic: microseconds since some moment; never runs backwards.
 * random: from the kernel, for keys and salts.
 * read: *got 0 only at the end. write: all or an error. read_at: *got < n only at the end. write_at: all or an error.
 * sync: contents and metadata are on the disk, also for folders; sync_data: contents, for files whose size stays.
 * link: a second name for a file; CS_E_OS_EXISTS if that is taken, whatever else goes on.
 * path_info: of nothing it is no error, but kind NONE. remove: a file, or an empty folder. make_folder: one, mode 0700.
 * list: names without "." and "..", sorted by bytes, in the arena; at most CS_FOLDER_NAMES_MAX.
 * environment: *out CS_STR_NONE when it is not set; the text lives as long as the process.
 * run: waits for it; *status its exit status, or 128 + the signal that ended it. */
struct cs_os {
  void *ctx;
#define CS_OS_FN(name, parameters, arguments) bool(*name) parameters CS_MUST;
#include "os/os.def"
#undef CS_OS_FN
};

/* The machine itself. */
const struct cs_os *cs_os_real(void);

#endif
