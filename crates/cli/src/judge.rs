//! `rashomon judge`, `merge`, `split` and `undo`: what analysts hold, laid beside what the machine
//! found.

use crate::args::LedgerArgs;
use crate::shelf::Shelf;
use crate::{Exit, Fault, ledger, output};
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use rashomon_ledger::{Act, Credibility, Harm, Question, Reliability, Subject, Verdict};
use rashomon_read::Reader;
use rashomon_store::{Mode, Store};
use serde::de::DeserializeOwned;

/// Shown with the help.
pub const EXAMPLES: &str = "\
Examples:
  rashomon judge bd18d --answer Azerbaijan --verdict confirmed --why 'Filmed from three sides'
  rashomon judge '1a2b3c#c4' --verdict misread --why 'The sentence is about 1992'
  rashomon judge bd18d --answer Azerbaijan --grade B2 --why 'The mayor confirms it'

The machine's own result stays as it is. A judgement is never deleted; `rashomon undo` takes it back.";

/// Shown with the help.
pub const MERGE_EXAMPLES: &str = "\
Examples:
  rashomon merge geonames:147105 frame:shushikend --why 'One town'
  rashomon split frame:shushikend --why 'A village of its own'
  rashomon undo j000001 --why 'Two towns after all'";

/// Arguments of `judge`.
#[derive(Debug, Args)]
pub struct JudgeArgs {
    /// What is judged: a question's id or a claim's, or the beginning of it
    #[arg(value_name = "QUESTION|CLAIM")]
    pub id: String,
    /// Judge this answer of the question: its words, or the beginning of them
    #[arg(long, value_name = "WORDS")]
    pub answer: Option<String>,
    /// What holds of it; misread is for claims: the report does not say this
    #[arg(long, value_enum, required_unless_present_any = ["grade", "harm"])]
    pub verdict: Option<VerdictArg>,
    /// The answer's Admiralty code: B2, or one of its halves
    #[arg(long, value_name = "CODE", requires = "answer", conflicts_with = "verdict", value_parser = code)]
    pub grade: Option<(Option<Reliability>, Option<Credibility>)>,
    /// How well harm to civilians is borne out, after Airwars
    #[arg(long, value_name = "GRADE", conflicts_with_all = ["verdict", "answer"],
          value_parser = PossibleValuesParser::new(["confirmed", "fair", "weak", "contested", "discounted"]))]
    pub harm: Option<String>,
    /// Who, why and where.
    #[command(flatten)]
    pub by: ByArgs,
}

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Ids of places or people that are one; the first stands for all
    #[arg(required = true, num_args = 2.., value_name = "ID")]
    pub ids: Vec<String>,
    /// Who, why and where.
    #[command(flatten)]
    pub by: ByArgs,
}

/// Arguments of `split`.
#[derive(Debug, Args)]
pub struct SplitArgs {
    /// Id of the place or the person that is one of its own
    pub id: String,
    /// Who, why and where.
    #[command(flatten)]
    pub by: ByArgs,
}

/// Arguments of `undo`.
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// Id of the judgement to take back
    pub judgement: String,
    /// Who, why and where.
    #[command(flatten)]
    pub by: ByArgs,
}

/// Who judges and why, and in which ledger.
#[derive(Debug, Args)]
pub struct ByArgs {
    /// The reason
    #[arg(long, value_name = "REASON")]
    pub why: String,
    /// Who judges; by default the user's name
    #[arg(long, value_name = "NAME", env = "RASHOMON_AUTHOR")]
    pub author: Option<String>,
    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerArgs,
}

/// What holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VerdictArg {
    /// It is so
    Confirmed,
    /// It is not so
    Refuted,
    /// It cannot be settled
    Open,
    /// The report does not say this
    Misread,
}

impl VerdictArg {
    fn verdict(self) -> Verdict {
        match self {
            VerdictArg::Confirmed => Verdict::Confirmed,
            VerdictArg::Refuted => Verdict::Refuted,
            VerdictArg::Open => Verdict::Open,
            VerdictArg::Misread => Verdict::Misread,
        }
    }
}

/// A word as the record has it.
fn word<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(word)).ok()
}

/// Reads `B2`, `B` or `2`.
fn code(text: &str) -> Result<(Option<Reliability>, Option<Credibility>), String> {
    let wrong = || {
        "not an Admiralty code: write a letter from A to F, a number from 1 to 6, or both"
            .to_owned()
    };
    let mut reliability = None;
    let mut rest = text.trim();
    if let Some(letter) = rest.chars().next().filter(char::is_ascii_alphabetic) {
        let letter = letter.to_ascii_uppercase().to_string();
        reliability = Some(word(&letter).ok_or_else(wrong)?);
        rest = &rest[1..];
    }
    let credibility = match rest {
        "" => None,
        number => {
            let number: u8 = number.parse().map_err(|_| wrong())?;
            Some(Credibility::try_from(number).map_err(|_| wrong())?)
        }
    };
    match (&reliability, &credibility) {
        (None, None) => Err(wrong()),
        _ => Ok((reliability, credibility)),
    }
}

