//! Hostile and broken input: each is one listed reject, and the rest is read.

use crate::folder::{ARTICLE, Folder, NOW};
use detente_testkit::skip;
use std::fs;

/// Adds `bad` beside a good article: the article is in, the bad file is listed, nothing is broken.
/// Returns the message.
#[track_caller]
fn rejected(folder: &Folder, bad: &str) -> String {
    folder.write("good.txt", ARTICLE);
    folder.run(&["new", "a.casebook"]).expect(0);
    let ran = folder
        .run(&[
            "add",
            "a.casebook",
            bad,
            "good.txt",
            "--rejects",
            "rejects.jsonl",
        ])
        .expect(1);
    let line = fs::read_to_string(folder.path("rejects.jsonl")).unwrap();
    let reject: serde_json::Value = serde_json::from_str(&line).unwrap();
    let message = reject["message"].as_str().unwrap().to_owned();
    assert!(ran.err.contains(&message), "{}", ran.err);
    let documents = folder
        .run(&["documents", "a.casebook", "--json"])
        .expect(0)
        .json();
    assert_eq!(documents.len(), 1);
    assert_eq!(documents[0]["path"], "good.txt");
    let kept = folder
        .run(&["rejects", "a.casebook", "--json"])
        .expect(0)
        .json();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0]["message"], message.as_str());
    folder.run(&["verify", "a.casebook"]).expect(0);
    message
}

#[test]
fn an_empty_file() {
    let folder = Folder::new();
    folder.write("empty.txt", "");
    assert_eq!(rejected(&folder, "empty.txt"), "no bytes");
    folder.write("blank.txt", " \n\t\n");
    folder.run(&["text", "blank.txt"]).expect(1);
}

#[test]
fn a_missing_file() {
    let folder = Folder::new();
    assert_eq!(rejected(&folder, "missing.txt"), "there is no such file");
}

#[test]
fn binary_data() {
    let folder = Folder::new();
    let noise: Vec<u8> = (0..40_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 23) as u8)
        .collect();
    folder.write("noise.txt", noise);
    rejected(&folder, "noise.txt");
}

#[test]
fn two_gigabytes_of_one_line() {
    let folder = Folder::new();
    fs::File::create(folder.path("long.txt"))
        .unwrap()
        .set_len(2 << 30)
        .unwrap();
    let message = rejected(&folder, "long.txt");
    assert!(
        message.starts_with("2147483648 bytes, more than the limit"),
        "{message}"
    );
}

#[test]
fn two_gigabytes_of_one_line_of_json_in_little_memory() {
    let folder = Folder::new();
    fs::File::create(folder.path("long.jsonl"))
        .unwrap()
        .set_len(2 << 30)
        .unwrap();
    // 1.2 GB of address space: the file would not fit.
    let ran = folder
        .shell("ulimit -v 1200000; exec \"$DETENTE\" text long.jsonl")
        .expect(1);
    assert!(
        ran.err
            .contains("long.jsonl:1: the line is longer than the limit"),
        "{}",
        ran.err
    );
}

#[test]
fn an_endless_device() {
    let folder = Folder::new();
    let ran = folder
        .run(&["text", "/dev/zero", "--max-bytes", "1000000"])
        .expect(1);
    assert!(
        ran.err.contains("more than the limit of 1000000 bytes"),
        "{}",
        ran.err
    );
}

