#!/bin/sh
# Does gen_man make of Markdown what a page needs, and refuse what is not there, with its place? Usage: gen_man_test.sh GEN_MAN
set -u
gen_man=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
failed=0

cat > "$work/document.md" << 'END'
# A document

## First part

A line with `code_of` and *stress*, and a
[link](elsewhere.md#there): 2 * 3 and a_b.

- one `x`
  goes on
- two

```
## First part
* as it is *
```

### Below it

| word | form | what |
| --- | --- | --- |
| `a\|b` | text | a `c` |
| plain | | is it |

## Second part

<!-- made by a tool -->
# last
END
cat > "$work/wanted" << 'END'
A line with *code\_of* and _stress_, and a link: 2 \* 3 and a\_b.

- one *x* goes on
- two

```
## First part
* as it is *
```

## Below it

*a|b* (text)
	a *c*

plain
	is it

== after
## last

== table
*a|b* (text)
	a *c*

plain
	is it

END
cat > "$work/page" << 'END'
@section document.md First part
== after
@after document.md <!-- made by
== table
@table document.md word
END
"$gen_man" "$work" "$work/page" page 5 > "$work/made" || failed=1
diff "$work/wanted" "$work/made" || failed=1

refuses() { # LINE WHAT
  printf 'first\n%s\n' "$1" > "$work/page"
  if "$gen_man" "$work" "$work/page" page 5 > "$work/made" 2> "$work/said" || [ -s "$work/made" ] ||
    ! grep -q -F -e "page:2: $2" "$work/said"; then
    echo "\"$1\" was not refused with \"$2\":"
    cat "$work/made" "$work/said"
    failed=1
  fi
}
refuses '@section document.md Third part' 'document.md has no "Third part"'
refuses '@table document.md form' 'document.md has no "form"'
refuses '@after document.md <!-- written' 'document.md has no "<!-- written"'
refuses '@section other.md First part' ''
refuses '@part document.md' 'a template has no "@part"'
exit "$failed"
