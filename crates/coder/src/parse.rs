//! The grammar of a passage: words with parts of speech, lemmas and a dependency tree, as
//! `detente-syntax` finds them.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use detente_model::Span;
use detente_syntax::{Annotated, Language, Parser, Token, TokenId, Upos};

use crate::finite::Mended;
use crate::inflect::conjugate;
use crate::quoted;

/// Passages that are parsed together at the most: the network reads its weights once for all of
/// them.
pub(crate) const BLOCK: usize = 64;

/// The parsers that a [`Coder`](crate::Coder) works with, each made when it is first needed.
///
/// They hold memory that is used again from passage to passage: make one for each thread.
#[derive(Debug, Default)]
pub struct Parsers(BTreeMap<Language, Reader>);

/// A parser, and what it has read ahead.
#[derive(Debug)]
struct Reader {
    parser: Parser,
    /// By the words of the passage; `None` where it has none.
    ahead: HashMap<String, Option<Parse>>,
}

impl Parsers {
    /// No parser yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins to read the model of English, which nearly every text needs, on a thread of its own, so that it is
    /// ready sooner; whoever needs it before waits for it.
    pub fn begin() {
        std::thread::spawn(|| Parser::of(Language::English).is_ok());
    }

    /// Parses `passages`, each with the code of its language, at once, and keeps what is found
    /// until others are read ahead.
    ///
    /// The grammar of a passage does not depend on what is parsed with it: this changes nothing
    /// but how long it takes.
    pub(crate) fn read_ahead<'t>(
        &mut self,
        passages: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) {
        for reader in self.0.values_mut() {
            reader.ahead.clear();
        }
        let mut blocks: BTreeMap<Language, Block> = BTreeMap::new();
        for (passage, language) in passages {
            if let Ok(language) = language.parse() {
                blocks.entry(language).or_default().push(passage);
            }
        }
        for (language, block) in blocks {
            if let Some(reader) = self.reader(language) {
                block.parse(reader, language);
            }
        }
    }

    /// The grammar of `text[span]`, whose language has the code `language`; `None` where no parser
    /// can be had or the passage has no words.
    pub(crate) fn parse(&mut self, text: &str, span: Span, language: &str) -> Option<Parse> {
        let passage = span.get(text)?;
        let language: Language = language.parse().ok()?;
        let reader = self.reader(language)?;
        let parse = if let Some(parse) = reader.ahead.get(passage) {
            parse.clone()
        } else {
            let parse = reader.parse(passage, language);
            match quoted::opening(passage) {
                Some(range) => {
                    let quotation = reader.parse(&passage[range.clone()], language);
                    parse.map(|parse| parse.stitched(range.start, quotation))
                }
                None => parse,
            }
        }?;
        Some(Parse {
            offset: span.start(),
            ..parse
        })
    }

    /// Whether the grammar of `text[span]` was read ahead.
    pub(crate) fn has_read(&self, text: &str, span: Span, language: &str) -> bool {
        let reader = language
            .parse()
            .ok()
            .and_then(|language: Language| self.0.get(&language));
        let (reader, passage) = (reader, span.get(text));
        reader
            .zip(passage)
            .is_some_and(|(reader, passage)| reader.ahead.contains_key(passage))
    }

    fn reader(&mut self, language: Language) -> Option<&mut Reader> {
        let reader = match self.0.remove(&language) {
            Some(reader) => reader,
            None => Reader {
                parser: Parser::of(language).ok()?,
                ahead: HashMap::new(),
            },
        };
        Some(self.0.entry(language).or_insert(reader))
    }
}

impl Reader {
    /// The grammar of one passage.
    fn parse(&mut self, passage: &str, language: Language) -> Option<Parse> {
        let whole = [Span::from_range(0..passage.len())];
        let annotated = self.parser.parse_sentences(passage, &whole).ok()?;
        Parse::of(&Arc::new(annotated), 0..passage.len()).map(|parse| parse.mended(language))
    }
}

/// Passages of one language, one after the other on lines of their own.
#[derive(Default)]
struct Block {
    text: String,
    passages: Vec<Span>,
}

impl Block {
    fn push(&mut self, passage: &str) {
        let start = self.text.len();
        self.text.push_str(passage);
        self.passages.push(Span::from_range(start..self.text.len()));
        self.text.push('\n');
    }