#[test]
fn invalid_utf8() {
    let folder = Folder::new();
    folder.write(
        "bad.jsonl",
        b"{\"text\": \"Moscow \xff\xfe Tehran\"}\n{\"text\": \"Russia met Iran.\"}\n",
    );
    let ran = folder.run(&["text", "bad.jsonl"]).expect(1);
    assert_eq!(ran.json().len(), 1, "the line after it is read");
    let told = "bad.jsonl:1: not a readable line of JSON: byte 17 of the line is no UTF-8";
    assert!(ran.err.contains(told), "{}", ran.err);
    // In plain text, a damaged place is marked and told, and the words around it are kept.
    let french = "Les négociations ont échoué à Téhéran.\n".repeat(3);
    folder.write("damaged.txt", [french.as_bytes(), b"\xff\xfe"].concat());
    let ran = folder.run(&["text", "damaged.txt"]).expect(0);
    let note = format!(
        "2 places are no UTF-8 and read as \u{fffd}, the first at byte {}",
        french.len()
    );
    assert_eq!(ran.json()[0]["notes"][0], note.as_str());
    folder.write(
        "latin.txt",
        b"Le pr\xe9sident est arriv\xe9 \xe0 Moscou hier.\n",
    );
    folder.run(&["new", "a.casebook"]).expect(0);
    let ran = folder
        .run(&["add", "a.casebook", "damaged.txt", "latin.txt"])
        .expect(0);
    for told in [
        format!("damaged.txt: {note}"),
        "latin.txt: no UTF-8 (see byte 5)".into(),
    ] {
        assert!(ran.err.contains(&told), "{}", ran.err);
    }
    // Bytes that no encoding has are no text.
    folder.write(
        "noise.txt",
        (0..4000_u32)
            .map(|n| 0x80 | (n.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect::<Vec<_>>(),
    );
    let ran = folder.run(&["add", "a.casebook", "noise.txt"]).expect(1);
    assert!(
        ran.err.contains("no text: ") && ran.err.contains("the first at byte 0"),
        "{}",
        ran.err
    );
}

#[test]
fn cut_off_documents() {
    let folder = Folder::new();
    folder.write(
        "cut.pdf",
        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 ob",
    );
    rejected(&folder, "cut.pdf");
    folder.write("cut.docx", b"PK\x03\x04\x14\0\0\0\x08\0\0\0!\0\xdf\xa4\xd2lZ\x01\0\0 \x05\0\0\x13\0\0\0[Content_Types].xml\xb5T");
    folder.run(&["text", "cut.docx"]).expect(1);
    folder.write("cut.epub", b"PK\x03\x04");
    folder.run(&["text", "cut.epub"]).expect(1);
}

#[test]
fn an_archive_that_unpacks_to_far_more() {
    use std::io::Write;
    let folder = Folder::new();
    let file = fs::File::create(folder.path("bomb.docx")).unwrap();
    let mut archive = zip::ZipWriter::new(file);
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("[Content_Types].xml", options).unwrap();
    archive.write_all(b"<Types/>").unwrap();
    archive.start_file("word/document.xml", options).unwrap();
    archive
        .write_all(b"<w:document><w:body><w:p><w:r><w:t>")
        .unwrap();
    let many = vec![b'x'; 1 << 20];
    for _ in 0..600 {
        archive.write_all(&many).unwrap();
    }
    archive.finish().unwrap();
    let packed = fs::metadata(folder.path("bomb.docx")).unwrap().len();
    assert!(packed < 4 << 20, "{packed} bytes");
    let ran = folder
        .shell("ulimit -v 1200000; exec \"$DETENTE\" text bomb.docx")
        .expect(1);
    assert!(ran.err.contains("bomb.docx: "), "{}", ran.err);
}

#[test]
fn deeply_nested_markup() {
    let folder = Folder::new();
    let depth = 100_000;
    let page = format!(
        "<html><body>{}<p>Russia and Iran signed a treaty.</p>{}",
        "<div>".repeat(depth),
        "</div>".repeat(depth)
    );
    folder.write("deep.html", page);
    let ran = folder.run(&["text", "deep.html"]);
    assert!(
        matches!(ran.code, Some(0 | 1)),
        "{:?} {}",
        ran.code,
        ran.err
    );
    let lists = format!("{}deep", "> ".repeat(20_000));
    folder.write("deep.md", lists);
    let ran = folder.run(&["text", "deep.md"]);
    assert!(
        matches!(ran.code, Some(0 | 1)),
        "{:?} {}",
        ran.code,
        ran.err
    );
    let json = format!("{{\"text\": {}1{}}}", "[".repeat(depth), "]".repeat(depth));
    folder.write("deep.jsonl", json);
    folder.run(&["text", "deep.jsonl"]).expect(1);
}

#[cfg(unix)]
#[test]
fn a_loop_of_links() {
    let folder = Folder::new();
    folder.write("in/a.txt", ARTICLE);
    std::os::unix::fs::symlink("..", folder.path("in/up")).unwrap();
    std::os::unix::fs::symlink("self", folder.path("self")).unwrap();
    let ran = folder.run(&["text", "in", "self"]).expect(1);
    assert_eq!(ran.json().len(), 1);
    assert!(ran.err.contains("in/up/in: a loop of links"), "{}", ran.err);
    assert!(ran.err.contains("self: a loop of links"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let folder = Folder::new();
    folder.write("closed.txt", ARTICLE);
    folder.write("open.txt", ARTICLE);
    let mode = |name: &str, mode| {
        fs::set_permissions(folder.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("", 0o755);
    mode("closed.txt", 0);
    let mut command = folder.command(&["text", "closed.txt", "open.txt"]);
    if fs::File::open(folder.path("closed.txt")).is_ok() {
        // The superuser reads everything: the program runs as nobody instead.
        command.uid(65_534);
    }
    let Ok(output) = command.output() else {
        return skip(
            "a_file_that_may_not_be_read",
            "the program cannot be run as another user",
        );
    };
    let ran = crate::folder::Ran::from(output).expect(1);
    assert!(
        ran.err
            .contains("closed.txt: it may not be read (permission denied)"),
        "{}",
        ran.err
    );
    assert_eq!(ran.json().len(), 1);
}

#[test]
fn bad_lines_are_listed_with_their_number() {
    let folder = Folder::new();
    let lines = "{\"text\": \"Russia met Iran.\"}\nnot json\n\n[1]\n{\"title\": \"no words\"}\n{\"text\": \"Iran met Russia.\"}\n";
    folder
        .run(&["new", "a.casebook", "--recorded-at", NOW])
        .expect(0);
    let ran = folder.feed(&["add", "a.casebook", "-"], lines).expect(1);
    for number in [2, 4, 5] {
        assert!(
            ran.err.contains(&format!("rejected: -:{number}: ")),
            "{}",
            ran.err
        );
    }
    let documents = folder
        .run(&["documents", "a.casebook", "--json"])
        .expect(0)
        .json();
    let paths: Vec<_> = documents
        .iter()
        .map(|document| document["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["-:1", "-:6"]);
}

#[test]
fn many_rejects_are_counted_and_written_to_a_file() {
    let folder = Folder::new();
    let ran = folder
        .feed(
            &["text", "-", "--rejects", "rejects.jsonl"],
            "x\n".repeat(200),
        )
        .expect(1);
    assert!(ran.err.ends_with("rejected: 150 more\n"), "{}", ran.err);
    assert_eq!(
        fs::read_to_string(folder.path("rejects.jsonl"))
            .unwrap()
            .lines()
            .count(),
        200
    );
}

#[test]
fn what_is_wrong_with_a_document_that_is_read_is_told_and_kept_with_the_run() {
    let folder = Folder::new();
    folder.write(
        "a.md",
        "---\ntitle: Talks\npublished: 2020-14-19\n---\n\nRussia and Iran held talks in Moscow.\n",
    );
    folder.run(&["new", "a.casebook"]).expect(0);
    let ran = folder.run(&["add", "a.casebook", "a.md"]).expect(0);
    let note = "the date \"2020-14-19\" in its head is not read: there is no such day";
    assert!(
        ran.err.contains(&format!("note: a.md: {note}")),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("1 document with something wrong"),
        "{}",
        ran.err
    );
    let runs = folder
        .run(&["runs", "a.casebook", "--json"])
        .expect(0)
        .json();
    let outcome: serde_json::Value =
        serde_json::from_str(runs[0]["outcome"].as_str().unwrap()).unwrap();
    assert_eq!(outcome["notes"][0]["path"], "a.md");
    assert_eq!(outcome["notes"][0]["note"], note);
    let documents = folder
        .run(&["documents", "a.casebook", "--json"])
        .expect(0)
        .json();
    assert_eq!(documents[0]["published"], serde_json::Value::Null);
    let text = folder.run(&["text", "a.md"]).expect(0);
    assert_eq!(text.json()[0]["notes"][0], note);
    assert!(text.err.contains(note));
    folder.write(
        "b.md",
        "---\ntitle: Talks\ndate: soon\n---\n\nIran and Oman met.\n",
    );
    let ran = folder
        .run(&["add", "a.casebook", "b.md", "--quiet"])
        .expect(0);
    assert_eq!(ran.err, "");
}
