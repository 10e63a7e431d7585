//! The commands: each reads its arguments, calls the casebook and writes what comes.

mod add;
mod brief;
mod demo;
mod dictionary;
mod events;
pub(crate) mod export;
mod filter;
pub(crate) mod forecast;
pub(crate) mod import;
mod knowledge;
pub(crate) mod leaders;
mod list;
pub(crate) mod map;
mod query;
pub(crate) mod rank;
pub(crate) mod rates;
pub(crate) mod recycled;
pub(crate) mod series;
pub(crate) mod sources;
mod ties;
pub(crate) mod triads;
pub(crate) mod what_if;

use detente_casebook::{
    AddOptions, Casebook, Clock, FixedClock, Limits, ParseOptions, Verdict, answer_dates,
};

use crate::args::{Cli, Command, Reading, RecordTime, Threads};
use crate::failure::Ending;
use crate::output::note;

/// Does what the command line asks.
pub(crate) fn run(cli: Cli) -> anyhow::Result<Ending> {
    let common = cli.common;
    match cli.command {
        Command::New { casebook, record } => {
            Casebook::create(&casebook, &*clock(&record))?;
            if !common.quiet {
                note(&format!("made {}", casebook.display()));
            }
            Ok(Ending::Done)
        }
        Command::Add {
            casebook,
            files,
            reading,
            record,
        } => add::add(
            &casebook,
            &files,
            &add_options(&reading),
            &*clock(&record),
            &common,
        ),
        Command::Import(args) => import::import(&args, &*clock(&args.record), &common),
        Command::Coverage(args) => series::coverage(&args, &common),
        Command::Series(args) => series::series(&args, &common),
        Command::Export(args) => export::export(&args, &*clock(&args.record), &common),
        Command::Documents(list) => list::documents(&list, &common),
        Command::Passages(list) => list::passages(&list, &common),
        Command::Claims { list, about } => list::claims(&list, about, &common),
        Command::Events(list) => events::events(&list, &common),
        Command::Ties(list) => list::ties(&list, &common),
        Command::Leaders(asked) => leaders::leaders(&asked, &common),
        Command::Causes { list, doubtful } => list::causes(&list, doubtful, &common),
        Command::WhatIf(asked) => what_if::run(&asked, &common),
        Command::Triads(asked) => triads::run(&asked, &common),
        Command::Map(asked) => map::run(&asked, &common),
        Command::Actors(list) => list::actors(&list, &common),
        Command::Runs(plain) => list::runs(&plain, &common),
        Command::Rejects(plain) => list::rejects(&plain, &common),
        Command::Sql {
            casebook,
            statement,
            rows,
            seconds,
            csv,
        } => {
            let limits = query::limits(rows, seconds);
            query::sql(&casebook, &statement, limits, csv, &common)
        }
        Command::Brief {
            casebook,
            a,
            b,
            true_on,
            known_by,
            html,
        } => {
            let days = brief::Days { true_on, known_by };
            brief::brief(&casebook, [&a, &b], &days, html.as_deref(), &common)
        }
        Command::Forecast(asked) => forecast::forecast(&asked, &*clock(&asked.time), &common),
        Command::Forecasts(asked) => forecast::forecasts(&asked, &*clock(&asked.time), &common),
        Command::Verify { casebook } => query::verify(&casebook, &common),
        Command::Demo { casebook } => demo::demo(&casebook, &common),
        Command::Knowledge {
            casebook,
            file,
            rows,
        } => knowledge::knowledge(&casebook, file.as_deref(), rows.as_deref(), &common),
        Command::Parse {
            files,
            pretokenized,
            language,
            reading,
        } => {
            let options = ParseOptions {
                language,
                pretokenized,
                add: add_options(&reading),
            };
            filter::parse(&files, &options, &common)
        }
        Command::Code {
            asked,
            explain,
            grammar,
        } => dictionary::code(&asked, explain, grammar, &common),
        Command::Actor(asked) => dictionary::actor(&asked, &common),
        Command::Dates(questions) => filter::each_line(&[], &questions, &common, answer_dates),
        Command::Conflicts(list) => sources::conflicts(&list, &common),
        Command::Origins(plain) => sources::origins(&plain, &common),
        Command::Merge(args) => sources::judge(Verdict::Same, &args, &common),
        Command::Split(args) => sources::judge(Verdict::Different, &args, &common),
        Command::Judge(args) => sources::judgements(&args, &common),
        Command::Recycled(args) => recycled::run(&args, &common),
        Command::Same(questions) => filter::same(&questions, &common),
        Command::Rank(command) => rank::rank(&command, &common),
        Command::Rates(command) => rates::rates(&command, &common),
        Command::Text { files, reading } => filter::text(&files, &add_options(&reading), &common),
    }
}

/// Tells the time of the system.
struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> String {
        stamp(jiff::Timestamp::now())
    }
}

/// ISO 8601 in UTC, to the second.
fn stamp(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn clock(record: &RecordTime) -> Box<dyn Clock> {
    match record.recorded_at {
        Some(time) => Box::new(FixedClock(stamp(time))),
        None => Box::new(SystemClock),
    }
}

fn add_options(reading: &Reading) -> AddOptions {
    let limits = Limits::default();
    AddOptions {
        limits: match reading.max_bytes {
            Some(bytes) => limits.with_max_bytes(bytes),
            None => limits,
        },
        ..threaded(&reading.threads)
    }
}

fn threaded(threads: &Threads) -> AddOptions {
    let options = AddOptions::default();
    AddOptions {
        threads: threads.threads.unwrap_or(options.threads),
        ..options
    }
}
