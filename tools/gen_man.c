/* Prints a man page as scdoc, from its text in docs/man and from what stands elsewhere: the list of commands (cli/commands.h) and the
 * documents. A tool of the build, never installed. Must leave out no command and no option: test tools.man-complete.
 *   gen_man ROOT TEMPLATE NAME SECTION > page.scd
 * A template is scdoc; lines that begin with "@" stand for
 *   @head WHAT              title, name, and for a noun of the command line its synopsis
 *   @commands               the commands of the noun and all their options
 *   @nouns                  all commands, by noun
 *   @section FILE HEADING   a section of a document
 *   @after FILE MARK        what a document has behind the line that begins with MARK
 *   @table FILE CELL        its table whose first column is headed CELL
 * Ends 1, with the place, where something is named that is not there. */
#include "cli/values.h"
#include "markdown.h"
#include "os/file.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct page {
  struct cs_arena arena;
  struct cs_buf out;
  struct cs_err err;
  struct cs_str root, name, section;
  struct cs_str noun; /* the noun whose commands it has; empty: another page */
};

/* ------------------------------------------------------------------ commands */

static bool of_noun(const struct page *page, const struct cs_command_def *command) {
  struct cs_str rest = cs_str_of(command->name);
  return page->noun.len > 0 && cs_str_eq(cs_str_cut(&rest, ' '), page->noun);
}

static size_t count_of_noun(const struct page *page) {
  size_t n;
  size_t found = 0;
  const struct cs_command_def *commands = cs_commands(&n);
  for (size_t i = 0; i < n; i++) {
    found += of_noun(page, &commands[i]);
  }
  return found;
}

/* A sentence of what help says without capital and full stop; `word` is a word of the program. */
static void put_sentence(struct page *page, const char *what) {
  char first = (char)toupper((unsigned char)what[0]);
  struct cs_str rest = cs_str_of(what);
  bool word = false;
  while (rest.ptr) {
    struct cs_str piece = cs_str_cut(&rest, '`');
    bool starts = piece.ptr == what && piece.len > 0;
    if (starts) {
      scdoc_text(&page->out, (struct cs_str){&first, 1});
    }
    scdoc_text(&page->out, starts ? cs_str_from(piece, 1) : piece);
    cs_buf_printf(&page->out, "%s", rest.ptr || word ? "*" : "");
    word = !word && rest.ptr;
  }
  cs_buf_printf(&page->out, "%s",
                strchr("?.", what[strlen(what) - 1]) || cs_str_ends(cs_str_of(what), CS_STR("…")) ? "" : ".");
}

/* Does the text name every one of them already? */
static bool names_all(const char *what, const struct cs_strs *words) {
  for (size_t i = 0; i < words->n; i++) {
    if (cs_str_find(cs_str_of(what), words->at[i]) == SIZE_MAX) {
      return false;
    }
  }
  return true;
}

static void put_words(struct page *page, const struct cs_strs *words, const char *separator) {
  for (size_t i = 0; i < words->n; i++) {
    cs_buf_printf(&page->out, "%s*", i > 0 ? separator : "");
    scdoc_text(&page->out, words->at[i]);
    cs_buf_byte(&page->out, '*');
  }
}

static bool put_usage(struct page *page, const struct cs_command_def *command) {
  struct cs_cli_places places;
  if (!cs_cli_places_of(&page->arena, command, &places, &page->err)) {
    return false;
  }
  cs_buf_printf(&page->out, "*countersign %s*", command->name);
  for (size_t i = 0; i < places.n; i++) {
    const struct cs_cli_place *place = &places.at[i];
    cs_buf_printf(&page->out, place->optional ? " [" : " ");
    if (place->value.words.n > 0) {
      put_words(page, &place->value.words, "|");
    } else {
      cs_buf_printf(&page->out, "_%.*s_", CS_STR_ARG(place->name));
    }
    cs_buf_printf(&page->out, "%s%s", place->more ? " …" : "", place->optional ? "]" : "");
  }
  cs_buf_printf(&page->out, " [_options_]");
  return true;
}

