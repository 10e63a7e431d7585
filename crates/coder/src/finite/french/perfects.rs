//! French perfects, their objects, and the places that stand with them.

use std::sync::OnceLock;

use detente_syntax::Upos;

use crate::finite::{Mended, is_capitalised};
use crate::inflect::conjugate;
use crate::inflect::form::PARTICIPLE;
use crate::parse::Parse;
use crate::verbal::verbs;

impl Mended {
    /// "Ankara a donné son accord": a name before the auxiliary is no auxiliary.
    pub(super) fn mend_opening(&mut self, parse: &Parse) -> bool {
        let verb = self.verb;
        let helped = verb > 1 && parse.upos(1) == Upos::Aux;
        // "Alger" looks like an infinitive.
        let misread = self.relations[0].starts_with("aux")
            || parse.upos(0) == Upos::Verb && self.relations[0] == "advcl";
        let taken = helped
            && misread
            && self.heads[0] == Some(verb)
            && !matches!(parse.lemma(0), "avoir" | "être");
        let bare = self.under(verb, "nsubj").is_none() && self.under(verb, "nsubj:pass").is_none();
        if !taken || !bare {
            return false;
        }
        let passive = self.under(verb, "aux:pass").is_some();
        self.set(0, Some(verb), if passive { "nsubj:pass" } else { "nsubj" });
        true
    }

    /// "a durci les sanctions", "a arrêté douze hommes", "sont parvenues à un accord": what stands behind
    /// "avoir" is a verb and no passive, nor is a verb of motion behind "être".
    pub(super) fn mend_perfects(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        let is_avoir = |helper: usize| parse.lemma(helper) == "avoir";
        let root = self.verb;
        let perfect = self.under(root, "aux:tense").is_some_and(is_avoir);
        // "a catégoriquement démenti": the participle may be taken for any other word.
        if parse.upos(root) != Upos::Verb && perfect && self.under(root, "cop").is_none() {
            self.finite = Some(root);
            slips = true;
        }
        slips |= self.mend_haver(parse);
        for word in 0..self.heads.len() {
            let Some(verb) = self.heads[word] else {
                continue;
            };
            let passive = self.relations[word] == "nsubj:pass";
            if !passive && self.relations[word] != "aux:pass" {
                continue;
            }
            let avoir = passive
                && self.under(verb, "aux:pass").is_none()
                && self.under(verb, "aux:tense").is_some_and(is_avoir);
            if avoir || is_motion(parse.form(verb)) {
                let active = if passive { "nsubj" } else { "aux:tense" };
                active.clone_into(&mut self.relations[word]);
                slips = true;
            }
        }
        slips
    }

    /// "a brandi la menace": a bare noun right behind the "avoir" that heads the sentence, before another object,
    /// is a participle.
    pub(super) fn mend_haver(&mut self, parse: &Parse) -> bool {
        let haver = self.verb;
        let participle = haver + 1;
        let taken = parse.lemma(haver) == "avoir"
            && participle < self.heads.len()
            && self.heads[participle] == Some(haver)
            && matches!(self.relations[participle].as_str(), "obj" | "xcomp")
            && parse.upos(participle) != Upos::Verb
            && self.relations.iter().enumerate().any(|(word, relation)| {
                let own = self.heads[word] == Some(participle) || self.heads[word] == Some(haver);
                word > participle && own && relation == "obj"
            })
            && self.under(participle, "det").is_none();
        if !taken {
            return false;
        }
        for word in 0..self.heads.len() {
            if self.heads[word] == Some(haver) {
                self.heads[word] = Some(participle);
            }
        }
        self.set(participle, None, "root");
        self.set(haver, Some(participle), "aux:tense");
        self.verb = participle;
        self.finite = Some(participle);
        true
    }

