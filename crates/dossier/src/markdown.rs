//! The dossier as Markdown that reads well as it is.

use crate::Sentence;
use crate::outline::{
    At, Cut, Entry, Outline, Quote, STATUS, Section, Source, Support, TERMS, Told, graded, harm,
    many,
};
use crate::toll::Toll;
use rashomon_ledger::{Days, tame};
use std::fmt::Write;

/// The whole file.
pub(crate) fn page(outline: &Outline) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n", line(&outline.dossier.title));
    for about in &outline.about {
        paragraph(&mut out, &line(about));
    }
    how_to_read(&mut out);
    for section in &outline.sections {
        questions(&mut out, outline, section);
    }
    tolls(&mut out, outline);
    control(&mut out, outline);
    sources(&mut out, outline);
    let _ = writeln!(out, "---\n\nWritten by {}.", line(&outline.dossier.program));
    out
}

fn paragraph(out: &mut String, text: &str) {
    out.push_str(text);
    out.push_str("\n\n");
}

fn how_to_read(out: &mut String) {
    out.push_str("## How to read this\n\n");
    paragraph(
        out,
        "Each question has a status: how far the accounts agree, and nothing more. It says what these \
         reports hold, not what is true.",
    );
    for (status, meaning) in STATUS {
        let _ = writeln!(out, "- **{}**: {meaning}", status.name());
    }
    for (term, meaning) in TERMS {
        let _ = writeln!(out, "- **{term}**: {meaning}");
    }
    out.push('\n');
    paragraph(
        out,
        "In the sentences, what is claimed is **bold**. Voices stand in order of their names; answers in \
         order of the independent origins that affirm them.",
    );
}

fn questions(out: &mut String, outline: &Outline, section: &Section) {
    let _ = writeln!(out, "## {}\n", section.title);
    paragraph(out, section.about);
    if section.entries.shown.is_empty() {
        paragraph(out, "No question of these reports.");
    }
    for entry in &section.entries.shown {
        question(out, outline, entry);
    }
    more(out, &section.entries, "question");
}

fn question(out: &mut String, outline: &Outline, entry: &Entry) {
    let (text, status) = (line(&entry.question.text), entry.question.status.name());
    let _ = writeln!(out, "### {text} ({status})\n");
    for why in &entry.reasons.shown {
        paragraph(out, &format!("Because {}.", line(why)));
    }
    more(out, &entry.reasons, "reason");
    if let Some(harm) = harm(entry.question) {
        paragraph(out, &line(&harm));
    }
    judged(out, &entry.judged);
    if !entry.also.is_empty() {
        let also: Vec<String> = entry.also.iter().map(|q| line(&q.text)).collect();
        paragraph(
            out,
            &format!(
                "The same sentences answer, in the same way: {}",
                also.join(" ")
            ),
        );
    }
    for told in &entry.answers.shown {
        answer(out, outline, told);
    }
    more(out, &entry.answers, "answer");
}

fn answer(out: &mut String, outline: &Outline, told: &Told) {
    let _ = writeln!(out, "#### Answer: {}\n", line(&told.answer.text));
    paragraph(out, &line(&graded(told.answer)));
    judged(out, &told.judged);
    if told.answer.affirmed.is_empty() {
        paragraph(out, "Affirmed by nobody in these reports.");
    }
    for support in &told.support {
        stand(out, outline, support);
    }
}

/// What analysts judged: beside what the program found, and told apart from it.
fn judged(out: &mut String, judgements: &[String]) {
    for judgement in judgements {
        paragraph(out, &format!("*Judged {}*", line(judgement)));
    }
}

fn stand(out: &mut String, outline: &Outline, support: &Support) {
    let voices = support.voices.iter().map(|voice| {
        let mut text = line(&voice.name);
        if !voice.speakers.is_empty() {
            text.push_str(&format!(" ({})", line(&voice.speakers.join(", "))));
        }
        if let Some(since) = &voice.since {
            text.push_str(&format!(", since {since}"));
        }
        if voice.against {
            text.push_str(", **against its own interest**");
        }
        text
    });
    let voices: Vec<String> = voices.collect();
    let tally = support.tally;
    paragraph(
        out,
        &format!(
            "{} {} ({}, {}):",
            support.label,
            voices.join("; "),
            many(tally.reports, "report"),
            many(tally.origins, "origin")
        ),
    );
    for quote in &support.quotes.shown {
        cite(out, outline, quote);
    }
    more(out, &support.quotes, "sentence");
}

