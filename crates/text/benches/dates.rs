//! Speed of finding dates, in bytes of text.

use detente_text::find_dates;
use divan::counter::BytesCount;

const PLAIN: &str = "The two governments agreed to widen their cooperation in energy and transport, although neither \
    side would say how much it expects to gain. Officials spoke of a partnership of equals; critics saw a marriage of \
    convenience, held together by the pressure that both are under. ";
const DATED: &str = "On Thursday the ministers met in Tehran, two years after the pact of 17 January 2025 was signed. \
    Between March and June 2020 trade fell by 12%, and since 2022 it has grown again. ";
const FRENCH: &str = "Les deux gouvernements sont convenus d'élargir leur coopération dans l'énergie et les transports, \
    sans dire ce qu'ils en attendent. Les responsables parlent d'un partenariat entre égaux. ";

fn main() {
    divan::main();
}

fn bench(bencher: divan::Bencher, piece: &str, language: &str) {
    let text = piece.repeat(400_000 / piece.len());
    bencher
        .counter(BytesCount::new(text.len()))
        .bench(|| find_dates(divan::black_box(&text), language, None));
}

#[divan::bench]
fn english_without_dates(bencher: divan::Bencher) {
    bench(bencher, PLAIN, "en");
}

#[divan::bench]
fn english_with_dates(bencher: divan::Bencher) {
    bench(bencher, DATED, "en");
}

#[divan::bench]
fn french_without_dates(bencher: divan::Bencher) {
    bench(bencher, FRENCH, "fr");
}

#[divan::bench]
fn language_guessed(bencher: divan::Bencher) {
    bench(bencher, PLAIN, "");
}
