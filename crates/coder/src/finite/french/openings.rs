//! What opens a sentence: places and participles that the parser takes for its head.

use detente_syntax::Upos;

use super::{Mended, Row, is_capitalised, is_listed, is_participle_form};
use crate::parse::Parse;

impl Mended {
    /// "Le traité est entré en vigueur jeudi, a annoncé le ministère": who says it stands aside behind a comma, and what stands
    /// before is of the verb of what is said.
    pub(super) fn mend_incise(&mut self, parse: &Parse) -> Option<()> {
        let saying = self.verb;
        if !is_listed(Row::Says, parse.lemma(saying)) {
            return None;
        }
        let helped = |word: usize| {
            self.heads[word] == Some(saying)
                && (self.relations[word].starts_with("aux")
                    || self.relations[word].starts_with("expl"))
        };
        let comma = (0..saying)
            .rev()
            .find(|word| !helped(*word))
            .filter(|comma| *comma + 1 < saying && parse.form(*comma) == ",")?;
        let noun = self
            .below_of(saying)
            .find(|word| self.is_speaker(parse, *word, saying));
        // "a-t-il précisé"
        let pronoun = || (comma + 1..saying).find(|word| parse.form(*word).starts_with('-'));
        noun.or_else(pronoun)?;
        let told = self.below_of(saying).find(|word| {
            *word < comma
                && matches!(
                    self.relations[*word].as_str(),
                    "conj" | "advcl" | "ccomp" | "parataxis"
                )
                && self.is_verb(parse, *word)
                && self.under(*word, "mark").is_none()
                && (self.has_below(*word, "aux") || parse.feature(*word, "VerbForm") == Some("Fin"))
        })?;
        let subject = self.subject(told);
        self.rehang(saying, told, |_, word| word < comma);
        // "Les soldats partiront d'ici la fin de l'année": of two subjects, the one with a preposition is none.
        if let Some(placed) = subject.filter(|placed| !self.is_bare(*placed))
            && self
                .below_of(told)
                .any(|word| word != placed && self.relations[word].starts_with("nsubj"))
        {
            self.relate(placed, "obl:mod");
        }
        self.set(told, None, "root");
        self.set(saying, Some(told), "parataxis");
        if let Some(speaker) = noun {
            self.relate(speaker, "nsubj");
        }
        self.verb = told;
        Some(())
    }

    /// Whether a noun behind a verb of saying names who says it.
    fn is_speaker(&self, parse: &Parse, word: usize, saying: usize) -> bool {
        word > saying
            && matches!(self.relations[word].as_str(), "obj" | "nsubj" | "flat:name")
            && self.is_bare(word)
            && (is_capitalised(parse, word)
                || is_listed(Row::Speaker, &parse.form(word).to_lowercase()))
    }

    /// "Le ministre pourrait se rendre à Abidjan, a indiqué une source": who says it behind a comma is the subject.
    pub(super) fn mend_speaker(&mut self, parse: &Parse, noun: usize, saying: usize) -> Option<()> {
        let helper = self.under(saying, "aux:tense")?;
        let aside = self.relations[saying] == "parataxis"
            && is_listed(Row::Says, parse.lemma(saying))
            && self.relations[noun] != "nsubj"
            && self.subject(saying).is_none()
            && helper
                .checked_sub(1)
                .is_some_and(|comma| parse.form(comma) == ",")
            && self.is_speaker(parse, noun, saying);
        aside.then(|| self.relate(noun, "nsubj"))
    }

    /// "La Pologne l'avait critiqué ; Tbilissi avait dénoncé": what stands before a semicolon is of the verb before it.
    pub(super) fn mend_semicolon(&mut self, parse: &Parse) -> Option<()> {
        let verb = self.verb;
        let stop = (1..verb).find(|word| parse.form(*word) == ";")?;
        let first = self.below_of(verb).find(|word| {
            *word < stop
                && matches!(
                    self.relations[*word].as_str(),
                    "advcl" | "conj" | "ccomp" | "parataxis"
                )
                && self.is_verb(parse, *word)
                && self.under(*word, "mark").is_none()
        })?;
        self.rehang(verb, first, |_, word| word < stop);
        self.rehang(first, verb, |_, word| word > stop);
        self.relate(first, "parataxis");
        Some(())
    }

