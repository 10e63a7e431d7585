//! Groups of copied passages, across and within documents.

use detente_model::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::align::{Same, Step, align, weight};
use crate::candidates::{Corpus, alike, candidates};
use crate::changes::{Change, changes};
use crate::compare::{Compared, Level, Overlap, overlaps};
use crate::lexicon::Lexicon;
use crate::paraphrase::{Meaning, likeness};
use crate::words::{Word, words};

/// What a stretch of a document is to the search for copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stretch {
    /// A sentence of running text: any part of it may be copied.
    Sentence,
    /// A heading: copied only as a whole.
    Heading,
    /// A caption: copied only as a whole, and however short.
    Caption,
}

/// A document in which copies are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// Its name, by which results are ordered: the order in which texts come does not matter.
    pub name: &'a str,
    /// Its words.
    pub text: &'a str,
    /// The stretches that are compared, in order, without overlap; boilerplate is none.
    pub stretches: &'a [(Stretch, Span)],
}

/// One place at which a recycled text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Member {
    /// The place of its document among the texts.
    pub text: usize,
    /// Its bytes in the document.
    pub span: Span,
}

/// A text that stands in several places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recycled {
    /// How alike the copies are: that of the least alike.
    pub level: Level,
    /// Where it stands, by name of document and place.
    pub members: Vec<Member>,
    /// In what each member after the first differs from the first: its place among the members.
    pub differences: Vec<(usize, Change)>,
}

/// Which levels are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecycleOptions {
    /// Whether the same content in other words is looked for too.
    pub paraphrases: bool,
    /// Threads that compare; the result does not depend on it.
    pub threads: usize,
}

impl Default for RecycleOptions {
    fn default() -> Self {
        Self {
            paraphrases: true,
            threads: 1,
        }
    }
}

/// A stretch with its words.
struct Piece {
    text: usize,
    kind: Stretch,
    span: Span,
}

/// Words of a caption at the least.
const SHORTEST_CAPTION: usize = 3;
/// Words of any other stretch at the least.
const SHORTEST: usize = 4;

/// Finds the texts that stand in several places, ordered by the first of these.
pub fn find_recycled(
    lexicon: &Lexicon,
    texts: &[Text<'_>],
    options: RecycleOptions,
) -> Vec<Recycled> {
    Search::new(lexicon, texts).run(options)
}

/// A stretch of words of a distinct text: the number of the text, and places of words.
type Node = (u32, u32, u32);

/// What two stretches have to do with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bond {
    /// They are one text, and most of the shorter passage.
    Most,
    /// They are one text, and a part of both passages.
    Part,
    /// They are alike, and not one text.
    Misleading,
}

type Edge = (Node, Node, Bond);

/// What pairs of distinct passages share.
#[derive(Debug, Default)]
struct Copies {
    /// Stretches that are one text.
    edges: Vec<(Node, Node)>,
    /// Passages that share most of their words.
    covered: BTreeSet<(u32, u32)>,
    /// All that was decided, by pair of passages.
    known: BTreeMap<(u32, u32), Vec<(Node, Node)>>,
}

impl Copies {
    /// Whether a likeness of two stretches was decided by their words.
    fn has(&self, a: Node, b: Node) -> bool {
        let touch = |x: Node, y: Node| x.1 < y.2 && y.1 < x.2;
        self.known
            .get(&(a.0, b.0))
            .is_some_and(|known| known.iter().any(|&(x, y)| touch(x, a) && touch(y, b)))
    }
}

fn node(number: u32, range: &Range<usize>) -> Node {
    (number, range.start as u32, range.end as u32)
}

struct Search<'a> {
    lexicon: &'a Lexicon,
    texts: &'a [Text<'a>],
    pieces: Vec<Piece>,
    /// The pieces that have the very same words, by the number of these words in `corpus`.
    same: Vec<Vec<u32>>,
    corpus: Corpus,
}

