/* A gate: may this shipment go? It reads rules and a catalogue, asks one question, says the answer and why, and ends 0 only
 * for a clear yes; so that a shipping program, or a script, can stand behind it.
 *
 *   gate RULES CATALOGUE.jsonl SHIPMENT.json DAY
 *
 * Ends 0: it may go; 1: it may not, or that is not known; 2: the question could not be asked. Build: see Makefile. */
#include <countersign.h>

#include <stdio.h>
#include <stdlib.h>

/* The whole file, NUL-ended; NULL: it cannot be read. */
static char *read_file(const char *path, size_t *len) {
  enum { LIMIT = 64 * 1024 * 1024 };
  FILE *file = fopen(path, "rb");
  char *bytes = file ? malloc(LIMIT + 1) : NULL;
  if (bytes) {
    *len = fread(bytes, 1, LIMIT, file);
    bytes[*len] = '\0';
  }
  if (!bytes || ferror(file) || !feof(file)) {
    perror(path);
    free(bytes);
    bytes = NULL;
  }
  if (file) {
    fclose(file);
  }
  return bytes;
}

static void say(const struct countersign_error *error) {
  fprintf(stderr, "%s:%u:%u: %s [%s]\n", error->source, (unsigned)error->line, (unsigned)error->column, error->text,
          error->code);
  if (error->hint[0]) {
    fprintf(stderr, "  %s\n", error->hint);
  }
}

/* Rules and catalogue as one set; all that is wrong with them is said. */
static struct countersign_set *load(const char *rules, const char *catalogue) {
  struct countersign_error error;
  struct countersign_set *set = NULL;
  size_t len;
  char *acts = read_file(catalogue, &len);
  struct countersign_sources *sources = countersign_sources_new(&error);
  if (!acts || !sources) {
    free(acts);
    countersign_sources_free(sources);
    return NULL;
  }
  if (countersign_sources_path(sources, rules, &error) &&
      countersign_sources_catalogue(sources, catalogue, acts, len, &error)) {
    set = countersign_set_new(sources, &error);
  }
  size_t found = countersign_sources_n_findings(sources);
  for (size_t i = 0; i < found; i++) {
    say(&countersign_sources_finding(sources, i)->error);
  }
  if (!set && found == 0) {
    say(&error);
  }
  free(acts);
  countersign_sources_free(sources);
  return set;
}

/* Who must consent, as a program would read it; the whole answer in words stands above it. */
static void list_approvers(const struct countersign_answer *answer) {
  for (size_t i = 0; i < countersign_answer_n_approvers(answer); i++) {
    struct countersign_approver approver;
    countersign_answer_approver(answer, i, &approver);
    printf("ask %.*s%s\n", COUNTERSIGN_TEXT(approver.office), approver.value == COUNTERSIGN_UNKNOWN ? ", perhaps" : "");
  }
}

static int ask(const struct countersign_set *set, const char *path, countersign_day day) {
  struct countersign_error error;
  struct countersign_text words;
  size_t len;
  int status = 2;
  char *json = read_file(path, &len);
  struct countersign_request *request = json ? countersign_request_new(path, 1, json, len, &error) : NULL;
  struct countersign_answer *answer = request ? countersign_answer_new(&error) : NULL;
  if (answer && countersign_ask(set, request, day, day, answer, &error) &&
      countersign_answer_words(answer, false, &words, &error)) {
    printf("%.*s", COUNTERSIGN_TEXT(words));
    list_approvers(answer);
    status = countersign_answer_may_proceed(answer) == COUNTERSIGN_YES ? 0 : 1;
  } else if (json) {
    say(&error);
  }
  countersign_answer_free(answer);
  countersign_request_free(request);
  free(json);
  return status;
}

int main(int argc, char **argv) {
  struct countersign_error error;
  countersign_day day;
  if (argc != 5) {
    fprintf(stderr, "usage: gate RULES CATALOGUE.jsonl SHIPMENT.json DAY\n");
    return 2;
  }
  size_t len = 0;
  while (argv[4][len]) {
    len++;
  }
  if (!countersign_day_read(argv[4], len, &day, &error)) {
    say(&error);
    return 2;
  }
  struct countersign_set *set = load(argv[1], argv[2]);
  int status = set ? ask(set, argv[3], day) : 2;
  countersign_set_free(set);
  return status;
}
