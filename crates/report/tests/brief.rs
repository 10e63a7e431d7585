//! A brief from a small casebook that is built by hand: what is counted, and what is shown how.

#![expect(clippy::unwrap_used, reason = "a test stops where its sample is wrong")]

use detente_model::{
    Action, ActorId, ActorKind, ActorMention, Basis, CausalConcept, CausalLink, CauseKind,
    Characterisation, Claim, Content, ContentHash, Day, DocumentId, Event, Frame, Knowledge,
    Modality, Party, PartyRole, Phrase, PloverType, Polarity, Precision, Sign, Span, Standing, Tie,
    TieKind, TieStatus, When,
};
use detente_report::{Brief, Difference, Options, Page, TieState, render_html, render_terminal};
use detente_store::{ActorEntry, NewDocument, NewPassage, Store};

const NOW: &str = "2026-01-02T03:04:05Z";

/// A document of one passage, and the claims in it.
#[derive(Clone)]
struct Sample {
    path: &'static str,
    outlet: Option<&'static str>,
    published: &'static str,
    text: &'static str,
    claims: Vec<Claim>,
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn mention(text: &str, words: &str, id: &str) -> ActorMention {
    let start = text.find(words).unwrap();
    ActorMention {
        text: words.into(),
        span: Span::from_range(start..start + words.len()),
        actor: id.parse().unwrap(),
        kind: ActorKind::State,
        country: Some(id.parse().unwrap()),
        code: id.into(),
        sector: None,
        office: None,
    }
}

fn frame(text: &str, trigger: &str, modality: Modality, when: Option<When>) -> Frame {
    let start = text.find(trigger).unwrap();
    Frame {
        when,
        modality,
        polarity: Polarity::Positive,
        certainty: None,
        says: None,
        theme: vec!["diplomacy".into()],
        theatre: vec![],
        trigger: Span::from_range(start..start + trigger.len()),
        evidence: Span::from_range(0..text.len()),
        score: 0.9,
        rule: "by-hand".into(),
    }
}

fn agree(text: &str, trigger: &str, modality: Modality, when: Option<&str>) -> Claim {
    let event = Event {
        action: Action::new(PloverType::Agree, None).unwrap(),
        context: vec![],
        cameo: None,
        source: vec![mention(text, "Russia", "RUS")],
        target: vec![mention(text, "Iran", "IRN")],
    };
    let when = when.map(|date| When::day(day(date), Basis::Stated, date));
    Claim {
        content: Content::Event(event),
        frame: frame(text, trigger, modality, when),
    }
}

fn tie(text: &str, trigger: &str, status: TieStatus, when: Option<When>) -> Claim {
    let party = |words, id, role| Party {
        role,
        actor: mention(text, words, id),
    };
    let parties = vec![
        party("Russia", "RUS", PartyRole::Supplier),
        party("Iran", "IRN", PartyRole::Recipient),
    ];
    let tie = Tie {
        kind: TieKind::ArmsSupply,
        parties,
        status,
        object: None,
    };
    Claim {
        content: Content::Tie(tie),
        frame: frame(text, trigger, Modality::Asserted, when),
    }
}

fn called(text: &str, words: &str, standing: Standing) -> Claim {
    let parties = vec![mention(text, "Russia", "RUS"), mention(text, "Iran", "IRN")];
    let start = text.find(words).unwrap();
    let phrase = Phrase::of(text, Span::from_range(start..start + words.len()));
    let content = Characterisation {
        parties,
        standing,
        words: phrase,
    };
    Claim {
        content: Content::Characterisation(content),
        frame: frame(text, words, Modality::Asserted, None),
    }
}

fn samples() -> Vec<Sample> {
    let expected = "Russia and Iran will sign a pact in autumn.";
    let signed = "On 17 January 2025 Russia and Iran signed a pact.";
    let arms = "Russia has armed Iran since 2016, as <script>alert('x')</script> & others wrote.";
    let allies = "Russia and Iran are allies.";
    let loose = "Russia and Iran have a marriage of convenience.";
    vec![
        Sample {
            path: "a.txt",
            outlet: Some("Wire"),
            published: "2024-08-01",
            text: expected,
            claims: vec![agree(expected, "sign", Modality::Forecast, None)],
        },
        Sample {
            path: "b.txt",
            outlet: Some("Wire"),
            published: "2025-01-18",
            text: signed,
            claims: vec![agree(
                signed,
                "signed",
                Modality::Asserted,
                Some("2025-01-17"),
            )],
        },
        Sample {
            path: "c.txt",
            outlet: None,
            published: "2025-02-01",
            text: arms,
            claims: vec![tie(
                arms,
                "armed",
                TieStatus::Opened,
                Some(When::year(2016, Basis::Stated, "since 2016").open_ended()),
            )],
        },
        Sample {
            path: "d.txt",
            outlet: Some("Daily"),
            published: "2025-02-02",
            text: allies,
            claims: vec![called(allies, "allies", Standing::Alliance)],
        },
        Sample {
            path: "e.txt",
            outlet: Some("Weekly"),
            published: "2025-02-03",
            text: loose,
            claims: vec![called(
                loose,
                "marriage of convenience",
                Standing::Convenience,
            )],
        },
    ]
}

fn build(options: &Options) -> Brief {
    build_from(samples(), options)
}

fn build_from(samples: Vec<Sample>, options: &Options) -> Brief {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create(&folder.path().join("a.casebook"), NOW).unwrap();
    let run = store.begin_run("add", "0", "{}", NOW).unwrap();
    let entry = |id: &ActorId| ActorEntry {
        kind: ActorKind::State,
        name_en: id.to_string(),
        name_fr: id.to_string(),
        country: Some(id.clone()),
        code: id.to_string(),
    };
    for sample in samples {
        let whole = Span::from_range(0..sample.text.len());
        let published = When::day(day(sample.published), Basis::Stated, "");
        let claims: Vec<(usize, Claim)> =
            sample.claims.into_iter().map(|claim| (0, claim)).collect();
        let document = NewDocument {
            id: DocumentId::from_content(&ContentHash::new().part(sample.text)),
            path: sample.path,
            title: None,
            outlet: sample.outlet,
            url: None,
            credit: None,
            language: "en",
            format: "text",
            text: sample.text,
            published: Some(&published),
            spans: &[("body", whole)],
            passages: &[NewPassage {
                span: whole,
                language: "en",
                bands: vec![],
            }],
            claims: &claims,
        };
        store
            .add_documents(run, &[document], NOW, &entry, &|a, b| a == b)
            .unwrap();
    }
    assert_eq!(store.verify().unwrap(), []);
    let [russia, iran] = ["RUS", "IRN"].map(|id| id.parse::<ActorId>().unwrap());
    Brief::build(&store, Knowledge::builtin(), &russia, &iran, options).unwrap()
}

#[test]
fn what_happened_and_what_was_expected_are_apart() {
    let brief = build(&Options::default());
    let dates: Vec<_> = brief
        .chronology
        .iter()
        .map(|entry| entry.date.as_deref())
        .collect();
    assert_eq!(dates, [Some("2025-01-17")]);
    assert_eq!(brief.outlook.len(), 1);
    assert_eq!(brief.outlook[0].modality, "forecast");
    assert_eq!(brief.years.len(), 1);
    assert_eq!(
        (brief.years[0].year, brief.years[0].verbal_cooperation),
        (2025, 1)
    );
}

#[test]
fn disagreement_names_both_sides() {
    let brief = build(&Options::default());
    let kinds: Vec<_> = brief
        .differences
        .iter()
        .map(|found| {
            (
                found.kind.as_str(),
                found.holder_a.as_str(),
                found.holder_b.as_str(),
            )
        })
        .collect();
    assert_eq!(
        kinds,
        [
            ("characterisation", "Weekly", "Daily"),
            ("status", "Wire", "Wire")
        ]
    );
}

#[test]
fn a_tie_is_in_force_from_its_year_on() {
    let state = |true_on: Option<&str>| {
        let options = Options {
            true_on: true_on.map(day),
            known_by: None,
        };
        build(&options).ties[0].state
    };
    assert_eq!(state(Some("2020-05-05")), TieState::InForce);
    assert_eq!(state(Some("2010-05-05")), TieState::Later);
    assert_eq!(state(None), TieState::InForce);
}

#[test]
fn a_treaty_that_was_signed_is_in_force_only_where_a_source_says_so() {
    let text = "Russia and Iran signed the treaty. It came into force.";
    let on = |day: &str| Some(When::day(self::day(day), Basis::Stated, day));
    let treaty = |trigger: &str, status: TieStatus, day: &str| {
        let mut claim = tie(text, trigger, status, on(day));
        if let Content::Tie(tie) = &mut claim.content {
            tie.kind = TieKind::Treaty;
        }
        claim
    };
    let states = |claims: Vec<Claim<Content>>| {
        let sample = Sample {
            path: "f.txt",
            outlet: None,
            published: "2025-12-01",
            text,
            claims,
        };
        let brief = build_from(vec![sample], &Options::default());
        let states = brief.ties.iter().map(|tie| (tie.state, tie.since.clone()));
        states.collect::<Vec<_>>()
    };
    let signed = || treaty("signed", TieStatus::Opened, "2025-01-17");
    let since = |day: &str| Some(day.to_owned());
    assert_eq!(
        states(vec![signed()]),
        [(TieState::Concluded, since("2025-01-17"))]
    );
    let binding = treaty("came into force", TieStatus::Changed, "2025-10-02");
    let both = states(vec![signed(), binding]);
    assert!(
        both.iter().any(|(state, _)| *state == TieState::InForce),
        "{both:?}"
    );
}

#[test]
fn a_tie_that_is_stated_for_a_stretch_is_not_in_force_after_it() {
    let text = "During the war Russia armed Iran.";
    let war = When::years(1939, 1945, Precision::Year, Basis::Inferred, "the war");
    let sample = Sample {
        path: "f.txt",
        outlet: None,
        published: "2025-02-01",
        text,
        claims: vec![tie(text, "armed", TieStatus::Standing, Some(war))],
    };
    let state = |true_on: Option<&str>| {
        let options = Options {
            true_on: true_on.map(day),
            known_by: None,
        };
        build_from(vec![sample.clone()], &options).ties[0].state
    };
    assert_eq!(state(None), TieState::Then);
    assert_eq!(state(Some("1941-06-01")), TieState::InForce);
    assert_eq!(state(Some("2025-06-01")), TieState::Then);
    assert_eq!(state(Some("1930-06-01")), TieState::Later);
}

#[test]
fn only_what_was_known_is_told() {
    let brief = build(&Options {
        true_on: None,
        known_by: Some(day("2024-12-31")),
    });
    assert_eq!(brief.coverage.articles, 1);
    assert!(brief.chronology.is_empty() && brief.ties.is_empty());
    assert_eq!(brief.outlook.len(), 1);
    assert!(brief.differences.is_empty());
}

#[test]
fn what_nobody_states_is_said() {
    let brief = build(&Options::default());
    assert!(brief.not_stated.contains(&"sanctions".to_owned()));
    assert!(!brief.not_stated.contains(&"arms-supply".to_owned()));
}

#[test]
fn words_of_a_document_cannot_act() {
    let page = render_html(&build(&Options::default()));
    assert!(!page.contains("<script"), "no script, ours or theirs");
    assert!(page.contains("&lt;script&gt;alert('x')&lt;/script&gt; &amp; others"));
    for fetched in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(fetched), "{fetched} would ask the network");
    }
}

