/* Judges of what concerns the record itself: erasing what is personal, duties to keep it, the log's own key. The
 * registrar's right was checked. Must never look at what a seal holds. Specification: RECORD sections 2 and 8. */
#include "base/limits.h"
#include "review/judge_internal.h"

static const struct cs_json *last_of(const struct cs_json *state, const char *list) {
  const struct cs_json *all = cs_json_get(state, list);
  return all && all->n > 0 ? all->items[all->n - 1] : NULL;
}

/* The state of the subject that the act names with its type, and that of what is on record about its vault. */
static bool vault_states(struct cs_hearing *h, const struct cs_json **of, const struct cs_json **vault) {
  struct cs_str subject = cs_hearing_text(h, "subject");
  int64_t n;
  return h->bench->state(h->bench->ctx, subject, h->arena, of, &n, h->err) &&
         cs_hearing_state(h, "vault", subject, vault);
}

/* Was the hold of that entry ended by an act of its own? */
static bool is_released(const struct cs_json *vault, int64_t hold) {
  const struct cs_json *releases = cs_json_get(vault, "releases");
  for (size_t i = 0; releases && i < releases->n; i++) {
    int64_t named = cs_json_integer(releases->items[i], "hold", -1);
    if (named >= 0 ? named == hold : cs_json_integer(releases->items[i], "n", -1) > hold) {
      return true;
    }
  }
  return false;
}

/* A hold stands until its last day, whatever was held later: only a second person's release ends it sooner. */
static bool in_force(struct cs_hearing *h, const struct cs_json *vault, const struct cs_json *hold, bool *is) {
  cs_day until;
  if (!cs_day_parse(cs_json_text(hold, "until"), &until, h->err)) {
    return false;
  }
  *is = h->bench->today < until && !is_released(vault, cs_json_integer(hold, "n", -1));
  return true;
}

static bool check_held(struct cs_hearing *h, const struct cs_json *vault) {
  const struct cs_json *holds = cs_json_get(vault, "holds");
  for (size_t i = 0; holds && i < holds->n; i++) {
    bool held;
    if (!in_force(h, vault, holds->items[i], &held)) {
      return false;
    }
    if (held) {
      return cs_refuse(h, CS_E_REFUSED_VAULT_HELD, "entry %lld holds what is personal of %.*s until %.*s",
                       (long long)cs_json_integer(holds->items[i], "n", -1), CS_STR_ARG(cs_hearing_text(h, "subject")),
                       CS_STR_ARG(cs_json_text(holds->items[i], "until")));
    }
  }
  return true;
}

bool cs_judge_vault_erase(struct cs_hearing *h) {
  const struct cs_json *of, *vault;
  struct cs_str subject = cs_hearing_text(h, "subject");
  if (!vault_states(h, &of, &vault)) {
    return false;
  }
  int64_t sealed;
  if (!cs_json_as_integer(last_of(of, "personal"), &sealed)) {
    sealed = -1;
  }
  int64_t erased = cs_json_integer(last_of(vault, "erased"), "n", -1);
  if (sealed < 0) {
    return cs_refuse(h, CS_E_REFUSED_VAULT_NOTHING, "nothing personal of %.*s is on record", CS_STR_ARG(subject));
  }
  if (sealed < erased) {
    return cs_refuse(h, CS_E_REFUSED_VAULT_ERASED, "what was personal of %.*s was erased by entry %lld",
                     CS_STR_ARG(subject), (long long)erased);
  }
  return check_held(h, vault);
}

bool cs_judge_vault_hold(struct cs_hearing *h) {
  const struct cs_json *of, *vault;
  struct cs_str text = cs_hearing_text(h, "until");
  cs_day until;
  if (!vault_states(h, &of, &vault) || !cs_day_parse(text, &until, h->err)) {
    return false;
  }
  if (!of && !cs_refuse(h, CS_E_REFUSED_VAULT_NOTHING, "nothing of %.*s is on record",
                        CS_STR_ARG(cs_hearing_text(h, "subject")))) {
    return false;
  }
  return h->bench->today < until ||
         cs_refuse(h, CS_E_REFUSED_VAULT_PAST, "a hold until %.*s holds nothing: that day is not ahead",
                   CS_STR_ARG(text));
}

static bool refuse_no_hold(struct cs_hearing *h, int64_t named) {
  struct cs_str subject = cs_hearing_text(h, "subject");
  return named >= 0 ? cs_refuse(h, CS_E_REFUSED_VAULT_NO_HOLD, "entry %lld holds nothing of %.*s that is in force",
                                (long long)named, CS_STR_ARG(subject))
                    : cs_refuse(h, CS_E_REFUSED_VAULT_NO_HOLD, "no hold on %.*s is in force", CS_STR_ARG(subject));
}

bool cs_judge_vault_release(struct cs_hearing *h) {
  const struct cs_json *of, *vault;
  int64_t named = cs_json_integer(h->act->body, "hold", -1);
  size_t found = 0;
  if (!vault_states(h, &of, &vault)) {
    return false;
  }
  const struct cs_json *holds = cs_json_get(vault, "holds");
  for (size_t i = 0; holds && i < holds->n; i++) {
    const struct cs_json *hold = holds->items[i];
    int64_t n = cs_json_integer(hold, "n", -1);
    bool held;
    if (!in_force(h, vault, hold, &held)) {
      return false;
    }
    if (!held || (named >= 0 && named != n)) {
      continue;
    }
    found++;
    if (cs_str_eq(cs_json_text(hold, "by"), h->actor->officer) &&
        !cs_refuse(h, CS_E_REFUSED_VAULT_OWN_HOLD, "%.*s set the hold of entry %lld: another officer must end it",
                   CS_STR_ARG(h->actor->officer), (long long)n)) {
      return false;
    }
  }
  return found > 0 || refuse_no_hold(h, named);
}

