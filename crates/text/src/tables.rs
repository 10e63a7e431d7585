//! The knowledge files of this crate, compiled in and read once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

macro_rules! table {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../data/text/",
            $name
        ))
    };
}

/// The rows of a table after its header, each cut at its tabs.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().skip(1).filter(|line| !line.is_empty());
    lines.map(|line| line.split('\t').collect())
}

/// What follows an abbreviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// A name: never the end of a sentence ("Gen.").
    Name,
    /// A number: the end of a sentence unless a digit follows ("No.").
    Number,
    /// Anything: the end of a sentence where a usual first word follows ("U.S.").
    Any,
}

pub(crate) static ABBREVIATIONS: LazyLock<BTreeMap<&str, After>> = LazyLock::new(|| {
    rows(table!("abbreviations.tsv"))
        .map(|row| {
            let after = match row[2] {
                "name" => After::Name,
                "number" => After::Number,
                _ => After::Any,
            };
            (row[1], after)
        })
        .collect()
});

/// Parts of words with a hyphen of their own: whether it is a `first`, `last`, `one` or `pair` part.
pub(crate) static HYPHENS: LazyLock<BTreeSet<(&str, &str)>> = LazyLock::new(|| {
    rows(table!("hyphens.tsv"))
        .map(|row| (row[0], row[2]))
        .collect()
});

/// Words that usually begin a sentence when they stand capitalised after an abbreviation.
pub(crate) static STARTERS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    rows(table!("sentence_starters.tsv"))
        .map(|row| row[1])
        .collect()
});

/// Words by the languages that use them often, in the order of [`LANGUAGES`], as a bit set.
pub(crate) static FUNCTION_WORDS: LazyLock<BTreeMap<&str, u32>> = LazyLock::new(|| {
    let mut words = BTreeMap::new();
    for row in rows(table!("function_words.tsv")) {
        let place = LANGUAGES.iter().position(|&language| language == row[0]);
        let place = place.expect("the table names only known languages");
        for word in row[1].split(' ') {
            *words.entry(word).or_insert(0) |= 1 << place;
        }
    }
    words
});

/// The languages of the function-word table; `la` is Latin, as in filler text.
pub(crate) const LANGUAGES: [&str; 12] = [
    "en", "fr", "de", "es", "it", "pt", "nl", "tr", "pl", "sv", "ro", "la",
];

/// What the class or id of an element of a web page says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PagePart {
    Junk,
    Content,
    Caption,
}

/// The words that say what an element is: whole words, beginnings of words, and words with hyphens.
pub(crate) struct PageParts {
    words: BTreeMap<&'static str, PagePart>,
    beginnings: Vec<(&'static str, PagePart)>,
    joined: Vec<(&'static str, PagePart)>,
}

pub(crate) static PAGE_PARTS: LazyLock<PageParts> = LazyLock::new(|| {
    let mut out = PageParts {
        words: BTreeMap::new(),
        beginnings: Vec::new(),
        joined: Vec::new(),
    };
    for row in rows(table!("page_parts.tsv")) {
        let part = match row[0] {
            "junk" => PagePart::Junk,
            "content" => PagePart::Content,
            _ => PagePart::Caption,
        };
        if let Some(beginning) = row[1].strip_suffix('*') {
            out.beginnings.push((beginning, part));
        } else if row[1].contains(['-', '_']) {
            out.joined.push((row[1], part));
        } else {
            out.words.insert(row[1], part);
        }
    }
    out
});

impl PageParts {
    /// Whether `value` (of `class` or `id`) says that the element is a `part`.
    pub(crate) fn says(&self, value: &str, part: PagePart) -> bool {
        let lower = value.to_ascii_lowercase();
        let humps = humps(value).to_ascii_lowercase();
        let mut words = lower
            .split(|c: char| !c.is_ascii_alphanumeric())
            .chain(humps.split(' '))
            .filter(|word| !word.is_empty());
        let joined = || {
            self.joined
                .iter()
                .any(|&(form, kind)| kind == part && lower.contains(form))
        };
        words.any(|word| {
            self.words.get(word) == Some(&part)
                || self
                    .beginnings
                    .iter()
                    .any(|&(form, kind)| kind == part && word.starts_with(form))
        }) || joined()
    }
}

/// The words of `value` that are written in one, like `imageCaption`, with spaces between them.
fn humps(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    let mut low = false;
    for c in value.chars() {
        if low && c.is_ascii_uppercase() {
            out.push(' ');
        }
        low = c.is_ascii_lowercase();
        out.push(if c.is_ascii_alphanumeric() { c } else { ' ' });
    }
    out
}

/// What a cue shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cue {
    /// A line or sentence that is no part of the article.
    Boilerplate,
    /// The heading of a table of contents.
    Contents,
    /// The heading of a list of links to other articles.
    Related,
    /// A line of an author's biography or of social links.
    Profile,
    /// The heading of what readers wrote, or the call to write.
    Comments,
    /// A picture's caption or credit.
    Caption,
}

/// What the first words of a line that gives a day say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayCue {
    /// Something was published on it.
    Published,
    /// Something was changed on it.
    Changed,
    /// Who wrote.
    Byline,
}

