//! All names of the knowledge, ready to be found in a text.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use detente_model::{
    ActorId, ActorKind, Day, EntityKind, Knowledge, NameKind, Sense, Span, Validity,
};

use crate::lexicon::Lexicon;
use crate::role::Roles;
use crate::token::{Token, tokenize};
use crate::trie::{Trie, Vocabulary};

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Referent {
    Actor(ActorId),
    Entity(ActorId, EntityKind),
    /// A place that is no actor: its state and theatre.
    Place(Option<ActorId>, Option<String>),
    Theatre(String),
}

/// One form of a name.
#[derive(Debug, Clone)]
pub(crate) struct NameEntry {
    pub referent: Referent,
    pub kind: NameKind,
    pub sense: Sense,
    pub language: &'static str,
    /// When it was in use.
    pub validity: Validity,
}

/// The names of a knowledge, and the offices by title.
#[derive(Debug)]
pub(crate) struct Gazetteer<'k> {
    pub knowledge: &'k Knowledge,
    vocabulary: Vocabulary,
    names: Trie<u32>,
    entries: Vec<NameEntry>,
    /// Offices by title index.
    titles: Vec<Vec<ActorId>>,
    pub themes: Vec<String>,
    pub roles: Roles,
    /// Long one-word names of states and their people, by first letter: word, its number, the state.
    long: Long,
    /// The same of the surnames that may stand alone.
    surnames: Long,
    /// The words that begin the names of persons and are nobody's surname there: "Robert".
    given: HashSet<u32>,
}

/// How many letters a word has in which a slip is looked for, at least and at most.
const LONG: usize = 7;
const LONGEST: usize = 24;

type Long = BTreeMap<char, Vec<(String, u32, ActorId)>>;

/// Puts names of one word and at least `least` letters under their first letter.
fn list_long<'n>(
    long: &mut Long,
    vocabulary: &Vocabulary,
    least: usize,
    names: impl Iterator<Item = (&'n String, &'n ActorId)>,
) {
    for (word, actor) in names {
        let number = vocabulary.get(word);
        if let Some(first) = word.chars().next()
            && number != 0
            && word.chars().count() >= least
        {
            let list = long.entry(first).or_default();
            list.push((word.clone(), number, actor.clone()));
        }
    }
}

/// The number of the only name that `word` misspells by one letter.
fn slip_of(long: &Long, word: &str) -> Option<u32> {
    let length = word.chars().count();
    if !(LONG..=LONGEST).contains(&length) {
        return None;
    }
    let names = long.get(&word.chars().next()?)?;
    let mut near = names.iter().filter(|(name, ..)| is_slip(word, name));
    let (_, number, actor) = near.next()?;
    near.all(|(_, _, other)| other == actor).then_some(*number)
}

/// Whether two words differ by one letter left out, put in or changed, or by two that are swapped.
fn is_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([], []) => false,
        ([first, second, rest @ ..], [other_first, other_second, other_rest @ ..])
            if first == other_second && second == other_first && rest == other_rest =>
        {
            true
        }
        _ => {
            let cut = |word: &[char]| word.get(1..).unwrap_or_default().to_vec();
            cut(a) == b || a == cut(b) || cut(a) == cut(b) && !a.is_empty() && !b.is_empty()
        }
    }
}

/// A name with each of the spellings of the Arabic article in it: "al-Bashir", "El Bashir".
fn with_articles(form: &str) -> Vec<String> {
    let mut forms = vec![form.to_owned()];
    // Nearly all names have none, and all of them are read at the start.
    if !form.contains("l-") {
        return forms;
    }
    for article in ["al-", "el-", "Al-", "El-"] {
        let begins = form.starts_with(article) || form.contains(&format!(" {article}"));
        if begins {
            for other in ["al-", "el-", "al ", "el ", "Al ", "El ", "Al-", "El-"] {
                forms.push(form.replace(article, other));
            }
        }
    }
    forms.sort();
    forms.dedup();
    forms
}

