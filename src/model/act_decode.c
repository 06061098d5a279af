/* The flat form of an act: one JSON object, as a line of .jsonl or the body of a request over HTTP. Must never take a
 * member that it does not know, nor anything that is a position. The fields are those of act.def; the form is in act.h.
 */
#include "model/act.h"

#include "base/near.h"
#include "model/act_field.h"
#include "model/position.h"

#include <stdio.h>

#define SHOWN_MAX 60
#define SHOWN(s)  CS_STR_ARG(cs_str_head((s), SHOWN_MAX))

/* ---- which act ---- */

static const struct cs_act_def *newest(struct cs_str name) {
  const struct cs_act_def *best = NULL;
  for (int kind = 0; kind < CS_ACT_N; kind++) {
    const struct cs_act_def *def = cs_act_def((enum cs_act_kind)kind);
    if (cs_str_eq(name, cs_str_of(def->name)) && (!best || def->version > best->version)) {
      best = def;
    }
  }
  return best;
}

static bool unknown_kind(struct cs_str name, struct cs_err *err) {
  struct cs_near near = {0};
  for (int kind = 0; kind < CS_ACT_N; kind++) {
    cs_near_try(&near, name, cs_str_of(cs_act_def((enum cs_act_kind)kind)->name));
  }
  cs_err_set(err, &CS_E_ACT_UNKNOWN_KIND, "unknown act \"%.*s\"", SHOWN(name));
  if (near.name.len > 0) {
    cs_err_hint(err, "did you mean \"%.*s\"?", CS_STR_ARG(near.name));
  }
  return false;
}

static bool find_def(const struct cs_act_reading *reading, const struct cs_json *flat, const struct cs_act_def **out,
                     struct cs_err *err) {
  const struct cs_json *name = cs_json_get(flat, "act");
  if (!name) {
    cs_err_set(err, &CS_E_JSON_MISSING, "the member \"act\" is missing, expected the kind of act");
    return cs_act_fault(reading, flat, err);
  }
  if (name->kind != CS_JSON_STRING) {
    cs_err_set(err, &CS_E_JSON_TYPE, "\"act\" is no text, expected the kind of act, such as \"item.register\"");
    return cs_act_fault(reading, name, err);
  }
  *out = newest(name->text);
  if (!*out) {
    unknown_kind(name->text, err);
    return cs_act_fault(reading, name, err);
  }
  const struct cs_json *version = cs_json_get(flat, "v");
  int64_t v;
  if (!version) {
    return true;
  }
  if (!cs_json_as_integer(version, &v)) {
    cs_err_set(err, &CS_E_JSON_TYPE, "\"v\" is no integer, expected the version of the kind");
    return cs_act_fault(reading, version, err);
  }
  int newest_version = (*out)->version;
  *out = cs_act_find(name->text, v);
  if (!*out) {
    cs_err_set(err, &CS_E_ACT_UNKNOWN_KIND, "\"%.*s\" has no version %lld, expected at most %d", SHOWN(name->text),
               (long long)v, newest_version);
    return cs_act_fault(reading, version, err);
  }
  return true;
}

/* ---- members ---- */

static bool unknown_member(const struct cs_act_def *def, struct cs_str name, struct cs_err *err) {
  struct cs_near near = {0};
  const struct cs_act_field *field;
  for (size_t i = 0; i < def->n_fields; i++) {
    cs_near_try(&near, name, cs_str_of(def->fields[i].name));
  }
  for (size_t i = 0; (field = cs_act_common_at(def, i)); i++) {
    cs_near_try(&near, name, cs_str_of(field->name));
  }
  cs_err_set(err, &CS_E_JSON_MEMBER, "unknown member \"%.*s\" in %s", SHOWN(name), def->name);
  if (near.name.len > 0) {
    return cs_err_hint(err, "did you mean \"%.*s\"?", CS_STR_ARG(near.name));
  }
  char names[sizeof err->hint] = "";
  size_t used = 0;
  for (size_t i = 0; i < def->n_fields && used < sizeof names; i++) {
    used += (size_t)snprintf(names + used, sizeof names - used, " %s", def->fields[i].name);
  }
  return cs_err_hint(err, "it takes%s%s", names, def->holds ? " from until known cite certainty" : "");
}

