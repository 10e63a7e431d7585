//! Threes that do not balance: whose friend is whose enemy.

use detente_analysis::{SignedGraph, SignedTie, Triad};
use detente_model::{ActorId, Sign};
use detente_store::ClaimRow;
use serde::Serialize;

use super::desk::Desk;

/// Threes that are listed at the most.
const LISTED: usize = 5;

/// What stands between two of three.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TriadTie {
    /// The names of both.
    pub between: [String; 2],
    /// `+` cooperation, `-` conflict.
    pub sign: String,
    /// Records of cooperation.
    pub cooperation: usize,
    /// Records of conflict.
    pub conflict: usize,
    /// The first and the last day that is known of any, `None` where none is.
    pub days: Option<[String; 2]>,
    /// Places in [`Brief::quotes`](super::Brief::quotes).
    pub quotes: Vec<usize>,
}

/// A third party that stands otherwise to one of the two than to the other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TriadEntry {
    /// The third.
    pub third: ActorId,
    /// Its name.
    pub name: String,
    /// What does not balance, in words.
    pub words: String,
    /// Whether one of the ties is over: its last day lies more than ten years before the last that is known.
    pub past: bool,
    /// The clarity of the least clear sign, share in `0..=1`.
    pub clarity: f64,
    /// The ties: of the pair, of the first with the third, of the second with the third.
    pub ties: [TriadTie; 3],
}

/// The unbalanced threes of the pair, the clearest first. `rows` are the claims about either.
pub(super) fn triads(desk: &mut Desk<'_>, rows: &[&ClaimRow]) -> Vec<TriadEntry> {
    let graph = SignedGraph::new(rows.iter().copied());
    graph
        .triads(desk.a, desk.b)
        .iter()
        .filter(|triad| triad.balance == Sign::Minus)
        .take(LISTED)
        .map(|triad| entry(desk, rows, triad))
        .collect()
}

fn entry(desk: &mut Desk<'_>, rows: &[&ClaimRow], triad: &Triad<'_>) -> TriadEntry {
    TriadEntry {
        third: triad.third.clone(),
        name: desk.name(triad.third),
        words: words(desk, triad),
        past: triad.past,
        clarity: triad.clarity,
        ties: [triad.between, triad.first, triad.second].map(|tie| tie_entry(desk, rows, tie)),
    }
}

fn tie_entry(desk: &mut Desk<'_>, rows: &[&ClaimRow], tie: &SignedTie) -> TriadTie {
    let claims = tie.deciding_claims();
    let cited: Vec<&ClaimRow> = claims.iter().map(|place| rows[*place]).collect();
    TriadTie {
        between: [0, 1].map(|side| desk.name(&tie.actors[side])),
        sign: tie.sign().to_string(),
        cooperation: tie.cooperation,
        conflict: tie.conflict,
        days: tie
            .first
            .zip(tie.last)
            .map(|(first, last)| [first.to_string(), last.to_string()]),
        quotes: desk.cite(&cited),
    }
}

/// What does not balance, in words.
fn words(desk: &Desk<'_>, triad: &Triad<'_>) -> String {
    let [a, b, third] = [desk.a, desk.b, triad.third].map(|actor| desk.name(actor));
    match (triad.between.sign(), triad.first.sign()) {
        (Sign::Plus, Sign::Plus) => {
            format!("{a} and {b} cooperate; {third} cooperates with {a} and is at odds with {b}")
        }
        (Sign::Plus, _) => {
            format!("{a} and {b} cooperate; {third} cooperates with {b} and is at odds with {a}")
        }
        (_, Sign::Plus) => format!("{a} and {b} are at odds; {third} cooperates with both"),
        _ => format!("{a}, {b} and {third} are all at odds"),
    }
}
