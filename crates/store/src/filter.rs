use detente_model::{ActorId, Day, Modality};
use rusqlite::types::Value;

/// Which records are wanted; every field that is set narrows the answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// `event`, `tie`, `cause` or `characterisation`.
    pub about: Option<String>,
    /// Claims that name this actor, itself or as the state it speaks for.
    pub actor: Option<ActorId>,
    /// Claims that name both sides.
    pub pair: Option<(ActorId, ActorId)>,
    /// Claims that name one of these sides, or both.
    pub either: Option<(ActorId, ActorId)>,
    /// PLOVER type, kind of tie, kind of cause, class of characterisation.
    pub kind: Option<String>,
    /// A theme.
    pub theme: Option<String>,
    /// Any of these theatres: a theatre and all that it contains.
    pub theatres: Vec<String>,
    /// What may have been so on or after this day; undated claims are left out.
    pub from: Option<Day>,
    /// What may have been so on or before this day; undated claims are left out.
    pub to: Option<Day>,
    /// What may have been so on this day; undated claims are left out.
    pub true_on: Option<Day>,
    /// What was published (or, where that is not known, recorded) on or before this day.
    pub known_by: Option<Day>,
    /// A modality.
    pub modality: Option<Modality>,
    /// The document with this id.
    pub document: Option<String>,
    /// The event (after merging), tie or cause with this id.
    pub record: Option<String>,
    /// Claims whose passages match these words (FTS5 syntax).
    pub words: Option<String>,
    /// No causal links that are doubtful.
    pub without_doubtful: bool,
}

/// Conditions joined by AND, with their parameters.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    parts: Vec<String>,
    pub(crate) values: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, part: &str, values: impl IntoIterator<Item = String>) {
        self.parts.push(part.to_owned());
        self.values.extend(values.into_iter().map(Value::Text));
    }

    /// ` WHERE …`, or nothing.
    pub(crate) fn clause(&self) -> String {
        if self.parts.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", self.parts.join(" AND "))
        }
    }
}

const SIDE: &str = "c.number IN (SELECT claim FROM claim_parties WHERE side = ? UNION SELECT claim FROM claim_parties WHERE actor = ?)";

/// The same, asked of each claim. Where only the claims of one record are wanted, a list of all
/// claims of an actor would be made for a handful of them, and again for the next record.
const SIDE_OF_ONE: &str =
    "EXISTS (SELECT 1 FROM claim_parties p WHERE p.claim = c.number AND ? IN (p.side, p.actor))";

const EITHER: &str = "c.number IN (SELECT claim FROM claim_parties WHERE side IN (?, ?) UNION SELECT claim FROM claim_parties WHERE actor IN (?, ?))";

/// Causes have no parties: an actor is theirs where one of their ends is about it.
const END: &str = "EXISTS (SELECT 1 FROM json_each(c.content, '$.cause_concept.about') WHERE value = ? UNION ALL SELECT 1 FROM json_each(c.content, '$.effect_concept.about') WHERE value = ?)";

impl Filter {
    /// Conditions over `claims c` and `documents d`.
    pub(crate) fn conditions(&self) -> Conditions {
        let mut all = Conditions::default();
        if let Some(about) = &self.about {
            all.add("c.about = ?", [about.clone()]);
        }
        let sides = self.pair.as_ref().map(|(a, b)| [a, b]);
        let causes = self.about.as_deref() == Some("cause");
        // The claims of one record are found by their index, and every other condition is asked of them.
        let few = self.record.is_some();
        for side in self.actor.iter().chain(sides.into_iter().flatten()) {
            let side = side.to_string();
            match (causes, few) {
                (true, _) => all.add(END, [side.clone(), side]),
                (false, true) => all.add(SIDE_OF_ONE, [side]),
                (false, false) => all.add(SIDE, [side.clone(), side]),
            }
        }
        if let Some((a, b)) = &self.either {
            let (a, b) = (a.to_string(), b.to_string());
            all.add(EITHER, [a.clone(), b.clone(), a, b]);
        }
        if let Some(kind) = &self.kind {
            all.add("c.type = ? COLLATE NOCASE", [kind.clone()]);
        }
        if let Some(theme) = &self.theme {
            let part = if few {
                "EXISTS (SELECT 1 FROM claim_themes t WHERE t.claim = c.number AND t.theme = ?)"
            } else {
                "c.number IN (SELECT claim FROM claim_themes WHERE theme = ?)"
            };
            all.add(part, [theme.clone()]);
        }
        if !self.theatres.is_empty() {
            let marks = vec!["?"; self.theatres.len()].join(", ");
            let part = if few {
                format!(
                    "EXISTS (SELECT 1 FROM claim_theatres t WHERE t.claim = c.number AND t.theatre IN ({marks}))"
                )
            } else {
                format!("c.number IN (SELECT claim FROM claim_theatres WHERE theatre IN ({marks}))")
            };
            all.add(&part, self.theatres.iter().cloned());
        }
        self.add_times(&mut all);
        if let Some(modality) = self.modality {
            all.add("c.modality = ?", [modality.to_string()]);
        }
        if let Some(document) = &self.document {
            all.add("c.document = ?", [document.clone()]);
        }
        if let Some(record) = &self.record {
            let part =
                "c.record IN (SELECT ? UNION SELECT event FROM event_groups WHERE leader = ?)";
            all.add(part, [record.clone(), record.clone()]);
        }
        if self.without_doubtful {
            all.add("c.content ->> '$.doubtful' IS NULL", []);
        }
        if let Some(words) = &self.words {
            let part = if few {
                "EXISTS (SELECT 1 FROM passages_search WHERE passages_search MATCH ? AND rowid = c.passage)"
            } else {
                "c.passage IN (SELECT rowid FROM passages_search WHERE passages_search MATCH ?)"
            };
            all.add(part, [words.clone()]);
        }
        all
    }

