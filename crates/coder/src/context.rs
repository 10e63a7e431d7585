//! Whom a text is about, from sentence to sentence.

use std::collections::{BTreeMap, BTreeSet};

use detente_model::{ActorId, ActorKind, Claim, Event, PloverType, Polarity};

use crate::answers::{self, Turn};
use crate::lexicon::{DeedTypes, class};
use crate::mention::{FORMER, Finder, Mention, Role, Who};
use crate::sentence::{Rel, Sentence, Tree};
use crate::strangers::is_stranger;
use crate::token::Token;

/// In how many passages before its own a description looks for the actor that it means.
const DESCRIBED: usize = 3;
/// The same for words that mean an agreement.
const AGREED: usize = 12;
/// Passages that name both of two, and those that name the rarer of them, from which a text is about them.
const NAMED_OFTEN: usize = 4;

/// Two sides that a text treats as a pair.
#[derive(Debug, Clone)]
pub(crate) struct Dyad {
    first: Who,
    second: Who,
}

impl Dyad {
    /// The pair of a group that speaks for exactly two states.
    pub(crate) fn of(sentence: &Sentence<'_>, group: usize) -> Option<Self> {
        // "Israeli and Saudi influence" makes no pair of the two.
        let members = &sentence.groups[group].mentions;
        let adjectives = members.iter().all(|mention| {
            let mention = &sentence.mentions[*mention];
            mention.role == Role::Modifier && sentence.word(mention.end) != "-"
        });
        let hyphen = members.first().is_some_and(|mention| {
            let end = sentence.mentions[*mention].end;
            matches!(sentence.word(end), "-" | "–")
        });
        if adjectives && !hyphen {
            return None;
        }
        let members = members.iter().map(|mention| &sentence.mentions[*mention]);
        Self::of_two(&states_of(members))
    }

    /// The only two states that some mentions speak of.
    fn of_states(mentions: &[Mention], finder: &Finder<'_, '_>) -> Option<Self> {
        Self::of_two(&states_of(mentions.iter())).map(|dyad| dyad.states(finder))
    }

    /// The only two sides among some actors, where both are of known states.
    pub(crate) fn only_two<'w>(whos: impl Iterator<Item = &'w Who>) -> Option<Self> {
        let sides = sides(whos);
        let known = sides.iter().all(|who| who.country.is_some());
        Self::of_two(&sides).filter(|_| known)
    }

    fn of_two(sides: &[&Who]) -> Option<Self> {
        match sides {
            [first, second] => Some(Self {
                first: (*first).clone(),
                second: (*second).clone(),
            }),
            _ => None,
        }
    }

    pub(crate) fn has(&self, side: &ActorId) -> bool {
        self.first.side() == side || self.second.side() == side
    }

    /// The other of the two, where `side` is one of them.
    pub(crate) fn other(&self, side: &ActorId) -> Option<&Who> {
        let mut others = self.members().filter(|who| who.side() != side);
        others.next().filter(|_| self.has(side))
    }

    pub(crate) fn members(&self) -> impl Iterator<Item = &Who> {
        [&self.first, &self.second].into_iter()
    }

    /// Whether another pair is of the same two sides.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.key() == other.key()
    }

    fn key(&self) -> (ActorId, ActorId) {
        let (a, b) = (self.first.side().clone(), self.second.side().clone());
        if a <= b { (a, b) } else { (b, a) }
    }

    /// The two states, without the persons and offices that spoke for them.
    pub(crate) fn states(mut self, finder: &Finder<'_, '_>) -> Self {
        for who in [&mut self.first, &mut self.second] {
            if let Some(state) = who.country.clone().and_then(|state| finder.who(&state)) {
                *who = state;
            }
        }
        self
    }
}

