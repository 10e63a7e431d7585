//! Reading the tab-separated files of the lexicon.

use detente_model::Error;

/// The rows of `text`, cut to `columns`, in that order. The first row names the columns.
pub(crate) fn rows<'t, const N: usize>(
    file: &str,
    text: &'t str,
    columns: [&str; N],
) -> Result<Vec<[&'t str; N]>, Error> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        *place = header
            .iter()
            .position(|name| *name == column)
            .ok_or_else(|| Error::data(file, 1, format!("the column {column:?} is missing")))?;
    }
    let mut rows = Vec::new();
    for (number, line) in lines.enumerate().filter(|(_, line)| !line.is_empty()) {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields.len() != header.len() {
            let message = format!(
                "{} fields where the header has {}",
                fields.len(),
                header.len()
            );
            return Err(Error::data(file, number + 2, message));
        }
        rows.push(places.map(|place| fields[place].trim()));
    }
    Ok(rows)
}
