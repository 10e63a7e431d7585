//! What copies of a text changed in it.

use detente_model::Span;
use std::fmt;

use crate::align::{Same, Step, align};
use crate::lexicon::mark;
use crate::words::Word;

/// What became of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// The other copy lacks them.
    Dropped,
    /// Only the other copy has them.
    Added,
    /// The other copy has others in their place.
    Changed,
}

/// What a change touches that bears on what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeFlag {
    /// Whether it is so at all.
    Negation,
    /// How sure it is.
    Hedge,
    /// How far it goes ("direct", "formal").
    Qualifier,
    /// Whether it is done or to come.
    Status,
    /// A figure.
    Number,
    /// A day, month or year.
    Date,
    /// Who or what is named.
    Name,
}

/// Words in which two copies differ.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// What became of them.
    pub kind: ChangeKind,
    /// The words of the one; empty where they were added.
    pub from: String,
    /// The words of the other; empty where they were dropped.
    pub to: String,
    /// What the change touches; empty where nothing hangs on it.
    pub flags: Vec<ChangeFlag>,
}

impl fmt::Display for Change {
    /// "dropped “direct” (qualifier)".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ChangeKind::Dropped => write!(f, "dropped “{}”", self.from)?,
            ChangeKind::Added => write!(f, "added “{}”", self.to)?,
            ChangeKind::Changed => write!(f, "changed “{}” to “{}”", self.from, self.to)?,
        }
        let flags: Vec<String> = self
            .flags
            .iter()
            .map(|flag| format!("{flag:?}").to_lowercase())
            .collect();
        if flags.is_empty() {
            return Ok(());
        }
        write!(f, " ({})", flags.join(", "))
    }
}

/// In what the copy `b` of `a` differs from it, in the order of the words.
pub(crate) fn changes(a: (&[Word], &str), b: (&[Word], &str)) -> Vec<Change> {
    let Some(alignment) = align(a.0, b.0) else {
        return Vec::new();
    };
    let (range_a, range_b) = (alignment.first_range(), alignment.second_range());
    // What stands before and after the part that answers differs as well.
    let before = (0..range_a.start)
        .map(Step::First)
        .chain((0..range_b.start).map(Step::Second));
    let after = (range_a.end..a.0.len())
        .map(Step::First)
        .chain((range_b.end..b.0.len()).map(Step::Second));
    let steps: Vec<Step> = before.chain(alignment.steps).chain(after).collect();
    let mut found = Vec::new();
    let mut run = (Vec::new(), Vec::new());
    let close = |run: &mut (Vec<usize>, Vec<usize>), found: &mut Vec<Change>| {
        found.extend(change(a, b, &run.0, &run.1));
        run.0.clear();
        run.1.clear();
    };
    for step in steps {
        match step {
            Step::Same(i, j, Same::Class) if a.0[i].stem != b.0[j].stem => {
                run.0.push(i);
                run.1.push(j);
            }
            Step::Same(..) => close(&mut run, &mut found),
            Step::Other(i, j) => {
                run.0.push(i);
                run.1.push(j);
            }
            Step::First(i) => run.0.push(i),
            Step::Second(j) => run.1.push(j),
        }
    }
    close(&mut run, &mut found);
    found
}

fn change(a: (&[Word], &str), b: (&[Word], &str), from: &[usize], to: &[usize]) -> Option<Change> {
    let kind = match (from.is_empty(), to.is_empty()) {
        (true, true) => return None,
        (false, true) => ChangeKind::Dropped,
        (true, false) => ChangeKind::Added,
        (false, false) => ChangeKind::Changed,
    };
    let quote = |side: (&[Word], &str), places: &[usize]| {
        let (Some(&first), Some(&last)) = (places.first(), places.last()) else {
            return String::new();
        };
        let span = Span::new(side.0[first].start, side.0[last].end.max(side.0[first].end));
        span.get(side.1).unwrap_or_default().to_owned()
    };
    Some(Change {
        kind,
        from: quote(a, from),
        to: quote(b, to),
        flags: flags((a.0, from), (b.0, to), (a.1, b.1)),
    })
}

