# House rules that can be seen line by line in C files that clang-format has been over. Prints "check key file:line: message".
# Keys: the file, or file:function for the length of a function.

function found(check, key, line, message) {
  printf "%s %s %s:%d: %s\n", check, key, FILENAME, line, message
}

# The line without comments and without what stands in quotes. A comment may go on over lines.
function code_of(line,   out, at, token, rest) {
  out = ""
  while (line != "") {
    if (in_comment) {
      at = index(line, "*/")
      if (at == 0) return out
      line = substr(line, at + 2)
      in_comment = 0
      continue
    }
    if (!match(line, /"|'|\/\*|\/\//)) return out line
    token = substr(line, RSTART, RLENGTH)
    out = out substr(line, 1, RSTART - 1)
    rest = substr(line, RSTART + RLENGTH)
    if (token == "//") return out
    if (token == "/*") {
      in_comment = 1
      out = out " "
      line = rest
      continue
    }
    if (token == "\"") at = match(rest, /^([^"\\]|\\.)*"/)
    else at = match(rest, /^([^'\\]|\\.)*'/)
    out = out token token
    line = at ? substr(rest, RLENGTH + 1) : ""
  }
  return out
}

# Does this header of the project (in quotes), as a private header does, include its folder's public one?
function leads_to(header, own,   file, line, answer) {
  file = "src/" header
  gsub(/"/, "", file)
  while ((getline line < file) > 0) if (line == "#include \"" own "\"") answer = 1
  close(file)
  return answer
}

function end_of_file() {
  if (last_file != "" && last_line > 900) {
    printf "file %s %s:%d: the file has %d lines, 900 is the stop\n", last_file, last_file, last_line, last_line
  }
}

FNR == 1 {
  end_of_file()
  in_comment = 0
  in_macro = 0
  head_line = 0
  body_line = 0
  includes = 0
  in_src = FILENAME ~ /^src\//
  if ($0 !~ /^\/\*/) found("opening", FILENAME, 1, "the file does not open with a comment that says what it is for")
}

{
  last_file = FILENAME
  last_line = FNR
  was_comment = in_comment
  code = code_of($0)
}

# ---- includes: own header first ----
/^#include/ && FILENAME ~ /\.c$/ && !was_comment {
  includes++
  own = FILENAME
  sub(/^src\//, "", own)
  sub(/\.c$/, ".h", own)
  if (includes == 1 && in_src && FILENAME ~ /^src\/[^\/]+\//) {
    exists = (getline ignored < ("src/" own)) >= 0
    close("src/" own)
    if (exists && $2 != "\"" own "\"" && !leads_to($2, own)) found("include", FILENAME, FNR, "the first include is not its own header \"" own "\"")
    if (!exists && $2 !~ /^"/) found("include", FILENAME, FNR, "the first include is not a header of the project")
  }
  if (includes == 1 && FILENAME ~ /^tests\/.*_test\.c$/ && $2 !~ /^"([a-z]+\/)+[a-z_]+\.h"$/)
    found("include", FILENAME, FNR, "the first include of a test is not \"support/test.h\" or a header that begins with it")
}

# ---- words ----
in_src && code ~ /(^|[^A-Za-z0-9_])default *:/ && $0 !~ /\/\*.*not an enum.*[a-z].*\*\// {
  found("default", FILENAME, FNR, "default in a switch; name the values, or add \"/* not an enum: why */\"")
}
match(code, /(^|[^A-Za-z0-9_.>])(strcpy|strcat|strncpy|strncat|stpcpy|stpncpy|sprintf|vsprintf|strtok|strtok_r|atoi|atol|atoll|atof|gets|gmtime|gmtime_r|localtime|localtime_r|asctime|ctime|mktime|rand|srand|rand_r|alloca) *\(/) {
  word = substr(code, RSTART, RLENGTH)
  gsub(/[^a-z_]/, "", word)
  found("banned", FILENAME, FNR, word " is banned")
}
in_src && code ~ /(^|[^A-Za-z0-9_])(setjmp|longjmp) *\(/ {
  found("banned", FILENAME, FNR, "no long jumps")
}
in_src && match(code, /(^|[^A-Za-z0-9_])(float|double)([^A-Za-z0-9_]|$)/) {
  found("float", FILENAME, FNR, "no floats: quantities are decimals")
}
in_src && code ~ /^ *typedef +(struct|enum|union)/ {
  found("typedef", FILENAME, FNR, "no typedef for structs and enums")
}
code ~ /\t/ || $0 ~ /[ \t]$/ {
  found("blank", FILENAME, FNR, "a tab, or blanks at the end of the line")
}

# ---- length of functions ----
# A head begins in the first column with a word; if it has parentheses, no "=" and ends in "{", it is a function, which ends
# with a brace in the first column. Macros are passed over.
{
  macro = in_macro || $0 ~ /^#/
  in_macro = macro && $0 ~ /\\$/
}
!macro && !was_comment {
  if (body_line) {
    if ($0 ~ /^}/) {
      listing = name == "main" && !in_src # a test's main lists its tests
      if (FNR - body_line + 1 > 70 && !listing)
        found("length", FILENAME ":" name, body_line, name " has " (FNR - body_line + 1) " lines, 70 is the stop")
      body_line = 0
      head_line = 0
    }
  } else {
    if (code ~ /^[A-Za-z_]/) {
      head_line = FNR
      head = ""
    }
    if (head_line) {
      head = head " " code
      if (code ~ /{ *$/) {
        if (head ~ /\(/ && head !~ /=/ && head !~ /^ *(struct|enum|union) *[A-Za-z_0-9]* *{/) {
          body_line = head_line
          name = head
          sub(/ *\(.*/, "", name)
          sub(/.*[^A-Za-z0-9_]/, "", name)
        } else {
          head_line = 0
        }
      } else if (code ~ /[;}] *$/) {
        head_line = 0
      }
    }
  }
}

END { end_of_file() }
