//! Links between concepts, each with its faces.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use detente_model::{CauseKind, Day, Modality, Sign};
use serde::Serialize;

use crate::concept::{Concept, Key, key, without_owner};
use crate::mention::Mention;

/// What a face of a link says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// More means more.
    Plus,
    /// More means less.
    Minus,
    /// The words do not say which way.
    Unknown,
    /// It is not so.
    Denied,
}

/// All mentions of a link that say the same of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Face {
    /// What they say.
    pub side: Side,
    /// Share in `0..=1`: one less the product over origins of one less their strongest mention.
    pub strength: f64,
    /// The strongest modality that a mention has.
    pub modality: Modality,
    /// How many origins say so.
    pub origins: usize,
    /// The mentions, as numbers in [`CausalMap::mentions`], the strongest first.
    pub mentions: Vec<usize>,
}

/// A link from one concept to another, of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// The number of the cause in [`CausalMap::concepts`].
    pub cause: usize,
    /// The number of the effect.
    pub effect: usize,
    /// How the cause acts.
    pub kind: CauseKind,
    /// Its faces, in the order of [`Side`].
    pub faces: Vec<Face>,
}

/// Concepts and the links between them.
#[derive(Debug, Clone, Default)]
pub struct CausalMap {
    /// By key, so that the order in which mentions came does not matter.
    pub concepts: Vec<Concept>,
    /// By cause, effect and kind.
    pub links: Vec<Link>,
    /// By claim.
    pub mentions: Vec<Mention>,
}

/// The kind of a link, with what each mention says of it.
type Said = (CauseKind, Vec<(usize, Side)>);

/// Words by which a concept is named.
struct Named<'m> {
    times: usize,
    why: Cow<'static, str>,
    head: &'m str,
    /// Whether they name less of it ("distrust" of trust).
    turned: bool,
}

/// How much a modality leaves of a claim.
pub(crate) fn weight(modality: Modality) -> f64 {
    match modality {
        Modality::Asserted => 1.0,
        Modality::Reported => 0.9,
        Modality::Opinion => 0.8,
        Modality::Forecast => 0.7,
        Modality::Hypothetical => 0.5,
        Modality::Goal => 0.3,
    }
}

/// Less is nearer to what happened.
pub(crate) fn rank(modality: Modality) -> u8 {
    match modality {
        Modality::Asserted => 0,
        Modality::Reported => 1,
        Modality::Opinion => 2,
        Modality::Forecast => 3,
        Modality::Hypothetical => 4,
        Modality::Goal => 5,
    }
}

pub(crate) fn times(a: Sign, b: Sign) -> Sign {
    match (a, b) {
        (Sign::Unknown, _) | (_, Sign::Unknown) => Sign::Unknown,
        (a, b) if a == b => Sign::Plus,
        _ => Sign::Minus,
    }
}

/// Whether a change runs along links of this kind; the others are shown as context.
pub(crate) fn runs(kind: CauseKind) -> bool {
    !matches!(kind, CauseKind::Purpose | CauseKind::Correlation)
}

impl CausalMap {
    /// The map of these mentions, in whatever order they come; the same claim twice counts once.
    pub fn new(mut mentions: Vec<Mention>) -> Self {
        mentions.sort_by(|a, b| a.claim.cmp(&b.claim));
        mentions.dedup_by(|a, b| a.claim == b.claim);
        // Concepts are numbered as they come, and put in order when all are known.
        let mut numbers: BTreeMap<Key, usize> = BTreeMap::new();
        let mut named: Vec<BTreeMap<&str, Named<'_>>> = Vec::new();
        let mut ends: Vec<[(usize, Sign); 2]> = Vec::with_capacity(mentions.len());
        let passages = passages(&mentions);
        let present = mentions.iter().filter_map(Mention::last_year).max();
        for mention in &mentions {
            let century = mention.century(present);
            ends.push(
                [(&mention.cause, true), (&mention.effect, false)].map(|(end, is_cause)| {
                    let (key, sign, why) = key(end, is_cause, passages[&mention.passage], century);
                    let number = *numbers.entry(key).or_insert(named.len());
                    if number == named.len() {
                        named.push(BTreeMap::new());
                    }
                    let known = named[number].entry(&end.words).or_insert(Named {
                        times: 0,
                        why,
                        head: &end.head,
                        turned: sign == Sign::Minus,
                    });
                    known.times += 1;
                    (number, sign)
                }),
            );
        }
        let mut places = vec![0; named.len()];
        for (place, number) in numbers.values().enumerate() {
            places[*number] = place;
        }
        let concepts = numbers
            .into_iter()
            .map(|(key, number)| concept(key, &named[number]))
            .collect();
        let mut grouped: BTreeMap<(usize, usize, &str), Said> = BTreeMap::new();
        for (number, ([(cause, from), (effect, to)], mention)) in
            ends.iter().zip(&mentions).enumerate()
        {
            let (cause, effect) = (places[*cause], places[*effect]);
            if cause == effect {
                continue;
            }
            let side = match (mention.denied, times(times(*from, *to), mention.sign)) {
                (true, _) => Side::Denied,
                (_, Sign::Plus) => Side::Plus,
                (_, Sign::Minus) => Side::Minus,
                _ => Side::Unknown,
            };
            grouped
                .entry((cause, effect, mention.kind.as_str()))
                .or_insert_with(|| (mention.kind, Vec::new()))
                .1
                .push((number, side));
        }
        let links = grouped
            .into_iter()
            .map(|((cause, effect, _), (kind, said))| Link {
                cause,
                effect,
                kind,
                faces: faces(&mentions, &said),
            })
            .collect();
        Self {
            concepts,
            links,
            mentions,
        }
    }

