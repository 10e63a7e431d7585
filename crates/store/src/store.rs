use rusqlite::{Connection, OpenFlags, Transaction};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::{Error, ErrorKind, judge};

/// The schema that this version writes.
const SCHEMA_VERSION: i64 = 9;
/// "Dtnt": marks the file as a casebook for `file(1)` and for us.
const APPLICATION_ID: i64 = 0x4474_6e74;
/// What brings version `n` to `n + 1`, in order; a new file runs them all.
const MIGRATIONS: [Migration; SCHEMA_VERSION as usize] = [
    Migration::Schema(include_str!("schema/1.sql")),
    Migration::Schema(include_str!("schema/2.sql")),
    Migration::Schema(include_str!("schema/3.sql")),
    Migration::Schema(include_str!("schema/4.sql")),
    Migration::Schema(include_str!("schema/5.sql")),
    Migration::Schema(include_str!("schema/6.sql")),
    Migration::Schema(include_str!("schema/7.sql")),
    Migration::Rows(judge::tell_undated_events_apart),
    Migration::Schema(include_str!("schema/9.sql")),
];

/// A step from one version of the schema to the next.
enum Migration {
    /// Changes the tables.
    Schema(&'static str),
    /// Changes what stands in them.
    Rows(fn(&Transaction<'_>) -> Result<(), Error>),
}

/// How long a writer waits for another before it gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Pages of 4 KB in the log from which they are written to the file: a page that many transactions
/// change is written there once.
const PAGES_IN_LOG: u32 = 8_192;

/// An open casebook.
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
}

impl Store {
    /// Makes an empty casebook at `path`; `now` is the time of record, ISO 8601 in UTC.
    ///
    /// # Errors
    /// If there is a file already, or it cannot be written.
    pub fn create(path: &Path, now: &str) -> Result<Self, Error> {
        if path.exists() {
            let message = "there is a file already; choose another name or remove it";
            return Err(Error::new(ErrorKind::Path, message).at(path));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let made = Self::connect(path, flags).and_then(|mut store| {
            store.migrate(0)?;
            store.connection.execute(
                "INSERT INTO meta (key, value) VALUES ('created_at', ?1)",
                [now],
            )?;
            Ok(store)
        });
        made.map_err(|error| {
            for file in files(path) {
                // The half-made file is ours; if it cannot be removed, the first error says why.
                let _ = std::fs::remove_file(file);
            }
            error.at(path)
        })
    }

    /// Opens the casebook at `path` for reading and writing, and brings it to this version.
    ///
    /// # Errors
    /// If there is no such file, it is no casebook, or a newer version wrote it.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|error| error.at(path))
    }

    /// Opens the casebook at `path` for reading, beside other readers and a writer.
    ///
    /// # Errors
    /// If there is no such file, it is no casebook, or another version wrote it.
    pub fn open_read_only(path: &Path) -> Result<Self, Error> {
        // A file on a medium that cannot be written has no log beside it to be read.
        let store = Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
        store.map_err(|error| error.at(path))
    }

    /// Where the casebook is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn open_with(path: &Path, access: OpenFlags) -> Result<Self, Error> {
        if !path.is_file() {
            let message = "there is no such casebook; `detente new` makes one";
            return Err(Error::new(ErrorKind::Path, message));
        }
        let mut store = Self::connect(path, access)?;
        let application: i64 = store
            .connection
            .query_row("PRAGMA application_id", [], |row| row.get(0))?;
        if application != APPLICATION_ID {
            return Err(Error::new(
                ErrorKind::NotACasebook,
                "it is an SQLite file, but no casebook",
            ));
        }
        let version: i64 = store
            .connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version > SCHEMA_VERSION {
            let message = format!(
                "it has schema version {version}, this program reads up to {SCHEMA_VERSION}; use a newer one"
            );
            return Err(Error::new(ErrorKind::NotACasebook, message));
        }
        if version < SCHEMA_VERSION {
            if access == OpenFlags::SQLITE_OPEN_READ_ONLY {
                let message = format!(
                    "it has schema version {version}; a command that writes to it, such as `detente add`, brings it to {SCHEMA_VERSION}"
                );
                return Err(Error::new(ErrorKind::NotACasebook, message));
            }
            store.migrate(version)?;
        }
        Ok(store)
    }

    fn connect(path: &Path, access: OpenFlags) -> Result<Self, Error> {
        let connection =
            Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(PATIENCE)?;
        if access.contains(OpenFlags::SQLITE_OPEN_READ_WRITE) {
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "NORMAL")?;
            connection.pragma_update(None, "wal_autocheckpoint", PAGES_IN_LOG)?;
            connection.pragma_update(None, "foreign_keys", true)?;
        }
        connection.pragma_update(None, "cache_size", -65_536)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self {
            connection,
            path: path.to_owned(),
        })
    }

    fn migrate(&mut self, from: i64) -> Result<(), Error> {
        let transaction = self.connection.transaction()?;
        for step in &MIGRATIONS[usize::try_from(from).unwrap_or_default()..] {
            match step {
                Migration::Schema(sql) => transaction.execute_batch(sql)?,
                Migration::Rows(change) => change(&transaction)?,
            }
        }
        transaction.execute(
            "INSERT OR REPLACE INTO meta (key, value) VALUES ('schema_version', ?1)",
            [SCHEMA_VERSION.to_string()],
        )?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        transaction.commit()?;
        Ok(())
    }
}

