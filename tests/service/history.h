/* Random histories: acts of every kind, a fifth of them to be refused, handed in by all three ways (batches, loads, the
 * writer). The generator keeps its own small account of what is on record and says beforehand what becomes of each act; an
 * act that ends otherwise fails the test. A run is a function of its seed. */
#ifndef CS_TEST_SERVICE_HISTORY_H
#define CS_TEST_SERVICE_HISTORY_H

#include "service/history_audit.h"
#include "service/scene.h"
#include "support/random.h"

#define HISTORY_OFFICES 14
#define REGIMES         5 /* regime k is office k's */

#define HISTORY_ADVICE_MAX  16 /* advice of one case */
#define HISTORY_AGREED_MAX  4
#define HISTORY_PEOPLE_MAX  4 /* who filed a case, and who is kept out of it */
#define HISTORY_NEEDS_MAX   12
#define HISTORY_NOTICES_MAX 4
#define HISTORY_PAYERS_MAX  4
#define HISTORY_HOLDS_MAX   6 /* on what is personal of one officer */

struct history_numbers {
  uint32_t *at;
  size_t n, cap;
};

/* One key. An officer may have several: `self` is the first of them, and stands for the person. */
struct history_person {
  struct cs_officer_key key;
  size_t office, self;
  bool enrolled, revoked;
  /* Of the person: */
  bool personal; /* something personal is sealed, and not erased */
  struct {
    int64_t n;
    cs_day until;
    size_t by;
    bool released;
  } holds[HISTORY_HOLDS_MAX];
  size_t n_holds;
};

/* What a mandate must cover; zero: nothing is asked. */
struct history_scope {
  int regime;     /* 0: none */
  bool elsewhere; /* an area that is not within RU */
  long quantity;
};

struct history_mandate {
  uint32_t number;
  size_t by, to;
  int regime; /* 0: any */
  bool russia;
  long most;                /* 0: any quantity */
  cs_day from, until, ends; /* `ends`: from its revocation on */
};

struct history_consent {
  size_t approver;
  int regimes[8]; /* their owners are the offices of the same number */
  size_t n_regimes;
  bool open;
  size_t decided_by; /* office, when it is not open */
  size_t through;    /* the office of the officer who signed; SIZE_MAX: nobody did, it was attested */
  cs_day on;
};

enum history_need_kind { HISTORY_ADVICE, HISTORY_COUNTERSIGN, HISTORY_NOTICE, HISTORY_CERTIFICATE, HISTORY_PAYMENT };

struct history_need {
  enum history_need_kind kind;
  size_t approver, office;
  long n; /* officers, or days */
};

struct history_advice {
  int64_t n;
  size_t office, person;
  char position; /* a: approve, p: with a proviso, r: refuse, o: no objection */
  bool above;    /* the level of officers */
  bool stands;
  size_t agreed[HISTORY_AGREED_MAX], n_agreed;
};

struct history_case {
  uint32_t number;
  size_t applicant;
  size_t filers[HISTORY_PEOPLE_MAX], n_filers; /* who filed it, and who amended it */
  struct history_consent consents[HISTORY_OFFICES];
  size_t n_consents;
  struct history_need needs[HISTORY_NEEDS_MAX];
  size_t n_needs;
  bool open, prohibited;
  bool asked[HISTORY_OFFICES];
  struct history_advice advice[HISTORY_ADVICE_MAX];
  size_t n_advice;
  size_t kept_out[HISTORY_PEOPLE_MAX], n_kept_out;
  struct {
    size_t to;
    cs_day day;
  } notices[HISTORY_NOTICES_MAX];
  size_t n_notices;
  struct {
    size_t approver, party;
  } certified[HISTORY_NOTICES_MAX];
  size_t n_certified;
  int64_t question; /* the entry; 0: none is open */
  uint32_t item;
  bool elsewhere;
  long quantity, used;
  long version;
  bool approved, suspended, ended;
  cs_day until; /* of the authorization */
  size_t fund;  /* its place plus 1; 0: none */
};

struct history_stock {
  uint32_t number, item;
  size_t holder; /* office */
  long on_hand;
  struct {
    uint32_t number;
    long quantity;
    cs_day expires;
  } reserved[8];
  size_t n_reserved;
};

