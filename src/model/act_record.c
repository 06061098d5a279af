/* The form of an act on record (A of RECORD section 1): plain fields in clear, sealed ones as commitments. Must never
 * write a sealed field in clear. What it writes it reads back to the same tree; decoders of all versions stay. */
#include "model/act.h"

#include "model/act_field.h"

#define COMMITMENT_MEMBER "sealed"

static enum cs_seal seal_of(const struct cs_act_def *def, struct cs_str name) {
  const struct cs_act_field *field = cs_act_field(def, name);
  return field ? field->seal : CS_SEAL_PLAIN; /* until, cite, certainty */
}

bool cs_act_sealed_fields(struct cs_arena *arena, const struct cs_act *act, enum cs_seal seal, struct cs_json **out,
                          struct cs_err *err) {
  cs_assert(seal == CS_SEAL_CONFIDENTIAL || seal == CS_SEAL_PERSONAL);
  *out = NULL;
  for (size_t i = 0; i < act->body->n; i++) {
    const struct cs_json_member *member = &act->body->members[i];
    if (seal_of(act->def, member->key) != seal) {
      continue;
    }
    if (!*out && !(*out = cs_json_new(arena, CS_JSON_OBJECT, err))) {
      return false;
    }
    if (!cs_json_set_str(arena, *out, member->key, member->value, err)) {
      return false;
    }
  }
  return true;
}

/* ---- writing ---- */

static bool set_hex(struct cs_arena *arena, struct cs_json *object, const char *key, const unsigned char hash[32],
                    struct cs_err *err) {
  static const char digits[] = "0123456789abcdef";
  char *hex = cs_arena_array(arena, char, 64, err);
  if (!hex) {
    return false;
  }
  for (size_t i = 0; i < 32; i++) {
    hex[2 * i] = digits[hash[i] >> 4];
    hex[2 * i + 1] = digits[hash[i] & 15];
  }
  return cs_json_set_text(arena, object, key, (struct cs_str){hex, 64}, err);
}

static bool write_seals(struct cs_arena *arena, const struct cs_act *act, struct cs_json *body, struct cs_err *err) {
  struct cs_json *seals = NULL;
  for (int seal = CS_SEAL_PLAIN + 1; seal < CS_SEAL_N; seal++) {
    if (!act->seals[seal].present) {
      continue;
    }
    if (!seals && (!(seals = cs_json_new(arena, CS_JSON_OBJECT, err)) ||
                   !cs_json_set(arena, body, COMMITMENT_MEMBER, seals, err))) {
      return false;
    }
    if (!set_hex(arena, seals, cs_seal_name((enum cs_seal)seal), act->seals[seal].commitment, err)) {
      return false;
    }
  }
  return true;
}

static bool write_body(struct cs_arena *arena, const struct cs_act *act, struct cs_json *a, struct cs_err *err) {
  struct cs_json *body = cs_json_new(arena, CS_JSON_OBJECT, err);
  if (!body || !cs_json_set(arena, a, "body", body, err)) {
    return false;
  }
  for (size_t i = 0; i < act->body->n; i++) {
    const struct cs_json_member *member = &act->body->members[i];
    enum cs_seal seal = seal_of(act->def, member->key);
    cs_assert(seal == CS_SEAL_PLAIN || act->seals[seal].present);
    if (seal == CS_SEAL_PLAIN && !cs_json_set_str(arena, body, member->key, member->value, err)) {
      return false;
    }
  }
  return write_seals(arena, act, body, err);
}

static bool write_days(struct cs_arena *arena, const struct cs_act *act, struct cs_json *a, struct cs_err *err) {
  struct cs_buf buf;
  struct cs_str from = CS_STR_NONE, known = CS_STR_NONE;
  bool done = true;
  cs_buf_init(&buf, 64);
  if (act->has_from) {
    cs_span_write(&buf, act->from);
    done = cs_buf_ok(&buf, err) && cs_arena_str(arena, cs_buf_str(&buf), &from, err) &&
           cs_json_set_text(arena, a, "from", from, err);
  }
  if (done && act->has_known) {
    cs_buf_reset(&buf);
    cs_day_write(&buf, act->known);
    done = cs_buf_ok(&buf, err) && cs_arena_str(arena, cs_buf_str(&buf), &known, err) &&
           cs_json_set_text(arena, a, "known", known, err);
  }
  cs_buf_deinit(&buf);
  return done;
}

bool cs_act_to_record(struct cs_arena *arena, const struct cs_act *act, struct cs_json **out, struct cs_err *err) {
  struct cs_json *a = cs_json_new(arena, CS_JSON_OBJECT, err);
  if (!a || !cs_json_set_text(arena, a, "kind", cs_str_of(act->def->name), err) ||
      !cs_json_set_integer(arena, a, "v", act->def->version, err) ||
      !cs_json_set_text(arena, a, "subject", act->subject, err) ||
      !cs_json_set_integer(arena, a, "saw", act->saw, err) || !write_body(arena, act, a, err) ||
      !write_days(arena, act, a, err)) {
    return false;
  }
  if (act->office.len > 0 && !cs_json_set_text(arena, a, "office", act->office, err)) {
    return false;
  }
  if (act->key.len > 0 && !cs_json_set_text(arena, a, "key", act->key, err)) {
    return false;
  }
  *out = a;
  return true;
}

