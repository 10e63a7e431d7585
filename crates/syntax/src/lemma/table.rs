use crate::Error;
use crate::package::{Reader, write_number};

/// Numbers of scripts by hash: sorted as it is stored, with an index of open slots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// Sorted by hash, each once.
    entries: Vec<(u32, u16)>,
    /// A power of two at most half full; 0 is free, else the position plus 1.
    slots: Vec<u32>,
}

impl Table {
    /// The entries must be sorted by hash, each once.
    pub(super) fn new(entries: Vec<(u32, u16)>) -> Self {
        let mut slots = vec![0; (2 * entries.len() + 1).next_power_of_two()];
        let mask = slots.len() - 1;
        for (at, (key, _)) in entries.iter().enumerate() {
            let mut slot = *key as usize & mask;
            while slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = at as u32 + 1;
        }
        Self { entries, slots }
    }

    pub(super) fn get(&self, key: u32) -> Option<u16> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut slot = key as usize & mask;
        while self.slots[slot] != 0 {
            let (found, value) = self.entries[self.slots[slot] as usize - 1];
            if found == key {
                return Some(value);
            }
            slot = (slot + 1) & mask;
        }
        None
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        write_number(out, self.entries.len() as u32);
        let mut last = 0;
        for &(key, value) in &self.entries {
            write_number(out, key - last);
            write_number(out, u32::from(value));
            last = key;
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut entries: Vec<(u32, u16)> = Vec::new();
        let mut last = 0u32;
        for at in 0..reader.number()? {
            let step = reader.number()?;
            let value = reader.number()?;
            let key = last.checked_add(step).filter(|_| at == 0 || step > 0);
            let (Some(key), Ok(value)) = (key, u16::try_from(value)) else {
                return Err(Error::weights("a table of scripts that is not in order"));
            };
            entries.push((key, value));
            last = key;
        }
        Ok(Self::new(entries))
    }
}
