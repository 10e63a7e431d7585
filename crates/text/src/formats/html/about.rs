//! What a page says about itself: title, outlet, date, address, language.

use detente_model::{Basis, When};
use serde_json::Value;

use super::tree::{Node, Tree};
use crate::metadata::{Metadata, parse_when, tidy};
use crate::publication::only_day;

/// What a page says in its head, in JSON-LD and in its date elements.
pub(crate) fn about(tree: &Tree) -> Metadata {
    let linked = linked_data(tree);
    let outlet = meta(tree, &["og:site_name"]).or(linked.outlet).or_else(|| {
        meta(
            tree,
            &[
                "publisher",
                "dc.publisher",
                "application-name",
                "copyright-holder",
            ],
        )
    });
    let url = meta(tree, &["og:url"])
        .or_else(|| canonical(tree))
        .or(linked.url);
    let title = meta(tree, &["og:title"])
        .or(linked.title)
        .or_else(|| meta(tree, &["twitter:title", "dc.title", "headline"]))
        .or_else(|| only_h1(tree))
        .or_else(|| page_title(tree))
        .map(|title| without_outlet(&title, outlet.as_deref()));
    Metadata {
        title: title.filter(|title| !title.is_empty()),
        published: linked
            .published
            .or_else(|| meta_date(tree))
            .or_else(|| element_date(tree))
            .or_else(|| url.as_deref().and_then(date_in_address))
            .or_else(|| shown_date(tree)),
        outlet,
        url,
        language: tree.nodes.iter().find_map(|node| {
            (node.name == "html").then(|| node.attribute("lang")?.parse().ok())?
        }),
        ..Metadata::default()
    }
}

/// The content of the first `meta` element with one of `names`, in the order of the names.
fn meta(tree: &Tree, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        tree.nodes
            .iter()
            .filter(|node| node.name == "meta")
            .find_map(|node| {
                let key = node
                    .attribute("property")
                    .or_else(|| node.attribute("name"))
                    .or_else(|| node.attribute("itemprop"))?;
                let value = key
                    .eq_ignore_ascii_case(name)
                    .then(|| tidy(node.attribute("content").unwrap_or_default()))?;
                (!value.is_empty()).then_some(value)
            })
    })
}

fn meta_date(tree: &Tree) -> Option<When> {
    const NAMES: [&str; 17] = [
        "article:published_time",
        "og:published_time",
        "og:article:published_time",
        "datepublished",
        "publish-date",
        "publishdate",
        "publish_date",
        "pubdate",
        "publication_date",
        "dc.date.issued",
        "dc.date",
        "dcterms.created",
        "sailthru.date",
        "parsely-pub-date",
        "article.published",
        "cxenseparse:recs:publishtime",
        "date",
    ];
    NAMES
        .iter()
        .find_map(|name| parse_when(&meta(tree, &[name])?, Basis::Stated))
}

/// The first date element that says it is the date of publication, or the only one there is.
fn element_date(tree: &Tree) -> Option<When> {
    let date = |node: &Node| {
        let value = node
            .attribute("datetime")
            .or_else(|| node.attribute("content"))?;
        parse_when(value, Basis::Stated)
    };
    let published = |node: &&Node| {
        let says = |name: &str| {
            node.attribute(name)
                .is_some_and(|value| value.to_ascii_lowercase().contains("publish"))
        };
        says("itemprop") || says("class") || node.attribute("pubdate").is_some()
    };
    let times = || {
        tree.nodes.iter().filter(|node| {
            node.name == "time" || node.attribute("itemprop") == Some("datePublished")
        })
    };
    let mut plain = times().filter_map(date);
    let only = plain
        .next()
        .filter(|first| plain.all(|next| next.start() == first.start()));
    times().filter(published).find_map(date).or(only)
}

/// How many nodes after its heading an article shows its date.
const NEAR_HEADING: usize = 200;
/// The most nodes that an element with a date and a byline has.
const DATE_NODES: usize = 30;

/// The day that stands under the heading of the page, by itself or in an element named for it.
fn shown_date(tree: &Tree) -> Option<When> {
    let heading = tree.nodes.iter().position(|node| node.name == "h1")?;
    let near = heading..tree.nodes.len().min(heading + NEAR_HEADING);
    let named = |node: &Node| {
        let says = |name: &str| {
            let value = node
                .attribute(name)
                .unwrap_or_default()
                .to_ascii_lowercase();
            ["date", "publish", "posted", "timestamp", "byline"]
                .iter()
                .any(|part| value.contains(part))
        };
        says("class") || says("id")
    };
    let in_named = || {
        let places = near
            .clone()
            .filter(|&at| tree.nodes[at].end - at <= DATE_NODES && named(&tree.nodes[at]));
        places
            .map(|at| tree.words(at))
            .find_map(|words| only_day(&words, 120, 0.0, "en"))
    };
    let by_itself = || {
        let texts = tree.nodes[near.clone()]
            .iter()
            .filter(|node| node.is_text());
        texts
            .map(|node| tidy(&node.text))
            .find_map(|words| only_day(&words, 60, 0.6, "en"))
    };
    in_named().or_else(by_itself)
}

fn canonical(tree: &Tree) -> Option<String> {
    let link = tree
        .nodes
        .iter()
        .find(|node| node.name == "link" && node.attribute("rel") == Some("canonical"))?;
    link.attribute("href")
        .map(tidy)
        .filter(|href| href.starts_with("http"))
}

