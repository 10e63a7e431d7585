//! Slips of the French parser that words, forms and order give away.
//!
//! Participles without their auxiliary are taken for nouns and adjectives, objects behind a date or a place hang on it, and a place
//! that opens the sentence becomes its head.

use std::collections::HashSet;
use std::sync::OnceLock;

use detente_syntax::Upos;

use super::{Mended, is_capitalised};
use crate::inflect::conjugate;
use crate::inflect::form::PARTICIPLE;
use crate::parse::Parse;
use crate::verbal::{VerbKind, verbs};

impl Mended {
    /// Sets right what can be; whether anything was.
    pub(super) fn mend_french(&mut self, parse: &Parse) -> bool {
        self.mend_place_opening(parse)
            | self.mend_participle_opening(parse)
            | self.mend_late_haver(parse)
            | self.mend_helped(parse)
            | self.mend_named_verbs(parse)
            | self.mend_misread_nouns(parse)
            | self.mend_light_words(parse)
            | self.mend_reduced(parse)
            | self.mend_agents(parse)
            | self.mend_reflexives(parse)
            | self.mend_late_objects(parse)
            | self.mend_late_subjects(parse)
            | self.mend_loose_subjects(parse)
            | self.mend_shared_auxiliary(parse)
            | self.mend_relatives(parse)
            | self.mend_only(parse)
            | self.mend_gerunds(parse)
            | self.mend_exceptions(parse)
            | self.mend_described_subjects(parse)
    }

