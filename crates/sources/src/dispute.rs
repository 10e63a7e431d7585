//! Which passages disagree, by what they say of the same.

mod bound;
mod figures;
mod passages;
mod voices;

use detente_model::{ActorId, Day};
use std::collections::{BTreeMap, BTreeSet};

use self::bound::{Side, bound, dated_apart, shared_keys};
use self::passages::{Passage, Text, read};
use self::voices::{Matter, Voice};
use crate::lexicon::{Lexicon, hash, mark};
use crate::opposition::{Anchor, Opposition, Oppositions, Sighting};

/// A passage, as disagreement between passages sees it.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The document, by whatever orders documents.
    pub document: &'a str,
    /// Its words.
    pub text: &'a str,
    /// ISO 639-1.
    pub language: &'a str,
    /// The day of publication, where known.
    pub published: Option<Day>,
    /// Documents with the same number share an origin; see [`provenance`](crate::provenance).
    pub origin: usize,
    /// The text of the passage, as a number that copies share.
    pub shared_text: i64,
}

/// A side of a [`Dispute`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeSide {
    /// The place of the passage that shows it.
    pub passage: usize,
    /// Documents of the same origin that say it, with this one.
    pub documents: usize,
    /// Places of passages in the others of these documents, at the most twenty.
    pub others: Vec<usize>,
}

/// Two passages that disagree: both sides are named, and neither wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// How: value, date, actor, polarity, status, direction, characterisation, definition or
    /// superseded.
    pub kind: &'static str,
    /// The rule that found it.
    pub name: &'static str,
    /// Why, in words.
    pub rule: &'static str,
    /// What would settle it, in words.
    pub settles: &'static str,
    /// One side.
    pub a: DisputeSide,
    /// The other.
    pub b: DisputeSide,
    /// Classes of the actors that the two name or mean.
    about: BTreeSet<u32>,
}

impl Dispute {
    /// Whether one of the two passages names the actor, or means it by "both" or "they".
    pub fn is_about(&self, actor: &ActorId) -> bool {
        self.about.contains(&hash(actor.as_str()))
    }

