//! "Displacement and decreasing access", "along with declining incomes": a participle that describes
//! the noun after it, which a parser takes for a verb with an object.

use detente_syntax::Upos;

use super::mend::Grammar;
use super::shape::stems;

impl Grammar<'_, '_> {
    /// Reads a participle of direction as what describes its object, where what stands before it can
    /// only be followed by a noun: "with", or "and" after a noun where no other verb has that form.
    pub(super) fn describing(&mut self, word: usize) -> bool {
        let object = self.child(word, "obj").filter(|noun| *noun > word);
        let Some((object, head)) = object.zip(self.heads[word]) else {
            return false;
        };
        let falling = self.form(word).ends_with("ing") && self.is_way(word);
        // Nothing but adjectives and nouns between: "decreasing the access" has an object.
        let bare = (word + 1..object).all(|at| self.is_noun(at) || self.upos[at] == Upos::Adj);
        if word < 2 || !falling || !bare {
            return false;
        }
        let member = self.is(word, "conj")
            && self.form(word - 1) == "and"
            && self.is_noun(word - 2)
            && !self.form(head).ends_with("ing");
        let known = self.frames.direction(self.form(word));
        let moves = stems(self.form(word)).find_map(|stem| self.frames.direction(&stem).verb);
        let acts = stems(self.form(word)).find_map(|stem| self.frames.direction(&stem).act);
        // "amid soaring inflation": nothing is soared.
        let itself = moves.or(known.verb).is_some() && acts.or(known.act).is_none();
        let governed = self.form(word - 1) == "with"
            || matches!(self.form(word - 1), "amid" | "amidst" | "despite")
            || itself && self.upos[word - 1] == Upos::Adp;
        let beside = (self.is(word, "advcl") || self.is(word, "acl")) && governed;
        let (above, relation) = if member {
            let mut first = word - 2;
            while let Some(up) = self.heads[first]
                .filter(|up| *up < first && self.is_noun(*up) && self.is(first, "conj"))
            {
                first = up;
            }
            (first, "conj")
        } else if beside {
            (head, "obl")
        } else {
            return false;
        };
        if !self.hang(object, Some(above), relation) {
            return false;
        }
        for below in self.children(word) {
            if below != object {
                self.heads.set(below, Some(object));
                if self.is(below, "mark") {
                    self.relations[below] = "case";
                }
            }
        }
        self.upos[word] = Upos::Adj;
        self.attach(word, Some(object), "amod");
        true
    }
}
