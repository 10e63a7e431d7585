//! What is said to move the relationship of two actors, and what it is said to move.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::LazyLock;

use detente_model::{ActorId, Modality, Sign};

use crate::concept::{key_word, measures, words_of};
use crate::map::{CausalMap, Face, Side, runs, times};
use crate::mention::{End, Mention};
use crate::scenario::Scenario;
use crate::what_if::{Outcome, Path, what_if};

const WAYS: &str = include_str!("../../../data/concepts/relationship.tsv");

/// The base form under which all words for the relationship of a pair are one concept.
const RELATIONSHIP: &str = crate::concept::RELATION;

/// Concepts that are tried for [`Drivers::suppositions`].
const TRIED: usize = 24;

/// Links from a supposed change to the relationship at the most.
const REACH: usize = 3;

static WAY: LazyLock<BTreeMap<&str, Sign>> = LazyLock::new(|| {
    let mut found = BTreeMap::new();
    for line in WAYS.lines().skip(1) {
        if let Some((way, words)) = line.split_once('\t') {
            let sign = if way == "-" { Sign::Minus } else { Sign::Plus };
            found.extend(words.split('|').map(|word| (word, sign)));
        }
    }
    found
});

/// Two actors, and the documents of which they are the topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pair {
    /// Both, sorted.
    actors: Vec<ActorId>,
    /// Ids of documents in which words for a relationship that name nobody mean theirs.
    topic_of: BTreeSet<String>,
}

/// A link into or out of the relationship, with one thing that is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// The concept at the other end, as a number.
    pub concept: usize,
    /// The links that say so, of whatever kind, as numbers.
    pub links: Vec<usize>,
    /// All that say so.
    pub face: Face,
}

/// The head of concepts that are supposed together, and what tells one apart that is supposed alone.
type Supposed<'m> = (String, Option<(&'m [String], &'m [ActorId])>);

/// What is said to move the relationship of two actors, and what it is said to move.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drivers {
    /// The relationship, as a number in [`CausalMap::concepts`]; `None` where no link speaks of it.
    pub relationship: Option<usize>,
    /// What moves it: by side, then by origins and strength.
    pub into: Vec<Driver>,
    /// What it moves, likewise.
    pub out_of: Vec<Driver>,
    /// Links into or out of it whose other end means something only in its passage ("it", "this move").
    pub local: usize,
}

impl Pair {
    /// The pair of `a` and `b`, the topic of the documents `topic_of`.
    pub fn new(a: &ActorId, b: &ActorId, topic_of: BTreeSet<String>) -> Self {
        let mut actors = vec![a.clone(), b.clone()];
        actors.sort();
        Self { actors, topic_of }
    }

    /// Which way `end` of a link in `document` speaks of the relationship of the pair: `+` closer, `-`
    /// further apart; `None` where it speaks of something else.
    fn way(&self, end: &End, document: &str) -> Option<Sign> {
        let head = key_word(&end.head);
        let words = words_of(end);
        let way = WAY.get(head.as_str()).copied().or_else(|| {
            // "the scope of their cooperation" is their cooperation; "a challenge for it" is not.
            let below = words
                .iter()
                .find_map(|word| WAY.get(word.as_str()).copied());
            below.filter(|_| measures(&end.head))
        })?;
        let both = self.actors.iter().all(|actor| end.about.contains(actor));
        // Closeness of more than two is closeness of the two; strain may lie between others.
        let theirs = end.about == self.actors
            || (both && way == Sign::Plus)
            // Nobody is named: that of whom the document is about. Strain may be anybody's.
            || (end.about.is_empty()
                && way == Sign::Plus
                && self.topic_of.contains(document)
                && !is_of_one(&end.words));
        theirs.then_some(way)
    }

