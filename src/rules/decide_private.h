/* Between the parts of deciding: what one question's rules came to. Private to decide*.c. */
#ifndef CS_RULES_DECIDE_PRIVATE_H
#define CS_RULES_DECIDE_PRIVATE_H

#include "base/limits.h"
#include "rules/decide.h"
#include "rules/family.h"
#include "rules/index.h"

enum {
  CS_DECIDE_CAUSES_MAX = 64,  /* bits of a mask */
  CS_DECIDE_UNKNOWNS_MAX = 6, /* of a family: its worlds are the bits of one word */
  CS_DECIDE_SAYS = CS_PROHIBITED + 1,
  CS_DECIDE_MEMBERS_MAX = 64
};

struct cs_facts {
  bool simple; /* can they be decided by numbers at all? */
  size_t n_lines;
  const struct cs_line *lines;
  struct cs_prepared prepared[]; /* one a line */
};

/* One rule of a family, in this question. */
struct cs_speaker_member {
  uint32_t rule;
  uint8_t truth;            /* of period, source and condition together */
  uint8_t source_certainty; /* DISPUTED when denied */
  uint8_t certainty;        /* with its condition's */
  int8_t unknown;           /* its number among the family's unknowns; -1: none */
  uint32_t path;            /* of content: number + 1; 0: none */
  uint64_t causes;
  uint64_t holds, effective; /* worlds */
};

struct cs_speaker_claim {
  uint32_t at; /* in entries */
  uint64_t worlds;
};

/* A family that speaks. */
struct cs_speaker {
  uint32_t family;
  uint16_t regime;
  uint16_t n;
  uint32_t first_member, first_claim, n_claims;
  uint32_t count; /* families that it stands for: more than one only where they are alike */
  uint32_t set;   /* number + 1 of its first set, one an unknown member; 0: it stands for itself */
  uint8_t n_unknown, outcomes, mildest;
  uint64_t all;
  uint64_t says[CS_DECIDE_SAYS];
};

/* What a regime's families come to together. */
struct cs_regime_sum {
  uint32_t first_speaker, n_speakers;
  uint32_t n_never_silent;
  uint8_t mildest[2];
  uint8_t treats, treats_by_act; /* enum cs_truth */
  uint64_t treats_causes;
  uint8_t at_least, at_most;
  uint32_t otherwise[2];
  uint8_t n_otherwise;
};

/* Where a speaker's families have been read up to. */
struct cs_cursor {
  const struct cs_speaker *speaker;
  uint32_t lead; /* the family's first rule; UINT32_MAX: no more */
  /* of a set */
  const uint32_t *leads;
  uint32_t at; /* the family's number in it */
  uint32_t word;
  uint64_t rest; /* of the word, this family's bit included */
};

struct cs_scratch {
  const struct cs_rules *rules;
  uint32_t epoch;
  uint32_t *family_seen, *entry_seen; /* epochs */
  uint16_t *entry_at;
  struct cs_speaker *speakers;
  struct cs_speaker_member *members;
  struct cs_speaker_claim *claims;
  struct cs_regime_sum *sums;
  struct cs_decided_regime *regimes;
  struct cs_decided_ground *grounds;
  struct cs_decided_entry *entries;
  struct cs_decided_missing missing[CS_DECIDE_CAUSES_MAX];
  struct cs_decided_unknown *unknown;
  uint32_t *lifted_by, *noted;
  struct cs_path *paths;
  bool *assumed;   /* one a fact: for the evaluator */
  uint64_t *words; /* of the groups that were sifted */
  struct cs_decided_set *sets;
  struct cs_cursor *cursors; /* one a set, and one more */
  struct cs_cause causes[CS_DECIDE_CAUSES_MAX];
  size_t cap_speakers, cap_members, cap_claims, cap_paths, cap_lifted_by, cap_noted, cap_entries;
  struct cs_prepared silenced;
  struct cs_prepared_fact *silenced_facts;
  struct cs_arena room;       /* of the speakers, members, claims and paths */
  struct cs_arena slow_arena; /* memory for the evaluator */
  struct cs_answer answer;
  struct cs_decision blank; /* of the quick way: where everything will be, and nothing in it yet */
};

/* One pass over one question. */
struct cs_deciding {
  const struct cs_rules *rules;
  const struct cs_index *index;
  const struct cs_prepared *facts; /* of this pass */
  const struct cs_prepared *line;  /* as they were given */
  const struct cs_rules_host *host;
  cs_day on, known;
  enum cs_certainty weakest;
  struct cs_scratch *s;
  bool slow;      /* it takes the evaluator */
  bool full;      /* because there was no room for what speaks */
  bool evaluated; /* was the evaluator asked about a condition? */
  bool any_unknown;
  enum cs_certainty rests_on;
  uint32_t n_speakers, n_members, n_claims, n_lifted_by, n_causes, n_paths;
  struct cs_decision *out; /* what it holds is counted there */
};

/* decide_speakers.c: the families that may speak, in order, each with its worlds. */
void cs_decide_speakers(struct cs_deciding *d);
/* The worlds of the speakers again for d->weakest, where only the rules' own sources are weaker: nothing else may change. */
void cs_decide_speakers_again(struct cs_deciding *d);
/* The bit of a cause that no fact has; 0 when there is no room (then `slow`). */
uint64_t cs_decide_cause(struct cs_deciding *d, struct cs_cause cause);
/* decide_sum.c: whether the silence of every regime counts; the bounds of every regime and of all. */
void cs_decide_treats(struct cs_deciding *d);
void cs_decide_sum(struct cs_deciding *d, enum cs_verdict *at_least, enum cs_verdict *at_most);
/* decide_known.c: all else at once, where nothing is unknown. */
void cs_decide_known(struct cs_deciding *d);
/* decide_entries.c, decide_missing.c, decide_grounds.c: after the bounds, in this order. */
void cs_decide_entries(struct cs_deciding *d);
void cs_decide_missing(struct cs_deciding *d);
void cs_decide_grounds(struct cs_deciding *d);

/* Where what the member, or a regime's silence, asks for lies in the decision; UINT32_MAX: no room (then `slow`). */
uint32_t cs_decide_entry(struct cs_deciding *d, const struct cs_speaker_member *m, const struct cs_wanted *wanted);
uint32_t cs_decide_entry_of_silence(struct cs_deciding *d, uint32_t entry);
/* What is met by something that is surely asked for is sure too, and not told. */
void cs_decide_merge(struct cs_deciding *d);
/* A ground of the speaker's own family, into the order of the rules from `first` on. */
void cs_decide_ground(struct cs_deciding *d, const struct cs_speaker *speaker, size_t member,
                      enum cs_ground_value value, size_t first);
void cs_decide_note(struct cs_deciding *d, uint32_t noted);

/* May all families of the regime but this one (NULL: all) be silent at once? */
static inline bool cs_silent_beside(const struct cs_regime_sum *sum, const struct cs_speaker *speaker) {
  uint32_t own = speaker && (speaker->outcomes & 1) == 0 ? 1 : 0;
  return sum->n_never_silent == own;
}

#endif
