//! A fresh folder in which the program runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The time of record that tests use.
pub(crate) const NOW: &str = "2026-01-02T03:04:05Z";

/// A short article in our own words.
pub(crate) const ARTICLE: &str = "\
Talks in Moscow

Russia and Iran signed a treaty in Moscow on 17 January 2025. Iran thanked Russia for its support.

\"We are partners,\" said Vladimir Putin, the president of Russia. He will visit Tehran in 2026.
";

/// A folder that is removed at the end of the test.
pub(crate) struct Folder {
    folder: tempfile::TempDir,
}

/// What a run of the program left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Checks the exit code; the words of both streams explain a failure.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout: {}\nstderr: {}",
            self.out,
            self.err
        );
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }

    /// The lines of stdout as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        let parse = |line: &str| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
        };
        self.out.lines().map(parse).collect()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    /// A folder with a casebook `a.casebook` that holds [`ARTICLE`] as `talks.txt`.
    pub(crate) fn with_article() -> Self {
        let folder = Self::new();
        folder.write("talks.txt", ARTICLE);
        folder
            .run(&["new", "a.casebook", "--recorded-at", NOW])
            .expect(0);
        folder
            .run(&["add", "a.casebook", "talks.txt", "--recorded-at", NOW])
            .expect(0);
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The program with `arguments`, to be run in the folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.folder.path());
        command
            .env_remove("NO_COLOR")
            .env("COLUMNS", "100")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs the program with `input` on its standard input.
    pub(crate) fn feed(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
        self.write(".input", input);
        let input = fs::File::open(self.path(".input")).unwrap();
        self.command(arguments)
            .stdin(input)
            .output()
            .unwrap()
            .into()
    }

    /// Runs a line of the shell in the folder, with the program as `$DETENTE`.
    pub(crate) fn shell(&self, line: &str) -> Ran {
        let mut command = Command::new("sh");
        command.args(["-c", line]).env("DETENTE", program());
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command.output().unwrap().into()
    }
}

pub(crate) fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_detente"))
}
