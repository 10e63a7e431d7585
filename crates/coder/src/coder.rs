//! A document from passages to claims.

use std::collections::BTreeSet;

use detente_model::{ActorId, ActorMention, Knowledge, Party, PartyRole, Sense, Span};

use crate::anaphors::resolve_anaphors;
use crate::answers;
use crate::characterisation;
use crate::claims::Builder;
use crate::context::Context;
use crate::dictionary::Dictionary;
use crate::frame::{Dated, Scene, dates, settle};
use crate::gazetteer::{Gazetteer, Referent};
use crate::grounds;
use crate::input::{Coding, Input, Passage};
use crate::lexicon::{Anaphor, Lexicon, Tongue};
use crate::mention::{Finder, Mention, RawName, Role, Support, Words, raw_names};
use crate::parse::{BLOCK, Parse, Parsers};
use crate::predicate;
use crate::quoted;
use crate::sentence::{Sentence, Tree};
use crate::strangers::Streets;
use crate::token::{Token, tokenize};
use crate::voices::Voices;

/// Finds what passages claim, by the names of a [`Knowledge`] and the lexicon that is compiled in.
///
/// Build it once and use it for many documents, from as many threads as you like.
#[derive(Debug)]
pub struct Coder<'k> {
    pub(crate) lexicon: Lexicon,
    pub(crate) gazetteer: Gazetteer<'k>,
    pub(crate) dictionary: Option<Dictionary>,
}

/// A passage cut into words.
pub(crate) struct Prepared {
    passage: Passage,
    language: &'static str,
    pub tokens: Vec<Token>,
    pub words: Words,
    pub names: Vec<RawName>,
    /// The passage without its dateline: what is parsed.
    body: Span,
}

impl Prepared {
    pub(crate) fn language(&self) -> &'static str {
        self.language
    }
}

impl Coder<'static> {
    /// A coder that knows the names that are compiled in.
    pub fn builtin() -> Self {
        Self::of(Knowledge::builtin)
    }
}

impl<'k> Coder<'k> {
    /// A coder that knows the names in `knowledge`.
    pub fn new(knowledge: &'k Knowledge) -> Self {
        Self::of(|| knowledge)
    }

    /// Reads the words on other threads than the names: what is read first makes the program wait.
    fn of(knowledge: impl FnOnce() -> &'k Knowledge) -> Self {
        let (lexicon, mut gazetteer) = std::thread::scope(|scope| {
            let lexicon = scope.spawn(Lexicon::load);
            let gazetteer = Gazetteer::new(knowledge());
            (
                lexicon.join().expect("reading a table does not panic"),
                gazetteer,
            )
        });
        let mut lexicon = lexicon.expect("a test reads the files that are compiled in");
        gazetteer.enter_words(&mut lexicon);
        Self {
            lexicon,
            gazetteer,
            dictionary: None,
        }
    }

    /// The coder with entries of the user's own on top.
    #[must_use]
    pub fn with_dictionary(mut self, dictionary: Dictionary) -> Self {
        self.dictionary = Some(dictionary);
        self
    }

    pub(crate) fn tongue(&self, language: &str) -> &Tongue {
        if language == "fr" {
            &self.lexicon.french
        } else {
            &self.lexicon.english
        }
    }

    /// All that the passages of a document claim, sorted by place.
    ///
    /// Passages must lie on character boundaries of the text; one that does not is left out.
    /// Passages in other languages than English and French are read as English, which finds names
    /// and little else.
    pub fn code_document(&self, parsers: &mut Parsers, input: &Input<'_>) -> Coding {
        let passages: Vec<Prepared> = input
            .passages
            .iter()
            .filter(|passage| passage.span.get(input.text).is_some())
            .map(|passage| self.prepare(input.text, passage))
            .collect();
        let support = Support {
            sure: self.sure_actors(&passages),
            published: input.published,
        };
        let mut coding = Coding::default();
        let dated = all_dates(input, &passages);
        let mut context = Context::default();
        let finder = |prepared| self.finder(input.text, prepared, &support);
        let mut named: Vec<_> = passages
            .iter()
            .map(|prepared| finder(prepared).find(&prepared.names))
            .collect();
        if let Some(first) = passages.first() {
            context.note_whole(&named, &finder(first));
        }
        if let Some(title) = input.title {
            let prepared = self.prepare_text(title, Span::from_range(0..title.len()));
            let finder = self.finder(title, &prepared, &support);
            context.note_title(&finder.find(&prepared.names), &finder);
        }
        let mut voices = Voices::default();
        for number in 0..passages.len() {
            read_ahead(parsers, input.text, &passages[number..]);
            self.code_passage(
                parsers,
                input,
                &passages,
                &dated,
                number,
                std::mem::take(&mut named[number]),
                &support,
                (&mut context, &mut voices),
                &mut coding,
            );
        }
        voices.attribute(input.text, &mut coding);
        settle(&mut coding.events, |a, b| {
            a.action.plover() == b.action.plover()
                && (a.action.mode() == b.action.mode()
                    || a.action.mode().is_none()
                    || b.action.mode().is_none())
                && same_sides(&a.source, &b.source)
                && same_sides(&a.target, &b.target)
        });
        settle(&mut coding.ties, |a, b| {
            a.kind == b.kind && same_parties(&a.parties, &b.parties)
        });
        settle(&mut coding.causes, |a, b| a == b);
        settle(&mut coding.characterisations, |a, b| {
            a.standing == b.standing && same_sides(&a.parties, &b.parties)
        });
        coding.relevant =
            !coding.events.is_empty() || !coding.ties.is_empty() || !coding.dictionary.is_empty();
        coding
    }