    /// Who denies that `cause` leads to `effect`, as numbers in [`CausalMap::mentions`]: of whatever
    /// kind the link is said to be, since a denial speaks of the link and not of its kind.
    pub fn denials(&self, cause: usize, effect: usize) -> Vec<usize> {
        let first = self
            .links
            .partition_point(|link| (link.cause, link.effect) < (cause, effect));
        self.links[first..]
            .iter()
            .take_while(|link| (link.cause, link.effect) == (cause, effect))
            .flat_map(|link| &link.faces)
            .filter(|face| face.side == Side::Denied)
            .flat_map(|face| face.mentions.iter().copied())
            .collect()
    }

    /// The links that begin at each concept, as numbers; none to or from what names nothing.
    pub(crate) fn outgoing(&self) -> Vec<Vec<usize>> {
        let mut found = vec![Vec::new(); self.concepts.len()];
        for (number, link) in self.links.iter().enumerate() {
            if self.joins_concepts(link) {
                found[link.cause].push(number);
            }
        }
        found
    }

    /// Whether both ends of a link name something.
    pub(crate) fn joins_concepts(&self, link: &Link) -> bool {
        let ends = [link.cause, link.effect];
        !ends.iter().any(|end| self.concepts[*end].names_nothing())
    }

    /// The map without what one origin says.
    #[must_use]
    pub fn without(&self, origin: &str) -> Self {
        let kept = self
            .mentions
            .iter()
            .filter(|mention| *mention.origin != *origin);
        Self::new(kept.cloned().collect())
    }

    /// All origins, sorted.
    pub fn origins(&self) -> BTreeSet<&str> {
        self.mentions
            .iter()
            .map(|mention| &*mention.origin)
            .collect()
    }
}

/// The words of each passage: of copies, those that come first by their letters, so that neither the
/// number of copies nor their order tells.
fn passages(mentions: &[Mention]) -> BTreeMap<i64, &Arc<str>> {
    let mut found: BTreeMap<i64, &Arc<str>> = BTreeMap::new();
    for mention in mentions {
        let known = found.entry(mention.passage).or_insert(&mention.quote);
        *known = (*known).min(&mention.quote);
    }
    found
}

fn concept(key: Key, words: &BTreeMap<&str, Named<'_>>) -> Concept {
    let best = words
        .iter()
        .max_by_key(|(text, named)| (!named.turned, named.times, std::cmp::Reverse(*text)));
    let (label, head) = best.map_or((String::new(), ""), |(text, named)| {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        if !key.about.is_empty() {
            words = without_owner(&words);
        }
        let less = if named.turned { "less " } else { "" };
        (format!("{less}{}", words.join(" ")), named.head)
    });
    Concept {
        label,
        words: key.words,
        head: head.to_owned(),
        about: key.about,
        only_in: key.only_in,
        century: key.century,
        merged: words
            .iter()
            .map(|(text, named)| ((*text).to_owned(), named.why.clone()))
            .collect(),
    }
}

/// How much one mention gives.
fn value(mention: &Mention) -> f64 {
    mention.score.clamp(0.0, 0.99) * weight(mention.modality)
}

fn faces(mentions: &[Mention], said: &[(usize, Side)]) -> Vec<Face> {
    let sides: BTreeSet<Side> = said.iter().map(|(_, side)| *side).collect();
    sides
        .into_iter()
        .filter_map(|side| {
            let numbers = said
                .iter()
                .filter(|(_, known)| *known == side)
                .map(|(number, _)| *number);
            face(mentions, side, numbers.collect())
        })
        .collect()
}

/// The face of these mentions; `None` without any.
pub(crate) fn face(mentions: &[Mention], side: Side, mut numbers: Vec<usize>) -> Option<Face> {
    // What an origin gives is read off its own words; off copies only where those say nothing.
    let mut origins: BTreeMap<&str, (bool, f64)> = BTreeMap::new();
    for number in &numbers {
        let mention = &mentions[*number];
        let own = mention.document == mention.origin;
        let best = origins.entry(&mention.origin).or_default();
        match (own, best.0) {
            (true, false) => *best = (true, value(mention)),
            (false, true) => {}
            _ => best.1 = best.1.max(value(mention)),
        }
    }
    numbers.sort_by(|a, b| {
        value(&mentions[*b])
            .total_cmp(&value(&mentions[*a]))
            .then(a.cmp(b))
    });
    let modality = numbers
        .iter()
        .map(|number| mentions[*number].modality)
        .min_by_key(|modality| rank(*modality))?;
    let missed: f64 = origins.values().map(|(_, value)| 1.0 - value).product();
    Some(Face {
        side,
        strength: ((1.0 - missed) * 1000.0).round() / 1000.0,
        modality,
        origins: origins.len(),
        mentions: numbers,
    })
}

/// Years before the present of the sources from which what is said belongs to another age.
const AGE: i16 = 75;

impl Mention {
    /// The last year of which it is said, or in which it was said.
    fn last_year(&self) -> Option<i16> {
        let days = [self.days.1, self.published];
        days.iter().flatten().map(|day| day.year()).max()
    }

    /// The century of which it is said, where that is another age than the year `present`.
    fn century(&self, present: Option<i16>) -> Option<i16> {
        let year = self.days.1?.year();
        (year < present?.saturating_sub(AGE)).then(|| (year - 1).div_euclid(100) + 1)
    }

    /// Whether what it says holds on `day`, as far as its days tell.
    pub(crate) fn holds_on(&self, day: Day) -> bool {
        self.days.1.is_none_or(|last| day <= last) && self.days.0.is_none_or(|first| first <= day)
    }
}
