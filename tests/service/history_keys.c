/* Keys, what is personal, and the log's own key in random histories. As in history.c, what becomes of an act is said before it
 * is handed in. */
#include "service/history_plan.h"

#define offices history_offices

static bool is_good(const struct history_person *person) {
  return person->enrolled && !person->revoked;
}

static bool is_listed(size_t person, const size_t *persons, size_t n) {
  bool found = false;
  for (size_t i = 0; i < n; i++) {
    found = found || persons[i] == person;
  }
  return found;
}

size_t history_other(struct history *h, size_t office, const size_t *persons, size_t n) {
  size_t found = 0, seen = 0;
  for (size_t i = 1; i < h->persons.n; i++) {
    const struct history_person *person = &h->persons.at[i];
    if (person->office == office && is_good(person) && !is_listed(person->self, persons, n)) {
      seen++;
      found = below(h, seen) == 0 ? i : found; /* each as likely as another */
    }
  }
  return found > 0 ? found : office;
}

size_t history_officer(struct history *h, size_t office) {
  return chance(h, 40) ? office : history_other(h, office, NULL, 0);
}

/* ------------------------------------------------------------------ officers' keys */

void history_prove(struct history *h, const struct cs_officer_key *key, char out[100]) {
  struct cs_arena arena;
  struct cs_str proof;
  cs_arena_init(&arena, NULL, 0);
  assert_ok(cs_officer_prove(&arena, key, &h->service.identity, &proof, &h->scene.err), &h->scene.err);
  snprintf(out, 100, "%.*s", CS_STR_ARG(proof));
  cs_arena_deinit(&arena);
}

size_t history_add_person(struct history *h, size_t office, const char *name) {
  struct history_person *person = cs_list_push(&h->arena, &h->persons, &h->scene.err);
  assert_non_null(person);
  char officer[64];
  snprintf(officer, sizeof officer, "%s/%s", offices[office], name);
  *person = (struct history_person){.office = office, .self = h->persons.n - 1};
  scene_key(&h->scene, officer, &person->key);
  return h->persons.n - 1;
}

/* A further key of somebody who has one. */
static size_t add_second_key(struct history *h, size_t first) {
  char name[64];
  struct cs_str officer = h->persons.at[first].key.officer;
  cs_str_cut(&officer, '/');
  snprintf(name, sizeof name, "%.*s", CS_STR_ARG(officer));
  size_t at = history_add_person(h, h->persons.at[first].office, name);
  h->persons.at[at].self = self_of(h, first);
  return at;
}

void history_make_enrolment(struct history *h, struct plan *p, bool wrong) {
  char proof[100], name[24];
  snprintf(name, sizeof name, "n%u", ++h->made);
  if (wrong) {
    p->a = 1 + below(h, 8); /* enrolled already */
  } else if (chance(h, 25)) {
    p->a = add_second_key(h, history_officer(h, 1 + below(h, 12)));
  } else {
    p->a = history_add_person(h, 1 + below(h, 12), name);
  }
  p->yes = !wrong && chance(h, 70);
  const struct history_person *person = &h->persons.at[p->a];
  history_prove(h, &person->key, proof);
  FLAT(p, "{\"act\":\"key.enrol\",\"officer\":\"%.*s\",\"key\":\"%s\",\"proof\":\"%s\"",
       CS_STR_ARG(person->key.officer), person->key.hex, proof);
  if (p->yes) {
    MORE(p, ",\"name\":\"N. N. %u\"", h->made);
  }
  MORE(p, "}");
}

void history_take_enrolment(struct history *h, const struct plan *p) {
  struct history_person *person = &h->persons.at[p->a];
  person->enrolled = true;
  struct history_person *self = &h->persons.at[person->self];
  self->personal = self->personal || p->yes;
}

void history_make_key_revocation(struct history *h, struct plan *p, bool wrong) {
  p->a = SIZE_MAX;
  for (size_t i = 0; i < 30 && h->persons.n > DEPUTY + 1 && !wrong; i++) {
    size_t one = DEPUTY + 1 + below(h, h->persons.n - DEPUTY - 1);
    p->a = is_good(&h->persons.at[one]) ? one : p->a;
  }
  p->refused = wrong || p->a == SIZE_MAX;
  const struct history_person *person = &h->persons.at[p->refused ? 2 : p->a];
  FLAT(p, "{\"act\":\"key.revoke\",\"officer\":\"%.*s\",\"key\":\"%s\",\"reason\":\"left\"}",
       CS_STR_ARG(person->key.officer), h->persons.at[p->refused ? 3 : p->a].key.hex);
}