    fn prepare(&self, text: &str, passage: &Passage) -> Prepared {
        let language = language(text, passage);
        let mut tokens = Vec::new();
        tokenize(text, passage.span, &mut tokens);
        let words = Words::of(text, &tokens, &self.gazetteer, self.tongue(language));
        let names = raw_names(&words, &self.gazetteer);
        let dateline = detente_text::find_dateline(text, passage.span);
        let start = dateline.map_or(passage.span.start(), Span::end);
        Prepared {
            body: Span::new(start, passage.span.end()),
            passage: *passage,
            language,
            tokens,
            words,
            names,
        }
    }

    /// A text that is one passage, in the language of its words.
    pub(crate) fn prepare_text(&self, text: &str, span: Span) -> Prepared {
        let passage = Passage {
            span,
            language: guess_language(span.of(text)),
            continues: false,
        };
        self.prepare(text, &passage)
    }

    /// Actors that some name means without doubt.
    pub(crate) fn sure_actors(&self, passages: &[Prepared]) -> Vec<ActorId> {
        let mut sure = BTreeSet::new();
        for name in passages.iter().flat_map(|passage| &passage.names) {
            let mut actors: Vec<&ActorId> = Vec::new();
            for number in &name.entries {
                let entry = self.gazetteer.entry(*number);
                if let (Sense::Sure, Referent::Actor(actor) | Referent::Entity(actor, _)) =
                    (entry.sense, &entry.referent)
                {
                    actors.push(actor);
                }
            }
            actors.dedup();
            if let [actor] = actors.as_slice() {
                sure.insert((*actor).clone());
            }
        }
        sure.into_iter().collect()
    }

