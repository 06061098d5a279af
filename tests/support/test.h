/* What every unit test includes first: cmocka with the headers that it wants, and a few asserts of our own. */
#ifndef CS_TEST_H
#define CS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"

/* Fails with the error's own text when a call that should succeed does not. */
#define assert_ok(call, err)                                                                                           \
  do {                                                                                                                 \
    if (!(call)) {                                                                                                     \
      fail_msg("%s: %s: %s", #call, (err)->code ? (err)->code->slug : "(no code)", (err)->text);                       \
    }                                                                                                                  \
  } while (0)

/* Fails unless the call is refused with exactly this code. */
#define assert_code(call, err, expected)                                                                               \
  do {                                                                                                                 \
    if (call) {                                                                                                        \
      fail_msg("%s succeeded; expected %s", #call, (expected).slug);                                                   \
    }                                                                                                                  \
    if ((err)->code != &(expected)) {                                                                                  \
      fail_msg("%s: got %s (%s); expected %s", #call, (err)->code ? (err)->code->slug : "(no code)", (err)->text,      \
               (expected).slug);                                                                                       \
    }                                                                                                                  \
  } while (0)

#define assert_str(actual, literal)                                                                                    \
  do {                                                                                                                 \
    struct cs_str actual_ = (actual);                                                                                  \
    if (!cs_str_eq(actual_, cs_str_of(literal))) {                                                                     \
      fail_msg("got \"%.*s\", expected \"%s\"", CS_STR_ARG(actual_), (literal));                                       \
    }                                                                                                                  \
  } while (0)

#endif
