//! `detente rank`: which event comes next, on files of quadruples.

use clap::{Args, Subcommand};
use detente_casebook::Reject;
use detente_forecast::{
    EvalOptions, FitOptions, Quad, Query, Ranker, Rejects as Lines, State, Vocabulary, read_quads,
};
use serde::Serialize;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::args::{Common, Threads};
use crate::failure::{Ending, WrongUse};
use crate::output::{Out, Progress, note};
use crate::rejects::Rejects;

/// Rank next events: `subject relation object time`, tab or space between them
#[derive(Debug, Subcommand)]
pub(crate) enum Rank {
    /// Fit a ranking to events
    Fit {
        /// Events to learn from
        #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
        train: Vec<PathBuf>,
        /// Later events, by which it is tuned and from which it then learns, too
        #[arg(long, num_args = 1.., value_name = "FILE")]
        valid: Vec<PathBuf>,
        /// Names of actors: name, tab, number
        #[arg(long, value_name = "FILE")]
        entities: Option<PathBuf>,
        /// Names of relations: name, tab, number
        #[arg(long, value_name = "FILE")]
        relations: Option<PathBuf>,
        /// The model file to write
        #[arg(long, value_name = "FILE")]
        model: PathBuf,
        /// Questions to learn from at the most
        #[arg(long, default_value_t = FitOptions::default().questions, value_name = "N")]
        questions: usize,
        /// The seed of all draws
        #[arg(long, default_value_t = FitOptions::default().seed)]
        seed: u64,
        #[command(flatten)]
        threads: Threads,
    },
    /// Rank the answers of later events, each moment from what was before it, and score the ranking
    Eval {
        #[command(flatten)]
        model: Model,
        /// Events to ask about, from both sides
        #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
        test: Vec<PathBuf>,
        /// The questions of a moment are visible together: figures are no forecast, and not to be mixed
        #[arg(long)]
        known_queries: bool,
        /// Rank all moments from what was before the first
        #[arg(long)]
        multi_step: bool,
    },
    /// Show the most likely answers to `SUBJECT RELATION ?` or `? RELATION OBJECT`
    Predict {
        #[command(flatten)]
        model: Model,
        #[command(flatten)]
        question: Question,
    },
    /// Show why candidates have their places: what moved them, and the past events behind them
    Explain {
        #[command(flatten)]
        model: Model,
        #[command(flatten)]
        question: Question,
        /// The candidate to explain [default: the first ones]
        #[arg(long, value_name = "ACTOR")]
        candidate: Option<String>,
    },
}

/// A fitted model and what is known besides.
#[derive(Debug, Args)]
pub(crate) struct Model {
    /// The model file
    #[arg(long = "model", value_name = "FILE")]
    file: PathBuf,
    /// Events that are known besides those of the fit; the same ones again do no harm
    #[arg(long, num_args = 1.., value_name = "FILE")]
    known: Vec<PathBuf>,
    #[command(flatten)]
    threads: Threads,
}

/// A question; one side is `?`.
#[derive(Debug, Args)]
pub(crate) struct Question {
    /// Who acts, by number or name, or ?
    subject: String,
    /// What is done
    relation: String,
    /// To whom, or ?
    object: String,
    /// When [default: the step after the last known event]
    #[arg(long, allow_hyphen_values = true)]
    time: Option<String>,
    /// Answers to show
    #[arg(long, value_name = "N")]
    top: Option<usize>,
}

/// The scores of an evaluation.
#[derive(Serialize)]
struct ScoreLine {
    mrr: f64,
    hits1: f64,
    hits3: f64,
    hits10: f64,
    queries: u64,
    seconds: f64,
    protocol: &'static str,
    recall: f64,
    first_stage_mrr: f64,
}

