use rusqlite::{OptionalExtension, Transaction, params};

use crate::Error;

/// A party of dyads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedSide {
    /// The id of an actor, else the words of the data set.
    pub text: String,
    /// Which of the two.
    pub is_actor: bool,
}

/// Who acts, as a data set writes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FeedActorRow {
    /// The code or name, as written.
    pub text: String,
    /// Our actor, where known.
    pub actor: Option<String>,
    /// Its side, as its place in the list of the group, from 1; 0 is nobody.
    pub side: u32,
    /// The state.
    pub country: Option<String>,
    /// The role letters.
    pub sector: Option<String>,
    /// What no knowledge file explains.
    pub unmapped: Option<String>,
}

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedDeedRow {
    /// Name and version of the ontology of the code.
    pub ontology: String,
    /// The code, as written.
    pub code: String,
    /// The CAMEO code.
    pub cameo: Option<String>,
    /// The PLOVER type.
    pub plover: Option<String>,
    /// The PLOVER mode.
    pub mode: Option<String>,
    /// PLOVER contexts.
    pub context: Vec<String>,
    /// `exact`, `broad` or `narrow`.
    pub relation: Option<String>,
    /// The class of the type.
    pub quad: Option<String>,
    /// The Goldstein value, -10 to 10.
    pub goldstein: Option<f64>,
    /// The intensity that PLOVER data sets give, -10 to 10.
    pub intensity: Option<f64>,
}

/// The names that the rows of a group use: number `n` is at place `n - 1`.
#[derive(Debug, Clone, Default)]
pub struct FeedNames {
    /// Sides.
    pub sides: Vec<FeedSide>,
    /// Actors.
    pub actors: Vec<FeedActorRow>,
    /// Deeds.
    pub deeds: Vec<FeedDeedRow>,
    /// Outlets.
    pub outlets: Vec<String>,
}

/// The numbers of the names in the casebook, by their numbers in a group.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    pub(crate) sides: Vec<i64>,
    pub(crate) actors: Vec<i64>,
    pub(crate) deeds: Vec<i64>,
    pub(crate) outlets: Vec<i64>,
}

/// The numbers of `names` in the casebook; those that it does not have are written.
pub(crate) fn resolve(
    transaction: &Transaction<'_>,
    dataset: i64,
    names: &FeedNames,
) -> Result<Numbers, Error> {
    let mut numbers = Numbers {
        sides: vec![0],
        actors: vec![0],
        deeds: vec![0],
        outlets: vec![0],
    };
    let found = |sql: &str, values: &[&dyn rusqlite::ToSql]| -> Result<Option<i64>, Error> {
        let mut select = transaction.prepare_cached(sql)?;
        Ok(select.query_row(values, |row| row.get(0)).optional()?)
    };
    let insert = |sql: &str, values: &[&dyn rusqlite::ToSql]| -> Result<i64, Error> {
        transaction.prepare_cached(sql)?.execute(values)?;
        Ok(transaction.last_insert_rowid())
    };
    for side in &names.sides {
        let values = params![side.text, side.is_actor];
        let sql = "SELECT number FROM feed_sides WHERE side = ?1 AND is_actor = ?2";
        numbers.sides.push(match found(sql, values)? {
            Some(number) => number,
            None => insert(
                "INSERT INTO feed_sides (side, is_actor) VALUES (?1, ?2)",
                values,
            )?,
        });
    }
    for outlet in &names.outlets {
        let values = params![outlet];
        let sql = "SELECT number FROM feed_outlets WHERE name = ?1";
        numbers.outlets.push(match found(sql, values)? {
            Some(number) => number,
            None => insert("INSERT INTO feed_outlets (name) VALUES (?1)", values)?,
        });
    }
    resolve_actors(transaction, dataset, names, &mut numbers)?;
    resolve_deeds(transaction, names, &mut numbers)?;
    Ok(numbers)
}

type ActorKey = (
    String,
    Option<String>,
    i64,
    Option<String>,
    Option<String>,
    Option<String>,
);

fn resolve_actors(
    transaction: &Transaction<'_>,
    dataset: i64,
    names: &FeedNames,
    numbers: &mut Numbers,
) -> Result<(), Error> {
    let mut known = std::collections::HashMap::<ActorKey, i64>::new();
    let mut select = transaction.prepare_cached(
        "SELECT text, actor, side, country, sector, unmapped, number FROM feed_actors WHERE dataset = ?1",
    )?;
    let rows = select.query_map([dataset], |row| {
        let key = (
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
        );
        Ok((key, row.get(6)?))
    })?;
    for row in rows {
        let (key, number) = row?;
        known.insert(key, number);
    }
    let mut insert = transaction.prepare_cached(
        "INSERT INTO feed_actors (dataset, text, actor, side, country, sector, unmapped)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for actor in &names.actors {
        let side = numbers.sides[actor.side as usize];
        let key = (
            actor.text.clone(),
            actor.actor.clone(),
            side,
            actor.country.clone(),
            actor.sector.clone(),
            actor.unmapped.clone(),
        );
        let number = if let Some(number) = known.get(&key) {
            *number
        } else {
            insert.execute(params![
                dataset,
                actor.text,
                actor.actor,
                side,
                actor.country,
                actor.sector,
                actor.unmapped
            ])?;
            let number = transaction.last_insert_rowid();
            known.insert(key, number);
            number
        };
        numbers.actors.push(number);
    }
    Ok(())
}

fn resolve_deeds(
    transaction: &Transaction<'_>,
    names: &FeedNames,
    numbers: &mut Numbers,
) -> Result<(), Error> {
    let mut known = read_deeds(transaction)?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO feed_deeds (ontology, code, cameo, type, mode, context, relation, quad, goldstein, intensity)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for deed in &names.deeds {
        if let Some((number, _)) = known.iter().find(|(_, known)| known == deed) {
            numbers.deeds.push(*number);
            continue;
        }
        insert.execute(params![
            deed.ontology,
            deed.code,
            deed.cameo,
            deed.plover,
            deed.mode,
            deed.context.join("|"),
            deed.relation,
            deed.quad,
            deed.goldstein,
            deed.intensity,
        ])?;
        let number = transaction.last_insert_rowid();
        known.push((number, deed.clone()));
        numbers.deeds.push(number);
    }
    Ok(())
}

/// All deeds of the casebook with their numbers, in order.
pub(crate) fn read_deeds(
    connection: &rusqlite::Connection,
) -> Result<Vec<(i64, FeedDeedRow)>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT number, ontology, code, cameo, type, mode, context, relation, quad, goldstein, intensity
         FROM feed_deeds ORDER BY number",
    )?;
    let rows = select.query_map([], |row| {
        let context: String = row.get(6)?;
        let deed = FeedDeedRow {
            ontology: row.get(1)?,
            code: row.get(2)?,
            cameo: row.get(3)?,
            plover: row.get(4)?,
            mode: row.get(5)?,
            context: context
                .split('|')
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect(),
            relation: row.get(7)?,
            quad: row.get(8)?,
            goldstein: row.get(9)?,
            intensity: row.get(10)?,
        };
        Ok((row.get(0)?, deed))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
