//! How UD English-EWT tags the words: universal part of speech, tag of the Penn Treebank, features.

pub(super) type Tag = (&'static str, &'static str, &'static str);

pub(super) const NAME: Tag = ("PROPN", "NNP", "Number=Sing");
pub(super) const NAMES: Tag = ("PROPN", "NNPS", "Number=Plur");
pub(super) const NAMING_ADJECTIVE: Tag = ("ADJ", "NNP", "Degree=Pos");
pub(super) const ADJECTIVE: Tag = ("ADJ", "JJ", "Degree=Pos");
pub(super) const COMPARATIVE: Tag = ("ADJ", "JJR", "Degree=Cmp");
pub(super) const NUMERAL: Tag = ("NUM", "CD", "NumForm=Word|NumType=Card");
pub(super) const DIGITS: Tag = ("NUM", "CD", "NumForm=Digit|NumType=Card");
pub(super) const LEAST: Tag = ("ADJ", "JJS", "Degree=Sup");
pub(super) const MORE: Tag = ("ADJ", "JJR", "Degree=Cmp|ExtPos=ADV");
pub(super) const ADVERB: Tag = ("ADV", "RB", "_");
pub(super) const WHEN: Tag = ("ADV", "WRB", "PronType=Int");
pub(super) const ACCORDING: Tag = ("VERB", "VBG", "ExtPos=ADP|Tense=Pres|VerbForm=Part");
pub(super) const DEFINITE: Tag = ("DET", "DT", "Definite=Def|PronType=Art");
pub(super) const INDEFINITE: Tag = ("DET", "DT", "Definite=Ind|PronType=Art");
pub(super) const THIS: Tag = ("DET", "DT", "Number=Sing|PronType=Dem");
pub(super) const ITS: Tag = (
    "PRON",
    "PRP$",
    "Case=Gen|Gender=Neut|Number=Sing|Person=3|Poss=Yes|PronType=Prs",
);
pub(super) const HIS: Tag = (
    "PRON",
    "PRP$",
    "Case=Gen|Gender=Masc|Number=Sing|Person=3|Poss=Yes|PronType=Prs",
);
pub(super) const THEIR: Tag = (
    "PRON",
    "PRP$",
    "Case=Gen|Number=Plur|Person=3|Poss=Yes|PronType=Prs",
);
pub(super) const WHICH: Tag = ("PRON", "WDT", "PronType=Rel");
pub(super) const WHO: Tag = ("PRON", "WP", "PronType=Rel");
pub(super) const THAT: Tag = ("PRON", "WDT", "PronType=Rel");
pub(super) const POSSESSIVE: Tag = ("PART", "POS", "_");
pub(super) const CASE: Tag = ("ADP", "IN", "_");
pub(super) const PARTICLE: Tag = ("ADP", "RP", "_");
pub(super) const MARK: Tag = ("SCONJ", "IN", "_");
pub(super) const AND: Tag = ("CCONJ", "CC", "_");
pub(super) const COMMA: Tag = ("PUNCT", ",", "_");
pub(super) const HYPHEN: Tag = ("PUNCT", "HYPH", "_");
pub(super) const STOP: Tag = ("PUNCT", ".", "_");
pub(super) const NOT: Tag = ("PART", "RB", "Polarity=Neg");
pub(super) const TO: Tag = ("PART", "TO", "_");
pub(super) const MODAL: Tag = ("AUX", "MD", "VerbForm=Fin");
pub(super) const BE: Tag = ("AUX", "VB", "VerbForm=Inf");
pub(super) const BEEN: Tag = ("AUX", "VBN", "Tense=Past|VerbForm=Part");
pub(super) const INFINITIVE: Tag = ("VERB", "VB", "VerbForm=Inf");
pub(super) const PERFECT: Tag = ("VERB", "VBN", "Tense=Past|VerbForm=Part");
pub(super) const ADJECTIVAL: Tag = ("VERB", "VBN", "Tense=Past|VerbForm=Part");
pub(super) const BEING: Tag = ("AUX", "VBG", "Tense=Pres|VerbForm=Part");
pub(super) const PASSIVE: Tag = ("VERB", "VBN", "Tense=Past|VerbForm=Part|Voice=Pass");
pub(super) const PARTICIPLE: Tag = ("VERB", "VBG", "Tense=Pres|VerbForm=Part");
pub(super) const GERUND: Tag = ("VERB", "VBG", "VerbForm=Ger");

/// The tag of a noun.
pub(super) fn noun(plural: bool) -> Tag {
    if plural {
        ("NOUN", "NNS", "Number=Plur")
    } else {
        ("NOUN", "NN", "Number=Sing")
    }
}

/// The tag of a verb (`VERB`) or auxiliary (`AUX`) with a subject.
pub(super) fn finite(upos: &'static str, past: bool, plural: bool) -> Tag {
    match (past, plural) {
        (true, true) => (upos, "VBD", PAST_PLURAL),
        (true, false) => (upos, "VBD", PAST_SINGULAR),
        (false, true) => (upos, "VBP", PRESENT_PLURAL),
        (false, false) => (upos, "VBZ", PRESENT_SINGULAR),
    }
}

const PAST_PLURAL: &str = "Mood=Ind|Number=Plur|Person=3|Tense=Past|VerbForm=Fin";
const PAST_SINGULAR: &str = "Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin";
const PRESENT_PLURAL: &str = "Mood=Ind|Number=Plur|Person=3|Tense=Pres|VerbForm=Fin";
const PRESENT_SINGULAR: &str = "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin";
