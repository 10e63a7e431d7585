use crate::Error;

/// The rows of a tab-separated knowledge file, cut to the columns asked for, in that order.
///
/// The first row names the columns. Fields are borrowed from `text`; there is no quoting, so a
/// field cannot hold a tab or a line break.
pub(crate) fn read_table<'t, const N: usize>(
    file: &'t str,
    text: &'t str,
    columns: [&str; N],
) -> Result<impl Iterator<Item = Result<[&'t str; N], Error>>, Error> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        *place = header
            .iter()
            .position(|name| *name == column)
            .ok_or_else(|| Error::data(file, 1, format!("the column {column:?} is missing")))?;
    }
    let width = header.len();
    let rows = lines.enumerate().filter(|(_, line)| !line.is_empty());
    Ok(rows.map(move |(number, line)| {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields.len() != width {
            let message = format!("{} fields where the header has {width}", fields.len());
            return Err(Error::data(file, number + 2, message));
        }
        Ok(places.map(|place| fields[place].trim()))
    }))
}
