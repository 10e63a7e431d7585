//! Files of quadruples: `subject relation object time`, one event a line.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Serialize;

use crate::error::{Error, ErrorKind};

/// Actors at the most: keys of counters hold 20 bits for each.
const MOST_ENTITIES: usize = 1 << 20;
/// Kinds of event at the most.
const MOST_RELATIONS: usize = 1 << 15;
/// Bytes of a line at the most.
const LONGEST_LINE: usize = 4096;
/// Rejects that are kept; of more, only the number is.
const KEPT_REJECTS: usize = 50;

/// An event as a stream holds it: numbers that [`Vocabulary`] gives words to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quad {
    /// When, in the unit of the file (hours, days, anything that grows); days since 1970-01-01 for dates.
    pub time: i64,
    /// Who acts.
    pub subject: u32,
    /// What is done.
    pub relation: u32,
    /// To whom.
    pub object: u32,
}

/// A line that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectedLine {
    /// The file.
    pub path: String,
    /// Its line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub message: String,
}

/// Lines that could not be used: how many, and the first of them.
#[derive(Debug, Clone, Default)]
pub struct Rejects {
    /// How many.
    pub count: u64,
    /// The first fifty.
    pub first: Vec<RejectedLine>,
}

impl Rejects {
    fn take(&mut self, path: &Path, line: u64, message: String) {
        self.count += 1;
        if self.first.len() < KEPT_REJECTS {
            self.first.push(RejectedLine {
                path: path.display().to_string(),
                line,
                message,
            });
        }
    }
}

/// The words of actors and relations, and the numbers that stand for them.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    pub(crate) entities: Words,
    pub(crate) relations: Words,
    /// Whether times are dates.
    pub(crate) dated: bool,
}

/// Words in the order in which they were met, with a name for each where a table gave one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    pub(crate) tokens: Vec<String>,
    pub(crate) names: Vec<Option<String>>,
    numbers: HashMap<String, u32>,
}

impl Words {
    /// Words with names; an empty name is none.
    pub(crate) fn of(tokens: Vec<String>, names: Vec<String>) -> Self {
        let numbers = tokens
            .iter()
            .enumerate()
            .map(|(at, token)| (token.clone(), at as u32));
        Self {
            numbers: numbers.collect(),
            names: names
                .into_iter()
                .map(|name| (!name.is_empty()).then_some(name))
                .collect(),
            tokens,
        }
    }

    pub(crate) fn find(&self, word: &str) -> Option<u32> {
        let by_name = || {
            let same = |name: &Option<String>| name.as_deref() == Some(word);
            self.names.iter().position(same).map(|at| at as u32)
        };
        self.numbers.get(word).copied().or_else(by_name)
    }

    pub(crate) fn number(&mut self, word: &str, most: usize) -> Option<u32> {
        if let Some(&number) = self.numbers.get(word) {
            return Some(number);
        }
        if self.tokens.len() >= most {
            return None;
        }
        let number = self.tokens.len() as u32;
        self.tokens.push(word.to_owned());
        self.names.push(None);
        self.numbers.insert(word.to_owned(), number);
        Some(number)
    }

    /// The name, or the word itself where no table named it.
    pub(crate) fn name(&self, number: u32) -> &str {
        let at = number as usize;
        let token = self.tokens.get(at).map_or("?", String::as_str);
        let name = self.names.get(at).and_then(Option::as_deref);
        name.unwrap_or(token)
    }

    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }
}

impl Vocabulary {
    /// How many actors it holds.
    pub fn entity_count(&self) -> usize {
        self.entities.len()
    }

    /// How many relations it holds.
    pub fn relation_count(&self) -> usize {
        self.relations.len()
    }

    /// The name of an actor, or its word where no table named it.
    pub fn entity(&self, number: u32) -> &str {
        self.entities.name(number)
    }

    /// The name of a relation, or its word where no table named it.
    pub fn relation(&self, number: u32) -> &str {
        self.relations.name(number)
    }

