//! The file of weights. All numbers little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `DETSYNTX` |
//! | 4 | version of the format, 2 |
//! | 32 | BLAKE3 of everything after this field |
//! | 8 | bytes that follow |
//! | 44 | sizes of the network |
//! | | five texts, each with its length in 4 bytes: licence; words; tags; features; relations (one a line) |
//! | | matrices of products: for each column its greatest distance from zero (4, `f32`), which is 127 steps; then all elements, row by row (1 each, `i8`), in steps |
//! | | the other matrices, in their places between: their elements (4 each, `f32`) |
//! | | embeddings: each a scale (4, `f32`) and its elements (1 each, `i8`), times the scale |
//!
//! A running network rounds the columns of its products to 127 steps on either side of zero. What is read here rounds
//! to what was written, step for step, so that nothing is lost beyond what it would lose in any case.

use std::borrow::Cow;

use crate::Error;
use crate::labels::{LabelTable, Strings};
use crate::network::layout::{Block, Layout, Sizes};
use crate::network::parameters::{Names, Parameters, table_rows};
use crate::network::quantised::{STEPS, step_to};
#[cfg(feature = "train")]
use crate::network::quantised::{greatest, rounded};

/// Built-in weights of English.
pub(crate) const ENGLISH: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../data/syntax/english.weights"
));
/// Built-in weights of French.
pub(crate) const FRENCH: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../data/syntax/french.weights"
));

const MAGIC: &[u8; 8] = b"DETSYNTX";
const VERSION: u32 = 2;
const HEADER: usize = 52;

/// Writes a network as a file of weights; values are rounded, the same input gives the same bytes.
#[cfg(feature = "train")]
pub(crate) fn write(parameters: &Parameters) -> Vec<u8> {
    let mut body = Vec::new();
    for size in parameters.sizes.to_array() {
        body.extend(size.to_le_bytes());
    }
    let names = &parameters.names;
    let words: Vec<&str> = (0..names.words.len() as u32)
        .map(|id| names.words.get(id))
        .collect();
    write_text(&mut body, &names.licence);
    write_text(&mut body, &words.join("\n"));
    for table in [&names.xpos, &names.feats, &names.relations] {
        write_text(&mut body, &table.names().collect::<Vec<_>>().join("\n"));
    }
    let products = parameters.layout.products();
    for block in parameters.layout.blocks() {
        let values = block.of(&parameters.dense);
        if products.contains(&block) {
            write_product(&mut body, block, values);
        } else {
            body.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        }
    }
    for values in parameters.table.chunks_exact(parameters.sizes.embedding) {
        let scale = step_to(greatest(values));
        body.extend(scale.to_le_bytes());
        body.extend(
            values
                .iter()
                .map(|value| ((value / scale).round() as i8).to_le_bytes()[0]),
        );
    }
    let mut rest = (body.len() as u64).to_le_bytes().to_vec();
    rest.append(&mut body);
    let mut file = MAGIC.to_vec();
    file.extend(VERSION.to_le_bytes());
    file.extend(blake3::hash(&rest).as_bytes());
    file.append(&mut rest);
    file
}

/// Appends a matrix in steps of its columns.
#[cfg(feature = "train")]
fn write_product(body: &mut Vec<u8>, block: Block, values: &[f32]) {
    let tops: Vec<f32> = (0..block.columns)
        .map(|column| {
            let cells = values.iter().skip(column).step_by(block.columns).copied();
            greatest(&cells.collect::<Vec<_>>())
        })
        .collect();
    let inverses: Vec<f32> = tops.iter().map(|&top| 1.0 / step_to(top)).collect();
    body.extend(tops.iter().flat_map(|top| top.to_le_bytes()));
    for row in values.chunks_exact(block.columns) {
        let cells = row.iter().zip(&inverses);
        body.extend(cells.map(|(&value, &inverse)| rounded(value, inverse).cast_unsigned()));
    }
}

#[cfg(feature = "train")]
fn write_text(body: &mut Vec<u8>, text: &str) {
    body.extend((text.len() as u32).to_le_bytes());
    body.extend(text.as_bytes());
}

/// The embeddings as a file holds them: each a scale and its elements in steps of it. A text needs few of
/// them, so that each is unpacked when it is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Rows<'a> {
    bytes: Cow<'a, [u8]>,
    /// Elements of a row.
    width: usize,
}

impl Rows<'_> {
    /// The same with a copy of the bytes.
    pub(crate) fn into_owned(self) -> Rows<'static> {
        Rows {
            bytes: Cow::Owned(self.bytes.into_owned()),
            width: self.width,
        }
    }

    /// The elements of a row.
    pub(crate) fn get(&self, row: usize) -> impl Iterator<Item = f32> + '_ {
        let packed = &self.bytes[row * (SCALE + self.width)..][..SCALE + self.width];
        let (scale, steps) = packed.split_at(SCALE);
        let scale = f32::from_le_bytes([scale[0], scale[1], scale[2], scale[3]]);
        steps
            .iter()
            .map(move |step| f32::from(step.cast_signed()) * scale)
    }
}

