// Verify checks an exported log with code that is not ours: golang.org/x/mod/sumdb/note and sumdb/tlog.
//
//	verify DIR VKEYFILE [RECEIPT FILE…]
//
// DIR holds `checkpoint`, `tile/…`, `tile/entries/…` as in C2SP tlog-tiles, and may hold older signed checkpoints in
// `checkpoints/`. VKEYFILE holds one verifier key a line. A receipt is a C2SP tlog-proof.
// It checks: the signature of every checkpoint; the root, recomputed from the entries; every tile file, none missing and
// none that does not belong; the inclusion of every entry; the consistency of every older
// checkpoint with the newest; every receipt. It prints each thing that is wrong and exits 1; exits 2 when it is misused.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8
const width = 1 << height

var faults int

func fault(format string, args ...interface{}) {
	faults++
	fmt.Printf("wrong: "+format+"\n", args...)
	if faults >= 20 {
		fmt.Println("and perhaps more")
		os.Exit(1)
	}
}

type checkpoint struct {
	origin string
	tree   tlog.Tree
}

func openCheckpoint(text []byte, keys note.Verifiers) (checkpoint, error) {
	var c checkpoint
	n, err := note.Open(text, keys)
	if err != nil {
		return c, err
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] == "" || lines[len(lines)-1] != "" {
		return c, errors.New("its text is not three lines and more")
	}
	c.origin = lines[0]
	c.tree.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || c.tree.N < 0 || strconv.FormatInt(c.tree.N, 10) != lines[1] {
		return c, fmt.Errorf("its size %q is not a number", lines[1])
	}
	c.tree.Hash, err = tlog.ParseHash(lines[2])
	if err != nil || c.tree.Hash.String() != lines[2] {
		return c, fmt.Errorf("its root %q is not a hash", lines[2])
	}
	return c, nil
}

func readKeys(file string) (note.Verifiers, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var list []note.Verifier
	for _, line := range strings.Fields(string(text)) {
		v, err := note.NewVerifier(line)
		if err != nil {
			return nil, fmt.Errorf("%s: %v", file, err)
		}
		list = append(list, v)
	}
	return note.VerifierList(list...), nil
}

// indexPath writes a tile's index as tlog-tiles does; w is the number of hashes in the tile.
func indexPath(n int64, w int) string {
	s := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	if w < width {
		s += fmt.Sprintf(".p/%d", w)
	}
	return s
}

func tilePath(t tlog.Tile) string {
	return fmt.Sprintf("tile/%d/%s", t.L, indexPath(t.N, t.W))
}

type folder struct {
	dir  string
	read map[string][]byte
}

// file reads a file of the folder once; of a partial one that is missing, the beginning of the full one may stand in.
func (f *folder) file(path string) ([]byte, error) {
	if data, ok := f.read[path]; ok {
		return data, nil
	}
	data, err := os.ReadFile(filepath.Join(f.dir, path))
	if err == nil {
		f.read[path] = data
	}
	return data, err
}

func (f *folder) Height() int { return height }

func (f *folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f *folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := f.file(tilePath(t))
		if err != nil && t.W < width {
			full := t
			full.W = width
			if data, err = f.file(tilePath(full)); err == nil && len(data) == width*tlog.HashSize {
				data = data[:t.W*tlog.HashSize]
			}
		}
		if err != nil {
			return nil, err
		}
		if len(data) != t.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes, expected %d", tilePath(t), len(data), t.W*tlog.HashSize)
		}
		all = append(all, data)
	}
	return all, nil
}