    /// The number of an actor, by word or by name.
    pub fn find_entity(&self, word: &str) -> Option<u32> {
        self.entities.find(word)
    }

    /// The number of a relation, by word or by name.
    pub fn find_relation(&self, word: &str) -> Option<u32> {
        self.relations.find(word)
    }

    /// Reads a time as the stream writes it: a whole number, or a date.
    pub fn parse_time(&self, text: &str) -> Option<i64> {
        parse_time(text).map(|(time, _)| time)
    }

    /// Writes a time as the stream does.
    pub fn show_time(&self, time: i64) -> String {
        let days = i32::try_from(time).ok().filter(|_| self.dated);
        let date = days.and_then(|days| {
            let span = jiff::Span::new().try_days(days).ok()?;
            jiff::civil::date(1970, 1, 1).checked_add(span).ok()
        });
        date.map_or_else(|| time.to_string(), |date| date.to_string())
    }

    /// Reads a table of names: `name number`, tab between them.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read_entities(&mut self, path: &Path, rejects: &mut Rejects) -> Result<(), Error> {
        read_table(path, &mut self.entities, MOST_ENTITIES, rejects)
    }

    /// Reads a table of names of relations: `name number`, tab between them.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read_relations(&mut self, path: &Path, rejects: &mut Rejects) -> Result<(), Error> {
        read_table(path, &mut self.relations, MOST_RELATIONS, rejects)
    }
}

/// Reads quadruples; lines that cannot be used are counted. Empty lines are passed over.
///
/// # Errors
/// If the file cannot be read.
pub fn read_quads(
    path: &Path,
    vocabulary: &mut Vocabulary,
    rejects: &mut Rejects,
) -> Result<Vec<Quad>, Error> {
    let mut quads = Vec::new();
    each_line(path, rejects, |line| {
        quads.push(parse_quad(line, vocabulary)?);
        Ok(())
    })?;
    Ok(quads)
}

fn parse_quad(line: &str, vocabulary: &mut Vocabulary) -> Result<Quad, String> {
    let fields: Vec<&str> = if line.contains('\t') {
        line.split('\t').map(str::trim).collect()
    } else {
        line.split_whitespace().collect()
    };
    let [subject, relation, object, time, ..] = fields[..] else {
        return Err(format!(
            "{} fields; expected subject, relation, object, time",
            fields.len()
        ));
    };
    if subject.is_empty() || relation.is_empty() || object.is_empty() {
        return Err("an empty field; expected subject, relation, object, time".to_owned());
    }
    let (time, dated) = parse_time(time)
        .ok_or_else(|| format!("time `{time}`; expected a whole number or YYYY-MM-DD"))?;
    vocabulary.dated |= dated;
    let too_many = || "more actors or relations than can be told apart".to_owned();
    let entity = |words: &mut Words, word| words.number(word, MOST_ENTITIES).ok_or_else(too_many);
    Ok(Quad {
        time,
        subject: entity(&mut vocabulary.entities, subject)?,
        relation: vocabulary
            .relations
            .number(relation, MOST_RELATIONS)
            .ok_or_else(too_many)?,
        object: entity(&mut vocabulary.entities, object)?,
    })
}

/// A whole number within ±2⁴⁸, or a date, with whether it is one.
fn parse_time(text: &str) -> Option<(i64, bool)> {
    if let Ok(number) = text.parse::<i64>() {
        return (number.unsigned_abs() < 1 << 48).then_some((number, false));
    }
    let date: jiff::civil::Date = text.parse().ok()?;
    let days = (date - jiff::civil::date(1970, 1, 1)).get_days();
    Some((i64::from(days), true))
}

