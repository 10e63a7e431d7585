//! What is said to drive the relationship, what it is said to drive, and what would follow from a change.

use std::collections::{BTreeMap, BTreeSet};

use detente_analysis::{
    CausalMap, ClosedTie, Driver, Feedback, Loop, Mention, Outcome, Pair, Path, Scenario,
    Side as Way, Verdict, closed_ties, find_loops_through, last_published, mark_stale, what_if,
};
use detente_model::ActorId;
use detente_sources::Support;
use detente_store::{ClaimRow, Error, Filter, Store};
use serde::Serialize;

use super::desk::Desk;

/// Concepts whose increase is supposed.
const SUPPOSED: usize = 3;
/// Links of a loop at the most.
const LOOP: usize = 4;
/// Loops that are told at the most.
const LOOPS: usize = 6;
/// Paths on a side of an answer that are told.
const PATHS: usize = 2;
/// Holders for whom an answer is given alone.
const HOLDERS: usize = 4;

/// Something that is said to move the relationship, or to be moved by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DriverEntry {
    /// How it is called.
    pub concept: String,
    /// The names of the actors that it is about.
    pub about: Vec<String>,
    /// `+` more means more (of the relationship, where it is the effect), `-` more means less, `?` the
    /// words do not say which way, `denied` it is said not to be so.
    pub sign: String,
    /// How causes are said to act: `cause`, `enable`, `quantity`, …
    pub kinds: Vec<String>,
    /// The modality that is nearest to what happened.
    pub modality: String,
    /// Why it may hold no longer, where all that say so speak of what is over.
    pub stale: Option<String>,
    /// Who says so, most often first.
    pub holders: Vec<String>,
    /// How many texts carry it.
    pub support: Support,
    /// Places in [`Brief::quotes`](super::Brief::quotes).
    pub quotes: Vec<usize>,
}

/// A way from the relationship back to itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoopEntry {
    /// `reinforcing`, `balancing`, or `unknown` where a link has no sign, or both.
    pub feedback: Feedback,
    /// The concepts, from the relationship on.
    pub concepts: Vec<String>,
    /// Places in [`Brief::quotes`](super::Brief::quotes), one for each link.
    pub quotes: Vec<usize>,
}

/// One link of a way from a supposed change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepEntry {
    /// What it leads to.
    pub effect: String,
    /// The sign that it is taken to have.
    pub sign: String,
    /// Whether the words do not say which way; it then stands on both sides.
    pub sign_unknown: bool,
    /// How the cause acts.
    pub kind: String,
    /// How the claim stands to what happened.
    pub modality: String,
    /// Whether the effect is only possible.
    pub only_possible: bool,
    /// Why it may hold no longer, where all that say so speak of what is over.
    pub stale: Option<String>,
    /// How soon the effect is said to come, in the words of the surest that says so.
    pub lag: Option<String>,
    /// Who says so, most often first.
    pub holders: Vec<String>,
    /// Places in [`Brief::quotes`](super::Brief::quotes).
    pub quotes: Vec<usize>,
    /// Places of the quotes that deny it.
    pub denials: Vec<usize>,
}

/// A way from a supposed change to the relationship.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WayEntry {
    /// What becomes of the relationship.
    pub sign: String,
    /// The strength of the weakest link, share in `0..=1`.
    pub strength: f64,
    /// The modality that is furthest from what happened.
    pub modality: String,
    /// The links, in order.
    pub steps: Vec<StepEntry>,
}

/// What would become of the relationship if there were more of something.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Supposition {
    /// Of what there would be more.
    pub concept: String,
    /// `none`, `plus`, `minus` or `both`.
    pub verdict: Verdict,
    /// The side that leads where both are said.
    pub lean: Option<String>,
    /// The strength of the best way to more, share in `0..=1`.
    pub plus: f64,
    /// The strength of the best way to less.
    pub minus: f64,
    /// The best ways, those to more first.
    pub ways: Vec<WayEntry>,
    /// Cause and effect of the link without which the answer would be another, where there is one.
    pub deciding: Option<[String; 2]>,
    /// The answer by what each holder alone says.
    pub holders: Vec<(String, Verdict)>,
}

