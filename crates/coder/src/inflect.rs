//! The written forms of a verb or noun, by rule and by the list of irregular ones.

use std::collections::BTreeMap;

/// What a written form of a verb can be.
pub(crate) mod form {
    /// "sign", also the infinitive of French.
    pub(crate) const BASE: u16 = 1;
    /// "signs".
    pub(crate) const THIRD: u16 = 1 << 1;
    /// "signed" as a past; any finite form of French.
    pub(crate) const PAST: u16 = 1 << 2;
    /// "signed" as a participle.
    pub(crate) const PARTICIPLE: u16 = 1 << 3;
    /// "signing", "signant".
    pub(crate) const GERUND: u16 = 1 << 4;
    /// A future form of French.
    pub(crate) const FUTURE: u16 = 1 << 5;
    /// A conditional form of French.
    pub(crate) const CONDITIONAL: u16 = 1 << 6;
}
use form::{BASE, CONDITIONAL, FUTURE, GERUND, PARTICIPLE, PAST, THIRD};

/// The forms of an irregular verb, from the file of the lexicon.
#[derive(Debug, Clone, Default)]
pub(crate) struct Irregular {
    pub finite: Vec<String>,
    pub participle: Vec<String>,
    pub gerund: Vec<String>,
    /// Whether the forms stand beside the regular ones.
    pub adds: bool,
}

pub(crate) type Irregulars = BTreeMap<(String, String), Irregular>;

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// "ban", "stop": one vowel between consonants in a word of one syllable doubles its last letter.
fn doubles(lemma: &str) -> bool {
    let letters: Vec<char> = lemma.chars().collect();
    let vowels = letters.iter().filter(|c| is_vowel(**c)).count();
    let [.., before, vowel, last] = letters.as_slice() else {
        return false;
    };
    vowels == 1
        && !is_vowel(*before)
        && is_vowel(*vowel)
        && !is_vowel(*last)
        && !matches!(last, 'w' | 'x' | 'y')
}

/// With the ending of a plural or third person: "denies", "pushes".
pub(crate) fn sibilant_plural(word: &str) -> String {
    let hissing = ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|end| word.ends_with(end));
    let consonant_y = word
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(is_vowel));
    match consonant_y {
        Some(stem) => format!("{stem}ies"),
        None if hissing => format!("{word}es"),
        None => format!("{word}s"),
    }
}

/// The plural of a noun; French adds the usual endings only.
pub(crate) fn plural(language: &str, noun: &str) -> String {
    if language != "fr" {
        return sibilant_plural(noun);
    }
    if noun.ends_with(['s', 'x', 'z']) {
        noun.to_owned()
    } else if let Some(stem) = noun.strip_suffix("al") {
        format!("{stem}aux")
    } else if noun.ends_with("eau") {
        format!("{noun}x")
    } else {
        format!("{noun}s")
    }
}

/// All forms of the verb `lemma`, each with what it can be.
pub(crate) fn conjugate(
    language: &str,
    lemma: &str,
    irregulars: &Irregulars,
) -> Vec<(String, u16)> {
    let irregular = irregulars.get(&(language.to_owned(), lemma.to_owned()));
    let mut forms = match irregular {
        Some(irregular) if !irregular.adds => Vec::new(),
        _ if language == "fr" => regular_french(lemma),
        _ => regular_english(lemma),
    };
    if let Some(irregular) = irregular {
        if language == "fr" {
            forms.push((lemma.to_owned(), BASE));
            forms.extend(
                irregular
                    .finite
                    .iter()
                    .map(|form| (form.clone(), french_tense(form, &irregular.finite))),
            );
            // "nous recevons", "nous recevrons": as "recevait" and "recevra".
            let future = |form: &str| {
                form.ends_with("ra")
                    .then(|| (format!("{}ons", &form[..form.len() - 1]), FUTURE))
            };
            let present = |form: &str| {
                let stem = form.strip_suffix("ait").filter(|stem| !stem.ends_with('r'));
                stem.map(|stem| (format!("{stem}ons"), PAST))
            };
            let finite = irregular.finite.iter();
            forms.extend(finite.filter_map(|form| future(form).or_else(|| present(form))));
        } else {
            forms.push((lemma.to_owned(), BASE));
            forms.push((sibilant_plural(lemma), THIRD));
            forms.extend(irregular.finite.iter().map(|form| (form.clone(), PAST)));
            if irregular.gerund.is_empty() {
                forms.push((english_gerund(lemma), GERUND));
            }
        }
        forms.extend(
            irregular
                .participle
                .iter()
                .map(|form| (form.clone(), PARTICIPLE)),
        );
        forms.extend(irregular.gerund.iter().map(|form| (form.clone(), GERUND)));
    }
    forms
}

fn english_gerund(lemma: &str) -> String {
    if doubles(lemma) {
        let last = lemma.chars().next_back().unwrap_or_default();
        return format!("{lemma}{last}ing");
    }
    match lemma.strip_suffix('e') {
        Some(stem) if !stem.ends_with('e') => format!("{stem}ing"),
        _ => format!("{lemma}ing"),
    }
}

