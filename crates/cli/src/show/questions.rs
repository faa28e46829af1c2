//! Questions with their answers, who stands behind each, and the claims with their sentences.

use super::args::chain;
use super::report::{date, short};
use super::sentence::marked;
use super::style::{Role, tame};
use crate::output::Page;
use rashomon_ledger::{
    Answer, ClaimRef, Evidence, Grounds, Holder, Interest, Names, Options, Question, Reason,
    Stance, Status, document_keys,
};
use rashomon_model::Analysis;
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
    questions: &'a [Question],
    analyses: BTreeMap<String, &'a Analysis>,
    names: Names,
    as_of: Option<String>,
    reports: usize,
    claims: usize,
    all: bool,
}

impl<'a> View<'a> {
    /// The questions of some analyses: the disputed ones with some of their claims, or all.
    pub fn new(
        analyses: &'a [Analysis],
        questions: &'a [Question],
        options: &Options,
        all: bool,
    ) -> Self {
        let mut names = options.names.clone();
        names.learn(analyses.iter());
        View {
            questions,
            analyses: document_keys(analyses).into_iter().zip(analyses).collect(),
            names,
            as_of: options.as_of.map(|day| day.to_string()),
            reports: analyses.len(),
            claims: analyses.iter().map(|a| a.claims.len()).sum(),
            all,
        }
    }
}

/// Writes the questions.
pub fn write(view: &View, page: Page) -> String {
    let mut out = String::new();
    let disputes = view.questions.iter().filter(|q| q.disputed()).count();
    let day = view
        .as_of
        .as_ref()
        .map(|day| format!(", as known on {day}"));
    let line = format!(
        "{}, {}, {}{}: {} disputed, {} not.",
        many(view.reports, "report"),
        many(view.claims, "claim"),
        many(view.questions.len(), "question"),
        day.unwrap_or_default(),
        disputes,
        view.questions.len() - disputes
    );
    out.push_str(&page.wrap("", "", &line));
    if !page.color && view.questions.iter().any(|q| q.disputed() || view.all) {
        let key = "{who says it} <that it is said> [what is claimed]";
        out.push_str(&page.wrap("", "", key));
    }
    out.push('\n');
    let (first, rest): (Vec<&Question>, Vec<&Question>) =
        view.questions.iter().partition(|q| q.disputed());
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
        let mut claims: Vec<&ClaimRef> = evidence(question).map(|e| &e.claim).collect();
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

fn evidence(question: &Question) -> impl Iterator<Item = &Evidence> {
    let answers = question.answers.iter();
    answers.flat_map(|a| a.affirmed.iter().chain(&a.denied))
}

fn write_question(out: &mut String, view: &View, group: &[&Question], page: Page) {
    let [question, others @ ..] = group else {
        return;
    };
    let role = match question.status {
        Status::Contested => Role::Alarm,
        Status::Agreed | Status::Corroborated | Status::Admitted => Role::Calm,
        _ => Role::Notice,
    };
    let status = question.status.name().to_uppercase();
    let text = format!(
        "{} {}",
        page.paint(Role::Heading, &tame(&question.text)),
        page.paint(role, &status)
    );
    out.push_str(&page.wrap("", "  ", &text));
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
    write_claims(out, view, question, page);
    out.push('\n');
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
        let own = side.map(|side| view.names.name(side)).unwrap_or_default();
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
                let name = view.names.name(side);
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

fn many(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

/// The claims behind a question: of each answer some that affirm and some that deny it.
fn write_claims(out: &mut String, view: &View, question: &Question, page: Page) {
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
            for e in list {
                if told.insert((&e.origin, &e.chain)) || view.all {
                    kept.push(e);
                }
            }
            kept
        })
        .collect();
    let all: BTreeSet<&ClaimRef> = evidence(question).map(|e| &e.claim).collect();
    // One of each list in turn, so that the few that are shown show all sides.
    let longest = lists.iter().map(|list| list.len()).max().unwrap_or(0);
    for i in 0..longest {
        order.extend(lists.iter().filter_map(|list| list.get(i).copied()));
    }
    let mut seen: BTreeSet<&ClaimRef> = BTreeSet::new();
    order.retain(|e| seen.insert(&e.claim));
    let most = match view.all {
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
        write_claim(out, view, evidence, page);
    }
    let shown = order.len().min(most);
    if all.len() > shown {
        let more = many(all.len() - shown, "more claim");
        let _ = writeln!(out, "  {}", page.paint(Role::Faint, &format!("and {more}")));
    }
}

fn write_claim(out: &mut String, view: &View, evidence: &Evidence, page: Page) {
    let analysis = view.analyses.get(&evidence.claim.document);
    let claim = analysis.and_then(|a| a.claims.get(evidence.claim.claim.0));
    let (Some(analysis), Some(claim)) = (analysis, claim) else {
        return;
    };
    let document = &analysis.document;
    let name = match (&document.outlet, &document.uri) {
        (Some(outlet), _) => outlet.clone(),
        (None, Some(uri)) => uri.rsplit('/').next().unwrap_or(uri).to_owned(),
        (None, None) => short(&document.id),
    };
    let published = analysis
        .articles
        .iter()
        .rev()
        .find(|article| article.span.start <= claim.span.start)
        .map_or(&document.published, |article| &article.published);
    let (mark, role) = match evidence.stance {
        Stance::Affirms => ("+", Role::Calm),
        Stance::Denies => ("−", Role::Alarm),
        Stance::Doubts => ("?", Role::Notice),
    };
    let mut line = format!(
        "{} {}",
        page.paint(role, mark),
        page.paint(Role::Source, &tame(&chain(claim, analysis)))
    );
    let origin = format!(
        " · {}{}",
        match claim.chain.is_empty() && document.outlet.is_some() {
            true => String::new(),
            false => format!("{name}, "),
        },
        date(published)
    );
    line.push_str(&page.paint(Role::Faint, &tame(&origin)));
    out.push_str(&page.wrap("  ", "      ", &line));
    out.push_str(&page.wrap("      ", "      ", &marked(analysis, claim, page)));
}