/* Hex and base64 are chance's words, and some look like a grid reference: "1cea5866". */
static bool exempt(const struct cs_act_field *field) {
  return field && (field->type == CS_FIELD_HASH || field->type == CS_FIELD_KEY || field->type == CS_FIELD_BASE64 ||
                   field->type == CS_FIELD_VERIFIER);
}

/* Before anything else, so that whoever sends a position hears that, and not that a member is unknown. */
static bool refuse_positions(const struct cs_act_reading *reading, const struct cs_act_def *def,
                             const struct cs_json *flat, struct cs_err *err) {
  for (size_t i = 0; i < flat->n; i++) {
    const struct cs_json_member *member = &flat->members[i];
    if (!cs_act_field(def, member->key) && !cs_position_refuse_name(reading->source, member, err)) {
      return false;
    }
    if (!exempt(cs_act_field(def, member->key)) && !cs_position_refuse(reading->source, member->value, err)) {
      return false;
    }
  }
  return true;
}

/* Members of the act itself go where struct cs_act has them, the others into body. */
static bool place_member(const struct cs_act_reading *reading, struct cs_str name, struct cs_json *value,
                         struct cs_act *out, struct cs_err *err) {
  if (cs_str_eq(name, CS_STR("act")) || cs_str_eq(name, CS_STR("v"))) {
    return true;
  }
  if (cs_str_eq(name, CS_STR("office"))) {
    out->office = value->text;
    return true;
  }
  if (cs_str_eq(name, CS_STR("saw"))) {
    if (cs_json_as_integer(value, &out->saw) && out->saw >= -1) {
      return true;
    }
    cs_err_set(err, &CS_E_ACT_FIELD, "\"saw\": %.*s is no entry's number, expected -1 or more", SHOWN(value->text));
    return cs_act_fault(reading, value, err);
  }
  if (cs_str_eq(name, CS_STR("from")) && out->def->holds) {
    out->has_from = true;
    return cs_span_parse(value->text, &out->from, err);
  }
  if (cs_str_eq(name, CS_STR("known")) && out->def->holds) {
    out->has_known = true;
    return cs_day_parse(value->text, &out->known, err);
  }
  return cs_json_set_str(reading->arena, out->body, name, value, err);
}

static bool read_members(const struct cs_act_reading *reading, const struct cs_json *flat, struct cs_act *out,
                         struct cs_err *err) {
  for (size_t i = 0; i < flat->n; i++) {
    const struct cs_json_member *member = &flat->members[i];
    const struct cs_act_field *field = cs_act_common(out->def, member->key);
    if (!field) {
      field = cs_act_field(out->def, member->key);
    }
    if (!field) {
      unknown_member(out->def, member->key, err);
      return cs_act_fault(reading, member->value, err);
    }
    struct cs_json *value;
    if (!cs_act_field_read(reading, field, member->value, &value, err) ||
        !place_member(reading, member->key, value, out, err)) {
      return false;
    }
  }
  return true;
}

static bool required_members(const struct cs_act_reading *reading, const struct cs_json *flat, const struct cs_act *act,
                             struct cs_err *err) {
  for (size_t i = 0; i < act->def->n_fields; i++) {
    const struct cs_act_field *field = &act->def->fields[i];
    if (field->required && !cs_json_get(act->body, field->name)) {
      bool words = field->type == CS_FIELD_CHOICE || field->type == CS_FIELD_CHOICES;
      cs_err_set(err, &CS_E_JSON_MISSING, "%s: the member \"%s\" is missing, expected %s%s", act->def->name,
                 field->name, words ? "one of: " : "", field->what);
      return cs_act_fault(reading, flat, err);
    }
  }
  return true;
}

/* ---- the period ---- */

/* A start that is not known to the day gives no day from which it was known: the source's day must be said (RULES
 * section 4). */
static bool check_known(const struct cs_act_reading *reading, const struct cs_json *flat, const struct cs_act *act,
                        struct cs_err *err) {
  if (!act->has_from || act->has_known || cs_span_exact(act->from)) {
    return true;
  }
  const struct cs_json *from = cs_json_get(flat, "from");
  cs_err_set(err, &CS_E_ACT_FIELD, "\"from\": \"%.*s\" is no exact day, expected \"known\" beside it",
             SHOWN(from->text));
  cs_err_hint(err, "\"known\" is the day since which it could be known, such as the day of the source");
  return cs_act_fault(reading, from, err);
}

