//! Years that follow each other, and those that had not ended when a list does.

use crate::reference::{Reference, ReferenceSource};

/// A row of years before years are joined.
pub(super) struct Spell {
    pub(super) source: ReferenceSource,
    pub(super) first: i32,
    pub(super) last: i32,
}

/// Years that follow each other as one stretch: its first row, its last, first and last year.
pub(super) fn joined(spells: &mut [Spell]) -> Vec<(ReferenceSource, Option<u64>, i32, i32)> {
    spells.sort_by_key(|spell| (spell.first, spell.last, spell.source.row));
    let mut stretches: Vec<(ReferenceSource, Option<u64>, i32, i32)> = Vec::new();
    for spell in spells.iter() {
        match stretches.last_mut() {
            Some((_, row, _, last)) if spell.first <= *last + 1 => {
                *row = Some(spell.source.row);
                *last = (*last).max(spell.last);
            }
            _ => stretches.push((spell.source.clone(), None, spell.first, spell.last)),
        }
    }
    stretches
}

/// Marks as open the ties that had not ended when the list does: they are written with its last
/// year.
pub(super) fn open_at_end(mut read: Reference) -> Reference {
    let end = read.ties.iter().map(|tie| tie.last).max();
    for tie in &mut read.ties {
        tie.open = Some(tie.last) == end;
    }
    read
}
