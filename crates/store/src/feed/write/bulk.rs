use rusqlite::{Statement, Transaction};

use crate::Error;

/// Rows of one statement.
const BULK: usize = 64;

/// Writes rows of whole numbers many at a time, so that the place for the next is looked for beside
/// the last: sorted rows are written twice as fast.
pub(super) struct Bulk<'t, const N: usize> {
    many: Statement<'t>,
    one: Statement<'t>,
    rows: Vec<[Option<i64>; N]>,
}

impl<'t, const N: usize> Bulk<'t, N> {
    pub(super) fn new(transaction: &'t Transaction<'_>, table: &str) -> Result<Self, Error> {
        let row = format!("({})", vec!["?"; N].join(", "));
        let insert = |rows: usize| {
            let rows = vec![row.as_str(); rows].join(", ");
            transaction.prepare(&format!("INSERT INTO {table} VALUES {rows}"))
        };
        Ok(Self {
            many: insert(BULK)?,
            one: insert(1)?,
            rows: Vec::with_capacity(BULK),
        })
    }

    pub(super) fn push(&mut self, row: [Option<i64>; N]) -> Result<(), Error> {
        self.rows.push(row);
        if self.rows.len() == BULK {
            for (place, value) in self.rows.iter().flatten().enumerate() {
                self.many.raw_bind_parameter(place + 1, value)?;
            }
            self.many.raw_execute()?;
            self.rows.clear();
        }
        Ok(())
    }

    pub(super) fn flush(&mut self) -> Result<(), Error> {
        for row in self.rows.drain(..) {
            self.one.execute(rusqlite::params_from_iter(row))?;
        }
        Ok(())
    }
}
