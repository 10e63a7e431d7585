use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::exchange::statements::{HEADER_BYTES, are_statements};
use crate::{Error, Format};

/// Bytes that one entry of an archive or one gzip file may unpack to: far above any data set.
const MOST_BYTES: u64 = 1 << 40;
/// Entries of an archive that are read.
const MOST_ENTRIES: usize = 100_000;

/// One stream of rows: a file, or an entry of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    path: PathBuf,
    entry: Option<usize>,
    name: String,
}

/// The streams that a file holds: itself, what a gzip file packs, each entry of a zip archive.
///
/// The kind of file is told by its first bytes, not by its name.
///
/// # Errors
/// If the file cannot be read or the archive is damaged.
pub fn streams(path: &Path) -> Result<Vec<Stream>, Error> {
    let name = path.to_string_lossy().into_owned();
    let mut file = open(path)?;
    if magic(&mut file)?.starts_with(b"PK\x03\x04") {
        let archive =
            zip::ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(&error))?;
        if archive.len() > MOST_ENTRIES {
            return Err(Error::file(format!(
                "the archive has more than {MOST_ENTRIES} entries"
            )));
        }
        let entries = (0..archive.len()).filter_map(|place| {
            let inner = archive.name_for_index(place)?.ok()?;
            let is_data = !inner.ends_with('/') && !inner.starts_with("__MACOSX/");
            is_data.then(|| Stream {
                path: path.to_owned(),
                entry: Some(place),
                name: format!("{name}/{inner}"),
            })
        });
        return Ok(entries.collect());
    }
    Ok(vec![Stream {
        path: path.to_owned(),
        entry: None,
        name,
    }])
}

/// The stream that had this name when it was opened: a path, or a path of an archive with the
/// entry behind it.
pub fn find_stream(name: &str) -> Option<Stream> {
    let path = Path::new(name);
    let file = path.ancestors().find(|path| path.is_file())?;
    let mut streams = streams(file).ok()?;
    streams.retain(|stream| stream.name == name);
    streams.pop()
}

impl Stream {
    /// The path, with the name of the entry behind it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file in which it stands.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The rows of `format`, unpacked: the bytes of the file, but for formats whose rows are no
    /// lines, of which lines are made.
    ///
    /// # Errors
    /// If the file cannot be read, or has no such rows.
    pub fn open_as(&self, format: Format) -> Result<Box<dyn Read + Send>, Error> {
        let reader = self.open()?;
        match format {
            Format::Ftm if self.has_statements()? => {
                let lines = crate::exchange::lines(reader, format)?;
                Ok(Box::new(std::io::Cursor::new(lines)))
            }
            Format::Stix | Format::Parquet => {
                let lines = crate::exchange::lines(reader, format)?;
                Ok(Box::new(std::io::Cursor::new(lines)))
            }
            _ => Ok(reader),
        }
    }

    /// Whether it is a table of statements of FollowTheMoney.
    fn has_statements(&self) -> Result<bool, Error> {
        let mut head = Vec::new();
        let read = self
            .open()?
            .take(HEADER_BYTES as u64)
            .read_to_end(&mut head);
        read.map_err(|error| Error::file(format!("it cannot be read ({error})")))?;
        Ok(are_statements(&head))
    }

    /// The rows of `format`, as [`Stream::open_as`] gives them, from `byte` on.
    ///
    /// # Errors
    /// If the file cannot be read, or has no such rows.
    pub fn open_at(&self, byte: u64, format: Format) -> Result<Box<dyn Read + Send>, Error> {
        let failed = |error: std::io::Error| Error::file(format!("it cannot be read ({error})"));
        if format.with_ties().is_none() && self.entry.is_none() {
            let mut file = open(&self.path)?;
            if !magic(&mut file)?.starts_with(&[0x1f, 0x8b]) {
                file.seek(SeekFrom::Start(byte)).map_err(failed)?;
                return Ok(Box::new(file));
            }
        }
        let mut reader = self.open_as(format)?;
        std::io::copy(&mut reader.by_ref().take(byte), &mut std::io::sink()).map_err(failed)?;
        Ok(reader)
    }

