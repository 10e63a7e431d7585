//! From a word to what hangs below it.

use detente_model::Modality;
use detente_syntax::Upos;

use super::attribution::is_remark;
use super::local::Local;
use super::table::{Effect, Kind, Part, StanceTable, complement};
use super::tree::{
    holder, is_bare, is_definite, is_gerund, is_infinitive, is_nominal, is_participle, is_passive,
    lower, subject,
};
use super::{Embedding, Source, State};
use crate::parse::Parse;
use crate::verbal::VerbKind;

/// The state of `word`, by its path to the root.
pub(super) fn state(parse: &Parse, table: &StanceTable, word: usize) -> State {
    let walk = Walk { parse, table };
    let mut path = vec![word];
    while let Some(above) = path.last().and_then(|at| governor(parse, table, *at)) {
        if path.len() > parse.len() {
            break;
        }
        path.push(above);
    }
    let local = Local { parse, table };
    let mut context = walk.root(path[path.len() - 1]);
    let supposed = opens_condition(parse, word);
    if supposed {
        context = context.under(effect(Modality::Hypothetical, 0.2, 0.0), Some(0));
    }
    let mut state = State::asserted();
    for place in (0..path.len()).rev() {
        let at = path[place];
        let below = place.checked_sub(1).map(|next| path[next]);
        if let Some(above) = path.get(place + 1) {
            context = walk.below(&context, &state, *above, at);
        }
        // Of two that are joined, each has its own denials.
        let joined = below.filter(|below| parse.is(*below, "conj"));
        state = local.apply(&context, at, joined.or(below));
    }
    if is_called_off(parse, word) {
        state.denied = true;
        state.certainty = -0.8;
    }
    // "Were Israel to attack": the infinitive is no goal.
    if supposed && state.modality == Modality::Goal {
        state.modality = Modality::Hypothetical;
    }
    state
}

/// "approved strikes but called them off": what another verb of the same subject takes back.
fn is_called_off(parse: &Parse, word: usize) -> bool {
    let pronoun = |verb: usize| {
        let object = parse.dependent(verb, "obj");
        object.is_some_and(|object| parse.upos(object) == Upos::Pron)
    };
    parse.dependents(word).any(|verb| {
        let called = || {
            let mut below = parse.dependents(verb);
            parse.lemma(verb) == "call" && below.any(|below| lower(parse, below) == "off")
        };
        let off = VerbKind::CallsOff.has(parse.lemma(verb)) || called();
        verb > word && parse.relation(verb).starts_with("conj") && off && pronoun(verb)
    })
}

/// The word above; for the infinitive of "asked them to sign", hung on "them", the verb, and for "recall" in "threatened
/// to close the border, recall its envoy", hung on "threatened", the infinitive.
fn governor(parse: &Parse, table: &StanceTable, word: usize) -> Option<usize> {
    let above = parse.head(word)?;
    if parse.is(word, "conj") && is_bare(parse, word) && !is_bare(parse, above) {
        let first = parse.dependents(above).find(|first| {
            parse.is(*first, "xcomp") && is_infinitive(parse, *first) && *first < word
        });
        if first.is_some() && parse.dependent(word, "nsubj").is_none() {
            return first;
        }
    }
    let hung = parse.relation(word) == "acl" && is_infinitive(parse, word);
    let argument = ["obj", "iobj", "obl"]
        .iter()
        .any(|relation| parse.is(above, relation));
    if hung && argument && embedding(parse, table, above, word).is_none() {
        let verb = parse.head(above)?;
        let controls = embedding(parse, table, verb, word).is_some();
        let person = parse.upos(above) != Upos::Noun || parse.upos(verb) == Upos::Verb;
        if controls && person {
            return Some(verb);
        }
    }
    Some(above)
}

