//! Sorts more rows than memory should hold.

use detente_store::{Direction, FeedRow};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use crate::{Error, ErrorKind};

/// Rows that are sorted in memory: about 120 MB.
const IN_MEMORY: usize = 1_500_000;
/// Bytes of a row in a file.
const ROW: usize = 69;

/// Takes rows in any order and gives them back sorted.
#[derive(Debug)]
pub(super) struct Sorter {
    folder: PathBuf,
    rows: Vec<FeedRow>,
    runs: Vec<File>,
    pub(super) count: u64,
}

impl Sorter {
    /// Sorts, with files without name in `folder` where memory does not do.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            rows: Vec::new(),
            runs: Vec::new(),
            count: 0,
        }
    }

    pub(super) fn push(&mut self, row: FeedRow) -> io::Result<()> {
        self.rows.push(row);
        self.count += 1;
        if self.rows.len() >= IN_MEMORY {
            self.lay_aside()?;
        }
        Ok(())
    }

    fn lay_aside(&mut self) -> io::Result<()> {
        self.rows.sort_unstable();
        let file = tempfile::tempfile_in(&self.folder)?;
        let mut writer = BufWriter::with_capacity(1 << 20, file);
        for row in &self.rows {
            writer.write_all(&packed(row))?;
        }
        let mut file = writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        self.runs.push(file);
        self.rows.clear();
        Ok(())
    }

    /// All rows in order.
    pub(super) fn sorted(self) -> io::Result<Sorted> {
        let Self { mut rows, runs, .. } = self;
        rows.sort_unstable();
        let runs: Vec<_> = runs
            .into_iter()
            .map(|file| BufReader::with_capacity(1 << 20, file))
            .collect();
        let mut sorted = Sorted {
            heap: BinaryHeap::new(),
            rows: rows.into_iter(),
            runs,
        };
        for run in 0..=sorted.runs.len() {
            if let Some(row) = sorted.next_of(run)? {
                sorted.heap.push(Reverse((row, run)));
            }
        }
        Ok(sorted)
    }
}

/// Rows in order.
pub(super) struct Sorted {
    heap: BinaryHeap<Reverse<(FeedRow, usize)>>,
    rows: std::vec::IntoIter<FeedRow>,
    runs: Vec<BufReader<File>>,
}

impl Sorted {
    fn next_of(&mut self, run: usize) -> io::Result<Option<FeedRow>> {
        let Some(reader) = self.runs.get_mut(run) else {
            return Ok(self.rows.next());
        };
        let mut bytes = [0; ROW];
        match reader.read_exact(&mut bytes) {
            Ok(()) => Ok(Some(unpacked(&bytes))),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Iterator for Sorted {
    type Item = Result<FeedRow, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.runs.is_empty() && self.heap.len() <= 1 {
            let first = self.heap.pop().map(|Reverse((row, _))| row);
            return first.or_else(|| self.rows.next()).map(Ok);
        }
        let Reverse((row, run)) = self.heap.pop()?;
        match self.next_of(run) {
            Ok(Some(next)) => self.heap.push(Reverse((next, run))),
            Ok(None) => {}
            Err(error) => {
                let message = format!("rows that were laid aside cannot be read ({error})");
                return Some(Err(Error::new(ErrorKind::World, message)));
            }
        }
        Some(Ok(row))
    }
}

fn packed(row: &FeedRow) -> [u8; ROW] {
    let mut bytes = [0; ROW];
    let mut at = 0;
    let mut put = |part: &[u8]| {
        bytes[at..at + part.len()].copy_from_slice(part);
        at += part.len();
    };
    put(&row.side_a.to_le_bytes());
    put(&row.side_b.to_le_bytes());
    put(&row.day.to_le_bytes());
    put(&row.days_after.to_le_bytes());
    put(&row.deed.to_le_bytes());
    put(&row.actor_a.to_le_bytes());
    put(&row.actor_b.to_le_bytes());
    put(&row.record.to_le_bytes());
    put(&[row.direction.number()]);
    put(&row.story.to_le_bytes());
    put(&row.published.to_le_bytes());
    put(&row.outlet.to_le_bytes());
    put(&row.articles.to_le_bytes());
    put(&row.deaths.to_le_bytes());
    put(&row.file.to_le_bytes());
    put(&row.row.to_le_bytes());
    bytes
}

fn unpacked(bytes: &[u8; ROW]) -> FeedRow {
    let four = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    let eight = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
    FeedRow {
        side_a: four(0),
        side_b: four(4),
        day: four(8).cast_signed(),
        days_after: four(12),
        deed: four(16),
        actor_a: four(20),
        actor_b: four(24),
        record: eight(28).cast_signed(),
        direction: Direction::from_number(bytes[36]),
        story: eight(37),
        published: four(45).cast_signed(),
        outlet: four(49),
        articles: four(53),
        deaths: four(57),
        file: four(61),
        row: four(65),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32) -> FeedRow {
        FeedRow {
            side_a: number % 7,
            side_b: number % 5,
            day: -(number.cast_signed() % 1000),
            days_after: number % 3,
            deed: 1,
            actor_a: number,
            actor_b: 0,
            record: i64::MAX - i64::from(number),
            direction: Direction::from_number((number % 4) as u8),
            story: u64::MAX - u64::from(number),
            published: i32::MIN,
            outlet: number,
            articles: u32::MAX,
            deaths: 3,
            file: 1,
            row: number,
        }
    }

    #[test]
    fn rows_come_back_sorted_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::new(folder.path().to_owned());
        let rows: Vec<_> = (0..3000)
            .map(|number: u32| row(number.wrapping_mul(2_654_435_761)))
            .collect();
        for (place, row) in rows.iter().enumerate() {
            sorter.push(*row).unwrap();
            if place % 1000 == 500 {
                sorter.lay_aside().unwrap();
            }
        }
        let found: Vec<_> = sorter.sorted().unwrap().map(Result::unwrap).collect();
        let mut expected = rows;
        expected.sort_unstable();
        assert_eq!(found, expected);
    }
}
