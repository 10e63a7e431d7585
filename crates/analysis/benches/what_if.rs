//! A what-if over ten thousand links.

use detente_analysis::{CausalMap, Mention, Scenario, what_if};
use detente_model::{CauseKind, Sign};

fn main() {
    divan::main();
}

/// A map with `links` links between `concepts` concepts, the same in every run.
fn map(links: u64, concepts: u64) -> CausalMap {
    let mut state = 42_u64;
    let mut next = move |end: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % end
    };
    let mentions = (0..links).map(|number| {
        let (cause, effect) = (next(concepts), next(concepts));
        let sign = if next(10) < 3 {
            Sign::Minus
        } else {
            Sign::Plus
        };
        let origin = (number % 500) as u32;
        Mention::plain(
            &format!("thing{cause}"),
            &format!("thing{effect}"),
            sign,
            CauseKind::Quantity,
            origin,
        )
    });
    CausalMap::new(mentions.collect())
}

#[divan::bench]
fn ten_thousand_links_of_two_thousand_concepts(bencher: divan::Bencher<'_, '_>) {
    let map = map(10_000, 2_000);
    let scenario = Scenario::new(&map, &[("thing7", Sign::Plus)]).expect("it is there");
    bencher.bench(|| what_if(&map, &scenario));
}

#[divan::bench]
fn ten_thousand_links_of_five_hundred_concepts(bencher: divan::Bencher<'_, '_>) {
    let map = map(10_000, 500);
    let scenario = Scenario::new(&map, &[("thing7", Sign::Plus)]).expect("it is there");
    bencher.bench(|| what_if(&map, &scenario));
}