    /// Who finds names in the prepared words of a text.
    pub(crate) fn finder<'f>(
        &'f self,
        text: &'f str,
        prepared: &'f Prepared,
        support: &'f Support,
    ) -> Finder<'f, 'k> {
        Finder {
            text,
            tokens: &prepared.tokens,
            words: &prepared.words,
            gazetteer: &self.gazetteer,
            tongue: self.tongue(prepared.language),
            language: prepared.language,
            support,
        }
    }

    #[allow(clippy::too_many_arguments)] // What a passage needs of its document, once.
    fn code_passage(
        &self,
        parsers: &mut Parsers,
        input: &Input<'_>,
        passages: &[Prepared],
        dated: &[Dated],
        number: usize,
        named: Vec<Mention>,
        support: &Support,
        (context, voices): (&mut Context, &mut Voices),
        coding: &mut Coding,
    ) {
        let prepared = &passages[number];
        let language = prepared.language;
        let finder = self.finder(input.text, prepared, support);
        let mut mentions = mentions_of(input.text, prepared, named, &finder, context, number);
        let quiet = mentions.iter().all(|mention| !mention.is_actor());
        let words = || {
            prepared
                .tokens
                .iter()
                .map(|token| token.span.of(input.text))
        };
        let silent = quiet && self.dictionary.is_none() && !crate::cause::cued(language, words());
        let parse = parsers.parse(input.text, prepared.body, language);
        if let Some(parse) = &parse {
            let tree = Tree::new(parse, &prepared.tokens);
            Streets {
                text: input.text,
                tokens: &prepared.tokens,
                words: &prepared.words,
                tongue: finder.tongue,
                language,
                roles: &self.gazetteer.roles,
                tree: &tree,
            }
            .add(&mut mentions, |state| finder.who(state));
            context.recall(input.text, &prepared.tokens, &mut mentions);
        }
        let mut sentence = sentence(
            input.text,
            prepared,
            finder.tongue,
            &mentions,
            parse.as_ref(),
        );
        if silent {
            context.note_body(number, &sentence);
            return;
        }
        let across = || context.across(number, &sentence, &finder);
        sentence.pair = context.pair(number).cloned().or_else(across);
        sentence.at_odds = context.are_at_odds(sentence.pair.as_ref());
        sentence.about = context.main().cloned();
        context.note(number, &sentence, &finder);
        voices.hear(&sentence);
        if sentence.is_question() {
            return;
        }
        let (evidence, found) = Self::evidence(passages, dated, number);
        let scene = Scene::new(&sentence, found, &self.gazetteer, evidence);
        let builder = Builder {
            scene: &scene,
            finder: &finder,
            gazetteer: &self.gazetteer,
        };
        let listed = self
            .dictionary
            .as_ref()
            .and_then(|dictionary| dictionary.events(&scene, &self.gazetteer, input.published));
        let (mut told, mut told_by) = (Vec::new(), Vec::new());
        for predicate in predicate::find(&sentence) {
            coding.ties.extend(builder.tie(&predicate));
            if listed.is_none()
                && let Some(event) = builder.event(&predicate)
            {
                told.push(event);
                told_by.push(predicate);
            }
        }
        answers::settle(&sentence, &finder, (context, number), &mut told, &told_by);
        let known = coding.events.len();
        for (mut event, predicate) in told.into_iter().zip(told_by) {
            let sides = [&event.content.source, &event.content.target];
            if predicate.waits && sides.iter().any(|side| side.is_empty()) {
                continue;
            }
            let grounds = grounds::settle(&sentence, &predicate, &mut event);
            coding.grounds.push(grounds);
            coding.events.push(event);
        }
        context.note_deeds(number, &coding.events[known..], &finder);
        coding.dictionary.extend(listed.into_iter().flatten());
        coding.causes.extend(crate::cause::find(&scene));
        coding.characterisations.extend(characterisation::find(
            &scene,
            &self.gazetteer,
            context.dominant(),
        ));
    }

    /// The stance of every predicate of `passages`, with negations and attributions.
    pub(crate) fn grammar(
        &self,
        parsers: &mut Parsers,
        text: &str,
        passages: &[Passage],
    ) -> crate::stance::Grammar {
        let mut found = crate::stance::Grammar::default();
        for passage in passages {
            let language = language(text, passage);
            if let Some(parse) = parsers.parse(text, passage.span, language) {
                crate::stance::grammar(&parse, self.tongue(language), &mut found);
            }
        }
        crate::stance::finish(text, &mut found);
        found
    }

    /// The passage, with those whose sentence it goes on with, and the dates in them.
    fn evidence<'d>(
        passages: &[Prepared],
        dated: &'d [Dated],
        number: usize,
    ) -> (Span, &'d [Dated]) {
        let mut first = number;
        while first > 0 && passages[first].passage.continues {
            first -= 1;
        }
        let whole = passages[first]
            .passage
            .span
            .cover(passages[number].passage.span);
        let from = dated.partition_point(|dated| dated.span.start() < whole.start());
        let to = dated.partition_point(|dated| dated.span.start() < whole.end());
        let found = &dated[from..to];
        let own = passages[number].passage.span;
        let dated_before = found.iter().any(|dated| dated.span.end() <= own.start());
        (if dated_before { whole } else { own }, found)
    }
}

/// The dates of a document, in order, read paragraph by paragraph.
fn all_dates(input: &Input<'_>, passages: &[Prepared]) -> Vec<Dated> {
    let mut found = Vec::new();
    let mut first = 0;
    for next in 1..=passages.len() {
        if passages
            .get(next)
            .is_some_and(|passage| goes_on(input.text, &passages[next - 1], passage))
        {
            continue;
        }
        let span = passages[first].passage.span;
        let span = span.cover(passages[next - 1].passage.span);
        let language = passages[first].language;
        found.extend(dates(input.text, span, language, input.published));
        first = next;
    }
    found
}

/// Whether two passages are of one paragraph and language.
fn goes_on(text: &str, one: &Prepared, next: &Prepared) -> bool {
    let gap = one.passage.span.end() as usize..next.passage.span.start() as usize;
    one.language == next.language
        && text.get(gap).is_some_and(|gap| {
            gap.trim().is_empty() && gap.bytes().filter(|byte| *byte == b'\n').count() < 2
        })
}