/// `detente rank`.
pub(crate) fn rank(command: &Rank, common: &Common) -> anyhow::Result<Ending> {
    match command {
        Rank::Fit {
            train,
            valid,
            entities,
            relations,
            model,
            questions,
            seed,
            threads,
        } => {
            let options = FitOptions {
                threads: count(threads),
                questions: *questions,
                seed: *seed,
                ..FitOptions::default()
            };
            let names = [entities.as_deref(), relations.as_deref()];
            fit(train, valid, names, model, &options, common)
        }
        Rank::Eval {
            model,
            test,
            known_queries,
            multi_step,
        } => {
            let options = EvalOptions {
                threads: count(&model.threads),
                known_queries: *known_queries,
                multi_step: *multi_step,
            };
            eval(model, test, &options, common)
        }
        Rank::Predict { model, question } => predict(model, question, common),
        Rank::Explain {
            model,
            question,
            candidate,
        } => explain(model, question, candidate.as_deref(), common),
    }
}

fn count(threads: &Threads) -> usize {
    let available = || std::thread::available_parallelism().map_or(1, |count| count.get().min(8));
    threads
        .threads
        .map_or_else(available, std::num::NonZero::get)
}

fn fit(
    train: &[PathBuf],
    valid: &[PathBuf],
    [entities, relations]: [Option<&Path>; 2],
    model: &Path,
    options: &FitOptions,
    common: &Common,
) -> anyhow::Result<Ending> {
    let start = Instant::now();
    let mut vocabulary = Vocabulary::default();
    let mut lines = Lines::default();
    if let Some(path) = entities {
        vocabulary.read_entities(path, &mut lines)?;
    }
    if let Some(path) = relations {
        vocabulary.read_relations(path, &mut lines)?;
    }
    let train = read(train, &mut vocabulary, &mut lines)?;
    let valid = read(valid, &mut vocabulary, &mut lines)?;
    let rejected = tell_rejects(&lines, common)?;
    let progress = Progress::new(common, "fitting");
    let mut tell = |text: &str| progress.tell(text);
    let ranker = Ranker::fit(vocabulary, &train, &valid, options, &mut tell)?;
    progress.finish();
    ranker.write(model)?;
    let seconds = start.elapsed().as_secs_f64();
    let events = train.len() + valid.len();
    if common.json {
        let line =
            json!({ "model": model, "events": events, "rejected": rejected, "seconds": seconds });
        Out::new().json(&line)?;
    } else if !common.quiet {
        note(&format!(
            "fitted to {events} events in {seconds:.0} s: {}",
            model.display()
        ));
    }
    Ok(Ending::after(rejected))
}

fn eval(
    model: &Model,
    test: &[PathBuf],
    options: &EvalOptions,
    common: &Common,
) -> anyhow::Result<Ending> {
    let start = Instant::now();
    let (mut ranker, known, mut lines) = open(model)?;
    let test = read(test, ranker.vocabulary_mut(), &mut lines)?;
    let rejected = tell_rejects(&lines, common)?;
    if test.is_empty() {
        anyhow::bail!("there is no event to ask about in the files of --test");
    }
    let evaluation = ranker.evaluate(&test, &known, options);
    if evaluation.overlaps && !common.quiet {
        note(
            "warning: the model was fitted to events as late as these: the figures are no forecast",
        );
    }
    let scores = evaluation.scores;
    let protocol = match (options.known_queries, options.multi_step) {
        (false, false) => "single-step",
        (false, true) => "multi-step",
        (true, false) => "known-queries",
        (true, true) => "known-queries, multi-step",
    };
    Out::new().json(&ScoreLine {
        mrr: scores.mrr,
        hits1: scores.hits1,
        hits3: scores.hits3,
        hits10: scores.hits10,
        queries: scores.queries,
        seconds: start.elapsed().as_secs_f64(),
        protocol,
        recall: evaluation.recall,
        first_stage_mrr: evaluation.first_stage.mrr,
    })?;
    Ok(Ending::after(rejected))
}

/// The model, the events that are known besides, and the lines that could not be used.
fn open(model: &Model) -> anyhow::Result<(Ranker, Vec<Quad>, Lines)> {
    let mut ranker = Ranker::read(&model.file)?;
    let mut lines = Lines::default();
    let known = read(&model.known, ranker.vocabulary_mut(), &mut lines)?;
    Ok((ranker, known, lines))
}

