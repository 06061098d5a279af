/* What the judges of cases share (act_case.c, act_case_review.c, act_case_advice.c, act_case_amend.c): looking at a case's state, working
 * out a determination into O, and who is who in a case. Must never judge an act by itself: each judge says what it
 * refuses. */
#include "review/act_case.h"

#include "model/advice.h"

/* ------------------------------------------------------------------ the state of a case */

const struct cs_json *cs_case_consent(const struct cs_json *state, struct cs_str approver) {
  const struct cs_json *consents = cs_json_get(state, "consents");
  for (size_t i = 0; consents && i < consents->n; i++) {
    if (cs_str_eq(cs_json_text(consents->items[i], "approver"), approver)) {
      return consents->items[i];
    }
  }
  return NULL;
}

enum cs_case_status cs_case_status_of(const struct cs_json *state) {
  enum cs_case_status status;
  bool found = cs_case_status_find(cs_json_text(state, "status"), &status);
  cs_assert(found);
  return status;
}

enum cs_consent_status cs_case_consent_status(const struct cs_json *consent) {
  enum cs_consent_status status;
  bool found = cs_consent_status_find(cs_json_text(consent, "status"), &status);
  cs_assert(found);
  return status;
}

const struct cs_json *cs_case_newest(const struct cs_json *state) {
  const struct cs_json *versions = cs_json_get(state, "versions");
  cs_assert(versions && versions->n > 0);
  return versions->items[versions->n - 1];
}

const struct cs_json *cs_case_element(const struct cs_json *state, const char *list, int64_t n) {
  const struct cs_json *elements = cs_json_get(state, list);
  for (size_t i = 0; elements && i < elements->n; i++) {
    if (cs_json_integer(elements->items[i], "n", -1) == n) {
      return elements->items[i];
    }
  }
  return NULL;
}

bool cs_hearing_case(struct cs_hearing *h, enum cs_case_event event, const struct cs_json **state) {
  struct cs_str id = cs_hearing_text(h, "case");
  if (!cs_hearing_state(h, "case", id, state)) {
    return false;
  }
  if (!*state) {
    return cs_refuse(h, CS_E_REFUSED_CASE_UNKNOWN, "there is no case %.*s on record", CS_STR_ARG(id));
  }
  enum cs_case_status status = cs_case_status_of(*state);
  if (cs_case_next(status, event, CS_CONSENT_STATUS_N)) {
    return true;
  }
  *state = NULL;
  return cs_refuse(h, CS_E_REFUSED_CASE_CLOSED, "%.*s is %s: it is no longer under review", CS_STR_ARG(id),
                   cs_case_status_name(status));
}

/* ------------------------------------------------------------------ who is who */

void cs_request_scope(struct cs_hearing *h, const struct cs_request *request, cs_day on, struct cs_case_scope *out) {
  *out = (struct cs_case_scope){.request = *request};
  out->scope.act = out->request.act;
  out->scope.area = out->request.has_area ? cs_area_code(out->request.area) : CS_STR_NONE;
  out->limit = (struct cs_review_limit){h->bench->world, &out->request, on, h->bench->today, h->arena};
  cs_review_limit_scope(&out->limit, &out->scope);
}

bool cs_case_scope(struct cs_hearing *h, const struct cs_json *state, struct cs_str regime, cs_day on,
                   struct cs_case_scope *out) {
  struct cs_request request;
  if (!cs_request_read(h->arena, CS_STR("request"), cs_json_get(cs_case_newest(state), "request"), &request, h->err)) {
    return false;
  }
  cs_request_scope(h, &request, on, out);
  out->scope.regime = regime;
  return true;
}

