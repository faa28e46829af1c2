//! From claims to questions: claims that answer the same question laid side by side, who stands
//! behind each answer, who denies it, and how far the accounts agree.
//!
//! [`questions`] takes the analyses of one run and gives their [`Question`]s. The ledger picks no
//! winner and deletes nothing; it is a pure function of the *set* of analyses: their order changes
//! no byte of the result. It knows no enmity beforehand: sides are opposed where the reports say
//! so ("a denies b", "a lost it to b").
//!
//! An origin is where a claim comes from: the innermost source, an office and all others of its
//! side counting as one, and for a report's own voice its text, near-copies counting as one text.

mod ask;
mod ledger;
mod origin;
mod question;
mod scope;
mod sides;
mod status;
mod voice;
mod when;
mod words;

pub use ledger::{Options, questions, questions_with};
pub use question::{
    Answer, ClaimRef, Evidence, Grounds, Holder, Interest, Question, Reason, Stance, Status, Tally,
    Value,
};
pub use sides::Names;
pub use voice::document_keys;
pub use when::{Day, Days};
pub use words::{count_words, plural};
