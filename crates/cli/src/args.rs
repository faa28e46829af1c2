//! The command line.

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use rashomon_ledger::{Day, Days, Status};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Reads reports of armed conflict and keeps the record of who says what happened, who denies it,
/// and what nobody disputes.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = EXIT_CODES
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  everything was read
  1  some input could not be read, or not wholly; the rest was
  2  the command line is at fault";

const READ_EXAMPLES: &str = "\
Examples:
  rashomon read report.txt
  rashomon read reports/ --format jsonl > claims.jsonl
  cat reports.jsonl | rashomon read --input-format jsonl --format jsonl -
  rashomon read https://news.example/report.html

Without colour, text output marks {who says it}, <that it is said> and [what is claimed].
JSON lines have the keys id, title, text, date, outlet, uri, byline; only text must be there.
Spans in the output count Unicode code points of document.text.

Exit codes:
  0  everything was read
  1  some input could not be read, or not wholly; the rest was
  2  the command line is at fault";

const QUESTIONS_EXAMPLES: &str = "\
Examples:
  rashomon questions reports/
  rashomon questions reports/ --kind control --place Shusha --as-of 2020-11-08
  rashomon questions reports/ --status contested --from 2020-10 --format csv

Exit codes:
  0  everything was read
  1  some input could not be read, or not wholly; the rest was
  2  the command line is at fault";

const ADD_EXAMPLES: &str = "\
Examples:
  rashomon add reports/
  rashomon add --ledger donbas.ledger reports.jsonl pages/
  zcat reports.jsonl.gz | rashomon add --input-format jsonl -

Reports that are in the ledger already are left as they are. Whatever ends the program, the ledger
holds what was added until then; run the same command again to add the rest.

Exit codes:
  0  everything was read and is in the ledger
  1  some input could not be read, or the ledger could not be written; the rest is in the ledger
  2  the command line is at fault";

const REREAD_EXAMPLES: &str = "\
Examples:
  rashomon reread
  rashomon reread --all --summary

Earlier readings are kept beside the new ones; the last one counts.

Exit codes:
  0  everything was read
  1  some report could not be read, or the ledger could not be written; the rest was
  2  the command line is at fault";

const WATCH_EXAMPLES: &str = "\
Examples:
  rashomon watch feeds.toml
  rashomon watch feeds.toml --once --format jsonl
  rashomon watch feeds.toml --ledger donbas.ledger

feeds.toml names feeds and folders:

  [[feed]]
  url = \"https://news.example/rss\"
  every = \"15m\"

  [[folder]]
  path = \"inbox\"

What is new goes into the ledger. Printed is what it changes: new denials and answers, raised
figures, questions whose status is another one. Ctrl-C ends it after the current batch.

Exit codes:
  0  it was ended, or with --once: a source was had
  1  with --once: no source could be had; or the ledger could not be written
  2  the command line or feeds.toml is at fault";

const CHECK_EXAMPLES: &str = "\
Examples:
  rashomon check
  rashomon check --ledger donbas.ledger

Exit codes:
  0  the ledger is as it should be
  1  it is damaged, or could not be read
  2  the command line is at fault";

const QUESTION_EXAMPLES: &str = "\
Examples:
  rashomon question q:bd18dbeda560 reports/
  rashomon question bd18d reports/ --format json";

const CLAIMS_EXAMPLES: &str = "\
Examples:
  rashomon claims reports/ --side Turkey --kind equipment_loss
  rashomon claims reports/ --format jsonl";

const CLAIM_EXAMPLES: &str = "\
Examples:
  rashomon claim '1a2b3c#c4' reports/";

const TIMELINE_EXAMPLES: &str = "\
Examples:
  rashomon timeline reports/ --from 2020-11-01 --to 2020-11-10";

const TOLL_EXAMPLES: &str = "\
Examples:
  rashomon toll reports/
  rashomon toll reports/ --kind equipment_loss,displacement --format csv

Casualties are shown unless --kind asks for other counts.";

const CONTROL_EXAMPLES: &str = "\
Examples:
  rashomon control reports/ --as-of 2020-11-08";

const SOURCES_EXAMPLES: &str = "\
Examples:
  rashomon sources reports/ --kind control";

const SEARCH_EXAMPLES: &str = "\
Examples:
  rashomon search 'warplane shot down' reports/";

const DEMO_EXAMPLES: &str = "\
Examples:
  rashomon demo
  rashomon demo --as-of 2020-10-01
  rashomon demo --all";

