use detente_model::{ActorMention, Claim, Content, ContentHash, DocumentId, PassageId, Span};
use rusqlite::types::{Value, ValueRef};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use crate::record::{COLUMNS, columns, record_of};
use crate::{Error, Store};

/// Something that is stored and not so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The id of the record.
    pub id: String,
    /// What is wrong with it.
    pub message: String,
}

impl Store {
    /// Re-reads every quote against its document, every id and column against its content and
    /// table, and compares the rows of data sets and lists that were kept with what was read.
    pub fn verify(&self) -> Result<Vec<Fault>, Error> {
        let mut faults = Vec::new();
        let integrity: String =
            self.connection
                .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if integrity != "ok" {
            faults.push(Fault {
                id: "file".into(),
                message: integrity,
            });
        }
        self.find_loose_ends(&mut faults)?;
        self.verify_feeds(&mut faults)?;
        self.verify_references(&mut faults)?;
        let mut select = self
            .connection
            .prepare("SELECT id FROM documents ORDER BY id")?;
        let ids: Vec<String> = select
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for id in ids {
            match self.document_text(&id) {
                Ok(Some(text)) => self.verify_document(&id, &text, &mut faults)?,
                Ok(None) => {}
                Err(error) => faults.push(Fault {
                    id,
                    message: error.to_string(),
                }),
            }
        }
        Ok(faults)
    }

    fn find_loose_ends(&self, faults: &mut Vec<Fault>) -> Result<(), Error> {
        let mut check = self.connection.prepare("PRAGMA foreign_key_check")?;
        let mut rows = check.query([])?;
        while let Some(row) = rows.next()? {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            let message = format!("a row names something that is not in {parent}");
            faults.push(Fault { id: table, message });
        }
        let mut groups = self.connection.prepare(
            "WITH known AS (SELECT record FROM claims UNION ALL SELECT event FROM judged_imports)
             SELECT event FROM event_groups WHERE event NOT IN known
             UNION SELECT leader FROM event_groups WHERE leader NOT IN known",
        )?;
        for id in groups.query_map([], |row| row.get::<_, String>(0))? {
            faults.push(Fault {
                id: id?,
                message: "a group names an event that no claim and no data set reports".into(),
            });
        }
        for (id, _) in self.judged_imports_without_rows()? {
            faults.push(Fault {
                id,
                message: "a judgement names an event of a data set whose rows are not there".into(),
            });
        }
        Ok(())
    }

    fn verify_document(&self, id: &str, text: &str, faults: &mut Vec<Fault>) -> Result<(), Error> {
        let mut fault = |id: &str, message: &str| {
            faults.push(Fault {
                id: id.to_owned(),
                message: message.to_owned(),
            });
        };
        let Ok(document) = id.parse::<DocumentId>() else {
            fault(id, "the id of a document is malformed");
            return Ok(());
        };
        let mut words: BTreeMap<i64, Span> = BTreeMap::new();
        let mut select = self.connection.prepare_cached(
            "SELECT number, id, start_byte, end_byte, text FROM passages WHERE document = ?1 ORDER BY number",
        )?;
        let mut rows = select.query([id])?;
        while let Some(row) = rows.next()? {
            let (number, passage, start, end): (i64, String, u32, u32) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            let quote: String = row.get(4)?;
            if start > end || text.get(start as usize..end as usize) != Some(&quote) {
                fault(
                    &passage,
                    "the words of the passage are not in its document at that place",
                );
                continue;
            }
            let place = format!("{start}..{end}");
            let expected = PassageId::from_content(&ContentHash::new().part(id).part(place));
            if passage != expected.to_string() {
                fault(&passage, "the id does not follow from document and place");
            }
            words.insert(number, Span::new(start, end));
        }
        self.verify_claims(document, text, &words, faults)
    }