/// Whom the passages so far have named.
#[derive(Debug, Default)]
pub(crate) struct Context {
    last: Option<(usize, Dyad)>,
    /// The only two states of the last passage that named any.
    met: Option<(usize, Dyad)>,
    counts: BTreeMap<(ActorId, ActorId), (usize, Dyad)>,
    /// The one actor that is the subject of a passage, and its place.
    subject: Option<(usize, Who)>,
    /// The two states that the title names.
    titled: Option<Dyad>,
    /// The two states that the whole text names most.
    whole: Option<Dyad>,
    /// Those named in the last few passages, in order.
    named: Vec<(usize, Who)>,
    /// How often the text so far has named each actor.
    mentions: BTreeMap<ActorId, usize>,
    /// Who bears a surname that no table knows, by the title or the full name with which the text first gave it;
    /// `None` where two do.
    surnames: BTreeMap<String, Option<Who>>,
    /// Whose people the text has counted, by their number in digits; `None` where it counted those of two.
    counted: BTreeMap<String, Option<Who>>,
    /// How often something happened between two states, in the order in which they were first told of.
    between: Vec<(usize, Dyad)>,
    /// Between whom something hostile happened.
    foes: BTreeSet<(ActorId, ActorId)>,
    /// The last two who did something together or against each other, and where.
    told: Option<(usize, Dyad)>,
    /// Who turned to whom in the last passage that told of events.
    turns: (usize, Vec<Turn>),
    /// Who did what in the last few passages, in order.
    deeds: Vec<(usize, PloverType, Vec<Who>)>,
}

impl Context {
    /// Takes note of those whom the title names.
    pub(crate) fn note_title(&mut self, mentions: &[Mention], finder: &Finder<'_, '_>) {
        self.titled = Dyad::of_states(mentions, finder);
    }

    /// Takes note of the two states that the text names most: by the passages that name both, and by those that name the
    /// rarer of the two, since a text often calls only one of them by name.
    pub(crate) fn note_whole(&mut self, passages: &[Vec<Mention>], finder: &Finder<'_, '_>) {
        let mut together: BTreeMap<(ActorId, ActorId), (usize, Dyad)> = BTreeMap::new();
        let mut named: BTreeMap<&ActorId, usize> = BTreeMap::new();
        for mentions in passages {
            let states = states_of(mentions.iter());
            for (number, first) in states.iter().enumerate() {
                *named.entry(first.side()).or_default() += 1;
                for second in &states[number + 1..] {
                    if let Some(dyad) = Dyad::of_two(&[*first, *second]) {
                        let known = together.entry(dyad.key());
                        known.or_insert_with(|| (0, dyad)).0 += 1;
                    }
                }
            }
        }
        let weight = |(count, dyad): &(usize, Dyad)| {
            let rarer = dyad.members().map(|who| named[who.side()]).min();
            count + rarer.unwrap_or_default()
        };
        let most = together.values().map(weight).max();
        let most = most.filter(|most| *most >= NAMED_OFTEN);
        let mut often = together
            .values()
            .filter(|entry| Some(weight(entry)) == most);
        let first = often.next().filter(|_| often.next().is_none());
        self.whole = first.map(|(_, dyad)| dyad.clone().states(finder));
    }

    /// Takes note of those whom a passage names.
    pub(crate) fn note(&mut self, number: usize, sentence: &Sentence<'_>, finder: &Finder<'_, '_>) {
        let tree = sentence.tree.as_ref();
        let subject = tree.and_then(|tree| subject_of(sentence, tree));
        self.subject = subject.map(|who| (number, who));
        self.named.retain(|(at, _)| number - at < DESCRIBED);
        let heads = sentence.mentions.iter();
        let heads = heads.filter(|mention| mention.role == Role::Actor && !mention.anaphor);
        let named = heads.flat_map(|mention| &mention.who);
        self.named.extend(named.map(|who| (number, who.clone())));
        self.note_surnames(sentence);
        self.note_counts(sentence);
        for mention in sentence.mentions.iter().filter(|mention| !mention.anaphor) {
            for who in &mention.who {
                *self.mentions.entry(who.actor.clone()).or_default() += 1;
            }
        }
        if !states_of(sentence.mentions.iter()).is_empty() {
            let met = Dyad::of_states(sentence.mentions, finder);
            self.met = met.map(|dyad| (number, dyad));
        }
        for group in 0..sentence.groups.len() {
            let anaphor = sentence.groups[group]
                .mentions
                .iter()
                .any(|mention| sentence.mentions[*mention].anaphor);
            if anaphor {
                continue;
            }
            if let Some(dyad) = Dyad::of(sentence, group) {
                let dyad = dyad.states(finder);
                self.counts
                    .entry(dyad.key())
                    .or_insert_with(|| (0, dyad.clone()))
                    .0 += 1;
                self.last = Some((number, dyad));
            }
        }
    }

