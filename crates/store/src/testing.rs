//! A small casebook, as the tests of several modules want one.

use detente_model::{
    Action, ActorId, ActorKind, ActorMention, Basis, Claim, Content, ContentHash, Day, DocumentId,
    Event, Frame, Modality, PloverType, Polarity, Span, When,
};

use crate::{ActorEntry, AddedDocument, ClaimSource, NewDocument, NewPassage, Store};

pub(crate) const TEXT: &str = "Russia and Iran met. Iran thanked Russia.";
pub(crate) const NOW: &str = "2026-01-02T03:04:05Z";

fn mention(text: &str, start: u32, id: &str) -> ActorMention {
    let end = start + u32::try_from(text.len()).unwrap();
    ActorMention {
        text: text.into(),
        span: Span::new(start, end),
        actor: id.parse().unwrap(),
        kind: ActorKind::State,
        country: Some(id.parse().unwrap()),
        code: id.into(),
        sector: None,
        office: None,
    }
}

pub(crate) fn meeting(day: Day) -> Claim {
    let event = Event {
        action: Action::new(PloverType::Consult, None).unwrap(),
        context: Vec::new(),
        cameo: Some("040".parse().unwrap()),
        source: vec![mention("Russia", 0, "RUS")],
        target: vec![mention("Iran", 11, "IRN")],
    };
    let frame = Frame {
        when: Some(When::day(day, Basis::Inferred, "")),
        modality: Modality::Asserted,
        polarity: Polarity::Positive,
        certainty: None,
        says: None,
        theme: vec!["diplomacy".into()],
        theatre: vec!["theatre:syria".into()],
        trigger: Span::new(16, 19),
        evidence: Span::new(0, 20),
        score: 0.8,
        rule: "test".into(),
    };
    Claim {
        content: Content::Event(event),
        frame,
    }
}

pub(crate) fn add(store: &mut Store, name: &str, published: &When) -> AddedDocument {
    let met = meeting(Day::new(2025, 1, 17).unwrap());
    add_with(store, name, published, &[(0, met)])
}

/// A document with a text and claims, and nothing else.
pub(crate) fn bare<'a>(name: &'a str, claims: &'a dyn ClaimSource) -> NewDocument<'a> {
    NewDocument {
        id: DocumentId::from_content(&ContentHash::new().part(name)),
        path: name,
        title: None,
        outlet: None,
        url: None,
        credit: None,
        language: "en",
        format: "text",
        text: TEXT,
        published: None,
        spans: &[],
        passages: &[],
        claims,
    }
}

pub(crate) fn add_with(
    store: &mut Store,
    name: &str,
    published: &When,
    claims: &[(usize, Claim)],
) -> AddedDocument {
    let run = store.begin_run("add", "0", "{}", NOW).unwrap();
    let passage = |start, end| NewPassage {
        span: Span::new(start, end),
        language: "en",
        bands: vec![u64::from(start), u64::MAX],
    };
    let claims = claims.to_vec();
    let document = NewDocument {
        published: Some(published),
        spans: &[("body", Span::new(0, 41))],
        passages: &[passage(0, 20), passage(21, 41)],
        ..bare(name, &claims)
    };
    let entry = |id: &ActorId| ActorEntry {
        kind: ActorKind::State,
        name_en: id.to_string(),
        name_fr: id.to_string(),
        country: Some(id.clone()),
        code: id.to_string(),
    };
    store
        .add_documents(run, &[document], NOW, &entry, &|a, b| a == b)
        .unwrap()
        .remove(0)
}
