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
//!
//! # Three steps
//!
//! The work is a map, a merge and a group, so that a ledger can be kept, added to and spread out:
//!
//! 1. [`Report::of`] makes of one document all that the ledger will ever need of it.
//! 2. [`Context::update`] adds what reports tell together: opposed sides, names, copies. It answers
//!    with a [`Change`]: which families of questions that touches, beside those of the new reports.
//! 3. [`settle`] makes of a [`Family`]'s entries its questions, within a context.
//!
//! [`Ledger`] does so in memory, and [`questions_with`] is a ledger that is filled at once. Who
//! keeps a ledger on disk keeps of each report its [`Report`]; for each of its families the entries
//! (`Report::families`) and what they depend on ([`Report::depends`]); and the questions that were
//! settled by the family that [`Context::family`] gives. An update then is: [`Context::update`],
//! [`Change::families`], and for each family touched [`Context::members`] and [`settle`], whose
//! questions replace the family's former ones (none: the family is gone). For a day in the past a
//! context made as of that day ([`Options::as_of`]) from all reports settles the families asked
//! for; entries published later leave themselves out.

mod ask;
mod context;
mod copies;
mod credit;
mod family;
mod filter;
mod grade;
mod heard;
mod judgement;
mod ledger;
mod news;
mod origins;
mod people;
mod question;
mod report;
mod scope;
mod settle;
mod sides;
mod status;
mod told;
mod when;
mod words;

pub use context::{Change, Context, places_called};
pub use copies::{Sketch, TextId, shared_passages};
pub use credit::{Credit, Credited};
pub use family::Family;
pub use filter::{Filter, Traits};
pub use grade::{Credibility, Grade, Harm, HarmGrade, Reliability};
pub use heard::{Heard, Sum, heard};
pub use judgement::{Act, Judgement, OnAnswer, Overlay, Rulings, Subject, Verdict};
pub use ledger::{Ledger, Options, document_keys, prune, questions, questions_with};
pub use news::{News, Turn, news};
pub use origins::{Origin, OriginText, Tie, origins};
pub use question::{
    Answer, ClaimRef, Evidence, Grounds, Holder, Interest, PlaceRef, Question, Reason, Stance,
    Status, Tally, Value, alike,
};
pub use report::{Entry, Facts, PlaceSeen, Report, outlet};
pub use settle::{settle, sides_named};
pub use sides::Names;
pub use told::{Row, Source};
pub use when::{Day, Days};
pub use words::{count_words, plural, tame};