/* May the acting office speak for that one in the case, as far as the regime goes? */
static bool speaks_for(struct cs_hearing *h, const struct cs_json *state, struct cs_str office, struct cs_str regime,
                       bool *speaks) {
  struct cs_case_scope scope;
  struct cs_chain chain;
  if (!cs_case_scope(h, state, regime, h->bench->today, &scope) ||
      !cs_hearing_chain(h, office, h->act->office, scope.scope, h->bench->today, &chain)) {
    return false;
  }
  *speaks = chain.value == CS_YES;
  return true;
}

static bool speaks_for_consent(struct cs_hearing *h, const struct cs_json *state, const struct cs_json *consent,
                               bool *speaks) {
  const struct cs_json *regimes = cs_json_get(consent, "regimes");
  *speaks = false;
  for (size_t i = 0; regimes && i < regimes->n && !*speaks; i++) {
    if (!speaks_for(h, state, cs_json_text(consent, "approver"), cs_json_text(regimes->items[i], "regime"), speaks)) {
      return false;
    }
  }
  return true;
}

bool cs_hearing_consenting(struct cs_hearing *h, const struct cs_json *state, struct cs_str *approver) {
  const struct cs_json *consents = cs_json_get(state, "consents");
  *approver = CS_STR_NONE;
  for (int own = 1; own >= 0; own--) { /* its own consent before another's */
    for (size_t i = 0; consents && i < consents->n && approver->len == 0; i++) {
      struct cs_str named = cs_json_text(consents->items[i], "approver");
      bool speaks = false;
      if (cs_str_eq(named, h->act->office) != (own == 1)) {
        continue;
      }
      if (!speaks_for_consent(h, state, consents->items[i], &speaks)) {
        return false;
      }
      *approver = speaks ? named : *approver;
    }
  }
  return true;
}

bool cs_hearing_asked(struct cs_hearing *h, const struct cs_json *state, struct cs_str *office) {
  const struct cs_json *asked = cs_json_get(state, "asked");
  bool own = false, speaks = false;
  for (size_t i = 0; asked && i < asked->n; i++) {
    own = own || cs_str_eq(cs_json_text(asked->items[i], "office"), h->act->office);
  }
  *office = h->act->office;
  if (own && !speaks_for(h, state, h->act->office, CS_STR_NONE, &speaks)) {
    return false;
  }
  if (speaks) {
    return true;
  }
  if (!cs_hearing_consenting(h, state, office)) {
    return false;
  }
  for (size_t i = 0; asked && i < asked->n && office->len == 0; i++) {
    struct cs_str named = cs_json_text(asked->items[i], "office");
    if (!speaks_for(h, state, named, CS_STR_NONE, &speaks)) {
      return false;
    }
    *office = speaks ? named : *office;
  }
  return office->len > 0 ||
         cs_refuse(h, CS_E_REFUSED_CASE_NOT_ASKED, "%.*s was not asked about %.*s, and its consent is not needed",
                   CS_STR_ARG(h->act->office), CS_STR_ARG(cs_hearing_text(h, "case")));
}

bool cs_case_is_filer(const struct cs_json *state, struct cs_str officer) {
  const struct cs_json *versions = cs_json_get(state, "versions");
  bool filer = officer.len > 0 && cs_str_eq(cs_json_text(state, "filed_by"), officer);
  for (size_t i = 0; officer.len > 0 && versions && i < versions->n; i++) {
    filer = filer || cs_str_eq(cs_json_text(versions->items[i], "by"), officer);
  }
  return filer;
}

bool cs_hearing_not_recused(struct cs_hearing *h, const struct cs_json *state) {
  const struct cs_json *recused = cs_json_get(state, "recused");
  for (size_t i = 0; h->actor->officer.len > 0 && recused && i < recused->n; i++) {
    if (cs_str_eq(cs_json_text(recused->items[i], "officer"), h->actor->officer)) {
      return cs_refuse(h, CS_E_REFUSED_DUTY_RECUSED, "%.*s is kept out of %.*s by entry %lld",
                       CS_STR_ARG(h->actor->officer), CS_STR_ARG(cs_hearing_text(h, "case")),
                       (long long)cs_json_integer(recused->items[i], "n", 0));
    }
  }
  return true;
}