/* ---- reading ---- */

/* The members of A, as fields, so that one reader serves both forms. */
static const struct cs_act_field members[] = {
    {"kind", CS_FIELD_IDENT, true, CS_SEAL_PLAIN, "the kind of act"},
    {"v", CS_FIELD_INTEGER, true, CS_SEAL_PLAIN, "its version"},
    {"subject", CS_FIELD_TEXT, true, CS_SEAL_PLAIN, "a subject"},
    {"saw", CS_FIELD_INTEGER, true, CS_SEAL_PLAIN, "an entry's number"},
    {"office", CS_FIELD_IDENT, false, CS_SEAL_PLAIN, "an office"},
    {"key", CS_FIELD_KEY, false, CS_SEAL_PLAIN, "a public key"},
    {"from", CS_FIELD_SPAN, false, CS_SEAL_PLAIN, "a day, month, year or interval"},
    {"known", CS_FIELD_DAY, false, CS_SEAL_PLAIN, "a day"},
};
#define N_MEMBERS (sizeof members / sizeof *members)

static bool wrong(struct cs_err *err, struct cs_str name, const char *expected) {
  return cs_err_set(err, &CS_E_ENTRY_FORM, "act: \"%.*s\": expected %s", CS_STR_ARG(cs_str_head(name, 60)), expected);
}

static bool check_members(const struct cs_act_reading *reading, const struct cs_json *a, struct cs_err *err) {
  for (size_t i = 0; i < N_MEMBERS; i++) {
    struct cs_json *value = cs_json_get(a, members[i].name);
    if (members[i].required && !value) {
      return wrong(err, cs_str_of(members[i].name), members[i].what);
    }
    if (value && !cs_act_field_read(reading, &members[i], value, &value, err)) {
      return false;
    }
  }
  for (size_t i = 0; i < a->n; i++) {
    bool known = cs_str_eq(a->members[i].key, CS_STR("body"));
    for (size_t k = 0; k < N_MEMBERS && !known; k++) {
      known = cs_str_eq(a->members[i].key, cs_str_of(members[k].name));
    }
    if (!known) {
      return wrong(err, a->members[i].key, "no such member");
    }
  }
  return true;
}

static bool find_known_kind(const struct cs_json *a, const struct cs_act_def **out, struct cs_err *err) {
  struct cs_str kind = cs_json_text(a, "kind");
  int64_t version = cs_json_integer(a, "v", 0);
  *out = cs_act_find(kind, version);
  return *out || cs_err_set(err, &CS_E_ACT_UNKNOWN_KIND, "this program does not know the act \"%.*s\" version %lld",
                            CS_STR_ARG(cs_str_head(kind, 60)), (long long)version);
}

static bool read_seals(const struct cs_json *seals, struct cs_act *out, struct cs_err *err) {
  if (seals->kind != CS_JSON_OBJECT || seals->n == 0) {
    return wrong(err, CS_STR(COMMITMENT_MEMBER), "an object of commitments");
  }
  for (size_t i = 0; i < seals->n; i++) {
    const struct cs_json_member *member = &seals->members[i];
    int seal = CS_SEAL_PLAIN + 1;
    while (seal < CS_SEAL_N && !cs_str_eq(member->key, cs_str_of(cs_seal_name((enum cs_seal)seal)))) {
      seal++;
    }
    size_t n = 32;
    if (seal == CS_SEAL_N || member->value->kind != CS_JSON_STRING || member->value->text.len != 64 ||
        !cs_hex_decode(member->value->text, out->seals[seal].commitment, &n)) {
      return wrong(err, member->key, "the commitment of a class of seal, 64 digits of hex");
    }
    out->seals[seal].present = true;
  }
  return true;
}

/* Only what stands in clear; sealed fields come with cs_act_open. */
static bool read_body(const struct cs_act_reading *reading, const struct cs_json *body, struct cs_act *out,
                      struct cs_err *err) {
  for (size_t i = 0; i < body->n; i++) {
    const struct cs_json_member *member = &body->members[i];
    if (cs_str_eq(member->key, CS_STR(COMMITMENT_MEMBER))) {
      if (!read_seals(member->value, out, err)) {
        return false;
      }
      continue;
    }
    const struct cs_act_field *field = cs_act_field(out->def, member->key);
    if (!field && (cs_str_eq(member->key, CS_STR("until")) || cs_str_eq(member->key, CS_STR("cite")) ||
                   cs_str_eq(member->key, CS_STR("certainty")))) {
      field = cs_act_common(out->def, member->key);
    }
    if (!field || field->seal != CS_SEAL_PLAIN) {
      return wrong(err, member->key, field ? "a sealed field only as a commitment" : "no such field");
    }
    struct cs_json *value;
    if (!cs_act_field_read(reading, field, member->value, &value, err) ||
        !cs_json_set_str(reading->arena, out->body, member->key, value, err)) {
      return false;
    }
  }
  return true;
}

