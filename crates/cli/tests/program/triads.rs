//! `detente triads` on a small casebook.

use crate::folder::Folder;

const NEWS: &str = "Russia delivered missiles to Iran in May 2024. Russia and Iran signed a treaty on 17 January 2025. Russia signed a trade agreement with Saudi Arabia in June 2024. Saudi Arabia condemned Iran in July 2024. Iran threatened Saudi Arabia in August 2024. Russia thanked China in March 2024. China praised Iran in April 2024.\n";

fn casebook() -> Folder {
    let folder = Folder::new();
    folder.write("news.txt", NEWS);
    folder.run(&["new", "a.casebook"]).expect(0);
    folder.run(&["add", "a.casebook", "news.txt"]).expect(0);
    folder
}

#[test]
fn the_friend_of_the_enemy_is_found_with_quotes() {
    let folder = casebook();
    let asked = ["triads", "a.casebook", "Russia", "Iran"];
    let ran = folder.run(&[&asked[..], &["--json"]].concat()).expect(0);
    let found = ran.json();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["third"], "SAU");
    assert_eq!(found[0]["balance"], "unbalanced");
    let quote = &found[0]["second"]["evidence"][0]["quote"];
    assert!(quote.as_str().unwrap().contains("Saudi Arabia"), "{quote}");
    let all = folder
        .run(&[&asked[..], &["--all", "--json"]].concat())
        .expect(0)
        .json();
    let china = all.iter().find(|triad| triad["third"] == "CHN").unwrap();
    assert_eq!(china["balance"], "balanced");
    let words = folder.run(&asked).expect(0).out;
    assert!(words.contains("unbalanced") && words.contains("Saudi Arabia condemned Iran"));
    let none = folder
        .run(&[&asked[..], &["--to", "2020", "--json"]].concat())
        .expect(0);
    assert_eq!(none.out, "", "nothing is dated before 2021");
}

#[test]
fn arms_for_iran_strain_the_tie_of_russia_and_saudi_arabia() {
    let folder = casebook();
    let asked = ["triads", "a.casebook", "RUS", "IRN", "--suppose"];
    let given = [&asked[..], &["Russia gives arms to Iran", "--json"]].concat();
    let found = folder.run(&given).expect(0).json();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["supposed"]["step"], "+");
    let strained = serde_json::json!(["RUS", "SAU"]);
    assert_eq!(found[0]["strained"]["actors"], strained);
    assert_eq!(found[0]["reason"]["sign"], "-");
    let quarrel = [&asked[..], &["Russia attacks Iran", "--json"]].concat();
    let found = folder.run(&quarrel).expect(0).json();
    let strained = |actors: [&str; 2]| {
        let actors = serde_json::json!(actors);
        found
            .iter()
            .any(|strain| strain["strained"]["actors"] == actors)
    };
    assert!(
        strained(["CHN", "RUS"]) && strained(["CHN", "IRN"]),
        "{found:?}"
    );
}

#[test]
fn a_sentence_without_two_actors_is_refused() {
    let folder = casebook();
    let asked = ["triads", "a.casebook", "RUS", "IRN"];
    let ran = folder
        .run(&[&asked[..], &["--suppose", "It rains."]].concat())
        .expect(2);
    assert!(ran.err.contains("Russia gives arms to Iran"), "{}", ran.err);
    folder
        .run(&["triads", "a.casebook", "RUS", "RUS"])
        .expect(2);
}
