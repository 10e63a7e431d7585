//! What the network sees of a word: its normalised form, the character sequences in it, its shape.

/// Rows of the table of shapes: kinds of writing, times first in the sentence or not, times after a space or not.
pub(crate) const SHAPES: usize = KINDS * 4;
const KINDS: usize = 10;
/// Characters of a word that are looked at; of longer ones, the first and last halves of this number.
const LONGEST: usize = 40;
/// Share of each sequence at the edge of a word in the word's vector.
pub(crate) const EDGE_SHARE: f32 = 0.35;

/// Buffers for [`Sequences::read`], and its results.
#[derive(Debug, Default, Clone)]
pub(crate) struct Sequences {
    characters: Vec<char>,
    /// Hashes of the beginnings (1-4 characters) and ends (1-5) of the word.
    pub edges: Vec<u32>,
    /// Hashes of all sequences of 3 to 5 characters, the word's ends counting as one.
    pub inner: Vec<u32>,
}

impl Sequences {
    /// Finds the character sequences of a normalised form; hashes are below `buckets`.
    pub(crate) fn read(&mut self, form: &str, buckets: usize) {
        self.edges.clear();
        self.inner.clear();
        self.characters.clear();
        self.characters.push('\u{2}');
        self.characters.extend(form.chars());
        if self.characters.len() > LONGEST + 1 {
            let cut = self.characters.len() - LONGEST / 2;
            self.characters.drain(1 + LONGEST / 2..cut);
        }
        self.characters.push('\u{3}');
        let marked = &self.characters;
        let bare = &marked[1..marked.len() - 1];
        for n in 1..=4.min(bare.len()) {
            self.edges.push(bucket(1, &bare[..n], buckets));
        }
        for n in 1..=5.min(bare.len()) {
            self.edges.push(bucket(2, &bare[bare.len() - n..], buckets));
        }
        for n in 3..=5 {
            for window in marked.windows(n) {
                self.inner.push(bucket(3, window, buckets));
            }
        }
    }

    /// Share of each inner sequence in the word's vector.
    pub(crate) fn inner_share(&self) -> f32 {
        1.0 / (self.inner.len().max(1) as f32).sqrt()
    }
}

/// A row for these characters; `kind` keeps beginnings, ends and inner sequences apart.
fn bucket(kind: u64, characters: &[char], buckets: usize) -> u32 {
    let mut hash = kind.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for &c in characters {
        hash = (hash.rotate_left(5) ^ u64::from(u32::from(c))).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((u128::from(hash) * buckets as u128) >> 64) as u32
}

/// Appends `form` to `out` in lower case with every digit as `0` and typographic quotes and dashes as plain ones.
pub(crate) fn normalise(form: &str, out: &mut String) {
    if form.is_ascii() {
        for byte in form.bytes() {
            let byte = byte.to_ascii_lowercase();
            out.push(if byte.is_ascii_digit() {
                '0'
            } else {
                byte as char
            });
        }
        return;
    }
    for c in form.chars() {
        match c {
            '\u{2018}' | '\u{2019}' => out.push('\''),
            '\u{201c}' | '\u{201d}' => out.push('"'),
            '\u{2010}' | '\u{2011}' => out.push('-'),
            '\u{2013}' | '\u{2014}' => out.push('\u{2013}'),
            c if c.is_ascii_digit() => out.push('0'),
            c => out.extend(c.to_lowercase()),
        }
    }
}

/// Row of the shape table for `form`.
pub(crate) fn shape(form: &str, first: bool, after_space: bool) -> usize {
    (kind(form) * 2 + usize::from(first)) * 2 + usize::from(after_space)
}

fn kind(form: &str) -> usize {
    let (mut upper, mut lower, mut caseless, mut digits, mut other) = (0, 0, 0, 0, 0);
    let mut leading_upper = false;
    for (i, c) in form.chars().take(LONGEST).enumerate() {
        if c.is_lowercase() {
            lower += 1;
        } else if c.is_uppercase() {
            upper += 1;
            leading_upper |= i == 0;
        } else if c.is_alphabetic() {
            caseless += 1;
        } else if c.is_numeric() {
            digits += 1;
        } else {
            other += 1;
        }
    }
    match (upper + lower + caseless > 0, digits > 0) {
        (true, true) => 0,
        (false, true) => {
            if other > 0 {
                1
            } else {
                2
            }
        }
        (false, false) => 3,
        (true, false) if upper == 0 && lower == 0 => 4,
        (true, false) if upper == 0 => 5,
        (true, false) if upper == 1 && lower == 0 => 6,
        (true, false) if lower == 0 => 7,
        (true, false) if upper == 1 && leading_upper => 8,
        (true, false) => 9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(form: &str) -> String {
        let mut out = String::new();
        normalise(form, &mut out);
        out
    }

    #[test]
    fn forms_lose_case_digits_and_typography() {
        assert_eq!(normal("B-52s"), "b-00s");
        assert_eq!(normal("L\u{2019}\u{c9}tat"), "l'\u{e9}tat");
    }

    #[test]
    fn shapes_tell_kinds_of_writing_apart() {
        let forms = [
            "B52", "3.5", "35", "--", "\u{6771}", "war", "I", "NATO", "Paris", "McCain",
        ];
        for (kind, form) in forms.iter().enumerate() {
            assert_eq!(shape(form, false, false), kind * 4, "{form}");
        }
        assert!(shape("McCain", true, true) < SHAPES);
    }

    #[test]
    fn sequences_of_odd_words_are_bounded() {
        let mut sequences = Sequences::default();
        for form in ["", "a", "\u{1f600}", &"x".repeat(10_000)] {
            sequences.read(form, 100);
            assert!(sequences.edges.len() <= 9 && sequences.inner.len() <= 3 * 42);
            assert!(
                sequences
                    .edges
                    .iter()
                    .chain(&sequences.inner)
                    .all(|&b| b < 100)
            );
        }
    }

    #[test]
    fn beginnings_and_ends_of_the_same_letters_differ() {
        let mut sequences = Sequences::default();
        sequences.read("aa", 1 << 20);
        assert_ne!(sequences.edges[0], sequences.edges[2]);
    }
}
