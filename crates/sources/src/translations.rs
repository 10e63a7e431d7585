//! Documents that are translations of each other.

use std::collections::{BTreeMap, HashMap};

use crate::lexicon::{Lexicon, hash, mark};
use crate::recycle::{Sets, Text};
use crate::words::{Word, WordReader};

/// Figures that two documents must share at the least, each counted once.
const SHARED_FIGURES: usize = 5;
/// Share of the figures of both that both have.
const FIGURES_ALIKE: f64 = 0.8;
/// Share of the names and figures of the longer that stand in the other in the same order.
const IN_ORDER: f64 = 0.65;
/// How much longer a translation may be than its original.
const LONGER: f64 = 1.6;
/// Names and figures of a document that are compared.
const LONGEST: usize = 1000;
/// A figure that stands in more documents than this tells no pair apart.
const COMMON: usize = 64;

/// What a document says in any language: its names and figures, in order.
struct Gist {
    anchors: Vec<u32>,
    /// How often each figure stands in it.
    figures: BTreeMap<u32, usize>,
    words: usize,
}

/// Groups of documents in different languages that say the same, as places in `texts`: each group
/// in the order of names, the groups in the order of their first. `languages` are those of the
/// texts, ISO 639-1.
///
/// Names, figures and days are looked for, whose order a translator keeps; two reports of one event
/// share the names, and not all figures in one order. Where a text has few figures, nothing is said.
pub fn find_translations(
    lexicon: &Lexicon,
    texts: &[Text<'_>],
    languages: &[&str],
) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|&place| (texts[place].name, texts[place].text));
    let mut reader = WordReader::new(lexicon);
    let gists: Vec<Gist> = order
        .iter()
        .map(|&place| gist(&mut reader, &texts[place]))
        .collect();
    let mut standing: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, gist) in gists.iter().enumerate() {
        for &figure in gist.figures.keys() {
            standing.entry(figure).or_default().push(place);
        }
    }
    let mut shared: HashMap<(usize, usize), usize> = HashMap::new();
    for places in standing.values().filter(|places| places.len() <= COMMON) {
        for (index, &one) in places.iter().enumerate() {
            for &other in &places[index + 1..] {
                *shared.entry((one, other)).or_default() += 1;
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> = shared.into_keys().collect();
    pairs.sort_unstable();
    let mut sets = Sets::new(order.len());
    for (a, b) in pairs {
        let differ = languages[order[a]] != languages[order[b]];
        if differ && is_translation(&gists[a], &gists[b]) {
            sets.join(a, b);
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); order.len()];
    for place in 0..order.len() {
        groups[sets.root(place)].push(order[place]);
    }
    groups.retain(|group| group.len() > 1);
    groups
}

fn gist(reader: &mut WordReader<'_>, text: &Text<'_>) -> Gist {
    let mut words: Vec<Word> = Vec::new();
    let mut gist = Gist {
        anchors: Vec::new(),
        figures: BTreeMap::new(),
        words: 0,
    };
    for &(_, span) in text.stretches {
        let quote = span.get(text.text).unwrap_or_default();
        words.clear();
        reader.read(quote, true, &mut words);
        gist.words += words.len();
        for word in &words {
            if let Some(figure) = figure(quote, word) {
                *gist.figures.entry(figure).or_default() += 1;
                gist.anchors.push(figure);
            } else if word.is(mark::ACTOR) {
                gist.anchors.push(word.class);
            }
        }
    }
    gist.anchors.truncate(LONGEST);
    gist
}

/// The digits of a figure, without the marks between them, which languages set differently.
fn figure(quote: &str, word: &Word) -> Option<u32> {
    let form = &quote[word.start as usize..word.end as usize];
    let digits: String = form.chars().filter(char::is_ascii_digit).collect();
    (!digits.is_empty()).then(|| hash(&digits))
}

fn is_translation(a: &Gist, b: &Gist) -> bool {
    let both: usize = a
        .figures
        .iter()
        .map(|(figure, &count)| count.min(b.figures.get(figure).copied().unwrap_or(0)))
        .sum();
    let distinct = a
        .figures
        .keys()
        .filter(|figure| b.figures.contains_key(figure));
    let total = |gist: &Gist| gist.figures.values().sum::<usize>();
    let figures = 2.0 * both as f64 / (total(a) + total(b)).max(1) as f64;
    let (fewer, more) = (a.words.min(b.words), a.words.max(b.words));
    distinct.count() >= SHARED_FIGURES
        && figures >= FIGURES_ALIKE
        && more as f64 <= LONGER * fewer as f64
        && in_order(&a.anchors, &b.anchors) as f64
            >= IN_ORDER * a.anchors.len().max(b.anchors.len()) as f64
}

/// How many of both stand in both in the same order (the longest common subsequence).
fn in_order(a: &[u32], b: &[u32]) -> usize {
    let mut row = vec![0_usize; b.len() + 1];
    for one in a {
        let mut diagonal = 0;
        for (place, other) in b.iter().enumerate() {
            let above = row[place + 1];
            row[place + 1] = if one == other {
                diagonal + 1
            } else {
                above.max(row[place])
            };
            diagonal = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::tests::LEXICON;
    use crate::recycle::Stretch;
    use detente_model::Span;

    const REPORT: &str = "Turkey and Libya signed a fishing agreement in Tripoli on 14 May 2019. \
        It lets 120 Turkish boats into Libyan waters for 3 years, at a fee of 4.5 million dollars. \
        Egypt protested on 16 May. Greece called the agreement void, and sent 2 ships on 20 May. \
        Libya had sold licences to 85 boats in 2017.";
    const FRENCH: &str = "La Turquie et la Libye ont signé un accord de pêche à Tripoli le 14 mai 2019. \
        Il ouvre pendant 3 ans les eaux de la Libye à 120 bateaux turcs, contre 4,5 millions de dollars. \
        L'Égypte a protesté le 16 mai. La Grèce a jugé l'accord nul et a envoyé 2 navires le 20 mai. \
        En 2017, la Libye avait vendu des licences à 85 bateaux.";
    const OTHER_FRENCH: &str = "La Turquie et la Libye ont signé le 14 mai 2019 un accord de pêche. \
        L'Égypte proteste: selon Le Caire, 40 bateaux sont entrés en 2018 dans ses eaux, et 7 ont été saisis. \
        La Grèce, qui avait saisi 12 navires en 2016, demande une réunion le 30 mai.";

    fn groups(texts: &[(&str, &str)]) -> Vec<Vec<usize>> {
        let names: Vec<String> = (0..texts.len()).map(|place| place.to_string()).collect();
        let spans: Vec<_> = texts
            .iter()
            .map(|(_, text)| [(Stretch::Sentence, Span::new(0, text.len() as u32))])
            .collect();
        let languages: Vec<&str> = texts.iter().map(|&(language, _)| language).collect();
        let texts: Vec<Text<'_>> = texts
            .iter()
            .enumerate()
            .map(|(place, (_, text))| Text {
                name: &names[place],
                text,
                stretches: &spans[place],
            })
            .collect();
        find_translations(&LEXICON, &texts, &languages)
    }

    #[test]
    fn a_translation_keeps_names_and_figures_in_order() {
        let found = groups(&[("en", REPORT), ("fr", OTHER_FRENCH), ("fr", FRENCH)]);
        assert_eq!(found, [vec![0, 2]]);
    }

    #[test]
    fn other_figures_or_the_same_language_are_no_translation() {
        let changed = FRENCH
            .replace("120", "90")
            .replace("85", "60")
            .replace("4,5", "6,1");
        assert!(groups(&[("en", REPORT), ("fr", &changed)]).is_empty());
        assert!(groups(&[("en", REPORT), ("en", REPORT)]).is_empty());
        assert!(groups(&[("en", "Turkey spoke."), ("fr", "La Turquie a parlé.")]).is_empty());
    }
}