impl<'a> Search<'a> {
    fn new(lexicon: &'a Lexicon, texts: &'a [Text<'a>]) -> Self {
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|&place| (texts[place].name, texts[place].text));
        let mut search = Self {
            lexicon,
            texts,
            pieces: Vec::new(),
            same: Vec::new(),
            corpus: Corpus::default(),
        };
        let mut distinct: BTreeMap<(bool, u64), u32> = BTreeMap::new();
        let mut forms = Vec::new();
        for text in order {
            for &(kind, span) in texts[text].stretches {
                let quote = span.get(texts[text].text).unwrap_or_default();
                let words = words(lexicon, quote, kind != Stretch::Heading);
                let least = match kind {
                    Stretch::Caption => SHORTEST_CAPTION,
                    _ => SHORTEST,
                };
                if words.len() < least {
                    continue;
                }
                forms.clear();
                forms.extend(words.iter().flat_map(|word| word.exact.to_le_bytes()));
                let hash = xxhash_rust::xxh3::xxh3_64(&forms);
                let piece = search.pieces.len() as u32;
                search.pieces.push(Piece { text, kind, span });
                let whole_only = kind != Stretch::Sentence;
                let number = *distinct.entry((whole_only, hash)).or_insert_with(|| {
                    search.corpus.push(&words);
                    search.same.push(Vec::new());
                    search.same.len() as u32 - 1
                });
                search.same[number as usize].push(piece);
            }
        }
        search
    }

    fn run(&self, options: RecycleOptions) -> Vec<Recycled> {
        let copies = self.copies(options.threads);
        let mut groups = self.grouped(&copies.edges);
        if options.paraphrases {
            groups.extend(self.paraphrases(&copies));
        }
        let mut found: Vec<Recycled> = groups
            .into_iter()
            .filter_map(|(level, members)| self.recycled(level, members))
            .collect();
        let key = |group: &Recycled| -> Vec<(&str, Span)> {
            let members = group.members.iter();
            members
                .map(|member| (self.texts[member.text].name, member.span))
                .collect()
        };
        found.sort_by(|a, b| (key(a), a.level).cmp(&(key(b), b.level)));
        found.dedup();
        without_parts(found)
    }

    fn is_title(&self, number: u32) -> bool {
        let first = self.same[number as usize][0];
        self.pieces[first as usize].kind != Stretch::Sentence
    }

    /// What pairs of distinct passages share.
    fn copies(&self, threads: usize) -> Copies {
        let pairs = candidates(&self.corpus);
        let size = pairs.len().div_ceil(threads.max(1)).max(1);
        let compare = |pairs: &[(u32, u32)]| -> Vec<Edge> {
            pairs.iter().flat_map(|&pair| self.edges(pair)).collect()
        };
        let found: Vec<Edge> = if pairs.len() < 1000 || threads < 2 {
            compare(&pairs)
        } else {
            std::thread::scope(|scope| {
                let workers: Vec<_> = pairs
                    .chunks(size)
                    .map(|chunk| scope.spawn(move || compare(chunk)))
                    .collect();
                let done = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
                done.flat_map(|edges| edges.expect("comparing does not panic"))
                    .collect()
            })
        };
        let mut copies = Copies::default();
        for (a, b, bond) in found {
            if bond == Bond::Most {
                copies.covered.insert((a.0, b.0));
            }
            copies.known.entry((a.0, b.0)).or_default().push((a, b));
            if bond != Bond::Misleading {
                copies.edges.push((a, b));
            }
        }
        copies
    }

    fn edges(&self, (a, b): (u32, u32)) -> Vec<Edge> {
        let compared = |number: u32| Compared {
            words: self.corpus.words(number as usize),
            whole_only: self.is_title(number),
        };
        let (left, right) = (compared(a), compared(b));
        let found = overlaps(left, right, &|word: &Word| self.corpus.rarity(word));
        let shorter = left.words.len().min(right.words.len());
        let bond = |overlap: &Overlap| {
            if overlap.a.len().max(overlap.b.len()) * 2 >= shorter {
                Bond::Most
            } else {
                Bond::Part
            }
        };
        let edge = |overlap: &Overlap, bond| (node(a, &overlap.a), node(b, &overlap.b), bond);
        let copies = found.overlaps.iter().map(|o| edge(o, bond(o)));
        let misleading = found.misleading.iter();
        copies
            .chain(misleading.map(|o| edge(o, Bond::Misleading)))
            .collect()
    }

