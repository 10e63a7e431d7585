//! Predicate patterns: a word, what follows it, and where its actors stand.

use detente_model::{Error, ErrorKind, PloverType};

use super::{ActionSpec, TieSpec};

/// A place beside a predicate where an actor can stand, in the words of both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot {
    Object,
    Possessive,
    Adjective,
    /// Beside whom: never against whom, as "with" can be.
    Alongside,
    With,
    To,
    On,
    Against,
    Of,
    From,
    For,
    By,
    In,
    Between,
    Over,
    About,
    Into,
    Via,
    After,
    As,
    During,
    Other,
    /// Only of arguments: the subject of a verb.
    Subject,
}

impl Slot {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        Ok(match text {
            "obj" => Self::Object,
            "poss" => Self::Possessive,
            "adj" => Self::Adjective,
            "alongside" => Self::Alongside,
            "with" => Self::With,
            "to" => Self::To,
            "on" => Self::On,
            "against" => Self::Against,
            "of" => Self::Of,
            "from" => Self::From,
            "for" => Self::For,
            "by" => Self::By,
            "in" => Self::In,
            "between" => Self::Between,
            "over" => Self::Over,
            "about" => Self::About,
            "into" => Self::Into,
            "via" => Self::Via,
            "after" => Self::After,
            "as" => Self::As,
            "during" => Self::During,
            "other" => Self::Other,
            _ => {
                let message = format!("{text:?} is not a place beside a predicate");
                return Err(Error::new(ErrorKind::Unknown, message));
            }
        })
    }

    pub(crate) fn parse_list(text: &str) -> Result<Vec<Self>, Error> {
        text.split('|')
            .filter(|part| !part.is_empty() && *part != "-")
            .map(Self::parse)
            .collect()
    }
}

/// One step of a pattern after its first word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Element {
    /// One of these words.
    Words(Vec<u32>),
    /// A noun of the class with this bit.
    Class(u64),
    /// A few words of the same clause.
    Gap,
    /// One of these words heads the subject: "a suicide bomber killed".
    Subject(Vec<u32>),
    /// A noun of the class with this bit heads the subject.
    SubjectClass(u64),
}

/// The part of speech of a pattern's first word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Verb,
    /// Said of somebody with a copula, and governs like a verb: "was furious with".
    Adjective,
    Noun,
    /// A noun or adjective that a copula links to its subject ("is a supplier of").
    Predicate,
}

/// What a governor does to a deed: the columns of the table of compositions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Agree,
    Ask,
    Demand,
    Reject,
    Threaten,
}

#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    Event(ActionSpec),
    Tie(TieSpec),
}

/// What sets a pattern apart from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flag {
    /// What holds for both alike: "A and B signed".
    Mutual,
    /// The subject is the target: "A received aid from B".
    Swap,
    /// One side is enough.
    Solo,
    /// Places stand for their states in the target.
    Place,
    /// Who suffers it is enough: "two soldiers were killed".
    Victim,
    /// Only where the target is the head of its phrase: "welcomed the envoy", not "the envoy's words".
    Head,
    /// The target owns the head of its phrase, which is no actor: "banned Turkish tomatoes".
    Thing,
    /// Only with an object: "returned the ship", not "returned home".
    Object,
    /// Only without an object that is no actor: "marched", not "demonstrated its strength".
    Bare,
    /// Only without a clause that it governs: "denied the request", not "denied that".
    Nominal,
    /// No event of its own, but what others can ask for, promise or refuse.
    Deed,
    /// Only of passives, whose subject does it: "est attendu à Beyrouth".
    Awaited,
    /// A refusal, which a denial turns into its opposite.
    Refuses,
    /// It tells of nothing, and shorter patterns of the same word are not read: "declined to comment".
    Nothing,
    /// It refuses: "ne pas accepter". Written with its denial, not as a flag.
    Denied,
    /// It is yet to come: "is due in".
    Ahead,
    /// Its subject is the same in the passive: "is expected in", "was met with criticism".
    Subject,
    /// A French verb with "se": "se rendre". Written with its pronoun, not as a flag.
    Reflexive,
}

/// A rule of the lexicon.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    pub rule: String,
    pub part: Part,
    pub rest: Vec<Element>,
    pub outcome: Outcome,
    /// Where the target stands, best first.
    pub target: Vec<Slot>,
    /// Where the source of a noun stands, best first.
    pub source: Vec<Slot>,
    pub flags: Vec<Flag>,
}

impl Pattern {
    pub(crate) fn is(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }

    /// How much the pattern says: of two that match, the fuller one holds, and a word says more
    /// than a class of words.
    pub(crate) fn weight(&self) -> usize {
        let step = |step: &Element| match step {
            Element::Words(_) | Element::Subject(_) => 5,
            Element::Class(_) | Element::SubjectClass(_) => 4,
            Element::Gap => 0,
        };
        let fixed: usize = self.rest.iter().map(step).sum();
        let reflexive = 3 * usize::from(self.is(Flag::Reflexive));
        let denied = usize::from(self.is(Flag::Denied));
        fixed + reflexive + denied + 2 * usize::from(self.is_governing())
    }

    /// Whether it names what its subject is: "a drone strayed into", so that a thing may be it.
    pub(crate) fn names_subject(&self) -> bool {
        let mut rest = self.rest.iter();
        rest.any(|step| matches!(step, Element::Subject(_) | Element::SubjectClass(_)))
    }

    /// Whether its subject is whom somebody else's deed is about, by what that subject did or has:
    /// "Serbia's decision drew criticism from".
    pub(crate) fn is_response(&self) -> bool {
        self.is(Flag::Swap) && self.is(Flag::Subject)
    }

    /// Whether it is of an event of one of these types.
    pub(crate) fn is_of(&self, types: &[PloverType]) -> bool {
        matches!(&self.outcome, Outcome::Event(spec) if types.contains(&spec.action.plover()))
    }

    /// Whether it is of a word with a subject and complements: a verb, or an adjective said of somebody.
    pub(crate) fn is_governing(&self) -> bool {
        matches!(self.part, Part::Verb | Part::Adjective)
    }
}