fn read(
    files: &[PathBuf],
    vocabulary: &mut Vocabulary,
    lines: &mut Lines,
) -> anyhow::Result<Vec<Quad>> {
    let mut quads = Vec::new();
    for file in files {
        quads.extend(read_quads(file, vocabulary, lines)?);
    }
    Ok(quads)
}

pub(crate) fn tell_rejects(lines: &Lines, common: &Common) -> anyhow::Result<u64> {
    let mut rejects = Rejects::new(common)?;
    for line in &lines.first {
        let reject = Reject {
            path: line.path.clone(),
            place: Some(line.line.to_string()),
            message: line.message.clone(),
        };
        rejects.take(&reject, &Progress::hidden());
    }
    rejects.finish()?;
    let told = lines.first.len() as u64;
    if lines.count > told {
        note(&format!("rejected: {} more", lines.count - told));
    }
    Ok(lines.count)
}

/// The question as numbers, and the time it is about.
fn parse(question: &Question, ranker: &Ranker, known: &[Quad]) -> anyhow::Result<(Query, i64)> {
    let vocabulary = ranker.vocabulary();
    let entity = |word: &str| {
        let message = format!("no actor `{word}` in the model; give its number or its name");
        vocabulary.find_entity(word).ok_or(WrongUse(message))
    };
    let message = format!("no relation `{}` in the model", question.relation);
    let relation = vocabulary
        .find_relation(&question.relation)
        .ok_or(WrongUse(message))?;
    let query = match (question.subject.as_str(), question.object.as_str()) {
        (subject, "?") if subject != "?" => Query::Object {
            subject: entity(subject)?,
            relation,
        },
        ("?", object) if object != "?" => Query::Subject {
            relation,
            object: entity(object)?,
        },
        _ => return Err(WrongUse("one side of the question, and only one, is ?".into()).into()),
    };
    let time = match &question.time {
        None => ranker.next_time(known),
        Some(text) => vocabulary.parse_time(text).ok_or_else(|| {
            WrongUse(format!(
                "--time {text}: expected a whole number or YYYY-MM-DD"
            ))
        })?,
    };
    Ok((query, time))
}

fn predict(model: &Model, question: &Question, common: &Common) -> anyhow::Result<Ending> {
    let (ranker, known, lines) = open(model)?;
    let rejected = tell_rejects(&lines, common)?;
    let (query, time) = parse(question, &ranker, &known)?;
    let state = ranker.before(time, &known, count(&model.threads));
    let list = state.standing().rank(query, question.top.unwrap_or(10))?;
    let mut out = Out::new();
    for ranked in list {
        let name = ranker.vocabulary().entity(ranked.entity);
        if common.json {
            let when = ranker.vocabulary().show_time(time);
            out.json(&json!({
                "rank": ranked.rank, "actor": name, "share": ranked.share, "time": when,
            }))?;
        } else {
            out.line(&format!(
                "{:>4}  {:>6.1} %  {name}",
                ranked.rank,
                ranked.share * 100.0
            ))?;
        }
    }
    out.flush()?;
    Ok(Ending::after(rejected))
}

fn explain(
    model: &Model,
    question: &Question,
    candidate: Option<&str>,
    common: &Common,
) -> anyhow::Result<Ending> {
    let (ranker, known, lines) = open(model)?;
    let rejected = tell_rejects(&lines, common)?;
    let (query, time) = parse(question, &ranker, &known)?;
    let state = ranker.before(time, &known, count(&model.threads));
    let chosen = candidate
        .map(|word| {
            let message = format!("no actor `{word}` in the model");
            ranker
                .vocabulary()
                .find_entity(word)
                .ok_or(WrongUse(message))
        })
        .transpose()?;
    let mut out = Out::new();
    show_reasons(&ranker, &state, query, chosen, question, common, &mut out)?;
    out.flush()?;
    Ok(Ending::after(rejected))
}

