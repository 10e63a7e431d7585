//! What must hold for every text: spans are real, ordered and apart, and nothing panics.

use detente_model::Day;
use detente_text::{DateExpression, DateFinder, find_dates};
use proptest::prelude::*;

fn check(text: &str, dates: &[DateExpression]) {
    let mut last = 0;
    for date in dates {
        let (start, end) = (date.span.start() as usize, date.span.end() as usize);
        assert!(last <= start && start < end, "{text:?}: {dates:?}");
        let words = text.get(start..end).expect("spans lie on characters");
        assert_eq!(words, words.trim(), "{text:?}");
        assert!(!date.timex.is_empty());
        if let Some(when) = &date.when {
            assert_eq!(when.text(), Some(words));
        }
        last = end;
    }
}

fn check_all(text: &str, reference: Option<Day>) {
    for language in ["en", "en-GB", "fr", ""] {
        check(text, &find_dates(text, language, reference));
    }
}

/// Words, numbers and marks that dates are made of, in no order.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop_oneof![
        "[0-9]{1,9}",
        "[-–/.,:;'’()\\[\\]$%°\n ]{1,2}",
        prop::sample::select(
            "the of in on from to and between since until before after last next this every week weeks month year \
             years decade century day two three first second twenty thirty hundred thousand half quarter Q H January \
             may March 1990 1914 2025 17 3rd 21st th s 's Monday Fri Sunday spring summer early late mid end ago later \
             earlier now today yesterday tomorrow Christmas Easter World War II Cold BC AD \
             le la les l' d' du de des en au à et entre depuis jusqu' avant après il y a dans dernier prochain \
             dernière semaine mois an ans année années siècle XIXe janvier mars mai été lundi premier deux vingt \
             quatre soixante-dix cent mille fin début mi plus tard tôt hier aujourd'hui demain veille lendemain"
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        ),
    ];
    prop::collection::vec((scrap, prop::bool::weighted(0.8)), 0..24).prop_map(|scraps| {
        let spaced = scraps
            .into_iter()
            .map(|(scrap, space)| if space { scrap + " " } else { scrap });
        spaced.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check_all(&text, Day::new(2025, 6, 20).ok());
    }

    #[test]
    fn any_heap_of_date_words_is_read(text in scraps(), year in -9999_i16..=9999, known in any::<bool>()) {
        check_all(&text, Day::new(year, 12, 31).ok().filter(|_| known));
    }

    #[test]
    fn dates_do_not_depend_on_what_follows_a_paragraph(text in scraps()) {
        let alone = find_dates(&text, "en", None);
        let followed = find_dates(&format!("{text}\n\nNothing else."), "en", None);
        prop_assert_eq!(alone, followed);
    }
}

#[test]
fn hostile_texts_take_linear_time() {
    for piece in [
        "1990-",
        "the ",
        "1,000",
        "two hundred and ",
        "21st to ",
        "last ",
        "in ",
        "'",
        "– ",
        "from 3 to ",
        "Monday, ",
        "12/",
        "I",
        "il y a ",
        "le ",
        "entre ",
        "2 years ",
        "early ",
        "\u{301}",
        "1990",
    ] {
        let text = piece.repeat(30_000 / piece.len());
        let started = std::time::Instant::now();
        check_all(&text, None);
        let seconds = started.elapsed().as_secs_f64();
        assert!(seconds < 15.0, "{piece:?} took {seconds} s");
    }
}

#[test]
fn the_edges_of_the_calendar_hold() {
    for (year, text) in [
        (
            9999,
            "next century, in 900 million years, two millennia later",
        ),
        (-9999, "last century, 5000 years ago"),
    ] {
        let finder = DateFinder::new("en").reference(Day::new(year, 1, 1).ok());
        check(text, &finder.find(text));
    }
}