func (f *folder) bundle(n int64, w int) ([][]byte, error) {
	path := "tile/entries/" + indexPath(n, w)
	data, err := f.file(path)
	if err != nil && w < width {
		data, err = f.file("tile/entries/" + indexPath(n, width))
	}
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 && len(entries) < w {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s ends within entry %d", path, n*width+int64(len(entries)))
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if len(entries) != w || len(data) > 0 && w == width {
		return nil, fmt.Errorf("%s does not hold exactly %d entries", path, w)
	}
	return entries, nil
}

func (f *folder) entries(size int64) ([][]byte, error) {
	var all [][]byte
	for n := int64(0); n*width < size; n++ {
		w := width
		if size-n*width < width {
			w = int(size - n*width)
		}
		some, err := f.bundle(n, w)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// stored keeps all hashes of a tree, as tlog numbers them.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range indexes {
		if i < 0 || i >= int64(len(s)) {
			return nil, fmt.Errorf("no hash %d", i)
		}
		out = append(out, s[i])
	}
	return out, nil
}

func store(entries [][]byte) stored {
	var s stored
	for i, entry := range entries {
		more, err := tlog.StoredHashes(int64(i), entry, s)
		if err != nil {
			fault("entry %d: %v", i, err)
			break
		}
		s = append(s, more...)
	}
	return s
}

// tilesOf lists the full tiles of a tree of that size and the partial one at the end of each level.
func tilesOf(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for level := 0; size>>(height*level) > 0; level++ {
		hashes := size >> (height * level)
		for n := int64(0); n < hashes/width; n++ {
			tiles = append(tiles, tlog.Tile{H: height, L: level, N: n, W: width})
		}
		if w := int(hashes % width); w > 0 {
			tiles = append(tiles, tlog.Tile{H: height, L: level, N: hashes / width, W: w})
		}
	}
	return tiles
}

func checkTiles(f *folder, size int64, entries [][]byte, hashes stored) int {
	must := map[string]bool{}
	for _, t := range tilesOf(size) {
		must[tilePath(t)] = true
		want, err := tlog.ReadTileData(t, hashes)
		if err != nil {
			fault("%s: %v", tilePath(t), err)
			continue
		}
		have, err := f.ReadTiles([]tlog.Tile{t})
		if err != nil {
			fault("%v", err)
		} else if !bytes.Equal(have[0], want) {
			fault("%s does not hold the hashes of the entries", tilePath(t))
		}
	}
	checkOtherFiles(f, entries, hashes, must)
	return len(must)
}

// bundleOf writes the entries of a bundle as its file should have them.
func bundleOf(t tlog.Tile, entries [][]byte) ([]byte, error) {
	var out []byte
	first := t.N * width
	if first+int64(t.W) > int64(len(entries)) {
		return nil, errors.New("beyond the log")
	}
	for _, entry := range entries[first : first+int64(t.W)] {
		out = append(out, byte(len(entry)>>8), byte(len(entry)))
		out = append(out, entry...)
	}
	return out, nil
}

// checkOtherFiles looks at every file below tile/: older partial tiles may be there, anything else may not.
func checkOtherFiles(f *folder, entries [][]byte, hashes stored, must map[string]bool) {
	filepath.WalkDir(filepath.Join(f.dir, "tile"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		name, _ := filepath.Rel(f.dir, path)
		name = filepath.ToSlash(name)
		if must[name] {
			return nil
		}
		bundle := strings.HasPrefix(name, "tile/entries/")
		same := name
		if bundle {
			same = "tile/0/" + strings.TrimPrefix(name, "tile/entries/")
		}
		t, err := tlog.ParseTilePath("tile/8/" + strings.TrimPrefix(same, "tile/"))
		if err != nil || t.L < 0 || tilePath(t) != same {
			fault("%s is not the path of a tile", name)
			return nil
		}
		var want []byte
		if bundle {
			want, err = bundleOf(t, entries)
		} else {
			want, err = tlog.ReadTileData(t, hashes)
		}
		have, _ := os.ReadFile(path)
		if err != nil || !bytes.Equal(have, want) {
			fault("%s does not belong to this tree of %d", name, len(entries))
		}
		return nil
	})
}

// checkInclusion proves every entry. In a large log the proofs are made of the hashes that every tile was compared with,
// since reading tiles anew for each proof takes half a millisecond.
func checkInclusion(f *folder, tree tlog.Tree, entries [][]byte, hashes stored) {
	reader := tlog.TileHashReader(tree, f)
	if len(entries) > 4096 {
		reader = hashes
	}
	for i, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(i), reader)
		if err == nil {
			err = tlog.CheckRecord(proof, tree.N, tree.Hash, int64(i), tlog.RecordHash(entry))
		}
		if err != nil {
			fault("entry %d is not proved by the tree: %v", i, err)
		}
	}
}

func checkConsistency(f *folder, name string, old checkpoint, now checkpoint, hashes stored) {
	if old.origin != now.origin {
		fault("%s is of %q, not of %q", name, old.origin, now.origin)
		return
	}
	if old.tree.N > now.tree.N {
		fault("%s is of size %d, beyond the log's %d", name, old.tree.N, now.tree.N)
		return
	}
	if old.tree.N == 0 {
		return
	}
	root, err := tlog.TreeHash(old.tree.N, hashes)
	if err != nil || root != old.tree.Hash {
		fault("%s says another root for size %d than the entries have", name, old.tree.N)
		return
	}
	proof, err := tlog.ProveTree(now.tree.N, old.tree.N, tlog.TileHashReader(now.tree, f))
	if err == nil {
		err = tlog.CheckTree(proof, now.tree.N, now.tree.Hash, old.tree.N, old.tree.Hash)
	}
	if err != nil {
		fault("%s is not consistent with the newest checkpoint: %v", name, err)
	}
}

