//! What the first of two given spans does to the second.

use detente_model::{ActorId, ActorKind, Modality, PloverType, Polarity, QuadClass, Span};

use crate::Coder;
use crate::lexicon::{Outcome, Part};
use crate::mention::{Mention, Support, Who};
use crate::parse::Parsers;
use crate::predicate::{self, Loose};
use crate::sentence::{Rel, Sentence};
use crate::strangers::stranger;

/// What stands for the two spans while the sentence is read.
const SOURCE: &str = "span:source";
const TARGET: &str = "span:target";

impl Coder<'_> {
    /// The type of what `source` does to `target` in a text, both bytes of it.
    ///
    /// The spans are taken as the actors, whoever they are; one of the two may be unknown. `None`
    /// where the text holds no predicate that the lexicon knows, or both are unknown.
    pub fn relation(
        &self,
        parsers: &mut Parsers,
        text: &str,
        source: Option<Span>,
        target: Option<Span>,
    ) -> Option<PloverType> {
        let known = |span: Option<Span>| span.filter(|span| span.get(text).is_some());
        let (source, target) = (known(source), known(target));
        source.or(target)?;
        let whole = Span::from_range(0..text.len());
        let prepared = self.prepare_text(text, whole);
        let support = Support::default();
        let language = prepared.language();
        let finder = self.finder(text, &prepared, &support);
        let mut mentions = finder.find(&prepared.names);
        let tokens_of = |span: Span| -> Option<(usize, usize)> {
            let first = prepared
                .tokens
                .iter()
                .position(|token| token.span.overlaps(span))?;
            let last = prepared
                .tokens
                .iter()
                .rposition(|token| token.span.overlaps(span))?;
            Some((first, last + 1))
        };
        let given = [
            (SOURCE, source.and_then(tokens_of)),
            (TARGET, target.and_then(tokens_of)),
        ];
        let spans = given.iter().filter_map(|(id, span)| Some((*id, (*span)?)));
        mentions.retain(|mention| {
            spans
                .clone()
                .all(|(_, (first, end))| mention.end <= first || end <= mention.first)
        });
        for (id, (first, end)) in spans {
            mentions.push(stand_in(id, first, end)?);
        }
        mentions.sort_by_key(|mention| (mention.first, mention.end));
        let parse = parsers.parse(text, whole, language);
        let sentence = Sentence::new(
            text,
            whole,
            language,
            (&prepared.tokens, &prepared.words),
            finder.tongue,
            &mentions,
            parse.as_ref(),
        );
        best(&sentence, given[0].1, given[1].1)
    }
}

fn stand_in(id: &str, first: usize, end: usize) -> Option<Mention> {
    let actor: ActorId = id.parse().ok()?;
    let who = Who {
        actor,
        kind: ActorKind::Organisation,
        country: None,
        sector: None,
        cameo: None,
        office: None,
    };
    Some(stranger(first, end, [who]))
}

/// The predicate that joins the two best: both in their slots, else the one nearest to them.
fn best(
    sentence: &Sentence<'_>,
    source: Option<(usize, usize)>,
    target: Option<(usize, usize)>,
) -> Option<PloverType> {
    let inside = |span: Option<(usize, usize)>, at: usize| {
        span.is_some_and(|(first, end)| first <= at && at < end)
    };
    let candidates = predicate::loose(sentence);
    let governors: Vec<usize> = candidates
        .iter()
        .filter(|candidate| governs(sentence, candidate))
        .map(|candidate| candidate.at)
        .collect();
    candidates
        .into_iter()
        .filter(|candidate| !inside(source, candidate.at))
        .filter_map(|candidate| {
            let rule = &sentence.tongue.patterns[candidate.pattern];
            let Outcome::Event(spec) = &rule.outcome else {
                return None;
            };
            let verb = rule.part == Part::Verb;
            let composed = candidate
                .resolved
                .as_ref()
                .and_then(|predicate| predicate.composed.as_ref());
            let found = if let Some(composed) = composed {
                composed.spec.action.plover()
            } else if verb {
                let chain = sentence.chain(purpose_of(sentence, candidate.at));
                announced(spec.action.plover(), chain.modality, chain.polarity)
            } else {
                spec.action.plover()
            };
            let mut score = fit(sentence, &candidate, source, target);
            score += 2 * i64::try_from(rule.weight()).unwrap_or(0) + if verb { 12 } else { 0 };
            if inside(target, candidate.at) {
                score -= 20;
            }
            if is_governed(sentence, candidate.at, &governors) {
                score -= 25;
            }
            Some((score, std::cmp::Reverse(candidate.at), found))
        })
        .max()
        .map(|(_, _, found)| found)
}

