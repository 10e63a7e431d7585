//! From the codes of a data set to PLOVER and CAMEO.

use detente_model::{Action, CAMEO, CameoCode, Context, Match, Ontology, PLOVER, PloverType};
use std::collections::HashMap;
use std::sync::OnceLock;

use crate::Deed;
use crate::batch::Fault;
use crate::fields::text;
use crate::table::{CONTEXT_THEMES, RECIPROCAL, rows};

/// The deed of a CAMEO code, with the value that the data set gives it.
pub(crate) fn of_cameo(code: CameoCode, scale: Option<i32>) -> Deed {
    let crossings = code.to_plover();
    // Where PLOVER divides a code, the code does not say which part it is.
    let one = match crossings {
        [one] => Some(one),
        _ => None,
    };
    Deed {
        ontology: CAMEO,
        code: code.as_str().to_owned(),
        cameo: Some(code.as_str()),
        plover: one.map(|one| one.action.plover()),
        mode: one.and_then(|one| one.action.mode()),
        context: one.map_or_else(Vec::new, |one| {
            one.context.iter().map(|context| context.as_str()).collect()
        }),
        relation: one.map(|one| one.relation),
        scale,
        reciprocal: is_reciprocal(code.as_str()),
    }
}

/// The deed of a CAMEO code as digits.
pub(crate) fn of_digits(
    column: &'static str,
    digits: &[u8],
    scale: Option<i32>,
) -> Result<Deed, Fault> {
    let code = std::str::from_utf8(digits)
        .ok()
        .and_then(|digits| digits.parse::<CameoCode>().ok());
    code.map(|code| of_cameo(code, scale))
        .ok_or_else(|| Fault::field(column, digits, &format!("a code of {CAMEO}")))
}

/// The deed of the words that CAMEO has for a code.
pub(crate) fn of_name(column: &'static str, name: &[u8]) -> Result<Deed, Fault> {
    static NAMES: OnceLock<HashMap<String, CameoCode>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let codes = Ontology::builtin().cameo_codes();
        // The general code of a root bears its name; the root itself comes first in the order.
        let mut names = HashMap::new();
        for code in codes {
            names.insert(letters(code.name()), code);
        }
        names
    });
    let written = text(name);
    names
        .get(&letters(&written))
        .map(|code| of_cameo(*code, None))
        .ok_or_else(|| Fault::field(column, name, &format!("the name of a code of {CAMEO}")))
}

/// Letters and digits in small, one blank between words: "non-military" is "non military".
pub(crate) fn letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            out.extend(letter.to_lowercase());
        } else if !out.ends_with(' ') && !out.is_empty() && letter != '\'' && letter != '’' {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A row of a file of types: PLOVER type, mode, contexts, how close.
pub(crate) fn of_row(ontology: &'static str, code: String, row: [&'static str; 4]) -> Deed {
    let [plover, mode, context, relation] = row;
    let plover: PloverType = plover.parse().expect("a test reads the files of types");
    let mode = (!mode.is_empty()).then_some(mode);
    let action = Action::new(plover, mode).expect("a test reads the files of types");
    Deed {
        ontology,
        code,
        cameo: None,
        plover: Some(plover),
        mode: action.mode(),
        context: context
            .split('|')
            .filter(|context| !context.is_empty())
            .collect(),
        relation: Some(
            relation
                .parse::<Match>()
                .expect("a test reads the files of types"),
        ),
        scale: None,
        reciprocal: false,
    }
}

