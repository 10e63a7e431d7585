//! The map as one HTML page with a picture: no script, nothing from outside, words behind every arrow.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use html_escape::encode_text;

use crate::loops::{Feedback, find_loops};
use crate::map::{CausalMap, Side, runs};
use crate::route::{Boxes, Way};

/// Concepts in a picture at the most: more cannot be read.
const MOST: usize = 36;

const WIDTH: f64 = 1240.0;
const ROW: f64 = 92.0;
const BOX: (f64, f64) = (172.0, 44.0);

/// Boxes that fit beside each other.
const PER_ROW: usize = 6;

const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;margin:1.5rem auto;max-width:1280px;padding:0 1rem;color:#1b1b1b;background:#fff}\
h1{font-size:1.3rem}svg{width:100%;height:auto;border:1px solid #ddd;background:#fdfdfb}\
svg text{font:12px system-ui,sans-serif;fill:#1b1b1b}rect{fill:#fff;stroke:#667}rect.set{fill:#fff4d6}\
.plus{stroke:#1f6f4a}.minus{stroke:#a3352c}.unknown{stroke:#777}.denied{stroke:#777;stroke-dasharray:2 4}\
path.link{fill:none}text.plus{fill:#1f6f4a;stroke:none}text.minus{fill:#a3352c;stroke:none}text.unknown,text.denied{fill:#555;stroke:none}\
.link:hover,.halo:hover+.link{stroke-width:6}.halo{fill:none;stroke:transparent;stroke-width:12}\
table{border-collapse:collapse;width:100%;margin-top:1rem}td,th{text-align:left;vertical-align:top;padding:.35rem .5rem;border-top:1px solid #e3e3e3}\
q{color:#333}small{color:#666}.key{color:#444}";

fn class(side: Side) -> (&'static str, &'static str) {
    match side {
        Side::Plus => ("plus", "+"),
        Side::Minus => ("minus", "−"),
        Side::Unknown => ("unknown", "?"),
        Side::Denied => ("denied", "denied"),
    }
}

/// One HTML page: the strongest links as a picture, then all of its links with their quotes.
pub fn picture(map: &CausalMap, title: &str) -> String {
    let shown = strongest(map);
    let places = layout(map, &shown);
    let height = places.values().map(|(_, y)| *y).fold(0.0, f64::max) + ROW;
    let mut page = String::new();
    let _ = write!(
        page,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>{0}</title><style>{STYLE}</style></head><body><h1>{0}</h1>",
        encode_text(title)
    );
    let drawn = links_of(map, &places);
    let _ = write!(
        page,
        "<p class=\"key\">{} of {} concepts and {} of {} links are drawn, the most often stated. An arrow runs from cause to effect; green + more means more, red − more means less, grey ? the words do not say, dotted: denied; thickness is strength. Hold the pointer on an arrow for the words that say so.</p>",
        places.len(),
        map.concepts.len(),
        drawn.len(),
        map.links.len()
    );
    let _ = write!(
        page,
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\"><defs>"
    );
    for name in ["plus", "minus", "unknown", "denied"] {
        let colour = match name {
            "plus" => "#1f6f4a",
            "minus" => "#a3352c",
            _ => "#777",
        };
        let _ = write!(
            page,
            "<marker id=\"{name}\" markerWidth=\"9\" markerHeight=\"9\" refX=\"8\" refY=\"4\" orient=\"auto\" markerUnits=\"userSpaceOnUse\"><path d=\"M0,0 L9,4 L0,8 z\" fill=\"{colour}\"/></marker>"
        );
    }
    page.push_str("</defs>");
    let numbers: BTreeMap<usize, usize> = places.keys().copied().zip(0..).collect();
    let middles = places.values().copied().collect();
    let mut boxes = Boxes::new(middles, BOX, (WIDTH, height));
    for (order, (link, face)) in drawn.iter().enumerate() {
        let ends = &map.links[*link];
        let way = boxes.way(numbers[&ends.cause], numbers[&ends.effect], order);
        arrow(&mut page, map, (*link, *face), &way);
    }
    for (concept, place) in &places {
        node(&mut page, map, *concept, *place);
    }
    page.push_str("</svg>");
    loops(&mut page, map);
    table(&mut page, map, &drawn);
    page.push_str("</body></html>\n");
    page
}

/// The concepts that most origins speak of.
fn strongest(map: &CausalMap) -> BTreeSet<usize> {
    let mut links: Vec<usize> = (0..map.links.len())
        .filter(|number| {
            let link = &map.links[*number];
            runs(link.kind) && map.joins_concepts(link)
        })
        .collect();
    let mut degree = vec![0_usize; map.concepts.len()];
    for link in &links {
        degree[map.links[*link].cause] += 1;
        degree[map.links[*link].effect] += 1;
    }
    let weight = |number: &usize| {
        let link = &map.links[*number];
        let said: usize = link.faces.iter().map(|face| face.mentions.len()).sum();
        said * 2 + degree[link.cause] + degree[link.effect]
    };
    links.sort_by_key(|number| (std::cmp::Reverse(weight(number)), *number));
    let mut shown = BTreeSet::new();
    for number in links {
        let link = &map.links[number];
        let more = [link.cause, link.effect]
            .iter()
            .filter(|concept| !shown.contains(*concept))
            .count();
        if shown.len() + more <= MOST {
            shown.extend([link.cause, link.effect]);
        }
    }
    shown
}

/// Rows from causes to effects: each concept one row below the lowest of its causes, as far as loops
/// allow; within a row by the mean place of its causes.
fn layout(map: &CausalMap, shown: &BTreeSet<usize>) -> BTreeMap<usize, (f64, f64)> {
    let mut row: BTreeMap<usize, usize> = shown.iter().map(|concept| (*concept, 0)).collect();
    let edges: Vec<(usize, usize)> = map
        .links
        .iter()
        .filter(|link| {
            runs(link.kind) && shown.contains(&link.cause) && shown.contains(&link.effect)
        })
        .map(|link| (link.cause, link.effect))
        .collect();
    for _ in 0..6 {
        for (from, to) in &edges {
            let next = row[from] + 1;
            if next <= 6 && row[to] < next {
                row.insert(*to, next);
            }
        }
    }
    let per_row = PER_ROW;
    let mut rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (concept, number) in &row {
        rows.entry(*number).or_default().push(*concept);
    }
    let mut places: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    let mut y = BOX.1;
    for concepts in rows.values() {
        let mut ordered: Vec<(f64, usize)> = concepts
            .iter()
            .map(|concept| {
                let above: Vec<f64> = edges
                    .iter()
                    .filter(|(_, to)| to == concept)
                    .filter_map(|(from, _)| places.get(from).map(|place| place.0))
                    .collect();
                let mean = above.iter().sum::<f64>() / above.len().max(1) as f64;
                (if above.is_empty() { WIDTH / 2.0 } else { mean }, *concept)
            })
            .collect();
        ordered.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for part in ordered.chunks(per_row) {
            let gap = WIDTH / part.len() as f64;
            for (number, (_, concept)) in part.iter().enumerate() {
                // Every other box a little lower: arrows along a row stay visible.
                let low = if number % 2 == 1 { 18.0 } else { 0.0 };
                places.insert(*concept, (gap * (number as f64 + 0.5), y + low));
            }
            y += ROW + 18.0;
        }
    }
    places
}

/// The links between places, each with a face.
fn links_of(map: &CausalMap, places: &BTreeMap<usize, (f64, f64)>) -> Vec<(usize, usize)> {
    let mut drawn = Vec::new();
    for (number, link) in map.links.iter().enumerate() {
        if runs(link.kind) && places.contains_key(&link.cause) && places.contains_key(&link.effect)
        {
            drawn.extend((0..link.faces.len()).map(|face| (number, face)));
        }
    }
    drawn
}

fn quotes(map: &CausalMap, link: usize, face: usize) -> String {
    let mut text = String::new();
    for number in map.links[link].faces[face].mentions.iter().take(3) {
        let mention = &map.mentions[*number];
        let who = mention.holder.as_deref().unwrap_or("the author");
        let _ = write!(text, "\n“{}” — {who}, {}", mention.quote, mention.source);
    }
    text
}

fn arrow(page: &mut String, map: &CausalMap, (number, face): (usize, usize), way: &Way) {
    let link = &map.links[number];
    let said = &link.faces[face];
    let (name, sign) = class(said.side);
    let Way {
        path, sign: place, ..
    } = way;
    let title = format!(
        "{} {sign} {} ({}, strength {:.2}, {} origins){}",
        label(map, link.cause),
        label(map, link.effect),
        link.kind,
        said.strength,
        said.origins,
        quotes(map, number, face)
    );
    let _ = write!(
        page,
        "<g><title>{}</title><path class=\"halo\" d=\"{path}\"/><path class=\"link {name}\" d=\"{path}\" stroke-width=\"{:.1}\" marker-end=\"url(#{name})\"/><text class=\"{name}\" x=\"{:.1}\" y=\"{:.1}\">{sign}</text></g>",
        encode_text(&title),
        1.0 + 2.5 * said.strength,
        place.0,
        place.1,
    );
}

/// The label of a concept with the actors that its words do not show.
fn label(map: &CausalMap, concept: usize) -> String {
    map.label(concept)
}

impl CausalMap {
    /// The label of a concept, with the ids of the actors it is about.
    pub fn label(&self, concept: usize) -> String {
        let concept = &self.concepts[concept];
        if concept.about.is_empty() {
            return concept.label.clone();
        }
        let actors: Vec<&str> = concept
            .about
            .iter()
            .map(detente_model::ActorId::as_str)
            .collect();
        format!("{} [{}]", concept.label, actors.join(", "))
    }
}

fn node(page: &mut String, map: &CausalMap, concept: usize, (x, y): (f64, f64)) {
    let text = label(map, concept);
    let _ = write!(
        page,
        "<g><title>{}</title><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{}\" height=\"{}\" rx=\"6\"/>",
        encode_text(&merged(map, concept)),
        x - BOX.0 / 2.0,
        y - BOX.1 / 2.0,
        BOX.0,
        BOX.1
    );
    let lines = wrapped(&text);
    let first = y + 4.0 - 7.0 * (lines.len() as f64 - 1.0);
    for (number, line) in lines.iter().enumerate() {
        let _ = write!(
            page,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            first + 14.0 * number as f64,
            encode_text(line)
        );
    }
    page.push_str("</g>");
}

fn merged(map: &CausalMap, concept: usize) -> String {
    let concept = &map.concepts[concept];
    let names: Vec<String> = concept
        .merged
        .iter()
        .map(|(words, why)| format!("“{words}”: {why}"))
        .collect();
    names.join("\n")
}

/// At most two lines of 26 characters.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].chars().count() + word.chars().count() > 25 {
            if lines.len() == 2 {
                lines[1].push('…');
                return lines;
            }
            lines.push(String::new());
        }
        let last = lines.len() - 1;
        if !lines[last].is_empty() {
            lines[last].push(' ');
        }
        lines[last].push_str(&word.chars().take(26).collect::<String>());
    }
    lines
}

fn loops(page: &mut String, map: &CausalMap) {
    let found = find_loops(map, 4);
    if found.is_empty() {
        return;
    }
    page.push_str("<h2>Loops</h2><ul>");
    for feedback in found.iter().take(12) {
        let names: Vec<String> = feedback
            .concepts
            .iter()
            .map(|concept| label(map, *concept))
            .collect();
        let what = match feedback.feedback {
            Feedback::Reinforcing => "reinforcing",
            Feedback::Balancing => "balancing",
            Feedback::Unknown => "sign unknown",
        };
        let _ = write!(
            page,
            "<li>{what}: {} → {}</li>",
            encode_text(&names.join(" → ")),
            encode_text(&names[0])
        );
    }
    page.push_str("</ul>");
}

fn table(page: &mut String, map: &CausalMap, drawn: &[(usize, usize)]) {
    page.push_str("<table><tr><th>Cause</th><th></th><th>Effect</th><th>Said in</th></tr>");
    for (number, face) in drawn {
        let link = &map.links[*number];
        let said = &link.faces[*face];
        let (name, sign) = class(said.side);
        let _ = write!(
            page,
            "<tr><td>{}</td><td class=\"{name}\">{sign} {}<br><small>{:.2}</small></td><td>{}</td><td>",
            encode_text(&label(map, link.cause)),
            link.kind,
            said.strength,
            encode_text(&label(map, link.effect)),
        );
        for number in said.mentions.iter().take(3) {
            let mention = &map.mentions[*number];
            let who = mention
                .holder
                .as_deref()
                .map_or(String::new(), |who| format!("{who}, "));
            let _ = write!(
                page,
                "<q>{}</q> <small>{}{}; {}</small><br>",
                encode_text(&mention.quote),
                encode_text(&who),
                encode_text(&mention.path),
                mention.modality
            );
        }
        page.push_str("</td></tr>");
    }
    page.push_str("</table>");
}
