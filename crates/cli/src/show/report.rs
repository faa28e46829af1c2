//! One report: its header, then each claim with its sentence, its chain, and why it was found.

use super::args::{chain, modality, words};
use super::explain;
use super::sentence::marked;
use super::style::{Role, tame};
use crate::output::Page;
use rashomon_ledger::{Days, Names};
use rashomon_model::{
    Analysis, Basis, Claim, ClaimId, Polarity, Published, Relation, RelationType,
};
use std::collections::HashMap;
use std::fmt::Write;

/// Writes a report; `explained`, with the rules behind each claim.
pub fn write(out: &mut String, analysis: &Analysis, names: &Names, explained: bool, page: Page) {
    header(out, analysis, page);
    let mut answers: HashMap<ClaimId, Vec<&Relation>> = HashMap::new();
    for relation in &analysis.relations {
        answers.entry(relation.from).or_default().push(relation);
    }
    let mut articles = analysis.articles.iter().enumerate().peekable();
    let several = analysis.articles.len() > 1;
    for claim in &analysis.claims {
        // Which of several articles on a page the claim stands in is told where it begins.
        while let Some((i, article)) = articles.next_if(|(_, a)| a.span.start <= claim.span.start) {
            if several {
                let title = article.title.as_deref().unwrap_or("without a title");
                let line = format!(
                    "Article {}: {} ({})",
                    i + 1,
                    tame(title),
                    date(&article.published)
                );
                out.push_str(&page.paint(Role::Heading, page.wrap("  ", "  ", &line).trim_end()));
                out.push_str("\n\n");
            }
        }
        let answers = answers.get(&claim.id).map_or(&[][..], Vec::as_slice);
        one(out, analysis, claim, answers, names, page);
        if explained {
            out.push_str(&explain::behind(analysis, claim, answers, page));
        }
        out.push('\n');
    }
    if analysis.claims.is_empty() {
        out.push_str(&page.paint(Role::Faint, "  No claims were found."));
        out.push_str("\n\n");
    }
}

fn header(out: &mut String, analysis: &Analysis, page: Page) {
    let document = &analysis.document;
    let name = document.uri.as_deref().unwrap_or(&document.id);
    let title = document.title.as_deref().unwrap_or(name);
    out.push_str(&page.paint(Role::Heading, page.wrap("", "", &tame(title)).trim_end()));
    out.push('\n');
    let mut parts = Vec::new();
    if document.title.is_some() {
        parts.push(short(name));
    }
    parts.extend(document.outlet.clone());
    parts.push(date(&document.published));
    let line = page.wrap("", "", &tame(&parts.join(" · ")));
    out.push_str(&page.paint(Role::Faint, line.trim_end()));
    out.push_str("\n\n");
}

/// A hash is cut to what tells it from others.
pub fn short(id: &str) -> String {
    match id.strip_prefix("sha256:").and_then(|hash| hash.get(..12)) {
        Some(hash) => format!("sha256:{hash}…"),
        None => id.to_owned(),
    }
}

/// "8 November 2020 (inferred)".
pub fn date(published: &Published) -> String {
    let basis = match published.basis {
        Basis::Metadata => "given with it",
        Basis::Stated => "stated in it",
        Basis::Inferred => "inferred from it",
        Basis::Unknown => "",
    };
    match &published.value {
        Some(value) => {
            let days = Days::parse(value)
                .map(Days::words)
                .or_else(|| yearless(value))
                .unwrap_or_else(|| value.clone());
            match basis {
                "" => days,
                basis => format!("{days} ({basis})"),
            }
        }
        None => "date unknown".to_owned(),
    }
}

/// A day whose year the text does not settle: `XXXX-11-08`.
fn yearless(edtf: &str) -> Option<String> {
    let rest = edtf.strip_prefix("XXXX-")?;
    // Any year will do to name the day; a leap year has them all.
    let day = Days::parse(&format!("2020-{rest}"))?.words();
    Some(format!("{}, year unknown", day.strip_suffix(" 2020")?))
}

fn one(
    out: &mut String,
    analysis: &Analysis,
    claim: &Claim,
    answers: &[&Relation],
    names: &Names,
    page: Page,
) {
    let id = format!("{:>4}  ", claim.id.to_string());
    let who = page.paint(Role::Source, &tame(&chain(claim, analysis)));
    let what = tame(&words(claim, analysis, names));
    let what = match claim.polarity {
        Polarity::Affirmed => page.paint(Role::Heading, &what),
        Polarity::Denied => page.paint(Role::Alarm, &what),
    };
    out.push_str(&page.wrap(&id, "      ", &format!("{who}: {what}")));
    let sentence = marked(analysis, claim, page);
    out.push_str(&page.wrap("        ", "        ", &sentence));
    let mut notes = vec![claim.args.kind().replace('_', " ")];
    if !modality(claim).is_empty() {
        notes.push(modality(claim).to_owned());
    }
    notes.extend(
        claim
            .hedges
            .iter()
            .map(|hedge| format!("“{}”", tame(hedge))),
    );
    if let Some(time) = &claim.time {
        notes.push(Days::parse(time).map_or_else(|| time.clone(), Days::words));
    }
    for relation in answers {
        notes.push(format!("{} {}", verb(relation.r#type), relation.to));
    }
    notes.push(format!("found by {}", claim.found_by));
    let line = page.wrap("        ", "        ", &notes.join(" · "));
    let _ = writeln!(out, "{}", page.paint(Role::Faint, line.trim_end()));
}

fn verb(relation: RelationType) -> &'static str {
    match relation {
        RelationType::Denies => "denies",
        RelationType::Disputes => "doubts",
        RelationType::Confirms => "confirms",
        RelationType::Repeats => "repeats",
        RelationType::Updates => "updates",
    }
}
