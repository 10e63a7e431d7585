//! Whole articles with the events that a careful reader wants (`articles/*.md`), and how what was coded compares.

use std::ops::Range;
use std::path::Path;

use detente_coder::{CodeRequest, Coder, Coding, Parsers};
use detente_model::{ActorKind, ActorMention, Claim, Event, PloverType, Polarity, Span};

/// An article and what is wanted of it.
pub(crate) struct Article {
    pub name: String,
    pub date: String,
    pub text: String,
    rows: Vec<Row>,
}

/// An event of which the article tells.
struct Row {
    /// The words that tell of it, in bytes of the text.
    words: Range<usize>,
    /// All types that a fair coder could give.
    types: Vec<PloverType>,
    source: Vec<Wanted>,
    target: Vec<Wanted>,
    /// Whether it is told as having happened; `None` where either reading is fair.
    done: Option<bool>,
    /// Whether a reader misses it; else it is right where shown, and no more.
    wanted: bool,
}

/// An actor of an event: a state, or the beginning of an id or code, or `*` for one whom no code can name.
struct Wanted {
    names: Vec<String>,
    /// It may be left out.
    optional: bool,
}

/// What a coded event is, beside the wanted ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Type, sides and stance are right.
    Right,
    /// Nothing is false, but a side or one of its actors is missing.
    Incomplete,
    Wrong,
}

/// How the events that were coded compare with those that are wanted.
pub(crate) struct Judged {
    /// In the order of the events.
    pub verdicts: Vec<Verdict>,
    /// How many events a reader misses where they are not found.
    pub wanted: usize,
    /// The words of those for which no event is right, in bytes of the text.
    pub missed: Vec<Range<usize>>,
}

/// All articles, in the order of their names.
pub(crate) fn articles() -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("articles");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of articles")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    paths.sort();
    paths.iter().map(|path| Article::read(path)).collect()
}

impl Article {
    fn read(path: &Path) -> Self {
        let name = path
            .file_stem()
            .expect("a file")
            .to_string_lossy()
            .into_owned();
        let whole = std::fs::read_to_string(path).expect("a readable article");
        let wrong = |what: &str| -> ! { panic!("{name}: {what}") };
        let mut parts = whole.splitn(3, "---\n").skip(1);
        let (Some(front), Some(rest)) = (parts.next(), parts.next()) else {
            wrong("no front matter between two lines `---`")
        };
        let Some(date) = front.lines().find_map(|line| line.strip_prefix("date: ")) else {
            wrong("no date in the front matter")
        };
        let Some((text, table)) = rest.split_once("\n## Events\n") else {
            wrong("no heading `## Events`")
        };
        let text = text.trim().to_owned();
        let lines = table.lines().filter(|line| line.starts_with('|')).skip(2);
        let rows = lines
            .map(|line| {
                Row::read(&text, line).unwrap_or_else(|why| wrong(&format!("{why} in {line}")))
            })
            .collect();
        Self {
            date: date.to_owned(),
            text,
            rows,
            name,
        }
    }

    /// The request that codes it.
    pub(crate) fn request(&self) -> CodeRequest {
        CodeRequest {
            id: self.name.clone(),
            text: self.text.clone(),
            date: Some(self.date.clone()),
            explain: false,
            pairs: None,
            grammar: false,
        }
    }

    /// What is right and wrong in the events that were coded, and which wanted ones are not among them.
    pub(crate) fn judge(&self, events: &[Claim<Event>]) -> Judged {
        let mut found = vec![false; self.rows.len()];
        let verdicts = events.iter().map(|claim| self.verdict(claim, &mut found));
        let verdicts = verdicts.collect();
        let rows = self.rows.iter().zip(found).filter(|(row, _)| row.wanted);
        let missed = rows.clone().filter(|(_, found)| !found);
        Judged {
            verdicts,
            wanted: rows.clone().count(),
            missed: missed.map(|(row, _)| row.words.clone()).collect(),
        }
    }

    /// The verdict on an event; notes the rows for which it is right. What the words themselves tell goes before what
    /// their sentence tells elsewhere.
    fn verdict(&self, claim: &Claim<Event>, found: &mut [bool]) -> Verdict {
        for span in [claim.frame.trigger, claim.frame.evidence].map(Span::range) {
            let mut best = Verdict::Wrong;
            for (row, found) in self.rows.iter().zip(found.iter_mut()) {
                if row.words.start >= span.end || row.words.end <= span.start {
                    continue;
                }
                match row.judge(claim) {
                    Verdict::Right => {
                        *found = true;
                        best = Verdict::Right;
                    }
                    Verdict::Incomplete if best == Verdict::Wrong => best = Verdict::Incomplete,
                    _ => {}
                }
            }
            if best != Verdict::Wrong {
                return best;
            }
        }
        Verdict::Wrong
    }
}