static bool check_until(const struct cs_act_reading *reading, const struct cs_act *act, struct cs_err *err) {
  const struct cs_json *until = cs_json_get(act->body, "until");
  struct cs_span span;
  if (!until || !act->has_from) {
    return true;
  }
  if (!cs_span_parse(until->text, &span, err)) {
    return cs_act_fault(reading, until, err);
  }
  if (cs_span_lt(span, act->from) != CS_YES) {
    return true;
  }
  cs_err_set(err, &CS_E_ACT_FIELD, "\"until\": \"%.*s\" lies before \"from\"", SHOWN(until->text));
  cs_err_hint(err, "it holds from the first day of \"from\" up to, and without, \"until\"");
  return cs_act_fault(reading, until, err);
}

/* A cite without a word beside it is meant as confirmed. Without a cite the act is the actor's own word, and bears no
 * certainty; a source's word without a cite is assumed, which whoever loads it says (service/load.c). */
static bool default_certainty(struct cs_arena *arena, struct cs_act *act, struct cs_err *err) {
  if (!act->def->holds || cs_json_get(act->body, "certainty") || !cs_json_get(act->body, "cite")) {
    return true;
  }
  return cs_json_set_text(arena, act->body, "certainty", CS_STR("confirmed"), err);
}

/* ---- all of it ---- */

/* The canonical bytes of the body's members that are sealed, or of those that are plain, fit into `max`. */
static bool fits(const struct cs_act *act, bool sealed, size_t max, struct cs_err *err) {
  struct cs_buf buf;
  cs_buf_init(&buf, max);
  cs_buf_byte(&buf, '{');
  bool done = true;
  for (size_t i = 0; done && i < act->body->n; i++) {
    const struct cs_json_member *member = &act->body->members[i];
    const struct cs_act_field *field = cs_act_field(act->def, member->key);
    if ((field && field->seal != CS_SEAL_PLAIN) == sealed) {
      cs_buf_printf(&buf, "\"%.*s\":", CS_STR_ARG(member->key));
      done = cs_json_canonical(&buf, member->value, err);
      cs_buf_byte(&buf, ','); /* the last one stands for the brace */
    }
  }
  done = done && cs_buf_ok(&buf, err);
  cs_buf_deinit(&buf);
  return done;
}

/* What is plain stands in the entry; what is sealed lies in the vault, and only its commitment in the entry. */
static bool check_size(const struct cs_act_reading *reading, const struct cs_json *flat, const struct cs_act *act,
                       struct cs_err *err) {
  bool plain = fits(act, false, CS_BODY_MAX, err);
  if (plain && fits(act, true, CS_SEALED_MAX, err)) {
    return true;
  }
  if (err->code == &CS_E_LIMIT) {
    cs_err_set(err, &CS_E_LIMIT, "%s is too large, expected at most %u bytes of %s fields", act->def->name,
               plain ? CS_SEALED_MAX : CS_BODY_MAX, plain ? "sealed" : "plain");
  }
  return cs_act_fault(reading, flat, err);
}

bool cs_act_decode(struct cs_arena *arena, struct cs_str source, const struct cs_json *flat, struct cs_act *out,
                   struct cs_err *err) {
  struct cs_act_reading reading = {arena, source, false};
  *out = (struct cs_act){.saw = -1};
  if (flat->kind != CS_JSON_OBJECT) {
    cs_err_set(err, &CS_E_JSON_TYPE, "an act is an object, such as {\"act\":\"item.register\",…}");
    return cs_act_fault(&reading, flat, err);
  }
  out->body = cs_json_new(arena, CS_JSON_OBJECT, err);
  return out->body && find_def(&reading, flat, &out->def, err) && refuse_positions(&reading, out->def, flat, err) &&
         read_members(&reading, flat, out, err) && required_members(&reading, flat, out, err) &&
         check_known(&reading, flat, out, err) && check_until(&reading, out, err) &&
         default_certainty(arena, out, err) && check_size(&reading, flat, out, err) &&
         cs_act_subject(arena, out->def->subject, out->def->subject_field, out->body, &out->subject, err);
}
