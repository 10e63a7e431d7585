//! `detente triads`.

use std::path::PathBuf;

use clap::Args;
use detente_analysis::{
    CausalMap, Mention, SignedGraph, SignedTie, Strain, Triad, mentions, pairs,
};
use detente_casebook::{Answerer, Casebook, ClaimRow, Filter, Parsers};
use detente_model::{ActorId, Content, Sign};
use serde_json::{Value, json};

use crate::args::Common;
use crate::failure::{Ending, WrongUse};
use crate::filters::{day, latest};
use crate::output::Out;

/// Quotes that are shown for a tie.
const SHOWN: usize = 3;

/// Third parties of a pair: whose friend is whose enemy.
#[derive(Debug, Clone, Args)]
pub(crate) struct Triads {
    casebook: PathBuf,
    /// One side
    #[arg(value_name = "ACTOR")]
    a: String,
    /// The other side
    #[arg(value_name = "ACTOR")]
    b: String,
    /// A step, as in "Russia gives arms to Iran": shows which ties come under strain
    #[arg(long, value_name = "SENTENCE")]
    suppose: Option<String>,
    /// Show the balanced threes too
    #[arg(long)]
    all: bool,
    /// Only what may have been on or after this day; undated records are left out
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// Only what may have been on or before this day
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// Only what was published, or else recorded, by this date
    #[arg(long, value_name = "DATE")]
    known_by: Option<String>,
}

/// What a question is answered from.
struct Desk<'c> {
    casebook: &'c Casebook,
    rows: Vec<ClaimRow>,
    map: CausalMap,
}

/// `detente triads`.
pub(crate) fn run(asked: &Triads, common: &Common) -> anyhow::Result<Ending> {
    let casebook = Casebook::open_read_only(&asked.casebook)?;
    let (a, b) = (
        casebook.find_actor(&asked.a)?,
        casebook.find_actor(&asked.b)?,
    );
    if a == b {
        let message = format!("{a} is named twice; threes need two actors and a third");
        return Err(WrongUse(message).into());
    }
    let known_by = asked
        .known_by
        .as_deref()
        .map(|text| latest("--known-by", text));
    let filter = Filter {
        known_by: known_by.transpose()?,
        ..Filter::default()
    };
    let dated = Filter {
        from: asked
            .from
            .as_deref()
            .map(|text| day("--from", text))
            .transpose()?,
        to: asked
            .to
            .as_deref()
            .map(|text| latest("--to", text))
            .transpose()?,
        ..filter.clone()
    };
    let stored = |error| anyhow::Error::from(detente_casebook::Error::from(error));
    let mut rows = Vec::new();
    for about in ["event", "tie"] {
        let of_kind = Filter {
            about: Some(about.to_owned()),
            ..dated.clone()
        };
        rows.extend(casebook.store().claims(&of_kind).map_err(stored)?);
    }
    let map = CausalMap::new(mentions(casebook.store(), &filter).map_err(stored)?);
    let graph = SignedGraph::new(&rows);
    let desk = Desk {
        casebook: &casebook,
        rows,
        map,
    };
    match &asked.suppose {
        Some(text) => suppose(&desk, &graph, text, common)?,
        None => list(&desk, &graph, [&a, &b], asked.all, common)?,
    }
    Ok(Ending::Done)
}

fn list(
    desk: &Desk<'_>,
    graph: &SignedGraph,
    [a, b]: [&ActorId; 2],
    all: bool,
    common: &Common,
) -> anyhow::Result<()> {
    let mut triads = graph.triads(a, b);
    triads.retain(|triad| all || triad.balance != Sign::Plus);
    let mut out = Out::new();
    for triad in &triads {
        if common.json {
            out.json(&desk.triad_json(triad))?;
            continue;
        }
        out.set_bold(&format!(
            "{}{} (clarity {:.2}): {}, {} and {}",
            balance(triad.balance),
            past(triad.past),
            triad.clarity,
            desk.name(a),
            desk.name(b),
            desk.name(triad.third)
        ))?;
        for tie in [triad.between, triad.first, triad.second] {
            out.set(&desk.tie_text(tie))?;
        }
    }
    if triads.is_empty() && !common.json {
        out.set(
            "No source here sets a third party otherwise to one of the two than to the other.",
        )?;
    }
    out.flush()?;
    Ok(())
}

/// The pairs and the way that a sentence moves them, by what the coder reads in it.
fn steps(text: &str) -> anyhow::Result<Vec<([ActorId; 2], Sign)>> {
    let line = json!({"id": "", "text": text}).to_string();
    let answers = Answerer::new().code(&mut Parsers::new(), &[line.as_bytes()], false, false);
    let answer = answers
        .into_iter()
        .next()
        .unwrap_or_else(|| Err("no answer".to_owned()));
    let answer = answer.map_err(|message| WrongUse(format!("--suppose {text:?}: {message}")))?;
    let events = answer
        .events
        .into_iter()
        .map(|claim| Content::Event(claim.content));
    let ties = answer
        .ties
        .into_iter()
        .map(|claim| Content::Tie(claim.content));
    let mut found: Vec<([ActorId; 2], Sign)> = events
        .chain(ties)
        .flat_map(|content| pairs(&content))
        .map(|(both, cooperate)| (both, if cooperate { Sign::Plus } else { Sign::Minus }))
        .collect();
    found.sort();
    found.dedup();
    if found.is_empty() {
        return Err(WrongUse(format!(
            "--suppose {text:?}: no deed or tie between two actors was read in it; expected a sentence as in \"Russia gives arms to Iran\""
        ))
        .into());
    }
    Ok(found)
}

