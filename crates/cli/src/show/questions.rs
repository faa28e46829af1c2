//! Questions with their answers, who stands behind each, and the claims with their sentences.

use super::args::chain;
use super::report::{date, short};
use super::sentence::marked;
use super::style::{Role, tame};
use crate::output::Page;
use crate::shelf::{ClaimAt, Found, Shelf};
use rashomon_ledger::{
    Answer, ClaimRef, Evidence, Grounds, Holder, Interest, Question, Reason, Stance, Status,
};
use rashomon_model::Document;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Claims shown under a question unless all are asked for.
const CLAIMS: usize = 4;

/// Reasons and answers shown under a question unless all are asked for.
const REASONS: usize = 4;
const ANSWERS: usize = 8;

/// Undisputed questions listed unless all are asked for.
const LISTED: usize = 12;

/// What is shown.
pub struct View<'a> {
    shelf: &'a Shelf,
    found: &'a Found<&'a Question>,
    all: bool,
}

impl<'a> View<'a> {
    /// Some questions: the disputed ones with some of their claims, or all.
    pub fn new(shelf: &'a Shelf, found: &'a Found<&'a Question>, all: bool) -> Self {
        View { shelf, found, all }
    }
}

/// Writes the questions.
pub fn write(view: &View, page: Page) -> String {
    let mut out = String::new();
    let (first, rest): (Vec<&Question>, Vec<&Question>) =
        view.found.shown.iter().partition(|q| q.disputed());
    let day = view.shelf.as_of();
    let day = day.map(|day| format!(", as known on {day}"));
    let (reports, claims, questions) = view.shelf.counts();
    let fit = match (view.found.shown.len(), questions) {
        (n, _) if view.found.more => format!("; the first {n} (--limit 0 shows all)"),
        (n, None) => format!("; {}", many(n, "question")),
        (n, Some(all)) if n < all => format!("; {n} chosen"),
        _ => String::new(),
    };
    let questions = questions.map(|n| format!(", {}", many(n, "question")));
    let line = format!(
        "{}, {}{}{}{fit}: {} disputed, {} not.",
        many(reports, "report"),
        many(claims, "claim"),
        questions.unwrap_or_default(),
        day.unwrap_or_default(),
        first.len(),
        rest.len()
    );
    out.push_str(&page.wrap("", "", &line));
    if !page.color && (!first.is_empty() || view.all) {
        let key = "{who says it} <that it is said> [what is claimed]";
        out.push_str(&page.wrap("", "", key));
    }
    out.push('\n');
    write_all(&mut out, view, &first, page);
    if view.all {
        write_all(&mut out, view, &rest, page);
    } else if !rest.is_empty() {
        write_list(&mut out, &rest, page);
    }
    out
}

/// Questions that nobody disputes, one a line, by status.
fn write_list(out: &mut String, questions: &[&Question], page: Page) {
    out.push_str(&page.paint(Role::Heading, "Not disputed in these reports"));
    out.push_str("\n\n");
    let most = match questions.len() {
        n if n <= LISTED + 3 => n,
        _ => LISTED,
    };
    for question in &questions[..most] {
        let answers: Vec<&str> = question.answers.iter().map(|a| a.text.as_str()).collect();
        let line = format!(
            "{:<13} {} {}",
            question.status.name(),
            tame(&question.text),
            page.paint(Role::Source, &tame(&answers.join("; ")))
        );
        out.push_str(&page.wrap("  ", "                ", &line));
    }
    let rest = match questions.len() - most {
        0 => "--all shows these with their claims".to_owned(),
        n => format!("and {n} more: --all shows them, with their claims"),
    };
    out.push_str(&format!("\n  {}\n", page.paint(Role::Faint, &rest)));
}

/// Questions one after another. Those that the very same claims answer in the same way (six
/// villages named in one breath) stand under the first of them.
fn write_all(out: &mut String, view: &View, questions: &[&Question], page: Page) {
    let mut places: BTreeMap<Vec<&ClaimRef>, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Question>> = Vec::new();
    for question in questions {
        let mut claims: Vec<&ClaimRef> = question.evidence().map(|e| &e.claim).collect();
        claims.sort();
        claims.dedup();
        let at = *places.entry(claims).or_insert(groups.len());
        if at == groups.len() {
            groups.push(Vec::new());
        }
        groups[at].push(question);
    }
    for group in &groups {
        write_question(out, view, group, page);
    }
}

