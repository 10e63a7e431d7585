use crate::conflicts::{Conflict, ConflictSide};
use detente_analysis::cooperates;
use detente_model::{
    ActorId, ActorMention, Content, Day, Event, Knowledge, Modality, Party, Polarity, Standing,
    Tie, TieKind, TieStatus, When,
};
use detente_store::ClaimRow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::desk::{Desk, by_record, is_actual, is_event, words_around};
use super::{Difference, Entry, Naming, Slice, ThirdParty, TieEntry, TieState, YearCount};

/// Characters of context that a row shows around its trigger.
const CONTEXT: usize = 150;
/// Third parties, themes and theatres that are listed at the most.
const LISTED: usize = 15;

/// How the sources call the relationship, from closest to most hostile, affirmed before denied.
pub(super) fn namings(desk: &mut Desk<'_>, rows: &[&ClaimRow]) -> Vec<Naming> {
    let mut groups: BTreeMap<(Standing, bool), Vec<&ClaimRow>> = BTreeMap::new();
    for row in rows {
        if let Content::Characterisation(words) = &row.claim.content {
            let denied = row.claim.frame.polarity == Polarity::Negative;
            groups
                .entry((words.standing, denied))
                .or_default()
                .push(row);
        }
    }
    let mut namings = Vec::new();
    for ((standing, denied), group) in groups {
        let words = group.iter().filter_map(|row| match &row.claim.content {
            Content::Characterisation(words) => Some(words.words.text.to_lowercase()),
            _ => None,
        });
        namings.push(Naming {
            standing: standing.to_string(),
            denied,
            words: most_frequent(words),
            holders: most_frequent(group.iter().map(|row| desk.holder(row))),
            support: desk.support(&group),
            quotes: desk.cite(&group),
        });
    }
    namings
}

pub(super) fn most_frequent(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts.into_iter().map(|(item, _)| item).collect()
}

/// What happened or is denied to have happened: dated by time, then undated by type.
pub(super) fn chronology(desk: &mut Desk<'_>, rows: &[&ClaimRow]) -> (Vec<Entry>, Vec<Entry>) {
    let told = |row: &&ClaimRow| {
        let modality = row.claim.frame.modality;
        is_event(row) && (modality.is_actual() || modality == Modality::Opinion)
    };
    let mut entries = Vec::new();
    for group in by_record(rows.iter().copied().filter(told)).values() {
        let (happened, denied): (Vec<&ClaimRow>, Vec<&ClaimRow>) =
            group.iter().partition(|row| is_actual(&row.claim));
        for part in [happened, denied].iter().filter(|part| !part.is_empty()) {
            entries.push(entry(desk, part));
        }
    }
    let (mut dated, mut undated): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| entry.when.is_some());
    let first = |when: &When| when.start().or(when.end());
    dated.sort_by(|x, y| {
        let day = |entry: &Entry| entry.when.as_ref().and_then(first);
        let end = |entry: &Entry| entry.when.as_ref().and_then(When::end);
        (day(x), end(x), &x.record).cmp(&(day(y), end(y), &y.record))
    });
    undated.sort_by(|x, y| {
        (Reverse(x.support), &x.kind, &x.record).cmp(&(Reverse(y.support), &y.kind, &y.record))
    });
    (dated, undated)
}

