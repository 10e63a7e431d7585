//! Dictionaries of verbs: blocks of verbs with a code, and patterns around them.

use std::collections::BTreeMap;

use super::Reader;
use super::text::{Line, bracketed};
use crate::inflect::conjugate;

/// What a pattern or a block comes to: a code for what the source does, and perhaps one for what
/// the target does back. `[---]` is no event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct VerbCode {
    pub code: Option<String>,
    pub back: Option<String>,
}

impl VerbCode {
    fn read(text: &str) -> Self {
        let read = |code: &str| {
            let code = code.trim();
            let none = code.is_empty() || code.chars().all(|c| matches!(c, '-' | '+' | '#'));
            (!none).then(|| code.to_owned())
        };
        match text.split_once(':') {
            Some((code, back)) => Self {
                code: read(code),
                back: read(back),
            },
            None => Self {
                code: read(text),
                back: None,
            },
        }
    }
}

/// One step of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// One of these sequences of words.
    Words(Vec<Vec<String>>),
    /// `$`: who acts.
    Source,
    /// `+`: on whom.
    Target,
    /// `%`: several who act on each other.
    Each,
    /// `^`: somebody who plays no part.
    Skip,
}

/// A step, and whether it stands right beside the one that is nearer to the verb.
pub(crate) type Placed = (Step, bool);

/// What must stand around a verb.
#[derive(Debug, Clone, Default)]
pub(crate) struct VerbPattern {
    /// From the verb to the left.
    pub before: Vec<Placed>,
    /// From the verb to the right.
    pub after: Vec<Placed>,
    pub code: VerbCode,
    /// How many words it asks for: more of them are better evidence.
    pub weight: usize,
}

/// A form of a verb with the words that belong to it.
#[derive(Debug, Clone)]
pub(crate) struct VerbForm {
    /// Words right before the verb, in their order.
    pub before: Vec<String>,
    /// Words behind the verb, in their order.
    pub after: Vec<String>,
    pub block: u32,
    pub code: VerbCode,
}

/// Verbs that share their patterns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    pub patterns: Vec<VerbPattern>,
}

/// How many word sequences a set may stand for.
const MEMBERS: usize = 2_000;

/// Sets of synonyms by their names.
type Sets = BTreeMap<String, Vec<String>>;

impl Reader<'_> {
    /// Reads a dictionary of verbs, of the first or the second format.
    pub(super) fn read_verbs(&mut self, lines: &[Line<'_>]) {
        let sets = read_sets(lines);
        let mut code = VerbCode::default();
        let mut block: Option<u32> = None;
        let mut in_set = false;
        for line in lines {
            let text = line.text.trim();
            if text.starts_with("---") {
                code = VerbCode::read(bracketed(text).1.unwrap_or_default());
                self.dictionary.blocks.push(Block::default());
                block = Some(self.dictionary.blocks.len() as u32 - 1);
                in_set = false;
            } else if text.starts_with('&') {
                in_set = true;
            } else if in_set && text.starts_with('+') && !text.contains('[') {
                // A member, read before.
            } else if let Some(number) = block {
                in_set = false;
                let pattern = text.starts_with('-') || text.contains('*');
                let read = if pattern {
                    self.read_pattern(text, number, &sets)
                } else {
                    self.read_verb(text, number, &code)
                };
                if let Err(message) = read {
                    self.reject(line.number, &message);
                }
            } else {
                self.reject(
                    line.number,
                    "a verb outside of a block; expected --- NAME [code] --- before it",
                );
            }
        }
    }

    fn read_pattern(&mut self, text: &str, block: u32, sets: &Sets) -> Result<(), String> {
        let (words, code) = bracketed(text);
        let code = code.ok_or("a pattern without a code; expected - WORDS * WORDS [code]")?;
        let words = words
            .trim()
            .trim_start_matches("- ")
            .trim_start_matches('-');
        let (before, after) = words
            .split_once('*')
            .ok_or("a pattern without its verb; expected a * in it")?;
        let mut pattern = VerbPattern {
            before: steps(before, sets, true),
            after: steps(after, sets, false),
            code: VerbCode::read(code),
            weight: 0,
        };
        pattern.before.reverse();
        // What a step says of the one before it, it says of the one behind when read backwards.
        let glued: Vec<bool> = pattern.before.iter().map(|(_, glued)| *glued).collect();
        for (place, (_, to_verb)) in pattern.before.iter_mut().enumerate() {
            *to_verb = if place == 0 {
                before.ends_with('_')
            } else {
                glued[place - 1]
            };
        }
        if let Some((_, to_verb)) = pattern.after.first_mut() {
            *to_verb = after.starts_with('_');
        }
        pattern.weight = pattern
            .before
            .iter()
            .chain(&pattern.after)
            .map(|(step, _)| match step {
                Step::Words(choices) => choices.iter().map(Vec::len).max().unwrap_or(0) * 4,
                _ => 1,
            })
            .sum();
        self.dictionary.blocks[block as usize]
            .patterns
            .push(pattern);
        Ok(())
    }

    fn read_verb(&mut self, text: &str, block: u32, code: &VerbCode) -> Result<(), String> {
        let (text, own) = bracketed(text);
        let code = own.map_or_else(|| code.clone(), VerbCode::read);
        let (name, forms) = match text.split_once('{') {
            Some((name, forms)) => (name, forms.trim_end().trim_end_matches('}')),
            None => (text, ""),
        };
        let name = name.trim();
        if name.is_empty() {
            return Err("a verb without a name".to_owned());
        }
        let mut phrases: Vec<String> = forms.split_whitespace().map(str::to_owned).collect();
        phrases.push(name.to_owned());
        let given = phrases.len() > 1;
        for phrase in phrases {
            let phrase = phrase.replace(' ', "_");
            let parts: Vec<&str> = phrase.split('_').filter(|part| !part.is_empty()).collect();
            let verb = parts
                .iter()
                .position(|part| part.starts_with('+'))
                .unwrap_or(0);
            let Some(word) = parts.get(verb).map(|part| part.trim_start_matches('+')) else {
                continue;
            };
            let upper = |parts: &[&str]| parts.iter().map(|part| part.to_uppercase()).collect();
            let form = VerbForm {
                before: upper(&parts[..verb]),
                after: upper(&parts[verb + 1..]),
                block,
                code: code.clone(),
            };
            let mut words = vec![word.to_uppercase()];
            if !given {
                let lemma = word.to_lowercase();
                let made = conjugate("en", &lemma, &self.irregulars);
                words.extend(made.into_iter().map(|(form, _)| form.to_uppercase()));
            }
            words.sort();
            words.dedup();
            for word in words {
                self.dictionary.add_verb(word, form.clone());
            }
        }
        Ok(())
    }
}

