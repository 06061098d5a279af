/* Receipts; must never take the extra data for something that is proved. Specification: C2SP tlog-proof. */
#include "tlog/receipt.h"

#include "tlog/err.h"
#include "tlog/text.h"

#include <inttypes.h>

#define FIRST_LINE CS_STR("c2sp.org/tlog-proof@v1")

bool cs_receipt_write(const struct cs_receipt *receipt, struct cs_buf *out, struct cs_err *err) {
  cs_buf_add(out, FIRST_LINE);
  if (receipt->has_extra) {
    cs_buf_add(out, CS_STR("\nextra "));
    cs_buf_base64(out, receipt->extra.ptr, receipt->extra.len);
  }
  cs_buf_printf(out, "\nindex %" PRIu64 "\n", receipt->index);
  for (size_t i = 0; i < receipt->proof.n; i++) {
    cs_buf_base64(out, receipt->proof.at[i].bytes, CS_HASH_SIZE);
    cs_buf_byte(out, '\n');
  }
  cs_buf_byte(out, '\n');
  cs_buf_add(out, receipt->checkpoint);
  return cs_buf_ok(out, err);
}

static bool syntax(struct cs_err *err, uint32_t line, const char *why) {
  cs_err_set(err, &CS_E_TLOG_RECEIPT, "not a receipt: %s", why);
  return cs_err_at(err, CS_STR_NONE, line, 1);
}

static bool decode_extra(struct cs_str base64, uint32_t at, struct cs_arena *arena, struct cs_receipt *out,
                         struct cs_err *err) {
  size_t n = base64.len / 4 * 3;
  unsigned char *bytes = cs_arena_alloc(arena, n + 1, err);
  if (!bytes) {
    return false;
  }
  if (!cs_base64_decode(base64, bytes, &n)) {
    return syntax(err, at, "the extra data is not base64");
  }
  out->has_extra = true;
  out->extra = (struct cs_str){(const char *)bytes, n};
  return true;
}

/* The lines of the proof up to the empty one. */
static bool parse_hashes(struct cs_str *rest, uint32_t at, struct cs_proof *out, struct cs_err *err) {
  out->n = 0;
  for (;; at++) {
    struct cs_str line;
    if (!cs_text_line(rest, &line)) {
      return syntax(err, at, "it ends before the empty line that ends its proof");
    }
    if (line.len == 0) {
      return true;
    }
    if (out->n == CS_PROOF_MAX) {
      return syntax(err, at, "its proof has too many hashes");
    }
    if (!cs_hash_of_base64(line, &out->at[out->n++])) {
      return syntax(err, at, "expected a hash, 32 bytes in base64, or an empty line");
    }
  }
}

bool cs_receipt_parse(struct cs_str text, struct cs_arena *arena, struct cs_receipt *out, struct cs_err *err) {
  *out = (struct cs_receipt){0};
  if (text.len > CS_RECEIPT_MAX) {
    return cs_err_set(err, &CS_E_LIMIT, "a receipt of %zu bytes; at most %u", text.len, CS_RECEIPT_MAX);
  }
  struct cs_str rest = text, line, extra = CS_STR("extra "), index = CS_STR("index ");
  uint32_t at = 1;
  if (!cs_text_line(&rest, &line) || !cs_str_eq(line, FIRST_LINE)) {
    return syntax(err, at, "expected c2sp.org/tlog-proof@v1");
  }
  bool more = cs_text_line(&rest, &line);
  at++;
  if (more && cs_str_starts(line, extra)) {
    if (!decode_extra(cs_str_from(line, extra.len), at, arena, out, err)) {
      return false;
    }
    more = cs_text_line(&rest, &line);
    at++;
  }
  if (!more || !cs_str_starts(line, index) || !cs_text_number(cs_str_from(line, index.len), &out->index)) {
    return syntax(err, at, "expected \"index \" and the number of the entry");
  }
  if (!parse_hashes(&rest, at + 1, &out->proof, err)) {
    return false;
  }
  if (rest.len == 0) {
    return syntax(err, at + (uint32_t)out->proof.n + 2, "expected the checkpoint");
  }
  out->checkpoint = rest;
  return true;
}

bool cs_receipt_check(const struct cs_receipt *receipt, struct cs_hasher *hasher, const struct cs_hash *leaf,
                      struct cs_str origin, const struct cs_verifier_key *keys, size_t n,
                      struct cs_checkpoint_opened *opened, struct cs_err *err) {
  if (!cs_checkpoint_open(receipt->checkpoint, origin, keys, n, opened, err)) {
    return cs_err_context(err, "the receipt's checkpoint");
  }
  return cs_proof_check_inclusion(hasher, &receipt->proof, leaf, receipt->index, opened->checkpoint.size,
                                  &opened->checkpoint.root, err);
}