bool cs_hearing_applicant(struct cs_hearing *h, const struct cs_json *state, const char *what) {
  struct cs_str applicant = cs_json_text(state, "applicant_office");
  struct cs_case_scope scope;
  struct cs_chain chain;
  if (!cs_str_eq(applicant, h->act->office)) {
    return cs_refuse(h, CS_E_REFUSED_CASE_NOT_YOURS, "%.*s is a request of %.*s, and only %.*s may %s",
                     CS_STR_ARG(cs_hearing_text(h, "case")), CS_STR_ARG(applicant), CS_STR_ARG(applicant), what);
  }
  return h->actor->by != CS_BY_KEY ||
         (cs_case_scope(h, state, CS_STR_NONE, h->bench->today, &scope) &&
          cs_hearing_authority(h, applicant, applicant, scope.scope, h->bench->today, &chain));
}

/* ------------------------------------------------------------------ a request */

bool cs_hearing_is_party(const struct cs_hearing *h, struct cs_str id) {
  return cs_catalogue_party(h->bench->world->catalogue, id) || cs_str_eq(id, h->bench->registrar);
}

static bool check_parties(struct cs_hearing *h, const struct cs_request *request) {
  const struct cs_str roles[] = {request->applicant, request->holder, request->recipient, request->user,
                                 request->end_user};
  for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
    if (roles[i].len > 0 && !cs_hearing_is_party(h, roles[i]) &&
        !cs_refuse(h, CS_E_REFUSED_PARTY_UNKNOWN, "\"%.*s\" is no party on record", CS_STR_ARG(roles[i]))) {
      return false;
    }
  }
  return true;
}

static bool check_items(struct cs_hearing *h, const struct cs_request *request) {
  for (size_t i = 0; i < request->n_lines; i++) {
    struct cs_str item = request->lines[i].item;
    if (item.len == 0) { /* a question of rules may lack one, a case may not */
      return cs_refuse(h, CS_E_REFUSED_ITEM_UNKNOWN, "the request names no item");
    }
    if (!cs_catalogue_item(h->bench->world->catalogue, item) &&
        !cs_refuse(h, CS_E_REFUSED_ITEM_UNKNOWN, "\"%.*s\" is no item on record", CS_STR_ARG(item))) {
      return false;
    }
  }
  return true;
}

bool cs_hearing_check_request(struct cs_hearing *h, const struct cs_request *request) {
  return check_parties(h, request) && check_items(h, request);
}

/* ------------------------------------------------------------------ a determination into O */

/* "long-range.rules:38": of the clause that asks for it; nothing where a regime's own `otherwise` does. */
static bool put_where(struct cs_hearing *h, struct cs_json *one, const struct cs_rules *rules,
                      const struct cs_require *require) {
  struct cs_str where;
  if (require->rule == CS_RULE_OTHERWISE) {
    return true;
  }
  const struct cs_rule_info *info = cs_rules_at(rules, require->rule);
  return cs_arena_printf(h->arena, &where, h->err, "%.*s:%u", CS_STR_ARG(info->file), require->line) &&
         cs_json_set_text(h->arena, one, "where", where, h->err);
}

static bool put_span(struct cs_hearing *h, struct cs_json *object, const char *key, struct cs_span span) {
  struct cs_buf text;
  struct cs_str copy;
  cs_buf_init(&text, 64);
  cs_span_write(&text, span);
  bool done =
      cs_arena_str(h->arena, cs_buf_str(&text), &copy, h->err) && cs_json_set_text(h->arena, object, key, copy, h->err);
  cs_buf_deinit(&text);
  return done;
}

