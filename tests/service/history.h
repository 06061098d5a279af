/* Random histories: acts of every kind, a fifth of them to be refused, handed in by all three ways (batches, loads, the
 * writer). The generator keeps its own small account of what is on record and says beforehand what becomes of each act; an
 * act that ends otherwise fails the test. A run is a function of its seed. */
#ifndef CS_TEST_SERVICE_HISTORY_H
#define CS_TEST_SERVICE_HISTORY_H

#include "service/scene.h"
#include "support/random.h"

#define HISTORY_OFFICES 14

struct history_numbers {
  uint32_t *at;
  size_t n, cap;
};

struct history_person {
  struct cs_officer_key key;
  size_t office;
  bool enrolled, revoked;
};

struct history_mandate {
  uint32_t number;
  size_t by, to;
  int regime; /* -1: any */
  bool alive;
};

struct history_consent {
  size_t approver;
  int regimes[8]; /* their owners are the offices of the same number */
  size_t n_regimes;
  bool open;
  size_t decided_by; /* office, when it is not open */
};

struct history_case {
  uint32_t number;
  size_t applicant;
  size_t filed_by; /* person; SIZE_MAX: a source */
  struct history_consent consents[HISTORY_OFFICES];
  size_t n_consents;
  bool open, prohibited;
  uint32_t item;
  long quantity, used;
  bool approved, suspended, ended;
  unsigned amended;
  int64_t question, advice; /* the entry; 0: none is open, none stands */
  size_t adviser, kept_out; /* persons; 0: nobody is kept out */
  size_t fund; /* its place plus 1; 0: none */
};

struct history_stock {
  uint32_t number, item;
  size_t holder; /* office */
  long on_hand;
  struct {
    uint32_t number;
    long quantity;
  } reserved[8];
  size_t n_reserved;
};

struct history_fund {
  uint32_t number;
  size_t keeper; /* office */
  long paid;
};

/* What was handed out, to be looked at again at the end. */
struct history_receipt {
  int64_t n;
  struct cs_hash leaf;
};

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
  /* One act that was kept, to be handed in again: */
  struct cs_buf kept;
  int64_t kept_n;
  cs_time kept_at;
  size_t kept_by;
  uint32_t kept_key;
  /* What was done: */
  size_t acts, done[CS_ACT_N], refused[CS_ACT_N], repeats, loads, loads_refused, batches, writers;
};

/* Founds a record, opens a service on it, and puts offices, keys and rules on record. */
void history_begin(struct history *h, uint64_t seed);
/* Hands in at least so many more acts. */
void history_go_on(struct history *h, size_t acts);
/* A random request about what is on record, as text in `out`. */
void history_request(struct history *h, char *out, size_t size);
void history_end(struct history *h);

#endif
