//! Readings of a French sentence whose verb the parser took for another word.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use detente_syntax::Upos;

use crate::finite::{Mended, is_capitalised, is_nominal};
use crate::inflect::conjugate;
use crate::inflect::form::{PARTICIPLE, PAST};
use crate::parse::Parse;
use crate::verbal::verbs;

impl Mended {
    /// "Berlin livre des chars", "Varsovie ferme sa frontière": the present right behind the name that
    /// opens a French passage is its verb, and no noun, adjective or aside.
    pub(super) fn behind_name(parse: &Parse, root: usize) -> Option<Self> {
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
    pub(super) fn behind_phrase(parse: &Parse, root: usize) -> Option<Self> {
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
    pub(super) fn present(
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
    pub(super) fn perfect_infinitive(parse: &Parse, root: usize) -> Option<Self> {
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

/// The forms with their base forms in a row of the table of verbs.
fn pairs(row: &str) -> HashMap<&'static str, &'static str> {
    let pairs = verbs(row).into_iter();
    pairs.filter_map(|pair| pair.split_once(':')).collect()
}
