//! `detente conflicts`, `origins`, `merge`, `split`, `judge`.

use clap::Args;
use detente_casebook::{
    Casebook, Conflict, ConflictSide, JudgementRow, Opinion, OriginGroup, Verdict,
};
use std::path::PathBuf;

use crate::args::{Common, List, Plain, RecordTime};
use crate::commands::{clock, list};
use crate::failure::{Ending, WrongUse};
use crate::filters::{Kinds, filter};
use crate::layout::Column;
use crate::listed::{Listed, plural};
use crate::output::note;

/// Kinds of conflict.
const KINDS: [&str; 10] = [
    "value",
    "date",
    "actor",
    "polarity",
    "status",
    "direction",
    "characterisation",
    "definition",
    "superseded",
    "self",
];

/// `detente conflicts`: `--type` names the kind of the conflict.
pub(crate) fn conflicts(list: &List, common: &Common) -> anyhow::Result<Ending> {
    let casebook = Casebook::open_read_only(&list.plain.casebook)?;
    let mut claims = list.clone();
    let kinds: Vec<String> = claims.kind.take().into_iter().collect();
    if let Some(kind) = kinds.iter().find(|kind| !KINDS.contains(&kind.as_str())) {
        let message = format!("--type: {kind:?} is not among {}", KINDS.join(", "));
        return Err(WrongUse(message).into());
    }
    let filter = filter(&claims, Kinds::Any, &casebook)?;
    list::all(&casebook.conflicts(&filter, &kinds)?, &list.plain, common)
}

/// `detente origins`.
pub(crate) fn origins(plain: &Plain, common: &Common) -> anyhow::Result<Ending> {
    let casebook = Casebook::open_read_only(&plain.casebook)?;
    list::all(&casebook.origins()?, plain, common)
}

/// Which events a person judges, and why.
#[derive(Debug, Clone, Args)]
pub(crate) struct JudgeEvents {
    pub(crate) casebook: PathBuf,
    /// Ids of events, two or more
    #[arg(required = true, value_name = "EVENT")]
    pub(crate) events: Vec<String>,
    /// Who judges
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// Why
    #[arg(long, value_name = "REASON")]
    pub(crate) because: String,
    #[command(flatten)]
    pub(crate) record: RecordTime,
}

/// `detente merge`, `detente split`.
pub(crate) fn judge(
    verdict: Verdict,
    args: &JudgeEvents,
    common: &Common,
) -> anyhow::Result<Ending> {
    let mut casebook = Casebook::open(&args.casebook)?;
    let opinion = Opinion {
        verdict,
        by: &args.by,
        reason: &args.because,
    };
    let made = casebook.judge(&args.events, opinion, &*clock(&args.record))?;
    let all = casebook.judgements()?;
    let made: Vec<JudgementRow> = all
        .into_iter()
        .filter(|row| made.contains(&row.id))
        .collect();
    if !common.quiet {
        note(&format!(
            "{} stored; `detente judge CASEBOOK --undo ID` takes one back",
            plural(made.len() as u64, "judgement")
        ));
    }
    list::all(&made, &Plain::of(&args.casebook), common)
}

/// Which judgements are listed or undone.
#[derive(Debug, Clone, Args)]
pub(crate) struct Judgements {
    #[command(flatten)]
    pub(crate) plain: Plain,
    /// Undo the judgement with this id
    #[arg(long, value_name = "ID")]
    pub(crate) undo: Option<String>,
    /// Judge all events of data sets between two actors, from now on
    #[arg(long, num_args = 2, value_names = ["ACTOR", "ACTOR"], conflicts_with = "undo")]
    pub(crate) pair: Option<Vec<String>>,
    #[command(flatten)]
    pub(crate) record: RecordTime,
}

/// `detente judge`.
pub(crate) fn judgements(args: &Judgements, common: &Common) -> anyhow::Result<Ending> {
    if let Some([one, other]) = args.pair.as_deref() {
        let mut casebook = Casebook::open(&args.plain.casebook)?;
        let pair = [casebook.find_actor(one)?, casebook.find_actor(other)?];
        let new = casebook.judge_pair([&pair[0], &pair[1]], &*clock(&args.record))?;
        if !common.quiet {
            let judgements = plural(new, "new judgement");
            note(&format!(
                "{judgements} between {} and {}; `detente events` shows what is one event",
                pair[0], pair[1]
            ));
        }
        return Ok(Ending::Done);
    }
    let Some(id) = &args.undo else {
        let casebook = Casebook::open_read_only(&args.plain.casebook)?;
        return list::all(&casebook.judgements()?, &args.plain, common);
    };
    let mut casebook = Casebook::open(&args.plain.casebook)?;
    casebook.undo(id, &*clock(&args.record))?;
    if !common.quiet {
        note(&format!("{id} is undone"));
    }
    let all = casebook.judgements()?;
    let undone: Vec<JudgementRow> = all.into_iter().filter(|row| row.id == *id).collect();
    list::all(&undone, &args.plain, common)
}

