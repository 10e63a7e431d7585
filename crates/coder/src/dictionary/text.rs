//! The lines of a dictionary, without comments.

/// A line that says something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    /// Counted from 1.
    pub number: usize,
    pub text: &'t str,
}

/// The lines of `text` without `#` and `<!-- -->`.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut hidden = false;
    for (number, line) in text.lines().enumerate() {
        let mut line = line;
        if hidden {
            match line.split_once("-->") {
                Some((_, rest)) => {
                    line = rest;
                    hidden = false;
                }
                None => continue,
            }
        }
        let opens = line.find("<!--").or_else(|| line.find("<! --"));
        if let Some(at) = opens {
            hidden = !line[at..].contains("-->");
            line = &line[..at];
        }
        let line = line.split('#').next().unwrap_or_default().trim_end();
        if !line.trim().is_empty() {
            found.push(Line {
                number: number + 1,
                text: line,
            });
        }
    }
    found
}

/// What stands before the last pair of square brackets, and what in it.
pub(super) fn bracketed(text: &str) -> (&str, Option<&str>) {
    let Some(open) = text.rfind('[') else {
        return (text, None);
    };
    let inside = &text[open + 1..];
    match inside.find(']') {
        Some(close) => (&text[..open], Some(&inside[..close])),
        None => (text, None),
    }
}

/// The words of a name in capitals: spaces, underscores and hyphens divide them.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in name.split([' ', '_', '\t']).filter(|part| !part.is_empty()) {
        pieces(part, |piece| words.push(piece.to_uppercase()));
    }
    words
}

/// The parts of a word around its hyphens and underscores, which are left out.
pub(super) fn pieces<'t>(word: &'t str, mut take: impl FnMut(&'t str)) {
    for piece in word
        .split(['-', '–', '_'])
        .filter(|piece| !piece.is_empty())
    {
        take(piece);
    }
}