const RULES_EXAMPLES: &str = "\
Examples:
  rashomon rules
  rashomon rules casualties
  rashomon rules control/gain";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  rashomon completions bash > ~/.local/share/bash-completion/completions/rashomon
  rashomon completions zsh > ~/.zfunc/_rashomon
  rashomon completions fish > ~/.config/fish/completions/rashomon.fish";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read reports: who claims what, who denies it, traced to the words
    #[command(after_help = READ_EXAMPLES, mut_arg("paths", |arg| arg.required(true)))]
    Read(ReadArgs),
    /// Read reports and lay side by side what they say on the same question
    #[command(after_help = QUESTIONS_EXAMPLES)]
    Questions(QuestionsArgs),
    /// Add reports to a ledger, where they are kept and found again
    #[command(after_help = ADD_EXAMPLES, mut_arg("paths", |arg| arg.required(true)))]
    Add(AddArgs),
    /// Read the ledger's reports again with this version of the program, and show what changed
    #[command(after_help = REREAD_EXAMPLES)]
    Reread(RereadArgs),
    /// Ask feeds and folders again and again, add what is new to a ledger, and show what it changes
    #[command(after_help = WATCH_EXAMPLES)]
    Watch(WatchArgs),
    /// Verify that a ledger holds what it should
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Judge a question, an answer or a claim: beside the machine's result, never in its place
    #[command(after_help = crate::judge::EXAMPLES)]
    Judge(crate::judge::JudgeArgs),
    /// Hold several ids to be one place or one person
    #[command(after_help = crate::judge::MERGE_EXAMPLES)]
    Merge(crate::judge::MergeArgs),
    /// Hold an id to be of its own
    #[command(after_help = crate::judge::MERGE_EXAMPLES)]
    Split(crate::judge::SplitArgs),
    /// Take a judgement back
    #[command(after_help = crate::judge::MERGE_EXAMPLES)]
    Undo(crate::judge::UndoArgs),
    /// List what analysts judged: of what, by whom, when and why
    Judgements(JudgementsArgs),
    /// Write one file to pass on: questions, charts, and every sentence cited
    #[command(after_help = crate::report::EXAMPLES)]
    Report(crate::report::ReportArgs),
    /// Show one question: each answer, who holds it since when, and the sentences behind it
    #[command(after_help = QUESTION_EXAMPLES)]
    Question(OneArgs),
    /// List claims: who says what, in which words
    #[command(after_help = CLAIMS_EXAMPLES)]
    Claims(ViewArgs),
    /// Show one claim: its sentence, who says it, and the questions that it answers
    #[command(after_help = CLAIM_EXAMPLES)]
    Claim(OneArgs),
    /// List questions by the days that they are about
    #[command(after_help = TIMELINE_EXAMPLES)]
    Timeline(ViewArgs),
    /// Chart the figures that each side gives over time, as ranges
    #[command(after_help = TOLL_EXAMPLES)]
    Toll(ViewArgs),
    /// List who is said to hold what, by whom, and who denies it
    #[command(after_help = CONTROL_EXAMPLES)]
    Control(ViewArgs),
    /// List origins, with the outlets that carry them and when they first appeared
    #[command(after_help = SOURCES_EXAMPLES)]
    Sources(ViewArgs),
    /// Find titles and sentences by their words
    #[command(after_help = SEARCH_EXAMPLES)]
    Search(SearchArgs),
    /// Show the disputed questions of the reports that come with the program
    #[command(after_help = DEMO_EXAMPLES)]
    Demo(DemoArgs),
    /// List the rules by which the program reads, with examples and words
    #[command(after_help = RULES_EXAMPLES)]
    Rules(RulesArgs),
    /// Print a script that completes commands in a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the JSON Schema of the records that the program writes with `--format json` or `jsonl`
    #[command(hide = true)]
    Schema {
        /// Whose records.
        #[arg(value_enum, default_value_t = Record::Analysis)]
        record: Record,
    },
}

/// A record that the program writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Record {
    /// What `read` writes.
    Analysis,
    /// What `questions` writes.
    Question,
    /// What the views write.
    Views,
}

/// Arguments of `read`.
#[derive(Debug, Args)]
pub struct ReadArgs {
    /// What to read.
    #[command(flatten)]
    pub input: InputArgs,
    /// What to write: text for people, or one JSON object a line
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub format: OutputFormat,
    /// Show which rule found each claim and the words that it fired on (JSON records always have both)
    #[arg(long)]
    pub explain: bool,
    /// Leave the reports' text out of the JSON records
    #[arg(long)]
    pub no_text: bool,
    /// How to print.
    #[command(flatten)]
    pub print: PrintArgs,
}

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// One rule to show in full, or the beginning of the names of several
    pub name: Option<String>,
    /// What to write: text for people, one JSON object a line, or a page for the documentation
    #[arg(long, value_enum, default_value_t = RulesFormat::Text)]
    pub format: RulesFormat,
    /// How to print.
    #[command(flatten)]
    pub print: PrintArgs,
}

