//! Whether two authorities mean one person.

use detente_model::spelt_alike;

use super::Leader;

/// Letters of a word that are looked at.
const LONGEST: usize = 40;

/// Whether two authorities may mean one person: the last word of a name of one is in a name of the
/// other, but for one letter, or all words of one are.
pub(crate) fn same_person(one: &Leader, other: &Leader) -> bool {
    one.names
        .iter()
        .any(|left| other.names.iter().any(|right| alike(left, right)))
}

fn alike(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let words = name.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        words
            .map(|word| word.to_lowercase().chars().take(LONGEST).collect())
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let has = |name: &[String], word: &str| name.iter().any(|found| spelt_alike(found, word));
    let (Some(last_one), Some(last_other)) = (one.last(), other.last()) else {
        return false;
    };
    let long = |word: &str| word.chars().count() >= 4;
    spelt_alike(last_one, last_other) && long(last_one)
        || one.iter().all(|word| has(&other, word))
        || other.iter().all(|word| has(&one, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_by_surname_or_in_whole() {
        for (one, other) in [
            ("Putin", "Vladimir Putin"),
            ("Mohammad Mossadeg", "Mohammad Mossadegh"),
            ("Kim Jong Il", "Kim Jong-il"),
            ("Erdogan", "Recep Tayyip Erdoğan"),
        ] {
            assert!(alike(one, other) && alike(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("Khomeini", "Khamenei"),
            ("Kim Jong Il", "Kim Jong-un"),
            ("Mohammad Mossadeg", "Mohammad Reza"),
            ("Bush", "Ford"),
            ("", "Putin"),
        ] {
            assert!(!alike(one, other) && !alike(other, one), "{one} {other}");
        }
    }
}
