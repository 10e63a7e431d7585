//! Where a report was filed: "BAGHDAD, April 9 (Xinhua) -- ", "TAIPEI: ".
//!
//! A dateline is no part of the sentence behind it. The state that it names is where the report
//! comes from, and its day, where it has a year, when the report was written.

use detente_model::Span;

/// How many bytes a dateline has at most.
const LONGEST: usize = 90;

/// What ends a dateline.
const ENDS: [&str; 6] = [
    " -- ",
    " \u{2013} ",
    " \u{2014} ",
    " - ",
    ": ",
    " \u{2015} ",
];

/// The dateline that begins `passage`, bytes of `text`, with the mark that ends it.
///
/// ```
/// use detente_model::Span;
/// use detente_text::find_dateline;
///
/// let text = "TAIPEI, Oct 3 (Wire) - A man was held.";
/// let line = find_dateline(text, Span::from_range(0..text.len()));
/// assert_eq!(line.map(|line| line.of(text)), Some("TAIPEI, Oct 3 (Wire) - "));
/// ```
pub fn find_dateline(text: &str, passage: Span) -> Option<Span> {
    let words = passage.of(text);
    let head = &words[..words.floor_char_boundary(LONGEST)];
    let (at, mark) = ENDS
        .iter()
        .filter_map(|mark| Some((head.find(mark)?, *mark)))
        .min()?;
    let line = &head[..at];
    let (place, agency) = match line.split_once('(') {
        Some((place, agency)) => (place.trim_end(), Some(agency)),
        None => (line, None),
    };
    let closed = agency.is_none_or(|agency| agency.ends_with(')') && agency.len() < 40);
    let mut parts = place.split(',').map(str::trim);
    let first = parts.next().unwrap_or_default();
    // "MOSCOW, Sept. 24", "TOWER, Minn.", "NIAMEY, le 28 septembre 2023": a few short words at most.
    let mut dated = false;
    let rest = parts.all(|part| {
        let day = part.strip_prefix("le ").unwrap_or(part);
        dated |= day.starts_with(|c: char| c.is_ascii_digit());
        day.split(' ').count() <= 3 && is_short(day)
    });
    // "Bujumbura (AFP) - ", "Dakar, le 3 mai - ": what stands behind a place tells it as well as capitals do.
    let agency_named = agency.is_some_and(|agency| agency.starts_with(char::is_uppercase));
    let told = (agency_named || dated) && mark != ": " && is_name(first);
    let shouted = is_shouted(first) || first.is_empty() && agency.is_some() || told;
    // "NATO: ..." may head a sentence, but a colon alone ends no dateline behind other marks.
    let whole = closed && shouted && rest && line.len() < LONGEST;
    if !whole || at + mark.len() >= words.len() {
        return None;
    }
    let start = passage.start() as usize;
    Some(Span::from_range(start..start + at + mark.len()))
}

/// Whether all letters are capitals, and there are some.
fn is_shouted(words: &str) -> bool {
    let mut letters = words.chars().filter(|c| c.is_alphabetic());
    let count = letters.clone().count();
    count >= 3 && letters.all(char::is_uppercase) && words.split(' ').count() <= 4
}

/// Whether all words begin with capitals, and there are a few.
fn is_name(words: &str) -> bool {
    let mut words = words.split([' ', '-']);
    words.clone().count() <= 3 && words.all(|word| word.starts_with(char::is_uppercase))
}

fn is_short(part: &str) -> bool {
    part.chars()
        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '\''))
        && part.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dateline(text: &str) -> Option<&str> {
        find_dateline(text, Span::from_range(0..text.len())).map(|span| span.of(text))
    }

    #[test]
    fn datelines_are_told_from_sentences() {
        assert_eq!(
            dateline("BAGHDAD, April 9 (Xinhua) -- Two men were killed."),
            Some("BAGHDAD, April 9 (Xinhua) -- ")
        );
        assert_eq!(dateline("TAIPEI: A man was held."), Some("TAIPEI: "));
        assert_eq!(
            dateline("(Reuters) - Police said so."),
            Some("(Reuters) - ")
        );
        assert_eq!(
            dateline("EAST CLEVELAND, Ohio (AP) -- A man died."),
            Some("EAST CLEVELAND, Ohio (AP) -- ")
        );
        assert_eq!(
            dateline("NIAMEY, le 28 septembre 2023 - La junte a réagi."),
            Some("NIAMEY, le 28 septembre 2023 - ")
        );
        assert_eq!(
            dateline("Bujumbura (AFP) - Un homme est mort."),
            Some("Bujumbura (AFP) - ")
        );
        assert_eq!(dateline("The minister said: we agree."), None);
        assert_eq!(dateline("Iran - a state - agreed."), None);
        assert_eq!(dateline("MOSCOW: "), None);
        assert_eq!(dateline(""), None);
    }
}
