//! Holders of offices from Wikidata, as its query service gives them: a row for each term, with the
//! labels of state, office and holder.

use super::table::{Table, TableRow};
use super::{Reference, ReferenceLeader};
use crate::batch::Fault;
use crate::deed::letters;
use crate::fields::whole;
use crate::{DayNumber, Error, Mapper};
use detente_model::{ActorId, Bound, Knowledge};
use std::collections::{BTreeMap, BTreeSet};

const HOLDER: &[&str] = &["officeholderLabel", "personLabel", "holderLabel"];
const OFFICE: &[&str] = &["positionLabel", "officeLabel"];
const STATE: &[&str] = &["countryLabel", "stateLabel", "jurisdictionLabel", "country"];
const START: &[&str] = &["start", "start_year", "start_date", "start_time"];
const END: &[&str] = &["end", "end_year", "end_date", "end_time"];
const START_PRECISION: &[&str] = &["start_precision", "start_time_precision"];
const END_PRECISION: &[&str] = &["end_precision", "end_time_precision"];

/// Precisions of Wikidata.
const YEAR: i64 = 9;
const MONTH: i64 = 10;

/// A date of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stated {
    /// Nothing stands there.
    Blank,
    /// There is a date, which is not known, or not to the year.
    Unknown,
    /// A day, month or year.
    Known(Bound),
}

impl Stated {
    fn bound(self) -> Option<Bound> {
        match self {
            Self::Known(bound) => Some(bound),
            Self::Blank | Self::Unknown => None,
        }
    }
}

/// Reads the terms of a file into `read`.
pub(super) fn read(bytes: &[u8], mapper: &Mapper<'_>, read: &mut Reference) -> Result<(), Error> {
    if matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[')) {
        let message = "it is JSON; have the query service give CSV or TSV".to_owned();
        return Err(Error::layout(message));
    }
    let table = Table::new(bytes, &[HOLDER, OFFICE, START, END])?;
    let has_state = STATE.iter().any(|name| table.has(name));
    let titles = Titles::new(mapper.knowledge());
    table.each(read, |row, read| {
        let holder = label(row, HOLDER);
        let office = label(row, OFFICE);
        for (name, words) in [(HOLDER[0], &holder), (OFFICE[0], &office)] {
            if words.is_empty() || is_unknown(words) {
                return Err(Fault::field(name, words.as_bytes(), "a label"));
            }
        }
        let start = stated(row, "start", (START, START_PRECISION))?;
        let end = stated(row, "end", (END, END_PRECISION))?;
        let (from, to) = (start.bound(), end.bound());
        let Some(day) = from.or(to).and_then(|date| DayNumber::of(date.earliest())) else {
            return Err(Fault::row("it has neither a start nor an end".into()));
        };
        if let (Some(from), Some(to)) = (from, to)
            && to.latest() < from.earliest()
        {
            let end = to.to_string();
            let expected = "after the start";
            return Err(Fault::field("end", end.as_bytes(), expected));
        }
        let named = label(row, STATE);
        let state = if has_state {
            mapper.state_name(bare(&named), day)
        } else {
            state_of(mapper, &office, day)
        };
        let code = if has_state { named } else { office.clone() };
        if state.is_none() {
            *read.unmapped.entry(code.clone()).or_default() += 1;
        }
        let date = to.or(from).map(Bound::latest);
        read.leaders.push(ReferenceLeader {
            source: row.source(),
            role: state.and_then(|state| titles.role(mapper, state, &office, day)),
            state: state.cloned(),
            code,
            leader: holder,
            office: Some(office),
            from,
            to,
            last: date.unwrap_or_else(|| day.day()),
            open: end == Stated::Blank,
        });
        Ok(())
    })?;
    close(&mut read.leaders);
    Ok(())
}

/// A term without an end has one that is not known where somebody surely took the office later.
fn close(leaders: &mut [ReferenceLeader]) {
    let mut latest: BTreeMap<(String, Option<String>), Bound> = BTreeMap::new();
    let key = |leader: &ReferenceLeader| (leader.code.clone(), leader.office.clone());
    for leader in leaders.iter() {
        if let Some(from) = leader.from {
            let latest = latest.entry(key(leader)).or_insert(from);
            *latest = from.max(*latest);
        }
    }
    for leader in leaders.iter_mut().filter(|leader| leader.open) {
        let later = latest.get(&key(leader)).zip(leader.from);
        leader.open = later.is_none_or(|(later, from)| later.earliest() <= from.latest());
    }
}

