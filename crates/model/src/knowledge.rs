//! What is known before any document is read.

mod load;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use crate::actor::vocabulary;
use crate::{ActorId, ActorKind, Day, EntityKind, Error};

pub use load::Override;

/// One end of a validity: a day, month or year, as the stretch of days that it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bound {
    earliest: Day,
    latest: Day,
}

impl Bound {
    /// The first day that it may be.
    pub fn earliest(self) -> Day {
        self.earliest
    }

    /// The last day that it may be.
    pub fn latest(self) -> Day {
        self.latest
    }
}

impl From<Day> for Bound {
    fn from(day: Day) -> Self {
        Self {
            earliest: day,
            latest: day,
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, end) = (self.earliest, self.latest);
        if day == end {
            write!(f, "{day}")
        } else if day.month() == end.month() {
            write!(f, "{:04}-{:02}", day.year(), day.month())
        } else {
            write!(f, "{:04}", day.year())
        }
    }
}

impl FromStr for Bound {
    type Err = Error;

    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let malformed = || Error::malformed(text, "a date as YYYY, YYYY-MM or YYYY-MM-DD");
        let mut parts = text.split('-');
        let year: i16 = parts
            .next()
            .and_then(|p| p.parse().ok())
            .ok_or_else(malformed)?;
        let mut part = || {
            parts
                .next()
                .map(str::parse::<i8>)
                .transpose()
                .map_err(|_| malformed())
        };
        let (month, day) = (part()?, part()?);
        if parts.next().is_some() {
            return Err(malformed());
        }
        let (earliest, latest) = match (month, day) {
            (None, _) => (Day::new(year, 1, 1)?, Day::new(year, 12, 31)?),
            (Some(month), None) => {
                let first = Day::new(year, month, 1)?;
                (first, first.last_of_month())
            }
            (Some(month), Some(day)) => (Day::new(year, month, day)?, Day::new(year, month, day)?),
        };
        Ok(Self { earliest, latest })
    }
}

/// From when to when something was so; a missing side is unknown or open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Validity {
    /// The first day.
    pub from: Option<Bound>,
    /// The last day.
    pub to: Option<Bound>,
}

impl Validity {
    /// Whether it may hold on `day`: inside the bounds taken as widely as their precision allows.
    pub fn includes(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from.earliest <= day)
            && self.to.is_none_or(|to| day <= to.latest)
    }

    /// Whether it may hold on some day of `first..=last`; `None` is without bound.
    pub fn overlaps(&self, first: Option<Day>, last: Option<Day>) -> bool {
        let starts = self
            .from
            .zip(last)
            .is_none_or(|(from, last)| from.earliest <= last);
        let ends = self
            .to
            .zip(first)
            .is_none_or(|(to, first)| first <= to.latest);
        starts && ends
    }
}

/// An actor of the knowledge files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Its id.
    pub id: ActorId,
    /// What it is.
    pub kind: ActorKind,
    /// Its usual English name.
    pub name_en: String,
    /// Its usual French name.
    pub name_fr: String,
    /// The state it belongs to (itself, for a state).
    pub country: Option<ActorId>,
    /// Its CAMEO-style code, where the files give one.
    pub cameo: Option<String>,
    /// The role part of its code.
    pub sector: Option<String>,
    /// When it existed; a state that lapsed and returned has several.
    pub validity: Vec<Validity>,
}

/// A thing that is spoken of but does not act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its id.
    pub id: ActorId,
    /// What it is.
    pub kind: EntityKind,
    /// Its usual English name.
    pub name_en: String,
    /// Its usual French name.
    pub name_fr: String,
    /// The state it belongs to.
    pub country: Option<ActorId>,
    /// When it existed or was in force.
    pub validity: Validity,
}

vocabulary! {
    /// What kind of form a name is.
    NameKind, "a kind of name" {
        /// The usual name.
        Name = "name",
        /// The full official name.
        Official = "official",
        /// A name of former times.
        Former = "former",
        /// Letters.
        Acronym = "acronym",
        /// "Russian".
        Adjective = "adjective",
        /// "Russians".
        Demonym = "demonym",
        /// The capital, standing for the government.
        Capital = "capital",
        /// A building or street, standing for the government.
        Metonym = "metonym",
        /// Another spelling or translation.
        Alias = "alias",
        /// A family name.
        Surname = "surname",
    }
}

