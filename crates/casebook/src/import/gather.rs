//! Gathers the rows of several files, with the names that they use.

use detente_feeds::{Batch, Deed, FeedActor, Format, Record};
use detente_model::CameoCode;
use detente_store::{
    Direction, FeedActorRow, FeedBlock, FeedDeedRow, FeedFile, FeedMention, FeedNames, FeedRow,
    FeedSide,
};
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::io;
use std::path::PathBuf;

use super::LISTED;
use super::sorter::Sorter;

/// A chunk of a file as the threads hand it over.
pub(super) struct Piece {
    pub(super) batch: Batch,
    pub(super) block: FeedBlock,
}

/// Names with numbers from 1.
#[derive(Debug)]
struct Numbered<K, V> {
    numbers: HashMap<K, u32>,
    items: Vec<V>,
}

impl<K: Hash + Eq, V> Default for Numbered<K, V> {
    fn default() -> Self {
        Self {
            numbers: HashMap::new(),
            items: Vec::new(),
        }
    }
}

impl<K: Hash + Eq, V> Numbered<K, V> {
    fn number(&mut self, key: K, make: impl FnOnce() -> V) -> u32 {
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        self.items.push(make());
        let number = self.items.len() as u32;
        self.numbers.insert(key, number);
        number
    }
}

/// The rows and names of the files that are written together.
#[derive(Debug)]
pub(super) struct Gathered {
    folder: PathBuf,
    sides: Numbered<(String, bool), FeedSide>,
    actors: Numbered<FeedActorRow, FeedActorRow>,
    deeds: Numbered<String, FeedDeedRow>,
    outlets: Numbered<String, String>,
    files: Vec<FeedFile>,
    open: Option<FeedFile>,
    /// The days of publication in the open file.
    days: BTreeSet<i32>,
    mentions: Vec<FeedMention>,
    rows: Sorter,
}

/// A group that is ready to be written.
pub(super) struct Group {
    pub(super) names: FeedNames,
    pub(super) files: Vec<FeedFile>,
    pub(super) mentions: Vec<FeedMention>,
    pub(super) rows: Sorter,
}

