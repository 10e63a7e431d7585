//! In which language words are, and where English turns into French inside a sentence.

use std::ops::Range;

use crate::document::Language;
use crate::tables::{FUNCTION_WORDS, LANGUAGES};

/// The place of Latin, as filler text uses it, among the languages of the table.
const FILLER: usize = LANGUAGES.len() - 1;

/// How often words that are typical of each language stand in a text.
#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    hits: [f32; LANGUAGES.len()],
    words: usize,
}

impl Counts {
    fn of(text: &str) -> Self {
        let mut counts = Self::default();
        for (_, word) in words(text).take(600) {
            counts.words += 1;
            let set = FUNCTION_WORDS.get(word.as_str()).copied().unwrap_or(0);
            if set == 0 {
                continue;
            }
            // A word that many languages use says little about each of them.
            let weight = 1.0 / set.count_ones() as f32;
            for (place, hits) in counts.hits.iter_mut().enumerate() {
                if set & (1 << place) != 0 {
                    *hits += weight;
                }
            }
        }
        counts
    }

    /// The place of the best language, and how far it leads.
    fn best(&self) -> (usize, f32, f32) {
        let (mut best, mut second) = ((0, 0.0), 0.0);
        for (place, &hits) in self.hits.iter().enumerate() {
            if hits > best.1 {
                second = best.1;
                best = (place, hits);
            } else if hits > second {
                second = hits;
            }
        }
        (best.0, best.1, second)
    }
}

/// Whether `text` is filler: Latin-like words without meaning.
pub(crate) fn is_filler(text: &str) -> bool {
    let counts = Counts::of(text);
    let (best, hits, _) = counts.best();
    best == FILLER && counts.words >= 4 && hits * 3.0 > counts.words as f32
}

/// The language of `text`, or `None` where its words do not show it.
pub(crate) fn detect(text: &str) -> Option<Language> {
    if !mostly_latin(text) {
        return other_script(text);
    }
    let counts = Counts::of(text);
    let (best, hits, second) = counts.best();
    if best != FILLER && hits >= 1.4 && hits > second * 1.5 + 0.3 {
        return LANGUAGES[best].parse().ok();
    }
    let leaning: f32 = words(text)
        .take(200)
        .map(|(raw, word)| french_leaning(raw, &word))
        .sum();
    let foreign = hits > 1.0 && best > 1;
    if !foreign && leaning.abs() >= 2.0 {
        let french = leaning > 0.0;
        return Some(if french {
            Language::FRENCH
        } else {
            Language::ENGLISH
        });
    }
    let info = whatlang::detect(text)?;
    (info.is_reliable() && counts.words >= 4)
        .then(|| from_whatlang(info.lang()))
        .flatten()
}

fn mostly_latin(text: &str) -> bool {
    let (mut latin, mut other) = (0, 0);
    for c in text.chars().filter(|c| c.is_alphabetic()).take(400) {
        if (c as u32) < 0x250 || matches!(c as u32, 0x1e00..=0x1eff) {
            latin += 1;
        } else {
            other += 1;
        }
    }
    latin >= other
}

/// Scripts other than Latin nearly name the language; where they do not, trigrams decide.
fn other_script(text: &str) -> Option<Language> {
    if text.contains(['پ', 'چ', 'ژ', 'گ', 'ی', 'ک']) && !text.contains(['ے', 'ٹ', 'ڈ', 'ں'])
    {
        return "fa".parse().ok();
    }
    let info = whatlang::detect(text)?;
    if info.script() == whatlang::Script::Cyrillic {
        return cyrillic(text, &info);
    }
    from_whatlang(info.lang())
}

/// Letters that only some languages have decide before trigrams, which need longer texts.
fn cyrillic(text: &str, info: &whatlang::Info) -> Option<Language> {
    let has = |letters: &[char]| text.to_lowercase().contains(letters);
    let code = match () {
        () if has(&['ў']) => "be",
        () if has(&['ї', 'є', 'ґ']) => "uk",
        () if has(&['ђ', 'ћ']) => "sr",
        () if has(&['ы', 'э', 'ё']) => "ru",
        () if info.is_reliable() => return from_whatlang(info.lang()),
        () => "ru",
    };
    code.parse().ok()
}