static DAY_CUES: LazyLock<BTreeMap<&str, DayCue>> = LazyLock::new(|| {
    rows(table!("datelines.tsv"))
        .map(|row| {
            let cue = match row[0] {
                "published" => DayCue::Published,
                "changed" => DayCue::Changed,
                _ => DayCue::Byline,
            };
            (row[2], cue)
        })
        .collect()
});

/// What the first one to three words of `line` (normalised) say of its day.
pub(crate) fn day_cue(line: &str) -> Option<DayCue> {
    let end_of_word = |(at, c): (usize, char)| (!c.is_alphanumeric()).then_some(at);
    let ends = line.char_indices().filter_map(end_of_word).take(4);
    let mut ends: Vec<usize> = ends.chain([line.len()]).collect();
    ends.sort_unstable_by(|a, b| b.cmp(a));
    ends.into_iter()
        .find_map(|end| DAY_CUES.get(&line[..end]).copied())
}

/// Cues by where they match: the whole line, its start, or anywhere between word boundaries.
pub(crate) struct Cues {
    whole: BTreeMap<&'static str, Cue>,
    keys: BTreeSet<&'static str>,
    start: Vec<(&'static str, Cue)>,
    inside: AhoCorasick,
    of_pattern: Vec<Cue>,
}

pub(crate) static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let (mut whole, mut keys, mut start) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
    let (mut inside, mut of_pattern) = (Vec::new(), Vec::new());
    for row in rows(table!("cues.tsv")) {
        let cue = match row[0] {
            "boilerplate" => Cue::Boilerplate,
            "contents" => Cue::Contents,
            "related" => Cue::Related,
            "profile" => Cue::Profile,
            "profile-key" => {
                keys.insert(row[3]);
                continue;
            }
            "caption" => Cue::Caption,
            "comments" => Cue::Comments,
            other => unreachable!("cues.tsv has no kind {other}; a test reads every row"),
        };
        match row[2] {
            "whole" => _ = whole.insert(row[3], cue),
            "start" => start.push((row[3], cue)),
            _ => {
                inside.push(row[3]);
                of_pattern.push(cue);
            }
        }
    }
    let inside = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(inside)
        .expect("a few hundred short patterns fit");
    Cues {
        whole,
        keys,
        start,
        inside,
        of_pattern,
    }
});

impl Cues {
    /// The cue that all of `line` (normalised) is.
    pub(crate) fn of_line(&self, line: &str) -> Option<Cue> {
        let bare = line
            .trim_end_matches([':', '.', '!', '»', '…', ' '])
            .trim_start_matches(['»', ' ']);
        let at_start = || {
            self.start.iter().find_map(|&(form, cue)| {
                let rest = line.strip_prefix(form)?;
                (!rest.starts_with(char::is_alphanumeric) || form.ends_with(' ')).then_some(cue)
            })
        };
        self.whole.get(bare).copied().or_else(at_start)
    }

    /// Whether `key` (normalised) is the key of a `key: value` line of a biography.
    pub(crate) fn of_key(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// The first cue that stands anywhere in `words` (normalised).
    pub(crate) fn inside(&self, words: &str) -> Option<Cue> {
        self.inside.find_iter(words).find_map(|found| {
            let before = words[..found.start()].chars().next_back();
            let after = words[found.end()..].chars().next();
            let form = &words[found.range()];
            let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            let closed = !form.ends_with(char::is_alphanumeric) || free(after);
            (free(before) && closed).then(|| self.of_pattern[found.pattern().as_usize()])
        })
    }
}

/// Lower case, straight quotes, single spaces, no emphasis marks: the form in which cues are kept.
pub(crate) fn normalised(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{2bc}' => out.push('\''),
            '\u{201c}' | '\u{201d}' => out.push('"'),
            '\u{2013}' | '\u{2014}' => out.push('-'),
            '*' | '\u{ad}' | '\u{200b}' => {}
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_well_formed() {
        for (table, width) in [
            (table!("abbreviations.tsv"), 3),
            (table!("sentence_starters.tsv"), 2),
            (table!("hyphens.tsv"), 3),
            (table!("function_words.tsv"), 2),
            (table!("cues.tsv"), 4),
            (table!("datelines.tsv"), 3),
            (table!("page_parts.tsv"), 2),
        ] {
            for (number, row) in rows(table).enumerate() {
                assert_eq!(row.len(), width, "row {} {row:?}", number + 2);
                assert!(
                    row.iter().skip(1).all(|cell| !cell.trim().is_empty()),
                    "{row:?}"
                );
            }
        }
        for row in rows(table!("cues.tsv")) {
            assert_eq!(normalised(row[3]), row[3], "cues are kept normalised");
            assert!(["whole", "start", "inside"].contains(&row[2]), "{row:?}");
        }
        for row in rows(table!("datelines.tsv")) {
            assert_eq!(normalised(row[2]), row[2], "cues are kept normalised");
            assert!(
                ["published", "changed", "byline"].contains(&row[0]),
                "{row:?}"
            );
        }
        for row in rows(table!("abbreviations.tsv")) {
            assert!(["name", "number", "any"].contains(&row[2]), "{row:?}");
        }
        assert!(FUNCTION_WORDS.len() > 500 && ABBREVIATIONS.len() > 100 && STARTERS.len() > 50);
        assert_eq!(CUES.of_line("table of contents:"), Some(Cue::Contents));
    }
}