fn write_question(out: &mut String, view: &View, group: &[&Question], page: Page) {
    let [question, others @ ..] = group else {
        return;
    };
    out.push_str(&head(&question.text, question.status, page));
    // Who affirms and who denies stands under each answer.
    let told = |reason: &&Reason| reason.grounds != Grounds::Denied;
    let reasons: Vec<&Reason> = question.reasons.iter().filter(told).collect();
    let most = match view.all || reasons.len() <= REASONS {
        true => reasons.len(),
        false => REASONS - 1,
    };
    for reason in &reasons[..most] {
        let line = page.wrap("  because ", "    ", &tame(&reason.why));
        out.push_str(&page.paint(Role::Faint, line.trim_end()));
        out.push('\n');
    }
    if reasons.len() > most {
        let more = many(reasons.len() - most, "more pair");
        let line = format!("  and {more} of answers that exclude each other");
        out.push_str(&page.paint(Role::Faint, &line));
        out.push('\n');
    }
    let most = match view.all || question.answers.len() <= ANSWERS {
        true => question.answers.len(),
        false => ANSWERS - 1,
    };
    for answer in &question.answers[..most] {
        write_answer(out, view, answer, page);
    }
    if question.answers.len() > most {
        let more = many(question.answers.len() - most, "more answer");
        let _ = writeln!(out, "  {}", page.paint(Role::Faint, &format!("and {more}")));
    }
    if !others.is_empty() {
        let texts: Vec<&str> = others.iter().map(|q| q.text.as_str()).collect();
        let line = page.wrap("  so too: ", "    ", &tame(&texts.join(" ")));
        out.push_str(&page.paint(Role::Faint, line.trim_end()));
        out.push('\n');
    }
    out.push('\n');
    write_claims(out, view.shelf, question, |_| true, view.all, page);
    out.push('\n');
}

/// A question with its status.
pub fn head(text: &str, status: Status, page: Page) -> String {
    let role = match status {
        Status::Contested => Role::Alarm,
        Status::Agreed | Status::Corroborated | Status::Admitted => Role::Calm,
        _ => Role::Notice,
    };
    let text = format!(
        "{} {}",
        page.paint(Role::Heading, &tame(text)),
        page.paint(role, &status.name().to_uppercase())
    );
    page.wrap("", "  ", &text)
}

fn write_answer(out: &mut String, view: &View, answer: &Answer, page: Page) {
    let mut head = page.paint(Role::Claim, &tame(&answer.text));
    if answer.affirmed.is_empty() {
        head.push_str(&page.paint(Role::Faint, ", affirmed by nobody here"));
    }
    out.push_str(&page.wrap("  ", "    ", &head));
    let side = |label: &str, role, holders: &[Holder], evidence: &[Evidence], reports, origins| {
        if holders.is_empty() {
            return String::new();
        }
        let text = format!(
            "{} {} ({}, {})",
            page.paint(role, label),
            tame(&people(view, holders, evidence)),
            many(reports, "report"),
            many(origins, "origin")
        );
        page.wrap("    ", "      ", &text)
    };
    let by = answer.affirmed_by;
    out.push_str(&side(
        "affirmed by",
        Role::Calm,
        &answer.holders,
        &answer.affirmed,
        by.reports,
        by.origins,
    ));
    let by = answer.denied_by;
    let label = match answer.denied.iter().any(|e| e.stance == Stance::Denies) {
        true => "denied by",
        false => "doubted by",
    };
    out.push_str(&side(
        label,
        Role::Alarm,
        &answer.deniers,
        &answer.denied,
        by.reports,
        by.origins,
    ));
}

/// The voices by side: "Azerbaijan: Ilham Aliyev, the ministry; Morning Post".
fn people(view: &View, holders: &[Holder], evidence: &[Evidence]) -> String {
    let mut sides: BTreeMap<Option<&str>, BTreeSet<&str>> = BTreeMap::new();
    for holder in holders {
        sides
            .entry(holder.side.as_deref())
            .or_default()
            .insert(&holder.name);
    }
    let against = |side: &str| {
        let mut own = evidence
            .iter()
            .filter(|e| e.holder.side.as_deref() == Some(side))
            .peekable();
        own.peek().is_some() && own.all(|e| e.interest == Interest::Against)
    };
    // Sides first, then those that have none.
    let (with, without): (Vec<_>, Vec<_>) = sides.into_iter().partition(|(s, _)| s.is_some());
    let mut parts = Vec::new();
    for (side, names) in with.into_iter().chain(without) {
        const MOST: usize = 3;
        // "Armenia (officials, defence ministry)": the side is not said again for each.
        let own = side
            .map(|side| view.shelf.names().name(side))
            .unwrap_or_default();
        let names: BTreeSet<&str> = names
            .iter()
            .map(|name| name.strip_prefix(own.as_str()).unwrap_or(name).trim_start())
            .filter(|name| !name.is_empty())
            .collect();
        let listed: Vec<&str> = names.iter().take(MOST).copied().collect();
        let mut listed = listed.join(", ");
        if names.len() > MOST {
            listed.push_str(&format!(" and {} more", names.len() - MOST));
        }
        parts.push(match side {
            None => listed,
            Some(side) => {
                let name = view.shelf.names().name(side);
                let note = match against(side) {
                    true => ", against its own interest",
                    false => "",
                };
                match listed.is_empty() {
                    true => format!("{name}{note}"),
                    false => format!("{name} ({listed}){note}"),
                }
            }
        });
    }
    parts.join("; ")
}