    /// "A Londres, le ministre a exhorté": the place that opens the sentence is not its head.
    pub(super) fn mend_place_opening(&mut self, parse: &Parse) -> Option<()> {
        let place = self.verb;
        let opens = matches!(parse.form(0), "A" | "À" | "En" | "Au" | "Aux")
            && (1..=2).contains(&place)
            && is_capitalised(parse, place)
            && parse.upos(place) != Upos::Verb;
        if !opens {
            return self.mend_second_subject(parse);
        }
        let verb = self.below_of(place).find(|word| {
            let finite = parse.feature(*word, "VerbForm") == Some("Fin")
                || self.under(*word, "aux:tense").is_some()
                || self.under(*word, "cop").is_some();
            *word > place && finite && self.relations[*word] != "acl:relcl"
        })?;
        let mut subject = self.subject(verb);
        let below: Vec<usize> = self.below_of(place).collect();
        for word in below {
            if word <= place || word == verb {
                continue;
            }
            self.heads[word] = Some(verb);
            let bare =
                word < verb && subject.is_none() && self.is_noun(parse, word) && self.is_bare(word);
            if bare {
                self.set(word, Some(verb), self.subject_relation(verb));
                subject = Some(word);
            }
        }
        self.set(verb, None, "root");
        self.set(place, Some(verb), "obl:mod");
        for word in 0..place {
            self.set(word, Some(place), if word == 0 { "case" } else { "det" });
        }
        self.verb = verb;
        Some(())
    }

    /// "A Londres, le ministre a exhorté": of two subjects, the place that opens the sentence is none.
    fn mend_second_subject(&mut self, parse: &Parse) -> Option<()> {
        if !matches!(parse.form(0), "A" | "À") || self.heads.len() < 4 || !is_capitalised(parse, 1)
        {
            return None;
        }
        let place = 1;
        let verb = self.heads[place].filter(|_| self.relations[place].starts_with("nsubj"))?;
        let second = self
            .below_of(verb)
            .any(|word| word > place && self.relations[word].starts_with("nsubj"));
        second.then(|| {
            self.set(place, Some(verb), "obl:mod");
            self.set(0, Some(place), "case");
        })
    }

    /// "Reçu à Berlin par le chancelier, le président a plaidé": the participle that opens the sentence describes the
    /// subject of its verb.
    pub(super) fn mend_participle_opening(&mut self, parse: &Parse) -> Option<()> {
        let participle = self.verb;
        let opens = participle <= 1
            && self.is_verb(parse, participle)
            && parse.feature(participle, "VerbForm") == Some("Part")
            && self.subject(participle).is_none()
            && !self.has_below(participle, "aux");
        if !opens {
            return None;
        }
        let verb = self.below_of(participle).find(|word| {
            *word > participle
                && matches!(
                    self.relations[*word].as_str(),
                    "parataxis" | "conj" | "ccomp"
                )
                && self.is_verb(parse, *word)
                && self.under(*word, "mark").is_none()
                && self.subject(*word).is_some()
        })?;
        let subject = self.subject(verb)?;
        self.rehang(participle, verb, |_, word| word > verb);
        self.set(verb, None, "root");
        self.set(participle, Some(subject), "acl");
        self.verb = verb;
        Some(())
    }

    /// "Accusé par Oslo d'espionnage, un diplomate a été expulsé": a participle with an agent describes the subject.
    pub(super) fn mend_described_subject(
        &mut self,
        parse: &Parse,
        word: usize,
        verb: usize,
    ) -> Option<()> {
        let described = verb > word
            && self.relations[word] == "advcl"
            && self.is_verb(parse, word)
            && is_participle_form(parse.form(word))
            && self.under(word, "obl:agent").is_some()
            && self.subject(word).is_none()
            && !self.has_below(word, "aux")
            && self.under(word, "mark").is_none();
        let subject = self.subject(verb)?;
        (described && subject > word).then(|| self.set(word, Some(subject), "acl"))
    }
}
