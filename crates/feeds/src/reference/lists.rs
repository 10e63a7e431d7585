//! Lists whose rows are ties, or years of ties.

use detente_model::{ActorId, PartyRole, TieKind};
use std::collections::BTreeMap;
use std::io::Read;

use super::table::{Table, TableRow, bytes_of};
use super::{Reference, ReferenceFormat, ReferenceParty, ReferenceSource, ReferenceTie};
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
/// If the file cannot be read or lacks a column; roll calls are read by [`super::read_votes`],
/// leaders by [`super::read_leaders`].
pub fn read_reference(
    reader: impl Read,
    format: ReferenceFormat,
    organisations: &BTreeMap<String, String>,
    mapper: &Mapper<'_>,
) -> Result<Reference, Error> {
    let desk = Desk { mapper };
    let bytes = bytes_of(reader)?;
    let mut read = match format {
        ReferenceFormat::Atop => desk.atop(&bytes),
        ReferenceFormat::CowAlliances => desk.alliances(&bytes),
        ReferenceFormat::CowIgo => desk.members(&bytes, organisations),
        ReferenceFormat::Iigo => desk.informal(&bytes),
        ReferenceFormat::Mids => desk.disputes(&bytes),
        ReferenceFormat::Rivalries => desk.rivalries(&bytes),
        ReferenceFormat::Sipri => desk.arms(&bytes),
        _ => Err(Error::new(
            ErrorKind::Usage,
            format!("{format} is no list of ties"),
        )),
    }?;
    let first = read.ties.iter().map(|tie| tie.first).min();
    let last = read.ties.iter().map(|tie| tie.last).max();
    read.covers = first.zip(last);
    read.ties.sort_by_key(|tie| (tie.source.row, tie.other_row));
    Ok(read)
}