/// Whether what a predicate governs is only said, asked, promised or refused.
fn governs(sentence: &Sentence<'_>, candidate: &Loose) -> bool {
    let rule = &sentence.tongue.patterns[candidate.pattern];
    rule.part == Part::Verb
        && rule.is_of(&[
            PloverType::Agree,
            PloverType::Request,
            PloverType::Reject,
            PloverType::Threaten,
            PloverType::Accuse,
            PloverType::Concede,
        ])
}

/// Whether a word stands in a complement of one of `governors`.
fn is_governed(sentence: &Sentence<'_>, at: usize, governors: &[usize]) -> bool {
    let Some(tree) = &sentence.tree else {
        return false;
    };
    let mut place = at;
    for _ in 0..6 {
        let complement = matches!(
            tree.rel(place),
            Rel::Clause
                | Rel::OpenClause
                | Rel::Adnominal
                | Rel::Adverbial
                | Rel::Object
                | Rel::Oblique
                | Rel::Nominal
        );
        let Some(head) = tree.head(place) else {
            return false;
        };
        if complement && governors.contains(&head) {
            return true;
        }
        place = head;
    }
    false
}

/// "sent troops to help": the verb whose purpose the verb at `at` names, which says whether it
/// happened; else the verb itself.
fn purpose_of(sentence: &Sentence<'_>, at: usize) -> usize {
    let Some(tree) = &sentence.tree else {
        return at;
    };
    if !matches!(tree.rel(at), Rel::Adverbial | Rel::Adnominal) || tree.is_passive(at) {
        return at;
    }
    let mut above = at;
    for _ in 0..4 {
        match tree.head(above) {
            Some(head) if tree.is_verb(head) => return head,
            Some(head) => above = head,
            None => break,
        }
    }
    at
}

/// How well the two spans stand in the slots of a predicate, in the tree or, without one, around
/// its words.
fn fit(
    sentence: &Sentence<'_>,
    candidate: &Loose,
    source: Option<(usize, usize)>,
    target: Option<(usize, usize)>,
) -> i64 {
    let at = candidate.at;
    let mut score = 0;
    if let Some(predicate) = &candidate.resolved {
        let holds = |groups: &[usize], id: &str| {
            sentence
                .sides_of(groups)
                .iter()
                .any(|side| side.as_str() == id)
        };
        let forward = i64::from(holds(&predicate.source, SOURCE)) * 30
            + i64::from(holds(&predicate.target, TARGET)) * 25;
        let backward = i64::from(holds(&predicate.source, TARGET))
            + i64::from(holds(&predicate.target, SOURCE));
        score += forward - 10 * backward;
    }
    let Some(tree) = &sentence.tree else {
        let end = source.map_or(0, |source| source.1);
        let between = end <= at && target.is_none_or(|target| at <= target.0);
        let distance = i64::try_from(at.abs_diff(end).min(40)).unwrap_or(40);
        return score + i64::from(between) * 30 + i64::from(at >= end) * 10 - distance;
    };
    if let Some((first, end)) = source
        && let Some(subject) = sentence.subject_in(tree, at, 0)
    {
        let steps = tree.steps_up(tree.top(first, end), subject.at);
        let within = (first..end).contains(&subject.at);
        if within || steps.is_some_and(|steps| steps <= 3) {
            let far = if within { 0 } else { steps.unwrap_or(0) };
            score += 20 - 4 * i64::try_from(far).unwrap_or(0);
        }
    }
    if let Some((first, end)) = target {
        let top = tree.top(first, end);
        match tree.steps_up(top, at) {
            Some(steps) => score += 20 - 2 * i64::try_from(steps).unwrap_or(10).min(10),
            // The target is above: "the target, whom the source attacked".
            None if tree.steps_up(at, top).is_some() => score += 8,
            None => {}
        }
    }
    // Words near the top of the sentence say what it is about.
    let mut depth = 0;
    let mut above = at;
    while let Some(head) = tree.head(above) {
        above = head;
        depth += 1;
    }
    score - 2 * depth.min(8)
}

/// What saying that one will do it comes to: a promise, a threat or a refusal; what the other
/// must do is asked for.
fn announced(plover: PloverType, modality: Modality, polarity: Polarity) -> PloverType {
    let deed = matches!(
        plover.quad(),
        QuadClass::MaterialCooperation | QuadClass::MaterialConflict
    ) || matches!(
        plover,
        PloverType::Support | PloverType::Concede | PloverType::Consult
    );
    match modality {
        Modality::Opinion => PloverType::Request,
        Modality::Forecast | Modality::Goal | Modality::Hypothetical if deed => {
            if polarity == Polarity::Negative {
                PloverType::Reject
            } else if plover.quad().is_cooperation() {
                PloverType::Agree
            } else {
                PloverType::Threaten
            }
        }
        _ => plover,
    }
}
