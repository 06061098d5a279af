# The blocks of a Markdown document, for docs_test.sh. mode=split writes the commands as made/run, which leaves made/out.K and
# made/status.K for block K; mode=compare holds them against the document; mode=update prints the document with them.

function pattern_of(line) { # "…" stands for anything
  gsub(/[][\\.*+?(){}|^$\/]/, "\\\\&", line)
  gsub(/…/, ".*", line)
  return "^" line "$"
}

function read_lines(path, into,   n, line) {
  while ((getline line < path) > 0) into[++n] = line
  close(path)
  return n + 0
}

# Do the wanted lines describe the printed ones? The number of the first printed line that does not fit, 0 when all do.
function first_misfit(wanted, n_wanted, printed, n_printed,   i, k, skipping) {
  k = 1
  skipping = 0
  for (i = 1; i <= n_wanted; i++) {
    if (wanted[i] == "…") {
      skipping = 1
      continue
    }
    while (skipping && k <= n_printed && printed[k] !~ pattern_of(wanted[i])) k++
    if (k > n_printed || printed[k] !~ pattern_of(wanted[i])) return k
    skipping = 0
    k++
  }
  return k > n_printed || skipping ? 0 : k
}

function status_of(k,   line) {
  line = ""
  getline line < (made "/status." k)
  close(made "/status." k)
  return line
}

function report(line, what) {
  printf "%s:%d: %s\n", FILENAME, line, what > "/dev/stderr"
  bad = mode == "compare"
}

# The commands of block K ended; `wanted` has n_wanted lines, or the block had none behind it (n_wanted -1).
function judge(k, line,   printed, n, at, status) {
  n = read_lines(made "/out." k, printed)
  status = status_of(k)
  if (status != exit_wanted) report(line, "these commands ended with " (status == "" ? "nothing: they were not run" : status) ", not " exit_wanted)
  at = n_wanted < 0 ? n > 0 : first_misfit(wanted, n_wanted, printed, n)
  fits = !at
  if (at && mode == "compare") {
    report(line, "line " at " of what was printed is not as written; printed was:")
    for (i = 1; i <= n; i++) print "  " printed[i] > "/dev/stderr"
  }
  if (mode != "update") return
  if (fits) for (i = 1; i <= n_wanted; i++) print wanted[i]
  else for (i = 1; i <= n; i++) print without_chance(printed[i])
}

# What differs from run to run, or with every change of an example: keys, digests of rules, times.
function without_chance(line) {
  sub(/\+[0-9a-f]+\+[A-Za-z0-9+\/=]+$/, "+…", line)
  sub(/key [0-9a-f]+…/, "key …", line)
  sub(/\(rules [0-9a-f]+…/, "(rules …", line)
  sub(/ +[0-9]+ ms$/, " …ms", line)
  gsub(today "(T[0-9:.]+Z)?", "…", line)
  return line
}

function settle() { # a block "sh" without a block "text"
  if (!pending || mode == "split") return
  exit_wanted = 0
  n_wanted = -1
  held = mode
  mode = "compare"
  judge(blocks, pending)
  mode = held
  pending = 0
}

function begin_block(info) {
  kind = "other"
  if (info == "sh" || info ~ /^[a-z]+ file=/) settle()
  if (info == "sh") {
    kind = "sh"
    blocks++
    pending = FNR
    if (mode == "split") print "{" > (made "/run")
  } else if (info ~ /^[a-z]+ file=/) {
    kind = "file"
    sub(/.*file=/, "", info)
    file = made "/file." ++files
    printf "" > file
    if (mode == "split") printf "mkdir -p \"$(dirname '%s')\" && cp \"$made/file.%d\" '%s'\n", info, files, info > (made "/run")
  } else if (info ~ /^text( exit=[0-9]+)?$/ && pending) {
    kind = "text"
    text_line = FNR
    exit_wanted = info ~ /exit=/ ? substr(info, index(info, "=") + 1) : 0
    n_wanted = 0
  }
}

function end_block() {
  if (kind == "sh" && mode == "split") {
    printf "} > \"$made/out.%d\" 2>&1\necho $? > \"$made/status.%d\"\n", blocks, blocks > (made "/run")
  }
  if (kind == "file") close(file)
  if (kind == "text" && mode != "split") judge(blocks, text_line)
  if (kind == "text") pending = 0
  kind = ""
}

/^```/ && kind == "" {
  begin_block(substr($0, 4))
  if (mode == "update") print
  next
}
/^```/ {
  end_block()
  if (mode == "update") print
  next
}
kind == "sh" && mode == "split" { print > (made "/run") }
kind == "file" { print > file }
kind == "text" { wanted[++n_wanted] = $0 }
mode == "update" && kind != "text" { print }
END {
  settle()
  if (mode == "split" && blocks == 0) report(1, "there is nothing to run")
  exit bad
}
