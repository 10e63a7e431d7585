//! From the bytes of a record to its fields.

use std::borrow::Cow;

/// The fields of a row, by their places.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    /// The ends of the fields in `bytes`.
    spans: Vec<(usize, usize)>,
}

impl Fields {
    /// Splits a line that has no quoting.
    pub(crate) fn split(&mut self, line: &[u8], delimiter: u8) {
        self.spans.clear();
        let mut start = 0;
        // Fields are short (7 bytes in GDELT): eight bytes at a time beat a search for each.
        let wanted = u64::from_ne_bytes([delimiter; 8]);
        let (words, rest) = line.as_chunks::<8>();
        for (word, bytes) in words.iter().enumerate() {
            let differs = u64::from_le_bytes(*bytes) ^ wanted;
            // A high bit for every byte that is zero, that is, the delimiter.
            let low = 0x7f7f_7f7f_7f7f_7f7f;
            let mut found = !(((differs & low) + low) | differs | low);
            while found != 0 {
                let end = word * 8 + found.trailing_zeros() as usize / 8;
                self.spans.push((start, end));
                start = end + 1;
                found &= found - 1;
            }
        }
        for (place, byte) in rest.iter().enumerate() {
            if *byte == delimiter {
                let end = words.len() * 8 + place;
                self.spans.push((start, end));
                start = end + 1;
            }
        }
        self.spans.push((start, line.len()));
    }

    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The field at `place`, without blanks around it; empty where there is none.
    pub(crate) fn get<'l>(&self, line: &'l [u8], place: usize) -> &'l [u8] {
        let Some(&(start, end)) = self.spans.get(place) else {
            return b"";
        };
        line[start..end].trim_ascii()
    }
}

/// One row, whose fields are asked for by place.
pub(crate) trait Row {
    /// The field at `place` without blanks; empty where there is none.
    fn at(&self, place: usize) -> &[u8];
    /// The number of fields.
    fn width(&self) -> usize;
}

/// A row of a file without quoting.
pub(crate) struct PlainRow<'l> {
    pub(crate) line: &'l [u8],
    pub(crate) fields: &'l Fields,
}

impl Row for PlainRow<'_> {
    fn at(&self, place: usize) -> &[u8] {
        self.fields.get(self.line, place)
    }

    fn width(&self) -> usize {
        self.fields.len()
    }
}

impl Row for csv::ByteRecord {
    fn at(&self, place: usize) -> &[u8] {
        self.get(place).unwrap_or_default().trim_ascii()
    }

    fn width(&self) -> usize {
        self.len()
    }
}

/// The text of a field: UTF-8, else every byte as the letter that ISO 8859-1 gives it.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

/// Whether a field holds nothing: blank, or a word for it.
pub(crate) fn is_blank(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        b"" | b"NA" | b"None" | b"none" | b"nan" | b"NaN" | b"NULL" | b"---"
    )
}

/// A whole number, with or without `.0` behind it, as spreadsheets write it.
pub(crate) fn whole(bytes: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = match text.split_once('.') {
        Some((whole, rest)) if rest.bytes().all(|byte| byte == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    text.parse().ok()
}

/// A count; unknown counts are written as -1 or left blank.
pub(crate) fn count(bytes: &[u8]) -> Option<u32> {
    whole(bytes).and_then(|count| u32::try_from(count).ok())
}

/// A decimal number in tenths, rounded.
pub(crate) fn tenths(bytes: &[u8]) -> Option<i32> {
    let number: f64 = std::str::from_utf8(bytes).ok()?.parse().ok()?;
    (-1000.0..=1000.0)
        .contains(&number)
        .then(|| (number * 10.0).round() as i32)
}

/// A number of 63 bits that stands for `bytes`.
pub(crate) fn hash(bytes: &[u8]) -> i64 {
    (xxhash_rust::xxh3::xxh3_64(bytes) >> 1).cast_signed()
}

/// The number of a row: its own where it is one, else a hash of its id.
pub(crate) fn id(bytes: &[u8]) -> i64 {
    match whole(bytes) {
        Some(number) if number >= 0 => number,
        _ => hash(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn fields_are_those_of_a_plain_split(line in proptest::collection::vec(prop_oneof![Just(9_u8), 0_u8..=255], 0..80)) {
            let mut fields = Fields::default();
            fields.split(&line, b'\t');
            let expected: Vec<_> = line.split(|byte| *byte == b'\t').collect();
            let found: Vec<_> = fields.spans.iter().map(|(start, end)| &line[*start..*end]).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn numbers_as_data_sets_write_them() {
        assert_eq!(whole(b"2022.0"), Some(2022));
        assert_eq!(whole(b"2022.5"), None);
        assert_eq!(count(b"-1"), None);
        assert_eq!(tenths(b"-4.4"), Some(-44));
        assert_eq!(tenths(b"1e9"), None);
        assert_eq!(text(b"Caf\xe9"), "Café");
        assert_eq!(id(b"12"), 12);
        assert!(id(b"ARG10607") > 0);
    }
}
