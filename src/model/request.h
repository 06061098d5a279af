/* Requests: what an applicant asks. The JSON form is DESIGN section 8's; unknown members are refused, and so is anything that
 * is, or names, a position (position.h). Roles default: end user = user, else recipient. */
#ifndef CS_MODEL_REQUEST_H
#define CS_MODEL_REQUEST_H

#include "base/area.h"
#include "base/day.h"
#include "base/figure.h"
#include "base/json.h"
#include "model/err.h"

/* The acts that a request may be about (DESIGN section 2); request_acts.def. */
extern const char *const cs_request_acts[];
extern const size_t cs_request_acts_n;

struct cs_request_line {
  struct cs_str item;
  bool has_quantity, has_value;
  struct cs_figure quantity; /* a bare number or pieces */
  struct cs_figure value;    /* money */
};

/* A fact that the request states itself, by the name that rules use. Text as given: rules give it its type. */
struct cs_request_fact {
  struct cs_str name;
  const struct cs_json *value; /* string, bool, integer, array of strings */
};

/* What the thing asked about is made of, as the request itself states it. */
struct cs_request_part {
  struct cs_str id;     /* never empty; each is there once */
  struct cs_str origin; /* a state's code or XZ; empty: not said */
  bool has_value;
  struct cs_figure value; /* money */
  struct cs_request_fact *facts;
  size_t n_facts;
};

struct cs_request {
  struct cs_str act;
  struct cs_request_line
      *lines; /* at least 1, at most CS_LINES_MAX; the item of the only one is empty where facts or parts say
                                  * what is asked about */
  size_t n_lines;
  struct cs_str applicant, holder, recipient, user, end_user; /* party identifiers; empty: not said */
  bool has_area;
  struct cs_area area;
  struct cs_str purpose; /* empty: not said */
  struct cs_request_fact *facts;
  size_t n_facts;
  bool has_parts;                /* said, be it that there are none */
  struct cs_request_part *parts; /* at most CS_PARTS_MAX */
  size_t n_parts;
  bool has_on, has_known;
  cs_day on, known;
};

/* Who has it in the end: the end user, else the user, else the recipient; empty when none is said. */
struct cs_str cs_request_end_user(const struct cs_request *request);

/* Reads and checks the JSON form. Slices point into `json`. Codes: CS_E_JSON_MEMBER, CS_E_JSON_MISSING, CS_E_JSON_TYPE, CS_E_AREA_UNKNOWN,
 * CS_E_REQUEST_ACT (unknown act; hint lists them), CS_E_REQUEST_POSITION, CS_E_REQUEST_LINES, CS_E_REQUEST_PARTS (too many, one without
 * id or with another's, a value below 0), decimals' and identifiers' own. */
CS_MUST bool cs_request_read(struct cs_arena *arena, struct cs_str source, const struct cs_json *json,
                             struct cs_request *out, struct cs_err *err);
/* The one JSON form of a request (only what was said; always `lines`, figures as text). */
CS_MUST bool cs_request_to_json(struct cs_arena *arena, const struct cs_request *request, struct cs_json **out,
                                struct cs_err *err);

#endif
