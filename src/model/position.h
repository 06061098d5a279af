/* The door: Countersign never takes coordinates, target data, routes or effects. This finds them, as names of members and
 * as text (pairs of degrees, degrees-minutes-seconds, grid references), so that whatever carries them is refused. */
#ifndef CS_MODEL_POSITION_H
#define CS_MODEL_POSITION_H

#include "base/json.h"

/* Is the text, or a part of it, a position? *part: the offending words. What it knows: pairs of degrees with hemispheres, a
 * degree sign with one, degrees and minutes in pairs, pairs of decimals with three places or more (with one place when they
 * are the whole text), packed digits (5027N 03031E), MGRS and UTM references, plus codes, `lat`, `lon` and their like before
 * a number, well-known text and geo: addresses. Figures, money, dates, citations and digests pass. It reads figures and
 * signs, not language, so it is a door, not a wall. */
bool cs_position_in_text(struct cs_str text, struct cs_str *part);
/* Is it the name of a member that would carry one (latitude, mgrs, target, route, …)? */
bool cs_position_is_name(struct cs_str name);
/* Walks a JSON value; CS_E_REQUEST_POSITION with the place and the offending member or words. CS_E_JSON_DEPTH for a tree that
 * was built deeper than the parser lets any be. */
CS_MUST bool cs_position_refuse(struct cs_str source, const struct cs_json *json, struct cs_err *err);
/* The name of one member alone; the place is its value's. */
CS_MUST bool cs_position_refuse_name(struct cs_str source, const struct cs_json_member *member, struct cs_err *err);

#endif