/// The words of a field, without the marks that the query service may give: `"Russia"@en`.
fn label(row: &TableRow<'_>, names: &[&str]) -> String {
    let words = row.words(names);
    let language = |tag: &str| {
        let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        tag.len() >= 2 && tag.split('-').all(letters)
    };
    match words.rsplit_once('@') {
        Some((words, tag)) if language(tag) => words.to_owned(),
        _ => words,
    }
}

/// Whether the query service has put a name of its own for what is not known.
fn is_unknown(words: &str) -> bool {
    let digits = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    words.contains("/.well-known/genid/")
        || words.starts_with("_:")
        || words.strip_prefix('t').is_some_and(digits)
}

fn stated(
    row: &TableRow<'_>,
    column: &'static str,
    (names, precisions): (&[&str], &[&str]),
) -> Result<Stated, Fault> {
    let words = row.words(names);
    // Of a typed value only what stands before its type.
    let plain = |words: &str| words.split("^^").next().unwrap_or_default().to_owned();
    let value = plain(&words);
    if value.is_empty() {
        return Ok(Stated::Blank);
    }
    if is_unknown(&value) {
        return Ok(Stated::Unknown);
    }
    let given = plain(&row.words(precisions));
    let precision = match whole(given.as_bytes()) {
        Some(precision) => Some(precision),
        None if given.is_empty() => None,
        None => {
            let expected = "a precision of Wikidata: 9 a year, 10 a month, 11 a day";
            return Err(Fault::field(column, given.as_bytes(), expected));
        }
    };
    if precision.is_some_and(|precision| precision < YEAR) {
        return Ok(Stated::Unknown);
    }
    let fault = || {
        let expected = "a date from the year 1000 on, as 2017, 2017-07 or 2017-07-24T00:00:00Z";
        Fault::field(column, words.as_bytes(), expected)
    };
    dated(&value, precision)
        .map(Stated::Known)
        .ok_or_else(fault)
}

/// The date of a value. The query service writes a year as its first day and a month as the first
/// of it, so that without a precision no such day can be told from its year or month.
fn dated(value: &str, precision: Option<i64>) -> Option<Bound> {
    let (day, is_time) = match value.split_once('T') {
        Some((day, _)) => (day, true),
        None => (value, false),
    };
    let mut parts = day.splitn(3, '-');
    let mut part = |digits: usize| {
        let part = parts.next()?;
        let whole = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        Some(whole.then(|| part.parse::<i32>().ok()).flatten())
    };
    // What is not there is as good as a zero; what is no number is wrong.
    let year = part(4)??;
    let month = part(2).unwrap_or(Some(0))?;
    let day = part(2).unwrap_or(Some(0))?;
    let (month, day) = match precision {
        Some(YEAR) => (0, 0),
        Some(MONTH) => (month, 0),
        None if is_time && day == 1 && month == 1 => (0, 0),
        None if is_time && day == 1 => (month, 0),
        _ => (month, day),
    };
    DayNumber::new(year, month.max(1), day.max(1))?;
    let written = match (month, day) {
        (0, 0) => format!("{year:04}"),
        (_, 0) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    };
    written.parse().ok()
}

/// A name without its article.
fn bare(name: &str) -> &str {
    let article = ["the ", "The "];
    let mut rests = article
        .iter()
        .filter_map(|article| name.strip_prefix(article));
    rests.next().unwrap_or(name)
}

/// The state of an office: what stands behind "of" in its label, the longest name first.
fn state_of<'m>(mapper: &'m Mapper<'_>, office: &str, day: DayNumber) -> Option<&'m ActorId> {
    let mut names = office
        .match_indices(" of ")
        .map(|(at, of)| &office[at + of.len()..]);
    names.find_map(|name| mapper.state_name(bare(name), day))
}

/// What role a title of the table of offices has.
struct Titles {
    own: BTreeMap<(ActorId, String), String>,
    /// The roles that it has for any state.
    any: BTreeMap<String, BTreeSet<String>>,
}