/// Runs `rashomon judge`.
pub fn judge(args: &JudgeArgs) -> Result<Exit, Fault> {
    let shelf = Shelf::of_ledger(&args.by.ledger)?;
    let (on, name) = match (args.id.contains('#'), &args.answer) {
        (true, Some(_)) => {
            return Err(Fault::Usage(
                "--answer goes with a question, not with a claim".to_owned(),
            ));
        }
        (true, None) => {
            let claim = shelf.claim_called(&args.id)?.id();
            let name = format!("claim {claim}");
            (Subject::Claim { claim }, name)
        }
        (false, answer) => {
            let question = shelf.question(&args.id)?;
            match answer {
                None => {
                    let on = Subject::Question {
                        question: question.id.clone(),
                    };
                    (on, question.text.clone())
                }
                Some(words) => answer_of(question, words)?,
            }
        }
    };
    if args.verdict == Some(VerdictArg::Misread) && !matches!(on, Subject::Claim { .. }) {
        return Err(Fault::Usage(
            "only a claim can be misread: `rashomon question ID` shows the claims".to_owned(),
        ));
    }
    let act = match (args.verdict, &args.harm) {
        (Some(verdict), _) => Act::Verdict {
            on,
            verdict: verdict.verdict(),
        },
        (None, harm) => {
            let (reliability, credibility) = args.grade.unwrap_or_default();
            Act::Grade {
                on,
                reliability,
                credibility,
                harm: harm.as_deref().and_then(word::<Harm>),
            }
        }
    };
    drop(shelf);
    add(&act, &name, &args.by)
}

/// The answer of a question with these words, or the one that begins so.
fn answer_of(question: &Question, words: &str) -> Result<(Subject, String), Fault> {
    let wanted = words.to_lowercase();
    let exact = question
        .answers
        .iter()
        .find(|a| a.text.to_lowercase() == wanted);
    let begin = |a: &&rashomon_ledger::Answer| a.text.to_lowercase().starts_with(&wanted);
    let begins: Vec<_> = question.answers.iter().filter(begin).collect();
    let answer = exact.or(match begins[..] {
        [one] => Some(one),
        _ => None,
    });
    let Some(answer) = answer else {
        let texts: Vec<&str> = question.answers.iter().map(|a| a.text.as_str()).collect();
        return Err(Fault::Usage(format!(
            "not one answer begins with '{words}': there are {}",
            texts.join("; ")
        )));
    };
    let on = Subject::Answer {
        question: question.id.clone(),
        value: answer.value.clone(),
    };
    Ok((on, format!("{} {}", question.text, answer.text)))
}

/// Runs `rashomon merge`.
pub fn merge(args: &MergeArgs) -> Result<Exit, Fault> {
    let act = Act::Merge {
        ids: args.ids.clone(),
    };
    add(&act, &format!("{} are one", args.ids.join(", ")), &args.by)
}

/// Runs `rashomon split`.
pub fn split(args: &SplitArgs) -> Result<Exit, Fault> {
    let act = Act::Split {
        id: args.id.clone(),
    };
    add(&act, &format!("{} is of its own", args.id), &args.by)
}

/// Runs `rashomon undo`.
pub fn undo(args: &UndoArgs) -> Result<Exit, Fault> {
    let act = Act::Undo {
        judgement: args.judgement.clone(),
    };
    add(&act, &format!("{} is taken back", args.judgement), &args.by)
}

/// Adds a judgement and says which it is; questions that it merges or parts are settled anew.
fn add(act: &Act, name: &str, by: &ByArgs) -> Result<Exit, Fault> {
    let user = || {
        std::env::var("USER")
            .or_else(|_| std::env::var("USERNAME"))
            .ok()
    };
    let author = by
        .author
        .clone()
        .or_else(user)
        .filter(|a| !a.trim().is_empty());
    let author = author.ok_or_else(|| Fault::Usage("say who judges: --author NAME".to_owned()))?;
    if by.why.trim().is_empty() {
        return Err(Fault::Usage("say why: --why REASON".to_owned()));
    }
    let mut store = Store::open(&by.ledger.ledger, Mode::Change)?;
    let id = store.judge(act, &by.why, &author, &ledger::now())?;
    if !matches!(act, Act::Verdict { .. } | Act::Grade { .. }) {
        let reader = Reader::new().map_err(|error| Fault::Usage(error.to_string()))?;
        ledger::settle(&mut store, &reader)?;
    }
    output::all(format!("{id}: {name}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::code;
    use rashomon_ledger::{Credibility, Reliability};

    #[test]
    fn admiralty_codes_are_read_whole_or_by_halves() {
        let second = Credibility::try_from(2).ok();
        assert_eq!(code("B2"), Ok((Some(Reliability::B), second)));
        assert_eq!(code("b"), Ok((Some(Reliability::B), None)));
        assert_eq!(code("2"), Ok((None, second)));
        for wrong in ["", "G2", "B7", "2B", "é", "B2x"] {
            assert!(code(wrong).is_err(), "{wrong}");
        }
    }
}
