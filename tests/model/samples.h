/* For the tests of acts, entries and folds: an arena and an error a test, and one sample of each act, in the order of
 * act.def. */
#ifndef CS_TEST_MODEL_SAMPLES_H
#define CS_TEST_MODEL_SAMPLES_H

#include "support/test.h"

#include <stdlib.h>

#include "model/act.h"
#include "model/entry.h"

struct room {
  struct cs_arena arena;
  struct cs_err err;
};

static inline int set_up(void **state) {
  struct room *room = calloc(1, sizeof *room);
  cs_arena_init(&room->arena, NULL, 0);
  *state = room;
  return 0;
}

static inline int tear_down(void **state) {
  struct room *room = *state;
  cs_arena_deinit(&room->arena);
  free(room);
  return 0;
}

#define HASH_A "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define KEY_A  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define SIG_A  "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QA=="

struct sample {
  const char *kind;
  const char *flat;
};
static const struct sample samples[] = {
    {"record.found",
     "{\"act\":\"record.found\",\"origin\":\"demo.example/review\",\"verifier\":\"demo.example/review+5d1c07e9+AaN3\","
     "\"format\":1,\"random\":\"" HASH_A "\",\"officer\":\"registry/first\",\"key\":\"" KEY_A
     "\",\"trial\":true,\"public\":false,\"zone\":\"+00:00\"}"},
    {"record.load", "{\"act\":\"record.load\",\"office\":\"registry\",\"name\":\"world.jsonl\",\"digest\":\"" HASH_A
                    "\",\"acts\":44}"},
    {"record.continued",
     "{\"act\":\"record.continued\",\"origin\":\"demo.example/second\",\"verifier\":\"demo.example/second+5d1c07e9+AaN3\","
     "\"proof\":\"" SIG_A "\",\"former\":\"demo.example/review\",\"size\":5,\"root\":\"" HASH_A
     "\",\"signed_size\":7,\"signed_root\":\"" HASH_A "\",\"reason\":\"the disk was lost\"}"},
    {"key.enrol", "{\"act\":\"key.enrol\",\"office\":\"registry\",\"officer\":\"us.state/desk\",\"key\":\"" KEY_A
                  "\",\"proof\":\"" SIG_A "\",\"name\":\"A. Person\"}"},
    {"key.revoke",
     "{\"act\":\"key.revoke\",\"office\":\"registry\",\"saw\":7,\"officer\":\"us.state/desk\",\"key\":\"" KEY_A
     "\",\"reason\":\"lost\"}"},
    {"vault.erase", "{\"act\":\"vault.erase\",\"office\":\"registry\",\"subject\":\"officer:us.state/"
                    "desk\",\"reason\":\"asked for it\"}"},
    {"vault.hold", "{\"act\":\"vault.hold\",\"office\":\"registry\",\"subject\":\"officer:us.state/"
                   "desk\",\"until\":\"2030-01-01\",\"reason\":\"a court asks\"}"},
    {"vault.release", "{\"act\":\"vault.release\",\"office\":\"registry\",\"subject\":\"officer:us.state/"
                      "desk\",\"hold\":3,\"reason\":\"the court is done\"}"},
    {"log.rotate", "{\"act\":\"log.rotate\",\"office\":\"registry\",\"stage\":\"announce\",\"verifier\":\"demo.example/"
                   "review+5d1c07e9+AaN3\",\"proof\":\"" SIG_A "\"}"},
    {"record.correct", "{\"act\":\"record.correct\",\"office\":\"us.army\",\"entry\":31,\"reason\":\"the waybill says "
                       "13\",\"instead\":40}"},
    {"record.agree", "{\"act\":\"record.agree\",\"office\":\"registry\",\"saw\":44,\"entry\":31,\"correction\":44,"
                     "\"agree\":true,\"of\":[\"stock:us-atacms\",\"stock-reference:us-atacms:D-1\"],\"reason\":\"seen\"}"},
    {"party.register",
     "{\"act\":\"party.register\",\"party\":\"us.state\",\"kind\":\"office\",\"state\":\"US\",\"name\":\"Department of "
     "State\",\"calendar\":\"us.federal\",\"from\":\"1789\",\"known\":\"2025-01-01\"}"},
    {"calendar.declare",
     "{\"act\":\"calendar.declare\",\"calendar\":\"us.federal\",\"weekend\":[\"sat\",\"sun\"],\"holidays\":[\"2025-09-"
     "01\",\"2025-10-13\"]}"},
    {"item.register",
     "{\"act\":\"item.register\",\"item\":\"eram\",\"kind\":\"munition\",\"name\":\"ERAM\",\"class\":[\"long-range\"],"
     "\"origin\":[\"US\"],\"complete\":false,\"from\":\"2025-08-28\",\"cite\":\"DSCA 25-75\"}"},
    {"item.fact", "{\"act\":\"item.fact\",\"item\":\"eram\",\"name\":\"range_max\",\"value\":\"150 mi..280 "
                  "mi\",\"also\":[\"240 km..450 "
                  "km\"],\"cite\":\"CNN, 2025-08-28\",\"certainty\":\"disputed\"}"},
    {"dependency.register",
     "{\"act\":\"dependency.register\",\"item\":\"storm-shadow\",\"on\":\"us.targeting-data\",\"by\":\"relies-on\","
     "\"share\":\"0.25\",\"certainty\":\"reported\"}"},
    {"group.define", "{\"act\":\"group.define\",\"group\":\"atacms\",\"of\":\"items\",\"open\":true}"},
    {"group.member", "{\"act\":\"group.member\",\"group\":\"atacms\",\"member\":\"atacms-300\",\"until\":\"2026\"}"},
    {"rules.publish",
     "{\"act\":\"rules.publish\",\"office\":\"us.president\",\"regime\":\"us.long-range-review\",\"file\":\"long-range."
     "rules\",\"digest\":\"" HASH_A "\"}"},
    {"mandate.grant", "{\"act\":\"mandate.grant\",\"mandate\":\"M3\",\"by\":\"us.president\",\"to\":\"us.secdef\","
                      "\"regimes\":[\"us.long-"
                      "range-review\"],\"acts\":[\"use\"],\"areas\":[\"RU\",\"RU-KRS\"],\"from\":\"2025-05..2025-06\","
                      "\"known\":\"2025-08-"
                      "23\",\"cite\":\"Wall Street Journal, 2025-08-23\",\"certainty\":\"reported\"}"},
    {"mandate.revoke", "{\"act\":\"mandate.revoke\",\"mandate\":\"M3\",\"from\":\"2025-08-27\"}"},
    {"statement.record", "{\"act\":\"statement.record\",\"statement\":\"s1\",\"kind\":\"said\",\"by\":\"us.president\","
                         "\"about\":[\"us.long-"
                         "range-review\"],\"text\":\"no change in military posture\",\"from\":\"2025-08-23\"}"},
    {"statement.withdraw", "{\"act\":\"statement.withdraw\",\"statement\":\"s1\",\"text\":\"withdrawn\"}"},
    {"case.file", "{\"act\":\"case.file\",\"office\":\"ua.armed-forces\",\"case\":\"2025-0001\",\"request\":{\"act\":"
                  "\"use\",\"item\":\"storm-"
                  "shadow\",\"quantity\":1,\"user\":\"ua.armed-forces\",\"area\":\"RU-KRS\"},\"reference\":\"UA-77\"}"},
    {"case.decide",
     "{\"act\":\"case.decide\",\"office\":\"us.secdef\",\"saw\":62,\"case\":\"2025-0001\",\"version\":1,\"consent\":"
     "\"us."
     "secdef\",\"outcome\":\"approve\",\"shown\":\"" HASH_A
     "\",\"provisos\":[\"use only in RU-KRS\"],\"reason\":\"stocks allow it\",\"until\":\"2025-09-30\"}"},
    {"case.withdraw",
     "{\"act\":\"case.withdraw\",\"office\":\"ua.armed-forces\",\"saw\":62,\"case\":\"2025-0001\",\"reason\":\"not "
     "needed any more\"}"},
    {"authorization.decrement",
     "{\"act\":\"authorization.decrement\",\"office\":\"ua.armed-forces\",\"authorization\":\"2025-0001-A\",\"batch\":"
     "\"UA-77-1\",\"lines\":[{\"item\":\"storm-shadow\",\"quantity\":1}],\"day\":\"2025-08-25\"}"},
    {"authorization.suspend",
     "{\"act\":\"authorization.suspend\",\"office\":\"us.secdef\",\"authorization\":\"2025-0001-A\",\"reason\":\"stocks "
     "run low\",\"from\":\"2025-08-26\",\"until\":\"2025-09-10\"}"},
    {"authorization.reinstate", "{\"act\":\"authorization.reinstate\",\"office\":\"us.secdef\",\"authorization\":"
                                "\"2025-0001-A\",\"reason\":\"stocks are in\"}"},
    {"authorization.revoke", "{\"act\":\"authorization.revoke\",\"office\":\"gb.mod\",\"authorization\":\"2025-0001-A\","
                             "\"reason\":\"other use\",\"from\":\"2025-09-01\"}"},
    {"authorization.surrender", "{\"act\":\"authorization.surrender\",\"office\":\"ua.armed-forces\",\"authorization\":"
                                "\"2025-0001-A\",\"reason\":\"not needed\"}"},
    {"authorization.general",
     "{\"act\":\"authorization.general\",\"office\":\"us.secdef\",\"saw\":-1,\"authorization\":\"G1\",\"approver\":\"us.secdef\",\"regimes\":["
     "\"us.long-range-review\"],\"acts\":[\"use\"],\"items\":[\"storm-shadow\"],\"areas\":[\"UA\"],\"when\":\"item.class has "
     "long-range\",\"from\":\"2025-09-01\",\"until\":\"2025-12-01\",\"reason\":\"defence\"}"},
    {"stock.open", "{\"act\":\"stock.open\",\"office\":\"registry\",\"stock\":\"us-atacms\",\"item\":\"atacms-300\","
                   "\"holder\":\"us.army\"}"},
    {"stock.floor", "{\"act\":\"stock.floor\",\"office\":\"us.army\",\"stock\":\"us-atacms\",\"floor\":\"25\",\"class\":"
                    "\"red\",\"from\":\"2025-06..2025-07\",\"known\":\"2025-08-08\",\"cite\":\"CNN, "
                    "2025-08-08\",\"certainty\":\"reported\"}"},
    {"stock.receive", "{\"act\":\"stock.receive\",\"office\":\"us.army\",\"stock\":\"us-atacms\",\"quantity\":\"30\","
                      "\"reference\":\"D-1\",\"day\":\"2025-08-20\"}"},
    {"stock.reserve", "{\"act\":\"stock.reserve\",\"office\":\"us.army\",\"stock\":\"us-atacms\",\"reservation\":\"R1\","
                      "\"quantity\":\"5\",\"case\":\"2025-0001\",\"expires\":\"2025-10-01\"}"},
    {"stock.release",
     "{\"act\":\"stock.release\",\"office\":\"us.army\",\"stock\":\"us-atacms\",\"reservation\":\"R1\"}"},
    {"stock.issue", "{\"act\":\"stock.issue\",\"office\":\"us.army\",\"stock\":\"us-atacms\",\"quantity\":\"5\","
                    "\"reservation\":\"R1\",\"reference\":\"D-2\"}"},
    {"fund.open", "{\"act\":\"fund.open\",\"office\":\"us.state\",\"fund\":\"eram-sale\",\"case\":\"2025-0003\",\"price\":"
                  "\"825000000.00 USD\",\"payers\":[\"dk\",\"nl\"]}"},
    {"fund.pledge", "{\"act\":\"fund.pledge\",\"office\":\"us.state\",\"fund\":\"eram-sale\",\"payer\":\"dk\",\"amount\":"
                    "\"400000000.00 USD\"}"},
    {"fund.receive", "{\"act\":\"fund.receive\",\"office\":\"us.state\",\"fund\":\"eram-sale\",\"payer\":\"dk\",\"amount\":"
                     "\"0.01 USD\",\"reference\":\"dk-7\",\"day\":\"2025-08-25\"}"},
    {"fund.refund", "{\"act\":\"fund.refund\",\"office\":\"us.state\",\"fund\":\"eram-sale\",\"payer\":\"dk\",\"amount\":"
                    "\"0.01 USD\",\"reference\":\"dk-8\"}"},
    {"case.circulate",
     "{\"act\":\"case.circulate\",\"office\":\"us.secdef\",\"saw\":62,\"case\":\"2025-0001\",\"offices\":[\"us.state\"],"
     "\"days\":5,\"question\":\"does it widen the war?\"}"},
    {"case.advise",
     "{\"act\":\"case.advise\",\"office\":\"us.usd-policy\",\"saw\":63,\"case\":\"2025-0001\",\"version\":1,\"outcome\":"
     "\"approve\",\"items\":[\"storm-shadow\"],\"party\":\"ua.armed-forces\",\"reason\":\"stocks allow it\",\"provisos\":"
     "[\"area=RU-KRS\"]}"},
    {"case.countersign", "{\"act\":\"case.countersign\",\"office\":\"us.usd-policy\",\"saw\":64,\"case\":\"2025-0001\","
                         "\"advice\":64,\"agree\":true,\"reason\":\"agreed\"}"},
    {"case.ask", "{\"act\":\"case.ask\",\"office\":\"us.usd-policy\",\"saw\":65,\"case\":\"2025-0001\",\"question\":"
                 "\"on which day?\"}"},
    {"case.answer", "{\"act\":\"case.answer\",\"office\":\"ua.armed-forces\",\"saw\":66,\"case\":\"2025-0001\",\"question\":"
                    "66,\"answer\":\"in September\"}"},
    {"case.amend", "{\"act\":\"case.amend\",\"office\":\"ua.armed-forces\",\"saw\":67,\"case\":\"2025-0001\",\"request\":{"
                   "\"act\":\"use\",\"item\":\"storm-shadow\",\"quantity\":2,\"user\":\"ua.armed-forces\",\"area\":"
                   "\"RU-KRS\"}}"},
    {"case.notify", "{\"act\":\"case.notify\",\"office\":\"us.secdef\",\"saw\":68,\"case\":\"2025-0001\",\"to\":"
                    "\"us.congress\",\"day\":\"2025-08-28\"}"},
    {"case.recuse", "{\"act\":\"case.recuse\",\"office\":\"us.usd-policy\",\"saw\":69,\"case\":\"2025-0001\",\"officer\":"
                    "\"us.usd-policy/head\",\"reason\":\"a relative works for the applicant\"}"},
    {"case.fulfil", "{\"act\":\"case.fulfil\",\"office\":\"us.secdef\",\"saw\":70,\"case\":\"2025-0001\",\"condition\":"
                    "\"certificate\",\"day\":\"2025-08-28\",\"party\":\"ua.armed-forces\",\"document\":\"End-use certificate "
                    "7\",\"document_digest\":\"" KEY_A "\"}"},
};
#define N_SAMPLES (sizeof samples / sizeof *samples)

