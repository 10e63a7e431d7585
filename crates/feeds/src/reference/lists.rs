//! Lists whose rows are ties, or years of ties.

use detente_model::{ActorId, PartyRole, TieKind};
use std::collections::BTreeMap;
use std::io::Read;

use super::table::{Table, TableRow};
use super::{Reference, ReferenceFormat, ReferenceParty, ReferenceTie};
use crate::batch::Fault;
use crate::fields::{text, whole};
use crate::mapper::Found;
use crate::table::{REFERENCE, rows};
use crate::{DayNumber, Error, ErrorKind, Mapper};

/// The first of January.
fn first_of(year: i32) -> DayNumber {
    DayNumber::new(year, 1, 1).unwrap_or(DayNumber(0))
}

/// The last of December.
fn last_of(year: i32) -> DayNumber {
    DayNumber::new(year, 12, 31).unwrap_or(DayNumber(0))
}

/// Reads a file of a list of ties. `organisations` gives the names of organisations to members of
/// `cow-igo` (a file with `igoID` and `igoLongName`).
///
/// # Errors
/// If the file cannot be read or lacks a column; roll calls are read by [`super::read_votes`].
pub fn read_reference(
    reader: impl Read,
    format: ReferenceFormat,
    organisations: &BTreeMap<String, String>,
    mapper: &Mapper<'_>,
) -> Result<Reference, Error> {
    let desk = Desk { mapper };
    let mut read = match format {
        ReferenceFormat::Atop => desk.atop(reader),
        ReferenceFormat::CowAlliances => desk.alliances(reader),
        ReferenceFormat::CowIgo => desk.members(reader, organisations),
        ReferenceFormat::Mids => desk.disputes(reader),
        ReferenceFormat::Rivalries => desk.rivalries(reader),
        ReferenceFormat::Sipri => desk.arms(reader),
        ReferenceFormat::UnVotes => Err(Error::new(
            ErrorKind::Usage,
            "roll calls are no list of ties",
        )),
    }?;
    let first = read.ties.iter().map(|tie| tie.first).min();
    let last = read.ties.iter().map(|tie| tie.last).max();
    read.covers = first.zip(last);
    read.ties.sort_by_key(|tie| (tie.row, tie.other_row));
    Ok(read)
}

/// The names of organisations by their `igoID`, from a file with `igoLongName`; none where the
/// file has no such column: it is one of members.
///
/// # Errors
/// If the file cannot be read, or has no column `igoID`.
pub fn organisation_names(reader: impl Read) -> Result<Option<BTreeMap<String, String>>, Error> {
    let table = Table::new(reader, &[&["igoID"]])?;
    if !table.has("igoLongName") {
        return Ok(None);
    }
    let mut names = BTreeMap::new();
    table.each(&mut Reference::default(), |row, _| {
        names.insert(row.words(&["igoID"]), row.words(&["igoLongName"]));
        Ok(())
    })?;
    Ok(Some(names))
}

/// The labels of `format` for which `is_set` holds.
fn labels(format: ReferenceFormat, is_set: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let of = rows::<3>(REFERENCE).filter(|[list, ..]| *list == format.as_str());
    of.filter(|[_, code, _]| is_set(code))
        .map(|[.., label]| label)
        .collect()
}

struct Desk<'m> {
    mapper: &'m Mapper<'m>,
}

/// A row of years before years are joined.
struct Spell {
    row: u64,
    first: i32,
    last: i32,
}

