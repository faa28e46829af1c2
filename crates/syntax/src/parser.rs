//! The arc-eager dependency parser: its states and moves, the lifting of projectivised arcs, and
//! sentence starts, as spaCy has them.

use std::ops::Range;

use crate::label::Label;
use crate::net::{Scores, StateScorer, best_move, runs};

/// Tokens that the score of a state depends on.
pub(crate) const FEATURES: usize = 8;

/// No token.
const NONE: i32 = -1;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// The buffer's first token goes on the stack.
    Shift,
    /// The stack's top goes.
    Reduce,
    /// The stack's top depends on the buffer's first.
    Left(u16),
    /// The buffer's first depends on the stack's top.
    Right(u16),
    /// A sentence starts at the buffer's second.
    Break,
}

/// Moves that are valid in the same states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Shift,
    Reduce,
    Attach,
    Break,
}

impl Move {
    fn kind(self) -> Kind {
        match self {
            Move::Shift => Kind::Shift,
            Move::Reduce => Kind::Reduce,
            Move::Left(_) | Move::Right(_) => Kind::Attach,
            Move::Break => Kind::Break,
        }
    }
}

/// A dependency label; of a lifted arc, also the label of the head that it is to return to.
#[derive(Debug)]
struct Arc {
    label: Label,
    head_label: Option<Label>,
}

#[derive(Debug)]
pub(crate) struct Parser {
    scorer: StateScorer,
    pub(crate) tok2vec: usize,
    moves: Box<[Move]>,
    kinds: Box<[(Kind, Range<usize>)]>,
    arcs: Box<[Arc]>,
    root: Label,
}

/// A parse: a head (its own index: a root), a label and a sentence start for each token.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) heads: Vec<usize>,
    pub(crate) labels: Vec<Label>,
    pub(crate) starts: Vec<bool>,
    left_edge: Vec<usize>,
    right_edge: Vec<usize>,
}

/// Splits the names of moves into moves and labels. `None` for a name that is no move.
pub(crate) fn read_moves(names: &[String]) -> Option<(Vec<Move>, Vec<String>)> {
    let mut labels: Vec<String> = Vec::new();
    let mut number = |label: &str| {
        let i = labels.iter().position(|l| l == label).unwrap_or_else(|| {
            labels.push(label.into());
            labels.len() - 1
        });
        u16::try_from(i).ok()
    };
    let moves = names
        .iter()
        .map(|name| {
            Some(match name.split_once('-') {
                None if name == "S" => Move::Shift,
                None if name == "D" => Move::Reduce,
                Some(("L", label)) => Move::Left(number(label)?),
                Some(("R", label)) => Move::Right(number(label)?),
                Some(("B", _)) => Move::Break,
                _ => return None,
            })
        })
        .collect::<Option<Vec<_>>>()?;
    Some((moves, labels))
}

/// A state: a stack, a buffer that tokens may return to, arcs so far.
#[derive(Debug, Default)]
pub(crate) struct State {
    length: i32,
    next: i32,
    stack: Vec<i32>,
    returned: Vec<i32>,
    heads: Vec<i32>,
    labels: Vec<u16>,
    /// The last left and right child of each token, and of each child the one before it.
    last_left: Vec<i32>,
    last_right: Vec<i32>,
    earlier: Vec<i32>,
    unshiftable: Vec<bool>,
    starts: Vec<bool>,
}

impl State {
    fn reset(&mut self, length: usize) {
        self.length = length as i32;
        self.next = 0;
        self.stack.clear();
        self.returned.clear();
        for v in [
            &mut self.heads,
            &mut self.last_left,
            &mut self.last_right,
            &mut self.earlier,
        ] {
            v.clear();
            v.resize(length, NONE);
        }
        self.labels.clear();
        self.labels.resize(length, 0);
        for v in [&mut self.unshiftable, &mut self.starts] {
            v.clear();
            v.resize(length, false);
        }
    }

    fn stack(&self, i: usize) -> i32 {
        self.stack
            .len()
            .checked_sub(i + 1)
            .map_or(NONE, |j| self.stack[j])
    }

    fn buffer(&self, i: usize) -> i32 {
        match self.returned.len().checked_sub(i + 1) {
            Some(j) => self.returned[j],
            None => {
                let b = self.next + (i - self.returned.len()) as i32;
                if b < self.length { b } else { NONE }
            }
        }
    }

    fn buffer_len(&self) -> i32 {
        self.length - self.next + self.returned.len() as i32
    }