void history_take_key_revocation(struct history *h, const struct plan *p) {
  h->persons.at[p->a].revoked = true;
}

/* ------------------------------------------------------------------ what is personal */

static bool in_force(const struct history *h, const struct history_person *self, size_t i) {
  return history_today(h) < self->holds[i].until && !self->holds[i].released;
}

static bool is_held(const struct history *h, const struct history_person *self) {
  bool held = false;
  for (size_t i = 0; i < self->n_holds; i++) {
    held = held || in_force(h, self, i);
  }
  return held;
}

/* A person of whom something personal is sealed, held or not as is asked for; 1, of whom nothing is, when none is met. */
static size_t named_person(struct history *h, bool held) {
  size_t found = 1;
  for (size_t i = 0; i < 60 && h->persons.n > HISTORY_OFFICES; i++) {
    size_t one = self_of(h, HISTORY_OFFICES + below(h, h->persons.n - HISTORY_OFFICES));
    const struct history_person *self = &h->persons.at[one];
    found = self->personal && is_held(h, self) == held ? one : found;
  }
  return found;
}

void history_make_erasure(struct history *h, struct plan *p, bool wrong) {
  p->a = named_person(h, wrong);
  const struct history_person *self = &h->persons.at[p->a];
  p->refused = !self->personal || is_held(h, self);
  FLAT(p, "{\"act\":\"vault.erase\",\"subject\":\"officer:%.*s\",\"reason\":\"asked for\"}",
       CS_STR_ARG(self->key.officer));
}

void history_take_erasure(struct history *h, const struct plan *p) {
  h->persons.at[p->a].personal = false;
}

void history_make_hold(struct history *h, struct plan *p, bool wrong) {
  char day[16];
  p->a = named_person(h, false);
  for (size_t i = 0; i < 40 && h->persons.at[p->a].n_holds == HISTORY_HOLDS_MAX; i++) {
    p->a = named_person(h, false);
  }
  p->signer = chance(h, 50) ? DEPUTY : 0;
  p->refused = wrong || h->persons.at[p->a].n_holds == HISTORY_HOLDS_MAX; /* the account holds no more */
  p->day = history_today(h) + (p->refused ? 0 : 1 + (cs_day)below(h, 6));
  history_write_day(p->day, day);
  FLAT(p, "{\"act\":\"vault.hold\",\"subject\":\"officer:%.*s\",\"until\":\"%s\"}",
       CS_STR_ARG(h->persons.at[p->a].key.officer), day);
}

void history_take_hold(struct history *h, const struct plan *p) {
  struct history_person *self = &h->persons.at[p->a];
  self->holds[self->n_holds].n = (int64_t)h->size;
  self->holds[self->n_holds].until = p->day;
  self->holds[self->n_holds].by = p->signer;
  self->holds[self->n_holds++].released = false;
}

/* One hold, or all that are in force; in vain by who set one of them. */
void history_make_release(struct history *h, struct plan *p, bool wrong) {
  p->a = named_person(h, true);
  const struct history_person *self = &h->persons.at[p->a];
  size_t found = 0, own = 0, one = SIZE_MAX;
  for (size_t i = 0; i < self->n_holds; i++) {
    one = in_force(h, self, i) ? i : one;
  }
  size_t by = one == SIZE_MAX ? 0 : self->holds[one].by;
  p->signer = wrong ? by : by == DEPUTY ? 0 : DEPUTY;
  p->quantity = one != SIZE_MAX && chance(h, 50) ? (long)self->holds[one].n : -1;
  for (size_t i = 0; i < self->n_holds; i++) {
    bool meant = in_force(h, self, i) && (p->quantity < 0 || self->holds[i].n == p->quantity);
    found += meant;
    own += meant && self->holds[i].by == p->signer;
  }
  p->refused = found == 0 || own > 0;
  FLAT(p, "{\"act\":\"vault.release\",\"subject\":\"officer:%.*s\"", CS_STR_ARG(self->key.officer));
  if (p->quantity >= 0) {
    MORE(p, ",\"hold\":%ld", p->quantity);
  }
  MORE(p, "}");
}