/// The names of organisations by their `igoID`, from a file with `igoLongName`; none where the
/// file has no such column: it is one of members.
///
/// # Errors
/// If the file cannot be read, or has no column `igoID`.
pub fn organisation_names(reader: impl Read) -> Result<Option<BTreeMap<String, String>>, Error> {
    let bytes = bytes_of(reader)?;
    let table = Table::new(&bytes, &[&["igoID"]])?;
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
    source: ReferenceSource,
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

    /// An organisation by its name on a day, known or not.
    fn organisation(&self, name: &str, day: DayNumber) -> ReferenceParty {
        let actor = match self.mapper.name(name, day) {
            Found::One(actor) => Some(actor.clone()),
            _ => None,
        };
        ReferenceParty {
            role: PartyRole::Organisation,
            text: name.to_owned(),
            actor,
        }
    }

    fn atop(&self, bytes: &[u8]) -> Result<Reference, Error> {
        const FORMAT: ReferenceFormat = ReferenceFormat::Atop;
        let needed: [&[&str]; 3] = [
            &["ccode1", "mem1", "statea"],
            &["ccode2", "mem2", "stateb"],
            &["first_year", "year"],
        ];
        let table = Table::new(bytes, &needed)?;
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
                    source: row.source(),
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
            for (source, other_row, first, last) in joined(spells) {
                read.ties.push(ReferenceTie {
                    source,
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

    fn alliances(&self, bytes: &[u8]) -> Result<Reference, Error> {
        const FORMAT: ReferenceFormat = ReferenceFormat::CowAlliances;
        let table = Table::new(
            bytes,
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
                source: row.source(),
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
                        source: one.source.clone(),
                        other_row: Some(other.source.row),
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
        bytes: &[u8],
        organisations: &BTreeMap<String, String>,
    ) -> Result<Reference, Error> {
        let table = Table::new(
            bytes,
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
            let organisation = self.organisation(&name, first_of(first));
            read.ties.push(ReferenceTie {
                source: row.source(),
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
        Ok(open_at_end(read))
    }

    /// Members of informal organisations. The list names states, codes them with three letters,
    /// and leaves the end blank of what stood in the year of its edition.
    fn informal(&self, bytes: &[u8]) -> Result<Reference, Error> {
        let needed: [&[&str]; 5] = [
            &["StateName"],
            &["stateID"],
            &["Title"],
            &["Begin"],
            &["End"],
        ];
        let table = Table::new(bytes, &needed)?;
        let mut read = Reference::default();
        table.each(&mut read, |row, read| {
            let first = row.year("Begin", needed[3])?;
            let open = row.field(needed[4]).is_empty();
            // What stands is written with the year of the edition, where that is there.
            let last = if open {
                row.year("Year", &["Year"]).unwrap_or(first)
            } else {
                row.year("End", needed[4])?
            };
            if last < first {
                let end = row.field(needed[4]);
                return Err(Fault::field("End", end, "no year before Begin"));
            }
            let day = first_of(first);
            let [name, code] = [needed[0], needed[1]].map(|columns| row.words(columns));
            let known = [&name, &code]
                .into_iter()
                .find_map(|words| self.mapper.country(words, day));
            let member = match known {
                Some(state) => ReferenceParty {
                    role: PartyRole::Member,
                    text: state.to_string(),
                    actor: Some(state.clone()),
                },
                None => self.named(&name, day, PartyRole::Member, read),
            };
            let title = row.words(needed[2]);
            let organisation = self.organisation(&title, day);
            read.ties.push(ReferenceTie {
                source: row.source(),
                other_row: None,
                kind: TieKind::Membership,
                name: title,
                parties: [member, organisation],
                first: day,
                last: last_of(last),
                by_day: false,
                open,
            });
            Ok(())
        })?;
        Ok(read)
    }

    fn disputes(&self, bytes: &[u8]) -> Result<Reference, Error> {
        const FORMAT: ReferenceFormat = ReferenceFormat::Mids;
        let table = Table::new(
            bytes,
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
                    source: row.source(),
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
            for (source, other_row, first, last) in joined(spells) {
                read.ties.push(ReferenceTie {
                    source,
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

    fn rivalries(&self, bytes: &[u8]) -> Result<Reference, Error> {
        const FORMAT: ReferenceFormat = ReferenceFormat::Rivalries;
        let table = Table::new(
            bytes,
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
                source: row.source(),
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
        Ok(open_at_end(read))
    }

    fn arms(&self, bytes: &[u8]) -> Result<Reference, Error> {
        let needed: [&[&str]; 4] = [
            &["recipient"],
            &["supplier"],
            &["year_of_order"],
            &["weapon_designation", "designation"],
        ];
        let table = Table::new(bytes, &needed)?;
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
                ", none delivered"
            } else {
                ""
            };
            read.ties.push(ReferenceTie {
                source: row.source(),
                other_row: None,
                kind: TieKind::ArmsSupply,
                name: format!(
                    "{}; {}; ordered {ordered}{until}",
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
    source: ReferenceSource,
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
fn joined(spells: &mut [Spell]) -> Vec<(ReferenceSource, Option<u64>, i32, i32)> {
    spells.sort_by_key(|spell| (spell.first, spell.last, spell.source.row));
    let mut stretches: Vec<(ReferenceSource, Option<u64>, i32, i32)> = Vec::new();
    for spell in spells.iter() {
        match stretches.last_mut() {
            Some((_, row, _, last)) if spell.first <= *last + 1 => {
                *row = Some(spell.source.row);
                *last = (*last).max(spell.last);
            }
            _ => stretches.push((spell.source.clone(), None, spell.first, spell.last)),
        }
    }
    stretches
}

/// Marks as open the ties that had not ended when the list does: they are written with its last
/// year.
fn open_at_end(mut read: Reference) -> Reference {
    let end = read.ties.iter().map(|tie| tie.last).max();
    for tie in &mut read.ties {
        tie.open = Some(tie.last) == end;
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_model::Knowledge;

    fn read(format: ReferenceFormat, text: &str) -> Reference {
        let mapper = Mapper::new(Knowledge::builtin());
        let names = BTreeMap::from([("5".to_owned(), "NATO".to_owned())]);
        read_reference(text.as_bytes(), format, &names, &mapper).unwrap()
    }

    /// Each tie as its parties, years, whether it stands, its name and lines.
    fn told(read: &Reference) -> Vec<String> {
        let tie = |tie: &ReferenceTie| {
            let [a, b] = tie.parties.each_ref().map(|party| {
                let id = party
                    .actor
                    .as_ref()
                    .map_or(party.text.clone(), ToString::to_string);
                format!("{}:{id}", party.role)
            });
            let open = if tie.open { " open" } else { "" };
            format!(
                "{a} {b} {} {}{open} {} {}",
                tie.first.day(),
                tie.last.day(),
                tie.name,
                tie.source.row
            )
        };
        read.ties.iter().map(tie).collect()
    }

    #[test]
    fn years_of_an_alliance_are_one_stretch() {
        let text = "mem1,mem2,year,defense,offense,neutral,nonagg,consul\n\
                    365,630,2001,0,0,1,1,0\n365,630,2002,0,0,1,1,0\n365,630,2004,0,0,1,1,0\n365,630,2003,0,0,0,0,0\n";
        assert_eq!(
            told(&read(ReferenceFormat::Atop, text)),
            [
                "party:RUS party:IRN 2001-01-01 2002-12-31 neutrality, non-aggression 2",
                "party:RUS party:IRN 2004-01-01 2004-12-31 open neutrality, non-aggression 4",
            ]
        );
    }

    #[test]
    fn members_of_an_alliance_are_tied_while_both_belong() {
        let text = "version4id,ccode,mem_st_day,mem_st_month,mem_st_year,mem_end_day,mem_end_month,mem_end_year,defense,neutrality,nonaggression,entente\n\
                    9,365,26,2,1921,25,8,1941,1,0,0,0\n9,630,1,3,1921,,,,1,0,0,0\n9,640,1,1,1950,,,,1,0,0,0\n9,2,31,2,1950,,,,1,0,0,0\n";
        let read = read(ReferenceFormat::CowAlliances, text);
        assert_eq!(
            told(&read),
            [
                "party:RUS party:IRN 1921-03-01 1941-08-25 defence (alliance 9) 2",
                "party:IRN party:TUR 1950-01-01 1950-01-01 open defence (alliance 9) 3",
            ]
        );
        assert_eq!(
            (read.rejected, read.rejects[0].row),
            (1, 5),
            "there is no 31 February"
        );
    }

    #[test]
    fn members_that_have_not_left_are_members_still() {
        let text =
            "igoID,StateID,JoinYear,LeaveYear\n5,2,1949,2005\n5,220,1949,1966\n5,630,1990,1980\n";
        let read = read(ReferenceFormat::CowIgo, text);
        assert_eq!(
            told(&read),
            [
                "member:USA organisation:org:nato 1949-01-01 2005-12-31 open NATO 2",
                "member:FRA organisation:org:nato 1949-01-01 1966-12-31 NATO 3",
            ]
        );
        assert_eq!(read.rejected, 1);
    }

    #[test]
    fn members_of_informal_organisations_stand_until_the_edition() {
        let text = "stateID,StateName,igoID,Title,Begin,End,Year\n\
                    AUH,Austria-Hungary,CoE,Concert Of Europe,1815,1856,2017\n\
                    IRN,Iran,NAM,Non-aligned Movement,1961,,2017\nALG,Algeria,NAM,Non-aligned Movement,1962,,2017\n\
                    FRA,France,X,X,,,2017\nZZZ,Atlantis,X,X,1990,1980,2017\nZZZ,Atlantis,X,X,1990,1991,2017\n";
        let read = read(ReferenceFormat::Iigo, text);
        assert_eq!(
            told(&read),
            [
                "member:AUH organisation:bloc:concert-of-europe 1815-01-01 1856-12-31 Concert Of Europe 2",
                "member:IRN organisation:org:nam 1961-01-01 2017-12-31 open Non-aligned Movement 3",
                "member:DZA organisation:org:nam 1962-01-01 2017-12-31 open Non-aligned Movement 4",
                "member:Atlantis organisation:X 1990-01-01 1991-12-31 X 7",
            ]
        );
        assert_eq!((read.rejected, read.rejects[0].row), (2, 5));
        assert_eq!(read.unmapped.get("Atlantis"), Some(&1));
    }

    #[test]
    fn a_dispute_counts_once_and_by_what_the_two_did() {
        let text = "dispnum,ccode1,ccode2,year,hostlev1,hostlev2,hostlev\n\
                    7,365,630,1920,4,1,5\n7,630,365,1920,1,4,5\n7,630,365,1921,1,4,5\n7,365,630,1921,4,1,5\n";
        assert_eq!(
            told(&read(ReferenceFormat::Mids, text)),
            ["party:IRN party:RUS 1920-01-01 1921-12-31 militarised dispute 7: use of force 3"]
        );
    }

    #[test]
    fn an_order_of_which_nothing_came_is_no_delivery() {
        let text = "recipient,supplier,year_of_order,number_ordered,weapon_designation,weapon_description,number_delivered,years_of_delivery\n\
                    Iran,Russia,2023,24,Su-35S,FGA aircraft,0,2023\nRussia,Iran,2022,6600,Shahed-136,drone,4600,2022; 2023\nIran,Atlantis,2000,1,X,,1,2001\n";
        let read = read(ReferenceFormat::Sipri, text);
        assert_eq!(
            told(&read),
            [
                "supplier:RUS recipient:IRN 2023-01-01 2023-12-31 Su-35S, FGA aircraft; 24 ordered, 0 delivered; ordered 2023, none delivered 2",
                "supplier:IRN recipient:RUS 2022-01-01 2023-12-31 Shahed-136, drone; 6600 ordered, 4600 delivered; ordered 2022 3",
                "supplier:Atlantis recipient:IRN 2001-01-01 2001-12-31 X, ; 1 ordered, 1 delivered; ordered 2000 4",
            ]
        );
        assert_eq!(read.unmapped.get("Atlantis"), Some(&1));
    }

    #[test]
    fn a_file_of_another_kind_is_refused_with_what_is_missing() {
        let mapper = Mapper::new(Knowledge::builtin());
        let of_ties = |format: &&ReferenceFormat| {
            **format != ReferenceFormat::UnVotes && !format.is_of_leaders()
        };
        for format in ReferenceFormat::ALL.iter().filter(of_ties) {
            let error = read_reference(&b"a,b\n1,2\n"[..], *format, &BTreeMap::new(), &mapper);
            assert!(
                error.unwrap_err().to_string().contains("no column"),
                "{format}"
            );
        }
    }

    static MAPPER: std::sync::LazyLock<Mapper<'static>> =
        std::sync::LazyLock::new(|| Mapper::new(Knowledge::builtin()));

    proptest::proptest! {
        #[test]
        fn no_bytes_break_a_reader(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300), place in 0_usize..7) {
            let mapper = &*MAPPER;
            let head: [&[u8]; 7] = [
                b"ccode1,ccode2,year,atop_defense\n", b"version4id,ccode,mem_st_day,mem_st_month,mem_st_year,mem_end_year\n",
                b"igoID,StateID,JoinYear,LeaveYear\n", b"dispnum,ccode1,ccode2,year\n", b"ccode1,ccode2,start,end\n",
                b"recipient,supplier,year_of_order,designation\n", b"stateID,StateName,Title,Begin,End\n",
            ];
            let formats = [ReferenceFormat::Atop, ReferenceFormat::CowAlliances, ReferenceFormat::CowIgo, ReferenceFormat::Mids, ReferenceFormat::Rivalries, ReferenceFormat::Sipri, ReferenceFormat::Iigo];
            let file = [head[place], &bytes].concat();
            let read = read_reference(&file[..], formats[place], &BTreeMap::new(), mapper);
            if let Ok(read) = read {
                proptest::prop_assert!(read.ties.len() as u64 <= read.rows * read.rows);
            }
        }
    }
}