    fn add_times(&self, all: &mut Conditions) {
        let dated = "(c.when_start IS NOT NULL OR c.when_end IS NOT NULL)";
        let (first, last) = (self.from.max(self.true_on), min_of(self.to, self.true_on));
        if let Some(first) = first {
            all.add(
                &format!("{dated} AND coalesce(c.when_end, '9999-12-31') >= ?"),
                [first.to_string()],
            );
        }
        if let Some(last) = last {
            all.add(
                &format!("{dated} AND coalesce(c.when_start, '-9999-01-01') <= ?"),
                [last.to_string()],
            );
        }
        if let Some(day) = self.known_by {
            all.add("d.known_from <= ?", [day.to_string()]);
        }
    }
}

/// The earlier of two days, of which either may be missing.
fn min_of(a: Option<Day>, b: Option<Day>) -> Option<Day> {
    a.into_iter().chain(b).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, add};
    use crate::{ErrorKind, Store};
    use detente_model::{Basis, When};

    /// The claims that pass, asked of the whole casebook and of its one record.
    fn count(store: &Store, filter: Filter) -> usize {
        let found = store.claims(&filter).unwrap().len();
        let record = store.records(&Filter::default()).unwrap().pop();
        let of_record = store.claims(&Filter { record, ..filter }).unwrap().len();
        assert_eq!(found, of_record, "both are asked of the same claims");
        found
    }

    #[test]
    fn the_claims_of_one_record_pass_the_same_filters() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("a.casebook"), NOW).unwrap();
        add(&mut store, "a.txt", &When::year(2025, Basis::Stated, ""));
        let count = |filter: Filter| count(&store, filter);
        let actor = |id: &str| Filter {
            actor: Some(id.parse().unwrap()),
            ..Filter::default()
        };
        assert_eq!((count(actor("RUS")), count(actor("CHN"))), (1, 0));
        let theme = |theme: &str| Filter {
            theme: Some(theme.into()),
            ..Filter::default()
        };
        assert_eq!((count(theme("diplomacy")), count(theme("trade"))), (1, 0));
        let theatre = |theatre: &str| Filter {
            theatres: vec!["theatre:none".into(), theatre.into()],
            ..Filter::default()
        };
        assert_eq!(
            (count(theatre("theatre:syria")), count(theatre("x"))),
            (1, 0)
        );
        assert_eq!(
            count(Filter {
                words: Some("thanked".into()),
                ..Filter::default()
            }),
            0,
            "the claim is in the other passage"
        );
        let either = |a: &str, b: &str| Filter {
            either: Some((a.parse().unwrap(), b.parse().unwrap())),
            ..Filter::default()
        };
        assert_eq!(
            (count(either("CHN", "IRN")), count(either("CHN", "USA"))),
            (1, 0)
        );
    }

    #[test]
    fn filters_narrow() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("a.casebook"), NOW).unwrap();
        add(
            &mut store,
            "a.txt",
            &When::month(Day::new(2025, 2, 1).unwrap(), Basis::Stated, ""),
        );
        let count = |filter: Filter| count(&store, filter);
        let day = |month, day| Some(Day::new(2025, month, day).unwrap());
        let pair = |a: &str, b: &str| Some((a.parse().unwrap(), b.parse().unwrap()));
        assert_eq!(
            count(Filter {
                pair: pair("IRN", "RUS"),
                ..Filter::default()
            }),
            1
        );
        assert_eq!(
            count(Filter {
                pair: pair("IRN", "CHN"),
                ..Filter::default()
            }),
            0
        );
        assert_eq!(
            count(Filter {
                kind: Some("consult".into()),
                ..Filter::default()
            }),
            1
        );
        assert_eq!(
            count(Filter {
                theme: Some("energy".into()),
                ..Filter::default()
            }),
            0
        );
        assert_eq!(
            count(Filter {
                true_on: day(1, 17),
                ..Filter::default()
            }),
            1
        );
        assert_eq!(
            count(Filter {
                from: day(1, 18),
                ..Filter::default()
            }),
            0
        );
        assert_eq!(
            count(Filter {
                known_by: day(2, 27),
                ..Filter::default()
            }),
            0
        );
        assert_eq!(
            count(Filter {
                known_by: day(2, 28),
                ..Filter::default()
            }),
            1
        );
        assert_eq!(
            count(Filter {
                words: Some("met".into()),
                ..Filter::default()
            }),
            1
        );
        let wrong = store.claims(&Filter {
            words: Some("\"".into()),
            ..Filter::default()
        });
        assert_eq!(wrong.unwrap_err().kind(), ErrorKind::Query);
    }
}