/// What `above` makes of its dependent `word`, if the lexicon knows.
pub(super) fn embedding<'t>(
    parse: &Parse,
    table: &'t StanceTable,
    above: usize,
    word: usize,
) -> Option<&'t Embedding> {
    let mut kinds = kinds(parse, above, word);
    // "went on to attack", "moved to sign": no purpose where the verb takes an infinitive.
    let loose = kinds == 0
        && parse.is(word, "advcl")
        && word > above
        && is_infinitive(parse, word)
        && parse.dependent(above, "obj").is_none();
    if loose {
        kinds = complement::TO;
    }
    if kinds == 0 {
        return None;
    }
    let bound =
        !parse.is(word, "obl") || parse.upos(above) != Upos::Verb || opens_object(parse, word);
    let part = match parse.upos(above) {
        Upos::Noun | Upos::Propn => Part::Noun,
        Upos::Adj | Upos::Adv => Part::Adjective,
        _ => Part::Verb,
    };
    let form = lower(parse, above);
    let lemma = parse.lemma(above);
    let found = |name: &str| {
        table
            .embeddings(name)
            .iter()
            .filter(|entry| entry.complements & kinds != 0)
            .filter(|entry| bound || !entry.extra.is_empty())
            .filter(|entry| {
                entry
                    .extra
                    .iter()
                    .all(|extra| stands_with(parse, above, word, extra))
            })
            .filter(|entry| {
                entry.part == part
                    || (part == Part::Adjective && entry.part == Part::Verb)
                    || (part == Part::Verb && entry.part == Part::Adjective)
            })
            .max_by_key(|entry| (entry.extra.len(), entry.part == part))
    };
    // The first of equals is meant: `max_by_key` gives the last.
    let best = |name: &str| {
        let found = found(name)?;
        table.embeddings(name).iter().find(|entry| {
            entry.complements & kinds != 0
                && (bound || !entry.extra.is_empty())
                && entry.extra.len() == found.extra.len()
                && entry.part == found.part
                && entry
                    .extra
                    .iter()
                    .all(|extra| stands_with(parse, above, word, extra))
        })
    };
    best(&form)
        .or_else(|| (form != lemma).then(|| best(lemma)).flatten())
        .or_else(|| mistaken_object(parse, table, above, word))
}

/// "said the campaign planned to go": a parser may take the subject of what is said for an object.
fn mistaken_object<'t>(
    parse: &Parse,
    table: &'t StanceTable,
    above: usize,
    word: usize,
) -> Option<&'t Embedding> {
    let object = (parse.is(word, "obj") || parse.is(word, "nsubj")) && word > above;
    let clause = parse.dependents(word).any(|below| {
        parse.is(below, "acl")
            && below > word
            && !is_infinitive(parse, below)
            && !is_gerund(parse, below)
    });
    if !object || !clause {
        return None;
    }
    table.embeddings(parse.lemma(above)).iter().find(|entry| {
        entry.says
            && entry.extra.is_empty()
            && entry.complements & complement::THAT != 0
            && entry.effect.modality == Modality::Reported
    })
}

/// Whether a preposition opens what a verb is about, not where or when: "hope for peace".
fn opens_object(parse: &Parse, word: usize) -> bool {
    parse.dependent(word, "case").is_some_and(|case| {
        matches!(
            lower(parse, case).as_str(),
            "for" | "of" | "from" | "à" | "au" | "aux" | "de" | "d'" | "du" | "des"
        )
    })
}

/// Whether a particle or preposition stands with `above` or opens `word`.
pub(super) fn stands_with(parse: &Parse, above: usize, word: usize, extra: &str) -> bool {
    let mut near = parse
        .dependents(above)
        .chain(parse.dependents(word))
        .filter(|at| {
            matches!(
                parse.upos(*at),
                Upos::Adp
                    | Upos::Adv
                    | Upos::Sconj
                    | Upos::Part
                    | Upos::Adj
                    | Upos::Noun
                    | Upos::Verb
                    | Upos::Aux
            )
        });
    // "is accused of having bombed": a parser may hang "of" on "having".
    let beside = follows_having(parse, word)
        && word
            .checked_sub(2)
            .is_some_and(|case| lower(parse, case) == extra);
    beside
        || near.any(|at| lower(parse, at) == extra)
        || (0..above).next_back().is_some_and(|before| {
            parse.head(above) == Some(before) && lower(parse, before) == extra
        })
}

/// Whether "having" stands right before a participle.
fn follows_having(parse: &Parse, word: usize) -> bool {
    let before = word.checked_sub(1);
    before.is_some_and(|before| lower(parse, before) == "having")
}

