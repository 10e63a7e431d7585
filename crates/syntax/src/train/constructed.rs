//! Sentences made for training, with the trees that they are made from.
//!
//! Treebanks hold few sentences in the style of news agencies, and few verbs of what states do to each
//! other: a parser that learned from them alone takes "Egypt waived sanctions" for a noun with a
//! participle. These sentences show it such verbs, in all their forms, where they stand. They make
//! no sense, and need none. Labels and attachments are those of UD English-EWT 2.16; the words are in
//! `data/syntax/constructed.tsv`.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::random::Random;
use crate::{Annotated, Error, ErrorKind, read_conllu};

const WORDS: &str = include_str!("../../../../data/syntax/constructed.tsv");

const PAST: &str = "Mood=Ind|Number=NUMBER|Person=3|Tense=Past|VerbForm=Fin";
const PRESENT: &str = "Mood=Ind|Number=NUMBER|Person=3|Tense=Pres|VerbForm=Fin";
const PERFECT: &str = "Tense=Past|VerbForm=Part";
const PASSIVE: &str = "Tense=Past|VerbForm=Part|Voice=Pass";
const PARTICIPLE: &str = "Tense=Pres|VerbForm=Part";

/// `count` sentences, each time the same.
///
/// # Errors
///
/// The table of words is broken.
pub fn constructed(count: usize) -> Result<Annotated, Error> {
    let words = Words::read(WORDS)?;
    let mut text = String::new();
    for number in 0..count {
        let mut maker = Maker {
            words: &words,
            random: Random::at(1, number as u64),
            tokens: Vec::new(),
        };
        maker.sentence();
        maker.write(number, &mut text);
    }
    read_conllu(&text)
}

/// A verb in its forms, with what may follow it: `obj`, a preposition, a particle and `!`, or nothing
/// (`alone`).
#[derive(Debug)]
struct Verb {
    base: &'static str,
    past: &'static str,
    participle: &'static str,
    third: &'static str,
    gerund: &'static str,
    uses: Vec<&'static str>,
}

/// What is done with a verb: its objects and the preposition behind them.
#[derive(Debug)]
struct Deed {
    verb: usize,
    preposition: Option<&'static str>,
    objects: Vec<&'static str>,
}

/// The kinds of words that the sentences need, besides verbs.
const KINDS: [&str; 27] = [
    "place",
    "group",
    "demonym",
    "person",
    "people",
    "thing",
    "things",
    "quality",
    "first",
    "last",
    "title",
    "number",
    "day",
    "period",
    "controls",
    "says",
    "ready",
    "feeling",
    "relation",
    "gives",
    "mass",
    "uncounted",
    "abstracts",
    "degree",
    "compared",
    "place-noun",
    "links",
];

fn broken(line: &str) -> Error {
    Error::new(
        ErrorKind::Training,
        format!("table of words for constructed sentences: {line:?} is missing or not understood"),
    )
}

/// The table of words by kind.
#[derive(Debug)]
struct Words {
    lists: BTreeMap<&'static str, Vec<&'static str>>,
    verbs: Vec<Verb>,
    deeds: Vec<Deed>,
    /// Verbs of what brings what about, each with one use.
    effects: Vec<usize>,
    transitive: Vec<usize>,
    alone: Vec<usize>,
    other: Vec<usize>,
}

impl Words {
    fn read(table: &'static str) -> Result<Self, Error> {
        let mut words = Self {
            lists: BTreeMap::new(),
            verbs: Vec::new(),
            deeds: Vec::new(),
            effects: Vec::new(),
            transitive: Vec::new(),
            alone: Vec::new(),
            other: Vec::new(),
        };
        for line in table.lines().skip(1) {
            let (kind, rest) = line.split_once('\t').ok_or_else(|| broken(line))?;
            let row: Vec<&'static str> = rest.split(' ').collect();
            match (kind, row.as_slice()) {
                ("verb", [base, past, participle, third, gerund, uses @ ..]) => {
                    let number = words.verbs.len();
                    if uses.contains(&"obj") {
                        words.transitive.push(number);
                    }
                    if uses.contains(&"alone") {
                        words.alone.push(number);
                    }
                    if uses.iter().any(is_complement) {
                        words.other.push(number);
                    }
                    words.verbs.push(Verb {
                        base,
                        past,
                        participle,
                        third,
                        gerund,
                        uses: uses.to_vec(),
                    });
                }
                ("effect", [base, past, participle, third, gerund, way]) => {
                    words.effects.push(words.verbs.len());
                    words.verbs.push(Verb {
                        base,
                        past,
                        participle,
                        third,
                        gerund,
                        uses: vec![*way],
                    });
                }
                ("deed", [base, preposition, objects @ ..]) if !objects.is_empty() => {
                    let named = |verb: &Verb| verb.base == *base;
                    let verb = words.verbs.iter().position(named);
                    words.deeds.push(Deed {
                        verb: verb.ok_or_else(|| broken(line))?,
                        preposition: (*preposition != "-").then_some(*preposition),
                        objects: objects.to_vec(),
                    });
                }
                _ => {
                    words.lists.insert(kind, row);
                }
            }
        }
        words.check()?;
        Ok(words)
    }

