//! Verbs in their forms, and what is done with them.

use super::tags::{
    ADJECTIVE, ADVERB, BE, BEEN, BEING, GERUND, INFINITIVE, MARK, MODAL, NOT, PARTICIPLE, PARTICLE,
    PASSIVE, PERFECT, TO, finite, noun,
};
use super::words::Verb;
use super::{Maker, Phrase};

/// How a verb is inflected.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Past,
    Present,
    Perfect,
    /// Behind an auxiliary such as "will".
    Modal(&'static str),
    /// "did not", "has not", "will not".
    Denied,
    /// "had attacked".
    Before,
    /// "is attacking".
    Progressive,
    /// Behind "to".
    Infinitive,
    Participle,
    /// Behind a preposition.
    Gerund,
}

impl Maker<'_> {
    /// A verb of a kind, in the past.
    pub(super) fn any_past(&mut self, kind: &str, plural: bool) -> usize {
        let (base, past) = self.pair(kind);
        self.push_form((past, base), finite("VERB", true, plural))
    }

    fn have(&mut self, plural: bool) -> usize {
        let form = if plural { "have" } else { "has" };
        self.push_form((form, "have"), finite("AUX", false, plural))
    }

    fn did(&mut self, plural: bool) -> usize {
        self.push_form(("did", "do"), finite("AUX", true, plural))
    }

    /// "is", "are", "was", "were".
    pub(super) fn be(&mut self, past: bool, plural: bool) -> usize {
        let form = match (past, plural) {
            (true, true) => "were",
            (true, false) => "was",
            (false, true) => "are",
            (false, false) => "is",
        };
        self.push_form((form, "be"), finite("AUX", past, plural))
    }

    /// The verb in its form, with the words before it.
    pub(super) fn inflected(&mut self, verb: &Verb, form: Form, plural: bool) -> usize {
        let denied = matches!(form, Form::Denied);
        let form = match form {
            // What is denied is "has not", "did not" or "will not" done.
            Form::Denied => self.one(&[Form::Perfect, Form::Denied, Form::Modal("will")]),
            _ => form,
        };
        let (auxiliary, to) = match form {
            Form::Perfect => (Some(self.have(plural)), None),
            Form::Before => (
                Some(self.push_form(("had", "have"), finite("AUX", true, plural))),
                None,
            ),
            Form::Progressive => {
                let past = self.chance(0.3);
                (Some(self.be(past, plural)), None)
            }
            Form::Denied => (Some(self.did(plural)), None),
            Form::Modal(word) => (Some(self.push(word, MODAL)), None),
            Form::Infinitive => (None, Some(self.push("to", TO))),
            _ => (None, None),
        };
        let not = denied.then(|| self.push("not", NOT));
        let adverb = self.chance(0.06).then(|| self.push_any("adverb", ADVERB));
        let [base, past, participle, third, gerund] = verb.forms;
        let (word, tag) = match form {
            Form::Past => (past, finite("VERB", true, plural)),
            Form::Present if plural => (base, finite("VERB", false, plural)),
            Form::Present => (third, finite("VERB", false, plural)),
            Form::Perfect | Form::Before => (participle, PERFECT),
            Form::Modal(_) | Form::Denied | Form::Infinitive => (base, INFINITIVE),
            Form::Participle | Form::Progressive => (gerund, PARTICIPLE),
            Form::Gerund => (gerund, GERUND),
        };
        let at = self.push_form((word, base), tag);
        self.attach(auxiliary, at, "aux");
        self.attach(to, at, "mark");
        self.attach(adverb, at, "advmod");
        self.attach(not, at, "advmod")
    }

    /// "attacked", of any verb that takes an object.
    pub(super) fn passive_participle(&mut self) -> usize {
        let [base, _, participle, ..] = self.choose(&self.words.transitive).forms;
        self.push_form((participle, base), PASSIVE)
    }

    /// "was attacked", of any verb that takes an object.
    pub(super) fn passive_verb(&mut self, plural: bool) -> usize {
        let verb = self.choose(&self.words.transitive);
        self.passive_of(verb, plural)
    }

    /// "was attacked", "has been attacked", "will be attacked", "is being attacked".
    pub(super) fn passive_of(&mut self, verb: &Verb, plural: bool) -> usize {
        let (before, be) = match self.below(8) {
            0 => (
                Some(self.have(plural)),
                self.push_form(("been", "be"), BEEN),
            ),
            1 => {
                let modal = self.one(&["will", "could", "would", "must"]);
                (Some(self.push(modal, MODAL)), self.push("be", BE))
            }
            2 => (
                Some(self.be(false, plural)),
                self.push_form(("being", "be"), BEING),
            ),
            _ => {
                let past = self.chance(0.8);
                (None, self.be(past, plural))
            }
        };
        let [base, _, participle, ..] = verb.forms;
        let at = self.push_form((participle, base), PASSIVE);
        self.attach(before, at, "aux");
        self.attach(be, at, "aux:pass")
    }

    /// A verb with what follows it.
    pub(super) fn deed(&mut self, form: Form, plural: bool) -> usize {
        let at = match self.below(12) {
            0..=5 => self.deed_to_object(form, plural),
            6..=8 => self.known_deed(form, plural),
            9 => self.deed_with_complement(form, plural),
            _ => self.deed_alone(form, plural),
        };
        if self.chance(0.08) {
            self.place(at);
        }
        if self.chance(0.15) {
            self.time(at);
        }
        at
    }

    /// "urged Iran to free Iraq", "called on Iran to free Iraq".
    pub(super) fn order(&mut self, form: Form, plural: bool) -> usize {
        let verb = self.choose(&self.words.orders);
        let at = self.inflected(verb, form, plural);
        let whom = self.party();
        let by = match verb.uses[0] {
            way @ ("obj" | "iobj") => way,
            _ => "obj",
        };
        self.attach(whom.at, at, by);
        let below = self.deed(Form::Infinitive, whom.plural);
        self.attach(below, at, "xcomp")
    }

    /// "accused Iran of attacking Iraq", "blamed Iran for the attack".
    pub(super) fn charge(&mut self, form: Form, plural: bool) -> usize {
        let verb = self.choose(&self.words.charges);
        let at = self.inflected(verb, form, plural);
        let whom = self.party();
        self.attach(whom.at, at, "obj");
        let preposition = verb.uses[0];
        let by_deed = matches!(preposition, "of" | "for" | "from") && self.chance(0.6);
        if by_deed {
            let mark = self.push(preposition, MARK);
            let below = self.deed(Form::Gerund, whom.plural);
            self.attach(mark, below, "mark");
            self.attach(below, at, "advcl")
        } else {
            self.modify(at, "obl", preposition, Self::thing)
        }
    }

    /// "attacked Iran".
    fn deed_to_object(&mut self, form: Form, plural: bool) -> usize {
        let verb = self.choose(&self.words.transitive);
        let at = self.inflected(verb, form, plural);
        self.give_object(at)
    }

    /// Adds an object of a verb; gives the verb.
    fn give_object(&mut self, verb: usize) -> usize {
        let object = self.object();
        self.attach(object.at, verb, "obj")
    }

    /// "appealed to Iran", "called off talks".
    fn deed_with_complement(&mut self, form: Form, plural: bool) -> usize {
        let verb = self.choose(&self.words.complemented);
        let way = self.one(&verb.uses);
        let at = self.inflected(verb, form, plural);
        if let Some(particle) = way.strip_suffix('!') {
            let particle = self.push(particle, PARTICLE);
            self.attach(particle, at, "compound:prt");
            self.give_object(at)
        } else {
            self.modify(at, "obl", way, Self::party)
        }
    }

    /// "retaliated", "clashed with Iran".
    fn deed_alone(&mut self, form: Form, plural: bool) -> usize {
        let verb = self.choose(&self.words.alone);
        let at = self.inflected(verb, form, plural);
        if self.chance(0.6) {
            let case = self.one(&["in", "near", "from", "with", "against", "over"]);
            self.modify(at, "obl", case, Self::party);
        }
        at
    }

    /// "imposed new sanctions on Iran".
    fn known_deed(&mut self, form: Form, plural: bool) -> usize {
        let deed = self.choose(&self.words.deeds);
        let noun = self.one(&deed.objects);
        let at = self.inflected(&deed.verb, form, plural);
        let object = self.known_object(noun).at;
        if let Some(case) = deed.preposition {
            // What goes somewhere hangs on the verb, what is "on" or "with" somebody on the noun.
            let (head, relation) = match case {
                "to" | "from" | "in" | "into" => (at, "obl"),
                _ => (object, "nmod"),
            };
            self.modify(head, relation, case, Self::party);
        }
        self.attach(object, at, "obj")
    }

    /// "new sanctions": the object of a known deed.
    fn known_object(&mut self, word: &str) -> Phrase {
        let uncounted = self.words.list("uncounted").contains(&word);
        let singular = word.strip_suffix('s').filter(|rest| !rest.ends_with('s'));
        let plural = singular.is_some() || self.chance(0.5) && !uncounted;
        let counted_one = !plural && !uncounted;
        let determiner = (counted_one && self.chance(0.7)).then(|| self.article(0.6));
        let quality = self.chance(0.35).then(|| {
            let kind = self.one(&["quality", "demonym"]);
            self.push_any(kind, ADJECTIVE)
        });
        let at = match singular {
            Some(singular) => self.push_form((word, singular), noun(true)),
            None if plural => self.push_form((&plural_of(word), word), noun(true)),
            None => self.push(word, noun(false)),
        };
        self.described(Phrase { at, plural }, determiner, quality)
    }

    /// "gave Iran missiles".
    pub(super) fn gift(&mut self, plural: bool) -> usize {
        let at = self.any_past("gives", plural);
        let to = self.either(0.7, Self::state, |maker| maker.actors(true));
        self.attach(to.at, at, "iobj");
        let thing = self.thing();
        self.attach(thing.at, at, "obj")
    }
}

pub(super) fn plural_of(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if ["ch", "sh", "ss"].iter().any(|end| noun.ends_with(end)) => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}
