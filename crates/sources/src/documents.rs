//! Documents that are copies of each other: syndication, reprints, later versions.

use std::collections::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::recycle::{Sets, Text};
use crate::words::pieces;

/// Words in a shingle.
const SHINGLE: usize = 4;
/// Shingles that are kept of a document at the most, those with the smallest hashes: two documents
/// keep the same of what they share.
const SKETCH: usize = 512;
/// Share of the shingles of the shorter document that stand in the longer.
const CONTAINED: f32 = 0.5;
/// Share of the shingles of both that both have.
const ALIKE: f32 = 0.25;
/// Shingles that a document must have to be compared by a share of them.
const FEWEST: usize = 8;
/// Documents that share a shingle are compared with each other where there are this many at the
/// most, else each with the next.
const COMPARED_WITH_ALL: usize = 32;

/// Groups of documents whose words are for the most part the same, as places in `texts`: each
/// group in the order of names, the groups in the order of their first.
///
/// Only the stretches of a text are compared, so that two pages that share a menu are no copies.
pub fn find_copied_documents(texts: &[Text<'_>]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|&place| (texts[place].name, texts[place].text));
    let sketches: Vec<Vec<u64>> = order.iter().map(|&place| sketch(&texts[place])).collect();
    let mut postings: Vec<(u64, usize)> = Vec::new();
    for (place, sketch) in sketches.iter().enumerate() {
        postings.extend(sketch.iter().map(|&hash| (hash, place)));
    }
    postings.sort_unstable();
    let mut shared: HashMap<(usize, usize), usize> = HashMap::new();
    for run in postings.chunk_by(|a, b| a.0 == b.0) {
        let reach = if run.len() <= COMPARED_WITH_ALL {
            run.len()
        } else {
            2
        };
        for (index, &(_, one)) in run.iter().enumerate() {
            for &(_, other) in run[index + 1..].iter().take(reach) {
                *shared.entry((one, other)).or_default() += 1;
            }
        }
    }
    let mut pairs: Vec<((usize, usize), usize)> = shared.into_iter().collect();
    pairs.sort_unstable();
    let mut sets = Sets::new(order.len());
    for ((a, b), _) in pairs {
        if is_copy(&sketches[a], &sketches[b]) {
            sets.join(a, b);
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); order.len()];
    for place in 0..order.len() {
        groups[sets.root(place)].push(order[place]);
    }
    groups.retain(|group| group.len() > 1);
    groups
}

fn sketch(text: &Text<'_>) -> Vec<u64> {
    let mut words: Vec<u64> = Vec::new();
    for (_, span) in text.stretches {
        let quote = span.get(text.text).unwrap_or_default();
        words.extend(pieces(quote).iter().map(|piece| piece.key));
    }
    let mut hashes: Vec<u64> = words
        .windows(SHINGLE.min(words.len()).max(1))
        .map(|shingle| {
            let bytes: Vec<u8> = shingle.iter().flat_map(|word| word.to_le_bytes()).collect();
            xxh3_64(&bytes)
        })
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SKETCH);
    hashes
}

/// Whether two sketches, each the smallest hashes of a document, are of copies.
fn is_copy(a: &[u64], b: &[u64]) -> bool {
    if a == b {
        return true;
    }
    if a.len().min(b.len()) < FEWEST {
        return false;
    }
    // Below the largest hash of a sketch that was cut, both are complete.
    let limit = |sketch: &[u64]| {
        if sketch.len() < SKETCH {
            u64::MAX
        } else {
            sketch[SKETCH - 1]
        }
    };
    let below = limit(a).min(limit(b));
    let cut = |sketch: &[u64]| sketch.partition_point(|&hash| hash <= below);
    let (a, b) = (&a[..cut(a)], &b[..cut(b)]);
    let shared = a
        .iter()
        .filter(|hash| b.binary_search(hash).is_ok())
        .count() as f32;
    let (fewer, all) = (a.len().min(b.len()), a.len() + b.len());
    shared >= CONTAINED * fewer as f32 && shared >= ALIKE * (all as f32 - shared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recycle::Stretch;
    use detente_model::Span;

    fn groups(texts: &[&str]) -> Vec<Vec<usize>> {
        let names: Vec<String> = (0..texts.len()).map(|place| place.to_string()).collect();
        let spans: Vec<_> = texts
            .iter()
            .map(|text| [(Stretch::Sentence, Span::new(0, text.len() as u32))])
            .collect();
        let texts: Vec<Text<'_>> = texts
            .iter()
            .enumerate()
            .map(|(place, text)| Text {
                name: &names[place],
                text,
                stretches: &spans[place],
            })
            .collect();
        find_copied_documents(&texts)
    }

    const REPORT: &str = "The harbour master closed the northern basin on Monday after a crane \
        fell into the water. Nobody was hurt. Divers will look at the wreck this week, and ferries \
        leave from the southern pier until then. The owner of the crane said that it had been \
        checked in March.";

    #[test]
    fn a_reprint_with_edits_is_a_copy() {
        let reprint = REPORT
            .replace("Nobody was hurt. ", "")
            .replace("Monday", "Monday night");
        let other = "A bakery opened in the market hall; bread is sold from six in the morning, and the baker says that she has more orders than flour.";
        assert_eq!(groups(&[REPORT, other, &reprint]), [vec![0, 2]]);
    }

    #[test]
    fn short_texts_are_copies_only_where_they_are_equal() {
        assert_eq!(
            groups(&["No comment today.", "No comment today!"]),
            [vec![0, 1]]
        );
        assert!(groups(&["No comment today.", "No comment."]).is_empty());
    }
}
