//! When a text says that it was published: in a line of its own near its start ("By Ann Lee | 14
//! March 2024", "Published May 10, 2023"), or in the dateline of its first words.

use detente_model::{Precision, Span, When};

use crate::dateline::find_dateline;
use crate::dates::find_dates;
use crate::document::SpanKind;
use crate::structure::Piece;
use crate::tables::{DayCue, day_cue, normalised};

/// How many parts of a text may stand before the one that gives its day.
const NEAR_START: usize = 12;
/// How many bytes a line with a day and a byline has at most.
const LONGEST: usize = 120;
/// How many words a part of such a line has at most that is neither: "Analysis", "The Daily News".
const SHORT: usize = 4;

/// The day on which a text says that it was published.
///
/// The part that says it is marked as boilerplate where it says nothing else. A day in a sentence
/// is none, nor is one without its year.
pub(crate) fn stated_day(text: &str, pieces: &mut [Piece], language: &str) -> Option<When> {
    let near = pieces.len().min(NEAR_START);
    let lines = || pieces[..near].iter().enumerate();
    let stated = |kind: Says| {
        lines().find_map(|(at, piece)| {
            let words = &text[piece.range.clone()];
            let when = line_day(words, language, kind)?;
            Some((at, when))
        })
    };
    let line = stated(Says::Published).or_else(|| stated(Says::Nothing));
    if let Some((at, when)) = line {
        pieces[at].kind = SpanKind::Boilerplate;
        pieces[at].sentences.clear();
        return Some(when);
    }
    let body = |(_, piece): &(usize, &Piece)| piece.kind == SpanKind::Body;
    let (_, first) = lines().find(body)?;
    let line = find_dateline(text, Span::from_range(first.range.clone()))?;
    only_day(line.of(text), LONGEST, 0.0, language)
}

/// What a line says of its day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// That something was published on it.
    Published,
    /// Nothing, or when it was changed; it may say who wrote.
    Nothing,
}

/// The day of a line that has nothing else to say than this and who wrote.
fn line_day(words: &str, language: &str, says: Says) -> Option<When> {
    if words.len() > LONGEST {
        return None;
    }
    let parts = words
        .split(['|', '\u{b7}', '\u{2022}', '\u{2014}', '\u{2013}', '\n'])
        .flat_map(|part| part.split(". "))
        .map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|part| !part.is_empty());
    let mut found = None;
    for part in parts {
        let day = only_day(part, LONGEST, 0.0, language);
        let said = match day_cue(&normalised(part)) {
            Some(DayCue::Published) => Says::Published,
            // "By March, both had signed." is no byline.
            Some(DayCue::Byline) if words.ends_with('.') => return None,
            Some(_) => Says::Nothing,
            None if day.is_none() && part.split(' ').count() <= SHORT => continue,
            None if only_day(part, LONGEST, 0.6, language).is_some() => Says::Nothing,
            None if is_imprint(part) => Says::Nothing,
            None => return None,
        };
        if said == says {
            found = found.or(day);
        }
    }
    found
}

/// Whether a line gives paper, place and day, and all of its words are names: "The Courier, Amritsar,
/// 13 May 2025".
fn is_imprint(line: &str) -> bool {
    let named = |word: &str| {
        let first = word.chars().find(|c| c.is_alphanumeric());
        first.is_none_or(|first| first.is_uppercase() || first.is_ascii_digit())
    };
    line.matches(',').count() >= 2 && line.split(' ').count() <= 9 && line.split(' ').all(named)
}

/// The one day that `words`, at most `longest` bytes, give in full; it must take up at least
/// `share` of them, from 0 to 1.
pub(crate) fn only_day(words: &str, longest: usize, share: f32, language: &str) -> Option<When> {
    if words.len() > longest {
        return None;
    }
    let found = find_dates(words, language, None);
    let mut days = found.iter().filter_map(|found| {
        let when = found.when.as_ref()?;
        let one_day = when.precision() == Precision::Day && when.start() == when.end();
        one_day.then_some((when, found.span))
    });
    let (when, span) = days.next()?;
    let one = days.all(|(next, _)| next.start() == when.start());
    let shown = span.get(words).unwrap_or_default();
    // Digits alone with the year last are two days.
    let sure = shown.chars().any(char::is_alphabetic)
        || shown.bytes().take(4).all(|byte| byte.is_ascii_digit());
    let enough = span.len() as f32 >= share * words.len() as f32;
    (one && sure && enough).then(|| when.clone())
}

#[cfg(test)]
mod tests {
    use detente_model::Basis;

    use crate::{Hints, Limits, read_document};

    fn published(text: &str) -> Option<String> {
        let document = read_document(text.as_bytes(), &Hints::default(), &Limits::default());
        let published = document.unwrap().published?;
        assert_eq!(published.basis(), Basis::Stated);
        Some(published.to_edtf())
    }

    #[test]
    fn lines_and_datelines_give_the_day_of_publication() {
        let english = "The two ministers met in Ankara. They signed an agreement there.";
        let french = "Les deux ministres se sont rencontrés à Ankara. Ils y ont signé un accord.";
        for line in [
            "By Elena Markou | 14 March 2024",
            "14 March 2024",
            "The Daily Courier, Ankara, 14 March 2024",
            "March 14, 2024 | Analysis",
            "Published March 14, 2024",
            "Posted by the Europe desk, March 14, 2024",
            "*Commentary. Published March 14, 2024.*",
            "Last updated: March 14, 2024",
            "Updated May 2, 2025 · Published March 14, 2024",
            "Par Anne Roy, le 14 mars 2024",
            "Publié le 14 mars 2024",
        ] {
            let body = if line.contains("mars") {
                french
            } else {
                english
            };
            let text = format!("A title of some words\n\n{line}\n\n{body}\n");
            assert_eq!(published(&text).as_deref(), Some("2024-03-14"), "{line}");
        }
        let wire = "ANKARA, March 14, 2024 (Wire) - The two ministers met on Monday.\n";
        assert_eq!(published(wire).as_deref(), Some("2024-03-14"));
    }

    #[test]
    fn days_of_what_is_told_are_no_days_of_publication() {
        for text in [
            "A title of some words\n\nOn 14 March 2024 the two ministers met in Ankara.\n",
            "The two ministers met in Ankara on March 14, 2024.\n",
            "By March 14, 2024, both had signed the agreement in Ankara.\n",
            "A title of some words\n\nThe talks of March 14, 2024\n\nThey met in Ankara.\n",
            "ANKARA, March 14 (Wire) - The two ministers met on Monday.\n",
        ] {
            assert_eq!(published(text), None, "{text}");
        }
    }
}
