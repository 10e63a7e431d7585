use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::{Error, ErrorKind, Store};

/// How long a user's query may take and how much it may return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueryLimits {
    /// Rows that are returned at the most; the answer says when there were more.
    pub rows: usize,
    /// Wall-clock time.
    pub time: Duration,
}

impl Default for QueryLimits {
    fn default() -> Self {
        Self {
            rows: 100_000,
            time: Duration::from_mins(1),
        }
    }
}

/// One value of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Nothing.
    Null,
    /// An integer.
    Integer(i64),
    /// A real number.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes, of which only the number is given.
    Bytes(usize),
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
    /// Whether the limit cut the answer.
    pub cut: bool,
}

impl Store {
    /// Runs one statement of the user that reads and changes nothing.
    ///
    /// # Errors
    /// If the statement is wrong, would write, attach or configure, or takes too long.
    pub fn query(&mut self, sql: &str, limits: QueryLimits) -> Result<Table, Error> {
        let late = Arc::new(AtomicBool::new(false));
        let deadline = Instant::now() + limits.time;
        let flag = Arc::clone(&late);
        self.connection.progress_handler(
            10_000,
            Some(move || {
                let over = Instant::now() >= deadline;
                flag.fetch_or(over, Ordering::Relaxed);
                over
            }),
        )?;
        self.connection
            .authorizer(Some(|context: AuthContext<'_>| authorize(&context)))?;
        self.connection
            .set_limit(Limit::SQLITE_LIMIT_LENGTH, 256 << 20)?;
        let answer = self.run_query(sql, limits.rows);
        self.connection
            .authorizer(None::<fn(AuthContext<'_>) -> Authorization>)?;
        self.connection.progress_handler(0, None::<fn() -> bool>)?;
        if late.load(Ordering::Relaxed) {
            let message = format!(
                "the query took longer than {} s; narrow it with WHERE or LIMIT",
                limits.time.as_secs_f64()
            );
            return Err(Error::new(ErrorKind::Query, message));
        }
        answer
    }

    fn run_query(&self, sql: &str, limit: usize) -> Result<Table, Error> {
        let mut statement = self.connection.prepare(sql).map_err(Error::from_query)?;
        if !statement.readonly() {
            return Err(Error::new(
                ErrorKind::Query,
                "only statements that read can be run here",
            ));
        }
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([]).map_err(Error::from_query)?;
        let mut table = Table {
            columns,
            rows: Vec::new(),
            cut: false,
        };
        while let Some(row) = rows.next().map_err(Error::from_query)? {
            if table.rows.len() == limit {
                table.cut = true;
                break;
            }
            let values = (0..table.columns.len()).map(|column| {
                row.get_ref(column)
                    .map(Value::from)
                    .map_err(Error::from_query)
            });
            table.rows.push(values.collect::<Result<_, _>>()?);
        }
        Ok(table)
    }
}

fn authorize(context: &AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => {
            Authorization::Allow
        }
        AuthAction::Function { function_name } if function_name != "load_extension" => {
            Authorization::Allow
        }
        AuthAction::Pragma {
            pragma_name: "table_info" | "table_xinfo" | "table_list" | "index_list" | "data_version",
            ..
        } => Authorization::Allow,
        _ => Authorization::Deny,
    }
}

impl From<rusqlite::types::ValueRef<'_>> for Value {
    fn from(value: rusqlite::types::ValueRef<'_>) -> Self {
        use rusqlite::types::ValueRef;
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Real(number) => Self::Real(number),
            ValueRef::Text(bytes) => Self::Text(String::from_utf8_lossy(bytes).into_owned()),
            ValueRef::Blob(bytes) => Self::Bytes(bytes.len()),
        }
    }
}

impl Error {
    /// The error of a statement that the user wrote.
    pub(crate) fn from_query(source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match source.sqlite_error_code() {
            Some(Code::AuthorizationForStatementDenied) => Self::new(
                ErrorKind::Query,
                format!("the statement asks for more than reading the casebook ({source})"),
            ),
            Some(Code::OperationInterrupted | Code::Unknown | Code::TooBig) | None => {
                Self::new(ErrorKind::Query, source.to_string())
            }
            Some(_) => Self::from(source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(sql: &str, limits: QueryLimits) -> Result<Table, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.casebook");
        drop(Store::create(&path, "2025-01-17T12:00:00Z").unwrap());
        Store::open_read_only(&path).unwrap().query(sql, limits)
    }

    #[test]
    fn reading_is_allowed() {
        let table = ask(
            "SELECT key, value FROM meta ORDER BY key",
            QueryLimits::default(),
        )
        .unwrap();
        assert_eq!(table.columns, ["key", "value"]);
        assert_eq!(table.rows[0][0], Value::Text("created_at".into()));
        for view in ["dyads", "evidence", "claims_with_quotes", "events", "ties"] {
            ask(&format!("SELECT * FROM {view}"), QueryLimits::default()).unwrap();
        }
    }

    #[test]
    fn nothing_else_is() {
        for sql in [
            "DELETE FROM meta",
            "INSERT INTO meta VALUES ('a', 'b')",
            "ATTACH 'other' AS other",
            "PRAGMA journal_mode = DELETE",
            "CREATE TEMP TABLE t (a)",
            "SELECT load_extension('x')",
            "SELECT nothing FROM nowhere",
            "SELECT 1; DROP TABLE meta",
        ] {
            assert_eq!(
                ask(sql, QueryLimits::default()).unwrap_err().kind(),
                ErrorKind::Query,
                "{sql}"
            );
        }
    }

    #[test]
    fn limits_hold() {
        let endless =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
        let few = QueryLimits {
            rows: 10,
            ..QueryLimits::default()
        };
        let table = ask(endless, few).unwrap();
        assert!(table.cut && table.rows.len() == 10);
        let short = QueryLimits {
            rows: usize::MAX,
            time: Duration::from_millis(50),
        };
        let count = endless.replace("SELECT i FROM n", "SELECT count(*) FROM n");
        assert!(
            ask(&count, short)
                .unwrap_err()
                .to_string()
                .contains("longer than")
        );
    }
}
