/* Arenas: memory that is freed in one call. One arena a request; a function that allocates takes one. An arena has a
 * maximum, and its allocator is an argument, so that tests can fail the n-th allocation. Not for use by two threads. */
#ifndef CS_BASE_ARENA_H
#define CS_BASE_ARENA_H

#include "base/err.h"
#include "base/str.h"

#include <string.h>

/* The address sanitizer is told what of a block is nobody's, so that it finds a pointer into what was given back. */
#if defined(__SANITIZE_ADDRESS__)
void __asan_poison_memory_region(void const volatile *ptr, size_t size);
void __asan_unpoison_memory_region(void const volatile *ptr, size_t size);
#define CS_ARENA_CLOSE(ptr, size) __asan_poison_memory_region((ptr), (size))
#define CS_ARENA_OPEN(ptr, size)  __asan_unpoison_memory_region((ptr), (size))
#else
#define CS_ARENA_CLOSE(ptr, size) ((void)(ptr), (void)(size))
#define CS_ARENA_OPEN(ptr, size)  ((void)(ptr), (void)(size))
#endif

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
  size_t wanted;                 /* bytes of the next block at the least: what was needed before it was rewound */
};

/* max: bytes at the most; 0 for 1 GiB. Allocates nothing yet. */
void cs_arena_init(struct cs_arena *arena, const struct cs_alloc *alloc, size_t max);
void cs_arena_deinit(struct cs_arena *arena);
/* Frees everything; the arena can be used again. */
void cs_arena_reset(struct cs_arena *arena);
/* The same for an arena that is filled again and again with about as much: its memory is kept, up to 1 MiB of it, so that after a
 * few rounds nothing more is taken from the allocator. */
void cs_arena_rewind(struct cs_arena *arena);
/* cs_arena_alloc where the newest block has no room for it. */
void *cs_arena_alloc_block(struct cs_arena *arena, size_t size, struct cs_err *err) CS_MUST;
/* Zeroed memory, aligned for any type; NULL with CS_E_OOM when the maximum or the machine's memory is reached. Here whole, so that
 * what has a fixed size is cleared without a call. */
CS_MUST static inline void *cs_arena_alloc(struct cs_arena *arena, size_t size, struct cs_err *err) {
  const size_t align = _Alignof(max_align_t);
  size_t left = (size_t)(arena->end - arena->next);
  if (size == 0 || size > PTRDIFF_MAX || size > left) {
    return cs_arena_alloc_block(arena, size, err);
  }
  size_t room = (size + align - 1) / align * align; /* what is left is a multiple of it too */
  void *got = arena->next;
  arena->next += room;
  CS_ARENA_OPEN(got, room);
  return memset(got, 0, room);
}
/* The same for n things of one size, with overflow checked. */
CS_MUST static inline void *cs_arena_alloc_n(struct cs_arena *arena, size_t n, size_t size, struct cs_err *err) {
  if (size != 0 && n > SIZE_MAX / size) {
    return cs_err_oom(err);
  }
  return cs_arena_alloc(arena, n * size, err);
}
#define cs_arena_new(arena, T, err)      ((T *)cs_arena_alloc((arena), sizeof(T), (err)))
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
/* Moves a list that is whole to a place in `arena` with no room to grow: for a list that grew in an arena to be thrown away. Its
 * `at` is then never NULL. */
CS_MUST bool cs_list_move(struct cs_arena *arena, void **at, size_t n, size_t *cap, size_t size, struct cs_err *err);
#define cs_list_keep(arena, list, err)                                                                                 \
  cs_list_move((arena), (void **)&(list)->at, (list)->n, &(list)->cap, sizeof *(list)->at, (err))

/* Puts the word at the end, unless the list has it. */
CS_MUST bool cs_strs_add(struct cs_arena *arena, struct cs_strs *list, struct cs_str word, struct cs_err *err);

#endif
