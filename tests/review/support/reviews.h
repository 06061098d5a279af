/* The middle of a case, in stories: deliveries need the consent of us.secdef, who wants advice of us.usd-policy within five working
 * days, agreed to by a second officer; disclosures need advice of two offices; transfers of what is brokered a second officer alone.
 * us.usd-policy works by the calendar `federal`, on which 1 September 2025 is a holiday. */
#ifndef CS_TEST_REVIEW_REVIEWS_H
#define CS_TEST_REVIEW_REVIEWS_H

#include "review/support/story.h"

#include "review/progress.h"

#define DESK    "ua.armed-forces/desk"
#define DECIDER "us.secdef/decider"
#define ANALYST "us.usd-policy/analyst"
#define HEAD    "us.usd-policy/head"
#define STATE   "us.state/desk"

#define REVIEW_RULES                                                                                                   \
  STORY_FACTS "regime us.desk\n  title \"Desk\"\n  owner us.president\n  treats delivery, disclosure, diversion\n"     \
              "rule each\n  cite \"x\"\n  when act is delivery\n  review by us.secdef\n"                               \
              "    advice from us.usd-policy within 5 working days\n    countersign 1 assumed\n"                       \
              "rule two\n  cite \"x\"\n  when act is disclosure\n  review by us.secdef\n"                              \
              "    advice from us.usd-policy within 10 calendar days\n    advice from us.state\n"                      \
              "rule alone\n  cite \"x\"\n  when act is diversion\n  review by us.secdef\n    countersign 1\n"         \
              "rule papers\n  cite \"x\"\n  when act is assistance\n  review by us.secdef\n"                         \
              "    condition certificate from us.state \"papers\" before 2025-08-26\n    condition \"done\"\n"         \
              "    condition \"more\"\n"

#define DELIVER(id, more)                                                                                              \
  FILE_OF(id, "\"act\":\"delivery\",\"area\":\"UA\",\"user\":\"ua.armed-forces\",\"lines\":[{\"item\":\"rocket\","     \
              "\"quantity\":\"10\"},{\"item\":\"shadow\",\"quantity\":\"2\"}]" more)
#define DISCLOSE(id) FILE_OF(id, "\"act\":\"disclosure\",\"item\":\"rocket\",\"area\":\"UA\"")
#define DIVERT(id)   FILE_OF(id, "\"act\":\"diversion\",\"item\":\"rocket\",\"area\":\"UA\"")
#define ASSIST(id)   FILE_OF(id, "\"act\":\"assistance\",\"item\":\"rocket\",\"area\":\"UA\"")
#define FULFIL_IN(id, condition, day, more)                                                                            \
  "{\"act\":\"case.fulfil\",\"case\":\"" id "\",\"condition\":\"" condition "\",\"day\":\"" day                   \
  "\",\"document\":\"paper 7\",\"document_digest\":\"" STORY_HASH "\"" more "}"
#define ADVISE(id, outcome, more)                                                                                      \
  "{\"act\":\"case.advise\",\"case\":\"" id "\",\"version\":1,\"outcome\":\"" outcome "\"" more "}"
#define REFUSING              ",\"criterion\":\"4\",\"reason\":\"stocks\""
#define ASK(id)               "{\"act\":\"case.ask\",\"case\":\"" id "\",\"question\":\"when?\"}"
#define CIRCULATE(id, office) "{\"act\":\"case.circulate\",\"case\":\"" id "\",\"offices\":[\"" office "\"]}"
#define RECUSE(id, officer)   "{\"act\":\"case.recuse\",\"case\":\"" id "\",\"officer\":\"" officer "\"}"
#define NOTIFY(id, to, day)   "{\"act\":\"case.notify\",\"case\":\"" id "\",\"to\":\"" to "\",\"day\":\"" day "\"}"

static inline const char *countersign(struct story *s, const char *id, int64_t advice, bool agree) {
  return story_text(s, "{\"act\":\"case.countersign\",\"case\":\"%s\",\"advice\":%lld,\"agree\":%s}", id,
                    (long long)advice, agree ? "true" : "false")
      .ptr;
}

static inline const char *answer(struct story *s, const char *id, int64_t question) {
  return story_text(s, "{\"act\":\"case.answer\",\"case\":\"%s\",\"question\":%lld,\"answer\":\"soon\"}", id,
                    (long long)question)
      .ptr;
}

/* The act stands; its entry. */
static inline int64_t entry_of_act(struct story *s, const char *officer, const char *line) {
  stands(s, officer, line);
  return s->n - 1;
}

static inline void review_world(struct story *s) {
  enrol(s, ANALYST);
  given(s, "{\"act\":\"calendar.declare\",\"calendar\":\"federal\",\"weekend\":[\"sat\",\"sun\"],\"holidays\":["
           "\"2025-09-01\"]}\n"
           "{\"act\":\"party.register\",\"party\":\"us.usd-policy\",\"kind\":\"office\",\"state\":\"US\",\"calendar\":"
           "\"federal\",\"from\":\"2025-01-01\"}");
  given(s, publishing(s, "us.desk", "desk.rules", REVIEW_RULES));
  given(s, GRANT("MD", "us.president", "us.secdef", ",\"regimes\":[\"us.desk\"]"));
}

static inline int review_world_set_up(void **state) {
  int failed = story_world_set_up(state);
  if (failed == 0) {
    review_world(*state);
  }
  return failed;
}

#endif