/// What kind of argument of `above` the word is, as bits of [`complement`].
pub(super) fn kinds(parse: &Parse, above: usize, word: usize) -> u8 {
    let relation = parse.relation(word);
    let clause = || {
        let mark = parse
            .dependents(word)
            .filter(|below| parse.is(*below, "mark"))
            .map(|below| lower(parse, below))
            .find(|mark| mark != "to");
        match mark.as_deref() {
            Some("whether" | "if" | "si") => complement::WHETHER,
            Some("that" | "que" | "qu'") => complement::THAT,
            _ if is_infinitive(parse, word) => complement::TO,
            _ if is_gerund(parse, word) && parse.dependent(word, "nsubj").is_none() => {
                complement::ING
            }
            _ if is_participle(parse, word) && parse.dependent(word, "nsubj").is_none() => 0,
            _ => complement::THAT,
        }
    };
    match relation.split(':').next().unwrap_or_default() {
        "ccomp" | "xcomp" => clause(),
        "csubj" if relation == "csubj:pass" || is_passive(parse, above) => clause(),
        "csubj" => clause() | complement::SUBJECT,
        // "was shocked that it happened".
        "advcl"
            if parse
                .dependent(word, "mark")
                .is_some_and(|mark| lower(parse, mark) == "that") =>
        {
            complement::THAT
        }
        "advcl" if is_infinitive(parse, word) => {
            // "is set to", "is unlikely to": no purpose, whatever the relation.
            let governs = is_passive(parse, above)
                || parse.upos(above) == Upos::Adj
                || lower(parse, above) == "going";
            if governs { complement::TO } else { 0 }
        }
        "advcl" if is_gerund(parse, word) || follows_having(parse, word) => complement::ING,
        "acl" if relation != "acl:relcl" => clause(),
        "nsubj" if relation == "nsubj:pass" => complement::NOUN,
        "nsubj" => complement::SUBJECT,
        // "a takeover bid".
        "compound" if is_nominal(parse, word) && parse.upos(above) == Upos::Noun => {
            complement::NOUN
        }
        "obj" | "obl" | "nmod" if relation != "nmod:poss" && relation != "obl:agent" => {
            let opened = parse
                .dependents(word)
                .any(|below| parse.is(below, "case") && parse.upos(below) == Upos::Adp);
            if relation == "obj" || opened {
                complement::NOUN
            } else {
                0
            }
        }
        // "He said: ...", and quotations that are set beside their verb.
        "parataxis" if word > above => {
            let colon =
                (above..word).any(|at| matches!(parse.form(at), ":" | "\"" | "“" | "«" | "``"));
            if colon { complement::THAT } else { 0 }
        }
        _ => 0,
    }
}

/// "Were Israel to attack, ...": the words up to the comma are supposed.
fn opens_condition(parse: &Parse, word: usize) -> bool {
    let first = usize::from(parse.upos(0) == Upos::Punct);
    if first + 1 >= parse.len() || !is_nominal_start(parse, first + 1) {
        return false;
    }
    let opens = matches!(lower(parse, first).as_str(), "were" | "had" | "should");
    let asks = parse.form(parse.len() - 1).starts_with('?');
    let comma = (first..parse.len()).find(|at| parse.form(*at) == ",");
    opens && !asks && comma.is_some_and(|comma| word < comma)
}

fn is_nominal_start(parse: &Parse, word: usize) -> bool {
    is_nominal(parse, word) || matches!(parse.upos(word), Upos::Det | Upos::Adj)
}

/// Words that open clauses of time.
const TIMES: [&str; 9] = [
    "when", "until", "till", "before", "after", "once", "quand", "lorsque", "après",
];

/// Whether a noun names something for the first time: "a blockade", "an invasion".
fn is_new(parse: &Parse, word: usize) -> bool {
    parse.dependents(word).any(|below| {
        below < word
            && parse.is(below, "det")
            && matches!(lower(parse, below).as_str(), "a" | "an" | "un" | "une")
    })
}

