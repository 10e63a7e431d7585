//! Groups of copied passages, across and within documents.

use detente_model::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use crate::align::{Aligner, Same, Step, align, weight};
use crate::candidates::{Corpus, alike, candidates};
use crate::changes::{Change, changes};
use crate::compare::{Compared, Level, Overlap, overlaps};
use crate::hashed::Hashed;
use crate::lexicon::Lexicon;
use crate::paraphrase::{Meaning, likeness};
use crate::shared_work::in_parts;
use crate::words::{Word, WordReader};

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

/// A stretch that is compared.
#[derive(Debug, Clone, Copy)]
struct Piece {
    text: usize,
    kind: Stretch,
    span: Span,
}

/// Words of a caption at the least.
const SHORTEST_CAPTION: usize = 3;
/// Words of any other stretch at the least.
const SHORTEST: usize = 4;

/// Texts whose words are read before the next are: bounds what is held twice.
const READ_AT_ONCE: usize = 1 << 16;

/// What one thread read.
#[derive(Debug, Default)]
struct Read {
    words: Vec<Word>,
    /// The pieces, with the hash of their words and the place after the last of these.
    pieces: Vec<(Piece, u64, usize)>,
    /// The words of one piece as bytes.
    forms: Vec<u8>,
}

impl Read {
    /// Reads the pieces of a text that are long enough.
    fn text(&mut self, reader: &mut WordReader<'_>, place: usize, text: &Text<'_>) {
        for &(kind, span) in text.stretches {
            let quote = span.get(text.text).unwrap_or_default();
            let first = self.words.len();
            reader.read(quote, kind != Stretch::Heading, &mut self.words);
            let least = match kind {
                Stretch::Caption => SHORTEST_CAPTION,
                _ => SHORTEST,
            };
            if self.words.len() - first < least {
                self.words.truncate(first);
                continue;
            }
            let exact = self.words[first..].iter().map(|word| word.exact);
            self.forms.clear();
            self.forms.extend(exact.flat_map(u32::to_le_bytes));
            let hash = xxhash_rust::xxh3::xxh3_64(&self.forms);
            let text = place;
            let piece = Piece { text, kind, span };
            self.pieces.push((piece, hash, self.words.len()));
        }
    }
}

