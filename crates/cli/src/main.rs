//! `detente`: reads what is written about how states treat each other, and keeps a sourced, dated
//! model of it.

#![forbid(unsafe_code)]

mod args;
mod commands;
mod failure;
mod filters;
mod layout;
mod listed;
mod output;
mod rejects;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    let outcome = commands::run(cli);
    failure::exit_code(outcome)
}