pub fn many(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

/// The claims behind a question that `fits` lets through: of each answer some that affirm and some
/// that deny it.
pub fn write_claims(
    out: &mut String,
    shelf: &Shelf,
    question: &Question,
    fits: impl Fn(&Evidence) -> bool,
    every: bool,
    page: Page,
) {
    let mut order: Vec<&Evidence> = Vec::new();
    let lists: Vec<&[Evidence]> = question
        .answers
        .iter()
        .flat_map(|a| [a.affirmed.as_slice(), a.denied.as_slice()])
        .collect();
    // Of reprints, and of one source quoted in one way, the first speaks for the rest.
    let lists: Vec<Vec<&Evidence>> = lists
        .into_iter()
        .map(|list| {
            let mut told = BTreeSet::new();
            let mut kept: Vec<&Evidence> = Vec::new();
            for e in list.iter().filter(|e| fits(e)) {
                if told.insert((&e.origin, &e.chain)) || every {
                    kept.push(e);
                }
            }
            kept
        })
        .collect();
    let all = question.evidence().filter(|e| fits(e));
    let all: BTreeSet<&ClaimRef> = all.map(|e| &e.claim).collect();
    // One of each list in turn, so that the few that are shown show all sides.
    let longest = lists.iter().map(|list| list.len()).max().unwrap_or(0);
    for i in 0..longest {
        order.extend(lists.iter().filter_map(|list| list.get(i).copied()));
    }
    let mut seen: BTreeSet<&ClaimRef> = BTreeSet::new();
    order.retain(|e| seen.insert(&e.claim));
    let most = match every {
        true => order.len(),
        false => CLAIMS.max(
            lists
                .iter()
                .filter(|l| !l.is_empty())
                .count()
                .min(2 * CLAIMS),
        ),
    };
    for evidence in order.iter().take(most) {
        write_claim(out, shelf, evidence, page);
    }
    let shown = order.len().min(most);
    if all.len() > shown {
        let more = many(all.len() - shown, "more claim");
        let _ = writeln!(out, "  {}", page.paint(Role::Faint, &format!("and {more}")));
    }
}

fn write_claim(out: &mut String, shelf: &Shelf, evidence: &Evidence, page: Page) {
    let Some(at) = shelf.claim(&evidence.claim) else {
        return;
    };
    out.push_str(&page.wrap("  ", "      ", &voice(&at, evidence.stance, page)));
    let sentence = marked(at.analysis, at.claim, page);
    out.push_str(&page.wrap("      ", "      ", &sentence));
}

/// Who says it, and which report has it: "+ Armenia · Harbour Bulletin, 1 October 2020".
pub fn voice(at: &ClaimAt, stance: Stance, page: Page) -> String {
    let (document, claim) = (&at.analysis.document, at.claim);
    let (mark, role) = match stance {
        Stance::Affirms => ("+", Role::Calm),
        Stance::Denies => ("−", Role::Alarm),
        Stance::Doubts => ("?", Role::Notice),
    };
    let origin = format!(
        " · {}{}",
        match claim.chain.is_empty() && document.outlet.is_some() {
            true => String::new(),
            false => format!("{}, ", outlet(document)),
        },
        date(at.published())
    );
    format!(
        "{} {}{}",
        page.paint(role, mark),
        page.paint(Role::Source, &tame(&chain(claim, at.analysis))),
        page.paint(Role::Faint, &tame(&origin))
    )
}

/// Who published a report: its outlet, else its file's name or its id.
pub fn outlet(document: &Document) -> String {
    match (&document.outlet, &document.uri) {
        (Some(outlet), _) => outlet.clone(),
        (None, Some(uri)) => uri.rsplit('/').next().unwrap_or(uri).to_owned(),
        (None, None) => short(&document.id),
    }
}
