/* What rests on an entry: the cases, decisions, authorizations and balances that say something else with it than without it, each
 * determined anew both ways. Nothing here writes, and the snapshot is left as it was. */
#ifndef CS_SERVICE_QUERY_CORRECTION_H
#define CS_SERVICE_QUERY_CORRECTION_H

#include "service/query.h"

enum { CS_REST_BEFORE, CS_REST_AFTER, CS_REST_SIDES }; /* the correction */

/* One decided consent of a case: does the decision stand? */
struct cs_rest_consent {
  struct cs_str approver;
  enum cs_truth stands[CS_REST_SIDES];
  struct cs_str why[CS_REST_SIDES]; /* where it does not, or not surely */
};

struct cs_rest_case {
  struct cs_str id, status;
  cs_day on; /* it was determined as of this day: an open one's is today, another's that of its version */
  struct cs_str verdict[CS_REST_SIDES];     /* "permitted"; "at least permitted, at most prohibited" */
  struct cs_strs approvers[CS_REST_SIDES];  /* whose consent it needs */
  struct cs_strs acting[CS_REST_SIDES];     /* who may act for each of those, as one text */
  enum cs_truth may_proceed[CS_REST_SIDES]; /* on that day */
  struct cs_str authorization;              /* empty: none was granted */
  enum cs_truth in_effect[CS_REST_SIDES];   /* today */
  struct cs_str waits[CS_REST_SIDES];
  struct cs_rest_consent *consents; /* those that were decided */
  size_t n_consents;
  bool changes; /* something of all that differs */
};

struct cs_rest_balance {
  struct cs_str subject; /* "stock:S1" */
  struct cs_str of;      /* "on hand", "paid", "left of eram" */
  struct cs_str value[CS_REST_SIDES];
};

struct cs_rests {
  int64_t entry;  /* asked about */
  int64_t struck; /* the agreement by which it counts no longer; -1: it counts, and AFTER is what would be */
  struct cs_str kind, subject;
  struct cs_json *of;      /* all subjects that it changed */
  struct cs_str looked_at; /* in words: which cases were looked at */
  struct cs_str
      unsound; /* why the other side cannot be worked out, and all below is empty (entries of its kind are not corrected; balances
                              that moved on since); empty: it was */
  cs_day today;
  struct {
    struct cs_rest_case *at;
    size_t n, cap;
  } cases; /* all that were looked at, by reference */
  size_t n_changes;
  struct {
    struct cs_rest_balance *at;
    size_t n, cap;
  } balances;
};

/* `entry`: a plain entry, or the agreement to a correction. CS_E_STORE_ABSENT when there is none. */
CS_MUST bool cs_service_rests(struct cs_service *service, int64_t entry, struct cs_arena *arena, struct cs_rests *out,
                              struct cs_err *err);

/* Corrections on record, in order of their proposals. */
struct cs_correction_row {
  int64_t entry, n;                    /* the wrong entry; the proposal */
  struct cs_str kind, subject, status; /* status: waits, agreed, refused, undone */
  struct cs_str office, officer, by_office, by_officer;
  int64_t settled; /* the entry that agreed or refused; -1: none */
};
struct cs_correction_rows {
  struct cs_correction_row *at;
  size_t n, cap;
};
CS_MUST bool cs_service_corrections(struct cs_service *service, struct cs_arena *arena, struct cs_correction_rows *out,
                                    struct cs_err *err);
/* The wrong entry of a proposal, of its settlement, or of neither (`entry` itself); its correction's state in *state, NULL: none was
 * proposed. CS_E_STORE_ABSENT. */
CS_MUST bool cs_service_correction(struct cs_service *service, int64_t entry, struct cs_arena *arena, int64_t *wrong,
                                   struct cs_json **state, struct cs_err *err);

#endif