/// What is said to drive the relationship, and what it is said to drive.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct DriversEntry {
    /// The words that were read as the relationship of the two.
    pub words: Vec<String>,
    /// What moves it.
    pub into: Vec<DriverEntry>,
    /// What it moves.
    pub out_of: Vec<DriverEntry>,
    /// Links whose other end means something only where it stands ("it", "this move"), or names an
    /// actor alone; they are listed by `detente causes`.
    pub left_out: usize,
    /// Feedback.
    pub loops: Vec<LoopEntry>,
    /// What would become of it.
    pub suppositions: Vec<Supposition>,
}

impl DriversEntry {
    /// Whether no source says anything of the kind.
    pub fn is_empty(&self) -> bool {
        self.into.is_empty() && self.out_of.is_empty() && self.suppositions.is_empty()
    }
}

/// The documents of which the two are the topic: at least half of the claims about one of them and
/// some other are about both.
fn topic_of(rows: &[&ClaimRow], of_either: &[&ClaimRow]) -> BTreeSet<String> {
    let mut both: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *both.entry(&row.document).or_default() += 1;
    }
    let mut claims: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in of_either.iter().filter(|row| sides(row) > 1) {
        claims.entry(&row.document).or_default().insert(&row.id);
    }
    both.into_iter()
        .filter(|(document, of_both)| {
            let all = claims.get(document).map_or(0, BTreeSet::len);
            of_both * 2 >= all
        })
        .map(|(document, _)| document.to_owned())
        .collect()
}

/// How many sides a claim names.
pub(super) fn sides(row: &ClaimRow) -> usize {
    let parties = row.claim.content.parties();
    let sides: BTreeSet<&ActorId> = parties.map(|(_, mention)| mention.side()).collect();
    sides.len()
}

/// What claims about the two tell of the words about causes.
pub(super) struct ToldOfPair {
    /// The documents of which the two are the topic.
    topic_of: BTreeSet<String>,
    /// What has ended between any of those named.
    closed: Vec<ClosedTie>,
}

impl ToldOfPair {
    /// `rows` are the claims about both, `of_either` those about one of them or both.
    pub(super) fn new(rows: &[&ClaimRow], of_either: &[&ClaimRow]) -> Self {
        Self {
            topic_of: topic_of(rows, of_either),
            closed: closed_ties(of_either.iter().copied()),
        }
    }
}

/// Gathers the section.
pub(super) fn drivers(
    store: &Store,
    desk: &mut Desk<'_>,
    told: ToldOfPair,
) -> Result<DriversEntry, Error> {
    let filter = Filter {
        about: Some("cause".to_owned()),
        known_by: desk.options.known_by,
        ..Filter::default()
    };
    let mut mentions = Vec::new();
    // The map puts them in order; doubtful ones have no part in it.
    store.for_each_claim_unordered(&filter, |row| {
        mentions.extend(Mention::of_claim(&row));
        Ok::<_, Error>(true)
    })?;
    let pair = Pair::new(desk.a, desk.b, told.topic_of);
    let as_of = match desk.options.true_on {
        Some(day) => Some(day),
        None => last_published(store, desk.options.known_by)?,
    };
    mark_stale(&mut mentions, &told.closed, as_of);
    let map = pair.map(mentions);
    let told = pair.drivers(&map);
    let Some(relationship) = told.relationship else {
        return Ok(DriversEntry::default());
    };
    let scribe = Scribe {
        store,
        map: &map,
        relationship,
    };
    let (into, out_of) = (
        scribe.entries(desk, &told.into)?,
        scribe.entries(desk, &told.out_of)?,
    );
    let left_out = told.local + told.into.len() - into.len() + told.out_of.len() - out_of.len();
    Ok(DriversEntry {
        words: map.concepts[relationship].merged.keys().cloned().collect(),
        into,
        out_of,
        left_out,
        loops: scribe.loops(desk)?,
        suppositions: pair
            .suppositions(&map, SUPPOSED)
            .iter()
            .map(|(scenario, outcome)| scribe.supposition(desk, scenario, outcome))
            .collect::<Result<_, _>>()?,
    })
}

/// Words concepts and links of the map for a reader.
struct Scribe<'m> {
    /// Where the words of the few mentions that are shown are read.
    store: &'m Store,
    map: &'m CausalMap,
    relationship: usize,
}

