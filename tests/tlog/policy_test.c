/* Policies: keys with the sizes that they cover, as text; and the proof of a log's new key. RECORD section 8. */
#include "support/test.h"

#include "tlog/err.h"
#include "tlog/policy.h"

struct keys {
  struct cs_err err;
  struct cs_hasher hasher;
  struct cs_signer one, two;
  char first[200], second[200];
};

static void write_key(struct keys *k, struct cs_signer *signer, const char *name, unsigned char digit, char out[200]) {
  unsigned char seed[32] = {digit};
  struct cs_buf buf;
  assert_ok(cs_signer_init(signer, &k->hasher, cs_str_of(name), (struct cs_str){(const char *)seed, 32}, &k->err),
            &k->err);
  cs_buf_init(&buf, 199);
  cs_verifier_key_write(&signer->verifier, &buf);
  memcpy(out, buf.ptr, buf.len);
  out[buf.len] = '\0';
  cs_buf_deinit(&buf);
}

static struct keys keys;

static int set_up(void **state) {
  assert_ok(cs_hasher_init(&keys.hasher, &keys.err), &keys.err);
  write_key(&keys, &keys.one, "a.example/log", 1, keys.first);
  write_key(&keys, &keys.two, "a.example/log", 2, keys.second);
  *state = &keys;
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  cs_signer_deinit(&keys.one);
  cs_signer_deinit(&keys.two);
  cs_hasher_deinit(&keys.hasher);
  return 0;
}

/* "@" stands for the first key, "&" for the second. */
static bool parse(struct keys *k, struct cs_policy *policy, const char *pattern) {
  static char text[1000];
  size_t n = 0;
  for (const char *c = pattern; *c; c++) {
    char one[2] = {*c, '\0'};
    n += (size_t)snprintf(text + n, sizeof text - n, "%s", *c == '@' ? k->first : *c == '&' ? k->second : one);
  }
  text[n] = '\0';
  return cs_policy_parse(policy, &k->hasher, CS_STR("policy"), (struct cs_str){text, n}, &k->err);
}

static void a_key_alone_is_a_policy_for_every_size(void **state) {
  struct keys *k = *state;
  struct cs_policy policy;
  assert_ok(parse(k, &policy, "@"), &k->err);
  assert_int_equal(policy.n, 1);
  assert_str(cs_policy_origin(&policy), "a.example/log");
  assert_true(cs_verifier_key_covers(&policy.at[0], 1));
  assert_true(cs_verifier_key_covers(&policy.at[0], UINT64_MAX));
}

static void sizes_are_half_open(void **state) {
  struct keys *k = *state;
  struct cs_policy policy;
  assert_ok(parse(k, &policy, "# keys\n\n@ until 10\n  & from 8  until 20\n"), &k->err);
  assert_int_equal(policy.n, 2);
  assert_true(cs_verifier_key_covers(&policy.at[0], 9));
  assert_false(cs_verifier_key_covers(&policy.at[0], 10));
  assert_false(cs_verifier_key_covers(&policy.at[1], 7));
  assert_true(cs_verifier_key_covers(&policy.at[1], 8));
  assert_true(cs_verifier_key_covers(&policy.at[1], 19));
  assert_false(cs_verifier_key_covers(&policy.at[1], 20));
}

static void a_policy_comes_back_from_its_text(void **state) {
  struct keys *k = *state;
  struct cs_policy policy, back;
  struct cs_buf buf, again;
  cs_buf_init(&buf, 2000);
  cs_buf_init(&again, 2000);
  assert_ok(parse(k, &policy, "@ until 10\n& from 8"), &k->err);
  cs_policy_write(&policy, &buf);
  assert_ok(cs_policy_parse(&back, &k->hasher, CS_STR("p"), cs_buf_str(&buf), &k->err), &k->err);
  cs_policy_write(&back, &again);
  assert_true(cs_str_eq(cs_buf_str(&buf), cs_buf_str(&again)));
  cs_buf_deinit(&buf);
  cs_buf_deinit(&again);
}

