use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Below this number of words, equal passages say nothing about who copied whom.
const TRACEABLE_WORDS: usize = 8;
/// Bands of minimum hashes. Two passages whose pairs of words agree to 80 % (Jaccard) share a
/// band with probability 1 - (1 - 0.8^3)^8 = 0.997; at 65 % with 0.92, at 30 % with 0.20.
const BANDS: usize = 8;
/// Minimum hashes in a band.
const ROWS: usize = 3;
/// The share of pairs of words (Dice) from which two passages are copies: two words changed among
/// twenty leave 0.79.
const COPIED_SHARE: f64 = 0.75;

/// The hashes of a passage: copies of it are likely to share at least one.
///
/// A passage of fewer than eight words has none. Case, punctuation and spacing do not matter.
/// The method is `MinHash` with banding (Broder 1997) over pairs of neighbouring words.
pub fn fingerprint(text: &str) -> Vec<u64> {
    let words = words(text);
    if words.len() < TRACEABLE_WORDS {
        return Vec::new();
    }
    let mut minima = [u64::MAX; BANDS * ROWS];
    for pair in words.windows(2) {
        let hash = pair_hash(pair);
        for (seed, minimum) in minima.iter_mut().enumerate() {
            // One strong hash a pair, mixed anew for each seed: a multiply is enough here.
            let mixed = (hash ^ SEEDS[seed % SEEDS.len()]).wrapping_mul(0x9e37_79b9_7f4a_7c15)
                ^ (hash.rotate_left(u32::try_from(seed).unwrap_or_default() * 2 + 1));
            *minimum = (*minimum).min(mixed.wrapping_mul(0xff51_afd7_ed55_8ccd));
        }
    }
    let band = |(number, rows): (usize, &[u64])| {
        let bytes: Vec<u8> = rows.iter().flat_map(|row| row.to_le_bytes()).collect();
        xxh3_64_with_seed(&bytes, number as u64)
    };
    minima.chunks(ROWS).enumerate().map(band).collect()
}

/// Constants without structure: the fractional digits of the square roots of small primes.
const SEEDS: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];

/// Whether a passage is long enough that another with its words is a copy of it.
pub fn is_traceable(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .nth(TRACEABLE_WORDS - 1)
        .is_some()
}

/// Whether two passages have the same words in the same order, but for small edits.
pub fn same_words(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    if a.len() < TRACEABLE_WORDS || b.len() < TRACEABLE_WORDS {
        return false;
    }
    let mut pairs: BTreeMap<u64, (u32, u32)> = BTreeMap::new();
    for pair in a.windows(2) {
        pairs.entry(pair_hash(pair)).or_default().0 += 1;
    }
    for pair in b.windows(2) {
        pairs.entry(pair_hash(pair)).or_default().1 += 1;
    }
    let shared: u32 = pairs.values().map(|(in_a, in_b)| in_a.min(in_b)).sum();
    2.0 * f64::from(shared) >= COPIED_SHARE * (a.len() + b.len() - 2) as f64
}

fn pair_hash(pair: &[u64]) -> u64 {
    pair[0].rotate_left(23).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ pair[1]
}

/// The hashes of the words of a text, lower case, without punctuation.
fn words(text: &str) -> Vec<u64> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(|word| xxh3_64_with_seed(word.to_lowercase().as_bytes(), 0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WIRE: &str = "Iran supplied a small number of drones to Russia months before the war in \
                        Ukraine, its foreign minister said on Saturday.";

    fn found(a: &str, b: &str) -> bool {
        let (a, b) = (fingerprint(a), fingerprint(b));
        a.iter().any(|band| b.contains(band))
    }

    #[test]
    fn small_edits_leave_a_copy() {
        for copy in [
            WIRE,
            "Iran supplied a small number of drones to Russia months before the war in Ukraine, its foreign minister said Saturday.",
            "IRAN supplied a “small number” of drones to Russia months before the war in Ukraine, its foreign minister said on Saturday!",
            "Iran had supplied a small number of drones to Russia months before the war in Ukraine, its top diplomat said on Saturday.",
        ] {
            assert!(same_words(WIRE, copy), "{copy}");
            assert!(found(WIRE, copy), "{copy}");
        }
    }

    #[test]
    fn the_same_news_in_other_words_is_no_copy() {
        let other = "Tehran's top diplomat admitted on 5 November that Iran had sent Moscow some drones, but before the invasion.";
        assert!(!same_words(WIRE, other));
    }

    #[test]
    fn short_passages_are_not_traced() {
        assert!(fingerprint("Russia condemned the strikes.").is_empty());
        assert!(!same_words(
            "Russia condemned the strikes.",
            "Russia condemned the strikes."
        ));
    }

    proptest! {
        #[test]
        fn a_passage_is_its_own_copy(words in prop::collection::vec("[a-zà-öø-ÿ]{1,9}", 8..60)) {
            let text = words.join(" ");
            prop_assert!(same_words(&text, &text));
            prop_assert!(found(&text, &text));
        }

        #[test]
        fn any_text_is_accepted(text in any::<String>()) {
            fingerprint(&text);
            same_words(&text, WIRE);
        }
    }
}
