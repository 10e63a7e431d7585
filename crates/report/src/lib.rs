//! The brief: what the sources of a casebook say about two actors, on one page.
//!
//! [`Brief::build`] gathers it from a [`Store`](detente_store::Store); every row points into
//! [`Brief::quotes`], where the exact words stand with their document and bytes. [`render_terminal`] sets it for reading
//! on a terminal.

#![forbid(unsafe_code)]

mod brief;
mod terminal;

pub use brief::{
    Brief, Coverage, Difference, Entry, Naming, Options, Quote, Side, Slice, Support, ThirdParty,
    TieEntry, TieState, YearCount,
};
pub use terminal::{Page, render_terminal};
