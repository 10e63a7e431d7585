//! From what a user names (files, folders, patterns, `-`) to the inputs that are read.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Reject;

/// Where documents come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file: one document, or several where it holds JSON.
    File(PathBuf),
    /// JSON Lines from the standard input.
    StandardInput,
    /// A document that is already in memory, under the path that it is known by.
    Memory {
        /// The path.
        path: String,
        /// The bytes.
        bytes: &'static [u8],
    },
}

/// The inputs behind what a user named, and what could not be used of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inputs {
    /// The inputs, in the order of the arguments; folders sorted by name.
    pub inputs: Vec<Input>,
    /// What is missing, unreadable, no file, or a loop.
    pub rejects: Vec<Reject>,
}

/// Folders inside folders; a deeper one is a reject.
const MAX_DEPTH: usize = 128;

impl Inputs {
    /// Expands arguments: `-` is the standard input; a folder is all files in it and its folders,
    /// without hidden ones; `*`, `?` and `[…]` are expanded where no file has that very name.
    ///
    /// Links are followed, and every folder is read once, so that a loop of links ends and is
    /// listed.
    pub fn expand<P: AsRef<Path>>(arguments: impl IntoIterator<Item = P>) -> Self {
        let mut walk = Walk::default();
        for argument in arguments {
            let path = argument.as_ref();
            if path == Path::new("-") {
                walk.out.inputs.push(Input::StandardInput);
            } else if fs::symlink_metadata(path).is_err() && is_pattern(path) {
                walk.pattern(path);
            } else {
                walk.path(path, true, 0);
            }
        }
        walk.out
    }

    /// The same inputs without the file `path` and what lies beside it under its name (`-wal`):
    /// a casebook in the folder that is added does not read itself.
    #[must_use]
    pub fn without(mut self, path: &Path) -> Self {
        let Ok(own) = path.canonicalize() else {
            return self;
        };
        let own = own.to_string_lossy().into_owned();
        let beside = ["", "-wal", "-shm", "-journal"].map(|suffix| format!("{own}{suffix}"));
        self.inputs.retain(|input| match input {
            Input::File(file) => {
                let is_near = file.file_name().is_some_and(|name| {
                    let name = name.to_string_lossy();
                    path.file_name()
                        .is_some_and(|own| name.starts_with(&*own.to_string_lossy()))
                });
                !is_near
                    || !file
                        .canonicalize()
                        .is_ok_and(|file| beside.iter().any(|own| file == Path::new(own)))
            }
            _ => true,
        });
        self
    }
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

#[derive(Default)]
struct Walk {
    out: Inputs,
    /// The folders that were read, by their real path.
    seen: BTreeSet<PathBuf>,
    /// The folders around the one that is being read, by their real path.
    around: Vec<PathBuf>,
}

impl Walk {
    fn reject(&mut self, path: &Path, message: impl Into<String>) {
        self.out.rejects.push(Reject {
            path: path.to_string_lossy().into_owned(),
            place: None,
            message: message.into(),
        });
    }

    fn pattern(&mut self, pattern: &Path) {
        let found = match glob::glob(&pattern.to_string_lossy()) {
            Ok(found) => found,
            Err(error) => return self.reject(pattern, format!("it is no pattern: {error}")),
        };
        let mut any = false;
        for entry in found {
            any = true;
            match entry {
                Ok(path) => self.path(&path, true, 0),
                Err(error) => self.reject(error.path(), plain(error.error())),
            }
        }
        if !any {
            self.reject(pattern, "no file matches the pattern");
        }
    }

    /// Takes in a path; `named` says whether the user named it or it was found in a folder.
    fn path(&mut self, path: &Path, named: bool, depth: usize) {
        match fs::metadata(path) {
            Err(error) => self.reject(path, plain(&error)),
            Ok(metadata) if metadata.is_dir() => self.folder(path, depth),
            Ok(metadata) if metadata.is_file() || named => {
                self.out.inputs.push(Input::File(path.to_owned()));
            }
            Ok(_) => self.reject(path, "it is no regular file but a pipe, socket or device"),
        }
    }

