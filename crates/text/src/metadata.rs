//! What documents say about themselves: front matter and the dates in it.

use detente_model::{Basis, Day, When};
use std::ops::Range;

use crate::document::Language;

/// What a document says about itself.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Metadata {
    pub(crate) title: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) published: Option<When>,
    pub(crate) url: Option<String>,
    pub(crate) language: Option<Language>,
    pub(crate) origin: Option<String>,
    /// What is wrong with the document, though it was read.
    pub(crate) notes: Vec<String>,
}

impl Metadata {
    /// Takes one `key: value`; keys that are not known are left alone, the first value wins.
    pub(crate) fn take(&mut self, key: &str, value: &str, basis: Basis) -> bool {
        let value = tidy(value);
        if value.is_empty() {
            return false;
        }
        let slot = match key.trim().to_lowercase().as_str() {
            "title" => &mut self.title,
            "outlet" | "source" | "publisher" | "site" => &mut self.outlet,
            "url" | "link" => &mut self.url,
            "origin" => &mut self.origin,
            "published" | "date" | "date_published" | "publication_date" => {
                let told = self.published.take().or_else(|| parse_when(&value, basis));
                match told {
                    Some(_) => self.notes.clear(),
                    None => self.undated(&value),
                }
                self.published = told;
                return true;
            }
            "language" | "lang" => {
                self.language = self.language.or_else(|| value.parse().ok());
                return true;
            }
            _ => return false,
        };
        slot.get_or_insert(value);
        true
    }

    /// Notes that a date of publication is stated which is none.
    fn undated(&mut self, value: &str) {
        let value: String = value.chars().take(40).collect();
        let note = format!(
            "the date {value:?} in its head is not read: {}",
            not_read(&value)
        );
        self.notes.push(note);
    }
}

/// Why a stated date is not read.
fn not_read(value: &str) -> &'static str {
    let parts: Vec<&str> = value.split(['-', '/', '.']).collect();
    let in_digits = parts
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    match parts.as_slice() {
        [first, _, _] if in_digits && first.len() == 4 => "there is no such day",
        [_, _, last] if in_digits && last.len() == 4 => {
            "it may be read with the day or with the month first"
        }
        _ => "it is no day, month or year",
    }
}

/// A value in one line, without quotes and doubled white space.
pub(crate) fn tidy(value: &str) -> String {
    let value = value.trim();
    let unquoted = ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(value);
    let mut out = String::with_capacity(unquoted.len());
    for word in unquoted.split_whitespace().take(400) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Front matter at the start of `text`: its range with both fences, and what it says.
///
/// YAML-like between lines of `---`, TOML-like between lines of `+++`; only plain `key: value` or
/// `key = value` lines are understood, others are read over.
pub(crate) fn front_matter(text: &str) -> Option<(Range<usize>, Metadata)> {
    let fence = ["---", "+++"].into_iter().find(|fence| {
        text.strip_prefix(fence)
            .is_some_and(|rest| rest.starts_with('\n') || rest.starts_with("\r\n"))
    })?;
    let separator = if fence == "---" { ':' } else { '=' };
    let mut metadata = Metadata::default();
    let (mut at, mut known) = (0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate().take(200) {
        at += line.len();
        let line = line.trim_end();
        if number > 0 && line == fence {
            return (known > 0).then_some((0..at, metadata));
        }
        if let Some((key, value)) = line.split_once(separator) {
            known += usize::from(metadata.take(key, value, Basis::Stated));
        }
    }
    None
}

const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "janvier", "janv"],
    &["february", "feb", "février", "fevrier", "févr", "fév"],
    &["march", "mar", "mars"],
    &["april", "apr", "avril", "avr"],
    &["may", "mai"],
    &["june", "jun", "juin"],
    &["july", "jul", "juillet", "juil"],
    &["august", "aug", "août", "aout"],
    &["september", "sep", "sept", "septembre"],
    &["october", "oct", "octobre"],
    &["november", "nov", "novembre"],
    &["december", "dec", "décembre", "decembre", "déc"],
];

/// The date that a metadata value gives: ISO 8601 to the day, month or year, or a day in words.
///
/// A date in digits only with the year last ("03/04/2025") is not read: it is two days.
pub(crate) fn parse_when(value: &str, basis: Basis) -> Option<When> {
    let value = value.trim();
    let text: String = value.chars().take(80).collect();
    let digits = |part: &str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let stamp = value.split(['T', 't', ' ']).next().unwrap_or(value);
    let parts: Vec<&str> = stamp.split(['-', '/', '.']).collect();
    if parts[0].len() == 4 && parts.iter().all(|part| !part.is_empty() && digits(part)) {
        let number = |at: usize| parts[at].parse::<i16>().ok();
        let small = |at: usize| parts[at].parse::<i8>().ok();
        return match parts.len() {
            1 if stamp == value => Some(When::year(plausible(number(0)?)?, basis, &text)),
            2 => Day::new(plausible(number(0)?)?, small(1)?, 1)
                .ok()
                .map(|day| When::month(day, basis, &text)),
            3 => Day::new(plausible(number(0)?)?, small(1)?, small(2)?)
                .ok()
                .map(|day| When::day(day, basis, &text)),
            _ => None,
        };
    }
    if stamp.len() == 8 && stamp.bytes().all(|byte| byte.is_ascii_digit()) {
        let year = plausible(stamp[..4].parse().ok()?)?;
        let day = Day::new(year, stamp[4..6].parse().ok()?, stamp[6..].parse().ok()?).ok()?;
        return Some(When::day(day, basis, &text));
    }
    date_in_words(value, basis, &text)
}