/// The mentions of a passage, with whom its pronouns and descriptions stand for.
fn mentions_of(
    text: &str,
    prepared: &Prepared,
    mut mentions: Vec<Mention>,
    finder: &Finder<'_, '_>,
    context: &Context,
    number: usize,
) -> Vec<Mention> {
    // Where a report was filed does nothing in it.
    let filed = prepared.body.start();
    for mention in &mut mentions {
        if mention.span(&prepared.tokens).end() <= filed {
            mention.role = Role::Place;
            let who = std::mem::take(&mut mention.who);
            let state = || who.into_iter().find_map(|who| who.country);
            mention.state = mention.state.take().or_else(state);
        }
    }
    // "We" means somebody only in a quotation.
    let marked = quoted::is_marked(prepared.passage.span.of(text));
    let is_open = |mention: &Mention| match finder.anaphor_kind(mention) {
        Some(Anaphor::Speaker | Anaphor::SpeakerPossessive) => marked,
        kind => kind.is_some(),
    };
    if mentions.iter().any(is_open) {
        let sentence = sentence(text, prepared, finder.tongue, &mentions, None);
        let resolved = resolve_anaphors(&sentence, finder, context, number);
        drop(sentence);
        for (place, who) in resolved {
            mentions[place].who = who;
        }
        // Words that stand for nobody here may mean what they say: "the court", "the two men".
        mentions.retain(|mention| {
            let kind = finder.anaphor_kind(mention);
            mention.is_actor() || !kind.is_some_and(Anaphor::is_open)
        });
    }
    mentions
}

/// Parses the first of `passages` with those after it, unless it has been read ahead.
fn read_ahead(parsers: &mut Parsers, text: &str, passages: &[Prepared]) {
    let is_read = |prepared: &Prepared| parsers.has_read(text, prepared.body, prepared.language);
    if !passages.first().is_none_or(is_read) {
        let block = &passages[..passages.len().min(BLOCK)];
        let words = |prepared: &'_ Prepared| prepared.body.of(text);
        parsers.read_ahead(
            block
                .iter()
                .map(|prepared| (words(prepared), prepared.language)),
        );
    }
}

/// French where its small words outnumber those of English.
pub(crate) fn guess_language(text: &str) -> detente_text::Language {
    let (mut english, mut french) = (0, 0);
    for word in text.split(|c: char| !c.is_alphabetic()) {
        // "UN" is no French article.
        if word.len() > 1 && word.chars().all(char::is_uppercase) {
            continue;
        }
        match word.to_lowercase().as_str() {
            "the" | "of" | "and" | "to" | "in" | "with" | "for" | "has" | "is" | "by" | "was"
            | "that" | "it" | "he" | "she" | "they" | "his" | "her" | "their" | "not" | "be"
            | "been" | "have" | "had" | "were" | "are" | "did" | "at" | "from" | "this" | "who"
            | "will" | "would" | "as" | "i" | "you" | "we" | "my" | "an" | "no" | "any"
            | "someone" => english += 1,
            "le" | "la" | "les" | "contre" | "avec" | "par" | "des" | "du" | "et" | "au"
            | "aux" | "une" | "est" | "dans" | "l" | "d" | "un" | "que" | "qui" | "pas" | "il"
            | "elle" | "ils" | "ne" | "n" | "ce" | "cette" | "son" | "sa" | "ses" | "sur"
            | "pour" | "ont" | "qu" | "se" | "sont" | "de" | "en" => french += 1,
            word if word.contains(['é', 'è', 'ê', 'ç', 'à']) => french += 1,
            _ => {}
        }
    }
    if french > english {
        detente_text::Language::FRENCH
    } else {
        detente_text::Language::ENGLISH
    }
}

/// `fr` or `en`; a passage in a language that is not known has that of its small words.
pub(crate) fn language(text: &str, passage: &Passage) -> &'static str {
    let language = if passage.language.is_unknown() {
        guess_language(passage.span.of(text))
    } else {
        passage.language
    };
    if language == detente_text::Language::FRENCH {
        "fr"
    } else {
        "en"
    }
}

fn sentence<'s>(
    text: &'s str,
    prepared: &'s Prepared,
    tongue: &'s Tongue,
    mentions: &'s [Mention],
    parse: Option<&'s Parse>,
) -> Sentence<'s> {
    Sentence::new(
        text,
        prepared.passage.span,
        prepared.language,
        (&prepared.tokens, &prepared.words),
        tongue,
        mentions,
        parse,
    )
}

fn same_sides(a: &[ActorMention], b: &[ActorMention]) -> bool {
    let sides = |actors: &[ActorMention]| -> BTreeSet<ActorId> {
        actors.iter().map(|actor| actor.side().clone()).collect()
    };
    sides(a) == sides(b)
}

fn same_parties(a: &[Party], b: &[Party]) -> bool {
    let parts = |parties: &[Party]| -> BTreeSet<(PartyRole, ActorId)> {
        let part = |party: &Party| (party.role, party.actor.side().clone());
        parties.iter().map(part).collect()
    };
    parts(a) == parts(b)
}