    fn below_of(&self, head: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.heads.len()).filter(move |word| self.heads[*word] == Some(head))
    }

    fn is_verb(&self, parse: &Parse, word: usize) -> bool {
        self.participles.contains(&word)
            || self.finite == Some(word)
            || parse.upos(word) == Upos::Verb
    }

    fn is_noun(&self, parse: &Parse, word: usize) -> bool {
        let tag = self.tags.iter().find(|(tagged, _)| *tagged == word);
        let upos = tag.map_or_else(|| parse.upos(word), |(_, upos)| *upos);
        !self.participles.contains(&word) && matches!(upos, Upos::Noun | Upos::Propn)
    }

    /// Whether `above` is the word or stands somewhere above it.
    fn hangs_on(&self, word: usize, above: usize) -> bool {
        let mut at = Some(word);
        for _ in 0..=self.heads.len() {
            match at {
                Some(word) if word == above => return true,
                Some(word) => at = self.heads[word],
                None => return false,
            }
        }
        true
    }

    fn has_subject(&self, verb: usize) -> bool {
        self.under(verb, "nsubj").is_some() || self.under(verb, "nsubj:pass").is_some()
    }

    /// "A Londres, le ministre a exhorté": the place that opens the sentence is not its head.
    fn mend_place_opening(&mut self, parse: &Parse) -> bool {
        let place = self.verb;
        let opens = matches!(parse.form(0), "A" | "À" | "En" | "Au" | "Aux")
            && (1..=2).contains(&place)
            && is_capitalised(parse, place)
            && parse.upos(place) != Upos::Verb;
        if !opens {
            return self.mend_second_subject(parse);
        }
        let count = self.heads.len();
        let verb = self.below_of(place).find(|word| {
            let finite = parse.feature(*word, "VerbForm") == Some("Fin")
                || self.under(*word, "aux:tense").is_some()
                || self.under(*word, "cop").is_some();
            *word > place && finite && self.relations[*word] != "acl:relcl"
        });
        let Some(verb) = verb else {
            return false;
        };
        let has_subject = self.has_subject(verb);
        let below: Vec<usize> = self.below_of(place).collect();
        let mut subject = None;
        for word in below {
            if word <= place || word == verb {
                continue;
            }
            self.heads[word] = Some(verb);
            let bare = word < verb
                && !has_subject
                && subject.is_none()
                && self.is_noun(parse, word)
                && self.under(word, "case").is_none();
            if bare {
                subject = Some(word);
            }
        }
        if let Some(subject) = subject {
            let passive = self.under(verb, "aux:pass").is_some();
            self.set(
                subject,
                Some(verb),
                if passive { "nsubj:pass" } else { "nsubj" },
            );
        }
        self.set(verb, None, "root");
        self.set(place, Some(verb), "obl:mod");
        for word in 0..place.min(count) {
            self.set(word, Some(place), if word == 0 { "case" } else { "det" });
        }
        self.verb = verb;
        true
    }

    /// "A Londres, le ministre a exhorté": of two subjects, the place that opens the sentence is none.
    fn mend_second_subject(&mut self, parse: &Parse) -> bool {
        if !matches!(parse.form(0), "A" | "À") || self.heads.len() < 4 || !is_capitalised(parse, 1)
        {
            return false;
        }
        let place = 1;
        let Some(verb) = self.heads[place].filter(|_| self.relations[place].starts_with("nsubj"))
        else {
            return false;
        };
        let second = self
            .below_of(verb)
            .any(|word| word > place && self.relations[word].starts_with("nsubj"));
        if !second {
            return false;
        }
        self.set(place, Some(verb), "obl:mod");
        self.set(0, Some(place), "case");
        true
    }

    /// "Reçu à Berlin par le chancelier, le président a plaidé": the participle that opens the sentence describes the
    /// subject of its verb.
    fn mend_participle_opening(&mut self, parse: &Parse) -> bool {
        let participle = self.verb;
        let opens = participle <= 1
            && self.is_verb(parse, participle)
            && parse.feature(participle, "VerbForm") == Some("Part")
            && !self.has_subject(participle)
            && !self
                .below_of(participle)
                .any(|below| self.relations[below].starts_with("aux"));
        if !opens {
            return false;
        }
        let verb = self.below_of(participle).find(|word| {
            *word > participle
                && matches!(
                    self.relations[*word].as_str(),
                    "parataxis" | "conj" | "ccomp"
                )
                && self.is_verb(parse, *word)
                && self.under(*word, "mark").is_none()
                && self.has_subject(*word)
        });
        let Some((verb, subject)) = verb.and_then(|verb| {
            let subject = self
                .under(verb, "nsubj")
                .or_else(|| self.under(verb, "nsubj:pass"))?;
            Some((verb, subject))
        }) else {
            return false;
        };
        for word in verb..self.heads.len() {
            if self.heads[word] == Some(participle) {
                self.heads[word] = Some(verb);
            }
        }
        self.set(verb, None, "root");
        self.set(participle, Some(subject), "acl");
        self.verb = verb;
        true
    }

    /// "Accusé par Oslo d'espionnage, un diplomate a été expulsé": a participle with an agent describes the subject.
    fn mend_described_subjects(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for word in 0..self.heads.len() {
            let Some(verb) = self.heads[word].filter(|verb| *verb > word) else {
                continue;
            };
            let described = self.relations[word] == "advcl"
                && self.is_verb(parse, word)
                && is_participle_form(parse.form(word))
                && self.under(word, "obl:agent").is_some()
                && !self.has_subject(word)
                && !self.below_of(word).any(|below| {
                    self.relations[below].starts_with("aux") || self.relations[below] == "mark"
                });
            let subject = self
                .under(verb, "nsubj")
                .or_else(|| self.under(verb, "nsubj:pass"));
            if let Some(subject) = subject.filter(|subject| described && *subject > word) {
                self.set(word, Some(subject), "acl");
                slips = true;
            }
        }
        slips
    }

    /// "à Canberra et à Washington, mais pas celui de Londres": what is excepted is no member.
    fn mend_exceptions(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for word in 2..self.heads.len() {
            let excepted = self.relations[word] == "conj"
                && !self.is_verb(parse, word)
                && self
                    .below_of(word)
                    .any(|below| matches!(parse.form(below), "mais" | "et" | "ou"))
                && self
                    .below_of(word)
                    .any(|below| below < word && matches!(parse.form(below), "pas" | "non"));
            if excepted && word != self.verb && !self.hangs_on(self.verb, word) {
                self.set(word, Some(self.verb), "parataxis");
                slips = true;
            }
        }
        slips
    }

    /// "a lui aussi brandi la menace": behind what stresses the subject, the participle is the verb.
    fn mend_late_haver(&mut self, parse: &Parse) -> bool {
        let root = self.verb;
        // "a lui aussi brandi": the pronoun may head the sentence.
        let helper = self
            .under(root, "aux:tense")
            .filter(|_| is_stressed(parse.form(root)));
        let haver = helper.unwrap_or(root);
        if parse.lemma(haver) != "avoir" || parse.upos(haver) == Upos::Noun {
            return false;
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
        let behind =
            (first..self.heads.len()).find(|word| !stress(*word) || is_participle(parse, *word));
        let Some(participle) = behind.filter(|word| {
            parse.upos(*word) != Upos::Verb
                && self.under(*word, "det").is_none()
                && is_participle(parse, *word)
        }) else {
            return false;
        };
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
        true
    }

    /// "ont eux aussi décidé": what hangs on an auxiliary hangs on its verb; "a démenti": what has an auxiliary is
    /// a participle.
    fn mend_helped(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for helper in 0..self.heads.len() {
            let Some(verb) =
                self.heads[helper].filter(|_| self.relations[helper].starts_with("aux"))
            else {
                continue;
            };
            if helper < verb
                && !self.is_verb(parse, verb)
                && self.relations[helper] == "aux:tense"
                && self.under(verb, "cop").is_none()
                && is_participle(parse, verb)
            {
                self.participles.push(verb);
                slips = true;
            }
            // "ont eux aussi décidé"
            let stressed = self
                .below_of(helper)
                .find(|word| *word > helper && *word < verb && is_stressed(parse.form(*word)));
            if let Some(stressed) = stressed {
                self.set(stressed, Some(verb), "advmod");
                slips = true;
            }
            let subject = self.under(helper, "nsubj");
            if let Some(subject) = subject.filter(|_| !self.has_subject(verb)) {
                self.heads[subject] = Some(verb);
                slips = true;
            }
        }
        slips
    }

    /// "à Alger avec le ministre": a name that looks like a verb governs nothing.
    fn mend_named_verbs(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for word in 1..self.heads.len() {
            let Some(head) = self.heads[word] else {
                continue;
            };
            let before = word - 1;
            let taken = parse.upos(word) == Upos::Verb
                && is_capitalised(parse, word)
                && parse.upos(before) == Upos::Adp
                && self.heads[before] == Some(word)
                && before > 0;
            if !taken {
                continue;
            }
            "case".clone_into(&mut self.relations[before]);
            let relation = if self.is_verb(parse, head) {
                "obl:mod"
            } else {
                "nmod"
            };
            relation.clone_into(&mut self.relations[word]);
            for below in word + 1..self.heads.len() {
                if self.heads[below] == Some(word) {
                    self.heads[below] = Some(head);
                }
            }
            self.tags.push((word, Upos::Propn));
            slips = true;
        }
        slips
    }

    /// "aux appareils civils": what has a preposition and a determiner is a noun, and the first of several adjectives behind
    /// them.
    fn mend_misread_nouns(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for word in 1..self.heads.len() {
            let Some(head) = self.heads[word].filter(|head| *head < word) else {
                continue;
            };
            let (Some(case), Some(det)) = (self.under(word, "case"), self.under(word, "det"))
            else {
                continue;
            };
            let taken = parse.upos(word) == Upos::Adj
                && self.relations[word] == "amod"
                && case < det
                && det < word;
            if !taken {
                continue;
            }
            let first = (det + 1..word).find(|before| {
                self.heads[*before] == Some(word) && parse.upos(*before) == Upos::Adj
            });
            let noun = first.unwrap_or(word);
            if noun != word {
                for below in 0..self.heads.len() {
                    if self.heads[below] == Some(word) {
                        self.heads[below] = Some(noun);
                    }
                }
                self.set(word, Some(noun), "amod");
            }
            let relation = if self.is_verb(parse, head) {
                "obl:mod"
            } else {
                "nmod"
            };
            self.set(noun, Some(head), relation);
            self.tags.push((noun, Upos::Noun));
            slips = true;
        }
        slips
    }

    /// "donner suite à", "un entrepôt près de Damas", "prié de partir": nouns and adverbs that are no prepositions, adverbs that
    /// are, and infinitives that are no subjects.
    fn mend_light_words(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for word in 1..self.heads.len() {
            let Some(head) = self.heads[word] else {
                continue;
            };
            let form = parse.form(word);
            if form == "suite" && self.relations[word] == "case" && word + 1 < head {
                let Some(verb) =
                    self.heads[head].filter(|verb| *verb + 1 == word && self.is_verb(parse, *verb))
                else {
                    continue;
                };
                self.set(word, Some(verb), "obj");
                for below in word + 1..head {
                    if self.heads[below] == Some(word) {
                        self.set(below, Some(head), "case");
                    }
                }
                slips = true;
            } else if matches!(form, "près" | "loin" | "autour" | "hors") && head + 1 == word {
                let noun = self
                    .below_of(word)
                    .find(|below| *below > word && self.under(*below, "case") == Some(word + 1));
                if let Some(noun) = noun
                    && self.is_noun(parse, head)
                {
                    self.set(noun, Some(head), "nmod");
                    self.set(word, Some(noun), "case");
                    slips = true;
                }
            } else if matches!(self.relations[word].as_str(), "obj" | "obl:arg" | "obl:mod")
                && parse.lemma(head) == "venir"
            {
                // "venait de signer avec l'Italie un traité": what one has just done, one has done to it.
                let deed = self.below_of(head).find(|below| {
                    *below > head
                        && *below < word
                        && self.relations[*below] == "xcomp"
                        && self
                            .under(*below, "mark")
                            .is_some_and(|mark| parse.lemma(mark) == "de")
                });
                if let Some(deed) = deed {
                    self.heads[word] = Some(deed);
                    slips = true;
                }
            } else if form == "main-forte" && parse.upos(word) != Upos::Noun {
                // "a prêté main-forte au Mali"
                for below in word + 1..self.heads.len() {
                    if self.heads[below] == Some(word) {
                        self.heads[below] = Some(head);
                    }
                }
                self.set(word, Some(head), "obj");
                self.tags.push((word, Upos::Noun));
                slips = true;
            } else if form == "long" && word > 0 && parse.form(word - 1) == "le" {
                // "le long de la frontière"
                let noun = self
                    .below_of(word)
                    .find(|below| *below > word && self.under(*below, "case") == Some(word + 1));
                if let Some(noun) = noun {
                    let relation = if self.is_verb(parse, head) {
                        "obl:mod"
                    } else {
                        "nmod"
                    };
                    self.set(noun, Some(head), relation);
                    self.set(word, Some(noun), "case");
                    slips = true;
                }
            } else if self.relations[word] == "aux:caus" && parse.form(head) == "parvenir" {
                // "a fait parvenir une lettre"
                let above = self.heads[head];
                let relation = self.relations[head].clone();
                for below in 0..self.heads.len() {
                    if self.heads[below] == Some(head) && self.relations[below] != "mark" {
                        self.heads[below] = Some(word);
                    }
                }
                self.set(word, above, &relation);
                self.set(head, Some(word), "xcomp");
                if self.verb == head {
                    self.verb = word;
                }
                self.tags.push((word, Upos::Verb));
                slips = true;
            } else if self.relations[word] == "csubj"
                && word > head
                && self.under(head, "aux:pass").is_some()
            {
                "xcomp".clone_into(&mut self.relations[word]);
                slips = true;
            }
        }
        slips
    }

    /// "a tendu la main à l'Algérie, appelant le président à": behind a comma the subject does it; so it does "un mois après
    /// avoir rompu".
    fn mend_gerunds(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for word in 2..self.heads.len() {
            let Some(noun) = self.heads[word].filter(|noun| *noun < word) else {
                continue;
            };
            if self.relations[word] != "acl"
                || !self.is_verb(parse, word)
                || !self.is_noun(parse, noun)
            {
                continue;
            }
            let gerund = parse.form(word).ends_with("ant")
                && matches!(parse.form(word - 1), "," | "en")
                && !self.relations[noun].starts_with("nsubj");
            let after = is_measure(parse, noun)
                && self.below_of(word).any(|mark| {
                    self.relations[mark] == "mark" && matches!(parse.form(mark), "après" | "avant")
                });
            if !gerund && !after {
                continue;
            }
            let mut above = self.heads[noun];
            for _ in 0..8 {
                match above {
                    Some(verb) if !self.is_verb(parse, verb) => above = self.heads[verb],
                    _ => break,
                }
            }
            if let Some(verb) = above {
                self.set(word, Some(verb), "advcl");
                slips = true;
            }
        }
        slips
    }

    /// "les soldats graciés vendredi par la junte": a participle behind a noun, before its agent.
    fn mend_reduced(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for word in 1..self.heads.len() {
            let Some(noun) = self.heads[word].filter(|head| *head < word) else {
                continue;
            };
            let described = matches!(
                self.relations[word].as_str(),
                "amod" | "appos" | "acl" | "nmod"
            ) && !self.is_verb(parse, word)
                && matches!(parse.upos(word), Upos::Adj | Upos::Noun | Upos::Adv)
                && self.under(word, "case").is_none()
                && self.under(word, "det").is_none()
                && is_participle(parse, word)
                && (matches!(parse.upos(noun), Upos::Noun | Upos::Propn | Upos::Num)
                    || self.under(noun, "det").is_some());
            let by = described.then(|| self.agent_behind(parse, word)).flatten();
            if by.is_some() {
                "acl".clone_into(&mut self.relations[word]);
                self.participles.push(word);
                slips = true;
            }
        }
        slips
    }

    /// The noun of the phrase with "par" that follows a participle, right behind it or behind a date.
    fn agent_behind(&self, parse: &Parse, participle: usize) -> Option<usize> {
        let by = (participle + 1..self.heads.len())
            .find(|word| !is_measure(parse, *word) && parse.upos(*word) != Upos::Adv)
            .filter(|word| parse.lemma(*word) == "par")?;
        let noun = self.heads[by].filter(|noun| *noun > by)?;
        (!is_manner(parse, noun)).then_some(noun)
    }

    /// "ont été faits prisonniers par les rebelles", "arrêtés lundi par la police": who did it hangs on the participle.
    fn mend_agents(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for by in 1..self.heads.len() {
            if parse.lemma(by) != "par" || self.relations[by] != "case" {
                continue;
            }
            let Some(noun) = self.heads[by].filter(|noun| *noun > by && !is_manner(parse, *noun))
            else {
                continue;
            };
            let Some(above) = self.heads[noun].filter(|above| *above < by) else {
                continue;
            };
            let passive = |mended: &Self, word: usize| {
                let reduced = mended.relations[word] == "acl" || mended.participles.contains(&word);
                mended.is_verb(parse, word)
                    && (mended.under(word, "aux:pass").is_some()
                        || reduced
                            && mended.under(word, "aux:tense").is_none()
                            && is_participle(parse, word))
            };
            if passive(self, above) {
                if self.relations[noun] != "obl:agent" {
                    "obl:agent".clone_into(&mut self.relations[noun]);
                    slips = true;
                }
                continue;
            }
            let verb = (0..above).rev().find(|word| passive(self, *word));
            let Some(verb) = verb.filter(|verb| self.under(*verb, "obl:agent").is_none()) else {
                continue;
            };
            let beside = self.heads[above] == Some(verb)
                || self.relations[above] == "xcomp" && self.hangs_on(above, verb)
                || self.relations[verb] == "acl" && self.heads[above] == self.heads[verb];
            let light = is_measure(parse, above)
                || parse.upos(above) == Upos::Propn
                || matches!(self.relations[above].as_str(), "nsubj:pass" | "xcomp");
            if beside && light && above > verb {
                self.set(noun, Some(verb), "obl:agent");
                if self.relations[above] == "nsubj:pass" {
                    "xcomp".clone_into(&mut self.relations[above]);
                }
                slips = true;
            }
        }
        slips
    }

    /// "s'en est pris", "s'est entretenu": who does something to himself does it.
    fn mend_reflexives(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for word in 0..self.heads.len() {
            let Some(verb) = self.heads[word].filter(|_| self.relations[word] == "nsubj:pass")
            else {
                continue;
            };
            let reflexive = self.below_of(verb).any(|below| {
                self.relations[below].starts_with("expl")
                    && matches!(parse.form(below), "s'" | "s’" | "se" | "S'" | "Se")
            });
            if reflexive && self.under(verb, "aux:pass").is_none() && word < verb {
                "nsubj".clone_into(&mut self.relations[word]);
                slips = true;
            }
        }
        slips
    }

    /// "a infligé au pays un embargo", "a bombardé dans la nuit un entrepôt": a noun of its own without preposition is
    /// the object, whatever place or date stands before it.
    fn mend_late_objects(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for noun in 1..self.heads.len() {
            let Some(head) = self.heads[noun].filter(|head| *head < noun) else {
                continue;
            };
            if !self.is_noun(parse, noun) || is_capitalised(parse, noun) || is_measure(parse, noun)
            {
                continue;
            }
            let relation = self.relations[noun].as_str();
            let beside = matches!(relation, "nmod" | "obl:mod" | "obl:arg" | "obl");
            let opened = self
                .under(noun, "det")
                .or_else(|| self.under(noun, "nummod"))
                .filter(|opening| *opening < noun);
            let Some(opening) = opened.filter(|_| beside && self.under(noun, "case").is_none())
            else {
                continue;
            };
            let placed =
                self.relations[head].starts_with("obl") && self.under(head, "case").is_some();
            let verb = if self.is_verb(parse, head) {
                Some(head)
            } else if placed || is_measure(parse, head) && self.relations[head].starts_with("obl") {
                self.heads[head].filter(|verb| *verb < head && self.is_verb(parse, *verb))
            } else {
                None
            };
            let Some(verb) = verb else {
                continue;
            };
            let active = self.under(verb, "aux:pass").is_none()
                && self.under(verb, "obj").is_none()
                && !VerbKind::Intransitive.has(parse.lemma(verb))
                && (self.under(verb, "aux:tense").is_some() || self.has_subject(verb))
                && !self
                    .below_of(verb)
                    .any(|below| self.relations[below].starts_with("expl"));
            let apart = opening == 0 || matches!(parse.form(opening - 1), "," | "(" | "–" | "-");
            if active && !apart {
                self.set(noun, Some(verb), "obj");
                slips = true;
            }
        }
        slips
    }

    /// "Grâce à une médiation, les ambassadeurs ont regagné": what was taken for another member of what stands before the comma is the
    /// subject.
    fn mend_late_subjects(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for noun in 2..self.heads.len() {
            let Some(head) = self.heads[noun].filter(|head| *head < noun) else {
                continue;
            };
            let opened = self
                .under(noun, "det")
                .or_else(|| is_capitalised(parse, noun).then_some(noun));
            let Some(opening) = opened.filter(|opening| *opening <= noun && *opening > 0) else {
                continue;
            };
            let member = matches!(self.relations[noun].as_str(), "conj" | "appos")
                && self.is_noun(parse, noun)
                && self.under(noun, "cc").is_none()
                && self.under(noun, "case").is_none()
                && parse.form(opening - 1) == ","
                && self.relations[head].starts_with("obl");
            let verb = self.heads[head].filter(|verb| {
                member && *verb > noun && self.is_verb(parse, *verb) && !self.has_subject(*verb)
            });
            let Some(verb) = verb.filter(|verb| {
                self.below_of(*verb)
                    .any(|below| below > noun && self.relations[below].starts_with("aux"))
            }) else {
                continue;
            };
            let passive = self.under(verb, "aux:pass").is_some();
            self.set(
                noun,
                Some(verb),
                if passive { "nsubj:pass" } else { "nsubj" },
            );
            slips = true;
        }
        slips
    }

    /// "Les Etats-Unis et l'Iran se sont affrontés": a name before a verb without subject is no date.
    fn mend_loose_subjects(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for noun in 0..self.heads.len() {
            let Some(verb) = self.heads[noun].filter(|verb| *verb > noun) else {
                continue;
            };
            let loose = self.relations[noun].starts_with("obl")
                && parse.upos(noun) == Upos::Propn
                && self.under(noun, "case").is_none()
                && !is_measure(parse, noun)
                && self.is_verb(parse, verb)
                && !self.has_subject(verb)
                && self
                    .below_of(verb)
                    .any(|below| self.relations[below].starts_with("aux"));
            if loose {
                let passive = self.under(verb, "aux:pass").is_some();
                self.set(
                    noun,
                    Some(verb),
                    if passive { "nsubj:pass" } else { "nsubj" },
                );
                slips = true;
            }
        }
        slips
    }

    /// "a dénoncé l'accord, interdit le survol et accusé Paris": participles that share the auxiliary of the first.
    fn mend_shared_auxiliary(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        let root = self.verb;
        let bare = self.is_verb(parse, root)
            && is_participle(parse, root)
            && !self.has_subject(root)
            && !self
                .below_of(root)
                .any(|below| self.relations[below].starts_with("aux"));
        let first = bare
            .then(|| {
                self.below_of(root).find(|word| {
                    *word < root
                        && self.is_verb(parse, *word)
                        && self.under(*word, "aux:tense").is_some()
                        && self.under(*word, "mark").is_none()
                        && self.has_subject(*word)
                })
            })
            .flatten();
        if let Some(first) = first {
            let below: Vec<usize> = self.below_of(root).filter(|word| *word < first).collect();
            for word in below {
                self.heads[word] = Some(first);
            }
            self.set(first, None, "root");
            self.set(root, Some(first), "conj");
            self.verb = first;
            slips = true;
        }
        // No reduced passive has an object: "accords conclus avec Paris et accusé l'armée".
        for word in 1..self.heads.len() {
            let Some(head) = self.heads[word].filter(|head| *head < word) else {
                continue;
            };
            let joined = self.relations[word] == "conj"
                && self.is_verb(parse, word)
                && is_participle(parse, word)
                && self.under(word, "aux:tense").is_none()
                && self.under(word, "aux:pass").is_none()
                && self.relations[head] == "acl"
                && (self.under(word, "obj").is_some()
                    || word + 1 < self.heads.len()
                        && self.heads[word + 1] == Some(word)
                        && is_capitalised(parse, word + 1));
            if !joined {
                continue;
            }
            let mut above = self.heads[head];
            for _ in 0..8 {
                let Some(verb) = above else { break };
                let helped = self.is_verb(parse, verb)
                    && self
                        .under(verb, "aux:tense")
                        .is_some_and(|helper| parse.lemma(helper) == "avoir");
                if helped {
                    self.heads[word] = Some(verb);
                    slips = true;
                    break;
                }
                above = self.heads[verb];
            }
        }
        slips
    }

    /// "ses relations avec le Kenya, qu'elle accusait": a relative clause right behind a name that a preposition binds
    /// to a noun or verb is the name's.
    fn mend_relatives(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for clause in 2..self.heads.len() {
            let Some(head) = self.heads[clause].filter(|head| *head < clause) else {
                continue;
            };
            if self.relations[clause] != "acl:relcl" {
                continue;
            }
            let opening = (head + 1..clause).find(|word| {
                matches!(
                    parse.form(*word),
                    "qui" | "que" | "qu'" | "qu’" | "dont" | "où"
                )
            });
            let Some(comma) = opening
                .and_then(|opening| opening.checked_sub(1))
                .filter(|comma| parse.form(*comma) == ",")
            else {
                continue;
            };
            let name = comma - 1;
            let bound = parse.upos(name) == Upos::Propn
                && name > head
                && self.hangs_on(name, head)
                && self.under(name, "case").is_some_and(|case| {
                    matches!(
                        parse.lemma(case),
                        "avec" | "contre" | "à" | "envers" | "chez"
                    )
                });
            if bound && !self.hangs_on(name, clause) {
                self.heads[clause] = Some(name);
                slips = true;
            }
        }
        slips
    }

    /// "ne reconnaît que le président": "ne ... que" denies nothing, and what follows is the object.
    fn mend_only(&mut self, parse: &Parse) -> bool {
        let mut slips = false;
        for only in 2..self.heads.len().saturating_sub(1) {
            if !matches!(parse.form(only), "que" | "qu'" | "qu’") || !self.is_verb(parse, only - 1)
            {
                continue;
            }
            let verb = only - 1;
            let has = |mended: &Self, forms: &[&str]| {
                mended
                    .below_of(verb)
                    .any(|below| forms.contains(&parse.form(below)))
            };
            if !has(self, &["ne", "n'", "n’"])
                || has(
                    self,
                    &["pas", "plus", "jamais", "rien", "guère", "aucun", "point"],
                )
            {
                continue;
            }
            let noun = (only + 1..self.heads.len()).find(|word| self.is_noun(parse, *word));
            let Some(noun) = noun.filter(|noun| {
                let opening = self.below_of(*noun).all(|below| {
                    below > *noun
                        || below > only
                        || self.relations[below] == "punct"
                        || below == only
                });
                opening && !(only + 1..*noun).any(|word| self.is_verb(parse, word))
            }) else {
                continue;
            };
            let finite_below = self.below_of(noun).any(|below| {
                self.relations[below] == "cop" || self.relations[below].starts_with("nsubj")
            });
            if finite_below || self.heads[noun].is_some_and(|head| head > noun) || self.verb == noun
            {
                continue;
            }
            self.set(only, Some(verb), "advmod");
            if self.under(noun, "case").is_none() && self.under(verb, "obj").is_none() {
                self.set(noun, Some(verb), "obj");
            }
            slips = true;
        }
        slips
    }
}

