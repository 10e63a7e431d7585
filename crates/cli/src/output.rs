//! Where words go: results to stdout, all else to stderr.

use console::{Style, Term};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::Path;

use crate::args::Common;
use crate::layout::hung;

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    People,
    Json,
    Csv,
}

impl Format {
    pub(crate) fn of(common: &Common, csv: bool) -> Self {
        match (common.json, csv) {
            (true, _) => Self::Json,
            (false, true) => Self::Csv,
            (false, false) => Self::People,
        }
    }
}

/// The standard output.
pub(crate) struct Out {
    writer: BufWriter<StdoutLock<'static>>,
    /// Columns of the terminal; 80 where there is none.
    pub(crate) width: usize,
    /// Whether it is a terminal and the user wants colour.
    pub(crate) colour: bool,
}

impl Out {
    pub(crate) fn new() -> Self {
        let term = Term::stdout();
        let width = term
            .size_checked()
            .map_or(80, |(_, columns)| usize::from(columns));
        Self {
            writer: BufWriter::with_capacity(64 << 10, io::stdout().lock()),
            width: width.clamp(40, 160),
            colour: io::stdout().is_terminal() && may_colour(),
        }
    }

    pub(crate) fn json(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        serde_json::to_writer(&mut self.writer, value)?;
        Ok(self.writer.write_all(b"\n")?)
    }

    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.writer, "{text}")
    }

    /// Lines that keep to the width; empty ones are left out.
    pub(crate) fn set(&mut self, text: &str) -> io::Result<()> {
        self.set_styled(text, &Style::new())
    }

    /// As [`Out::set`], in bold.
    pub(crate) fn set_bold(&mut self, text: &str) -> io::Result<()> {
        self.set_styled(text, &Style::new().bold())
    }

    /// As [`Out::set`], dim.
    pub(crate) fn set_dim(&mut self, text: &str) -> io::Result<()> {
        self.set_styled(text, &Style::new().dim())
    }

    fn set_styled(&mut self, text: &str, style: &Style) -> io::Result<()> {
        for line in text.lines() {
            for line in hung(line, self.width) {
                let line = self.styled(style.clone(), &line);
                self.line(&line)?;
            }
        }
        Ok(())
    }

    /// Text as it is.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_all(text.as_bytes())
    }

    pub(crate) fn bold(&self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    fn styled(&self, style: Style, text: &str) -> String {
        style.force_styling(self.colour).apply_to(text).to_string()
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    /// A writer of CSV over the same output.
    pub(crate) fn csv(&mut self) -> csv::Writer<&mut BufWriter<StdoutLock<'static>>> {
        csv::Writer::from_writer(&mut self.writer)
    }
}

/// Whether the user has not turned colour off (<https://no-color.org>).
fn may_colour() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !is_set("NO_COLOR") && !dumb
}

/// One line to stderr. Where stderr is gone there is nobody to tell.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes a page that takes the place of one that was there, and only when all of it is written.
/// What is no plain file (a terminal, a pipe, a device) is written to as it is: it must never be
/// replaced.
pub(crate) fn write_page(path: &Path, page: &str) -> anyhow::Result<()> {
    // The kind of what the path leads to, and of the path itself: a link may lead to what has no
    // path, as /dev/stdout does.
    let written = match (path.metadata(), path.symlink_metadata()) {
        (Err(_), Err(error)) if error.kind() == io::ErrorKind::NotFound => replace(path, page),
        (Ok(target), Ok(own)) if target.is_file() && own.is_file() => replace(path, page),
        _ => std::fs::write(path, page),
    };
    written.map_err(|error| {
        let what = format!("{}: the page cannot be written", path.display());
        anyhow::Error::new(error).context(what)
    })
}

fn replace(path: &Path, page: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let mut builder = tempfile::Builder::new();
    // As a new file has: whoever may read the folder may read the page.
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666))
    };
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(page.as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// What made the program fail, to stderr.
pub(crate) fn complain(text: &str) {
    let colour = io::stderr().is_terminal() && may_colour();
    let head = Style::new().red().bold().force_styling(colour);
    note(&format!("{} {text}", head.apply_to("error:")));
}

/// How far a command is, on stderr where that is a terminal.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Shows nothing.
    pub(crate) fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    /// Shows how many of an unknown or known number are done.
    pub(crate) fn new(common: &Common, what: &'static str) -> Self {
        if common.quiet || !io::stderr().is_terminal() {
            return Self::hidden();
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
        let style = ProgressStyle::with_template("{spinner} {prefix} {human_pos}{msg} {per_sec}");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        bar.set_prefix(what);
        Self(bar)
    }

    pub(crate) fn expect(&self, total: usize) {
        self.0.set_length(total as u64);
        self.0.set_message(format!(" of {total}"));
    }

    pub(crate) fn step(&self) {
        self.0.inc(1);
    }

    pub(crate) fn add(&self, more: u64) {
        self.0.inc(more);
    }

    pub(crate) fn say(&self, what: &'static str) {
        self.0.set_prefix(what);
    }

    /// Shows what is being done, in words that change.
    pub(crate) fn tell(&self, text: &str) {
        self.0.set_message(format!(" {text}"));
        self.0.tick();
    }

    /// Runs `write`, which writes to stderr, without tearing what is shown.
    pub(crate) fn over(&self, write: impl FnOnce()) {
        self.0.suspend(write);
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