    /// Parses all passages into what `reader` has read ahead, and their quotations after them;
    /// passages that are too long together are left to be parsed one by one.
    fn parse(self, reader: &mut Reader, language: Language) {
        let quotations: Vec<Option<Range<usize>>> = self
            .passages
            .iter()
            .map(|passage| quoted::opening(passage.of(&self.text)))
            .collect();
        let mut apart = Self::default();
        for (passage, range) in self.passages.iter().zip(&quotations) {
            if let Some(range) = range {
                apart.push(&passage.of(&self.text)[range.clone()]);
            }
        }
        let (Some(parses), Some(quoted)) = (
            self.grammar(&mut reader.parser, language),
            apart.grammar(&mut reader.parser, language),
        ) else {
            return;
        };
        let mut quoted = quoted.into_iter();
        for ((passage, range), parse) in self.passages.iter().zip(quotations).zip(parses) {
            let parse = match range {
                Some(range) => {
                    let quotation = quoted.next().flatten();
                    parse.map(|parse| parse.stitched(range.start, quotation))
                }
                None => parse,
            };
            reader
                .ahead
                .insert(passage.of(&self.text).to_owned(), parse);
        }
    }

    /// The grammar of each passage; `None` where they are too long together.
    fn grammar(&self, parser: &mut Parser, language: Language) -> Option<Vec<Option<Parse>>> {
        if self.passages.is_empty() {
            return Some(Vec::new());
        }
        let annotated = parser.parse_sentences(&self.text, &self.passages).ok()?;
        let annotated = Arc::new(annotated);
        let of = |passage: &Span| {
            let parse = Parse::of(&annotated, passage.range());
            parse.map(|parse| parse.mended(language))
        };
        Some(self.passages.iter().map(of).collect())
    }
}

/// A parsed passage. Words are counted from 0 over the whole passage.
#[derive(Debug, Clone)]
pub(crate) struct Parse {
    /// The passage and those that were parsed with it.
    block: Arc<Annotated>,
    /// The words of the passage in the block.
    words: Range<usize>,
    /// Where the passage begins in the block.
    start: u32,
    /// Where the passage begins in the document.
    offset: u32,
    /// Heads and relations where the parser missed the main verb.
    mended: Option<Arc<Mended>>,
    french: bool,
}

impl Parse {
    /// The words of a block whose bytes lie in `passage`; `None` where there are none.
    fn of(block: &Arc<Annotated>, passage: Range<usize>) -> Option<Self> {
        let start = passage.start as u32;
        let end = passage.end as u32;
        let spans = block.spans();
        let words = spans.partition_point(|span| span.start() < start)
            ..spans.partition_point(|span| span.start() < end);
        (!words.is_empty()).then_some(Self {
            block: Arc::clone(block),
            words,
            start,
            offset: 0,
            mended: None,
            french: false,
        })
    }

    /// With the verb that the parser missed, and its clauses joined as words and order tell.
    fn mended(self, language: Language) -> Self {
        let mended = match language {
            Language::English => Mended::of(&self),
            Language::French => Mended::of_french(&self),
        };
        let parse = Self {
            mended: mended.map(Arc::new),
            french: language == Language::French,
            ..self
        };
        let joined = match language {
            Language::English => Mended::of_joints(&parse, parse.mended.as_deref()),
            Language::French => None,
        };
        match joined {
            Some(joined) => parse.replaced(joined),
            None => parse,
        }
    }

    /// With the grammar of the quotation that begins at byte `start` of the passage, if it has one.
    fn stitched(self, start: usize, quotation: Option<Self>) -> Self {
        match quotation {
            Some(quotation) => self.with_quotation(start, quotation),
            None => self,
        }
    }

    /// With other heads and relations.
    pub(crate) fn replaced(self, mended: Mended) -> Self {
        Self {
            mended: Some(Arc::new(mended)),
            ..self
        }
    }

    /// The bytes of a word in the passage.
    pub(crate) fn place(&self, word: usize) -> Range<u32> {
        let span = self.block.spans()[self.words.start + word];
        span.start() - self.start..span.end() - self.start
    }

    /// The quotation in which a word stands that was parsed by itself, and its number there.
    fn quoted(&self, word: usize) -> Option<(&Self, usize)> {
        let quotation = self.mended.as_ref()?.quotation.as_ref()?;
        let own = quotation.words.contains(&word);
        own.then(|| (&quotation.parse, word - quotation.words.start))
    }