impl Desk<'_> {
    /// The state of a code of Correlates of War.
    fn cow(
        &self,
        row: &TableRow<'_>,
        names: &[&'static str],
        day: DayNumber,
        role: PartyRole,
        read: &mut Reference,
    ) -> Result<ReferenceParty, Fault> {
        let field = row.field(names);
        let code = whole(field)
            .ok_or_else(|| Fault::field(names[0], field, "a code of Correlates of War"))?;
        let code = code.to_string();
        let actor = match self.mapper.state("cow", &code, day) {
            Found::One(state) => Some(state.clone()),
            _ => None,
        };
        if actor.is_none() {
            *read.unmapped.entry(format!("cow {code}")).or_default() += 1;
        }
        let text = actor
            .as_ref()
            .map_or_else(|| format!("cow {code}"), ToString::to_string);
        Ok(ReferenceParty { role, text, actor })
    }

    fn named(
        &self,
        name: &str,
        day: DayNumber,
        role: PartyRole,
        read: &mut Reference,
    ) -> ReferenceParty {
        let actor: Option<ActorId> = self.mapper.country(name, day).cloned();
        if actor.is_none() {
            *read.unmapped.entry(name.to_owned()).or_default() += 1;
        }
        ReferenceParty {
            role,
            text: name.to_owned(),
            actor,
        }
    }

    fn atop(&self, reader: impl Read) -> Result<Reference, Error> {
        const FORMAT: ReferenceFormat = ReferenceFormat::Atop;
        let needed: [&[&str]; 3] = [
            &["ccode1", "mem1", "statea"],
            &["ccode2", "mem2", "stateb"],
            &["first_year", "year"],
        ];
        let table = Table::new(reader, &needed)?;
        let mut read = Reference::default();
        let mut spells: BTreeMap<(String, String, String), Vec<Spell>> = BTreeMap::new();
        let mut parties: BTreeMap<String, ReferenceParty> = BTreeMap::new();
        table.each(&mut read, |row, read| {
            let first = row.year("first_year", &["first_year", "year"])?;
            let last = row.year("last_year", &["last_year", "year"])?;
            let is_set = |code: &str| row.is_set(&[&format!("atop_{code}"), code]);
            let name = labels(FORMAT, is_set).join(", ");
            let mut side = |names: &[&'static str]| -> Result<String, Fault> {
                let party = self.cow(row, names, first_of(first), PartyRole::Party, read)?;
                let key = party.text.clone();
                parties.entry(key.clone()).or_insert(party);
                Ok(key)
            };
            let (one, other) = (side(needed[0])?, side(needed[1])?);
            // A row without obligations says that there is no alliance.
            if !name.is_empty() && last >= first {
                spells.entry((one, other, name)).or_default().push(Spell {
                    row: row.number,
                    first,
                    last,
                });
            }
            Ok(())
        })?;
        let end = spells
            .values()
            .flatten()
            .map(|spell| spell.last)
            .max()
            .unwrap_or(0);
        for ((one, other, name), spells) in &mut spells {
            for (row, other_row, first, last) in joined(spells) {
                read.ties.push(ReferenceTie {
                    row,
                    other_row,
                    kind: TieKind::Treaty,
                    name: name.clone(),
                    parties: [parties[one].clone(), parties[other].clone()],
                    first: first_of(first),
                    last: last_of(last),
                    by_day: false,
                    open: last == end,
                });
            }
        }
        Ok(read)
    }

    fn alliances(&self, reader: impl Read) -> Result<Reference, Error> {
        const FORMAT: ReferenceFormat = ReferenceFormat::CowAlliances;
        let table = Table::new(
            reader,
            &[
                &["version4id"],
                &["ccode"],
                &["mem_st_year"],
                &["mem_end_year"],
            ],
        )?;
        let mut read = Reference::default();
        let mut members: BTreeMap<String, Vec<Member>> = BTreeMap::new();
        let mut latest = DayNumber(i32::MIN);
        table.each(&mut read, |row, read| {
            let first = day(row, "mem_st_day", "mem_st_month", "mem_st_year")?
                .ok_or_else(|| Fault::field("mem_st_year", b"", "a year"))?;
            let last = day(row, "mem_end_day", "mem_end_month", "mem_end_year")?;
            latest = latest.max(first).max(last.unwrap_or(first));
            let party = self.cow(row, &["ccode"], first, PartyRole::Party, read)?;
            let kinds = labels(FORMAT, |code| row.is_set(&[code]));
            let id = row.words(&["version4id"]);
            let member = Member {
                row: row.number,
                party,
                first,
                last,
                name: kinds.join(", "),
            };
            members.entry(id).or_default().push(member);
            Ok(())
        })?;
        for (id, members) in &members {
            for (place, one) in members.iter().enumerate() {
                for other in members[place + 1..]
                    .iter()
                    .filter(|other| other.party.text != one.party.text)
                {
                    let last = one.last.into_iter().chain(other.last).min();
                    let first = one.first.max(other.first);
                    let end = last.unwrap_or(latest);
                    if end < first || read.ties.len() == MOST_TIES {
                        continue;
                    }
                    let name = if one.name == other.name {
                        one.name.clone()
                    } else {
                        format!("{}; {}", one.name, other.name)
                    };
                    read.ties.push(ReferenceTie {
                        row: one.row,
                        other_row: Some(other.row),
                        kind: TieKind::Treaty,
                        name: format!("{name} (alliance {id})"),
                        parties: [one.party.clone(), other.party.clone()],
                        first,
                        last: end,
                        by_day: true,
                        open: last.is_none(),
                    });
                }
            }
        }
        Ok(read)
    }

    fn members(
        &self,
        reader: impl Read,
        organisations: &BTreeMap<String, String>,
    ) -> Result<Reference, Error> {
        let table = Table::new(
            reader,
            &[&["igoID"], &["StateID", "ccode"], &["JoinYear", "Begin"]],
        )?;
        let mut read = Reference::default();
        table.each(&mut read, |row, read| {
            let first = row.year("JoinYear", &["JoinYear", "Begin"])?;
            let last = row.year("LeaveYear", &["LeaveYear", "End"])?;
            if last < first {
                return Err(Fault::field(
                    "LeaveYear",
                    row.field(&["LeaveYear", "End"]),
                    "no year before JoinYear",
                ));
            }
            let state = self.cow(
                row,
                &["StateID", "ccode"],
                first_of(first),
                PartyRole::Member,
                read,
            )?;
            let id = row.words(&["igoID"]);
            let name = organisations
                .get(&id)
                .cloned()
                .unwrap_or_else(|| format!("igo {id}"));
            let actor = match self.mapper.name(&name, first_of(first)) {
                Found::One(actor) => Some(actor.clone()),
                _ => None,
            };
            let organisation = ReferenceParty {
                role: PartyRole::Organisation,
                text: name.clone(),
                actor,
            };
            read.ties.push(ReferenceTie {
                row: row.number,
                other_row: None,
                kind: TieKind::Membership,
                name,
                parties: [state, organisation],
                first: first_of(first),
                last: last_of(last),
                by_day: false,
                open: false,
            });
            Ok(())
        })?;
        // Members that had not left when the list ends are written with its last year.
        let end = read.ties.iter().map(|tie| tie.last).max();
        for tie in &mut read.ties {
            tie.open = Some(tie.last) == end;
        }
        Ok(read)
    }

    fn disputes(&self, reader: impl Read) -> Result<Reference, Error> {
        const FORMAT: ReferenceFormat = ReferenceFormat::Mids;
        let table = Table::new(
            reader,
            &[
                &["dispnum", "dispnum3"],
                &["ccode1", "statea"],
                &["ccode2", "stateb"],
                &["year"],
            ],
        )?;
        let mut read = Reference::default();
        let mut disputes: BTreeMap<(String, String, String), (Vec<Spell>, i64)> = BTreeMap::new();
        let mut parties: BTreeMap<String, ReferenceParty> = BTreeMap::new();
        table.each(&mut read, |row, read| {
            let year = row.year("year", &["year"])?;
            let mut side = |names: &[&'static str]| -> Result<String, Fault> {
                let party = self.cow(row, names, first_of(year), PartyRole::Party, read)?;
                let key = party.text.clone();
                parties.entry(key.clone()).or_insert(party);
                Ok(key)
            };
            let (one, other) = (side(&["ccode1", "statea"])?, side(&["ccode2", "stateb"])?);
            // Each dispute stands twice, once from either side.
            if one < other {
                let key = (one, other, row.words(&["dispnum", "dispnum3"]));
                let (spells, level) = disputes.entry(key).or_default();
                spells.push(Spell {
                    row: row.number,
                    first: year,
                    last: year,
                });
                // What the two did to each other; where that is not there, what all sides of the
                // dispute did.
                let of_pair = [row.field(&["hostlev1"]), row.field(&["hostlev2"])];
                let of_pair = of_pair.into_iter().filter_map(whole).max();
                let of_all = || whole(row.field(&["hostlev", "hihost"]));
                *level = (*level).max(of_pair.or_else(of_all).unwrap_or(0));
            }
            Ok(())
        })?;
        for ((one, other, number), (spells, level)) in &mut disputes {
            let level = labels(FORMAT, |code| code == level.to_string()).join("");
            for (row, other_row, first, last) in joined(spells) {
                read.ties.push(ReferenceTie {
                    row,
                    other_row,
                    kind: TieKind::Dispute,
                    name: format!("militarised dispute {number}: {level}"),
                    parties: [parties[one].clone(), parties[other].clone()],
                    first: first_of(first),
                    last: last_of(last),
                    by_day: false,
                    open: false,
                });
            }
        }
        Ok(read)
    }

    fn rivalries(&self, reader: impl Read) -> Result<Reference, Error> {
        const FORMAT: ReferenceFormat = ReferenceFormat::Rivalries;
        let table = Table::new(
            reader,
            &[
                &["ccode1"],
                &["ccode2"],
                &["styear", "start"],
                &["endyear", "end"],
            ],
        )?;
        let mut read = Reference::default();
        table.each(&mut read, |row, read| {
            let first = row.year("start", &["styear", "start"])?;
            let last = row.year("end", &["endyear", "end"])?;
            if last < first {
                return Err(Fault::field(
                    "end",
                    row.field(&["endyear", "end"]),
                    "no year before the start",
                ));
            }
            let types = ["type1", "type2", "type3"].map(|name| row.words(&[name]));
            let kinds = labels(FORMAT, |code| {
                types.iter().any(|kind| kind == code) || row.is_set(&[code])
            });
            let parties = [
                self.cow(row, &["ccode1"], first_of(first), PartyRole::Party, read)?,
                self.cow(row, &["ccode2"], first_of(first), PartyRole::Party, read)?,
            ];
            let name = row.words(&["rivalryname", "rivalry"]);
            read.ties.push(ReferenceTie {
                row: row.number,
                other_row: None,
                kind: TieKind::Rivalry,
                name: format!("{name}: {}", kinds.join(", ")),
                parties,
                first: first_of(first),
                last: last_of(last),
                by_day: false,
                open: false,
            });
            Ok(())
        })?;
        let end = read.ties.iter().map(|tie| tie.last).max();
        for tie in &mut read.ties {
            tie.open = Some(tie.last) == end;
        }
        Ok(read)
    }

    fn arms(&self, reader: impl Read) -> Result<Reference, Error> {
        let needed: [&[&str]; 4] = [
            &["recipient"],
            &["supplier"],
            &["year_of_order"],
            &["weapon_designation", "designation"],
        ];
        let table = Table::new(reader, &needed)?;
        let mut read = Reference::default();
        table.each(&mut read, |row, read| {
            let ordered = row.year("year_of_order", &["year_of_order"])?;
            let delivered =
                row.words(&["years_of_delivery", "years_of_deliveries", "delivery_years"]);
            let years = delivered
                .split([';', ',', ' '])
                .filter_map(|year| year.trim().parse::<i32>().ok());
            let years: Vec<_> = years.filter(|year| (1000..3000).contains(year)).collect();
            // An order of which nothing came is dated by the order.
            let none = row.field(&["number_delivered"]) == b"0";
            let years = if none { Vec::new() } else { years };
            let first = years.iter().min().copied().unwrap_or(ordered);
            let last = years.iter().max().copied().unwrap_or(ordered);
            let day = first_of(first);
            let supplier = self.named(&row.words(needed[1]), day, PartyRole::Supplier, read);
            let recipient = self.named(&row.words(needed[0]), day, PartyRole::Recipient, read);
            let weapon = [
                row.words(needed[3]),
                row.words(&["weapon_description", "description"]),
            ];
            let counts = [
                ("ordered", row.words(&["number_ordered"])),
                ("delivered", row.words(&["number_delivered"])),
            ];
            let counts = counts.iter().filter(|(_, count)| !count.is_empty());
            let counts: Vec<_> = counts
                .map(|(what, count)| format!("{count} {what}"))
                .collect();
            let until = if years.is_empty() {
                "none delivered"
            } else {
                "delivered"
            };
            read.ties.push(ReferenceTie {
                row: row.number,
                other_row: None,
                kind: TieKind::ArmsSupply,
                name: format!(
                    "{}; {}; ordered {ordered}, {until}",
                    weapon.join(", "),
                    counts.join(", ")
                ),
                parties: [supplier, recipient],
                first: first_of(first),
                last: last_of(last),
                by_day: false,
                open: false,
            });
            Ok(())
        })?;
        Ok(read)
    }
}

