/* Acts: what an actor says, as a value. model/act.def is the list; this is how one is decoded, checked and written.
 * The form for people (a line of .jsonl, the body that HTTP takes) is flat:
 *   {"act":"item.register","office":"…","item":"eram","kind":"munition","origin":["US"],"from":"…","known":"…","cite":"…"}
 * The form on record (A of RECORD section 1) is canonical JSON with the sealed fields replaced by commitments:
 *   {"body":{…plain fields…,"sealed":{"confidential":HEX}},"from":…,"key":HEX,"kind":…,"known":…,"office":…,"saw":N,"subject":…,"v":1} */
#ifndef CS_MODEL_ACT_H
#define CS_MODEL_ACT_H

#include "base/day.h"
#include "base/json.h"
#include "base/truth.h"
#include "model/err.h"

enum cs_act_kind {
#define CS_ACT(name, kind, version, subject, field, who, barrier, what) CS_ACT_##name,
#define CS_ALSO(subject, field)
#define CS_HOLDS
#define CS_FIELD(name, type, need, seal, what)
#define CS_END
#include "model/act.def"
#undef CS_ACT
#undef CS_ALSO
#undef CS_HOLDS
#undef CS_FIELD
#undef CS_END
  CS_ACT_N
};

enum cs_act_who {
  CS_WHO_FOUNDER,   /* init alone */
  CS_WHO_REGISTRAR, /* the record's first officer, or an officer of the same office */
  CS_WHO_SELF,      /* the registrar, or the officer that the act is about */
  CS_WHO_OWNER,     /* the regime's owner, or whoever has its mandate; also the registrar as a source */
  CS_WHO_GRANTOR,   /* the office that gives the mandate, or the registrar as a source */
  CS_WHO_APPLICANT, /* any enrolled officer, for its own office */
  CS_WHO_DECIDER,   /* an office with a chain of mandates to the approver */
  CS_WHO_CONSENTING, /* an office whose consent the case (or the authorization's, or the fund's case) needs, or with a chain
                        of mandates from it */
  CS_WHO_ASKED,      /* an office that was asked for advice, or a consenting one */
  CS_WHO_HOLDER,     /* who was authorised (the applicant), or has the stock; or an office with a chain of mandates from it */
  CS_WHO_MAKER,      /* the office that made the entry that is corrected, or the registrar */
  CS_WHO_SYSTEM,    /* the core itself */
};

enum cs_field_type {
  CS_FIELD_IDENT,
  CS_FIELD_IDENTS,
  CS_FIELD_TEXT,
  CS_FIELD_TEXTS,
  CS_FIELD_AREA,
  CS_FIELD_AREAS,
  CS_FIELD_DAY,
  CS_FIELD_DAYS,
  CS_FIELD_SPAN,
  CS_FIELD_BOOL,
  CS_FIELD_INTEGER,
  CS_FIELD_DECIMAL,
  CS_FIELD_CHOICE,
  CS_FIELD_CHOICES,
  CS_FIELD_HASH, /* 32 bytes in hex */
  CS_FIELD_KEY,  /* 32 bytes in hex */
  CS_FIELD_BASE64,
  CS_FIELD_VERIFIER, /* NAME+HASH+KEY, a log's verifier key; whoever judges it reads it (tlog/note.h) */
  CS_FIELD_VALUE,   /* a string or a bool (model/catalogue.h reads it by the type that a rule asks for) */
  CS_FIELD_REQUEST, /* model/request.h */
  CS_FIELD_LINES,   /* [{"item","quantity","value"?}], at most CS_LINES_MAX; a quantity is exact: "10", "10 pieces" */
  CS_FIELD_MONEY,   /* one exact amount with its currency: "825000000.00 USD" */
};

enum cs_seal { CS_SEAL_PLAIN, CS_SEAL_CONFIDENTIAL, CS_SEAL_PERSONAL, CS_SEAL_N };
const char *cs_seal_name(enum cs_seal seal); /* "confidential" */

struct cs_act_field {
  const char *name;
  enum cs_field_type type;
  bool required;
  enum cs_seal seal;
  const char *what; /* help text; for CHOICE and CHOICES the words, separated by blanks */
};

struct cs_act_also {
  const char *subject, *field;
};

struct cs_act_def {
  enum cs_act_kind kind;
  const char *name; /* "case.decide" */
  int version;
  const char *subject, *subject_field; /* "case", "case"; the record's subject is "record:" alone */
  enum cs_act_who who;
  bool barrier;
  bool holds; /* takes from, until, known, cite, certainty */
  const char *what;
  const struct cs_act_field *fields;
  size_t n_fields;
  const struct cs_act_also *also; /* further subjects; at most CS_ACT_SUBJECTS_MAX - 1 */
  size_t n_also;
};

