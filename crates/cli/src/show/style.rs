//! Colours, and what stands for them where there are none.

use crate::output::Page;
use anstyle::{AnsiColor, Style};
pub use rashomon_ledger::tame;
use std::fmt::Write;

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A report's title, a question.
    Heading,
    /// Who says it.
    Source,
    /// That it is said.
    Cue,
    /// What is claimed.
    Claim,
    /// What is disputed or denied.
    Alarm,
    /// What is agreed or affirmed.
    Calm,
    /// What is neither.
    Notice,
    /// What can be left unread.
    Faint,
}

impl Role {
    fn style(self) -> Style {
        let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
        match self {
            Role::Heading => Style::new().bold(),
            Role::Source => color(AnsiColor::Cyan),
            Role::Cue => color(AnsiColor::Yellow),
            Role::Claim => Style::new().underline(),
            Role::Alarm => color(AnsiColor::Red).bold(),
            Role::Calm => color(AnsiColor::Green).bold(),
            Role::Notice => color(AnsiColor::Yellow).bold(),
            Role::Faint => Style::new().dimmed(),
        }
    }
}

impl Page {
    /// The text, in its role's colour where there is colour.
    pub fn paint(self, role: Role, text: &str) -> String {
        match self.color {
            true => {
                let style = role.style();
                format!("{style}{text}{style:#}")
            }
            false => text.to_owned(),
        }
    }

    /// Several roles at once.
    pub fn paint_all(self, roles: &[Role], text: &str) -> String {
        if !self.color {
            return text.to_owned();
        }
        let mut painted = String::new();
        for role in roles {
            let _ = write!(painted, "{}", role.style());
        }
        let _ = write!(painted, "{text}{:#}", Style::new().bold());
        painted
    }

    /// Wraps text to the page behind an indent; the first line has an indent of its own.
    pub fn wrap(self, first: &str, rest: &str, text: &str) -> String {
        let options = textwrap::Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let mut wrapped = textwrap::fill(text, options);
        wrapped.push('\n');
        wrapped
    }
}
