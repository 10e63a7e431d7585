use crate::Error;
use crate::package::{Reader, write_text};

/// How a form is written in capitals; forms of different shapes are looked up apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Shape {
    /// No capital.
    Small,
    /// A capital at the beginning only.
    Capital,
    /// At least two letters, all capitals.
    Capitals,
    Mixed,
}

impl Shape {
    pub(super) fn of(form: &str) -> Self {
        let first = form.chars().next().is_some_and(char::is_uppercase);
        let capitals = form.chars().filter(|c| c.is_uppercase()).count();
        let small = form.chars().any(char::is_lowercase);
        match (capitals, first, small) {
            (0, _, _) => Self::Small,
            (1, true, _) => Self::Capital,
            (_, _, false) => Self::Capitals,
            _ => Self::Mixed,
        }
    }
}

/// What becomes of the capitals of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Case {
    Lower,
    Keep,
    /// A capital at the beginning only.
    Title,
}

/// Turns a form into its lemma: capitals, then characters off the end, then others on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Script {
    case: Case,
    cut: u8,
    add: String,
}

impl Script {
    /// The script that leads from `form` to `lemma` and keeps most of it.
    #[cfg(any(test, feature = "train"))]
    pub(super) fn between(form: &str, lemma: &str, cases: [Case; 3]) -> Self {
        let scripts = cases.map(|case| {
            let written = in_case(form, case);
            let same = written
                .chars()
                .zip(lemma.chars())
                .take_while(|(w, l)| w == l)
                .count();
            let cut = written.chars().count() - same;
            let add = lemma.chars().skip(same).collect();
            let cut = u8::try_from(cut).unwrap_or(u8::MAX);
            Self { case, cut, add }
        });
        let best = scripts
            .iter()
            .min_by_key(|script| usize::from(script.cut) + script.add.len());
        best.expect("there are three").clone()
    }

    /// Appends the lemma of `form`.
    pub(super) fn apply(&self, form: &str, lemma: &mut String) {
        let start = lemma.len();
        match self.case {
            Case::Keep => lemma.push_str(form),
            Case::Lower => lemma.extend(form.chars().map(lower)),
            Case::Title => lemma.push_str(&in_case(form, Case::Title)),
        }
        for _ in 0..self.cut {
            if lemma.len() > start {
                lemma.pop();
            }
        }
        lemma.push_str(&self.add);
        if lemma.len() == start {
            lemma.push_str(form);
        }
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend([self.case as u8, self.cut]);
        write_text(out, &self.add);
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let case = match reader.byte()? {
            0 => Case::Lower,
            1 => Case::Keep,
            2 => Case::Title,
            other => return Err(Error::weights(format!("a script of kind {other}"))),
        };
        let cut = reader.byte()?;
        let add = reader.text()?.to_owned();
        Ok(Self { case, cut, add })
    }
}

fn in_case(form: &str, case: Case) -> String {
    match case {
        Case::Keep => form.to_owned(),
        Case::Lower => form.chars().map(lower).collect(),
        Case::Title => {
            let mut chars = form.chars();
            chars.next().into_iter().chain(chars.map(lower)).collect()
        }
    }
}

/// One small letter for each letter.
pub(super) fn lower(c: char) -> char {
    if c.is_ascii() {
        c.to_ascii_lowercase()
    } else {
        c.to_lowercase().next().unwrap_or(c)
    }
}
