//! Lists the documents of the embedded example, so that adding one needs no other change.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"))
        .join("../../data/example")
        .canonicalize()
        .expect("the example is part of the workspace");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the example can be listed")
        .map(|entry| entry.expect("the example can be listed").file_name())
        .filter_map(|name| name.into_string().ok())
        // Documents begin with their date; the README does not.
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|extension| extension == "md")
        })
        .filter(|name| name.starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    names.sort();
    let mut code = String::from("&[\n");
    for name in &names {
        let path = folder.join(name);
        let path = path
            .to_str()
            .expect("the workspace stands under a path in UTF-8");
        writeln!(code, "    ({name:?}, include_bytes!({path:?})),").expect("a String takes all");
    }
    code.push_str("]\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("example.rs");
    fs::write(out, code).expect("the build folder can be written");
}
