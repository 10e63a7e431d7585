//! What is known beforehand, and whom and what a user means by it.

use detente_model::{ActorId, Knowledge, Override};
use detente_store::Store;
use std::ops::Deref;

use crate::{Casebook, Error, ErrorKind};

/// What is known beforehand. The built-in files are read when they are first asked for: some
/// commands need the records alone.
#[derive(Debug, Clone)]
pub(crate) enum Known {
    /// The built-in files.
    Builtin,
    /// With rows of the casebook.
    Own(Box<Knowledge>),
}

impl Known {
    /// The built-in files, with the rows that a casebook has.
    ///
    /// # Errors
    /// If a row cannot be used.
    pub(crate) fn of(store: &Store) -> Result<Self, Error> {
        let overrides = overrides(store)?;
        if overrides.is_empty() {
            return Ok(Self::Builtin);
        }
        let what = "a knowledge file of this casebook cannot be used";
        let knowledge = Knowledge::with_overrides(&overrides);
        let knowledge = knowledge.map_err(|error| Error::from(error).context(what))?;
        Ok(Self::Own(Box::new(knowledge)))
    }
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
        let mut overrides = overrides(&self.store)?;
        overrides.retain(|known| known.file != file);
        overrides.push(Override {
            file: file.to_owned(),
            text: text.to_owned(),
        });
        let knowledge = Knowledge::with_overrides(&overrides)?;
        self.store.set_knowledge(file, text)?;
        self.knowledge = Known::Own(Box::new(knowledge));
        Ok(())
    }

    /// The actor that a user means by an id, code or name.
    ///
    /// # Errors
    /// If nobody is known by it; the message names those whose names come near.
    pub fn find_actor(&self, query: &str) -> Result<ActorId, Error> {
        if let Known::Builtin = self.knowledge
            && let Some(state) = Knowledge::builtin_state(query)
        {
            return Ok(state);
        }
        if let Some(actor) = self.knowledge.find_actor(query) {
            return Ok(actor.id.clone());
        }
        let wanted = query.trim().to_lowercase();
        let mut near: Vec<_> = self
            .knowledge
            .actors()
            .filter(|actor| !wanted.is_empty() && actor.name_en.to_lowercase().contains(&wanted))
            .map(|actor| format!("{} ({})", actor.id, actor.name_en))
            .collect();
        near.sort_by_key(String::len);
        near.truncate(5);
        let hint = if near.is_empty() {
            "name a state by its code or name (RUS, Russia), others by their id or name (org:nato, NATO)".to_owned()
        } else {
            format!("did you mean {}?", near.join(", "))
        };
        let message = format!("no actor is known as {query:?}; {hint}");
        Err(Error::new(ErrorKind::Usage, message))
    }

    /// `id` and the theatres inside it.
    ///
    /// # Errors
    /// If there is no such theatre.
    pub fn theatres_in(&self, query: &str) -> Result<Vec<String>, Error> {
        let query = query.trim();
        let is = |name: &str| name.to_lowercase() == query.to_lowercase();
        // The id with or without its prefix, a name, else another form of it.
        let named = |theatre: &&detente_model::Theatre| {
            let tail = theatre.id.strip_prefix("theatre:").unwrap_or_default();
            is(&theatre.id) || is(tail) || is(&theatre.name_en) || is(&theatre.name_fr)
        };
        let called =
            |theatre: &&detente_model::Theatre| theatre.forms.iter().any(|(_, form)| is(form));
        let mut all = self.knowledge.theatres();
        let theatre = all
            .find(named)
            .or_else(|| self.knowledge.theatres().find(called));
        let Some(id) = theatre.map(|theatre| theatre.id.as_str()) else {
            let known: Vec<_> = self
                .knowledge
                .theatres()
                .map(|t| t.name_en.as_str())
                .collect();
            let message = format!(
                "no theatre is called {query:?}; known are: {}",
                known.join(", ")
            );
            return Err(Error::new(ErrorKind::Usage, message));
        };
        let inside = |theatre: &&detente_model::Theatre| {
            let path = self.knowledge.theatre_path(&theatre.id);
            path.iter().any(|around| around.id == id)
        };
        let found = self.knowledge.theatres().filter(inside);
        Ok(found.map(|theatre| theatre.id.clone()).collect())
    }
}

/// The knowledge files of a casebook.
fn overrides(store: &Store) -> Result<Vec<Override>, Error> {
    let files = store.knowledge()?.into_iter();
    Ok(files.map(|(file, text)| Override { file, text }).collect())
}