vocabulary! {
    /// Where a form means its actor.
    Sense, "a sense of a name" {
        /// Wherever it stands.
        Sure = "",
        /// Only beside a sure mention of the actor in the document.
        Weak = "weak",
        /// A common word or given name too: beside another state, or those who hold or contest power.
        Common = "common",
        /// A city: the government only where something political is said of it.
        Place = "place",
    }
}

/// A form by which texts name an actor or entity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// Who or what is named.
    pub actor: ActorId,
    /// `en`, `fr` or `mul` (any).
    pub language: String,
    /// What kind of form.
    pub kind: NameKind,
    /// The form as written, without article.
    pub form: String,
    /// When it was in use.
    pub validity: Validity,
    /// Where it means its actor.
    pub sense: Sense,
}

/// An office that persons hold for terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its id.
    pub id: ActorId,
    /// The state or organisation whose office it is.
    pub actor: ActorId,
    /// Its role (`head-of-state`, `foreign-minister`).
    pub role: String,
    /// Generic English titles, without the country, the usual one first.
    pub titles_en: Vec<String>,
    /// Generic French titles.
    pub titles_fr: Vec<String>,
    /// The role part of its holder's code.
    pub sector: Option<String>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person's id.
    pub id: ActorId,
    /// The state the person acts for.
    pub country: Option<ActorId>,
    /// The usual English name.
    pub name_en: String,
    /// The usual French name.
    pub name_fr: String,
    /// Other full forms and transliterations.
    pub forms: Vec<String>,
    /// Forms that are used alone.
    pub surnames: Vec<String>,
    /// Where a surname alone means the person.
    pub sense: Sense,
}

/// That a person held an office.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// The office.
    pub office: ActorId,
    /// The holder.
    pub person: ActorId,
    /// From when to when.
    pub validity: Validity,
    /// The key of the source, explained in the folder's README.
    pub source: String,
}

vocabulary! {
    /// How an actor belongs to an organisation.
    MemberStatus, "a membership status" {
        /// Full member.
        Member = "member",
        /// Observer.
        Observer = "observer",
        /// Candidate or invited.
        Candidate = "candidate",
        /// Dialogue partner.
        DialoguePartner = "dialogue-partner",
        /// Member whose rights are suspended.
        Suspended = "suspended",
        /// Associate or partner.
        Associate = "associate",
    }
}

/// That an actor belonged to an organisation, and how.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Membership {
    /// The organisation.
    pub organisation: ActorId,
    /// Who belongs to it.
    pub member: ActorId,
    /// How.
    pub status: MemberStatus,
    /// From when to when.
    pub validity: Validity,
    /// The key of the source.
    pub source: String,
}

/// That somebody claims that a state backs an armed group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SponsorshipClaim {
    /// The group.
    pub group: ActorId,
    /// The sponsor.
    pub sponsor: ActorId,
    /// Who claims it.
    pub claimed_by: String,
    /// From when to when.
    pub validity: Validity,
    /// The key of the source.
    pub source: String,
}

/// A code of an actor in a code system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code {
    /// Whose code.
    pub actor: ActorId,
    /// `iso2`, `iso3`, `iso3n`, `cow`, `cowc`, `gw`, `gwc` or `fips`.
    pub system: String,
    /// The code, as text.
    pub code: String,
    /// When it was in use.
    pub validity: Validity,
}

/// A theatre: a region of the world in which relations play out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Theatre {
    /// Its id.
    pub id: String,
    /// Its English name.
    pub name_en: String,
    /// Its French name.
    pub name_fr: String,
    /// The theatre that contains it.
    pub parent: Option<String>,
    /// Forms that name it, with their language.
    pub forms: Vec<(&'static str, String)>,
}

