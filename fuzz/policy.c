/* Verifier keys and policies: what is taken has a form that is taken again and is the same. */
#include "tlog/policy.h"
#include "fuzz.h"
#include "tlog/hash.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_policy policy, again;
  struct cs_hasher hasher;
  struct cs_buf one, other;
  struct cs_err err;
  bool ready = cs_hasher_init(&hasher, &err);
  cs_assert(ready);
  cs_buf_init(&one, (size_t)1 << 20);
  cs_buf_init(&other, (size_t)1 << 20);
  if (cs_policy_parse(&policy, &hasher, CS_STR("fuzz"), fuzz_str(data, size), &err)) {
    cs_assert(policy.n >= 1 && policy.n <= CS_POLICY_KEYS_MAX);
    cs_policy_write(&policy, &one);
    bool taken = cs_policy_parse(&again, &hasher, CS_STR("again"), cs_buf_str(&one), &err);
    cs_assert(taken && again.n == policy.n);
    cs_policy_write(&again, &other);
    cs_assert(cs_str_eq(cs_buf_str(&one), cs_buf_str(&other)));
  } else {
    fuzz_error(&err);
  }
  cs_buf_deinit(&one);
  cs_buf_deinit(&other);
  cs_hasher_deinit(&hasher);
  return 0;
}
