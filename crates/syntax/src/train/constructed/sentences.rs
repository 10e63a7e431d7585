//! Whole sentences: one clause, or several that are joined. Each way of joining gives the root.

use super::tags::{ACCORDING, AND, CASE, COMMA, MARK, STOP, WHEN};
use super::verbs::Form;
use super::{Maker, Relation};

impl Maker<'_> {
    /// Makes the sentence.
    pub(super) fn sentence(&mut self) {
        if self.chance(0.04) {
            return self.headline();
        }
        let root = match self.below(60) {
            0..=21 => self.clause(),
            22..=24 => self.on_a_day(),
            25..=27 => self.two_deeds(Form::Past),
            28..=30 => self.reported(),
            31 | 32 => self.quoted(),
            33 | 34 => self.controlled(),
            35 | 36 => self.two_deeds(Form::Participle),
            37 => self.two_deeds(Form::Infinitive),
            38 | 39 => self.two_deeds(Form::Gerund),
            40..=47 => self.effect(),
            52 | 53 => self.after_opener(),
            54 | 55 => self.two_clauses(),
            56 | 57 => self.called_on(),
            58 => self.according(),
            59 => self.backed(),
            _ => self.linked(),
        };
        let stop = self.push(".", STOP);
        self.attach(stop, root, "punct");
    }

    /// Two deeds of one subject, joined as the form of the second asks: "Iran attacked Iraq" with
    /// "and freed Syria", ", freeing Syria", "to free Syria" or "after freeing Syria".
    fn two_deeds(&mut self, form: Form) -> usize {
        let subject = self.subject();
        let at = self.deed(Form::Past, subject.plural);
        self.attach(subject.at, at, "nsubj");
        let (joint, of_joint, relation) = match form {
            Form::Past => (Some(self.push("and", AND)), "cc", "conj"),
            Form::Participle => (Some(self.push(",", COMMA)), "punct", "advcl"),
            Form::Gerund => {
                let word = self.one(&["after", "by", "for", "before", "without"]);
                (Some(self.push(word, MARK)), "mark", "advcl")
            }
            _ => (None, "mark", "advcl"),
        };
        let second = self.deed(form, subject.plural);
        self.attach(joint, second, of_joint);
        self.attach(second, at, relation)
    }

    /// "Iran refused to attack Iraq."
    fn controlled(&mut self) -> usize {
        let subject = self.subject();
        let at = self.any_past("controls", subject.plural);
        self.attach(subject.at, at, "nsubj");
        let below = self.deed(Form::Infinitive, subject.plural);
        self.attach(below, at, "xcomp")
    }

    /// A clause behind a comma, with what stands before the comma hung on it.
    fn behind_comma(
        &mut self,
        front: usize,
        by: Relation,
        clause: fn(&mut Self) -> usize,
    ) -> usize {
        let comma = self.push(",", COMMA);
        let at = clause(self);
        self.attach(comma, at, "punct");
        self.attach(front, at, by)
    }

    /// "On Monday, Iran attacked Iraq.", "Last week, Iran attacked Iraq."
    fn on_a_day(&mut self) -> usize {
        let (when, relation) = self.when();
        self.behind_comma(when, relation, Self::clause)
    }

    /// "Iran attacks Iraq", "Iran tests missile": a sentence without articles and full stop.
    fn headline(&mut self) {
        let subject = self.either(0.6, Self::state, |maker| maker.actors(true));
        let verb = self.choose(&self.words.transitive);
        let at = self.inflected(verb, Form::Present, subject.plural);
        let object = self.either(0.4, Self::party, |maker| {
            let plural = maker.chance(0.5);
            maker.bare_thing(plural)
        });
        self.attach(object.at, at, "obj");
        self.attach(subject.at, at, "nsubj");
        if self.chance(0.5) {
            let case = self.one(&["in", "over", "after", "near", "with"]);
            self.modify(at, "obl", case, Self::party);
        }
    }

    /// "Citing the attack, Iran freed Iraq.", "After attacking Iraq, Iran freed Syria."
    fn after_opener(&mut self) -> usize {
        let word = self.chance(0.5).then(|| {
            let word = self.one(&["after", "before", "by", "without", "despite"]);
            self.push(word, MARK)
        });
        let form = if word.is_some() {
            Form::Gerund
        } else {
            Form::Participle
        };
        let below = self.deed(form, false);
        self.attach(word, below, "mark");
        self.behind_comma(below, "advcl", Self::clause)
    }

    /// "Backed by Iran, Syria attacked Iraq."
    fn backed(&mut self) -> usize {
        let below = self.passive_participle();
        self.modify(below, "obl:agent", "by", Self::party);
        self.behind_comma(below, "advcl", Self::clause)
    }

    /// "Iran attacked Iraq, and Syria freed Cuba."
    fn two_clauses(&mut self) -> usize {
        let at = self.clause();
        let comma = self.chance(0.7).then(|| self.push(",", COMMA));
        let word = self.one(&["and", "and", "but"]);
        let joint = self.push(word, AND);
        let second = self.clause();
        self.attach(comma, second, "punct");
        self.attach(joint, second, "cc");
        self.attach(second, at, "conj")
    }

    /// "Iran called on Iraq to free Syria."
    fn called_on(&mut self) -> usize {
        let subject = self.subject();
        let at = self.any_past("appeals", subject.plural);
        self.attach(subject.at, at, "nsubj");
        let case = if self.tokens[at].lemma == "call" {
            "on"
        } else {
            "to"
        };
        let whom = self.behind(case, Self::party);
        self.attach(whom, at, "obl");
        let below = self.deed(Form::Infinitive, false);
        self.attach(below, at, "xcomp")
    }

    /// "According to Iran, Iraq attacked Syria."
    fn according(&mut self) -> usize {
        let according = self.push_form(("according", "accord"), ACCORDING);
        let to = self.push("to", CASE);
        self.attach(to, according, "fixed");
        let source = self
            .either(0.5, Self::party, |maker| maker.actors(false))
            .at;
        self.attach(according, source, "case");
        self.behind_comma(source, "obl", Self::clause)
    }

    /// "Iraq attacked Syria, Iran said."
    fn quoted(&mut self) -> usize {
        let said = self.clause();
        self.behind_comma(said, "ccomp", Self::speech)
    }

    /// "Iran said that Iraq attacked Syria."
    fn reported(&mut self) -> usize {
        let at = self.speech();
        let that = self.chance(0.4).then(|| self.push("that", MARK));
        let said = self.clause();
        self.attach(that, said, "mark");
        self.attach(said, at, "ccomp")
    }

    /// "Iran said".
    fn speech(&mut self) -> usize {
        let speaker = match self.below(6) {
            0 | 1 => self.state(),
            2 => self.person(),
            3 => self.titled(),
            4 => self.office_holder(),
            _ => self.actors(true),
        };
        let at = self.any_past("says", speaker.plural);
        if self.chance(0.2) {
            self.time(at);
        }
        self.attach(speaker.at, at, "nsubj")
    }

    /// "Because prices rose, Iran attacked Iraq." or the other way round.
    fn linked(&mut self) -> usize {
        let in_front = self.chance(0.5);
        let word = self.word("links");
        if in_front {
            let below = self.subordinate(word);
            self.behind_comma(below, "advcl", Self::any_clause)
        } else {
            let at = self.any_clause();
            let below = self.subordinate(word);
            self.attach(below, at, "advcl")
        }
    }

    /// "because prices rose".
    fn subordinate(&mut self, word: &str) -> usize {
        let (tag, relation) = if word == "when" {
            (WHEN, "advmod")
        } else {
            (MARK, "mark")
        };
        let mark = self.push(word, tag);
        let at = self.any_clause();
        self.attach(mark, at, relation)
    }
}