fn from_whatlang(lang: whatlang::Lang) -> Option<Language> {
    let code = lang.code();
    let short = match code {
        "ara" => "ar",
        "aze" => "az",
        "bel" => "be",
        "ben" => "bn",
        "bul" => "bg",
        "cat" => "ca",
        "ces" => "cs",
        "cmn" => "zh",
        "dan" => "da",
        "deu" => "de",
        "ell" => "el",
        "eng" => "en",
        "est" => "et",
        "fin" => "fi",
        "fra" => "fr",
        "heb" => "he",
        "hin" => "hi",
        "hrv" => "hr",
        "hun" => "hu",
        "hye" => "hy",
        "ita" => "it",
        "jpn" => "ja",
        "kat" => "ka",
        "kor" => "ko",
        "lav" => "lv",
        "lit" => "lt",
        "mkd" => "mk",
        "nld" => "nl",
        "nob" => "no",
        "pes" => "fa",
        "pol" => "pl",
        "por" => "pt",
        "ron" => "ro",
        "rus" => "ru",
        "slk" => "sk",
        "slv" => "sl",
        "spa" => "es",
        "srp" => "sr",
        "swe" => "sv",
        "tha" => "th",
        "tuk" => "tk",
        "tur" => "tr",
        "ukr" => "uk",
        "urd" => "ur",
        "uzb" => "uz",
        "vie" => "vi",
        "lat" => return None,
        other => other,
    };
    short.parse().ok()
}

/// The words of `text`: as written, and in lower case with straight apostrophes.
fn words(text: &str) -> impl Iterator<Item = (&str, String)> {
    text.split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’')))
        .map(|word| word.trim_matches(['\'', '’']))
        .filter(|word| !word.is_empty())
        .map(|word| (word, word.to_lowercase().replace('’', "'")))
}

const ENGLISH: u32 = 1;
const FRENCH: u32 = 2;