#[test]
fn the_terminal_page_keeps_its_width_and_opens_every_row() {
    let brief = build(&Options::default());
    let page = render_terminal(&brief, Page::default());
    for line in page.lines() {
        assert!(line.chars().count() <= 80, "{line:?}");
    }
    assert!(!page.contains('\x1b'), "no colour unless asked");
    assert!(
        page.contains("c.txt:0-"),
        "the words and their bytes:\n{page}"
    );
    insta::assert_snapshot!(page);
}

#[test]
fn what_one_rule_found_stands_together() {
    let mut brief = build(&Options::default());
    let first = brief.differences[0].clone();
    let within = Difference {
        kind: "self".into(),
        ..first.clone()
    };
    brief.differences.insert(1, within);
    for _ in 0..7 {
        brief.differences.insert(0, first.clone());
    }
    let page = render_terminal(&brief, Page::default());
    assert_eq!(page.matches(&first.matter).count(), 1, "{page}");
    assert!(page.contains("… and 3 more pairs of them"), "{page}");
    brief.differences.drain(..7);
    let page = render_terminal(&brief, Page::default());
    assert!(page.contains(" ≠ the same article ["), "{page}");
}

#[test]
fn long_labels_are_wrapped_and_long_rules_cut() {
    let text = "Russia pledged its backing to Iran.";
    let mut claim = agree(text, "pledged", Modality::Asserted, Some("2025-01-17"));
    if let Content::Event(event) = &mut claim.content {
        event.cameo = Some("032".parse().unwrap());
    }
    claim.frame.rule = "action/en/verb/pledge/vow/promise ~ support/backing ~ to".into();
    let sample = Sample {
        path: "c.txt",
        outlet: None,
        published: "2025-01-18",
        text,
        claims: vec![claim],
    };
    let brief = build_from(vec![sample], &Options::default());
    let page = render_terminal(&brief, Page::default());
    assert!(page.contains("(such as policy"), "{page}");
    for line in page.lines() {
        assert!(line.chars().count() <= 80, "{line:?}");
    }
    let page = render_html(&brief);
    assert!(
        page.contains("(action/en/verb/pledge/… ~ support/… ~ to)"),
        "{page}"
    );
    assert!(page.contains("0 outlets, 1 without a named outlet, 1 origin"));
}