void history_take_release(struct history *h, const struct plan *p) {
  struct history_person *self = &h->persons.at[p->a];
  for (size_t i = 0; i < self->n_holds; i++) {
    self->holds[i].released = self->holds[i].released || p->quantity < 0 || self->holds[i].n == p->quantity;
  }
}

/* ------------------------------------------------------------------ the record itself */

void history_make_founding(struct history *h, struct plan *p, bool wrong) {
  (void)wrong;
  p->refused = true; /* it was done */
  p->signer = 1 + below(h, 8);
  FLAT(
      p,
      "{\"act\":\"record.found\",\"office\":\"%s\",\"origin\":\"test.example/other\",\"verifier\":\"x\",\"format\":1,"
      "\"random\":\"%064x\",\"officer\":\"%s/head\",\"key\":\"%s\",\"trial\":true,\"public\":true,\"zone\":\"+00:00\"}",
      offices[p->signer], 7u, offices[p->signer], h->persons.at[p->signer].key.hex);
}

void history_make_continuing(struct history *h, struct plan *p, bool wrong) {
  (void)wrong;
  p->refused = true; /* by a restore alone */
  p->signer = chance(h, 50) ? 0 : 1 + below(h, 8);
  FLAT(p,
       "{\"act\":\"record.continued\",\"office\":\"%s\",\"origin\":\"test.example/"
       "other\",\"verifier\":\"x\",\"proof\":\"AAAA\","
       "\"former\":\"test.example/review\",\"reason\":\"none\",\"size\":1,\"root\":\"%064x\"}",
       offices[h->persons.at[p->signer].office], 7u);
}

void history_put_load(struct history *h, struct plan *p, size_t acts) {
  h->made++;
  FLAT(p, "{\"act\":\"record.load\",\"name\":\"file-%u.jsonl\",\"digest\":\"%064x\",\"acts\":%zu}", h->made, h->made,
       acts);
}

void history_make_load(struct history *h, struct plan *p, bool wrong) {
  (void)wrong;
  p->refused = false;
  history_put_load(h, p, 0);
}

static void put_rotation(struct plan *p, const char *stage, struct cs_str verifier) {
  FLAT(p, "{\"act\":\"log.rotate\",\"stage\":\"%s\",\"verifier\":\"%.*s\"", stage, CS_STR_ARG(verifier));
}

static void announce(struct history *h, struct plan *p) {
  struct cs_signature proof;
  struct cs_buf text;
  assert_ok(cs_record_next_key(h->service.record, true, &h->arena, &h->rotation.verifier, &proof, &h->scene.err),
            &h->scene.err);
  put_rotation(p, "announce", h->rotation.verifier);
  cs_buf_init(&text, 200);
  cs_buf_base64(&text, proof.bytes, sizeof proof.bytes);
  MORE(p, ",\"proof\":\"%.*s\"}", CS_STR_ARG(cs_buf_str(&text)));
  cs_buf_deinit(&text);
}

/* One stage after the other; out of turn, in vain. Not more than one change in some thousand acts: each costs two signatures for
 * a while. */
void history_make_rotation(struct history *h, struct plan *p, bool wrong) {
  unsigned stage = h->rotation.stage;
  bool due = h->rotation.until <= h->size, rest = stage == 0 && h->size < h->rotation.until + 500;
  p->a = stage;
  if (stage == 0 && !wrong && !rest) {
    p->refused = h->rotation.turned + 1 >= CS_LOG_KEYS_MAX;
    announce(h, p);
  } else if (stage == 1 && !wrong) {
    p->quantity = (long)h->size + 100 + (long)below(h, 200);
    put_rotation(p, "activate", h->rotation.verifier);
    MORE(p, ",\"until\":%ld}", p->quantity);
  } else if (stage == 2 && !wrong) {
    p->refused = !due;
    put_rotation(p, "retire", h->rotation.verifier);
    MORE(p, "}");
  } else {
    p->refused = true; /* a stage that is not the next one's */
    put_rotation(p, stage == 1 ? "retire" : "activate", h->service.verifier);
    MORE(p, "%s}", stage == 1 ? "" : ",\"until\":9");
  }
}

void history_take_rotation(struct history *h, const struct plan *p) {
  h->rotation.stage = ((unsigned)p->a + 1) % 3;
  if (p->a == 1) {
    h->rotation.until = (uint64_t)p->quantity;
  }
  h->rotation.turned += p->a == 2;
}
