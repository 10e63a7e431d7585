//! Date expressions in running text, in English and French.
//!
//! A tokenizer marks each word with its readings from the tables in `data/dates`; a grammar written
//! by hand reads expressions off the tokens, longest first, looking at a bounded number of tokens
//! at each place; what it read is then put on the calendar against the date of the document, the
//! date last mentioned and the tense of the sentence.

mod amount;
mod calendar;
mod calendar_days;
mod compound;
mod exchange;
mod grammar;
mod lexicon;
mod number;
mod period;
mod relative;
mod resolve;
mod resolved;
mod token;
mod value;

use detente_model::{Basis, Day, Precision, Span, When};

pub use exchange::{DateAnswer, DateRequest, FoundDate};

use calendar_days::Stretch;
use grammar::{Hit, Parser, REACH};
use lexicon::{Class, Grammar, Lexicon};
use resolve::Context;
use resolved::Resolved;
use token::{Kind, Token};
use value::{Fields, Value};

/// How far a mentioned year reaches: "in 2015 ... On 30 September".
const STORY_BYTES: usize = 200;

/// How many words behind a date its verb is looked for.
const TOLD_WITHIN: usize = 8;
/// Paragraphs are cut after this many bytes (at the next end of a line or word).
const PARAGRAPH_BYTES: usize = 1 << 16;

/// A date expression of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateExpression {
    /// Its bytes.
    pub span: Span,
    /// Its value in the notation of TIMEX3: `2025-01-17`, `2025-06`, `2025`, `199X`, `2015-SU`,
    /// `2016-Q3`, `2025-W24`, `P3D`; `X` stands for what neither the words nor the reference
    /// give (`XXXX-WXX-4`), and a range is written `2014/2018`.
    pub timex: String,
    /// The stretch of days; `None` for durations, repeated times, and where no date is known that
    /// it could be counted from.
    pub when: Option<When>,
}

/// Whether a bare weekday, month or day lies before the reference or after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tense {
    /// As the words of the sentence before it say; else before the reference, as in news.
    #[default]
    Unknown,
    /// Before the reference.
    Past,
    /// After the reference.
    Future,
}

/// Finds date expressions; set what is known about the text, then call [`DateFinder::find`].
///
/// ```
/// use detente_text::DateFinder;
///
/// let finder = DateFinder::new("en").reference("2025-01-20".parse().ok());
/// let dates = finder.find("The treaty was signed on Friday, after talks since October 2022.");
/// let timexes: Vec<_> = dates.iter().map(|date| date.timex.as_str()).collect();
/// assert_eq!(timexes, ["2025-01-17", "2022-10"]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct DateFinder {
    language: Option<Language>,
    reference: Option<Day>,
    anchor: Option<Stretch>,
    tense: Tense,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Language {
    grammar: Grammar,
    day_first: bool,
}

impl Language {
    /// `en` and `en-US` write the month first, other English and French the day.
    fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        let (language, region) = tag.split_once(['-', '_']).unwrap_or((&tag, ""));
        match language {
            "en" | "eng" => Some(Self {
                grammar: Grammar::English,
                day_first: !matches!(region, "" | "us"),
            }),
            "fr" | "fra" => Some(Self {
                grammar: Grammar::French,
                day_first: true,
            }),
            _ => None,
        }
    }

    /// By the function words of the start of the text.
    fn guess(text: &str) -> Self {
        let mut end = text.len().min(4096);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let count = |grammar| {
            let mut tokens = Vec::new();
            token::tokens(&text[..end], 0, grammar, &mut tokens);
            let sum = |class| {
                tokens
                    .iter()
                    .filter(|token| token.sense(class).is_some())
                    .count()
            };
            2 * sum(Class::Guess) + sum(Class::Month) + sum(Class::Weekday) + sum(Class::Unit)
        };
        let tag = if count(Grammar::French) > count(Grammar::English) {
            "fr"
        } else {
            "en"
        };
        Self::from_tag(tag).expect("both tags are known")
    }
}

impl DateFinder {
    /// A finder for texts in `language`, a tag such as `en`, `en-GB` or `fr`. For any other tag,
    /// and for none, English or French is guessed from the words.
    pub fn new(language: &str) -> Self {
        Self {
            language: Language::from_tag(language),
            ..Self::default()
        }
    }

    /// Counts relative expressions from `day`, usually the day of publication.
    #[must_use]
    pub fn reference(mut self, day: Option<Day>) -> Self {
        self.reference = day;
        self
    }

    /// Counts "two days later" from `when` until the text mentions another date. A `when` with an
    /// unknown side is no anchor.
    #[must_use]
    pub fn anchor(mut self, when: &When) -> Self {
        self.anchor = when.start().zip(when.end());
        self
    }

    /// Says on which side of the reference bare weekdays and months lie.
    #[must_use]
    pub fn tense(mut self, tense: Tense) -> Self {
        self.tense = tense;
        self
    }