    /// Takes note of surnames that no table knows: "Guyana's president, Irfaan Ali", "the Chilean envoy Juan Soto".
    fn note_surnames(&mut self, sentence: &Sentence<'_>) {
        for mention in sentence.mentions.iter().filter(|mention| !mention.anaphor) {
            let ([who], Some(last)) = (mention.who.as_slice(), mention.end.checked_sub(1)) else {
                continue;
            };
            let named = sentence.tokens[last].capital
                && mention.end - mention.first > 1
                && sentence.info(last).class & class::NOUN == 0
                && matches!(mention.role, Role::Actor | Role::Modifier);
            let official = who.country.is_some() && who.sector.is_some();
            if named && (official || is_stranger(&who.actor)) {
                let known = self.surnames.entry(sentence.word(last).to_owned());
                let known = known.or_insert_with(|| Some(who.clone()));
                if known
                    .as_ref()
                    .is_some_and(|known| known.side() != who.side())
                {
                    *known = None;
                }
            }
        }
    }

    /// Takes note of people who are counted with their state: "46 Ivorian soldiers".
    fn note_counts(&mut self, sentence: &Sentence<'_>) {
        for mention in sentence.mentions.iter().filter(|mention| !mention.anaphor) {
            let [who] = mention.who.as_slice() else {
                continue;
            };
            // "46 militaires ivoiriens": the noun may stand before its state.
            let reach = if mention.role == Role::Modifier { 2 } else { 1 };
            let before = (0..mention.first).rev().take(reach);
            let mut words = before.map(|at| sentence.word(at));
            let Some(count) = words.find(|word| is_count(word) && who.country.is_some()) else {
                continue;
            };
            let known = self.counted.entry(count.to_owned());
            let known = known.or_insert_with(|| Some(who.clone()));
            if known
                .as_ref()
                .is_some_and(|known| known.side() != who.side())
            {
                *known = None;
            }
        }
    }

    /// Takes note of the body that is the subject of a passage of which nothing else is read: "The army took the city."
    pub(crate) fn note_body(&mut self, number: usize, sentence: &Sentence<'_>) {
        let tree = sentence.tree.as_ref();
        let subject = tree.and_then(|tree| subject_of(sentence, tree));
        let body = subject.filter(|who| {
            who.kind != ActorKind::Person && who.kind != ActorKind::Office && who.sector.is_some()
        });
        self.subject = body.map(|who| (number, who));
    }

    /// Says who strangers are whose surname the text gave before with a title, or whose number with their state.
    pub(crate) fn recall(&self, text: &str, tokens: &[Token], mentions: &mut [Mention]) {
        for mention in mentions {
            let [who] = mention.who.as_mut_slice() else {
                continue;
            };
            // A surname alone may be that of somebody long out of office.
            let retired = who.kind == ActorKind::Person
                && matches!(who.sector.as_deref(), None | Some(FORMER))
                && mention.end - mention.first == 1;
            let stranger = is_stranger(&who.actor) && who.country.is_none();
            if !(stranger || retired) || mention.end == 0 {
                continue;
            }
            let word = |at: usize| tokens[at].span.of(text);
            let last = word(mention.end - 1);
            let count = mention
                .first
                .checked_sub(2)
                .filter(|at| {
                    stranger
                        && matches!(
                            word(*at).to_lowercase().as_str(),
                            "les" | "ces" | "des" | "aux" | "the" | "these" | "those"
                        )
                })
                .map(|at| word(at + 1));
            let counted = count.and_then(|count| self.counted.get(count));
            if let Some(Some(known)) = self.surnames.get(last).or(counted) {
                who.clone_from(known);
            }
        }
    }