fn regular_english(lemma: &str) -> Vec<(String, u16)> {
    let consonant_y = lemma
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(is_vowel));
    let past = if let Some(stem) = consonant_y {
        format!("{stem}ied")
    } else if lemma.ends_with('e') {
        format!("{lemma}d")
    } else if doubles(lemma) {
        let last = lemma.chars().next_back().unwrap_or_default();
        format!("{lemma}{last}ed")
    } else {
        format!("{lemma}ed")
    };
    vec![
        (lemma.to_owned(), BASE),
        (sibilant_plural(lemma), THIRD),
        (past, PAST | PARTICIPLE),
        (english_gerund(lemma), GERUND),
    ]
}

/// The tense of a form among the other finite forms of its verb: "ouvrirait" stands beside
/// "ouvrira", and "ouvrait" beside nothing.
fn french_tense(form: &str, finite: &[String]) -> u16 {
    let future = form
        .strip_suffix("it")
        .or_else(|| form.strip_suffix("ient"))
        .filter(|stem| stem.ends_with("ra"));
    if future.is_some_and(|future| finite.iter().any(|other| other == future)) {
        CONDITIONAL
    } else if ["ra", "ront"].iter().any(|end| form.ends_with(end)) {
        FUTURE
    } else {
        PAST
    }
}

fn regular_french(lemma: &str) -> Vec<(String, u16)> {
    let mut forms = vec![(lemma.to_owned(), BASE)];
    let mut add = |stem: &str, endings: &[&str], kind: u16| {
        forms.extend(
            endings
                .iter()
                .map(|ending| (format!("{stem}{ending}"), kind)),
        );
    };
    if let Some(stem) = lemma.strip_suffix("er") {
        let soft = if let Some(start) = stem.strip_suffix('c') {
            format!("{start}ç")
        } else if stem.ends_with('g') {
            format!("{stem}e")
        } else {
            stem.to_owned()
        };
        let open = open_stem(stem);
        add(&open, &["e", "ent"], PAST);
        add(&soft, &["ait", "aient", "a", "ons"], PAST);
        add(stem, &["èrent"], PAST);
        for future in [stem, open.as_str()] {
            add(future, &["era", "eront", "erons"], FUTURE);
            add(future, &["erait", "eraient"], CONDITIONAL);
        }
        add(stem, &["é", "ée", "és", "ées"], PARTICIPLE);
        add(&soft, &["ant"], GERUND);
    } else if let Some(stem) = lemma.strip_suffix("ir") {
        add(
            stem,
            &[
                "it", "issent", "issait", "issaient", "irent", "isse", "issons",
            ],
            PAST,
        );
        add(stem, &["ira", "iront", "irons"], FUTURE);
        add(stem, &["irait", "iraient"], CONDITIONAL);
        add(stem, &["i", "ie", "is", "ies"], PARTICIPLE);
        add(stem, &["issant"], GERUND);
    } else if let Some(stem) = lemma.strip_suffix("re") {
        add(
            stem,
            &["", "ent", "ait", "aient", "it", "irent", "ons"],
            PAST,
        );
        add(stem, &["ra", "ront", "rons"], FUTURE);
        add(stem, &["rait", "raient"], CONDITIONAL);
        add(stem, &["u", "ue", "us", "ues"], PARTICIPLE);
        add(stem, &["ant"], GERUND);
    }
    forms
}

/// The stem before a silent ending, where the verb changes it: "suggérer" has "suggère", "lever"
/// "lève", "célébrer" "célèbre", and "déployer" "déploie".
fn open_stem(stem: &str) -> String {
    let mut letters: Vec<char> = stem.chars().collect();
    let count = letters.len();
    match letters.as_slice() {
        [.., 'o' | 'u', 'y'] => letters[count - 1] = 'i',
        [.., 'é' | 'e', last] if !is_vowel(*last) && *last != 'x' => letters[count - 2] = 'è',
        [.., 'é', first, 'r' | 'n'] if !is_vowel(*first) => letters[count - 3] = 'è',
        _ => {}
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(language: &str, lemma: &str, form: &str, kind: u16) -> bool {
        conjugate(language, lemma, &Irregulars::new())
            .iter()
            .any(|(found, bits)| found == form && bits & kind != 0)
    }

    #[test]
    fn regular_english_verbs() {
        assert!(has("en", "supply", "supplied", PAST));
        assert!(has("en", "ban", "banned", PARTICIPLE));
        assert!(has("en", "attack", "attacking", GERUND));
        assert!(has("en", "provide", "providing", GERUND));
        assert!(has("en", "launch", "launches", THIRD));
    }

    #[test]
    fn regular_french_verbs() {
        assert!(has("fr", "renforcer", "renforçant", GERUND));
        assert!(has("fr", "condamner", "condamné", PARTICIPLE));
        assert!(has("fr", "fournir", "fournissent", PAST));
        assert!(has("fr", "signer", "signera", FUTURE));
        assert!(has("fr", "lever", "lève", PAST));
        assert!(has("fr", "déployer", "déploiera", FUTURE));
        assert!(has("fr", "pénétrer", "pénètre", PAST));
    }
}
