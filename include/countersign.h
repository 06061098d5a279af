/* libcountersign: asks rules whose consent a use or transfer of a controlled item needs, inside another program.
 *
 *   sources   texts of rules, tables and a catalogue, gathered       struct countersign_sources
 *   set       the sources checked and compiled                       struct countersign_set
 *   request   what is asked, read once and asked as often as needed  struct countersign_request
 *   answer    what the rules say of it                               struct countersign_answer
 *   proof     a receipt held against an entry and a key              struct countersign_proof
 *
 * What the words mean is docs/library.md and the project's README; the rule language is src/rules/SPEC.md. The library asks
 * no clock, no network and no random source, and has no global state: the day of a question is an argument. It needs libc
 * and libcrypto. Only countersign_sources_path reads files.
 *
 * Threads. A set and a request never change: any number of threads may use one at the same time, without locks. Sources,
 * an answer and a proof belong to one thread at a time. The functions without an object may be called from everywhere.
 *
 * Ownership. What a function called …_new gives is the caller's, and is freed with …_free, which takes NULL. Bytes that are
 * handed in are read during the call alone. A `struct countersign_text` in a result is not NUL-ended and lives as long as
 * the function that gives it says.
 *
 * Errors. A function that can fail returns false (or NULL) and fills *error, unless `error` is NULL. Whatever was handed in
 * stays as it was, and can be used again. Handing in NULL for an object that must be there, or an index that is too great,
 * is a fault of the program and ends it with a message.
 *
 * Versions. Names are bound to the version COUNTERSIGN_0.1 of the library. Before 1.0 a new minor version may change them,
 * and has another SONAME then. */
#ifndef COUNTERSIGN_H
#define COUNTERSIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define COUNTERSIGN_API  __attribute__((visibility("default")))
#define COUNTERSIGN_MUST __attribute__((visibility("default"), warn_unused_result))
#else
#define COUNTERSIGN_API
#define COUNTERSIGN_MUST
#endif

/* The version of this header; countersign_version() is that of the library. */
#define COUNTERSIGN_VERSION "0.1.0"
/* "0.1.0"; constant. */
COUNTERSIGN_API const char *countersign_version(void);

/* Text in UTF-8, not NUL-ended: printf("%.*s", COUNTERSIGN_TEXT(text)). Nothing said: len 0. */
struct countersign_text {
  const char *ptr;
  size_t len;
};
#define COUNTERSIGN_TEXT(text) (int)(text).len, ((text).ptr ? (text).ptr : "")

/* ------------------------------------------------------------------ errors */

enum countersign_error_kind {
  COUNTERSIGN_ERROR_NONE,
  COUNTERSIGN_ERROR_INPUT,   /* what was handed in is not right: `source`, `line` and `column` say where */
  COUNTERSIGN_ERROR_REFUSED, /* an act of the catalogue contradicts what stands before it */
  COUNTERSIGN_ERROR_SYSTEM,  /* memory, a disk, libcrypto: the same call may succeed at another time */
};

/* The caller's, on the stack or elsewhere; nothing in it needs to be freed. All texts are NUL-ended. */
struct countersign_error {
  enum countersign_error_kind kind;
  char code[64];         /* "rules.unknown-word": stable; docs/errors.md lists them */
  char source[128];      /* the name of the text, as it was given; empty when none */
  uint32_t line, column; /* counted from 1; 0: not known */
  char text[512];        /* what is wrong, with the word in quotes, and what was expected */
  char hint[256];        /* how to mend it; may be empty */
};

/* What is found when sources are checked. A warning keeps no set from being made. */
struct countersign_finding {
  struct countersign_error error;
  bool warning;
};

/* ------------------------------------------------------------------ days */

/* A calendar day, counted from 1970-01-01. */
typedef int32_t countersign_day;
/* For `on` and `known`: only the request says it. */
#define COUNTERSIGN_DAY_OF_REQUEST INT32_MIN

/* Reads "2025-08-25" (years 0001 to 9999). Input errors: date.syntax, date.out-of-range. */
COUNTERSIGN_MUST bool countersign_day_read(const char *text, size_t len, countersign_day *out,
                                           struct countersign_error *error);

/* ------------------------------------------------------------------ sources */

/* Texts of rules, tables and a catalogue, gathered for one set. Not for use by two threads at a time. */
struct countersign_sources;

