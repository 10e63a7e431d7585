use detente_model::{Knowledge, Override};
use detente_store::Store;
use std::ops::Deref;
use std::path::Path;

use crate::{Clock, Error};

/// An open casebook: the file, and the knowledge with which it is read.
#[derive(Debug)]
pub struct Casebook {
    pub(crate) store: Store,
    pub(crate) knowledge: Known,
}

/// What is known beforehand. The built-in files are read when they are first asked for: some
/// commands need the records alone.
#[derive(Debug, Clone)]
pub(crate) enum Known {
    /// The built-in files.
    Builtin,
    /// With rows of the casebook.
    Own(Box<Knowledge>),
}

impl Deref for Known {
    type Target = Knowledge;

    fn deref(&self) -> &Knowledge {
        match self {
            Self::Builtin => Knowledge::builtin(),
            Self::Own(knowledge) => knowledge,
        }
    }
}

impl Casebook {
    /// Makes an empty casebook at `path`.
    ///
    /// # Errors
    /// If there is a file already, or it cannot be written.
    pub fn create(path: &Path, clock: &dyn Clock) -> Result<Self, Error> {
        Self::with_knowledge(Store::create(path, &clock.now())?)
    }

    /// Opens the casebook at `path` for reading and writing.
    ///
    /// # Errors
    /// If there is no such file, it is no casebook, or its knowledge files cannot be used.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::with_knowledge(Store::open(path)?)
    }

    /// Opens the casebook at `path` for reading, beside other readers and a writer.
    ///
    /// # Errors
    /// If there is no such file, it is no casebook, or its knowledge files cannot be used.
    pub fn open_read_only(path: &Path) -> Result<Self, Error> {
        Self::with_knowledge(Store::open_read_only(path)?)
    }

    fn with_knowledge(store: Store) -> Result<Self, Error> {
        let overrides: Vec<Override> = store
            .knowledge()?
            .into_iter()
            .map(|(file, text)| Override { file, text })
            .collect();
        let knowledge = if overrides.is_empty() {
            Known::Builtin
        } else {
            let what = "a knowledge file of this casebook cannot be used";
            let knowledge = Knowledge::with_overrides(&overrides);
            Known::Own(Box::new(
                knowledge.map_err(|error| Error::from(error).context(what))?,
            ))
        };
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

    /// What is known beforehand: the built-in files with those of the casebook.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// Adds rows to the built-in knowledge file `file` (as in `actors/terms.tsv`), for this
    /// casebook; they take the place of rows that were added to it before. Documents that are in
    /// the casebook are not coded again.
    ///
    /// # Errors
    /// If there is no such file or a row cannot be used; nothing is then changed.
    pub fn set_knowledge(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let mut overrides: Vec<Override> = self
            .store
            .knowledge()?
            .into_iter()
            .filter(|(name, _)| name != file)
            .map(|(file, text)| Override { file, text })
            .collect();
        overrides.push(Override {
            file: file.to_owned(),
            text: text.to_owned(),
        });
        let knowledge = Knowledge::with_overrides(&overrides)?;
        self.store.set_knowledge(file, text)?;
        self.knowledge = Known::Own(Box::new(knowledge));
        Ok(())
    }
}
