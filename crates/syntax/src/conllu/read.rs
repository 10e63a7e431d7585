use crate::builder::Builder;
use crate::document::{Annotated, LabelCollector, Lemmas, ROOT, Tags};
use crate::{Error, Upos};

/// Reads CoNLL-U with all its layers.
///
/// The text is rebuilt from forms, `SpaceAfter=No` and the comments `# newdoc` and `# newpar`
/// (before which it has a blank line). Comments and other entries of MISC are kept and written
/// again; empty nodes (`8.1`) and enhanced dependencies are left out. A layer whose column holds `_` in every row
/// is not added.
///
/// # Errors
/// [`crate::ErrorKind::Conllu`] with the row at fault: not ten columns, an empty column, ids that do not count
/// up, a range that does not fit, an unknown part of speech, a head that is no number of the
/// sentence, a column given for some tokens only, trees that are no trees.
pub fn read_conllu(file: &str) -> Result<Annotated, Error> {
    Reader::new(true)?.read(file)
}

/// Reads only the tokens and sentences of CoNLL-U: what columns 3 to 9 hold does not matter.
///
/// # Errors
/// As [`read_conllu`], for the columns read.
pub fn read_conllu_tokens(file: &str) -> Result<Annotated, Error> {
    Reader::new(false)?.read(file)
}

struct Reader<'a> {
    builder: Builder,
    row: usize,
    comments: Vec<&'a str>,
    /// Tokens of the open sentence so far.
    tokens: u32,
    space_before: bool,
    multiword: Option<OpenMultiword<'a>>,
    layers: Option<Layers>,
}

/// A range row whose tokens are still being read.
struct OpenMultiword<'a> {
    end: u32,
    surface: &'a str,
    space_after: bool,
    forms: Vec<&'a str>,
}

#[derive(Default)]
struct Layers {
    upos: Vec<Upos>,
    xpos: LabelCollector,
    feats: LabelCollector,
    lemmas: Lemmas,
    any_lemma: bool,
    heads: Vec<u32>,
    relations: LabelCollector,
    tokens: usize,
}

impl<'a> Reader<'a> {
    fn new(with_layers: bool) -> Result<Self, Error> {
        Ok(Self {
            builder: Annotated::builder(String::new())?,
            row: 0,
            comments: Vec::new(),
            tokens: 0,
            space_before: false,
            multiword: None,
            layers: with_layers.then(Layers::default),
        })
    }

    fn read(mut self, file: &'a str) -> Result<Annotated, Error> {
        let file = file.strip_prefix('\u{feff}').unwrap_or(file);
        for line in file.split('\n') {
            self.row += 1;
            self.line(line.strip_suffix('\r').unwrap_or(line))?;
        }
        self.end_sentence()?;
        let mut text = self.builder.finish();
        if let Some(layers) = self.layers {
            layers.add_to(&mut text)?;
        }
        Ok(text)
    }

    fn line(&mut self, line: &'a str) -> Result<(), Error> {
        if line.trim().is_empty() {
            return self.end_sentence();
        }
        if line.starts_with('#') {
            if self.tokens > 0 || self.multiword.is_some() {
                return Err(self.error("a comment inside a sentence"));
            }
            self.comments.push(line);
            return Ok(());
        }
        let mut columns = [""; 10];
        let mut count = 0;
        for column in line.split('\t') {
            if count < 10 {
                columns[count] = column;
            }
            count += 1;
        }
        if count != 10 {
            return Err(self.error(format!(
                "{count} columns instead of 10: {:?}",
                start_of(line)
            )));
        }
        let is_empty_node = columns[0].contains('.');
        if is_empty_node {
            Ok(())
        } else {
            self.word_or_range(&columns)
        }
    }