/// How much a word looks French (above zero) or English (below zero).
fn french_leaning(raw: &str, word: &str) -> f32 {
    if let Some((head, tail)) = word.split_once('\'') {
        return match (head, tail) {
            (
                "l" | "d" | "qu" | "n" | "s" | "j" | "c" | "m" | "t" | "jusqu" | "lorsqu"
                | "puisqu",
                _,
            ) if tail.len() > 1 => 2.0,
            (_, "s" | "re" | "ve" | "ll" | "t" | "d") => -1.5,
            _ => 0.0,
        };
    }
    let set = FUNCTION_WORDS.get(word).copied().unwrap_or(0) & (ENGLISH | FRENCH);
    match set {
        ENGLISH => return -2.0,
        FRENCH => return 2.0,
        0 => {}
        _ => return 0.0,
    }
    if raw.starts_with(char::is_uppercase) || word.chars().count() < 4 {
        return 0.0;
    }
    if word.contains(['é', 'è', 'ê', 'à', 'ç', 'ù', 'î', 'ô', 'œ', 'û', 'â', 'ë']) {
        return 1.5;
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ends(&[
        "ing", "ings", "ed", "ly", "ness", "ship", "ful", "ity", "ous", "ies", "ght", "cy", "ry",
        "wn", "th", "ck", "less", "hood",
    ]) || word.contains(['w', 'k'])
    {
        return -1.0;
    }
    if ends(&[
        "aire", "aires", "ique", "iques", "eux", "euse", "euses", "eur", "eurs", "aient", "ais",
        "ait", "elle", "elles", "ienne", "iens", "ien", "oire", "eaux", "eau", "ois", "oir", "ées",
        "ement",
    ]) {
        return 1.0;
    }
    0.0
}

/// What a change of language inside a sentence costs; less after a comma or quote.
const SWITCH: f32 = 5.0;
const SWITCH_AFTER_MARK: f32 = 4.2;
/// The least words, and the least leaning, of a stretch that is cut off.
const LEAST_WORDS: usize = 4;
const LEAST_LEANING: f32 = 4.0;

/// Cuts `text` where English turns into French or back; one stretch where it does not.
///
/// The stretches are found as the cheapest way through the words, with a price for each change.
pub(crate) fn stretches(text: &str) -> Vec<(Range<usize>, Option<Language>)> {
    let whole = || vec![(0..text.len(), None)];
    let words = spaced_words(text);
    let leanings: Vec<f32> = words
        .iter()
        .map(|word| leaning_of(&text[word.clone()]))
        .collect();
    let french: f32 = leanings.iter().filter(|leaning| **leaning > 0.0).sum();
    let english: f32 = -leanings
        .iter()
        .filter(|leaning| **leaning < 0.0)
        .sum::<f32>();
    if french < LEAST_LEANING || english < LEAST_LEANING {
        return whole();
    }
    let states = cheapest_way(text, &words, &leanings);
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in 0..states.len() {
        match runs.last_mut() {
            Some(run) if states[run.0] == states[at] => run.1 = at + 1,
            _ => runs.push((at, at + 1)),
        }
    }
    let strong = runs.iter().all(|&(first, end)| {
        let leaning: f32 = leanings[first..end].iter().sum();
        end - first >= LEAST_WORDS && leaning.abs() >= LEAST_LEANING
    });
    if runs.len() < 2 || !strong {
        return whole();
    }
    let mut out = Vec::with_capacity(runs.len());
    for (place, &(first, _)) in runs.iter().enumerate() {
        let start = if place == 0 { 0 } else { words[first].start };
        let end = runs
            .get(place + 1)
            .map_or(text.len(), |next| words[next.0].start);
        let language = if states[first] {
            Language::FRENCH
        } else {
            Language::ENGLISH
        };
        out.push((start..end, Some(language)));
    }
    out
}

fn spaced_words(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_whitespace() {
            if let Some(start) = start.take() {
                out.push(start..at);
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    out
}

fn leaning_of(token: &str) -> f32 {
    words(token)
        .map(|(raw, word)| french_leaning(raw, &word))
        .sum::<f32>()
        .clamp(-2.5, 2.5)
}

/// For each word whether it is French, such that the sum of leanings less the price of changes is
/// greatest.
fn cheapest_way(text: &str, words: &[Range<usize>], leanings: &[f32]) -> Vec<bool> {
    let mut score = [0.0_f32; 2];
    let mut came_from: Vec<[usize; 2]> = Vec::with_capacity(words.len());
    for (at, leaning) in leanings.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &text[words[before].clone()]);
        let marked = before
            .is_some_and(|word| word.ends_with([',', ';', ':', '»', '”', '"', ')', '–', '—', '.']));
        let price = if marked { SWITCH_AFTER_MARK } else { SWITCH };
        let mut next = [0.0; 2];
        let mut from = [0; 2];
        for state in 0..2 {
            let stay = score[state];
            let change = score[1 - state] - price;
            let gain = if state == 1 { *leaning } else { -leaning };
            from[state] = if change > stay { 1 - state } else { state };
            next[state] = stay.max(change) + gain;
        }
        score = next;
        came_from.push(from);
    }
    let mut state = usize::from(score[1] > score[0]);
    let mut states = vec![false; words.len()];
    for at in (0..words.len()).rev() {
        states[at] = state == 1;
        state = came_from[at][state];
    }
    states
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<String> {
        detect(text).map(|language| language.code().to_owned())
    }

    #[test]
    fn sentences_are_told_apart() {
        for (text, expected) in [
            (
                "The minister left for Oslo after the talks had failed.",
                "en",
            ),
            (
                "La ministre est partie pour Oslo après l’échec des discussions.",
                "fr",
            ),
            (
                "Der Minister ist nach dem Scheitern der Gespräche abgereist.",
                "de",
            ),
            (
                "El ministro se fue a Oslo después de que fracasaran las negociaciones.",
                "es",
            ),
            ("Министр улетел в Осло после провала переговоров.", "ru"),
            ("وزیر پس از شکست گفتگوها به اسلو رفت.", "fa"),
            ("غادر الوزير إلى أوسلو بعد فشل المحادثات.", "ar"),
        ] {
            assert_eq!(code(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(code("Oslo 2024"), None);
    }

    #[test]
    fn filler_is_no_language() {
        assert!(is_filler("Sed enim quia voluptatem et aut dolorem ipsum."));
        assert!(!is_filler(
            "The sed utility and other tools are used in Rome."
        ));
        assert!(!is_filler("Le ministre est parti et il ne reviendra pas."));
    }

    #[test]
    fn a_change_inside_a_sentence_is_cut() {
        let text = "As was reported yesterday, le ministre des finances a quitté la réunion avec ses conseillers, which the other members had not expected at all.";
        let parts = stretches(text);
        let codes: Vec<_> = parts
            .iter()
            .map(|part| part.1.map(|l| l.code().to_owned()))
            .collect();
        assert_eq!(
            codes,
            [Some("en".into()), Some("fr".into()), Some("en".into())]
        );
        assert_eq!(
            &text[parts[1].0.clone()],
            "le ministre des finances a quitté la réunion avec ses conseillers, "
        );
    }

    #[test]
    fn names_and_borrowed_words_are_no_change() {
        for text in [
            "The president of Le Monde and the Agence France-Presse met in Aix-en-Provence on Friday with others.",
            "Il a parlé du « soft power » et du « deep state » avec les membres de la commission.",
        ] {
            assert_eq!(stretches(text).len(), 1, "{text}");
        }
    }
}
