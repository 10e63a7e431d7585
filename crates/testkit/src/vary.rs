//! Many articles from a few: the same sentences in another order, about other states and dates.

/// States whose words take each other's place: name, adjective, capital, demonym in plural.
const STATES: &[[&str; 4]] = &[
    ["Russia", "Russian", "Moscow", "Russians"],
    ["Iran", "Iranian", "Tehran", "Iranians"],
    ["China", "Chinese", "Beijing", "Chinese"],
    ["Turkey", "Turkish", "Ankara", "Turks"],
    ["Ukraine", "Ukrainian", "Kyiv", "Ukrainians"],
    ["India", "Indian", "Delhi", "Indians"],
    ["Pakistan", "Pakistani", "Islamabad", "Pakistanis"],
    ["Israel", "Israeli", "Jerusalem", "Israelis"],
    ["Syria", "Syrian", "Damascus", "Syrians"],
    ["Armenia", "Armenian", "Yerevan", "Armenians"],
    ["Azerbaijan", "Azerbaijani", "Baku", "Azerbaijanis"],
    ["Kazakhstan", "Kazakh", "Astana", "Kazakhs"],
];

/// A small generator of numbers that look random and are the same everywhere (SplitMix64).
#[derive(Debug, Clone)]
pub struct Numbers(u64);

impl Numbers {
    /// The numbers of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`, which is not zero.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % bound as u64).expect("below a usize")
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.below(place + 1));
        }
    }
}

/// An article made from `original`: two states change places with others, years move, paragraphs
/// and the sentences in them change order, some are left out. Headings stay at the head.
pub fn vary(original: &str, numbers: &mut Numbers) -> String {
    let mut roles: Vec<usize> = (0..STATES.len()).collect();
    numbers.shuffle(&mut roles);
    let years = i32::try_from(numbers.below(21)).expect("small") - 10;
    let mut parts = original.split("\n\n");
    let head = parts.next().unwrap_or_default().to_owned();
    let mut paragraphs: Vec<String> = parts
        .filter(|_| numbers.below(6) > 0)
        .map(str::to_owned)
        .collect();
    numbers.shuffle(&mut paragraphs);
    let shuffled = paragraphs.iter().map(|paragraph| {
        let mut sentences: Vec<&str> = paragraph.split_inclusive(". ").collect();
        // The last sentence has no space after it and stays last.
        let movable = sentences.len().saturating_sub(1);
        numbers.shuffle(&mut sentences[..movable]);
        sentences.concat()
    });
    let text = [head]
        .into_iter()
        .chain(shuffled)
        .collect::<Vec<_>>()
        .join("\n\n");
    words(&text)
        .map(|word| changed(word, &roles, years))
        .collect()
}

/// The words of a text and what is between them, which together are the text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let alike = |c: char| c.is_alphanumeric() == first.is_alphanumeric();
        let end = rest.find(|c| !alike(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

fn changed(word: &str, roles: &[usize], years: i32) -> String {
    for (state, forms) in STATES.iter().enumerate() {
        if let Some(form) = forms.iter().position(|form| *form == word) {
            return STATES[roles[state]][form].to_owned();
        }
    }
    match word.parse::<i32>() {
        Ok(year) if (1950..=2030).contains(&year) => (year + years).to_string(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGINAL: &str =
        "Talks\n\nRussia met Iran in 2020. It was short. They left.\n\nTehran was pleased.";

    #[test]
    fn the_same_seed_makes_the_same_article() {
        let of = |seed| vary(ORIGINAL, &mut Numbers::new(seed));
        assert_eq!(of(1), of(1));
        let different: std::collections::BTreeSet<String> = (0..50).map(of).collect();
        assert!(different.len() > 40, "{}", different.len());
        assert!(different.iter().all(|text| text.starts_with("Talks")));
    }
}
