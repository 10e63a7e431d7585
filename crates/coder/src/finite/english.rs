//! Readings of an English sentence whose verb the parser took for a participle or a noun. Each looks for one such slip at the
//! word that heads the sentence, and says the grammar without it.

use std::collections::HashMap;
use std::sync::OnceLock;

use detente_syntax::Upos;

use super::{Mended, is_capitalised, is_nominal};
use crate::inflect::sibilant_plural;
use crate::parse::Parse;
use crate::verbal::verbs;

impl Mended {
    /// "Rwanda denies supporting the rebels": a third person that no noun has, and that heads the
    /// sentence as a noun.
    pub(super) fn noun_for_verb(parse: &Parse, root: usize) -> Option<Self> {
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
    pub(super) fn beside_its_name(parse: &Parse, root: usize) -> Option<Self> {
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
    pub(super) fn noun_with_object(parse: &Parse, root: usize) -> Option<Self> {
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
    pub(super) fn beside_its_object(parse: &Parse, root: usize) -> Option<Self> {
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
    pub(super) fn clause_in_noun(parse: &Parse, root: usize) -> Option<Self> {
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
    pub(super) fn plural_for_verb(parse: &Parse, root: usize) -> Option<Self> {
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
    pub(super) fn gerund_for_noun(parse: &Parse, root: usize) -> Option<Self> {
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

    /// "Guerrillas wounded two soldiers, police said": the verb of saying has two subjects, and the
    /// first is that of the participle behind it.
    pub(super) fn reported(parse: &Parse, root: usize) -> Option<Self> {
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
    pub(super) fn headed(parse: &Parse, root: usize) -> Option<Self> {
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
