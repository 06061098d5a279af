/* Texts altered at random, from a fixed seed: a reader refuses them or gives back exactly the same text when it is
 * written again. So no two texts are one checkpoint, one receipt, one path or one key; and no input crashes a reader.
 */
#include "support/test.h"

#include "tlog/err.h"
#include "tlog/receipt.h"
#include "tlog/tile.h"

#include "tlog/vectors.h"

#define ROUNDS   20000
#define TEXT_MAX 2048

static struct cs_hasher hasher;
static struct cs_arena arena;
static struct cs_buf out;

static int setup(void **state) {
  struct cs_err err;
  (void)state;
  cs_arena_init(&arena, NULL, 0);
  cs_buf_init(&out, 2 * TEXT_MAX);
  return cs_hasher_init(&hasher, &err) ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  cs_arena_deinit(&arena);
  cs_buf_deinit(&out);
  cs_hasher_deinit(&hasher);
  return 0;
}

/* xorshift64. */
static uint32_t chance(uint64_t *x, uint32_t below) {
  *x ^= *x << 13;
  *x ^= *x >> 7;
  *x ^= *x << 17;
  return (uint32_t)(*x >> 32) % below;
}

/* One to three changes: a byte replaced, taken out, doubled, or a piece of the text repeated elsewhere. */
static size_t mutate(uint64_t *x, const char *text, char *into) {
  static const char likely[] = "\n\n 0123456789+=/AxQ.p-\xE2\x80\x94";
  size_t n = strlen(text);
  memcpy(into, text, n);
  for (uint32_t k = chance(x, 3) + 1; k > 0 && n > 1; k--) {
    size_t at = chance(x, (uint32_t)n);
    switch (chance(x, 4)) {
    case 0:
      into[at] = likely[chance(x, sizeof likely - 1)];
      break;
    case 1:
      memmove(into + at, into + at + 1, --n - at);
      break;
    case 2:
      memmove(into + at + 1, into + at, n++ - at);
      break;
    case 3: {
      size_t from = chance(x, (uint32_t)n), piece = chance(x, 50);
      piece = piece < n - from ? piece : n - from;
      piece = n + piece < TEXT_MAX ? piece : 0;
      char keep[50];
      memcpy(keep, into + from, piece);
      memmove(into + at + piece, into + at, n - at);
      memcpy(into + at, keep, piece);
      n += piece;
      break;
    }
    }
  }
  return n;
}

/* Reads and writes again into `out`; false when the reader refuses. */
typedef bool again(struct cs_str text, struct cs_err *err);

static bool checkpoint_again(struct cs_str text, struct cs_err *err) {
  struct cs_checkpoint checkpoint;
  return cs_checkpoint_parse(text, &checkpoint, err) && cs_checkpoint_write(&checkpoint, &out, err);
}

static bool receipt_again(struct cs_str text, struct cs_err *err) {
  struct cs_receipt receipt;
  return cs_receipt_parse(text, &arena, &receipt, err) && cs_receipt_write(&receipt, &out, err);
}

static bool path_again(struct cs_str text, struct cs_err *err) {
  struct cs_tile tile;
  char path[CS_TILE_PATH_BYTES];
  if (!cs_tile_parse(text, &tile, err)) {
    return false;
  }
  cs_buf_add(&out, (struct cs_str){path, cs_tile_path(&tile, path)});
  return true;
}

static bool key_again(struct cs_str text, struct cs_err *err) {
  struct cs_verifier_key key;
  if (!cs_verifier_key_parse(&key, &hasher, text, err)) {
    return false;
  }
  cs_verifier_key_write(&key, &out);
  return true;
}

static bool note_again(struct cs_str text, struct cs_err *err) {
  struct cs_note note;
  if (!cs_note_parse(text, &note, err)) {
    return false;
  }
  cs_buf_add(&out, note.text);
  cs_buf_byte(&out, '\n');
  for (size_t i = 0; i < note.n; i++) {
    cs_buf_add(&out, CS_STR("\xE2\x80\x94 "));
    cs_buf_add(&out, note.signature[i].name);
    cs_buf_byte(&out, ' ');
    cs_buf_add(&out, note.signature[i].base64);
    cs_buf_byte(&out, '\n');
  }
  return true;
}

static void assert_one_text(const char *text, again *read_and_write, unsigned accepted_min) {
  uint64_t x = UINT64_C(0x9E3779B97F4A7C15);
  unsigned accepted = 0, refused = 0;
  for (int i = 0; i < ROUNDS; i++) {
    char altered[TEXT_MAX + 8];
    struct cs_err err;
    struct cs_str s = {altered, mutate(&x, text, altered)};
    cs_buf_reset(&out);
    cs_arena_reset(&arena);
    if (!read_and_write(s, &err)) {
      assert_non_null(err.code);
      refused++;
      continue;
    }
    accepted++;
    if (!cs_str_eq(cs_buf_str(&out), s)) {
      fail_msg("read \"%.*s\" and wrote \"%.*s\"", CS_STR_ARG(s), CS_STR_ARG(cs_buf_str(&out)));
    }
  }
  assert_true(accepted >= accepted_min); /* else the test tests nothing */
  assert_true(refused > ROUNDS / 20);
}

static void no_two_texts_are_one_checkpoint(void **state) {
  (void)state;
  assert_one_text(BODY "extension\n", checkpoint_again, 500);
}

static void no_two_texts_are_one_note(void **state) {
  (void)state;
  assert_one_text(BODY "\n" LOG_LINE WITNESS_LINE, note_again, 500);
}

static void no_two_texts_are_one_receipt(void **state) {
  (void)state;
  assert_one_text("c2sp.org/tlog-proof@v1\nextra b3BlbmluZw==\nindex 12\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
                  "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n" BODY "\n" LOG_LINE,
                  receipt_again, 500);
}

static void no_two_paths_are_one_tile(void **state) {
  (void)state;
  assert_one_text("tile/0/x001/x234/067.p/25", path_again, 200);
  assert_one_text("tile/entries/x001/067.p/8", path_again, 200);
}

static void no_two_texts_are_one_key(void **state) {
  (void)state;
  assert_one_text(LOG_KEY, key_again, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_two_texts_are_one_checkpoint), cmocka_unit_test(no_two_texts_are_one_note),
      cmocka_unit_test(no_two_texts_are_one_receipt),    cmocka_unit_test(no_two_paths_are_one_tile),
      cmocka_unit_test(no_two_texts_are_one_key),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