    /// How many words there are; at least one.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    fn id(&self, word: usize) -> TokenId {
        TokenId((self.words.start + word) as u32)
    }

    fn token(&self, word: usize) -> Token<'_> {
        self.block.token(self.id(word))
    }

    /// The number in the passage of a word of the block.
    fn number(&self, token: Token<'_>) -> usize {
        token.id().index() - self.words.start
    }

    /// The bytes of a word in the document.
    pub(crate) fn span(&self, word: usize) -> Span {
        let span = self.block.spans()[self.words.start + word];
        let place = |at: u32| at - self.start + self.offset;
        Span::new(place(span.start()), place(span.end()))
    }

    /// The word as it stands in the text.
    pub(crate) fn form(&self, word: usize) -> &str {
        self.block.form(self.id(word))
    }

    /// The base form.
    pub(crate) fn lemma(&self, word: usize) -> &str {
        if let Some((quotation, own)) = self.quoted(word) {
            return quotation.lemma(own);
        }
        let mended = self
            .mended
            .as_ref()
            .filter(|mended| mended.finite == Some(word));
        if let Some(lemma) = mended.and_then(|mended| mended.lemma) {
            return lemma;
        }
        let verbal = matches!(self.token(word).upos(), Some(Upos::Verb | Upos::Aux));
        if self.french
            && verbal
            && let Some(lemma) = irregular_french(self.form(word))
        {
            return lemma;
        }
        let lemma = self.token(word).lemma().unwrap_or_else(|| self.form(word));
        match lemma.strip_suffix('e') {
            Some(stem) if stem.ends_with("ch") && self.is_noun_after_all(word) => stem,
            _ => lemma,
        }
    }

    /// "Clashes between the two have left dozens dead", "Fighting erupted": what was taken for a verb,
    /// and yet stands where nouns stand.
    fn is_noun_after_all(&self, word: usize) -> bool {
        let token = self.token(word);
        if token.upos() != Some(Upos::Verb)
            || !["nsubj", "obj", "nmod"].contains(&self.relation(word))
        {
            return false;
        }
        let third = token.feature("Person") == Some("3")
            && token.feature("Number") == Some("Sing")
            && token.feature("Tense") == Some("Pres");
        let gerund = self.is(word, "nsubj") && self.form(word).ends_with("ing");
        (third || gerund)
            && self.dependent(word, "nsubj").is_none()
            && self.dependent(word, "obj").is_none()
    }

    /// "denied shelling Azerbaijani positions": what was taken for a noun, and yet has an object.
    fn is_gerund_after_all(&self, word: usize) -> bool {
        self.is(word, "xcomp")
            && self.token(word).upos() == Some(Upos::Noun)
            && self.form(word).ends_with("ing")
            && self.dependent(word, "obj").is_some()
    }

    /// The universal part of speech.
    pub(crate) fn upos(&self, word: usize) -> Upos {
        if let Some((quotation, own)) = self.quoted(word) {
            return quotation.upos(own);
        }
        if self
            .mended
            .as_ref()
            .is_some_and(|mended| mended.finite == Some(word) || mended.participles.contains(&word))
        {
            return Upos::Verb;
        }
        let tags = self.mended.as_ref().map(|mended| mended.tags.iter());
        if let Some((_, upos)) = tags
            .into_iter()
            .flatten()
            .find(|(tagged, _)| *tagged == word)
        {
            return *upos;
        }
        if self.is_noun_after_all(word) {
            return Upos::Noun;
        }
        if self.is_gerund_after_all(word) {
            return Upos::Verb;
        }
        self.token(word).upos().unwrap_or(Upos::X)
    }

    /// The value of a feature: `feature(word, "Tense")` is `Some("Past")`.
    pub(crate) fn feature(&self, word: usize, name: &str) -> Option<&str> {
        if let Some((quotation, own)) = self.quoted(word) {
            return quotation.feature(own, name);
        }
        let is_verb = |mended: &Arc<Mended>| mended.finite == Some(word);
        if name == "VerbForm" && self.mended.as_ref().is_some_and(is_verb) {
            return Some("Fin");
        }
        let is_participle = |mended: &Arc<Mended>| mended.participles.contains(&word);
        if self.mended.as_ref().is_some_and(is_participle) {
            match name {
                "VerbForm" => return Some("Part"),
                "Tense" => return Some("Past"),
                _ => {}
            }
        }
        if name == "VerbForm" && self.is_gerund_after_all(word) {
            return Some("Ger");
        }
        self.token(word).feature(name)
    }

    /// The word above; `None` for a root.
    pub(crate) fn head(&self, word: usize) -> Option<usize> {
        match &self.mended {
            Some(mended) => mended.heads[word],
            None => self.token(word).head().map(|head| self.number(head)),
        }
    }

    /// The relation to the head with its subtype (`nsubj:pass`).
    pub(crate) fn relation(&self, word: usize) -> &str {
        match &self.mended {
            Some(mended) => &mended.relations[word],
            None => self.token(word).relation().unwrap_or("dep"),
        }
    }

    /// The words right below, from left to right.
    pub(crate) fn dependents(&self, word: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let mended = self
            .mended
            .as_ref()
            .map(|mended| mended.below[word].iter().copied());
        let parsed = self.mended.is_none().then(|| self.token(word).dependents());
        let parsed = parsed.into_iter().flatten();
        mended
            .into_iter()
            .flatten()
            .chain(parsed.map(|token| self.number(token)))
    }

    /// The first dependent with this relation; a relation without subtype stands for all of its
    /// subtypes.
    pub(crate) fn dependent(&self, word: usize, relation: &str) -> Option<usize> {
        self.dependents(word)
            .find(|below| self.is(*below, relation))
    }

    /// Whether the relation of a word to its head is `relation`, or a subtype of it.
    pub(crate) fn is(&self, word: usize, relation: &str) -> bool {
        let found = self.relation(word);
        found == relation
            || found
                .strip_prefix(relation)
                .is_some_and(|rest| rest.starts_with(':'))
    }

    /// The word that covers the byte `at` of the document.
    pub(crate) fn word_at(&self, at: u32) -> Option<usize> {
        let at = at.checked_sub(self.offset)? + self.start;
        let spans = &self.block.spans()[self.words.clone()];
        let after = spans.partition_point(|span| span.start() <= at);
        let mut word = after.checked_sub(1)?;
        // "du" is "de" and "le": its preposition says what it does.
        while word > 0 && spans[word - 1].start() == spans[word].start() {
            word -= 1;
        }
        (at < spans[word].end()).then_some(word)
    }
}