    fn read(&self, end: End, document: &str) -> (End, Sign) {
        match self.way(&end, document) {
            None => (end, Sign::Plus),
            Some(way) => {
                let relationship = End {
                    words: end.words,
                    head: RELATIONSHIP.to_owned(),
                    key: RELATIONSHIP.to_owned(),
                    about: self.actors.clone(),
                };
                (relationship, way)
            }
        }
    }

    /// The map on which all that names the relationship of the pair is one concept: "their alliance",
    /// "ties between Russia and Iran", and, the other way round, "friction between Moscow and Tehran".
    pub fn map(&self, mentions: Vec<Mention>) -> CausalMap {
        let read = |mention: Mention| {
            let (cause, from) = self.read(mention.cause, &mention.document);
            let (effect, to) = self.read(mention.effect, &mention.document);
            Mention {
                sign: times(times(from, to), mention.sign),
                cause,
                effect,
                ..mention
            }
        };
        CausalMap::new(mentions.into_iter().map(read).collect())
    }

    /// The relationship on a map that [`Pair::map`] made.
    fn relationship(&self, map: &CausalMap) -> Option<usize> {
        map.concepts.iter().position(|concept| {
            concept.about == self.actors && concept.words == [RELATIONSHIP.to_owned()]
        })
    }

    /// What moves the relationship and what it moves, on a map that [`Pair::map`] made.
    pub fn drivers(&self, map: &CausalMap) -> Drivers {
        let Some(relationship) = self.relationship(map) else {
            return Drivers::default();
        };
        let (into, left_out) = beside(map, relationship, |link| (link.effect, link.cause));
        let (out_of, left_too) = beside(map, relationship, |link| (link.cause, link.effect));
        Drivers {
            relationship: Some(relationship),
            into,
            out_of,
            local: left_out + left_too,
        }
    }

    /// What would become of the relationship if there were more of each of the concepts of whose effects most
    /// independent origins speak, and which reach it by at most three links; as many as `wanted`. Concepts with
    /// one head are supposed together ("sanctions", "UN sanctions on both") unless they are about one
    /// of the two alone, or about another state: "influence" of rivals does not rise together.
    pub fn suppositions(&self, map: &CausalMap, wanted: usize) -> Vec<(Scenario, Outcome)> {
        let Some(relationship) = self.relationship(map) else {
            return Vec::new();
        };
        let mut found: Vec<(usize, Scenario, Outcome)> = self
            .candidates(map, relationship)
            .into_iter()
            .filter_map(|(origins, concepts)| {
                let scenario = Scenario {
                    set: concepts
                        .into_iter()
                        .map(|concept| (concept, Sign::Plus))
                        .collect(),
                    max_length: REACH,
                    ..Scenario::empty()
                };
                let outcomes = what_if(map, &scenario).outcomes;
                let outcome = outcomes
                    .into_iter()
                    .find(|outcome| outcome.concept == relationship)?;
                // That it may go either way, since nobody says which, tells a reader nothing.
                let signed = |path: &Path| path.steps.iter().all(|step| !step.unknown);
                outcome
                    .paths
                    .iter()
                    .any(signed)
                    .then_some((origins, scenario, outcome))
            })
            .collect();
        let strength = |outcome: &Outcome| outcome.plus.max(outcome.minus);
        found.sort_by(|(some, _, a), (others, _, b)| {
            others
                .cmp(some)
                .then(strength(b).total_cmp(&strength(a)))
                .then_with(|| a.paths[0].from.cmp(&b.paths[0].from))
        });
        let kept = found.into_iter().take(wanted);
        kept.map(|(_, scenario, outcome)| (scenario, outcome))
            .collect()
    }

