//! Who led a state, by each authority, and where authorities differ.

use clap::Args;
use detente_casebook::{Casebook, ImportedEvidence, Leader, LeaderConflict, LeaderSide};

use super::list::all;
use crate::args::{Common, Plain};
use crate::failure::Ending;
use crate::layout::Column;
use crate::listed::Listed;
use crate::output::note;

/// What `detente leaders` takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Leaders {
    #[command(flatten)]
    plain: Plain,
    /// Only of this state
    #[arg(long, value_name = "ACTOR")]
    actor: Option<String>,
    /// Only who led on this day
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// List the days on which two authorities name no leader in common
    #[arg(long)]
    differences: bool,
}

/// `detente leaders`.
pub(crate) fn leaders(asked: &Leaders, common: &Common) -> anyhow::Result<Ending> {
    let casebook = Casebook::open_read_only(&asked.plain.casebook)?;
    let day = asked
        .on
        .as_ref()
        .map(|day| crate::filters::day("--on", day))
        .transpose()?;
    let state = asked
        .actor
        .as_ref()
        .map(|actor| casebook.find_actor(actor))
        .transpose()?;
    if asked.differences {
        let mut found = casebook.leader_conflicts(state.as_ref())?;
        found.retain(|found| day.is_none_or(|day| found.from <= day && day <= found.to));
        return all(&found, &asked.plain, common);
    }
    let found = casebook.leaders_of(state.as_ref(), day)?;
    if let Some(day) = day
        && !common.quiet
    {
        let files = casebook.store().reference_files();
        let written = day.to_string();
        for file in files.map_err(detente_casebook::Error::from)? {
            let of_leaders = file
                .format
                .parse()
                .is_ok_and(detente_casebook::ReferenceFormat::is_of_leaders);
            if of_leaders && file.covers_end.as_ref().is_some_and(|end| *end < written) {
                note(&format!(
                    "{} ends on {}: it does not cover {written}",
                    file.format,
                    file.covers_end.unwrap_or_default()
                ));
            }
        }
    }
    all(&found, &asked.plain, common)
}

fn row_of(evidence: &ImportedEvidence) -> String {
    format!("{}:{}", evidence.path, evidence.row)
}

impl Listed for Leader {
    const COLUMNS: &'static [Column] = &[
        Column::new("STATE", 20),
        Column::new("FROM", 10),
        Column::new("TO", 18),
        Column::new("AUTHORITY", 10),
        Column::new("LEADER", 0),
    ];
    const FIELDS: &'static [&'static str] = &[
        "state",
        "state_name",
        "authority",
        "leader",
        "office",
        "from",
        "to",
        "open",
        "path",
        "row",
        "quote",
        "source",
    ];

    fn cells(&self) -> Vec<String> {
        let to = self.to.clone().unwrap_or_default();
        let to = if self.open && !to.is_empty() {
            format!("{to} or later")
        } else {
            to
        };
        vec![
            self.state_name
                .clone()
                .unwrap_or_else(|| self.state.clone()),
            self.from.clone().unwrap_or_default(),
            to,
            self.authority.clone(),
            self.leader.clone(),
        ]
    }

    fn words(&self) -> Option<&str> {
        self.evidence
            .as_ref()
            .map_or(self.office.as_deref(), |evidence| evidence.quote.as_deref())
    }

    fn place(&self) -> Option<String> {
        self.evidence.as_ref().map(row_of)
    }

    fn fields(&self) -> Vec<String> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let evidence = self.evidence.as_ref();
        vec![
            self.state.clone(),
            text(&self.state_name),
            self.authority.clone(),
            self.leader.clone(),
            text(&self.office),
            text(&self.from),
            text(&self.to),
            self.open.to_string(),
            evidence.map_or(String::new(), |found| found.path.clone()),
            evidence.map_or(String::new(), |found| found.row.to_string()),
            evidence.map_or(String::new(), |found| text(&found.quote)),
            text(&self.source),
        ]
    }
}

fn rows_of(side: &LeaderSide) -> String {
    let rows: Vec<_> = side.evidence.iter().map(row_of).collect();
    rows.join("; ")
}

impl Listed for LeaderConflict {
    const COLUMNS: &'static [Column] = &[
        Column::new("STATE", 20),
        Column::new("FROM", 10),
        Column::new("TO", 10),
        Column::new("AUTHORITIES", 0),
    ];
    const FIELDS: &'static [&'static str] = &[
        "state",
        "state_name",
        "from",
        "to",
        "authority_a",
        "leaders_a",
        "rows_a",
        "authority_b",
        "leaders_b",
        "rows_b",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.state_name
                .clone()
                .unwrap_or_else(|| self.state.clone()),
            self.from.to_string(),
            self.to.to_string(),
            format!("{}, {}", self.a.authority, self.b.authority),
        ]
    }

    fn place(&self) -> Option<String> {
        let told = [&self.a, &self.b].map(|side| {
            let rows = rows_of(side);
            let leaders = side.leaders.join(", ");
            let by = if rows.is_empty() {
                String::new()
            } else {
                format!(" ({rows})")
            };
            format!("{}: {leaders}{by}", side.authority)
        });
        Some(told.join("\n"))
    }

    fn fields(&self) -> Vec<String> {
        let mut fields = vec![
            self.state.clone(),
            self.state_name.clone().unwrap_or_default(),
            self.from.to_string(),
            self.to.to_string(),
        ];
        for side in [&self.a, &self.b] {
            fields.extend([
                side.authority.clone(),
                side.leaders.join("; "),
                rows_of(side),
            ]);
        }
        fields
    }
}
