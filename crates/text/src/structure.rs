//! What each part of a document is: heading, body, caption, list or boilerplate.
//!
//! Nothing here knows a particular site. A part is judged by its looks, by cue words, by where it
//! stands, and by repetition inside the document.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::document::SpanKind;
use crate::draft::{Block, Hint, trimmed};
use crate::language::is_filler;
use crate::lines::bullet;
use crate::sentences::sentences;
use crate::shape::{Ending, Shape, capitals, ending};
use crate::tables::{CUES, Cue, normalised};

/// A part of the text of one kind, and the sentences of it that can be passages.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) range: Range<usize>,
    pub(crate) kind: SpanKind,
    pub(crate) sentences: Vec<Range<usize>>,
}

/// A block with its looks, its sentences and what it was found to be.
struct Part {
    block: Block,
    shape: Shape,
    sentences: Vec<Range<usize>>,
    kind: SpanKind,
}

/// The parts of a document, in order.
pub(crate) fn pieces(text: &str, blocks: Vec<Block>) -> Vec<Piece> {
    let mut parts = unglued(text, blocks);
    let repeated = repetitions(&parts);
    for at in 0..parts.len() {
        parts[at].kind = first_look(text, &parts, at, &repeated);
    }
    contents(&mut parts);
    related(&mut parts);
    profiles(&mut parts);
    link_lists(&mut parts);
    tail(&mut parts);
    parts
        .into_iter()
        .flat_map(|part| cut(text, &part))
        .collect()
}

/// Cuts blocks where a heading or a list lost the line break before it.
fn unglued(text: &str, blocks: Vec<Block>) -> Vec<Part> {
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        let mut found = if matches!(
            block.hint,
            Hint::Heading | Hint::Caption | Hint::Boilerplate
        ) {
            vec![block.range.clone()]
        } else {
            sentences(text, block.range.clone())
        };
        let tail = glued_tail(text, &found, block.hint);
        let rest = tail.map(|(at, hint)| (found.split_off(at), hint));
        for (sentences, hint) in [Some((found, block.hint)), rest].into_iter().flatten() {
            let (Some(first), Some(last)) = (sentences.first(), sentences.last()) else {
                continue;
            };
            let block = Block {
                range: first.start..last.end,
                hint,
            };
            let shape = Shape::of(text, &block);
            out.push(Part {
                block,
                shape,
                sentences,
                kind: SpanKind::Body,
            });
        }
    }
    out
}

/// The sentence from which on a block is a glued heading or list, and as what it is to be read.
fn glued_tail(text: &str, sentences: &[Range<usize>], hint: Hint) -> Option<(usize, Hint)> {
    if !matches!(hint, Hint::None | Hint::Paragraph) {
        return None;
    }
    for at in 1..sentences.len() {
        let words = &text[sentences[at].clone()];
        let glued = sentences[at].start == sentences[at - 1].end;
        if glued && bullet(words) > 0 {
            return Some((at, Hint::None));
        }
        let titled = capitals(words) >= 0.6 && ending(words) != Ending::Stop;
        let short = words.split_whitespace().count() <= 18;
        if glued && at + 1 == sentences.len() && titled && short {
            return Some((at, Hint::Heading));
        }
    }
    None
}

/// How often each short line stands in the document, without a leading article.
fn repetitions(parts: &[Part]) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for part in parts {
        if let Some(key) = repetition_key(&part.shape) {
            *out.entry(key.to_owned()).or_insert(0) += 1;
        }
    }
    out
}

fn repetition_key(shape: &Shape) -> Option<&str> {
    let norm = shape.norm.as_str();
    let bare = ["the ", "a ", "an ", "le ", "la ", "les "]
        .iter()
        .find_map(|article| norm.strip_prefix(article));
    Some(bare.unwrap_or(norm)).filter(|key| !key.is_empty())
}

/// What a block is by its own looks and by repetition.
fn first_look(
    text: &str,
    parts: &[Part],
    at: usize,
    repeated: &BTreeMap<String, usize>,
) -> SpanKind {
    let part = &parts[at];
    let (shape, words) = (&part.shape, &text[part.block.range.clone()]);
    match part.block.hint {
        Hint::Boilerplate => return SpanKind::Boilerplate,
        Hint::Caption => return SpanKind::Caption,
        _ => {}
    }
    match shape.cue {
        Some(Cue::Caption) => return SpanKind::Caption,
        Some(_) => return SpanKind::Boilerplate,
        None => {}
    }
    if shape.address || is_filler(words) {
        return SpanKind::Boilerplate;
    }
    if !shape.norm.is_empty() {
        match CUES.inside(&shape.norm) {
            Some(Cue::Caption) => return SpanKind::Caption,
            Some(_) if part.sentences.len() == 1 => return SpanKind::Boilerplate,
            _ => {}
        }
    }
    if is_repeated_caption(parts, at, repeated) {
        return SpanKind::Caption;
    }
    match part.block.hint {
        Hint::Heading => return SpanKind::Heading,
        Hint::Paragraph => return SpanKind::Body,
        _ => {}
    }
    if shape.bulleted {
        return SpanKind::List;
    }
    let titled = at == 0 && shape.words <= 25 && shape.ending != Ending::Stop && parts.len() > 1;
    if titled || shape.like_heading(words) {
        return SpanKind::Heading;
    }
    SpanKind::Body
}

