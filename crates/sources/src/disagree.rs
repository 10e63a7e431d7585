use detente_model::{
    ActorId, Claim, Content, Day, Event, Modality, Polarity, Standing, Tie, TieStatus, When,
};
use std::collections::{BTreeMap, BTreeSet};

use crate::doer;
use crate::lexicon::Lexicon;

/// A claim and when it was published, as disagreement sees it.
#[derive(Debug, Clone, Copy)]
pub struct Stated<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// The words that show it.
    pub text: &'a str,
    /// When its document was published.
    pub published: Option<&'a When>,
    /// Who stands behind it: the named speaker, else the outlet, else the document.
    pub holder: &'a str,
}

/// How two claims disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DisagreementKind {
    /// One affirms what the other denies.
    Polarity,
    /// They give the same thing different dates.
    Date,
    /// They give the same deed different doers.
    Actor,
    /// They call the same relationship by names that exclude each other.
    Definition,
    /// One expected what the other reports as having happened: no contradiction, but overtaken.
    Superseded,
}

impl DisagreementKind {
    /// The word for this kind in columns and on pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Polarity => "polarity",
            Self::Date => "date",
            Self::Actor => "actor",
            Self::Definition => "definition",
            Self::Superseded => "superseded",
        }
    }

    /// What would settle a disagreement of this kind.
    pub fn settles(self) -> &'static str {
        match self {
            Self::Polarity => {
                "a record of the thing itself: its text, a picture, a third party's count"
            }
            Self::Date => "the dated record of the thing itself",
            Self::Actor => "who claimed or ordered it, or the finding of an inquiry",
            Self::Definition => "what the two have bound themselves to, in writing",
            Self::Superseded => "a later report that it happened, or a record of it",
        }
    }
}

/// Two claims that disagree: both sides are named, and neither wins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Disagreement {
    /// How.
    pub kind: DisagreementKind,
    /// The place of one claim in the list.
    pub a: usize,
    /// The place of the other.
    pub b: usize,
    /// Why, in words.
    pub rule: &'static str,
    /// Places of further claims of either side, which disagree as this pair does; at the most
    /// twenty of each.
    pub also: [Vec<usize>; 2],
}

/// Further claims that are named beside each side of a pair.
const NAMED: usize = 20;
/// Holders with which one disagrees on a matter: of more, the first are kept, so that the list
/// grows with the claims, not with their square.
const OPPONENTS: usize = 16;