/* NULL when there is no memory. */
COUNTERSIGN_MUST struct countersign_sources *countersign_sources_new(struct countersign_error *error);
COUNTERSIGN_API void countersign_sources_free(struct countersign_sources *sources);

/* Adds a text of rules. `name` (NUL-ended) is what messages and answers call it: "export.rules"; a `use "FILE"` line of
 * another text finds it by this name. Names differ from one another. The bytes are copied, and looked at when a set is made.
 * At most 64 MiB. Errors: input.too-large, source.twice, memory.exhausted. */
COUNTERSIGN_MUST bool countersign_sources_rules(struct countersign_sources *sources, const char *name,
                                                const char *bytes, size_t len, struct countersign_error *error);

/* Adds a table: comma-separated values, the first line naming the columns (RFC 4180). `name` is what rules call it, `table … from "chart.csv"`
 * for one. Names of tables differ from one another. The bytes are copied, and looked at when a set is made. At most
 * 64 MiB. Errors: input.too-large, source.twice, memory.exhausted. */
COUNTERSIGN_MUST bool countersign_sources_table(struct countersign_sources *sources, const char *name,
                                                const char *bytes, size_t len, struct countersign_error *error);

/* Paths that are added afterwards take the tables that their rules name from this folder, or from one that was named before it, so
 * that the same rules can be asked with other tables of the same form. Error: memory.exhausted. */
COUNTERSIGN_MUST bool countersign_sources_tables_from(struct countersign_sources *sources, const char *folder,
                                                      struct countersign_error *error);
/* The tables that none of these folders has: they were taken from beside the rules. The text lives as long as the sources. */
COUNTERSIGN_API size_t countersign_sources_n_beside(const struct countersign_sources *sources);
COUNTERSIGN_API struct countersign_text countersign_sources_beside(const struct countersign_sources *sources,
                                                                   size_t index);

/* Adds a file of rules, or all *.rules of a folder in order of their names, the files that they `use`, and the tables that they
 * name, from beside them. A file is called by its name without its folder. System errors name the file; os.not-found also
 * where folders of tables were named and none has any of them. A table that is nowhere is an error of the set. */
COUNTERSIGN_MUST bool countersign_sources_path(struct countersign_sources *sources, const char *path,
                                               struct countersign_error *error);

/* Adds acts of registration, one a line in JSON, as `countersign load` takes them (docs/acts.md): party.register,
 * calendar.declare, item.register, item.fact, dependency.register, group.define, group.member, mandate.grant, mandate.revoke.
 * They build on one another in their order, over all such texts. The bytes are copied, and looked at when a set is made.
 * Errors: input.too-large, memory.exhausted.
 *
 * With a catalogue, an item that it lacks, or whose origin it does not state, may never go ahead; without one, items are what
 * requests say of them. */
COUNTERSIGN_MUST bool countersign_sources_catalogue(struct countersign_sources *sources, const char *name,
                                                    const char *bytes, size_t len, struct countersign_error *error);

/* ------------------------------------------------------------------ sets */

/* Rules and a catalogue, checked and compiled. Never changes; any number of threads may ask it. A program that takes up new
 * rules makes another set, lets new questions go there, and frees this one when its last answer is freed or asked anew. */
struct countersign_set;

/* Sets made of these sources from now on are also looked at for what keeps no set from being made, but was hardly meant: a gap
 * between a term's cases, a rule that never applies. Of large sets that takes some seconds. */
COUNTERSIGN_API void countersign_sources_warn(struct countersign_sources *sources);

/* Checks all sources together. Everything that is found, to 100 errors, is then in the sources' findings. NULL: there are errors, and *error is the first of them; or there is no memory. The set keeps nothing of the sources, which can be
 * freed, or added to and made into another set. Errors: those of the rule language (rules.…), of acts (act.…, json.…,
 * refused.…), rules.none (no text of rules was added), catalogue.other-act (an act that is none of registration). */
COUNTERSIGN_MUST struct countersign_set *countersign_set_new(struct countersign_sources *sources,
                                                             struct countersign_error *error);
COUNTERSIGN_API void countersign_set_free(struct countersign_set *set);