impl Titles {
    fn new(knowledge: &Knowledge) -> Self {
        let mut titles = Self {
            own: BTreeMap::new(),
            any: BTreeMap::new(),
        };
        for office in knowledge.offices().filter(|office| office.actor.is_state()) {
            for title in &office.titles_en {
                let title = letters(title);
                let roles = titles.any.entry(title.clone()).or_default();
                roles.insert(office.role.clone());
                let own = titles.own.entry((office.actor.clone(), title));
                own.or_insert_with(|| office.role.clone());
            }
        }
        titles
    }

    /// The role of the office of `state` with this label, "prime minister of Spain": that of its
    /// title for this state, else the only one that the title has.
    fn role(
        &self,
        mapper: &Mapper<'_>,
        state: &ActorId,
        label: &str,
        day: DayNumber,
    ) -> Option<String> {
        let mut titles = label.match_indices(" of ").filter_map(|(at, of)| {
            let named = mapper.state_name(bare(&label[at + of.len()..]), day);
            (named == Some(state)).then(|| letters(&label[..at]))
        });
        let title = titles.next().unwrap_or_else(|| letters(label));
        let only = || {
            let roles = self.any.get(&title)?;
            roles.first().filter(|_| roles.len() == 1)
        };
        let own = self.own.get(&(state.clone(), title.clone()));
        own.or_else(only).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Reference, ReferenceFormat, read_leaders};

    fn read(file: &str) -> Reference {
        let mapper = Mapper::new(Knowledge::builtin());
        read_leaders(file.as_bytes(), ReferenceFormat::Wikidata, &mapper).unwrap()
    }

    fn told(file: &str) -> Vec<String> {
        let read = read(file);
        let leaders = read.leaders.iter().map(|leader| {
            let state = leader.state.as_ref();
            let state = state.map_or(leader.code.clone(), ToString::to_string);
            let date = |date: Option<Bound>| date.map_or("?".into(), |date| date.to_string());
            let open = if leader.open { " open" } else { "" };
            let role = leader.role.as_deref().unwrap_or("-");
            let (from, to) = (date(leader.from), date(leader.to));
            format!("{state} {role} {} {from} {to}{open}", leader.leader)
        });
        leaders.collect()
    }

    /// A column of dates of the query service, without a precision.
    fn start(value: &str) -> String {
        let file =
            format!("positionLabel,personLabel,start,end\nPresident of Chad,A,{value},2020\n");
        let read = read(&file);
        match read.leaders.first() {
            Some(leader) => leader.from.map_or("?".into(), |date| date.to_string()),
            None => read.rejects[0].reason.clone(),
        }
    }

    #[test]
    fn a_table_of_years_is_read_by_year() {
        let file = "countryid,country,position,positionLabel,officeholder,officeholderLabel,start_year,end_year\n\
            Q222,Albania,Q1,President of Albania,Q2,Ilir Meta,2017,2022\n\
            Q222,Albania,Q1,President of Albania,Q3,Bajram Begaj,2022,\n\
            Q778,The Bahamas,Q4,monarch of the Bahamas,Q5,Charles III,2022,\n\
            Q6,Republika Srpska,Q7,President of Republika Srpska,Q8,Milorad Dodik,2018,\n";
        assert_eq!(
            told(file),
            [
                "ALB head-of-state Ilir Meta 2017 2022",
                "ALB head-of-state Bajram Begaj 2022 2022 open",
                "BHS head-of-state Charles III 2022 2022 open",
                "Republika Srpska - Milorad Dodik 2018 2022 open",
            ]
        );
        let read = read(file);
        assert_eq!(read.unmapped.get("Republika Srpska"), Some(&1));
        let covers = read
            .covers
            .map(|(first, last)| (first.day().to_string(), last.day().to_string()));
        assert_eq!(covers, Some(("2017-01-01".into(), "2022-12-31".into())));
    }