/* ---- the log */

/* Only a restore writes that, where entries are lost; nobody asks a judge then. */
bool cs_judge_continued(struct cs_hearing *h) {
  return cs_refuse(h, CS_E_REFUSED_CONTINUED, "the record is carried on under another origin by `store restore` alone");
}

static bool stage_is(const struct cs_hearing *h, const char *stage) {
  return cs_str_eq(cs_hearing_text(h, "stage"), cs_str_of(stage));
}

/* Never one that signed before: its word counts for other sizes. */
static bool check_fresh(struct cs_hearing *h, const struct cs_json *found, const struct cs_json *log) {
  static const char *const lists[] = {"keys", "continued"};
  const struct cs_json *continued = last_of(log, "continued");
  struct cs_str verifier = cs_hearing_text(h, "verifier"), rest = verifier;
  struct cs_str origin = cs_json_text(continued ? continued : found, "origin");
  bool used = cs_str_eq(verifier, cs_json_text(found, "verifier"));
  for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
    const struct cs_json *keys = cs_json_get(log, lists[k]);
    for (size_t i = 0; keys && i < keys->n; i++) {
      used = used || cs_str_eq(verifier, cs_json_text(keys->items[i], "verifier"));
    }
  }
  struct cs_str name = cs_str_cut(&rest, '+');
  if (!cs_str_eq(name, origin) &&
      !cs_refuse(h, CS_E_REFUSED_LOG_KEY, "the new key is named \"%.*s\", and this log \"%.*s\"", CS_STR_ARG(name),
                 CS_STR_ARG(origin))) {
    return false;
  }
  return !used || cs_refuse(h, CS_E_REFUSED_LOG_KEY, "that key was a key of this log before");
}

/* The newest key of the log's under its present origin; NULL: the first one signs. */
static const struct cs_json *newest_key(const struct cs_json *log) {
  const struct cs_json *key = last_of(log, "keys"), *continued = last_of(log, "continued");
  bool former = cs_json_integer(key, "announced", -1) < cs_json_integer(continued, "n", -1);
  return former ? NULL : key;
}

/* A record whose keys are more than its readers hold could no longer be opened: so there is never one more. */
static bool check_room(struct cs_hearing *h, const struct cs_json *log) {
  const struct cs_json *keys = cs_json_get(log, "keys");
  int64_t since = cs_json_integer(last_of(log, "continued"), "n", -1);
  size_t n = 1; /* the one that signs without having been announced */
  for (size_t i = 0; keys && i < keys->n; i++) {
    n += cs_json_integer(keys->items[i], "announced", -1) >= since;
  }
  return n < CS_LOG_KEYS_MAX ||
         cs_refuse(h, CS_E_REFUSED_LOG_KEY, "the log has had %zu keys, and takes no more under this origin", n);
}

static bool check_announce(struct cs_hearing *h, const struct cs_json *log) {
  const struct cs_json *record, *last = newest_key(log);
  if (last && !cs_json_get(last, "retired") &&
      !cs_refuse(h, CS_E_REFUSED_LOG_STAGE, "a change of the log's key is under way since entry %lld",
                 (long long)cs_json_integer(last, "announced", -1))) {
    return false;
  }
  return check_room(h, log) && cs_hearing_state(h, "record", CS_STR(""), &record) &&
         check_fresh(h, cs_json_get(record, "found"), log);
}

static bool check_activate(struct cs_hearing *h, const struct cs_json *last) {
  int64_t until = cs_json_integer(h->act->body, "until", -1), size = (int64_t)h->bench->world->size;
  if (cs_json_get(last, "activated")) {
    return cs_refuse(h, CS_E_REFUSED_LOG_STAGE, "the key was activated by entry %lld",
                     (long long)cs_json_integer(last, "activated", -1));
  }
  return until > size + 1 ||
         cs_refuse(
             h, CS_E_REFUSED_LOG_UNTIL,
             "both keys sign from %lld entries on: `until` must be a greater size, so that some checkpoint bears both",
             (long long)size + 1);
}

static bool check_retire(struct cs_hearing *h, const struct cs_json *last) {
  int64_t until = cs_json_integer(last, "until", INT64_MAX);
  if (!cs_json_get(last, "activated") || cs_json_get(last, "retired")) {
    return cs_refuse(h, CS_E_REFUSED_LOG_STAGE, "the key is not active beside another one");
  }
  return (int64_t)h->bench->world->size >= until ||
         cs_refuse(h, CS_E_REFUSED_LOG_UNTIL,
                   "the former key signs beside it until the log has %lld entries; it has %llu", (long long)until,
                   (unsigned long long)h->bench->world->size);
}

bool cs_judge_log_rotate(struct cs_hearing *h) {
  const struct cs_json *log;
  if (!cs_hearing_state(h, "log", CS_STR(""), &log)) {
    return false;
  }
  if (stage_is(h, "announce")) {
    return check_announce(h, log);
  }
  const struct cs_json *last = newest_key(log);
  if (!last || !cs_str_eq(cs_json_text(last, "verifier"), cs_hearing_text(h, "verifier"))) {
    return cs_refuse(h, CS_E_REFUSED_LOG_STAGE, "that key was not announced, or another one was after it");
  }
  return stage_is(h, "activate") ? check_activate(h, last) : check_retire(h, last);
}
