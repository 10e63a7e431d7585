//! Noun phrases: states, people, things and matters.

use super::tags::{
    ADJECTIVAL, ADJECTIVE, AND, CASE, COMMA, COMPARATIVE, DEFINITE, DIGITS, HIS, HYPHEN,
    INDEFINITE, ITS, LEAST, MORE, NAME, NAMES, NAMING_ADJECTIVE, NUMERAL, POSSESSIVE, THAT, THEIR,
    THIS, WHO, noun,
};
use super::verbs::{Form, plural_of};
use super::{Maker, Phrase, Relation};

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

    /// "Iranian Foreign Minister Hassan Aziz", "former president Juan Lopez".
    pub(super) fn office_holder(&mut self) -> Phrase {
        let (before, title) = if self.chance(0.7) {
            let demonym = self
                .chance(0.7)
                .then(|| self.push_any("demonym", ADJECTIVE));
            let office = self
                .chance(0.6)
                .then(|| self.push_any("office", NAMING_ADJECTIVE));
            let name = if office.is_some() {
                self.push("Minister", NAME)
            } else {
                self.push_any("title", NAME)
            };
            self.attach(office, name, "amod");
            (demonym, name)
        } else {
            let former = self.push("former", ADJECTIVE);
            (Some(former), self.push_any("role", noun(false)))
        };
        self.attach(before, title, "amod");
        let person = self.person();
        self.attach(title, person.at, "nmod:desc");
        person
    }

    /// How many: "twelve", "12", "more than 20", "at least three".
    fn number(&mut self) -> usize {
        let before = match self.below(6) {
            0 => {
                let more = self.push("more", MORE);
                let than = self.push("than", CASE);
                self.attach(than, more, "fixed");
                Some((more, "advmod"))
            }
            1 => {
                let at = self.push("at", CASE);
                let least = self.push_form(("least", "least"), LEAST);
                self.attach(at, least, "case");
                Some((least, "nmod"))
            }
            _ => None,
        };
        let number = if self.chance(0.5) {
            self.push_any("number", NUMERAL)
        } else {
            let digits = (self.below(90) + 10).to_string();
            self.push(&digits, DIGITS)
        };
        if let Some((word, relation)) = before {
            self.attach(word, number, relation);
        }
        number
    }

    /// What tells whose somebody is, on a noun that is still to come: "Iranian", "US", "Russian-backed".
    fn belonging(&mut self) -> (usize, Relation) {
        match self.below(8) {
            0..=4 => (self.push_any("demonym", ADJECTIVE), "amod"),
            5 | 6 => (self.push_any("short", NAME), "compound"),
            _ => {
                let of_state = self.chance(0.5);
                let (owner, relation) = if of_state {
                    (self.push_any("short", NAME), "obl:unmarked")
                } else {
                    (self.push_any("demonym", ADJECTIVE), "amod")
                };
                let hyphen = self.push("-", HYPHEN);
                let tied = self.push_any("tied", ADJECTIVAL);
                self.attach(owner, tied, relation);
                self.attach(hyphen, tied, "punct");
                (tied, "amod")
            }
        }
    }

    /// "the Iranian leader", "Turkish police", "two Kenyan soldiers", "US military", "security forces"; without a
    /// word for whose they are always plural.
    pub(super) fn actors(&mut self, belonging: bool) -> Phrase {
        let plural = self.chance(0.5) || !belonging;
        let number = (plural && self.chance(0.3)).then(|| self.number());
        let the = (!plural && self.chance(0.8)).then(|| self.the());
        let whose = belonging.then(|| self.belonging());
        let joined = (plural && self.chance(0.25)).then(|| self.pair("joined-people"));
        let actors = match joined {
            Some((first, people)) => {
                let first = self.push(first, noun(false));
                let at = self.push_form((&plural_of(people), people), noun(true));
                self.attach(first, at, "compound");
                Phrase { at, plural }
            }
            None => self.any_noun(["person", "people"], plural),
        };
        self.attach(number, actors.at, "nummod");
        if let Some((word, relation)) = whose {
            self.attach(word, actors.at, relation);
        }
        self.described(actors, the, None)
    }

    /// "dozens of protesters", "a group of soldiers".
    fn crowd(&mut self) -> Phrase {
        let (word, lemma) = self.pair("crowd");
        let plural = word != lemma;
        let a = (!plural).then(|| self.push("a", INDEFINITE));
        let at = self.push_form((word, lemma), noun(plural));
        self.attach(a, at, "det");
        self.modify(at, "nmod", "of", |maker| maker.actors(false));
        Phrase { at, plural: true }
    }

    /// "the agreement to attack Iran", "a plan to free Iraq".
    fn aim(&mut self) -> Phrase {
        let article = self.article(0.5);
        let at = self.push_any("aim", noun(false));
        self.attach(article, at, "det");
        let below = self.deed(Form::Infinitive, false);
        self.attach(below, at, "acl");
        Phrase { at, plural: false }
    }

    /// "the missiles that Iran supplied", "soldiers who attacked Iran".
    fn of_whom(&mut self) -> Phrase {
        let plural = self.chance(0.7);
        let the = (!plural || self.chance(0.5)).then(|| self.the());
        if self.chance(0.5) {
            let people = self.any_noun(["person", "people"], plural);
            let who = self.push("who", WHO);
            let below = self.deed(Form::Past, plural);
            self.attach(who, below, "nsubj");
            self.attach(below, people.at, "acl:relcl");
            self.described(people, the, None)
        } else {
            let thing = self.any_noun(["thing", "things"], plural);
            let that = self.push("that", THAT);
            let doer = self.party();
            let verb = self.choose(&self.words.transitive);
            let below = self.inflected(verb, Form::Past, doer.plural);
            self.attach(that, below, "obj");
            self.attach(doer.at, below, "nsubj");
            self.attach(below, thing.at, "acl:relcl");
            self.described(thing, the, None)
        }
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

    /// "missiles", "new proposal", "attack on Iraq".
    fn thing_behind_owner(&mut self) -> Phrase {
        let plural = self.chance(0.45);
        let quality = (self.below(6) == 0).then(|| self.push_any("quality", ADJECTIVE));
        let thing = self.bare_thing(plural);
        self.directed(thing, 0.15);
        self.described(thing, None, quality)
    }

    /// "missiles", "air strike".
    pub(super) fn bare_thing(&mut self, plural: bool) -> Phrase {
        if self.chance(0.75) {
            return self.any_noun(["thing", "things"], plural);
        }
        let (first, word) = self.pair("joined");
        let first = self.push(first, noun(false));
        let at = if plural {
            self.push_form((&plural_of(word), word), noun(true))
        } else {
            self.push(word, noun(false))
        };
        self.attach(first, at, "compound");
        Phrase { at, plural }
    }

    /// In a share of the cases, at whom a thing is aimed.
    fn directed(&mut self, thing: Phrase, share: f32) {
        if self.chance(share) {
            let case = self.one(&["on", "in", "by", "against", "with"]);
            self.modify(thing.at, "nmod", case, Self::party);
        }
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
        let thing = self.bare_thing(plural);
        self.directed(thing, 0.15);
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

    /// "Iran and Iraq", "Iran, Iraq and Syria".
    pub(super) fn both(&mut self) -> Phrase {
        let first = self.state();
        if self.chance(0.2) {
            let comma = self.push(",", COMMA);
            let second = self.state();
            self.attach(comma, second.at, "punct");
            self.attach(second.at, first.at, "conj");
        }
        self.and(first, Self::state)
    }

    /// Who does something.
    pub(super) fn subject(&mut self) -> Phrase {
        let phrase = match self.below(24) {
            0..=6 => return self.state(),
            7..=13 => self.actors(true),
            14 => return self.person(),
            15 => return self.titled(),
            16 => return self.both(),
            17 => return self.office_holder(),
            18 => self.actors(false),
            19 => self.holder(),
            20 | 21 => self.owned(),
            22 => self.crowd(),
            _ => self.thing(),
        };
        self.done_to(phrase);
        phrase
    }

    /// To whom or what something is done.
    pub(super) fn object(&mut self) -> Phrase {
        match self.below(24) {
            0..=5 => self.state(),
            6..=9 => self.owned(),
            10..=14 => self.thing(),
            15..=17 => self.actors(true),
            18 => self.actors(false),
            19 => self.own(),
            20 => self.person(),
            21 => self.crowd(),
            22 => self.aim(),
            _ => self.of_whom(),
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

    /// "on Monday", "last week", "in March 2019": when it happened, on its verb.
    pub(super) fn time(&mut self, verb: usize) {
        let (at, relation) = self.when();
        self.attach(at, verb, relation);
    }

    /// "2019".
    fn year(&mut self) -> usize {
        let year = (1950 + self.below(80)).to_string();
        self.push(&year, DIGITS)
    }

    /// "March", "March 2019".
    fn month(&mut self) -> usize {
        let month = self.push_any("month", NAME);
        let year = self.chance(0.4).then(|| self.year());
        self.attach(year, month, "nmod:unmarked")
    }

    /// "in Geneva": where it happened, on its verb.
    pub(super) fn place(&mut self, verb: usize) {
        self.modify(verb, "obl", "in", |maker| maker.name("city"));
    }

    /// What tells when, and its relation to the verb.
    pub(super) fn when(&mut self) -> (usize, Relation) {
        let kind = self.below(20);
        if kind < 11 {
            (self.behind("on", Self::day), "obl")
        } else if kind < 15 {
            let case = self.push("in", CASE);
            let at = self.either(0.6, Self::month, Self::year);
            (self.attach(case, at, "case"), "obl")
        } else {
            let (word, tag, relation) = self.one(&[
                ("last", ADJECTIVE, "amod"),
                ("this", THIS, "det"),
                ("next", ADJECTIVE, "amod"),
            ]);
            let modifier = self.push(word, tag);
            let period = self.push_any("period", noun(false));
            self.attach(modifier, period, relation);
            (period, "obl:unmarked")
        }
    }
}
