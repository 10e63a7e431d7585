//! What tests of several crates share: where reference data is, and cases written as Markdown.
//!
//! ```
//! let cases = detente_testkit::markdown_cases("# Dates\n\nPlain ones.\n\n```text\non 3 May\n```\n```json\n[]\n```\n");
//! assert_eq!(cases[0].heading, "Dates");
//! assert_eq!(cases[0].blocks[0].body, "on 3 May");
//! ```

#![forbid(unsafe_code)]

mod floors;
mod vary;

pub use floors::Floors;
pub use vary::{Numbers, vary};

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder of reference data: `$DETENTE_SHARED`, else `shared` beside the workspace.
///
/// Where there is none, says `skipped: NAME` past the capture of the test runner, so that a run
/// without it shows what it did not check.
pub fn shared_folder(test: &str) -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let beside = workspace.parent().map(|parent| parent.join("shared"));
    let folder = std::env::var_os("DETENTE_SHARED")
        .map(PathBuf::from)
        .or(beside)?;
    if folder.is_dir() {
        return Some(folder);
    }
    skip(
        test,
        "no reference data: ../shared is absent and DETENTE_SHARED is not set",
    );
    None
}

/// Says that a test did not run, and why, past the capture of the test runner.
pub fn skip(test: &str, reason: &str) {
    // If even standard error is closed, there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "skipped: {test} ({reason})");
}

/// A case of a Markdown specification: the blocks under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The heading, without marks.
    pub heading: String,
    /// The line of the heading, from 1.
    pub line: usize,
    /// The fenced blocks, in order.
    pub blocks: Vec<Block>,
}

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What stands behind the opening fence.
    pub info: String,
    /// The line of the opening fence, from 1.
    pub line: usize,
    /// The text between the fences.
    pub body: String,
}

/// The cases of a Markdown file: a heading starts one; headings without blocks are prose.
pub fn markdown_cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        let fence = line.strip_prefix("```");
        match (&mut open, fence) {
            (Some(_), Some(_)) => {
                let mut block = open.take().expect("it was just matched");
                block.body.truncate(block.body.trim_end_matches('\n').len());
                if let Some(case) = cases.last_mut() {
                    case.blocks.push(block);
                }
            }
            (Some(block), None) => {
                block.body.push_str(line);
                block.body.push('\n');
            }
            (None, Some(info)) => {
                open = Some(Block {
                    info: info.trim().to_owned(),
                    line: number + 1,
                    body: String::new(),
                });
            }
            (None, None) if line.starts_with('#') => cases.push(Case {
                heading: line.trim_start_matches('#').trim().to_owned(),
                line: number + 1,
                blocks: Vec::new(),
            }),
            (None, None) => {}
        }
    }
    cases.retain(|case| !case.blocks.is_empty());
    cases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_without_blocks_are_prose() {
        let cases = markdown_cases("# Title\n\n## One\n```text\na\n\nb\n```\n## Two\nwords\n");
        assert_eq!(cases.len(), 1);
        assert_eq!(cases[0].heading, "One");
        assert_eq!(cases[0].line, 3);
        assert_eq!(cases[0].blocks[0].body, "a\n\nb");
    }
}
