//! What event data sets measure of a stated link: beside the claim, never part of its strength.

use std::collections::BTreeMap;

use detente_analysis::{CausalMap, Counted, counted, lagged_association};
use detente_casebook::{Casebook, Measure, SeriesOptions, Toward};
use detente_model::ActorId;
use serde_json::{Value, json};

/// The months after which an effect is looked for where no source says how soon it comes.
const LAG: usize = 1;
/// The longest lag that is looked for, in months.
const LONGEST: usize = 12;

/// Measures links of a map, each once.
pub(crate) struct Measurer<'c> {
    casebook: &'c Casebook,
    /// Whether any data set was imported.
    has_data: bool,
    known: BTreeMap<usize, Measured>,
}

/// What is measured of a link: a line for each data set, or why there is none.
pub(crate) struct Measured {
    pub(crate) text: Vec<String>,
    pub(crate) json: Value,
}

/// A monthly count between two actors.
struct Counts {
    name: String,
    by_set: BTreeMap<String, BTreeMap<String, f64>>,
}

impl<'c> Measurer<'c> {
    /// A measurer that has measured nothing yet.
    pub(crate) fn new(casebook: &'c Casebook) -> anyhow::Result<Self> {
        let files = casebook
            .store()
            .feed_files()
            .map_err(detente_casebook::Error::from)?;
        Ok(Self {
            casebook,
            has_data: !files.is_empty(),
            known: BTreeMap::new(),
        })
    }

    /// What is measured of link number `link`.
    pub(crate) fn of(&mut self, map: &CausalMap, link: usize) -> anyhow::Result<&Measured> {
        if !self.known.contains_key(&link) {
            let measured = self.measure(map, link)?;
            self.known.insert(link, measured);
        }
        Ok(&self.known[&link])
    }

    fn measure(&self, map: &CausalMap, link: usize) -> anyhow::Result<Measured> {
        if !self.has_data {
            return Ok(Measured {
                text: Vec::new(),
                json: json!({"not_measurable": "no event data was imported"}),
            });
        }
        let ends = [map.links[link].cause, map.links[link].effect];
        let mut counts = Vec::new();
        for end in ends {
            match self.counts(map, end)? {
                Ok(found) => counts.push(found),
                Err(why) => return Ok(unmeasured(&why)),
            }
        }
        let lag = lag(map, link);
        let (mut text, mut sets) = (Vec::new(), Vec::new());
        for (dataset, cause) in &counts[0].by_set {
            let Some(effect) = counts[1].by_set.get(dataset) else {
                continue;
            };
            let months: Vec<&String> = cause
                .keys()
                .filter(|month| effect.contains_key(*month))
                .collect();
            let series = |of: &BTreeMap<String, f64>| -> Vec<Option<f64>> {
                run_of(&months)
                    .map(|month| of.get(&month).copied())
                    .collect()
            };
            let beside = format!(
                "{} with {} {lag} months later",
                counts[0].name, counts[1].name
            );
            match lagged_association(&series(cause), &series(effect), lag) {
                Ok(found) => {
                    text.push(format!(
                        "measured in {dataset}, beside the claim: {beside}: correlation {:+.2} (95 % {:+.2} to {:+.2}), {} months",
                        found.correlation, found.low, found.high, found.months
                    ));
                    sets.push(json!({"dataset": dataset, "cause": counts[0].name,
                        "effect": counts[1].name, "lag_months": lag, "months": found.months,
                        "correlation": found.correlation, "low": found.low, "high": found.high}));
                }
                Err(why) => {
                    text.push(format!("not measurable in {dataset}: {beside}: {why}"));
                    sets.push(json!({"dataset": dataset, "not_measurable": why}));
                }
            }
        }
        if sets.is_empty() {
            return Ok(unmeasured("no data set was imported that covers months"));
        }
        Ok(Measured {
            text,
            json: json!(sets),
        })
    }

    /// The counts of a concept by data set and month; what is not covered is left out.
    fn counts(&self, map: &CausalMap, end: usize) -> anyhow::Result<Result<Counts, String>> {
        let concept = &map.concepts[end];
        let label = map.label(end);
        let Some(kind) = counted(concept) else {
            return Ok(Err(format!("no data set counts “{label}”")));
        };
        let [a, b] = concept.about.as_slice() else {
            return Ok(Err(format!("“{label}” does not name two actors")));
        };
        let options = SeriesOptions {
            measure: Measure::Count,
            by_year: false,
            dataset: None,
            kind: match kind {
                Counted::Kind(kind) => Some(kind.to_owned()),
                Counted::Cooperation | Counted::Conflict => None,
            },
            theme: None,
            toward: Toward::Both,
            per_volume: false,
        };
        let mut by_set: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
        for point in self.casebook.series(a, b, &options)? {
            let months = by_set.entry(point.dataset).or_default();
            let events = match kind {
                Counted::Cooperation => point.cooperation,
                Counted::Conflict => point.conflict,
                Counted::Kind(_) => point.events,
            };
            if let Some(month) = point
                .period
                .filter(|_| !point.wider && point.covered == "all")
            {
                months.insert(month, events as f64);
            }
        }
        Ok(Ok(Counts {
            name: format!(
                "{kind} of {} and {}",
                ActorId::as_str(a),
                ActorId::as_str(b)
            ),
            by_set,
        }))
    }
}

/// All months from the first to the last of `months`, as `YYYY-MM`.
fn run_of(months: &[&String]) -> impl Iterator<Item = String> {
    let number = |month: &String| -> Option<u32> {
        let (year, month) = month.split_once('-')?;
        Some(year.parse::<u32>().ok()? * 12 + month.parse::<u32>().ok()? - 1)
    };
    let first = months.first().and_then(|month| number(month));
    let last = months.last().and_then(|month| number(month));
    let all = first
        .zip(last)
        .map_or(0..0, |(first, last)| first..last + 1);
    all.map(|month| format!("{:04}-{:02}", month / 12, month % 12 + 1))
}

/// The lag of a link in months: the shortest that is stated, else one.
fn lag(map: &CausalMap, link: usize) -> usize {
    let faces = &map.links[link].faces;
    let mentions = faces.iter().flat_map(|face| &face.mentions);
    let days = mentions.filter_map(|number| map.mentions[*number].lag.as_ref()?.within_days);
    days.min()
        .map_or(LAG, |days| (days.div_ceil(30) as usize).clamp(1, LONGEST))
}

fn unmeasured(why: &str) -> Measured {
    Measured {
        text: vec![format!("not measurable: {why}")],
        json: json!({"not_measurable": why}),
    }
}