/* What the last countersign_set_new found in these sources. The finding lives until the next one, or until they are freed. */
COUNTERSIGN_API size_t countersign_sources_n_findings(const struct countersign_sources *sources);
COUNTERSIGN_API const struct countersign_finding *countersign_sources_finding(const struct countersign_sources *sources,
                                                                              size_t index);

/* How many rules and exceptions the set has. */
COUNTERSIGN_API size_t countersign_set_n_rules(const struct countersign_set *set);
/* SHA-256 over the names and texts of its rules and tables: the same that `basis` of an answer in JSON has. 32 bytes, the set's. */
COUNTERSIGN_API const unsigned char *countersign_set_digest(const struct countersign_set *set);

/* ------------------------------------------------------------------ requests */

/* What is asked, read from JSON once: the prepared facts of a question. Never changes; it can be asked of any set, on any
 * days, by any number of threads. */
struct countersign_request;

/* Reads one request (docs/library.md lists its members). `name` is what messages call it, "the request" for one; the JSON begins
 * at `first_line` of it: 1 for a text of its own, n for the n-th line of a file of requests, 0 when its lines mean nothing to
 * whoever reads the message, which then names none. Input errors: json.…, request.…, area.unknown, unit.unknown, and others
 * that name the member. */
COUNTERSIGN_MUST struct countersign_request *countersign_request_new(const char *name, uint32_t first_line,
                                                                     const char *json, size_t len,
                                                                     struct countersign_error *error);
COUNTERSIGN_API void countersign_request_free(struct countersign_request *request);
/* Its act, "use" for one; lives as long as the request. */
COUNTERSIGN_API struct countersign_text countersign_request_act(const struct countersign_request *request);

/* ------------------------------------------------------------------ answers */

enum countersign_verdict { /* mildest first */
                           COUNTERSIGN_NOT_COVERED,
                           COUNTERSIGN_PERMITTED,
                           COUNTERSIGN_REFER, /* another law or a person must answer */
                           COUNTERSIGN_NEEDS_APPROVAL,
                           COUNTERSIGN_PROHIBITED,
};
enum countersign_truth { COUNTERSIGN_NO = 1, COUNTERSIGN_YES, COUNTERSIGN_UNKNOWN };
enum countersign_certainty { /* of sources */
                             COUNTERSIGN_CONFIRMED,
                             COUNTERSIGN_REPORTED,
                             COUNTERSIGN_ASSUMED, /* no source says it */
                             COUNTERSIGN_DISPUTED,
                             COUNTERSIGN_DENIED,
};
/* "needs-approval"; "unknown"; "reported". Constant. */
COUNTERSIGN_API const char *countersign_verdict_name(enum countersign_verdict verdict);
COUNTERSIGN_API const char *countersign_truth_name(enum countersign_truth truth);
COUNTERSIGN_API const char *countersign_certainty_name(enum countersign_certainty certainty);

/* Room for one answer, and the answer in it. Asking again with the same answer uses its memory again, so that most questions of one
 * line take none from the system. For one thread at a
 * time. All that is read from it lives until it is asked with again, or freed; and needs the set and the request of the
 * question to live as long. */
struct countersign_answer;

COUNTERSIGN_MUST struct countersign_answer *countersign_answer_new(struct countersign_error *error);
COUNTERSIGN_API void countersign_answer_free(struct countersign_answer *answer);

/* Asks. `on` is the day that the act would be done, `known` the day whose knowledge counts; a request that names days of its
 * own is asked on those. False: the answer is empty and must not be read. Input errors: request.no-day (neither names it),
 * fact.… (the request's `facts` do not fit these rules; the place is the request's). */
COUNTERSIGN_MUST bool countersign_ask(const struct countersign_set *set, const struct countersign_request *request,
                                      countersign_day on, countersign_day known, struct countersign_answer *answer,
                                      struct countersign_error *error);

/* The determination in JSON, on one line without a line end: byte for byte what `countersign assess --json` prints (docs/library.md
 * lists its members). NUL-ended behind its length; lives as long as the answer. */
COUNTERSIGN_MUST bool countersign_answer_json(struct countersign_answer *answer, struct countersign_text *out,
                                              struct countersign_error *error);
/* The same in words, as `countersign assess` prints it: the answer first, then who, then why with file:line and source, what
 * would settle it, and `may go?` last; lines of at most 108 columns. With `act_first` each line of the verdict begins with the
 * act, for several answers below one another. */