/// A place, and the state and theatre in which it lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Its id.
    pub id: String,
    /// City, region, sea, strait, island, base, province.
    pub kind: String,
    /// The state in which it lies.
    pub state: Option<ActorId>,
    /// The theatre in which it lies.
    pub theatre: Option<String>,
    /// Forms that name it, with their language; the usual English name first.
    pub forms: Vec<(&'static str, String)>,
}

/// A theme and its names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Theme {
    /// Its id.
    pub id: String,
    /// Its English name.
    pub name_en: String,
    /// Its French name.
    pub name_fr: String,
}

/// Words that speak of a theme.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ThemeCue {
    /// The theme.
    pub theme: String,
    /// `en` or `fr`.
    pub language: String,
    /// The words, lower case.
    pub form: String,
    /// 1 (weak) to 3 (sure).
    pub weight: u8,
}

/// Actors, names, offices, places and themes that are known before any document is read.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    actors: BTreeMap<ActorId, Actor>,
    entities: BTreeMap<ActorId, Entity>,
    offices: BTreeMap<ActorId, Office>,
    persons: BTreeMap<ActorId, Person>,
    names: Vec<Name>,
    codes: Vec<Code>,
    terms: Vec<Term>,
    memberships: Vec<Membership>,
    sponsorships: Vec<SponsorshipClaim>,
    /// In English and French, of those whom only their role names.
    role_names: BTreeMap<ActorId, [String; 2]>,
    theatres: BTreeMap<String, Theatre>,
    places: Vec<Place>,
    state_theatres: BTreeMap<ActorId, Vec<String>>,
    themes: Vec<Theme>,
    cues: Vec<ThemeCue>,
}

