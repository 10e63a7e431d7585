//! Whole sentences: one clause, or several that are joined. Each way of joining gives the root.

use super::tags::{AND, COMMA, MARK, STOP};
use super::verbs::Form;
use super::{Maker, Relation};

impl Maker<'_> {
    /// Makes the sentence.
    pub(super) fn sentence(&mut self) {
        let root = match self.below(52) {
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

    /// "On Monday, Iran attacked Iraq."
    fn on_a_day(&mut self) -> usize {
        let day = self.behind("on", Self::day);
        self.behind_comma(day, "obl", Self::clause)
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
        let speaker = match self.below(5) {
            0 | 1 => self.state(),
            2 => self.person(),
            3 => self.titled(),
            _ => self.actors(true),
        };
        let at = self.any_past("says", speaker.plural);
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
        let mark = self.push(word, MARK);
        let at = self.any_clause();
        self.attach(mark, at, "mark")
    }
}
