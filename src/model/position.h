/* The door: Countersign never takes coordinates, target data, routes or effects. This finds them, as names of members and
 * as text (pairs of degrees, degrees-minutes-seconds, grid references), so that whatever carries them is refused. */
#ifndef CS_MODEL_POSITION_H
#define CS_MODEL_POSITION_H

#include "base/json.h"

/* Is the text, or a part of it, a position? *part: the offending words. */
bool cs_position_in_text(struct cs_str text, struct cs_str *part);
/* Is it the name of a member that would carry one (latitude, mgrs, target, route, …)? */
bool cs_position_is_name(struct cs_str name);
/* Walks a JSON value; CS_E_REQUEST_POSITION with the place and the offending member or words. */
CS_MUST bool cs_position_refuse(struct cs_str source, const struct cs_json *json, struct cs_err *err);

#endif
