use std::fmt::Write as _;

use crate::document::{Annotated, Multiword};
use crate::view::{Sentence, Token};

/// The text as CoNLL-U, with `_` for layers that have not been added.
///
/// Sentences that were read with comments keep them; the others get `# newpar` where a paragraph
/// begins, `# sent_id`, `# text`, and `# cut = yes` where a sentence was ended only because it grew
/// too long. Line breaks and tabs inside a form are written as spaces.
pub fn to_conllu(text: &Annotated) -> String {
    let mut writer = Writer {
        out: String::with_capacity(64 * text.len()),
        text,
        comments: 0,
        misc: 0,
    };
    for sentence in text.sentences() {
        writer.comments(sentence);
        writer.tokens(sentence);
        writer.out.push('\n');
    }
    writer.out
}

struct Writer<'a> {
    out: String,
    text: &'a Annotated,
    /// How many of the sparse comments and entries have been written.
    comments: usize,
    misc: usize,
}

impl Writer<'_> {
    fn comments(&mut self, sentence: Sentence<'_>) {
        let kept = self.text.comments.get(self.comments);
        if let Some((_, lines)) = kept.filter(|(owner, _)| *owner == sentence.id().0) {
            self.comments += 1;
            self.out.push_str(lines);
            self.out.push('\n');
            return;
        }
        if sentence.starts_paragraph() {
            self.out.push_str("# newpar\n");
        }
        if sentence.is_cut() {
            self.out.push_str("# cut = yes\n");
        }
        push(
            &mut self.out,
            format_args!("# sent_id = {}\n# text = ", sentence.id().0 + 1),
        );
        self.cell(sentence.as_str());
        self.out.push('\n');
    }

    fn tokens(&mut self, sentence: Sentence<'_>) {
        let first = sentence.range().start as u32;
        for token in sentence.tokens() {
            let shared = token.multiword();
            if let Some(piece) = shared.filter(|piece| piece.first == token.id().0) {
                self.range(piece, first);
            }
            self.token(token, first, shared);
        }
    }

    fn range(&mut self, piece: &Multiword, first: u32) {
        let (from, to) = (piece.first - first + 1, piece.end - first);
        push(&mut self.out, format_args!("{from}-{to}\t"));
        self.cell(piece.span().of(&self.text.text));
        let last = self.text.token(crate::TokenId(piece.end - 1));
        let misc = if self.space_follows(last, piece.span().end()) {
            "_"
        } else {
            "SpaceAfter=No"
        };
        push(
            &mut self.out,
            format_args!("\t_\t_\t_\t_\t_\t_\t_\t{misc}\n"),
        );
    }

    fn token(&mut self, token: Token<'_>, first: u32, shared: Option<&Multiword>) {
        push(
            &mut self.out,
            format_args!("{}\t", token.id().0 - first + 1),
        );
        self.cell(token.form());
        self.out.push('\t');
        self.cell(token.lemma().unwrap_or("_"));
        push(
            &mut self.out,
            format_args!(
                "\t{}\t{}\t{}\t",
                token.upos().map_or("_", crate::Upos::name),
                token.xpos().unwrap_or("_"),
                token.feats().unwrap_or("_"),
            ),
        );
        match (token.relation(), token.head()) {
            (None, _) => self.out.push_str("_\t_"),
            (Some(relation), None) => push(&mut self.out, format_args!("0\t{relation}")),
            (Some(relation), Some(head)) => {
                push(
                    &mut self.out,
                    format_args!("{}\t{relation}", head.id().0 - first + 1),
                );
            }
        }
        let no_space = shared.is_none() && !self.space_follows(token, token.span().end());
        self.out.push_str("\t_\t");
        self.misc_column(token, no_space);
        self.out.push('\n');
    }

    fn misc_column(&mut self, token: Token<'_>, no_space: bool) {
        let kept = self.text.misc.get(self.misc);
        let kept = kept
            .filter(|(owner, _)| *owner == token.id().0)
            .map(|(_, misc)| misc);
        self.misc += usize::from(kept.is_some());
        match (kept, no_space) {
            (None, false) => self.out.push('_'),
            (None, true) => self.out.push_str("SpaceAfter=No"),
            (Some(kept), false) => self.out.push_str(kept),
            (Some(kept), true) => push(&mut self.out, format_args!("{kept}|SpaceAfter=No")),
        }
    }

    fn space_follows(&self, token: Token<'_>, end: u32) -> bool {
        let next = self.text.spans().get(token.id().index() + 1);
        next.is_none_or(|next| end < next.start())
    }

    /// Writes text that must not break the row.
    fn cell(&mut self, text: &str) {
        let is_break = |c: char| matches!(c, '\n' | '\r' | '\t');
        if text.contains(is_break) {
            self.out
                .extend(text.chars().map(|c| if is_break(c) { ' ' } else { c }));
        } else {
            self.out.push_str(text);
        }
    }
}

fn push(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    out.write_fmt(arguments)
        .expect("writing to a string cannot fail");
}
