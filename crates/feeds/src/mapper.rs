//! From codes and names of actors to those of the knowledge files.

use detente_model::{ActorId, ActorKind, Knowledge, NameKind, Sense, Validity};
use std::collections::HashMap;

use crate::deed::letters;
use crate::table::{CAMEO_COUNTRIES, SECTORS, rows};
use crate::{DayNumber, FeedActor};

/// What a code or name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found<'m> {
    /// One actor.
    One(&'m ActorId),
    /// A region: known, but no actor.
    Region,
    /// Nobody that the files know, or several and no date to tell them apart.
    Unknown,
}

type Holders = Vec<(Validity, ActorId)>;

/// Finds actors by the codes and names of data sets, on the day of the event.
#[derive(Debug)]
pub struct Mapper<'k> {
    knowledge: &'k Knowledge,
    codes: HashMap<(&'static str, String), Holders>,
    /// The codes that several have held.
    dated: Vec<(&'static str, String)>,
    regions: Vec<&'static str>,
    names: HashMap<String, Holders>,
    persons: HashMap<String, Vec<&'k ActorId>>,
    groups: HashMap<String, Option<ActorId>>,
}

/// The systems of codes that data sets use.
const SYSTEMS: [&str; 5] = ["iso3", "iso2", "cow", "gw", "fips"];

impl<'k> Mapper<'k> {
    /// A mapper over `knowledge`.
    pub fn new(knowledge: &'k Knowledge) -> Self {
        let mut codes: HashMap<(&'static str, String), Holders> = HashMap::new();
        for code in knowledge.codes() {
            if let Some(system) = SYSTEMS.iter().find(|system| **system == code.system) {
                let holders = codes.entry((system, code.code.clone())).or_default();
                holders.push((code.validity, code.actor.clone()));
            }
        }
        let mut regions = Vec::new();
        for [code, actor, relation] in rows::<3>(CAMEO_COUNTRIES) {
            if relation == "region" {
                regions.push(code);
            } else if let Ok(actor) = actor.parse() {
                let holders = vec![(Validity::default(), actor)];
                codes.insert(("cameo", code.to_owned()), holders);
            }
        }
        let several = codes.iter().filter(|(_, holders)| holders.len() > 1);
        let mut dated: Vec<_> = several.map(|(code, _)| code.clone()).collect();
        dated.sort_unstable();
        let mut mapper = Self {
            knowledge,
            codes,
            dated,
            regions,
            names: HashMap::new(),
            persons: HashMap::new(),
            groups: HashMap::new(),
        };
        mapper.read_names();
        mapper
    }

    /// What it maps to.
    pub(crate) fn knowledge(&self) -> &'k Knowledge {
        self.knowledge
    }

    fn read_names(&mut self) {
        use NameKind as Kind;
        for name in self.knowledge.names() {
            let usable = matches!(
                name.kind,
                Kind::Name | Kind::Official | Kind::Former | Kind::Alias | Kind::Acronym
            );
            let known = self.knowledge.actor(&name.actor);
            // "Turkey" and "Jordan" may be other things in a text, but not in a column of actors.
            let sure = name.sense == Sense::Sure
                || matches!(name.kind, Kind::Name | Kind::Official)
                    && known.is_some_and(|actor| actor.kind == ActorKind::State);
            if usable && known.is_some() && sure && name.language != "fr" {
                let holders = self.names.entry(letters(&name.form)).or_default();
                if !holders.iter().any(|(_, actor)| *actor == name.actor) {
                    holders.push((name.validity, name.actor.clone()));
                }
            }
        }
        for person in self.knowledge.persons() {
            let full = std::iter::once(&person.name_en).chain(&person.forms);
            for form in full {
                let persons = self.persons.entry(letters(form)).or_default();
                if !persons.contains(&&person.id) {
                    persons.push(&person.id);
                }
            }
        }
        for actor in self.knowledge.actors() {
            if let Some(code) = &actor.cameo {
                let several = self.groups.contains_key(code);
                self.groups
                    .insert(code.clone(), (!several).then(|| actor.id.clone()));
            }
        }
    }

    /// Whether the holder of `code` depends on the day.
    pub(crate) fn is_dated(&self, system: &'static str, code: &str) -> bool {
        let key = |(of, known): &(&'static str, String)| (*of, known.as_str()).cmp(&(system, code));
        self.dated.binary_search_by(key).is_ok()
    }

    /// The state with `code` in `system` on `day`. Data sets code backwards, so the only holder of
    /// a code counts also outside its dates.
    pub(crate) fn state(&self, system: &'static str, code: &str, day: DayNumber) -> Found<'_> {
        if system == "cameo" {
            if self.regions.contains(&code) {
                return Found::Region;
            }
            if let Some(holders) = self.codes.get(&("cameo", code.to_owned())) {
                return on(holders, day);
            }
            return self.state("iso3", code, day);
        }
        match self.codes.get(&(system, code.to_owned())) {
            Some(holders) => on(holders, day),
            None => Found::Unknown,
        }
    }

    /// The state or organisation that a name surely means.
    pub(crate) fn name(&self, name: &str, day: DayNumber) -> Found<'_> {
        match self.names.get(&letters(name)) {
            Some(holders) => on(holders, day),
            None => Found::Unknown,
        }
    }

    /// The state that a name surely means.
    pub(crate) fn state_name(&self, name: &str, day: DayNumber) -> Option<&ActorId> {
        match self.name(name, day) {
            Found::One(actor) if actor.is_state() => Some(actor),
            _ => None,
        }
    }

    /// The person of that full name, of `country` where it is given. Names between the first and
    /// the last may be left out: "Sergey Viktorovich Lavrov".
    fn person(&self, name: &str, country: Option<&ActorId>) -> Option<&'k ActorId> {
        let name = letters(name);
        let known = self.persons.get(&name).or_else(|| {
            let (first, rest) = name.split_once(' ')?;
            let (_, last) = rest.rsplit_once(' ')?;
            self.persons.get(&format!("{first} {last}"))
        })?;
        let fits = |id: &&&ActorId| {
            let of = self
                .knowledge
                .actor(id)
                .and_then(|actor| actor.country.as_ref());
            country.is_none() || of == country
        };
        let mut fitting = known.iter().filter(fits);
        let first = fitting.next()?;
        fitting.next().is_none().then_some(*first)
    }

    /// The organisation with this CAMEO code, where only one has it.
    fn group(&self, code: &str) -> Option<&ActorId> {
        self.groups.get(code)?.as_ref()
    }

    /// The actor of a CAMEO code as GDELT and Phoenix write it: the whole code and its parts.
    pub(crate) fn cameo_actor(
        &self,
        code: &str,
        country: &str,
        role: &str,
        day: DayNumber,
    ) -> FeedActor {
        let found = (!country.is_empty()).then(|| self.state("cameo", country, day));
        let group = self.group(code);
        let state = match found {
            Some(Found::One(state)) => Some(state),
            _ => None,
        };
        let sector = (!role.is_empty()).then(|| role.to_owned());
        // The bare code of a state is the state; with a role it is somebody of that state.
        let actor = group.or_else(|| state.filter(|_| sector.is_none() && code == country));
        self.built(
            code.to_owned(),
            actor,
            state,
            sector,
            match found {
                Some(Found::Unknown) => Some(country.to_owned()),
                _ => None,
            },
        )
    }

    /// The actor of a name, of a country given by name or code where `country` is not empty, else
    /// in brackets behind the name.
    pub(crate) fn named_actor(
        &self,
        name: &str,
        country: &str,
        sector: Option<&str>,
        day: DayNumber,
    ) -> FeedActor {
        let (bare, bracket) = match name
            .strip_suffix(')')
            .and_then(|name| name.rsplit_once('('))
        {
            Some((bare, bracket)) => (bare.trim_end(), bracket),
            None => (name, ""),
        };
        let wanted = if country.is_empty() { bracket } else { country };
        let state = self.country(wanted, day);
        let own = if bracket.is_empty() { name } else { bare };
        let found = match self.name(name, day) {
            Found::One(actor) => Some(actor),
            _ if bracket.is_empty() => self.person(own, state),
            _ => None,
        };
        let unmapped = match (state, found) {
            (Some(_), _) | (_, Some(_)) => None,
            _ if wanted.is_empty() => Some(name),
            _ => Some(wanted),
        };
        let sector = sector.map(str::to_owned);
        self.built(
            name.to_owned(),
            found,
            state,
            sector,
            unmapped.map(str::to_owned),
        )
    }

    /// A state by its name or ISO letters.
    pub(crate) fn country(&self, text: &str, day: DayNumber) -> Option<&ActorId> {
        if text.is_empty() {
            return None;
        }
        self.state_name(text, day).or_else(|| {
            let system = match text.len() {
                2 => "iso2",
                3 => "iso3",
                _ => return None,
            };
            match self.state(system, text, day) {
                Found::One(state) => Some(state),
                _ => None,
            }
        })
    }

    /// An actor with what the knowledge files say of it.
    pub(crate) fn built(
        &self,
        text: String,
        actor: Option<&ActorId>,
        state: Option<&ActorId>,
        sector: Option<String>,
        unmapped: Option<String>,
    ) -> FeedActor {
        let known = actor.and_then(|actor| self.knowledge.actor(actor));
        let country = state.or_else(|| known.and_then(|known| known.country.as_ref()));
        let side = country.or(actor);
        let is_state = known.is_some_and(|known| known.kind == ActorKind::State);
        let own = known
            .filter(|_| !is_state)
            .and_then(|known| known.sector.clone());
        FeedActor {
            side: side.map(ToString::to_string),
            actor: actor.cloned(),
            country: country.cloned(),
            sector: sector.or(own),
            text,
            unmapped,
        }
    }
}

/// The holder on `day`, else the only one.
fn on(holders: &Holders, day: DayNumber) -> Found<'_> {
    if let [(_, only)] = holders.as_slice() {
        return Found::One(only);
    }
    let day = day.day();
    let mut then = holders
        .iter()
        .filter(|(validity, _)| validity.includes(day));
    if let (Some((_, one)), None) = (then.next(), then.next()) {
        return Found::One(one);
    }
    // One thread of identity may hold a code in several spells.
    let first = &holders[0].1;
    if holders.iter().all(|(_, actor)| actor == first) {
        Found::One(first)
    } else {
        Found::Unknown
    }
}

