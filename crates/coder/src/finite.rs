//! The verb that a parser takes for a participle or noun: "The blockade restricted access to medicine",
//! "Rwanda denies the attack".
//!
//! Treebanks hold captions and headings that are nouns with participles; in running text that ends
//! with a full stop, such a reading is wrong far more often than right. The first past participle
//! behind a noun then is the verb; so is one behind the first of two subjects of a verb of saying, and
//! a noun that heads the sentence in a form that no noun has.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use detente_syntax::Upos;

use crate::inflect::form::{PARTICIPLE, PAST};
use crate::inflect::{conjugate, sibilant_plural};
use crate::parse::Parse;
use crate::quoted::Quotation;
use crate::verbal::verbs;

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

    /// The grammar of a French passage with the verb that was taken for another word: right behind the
    /// name that opens it, or before a perfect infinitive, "dément avoir livré"; `None` where there is
    /// none.
    pub(crate) fn of_french(parse: &Parse) -> Option<Self> {
        let root = (0..parse.len()).find(|word| parse.head(*word).is_none())?;
        let found = Self::behind_name(parse, root)
            .or_else(|| Self::behind_phrase(parse, root))
            .or_else(|| Self::perfect_infinitive(parse, root));
        let missed = found.is_some();
        let mut mended = found.unwrap_or_else(|| Self::untouched(parse, root));
        let slips = mended.mend_opening(parse)
            | mended.mend_perfects(parse)
            | mended.mend_objects(parse)
            | mended.mend_places(parse)
            | mended.mend_french(parse);
        ((missed || slips) && mended.link()).then_some(mended)
    }

    /// The words right below one, in the grammar as far as it is mended.
    fn under(&self, head: usize, relation: &str) -> Option<usize> {
        (0..self.heads.len())
            .find(|word| self.heads[*word] == Some(head) && self.relations[*word] == relation)
    }

    /// "Ankara a donné son accord": a name before the auxiliary is no auxiliary.
    fn mend_opening(&mut self, parse: &Parse) -> bool {
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
    fn mend_perfects(&mut self, parse: &Parse) -> bool {
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
    fn mend_haver(&mut self, parse: &Parse) -> bool {
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
    fn mend_objects(&mut self, parse: &Parse) -> bool {
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
    fn mend_places(&mut self, parse: &Parse) -> bool {
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
    fn mend_adverb(&mut self, parse: &Parse, word: usize, adverb: usize) -> bool {
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
    fn given_by(&self, name: usize) -> Option<usize> {
        let noun = match self.relations[name].as_str() {
            "nmod" | "appos" | "flat" => self.heads[name]?,
            _ => name,
        };
        let verb = self.heads[noun].filter(|_| self.relations[noun] == "obj")?;
        (verb < noun).then_some(verb)
    }

    /// "Berlin livre des chars", "Varsovie ferme sa frontière": the present right behind the name that
    /// opens a French passage is its verb, and no noun, adjective or aside.
    fn behind_name(parse: &Parse, root: usize) -> Option<Self> {
        // "Maroc-Algérie : Rabat ferme son espace aérien"
        let start = (1..parse.len().min(4))
            .find(|word| parse.form(*word) == ":")
            .map_or(0, |colon| colon + 1);
        if start + 1 >= parse.len() {
            return None;
        }
        let name = start
            + usize::from(matches!(
                parse.form(start),
                "Le" | "La" | "Les" | "L'" | "L’"
            ));
        // "Lisbonne s'inquiète"
        let verb = (name + 1..parse.len()).find(|word| !is_clitic(parse.form(*word)))?;
        if verb + 1 >= parse.len() || !is_capitalised(parse, name) {
            return None;
        }
        let lemma = french_present(parse.form(verb))?;
        let known = root == verb && parse.upos(verb) == Upos::Verb;
        let headed = root == name || root == verb || root < start;
        if known && parse.dependent(verb, "nsubj").is_some() || !headed {
            return None;
        }
        Self::present(parse, root, name, verb, lemma)
    }

    /// "L'armée béninoise combat les rebelles": the present behind a noun and its adjectives, where no determiner
    /// makes it a noun.
    fn behind_phrase(parse: &Parse, root: usize) -> Option<Self> {
        let fits = |verb: usize| {
            let form = parse.form(verb);
            let next = (verb + 1 < parse.len()).then(|| parse.form(verb + 1));
            french_present(form).is_some()
                && parse.upos(verb) != Upos::Verb
                && !is_capitalised(parse, verb)
                && parse.dependents(verb).all(|below| {
                    !(parse.is(below, "det") || parse.is(below, "case") || parse.is(below, "cop"))
                })
                && next.is_some_and(|next| {
                    next.starts_with(char::is_uppercase)
                        || matches!(
                            next,
                            "le" | "la"
                                | "les"
                                | "l'"
                                | "l’"
                                | "un"
                                | "une"
                                | "des"
                                | "du"
                                | "de"
                                | "d'"
                                | "d’"
                                | "à"
                                | "au"
                                | "aux"
                                | "son"
                                | "sa"
                                | "ses"
                                | "leur"
                                | "leurs"
                                | "sur"
                                | "contre"
                        )
                })
        };
        let (subject, verb) = if parse.upos(root) != Upos::Verb && root > 1 && fits(root) {
            let subject = parse
                .dependents(root)
                .find(|below| *below < root && parse.is(*below, "nsubj"))?;
            (subject, root)
        } else {
            let named = parse.upos(root) == Upos::Noun && root <= 2;
            // It may seem to describe the noun behind it, too: "ferme l'ambassade".
            let hangs = |word: usize| {
                parse.head(word).is_some_and(|head| {
                    head == root || parse.head(head) == Some(root) && parse.upos(word) != Upos::Verb
                })
            };
            let verb = (root + 2..parse.len().min(root + 5))
                .find(|word| named && hangs(*word) && fits(*word))?;
            let described = (root + 1..verb).all(|word| {
                parse.head(word) == Some(root)
                    && (parse.upos(word) == Upos::Adj || parse.is(word, "nmod"))
            });
            (described.then_some(root)?, verb)
        };
        let lemma = french_present(parse.form(verb))?;
        Self::present(parse, root, subject, verb, lemma)
    }

    /// With `verb` as the verb that heads a French passage and `name` as its subject.
    fn present(
        parse: &Parse,
        root: usize,
        name: usize,
        verb: usize,
        lemma: &'static str,
    ) -> Option<Self> {
        let mut mended = Self::copied(parse, verb, verb);
        mended.lemma = Some(lemma);
        // What the verb was taken to describe.
        let described = parse.head(verb).filter(|noun| *noun > verb);
        mended.set(verb, None, "root");
        if root != verb {
            mended.set(root, Some(verb), "parataxis");
        }
        mended.set(name, Some(verb), "nsubj");
        let mut filled = parse.dependent(verb, "obj").is_some();
        for word in verb + 1..parse.len() {
            let own = [verb, root, name].map(Some).contains(&parse.head(word));
            if !own && Some(word) != described {
                continue;
            }
            mended.heads[word] = Some(verb);
            if parse.is(word, "obj") {
                // "s'inquiète des agissements": what a reflexive verb has is no object.
                let case = parse.dependent(word, "case").is_some();
                if case || is_reflexive(parse.form(verb - 1)) {
                    "obl:arg".clone_into(&mut mended.relations[word]);
                    let some = parse
                        .dependent(word, "det")
                        .filter(|det| matches!(parse.form(*det), "des" | "du" | "de"));
                    if let Some(some) = some {
                        "case".clone_into(&mut mended.relations[some]);
                    }
                }
                filled = true;
                continue;
            }
            if !is_nominal(parse, word) && Some(word) != described {
                continue;
            }
            // "des chars": some of them, and nothing that comes from them.
            let case = parse.dependent(word, "case");
            let some = case.filter(|case| {
                *case == verb + 1
                    && parse.lemma(*case) == "de"
                    && !is_reflexive(parse.form(verb - 1))
            });
            if let Some(some) = some {
                "det".clone_into(&mut mended.relations[some]);
            }
            let object = !filled && (case.is_none() || some.is_some());
            filled |= object;
            let relation = if object { "obj" } else { "obl" };
            relation.clone_into(&mut mended.relations[word]);
        }
        for word in 0..verb {
            if word != name && parse.head(word) == Some(verb) {
                let own = word < name || !is_clitic(parse.form(word));
                mended.heads[word] = Some(if own { name } else { verb });
            }
        }
        for word in name + 1..verb {
            if is_clitic(parse.form(word)) {
                let relation = if is_reflexive(parse.form(word)) {
                    "expl:pv"
                } else if matches!(parse.form(word), "ne" | "n'" | "n’") {
                    "advmod"
                } else {
                    "iobj"
                };
                mended.set(word, Some(verb), relation);
            }
        }
        mended.link().then_some(mended)
    }

    /// "La Russie dément avoir livré": the verb before a perfect infinitive.
    fn perfect_infinitive(parse: &Parse, root: usize) -> Option<Self> {
        let perfect = |word: usize| {
            parse.upos(word) == Upos::Aux && parse.feature(word, "VerbForm") == Some("Inf")
        };
        let verb = (1..parse.len().saturating_sub(2)).find(|word| {
            parse.upos(*word) != Upos::Verb
                && perfect(word + 1)
                && french_finite(parse.form(*word)).is_some()
        })?;
        let deed = parse.head(verb + 1)?;
        // "Moscou nie avoir": the whole sentence may hang on the subject.
        let subject = if root < verb {
            root
        } else {
            let subject = parse.dependent(deed, "nsubj").filter(|_| root == deed)?;
            // "La Russie nie avoir": the subject of the noun that the verb was taken for.
            if subject == verb {
                parse.dependent(verb, "nsubj")?
            } else {
                subject
            }
        };
        let mut mended = Self::copied(parse, verb, verb);
        mended.lemma = french_finite(parse.form(verb));
        for word in 0..parse.len() {
            let aside = if word < verb {
                parse.head(word) == Some(deed)
            } else {
                parse.head(word) == Some(subject) || parse.is(word, "punct")
            };
            if aside {
                mended.heads[word] = Some(verb);
            }
        }
        mended.set(verb, None, "root");
        mended.set(subject, Some(verb), "nsubj");
        mended.set(deed, Some(verb), "xcomp");
        mended.link().then_some(mended)
    }

    /// "Rwanda denies supporting the rebels": a third person that no noun has, and that heads the
    /// sentence as a noun.
    fn noun_for_verb(parse: &Parse, root: usize) -> Option<Self> {
        let nominal = is_nominal(parse, root) || parse.upos(root) == Upos::Adj;
        if !nominal || root == 0 || parse.dependent(root, "cop").is_some() {
            return None;
        }
        let form = parse.form(root).to_lowercase();
        let lemma = third_persons().get(form.as_str()).copied();
        // "Hungary vetoed an aid package": a noun phrase of its own stands behind it.
        let past = || {
            form.len() > 4
                && form.ends_with("ed")
                && parse.dependents(root).any(|below| {
                    below > root
                        && is_nominal(parse, below)
                        && parse.dependent(below, "case").is_none()
                        && parse
                            .dependents(below)
                            .any(|part| part > root && part < below && !parse.is(part, "punct"))
                })
        };
        if lemma.is_none() && !past() {
            return None;
        }
        let mut mended = Self::copied(parse, root, root);
        mended.lemma = lemma;
        let subject = match parse.dependent(root, "nsubj") {
            Some(subject) => subject,
            None => mended.free(parse, root, root)?,
        };
        mended.set(subject, Some(root), "nsubj");
        let mut object = false;
        for word in parse.dependents(root).filter(|word| *word > root) {
            let placed = parse.dependent(word, "case").is_some();
            let relation = match parse.relation(word) {
                "acl" if parse.dependent(word, "nsubj").is_some() => "ccomp",
                "acl" => "xcomp",
                relation if relation.starts_with("nmod") && placed => "obl",
                "appos" | "compound" | "nmod" | "nmod:desc" | "nmod:unmarked" if !object => {
                    object = true;
                    "obj"
                }
                _ => continue,
            };
            relation.clone_into(&mut mended.relations[word]);
        }
        mended.link().then_some(mended)
    }

    /// "Ann Lee, the trade commissioner, accused Canada": a finite verb behind the comma that closes what a
    /// name at the head of the sentence is called.
    fn beside_its_name(parse: &Parse, root: usize) -> Option<Self> {
        let named = parse.upos(root) == Upos::Propn && parse.dependent(root, "cop").is_none();
        let verb = parse.dependents(root).find(|word| {
            *word > root + 1
                && parse.is(*word, "parataxis")
                && parse.upos(*word) == Upos::Verb
                && parse.feature(*word, "VerbForm") == Some("Fin")
                && parse.form(*word - 1) == ","
                && ["nsubj", "nsubj:pass"]
                    .iter()
                    .all(|relation| parse.dependent(*word, relation).is_none())
        })?;
        let called = parse.dependents(root).find(|word| {
            *word > root
                && *word < verb
                && is_nominal(parse, *word)
                && ["parataxis", "appos", "conj", "list"]
                    .iter()
                    .any(|relation| parse.is(*word, relation))
        })?;
        if !named {
            return None;
        }
        let mut mended = Self::copied(parse, verb, verb);
        mended.finite = None;
        mended.set(verb, None, "root");
        mended.set(root, Some(verb), "nsubj");
        mended.set(called, Some(root), "appos");
        for word in parse.dependents(root).filter(|word| *word > verb) {
            mended.heads[word] = Some(verb);
        }
        mended.link().then_some(mended)
    }

    /// "when a Russian missile hit Odesa": a noun that has an object is a verb, and the noun right before it
    /// its subject.
    fn noun_with_object(parse: &Parse, root: usize) -> Option<Self> {
        let verb = (1..parse.len()).find(|word| {
            parse.upos(*word) == Upos::Noun
                && is_nominal(parse, *word - 1)
                && parse.head(*word - 1) == Some(*word)
                && parse.is(*word - 1, "compound")
                && parse
                    .dependents(*word)
                    .any(|below| below > *word && parse.is(below, "obj"))
                && ["nsubj", "cop", "case", "nmod:poss"]
                    .iter()
                    .all(|relation| parse.dependent(*word, relation).is_none())
        })?;
        let subject = verb - 1;
        let mut mended = Self::copied(parse, root, verb);
        for word in 0..subject {
            let behind = parse.head(word).is_some_and(|head| head >= verb);
            let own = ["det", "amod", "compound", "nummod"]
                .iter()
                .any(|relation| parse.is(word, relation));
            if behind && own {
                mended.heads[word] = Some(subject);
            }
        }
        mended.set(subject, Some(verb), "nsubj");
        mended.link().then_some(mended)
    }

    /// "The lifting of sanctions increased exports", "More trade lowers the risk": a verb with its subject
    /// that hangs on the noun behind, and a verb whose subject hangs on it as if it were a compound.
    fn beside_its_object(parse: &Parse, root: usize) -> Option<Self> {
        let count = parse.len();
        if parse.form(count - 1) != "." || parse.dependent(root, "cop").is_some() {
            return None;
        }
        if parse.upos(root) == Upos::Verb {
            let finite = parse.feature(root, "VerbForm") == Some("Fin");
            // "shot" may be tagged as a noun and yet head the sentence as a verb.
            let finite = finite || parse.feature(root, "VerbForm").is_none();
            let noun = root.checked_sub(1).filter(|noun| {
                let named = parse.upos(*noun) == Upos::Adj && is_capitalised(parse, *noun);
                // "Cuba freed 50 prisoners": it may hang on the object.
                (is_nominal(parse, *noun) && parse.is(*noun, "compound")
                    || named && parse.is(*noun, "amod"))
                    && parse.head(*noun).is_some_and(|head| head >= root)
            });
            if !finite || parse.dependent(root, "nsubj").is_some() {
                return None;
            }
            let noun = noun?;
            let mut mended = Self::copied(parse, root, root);
            mended.set(noun, Some(root), "nsubj");
            // "A Palestinian stabbed two Israelis": the article may hang on the object.
            for word in (0..noun).filter(|word| parse.head(*word).is_none_or(|head| head >= root)) {
                mended.heads[word] = Some(noun);
            }
            return mended.link().then_some(mended);
        }
        let verb = parse.dependents(root).find(|word| {
            *word < root
                && parse.upos(*word) == Upos::Verb
                && (parse.is(*word, "amod") || parse.is(*word, "compound"))
                && parse
                    .dependent(*word, "nsubj")
                    .is_some_and(|subject| subject < *word)
        })?;
        if !is_nominal(parse, root) {
            return None;
        }
        let subject = parse.dependent(verb, "nsubj")?;
        let mut mended = Self::copied(parse, verb, verb);
        mended.set(verb, None, "root");
        mended.below_verb(parse, root, verb, subject);
        mended.link().then_some(mended)
    }

    /// `told reporters: "We will supply missiles"`: a clause whose verb hangs on its own object, which
    /// hangs on a noun before.
    fn clause_in_noun(parse: &Parse, root: usize) -> Option<Self> {
        let verb = (0..parse.len()).find(|word| {
            parse.upos(*word) == Upos::Verb
                && (parse.is(*word, "amod") || parse.is(*word, "compound"))
                && parse.dependent(*word, "nsubj").is_some()
                && parse.dependent(*word, "aux").is_some()
        })?;
        let noun = parse.head(verb)?;
        let mut above = parse.head(noun).filter(|_| noun > verb)?;
        while parse.upos(above) != Upos::Verb {
            above = parse.head(above)?;
        }
        let mut mended = Self::copied(parse, root, verb);
        mended.set(verb, Some(above), "ccomp");
        mended.below_verb(parse, noun, verb, verb);
        mended.link().then_some(mended)
    }

    /// "Turkey backs Azerbaijan", "More trade lowers the risk": in a sentence without a verb, what looks
    /// like a plural between two noun phrases.
    fn plural_for_verb(parse: &Parse, root: usize) -> Option<Self> {
        let count = parse.len();
        let finite = |word: usize| {
            matches!(parse.upos(word), Upos::Verb | Upos::Aux)
                && parse.feature(word, "VerbForm") == Some("Fin")
        };
        // "If China invades Taiwan, prices will rise" has a verb.
        let verbal = ["cop", "aux", "aux:pass"]
            .iter()
            .any(|relation| parse.dependent(root, relation).is_some());
        let headless = !finite(root) && parse.form(count - 1) == "." && !verbal;
        if !headless {
            return None;
        }
        let fits = |word: &usize| {
            let next = *word + 1;
            let opens = matches!(
                parse.upos(next),
                Upos::Det
                    | Upos::Propn
                    | Upos::Pron
                    | Upos::Adj
                    | Upos::Noun
                    | Upos::Num
                    | Upos::Sconj
            ) || parse.form(next) == "from";
            parse.upos(*word) != Upos::Propn
                && plural_verbs().contains_key(parse.form(*word))
                && is_nominal(parse, *word - 1)
                && opens
        };
        let verb = (1..count - 1).find(fits)?;
        if (0..verb).any(finite) {
            return None;
        }
        let mut mended = Self::copied(parse, verb, verb);
        mended.lemma = plural_verbs().get(parse.form(verb)).copied();
        let before: Vec<usize> = (0..verb)
            .filter(|word| parse.head(*word).is_none_or(|head| head >= verb))
            .collect();
        let subject = before
            .iter()
            .copied()
            .rfind(|word| is_nominal(parse, *word) && parse.dependent(*word, "case").is_none())?;
        for word in before {
            mended.heads[word] = Some(subject);
        }
        mended.set(verb, None, "root");
        mended.set(subject, Some(verb), "nsubj");
        let mut object = false;
        for word in verb + 1..count {
            if parse.head(word).is_some_and(|head| head > verb) {
                continue;
            }
            let placed = parse.dependent(word, "case").is_some();
            let clause = parse.dependent(word, "nsubj").is_some();
            let relation = if parse.is(word, "punct") {
                "punct"
            } else if placed {
                "obl"
            } else if clause && !is_nominal(parse, word) {
                "ccomp"
            } else if !object && is_nominal(parse, word) {
                object = true;
                "obj"
            } else {
                "dep"
            };
            mended.set(word, Some(verb), relation);
        }
        mended.link().then_some(mended)
    }

    /// "Fighting erupted on the border": what looks like a clause before a verb without a subject.
    fn gerund_for_noun(parse: &Parse, root: usize) -> Option<Self> {
        let subject = root.checked_sub(1)?;
        let gerund = parse.head(subject) == Some(root)
            && parse.upos(subject) == Upos::Verb
            && parse.form(subject).ends_with("ing")
            && (parse.is(subject, "advcl") || parse.is(subject, "csubj"))
            && parse.dependents(subject).next().is_none();
        let bare = parse.upos(root) == Upos::Verb
            && ["nsubj", "nsubj:pass", "obj"]
                .iter()
                .all(|relation| parse.dependent(root, relation).is_none());
        if !gerund || !bare {
            return None;
        }
        let mut mended = Self::copied(parse, root, root);
        mended.set(subject, Some(root), "nsubj");
        mended.link().then_some(mended)
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

    /// "Guerrillas wounded two soldiers, police said": the verb of saying has two subjects, and the
    /// first is that of the participle behind it.
    fn reported(parse: &Parse, root: usize) -> Option<Self> {
        let subjects: Vec<usize> = parse
            .dependents(root)
            .filter(|below| parse.is(*below, "nsubj"))
            .collect();
        let [noun, speaker] = subjects.as_slice() else {
            return None;
        };
        let verb = (*noun + 1..*speaker).find(|word| {
            parse.head(*word) == Some(*noun)
                && is_candidate(parse, *noun, *word)
                && has_object(parse, *word)
        })?;
        let mut mended = Self::copied(parse, root, verb);
        mended.set(verb, Some(root), "ccomp");
        mended.set(*noun, Some(verb), "nsubj");
        for word in verb + 1..*speaker {
            if [Some(*noun), Some(root)].contains(&mended.heads[word]) {
                mended.hang(parse, word, verb);
            }
        }
        mended.link().then_some(mended)
    }

    /// The grammar of a sentence that a noun heads.
    fn headed(parse: &Parse, root: usize) -> Option<Self> {
        let count = parse.len();
        let verbless = is_nominal(parse, root) || matches!(parse.upos(root), Upos::Num | Upos::X);
        if !verbless || parse.form(count - 1) != "." || parse.dependent(root, "cop").is_some() {
            return None;
        }
        let verb = (1..count).find(|word| is_candidate(parse, root, *word))?;
        let noun = parse.head(verb)?;
        let mut mended = Self::copied(parse, verb, verb);
        let subject = if root < verb {
            // "The expansion of NATO heightened fears": NATO belongs to the expansion.
            if noun > verb {
                mended.free(parse, noun, root);
            }
            root
        } else {
            mended.free(parse, noun, noun)?
        };
        mended.set(verb, None, "root");
        mended.set(subject, Some(verb), "nsubj");
        if noun > verb {
            let placed = parse
                .dependents(noun)
                .any(|below| below > verb && parse.is(below, "case"));
            mended.set(noun, Some(verb), if placed { "obl" } else { "obj" });
        }
        for word in verb + 1..count {
            let behind =
                [Some(subject), Some(root), parse.head(verb)].contains(&mended.heads[word]);
            let goes_on =
                noun < verb || mended.heads[word] != Some(noun) || parse.is(word, "punct");
            if behind && goes_on && word != subject {
                mended.hang(parse, word, verb);
            }
        }
        // "Yeltsin hosted Hashimoto": a name beside the noun is whom the verb meets.
        if !(verb + 1..count).any(|word| mended.is_object(word, verb)) {
            let beside = (verb + 1..count).find(|word| {
                mended.heads[*word] == Some(verb)
                    && parse.is(*word, "appos")
                    && parse.dependent(*word, "case").is_none()
                    && !(verb + 1..*word).any(|between| parse.is(between, "punct"))
            });
            if let Some(beside) = beside {
                mended.set(beside, Some(verb), "obj");
            }
        }
        mended.link().then_some(mended)
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

/// Third persons of English verbs that are no plural of a noun, with their base forms.
fn third_persons() -> &'static HashMap<String, &'static str> {
    static FORMS: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    FORMS.get_or_init(|| {
        verbs("en\tthird\t")
            .into_iter()
            .map(|verb| (sibilant_plural(verb), verb))
            .collect()
    })
}

/// Third persons of English verbs that may be plurals of nouns as well, with their base forms.
fn plural_verbs() -> &'static HashMap<String, &'static str> {
    static FORMS: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    FORMS.get_or_init(|| {
        verbs("en\tplural\t")
            .into_iter()
            .chain(verbs("en\tthird\t"))
            .map(|verb| (sibilant_plural(verb), verb))
            .collect()
    })
}

/// "se", "ne", "lui": what stands before a French verb and hangs on it.
fn is_clitic(form: &str) -> bool {
    is_reflexive(form) || matches!(form, "ne" | "n'" | "n’" | "y" | "en" | "lui" | "leur")
}

fn is_reflexive(form: &str) -> bool {
    matches!(form, "se" | "s'" | "s’")
}

/// The base form of a French finite verb that parsers take for another word.
fn french_finite(form: &str) -> Option<&'static str> {
    static FORMS: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    FORMS
        .get_or_init(|| pairs("fr\tfinite\t"))
        .get(form)
        .copied()
}

/// The base form of a French present or past that parsers take for another word behind a name: "ferme", "ferma".
fn french_present(form: &str) -> Option<&'static str> {
    static FORMS: OnceLock<HashMap<Cow<'static, str>, &'static str>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        let presents = pairs("fr\tpresent\t");
        let nouns = verbs("fr\tnoun\t");
        let irregulars = crate::lexicon::irregulars();
        let mut forms: HashMap<Cow<'static, str>, &'static str> = HashMap::new();
        let lemmas: BTreeSet<&'static str> = presents.values().copied().collect();
        for lemma in lemmas {
            for (form, kind) in conjugate("fr", lemma, irregulars) {
                let is_past = kind & PAST != 0 && kind & PARTICIPLE == 0;
                if is_past && !nouns.contains(&form.as_str()) {
                    forms.insert(form.into(), lemma);
                }
            }
        }
        let presents = presents.into_iter();
        forms.extend(presents.map(|(form, lemma)| (Cow::Borrowed(form), lemma)));
        forms
    });
    forms.get(form).copied()
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

/// The forms with their base forms in a row of the table of verbs.
fn pairs(row: &str) -> HashMap<&'static str, &'static str> {
    let pairs = verbs(row).into_iter();
    pairs.filter_map(|pair| pair.split_once(':')).collect()
}

fn has_object(parse: &Parse, verb: usize) -> bool {
    // "killed at least 30 people": an amount, and no complement.
    let amount = |below: usize| {
        parse.is(below, "obl")
            && parse.dependents(below).any(|case| {
                parse.is(case, "case")
                    && parse.form(case) == "at"
                    && case + 1 < parse.len()
                    && matches!(parse.form(case + 1), "least" | "most")
            })
    };
    parse
        .dependents(verb)
        .any(|below| below > verb && (parse.is(below, "obj") || amount(below)))
}

fn is_capitalised(parse: &Parse, word: usize) -> bool {
    parse.form(word).starts_with(char::is_uppercase)
}

/// Whether a French word is a name: by its tag, or by a capital that no sentence begins with.
fn is_french_name(parse: &Parse, word: usize) -> bool {
    parse.upos(word) == Upos::Propn
        || word > 0
            && is_capitalised(parse, word)
            && matches!(parse.upos(word), Upos::Noun | Upos::X)
}

fn is_nominal(parse: &Parse, word: usize) -> bool {
    matches!(parse.upos(word), Upos::Noun | Upos::Propn | Upos::Pron)
}

/// Whether a word may be the verb: a form that is past tense as well as participle, hung on a noun
/// as if it described it, with a noun before it and no "by" behind it.
fn is_candidate(parse: &Parse, root: usize, word: usize) -> bool {
    let form = parse.form(word);
    let described =
        parse.is(word, "amod") || (parse.is(word, "acl") && !parse.is(word, "acl:relcl"));
    // A finite form describes no noun at all.
    let participle = parse.upos(word) == Upos::Verb
        && matches!(parse.feature(word, "VerbForm"), Some("Part" | "Fin"))
        && parse.feature(word, "Tense") == Some("Past");
    if !described || !participle || form.ends_with('n') || form.ends_with("ne") {
        return false;
    }
    let Some(noun) = parse.head(word) else {
        return false;
    };
    // "Lavrov, who led the team, accused": behind what is said aside of the head of the sentence.
    let comma = |at: usize| parse.form(at) == ",";
    let closes = root < word && comma(word - 1) && (root..word - 1).any(comma);
    let near = noun == root || parse.head(noun) == Some(root) || closes;
    // "the recently elected president", "U.S.-backed forces": a description.
    let before = parse.upos(word - 1);
    let after_noun = matches!(
        before,
        Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adv | Upos::Num
    );
    let helped = parse
        .dependents(word)
        .any(|below| parse.is(below, "aux") || parse.is(below, "mark") || parse.is(below, "nsubj"));
    let agent = parse.dependents(word).any(|below| {
        below > word
            && parse
                .dependent(below, "case")
                .is_some_and(|case| parse.form(case) == "by")
    });
    near && (after_noun || closes)
        && !helped
        && !agent
        && (0..word).any(|before| is_nominal(parse, before))
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
