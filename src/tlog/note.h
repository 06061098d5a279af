/* Signed notes (C2SP signed-note): a text, an empty line, and one line for each signature. Keys that sign notes are
 * known by a name and a key ID: the first four bytes of SHA-256(name, LF, type, public key).
 * Two types: Ed25519 over the text (0x01, a log), and the timestamped cosignature of a checkpoint (0x04, a witness;
 * read and verified here, never made). Signatures by keys that the caller does not know are ignored; a bad signature by
 * a key that it knows refuses the whole note. */
#ifndef CS_TLOG_NOTE_H
#define CS_TLOG_NOTE_H

#include "base/buf.h"
#include "tlog/hash.h"
#include "tlog/key.h"

#define CS_NOTE_MAX            (256u * 1024) /* bytes of a note: 64 signatures of the largest kind in use */
#define CS_NOTE_SIGNATURES_MAX 64            /* the specification asks for 16 */
#define CS_NOTE_SIGNATURE_MAX  8192          /* bytes of one signature: post-quantum ones have nearly 5,000 */
#define CS_NOTE_NAME_MAX       255           /* bytes of a key's name: what cosignatures can name */

enum cs_note_key_type { CS_NOTE_ED25519 = 0x01, CS_NOTE_COSIGNATURE = 0x04 };

/* Is it a name for a key: 1 to 255 bytes of UTF-8 without spaces of any kind, control characters and plus signs?
 * CS_E_TLOG_NAME. An origin that is to be signed for must pass this too. */
CS_MUST bool cs_note_check_name(struct cs_str name, struct cs_err *err);

/* A public key that the caller knows, and the sizes of a log for which its word counts (checkpoint.h; a rotated key
 * covers some sizes only): from <= size, and size < until unless until is 0. `name` is borrowed. */
struct cs_verifier_key {
  struct cs_str name;
  uint32_t id;
  enum cs_note_key_type type;
  struct cs_public_key key;
  uint64_t from, until;
};

/* Fills in the ID; covers all sizes. CS_E_TLOG_NAME. */
CS_MUST bool cs_verifier_key_init(struct cs_verifier_key *key, struct cs_hasher *hasher, struct cs_str name,
                                  enum cs_note_key_type type, const struct cs_public_key *public_key,
                                  struct cs_err *err);
/* Reads "name+id+base64(type, key)"; the name is a slice of the text. CS_E_TLOG_KEY_SYNTAX, CS_E_TLOG_KEY_TYPE (another
 * type than the two), CS_E_TLOG_NAME, and the errors of cs_key_check_public. */
CS_MUST bool cs_verifier_key_parse(struct cs_verifier_key *key, struct cs_hasher *hasher, struct cs_str text,
                                   struct cs_err *err);
/* Writes that form, without a line end. */
void cs_verifier_key_write(const struct cs_verifier_key *key, struct cs_buf *out);

/* A key pair that signs notes with type 0x01. Does not change after _init: any thread may sign. The name is borrowed.
 */
struct cs_signer {
  struct cs_verifier_key verifier;
  struct cs_key key;
};

/* seed: exactly 32 bytes. CS_E_TLOG_NAME, CS_E_CRYPTO. */
CS_MUST bool cs_signer_init(struct cs_signer *signer, struct cs_hasher *hasher, struct cs_str name, struct cs_str seed,
                            struct cs_err *err);
/* Reads "PRIVATE+KEY+name+id+base64(type, seed)". Errors as for a verifier key; their text never holds the secret. */
CS_MUST bool cs_signer_parse(struct cs_signer *signer, struct cs_hasher *hasher, struct cs_str text,
                             struct cs_err *err);
/* Writes that form, without a line end. The caller wipes the buffer. */
void cs_signer_write(const struct cs_signer *signer, struct cs_str seed, struct cs_buf *out);
void cs_signer_deinit(struct cs_signer *signer);

struct cs_note_signature {
  struct cs_str name; /* of the key, as the line has it */
  uint32_t id;
  struct cs_str base64;             /* of ID and signature */
  const struct cs_verifier_key *by; /* the caller's key that made it; NULL: not known (until cs_note_verify: all) */
  uint64_t time;                    /* of a verified cosignature: seconds since 1970; else 0 */
};

/* A note in parts; all slices point into the text that was parsed. */
struct cs_note {
  struct cs_str text; /* with its last LF */
  struct cs_note_signature signature[CS_NOTE_SIGNATURES_MAX];
  size_t n;
};

/* CS_E_TLOG_NOTE with the line; CS_E_LIMIT. Nothing may be believed before cs_note_verify. */
CS_MUST bool cs_note_parse(struct cs_str note, struct cs_note *out, struct cs_err *err);
/* Verifies the signatures by `keys` (borrowed as long as the note is used) and sets `by` and `time`.
 * CS_E_TLOG_SIGNATURE: one of these keys did not make the signature under its name; CS_E_TLOG_KEY_UNKNOWN: none signed.
 */
CS_MUST bool cs_note_verify(struct cs_note *note, const struct cs_verifier_key *keys, size_t n, struct cs_err *err);
/* Adds to `out` the note of the text, signed by each signer in turn (at least one). The same text and keys always give
 * the same bytes. CS_E_TLOG_NOTE when the text is not fit for a note (UTF-8, no control characters, LF at the end). */
CS_MUST bool cs_note_sign(struct cs_str text, const struct cs_signer *const *signers, size_t n, struct cs_buf *out,
                          struct cs_err *err);

#endif