/// The date in an address like `/2024/05/01/`: a date that follows from something else.
fn date_in_address(url: &str) -> Option<When> {
    let parts: Vec<&str> = url.split('/').collect();
    parts.windows(3).find_map(|window| {
        let digits = |at: usize, lengths: &[usize]| {
            let part: &str = window[at];
            lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !(digits(0, &[4]) && digits(1, &[1, 2]) && digits(2, &[1, 2])) {
            return None;
        }
        parse_when(&window.join("-"), Basis::Inferred)
    })
}

fn only_h1(tree: &Tree) -> Option<String> {
    let mut all = (0..tree.nodes.len()).filter(|&at| tree.nodes[at].name == "h1");
    let first = all.next()?;
    let words = tree.words(first);
    (all.next().is_none() && !words.is_empty()).then_some(words)
}

fn page_title(tree: &Tree) -> Option<String> {
    let node = tree.nodes.iter().find(|node| node.name == "title")?;
    Some(tidy(&node.text))
}

/// A title without the outlet's name that pages put after it.
fn without_outlet(title: &str, outlet: Option<&str>) -> String {
    let cut = [" | ", " - ", " – ", " — ", " :: ", " » "]
        .into_iter()
        .find_map(|mark| {
            let (head, tail) = title.rsplit_once(mark)?;
            let named =
                outlet.is_some_and(|outlet| tail.trim().eq_ignore_ascii_case(outlet.trim()));
            let bar = mark == " | "
                && tail.split_whitespace().count() <= 4
                && head.split_whitespace().count() >= 4;
            (named || bar).then(|| head.trim().to_owned())
        });
    cut.unwrap_or_else(|| title.trim().to_owned())
}

/// What the first article in the page's JSON-LD says.
fn linked_data(tree: &Tree) -> Metadata {
    let scripts = tree.nodes.iter().filter(|node| {
        node.name == "script"
            && node
                .attribute("type")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json"))
    });
    let mut dated = None;
    for script in scripts.take(20) {
        let words = script
            .text
            .trim()
            .trim_start_matches("<!--")
            .trim_end_matches("-->");
        let Ok(value) = serde_json::from_str::<Value>(words) else {
            continue;
        };
        if let Some(article) = find_typed(&value, is_article) {
            return from_article(article);
        }
        // What the page was made for is no article; its date is that of the page all the same.
        if let Some(page) = find_typed(&value, is_page) {
            dated = dated.or_else(|| from_article(page).published);
        }
    }
    Metadata {
        published: dated,
        ..Metadata::default()
    }
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article") || kind.ends_with("Posting") || kind.starts_with("Report")
}

fn is_page(kind: &str) -> bool {
    kind.ends_with("Page") || kind == "ClaimReview"
}

/// The first object whose type `fits`, in document order. The parser bounds the depth.
fn find_typed(value: &Value, fits: fn(&str) -> bool) -> Option<&serde_json::Map<String, Value>> {
    match value {
        Value::Array(values) => values.iter().find_map(|value| find_typed(value, fits)),
        Value::Object(fields) => {
            let fits_one = |kind: &Value| kind.as_str().is_some_and(fits);
            let kind = fields.get("@type");
            let here = kind.is_some_and(|kind| {
                fits_one(kind)
                    || kind
                        .as_array()
                        .is_some_and(|kinds| kinds.iter().any(fits_one))
            });
            if here {
                return Some(fields);
            }
            fields
                .get("@graph")
                .or_else(|| fields.get("mainEntity"))
                .and_then(|value| find_typed(value, fits))
        }
        _ => None,
    }
}

fn from_article(fields: &serde_json::Map<String, Value>) -> Metadata {
    let text = |name: &str| {
        let words = html_escape::decode_html_entities(fields.get(name)?.as_str()?).into_owned();
        Some(tidy(&words)).filter(|words| !words.is_empty())
    };
    let publisher = match fields.get("publisher") {
        Some(Value::Array(all)) => all.first(),
        other => other,
    };
    let outlet = publisher
        .and_then(|publisher| publisher.get("name").unwrap_or(publisher).as_str())
        .map(tidy);
    Metadata {
        title: text("headline"),
        outlet: outlet.filter(|outlet| !outlet.is_empty()),
        published: text("datePublished").and_then(|date| parse_when(&date, Basis::Stated)),
        url: text("url").filter(|url| url.starts_with("http")),
        ..Metadata::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(page: &str) -> Option<String> {
        let found = about(&Tree::read(page, 64)).published;
        found.map(|when| when.to_edtf())
    }

    #[test]
    fn a_day_under_the_heading_is_the_day_of_the_page() {
        let page =
            |under: &str| format!("<body><h1>Talks resume</h1>{under}<p>The ministers met.</p>");
        let shown = published(&page(
            "<div class='article-date'>By A. Writer, November 18, 2019, 9:02 AM</div>",
        ));
        assert_eq!(shown.as_deref(), Some("2019-11-18"));
        let shown = published(&page("<small>Monday, November 18, 2019</small>"));
        assert_eq!(shown.as_deref(), Some("2019-11-18"));
        for unsure in [
            "<small>05/10/2018</small>",
            "<b>Issue of 3 May 2018 and 4 June 2019</b>",
            "<p>On 3 May 2018 they met for the first time since the war</p>",
        ] {
            assert_eq!(published(&page(unsure)), None, "{unsure}");
        }
    }

    #[test]
    fn the_date_of_an_article_goes_before_that_of_its_page() {
        let script = |data: &str| format!("<script type='application/ld+json'>{data}</script>");
        let both = r#"[{"@type":"WebPage","datePublished":"2019-01-01"},{"@type":"NewsArticle","datePublished":"2019-11-18"}]"#;
        assert_eq!(published(&script(both)).as_deref(), Some("2019-11-18"));
        let page = r#"{"@type":"WebPage","datePublished":"2019-01-01"}"#;
        assert_eq!(published(&script(page)).as_deref(), Some("2019-01-01"));
    }
}