impl Scribe<'_> {
    fn name(&self, desk: &Desk<'_>, concept: usize) -> String {
        if concept == self.relationship {
            return "the relationship".to_owned();
        }
        let concept = &self.map.concepts[concept];
        let label = concept
            .label
            .trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '(');
        let label = bare(label);
        let lower = label.to_lowercase();
        let others: Vec<String> = concept
            .about
            .iter()
            .map(|actor| desk.name(actor))
            .filter(|name| !lower.contains(&name.to_lowercase()))
            .collect();
        if others.is_empty() {
            label.to_owned()
        } else {
            format!("{label} ({})", others.join(", "))
        }
    }

    fn rows(&self, mentions: &[usize]) -> Result<Vec<ClaimRow>, Error> {
        let claims = mentions.iter().map(|number| &self.map.mentions[*number]);
        self.store
            .claims_with_ids(claims.map(|mention| mention.claim.as_str()))
    }

    fn entries(&self, desk: &mut Desk<'_>, drivers: &[Driver]) -> Result<Vec<DriverEntry>, Error> {
        let named: Vec<&Driver> = drivers
            .iter()
            .filter(|driver| !self.map.concepts[driver.concept].words.is_empty())
            .collect();
        named
            .into_iter()
            .map(|driver| self.entry(desk, driver))
            .collect()
    }

    fn entry(&self, desk: &mut Desk<'_>, driver: &Driver) -> Result<DriverEntry, Error> {
        let rows = self.rows(&driver.face.mentions)?;
        let rows: Vec<&ClaimRow> = rows.iter().collect();
        let kinds: BTreeSet<&str> = driver
            .links
            .iter()
            .map(|link| self.map.links[*link].kind.as_str())
            .collect();
        let about = &self.map.concepts[driver.concept].about;
        Ok(DriverEntry {
            concept: self.name(desk, driver.concept),
            about: about.iter().map(|actor| desk.name(actor)).collect(),
            sign: sign_of(driver.face.side).to_owned(),
            kinds: kinds.into_iter().map(str::to_owned).collect(),
            modality: driver.face.modality.to_string(),
            stale: self.stale(&driver.face.mentions),
            holders: holders(desk, &rows),
            support: desk.support(&rows),
            quotes: desk.cite(&rows),
        })
    }

    /// Why a link may hold no longer, where all that state it speak of what is over.
    fn stale(&self, mentions: &[usize]) -> Option<String> {
        let of = |number: &usize| self.map.mentions[*number].stale.clone();
        let all: Option<Vec<String>> = mentions.iter().map(of).collect();
        all?.into_iter().next()
    }

    fn loops(&self, desk: &mut Desk<'_>) -> Result<Vec<LoopEntry>, Error> {
        let clear = |found: &Loop| {
            found
                .concepts
                .iter()
                .all(|concept| self.map.concepts[*concept].only_in.is_none())
        };
        find_loops_through(self.map, self.relationship, LOOP)
            .iter()
            .filter(|found| clear(found))
            .take(LOOPS)
            .map(|found| {
                let mut quotes = Vec::new();
                for link in &found.links {
                    let face = &self.map.links[*link].faces[0];
                    quotes.extend(self.cite(desk, &face.mentions)?.first());
                }
                Ok(LoopEntry {
                    feedback: found.feedback,
                    concepts: found
                        .concepts
                        .iter()
                        .map(|concept| self.name(desk, *concept))
                        .collect(),
                    quotes,
                })
            })
            .collect()
    }

    fn cite(&self, desk: &mut Desk<'_>, mentions: &[usize]) -> Result<Vec<usize>, Error> {
        let rows = self.rows(mentions)?;
        Ok(desk.cite(&rows.iter().collect::<Vec<_>>()))
    }

    fn supposition(
        &self,
        desk: &mut Desk<'_>,
        scenario: &Scenario,
        outcome: &Outcome,
    ) -> Result<Supposition, Error> {
        let ways = |desk: &mut Desk<'_>, minus: bool| -> Result<Vec<WayEntry>, Error> {
            let side = outcome
                .paths
                .iter()
                .filter(|path| (path.sign == detente_model::Sign::Minus) == minus);
            side.take(PATHS).map(|path| self.way(desk, path)).collect()
        };
        let mut told = ways(desk, false)?;
        told.extend(ways(desk, true)?);
        let mut concepts: Vec<String> = scenario
            .set
            .keys()
            .map(|concept| self.name(desk, *concept))
            .collect();
        concepts.dedup();
        Ok(Supposition {
            concept: some_of(&concepts),
            verdict: outcome.verdict,
            lean: outcome.lean.map(|sign| sign.to_string()),
            plus: outcome.plus,
            minus: outcome.minus,
            ways: told,
            deciding: outcome.hinge().map(|hinge| {
                let link = &self.map.links[hinge.link];
                [link.cause, link.effect].map(|concept| self.name(desk, concept))
            }),
            holders: self.by_holder(desk, scenario, outcome),
        })
    }

    fn lag(&self, mentions: &[usize]) -> Option<String> {
        let mut lags = mentions
            .iter()
            .filter_map(|number| self.map.mentions[*number].lag.as_ref());
        lags.next().map(|lag| lag.text.clone())
    }

    fn way(&self, desk: &mut Desk<'_>, path: &Path) -> Result<WayEntry, Error> {
        let steps = path.steps.iter().map(|step| {
            let link = &self.map.links[step.link];
            let rows = self.rows(&step.face.mentions)?;
            let rows: Vec<&ClaimRow> = rows.iter().collect();
            let denials = self.map.denials(link.cause, link.effect);
            Ok(StepEntry {
                effect: self.name(desk, link.effect),
                sign: step.sign.to_string(),
                sign_unknown: step.unknown,
                kind: link.kind.to_string(),
                modality: step.face.modality.to_string(),
                only_possible: step.capped,
                stale: self.stale(&step.face.mentions),
                lag: self.lag(&step.face.mentions),
                holders: holders(desk, &rows),
                quotes: desk.cite(&rows),
                denials: self.cite(desk, &denials)?,
            })
        });
        Ok(WayEntry {
            steps: steps.collect::<Result<_, Error>>()?,
            sign: path.sign.to_string(),
            strength: path.strength,
            modality: path.modality.to_string(),
        })
    }

    /// The verdict by what each holder of a link alone says.
    fn by_holder(
        &self,
        desk: &Desk<'_>,
        scenario: &Scenario,
        outcome: &Outcome,
    ) -> Vec<(String, Verdict)> {
        let steps = outcome.paths.iter().flat_map(|path| &path.steps);
        let mentions = steps.flat_map(|step| &step.face.mentions);
        let holders: BTreeSet<&ActorId> = mentions
            .filter_map(|number| self.map.mentions[*number].holder_actor.as_ref())
            .collect();
        let alone = |holder: &ActorId| {
            let scenario = Scenario {
                holder: Some(holder.clone()),
                ..scenario.clone()
            };
            let found = what_if(self.map, &scenario).outcomes;
            let same = found.iter().find(|other| other.concept == outcome.concept);
            same.map_or(Verdict::None, |other| other.verdict)
        };
        holders
            .into_iter()
            .take(HOLDERS)
            .map(|holder| (desk.name(holder), alone(holder)))
            .collect()
    }
}

/// A label without the word that only points: "their influence" is "influence", about whom is added.
fn bare(label: &str) -> &str {
    const POINTING: [&str; 12] = [
        "their", "its", "his", "her", "our", "this", "these", "that", "those", "the", "a", "an",
    ];
    match label.split_once(' ') {
        Some((first, rest)) if POINTING.contains(&first.to_lowercase().as_str()) => rest,
        _ => label,
    }
}

/// The first names of many.
fn some_of(names: &[String]) -> String {
    const NAMED: usize = 4;
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        some => format!("; {some} more of the kind"),
    };
    format!("{}{more}", names[..names.len().min(NAMED)].join("; "))
}

/// Who stands behind claims, most often first.
fn holders(desk: &Desk<'_>, rows: &[&ClaimRow]) -> Vec<String> {
    super::parts::most_frequent(rows.iter().map(|row| desk.holder(row)))
}

fn sign_of(side: Way) -> &'static str {
    match side {
        Way::Plus => "+",
        Way::Minus => "-",
        Way::Unknown => "?",
        Way::Denied => "denied",
    }
}
