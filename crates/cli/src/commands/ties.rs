//! Ties of documents and of lists in one list.

use detente_casebook::{ListedTie, Record};
use serde::Serialize;

use crate::layout::Column;
use crate::listed::{Listed, date, date_fields};

/// A tie that documents report, or that a list has.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Tied {
    Coded(Box<Record>),
    Listed(Box<ListedTie>),
}

impl Listed for Tied {
    const COLUMNS: &'static [Column] = <Record as Listed>::COLUMNS;
    const FIELDS: &'static [&'static str] = <Record as Listed>::FIELDS;

    fn cells(&self) -> Vec<String> {
        let tie = match self {
            Self::Coded(record) => return record.cells(),
            Self::Listed(tie) => tie,
        };
        let who: Vec<_> = tie
            .parties
            .iter()
            .map(|party| party.actor.text.as_str())
            .collect();
        let open = if tie.open { " or later" } else { "" };
        vec![
            format!("{}{open}", date(tie.when.as_ref())),
            tie.kind.clone(),
            tie.dataset.clone(),
            who.join(", "),
        ]
    }

    fn words(&self) -> Option<&str> {
        match self {
            Self::Coded(record) => record.words(),
            Self::Listed(tie) => Some(&tie.name),
        }
    }

    fn place(&self) -> Option<String> {
        match self {
            Self::Coded(record) => record.place(),
            Self::Listed(tie) => {
                let [evidence] = &tie.evidence;
                Some(format!("{}:{}", evidence.path, evidence.row))
            }
        }
    }

    fn fields(&self) -> Vec<String> {
        let tie = match self {
            Self::Coded(record) => return record.fields(),
            Self::Listed(tie) => tie,
        };
        let [evidence] = &tie.evidence;
        let party = |party: &detente_casebook::ListedParty| {
            let who = party.actor.actor.as_ref().unwrap_or(&party.actor.text);
            format!("{}:{who}", party.role)
        };
        let parties: Vec<_> = tie.parties.iter().map(party).collect();
        let blank = String::new;
        let mut fields = vec![
            tie.id.clone(),
            tie.about.to_owned(),
            tie.kind.clone(),
            tie.status.to_owned(),
            blank(),
            parties.join("; "),
            blank(),
            blank(),
        ];
        fields.extend(date_fields(tie.when.as_ref()));
        fields.extend([
            tie.modality.to_string(),
            tie.polarity.to_owned(),
            blank(),
            blank(),
            blank(),
            blank(),
        ]);
        fields.push(tie.rule.clone());
        // One row of one list: no claim, article or outlet.
        fields.extend(["1", "0", "0", "1"].map(str::to_owned));
        fields.extend([
            evidence.path.clone(),
            evidence.start.to_string(),
            evidence.end.to_string(),
        ]);
        fields.push(evidence.quote.clone().unwrap_or_default());
        fields
    }
}
