//! Reports whose event is known: the file of the project MAVERICK.

use detente_feeds::{ClueWeights, ComparedReports, EventReport, compare_reports, group_compared};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) type Failure = Box<dyn std::error::Error>;

/// The country whose reports teach.
pub(crate) const TAUGHT: &str = "Kenya";

/// The reports of the file, and the event of each.
pub(crate) fn read(path: &str) -> Result<(Vec<EventReport>, Vec<String>), Failure> {
    let stream = detente_feeds::find_stream(path).ok_or("the file cannot be opened")?;
    let mut table = csv::Reader::from_reader(stream.open()?);
    let header = table.headers()?.clone();
    let (mut reports, mut events) = (Vec::new(), Vec::new());
    for row in table.records() {
        let row = row?;
        let at = |name: &str| {
            let place = header.iter().position(|column| column == name);
            place.and_then(|place| row.get(place)).unwrap_or_default()
        };
        let optional = |name: &str| Some(at(name)).filter(|text| !text.is_empty());
        let said = |name: &str| {
            optional(name).filter(|text| !matches!(*text, "Unknown" | "Other context"))
        };
        let each = |column: &str| -> BTreeSet<String> {
            (1..=6)
                .filter_map(|nth| said(&format!("actor{nth}_{column}")))
                .map(str::to_owned)
                .collect()
        };
        // Ids in round hundreds are those of actors that are known by their kind alone.
        let named = |id: &String| !id.ends_with("00");
        let deeds = each("violence");
        let deeds = deeds
            .iter()
            .flat_map(|deeds| deeds.split("; "))
            .filter(|deed| !matches!(*deed, "Unknown" | "Other"));
        let deeds = deeds
            .map(str::to_owned)
            .chain(said("target").map(|target| format!("against {target}")));
        let deeds = deeds.chain(said("event_context").map(|context| format!("during {context}")));
        let came_of_it = ["damage", "displacement"].into_iter();
        let deeds = deeds.chain(came_of_it.filter(|end| at(end) == "1").map(str::to_owned));
        let (published, title) = dated(at("source"));
        reports.push(EventReport {
            id: at("id").into(),
            document: at("source").into(),
            title: title.into(),
            published: published.map(str::to_owned),
            start: at("date_start").into(),
            // One report of the file ends before it starts: it is taken as of its first day.
            end: optional("date_end")
                .filter(|end| *end >= at("date_start"))
                .map(str::to_owned),
            country: at("country").into(),
            town: at("city").into(),
            place: at("location").into(),
            latitude: optional("latitude").map(str::parse).transpose()?,
            longitude: optional("longitude").map(str::parse).transpose()?,
            actors: each("id").into_iter().filter(named).collect(),
            kinds: each("type"),
            deeds: deeds.collect(),
            deaths: optional("deaths_best").map(str::parse).transpose()?,
            injured: optional("injuries_best").map(str::parse).transpose()?,
        });
        events.push(at("event_id").to_owned());
    }
    Ok((reports, events))
}

/// Some of the reports, compared.
pub(crate) struct Part {
    pub(crate) reports: Vec<EventReport>,
    pub(crate) events: Vec<String>,
    pub(crate) compared: Vec<ComparedReports>,
}

impl Part {
    pub(crate) fn of(
        places: &[usize],
        reports: &[EventReport],
        events: &[String],
    ) -> Result<Self, Failure> {
        let reports: Vec<_> = places.iter().map(|place| reports[*place].clone()).collect();
        let events = places.iter().map(|place| events[*place].clone()).collect();
        let compared = compare_reports(&reports)?;
        Ok(Self {
            reports,
            events,
            compared,
        })
    }

    /// Pairs of reports that share an event: how many there are, are found, and rightly found.
    pub(crate) fn count(&self, weights: &ClueWeights) -> [usize; 3] {
        let pairs = |count: usize| count * count.saturating_sub(1) / 2;
        let pairs_of = |members: &mut dyn Iterator<Item = &String>| -> usize {
            let mut sizes: BTreeMap<&String, usize> = BTreeMap::new();
            members.for_each(|event| *sizes.entry(event).or_default() += 1);
            sizes.values().map(|size| pairs(*size)).sum()
        };
        let wanted = pairs_of(&mut self.events.iter());
        let (mut found, mut right) = (0, 0);
        for group in group_compared(&self.reports, &self.compared, weights) {
            found += pairs(group.members.len());
            right += pairs_of(&mut group.members.iter().map(|member| &self.events[*member]));
        }
        [wanted, found, right]
    }
}

/// The day and the title in `Outlet (2017-08-12) Title`.
fn dated(source: &str) -> (Option<&str>, &str) {
    let is_day = |text: &str| {
        text.len() == 10
            && text
                .bytes()
                .all(|byte| byte == b'-' || byte.is_ascii_digit())
    };
    for (place, _) in source.match_indices('(') {
        let rest = &source[place + 1..];
        if let Some((day, title)) = rest.split_once(')')
            && is_day(day)
        {
            return (Some(day), title);
        }
    }
    (None, source)
}
