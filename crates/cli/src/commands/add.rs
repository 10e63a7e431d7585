use detente_casebook::{
    AddOptions, Added, AddedDocument, Casebook, Clock, Inputs, Observer, Reject,
};
use std::path::{Path, PathBuf};

use crate::args::Common;
use crate::failure::Ending;
use crate::listed::plural;
use crate::output::{Out, Progress, note};
use crate::rejects::Rejects;

/// Shows what happens while documents are added.
pub(crate) struct Watch {
    progress: Progress,
    rejects: Rejects,
    noted: u64,
    quiet: bool,
}

/// Notes on documents that are told one by one; of more, the number is told.
const TOLD: u64 = 50;

impl Watch {
    pub(crate) fn new(common: &Common) -> anyhow::Result<Self> {
        Ok(Self {
            progress: Progress::new(common, "reading"),
            rejects: Rejects::new(common)?,
            noted: 0,
            quiet: common.quiet,
        })
    }

    /// Ends the show; returns the number of rejects.
    pub(crate) fn finish(self) -> anyhow::Result<u64> {
        self.progress.finish();
        if self.noted > TOLD && !self.quiet {
            note(&format!("note: {} more", self.noted - TOLD));
        }
        self.rejects.finish()
    }
}

impl Observer for Watch {
    fn begin(&mut self, inputs: usize) {
        self.progress.expect(inputs);
    }

    fn document(&mut self, _path: &str, _added: &AddedDocument) {
        self.progress.step();
    }

    fn note(&mut self, path: &str, words: &str) {
        self.noted += 1;
        if self.noted <= TOLD && !self.quiet {
            self.progress
                .over(|| note(&format!("note: {path}: {words}")));
        }
    }

    fn reject(&mut self, reject: &Reject) {
        self.progress.step();
        self.rejects.take(reject, &self.progress);
    }

    fn merge(&mut self) {
        self.progress.say("merging reports of one event, after");
    }
}

/// `detente add`.
pub(crate) fn add(
    path: &Path,
    files: &[PathBuf],
    options: &AddOptions,
    clock: &dyn Clock,
    common: &Common,
) -> anyhow::Result<Ending> {
    let mut casebook = Casebook::open(path)?;
    let mut watch = Watch::new(common)?;
    let added = casebook.add(Inputs::expand(files), options, &mut watch, clock);
    let rejects = watch.finish()?;
    let added = added.map_err(|error| {
        error.context(
            "stopped; what was added before is kept, and the same command goes on from there",
        )
    })?;
    tell(&added, common)?;
    Ok(Ending::after(rejects))
}

fn tell(added: &Added, common: &Common) -> anyhow::Result<()> {
    if common.json {
        let mut out = Out::new();
        out.json(added)?;
        out.flush()?;
    }
    if !common.quiet {
        note(&summary(added));
    }
    Ok(())
}

/// The counts in words.
pub(crate) fn summary(added: &Added) -> String {
    let found = format!(
        "added {} ({}, {} of them copied; {})",
        plural(added.documents, "document"),
        plural(added.passages, "passage"),
        added.copied,
        plural(added.claims, "claim"),
    );
    let known =
        (added.known > 0).then(|| format!("{} known already", plural(added.known, "document")));
    let rejects =
        (added.rejects > 0).then(|| format!("{} rejected", plural(added.rejects, "input")));
    let noted = (added.noted > 0).then(|| {
        let documents = plural(added.noted, "document");
        format!("{documents} with something wrong (`detente runs` keeps what)")
    });
    [Some(found), noted, known, rejects]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; ")
}