const struct cs_act_def *cs_act_def(enum cs_act_kind kind);
/* By name and version; NULL when there is none. */
const struct cs_act_def *cs_act_find(struct cs_str name, int64_t version);
const struct cs_act_field *cs_act_field(const struct cs_act_def *def, struct cs_str name);

/* What opens one commitment: kept in the vault, given to whoever may see it. */
struct cs_opening {
  bool present;
  unsigned char salt[32];
  struct cs_json *value; /* object of the sealed fields of the class */
  unsigned char commitment[32];
};

struct cs_act {
  const struct cs_act_def *def;
  struct cs_str office;  /* acted for; empty for the record's own acts */
  struct cs_str subject; /* "case:2025-0001" */
  int64_t saw;           /* number of the last entry on the subject that the actor had seen; -1: none */
  struct cs_str key;     /* public key of the signer, hex; empty when by source or by the core */
  bool has_from;
  struct cs_span from; /* with has_from */
  bool has_known;
  cs_day known;
  struct cs_json *body;               /* all fields, opened ones included; until, cite, certainty too */
  struct cs_opening seals[CS_SEAL_N]; /* [CS_SEAL_PLAIN] unused */
};

/* Decodes and checks the flat form: kind (and "v"; without it the newest version), members (unknown ones refused), types,
 * choices, required fields, `saw` (integer), and that nothing in it is a position (model/position.h). Places of errors are
 * the JSON's. Leaves key and seals empty; body shares nodes with `flat`. What it changes on the way into body: integers in
 * DECIMAL and VALUE fields and in LINES become text, a request takes its one form (cs_request_to_json), and acts that hold get their
 * `certainty` when a cite is given without one: confirmed. Codes: CS_E_ACT_UNKNOWN_KIND, CS_E_ACT_FIELD,
 * CS_E_UNIT_UNKNOWN and the other codes of cs_figure_parse for a VALUE that begins with a digit or "-" and has a blank,
 * CS_E_JSON_MEMBER, CS_E_JSON_MISSING, CS_E_JSON_TYPE, CS_E_IDENT_SYNTAX, CS_E_AREA_UNKNOWN, CS_E_REQUEST_…, CS_E_LIMIT (a
 * body beyond CS_BODY_MAX), dates' and decimals' own. */
CS_MUST bool cs_act_decode(struct cs_arena *arena, struct cs_str source, const struct cs_json *flat, struct cs_act *out,
                           struct cs_err *err);
/* The sealed fields of a class as an object to commit to, NULL when the act has none. */
CS_MUST bool cs_act_sealed_fields(struct cs_arena *arena, const struct cs_act *act, enum cs_seal seal,
                                  struct cs_json **out, struct cs_err *err);
/* A: the form on record, as a tree (canonical bytes: cs_json_canonical). Commitments must be filled in. */
CS_MUST bool cs_act_to_record(struct cs_arena *arena, const struct cs_act *act, struct cs_json **out,
                              struct cs_err *err);
/* Back from A. Sealed fields are absent from body until opened with cs_act_open. CS_E_ACT_UNKNOWN_KIND for a (kind, version)
 * that this program does not know; CS_E_ENTRY_FORM for what no program can have written. Areas and positions are not looked
 * at again: their lists change with the years, and what is on record must decode for ever. */
CS_MUST bool cs_act_from_record(struct cs_arena *arena, const struct cs_json *a, struct cs_act *out,
                                struct cs_err *err);
/* Puts the fields of an opening into body. The commitment was checked by the caller. CS_E_ENTRY_FORM when the act has no
 * commitment of the class, or the value is not what the kind seals under it. */
CS_MUST bool cs_act_open(struct cs_arena *arena, struct cs_act *act, enum cs_seal seal, const struct cs_json *value,
                         struct cs_err *err);
/* Subjects whose state the act changes: the first is act->subject. n at most 4. A further one whose optional field is not
 * given is none. */
#define CS_ACT_SUBJECTS_MAX 4
CS_MUST bool cs_act_subjects(struct cs_arena *arena, const struct cs_act *act, struct cs_str out[CS_ACT_SUBJECTS_MAX],
                             size_t *n, struct cs_err *err);

/* The digest, in hex, of the i-th blob that the act names: a text of rules, then the tables that came with it; empty behind the
 * last. rules.publish is the only act that names blobs. */
struct cs_str cs_act_blob(const struct cs_act *act, size_t i);

#endif