fn read_table(
    path: &Path,
    words: &mut Words,
    most: usize,
    rejects: &mut Rejects,
) -> Result<(), Error> {
    each_line(path, rejects, |line| {
        let mut fields = line.split('\t').map(str::trim);
        let (Some(name), Some(token)) = (fields.next(), fields.next()) else {
            // Some tables open with the number of their rows.
            return if line.trim().parse::<u64>().is_ok() {
                Ok(())
            } else {
                Err("expected a name, a tab and a number".to_owned())
            };
        };
        if name.is_empty() || token.is_empty() {
            return Err("an empty field; expected a name, a tab and a number".to_owned());
        }
        // `0<tab>China` is met as well as `China<tab>0`.
        let is_number = |word: &str| word.parse::<u64>().is_ok();
        let (name, token) = if is_number(name) && !is_number(token) {
            (token, name)
        } else {
            (name, token)
        };
        let number = words
            .number(token, most)
            .ok_or("more names than can be told apart")?;
        words.names[number as usize] = Some(name.to_owned());
        Ok(())
    })
}

fn each_line(
    path: &Path,
    rejects: &mut Rejects,
    mut take: impl FnMut(&str) -> Result<(), String>,
) -> Result<(), Error> {
    let unreadable = |error| Error::io(path, "it cannot be read", error);
    let mut reader = BufReader::with_capacity(1 << 16, File::open(path).map_err(unreadable)?);
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        let cut = reader.take_line(&mut bytes).map_err(unreadable)?;
        if bytes.is_empty() && !cut.too_long {
            break;
        }
        if cut.too_long {
            rejects.take(path, number, format!("longer than {LONGEST_LINE} bytes"));
            continue;
        }
        match std::str::from_utf8(&bytes) {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => {
                let line = line
                    .trim_start_matches('\u{feff}')
                    .trim_end_matches(['\n', '\r']);
                if let Err(message) = take(line) {
                    rejects.take(path, number, message);
                }
            }
            Err(_) => rejects.take(path, number, "not UTF-8".to_owned()),
        }
    }
    Ok(())
}

struct Cut {
    too_long: bool,
}

trait TakeLine {
    /// Reads a line with its end; of one that is too long, nothing is kept.
    fn take_line(&mut self, bytes: &mut Vec<u8>) -> std::io::Result<Cut>;
}

impl<R: BufRead> TakeLine for R {
    fn take_line(&mut self, bytes: &mut Vec<u8>) -> std::io::Result<Cut> {
        let mut too_long = false;
        loop {
            let buffer = self.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let end = buffer.iter().position(|&byte| byte == b'\n');
            let used = end.map_or(buffer.len(), |at| at + 1);
            if bytes.len() + used > LONGEST_LINE {
                too_long = true;
                bytes.clear();
            } else if !too_long {
                bytes.extend_from_slice(&buffer[..used]);
            }
            self.consume(used);
            if end.is_some() {
                break;
            }
        }
        if too_long {
            bytes.clear();
        }
        Ok(Cut { too_long })
    }
}

/// The moments of a stream and the unit in which ages are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) origin: i64,
    pub(crate) unit: i64,
}

impl Clock {
    /// Finds the step between moments: the greatest common divisor of their distances, or, where the
    /// stream has events at any moment, the median distance.
    pub(crate) fn of(quads: &[Quad]) -> Result<Self, Error> {
        let mut times: Vec<i64> = quads.iter().map(|quad| quad.time).collect();
        times.sort_unstable();
        times.dedup();
        let Some(&origin) = times.first() else {
            return Err(Error::new(
                ErrorKind::Data,
                "there is no event to learn from",
            ));
        };
        let mut gaps: Vec<i64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        if gaps.is_empty() {
            return Ok(Self { origin, unit: 1 });
        }
        let step = gaps.iter().copied().fold(0, gcd).max(1);
        gaps.sort_unstable();
        let median = gaps[gaps.len() / 2].max(1);
        let span = times[times.len() - 1] - origin;
        let unit = if span / step > 4 * i64::try_from(times.len()).unwrap_or(i64::MAX / 4) {
            median
        } else {
            step
        };
        Ok(Self { origin, unit })
    }

    /// The tick of a time; before the origin it is negative.
    pub(crate) fn tick(self, time: i64) -> i32 {
        let ticks = (time - self.origin).div_euclid(self.unit);
        ticks.clamp(-(1 << 30), 1 << 30) as i32
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
