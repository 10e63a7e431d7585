//! Participles: those that describe a noun, those that share an auxiliary, who did it, and gerunds.

use detente_syntax::Upos;

use super::{
    Mended, Row, is_capitalised, is_listed, is_manner, is_measure, is_participle,
    is_present_participle,
};
use crate::parse::Parse;

impl Mended {
    /// "les soldats graciés vendredi par la junte": a participle behind a noun, before its agent.
    pub(super) fn mend_reduced(&mut self, parse: &Parse, word: usize, noun: usize) -> Option<()> {
        let described = noun < word
            && matches!(
                self.relations[word].as_str(),
                "amod" | "appos" | "acl" | "nmod"
            )
            && !self.is_verb(parse, word)
            && matches!(parse.upos(word), Upos::Adj | Upos::Noun | Upos::Adv)
            && self.is_bare(word)
            && self.under(word, "det").is_none()
            && is_participle(parse, word)
            && (matches!(parse.upos(noun), Upos::Noun | Upos::Propn | Upos::Num)
                || self.under(noun, "det").is_some());
        if !described {
            return None;
        }
        self.agent_behind(parse, word)?;
        self.relate(word, "acl");
        self.participles.push(word);
        Some(())
    }

    /// The noun of the phrase with "par" that follows a participle, right behind it or behind a date.
    fn agent_behind(&self, parse: &Parse, participle: usize) -> Option<usize> {
        let by = (participle + 1..self.heads.len())
            .find(|word| !is_measure(parse, *word) && parse.upos(*word) != Upos::Adv)
            .filter(|word| parse.lemma(*word) == "par")?;
        let noun = self.heads[by].filter(|noun| *noun > by)?;
        (!is_manner(parse, noun)).then_some(noun)
    }

    /// Whether a word is a passive, with or without auxiliary.
    fn is_passive(&self, parse: &Parse, word: usize) -> bool {
        let reduced = self.relations[word] == "acl" || self.participles.contains(&word);
        self.is_verb(parse, word)
            && (self.under(word, "aux:pass").is_some()
                || reduced && self.under(word, "aux:tense").is_none() && is_participle(parse, word))
    }

    /// "ont été faits prisonniers par les rebelles", "arrêtés lundi par la police": who did it hangs on the participle.
    pub(super) fn mend_agent(&mut self, parse: &Parse, by: usize, noun: usize) -> Option<()> {
        let agent = parse.lemma(by) == "par"
            && self.relations[by] == "case"
            && noun > by
            && !is_manner(parse, noun);
        let above = self.heads[noun].filter(|above| agent && *above < by)?;
        if self.is_passive(parse, above) {
            return (self.relations[noun] != "obl:agent").then(|| self.relate(noun, "obl:agent"));
        }
        let verb = (0..above)
            .rev()
            .find(|word| self.is_passive(parse, *word))
            .filter(|verb| self.under(*verb, "obl:agent").is_none())?;
        let beside = self.heads[above] == Some(verb)
            || self.relations[above] == "xcomp" && self.hangs_on(above, verb)
            || self.relations[verb] == "acl" && self.heads[above] == self.heads[verb]
            || self.is_stray_agent(parse, noun, verb);
        let light = self.is_stray_agent(parse, noun, verb)
            || is_measure(parse, above)
            || parse.upos(above) == Upos::Propn
            || matches!(self.relations[above].as_str(), "nsubj:pass" | "xcomp");
        if !beside || !light {
            return None;
        }
        self.set(noun, Some(verb), "obl:agent");
        if self.relations[above] == "nsubj:pass" {
            self.relate(above, "xcomp");
        }
        Some(())
    }

    /// "ont été reçus les émissaires de la junte nigérienne par le président": the parser may see that a noun is an agent, and hang it
    /// on a word that has none.
    fn is_stray_agent(&self, parse: &Parse, noun: usize, verb: usize) -> bool {
        self.relations[noun] == "obl:agent"
            && self.heads[noun].is_some_and(|above| {
                !self.is_verb(parse, above) && above > verb && self.hangs_on(above, verb)
            })
    }

    /// "stationnés au Tchad", "apporté à la médiation": only "par" and "de" open an agent.
    pub(super) fn mend_no_agent(&mut self, parse: &Parse, noun: usize, _: usize) -> Option<()> {
        let case = self.under(noun, "case")?;
        let placed = self.relations[noun] == "obl:agent"
            && !matches!(parse.lemma(case), "par" | "de")
            && !self.has_form_below(parse, noun, &["par"]);
        placed.then(|| self.relate(noun, "obl:arg"))
    }

