//! What each token does, by its word and its neighbours.

use super::{Sentence, Tag, Voice};
use crate::inflect::form::{BASE, CONDITIONAL, FUTURE, GERUND, PARTICIPLE, PAST, THIRD};
use crate::lexicon::class;
use crate::parse::Parse;
use crate::token::TokenKind;
use detente_syntax::Upos;

impl Sentence<'_> {
    pub(super) fn assign_tags(&mut self, parse: Option<&Parse>) {
        for at in 0..self.tokens.len() {
            let start = self.tokens[at].span.start();
            let part = parse.and_then(|parse| Some(parse.upos(parse.word_at(start)?)));
            let tag = match part {
                Some(part) => self.tagged(at, part),
                None => self.guess(at),
            };
            self.tags.push(tag);
        }
    }

    /// The last token before `at` that is no adverb or negation.
    fn before(&self, at: usize) -> Option<usize> {
        (0..at)
            .rev()
            .find(|place| !matches!(self.tags[*place], Tag::Adverb | Tag::Negation | Tag::Quote))
    }

    /// The tag where a tagger says the part of speech; verb forms are still read here.
    fn tagged(&self, at: usize, part: Upos) -> Tag {
        let guess = self.guess(at);
        match part {
            Upos::Verb => match guess {
                Tag::Verb(voice) => Tag::Verb(voice),
                _ => Tag::Verb(self.voice_of(at)),
            },
            Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num => match guess {
                Tag::Verb(_) => Tag::Word,
                other => other,
            },
            Upos::Aux => Tag::Auxiliary,
            _ => guess,
        }
    }

    fn voice_of(&self, at: usize) -> Voice {
        let verb = self.info(at).verb;
        match self.before(at).map(|before| self.tags[before]) {
            Some(Tag::To) => Voice::Infinitive,
            Some(Tag::Auxiliary) if verb & PARTICIPLE != 0 && self.after_be(at) => Voice::Passive,
            _ if verb & (GERUND | PAST | PARTICIPLE) == GERUND => Voice::Gerund,
            _ => Voice::Active,
        }
    }

    fn guess(&self, at: usize) -> Tag {
        if let Some(tag) = self.mark(at) {
            return tag;
        }
        let info = self.info(at);
        let in_mention = self.mention_at[at].is_some();
        if in_mention {
            let anaphor = self.mention_at[at].is_some_and(|mention| self.mentions[mention].anaphor);
            return if anaphor && info.class & class::POSSESSIVE != 0 {
                Tag::Determiner
            } else {
                Tag::Word
            };
        }
        if let Some(tag) = self.closed(at) {
            return tag;
        }
        if info.verb != 0 {
            let verb = if self.language == "fr" {
                self.french_verb(at)
            } else {
                self.english_verb(at)
            };
            return verb.map_or(Tag::Word, Tag::Verb);
        }
        if info.class & class::ADVERB != 0 {
            return Tag::Adverb;
        }
        self.by_ending(at)
    }

    fn mark(&self, at: usize) -> Option<Tag> {
        let token = &self.tokens[at];
        let word = self.word(at);
        if token.kind == TokenKind::Word && !matches!(word.chars().next(), Some('\'' | '’')) {
            return None;
        }
        if token.kind == TokenKind::Number {
            return Some(Tag::Word);
        }
        Some(match word {
            "," => Tag::Comma,
            "-" | "–" | "/" | "‑" => {
                let glued =
                    !token.spaced && self.tokens.get(at + 1).is_some_and(|next| !next.spaced);
                if glued { Tag::Hyphen } else { Tag::Stop }
            }
            "\"" | "“" | "”" | "«" | "»" | "*" | "_" | "‘" => Tag::Quote,
            "'" | "’" | "'s" | "’s" | "'S" | "’S" => {
                let pronoun = at > 0 && self.tags[at - 1] == Tag::Pronoun;
                if token.spaced {
                    Tag::Quote
                } else if pronoun {
                    Tag::Auxiliary
                } else {
                    Tag::Possessive
                }
            }
            _ if matches!(word.chars().next(), Some('\'' | '’')) => Tag::Auxiliary,
            "%" | "$" | "€" | "£" | "#" | "&" => {
                if word == "&" {
                    Tag::Conjunction
                } else {
                    Tag::Word
                }
            }
            _ => Tag::Stop,
        })
    }

    /// Words of closed classes.
    fn closed(&self, at: usize) -> Option<Tag> {
        let class = self.info(at).class;
        let after_noun = at > 0 && matches!(self.tags[at - 1], Tag::Word | Tag::Comma | Tag::Quote);
        let verb_next = self.next_looks_verbal(at);
        if class & class::TO != 0 {
            let next = self.info(at + 1).verb & BASE != 0 || self.next_adverb_verb(at);
            let spatial = self.mention_at.get(at + 1).is_some_and(Option::is_some);
            return Some(if next && !spatial {
                Tag::To
            } else {
                Tag::Preposition
            });
        }
        if class & class::NEGATION != 0 {
            return Some(Tag::Negation);
        }
        if class & (class::BE | class::HAVE | class::DO | class::MODAL) != 0 {
            return Some(Tag::Auxiliary);
        }
        if class & class::RELATIVE != 0
            && (class & class::DETERMINER == 0 || (after_noun && verb_next))
        {
            return Some(Tag::Relative);
        }
        if class & class::SUBORDINATOR != 0 {
            let bare = class & (class::PREPOSITION | class::DETERMINER | class::ADVERB) == 0;
            // "after", "since", "as": prepositions unless a clause follows.
            if bare
                || (class & class::PREPOSITION != 0 && self.clause_follows(at))
                || (class & class::DETERMINER != 0 && self.clause_follows(at))
            {
                return Some(Tag::Subordinator);
            }
        }
        if class & class::PREPOSITION != 0 {
            return Some(Tag::Preposition);
        }
        if class & class::REFLEXIVE != 0 {
            return Some(Tag::Auxiliary);
        }
        if class & class::PRONOUN != 0 && class & class::DETERMINER == 0 {
            return Some(Tag::Pronoun);
        }
        if class & class::CONJUNCTION != 0 {
            return Some(Tag::Conjunction);
        }
        if class & class::DETERMINER != 0 {
            // "Russia and Iran both supported".
            let floating = matches!(self.word(at), "both" | "each" | "all" | "tous" | "toutes");
            return Some(if floating && at > 0 && verb_next {
                Tag::Adverb
            } else {
                Tag::Determiner
            });
        }
        if class & class::ADJECTIVE != 0 && self.info(at).verb == 0 {
            // "will likely sign".
            let after_auxiliary = at > 0 && self.tags[at - 1] == Tag::Auxiliary;
            if after_auxiliary && self.word(at) == "likely" && self.info(at + 1).verb != 0 {
                return Some(Tag::Adverb);
            }
            return Some(Tag::Word);
        }
        None
    }

    fn next_looks_verbal(&self, at: usize) -> bool {
        let next = self.info(at + 1);
        next.class & (class::BE | class::HAVE | class::DO | class::MODAL) != 0 || next.verb != 0
    }

    fn next_adverb_verb(&self, at: usize) -> bool {
        let adverb =
            self.info(at + 1).class & class::ADVERB != 0 || self.word(at + 1).ends_with("ly");
        adverb && self.info(at + 2).verb & BASE != 0
    }

    /// Whether a verb stands soon after `at`, before any mark: "after Russia invaded".
    fn clause_follows(&self, at: usize) -> bool {
        for place in at + 1..(at + 9).min(self.tokens.len()) {
            let info = self.info(place);
            if self.tokens[place].kind == TokenKind::Mark
                && !matches!(self.word(place), "-" | "–" | "'" | "’")
            {
                return false;
            }
            if self.mention_at[place].is_some() {
                continue;
            }
            if info.class & (class::BE | class::HAVE | class::DO | class::MODAL) != 0 {
                return true;
            }
            if info.class & class::PREPOSITION != 0
                && place > at + 1
                && info.class & class::TO == 0
                && self.word(place) != "of"
            {
                return false;
            }
            let finite =
                info.verb & PAST != 0 || (info.verb & THIRD != 0 && info.class & class::NOUN == 0);
            if finite && place > at + 1 {
                return true;
            }
        }
        false
    }

    /// Whether a form of "be" governs the participle at `at`.
    fn after_be(&self, at: usize) -> bool {
        let mut place = at;
        while place > 0 {
            place -= 1;
            match self.tags[place] {
                Tag::Adverb | Tag::Negation => {}
                Tag::Auxiliary => {
                    let class = self.info(place).class;
                    return class & class::BE != 0
                        && class & class::HAVE == 0
                        && !matches!(self.word(place), "'s" | "’s");
                }
                _ => return false,
            }
        }
        false
    }

    /// Whether an object begins right after `at`.
    fn object_follows(&self, at: usize) -> bool {
        let next = at + 1;
        if self.mention_at.get(next).is_some_and(Option::is_some) {
            return true;
        }
        let class = self.info(next).class;
        class & (class::DETERMINER | class::PRONOUN | class::POSSESSIVE) != 0
            && class & class::PREPOSITION == 0
    }

    fn english_verb(&self, at: usize) -> Option<Voice> {
        let info = self.info(at);
        let before = self.before(at);
        let tag = before.map(|before| self.tags[before]);
        let by_next = matches!(self.word(at + 1), "by");
        if info.verb & GERUND != 0 && info.verb & (PAST | BASE) == 0 {
            return self.gerund(at, tag);
        }
        if info.verb & (PAST | PARTICIPLE) != 0 {
            return self.english_past(at, tag, by_next);
        }
        let noun = info.class & class::NOUN != 0;
        match tag {
            Some(Tag::To) => Some(Voice::Infinitive),
            Some(Tag::Auxiliary) => {
                let class = before.map_or(0, |before| self.info(before).class);
                let verbal = class & (class::MODAL | class::DO) != 0;
                (verbal || !noun && class & class::BE == 0).then_some(Voice::Active)
            }
            Some(Tag::Pronoun | Tag::Relative) => Some(Voice::Active),
            Some(Tag::Word) => self.present_after_noun(at, before?, noun),
            Some(Tag::Conjunction | Tag::Comma) => {
                let verb_before = (0..at).any(|place| self.is_verb(place));
                (verb_before && (!noun || self.object_follows(at))).then_some(Voice::Active)
            }
            Some(Tag::Verb(_)) => {
                (self.word(before?).eq_ignore_ascii_case("help")).then_some(Voice::Infinitive)
            }
            _ => None,
        }
    }

    fn gerund(&self, at: usize, tag: Option<Tag>) -> Option<Voice> {
        match tag {
            Some(Tag::Auxiliary) => Some(Voice::Active),
            Some(Tag::Determiner | Tag::Possessive | Tag::Hyphen) => None,
            Some(Tag::Word) => {
                let noun_use = matches!(self.word(at + 1), "of");
                (!noun_use).then_some(Voice::Gerund)
            }
            _ if matches!(self.word(at + 1), "of") => None,
            _ => Some(Voice::Gerund),
        }
    }

    fn english_past(&self, at: usize, tag: Option<Tag>, by_next: bool) -> Option<Voice> {
        let verb = self.info(at).verb;
        let class = self.info(at).class;
        // "put", "cut", "hit", "set": also presents and nouns.
        let as_noun = class & class::NOUN != 0 && verb & BASE != 0;
        match tag {
            Some(Tag::Auxiliary) => {
                if self.after_be(at) && verb & PARTICIPLE != 0 {
                    Some(Voice::Passive)
                } else {
                    Some(Voice::Active)
                }
            }
            Some(Tag::Determiner | Tag::Possessive | Tag::Hyphen) => None,
            Some(Tag::Preposition) => by_next.then_some(Voice::Passive),
            Some(Tag::To) => (verb & BASE != 0).then_some(Voice::Infinitive),
            _ if by_next => Some(Voice::Passive),
            _ if verb & PAST == 0 => (verb & PARTICIPLE != 0).then_some(Voice::Passive),
            _ if as_noun && !self.object_follows(at) => None,
            Some(Tag::Word) => {
                // "the expanded talks": a participle before its noun.
                let inside = before_is_adjective(self, at);
                (!inside).then_some(Voice::Active)
            }
            None => None,
            _ => Some(Voice::Active),
        }
    }

    fn present_after_noun(&self, at: usize, before: usize, noun: bool) -> Option<Voice> {
        let verb = self.info(at).verb;
        let mention = self.mention_at[before].map(|mention| &self.mentions[mention]);
        let modifier =
            mention.is_some_and(|mention| mention.role == crate::mention::Role::Modifier);
        if modifier || self.is(before, class::ADJECTIVE) {
            return None;
        }
        let plural_before = mention.is_some_and(|mention| mention.anaphor || mention.who.len() > 1)
            || self.word(before).ends_with('s')
            || self.joined_before(before);
        // "UN arms embargoes": an acronym before a noun qualifies it.
        let acronym = self
            .word(before)
            .chars()
            .filter(|c| c.is_uppercase())
            .count()
            > 1;
        if noun && acronym && !self.object_follows(at) {
            return None;
        }
        let agrees = if verb & THIRD != 0 {
            true
        } else {
            plural_before
        };
        if !agrees {
            return None;
        }
        if !noun {
            return Some(Voice::Active);
        }
        let preposition_next = self.is(at + 1, class::PREPOSITION) && !self.is(at + 1, class::TO);
        if mention.is_none() && verb & THIRD != 0 {
            return self.object_follows(at).then_some(Voice::Active);
        }
        (!preposition_next
            && (self.object_follows(at) || mention.is_some() && !self.ends_at(at + 1)))
        .then_some(Voice::Active)
    }

    fn ends_at(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_none_or(|token| token.kind == TokenKind::Mark)
    }

    /// Whether the mention that ends at `before` is the last of a list.
    fn joined_before(&self, before: usize) -> bool {
        let Some(mention) = self.mention_at[before] else {
            return false;
        };
        let first = self.mentions[mention].first;
        let mut place = first;
        while place > 0 && self.tags[place - 1] == Tag::Determiner {
            place -= 1;
        }
        place >= 2
            && matches!(
                self.word(place - 1).to_lowercase().as_str(),
                "and" | "et" | "&"
            )
            && self.mention_at[place - 2].is_some()
    }

    fn french_verb(&self, at: usize) -> Option<Voice> {
        let info = self.info(at);
        let before = self.before(at);
        let tag = before.map(|before| self.tags[before]);
        let noun = info.class & class::NOUN != 0;
        let par_next = self.word(at + 1) == "par";
        if info.verb & PARTICIPLE != 0 {
            if tag == Some(Tag::Auxiliary) {
                let reflexive = (0..at)
                    .rev()
                    .take(4)
                    .any(|place| self.is(place, class::REFLEXIVE));
                return Some(if self.after_be(at) && !reflexive {
                    Voice::Passive
                } else {
                    Voice::Active
                });
            }
            if par_next {
                return Some(Voice::Passive);
            }
            if info.verb & (PAST | FUTURE | CONDITIONAL) == 0 {
                return None;
            }
        }
        if info.verb & GERUND != 0 {
            return (!matches!(tag, Some(Tag::Determiner)) && !noun).then_some(Voice::Gerund);
        }
        if info.verb & BASE != 0 {
            return (!matches!(tag, Some(Tag::Determiner))).then_some(Voice::Infinitive);
        }
        match tag {
            Some(Tag::Determiner | Tag::Preposition) | None => None,
            Some(Tag::Word) if noun => self.object_follows(at).then_some(Voice::Active),
            Some(Tag::Comma | Tag::Conjunction) if noun => None,
            Some(Tag::Auxiliary)
                if !before.is_some_and(|before| self.is(before, class::REFLEXIVE)) =>
            {
                None
            }
            _ => Some(Voice::Active),
        }
    }

    /// Words that the lexicon does not know.
    fn by_ending(&self, at: usize) -> Tag {
        if self.language == "fr" {
            return Tag::Word;
        }
        let word = self.word(at);
        if word.ends_with("ly") && word.len() > 4 && !self.tokens[at].capital {
            return Tag::Adverb;
        }
        let lower = !self.tokens[at].capital;
        let before = self.before(at).map(|before| self.tags[before]);
        if lower && word.len() > 4 && word.ends_with("ed") {
            return match before {
                Some(Tag::Auxiliary) if self.after_be(at) => Tag::Verb(Voice::Passive),
                Some(Tag::Auxiliary | Tag::Pronoun | Tag::Relative) => Tag::Verb(Voice::Active),
                Some(Tag::Word) if self.object_follows(at) => Tag::Verb(Voice::Active),
                _ if self.word(at + 1) == "by" => Tag::Verb(Voice::Passive),
                _ => Tag::Word,
            };
        }
        if lower
            && word.len() > 5
            && word.ends_with("ing")
            && matches!(before, Some(Tag::Comma | Tag::Preposition | Tag::Auxiliary))
            && self.object_follows(at)
        {
            return Tag::Verb(Voice::Gerund);
        }
        Tag::Word
    }
}

/// Whether the word before a participle is an adjective, so that both stand before a noun.
fn before_is_adjective(sentence: &Sentence<'_>, at: usize) -> bool {
    at > 0
        && (sentence.is(at - 1, class::ADJECTIVE)
            || sentence.mention_at[at - 1].is_some_and(|mention| {
                sentence.mentions[mention].role == crate::mention::Role::Modifier
            }))
}