/* What one entry said, as long as it may be corrected. */
#define HISTORY_WORDS 64
struct history_word {
  int64_t entry, proposal; /* proposal: 0: none waits */
  char of[200];            /* the subjects that it changed, as JSON */
  bool agreed;             /* the agreement to a correction of a fact: neither of its persons proposes to undo it */
  size_t proposer, second; /* persons */
  size_t key;              /* with which it was proposed */
  size_t office;           /* whose entry it is */
  size_t use;              /* of a use of an authorization: its case's place plus 1 */
  long quantity;           /* and how much */
};
struct history_words {
  struct history_word at[HISTORY_WORDS];
  size_t n;
};

struct history_fund {
  uint32_t number;
  size_t of;                     /* the case */
  long paid[HISTORY_PAYERS_MAX]; /* cents, by payer: offices 1 and on */
  bool closed;                   /* only the first two payers count */
};

/* What was handed out, to be looked at again at the end. */
struct history_receipt {
  int64_t n;
  struct cs_hash leaf;
};

/* An act that was taken, to be handed in again as it was. */
struct history_said {
  struct plan *plan; /* NULL: none yet */
};

#define HISTORY_DECK_MAX 1000

/* Kinds of acts still to be drawn. */
struct history_deck {
  unsigned char cards[HISTORY_DECK_MAX];
  size_t n;
};

enum history_again { HISTORY_AGAIN_USE, HISTORY_AGAIN_STOCK, HISTORY_AGAIN_FUND, HISTORY_AGAIN_N };

struct history {
  struct scene scene;
  struct cs_service service;
  struct random random;
  struct cs_arena arena; /* of the account */
  struct cs_hasher hasher;
  struct cs_map last; /* subject → number of its last entry + 1 */
  uint64_t size;
  uint32_t made; /* identifiers given out */
  uint32_t days; /* `from` days given out */
  struct history_numbers parties, items, groups, statements, calendars;
  bool in_force[REGIMES + 1]; /* is there a text of regime k? */
  struct {
    struct history_person *at;
    size_t n, cap;
  } persons;
  struct {
    struct history_mandate *at;
    size_t n, cap;
  } mandates;
  struct {
    struct history_case *at;
    size_t n, cap;
  } cases;
  struct {
    struct history_receipt *at;
    size_t n, cap;
  } receipts;
  struct {
    struct history_stock *at;
    size_t n, cap;
  } stocks;
  struct {
    struct history_fund *at;
    size_t n, cap;
  } funds;
  struct history_deck decks[2];               /* of batches, of loads */
  struct history_said again[HISTORY_AGAIN_N]; /* the last of each */
  bool loading;                               /* what is drawn goes into a load */
  struct {
    unsigned stage; /* 0: none, 1: announced, 2: activated */
    struct cs_str verifier;
    uint64_t until;
    unsigned turned;
  } rotation;
  struct cs_str policy; /* the log's keys, for receipts */
  struct audit audit;
  /* One act that was kept, to be handed in again: */
  struct cs_buf kept;
  int64_t kept_n;
  cs_time kept_at;
  size_t kept_by;
  uint32_t kept_key;
  struct history_words words, waiting; /* that may be corrected; whose correction waits */
  size_t corrected;
  /* What was done: */
  size_t acts, done[CS_ACT_N], refused[CS_ACT_N], repeats, counted_once, loads, loads_refused, batches, writers;
};

/* Founds a record, opens a service on it, and puts offices, keys and rules on record. */
void history_begin(struct history *h, uint64_t seed);
/* Hands in at least so many more acts. */
void history_go_on(struct history *h, size_t acts);
/* A random request about what is on record, as text in `out`. */
void history_request(struct history *h, char *out, size_t size);
void history_end(struct history *h);

/* Is the authorization of the case in effect now, by the account? */
bool history_in_effect(const struct history *h, const struct history_case *one);
/* What counts towards the price, in cents. */
long history_paid(const struct history_fund *fund);
cs_day history_today(const struct history *h);
/* The kind that nothing here makes; NULL when there is none. */
const char *history_unmade(void);
/* May an act of this kind end so, by the table of makers? */
bool history_is_done(enum cs_act_kind kind);
bool history_is_refused(enum cs_act_kind kind);
bool history_is_made(enum cs_act_kind kind);

#endif