/// A row from claims about one record: its best claim speaks for it, its finest date dates it.
fn entry(desk: &mut Desk<'_>, group: &[&ClaimRow]) -> Entry {
    let best = best(desk.knowledge, group);
    let when = group
        .iter()
        .filter_map(|row| row.claim.frame.when.as_ref())
        .min_by_key(|when| width(when));
    let (kind, mode, deed, sources, targets) = match &best.claim.content {
        Content::Event(event) => (
            event.action.plover().to_string(),
            event.action.mode().map(str::to_owned),
            event.cameo.map(|code| code.name().to_owned()),
            names(
                desk,
                event.source.iter().map(detente_model::ActorMention::side),
            ),
            names(
                desk,
                event.target.iter().map(detente_model::ActorMention::side),
            ),
        ),
        Content::Tie(tie) => (
            tie.kind.to_string(),
            Some(tie.status.to_string()),
            None,
            names(desk, tie.parties.iter().map(|party| party.actor.side())),
            Vec::new(),
        ),
        Content::Cause(_) | Content::Characterisation(_) => (
            best.claim.content.about().to_owned(),
            None,
            None,
            Vec::new(),
            Vec::new(),
        ),
    };
    Entry {
        record: best.record.clone(),
        date: when.map(When::to_edtf),
        when: when.cloned(),
        kind,
        mode,
        deed,
        sources,
        targets,
        modality: best.claim.frame.modality.to_string(),
        denied: best.claim.frame.polarity == Polarity::Negative,
        doubtful: is_event(best) && group.iter().all(|row| row.claim.frame.score < 0.5),
        says: best
            .claim
            .frame
            .says
            .as_ref()
            .map(|speaker| desk.speaker(speaker)),
        words: words_around(best, CONTEXT),
        support: desk.support(group),
        quotes: desk.cite(group),
        also: Vec::new(),
    }
}

fn names<'i>(desk: &Desk<'_>, ids: impl Iterator<Item = &'i ActorId>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    ids.filter(|id| seen.insert(*id))
        .map(|id| desk.name(id))
        .collect()
}

/// By what the claims of a record are put in order: what is told as a fact before what is expected,
/// then what calls more of its parties by name (not "both nations"), then the surer, then by id.
pub(super) fn plainness(knowledge: &Knowledge, row: &ClaimRow) -> impl Ord + use<> {
    let frame = &row.claim.frame;
    (
        !frame.modality.is_actual(),
        Reverse(named_parties(knowledge, row)),
        // A score is a share: its bits are in its order.
        Reverse(frame.score.to_bits()),
        row.id.clone(),
    )
}

/// How many sides of a claim its passage calls by a name.
fn named_parties(knowledge: &Knowledge, row: &ClaimRow) -> usize {
    let mentions = row.claim.content.parties().map(|(_, mention)| mention);
    let is_large = |word: &str| word.starts_with(char::is_uppercase);
    let is_named = |mention: &&ActorMention| {
        let mut words = mention.text.split_whitespace();
        // The first word of a sentence is written large, whatever it is.
        if mention.span.start() == row.passage.start() {
            let first = words.next();
            let known = || {
                let side = mention.side();
                let mut names = knowledge.names().iter();
                names.any(|name| name.actor == *side && name.form == mention.text)
            };
            return words.any(is_large) || (first.is_some_and(is_large) && known());
        }
        words.any(is_large)
    };
    let named: BTreeSet<&ActorId> = mentions.filter(is_named).map(ActorMention::side).collect();
    named.len().min(2)
}

/// The claim that speaks for a group.
fn best<'r>(knowledge: &Knowledge, group: &[&'r ClaimRow]) -> &'r ClaimRow {
    let first = group.iter().min_by_key(|row| plainness(knowledge, row));
    first.expect("a group has a claim")
}

/// Days from first to last; an open side is wider than any.
fn width(when: &When) -> i64 {
    let days = |first: Day, last: Day| first.date().duration_until(last.date()).as_hours() / 24;
    when.start()
        .zip(when.end())
        .map_or(i64::MAX, |(first, last)| days(first, last))
}

