//! Killed, crowded and starved runs: nothing is lost, and the next run completes the work.

use crate::folder::{ARTICLE, Folder, NOW, Ran};
use detente_testkit::{Numbers, skip, vary};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Writes `count` different articles into `name`.
fn write_articles(folder: &Folder, name: &str, count: usize, seed: u64) {
    for number in 0..count {
        let paragraphs = [ARTICLE; 6].join("\n\n");
        let text = vary(&paragraphs, &mut Numbers::new(seed + number as u64));
        folder.write(
            &format!("{name}/{number:04}.txt"),
            format!("{text}\n\nNumber {seed} {number}."),
        );
    }
}

fn add<'a>(casebook: &'a str, from: &'a str) -> [&'a str; 5] {
    ["add", casebook, from, "--recorded-at", NOW]
}

/// All records of a casebook as JSON.
fn records(folder: &Folder, casebook: &str) -> Vec<String> {
    let lists = [
        "documents",
        "passages",
        "claims",
        "events",
        "ties",
        "causes",
        "actors",
    ];
    lists
        .map(|list| folder.run(&[list, casebook, "--json"]).expect(0).out)
        .to_vec()
}

fn count(folder: &Folder, casebook: &str) -> u64 {
    let ran = folder.run(&[
        "sql",
        casebook,
        "SELECT count(*) AS n FROM documents",
        "--json",
    ]);
    ran.json()
        .first()
        .and_then(|row| row["n"].as_u64())
        .unwrap_or(0)
}