    fn new(
        [kind, name, rule, settles]: [&'static str; 4],
        [(a, one), (b, other)]: [(&Passage<'_>, DisputeSide); 2],
    ) -> Self {
        Self {
            kind,
            name,
            rule,
            settles,
            a: one,
            b: other,
            about: a.actors().chain(b.actors()).collect(),
        }
    }
}

/// Voices of one side that are compared with a voice of the other for each thing that they share.
const COMPARED: usize = 200;

/// Finds the passages that disagree: of two origins and rule, the clearest, for each states that
/// their documents are about. Copies are one voice. `told` holds the passages of a document one
/// after the other; in what order documents stand decides only between equally clear passages.
pub fn find_disputes(lexicon: &Lexicon, told: &[Told<'_>]) -> Vec<Dispute> {
    let oppositions = Oppositions::new(lexicon);
    let passages = read(lexicon, &oppositions, told);
    let mut sides = sides(&oppositions, &passages);
    let mut found = Vec::new();
    for (row, opposition) in oppositions.rows.iter().enumerate() {
        let one = sides.remove(&(row, true)).unwrap_or_default();
        let other =
            (opposition.kind != "date").then(|| sides.remove(&(row, false)).unwrap_or_default());
        let matter = disputed(&oppositions, opposition, Matter::new(one, other));
        let words = [
            opposition.kind,
            opposition.id,
            opposition.rule,
            opposition.settles,
        ];
        let pairs = matter.into_pairs().into_iter();
        found.extend(pairs.map(|pair| Dispute::new(words, pair)));
    }
    let words = [
        "value",
        "figures",
        "the two give the same thing two figures",
        "the count at its source",
    ];
    for matter in figures::find(&passages) {
        let pairs = matter.into_pairs().into_iter();
        found.extend(pairs.map(|pair| Dispute::new(words, pair)));
    }
    found
}

/// The voices of each side of each rule.
fn sides<'p, 'a>(
    oppositions: &Oppositions,
    passages: &'p [Passage<'a>],
) -> BTreeMap<(usize, bool), Vec<Voice<'p, 'a, Sighting>>> {
    type Voices<'p, 'a> = BTreeMap<(Text, Vec<u32>), Voice<'p, 'a, Sighting>>;
    let mut sides: BTreeMap<(usize, bool), Voices<'p, 'a>> = BTreeMap::new();
    for passage in passages {
        for sighting in &passage.reading.sightings {
            let mut dates = Vec::new();
            // What gives another date is another voice where dates are compared.
            if oppositions.rows[sighting.row].kind == "date" {
                let of_dates = passage.words().iter();
                let of_dates = of_dates.filter(|word| word.is(mark::DATE | mark::NUMBER));
                dates.extend(of_dates.map(|word| word.exact));
            }
            let side = sides.entry((sighting.row, sighting.one)).or_default();
            side.entry((passage.text(), dates))
                .or_insert_with(|| Voice::new(passage, sighting))
                .tell(passage);
        }
    }
    let in_order = |voices: Voices<'p, 'a>| {
        let mut voices: Vec<_> = voices.into_values().collect();
        // The clearest first: of many, these are compared.
        voices.sort_by_key(|voice| {
            let clear = voice.passage.words().len() / 8 + 4 * voice.shows.rank;
            (clear, voice.passage.place)
        });
        voices
    };
    let sides = sides.into_iter();
    sides
        .map(|(side, voices)| (side, in_order(voices)))
        .collect()
}

/// Notes which voices cannot both be right.
fn disputed<'p, 'a>(
    oppositions: &Oppositions,
    opposition: &Opposition,
    mut matter: Matter<'p, 'a, Sighting>,
) -> Matter<'p, 'a, Sighting> {
    let anchor = opposition.anchor;
    let dated = opposition.kind == "date";
    let side = |voice: &Voice<'p, 'a, Sighting>| -> Side<'p, 'a> { (voice.passage, voice.shows) };
    let mut by_key: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (place, voice) in matter.other().iter().enumerate() {
        for key in shared_keys(anchor, side(voice)) {
            let places = by_key.entry(key).or_default();
            if places.len() < COMPARED {
                places.push(place);
            }
        }
    }
    for a in 0..matter.one.len() {
        let first = side(&matter.one[a]);
        let keys = shared_keys(anchor, first);
        let near: BTreeSet<usize> = keys
            .iter()
            .filter_map(|key| by_key.get(key))
            .flatten()
            .copied()
            .collect();
        for b in near {
            let second = side(&matter.other()[b]);
            let (x, y) = (first.0.place, second.0.place);
            if x == y || (dated || anchor == Anchor::Reversed) && x > y {
                continue;
            }
            if let Some(score) = bound(anchor, oppositions, first, second)
                && (!dated || dated_apart(first.0, second.0))
            {
                matter.note(score, a, b);
            }
        }
    }
    matter
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::tests::LEXICON;

    const ALLIES: &str =
        "Russia and Iran are strategic allies that form one axis from the Caspian to the Gulf.";
    const DENIAL: &str =
        "Russia and Iran are not formal allies, whatever the speeches in both capitals may say.";

    /// Documents as name, origin, number of the text and words.
    fn found<'a>(documents: &[(&'a str, usize, i64, &'a str)]) -> Vec<(Dispute, Vec<&'a str>)> {
        let told: Vec<Told<'_>> = documents
            .iter()
            .map(|&(document, origin, shared_text, text)| Told {
                document,
                text,
                language: "en",
                published: None,
                origin,
                shared_text,
            })
            .collect();
        let disputes = find_disputes(&LEXICON, &told).into_iter();
        disputes
            .map(|dispute| {
                let sides = [&dispute.a, &dispute.b];
                let texts = sides.map(|side| documents[side.passage].3);
                (dispute.clone(), texts.to_vec())
            })
            .collect()
    }

    #[test]
    fn copies_are_one_voice_and_are_named_beside_it() {
        let names: Vec<String> = (0..40).map(|number| format!("{number:02}")).collect();
        let mut documents: Vec<(&str, usize, i64, &str)> = names
            .iter()
            .map(|name| (name.as_str(), 0, 1, ALLIES))
            .collect();
        documents.push(("denial", 40, 2, DENIAL));
        let disputes = found(&documents);
        assert_eq!(disputes.len(), 1, "{disputes:?}");
        let dispute = &disputes[0].0;
        let copied = [&dispute.a, &dispute.b]
            .into_iter()
            .find(|side| side.documents > 1)
            .expect("one side has copies");
        assert_eq!((copied.documents, copied.others.len()), (40, 20));
    }

    #[test]
    fn two_origins_disagree_once_and_each_two_of_three() {
        let again = "Iran and Russia have long been strategic allies, as both presidents say.";
        let of_one = [("a", 0, 1, ALLIES), ("b", 0, 2, again), ("c", 1, 3, DENIAL)];
        assert_eq!(found(&of_one).len(), 1);
        let of_two = [("a", 0, 1, ALLIES), ("b", 2, 2, again), ("c", 1, 3, DENIAL)];
        assert_eq!(found(&of_two).len(), 2);
    }

    #[test]
    fn a_text_that_is_told_of_others_is_no_copy() {
        let chinese = ALLIES.replace("Russia", "China");
        let denied = DENIAL.replace("Russia", "China");
        let documents = [
            ("a", 0, 1, ALLIES),
            ("b", 0, 1, &chinese),
            ("c", 1, 2, DENIAL),
            ("d", 1, 2, &denied),
        ];
        let disputes = found(&documents);
        assert_eq!(disputes.len(), 2, "{disputes:?}");
    }

    #[test]
    fn the_order_of_documents_changes_nothing() {
        let again = "Iran and Russia have long been strategic allies, as both presidents say.";
        let documents = [
            ("a", 0, 1, ALLIES),
            ("b", 3, 1, ALLIES),
            ("c", 1, 3, DENIAL),
            ("d", 2, 2, again),
        ];
        let texts = |documents: &[(&'static str, usize, i64, &'static str)]| {
            let mut texts: Vec<_> = found(documents)
                .into_iter()
                .map(|(dispute, mut texts)| {
                    texts.sort_unstable();
                    (texts, dispute.a.documents + dispute.b.documents)
                })
                .collect();
            texts.sort();
            texts
        };
        let mut turned = documents;
        turned.reverse();
        assert_eq!(texts(&documents), texts(&turned));
        assert_eq!(texts(&documents).len(), 2);
    }

    #[test]
    fn what_hundreds_say_against_hundreds_stays_a_list() {
        let names: Vec<String> = (0..600).map(|number| format!("{number:03}")).collect();
        let texts: Vec<String> = (0..600)
            .map(|number| {
                let text = if number % 2 == 0 { ALLIES } else { DENIAL };
                format!("Report {number} of the institute: {text}")
            })
            .collect();
        let documents: Vec<(&str, usize, i64, &str)> = (0..)
            .zip(0..)
            .zip(names.iter().zip(&texts))
            .map(|((origin, text), (name, words))| (name.as_str(), origin, text, words.as_str()))
            .collect();
        let disputes = found(&documents);
        // Each has its say, and no more than sixteen opponents of its own choice.
        let heard: BTreeSet<usize> = disputes
            .iter()
            .flat_map(|(dispute, _)| [dispute.a.passage, dispute.b.passage])
            .collect();
        assert!(disputes.len() <= 600 * 16, "{}", disputes.len());
        assert!(heard.len() > 300, "{}", heard.len());
    }
}
