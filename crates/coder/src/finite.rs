//! The verb that a parser takes for a participle or noun: "The blockade restricted access to medicine",
//! "Rwanda denies the attack".
//!
//! Treebanks hold captions and headings that are nouns with participles; in running text that ends
//! with a full stop, such a reading is wrong far more often than right. The first past participle
//! behind a noun then is the verb; so is one behind the first of two subjects of a verb of saying, and
//! a noun that heads the sentence in a form that no noun has.

use detente_syntax::Upos;

use crate::parse::Parse;
use crate::quoted::Quotation;

mod english;
mod french;
mod joints;

/// Heads and relations of a passage in place of the parser's.
#[derive(Debug, Clone)]
pub(crate) struct Mended {
    /// The word that heads the passage.
    pub verb: usize,
    /// The participle or noun that is a finite verb.
    pub finite: Option<usize>,
    /// Its base form, where the parser took it for a noun.
    pub lemma: Option<&'static str>,
    /// The quotation that was parsed by itself.
    pub quotation: Option<Quotation>,
    /// Participles that the parser took for other words.
    pub participles: Vec<usize>,
    /// Names and nouns that it took for other words.
    pub tags: Vec<(usize, Upos)>,
    pub heads: Vec<Option<usize>>,
    pub relations: Vec<String>,
    /// The words right below each, from left to right.
    pub below: Vec<Vec<usize>>,
}

impl Mended {
    /// The grammar of an English passage with its verb; `None` where the parser found it.
    pub(crate) fn of(parse: &Parse) -> Option<Self> {
        let root = (0..parse.len()).find(|word| parse.head(*word).is_none())?;
        Self::noun_for_verb(parse, root)
            .or_else(|| Self::noun_with_object(parse, root))
            .or_else(|| Self::beside_its_name(parse, root))
            .or_else(|| Self::beside_its_object(parse, root))
            .or_else(|| Self::plural_for_verb(parse, root))
            .or_else(|| Self::gerund_for_noun(parse, root))
            .or_else(|| Self::clause_in_noun(parse, root))
            .or_else(|| Self::headed(parse, root))
            .or_else(|| Self::reported(parse, root))
    }

    /// The grammar of an English passage with clauses joined otherwise than by the parser; `None` where nothing is wrong
    /// with it.
    pub(crate) fn of_joints(parse: &Parse, before: Option<&Self>) -> Option<Self> {
        let slips = joints::slips(parse);
        if slips.is_empty() {
            return None;
        }
        let root = (0..parse.len()).find(|word| parse.head(*word).is_none())?;
        let mut mended = before
            .cloned()
            .unwrap_or_else(|| Self::untouched(parse, root));
        for slip in slips {
            if slip.head.is_none() {
                mended.verb = slip.word;
            }
            mended.set(slip.word, slip.head, slip.relation);
        }
        mended.link().then_some(mended)
    }

    /// The words right below one, in the grammar as far as it is mended.
    fn under(&self, head: usize, relation: &str) -> Option<usize> {
        (0..self.heads.len())
            .find(|word| self.heads[*word] == Some(head) && self.relations[*word] == relation)
    }

    /// What `parse` says, with nothing set right.
    fn untouched(parse: &Parse, root: usize) -> Self {
        Self {
            finite: None,
            ..Self::copied(parse, root, root)
        }
    }

    /// What `parse` says, `verb` being the head of the passage and `finite` its new verb.
    fn copied(parse: &Parse, verb: usize, finite: usize) -> Self {
        let count = parse.len();
        Self {
            verb,
            finite: Some(finite),
            lemma: None,
            quotation: None,
            participles: Vec::new(),
            tags: Vec::new(),
            heads: (0..count).map(|word| parse.head(word)).collect(),
            relations: (0..count)
                .map(|word| parse.relation(word).to_owned())
                .collect(),
            below: Vec::new(),
        }
    }

    /// Makes a noun the object of the verb before it, with what stands behind the noun below the verb,
    /// and what stands before the verb below `above`.
    fn below_verb(&mut self, parse: &Parse, noun: usize, verb: usize, above: usize) {
        self.set(noun, Some(verb), "obj");
        for word in parse.dependents(noun) {
            if word < verb {
                self.heads[word] = Some(above);
            } else if word > noun {
                self.hang(parse, word, verb);
            }
        }
    }

