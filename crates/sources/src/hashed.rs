//! A hasher for keys that are hashes already.

use std::hash::{BuildHasherDefault, Hasher};

/// Builds [`KeyHasher`]s.
pub(crate) type Hashed = BuildHasherDefault<KeyHasher>;

/// Spreads a number of 32 or 64 bits that is a hash itself: no key comes from outside without
/// having been hashed.
#[derive(Debug, Default)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = spread(self.0 ^ number);
    }
}

/// Another number for each number, whose bits all depend on all bits of it.
pub(crate) fn spread(number: u64) -> u64 {
    let mixed = (number ^ (number >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}
