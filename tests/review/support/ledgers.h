/* The world of the tests of ledgers: a case of two items that gb.mod and us.secdef approved, a stock, and short forms of their
 * acts. */
#ifndef CS_TEST_REVIEW_LEDGERS_H
#define CS_TEST_REVIEW_LEDGERS_H

#include "review/support/story.h"

#define APPLICANT "ua.armed-forces/desk"
#define US        "us.secdef/decider"
#define GB        "gb.mod/desk"

#define FILE_TWO(id, first, second)                                                                                    \
  FILE_OF(id, "\"act\":\"use\",\"area\":\"RU-KRS\",\"lines\":[{\"item\":\"twice\",\"quantity\":\"" first               \
              "\"},{\"item\":\"kit\",\"quantity\":\"" second "\"}]")
#define DECREMENT(batch, lines, more)                                                                                  \
  "{\"act\":\"authorization.decrement\",\"authorization\":\"1-A\",\"batch\":\"" batch "\",\"lines\":[" lines "]" more  \
  "}"
#define LINE(item, quantity) "{\"item\":\"" item "\",\"quantity\":\"" quantity "\"}"
#define STOP(kind, more)     "{\"act\":\"authorization." kind "\",\"authorization\":\"1-A\",\"reason\":\"so\"" more "}"

#define STOCK(kind, more) "{\"act\":\"stock." kind "\",\"stock\":\"S\"" more "}"
#define RECEIVE(reference, quantity, more)                                                                             \
  STOCK("receive", ",\"reference\":\"" reference "\",\"quantity\":\"" quantity "\"" more)
#define RESERVE(id, quantity, more) STOCK("reserve", ",\"reservation\":\"" id "\",\"quantity\":\"" quantity "\"" more)
#define RELEASE(id)                 STOCK("release", ",\"reservation\":\"" id "\"")
#define ISSUE(reference, quantity, more)                                                                               \
  STOCK("issue", ",\"reference\":\"" reference "\",\"quantity\":\"" quantity "\"" more)

#define FUND(kind, more) "{\"act\":\"fund." kind "\",\"fund\":\"F\"" more "}"
#define PAID(reference, payer, amount, more)                                                                           \
  FUND("receive", ",\"reference\":\"" reference "\",\"payer\":\"" payer "\",\"amount\":\"" amount "\"" more)
#define REFUND(reference, payer, amount, more)                                                                         \
  FUND("refund", ",\"reference\":\"" reference "\",\"payer\":\"" payer "\",\"amount\":\"" amount "\"" more)
#define PLEDGE(payer, amount)  FUND("pledge", ",\"payer\":\"" payer "\",\"amount\":\"" amount "\"")
#define OPEN_FUND(price, more) FUND("open", ",\"case\":\"1\",\"price\":\"" price "\"" more)

/* Case 1: 10 of `twice` (us.secdef and gb.mod) and 4 of `kit` (gb.mod), approved by both on 2025-08-26. */
static inline int ledgers_set_up(void **state) {
  int failed = story_world_set_up(state);
  if (failed) {
    return failed;
  }
  struct story *s = *state;
  given(s, ITEM("kit", "\"GB\""));
  stands(s, APPLICANT, FILE_TWO("1", "10", "4 pieces"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
  stands(s, GB, DECIDE("1", "gb.mod", "approve", ",\"until\":\"2025-12-01\""));
  return 0;
}

/* A stock S of rockets with us.state, opened on 2025-08-26, and 10 received. */
static inline int stock_set_up(void **state) {
  int failed = story_world_set_up(state);
  if (failed) {
    return failed;
  }
  struct story *s = *state;
  stands(s, STORY_FIRST, STOCK("open", ",\"item\":\"rocket\",\"holder\":\"us.state\""));
  stands(s, "us.state/desk", RECEIVE("D1", "10", ""));
  return 0;
}

static inline struct cs_review_authorization effect_on(struct story *s, const char *day) {
  return authorization(s, "case:1", day, day);
}

static inline void assert_waits(const struct cs_review_authorization *a, enum cs_truth value, const char *why) {
  assert_int_equal(a->in_effect, value);
  assert_str(a->waits, why);
}

#endif
