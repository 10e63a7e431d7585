//! Thrift's compact protocol, as far as footers and headers of Parquet need it.

use std::collections::BTreeMap;

use super::wrong;
use crate::Error;

/// Structures inside structures: more than any footer has.
const DEEPEST: usize = 16;

/// A value: a structure has its fields by their numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Field {
    #[default]
    Nothing,
    Int(i64),
    Text(Vec<u8>),
    List(Vec<Field>),
    Struct(BTreeMap<i64, Field>),
}

static NOTHING: Field = Field::Nothing;

impl Field {
    /// The field of this structure; nothing where there is none.
    pub(super) fn inner(&self, number: i64) -> &Self {
        match self {
            Self::Struct(fields) => fields.get(&number).unwrap_or(&NOTHING),
            _ => &NOTHING,
        }
    }

    pub(super) fn has(&self, number: i64) -> bool {
        *self.inner(number) != Self::Nothing
    }

    pub(super) fn maybe(&self, number: i64) -> Option<i64> {
        match self.inner(number) {
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// The number; 0 where there is none.
    pub(super) fn int(&self, number: i64) -> i64 {
        self.maybe(number).unwrap_or(0)
    }

    pub(super) fn text(&self, number: i64) -> String {
        match self.inner(number) {
            Self::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            _ => String::new(),
        }
    }

    pub(super) fn list(&self, number: i64) -> &[Self] {
        match self.inner(number) {
            Self::List(items) => items,
            _ => &[],
        }
    }
}

/// The structure that `bytes` begin with.
pub(super) fn read(bytes: &[u8]) -> Result<Field, Error> {
    Ok(read_with_length(bytes)?.0)
}

/// The structure that `bytes` begin with, and how many bytes it takes.
pub(super) fn read_with_length(bytes: &[u8]) -> Result<(Field, usize), Error> {
    let mut reader = Reader { bytes, at: 0 };
    let field = reader.structure(0)?;
    Ok((field, reader.at))
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Result<u8, Error> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte.ok_or_else(|| wrong("its structure ends too early"))
    }

    fn varint(&mut self) -> Result<u64, Error> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(wrong("a number has too many bytes"))
    }

    fn zigzag(&mut self) -> Result<i64, Error> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    fn structure(&mut self, depth: usize) -> Result<Field, Error> {
        if depth > DEEPEST {
            return Err(wrong("its structure is too deep"));
        }
        let mut fields = BTreeMap::new();
        let mut number = 0;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(Field::Struct(fields));
            }
            number = match head >> 4 {
                0 => self.zigzag()?,
                step => number + i64::from(step),
            };
            let field = match head & 0x0f {
                1 => Field::Int(1),
                2 => Field::Int(0),
                kind => self.value(kind, depth)?,
            };
            fields.insert(number, field);
        }
    }

    fn value(&mut self, kind: u8, depth: usize) -> Result<Field, Error> {
        match kind {
            // Truth in a list has a byte of its own.
            1..=3 => Ok(Field::Int(i64::from(self.byte()?))),
            4..=6 => Ok(Field::Int(self.zigzag()?)),
            7 => {
                self.at += 8;
                Ok(Field::Nothing)
            }
            8 => {
                let length = self.varint()?;
                let end = usize::try_from(length)
                    .ok()
                    .and_then(|length| self.at.checked_add(length));
                let text = end.and_then(|end| self.bytes.get(self.at..end));
                let text = text
                    .ok_or_else(|| wrong("a text is longer than the footer"))?
                    .to_vec();
                self.at += text.len();
                Ok(Field::Text(text))
            }
            9 | 10 => {
                let head = self.byte()?;
                let count = match head >> 4 {
                    15 => self.varint()?,
                    count => u64::from(count),
                };
                // Every item takes a byte at least.
                if count > (self.bytes.len() - self.at.min(self.bytes.len())) as u64 {
                    return Err(wrong("a list is longer than the footer"));
                }
                let items = (0..count).map(|_| match head & 0x0f {
                    12 => self.structure(depth + 1),
                    kind => self.value(kind, depth + 1),
                });
                Ok(Field::List(items.collect::<Result<_, _>>()?))
            }
            12 => self.structure(depth + 1),
            _ => Err(wrong("it has a kind of field that Parquet does not use")),
        }
    }
}