COUNTERSIGN_MUST bool countersign_answer_words(struct countersign_answer *answer, bool act_first,
                                               struct countersign_text *out, struct countersign_error *error);
/* All in one: reads a request, asks, and writes JSON. */
COUNTERSIGN_MUST bool countersign_assess(const struct countersign_set *set, const char *json, size_t len,
                                         countersign_day on, countersign_day known, struct countersign_answer *answer,
                                         struct countersign_text *out, struct countersign_error *error);

/* The same at both bounds: the verdict is determined. */
COUNTERSIGN_API bool countersign_answer_verdict(const struct countersign_answer *answer, enum countersign_verdict *out);
COUNTERSIGN_API enum countersign_verdict countersign_answer_at_least(const struct countersign_answer *answer);
COUNTERSIGN_API enum countersign_verdict countersign_answer_at_most(const struct countersign_answer *answer);
/* Of what the answer rests on: confirmed, reported or assumed. */
COUNTERSIGN_API enum countersign_certainty countersign_answer_certainty(const struct countersign_answer *answer);
/* Are verdict, approvers and requirements known? */
COUNTERSIGN_API bool countersign_answer_settled(const struct countersign_answer *answer);
/* May it go ahead as things stand? A gate opens for COUNTERSIGN_YES alone. */
COUNTERSIGN_API enum countersign_truth countersign_answer_may_proceed(const struct countersign_answer *answer);
/* The days that were asked about. */
COUNTERSIGN_API countersign_day countersign_answer_on(const struct countersign_answer *answer);
COUNTERSIGN_API countersign_day countersign_answer_known(const struct countersign_answer *answer);

/* Lists. countersign_answer_n_… says how many; the others fill in the one at `index`, counted from 0. Texts live as long as
 * the answer. */

/* Whose consent is needed: all of them. */
struct countersign_approver {
  struct countersign_text office, regime;
  enum countersign_truth value; /* YES, or UNKNOWN: it may not be needed */
  size_t n_acting;              /* offices that may act on it that day, itself first; 0: nobody */
};
COUNTERSIGN_API size_t countersign_answer_n_approvers(const struct countersign_answer *answer);
COUNTERSIGN_API void countersign_answer_approver(const struct countersign_answer *answer, size_t index,
                                                 struct countersign_approver *out);

/* A rule that says something of the request. */
enum countersign_ground_value {
  COUNTERSIGN_GROUND_APPLIES,
  COUNTERSIGN_GROUND_MAY_APPLY, /* something that it asks about is unknown */
  COUNTERSIGN_GROUND_LIFTED,    /* it would apply, but an exception lifts it */
};
enum countersign_effect {
  COUNTERSIGN_EFFECT_NONE, /* it only lifts others */
  COUNTERSIGN_EFFECT_NOTE,
  COUNTERSIGN_EFFECT_PERMIT,
  COUNTERSIGN_EFFECT_REFER,
  COUNTERSIGN_EFFECT_REVIEW,
  COUNTERSIGN_EFFECT_PROHIBIT,
};
struct countersign_ground {
  struct countersign_text rule, regime, file;
  uint32_t file_line;
  bool exception;
  enum countersign_effect effect;
  struct countersign_text office; /* REVIEW: who decides */
  struct countersign_text text;   /* REFER, NOTE: its words */
  struct countersign_text cite;   /* its first source; empty: none is named */
  enum countersign_ground_value value;
  enum countersign_certainty certainty;
  const uint32_t *lines; /* of the request, counted from 0, that it says this of */
  size_t n_lines;
};
COUNTERSIGN_API size_t countersign_answer_n_grounds(const struct countersign_answer *answer);
COUNTERSIGN_API void countersign_answer_ground(const struct countersign_answer *answer, size_t index,
                                               struct countersign_ground *out);

