use detente_store::Store;
use std::path::Path;

use crate::known::Known;
use crate::{Clock, Error};

/// An open casebook: the file, and the knowledge with which it is read.
#[derive(Debug)]
pub struct Casebook {
    pub(crate) store: Store,
    pub(crate) knowledge: Known,
}

impl Casebook {
    /// Makes an empty casebook at `path`.
    ///
    /// # Errors
    /// If there is a file already, or it cannot be written.
    pub fn create(path: &Path, clock: &dyn Clock) -> Result<Self, Error> {
        Self::over(Store::create(path, &clock.now())?)
    }

    /// Opens the casebook at `path` for reading and writing.
    ///
    /// # Errors
    /// If there is no such file, it is no casebook, or its knowledge files cannot be used.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::over(Store::open(path)?)
    }

    /// Opens the casebook at `path` for reading, beside other readers and a writer.
    ///
    /// # Errors
    /// If there is no such file, it is no casebook, or its knowledge files cannot be used.
    pub fn open_read_only(path: &Path) -> Result<Self, Error> {
        Self::over(Store::open_read_only(path)?)
    }

    fn over(store: Store) -> Result<Self, Error> {
        let knowledge = Known::of(&store)?;
        Ok(Self { store, knowledge })
    }

    /// The records.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The records, for a user's query.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }
}
