//! Whether the words around an expression look back or ahead.

use super::*;

impl Scanner<'_> {
    /// Reads off the neighbouring words whether the expression lies ahead: the nearest verb before
    /// it in its sentence decides, else the first one behind it.
    pub(super) fn tense(&self, start: usize, end: usize) -> Tense {
        let stop = |i: usize| among(self.word(i), ". ! ? ;") && !self.glued(i + 1);
        let sign = |i: usize| -> Option<Tense> {
            let word = self.word(i);
            match word {
                "will" | "ll" | "shall" | "scheduled" | "slated" | "due" | "expected"
                | "planned" | "plans" | "planning" | "would" | "won" | "upcoming" | "should"
                | "must" | "could" | "deadline" | "intends" | "hopes" | "aims" | "may"
                | "might" | "set" => Some(Tense::Future),
                "going" if self.word(i + 1) == "to" => Some(Tense::Future),
                "was" | "were" | "had" | "said" | "did" | "has" | "took" | "came" | "began"
                | "told" | "fell" | "rose" | "went" | "have" | "been" | "left" | "hit" | "met"
                | "struck" | "saw" | "broke" | "fled" | "shot" | "lost" | "made" => {
                    Some(Tense::Past)
                }
                _ if word.len() > 4 && word.ends_with("ed") && self.is_word(i) => Some(Tense::Past),
                _ => None,
            }
        };
        // "will stay closed until Friday", and "closed until Friday", but "was mayor until May".
        if matches!(self.before(start), "until" | "till") {
            let verb = (start.saturating_sub(14)..start)
                .rev()
                .take_while(|&i| !stop(i))
                .find(|&i| {
                    among(
                        self.word(i),
                        "will would must should was were had did ruled led held lived served",
                    )
                });
            return match verb {
                Some(i) if !among(self.word(i), "will would must should") => Tense::Past,
                _ => Tense::Future,
            };
        }
        // "is to leave by Friday" looks ahead, "had left by Friday" and "by Friday 30 had left" do not.
        let by = self.before(start) == "by"
            || (self.before(start) == "the" && start >= 2 && self.word(start - 2) == "by");
        if by {
            let before = start.saturating_sub(10)..start;
            let behind = end..(end + 8).min(self.tokens.len());
            let past = |i: usize| among(self.word(i), "had was were has have");
            let ahead = before.clone().any(|i| {
                sign(i) == Some(Tense::Future) || self.word(i) == "to" && self.is_word(i + 1)
            });
            if ahead && !behind.clone().any(past) {
                return Tense::Future;
            }
            if behind.clone().any(past) {
                return Tense::Past;
            }
        }
        let mut i = start;
        while i > 0 && start - i < 14 && !stop(i - 1) {
            i -= 1;
            if let Some(tense) = sign(i) {
                // "was due on Friday", "had planned to meet on Friday" look ahead from then.
                return tense;
            }
        }
        let mut i = end;
        while i < self.tokens.len() && i - end < 10 && !stop(i) {
            if let Some(tense) = sign(i) {
                return tense;
            }
            i += 1;
        }
        Tense::Past
    }
}
