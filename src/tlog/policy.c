/* Policies; must never let a key count for a size that its line does not give it.
 * Invariant: a policy that was parsed has a log's key, and all of them have one name. Specification: RECORD section 8.
 */
#include "tlog/policy.h"

#include "tlog/err.h"

static bool wrong(struct cs_err *err, const char *what, struct cs_str word) {
  return cs_err_set(err, &CS_E_TLOG_POLICY, "%s, not \"%.*s\"", what, CS_STR_ARG(cs_str_head(word, 60)));
}

/* The next word of a line. */
static struct cs_str word_of(struct cs_str *line) {
  *line = cs_str_trim(*line);
  return cs_str_cut(line, ' ');
}

static bool read_size(struct cs_str word, uint64_t *out, struct cs_err *err) {
  *out = 0;
  for (size_t i = 0; i < word.len; i++) {
    if (word.ptr[i] < '0' || word.ptr[i] > '9' || i > 17) {
      return wrong(err, "expected a number of entries", word);
    }
    *out = *out * 10 + (uint64_t)(word.ptr[i] - '0');
  }
  return word.len > 0 || wrong(err, "expected a number of entries", word);
}

static bool read_sizes(struct cs_str line, struct cs_verifier_key *key, struct cs_err *err) {
  struct cs_str word = word_of(&line);
  if (cs_str_eq(word, CS_STR("from"))) {
    if (!read_size(word_of(&line), &key->from, err)) {
      return false;
    }
    word = word_of(&line);
  }
  if (cs_str_eq(word, CS_STR("until"))) {
    if (!read_size(word_of(&line), &key->until, err)) {
      return false;
    }
    if (key->until <= key->from) {
      return cs_err_set(err, &CS_E_TLOG_POLICY, "the key covers no size: expected `until` above %llu",
                        (unsigned long long)key->from);
    }
    word = word_of(&line);
  }
  return word.len == 0 || wrong(err, "expected `from SIZE`, `until SIZE` or the end of the line", word);
}

static bool read_line(struct cs_policy *policy, struct cs_hasher *hasher, struct cs_str line, struct cs_err *err) {
  struct cs_verifier_key key;
  struct cs_str rest = line;
  if (!cs_verifier_key_parse(&key, hasher, word_of(&rest), err) || !read_sizes(rest, &key, err)) {
    return false;
  }
  struct cs_str origin = cs_policy_origin(policy);
  if (key.type == CS_NOTE_ED25519 && origin.len > 0 && !cs_str_eq(origin, key.name)) {
    return wrong(err, "expected a key of the same log as above", key.name);
  }
  if (policy->n == CS_POLICY_KEYS_MAX) {
    return cs_err_set(err, &CS_E_LIMIT, "more than %d keys", CS_POLICY_KEYS_MAX);
  }
  policy->at[policy->n++] = key;
  return true;
}

bool cs_policy_parse(struct cs_policy *policy, struct cs_hasher *hasher, struct cs_str source, struct cs_str text,
                     struct cs_err *err) {
  policy->n = 0;
  struct cs_str rest = text;
  for (unsigned line = 1; rest.len > 0; line++) {
    struct cs_str one = cs_str_trim(cs_str_cut(&rest, '\n'));
    if (one.len > 0 && one.ptr[0] != '#' && !read_line(policy, hasher, one, err)) {
      return cs_err_at(err, source, line, 1);
    }
  }
  if (cs_policy_origin(policy).len == 0) {
    cs_err_set(err, policy->n == 0 ? &CS_E_TLOG_KEY_SYNTAX : &CS_E_TLOG_POLICY,
               policy->n == 0 ? "no verifier key: expected NAME+8 hex digits+base64"
                              : "no key of a log: witnesses alone");
    return cs_err_at(err, source, 1, 1);
  }
  return true;
}

void cs_policy_write(const struct cs_policy *policy, struct cs_buf *out) {
  for (size_t i = 0; i < policy->n; i++) {
    const struct cs_verifier_key *key = &policy->at[i];
    if (i > 0) {
      cs_buf_byte(out, '\n');
    }
    cs_verifier_key_write(key, out);
    if (key->from > 0) {
      cs_buf_printf(out, " from %llu", (unsigned long long)key->from);
    }
    if (key->until > 0) {
      cs_buf_printf(out, " until %llu", (unsigned long long)key->until);
    }
  }
}

struct cs_str cs_policy_origin(const struct cs_policy *policy) {
  for (size_t i = 0; i < policy->n; i++) {
    if (policy->at[i].type == CS_NOTE_ED25519) {
      return policy->at[i].name;
    }
  }
  return CS_STR_NONE;
}

bool cs_verifier_key_covers(const struct cs_verifier_key *key, uint64_t size) {
  return size >= key->from && (key->until == 0 || size < key->until);
}

/* ---- the proof of a new key */

static bool message_of(const struct cs_verifier_key *key, const struct cs_hash *identity, struct cs_buf *out,
                       struct cs_err *err) {
  cs_buf_add(out, CS_STR("countersign/log-key/v1\n"));
  cs_buf_hex(out, identity->bytes, sizeof identity->bytes);
  cs_buf_byte(out, '\n');
  cs_verifier_key_write(key, out);
  return cs_buf_ok(out, err);
}

bool cs_log_key_prove(const struct cs_signer *signer, const struct cs_hash *identity, struct cs_signature *out,
                      struct cs_err *err) {
  struct cs_buf message;
  cs_buf_init(&message, 1024);
  bool done = message_of(&signer->verifier, identity, &message, err) &&
              cs_key_sign(&signer->key, cs_buf_str(&message), out, err);
  cs_buf_deinit(&message);
  return done;
}

bool cs_log_key_check(const struct cs_verifier_key *key, const struct cs_hash *identity,
                      const struct cs_signature *proof, struct cs_err *err) {
  struct cs_buf message;
  cs_buf_init(&message, 1024);
  bool done = message_of(key, identity, &message, err) && cs_key_verify(&key->key, cs_buf_str(&message), proof, err);
  cs_buf_deinit(&message);
  return done;
}