/// The deed of a PLOVER type, mode and contexts as words; words that PLOVER does not have are left
/// out, but for the type.
pub(crate) fn of_plover(
    kind: &[u8],
    mode: &[u8],
    contexts: &[u8],
    scale: Option<i32>,
) -> Result<Deed, Fault> {
    let written = text(kind).to_uppercase();
    let name = alias("type", "", &written).unwrap_or(&written);
    let plover: PloverType = name
        .parse()
        .map_err(|_| Fault::field("Event Type", kind, "a type of PLOVER"))?;
    let written = text(mode).to_lowercase();
    let name = alias("mode", plover.as_str(), &written).unwrap_or(&written);
    let mode = Action::new(plover, Some(name)).ok().and_then(Action::mode);
    let mut context: Vec<&'static str> = text(contexts)
        .split(['|', ';', ','])
        .filter_map(|word| {
            let word = word.trim().to_lowercase();
            let name = alias("context", "", &word).unwrap_or(&word);
            name.parse::<Context>().ok().map(Context::as_str)
        })
        .collect();
    context.sort_unstable();
    context.dedup();
    let code = match mode {
        Some(mode) => format!("{plover}/{mode}"),
        None => plover.to_string(),
    };
    let code = std::iter::once(code.as_str()).chain(context.iter().copied());
    Ok(Deed {
        ontology: PLOVER,
        code: code.collect::<Vec<_>>().join(" "),
        cameo: None,
        plover: Some(plover),
        mode,
        context,
        relation: None,
        scale,
        reciprocal: false,
    })
}

/// The name by which the ontology knows what other versions call `alias`.
fn alias(field: &str, kind: &str, alias: &str) -> Option<&'static str> {
    const ALIASES: &str = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../data/ontology/plover/aliases.tsv"
    ));
    rows::<4>(ALIASES)
        .find(|[of, of_kind, from, _]| *of == field && *of_kind == kind && *from == alias)
        .map(|[.., name]| name)
}

/// Whether both sides do what the code says, so that its mirror image is the same event.
fn is_reciprocal(code: &str) -> bool {
    rows::<1>(RECIPROCAL).any(|[known]| known == code)
}

/// The themes that a deed of these PLOVER contexts speaks of, sorted.
pub fn themes_of<'c>(contexts: impl IntoIterator<Item = &'c str>) -> Vec<&'static str> {
    let mut themes: Vec<&'static str> = contexts
        .into_iter()
        .flat_map(|context| rows::<2>(CONTEXT_THEMES).filter(move |[known, _]| *known == context))
        .map(|[_, theme]| theme)
        .collect();
    themes.sort_unstable();
    themes.dedup();
    themes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{ACLED_TYPES, GED_TYPES};
    use detente_model::Knowledge;

    #[test]
    fn the_files_of_types_can_be_read() {
        for [_, _, a, b, c, d] in rows::<6>(ACLED_TYPES) {
            of_row("", String::new(), [a, b, c, d]);
        }
        for [_, a, b, c, d] in rows::<5>(GED_TYPES) {
            of_row("", String::new(), [a, b, c, d]);
        }
        for [code] in rows::<1>(RECIPROCAL) {
            code.parse::<CameoCode>().unwrap();
        }
        for [context, theme] in rows::<2>(CONTEXT_THEMES) {
            context.parse::<Context>().unwrap();
            assert!(
                Knowledge::builtin()
                    .themes()
                    .iter()
                    .any(|known| known.id == theme),
                "{theme}"
            );
        }
    }

    #[test]
    fn codes_names_and_types_find_plover() {
        let visit = of_digits("EventCode", b"042", Some(19)).unwrap();
        assert_eq!(
            (visit.plover, visit.mode),
            (Some(PloverType::Consult), Some("visit"))
        );
        assert_eq!(of_digits("EventCode", b"010", None).unwrap().plover, None);
        assert_eq!(
            of_digits("EventCode", b"08", None).unwrap().plover,
            None,
            "PLOVER divides it"
        );
        assert!(of_digits("EventCode", b"42", None).is_err());
        let bombing = of_name(
            "relation",
            b"Conduct_suicide,_car,_or_other_non-military_bombing",
        );
        assert_eq!(bombing.unwrap().cameo, Some("183"));
        let arrest = of_plover(b"Coerce", b"detain", b"Election | democracy", None).unwrap();
        assert_eq!(arrest.mode, Some("arrest"));
        assert_eq!(arrest.context, ["election", "pro_democracy"]);
        assert!(of_plover(b"Dance", b"", b"", None).is_err());
        assert_eq!(themes_of(["military", "cbrn"]), ["military", "nuclear"]);
    }
}
