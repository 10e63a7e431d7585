//! How soon an effect is said to come: "within months", "two years later", "by 2030".

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use detente_model::{Day, Lag};

const FILE: &str = "causes/lags.tsv";
const TEXT: &str = include_str!("../../../../data/causes/lags.tsv");

/// Words of a lead or number at the most.
const LONGEST: usize = 5;

/// Bytes without a comma that may stand between an effect and how soon it comes.
const FURTHEST: usize = 40;

/// The words of one language that tell how soon.
#[derive(Debug, Default)]
struct Words {
    lead: BTreeSet<&'static str>,
    by: BTreeSet<&'static str>,
    few: BTreeSet<&'static str>,
    later: BTreeSet<&'static str>,
    open: BTreeSet<&'static str>,
    at_once: BTreeMap<&'static str, u32>,
    unit: BTreeMap<&'static str, u32>,
    number: BTreeMap<&'static str, u32>,
    /// The first words of all of these.
    first: BTreeSet<&'static str>,
}

static TABLE: LazyLock<BTreeMap<&'static str, Words>> = LazyLock::new(|| {
    let mut table: BTreeMap<&str, Words> = BTreeMap::new();
    let rows = crate::table::rows(FILE, TEXT, ["language", "kind", "words", "days"]);
    for [language, kind, words, days] in rows.expect("the built-in file is well formed") {
        let days = days.parse().unwrap_or(0);
        let known = table.entry(language).or_default();
        for word in words.split('|') {
            known.first.extend(word.split(' ').next());
            match kind {
                "lead" => drop(known.lead.insert(word)),
                "by" => drop(known.by.insert(word)),
                "few" => drop(known.few.insert(word)),
                "later" => drop(known.later.insert(word)),
                "open" => drop(known.open.insert(word)),
                "at-once" => drop(known.at_once.insert(word, days)),
                "unit" => drop(known.unit.insert(word, days)),
                _ => drop(known.number.insert(word, days)),
            }
        }
    }
    table
});

/// A word with its bytes.
struct Word {
    lower: String,
    start: usize,
    end: usize,
}

fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, letter) in ends {
        let inside = letter.is_alphanumeric() || matches!(letter, '\'' | '’' | '-');
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let lower = text[from..at].to_lowercase().replace('’', "'");
                found.push(Word {
                    lower,
                    start: from,
                    end: at,
                });
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Words `at..at + length` as one string; `None` past the end.
fn phrase(words: &[Word], at: usize, length: usize) -> Option<String> {
    let part = words.get(at..at.checked_add(length)?)?;
    let lower: Vec<&str> = part.iter().map(|word| word.lower.as_str()).collect();
    Some(lower.join(" "))
}

/// The longest entry that begins at a word, as the word after it.
fn longest(words: &[Word], at: usize, known: &dyn Fn(&str) -> bool) -> Option<usize> {
    (1..=LONGEST)
        .rev()
        .find(|length| phrase(words, at, *length).is_some_and(|text| known(&text)))
        .map(|length| at + length)
}

/// Days of a stretch that begins at a word, with the word after it: "two years", "months", "a few
/// weeks". Without a number, less than would make the next larger unit.
fn stretch(table: &Words, words: &[Word], at: usize) -> Option<(u32, usize)> {
    let unit = |at: usize| table.unit.get(words.get(at)?.lower.as_str()).copied();
    let open = |days: u32| match days {
        1 => 7,
        7 => 30,
        30 => 365,
        365 => 3650,
        _ => 36_500,
    };
    if let Some(after) = longest(words, at, &|text| table.few.contains(text)) {
        return unit(after).map(|days| (open(days), after + 1));
    }
    let number = words.get(at)?.lower.as_str();
    let number = number
        .parse::<u32>()
        .ok()
        .filter(|number| *number < 1000)
        .or_else(|| table.number.get(number).copied());
    if let Some(number) = number {
        return unit(at + 1).map(|days| (number * days, at + 2));
    }
    unit(at).map(|days| (open(days), at + 1))
}

fn year(words: &[Word], at: usize) -> Option<i16> {
    let word = &words.get(at)?.lower;
    let year = word.parse::<i16>().ok().filter(|_| word.len() == 4)?;
    (1500..2300).contains(&year).then_some(year)
}

/// Where the expression that begins at a word ends, and what it says.
fn read(table: &Words, words: &[Word], at: usize) -> Option<(usize, Option<u32>, Option<Day>)> {
    if let Some(after) = longest(words, at, &|text| table.open.contains(text)) {
        return Some((after, None, None));
    }
    if let Some(after) = longest(words, at, &|text| table.at_once.contains_key(text)) {
        let days = phrase(words, at, after - at).and_then(|text| {
            let days = table.at_once.get(text.as_str());
            days.copied()
        });
        return Some((after, days, None));
    }
    if let Some(after) = longest(words, at, &|text| table.by.contains(text))
        && let Some(year) = year(words, after)
    {
        return Some((after + 1, None, Day::new(year, 12, 31).ok()));
    }
    if let Some(after) = longest(words, at, &|text| table.lead.contains(text))
        && let Some((days, end)) = stretch(table, words, after)
    {
        return Some((end, Some(days), None));
    }
    let (days, end) = stretch(table, words, at)?;
    let after = longest(words, end, &|text| table.later.contains(text))?;
    Some((after, Some(days), None))
}

/// How soon the effect comes by the words of `sentence`: an expression that stands inside or right
/// soon after the effect (bytes `effect` of the sentence), between both ends, or at the head of the sentence.
/// Where several do, the first.
pub(super) fn find(
    language: &str,
    sentence: &str,
    cause: (usize, usize),
    effect: (usize, usize),
) -> Option<Lag> {
    let table = TABLE.get(language)?;
    let words = words(sentence);
    let between = (cause.1.min(effect.1), cause.0.max(effect.0));
    let near = |start: usize, end: usize| {
        let inside = start >= effect.0 && end <= effect.1 + 1;
        let after = start >= effect.1
            && start <= effect.1 + FURTHEST
            && sentence
                .get(effect.1..start)
                .is_some_and(|gap| !gap.contains([',', ';', ':', '.']));
        let middle = start >= between.0 && end <= between.1 + 1;
        inside || after || middle || start <= 3
    };
    let may_begin = |at: &usize| {
        let word = words[*at].lower.as_str();
        table.first.contains(word) || word.starts_with(|letter: char| letter.is_ascii_digit())
    };
    (0..words.len()).filter(may_begin).find_map(|at| {
        let (after, within_days, by) = read(table, &words, at)?;
        let (start, end) = (words[at].start, words.get(after - 1)?.end);
        near(start, end).then(|| Lag {
            text: sentence[start..end].to_owned(),
            within_days,
            by,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(language: &str, sentence: &str, cause: &str, effect: &str) -> Option<Lag> {
        let place = |part: &str| {
            let start = sentence.find(part).expect("it is there");
            (start, start + part.len())
        };
        find(language, sentence, place(cause), place(effect))
    }

    #[test]
    fn stretches_and_years_are_read() {
        for (sentence, effect, text, days, by) in [
            (
                "The war will raise prices within months.",
                "prices",
                "within months",
                Some(365),
                None,
            ),
            (
                "The war will raise prices within two years.",
                "prices",
                "within two years",
                Some(730),
                None,
            ),
            (
                "The war led to famine two years later.",
                "famine",
                "two years later",
                Some(730),
                None,
            ),
            (
                "The war will raise prices by 2030.",
                "prices",
                "by 2030",
                None,
                Some("2030-12-31"),
            ),
            (
                "The war raised prices overnight.",
                "prices",
                "overnight",
                Some(1),
                None,
            ),
            (
                "In the long run, the war will raise prices.",
                "prices",
                "In the long run",
                None,
                None,
            ),
            (
                "The war will raise prices in the coming weeks.",
                "prices",
                "in the coming weeks",
                Some(30),
                None,
            ),
        ] {
            let lag = read("en", sentence, "war", effect).unwrap_or_else(|| panic!("{sentence}"));
            assert_eq!(lag.text, text);
            assert_eq!(
                (lag.within_days, lag.by),
                (days, by.map(|day| day.parse().expect("a day")))
            );
        }
    }

    #[test]
    fn french_is_read() {
        let lag = read(
            "fr",
            "La guerre fera monter les prix d'ici 2030.",
            "guerre",
            "prix",
        );
        assert_eq!(lag.expect("a lag").by, Day::new(2030, 12, 31).ok());
        let lag = read(
            "fr",
            "La guerre fera monter les prix en quelques semaines.",
            "guerre",
            "prix",
        );
        assert_eq!(lag.expect("a lag").within_days, Some(30));
    }

    #[test]
    fn what_is_no_lag_is_none() {
        for sentence in [
            "The war raised prices in Iran.",
            "The war raised prices in 2022.",
            "The war raised prices of two years of imports.",
            "The war raised prices by 20 per cent.",
        ] {
            assert_eq!(read("en", sentence, "war", "prices"), None, "{sentence}");
        }
    }
}