fn read_sets(lines: &[Line<'_>]) -> Sets {
    let mut sets = Sets::new();
    let mut current: Option<String> = None;
    for line in lines {
        let text = line.text.trim();
        if let Some(name) = text.strip_prefix('&') {
            current = Some(name.trim().trim_end_matches('_').to_uppercase());
        } else if let (Some(set), Some(member)) = (&current, text.strip_prefix('+')) {
            let members = sets.entry(set.clone()).or_default();
            members.push(member.trim().trim_end_matches('_').to_uppercase());
        } else {
            current = None;
        }
    }
    sets
}

/// The word sequences that a set stands for, sets in it opened up to a depth.
fn members(name: &str, sets: &Sets, depth: usize) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for member in sets.get(name).into_iter().flatten() {
        // Sets that name each other grow without bound.
        if found.len() > MEMBERS {
            break;
        }
        if let Some(inner) = member.strip_prefix('&') {
            if depth < 4 {
                found.extend(members(inner, sets, depth + 1));
            }
            continue;
        }
        let cleared = member.replace(['(', ')', '{', '}'], " ");
        let words: Vec<String> = cleared
            .split([' ', '_'])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        found.push(words);
    }
    found
}

/// The steps of one side of a pattern, each with whether it is glued to the step before it.
fn steps(side: &str, sets: &Sets, before: bool) -> Vec<Placed> {
    let side = side.replace(['(', ')', '{', '}'], " ");
    let mut steps = Vec::new();
    for part in side.split_whitespace() {
        let mut glued = false;
        for piece in part.split('_') {
            if piece.is_empty() {
                glued = glued || before;
                continue;
            }
            let step = match piece {
                "$" => Step::Source,
                "+" => Step::Target,
                "%" => Step::Each,
                "^" => Step::Skip,
                _ => match piece.strip_prefix('&') {
                    Some(set) => {
                        let set = set.to_uppercase();
                        let found = members(&set, sets, 0);
                        // A set that the file does not define stands for its own name.
                        Step::Words(if found.is_empty() {
                            vec![vec![set]]
                        } else {
                            found
                        })
                    }
                    None => Step::Words(vec![vec![piece.to_uppercase()]]),
                },
            };
            steps.push((step, glued));
            glued = true;
        }
    }
    steps
}
