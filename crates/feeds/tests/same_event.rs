//! The judgement of which reports are one event, on reports that taught it nothing.

#[path = "../examples/same_event/maverick.rs"]
mod maverick;

use detente_feeds::ClueWeights;
use maverick::{Part, TAUGHT, read};

/// The least F1 over pairs of reports, of those that taught nothing and of all; they only rise.
const FLOOR: f64 = 0.79;
const FLOOR_OF_ALL: f64 = 0.80;

#[test]
fn held_out_reports_find_their_event() {
    let Some(shared) = detente_testkit::shared_folder("held_out_reports_find_their_event") else {
        return;
    };
    let file = shared.join("data/states/event_reports_maverick_cc-by.csv.gz");
    let (reports, events) = read(&file.to_string_lossy()).unwrap();
    let held_out = |place: &usize| reports[*place].country != TAUGHT;
    let places: Vec<usize> = (0..reports.len()).filter(held_out).collect();
    let part = Part::of(&places, &reports, &events).unwrap();
    assert_eq!(part.reports.len(), 1062);
    assert_eq!(
        part.compared
            .iter()
            .filter(|pair| part.events[pair.left] == part.events[pair.right])
            .count(),
        1032
    );
    let all = Part::of(&(0..reports.len()).collect::<Vec<_>>(), &reports, &events).unwrap();
    for (part, floor) in [(part, FLOOR), (all, FLOOR_OF_ALL)] {
        let [pairs, found, right] = part.count(&ClueWeights::builtin());
        let f1 = 2.0 * right as f64 / (pairs + found) as f64;
        assert!(f1 >= floor, "F1 {f1:.3} is below its floor of {floor}");
    }
}
