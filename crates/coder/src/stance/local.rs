//! What the words right beside a word say of it: auxiliaries, negations, adverbs, determiners.

use detente_model::Modality;
use detente_syntax::Upos;

use super::table::{Effect, Kind, StanceTable};
use super::tree::{holder, is_bare, is_infinitive, is_joined, is_nominal, lower, subject};
use super::{Source, State};
use crate::parse::Parse;
use crate::sentence::stronger;

/// Words between "as" and "as", "more" and "than", at the most.
const COMPARED_WITHIN: usize = 8;

/// Who says what is set into `word`: the subject of `child`, or the noun right before it.
pub(super) fn inserted_speaker(parse: &Parse, word: usize, child: usize) -> Option<usize> {
    subject(parse, child)
        .filter(|who| *who != word && parse.head(*who) == Some(child))
        .or_else(|| {
            let before = child.checked_sub(1)?;
            (is_nominal(parse, before) && before != word && before > word).then_some(before)
        })
}

/// Where a word says so of the predicate that it hangs below.
pub(super) struct Local<'p> {
    pub parse: &'p Parse,
    pub table: &'p StanceTable,
}

/// What stands beside a word, taken together.
#[derive(Debug, Default)]
struct Beside {
    /// Auxiliaries, adverbs and adjectives, with the word that says so.
    modals: Vec<(Effect, usize)>,
    denials: Vec<usize>,
    /// Denials of an object: "makes no sense", "has nothing".
    empty: Vec<usize>,
    sources: Vec<Source>,
}

