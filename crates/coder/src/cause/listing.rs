//! "Due to insecurity, widespread fighting, poor access to services and low coverage": the members of
//! a list told by its commas, where the parse does not tell them.

use detente_syntax::Upos;

use super::tree::{Side, Tree};

impl Tree<'_> {
    /// The noun phrases of a list with a comma and a last "and"; `None` where the stretch is none.
    pub(super) fn listed(&self, side: Side) -> Option<Vec<Side>> {
        // "These factors, along with insecurity".
        let beside = (side.first + 1..side.last).find(|at| {
            matches!(
                self.form(*at),
                "along" | "together" | "coupled" | "combined"
            ) && self.form(*at + 1) == "with"
        });
        if let Some(at) = beside {
            let last = at - 1 - usize::from(self.form(at - 1) == ",");
            return Some(vec![
                self.phrase(side.first, last)?,
                self.phrase(at + 2, side.last)?,
            ]);
        }
        let mut marks = Vec::new();
        let mut depth = 0_usize;
        for at in side.first..=side.last {
            match self.form(at) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                "," if depth == 0 => marks.push(at),
                _ => {}
            }
        }
        let last_comma = *marks.last()?;
        // "This bond, shaped by interests, pressures and a desire": a list of what shaped it.
        let participle = marks.first().map(|mark| mark + 1).filter(|word| {
            self.upos(*word) == Upos::Verb
                && self.is(*word, "acl")
                && self.head(*word) == Some(side.head)
        });
        if participle.is_some() {
            return None;
        }
        let joins = |at: &usize| matches!(self.form(*at), "and" | "or" | "et" | "ou");
        let last_and = (last_comma + 1..side.last).rfind(joins)?;
        // ", and": one mark.
        if last_and > last_comma + 1 {
            marks.push(last_and);
        }
        let mut first = side.first;
        let mut members = Vec::new();
        for mark in marks.iter().copied().chain([side.last + 1]) {
            let from = (first..mark).find(|at| !joins(at))?;
            members.push(self.phrase(from, mark.checked_sub(1)?)?);
            first = mark + 1;
        }
        Some(members)
    }

    /// A stretch that is a noun phrase, with its head.
    fn phrase(&self, first: usize, last: usize) -> Option<Side> {
        if first > last {
            return None;
        }
        let describes =
            |at: usize| self.is(at, "amod") || self.is(at, "acl") || self.form(at).ends_with("ing");
        let example = matches!(
            self.form(first),
            "such" | "including" | "especially" | "particularly" | "notably" | "namely" | "mainly"
        );
        let opens = match self.upos(first) {
            _ if example => false,
            Upos::Det | Upos::Adj | Upos::Noun | Upos::Num | Upos::Adv | Upos::Propn => true,
            Upos::Pron => self.is(first, "nmod:poss"),
            Upos::Verb => self.is(first, "amod"),
            _ => false,
        };
        let plain = (first..=last).all(|at| match self.upos(at) {
            Upos::Aux | Upos::Sconj => false,
            Upos::Verb => describes(at),
            _ => true,
        });
        let mut head = None;
        for at in first..=last {
            match self.upos(at) {
                Upos::Noun => head = Some(at),
                Upos::Adp | Upos::Punct if head.is_some() => break,
                Upos::Verb if head.is_some() && !self.is(at, "amod") => break,
                _ => {}
            }
        }
        let head = head.filter(|_| opens && plain)?;
        Some(Side { first, last, head })
    }

    /// "By alignment, trade | , and shared opposition": the members of a list that the parser hangs elsewhere. A list of
    /// two with a comma is not at its end, and what comes after "and" is.
    pub(super) fn beyond(&self, side: Side) -> Vec<Side> {
        let joins = |at: usize| matches!(self.form(at), "and" | "or");
        let stops =
            |at: &usize| joins(*at) || matches!(self.form(*at), "," | "." | ";" | ":" | "(" | "–");
        if self.upos(side.head) != Upos::Noun || (side.first..=side.last).any(joins) {
            return Vec::new();
        }
        let inner = (side.first..side.last)
            .filter(|at| self.form(*at) == ",")
            .count();
        let mut members = Vec::new();
        let mut at = side.last + 1;
        while at + 1 < self.len() && (self.form(at) == "," || joins(at)) {
            let last = joins(at) || joins(at + 1);
            let from = at + 1 + usize::from(!joins(at) && last);
            let stop = (from..self.len()).find(stops).unwrap_or(self.len());
            let gerund = self.form(from).ends_with("ing") && self.upos(from) == Upos::Verb;
            let Some(member) = self.thing(from, stop).filter(|_| !(last && gerund)) else {
                return Vec::new();
            };
            members.push(member);
            if last {
                return if members.len() + inner > 1 {
                    members
                } else {
                    Vec::new()
                };
            }
            at = stop;
        }
        Vec::new()
    }

    /// The words `first..end` as one noun phrase, where nothing else can be read of them.
    fn thing(&self, first: usize, end: usize) -> Option<Side> {
        let mut head = None;
        for at in first..end {
            let fits = match self.upos(at) {
                Upos::Noun => {
                    let open = head.is_none_or(|head| head + 1 == at);
                    head = if open { Some(at) } else { head };
                    true
                }
                Upos::Det
                | Upos::Adj
                | Upos::Num
                | Upos::Propn
                | Upos::Adv
                | Upos::Adp
                | Upos::Part => true,
                Upos::Pron => self.is(at, "nmod:poss"),
                // "shared opposition", "the need to win".
                Upos::Verb => {
                    let form = self.form(at);
                    let before = head.is_none() && (form.ends_with("ed") || form.ends_with("ing"));
                    before || self.form(at - 1) == "to"
                }
                _ => false,
            };
            if !fits {
                return None;
            }
        }
        let head =
            head.filter(|_| self.upos(first) != Upos::Adp && self.upos(first) != Upos::Part)?;
        Some(Side {
            first,
            last: end - 1,
            head,
        })
    }
}
