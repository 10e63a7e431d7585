//! Clauses: a subject with what is told of it. Each gives its verb.

use super::tags::{ADJECTIVE, COMMA, WHICH, noun};
use super::verbs::Form;
use super::{Maker, Phrase};

impl Maker<'_> {
    /// Who does what to whom.
    pub(super) fn clause(&mut self) -> usize {
        match self.below(26) {
            0..=2 => self.passive(),
            3 => self.state_of_mind(),
            4 => self.between(),
            20 => self.passive_order(),
            21 => self.role(),
            kind => {
                let subject = self.subject();
                self.aside(subject);
                let form = self.main_form();
                let at = match kind {
                    5 => self.gift(subject.plural),
                    22 | 23 => self.order(form, subject.plural),
                    24 | 25 => self.charge(form, subject.plural),
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
        match self.below(24) {
            0..=11 => Form::Past,
            12..=15 => Form::Present,
            16 | 17 => Form::Perfect,
            18 | 19 => Form::Modal(self.one(&["will", "would", "could", "may", "must", "should"])),
            20 => Form::Before,
            21 => Form::Progressive,
            _ => Form::Denied,
        }
    }

    /// "Iran, which attacked Iraq,", "Iran, a close ally of Syria,": sometimes, what else is told of a subject.
    fn aside(&mut self, subject: Phrase) {
        if self.chance(0.1) {
            let open = self.push(",", COMMA);
            let (at, relation) = match self.below(10) {
                0..=4 => {
                    let which = self.push("which", WHICH);
                    let form = self.one(&[Form::Past, Form::Present, Form::Perfect]);
                    let at = self.deed(form, subject.plural);
                    (self.attach(which, at, "nsubj"), "acl:relcl")
                }
                5 | 6 => (self.person().at, "appos"),
                _ => (self.bare_role(), "appos"),
            };
            let close = self.push(",", COMMA);
            self.attach(open, at, "punct");
            self.attach(close, at, "punct");
            self.attach(at, subject.at, relation);
        }
    }

    /// "a close ally of Iran".
    fn bare_role(&mut self) -> usize {
        let article = self.article(0.6);
        let quality = self
            .chance(0.5)
            .then(|| self.push_any("quality", ADJECTIVE));
        let at = self.push_any("role", noun(false));
        self.described(Phrase { at, plural: false }, Some(article), quality);
        self.modify(at, "nmod", "of", Self::state)
    }

    /// "Iran is a close ally of Syria".
    fn role(&mut self) -> usize {
        let subject = self.state();
        let past = self.chance(0.3);
        let be = self.be(past, subject.plural);
        let at = self.bare_role();
        self.attach(be, at, "cop");
        self.attach(subject.at, at, "nsubj")
    }

    /// "Iran was asked to free Iraq".
    fn passive_order(&mut self) -> usize {
        let subject = self.either(0.5, Self::state, |maker| maker.actors(true));
        let verb = self.choose(&self.words.orders);
        let at = self.passive_of(verb, subject.plural);
        let below = self.deed(Form::Infinitive, subject.plural);
        self.attach(below, at, "xcomp");
        self.attach(subject.at, at, "nsubj:pass")
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
        if self.chance(0.1) {
            self.place(at);
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
        if self.chance(0.15) {
            let form = self.main_form();
            let at = self.order(form, subject.plural);
            return self.attach(subject.at, at, "nsubj");
        }
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
