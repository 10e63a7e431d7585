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
        let (mut fields, mut count) = ([""; N], 0);
        for field in line.split('\t') {
            for (slot, place) in fields.iter_mut().zip(&places) {
                if *place == count {
                    *slot = field.trim();
                }
            }
            count += 1;
        }
        if count != width {
            let message = format!("{count} fields where the header has {width}");
            return Err(Error::data(file, number + 2, message));
        }
        Ok(fields)
    }))
}