/// The role letters of what `system` calls a sector; of several words, the first row of the file.
pub(crate) fn sector<'w>(
    system: &str,
    words: &(impl Iterator<Item = &'w str> + Clone),
) -> Option<&'static str> {
    rows::<3>(SECTORS)
        .filter(|[of, ..]| *of == system)
        .find(|[_, word, _]| words.clone().any(|written| written == *word))
        .map(|[.., letters]| letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32) -> DayNumber {
        DayNumber::new(year, 6, 1).unwrap()
    }

    fn mapper() -> Mapper<'static> {
        Mapper::new(Knowledge::builtin())
    }

    fn id(text: &str) -> ActorId {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_means_its_holder_of_the_day() {
        let mapper = mapper();
        let one = |system, code, year| match mapper.state(system, code, day(year)) {
            Found::One(actor) => Some(actor.to_string()),
            _ => None,
        };
        assert_eq!(one("cow", "345", 1990).as_deref(), Some("YUG"));
        assert_eq!(one("cow", "345", 2010).as_deref(), Some("SRB"));
        assert_eq!(
            one("iso3", "RUS", 1985).as_deref(),
            Some("RUS"),
            "codes reach back"
        );
        assert_eq!(one("fips", "RS", 2010).as_deref(), Some("RUS"));
        assert_eq!(one("fips", "CH", 2010).as_deref(), Some("CHN"));
        assert_eq!(one("cameo", "ROM", 2019).as_deref(), Some("ROU"));
        assert_eq!(mapper.state("cameo", "EUR", day(2019)), Found::Region);
        assert_eq!(mapper.state("cameo", "QQQ", day(2019)), Found::Unknown);
    }

    #[test]
    fn names_mean_states_groups_and_persons() {
        let mapper = mapper();
        let side =
            |name: &str, country: &str| mapper.named_actor(name, country, None, day(2018)).side;
        assert_eq!(side("Soviet Union", "").as_deref(), Some("RUS"));
        assert_eq!(side("Burma", "").as_deref(), Some("MMR"));
        assert_eq!(side("Lawmaker (Russia)", "").as_deref(), Some("RUS"));
        assert_eq!(side("Aso Taro", "Japan").as_deref(), Some("JPN"));
        assert_eq!(side("Hassan Rouhani", "").as_deref(), Some("IRN"));
        assert_eq!(
            side("Sergey Viktorovich Lavrov", "").as_deref(),
            Some("RUS")
        );
        assert_eq!(side("Jordan", "").as_deref(), Some("JOR"));
        assert_eq!(side("Georgia", "").as_deref(), Some("GEO"));
        assert_eq!(side("United Nations", "").as_deref(), Some("org:un"));
        let nobody = mapper.named_actor("Fighter (International)", "", None, day(2018));
        assert_eq!(
            (nobody.side, nobody.unmapped.as_deref()),
            (None, Some("International"))
        );
    }

    #[test]
    fn a_state_with_a_role_is_somebody_of_it() {
        let mapper = mapper();
        let state = mapper.cameo_actor("RUS", "RUS", "", day(2018));
        assert_eq!((state.actor, state.sector), (Some(id("RUS")), None));
        let government = mapper.cameo_actor("RUSGOV", "RUS", "GOV", day(2018));
        assert_eq!(
            (government.actor, government.country),
            (None, Some(id("RUS")))
        );
        let police = mapper.cameo_actor("COP", "", "COP", day(2018));
        assert_eq!((police.side, police.unmapped), (None, None));
        let nato = mapper.cameo_actor("IGOWSTNAT", "", "", day(2018));
        assert_eq!(nato.actor, Some(id("org:nato")));
    }
}