fn side_words(side: &ConflictSide) -> String {
    let [evidence] = &side.evidence;
    let name = side.outlet.as_ref().unwrap_or(&evidence.path);
    let more = match side.documents.saturating_sub(1) {
        0 => String::new(),
        more => format!(" (and {} of its origin)", plural(more as u64, "document")),
    };
    format!("{name}{more}: {}", evidence.quote)
}

fn side_place(side: &ConflictSide) -> String {
    let [evidence] = &side.evidence;
    format!("{} {}..{}", evidence.path, evidence.start, evidence.end)
}

impl Listed for Conflict {
    const COLUMNS: &'static [Column] = &[Column::new("KIND", 17), Column::new("MATTER", 0)];
    const FIELDS: &'static [&'static str] = &[
        "id", "kind", "matter", "rule", "settles", "a_path", "a_start", "a_end", "a_quote",
        "b_path", "b_start", "b_end", "b_quote",
    ];

    fn cells(&self) -> Vec<String> {
        let matter = Some(&self.matter).filter(|matter| **matter != self.kind);
        vec![self.kind.clone(), matter.cloned().unwrap_or_default()]
    }

    fn words(&self) -> Option<&str> {
        Some(&self.rule)
    }

    fn place(&self) -> Option<String> {
        let settles = self
            .settles
            .iter()
            .map(|settles| format!("would settle it: {settles}"));
        let sides = [&self.a, &self.b]
            .into_iter()
            .flat_map(|side| [side_words(side), side_place(side)]);
        Some(sides.chain(settles).collect::<Vec<_>>().join("\n"))
    }

    fn fields(&self) -> Vec<String> {
        let mut fields = vec![
            self.id.clone(),
            self.kind.clone(),
            self.matter.clone(),
            self.rule.clone(),
            self.settles.clone().unwrap_or_default(),
        ];
        for side in [&self.a, &self.b] {
            let [evidence] = &side.evidence;
            fields.extend([
                evidence.path.clone(),
                evidence.start.to_string(),
                evidence.end.to_string(),
                evidence.quote.clone(),
            ]);
        }
        fields
    }
}

impl Listed for OriginGroup {
    const COLUMNS: &'static [Column] = &[
        Column::new("ORIGIN", 7),
        Column::new("ARTICLES", 9),
        Column::new("OUTLETS", 8),
        Column::new("WHY", 0),
    ];
    const FIELDS: &'static [&'static str] =
        &["origin", "articles", "outlets", "members", "reasons"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.origin.to_string(),
            self.articles.to_string(),
            self.outlets.to_string(),
            reasons(self),
        ]
    }

    fn place(&self) -> Option<String> {
        let members = self.members.iter().map(|member| match &member.outlet {
            Some(outlet) => format!("{} ({outlet})", member.path),
            None => member.path.clone(),
        });
        Some(members.collect::<Vec<_>>().join("\n"))
    }

    fn fields(&self) -> Vec<String> {
        let members = self.members.iter().map(|member| member.path.as_str());
        vec![
            self.origin.to_string(),
            self.articles.to_string(),
            self.outlets.to_string(),
            members.collect::<Vec<_>>().join(" "),
            reasons(self),
        ]
    }
}

/// The reasons of a group, each once.
fn reasons(group: &OriginGroup) -> String {
    let mut reasons: Vec<String> = group
        .why
        .iter()
        .map(|why| format!("{:?}", why.reason).to_lowercase())
        .collect();
    reasons.sort();
    reasons.dedup();
    reasons.join(", ")
}

impl Listed for JudgementRow {
    const COLUMNS: &'static [Column] = &[
        Column::new("VERDICT", 10),
        Column::new("BY", 24),
        Column::new("STATE", 10),
        Column::new("WHY", 0),
    ];
    const FIELDS: &'static [&'static str] = &[
        "id",
        "left",
        "right",
        "verdict",
        "score",
        "reason",
        "made_by",
        "recorded_at",
        "undone_at",
    ];

    fn cells(&self) -> Vec<String> {
        let state = if self.undone_at.is_some() {
            "undone"
        } else {
            "in force"
        };
        vec![
            self.verdict.clone(),
            self.made_by.clone(),
            state.to_owned(),
            self.reason.clone(),
        ]
    }

    fn place(&self) -> Option<String> {
        Some(format!("{} {} {}", self.id, self.left, self.right))
    }

    fn fields(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.left.clone(),
            self.right.clone(),
            self.verdict.clone(),
            self.score.to_string(),
            self.reason.clone(),
            self.made_by.clone(),
            self.recorded_at.clone(),
            self.undone_at.clone().unwrap_or_default(),
        ]
    }
}