static struct cs_json *member_json(struct cs_hearing *h, const struct cs_member_info *member) {
  struct cs_json *one = cs_json_new(h->arena, CS_JSON_OBJECT, h->err);
  struct cs_period period = member->period;
  bool done =
      one && cs_json_set_text(h->arena, one, "member", member->code, h->err) &&
      (period.from.first == CS_DAY_MIN || put_span(h, one, "from", period.from)) &&
      (period.until.first == CS_DAY_MAX || put_span(h, one, "until", period.until)) &&
      (member->known == CS_DAY_MIN || put_span(h, one, "known", (struct cs_span){member->known, member->known})) &&
      cs_json_set_text(h->arena, one, "certainty", cs_str_of(cs_certainty_name(member->certainty)), h->err);
  return done ? one : NULL;
}

/* Whose payments count, as the text has it today: what is put in its place later does not move a case that was filed. */
static bool put_payers(struct cs_hearing *h, struct cs_json *to, const struct cs_rules *rules, struct cs_str group) {
  struct cs_json *one = cs_json_new(h->arena, CS_JSON_OBJECT, h->err);
  struct cs_json *members = cs_json_new(h->arena, CS_JSON_ARRAY, h->err);
  struct cs_group_info info;
  bool found;
  cs_rules_group(rules, group, &info, &found);
  cs_assert(found);
  for (size_t i = 0; members && i < info.n_members; i++) {
    struct cs_member_info member;
    cs_rules_group_member(rules, &info, i, &member);
    if (!cs_json_append(h->arena, members, member_json(h, &member), h->err)) {
      return false;
    }
  }
  return one && members && cs_json_set_text(h->arena, one, "group", group, h->err) &&
         (!info.open || cs_json_set_bool(h->arena, one, "open", true, h->err)) &&
         (!info.on_record || cs_json_set_bool(h->arena, one, "on_record", true, h->err)) &&
         cs_json_set(h->arena, one, "members", members, h->err) && cs_json_set(h->arena, to, "payers", one, h->err);
}

static bool put_condition(struct cs_hearing *h, struct cs_json *one, const struct cs_rules *rules,
                          const struct cs_require *require) {
  return cs_json_set_text(h->arena, one, "needs", cs_str_of(cs_need_name(require->need)), h->err) &&
         (require->before.first == CS_DAY_MAX || put_span(h, one, "before", require->before)) &&
         (require->payers.len == 0 || put_payers(h, one, rules, require->payers));
}

static struct cs_json *require_json(struct cs_hearing *h, const struct cs_rules *rules,
                                    const struct cs_require *require) {
  struct cs_json *one = cs_json_new(h->arena, CS_JSON_OBJECT, h->err);
  bool done = one && cs_json_set_text(h->arena, one, "kind", cs_str_of(cs_require_name(require->kind)), h->err) &&
              cs_json_set_text(h->arena, one, "approver", require->approver, h->err) &&
              cs_json_set_text(h->arena, one, "office", require->office, h->err) &&
              cs_json_set_integer(h->arena, one, "n", require->n, h->err) &&
              cs_json_set_integer(h->arena, one, "days", require->days, h->err) &&
              cs_json_set_bool(h->arena, one, "calendar_days", require->calendar_days, h->err) &&
              cs_json_set_text(h->arena, one, "text", require->text, h->err) && put_where(h, one, rules, require) &&
              cs_json_set_text(h->arena, one, "certainty", cs_str_of(cs_certainty_name(require->certainty)), h->err) &&
              (require->kind != CS_REQUIRE_CONDITION || put_condition(h, one, rules, require));
  return done ? one : NULL;
}

static bool put_requires(struct cs_hearing *h, const struct cs_determination *det) {
  const struct cs_answer *answer = &det->answer;
  struct cs_json *list = cs_json_new(h->arena, CS_JSON_ARRAY, h->err);
  for (size_t i = 0; list && i < answer->n_requires; i++) {
    if (answer->requires[i].kind != CS_REQUIRE_CONSENT &&
        !cs_json_append(h->arena, list, require_json(h, det->rules, &answer->requires[i]), h->err)) {
      return false;
    }
  }
  return cs_json_set(h->arena, h->j->out, "requires", list, h->err);
}