    fn folder(&mut self, path: &Path, depth: usize) {
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(error) => return self.reject(path, plain(&error)),
        };
        if self.around.contains(&real) {
            let message = format!("a loop of links: it leads back to {}", real.display());
            return self.reject(path, message);
        }
        if depth > MAX_DEPTH {
            return self.reject(
                path,
                format!("more than {MAX_DEPTH} folders inside folders"),
            );
        }
        if !self.seen.insert(real.clone()) {
            return;
        }
        let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut names: Vec<_> = match entries {
            Ok(entries) => entries.iter().map(fs::DirEntry::file_name).collect(),
            Err(error) => return self.reject(path, plain(&error)),
        };
        names.retain(|name| !name.as_encoded_bytes().starts_with(b"."));
        names.sort();
        self.around.push(real);
        for name in names {
            self.path(&path.join(name), false, depth + 1);
        }
        self.around.pop();
    }
}

/// What went wrong with a file, without the number of the operating system.
pub(crate) fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read (permission denied)".to_owned(),
        _ => {
            let text = error.to_string();
            let words = text.split(" (os error").next().unwrap_or(&text).to_owned();
            // The standard library has no stable kind for it.
            if words.contains("levels of symbolic links") {
                "a loop of links: it leads back to itself".to_owned()
            } else {
                words
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(inputs: &Inputs, root: &Path) -> Vec<String> {
        let name = |input: &Input| match input {
            Input::File(path) => path.strip_prefix(root).unwrap().display().to_string(),
            other => format!("{other:?}"),
        };
        inputs.inputs.iter().map(name).collect()
    }

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        folder
    }

    #[test]
    fn folders_are_read_sorted_and_without_what_is_hidden() {
        let folder = folder(&["b.txt", "a/z.txt", "a/a.txt", ".hidden", ".git/config"]);
        let inputs = Inputs::expand([folder.path()]);
        assert_eq!(
            names(&inputs, folder.path()),
            ["a/a.txt", "a/z.txt", "b.txt"]
        );
        assert_eq!(inputs.rejects, []);
    }

    #[test]
    fn patterns_are_expanded_unless_a_file_has_the_name() {
        let folder = folder(&["a1.txt", "a2.txt", "b.txt", "[1].txt"]);
        let of = |name: &str| Inputs::expand([folder.path().join(name)]);
        assert_eq!(names(&of("a*.txt"), folder.path()), ["a1.txt", "a2.txt"]);
        assert_eq!(names(&of("[1].txt"), folder.path()), ["[1].txt"]);
        assert_eq!(of("c*").rejects[0].message, "no file matches the pattern");
        assert_eq!(of("c").rejects[0].message, "there is no such file");
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_ends_and_is_listed() {
        use std::os::unix::fs::symlink;
        let folder = folder(&["a/b/c.txt"]);
        symlink(folder.path().join("a"), folder.path().join("a/b/up")).unwrap();
        symlink("self", folder.path().join("self")).unwrap();
        let inputs = Inputs::expand([folder.path()]);
        assert_eq!(names(&inputs, folder.path()), ["a/b/c.txt"]);
        let messages: Vec<_> = inputs
            .rejects
            .iter()
            .map(|reject| &reject.message[..15])
            .collect();
        assert_eq!(messages, ["a loop of links"; 2]);
    }

    #[test]
    fn a_casebook_does_not_read_itself() {
        let folder = folder(&["a.casebook", "a.casebook-wal", "a.casebook.txt"]);
        let inputs = Inputs::expand([folder.path()]).without(&folder.path().join("a.casebook"));
        assert_eq!(names(&inputs, folder.path()), ["a.casebook.txt"]);
    }
}
