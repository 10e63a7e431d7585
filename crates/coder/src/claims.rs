//! From predicates to events and ties.

use detente_model::{
    ActorId, ActorKind, ActorMention, Claim, EntityKind, EntityMention, Event, Modality, Party,
    PartyRole, PloverType, Polarity, Tie, TieKind, TieStatus,
};

use crate::aside;
use crate::domestic;
use crate::frame::{FrameBase, Scene, theatres};
use crate::gazetteer::Gazetteer;
use crate::lexicon::{ActionSpec, Flag, Outcome, Slot, TieSpec, class};
use crate::mention::{Finder, Mention, Role};
use crate::predicate::{Composed, Predicate};
use crate::sentence::{Rel, Sentence};
use crate::shared;
use crate::strangers::is_stranger;
use crate::verbal::VerbKind;

/// Builds the records of one sentence.
pub(crate) struct Builder<'b, 'a, 'k> {
    pub scene: &'b Scene<'b, 'a>,
    pub finder: &'b Finder<'b, 'k>,
    pub gazetteer: &'b Gazetteer<'k>,
}

impl Builder<'_, '_, '_> {
    fn sentence(&self) -> &Sentence<'_> {
        self.scene.sentence
    }

    /// The actors of some groups, without those who are of one party with `not`.
    fn actors(
        &self,
        groups: &[usize],
        not: &[ActorMention],
        when: Option<&detente_model::When>,
    ) -> Vec<ActorMention> {
        let sentence = self.sentence();
        let mut actors: Vec<ActorMention> = Vec::new();
        let members = groups
            .iter()
            .flat_map(|group| &sentence.groups[*group].mentions);
        for number in members {
            let mention = &sentence.mentions[*number];
            if self.is_where(mention, groups) {
                continue;
            }
            let span = mention.span(sentence.tokens);
            for who in &mention.who {
                let mut record = who.record(sentence.text, span);
                self.hold_office(&mut record, when);
                let known = actors.iter().any(|actor| actor.actor == record.actor);
                let part =
                    |actor: &ActorMention| actor.sector.is_some() || actor.kind != ActorKind::State;
                let place = mention.role == Role::Place;
                let apart = |other: &ActorMention| {
                    record.side() != other.side()
                        || ((place || part(&record)) && record.sector != other.sector)
                };
                if !known && not.iter().all(apart) {
                    actors.push(record);
                }
            }
        }
        actors
    }

    /// "the Dutch embassy in Ankara and the consulate": whether a town is no more than where another of `groups` is.
    fn is_where(&self, mention: &Mention, groups: &[usize]) -> bool {
        let sentence = self.sentence();
        let Some(tree) = sentence.tree.as_ref().filter(|_| mention.is_place()) else {
            return false;
        };
        let top = tree.top(mention.first, mention.end);
        let above = tree.head(top).filter(|_| tree.rel(top) == Rel::Nominal);
        let of_groups = |above: usize| {
            let group = sentence.mention_at[above].and_then(|number| sentence.group_of[number]);
            group.is_some_and(|group| groups.contains(&group))
        };
        sentence.case_slot(tree, top) == Some(Slot::In) && above.is_some_and(of_groups)
    }

    /// "the Russian president" is who held the office when it happened.
    fn hold_office(&self, record: &mut ActorMention, when: Option<&detente_model::When>) {
        let Some(office) = record.office.clone() else {
            return;
        };
        let by_title = record.actor == office
            || self
                .gazetteer
                .knowledge
                .terms_of(&record.actor)
                .iter()
                .any(|term| term.office == office);
        let named = self
            .gazetteer
            .knowledge
            .actor(&record.actor)
            .is_some_and(|actor| {
                actor.id != office
                    && record
                        .text
                        .contains(actor.name_en.rsplit(' ').next().unwrap_or_default())
            });
        let Some(when) = when.filter(|_| by_title && !named) else {
            return;
        };
        let holder = self.gazetteer.holder(&office, when.start(), when.end());
        let who = self.finder.who(holder.as_ref().unwrap_or(&office));
        if let Some(who) = who {
            record.actor = who.actor;
            record.kind = who.kind;
        }
    }

    /// The event of a predicate.
    pub(crate) fn event(&self, predicate: &Predicate) -> Option<Claim<Event>> {
        let spec = predicate.action(self.sentence())?;
        let dated = self
            .scene
            .when(predicate.at, predicate.last)
            .map(|dated| dated.when.clone());
        let (mut source, mut target) = self.sides(predicate, dated.as_ref());
        if self.is_deed_of_several(predicate) && spec.action.plover() != PloverType::Assault {
            return None;
        }
        if predicate.is_domestic(self.sentence()) {
            let sides = (source.as_mut_slice(), target.as_mut_slice());
            domestic::settle(self.sentence(), self.finder, predicate, sides);
        }
        if source.is_empty() {
            let authority = domestic::authority(self.sentence(), self.finder, predicate, &target);
            source.extend(authority.filter(|authority| {
                target
                    .iter()
                    .all(|target| target.side() != authority.side() || target.sector.is_some())
            }));
        }
        if target.is_empty() {
            let ruled = domestic::ruled(self.sentence(), self.finder, predicate, &source);
            target.extend(ruled);
        }
        if target.is_empty() || shared::is_thing(self.sentence(), &target) {
            let other = shared::other_party(self.sentence(), self.finder, predicate, &source);
            if let Some(other) = other {
                target = vec![other];
            }
        }
        if target.is_empty() {
            let both = shared::both_parties(self.sentence(), self.finder, predicate, &source);
            target.extend(both);
        }
        if !target.is_empty() && commands_own(&source, &target) {
            match spec.action.plover() {
                // Orders to one's own troops.
                PloverType::Request => return None,
                PloverType::Retreat | PloverType::Mobilize => target.clear(),
                _ => {}
            }
        }
        if target.is_empty() && !predicate.stands_alone(self.sentence()) && !predicate.waits {
            return None;
        }
        let known = |actors: &[ActorMention]| {
            actors
                .iter()
                .any(|actor| !is_stranger(&actor.actor) || actor.country.is_some())
        };
        if !known(&source) && !known(&target) && !is_public(&source, &target) {
            return None;
        }
        if aside::is_aside(self.sentence(), predicate, spec.action, (&source, &target)) {
            return None;
        }
        let frame = self.frame(predicate, false, &source, &target);
        let ActionSpec {
            action,
            cameo,
            context,
        } = spec;
        let mut context = context.clone();
        context.sort();
        Some(Claim {
            content: Event {
                action: *action,
                context,
                cameo: *cameo,
                source,
                target,
            },
            frame,
        })
    }

    /// "The agreement allows China to send police": what several agreed on does nothing to anybody.
    fn is_deed_of_several(&self, predicate: &Predicate) -> bool {
        let sentence = self.sentence();
        let mut mentions = predicate
            .source
            .iter()
            .flat_map(|group| &sentence.groups[*group].mentions)
            .map(|mention| &sentence.mentions[*mention]);
        mentions.any(|mention| mention.is_deed() && mention.who.len() > 1)
    }

    fn sides(
        &self,
        predicate: &Predicate,
        when: Option<&detente_model::When>,
    ) -> (Vec<ActorMention>, Vec<ActorMention>) {
        let source = self.actors(&predicate.source, &[], when);
        if predicate.mutual {
            return (source.clone(), source);
        }
        let target = self.actors(&predicate.target, &source, when);
        (source, target)
    }

    fn frame(
        &self,
        predicate: &Predicate,
        lasting: bool,
        source: &[ActorMention],
        target: &[ActorMention],
    ) -> detente_model::Frame {
        let base = FrameBase {
            modality: predicate.modality,
            polarity: predicate.polarity,
            trigger: predicate.trigger,
            score: predicate.score,
            rule: predicate.rule(self.sentence()),
            lasting,
            ahead: self.sentence().tongue.patterns[predicate.pattern].is(Flag::Ahead),
        };
        let place = (predicate.at, predicate.last);
        // "is ready to send": the readiness is no more than it is, whatever becomes of the sending.
        let of_deed = |composed: &Composed| composed.pattern == predicate.pattern;
        let mut frame = if predicate.composed.as_ref().is_some_and(of_deed) {
            self.scene.frame(place, base)
        } else {
            self.scene.parsed_frame(place, base)
        };
        // "sees no need for talks": the pattern itself denies, and nothing denies it.
        let sentence = self.sentence();
        let denies = |own: &usize| sentence.is(*own, class::NONE | class::NEGATION);
        if frame.polarity == Polarity::Negative && predicate.own.iter().any(denies) {
            frame.polarity = Polarity::Positive;
            frame.certainty = frame.certainty.map(f64::abs);
            // "n'acceptera jamais": the refusal is of now.
            let refuses = sentence.tongue.patterns[predicate.pattern]
                .is_of(&[PloverType::Reject, PloverType::Threaten]);
            if refuses && sentence.language == "fr" && frame.modality == Modality::Forecast {
                frame.modality = Modality::Asserted;
            }
        }
        let parties: Vec<&ActorId> = source
            .iter()
            .chain(target)
            .map(ActorMention::side)
            .collect();
        frame.theatre = theatres(self.sentence(), self.gazetteer, &parties);
        frame
    }

    /// The tie of a predicate.
    pub(crate) fn tie(&self, predicate: &Predicate) -> Option<Claim<Tie>> {
        let pattern = &self.sentence().tongue.patterns[predicate.pattern];
        let Outcome::Tie(spec) = &pattern.outcome else {
            return None;
        };
        let (mut source, mut target) = self.sides(predicate, None);
        for actor in source.iter_mut().chain(&mut target) {
            self.stand_for_state(actor);
        }
        let strange =
            |actors: &[ActorMention]| actors.iter().any(|actor| is_stranger(&actor.actor));
        if strange(&source) || strange(&target) {
            return None;
        }
        if spec.kind == TieKind::Membership && !belongs(&source, &target, spec) {
            return None;
        }
        // "support each other": nobody is the client.
        if spec.kind == TieKind::Sponsorship && (predicate.mutual || self.backs_words(predicate)) {
            return None;
        }
        let quarrel = matches!(spec.kind, TieKind::Dispute | TieKind::Rivalry);
        if quarrel && aside::is_sport(self.sentence()) {
            return None;
        }
        let mut frame = self.frame(predicate, true, &source, &target);
        let ending = self.ending(predicate);
        // "trade has been suspended": that it ends is as sure as the verb.
        if let Some(stance) = ending.and_then(|verb| self.scene.stance(verb)) {
            frame.modality = stance.modality;
            frame.polarity = stance.polarity;
            frame.certainty = Some(stance.certainty);
        }
        // "seek to bypass sanctions": they stand, whether that succeeds or not.
        let verb = self.governor(predicate).unwrap_or(predicate.at);
        if VerbKind::Evades.has(self.sentence().lemma(verb)) {
            frame.modality = Modality::Asserted;
            frame.polarity = Polarity::Positive;
        }
        let mut parties = roles(&source, spec.source);
        if !predicate.mutual {
            parties.extend(roles(&target, spec.target));
        }
        parties.sort();
        let stated = match ending {
            Some(_) => TieStatus::Closed,
            None => spec.status,
        };
        let status = status(stated, frame.modality, frame.polarity);
        let object = self.object(predicate, spec.kind);
        Some(Claim {
            content: Tie {
                kind: spec.kind,
                parties,
                status,
                object,
            },
            frame,
        })
    }

    /// "backed Iran's call for talks": who backs what is asked sponsors nobody.
    fn backs_words(&self, predicate: &Predicate) -> bool {
        let sentence = self.sentence();
        let tree = sentence.tree.as_ref();
        let object = tree.and_then(|tree| tree.child(predicate.at, Rel::Object));
        object.is_some_and(|object| {
            sentence.is(object, class::WORDS) || sentence.tells_of(object, PloverType::Request)
        })
    }

    /// The verb that ends the tie which a noun names: "trade between the two has been suspended", "froze
    /// its membership".
    fn ending(&self, predicate: &Predicate) -> Option<usize> {
        let ends = |verb: &usize| VerbKind::Ends.has(self.sentence().lemma(*verb));
        self.governor(predicate).filter(ends)
    }

    /// The verb of whose object, or passive subject, the noun of a tie is the head.
    fn governor(&self, predicate: &Predicate) -> Option<usize> {
        let sentence = self.sentence();
        let tree = sentence.tree.as_ref()?;
        let mut noun = predicate.at;
        while matches!(tree.rel(noun), Rel::Compound | Rel::Adjective) {
            let Some(head) = tree.head(noun).filter(|head| *head > noun) else {
                break;
            };
            noun = head;
        }
        let named = !tree.is_verb(predicate.at)
            && matches!(tree.rel(noun), Rel::Object | Rel::SubjectPassive);
        tree.head(noun).filter(|_| named)
    }

    /// Those of a state whom no table knows stand for it in a tie: "the Saudi adviser signed".
    fn stand_for_state(&self, actor: &mut ActorMention) {
        let official = matches!(actor.sector.as_deref(), Some("GOV" | "MIL" | "LEG"));
        let state = actor.country.as_ref().filter(|_| official);
        let who = state.filter(|_| is_stranger(&actor.actor));
        if let Some(who) = who.and_then(|state| self.finder.who(state)) {
            actor.actor = who.actor;
            actor.kind = who.kind;
        }
    }

    /// The thing that the tie is about, nearest to its words.
    fn object(&self, predicate: &Predicate, kind: TieKind) -> Option<EntityMention> {
        let sentence = self.sentence();
        let fits = |entity: EntityKind| match kind {
            TieKind::ArmsSupply | TieKind::TechnologyTransfer | TieKind::MilitaryCooperation => {
                entity == EntityKind::Weapon
            }
            TieKind::Treaty => entity == EntityKind::Treaty,
            TieKind::TransportLink => entity == EntityKind::Corridor,
            TieKind::PaymentLink => entity == EntityKind::System,
            TieKind::EnergyCooperation => {
                matches!(entity, EntityKind::Facility | EntityKind::Corridor)
            }
            TieKind::MilitaryPresence => entity == EntityKind::Facility,
            _ => false,
        };
        sentence
            .mentions
            .iter()
            .filter(|mention| mention.entity.as_ref().is_some_and(|(_, kind)| fits(*kind)))
            .min_by_key(|mention| (mention.first.abs_diff(predicate.last), mention.first))
            .filter(|mention| mention.first.abs_diff(predicate.last) <= 15)
            .and_then(|mention| mention.entity_record(sentence.text, sentence.tokens))
    }
}

