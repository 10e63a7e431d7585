//! Where support comes from: how many articles, outlets and origins say something.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::lexicon::rows;
use crate::recycle::Sets;

/// Outlets and the family of their publisher, both folded.
static FAMILIES: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    rows(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../data/sources/publishers.tsv"
    )))
    .map(|row| (folded(row[1]), row[0]))
    .collect()
});

/// A document, as the search for origins sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceDocument {
    /// Its id.
    pub document: String,
    /// Who published it, where known.
    pub outlet: Option<String>,
    /// Whom it names as its source, where it does.
    pub credit: Option<String>,
    /// The texts of its traceable passages, as numbers that copies share.
    pub texts: BTreeSet<i64>,
}

/// Where a document comes from. The numbers mean nothing but "the same".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Provenance {
    /// Documents with the same number are one article that was added several times.
    pub article: usize,
    /// Documents with the same number share an origin.
    pub origin: usize,
}

/// Why two documents share an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OriginReason {
    /// Most of the shorter is in the other.
    Copy,
    /// One names the other's outlet as its source, or both name the same.
    Credit,
    /// Their outlets have one publisher.
    Publisher,
}

/// Two documents that share an origin, by their places in the list, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginLink {
    /// The place of one.
    pub a: usize,
    /// The place of the other.
    pub b: usize,
    /// Why.
    pub reason: OriginReason,
}

/// Share of the texts of the shorter document from which it is a copy of the other.
const COPIED: f64 = 0.5;
/// Share of the texts of both from which they are one article, where the outlet is the same.
const SAME_ARTICLE: f64 = 0.9;

fn folded(name: &str) -> String {
    let name = name.trim().to_lowercase();
    name.strip_prefix("the ").unwrap_or(&name).to_owned()
}

/// The publisher behind an outlet's name or host: `Reuters` and `www.reuters.com` are one. Names of
/// which the table of publishers knows nothing stand for themselves.
pub fn publisher_of(outlet: &str) -> String {
    let name = folded(outlet);
    let is_host = name.contains('.') && !name.contains(char::is_whitespace);
    if !is_host {
        return publisher(&name);
    }
    let host = name.strip_prefix("www.").unwrap_or(&name);
    // What registries sell stands behind the name: `.com`, `.co.uk`.
    let labels: Vec<&str> = host.split('.').collect();
    let sold = match labels.as_slice() {
        [.., "co" | "com" | "org" | "net" | "gov" | "ac", _] => 2,
        _ => 1,
    };
    let named = labels
        .len()
        .checked_sub(sold + 1)
        .and_then(|place| labels.get(place));
    publisher(named.unwrap_or(&host))
}

/// The publisher behind a name of an outlet: its family, else itself.
fn publisher(name: &str) -> String {
    let folded = folded(name);
    FAMILIES
        .get(&folded)
        .map_or(folded, |family| format!("family {family}"))
}

