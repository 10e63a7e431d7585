//! What a page draws: runs of words with their places.

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::columns;
use super::fonts::{Font, number};
use crate::{Error, Limits};

/// Words that one operator shows, where, and how large.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) words: String,
    pub(crate) x: f32,
    pub(crate) y: f32,
    /// Where it ends on the line.
    pub(crate) end: f32,
    /// The height of its letters in page units.
    pub(crate) size: f32,
    /// The way in which its words run, in quarters of a turn against the clock.
    turn: u8,
}

/// Forms inside forms that are drawn.
const MAX_FORMS: usize = 12;
/// A gap of this many font sizes inside a run is a space.
const SPACE: f32 = 0.2;

/// Reads pages, with budgets for all of them together.
pub(crate) struct PageReader<'a> {
    document: &'a Document,
    steps: u64,
    bytes: usize,
    /// Pages of which a part could not be drawn.
    pub(crate) damaged: usize,
    is_damaged: bool,
}

/// Numbers `a b c d e f` that map a place: `x' = ax + cy + e`, `y' = bx + dy + f`.
type Matrix = [f32; 6];
const SAME: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn product(first: Matrix, then: Matrix) -> Matrix {
    let across = |x: f32, y: f32| x * then[0] + y * then[2];
    let up = |x: f32, y: f32| x * then[1] + y * then[3];
    [
        across(first[0], first[1]),
        up(first[0], first[1]),
        across(first[2], first[3]),
        up(first[2], first[3]),
        across(first[4], first[5]) + then[4],
        up(first[4], first[5]) + then[5],
    ]
}

/// The state of drawing that matters for words.
#[derive(Clone)]
struct State {
    ctm: Matrix,
    font: Option<Vec<u8>>,
    size: f32,
    leading: f32,
    char_gap: f32,
    word_gap: f32,
    scale: f32,
}

/// One content stream that is being drawn.
struct Drawing<'a> {
    fonts: BTreeMap<Vec<u8>, Font<'a>>,
    state: State,
    saved: Vec<State>,
    line: Matrix,
    text: Matrix,
}

impl<'a> PageReader<'a> {
    pub(crate) fn new(document: &'a Document, limits: &Limits) -> Self {
        let bytes = usize::try_from(limits.max_expanded_bytes).unwrap_or(usize::MAX);
        Self {
            document,
            steps: limits.max_steps,
            bytes,
            damaged: 0,
            is_damaged: false,
        }
    }

    /// The runs of a page, in drawing order.
    pub(crate) fn page(&mut self, page: ObjectId) -> Result<Vec<Run>, Error> {
        let content = self
            .document
            .get_page_content_with_limit(page, self.bytes)
            .map_err(|error| Error::malformed("PDF", error))?;
        self.spend_bytes(content.len())?;
        let fonts = self.document.get_page_fonts(page).unwrap_or_default();
        let mut runs = Vec::new();
        let mut resources = Vec::new();
        if let Ok((own, inherited)) = self.document.get_page_resources(page) {
            resources.extend(own);
            resources.extend(
                inherited
                    .iter()
                    .filter_map(|id| self.document.get_dictionary(*id).ok()),
            );
        }
        let fonts = self.fonts(fonts);
        self.is_damaged = false;
        self.draw(&content, fonts, &resources, SAME, 0, &mut runs)?;
        self.damaged += usize::from(self.is_damaged);
        Ok(merged(upright(runs)))
    }