static void what_is_no_policy_says_where(void **state) {
  struct keys *k = *state;
  struct cs_policy policy;
  static const struct {
    const char *pattern;
    const struct cs_code *code;
    unsigned line;
  } bad[] = {
      {"", &CS_E_TLOG_KEY_SYNTAX, 1},
      {"# nothing\n", &CS_E_TLOG_KEY_SYNTAX, 1},
      {"@\nnonsense", &CS_E_TLOG_KEY_SYNTAX, 2},
      {"@ from", &CS_E_TLOG_POLICY, 1},
      {"@ from x", &CS_E_TLOG_POLICY, 1},
      {"@ from 1234567890123456789", &CS_E_TLOG_POLICY, 1},
      {"@ until 0", &CS_E_TLOG_POLICY, 1},
      {"@\n& from 5 until 5", &CS_E_TLOG_POLICY, 2},
      {"@ until 9 from 5", &CS_E_TLOG_POLICY, 1},
      {"@ now", &CS_E_TLOG_POLICY, 1},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    cs_err_reset(&k->err);
    assert_code(parse(k, &policy, bad[i].pattern), &k->err, *bad[i].code);
    assert_int_equal(k->err.line, bad[i].line);
  }
}

static void keys_of_two_logs_are_no_policy(void **state) {
  struct keys *k = *state;
  struct cs_policy policy;
  struct cs_signer other;
  char text[500], third[200];
  write_key(k, &other, "b.example/log", 3, third);
  snprintf(text, sizeof text, "%s\n%s", k->first, third);
  assert_code(cs_policy_parse(&policy, &k->hasher, CS_STR("p"), cs_str_of(text), &k->err), &k->err, CS_E_TLOG_POLICY);
  cs_signer_deinit(&other);
}

static void more_keys_than_a_policy_holds_are_refused(void **state) {
  struct keys *k = *state;
  struct cs_policy policy;
  struct cs_buf text;
  cs_buf_init(&text, 100000);
  for (int i = 0; i <= CS_POLICY_KEYS_MAX; i++) {
    if (i == CS_POLICY_KEYS_MAX) {
      assert_ok(cs_policy_parse(&policy, &k->hasher, CS_STR("p"), cs_buf_str(&text), &k->err), &k->err);
    }
    cs_buf_printf(&text, "%s\n", k->first);
  }
  assert_code(cs_policy_parse(&policy, &k->hasher, CS_STR("p"), cs_buf_str(&text), &k->err), &k->err, CS_E_LIMIT);
  cs_buf_deinit(&text);
}

static void only_the_new_key_itself_proves_that_it_is_there(void **state) {
  struct keys *k = *state;
  struct cs_hash identity = {{1}}, other = {{2}};
  struct cs_signature proof, by_the_former;
  assert_ok(cs_log_key_prove(&k->two, &identity, &proof, &k->err), &k->err);
  assert_ok(cs_log_key_check(&k->two.verifier, &identity, &proof, &k->err), &k->err);
  assert_code(cs_log_key_check(&k->two.verifier, &other, &proof, &k->err), &k->err, CS_E_KEY_SIGNATURE);
  assert_code(cs_log_key_check(&k->one.verifier, &identity, &proof, &k->err), &k->err, CS_E_KEY_SIGNATURE);
  assert_ok(cs_log_key_prove(&k->one, &identity, &by_the_former, &k->err), &k->err);
  assert_code(cs_log_key_check(&k->two.verifier, &identity, &by_the_former, &k->err), &k->err, CS_E_KEY_SIGNATURE);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void) {
  const struct CMUnitTest tests[] = {
      T(a_key_alone_is_a_policy_for_every_size),
      T(sizes_are_half_open),
      T(a_policy_comes_back_from_its_text),
      T(what_is_no_policy_says_where),
      T(keys_of_two_logs_are_no_policy),
      T(more_keys_than_a_policy_holds_are_refused),
      T(only_the_new_key_itself_proves_that_it_is_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
