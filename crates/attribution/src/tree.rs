//! The dependency trees of an article with their children at hand. A parse is taken as it comes:
//! heads outside the text and circles do no harm.

use rashomon_mention::Context;

/// No content is longer: a "sentence" of more tokens is none.
const MOST: usize = 4096;

/// Children of every token.
pub(crate) struct Tree {
    first: Vec<usize>,
    children: Vec<usize>,
}

impl Tree {
    pub fn new(context: &Context) -> Self {
        let tokens = &context.parsed.tokens;
        let n = tokens.len();
        let mut first = vec![0; n + 1];
        let inside = |i: usize| tokens[i].head != i && tokens[i].head < n;
        for i in (0..n).filter(|&i| inside(i)) {
            first[tokens[i].head + 1] += 1;
        }
        for i in 0..n {
            first[i + 1] += first[i];
        }
        let mut at = first.clone();
        let mut children = vec![0; first[n]];
        for i in (0..n).filter(|&i| inside(i)) {
            let head = tokens[i].head;
            children[at[head]] = i;
            at[head] += 1;
        }
        Tree { first, children }
    }

    /// The tokens whose head is `i`, in order.
    pub fn children(&self, i: usize) -> &[usize] {
        match (self.first.get(i), self.first.get(i + 1)) {
            (Some(&start), Some(&end)) => &self.children[start..end],
            _ => &[],
        }
    }

    /// The token and all under it, in order, leaving out what hangs under a token that `skip` names.
    pub fn subtree(&self, i: usize, skip: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut found = vec![i];
        let mut next = 0;
        while next < found.len() && found.len() < MOST {
            for &c in self.children(found[next]) {
                if !skip(c) && c != i {
                    found.push(c);
                }
            }
            next += 1;
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
