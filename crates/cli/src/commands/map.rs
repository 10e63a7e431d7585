//! `detente map`: a picture of what is said to lead to what.

use std::path::PathBuf;

use clap::Args;
use detente_analysis::{CausalMap, mentions, picture};
use detente_casebook::{Casebook, Filter};

use crate::args::Common;
use crate::failure::Ending;
use crate::output::{note, write_page};

/// A picture of the map.
#[derive(Debug, Clone, Args)]
pub(crate) struct MapPicture {
    casebook: PathBuf,
    /// Links whose passages name both
    #[arg(long, num_args = 2, value_names = ["ACTOR", "ACTOR"])]
    about: Option<Vec<String>>,
    /// Only links of this theme
    #[arg(long)]
    theme: Option<String>,
    /// Only what this actor says
    #[arg(long, value_name = "ACTOR")]
    holder: Option<String>,
    /// Write the picture to this file, as one HTML page
    #[arg(long, value_name = "FILE")]
    html: PathBuf,
}

/// `detente map`.
pub(crate) fn run(asked: &MapPicture, common: &Common) -> anyhow::Result<Ending> {
    let casebook = Casebook::open_read_only(&asked.casebook)?;
    let filter = Filter {
        theme: asked.theme.clone(),
        ..Filter::default()
    };
    let mut all = mentions(casebook.store(), &filter).map_err(detente_casebook::Error::from)?;
    let mut title = "What is said to lead to what".to_owned();
    if let Some(names) = &asked.about {
        let pair = names
            .iter()
            .map(|name| casebook.find_actor(name))
            .collect::<Result<Vec<_>, _>>()?;
        let named: Vec<String> = pair
            .iter()
            .map(|actor| casebook.knowledge().display_name(actor, "en"))
            .collect();
        title = format!("{title}: {}", named.join(" and "));
        // Whatever speaks of one of them, or of things that belong to nobody.
        all.retain(|mention| {
            let about: Vec<_> = mention
                .cause
                .about
                .iter()
                .chain(&mention.effect.about)
                .collect();
            about.is_empty() || about.iter().any(|actor| pair.contains(actor))
        });
    }
    if let Some(holder) = &asked.holder {
        let holder = casebook.find_actor(holder)?;
        all.retain(|mention| mention.holder_actor.as_ref() == Some(&holder));
    }
    let page = picture(&CausalMap::new(all), &title);
    write_page(&asked.html, &page)?;
    if !common.quiet {
        note(&format!("wrote {}", asked.html.display()));
    }
    Ok(Ending::Done)
}
