use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Error, ErrorKind};

/// A set of at most 65,535 distinct labels, numbered from 0 in the order in which they came.
///
/// Models hold theirs behind an [`Arc`] and share it with every text that they annotate, so that a
/// label costs two bytes a token and no look-up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelTable {
    names: Vec<Box<str>>,
    index: BTreeMap<Box<str>, u16>,
}

impl LabelTable {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of `name`, added at the end where it is new.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] if the table already holds 65,535 labels.
    pub fn intern(&mut self, name: &str) -> Result<u16, Error> {
        if let Some(&id) = self.index.get(name) {
            return Ok(id);
        }
        if self.names.len() >= usize::from(u16::MAX) {
            let message = format!("more than 65,535 different labels; the next is {name:?}");
            return Err(Error::new(ErrorKind::TooLarge, message));
        }
        let id = self.names.len() as u16;
        self.names.push(name.into());
        self.index.insert(name.into(), id);
        Ok(id)
    }

    /// The number of `name`, or `None` where the table lacks it.
    pub fn find(&self, name: &str) -> Option<u16> {
        self.index.get(name).copied()
    }

    /// The label with the number `id`.
    ///
    /// # Panics
    /// If `id` is not below [`LabelTable::len`].
    pub fn name(&self, id: u16) -> &str {
        &self.names[usize::from(id)]
    }

    /// The labels in the order of their numbers.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(AsRef::as_ref)
    }

    /// How many labels the table holds.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether the table holds no label.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// One label for each token of a text: numbers into a shared [`LabelTable`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelLayer {
    table: Arc<LabelTable>,
    ids: Vec<u16>,
}

impl LabelLayer {
    /// The labels `ids`, in token order.
    ///
    /// # Errors
    /// [`ErrorKind::Layer`] if an id is not in the table.
    pub fn new(table: Arc<LabelTable>, ids: Vec<u16>) -> Result<Self, Error> {
        if let Some(id) = ids.iter().find(|&&id| usize::from(id) >= table.len()) {
            let message = format!("label {id} in a table of {}", table.len());
            return Err(Error::layer(message));
        }
        Ok(Self { table, ids })
    }

    /// The table that the numbers point into.
    pub fn table(&self) -> &Arc<LabelTable> {
        &self.table
    }

    /// The numbers, in token order.
    pub fn ids(&self) -> &[u16] {
        &self.ids
    }

    /// The label of the token at `index`.
    pub(crate) fn name(&self, index: usize) -> &str {
        self.table.name(self.ids[index])
    }
}

/// Strings stored once each, back to back, numbered from 0: one probe and no allocation for a
/// string that is already there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strings {
    bytes: String,
    ends: Vec<u32>,
    /// Open addressing, a power of two at most half full; 0 is free, else the number plus 1.
    slots: Vec<u32>,
}

impl Strings {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of `string`, added at the end where it is new.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] if the strings together reach 4 GiB.
    pub fn intern(&mut self, string: &str) -> Result<u32, Error> {
        if self.slots.len() < 2 * (self.ends.len() + 1) {
            self.grow();
        }
        let slot = self.slot(string);
        if self.slots[slot] != 0 {
            return Ok(self.slots[slot] - 1);
        }
        let end = u32::try_from(self.bytes.len() + string.len())
            .map_err(|_| Error::new(ErrorKind::TooLarge, "more than 4 GiB of different strings"))?;
        self.bytes.push_str(string);
        self.ends.push(end);
        self.slots[slot] = self.ends.len() as u32;
        Ok(self.slots[slot] - 1)
    }

    /// The number of `string`, or `None` where the store lacks it.
    pub fn find(&self, string: &str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        self.slots[self.slot(string)].checked_sub(1)
    }

    /// The string with the number `id`.
    ///
    /// # Panics
    /// If `id` is not below [`Strings::len`].
    pub fn get(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        &self.bytes[start as usize..self.ends[id] as usize]
    }

    /// How many different strings are held.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The slot that holds `string`, or the free one where it belongs.
    fn slot(&self, string: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(string.as_bytes()) as usize & mask;
        while self.slots[slot] != 0 && self.get(self.slots[slot] - 1) != string {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let size = (4 * (self.ends.len() + 1)).next_power_of_two().max(64);
        self.slots = vec![0; size];
        for id in 0..self.ends.len() as u32 {
            let slot = self.slot(self.get(id));
            self.slots[slot] = id + 1;
        }
    }
}

/// A fixed 64-bit hash of `bytes`, the same on every machine (weights depend on it).
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = 0x517C_C1B7_2722_0A95 ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        state = mix(state ^ u64::from_le_bytes(word)).wrapping_mul(FACTOR);
    }
    mix(state)
}

/// Spreads the bits of `x` over the whole word.
pub(crate) fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let x = (x ^ (x >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    x ^ (x >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_keeps_its_number() {
        let mut strings = Strings::new();
        assert_eq!(strings.find("a"), None);
        let words: Vec<String> = (0..1000).map(|n| format!("w{n}")).collect();
        for (number, word) in words.iter().enumerate() {
            assert_eq!(strings.intern(word).unwrap() as usize, number);
        }
        for (number, word) in words.iter().enumerate() {
            assert_eq!(strings.intern(word).unwrap() as usize, number);
            assert_eq!(strings.get(number as u32), word);
        }
        assert_eq!(strings.len(), 1000);
        assert_eq!(strings.find("w1000"), None);
        assert_eq!(strings.intern("").unwrap(), 1000);
        assert_eq!(strings.get(1000), "");
    }

    #[test]
    fn a_label_out_of_the_table_is_refused() {
        let mut table = LabelTable::new();
        assert_eq!(table.intern("nsubj").unwrap(), 0);
        assert_eq!(table.intern("obj").unwrap(), 1);
        assert_eq!(table.intern("nsubj").unwrap(), 0);
        let table = Arc::new(table);
        assert!(LabelLayer::new(Arc::clone(&table), vec![1, 0]).is_ok());
        let error = LabelLayer::new(table, vec![2]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Layer);
    }

    #[test]
    fn the_hash_does_not_change() {
        assert_eq!(hash(b""), hash(b""));
        assert_ne!(hash(b"a"), hash(b"a\0"));
        assert_eq!(hash(b"Detente"), 2_199_351_605_404_351_632);
    }
}
