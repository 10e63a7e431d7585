use detente_coder::{Coder, Input, Parsers, Passage};
use detente_model::{Claim, Content, Span};
use detente_store::{ClaimSource, Error as StoreError};
use detente_text::Document;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Bytes of text that are coded at once: what is known of each word takes about forty times its bytes.
const PART: usize = 1 << 20;
/// Passages before a part that are read with it, for what points back to them.
const BEFORE: usize = 40;
/// Passages behind a part that are read with it, for who is quoted.
const BEHIND: usize = 10;

/// The claims of a document, each with the index of the passage that shows it.
#[derive(Debug)]
pub(crate) enum Claims {
    /// As they are.
    Plain(Vec<(usize, Claim)>),
    /// Those of each part of a long document, packed: JSON in zstd takes a fortieth of the memory.
    Packed(Vec<Vec<u8>>),
}

impl ClaimSource for Claims {
    fn for_each(
        &self,
        take: &mut dyn FnMut(usize, &Claim) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Plain(claims) => claims.for_each(take),
            Self::Packed(parts) => parts
                .iter()
                .try_for_each(|part| unpacked(part).for_each(take)),
        }
    }
}

fn packed(claims: &Vec<(usize, Claim)>) -> Vec<u8> {
    let json = serde_json::to_vec(claims).expect("claims are plain data");
    zstd::encode_all(json.as_slice(), 1).expect("memory can be written")
}

fn unpacked(part: &[u8]) -> Vec<(usize, Claim)> {
    let json = zstd::decode_all(part).expect("what was packed here is whole");
    serde_json::from_slice(&json).expect("what was packed here are claims")
}

/// The claims of a document. A long one is coded in parts, on up to `threads` threads; the parts do not depend on their
/// number.
pub(crate) fn claims(
    coder: &Coder<'_>,
    parsers: &mut Parsers,
    document: &Document,
    threads: usize,
) -> Claims {
    let parts = parts(document, PART);
    if parts.len() < 2 {
        let whole = 0..document.passages.len();
        return Claims::Plain(claims_of_part(coder, parsers, document, whole));
    }
    let next = AtomicUsize::new(0);
    let work = |parsers: &mut Parsers| {
        let mut found = Vec::new();
        while let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            let claims = claims_of_part(coder, parsers, document, part.clone());
            found.push((part.start, packed(&claims)));
        }
        found
    };
    let mut found = thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads.min(parts.len()))
            .map(|_| scope.spawn(|| work(&mut Parsers::new())))
            .collect();
        let mut found = work(parsers);
        for helper in helpers {
            let others = helper
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            found.extend(others);
        }
        found
    });
    found.sort_by_key(|(first, _)| *first);
    Claims::Packed(found.into_iter().map(|(_, claims)| claims).collect())
}

/// The passages in parts whose texts have `most` bytes or a little more; a document of less than twice that is one.
fn parts(document: &Document, most: usize) -> Vec<Range<usize>> {
    let passages = &document.passages;
    let mut parts = Vec::new();
    let (mut first, mut bytes) = (0, 0);
    let mut left: usize = passages
        .iter()
        .map(|passage| passage.span.len() as usize)
        .sum();
    for (number, passage) in passages.iter().enumerate() {
        if bytes >= most && left >= most {
            parts.push(first..number);
            (first, bytes) = (number, 0);
        }
        bytes += passage.span.len() as usize;
        left -= passage.span.len() as usize;
    }
    parts.push(first..passages.len());
    parts
}