/// A line without a full stop that stands twice in a row, or three times in all.
fn is_repeated_caption(parts: &[Part], at: usize, repeated: &BTreeMap<String, usize>) -> bool {
    let shape = &parts[at].shape;
    let hint = parts[at].block.hint;
    if matches!(hint, Hint::Heading | Hint::ListItem | Hint::Paragraph) {
        return false;
    }
    if shape.bulleted || !matches!(shape.ending, Ending::Open | Ending::Question) {
        return false;
    }
    let Some(key) = repetition_key(shape) else {
        return false;
    };
    let count = repeated.get(key).copied().unwrap_or(0);
    let same =
        |other: Option<&Part>| other.is_some_and(|other| repetition_key(&other.shape) == Some(key));
    let beside =
        same(parts.get(at + 1)) || same(at.checked_sub(1).and_then(|before| parts.get(before)));
    count >= 3 || (count == 2 && beside)
}

/// A table of contents: its heading, and the lines after it that are list items or come again.
fn contents(parts: &mut [Part]) {
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, part) in parts.iter().enumerate() {
        last.insert(part.shape.norm.as_str(), at);
    }
    let again: Vec<bool> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| !part.shape.norm.is_empty() && last[part.shape.norm.as_str()] > at)
        .collect();
    let mut inside = false;
    for (part, again) in parts.iter_mut().zip(again) {
        let item = part.shape.bulleted || again;
        inside &= item && part.shape.ending != Ending::Stop;
        if inside {
            part.kind = SpanKind::Boilerplate;
        }
        inside |= part.shape.cue == Some(Cue::Contents);
    }
    unnamed_contents(parts);
}

/// A table of contents without a heading: a run of items that all come again as headings.
fn unnamed_contents(parts: &mut [Part]) {
    let headings: BTreeMap<String, usize> = parts
        .iter()
        .enumerate()
        .filter(|(_, part)| part.kind == SpanKind::Heading)
        .map(|(at, part)| (part.shape.norm.clone(), at))
        .collect();
    for run in runs(parts, |part| part.kind == SpanKind::List) {
        let known = |at: usize| {
            headings
                .get(&parts[at].shape.norm)
                .is_some_and(|&heading| heading > at)
        };
        let found = run.clone().filter(|&at| known(at)).count();
        if found >= 3 && found * 4 >= run.len() * 3 {
            mark(parts, run);
        }
    }
}

/// What follows "Related articles": lines without full stop, until text begins again.
fn related(parts: &mut [Part]) {
    let mut at = 0;
    while at < parts.len() {
        at += 1;
        if parts[at - 1].shape.cue != Some(Cue::Related) {
            continue;
        }
        let text = |part: &Part| {
            part.shape.ending == Ending::Stop
                || part.shape.words > 25
                || part.block.hint == Hint::Heading
        };
        let length = parts[at..].iter().position(text);
        let end = length.map_or(parts.len(), |length| at + length);
        // The last line before text may be that text's heading.
        let heads_text = end < parts.len() && end > at && !parts[end - 1].shape.bulleted;
        mark(parts, at..end - usize::from(heads_text));
        at = end;
    }
}

/// Biographies: near each other, at least two `key: value` lines with keys of biographies.
fn profiles(parts: &mut [Part]) {
    let sure = |part: &Part| part.shape.profile_key || part.shape.cue == Some(Cue::Profile);
    let short = |part: &Part| part.shape.words <= 4 && part.shape.ending != Ending::Stop;
    let mut at = 0;
    while at < parts.len() {
        if !sure(&parts[at]) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        let mut next = end;
        while next < parts.len() && next < end + 3 && (sure(&parts[next]) || short(&parts[next])) {
            next += 1;
            if sure(&parts[next - 1]) {
                end = next;
            }
        }
        let keys = parts[at..end]
            .iter()
            .filter(|part| part.shape.profile_key)
            .count();
        if keys >= 2 {
            mark(parts, at..end);
        }
        at = end;
    }
}

