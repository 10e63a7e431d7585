//! English clauses that a parser joins wrongly: whose subject goes with which verb, and what is told beside what is
//! said.

use detente_syntax::Upos;

use crate::parse::Parse;

/// A word that hangs elsewhere than the parser says.
pub(super) struct Slip {
    pub word: usize,
    /// `None` where the word heads the passage.
    pub head: Option<usize>,
    pub relation: &'static str,
}

impl Slip {
    fn new(word: usize, head: usize, relation: &'static str) -> Self {
        Self {
            word,
            head: Some(head),
            relation,
        }
    }
}

/// What is to be set right in a passage.
pub(super) fn slips(parse: &Parse) -> Vec<Slip> {
    let mut slips = fronted(parse);
    slips.extend((2..parse.len()).filter_map(|word| gerund_subject(parse, word)));
    slips.extend((1..parse.len()).flat_map(|verb| relative_subject(parse, verb)));
    slips.extend((1..parse.len()).flat_map(|word| gerund_at_object(parse, word)));
    for verb in 4..parse.len() {
        if is_told(parse, verb) {
            slips.extend(second_clause(parse, verb));
            slips.extend(stolen_subject(parse, verb));
        }
    }
    slips
}

/// "Chad voiced concern, Mali warned that others might follow": a clause in front of one that has a clause of its own is
/// the first of a list, and nothing that the second says.
fn fronted(parse: &Parse) -> Vec<Slip> {
    let listed = || {
        let second = (0..parse.len()).find(|word| parse.head(*word).is_none())?;
        let subject = parse.dependent(second, "nsubj")?;
        let first = parse.dependent(second, "ccomp").filter(|first| {
            *first < subject && is_told(parse, *first) && parse.dependent(*first, "nsubj").is_some()
        })?;
        let says = parse.dependents(second).any(|clause| {
            clause > second
                && parse.is(clause, "ccomp")
                && parse.dependent(clause, "mark").is_some()
        });
        let start = first_of(parse, subject);
        let plain =
            !(0..start).any(|word| matches!(parse.form(word), "\"" | "“" | "”" | "''" | "``"));
        (says && plain && follows_comma(parse, start)).then_some((first, second))
    };
    let Some((first, second)) = listed() else {
        return Vec::new();
    };
    vec![
        Slip {
            word: first,
            head: None,
            relation: "root",
        },
        Slip::new(second, first, "conj"),
    ]
}

/// "said lifting the sanctions was impossible": the gerund between a verb of saying and a clause without subject is the
/// subject of the clause.
fn gerund_subject(parse: &Parse, word: usize) -> Option<Slip> {
    let open = (parse.is(word, "xcomp") || parse.is(word, "ccomp"))
        && parse.form(word).ends_with("ing")
        && ["mark", "nsubj", "aux"]
            .iter()
            .all(|relation| parse.dependent(word, relation).is_none());
    let says = parse.head(word).filter(|says| open && *says < word)?;
    let clause = parse
        .dependents(says)
        .find(|clause| *clause > word && parse.is(*clause, "ccomp"))?;
    let bare = ["nsubj", "csubj"]
        .iter()
        .all(|subject| parse.dependent(clause, subject).is_none());
    bare.then_some(Slip::new(word, clause, "csubj"))
}

/// As what words stand before a noun in its phrase.
const BEFORE: [&str; 6] = ["det", "amod", "nmod:poss", "compound", "nummod", "case"];

/// "signed an order imposing sanctions": right behind the object of a verb, a gerund before what the parser takes for a second
/// one, or for the only one ("order-imposing sanctions"), says what the object does.
fn gerund_at_object(parse: &Parse, word: usize) -> Vec<Slip> {
    let gerund = parse.is(word, "amod")
        && parse.upos(word) == Upos::Verb
        && parse.form(word).ends_with("ing");
    let object = word - 1;
    let Some(noun) = parse.head(word).filter(|noun| gerund && *noun > word) else {
        return Vec::new();
    };
    let mut slips = vec![Slip::new(word, object, "acl"), Slip::new(noun, word, "obj")];
    let argument = ["obj", "nsubj", "nsubj:pass"]
        .into_iter()
        .find(|relation| parse.is(noun, relation));
    match (argument, parse.head(noun)) {
        _ if !parse.is(object, "obj") => Vec::new(),
        (Some("obj"), verb) if parse.head(object) == verb && parse.upos(object) == Upos::Noun => {
            slips
        }
        (Some(relation), Some(verb)) if parse.head(object) == Some(word) => {
            slips.push(Slip::new(object, verb, relation));
            for below in parse.dependents(noun).filter(|below| *below < object) {
                let stands = BEFORE
                    .into_iter()
                    .find(|relation| parse.is(below, relation));
                slips.extend(stands.map(|relation| Slip::new(below, object, relation)));
            }
            slips
        }
        _ => Vec::new(),
    }
}

