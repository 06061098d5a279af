/* The acts as data: tables made from act.def, and the subjects that an act changes. Must never judge an act: that is
 * review's work. The list is model/act.def; the forms are RECORD sections 1 and 2. */
#include "model/act.h"

#include "model/act_field.h"

enum { NEED_REQUIRED = 1, NEED_OPTIONAL = 0 };

/* The fields of each act, one array an act. */
#define CS_ACT(name, kind, version, subject, field, who, barrier, what)                                                \
  static const struct cs_act_field fields_##name[] = {
#define CS_ALSO(subject, field)
#define CS_HOLDS
#define CS_FIELD(name, type, need, seal, what) {name, CS_FIELD_##type, NEED_##need, CS_SEAL_##seal, what},
#define CS_END                                                                                                         \
  }                                                                                                                    \
  ;
#include "model/act.def"
#undef CS_ACT
#undef CS_ALSO
#undef CS_HOLDS
#undef CS_FIELD
#undef CS_END

/* Their further subjects; an empty one ends each array. */
#define CS_ACT(name, kind, version, subject, field, who, barrier, what)                                                \
  static const struct cs_act_also also_##name[] = {
#define CS_ALSO(subject, field) {subject, field},
#define CS_HOLDS
#define CS_FIELD(name, type, need, seal, what)
#define CS_END                                                                                                         \
  { NULL, NULL }                                                                                                       \
  }                                                                                                                    \
  ;
#include "model/act.def"
#undef CS_ACT
#undef CS_ALSO
#undef CS_HOLDS
#undef CS_FIELD
#undef CS_END

/* Which hold over a period. */
#define CS_ACT(name, kind, version, subject, field, who, barrier, what) enum { HOLDS_##name = 0
#define CS_ALSO(subject, field)
#define CS_HOLDS +1
#define CS_FIELD(name, type, need, seal, what)
#define CS_END                                                                                                         \
  }                                                                                                                    \
  ;
#include "model/act.def"
#undef CS_ACT
#undef CS_ALSO
#undef CS_HOLDS
#undef CS_FIELD
#undef CS_END

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct cs_act_def defs[CS_ACT_N] = {
#define CS_ACT(name, kind, version, subject, field, who, barrier, what)                                                \
  {CS_ACT_##name,                                                                                                      \
   kind,                                                                                                               \
   version,                                                                                                            \
   subject,                                                                                                            \
   field,                                                                                                              \
   CS_WHO_##who,                                                                                                       \
   barrier,                                                                                                            \
   HOLDS_##name != 0,                                                                                                  \
   what,                                                                                                               \
   fields_##name,                                                                                                      \
   COUNT(fields_##name),                                                                                               \
   also_##name,                                                                                                        \
   COUNT(also_##name) - 1},
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
};

const char *cs_seal_name(enum cs_seal seal) {
  switch (seal) {
  case CS_SEAL_PLAIN:
    return "plain";
  case CS_SEAL_CONFIDENTIAL:
    return "confidential";
  case CS_SEAL_PERSONAL:
    return "personal";
  case CS_SEAL_N:
    break;
  }
  cs_assert(!"a class of seal");
}

const struct cs_act_def *cs_act_def(enum cs_act_kind kind) {
  cs_assert((unsigned)kind < CS_ACT_N);
  return &defs[kind];
}

const struct cs_act_def *cs_act_find(struct cs_str name, int64_t version) {
  for (size_t i = 0; i < CS_ACT_N; i++) {
    if (defs[i].version == version && cs_str_eq(name, cs_str_of(defs[i].name))) {
      return &defs[i];
    }
  }
  return NULL;
}

const struct cs_act_field *cs_act_field(const struct cs_act_def *def, struct cs_str name) {
  for (size_t i = 0; i < def->n_fields; i++) {
    if (cs_str_eq(name, cs_str_of(def->fields[i].name))) {
      return &def->fields[i];
    }
  }
  return NULL;
}

/* "case" and "2025-0001" to "case:2025-0001"; the record's subject is "record:" alone; the field "stock:reference" names
 * "stock-reference:S1:R7". Identifiers hold no colon. */
bool cs_act_subject(struct cs_arena *arena, const char *type, const char *field, const struct cs_json *body,
                    struct cs_str *out, struct cs_err *err) {
  struct cs_str inner = cs_str_of(field);
  struct cs_str outer = cs_str_cut(&inner, ':');
  const struct cs_json *id = cs_json_get_str(body, outer);
  const struct cs_json *within = inner.ptr ? cs_json_get_str(body, inner) : NULL;
  return cs_arena_printf(arena, out, err, "%s:%.*s%s%.*s", type, CS_STR_ARG(id ? id->text : CS_STR("")),
                         within ? ":" : "", CS_STR_ARG(within ? within->text : CS_STR("")));
}

/* Subjects that a list names whole. Not more of them than fit: what would is refused where it is read. */
static bool named_subjects(const struct cs_json *list, struct cs_str out[CS_ACT_SUBJECTS_MAX], size_t *n,
                           struct cs_err *err) {
  for (size_t i = 0; list && i < list->n; i++) {
    if (*n == CS_ACT_SUBJECTS_MAX) {
      return cs_err_set(err, &CS_E_LIMIT, "an act on more than %d subjects", CS_ACT_SUBJECTS_MAX);
    }
    out[(*n)++] = list->items[i]->text;
  }
  return true;
}

bool cs_act_subjects(struct cs_arena *arena, const struct cs_act *act, struct cs_str out[CS_ACT_SUBJECTS_MAX],
                     size_t *n, struct cs_err *err) {
  cs_assert(act->def->n_also < CS_ACT_SUBJECTS_MAX);
  out[0] = act->subject;
  *n = 1;
  for (size_t i = 0; i < act->def->n_also; i++) {
    const struct cs_act_also *also = &act->def->also[i];
    const struct cs_act_field *field = cs_act_field(act->def, cs_str_of(also->field));
    if (field && !field->required && !cs_json_get(act->body, also->field)) {
      continue;
    }
    if (also->subject[0] == '\0') {
      if (!named_subjects(cs_json_get(act->body, also->field), out, n, err)) {
        return false;
      }
      continue;
    }
    if (!cs_act_subject(arena, also->subject, also->field, act->body, &out[*n], err)) {
      return false;
    }
    ++*n;
  }
  return true;
}

struct cs_str cs_act_blob(const struct cs_act *act, size_t i) {
  const struct cs_json *tables = cs_json_get(act->body, "tables");
  if (act->def->kind != CS_ACT_RULES_PUBLISH || i > (tables ? tables->n : 0)) {
    return CS_STR_NONE;
  }
  struct cs_str text = i == 0 ? cs_json_text(act->body, "digest") : tables->items[i - 1]->text; /* "NAME DIGEST" */
  return text.len < 64 ? text : cs_str_from(text, text.len - 64);
}
