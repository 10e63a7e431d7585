//! Figures that may get better, never worse.

use std::io::Write as _;

/// A table of floors: tab-separated, with a header; the last cell is the bound, the one before it `at-least` or
/// `at-most`, and what stands before these is the name of the figure. A table of two columns holds names and
/// what they reach at the least.
#[derive(Debug, Clone, Copy)]
pub struct Floors<'t>(pub &'t str);

impl Floors<'_> {
    /// Prints a figure, and panics where it is worse than its bound. Cells of a name are divided by tabs.
    ///
    /// # Panics
    /// If it is worse, or the table has no good row for it.
    pub fn check(&self, name: &str, value: f64) {
        let (is_ceiling, bound) = self.bound(name);
        let kind = if is_ceiling { "at most" } else { "at least" };
        // A closed standard error is no failure of the figure.
        let _ = writeln!(
            std::io::stderr(),
            "{}: {value:.3} ({kind} {bound})",
            name.replace('\t', ": ")
        );
        let holds = if is_ceiling {
            value <= bound
        } else {
            value >= bound
        };
        assert!(holds, "{name} is {value:.4}, to be {kind} {bound}");
    }

    /// Whether the bound is a ceiling, and the bound.
    fn bound(&self, name: &str) -> (bool, f64) {
        let rows = self.0.lines().skip(1);
        let mut cells = rows.filter_map(|row| row.strip_prefix(name)?.strip_prefix('\t'));
        let cells: Vec<&str> = match cells.next() {
            Some(cells) => cells.split('\t').collect(),
            None => panic!("{name} has no floor"),
        };
        let (is_ceiling, bound) = match cells[..] {
            [bound] | ["at-least", bound] => (false, bound),
            ["at-most", bound] => (true, bound),
            _ => panic!("{name} has no good bound: {cells:?}"),
        };
        let Ok(number) = bound.parse() else {
            panic!("the bound of {name} is no number: {bound:?}");
        };
        (is_ceiling, number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOORS: Floors<'_> =
        Floors("set\tfigure\tbound\tvalue\nuw\tright\tat-least\t0.7\nuw\terror\tat-most\t0.2\n");

    #[test]
    fn what_holds_passes() {
        FLOORS.check("uw\tright", 0.7);
        FLOORS.check("uw\terror", 0.2);
        Floors("measure\tfloor\nedges\t0.5\n").check("edges", 0.6);
    }

    #[test]
    #[should_panic(expected = "to be at least 0.7")]
    fn what_is_below_its_floor_fails() {
        FLOORS.check("uw\tright", 0.69);
    }

    #[test]
    #[should_panic(expected = "to be at most 0.2")]
    fn what_is_above_its_ceiling_fails() {
        FLOORS.check("uw\terror", 0.21);
    }

    #[test]
    #[should_panic(expected = "has no floor")]
    fn what_has_no_row_fails() {
        FLOORS.check("mv\tright", 1.0);
    }
}
