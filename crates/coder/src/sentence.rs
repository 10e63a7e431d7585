//! A passage cut into words, mentions and verb groups, and the walks over them that find the
//! arguments of a predicate.

mod arguments;
mod grammar;
mod mends;
mod tags;
mod tree;

use detente_model::{ActorKind, Modality, PloverType, Polarity, Span};

use crate::context::Dyad;
use crate::inflect::form::THIRD;
use crate::lexicon::{Tongue, WordInfo, class};
use crate::mention::{Mention, Role, Who, Words};
use crate::parse::Parse;
use crate::token::{Token, TokenKind};

pub(crate) use arguments::Argument;
pub(crate) use tree::{Rel, Tree};

/// How a verb stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// A finite active verb, also in the perfect and the progressive.
    Active,
    /// "was signed", "signed by".
    Passive,
    /// "to sign".
    Infinitive,
    /// "signing" after a comma, noun or preposition.
    Gerund,
}

/// What a token does in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    /// A noun, adjective or anything else that can stand in a noun phrase.
    Word,
    Determiner,
    Preposition,
    Conjunction,
    Subordinator,
    Relative,
    Pronoun,
    Auxiliary,
    Negation,
    Adverb,
    To,
    Verb(Voice),
    Possessive,
    Comma,
    Hyphen,
    Quote,
    /// Any mark that ends a clause.
    Stop,
}

/// The verb group around a verb: where it begins, and what it says of the verb.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chain {
    pub start: usize,
    pub modality: Modality,
    pub polarity: Polarity,
    pub voice: Voice,
    /// An infinitive whose governor says nothing of its modality.
    pub loose: bool,
}

/// Mentions that are joined: "Russia, China and Iran", "Russia-Iran".
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub mentions: Vec<usize>,
    pub first: usize,
    pub end: usize,
}

/// One passage, ready for the rules.
pub(crate) struct Sentence<'a> {
    pub text: &'a str,
    pub span: Span,
    pub language: &'static str,
    pub tokens: &'a [Token],
    pub words: &'a Words,
    pub tongue: &'a Tongue,
    pub mentions: &'a [Mention],
    /// The grammar of the passage, where a parser reads its language.
    pub parse: Option<&'a Parse>,
    /// The same over the tokens.
    pub tree: Option<Tree>,
    pub tags: Vec<Tag>,
    /// The mention that covers each token.
    pub mention_at: Vec<Option<usize>>,
    pub groups: Vec<Group>,
    /// The group of each mention that is an actor.
    pub group_of: Vec<Option<usize>>,
    /// A group, the group of its last member alone, and where a relative in the singular begins behind it:
    /// "Kenya and Uganda, which backs".
    alone: Vec<(usize, usize, usize)>,
    /// The two of whom the text spoke before this sentence.
    pub pair: Option<Dyad>,
    /// Whether those two are at odds.
    pub at_odds: bool,
    /// The two whom the whole text is about.
    pub about: Option<Dyad>,
}

impl<'a> Sentence<'a> {
    pub(crate) fn new(
        text: &'a str,
        span: Span,
        language: &'static str,
        (tokens, words): (&'a [Token], &'a Words),
        tongue: &'a Tongue,
        mentions: &'a [Mention],
        parse: Option<&'a Parse>,
    ) -> Self {
        let mut mention_at = vec![None; tokens.len()];
        for (number, mention) in mentions.iter().enumerate() {
            for place in &mut mention_at[mention.first..mention.end] {
                *place = Some(number);
            }
        }
        let mut sentence = Self {
            text,
            span,
            language,
            tokens,
            words,
            tongue,
            mentions,
            parse,
            tree: parse.map(|parse| Tree::new(parse, tokens)),
            tags: Vec::with_capacity(tokens.len()),
            mention_at,
            groups: Vec::new(),
            group_of: vec![None; mentions.len()],
            alone: Vec::new(),
            pair: None,
            at_odds: false,
            about: None,
        };
        sentence.assign_tags(parse);
        sentence.join_groups();
        sentence.part_groups();
        sentence
    }

    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(crate) fn info(&self, at: usize) -> WordInfo {
        self.words
            .lower
            .get(at)
            .map_or_else(WordInfo::default, |word| self.tongue.info(*word))
    }

