//! `vary COUNT FOLDER FILE…`: writes COUNT articles made from the files into FOLDER, for
//! measurements of speed and memory.

use detente_testkit::{Numbers, vary};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, folder, files @ ..] = arguments.as_slice() else {
        return fail("usage: vary COUNT FOLDER FILE…");
    };
    let Ok(count) = count.parse::<usize>() else {
        return fail("COUNT is a number");
    };
    let originals: Result<Vec<String>, _> = files.iter().map(std::fs::read_to_string).collect();
    match originals {
        Ok(originals) if !originals.is_empty() => match write(count, Path::new(folder), &originals)
        {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&format!("{folder}: {error}")),
        },
        Ok(_) => fail("name at least one FILE"),
        Err(error) => fail(&error.to_string()),
    }
}

fn write(count: usize, folder: &Path, originals: &[String]) -> std::io::Result<()> {
    for number in 0..count {
        let part = folder.join(format!("{:03}", number / 1000));
        std::fs::create_dir_all(&part)?;
        let text = vary(
            &originals[number % originals.len()],
            &mut Numbers::new(number as u64),
        );
        std::fs::write(part.join(format!("{number:06}.txt")), text)?;
    }
    Ok(())
}

#[allow(clippy::print_stderr)] // a program for people
fn fail(message: &str) -> ExitCode {
    eprintln!("vary: {message}");
    ExitCode::from(2)
}