    fn verify_claims(
        &self,
        document: DocumentId,
        text: &str,
        words: &BTreeMap<i64, Span>,
        faults: &mut Vec<Fault>,
    ) -> Result<(), Error> {
        let mut fault = |id: &str, message: &str| {
            faults.push(Fault {
                id: id.to_owned(),
                message: message.to_owned(),
            });
        };
        let mut parts = self.parts_of(document)?;
        let sql = format!(
            "SELECT id, passage, record, content, number, {} FROM claims WHERE document = ?1 ORDER BY number",
            COLUMNS.join(", ")
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query([document.to_string()])?;
        while let Some(row) = rows.next()? {
            let (claim_id, passage, record, content): (String, i64, String, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            let parts = parts.remove(&row.get(4)?).unwrap_or_default();
            match serde_json::from_str::<Claim>(&content) {
                Err(error) => fault(&claim_id, &format!("the claim cannot be read: {error}")),
                Ok(claim) => {
                    if claim.id(document).to_string() != claim_id {
                        fault(&claim_id, "the id does not follow from the content");
                    }
                    // Earlier versions gave each cause its claim's own id.
                    let own = matches!(claim.content, Content::Cause(_)) && record == claim_id;
                    if !own && record_of(&claim, &claim_id, text) != record {
                        fault(&claim_id, "the record does not follow from the content");
                    }
                    for (place, wanted) in columns(&claim).iter().enumerate() {
                        if !is_stored(row.get_ref(5 + place)?, wanted) {
                            let column = COLUMNS[place];
                            fault(&claim_id, &format!("{column} is not what the content says"));
                        }
                    }
                    for table in parts.differences(&claim) {
                        let message = format!("its rows in {table} are not what the content says");
                        fault(&claim_id, &message);
                    }
                    let evidence = words.get(&passage).copied();
                    if let Some(message) = misquote(&claim, text, evidence) {
                        fault(&claim_id, &message);
                    }
                }
            }
        }
        Ok(())
    }

    /// What stands beside the claims of a document in other tables, by the number of the claim.
    fn parts_of(&self, document: DocumentId) -> Result<BTreeMap<i64, Parts>, Error> {
        let document = document.to_string();
        let mut parts: BTreeMap<i64, Parts> = BTreeMap::new();
        let mut select = self.connection.prepare_cached(
            "SELECT p.claim, p.ordinal, p.role, p.actor, p.side, p.text, p.start_byte, p.end_byte
             FROM claims c JOIN claim_parties p ON p.claim = c.number
             WHERE c.document = ?1 ORDER BY p.claim, p.ordinal",
        )?;
        let mut rows = select.query([&document])?;
        while let Some(row) = rows.next()? {
            let of = parts.entry(row.get(0)?).or_default();
            of.parties.push(PartyRow {
                ordinal: row.get(1)?,
                role: row.get(2)?,
                actor: row.get(3)?,
                side: row.get(4)?,
                text: row.get(5)?,
                span: (row.get(6)?, row.get(7)?),
            });
        }
        let beside: [(&str, Names); 2] = [
            (
                "SELECT t.claim, t.theme FROM claims c JOIN claim_themes t ON t.claim = c.number
                 WHERE c.document = ?1",
                |parts| &mut parts.themes,
            ),
            (
                "SELECT t.claim, t.theatre FROM claims c JOIN claim_theatres t ON t.claim = c.number
                 WHERE c.document = ?1",
                |parts| &mut parts.theatres,
            ),
        ];
        for (select, names) in beside {
            let mut select = self.connection.prepare_cached(select)?;
            let mut rows = select.query([&document])?;
            while let Some(row) = rows.next()? {
                names(parts.entry(row.get(0)?).or_default()).insert(row.get(1)?);
            }
        }
        Ok(parts)
    }
}

/// A set of names among the parts of a claim.
type Names = fn(&mut Parts) -> &mut BTreeSet<String>;

/// What stands beside a claim in other tables.
#[derive(Debug, Default)]
struct Parts {
    parties: Vec<PartyRow>,
    themes: BTreeSet<String>,
    theatres: BTreeSet<String>,
}

/// A row of `claim_parties`.
#[derive(Debug)]
struct PartyRow {
    ordinal: usize,
    role: String,
    actor: String,
    side: String,
    text: String,
    span: (u32, u32),
}

impl PartyRow {
    fn is(&self, role: &str, mention: &ActorMention) -> bool {
        self.role == role
            && self.actor == mention.actor.as_str()
            && self.side == mention.side().as_str()
            && self.text == mention.text
            && self.span == (mention.span.start(), mention.span.end())
    }
}

impl Parts {
    /// The tables whose rows are not those of the claim.
    fn differences(&self, claim: &Claim) -> impl Iterator<Item = &'static str> + use<> {
        let wanted: Vec<_> = claim.content.parties().collect();
        let mut pairs = self.parties.iter().zip(&wanted).enumerate();
        let of_parties = self.parties.len() == wanted.len()
            && pairs.all(|(place, (row, (role, mention)))| {
                row.ordinal == place && row.is(role, mention)
            });
        let same = |stored: &BTreeSet<String>, wanted: &[String]| {
            let wanted: BTreeSet<&String> = wanted.iter().collect();
            stored.iter().eq(wanted)
        };
        let tables = [
            ("claim_parties", of_parties),
            ("claim_themes", same(&self.themes, &claim.frame.theme)),
            ("claim_theatres", same(&self.theatres, &claim.frame.theatre)),
        ];
        tables
            .into_iter()
            .filter_map(|(table, is_same)| (!is_same).then_some(table))
    }
}

/// Whether a column holds `wanted`. A score is read from JSON, which may give its last bit otherwise.
fn is_stored(stored: ValueRef<'_>, wanted: &Value) -> bool {
    match (stored, wanted) {
        (ValueRef::Real(stored), Value::Real(wanted)) => (stored - wanted).abs() < 1e-9,
        _ => stored == ValueRef::from(wanted),
    }
}

/// What the claim quotes and the document does not say.
fn misquote(claim: &Claim, text: &str, passage: Option<Span>) -> Option<String> {
    let frame = &claim.frame;
    if passage.is_none_or(|passage| !passage.contains(frame.evidence)) {
        return Some("the evidence is not inside its passage".into());
    }
    if frame.trigger.get(text).is_none() || !frame.evidence.contains(frame.trigger) {
        return Some("the trigger is not inside the evidence".into());
    }
    let phrases = match &claim.content {
        Content::Cause(cause) => {
            let mut phrases = vec![&cause.cause, &cause.effect];
            phrases.extend(&cause.cue);
            phrases
        }
        Content::Characterisation(words) => vec![&words.words],
        Content::Event(_) | Content::Tie(_) => Vec::new(),
    };
    let quotes = claim
        .content
        .parties()
        .map(|(_, mention)| (&mention.text, mention.span))
        .chain(
            phrases
                .into_iter()
                .map(|phrase| (&phrase.text, phrase.span)),
        );
    for (quote, span) in quotes {
        if span.get(text) != Some(quote.as_str()) {
            return Some(format!(
                "{quote:?} is not what stands at {}..{}",
                span.start(),
                span.end()
            ));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Filter;
    use crate::testing::{NOW, add};
    use detente_model::{Basis, When};

    #[test]
    fn a_changed_quote_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("a.casebook"), NOW).unwrap();
        add(&mut store, "a.txt", &When::year(2025, Basis::Stated, ""));
        store
            .connection
            .execute(
                "UPDATE passages SET text = 'Russia met.' WHERE number = 1",
                [],
            )
            .unwrap();
        let faults = store.verify().unwrap();
        assert!(
            faults
                .iter()
                .any(|fault| fault.message.contains("not in its document")),
            "{faults:?}"
        );
    }

    #[test]
    fn a_column_that_is_not_the_contents_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.casebook");
        let mut store = Store::create(&path, NOW).unwrap();
        add(&mut store, "a.txt", &When::year(2025, Basis::Stated, ""));
        assert_eq!(store.verify().unwrap(), []);
        let id = store.claims(&Filter::default()).unwrap()[0].id.clone();
        let columns = COLUMNS.map(|column| {
            let value = match column {
                "about" => "'tie'",
                "score" => "score - 0.1",
                "trigger_start" | "trigger_end" | "evidence_start" | "evidence_end" => "3",
                _ => "'x'",
            };
            (format!("UPDATE claims SET {column} = {value}"), column)
        });
        let tables = [
            (
                "DELETE FROM claim_parties WHERE ordinal = 1",
                "claim_parties",
            ),
            ("DELETE FROM claim_parties", "claim_parties"),
            ("UPDATE claim_parties SET role = 'target'", "claim_parties"),
            ("UPDATE claim_parties SET side = 'x'", "claim_parties"),
            ("UPDATE claim_parties SET start_byte = 1", "claim_parties"),
            ("DELETE FROM claim_themes", "claim_themes"),
            (
                "INSERT INTO claim_theatres VALUES (1, 'x')",
                "claim_theatres",
            ),
        ];
        let tables = tables.map(|(sql, table)| (sql.to_owned(), table));
        for (sql, what) in columns.into_iter().chain(tables) {
            let change = store.connection.unchecked_transaction().unwrap();
            change.execute_batch(&sql).unwrap();
            let faults = store.verify().unwrap();
            let [fault] = faults.as_slice() else {
                panic!("{sql}: {faults:?}");
            };
            assert_eq!(fault.id, id, "{sql}");
            assert!(fault.message.contains(what), "{sql}: {}", fault.message);
            change.rollback().unwrap();
        }
        assert_eq!(store.verify().unwrap(), []);
    }
}