/// A claim that `cause` leads to `effect`, both about `about`.
fn leads(text: &str, [cause, effect]: [&str; 2], about: &[&str], sign: Sign) -> Claim {
    let phrase = |words: &str| {
        let start = text.find(words).unwrap();
        Phrase {
            text: words.into(),
            span: Span::from_range(start..start + words.len()),
        }
    };
    let concept = |words: &str, about: &[&str]| {
        let lower = words.to_lowercase();
        let base: Vec<&str> = lower
            .split(' ')
            .map(|word| word.trim_end_matches('s'))
            .collect();
        Some(Box::new(CausalConcept {
            words: phrase(words),
            head: (*base.last().unwrap()).to_owned(),
            key: base.join(" "),
            about: about.iter().map(|id| id.parse().unwrap()).collect(),
            direction: Sign::Plus,
        }))
    };
    let of_pair = |words: &str| {
        if words.contains("alliance") {
            about
        } else {
            &[]
        }
    };
    Claim {
        content: Content::Cause(CausalLink {
            cause: phrase(cause),
            effect: phrase(effect),
            cue: None,
            sign,
            kind: CauseKind::Quantity,
            condition: None,
            negated: false,
            lag: None,
            doubtful: false,
            cause_concept: concept(cause, of_pair(cause)),
            effect_concept: concept(effect, of_pair(effect)),
        }),
        frame: frame(text, cause, Modality::Asserted, None),
    }
}

