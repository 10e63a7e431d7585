//! The stance of predicates, negations and attributions: `detente code --grammar`.

use crate::folder::Folder;

const TEXT: &str = "Lavrov denied that Russia had attacked Poland.";

#[test]
fn the_grammar_of_a_text_is_given_where_it_is_asked_for() {
    let folder = Folder::new();
    let line = serde_json::json!({"id": 1, "text": TEXT}).to_string();
    let plain = folder.feed(&["code", "-"], line.clone()).expect(0).json();
    assert!(plain[0].get("predicates").is_none());
    let answer = folder
        .feed(&["code", "--grammar", "-"], line)
        .expect(0)
        .json();
    let words = |span: &serde_json::Value| {
        let byte = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
        &TEXT[byte("start")..byte("end")]
    };
    let attacked = answer[0]["predicates"]
        .as_array()
        .unwrap()
        .iter()
        .find(|predicate| words(predicate) == "attacked")
        .unwrap();
    assert_eq!(attacked["lemma"], "attack");
    assert_eq!(attacked["modality"], "reported");
    assert_eq!(attacked["polarity"], "negative");
    assert!(attacked["certainty"].as_f64().unwrap() < -1.0);
    assert_eq!(words(&attacked["says"]), "Lavrov");
    let attribution = &answer[0]["attributions"][0];
    assert_eq!(words(&attribution["source"]), "Lavrov");
    assert_eq!(words(&attribution["cue"]), "denied");
    assert!(words(&attribution["content"]).ends_with("Russia had attacked Poland"));
    assert_eq!(answer[0]["negations"], serde_json::json!([]));
    let event = answer[0]["events"]
        .as_array()
        .unwrap()
        .iter()
        .find(|event| event["type"] == "ASSAULT")
        .unwrap();
    assert_eq!(event["certainty"], attacked["certainty"]);
    assert_eq!(answer[0]["claims"][0]["modality"], "reported");
}

#[test]
fn a_line_can_ask_for_its_own_grammar() {
    let folder = Folder::new();
    let line = r#"{"id": 1, "text": "Iran has never attacked Oman.", "grammar": true}"#;
    let answer = folder.feed(&["code", "-"], line).expect(0).json();
    let negation = &answer[0]["negations"][0];
    assert_eq!(
        negation["cue"],
        serde_json::json!([{"start": 9, "end": 14}])
    );
    assert_eq!(
        negation["scope"],
        serde_json::json!([{"start": 0, "end": 8}, {"start": 15, "end": 28}])
    );
}
