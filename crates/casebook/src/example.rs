//! The embedded Russia–Iran example.

use std::path::Path;

use crate::{AddOptions, Added, Casebook, Error, ErrorKind, FixedClock, Input, Inputs, Observer};

static DOCUMENTS: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/example.rs"));

/// When the example was recorded: fixed, so that it is the same everywhere.
const RECORDED_AT: &str = "2025-12-31T00:00:00Z";

/// The documents of the embedded example: name and bytes, by name.
pub fn example_documents() -> &'static [(&'static str, &'static [u8])] {
    DOCUMENTS
}

impl Casebook {
    /// Builds the embedded example at `path`, or completes it where it was built before.
    ///
    /// # Errors
    /// If there is a casebook with other documents at `path`, or it cannot be written.
    pub fn build_example(
        path: &Path,
        options: &AddOptions,
        observer: &mut dyn Observer,
    ) -> Result<(Self, Added), Error> {
        let clock = FixedClock(RECORDED_AT.to_owned());
        let mut casebook = if path.exists() {
            let casebook = Self::open(path)?;
            let other = casebook
                .store
                .documents(None)?
                .into_iter()
                .find(|document| {
                    !DOCUMENTS
                        .iter()
                        .any(|(name, _)| example_path(name) == document.path)
                });
            if let Some(other) = other {
                let message = format!(
                    "{} holds documents of its own, such as {}; name a new file for the example",
                    path.display(),
                    other.path
                );
                return Err(Error::new(ErrorKind::Usage, message));
            }
            casebook
        } else {
            Self::create(path, &clock)?
        };
        let inputs = DOCUMENTS.iter().map(|(name, bytes)| Input::Memory {
            path: example_path(name),
            bytes,
        });
        let inputs = Inputs {
            inputs: inputs.collect(),
            rejects: Vec::new(),
        };
        let added = casebook.add(inputs, options, observer, &clock)?;
        Ok((casebook, added))
    }
}

fn example_path(name: &str) -> String {
    format!("example/{name}")
}