/// Finds the pairs of claims that disagree: at the most one for each kind, matter and pair of
/// holders, and for names of a relationship one for each pair of names, so that what a hundred
/// texts say disagrees once. A pair with two holders stands before one that disagrees with itself.
pub fn find_disagreements(lexicon: &Lexicon, claims: &[Stated<'_>]) -> Vec<Disagreement> {
    let mut matters: BTreeMap<Matter<'_>, Vec<usize>> = BTreeMap::new();
    for (place, stated) in claims.iter().enumerate() {
        if let Some(matter) = matter(&stated.claim.content) {
            matters.entry(matter).or_default().push(place);
        }
    }
    let mut found = doer::find(lexicon, claims);
    for places in matters.into_values() {
        found.extend(on_one_matter(claims, &places));
    }
    found.sort_unstable();
    found
}

/// The disagreements between claims on one matter.
fn on_one_matter(claims: &[Stated<'_>], places: &[usize]) -> Vec<Disagreement> {
    // Claims of one holder that say the same are compared once.
    let mut said: BTreeMap<Said<'_>, Vec<usize>> = BTreeMap::new();
    for &place in places {
        said.entry(Said::of(&claims[place]))
            .or_default()
            .push(place);
    }
    let mut said: Vec<Vec<usize>> = said.into_values().collect();
    said.sort_unstable();
    let mut found: BTreeMap<(DisagreementKind, [&str; 2]), Disagreement> = BTreeMap::new();
    for (index, one) in said.iter().enumerate() {
        for other in &said[index + 1..] {
            let (a, b) = (one[0], other[0]);
            let Some((kind, rule)) = disagree(&claims[a], &claims[b]) else {
                continue;
            };
            let sides = sides(&claims[a], &claims[b]);
            let new = Disagreement {
                kind,
                a,
                b,
                rule,
                also: [Vec::new(), Vec::new()],
            };
            let one_voice = |pair: &Disagreement| claims[pair.a].holder == claims[pair.b].holder;
            let kept = found.entry((kind, sides)).or_insert_with(|| new.clone());
            if one_voice(kept) && !one_voice(&new) {
                *kept = new;
            }
            kept.name(claims, one);
            kept.name(claims, other);
        }
    }
    let mut opponents: BTreeMap<(DisagreementKind, &str), usize> = BTreeMap::new();
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by(|(_, x), (_, y)| x.cmp(y));
    found.retain(|((kind, sides), _)| {
        let mut few = |side| {
            let count = opponents.entry((*kind, side)).or_default();
            *count += 1;
            *count <= OPPONENTS
        };
        few(sides[0]) | few(sides[1])
    });
    found.into_iter().map(|(_, pair)| pair).collect()
}

impl Disagreement {
    /// Names claims of one of the two sides beside it.
    fn name(&mut self, claims: &[Stated<'_>], places: &[usize]) {
        let is_first = side(&claims[self.a]) == side(&claims[places[0]]);
        let also = &mut self.also[usize::from(!is_first)];
        for &place in places {
            let is_new = place != self.a && place != self.b && !also.contains(&place);
            if is_new && also.len() < NAMED {
                also.push(place);
            }
        }
    }
}

/// All of a claim that tells whether it disagrees with another on its matter.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Said<'a> {
    holder: &'a str,
    denies: bool,
    actual: bool,
    expects: bool,
    /// The status of a tie and whether it has an object; the name of a relationship.
    standing: Option<(String, bool)>,
    days: Option<[Option<Day>; 2]>,
    /// The last day of publication, which only what is expected is compared by.
    published: Option<Day>,
}

impl<'a> Said<'a> {
    fn of(stated: &Stated<'a>) -> Self {
        let frame = &stated.claim.frame;
        let expects = expects(stated.claim);
        Self {
            holder: stated.holder,
            denies: frame.polarity == Polarity::Negative,
            actual: actual(stated.claim),
            expects,
            standing: match &stated.claim.content {
                Content::Tie(tie) => Some((tie.status.to_string(), tie.object.is_some())),
                Content::Characterisation(words) => Some((words.standing.to_string(), false)),
                Content::Event(_) | Content::Cause(_) => None,
            },
            days: frame.when.as_ref().map(|when| [when.start(), when.end()]),
            published: expects
                .then(|| stated.published.and_then(When::end))
                .flatten(),
        }
    }
}

/// What tells disagreements on one matter apart: for names of a relationship, which names; for
/// all else, who disagrees.
fn sides<'a>(a: &Stated<'a>, b: &Stated<'a>) -> [&'a str; 2] {
    let mut sides = [side(a), side(b)];
    sides.sort_unstable();
    sides
}

fn side<'a>(stated: &Stated<'a>) -> &'a str {
    match &stated.claim.content {
        Content::Characterisation(words) => words.standing.as_str(),
        _ => stated.holder,
    }
}

/// What two claims must share to be about the same matter.
type Matter<'a> = (&'static str, String, BTreeSet<&'a ActorId>);

fn matter(content: &Content) -> Option<Matter<'_>> {
    match content {
        Content::Event(event) => Some((
            "event",
            event.action.plover().to_string(),
            event_sides(event),
        )),
        Content::Tie(tie) => Some((
            "tie",
            tie_matter(tie),
            tie.parties.iter().map(|p| p.actor.side()).collect(),
        )),
        Content::Characterisation(words) => Some((
            "characterisation",
            String::new(),
            words
                .parties
                .iter()
                .map(detente_model::ActorMention::side)
                .collect(),
        )),
        Content::Cause(_) => None,
    }
}

fn event_sides(event: &Event) -> BTreeSet<&ActorId> {
    event
        .source
        .iter()
        .chain(&event.target)
        .map(detente_model::ActorMention::side)
        .collect()
}

fn tie_matter(tie: &Tie) -> String {
    let object = tie
        .object
        .as_ref()
        .and_then(|object| object.entity.as_ref());
    format!("{} {}", tie.kind, object.map_or("", ActorId::as_str))
}

fn disagree(a: &Stated<'_>, b: &Stated<'_>) -> Option<(DisagreementKind, &'static str)> {
    match (&a.claim.content, &b.claim.content) {
        (Content::Characterisation(x), Content::Characterisation(y)) => {
            let denied = |c: &Claim| c.frame.polarity == Polarity::Negative;
            if x.standing == y.standing && denied(a.claim) != denied(b.claim) {
                Some((
                    DisagreementKind::Polarity,
                    "one calls them so, the other says that they are not",
                ))
            } else if !denied(a.claim) && !denied(b.claim) && exclude(x.standing, y.standing) {
                Some((DisagreementKind::Definition, "the names exclude each other"))
            } else {
                None
            }
        }
        (Content::Tie(x), Content::Tie(y)) => {
            let denied = |tie: &Tie, claim: &Claim| {
                tie.status == TieStatus::Denied || claim.frame.polarity == Polarity::Negative
            };
            let apart = denied(x, a.claim) != denied(y, b.claim);
            if apart && actual(a.claim) && actual(b.claim) && overlap(a.claim, b.claim) {
                return Some((
                    DisagreementKind::Polarity,
                    "one affirms the tie, the other denies it",
                ));
            }
            let opened = x.status == TieStatus::Opened && y.status == TieStatus::Opened;
            (opened
                && x.object.is_some()
                && actual(a.claim)
                && actual(b.claim)
                && dated_apart(a.claim, b.claim))
            .then_some((DisagreementKind::Date, "the same thing begins on two dates"))
        }
        (Content::Event(_), Content::Event(_)) => disagree_on_event(a, b),
        _ => None,
    }
}

