/* The catalogue: the folded states of everything that other acts are judged by (items, parties, groups, calendars, mandates,
 * regimes), decoded and held in memory, with both claimed clocks. It answers for any (on, known) pair. One writer at a
 * time; many readers while nobody writes. Memory of replaced states is given back when the catalogue is built anew. */
#ifndef CS_MODEL_CATALOGUE_H
#define CS_MODEL_CATALOGUE_H

#include "base/area.h"
#include "base/day.h"
#include "base/figure.h"
#include "base/json.h"
#include "base/map.h"
#include "base/truth.h"
#include "model/err.h"

/* When something holds, since when it could be known, and who says so. */
struct cs_holds {
  struct cs_span from, until; /* CS_SPAN_ALWAYS, CS_SPAN_NEVER when not said */
  cs_day known;               /* CS_DAY_MIN when not said and `from` is inexact or absent; else the exact `from` */
  enum cs_certainty certainty;
  struct cs_str cite;
  int64_t n;      /* entry */
  int64_t struck; /* the entry by which it counts no longer (model/correction.h); 0: it counts */
};

struct cs_item_version {
  struct cs_holds holds;
  struct cs_str kind, name;
  struct cs_strs classes;
  struct cs_strs origins;        /* area codes of countries */
  bool has_classes, has_origins; /* stated, be it as none; not stated: not known */
  bool complete;
};
struct cs_item_fact {
  struct cs_holds holds;
  struct cs_str name;
  const struct cs_json *value; /* string or bool, as registered */
  struct cs_strs also;
};
struct cs_dependency {
  struct cs_holds holds;
  struct cs_str on, by;
  bool has_share;
  struct cs_dec share;
};
struct cs_item {
  struct cs_str id;
  bool gone;                        /* every registration was struck: it is not on record */
  struct cs_item_version *versions; /* these, as all versions here, in the order of versions.h: by `from`, then entry */
  size_t n_versions;
  struct cs_item_fact *facts; /* by name; those of one name are versions of one another where `from` differs */
  size_t n_facts;
  struct cs_dependency *dependencies; /* by (on, by); those of one pair are versions of one link */
  size_t n_dependencies;
};

struct cs_party_version {
  struct cs_holds holds;
  struct cs_str kind, state, name, calendar;
};
struct cs_party {
  struct cs_str id;
  bool gone; /* every registration was struck */
  struct cs_party_version *versions;
  size_t n_versions;
};

struct cs_member {
  struct cs_holds holds;
  struct cs_str id;
};
struct cs_group_record {
  struct cs_str id, of; /* items, parties, areas */
  bool open;
  struct cs_member *members;
  size_t n_members;
};

struct cs_mandate_grant {
  struct cs_holds holds;
  struct cs_str by, to;
  struct cs_strs regimes, acts, areas; /* empty: all */
  struct cs_str when;                  /* a condition of the rule language; empty: none */
  bool has_quantity_max, has_value_max;
  struct cs_figure quantity_max; /* of any item, all lines of it together; a bare number */
  struct cs_figure value_max;    /* of all lines together; money */
};
struct cs_mandate_record {
  struct cs_str id;
  struct cs_mandate_grant *grants; /* usually one; a later grant under the id is its next version */
  size_t n_grants;
  struct cs_holds *revocations; /* `from`: first day on which it no longer holds */
  size_t n_revocations;
  size_t n_struck_grants, n_struck_revocations; /* behind those, for showing alone */
};

struct cs_regime_table {
  struct cs_str file;
  unsigned char digest[32];
};
struct cs_regime_text {
  struct cs_str file;
  unsigned char digest[32];
  struct cs_regime_table *tables; /* that came with it */
  size_t n_tables;
  int64_t n;
};
/* "NAME DIGEST", as rules.publish names a table; false when it is not of that form. */
bool cs_regime_table_read(struct cs_str text, struct cs_regime_table *out);
struct cs_regime_record {
  struct cs_str id;
  struct cs_regime_text *texts; /* those in force, in order of first publication */
  size_t n_texts;
};