    pub(crate) fn is(&self, at: usize, bits: u64) -> bool {
        self.info(at).class & bits != 0
    }

    pub(crate) fn word(&self, at: usize) -> &'a str {
        self.tokens
            .get(at)
            .map_or("", |token| token.span.of(self.text))
    }

    /// The lemma of the word that begins at a token; empty where nothing was parsed.
    pub(crate) fn lemma(&self, at: usize) -> &'a str {
        let parsed = self.parse.and_then(|parse| {
            let word = parse.word_at(self.tokens.get(at)?.span.start())?;
            Some(parse.lemma(word))
        });
        parsed.unwrap_or("")
    }

    pub(crate) fn tag(&self, at: usize) -> Tag {
        self.tags.get(at).copied().unwrap_or(Tag::Stop)
    }

    /// The words of tokens `first..end`.
    pub(crate) fn range(&self, first: usize, end: usize) -> Span {
        self.tokens[first]
            .span
            .cover(self.tokens[end.max(first + 1) - 1].span)
    }

    pub(crate) fn is_question(&self) -> bool {
        let last = self.tokens.iter().rposition(|token| {
            token.kind != TokenKind::Mark || matches!(token.span.of(self.text), "?" | "." | "!")
        });
        last.is_some_and(|last| self.word(last) == "?")
    }

    pub(crate) fn is_verb(&self, at: usize) -> bool {
        matches!(self.tag(at), Tag::Verb(_))
    }

    /// Whether a token can stand inside a noun phrase.
    pub(crate) fn is_nominal(&self, at: usize) -> bool {
        matches!(
            self.tag(at),
            Tag::Word | Tag::Determiner | Tag::Possessive | Tag::Hyphen | Tag::Quote
        )
    }

    /// The verb group of the verb at `at`.
    pub(crate) fn chain(&self, at: usize) -> Chain {
        let voice = match self.tag(at) {
            Tag::Verb(voice) => voice,
            _ => Voice::Active,
        };
        let mut chain = Chain {
            start: at,
            modality: Modality::Asserted,
            polarity: Polarity::Positive,
            voice,
            loose: false,
        };
        let info = self.info(at);
        if self.language == "fr" {
            use crate::inflect::form::{CONDITIONAL, FUTURE};
            if info.verb & FUTURE != 0 {
                chain.modality = Modality::Forecast;
            } else if info.verb & CONDITIONAL != 0 {
                chain.modality = Modality::Hypothetical;
            }
        }
        let mut passed_to = false;
        let mut governed = false;
        while chain.start > 0 {
            let before = chain.start - 1;
            if let Some((start, cue)) = self.modality_before(chain.start) {
                chain.modality = stronger(chain.modality, cue.modality);
                chain.polarity = times(chain.polarity, cue.polarity);
                governed |= passed_to
                    || (start..chain.start).any(|at| self.tag(at) == Tag::To)
                    || self.language == "fr";
                chain.start = start;
                continue;
            }
            match self.tag(before) {
                Tag::Negation => {
                    // "ne ... pas" denies once.
                    let doubled = self.language == "fr"
                        && matches!(
                            self.word(before).to_lowercase().as_str(),
                            "ne" | "n'" | "n’"
                        );
                    if !doubled {
                        chain.polarity = times(chain.polarity, Polarity::Negative);
                    } else if chain.polarity == Polarity::Positive
                        && self.follows_negation(before, at)
                    {
                        chain.polarity = Polarity::Negative;
                    }
                }
                Tag::Adverb | Tag::Auxiliary => {}
                Tag::To if chain.start == at || !passed_to => passed_to = true,
                Tag::Verb(_) if passed_to && !governed => {
                    // "worked to support": some other verb governs.
                    chain.loose = true;
                    break;
                }
                _ => break,
            }
            chain.start = before;
        }
        if passed_to && !governed {
            chain.loose = true;
            chain.modality = stronger(chain.modality, Modality::Goal);
        }
        chain
    }

    /// Whether "pas" or "jamais" follows within the verb group.
    fn follows_negation(&self, from: usize, verb: usize) -> bool {
        (from + 1..=verb + 2).any(|at| matches!(self.word(at), "pas" | "jamais" | "plus" | "rien"))
            && !(from + 1..verb).any(|at| self.tag(at) == Tag::Negation)
    }

    /// A phrase of modality that ends right before `end`.
    fn modality_before(&self, end: usize) -> Option<(usize, crate::lexicon::ModalityCue)> {
        for start in end.saturating_sub(5)..end {
            let words = self.words.lower[start..end].iter().copied();
            // "Theresa May held": a name is no modal verb.
            let named = (start..end).any(|at| {
                self.mention_at[at].is_some()
                    && self.tokens[at].capital
                    && self.tag(at) == Tag::Word
            });
            if let Some((length, cues)) = self.tongue.modality.longest(words)
                && start + length == end
                && !named
                && let Some(cue) = cues.iter().find(|cue| cue.verbal)
            {
                return Some((start, *cue));
            }
        }
        None
    }

    /// What the words before a noun phrase make of what the noun says.
    pub(crate) fn noun_modality(&self, first: usize, head: usize) -> (Modality, Polarity) {
        let mut found = (Modality::Asserted, Polarity::Positive);
        for start in first.saturating_sub(5)..head {
            let words = self.words.lower[start..head].iter().copied();
            if let Some((length, cues)) = self.tongue.modality.longest(words)
                && let Some(cue) = cues.iter().find(|cue| !cue.verbal)
            {
                let gap = first.saturating_sub(start + length);
                let joined = (start + length..first).all(|at| {
                    matches!(
                        self.tag(at),
                        Tag::Word
                            | Tag::Determiner
                            | Tag::Adverb
                            | Tag::Preposition
                            | Tag::Possessive
                    )
                });
                if gap <= 2 && joined {
                    found = (
                        stronger(found.0, cue.modality),
                        times(found.1, cue.polarity),
                    );
                }
            }
        }
        found
    }

    /// Whether a condition ("if", "unless") stands before `at` in its clause.
    pub(crate) fn is_conditional(&self, at: usize) -> bool {
        let mut place = at;
        while place > 0 {
            place -= 1;
            if self.is(place, class::CONDITION) && self.tag(place) == Tag::Subordinator {
                return true;
            }
            if matches!(self.tag(place), Tag::Stop | Tag::Comma | Tag::Subordinator) {
                return false;
            }
        }
        false
    }

    /// Joins mentions that stand in one list or pair.
    fn join_groups(&mut self) {
        for number in 0..self.mentions.len() {
            if !self.mentions[number].is_actor() {
                continue;
            }
            let mention = &self.mentions[number];
            let joined = self
                .groups
                .last()
                .filter(|group| self.joins(group, mention));
            if joined.is_some() {
                let last = self.groups.len() - 1;
                self.groups[last].mentions.push(number);
                self.groups[last].end = mention.end;
                self.group_of[number] = Some(last);
            } else {
                self.group_of[number] = Some(self.groups.len());
                self.groups.push(Group {
                    mentions: vec![number],
                    first: mention.first,
                    end: mention.end,
                });
            }
        }
    }

    /// Gives the last of several joined actors a group of its own where a relative in the singular is about it.
    fn part_groups(&mut self) {
        for number in 0..self.groups.len() {
            let group = &self.groups[number];
            let (last, relative) = (group.mentions.last().copied(), group.end + 1);
            let verb = (relative + 1..self.len().min(relative + 3))
                .find(|at| self.tag(*at) != Tag::Adverb);
            let singular = verb.is_some_and(|verb| {
                self.info(verb).verb & THIRD != 0
                    || matches!(self.word(verb), "is" | "was" | "has" | "does")
            });
            let about_one = group.mentions.len() > 1
                && self.language == "en"
                && self.tag(group.end) == Tag::Comma
                && matches!(self.word(relative), "which" | "who")
                && singular;
            if let Some(last) = last.filter(|_| about_one) {
                let mention = &self.mentions[last];
                self.alone.push((number, self.groups.len(), relative));
                self.groups.push(Group {
                    mentions: vec![last],
                    first: mention.first,
                    end: mention.end,
                });
            }
        }
    }

    /// The group that the relative at `relative` is about, where `group` stands before it.
    pub(crate) fn part_of(&self, group: usize, relative: usize) -> usize {
        let part = self
            .alone
            .iter()
            .find(|(whole, _, at)| *whole == group && *at == relative);
        part.map_or(group, |(_, part, _)| *part)
    }

    /// "will send arms to Sudan, French and British officials say": whether a mention begins those who say
    /// what stands before them.
    fn is_who_says(&self, mention: &Mention) -> bool {
        let Some(tree) = &self.tree else {
            return false;
        };
        let mut at = tree.top(mention.first, mention.end);
        while matches!(tree.rel(at), Rel::Adjective | Rel::Compound | Rel::Conjunct) {
            let Some(head) = tree.head(at) else {
                return false;
            };
            at = head;
        }
        tree.rel(at) == Rel::Subject
            && tree
                .head(at)
                .is_some_and(|verb| verb > at && self.is(verb, class::SAYING))
    }

    /// Whether `mention` goes on with `group`.
    fn joins(&self, group: &Group, mention: &Mention) -> bool {
        let last = &self.mentions[group.mentions[group.mentions.len() - 1]];
        let between: Vec<usize> = (group.end..mention.first).collect();
        if between.len() > 5 || last.anaphor || mention.anaphor {
            return false;
        }
        let words: Vec<String> = between
            .iter()
            .map(|at| self.word(*at).to_lowercase())
            .collect();
        let joiners: Vec<&str> = words
            .iter()
            .zip(&between)
            .filter(|(_, at)| !matches!(self.tag(**at), Tag::Determiner | Tag::Possessive))
            .map(|(word, _)| word.as_str())
            .collect();
        let possessive_between = between.iter().any(|at| self.tag(*at) == Tag::Possessive);
        if possessive_between && mention.role != Role::Modifier {
            return false;
        }
        match joiners.as_slice() {
            ["-" | "–" | "—" | "/" | "&"] => words.len() == 1,
            ["and" | "et"] => true,
            // The comma before "and" ends a list, not a pair.
            [",", "and" | "et"] => group.mentions.len() > 1,
            ["and" | "et", adjective] => {
                // "Russia and neighbouring Iran".
                between.len() <= 3
                    && mention.role != Role::Modifier
                    && self.info_of(adjective).class & class::ADJECTIVE != 0
            }
            ["as", "well", "as"]
            | [",", "along", "with"]
            | ["along" | "together", "with"]
            | ["alongside"]
            | [",", "ainsi", "que"]
            | ["ainsi", "que"] => last.role == mention.role,
            [","] => {
                let same = last.role == mention.role
                    && self.mentions[group.mentions[0]]
                        .who
                        .first()
                        .map(|who| who.kind)
                        == mention.who.first().map(|who| who.kind);
                same && self.list_goes_on(mention) && !self.is_who_says(mention)
            }
            _ => false,
        }
    }

    fn info_of(&self, word: &str) -> WordInfo {
        self.tongue.info(self.tongue.vocabulary.get(word))
    }

    /// Whether the list after a comma is a list: more members follow, the last with "and".
    fn list_goes_on(&self, mention: &Mention) -> bool {
        let mut at = mention.end;
        let mut words = 0;
        while at < self.len() && words < 12 {
            match self.tag(at) {
                Tag::Conjunction => {
                    let next = (at + 1..(at + 4).min(self.len()))
                        .find(|at| self.mention_at[*at].is_some());
                    return next.is_some();
                }
                Tag::Comma | Tag::Word | Tag::Determiner | Tag::Hyphen => {}
                _ => return false,
            }
            at += 1;
            words += 1;
        }
        false
    }

    /// The sides that a group speaks for, each once, in order.
    pub(crate) fn sides(&self, group: usize) -> Vec<&detente_model::ActorId> {
        self.sides_of(&[group])
    }

    /// Whether a noun or gerund by itself tells of an event of a type: "bombing", "arrest".
    pub(crate) fn tells_of(&self, at: usize, plover: PloverType) -> bool {
        let begins = self.tongue.begins.get(self.words.lower[at] as usize);
        begins.into_iter().flatten().any(|(number, _)| {
            let pattern = &self.tongue.patterns[*number as usize];
            pattern.rest.is_empty() && pattern.is_of(&[plover])
        })
    }

    /// The head of each mention of a group.
    pub(crate) fn heads_of<'t>(
        &'t self,
        tree: &'t Tree,
        group: usize,
    ) -> impl Iterator<Item = usize> + 't {
        self.groups[group].mentions.iter().map(|number| {
            let mention = &self.mentions[*number];
            tree.top(mention.first, mention.end)
        })
    }

    /// The sides that several groups speak for.
    pub(crate) fn sides_of(&self, groups: &[usize]) -> Vec<&detente_model::ActorId> {
        let mut sides = Vec::new();
        for group in groups {
            for mention in &self.groups[*group].mentions {
                for who in &self.mentions[*mention].who {
                    if !sides.contains(&who.side()) {
                        sides.push(who.side());
                    }
                }
            }
        }
        sides
    }

    /// Whether several groups are more than one party: of two states, or those who govern one and
    /// others of its people ("talks between Colombia and the FARC").
    pub(crate) fn are_several(&self, groups: &[usize]) -> bool {
        let whos: Vec<&Who> = groups
            .iter()
            .flat_map(|group| &self.groups[*group].mentions)
            .flat_map(|mention| &self.mentions[*mention].who)
            .collect();
        let parted = |a: &Who, b: &Who| {
            a.side() != b.side() || is_of_people(a) != is_of_people(b) && are_apart(a, b, true)
        };
        whos.iter()
            .enumerate()
            .any(|(at, a)| whos[at + 1..].iter().any(|b| parted(a, b)))
    }
}

