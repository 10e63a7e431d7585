use crate::knowledge::{
    Actor, Bound, Code, Entity, Knowledge, MemberStatus, Membership, Name, NameKind, Office,
    Person, Place, Sense, SponsorshipClaim, Term, Theatre, Theme, ThemeCue, Validity,
};
use crate::table::read_table;
use crate::{ActorId, ActorKind, Error, ErrorKind};

/// A knowledge file of a casebook: rows that are added to the built-in file of the same name.
///
/// Rows with the id of a built-in row take its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The name of the file it adds to, as in `actors/terms.tsv`.
    pub file: String,
    /// Its text, with the header of the built-in file.
    pub text: String,
}

macro_rules! builtin {
    ($($path:literal,)+) => {
        /// The files that are compiled in, in the order in which they are read.
        static BUILTIN: &[(&str, &str)] = &[$(
            ($path, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/", $path))),
        )+];
    };
}

builtin! {
    "actors/states.tsv",
    "actors/organisations.tsv",
    "actors/entities.tsv",
    "actors/offices.tsv",
    "actors/persons.tsv",
    "actors/codes.tsv",
    "actors/names_states.tsv",
    "actors/names_organisations.tsv",
    "actors/terms.tsv",
    "actors/memberships.tsv",
    "actors/sponsorships.tsv",
    "actors/role_names.tsv",
    "places/theatres.tsv",
    "places/places.tsv",
    "places/state_theatres.tsv",
    "themes/themes.tsv",
    "themes/cues.tsv",
}

/// Characters of the longest code of a state.
const LONGEST_CODE: usize = 3;

impl Knowledge {
    pub(super) fn load(overrides: &[Override]) -> Result<Self, Error> {
        if let Some(unknown) = overrides
            .iter()
            .find(|file| BUILTIN.iter().all(|(name, _)| *name != file.file))
        {
            let known: Vec<_> = BUILTIN.iter().map(|(name, _)| *name).collect();
            let message = format!(
                "{:?} is no knowledge file; known are: {}",
                unknown.file,
                known.join(", ")
            );
            return Err(Error::new(ErrorKind::Unknown, message));
        }
        let mut knowledge = Self::default();
        for (file, text) in BUILTIN {
            knowledge.read(file, text)?;
            for added in overrides.iter().filter(|added| added.file == *file) {
                knowledge.read(file, &added.text)?;
            }
        }
        Ok(knowledge)
    }

    fn read(&mut self, file: &str, text: &str) -> Result<(), Error> {
        match file {
            "actors/states.tsv" => self.read_states(file, text),
            "actors/organisations.tsv" => self.read_organisations(file, text),
            "actors/entities.tsv" => self.read_entities(file, text),
            "actors/offices.tsv" => self.read_offices(file, text),
            "actors/persons.tsv" => self.read_persons(file, text),
            "actors/codes.tsv" => self.read_codes(file, text),
            "actors/names_states.tsv" | "actors/names_organisations.tsv" => {
                self.read_names(file, text)
            }
            "actors/terms.tsv" => self.read_terms(file, text),
            "actors/memberships.tsv" => self.read_memberships(file, text),
            "actors/sponsorships.tsv" => self.read_sponsorships(file, text),
            "actors/role_names.tsv" => self.read_role_names(file, text),
            "places/theatres.tsv" => self.read_theatres(file, text),
            "places/places.tsv" => self.read_places(file, text),
            "places/state_theatres.tsv" => self.read_state_theatres(file, text),
            "themes/themes.tsv" => self.read_themes(file, text),
            _ => self.read_cues(file, text),
        }
    }

    fn read_states(&mut self, file: &str, text: &str) -> Result<(), Error> {
        each(
            file,
            text,
            ["id", "name_en", "name_fr", "from", "to"],
            |[id, name_en, name_fr, from, to]| {
                let id: ActorId = id.parse()?;
                let actor = self.actors.entry(id.clone()).or_insert_with(|| Actor {
                    country: Some(id.clone()),
                    cameo: Some(id.to_string()),
                    id,
                    kind: ActorKind::State,
                    name_en: name_en.to_owned(),
                    name_fr: name_fr.to_owned(),
                    sector: None,
                    validity: Vec::new(),
                });
                actor.validity.push(validity(from, to)?);
                Ok(())
            },
        )
    }

    fn read_organisations(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = [
            "id", "kind", "name_en", "name_fr", "country", "cameo", "sector", "from", "to",
        ];
        each(
            file,
            text,
            columns,
            |[id, kind, name_en, name_fr, country, cameo, sector, from, to]| {
                let id: ActorId = id.parse()?;
                let actor = Actor {
                    kind: kind.parse()?,
                    name_en: name_en.to_owned(),
                    name_fr: name_fr.to_owned(),
                    country: optional(country)?,
                    cameo: words(cameo),
                    sector: words(sector),
                    validity: vec![validity(from, to)?],
                    id: id.clone(),
                };
                self.actors.insert(id, actor);
                Ok(())
            },
        )
    }

    fn read_entities(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = ["id", "kind", "name_en", "name_fr", "country", "from", "to"];
        each(
            file,
            text,
            columns,
            |[id, kind, name_en, name_fr, country, from, to]| {
                let entity = Entity {
                    id: id.parse()?,
                    kind: kind.parse()?,
                    name_en: name_en.to_owned(),
                    name_fr: name_fr.to_owned(),
                    country: optional(country)?,
                    validity: validity(from, to)?,
                };
                self.entities.insert(entity.id.clone(), entity);
                Ok(())
            },
        )
    }

    fn read_role_names(&mut self, file: &str, text: &str) -> Result<(), Error> {
        each(
            file,
            text,
            ["sector", "name_en", "name_fr"],
            |[sector, name_en, name_fr]| {
                let id: ActorId = format!("role:{}", sector.to_lowercase()).parse()?;
                let names = [name_en.to_owned(), name_fr.to_owned()];
                self.role_names.insert(id, names);
                Ok(())
            },
        )
    }

    fn read_offices(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = ["id", "actor", "role", "title_en", "title_fr", "sector"];
        each(
            file,
            text,
            columns,
            |[id, actor, role, title_en, title_fr, sector]| {
                let office = Office {
                    id: id.parse()?,
                    actor: actor.parse()?,
                    role: role.to_owned(),
                    titles_en: list(title_en),
                    titles_fr: list(title_fr),
                    sector: words(sector),
                };
                let first = |titles: &[String]| titles.first().cloned().unwrap_or_default();
                let whose = self.actors.get(&office.actor);
                let title = |title: String, name: &str| format!("{title} ({name})");
                self.actors.insert(
                    office.id.clone(),
                    Actor {
                        id: office.id.clone(),
                        kind: ActorKind::Office,
                        name_en: title(
                            first(&office.titles_en),
                            whose.map_or("", |whose| &whose.name_en),
                        ),
                        name_fr: title(
                            first(&office.titles_fr),
                            whose.map_or("", |whose| &whose.name_fr),
                        ),
                        country: whose.and_then(|whose| whose.country.clone()),
                        cameo: None,
                        sector: office.sector.clone(),
                        validity: Vec::new(),
                    },
                );
                self.offices.insert(office.id.clone(), office);
                Ok(())
            },
        )
    }

    fn read_persons(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = [
            "id", "country", "name_en", "name_fr", "forms", "surnames", "sense", "sector",
        ];
        each(
            file,
            text,
            columns,
            |[
                id,
                country,
                name_en,
                name_fr,
                forms,
                surnames,
                sense,
                sector,
            ]| {
                let person = Person {
                    id: id.parse()?,
                    country: optional(country)?,
                    name_en: name_en.to_owned(),
                    name_fr: name_fr.to_owned(),
                    forms: list(forms),
                    surnames: list(surnames),
                    sense: sense.parse()?,
                };
                self.actors.insert(
                    person.id.clone(),
                    Actor {
                        id: person.id.clone(),
                        kind: ActorKind::Person,
                        name_en: person.name_en.clone(),
                        name_fr: person.name_fr.clone(),
                        country: person.country.clone(),
                        cameo: None,
                        sector: words(sector),
                        validity: Vec::new(),
                    },
                );
                self.persons.insert(person.id.clone(), person);
                Ok(())
            },
        )
    }

    fn read_codes(&mut self, file: &str, text: &str) -> Result<(), Error> {
        each(
            file,
            text,
            ["actor", "system", "code", "from", "to"],
            |[actor, system, code, from, to]| {
                self.codes.push(Code {
                    actor: actor.parse()?,
                    system: system.to_owned(),
                    code: code.to_owned(),
                    validity: validity(from, to)?,
                });
                Ok(())
            },
        )
    }

    fn read_names(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = ["actor", "language", "kind", "form", "from", "to", "sense"];
        each(
            file,
            text,
            columns,
            |[actor, language, kind, form, from, to, sense]| {
                self.names.push(Name {
                    actor: actor.parse()?,
                    language: language.to_owned(),
                    kind: kind.parse::<NameKind>()?,
                    form: form.to_owned(),
                    validity: validity(from, to)?,
                    sense: sense.parse::<Sense>()?,
                });
                Ok(())
            },
        )
    }

    fn read_terms(&mut self, file: &str, text: &str) -> Result<(), Error> {
        each(
            file,
            text,
            ["office", "person", "from", "to", "source"],
            |[office, person, from, to, source]| {
                let term = Term {
                    office: office.parse()?,
                    person: person.parse()?,
                    validity: validity(from, to)?,
                    source: source.to_owned(),
                };
                if !self.offices.contains_key(&term.office)
                    || !self.persons.contains_key(&term.person)
                {
                    return Err(Error::new(
                        ErrorKind::Unknown,
                        "the office or the person is in no file",
                    ));
                }
                self.terms.push(term);
                Ok(())
            },
        )
    }

    fn read_memberships(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = ["organisation", "member", "status", "from", "to", "source"];
        each(
            file,
            text,
            columns,
            |[organisation, member, status, from, to, source]| {
                self.memberships.push(Membership {
                    organisation: organisation.parse()?,
                    member: member.parse()?,
                    status: status.parse::<MemberStatus>()?,
                    validity: validity(from, to)?,
                    source: source.to_owned(),
                });
                Ok(())
            },
        )
    }

    fn read_sponsorships(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = ["group", "sponsor", "claimed_by", "from", "to", "source"];
        each(
            file,
            text,
            columns,
            |[group, sponsor, claimed_by, from, to, source]| {
                self.sponsorships.push(SponsorshipClaim {
                    group: group.parse()?,
                    sponsor: sponsor.parse()?,
                    claimed_by: claimed_by.to_owned(),
                    validity: validity(from, to)?,
                    source: source.to_owned(),
                });
                Ok(())
            },
        )
    }

    fn read_theatres(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = ["id", "name_en", "name_fr", "parent", "forms_en", "forms_fr"];
        each(
            file,
            text,
            columns,
            |[id, name_en, name_fr, parent, forms_en, forms_fr]| {
                let theatre = Theatre {
                    id: id.to_owned(),
                    name_en: name_en.to_owned(),
                    name_fr: name_fr.to_owned(),
                    parent: words(parent),
                    forms: forms(name_en, name_fr, forms_en, forms_fr),
                };
                self.theatres.insert(theatre.id.clone(), theatre);
                Ok(())
            },
        )
    }

    fn read_places(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = [
            "id", "kind", "name_en", "name_fr", "state", "theatre", "forms_en", "forms_fr",
        ];
        each(
            file,
            text,
            columns,
            |[
                id,
                kind,
                name_en,
                name_fr,
                state,
                theatre,
                forms_en,
                forms_fr,
            ]| {
                self.places.push(Place {
                    id: id.to_owned(),
                    kind: kind.to_owned(),
                    state: optional(state)?,
                    theatre: words(theatre),
                    forms: forms(name_en, name_fr, forms_en, forms_fr),
                });
                Ok(())
            },
        )
    }

    fn read_state_theatres(&mut self, file: &str, text: &str) -> Result<(), Error> {
        each(file, text, ["state", "theatre"], |[state, theatre]| {
            self.state_theatres
                .entry(state.parse()?)
                .or_default()
                .push(theatre.to_owned());
            Ok(())
        })
    }

    fn read_themes(&mut self, file: &str, text: &str) -> Result<(), Error> {
        each(
            file,
            text,
            ["id", "name_en", "name_fr"],
            |[id, name_en, name_fr]| {
                self.themes.push(Theme {
                    id: id.to_owned(),
                    name_en: name_en.to_owned(),
                    name_fr: name_fr.to_owned(),
                });
                Ok(())
            },
        )
    }

    fn read_cues(&mut self, file: &str, text: &str) -> Result<(), Error> {
        each(
            file,
            text,
            ["theme", "language", "form", "weight"],
            |[theme, language, form, weight]| {
                let weight = weight
                    .parse()
                    .ok()
                    .filter(|weight| (1..=3).contains(weight));
                self.cues.push(ThemeCue {
                    theme: theme.to_owned(),
                    language: language.to_owned(),
                    form: form.to_owned(),
                    weight: weight
                        .ok_or_else(|| Error::malformed(form, "a cue with a weight of 1 to 3"))?,
                });
                Ok(())
            },
        )
    }
}

/// The state with this id, or whose usual name this surely is, among those that are compiled in.
/// No code has more than three letters, and such a name comes before all others.
pub(super) fn state(query: &str) -> Option<ActorId> {
    let [states, names] = ["actors/states.tsv", "actors/names_states.tsv"]
        .map(|file| BUILTIN.iter().find(|(name, _)| *name == file));
    let (file, text) = states?;
    let id = query.to_uppercase();
    let mut rows = read_table(file, text, ["id"]).ok()?;
    if rows.any(|row| row.is_ok_and(|[found]| found == id)) {
        return id.parse().ok();
    }
    if query.chars().count() <= LONGEST_CODE || query.contains(':') {
        return None;
    }
    let (file, text) = names?;
    let query = query.to_lowercase();
    let mut rows = read_table(file, text, ["actor", "kind", "form", "sense"]).ok()?;
    rows.find_map(|row| {
        let [actor, kind, form, sense] = row.ok()?;
        let is_sure = kind == NameKind::Name.as_str() && sense == Sense::Sure.as_str();
        (is_sure && form.to_lowercase() == query).then(|| actor.parse().ok())?
    })
}

/// Reads the rows of a file; an error names the file and row.
fn each<const N: usize>(
    file: &str,
    text: &str,
    columns: [&str; N],
    mut read: impl FnMut([&str; N]) -> Result<(), Error>,
) -> Result<(), Error> {
    for (number, row) in read_table(file, text, columns)?.enumerate() {
        read(row?).map_err(|error| Error::data(file, number + 2, error))?;
    }
    Ok(())
}

fn words(field: &str) -> Option<String> {
    (!field.is_empty()).then(|| field.to_owned())
}

fn list(field: &str) -> Vec<String> {
    field
        .split('|')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

fn forms(name_en: &str, name_fr: &str, en: &str, fr: &str) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&'static str, String)> = Vec::new();
    let given = [("en", name_en.to_owned()), ("fr", name_fr.to_owned())]
        .into_iter()
        .chain(list(en).into_iter().map(|form| ("en", form)))
        .chain(list(fr).into_iter().map(|form| ("fr", form)));
    for form in given.filter(|(_, form)| !form.is_empty()) {
        if !all.contains(&form) {
            all.push(form);
        }
    }
    all
}

fn optional(field: &str) -> Result<Option<ActorId>, Error> {
    (!field.is_empty()).then(|| field.parse()).transpose()
}

fn validity(from: &str, to: &str) -> Result<Validity, Error> {
    let bound = |field: &str| {
        (!field.is_empty())
            .then(|| field.parse::<Bound>())
            .transpose()
    };
    let validity = Validity {
        from: bound(from)?,
        to: bound(to)?,
    };
    match (validity.from, validity.to) {
        (Some(first), Some(last)) if last.latest < first.earliest => {
            let message = format!("{from} to {to} ends before it starts");
            Err(Error::new(ErrorKind::Inconsistent, message))
        }
        _ => Ok(validity),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_is_found_without_reading_all_is_the_one_that_reading_all_finds() {
        let knowledge = Knowledge::builtin();
        let ids = knowledge.actors().map(|actor| actor.id.to_string());
        let states = ids.filter(|id| !id.contains(':'));
        let names = knowledge
            .names()
            .iter()
            .filter(|name| name.actor.is_state());
        // Names of other kinds, and of other actors, are there to be told from states.
        let names = names.map(|name| name.form.clone()).step_by(23);
        let others = [
            "IR", "org:nato", "NATO", "rus", " Russia ", "Nowhere", "Chad", "365", "",
        ];
        let others = others.into_iter().map(str::to_owned);
        let mut found = 0;
        for query in states.step_by(3).chain(names).chain(others) {
            if let Some(state) = Knowledge::builtin_state(&query) {
                found += 1;
                let all = knowledge.find_actor(&query).map(|actor| &actor.id);
                assert_eq!(all, Some(&state), "{query}");
            }
        }
        assert!(found > 80, "{found}");
        for (query, state) in [("rus", "RUS"), (" Russia ", "RUS"), ("IRAN", "IRN")] {
            let found = Knowledge::builtin_state(query);
            assert_eq!(found.as_ref().map(ActorId::as_str), Some(state), "{query}");
        }
        assert_eq!(Knowledge::builtin_state("org:nato"), None);
        let longest = knowledge.codes().iter().map(|code| code.code.len()).max();
        assert_eq!(longest, Some(LONGEST_CODE));
    }
}
