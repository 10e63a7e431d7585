//! The 61 columns of GDELT 2.0 events, tab-separated, without a header.

use detente_model::PloverType;
use std::io::Write as _;

use super::item::{Item, Party, day_number};
use super::{Exporter, Out, world};
use crate::Error;

pub(super) struct Gdelt<'f> {
    pub(super) out: Out<'f>,
    /// The time of the export: when rows were added, where no day of publication is known.
    pub(super) now: &'f str,
}

/// Columns.
const WIDTH: usize = 61;
/// Days between the two dates of a row that readers take for a week, month, year or decade.
const COARSE: [i32; 4] = [7, 30, 365, 3650];

impl Exporter for Gdelt<'_> {
    fn take(&mut self, item: &Item<'_>) -> Result<Option<&'static str>, Error> {
        if !item.is_event() {
            return Ok(Some("GDELT has no ties"));
        }
        if let Some(why) = item.not_so() {
            return Ok(Some(why));
        }
        let Some(cameo) = item.text("cameo") else {
            return Ok(Some("it has no CAMEO code"));
        };
        let Some(day) = item.day() else {
            return Ok(Some("GDELT has only days, and its day is not known"));
        };
        let added = item
            .published()
            .unwrap_or_else(|| self.now[..self.now.len().min(10)].to_owned());
        let lag = day_number(&added)
            .zip(day_number(day))
            .map(|(added, day)| added - day);
        if lag.is_none_or(|lag| COARSE.contains(&lag)) {
            return Ok(Some(
                "it was published so many days after that GDELT would read a coarser date",
            ));
        }
        let compact = day.replace('-', "");
        let mut fields = vec![String::new(); WIDTH];
        let mut set = |column: usize, value: &str| value.clone_into(&mut fields[column]);
        set(1, &compact);
        set(2, &compact[..6]);
        set(3, &compact[..4]);
        set(25, "1");
        set(26, cameo);
        set(27, &cameo[..cameo.len().min(3)]);
        set(28, &cameo[..cameo.len().min(2)]);
        set(29, quad(item));
        fields[30] = item.value["goldstein"]
            .as_f64()
            .or_else(|| scale(cameo))
            .map_or(String::new(), |value| format!("{value:.1}"));
        let count = |field: &str| item.value[field].as_u64().unwrap_or(1).max(1).to_string();
        fields[31] = count("claims");
        fields[32] = count("outlets");
        fields[33] = count("articles");
        fields[59] = format!("{}000000", added.replace('-', ""));
        fields[60] = item
            .url()
            .unwrap_or_else(|| item.path())
            .replace(['\t', '\n', '\r'], " ");
        // A row for each pair, as GDELT has it.
        let pairs = item.pairs();
        let mut sides: Vec<_> = pairs
            .iter()
            .map(|(one, other)| (Some(one), Some(other)))
            .collect();
        let alone = item.parties();
        if sides.is_empty() {
            let side = |role: &str| alone.iter().find(|party| party.role == role);
            sides.push((side("source"), side("target")));
        }
        for (one, other) in sides {
            let id = |party: Option<&Party<'_>>| party.map_or("", |party| party.id).to_owned();
            fields[0] = number(&[item.id(), &id(one), &id(other)]).to_string();
            for (party, columns) in [(one, 5..15), (other, 15..25)] {
                fields[columns.clone()].fill(String::new());
                if let Some(party) = party {
                    actor(item, party, &mut fields[columns]);
                }
            }
            writeln!(self.out, "{}", fields.join("\t")).map_err(|error| world(&error))?;
        }
        Ok(None)
    }

    fn finish(&mut self) -> Result<(), Error> {
        self.out.flush().map_err(|error| world(&error))
    }
}

/// A whole number of 62 bits that follows from an event and its sides.
fn number(parts: &[&str]) -> u64 {
    let hash = blake3::hash(parts.join("\n").as_bytes());
    let (first, _) = hash.as_bytes().split_at(8);
    u64::from_le_bytes(first.try_into().expect("eight bytes")) >> 2
}

/// Code, name, country and role of an actor in its ten columns.
fn actor(item: &Item<'_>, party: &Party<'_>, fields: &mut [String]) {
    let code = party.code.or(party.country).unwrap_or(party.text);
    fields[0] = clean(code);
    fields[1] = clean(&item.name(party)).to_uppercase();
    fields[2] = party.country.map(clean).unwrap_or_default();
    let sector = party.sector.unwrap_or_default();
    for (place, letters) in sector.as_bytes().chunks(3).take(3).enumerate() {
        fields[7 + place] = String::from_utf8_lossy(letters).into_owned();
    }
}

fn clean(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

/// 1 and 2 are words and deeds of cooperation, 3 and 4 of conflict.
fn quad(item: &Item<'_>) -> &'static str {
    use detente_model::QuadClass as Quad;
    let plover: Option<PloverType> = item.kind().and_then(|kind| kind.parse().ok());
    match plover.map(PloverType::quad) {
        Some(Quad::VerbalCooperation) => "1",
        Some(Quad::MaterialCooperation) => "2",
        Some(Quad::VerbalConflict) => "3",
        Some(Quad::MaterialConflict) => "4",
        None => "",
    }
}

/// The Goldstein value of a CAMEO code.
fn scale(cameo: &str) -> Option<f64> {
    let code: detente_model::CameoCode = cameo.parse().ok()?;
    code.goldstein()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_events_are_stable_and_fit_what_readers_hold() {
        assert_eq!(number(&["evt_a"]), number(&["evt_a"]));
        assert_ne!(number(&["evt_a"]), number(&["evt_b"]));
        assert!(i64::try_from(number(&["evt_a"])).is_ok());
    }
}