/// Arguments of `questions`.
#[derive(Debug, Args)]
pub struct QuestionsArgs {
    /// What to look at, and how.
    #[command(flatten)]
    pub view: ViewArgs,
    /// Show every question and every claim, not only the disputed ones
    #[arg(long)]
    pub all: bool,
}

/// Arguments of `question` and `claim`.
#[derive(Debug, Args)]
pub struct OneArgs {
    /// Its id, or the beginning of it: q:bd18d, 1a2b3c#c4
    pub id: String,
    /// Where to look.
    #[command(flatten)]
    pub shelf: ShelfArgs,
    /// What to write
    #[arg(long, value_enum, default_value_t = ViewFormat::Text)]
    pub format: ViewFormat,
    /// How to print.
    #[command(flatten)]
    pub print: PrintArgs,
}

/// Arguments of `judgements`.
#[derive(Debug, Args)]
pub struct JudgementsArgs {
    /// List also those that were taken back, and what took them back
    #[arg(long)]
    pub all: bool,
    /// What to write
    #[arg(long, value_enum, default_value_t = ViewFormat::Text)]
    pub format: ViewFormat,
    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerArgs,
    /// How to print.
    #[command(flatten)]
    pub print: PrintArgs,
}

/// Arguments of `add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// What to read.
    #[command(flatten)]
    pub input: InputArgs,
    /// Show what the new reports change: new denials and answers, raised figures, other statuses
    #[arg(long)]
    pub news: bool,
    /// Where it goes.
    #[command(flatten)]
    pub ledger: LedgerArgs,
    /// How to print.
    #[command(flatten)]
    pub print: PrintArgs,
}

/// Arguments of `watch`.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// The file that names what is watched (TOML)
    #[arg(value_name = "FEEDS")]
    pub feeds: PathBuf,
    /// Ask every source once, and end
    #[arg(long)]
    pub once: bool,
    /// What to write: text for people, or one JSON object a line
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub format: OutputFormat,
    /// How to read.
    #[command(flatten)]
    pub reader: ReaderArgs,
    /// Where it goes.
    #[command(flatten)]
    pub ledger: LedgerArgs,
    /// How to print.
    #[command(flatten)]
    pub print: PrintArgs,
}

/// Arguments of `reread`.
#[derive(Debug, Args)]
pub struct RereadArgs {
    /// Read every report again, also those that this version of the program has read
    #[arg(long)]
    pub all: bool,
    /// Tell only how many claims changed, not which, and of no questions
    #[arg(long)]
    pub summary: bool,
    /// How to read.
    #[command(flatten)]
    pub reader: ReaderArgs,
    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerArgs,
    /// How to print.
    #[command(flatten)]
    pub print: PrintArgs,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerArgs,
}

/// Arguments of `search`.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// Words that a title or a sentence must have, all of them
    #[arg(value_name = "TEXT")]
    pub words: String,
    /// What to look at, and how.
    #[command(flatten)]
    pub view: ViewArgs,
}

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Show what was known on this day: later reports do not count, nor do undated ones
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<Day>,
    /// Show every question and every claim
    #[arg(long)]
    pub all: bool,
    /// How to print.
    #[command(flatten)]
    pub print: PrintArgs,
}

/// What a list looks at, and how it is written.
#[derive(Debug, Args)]
pub struct ViewArgs {
    /// Where to look.
    #[command(flatten)]
    pub shelf: ShelfArgs,
    /// What to look at.
    #[command(flatten)]
    pub filter: FilterArgs,
    /// What to write
    #[arg(long, value_enum, default_value_t = ViewFormat::Text)]
    pub format: ViewFormat,
    /// How to print.
    #[command(flatten)]
    pub print: PrintArgs,
}

/// Where to look, and as of when.
#[derive(Debug, Args)]
pub struct ShelfArgs {
    /// What to read; without any, the ledger is looked at.
    #[command(flatten)]
    pub input: InputArgs,
    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerArgs,
    /// Show what was known on this day: later reports do not count, nor do undated ones
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<Day>,
}

/// What to look at: what all that is given admits. What may be given again admits any of them.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Filters")]
pub struct FilterArgs {
    /// Only this kind (may be given again)
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = KINDS)]
    pub kind: Vec<String>,
    /// Only this place, by any of its names or its id (may be given again)
    #[arg(long, value_name = "NAME")]
    pub place: Vec<String>,
    /// Only what has to do with this side, by its name or id (may be given again)
    #[arg(long, value_name = "NAME")]
    pub side: Vec<String>,
    /// Only questions of this status, and claims that answer them (may be given again)
    #[arg(long, value_name = "STATUS", value_enum, value_delimiter = ',')]
    pub status: Vec<StatusArg>,
    /// Only what is about this day or later: 2020-11-08, 2020-11
    #[arg(long, value_name = "DATE", value_parser = days)]
    pub from: Option<Days>,
    /// Only what is about this day or earlier
    #[arg(long, value_name = "DATE", value_parser = days)]
    pub to: Option<Days>,
    /// Only what has these words, all of them
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,
    /// Show at most so many; 0 shows all. By default 100 rows, or 20 questions with their claims or charts; all in
    /// formats for programs
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

