//! The file of weights. All numbers little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `DETSYNTX` |
//! | 4 | version of the format, 1 |
//! | 32 | BLAKE3 of everything after this field |
//! | 8 | bytes that follow |
//! | 44 | sizes of the network |
//! | | five texts, each with its length in 4 bytes: licence; words; tags; features; relations (one a line) |
//! | | matrices: each a scale (4, `f32`) and its elements (2 each, `i16`), times the scale |
//! | | embeddings: each a scale (4, `f32`) and its elements (1 each, `i8`), times the scale |

use crate::Error;
use crate::labels::{LabelTable, Strings};
use crate::network::layout::Sizes;
use crate::network::parameters::{Names, Parameters, table_rows};

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
const VERSION: u32 = 1;
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
    for block in parameters.layout.blocks() {
        let values = block.of(&parameters.dense);
        let scale = scale(values, f32::from(i16::MAX));
        body.extend(scale.to_le_bytes());
        for value in values {
            body.extend(((value / scale).round() as i16).to_le_bytes());
        }
    }
    for values in parameters.table.chunks_exact(parameters.sizes.embedding) {
        let scale = scale(values, f32::from(i8::MAX));
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

/// Step between neighbouring values, so that the greatest becomes `steps`.
#[cfg(feature = "train")]
fn scale(values: &[f32], steps: f32) -> f32 {
    let greatest = values
        .iter()
        .fold(0.0f32, |top, value| top.max(value.abs()));
    if greatest > 0.0 {
        greatest / steps
    } else {
        1.0
    }
}

#[cfg(feature = "train")]
fn write_text(body: &mut Vec<u8>, text: &str) {
    body.extend((text.len() as u32).to_le_bytes());
    body.extend(text.as_bytes());
}

/// Reads a file of weights.
pub(crate) fn read(file: &[u8]) -> Result<Parameters, Error> {
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

fn read_body(reader: &mut Reader<'_>) -> Result<Parameters, Error> {
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
    let needed = 6 * table_rows(&sizes).saturating_mul(sizes.embedding) / 8;
    if reader.rest.len() < needed {
        return Err(Error::weights("fewer values than the sizes say"));
    }
    let mut parameters = Parameters::zero(
        sizes,
        Names {
            words,
            xpos,
            feats,
            relations,
            licence,
        },
    );
    for block in parameters.layout.blocks() {
        let scale = f32::from_bits(reader.number()?);
        let values = block.of_mut(&mut parameters.dense);
        let bytes = reader.take(2 * values.len())?;
        for (value, pair) in values.iter_mut().zip(bytes.chunks_exact(2)) {
            *value = f32::from(i16::from_le_bytes([pair[0], pair[1]])) * scale;
        }
    }
    for values in parameters.table.chunks_exact_mut(sizes.embedding) {
        let scale = f32::from_bits(reader.number()?);
        for (value, &byte) in values.iter_mut().zip(reader.take(sizes.embedding)?) {
            *value = f32::from(i8::from_le_bytes([byte])) * scale;
        }
    }
    if !reader.rest.is_empty() {
        return Err(Error::weights("more values than the sizes say"));
    }
    Ok(parameters)
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

    fn text(&mut self) -> Result<&'a str, Error> {
        let length = self.number()? as usize;
        std::str::from_utf8(self.take(length)?)
            .map_err(|_| Error::weights("a text in the weights is not UTF-8"))
    }
}
