//! A claim before it is known who makes it.

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
    /// Rule and version.
    pub rule: String,
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
        }
    }
}
