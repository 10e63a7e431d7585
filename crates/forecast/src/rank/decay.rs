//! Counters that forget, at several rates at once.

/// How many rates a counter has.
pub(crate) const RATES: usize = 6;
/// After how many steps half of a count is forgotten.
pub(crate) const HALF_LIVES: [f32; RATES] = [1.0, 3.0, 10.0, 30.0, 120.0, 480.0];
/// The tick of what never was.
pub(crate) const NEVER: i32 = i32::MIN;
/// Ages up to which powers are kept; what is older is forgotten at all rates.
const OLDEST: usize = 6000;

/// Powers of the rates.
#[derive(Debug, Clone)]
pub(crate) struct Decay(Vec<[f32; RATES]>);

impl Decay {
    pub(crate) fn new() -> Self {
        let power = |age: usize| HALF_LIVES.map(|half| (-(age as f32) / half).exp2());
        Self((0..OLDEST).map(power).collect())
    }

    /// What is left of one after `age` steps; an age below zero counts as zero.
    #[inline]
    pub(crate) fn left(&self, age: i32) -> [f32; RATES] {
        let at = usize::try_from(age).unwrap_or(0);
        self.0.get(at).copied().unwrap_or([0.0; RATES])
    }
}

/// A count that forgets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counter {
    value: [f32; RATES],
    /// The last tick at which something was added.
    pub(crate) last: i32,
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            value: [0.0; RATES],
            last: NEVER,
        }
    }
}

impl Counter {
    pub(crate) fn add(&mut self, tick: i32, decay: &Decay) {
        self.add_weight(tick, decay, 1.0);
    }

    pub(crate) fn add_weight(&mut self, tick: i32, decay: &Decay, weight: f32) {
        if self.last != NEVER && tick > self.last {
            let left = decay.left(tick - self.last);
            for (value, left) in self.value.iter_mut().zip(left) {
                *value *= left;
            }
        }
        for value in &mut self.value {
            *value += weight;
        }
        self.last = self.last.max(tick);
    }

    /// The counts at a tick, one a rate.
    #[inline]
    pub(crate) fn at(&self, tick: i32, decay: &Decay) -> [f32; RATES] {
        if self.last == NEVER {
            return [0.0; RATES];
        }
        let mut value = self.value;
        for (value, left) in value.iter_mut().zip(decay.left(tick - self.last)) {
            *value *= left;
        }
        value
    }

    /// The count at one rate.
    #[inline]
    pub(crate) fn rate(&self, rate: usize, tick: i32, decay: &Decay) -> f32 {
        if self.last == NEVER {
            return 0.0;
        }
        self.value[rate] * decay.left(tick - self.last)[rate]
    }

    /// Steps since the last addition, at most 2,000; 2,001 for never.
    pub(crate) fn age(&self, tick: i32) -> f32 {
        if self.last == NEVER {
            return 2001.0;
        }
        (tick - self.last).clamp(0, 2000) as f32
    }
}
