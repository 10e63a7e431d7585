/// A table of small weights, one a feature; features are hashes, and those that collide share one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Linear {
    /// A power of two of them.
    pub(super) weights: Vec<i8>,
    pub(super) bias: i32,
}

impl Linear {
    /// The weights of `2^bits` features, all zero.
    pub(super) fn new(bits: u32) -> Self {
        Self {
            weights: vec![0; 1 << bits],
            bias: 0,
        }
    }

    /// The sum of the weights of `features` and the bias.
    #[inline]
    pub(super) fn score(&self, features: &[u32]) -> i32 {
        let sum: i32 = features
            .iter()
            .map(|&feature| i32::from(self.at(feature)))
            .sum();
        sum + self.bias
    }

    /// The weight of one feature.
    #[inline]
    pub(super) fn at(&self, feature: u32) -> i8 {
        self.weights[feature as usize & (self.weights.len() - 1)]
    }

    #[cfg(any(test, feature = "train"))]
    pub(super) fn set(&mut self, feature: u32, weight: i8) {
        let mask = self.weights.len() - 1;
        self.weights[feature as usize & mask] = weight;
    }
}

/// Collects the features of one place.
#[derive(Debug, Default)]
pub(super) struct Features {
    pub(super) list: Vec<u32>,
}

impl Features {
    pub(super) fn clear(&mut self) {
        self.list.clear();
    }

    /// The value `value` of the template numbered `template`.
    #[inline]
    pub(super) fn add(&mut self, template: u32, value: u64) {
        self.list.push(feature(template, value));
    }

    #[inline]
    pub(super) fn add2(&mut self, template: u32, first: u64, second: u64) {
        self.list.push(feature(template, pair(first, second)));
    }

    #[inline]
    pub(super) fn add3(&mut self, template: u32, first: u64, second: u64, third: u64) {
        self.list
            .push(feature(template, pair(pair(first, second), third)));
    }
}

/// The hash of a template's value.
#[inline]
pub(super) fn feature(template: u32, value: u64) -> u32 {
    let mixed = pair(u64::from(template) + 1, value);
    (mixed ^ (mixed >> 29))
        .wrapping_mul(0xBF58_476D_1CE4_E5B9)
        .wrapping_shr(32) as u32
}

/// Folds a value into a hash.
#[inline]
pub(super) fn pair(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(23) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