    /// The date expressions of `text`, in order and without overlap. Takes time linear in its
    /// length.
    pub fn find(&self, text: &str) -> Vec<DateExpression> {
        let language = self.language.unwrap_or_else(|| Language::guess(text));
        let mut search = Search {
            finder: self,
            language,
            text,
            anchor: self.anchor,
            year: None,
            tokens: Vec::new(),
            found: Vec::new(),
        };
        let mut start = 0;
        while start < text.len() {
            let end = paragraph_end(text, start);
            search.paragraph(start, end);
            start = end;
        }
        search.found
    }
}

/// The date expressions of `text`; see [`DateFinder`], which takes more that may be known.
pub fn find_dates(text: &str, language: &str, reference: Option<Day>) -> Vec<DateExpression> {
    DateFinder::new(language).reference(reference).find(text)
}

/// The end of the paragraph that starts at `start`: after a blank line, or where it gets too long.
fn paragraph_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut blank = false;
    for (offset, &byte) in bytes[start..].iter().enumerate() {
        let at = start + offset;
        match byte {
            b'\n' if blank => return at + 1,
            b'\n' => blank = true,
            b' ' | b'\t' | b'\r' => {}
            _ => blank = false,
        }
        let long = offset >= PARAGRAPH_BYTES && byte.is_ascii_whitespace();
        if long || offset >= 2 * PARAGRAPH_BYTES && text.is_char_boundary(at) && offset > 0 {
            return if long { at + 1 } else { at };
        }
    }
    bytes.len()
}

struct Search<'a> {
    finder: &'a DateFinder,
    language: Language,
    text: &'a str,
    anchor: Option<Stretch>,
    /// The year last mentioned, and where.
    year: Option<(i32, usize)>,
    tokens: Vec<Token>,
    found: Vec<DateExpression>,
}

