//! How the program ends: 0 done, 1 done with rejects, 2 wrong use, 3 failed.

use detente_casebook::{Error, ErrorKind};
use std::fmt;
use std::io;
use std::process::ExitCode;

/// How a command ended that did what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// All of it.
    Done,
    /// Some input was rejected, or something was found wrong; it was listed.
    WithRejects,
}

impl Ending {
    /// The ending after `rejects` inputs could not be used.
    pub(crate) fn after(rejects: u64) -> Self {
        if rejects == 0 {
            Self::Done
        } else {
            Self::WithRejects
        }
    }
}

/// That the user asked for what cannot be.
#[derive(Debug)]
pub(crate) struct WrongUse(pub(crate) String);

impl fmt::Display for WrongUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongUse {}

/// Tells the user what went wrong, where anything did, and gives the exit code.
pub(crate) fn exit_code(outcome: anyhow::Result<Ending>) -> ExitCode {
    match outcome {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::WithRejects) => ExitCode::from(1),
        // Whoever read the output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let words: Vec<String> = error.chain().map(ToString::to_string).collect();
            let mut told: Vec<&str> = Vec::new();
            // An error whose message repeats its source is told once.
            for word in &words {
                if !told.iter().any(|earlier| earlier.contains(word.as_str())) {
                    told.push(word);
                }
            }
            crate::output::complain(&told.join(": "));
            ExitCode::from(if is_wrong_use(&error) { 2 } else { 3 })
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>();
        let json = cause.downcast_ref::<serde_json::Error>();
        let kind = io
            .map(io::Error::kind)
            .or_else(|| json.and_then(serde_json::Error::io_error_kind));
        kind == Some(io::ErrorKind::BrokenPipe)
    })
}

fn is_wrong_use(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let ours = cause.downcast_ref::<Error>();
        cause.is::<WrongUse>() || ours.is_some_and(|error| error.kind() == ErrorKind::Usage)
    })
}