/// Whether a relative clause has "in which" or "where": it tells what goes on in the noun.
fn has_relative_case(parse: &Parse, word: usize) -> bool {
    parse.dependents(word).any(|below| {
        below < word
            && matches!(
                lower(parse, below).as_str(),
                "which" | "where" | "lequel" | "où"
            )
            && (parse.is(below, "obl") || parse.is(below, "advmod"))
    })
}

struct Walk<'p> {
    parse: &'p Parse,
    table: &'p StanceTable,
}

fn effect(modality: Modality, holds: f64, fails: f64) -> Effect {
    Effect {
        modality,
        holds,
        fails,
    }
}

/// Whether a noun is ranked, so that what it did is told: "the first state".
fn is_ranked(parse: &Parse, noun: usize) -> bool {
    parse.dependents(noun).any(|below| {
        matches!(
            lower(parse, below).as_str(),
            "first" | "last" | "only" | "latest" | "second" | "premier" | "seul" | "dernier"
        )
    })
}

impl Walk<'_> {
    /// The state in which a sentence stands.
    fn root(&self, root: usize) -> State {
        let parse = self.parse;
        let last = parse
            .dependents(root)
            .next_back()
            .filter(|last| parse.upos(*last) == Upos::Punct && parse.form(*last).starts_with('?'));
        let mut state = State::asserted();
        if let Some(mark) = last {
            let asks_which = super::tree::subtree(parse, root, &["parataxis"])
                .iter()
                .any(|at| {
                    parse.feature(*at, "PronType") == Some("Int")
                        && !matches!(lower(parse, *at).as_str(), "whether" | "if")
                });
            if !asks_which {
                state.certainty = 0.15;
            }
            state.modality = Modality::Hypothetical;
            state.cue = Some(mark);
        }
        state
    }

    /// The context of `word` below `above`, whose own context and state these are.
    fn below(&self, context: &State, state: &State, above: usize, word: usize) -> State {
        let parse = self.parse;
        let relation = parse.relation(word);
        if relation.starts_with("conj") {
            let local = Local {
                parse,
                table: self.table,
            };
            return local.shared(context, above, word);
        }
        if let Some(found) = self.discredited(above, word) {
            return state.under(found, Some(above));
        }
        if let Some(found) = embedding(parse, self.table, above, word) {
            return self.embedded(state, found, above, word);
        }
        match relation.split(':').next().unwrap_or_default() {
            // "whether they attacked is unclear".
            "csubj" if kinds(parse, above, word) & complement::WHETHER != 0 => {
                state.under(effect(Modality::Hypothetical, 0.3, 0.3), Some(above))
            }
            "ccomp" | "csubj" => state.under(effect(Modality::Asserted, 0.85, 0.3), Some(above)),
            // "became the first country to recognise it".
            "xcomp"
                if is_infinitive(parse, word)
                    && parse.dependents(above).any(|other| {
                        other < word && parse.is(other, "xcomp") && is_ranked(parse, other)
                    }) =>
            {
                state.presupposed(0.95)
            }
            "xcomp" if is_infinitive(parse, word) => {
                let bare = !parse.dependents(word).any(|below| parse.is(below, "mark"));
                if bare {
                    state.under(effect(Modality::Asserted, 0.95, -0.8), None)
                } else {
                    state.under(effect(Modality::Goal, 0.5, -0.4), Some(above))
                }
            }
            "xcomp" => state.under(effect(Modality::Asserted, 0.95, -0.8), None),
            "advcl" => self.adverbial(state, above, word),
            "acl" => self.adnominal(state, above, word),
            "nsubj" if relation == "nsubj:pass" => self.object(state, word),
            // "a blockade of Taiwan would hurt Japan": there is none.
            "nsubj" if state.modality == Modality::Hypothetical && is_new(parse, word) => {
                state.under(effect(Modality::Hypothetical, 0.25, 0.1), Some(above))
            }
            "nsubj" | "csubj:outer" => state.presupposed(0.9),
            "obj" | "iobj" => self.object(state, word),
            "obl" | "nmod" => self.oblique(state, word),
            "parataxis" | "list" | "discourse" | "vocative" | "dislocated" => {
                context.presupposed(0.95)
            }
            "dep" | "orphan" | "appos" => context.presupposed(0.9),
            "amod" | "compound" | "det" | "nummod" if !is_nominal(parse, word) => {
                state.presupposed(0.9)
            }
            _ => state.clone(),
        }
    }

    fn embedded(&self, state: &State, found: &Embedding, above: usize, word: usize) -> State {
        let parse = self.parse;
        // "rejected the proposal": it had been made.
        let made = found.effect.holds < 0.0
            && is_nominal(parse, word)
            && kinds(parse, above, word) == complement::NOUN
            && self
                .table
                .embeddings(parse.lemma(word))
                .iter()
                .any(|entry| entry.part == Part::Noun && entry.effect.modality == Modality::Goal);
        if made {
            return state.presupposed(0.9);
        }
        let mut below = state.under(found.effect, Some(above));
        // What a noun names may exist though nothing is done with it.
        if below.certainty < 0.0 && is_nominal(parse, word) {
            below.certainty *= 0.5;
        }
        let told = matches!(found.effect.modality, Modality::Reported);
        let taken_for_granted = found.effect.holds >= 0.99 && found.effect.fails >= 0.99;
        if (!found.says && !told) || taken_for_granted {
            return below;
        }
        if found.effect.modality == Modality::Goal {
            return below;
        }
        let who = subject(parse, above)
            .filter(|_| found.says)
            .filter(|who| *who != word)
            .filter(|who| parse.relation(*who) != "expl");
        below.said_by(Source {
            cue: above,
            holder: who.map(|who| holder(parse, who)),
        })
    }

    /// "if they sign", "to sign", "after signing", "without signing".
    fn adverbial(&self, state: &State, above: usize, word: usize) -> State {
        let parse = self.parse;
        let marks: Vec<String> = parse
            .dependents(word)
            .filter(|below| {
                parse.is(*below, "mark")
                    || parse.is(*below, "case")
                    || parse.is(*below, "advmod") && *below < word
            })
            .map(|below| lower(parse, below))
            .collect();
        let known = marks
            .iter()
            .filter(|mark| *mark != "to")
            .find_map(|mark| self.table.modifier(Kind::Mark, mark));
        // "once they withdraw, we will vote": it is yet to come, like what hangs on it.
        let coming = matches!(state.modality, Modality::Forecast | Modality::Hypothetical)
            && parse.feature(word, "Tense") == Some("Pres")
            && marks.iter().any(|mark| TIMES.contains(&mark.as_str()));
        if coming {
            return state.under(effect(Modality::Hypothetical, 0.3, 0.1), Some(word));
        }
        // "did not join them in attacking".
        if state.certainty < 0.0 && is_gerund(parse, word) && marks.iter().any(|mark| mark == "in")
        {
            return state.under(effect(Modality::Asserted, 0.95, -0.9), None);
        }
        // "critiqué pour avoir libéré": what was done is no purpose.
        let done = marks.iter().any(|mark| mark == "pour")
            && parse.dependents(word).any(|helper| {
                parse.is(helper, "aux:tense") && parse.feature(helper, "VerbForm") == Some("Inf")
            });
        if done {
            return state.under(effect(Modality::Asserted, 0.95, -0.9), None);
        }
        if let Some(found) = known {
            let outer = state;
            let mut state = state.presupposed(1.0);
            // "cannot act without asking": it may well ask.
            let twice = found.holds < 0.0 && outer.denied;
            state.certainty = if twice { 0.1 } else { found.holds };
            state.denied = found.holds < -0.5 && !twice;
            state.modality = crate::sentence::stronger(state.modality, found.modality);
            state.cue = state.cue.or(Some(word));
            return state;
        }
        if is_infinitive(parse, word) {
            return state.under(effect(Modality::Goal, 0.45, -0.1), Some(word));
        }
        // "Were it to attack", "had it attacked".
        let inverted = parse.dependents(word).any(|below| {
            below < word
                && matches!(lower(parse, below).as_str(), "were" | "had" | "should")
                && parse
                    .dependent(word, "nsubj")
                    .is_some_and(|subject| subject > below)
        });
        if inverted {
            return state.under(effect(Modality::Hypothetical, 0.2, 0.0), Some(word));
        }
        if is_participle(parse, word) {
            let mut below = state.under(effect(Modality::Asserted, 0.95, 0.3), None);
            below.denied = false;
            return below;
        }
        let _ = above;
        state.presupposed(0.95)
    }

    /// "a plan to sign" is known to the lexicon; "the deal to sign", "the man who signed".
    fn adnominal(&self, state: &State, above: usize, word: usize) -> State {
        let parse = self.parse;
        if parse.relation(word) != "acl:relcl" && is_infinitive(parse, word) {
            // "Russia to supply Iran with jets", in headlines.
            if parse.head(above).is_none() && parse.upos(above) == Upos::Propn && word > above {
                return state.under(effect(Modality::Forecast, 0.65, -0.65), Some(word));
            }
            // "the first state to attack": it did.
            if is_ranked(parse, above) {
                return state.presupposed(0.95);
            }
            return state.under(effect(Modality::Goal, 0.4, -0.4), Some(word));
        }
        // "a scenario in which they attack" is as likely as the scenario.
        let imagined = self
            .table
            .embeddings(parse.lemma(above))
            .iter()
            .find(|entry| {
                entry.part == Part::Noun && entry.effect.modality == Modality::Hypothetical
            })
            .filter(|_| parse.is(word, "acl:relcl") && has_relative_case(parse, word));
        if let Some(found) = imagined {
            return state.under(found.effect, Some(above));
        }
        let mut below = state.presupposed(0.95);
        // "said Chad, which has denied it, would": the writer adds that.
        if is_remark(parse, word) {
            below.sources.clear();
            below.modality = Modality::Asserted;
        }
        below
    }

    /// What is left of a claim that a verb or an adjective rejects: "dismissed reports that", "reports
    /// that they met are untrue", "there is no evidence that".
    fn discredited(&self, noun: usize, word: usize) -> Option<Effect> {
        let parse = self.parse;
        let told = matches!(parse.relation(word), "acl" | "ccomp" | "nmod" | "appos")
            && is_nominal(parse, noun)
            && self
                .table
                .embeddings(parse.lemma(noun))
                .iter()
                .any(|entry| {
                    entry.part == Part::Noun && entry.effect.modality == Modality::Reported
                });
        if !told {
            return None;
        }
        let none = parse
            .dependents(noun)
            .any(|below| matches!(lower(parse, below).as_str(), "no" | "aucun" | "aucune"));
        if none {
            return Some(effect(Modality::Hypothetical, -0.2, 0.2));
        }
        let rejects = |at: usize| {
            let words = [parse.lemma(at).to_owned(), lower(parse, at)];
            words
                .iter()
                .any(|form| self.table.modifier(Kind::Rejects, form).is_some())
        };
        let above = parse.head(noun).filter(|above| {
            let plain = !parse
                .dependents(*above)
                .any(|below| parse.is(below, "advmod") && lower(parse, below) == "not");
            plain
                && (rejects(*above)
                    || parse.dependents(*above).any(|below| {
                        (parse.is(below, "xcomp") || parse.is(below, "obj")) && rejects(below)
                    }))
        });
        // A parser may hang the predicate on the noun: "reports that they met are untrue".
        let behind = || {
            parse
                .dependents(noun)
                .any(|below| below > word && rejects(below) && !parse.is(below, "amod"))
        };
        // What rejects it may have turned the noun itself already.
        (above.is_some() || behind()).then(|| effect(Modality::Reported, -0.7, -0.7))
    }

    /// What a verb is done to: one that is new comes and goes with the verb.
    fn object(&self, state: &State, word: usize) -> State {
        if is_definite(self.parse, word) {
            let mut below = state.under(effect(Modality::Asserted, 0.95, 0.5), None);
            below.denied = false;
            return below;
        }
        state.under(effect(Modality::Asserted, 0.95, -0.3), None)
    }

    fn oblique(&self, state: &State, word: usize) -> State {
        if is_definite(self.parse, word) || state.modality == Modality::Asserted {
            return state.presupposed(0.9);
        }
        let mut below = state.under(effect(Modality::Asserted, 0.9, 0.3), None);
        below.denied = false;
        below
    }
}