func checkOlder(f *folder, keys note.Verifiers, now checkpoint, hashes stored) int {
	names, _ := filepath.Glob(filepath.Join(f.dir, "checkpoints", "*"))
	for _, name := range names {
		text, err := os.ReadFile(name)
		var old checkpoint
		if err == nil {
			old, err = openCheckpoint(text, keys)
		}
		if err != nil {
			fault("%s: %v", name, err)
			continue
		}
		checkConsistency(f, name, old, now, hashes)
	}
	return len(names)
}

type receipt struct {
	index int64
	proof tlog.RecordProof
	note  []byte
}

func parseReceipt(text []byte) (receipt, error) {
	var r receipt
	line := func() (string, bool) {
		i := bytes.IndexByte(text, '\n')
		if i < 0 {
			return "", false
		}
		s := string(text[:i])
		text = text[i+1:]
		return s, true
	}
	s, _ := line()
	if s != "c2sp.org/tlog-proof@v1" {
		return r, errors.New("its first line is not c2sp.org/tlog-proof@v1")
	}
	s, _ = line()
	if strings.HasPrefix(s, "extra ") {
		if _, err := base64.StdEncoding.Strict().DecodeString(s[6:]); err != nil {
			return r, err
		}
		s, _ = line()
	}
	var err error
	r.index, err = strconv.ParseInt(strings.TrimPrefix(s, "index "), 10, 64)
	if err != nil || s != fmt.Sprintf("index %d", r.index) {
		return r, errors.New("it has no index")
	}
	for {
		s, ok := line()
		if !ok {
			return r, errors.New("its proof does not end")
		}
		if s == "" {
			break
		}
		h, err := tlog.ParseHash(s)
		if err != nil {
			return r, err
		}
		r.proof = append(r.proof, h)
	}
	r.note = text
	return r, nil
}

func checkReceipt(f *folder, keys note.Verifiers, name string, now checkpoint, entries [][]byte, hashes stored) {
	text, err := os.ReadFile(name)
	var r receipt
	if err == nil {
		r, err = parseReceipt(text)
	}
	var c checkpoint
	if err == nil {
		c, err = openCheckpoint(r.note, keys)
	}
	if err != nil {
		fault("%s: %v", name, err)
		return
	}
	if r.index >= int64(len(entries)) {
		fault("%s is for entry %d, which is not there", name, r.index)
		return
	}
	err = tlog.CheckRecord(r.proof, c.tree.N, c.tree.Hash, r.index, tlog.RecordHash(entries[r.index]))
	if err != nil {
		fault("%s does not prove entry %d: %v", name, r.index, err)
		return
	}
	checkConsistency(f, name, c, now, hashes)
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: verify DIR VKEYFILE [RECEIPT FILE…]")
		os.Exit(2)
	}
	keys, err := readKeys(os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	f := &folder{os.Args[1], map[string][]byte{}}
	text, err := f.file("checkpoint")
	var now checkpoint
	if err == nil {
		now, err = openCheckpoint(text, keys)
	}
	if err != nil {
		fault("checkpoint: %v", err)
		os.Exit(1)
	}
	entries, err := f.entries(now.tree.N)
	if err != nil {
		fault("%v", err)
		os.Exit(1)
	}
	hashes := store(entries)
	if now.tree.N > 0 {
		root, err := tlog.TreeHash(now.tree.N, hashes)
		if err != nil || root != now.tree.Hash {
			fault("the entries have the root %v, the checkpoint says %v", root, now.tree.Hash)
		}
	}
	tiles := checkTiles(f, now.tree.N, entries, hashes)
	if faults == 0 {
		checkInclusion(f, now.tree, entries, hashes)
	}
	older := checkOlder(f, keys, now, hashes)
	for _, name := range os.Args[3:] {
		checkReceipt(f, keys, name, now, entries, hashes)
	}
	if faults > 0 {
		os.Exit(1)
	}
	fmt.Printf("good: %s, %d entries, %d tiles, %d older checkpoints, %d receipts\n", now.origin, now.tree.N, tiles, older,
		len(os.Args)-3)
}