    /// The pair that the text is mostly about so far.
    pub(crate) fn dominant(&self) -> Option<&Dyad> {
        self.counts
            .values()
            .max_by_key(|(count, _)| *count)
            .filter(|(count, _)| *count >= 2)
            .map(|(_, dyad)| dyad)
    }

    /// The pair of the title, else the only one that the text has named so far.
    pub(crate) fn only(&self) -> Option<&Dyad> {
        let first = self
            .counts
            .values()
            .next()
            .filter(|_| self.counts.len() == 1);
        self.titled.as_ref().or(first.map(|(_, dyad)| dyad))
    }

    /// Takes note of those who did what a passage tells.
    pub(crate) fn note_deeds(
        &mut self,
        number: usize,
        events: &[Claim<Event>],
        finder: &Finder<'_, '_>,
    ) {
        self.deeds.retain(|(at, ..)| number - at < AGREED);
        if !events.is_empty() {
            self.turns = (number, answers::turns(events));
        }
        for event in events {
            if event.frame.polarity != Polarity::Positive {
                continue;
            }
            let event = &event.content;
            let parties = event.source.iter().chain(&event.target);
            let states: Vec<Who> = parties
                .filter_map(|party| finder.who(party.side()))
                .collect();
            if let Some(dyad) = Dyad::only_two(states.iter()) {
                let known = |entry: &&mut (usize, Dyad)| entry.1.key() == dyad.key();
                match self.between.iter_mut().find(known) {
                    Some((count, _)) => *count += 1,
                    None => self.between.push((1, dyad.clone())),
                }
                let hostile = !is_friendly(event.action.plover());
                if hostile {
                    self.foes.insert(dyad.key());
                }
                // "China sent its condolences to India" makes no two sides of them.
                let joint = dyad.members().all(|who| {
                    let side = who.side();
                    event.source.iter().any(|source| source.side() == side)
                });
                if hostile || joint {
                    self.told = Some((number, dyad));
                }
            }
            let plover = event.action.plover();
            // An agreement is of all its parties.
            let both = matches!(plover, PloverType::Agree | PloverType::Support);
            let target = event.target.iter().filter(|_| both);
            let mut doers: Vec<Who> = Vec::new();
            for actor in event.source.iter().chain(target) {
                let who = finder.who(actor.side());
                doers.extend(who.filter(|who| doers.iter().all(|one| one.actor != who.actor)));
            }
            if !doers.is_empty() {
                self.deeds.push((number, plover, doers));
            }
        }
    }

    /// Those who did the last deed of some types that was not done by `others`, where only one such
    /// was told of in its passage.
    pub(crate) fn doers(&self, number: usize, types: DeedTypes, others: &[&Who]) -> Option<&[Who]> {
        let reach = match types {
            any if any.is_any() => 1,
            // A text is often about one agreement.
            deal if deal.has(PloverType::Agree) => AGREED,
            _ => DESCRIBED,
        };
        let own = |who: &Who| others.iter().any(|other| other.side() == who.side());
        let fits = |(at, plover, doers): &&(usize, PloverType, Vec<Who>)| {
            number - at <= reach
                && types.has(*plover)
                && !doers.iter().all(own)
                // What one alone agrees to is no treaty.
                && (*plover != PloverType::Agree || types.is_any() || doers.len() > 1)
        };
        let (last, _, doers) = self.deeds.iter().rev().find(fits)?;
        let far = number - last > DESCRIBED;
        let same = |(at, _, others): &(usize, PloverType, Vec<Who>)| {
            at != last && !far || others.iter().map(Who::side).eq(doers.iter().map(Who::side))
        };
        let alone = self.deeds.iter().filter(fits).all(same);
        alone.then_some(doers)
    }

    /// Those who did the last deed of a fitting type, told of in the few passages before, who fit.
    pub(crate) fn last_doers(
        &self,
        number: usize,
        fits: impl Fn(PloverType) -> bool,
        doers_fit: impl Fn(&[ActorId]) -> bool,
    ) -> Vec<ActorId> {
        let near = self.deeds.iter().rev();
        let near = near.take_while(|(at, ..)| number - at <= DESCRIBED);
        let of_type = near.filter(|(_, plover, _)| fits(*plover));
        let mut sides =
            of_type.map(|(.., doers)| doers.iter().map(|who| who.side().clone()).collect());
        sides
            .find(|sides: &Vec<ActorId>| doers_fit(sides))
            .unwrap_or_default()
    }