#[test]
fn what_drives_the_two_is_told_with_both_signs_and_their_words() {
    let both = &["IRN", "RUS"];
    let plus = "Sanctions strengthen the alliance of Russia and Iran.";
    let minus = "Sanctions weaken the alliance of Russia and Iran.";
    let back = "The alliance of Russia and Iran brings sanctions.";
    let sample = |path, text: &'static str, ends: [&str; 2], sign| Sample {
        path,
        outlet: None,
        published: "2025-01-01",
        text,
        claims: vec![leads(text, ends, both, sign)],
    };
    let brief = build_from(
        vec![
            sample("plus.txt", plus, ["Sanctions", "alliance"], Sign::Plus),
            sample("minus.txt", minus, ["Sanctions", "alliance"], Sign::Minus),
            sample("back.txt", back, ["alliance", "sanctions"], Sign::Plus),
        ],
        &Options::default(),
    );
    let drivers = &brief.drivers;
    let told: Vec<(&str, &str)> = drivers
        .into
        .iter()
        .map(|driver| {
            (
                driver.sign.as_str(),
                brief.quotes[driver.quotes[0]].quote.as_str(),
            )
        })
        .collect();
    assert_eq!(told, [("+", plus), ("-", minus)]);
    assert_eq!(drivers.out_of.len(), 1);
    assert_eq!(drivers.loops.len(), 1);
    assert_eq!(drivers.suppositions.len(), 1);
    let page = render_terminal(&brief, Page::default());
    for words in [plus, minus, back, "Loop, sign unknown", "both"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let page = render_html(&brief);
    assert!(page.contains("id=\"drivers\"") && page.contains("Said to drive the two apart"));
}

#[test]
fn without_stated_causes_that_is_said() {
    let page = render_terminal(&build(&Options::default()), Page::default());
    assert!(page.contains("No source says what moves the relationship."));
}
