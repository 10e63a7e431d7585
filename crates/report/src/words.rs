//! Wording that terminal and page share.

use crate::{Support, TieEntry, TieState};

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
    format!("said by {articles}, {outlets}, at most {origins}")
}

/// The dates of a tie, in words; `None` where no source gives any.
pub(crate) fn tie_dates(tie: &TieEntry) -> Option<String> {
    match (&tie.since, &tie.until) {
        (Some(since), Some(until)) if since == until => Some(since.clone()),
        (Some(since), Some(until)) => Some(format!("{since} – {until}")),
        (Some(since), None) if tie.state == TieState::Then => Some(since.clone()),
        (Some(since), None) => Some(format!("since {since}")),
        (None, Some(until)) => Some(format!("until {until}")),
        (None, None) => None,
    }
}
