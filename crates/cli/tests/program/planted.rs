//! Copies, denials and opposite signs that are planted among the documents of a casebook.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::folder::Folder;

/// Passages of our own, each with a cause and an effect.
const PASSAGES: [&str; 10] = [
    "The war in Iran raised the price of oil on the world market in the spring, and traders expected no relief before the end of the year.",
    "A higher price of oil strengthens the Russian budget, since half of what the state takes in comes from what it sells abroad.",
    "Western sanctions have reduced the trade of Iran with its neighbours, and banks in the region refuse its payments to this day.",
    "Arms deliveries from Russia will increase the military strength of Iran, according to officers who spoke in Moscow last week.",
    "The blockade of the strait caused a shortage of fuel in Pakistan, where queues at the stations grew longer every morning.",
    "New tariffs weakened the economy of Turkey and made its exporters look for buyers in Asia and in North Africa.",
    "The attack on the embassy led to the expulsion of three diplomats, which both capitals announced on the same afternoon.",
    "Because of the drought, Iraq reduced its exports of dates, and farmers along the river asked the government for help.",
    "The ceasefire prevented a famine in Yemen, as convoys with flour could reach the towns in the north again.",
    "Higher wages increased the demand for imported cars, and the ports were full again before the end of the summer.",
];

/// What an editor would change in a copy.
const EDITS: [(&str, &str); 12] = [
    (" the end of ", " the close of "),
    (" in the ", " within the "),
    (" and ", " while "),
    (" to this day", " up to this day"),
    (" every ", " each "),
    (" same ", " very same "),
    (" again", " once more"),
    (" last week", " a week ago"),
    (" look for ", " search for "),
    (" asked ", " begged "),
    (" half of ", " one half of "),
    ("three ", "two "),
];

/// Changes whose consequences are asked for: together they begin every link of the passages.
const CHANGES: [&str; 10] = [
    "war=+",
    "price=+",
    "sanctions=+",
    "arms deliveries=+",
    "blockade=+",
    "tariffs=+",
    "attack=+",
    "drought=+",
    "ceasefire=+",
    "wages=+",
];

/// The answers on each concept: verdict, strengths, and the strength and origins of each step.
fn answers(folder: &Folder, change: &str) -> BTreeMap<String, Value> {
    let ran = folder.run(&["what-if", "a.casebook", "--set", change, "--json"]);
    let shown = |outcome: Value| {
        let steps = outcome["paths"].as_array().unwrap().iter().map(|path| {
            let steps = path["steps"].as_array().unwrap().iter();
            let shown = steps.map(|step| {
                serde_json::json!([
                    step["cause"],
                    step["effect"],
                    step["strength"],
                    step["origins"]
                ])
            });
            shown.collect::<Vec<_>>()
        });
        let told = serde_json::json!({"verdict": outcome["verdict"], "plus": outcome["plus"],
            "minus": outcome["minus"], "steps": steps.collect::<Vec<_>>()});
        (outcome["concept"].as_str().unwrap().to_owned(), told)
    };
    ran.expect(0).json().into_iter().map(shown).collect()
}

#[test]
fn five_hundred_copies_add_no_strength() {
    let folder = Folder::new();
    folder.run(&["new", "a.casebook"]).expect(0);
    for (number, passage) in PASSAGES.iter().enumerate() {
        folder.write(&format!("base/{number}.txt"), format!("{passage}\n"));
    }
    folder.run(&["add", "a.casebook", "base"]).expect(0);
    let before: Vec<_> = CHANGES
        .iter()
        .map(|change| answers(&folder, change))
        .collect();
    assert!(before.iter().all(|known| !known.is_empty()), "{before:?}");
    let mut changed = 0;
    for number in 0..500 {
        let passage = PASSAGES[number % 10];
        let edits: Vec<_> = EDITS
            .iter()
            .filter(|(from, _)| passage.contains(from))
            .collect();
        // Every other copy is word for word.
        let copy = if number % 20 < 10 {
            passage.to_owned()
        } else {
            let (from, to) = edits[number / 20 % edits.len()];
            changed += 1;
            passage.replacen(from, to, 1)
        };
        // No two documents are the same, and none of the words around says that anything leads anywhere.
        let text = format!(
            "Rain fell in port {number} for {} days. {copy} Hall {number} was painted blue.\n",
            3 + number % 7
        );
        folder.write(&format!("copies/{number}.txt"), text);
    }
    assert_eq!(changed, 250);
    folder.run(&["add", "a.casebook", "copies"]).expect(0);
    for (change, known) in CHANGES.iter().zip(&before) {
        let after = answers(&folder, change);
        for (concept, told) in known {
            let again = &after[concept];
            for figure in ["verdict", "plus", "minus"] {
                assert_eq!(again[figure], told[figure], "{change}: {concept}: {figure}");
            }
            // An edited copy may name an end more fully: one more path, of no more strength.
            let paths = again["steps"].as_array().unwrap();
            for path in told["steps"].as_array().unwrap() {
                assert!(paths.contains(path), "{change}: {concept}: {path}");
            }
        }
    }
}

/// Three that agree on nothing: it raises, it lowers, it does not raise.
const SAID: [(&str, &str); 3] = [
    ("raise.txt", "The embargo raised inflation in Iran."),
    ("lower.txt", "The embargo lowered inflation in Iran."),
    ("deny.txt", "The embargo did not raise inflation in Iran."),
];

#[test]
fn denials_and_opposite_signs_keep_both_sources_whatever_comes_first() {
    let mut told = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let folder = Folder::new();
        folder.run(&["new", "a.casebook"]).expect(0);
        for place in order {
            let (path, text) = SAID[place];
            folder.write(path, text);
            folder.run(&["add", "a.casebook", path]).expect(0);
        }
        // Copies of what is denied do not outvote the denial.
        for copy in 0..9 {
            let mut text = SAID[0].1.to_owned();
            let _ = write!(text, " Hall {copy} was painted blue.");
            folder.write(&format!("copies/{copy}.txt"), text);
        }
        folder.run(&["add", "a.casebook", "copies"]).expect(0);
        let asked = [
            "what-if",
            "a.casebook",
            "--set",
            "embargo=+",
            "--on",
            "inflation",
        ];
        let ran = folder.run(&[&asked[..], &["--json"]].concat()).expect(0);
        let outcome = ran.json().remove(0);
        assert_eq!(outcome["verdict"], "both", "{outcome}");
        for path in outcome["paths"].as_array().unwrap() {
            let denials = path["steps"][0]["denials"].as_array().unwrap();
            assert_eq!(denials.len(), 1, "{outcome}");
            assert_eq!(denials[0]["path"], "deny.txt");
            assert_eq!(denials[0]["quote"], SAID[2].1);
        }
        let words = folder.run(&asked).expect(0).out;
        for (_, text) in SAID {
            assert!(words.contains(text), "{text}: {words}");
        }
        told.push((outcome["plus"].clone(), outcome["minus"].clone()));
    }
    assert!(told.iter().all(|sides| *sides == told[0]), "{told:?}");
}
