//! The plain types of the record: what one report says, and who says it. No I/O.
//!
//! [`Analysis`] is what reading one report gives, and what every other part is built on. Inside the
//! program its spans count UTF-8 bytes; [`Analysis::into_code_points`] converts them once, at the
//! border, to the Unicode code points of the public record.

mod analysis;
mod article;
mod claim;
mod ids;
mod mention;

pub use analysis::{Analysis, ArticleRecord, Diagnostic, Document, Part, SCHEMA};
pub use article::{
    Article, Basis, Block, BlockKind, Capture, Page, Published, SourceMap, SourceRange,
};
pub use claim::{
    Access, Agreement, Args, Attack, Casualties, Claim, Codes, Control, Count, Deployment,
    Diplomacy, Displacement, EquipmentLoss, FiredOn, Link, Modality, Polarity, Relation,
    RelationType, Scope, Statement,
};
pub use ids::{AttributionId, ClaimId, MentionId};
pub use mention::{
    Actor, ActorKind, Attribution, Equipment, Mention, MentionValue, Place, Quantity, Quoted, Time,
};
pub use rashomon_text::Span;
