use serde_json::Value;
use spdx::{Expression, ParseMode};
use std::collections::BTreeSet;

use crate::read_root;

/// Compares the licence of every dependency with the list in deny.toml, as `cargo deny` would.
pub(crate) fn check(metadata: &Value) -> Result<String, String> {
    let settings = read_root(metadata, "deny.toml")?;
    let settings: toml::Table = settings
        .parse()
        .map_err(|error| format!("deny.toml: {error}"))?;
    let list = settings
        .get("licenses")
        .and_then(|licences| licences.get("allow"));
    let allowed: BTreeSet<&str> = list
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_str)
        .collect();
    let mut faults = Vec::new();
    let packages = metadata["packages"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    for package in packages {
        let name = package["name"].as_str().unwrap_or("?");
        let registry = package["source"].as_str();
        if registry.is_some_and(|source| !source.contains("crates.io-index")) {
            faults.push(format!("{name}: it comes from an unknown registry"));
        }
        if registry.is_some() {
            let licence = package["license"].as_str().unwrap_or("");
            if !is_allowed(licence, &allowed) {
                faults.push(format!(
                    "{name}: the licence {licence:?} is not on the list of deny.toml"
                ));
            }
        }
    }
    if faults.is_empty() {
        Ok(format!(
            "{} packages, all under licences on the list",
            packages.len()
        ))
    } else {
        Err(faults.join("\n"))
    }
}

fn is_allowed(licence: &str, allowed: &BTreeSet<&str>) -> bool {
    let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
        return false;
    };
    expression.evaluate(|requirement| {
        let id = requirement.license.id().map_or("", |id| id.name);
        let with = requirement
            .addition
            .as_ref()
            .map(|addition| format!("{id} WITH {addition}"));
        allowed.contains(id) || with.is_some_and(|with| allowed.contains(with.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_and_sums_are_read() {
        let allowed = BTreeSet::from(["MIT", "Unicode-3.0", "Apache-2.0"]);
        assert!(is_allowed("MIT OR GPL-3.0-only", &allowed));
        assert!(is_allowed("MIT/Apache-2.0", &allowed));
        assert!(is_allowed("(MIT OR Apache-2.0) AND Unicode-3.0", &allowed));
        assert!(!is_allowed("MIT AND GPL-3.0-only", &allowed));
        assert!(!is_allowed("", &allowed));
    }
}