/// Ties of one file at the most.
const MOST_TIES: usize = 2_000_000;

struct Member {
    row: u64,
    party: ReferenceParty,
    first: DayNumber,
    last: Option<DayNumber>,
    name: String,
}

/// A day in three columns; none where all are blank.
fn day(
    row: &TableRow<'_>,
    day: &str,
    month: &str,
    year: &'static str,
) -> Result<Option<DayNumber>, Fault> {
    if row.field(&[year]).is_empty() {
        return Ok(None);
    }
    let number =
        |name: &str| whole(row.field(&[name])).and_then(|number| i32::try_from(number).ok());
    let parts = number(year).zip(number(month)).zip(number(day));
    let found = parts.and_then(|((year, month), day)| DayNumber::new(year, month, day));
    let written = [day, month, year]
        .map(|name| text(row.field(&[name])).into_owned())
        .join("/");
    found
        .map(Some)
        .ok_or_else(|| Fault::field(year, written.as_bytes(), "a day of the calendar"))
}

/// Years that follow each other as one stretch: its first row, its last, first and last year.
fn joined(spells: &mut [Spell]) -> Vec<(u64, Option<u64>, i32, i32)> {
    spells.sort_by_key(|spell| (spell.first, spell.last, spell.row));
    let mut stretches: Vec<(u64, Option<u64>, i32, i32)> = Vec::new();
    for spell in spells.iter() {
        match stretches.last_mut() {
            Some((_, row, _, last)) if spell.first <= *last + 1 => {
                *row = Some(spell.row);
                *last = (*last).max(spell.last);
            }
            _ => stretches.push((spell.row, None, spell.first, spell.last)),
        }
    }
    stretches
}