    /// The only two states that the passages just before spoke of.
    pub(crate) fn met(&self, number: usize, reach: usize) -> Option<&Dyad> {
        self.met
            .as_ref()
            .filter(|(at, _)| number - at <= reach)
            .map(|(_, dyad)| dyad)
    }

    /// The two of whom the passages before this one spoke, or the title; none where the text is mostly about
    /// two others.
    pub(crate) fn pair(&self, number: usize) -> Option<&Dyad> {
        let main = self.main();
        self.met(number, 1)
            .or_else(|| self.recent(number, 2))
            .or(main)
            .filter(|dyad| main.is_none_or(|main| main.key() == dyad.key()))
    }

    /// The only state of a passage and the only other one of the passage before it.
    pub(crate) fn across(
        &self,
        number: usize,
        sentence: &Sentence<'_>,
        finder: &Finder<'_, '_>,
    ) -> Option<Dyad> {
        let mut both = states_of(sentence.mentions.iter());
        both.extend(self.states(number));
        let [here, before] = both.as_slice() else {
            return None;
        };
        (here.side() != before.side())
            .then(|| Dyad::of_two(&[here, before]))?
            .map(|dyad| dyad.states(finder))
    }

    /// Who turned to whom in the passages just before.
    pub(crate) fn turns(&self, number: usize) -> &[Turn] {
        let (at, turns) = &self.turns;
        if number - at <= 2 { turns } else { &[] }
    }

    /// The two whom the text is about: those of its title, those who are named together most often, or
    /// between whom most of what it told so far happened, first of all.
    pub(crate) fn main(&self) -> Option<&Dyad> {
        let most = self.between.iter().rev().max_by_key(|(count, _)| *count);
        self.titled
            .as_ref()
            .or(self.whole.as_ref())
            .or_else(|| self.dominant())
            .or(most.map(|(_, dyad)| dyad))
    }

    /// With whom one deals most often in the text so far: the other of the two whom the text is about, else the only
    /// one with whom it has dealt twice or more, and more often than with others.
    pub(crate) fn counterpart(&self, side: &ActorId) -> Option<&Who> {
        let own = self.between.iter().filter(|(_, dyad)| dyad.has(side));
        let most = own.clone().map(|(count, _)| *count).max().unwrap_or(0);
        let mut often = own.filter(|(count, _)| *count == most && most >= 2);
        let only = often.next().filter(|_| often.next().is_none());
        let main = self.main().filter(|dyad| dyad.has(side));
        let dyad = main.or(only.map(|(_, dyad)| dyad))?;
        dyad.other(side)
    }

    /// The two whom the text is about, where one of them is of a pair that was told of in passing: "China sent its
    /// condolences to India" leaves "both governments" to India and Pakistan.
    pub(crate) fn settled<'c>(&'c self, dyad: &'c Dyad) -> &'c Dyad {
        let count = |dyad: &Dyad| {
            let known = |(_, other): &&(usize, Dyad)| other.key() == dyad.key();
            self.between
                .iter()
                .find(known)
                .map_or(0, |(count, _)| *count)
        };
        let main = self
            .main()
            .filter(|main| count(main) >= 2 && count(main) > count(dyad));
        let shares = |main: &&Dyad| main.members().filter(|who| dyad.has(who.side())).count() == 1;
        main.filter(shares).unwrap_or(dyad)
    }

    /// Whether the text told of something hostile between two.
    pub(crate) fn are_at_odds(&self, pair: Option<&Dyad>) -> bool {
        pair.is_some_and(|dyad| self.foes.contains(&dyad.key()))
    }

    /// The two who did something together or against each other in the passage before.
    pub(crate) fn told(&self, number: usize) -> Option<&Dyad> {
        self.told
            .as_ref()
            .filter(|(at, _)| at + 1 == number)
            .map(|(_, dyad)| dyad)
    }

