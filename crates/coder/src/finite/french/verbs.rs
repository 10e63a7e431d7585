//! Verbs that the parser takes for other words, and words that it takes for their auxiliaries and prepositions.

use detente_syntax::Upos;

use super::{Mended, is_capitalised, is_participle, is_stressed};
use crate::parse::Parse;

impl Mended {
    /// "a lui aussi brandi la menace": behind what stresses the subject, the participle is the verb.
    pub(super) fn mend_late_haver(&mut self, parse: &Parse) -> Option<()> {
        let root = self.verb;
        // "a lui aussi brandi": the pronoun may head the sentence.
        let helper = self
            .under(root, "aux:tense")
            .filter(|_| is_stressed(parse.form(root)));
        let haver = helper.unwrap_or(root);
        if parse.lemma(haver) != "avoir" || parse.upos(haver) == Upos::Noun {
            return None;
        }
        let stress = |word: usize| {
            parse.upos(word) == Upos::Adv
                || is_stressed(parse.form(word))
                || matches!(parse.form(word), "aussi" | "même" | "également" | "pas")
        };
        // "a, pour sa part, démenti"
        let mut first = haver + 1;
        if first < self.heads.len() && parse.form(first) == "," {
            let close =
                (first + 1..self.heads.len().min(first + 7)).find(|word| parse.form(*word) == ",");
            first = close.map_or(first, |close| close + 1);
        }
        let participle = (first..self.heads.len())
            .find(|word| !stress(*word) || is_participle(parse, *word))
            .filter(|word| {
                parse.upos(*word) != Upos::Verb
                    && self.under(*word, "det").is_none()
                    && is_participle(parse, *word)
            })?;
        for word in 0..self.heads.len() {
            let own = self.heads[word] == Some(haver)
                || self.heads[word] == Some(root)
                || word > participle
                    && self.heads[word].is_some_and(|head| (haver..participle).contains(&head));
            if own && word != participle {
                self.heads[word] = Some(participle);
            }
        }
        self.set(participle, None, "root");
        self.set(haver, Some(participle), "aux:tense");
        for word in first..participle {
            self.set(word, Some(participle), "advmod");
        }
        self.verb = participle;
        self.finite = Some(participle);
        Some(())
    }

    /// "ont eux aussi décidé": what hangs on an auxiliary hangs on its verb; "a démenti": what has an auxiliary is
    /// a participle.
    pub(super) fn mend_helped(&mut self, parse: &Parse, helper: usize, verb: usize) -> Option<()> {
        if !self.relations[helper].starts_with("aux") {
            return None;
        }
        let participle = helper < verb
            && !self.is_verb(parse, verb)
            && self.relations[helper] == "aux:tense"
            && self.under(verb, "cop").is_none()
            && is_participle(parse, verb);
        if participle {
            self.participles.push(verb);
        }
        // "ont eux aussi décidé"
        let stressed = self
            .below_of(helper)
            .find(|word| *word > helper && *word < verb && is_stressed(parse.form(*word)));
        if let Some(stressed) = stressed {
            self.set(stressed, Some(verb), "advmod");
        }
        let subject = self
            .under(helper, "nsubj")
            .filter(|_| self.subject(verb).is_none());
        if let Some(subject) = subject {
            self.heads[subject] = Some(verb);
        }
        (participle || stressed.is_some() || subject.is_some()).then_some(())
    }

    /// "s'en est pris", "s'est entretenu": who does something to himself does it.
    pub(super) fn mend_reflexive(&mut self, parse: &Parse, word: usize, verb: usize) -> Option<()> {
        let reflexive = self.below_of(verb).any(|below| {
            self.relations[below].starts_with("expl")
                && matches!(parse.form(below), "s'" | "s’" | "se" | "S'" | "Se")
        });
        let active = self.relations[word] == "nsubj:pass"
            && reflexive
            && self.under(verb, "aux:pass").is_none()
            && word < verb;
        active.then(|| self.relate(word, "nsubj"))
    }

    /// "donner suite à", "un entrepôt près de Damas", "prié de partir": nouns and adverbs that are no prepositions, adverbs that
    /// are, and infinitives that are no subjects.
    pub(super) fn mend_light_word(
        &mut self,
        parse: &Parse,
        word: usize,
        head: usize,
    ) -> Option<()> {
        if word == 0 {
            return None;
        }
        match parse.form(word) {
            "suite" if self.relations[word] == "case" => self.mend_following(parse, word, head),
            "près" | "loin" | "autour" | "hors" => self.mend_near(parse, word, head),
            "main-forte" => self.mend_strong_hand(parse, word, head),
            "long" if parse.form(word - 1) == "le" => self.mend_along(parse, word, head),
            _ if self.relations[word] == "aux:caus" => self.mend_causer(parse, word, head),
            _ if self.relations[word] == "csubj" => {
                let late = word > head && self.under(head, "aux:pass").is_some();
                late.then(|| self.relate(word, "xcomp"))
            }
            _ => self.mend_just_done(parse, word, head),
        }
    }

    /// "donner suite à la demande"
    fn mend_following(&mut self, parse: &Parse, word: usize, head: usize) -> Option<()> {
        let verb = self.heads[head]
            .filter(|verb| word + 1 < head && *verb + 1 == word && self.is_verb(parse, *verb))?;
        self.set(word, Some(verb), "obj");
        for below in word + 1..head {
            if self.heads[below] == Some(word) {
                self.set(below, Some(head), "case");
            }
        }
        Some(())
    }

