//! Noun phrases: states, people, things and matters.

use super::tags::{
    ADJECTIVE, AND, COMPARATIVE, DEFINITE, HIS, INDEFINITE, ITS, NAME, NAMES, NAMING_ADJECTIVE,
    NUMERAL, POSSESSIVE, THEIR, THIS, noun,
};
use super::{Maker, Phrase};

impl Maker<'_> {
    fn the(&mut self) -> usize {
        self.push("the", DEFINITE)
    }

    /// "the", or in a share of the cases "a".
    pub(super) fn article(&mut self, indefinite: f32) -> usize {
        self.either(indefinite, |maker| maker.push("a", INDEFINITE), Self::the)
    }

    /// A noun out of two kinds of words, singular and plural.
    fn any_noun(&mut self, [one, many]: [&str; 2], plural: bool) -> Phrase {
        let at = self.push_any(if plural { many } else { one }, noun(plural));
        Phrase { at, plural }
    }

    /// A noun with the determiner and the adjective, if any, that stand before it.
    pub(super) fn described(
        &mut self,
        noun: Phrase,
        determiner: Option<usize>,
        adjective: Option<usize>,
    ) -> Phrase {
        self.attach(determiner, noun.at, "det");
        self.attach(adjective, noun.at, "amod");
        noun
    }

    /// A name, with nothing before it.
    fn name(&mut self, kind: &str) -> Phrase {
        let at = self.push_any(kind, NAME);
        Phrase { at, plural: false }
    }

    /// "Monday".
    pub(super) fn day(&mut self) -> Phrase {
        self.name("day")
    }

    /// "Iran", "Hamas", "the United States".
    pub(super) fn state(&mut self) -> Phrase {
        match self.below(24) {
            0 => self.state_of_two_words(),
            1 => self.name("group"),
            _ => self.name("place"),
        }
    }

    fn state_of_two_words(&mut self) -> Phrase {
        let word = self.one(&["United", "Saudi", "North", "South"]);
        let the = (word == "United").then(|| self.the());
        let (first, relation) = match word {
            "United" | "Saudi" => (self.push(word, NAMING_ADJECTIVE), "amod"),
            _ => (self.push(word, NAME), "compound"),
        };
        let at = match word {
            "United" => self.push_form(("States", "State"), NAMES),
            "Saudi" => self.push("Arabia", NAME),
            _ => self.push("Korea", NAME),
        };
        self.attach(the, at, "det");
        self.attach(first, at, relation);
        Phrase { at, plural: false }
    }

    /// "Sergei Petrov".
    pub(super) fn person(&mut self) -> Phrase {
        let first = self.name("first");
        let last = self.name("last");
        self.attach(last.at, first.at, "flat");
        first
    }

    /// "President Petrov".
    pub(super) fn titled(&mut self) -> Phrase {
        let title = self.name("title");
        let last = self.name("last");
        self.attach(title.at, last.at, "nmod:desc");
        last
    }

    /// "the Iranian leader", "Turkish police", "two Kenyan soldiers"; without a demonym always plural.
    pub(super) fn actors(&mut self, with_demonym: bool) -> Phrase {
        let plural = self.chance(0.5) || !with_demonym;
        let number = (plural && self.chance(0.3)).then(|| self.push_any("number", NUMERAL));
        let the = (!plural && self.chance(0.8)).then(|| self.the());
        let demonym = with_demonym.then(|| self.push_any("demonym", ADJECTIVE));
        let actors = self.any_noun(["person", "people"], plural);
        self.attach(number, actors.at, "nummod");
        self.described(actors, the, demonym)
    }

    /// "the president of Iran".
    fn holder(&mut self) -> Phrase {
        let the = self.the();
        let holder = self.any_noun(["person", "people"], false);
        self.attach(the, holder.at, "det");
        self.modify(holder.at, "nmod", "of", Self::state);
        holder
    }

    /// "Iran's missiles", "Iran's new proposal".
    fn owned(&mut self) -> Phrase {
        let owner = self.state();
        let case = self.push("'s", POSSESSIVE);
        self.attach(case, owner.at, "case");
        let thing = self.thing_behind_owner();
        self.attach(owner.at, thing.at, "nmod:poss");
        thing
    }

    /// "its ambassador", "their troops".
    pub(super) fn own(&mut self) -> Phrase {
        let (word, tag) = self.one(&[("its", ITS), ("their", THEIR), ("his", HIS)]);
        let owner = self.push(word, tag);
        let thing = self.either(0.5, Self::thing_behind_owner, |maker| {
            let plural = maker.chance(0.5);
            maker.any_noun(["person", "people"], plural)
        });
        self.attach(owner, thing.at, "nmod:poss");
        thing
    }

    /// "missiles", "new proposal".
    fn thing_behind_owner(&mut self) -> Phrase {
        let plural = self.chance(0.45);
        let quality = (self.below(6) == 0).then(|| self.push_any("quality", ADJECTIVE));
        let thing = self.any_noun(["thing", "things"], plural);
        self.described(thing, None, quality)
    }

    /// "the attack", "new sanctions", "a Turkish proposal".
    pub(super) fn thing(&mut self) -> Phrase {
        let plural = self.chance(0.45);
        let determiner = if plural {
            self.chance(0.3).then(|| self.the())
        } else {
            Some(self.article(0.5))
        };
        let quality = match self.below(6) {
            0 => Some(self.push_any("quality", ADJECTIVE)),
            1 | 2 => Some(self.push_any("demonym", ADJECTIVE)),
            _ => None,
        };
        let thing = self.any_noun(["thing", "things"], plural);
        if self.chance(0.15) {
            let case = self.one(&["on", "in", "by", "against", "with"]);
            self.modify(thing.at, "nmod", case, Self::party);
        }
        self.described(thing, determiner, quality)
    }

    /// A phrase with a second one behind "and".
    fn and(&mut self, first: Phrase, second: fn(&mut Self) -> Phrase) -> Phrase {
        let and = self.push("and", AND);
        let second = second(self);
        self.attach(and, second.at, "cc");
        let at = self.attach(second.at, first.at, "conj");
        Phrase { at, plural: true }
    }

    /// "Iran and Iraq".
    pub(super) fn both(&mut self) -> Phrase {
        let first = self.state();
        self.and(first, Self::state)
    }

    /// Who does something.
    pub(super) fn subject(&mut self) -> Phrase {
        let phrase = match self.below(20) {
            0..=6 => return self.state(),
            7..=12 => self.actors(true),
            13 => return self.person(),
            14 => return self.titled(),
            15 => return self.both(),
            16 => self.actors(false),
            17 => self.holder(),
            18 => self.owned(),
            _ => self.thing(),
        };
        self.done_to(phrase);
        phrase
    }

    /// To whom or what something is done.
    pub(super) fn object(&mut self) -> Phrase {
        match self.below(20) {
            0..=5 => self.state(),
            6..=9 => self.owned(),
            10..=14 => self.thing(),
            15 | 16 => self.actors(true),
            17 => self.actors(false),
            18 => self.own(),
            _ => self.person(),
        }
    }

    /// Who or what is named behind a preposition.
    pub(super) fn party(&mut self) -> Phrase {
        match self.below(8) {
            0..=4 => self.state(),
            5 => self.owned(),
            _ => self.actors(true),
        }
    }

    /// "rockets fired from Lebanon", "a man arrested by police": sometimes, what was done to a noun.
    fn done_to(&mut self, noun: Phrase) {
        if self.chance(0.12) {
            let at = self.passive_participle();
            self.attach(at, noun.at, "acl");
            let case = self.one(&["by", "by", "from", "in"]);
            let relation = if case == "by" { "obl:agent" } else { "obl" };
            self.modify(at, relation, case, Self::party);
        }
    }

    /// "higher prices", "drought in the north", "the cost of imports", "war and hunger".
    pub(super) fn matter(&mut self) -> Phrase {
        let matter = self.bare_matter();
        match self.below(8) {
            0 => {
                self.modify(matter.at, "nmod", "in", Self::region);
            }
            1 | 2 => {
                let case = self.one(&["of", "on", "against", "between", "for", "in"]);
                let below = if case == "between" {
                    Self::both
                } else {
                    Self::bare_matter
                };
                self.modify(matter.at, "nmod", case, below);
            }
            3 => return self.and(matter, Self::bare_matter),
            _ => {}
        }
        matter
    }

    /// "higher prices", "drought".
    fn bare_matter(&mut self) -> Phrase {
        let plural = self.chance(0.5);
        let the = self.chance(0.25).then(|| self.the());
        let quality = match self.below(6) {
            0 => Some(self.push_any("compared", COMPARATIVE)),
            1 | 2 => Some(self.push_any("degree", ADJECTIVE)),
            3 => Some(self.push_any("demonym", ADJECTIVE)),
            _ => None,
        };
        let matter = self.any_noun(["mass", "abstracts"], plural);
        self.described(matter, the, quality)
    }

    /// "the north".
    fn region(&mut self) -> Phrase {
        let the = self.the();
        let at = self.push_any("place-noun", noun(false));
        self.attach(the, at, "det");
        Phrase { at, plural: false }
    }

    /// "on Monday", "last week": when it happened, on its verb.
    pub(super) fn time(&mut self, verb: usize) {
        if self.chance(0.7) {
            self.modify(verb, "obl", "on", Self::day);
        } else {
            let (word, tag, relation) = self.one(&[
                ("last", ADJECTIVE, "amod"),
                ("this", THIS, "det"),
                ("next", ADJECTIVE, "amod"),
            ]);
            let modifier = self.push(word, tag);
            let period = self.push_any("period", noun(false));
            self.attach(modifier, period, relation);
            self.attach(period, verb, "obl:unmarked");
        }
    }
}
