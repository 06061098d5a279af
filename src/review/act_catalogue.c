/* Judges of what is registered: keys, parties, items, dependencies, groups, statements. The registrar's right was
 * checked. */
#include "model/content.h"
#include "review/judge_internal.h"

/* A second version of something must begin later than the one before it. */
static bool check_later(struct cs_hearing *h, const struct cs_holds *last) {
  struct cs_span from = h->act->has_from ? h->act->from : CS_SPAN_ALWAYS;
  if (cs_span_lt(last->from, from) == CS_YES) {
    return true;
  }
  return cs_refuse(h, CS_E_REFUSED_VERSION_NOT_LATER,
                   "%.*s is on record (entry %lld): its next version needs a `from` after that one's",
                   CS_STR_ARG(h->act->subject), (long long)last->n);
}

static bool check_party(struct cs_hearing *h, struct cs_str id) {
  if (cs_catalogue_party(h->bench->world->catalogue, id) || cs_str_eq(id, h->bench->registrar)) {
    return true;
  }
  return cs_refuse(h, CS_E_REFUSED_PARTY_UNKNOWN, "\"%.*s\" is no party on record", CS_STR_ARG(id));
}

static bool check_item(struct cs_hearing *h, struct cs_str id) {
  if (cs_catalogue_item(h->bench->world->catalogue, id)) {
    return true;
  }
  return cs_refuse(h, CS_E_REFUSED_ITEM_UNKNOWN, "\"%.*s\" is no item on record", CS_STR_ARG(id));
}

/* What is replaced must be a key of the same officer that still counts. */
static bool check_replaced(struct cs_hearing *h, struct cs_str officer, struct cs_str replaces) {
  const struct cs_json *key;
  if (!cs_hearing_state(h, "key", replaces, &key)) {
    return false;
  }
  if (!key || !cs_str_eq(cs_json_text(key, "officer"), officer)) {
    return cs_refuse(h, CS_E_REFUSED_KEY_UNKNOWN, "%.*s has no key %.*s… that could be replaced", CS_STR_ARG(officer),
                     CS_STR_ARG(cs_str_head(replaces, 16)));
  }
  return !cs_json_get(key, "revoked") ||
         cs_refuse(h, CS_E_REFUSED_KEY_REVOKED, "the key that is to be replaced was revoked by entry %lld",
                   (long long)cs_json_integer(key, "revoked", 0));
}

bool cs_judge_key_enrol(struct cs_hearing *h) {
  struct cs_str replaces = cs_hearing_text(h, "replaces");
  if (replaces.len > 0 && !check_replaced(h, cs_hearing_text(h, "officer"), replaces)) {
    return false;
  }

  struct cs_str name = cs_hearing_text(h, "officer"); /* OFFICE/NAME: decoding checked it */
  struct cs_str office = cs_str_cut(&name, '/');
  const struct cs_json *key;
  if (!cs_hearing_state(h, "key", cs_hearing_text(h, "key"), &key)) {
    return false;
  }
  if (key && !cs_refuse(h, CS_E_REFUSED_KEY_ENROLLED, "the key was enrolled by entry %lld, for %.*s",
                        (long long)cs_json_integer(key, "n", 0), CS_STR_ARG(cs_json_text(key, "officer")))) {
    return false;
  }
  return check_party(h, office);
}

bool cs_judge_key_revoke(struct cs_hearing *h) {
  const struct cs_json *key;
  if (!cs_hearing_state(h, "key", cs_hearing_text(h, "key"), &key)) {
    return false;
  }
  if (!key || !cs_str_eq(cs_json_text(key, "officer"), cs_hearing_text(h, "officer"))) {
    return cs_refuse(h, CS_E_REFUSED_KEY_UNKNOWN, "%.*s has no such key on record",
                     CS_STR_ARG(cs_hearing_text(h, "officer")));
  }
  if (cs_json_get(key, "revoked")) {
    return cs_refuse(h, CS_E_REFUSED_KEY_REVOKED, "the key was already revoked by entry %lld",
                     (long long)cs_json_integer(key, "revoked", 0));
  }
  return true;
}

