//! Checks that the compiler does not make: `cargo xtask arrows` (which crate may depend on which)
//! and `cargo xtask licences` (which licences a dependency may have).

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "what a check finds is its output")]

mod arrows;
mod licences;

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let task = std::env::args().nth(1);
    let outcome = match task.as_deref() {
        Some("arrows") => metadata(false).and_then(|metadata| arrows::check(&metadata)),
        Some("licences") => metadata(true).and_then(|metadata| licences::check(&metadata)),
        _ => Err("usage: cargo xtask arrows | licences".to_owned()),
    };
    match outcome {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(faults) => {
            println!("{faults}");
            ExitCode::FAILURE
        }
    }
}

/// What cargo knows of the workspace, and where asked of all it depends on.
fn metadata(dependencies: bool) -> Result<serde_json::Value, String> {
    let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo.args(["metadata", "--format-version", "1"]);
    if !dependencies {
        cargo.arg("--no-deps");
    }
    let output = cargo
        .output()
        .map_err(|error| format!("cargo metadata cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "cargo metadata failed: {}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("cargo metadata is no JSON: {error}"))
}

/// A file at the root of the workspace.
fn read_root(metadata: &serde_json::Value, file: &str) -> Result<String, String> {
    let root = metadata["workspace_root"].as_str().unwrap_or(".");
    std::fs::read_to_string(std::path::Path::new(root).join(file))
        .map_err(|error| format!("{file}: {error}"))
}
