//! A claim before it is known who makes it.

use crate::frame::phrase;
use rashomon_mention::Context;
use rashomon_model::{Args, AttributionId, Codes, MentionId};
use rashomon_text::Span;

/// What a rule found: kind, arguments and place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The token that the rule fired on.
    pub trigger: usize,
    /// The words that say it.
    pub span: Span,
    /// Kind and arguments.
    pub args: Args,
    /// Where.
    pub places: Vec<MentionId>,
    /// When, as EDTF.
    pub time: Option<String>,
    /// The draft, by place in the list, that this figure is a part of.
    pub part_of: Option<usize>,
    /// The attribution that it was found in; absent where the innermost around the trigger counts.
    pub attribution: Option<AttributionId>,
    /// Codes that the rule gives.
    pub codes: Codes,
    /// Rule, word and version.
    pub rule: String,
    /// The words that it took as arguments, by what it took them for.
    pub took: Vec<(&'static str, Span)>,
}

/// The name under which a rule of `data/rules/` is recorded: its kind, the frame that it reads, the word of its list that it
/// met, and its version.
pub fn found_by(kind: &str, frame: &str, word: &str) -> String {
    format!("{kind}/{frame}:{word}@1")
}

impl Draft {
    /// A draft without time and place.
    pub fn new(trigger: usize, span: Span, args: Args, rule: String) -> Self {
        Draft {
            trigger,
            span,
            args,
            places: Vec::new(),
            time: None,
            part_of: None,
            attribution: None,
            codes: Codes::default(),
            rule,
            took: Vec::new(),
        }
    }

    /// Keeps the phrase under each head as an argument of the rule.
    pub fn took(&mut self, ctx: &Context, arguments: &[(&'static str, Option<usize>)]) {
        for &(role, head) in arguments {
            let Some(head) = head.filter(|&h| h != self.trigger) else {
                continue;
            };
            let argument = (role, ctx.span(&phrase(ctx, head)));
            if !self.took.contains(&argument) {
                self.took.push(argument);
            }
        }
    }
}