/// The words of a name as texts are cut, with one kind of apostrophe.
fn name_words(form: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut tokens: Vec<Token> = Vec::new();
    tokenize(form, Span::from_range(0..form.len()), &mut tokens);
    tokens.into_iter().map(|token| {
        let word = token.span.of(form);
        if word.contains('’') {
            Cow::Owned(word.replace('’', "'"))
        } else {
            Cow::Borrowed(word)
        }
    })
}

fn language_of(code: &str) -> &'static str {
    match code {
        "en" => "en",
        "fr" => "fr",
        _ => "mul",
    }
}

impl<'k> Gazetteer<'k> {
    /// Reads the names of `knowledge`. Not whole without [`Self::enter_words`].
    pub(crate) fn new(knowledge: &'k Knowledge) -> Self {
        let mut gazetteer = Self {
            knowledge,
            vocabulary: Vocabulary::default(),
            names: Trie::default(),
            entries: Vec::new(),
            titles: Vec::new(),
            themes: knowledge
                .themes()
                .iter()
                .map(|theme| theme.id.clone())
                .collect(),
            roles: Roles::default(),
            long: BTreeMap::new(),
            surnames: BTreeMap::new(),
            given: HashSet::new(),
        };
        gazetteer.add_actors();
        gazetteer.add_persons();
        gazetteer.add_places();
        gazetteer.list_long();
        gazetteer
    }

    /// Enters theatres, titles, themes and words for roles, phrases of which are words of `lexicon`.
    pub(crate) fn enter_words(&mut self, lexicon: &mut Lexicon) {
        self.add_theatres(lexicon);
        self.add_titles(lexicon);
        self.add_themes(lexicon);
        self.roles = Roles::load(lexicon);
    }

    fn add(&mut self, form: &str, entry: NameEntry) {
        let words: Vec<u32> = name_words(form)
            .map(|word| self.vocabulary.intern(&word))
            .collect();
        let number = self.entries.len() as u32;
        self.entries.push(entry);
        self.names.insert(&words, number);
    }

    fn add_actors(&mut self) {
        let knowledge = self.knowledge;
        for name in knowledge.names() {
            let referent = if let Some(entity) = knowledge.entity(&name.actor) {
                Referent::Entity(name.actor.clone(), entity.kind)
            } else {
                Referent::Actor(name.actor.clone())
            };
            let entry = NameEntry {
                referent,
                kind: name.kind,
                sense: name.sense,
                language: language_of(&name.language),
                validity: name.validity,
            };
            for form in with_articles(&name.form) {
                self.add(&form, entry.clone());
            }
        }
        let usual = |kind: ActorKind| !matches!(kind, ActorKind::Person | ActorKind::Office);
        for actor in knowledge.actors().filter(|actor| usual(actor.kind)) {
            let referent = Referent::Actor(actor.id.clone());
            self.add_usual(&actor.name_en, &actor.name_fr, &referent);
        }
        for entity in knowledge.entities() {
            let referent = Referent::Entity(entity.id.clone(), entity.kind);
            self.add_usual(&entity.name_en, &entity.name_fr, &referent);
        }
    }

    /// The usual names, unless the list of names says more about the same form.
    fn add_usual(&mut self, english: &str, french: &str, referent: &Referent) {
        for (form, language) in [(english, "en"), (french, "fr")] {
            let known = self
                .find_form(form)
                .is_some_and(|found| found.iter().any(|entry| entry.referent == *referent));
            if known || form.is_empty() {
                continue;
            }
            let entry = NameEntry {
                referent: referent.clone(),
                kind: NameKind::Name,
                sense: Sense::Sure,
                language,
                validity: Validity::default(),
            };
            self.add(form, entry);
        }
    }

    fn find_form(&self, form: &str) -> Option<Vec<&NameEntry>> {
        let numbers: Vec<u32> = name_words(form)
            .map(|word| self.vocabulary.get(&word))
            .collect();
        let (length, values) = self.longest(&numbers)?;
        (length == numbers.len()).then(|| {
            values
                .iter()
                .map(|number| &self.entries[*number as usize])
                .collect()
        })
    }