/* Which ledger counts an item with its holder; what is in it is read by key. */
struct cs_stock_record {
  struct cs_str id, item, holder;
};

struct cs_catalogue; /* owns its memory */

struct cs_catalogue *cs_catalogue_new(struct cs_err *err) CS_MUST;
void cs_catalogue_free(struct cs_catalogue *catalogue);
/* Takes the state of one subject ("item:eram"), in place of what it had. States of other kinds of subject (cases, keys, …) are
 * ignored. *regimes_changed, if not NULL, is set to true when the subject is a regime. */
CS_MUST bool cs_catalogue_put(struct cs_catalogue *catalogue, struct cs_str subject, const struct cs_json *state,
                              bool *regimes_changed, struct cs_err *err);

/* Works out what each item carries, so that a question about content is a look at a short list (content.h). Whoever has put the last
 * item calls it before questions are asked; not while others read. Putting another item undoes it, and content is walked again:
 * every answer is the same. Does nothing when it is done. Time and memory grow with the dependencies of all items. */
CS_MUST bool cs_catalogue_settle(struct cs_catalogue *catalogue, struct cs_err *err);
/* What was worked out; NULL: it is not settled. */
struct cs_contents;
const struct cs_contents *cs_catalogue_contents(const struct cs_catalogue *catalogue);

/* NULL when there is none on record, or all that was said of it was struck. What was struck of a thing is not in its lists. */
const struct cs_item *cs_catalogue_item(const struct cs_catalogue *catalogue, struct cs_str id);
const struct cs_party *cs_catalogue_party(const struct cs_catalogue *catalogue, struct cs_str id);
const struct cs_group_record *cs_catalogue_group(const struct cs_catalogue *catalogue, struct cs_str id);
const struct cs_mandate_record *cs_catalogue_mandate(const struct cs_catalogue *catalogue, struct cs_str id);
const struct cs_regime_record *cs_catalogue_regime(const struct cs_catalogue *catalogue, struct cs_str id);
/* The ledger of the item with this holder; without one, or with an empty holder, the only ledger of the item. NULL when
 * there is none, or several others. */
const struct cs_stock_record *cs_catalogue_stock(const struct cs_catalogue *catalogue, struct cs_str item,
                                                 struct cs_str holder);
/* NULL when the party has none on that day. */
const struct cs_calendar *cs_catalogue_calendar(const struct cs_catalogue *catalogue, struct cs_str party);
/* All of one kind, in order of first entry; for the loop `for (i = 0; (x = cs_catalogue_item_at(c, i)); i++)`. */
size_t
cs_catalogue_n_items(const struct cs_catalogue *catalogue); /* those that are gone as well: NULL at their place */
const struct cs_item *cs_catalogue_item_at(const struct cs_catalogue *catalogue, size_t i);
const struct cs_party *cs_catalogue_party_at(const struct cs_catalogue *catalogue, size_t i);
const struct cs_group_record *cs_catalogue_group_at(const struct cs_catalogue *catalogue, size_t i);
const struct cs_mandate_record *cs_catalogue_mandate_at(const struct cs_catalogue *catalogue, size_t i);
const struct cs_regime_record *cs_catalogue_regime_at(const struct cs_catalogue *catalogue, size_t i);
/* The mandates of which some grant is, or was before it was given anew, by this office. */
const struct cs_mandate_record *const *cs_catalogue_mandates_by(const struct cs_catalogue *catalogue,
                                                                struct cs_str office, size_t *n);

/* The period, source and certainty of one element of a state's list (fold.h); with nothing said: always, known from its exact
 * first day on, confirmed. *out shares the element's text. CS_E_FOLD_STATE, CS_E_DATE_…. */
CS_MUST bool cs_holds_read(const struct cs_json *element, struct cs_holds *out, struct cs_err *err);
/* Does it hold on `on` as known on `known`? Unknown where `from` or `until` is inexact and may touch the day. */
enum cs_truth cs_holds_on(const struct cs_holds *holds, cs_day on, cs_day known);

#endif