    /// The subject of the passage before.
    pub(crate) fn subject(&self, number: usize) -> Option<&Who> {
        self.subject
            .as_ref()
            .filter(|(at, _)| at + 1 == number)
            .map(|(_, who)| who)
    }

    /// Those named in the few passages before, the last first.
    pub(crate) fn named(&self, number: usize) -> impl Iterator<Item = &Who> {
        let near = move |(at, _): &&(usize, Who)| number - at <= DESCRIBED;
        self.named.iter().rev().filter(near).map(|(_, who)| who)
    }

    /// Those of the last passage before, of the few that are kept, that named any who fit.
    pub(crate) fn last_named(&self, number: usize, fits: impl Fn(&Who) -> bool) -> Vec<&Who> {
        let before =
            |(at, who): &&(usize, Who)| *at < number && number - at <= DESCRIBED && fits(who);
        let last = self.named.iter().rev().find(before).map(|(at, _)| *at);
        let in_last = |(at, who): &&(usize, Who)| Some(*at) == last && fits(who);
        self.named
            .iter()
            .filter(in_last)
            .map(|(_, who)| who)
            .collect()
    }

    /// How often the text so far has named an actor.
    pub(crate) fn mentions(&self, actor: &ActorId) -> usize {
        self.mentions.get(actor).copied().unwrap_or_default()
    }

    /// The states named in the passage before.
    pub(crate) fn states(&self, number: usize) -> Vec<&Who> {
        let last = |(at, _): &&(usize, Who)| at + 1 == number;
        states(self.named.iter().filter(last).map(|(_, who)| who))
    }

    /// The pair that was named last, at most `reach` passages ago.
    pub(crate) fn recent(&self, number: usize, reach: usize) -> Option<&Dyad> {
        self.last
            .as_ref()
            .filter(|(at, _)| number - at <= reach)
            .map(|(_, dyad)| dyad)
    }
}

/// Whether an event of a type needs no quarrel.
fn is_friendly(plover: PloverType) -> bool {
    matches!(
        plover,
        PloverType::Agree
            | PloverType::Consult
            | PloverType::Support
            | PloverType::Cooperate
            | PloverType::Aid
            | PloverType::Concede
            | PloverType::Retreat
            | PloverType::Request
    )
}

/// Whether a word is a number in digits of more than two.
fn is_count(word: &str) -> bool {
    word.chars().all(|digit| digit.is_ascii_digit()) && !matches!(word, "" | "0" | "1" | "2")
}

/// The one actor that is the subject of what a sentence says first.
fn subject_of(sentence: &Sentence<'_>, tree: &Tree) -> Option<Who> {
    let root = (0..sentence.len()).find(|at| tree.rel(*at) == Rel::Root)?;
    // "And China?"
    let alone = || sentence.actor_group(root).map(|_| root);
    let subject = sentence.subject_in(tree, root, 0).map(|subject| subject.at);
    let subject = subject.or_else(alone)?;
    // "His secretary of state, Marco Rubio, was".
    let named = || sentence.actor_group(tree.child(subject, Rel::Apposition)?);
    let group = &sentence.groups[sentence.actor_group(subject).or_else(named)?];
    let [mention] = group.mentions.as_slice() else {
        return None;
    };
    let mention = &sentence.mentions[*mention];
    match (mention.role, mention.who.as_slice()) {
        (Role::Actor, [who]) => Some(who.clone()),
        _ => None,
    }
}

/// The states that some mentions name, or whose people and offices they are, each once.
pub(crate) fn states_of<'m>(mentions: impl Iterator<Item = &'m Mention>) -> Vec<&'m Who> {
    states(mentions.flat_map(|mention| &mention.who))
}

fn states<'m>(whos: impl Iterator<Item = &'m Who>) -> Vec<&'m Who> {
    sides(whos.filter(|who| who.country.is_some()))
}

/// The first of those of each side.
fn sides<'m>(whos: impl Iterator<Item = &'m Who>) -> Vec<&'m Who> {
    let mut sides: Vec<&Who> = Vec::new();
    for who in whos {
        if sides.iter().all(|known| known.side() != who.side()) {
            sides.push(who);
        }
    }
    sides
}