    fn add_persons(&mut self) {
        let knowledge = self.knowledge;
        let mut given_names = Vec::new();
        for person in knowledge.persons() {
            let full = [&person.name_en, &person.name_fr]
                .into_iter()
                .chain(&person.forms);
            let mut forms: Vec<(&String, NameKind, Sense)> = full
                .map(|form| (form, NameKind::Name, Sense::Sure))
                .collect();
            forms.extend(
                person
                    .surnames
                    .iter()
                    .map(|form| (form, NameKind::Surname, person.sense)),
            );
            let mut forms: Vec<(String, NameKind, Sense)> = forms
                .into_iter()
                .flat_map(|(form, kind, sense)| {
                    with_articles(form)
                        .into_iter()
                        .map(move |form| (form, kind, sense))
                })
                .collect();
            forms.sort();
            forms.dedup_by(|a, b| a.0 == b.0);
            let mut words = person.name_en.split(' ');
            if let (Some(given), true) = (words.next(), words.next().is_some())
                && !person.surnames.iter().any(|surname| surname == given)
            {
                given_names.push(given.to_owned());
            }
            for (form, kind, sense) in &forms {
                let (kind, sense) = (*kind, *sense);
                let entry = NameEntry {
                    referent: Referent::Actor(person.id.clone()),
                    kind,
                    sense,
                    language: "mul",
                    validity: Validity::default(),
                };
                self.add(form, entry);
            }
        }
        let given = given_names.iter().map(|name| self.vocabulary.get(name));
        self.given.extend(given.filter(|number| *number != 0));
    }

    fn add_places(&mut self) {
        let knowledge = self.knowledge;
        for place in knowledge.places() {
            for (language, form) in &place.forms {
                let entry = NameEntry {
                    referent: Referent::Place(place.state.clone(), place.theatre.clone()),
                    kind: NameKind::Alias,
                    sense: Sense::Place,
                    language,
                    validity: Validity::default(),
                };
                self.add(form, entry);
            }
        }
    }

    fn add_theatres(&mut self, lexicon: &mut Lexicon) {
        let knowledge = self.knowledge;
        for theatre in knowledge.theatres() {
            for (language, form) in &theatre.forms {
                // "invasion of Ukraine" names actors and deeds besides.
                if form.contains(' ') && form.starts_with(char::is_lowercase) {
                    let tongue = if *language == "fr" {
                        &mut lexicon.french
                    } else {
                        &mut lexicon.english
                    };
                    let words = tongue.intern_phrase(&form.to_lowercase());
                    tongue.theatres.insert(&words, theatre.id.clone());
                    continue;
                }
                let entry = NameEntry {
                    referent: Referent::Theatre(theatre.id.clone()),
                    kind: NameKind::Alias,
                    sense: Sense::Place,
                    language,
                    validity: Validity::default(),
                };
                self.add(form, entry);
            }
        }
    }

    fn add_titles(&mut self, lexicon: &mut Lexicon) {
        let mut by_title: BTreeMap<(bool, String), Vec<ActorId>> = BTreeMap::new();
        for office in self.knowledge.offices() {
            for (french, titles) in [(false, &office.titles_en), (true, &office.titles_fr)] {
                for title in titles {
                    let offices = by_title.entry((french, title.to_lowercase())).or_default();
                    offices.push(office.id.clone());
                }
            }
        }
        for ((french, title), offices) in by_title {
            let tongue = if french {
                &mut lexicon.french
            } else {
                &mut lexicon.english
            };
            let words = tongue.intern_phrase(&title);
            tongue.titles.insert(&words, self.titles.len() as u32);
            self.titles.push(offices);
        }
    }

