//! Wording that terminal and page share.

use crate::Support;

/// A number with its noun.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

/// How many texts carry something, in words.
pub(crate) fn support_text(support: Support) -> String {
    let [articles, outlets, origins] = [
        count(support.articles, "article"),
        count(support.outlets, "outlet"),
        count(support.origins, "origin"),
    ];
    format!("{articles}, {outlets}, {origins}")
}
