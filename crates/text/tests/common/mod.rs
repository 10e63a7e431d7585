//! Documents that tests make.
#![allow(dead_code, unreachable_pub)] // each test file uses some of these
#![allow(clippy::unwrap_used)] // helpers of tests

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::PathBuf;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A folder of data that is not part of the project, where it is there.
pub fn shared(name: &str, inside: &str) -> Option<PathBuf> {
    detente_testkit::shared_folder(name).map(|folder| folder.join(inside))
}

/// A ZIP archive of files.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A Word document of paragraphs with their styles.
pub fn docx(paragraphs: &[(&str, &str)]) -> Vec<u8> {
    let mut body = String::new();
    for (style, words) in paragraphs {
        write!(
            body,
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"
        )
        .unwrap();
    }
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
    );
    let core = "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\" xmlns:t=\"t\"><dc:title>A report</dc:title><t:created>2020-01-01</t:created></cp:coreProperties>";
    archive(&[
        ("word/document.xml", document.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
    ])
}

/// A book with two chapters.
pub fn epub() -> Vec<u8> {
    let container =
        "<container><rootfiles><rootfile full-path=\"OPS/book.opf\"/></rootfiles></container>";
    let package = "<package xmlns:dc=\"d\"><metadata><dc:title>A book &amp; more</dc:title><dc:publisher>A house</dc:publisher><dc:date>2011-05</dc:date><dc:language>en</dc:language></metadata><manifest><item id=\"n\" href=\"nav.xhtml\" properties=\"nav\"/><item id=\"b\" href=\"two.xhtml\"/><item id=\"a\" href=\"text/one.xhtml\"/></manifest><spine><itemref idref=\"n\"/><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>";
    let one = "<html><body><h1>One</h1><p>The treaty was signed in spring.</p></body></html>";
    let two = "<html><body><h1>Two</h1><p>Le traité a été signé au printemps par les deux ministres.</p></body></html>";
    archive(&[
        ("META-INF/container.xml", container.as_bytes()),
        ("OPS/book.opf", package.as_bytes()),
        ("OPS/nav.xhtml", b"<html><body>contents</body></html>"),
        ("OPS/text/one.xhtml", one.as_bytes()),
        ("OPS/two.xhtml", two.as_bytes()),
    ])
}

/// A PDF of one page with the given content stream and one standard font `F1`.
pub fn pdf(content: &[u8]) -> Vec<u8> {
    use lopdf::{Document, Object, Stream, dictionary};
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" });
    let content = document.add_object(Stream::new(dictionary! {}, content.to_vec()));
    let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let page = document.add_object(dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] });
    document.objects.insert(
        pages,
        Object::Dictionary(
            dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 },
        ),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

/// A PDF of one page for each content stream, written front to back as most programs do: what is
/// cut off its end leaves the pages before.
pub fn paged(contents: &[&[u8]]) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len())
        .map(|page| format!("{} 0 R", 4 + 2 * page))
        .collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} /Resources << /Font << /F1 3 0 R >> >> >>",
            kids.join(" "),
            kids.len()
        )
        .into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_vec(),
    ];
    for content in contents {
        let stream = objects.len() + 2;
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {stream} 0 R >>"
            )
            .into_bytes(),
        );
        let mut object = format!("<< /Length {} >>\nstream\n", content.len()).into_bytes();
        object.extend(*content);
        object.extend(b"\nendstream");
        objects.push(object);
    }
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut places = String::new();
    for (number, object) in (1..).zip(&objects) {
        writeln!(places, "{:010} 00000 n ", out.len()).unwrap();
        out.extend(format!("{number} 0 obj\n").into_bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let (count, start) = (objects.len() + 1, out.len());
    let end = format!(
        "xref\n0 {count}\n0000000000 65535 f \n{places}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    out.extend(end.into_bytes());
    out
}

/// The content stream of lines with their sizes, top down.
pub fn drawn(lines: &[(f32, &str)]) -> Vec<u8> {
    let mut out = String::from("BT 1 0 0 1 72 760 Tm\n");
    for (size, words) in lines {
        writeln!(out, "/F1 {size} Tf 0 -{} Td ({words}) Tj", size * 1.2).unwrap();
    }
    out.push_str("ET");
    out.into_bytes()
}

/// A web page with what pages have around an article.
pub const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><head><title>Talks end | The Gazette</title>
<meta property="og:site_name" content="The Gazette"><meta property="article:published_time" content="2024-05-01T08:00:00Z">
<link rel="canonical" href="https://gazette.example/2024/05/01/talks"></head><body>
<nav><ul><li><a href="/">Home</a><li><a href="/world">World news</a></ul></nav>
<article><h1>Talks end</h1><p>The two delegations ended their talks in Oslo on Tuesday without an agreement, officials said.</p>
<figure><img src="a.jpg"><figcaption>Delegates at the table in Oslo</figcaption></figure>
<h2>What was said</h2><p>Both sides blamed each other for the failure, and said that they would meet again in the autumn.</p>
<ul><li>The first point was the border, which neither side wants to move.</li><li>The second was trade.</li></ul></article>
<div class="related-articles"><a href="/1">Ten things to know about the talks</a> <a href="/2">Who is who</a></div>
<footer>All rights reserved. <a href="/privacy">Privacy</a></footer><script>var x = "</p>";</script></body></html>"#;
