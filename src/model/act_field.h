/* Fields of acts, inside model: reading one value by its type, the members that acts have beyond their own fields, and
 * the name of a subject. The callers are act_decode.c (flat form), act_record.c (form on record) and the tests. */
#ifndef CS_MODEL_ACT_FIELD_H
#define CS_MODEL_ACT_FIELD_H

#include "model/act.h"

struct cs_act_reading {
  struct cs_arena *arena;
  struct cs_str source;
  bool on_record; /* areas and requests are taken as they stand: they were looked at when the act came in */
};

/* Checks the value by the field's type; *out is its form on record, which is the same node unless the type says
 * otherwise (act.h, cs_act_decode). Errors name the field and give the value's place. */
CS_MUST bool cs_act_field_read(const struct cs_act_reading *reading, const struct cs_act_field *field,
                               struct cs_json *value, struct cs_json **out, struct cs_err *err);

/* `act`, `v`, `office`, `saw`, and for acts that hold `from`, `until`, `known`, `cite`, `certainty`; NULL for other
 * names. */
const struct cs_act_field *cs_act_common(const struct cs_act_def *def, struct cs_str name);
/* For the loop `for (i = 0; (field = cs_act_common_at(def, i)); i++)`. */
const struct cs_act_field *cs_act_common_at(const struct cs_act_def *def, size_t i);

/* Gives the place of `json` to the error and returns false. */
bool cs_act_fault(const struct cs_act_reading *reading, const struct cs_json *json, struct cs_err *err);

CS_MUST bool cs_act_subject(struct cs_arena *arena, const char *type, const char *field, const struct cs_json *body,
                            struct cs_str *out, struct cs_err *err);

#endif