/* What else is asked for. */
enum countersign_require_kind {
  COUNTERSIGN_REQUIRE_CONSENT,
  COUNTERSIGN_REQUIRE_ADVICE,
  COUNTERSIGN_REQUIRE_COUNTERSIGN,
  COUNTERSIGN_REQUIRE_NOTIFY,
  COUNTERSIGN_REQUIRE_PROVISO,
  COUNTERSIGN_REQUIRE_LIMIT,
  COUNTERSIGN_REQUIRE_CONDITION,
};
struct countersign_require {
  enum countersign_require_kind kind;
  struct countersign_text approver; /* whose consent it belongs to; may be empty */
  struct countersign_text office;   /* who advises or is told */
  struct countersign_text text;     /* of a proviso, limit or condition */
  int64_t n;                        /* COUNTERSIGN: how many */
  int64_t days;                     /* 0: none stated */
  bool calendar_days;               /* else working days */
  enum countersign_certainty certainty;
  enum countersign_truth value; /* YES or UNKNOWN */
};
COUNTERSIGN_API size_t countersign_answer_n_requires(const struct countersign_answer *answer);
COUNTERSIGN_API void countersign_answer_require(const struct countersign_answer *answer, size_t index,
                                                struct countersign_require *out);

/* What would settle it. */
enum countersign_cause {
  COUNTERSIGN_CAUSE_FACT,
  COUNTERSIGN_CAUSE_BOUNDS,
  COUNTERSIGN_CAUSE_AREA,
  COUNTERSIGN_CAUSE_DATE,
  COUNTERSIGN_CAUSE_DISPUTED,
  COUNTERSIGN_CAUSE_TABLE,
  COUNTERSIGN_CAUSE_CONTENT,
  COUNTERSIGN_CAUSE_GROUP,
};
struct countersign_missing {
  enum countersign_cause cause;
  struct countersign_text name; /* the fact, group, item, rule or named day */
  bool moves_verdict, moves_approvers, moves_requires;
};
COUNTERSIGN_API size_t countersign_answer_n_missing(const struct countersign_answer *answer);
COUNTERSIGN_API void countersign_answer_missing(const struct countersign_answer *answer, size_t index,
                                                struct countersign_missing *out);

/* A state on an item's content path whose law no regime of the set speaks for. */
struct countersign_unasked {
  struct countersign_text state, why;
};
COUNTERSIGN_API size_t countersign_answer_n_unasked(const struct countersign_answer *answer);
COUNTERSIGN_API void countersign_answer_unasked(const struct countersign_answer *answer, size_t index,
                                                struct countersign_unasked *out);

/* Why it may not go, or why that is not known. */
enum countersign_lacking_kind {
  COUNTERSIGN_LACKING_CONSENT,   /* name: the office */
  COUNTERSIGN_LACKING_LIFT,      /* name: the regime that prohibits */
  COUNTERSIGN_LACKING_REFERENCE, /* name: what another law or a person must answer */
  COUNTERSIGN_LACKING_STATE,     /* name: the state that was not asked */
  COUNTERSIGN_LACKING_KNOWLEDGE, /* name: what would settle it */
};
struct countersign_lacking {
  enum countersign_lacking_kind kind;
  struct countersign_text name;
  enum countersign_truth value; /* YES or UNKNOWN */
};
COUNTERSIGN_API size_t countersign_answer_n_lacking(const struct countersign_answer *answer);
COUNTERSIGN_API void countersign_answer_lacking(const struct countersign_answer *answer, size_t index,
                                                struct countersign_lacking *out);

/* A value that a regime names (`term`), for a line of the request. `value` is written as in `assess`: "yes", "25.0000 %", "A or B". */
struct countersign_term {
  struct countersign_text name, regime, value;
  uint32_t line; /* of the request, counted from 0 */
  bool known;    /* else `value` is "unknown" */
  enum countersign_certainty certainty;
};
COUNTERSIGN_API size_t countersign_answer_n_terms(const struct countersign_answer *answer);
/* False when there is no memory for the text. */
COUNTERSIGN_MUST bool countersign_answer_term(struct countersign_answer *answer, size_t index,
                                              struct countersign_term *out, struct countersign_error *error);

/* Facts that nothing was said of, taken as the rules say for that case; and the words of rules that note or refer. */
COUNTERSIGN_API size_t countersign_answer_n_assumed(const struct countersign_answer *answer);
COUNTERSIGN_API struct countersign_text countersign_answer_assumed(const struct countersign_answer *answer,
                                                                   size_t index);
COUNTERSIGN_API size_t countersign_answer_n_notes(const struct countersign_answer *answer);
COUNTERSIGN_API struct countersign_text countersign_answer_note(const struct countersign_answer *answer, size_t index);

/* ------------------------------------------------------------------ the quick way */