fn show_reasons(
    ranker: &Ranker,
    state: &State<'_>,
    query: Query,
    chosen: Option<u32>,
    question: &Question,
    common: &Common,
    out: &mut Out,
) -> anyhow::Result<()> {
    let standing = state.standing();
    let candidates = if let Some(candidate) = chosen {
        vec![candidate]
    } else {
        let list = standing.rank(query, question.top.unwrap_or(3))?;
        list.iter().map(|ranked| ranked.entity).collect()
    };
    for candidate in candidates {
        let explanation = standing.explain(query, candidate)?;
        let told = Told {
            ranker,
            name: ranker.vocabulary().entity(candidate),
            explanation,
        };
        if common.json {
            out.json(&told.json())?;
        } else {
            for line in told.lines() {
                out.line(&line)?;
            }
        }
    }
    Ok(())
}

/// An explanation with the words it is told in.
struct Told<'a> {
    ranker: &'a Ranker,
    name: &'a str,
    explanation: detente_forecast::Explanation,
}

/// Reasons and rules that are told.
const TOLD: usize = 6;

impl Told<'_> {
    fn event(&self, quad: &Quad) -> String {
        let words = self.ranker.vocabulary();
        format!(
            "{}  {} | {} | {}",
            words.show_time(quad.time),
            words.entity(quad.subject),
            words.relation(quad.relation),
            words.entity(quad.object)
        )
    }

    fn json(&self) -> serde_json::Value {
        let explanation = &self.explanation;
        let words = self.ranker.vocabulary();
        let rules: Vec<_> = explanation
            .rules
            .iter()
            .take(TOLD)
            .map(|rule| {
                json!({
                    "after": words.relation(rule.relation), "by_the_candidate": rule.turned,
                    "steps_ago": rule.steps_ago, "follows": rule.follows,
                })
            })
            .collect();
        let behind: Vec<_> = explanation
            .behind
            .iter()
            .map(|behind| {
                let latest: Vec<_> = behind.latest.iter().map(|quad| json!({
                "subject": words.entity(quad.subject), "relation": words.relation(quad.relation),
                "object": words.entity(quad.object), "time": words.show_time(quad.time),
            })).collect();
                json!({ "what": behind.what, "count": behind.count, "latest": latest })
            })
            .collect();
        json!({
            "actor": self.name,
            "rank": explanation.ranked.map(|ranked| ranked.rank),
            "share": explanation.ranked.map(|ranked| ranked.share),
            "reasons": explanation.reasons,
            "rules": rules,
            "behind": behind,
        })
    }

    fn lines(&self) -> Vec<String> {
        let explanation = &self.explanation;
        let mut lines = vec![match explanation.ranked {
            Some(ranked) => {
                format!(
                    "{}. {}  {:.1} %",
                    ranked.rank,
                    self.name,
                    ranked.share * 100.0
                )
            }
            None => format!(
                "{}: not among the candidates that were looked at closely",
                self.name
            ),
        }];
        for reason in explanation.reasons.iter().take(TOLD) {
            let way = if reason.moved > 0.0 { "for" } else { "against" };
            lines.push(format!(
                "     {way:<8} {:+.2}  {}",
                reason.moved, reason.what
            ));
        }
        for rule in explanation.rules.iter().take(3) {
            let words = self.ranker.vocabulary().relation(rule.relation);
            let way = if rule.turned { " by the candidate" } else { "" };
            lines.push(format!(
                "     rule     after `{words}`{way}, {} steps ago: follows on {:.1} % of such days",
                rule.steps_ago,
                rule.follows * 100.0
            ));
        }
        for behind in &explanation.behind {
            lines.push(format!("     {} ({} in all)", behind.what, behind.count));
            lines.extend(
                behind
                    .latest
                    .iter()
                    .map(|quad| format!("       {}", self.event(quad))),
            );
        }
        lines.push(String::new());
        lines
    }
}
