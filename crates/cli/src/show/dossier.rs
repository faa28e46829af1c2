//! One question, or one claim, with all that stands behind it.

use super::args::{modality, words};
use super::questions::{many, voice};
use super::report::date;
use super::sentence::marked;
use super::style::{Role, tame};
use crate::output::Page;
use crate::shelf::{ClaimAt, Shelf};
use crate::views::claims::short_id;
use crate::views::sources;
use crate::views::toll::interest;
use rashomon_ledger::{
    Act, Answer, ClaimRef, Day, Days, Evidence, Interest, Question, Stance, Status, Subject, Tally,
};
use rashomon_model::{Claim, RelationType};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The dossier of a question: why it has its status, and of each answer who holds it or denies it,
/// since when, and in which sentences.
pub fn question(shelf: &Shelf, question: &Question, page: Page) -> String {
    let mut out = String::new();
    out.push_str(&head(question, page));
    let mut facts = vec![question.id.clone(), question.kind.replace('_', " ")];
    facts.extend(
        question
            .period
            .as_deref()
            .and_then(Days::parse)
            .map(Days::words),
    );
    facts.extend(shelf.as_of().map(|day| format!("as known on {day}")));
    faint(&mut out, page, "", &facts.join(" · "));
    out.push('\n');
    for reason in &question.reasons {
        let mut claims: Vec<String> = reason.claims.iter().map(short).collect();
        let more = claims.len().saturating_sub(CITED);
        claims.truncate(CITED);
        let mut why = format!("{} [{}", reason.why, claims.join(", "));
        if more > 0 {
            let _ = write!(why, " and {more} more");
        }
        why.push(']');
        faint(&mut out, page, "because ", &why);
    }
    if let Some(harm) = &question.harm {
        let grade = format!("{}: {}", harm.grade.name(), harm.because);
        faint(&mut out, page, "harm to civilians ", &grade);
    }
    if !page.color {
        faint(
            &mut out,
            page,
            "",
            "{who says it} <that it is said> [what is claimed]",
        );
    }
    let judged = shelf.judged(question);
    for judgement in judged.verdict.iter().chain(&judged.grades) {
        faint(&mut out, page, "judged ", &judgement.words());
    }
    for answer in &question.answers {
        out.push('\n');
        let text = page.paint(Role::Claim, &tame(&answer.text));
        out.push_str(&page.wrap("", "  ", &text));
        if answer.affirmed.is_empty() {
            faint(&mut out, page, "  ", "affirmed by nobody here");
        }
        let grade = &answer.grade;
        let grade = format!("graded {}: {}", grade.code(), grade.because);
        faint(&mut out, page, "  ", &grade);
        let own = judged.answers.iter().filter(|on| on.value == answer.value);
        for judgement in own.flat_map(|on| on.verdict.iter().chain(&on.grades)) {
            faint(&mut out, page, "  judged ", &judgement.words());
        }
        stand(&mut out, shelf, answer, false, page);
        stand(&mut out, shelf, answer, true, page);
    }
    if !judged.claims.is_empty() {
        let _ = writeln!(out, "\n{}", page.paint(Role::Heading, "Claims judged"));
    }
    for judgement in &judged.claims {
        if let Act::Verdict {
            on: Subject::Claim { claim },
            ..
        } = &judgement.act
        {
            let text = format!("{} {}", short(claim), judgement.words());
            out.push_str(&page.wrap("  ", "    ", &tame(&text)));
        }
    }
    let named = |ids: Vec<&Question>| -> Vec<String> {
        ids.iter()
            .map(|q| format!("{} {} ({})", q.text, q.id, q.status.name()))
            .collect()
    };
    let wider = question
        .refines
        .iter()
        .filter_map(|id| shelf.question(id).ok());
    let wider = named(wider.collect());
    let narrower = named(shelf.narrower(question));
    for (label, questions) in [("asks wider", wider), ("asks narrower", narrower)] {
        if !questions.is_empty() {
            let _ = writeln!(
                out,
                "\n{}",
                page.paint(Role::Heading, &format!("What {label}"))
            );
        }
        for text in questions {
            out.push_str(&page.wrap("  ", "    ", &tame(&text)));
        }
    }
    out
}

