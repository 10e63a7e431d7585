//! From inputs to the single documents that they hold, without reading more than one is long.

use serde_json::value::RawValue;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::inputs::plain;
use crate::lines::Lines;
use crate::{Input, Limits, Reject};

/// A document that waits to be read, or what stands in its place.
#[derive(Debug)]
pub(crate) enum Task {
    /// A file that holds one document.
    File(PathBuf),
    /// The bytes of one document.
    Bytes {
        path: Arc<str>,
        /// The line or element of the input, where it holds several.
        number: Option<u64>,
        bytes: Vec<u8>,
    },
    /// A document that is in memory as long as the program.
    Memory { path: String, bytes: &'static [u8] },
    /// Input that could not be cut into documents.
    Reject(Reject),
}

/// The documents of `inputs`, in order. Lines are read as they are asked for.
pub(crate) fn tasks(
    inputs: Vec<Input>,
    limits: Limits,
) -> impl Iterator<Item = Task> + Send + 'static {
    inputs.into_iter().flat_map(move |input| match input {
        Input::Memory { path, bytes } => one(Task::Memory { path, bytes }),
        Input::StandardInput => lines("-", BufReader::new(io::stdin()), &limits),
        Input::File(path) => match json_kind(&path) {
            None => one(Task::File(path)),
            Some(kind) => json_file(&path, kind, &limits),
        },
    })
}

type Tasks = Box<dyn Iterator<Item = Task> + Send>;

fn one(task: Task) -> Tasks {
    Box::new(std::iter::once(task))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum JsonKind {
    Lines,
    Value,
}

fn json_kind(path: &Path) -> Option<JsonKind> {
    let extension = path.extension()?.to_str()?.to_lowercase();
    match extension.as_str() {
        "jsonl" | "ndjson" => Some(JsonKind::Lines),
        "json" => Some(JsonKind::Value),
        _ => None,
    }
}

fn json_file(path: &Path, kind: JsonKind, limits: &Limits) -> Tasks {
    let name = path.to_string_lossy().into_owned();
    let failed = |error: &io::Error| one(Task::Reject(reject(&name, None, plain(error))));
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return failed(&error),
    };
    let mut reader = BufReader::with_capacity(64 << 10, file);
    if kind == JsonKind::Value {
        match first_byte(&mut reader) {
            Err(error) => return failed(&error),
            Ok(first) if first != Some(b'{') => return array(&name, reader, limits),
            Ok(_) => {}
        }
    }
    lines(&name, reader, limits)
}

/// The first byte that is no white space, which is left in the reader.
fn first_byte(reader: &mut impl BufRead) -> io::Result<Option<u8>> {
    let buffer = reader.fill_buf()?;
    Ok(buffer.trim_ascii_start().first().copied())
}

/// One document for each line; an object that is spread over several lines is one document.
fn lines(name: &str, reader: impl BufRead + Send + 'static, limits: &Limits) -> Tasks {
    let name: Arc<str> = name.into();
    let limit = usize::try_from(limits.max_bytes).unwrap_or(usize::MAX);
    Box::new(Lines::new(reader, limit).map(move |line| match line {
        Err(error) => Task::Reject(reject(&name, None, plain(&error))),
        Ok(line) => {
            let number = Some(line.number);
            if let Some(bytes) = line.bytes {
                let bytes = bytes.trim_ascii().to_vec();
                Task::Bytes {
                    path: Arc::clone(&name),
                    number,
                    bytes,
                }
            } else {
                let message = format!("the line is longer than the limit of {limit} bytes");
                Task::Reject(reject(&name, number, message))
            }
        }
    }))
}

/// One document for each element of a JSON array.
fn array(name: &str, reader: impl Read, limits: &Limits) -> Tasks {
    let bytes = match detente_text::read_limited(reader, limits) {
        Ok(bytes) => bytes,
        Err(error) => return one(Task::Reject(reject(name, None, error.to_string()))),
    };
    let values: Vec<&RawValue> = match serde_json::from_slice(&bytes) {
        Ok(values) => values,
        Err(error) => {
            let message = format!("neither an array of documents nor lines of JSON: {error}");
            return one(Task::Reject(reject(name, None, message)));
        }
    };
    let path: Arc<str> = name.into();
    let tasks: Vec<Task> = (1..)
        .zip(values)
        .map(|(number, value)| Task::Bytes {
            path: Arc::clone(&path),
            number: Some(number),
            bytes: value.get().as_bytes().to_vec(),
        })
        .collect();
    Box::new(tasks.into_iter())
}

pub(crate) fn reject(path: &str, number: Option<u64>, message: impl Into<String>) -> Reject {
    Reject {
        path: path.to_owned(),
        place: number.map(|number| number.to_string()),
        message: message.into(),
    }
}
