//! Words for those who act for a state or a cause, and the role that each plays.

use crate::inflect::plural;
use crate::lexicon::{Lexicon, Tongue};
use crate::table::rows;
use crate::trie::Trie;

const ROLES: (&str, &str) = (
    "actors/roles.tsv",
    include_str!("../../../data/actors/roles.tsv"),
);

/// What a word for an actor says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RoleWord {
    /// The role part of a code.
    pub sector: &'static str,
    /// Who is called so is often of another country than the one where it is: "embassy".
    pub abroad: bool,
    /// The word has other senses that are as usual: it names somebody where it is asked for or a
    /// state stands before it ("Iranian school"), but not by itself.
    pub asked: bool,
}

/// The words for roles, in the numbers of the tongues.
#[derive(Debug, Default)]
pub(crate) struct Roles {
    english: Trie<RoleWord>,
    french: Trie<RoleWord>,
}

impl Roles {
    /// Reads the table; its words get numbers in the tongues of `lexicon`.
    pub(crate) fn load(lexicon: &mut Lexicon) -> Self {
        let mut roles = Self::default();
        let columns = ["language", "sector", "abroad", "use", "forms"];
        let read = rows(ROLES.0, ROLES.1, columns).expect("a test reads the file");
        for [language, sector, abroad, usage, forms] in read {
            let (trie, tongue) = if language == "fr" {
                (&mut roles.french, &mut lexicon.french)
            } else {
                (&mut roles.english, &mut lexicon.english)
            };
            let word = RoleWord {
                sector,
                abroad: abroad == "yes",
                asked: usage == "phrase",
            };
            for form in forms.split('|').filter(|form| !form.is_empty()) {
                add(trie, tongue, language, form, word);
            }
        }
        roles
    }

    /// The longest word for a role that begins `words`.
    pub(crate) fn longest(
        &self,
        language: &str,
        words: impl Iterator<Item = u32>,
    ) -> Option<(usize, RoleWord)> {
        let trie = if language == "fr" {
            &self.french
        } else {
            &self.english
        };
        let (length, found) = trie.longest(words)?;
        Some((length, *found.first()?))
    }

    /// Whether the word by itself names who is sent abroad by a state: an ambassador.
    pub(crate) fn is_envoy(&self, language: &str, word: u32) -> bool {
        let role = self.longest(language, std::iter::once(word));
        role.is_some_and(|(_, role)| role.abroad && role.sector == "GOV")
    }
}

/// Adds a form in the singular and the plural. In French both words of a pair agree.
fn add(trie: &mut Trie<RoleWord>, tongue: &mut Tongue, language: &str, form: &str, word: RoleWord) {
    trie.insert(&tongue.intern_phrase(form), word);
    let many = if language == "fr" {
        let (noun, rest) = form.split_once(' ').unwrap_or((form, ""));
        let agrees = !rest.is_empty() && !rest.contains([' ', '\'']);
        let rest = if agrees {
            plural(language, rest)
        } else {
            rest.to_owned()
        };
        format!("{} {rest}", plural(language, noun))
            .trim_end()
            .to_owned()
    } else {
        // "heads of state", "general" behind "attorney": the first noun bends.
        match form.split_once(" of ") {
            Some((noun, rest)) => format!("{} of {rest}", last_plural(language, noun)),
            None => last_plural(language, form),
        }
    };
    if many != form {
        trie.insert(&tongue.intern_phrase(&many), word);
    }
}

fn last_plural(language: &str, phrase: &str) -> String {
    // Where the plural is not made by an ending at all.
    for (one, many) in [
        ("man", "men"),
        ("child", "children"),
        ("wife", "wives"),
        ("thief", "thieves"),
    ] {
        if let Some(stem) = phrase.strip_suffix(one) {
            return format!("{stem}{many}");
        }
    }
    match phrase.rsplit_once(' ') {
        Some((before, last)) => format!("{before} {}", plural(language, last)),
        None => plural(language, phrase),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_found_in_both_numbers_and_the_longest_wins() {
        let mut lexicon = Lexicon::load().expect("the lexicon is complete");
        let roles = Roles::load(&mut lexicon);
        let mut find = |text: &str| {
            let words = lexicon.english.intern_phrase(text);
            roles
                .longest("en", words.into_iter())
                .map(|(length, role)| (length, role.sector))
        };
        assert_eq!(find("rebels said"), Some((1, "REB")));
        assert_eq!(find("rebel commander"), Some((2, "REB")));
        assert_eq!(find("heads of state met"), Some((3, "GOV")));
        assert_eq!(find("opposition parties"), Some((2, "OPP")));
        assert_eq!(find("policewomen"), Some((1, "COP")));
        assert_eq!(find("cats"), None);
    }
}