    /// "le bombardement par l'aviation d'un marché": who does a deed, and to whom, hang on its noun.
    pub(super) fn mend_deed(&mut self, parse: &Parse, by: usize, agent: usize) -> Option<()> {
        let deed = by.checked_sub(1)?;
        // "la condamnation unanime par l'Algérie"
        let deed = if parse.upos(deed) == Upos::Adj {
            self.heads[deed].filter(|noun| *noun + 1 == deed)?
        } else {
            deed
        };
        let told = parse.lemma(by) == "par"
            && self.relations[by] == "case"
            && agent > by
            && !is_manner(parse, agent)
            && parse.upos(deed) == Upos::Noun
            && is_listed(Row::Deed, parse.lemma(deed))
            && !self.hangs_on(deed, agent);
        if !told {
            return None;
        }
        let qualified = self.below_of(agent).any(|below| {
            below > agent && matches!(self.relations[below].as_str(), "amod" | "flat:name")
        });
        let own = parse.upos(agent) != Upos::Propn && !is_capitalised(parse, agent) && !qualified;
        let suffers: Vec<usize> = self
            .below_of(agent)
            .filter(|below| {
                *below > agent
                    && self.relations[*below] == "nmod"
                    && self
                        .under(*below, "case")
                        .is_some_and(|case| parse.lemma(case) == "de")
                    && !own
            })
            .collect();
        let moved = self.heads[agent] != Some(deed);
        if moved {
            self.set(agent, Some(deed), "nmod");
        }
        for noun in &suffers {
            self.heads[*noun] = Some(deed);
        }
        (moved || !suffers.is_empty()).then_some(())
    }

    /// ", démentant toute présence": a present participle behind a comma is no noun.
    pub(super) fn mend_present_participle(
        &mut self,
        parse: &Parse,
        word: usize,
        head: usize,
    ) -> Option<()> {
        let before = word.checked_sub(1)?;
        let taken = matches!(parse.form(before), "," | "en")
            && word + 1 < self.heads.len()
            && !self.is_verb(parse, word)
            && self.under(word, "det").is_none()
            && is_present_participle(parse.form(word));
        let verb = if self.is_verb(parse, head) {
            head
        } else {
            self.above(word, |grammar, above| grammar.is_verb(parse, above))?
        };
        if !taken {
            return None;
        }
        let object = (word + 1..self.heads.len())
            .find(|noun| self.is_noun(parse, *noun))
            .filter(|noun| {
                self.is_bare(*noun)
                    && self.heads[*noun].is_some_and(|above| above <= word)
                    && (word + 1..*noun).all(|between| self.heads[between] == Some(*noun))
            });
        if let Some(object) = object {
            self.set(object, Some(word), "obj");
        }
        if parse.form(before) == "en" {
            self.set(before, Some(word), "mark");
        }
        self.set(word, Some(verb), "advcl");
        self.tags.push((word, Upos::Verb));
        Some(())
    }

    /// "a dénoncé l'accord, interdit le survol et accusé Paris": the participle that heads the sentence shares the auxiliary of
    /// the first.
    pub(super) fn mend_shared_auxiliary(&mut self, parse: &Parse) -> Option<()> {
        let root = self.verb;
        let bare = self.is_verb(parse, root)
            && is_participle(parse, root)
            && self.subject(root).is_none()
            && !self.has_below(root, "aux");
        if !bare {
            return None;
        }
        let first = self.below_of(root).find(|word| {
            *word < root
                && self.is_verb(parse, *word)
                && self.under(*word, "aux:tense").is_some()
                && self.under(*word, "mark").is_none()
                && self.subject(*word).is_some()
        })?;
        self.rehang(root, first, |_, word| word < first);
        self.set(first, None, "root");
        self.set(root, Some(first), "conj");
        self.verb = first;
        Some(())
    }

    /// "des accords conclus avec Paris et accusé l'armée": no reduced passive has an object, so that the auxiliary is that of the
    /// verb above.
    pub(super) fn mend_joined_participle(
        &mut self,
        parse: &Parse,
        word: usize,
        head: usize,
    ) -> Option<()> {
        let named = |behind: usize| {
            behind < self.heads.len()
                && self.heads[behind] == Some(word)
                && is_capitalised(parse, behind)
        };
        let joined = head < word
            && self.relations[word] == "conj"
            && self.is_verb(parse, word)
            && is_participle(parse, word)
            && self.under(word, "aux:tense").is_none()
            && self.under(word, "aux:pass").is_none()
            && self.relations[head] == "acl"
            && (self.under(word, "obj").is_some() || named(word + 1));
        if !joined {
            return None;
        }
        let helped = self.above(head, |grammar, verb| {
            grammar.is_verb(parse, verb)
                && grammar
                    .under(verb, "aux:tense")
                    .is_some_and(|helper| parse.lemma(helper) == "avoir")
        })?;
        self.heads[word] = Some(helped);
        Some(())
    }

    /// "a tendu la main à l'Algérie, appelant le président à": behind a comma the subject does it; so it does "un mois après
    /// avoir rompu".
    pub(super) fn mend_gerund(&mut self, parse: &Parse, word: usize, noun: usize) -> Option<()> {
        let described = noun < word
            && word > 1
            && self.relations[word] == "acl"
            && self.is_verb(parse, word)
            && self.is_noun(parse, noun);
        if !described {
            return None;
        }
        let gerund = parse.form(word).ends_with("ant")
            && matches!(parse.form(word - 1), "," | "en")
            && !self.relations[noun].starts_with("nsubj");
        let after = is_measure(parse, noun)
            && self.below_of(word).any(|mark| {
                self.relations[mark] == "mark" && matches!(parse.form(mark), "après" | "avant")
            });
        if !gerund && !after {
            return None;
        }
        let verb = self.above(noun, |grammar, above| grammar.is_verb(parse, above))?;
        self.set(word, Some(verb), "advcl");
        Some(())
    }
}