    fn word_or_range(&mut self, columns: &[&'a str; 10]) -> Result<(), Error> {
        if columns[1].chars().all(char::is_whitespace) || columns[1].trim() != columns[1] {
            return Err(self.error(format!(
                "the form {:?} is blank or ends in a space",
                columns[1]
            )));
        }
        if self.tokens == 0 && self.multiword.is_none() {
            self.start_sentence()?;
        }
        match columns[0].split_once('-') {
            Some((first, last)) => self.range(first, last, columns),
            None => self.word(columns),
        }
    }

    fn start_sentence(&mut self) -> Result<(), Error> {
        let is_break = |line: &&str| line.starts_with("# newpar") || line.starts_with("# newdoc");
        if self.comments.iter().any(is_break) && self.builder.len() > 0 {
            self.builder.trim_end();
            self.builder.append("\n\n")?;
            self.space_before = false;
        }
        if !self.comments.is_empty() {
            let lines = self.comments.join("\n");
            self.builder.comments(&lines);
            self.comments.clear();
        }
        Ok(())
    }

    fn range(&mut self, first: &str, last: &str, columns: &[&'a str; 10]) -> Result<(), Error> {
        let range = self.number(first)?..=self.number(last)?;
        if self.multiword.is_some() || *range.start() != self.tokens + 1 || range.is_empty() {
            return Err(self.error(format!(
                "the range {first}-{last} after {} tokens",
                self.tokens
            )));
        }
        self.multiword = Some(OpenMultiword {
            end: *range.end(),
            surface: columns[1],
            space_after: !has_no_space_after(columns[9]),
            forms: Vec::new(),
        });
        Ok(())
    }

    fn word(&mut self, columns: &[&'a str; 10]) -> Result<(), Error> {
        if self.number(columns[0])? != self.tokens + 1 {
            let message = format!("the id {} where {} is next", columns[0], self.tokens + 1);
            return Err(self.error(message));
        }
        self.tokens += 1;
        let tokens = self.tokens;
        match &mut self.multiword {
            Some(open) => {
                open.forms.push(columns[1]);
                if open.end == tokens {
                    self.end_multiword()?;
                }
            }
            None => self.surface(columns[1], &[], !has_no_space_after(columns[9]))?,
        }
        self.misc(columns[9]);
        let row = self.row;
        if let Some(layers) = &mut self.layers {
            if columns[2..].contains(&"") {
                return Err(Error::conllu(
                    row,
                    "an empty column; `_` stands for nothing",
                ));
            }
            layers
                .word(columns)
                .map_err(|error| Error::conllu(row, error))?;
        }
        Ok(())
    }

    fn end_multiword(&mut self) -> Result<(), Error> {
        let open = self.multiword.take().expect("called with an open range");
        self.surface(open.surface, &open.forms, open.space_after)
    }

    /// Appends the next piece of text: one token, or the `forms` that it stands for.
    fn surface(&mut self, form: &str, forms: &[&str], space_after: bool) -> Result<(), Error> {
        if self.space_before {
            self.builder.append(" ")?;
        }
        let span = self.builder.append(form)?;
        if forms.is_empty() {
            self.builder.token(span)?;
        } else {
            self.builder.multiword(span, forms)?;
        }
        self.space_before = space_after;
        Ok(())
    }

    /// Keeps what column 10 says apart from `SpaceAfter`. A token of an open range is not in the
    /// text yet; for those nothing is kept.
    fn misc(&mut self, column: &str) {
        if self.multiword.is_some() || column == "_" || column == "SpaceAfter=No" {
            return;
        }
        let kept: Vec<&str> = column
            .split('|')
            .filter(|pair| !is_space_after(pair))
            .collect();
        if !kept.is_empty() {
            self.builder.misc(&kept.join("|"));
        }
    }

    fn end_sentence(&mut self) -> Result<(), Error> {
        if let Some(open) = &self.multiword {
            let message = format!("the range up to {} has no such tokens", open.end);
            return Err(self.error(message));
        }
        if self.tokens == 0 {
            return Ok(());
        }
        if let Some(layers) = &mut self.layers {
            let heads = layers.close_sentence(self.tokens);
            heads.map_err(|why| {
                Error::conllu(self.row, format!("the sentence that ends here: {why}"))
            })?;
        }
        self.builder.end_sentence();
        self.tokens = 0;
        Ok(())
    }

    fn number(&self, digits: &str) -> Result<u32, Error> {
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits
            .parse()
            .ok()
            .filter(|&number: &u32| plain && number > 0);
        number
            .ok_or_else(|| self.error(format!("the id {:?} is no number from 1", start_of(digits))))
    }

    fn error(&self, message: impl std::fmt::Display) -> Error {
        Error::conllu(self.row, message)
    }
}

impl Layers {
    fn word(&mut self, columns: &[&str; 10]) -> Result<(), Error> {
        let absent = self.upos.len() < self.tokens;
        if (columns[3] == "_") != absent && self.tokens > 0 {
            return Err(missing("UPOS"));
        }
        if columns[3] != "_" {
            self.upos.push(columns[3].parse()?);
        }
        self.xpos.push(columns[4])?;
        self.feats.push(columns[5])?;
        self.any_lemma |= columns[2] != "_";
        self.lemmas.push(columns[2])?;
        self.head(columns)?;
        self.tokens += 1;
        Ok(())
    }

    fn head(&mut self, columns: &[&str; 10]) -> Result<(), Error> {
        let absent = self.heads.len() < self.tokens;
        if (columns[6] == "_") != absent && self.tokens > 0 {
            return Err(missing("HEAD"));
        }
        if columns[6] == "_" {
            return Ok(());
        }
        let head: Option<u32> = columns[6].parse().ok();
        let head = head.filter(|&head| head < ROOT).ok_or_else(|| {
            Error::layer(format!("the head {:?} is no number", start_of(columns[6])))
        })?;
        self.heads.push(head);
        self.relations.push(columns[7])
    }

    /// Turns the heads of the last `tokens` tokens from numbers of the sentence to positions.
    fn close_sentence(&mut self, tokens: u32) -> Result<(), String> {
        if self.heads.is_empty() {
            return Ok(());
        }
        let first = self.heads.len() - tokens as usize;
        for head in &mut self.heads[first..] {
            *head = match *head {
                0 => ROOT,
                head if head <= tokens => first as u32 + head - 1,
                head => return Err(format!("the head {head} of {tokens} tokens")),
            };
        }
        crate::tree::check_sentence(&self.heads, first)
    }

    fn add_to(self, text: &mut Annotated) -> Result<(), Error> {
        if self.tokens == 0 {
            return Ok(());
        }
        if !self.upos.is_empty() {
            text.add_tags(Tags {
                upos: self.upos,
                xpos: self.xpos.finish()?,
                feats: self.feats.finish()?,
            })?;
        }
        if self.any_lemma {
            text.add_lemmas(self.lemmas)?;
        }
        if !self.heads.is_empty() {
            text.add_tree(self.heads, self.relations.finish()?)?;
        }
        Ok(())
    }
}

fn missing(column: &str) -> Error {
    Error::layer(format!(
        "{column} is given for some tokens and `_` for others"
    ))
}

fn is_space_after(pair: &str) -> bool {
    pair.starts_with("SpaceAfter=")
}

fn has_no_space_after(misc: &str) -> bool {
    misc.split('|').any(|pair| pair == "SpaceAfter=No")
}

/// Enough of a text to recognise it in a message.
fn start_of(text: &str) -> &str {
    let end = text.char_indices().nth(40).map_or(text.len(), |(at, _)| at);
    &text[..end]
}