fn flags(a: (&[Word], &[usize]), b: (&[Word], &[usize]), texts: (&str, &str)) -> Vec<ChangeFlag> {
    let mut flags = Vec::new();
    let marked = |side: (&[Word], &[usize]), bits: u32| {
        let mut forms: Vec<u32> = side
            .1
            .iter()
            .map(|&place| side.0[place])
            .filter(|word| word.is(bits) && !word.is(mark::CONTINUES))
            .map(|word| {
                if bits & mark::ACTOR != 0 {
                    word.class
                } else {
                    word.exact
                }
            })
            .collect();
        forms.sort_unstable();
        forms
    };
    for (bits, flag) in [
        (mark::NEGATION, ChangeFlag::Negation),
        (mark::HEDGE, ChangeFlag::Hedge),
        (mark::QUALIFIER, ChangeFlag::Qualifier),
        (mark::STATUS, ChangeFlag::Status),
        (mark::NUMBER, ChangeFlag::Number),
        (mark::DATE, ChangeFlag::Date),
        (mark::ACTOR | mark::PROPER, ChangeFlag::Name),
    ] {
        if marked(a, bits) != marked(b, bits) {
            flags.push(flag);
        }
    }
    if !flags.contains(&ChangeFlag::Qualifier)
        && (narrows(a, texts.0) && b.1.is_empty() || narrows(b, texts.1) && a.1.is_empty())
    {
        flags.push(ChangeFlag::Qualifier);
    }
    if is_year(a, texts.0) || is_year(b, texts.1) {
        flags.push(ChangeFlag::Date);
    }
    flags.sort_unstable();
    flags.dedup();
    flags
}

/// Endings of English and French words that narrow what the next one means.
const NARROWING: [&str; 14] = [
    "al", "ive", "ous", "ic", "ful", "less", "able", "ible", "ary", "ent", "ant", "ly", "elle",
    "ment",
];

/// Whether words that were dropped or added narrow the noun or verb that both copies kept.
fn narrows(side: (&[Word], &[usize]), text: &str) -> bool {
    let (Some(&first), Some(&last)) = (side.1.first(), side.1.last()) else {
        return false;
    };
    let plain = |word: &Word| !word.is(mark::FUNCTION | mark::CONTINUES) && !word.names();
    if side.1.len() > 2 || !side.1.iter().all(|&place| plain(&side.0[place])) {
        return false;
    }
    let word = side.0[first];
    let form = &text[word.start as usize..word.end as usize];
    let followed = side.0.get(last + 1).is_some_and(|next| next.is_content());
    // Before what it narrows; or by its ending, wherever it stands.
    followed || NARROWING.iter().any(|end| form.ends_with(end))
}

fn is_year(side: (&[Word], &[usize]), text: &str) -> bool {
    side.1.iter().any(|&place| {
        let word = side.0[place];
        let form = &text[word.start as usize..word.end as usize];
        form.len() == 4
            && form
                .parse::<u16>()
                .is_ok_and(|year| (1500..2200).contains(&year))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::tests::LEXICON;
    use crate::words::words;

    fn found(a: &str, b: &str) -> Vec<(ChangeKind, String, String, Vec<ChangeFlag>)> {
        let lexicon = &*LEXICON;
        let (x, y) = (words(lexicon, a, true), words(lexicon, b, true));
        changes((&x, a), (&y, b))
            .into_iter()
            .map(|change| (change.kind, change.from, change.to, change.flags))
            .collect()
    }

    #[test]
    fn a_dropped_qualifier_is_flagged() {
        let a = "The ministry is unlikely to send direct military aid to the islands.";
        let b = "The ministry is unlikely to send military aid to the islands.";
        let dropped = (
            ChangeKind::Dropped,
            "direct".to_owned(),
            String::new(),
            vec![ChangeFlag::Qualifier],
        );
        assert_eq!(found(a, b), [dropped]);
    }

    #[test]
    fn a_changed_figure_a_negation_and_a_date_are_flagged() {
        let a =
            "Parliament approved the budget of 40 million crowns on Monday with a large majority.";
        let b =
            "Parliament approved the budget of 45 million crowns on Friday with a large majority.";
        let flags: Vec<_> = found(a, b).into_iter().map(|change| change.3).collect();
        assert_eq!(flags, [vec![ChangeFlag::Number], vec![ChangeFlag::Date]]);
        let c = "Parliament has not approved the budget of 40 million crowns on Monday with a large majority.";
        assert!(found(a, c)[0].3.contains(&ChangeFlag::Negation));
    }

    #[test]
    fn copies_without_a_change_have_none() {
        let a = "“Parliament approved the budget”, he said of the vote on Monday.";
        let b = "Parliament approved the budget, he said of the vote on Monday";
        assert!(found(a, b).is_empty());
    }
}