#[test]
fn a_killed_run_loses_nothing_and_goes_on() {
    let folder = Folder::new();
    write_articles(&folder, "in", 150, 1);
    for casebook in ["killed.casebook", "whole.casebook"] {
        folder
            .run(&["new", casebook, "--recorded-at", NOW])
            .expect(0);
    }
    let mut killed = 0;
    for target in [10, 60] {
        let mut child = folder
            .command(&add("killed.casebook", "in"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + Duration::from_mins(1);
        while count(&folder, "killed.casebook") < target && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        folder.run(&["verify", "killed.casebook"]).expect(0);
        killed = count(&folder, "killed.casebook");
        assert!(killed >= target, "what was committed is there");
    }
    assert!(killed < 150, "the run was over before it was killed");
    let ran = folder.run(&add("killed.casebook", "in")).expect(0);
    assert!(
        ran.err
            .contains(&format!("{killed} documents known already")),
        "{}",
        ran.err
    );
    folder.run(&add("whole.casebook", "in")).expect(0);
    assert_eq!(
        records(&folder, "killed.casebook"),
        records(&folder, "whole.casebook")
    );
    folder.run(&["verify", "killed.casebook"]).expect(0);
}

#[test]
fn adding_twice_changes_nothing() {
    let folder = Folder::new();
    write_articles(&folder, "in", 5, 2);
    folder.run(&["new", "a.casebook"]).expect(0);
    folder.run(&["add", "a.casebook", "in"]).expect(0);
    let before = (
        records(&folder, "a.casebook"),
        folder.run(&["runs", "a.casebook", "--json"]).out,
    );
    let again = folder.run(&["add", "a.casebook", "in"]).expect(0);
    assert!(again.err.contains("added 0 documents"), "{}", again.err);
    let after = (
        records(&folder, "a.casebook"),
        folder.run(&["runs", "a.casebook", "--json"]).out,
    );
    assert_eq!(before, after);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = Folder::new();
    write_articles(&folder, "in", 40, 3);
    for threads in ["1", "2", "5"] {
        let casebook = format!("{threads}.casebook");
        folder
            .run(&["new", &casebook, "--recorded-at", NOW])
            .expect(0);
        let arguments = [&add(&casebook, "in")[..], &["--threads", threads]].concat();
        folder.run(&arguments).expect(0);
    }
    let one = records(&folder, "1.casebook");
    assert!(one[0].lines().count() == 40);
    assert_eq!(one, records(&folder, "2.casebook"));
    assert_eq!(one, records(&folder, "5.casebook"));
}

#[test]
fn two_writers_at_once_both_finish() {
    let folder = Folder::new();
    write_articles(&folder, "one", 40, 1_000);
    write_articles(&folder, "two", 40, 2_000);
    folder.run(&["new", "a.casebook"]).expect(0);
    let start = |from| {
        folder
            .command(&["add", "a.casebook", from])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let both = [start("one"), start("two")];
    for child in both {
        Ran::from(child.wait_with_output().unwrap()).expect(0);
    }
    assert_eq!(count(&folder, "a.casebook"), 80);
    folder.run(&["verify", "a.casebook"]).expect(0);
}

#[test]
fn a_writer_that_waits_in_vain_says_so_and_changes_nothing() {
    let folder = Folder::with_article();
    folder.write(
        "more.txt",
        "China and India held talks in Delhi on 3 May 2024.",
    );
    let other = rusqlite::Connection::open(folder.path("a.casebook")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ran = folder.run(&["add", "a.casebook", "more.txt"]).expect(3);
    assert!(
        ran.err.contains("another process is writing"),
        "{}",
        ran.err
    );
    // A reader is not held up.
    assert_eq!(count(&folder, "a.casebook"), 1);
    drop(other);
    folder.run(&["add", "a.casebook", "more.txt"]).expect(0);
    assert_eq!(count(&folder, "a.casebook"), 2);
}

/// Adds until no space is left, then makes space and completes.
#[track_caller]
fn starve(folder: &Folder, casebook: &str, starved: impl Fn() -> Ran, relieve: impl Fn()) {
    let ran = starved().expect(3);
    assert!(
        ran.err.contains("no space is left") || ran.err.contains("cannot be opened or written"),
        "{}",
        ran.err
    );
    relieve();
    let kept = count(folder, casebook);
    folder.run(&["verify", casebook]).expect(0);
    folder.run(&add(casebook, "in")).expect(0);
    assert!(count(folder, casebook) > kept);
    folder.run(&["verify", casebook]).expect(0);
}

#[test]
fn a_limit_on_the_size_of_files_is_survived() {
    let folder = Folder::new();
    write_articles(&folder, "in", 80, 4);
    folder
        .run(&["new", "a.casebook", "--recorded-at", NOW])
        .expect(0);
    // Blocks of 512 bytes; the signal that would kill the program is ignored, so that it sees the error.
    let line = format!(
        "trap '' XFSZ; ulimit -f 1500; exec \"$DETENTE\" {}",
        add("a.casebook", "in").join(" ")
    );
    starve(&folder, "a.casebook", || folder.shell(&line), || {});
}

#[test]
fn a_full_disk_is_survived() {
    let folder = Folder::new();
    write_articles(&folder, "in", 80, 5);
    folder.write("small/readme", "");
    let small = folder.path("small");
    let mount = |options: &str| {
        let mut command = Command::new("mount");
        command
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&small);
        command
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if !mount("size=1m") {
        return skip(
            "a_full_disk_is_survived",
            "no file system can be mounted here",
        );
    }
    let unmount = Unmount(small.clone());
    let made = folder.run(&["new", "small/a.casebook", "--recorded-at", NOW]);
    if made.code == Some(0) {
        let starved = || folder.run(&add("small/a.casebook", "in"));
        let relieve = || assert!(mount("remount,size=64m"));
        starve(&folder, "small/a.casebook", starved, relieve);
    }
    drop(unmount);
    made.expect(0);
}

struct Unmount(std::path::PathBuf);

impl Drop for Unmount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = Folder::with_article();
    let lines = "{\"text\": \"Russia met Iran.\"}\n".repeat(5_000);
    folder.write("many.jsonl", lines);
    let ran = folder
        .shell("\"$DETENTE\" text many.jsonl 2>err | head -n 1; cat err >&2")
        .expect(0);
    assert_eq!((ran.out.lines().count(), ran.err.as_str()), (1, ""));
}

#[test]
#[cfg(unix)]
fn a_page_that_cannot_be_written_leaves_the_old_one() {
    let folder = Folder::new();
    folder.run(&["demo", "demo.casebook"]).expect(0);
    folder.write("brief.html", "the page of last week");
    let names = || {
        let entries = std::fs::read_dir(folder.path(".")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names
            .map(|name| name.to_string_lossy().into_owned())
            .filter(|name| !name.contains(".casebook"))
            .collect();
        names.sort();
        names
    };
    let before = names();
    let brief = "brief demo.casebook RUS IRN --html brief.html";
    let starved = format!("trap '' XFSZ; ulimit -f 120; exec \"$DETENTE\" {brief}");
    let ran = folder.shell(&starved).expect(3);
    assert!(
        ran.err.contains("the page cannot be written"),
        "{}",
        ran.err
    );
    let page = || std::fs::read_to_string(folder.path("brief.html")).unwrap();
    assert_eq!(page(), "the page of last week");
    assert_eq!(names(), before);
    let arguments: Vec<&str> = brief.split(' ').collect();
    folder.run(&arguments).expect(0);
    assert!(page().ends_with("</html>"), "{}", page());
    // A link, whatever it leads to, is followed and stays one.
    std::os::unix::fs::symlink("brief.html", folder.path("latest.html")).unwrap();
    let through = brief.replace("--html brief.html", "--html latest.html");
    folder.write("brief.html", "the page of last week");
    folder
        .run(&through.split(' ').collect::<Vec<_>>())
        .expect(0);
    assert!(folder.path("latest.html").is_symlink());
    assert!(page().ends_with("</html>"), "{}", page());
    // A pipe is written to as it is.
    let piped = "mkfifo pipe && { cat pipe >read.html & } && \"$DETENTE\"";
    let brief = brief.replace("--html brief.html", "-q --html pipe");
    let ran = folder.shell(&format!("{piped} {brief} && wait && test -p pipe"));
    ran.expect(0);
    let read = std::fs::read_to_string(folder.path("read.html")).unwrap();
    assert!(read.ends_with("</html>"), "{read}");
}