impl Sentence<'_> {
    /// Whether one of the actors of `group` stands for none of those of `others`: another side, or
    /// another role of the same state ("police" and "protesters").
    pub(crate) fn is_apart(&self, group: usize, others: &[usize], same_state: bool) -> bool {
        let whos = |group: &usize| {
            self.groups[*group]
                .mentions
                .iter()
                .flat_map(|mention| &self.mentions[*mention].who)
                .collect::<Vec<_>>()
        };
        let others: Vec<_> = others.iter().flat_map(whos).collect();
        // A town stands for its people, to whom those of its state may do something.
        let place = self.groups[group]
            .mentions
            .iter()
            .all(|mention| self.mentions[*mention].role == Role::Place);
        let part = |who: &&Who| who.sector.is_some() || who.kind != ActorKind::State;
        let at_home = place && same_state && others.iter().all(part);
        whos(&group).iter().any(|who| {
            others
                .iter()
                .all(|other| at_home || are_apart(who, other, same_state))
        })
    }
}

/// Whether two actors are two parties.
pub(crate) fn are_apart(a: &Who, b: &Who, same_state: bool) -> bool {
    if a.side() != b.side() {
        return true;
    }
    let part = |who: &Who| who.sector.is_some() || who.kind != ActorKind::State;
    // "Turkey let Turkish refugees return": a state and some of its people.
    same_state && (is_of_people(a) || part(a) && part(b)) && a.sector != b.sector
}

fn is_of_people(who: &Who) -> bool {
    who.sector
        .as_deref()
        .is_some_and(|sector| PEOPLE.contains(&sector))
}

/// Roles of those who do not speak for their state.
const PEOPLE: [&str; 12] = [
    "CVL", "REF", "OPP", "MED", "REB", "LAB", "EDU", "PTY", "NGO", "REL", "CRM", "UAF",
];

fn strength(modality: Modality) -> u8 {
    match modality {
        Modality::Asserted => 0,
        Modality::Reported => 1,
        Modality::Forecast => 2,
        Modality::Goal => 3,
        Modality::Opinion => 4,
        Modality::Hypothetical => 5,
    }
}

/// Of two modalities, the one that is further from what happened.
pub(crate) fn stronger(a: Modality, b: Modality) -> Modality {
    if strength(b) > strength(a) { b } else { a }
}

/// Two denials affirm.
pub(crate) fn times(a: Polarity, b: Polarity) -> Polarity {
    if a == b {
        Polarity::Positive
    } else {
        Polarity::Negative
    }
}