    /// The rows' bytes, unpacked.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn open(&self) -> Result<Box<dyn Read + Send>, Error> {
        let mut file = open(&self.path)?;
        let Some(place) = self.entry else {
            return if magic(&mut file)?.starts_with(&[0x1f, 0x8b]) {
                let unpacked = MultiGzDecoder::new(BufReader::with_capacity(256 << 10, file));
                Ok(Box::new(unpacked.take(MOST_BYTES)))
            } else {
                Ok(Box::new(file))
            };
        };
        // The reader of an entry borrows the archive, so a thread of its own holds both.
        let (sender, receiver) = std::sync::mpsc::sync_channel(4);
        std::thread::spawn(move || {
            let send = |block| sender.send(block).is_ok();
            let mut archive = match zip::ZipArchive::new(BufReader::new(file)) {
                Ok(archive) => archive,
                Err(error) => {
                    send(Err(std::io::Error::other(error)));
                    return;
                }
            };
            let mut entry = match archive.by_index(place) {
                Ok(entry) => entry.take(MOST_BYTES),
                Err(error) => {
                    send(Err(std::io::Error::other(error)));
                    return;
                }
            };
            loop {
                let mut block = vec![0; 256 << 10];
                match entry.read(&mut block) {
                    Ok(0) => return,
                    Ok(length) => {
                        block.truncate(length);
                        if !send(Ok(block)) {
                            return;
                        }
                    }
                    Err(error) => {
                        send(Err(error));
                        return;
                    }
                }
            }
        });
        Ok(Box::new(Blocks {
            receiver,
            block: Vec::new(),
            read: 0,
        }))
    }
}

fn open(path: &Path) -> Result<File, Error> {
    File::open(path).map_err(|error| Error::file(format!("it cannot be read ({error})")))
}

fn magic(file: &mut File) -> Result<[u8; 4], Error> {
    let mut first = [0; 4];
    let mut filled = 0;
    let failed = |error: std::io::Error| Error::file(format!("it cannot be read ({error})"));
    while filled < first.len() {
        match file.read(&mut first[filled..]).map_err(failed)? {
            0 => break,
            length => filled += length,
        }
    }
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    Ok(first)
}

fn damaged(error: &zip::result::ZipError) -> Error {
    Error::file(format!("the archive is damaged ({error})"))
}

/// Blocks of bytes from another thread, as one reader.
struct Blocks {
    receiver: std::sync::mpsc::Receiver<std::io::Result<Vec<u8>>>,
    block: Vec<u8>,
    read: usize,
}

impl Read for Blocks {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.read == self.block.len() {
            let Ok(block) = self.receiver.recv() else {
                return Ok(0);
            };
            self.block = block?;
            self.read = 0;
        }
        let left = &self.block[self.read..];
        let length = left.len().min(buffer.len());
        buffer[..length].copy_from_slice(&left[..length]);
        self.read += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn read(stream: &Stream) -> String {
        let mut text = String::new();
        stream.open().unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn the_same_rows_come_out_of_every_packing() {
        let folder = tempfile::tempdir().unwrap();
        let rows = "a\tb\n".repeat(200_000);
        let plain = folder.path().join("plain");
        std::fs::write(&plain, &rows).unwrap();
        let packed = folder.path().join("packed");
        let mut gzip = flate2::write::GzEncoder::new(
            File::create(&packed).unwrap(),
            flate2::Compression::fast(),
        );
        gzip.write_all(rows.as_bytes()).unwrap();
        gzip.finish().unwrap();
        let archived = folder.path().join("archived");
        let mut archive = zip::ZipWriter::new(File::create(&archived).unwrap());
        archive
            .start_file("in/rows.tab", zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(rows.as_bytes()).unwrap();
        archive.finish().unwrap();
        for path in [plain, packed, archived] {
            let streams = streams(&path).unwrap();
            assert_eq!(streams.len(), 1);
            assert!(read(&streams[0]) == rows, "{}", streams[0].name());
            assert_eq!(find_stream(streams[0].name()).as_ref(), streams.first());
        }
    }

    #[test]
    fn a_damaged_archive_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        std::fs::write(&path, b"PK\x03\x04 and no more").unwrap();
        assert!(streams(&path).unwrap_err().to_string().contains("damaged"));
        assert!(streams(&folder.path().join("none")).is_err());
    }
}
