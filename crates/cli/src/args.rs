//! The command line.

use clap::{ArgAction, Args, Parser, Subcommand};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::commands::map::MapPicture;
use crate::commands::triads::Triads;
use crate::commands::what_if::WhatIf;

const AFTER_HELP: &str = "\
Exit codes: 0 done; 1 done, some input rejected (listed); 2 wrong use; 3 failed.
Actors are named by id (RUS, org:nato), code (IR) or name (Russia, URSS); dates are YYYY-MM-DD, and where a
stretch will do also YYYY-MM or YYYY.";

/// Reads what is written about how states treat each other, and keeps a sourced, dated model of it.
#[derive(Debug, Parser)]
#[command(name = "detente", version, after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Write JSON Lines
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Write no progress and no summary
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Write inputs that could not be used to this file, as JSON Lines
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an empty casebook
    New {
        /// The file, by convention NAME.casebook
        casebook: PathBuf,
        #[command(flatten)]
        record: RecordTime,
    },
    /// Read documents into a casebook; known ones are skipped
    Add {
        casebook: PathBuf,
        /// Files, folders, patterns; - for JSON Lines
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        #[command(flatten)]
        record: RecordTime,
    },
    /// Read event data sets into a casebook; files that are known change nothing
    Import(crate::commands::import::Import),
    /// List the files of event data sets and the days that they cover
    Coverage(crate::commands::series::Coverage),
    /// Count or measure what event data sets have between two actors, by month or year
    Series(crate::commands::series::Series),
    /// Write events and ties for other programs, and say what they have no place for
    Export(crate::commands::export::Export),
    /// List documents
    Documents(List),
    /// List passages
    Passages(List),
    /// List claims
    Claims {
        #[command(flatten)]
        list: List,
        /// event, tie, cause or characterisation
        #[arg(long, value_parser = ["event", "tie", "cause", "characterisation"])]
        about: Option<String>,
    },
    /// List events, with the words of every report or the row of the data set
    Events(List),
    /// List ties: what stands between parties
    Ties(List),
    /// List who led a state, by each list and by the table of offices, and where they differ
    Leaders(crate::commands::leaders::Leaders),
    /// List causal links
    Causes {
        #[command(flatten)]
        list: List,
        /// Also those that are read from words which link only now and then ("as", "for")
        #[arg(long)]
        doubtful: bool,
    },
    /// Follow a change along what is said to lead to what: none, +, - or both for all that it reaches
    WhatIf(WhatIf),
    /// Find third parties that are one's friend and the other's enemy, and the ties that a step would strain
    Triads(Triads),
    /// Draw what is said to lead to what
    Map(MapPicture),
    /// List actors that claims name
    Actors(List),
    /// List what ran on the casebook
    Runs(Plain),
    /// List inputs that could not be used
    Rejects(Plain),
    /// Show what the sources say about two actors, with evidence
    Brief {
        casebook: PathBuf,
        /// One side
        #[arg(value_name = "ACTOR")]
        a: String,
        /// The other side
        #[arg(value_name = "ACTOR")]
        b: String,
        /// Show the ties in force on this day
        #[arg(long, value_name = "DAY")]
        true_on: Option<String>,
        /// Show only what was published, or else recorded, by this date
        #[arg(long, value_name = "DATE")]
        known_by: Option<String>,
        /// Write it to this file, as one HTML page
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
    },
    /// Forecast how many events two actors will have next, with the record of such forecasts and reasons
    Forecast(crate::commands::forecast::ForecastArgs),
    /// List forecasts that were kept or that documents make, and how they ended
    Forecasts(crate::commands::forecast::ForecastsArgs),
    /// Ask the casebook in SQL; nothing can be changed
    Sql {
        casebook: PathBuf,
        /// One statement
        statement: String,
        /// Rows at the most
        #[arg(long, default_value_t = 100_000)]
        rows: usize,
        /// Seconds at the most
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// Write CSV
        #[arg(long)]
        csv: bool,
    },
    /// Check every quote against its document and every id against its content
    Verify { casebook: PathBuf },
    /// Build the embedded Russia–Iran example and show its brief
    Demo {
        /// The casebook to build
        #[arg(default_value = "russia-iran.casebook")]
        casebook: PathBuf,
    },
    /// List, show or add to what is known beforehand: actors, terms, memberships, places, themes
    Knowledge {
        casebook: PathBuf,
        /// The file to show or set, as in actors/terms.tsv
        file: Option<String>,
        /// Rows with the header of the built-in file, to be used with it in this casebook
        rows: Option<PathBuf>,
    },
    /// Read documents: text, structure, passages with their languages
    Text {
        /// Files, folders, patterns; - for JSON Lines
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
    },
    /// List where the sources disagree: both sides, why, and what would settle it
    Conflicts(List),
    /// List which documents share an origin, and why
    Origins(Plain),
    /// Hold that reports are of one event; nothing is rewritten, and it can be undone
    Merge(crate::commands::sources::JudgeEvents),
    /// Hold that reports are of different events
    Split(crate::commands::sources::JudgeEvents),
    /// List what was held of events, by whom and why; or undo it
    Judge(crate::commands::sources::Judgements),
    /// Find texts that were copied: verbatim, edited, in other words
    Recycled(crate::commands::recycled::RecycledArgs),
    /// Find tokens, sentences, tags, lemmas and trees of texts; CoNLL-U out
    Parse {
        /// Files, folders, patterns; - for text from the standard input
        #[arg(default_value = "-")]
        files: Vec<PathBuf>,
        /// Keep the tokens and sentences of CoNLL-U input and fill the rest
        #[arg(long)]
        pretokenized: bool,
        /// en or fr [default: as the text shows, en for pretokenized input]
        #[arg(long, value_parser = ["en", "fr"])]
        language: Option<String>,
        #[command(flatten)]
        reading: Reading,
    },
    /// Find events, ties, causes and claims: {"id","text","date","pairs"?} in
    Code {
        #[command(flatten)]
        asked: Dictionaries,
        /// Say for each event which rule found it, by which words and which reading of the sentence
        #[arg(long)]
        explain: bool,
        /// Add "predicates", "negations" and "attributions": how every verb, noun and adjective
        /// stands to what happened (certainty from -3 to 3), what is denied, and who says what
        #[arg(long)]
        grammar: bool,
    },
    /// Find out who words name: {"id","text","date","context"?} in, {"id","actor"} out
    Actor(Dictionaries),
    /// Find dates in texts: {"id","text","reference"} in, {"id","dates"} out
    Dates(Questions),
    /// Group reports that speak of one event: {"id","start",…} in, {"group","members"} out
    Same(Questions),
    /// Rank next events in files of quadruples: fit, eval, predict, explain
    #[command(subcommand)]
    Rank(crate::commands::rank::Rank),
    /// Forecast how many events two actors will have, beside baselines, from files of quadruples
    Rates(crate::commands::rates::Rates),
}