/// Claims cited with a reason.
const CITED: usize = 4;

/// The question and its status.
pub fn head(question: &Question, page: Page) -> String {
    let role = match question.status {
        Status::Contested => Role::Alarm,
        Status::Agreed | Status::Corroborated | Status::Admitted => Role::Calm,
        _ => Role::Notice,
    };
    let status = question.status.name().to_uppercase();
    let text = page.paint(Role::Heading, &tame(&question.text));
    page.wrap("", "  ", &format!("{text} {}", page.paint(role, &status)))
}

fn faint(out: &mut String, page: Page, indent: &str, text: &str) {
    let rest = " ".repeat(indent.len() - indent.trim_start().len() + 2);
    let line = page.wrap(indent, &rest, &tame(text));
    out.push_str(&page.paint(Role::Faint, line.trim_end()));
    out.push('\n');
}

fn short(id: &ClaimRef) -> String {
    short_id(&id.to_string())
}

/// Those who affirm an answer, or those who deny it, one after another in the order in which they
/// came, each with the sentences.
fn stand(out: &mut String, shelf: &Shelf, answer: &Answer, against: bool, page: Page) {
    let (evidence, tally) = match against {
        false => (&answer.affirmed, answer.affirmed_by),
        true => (&answer.denied, answer.denied_by),
    };
    if evidence.is_empty() {
        return;
    }
    let denied = evidence.iter().any(|e| e.stance == Stance::Denies);
    let (label, role) = match (against, denied) {
        (false, _) => ("affirmed", Role::Calm),
        (true, true) => ("denied", Role::Alarm),
        (true, false) => ("doubted", Role::Notice),
    };
    let Tally { reports, origins } = tally;
    let line = format!(
        "{} in {} by {}",
        page.paint(role, label),
        many(reports, "report"),
        match origins {
            1 => "1 origin".to_owned(),
            n => format!("{n} independent origins"),
        }
    );
    out.push_str(&page.wrap("  ", "    ", &line));
    for (since, name, said) in voices(shelf, evidence) {
        let since = since.map(|day| format!(", since {}", Days::day(day).words()));
        let own: Vec<Interest> = said.iter().map(|e| e.interest).collect();
        let note = match own.first() {
            Some(Interest::Against) if own.iter().all(|i| *i == Interest::Against) => {
                ", against its own interest"
            }
            _ => "",
        };
        let line = format!(
            "{}{}",
            page.paint(Role::Source, &tame(&name)),
            page.paint(Role::Faint, &format!("{}{note}", since.unwrap_or_default()))
        );
        out.push_str(&page.wrap("    ", "      ", &line));
        for e in said {
            sentence(out, shelf, e, page);
        }
    }
}

/// The evidence by the side, or by the source of no side, that gives it; the first to speak first.
fn voices<'a>(
    shelf: &Shelf,
    evidence: &'a [Evidence],
) -> Vec<(Option<Day>, String, Vec<&'a Evidence>)> {
    let mut known: BTreeMap<(Option<&str>, &str), Vec<&Evidence>> = BTreeMap::new();
    for e in evidence {
        let key = match &e.holder.side {
            Some(side) => (Some(side.as_str()), ""),
            None => (None, e.holder.name.as_str()),
        };
        known.entry(key).or_default().push(e);
    }
    let mut voices: Vec<_> = known
        .into_iter()
        .map(|((side, name), mut said)| {
            said.sort_by_key(|e| (published(e).is_none(), published(e), &e.claim));
            let name = side.map_or_else(|| name.to_owned(), |side| shelf.names().name(side));
            (said.iter().filter_map(|e| published(e)).min(), name, said)
        })
        .collect();
    voices.sort_by(|a, b| (a.0.is_none(), a.0, &a.1).cmp(&(b.0.is_none(), b.0, &b.1)));
    voices
}

fn published(e: &Evidence) -> Option<Day> {
    e.published
        .as_deref()
        .and_then(Days::parse)
        .and_then(Days::last)
}