/// What stands between the two, by state, kind and support, the latest first.
pub(super) fn ties(desk: &mut Desk<'_>, rows: &[&ClaimRow]) -> Vec<TieEntry> {
    let mut entries = Vec::new();
    for group in by_record(
        rows.iter()
            .copied()
            .filter(|row| matches!(row.claim.content, Content::Tie(_))),
    )
    .values()
    {
        let best = best(desk.knowledge, group);
        let Content::Tie(tie) = &best.claim.content else {
            continue;
        };
        let (state, since, until) = tie_state(group, desk.options.true_on);
        let party = |party: &Party| {
            let name = desk.name(party.actor.side());
            if party.role == detente_model::PartyRole::Party {
                name
            } else {
                format!("{name} ({})", party.role)
            }
        };
        let mut parties: Vec<String> = Vec::new();
        for party in tie.parties.iter().map(party) {
            if !parties.contains(&party) {
                parties.push(party);
            }
        }
        let object = tie.object.as_ref().map(|object| match &object.entity {
            Some(entity) => desk.name(entity),
            None => object.text.clone(),
        });
        entries.push(TieEntry {
            record: best.record.clone(),
            kind: tie.kind.to_string(),
            parties,
            object,
            state,
            since: since.map(|when| side_text(&when, true)),
            until: until.map(|when| side_text(&when, false)),
            words: words_around(best, CONTEXT),
            support: desk.support(group),
            quotes: desk.cite(group),
        });
    }
    entries.sort_by(|x, y| {
        let key = |entry: &TieEntry| {
            (
                entry.state,
                entry.kind.clone(),
                Reverse(entry.support),
                Reverse(entry.since.clone()),
                entry.record.clone(),
            )
        };
        key(x).cmp(&key(y))
    });
    entries
}

/// The start (or end) of a stretch as precisely as it is known.
fn side_text(when: &When, start: bool) -> String {
    let edtf = when.to_edtf();
    let mut sides = edtf.split('/');
    let first = sides.next().unwrap_or_default().to_owned();
    if start {
        first
    } else {
        sides.next().map_or(first, str::to_owned)
    }
}

fn tie_of(row: &ClaimRow) -> Option<&Tie> {
    match &row.claim.content {
        Content::Tie(tie) => Some(tie),
        _ => None,
    }
}

/// Whether a tie is in force on `day`, since when and until when.
///
/// A claim that it opened or changed, or stands since a day, holds from then on; a claim that it
/// stood over a stretch holds for that stretch; a claim that it closed ends it.
fn tie_state(group: &[&ClaimRow], day: Option<Day>) -> (TieState, Option<When>, Option<When>) {
    let status = |row: &ClaimRow| tie_of(row).map(|tie| tie.status);
    let told: Vec<&&ClaimRow> = group
        .iter()
        .filter(|row| row.claim.frame.modality.is_actual())
        .collect();
    let denies = |row: &ClaimRow| {
        status(row) == Some(TieStatus::Denied) || row.claim.frame.polarity == Polarity::Negative
    };
    let (against, with): (Vec<&ClaimRow>, Vec<&ClaimRow>) =
        told.into_iter().copied().partition(|row| denies(row));
    let stands: Vec<&ClaimRow> = with
        .into_iter()
        .filter(|row| status(row) != Some(TieStatus::Planned))
        .collect();
    if stands.is_empty() {
        let state = if against.is_empty() {
            TieState::Planned
        } else {
            TieState::Denied
        };
        return (state, None, None);
    }
    let dates = |closing: bool| {
        stands
            .iter()
            .filter(move |row| (status(row) == Some(TieStatus::Closed)) == closing)
            .filter_map(|row| row.claim.frame.when.clone().map(|when| (status(row), when)))
    };
    // What began, or stands without an end, goes on; what stood over a stretch stood then.
    let begins = |status: Option<TieStatus>, when: &When| {
        matches!(status, Some(TieStatus::Opened | TieStatus::Changed)) || when.end().is_none()
    };
    let starts = |going_on: bool| {
        dates(false)
            .filter(move |(status, when)| begins(*status, when) == going_on)
            .map(|(_, when)| when)
            .filter(|when| when.start().is_some())
    };
    let since = starts(true).min();
    let until = dates(true)
        .map(|(_, when)| when)
        .filter(|when| when.end().is_some())
        .max();
    if !against.is_empty() {
        return (TieState::Disputed, since, until);
    }
    let closed = |row: &&ClaimRow| status(row) == Some(TieStatus::Closed);
    let is_over = |end: Day| day.is_none_or(|day| end < day);
    if stands.iter().all(closed) || until.as_ref().and_then(When::end).is_some_and(is_over) {
        return (TieState::Ended, since, until);
    }
    let covers = |(status, when): (Option<TieStatus>, When)| match day {
        None => begins(status, &when) && when.start().is_some(),
        Some(day) if begins(status, &when) => when.start().is_none_or(|start| start <= day),
        Some(day) => when.may_include(day),
    };
    if dates(false).any(covers) {
        let treaty = |row: &&ClaimRow| tie_of(row).is_some_and(|tie| tie.kind == TieKind::Treaty);
        let signed = |(status, _): (Option<TieStatus>, When)| status == Some(TieStatus::Opened);
        let state = if stands.iter().any(treaty) && dates(false).all(signed) {
            TieState::Concluded
        } else {
            TieState::InForce
        };
        return (state, since.or_else(|| starts(false).min()), until);
    }
    if stands.iter().any(|row| row.claim.frame.when.is_none()) {
        return (TieState::Undated, since, until);
    }
    let first = since.or_else(|| starts(false).min());
    let begun = first.as_ref().and_then(When::start);
    if day.zip(begun).is_some_and(|(day, begun)| day < begun) {
        return (TieState::Later, first, until);
    }
    (TieState::Then, first, starts(false).max_by_key(When::end))
}