/// The claims in some passages of a document, read with those around them.
fn claims_of_part(
    coder: &Coder<'_>,
    parsers: &mut Parsers,
    document: &Document,
    part: Range<usize>,
) -> Vec<(usize, Claim)> {
    let read = part.start.saturating_sub(BEFORE)..(part.end + BEHIND).min(document.passages.len());
    let is_whole = read.len() == document.passages.len();
    let around = &document.passages[read];
    let passages: Vec<Passage> = around.iter().copied().map(Passage::from).collect();
    // Places count from the beginning of the document; what stands before is not read again.
    let mut blank = String::new();
    let text = match (around.first(), around.last()) {
        (Some(first), Some(last)) if !is_whole => {
            let (start, end) = (first.span.start() as usize, last.span.end() as usize);
            blank.reserve_exact(end);
            blank.extend(std::iter::repeat_n(' ', start));
            blank.push_str(&document.text[start..end]);
            &blank
        }
        _ => &document.text,
    };
    let published = document.published.as_ref();
    let coding = coder.code_document(
        parsers,
        &Input {
            text,
            title: document.title.as_deref(),
            passages: &passages,
            // Relative dates count from a day; a month or year of publication leaves them open.
            published: published
                .and_then(|when| when.start().filter(|day| Some(*day) == when.end())),
        },
    );
    let events = coding
        .events
        .into_iter()
        .map(|claim| claim.map(Content::Event));
    let ties = coding.ties.into_iter().map(|claim| claim.map(Content::Tie));
    let causes = coding
        .causes
        .into_iter()
        .map(|claim| claim.map(Content::Cause));
    let characterisations = coding
        .characterisations
        .into_iter()
        .map(|claim| claim.map(Content::Characterisation));
    events
        .chain(ties)
        .chain(causes)
        .chain(characterisations)
        .filter_map(|claim| placed(claim, document))
        .filter(|(place, _)| part.contains(place))
        .collect()
}

/// The claim with its passage: the one in which its trigger stands.
///
/// A sentence that changes language is two passages, and evidence may be both; a record quotes
/// one, so that it is cut to the one with the trigger.
fn placed(mut claim: Claim, document: &Document) -> Option<(usize, Claim)> {
    let trigger = claim.frame.trigger;
    let place = passage_at(document, trigger)?;
    let passage = document.passages[place].span;
    let evidence = &mut claim.frame.evidence;
    if !passage.contains(*evidence) {
        *evidence = passage;
    }
    Some((place, claim))
}

fn passage_at(document: &Document, span: Span) -> Option<usize> {
    let after = document
        .passages
        .partition_point(|passage| passage.span.start() <= span.start());
    let place = after.checked_sub(1)?;
    let passage = document.passages[place].span;
    passage.contains(span).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_coder::Coder;
    use detente_text::{Hints, Limits, read_document};

    fn document(sentences: usize) -> Document {
        let all = [
            "Russia and Iran signed a treaty on trade in Moscow on 17 January 2025.",
            "Both countries will cooperate in energy, officials said.",
            "Iran condemned the sanctions of the United States on 3 May 2024.",
            "Turkey supplied drones to Ukraine in 2022.",
        ];
        let text: Vec<&str> = all.iter().copied().cycle().take(sentences).collect();
        let text = text.join(" ");
        read_document(
            text.as_bytes(),
            &Hints::from_name("a.txt"),
            &Limits::default(),
        )
        .expect("a text")
    }

    #[test]
    fn parts_hold_each_passage_once() {
        let document = document(400);
        for most in [100, 1_000, 5_000, usize::MAX] {
            let parts = parts(&document, most);
            let all: Vec<usize> = parts.iter().cloned().flatten().collect();
            assert_eq!(all, (0..document.passages.len()).collect::<Vec<_>>());
            assert_eq!(parts.len() > 1, most < 10_000, "{most}: {parts:?}");
        }
    }

    #[test]
    fn a_document_in_parts_says_what_it_says_as_a_whole() {
        let document = document(200);
        let coder = Coder::builtin();
        let mut parsers = Parsers::new();
        let mut whole = claims_of_part(&coder, &mut parsers, &document, 0..document.passages.len());
        let mut in_parts: Vec<(usize, Claim)> = parts(&document, 3_000)
            .into_iter()
            .flat_map(|part| claims_of_part(&coder, &mut parsers, &document, part))
            .collect();
        let order = |claims: &mut Vec<(usize, Claim)>| {
            claims.sort_by(|a, b| a.partial_cmp(b).expect("scores are numbers"));
        };
        order(&mut whole);
        order(&mut in_parts);
        assert!(whole.len() > 150, "{}", whole.len());
        assert_eq!(whole, in_parts);
        assert_eq!(unpacked(&packed(&whole)), whole);
    }
}
