//! What a page says about itself: title, outlet, date, address, language.

use detente_model::{Basis, When};
use serde_json::Value;

use super::tree::{Node, Tree};
use crate::metadata::{Metadata, parse_when, tidy};

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
            .or_else(|| url.as_deref().and_then(date_in_address)),
        outlet,
        url,
        language: tree.nodes.iter().find_map(|node| {
            (node.name == "html").then(|| node.attribute("lang")?.parse().ok())?
        }),
        origin: None,
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
    for script in scripts.take(20) {
        let words = script
            .text
            .trim()
            .trim_start_matches("<!--")
            .trim_end_matches("-->");
        let Ok(value) = serde_json::from_str::<Value>(words) else {
            continue;
        };
        if let Some(article) = find_article(&value) {
            return from_article(article);
        }
    }
    Metadata::default()
}

/// The first object whose type is an article, in document order. The parser bounds the depth.
fn find_article(value: &Value) -> Option<&serde_json::Map<String, Value>> {
    match value {
        Value::Array(values) => values.iter().find_map(find_article),
        Value::Object(fields) => {
            let is_article = |kind: &Value| {
                kind.as_str().is_some_and(|kind| {
                    kind.ends_with("Article")
                        || kind.ends_with("Posting")
                        || kind.starts_with("Report")
                })
            };
            let kind = fields.get("@type");
            let here = kind.is_some_and(|kind| {
                is_article(kind)
                    || kind
                        .as_array()
                        .is_some_and(|kinds| kinds.iter().any(is_article))
            });
            if here {
                return Some(fields);
            }
            fields
                .get("@graph")
                .or_else(|| fields.get("mainEntity"))
                .and_then(find_article)
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