/// The files that SQLite keeps for a casebook.
fn files(path: &Path) -> [PathBuf; 3] {
    let beside = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    [path.to_owned(), beside("-wal"), beside("-shm")]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_casebook_is_made_once() {
        let folder = folder();
        let path = folder.path().join("a.casebook");
        Store::create(&path, "2025-01-17T12:00:00Z").unwrap();
        let again = Store::create(&path, "2025-01-17T12:00:00Z").unwrap_err();
        assert_eq!(again.kind(), ErrorKind::Path);
        Store::open(&path).unwrap();
    }

    #[test]
    fn what_is_no_casebook_is_refused() {
        let folder = folder();
        let missing = Store::open(&folder.path().join("none")).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::Path);
        let text = folder.path().join("text");
        std::fs::write(
            &text,
            "a text that is surely longer than any header of a file",
        )
        .unwrap();
        assert_eq!(
            Store::open(&text).unwrap_err().kind(),
            ErrorKind::NotACasebook
        );
        let other = folder.path().join("other");
        Connection::open(&other)
            .unwrap()
            .execute_batch("CREATE TABLE t (a)")
            .unwrap();
        assert_eq!(
            Store::open(&other).unwrap_err().kind(),
            ErrorKind::NotACasebook
        );
    }

    #[test]
    fn a_newer_schema_is_refused() {
        let folder = folder();
        let path = folder.path().join("a.casebook");
        let store = Store::create(&path, "2025-01-17T12:00:00Z").unwrap();
        store
            .connection
            .pragma_update(None, "user_version", SCHEMA_VERSION + 1)
            .unwrap();
        drop(store);
        assert_eq!(
            Store::open(&path).unwrap_err().kind(),
            ErrorKind::NotACasebook
        );
    }

    #[test]
    fn an_older_schema_is_brought_forward() {
        let folder = folder();
        let path = folder.path().join("a.casebook");
        let store = Store::create(&path, "2025-01-17T12:00:00Z").unwrap();
        store
            .connection
            .execute_batch(
                "DROP TABLE forecasts; DROP TABLE reference_leaders;
                 DROP TABLE judged_imports; DROP TABLE judged_pairs;
                 ALTER TABLE reference_ties DROP COLUMN fingerprint;
                 ALTER TABLE reference_files DROP COLUMN votes_fingerprint; PRAGMA user_version = 4;",
            )
            .unwrap();
        drop(store);
        let refused = Store::open_read_only(&path).unwrap_err();
        assert!(
            refused.to_string().contains("schema version 4"),
            "{refused}"
        );
        let store = Store::open(&path).unwrap();
        assert_eq!(store.forecasts().unwrap(), []);
        assert_eq!(store.reference_leaders(None).unwrap(), []);
        assert_eq!(store.grouped_imports().unwrap(), []);
        drop(store);
        Store::open_read_only(&path).unwrap();
    }

    #[test]
    fn leaders_of_an_older_schema_keep_their_dates_and_fingerprints() {
        let folder = folder();
        let path = folder.path().join("a.casebook");
        let store = Store::create(&path, "2025-01-17T12:00:00Z").unwrap();
        let (leaders, _) = include_str!("schema/6.sql").split_once("\n\n").unwrap();
        let print = |by_day: &str, end: &str| {
            let parts = [
                "2",
                "0",
                "9",
                "row",
                "RUS",
                "A",
                "2000-05-07",
                end,
                by_day,
                "false",
            ];
            crate::reference::fingerprint(parts)
        };
        let (day, month) = (print("true", "2008-05-06"), print("false", "2008-05-31"));
        let old = format!(
            "DROP TABLE reference_leaders; {leaders}
             INSERT INTO runs (id, step, version, settings, started) VALUES (1, 'import', '1', '{{}}', '2025');
             INSERT INTO reference_files (number, format, path, hash, rows, rejected, recorded_at, run)
             VALUES (1, 'archigos', 'a.csv', 'x', 2, 0, '2025', 1);
             INSERT INTO reference_leaders VALUES (1, 1, 2, 0, 9, 'row', 'RUS', 'A', '2000-05-07', '2008-05-06', 1, 0, '{day}');
             INSERT INTO reference_leaders VALUES (2, 1, 2, 0, 9, 'row', 'RUS', 'A', '2000-05-07', '2008-05-31', 0, 0, '{month}');
             PRAGMA user_version = 8;"
        );
        store.connection.execute_batch(&old).unwrap();
        drop(store);
        let store = Store::open(&path).unwrap();
        let found = store.reference_leaders(Some("RUS")).unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|row| {
                let dates = (row.start.as_deref(), row.end.as_str());
                (
                    dates,
                    row.start_precision.as_deref(),
                    row.end_precision.as_deref(),
                )
            })
            .collect();
        let start = Some("2000-05-07");
        assert_eq!(
            told,
            [
                ((start, "2008-05-06"), Some("day"), Some("day")),
                ((start, "2008-05-31"), Some("day"), Some("month")),
            ]
        );
        let mut faults = Vec::new();
        store.verify_references(&mut faults).unwrap();
        assert_eq!(faults, []);
        let end_by_day = "SELECT group_concat(end_by_day) FROM reference_leaders";
        let flags: String = store
            .connection
            .query_row(end_by_day, [], |row| row.get(0))
            .unwrap();
        assert_eq!(flags, "1,0");
    }

    #[test]
    fn a_reader_works_beside_a_writer() {
        let folder = folder();
        let path = folder.path().join("a.casebook");
        let mut writer = Store::create(&path, "2025-01-17T12:00:00Z").unwrap();
        let open = writer.connection.transaction().unwrap();
        open.execute("INSERT INTO meta VALUES ('half', 'written')", [])
            .unwrap();
        let reader = Store::open_read_only(&path).unwrap();
        let seen: i64 = reader
            .connection
            .query_row("SELECT count(*) FROM meta WHERE key = 'half'", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(seen, 0);
    }
}