impl Local<'_> {
    /// The state of `word` whose context is `context`; `below` is the child through which the path
    /// goes on, whose own denial is left to it.
    pub(super) fn apply(&self, context: &State, word: usize, below: Option<usize>) -> State {
        let mut beside = Beside::default();
        for child in self.parse.dependents(word) {
            if Some(child) != below {
                self.note(word, child, &mut beside);
            }
        }
        self.note_form(word, context, &mut beside);
        self.take(context, word, &beside)
    }

    /// What verbs share with the verb that they are joined to: "will not come or go".
    pub(super) fn shared(&self, context: &State, first: usize, second: usize) -> State {
        let parse = self.parse;
        let own = |word: usize| {
            parse.dependents(word).any(|below| {
                ["nsubj", "aux", "cop", "csubj"]
                    .iter()
                    .any(|relation| parse.is(below, relation))
            })
        };
        let same = |name: &str| parse.feature(first, name) == parse.feature(second, name);
        // "may close the border, recall its envoy and bomb": parsers take the second for an order.
        let bare = is_bare(parse, first) && is_bare(parse, second);
        let alike =
            parse.upos(second) == parse.upos(first) && (same("VerbForm") && same("Tense") || bare);
        let but = parse
            .dependent(second, "cc")
            .is_some_and(|cc| matches!(lower(parse, cc).as_str(), "but" | "mais"));
        if own(second) || !alike {
            return context.clone();
        }
        let mut beside = Beside::default();
        for child in parse.dependents(first).filter(|child| *child < first) {
            let modal =
                parse.is(child, "aux") || parse.is(child, "advmod") || parse.is(child, "det");
            if modal {
                self.note(first, child, &mut beside);
            }
        }
        if but {
            beside.denials.clear();
        }
        self.take(context, first, &beside)
    }

    /// What `child` says of `word`.
    fn note(&self, word: usize, child: usize, beside: &mut Beside) {
        let parse = self.parse;
        let form = lower(parse, child);
        let relation = parse.relation(child);
        match relation.split(':').next().unwrap_or_default() {
            "aux" => {
                if let Some(effect) = self.modifier(Kind::Auxiliary, child, &form) {
                    beside.modals.push((effect, child));
                }
            }
            "advmod" | "cc" | "discourse" => self.note_adverb(word, child, &form, beside),
            "det" => {
                let modal = self.modifier(Kind::Determiner, child, &form);
                // "no" of the subject denies the predicate, "no" of a noun the noun.
                match modal {
                    Some(effect) if effect.holds <= -0.99 => beside.denials.push(child),
                    Some(effect) if !self.ranks_highest(child, effect) => {
                        beside.modals.push((effect, child));
                    }
                    _ => {}
                }
            }
            "amod" => {
                let modal = self.modifier(Kind::Adjective, child, &form);
                let modal = modal.filter(|&effect| !self.ranks_highest(child, effect));
                beside.modals.extend(modal.map(|effect| (effect, child)));
            }
            "case" => {
                if let Some(effect) = self.modifier(Kind::Case, child, &form) {
                    if effect.holds <= -0.9 {
                        beside.denials.push(child);
                    } else {
                        beside.modals.push((effect, child));
                    }
                }
            }
            // "ni l'Iran ni Israël n'ont attaqué".
            "nsubj"
                if self.is_nothing(child, &form)
                    || self.has_ne(word) && self.has_neither(child) =>
            {
                beside.denials.push(child);
            }
            // "held no drills", "took part in no drills", but "with no warning, it struck".
            "obj" | "iobj" | "obl"
                if self.is_nothing(child, &form)
                    && (!relation.starts_with("obl") || self.is_complement(word, child)) =>
            {
                beside.empty.push(child);
            }
            "obl" | "nmod" | "parataxis" | "advcl" => {
                beside.sources.extend(self.source(word, child));
            }
            _ => {}
        }
    }

    /// Whether a noun behind a verb is what its preposition governs: "in", "to".
    fn is_complement(&self, verb: usize, noun: usize) -> bool {
        let parse = self.parse;
        let case = parse.dependent(noun, "case");
        noun > verb && case.is_some_and(|case| matches!(lower(parse, case).as_str(), "in" | "to"))
    }

    /// Whether "ni" stands before a noun.
    fn has_neither(&self, noun: usize) -> bool {
        let parse = self.parse;
        parse
            .dependents(noun)
            .any(|below| below < noun && lower(parse, below) == "ni")
    }

    /// "not", "never", "no longer", "reportedly".
    fn note_adverb(&self, word: usize, child: usize, form: &str, beside: &mut Beside) {
        let parse = self.parse;
        let next = (child + 1 < parse.len()).then(|| lower(parse, child + 1));
        if next.as_deref() == Some("only") || form == "plus" && !self.has_ne(word) {
            return;
        }
        if matches!(form, "longer" | "more") {
            let no = parse
                .dependents(child)
                .find(|below| lower(parse, *below) == "no");
            beside.denials.extend(no);
            return;
        }
        if form == "plus" {
            beside.denials.push(child);
            return;
        }
        if parse.upos(child) == Upos::Intj {
            return;
        }
        if let Some(effect) = self.modifier(Kind::Adverb, child, form) {
            if effect.holds <= -0.99 {
                beside.denials.push(child);
            } else {
                beside.modals.push((effect, child));
                if effect.modality == Modality::Reported {
                    beside.sources.push(Source {
                        cue: child,
                        holder: None,
                    });
                }
            }
        }
    }

    /// "Few partnerships are as close as theirs" denies no partnership: it ranks one above others.
    fn ranks_highest(&self, quantity: usize, effect: Effect) -> bool {
        let is_few = effect.modality == Modality::Asserted && (-0.6..0.0).contains(&effect.holds);
        if !is_few {
            return false;
        }
        let parse = self.parse;
        let forms: Vec<String> = (quantity + 1..parse.len())
            .map(|word| lower(parse, word))
            .take_while(|form| !matches!(form.as_str(), "." | ";" | "!" | "?"))
            .collect();
        let measure = |form: &String| matches!(form.as_str(), "as" | "so" | "more" | "less");
        let Some(first) = forms.iter().position(measure) else {
            return false;
        };
        let standard = if matches!(forms[first].as_str(), "as" | "so") {
            "as"
        } else {
            "than"
        };
        let mut reach = forms.iter().skip(first + 2).take(COMPARED_WITHIN);
        reach.any(|form| form == standard)
    }

    fn has_ne(&self, word: usize) -> bool {
        self.parse
            .dependents(word)
            .any(|below| matches!(lower(self.parse, below).as_str(), "ne" | "n'"))
    }

    /// "nobody", "nothing", "no troops", "none of them".
    fn is_nothing(&self, child: usize, form: &str) -> bool {
        let parse = self.parse;
        let denies = |kind, word: usize, form: &str| {
            self.modifier(kind, word, form)
                .is_some_and(|effect| effect.holds <= -0.99)
        };
        // "neuf personnes", "une personne": some.
        let people = form == "personnes"
            || parse
                .dependents(child)
                .any(|below| parse.is(below, "nummod") || parse.is(below, "det"));
        denies(Kind::Pronoun, child, form) && parse.upos(child) != Upos::Propn && !people
            || parse.dependents(child).any(|below| {
                (parse.is(below, "det") || parse.is(below, "advmod") || parse.is(below, "cc"))
                    && denies(Kind::Determiner, below, &lower(parse, below))
            })
    }

    fn modifier(&self, kind: Kind, word: usize, form: &str) -> Option<Effect> {
        self.table
            .modifier(kind, form)
            .or_else(|| self.table.modifier(kind, self.parse.lemma(word)))
    }

    /// "according to X", "X said" set into a clause.
    fn source(&self, word: usize, child: usize) -> Option<Source> {
        let parse = self.parse;
        if parse.is(child, "parataxis") {
            return self.inserted(word, child);
        }
        let case = parse.dependents(child).find(|below| {
            (parse.is(*below, "case") || parse.is(*below, "mark"))
                && self
                    .table
                    .modifier(Kind::Source, &lower(parse, *below))
                    .is_some()
        })?;
        if lower(parse, case) == "après"
            && !parse.form(case).starts_with(['d', 'D'])
            && case
                .checked_sub(1)
                .is_none_or(|before| !lower(parse, before).starts_with('d'))
        {
            return None;
        }
        Some(Source {
            cue: case,
            holder: is_nominal(parse, child).then(|| holder(parse, child)),
        })
    }

    /// A verb of saying that is set into what it says: "the plan, he said, failed".
    fn inserted(&self, word: usize, child: usize) -> Option<Source> {
        let parse = self.parse;
        let speaks = self
            .table
            .embeddings(parse.lemma(child))
            .iter()
            .any(|entry| {
                entry.says
                    && entry.extra.is_empty()
                    && entry.complements & super::table::complement::THAT != 0
            });
        let own = parse.dependents(child).any(|below| {
            parse.is(below, "ccomp") || parse.is(below, "obj") || parse.is(below, "xcomp")
        });
        if !speaks || own {
            return None;
        }
        let who = inserted_speaker(parse, word, child)?;
        Some(Source {
            cue: child,
            holder: Some(holder(parse, who)),
        })
    }

    /// What the form of the word itself says: mood, tense, "is to".
    fn note_form(&self, word: usize, context: &State, beside: &mut Beside) {
        let parse = self.parse;
        let effect = |modality, holds: f64| Effect {
            modality,
            holds,
            fails: -holds,
        };
        let finite = std::iter::once(word).chain(
            parse
                .dependents(word)
                .filter(|below| parse.is(*below, "aux") || parse.is(*below, "cop")),
        );
        let mut mood = None;
        let mut future = false;
        for at in finite {
            mood = mood.or(parse.feature(at, "Mood").filter(|mood| *mood != "Ind"));
            future |= parse.feature(at, "Tense") == Some("Fut");
        }
        if future {
            beside.modals.push((effect(Modality::Forecast, 0.7), word));
        }
        match mood {
            Some("Imp") if parse.dependent(word, "nsubj").is_none() && !is_joined(parse, word) => {
                beside.modals.push((effect(Modality::Goal, 0.25), word));
            }
            // "aurait livré": it is said to have; "livrerait": it would.
            Some("Cnd") if !matches!(parse.lemma(word), "pouvoir" | "devoir") => {
                let perfect = parse.feature(word, "VerbForm") == Some("Part");
                let said = !context.sources.is_empty();
                let made = if perfect && !said {
                    effect(Modality::Reported, 0.6)
                } else if said {
                    effect(Modality::Forecast, 0.6)
                } else {
                    effect(Modality::Hypothetical, 0.3)
                };
                beside.modals.push((made, word));
            }
            _ => {}
        }
        let is_to = is_infinitive(parse, word)
            && parse.upos(word) == Upos::Verb
            && parse
                .dependents(word)
                .any(|below| parse.is(below, "mark") && lower(parse, below) == "to")
            && parse
                .dependent(word, "cop")
                .is_some_and(|be| parse.feature(be, "VerbForm") == Some("Fin") && be < word);
        // "Russia to supply Iran with jets", in headlines.
        let bare = is_infinitive(parse, word)
            && parse.upos(word) == Upos::Verb
            && parse.head(word).is_none()
            && parse
                .dependents(word)
                .all(|below| !parse.is(below, "aux") && !parse.is(below, "cop"))
            && parse
                .dependents(word)
                .any(|below| parse.is(below, "mark") && below < word);
        if is_to || (bare && parse.dependent(word, "nsubj").is_some()) {
            beside.modals.push((effect(Modality::Forecast, 0.65), word));
        } else if bare {
            beside.modals.push((effect(Modality::Goal, 0.4), word));
        }
    }

    fn take(&self, context: &State, word: usize, beside: &Beside) -> State {
        let parse = self.parse;
        let mut state = context.clone();
        for source in &beside.sources {
            state = state.said_by(*source);
            if source.holder.is_some() {
                state.certainty *= 0.9;
            }
        }
        let denied = (beside.denials.len() + beside.empty.len()) % 2 == 1;
        // That nothing is done to something leaves open that something is done.
        let mut made = match (denied, beside.denials.is_empty()) {
            (false, _) => 1.0,
            (true, true) => -0.3,
            (true, false) => -1.0,
        };
        for (effect, at) in &beside.modals {
            let (effect, perfect) = self.in_context(*effect, *at, word, context);
            state.modality = stronger(state.modality, effect.modality);
            if effect.holds < 0.0 {
                state.denied = !state.denied;
            }
            made = if made < 0.0 {
                -made * effect.fails
            } else {
                made * effect.holds
            };
            if perfect {
                made = -0.5;
            }
            state.cue = state.cue.or(Some(*at));
        }
        if denied {
            state.denied = !state.denied;
            state.cue = state
                .cue
                .or(beside.denials.first().or(beside.empty.first()).copied());
        }
        debug_assert!(word < parse.len());
        state.certainty *= made;
        state.keep_reported();
        state
    }

    /// An auxiliary in its surroundings: "said it would" looks ahead, "would have signed" did not.
    fn in_context(
        &self,
        effect: Effect,
        at: usize,
        word: usize,
        context: &State,
    ) -> (Effect, bool) {
        let parse = self.parse;
        let form = lower(parse, at);
        let would = matches!(form.as_str(), "would" | "'d");
        let perfect = parse
            .dependents(word)
            .any(|below| parse.is(below, "aux") && parse.lemma(below) == "have" && below > at);
        let contrary = perfect && matches!(form.as_str(), "would" | "'d" | "could" | "should");
        let ahead = would && !perfect && !context.sources.is_empty();
        let effect = if ahead {
            Effect {
                modality: Modality::Forecast,
                holds: 0.6,
                fails: -0.7,
            }
        } else {
            effect
        };
        (effect, contrary && parse.is(at, "aux"))
    }
}
