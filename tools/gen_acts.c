/* Prints the reference of all acts as Markdown, from model/act.def: the tail of docs/acts.md. A tool of the build, never
 * installed; must add nothing that the list does not say. Test tools.acts holds the document against it.
 *   gen_acts > tail of docs/acts.md */
#include "model/act.h"

#include <stdio.h>
#include <string.h>

#define CS_ACT(name, kind, version, subject, field, who, barrier, what)                                                \
  static const struct cs_act_field fields_##name[] = {
#define CS_ALSO(subject, field)
#define CS_HOLDS
#define CS_FIELD(name, type, need, seal, what) {name, CS_FIELD_##type, need, CS_SEAL_##seal, what},
#define CS_END                                                                                                         \
  { NULL, CS_FIELD_IDENT, false, CS_SEAL_PLAIN, NULL }                                                                 \
  }                                                                                                                    \
  ;
#define REQUIRED true
#define OPTIONAL false
#include "model/act.def"
#undef CS_ACT
#undef CS_ALSO
#undef CS_HOLDS
#undef CS_FIELD
#undef CS_END

struct row {
  const char *kind, *subject, *subject_field;
  enum cs_act_who who;
  const char *what;
  const struct cs_act_field *fields;
  bool holds;
};

static const struct row rows[] = {
#define CS_ACT(name, kind, version, subject, field, who, barrier, what)                                                \
  {                                                                                                                    \
    kind, subject, field, CS_WHO_##who, what, fields_##name, false
#define CS_ALSO(subject, field)
#define CS_HOLDS +true
#define CS_FIELD(name, type, need, seal, what)
#define CS_END                                                                                                         \
  }                                                                                                                    \
  ,
#include "model/act.def"
#undef CS_ACT
#undef CS_ALSO
#undef CS_HOLDS
#undef CS_FIELD
#undef CS_END
};

static const char *who_may(enum cs_act_who who) {
  switch (who) {
  case CS_WHO_FOUNDER:
    return "`countersign init` alone";
  case CS_WHO_REGISTRAR:
    return "the registrar's office";
  case CS_WHO_SELF:
    return "the registrar's office, or the officer that it is about";
  case CS_WHO_OWNER:
    return "the regime's owner, or who has its mandate; the registrar as a source";
  case CS_WHO_GRANTOR:
    return "the office that gives the mandate, or who has its mandate; the registrar as a source";
  case CS_WHO_APPLICANT:
    return "any enrolled officer, for its own office; the registrar as a source";
  case CS_WHO_DECIDER:
    return "an office with a chain of mandates to the approver; the registrar as a source";
  case CS_WHO_CONSENTING:
    return "an office whose consent the case needs, or with a chain of mandates from it";
  case CS_WHO_ASKED:
    return "an office that was asked for advice, or a consenting one";
  case CS_WHO_HOLDER:
    return "who was authorised, or holds the stock, or an office with a chain of mandates from it";
  case CS_WHO_MAKER:
    return "the office that made the wrong entry, or the registrar's";
  case CS_WHO_SYSTEM:
    return "the program itself";
  }
  return "";
}

static const char *form_of(enum cs_field_type type) {
  switch (type) {
  case CS_FIELD_IDENT:
    return "identifier";
  case CS_FIELD_IDENTS:
    return "list of identifiers";
  case CS_FIELD_TEXT:
    return "text";
  case CS_FIELD_TEXTS:
    return "list of texts";
  case CS_FIELD_AREA:
    return "area";
  case CS_FIELD_AREAS:
    return "list of areas";
  case CS_FIELD_DAY:
    return "day";
  case CS_FIELD_DAYS:
    return "list of days";
  case CS_FIELD_SPAN:
    return "day or interval";
  case CS_FIELD_BOOL:
    return "true or false";
  case CS_FIELD_INTEGER:
    return "integer";
  case CS_FIELD_DECIMAL:
    return "decimal";
  case CS_FIELD_CHOICE:
    return "one word";
  case CS_FIELD_CHOICES:
    return "list of words";
  case CS_FIELD_HASH:
  case CS_FIELD_KEY:
    return "32 bytes in hex";
  case CS_FIELD_BASE64:
    return "base64";
  case CS_FIELD_VERIFIER:
    return "verifier key";
  case CS_FIELD_VALUE:
    return "value";
  case CS_FIELD_REQUEST:
    return "request";
  case CS_FIELD_LINES:
    return "list of lines";
  case CS_FIELD_MONEY:
    return "amount of money";
  }
  return "";
}

/* The words of a choice, each as code; other descriptions as they stand, but for Markdown's own sign of a column. */
static void print_what(const struct cs_act_field *field) {
  bool words = field->type == CS_FIELD_CHOICE || field->type == CS_FIELD_CHOICES;
  if (words) {
    putchar('`');
  }
  for (const char *at = field->what; *at; at++) {
    if (words && *at == ' ') {
      fputs("`, `", stdout);
    } else if (*at == '|') {
      fputs("\\|", stdout);
    } else {
      putchar(*at);
    }
  }
  if (words) {
    putchar('`');
  }
}

static void print_row(const struct row *row) {
  printf("\n### `%s`\n\n%c%s. By %s.", row->kind, row->what[0] - 'a' + 'A', row->what + 1, who_may(row->who));
  if (row->subject_field[0]) {
    printf(" Its subject is the %s named by `%s`.", row->subject, row->subject_field);
  }
  if (row->holds) {
    fputs(" Takes a period and a source.", stdout);
  }
  fputs("\n\n| field | form | | what |\n| --- | --- | --- | --- |\n", stdout);
  for (const struct cs_act_field *field = row->fields; field->name; field++) {
    printf("| `%s` | %s | %s%s%s | ", field->name, form_of(field->type), field->required ? "required" : "",
           field->required && field->seal != CS_SEAL_PLAIN ? ", " : "",
           field->seal == CS_SEAL_CONFIDENTIAL ? "confidential"
           : field->seal == CS_SEAL_PERSONAL   ? "personal"
                                               : "");
    print_what(field);
    fputs(" |\n", stdout);
  }
}

int main(void) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    print_row(&rows[i]);
  }
  return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