/// Events that are said to have happened, by year and class.
pub(super) fn years(desk: &mut Desk<'_>, rows: &[&ClaimRow]) -> Vec<YearCount> {
    let mut years: BTreeMap<i16, (YearCount, Vec<&ClaimRow>)> = BTreeMap::new();
    let told = rows
        .iter()
        .copied()
        .filter(|row| is_event(row) && is_actual(&row.claim));
    for group in by_record(told).values() {
        let when = group
            .iter()
            .filter_map(|row| row.claim.frame.when.as_ref())
            .min_by_key(|when| width(when));
        let Some((first, last)) =
            when.and_then(|when| when.start().or(when.end()).zip(when.end().or(when.start())))
        else {
            continue;
        };
        let Content::Event(event) = &best(desk.knowledge, group).claim.content else {
            continue;
        };
        let (count, cited) = years.entry(first.year()).or_default();
        count.year = first.year();
        cited.extend(group);
        *counter(count, event, first.year() != last.year()) += 1;
    }
    years
        .into_values()
        .map(|(count, cited)| YearCount {
            quotes: desk.cite(&cited),
            ..count
        })
        .collect()
}

fn counter<'c>(count: &'c mut YearCount, event: &Event, wider: bool) -> &'c mut usize {
    use detente_model::QuadClass as Q;
    if wider {
        return &mut count.wider;
    }
    match event.action.plover().quad() {
        Q::VerbalCooperation => &mut count.verbal_cooperation,
        Q::MaterialCooperation => &mut count.material_cooperation,
        Q::VerbalConflict => &mut count.verbal_conflict,
        Q::MaterialConflict => &mut count.material_conflict,
    }
}

pub(super) fn themes(desk: &mut Desk<'_>, rows: &[&ClaimRow]) -> Vec<Slice> {
    let names: BTreeMap<String, String> = desk
        .knowledge
        .themes()
        .iter()
        .map(|theme| (theme.id.clone(), theme.name_en.clone()))
        .collect();
    slices(desk, rows, |row| &row.claim.frame.theme, &names)
}

pub(super) fn theatres(desk: &mut Desk<'_>, rows: &[&ClaimRow]) -> Vec<Slice> {
    let names: BTreeMap<String, String> = desk
        .knowledge
        .theatres()
        .map(|theatre| (theatre.id.clone(), theatre.name_en.clone()))
        .collect();
    slices(desk, rows, |row| &row.claim.frame.theatre, &names)
}

