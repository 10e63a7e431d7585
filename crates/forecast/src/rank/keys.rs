//! Maps from packed numbers: a hasher that costs a multiplication.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map from a packed key.
pub(crate) type Map<V> = HashMap<u64, V, BuildHasherDefault<Mixer>>;

/// Mixes one number.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 29);
    }
}

/// Packs two numbers.
pub(crate) fn pair(a: u32, b: u32) -> u64 {
    u64::from(a) << 32 | u64::from(b)
}

/// Packs a kind below 16 and three numbers below 2²⁰.
pub(crate) fn four(kind: u8, a: u32, b: u32, c: u32) -> u64 {
    u64::from(kind) << 60 | u64::from(a) << 40 | u64::from(b) << 20 | u64::from(c)
}
