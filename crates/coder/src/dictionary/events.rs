//! Verbs of a dictionary in a parsed passage: who does it, to whom, with which code.

use detente_model::{Action, CameoCode, Context, Day, Knowledge};
use detente_syntax::Upos;

use super::phrase::{Coded, Phrases};
use super::verbs::{Placed, Step, VerbCode, VerbForm, VerbPattern};
use super::{Dictionary, DictionaryEvent};
use crate::frame::{FrameBase, Scene};
use crate::gazetteer::Gazetteer;
use crate::parse::Parse;

/// How far to the left of a verb its words may stand.
const REACH: usize = 12;

/// What opens a clause that stands apart.
const APART: &[&str] = &[
    "AFTER", "BEFORE", "WHEN", "WHILE", "AS", "UNTIL", "TILL", "BECAUSE", "SINCE", "ALTHOUGH",
    "THOUGH", "IF", "UNLESS", "ONCE", "WHEREAS",
];

/// A verb with what its patterns found.
struct Found<'d> {
    code: &'d VerbCode,
    source: Option<Vec<Coded>>,
    target: Option<Vec<Coded>>,
    each: bool,
    last: usize,
}

struct Passage<'a> {
    dictionary: &'a Dictionary,
    knowledge: &'a Knowledge,
    parse: &'a Parse,
    phrases: Phrases<'a>,
    /// Words in capitals.
    forms: Vec<String>,
    lemmas: Vec<String>,
}

impl Dictionary {
    /// The events of a passage by the verbs of the dictionary; `None` where none of them stands in
    /// it.
    pub(crate) fn events(
        &self,
        scene: &Scene<'_, '_>,
        gazetteer: &Gazetteer<'_>,
        day: Option<Day>,
    ) -> Option<Vec<DictionaryEvent>> {
        let sentence = scene.sentence;
        let parse = sentence.parse.filter(|_| self.has_verbs())?;
        let passage = Passage {
            dictionary: self,
            knowledge: gazetteer.knowledge,
            parse,
            phrases: Phrases::new(self, &gazetteer.roles, sentence, parse, day),
            forms: (0..parse.len())
                .map(|word| parse.form(word).replace('’', "'").to_uppercase())
                .collect(),
            lemmas: (0..parse.len())
                .map(|word| parse.lemma(word).to_uppercase())
                .collect(),
        };
        let mut events: Vec<DictionaryEvent> = Vec::new();
        let mut any = false;
        for word in 0..parse.len() {
            let entries = passage.verbs(word);
            if let Some(found) = passage.best(word, &entries) {
                any = true;
                passage.emit(scene, word, &found, &mut events);
            }
        }
        any.then_some(events)
    }
}

impl<'a> Passage<'a> {
    /// Whether the word may be the verb of a clause.
    fn is_verb(&self, word: usize) -> bool {
        if !matches!(self.parse.upos(word), Upos::Verb | Upos::Aux) {
            return self.parse.head(word).is_none();
        }
        if self.parse.is(word, "amod") {
            // A participle before a noun, unless it is read amiss.
            let before = word.checked_sub(1).map(|before| self.parse.upos(before));
            return matches!(before, Some(Upos::Aux | Upos::Cconj));
        }
        !self.parse.is(word, "aux") && !self.parse.is(word, "cop")
    }

    /// The verb entries that the word is a form of, each with where its words end: those that ask
    /// for most words.
    fn verbs(&self, word: usize) -> Vec<(&'a VerbForm, usize)> {
        let mut best: Vec<(&VerbForm, usize)> = Vec::new();
        if !self.is_verb(word) {
            return best;
        }
        let by = |key: &str| self.dictionary.verbs.get(key);
        let verbal = matches!(self.parse.upos(word), Upos::Verb | Upos::Aux);
        let forms = by(&self.forms[word]).or_else(|| by(&self.lemmas[word]).filter(|_| verbal));
        let mut most = 0;
        for form in forms.into_iter().flatten() {
            let start = word.checked_sub(form.before.len());
            if start.is_none_or(|start| self.forms[start..word] != form.before[..]) {
                continue;
            }
            let mut end = word + 1;
            let placed = form.after.iter().all(|particle| {
                let near =
                    (end..(end + 3).min(self.forms.len())).find(|at| self.forms[*at] == *particle);
                near.inspect(|at| end = at + 1).is_some()
            });
            let weight = form.before.len() + form.after.len();
            if placed && (best.is_empty() || weight >= most) {
                if weight > most {
                    best.clear();
                }
                most = weight;
                best.push((form, end));
            }
        }
        best
    }