/// The base form of an irregular French verb, where no other has the form: "pourraient", of which a
/// parser may make any word.
fn irregular_french(form: &str) -> Option<&'static str> {
    static FORMS: OnceLock<HashMap<String, Option<&'static str>>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        let mut forms = HashMap::new();
        let irregulars = crate::lexicon::irregulars();
        for (_, lemma) in irregulars.keys().filter(|(language, _)| language == "fr") {
            for (form, _) in conjugate("fr", lemma, irregulars) {
                let known = forms.entry(form).or_insert(Some(lemma.as_str()));
                *known = known.filter(|known| *known == lemma);
            }
        }
        forms
    });
    forms.get(form).copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_places_in_the_document() {
        let text = "Before. Iran did not sign the treaties.";
        let span = Span::from_range(8..text.len());
        let parse = Parsers::new().parse(text, span, "en").expect("a parser");
        let sign = parse.word_at(21).expect("a word");
        assert_eq!(parse.span(sign).of(text), "sign");
        assert_eq!((parse.lemma(sign), parse.head(sign)), ("sign", None));
        let object = parse.dependent(sign, "obj").expect("an object");
        assert_eq!(parse.lemma(object), "treaty");
        assert_eq!(parse.feature(object, "Number"), Some("Plur"));
        assert_eq!(parse.dependents(object).collect::<Vec<_>>(), [4]);
        assert!(parse.is(object, "obj") && parse.upos(object) == Upos::Noun);
        assert_eq!(parse.word_at(7), None, "a space");
        assert_eq!(parse.word_at(0), None, "before the passage");
        assert_eq!(parse.len(), 7);
    }

    #[test]
    fn reading_ahead_changes_no_grammar() {
        let passages = [
            ("Iran did not sign the treaties.", "en"),
            ("  ", "en"),
            ("L'Iran n'a pas signé.", "fr"),
            ("He doesn't say why, and Moscow is silent too.", "en"),
            ("слово", "ru"),
        ];
        let shown = |parse: &Parse| -> Vec<_> {
            (0..parse.len())
                .map(|word| {
                    let tree = (parse.head(word), parse.relation(word).to_owned());
                    (parse.span(word), parse.lemma(word).to_owned(), tree)
                })
                .collect()
        };
        let mut ahead = Parsers::new();
        ahead.read_ahead(passages);
        for (passage, language) in passages {
            let text = format!("— {passage} —");
            let span = Span::new(4, 4 + passage.len() as u32);
            let alone = Parsers::new().parse(&text, span, language);
            let read = ahead.parse(&text, span, language);
            assert_eq!(ahead.has_read(&text, span, language), language != "ru");
            assert_eq!(read.as_ref().map(shown), alone.as_ref().map(shown));
            let ends = |parse: &Parse| parse.word_at(span.end() + 1).is_none();
            assert!(read.is_none_or(|parse| ends(&parse)));
        }
        ahead.read_ahead([]);
        let (passage, language) = passages[0];
        assert!(!ahead.has_read(passage, Span::from_range(0..passage.len()), language));
    }

    #[test]
    fn a_passage_without_words_or_parser_has_no_grammar() {
        let mut parsers = Parsers::new();
        assert!(parsers.parse("  ", Span::new(0, 2), "en").is_none());
        assert!(parsers.parse("слово", Span::new(0, 10), "ru").is_none());
    }
}
