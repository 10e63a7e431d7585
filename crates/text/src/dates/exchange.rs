use detente_model::{Error, When};
use serde::{Deserialize, Serialize};

use super::DateFinder;

/// A text whose dates are asked for; `I` is the type of its id, which is handed back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateRequest<I = String> {
    /// Whatever tells the requests apart.
    pub id: I,
    /// The text.
    pub text: String,
    /// The day, as `YYYY-MM-DD` with an optional time, from which relative expressions count.
    #[serde(default)]
    pub reference: Option<String>,
    /// A language tag; guessed from the text where there is none.
    #[serde(default)]
    pub language: Option<String>,
}

/// The dates of a [`DateRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateAnswer<I = String> {
    /// The id of the request.
    pub id: I,
    /// The dates, in order and without overlap.
    pub dates: Vec<FoundDate>,
}

/// One date expression; offsets are bytes into the text, `end` exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundDate {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// The words.
    pub text: String,
    /// The value in the notation of TIMEX3; see [`DateExpression::timex`](super::DateExpression).
    pub timex: String,
    /// The stretch of days, where it is known.
    pub when: Option<When>,
}

impl<I> DateRequest<I> {
    /// Finds the dates.
    ///
    /// # Errors
    /// If the reference is no date.
    pub fn answer(self) -> Result<DateAnswer<I>, Error> {
        let reference = self.reference.as_deref().map(str::parse).transpose()?;
        let finder =
            DateFinder::new(self.language.as_deref().unwrap_or_default()).reference(reference);
        let dates = finder.find(&self.text).into_iter().map(|date| FoundDate {
            start: date.span.start(),
            end: date.span.end(),
            text: self.text[date.span.start() as usize..date.span.end() as usize].to_owned(),
            timex: date.timex,
            when: date.when,
        });
        Ok(DateAnswer {
            dates: dates.collect(),
            id: self.id,
        })
    }
}
