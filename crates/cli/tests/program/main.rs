//! The program as a user runs it, in a fresh folder.

// A failed test is a panic with its place; helpers are no different from tests in that.
#![allow(clippy::unwrap_used)]

mod bad_input;
mod demo;
mod dictionary;
mod duplicates;
mod exchange;
mod export;
mod feeds;
mod filters;
mod folder;
mod forecast;
mod hardship;
mod joined;
mod listing;
mod planted;
mod rank;
mod rates;
mod reference;
mod seeds;
mod sources;
mod stance;
mod triads;
mod what_if;