fn slices(
    desk: &mut Desk<'_>,
    rows: &[&ClaimRow],
    keys: impl Fn(&ClaimRow) -> &[String],
    names: &BTreeMap<String, String>,
) -> Vec<Slice> {
    let mut slices: BTreeMap<String, (BTreeMap<&str, bool>, Vec<&ClaimRow>)> = BTreeMap::new();
    for row in rows.iter().filter(|row| is_actual(&row.claim)) {
        let Some(cooperates) = cooperates(&row.claim.content) else {
            continue;
        };
        for key in keys(row) {
            let (records, cited) = slices.entry(key.clone()).or_default();
            records.insert(&row.record, cooperates);
            cited.push(row);
        }
    }
    let mut listed: Vec<Slice> = slices
        .into_iter()
        .map(|(id, (records, cited))| {
            let cooperation = records.values().filter(|cooperates| **cooperates).count();
            Slice {
                name: names.get(&id).cloned().unwrap_or_else(|| id.clone()),
                id,
                cooperation,
                conflict: records.len() - cooperation,
                quotes: desk.cite(&cited),
            }
        })
        .collect();
    listed.sort_by(|x, y| {
        (Reverse(x.cooperation + x.conflict), &x.id)
            .cmp(&(Reverse(y.cooperation + y.conflict), &y.id))
    });
    listed.truncate(LISTED);
    listed
}

/// Records of one side with a third: their ids, cooperative or not.
#[derive(Default)]
struct Dealings<'r> {
    records: BTreeMap<&'r str, bool>,
    rows: Vec<&'r ClaimRow>,
}

impl Dealings<'_> {
    fn count(&self, cooperative: bool) -> usize {
        self.records
            .values()
            .filter(|cooperates| **cooperates == cooperative)
            .count()
    }
}

/// Actors that deal with both sides, most dealings first.
pub(super) fn third_parties(
    desk: &mut Desk<'_>,
    of_a: &[&ClaimRow],
    of_b: &[&ClaimRow],
) -> Vec<ThirdParty> {
    let (with_a, mut with_b) = (dealings(desk, desk.a, of_a), dealings(desk, desk.b, of_b));
    let mut listed = Vec::new();
    for (id, a) in with_a {
        let Some(b) = with_b.remove(id) else { continue };
        let cited: Vec<&ClaimRow> = a.rows.iter().chain(&b.rows).copied().collect();
        listed.push(ThirdParty {
            id: id.clone(),
            name: desk.name(id),
            cooperation_a: a.count(true),
            conflict_a: a.count(false),
            cooperation_b: b.count(true),
            conflict_b: b.count(false),
            quotes: desk.cite(&cited),
        });
    }
    let total = |party: &ThirdParty| {
        party.cooperation_a + party.conflict_a + party.cooperation_b + party.conflict_b
    };
    listed.sort_by(|x, y| (Reverse(total(x)), &x.id).cmp(&(Reverse(total(y)), &y.id)));
    listed.truncate(LISTED);
    listed
}

fn dealings<'r>(
    desk: &Desk<'_>,
    side: &ActorId,
    rows: &[&'r ClaimRow],
) -> BTreeMap<&'r ActorId, Dealings<'r>> {
    let mut all: BTreeMap<&ActorId, Dealings<'_>> = BTreeMap::new();
    for row in rows.iter().filter(|row| is_actual(&row.claim)) {
        for (third, cooperates) in thirds(&row.claim.content, side) {
            if third != desk.a && third != desk.b {
                let dealings = all.entry(third).or_default();
                dealings.records.insert(&row.record, cooperates);
                dealings.rows.push(row);
            }
        }
    }
    all
}