/// Finds the texts that stand in several places, ordered by the first of these.
pub fn find_recycled(
    lexicon: &Lexicon,
    texts: &[Text<'_>],
    options: RecycleOptions,
) -> Vec<Recycled> {
    Search::new(lexicon, texts, options.threads).run(options)
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
#[derive(Debug)]
struct Copies {
    /// All that was decided, in the order of the pairs of passages.
    decided: Vec<Edge>,
    /// Passages that share most of their words, in order.
    covered: Vec<(u32, u32)>,
}

impl Copies {
    /// Stretches that are one text.
    fn edges(&self) -> impl Iterator<Item = (Node, Node)> + '_ {
        let copies = self
            .decided
            .iter()
            .filter(|edge| edge.2 != Bond::Misleading);
        copies.map(|&(a, b, _)| (a, b))
    }

    /// Whether two passages share most of their words.
    fn cover(&self, pair: (u32, u32)) -> bool {
        self.covered.binary_search(&pair).is_ok()
    }

    /// Whether a likeness of two stretches was decided by their words.
    fn has(&self, a: Node, b: Node) -> bool {
        let touch = |x: Node, y: Node| x.1 < y.2 && y.1 < x.2;
        let pair = |edge: &Edge| (edge.0.0, edge.1.0);
        let first = self.decided.partition_point(|edge| pair(edge) < (a.0, b.0));
        self.decided[first..]
            .iter()
            .take_while(|edge| pair(edge) == (a.0, b.0))
            .any(|&(x, y, _)| touch(x, a) && touch(y, b))
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
    fn new(lexicon: &'a Lexicon, texts: &'a [Text<'a>], threads: usize) -> Self {
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|&place| (texts[place].name, texts[place].text));
        let mut search = Self {
            lexicon,
            texts,
            pieces: Vec::new(),
            same: Vec::new(),
            corpus: Corpus::default(),
        };
        let mut distinct: [HashMap<u64, u32, Hashed>; 2] = Default::default();
        for batch in order.chunks(READ_AT_ONCE) {
            let read = in_parts(batch.len(), threads, |part| {
                let mut read = Read::default();
                let mut reader = WordReader::new(lexicon);
                for &text in &batch[part] {
                    read.text(&mut reader, text, &texts[text]);
                }
                read
            });
            for read in read {
                search.take(&read, &mut distinct);
            }
        }
        search.corpus.count(threads);
        search
    }

    /// Takes what was read: pieces of the very same words are one passage of the corpus.
    fn take(&mut self, read: &Read, distinct: &mut [HashMap<u64, u32, Hashed>; 2]) {
        let mut first = 0;
        for &(piece, hash, end) in &read.pieces {
            let words = &read.words[first..end];
            first = end;
            let whole_only = piece.kind != Stretch::Sentence;
            let number = *distinct[usize::from(whole_only)]
                .entry(hash)
                .or_insert_with(|| {
                    self.corpus.push(words);
                    self.same.push(Vec::new());
                    self.same.len() as u32 - 1
                });
            self.same[number as usize].push(self.pieces.len() as u32);
            self.pieces.push(piece);
        }
    }

    fn run(&self, options: RecycleOptions) -> Vec<Recycled> {
        let copies = self.copies(options.threads);
        let mut groups = self.grouped(&copies);
        if options.paraphrases {
            groups.extend(self.paraphrases(&copies, options.threads));
        }
        let found = in_parts(groups.len(), options.threads, |part| {
            let mut reader = WordReader::new(self.lexicon);
            let groups = &groups[part];
            let found = groups.iter();
            found
                .filter_map(|(level, nodes)| self.recycled(&mut reader, *level, nodes))
                .collect::<Vec<_>>()
        });
        drop(groups);
        let mut found: Vec<Recycled> = found.into_iter().flatten().collect();
        let key = |group: &Recycled| {
            let first = &group.members[0];
            (self.texts[first.text].name, first.span)
        };
        let members = |group: &Recycled| -> Vec<(&str, Span)> {
            let members = group.members.iter();
            members
                .map(|member| (self.texts[member.text].name, member.span))
                .collect()
        };
        found.sort_by(|a, b| {
            key(a)
                .cmp(&key(b))
                .then_with(|| (members(a), a.level).cmp(&(members(b), b.level)))
        });
        found.dedup();
        without_parts(found)
    }

    fn is_title(&self, number: u32) -> bool {
        let first = self.same[number as usize][0];
        self.pieces[first as usize].kind != Stretch::Sentence
    }

    /// What pairs of distinct passages share.
    fn copies(&self, threads: usize) -> Copies {
        let pairs = candidates(&self.corpus, threads);
        let decided = in_parts(pairs.len(), threads, |part| {
            let mut aligner = Aligner::default();
            let pairs = pairs[part].iter();
            pairs
                .flat_map(|&pair| self.edges(&mut aligner, pair))
                .collect::<Vec<Edge>>()
        });
        let decided = decided.concat();
        let most = decided.iter().filter(|edge| edge.2 == Bond::Most);
        let mut covered: Vec<(u32, u32)> = most.map(|edge| (edge.0.0, edge.1.0)).collect();
        covered.dedup();
        Copies { decided, covered }
    }

    fn edges(&self, aligner: &mut Aligner, (a, b): (u32, u32)) -> Vec<Edge> {
        let compared = |number: u32| Compared {
            words: self.corpus.words(number as usize),
            whole_only: self.is_title(number),
        };
        let (left, right) = (compared(a), compared(b));
        let found = overlaps(aligner, left, right, &|word: &Word| {
            self.corpus.rarity(word)
        });
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
    fn grouped(&self, copies: &Copies) -> Vec<(Level, Vec<Node>)> {
        let mut nodes: Vec<Node> = copies.edges().flat_map(|(a, b)| [a, b]).collect();
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
        for (a, b) in copies.edges() {
            sets.join(place(&a), place(&b));
        }
        let mut rooted: Vec<(usize, Node)> = nodes
            .iter()
            .enumerate()
            .map(|(place, node)| (sets.root(place), *node))
            .collect();
        rooted.sort_unstable();
        rooted
            .chunk_by(|a, b| a.0 == b.0)
            .map(|group| {
                let nodes = group.iter().map(|&(_, node)| node).collect();
                (Level::NearVerbatim, nodes)
            })
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

    /// Where the nodes of one group stand; those of one passage that overlap are one. With the
    /// number of the passage where a member is all of it.
    fn members(&self, reader: &mut WordReader<'_>, nodes: &[Node]) -> Vec<(Member, Option<u32>)> {
        let mut nodes = nodes.to_vec();
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
            let whole = first == 0 && end as usize >= self.corpus.words(number as usize).len();
            for &piece in &self.same[number as usize] {
                let piece = &self.pieces[piece as usize];
                let span = if whole {
                    piece.span
                } else {
                    self.stretch(reader, piece, first as usize, end as usize)
                };
                let text = piece.text;
                members.push((Member { text, span }, whole.then_some(number)));
            }
        }
        members
    }

    /// The place of some words of a piece: with the marks around them where they are at its ends.
    fn stretch(
        &self,
        reader: &mut WordReader<'_>,
        piece: &Piece,
        first: usize,
        end: usize,
    ) -> Span {
        let quote = piece
            .span
            .get(self.texts[piece.text].text)
            .unwrap_or_default();
        let mut words = Vec::new();
        reader.read(quote, piece.kind != Stretch::Heading, &mut words);
        let end = end.min(words.len());
        let start_byte = if first == 0 { 0 } else { words[first].start };
        let end_byte = if end == words.len() {
            quote.len() as u32
        } else {
            words[end - 1].end
        };
        Span::new(start_byte, end_byte).shifted(piece.span.start())
    }

    fn quote(&self, member: &Member) -> &'a str {
        member
            .span
            .get(self.texts[member.text].text)
            .unwrap_or_default()
    }

    /// A group as it is reported, with its level and differences.
    fn recycled(
        &self,
        reader: &mut WordReader<'_>,
        level: Level,
        nodes: &[Node],
    ) -> Option<Recycled> {
        let mut placed = self.members(reader, nodes);
        placed.sort_by_key(|(member, _)| (self.texts[member.text].name, member.span));
        placed.dedup_by_key(|(member, _)| *member);
        if placed.len() < 2 {
            return None;
        }
        let first_quote = self.quote(&placed[0].0);
        let mut first_words = Vec::new();
        let mut other = Vec::new();
        let mut differences = Vec::new();
        let (mut all_same, mut nearly_same) = (true, true);
        for (place, (member, passage)) in placed.iter().enumerate().skip(1) {
            let quote = self.quote(member);
            // Pieces of one passage have the same words.
            if quote == first_quote || (passage.is_some() && *passage == placed[0].1) {
                continue;
            }
            if first_words.is_empty() {
                reader.read(first_quote, true, &mut first_words);
            }
            other.clear();
            reader.read(quote, true, &mut other);
            let forms = |words: &[Word]| words.iter().map(|word| word.exact).collect::<Vec<_>>();
            if forms(&first_words) == forms(&other) {
                continue;
            }
            all_same = false;
            nearly_same &= are_near(&first_words, &other);
            let found = changes((&first_words, first_quote), (&other, quote));
            differences.extend(found.into_iter().map(|change| (place, change)));
        }
        let members = placed.into_iter().map(|(member, _)| member).collect();
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
    fn paraphrases(&self, copies: &Copies, threads: usize) -> Vec<(Level, Vec<Node>)> {
        let rarity = |word: &Word| self.corpus.rarity_of_class(word);
        let meanings: Vec<Option<Meaning>> = (0..self.corpus.len())
            .map(|number| {
                let words = self.corpus.words(number);
                (!self.is_title(number as u32)).then(|| Meaning::of(words, &rarity))
            })
            .collect();
        let pairs = alike(&self.corpus, threads);
        let score = |&(a, b): &(u32, u32)| {
            let (left, right) = (
                meanings[a as usize].as_ref()?,
                meanings[b as usize].as_ref()?,
            );
            if copies.cover((a, b)) {
                return None;
            }
            let words = |number: u32| self.corpus.words(number as usize);
            let found = likeness((left, words(a)), (right, words(b)))?;
            let (one, other) = (node(a, &found.a), node(b, &found.b));
            let score = -((found.score * 1e6) as i64);
            (!copies.has(one, other)).then_some((score, one, other))
        };
        let scored = in_parts(pairs.len(), threads, |part| {
            pairs[part].iter().filter_map(score).collect::<Vec<_>>()
        });
        let mut scored = scored.concat();
        scored.sort_unstable();
        like_groups(&scored, copies)
    }
}

/// The likest first; a passage joins a group only if it is like all that are in it.
fn like_groups(scored: &[(i64, Node, Node)], copies: &Copies) -> Vec<(Level, Vec<Node>)> {
    let like: BTreeSet<(u32, u32)> = scored.iter().map(|&(_, a, b)| (a.0, b.0)).collect();
    let alike = |a: u32, b: u32| {
        let pair = (a.min(b), a.max(b));
        like.contains(&pair) || copies.cover(pair)
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
        .map(|group| (Level::Paraphrase, group))
        .collect()
}

/// Share of the words of two quotes, by weight, from which they are the same but for small edits.
const NEAR: f32 = 0.72;

fn are_near(a: &[Word], b: &[Word]) -> bool {
    let Some(alignment) = align(a, b) else {
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