/* The consent of an office in the list, made when it is not there: an office that several regimes ask gives one
 * consent. */
static struct cs_json *consent_of(struct cs_hearing *h, struct cs_json *list, struct cs_str office) {
  for (size_t i = 0; i < list->n; i++) {
    if (cs_str_eq(cs_json_text(list->items[i], "approver"), office)) {
      return list->items[i];
    }
  }
  struct cs_json *one = cs_json_new(h->arena, CS_JSON_OBJECT, h->err);
  bool done = one && cs_json_set_text(h->arena, one, "approver", office, h->err) &&
              cs_json_set(h->arena, one, "regimes", cs_json_new(h->arena, CS_JSON_ARRAY, h->err), h->err) &&
              cs_json_append(h->arena, list, one, h->err);
  return done ? one : NULL;
}

static bool put_consents(struct cs_hearing *h, const struct cs_determination *det) {
  struct cs_json *list = cs_json_new(h->arena, CS_JSON_ARRAY, h->err);
  for (size_t i = 0; list && i < det->n_approvers; i++) {
    const struct cs_review_approver *approver = &det->approvers[i];
    struct cs_json *consent = consent_of(h, list, approver->office);
    struct cs_json *regime = cs_json_new(h->arena, CS_JSON_OBJECT, h->err);
    if (!consent || !regime || !cs_json_set_text(h->arena, regime, "regime", approver->regime, h->err) ||
        !cs_json_set_text(h->arena, regime, "owner", approver->owner, h->err) ||
        !cs_json_append(h->arena, cs_json_get(consent, "regimes"), regime, h->err)) {
      return false;
    }
  }
  return cs_json_set(h->arena, h->j->out, "consents", list, h->err);
}

static bool put_hex(struct cs_hearing *h, const char *key, const unsigned char *bytes, size_t n) {
  struct cs_buf hex;
  struct cs_str text;
  cs_buf_init(&hex, 2 * n + 1);
  cs_buf_hex(&hex, bytes, n);
  bool done = cs_arena_str(h->arena, cs_buf_str(&hex), &text, h->err) &&
              cs_json_set_text(h->arena, h->j->out, key, text, h->err);
  cs_buf_deinit(&hex);
  return done;
}

static bool put_day_in(struct cs_hearing *h, struct cs_json *object, const char *key, cs_day day) {
  struct cs_buf text;
  struct cs_str copy;
  cs_buf_init(&text, 32);
  cs_day_write(&text, day);
  bool done =
      cs_arena_str(h->arena, cs_buf_str(&text), &copy, h->err) && cs_json_set_text(h->arena, object, key, copy, h->err);
  cs_buf_deinit(&text);
  return done;
}

bool cs_hearing_put_day(struct cs_hearing *h, const char *key, cs_day day) {
  return put_day_in(h, h->j->out, key, day);
}

static bool put_unasked(struct cs_hearing *h, const struct cs_determination *det) {
  struct cs_json *list = cs_json_new(h->arena, CS_JSON_ARRAY, h->err);
  for (size_t i = 0; list && i < det->n_unasked; i++) {
    if (!cs_json_append(h->arena, list, cs_json_new_string(h->arena, det->unasked[i].state, h->err), h->err)) {
      return false;
    }
  }
  return cs_json_set(h->arena, h->j->out, "unasked", list, h->err);
}

