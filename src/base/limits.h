/* Every bound on outside data, each with its reason. A loop over outside data is bounded by a name from here. */
#ifndef CS_BASE_LIMITS_H
#define CS_BASE_LIMITS_H

#define CS_IDENT_MAX         128                /* characters of an identifier: fits a table's key on every engine */
#define CS_JSON_DEPTH_MAX    32                 /* nesting of JSON: requests need 4, entries 6; bounds recursion */
#define CS_JSON_NODES_MAX    (4u * 1024 * 1024) /* values in one JSON text: a whole load stays below it */
#define CS_ENTRY_MAX         65535              /* bytes of an entry: tlog-tiles entry bundles count in 16 bits */
#define CS_BODY_MAX          (32u * 1024)       /* bytes of an act's body; longer text becomes a blob */
#define CS_SEALED_MAX        (1024u * 1024)      /* bytes of an act's sealed fields of one class: a request of CS_LINES_MAX lines */
#define CS_BLOB_MAX          (16u * 1024 * 1024)
#define CS_LINES_MAX         1000               /* lines of one version of a case */
#define CS_PARTS_MAX         1000               /* parts that one request states: each is asked by each rule about parts */
#define CS_DECREMENT_LINES_MAX 10000            /* lines of all decrements of one authorization: its state is read whole by each act */
#define CS_LOG_KEYS_MAX      64                 /* keys that a log may have had, each with its sizes: a change a year, for as many years */
#define CS_LEDGER_LEVELS_MAX 128                /* days with movement that a ledger keeps totals of; what was before is not known */
#define CS_LEDGER_ROWS_MAX   1000               /* reservations of one stock, payers of one fund */
#define CS_FILE_MAX          (64u * 1024 * 1024) /* bytes of one file that is read whole */
#define CS_FILE_PATH_MAX     4096               /* bytes of a path with its NUL: what Linux takes in one call */
#define CS_FOLDER_NAMES_MAX  65536              /* names in one folder that is listed: one file a rule, and room */
#define CS_KEY_FILE_MAX      65536              /* bytes of a key file: a key and its note are a few hundred */
#define CS_LOAD_ACTS_MAX     1000000            /* acts in one load */
#define CS_RULES_MAX         65536              /* rules and exceptions in one rule set */
#define CS_RULES_DEPTH_MAX   32                 /* nesting of a condition: bounds recursion of parser and evaluator */
#define CS_CONDITIONS_MAX    32                 /* conditions of one name that an act may mean */
#define CS_RULES_PAYERS_MAX  128                /* members of a group that a condition on payment names: they stand in every case's entry */
#define CS_RULES_ERRORS_MAX  100                /* errors that one check reports before it stops looking */
#define CS_RULES_PAIRS_MAX   1000000            /* permissions × bans of a regime that a check compares for warnings: some 50 ms */
#define CS_FAMILY_UNKNOWN_MAX 8                 /* unknown members of a family that are tried both ways (RULES.md 5) */
#define CS_GROUNDS_UNKNOWN_MAX 64               /* unknown grounds shown before "more: n" (RULES.md 5) */
#define CS_PATH_MAX          64                 /* items on one dependency path that is shown */
#define CS_MANDATE_CHAIN_MAX 16                 /* mandates between a regime's owner and the office that acts */
#define CS_CONTENT_LIST_MAX   64                /* best chains of an item to one state that are kept; more are walked each time */
#define CS_CONTENT_WEIGHED_MAX 65536            /* chains of an item, by its links, among which its best are looked for: 4 MiB of them */
#define CS_CONTENT_ENTRIES_EACH 64              /* and of all items to all states, for each item of the catalogue: some 2.5 KiB */
#define CS_BATCH_MICROSECONDS_MAX 4000          /* and how long it may take acts (RECORD.md 3) */
#define CS_BATCH_ACTS_MAX    512                /* acts in one batch of the writer (RECORD.md 3) */
#define CS_DEC_DIGITS_MAX    38                 /* digits of a decimal: what a signed 128-bit coefficient holds */
#define CS_CSV_COLUMNS_MAX   256                /* columns of one table: names are compared each with each */
#define CS_CSV_CELL_MAX      65536              /* bytes of one cell: a paragraph of law is some 5,000 */
#define CS_CSV_CELLS_MAX     (4 * 1024 * 1024)  /* cells of one table: a whole file of short ones, in 64 MiB of slices */
#define CS_TEXT_LINE_MAX     108                /* columns of an answer */

#endif