static bool put_option(struct page *page, const struct cs_command_def *command, const struct cs_option *option) {
  struct cs_cli_value value = {0};
  char name[CS_OPTION_NAME];
  cs_buf_printf(&page->out, "*--%s*", cs_option_written(option->name, name));
  if (option->value) {
    cs_buf_printf(&page->out, " _%s_", option->value);
    if (!cs_cli_value_of_option(&page->arena, command, option, &value, &page->err)) {
      return false;
    }
  }
  cs_buf_printf(&page->out, "\n\t");
  bool listed = strncmp(option->value ? option->value : "", "CHOICE", 6) == 0; /* its words are all that help has */
  if (!listed) {
    put_sentence(page, option->what);
  }
  if (value.words.n > 0 && (listed || !names_all(option->what, &value.words))) {
    cs_buf_printf(&page->out, "%s%s: ", listed ? "" : " ",
                  value.kind == CS_CLI_VALUE_WORDS ? "Some of, with commas between them" : "One of");
    put_words(page, &value.words, ", ");
    cs_buf_byte(&page->out, '.');
  }
  if (cs_option_singular(option, name)) {
    cs_buf_printf(&page->out, " Also *--%s*.", name);
  }
  cs_buf_printf(&page->out, "\n\n");
  return true;
}

static bool put_options(struct page *page, const struct cs_command_def *command, const struct cs_option *options) {
  for (; options && options->name; options++) {
    if (!put_option(page, command, options)) {
      return false;
    }
  }
  return true;
}

/* The options that commands share, each group once, with the commands that take it. */
static bool put_group(struct page *page, enum cs_option_group group, const char *of_which) {
  size_t n;
  const struct cs_command_def *commands = cs_commands(&n);
  const struct cs_command_def *taker = NULL;
  const char *separator = "";
  size_t takers = 0;
  for (size_t i = 0; i < n; i++) {
    if (of_noun(page, &commands[i]) && cs_command_options(&commands[i], group)) {
      taker = &commands[i];
      takers++;
    }
  }
  if (takers > 0 && count_of_noun(page) > 1) {
    cs_buf_printf(&page->out, "%s", of_which);
    for (size_t i = 0; i < n && takers < count_of_noun(page); i++) {
      if (of_noun(page, &commands[i]) && cs_command_options(&commands[i], group)) {
        cs_buf_printf(&page->out, "%s*%s*", separator[0] ? separator : ": ", commands[i].name);
        separator = ", ";
      }
    }
    cs_buf_printf(&page->out, ".\n\n");
  }
  return !taker || put_options(page, taker, cs_command_options(taker, group));
}

static bool put_commands(struct page *page) {
  size_t n;
  const struct cs_command_def *commands = cs_commands(&n);
  bool several = count_of_noun(page) > 1;
  cs_buf_printf(&page->out, several ? "# COMMANDS\n\n" : "# OPTIONS\n\n");
  for (size_t i = 0; i < n; i++) {
    if (!of_noun(page, &commands[i])) {
      continue;
    }
    if (several) {
      cs_buf_printf(&page->out, "## %s\n\n", commands[i].name);
      if (!put_usage(page, &commands[i])) {
        return false;
      }
      cs_buf_printf(&page->out, "\n\n");
      put_sentence(page, commands[i].what);
      cs_buf_printf(&page->out, "\n\n");
    }
    if (!put_options(page, &commands[i], commands[i].options)) {
      return false;
    }
  }
  cs_buf_printf(&page->out, "%s", several ? "# OPTIONS OF SEVERAL COMMANDS\n\n" : "");
  return put_group(page, CS_OPTIONS_AS, "Of commands that put something on record") &&
         put_group(page, CS_OPTIONS_STORE, "Of commands that need a record") &&
         put_group(page, CS_OPTIONS_ALL, "Of all of them");
}

/* ------------------------------------------------------------------ the whole program */

static void put_nouns(struct page *page) {
  size_t n;
  const struct cs_command_def *commands = cs_commands(&n);
  for (size_t i = 0; i < n; i++) {
    struct cs_str rest = cs_str_of(commands[i].name);
    struct cs_str noun = cs_str_cut(&rest, ' ');
    cs_buf_printf(&page->out, "*%s*%s", commands[i].name, commands[i].arguments[0] ? " " : "");
    scdoc_text(&page->out, cs_str_of(commands[i].arguments));
    cs_buf_printf(&page->out, "\n\t");
    put_sentence(page, commands[i].what);
    cs_buf_printf(&page->out, " See *countersign-%.*s*(1).\n\n", CS_STR_ARG(noun));
  }
}

