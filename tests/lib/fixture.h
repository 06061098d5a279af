/* What the tests of the public library share: they speak to it as a program outside does, through include/countersign.h alone. */
#ifndef CS_TEST_LIB_FIXTURE_H
#define CS_TEST_LIB_FIXTURE_H

#include "countersign.h"
#include "support/test.h"

#include <stdlib.h>

#define assert_done(call, error)                                                                                       \
  do {                                                                                                                 \
    if (!(call)) {                                                                                                     \
      fail_msg("%s: %s:%u: %s [%s]", #call, (error)->source, (unsigned)(error)->line, (error)->text, (error)->code);   \
    }                                                                                                                  \
  } while (0)

/* A call that must fail with this code, at this place. */
#define assert_fails(call, error, expected_code, expected_line, expected_column)                                       \
  do {                                                                                                                 \
    memset((error), 0, sizeof *(error));                                                                               \
    if (call) {                                                                                                        \
      fail_msg("%s succeeded; expected %s", #call, expected_code);                                                     \
    }                                                                                                                  \
    assert_string_equal((error)->code, expected_code);                                                                 \
    assert_int_equal((error)->line, expected_line);                                                                    \
    assert_int_equal((error)->column, expected_column);                                                                \
    assert_true((error)->text[0] != '\0');                                                                             \
  } while (0)

static const char fixture_rules[] = "regime acme.exports\n"
                                    "  title \"Export of what we make\"\n"
                                    "  owner acme.director\n"
                                    "  state AT\n"
                                    "  treats export\n"
                                    "rule every-export\n"
                                    "  cite \"house rule 1\" reported\n"
                                    "  when act is export and item.class has controlled\n"
                                    "  review by acme.licensing\n"
                                    "    advice from acme.legal within 5 working days assumed\n"
                                    "rule spare-parts\n"
                                    "  cite \"house rule 3\" confirmed\n"
                                    "  when act is export and item.class has spare-part and quantity <= 10\n"
                                    "  permit\n";
static const char fixture_catalogue[] =
    "{\"act\":\"party.register\",\"party\":\"acme.director\",\"kind\":\"office\",\"state\":\"AT\"}\n"
    "{\"act\":\"party.register\",\"party\":\"acme.licensing\",\"kind\":\"office\",\"state\":\"AT\"}\n"
    "\n"
    "{\"act\":\"item.register\",\"item\":\"sonar-7\",\"kind\":\"system\",\"class\":[\"controlled\"],\"origin\":[\"AT\"]"
    ",\"complete\":true}\n"
    "{\"act\":\"item.register\",\"item\":\"gasket-7\",\"kind\":\"component\",\"class\":[\"spare-part\"],\"origin\":["
    "\"AT\"],\"complete\":true}\n"
    "{\"act\":\"item.register\",\"item\":\"engine-7\",\"kind\":\"component\",\"class\":[\"spare-part\"],\"origin\":["
    "\"AT\"]}\n"
    "{\"act\":\"item.register\",\"item\":\"pump-7\",\"kind\":\"component\",\"class\":[],\"origin\":[\"FR\"],"
    "\"complete\":true}\n"
    "{\"act\":\"dependency.register\",\"item\":\"engine-7\",\"on\":\"pump-7\",\"by\":\"contains\"}\n"
    "{\"act\":\"mandate.grant\",\"mandate\":\"M1\",\"by\":\"acme.director\",\"to\":\"acme.licensing\",\"regimes\":["
    "\"acme.exports\"]}\n";

#define FIXTURE_DAY 20325 /* 2025-08-25 */

/* A set of these rules, and of the catalogue unless it is NULL. */
static inline struct countersign_set *fixture_set(const char *rules, const char *catalogue) {
  struct countersign_error error;
  struct countersign_sources *sources = countersign_sources_new(&error);
  assert_non_null(sources);
  assert_done(countersign_sources_rules(sources, "exports.rules", rules, strlen(rules), &error), &error);
  if (catalogue) {
    assert_done(countersign_sources_catalogue(sources, "catalogue.jsonl", catalogue, strlen(catalogue), &error),
                &error);
  }
  struct countersign_set *set = countersign_set_new(sources, &error);
  assert_done(set, &error);
  countersign_sources_free(sources);
  return set;
}

static inline struct countersign_request *fixture_request(const char *json) {
  struct countersign_error error;
  struct countersign_request *request = countersign_request_new("request.json", 1, json, strlen(json), &error);
  assert_done(request, &error);
  return request;
}

static inline struct cs_str fixture_str(struct countersign_text text) {
  return (struct cs_str){text.ptr, text.len};
}

#endif