/// Whether all of the target are troops or police of the very state that acts.
fn commands_own(source: &[ActorMention], target: &[ActorMention]) -> bool {
    let governs = |actor: &ActorMention| {
        matches!(actor.sector.as_deref(), None | Some("GOV" | "MIL")) && actor.country.is_some()
    };
    let serves = |actor: &ActorMention| {
        let own = |source: &ActorMention| source.country == actor.country;
        matches!(actor.sector.as_deref(), Some("MIL" | "COP")) && source.iter().all(own)
    };
    source.iter().all(governs) && target.iter().all(serves)
}

/// Whether two parties that no table knows are still public ones: "gunmen released two priests" has
/// one that bears arms or an office.
fn is_public(source: &[ActorMention], target: &[ActorMention]) -> bool {
    let bears = |actors: &[ActorMention]| {
        actors.iter().any(|actor| {
            matches!(
                actor.sector.as_deref(),
                Some("COP" | "MIL" | "GOV" | "REB" | "JUD" | "LEG" | "SPY" | "OPP" | "UAF" | "PRM")
            )
        })
    };
    !source.is_empty() && !target.is_empty() && (bears(source) || bears(target))
}

/// A state belongs to an organisation or bloc, not to a state.
fn belongs(source: &[ActorMention], target: &[ActorMention], spec: &TieSpec) -> bool {
    let (members, organisations) = if spec.source == PartyRole::Organisation {
        (target, source)
    } else {
        (source, target)
    };
    !members.is_empty()
        && !organisations.is_empty()
        && organisations.iter().all(|actor| {
            matches!(actor.kind, ActorKind::Organisation | ActorKind::Bloc)
                && actor.country.is_none()
        })
        && members.iter().all(|actor| actor.country.is_some())
}

fn roles(actors: &[ActorMention], role: PartyRole) -> Vec<Party> {
    actors
        .iter()
        .cloned()
        .map(|actor| Party { role, actor })
        .collect()
}

fn status(stated: TieStatus, modality: Modality, polarity: Polarity) -> TieStatus {
    match (polarity, modality) {
        (Polarity::Negative, _) => TieStatus::Denied,
        (_, Modality::Forecast | Modality::Goal)
            if matches!(stated, TieStatus::Opened | TieStatus::Standing) =>
        {
            TieStatus::Planned
        }
        _ => stated,
    }
}