    fn of(list: &[i32], token: i32) -> i32 {
        usize::try_from(token).map_or(NONE, |t| list[t])
    }

    fn is_start(&self, token: i32) -> bool {
        usize::try_from(token).is_ok_and(|t| self.starts[t])
    }

    fn push(&mut self) {
        let token = self.returned.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.stack.push(token);
    }

    fn add_arc(&mut self, head: i32, child: i32, label: u16) {
        let c = child as usize;
        let old = self.heads[c];
        if old != NONE {
            self.remove_child(old, child);
        }
        let list = if head > child {
            &mut self.last_left
        } else {
            &mut self.last_right
        };
        self.earlier[c] = list[head as usize];
        list[head as usize] = child;
        self.heads[c] = head;
        self.labels[c] = label;
    }

    fn remove_child(&mut self, head: i32, child: i32) {
        let list = if head > child {
            &mut self.last_left
        } else {
            &mut self.last_right
        };
        let last = &mut list[head as usize];
        if *last == child {
            *last = self.earlier[child as usize];
            return;
        }
        let mut at = *last;
        while at != NONE {
            let before = self.earlier[at as usize];
            if before == child {
                self.earlier[at as usize] = self.earlier[child as usize];
                return;
            }
            at = before;
        }
    }

    fn done(&self) -> bool {
        self.stack.is_empty() && self.buffer_len() == 0
    }
}

impl Parser {
    pub(crate) fn new(
        scorer: StateScorer,
        tok2vec: usize,
        moves: Vec<Move>,
        labels: &[String],
    ) -> Self {
        let arcs = labels
            .iter()
            .map(|l| match l.split_once("||") {
                Some((label, head)) => Arc {
                    label: Label::new(label),
                    head_label: Some(Label::new(head)),
                },
                None => Arc {
                    label: Label::new(l),
                    head_label: None,
                },
            })
            .collect();
        Parser {
            scorer,
            tok2vec,
            kinds: runs(moves.iter().map(|m| m.kind())),
            moves: moves.into(),
            arcs,
            root: Label::new("ROOT"),
        }
    }

    pub(crate) fn scorer(&self) -> &StateScorer {
        &self.scorer
    }

    /// Parses one document. `prepared` holds the scorer's rows of its tokens; `no_start` says at which
    /// tokens no sentence may start.
    pub(crate) fn parse(
        &self,
        prepared: &[f32],
        is_space: &[bool],
        no_start: &[bool],
        state: &mut State,
        scores: &mut Scores,
        tree: &mut Tree,
    ) {
        let n = is_space.len();
        state.reset(n);
        // Each token is shifted, returned, attached and reduced at most a few times; the bound only
        // guards against a mistake in this reasoning.
        for _ in 0..16 * n + 16 {
            if state.done() || !self.step(prepared, no_start, state, scores) {
                break;
            }
        }
        tree.heads.clear();
        tree.heads.extend(
            state
                .heads
                .iter()
                .enumerate()
                .map(|(i, h)| usize::try_from(*h).unwrap_or(i)),
        );
        tree.labels.clear();
        tree.labels
            .extend(state.heads.iter().zip(&state.labels).map(|(h, l)| match h {
                &NONE => self.root,
                _ => self.arcs[usize::from(*l)].label,
            }));
        tree.set_edges_and_starts();
        let mut lifted = false;
        for i in 0..n {
            if state.heads[i] == NONE {
                continue;
            }
            if let Some(head_label) = self.arcs[usize::from(state.labels[i])].head_label {
                lifted = true;
                tree.heads[i] = tree.find_head(i, head_label, is_space, |c| match state.heads[c] {
                    // A label not yet lifted still carries its decoration, so that it is not equal to
                    // any plain label.
                    h if h != NONE && c > i => {
                        self.arcs[usize::from(state.labels[c])].head_label.is_none()
                    }
                    _ => true,
                });
            }
        }
        if lifted {
            tree.set_edges_and_starts();
        }
    }

