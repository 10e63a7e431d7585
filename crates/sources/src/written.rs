//! When a passage can have been written: its document's date, else what it mentions.

use detente_model::{Basis, Day, When};

use crate::lexicon::{Lexicon, mark};
use crate::words::words;

/// The first and the last day on which a passage can have been written.
///
/// A document's date of publication bounds all its passages. Without one, a passage that speaks of
/// a day as past was written on it or later; one that speaks of what is to come shows nothing, for
/// what it expects may be long past. Only dates that the words give in full count.
pub fn written_bounds(
    lexicon: &Lexicon,
    text: &str,
    language: &str,
    published: Option<&When>,
) -> (Option<Day>, Option<Day>) {
    let last = published.and_then(|when| when.end().or(when.start()));
    let mentioned = || {
        let foresees = words(lexicon, text, true)
            .iter()
            .any(|word| word.is(mark::STATUS));
        if foresees {
            return None;
        }
        detente_text::find_dates(text, language, None)
            .into_iter()
            .filter_map(|date| date.when)
            .filter(|when| when.basis() == Basis::Stated)
            .filter_map(|when| when.start())
            .max()
    };
    let first = published.and_then(When::start).or_else(mentioned);
    (first, last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::tests::LEXICON;

    #[test]
    fn a_past_day_is_a_lower_bound() {
        let text = "The government fell in December 2024 after a short offensive.";
        let (first, last) = written_bounds(&LEXICON, text, "en", None);
        assert_eq!(first, "2024-12-01".parse().ok());
        assert_eq!(last, None);
    }

    #[test]
    fn what_is_to_come_bounds_nothing() {
        let text = "They will sign the treaty in October 2031.";
        assert_eq!(written_bounds(&LEXICON, text, "en", None), (None, None));
    }

    #[test]
    fn a_date_of_publication_bounds_all() {
        let day = "2025-01-17".parse().unwrap();
        let published = When::day(day, Basis::Stated, "");
        let found = written_bounds(&LEXICON, "Nothing is dated.", "en", Some(&published));
        assert_eq!(found, (Some(day), Some(day)));
    }
}