    /// Whether all kinds of words are there.
    fn check(&self) -> Result<(), Error> {
        let missing = KINDS.iter().find(|kind| !self.lists.contains_key(*kind));
        let verbs = [&self.transitive, &self.alone, &self.other, &self.effects];
        let lacks_verbs = verbs.iter().any(|verbs| verbs.is_empty()) || self.deeds.is_empty();
        match missing.or(lacks_verbs.then_some(&"verb")) {
            Some(kind) => Err(broken(kind)),
            None => Ok(()),
        }
    }

    fn list(&self, kind: &str) -> &[&'static str] {
        self.lists.get(kind).map_or(&[], Vec::as_slice)
    }
}

struct Token {
    form: String,
    lemma: String,
    upos: &'static str,
    xpos: &'static str,
    features: String,
    head: Option<usize>,
    relation: &'static str,
}

/// The head of a noun phrase that was made.
#[derive(Clone, Copy)]
struct Phrase {
    at: usize,
    plural: bool,
}

/// How a verb is inflected.
#[derive(Clone, Copy)]
enum Form {
    Past,
    Present,
    Perfect,
    /// Behind an auxiliary such as "will".
    Modal(&'static str),
    /// "did not", "has not", "will not".
    Denied,
    /// Behind "to".
    Infinitive,
    Participle,
    /// Behind a preposition.
    Gerund,
}

/// One sentence in the making.
struct Maker<'w> {
    words: &'w Words,
    random: Random,
    tokens: Vec<Token>,
}