impl FilterArgs {
    /// The most that is to be shown: what was asked for, where 0 is all, or else `usual`.
    pub fn most(&self, usual: Option<usize>) -> Option<usize> {
        match self.limit {
            Some(0) => None,
            given => given.or(usual),
        }
    }

    /// What is asked for, in words: "place: Shusha".
    pub fn words(&self) -> Vec<String> {
        let status: Vec<String> = self.status.iter().map(|s| s.0.name().to_owned()).collect();
        let one = |text: Option<String>| text.into_iter().collect::<Vec<String>>();
        let parts = [
            ("kind", self.kind.clone()),
            ("place", self.place.clone()),
            ("side", self.side.clone()),
            ("status", status),
            ("from", one(self.from.map(Days::words))),
            ("to", one(self.to.map(Days::words))),
            ("words", one(self.text.clone())),
        ];
        let asked = parts.into_iter().filter(|(_, what)| !what.is_empty());
        asked
            .map(|(name, what)| format!("{name}: {}", what.join(" or ")))
            .collect()
    }
}

/// The kinds of claims that the ledger asks about, as in the record.
const KINDS: [&str; 10] = [
    "control",
    "casualties",
    "equipment_loss",
    "displacement",
    "attack",
    "agreement",
    "diplomacy",
    "deployment",
    "access",
    "statement",
];

/// A status of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusArg(pub Status);

impl ValueEnum for StatusArg {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [StatusArg; 7] = {
            let mut all = [StatusArg(Status::Contested); 7];
            let mut i = 0;
            while i < all.len() {
                all[i] = StatusArg(Status::ALL[i]);
                i += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()))
    }
}

/// What to read, and how.
#[derive(Debug, Args)]
pub struct InputArgs {
    /// Files, folders, http(s) addresses of pages and feeds, or - for standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What the inputs are made of
    #[arg(long, value_enum, default_value_t = InputFormat::Auto)]
    pub input_format: InputFormat,
    /// Date of publication of the reports that come without one: 2020-11-08, 2020-11
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Option<String>,
    /// How to read.
    #[command(flatten)]
    pub reader: ReaderArgs,
}

/// How to read.
#[derive(Debug, Args)]
pub struct ReaderArgs {
    /// A table of places to know beside those that the program knows (TSV; may be given again)
    #[arg(long, value_name = "FILE")]
    pub gazetteer: Vec<PathBuf>,
    /// A table of sides: states' and armed groups' names and adjectives (TSV; may be given again)
    #[arg(long, value_name = "FILE")]
    pub sides: Vec<PathBuf>,
    /// A table of people and the offices they held (TSV; may be given again)
    #[arg(long, value_name = "FILE")]
    pub actors: Vec<PathBuf>,
    /// Reports read at the same time; by default one a core
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

/// Which ledger.
#[derive(Debug, Args)]
pub struct LedgerArgs {
    /// The ledger's file
    #[arg(
        long,
        value_name = "FILE",
        env = "RASHOMON_LEDGER",
        default_value = "rashomon.ledger"
    )]
    pub ledger: PathBuf,
}

/// How to print.
#[derive(Debug, Args)]
pub struct PrintArgs {
    /// When to use colour
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
}

/// How a view is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ViewFormat {
    /// For people: the view's own page, or a table
    Text,
    /// A table
    Table,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
    /// A Markdown table
    Markdown,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Jsonl,
}

/// How the catalogue of rules is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RulesFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// A page of the documentation.
    Markdown,
}

/// What the inputs are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// By name and content.
    Auto,
    /// Each input is one report.
    Text,
    /// Each line is one report.
    Jsonl,
    /// Each input is an HTML page.
    Html,
    /// Each entry of an RSS, Atom or JSON feed is one report.
    Feed,
    /// Each HTML page of an archive of the web is one report.
    Warc,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A day of the calendar.
pub fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "not a day: write it as 2020-11-08".to_owned())
}

fn days(text: &str) -> Result<Days, String> {
    Days::parse(text).ok_or_else(|| NO_DATE.to_owned())
}

fn date(text: &str) -> Result<String, String> {
    let read = rashomon_source::date::edtf(text).map_err(|_| NO_DATE.to_owned())?;
    Ok(read.edtf)
}

const NO_DATE: &str = "not a date: write it as 2020-11-08, 2020-11 or 2020";

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
