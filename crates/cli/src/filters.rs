//! From the conditions of the command line to those of the casebook.

use detente_casebook::{Casebook, Filter};
use detente_model::{Bound, CauseKind, Day, Modality, PloverType, Standing, TieKind};

use crate::args::List;
use crate::failure::WrongUse;

/// The kinds that a list can be narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kinds {
    Events,
    Ties,
    Causes,
    Any,
}

/// The filter that `list` asks for.
///
/// # Errors
/// If an actor, theme, theatre, type or modality is not known, or a date is none.
pub(crate) fn filter(list: &List, kinds: Kinds, casebook: &Casebook) -> anyhow::Result<Filter> {
    let actor = |query: &String| casebook.find_actor(query);
    let bound = |option: &str, text: &Option<String>| -> anyhow::Result<Option<Bound>> {
        let parse = |text: &String| text.trim().parse().map_err(|error| wrong(option, &error));
        Ok(text.as_ref().map(parse).transpose()?)
    };
    let pair = match list.pair.as_deref() {
        Some([a, b]) => Some((actor(a)?, actor(b)?)),
        _ => None,
    };
    let theatres = list.theatre.as_deref().map(|id| casebook.theatres_in(id));
    let known_by = bound("--known-by", &list.known_by)?.map(Bound::latest);
    Ok(Filter {
        about: None,
        actor: list.actor.as_ref().map(actor).transpose()?,
        pair,
        either: None,
        kind: list
            .kind
            .as_deref()
            .map(|kind| find_kind(kind, kinds))
            .transpose()?,
        theme: list
            .theme
            .as_deref()
            .map(|id| find_theme(id, casebook))
            .transpose()?,
        theatres: theatres.transpose()?.unwrap_or_default(),
        from: bound("--from", &list.from)?.map(Bound::earliest),
        to: bound("--to", &list.to)?.map(Bound::latest),
        true_on: list
            .true_on
            .as_deref()
            .map(|text| day("--true-on", text))
            .transpose()?,
        known_by,
        modality: list.modality.as_deref().map(find_modality).transpose()?,
        document: None,
        record: None,
        words: list.words.clone(),
        without_doubtful: false,
    })
}

/// The day that an option names.
pub(crate) fn day(option: &str, text: &str) -> Result<Day, WrongUse> {
    text.trim().parse().map_err(|error| wrong(option, &error))
}

/// The last day that an option's day, month or year may be.
pub(crate) fn latest(option: &str, text: &str) -> Result<Day, WrongUse> {
    let bound: Bound = text.trim().parse().map_err(|error| wrong(option, &error))?;
    Ok(bound.latest())
}

fn wrong(option: &str, error: &detente_model::Error) -> WrongUse {
    WrongUse(format!("{option}: {error}"))
}

fn find_modality(text: &str) -> Result<Modality, WrongUse> {
    text.to_lowercase()
        .parse()
        .map_err(|error| wrong("--modality", &error))
}

/// The theme `id`, where there is one.
pub(crate) fn find_theme(id: &str, casebook: &Casebook) -> Result<String, WrongUse> {
    let themes = casebook.knowledge().themes();
    let is = |name: &str| name.to_lowercase() == id.trim().to_lowercase();
    let named =
        |theme: &&detente_model::Theme| is(&theme.id) || is(&theme.name_en) || is(&theme.name_fr);
    if let Some(theme) = themes.iter().find(named) {
        return Ok(theme.id.clone());
    }
    let known: Vec<_> = themes.iter().map(|theme| theme.id.as_str()).collect();
    let message = format!("no theme is called {id:?}; known are: {}", known.join(", "));
    Err(WrongUse(message))
}

/// The PLOVER type that `kind` is.
pub(crate) fn event_kind(kind: &str) -> Result<String, WrongUse> {
    find_kind(kind, Kinds::Events)
}

fn find_kind(kind: &str, kinds: Kinds) -> Result<String, WrongUse> {
    let words = |all: &[&'static str]| all.to_vec();
    let events: Vec<_> = PloverType::ALL.iter().map(|kind| kind.as_str()).collect();
    let ties: Vec<_> = TieKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let causes: Vec<_> = CauseKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let standings: Vec<_> = Standing::ALL.iter().map(|kind| kind.as_str()).collect();
    let known = match kinds {
        Kinds::Events => events,
        Kinds::Ties => ties,
        Kinds::Causes => causes,
        Kinds::Any => words(&[events, ties, causes, standings].concat()),
    };
    match known.iter().find(|known| known.eq_ignore_ascii_case(kind)) {
        Some(known) => Ok((*known).to_owned()),
        None => Err(WrongUse(format!(
            "--type: {kind:?} is not among {}",
            known.join(", ")
        ))),
    }
}