static bool check_required(const struct cs_act *act, struct cs_err *err) {
  for (size_t i = 0; i < act->def->n_fields; i++) {
    const struct cs_act_field *field = &act->def->fields[i];
    bool there =
        field->seal == CS_SEAL_PLAIN ? cs_json_get(act->body, field->name) != NULL : act->seals[field->seal].present;
    if (field->required && !there) {
      return wrong(err, cs_str_of(field->name), field->what);
    }
  }
  return true;
}

static bool read_days(const struct cs_json *a, struct cs_act *out, struct cs_err *err) {
  const struct cs_json *from = cs_json_get(a, "from");
  const struct cs_json *known = cs_json_get(a, "known");
  if ((from || known) && !out->def->holds) {
    return wrong(err, from ? CS_STR("from") : CS_STR("known"), "an act that holds over a period");
  }
  out->has_from = from != NULL;
  out->has_known = known != NULL;
  return (!from || cs_span_parse(from->text, &out->from, err)) &&
         (!known || cs_day_parse(known->text, &out->known, err));
}

static bool check_subject(const struct cs_act_reading *reading, const struct cs_act *act, struct cs_err *err) {
  struct cs_str expected;
  if (!cs_act_subject(reading->arena, act->def->subject, act->def->subject_field, act->body, &expected, err)) {
    return false;
  }
  return cs_str_eq(act->subject, expected) || wrong(err, act->subject, "the subject that the body names");
}

/* A's faults are faults of the record, whatever they would be in a request; their text stays. */
static bool as_form(bool done, struct cs_err *err) {
  if (done || err->code == &CS_E_OOM || err->code == &CS_E_ACT_UNKNOWN_KIND || err->code == &CS_E_ENTRY_FORM) {
    return done;
  }
  err->code = &CS_E_ENTRY_FORM;
  return cs_err_context(err, "act");
}

static bool from_record(const struct cs_act_reading *reading, const struct cs_json *a, struct cs_act *out,
                        struct cs_err *err) {
  const struct cs_json *body = cs_json_get(a, "body");
  if (a->kind != CS_JSON_OBJECT || !cs_json_get(a, "kind") || !cs_json_get(a, "v")) {
    return wrong(err, CS_STR("kind"), "an act with kind, version and body");
  }
  if (!find_known_kind(a, &out->def, err) || !check_members(reading, a, err)) {
    return false;
  }
  if (!body || body->kind != CS_JSON_OBJECT) {
    return wrong(err, CS_STR("body"), "an object");
  }
  out->subject = cs_json_text(a, "subject");
  out->office = cs_json_text(a, "office");
  out->key = cs_json_text(a, "key");
  out->saw = cs_json_integer(a, "saw", -1);
  out->body = cs_json_new(reading->arena, CS_JSON_OBJECT, err);
  return out->body && read_days(a, out, err) && read_body(reading, body, out, err) && check_required(out, err) &&
         check_subject(reading, out, err);
}

bool cs_act_from_record(struct cs_arena *arena, const struct cs_json *a, struct cs_act *out, struct cs_err *err) {
  struct cs_act_reading reading = {arena, CS_STR_NONE, true};
  *out = (struct cs_act){.saw = -1};
  return as_form(from_record(&reading, a, out, err), err);
}

static bool open_seal(const struct cs_act_reading *reading, struct cs_act *act, enum cs_seal seal,
                      const struct cs_json *value, struct cs_err *err) {
  if (value->kind != CS_JSON_OBJECT || value->n == 0) {
    return wrong(err, cs_str_of(cs_seal_name(seal)), "an object of sealed fields");
  }
  for (size_t i = 0; i < act->def->n_fields; i++) {
    const struct cs_act_field *field = &act->def->fields[i];
    if (field->seal == seal && field->required && !cs_json_get(value, field->name)) {
      return wrong(err, cs_str_of(field->name), field->what);
    }
  }
  for (size_t i = 0; i < value->n; i++) {
    const struct cs_json_member *member = &value->members[i];
    const struct cs_act_field *field = cs_act_field(act->def, member->key);
    if (!field || field->seal != seal) {
      return wrong(err, member->key, "a field that is sealed under this class");
    }
    struct cs_json *read;
    if (!cs_act_field_read(reading, field, member->value, &read, err) ||
        !cs_json_set_str(reading->arena, act->body, member->key, read, err)) {
      return false;
    }
  }
  return true;
}

bool cs_act_open(struct cs_arena *arena, struct cs_act *act, enum cs_seal seal, const struct cs_json *value,
                 struct cs_err *err) {
  cs_assert(seal == CS_SEAL_CONFIDENTIAL || seal == CS_SEAL_PERSONAL);
  struct cs_act_reading reading = {arena, CS_STR_NONE, true};
  if (!act->seals[seal].present) {
    return wrong(err, cs_str_of(cs_seal_name(seal)), "a commitment to open");
  }
  if (!as_form(open_seal(&reading, act, seal, value, err), err)) {
    return false;
  }
  return cs_json_copy(arena, value, &act->seals[seal].value, err);
}
