//! A record as the formats ask for it.

use detente_feeds::DayNumber;
use detente_model::{ActorId, Knowledge};
use detente_store::DocumentRow;
use serde_json::Value;
use std::collections::HashMap;

/// Documents by their path.
pub(super) struct Documents(HashMap<String, DocumentRow>);

impl Documents {
    pub(super) fn new(documents: Vec<DocumentRow>) -> Self {
        Self(
            documents
                .into_iter()
                .map(|document| (document.path.clone(), document))
                .collect(),
        )
    }
}

/// An event or tie in the fields of the contract.
pub(super) struct Item<'i> {
    pub(super) value: &'i Value,
    pub(super) documents: &'i Documents,
    pub(super) knowledge: &'i Knowledge,
}

/// Who takes part, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Party<'i> {
    /// `source`, `target`, or the role in a tie.
    pub(super) role: &'i str,
    /// Our actor; the words of the source, where it is not known.
    pub(super) id: &'i str,
    /// As it is written.
    pub(super) text: &'i str,
    /// The kind of actor.
    pub(super) kind: Option<&'i str>,
    /// The state: three letters.
    pub(super) country: Option<&'i str>,
    /// A CAMEO-style code.
    pub(super) code: Option<&'i str>,
    /// The role part of the code.
    pub(super) sector: Option<&'i str>,
}

