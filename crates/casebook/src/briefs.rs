use detente_model::{ActorId, Day};
use detente_report::{Brief, Options, Page};

use crate::{Casebook, Error};

impl Casebook {
    /// The brief on `a` and `b`: with `true_on`, the ties in force on that day; with `known_by`,
    /// only what was known by then.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub fn brief(
        &self,
        a: &ActorId,
        b: &ActorId,
        true_on: Option<Day>,
        known_by: Option<Day>,
    ) -> Result<Brief, Error> {
        let options = Options { true_on, known_by };
        let mut brief = Brief::build(&self.store, &self.knowledge, a, b, &options)?;
        self.add_imports_beside(&mut brief, known_by)?;
        brief.leaders = self.leaders_in_brief(&brief)?;
        brief.next = self.next_in_brief(a, b, known_by)?;
        Ok(brief)
    }
}

/// Sets a brief for a terminal of `width` columns.
pub fn brief_as_text(brief: &Brief, width: usize, colour: bool) -> String {
    let page = Page {
        width,
        colour,
        ..Page::default()
    };
    detente_report::render_terminal(brief, page)
}

/// Sets a brief as one HTML file.
pub fn brief_as_html(brief: &Brief) -> String {
    detente_report::render_html(brief)
}
