//! Inputs that could not be used: told on stderr, written to a file, counted.

use detente_casebook::Reject;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use crate::args::Common;
use crate::output::{Progress, note};

/// Rejects that are told one by one; of more, the number is told.
const TOLD: u64 = 50;

/// Takes in rejects.
pub(crate) struct Rejects {
    count: u64,
    file: Option<(PathBuf, BufWriter<File>)>,
    failed: Option<std::io::Error>,
}

impl Rejects {
    /// None so far.
    ///
    /// # Errors
    /// If the file that the user asked for cannot be made.
    pub(crate) fn new(common: &Common) -> anyhow::Result<Self> {
        let open = |path: &PathBuf| match File::create(path) {
            Ok(file) => Ok((path.clone(), BufWriter::new(file))),
            Err(error) => {
                let what = format!("--rejects {}: it cannot be written", path.display());
                Err(anyhow::Error::new(error).context(what))
            }
        };
        Ok(Self {
            count: 0,
            file: common.rejects.as_ref().map(open).transpose()?,
            failed: None,
        })
    }

    /// Takes in one; `progress` is what stands on the terminal meanwhile.
    pub(crate) fn take(&mut self, reject: &Reject, progress: &Progress) {
        self.count += 1;
        if self.count <= TOLD {
            let place = reject
                .place
                .as_ref()
                .map_or(String::new(), |place| format!(":{place}"));
            progress.over(|| {
                note(&format!(
                    "rejected: {}{place}: {}",
                    reject.path, reject.message
                ));
            });
        }
        if let Some((_, file)) = &mut self.file {
            let line = serde_json::to_string(reject).expect("a reject is plain data");
            if let Err(error) = writeln!(file, "{line}") {
                self.failed.get_or_insert(error);
            }
        }
    }

    /// Tells how many were not told, and closes the file.
    ///
    /// # Errors
    /// If the file could not be written.
    pub(crate) fn finish(self) -> anyhow::Result<u64> {
        if self.count > TOLD {
            note(&format!("rejected: {} more", self.count - TOLD));
        }
        if let Some((path, mut file)) = self.file {
            let flushed = file.flush();
            if let Some(error) = self.failed.or(flushed.err()) {
                let what = format!("--rejects {}: it cannot be written", path.display());
                return Err(anyhow::Error::new(error).context(what));
            }
        }
        Ok(self.count)
    }
}