impl Gathered {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            sides: Numbered::default(),
            actors: Numbered::default(),
            deeds: Numbered::default(),
            outlets: Numbered::default(),
            files: Vec::new(),
            open: None,
            days: BTreeSet::new(),
            mentions: Vec::new(),
            rows: Sorter::new(folder.clone()),
            folder,
        }
    }

    /// Rows and mentions of the group.
    pub(super) fn rows(&self) -> u64 {
        self.rows.count + self.mentions.len() as u64
    }

    pub(super) fn begin_file(&mut self, path: &str) {
        self.days.clear();
        self.open = Some(FeedFile {
            path: path.to_owned(),
            ..FeedFile::default()
        });
    }

    /// Leaves out the file that is open: its rows stay, and belong to no file.
    pub(super) fn drop_file(&mut self) {
        if let Some(file) = self.open.take() {
            self.files.push(FeedFile {
                hash: String::new(),
                blocks: Vec::new(),
                ..file
            });
        }
    }

    /// Takes in the next chunk of the open file.
    pub(super) fn take(&mut self, piece: Piece) -> io::Result<()> {
        let Piece { batch, block } = piece;
        let number = self.files.len() as u32;
        let actors: Vec<u32> = batch.actors.iter().map(|actor| self.actor(actor)).collect();
        let deeds: Vec<u32> = batch.deeds.iter().map(|deed| self.deed(deed)).collect();
        let outlets: Vec<u32> = batch
            .outlets
            .iter()
            .map(|name| self.outlets.number(name.clone(), || name.clone()))
            .collect();
        let of =
            |numbers: &[u32], place: Option<u32>| place.map_or(0, |place| numbers[place as usize]);
        let mut events = Span::default();
        for record in &batch.records {
            let sides = [of(&actors, record.source), of(&actors, record.target)];
            let row = FeedRow {
                deed: deeds[record.deed as usize],
                outlet: of(&outlets, record.outlet),
                file: number,
                ..self.row(record, sides)
            };
            events.take(row.day, row.days_after);
            if let Some(published) = record.published {
                self.days.insert(published.0);
            }
            self.rows.push(row)?;
        }
        for mention in &batch.mentions {
            self.days.insert(mention.day.0);
            self.mentions.push(FeedMention {
                record: mention.event,
                file: number,
                row: mention.row as u32,
                day: mention.day.0,
                outlet: of(&outlets, mention.outlet),
                places: mention.text_places,
                confidence: mention.confidence,
            });
        }
        if let Some(file) = &mut self.open {
            file.bytes += block.bytes;
            file.rows += batch.rows;
            file.rejected += batch.rejected;
            file.events = events.joined(file.events);
            file.version = file.version.take().or(batch.version);
            for reject in batch.rejects {
                if file.rejects.len() < LISTED {
                    let message = if reject.column.is_empty() {
                        reject.reason
                    } else {
                        format!("column {}: {}", reject.column, reject.reason)
                    };
                    file.rejects.push((reject.row.to_string(), message));
                }
            }
            file.blocks.push(block);
        }
        Ok(())
    }

    /// Ends the open file.
    pub(super) fn end_file(&mut self, format: Format, hash: String) -> FeedFile {
        let mut file = self.open.take().unwrap_or_default();
        format.as_str().clone_into(&mut file.format);
        file.hash = hash;
        // A data set that dates by publication covers those days; another all of its stretch.
        if format.covers_publication() && !self.days.is_empty() {
            for day in &self.days {
                match file.covers.last_mut() {
                    Some(last) if last.1 + 1 == *day => last.1 = *day,
                    _ => file.covers.push((*day, *day)),
                }
            }
        } else {
            file.covers.extend(file.events);
        }
        file
    }

    pub(super) fn push_file(&mut self, file: FeedFile) {
        self.files.push(file);
    }

    /// The group, and an empty one in its place.
    pub(super) fn take_group(&mut self) -> Group {
        let folder = self.folder.clone();
        let full = std::mem::replace(self, Self::new(folder));
        let mut mentions = full.mentions;
        mentions.sort_unstable();
        Group {
            names: FeedNames {
                sides: full.sides.items,
                actors: full.actors.items,
                deeds: full.deeds.items,
                outlets: full.outlets.items,
            },
            files: full.files,
            mentions,
            rows: full.rows,
        }
    }

    fn actor(&mut self, actor: &FeedActor) -> u32 {
        let side = match &actor.side {
            Some(side) => (side.clone(), true),
            None => (actor.text.clone(), false),
        };
        let made = FeedSide {
            text: side.0.clone(),
            is_actor: side.1,
        };
        let row = FeedActorRow {
            text: actor.text.clone(),
            actor: actor.actor.as_ref().map(ToString::to_string),
            side: self.sides.number(side, || made),
            country: actor.country.as_ref().map(ToString::to_string),
            sector: actor.sector.clone(),
            unmapped: actor.unmapped.clone(),
        };
        self.actors.number(row.clone(), || row)
    }

    fn deed(&mut self, deed: &Deed) -> u32 {
        let row = deed_row(deed);
        self.deeds.number(format!("{row:?}"), || row)
    }

    /// The row of a record without its deed, outlet and file.
    fn row(&self, record: &Record, actors: [u32; 2]) -> FeedRow {
        let key = |actor: u32| match actor.checked_sub(1) {
            None => (0, "", false, ""),
            Some(place) => {
                let actor = &self.actors.items[place as usize];
                let side = &self.sides.items[actor.side as usize - 1];
                (
                    actor.side,
                    side.text.as_str(),
                    side.is_actor,
                    actor.text.as_str(),
                )
            }
        };
        let [source, target] = actors.map(key);
        // By words and not by numbers, so that every import has the same order.
        let turned = (target.1, target.2, target.3) < (source.1, source.2, source.3);
        let ((a, b), (side_a, side_b)) = if turned {
            ((actors[1], actors[0]), (target.0, source.0))
        } else {
            ((actors[0], actors[1]), (source.0, target.0))
        };
        FeedRow {
            side_a,
            side_b,
            day: record.day.0,
            days_after: record.days_after,
            deed: 0,
            actor_a: a,
            actor_b: b,
            record: record.id,
            direction: match (record.directed, turned) {
                (false, _) => Direction::NotSaid,
                (true, false) => Direction::FromA,
                (true, true) => Direction::FromB,
            },
            story: record.story.map_or(0, |story| story.0.max(1)),
            published: record
                .published
                .map_or(i32::MIN, |published| published.0 - record.day.0),
            outlet: 0,
            articles: record.articles.unwrap_or(u32::MAX),
            deaths: record.deaths.unwrap_or(u32::MAX),
            file: 0,
            row: record.row as u32,
        }
    }
}

/// From the first to the last day.
#[derive(Debug, Clone, Copy, Default)]
struct Span(Option<(i32, i32)>);

impl Span {
    fn take(&mut self, day: i32, days_after: u32) {
        let last = day.saturating_add(i32::try_from(days_after).unwrap_or(i32::MAX));
        let (first, end) = self.0.unwrap_or((day, last));
        self.0 = Some((first.min(day), end.max(last)));
    }

    fn joined(self, other: Option<(i32, i32)>) -> Option<(i32, i32)> {
        match (self.0, other) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (one, other) => one.or(other),
        }
    }
}

/// A deed as the table has it. The scale that a row gives is Goldstein's where its codes are
/// CAMEO, and an intensity where they are PLOVER.
fn deed_row(deed: &Deed) -> FeedDeedRow {
    let given = deed.scale.map(|tenths| f64::from(tenths) / 10.0);
    let code = deed.cameo.and_then(|code| code.parse::<CameoCode>().ok());
    FeedDeedRow {
        ontology: deed.ontology.to_owned(),
        code: deed.code.clone(),
        cameo: deed.cameo.map(str::to_owned),
        plover: deed.plover.map(|plover| plover.to_string()),
        mode: deed.mode.map(str::to_owned),
        context: deed.context.iter().map(|word| (*word).to_owned()).collect(),
        relation: deed.relation.map(|relation| relation.to_string()),
        quad: deed.plover.map(|plover| plover.quad().to_string()),
        goldstein: code.and_then(|code| given.or_else(|| code.goldstein())),
        intensity: given.filter(|_| deed.cameo.is_none()),
    }
}