    /// Makes the best move. False if there is none.
    fn step(
        &self,
        prepared: &[f32],
        no_start: &[bool],
        state: &mut State,
        scores: &mut Scores,
    ) -> bool {
        let (s0, b0, b1) = (state.stack(0), state.buffer(0), state.buffer(1));
        let tokens = [
            b0,
            b1,
            s0,
            state.stack(1),
            state.stack(2),
            State::of(&state.last_left, b0),
            State::of(&state.last_left, s0),
            State::of(&state.last_right, s0),
        ];
        self.scorer.score(prepared, &tokens, scores);
        let empty = state.stack.is_empty();
        let left = state.buffer_len();
        let start = state.is_start(b0);
        let unshiftable = usize::try_from(b0).is_ok_and(|b| state.unshiftable[b]);
        let can_shift = empty || (left >= 2 && !start && !unshiftable);
        let cannot_start = |token: i32| usize::try_from(token).is_ok_and(|t| no_start[t]);
        let can_reduce = !empty && (left == 0 || state.stack.len() > 1 || !cannot_start(b0));
        let can_attach = !empty && left > 0 && !start;
        let can_break = left >= 2 && b1 == b0 + 1 && !state.is_start(b1) && !cannot_start(b1);
        let best = best_move(&scores.moves, &self.kinds, |kind| match kind {
            Kind::Shift => can_shift,
            Kind::Reduce => can_reduce,
            Kind::Attach => can_attach,
            Kind::Break => can_break,
        });
        match best.map(|i| self.moves[i]) {
            None => return false,
            Some(Move::Shift) => {
                if left == 0 {
                    return false;
                }
                state.push();
            }
            Some(Move::Reduce) => {
                if state.heads[s0 as usize] == NONE && state.stack.len() > 1 {
                    state.unshiftable[s0 as usize] = true;
                    state.returned.push(s0);
                }
                state.stack.pop();
            }
            Some(Move::Left(label)) => {
                state.add_arc(b0, s0, label);
                state.unshiftable[b0 as usize] = false;
                state.stack.pop();
            }
            Some(Move::Right(label)) => {
                state.add_arc(s0, b0, label);
                state.push();
            }
            Some(Move::Break) => state.starts[b1 as usize] = true,
        }
        true
    }
}

impl Tree {
    /// Without a parser: one sentence, no dependencies.
    pub(crate) fn reset(&mut self, n: usize) {
        self.heads.clear();
        self.heads.extend(0..n);
        self.labels.clear();
        self.labels.resize(n, Label::new(""));
        self.starts.clear();
        self.starts.resize(n, false);
    }

    /// Where an arc that was lifted belongs: the first token below its present head, breadth first,
    /// that has the label.
    fn find_head(
        &self,
        token: usize,
        label: Label,
        is_space: &[bool],
        plain: impl Fn(usize) -> bool,
    ) -> usize {
        let mut level = vec![self.heads[token]];
        let mut visits = 0;
        while !level.is_empty() {
            let mut next = Vec::new();
            for &parent in &level {
                let reach = self.left_edge[parent]..self.right_edge[parent] + 1;
                for child in reach {
                    if child == parent
                        || self.heads[child] != parent
                        || is_space[child]
                        || child == token
                    {
                        continue;
                    }
                    if self.labels[child] == label && plain(child) {
                        return child;
                    }
                    next.push(child);
                }
            }
            // Heads may form no tree while arcs are being moved.
            visits += next.len();
            if visits > self.heads.len() {
                break;
            }
            level = next;
        }
        self.heads[token]
    }

    /// The extent of each subtree, and a sentence start where that of a root begins.
    fn set_edges_and_starts(&mut self) {
        let n = self.heads.len();
        let Tree {
            heads,
            starts,
            left_edge: left,
            right_edge: right,
            ..
        } = self;
        left.clear();
        left.extend(0..n);
        right.clear();
        right.extend(0..n);
        // Arcs may cross, so that one pass each way need not be enough.
        for _ in 0..12 {
            for i in 0..n {
                let h = heads[i];
                left[h] = left[h].min(left[i]);
                right[h] = right[h].max(right[i]);
            }
            for i in (0..n).rev() {
                let h = heads[i];
                right[h] = right[h].max(right[i]);
                left[h] = left[h].min(left[i]);
            }
            starts.clear();
            starts.resize(n, false);
            for i in 0..n {
                if heads[i] == i {
                    starts[left[i]] = true;
                }
            }
            if heads_within(heads, starts) {
                break;
            }
        }
    }
}

/// Whether all heads lie in the sentences of their tokens (as spaCy tests it: the last token's own head
/// is not looked at).
fn heads_within(heads: &[usize], starts: &[bool]) -> bool {
    let n = heads.len();
    let mut start = 0;
    for i in 0..n {
        if (i > 0 && starts[i]) || i + 1 == n {
            if heads[start..i].iter().any(|h| *h < start || *h > i) {
                return false;
            }
            start = i;
        }
    }
    true
}