    fn add_themes(&mut self, lexicon: &mut Lexicon) {
        for cue in self.knowledge.theme_cues() {
            let Some(theme) = self.themes.iter().position(|theme| *theme == cue.theme) else {
                continue;
            };
            let tongue = if cue.language == "fr" {
                &mut lexicon.french
            } else {
                &mut lexicon.english
            };
            let mut words = tongue.intern_phrase(&cue.form);
            tongue.themes.insert(&words, (theme as u32, cue.weight));
            // Cues stand in the singular.
            let last = cue.form.rsplit([' ', '-']).next().unwrap_or_default();
            let many = crate::inflect::plural(&cue.language, last);
            if let (Some(place), true) = (words.last_mut(), many != last) {
                *place = tongue.intern(&many);
                tongue.themes.insert(&words, (theme as u32, cue.weight));
            }
        }
    }

    fn list_long(&mut self) {
        let knowledge = self.knowledge;
        let states = knowledge.names().iter().filter(|name| {
            name.actor.is_state() && name.sense == Sense::Sure && name.language == "en"
        });
        let states = states.map(|name| (&name.form, &name.actor));
        list_long(&mut self.long, &self.vocabulary, LONG, states);
        let persons = knowledge
            .persons()
            .filter(|person| person.sense == Sense::Sure);
        let surnames = persons.flat_map(|person| {
            let surnames = person.surnames.iter();
            surnames.map(|surname| (surname, &person.id))
        });
        list_long(&mut self.surnames, &self.vocabulary, LONG + 1, surnames);
    }

    /// The number of the long name of a state or its people that `word` misspells by one letter:
    /// left out, put in, changed, or two swapped. `None` where it could be that of two states.
    pub(crate) fn slip_of_state(&self, word: &str) -> Option<u32> {
        slip_of(&self.long, word)
    }

    /// The same of the long surname of one person.
    pub(crate) fn slip_of_person(&self, word: &str) -> Option<u32> {
        slip_of(&self.surnames, word)
    }

    /// The number of a word as written, 0 if it stands in no name.
    pub(crate) fn word(&self, word: &str) -> u32 {
        self.vocabulary.get(word)
    }

    /// Whether the word of this number begins the name of some person.
    pub(crate) fn is_given_name(&self, word: u32) -> bool {
        self.given.contains(&word)
    }

    /// Whether the word of this number is by itself the surname of somebody, and no other name.
    pub(crate) fn is_surname(&self, word: u32) -> bool {
        let entries = self
            .longest(&[word])
            .map_or(&[][..], |(_, entries)| entries);
        let surname = |number: &u32| self.entry(*number).kind == NameKind::Surname;
        !entries.is_empty() && entries.iter().all(surname)
    }

    /// The longest name that begins `words`.
    pub(crate) fn longest(&self, words: &[u32]) -> Option<(usize, &[u32])> {
        self.names.longest(words.iter().copied())
    }

    pub(crate) fn entry(&self, number: u32) -> &NameEntry {
        &self.entries[number as usize]
    }

    /// The office of `actor` that bears the title: of several, the first that somebody held on `day`, as far as is known.
    pub(crate) fn office(&self, title: u32, actor: &ActorId, day: Option<Day>) -> Option<&ActorId> {
        let offices = &self.titles[title as usize];
        let of = |id: &&ActorId| {
            self.knowledge
                .office(id)
                .is_some_and(|office| office.actor == *actor)
        };
        let held = |id: &&ActorId| day.is_some() && self.holder(id, day, day).is_some();
        let mut fitting = offices.iter().filter(of);
        let first = fitting.next()?;
        // Who held it is looked up for the few titles that several offices bear.
        match fitting.next() {
            Some(second) => [first, second]
                .into_iter()
                .chain(fitting)
                .find(held)
                .or(Some(first)),
            None => Some(first),
        }
    }

    /// The only holder of `office` in `first..=last`, if there is just one.
    pub(crate) fn holder(
        &self,
        office: &ActorId,
        first: Option<Day>,
        last: Option<Day>,
    ) -> Option<ActorId> {
        let mut holders: Vec<&ActorId> = self
            .knowledge
            .holders(office, first, last)
            .into_iter()
            .map(|term| &term.person)
            .collect();
        holders.sort();
        holders.dedup();
        match holders.as_slice() {
            [only] => Some((*only).clone()),
            _ => None,
        }
    }
}
