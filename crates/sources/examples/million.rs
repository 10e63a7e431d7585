//! Groups the copies among generated passages: `million COUNT [FILE]`; with a file, only writes the
//! passages to it, one a line, so that another program can be measured on the same.

use detente_model::{Knowledge, Span};
use detente_sources::{Lexicon, RecycleOptions, Stretch, Text, find_recycled};
use std::time::Instant;

/// A sequence that looks random and is the same each time (xorshift).
struct Sequence(u64);

impl Sequence {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A word, the frequent ones often: rank r with a chance of about 1/r.
    fn word(&mut self) -> String {
        let share = (self.next() % 1_000_000) as f64 / 1e6;
        #[allow(clippy::cast_sign_loss)] // from 1 to 60,000
        let rank = 60_000_f64.powf(share) as u64;
        let (mut rest, mut word) = (rank * 7_919 + 13, String::new());
        while rest > 0 {
            word.push(char::from(b"bcdfghklmnprstvz"[(rest % 16) as usize]));
            rest /= 16;
            word.push(char::from(b"aeiou"[(rest % 5) as usize]));
            rest /= 5;
        }
        word
    }
}

/// Passages of twenty words; three in ten are copies of an earlier one, half of these with an edit.
fn passages(count: usize) -> Vec<String> {
    let mut sequence = Sequence(0x2545_f491_4f6c_dd1d);
    let mut all: Vec<String> = Vec::with_capacity(count);
    for number in 0..count {
        let copied = number > 100 && sequence.next() % 10 < 3;
        if copied {
            let mut words: Vec<String> = {
                let place = (sequence.next() % number as u64) as usize;
                all[place].split(' ').map(str::to_owned).collect()
            };
            if sequence.next().is_multiple_of(2) {
                let place = (sequence.next() % words.len() as u64) as usize;
                words[place] = sequence.word();
            }
            all.push(words.join(" "));
        } else {
            let length = 14 + sequence.next() % 13;
            let words: Vec<String> = (0..length).map(|_| sequence.word()).collect();
            all.push(words.join(" "));
        }
    }
    all
}

#[allow(clippy::print_stdout)] // what it is for
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().ok_or("how many passages?")?.parse()?;
    let all = passages(count);
    if let Some(file) = arguments.next() {
        std::fs::write(file, all.join("\n"))?;
        return Ok(());
    }
    let names: Vec<String> = (0..all.len())
        .map(|number| format!("{number:08}"))
        .collect();
    let spans: Vec<[(Stretch, Span); 1]> = all
        .iter()
        .map(|text| [(Stretch::Sentence, Span::new(0, text.len() as u32))])
        .collect();
    let texts: Vec<Text<'_>> = all
        .iter()
        .zip(&names)
        .zip(&spans)
        .map(|((text, name), stretches)| Text {
            name,
            text,
            stretches,
        })
        .collect();
    let lexicon = Lexicon::new(Knowledge::builtin());
    let started = Instant::now();
    let options = RecycleOptions {
        paraphrases: false,
        threads: 2,
    };
    let groups = find_recycled(&lexicon, &texts, options);
    let taken = started.elapsed();
    // Two runs that print the same found the same.
    let sum = groups.iter().fold(0_u64, |sum, group| {
        let members = group.members.iter();
        members.fold(sum, |sum, member| {
            let place = member.text as u64 ^ (u64::from(member.span.end()) << 40);
            (sum.rotate_left(7) ^ place).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        })
    });
    println!(
        "{count} passages, {} groups ({sum:016x}), {taken:.2?}",
        groups.len(),
    );
    Ok(())
}
