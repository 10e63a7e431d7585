//! Dictionaries of actors and agents.

use detente_model::Day;

use super::Reader;
use super::text::{Line, bracketed, words};

/// When a code holds: from and to, both included.
type Span = (Option<Day>, Option<Day>);

/// The codes of one actor, in the order of the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct ActorEntry {
    codes: Vec<(Option<Span>, Vec<String>)>,
}

impl ActorEntry {
    /// The codes on `day`: the first whose dates hold it, else those without dates. Several stand
    /// for several actors; none says that nobody is meant.
    pub(crate) fn on(&self, day: Option<Day>) -> &[String] {
        let holds = |span: &Span| {
            day.is_some_and(|day| {
                span.0.is_none_or(|from| from <= day) && span.1.is_none_or(|to| day <= to)
            })
        };
        let dated = self
            .codes
            .iter()
            .find(|(span, _)| span.as_ref().is_some_and(holds));
        dated
            .or_else(|| self.codes.iter().find(|(span, _)| span.is_none()))
            .map_or(&[], |(_, codes)| codes)
    }
}

/// What an agent's code does with the code of the actor that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AgentCode {
    pub code: String,
    /// The actor stands before it: `[~GOV]`, not `[NGO~]`.
    pub follows: bool,
}

impl Reader<'_> {
    /// Reads a dictionary of actors: a name, its synonyms with `+`, and codes with dates.
    pub(super) fn read_actors(&mut self, lines: &[Line<'_>]) {
        let mut names: Vec<Vec<String>> = Vec::new();
        let mut entry = ActorEntry::default();
        for line in lines {
            let text = line.text.trim();
            let (name, code) = bracketed(text);
            let name = name.trim().trim_start_matches('+');
            let begins = !line.text.starts_with([' ', '\t', '+', '[']);
            if begins {
                self.add_actor(&mut names, &mut entry);
            }
            if !name.is_empty() {
                names.push(words(name));
            }
            if let Some(code) = code {
                match read_code(code) {
                    Some(code) => entry.codes.push(code),
                    None => self.reject(line.number, &format!("the code [{code}] has no dates that can be read; expected [CODE], [CODE <yymmdd], [CODE >yymmdd] or [CODE yymmdd-yymmdd]")),
                }
            }
        }
        self.add_actor(&mut names, &mut entry);
    }

    fn add_actor(&mut self, names: &mut Vec<Vec<String>>, entry: &mut ActorEntry) {
        let names = std::mem::take(names);
        let entry = std::mem::take(entry);
        if names.is_empty() || entry.codes.is_empty() {
            return;
        }
        let number = self.dictionary.actors.len() as u32;
        self.dictionary.actors.push(entry);
        for name in names {
            let name = self.dictionary.intern(&name);
            self.dictionary.actor_names.insert(&name, number);
        }
    }

    /// Reads a dictionary of agents: a name, perhaps its plural, and a code with `~`.
    pub(super) fn read_agents(&mut self, lines: &[Line<'_>]) {
        let mut sets: Vec<(String, Vec<String>)> = Vec::new();
        for line in lines {
            let text = line.text.trim();
            if let Some((name, members)) = text.split_once('=').filter(|_| text.starts_with('!')) {
                let members = members.split(',').map(|word| word.trim().to_owned());
                sets.push((name.trim().to_owned(), members.collect()));
                continue;
            }
            let (name, Some(code)) = bracketed(text) else {
                self.reject(
                    line.number,
                    "an agent without a code; expected NAME [~CODE]",
                );
                continue;
            };
            let code = code.trim();
            let code = if let Some(code) = code.strip_prefix('~') {
                AgentCode {
                    code: code.to_owned(),
                    follows: true,
                }
            } else if let Some(code) = code.strip_suffix('~') {
                AgentCode {
                    code: code.to_owned(),
                    follows: false,
                }
            } else {
                AgentCode {
                    code: code.to_owned(),
                    follows: true,
                }
            };
            let (name, plural) = match name.split_once('{') {
                Some((name, plural)) => {
                    (name, Some(plural.trim_end().trim_end_matches('}').trim()))
                }
                None => (name, None),
            };
            let mut forms = vec![name.trim().to_owned()];
            match plural {
                Some(plural) if !plural.is_empty() => forms.push(plural.to_owned()),
                Some(_) => {}
                None => forms.push(regular_plural(name.trim())),
            }
            for form in forms {
                for form in expand(&form, &sets) {
                    let name = self.dictionary.intern(&words(&form));
                    self.dictionary.agents.insert(&name, code.clone());
                }
            }
        }
    }
}

/// The forms of a name in which the marks of `sets` stand for their members.
fn expand(name: &str, sets: &[(String, Vec<String>)]) -> Vec<String> {
    let Some((mark, members)) = sets.iter().find(|(mark, _)| name.contains(mark.as_str())) else {
        return vec![name.to_owned()];
    };
    members
        .iter()
        .map(|member| name.replacen(mark.as_str(), member, 1))
        .collect()
}

fn regular_plural(name: &str) -> String {
    match name.strip_suffix(['Y', 'y']) {
        Some(stem) if !stem.ends_with(['A', 'E', 'O', 'U']) => format!("{stem}IES"),
        _ if name.ends_with("SS") || name.ends_with("CH") || name.ends_with('X') => {
            format!("{name}ES")
        }
        _ => format!("{name}S"),
    }
}

/// `GOV`, `GOV <950601`, `GOV >20130119`, `GOV 950601-990815`; `A/B` are two actors.
fn read_code(text: &str) -> Option<(Option<Span>, Vec<String>)> {
    let text = text.trim();
    let cut = text
        .char_indices()
        .find(|(_, c)| c.is_whitespace() || matches!(c, '<' | '>'))
        .map_or(text.len(), |(at, _)| at);
    let (code, dates) = text.split_at(cut);
    let dates: String = dates.chars().filter(|c| !c.is_whitespace()).collect();
    let codes: Vec<String> = code
        .split('/')
        .filter(|code| !code.is_empty() && code.chars().any(|c| c != '-'))
        .map(str::to_uppercase)
        .collect();
    if dates.is_empty() {
        return Some((None, codes));
    }
    let span = if let Some(day) = dates.strip_prefix('<') {
        (None, Some(read_day(day)?))
    } else if let Some(day) = dates.strip_prefix('>') {
        (Some(read_day(day)?), None)
    } else {
        let (from, to) = dates.split_once('-')?;
        (Some(read_day(from)?), Some(read_day(to)?))
    };
    Some((Some(span), codes))
}

/// `yymmdd` or `yyyymmdd`; two digits above 30 are of the last century.
fn read_day(text: &str) -> Option<Day> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let full = match text.len() {
        6 if &text[..2] > "30" => format!("19{text}"),
        6 => format!("20{text}"),
        8 => text.to_owned(),
        _ => return None,
    };
    format!("{}-{}-{}", &full[..4], &full[4..6], &full[6..])
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_hold_on_their_days() {
        let day = |text: &str| text.parse().ok();
        let entry = ActorEntry {
            codes: ["SYL", "SYLGOV 19950601 - 990815", "SYLREB >990816"]
                .iter()
                .map(|code| read_code(code).expect("a code"))
                .collect(),
        };
        assert_eq!(entry.on(day("1996-01-01")), ["SYLGOV"]);
        assert_eq!(entry.on(day("2004-01-01")), ["SYLREB"]);
        assert_eq!(entry.on(day("1990-01-01")), ["SYL"]);
        assert_eq!(entry.on(None), ["SYL"]);
        assert_eq!(read_code("A/B").expect("a code").1, ["A", "B"]);
        assert!(read_code("---").expect("a code").1.is_empty());
        assert!(read_code("GOV <1999").is_none());
    }
}