static bool put_head(struct page *page, struct cs_str what) {
  size_t n;
  const struct cs_command_def *commands = cs_commands(&n);
  cs_buf_printf(&page->out, "%.*s(%.*s) \"countersign %s\"\n\n# NAME\n\n%.*s - ", CS_STR_ARG(page->name),
                CS_STR_ARG(page->section), CS_VERSION, CS_STR_ARG(page->name));
  scdoc_text(&page->out, what);
  cs_buf_printf(&page->out, "\n\n%s", page->noun.len > 0 ? "# SYNOPSIS\n\n" : "");
  const char *separator = "";
  for (size_t i = 0; i < n; i++) {
    if (of_noun(page, &commands[i])) {
      cs_buf_printf(&page->out, "%s", separator);
      separator = "++\n";
      if (!put_usage(page, &commands[i])) {
        return false;
      }
    }
  }
  cs_buf_printf(&page->out, "%s", page->noun.len > 0 ? "\n\n" : "");
  return true;
}

/* ------------------------------------------------------------------ templates */

static bool put_part(struct page *page, struct cs_str word, struct cs_str rest) {
  struct cs_str file = cs_str_cut(&rest, ' ');
  struct cs_str path, text, part;
  if (!cs_arena_printf(&page->arena, &path, &page->err, "%.*s/%.*s", CS_STR_ARG(page->root), CS_STR_ARG(file)) ||
      !cs_file_read(cs_os_real(), &page->arena, path, (uint64_t)16 << 20, &text, &page->err)) {
    return false;
  }
  bool found = cs_str_eq(word, CS_STR("@section")) ? markdown_section(text, rest, &part)
               : cs_str_eq(word, CS_STR("@after")) ? markdown_after(text, rest, &part)
                                                   : markdown_table(text, rest, &part);
  if (!found) {
    return cs_err_set(&page->err, &CS_E_OS_NOT_FOUND, "%.*s has no \"%.*s\"", CS_STR_ARG(file), CS_STR_ARG(rest));
  }
  markdown_to_scdoc(part, &page->out);
  return true;
}

static bool put_line(struct page *page, struct cs_str line) {
  struct cs_str rest = line;
  struct cs_str word = cs_str_cut(&rest, ' ');
  if (cs_str_eq(word, CS_STR("@head"))) {
    return put_head(page, rest);
  }
  if (cs_str_eq(word, CS_STR("@commands"))) {
    return put_commands(page);
  }
  if (cs_str_eq(word, CS_STR("@nouns"))) {
    put_nouns(page);
    return true;
  }
  if (cs_str_eq(word, CS_STR("@section")) || cs_str_eq(word, CS_STR("@after")) || cs_str_eq(word, CS_STR("@table"))) {
    return put_part(page, word, rest);
  }
  if (cs_str_starts(word, CS_STR("@"))) {
    return cs_err_set(&page->err, &CS_E_OS_NOT_FOUND, "a template has no \"%.*s\"", CS_STR_ARG(word));
  }
  cs_buf_add(&page->out, line);
  cs_buf_byte(&page->out, '\n');
  return true;
}

static bool put_template(struct page *page, struct cs_str path) {
  struct cs_str text;
  if (!cs_file_read(cs_os_real(), &page->arena, path, (uint64_t)1 << 20, &text, &page->err)) {
    return false;
  }
  for (uint32_t line = 1; text.len > 0; line++) {
    if (!put_line(page, cs_str_cut(&text, '\n'))) {
      return cs_err_at(&page->err, path, line, 1);
    }
  }
  return cs_buf_ok(&page->out, &page->err);
}

int main(int argc, char **argv) {
  struct page page = {0};
  if (argc != 5) {
    fprintf(stderr, "usage: gen_man ROOT TEMPLATE NAME SECTION\n");
    return 2;
  }
  page.root = cs_str_of(argv[1]);
  page.name = cs_str_of(argv[3]);
  page.section = cs_str_of(argv[4]);
  struct cs_str front = CS_STR("countersign-");
  if (cs_str_eq(page.section, CS_STR("1")) && cs_str_starts(page.name, front)) {
    page.noun = cs_str_from(page.name, front.len);
  }
  cs_arena_init(&page.arena, NULL, 0);
  cs_buf_init(&page.out, (size_t)16 << 20);
  bool done = put_template(&page, cs_str_of(argv[2]));
  if (done) {
    done = fwrite(page.out.ptr, 1, page.out.len, stdout) == page.out.len && fflush(stdout) == 0;
  } else {
    fprintf(stderr, "gen_man: %s:%u: %s\n", page.err.source, page.err.line, page.err.text);
  }
  cs_buf_deinit(&page.out);
  cs_arena_deinit(&page.arena);
  return done ? 0 : 1;
}
