/* Determine: what the rules say of a request at (on, known), and whether it may proceed. The pure core: no clock, store
 * or chance; whatever is not in the catalogue and the rules comes through the world's callbacks.
 *
 * It asks the rules (rules/rules.h) of what the view shows (review/view.h), and adds who may act for each approver, the
 * states on an item's content path whose law nobody loaded, what is already authorised, and what was decided before. */
#ifndef CS_REVIEW_DETERMINE_H
#define CS_REVIEW_DETERMINE_H

#include "model/mandate.h"
#include "review/view.h"
#include "rules/decide.h"

/* What consents together granted, as a candidate to cover a request. */
struct cs_review_grant_line {
  struct cs_str item;
  bool has_quantity;     /* else any quantity of it */
  struct cs_figure left; /* what is left of it: granted less used */
  struct cs_figure granted;
  struct cs_dec used;
  bool has_value; /* without a quantity: granted up to a value, of which so much is left */
  struct cs_figure value, value_left;
};
/* Why an authorization is not in effect, or why that is not known; what ends it for good before what it waits for. */
enum cs_review_bar_kind {
  CS_BAR_REVOKED,
  CS_BAR_SURRENDERED,
  CS_BAR_EXHAUSTED,
  CS_BAR_EXPIRED,
  CS_BAR_LAPSED, /* a condition was not met before its day, and cannot be any more */
  CS_BAR_SUSPENDED,
  CS_BAR_CONSENTS, /* a consent does not stand */
  CS_BAR_MONEY,
  CS_BAR_CONDITION, /* a certificate, or another thing that must be done first */
  CS_BAR_NOTICE,
  CS_BAR_AHEAD, /* its period has not begun */
};
const char *cs_review_bar_name(enum cs_review_bar_kind kind); /* "payment" */
struct cs_review_bar {
  enum cs_review_bar_kind kind;
  enum cs_truth value; /* no, or unknown */
  struct cs_str why;
  int64_t n; /* the entry that it comes from; -1: none */
};

/* What an authorization is like, and how it stands on a day. */
enum cs_review_grant_kind {
  CS_GRANT_SINGLE_USE, /* the first decrement ends it */
  CS_GRANT_INDIVIDUAL, /* quantities by line */
  CS_GRANT_BLANKET,    /* no quantities: bounded by value, period and provisos */
};
enum cs_review_grant_status {
  CS_GRANT_IN_EFFECT,
  CS_GRANT_WAITING,
  CS_GRANT_SUSPENDED,
  CS_GRANT_REVOKED,
  CS_GRANT_SURRENDERED,
  CS_GRANT_EXPIRED, /* after its period, or after the day of a condition that was not met */
  CS_GRANT_EXHAUSTED,
  CS_GRANT_UNKNOWN, /* nothing surely bars it, and something may */
};
const char *cs_review_grant_kind_name(enum cs_review_grant_kind kind);       /* "single-use" */
const char *cs_review_grant_status_name(enum cs_review_grant_status status); /* "in-effect" */
struct cs_review_authorization {
  struct cs_str id; /* "2025-0001-A" */
  struct cs_str act;
  struct cs_review_grant_line *lines; /* one an item */
  size_t n_lines;
  struct cs_str applicant, holder, recipient, user, end_user; /* empty: none was named in its request */
  bool has_area;                                              /* else no area was named in its request */
  struct cs_area area;
  struct cs_span from, until; /* holds over [from, until) */
  enum cs_truth in_effect;    /* on the day asked about, as known then */
  struct cs_str waits;        /* why it is not in effect, or why that is not known: "0.01 USD of 500.00 USD" */
  const struct cs_review_bar
      *bars; /* all that keep it from it, in the order of their kinds; `waits` is the one that weighs most */
  size_t n_bars;
  enum cs_review_grant_kind kind;
  enum cs_review_grant_status status;
  int64_t status_n;          /* the entry that the status comes from: what ended or stopped it, else the last consent */
  enum cs_truth consented;   /* do all its consents stand? */
  const struct cs_str *over; /* what it no longer waits for: "notice to us.congress ended 2025-09-27" */
  size_t n_over;
  bool single_use;
  const struct cs_str *consents; /* the offices whose consents it rests on */
  size_t n_consents;
  const struct cs_str
      *terms; /* provisos and limits that a machine cannot check: with any, it covers nothing by itself */
  size_t n_terms;
};

/* A decision on an earlier case about the same item or party: shown, never applied. */
struct cs_review_precedent {
  struct cs_str reference, approver, outcome; /* "2025-0002", "us.secdef", "refuse" */
  struct cs_str item, party;
  struct cs_str on; /* as it was claimed: "2025-05..2025-08-23" */
  int64_t n;        /* entry of the decision */
  enum cs_certainty certainty;
};

