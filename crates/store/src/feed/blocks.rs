use rusqlite::{OptionalExtension, Row, params};

use crate::{Error, ErrorKind, Store};

/// Rows of a file that stand together: where, and, if they are to be kept, packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedBlock {
    /// The line at which it begins, from 1.
    pub row: u64,
    /// The byte of the unpacked file at which it begins.
    pub byte: u64,
    /// Its length.
    pub bytes: u64,
    hash: i64,
    content: Option<Vec<u8>>,
}

/// A block as the casebook holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBlock {
    /// The path of its file, as it was given.
    pub path: String,
    /// The format of the file.
    pub format: String,
    /// The line at which it begins.
    pub row: u64,
    /// The byte at which it begins.
    pub byte: u64,
    /// Its length.
    pub bytes: u64,
    hash: i64,
    /// The rows, where they were kept.
    pub content: Option<Vec<u8>>,
}

impl FeedBlock {
    /// The block `content` of a file; its bytes are kept where `keep` says so.
    pub fn new(row: u64, byte: u64, content: &[u8], keep: bool) -> Self {
        Self {
            row,
            byte,
            bytes: content.len() as u64,
            hash: hash(content),
            // Packing what is in memory does not fail; if it did, the place would still be known.
            content: keep
                .then(|| zstd::bulk::compress(content, 3).ok())
                .flatten(),
        }
    }

    /// Keeps the place and not the rows.
    pub fn forget(&mut self) {
        self.content = None;
    }
}

impl StoredBlock {
    /// Whether `bytes` are those that were read when the file was imported.
    pub fn is(&self, bytes: &[u8]) -> bool {
        bytes.len() as u64 == self.bytes && hash(bytes) == self.hash
    }
}

fn hash(bytes: &[u8]) -> i64 {
    xxhash_rust::xxh3::xxh3_64(bytes).cast_signed()
}

/// Writes the blocks of a file.
pub(super) fn insert(
    transaction: &rusqlite::Transaction<'_>,
    file: i64,
    blocks: &[FeedBlock],
) -> Result<(), Error> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO feed_blocks (file, row, byte, bytes, hash, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for block in blocks {
        insert.execute(params![
            file,
            block.row,
            block.byte,
            block.bytes,
            block.hash,
            block.content
        ])?;
    }
    Ok(())
}

/// A file of a data set whose rows stand in the file only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideFile {
    /// Its number.
    pub number: i64,
    /// The name of its data set.
    pub dataset: String,
    /// Its path, as it was given.
    pub path: String,
    /// The name of its format.
    pub format: String,
    /// Its rows.
    pub rows: u64,
    /// Its unpacked bytes.
    pub bytes: u64,
    /// The hash of its unpacked bytes.
    pub hash: String,
}

impl Store {
    /// The files whose rows, or some of them, are not kept in the casebook, by path.
    pub fn outside_files(&self) -> Result<Vec<OutsideFile>, Error> {
        let mut select = self.connection.prepare(
            "SELECT f.number, s.name, f.path, f.format, f.rows, f.bytes, f.hash
             FROM feed_files f JOIN feed_datasets s ON s.number = f.dataset
             WHERE EXISTS (SELECT 1 FROM feed_blocks b WHERE b.file = f.number AND b.content IS NULL)
             ORDER BY f.path, s.name, f.number",
        )?;
        let rows = select.query_map([], |row| {
            Ok(OutsideFile {
                number: row.get(0)?,
                dataset: row.get(1)?,
                path: row.get(2)?,
                format: row.get(3)?,
                rows: row.get(4)?,
                bytes: row.get(5)?,
                hash: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The blocks of file number `file`, in order, without rows that were kept.
    pub fn feed_blocks(&self, file: i64) -> Result<Vec<StoredBlock>, Error> {
        let mut select = self.connection.prepare(
            "SELECT f.path, f.format, b.row, b.byte, b.bytes, b.hash, NULL
             FROM feed_blocks b JOIN feed_files f ON f.number = b.file
             WHERE b.file = ?1 ORDER BY b.row",
        )?;
        let rows = select.query_map([file], stored)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The block of file number `file` in which line `row` stands.
    pub fn feed_block(&self, file: i64, row: u32) -> Result<Option<StoredBlock>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT f.path, f.format, b.row, b.byte, b.bytes, b.hash, b.content
             FROM feed_blocks b JOIN feed_files f ON f.number = b.file
             WHERE b.file = ?1 AND b.row <= ?2 ORDER BY b.row DESC LIMIT 1",
        )?;
        let block = select.query_row(params![file, row], stored).optional()?;
        block.map(unpacked).transpose()
    }
}

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredBlock> {
    Ok(StoredBlock {
        path: row.get(0)?,
        format: row.get(1)?,
        row: row.get(2)?,
        byte: row.get(3)?,
        bytes: row.get(4)?,
        hash: row.get(5)?,
        content: row.get(6)?,
    })
}

fn unpacked(mut block: StoredBlock) -> Result<StoredBlock, Error> {
    if let Some(packed) = &block.content {
        let damaged = |why: &str| {
            let message = format!("the rows of {} from line {} {why}", block.path, block.row);
            Error::new(ErrorKind::Damaged, message)
        };
        let length = usize::try_from(block.bytes).unwrap_or(usize::MAX);
        if length > 64 << 20 {
            return Err(damaged("are longer than can be"));
        }
        let content = zstd::bulk::decompress(packed, length)
            .map_err(|error| damaged(&format!("cannot be unpacked ({error})")))?;
        if !block.is(&content) {
            return Err(damaged("are not those that were read"));
        }
        block.content = Some(content);
    }
    Ok(block)
}