/// Whom `side` deals with in a claim, and whether they cooperate: who stands on the same side of
/// an event acts together; who stands on the other side is acted on.
fn thirds<'r>(content: &'r Content, side: &ActorId) -> Vec<(&'r ActorId, bool)> {
    let Some(cooperates) = cooperates(content) else {
        return Vec::new();
    };
    let mut thirds = Vec::new();
    match content {
        Content::Event(event) => {
            let here = |mentions: &[detente_model::ActorMention]| {
                mentions.iter().any(|m| m.side() == side)
            };
            let (in_source, in_target) = (here(&event.source), here(&event.target));
            let sources = event
                .source
                .iter()
                .map(|mention| (mention.side(), in_source));
            let targets = event
                .target
                .iter()
                .map(|mention| (mention.side(), in_target));
            for (third, together) in sources.chain(targets) {
                if third != side {
                    thirds.push((third, together || cooperates));
                }
            }
        }
        Content::Tie(tie) => {
            let others = tie
                .parties
                .iter()
                .map(|party| party.actor.side())
                .filter(|third| *third != side);
            thirds.extend(others.map(|third| (third, cooperates)));
        }
        Content::Cause(_) | Content::Characterisation(_) => {}
    }
    thirds
}

/// What is forecast, aimed at or held possible, in the order in which it was published.
pub(super) fn outlook(desk: &mut Desk<'_>, rows: &[&ClaimRow]) -> Vec<Entry> {
    let open = |row: &&ClaimRow| {
        let modality = row.claim.frame.modality;
        let outlook = matches!(
            modality,
            Modality::Forecast | Modality::Goal | Modality::Hypothetical
        );
        outlook && cooperates(&row.claim.content).is_some()
    };
    let mut groups: BTreeMap<_, Vec<&ClaimRow>> = BTreeMap::new();
    for row in rows.iter().copied().filter(open) {
        let frame = &row.claim.frame;
        groups
            .entry((&row.record, frame.modality, frame.polarity))
            .or_default()
            .push(row);
    }
    let mut entries: Vec<(Option<Day>, Entry)> = groups
        .values()
        .map(|group| {
            let said = |row: &&&ClaimRow| row.published.as_deref().and_then(When::start);
            (
                group.iter().filter_map(|row| said(&row)).min(),
                entry(desk, group),
            )
        })
        .collect();
    entries.sort_by(|(x, first), (y, second)| {
        (x, &first.kind, &first.record, &first.modality).cmp(&(
            y,
            &second.kind,
            &second.record,
            &second.modality,
        ))
    });
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// What sources disagree on.
pub(super) fn differences(desk: &mut Desk<'_>, conflicts: &[Conflict]) -> Vec<Difference> {
    let difference = |found: &Conflict| Difference {
        kind: found.kind.clone(),
        matter: found.matter.clone(),
        rule: found.rule.clone(),
        holder_a: holder(&found.a),
        holder_b: holder(&found.b),
        a: desk.quote_side(&found.a),
        b: desk.quote_side(&found.b),
    };
    // Several rules may see one pair of passages; a reader needs it once.
    let mut seen = BTreeSet::new();
    let first = conflicts.iter().filter(|found| {
        let (a, b) = (&found.a.passage, &found.b.passage);
        seen.insert((a.min(b), a.max(b)))
    });
    let mut differences: Vec<Difference> = first.map(difference).collect();
    differences.sort_by(|a, b| (&a.matter, &a.rule).cmp(&(&b.matter, &b.rule)));
    differences
}

/// Who stands behind a side: the outlet, else the title, else the file.
fn holder(side: &ConflictSide) -> String {
    let path = &side.evidence[0].path;
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let named = side.outlet.as_ref().or(side.title.as_ref());
    named.cloned().unwrap_or_else(|| file.to_owned())
}

/// Kinds of tie that no source states between the two: neither affirmed nor denied.
pub(super) fn not_stated(rows: &[&ClaimRow]) -> Vec<String> {
    let stated: BTreeSet<TieKind> = rows
        .iter()
        .filter_map(|row| tie_of(row).map(|tie| tie.kind))
        .collect();
    let missing = TieKind::ALL.iter().filter(|kind| !stated.contains(kind));
    missing.map(ToString::to_string).collect()
}