    /// The pattern that asks for most of what stands there, else the verb by itself.
    fn best(&self, word: usize, entries: &[(&'a VerbForm, usize)]) -> Option<Found<'a>> {
        let mut best: Option<(usize, Found<'a>)> = None;
        for (form, after) in entries {
            for pattern in &self.dictionary.blocks[form.block as usize].patterns {
                if best
                    .as_ref()
                    .is_some_and(|(weight, _)| pattern.weight <= *weight)
                {
                    continue;
                }
                if let Some(found) = self.fits(word, *after, pattern) {
                    best = Some((pattern.weight, found));
                }
            }
        }
        let bare = |(form, after): &(&'a VerbForm, usize)| Found {
            code: &form.code,
            source: None,
            target: None,
            each: false,
            last: after - 1,
        };
        best.map(|(_, found)| found).or_else(|| {
            let coded = entries.iter().find(|(form, _)| form.code.code.is_some());
            coded.or_else(|| entries.first()).map(bare)
        })
    }

    fn fits(&self, word: usize, after: usize, pattern: &'a VerbPattern) -> Option<Found<'a>> {
        let mut found = Found {
            code: &pattern.code,
            source: None,
            target: None,
            each: false,
            last: after - 1,
        };
        let mut at = word;
        for step in &pattern.before {
            at = self.left(at, word, step, &mut found)?;
        }
        let mut at = after;
        for step in &pattern.after {
            at = self.right(at, word, step, &mut found)?;
        }
        found.last = found.last.max(at.saturating_sub(1));
        Some(found)
    }

    fn is(&self, word: usize, wanted: &str) -> bool {
        self.forms[word] == wanted
            || self.lemmas[word] == wanted
            || self.forms[word].strip_suffix('S') == Some(wanted)
    }

    fn sequence(&self, first: usize, words: &[String]) -> bool {
        first + words.len() <= self.forms.len()
            && words
                .iter()
                .enumerate()
                .all(|(place, wanted)| self.is(first + place, wanted))
    }

    /// Whether a word lies in the clause of the verb: not behind a clause of time or place of its
    /// own, nor with another verb that is joined.
    fn inside(&self, verb: usize, word: usize) -> bool {
        let anchor = self.anchor(verb);
        let mut at = word;
        for _ in 0..self.forms.len() {
            if at == verb || at == anchor {
                return true;
            }
            let Some(head) = self.parse.head(at) else {
                return false;
            };
            let joined =
                (head == verb || head == anchor) && self.parse.is(at, "conj") && anchor == verb;
            if joined || self.parse.is(at, "parataxis") || self.is_apart(at) {
                return false;
            }
            at = head;
        }
        false
    }

    /// Whether a clause says when, why or under which condition: "after crowds burned it".
    fn is_apart(&self, clause: usize) -> bool {
        (self.parse.is(clause, "advcl") || self.parse.is(clause, "acl"))
            && self.parse.dependents(clause).any(|mark| {
                self.parse.is(mark, "mark") && APART.contains(&self.lemmas[mark].as_str())
            })
    }

    /// The verb in the tree for a participle that the tree takes for an adjective: "has broken
    /// relations", "condemned A and promised B".
    fn anchor(&self, verb: usize) -> usize {
        if !self.parse.is(verb, "amod") {
            return verb;
        }
        let mut at = verb;
        for _ in 0..8 {
            match self.parse.head(at) {
                Some(head) if matches!(self.parse.upos(head), Upos::Verb | Upos::Aux) => {
                    return head;
                }
                Some(head) => at = head,
                None => return at,
            }
        }
        verb
    }

    fn left(
        &self,
        at: usize,
        word: usize,
        (step, glued): &Placed,
        found: &mut Found<'a>,
    ) -> Option<usize> {
        let limit = word.saturating_sub(REACH);
        match step {
            Step::Words(choices) => {
                let mut best: Option<usize> = None;
                for choice in choices {
                    let last = at.checked_sub(choice.len());
                    let found = if *glued {
                        last.filter(|first| self.sequence(*first, choice))
                    } else {
                        last.and_then(|last| {
                            (limit..=last)
                                .rev()
                                .find(|first| self.sequence(*first, choice))
                        })
                    };
                    best = best.max(found);
                }
                best
            }
            Step::Each => {
                found.each = self.acting(self.subject(word)).len() > 1;
                found.each.then_some(at)
            }
            // Who stands before the verb is its subject.
            Step::Source | Step::Target | Step::Skip => {
                let (noun, _) = self.subject(word)?;
                let who = self.phrases.coded(noun);
                if who.is_empty() {
                    return None;
                }
                match step {
                    Step::Source => found.source = Some(who),
                    Step::Target => found.target = Some(who),
                    _ => {}
                }
                Some(noun.min(at))
            }
        }
    }

    fn right(
        &self,
        at: usize,
        word: usize,
        (step, glued): &Placed,
        found: &mut Found<'a>,
    ) -> Option<usize> {
        match step {
            Step::Words(choices) => {
                let mut best: Option<usize> = None;
                for choice in choices {
                    let end = if *glued { at + 1 } else { self.forms.len() };
                    let first = (at..end.min(self.forms.len()))
                        .find(|first| self.sequence(*first, choice) && self.inside(word, *first));
                    if let Some(first) = first {
                        let end = first + choice.len();
                        best = Some(best.map_or(end, |known| known.min(end)));
                    }
                }
                best
            }
            Step::Each => {
                let (end, who) = self
                    .phrases
                    .next(at, |word_at| self.inside(word, word_at))?;
                found.each = who.len() > 1;
                found.each.then_some(end)
            }
            Step::Source | Step::Target | Step::Skip => {
                let (end, who) = match self.phrases.next(at, |word_at| self.inside(word, word_at)) {
                    Some(next) => next,
                    None if *step == Step::Skip => return self.noun_after(at),
                    None => return None,
                };
                match step {
                    Step::Source => found.source = Some(who),
                    Step::Target => found.target = Some(who),
                    _ => {}
                }
                Some(end)
            }
        }
    }

    fn noun_after(&self, at: usize) -> Option<usize> {
        (at..self.forms.len())
            .find(|word| {
                matches!(
                    self.parse.upos(*word),
                    Upos::Noun | Upos::Propn | Upos::Pron
                )
            })
            .map(|word| word + 1)
    }

    /// The subject of a verb, and whether it suffers what the verb says.
    fn subject(&self, verb: usize) -> Option<(usize, bool)> {
        let passive = |verb: usize| {
            self.parse.dependent(verb, "nsubj:pass").is_some()
                || self.parse.dependent(verb, "aux:pass").is_some()
        };
        let mut at = self.anchor(verb);
        for _ in 0..6 {
            // The nearest to the verb, where the tree has several.
            let own = self
                .parse
                .dependents(at)
                .rfind(|below| self.parse.is(*below, "nsubj") && *below < verb);
            if let Some(subject) = own {
                let suffers =
                    passive(verb) || (at == verb && self.parse.relation(subject) == "nsubj:pass");
                let pronoun = self.parse.upos(subject) == Upos::Pron;
                if pronoun && self.parse.is(at, "acl") {
                    return self.parse.head(at).map(|noun| (noun, suffers));
                }
                // "it", "he": whoever is the subject of the clause around.
                let clause = self.parse.is(at, "ccomp") || self.parse.is(at, "advcl");
                match self.parse.head(at).filter(|_| pronoun && clause) {
                    Some(above) => {
                        at = above;
                        continue;
                    }
                    None => return Some((subject, suffers)),
                }
            }
            let head = self.parse.head(at)?;
            if self.parse.is(at, "acl") {
                // With an object it acts, whatever the tree takes it for.
                let participle = self.parse.feature(at, "Tense") == Some("Past")
                    && self.parse.dependent(at, "obj").is_none();
                return Some((head, participle && at == verb));
            }
            at = head;
        }
        None
    }

    /// Those who act: the subject, with what is joined to its left.
    fn acting(&self, subject: Option<(usize, bool)>) -> Vec<Coded> {
        let Some((noun, _)) = subject else {
            return Vec::new();
        };
        let mut found = self.phrases.coded(noun);
        if let Some(first) = self.phrases.begins(noun) {
            for joined in self.phrases.joined_before(first) {
                if found.iter().all(|known| known.code != joined.code) {
                    found.push(joined);
                }
            }
        }
        found
    }

    /// "by Iran".
    fn by(&self, verb: usize) -> Option<Vec<Coded>> {
        let agent = self.parse.dependents(verb).find(|below| {
            self.parse.is(*below, "obl")
                && self
                    .parse
                    .dependents(*below)
                    .any(|case| self.parse.is(case, "case") && self.lemmas[case] == "BY")
        })?;
        Some(self.phrases.coded(agent)).filter(|who| !who.is_empty())
    }

    /// Who is acted on, where no pattern says so: the first who is named behind the verb.
    fn behind(&self, verb: usize, after: usize) -> Vec<Coded> {
        if let Some((_, who)) = self.phrases.next(after, |word| self.inside(verb, word)) {
            return who;
        }
        let object = self.parse.dependents(verb).find(|below| {
            *below > verb && self.parse.is(*below, "obj") && self.phrases.is_named(*below)
        });
        object
            .map(|noun| self.phrases.coded(noun))
            .unwrap_or_default()
    }

    fn emit(
        &self,
        scene: &Scene<'_, '_>,
        word: usize,
        found: &Found<'_>,
        events: &mut Vec<DictionaryEvent>,
    ) {
        let subject = self.subject(word);
        let acting = self.acting(subject);
        let passive = subject.is_some_and(|(_, passive)| passive);
        let (source, target) = if found.each {
            (acting.clone(), acting)
        } else if let (Some(source), Some(target)) = (&found.source, &found.target) {
            (source.clone(), target.clone())
        } else if passive {
            let doer = self.by(word).unwrap_or_else(|| self.behind(word, word + 1));
            (doer, acting)
        } else {
            let source = found.source.clone().unwrap_or(acting);
            let target = found
                .target
                .clone()
                .unwrap_or_else(|| self.behind(word, word + 1));
            // "A and B have delayed their meeting": with each other.
            let object = self.parse.dependent(self.anchor(word), "obj").is_some();
            if target.is_empty() && source.len() > 1 && object {
                (source.clone(), source)
            } else {
                (source, target)
            }
        };
        let mutual = source == target;
        let target: Vec<Coded> = if mutual {
            target
        } else {
            target
                .into_iter()
                .filter(|coded| source.iter().all(|other| other.code != coded.code))
                .collect()
        };
        if source.is_empty() || target.is_empty() || (mutual && source.len() < 2) {
            return;
        }
        if let Some(code) = &found.code.code {
            events.push(self.event(scene, word, found.last, code, (&source, &target)));
        }
        if let Some(code) = found.code.back.as_ref().filter(|_| !mutual) {
            events.push(self.event(scene, word, found.last, code, (&target, &source)));
        }
    }

    fn event(
        &self,
        scene: &Scene<'_, '_>,
        word: usize,
        last: usize,
        code: &str,
        (source, target): (&[Coded], &[Coded]),
    ) -> DictionaryEvent {
        let sentence = scene.sentence;
        let span = self.parse.span(word);
        let trigger = span.cover(self.parse.span(last.min(self.parse.len() - 1)));
        let token = |at: u32| {
            let after = sentence
                .tokens
                .partition_point(|token| token.span.start() <= at);
            after.saturating_sub(1)
        };
        let at = token(span.start());
        let chain = sentence.chain(at);
        let base = FrameBase {
            modality: chain.modality,
            polarity: chain.polarity,
            trigger,
            score: 0.7,
            rule: format!("dictionary {code}"),
            lasting: false,
            ahead: false,
        };
        let (action, context) = meaning(code).unzip();
        let context = context.unwrap_or_default();
        let record = |coded: &Coded| coded.record(sentence.text, self.parse, self.knowledge);
        DictionaryEvent {
            plover: action.map(Action::plover),
            mode: action.and_then(Action::mode),
            context,
            code: code.to_owned(),
            source: source.iter().map(record).collect(),
            target: target.iter().map(record).collect(),
            frame: scene.frame((at, token(trigger.end().saturating_sub(1))), base),
        }
    }
}

/// The action and contexts that a code of CAMEO stands for, else those of its root.
fn meaning(code: &str) -> Option<(Action, Vec<Context>)> {
    let crossing = |code: &str| {
        let code: CameoCode = code.parse().ok()?;
        let crossing = code.to_plover().first()?;
        Some((crossing.action, crossing.context.clone()))
    };
    crossing(code).or_else(|| crossing(code.get(..2)?))
}
