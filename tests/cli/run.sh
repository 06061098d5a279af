#!/bin/sh
# Runs cases of the command line. Usage: run.sh PROGRAM CASE…
#
# A case is one file, read line by line:
#   # …                a comment
#   file PATH          makes a file in the case's folder of the lines below that begin with "| "
#   world              founds a trial record (s.db, keys/), loads world/ beside this script, enrols ua.armed-forces/desk, ua.armed-forces/clerk,
#                      us.secdef/decider and gb.mod/desk
#   now TIME           sets the clock, for everything below
#   $ COMMAND          runs it by the shell in the case's folder; `countersign` is the program. What it must do follows:
#     exit N           its exit status; 0 where it is not said
#     error SLUG       the error on standard error has this code; nothing is on standard output
#     refused SLUG     a refusal in JSON on standard output has this reason; nothing is on standard error
#     at FILE:L:C      the place of what was said
#     says TEXT        TEXT stands on standard output or error
#     lacks TEXT       and this does not
#     grew N           the record has so many entries more than before
# A command that ends with another status than 0 must leave the number of entries as it was: that is checked every time.
set -u
LC_ALL=C
export LC_ALL
case $1 in
/*) program=$1 ;;
*) program=$PWD/$1 ;;
esac
shift
here=$(cd "$(dirname "$0")" && pwd)
failed=0
tab=$(printf '\t')

# A sanitizer's report must not look like a refusal.
ASAN_OPTIONS=exitcode=99:${ASAN_OPTIONS:-}
UBSAN_OPTIONS=exitcode=99:${UBSAN_OPTIONS:-}
export ASAN_OPTIONS UBSAN_OPTIONS
unset COUNTERSIGN_STORE COUNTERSIGN_KEYS COUNTERSIGN_AS COUNTERSIGN_NOW COUNTERSIGN_RECEIPTS

countersign() {
  "$program" "$@"
}

complain() { # what
  printf '%s:%s: %s\n' "$case_file" "$1" "$2"
  if [ -n "$command" ] && [ "$told" != "$command_line" ]; then
    told=$command_line
    printf '  $ %s\n  exit %s\n' "$command" "$status"
    sed 's/^/  out: /' "$scratch/out"
    sed 's/^/  err: /' "$scratch/err"
  fi
  failed=1
  case_failed=1
}

entries() { # how many entries the record has; 0 when there is none
  if [ -e "$folder/s.db" ]; then
    (cd "$folder" && "$program" log checkpoint --store s.db) 2>/dev/null | sed -n 2p
  else
    echo 0
  fi
}

end_command() { # checks what holds for every command
  [ -n "$command" ] || return 0
  [ "$status" -eq "$wanted" ] || complain "$command_line" "exit $status, expected $wanted"
  now=$(entries)
  if [ "$wanted" -ne 0 ] && [ "$now" != "$before" ]; then
    complain "$command_line" "the record had $before entries and has $now: something was written"
  fi
  if [ -n "$growth" ] && [ "$now" -ne $((before + growth)) ]; then
    complain "$command_line" "the record grew from $before to $now entries, expected $growth more"
  fi
  command=
}

make_world() {
  (
    cd "$folder" &&
      countersign init s.db --origin test.example/log --trial &&
      countersign load s.db "$here/world" &&
      countersign key enrol ua.armed-forces/desk ua.armed-forces/clerk us.secdef/decider gb.mod/desk
  ) >"$scratch/out" 2>"$scratch/err" || {
    command=world
    status=$?
    complain "$line_number" "the world could not be made"
    command=
  }
}

run_command() { # $1
  command=$1
  command_line=$line_number
  wanted=0
  growth=
  before=$(entries)
  (cd "$folder" && eval "$command") >"$scratch/out" 2>"$scratch/err" </dev/null
  status=$?
}

said() { # is the text $1 on standard output or error?
  grep -F -q -e "$1" "$scratch/out" "$scratch/err"
}

take_line() { # $1: a line without blanks in front
  word=${1%% *}
  rest=${1#"$word"}
  rest=${rest# }
  case $word in
  '' | '#') ;;
  file)
    end_command
    target=$folder/$rest
    mkdir -p "$(dirname "$target")"
    : >"$target"
    ;;
  '|') printf '%s\n' "$rest" >>"$target" ;;
  world)
    end_command
    make_world
    ;;
  now)
    end_command
    COUNTERSIGN_NOW=$rest
    export COUNTERSIGN_NOW
    ;;
  '$')
    end_command
    run_command "$rest"
    ;;
  exit) wanted=$rest ;;
  error)
    grep -F -q -e "[$rest]" "$scratch/err" || complain "$line_number" "expected the error $rest"
    [ ! -s "$scratch/out" ] || complain "$line_number" "an error, and an answer beside it"
    ;;
  refused)
    grep -F -q -e "\"code\": \"$rest\"" "$scratch/out" || complain "$line_number" "expected the reason $rest"
    [ ! -s "$scratch/err" ] || complain "$line_number" "a refusal, and an error beside it"
    ;;
  at) said "$rest:" || complain "$line_number" "expected the place $rest" ;;
  says) said "$rest" || complain "$line_number" "expected the words: $rest" ;;
  lacks) said "$rest" && complain "$line_number" "did not expect: $rest" ;;
  grew) growth=$rest ;;
  *) complain "$line_number" "a case has no \"$word\"" ;;
  esac
}

for case_file; do
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/countersign-case.XXXXXX") || exit 1
  folder=$scratch/folder
  mkdir "$folder"
  command=
  status=0
  case_failed=0
  told=
  command_line=
  line_number=0
  commands=0
  unset COUNTERSIGN_NOW
  COUNTERSIGN_STORE=s.db
  COUNTERSIGN_KEYS=keys
  export COUNTERSIGN_STORE COUNTERSIGN_KEYS
  while IFS= read -r line || [ -n "$line" ]; do
    line_number=$((line_number + 1))
    case $line in
    '|'*) ;; # a file's line keeps its blanks
    *) while :; do
      case $line in
      ' '*) line=${line# } ;;
      "$tab"*) line=${line#"$tab"} ;;
      *) break ;;
      esac
    done ;;
    esac
    case $line in '$ '*) commands=$((commands + 1)) ;; esac
    take_line "$line"
  done <"$case_file"
  end_command
  [ "$commands" -gt 0 ] || complain "$line_number" "the case runs nothing"
  [ "$case_failed" -eq 0 ] && printf '%s: ok, %s commands\n' "$(basename "$case_file")" "$commands"
  rm -rf "$scratch"
done
exit "$failed"
