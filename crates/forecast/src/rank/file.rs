//! The model file: what was learned and what it was learned from, packed, with a checksum.

use std::path::Path;

use crate::error::{Error, ErrorKind};
use crate::quads::{Clock, Quad, Vocabulary, Words};
use crate::rank::bytes::{Reader, Writer};
use crate::rank::embedding::Embedding;
use crate::rank::features::names;
use crate::rank::first::{CHEAP, Cheap};
use crate::rank::kinds::Kinds;
use crate::rank::model::Ranker;
use crate::rank::network::Networks;
use crate::rank::table::{Bounds, CLASSES};
use crate::rank::trees::{Forest, LEAF, Node, Tree};

const MAGIC: &[u8; 16] = b"detente-ranking\n";
/// Grows with every change of the format or of what a number in it means.
const VERSION: u32 = 3;
/// Bytes of an unpacked model at the most.
const MOST_BYTES: u64 = 4 << 30;

impl Ranker {
    /// Writes the model file, whole or not at all.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let mut writer = Writer::default();
        self.put(&mut writer);
        let packed = zstd::bulk::compress(&writer.0, 3)
            .map_err(|error| Error::io(path, "it cannot be packed", error))?;
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((writer.0.len() as u64).to_le_bytes());
        bytes.extend(blake3::hash(&packed).as_bytes());
        bytes.extend(packed);
        let unwritable = |error| Error::io(path, "it cannot be written", error);
        let mut beside = path.as_os_str().to_owned();
        beside.push(".part");
        let beside = Path::new(&beside);
        std::fs::write(beside, bytes).map_err(unwritable)?;
        std::fs::rename(beside, path).map_err(unwritable)
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// If the file cannot be read, is no model, is damaged, or is of another version.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes =
            std::fs::read(path).map_err(|error| Error::io(path, "it cannot be read", error))?;
        let wrong = |message: &str| Error::new(ErrorKind::NotAModel, message).at(path);
        let damaged = || wrong("the model is damaged; fit it again");
        let mut reader =
            Reader(bytes.strip_prefix(MAGIC).ok_or_else(|| {
                wrong("it is no ranking model; make one with `detente rank fit`")
            })?);
        let version = reader.u32().ok_or_else(damaged)?;
        if version != VERSION {
            let message = format!(
                "a model of format {version}; this program reads format {VERSION}; fit it again"
            );
            return Err(wrong(&message));
        }
        let length = reader
            .u64()
            .filter(|&length| length <= MOST_BYTES)
            .ok_or_else(damaged)?;
        let (hash, packed) = reader.0.split_at_checked(32).ok_or_else(damaged)?;
        if blake3::hash(packed).as_bytes() != hash {
            return Err(damaged());
        }
        let unpacked = zstd::bulk::decompress(packed, length as usize).map_err(|_| damaged())?;
        Self::take(&mut Reader(&unpacked)).ok_or_else(damaged)
    }

    fn put(&self, writer: &mut Writer) {
        for words in [&self.vocabulary.entities, &self.vocabulary.relations] {
            writer.list(&words.tokens, |writer, token| writer.words(token));
            writer.list(&words.names, |writer, name| {
                writer.words(name.as_deref().unwrap_or_default());
            });
        }
        writer.u8(u8::from(self.vocabulary.dated));
        writer.i64(self.clock.origin);
        writer.i64(self.clock.unit);
        writer.list(&self.quads, |writer, quad| {
            writer.i64(quad.time);
            writer.u32(quad.subject);
            writer.u32(quad.relation);
            writer.u32(quad.object);
        });
        writer.floats(&self.weights);
        self.embedding.put(writer);
        self.kinds.put(writer);
        writer.list(&self.forest.bounds.0, |writer, bounds| {
            writer.floats(bounds);
        });
        for trees in [&self.forest.trees, &self.visible_trees] {
            writer.list(trees, |writer, tree| writer.list(tree, put_node));
        }
        self.networks.put(writer);
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        let entities = take_words(reader)?;
        let relations = take_words(reader)?;
        let vocabulary = Vocabulary {
            entities,
            relations,
            dated: reader.u8()? == 1,
        };
        let clock = Clock {
            origin: reader.i64()?,
            unit: reader.i64()?,
        };
        let (entities, relations) = (vocabulary.entity_count(), vocabulary.relation_count());
        let quads = reader.list(|reader| {
            let quad = Quad {
                time: reader.i64()?,
                subject: reader.u32()?,
                relation: reader.u32()?,
                object: reader.u32()?,
            };
            let known = (quad.subject.max(quad.object) as usize) < entities
                && (quad.relation as usize) < relations;
            known.then_some(quad)
        })?;
        let weights: Cheap = <[f32; CHEAP]>::try_from(reader.floats()?).ok()?;
        let embedding = Embedding::take(reader, entities, relations)?;
        let kinds = Kinds::take(reader, relations * 2)?;
        let (names, plain) = names();
        let width = names.len();
        let bounds = reader.list(|reader| reader.floats().filter(|list| list.len() < CLASSES))?;
        let trees = reader.list(|reader| take_tree(reader, width))?;
        let visible_trees = reader.list(|reader| take_tree(reader, width))?;
        let networks = Networks::take(reader, plain, relations * 2)?;
        let sound =
            clock.unit > 0 && bounds.len() == width && quads.is_sorted() && reader.0.is_empty();
        sound.then_some(Self {
            vocabulary,
            clock,
            quads,
            weights,
            embedding,
            kinds,
            forest: Forest {
                bounds: Bounds(bounds),
                trees,
            },
            networks,
            visible_trees,
        })
    }
}

fn take_words(reader: &mut Reader<'_>) -> Option<Words> {
    let tokens = reader.list(|reader| reader.words().map(str::to_owned))?;
    let names = reader.list(|reader| reader.words().map(str::to_owned))?;
    (tokens.len() == names.len()).then(|| Words::of(tokens, names))
}

fn put_node(writer: &mut Writer, node: &Node) {
    writer.u32(u32::from(node.column) | u32::from(node.class) << 16);
    writer.u32(u32::from(node.low) | u32::from(node.high) << 16);
    writer.f32(node.value);
}

/// A tree whose branches lead onward and whose columns exist.
fn take_tree(reader: &mut Reader<'_>, width: usize) -> Option<Tree> {
    let tree: Tree = reader.list(|reader| {
        let column = reader.u16()?;
        let class = reader.u16()? as u8;
        let (low, high) = (reader.u16()?, reader.u16()?);
        let value = reader.f32()?;
        Some(Node {
            column,
            class,
            low,
            high,
            value,
        })
    })?;
    let sound = |(at, node): (usize, &Node)| {
        let onward = |next: u16| usize::from(next) > at && usize::from(next) < tree.len();
        node.column == LEAF
            || (usize::from(node.column) < width && onward(node.low) && onward(node.high))
    };
    (!tree.is_empty() && tree.iter().enumerate().all(sound)).then_some(tree)
}