impl Search<'_> {
    fn paragraph(&mut self, start: usize, end: usize) {
        let mut tokens = std::mem::take(&mut self.tokens);
        token::tokens(
            &self.text[start..end],
            start,
            self.language.grammar,
            &mut tokens,
        );
        let mut hits = self.hits(&tokens);
        self.share_years(&tokens, &mut hits);
        self.year = None;
        for (hit, future) in hits {
            self.resolve(&tokens, &hit, future);
        }
        self.tokens = tokens;
    }

    /// What the grammar reads, and whether the sentence spoke of the future before it.
    fn hits(&self, tokens: &[Token]) -> Vec<(Hit, bool)> {
        let mut parser = Parser {
            text: self.text,
            tokens,
            grammar: self.language.grammar,
            day_first: self.language.day_first,
            future: false,
        };
        let mut hits = Vec::new();
        let mut at = 0;
        // The next number or core word at or after `at`.
        let mut core = 0;
        while at < tokens.len() {
            if sentence_ends(self.text, tokens, at) {
                parser.future = false;
            }
            if tokens[at].sense(Class::Future).is_some() {
                parser.future = true;
            }
            core = core.max(at);
            while core < tokens.len() && !parser.is_core(&tokens[core]) {
                core += 1;
            }
            let near = core < tokens.len() && core - at <= REACH;
            match near
                .then(|| parser.parse(at))
                .flatten()
                .filter(|hit| hit.end > at)
            {
                Some(mut hit) => {
                    at = hit.end;
                    commemorate(tokens, &mut hit);
                    hits.push((hit, parser.future));
                }
                None => at += 1,
            }
        }
        hits
    }

    /// "30 September and 2 October 2015": the year stands once, at the end.
    fn share_years(&self, tokens: &[Token], hits: &mut [(Hit, bool)]) {
        for index in (1..hits.len()).rev() {
            let (left, right) = hits.split_at_mut(index);
            let ((left, _), (right, _)) = (&mut left[index - 1], &right[0]);
            let Value::Date(Fields {
                year: Some(year),
                month: Some(last),
                ..
            }) = right.value
            else {
                continue;
            };
            let gap = tokens.get(left.end..right.first).unwrap_or_default();
            let linked = !gap.is_empty()
                && gap.len() <= 2
                && gap.iter().all(|token| {
                    token.sense(Class::To) == Some(2)
                        || matches!(
                            &self.text[token.start..token.end],
                            "," | "or" | "ou" | "/" | "the" | "le"
                        )
                });
            if let Value::Date(
                fields @ Fields {
                    year: None,
                    month: Some(_),
                    ..
                },
            ) = &mut left.value
                && linked
                && fields.month <= Some(last)
            {
                fields.year = Some(year);
            }
        }
    }

    fn resolve(&mut self, tokens: &[Token], hit: &Hit, future: bool) {
        let (start, end) = (tokens[hit.first].start, tokens[hit.end - 1].end);
        let context = Context {
            lexicon: Lexicon::of(self.language.grammar),
            reference: self.finder.reference,
            anchor: self.anchor,
            year: self
                .year
                .filter(|(year, at)| {
                    start - at <= STORY_BYTES && !self.is_told_back(tokens, hit, *year)
                })
                .map(|(year, _)| year),
            future: match self.finder.tense {
                Tense::Unknown => future,
                Tense::Past => false,
                Tense::Future => true,
            },
        };
        let resolved = context.resolve(&hit.value);
        if !self.is_epithet(tokens, hit) {
            self.remember(&hit.value, &resolved, end);
        }
        let Resolved {
            timex,
            start: from,
            end: to,
            precision,
            basis,
        } = resolved;
        let when = When::new(from, to, precision, basis)
            .ok()
            .map(|when| when.with_text(&self.text[start..end]));
        self.found.push(DateExpression {
            span: Span::from_range(start..end),
            timex,
            when,
        });
    }

    /// "In July, London had promised": what is told back from the present, and not within a story of years
    /// ago.
    fn is_told_back(&self, tokens: &[Token], hit: &Hit, year: i32) -> bool {
        let old = self
            .finder
            .reference
            .is_some_and(|day| i32::from(day.year()) - year > 2);
        let word = |token: &Token| self.text[token.start..token.end].to_lowercase();
        let near = tokens[hit.end..].iter().take(TOLD_WITHIN);
        old && near
            .take_while(|token| !matches!(&self.text[token.start..token.end], "." | ";"))
            .any(|token| matches!(word(token).as_str(), "had" | "avait" | "avaient"))
    }

    /// "a 1920 treaty", "the country's 1991 constitution": a year that tells a thing from others of its kind,
    /// and not when the story goes on.
    fn is_epithet(&self, tokens: &[Token], hit: &Hit) -> bool {
        let year = matches!(
            &hit.value,
            Value::Date(Fields {
                year: Some(_),
                month: None,
                ..
            })
        );
        let before = hit.first.checked_sub(1).and_then(|at| tokens.get(at));
        let after = tokens.get(hit.end);
        let word = |token: &Token| self.text[token.start..token.end].to_lowercase();
        // "the accords, signed in 2003, allow".
        let aside = || {
            let [comma, participle, case] = tokens.get(hit.first.checked_sub(3)?..hit.first)?
            else {
                return None;
            };
            let marked = |token: Option<&Token>| token.is_some_and(|token| word(token) == ",");
            let participle = word(participle);
            let past = ["ed", "é", "ée", "és", "ées"]
                .iter()
                .any(|ending| participle.ends_with(ending));
            let case = matches!(word(case).as_str(), "in" | "en");
            Some(past && case && marked(Some(comma)) && marked(after))
        };
        if year && aside().unwrap_or(false) {
            return true;
        }
        year && before.is_some_and(|token| {
            matches!(
                word(token).as_str(),
                "a" | "an" | "its" | "their" | "'s" | "’s" | "s"
            )
        }) && after.is_some_and(|token| token.kind == Kind::Word)
    }

    /// Keeps the date for "two days later" and its year for "on 30 September".
    fn remember(&mut self, value: &Value, resolved: &Resolved, end: usize) {
        if matches!(
            value,
            Value::Bounded(..) | Value::Window(..) | Value::Vague(_)
        ) {
            return;
        }
        if resolved.precision < Precision::Decade
            && let Some(stretch) = resolved.stretch()
        {
            self.anchor = Some(stretch);
        }
        let stated = resolved.basis == Basis::Stated || self.year.is_some();
        if let (Value::Date(_) | Value::Season { .. } | Value::Part(..), true, Some((first, _))) =
            (value, stated, resolved.stretch())
        {
            self.year = Some((i32::from(first.year()), end));
        }
    }
}

/// "The October 7 attacks": a day that gave a thing its name is not the last such day.
fn commemorate(tokens: &[Token], hit: &mut Hit) {
    let named =
        |at: Option<&Token>| at.is_some_and(|token| token.sense(Class::EventNoun).is_some());
    let before = hit.first.checked_sub(2).and_then(|at| tokens.get(at));
    let after = tokens
        .get(hit.end)
        .filter(|token| token.spaced || token.kind == Kind::Word);
    if let Value::Date(
        fields @ Fields {
            year: None,
            day: Some(_),
            month: Some(_),
            ..
        },
    ) = hit.value
        && (named(after) || named(before) && tokens[hit.first - 1].sense(Class::Of).is_some())
    {
        hit.value = Value::Commemorated(fields);
    }
}

fn sentence_ends(text: &str, tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    token.kind == Kind::Mark
        && matches!(&text[token.start..token.end], "." | "!" | "?" | "…" | ";")
        && tokens
            .get(at + 1)
            .is_none_or(|next| next.spaced && (next.upper || next.kind != Kind::Word))
}
