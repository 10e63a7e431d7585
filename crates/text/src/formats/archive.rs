//! Files inside ZIP archives, read with a budget.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::{Error, ErrorKind, Limits};

/// An archive, and how many bytes may still come out of it.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    budget: u64,
}

impl<'a> Archive<'a> {
    pub(crate) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| Error::malformed("ZIP archive", error))?;
        if zip.len() > limits.max_entries {
            return Err(Error::too_large(format!(
                "an archive of more than {} files",
                limits.max_entries
            )));
        }
        Ok(Self {
            zip,
            budget: limits.max_expanded_bytes,
        })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The bytes of the file `name`, where there is one.
    ///
    /// What an archive says about sizes is not believed: bytes are counted as they come.
    pub(crate) fn file(&mut self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(place) = self.zip.index_for_name(name) else {
            return Ok(None);
        };
        let file = self
            .zip
            .by_index(place)
            .map_err(|error| Error::malformed("file in an archive", error))?;
        let mut bytes = Vec::new();
        file.take(self.budget + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Error::malformed("file in an archive", error))?;
        let size = bytes.len() as u64;
        if size > self.budget {
            return Err(Error::too_large("an archive that expands past the limit"));
        }
        self.budget -= size;
        Ok(Some(bytes))
    }

    /// The same for a file without which there is no document.
    pub(crate) fn needed(&mut self, name: &str) -> Result<Vec<u8>, Error> {
        let missing = || Error::new(ErrorKind::Malformed, format!("an archive without {name}"));
        self.file(name)?.ok_or_else(missing)
    }
}