fn cite(out: &mut String, outline: &Outline, quote: &Quote) {
    let words = match quote.sentence {
        Some(sentence) => marked(sentence),
        None => "(The words of this claim are not kept.)".to_owned(),
    };
    let mut who = line(&outline.who(quote));
    if !quote.through().is_empty() {
        who.push_str(&format!(", through {}", line(&quote.through().join(", "))));
    }
    if let Some((number, source)) = outline.first(quote) {
        who.push_str(&format!(". {} [{number}]", reference(source)));
        let others = outline.numbers(&quote.at);
        let others = others.iter().filter(|n| **n != number);
        let others: Vec<String> = others.map(|n| format!("[{n}]")).collect();
        if !others.is_empty() {
            who.push_str(&format!("; the same words in {}", others.join(" ")));
        }
    }
    for note in quote.notes() {
        who.push_str(&format!(" · {note}"));
    }
    if quote.against_interest() {
        who.push_str(" · **against its own interest**");
    }
    let _ = writeln!(out, "> {words}\n>\n> — {who}\n");
}

/// The sentence with what is claimed in bold.
fn marked(sentence: &Sentence) -> String {
    let mut text = String::new();
    let mut pieces = sentence.pieces.iter().peekable();
    while let Some(piece) = pieces.next() {
        let mut words = piece.text.clone();
        while let Some(next) = pieces.next_if(|next| next.claim == piece.claim) {
            words.push_str(&next.text);
        }
        // Bold begins and ends at a word.
        let bare = words.trim();
        match piece.claim && !bare.is_empty() {
            true => {
                let start = words.len() - words.trim_start().len();
                let _ = write!(
                    text,
                    "{}**{}**{}",
                    &words[..start],
                    escape(bare),
                    &words[start + bare.len()..]
                );
            }
            false => text.push_str(&escape(&words)),
        }
    }
    begin(&one_line(&text))
}

fn reference(source: &Source) -> String {
    let mut text = line(source.outlet);
    if let Some(title) = source.title() {
        let title = line(title);
        match source.link() {
            Some(link) => text.push_str(&format!(", “[{title}](<{}>)”", address(link))),
            None => text.push_str(&format!(", “{title}”")),
        }
    }
    format!("{text}, {}", line(source.dated()))
}

fn crosses(outline: &Outline, at: &[At]) -> String {
    let numbers = outline.numbers(at);
    let numbers: Vec<String> = numbers.iter().map(|n| format!("[{n}]")).collect();
    numbers.join(" ")
}

fn more<T>(out: &mut String, cut: &Cut<T>, what: &str) {
    left_out(out, cut.left, what);
}

fn left_out(out: &mut String, left: usize, what: &str) {
    if left > 0 {
        let more = many(left, &format!("more {what}"));
        paragraph(out, &format!("*Left out here for length: {more}.*"));
    }
}

fn tolls(out: &mut String, outline: &Outline) {
    let tolls = &outline.tolls;
    if tolls.is_empty() {
        return;
    }
    out.push_str("## Tolls\n\n");
    paragraph(
        out,
        "Figures by who gives them, at the day for which they are given.",
    );
    for toll in &tolls.several.shown {
        let (text, status) = (line(&toll.question.text), toll.question.status.name());
        let _ = writeln!(out, "### {text} ({status})\n");
        figures(out, outline, std::slice::from_ref(toll));
        left_out(out, toll.left, "figure");
    }
    more(out, &tolls.several, "toll");
    if !tolls.single.shown.is_empty() {
        out.push_str("### Tolls for which these reports have one figure\n\n");
        figures(out, outline, &tolls.single.shown);
        more(out, &tolls.single, "toll");
    }
}

fn figures(out: &mut String, outline: &Outline, tolls: &[Toll]) {
    let several = tolls.len() > 1;
    let mut head = vec!["Who", "For the day", "Figure", "To note", "Sources"];
    if several {
        head.insert(0, "Question");
    }
    let mut table = Table::new(&head);
    for toll in tolls {
        for (series, figure) in toll.figures() {
            let day = figure.day.map(|day| Days::day(day).words());
            let mut row = vec![
                series.name.clone(),
                day.unwrap_or_else(|| "no day known".to_owned()),
                figure.text.to_owned(),
                figure.notes().join("; "),
            ];
            if several {
                row.insert(0, toll.question.text.clone());
            }
            table.row(&row, &crosses(outline, &figure.at));
        }
    }
    table.write(out);
}