    fn fonts(&self, fonts: BTreeMap<Vec<u8>, &'a Dictionary>) -> BTreeMap<Vec<u8>, Font<'a>> {
        let read = |font: &'a Dictionary| Font::read(self.document, font, self.bytes.min(16 << 20));
        fonts
            .into_iter()
            .take(500)
            .map(|(name, font)| (name, read(font)))
            .collect()
    }

    fn spend_bytes(&mut self, bytes: usize) -> Result<(), Error> {
        self.bytes = self
            .bytes
            .checked_sub(bytes)
            .ok_or_else(|| Error::too_large("a PDF that expands past the limit"))?;
        Ok(())
    }

    fn spend_steps(&mut self, steps: u64) -> Result<(), Error> {
        self.steps = self
            .steps
            .checked_sub(steps)
            .ok_or_else(|| Error::too_large("a PDF that takes more steps than the limit"))?;
        Ok(())
    }

    fn draw(
        &mut self,
        content: &[u8],
        fonts: BTreeMap<Vec<u8>, Font<'a>>,
        resources: &[&'a Dictionary],
        ctm: Matrix,
        depth: usize,
        runs: &mut Vec<Run>,
    ) -> Result<(), Error> {
        let mut drawing = Drawing::new(fonts, ctm);
        for operation in Content::decode_iter(content) {
            // What follows a damaged operator is lost; what came before it is kept.
            let Ok(operation) = operation else {
                self.is_damaged = true;
                break;
            };
            self.spend_steps(1 + operation.operands.len() as u64 / 8)?;
            if operation.operator == "Do" && depth < MAX_FORMS {
                self.form(&operation, resources, &drawing, depth, runs)?;
            } else {
                let shown = drawing.take(&operation, runs);
                self.spend_steps(shown / 16)?;
            }
        }
        Ok(())
    }

    /// Draws a form: a content stream that a page uses by name.
    fn form(
        &mut self,
        operation: &Operation,
        resources: &[&'a Dictionary],
        drawing: &Drawing<'a>,
        depth: usize,
        runs: &mut Vec<Run>,
    ) -> Result<(), Error> {
        let document = self.document;
        let name = operation
            .operands
            .first()
            .and_then(|name| name.as_name().ok());
        let found = name.and_then(|name| {
            resources.iter().find_map(|dictionary| {
                let forms = document.get_dict_in_dict(dictionary, b"XObject").ok()?;
                forms.get_deref(name, document).ok()?.as_stream().ok()
            })
        });
        let Some(stream) = found else { return Ok(()) };
        if !stream
            .dict
            .get(b"Subtype")
            .and_then(Object::as_name)
            .is_ok_and(|kind| kind == b"Form")
        {
            return Ok(());
        }
        let content = stream
            .get_plain_content_with_limit(self.bytes)
            .map_err(|error| Error::malformed("PDF", error))?;
        self.spend_bytes(content.len())?;
        self.spend_steps(100)?;
        let mut inner: Vec<&Dictionary> = Vec::new();
        let mut fonts = BTreeMap::new();
        if let Ok(own) = document.get_dict_in_dict(&stream.dict, b"Resources") {
            inner.push(own);
            if let Ok(named) = document.get_dict_in_dict(own, b"Font") {
                for (name, font) in named {
                    if let Ok(font) = document
                        .dereference(font)
                        .and_then(|found| found.1.as_dict())
                    {
                        fonts.insert(name.clone(), font);
                    }
                }
            }
        } else {
            inner.extend(resources);
        }
        let matrix = stream
            .dict
            .get(b"Matrix")
            .and_then(Object::as_array)
            .ok()
            .and_then(|numbers| matrix(numbers))
            .unwrap_or(SAME);
        let fonts = self.fonts(fonts);
        self.draw(
            &content,
            fonts,
            &inner,
            product(matrix, drawing.state.ctm),
            depth + 1,
            runs,
        )
    }
}

fn matrix(numbers: &[Object]) -> Option<Matrix> {
    let mut out = SAME;
    for (place, object) in out.iter_mut().zip(numbers.get(..6)?) {
        *place = number(object)?;
    }
    Some(out)
}

impl<'a> Drawing<'a> {
    fn new(fonts: BTreeMap<Vec<u8>, Font<'a>>, ctm: Matrix) -> Self {
        let state = State {
            ctm,
            font: None,
            size: 1.0,
            leading: 0.0,
            char_gap: 0.0,
            word_gap: 0.0,
            scale: 1.0,
        };
        Self {
            fonts,
            state,
            saved: Vec::new(),
            line: SAME,
            text: SAME,
        }
    }

    /// Carries out one operator; the number of characters it showed.
    fn take(&mut self, operation: &Operation, runs: &mut Vec<Run>) -> u64 {
        let operands = &operation.operands;
        let at = |place: usize| operands.get(place).and_then(number).unwrap_or(0.0);
        match operation.operator.as_str() {
            "q" if self.saved.len() < 256 => self.saved.push(self.state.clone()),
            "Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            "cm" => {
                self.state.ctm = matrix(operands)
                    .map_or(self.state.ctm, |numbers| product(numbers, self.state.ctm));
            }
            "BT" => (self.line, self.text) = (SAME, SAME),
            "Tf" => {
                self.state.font = operands
                    .first()
                    .and_then(|name| name.as_name().ok())
                    .map(<[u8]>::to_vec);
                self.state.size = at(1);
            }
            "TL" => self.state.leading = at(0),
            "Tc" => self.state.char_gap = at(0),
            "Tw" => self.state.word_gap = at(0),
            "Tz" => self.state.scale = at(0) / 100.0,
            "Tm" => {
                self.line = matrix(operands).unwrap_or(self.line);
                self.text = self.line;
            }
            "Td" => self.next_line(at(0), at(1)),
            "TD" => {
                self.state.leading = -at(1);
                self.next_line(at(0), at(1));
            }
            "T*" => self.next_line(0.0, -self.state.leading),
            "Tj" => return self.show(operands.first(), runs),
            "'" | "\"" => {
                self.next_line(0.0, -self.state.leading);
                return self.show(operands.last(), runs);
            }
            "TJ" => {
                let Some(Ok(items)) = operands.first().map(Object::as_array) else {
                    return 0;
                };
                return items.iter().map(|item| self.show_item(item, runs)).sum();
            }
            _ => {}
        }
        0
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.line = product([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    /// One element of a `TJ` array: words, or a move.
    fn show_item(&mut self, item: &Object, runs: &mut Vec<Run>) -> u64 {
        match number(item) {
            Some(back) => {
                let x = -back / 1000.0 * self.state.size * self.state.scale;
                self.text = product([1.0, 0.0, 0.0, 1.0, x, 0.0], self.text);
                1
            }
            None => self.show(Some(item), runs),
        }
    }

    fn show(&mut self, object: Option<&Object>, runs: &mut Vec<Run>) -> u64 {
        let Some(bytes) = object.and_then(|object| object.as_str().ok()) else {
            return 0;
        };
        let Some(font) = self
            .state
            .font
            .as_ref()
            .and_then(|name| self.fonts.get(name))
        else {
            return 0;
        };
        let (words, width) = font.show(bytes);
        let codes = font.codes(bytes);
        let gaps = self.state.char_gap * codes as f32
            + self.state.word_gap * words.matches(' ').count() as f32;
        let advance = (width * self.state.size + gaps) * self.state.scale;
        let place = product(self.text, self.state.ctm);
        self.text = product([1.0, 0.0, 0.0, 1.0, advance, 0.0], self.text);
        let end = product(self.text, self.state.ctm);
        let size = (self.state.size * place[2].hypot(place[3])).abs();
        let turn = match (
            place[0].abs() >= place[1].abs(),
            place[0] >= 0.0,
            place[1] > 0.0,
        ) {
            (true, true, _) => 0,
            (true, false, _) => 2,
            (false, _, true) => 1,
            (false, ..) => 3,
        };
        if !words.is_empty() && size > 0.5 {
            let [x, y] = turned([place[4], place[5]], turn);
            let [end, _] = turned([end[4], end[5]], turn);
            runs.push(Run {
                words,
                x,
                y,
                end,
                size,
                turn,
            });
        }
        codes as u64
    }
}

/// A place as it is seen where what runs with `turn` is upright.
fn turned([x, y]: [f32; 2], turn: u8) -> [f32; 2] {
    match turn {
        0 => [x, y],
        1 => [y, -x],
        2 => [-x, -y],
        _ => [-y, x],
    }
}

/// The runs that run as most of the page does: what is turned otherwise stands beside the text.
fn upright(mut runs: Vec<Run>) -> Vec<Run> {
    let mut letters = [0; 4];
    for run in &runs {
        letters[usize::from(run.turn)] += run.words.len();
    }
    // Of as many, those that need no turn.
    let most = (0..4).rev().max_by_key(|turn| letters[usize::from(*turn)]);
    runs.retain(|run| Some(run.turn) == most);
    runs
}

/// The runs of a page, those that go on with one before as part of it; columns stay apart.
fn merged(runs: Vec<Run>) -> Vec<Run> {
    let edges = columns::edges(&runs);
    let mut out = Vec::new();
    for run in runs {
        push_run(&mut out, run, &edges);
    }
    columns::in_order(out, &edges)
}

/// Adds a run, as part of the one before where it goes on with it.
fn push_run(runs: &mut Vec<Run>, run: Run, edges: &[f32]) {
    let begins_column = columns::begins(run.x, edges);
    if let Some(last) = runs.last_mut().filter(|_| !begins_column) {
        let gap = run.x - last.end;
        let same_line = (run.y - last.y).abs() < 0.3 * last.size.min(run.size);
        let same_size = (run.size - last.size).abs() < 0.3 * last.size;
        if same_line && same_size && gap > -0.5 * run.size && gap < 4.0 * run.size {
            if gap > SPACE * run.size && !last.words.ends_with(' ') && !run.words.starts_with(' ') {
                last.words.push(' ');
            }
            last.words.push_str(&run.words);
            last.end = run.end;
            return;
        }
    }
    runs.push(run);
}