/* What the rules said: enough to go on with the case, and to find the same answer again. */
bool cs_hearing_put_determination(struct cs_hearing *h, const struct cs_determination *det) {
  const struct cs_answer *answer = &det->answer;
  return put_consents(h, det) && put_requires(h, det) && put_unasked(h, det) &&
         cs_json_set_text(h->arena, h->j->out, "at_least", cs_str_of(cs_verdict_name(answer->at_least)), h->err) &&
         cs_json_set_text(h->arena, h->j->out, "verdict", cs_str_of(cs_verdict_name(answer->at_most)), h->err) &&
         cs_json_set_bool(h->arena, h->j->out, "settled", answer->settled, h->err) &&
         put_hex(h, "rules", det->rules_digest, sizeof det->rules_digest) && cs_hearing_put_day(h, "on", det->on) &&
         cs_json_set_integer(h->arena, h->j->out, "size", h->bench->world->size, h->err);
}

/* ------------------------------------------------------------------ asking offices */

/* The last day: by the calendar of the office that owes the answer. *has false where it has none on record. */
static bool due_day(struct cs_hearing *h, struct cs_str office, int64_t days, bool calendar_days, bool *has,
                    cs_day *due) {
  const struct cs_calendar *calendar = cs_catalogue_calendar(h->bench->world->catalogue, office);
  *has = days > 0 && (calendar_days || calendar != NULL);
  if (!*has) {
    return true;
  }
  return calendar_days ? cs_day_add_days(h->bench->today, days, due, h->err)
                       : cs_calendar_add(calendar, h->bench->today, days, due, h->err);
}

bool cs_hearing_put_asked(struct cs_hearing *h, struct cs_str office, struct cs_str approver, int64_t days,
                          bool calendar_days) {
  struct cs_json *list = cs_json_get(h->j->out, "asked");
  struct cs_json *one = cs_json_new(h->arena, CS_JSON_OBJECT, h->err);
  bool has;
  cs_day due = 0;
  if (!list) {
    list = cs_json_new(h->arena, CS_JSON_ARRAY, h->err);
    if (!cs_json_set(h->arena, h->j->out, "asked", list, h->err)) {
      return false;
    }
  }
  return one && due_day(h, office, days, calendar_days, &has, &due) &&
         cs_json_set_text(h->arena, one, "office", office, h->err) &&
         (approver.len == 0 || cs_json_set_text(h->arena, one, "approver", approver, h->err)) &&
         put_day_in(h, one, "on", h->bench->today) &&
         (days == 0 || cs_json_set_integer(h->arena, one, "days", days, h->err)) &&
         (!calendar_days || cs_json_set_bool(h->arena, one, "calendar_days", true, h->err)) &&
         (!has || put_day_in(h, one, "due", due)) && cs_json_append(h->arena, list, one, h->err);
}

static bool ends(const struct cs_json *ended, int64_t n) {
  bool found = false;
  for (size_t i = 0; ended && i < ended->n; i++) {
    int64_t one;
    found = found || (cs_json_as_integer(ended->items[i], &one) && one == n);
  }
  return found;
}

/* Does advice of the office on the case stand, and go on standing? */
static bool has_advised(const struct cs_hearing *h, const struct cs_json *state, struct cs_str office) {
  const struct cs_json *advice = cs_json_get(state, "advice");
  bool found = false;
  for (size_t i = 0; advice && i < advice->n; i++) {
    const struct cs_json *one = advice->items[i];
    found = found || (cs_advice_stands(one) && cs_str_eq(cs_json_text(one, "office"), office) &&
                      !ends(cs_json_get(h->j->out, "void"), cs_json_integer(one, "n", -1)));
  }
  return found;
}

bool cs_hearing_ask_required(struct cs_hearing *h, const struct cs_determination *det, const struct cs_json *state) {
  for (size_t i = 0; i < det->answer.n_requires; i++) {
    const struct cs_require *require = &det->answer.requires[i];
    if (require->kind == CS_REQUIRE_ADVICE && !(state && has_advised(h, state, require->office)) &&
        !cs_hearing_put_asked(h, require->office, require->approver, require->days, require->calendar_days)) {
      return false;
    }
  }
  return true;
}
