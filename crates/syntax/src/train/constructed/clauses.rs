//! Clauses: a subject with what is told of it. Each gives its verb.

use super::tags::{ADJECTIVE, COMMA, WHICH, noun};
use super::verbs::Form;
use super::{Maker, Phrase};

impl Maker<'_> {
    /// Who does what to whom.
    pub(super) fn clause(&mut self) -> usize {
        match self.below(20) {
            0..=2 => self.passive(),
            3 => self.state_of_mind(),
            4 => self.between(),
            kind => {
                let subject = self.subject();
                self.aside(subject);
                let form = self.main_form();
                let at = match kind {
                    5 => self.gift(subject.plural),
                    _ => self.deed(form, subject.plural),
                };
                self.attach(subject.at, at, "nsubj")
            }
        }
    }

    /// Who does what to whom, or what brings about what.
    pub(super) fn any_clause(&mut self) -> usize {
        self.either(0.6, Self::effect, Self::clause)
    }

    fn main_form(&mut self) -> Form {
        match self.below(20) {
            0..=10 => Form::Past,
            11..=13 => Form::Present,
            14 | 15 => Form::Perfect,
            16 | 17 => Form::Modal(self.one(&["will", "would", "could", "may", "must", "should"])),
            _ => Form::Denied,
        }
    }

    /// "Iran, which attacked Iraq,": sometimes, what else is told of a subject.
    fn aside(&mut self, subject: Phrase) {
        if self.chance(0.06) {
            let open = self.push(",", COMMA);
            let which = self.push("which", WHICH);
            let form = self.one(&[Form::Past, Form::Present, Form::Perfect]);
            let at = self.deed(form, subject.plural);
            let close = self.push(",", COMMA);
            self.attach(open, at, "punct");
            self.attach(which, at, "nsubj");
            self.attach(close, at, "punct");
            self.attach(at, subject.at, "acl:relcl");
        }
    }

    /// "Iran was attacked by Iraq".
    fn passive(&mut self) -> usize {
        let subject = self.object();
        let at = self.passive_verb(subject.plural);
        if self.chance(0.6) {
            self.modify(at, "obl:agent", "by", Self::subject);
        }
        if self.chance(0.25) {
            self.time(at);
        }
        self.attach(subject.at, at, "nsubj:pass")
    }

    /// "Iran is ready to attack", "Cuba was critical of Spain".
    fn state_of_mind(&mut self) -> usize {
        let subject = self.subject();
        let past = self.chance(0.5);
        let be = self.be(past, subject.plural);
        let at = if self.chance(0.5) {
            let at = self.push_any("ready", ADJECTIVE);
            let below = self.deed(Form::Infinitive, subject.plural);
            self.attach(below, at, "xcomp")
        } else {
            let (word, preposition) = self.pair("feeling");
            let at = self.push(word, ADJECTIVE);
            self.modify(at, "obl", preposition, Self::party)
        };
        self.attach(be, at, "cop");
        self.attach(subject.at, at, "nsubj")
    }

    /// "Talks between Iran and Iraq collapsed", with another deed for the verb.
    fn between(&mut self) -> usize {
        let (word, lemma) = self.pair("relation");
        let plural = word != lemma;
        let subject = self.push_form((word, lemma), noun(plural));
        self.modify(subject, "nmod", "between", Self::both);
        let form = self.main_form();
        let at = self.deed(form, plural);
        self.attach(subject, at, "nsubj")
    }

    /// "Drought and conflict cause hunger", "Higher prices led to protests".
    pub(super) fn effect(&mut self) -> usize {
        let subject = self.matter();
        let verb = self.choose(&self.words.effects);
        let form = match self.below(10) {
            0..=3 => Form::Present,
            4..=6 => Form::Past,
            7 => Form::Perfect,
            8 => Form::Modal(self.one(&["will", "would", "could", "may", "can"])),
            _ => Form::Denied,
        };
        let at = self.inflected(verb, form, subject.plural);
        self.attach(subject.at, at, "nsubj");
        match verb.uses[0] {
            "-" => at,
            "obj" => {
                let object = self.either(0.8, Self::matter, Self::own);
                self.attach(object.at, at, "obj")
            }
            preposition => self.modify(at, "obl", preposition, Self::matter),
        }
    }
}
