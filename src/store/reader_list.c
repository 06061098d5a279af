/* The lists: cases, precedents, statements; must never be what an act is judged on.
 * Invariant: orders are total and over columns that are never NULL. Specification: RECORD section 4. */
#include "store/reader_private.h"

#define LIMIT 1000

static int64_t limit_of(int64_t limit) {
  return limit > 0 ? limit : LIMIT;
}

/* Steps a statement that is bound, giving each row to `take`; done at the end. */
static bool each_row(struct cs_db *db, enum cs_db_stmt stmt,
                     bool (*take)(struct cs_db *db, enum cs_db_stmt stmt, void *call, struct cs_err *err), void *call,
                     struct cs_err *err) {
  bool row, good;
  while ((good = cs_db_step(db, stmt, &row, err)) && row) {
    if (!take(db, stmt, call, err)) {
      good = false;
      break;
    }
  }
  cs_db_done(db, stmt);
  return good;
}

struct case_call {
  cs_case_each *each;
  void *ctx;
};

static bool take_case(struct cs_db *db, enum cs_db_stmt stmt, void *call, struct cs_err *err) {
  struct case_call *c = call;
  struct cs_case_row row = {
      .id = cs_db_text(db, stmt, 0),
      .status = cs_db_text(db, stmt, 1),
      .applicant = cs_db_text(db, stmt, 2),
      .verdict = cs_db_text(db, stmt, 3),
      .filed_n = cs_db_integer(db, stmt, 4),
      .filed_at = cs_db_integer(db, stmt, 5),
      .n = cs_db_integer(db, stmt, 6),
      .at = cs_db_integer(db, stmt, 7),
      .open = cs_db_text(db, stmt, 8),
  };
  return c->each(c->ctx, &row, err);
}

bool cs_reader_cases(struct cs_reader *reader, const struct cs_case_query *query, cs_case_each *each, void *ctx,
                     struct cs_err *err) {
  struct cs_db *db = reader->rows;
  struct case_call call = {each, ctx};
  int64_t before = query->after_n > 0 ? query->after_n : INT64_MAX;
  enum cs_db_stmt stmt = CS_STMT_CASES;
  int at = 1;
  if (query->approver.len > 0) {
    stmt = CS_STMT_CASES_APPROVER;
    cs_db_bind_text(db, stmt, 1, query->approver);
    cs_db_bind_integer(db, stmt, 2, before);
    cs_db_bind_text(db, stmt, 3, query->status);
    cs_db_bind_text(db, stmt, 4, query->applicant);
    cs_db_bind_integer(db, stmt, 5, limit_of(query->limit));
    return each_row(db, stmt, take_case, &call, err);
  }
  if (query->status.len > 0) {
    stmt = query->applicant.len > 0 ? CS_STMT_CASES_STATUS_APPLICANT : CS_STMT_CASES_STATUS;
    cs_db_bind_text(db, stmt, at++, query->status);
  } else if (query->applicant.len > 0) {
    stmt = CS_STMT_CASES_APPLICANT;
  }
  if (query->applicant.len > 0) {
    cs_db_bind_text(db, stmt, at++, query->applicant);
  }
  cs_db_bind_integer(db, stmt, at++, before);
  cs_db_bind_integer(db, stmt, at, limit_of(query->limit));
  return each_row(db, stmt, take_case, &call, err);
}

struct owed_call {
  cs_owed_each *each;
  void *ctx;
};

static bool take_owed(struct cs_db *db, enum cs_db_stmt stmt, void *call, struct cs_err *err) {
  struct owed_call *c = call;
  struct cs_owed_row row = {
      .filed_n = cs_db_integer(db, stmt, 0),
      .place = cs_db_integer(db, stmt, 1),
      .due = (cs_day)cs_db_integer(db, stmt, 2),
      .case_id = cs_db_text(db, stmt, 3),
  };
  return c->each(c->ctx, &row, err);
}

bool cs_reader_owed(struct cs_reader *reader, struct cs_str office, const struct cs_owed_row *after, int64_t limit,
                    cs_owed_each *each, void *ctx, struct cs_err *err) {
  struct owed_call call = {each, ctx};
  struct cs_db *db = reader->rows;
  cs_db_bind_text(db, CS_STMT_OWED, 1, office);
  cs_db_bind_integer(db, CS_STMT_OWED, 2, after ? after->due : INT64_MIN);
  cs_db_bind_integer(db, CS_STMT_OWED, 3, after ? after->filed_n : -1);
  cs_db_bind_integer(db, CS_STMT_OWED, 4, after ? after->place : -1);
  cs_db_bind_integer(db, CS_STMT_OWED, 5, limit_of(limit));
  return each_row(db, CS_STMT_OWED, take_owed, &call, err);
}