    #[test]
    fn what_the_query_service_writes_is_read_as_precisely_as_it_says() {
        let csv = "country,countryLabel,positionLabel,person,personLabel,start,startPrecision,end,endPrecision\n\
            http://www.wikidata.org/entity/Q159,Russia,Minister of Foreign Affairs of Russia,http://www.wikidata.org/entity/Q58217,Sergey Lavrov,2004-03-09T00:00:00Z,11,,\n\
            http://www.wikidata.org/entity/Q159,Russia,President of Russia,Q1,A,2012-01-01T00:00:00Z,9,2018-05-01T00:00:00Z,10\n\
            http://www.wikidata.org/entity/Q159,Russia,President of Russia,Q1,B,2012-01-01T00:00:00Z,11,http://www.wikidata.org/.well-known/genid/0a1b,11\n";
        assert_eq!(
            told(csv),
            [
                "RUS foreign-minister Sergey Lavrov 2004-03-09 2018-05 open",
                "RUS head-of-state A 2012 2018-05",
                "RUS head-of-state B 2012-01-01 ?",
            ]
        );
        let tsv = "?countryLabel\t?positionLabel\t?personLabel\t?start\t?end\n\
            \"Spain\"@en\t\"Prime Minister of Spain\"@en\t\"Pedro Sánchez\"@en\t\"2018-06-02T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>\t\n";
        assert_eq!(
            told(tsv),
            ["ESP head-of-government Pedro Sánchez 2018-06-02 2018-06-02 open"]
        );
    }

    #[test]
    fn without_a_precision_the_first_of_january_is_a_year_and_the_first_of_a_month_a_month() {
        for (value, date) in [
            ("2017-01-01T00:00:00Z", "2017"),
            ("2017-07-01T00:00:00Z", "2017-07"),
            ("2017-07-24T00:00:00Z", "2017-07-24"),
            ("2017-01-01", "2017-01-01"),
            ("2017-00-00", "2017"),
            ("2017-07", "2017-07"),
            ("t1234", "?"),
        ] {
            assert_eq!(start(value), date, "{value}");
        }
        for value in [
            "-0044-03-15T00:00:00Z",
            "2017-02-30",
            "17",
            "2017-07-x",
            "0800",
        ] {
            assert!(
                start(value).contains("is not a date from the year 1000"),
                "{}",
                start(value)
            );
        }
    }

    #[test]
    fn a_row_without_dates_or_names_is_rejected_with_its_line() {
        let file = "positionLabel,personLabel,start,startPrecision,end\nPresident of Chad,A,,,\n\
            President of Chad,,2000,,\nPresident of Chad,B,2010,,2001\nPresident of Chad,C,2000-01-01T00:00:00Z,8,\n\
            President of Chad,D,2000,day,\n";
        let read = read(file);
        let rejects: Vec<_> = read
            .rejects
            .iter()
            .map(|reject| (reject.row, reject.column, reject.reason.as_str()))
            .collect();
        assert_eq!(
            rejects,
            [
                (2, "", "it has neither a start nor an end"),
                (3, "officeholderLabel", "\"\" is not a label"),
                (4, "end", "\"2001\" is not after the start"),
                (5, "", "it has neither a start nor an end"),
                (
                    6,
                    "start",
                    "\"day\" is not a precision of Wikidata: 9 a year, 10 a month, 11 a day"
                ),
            ]
        );
    }

    #[test]
    fn a_state_is_read_off_the_office_where_no_column_has_it() {
        let file = "positionLabel,personLabel,start,end\nPresident of the Democratic Republic of the Congo,A,2001,2019\n\
            Minister of Foreign Affairs,B,2001,2019\n";
        assert_eq!(
            told(file),
            [
                "COD head-of-state A 2001 2019",
                "Minister of Foreign Affairs - B 2001 2019",
            ]
        );
    }

    #[test]
    fn a_term_without_an_end_is_open_unless_another_began_later() {
        let file = "positionLabel,personLabel,start,end\nPresident of Chad,A,1990,\nPresident of Chad,B,2000,\n\
            President of Chad,C,2000-05-01,\n";
        assert_eq!(
            told(file),
            [
                "TCD head-of-state A 1990 ?",
                "TCD head-of-state B 2000 2000 open",
                "TCD head-of-state C 2000-05-01 2000 open",
            ]
        );
    }

    #[test]
    fn json_is_refused_with_what_to_do() {
        let mapper = Mapper::new(Knowledge::builtin());
        let file = &b"[{\"personLabel\": \"A\"}]"[..];
        let error = read_leaders(file, ReferenceFormat::Wikidata, &mapper).unwrap_err();
        assert!(error.to_string().contains("CSV or TSV"), "{error}");
    }
}