/// Whether a word names a time or a measure.
fn is_measure(parse: &Parse, word: usize) -> bool {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| verbs("fr\tmeasure\t").into_iter().collect());
    let form = parse.form(word).to_lowercase();
    words.contains(form.as_str()) || form.starts_with(|first: char| first.is_ascii_digit())
}

/// "lui", "eux": pronouns that stress the subject behind an auxiliary.
fn is_stressed(form: &str) -> bool {
    matches!(form, "lui" | "elle" | "eux" | "elles")
}

/// "par téléphone", "par exemple": no agent.
fn is_manner(parse: &Parse, noun: usize) -> bool {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| verbs("fr\tmanner\t").into_iter().collect());
    words.contains(parse.form(noun).to_lowercase().as_str())
}

/// Whether a form is the participle of a verb of the lexicon.
fn is_participle(parse: &Parse, word: usize) -> bool {
    is_participle_form(parse.form(word))
}

fn is_participle_form(form: &str) -> bool {
    static FORMS: OnceLock<HashSet<String>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        let irregulars = crate::lexicon::irregulars();
        crate::lexicon::french_verbs()
            .into_iter()
            .flat_map(|verb| conjugate("fr", verb, irregulars))
            .filter(|(_, kind)| kind & PARTICIPLE != 0)
            .map(|(form, _)| form)
            .collect()
    });
    forms.contains(form)
        || form.starts_with(char::is_uppercase) && forms.contains(&form.to_lowercase())
}
