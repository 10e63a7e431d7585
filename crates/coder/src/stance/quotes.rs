//! Attributions beyond one sentence: quotations, and lines that begin with a speaker's name.

use detente_model::Span;

use super::Attribution;

/// The quotations of `text`, marks included; two apostrophes are a mark. One that is not closed ends
/// with its line.
pub(crate) fn quotations(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        let mut end = at + sign.len_utf8();
        let mut sign = sign;
        if sign == '\'' && signs.next_if(|(_, next)| *next == '\'').is_some() {
            sign = '"';
            end += 1;
        }
        match (open, sign) {
            (Some((start, _)), '\n') => {
                found.push(Span::from_range(start..at));
                open = None;
            }
            (Some((start, closing)), sign) if sign == closing => {
                found.push(Span::from_range(start..end));
                open = None;
            }
            (None, '“') => open = Some((at, '”')),
            (None, '«') => open = Some((at, '»')),
            (None, '"') => open = Some((at, '"')),
            _ => {}
        }
    }
    if let Some((start, _)) = open {
        found.push(Span::from_range(start..text.len()));
    }
    found
}

/// Lets what is said reach as far as the quotation does that it stands in or that goes on after
/// it, and drops what a speaker says of themselves within it.
///
/// `quotations` are those of `text`.
pub(crate) fn widen(text: &str, quotations: &[Span], found: &mut Vec<Attribution>) {
    let inside = |span: Span| {
        quotations
            .iter()
            .position(|quote| quote.start() <= span.start() && span.end() <= quote.end())
    };
    found.retain(|attribution| {
        let own = attribution.source.is_none_or(|source| {
            matches!(
                source.of(text).to_lowercase().as_str(),
                "i" | "we" | "you" | "je" | "nous" | "vous"
            )
        });
        !(own && inside(attribution.cue).is_some())
    });
    let own: Vec<(Span, Span)> = found
        .iter()
        .filter(|other| inside(other.cue).is_none())
        .map(|other| (other.cue, other.content))
        .collect();
    for attribution in found.iter_mut() {
        if inside(attribution.cue).is_some() {
            continue;
        }
        let touched: Vec<usize> = (0..quotations.len())
            .filter(|quote| quotations[*quote].overlaps(attribution.content))
            .collect();
        let (Some(first), Some(last)) = (touched.first(), touched.last()) else {
            continue;
        };
        let mut content = attribution.content;
        let most = quotations[*first].len().min(content.len()) * 2 >= content.len().min(40);
        // `"We will win," she said, adding that "they lost"`: what stands before the cue is what is said.
        let before = touched
            .iter()
            .rev()
            .copied()
            .find(|quote| quotations[*quote].end() <= attribution.cue.start())
            .filter(|_| content.start() < quotations[*first].start() + 3);
        let last = before.as_ref().unwrap_or(last);
        if before.is_some() {
            content = quotations[*first].cover(quotations[*last]);
        } else if most {
            content = content.cover(quotations[*first]).cover(quotations[*last]);
        }
        // `"We will win," she said. "We always do."`
        let mut next = last + 1;
        let from = content.end().max(attribution.cue.end());
        let mut at = from;
        while let Some(quote) = quotations.get(next).filter(|quote| quote.start() >= at) {
            let between = Span::new(at, quote.start()).of(text);
            let near = !between.contains('\n') && between.len() < 160;
            // `"We will win," she said, "and soon."`
            let same = at == from && between.trim_end().ends_with(',') && between.len() < 60;
            let next_sentence = between.trim().is_empty()
                || at == from
                    && between.trim_end().ends_with('.')
                    && between.matches(['.', '!', '?']).count() <= 2;
            let taken = own
                .iter()
                .any(|(cue, said)| *cue != attribution.cue && said.overlaps(*quote));
            if !near || taken || !(same || next_sentence && starts_sentence(text, *quote)) {
                break;
            }
            content = content.cover(*quote);
            at = quote.end();
            next += 1;
        }
        attribution.content = content;
    }
}

/// Leaves each word to one attribution: what is said inside what is said is part of it.
pub(super) fn keep_outermost(found: &mut Vec<Attribution>) {
    found.sort_by_key(|one| std::cmp::Reverse(one.content.len()));
    let mut kept: Vec<Attribution> = Vec::new();
    for one in found.drain(..) {
        if !kept.iter().any(|outer| outer.content.overlaps(one.cue)) {
            kept.push(one);
        }
    }
    *found = kept;
}

/// Whether a quotation begins with a capital, as a sentence does.
fn starts_sentence(text: &str, quote: Span) -> bool {
    quote
        .of(text)
        .chars()
        .find(|sign| sign.is_alphanumeric())
        .is_some_and(char::is_uppercase)
}

/// `NAME: words` at the beginning of a line.
pub(super) fn named_lines(text: &str, found: &mut Vec<Attribution>) {
    let mut start = 0;
    for line in text.split('\n') {
        let at = start;
        start += line.len() + 1;
        let Some((name, said)) = line.split_once(':') else {
            continue;
        };
        let words: Vec<&str> = name.split_whitespace().collect();
        let is_name = !words.is_empty()
            && words.len() <= 5
            && words.iter().all(|word| {
                word.chars().next().is_some_and(char::is_uppercase)
                    || matches!(*word, "of" | "the" | "de" | "al")
            })
            && said.starts_with([' ', '\u{a0}'])
            && said.trim().len() > 20;
        if !is_name {
            continue;
        }
        let lead = name.len() - name.trim_start().len();
        let colon = at + name.len();
        let from = colon + 1 + (said.len() - said.trim_start().len());
        found.push(Attribution {
            source: Some(Span::from_range(at + lead..at + name.trim_end().len())),
            cue: Span::from_range(colon..colon + 1),
            content: Span::from_range(from..colon + 1 + said.trim_end().len()),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_closed_by_their_own_mark_or_the_line() {
        let text = "“A” and \"b\"\n\"c\nd «e»";
        let found: Vec<&str> = quotations(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["“A”", "\"b\"", "\"c", "«e»"]);
    }

    #[test]
    fn what_is_said_goes_on_in_the_next_quotation() {
        let text = "“We will win,” she said. “We always do.”";
        let span = |words: &str| {
            let at = text.find(words).unwrap();
            Span::from_range(at..at + words.len())
        };
        let mut found = vec![Attribution {
            source: Some(span("she")),
            cue: span("said"),
            content: span("We will win"),
        }];
        widen(text, &quotations(text), &mut found);
        assert_eq!(found[0].content.of(text), text);
    }

    #[test]
    fn a_line_that_begins_with_a_name_is_theirs() {
        let text = "LAVROV: We have discussed all of this before.\nplain: not a name at all, this";
        let mut found = Vec::new();
        named_lines(text, &mut found);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].source.unwrap().of(text), "LAVROV");
        assert_eq!(
            found[0].content.of(text),
            "We have discussed all of this before."
        );
    }
}
