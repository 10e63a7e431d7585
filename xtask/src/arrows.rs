use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

use crate::read_root;

/// The heading in ARCHITECTURE.md under which the table of crates stands.
const TABLE: &str = "| crate | one line | may depend on |";

/// Compares the dependencies between our crates with the table in ARCHITECTURE.md.
pub(crate) fn check(metadata: &Value) -> Result<String, String> {
    let architecture = read_root(metadata, "ARCHITECTURE.md")?;
    let allowed = allowed(&architecture)?;
    let mut faults = Vec::new();
    let mut count = 0;
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let Some(from) = package["name"].as_str().and_then(short) else {
            continue;
        };
        let Some(may) = allowed.get(from) else {
            faults.push(format!(
                "{from}: the crate is not in the table of ARCHITECTURE.md"
            ));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            // What only tests need crosses no wall that a user of the crate meets.
            let Some(to) = dependency["name"].as_str().and_then(short) else {
                continue;
            };
            if dependency["kind"] != "dev" {
                count += 1;
                if !may.contains(to) {
                    faults.push(format!(
                        "{from} -> {to}: the table of ARCHITECTURE.md does not allow it"
                    ));
                }
            }
        }
    }
    if faults.is_empty() {
        Ok(format!("{count} arrows between crates, all allowed"))
    } else {
        Err(faults.join("\n"))
    }
}

/// The name of one of our crates as the table has it.
fn short(package: &str) -> Option<&str> {
    match package {
        "detente" => Some("cli"),
        other => other.strip_prefix("detente-"),
    }
}

fn allowed(architecture: &str) -> Result<BTreeMap<&str, BTreeSet<&str>>, String> {
    let rows = architecture
        .lines()
        .skip_while(|line| line.trim() != TABLE)
        .skip(2);
    let mut table = BTreeMap::new();
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [name, _, may] = cells[..] else {
            return Err(format!(
                "ARCHITECTURE.md: a row of the table has not three cells: {row}"
            ));
        };
        let names = may.split(',').map(|name| name.trim().trim_matches('`'));
        table.insert(
            name.trim_matches('`'),
            names.filter(|name| *name != "-").collect(),
        );
    }
    if table.is_empty() {
        Err(format!("ARCHITECTURE.md has no table {TABLE:?}"))
    } else {
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_table_is_read() {
        let text = format!(
            "x\n\n{TABLE}\n|---|---|---|\n| `a` | words | - |\n| `b` | words | `a`, `c` |\n\nend"
        );
        let table = allowed(&text).unwrap();
        assert!(table["a"].is_empty());
        assert_eq!(table["b"], BTreeSet::from(["a", "c"]));
        assert!(allowed("no table").is_err());
    }

    #[test]
    fn a_forbidden_arrow_is_found() {
        let root = std::env::temp_dir().join(format!("arrows-{}", std::process::id()));
        std::fs::create_dir_all(&root).unwrap();
        let text = format!(
            "{TABLE}\n|---|---|---|\n| `text` | words | - |\n| `store` | words | `text` |\n"
        );
        std::fs::write(root.join("ARCHITECTURE.md"), text).unwrap();
        let workspace = |from: &str, to: &str| {
            json!({"workspace_root": root, "packages": [
                {"name": format!("detente-{from}"), "dependencies": [{"name": format!("detente-{to}"), "kind": null}]}
            ]})
        };
        assert!(check(&workspace("store", "text")).is_ok());
        assert!(
            check(&workspace("text", "store"))
                .unwrap_err()
                .contains("text -> store")
        );
        std::fs::remove_dir_all(root).unwrap();
    }
}