bool cs_judge_party(struct cs_hearing *h) {
  const struct cs_party *there = cs_catalogue_party(h->bench->world->catalogue, cs_hearing_text(h, "party"));
  struct cs_str calendar = cs_hearing_text(h, "calendar");
  const struct cs_json *known_calendar = NULL;
  if (calendar.len > 0 && !cs_hearing_state(h, "calendar", calendar, &known_calendar)) {
    return false;
  }
  if (calendar.len > 0 && !known_calendar &&
      !cs_refuse(h, CS_E_REFUSED_CALENDAR_UNKNOWN, "\"%.*s\" is no calendar on record", CS_STR_ARG(calendar))) {
    return false;
  }
  return !there || check_later(h, &there->versions[there->n_versions - 1].holds);
}

bool cs_judge_item(struct cs_hearing *h) {
  const struct cs_item *there = cs_catalogue_item(h->bench->world->catalogue, cs_hearing_text(h, "item"));
  return !there || there->n_versions == 0 || check_later(h, &there->versions[there->n_versions - 1].holds);
}

bool cs_judge_item_fact(struct cs_hearing *h) {
  return check_item(h, cs_hearing_text(h, "item"));
}

bool cs_judge_dependency(struct cs_hearing *h) {
  struct cs_str item = cs_hearing_text(h, "item");
  struct cs_str on = cs_hearing_text(h, "on");
  struct cs_str circle = CS_STR_NONE;
  if (!check_item(h, item) || !check_item(h, on) ||
      !cs_content_circle(h->bench->world->catalogue, item, on, h->arena, &circle, h->err)) {
    return false;
  }
  return circle.len == 0 ||
         cs_refuse(h, CS_E_REFUSED_ITEM_CIRCLE, "an item cannot depend on itself: %.*s", CS_STR_ARG(circle));
}

bool cs_judge_group_define(struct cs_hearing *h) {
  const struct cs_group_record *there = cs_catalogue_group(h->bench->world->catalogue, cs_hearing_text(h, "group"));
  return !there || cs_refuse(h, CS_E_REFUSED_GROUP_EXISTS, "the group \"%.*s\" is on record", CS_STR_ARG(there->id));
}

bool cs_judge_group_member(struct cs_hearing *h) {
  struct cs_str id = cs_hearing_text(h, "group");
  struct cs_str member = cs_hearing_text(h, "member");
  const struct cs_group_record *group = cs_catalogue_group(h->bench->world->catalogue, id);
  if (!group) {
    return cs_refuse(h, CS_E_REFUSED_GROUP_UNKNOWN, "\"%.*s\" is no group on record", CS_STR_ARG(id));
  }
  if (cs_str_eq(group->of, CS_STR("items"))) {
    return check_item(h, member);
  }
  if (cs_str_eq(group->of, CS_STR("parties"))) {
    return check_party(h, member);
  }
  struct cs_area area;
  if (!cs_area_find(member, &area)) {
    return cs_err_set(h->err, &CS_E_AREA_UNKNOWN, "\"%.*s\" is no area: expected an ISO 3166 code such as RU or RU-KRS",
                      CS_STR_ARG(member));
  }
  return true;
}

bool cs_judge_statement(struct cs_hearing *h) {
  struct cs_str by = cs_hearing_text(h, "by");
  const struct cs_json *there;
  if (!cs_hearing_state(h, "statement", cs_hearing_text(h, "statement"), &there) ||
      (by.len > 0 && !check_party(h, by))) {
    return false;
  }
  return !there || cs_refuse(h, CS_E_REFUSED_STATEMENT_EXISTS, "%.*s is on record: a statement is never overwritten",
                             CS_STR_ARG(h->act->subject));
}

bool cs_judge_statement_withdraw(struct cs_hearing *h) {
  const struct cs_json *there;
  if (!cs_hearing_state(h, "statement", cs_hearing_text(h, "statement"), &there)) {
    return false;
  }
  return there || cs_refuse(h, CS_E_REFUSED_STATEMENT_UNKNOWN, "%.*s is not on record", CS_STR_ARG(h->act->subject));
}
