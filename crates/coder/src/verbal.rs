//! What the table of verbs says of them.

use std::sync::OnceLock;

const VERBAL: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../data/lexicon/verbal.tsv"
));

/// Kinds of verbs, and of nouns beside them, that say how the words around them are to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum VerbKind {
    /// The gerund before a name is an adjective: "neighbouring Lebanon".
    Adjective,
    /// Often without object: "the coalition intervened", "forces fired at troops".
    Alone,
    /// Takes back what was to happen to its object: "cancel".
    CallsOff,
    /// Nouns of how long something goes on: "for three hours".
    Durations,
    /// Ends what the object, or the subject of the passive, names: "suspend".
    Ends,
    /// Leaves what its object names as it is: "bypass".
    Evades,
    /// Asks for what its clause says only where that must be: "insist".
    Insists,
    /// French, with its perfect in "être", so that "est arrivé" is no passive.
    Intransitive,
    /// Governments do in notes what crowds do in streets: "protest".
    Notes,
    /// Says what must be: "should".
    Obliges,
    /// Only persons, and those that act like them, do it: "blame".
    Persons,
    /// Officials do in words what forces do otherwise: "clash".
    Quarrels,
    /// The participle behind "be" says a state and no passive: "is engaged in".
    State,
}

impl VerbKind {
    const ALL: [(Self, &'static str); 13] = [
        (Self::Adjective, "en\tadjective\t"),
        (Self::Alone, "en\talone\t"),
        (Self::CallsOff, "en\tcalls-off\t"),
        (Self::Durations, "en\tdurations\t"),
        (Self::Ends, "en\tends\t"),
        (Self::Evades, "en\tevades\t"),
        (Self::Insists, "en\tinsists\t"),
        (Self::Intransitive, "fr\tintransitive\t"),
        (Self::Notes, "en\tnotes\t"),
        (Self::Obliges, "en\tobliges\t"),
        (Self::Persons, "en\tpersons\t"),
        (Self::Quarrels, "en\tquarrels\t"),
        (Self::State, "en\tstate\t"),
    ];

    /// Whether the verb with this lemma is of the kind.
    pub(crate) fn has(self, lemma: &str) -> bool {
        static LISTS: OnceLock<Vec<Vec<&'static str>>> = OnceLock::new();
        let lists = LISTS.get_or_init(|| Self::ALL.iter().map(|(_, row)| verbs(row)).collect());
        lists[self as usize].contains(&lemma)
    }
}

/// The verbs of the rows of the table that begin so.
pub(crate) fn verbs(row: &str) -> Vec<&'static str> {
    VERBAL
        .lines()
        .filter_map(|line| line.strip_prefix(row))
        .flat_map(|verbs| verbs.split(' '))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_row() {
        for (place, (kind, row)) in VerbKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, place, "{row:?}");
            assert!(verbs(row).iter().all(|verb| kind.has(verb)) && !verbs(row).is_empty());
        }
        assert!(VerbKind::Quarrels.has("clash") && !VerbKind::Quarrels.has("attack"));
    }
}