impl<'i> Item<'i> {
    pub(super) fn text(&self, field: &str) -> Option<&'i str> {
        self.value[field].as_str()
    }

    pub(super) fn id(&self) -> &'i str {
        self.text("id").unwrap_or_default()
    }

    pub(super) fn is_event(&self) -> bool {
        self.value["about"] == "event"
    }

    /// The PLOVER type of an event, the kind of a tie.
    pub(super) fn kind(&self) -> Option<&'i str> {
        self.text(if self.is_event() { "type" } else { "kind" })
    }

    /// Whether the field says something.
    pub(super) fn has(&self, field: &str) -> bool {
        match field {
            "quote" => self.quote().is_some(),
            _ => match &self.value[field] {
                Value::Null => false,
                Value::Array(items) => !items.is_empty(),
                _ => true,
            },
        }
    }

    /// Why it is not said to have happened or to stand; none where it is.
    pub(super) fn not_so(&self) -> Option<&'static str> {
        if self.value["polarity"] == "negative" || self.value["status"] == "denied" {
            return Some("it is denied");
        }
        if self.value["status"] == "planned" {
            return Some("it is planned, not so");
        }
        match self.text("modality") {
            Some("asserted" | "reported") => None,
            _ => Some("it is forecast, supposed, wanted or held, not said to be so"),
        }
    }

    pub(super) fn list(&self, field: &str) -> Vec<&'i str> {
        let items = self.value[field].as_array();
        items
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    /// Start, end and precision of the date.
    pub(super) fn when(&self) -> (Option<&'i str>, Option<&'i str>, Option<&'i str>) {
        let when = &self.value["when"];
        (
            when["start"].as_str(),
            when["end"].as_str(),
            when["precision"].as_str(),
        )
    }

    /// The first and last date of what was so, as finely as each is known (`2007`, `2007-05`); and
    /// the date of what only is known to have been so then.
    ///
    /// A tie that is said to have opened has a first date and no last; one that closed has a last
    /// date only; one that stood or changed on a day has neither.
    pub(super) fn lasted(&self) -> [Option<String>; 3] {
        let (start, end, precision) = self.when();
        let shortened = |day: &str| {
            let length = match precision {
                Some("month") => 7,
                Some("year" | "decade" | "era") => 4,
                _ => 10,
            };
            day[..day.len().min(length)].to_owned()
        };
        let (start, end) = (start.map(shortened), end.map(shortened));
        // Lists say from when to when.
        if let Some(open) = self.value["open"].as_bool() {
            return [start, end.filter(|_| !open), None];
        }
        match self.text("status") {
            None => [start, end, None],
            Some("opened") => [start, None, None],
            Some("closed") => [None, end, None],
            Some(_) if start == end => [None, None, start],
            Some(_) => [
                None,
                None,
                start.zip(end).map(|(start, end)| format!("{start}/{end}")),
            ],
        }
    }

    /// The day, where exactly one is known.
    pub(super) fn day(&self) -> Option<&'i str> {
        match self.when() {
            (Some(start), Some(end), Some("day")) if start == end => Some(start),
            _ => None,
        }
    }

    pub(super) fn parties(&self) -> Vec<Party<'i>> {
        if self.is_event() {
            let side = |role: &'i str| {
                let actors = self.value[role].as_array().into_iter().flatten();
                actors.map(move |actor| party(role, actor))
            };
            return side("source").chain(side("target")).collect();
        }
        let parties = self.value["parties"].as_array().into_iter().flatten();
        parties
            .map(|each| party(each["role"].as_str().unwrap_or("party"), &each["actor"]))
            .collect()
    }

    /// Whether both sides of an event did it.
    pub(super) fn is_mutual(&self) -> bool {
        self.is_event() && self.value["source"] == self.value["target"]
    }

    /// Pairs of the ones who act, supply or belong and those to whom; alike parties pair by order.
    pub(super) fn pairs(&self) -> Vec<(Party<'i>, Party<'i>)> {
        const FIRST: [&str; 6] = [
            "source", "supplier", "member", "sponsor", "sender", "deployer",
        ];
        let parties = self.parties();
        let mutual = self.is_mutual();
        let is_first = |party: &Party<'_>| FIRST.contains(&party.role);
        let first: Vec<_> = parties.iter().filter(|party| is_first(party)).collect();
        let second: Vec<_> = parties.iter().filter(|party| !is_first(party)).collect();
        let alike = first.is_empty() || second.is_empty() || mutual;
        let (first, second) = if alike {
            let all = if first.is_empty() { second } else { first };
            (all.clone(), all)
        } else {
            (first, second)
        };
        let mut pairs = Vec::new();
        for (place, one) in first.iter().enumerate() {
            let rest = if alike { place + 1 } else { 0 };
            for other in second.iter().skip(rest).filter(|other| other.id != one.id) {
                pairs.push(((*one).clone(), (*other).clone()));
            }
        }
        pairs
    }

    fn evidence(&self) -> &'i Value {
        &self.value["evidence"][0]
    }

    pub(super) fn quote(&self) -> Option<&'i str> {
        self.evidence()["quote"].as_str()
    }

    pub(super) fn path(&self) -> &'i str {
        self.evidence()["path"].as_str().unwrap_or_default()
    }

    /// Where the words begin and end in their document.
    pub(super) fn span(&self) -> (u64, u64) {
        let at = |field: &str| self.evidence()[field].as_u64().unwrap_or_default();
        (at("start"), at("end"))
    }

    fn document(&self) -> Option<&'i DocumentRow> {
        self.documents.0.get(self.path())
    }

    /// The address of the document, where it is known.
    pub(super) fn url(&self) -> Option<&'i str> {
        let url = self.document().and_then(|document| document.url.as_deref());
        url.filter(|url| url.starts_with("http://") || url.starts_with("https://"))
    }

    pub(super) fn title(&self) -> Option<&'i str> {
        self.document()?.title.as_deref()
    }

    pub(super) fn language(&self) -> Option<&'i str> {
        self.document()
            .map(|document| document.language.as_str())
            .filter(|code| *code != "und")
    }

    pub(super) fn outlet(&self) -> Option<&'i str> {
        self.evidence()["outlet"]
            .as_str()
            .or_else(|| self.document()?.outlet.as_deref())
    }

    /// The day of publication.
    pub(super) fn published(&self) -> Option<String> {
        if let Some(day) = self.evidence()["published"]["start"].as_str() {
            return Some(day.to_owned());
        }
        let published = self.document()?.published.as_ref()?;
        let (start, end) = (published.start()?, published.end()?);
        (start == end).then(|| start.to_string())
    }

    /// The two letters of a state.
    pub(super) fn two_letters(&self, country: &str) -> Option<String> {
        let actor: ActorId = country.parse().ok()?;
        self.knowledge
            .code(&actor, "iso2", None)
            .map(str::to_lowercase)
    }

    /// The English name of an actor.
    pub(super) fn name(&self, party: &Party<'_>) -> String {
        let known = party
            .id
            .parse()
            .ok()
            .and_then(|id: ActorId| self.knowledge.actor(&id));
        known.map_or_else(|| party.text.to_owned(), |actor| actor.name_en.clone())
    }
}

fn party<'i>(role: &'i str, actor: &'i Value) -> Party<'i> {
    let text = actor["text"].as_str().unwrap_or_default();
    Party {
        role,
        id: actor["actor"].as_str().unwrap_or(text),
        text,
        kind: actor["type"].as_str(),
        country: actor["country"].as_str(),
        code: actor["code"].as_str(),
        sector: actor["sector"].as_str(),
    }
}

/// The number of a day that is written `2024-05-17`.
pub(super) fn day_number(day: &str) -> Option<i32> {
    let day: detente_model::Day = day.parse().ok()?;
    DayNumber::of(day).map(|day| day.0)
}