/// Questions, one JSON object a line.
#[derive(Debug, Clone, Args)]
pub(crate) struct Questions {
    /// Files of JSON Lines; - for the standard input
    #[arg(default_value = "-")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) threads: Threads,
}

/// Questions, and dictionaries to answer them with.
#[derive(Debug, Clone, Args)]
pub(crate) struct Dictionaries {
    #[command(flatten)]
    pub(crate) questions: Questions,
    /// Also load actor, agent or verb dictionaries in the PETRARCH format
    #[arg(long, value_name = "FILE", num_args = 1.., action = ArgAction::Append)]
    pub(crate) dictionary: Vec<PathBuf>,
}

/// When something counts as recorded.
#[derive(Debug, Clone, Args)]
pub(crate) struct RecordTime {
    /// Record this time instead of the present, as in 2025-01-17T12:00:00Z
    #[arg(long, value_name = "TIME")]
    pub(crate) recorded_at: Option<jiff::Timestamp>,
}

/// How many threads work.
#[derive(Debug, Clone, Args)]
pub(crate) struct Threads {
    /// Threads that work; the result does not depend on it [default: one a processor, at most 8]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// How documents are read.
#[derive(Debug, Clone, Args)]
pub(crate) struct Reading {
    #[command(flatten)]
    pub(crate) threads: Threads,
    /// Bytes of one document at the most [default: 67108864]
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_bytes: Option<u64>,
}

/// A list without conditions.
#[derive(Debug, Clone, Args)]
pub(crate) struct Plain {
    pub(crate) casebook: PathBuf,
    /// Records at the most
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// Write CSV
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Write the columns of CSV to this file, as Parquet
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "csv"])]
    pub(crate) parquet: Option<PathBuf>,
}

impl Plain {
    /// A list of all records of a casebook.
    pub(crate) fn of(casebook: &std::path::Path) -> Self {
        Self {
            casebook: casebook.to_owned(),
            limit: None,
            csv: false,
            parquet: None,
        }
    }
}

/// A list and which records it shows: those with claims that meet every condition.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Conditions")]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) plain: Plain,
    /// Claims that name this actor, itself or as the state it speaks for
    #[arg(long, value_name = "ACTOR")]
    pub(crate) actor: Option<String>,
    /// Claims that name both
    #[arg(long, num_args = 2, value_names = ["ACTOR", "ACTOR"], action = ArgAction::Set)]
    pub(crate) pair: Option<Vec<String>>,
    /// PLOVER type, kind of tie, kind of cause, class of characterisation
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) kind: Option<String>,
    /// A theme
    #[arg(long)]
    pub(crate) theme: Option<String>,
    /// A theatre, with those inside it
    #[arg(long)]
    pub(crate) theatre: Option<String>,
    /// What may have been so on or after this date
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// What may have been so on or before this date
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// What may have been so on this day
    #[arg(long, value_name = "DAY")]
    pub(crate) true_on: Option<String>,
    /// What was published, or else recorded, by this date
    #[arg(long, value_name = "DATE")]
    pub(crate) known_by: Option<String>,
    /// asserted, forecast, hypothetical, goal, reported or opinion
    #[arg(long)]
    pub(crate) modality: Option<String>,
    /// Passages with these words (as in 'drones AND (kremlin OR moscow)')
    #[arg(long)]
    pub(crate) words: Option<String>,
}
