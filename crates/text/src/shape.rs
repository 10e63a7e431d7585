//! How a line looks: what can be said of it without its neighbours.

use crate::draft::{Block, Hint};
use crate::lines::bullet;
use crate::tables::{CUES, Cue, normalised};

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Stop,
    Question,
    Colon,
    Open,
}

/// What a block looks like.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Its words without list mark, normalised.
    pub(crate) norm: String,
    pub(crate) words: usize,
    pub(crate) bulleted: bool,
    pub(crate) ending: Ending,
    /// Share of its longer words that begin with a capital, 0 to 1.
    pub(crate) capitals: f32,
    pub(crate) cue: Option<Cue>,
    /// `key: value` with a key of biographies.
    pub(crate) profile_key: bool,
    /// Nothing but an address (of the web, of mail) and a few words.
    pub(crate) address: bool,
}

impl Shape {
    pub(crate) fn of(text: &str, block: &Block) -> Self {
        let all = &text[block.range.clone()];
        let mark = bullet(all);
        let words = all[mark..].trim_start_matches(['*', '_', '#', '>', ' ']);
        let count = words.split_whitespace().count();
        // A cue can only be a short line: no need to fold whole paragraphs.
        let short = count <= 40 && words.len() <= 400;
        let norm = if short {
            normalised(words)
        } else {
            String::new()
        };
        Self {
            words: count,
            bulleted: mark > 0 || block.hint == Hint::ListItem,
            ending: ending(words),
            capitals: capitals(words),
            cue: if count <= 20 {
                CUES.of_line(&norm)
            } else {
                None
            },
            profile_key: short && profile_key(&norm),
            address: short && address(words),
            norm,
        }
    }

    /// Whether the line can be a heading by its looks.
    pub(crate) fn like_heading(&self, words: &str) -> bool {
        let first = words.chars().find(|c| c.is_alphanumeric());
        let begins = first.is_some_and(|c| c.is_uppercase() || c.is_numeric() || !c.is_lowercase());
        let size = (1..=18).contains(&self.words) && words.len() <= 160;
        let separate = !words.ends_with([',', ';', '-']) && words.chars().any(char::is_alphabetic);
        begins
            && size
            && separate
            && match self.ending {
                Ending::Stop => false,
                Ending::Question => self.capitals >= 0.6 || self.words <= 8,
                Ending::Colon => self.capitals >= 0.7 && self.words <= 10,
                Ending::Open => self.capitals >= 0.6 || self.words <= 12,
            }
    }

    /// Whether the block can hold a sentence.
    pub(crate) fn like_sentence(&self) -> bool {
        self.words >= 4 && (self.ending == Ending::Stop || (self.words >= 6 && self.capitals < 0.6))
    }
}

pub(crate) fn ending(words: &str) -> Ending {
    let bare = words.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*' | '_')
    });
    match bare.chars().next_back() {
        Some('.' | '!' | '…' | '。' | '؛' | '۔' | '।' | '！') => Ending::Stop,
        Some('?' | '؟' | '？') => Ending::Question,
        Some(':' | '：') => Ending::Colon,
        _ => Ending::Open,
    }
}

/// Share of words of four letters and more (or with digits) that begin with a capital.
pub(crate) fn capitals(words: &str) -> f32 {
    let (mut high, mut all) = (0_u32, 0_u32);
    for word in words.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’') {
        let Some(first) = word.chars().next() else {
            continue;
        };
        if first.is_alphabetic() && (word.len() >= 4 || first.is_uppercase()) {
            all += 1;
            high += u32::from(first.is_uppercase());
        }
    }
    if all == 0 {
        0.0
    } else {
        high as f32 / all as f32
    }
}

fn profile_key(norm: &str) -> bool {
    let Some((key, _)) = norm.split_once(':') else {
        return false;
    };
    key.len() <= 24 && CUES.of_key(key.trim())
}

fn address(words: &str) -> bool {
    let mut address = 0;
    for word in words.split_whitespace() {
        let web = word.contains("://") || word.starts_with("www.");
        let mail = word
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        if web || mail {
            address += word.len();
        }
    }
    address * 2 > words.len()
}