struct cs_review_world {
  const struct cs_catalogue *catalogue; /* NULL: nothing is on record */
  const struct cs_rules *rules;
  const struct cs_view_plan *plan; /* of those rules; NULL: made for each question */
  struct cs_scratch
      *scratch; /* of those rules, for the quick way; the answer lives until it is used again. NULL: none */
  unsigned char rules_digest[32];
  int64_t size; /* entries in the record that the catalogue was folded from; 0: none */
  bool stated;  /* without a record: the catalogue is all that is known of items; else requests say what they are */
  unsigned char root[32];
  void *ctx;
  /* Those that might cover the request: of the same act and an item of it. NULL: none. */
  CS_MUST
  bool (*authorizations)(void *ctx, const struct cs_request *request, cs_day on, cs_day known, struct cs_arena *arena,
                         const struct cs_review_authorization **out, size_t *n, struct cs_err *err);
  /* The folded state of a ledger ("stock:S1"); *state NULL when nothing is on record. NULL: there are no ledgers. */
  CS_MUST
  bool (*ledger)(void *ctx, struct cs_str subject, struct cs_arena *arena, const struct cs_json **state,
                 struct cs_err *err);
  /* Decisions known on `known`. NULL: none. */
  CS_MUST
  bool (*precedents)(void *ctx, const struct cs_request *request, cs_day on, cs_day known, struct cs_arena *arena,
                     const struct cs_review_precedent **out, size_t *n, struct cs_err *err);
};

/* Who may act on an approver's consent: the approver itself under the chain from the regime's owner, and whoever has
 * mandates from it. */
struct cs_review_approver {
  struct cs_str office;
  struct cs_str regime, owner;
  enum cs_truth value;      /* yes or unknown: is its consent needed? */
  struct cs_acting *acting; /* the approver first; none: nobody may act on the day */
  size_t n_acting;
};

/* A rule that applies or may, for the lines (counted from 0) that it applies to in the same way. */
struct cs_review_ground {
  uint32_t rule;
  enum cs_ground_value value;
  enum cs_certainty certainty;
  const uint32_t *lifted_by;
  size_t n_lifted_by;
  uint32_t *lines;
  size_t n_lines;
  struct cs_path path;
  const struct cs_cite *cites; /* what rows of tables say */
  size_t n_cites;
};
struct cs_review_regime {
  uint32_t regime;
  enum cs_verdict at_least, at_most;
  bool treats;
  struct cs_review_ground *grounds;
  size_t n_grounds;
  size_t more;
};

struct cs_unasked {
  struct cs_str state;
  struct cs_str why;   /* "no regime of FR is loaded", "no regime of FR treats use" */
  enum cs_truth truth; /* unknown: the item only may carry it */
  struct cs_path path;
};

enum cs_lacking_kind {
  CS_LACKING_CONSENT,   /* name: the office */
  CS_LACKING_LIFT,      /* name: the regime that prohibits */
  CS_LACKING_REFERENCE, /* name: what another law or a person must answer */
  CS_LACKING_STATE,     /* name: the state that was not asked */
  CS_LACKING_KNOWLEDGE, /* name: what would settle it (a cause's name) */
};
struct cs_lacking {
  enum cs_lacking_kind kind;
  struct cs_str name;
  enum cs_truth value; /* unknown: it may not be needed */
};
struct cs_waiting {
  struct cs_str authorization, why;
  const char *kind; /* "payment", "notice": cs_review_bar_name; "proviso", "period" */
};
struct cs_standing {
  enum cs_truth may_proceed;
  struct cs_str *under; /* authorizations that cover it wholly and are in effect */
  size_t n_under;
  struct cs_lacking *lacking;
  size_t n_lacking;
  struct cs_waiting *waiting; /* of authorizations that would cover it: each thing that keeps one from it */
  size_t n_waiting;
};

struct cs_determination {
  const struct cs_rules *rules;
  cs_day on, known;
  struct cs_answer answer; /* of the rules */
  bool settled;            /* verdict, approvers and requirements are known */
  struct cs_review_regime *regimes;
  size_t n_regimes;
  struct cs_review_approver *approvers;
  size_t n_approvers;
  struct cs_unasked *unasked;
  size_t n_unasked;
  struct cs_standing standing;
  const struct cs_review_precedent *precedents;
  size_t n_precedents;
  unsigned char rules_digest[32];
  int64_t entry; /* the last one that the catalogue knows; -1: no record */
  unsigned char root[32];
};

/* Everything in *out lies in `arena`, in the rules, in the catalogue or in the request. Errors: those of cs_view_init
 * and cs_rules_ask. */
CS_MUST
bool cs_determine(const struct cs_review_world *world, const struct cs_request *request, cs_day on, cs_day known,
                  struct cs_arena *arena, struct cs_determination *out, struct cs_err *err);

/* Does the authorization cover the whole request on that day, whether it is in effect or not? Exactly: the act, every
 * line's item and quantity (lines of one item together), the parties, the area within its own, the day within its
 * period, no terms. */
enum cs_truth cs_review_covers(const struct cs_review_authorization *authorization, const struct cs_request *request,
                               cs_day on);
/* The state whose law a regime is: its `state` line, else its owner's registered state, else the first part of its name
 * when that is a country's code in small letters (us.x: US). Empty: none. */
struct cs_str cs_review_regime_state(const struct cs_review_world *world, const struct cs_regime_info *regime,
                                     cs_day on, cs_day known);
/* Is the verdict the same at both bounds? */
bool cs_determination_verdict(const struct cs_determination *determination, enum cs_verdict *out);

const char *cs_lacking_name(enum cs_lacking_kind kind); /* "consent" */

#endif
