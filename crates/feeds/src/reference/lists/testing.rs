//! How tests read a list, and tell what it holds.

use detente_model::Knowledge;
use std::collections::BTreeMap;

use crate::{Mapper, Reference, ReferenceFormat, ReferenceTie, read_reference};

pub(super) fn read(format: ReferenceFormat, text: &str) -> Reference {
    let mapper = Mapper::new(Knowledge::builtin());
    let names = BTreeMap::from([("5".to_owned(), "NATO".to_owned())]);
    read_reference(text.as_bytes(), format, &names, &mapper).unwrap()
}

/// Each tie as its parties, years, whether it stands, its name and lines.
pub(super) fn told(read: &Reference) -> Vec<String> {
    let tie = |tie: &ReferenceTie| {
        let [a, b] = tie.parties.each_ref().map(|party| {
            let id = party
                .actor
                .as_ref()
                .map_or(party.text.clone(), ToString::to_string);
            format!("{}:{id}", party.role)
        });
        let open = if tie.open { " open" } else { "" };
        format!(
            "{a} {b} {} {}{open} {} {}",
            tie.first.day(),
            tie.last.day(),
            tie.name,
            tie.source.row
        )
    };
    read.ties.iter().map(tie).collect()
}