fn disagree_on_event(a: &Stated<'_>, b: &Stated<'_>) -> Option<(DisagreementKind, &'static str)> {
    if a.claim.frame.polarity != b.claim.frame.polarity && actual(a.claim) && actual(b.claim) {
        let near = a.claim.frame.when.is_some() && overlap(a.claim, b.claim);
        return near.then_some((
            DisagreementKind::Polarity,
            "one says that it happened, the other that it did not",
        ));
    }
    let (forecast, report) = match (expects(a.claim), expects(b.claim)) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ => return None,
    };
    let happened = report.claim.frame.when.as_ref().and_then(When::start);
    let expected = forecast.published.and_then(When::end);
    let later = happened
        .zip(expected)
        .is_some_and(|(happened, expected)| within_a_year(expected, happened));
    (later && actual(report.claim) && report.claim.frame.polarity == Polarity::Positive).then_some(
        (
            DisagreementKind::Superseded,
            "what one expected, the other reports as done",
        ),
    )
}

fn within_a_year(first: Day, last: Day) -> bool {
    first <= last && last <= first.plus_days(365)
}

fn actual(claim: &Claim) -> bool {
    claim.frame.modality.is_actual()
}

fn expects(claim: &Claim) -> bool {
    matches!(claim.frame.modality, Modality::Forecast | Modality::Goal)
}

fn overlap(a: &Claim, b: &Claim) -> bool {
    match (&a.frame.when, &b.frame.when) {
        (Some(a), Some(b)) => a.may_overlap(b),
        _ => true,
    }
}

fn dated_apart(a: &Claim, b: &Claim) -> bool {
    matches!((&a.frame.when, &b.frame.when), (Some(a), Some(b)) if !a.may_overlap(b))
}

