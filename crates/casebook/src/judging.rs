//! Judgements that a person makes: which reports are one event.

use detente_model::{Judgement, Verdict};

use crate::{Casebook, Clock, Error, ErrorKind};

/// A judgement as `detente judge` lists it.
pub use detente_store::JudgementRow;

/// What a person holds of two events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opinion<'a> {
    /// What is held.
    pub verdict: Verdict,
    /// Who holds it.
    pub by: &'a str,
    /// Why.
    pub reason: &'a str,
}

impl Casebook {
    /// Stores what a person holds of each pair of `events`; nothing is rewritten, and each can be
    /// undone. Returns the ids of the judgements.
    ///
    /// # Errors
    /// If there are fewer than two events, one is not known, or the casebook cannot be written; it
    /// is then as it was.
    pub fn judge(
        &mut self,
        events: &[String],
        opinion: Opinion<'_>,
        clock: &dyn Clock,
    ) -> Result<Vec<String>, Error> {
        if events.len() < 2 {
            let message = "two events or more are needed; `detente events` lists them";
            return Err(Error::new(ErrorKind::Usage, message));
        }
        self.know_imports(events)?;
        for event in events {
            if !self.store.has_event(event)? {
                let message = format!("no event has the id {event:?}; `detente events` lists them");
                return Err(Error::new(ErrorKind::Usage, message));
            }
        }
        let mut judgements = Vec::new();
        for (place, left) in events.iter().enumerate() {
            for right in &events[place + 1..] {
                if left != right {
                    judgements.push(Judgement {
                        left: left.clone(),
                        right: right.clone(),
                        verdict: opinion.verdict,
                        score: 1.0,
                        reason: opinion.reason.to_owned(),
                        made_by: opinion.by.to_owned(),
                    });
                }
            }
        }
        self.store.add_judgements(&judgements, &clock.now())?;
        let ids = judgements
            .iter()
            .map(|judgement| judgement.id().to_string());
        Ok(ids.collect())
    }

    /// Undoes a judgement; the groups are as if it had not been made.
    ///
    /// # Errors
    /// If there is no such judgement in force, or the casebook cannot be written.
    pub fn undo(&mut self, judgement: &str, clock: &dyn Clock) -> Result<(), Error> {
        if self.store.undo_judgement(judgement, &clock.now())? {
            return Ok(());
        }
        let message =
            format!("no judgement in force has the id {judgement:?}; `detente judge` lists them");
        Err(Error::new(ErrorKind::Usage, message))
    }

    /// All judgements, those in force first.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn judgements(&self) -> Result<Vec<JudgementRow>, Error> {
        Ok(self.store.judgements()?)
    }
}