    /// Concepts from which the relationship can be reached, those of one name together: those that
    /// most origins speak of.
    fn candidates(&self, map: &CausalMap, relationship: usize) -> Vec<(usize, Vec<usize>)> {
        let (causes, said_of) = backward(map);
        let mut away: BTreeMap<usize, usize> = BTreeMap::from([(relationship, 0)]);
        let mut next = VecDeque::from([relationship]);
        while let Some(concept) = next.pop_front() {
            let steps = away[&concept] + 1;
            for cause in &causes[concept] {
                if steps <= REACH && !away.contains_key(cause) {
                    away.insert(*cause, steps);
                    next.push_back(*cause);
                }
            }
        }
        let mut named: BTreeMap<Supposed<'_>, Vec<usize>> = BTreeMap::new();
        for number in away.into_keys() {
            let concept = &map.concepts[number];
            let words = concept.words.as_slice();
            if number == relationship || concept.only_in.is_some() || words.is_empty() {
                continue;
            }
            let apart = !self.is_common(&concept.about);
            let alone = apart.then_some((words, concept.about.as_slice()));
            named
                .entry((key_word(&concept.head), alone))
                .or_default()
                .push(number);
        }
        let origins = |concepts: &[usize]| {
            let all = concepts.iter().flat_map(|concept| &said_of[*concept]);
            all.collect::<BTreeSet<_>>().len()
        };
        let mut found: Vec<(usize, Vec<usize>)> = named
            .into_values()
            .map(|concepts| (origins(&concepts), concepts))
            .collect();
        found.sort_by_key(|(origins, concepts)| (std::cmp::Reverse(*origins), concepts[0]));
        found.truncate(TRIED);
        found
    }

    /// Whether a concept is about nobody, about both, or about no state: it meets the two alike.
    fn is_common(&self, about: &[ActorId]) -> bool {
        self.actors.iter().all(|actor| about.contains(actor))
            || !about.iter().any(ActorId::is_state)
    }
}

/// Whether words name one side, or another: "its ties", "relations with the Gulf".
fn is_of_one(words: &str) -> bool {
    let mut all = words.split_whitespace().map(str::to_lowercase);
    let first = all.next().unwrap_or_default();
    matches!(first.as_str(), "its" | "his" | "her" | "son" | "sa" | "ses")
        || all.any(|word| matches!(word.as_str(), "with" | "avec"))
}

/// The causes of each concept, and the origins that speak of what it leads to.
fn backward(map: &CausalMap) -> (Vec<Vec<usize>>, Vec<BTreeSet<&str>>) {
    let mut causes: Vec<Vec<usize>> = vec![Vec::new(); map.concepts.len()];
    let mut said_of: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); map.concepts.len()];
    for link in map.links.iter().filter(|link| runs(link.kind)) {
        let stated = link.faces.iter().filter(|face| face.side != Side::Denied);
        let mut numbers = stated.flat_map(|face| &face.mentions).peekable();
        if numbers.peek().is_some() {
            causes[link.effect].push(link.cause);
        }
        said_of[link.cause].extend(numbers.map(|number| &*map.mentions[*number].origin));
    }
    (causes, said_of)
}