    /// "trois diplomates russes", "douze Palestiniens": an adjective behind an object is no other
    /// object, and a capital marks a noun.
    pub(super) fn mend_objects(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for word in 1..self.heads.len() {
            let Some(verb) = self.heads[word] else {
                continue;
            };
            let is_object = |mended: &Self, word: usize| {
                mended.heads[word] == Some(verb) && mended.relations[word] == "obj"
            };
            let lower = !is_capitalised(parse, word);
            // "le président cubain a reçu": so is one behind any noun.
            let joined = self.relations[word] == "nmod"
                && verb + 1 == word
                && matches!(parse.upos(word), Upos::Noun | Upos::Propn)
                && parse.upos(verb) == Upos::Noun
                && self.under(word, "case").is_none();
            if lower && joined {
                "amod".clone_into(&mut self.relations[word]);
                slips = true;
            }
            if lower && is_object(self, word) && is_object(self, word - 1) {
                self.set(word, Some(word - 1), "amod");
                slips = true;
            }
            let people = self.relations[word] == "xcomp"
                && (parse.upos(word) == Upos::Adj || is_french_name(parse, word))
                && self.under(word, "case").is_none()
                && !lower
                && word > verb
                && self.under(verb, "obj").is_none();
            if people {
                self.set(word, Some(verb), "obj");
                slips = true;
            }
        }
        slips
    }

    /// "son ambassadeur à Alger", "partiront du Niger", "a cédé les îles Chagos à Maurice": a name is no
    /// infinitive, and what is given to somebody hangs on the verb.
    pub(super) fn mend_places(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for word in 1..self.heads.len() {
            let Some(head) = self.heads[word] else {
                continue;
            };
            let name = is_french_name(parse, word);
            let before = word - 1;
            let marked = self.heads[before] == Some(word)
                && parse.upos(before) == Upos::Adp
                && self.relations[before] == "mark";
            let cased = self.under(word, "case");
            if self.mend_adverb(parse, word, head) {
                slips = true;
                continue;
            }
            let relation = self.relations[word].as_str();
            if name && matches!(relation, "xcomp" | "advcl") && (marked || cased.is_some()) {
                if marked {
                    "case".clone_into(&mut self.relations[before]);
                }
                "obl:mod".clone_into(&mut self.relations[word]);
                slips = true;
            } else if relation == "nmod" && Some(head) == self.finite {
                "obl:mod".clone_into(&mut self.relations[word]);
                slips = true;
            } else if name
                && relation == "nmod"
                && cased.is_some_and(|case| parse.lemma(case) == "à")
                && parse.upos(head) == Upos::Propn
                && let Some(verb) = self.given_by(head)
            {
                self.set(word, Some(verb), "obl:arg");
                slips = true;
            }
        }
        slips
    }

    /// "auprès de la Chine", "lors d'un entretien avec lui": the adverb is part of the preposition of
    /// the noun behind it, and what follows hangs on the noun.
    pub(super) fn mend_adverb(&mut self, parse: &Parse, word: usize, adverb: usize) -> bool {
        let below = parse.upos(adverb) == Upos::Adv && self.relations[word].starts_with("obl");
        if !below || adverb > word {
            return false;
        }
        let (Some(above), joined) = (self.heads[adverb], self.relations[adverb] == "case") else {
            return false;
        };
        if joined {
            self.set(word, Some(above), "nmod");
            return true;
        }
        let next = (adverb + 1 < word) && self.heads[adverb + 1] == Some(word);
        if self.relations[adverb] != "advmod" || !next || self.relations[adverb + 1] != "case" {
            return false;
        }
        self.set(word, Some(above), "obl:mod");
        self.set(adverb, Some(word), "case");
        true
    }

    /// The verb whose object a name is, or names.
    pub(super) fn given_by(&self, name: usize) -> Option<usize> {
        let noun = match self.relations[name].as_str() {
            "nmod" | "appos" | "flat" => self.heads[name]?,
            _ => name,
        };
        let verb = self.heads[noun].filter(|_| self.relations[noun] == "obj")?;
        (verb < noun).then_some(verb)
    }
}

/// Whether a form is the participle of a French verb that makes its perfect with "être".
fn is_motion(form: &str) -> bool {
    static FORMS: OnceLock<Vec<String>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        let irregulars = crate::lexicon::irregulars();
        let verbs = verbs("fr\tintransitive\t").into_iter();
        verbs
            .flat_map(|verb| conjugate("fr", verb, irregulars))
            .filter(|(_, kind)| kind & PARTICIPLE != 0)
            .map(|(form, _)| form)
            .collect()
    });
    forms.iter().any(|motion| motion == form)
}

/// Whether a French word is a name: by its tag, or by a capital that no sentence begins with.
fn is_french_name(parse: &Parse, word: usize) -> bool {
    parse.upos(word) == Upos::Propn
        || word > 0
            && is_capitalised(parse, word)
            && matches!(parse.upos(word), Upos::Noun | Upos::X)
}
