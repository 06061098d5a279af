/* The generator of the tables of codes, on small files of its own: what it writes, and that it fails the build on a
 * fault. */
#include "support/test.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNTRIES "{\"3166-1\":[{\"alpha_2\":\"FR\",\"name\":\"France\"},{\"alpha_2\":\"AD\",\"name\":\"Andorra\"}]}"
#define REGIONS                                                                                                        \
  "{\"3166-2\":[{\"code\":\"FR-75\",\"name\":\"Paris\",\"parent\":\"IDF\"},"                                           \
  "{\"code\":\"FR-77\",\"name\":\"S?\xc3\xa9\\\"1\",\"parent\":\"FR-IDF\"},"                                           \
  "{\"code\":\"FR-IDF\",\"name\":\"\xc3\x8ele\"}]}"
#define CURRENCIES "{\"4217\":[{\"alpha_3\":\"USD\"},{\"alpha_3\":\"EUR\"}]}"

struct run {
  int status;
  char out[4096], err[1024];
};

static void put_file(const char *dir, const char *name, const char *text) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
  assert_int_equal(fclose(file), 0);
}

/* Reads and removes the file; an empty text when there is none. */
static void take_file(const char *dir, const char *name, char *text, size_t size) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *file = fopen(path, "rb");
  size_t n = file ? fread(text, 1, size - 1, file) : 0;
  text[n] = '\0';
  if (file) {
    fclose(file);
    remove(path);
  }
}

static struct run generate(const char *countries, const char *regions, const char *currencies) {
  char dir[] = "/tmp/cs_gen_codes_XXXXXX";
  assert_non_null(mkdtemp(dir));
  put_file(dir, "1", countries);
  put_file(dir, "2", regions);
  put_file(dir, "3", currencies);
  char command[1024];
  snprintf(command, sizeof command, "cd %s && %s 1 2 3 out.c 2>err", dir, CS_GEN_CODES);
  struct run run;
  int status = system(command);
  run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  take_file(dir, "out.c", run.out, sizeof run.out);
  take_file(dir, "err", run.err, sizeof run.err);
  char rest[1024];
  take_file(dir, "1", rest, sizeof rest);
  take_file(dir, "2", rest, sizeof rest);
  take_file(dir, "3", rest, sizeof rest);
  assert_int_equal(rmdir(dir), 0);
  return run;
}

static void tables_are_sorted_with_parents_of_both_forms(void **state) {
  (void)state;
  struct run run = generate(COUNTRIES, REGIONS, CURRENCIES);
  assert_int_equal(run.status, 0);
  assert_string_equal(run.err, "");
  assert_non_null(strstr(run.out, "    {\"\", \"\", 0},\n"
                                  "    {\"AD\", \"Andorra\", 0},\n"
                                  "    {\"FR\", \"France\", 0},\n"
                                  "    {\"FR-75\", \"Paris\", 5},\n"
                                  "    {\"FR-77\", \"S\\077\\303\\251\\0421\", 5},\n"
                                  "    {\"FR-IDF\", \"\\303\\216le\", 2},\n"
                                  "    {\"XZ\", \"International waters\", 0},\n};\n"
                                  "const size_t cs_area_rows_n = 7;\n"));
  assert_non_null(strstr(run.out, "    \"EUR\",\n    \"USD\",\n};\nconst size_t cs_currencies_n = 2;\n"));
}

static void a_fault_in_the_sources_fails_the_build(void **state) {
  (void)state;
  static const struct {
    const char *countries, *regions, *currencies, *says;
  } cases[] = {
      {"{", REGIONS, CURRENCIES, "gen_codes: 1:1:"},
      {"{}", REGIONS, CURRENCIES, "\"1\": does not hold the list"},
      {"[]", REGIONS, CURRENCIES, "\"1\": does not hold the list"},
      {"{\"3166-1\":[]}", REGIONS, CURRENCIES, "\"1\": does not hold the list"},
      {"{\"3166-1\":[{\"alpha_2\":\"fr\",\"name\":\"x\"}]}", REGIONS, CURRENCIES, "\"fr\": no country code"},
      {"{\"3166-1\":[{\"alpha_2\":\"FR\"}]}", REGIONS, CURRENCIES, "\"FR\": an area without code or name"},
      {"{\"3166-1\":[{\"alpha_2\":\"AD\",\"name\":\"x\"}]}", REGIONS, CURRENCIES,
       "\"FR-IDF\": its parent is not there"},
      {"{\"3166-1\":[{\"alpha_2\":\"XZ\",\"name\":\"x\"}]}", "{\"3166-2\":[{\"code\":\"XZ-1\",\"name\":\"x\"}]}",
       CURRENCIES, "\"XZ\": an area that is there twice"},
      {COUNTRIES, "{\"3166-2\":[{\"code\":\"FR75\",\"name\":\"x\"}]}", CURRENCIES, "\"FR75\": no region code"},
      {COUNTRIES, "{\"3166-2\":[{\"code\":\"FR-1\",\"name\":\"x\",\"parent\":\"9\"}]}", CURRENCIES,
       "\"FR-1\": its parent is not there"},
      {COUNTRIES, "{\"3166-2\":[{\"code\":\"FR-1\",\"name\":\"x\",\"parent\":\"1\"}]}", CURRENCIES,
       "\"FR-1\": its parents form a circle"},
      {COUNTRIES,
       "{\"3166-2\":[{\"code\":\"FR-1\",\"name\":\"x\",\"parent\":\"2\"},{\"code\":\"FR-2\",\"name\":\"x\",\"parent\":"
       "\"FR-1\"}]}",
       CURRENCIES, "its parents form a circle"},
      {COUNTRIES, REGIONS, "{\"4217\":[{\"alpha_3\":\"US\"}]}", "\"US\": no currency code"},
      {COUNTRIES, REGIONS, "{\"4217\":[{\"alpha_3\":\"USD\"},{\"alpha_3\":\"USD\"}]}",
       "\"USD\": a currency that is there"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct run run = generate(cases[i].countries, cases[i].regions, cases[i].currencies);
    if (run.status != 3 || !strstr(run.err, cases[i].says) || run.out[0] != '\0') {
      fail_msg("case %zu: status %d, %s, %s", i, run.status, run.err, run.out);
    }
  }
}

static void a_wrong_call_says_how(void **state) {
  (void)state;
  int status = system(CS_GEN_CODES " 2>/dev/null");
  assert_int_equal(WEXITSTATUS(status), 2);
  status = system(CS_GEN_CODES " /nowhere /nowhere /nowhere /nowhere/out.c 2>/dev/null");
  assert_int_equal(WEXITSTATUS(status), 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables_are_sorted_with_parents_of_both_forms),
      cmocka_unit_test(a_fault_in_the_sources_fails_the_build),
      cmocka_unit_test(a_wrong_call_says_how),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
