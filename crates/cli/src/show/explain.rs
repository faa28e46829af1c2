//! Why a claim stands in the record: the rules that found it, who says it and what it answers, with the words that each fired on.

use super::style::{Role, tame};
use crate::output::Page;
use rashomon_model::{Analysis, Attribution, AttributionId, Claim, Relation, Span};
use rashomon_read::rules;

/// The rules behind a claim, from the claim outwards.
pub fn behind(analysis: &Analysis, claim: &Claim, answers: &[&Relation], page: Page) -> String {
    let mut out = String::new();
    let fired = claim
        .fired_on
        .iter()
        .map(|fired| (&*fired.role, fired.span));
    rule(&mut out, analysis, &claim.found_by, fired, page);
    let mut next = claim.attribution;
    let mut left = analysis.attributions.len();
    while let Some(said) = next.and_then(|AttributionId(i)| analysis.attributions.get(i)) {
        rule(&mut out, analysis, &said.found_by, parts(said), page);
        // A circle of parents must not hold the program.
        next = said.parent.filter(|_| left > 0);
        left = left.saturating_sub(1);
    }
    for answer in answers {
        rule(
            &mut out,
            analysis,
            &answer.found_by,
            std::iter::empty(),
            page,
        );
    }
    out
}

fn parts(said: &Attribution) -> impl Iterator<Item = (&'static str, Span)> {
    let role = |role| move |&span: &Span| (role, span);
    let source = said.source.iter().map(role("source"));
    source.chain(said.cue.iter().map(role("cue")))
}

/// One rule: its name and sentence, then what it fired on.
fn rule<'a>(
    out: &mut String,
    analysis: &Analysis,
    found_by: &str,
    fired: impl Iterator<Item = (&'a str, Span)>,
    page: Page,
) {
    let sentence = rules::of(found_by).map_or("", |rule| rule.sentence);
    let text = analysis.document.text.as_deref().unwrap_or_default();
    let words: Vec<String> = fired
        .filter_map(|(role, span)| {
            let words = text.get(span.range())?.split_whitespace();
            Some(format!(
                "{role} “{}”",
                tame(&words.collect::<Vec<_>>().join(" "))
            ))
        })
        .collect();
    let (name, _) = rules::split(found_by);
    let line = page.wrap("        ▸ ", "          ", &format!("{name}: {sentence}"));
    out.push_str(&page.paint(Role::Notice, line.trim_end()));
    out.push('\n');
    if !words.is_empty() {
        let line = page.wrap("          ", "          ", &words.join(" · "));
        out.push_str(&page.paint(Role::Faint, line.trim_end()));
        out.push('\n');
    }
}