    /// "un entrepôt près de Damas"
    fn mend_near(&mut self, parse: &Parse, word: usize, head: usize) -> Option<()> {
        let noun = self.noun_behind(word)?;
        (head + 1 == word && self.is_noun(parse, head)).then(|| {
            self.set(noun, Some(head), "nmod");
            self.set(word, Some(noun), "case");
        })
    }

    /// "le long de la frontière"
    fn mend_along(&mut self, parse: &Parse, word: usize, head: usize) -> Option<()> {
        let noun = self.noun_behind(word)?;
        self.set(noun, Some(head), self.placed_relation(parse, head));
        self.set(word, Some(noun), "case");
        Some(())
    }

    /// The noun that hangs on an adverb with the preposition right behind it.
    fn noun_behind(&self, adverb: usize) -> Option<usize> {
        self.below_of(adverb)
            .find(|noun| *noun > adverb && self.under(*noun, "case") == Some(adverb + 1))
    }

    /// "a prêté main-forte au Mali"
    fn mend_strong_hand(&mut self, parse: &Parse, word: usize, head: usize) -> Option<()> {
        if parse.upos(word) == Upos::Noun {
            return None;
        }
        self.rehang(word, head, |_, below| below > word);
        self.set(word, Some(head), "obj");
        self.tags.push((word, Upos::Noun));
        Some(())
    }

    /// "a fait parvenir une lettre"
    fn mend_causer(&mut self, parse: &Parse, word: usize, head: usize) -> Option<()> {
        if parse.form(head) != "parvenir" {
            return None;
        }
        let above = self.heads[head];
        let relation = self.relations[head].clone();
        self.rehang(head, word, |grammar, below| {
            grammar.relations[below] != "mark"
        });
        self.set(word, above, &relation);
        self.set(head, Some(word), "xcomp");
        if self.verb == head {
            self.verb = word;
        }
        self.tags.push((word, Upos::Verb));
        Some(())
    }

    /// "venait de signer avec l'Italie un traité": what one has just done, one has done to it.
    fn mend_just_done(&mut self, parse: &Parse, word: usize, head: usize) -> Option<()> {
        let argument = matches!(self.relations[word].as_str(), "obj" | "obl:arg" | "obl:mod");
        if !argument || parse.lemma(head) != "venir" {
            return None;
        }
        let deed = self.below_of(head).find(|below| {
            *below > head
                && *below < word
                && self.relations[*below] == "xcomp"
                && self
                    .under(*below, "mark")
                    .is_some_and(|mark| parse.lemma(mark) == "de")
        })?;
        self.heads[word] = Some(deed);
        Some(())
    }

    /// "ne reconnaît que le président": "ne ... que" denies nothing, and what follows is the object.
    pub(super) fn mend_only(&mut self, parse: &Parse, only: usize, _: usize) -> Option<()> {
        let count = self.heads.len();
        let verb = only.checked_sub(1).filter(|verb| {
            *verb > 0
                && only + 1 < count
                && matches!(parse.form(only), "que" | "qu'" | "qu’")
                && self.is_verb(parse, *verb)
        })?;
        let denied = ["pas", "plus", "jamais", "rien", "guère", "aucun", "point"];
        if !self.has_form_below(parse, verb, &["ne", "n'", "n’"])
            || self.has_form_below(parse, verb, &denied)
        {
            return None;
        }
        let noun = (only + 1..count)
            .find(|word| self.is_noun(parse, *word))
            .filter(|noun| {
                let opens = self.below_of(*noun).all(|below| {
                    below > *noun || below >= only || self.relations[below] == "punct"
                });
                opens && !(only + 1..*noun).any(|word| self.is_verb(parse, word))
            })?;
        self.mend_only_object(parse, only, verb, noun);
        let clause = self.under(noun, "cop").is_some() || self.has_below(noun, "nsubj");
        if clause || self.heads[noun].is_some_and(|head| head > noun) || self.verb == noun {
            return None;
        }
        self.set(only, Some(verb), "advmod");
        if self.is_bare(noun) && self.under(verb, "obj").is_none() {
            self.set(noun, Some(verb), "obj");
        }
        Some(())
    }

    /// "ne reconnaît que le président renversé": a participle behind the noun is no verb of a clause.
    fn mend_only_object(&mut self, parse: &Parse, only: usize, verb: usize, noun: usize) {
        let participle = noun + 1;
        let described = self.heads[noun] == Some(participle)
            && self.relations[participle] == "ccomp"
            && self.heads[participle] == Some(verb)
            && is_participle(parse, participle)
            && !self.has_below(participle, "aux")
            && self.under(noun, "det").is_some();
        if !described {
            return;
        }
        for word in participle + 1..self.heads.len() {
            let name = self.heads[word] == Some(participle)
                && is_capitalised(parse, word)
                && self.is_bare(word);
            if name {
                self.relate(word, "appos");
            }
        }
        self.rehang(participle, noun, |_, word| word != only);
        self.heads[only] = Some(verb);
        self.set(noun, Some(verb), "obj");
        self.set(participle, Some(noun), "acl");
    }
}