/// "the Soviet Union, which arms Libya": right before its verb a relative is the subject, and what stands behind it the
/// object.
fn relative_subject(parse: &Parse, verb: usize) -> Vec<Slip> {
    let relative = verb - 1;
    let inverted = parse.relation(verb) == "acl:relcl"
        && parse.upos(verb) == Upos::Verb
        && parse.head(relative) == Some(verb)
        && parse.is(relative, "obj")
        && matches!(
            parse.form(relative).to_lowercase().as_str(),
            "which" | "who" | "that"
        );
    let behind = parse
        .dependent(verb, "nsubj")
        .filter(|subject| inverted && *subject > verb && parse.dependent(verb, "aux").is_none());
    behind.map_or_else(Vec::new, |behind| {
        vec![
            Slip::new(relative, verb, "nsubj"),
            Slip::new(behind, verb, "obj"),
        ]
    })
}

/// "declared that it would not bow, and Canada chided Seoul": what is joined with a subject of its own, in the tense of
/// the verb of saying where what is said is of another time, is told beside it.
fn second_clause(parse: &Parse, verb: usize) -> Option<Slip> {
    let above = parse.head(verb).filter(|above| *above < verb)?;
    let says = match parse.relation(verb) {
        "ccomp" => above,
        "conj" if parse.is(above, "ccomp") => parse.head(above)?,
        _ => return None,
    };
    let said = parse
        .dependents(says)
        .find(|said| *said > says && *said < verb && parse.is(*said, "ccomp"))?;
    let shifted = parse.dependents(said).any(|helper| {
        parse.is(helper, "aux")
            && matches!(
                parse.form(helper).to_lowercase().as_str(),
                "would" | "will" | "had" | "has" | "have" | "having"
            )
    });
    let subject = parse.dependent(verb, "nsubj")?;
    let start = first_of(parse, subject);
    let joint = start.checked_sub(1)?;
    let joined = parse.head(joint) == Some(verb)
        && parse.is(joint, "cc")
        && follows_comma(parse, joint)
        && parse.upos(subject) != Upos::Pron;
    (joined && shifted && is_told(parse, says)).then_some(Slip::new(verb, says, "conj"))
}

/// "opposed the seizure of power, and Russia, whose firms work there, urged restraint": a name that opens a clause
/// behind a comma is the subject of its verb, which has none, and not one more of the nouns before. So it is without
/// "and": "condemned the raid in the strongest terms, Chad's leader, no friend of Mali, joined in".
fn stolen_subject(parse: &Parse, verb: usize) -> Vec<Slip> {
    let above = parse.head(verb).filter(|above| *above < verb);
    let clause = parse.is(verb, "conj") || parse.is(verb, "ccomp");
    let bare = parse.dependent(verb, "nsubj").is_none() && parse.form(verb - 1) == ",";
    let Some(above) = above.filter(|_| clause && bare) else {
        return Vec::new();
    };
    let joint = joint_of(parse, verb);
    let taken = |name: &usize| {
        let own = joint_of(parse, *name);
        let start = first_of(parse, *name);
        let opens = match joint.or(own) {
            Some(joint) => joint + 1 == start && follows_comma(parse, joint),
            None => follows_comma(parse, start) && parse.is(verb, "conj"),
        };
        let relation = if joint.or(own).is_some() {
            "conj"
        } else {
            "appos"
        };
        // What the parser joins to the verb itself may be any noun.
        let named = parse.upos(*name) == Upos::Propn
            && (joint.is_some() || own.is_none() || parse.form(*name + 1) == ",");
        opens
            && parse.is(*name, relation)
            && (named || joint.is_some() && parse.upos(*name) == Upos::Noun)
            && parse
                .head(*name)
                .is_some_and(|head| head < start && parse.upos(head) != Upos::Propn)
            && (*name + 1..verb - 1).all(|word| is_inside(parse, word, *name))
    };
    let Some(name) = (joint.unwrap_or(0)..verb).find(taken) else {
        return Vec::new();
    };
    let mut slips = vec![Slip::new(name, verb, "nsubj")];
    if parse.is(verb, "ccomp") {
        slips.push(Slip::new(verb, above, "conj"));
    }
    slips
}

/// The "and" before a word that hangs on it.
fn joint_of(parse: &Parse, word: usize) -> Option<usize> {
    parse
        .dependents(word)
        .find(|below| *below < word && parse.is(*below, "cc"))
}

/// Whether a word is a finite verb in the past, without auxiliary.
fn is_told(parse: &Parse, word: usize) -> bool {
    parse.upos(word) == Upos::Verb
        && parse.feature(word, "VerbForm") == Some("Fin")
        && parse.feature(word, "Tense") == Some("Past")
        && parse.dependent(word, "aux").is_none()
}

/// Whether a comma stands right before a word.
fn follows_comma(parse: &Parse, word: usize) -> bool {
    word.checked_sub(1)
        .is_some_and(|before| parse.form(before) == ",")
}

/// The first word of the phrase that `head` heads.
fn first_of(parse: &Parse, head: usize) -> usize {
    let mut first = head;
    let before = |word: usize| {
        let own = |below: &usize| {
            *below < word && parse.upos(*below) != Upos::Punct && !parse.is(*below, "cc")
        };
        parse.dependents(word).find(own)
    };
    while let Some(below) = before(first) {
        first = below;
    }
    first
}

/// Whether a word hangs, in a few steps, on `above`.
fn is_inside(parse: &Parse, word: usize, above: usize) -> bool {
    let mut at = word;
    for _ in 0..8 {
        match parse.head(at) {
            Some(head) if head == above => return true,
            Some(head) => at = head,
            None => return false,
        }
    }
    false
}
