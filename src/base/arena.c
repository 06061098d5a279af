/* Arenas of doubling blocks. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cs_arena_block {
  struct cs_arena_block *older;
  size_t size; /* of bytes; a multiple of the alignment */
  _Alignas(max_align_t) char bytes[];
};

#define CS_ARENA_BLOCK_FIRST 4096
#define CS_ARENA_BLOCK_LAST  (1024u * 1024)
#define CS_ARENA_MAX_DEFAULT ((size_t)1 << 30)

void cs_arena_init(struct cs_arena *arena, const struct cs_alloc *alloc, size_t max) {
  *arena = (struct cs_arena){.alloc = alloc, .max = max ? max : CS_ARENA_MAX_DEFAULT};
}

static void put_block(const struct cs_arena *arena, struct cs_arena_block *block) {
  CS_ARENA_OPEN(block->bytes, block->size);
  if (arena->alloc) {
    arena->alloc->put(arena->alloc->ctx, block);
  } else {
    free(block);
  }
}

void cs_arena_reset(struct cs_arena *arena) {
  struct cs_arena_block *block = arena->blocks;
  while (block) {
    struct cs_arena_block *older = block->older;
    put_block(arena, block);
    block = older;
  }
  cs_arena_init(arena, arena->alloc, arena->max);
}

void cs_arena_deinit(struct cs_arena *arena) {
  cs_arena_reset(arena);
}

void cs_arena_rewind(struct cs_arena *arena) {
  struct cs_arena_block *block = arena->blocks;
  if (block && !block->older && block->size <= CS_ARENA_BLOCK_LAST) {
    arena->next = block->bytes;
    CS_ARENA_CLOSE(block->bytes, block->size);
    return;
  }
  size_t used = arena->used;
  cs_arena_reset(arena);
  arena->wanted = used < CS_ARENA_BLOCK_LAST ? used : CS_ARENA_BLOCK_LAST; /* one block for all of it next time */
}

/* Of the next block: as much again as there is, within limits. */
static size_t block_size(const struct cs_arena *arena, size_t least) {
  size_t size = arena->used < CS_ARENA_BLOCK_FIRST ? CS_ARENA_BLOCK_FIRST : arena->used;
  size = size < arena->wanted ? arena->wanted : size;
  size = size > CS_ARENA_BLOCK_LAST ? CS_ARENA_BLOCK_LAST : size;
  size = size < least ? least : size;
  return size > arena->max - arena->used ? least : size;
}

static struct cs_arena_block *new_block(struct cs_arena *arena, size_t size) {
  if (size > arena->max - arena->used || size > SIZE_MAX - sizeof(struct cs_arena_block)) {
    return NULL;
  }
  size_t whole = sizeof(struct cs_arena_block) + size;
  struct cs_arena_block *block = arena->alloc ? arena->alloc->get(arena->alloc->ctx, whole) : malloc(whole);
  if (block) {
    block->older = NULL;
    block->size = size;
    arena->used += size;
  }
  return block;
}

void *cs_arena_alloc_block(struct cs_arena *arena, size_t size, struct cs_err *err) {
  size_t align = _Alignof(max_align_t);
  if (size > SIZE_MAX - align) {
    return cs_err_oom(err);
  }
  size_t room = size == 0 ? align : (size + align - 1) / align * align;
  if ((size_t)(arena->end - arena->next) < room) {
    bool large =
        room > CS_ARENA_BLOCK_LAST && arena->blocks; /* by itself: what the newest block has left is for others */
    struct cs_arena_block *block = new_block(arena, large ? room : block_size(arena, room));
    if (!block) {
      return cs_err_oom(err);
    }
    if (large) {
      block->older = arena->blocks->older;
      arena->blocks->older = block;
      return memset(block->bytes, 0, room);
    }
    block->older = arena->blocks;
    arena->blocks = block;
    arena->next = block->bytes;
    arena->end = block->bytes + block->size;
  }
  void *got = arena->next;
  arena->next += room;
  CS_ARENA_OPEN(got, room);
  return memset(got, 0, room);
}

bool cs_arena_str(struct cs_arena *arena, struct cs_str s, struct cs_str *out, struct cs_err *err) {
  char *copy = cs_arena_alloc(arena, s.len + 1, err);
  if (!copy) {
    return false;
  }
  if (s.len > 0) {
    memcpy(copy, s.ptr, s.len);
  }
  *out = (struct cs_str){copy, s.len};
  return true;
}

bool cs_arena_printf(struct cs_arena *arena, struct cs_str *out, struct cs_err *err, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  va_list again;
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, fmt, args);
  va_end(args);
  cs_assert(n >= 0);
  char *text = cs_arena_alloc(arena, (size_t)n + 1, err);
  if (text) {
    vsnprintf(text, (size_t)n + 1, fmt, again);
    *out = (struct cs_str){text, (size_t)n};
  }
  va_end(again);
  return text != NULL;
}

bool cs_list_grow(struct cs_arena *arena, void **at, size_t n, size_t *cap, size_t size, struct cs_err *err) {
  if (n < *cap) {
    memset((char *)*at + n * size, 0, size);
    return true;
  }
  size_t wanted = *cap < 4 ? 4 : *cap * 2;
  void *grown = cs_arena_alloc_n(arena, wanted, size, err);
  if (!grown) {
    return false;
  }
  if (n > 0) {
    memcpy(grown, *at, n * size);
  }
  *at = grown;
  *cap = wanted;
  return true;
}

bool cs_list_move(struct cs_arena *arena, void **at, size_t n, size_t *cap, size_t size, struct cs_err *err) {
  void *moved = cs_arena_alloc_n(arena, n, size, err);
  if (!moved) {
    return false;
  }
  if (n > 0) {
    memcpy(moved, *at, n * size);
  }
  *at = moved;
  *cap = n;
  return true;
}

bool cs_strs_add(struct cs_arena *arena, struct cs_strs *list, struct cs_str word, struct cs_err *err) {
  if (cs_strs_has(*list, word)) {
    return true;
  }
  struct cs_str *slot = cs_list_push(arena, list, err);
  if (slot) {
    *slot = word;
  }
  return slot != NULL;
}