impl Knowledge {
    /// The knowledge that is compiled in, read once.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Knowledge> = OnceLock::new();
        BUILTIN
            .get_or_init(|| Self::load(&[]).expect("a test reads the files that are compiled in"))
    }

    /// The state with this id or usual name, found without reading all that is compiled in; whom
    /// [`Knowledge::find_actor`] would find too.
    pub fn builtin_state(query: &str) -> Option<ActorId> {
        load::state(query.trim())
    }

    /// The knowledge that is compiled in, with rows of a casebook added or put in their place.
    ///
    /// # Errors
    /// If a file or row cannot be used; the message names both.
    pub fn with_overrides(overrides: &[Override]) -> Result<Self, Error> {
        Self::load(overrides)
    }

    /// The actor `id`: state, organisation, person or office.
    pub fn actor(&self, id: &ActorId) -> Option<&Actor> {
        self.actors.get(id)
    }

    /// All actors, by id; persons are among them.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.actors.values()
    }

    /// The entity `id`.
    pub fn entity(&self, id: &ActorId) -> Option<&Entity> {
        self.entities.get(id)
    }

    /// All entities, by id.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.entities.values()
    }

    /// All offices, by id.
    pub fn offices(&self) -> impl Iterator<Item = &Office> {
        self.offices.values()
    }

    /// The office `id`.
    pub fn office(&self, id: &ActorId) -> Option<&Office> {
        self.offices.get(id)
    }

    /// All persons, by id.
    pub fn persons(&self) -> impl Iterator<Item = &Person> {
        self.persons.values()
    }

    /// All names of actors and entities; persons' forms stand with the [`Person`].
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// All codes.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// The code of `actor` in `system` on `day`, or the latest where no day is given.
    pub fn code(&self, actor: &ActorId, system: &str, day: Option<Day>) -> Option<&str> {
        let codes = self
            .codes
            .iter()
            .filter(|code| code.actor == *actor && code.system == system);
        match day {
            Some(day) => codes.clone().find(|code| code.validity.includes(day)),
            None => codes.clone().max_by_key(|code| {
                (
                    code.validity.to.is_none(),
                    code.validity.to.map(Bound::latest),
                )
            }),
        }
        .map(|code| code.code.as_str())
    }

    /// The actor that a user means by a code or name (`RUS`, `IR`, `365` with its system known to
    /// none, `Russia`, `URSS`, `org:nato`): ids first, then codes, then names that are sure, then
    /// the rest. Case is ignored.
    pub fn find_actor(&self, query: &str) -> Option<&Actor> {
        let query = query.trim();
        let by_id = |text: &str| text.parse().ok().and_then(|id: ActorId| self.actor(&id));
        let same = |text: &str| text.to_lowercase() == query.to_lowercase();
        by_id(query)
            .or_else(|| by_id(&query.to_uppercase()))
            .or_else(|| by_id(&query.to_lowercase()))
            .or_else(|| {
                let code = |system: &str| {
                    self.codes
                        .iter()
                        .find(|code| code.system == system && same(&code.code))
                };
                let code = ["iso3", "iso2", "gwc", "cowc"].into_iter().find_map(code)?;
                self.actor(&code.actor)
            })
            .or_else(|| {
                let mut named: Vec<_> = self
                    .names
                    .iter()
                    .filter(|name| same(&name.form) && self.actors.contains_key(&name.actor))
                    .collect();
                named.sort_by_key(|name| (name.sense != Sense::Sure, name.kind));
                self.actor(&named.first()?.actor)
            })
            .or_else(|| {
                self.actors
                    .values()
                    .find(|actor| same(&actor.name_en) || same(&actor.name_fr))
            })
    }

    /// Who may have held `office` in the days `first..=last`, in order of time.
    pub fn holders(&self, office: &ActorId, first: Option<Day>, last: Option<Day>) -> Vec<&Term> {
        let mut terms: Vec<_> = self
            .terms
            .iter()
            .filter(|term| term.office == *office && term.validity.overlaps(first, last))
            .collect();
        terms.sort_by_key(|term| term.validity);
        terms
    }

    /// The terms of `person`, in order of time.
    pub fn terms_of(&self, person: &ActorId) -> Vec<&Term> {
        let mut terms: Vec<_> = self
            .terms
            .iter()
            .filter(|term| term.person == *person)
            .collect();
        terms.sort_by_key(|term| term.validity);
        terms
    }

    /// All terms.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// All memberships.
    pub fn memberships(&self) -> &[Membership] {
        &self.memberships
    }

    /// All claims of sponsorship.
    pub fn sponsorships(&self) -> &[SponsorshipClaim] {
        &self.sponsorships
    }

    /// The theatre `id`.
    pub fn theatre(&self, id: &str) -> Option<&Theatre> {
        self.theatres.get(id)
    }

    /// All theatres, by id.
    pub fn theatres(&self) -> impl Iterator<Item = &Theatre> {
        self.theatres.values()
    }

    /// `id` and the theatres that contain it, from the inside out.
    pub fn theatre_path(&self, id: &str) -> Vec<&Theatre> {
        let mut path: Vec<&Theatre> = Vec::new();
        let mut next = self.theatre(id);
        while let Some(theatre) = next {
            if path.iter().any(|seen| seen.id == theatre.id) {
                break;
            }
            path.push(theatre);
            next = theatre
                .parent
                .as_deref()
                .and_then(|parent| self.theatre(parent));
        }
        path
    }

    /// The theatres in which a state lies.
    pub fn theatres_of(&self, state: &ActorId) -> &[String] {
        self.state_theatres.get(state).map_or(&[], Vec::as_slice)
    }

    /// All places.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// All themes, in the order of the file.
    pub fn themes(&self) -> &[Theme] {
        &self.themes
    }

    /// All cues of themes.
    pub fn theme_cues(&self) -> &[ThemeCue] {
        &self.cues
    }

    /// The name of an actor, entity or office in `language` (`fr`, else English).
    pub fn display_name(&self, id: &ActorId, language: &str) -> String {
        let pick = |en: &str, fr: &str| {
            if language == "fr" && !fr.is_empty() {
                fr
            } else {
                en
            }
            .to_owned()
        };
        if let Some(actor) = self.actors.get(id) {
            pick(&actor.name_en, &actor.name_fr)
        } else if let Some(entity) = self.entities.get(id) {
            pick(&entity.name_en, &entity.name_fr)
        } else if let Some([en, fr]) = self.role_names.get(id) {
            pick(en, fr)
        } else {
            id.to_string()
        }
    }
}
