//! What the first of two given spans does to the second.

use detente_model::{ActorId, ActorKind, Modality, PloverType, Polarity, QuadClass, Span};

use crate::Coder;
use crate::lexicon::{Outcome, Part};
use crate::mention::{Finder, Mention, Role, Support, Who};
use crate::parse::Parsers;
use crate::predicate::{self, Predicate};
use crate::sentence::Sentence;

/// What stands for the two spans while the sentence is read.
const SOURCE: &str = "span:source";
const TARGET: &str = "span:target";

impl Coder<'_> {
    /// The type of what `source` does to `target` in a text, both bytes of it.
    ///
    /// The spans are taken as the actors, whoever they are. `None` where the text holds no
    /// predicate that the lexicon knows.
    pub fn relation(
        &self,
        parsers: &mut Parsers,
        text: &str,
        source: Span,
        target: Span,
    ) -> Option<PloverType> {
        source.get(text)?;
        target.get(text)?;
        let whole = Span::from_range(0..text.len());
        let prepared = self.prepare_text(text, whole);
        let support = Support::default();
        let language = prepared.language();
        let finder = Finder {
            text,
            tokens: &prepared.tokens,
            words: &prepared.words,
            gazetteer: &self.gazetteer,
            tongue: self.tongue(language),
            language,
            support: &support,
        };
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
        let given = [(SOURCE, tokens_of(source)?), (TARGET, tokens_of(target)?)];
        mentions.retain(|mention| {
            given
                .iter()
                .all(|(_, (first, end))| mention.end <= *first || *end <= mention.first)
        });
        for (id, (first, end)) in given {
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
    Some(Mention {
        first,
        end,
        role: Role::Actor,
        who: vec![who],
        anaphor: false,
        city: false,
        entity: None,
        theatre: None,
        state: None,
        head: None,
    })
}

/// The predicate that joins the two best: both in their slots, else one, else the nearest.
fn best(
    sentence: &Sentence<'_>,
    source: (usize, usize),
    target: (usize, usize),
) -> Option<PloverType> {
    let holds = |group: Option<usize>, id: &str| {
        group.is_some_and(|group| sentence.sides(group).iter().any(|side| side.as_str() == id))
    };
    let plover = |predicate: &Predicate| match &sentence.tongue.patterns[predicate.pattern].outcome
    {
        Outcome::Event(spec) => Some(announced(
            spec.action.plover(),
            predicate.modality,
            predicate.polarity,
        )),
        Outcome::Tie(_) => None,
    };
    let resolved = predicate::find(sentence);
    let ranked = resolved
        .iter()
        .filter_map(|predicate| {
            let forward = u8::from(holds(predicate.source, SOURCE))
                + u8::from(holds(predicate.target, TARGET));
            let backward = u8::from(holds(predicate.source, TARGET))
                + u8::from(holds(predicate.target, SOURCE));
            let rank = forward * 2 + backward;
            (rank >= 2).then_some((rank, plover(predicate)?, predicate))
        })
        .max_by(|(a, _, first), (b, _, second)| {
            a.cmp(b)
                .then(first.score.total_cmp(&second.score))
                .then(second.at.cmp(&first.at))
        });
    if let Some((rank, found, _)) = ranked
        && rank >= 4
    {
        return Some(found);
    }
    let nearest = predicate::loose(sentence)
        .into_iter()
        .filter_map(|(pattern, at)| {
            let rule = &sentence.tongue.patterns[pattern];
            let Outcome::Event(spec) = &rule.outcome else {
                return None;
            };
            let inside = |(first, end): (usize, usize)| first <= at && at < end;
            if inside(source) {
                return None;
            }
            let between = source.1 <= at && at <= target.0;
            let after_source = at >= source.1;
            let verb = rule.part == Part::Verb;
            let distance = at.abs_diff(source.1).min(40);
            let score = i64::from(between) * 30
                + i64::from(after_source) * 10
                + i64::from(verb) * 25
                + 4 * i64::try_from(rule.weight()).unwrap_or(0)
                - i64::try_from(distance).unwrap_or(40);
            let chain = sentence.chain(at);
            let found = if verb {
                announced(spec.action.plover(), chain.modality, chain.polarity)
            } else {
                spec.action.plover()
            };
            Some((score, std::cmp::Reverse(at), found))
        })
        .max();
    ranked
        .map(|(_, found, _)| found)
        .or(nearest.map(|(_, _, found)| found))
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