/// Whether one relationship cannot well be both: what binds, and what is bound to nothing.
fn exclude(a: Standing, b: Standing) -> bool {
    use Standing::{
        Alliance, Convenience, Hostility, Mistrust, Partnership, Rivalry, StrategicPartnership,
    };
    let binding = |s| matches!(s, Alliance | StrategicPartnership | Partnership);
    let loose = |s| matches!(s, Convenience | Mistrust | Rivalry | Hostility);
    (a == Alliance && loose(b))
        || (b == Alliance && loose(a))
        || (binding(a) && matches!(b, Rivalry | Hostility))
        || (binding(b) && matches!(a, Rivalry | Hostility))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::tests::LEXICON;
    use detente_model::{
        Action, ActorKind, ActorMention, Basis, Characterisation, Frame, Phrase, PloverType, Span,
    };

    fn mention(id: &str) -> ActorMention {
        ActorMention {
            text: id.into(),
            span: Span::new(0, 3),
            actor: id.parse().unwrap(),
            kind: ActorKind::State,
            country: Some(id.parse().unwrap()),
            code: id.into(),
            sector: None,
            office: None,
        }
    }

    fn claim(content: Content, modality: Modality, polarity: Polarity, day: Option<&str>) -> Claim {
        let when = day.map(|day| When::day(day.parse().unwrap(), Basis::Stated, ""));
        let frame = Frame {
            when,
            modality,
            polarity,
            certainty: None,
            says: None,
            theme: Vec::new(),
            theatre: Vec::new(),
            trigger: Span::new(0, 3),
            evidence: Span::new(0, 3),
            score: 1.0,
            rule: "test".into(),
        };
        Claim { content, frame }
    }

    fn treaty(modality: Modality, polarity: Polarity, day: Option<&str>) -> Claim {
        let event = Event {
            action: Action::new(PloverType::Agree, None).unwrap(),
            context: Vec::new(),
            cameo: None,
            source: vec![mention("RUS")],
            target: vec![mention("IRN")],
        };
        claim(Content::Event(event), modality, polarity, day)
    }

    fn called(standing: Standing, polarity: Polarity) -> Claim {
        let parties = vec![mention("RUS"), mention("IRN")];
        let words = Phrase {
            text: "RUS".into(),
            span: Span::new(0, 3),
        };
        let content = Content::Characterisation(Characterisation {
            parties,
            standing,
            words,
        });
        claim(content, Modality::Asserted, polarity, None)
    }

    fn kinds(claims: &[(Claim, &str, Option<&str>)]) -> Vec<DisagreementKind> {
        let published: Vec<Option<When>> = claims
            .iter()
            .map(|(_, _, day)| day.map(|day| When::day(day.parse().unwrap(), Basis::Stated, "")))
            .collect();
        let stated: Vec<Stated<'_>> = claims
            .iter()
            .zip(&published)
            .map(|((claim, holder, _), published)| Stated {
                claim,
                text: "",
                published: published.as_ref(),
                holder,
            })
            .collect();
        find_disagreements(&LEXICON, &stated)
            .into_iter()
            .map(|found| found.kind)
            .collect()
    }

    /// A deed of `doer` against Iran on one day, told in `text`.
    fn deed(doer: &str, target: &str, day: &str) -> Claim {
        let event = Event {
            action: Action::new(PloverType::Assault, None).unwrap(),
            context: Vec::new(),
            cameo: None,
            source: vec![mention(doer)],
            target: vec![mention(target)],
        };
        let content = Content::Event(event);
        claim(content, Modality::Asserted, Polarity::Positive, Some(day))
    }

    fn doers(told: &[(&str, &str, &str)]) -> usize {
        let claims: Vec<Claim> = told
            .iter()
            .map(|(doer, day, _)| deed(doer, "SYR", day))
            .collect();
        let stated: Vec<Stated<'_>> = claims
            .iter()
            .zip(told)
            .map(|(claim, (_, _, text))| Stated {
                claim,
                text,
                published: None,
                holder: text,
            })
            .collect();
        let found = find_disagreements(&LEXICON, &stated);
        found
            .iter()
            .filter(|found| found.kind == DisagreementKind::Actor)
            .count()
    }

    #[test]
    fn one_deed_of_two_doers_is_a_conflict() {
        let turkish =
            "Turkey shelled the convoy near Maarat on Monday and killed three Syrian drivers.";
        let russian = "On Monday Russian aircraft hit the convoy near Maarat; three Syrian drivers were killed.";
        let day = "2020-02-03";
        assert_eq!(doers(&[("TUR", day, turkish), ("RUS", day, russian)]), 1);
        // Another day, or the same doer.
        assert_eq!(
            doers(&[("TUR", day, turkish), ("RUS", "2020-02-04", russian)]),
            0
        );
        assert_eq!(doers(&[("RUS", day, turkish), ("RUS", day, russian)]), 0);
    }

    #[test]
    fn two_deeds_of_one_day_are_no_conflict() {
        let day = "2020-02-03";
        let turkish = "Turkey shelled Syrian positions on Monday after the loss of soldiers.";
        let russian = "Russia bombed Syrian depots on Monday and destroyed trucks.";
        assert_eq!(doers(&[("TUR", day, turkish), ("RUS", day, russian)]), 0);
        // One knows of both doers.
        let both = "Turkey shelled the convoy near Maarat and killed Syrian drivers on Monday, hours before Russia struck.";
        let other = "Russia struck the convoy near Maarat and killed Syrian drivers on Monday.";
        assert_eq!(doers(&[("TUR", day, both), ("RUS", day, other)]), 0);
    }

    #[test]
    fn a_forecast_is_overtaken_by_the_event() {
        let expected = treaty(Modality::Forecast, Polarity::Positive, None);
        let signed = treaty(Modality::Asserted, Polarity::Positive, Some("2025-01-17"));
        let claims = [
            (expected, "a", Some("2024-10-12")),
            (signed, "b", Some("2025-01-17")),
        ];
        assert_eq!(kinds(&claims), [DisagreementKind::Superseded]);
    }

    #[test]
    fn affirmed_and_denied() {
        let yes = treaty(Modality::Asserted, Polarity::Positive, Some("2025-01-17"));
        let no = treaty(Modality::Reported, Polarity::Negative, Some("2025-01-17"));
        let claims = [(yes, "a", None), (no, "b", None)];
        assert_eq!(kinds(&claims), [DisagreementKind::Polarity]);
    }

    #[test]
    fn names_that_exclude_each_other_count_once() {
        let ally = called(Standing::Alliance, Polarity::Positive);
        let loose = called(Standing::Convenience, Polarity::Positive);
        let claims = [
            (ally.clone(), "a", None),
            (loose.clone(), "b", None),
            (ally, "a", None),
            (loose, "b", None),
        ];
        assert_eq!(kinds(&claims), [DisagreementKind::Definition]);
    }

    #[test]
    fn an_alliance_and_a_denied_rivalry_agree() {
        let ally = called(Standing::Alliance, Polarity::Positive);
        let no_rivals = called(Standing::Rivalry, Polarity::Negative);
        assert!(kinds(&[(ally, "a", None), (no_rivals, "b", None)]).is_empty());
    }
}
