//! Numbers that look random and are the same at every run.

/// A stream of pseudo-random numbers (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// A stream of its own for a place in the run.
    pub(crate) fn at(seed: u64, place: u64) -> Self {
        let mut random = Self(seed ^ place.wrapping_mul(0xd6e8_feb8_6659_fd93));
        random.next();
        random
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// A number in 0..1.
    pub(crate) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// A number in -1..1.
    pub(crate) fn signed(&mut self) -> f32 {
        2.0 * self.unit() - 1.0
    }

    /// Brings `items` into a random order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
    }

    /// Fills `mask` with 0 for a share of `drop` and with `1 / (1 - drop)` for the rest.
    pub(crate) fn fill_mask(&mut self, mask: &mut [f32], drop: f32) {
        let kept = 1.0 / (1.0 - drop);
        let limit = (drop * 65_536.0).floor();
        for cells in mask.chunks_mut(4) {
            let mut bits = self.next();
            for cell in cells {
                *cell = if f32::from(bits as u16) < limit {
                    0.0
                } else {
                    kept
                };
                bits >>= 16;
            }
        }
    }
}