fn control(out: &mut String, outline: &Outline) {
    let strips = &outline.strips;
    if strips.years.is_empty() {
        return;
    }
    out.push_str("## Control of places\n\n");
    paragraph(
        out,
        "Who says on which days a side holds a place, or does not. Nothing is carried on to other days.",
    );
    for year in &strips.years {
        let title = year
            .year
            .map_or_else(|| "Year not known".to_owned(), |year| year.to_string());
        let _ = writeln!(out, "### {title}\n");
        let mut table = Table::new(&["Question", "Who", "Says", "When", "Sources"]);
        for strip in &year.strips {
            for (lane, said) in strip.said() {
                let row = [
                    strip.question.text.clone(),
                    lane.name.clone(),
                    said.words(),
                    said.when(),
                ];
                table.row(&row, &crosses(outline, &said.at));
            }
        }
        table.write(out);
    }
    left_out(out, strips.left, "place");
}

fn sources(out: &mut String, outline: &Outline) {
    out.push_str("## Sources\n\n");
    let listed = |source: &Source| {
        let at = line(source.uri.unwrap_or(source.at.0));
        format!("{}. {at}", reference(source))
    };
    for (i, source) in outline.sources.iter().enumerate() {
        let _ = writeln!(out, "{}. {}", i + 1, listed(source));
    }
    out.push('\n');
    if !outline.others.shown.is_empty() {
        out.push_str("### Read, and not cited here\n\n");
        for source in &outline.others.shown {
            let _ = writeln!(out, "- {}", listed(source));
        }
        out.push('\n');
        more(out, &outline.others, "article");
    }
}

/// A table whose columns are set under one another, for those who read it as text.
struct Table {
    rows: Vec<Vec<String>>,
}

/// Columns wider than this are not filled up.
const WIDE: usize = 40;

impl Table {
    fn new(head: &[&str]) -> Table {
        Table {
            rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect()],
        }
    }

    /// A row of cells, and one more that is Markdown already.
    fn row(&mut self, cells: &[String], last: &str) {
        let cells = cells.iter().map(|cell| line(cell));
        self.rows.push(cells.chain([last.to_owned()]).collect());
    }

    fn write(&self, out: &mut String) {
        let columns = self.rows.first().map_or(0, Vec::len);
        let width = |i: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(i));
            let widths = cells.map(|cell| cell.chars().count());
            widths.max().unwrap_or(0).clamp(3, WIDE)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (n, row) in self.rows.iter().enumerate() {
            let cells = row.iter().zip(&widths);
            let cells: Vec<String> = cells
                .map(|(cell, width)| format!("{cell:<width$}"))
                .collect();
            let _ = writeln!(out, "| {} |", cells.join(" | "));
            if n == 0 {
                let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                let _ = writeln!(out, "| {} |", rule.join(" | "));
            }
        }
        out.push('\n');
    }
}

/// Words of a report as one line of Markdown that says just them.
fn line(text: &str) -> String {
    begin(&escape(&one_line(text)))
}

fn one_line(text: &str) -> String {
    tame(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Escapes what Markdown would take for its own inside a line.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&'
        ) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Escapes what would begin a heading, a list or a rule.
fn begin(text: &str) -> String {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let behind = text[digits..].chars().next();
    match text.chars().next() {
        Some('#' | '+' | '-' | '=') => format!("\\{text}"),
        Some(_) if digits > 0 && matches!(behind, Some('.' | ')')) => {
            format!("{}\\{}", &text[..digits], &text[digits..])
        }
        _ => text.to_owned(),
    }
}

/// An address that cannot end its link.
fn address(uri: &str) -> String {
    let mut out = String::with_capacity(uri.len());
    for c in tame(uri).chars() {
        match c {
            ' ' => out.push_str("%20"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '|' => out.push_str("%7C"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_report_stay_words() {
        assert_eq!(
            line("# no *heading*\n- nor a list"),
            r"\# no \*heading\* - nor a list"
        );
        assert_eq!(
            line("1. one_two [x](y) | <b> &amp;"),
            r"1\. one\_two \[x\](y) \| \<b\> \&amp;"
        );
        assert_eq!(line("12 dead"), "12 dead");
        assert_eq!(line("a\u{202e}b\u{7}c"), "a b c");
        assert_eq!(address("http://x/ >\\<a"), "http://x/%20%3E%5C%3Ca");
    }
}
