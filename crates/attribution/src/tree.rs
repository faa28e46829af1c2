//! The dependency trees of an article with their children at hand. A parse is taken as it comes:
//! heads outside the text and circles do no harm.

use rashomon_mention::Context;

/// No content is longer: a "sentence" of more tokens is none.
const MOST: usize = 320;

/// No token of a sentence has more children that matter.
const CHILDREN: usize = 512;

/// Children of every token.
pub(crate) struct Tree {
    first: Vec<usize>,
    children: Vec<usize>,
    left: Vec<usize>,
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
        let mut tree = Tree {
            first,
            children,
            left: (0..n).collect(),
        };
        tree.find_left_edges((0..n).filter(|&i| !inside(i)).collect());
        tree
    }

    /// From the leaves to the roots; tokens in a circle, which no root reaches, keep themselves.
    fn find_left_edges(&mut self, mut order: Vec<usize>) {
        let mut next = 0;
        while next < order.len() {
            let i = order[next];
            order.extend_from_slice(&self.children[self.first[i]..self.first[i + 1]]);
            next += 1;
        }
        for &i in order.iter().rev() {
            let children = &self.children[self.first[i]..self.first[i + 1]];
            let least = children.iter().map(|&c| self.left[c]).min();
            self.left[i] = least.unwrap_or(i).min(i);
        }
    }

    /// First token of what hangs under `i`.
    pub fn left_edge(&self, i: usize) -> usize {
        self.left.get(i).copied().unwrap_or(i)
    }

    /// The tokens whose head is `i`, in order.
    pub fn children(&self, i: usize) -> &[usize] {
        match (self.first.get(i), self.first.get(i + 1)) {
            (Some(&start), Some(&end)) => &self.children[start..end.min(start + CHILDREN)],
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
