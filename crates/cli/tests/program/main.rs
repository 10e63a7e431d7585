//! The program as a user runs it, in a fresh folder.

mod bad_input;
mod demo;
mod filters;
mod folder;
mod hardship;
mod listing;
mod seeds;
