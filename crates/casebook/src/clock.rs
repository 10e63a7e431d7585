/// Tells the time of record, so that this crate itself knows no clock.
pub trait Clock {
    /// The time, ISO 8601 in UTC to the second: `2025-01-17T12:00:00Z`.
    fn now(&self) -> String;
}

/// A clock that stands still: the same input gives the same casebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedClock(pub String);

impl Clock for FixedClock {
    fn now(&self) -> String {
        self.0.clone()
    }
}
