/* Checkpoints; must never give out a size and root as verified without a log's signature that covers them.
 * Invariant: one checkpoint, one text. Specification: C2SP tlog-checkpoint. */
#include "tlog/checkpoint.h"

#include "tlog/err.h"
#include "tlog/text.h"

#include <inttypes.h>

static bool syntax(struct cs_err *err, uint32_t line, const char *why) {
  cs_err_set(err, &CS_E_TLOG_CHECKPOINT, "not a checkpoint: %s", why);
  return cs_err_at(err, CS_STR_NONE, line, 1);
}

static bool check_extension(struct cs_str extension, struct cs_err *err) {
  struct cs_str line;
  for (uint32_t at = 4; extension.len > 0; at++) {
    if (!cs_text_line(&extension, &line)) {
      return syntax(err, at, "its last line does not end");
    }
    if (line.len == 0) {
      return syntax(err, at, "a line after the root is empty");
    }
  }
  return true;
}

bool cs_checkpoint_parse(struct cs_str text, struct cs_checkpoint *out, struct cs_err *err) {
  struct cs_str rest = text, size, root;
  if (!cs_text_line(&rest, &out->origin) || out->origin.len == 0) {
    return syntax(err, 1, "expected the log's origin");
  }
  if (!cs_text_line(&rest, &size) || !cs_text_number(size, &out->size)) {
    return syntax(err, 2, "expected the number of entries, in decimal digits without leading zeros");
  }
  if (!cs_text_line(&rest, &root) || !cs_hash_of_base64(root, &out->root)) {
    return syntax(err, 3, "expected the root, 32 bytes in base64");
  }
  out->extension = rest;
  return check_extension(rest, err);
}

bool cs_checkpoint_write(const struct cs_checkpoint *checkpoint, struct cs_buf *out, struct cs_err *err) {
  if (checkpoint->origin.len == 0 || cs_str_find(checkpoint->origin, CS_STR("\n")) != SIZE_MAX) {
    return syntax(err, 1, "the origin is one line that is not empty");
  }
  if (checkpoint->size > CS_TLOG_SIZE_MAX) {
    return syntax(err, 2, "the number of entries is beyond what a log can have");
  }
  if (!check_extension(checkpoint->extension, err)) {
    return false;
  }
  cs_buf_add(out, checkpoint->origin);
  cs_buf_printf(out, "\n%" PRIu64 "\n", checkpoint->size);
  cs_buf_base64(out, checkpoint->root.bytes, sizeof checkpoint->root.bytes);
  cs_buf_byte(out, '\n');
  cs_buf_add(out, checkpoint->extension);
  return cs_buf_ok(out, err);
}

bool cs_checkpoint_sign(const struct cs_checkpoint *checkpoint, const struct cs_signer *const *signers, size_t n,
                        struct cs_buf *out, struct cs_err *err) {
  struct cs_buf text;
  cs_buf_init(&text, CS_NOTE_MAX);
  bool ok = cs_checkpoint_write(checkpoint, &text, err) && cs_note_sign(cs_buf_str(&text), signers, n, out, err);
  cs_buf_deinit(&text);
  return ok;
}

static bool covers(const struct cs_verifier_key *key, uint64_t size) {
  return key->from <= size && (key->until == 0 || size < key->until);
}

/* Did this key sign in an earlier line too? One key counts once. */
static bool seen_before(const struct cs_note *note, size_t i) {
  for (size_t k = 0; k < i; k++) {
    if (note->signature[k].by == note->signature[i].by) {
      return true;
    }
  }
  return false;
}

static bool count_signatures(struct cs_checkpoint_opened *out, struct cs_err *err) {
  const struct cs_verifier_key *other = NULL;
  for (size_t i = 0; i < out->note.n; i++) {
    const struct cs_note_signature *signature = &out->note.signature[i];
    if (!signature->by) {
      continue;
    }
    bool again = seen_before(&out->note, i);
    switch (signature->by->type) {
    case CS_NOTE_ED25519:
      if (covers(signature->by, out->checkpoint.size)) {
        out->logs += !again;
      } else {
        other = signature->by;
      }
      break;
    case CS_NOTE_COSIGNATURE:
      out->witnesses += !again;
      out->witnessed_at = signature->time > out->witnessed_at ? signature->time : out->witnessed_at;
      break;
    }
  }
  if (out->logs == 0 && other) {
    return cs_err_set(err, &CS_E_TLOG_KEY_SIZE, "the key \"%.*s\" (%08" PRIx32 ") does not speak for size %" PRIu64,
                      CS_STR_ARG(other->name), other->id, out->checkpoint.size);
  }
  if (out->logs == 0) {
    return cs_err_set(err, &CS_E_TLOG_KEY_UNKNOWN, "the checkpoint is signed by witnesses only, by no known log key");
  }
  return true;
}

bool cs_checkpoint_open(struct cs_str note, struct cs_str origin, const struct cs_verifier_key *keys, size_t n,
                        struct cs_checkpoint_opened *out, struct cs_err *err) {
  out->logs = out->witnesses = 0;
  out->witnessed_at = 0;
  if (!cs_note_parse(note, &out->note, err) || !cs_note_verify(&out->note, keys, n, err) ||
      !cs_checkpoint_parse(out->note.text, &out->checkpoint, err)) {
    return false;
  }
  if (!cs_str_eq(out->checkpoint.origin, origin)) {
    cs_err_set(err, &CS_E_TLOG_ORIGIN, "the checkpoint is of \"%.*s\", expected \"%.*s\"",
               CS_STR_ARG(cs_str_sub(out->checkpoint.origin, 0, 128)), CS_STR_ARG(cs_str_sub(origin, 0, 128)));
    return cs_err_at(err, CS_STR_NONE, 1, 1);
  }
  return count_signatures(out, err);
}
