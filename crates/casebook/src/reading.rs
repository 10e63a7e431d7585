//! One document from its bytes to all that is written of it.

use detente_model::{ContentHash, DocumentId};
use detente_text::{Document, Hints};
use std::borrow::Cow;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::inputs::plain;
use crate::ordered::in_order;
use crate::tasks::{Task, reject, tasks};
use crate::{AddOptions, Inputs, Limits, Reject};

/// A document that was read, before anything is found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadDocument {
    /// Its id: the hash of the bytes that were read.
    pub id: DocumentId,
    /// Its path, with the number of the line where the file holds several (`news.jsonl:12`).
    pub path: String,
    /// What was read.
    pub document: Document,
}

/// Reads the documents of `inputs` and hands them, or why they cannot be used, to `take` in order.
///
/// # Errors
/// If `take` fails.
pub fn read_each<E>(
    inputs: Inputs,
    options: &AddOptions,
    mut take: impl FnMut(Result<ReadDocument, Reject>) -> Result<(), E>,
) -> Result<(), E> {
    for reject in inputs.rejects {
        take(Err(reject))?;
    }
    in_order(
        tasks(inputs.inputs, options.limits),
        options.threads.get(),
        || (),
        |(), task| read(task, &options.limits, |_| false),
        |reading| match reading {
            Reading::Read(document) => take(Ok(*document)),
            Reading::Reject(reject) => take(Err(reject)),
            Reading::Known => Ok(()),
        },
    )
}

/// What became of a [`Task`].
pub(crate) enum Reading {
    /// It is a document.
    Read(Box<ReadDocument>),
    /// It is in the casebook already.
    Known,
    /// It could not be used.
    Reject(Reject),
}

/// Reads the document of a task, unless `is_known` says that its bytes are known.
pub(crate) fn read(
    task: Task,
    limits: &Limits,
    is_known: impl FnOnce(DocumentId) -> bool,
) -> Reading {
    let (path, number, bytes): (String, _, Cow<'static, [u8]>) = match task {
        Task::Reject(reject) => return Reading::Reject(reject),
        Task::Memory { path, bytes } => (path, None, Cow::Borrowed(bytes)),
        Task::Bytes {
            path,
            number,
            bytes,
        } => (path.to_string(), number, Cow::Owned(bytes)),
        Task::File(path) => {
            let name = path.to_string_lossy().into_owned();
            match read_file(&path, limits) {
                Ok(bytes) => (name, None, Cow::Owned(bytes)),
                Err(message) => return Reading::Reject(reject(&name, None, message)),
            }
        }
    };
    let id = DocumentId::from_content(&ContentHash::new().part(&bytes));
    if is_known(id) {
        return Reading::Known;
    }
    let hints = match number {
        Some(_) => Hints {
            name: None,
            media_type: Some("application/json"),
        },
        None => Hints::from_name(&path),
    };
    match guarded(|| detente_text::read_document(&bytes, &hints, limits)) {
        Ok(Ok(document)) => {
            let path = number.map_or(path.clone(), |number| format!("{path}:{number}"));
            Reading::Read(Box::new(ReadDocument { id, path, document }))
        }
        Ok(Err(error)) => Reading::Reject(reject(&path, number, error.to_string())),
        Err(message) => Reading::Reject(reject(&path, number, message)),
    }
}

/// The bytes of a file; one that is too large is refused before it is read.
fn read_file(path: &Path, limits: &Limits) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|error| plain(&error))?;
    let length = file.metadata().map_err(|error| plain(&error))?.len();
    if length > limits.max_bytes {
        return Err(format!(
            "{length} bytes, more than the limit of {} bytes; cut it or raise the limit (--max-bytes)",
            limits.max_bytes
        ));
    }
    detente_text::read_limited(file, limits).map_err(|error| error.to_string())
}

/// Runs `step` so that a fault of ours in one document does not end the run.
pub(crate) fn guarded<T>(step: impl FnOnce() -> T) -> Result<T, String> {
    // Nothing that `step` could leave half-changed is looked at again: its input is dropped.
    catch_unwind(AssertUnwindSafe(step)).map_err(|panic| {
        let words = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied());
        format!(
            "an error of this program, please report it: {}",
            words.unwrap_or("a panic")
        )
    })
}