fn sentence(out: &mut String, shelf: &Shelf, e: &Evidence, page: Page) {
    let Some(at) = shelf.claim(&e.claim) else {
        return;
    };
    out.push_str(&page.wrap("      ", "        ", &voice(&at, e.stance, page)));
    let text = marked(at.analysis, at.claim, page);
    out.push_str(&page.wrap("        ", "        ", &text));
    let mut notes = vec![short(&e.claim)];
    notes.extend(match interest(e.interest) {
        "" => None,
        words => Some(words.to_owned()),
    });
    if !modality(at.claim).is_empty() {
        notes.push(modality(at.claim).to_owned());
    }
    notes.extend(weak(e, at.claim));
    notes.extend(e.cumulative.then(|| "counted from a start".to_owned()));
    let by = e.updated_by.as_ref();
    notes.extend(by.map(|by| format!("replaced by {}", short(by))));
    notes.push(format!(
        "origin: {}",
        sources::name(&e.origin, &e.holder.name, shelf)
    ));
    faint(out, page, "        ", &notes.join(" · "));
}

/// What makes evidence weak, where its modality does not say it already.
fn weak(e: &Evidence, claim: &Claim) -> Option<String> {
    (e.weak && modality(claim).is_empty()).then(|| "nobody is named for it".to_owned())
}

/// The dossier of a claim: its sentence, what was read in it, and the questions that it answers.
pub fn claim(shelf: &Shelf, at: &ClaimAt, page: Page) -> String {
    let (analysis, claim) = (at.analysis, at.claim);
    let mut out = String::new();
    let what = page.paint(Role::Heading, &tame(&words(claim, analysis, shelf.names())));
    out.push_str(&page.wrap("", "  ", &what));
    let document = &analysis.document;
    let mut facts = vec![at.id().to_string(), claim.args.kind().replace('_', " ")];
    facts.extend(document.title.clone());
    facts.extend(document.uri.clone());
    facts.push(date(at.published()));
    faint(&mut out, page, "", &facts.join(" · "));
    out.push('\n');
    let stance = match claim.polarity {
        rashomon_model::Polarity::Affirmed => Stance::Affirms,
        rashomon_model::Polarity::Denied => Stance::Denies,
    };
    out.push_str(&page.wrap("  ", "      ", &voice(at, stance, page)));
    out.push_str(&page.wrap("      ", "      ", &marked(analysis, claim, page)));
    let mut notes: Vec<String> = Vec::new();
    notes.extend(Some(modality(claim).to_owned()).filter(|m| !m.is_empty()));
    let time = claim.time.as_deref();
    notes.extend(time.map(|time| Days::parse(time).map_or_else(|| time.to_owned(), Days::words)));
    for relation in &analysis.relations {
        let verb = |verbs: (&str, &str)| match relation.from == claim.id {
            true => format!("{} {}", verbs.0, relation.to),
            false => format!("{} by {}", verbs.1, relation.from),
        };
        if relation.from == claim.id || relation.to == claim.id {
            notes.push(verb(match relation.r#type {
                RelationType::Denies => ("denies", "denied"),
                RelationType::Disputes => ("doubts", "doubted"),
                RelationType::Confirms => ("confirms", "confirmed"),
                RelationType::Repeats => ("repeats", "repeated"),
                RelationType::Updates => ("updates", "updated"),
            }));
        }
    }
    notes.push(format!("found by {}", claim.found_by));
    faint(&mut out, page, "      ", &notes.join(" · "));
    let questions = shelf.answered(&at.id());
    out.push('\n');
    let line = match questions.len() {
        0 => "It answers no question.".to_owned(),
        n => format!("It answers {}", many(n, "question")),
    };
    let _ = writeln!(out, "{}", page.paint(Role::Heading, &line));
    for question in questions {
        let text = format!(
            "{} {} ({})",
            question.id,
            question.text,
            question.status.name()
        );
        out.push_str(&page.wrap("  ", "    ", &tame(&text)));
    }
    out
}
