/* Arenas: memory that is freed in one call. One arena a request; a function that allocates takes one. An arena has a
 * maximum, and its allocator is an argument, so that tests can fail the n-th allocation. Not for use by two threads. */
#ifndef CS_BASE_ARENA_H
#define CS_BASE_ARENA_H

#include "base/err.h"
#include "base/str.h"

struct cs_alloc {
  void *(*get)(void *ctx, size_t size); /* NULL when there is none */
  void (*put)(void *ctx, void *ptr);
  void *ctx;
};

struct cs_arena_block;

struct cs_arena {
  const struct cs_alloc *alloc;  /* NULL: malloc and free */
  struct cs_arena_block *blocks; /* newest first */
  char *next, *end;              /* free room in the newest block */
  size_t used, max;              /* bytes taken from the allocator, and how many may be */
};

/* max: bytes at the most; 0 for 1 GiB. Allocates nothing yet. */
void cs_arena_init(struct cs_arena *arena, const struct cs_alloc *alloc, size_t max);
void cs_arena_deinit(struct cs_arena *arena);
/* Frees everything; the arena can be used again. */
void cs_arena_reset(struct cs_arena *arena);
/* Zeroed memory, aligned for any type; NULL with CS_E_OOM when the maximum or the machine's memory is reached. */
void *cs_arena_alloc(struct cs_arena *arena, size_t size, struct cs_err *err) CS_MUST;
/* The same for n things of one size, with overflow checked. */
void *cs_arena_alloc_n(struct cs_arena *arena, size_t n, size_t size, struct cs_err *err) CS_MUST;
#define cs_arena_new(arena, T, err) ((T *)cs_arena_alloc((arena), sizeof(T), (err)))
#define cs_arena_array(arena, T, n, err) ((T *)cs_arena_alloc_n((arena), (n), sizeof(T), (err)))
/* A copy of s (NUL-ended beyond its length, for library calls). */
CS_MUST bool cs_arena_str(struct cs_arena *arena, struct cs_str s, struct cs_str *out, struct cs_err *err);
CS_MUST bool cs_arena_printf(struct cs_arena *arena, struct cs_str *out, struct cs_err *err, const char *fmt, ...)
    CS_PRINTF(4, 5);

/* Lists are structs {T *at; size_t n, cap;} in an arena. cs_list_push gives the address of a new zeroed last element, or
 * NULL with the error set. Addresses of elements move when a list grows. */
CS_MUST bool cs_list_grow(struct cs_arena *arena, void **at, size_t n, size_t *cap, size_t size, struct cs_err *err);
#define cs_list_push(arena, list, err)                                                                                 \
  (cs_list_grow((arena), (void **)&(list)->at, (list)->n, &(list)->cap, sizeof *(list)->at, (err))                     \
       ? &(list)->at[(list)->n++]                                                                                      \
       : NULL)

#endif