    /// Groups of copies: stretches joined by edges, where those of one passage that overlap by
    /// half are one.
    fn grouped(&self, edges: &[(Node, Node)]) -> Vec<(Level, Vec<Member>)> {
        let mut nodes: Vec<Node> = edges.iter().flat_map(|&(a, b)| [a, b]).collect();
        for (number, pieces) in self.same.iter().enumerate() {
            if pieces.len() > 1 && self.is_repeated_text(number) {
                let length = self.corpus.words(number).len() as u32;
                nodes.push((number as u32, 0, length));
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        let mut sets = Sets::new(nodes.len());
        for passage in nodes.chunk_by(|a, b| a.0 == b.0) {
            let first = nodes.partition_point(|node| node < &passage[0]);
            for (place, one) in passage.iter().enumerate() {
                for (other_place, other) in passage.iter().enumerate().skip(place + 1) {
                    let shared = one.2.min(other.2).saturating_sub(one.1.max(other.1));
                    let all = one.2.max(other.2) - one.1.min(other.1);
                    if shared * 10 >= all * 6 {
                        sets.join(first + place, first + other_place);
                    }
                }
            }
        }
        let place = |node: &Node| nodes.partition_point(|other| other < node);
        for (a, b) in edges {
            sets.join(place(a), place(b));
        }
        let mut groups: BTreeMap<usize, Vec<Node>> = BTreeMap::new();
        for (place, node) in nodes.iter().enumerate() {
            groups.entry(sets.root(place)).or_default().push(*node);
        }
        groups
            .into_values()
            .map(|nodes| (Level::NearVerbatim, self.members(nodes)))
            .collect()
    }

    /// Whether equal passages are a text that was recycled: not so short that chance repeats it.
    fn is_repeated_text(&self, number: usize) -> bool {
        let first = &self.pieces[self.same[number][0] as usize];
        let words = self.corpus.words(number);
        let content = words.iter().filter(|word| word.is_content()).count();
        match first.kind {
            Stretch::Caption => true,
            Stretch::Heading => words.len() >= 5 && content >= 3,
            Stretch::Sentence => words.len() >= 4 && content >= 2,
        }
    }

    /// Where the nodes of one group stand; those of one passage that overlap are one.
    fn members(&self, mut nodes: Vec<Node>) -> Vec<Member> {
        nodes.sort_unstable();
        let mut merged: Vec<Node> = Vec::new();
        for node in nodes {
            match merged.last_mut() {
                Some(last) if last.0 == node.0 && node.1 < last.2 => last.2 = last.2.max(node.2),
                _ => merged.push(node),
            }
        }
        let mut members = Vec::new();
        for (number, first, end) in merged {
            for &piece in &self.same[number as usize] {
                members.push(self.member(piece, first as usize, end as usize));
            }
        }
        members
    }

    /// The place of some words of a piece: with the marks around them where they are all of it.
    fn member(&self, piece: u32, first: usize, end: usize) -> Member {
        let piece = &self.pieces[piece as usize];
        let quote = piece
            .span
            .get(self.texts[piece.text].text)
            .unwrap_or_default();
        let words = words(self.lexicon, quote, piece.kind != Stretch::Heading);
        let end = end.min(words.len());
        let start_byte = if first == 0 { 0 } else { words[first].start };
        let end_byte = if end == words.len() {
            quote.len() as u32
        } else {
            words[end - 1].end
        };
        Member {
            text: piece.text,
            span: Span::new(start_byte, end_byte).shifted(piece.span.start()),
        }
    }

    fn quote(&self, member: &Member) -> &'a str {
        member
            .span
            .get(self.texts[member.text].text)
            .unwrap_or_default()
    }

    /// A group as it is reported, with its level and differences.
    fn recycled(&self, level: Level, mut members: Vec<Member>) -> Option<Recycled> {
        members.sort_by_key(|member| (self.texts[member.text].name, member.span));
        members.dedup();
        if members.len() < 2 {
            return None;
        }
        let first = self.quote(&members[0]);
        let first_words = words(self.lexicon, first, true);
        let forms = |words: &[Word]| words.iter().map(|word| word.exact).collect::<Vec<_>>();
        let mut differences = Vec::new();
        let (mut all_same, mut nearly_same) = (true, true);
        for (place, member) in members.iter().enumerate().skip(1) {
            let quote = self.quote(member);
            if quote == first {
                continue;
            }
            let other = words(self.lexicon, quote, true);
            if forms(&first_words) == forms(&other) {
                continue;
            }
            all_same = false;
            nearly_same &= are_near(&first_words, &other);
            let found = changes((&first_words, first), (&other, quote));
            differences.extend(found.into_iter().map(|change| (place, change)));
        }
        let level = match level {
            _ if all_same => Level::Verbatim,
            Level::Paraphrase if nearly_same => Level::NearVerbatim,
            level => level,
        };
        if level == Level::Paraphrase {
            // Where all words differ, what differs says nothing.
            differences.clear();
        }
        Some(Recycled {
            level,
            members,
            differences,
        })
    }

    /// Groups of passages that say the same in other words, apart from copies.
    fn paraphrases(&self, copies: &Copies) -> Vec<(Level, Vec<Member>)> {
        let rarity = |word: &Word| self.corpus.rarity_of_class(word);
        let meanings: Vec<Option<Meaning>> = (0..self.corpus.len())
            .map(|number| {
                let words = self.corpus.words(number);
                (!self.is_title(number as u32)).then(|| Meaning::of(words, &rarity))
            })
            .collect();
        let mut scored: Vec<(i64, Node, Node)> = Vec::new();
        for (a, b) in alike(&self.corpus) {
            let (Some(left), Some(right)) = (&meanings[a as usize], &meanings[b as usize]) else {
                continue;
            };
            if copies.covered.contains(&(a, b)) {
                continue;
            }
            let words = |number: u32| self.corpus.words(number as usize);
            if let Some(found) = likeness((left, words(a)), (right, words(b))) {
                let score = -((found.score * 1e6) as i64);
                let (one, other) = (node(a, &found.a), node(b, &found.b));
                if !copies.has(one, other) {
                    scored.push((score, one, other));
                }
            }
        }
        scored.sort_unstable();
        self.like_groups(&scored, &copies.covered)
    }

    /// The likest first; a passage joins a group only if it is like all that are in it.
    fn like_groups(
        &self,
        scored: &[(i64, Node, Node)],
        covered: &BTreeSet<(u32, u32)>,
    ) -> Vec<(Level, Vec<Member>)> {
        let like: BTreeSet<(u32, u32)> = scored.iter().map(|&(_, a, b)| (a.0, b.0)).collect();
        let alike = |a: u32, b: u32| {
            let pair = (a.min(b), a.max(b));
            like.contains(&pair) || covered.contains(&pair)
        };
        let mut groups: Vec<Vec<Node>> = Vec::new();
        let mut groups_of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for &(_, a, b) in scored {
            let known = |node: Node| groups_of.get(&node.0).cloned().unwrap_or_default();
            let joined = known(a)
                .into_iter()
                .map(|group| (group, b))
                .chain(known(b).into_iter().map(|group| (group, a)))
                .find(|&(group, new)| {
                    groups[group]
                        .iter()
                        .all(|member| member.0 == new.0 || alike(member.0, new.0))
                });
            if let Some((group, new)) = joined {
                if !groups[group].iter().any(|member| member.0 == new.0) {
                    groups[group].push(new);
                    groups_of.entry(new.0).or_default().push(group);
                }
            } else {
                for node in [a, b] {
                    groups_of.entry(node.0).or_default().push(groups.len());
                }
                groups.push(vec![a, b]);
            }
        }
        groups
            .into_iter()
            .map(|group| (Level::Paraphrase, self.members(group)))
            .collect()
    }
}

/// Share of the words of two quotes, by weight, from which they are the same but for small edits.
const NEAR: f32 = 0.72;

fn are_near(a: &[Word], b: &[Word]) -> bool {
    let Some(alignment) = align(a, b, &vec![false; a.len()], &vec![false; b.len()]) else {
        return false;
    };
    let matched: i32 = alignment
        .steps
        .iter()
        .map(|step| match *step {
            Step::Same(i, _, Same::Exact | Same::Stem) => weight(&a[i]),
            _ => 0,
        })
        .sum();
    let total = |words: &[Word]| words.iter().map(weight).sum::<i32>();
    2.0 * matched as f32 >= NEAR * (total(a) + total(b)) as f32
}

/// The groups without those that are a part of another: each member stands inside a member of it.
fn without_parts(groups: Vec<Recycled>) -> Vec<Recycled> {
    let mut by_text: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, group) in groups.iter().enumerate() {
        for member in &group.members {
            by_text.entry(member.text).or_default().push(place);
        }
    }
    let is_part = |place: usize| {
        let group = &groups[place];
        let rivals = &by_text[&group.members[0].text];
        let mut rivals: Vec<usize> = rivals.clone();
        rivals.dedup();
        rivals.into_iter().any(|other| {
            let larger = &groups[other];
            let inside = |member: &Member| {
                larger
                    .members
                    .iter()
                    .any(|outer| outer.text == member.text && outer.span.contains(member.span))
            };
            other != place
                && larger.level <= group.level
                && larger.members.len() >= group.members.len()
                && group.members.iter().all(inside)
                && (larger.members != group.members || other < place)
        })
    };
    let kept: Vec<bool> = (0..groups.len()).map(|place| !is_part(place)).collect();
    groups
        .into_iter()
        .zip(kept)
        .filter_map(|(group, kept)| kept.then_some(group))
        .collect()
}

/// Sets of numbers that are joined (union by the smaller root, so that order does not matter).
pub(crate) struct Sets(Vec<usize>);

impl Sets {
    pub(crate) fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    pub(crate) fn root(&mut self, mut place: usize) -> usize {
        while self.0[place] != place {
            self.0[place] = self.0[self.0[place]];
            place = self.0[place];
        }
        place
    }

    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
