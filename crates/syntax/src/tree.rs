use std::ops::Range;

use crate::Error;
use crate::document::{ROOT, TokenId};
use crate::labels::LabelLayer;

/// One dependency tree a sentence over all tokens of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    heads: Vec<u32>,
    relations: LabelLayer,
    /// `dependents[starts[i]..starts[i + 1]]` are those of token `i`, from left to right.
    starts: Vec<u32>,
    dependents: Vec<TokenId>,
}

impl Tree {
    /// Checks and indexes the trees; `sentences` partition the tokens.
    pub(crate) fn new(
        heads: Vec<u32>,
        relations: LabelLayer,
        sentences: impl Iterator<Item = Range<u32>>,
    ) -> Result<Self, Error> {
        let mut marks = vec![0; heads.len()];
        for (number, range) in sentences.enumerate() {
            check(&heads, range, &mut marks)
                .map_err(|why| Error::layer(format!("sentence {}: {why}", number + 1)))?;
        }
        let (starts, dependents) = index(&heads);
        Ok(Self {
            heads,
            relations,
            starts,
            dependents,
        })
    }

    /// The position of each token's head in the text, [`ROOT`] for roots, in token order.
    pub fn heads(&self) -> &[u32] {
        &self.heads
    }

    /// The relation of each token to its head, with subtype (`nsubj:pass`), in token order.
    pub fn relations(&self) -> &LabelLayer {
        &self.relations
    }

    /// The tokens whose head is `id`, from left to right.
    ///
    /// # Panics
    /// If there is no such token.
    pub fn dependents(&self, id: TokenId) -> &[TokenId] {
        let range = self.starts[id.index()] as usize..self.starts[id.index() + 1] as usize;
        &self.dependents[range]
    }
}

/// Whether the heads from position `first` to the end make one tree.
pub(crate) fn check_sentence(heads: &[u32], first: usize) -> Result<(), String> {
    let last = &heads[first..];
    let local = |&head: &u32| {
        if head == ROOT {
            ROOT
        } else {
            head.wrapping_sub(first as u32)
        }
    };
    let heads: Vec<u32> = last.iter().map(local).collect();
    check(&heads, 0..heads.len() as u32, &mut vec![0; heads.len()])
}

/// Whether the heads of the tokens in `range` make one tree. `marks` holds, for tokens seen, the
/// number plus 1 of the token from which they were first reached.
fn check(heads: &[u32], range: Range<u32>, marks: &mut [u32]) -> Result<(), String> {
    let mut roots = 0;
    for token in range.clone() {
        let mut at = token;
        while marks[at as usize] == 0 {
            marks[at as usize] = token + 1;
            let head = heads[at as usize];
            if head == ROOT {
                roots += 1;
                break;
            }
            if !range.contains(&head) {
                return Err(format!(
                    "the head of token {} is outside it",
                    at - range.start + 1
                ));
            }
            if marks[head as usize] == token + 1 {
                return Err(format!("token {} is on a cycle", head - range.start + 1));
            }
            at = head;
        }
    }
    if roots == 1 {
        Ok(())
    } else {
        Err(format!("{roots} roots"))
    }
}

/// The dependents of all tokens in one array, and where those of each begin.
fn index(heads: &[u32]) -> (Vec<u32>, Vec<TokenId>) {
    let mut starts = vec![0; heads.len() + 1];
    for &head in heads.iter().filter(|&&head| head != ROOT) {
        starts[head as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut dependents = vec![TokenId(0); starts[heads.len()] as usize];
    for (token, &head) in heads.iter().enumerate() {
        if head != ROOT {
            dependents[next[head as usize] as usize] = TokenId(token as u32);
            next[head as usize] += 1;
        }
    }
    (starts, dependents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::LabelTable;
    use std::sync::Arc;

    fn tree(heads: &[u32], sentences: &[Range<u32>]) -> Result<Tree, Error> {
        let mut table = LabelTable::new();
        let dep = table.intern("dep").unwrap();
        let relations = LabelLayer::new(Arc::new(table), vec![dep; heads.len()]).unwrap();
        Tree::new(heads.to_vec(), relations, sentences.iter().cloned())
    }

    #[test]
    fn dependents_are_listed_from_left_to_right() {
        let tree = tree(&[1, ROOT, 1, 2, ROOT], &[0..4, 4..5]).unwrap();
        assert_eq!(tree.dependents(TokenId(1)), [TokenId(0), TokenId(2)]);
        assert_eq!(tree.dependents(TokenId(2)), [TokenId(3)]);
        assert!(tree.dependents(TokenId(4)).is_empty());
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        let cases: [(&[u32], &str); 6] = [
            (&[ROOT, ROOT], "2 roots"),
            (&[1, 0], "token 1 is on a cycle"),
            (&[0, ROOT], "token 1 is on a cycle"),
            (&[ROOT, 2, 3, 1], "token 2 is on a cycle"),
            (&[ROOT, 9], "the head of token 2 is outside it"),
            (&[ROOT, 0, 4, 4, 3], "token 5 is on a cycle"),
        ];
        for (heads, why) in cases {
            let error = tree(heads, std::slice::from_ref(&(0..heads.len() as u32))).unwrap_err();
            assert_eq!(error.to_string(), format!("sentence 1: {why}"));
        }
        assert!(tree(&[ROOT, 0], &[0..1, 1..2]).is_err());
    }
}