/// Bytes of the scale of an embedding.
const SCALE: usize = 4;

/// Reads a file of weights, but for its embeddings, which stay packed.
pub(crate) fn read(file: &[u8]) -> Result<(Parameters, Rows<'_>), Error> {
    if file.len() < HEADER || !file.starts_with(MAGIC) {
        return Err(Error::weights(
            "not a file of syntax weights: it does not begin with DETSYNTX",
        ));
    }
    let mut header = Reader {
        rest: &file[MAGIC.len()..],
    };
    let version = header.number()?;
    if version != VERSION {
        let message = format!("weights of format {version}; this program reads format {VERSION}");
        return Err(Error::weights(message));
    }
    let checksum = header.take(32)?;
    let rest = header.rest;
    let length = u64::from(header.number()?) | u64::from(header.number()?) << 32;
    if length != header.rest.len() as u64 {
        let message = format!(
            "weights cut short or too long: {length} bytes expected, {} found",
            header.rest.len()
        );
        return Err(Error::weights(message));
    }
    if blake3::hash(rest).as_bytes() != checksum {
        return Err(Error::weights(
            "weights damaged: the checksum is not that of the content",
        ));
    }
    read_body(&mut header)
}

fn read_body<'a>(reader: &mut Reader<'a>) -> Result<(Parameters, Rows<'a>), Error> {
    let mut array = [0; 11];
    for size in &mut array {
        *size = reader.number()?;
    }
    let sizes = Sizes::from_array(array)
        .ok_or_else(|| Error::weights(format!("sizes {array:?} make no network")))?;
    let licence = reader.text()?.to_owned();
    let mut words = Strings::new();
    for word in reader.text()?.split('\n').filter(|_| sizes.words > 0) {
        words.intern(word)?;
    }
    let mut tables = [LabelTable::new(), LabelTable::new(), LabelTable::new()];
    for table in &mut tables {
        for name in reader.text()?.split('\n') {
            table.intern(name)?;
        }
    }
    let [xpos, feats, relations] = tables;
    if words.len() != sizes.words
        || 17 + xpos.len() + feats.len() != sizes.tags
        || relations.len() != sizes.relations
    {
        return Err(Error::weights(
            "the names in the weights are not as many as its sizes say",
        ));
    }
    let needed = table_rows(&sizes)
        .saturating_mul(sizes.embedding)
        .saturating_add(Layout::new(&sizes).len);
    if reader.rest.len() < needed {
        return Err(Error::weights("fewer values than the sizes say"));
    }
    let mut parameters = Parameters::without_table(
        sizes,
        Names {
            words,
            xpos,
            feats,
            relations,
            licence,
        },
    );
    let products = parameters.layout.products();
    for block in parameters.layout.blocks() {
        let values = block.of_mut(&mut parameters.dense);
        if products.contains(&block) {
            read_product(reader, block, values)?;
        } else {
            reader.fill(values)?;
        }
    }
    let rows = Rows {
        bytes: Cow::Borrowed(
            reader.take(table_rows(&sizes).saturating_mul(SCALE + sizes.embedding))?,
        ),
        width: sizes.embedding,
    };
    if !reader.rest.is_empty() {
        return Err(Error::weights("more values than the sizes say"));
    }
    Ok((parameters, rows))
}

/// Reads what `write_product` wrote.
fn read_product(reader: &mut Reader<'_>, block: Block, values: &mut [f32]) -> Result<(), Error> {
    let mut tops = vec![0.0; block.columns];
    reader.fill(&mut tops)?;
    let steps: Vec<f32> = tops.iter().map(|&top| step_to(top)).collect();
    let bytes = reader.take(values.len())?;
    for (row, bytes) in values
        .chunks_exact_mut(block.columns)
        .zip(bytes.chunks_exact(block.columns))
    {
        for (column, (value, &byte)) in row.iter_mut().zip(bytes).enumerate() {
            let steps_away = f32::from(byte.cast_signed());
            // The greatest must come back to the last bit, for the steps follow from it.
            *value = if steps_away.abs() == STEPS {
                tops[column].copysign(steps_away)
            } else {
                steps_away * steps[column]
            };
        }
    }
    Ok(())
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or_else(|| Error::weights("weights end too early"))?;
        self.rest = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32, Error> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn fill(&mut self, values: &mut [f32]) -> Result<(), Error> {
        let bytes = self.take(size_of_val(values))?;
        for (value, four) in values.iter_mut().zip(bytes.chunks_exact(4)) {
            *value = f32::from_le_bytes([four[0], four[1], four[2], four[3]]);
        }
        Ok(())
    }

    fn text(&mut self) -> Result<&'a str, Error> {
        let length = self.number()? as usize;
        std::str::from_utf8(self.take(length)?)
            .map_err(|_| Error::weights("a text in the weights is not UTF-8"))
    }
}
