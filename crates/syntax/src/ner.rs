//! The entity recogniser: one move a token (begin, in, last, unit, out).

use std::ops::Range;

use crate::label::Label;
use crate::net::{Scores, StateScorer, best_move, runs};

/// Tokens that the score of a state depends on.
pub(crate) const FEATURES: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    Begin(Label),
    In(Label),
    Last(Label),
    Unit(Label),
    Out,
    /// A move that is never valid here: for entities set beforehand.
    Never,
}

#[derive(Debug)]
pub(crate) struct Recogniser {
    scorer: StateScorer,
    pub(crate) tok2vec: usize,
    moves: Box<[Move]>,
    kinds: Box<[(Kind, Range<usize>)]>,
}

/// Moves that are valid in the same states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Begin,
    Unit,
    Out,
    In(Label),
    Last(Label),
    Never,
}

impl Move {
    fn kind(self) -> Kind {
        match self {
            Move::Begin(_) => Kind::Begin,
            Move::Unit(_) => Kind::Unit,
            Move::Out => Kind::Out,
            Move::In(label) => Kind::In(label),
            Move::Last(label) => Kind::Last(label),
            Move::Never => Kind::Never,
        }
    }
}

/// The moves of these names. `None` for a name that is no move.
pub(crate) fn read_moves(names: &[String]) -> Option<Vec<Move>> {
    names
        .iter()
        .map(|name| {
            Some(match name.split_once('-') {
                None if name == "O" => Move::Out,
                None if name == "M" => Move::Never,
                Some((_, "")) => Move::Never,
                Some(("B", label)) => Move::Begin(Label::new(label)),
                Some(("I", label)) => Move::In(Label::new(label)),
                Some(("L", label)) => Move::Last(Label::new(label)),
                Some(("U", label)) => Move::Unit(Label::new(label)),
                _ => return None,
            })
        })
        .collect()
}

impl Recogniser {
    pub(crate) fn new(scorer: StateScorer, tok2vec: usize, moves: Vec<Move>) -> Self {
        Recogniser {
            scorer,
            tok2vec,
            kinds: runs(moves.iter().map(|m| m.kind())),
            moves: moves.into(),
        }
    }

    pub(crate) fn scorer(&self) -> &StateScorer {
        &self.scorer
    }

    /// Appends the entities of one document. `prepared` holds the scorer's rows of its tokens;
    /// entities do not cross `starts` of sentences, nor begin with white space.
    pub(crate) fn recognise(
        &self,
        prepared: &[f32],
        starts: &[bool],
        is_space: &[bool],
        scores: &mut Scores,
        out: &mut Vec<(Range<usize>, Label)>,
    ) {
        let n = starts.len();
        let mut open: Option<(usize, Label)> = None;
        for i in 0..n {
            let tokens = match open {
                Some((start, _)) => [i as i32, start as i32, i as i32 - 1],
                None => [i as i32, -1, -1],
            };
            self.scorer.score(prepared, &tokens, scores);
            let may_go_on = i + 1 < n && !starts[i + 1];
            let best = best_move(&scores.moves, &self.kinds, |kind| match (kind, open) {
                (Kind::Begin, None) => may_go_on && !is_space[i],
                (Kind::Unit, None) => !is_space[i],
                (Kind::Out, None) => true,
                (Kind::In(l), Some((_, label))) => l == label && may_go_on,
                (Kind::Last(l), Some((_, label))) => l == label,
                _ => false,
            });
            match (best.map(|m| self.moves[m]), open) {
                (Some(Move::Begin(label)), _) => open = Some((i, label)),
                (Some(Move::Unit(label)), _) => out.push((i..i + 1, label)),
                (Some(Move::Last(label)), Some((start, _))) => {
                    out.push((start..i + 1, label));
                    open = None;
                }
                (None, _) => break,
                _ => {}
            }
        }
    }
}
