//! Texts to CoNLL-U.

use detente_syntax::{Language, Parser, to_conllu};
use detente_text::Format;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

use crate::inputs::plain;
use crate::lines::Lines;
use crate::ordered::in_order;
use crate::reading::guarded;
use crate::tasks::reject;
use crate::{AddOptions, Input, Inputs, Reject};

/// How texts are parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParseOptions {
    /// `en` or `fr`; without it, what the text shows, and English for pretokenized input.
    pub language: Option<String>,
    /// Whether the input is CoNLL-U whose tokens and sentences are kept.
    pub pretokenized: bool,
    /// Threads and limits.
    pub add: AddOptions,
}

/// What one thread parses at a time.
enum Task {
    /// A file or the standard input that is text.
    Text(Input),
    /// The lines of one sentence, from line `number` of `path`.
    Sentence {
        path: String,
        number: u64,
        lines: String,
    },
    Reject(Reject),
}

/// Parses the texts of `inputs`, each as a whole, or their sentences one by one where they are
/// pretokenized, and hands the CoNLL-U to `take` in order.
///
/// Of a document that is more than plain text, the passages are parsed.
///
/// # Errors
/// If `take` fails.
pub fn parse_each<E>(
    inputs: Inputs,
    options: &ParseOptions,
    mut take: impl FnMut(Result<String, Reject>) -> Result<(), E>,
) -> Result<(), E> {
    for reject in inputs.rejects {
        take(Err(reject))?;
    }
    let limit = usize::try_from(options.add.limits.max_bytes).unwrap_or(usize::MAX);
    let pretokenized = options.pretokenized;
    let tasks = inputs.inputs.into_iter().flat_map(move |input| {
        if pretokenized {
            sentences(input, limit)
        } else {
            Box::new(std::iter::once(Task::Text(input)))
        }
    });
    in_order(
        tasks,
        options.add.threads.get(),
        Parsers::default,
        |parsers, task| parse(parsers, task, options),
        take,
    )
}

/// The parsers of a thread, made when they are first needed.
#[derive(Default)]
struct Parsers(BTreeMap<Language, Parser>);

impl Parsers {
    fn of(&mut self, language: Language) -> Result<&mut Parser, String> {
        let parser = match self.0.remove(&language) {
            Some(parser) => parser,
            None => Parser::of(language).map_err(|error| error.to_string())?,
        };
        Ok(self.0.entry(language).or_insert(parser))
    }
}

fn parse(parsers: &mut Parsers, task: Task, options: &ParseOptions) -> Result<String, Reject> {
    let told = options.language.as_deref().map(str::parse::<Language>);
    let told = told.and_then(Result::ok);
    match task {
        Task::Reject(reject) => Err(reject),
        Task::Sentence {
            path,
            number,
            lines,
        } => {
            let parsed = guarded(|| {
                let tokens = detente_syntax::read_conllu_tokens(&lines);
                let tokens = tokens.map_err(|error| error.to_string())?;
                let parser = parsers.of(told.unwrap_or(Language::English))?;
                let parsed = parser.annotate(tokens).map_err(|error| error.to_string())?;
                Ok(to_conllu(&parsed))
            });
            parsed
                .and_then(|parsed| parsed)
                .map_err(|message| reject(&path, Some(number), message))
        }
        Task::Text(input) => {
            let name = name_of(&input);
            let parsed = guarded(|| parse_input(parsers, input, told, options));
            parsed
                .and_then(|parsed| parsed)
                .map_err(|message| reject(&name, None, message))
        }
    }
}

fn name_of(input: &Input) -> String {
    match input {
        Input::StandardInput => "-".to_owned(),
        Input::File(path) => path.to_string_lossy().into_owned(),
        Input::Memory { path, .. } => path.clone(),
    }
}

fn parse_input(
    parsers: &mut Parsers,
    input: Input,
    told: Option<Language>,
    options: &ParseOptions,
) -> Result<String, String> {
    let limits = &options.add.limits;
    let name = name_of(&input);
    let bytes = match input {
        Input::StandardInput => detente_text::read_limited(io::stdin().lock(), limits),
        Input::Memory { bytes, .. } => Ok(bytes.to_vec()),
        Input::File(path) => detente_text::read_limited(open(&path)?, limits),
    };
    let bytes = bytes.map_err(|error| error.to_string())?;
    let hints = detente_text::Hints::from_name(&name);
    let document = detente_text::read_document(&bytes, &hints, limits);
    let document = document.map_err(|error| error.to_string())?;
    let seen = document
        .language
        .code()
        .parse()
        .unwrap_or(Language::English);
    let parser = parsers.of(told.unwrap_or(seen))?;
    let parsed = if document.format == Format::Plain {
        parser.parse(&document.text)
    } else {
        let spans: Vec<_> = document
            .passages
            .iter()
            .map(|passage| passage.span)
            .collect();
        parser.parse_sentences(&document.text, &spans)
    };
    Ok(to_conllu(&parsed.map_err(|error| error.to_string())?))
}

fn open(path: &PathBuf) -> Result<File, String> {
    File::open(path).map_err(|error| plain(&error))
}

/// The sentences of CoNLL-U input: stretches of lines between blank ones.
fn sentences(input: Input, limit: usize) -> Box<dyn Iterator<Item = Task> + Send> {
    let path = name_of(&input);
    let reader: Box<dyn BufRead + Send> = match input {
        Input::StandardInput => Box::new(BufReader::new(io::stdin())),
        Input::Memory { bytes, .. } => Box::new(bytes),
        Input::File(file) => match open(&file) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(message) => {
                let failed = Task::Reject(reject(&path, None, message));
                return Box::new(std::iter::once(failed));
            }
        },
    };
    let mut lines = Lines::new(reader, limit).with_blank_lines();
    Box::new(std::iter::from_fn(move || {
        next_sentence(&path, &mut lines, limit)
    }))
}

fn next_sentence<R: BufRead>(path: &str, lines: &mut Lines<R>, limit: usize) -> Option<Task> {
    let mut text = String::new();
    let mut first = 0;
    let mut wrong = None;
    for line in lines {
        let line = match line {
            Ok(line) => line,
            Err(error) => return Some(Task::Reject(reject(path, None, plain(&error)))),
        };
        if line
            .bytes
            .as_ref()
            .is_some_and(|bytes| bytes.trim_ascii().is_empty())
        {
            if text.is_empty() && wrong.is_none() {
                continue;
            }
            break;
        }
        if first == 0 {
            first = line.number;
        }
        match line.bytes.as_deref().map(std::str::from_utf8) {
            Some(Ok(words)) if text.len() + words.len() < limit => {
                text.push_str(words.trim_end_matches('\r'));
                text.push('\n');
            }
            Some(Err(_)) => wrong = wrong.or(Some((line.number, "it is not UTF-8".to_owned()))),
            _ => {
                let message = format!("the sentence is longer than the limit of {limit} bytes");
                wrong = wrong.or(Some((line.number, message)));
            }
        }
    }
    match wrong {
        Some((number, message)) => Some(Task::Reject(reject(path, Some(number), message))),
        None if text.is_empty() => None,
        None => {
            text.push('\n');
            Some(Task::Sentence {
                path: path.to_owned(),
                number: first,
                lines: text,
            })
        }
    }
}