/// The links at one end of which the relationship stands, by what is at the other and what is said.
fn beside(
    map: &CausalMap,
    relationship: usize,
    ends: fn(&crate::map::Link) -> (usize, usize),
) -> (Vec<Driver>, usize) {
    let mut grouped: BTreeMap<(usize, Side), (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    let mut local = 0;
    for (number, link) in map.links.iter().enumerate() {
        let (here, there) = ends(link);
        if here != relationship || !runs(link.kind) {
            continue;
        }
        if map.concepts[there].only_in.is_some() {
            local += 1;
            continue;
        }
        for face in &link.faces {
            // An aim is not said to move anything.
            let said = face
                .mentions
                .iter()
                .filter(|mention| map.mentions[**mention].modality != Modality::Goal);
            let (links, mentions) = grouped.entry((there, face.side)).or_default();
            links.push(number);
            mentions.extend(said);
        }
    }
    let mut found: Vec<Driver> = grouped
        .into_iter()
        .filter_map(|((concept, side), (links, mentions))| {
            let face = crate::map::face(&map.mentions, side, mentions)?;
            Some(Driver {
                concept,
                links,
                face,
            })
        })
        .collect();
    found.sort_by(|a, b| {
        (a.face.side, b.face.origins)
            .cmp(&(b.face.side, a.face.origins))
            .then(b.face.strength.total_cmp(&a.face.strength))
            .then(a.concept.cmp(&b.concept))
    });
    (found, local)
}

#[cfg(test)]
mod tests {
    use detente_model::CauseKind;

    use super::*;

    fn ids(names: &[&str]) -> Vec<ActorId> {
        names
            .iter()
            .map(|name| name.parse().expect("an id"))
            .collect()
    }

    fn link(cause: (&str, &[&str]), effect: (&str, &[&str]), sign: Sign, origin: u32) -> Mention {
        let mut made = Mention::plain(cause.0, effect.0, sign, CauseKind::Cause, origin);
        made.cause.about = ids(cause.1);
        made.effect.about = ids(effect.1);
        made
    }

    fn pair(topic_of: &[&str]) -> Pair {
        let [a, b] = [&ids(&["RUS"])[0], &ids(&["IRN"])[0]];
        Pair::new(
            a,
            b,
            topic_of
                .iter()
                .map(|document| (*document).to_owned())
                .collect(),
        )
    }

    const BOTH: &[&str] = &["IRN", "RUS"];

    #[test]
    fn words_for_the_relationship_are_one_and_strain_is_less_of_it() {
        let map = pair(&[]).map(vec![
            link(("sanctions", &[]), ("alliance", BOTH), Sign::Plus, 1),
            link(("oil", &[]), ("friction", BOTH), Sign::Plus, 2),
            link(("ties", BOTH), ("western response", &[]), Sign::Plus, 3),
            link(("pipeline", &[]), ("friction", &["TUR"]), Sign::Plus, 4),
        ]);
        let drivers = pair(&[]).drivers(&map);
        let told: Vec<(&str, Side)> = drivers
            .into
            .iter()
            .map(|driver| {
                (
                    map.concepts[driver.concept].label.as_str(),
                    driver.face.side,
                )
            })
            .collect();
        assert_eq!(told, [("sanctions", Side::Plus), ("oil", Side::Minus)]);
        assert_eq!(drivers.out_of.len(), 1);
    }

    #[test]
    fn cooperation_of_nobody_is_that_of_the_topic_alone() {
        let said = vec![link(
            ("sanctions", &[]),
            ("cooperation", &[]),
            Sign::Plus,
            1,
        )];
        let about = pair(&["1"]);
        assert_eq!(about.drivers(&about.map(said.clone())).into.len(), 1);
        let other = pair(&["2"]);
        assert_eq!(other.drivers(&other.map(said)).relationship, None);
    }

    #[test]
    fn what_means_nothing_elsewhere_drives_nothing() {
        let map = pair(&[]).map(vec![
            link(("this move", &[]), ("alliance", BOTH), Sign::Plus, 1),
            link(("it", &[]), ("alliance", BOTH), Sign::Plus, 2),
        ]);
        let drivers = pair(&[]).drivers(&map);
        assert!(drivers.into.is_empty());
        assert_eq!(drivers.local, 2);
    }

    #[test]
    fn the_concept_with_most_origins_is_supposed_first() {
        let map = pair(&[]).map(vec![
            link(("war", &[]), ("alliance", BOTH), Sign::Plus, 1),
            link(("sanctions", &[]), ("isolated banks", &[]), Sign::Plus, 2),
            link(("isolated banks", &[]), ("alliance", BOTH), Sign::Plus, 3),
            link(("sanctions", &[]), ("alliance", BOTH), Sign::Minus, 4),
        ]);
        let found = pair(&[]).suppositions(&map, 2);
        let from = |place: usize| map.concepts[found[place].1.paths[0].from].label.as_str();
        assert_eq!(found.len(), 2);
        assert_eq!(from(0), "sanctions");
        assert_eq!(found[0].1.verdict, crate::Verdict::Both);
    }
}