static inline struct cs_json *parsed(struct room *room, const char *text) {
  struct cs_json *json = NULL;
  assert_ok(cs_json_parse(&room->arena, CS_STR("a.json"), cs_str_of(text), &json, &room->err), &room->err);
  return json;
}

static inline struct cs_act decoded(struct room *room, const char *flat) {
  struct cs_act act;
  assert_ok(cs_act_decode(&room->arena, CS_STR("a.json"), parsed(room, flat), &act, &room->err), &room->err);
  return act;
}

/* The sample's text; fails when there is none. */
static inline const char *sample_of(const char *kind) {
  for (size_t i = 0; i < N_SAMPLES; i++) {
    if (strcmp(samples[i].kind, kind) == 0) {
      return samples[i].flat;
    }
  }
  fail_msg("no sample of %s", kind);
  return NULL;
}

/* Seals what must be sealed, under commitments that commit to nothing: model never computes one. */
static inline void seal(struct room *room, struct cs_act *act) {
  for (int class = CS_SEAL_CONFIDENTIAL; class < CS_SEAL_N; class ++) {
    struct cs_opening *opening = &act->seals[class];
    assert_ok(cs_act_sealed_fields(&room->arena, act, (enum cs_seal) class, &opening->value, &room->err), &room->err);
    opening->present = opening->value != NULL;
    memset(opening->commitment, 0x10 + class, sizeof opening->commitment);
  }
}

/* An entry of the act, by a key; `out` is JSON. */
static inline struct cs_entry entry_of(struct room *room, const char *flat, int64_t n, const char *out) {
  struct cs_entry entry = {.n = n, .act = decoded(room, flat), .by = {CS_BY_KEY, CS_STR(SIG_A), 0, 0}};
  seal(room, &entry.act);
  assert_ok(cs_time_parse(CS_STR("2025-08-25T09:00:00.123456Z"), &entry.at, &room->err), &room->err);
  entry.out = parsed(room, out);
  memset(entry.r, 0xA5, sizeof entry.r);
  return entry;
}

/* Canonical text of a tree. */
static inline const char *canonical(struct room *room, const struct cs_json *json) {
  struct cs_buf buf;
  struct cs_str copy;
  cs_buf_init(&buf, 1u << 20);
  assert_ok(cs_json_canonical(&buf, json, &room->err), &room->err);
  assert_ok(cs_arena_str(&room->arena, cs_buf_str(&buf), &copy, &room->err), &room->err);
  cs_buf_deinit(&buf);
  return copy.ptr;
}

#endif