impl Maker<'_> {
    fn chance(&mut self, share: f32) -> bool {
        self.random.unit() < share
    }

    fn below(&mut self, count: usize) -> usize {
        (self.random.next() % count.max(1) as u64) as usize
    }

    fn one<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    fn word(&mut self, kind: &str) -> &'static str {
        let list = self.words.list(kind);
        let at = self.below(list.len());
        list[at]
    }

    /// A word and what stands behind its "=".
    fn pair(&mut self, kind: &str) -> (&'static str, &'static str) {
        let word = self.word(kind);
        word.split_once('=').unwrap_or((word, word))
    }

    fn push(
        &mut self,
        form: &str,
        lemma: &str,
        tags: (&'static str, &'static str),
        features: &str,
    ) -> usize {
        self.tokens.push(Token {
            form: form.to_owned(),
            lemma: lemma.to_owned(),
            upos: tags.0,
            xpos: tags.1,
            features: features.to_owned(),
            head: None,
            relation: "root",
        });
        self.tokens.len() - 1
    }

    fn set(&mut self, at: usize, head: usize, relation: &'static str) {
        self.tokens[at].head = Some(head);
        self.tokens[at].relation = relation;
    }

    fn preposition(&mut self, word: &str) -> usize {
        self.push(word, word, ("ADP", "IN"), "_")
    }

    fn comma(&mut self, head: usize) {
        let comma = self.push(",", ",", ("PUNCT", ","), "_");
        self.set(comma, head, "punct");
    }

    fn the(&mut self) -> usize {
        self.push("the", "the", ("DET", "DT"), "Definite=Def|PronType=Art")
    }

    /// "a" or "an", as the word behind it will want it.
    fn article(&mut self) -> usize {
        self.push("a", "a", ("DET", "DT"), "Definite=Ind|PronType=Art")
    }

    fn adjective(&mut self, word: &str) -> usize {
        self.push(word, word, ("ADJ", "JJ"), "Degree=Pos")
    }

    fn singular(&mut self, word: &str) -> usize {
        self.push(word, word, ("NOUN", "NN"), "Number=Sing")
    }

    fn plural(&mut self, (word, lemma): (&str, &str)) -> usize {
        self.push(word, lemma, ("NOUN", "NNS"), "Number=Plur")
    }

    fn name(&mut self, word: &str) -> usize {
        self.push(word, word, ("PROPN", "NNP"), "Number=Sing")
    }

    fn state(&mut self) -> Phrase {
        let at = match self.below(24) {
            0 => {
                let (first, tags) = self.one(&[
                    ("United", ("ADJ", "NNP")),
                    ("Saudi", ("ADJ", "NNP")),
                    ("North", ("PROPN", "NNP")),
                    ("South", ("PROPN", "NNP")),
                ]);
                let (whole, first) = match first {
                    "United" => {
                        let the = self.the();
                        let first = self.push(first, first, tags, "Degree=Pos");
                        let states = self.push("States", "State", ("PROPN", "NNPS"), "Number=Plur");
                        self.set(the, states, "det");
                        (states, first)
                    }
                    "Saudi" => {
                        let first = self.push(first, first, tags, "Degree=Pos");
                        (self.name("Arabia"), first)
                    }
                    _ => {
                        let first = self.push(first, first, tags, "Number=Sing");
                        (self.name("Korea"), first)
                    }
                };
                let relation = if tags.0 == "ADJ" { "amod" } else { "compound" };
                self.set(first, whole, relation);
                whole
            }
            1 => {
                let word = self.word("group");
                self.name(word)
            }
            _ => {
                let word = self.word("place");
                self.name(word)
            }
        };
        Phrase { at, plural: false }
    }

    fn person(&mut self) -> Phrase {
        let (first, last) = (self.word("first"), self.word("last"));
        let at = self.name(first);
        let last = self.name(last);
        self.set(last, at, "flat");
        Phrase { at, plural: false }
    }

    fn titled(&mut self) -> Phrase {
        let (title, last) = (self.word("title"), self.word("last"));
        let title = self.name(title);
        let at = self.name(last);
        self.set(title, at, "nmod:desc");
        Phrase { at, plural: false }
    }

    /// "the Iranian leader", "Turkish police", "two Kenyan soldiers".
    fn actors(&mut self, with_demonym: bool) -> Phrase {
        let plural = self.chance(0.5) || !with_demonym;
        let before = if plural {
            self.chance(0.3).then(|| {
                let number = self.word("number");
                (
                    self.push(number, number, ("NUM", "CD"), "NumForm=Word|NumType=Card"),
                    "nummod",
                )
            })
        } else {
            self.chance(0.8).then(|| (self.the(), "det"))
        };
        let demonym = with_demonym.then(|| {
            let word = self.word("demonym");
            self.adjective(word)
        });
        let at = if plural {
            let pair = self.pair("people");
            self.plural(pair)
        } else {
            let word = self.word("person");
            self.singular(word)
        };
        if let Some((word, relation)) = before {
            self.set(word, at, relation);
        }
        if let Some(demonym) = demonym {
            self.set(demonym, at, "amod");
        }
        Phrase { at, plural }
    }

    /// "the president of Iran", "a delegation from Cuba".
    fn holder(&mut self) -> Phrase {
        let the = self.the();
        let word = self.word("person");
        let at = self.singular(word);
        self.set(the, at, "det");
        let case = self.preposition("of");
        let state = self.state();
        self.set(case, state.at, "case");
        self.set(state.at, at, "nmod");
        Phrase { at, plural: false }
    }

    /// "Iran's missiles", "Iran's foreign minister".
    fn owned(&mut self) -> Phrase {
        let owner = self.state();
        let case = self.push("'s", "'s", ("PART", "POS"), "_");
        self.set(case, owner.at, "case");
        let thing = self.thing(false);
        self.set(owner.at, thing.at, "nmod:poss");
        thing
    }

    /// "its ambassador", "their troops".
    fn own(&mut self) -> Phrase {
        let (form, lemma, number) = self.one(&[
            ("its", "its", "Gender=Neut|Number=Sing|Person=3"),
            ("their", "their", "Number=Plur|Person=3"),
            ("his", "his", "Gender=Masc|Number=Sing|Person=3"),
        ]);
        let features = format!("Case=Gen|{number}|Poss=Yes|PronType=Prs");
        let owner = self.push(form, lemma, ("PRON", "PRP$"), &features);
        let thing = if self.chance(0.5) {
            self.thing(false)
        } else {
            self.bare_actors()
        };
        self.set(owner, thing.at, "nmod:poss");
        thing
    }

    /// "ambassador", "troops", with no word before.
    fn bare_actors(&mut self) -> Phrase {
        let plural = self.chance(0.5);
        let at = if plural {
            let pair = self.pair("people");
            self.plural(pair)
        } else {
            let word = self.word("person");
            self.singular(word)
        };
        Phrase { at, plural }
    }

    /// "rockets fired from Lebanon", "a man arrested by police": sometimes, what was done to a noun.
    fn done_to(&mut self, phrase: Phrase) {
        if !self.chance(0.12) {
            return;
        }
        let verb = self.one(&self.words.transitive);
        let Verb {
            base, participle, ..
        } = self.words.verbs[verb];
        let at = self.push(participle, base, ("VERB", "VBN"), PASSIVE);
        self.set(at, phrase.at, "acl");
        let case = self.one(&["by", "by", "from", "in"]);
        let below = self.complement(case);
        self.set(below, at, if case == "by" { "obl:agent" } else { "obl" });
    }

    /// "the attack", "new sanctions", "a Turkish proposal".
    fn thing(&mut self, whole: bool) -> Phrase {
        let plural = self.chance(0.45);
        let determiner = match (whole, plural) {
            (true, false) if self.chance(0.5) => Some(self.article()),
            (true, false) => Some(self.the()),
            (true, true) if self.chance(0.3) => Some(self.the()),
            _ => None,
        };
        let quality = match self.below(6) {
            0 => Some(self.word("quality")),
            1 | 2 if whole => Some(self.word("demonym")),
            _ => None,
        };
        let quality = quality.map(|word| self.adjective(word));
        let at = if plural {
            let pair = self.pair("things");
            self.plural(pair)
        } else {
            let word = self.word("thing");
            self.singular(word)
        };
        if let Some(determiner) = determiner {
            self.set(determiner, at, "det");
        }
        if let Some(quality) = quality {
            self.set(quality, at, "amod");
        }
        if whole && self.chance(0.15) {
            let case = self.one(&["on", "in", "by", "against", "with"]);
            let below = self.complement(case);
            self.set(below, at, "nmod");
        }
        Phrase { at, plural }
    }

    /// "Iran and Iraq".
    fn both(&mut self) -> Phrase {
        let first = self.state();
        let and = self.push("and", "and", ("CCONJ", "CC"), "_");
        let second = self.state();
        self.set(and, second.at, "cc");
        self.set(second.at, first.at, "conj");
        Phrase {
            at: first.at,
            plural: true,
        }
    }

    fn subject(&mut self) -> Phrase {
        let phrase = match self.below(20) {
            0..=6 => return self.state(),
            7..=12 => self.actors(true),
            13 => return self.person(),
            14 => return self.titled(),
            15 => return self.both(),
            16 => self.actors(false),
            17 => self.holder(),
            18 => self.owned(),
            _ => self.thing(true),
        };
        self.done_to(phrase);
        phrase
    }

    fn object(&mut self) -> Phrase {
        match self.below(20) {
            0..=5 => self.state(),
            6..=9 => self.owned(),
            10..=14 => self.thing(true),
            15 | 16 => self.actors(true),
            17 => self.actors(false),
            18 => self.own(),
            _ => self.person(),
        }
    }

    /// A phrase behind a preposition.
    fn complement(&mut self, preposition: &str) -> usize {
        let case = self.preposition(preposition);
        let phrase = match self.below(8) {
            0..=4 => self.state(),
            5 => self.owned(),
            _ => self.actors(true),
        };
        self.set(case, phrase.at, "case");
        phrase.at
    }

    /// "on Monday", "last week".
    fn time(&mut self, verb: usize) {
        if self.chance(0.7) {
            let case = self.preposition("on");
            let day = self.word("day");
            let day = self.name(day);
            self.set(case, day, "case");
            self.set(day, verb, "obl");
        } else {
            let last = self.one(&["last", "this", "next"]);
            let modifier = if last == "this" {
                self.push("this", "this", ("DET", "DT"), "Number=Sing|PronType=Dem")
            } else {
                self.adjective(last)
            };
            let period = self.word("period");
            let period = self.singular(period);
            self.set(
                modifier,
                period,
                if last == "this" { "det" } else { "amod" },
            );
            self.set(period, verb, "obl:unmarked");
        }
    }

    fn finite(&mut self, form: &str, lemma: &str, past: bool, plural: bool) -> usize {
        let tag = match (past, plural) {
            (true, _) => "VBD",
            (false, true) => "VBP",
            (false, false) => "VBZ",
        };
        let features = agree(if past { PAST } else { PRESENT }, plural);
        self.push(form, lemma, ("VERB", tag), &features)
    }

    /// A form of "have", "be" or "do" that stands with a verb to come.
    fn auxiliary(&mut self, form: &str, lemma: &str, past: bool, plural: bool) -> usize {
        let tag = match (past, plural) {
            (true, _) => "VBD",
            (false, true) => "VBP",
            (false, false) => "VBZ",
        };
        let features = agree(if past { PAST } else { PRESENT }, plural);
        self.push(form, lemma, ("AUX", tag), &features)
    }

    fn not(&mut self) -> usize {
        self.push("not", "not", ("PART", "RB"), "Polarity=Neg")
    }

    /// The verb in its form, with the words before it.
    fn inflected(&mut self, verb: usize, form: Form, plural: bool) -> usize {
        let Verb {
            base,
            past,
            participle,
            third,
            gerund,
            ..
        } = self.words.verbs[verb];
        let mut before: Vec<(usize, &'static str)> = Vec::new();
        let at = match form {
            Form::Past => self.finite(past, base, true, plural),
            Form::Present => self.finite(if plural { base } else { third }, base, false, plural),
            Form::Perfect => {
                let have = if plural { "have" } else { "has" };
                before.push((self.auxiliary(have, "have", false, plural), "aux"));
                self.push(participle, base, ("VERB", "VBN"), PERFECT)
            }
            Form::Modal(modal) => {
                before.push((
                    self.push(modal, modal, ("AUX", "MD"), "VerbForm=Fin"),
                    "aux",
                ));
                self.push(base, base, ("VERB", "VB"), "VerbForm=Inf")
            }
            Form::Denied => match self.below(3) {
                0 => {
                    let have = if plural { "have" } else { "has" };
                    before.push((self.auxiliary(have, "have", false, plural), "aux"));
                    before.push((self.not(), "advmod"));
                    self.push(participle, base, ("VERB", "VBN"), PERFECT)
                }
                1 => {
                    before.push((self.auxiliary("did", "do", true, plural), "aux"));
                    before.push((self.not(), "advmod"));
                    self.push(base, base, ("VERB", "VB"), "VerbForm=Inf")
                }
                _ => {
                    let will = self.push("will", "will", ("AUX", "MD"), "VerbForm=Fin");
                    before.push((will, "aux"));
                    before.push((self.not(), "advmod"));
                    self.push(base, base, ("VERB", "VB"), "VerbForm=Inf")
                }
            },
            Form::Infinitive => {
                before.push((self.push("to", "to", ("PART", "TO"), "_"), "mark"));
                self.push(base, base, ("VERB", "VB"), "VerbForm=Inf")
            }
            Form::Participle => self.push(gerund, base, ("VERB", "VBG"), PARTICIPLE),
            Form::Gerund => self.push(gerund, base, ("VERB", "VBG"), "VerbForm=Ger"),
        };
        for (word, relation) in before {
            self.set(word, at, relation);
        }
        at
    }

    /// A verb with what follows it.
    fn deed(&mut self, form: Form, plural: bool) -> usize {
        let at = match self.below(12) {
            10 | 11 => {
                let verb = self.one(&self.words.alone);
                let at = self.inflected(verb, form, plural);
                if self.chance(0.6) {
                    let case = self.one(&["in", "near", "from", "with", "against", "over"]);
                    let below = self.complement(case);
                    self.set(below, at, "obl");
                }
                at
            }
            0..=5 => {
                let verb = self.one(&self.words.transitive);
                let at = self.inflected(verb, form, plural);
                let object = self.object();
                self.set(object.at, at, "obj");
                at
            }
            6..=8 => self.known_deed(form, plural),
            _ => {
                let verb = self.one(&self.words.other);
                let ways: Vec<&str> = self.words.verbs[verb].uses.clone();
                let ways: Vec<&str> = ways.into_iter().filter(is_complement).collect();
                let way = self.one(&ways);
                let at = self.inflected(verb, form, plural);
                if let Some(particle) = way.strip_suffix('!') {
                    let particle = self.push(particle, particle, ("ADP", "RP"), "_");
                    self.set(particle, at, "compound:prt");
                    let object = self.object();
                    self.set(object.at, at, "obj");
                } else {
                    let below = self.complement(way);
                    self.set(below, at, "obl");
                }
                at
            }
        };
        if self.chance(0.15) {
            self.time(at);
        }
        at
    }

    /// "imposed new sanctions on Iran".
    fn known_deed(&mut self, form: Form, plural: bool) -> usize {
        let number = self.below(self.words.deeds.len());
        let words = self.words;
        let Deed {
            verb,
            preposition,
            ref objects,
        } = words.deeds[number];
        let noun = self.one(objects);
        let at = self.inflected(verb, form, plural);
        let listed_many = noun.ends_with('s') && !noun.ends_with("ss");
        let uncounted = words.list("uncounted").contains(&noun);
        let many = listed_many || self.chance(0.5) && !uncounted;
        let determiner = (!many && !uncounted && self.chance(0.7)).then(|| {
            if self.chance(0.6) {
                self.article()
            } else {
                self.the()
            }
        });
        let quality = self.chance(0.35).then(|| {
            let kind = self.one(&["quality", "demonym"]);
            let word = self.word(kind);
            self.adjective(word)
        });
        let object = if listed_many {
            self.plural((noun, &noun[..noun.len() - 1]))
        } else if many {
            let many = plural_of(noun);
            self.plural((&many, noun))
        } else {
            self.singular(noun)
        };
        self.set(object, at, "obj");
        if let Some(determiner) = determiner {
            self.set(determiner, object, "det");
        }
        if let Some(quality) = quality {
            self.set(quality, object, "amod");
        }
        if let Some(preposition) = preposition {
            let below = self.complement(preposition);
            // What goes somewhere hangs on the verb, what is "on" or "with" somebody on the noun.
            if matches!(preposition, "to" | "from" | "in" | "into") {
                self.set(below, at, "obl");
            } else {
                self.set(below, object, "nmod");
            }
        }
        at
    }

    /// "higher prices", "drought in the north", "the cost of imports".
    fn matter(&mut self, nested: bool) -> Phrase {
        let plural = self.chance(0.5);
        let the = self.chance(0.25).then(|| self.the());
        let quality = match self.below(6) {
            0 => {
                let (form, lemma) = self.pair("compared");
                Some(self.push(form, lemma, ("ADJ", "JJR"), "Degree=Cmp"))
            }
            1 | 2 => {
                let word = self.word("degree");
                Some(self.adjective(word))
            }
            3 => {
                let word = self.word("demonym");
                Some(self.adjective(word))
            }
            _ => None,
        };
        let at = if plural {
            let pair = self.pair("abstracts");
            self.plural(pair)
        } else {
            let word = self.word("mass");
            self.singular(word)
        };
        if let Some(the) = the {
            self.set(the, at, "det");
        }
        if let Some(quality) = quality {
            self.set(quality, at, "amod");
        }
        if nested {
            match self.below(8) {
                0 => {
                    let case = self.preposition("in");
                    let the = self.the();
                    let word = self.word("place-noun");
                    let place = self.singular(word);
                    self.set(case, place, "case");
                    self.set(the, place, "det");
                    self.set(place, at, "nmod");
                }
                1 | 2 => {
                    let word = self.one(&["of", "on", "against", "between", "for", "in"]);
                    let case = self.preposition(word);
                    let below = if word == "between" {
                        self.both()
                    } else {
                        self.matter(false)
                    };
                    self.set(case, below.at, "case");
                    self.set(below.at, at, "nmod");
                }
                3 => {
                    let and = self.push("and", "and", ("CCONJ", "CC"), "_");
                    let second = self.matter(false);
                    self.set(and, second.at, "cc");
                    self.set(second.at, at, "conj");
                    return Phrase { at, plural: true };
                }
                _ => {}
            }
        }
        Phrase { at, plural }
    }

    /// "Drought and conflict cause hunger", "Higher prices led to protests".
    fn effect(&mut self) -> usize {
        let subject = self.matter(true);
        let verb = self.one(&self.words.effects);
        let form = match self.below(10) {
            0..=3 => Form::Present,
            4..=6 => Form::Past,
            7 => Form::Perfect,
            8 => {
                let modal = self.one(&["will", "would", "could", "may", "can"]);
                Form::Modal(modal)
            }
            _ => Form::Denied,
        };
        let at = self.inflected(verb, form, subject.plural);
        self.set(subject.at, at, "nsubj");
        let way = self.words.verbs[verb].uses[0];
        match way {
            "-" => {}
            "obj" => {
                let object = if self.chance(0.8) {
                    self.matter(true)
                } else {
                    self.own()
                };
                self.set(object.at, at, "obj");
            }
            preposition => {
                let case = self.preposition(preposition);
                let below = self.matter(true);
                self.set(case, below.at, "case");
                self.set(below.at, at, "obl");
            }
        }
        at
    }

    /// "because prices rose" in front of or behind a clause.
    fn linked(&mut self) -> usize {
        let before = self.chance(0.5);
        let word = self.word("links");
        let part = |maker: &mut Self| {
            let mark = maker.push(word, word, ("SCONJ", "IN"), "_");
            let at = maker.any_clause();
            maker.set(mark, at, "mark");
            at
        };
        if before {
            let below = part(self);
            let comma = self.push(",", ",", ("PUNCT", ","), "_");
            let at = self.any_clause();
            self.set(below, at, "advcl");
            self.set(comma, at, "punct");
            at
        } else {
            let at = self.any_clause();
            let below = part(self);
            self.set(below, at, "advcl");
            at
        }
    }

    fn any_clause(&mut self) -> usize {
        if self.chance(0.6) {
            self.effect()
        } else {
            self.clause()
        }
    }

    /// "gave Iran missiles".
    fn gift(&mut self, plural: bool) -> usize {
        let (base, past) = self.pair("gives");
        let at = self.finite(past, base, true, plural);
        let to = if self.chance(0.7) {
            self.state()
        } else {
            self.actors(true)
        };
        self.set(to.at, at, "iobj");
        let thing = self.thing(true);
        self.set(thing.at, at, "obj");
        at
    }

    /// "Iran was attacked by Iraq".
    fn passive(&mut self) -> usize {
        let subject = self.object();
        let mut before: Vec<(usize, &'static str)> = Vec::new();
        match self.below(5) {
            0 => {
                let have = if subject.plural { "have" } else { "has" };
                before.push((self.auxiliary(have, "have", false, subject.plural), "aux"));
                before.push((self.push("been", "be", ("AUX", "VBN"), PERFECT), "aux:pass"));
            }
            1 => {
                before.push((
                    self.push("will", "will", ("AUX", "MD"), "VerbForm=Fin"),
                    "aux",
                ));
                before.push((
                    self.push("be", "be", ("AUX", "VB"), "VerbForm=Inf"),
                    "aux:pass",
                ));
            }
            _ => {
                let be = if subject.plural { "were" } else { "was" };
                before.push((self.auxiliary(be, "be", true, subject.plural), "aux:pass"));
            }
        }
        let verb = self.one(&self.words.transitive);
        let Verb {
            base, participle, ..
        } = self.words.verbs[verb];
        let at = self.push(participle, base, ("VERB", "VBN"), PASSIVE);
        self.set(subject.at, at, "nsubj:pass");
        for (word, relation) in before {
            self.set(word, at, relation);
        }
        if self.chance(0.6) {
            let case = self.preposition("by");
            let agent = self.subject();
            self.set(case, agent.at, "case");
            self.set(agent.at, at, "obl:agent");
        }
        if self.chance(0.25) {
            self.time(at);
        }
        at
    }

    /// "Iran is ready to attack", "Cuba was critical of Spain".
    fn state_of_mind(&mut self) -> usize {
        let subject = self.subject();
        let past = self.chance(0.5);
        let be = match (past, subject.plural) {
            (true, true) => "were",
            (true, false) => "was",
            (false, true) => "are",
            (false, false) => "is",
        };
        let be = self.auxiliary(be, "be", past, subject.plural);
        let at = if self.chance(0.5) {
            let word = self.word("ready");
            let at = self.adjective(word);
            let below = self.deed(Form::Infinitive, subject.plural);
            self.set(below, at, "xcomp");
            at
        } else {
            let (word, preposition) = self.pair("feeling");
            let at = self.adjective(word);
            let below = self.complement(preposition);
            self.set(below, at, "obl");
            at
        };
        self.set(subject.at, at, "nsubj");
        self.set(be, at, "cop");
        at
    }

    /// "Talks between Iran and Iraq collapsed", with another deed for the verb.
    fn between(&mut self) -> usize {
        let (word, lemma) = self.pair("relation");
        let plural = word != lemma;
        let noun = if plural {
            self.plural((word, lemma))
        } else {
            self.singular(word)
        };
        let case = self.preposition("between");
        let both = self.both();
        self.set(case, both.at, "case");
        self.set(both.at, noun, "nmod");
        let form = self.main_form();
        let at = self.deed(form, plural);
        self.set(noun, at, "nsubj");
        at
    }

    fn main_form(&mut self) -> Form {
        match self.below(20) {
            0..=10 => Form::Past,
            11..=13 => Form::Present,
            14 | 15 => Form::Perfect,
            16 | 17 => {
                let modal = self.one(&["will", "would", "could", "may", "must", "should"]);
                Form::Modal(modal)
            }
            _ => Form::Denied,
        }
    }

    /// A clause with its subject; gives its verb.
    fn clause(&mut self) -> usize {
        match self.below(20) {
            0..=2 => self.passive(),
            3 => self.state_of_mind(),
            4 => self.between(),
            kind => {
                let subject = self.subject();
                self.aside(subject);
                let form = self.main_form();
                let at = if kind == 5 {
                    self.gift(subject.plural)
                } else {
                    self.deed(form, subject.plural)
                };
                self.set(subject.at, at, "nsubj");
                at
            }
        }
    }

    /// "Iran, which attacked Iraq,": sometimes, what else is told of a subject.
    fn aside(&mut self, subject: Phrase) {
        if !self.chance(0.06) {
            return;
        }
        let open = self.push(",", ",", ("PUNCT", ","), "_");
        let which = self.push("which", "which", ("PRON", "WDT"), "PronType=Rel");
        let form = self.one(&[Form::Past, Form::Present, Form::Perfect]);
        let at = self.deed(form, subject.plural);
        self.set(which, at, "nsubj");
        self.set(at, subject.at, "acl:relcl");
        self.set(open, at, "punct");
        self.comma(at);
    }

    /// "said Iraq attacked Syria" behind a subject.
    fn speech(&mut self) -> usize {
        let speaker = match self.below(5) {
            0 | 1 => self.state(),
            2 => self.person(),
            3 => self.titled(),
            _ => self.actors(true),
        };
        let (base, past) = self.pair("says");
        let at = self.finite(past, base, true, speaker.plural);
        self.set(speaker.at, at, "nsubj");
        at
    }

    fn sentence(&mut self) {
        let root = match self.below(52) {
            40..=47 => self.effect(),
            48..=51 => self.linked(),
            0..=21 => self.clause(),
            22..=24 => {
                // "On Monday, Iran attacked Iraq."
                let case = self.push("on", "on", ("ADP", "IN"), "_");
                let day = self.word("day");
                let day = self.name(day);
                self.set(case, day, "case");
                let comma = self.push(",", ",", ("PUNCT", ","), "_");
                let at = self.clause();
                self.set(day, at, "obl");
                self.set(comma, at, "punct");
                at
            }
            25..=27 => {
                let subject = self.subject();
                let at = self.deed(Form::Past, subject.plural);
                self.set(subject.at, at, "nsubj");
                let and = self.push("and", "and", ("CCONJ", "CC"), "_");
                let second = self.deed(Form::Past, subject.plural);
                self.set(and, second, "cc");
                self.set(second, at, "conj");
                at
            }
            28..=30 => {
                let at = self.speech();
                let that = self
                    .chance(0.4)
                    .then(|| self.push("that", "that", ("SCONJ", "IN"), "_"));
                let said = self.clause();
                self.set(said, at, "ccomp");
                if let Some(that) = that {
                    self.set(that, said, "mark");
                }
                at
            }
            31 | 32 => {
                let said = self.clause();
                let comma = self.push(",", ",", ("PUNCT", ","), "_");
                let at = self.speech();
                self.set(said, at, "ccomp");
                self.set(comma, at, "punct");
                at
            }
            33 | 34 => {
                let subject = self.subject();
                let (base, past) = self.pair("controls");
                let at = self.finite(past, base, true, subject.plural);
                self.set(subject.at, at, "nsubj");
                let below = self.deed(Form::Infinitive, subject.plural);
                self.set(below, at, "xcomp");
                at
            }
            35 | 36 => {
                let subject = self.subject();
                let at = self.deed(Form::Past, subject.plural);
                self.set(subject.at, at, "nsubj");
                let comma = self.push(",", ",", ("PUNCT", ","), "_");
                let below = self.deed(Form::Participle, subject.plural);
                self.set(comma, below, "punct");
                self.set(below, at, "advcl");
                at
            }
            37 => {
                // "Iran attacked Iraq to protect Syria."
                let subject = self.subject();
                let at = self.deed(Form::Past, subject.plural);
                self.set(subject.at, at, "nsubj");
                let below = self.deed(Form::Infinitive, subject.plural);
                self.set(below, at, "advcl");
                at
            }
            _ => {
                let subject = self.subject();
                let at = self.deed(Form::Past, subject.plural);
                self.set(subject.at, at, "nsubj");
                let word = self.one(&["after", "by", "for", "before", "without"]);
                let mark = self.push(word, word, ("SCONJ", "IN"), "_");
                let below = self.deed(Form::Gerund, subject.plural);
                self.set(mark, below, "mark");
                self.set(below, at, "advcl");
                at
            }
        };
        let stop = self.push(".", ".", ("PUNCT", "."), "_");
        self.set(stop, root, "punct");
    }

    /// Adds the sentence to `text` as CoNLL-U.
    fn write(&self, number: usize, text: &mut String) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# sent_id = constructed-{number}");
        for (at, token) in self.tokens.iter().enumerate() {
            let next = self.tokens.get(at + 1);
            let mut form = token.form.clone();
            let vowel = |next: &Token| {
                next.form
                    .starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O'])
            };
            if token.form == "a" && next.is_some_and(vowel) {
                form.push('n');
            }
            if at == 0 {
                form = form[..1].to_uppercase() + &form[1..];
            }
            let tight = next.is_none_or(|next| next.upos == "PUNCT" || next.xpos == "POS");
            let _ = writeln!(
                text,
                "{}\t{form}\t{}\t{}\t{}\t{}\t{}\t{}\t_\t{}",
                at + 1,
                token.lemma,
                token.upos,
                token.xpos,
                token.features,
                token.head.map_or(0, |head| head + 1),
                token.relation,
                if tight { "SpaceAfter=No" } else { "_" },
            );
        }
        text.push('\n');
    }
}

/// Whether a way to use a verb asks for a preposition or particle.
fn is_complement(way: &&'static str) -> bool {
    !matches!(*way, "obj" | "alone")
}

fn plural_of(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with("ch") || noun.ends_with("sh") || noun.ends_with("ss") => {
            format!("{noun}es")
        }
        _ => format!("{noun}s"),
    }
}

fn agree(features: &str, plural: bool) -> String {
    features.replace("NUMBER", if plural { "Plur" } else { "Sing" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_trees_and_the_same_each_time() {
        let made = constructed(400).expect("the table is whole");
        assert_eq!(made.sentences().len(), 400);
        for sentence in made.sentences() {
            let roots = sentence.tokens().filter(|token| token.head().is_none());
            assert_eq!(roots.count(), 1);
        }
        assert_eq!(
            crate::to_conllu(&made),
            crate::to_conllu(&constructed(400).expect("the table is whole"))
        );
    }
}
