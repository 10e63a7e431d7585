//! The brief: what the sources of a casebook say about two actors, on one page.
//!
//! [`Brief::build`] gathers it from a [`Store`](detente_store::Store); every row points into
//! [`Brief::quotes`], where the exact words stand with their document and bytes. [`render_terminal`] sets it for reading
//! on a terminal, [`render_html`] as one file that needs nothing else.

#![forbid(unsafe_code)]

mod brief;
mod conflicts;
mod drivers;
mod html;
mod imported;
mod leaders;
mod next;
mod reference;
mod support;
mod terminal;
mod triads;
mod words;

pub use brief::{
    Brief, Coverage, Difference, DriverEntry, DriversEntry, Entry, ImportedEntry, ImportedPoint,
    ImportedSeries, LoopEntry, Naming, Options, Quote, ReferenceEntry, ReferenceList, Side, Slice,
    StepEntry, Supposition, ThirdParty, TieEntry, TieState, TriadEntry, TriadTie, WayEntry,
    YearCount,
};
pub use conflicts::{Conflict, ConflictEvidence, ConflictFilter, ConflictSide, find_conflicts};
pub use detente_sources::Support;
pub use html::render_html;
pub use leaders::{Leading, LeadingPerson, LeadingSide};
pub use next::{CountInterval, Next, NextEvent, NextNumber, NextReason};
pub use support::{find_provenance, support_of};
pub use terminal::{Page, render_terminal};