/// Which documents are one article, and which share an origin. The order of `documents` changes
/// nothing but the numbers.
pub fn provenance(documents: &[SourceDocument]) -> (Vec<Provenance>, Vec<OriginLink>) {
    let mut by_text: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (place, document) in documents.iter().enumerate() {
        for &text in &document.texts {
            by_text.entry(text).or_default().push(place);
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for places in by_text.values() {
        for (index, &a) in places.iter().enumerate() {
            // A text that stands everywhere links each document with the next, not with all.
            let reach = if places.len() > 64 { 2 } else { places.len() };
            for &b in places[index + 1..].iter().take(reach) {
                *shared.entry((a, b)).or_default() += 1;
            }
        }
    }
    let (mut articles, mut origins) = (Sets::new(documents.len()), Sets::new(documents.len()));
    let mut links = Vec::new();
    for (&(a, b), &count) in &shared {
        let (in_a, in_b) = (documents[a].texts.len(), documents[b].texts.len());
        let count = count as f64;
        if count >= COPIED * in_a.min(in_b) as f64 {
            origins.join(a, b);
            links.push(OriginLink {
                a,
                b,
                reason: OriginReason::Copy,
            });
        }
        let outlet = |place: usize| documents[place].outlet.as_deref().map(folded);
        if count >= SAME_ARTICLE * in_a.max(in_b) as f64 && outlet(a) == outlet(b) {
            articles.join(a, b);
        }
    }
    let mut first_of: BTreeMap<String, (usize, bool)> = BTreeMap::new();
    for (place, document) in documents.iter().enumerate() {
        let source = document.credit.as_ref().or(document.outlet.as_ref());
        let Some(source) = source else { continue };
        let credited = document.credit.is_some();
        match first_of.get(&publisher(source)) {
            Some(&(first, first_credited)) => {
                let reason = if credited || first_credited {
                    OriginReason::Credit
                } else {
                    OriginReason::Publisher
                };
                // Two articles of one newspaper are two, but for a family's copies of a story.
                if reason == OriginReason::Credit || outlets_differ(documents, first, place) {
                    links.push(OriginLink {
                        a: first,
                        b: place,
                        reason,
                    });
                }
                origins.join(first, place);
            }
            None => {
                first_of.insert(publisher(source), (place, credited));
            }
        }
    }
    links.sort_unstable();
    let found = (0..documents.len())
        .map(|place| Provenance {
            article: articles.root(place),
            origin: origins.root(place),
        })
        .collect();
    (found, links)
}

fn outlets_differ(documents: &[SourceDocument], a: usize, b: usize) -> bool {
    documents[a].outlet.as_deref().map(folded) != documents[b].outlet.as_deref().map(folded)
}

/// A claim that supports something, as counting sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness<'a> {
    /// Its document.
    pub document: &'a str,
    /// The outlet of that, where known.
    pub outlet: Option<&'a str>,
    /// Where that comes from.
    pub provenance: Provenance,
    /// The text of its passage, as a number that copies share.
    pub text: i64,
    /// Who is quoted, where anyone is.
    pub speaker: Option<&'a str>,
}

/// How many texts carry something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
pub struct Support {
    /// Articles; one that was added twice counts once.
    pub articles: usize,
    /// Named outlets among them.
    pub outlets: usize,
    /// Origins at the most: documents that copy each other, name one source, have one publisher or
    /// quote one speaker share an origin. An upper bound: a copy that was edited beyond
    /// recognition counts anew.
    pub origins: usize,
}

/// Counts the support of one thing.
pub fn support(witnesses: &[Witness<'_>]) -> Support {
    let articles: BTreeSet<usize> = witnesses
        .iter()
        .map(|witness| witness.provenance.article)
        .collect();
    let outlets: BTreeSet<&str> = witnesses
        .iter()
        .filter_map(|witness| witness.outlet)
        .collect();
    let mut sets = Sets::new(witnesses.len());
    let mut by_origin = BTreeMap::new();
    let mut by_text = BTreeMap::new();
    let mut by_speaker = BTreeMap::new();
    for (place, witness) in witnesses.iter().enumerate() {
        let origin = by_origin.entry(witness.provenance.origin).or_insert(place);
        sets.join(*origin, place);
        sets.join(*by_text.entry(witness.text).or_insert(place), place);
        if let Some(speaker) = witness.speaker {
            sets.join(*by_speaker.entry(speaker).or_insert(place), place);
        }
    }
    let origins: BTreeSet<usize> = (0..witnesses.len()).map(|place| sets.root(place)).collect();
    Support {
        articles: articles.len(),
        outlets: outlets.len(),
        origins: origins.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn document(name: &str, outlet: &str, credit: &str, texts: &[i64]) -> SourceDocument {
        let given = |name: &str| (!name.is_empty()).then(|| name.to_owned());
        SourceDocument {
            document: name.to_owned(),
            outlet: given(outlet),
            credit: given(credit),
            texts: texts.iter().copied().collect(),
        }
    }

    /// Articles, and origins, of documents that each say one thing in a text of its own.
    fn counted(documents: &[SourceDocument]) -> Support {
        let (found, _) = provenance(documents);
        let witnesses: Vec<Witness<'_>> = documents
            .iter()
            .zip(found)
            .map(|(document, provenance)| Witness {
                document: &document.document,
                outlet: document.outlet.as_deref(),
                provenance,
                text: *document.texts.first().unwrap(),
                speaker: None,
            })
            .collect();
        support(&witnesses)
    }

    #[test]
    fn a_wire_its_reprint_and_its_sister_are_one_origin() {
        let documents = [
            document("a", "Reuters", "", &[1, 2, 3]),
            document("b", "Gulf Post", "Reuters", &[4, 5, 6]),
            document("c", "Thomson Reuters Foundation", "", &[7, 8, 9]),
            document("d", "Gulf Post", "", &[10, 11]),
        ];
        let found = counted(&documents);
        assert_eq!((found.articles, found.outlets, found.origins), (4, 3, 2));
    }

    #[test]
    fn the_same_words_of_the_same_speaker_are_one_origin() {
        let of = |document, origin| Witness {
            document,
            outlet: None,
            provenance: Provenance {
                article: origin,
                origin,
            },
            text: i64::try_from(origin).expect("a small number"),
            speaker: Some("office:spokesman"),
        };
        assert_eq!(support(&[of("a", 1), of("b", 2)]).origins, 1);
    }

    proptest! {
        #[test]
        fn a_document_that_is_added_again_changes_nothing(
            texts in prop::collection::vec(prop::collection::btree_set(0_i64..40, 1..6), 1..8),
            again in 0_usize..8,
        ) {
            let mut documents: Vec<SourceDocument> = texts
                .iter()
                .enumerate()
                .map(|(place, texts)| SourceDocument {
                    document: place.to_string(),
                    outlet: None,
                    credit: None,
                    texts: texts.clone(),
                })
                .collect();
            let before = counted(&documents);
            let mut copy = documents[again % documents.len()].clone();
            copy.document = "again".into();
            documents.push(copy);
            prop_assert_eq!(counted(&documents), before);
            documents.reverse();
            prop_assert_eq!(counted(&documents), before);
        }
    }
}
