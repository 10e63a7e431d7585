//! Ties of lists as `ties` shows them: the fields of the contract, with the row behind each.

use detente_model::{Basis, ContentHash, Day, Modality, TieId, When};
use detente_store::{Filter, ReferenceTieRow};
use serde::Serialize;

use crate::imported::ImportedSpan;
use crate::{Casebook, Error, ImportedActor, ImportedEvidence};

/// A party and its part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedParty {
    /// Its part.
    pub role: String,
    /// Who.
    pub actor: ImportedActor,
}

/// A tie that a list has.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListedTie {
    /// Its id.
    pub id: String,
    /// `tie`.
    pub about: &'static str,
    /// The kind.
    pub kind: String,
    /// In the words of the list.
    pub name: String,
    /// The two.
    pub parties: Vec<ListedParty>,
    /// `standing`.
    pub status: &'static str,
    /// From when to when.
    pub when: Option<When>,
    /// Whether it still stood where the list ends.
    pub open: bool,
    /// `asserted`.
    pub modality: Modality,
    /// `positive`.
    pub polarity: &'static str,
    /// Nobody but the list.
    pub says: Option<String>,
    /// Themes; none.
    pub theme: Vec<String>,
    /// Theatres; none.
    pub theatre: Vec<String>,
    /// The row.
    pub trigger: ImportedSpan,
    /// The row, by file and line.
    pub evidence: [ImportedEvidence; 1],
    /// Confidence of the extraction; nothing was extracted.
    pub score: Option<f64>,
    /// Where it comes from.
    pub rule: String,
    /// The list.
    pub dataset: String,
}

impl Casebook {
    /// Hands the ties of lists that pass `filter` to `take`, the earliest first, until it returns
    /// `false`.
    ///
    /// # Errors
    /// If the casebook cannot be read, or `take` fails.
    pub fn for_each_listed_tie(
        &self,
        filter: &Filter,
        mut take: impl FnMut(ListedTie) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let asks_for_more = filter.document.is_some()
            || filter.record.is_some()
            || filter.words.is_some()
            || filter.theme.is_some()
            || !filter.theatres.is_empty()
            || filter
                .modality
                .is_some_and(|modality| modality != Modality::Asserted);
        if asks_for_more {
            return Ok(());
        }
        self.store
            .for_each_reference_tie(filter, |row| take(self.listed_tie(row)))
    }

    fn listed_tie(&self, row: ReferenceTieRow) -> ListedTie {
        let hash = ContentHash::new()
            .part(&row.format)
            .part(&row.kind)
            .part(&row.name)
            .part(&row.start)
            .part(&row.end)
            .unordered([
                format!("{} {}", row.role_a, row.party_a),
                format!("{} {}", row.role_b, row.party_b),
            ]);
        let parties = [(&row.role_a, &row.party_a), (&row.role_b, &row.party_b)];
        ListedTie {
            id: TieId::from_content(&hash).to_string(),
            about: "tie",
            kind: row.kind,
            name: row.name,
            parties: parties
                .map(|(role, party)| ListedParty {
                    role: role.clone(),
                    actor: self.party(party),
                })
                .into(),
            status: "standing",
            when: when(&row.start, &row.end, row.by_day),
            open: row.open,
            modality: Modality::Asserted,
            polarity: "positive",
            says: None,
            theme: Vec::new(),
            theatre: Vec::new(),
            trigger: ImportedSpan {
                start: row.start_byte,
                end: row.end_byte,
            },
            evidence: [ImportedEvidence {
                path: row.path,
                start: row.start_byte,
                end: row.end_byte,
                quote: Some(row.quote),
                dataset: row.format.clone(),
                row: u32::try_from(row.row).unwrap_or(u32::MAX),
                outlet: None,
                published: None,
            }],
            score: None,
            rule: format!("import.{}", row.format),
            dataset: row.format,
        }
    }

    fn party(&self, party: &str) -> ImportedActor {
        let known = party
            .parse()
            .ok()
            .and_then(|id| self.knowledge().actor(&id));
        ImportedActor {
            text: known.map_or_else(|| party.to_owned(), |actor| actor.name_en.clone()),
            actor: known.map(|actor| actor.id.to_string()),
            kind: known.map(|actor| actor.kind.as_str()),
            country: known
                .and_then(|actor| actor.country.as_ref())
                .map(ToString::to_string),
            code: known.and_then(|actor| actor.cameo.clone()),
            sector: known.and_then(|actor| actor.sector.clone()),
        }
    }
}

/// A stretch of days, or of years.
fn when(start: &str, end: &str, by_day: bool) -> Option<When> {
    let (first, last): (Day, Day) = (start.parse().ok()?, end.parse().ok()?);
    let when = match (by_day, first == last) {
        (true, true) => When::day(first, Basis::Imported, ""),
        (true, false) => When::closed(
            first,
            last,
            detente_model::Precision::Day,
            Basis::Imported,
            "",
        ),
        (false, _) if first.year() == last.year() => When::year(first.year(), Basis::Imported, ""),
        (false, _) => When::closed(
            first,
            last,
            detente_model::Precision::Year,
            Basis::Imported,
            "",
        ),
    };
    Some(when)
}