/* The facts of a request, prepared for one set and one pair of days, to ask what the rules say at full speed: words looked up, figures
 * scaled, areas with all above them. For one thread at a time. The set and the request must live as long. */
struct countersign_facts;

/* `on` and `known` as for countersign_ask; the errors are the same. */
COUNTERSIGN_MUST struct countersign_facts *countersign_facts_new(const struct countersign_set *set,
                                                                 const struct countersign_request *request,
                                                                 countersign_day on, countersign_day known,
                                                                 struct countersign_error *error);
COUNTERSIGN_API void countersign_facts_free(struct countersign_facts *facts);

/* What the rules say, in numbers: the same bounds, certainty, grounds and missing facts (these in an order of
 * their own) as countersign_ask gives. It is not the whole
 * answer: whether something may go ahead also takes what the rules were not asked (states without a regime, items without an
 * origin), and a gate asks countersign_ask. */
struct countersign_decision {
  enum countersign_verdict at_least, at_most;
  enum countersign_certainty certainty;
  bool settled;
  size_t n_grounds, n_missing;
};
/* Decides; no memory is taken, unless the rules ask what an item depends on. False only where memory is needed and lacking. */
COUNTERSIGN_MUST bool countersign_decide(struct countersign_facts *facts, struct countersign_decision *out,
                                         struct countersign_error *error);
/* Of the last decision, counted from 0; they live until the next. `lines` of a ground is NULL for a request of one line; for several
 * lines a ground is given once for each that it speaks of. */
COUNTERSIGN_API void countersign_decided_ground(const struct countersign_facts *facts, size_t index,
                                                struct countersign_ground *out);
COUNTERSIGN_API void countersign_decided_missing(const struct countersign_facts *facts, size_t index,
                                                 struct countersign_missing *out);

/* ------------------------------------------------------------------ receipts */

/* What a receipt proves. */
struct countersign_proof;

enum countersign_proof_outcome {
  COUNTERSIGN_PROVED,
  COUNTERSIGN_ALTERED,    /* bytes are not what was signed */
  COUNTERSIGN_NOT_PROVED, /* no key that was named has signed it */
};
enum countersign_actor {
  COUNTERSIGN_BY_KEY,    /* an officer signed it */
  COUNTERSIGN_BY_SOURCE, /* it was loaded from a source, on nobody's signature */
  COUNTERSIGN_BY_CORE,   /* the program itself */
};

/* Is this the entry that the receipt (a tlog-proof, *.receipt) proves, on the word of the verifier key, or keys, of the text
 * `verifier` (one a line, NAME+HASH+KEY)? Asks nobody. That it is not so is an answer, not an error. NULL, with an input
 * error: the receipt, the entry's bytes or the key are not of their form. */
COUNTERSIGN_MUST struct countersign_proof *countersign_receipt_check(const char *receipt, size_t receipt_len,
                                                                     const char *entry, size_t entry_len,
                                                                     const char *verifier, size_t verifier_len,
                                                                     struct countersign_error *error);
COUNTERSIGN_API void countersign_proof_free(struct countersign_proof *proof);
COUNTERSIGN_API enum countersign_proof_outcome countersign_proof_outcome(const struct countersign_proof *proof);
/* Unless proved: what is wrong. Lives as long as the proof. */
COUNTERSIGN_API const struct countersign_error *countersign_proof_fault(const struct countersign_proof *proof);

/* What was proved. Texts live as long as the proof. */
struct countersign_proved {
  uint64_t entry, size;           /* the entry's number; the entries of the log that the checkpoint speaks for */
  struct countersign_text origin; /* of the log */
  size_t witnesses;               /* whose signature on the checkpoint is named in `verifier` too */
  struct countersign_text at;     /* when it was recorded, by the store's clock: "2025-08-25T09:00:00.000000Z" */
  enum countersign_actor actor;
  /* Empty when the kind of act is none that this library knows: */
  struct countersign_text act, subject, office, officer;
  struct countersign_text key; /* BY_KEY: the officer's public key, hex */
};
/* False, and *out is empty, unless the outcome is COUNTERSIGN_PROVED. */
COUNTERSIGN_API bool countersign_proof_read(const struct countersign_proof *proof, struct countersign_proved *out);

#ifdef __cplusplus
}
#endif

#endif
