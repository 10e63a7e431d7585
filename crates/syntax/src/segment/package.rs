use std::collections::BTreeMap;

use crate::Error;
use crate::package::{self, Kind, Reader, write_number, write_text};
use crate::segment::Segmenter;
use crate::segment::contractions::{Contractions, Pattern, Rule};
use crate::segment::linear::Linear;

const KIND: Kind = Kind {
    magic: b"DETSEGMT",
    version: 1,
    name: "segmenter weights",
};

/// Tables of features have at most `2^MOST_BITS` weights.
const MOST_BITS: u8 = 22;

pub(super) fn write(segmenter: &Segmenter) -> Vec<u8> {
    let mut content = Vec::new();
    for linear in &segmenter.questions {
        write_linear(&mut content, linear);
    }
    write_linear(&mut content, &segmenter.lexicon);
    write_rules(&mut content, &segmenter.contractions.exact);
    write_rules(&mut content, &segmenter.contractions.endings);
    package::seal(&KIND, &content)
}

pub(super) fn read(file: &[u8]) -> Result<Segmenter, Error> {
    let mut reader = package::open(&KIND, file)?;
    let questions = [
        read_linear(&mut reader)?,
        read_linear(&mut reader)?,
        read_linear(&mut reader)?,
        read_linear(&mut reader)?,
    ];
    let lexicon = read_linear(&mut reader)?;
    let contractions = Contractions::new(read_rules(&mut reader)?, read_rules(&mut reader)?);
    reader.finish()?;
    Ok(Segmenter {
        questions,
        lexicon,
        contractions,
    })
}

/// The weights that are not zero, each after its distance from the one before.
fn write_linear(out: &mut Vec<u8>, linear: &Linear) {
    let used = linear
        .weights
        .iter()
        .enumerate()
        .filter(|(_, weight)| **weight != 0);
    out.push(linear.weights.len().ilog2() as u8);
    out.extend(linear.bias.to_le_bytes());
    write_number(out, used.clone().count() as u32);
    let mut next = 0;
    for (at, weight) in used {
        write_number(out, at as u32 - next);
        out.extend(weight.to_le_bytes());
        next = at as u32 + 1;
    }
}

fn read_linear(reader: &mut Reader<'_>) -> Result<Linear, Error> {
    let bits = reader.byte()?;
    if bits > MOST_BITS {
        return Err(Error::weights(format!("a table of 2^{bits} weights")));
    }
    let mut linear = Linear::new(u32::from(bits));
    let level = reader.bytes(4)?;
    linear.bias = i32::from_le_bytes([level[0], level[1], level[2], level[3]]);
    let mut next = 0u64;
    for _ in 0..reader.number()? {
        let at = next + u64::from(reader.number()?);
        let place = linear.weights.get_mut(at as usize);
        let place = place.ok_or_else(|| Error::weights("a weight outside its table"))?;
        *place = i8::from_le_bytes([reader.byte()?]);
        next = at + 1;
    }
    Ok(linear)
}

fn write_rules(out: &mut Vec<u8>, rules: &BTreeMap<String, Rule>) {
    write_number(out, rules.len() as u32);
    for (key, rule) in rules {
        write_text(out, key);
        out.push(u8::from(rule.is_open));
        match &rule.pattern {
            Pattern::Whole => out.push(0),
            Pattern::Cut(lengths) => {
                out.extend([1, lengths.len() as u8]);
                out.extend(lengths);
            }
            Pattern::Forms(forms) => {
                out.extend([2, forms.len() as u8]);
                for form in forms {
                    write_text(out, form);
                }
            }
        }
    }
}

fn read_rules(reader: &mut Reader<'_>) -> Result<BTreeMap<String, Rule>, Error> {
    let mut rules = BTreeMap::new();
    for _ in 0..reader.number()? {
        let key = reader.text()?.to_owned();
        let is_open = reader.byte()? != 0;
        let pattern = match reader.byte()? {
            0 => Pattern::Whole,
            1 => {
                let count = usize::from(reader.byte()?);
                Pattern::Cut(reader.bytes(count)?.to_vec())
            }
            2 => Pattern::Forms(read_forms(reader)?),
            other => return Err(Error::weights(format!("a contraction of kind {other}"))),
        };
        rules.insert(key, Rule { pattern, is_open });
    }
    Ok(rules)
}

fn read_forms(reader: &mut Reader<'_>) -> Result<Vec<String>, Error> {
    let count = reader.byte()?;
    let forms = (0..count).map(|_| reader.text().map(str::to_owned));
    let forms = forms.collect::<Result<Vec<String>, Error>>()?;
    if forms.is_empty() || forms.iter().any(String::is_empty) {
        return Err(Error::weights("a contraction of nothing"));
    }
    Ok(forms)
}