fn suppose(
    desk: &Desk<'_>,
    graph: &SignedGraph,
    text: &str,
    common: &Common,
) -> anyhow::Result<()> {
    let mut out = Out::new();
    for ([a, b], step) in steps(text)? {
        let strains = graph.strains(&a, &b, step, &desk.map);
        if common.json {
            for strain in &strains {
                out.json(&desk.strain_json(strain, [&a, &b], step))?;
            }
            continue;
        }
        let way = if step == Sign::Minus {
            "apart"
        } else {
            "closer"
        };
        out.set_bold(&format!(
            "If {} and {} moved {way}",
            desk.name(&a),
            desk.name(&b)
        ))?;
        if strains.is_empty() {
            out.line("  No tie that sources state would come under strain.")?;
        }
        for strain in &strains {
            out.set(&desk.strain_text(strain))?;
        }
    }
    out.flush()?;
    Ok(())
}

fn balance(sign: Sign) -> &'static str {
    match sign {
        Sign::Plus => "balanced",
        Sign::Minus => "unbalanced",
        Sign::Unknown => "open",
    }
}

impl Desk<'_> {
    fn name(&self, actor: &ActorId) -> String {
        self.casebook.knowledge().display_name(actor, "en")
    }

    /// The claims that decide the sign of a tie: the surest of each origin, the surest first.
    fn deciding(&self, tie: &SignedTie) -> Vec<&ClaimRow> {
        let places = tie.deciding_claims();
        let mut rows: Vec<&ClaimRow> = places.iter().map(|place| &self.rows[*place]).collect();
        rows.sort_by(|x, y| {
            (y.claim.frame.score.total_cmp(&x.claim.frame.score)).then(x.id.cmp(&y.id))
        });
        let mut origins = std::collections::BTreeSet::new();
        rows.retain(|row| origins.insert(row.origin));
        rows
    }

    fn tie_text(&self, tie: &SignedTie) -> String {
        let [a, b] = [0, 1].map(|side| self.name(&tie.actors[side]));
        let mut text = format!(
            "  {} {a} – {b}: {} of cooperation, {} of conflict{}\n",
            tie.sign(),
            tie.cooperation,
            tie.conflict,
            days(tie)
        );
        for row in self.deciding(tie).into_iter().take(SHOWN) {
            text.push_str(&quoted(&row.quote, &row.path));
        }
        text
    }

    fn strain_text(&self, strain: &Strain<'_>) -> String {
        let [a, b] = [0, 1].map(|side| self.name(&strain.strained.actors[side]));
        let mut text = format!(
            "  under strain{}: {a} – {b} (clarity {:.2}), by what is said of it and of the reason\n",
            past(strain.past),
            strain.clarity
        );
        for tie in [strain.strained, strain.reason] {
            for line in self.tie_text(tie).lines() {
                text.push_str("  ");
                text.push_str(line);
                text.push('\n');
            }
        }
        for mention in self.said(strain) {
            text.push_str("    said to follow:\n");
            text.push_str(&quoted(&mention.quote, &mention.path));
        }
        text
    }

    fn said(&self, strain: &Strain<'_>) -> impl Iterator<Item = &Mention> {
        strain
            .said
            .clone()
            .into_iter()
            .map(|number| &self.map.mentions[number])
            .take(SHOWN)
    }

    fn tie_json(&self, tie: &SignedTie) -> Value {
        let evidence: Vec<Value> = self
            .deciding(tie)
            .into_iter()
            .take(SHOWN)
            .map(|row| {
                let evidence = row.claim.frame.evidence;
                json!({"claim": row.id, "path": row.path, "start": evidence.start(),
                    "end": evidence.end(), "quote": row.evidence()})
            })
            .collect();
        json!({"actors": tie.actors, "sign": tie.sign(), "clarity": tie.clarity(),
            "cooperation": tie.cooperation, "conflict": tie.conflict, "origins": tie.origins,
            "first": tie.first, "last": tie.last, "evidence": evidence})
    }

    fn triad_json(&self, triad: &Triad<'_>) -> Value {
        json!({"third": triad.third, "name": self.name(triad.third),
            "balance": balance(triad.balance), "past": triad.past, "clarity": triad.clarity,
            "between": self.tie_json(triad.between), "first": self.tie_json(triad.first),
            "second": self.tie_json(triad.second)})
    }

    fn strain_json(&self, strain: &Strain<'_>, pair: [&ActorId; 2], step: Sign) -> Value {
        let said: Vec<Value> = self
            .said(strain)
            .map(|mention| {
                json!({"claim": mention.claim, "path": mention.path, "quote": mention.quote,
                    "holder": mention.holder, "modality": mention.modality})
            })
            .collect();
        json!({"supposed": {"actors": pair, "step": step}, "third": strain.third,
            "past": strain.past, "clarity": strain.clarity, "strained": self.tie_json(strain.strained),
            "reason": self.tie_json(strain.reason), "said": said})
    }
}

fn past(is_past: bool) -> &'static str {
    if is_past { ", in the past" } else { "" }
}

fn days(tie: &SignedTie) -> String {
    match (tie.first, tie.last) {
        (Some(first), Some(last)) if first == last => format!(", {first}"),
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => ", undated".to_owned(),
    }
}

fn quoted(words: &str, path: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    format!("      “{}” — {path}\n", words.join(" "))
}
