//! The files of `data/feeds`, compiled in.

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../data/feeds/",
            $name
        ))
    };
}

pub(crate) const CAMEO_COUNTRIES: &str = file!("cameo_countries.tsv");
pub(crate) const RECIPROCAL: &str = file!("reciprocal.tsv");
pub(crate) const ACLED_TYPES: &str = file!("acled_types.tsv");
pub(crate) const GED_TYPES: &str = file!("ged_types.tsv");
pub(crate) const SECTORS: &str = file!("sectors.tsv");
pub(crate) const REFERENCE: &str = file!("reference.tsv");
pub(crate) const CONTEXT_THEMES: &str = file!("context_themes.tsv");

/// The first `N` columns of the rows below the header.
pub(crate) fn rows<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    text.lines()
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let mut fields = line.split('\t');
            std::array::from_fn(|_| fields.next().unwrap_or_default())
        })
}