/// Links to other articles: titles as list items, where no text follows.
fn link_lists(parts: &mut [Part]) {
    let last_body = parts
        .iter()
        .rposition(|part| part.kind == SpanKind::Body)
        .unwrap_or(0);
    for run in runs(parts, |part| part.kind == SpanKind::List) {
        if run.start <= last_body || run.len() < 2 {
            continue;
        }
        let titles = run.clone().all(|at| {
            let shape = &parts[at].shape;
            shape.words >= 3 && shape.capitals >= 0.7 && shape.ending != Ending::Stop
        });
        if titles {
            mark(parts, run);
        }
    }
}

/// After the last text, a line that looks like a heading heads nothing: it is left of a picture.
fn tail(parts: &mut [Part]) {
    let text = |part: &Part| {
        part.kind == SpanKind::Body || (part.kind == SpanKind::List && part.shape.like_sentence())
    };
    let Some(last) = parts.iter().rposition(text) else {
        return;
    };
    for part in &mut parts[last + 1..] {
        if part.kind == SpanKind::Heading && part.block.hint == Hint::None {
            part.kind = SpanKind::Caption;
        }
    }
}

fn mark(parts: &mut [Part], run: Range<usize>) {
    for part in &mut parts[run] {
        part.kind = SpanKind::Boilerplate;
    }
}

/// The longest stretches of neighbours that `belongs` accepts.
fn runs(parts: &[Part], belongs: impl Fn(&Part) -> bool) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        if !belongs(part) {
            continue;
        }
        match out.last_mut() {
            Some(run) if run.end == at => run.end = at + 1,
            _ => out.push(at..at + 1),
        }
    }
    out
}

/// Cuts boilerplate sentences out of a part, and keeps what can be passages.
fn cut(text: &str, part: &Part) -> Vec<Piece> {
    let whole = |sentences| Piece {
        range: part.block.range.clone(),
        kind: part.kind,
        sentences,
    };
    if !part.kind.is_main() {
        return vec![whole(Vec::new())];
    }
    let foreign = boilerplate_sentences(text, &part.sentences);
    let mut out: Vec<Piece> = Vec::new();
    for (sentence, foreign) in part.sentences.iter().zip(foreign) {
        let kind = if foreign {
            SpanKind::Boilerplate
        } else {
            part.kind
        };
        if out.last().is_none_or(|piece| piece.kind != kind) {
            out.push(Piece {
                range: sentence.clone(),
                kind,
                sentences: Vec::new(),
            });
        }
        let Some(piece) = out.last_mut() else {
            continue;
        };
        piece.range.end = sentence.end;
        if !foreign && (part.kind == SpanKind::Body || part.shape.like_sentence()) {
            piece.sentences.extend(passage(text, sentence.clone()));
        }
    }
    out
}

/// The words of a sentence without list mark and emphasis marks around them.
fn passage(text: &str, sentence: Range<usize>) -> Option<Range<usize>> {
    let words = &text[sentence.clone()];
    let start = sentence.start + bullet(words);
    let mut range = trimmed(text, start..sentence.end);
    for mark in ["**", "__"] {
        let inner = &text[range.clone()];
        let ends = (inner.starts_with(mark), inner.ends_with(mark));
        let odd = inner.matches(mark).count() % 2 == 1;
        if inner.len() > 4 && ((ends.0 && ends.1 && inner.matches(mark).count() == 2) || odd) {
            range.start += if ends.0 { mark.len() } else { 0 };
            range.end -= if ends.1 { mark.len() } else { 0 };
        }
    }
    let range = trimmed(text, range);
    let letters = text[range.clone()]
        .chars()
        .filter(|c| c.is_alphabetic())
        .take(2)
        .count();
    (letters == 2).then_some(range)
}

/// Which sentences call to comment or subscribe, or are filler; with those beside them that speak
/// to the reader too.
fn boilerplate_sentences(text: &str, sentences: &[Range<usize>]) -> Vec<bool> {
    let norms: Vec<String> = sentences
        .iter()
        .map(|range| normalised(&text[range.clone()]))
        .collect();
    let mut out: Vec<bool> = norms
        .iter()
        .zip(sentences)
        .map(|(norm, range)| {
            CUES.inside(norm) == Some(Cue::Boilerplate) || is_filler(&text[range.clone()])
        })
        .collect();
    let addressed = |norm: &str| {
        let mut words = norm.split(|c: char| !c.is_alphabetic());
        !norm.contains('"')
            && words.any(|word| matches!(word, "you" | "your" | "vous" | "votre" | "vos"))
    };
    for at in 1..out.len() {
        out[at] |= out[at - 1] && addressed(&norms[at]);
    }
    for at in (1..out.len()).rev() {
        out[at - 1] |= out[at] && addressed(&norms[at - 1]);
    }
    out
}