impl Row {
    fn read(text: &str, line: &str) -> Result<Self, String> {
        let cells: Vec<&str> = line
            .trim()
            .trim_matches('|')
            .split('|')
            .map(str::trim)
            .collect();
        let [words, types, source, target, status, wanted] = cells[..] else {
            return Err(format!("{} cells, not 6,", cells.len()));
        };
        if text.matches(words).count() != 1 {
            return Err(format!("{words:?} does not stand once in the text"));
        }
        let start = text.find(words).unwrap_or_default();
        let types = types
            .split_whitespace()
            .map(|name| name.parse().map_err(|_| format!("{name:?} is no type")))
            .collect::<Result<_, _>>()?;
        let done = match status {
            "done" => Some(true),
            "open" => Some(false),
            "any" => None,
            other => return Err(format!("{other:?} is no status")),
        };
        let wanted = match wanted {
            "yes" => true,
            "may" => false,
            other => return Err(format!("{other:?} says not whether it is wanted")),
        };
        Ok(Self {
            words: start..start + words.len(),
            types,
            source: side(source),
            target: side(target),
            done,
            wanted,
        })
    }

    fn judge(&self, claim: &Claim<Event>) -> Verdict {
        let (event, frame) = (&claim.content, &claim.frame);
        let done = frame.modality.is_actual() && frame.polarity == Polarity::Positive;
        let told = self.done.is_none_or(|wanted| wanted == done);
        if !told || !self.types.contains(&event.action.plover()) {
            return Verdict::Wrong;
        }
        let source = compare(&event.source, &self.source);
        let target = compare(&event.target, &self.target);
        match (source, target) {
            (Verdict::Wrong, _) | (_, Verdict::Wrong) => Verdict::Wrong,
            (Verdict::Right, Verdict::Right) => Verdict::Right,
            _ => Verdict::Incomplete,
        }
    }
}

fn side(cell: &str) -> Vec<Wanted> {
    if cell == "-" {
        return Vec::new();
    }
    cell.split('+')
        .map(|actor| {
            let actor = actor.trim();
            Wanted {
                names: actor
                    .trim_end_matches('?')
                    .split('/')
                    .map(str::to_owned)
                    .collect(),
                optional: actor.ends_with('?') || actor == "*",
            }
        })
        .collect()
}

impl Wanted {
    fn is(&self, actor: &ActorMention) -> bool {
        self.names.iter().any(|name| {
            if name == "*" {
                return actor.kind != ActorKind::State || actor.sector.is_some();
            }
            actor
                .country
                .as_ref()
                .is_some_and(|state| state.as_str() == name)
                || actor.actor.as_str().starts_with(name.as_str())
                || actor.code.starts_with(name.as_str())
        })
    }
}

/// A coded side beside the wanted one.
fn compare(shown: &[ActorMention], wanted: &[Wanted]) -> Verdict {
    let is_wanted = |actor: &ActorMention| wanted.iter().any(|wanted| wanted.is(actor));
    if !shown.iter().all(is_wanted) {
        return Verdict::Wrong;
    }
    let is_shown = |wanted: &Wanted| wanted.optional || shown.iter().any(|actor| wanted.is(actor));
    if wanted.iter().all(is_shown) {
        Verdict::Right
    } else {
        Verdict::Incomplete
    }
}

/// What the coder makes of an article.
pub(crate) fn code(coder: &Coder<'_>, parsers: &mut Parsers, article: &Article) -> Coding {
    article
        .request()
        .open()
        .coding(coder, parsers)
        .expect("the date is a date")
}

/// How often, of an event with nothing false and a wrong one, the wrong one has the lower score (the area under
/// the receiver's curve).
pub(crate) fn ranked(scored: &[(f64, bool)]) -> f64 {
    let (mut pairs, mut below) = (0.0, 0.0);
    for (good, _) in scored.iter().filter(|(_, right)| *right) {
        for (bad, _) in scored.iter().filter(|(_, right)| !*right) {
            pairs += 1.0;
            below += if bad < good {
                1.0
            } else if bad > good {
                0.0
            } else {
                0.5
            };
        }
    }
    below / pairs
}