/// Years in which something that is read here can have been published.
fn plausible(year: i16) -> Option<i16> {
    (1500..=2200).contains(&year).then_some(year)
}

/// "January 17, 2025", "17 January 2025", "Fri, 17 Jan 2025 10:00:00 GMT", "janvier 2025".
fn date_in_words(value: &str, basis: Basis, text: &str) -> Option<When> {
    let lower = value.to_lowercase();
    let (mut year, mut month, mut day) = (None, None, None);
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != ':');
    for word in words.filter(|word| !word.is_empty()).take(12) {
        let bare = ["st", "nd", "rd", "th", "er"]
            .into_iter()
            .find_map(|ending| word.strip_suffix(ending))
            .filter(|bare| bare.bytes().all(|byte| byte.is_ascii_digit()))
            .unwrap_or(word);
        if let Ok(number) = bare.parse::<i16>() {
            match bare.len() {
                4 if year.is_none() => year = Some(plausible(number)?),
                1 | 2 if day.is_none() && year.is_none() => day = i8::try_from(number).ok(),
                _ => {}
            }
        } else if month.is_none() {
            month = MONTHS.iter().position(|names| names.contains(&word));
        }
    }
    let month = i8::try_from(month? + 1).ok()?;
    match day {
        Some(day) => Day::new(year?, month, day)
            .ok()
            .map(|day| When::day(day, basis, text)),
        None => Day::new(year?, month, 1)
            .ok()
            .map(|day| When::month(day, basis, text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edtf(value: &str) -> Option<String> {
        parse_when(value, Basis::Stated).map(|when| when.to_edtf())
    }

    #[test]
    fn dates_of_metadata_keep_their_precision() {
        for (value, expected) in [
            ("2025-01-17", "2025-01-17"),
            ("2025-01-17T23:30:00-05:00", "2025-01-17"),
            ("2025-01-17 08:00", "2025-01-17"),
            ("2025/1/7", "2025-01-07"),
            ("20250117", "2025-01-17"),
            ("2025-01", "2025-01"),
            ("2025", "2025"),
            ("January 17th, 2025", "2025-01-17"),
            ("Fri, 17 Jan 2025 10:00:00 GMT", "2025-01-17"),
            ("le 1er août 2024", "2024-08-01"),
            ("Sept. 2019", "2019-09"),
        ] {
            assert_eq!(edtf(value).as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn what_is_no_sure_date_stays_unknown() {
        for value in [
            "",
            "03/04/2025",
            "yesterday",
            "2025-02-30",
            "0000-00-00",
            "99999",
            "17",
        ] {
            assert_eq!(edtf(value), None, "{value}");
        }
    }

    #[test]
    fn a_date_that_is_none_is_noted() {
        for (value, why) in [
            ("2020-14-19", "no such day"),
            ("03/04/2025", "with the day or with the month first"),
            ("soon", "no day, month or year"),
        ] {
            let text = format!("---\ntitle: a\ndate: {value}\n---\nWords.\n");
            let (_, metadata) = front_matter(&text).unwrap();
            assert_eq!(metadata.published, None);
            let [note] = metadata.notes.as_slice() else {
                panic!("{:?}", metadata.notes)
            };
            assert!(note.contains(value) && note.contains(why), "{note}");
        }
    }

    #[test]
    fn front_matter_is_found_only_at_the_start() {
        let text = "---\ntitle: \"A: b\"\nsource: Wire\ndate: 2025-01-17\n---\nWords.\n";
        let (range, metadata) = front_matter(text).unwrap();
        assert_eq!(&text[range.end..], "Words.\n");
        assert_eq!(metadata.title.as_deref(), Some("A: b"));
        assert_eq!(metadata.outlet.as_deref(), Some("Wire"));
        assert_eq!(metadata.published.unwrap().to_edtf(), "2025-01-17");
        assert!(front_matter("---\n\nA rule, then words.\n---\n").is_none());
        assert!(front_matter("Words\n---\ntitle: no\n---\n").is_none());
        assert!(front_matter("---\ntitle: never closed\n").is_none());
    }
}