    /// Makes a complement of a noun one of the verb.
    fn hang(&mut self, parse: &Parse, word: usize, verb: usize) {
        if parse.is(word, "nmod") {
            "obl".clone_into(&mut self.relations[word]);
        }
        self.heads[word] = Some(verb);
    }

    fn is_object(&self, word: usize, verb: usize) -> bool {
        self.heads[word] == Some(verb) && self.relations[word] == "obj"
    }

    /// The grammar of a passage that `verb` heads and that begins with a quotation; `None` where
    /// not all words hang on the verb.
    pub(crate) fn with_quotation(
        verb: usize,
        (heads, relations): (Vec<Option<usize>>, Vec<String>),
        quotation: Quotation,
    ) -> Option<Self> {
        let mut mended = Self {
            verb,
            finite: None,
            lemma: None,
            quotation: Some(quotation),
            participles: Vec::new(),
            tags: Vec::new(),
            heads,
            relations,
            below: Vec::new(),
        };
        mended.link().then_some(mended)
    }

    fn set(&mut self, word: usize, head: Option<usize>, relation: &str) {
        self.heads[word] = head;
        relation.clone_into(&mut self.relations[word]);
    }

    /// Takes the words before the verb from the `noun` behind it: the last noun among them is
    /// given back, with the others below it, and hangs on `above`.
    fn free(&mut self, parse: &Parse, noun: usize, above: usize) -> Option<usize> {
        let before: Vec<usize> = parse
            .dependents(noun)
            .filter(|below| *below < self.verb && *below != above)
            .collect();
        let last = before.iter().copied().rfind(|below| {
            is_nominal(parse, *below)
                && !parse.is(*below, "obl")
                && !parse.is(*below, "nmod:unmarked")
        })?;
        for word in before {
            self.heads[word] = Some(if word < last { last } else { self.verb });
        }
        self.set(last, Some(above), "nmod");
        Some(last)
    }

    /// Fills `below`; whether all words hang on the verb.
    fn link(&mut self) -> bool {
        let count = self.heads.len();
        self.below = vec![Vec::new(); count];
        for word in 0..count {
            match self.heads[word] {
                // A verb that hangs on its own words would go round for ever.
                Some(head) if word != self.verb => self.below[head].push(word),
                None if word == self.verb => {}
                _ => return false,
            }
        }
        let mut reached = vec![self.verb];
        let mut at = 0;
        while let Some(word) = reached.get(at) {
            reached.extend(&self.below[*word]);
            at += 1;
        }
        reached.len() == count
    }
}

fn is_capitalised(parse: &Parse, word: usize) -> bool {
    parse.form(word).starts_with(char::is_uppercase)
}

fn is_nominal(parse: &Parse, word: usize) -> bool {
    matches!(parse.upos(word), Upos::Noun | Upos::Propn | Upos::Pron)
}

#[cfg(test)]
mod tests {
    use crate::parse::Parsers;
    use detente_model::Span;

    /// The verb that heads a passage with its subject and object.
    fn read(text: &str) -> Option<[String; 3]> {
        let span = Span::from_range(0..text.len());
        let parse = Parsers::new().parse(text, span, "en")?;
        let verb = (0..parse.len()).find(|word| parse.head(*word).is_none())?;
        let word = |relation: &str| {
            let below = parse.dependent(verb, relation);
            below.map_or_else(String::new, |below| parse.form(below).to_owned())
        };
        Some([parse.form(verb).to_owned(), word("nsubj"), word("obj")])
    }

    #[test]
    fn a_sentence_has_its_verb() {
        let cases = [
            (
                "The blockade restricted access to medicine.",
                ["restricted", "blockade", "access"],
            ),
            (
                "The expansion of NATO heightened fears in Moscow.",
                ["heightened", "expansion", "fears"],
            ),
            (
                "Rwanda denies the attack on Goma.",
                ["denies", "Rwanda", "attack"],
            ),
            (
                "Russian President Boris Yeltsin hosted Japanese Prime Minister Ryutaro Hashimoto.",
                ["hosted", "Boris", "Ryutaro"],
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).expect("a grammar"), expected, "{text}");
        }
    }

    #[test]
    fn captions_stay_nouns() {
        for text in [
            "The treaty signed by both presidents",
            "A shipment of drones delivered by Iran.",
            "Questions given to the minister.",
        ] {
            let [head, ..] = read(text).expect("a grammar");
            assert!(
                ["treaty", "shipment", "Questions"].contains(&head.as_str()),
                "{text}: {head}"
            );
        }
    }
}