bool cs_reader_owed_office(struct cs_reader *reader, struct cs_str after, struct cs_arena *arena, struct cs_str *office,
                           struct cs_err *err) {
  struct cs_db *db = reader->rows;
  bool row, good = true;
  *office = CS_STR_NONE;
  cs_db_bind_text(db, CS_STMT_OWED_OFFICE, 1, after);
  if (!cs_db_step(db, CS_STMT_OWED_OFFICE, &row, err)) {
    return false;
  }
  if (row) {
    good = cs_arena_str(arena, cs_db_text(db, CS_STMT_OWED_OFFICE, 0), office, err);
  }
  cs_db_done(db, CS_STMT_OWED_OFFICE);
  return good;
}

struct rests_call {
  cs_rests_each *each;
  void *ctx;
};

static bool take_rests(struct cs_db *db, enum cs_db_stmt stmt, void *call, struct cs_err *err) {
  struct rests_call *c = call;
  return c->each(c->ctx, cs_db_text(db, stmt, 1), cs_db_integer(db, stmt, 0), err);
}

bool cs_reader_rests(struct cs_reader *reader, struct cs_str mandate, int64_t after, int64_t limit, cs_rests_each *each,
                     void *ctx, struct cs_err *err) {
  struct rests_call call = {each, ctx};
  struct cs_db *db = reader->rows;
  cs_db_bind_text(db, CS_STMT_RESTS, 1, mandate);
  cs_db_bind_integer(db, CS_STMT_RESTS, 2, after);
  cs_db_bind_integer(db, CS_STMT_RESTS, 3, limit_of(limit));
  return each_row(db, CS_STMT_RESTS, take_rests, &call, err);
}

struct precedent_call {
  cs_precedent_each *each;
  void *ctx;
};

static bool take_precedent(struct cs_db *db, enum cs_db_stmt stmt, void *call, struct cs_err *err) {
  struct precedent_call *c = call;
  struct cs_precedent_row row = {
      .item = cs_db_text(db, stmt, 0),
      .party = cs_db_text(db, stmt, 1),
      .n = cs_db_integer(db, stmt, 2),
      .at = cs_db_integer(db, stmt, 3),
      .case_id = cs_db_text(db, stmt, 4),
      .consent = cs_db_text(db, stmt, 5),
      .outcome = cs_db_text(db, stmt, 6),
      .act = cs_db_text(db, stmt, 7),
      .area = cs_db_text(db, stmt, 8),
  };
  return c->each(c->ctx, &row, err);
}

bool cs_reader_precedents(struct cs_reader *reader, struct cs_str item, struct cs_str party, int64_t limit,
                          cs_precedent_each *each, void *ctx, struct cs_err *err) {
  cs_assert(item.len > 0 || party.len > 0);
  struct precedent_call call = {each, ctx};
  enum cs_db_stmt stmt = item.len == 0 ? CS_STMT_PRECEDENTS_PARTY : CS_STMT_PRECEDENTS_ITEM;
  stmt = item.len > 0 && party.len > 0 ? CS_STMT_PRECEDENTS_BOTH : stmt;
  int at = 1;
  if (item.len > 0) {
    cs_db_bind_text(reader->rows, stmt, at++, item);
  }
  if (party.len > 0) {
    cs_db_bind_text(reader->rows, stmt, at++, party);
  }
  cs_db_bind_integer(reader->rows, stmt, at, limit_of(limit));
  return each_row(reader->rows, stmt, take_precedent, &call, err);
}

struct statement_call {
  cs_statement_each *each;
  void *ctx;
};

static bool take_statement(struct cs_db *db, enum cs_db_stmt stmt, void *call, struct cs_err *err) {
  struct statement_call *c = call;
  struct cs_statement_row row = {
      .about = cs_db_text(db, stmt, 0),
      .n = cs_db_integer(db, stmt, 1),
      .statement = cs_db_text(db, stmt, 2),
      .kind = cs_db_text(db, stmt, 3),
      .by = cs_db_text(db, stmt, 4),
      .withdrawn = cs_db_integer(db, stmt, 5) != 0,
  };
  return c->each(c->ctx, &row, err);
}

bool cs_reader_statements(struct cs_reader *reader, struct cs_str about, int64_t limit, cs_statement_each *each,
                          void *ctx, struct cs_err *err) {
  struct statement_call call = {each, ctx};
  enum cs_db_stmt stmt = about.len > 0 ? CS_STMT_STATEMENTS_ABOUT : CS_STMT_STATEMENTS;
  int at = 1;
  if (about.len > 0) {
    cs_db_bind_text(reader->rows, stmt, at++, about);
  }
  cs_db_bind_integer(reader->rows, stmt, at, limit_of(limit));
  return each_row(reader->rows, stmt, take_statement, &call, err);
}
