//! What names of actors tell: the country and the sector of `Sector (Country)`.

use std::collections::BTreeMap;

use crate::quads::Vocabulary;

/// Country and sector of each actor; 0 where its name does not tell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Groups {
    country: Vec<u32>,
    sector: Vec<u32>,
}

impl Groups {
    /// Reads the names of a vocabulary. A name without brackets that others bear in theirs is a country's own.
    pub(crate) fn of(vocabulary: &Vocabulary) -> Self {
        let mut countries: BTreeMap<String, u32> = BTreeMap::new();
        let mut sectors: BTreeMap<String, u32> = BTreeMap::new();
        let words = &vocabulary.entities;
        let names: Vec<String> = (0..words.len() as u32)
            .map(|number| words.name(number).replace('_', " "))
            .collect();
        let parsed: Vec<Option<(&str, &str)>> = names.iter().map(|name| split(name)).collect();
        for (sector, country) in parsed.iter().flatten() {
            let next = countries.len() as u32 + 1;
            countries.entry((*country).to_owned()).or_insert(next);
            let next = sectors.len() as u32 + 2;
            sectors.entry((*sector).to_owned()).or_insert(next);
        }
        let mut groups = Self::default();
        for (name, parsed) in names.iter().zip(&parsed) {
            let (sector, country) = match parsed {
                Some((sector, country)) => (sectors[*sector], countries[*country]),
                // 1 is the sector of the country as such.
                None => match countries.get(name.trim()) {
                    Some(&country) => (1, country),
                    None => (0, 0),
                },
            };
            groups.country.push(country);
            groups.sector.push(sector);
        }
        groups
    }

    pub(crate) fn countries(&self) -> Vec<u32> {
        self.country.clone()
    }

    pub(crate) fn country(&self, entity: u32) -> u32 {
        self.country.get(entity as usize).copied().unwrap_or(0)
    }

    pub(crate) fn sector(&self, entity: u32) -> u32 {
        self.sector.get(entity as usize).copied().unwrap_or(0)
    }
}

/// Sector and country of `Sector (Country)`.
fn split(name: &str) -> Option<(&str, &str)> {
    let name = name.trim();
    let inner = name.strip_suffix(')')?;
    let open = inner.rfind('(')?;
    let (sector, country) = (inner[..open].trim(), inner[open + 1..].trim());
    (!sector.is_empty() && !country.is_empty()).then_some((sector, country))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_country_and_sector() {
        let mut vocabulary = Vocabulary::default();
        for word in [
            "Police (Iran)",
            "Iran",
            "Police_(Oman)",
            "Pope Francis",
            "()",
        ] {
            vocabulary.entities.number(word, 99);
        }
        let groups = Groups::of(&vocabulary);
        assert_eq!(groups.country(0), groups.country(1));
        assert_eq!(groups.sector(0), groups.sector(2));
        assert_ne!(groups.country(0), groups.country(2));
        assert_eq!((groups.country(3), groups.sector(4)), (0, 0));
    }
}
