//! Wording that terminal and page share.

use crate::{Entry, Support, TieEntry, TieState};

/// What a brief says of its articles where there are none.
pub(crate) const NO_ARTICLES: &str = "No articles: nothing here is from the text of a document.";

/// A number with its noun.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

/// How many texts carry something, in words; where no outlet is named, none is counted.
pub(crate) fn support_text(support: Support) -> String {
    let outlets = match support.outlets {
        0 => String::new(),
        outlets => format!("{}, ", count(outlets, "outlet")),
    };
    format!(
        "said by {}, {outlets}at most {}",
        count(support.articles, "article"),
        count(support.origins, "origin")
    )
}

/// The data sets that tell an event too.
pub(crate) fn also_text(entry: &Entry) -> String {
    format!("also in {}", entry.also.join("; "))
}

/// Those who say something: two by name, the rest by number.
pub(crate) fn holders_text(holders: &[String], short: &dyn Fn(&str) -> String) -> String {
    const NAMED: usize = 2;
    let named: Vec<String> = holders
        .iter()
        .take(NAMED)
        .map(|holder| short(holder))
        .collect();
    match holders.len().saturating_sub(NAMED) {
        0 => named.join("; "),
        more => format!("{} and {more} more", named.join("; ")),
    }
}

/// A date in EDTF as people write it: `~1651–1828` for `1651~/1828~`, `from 2022` for `2022/..`.
pub(crate) fn date_text(edtf: &str) -> String {
    let Some((start, end)) = edtf.split_once('/') else {
        return edtf.to_owned();
    };
    match (start, end) {
        ("..", end) => format!("until {}", date_text(end)),
        (start, "..") => format!("from {}", date_text(start)),
        _ => {
            let about = if start.ends_with('~') { "~" } else { "" };
            let [start, end] = [start, end].map(|side| side.trim_end_matches('~'));
            let to = if start.len() > 4 { " to " } else { "–" };
            format!("{about}{start}{to}{end}")
        }
    }
}

/// The dates of a tie, in words; `None` where no source gives any.
pub(crate) fn tie_dates(tie: &TieEntry) -> Option<String> {
    let [since, until] = [&tie.since, &tie.until].map(|day| {
        day.as_deref()
            .map(|day| day.trim_end_matches('~').to_owned())
    });
    match (&since, &until) {
        (Some(since), Some(until)) if since == until => Some(since.clone()),
        (Some(since), Some(until)) => Some(format!("{since} – {until}")),
        (Some(since), None) if matches!(tie.state, TieState::Then | TieState::Concluded) => {
            Some(since.clone())
        }
        (Some(since), None) => Some(format!("since {since}")),
        (None, Some(until)) => Some(format!("until {until}")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_people_write_them() {
        for (edtf, text) in [
            ("2025-01-17", "2025-01-17"),
            ("1651~/1828~", "~1651–1828"),
            ("2022/..", "from 2022"),
            ("../2007-05", "until 2007-05"),
            ("2019-10-21/2019-10-27", "2019-10-21 to 2019-10-27"),
        ] {
            assert_eq!(date_text(edtf), text);
        }
    }

    #[test]
    fn two_are_named_and_the_rest_counted() {
        let holders = ["A", "B", "C", "D"].map(str::to_owned);
        let text = |count: usize| holders_text(&holders[..count], &str::to_owned);
        assert_eq!([text(0), text(2), text(4)], ["", "A; B", "A; B and 2 more"]);
    }
}
