//! The dossier as one HTML file.

use crate::Sentence;
use crate::outline::{
    At, Cut, Entry, Outline, Quote, STATUS, Section, Source, Support, TERMS, Told, Voice, anchor,
    graded, harm, many,
};
use crate::strip::Year;
use crate::toll::Toll;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use rashomon_ledger::{Days, Question, tame};

const STYLE: &str = include_str!("style.css");

/// Nothing may be asked for from outside, whatever the reports hold.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The whole file.
pub(crate) fn page(outline: &Outline) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="referrer" content="no-referrer";
                meta name="generator" content=(outline.dossier.program);
                title { (outline.dossier.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a class="skip" href="#contested" { "Skip to the questions" }
                (head(outline))
                main {
                    (how_to_read())
                    @for section in &outline.sections { (questions(outline, section)) }
                    (tolls(outline))
                    (control(outline))
                    (sources(outline))
                }
                footer { "Written by " (outline.dossier.program) ". The same reports give the same file, to the byte." }
            }
        }
    };
    let mut out = String::new();
    // What turns the direction of writing must not leave the words of a report.
    for line in page.into_string().lines() {
        out.push_str(&tame(line));
        out.push('\n');
    }
    out
}

fn head(outline: &Outline) -> Markup {
    html! {
        header {
            h1 { (outline.dossier.title) }
            @for line in &outline.about { p class="note" { (line) } }
        }
        nav aria-label="Contents" {
            h2 { "Contents" }
            ul {
                li { a href="#reading" { "How to read this" } }
                @for section in &outline.sections {
                    @let n = size(&section.entries);
                    li {
                        a href={ "#" (section.id) } { (section.title) }
                        ": " (many(n, "question"))
                        @if section.id == "contested" && n > 0 { (glance(&section.entries)) }
                    }
                }
                @if !outline.tolls.is_empty() { li { a href="#tolls" { "Tolls" } } }
                @if !outline.strips.years.is_empty() { li { a href="#control" { "Control of places" } } }
                li { a href="#sources" { "Sources" } ": " (outline.sources.len()) " cited" }
            }
        }
        "\n"
    }
}

fn size(entries: &Cut<Entry>) -> usize {
    let shown = entries.shown.iter().map(|entry| 1 + entry.also.len());
    shown.sum::<usize>() + entries.left
}

/// What is contested, in a line each.
fn glance(entries: &Cut<Entry>) -> Markup {
    html! {
        ol {
            @for entry in &entries.shown {
                li {
                    a href={ "#" (anchor(&entry.question.id)) } { (entry.question.text) }
                    @if !entry.also.is_empty() { " and " (many(entry.also.len(), "question")) " like it" }
                    span class="said" {
                        @for (i, told) in entry.answers.shown.iter().enumerate() {
                            @if i > 0 { " · " }
                            (told.answer.text)
                            @for support in &told.support {
                                ", " (support.label.to_lowercase()) " "
                                (support.voices.iter().map(|v| v.name.as_str()).collect::<Vec<_>>().join(", "))
                            }
                        }
                    }
                }
            }
        }
        (more(entries.left, "question"))
    }
}

fn how_to_read() -> Markup {
    html! {
        section id="reading" {
            h2 { "How to read this" }
            p {
                "Each question has a status: how far the accounts agree, and nothing more. It says what "
                "these reports hold, not what is true."
            }
            dl {
                @for (status, meaning) in STATUS {
                    dt { (word(status)) }
                    dd { (meaning) }
                }
                @for (term, meaning) in TERMS {
                    dt { (term) }
                    dd { (meaning) }
                }
                dt { "Marks in sentences" }
                dd {
                    span class="src" { "Who says it" } " "
                    span class="cue" { "that it is said" } " "
                    mark { "what is claimed" } "."
                }
            }
            p {
                "Voices stand in order of their names, and colours go by that order. Answers stand in "
                "order of the independent origins that affirm them."
            }
        }
        "\n"
    }
}

fn word(status: rashomon_ledger::Status) -> Markup {
    html! { span class={ "status " (status.name()) } { (status.name()) } }
}

fn questions(outline: &Outline, section: &Section) -> Markup {
    html! {
        section id=(section.id) {
            h2 { (section.title) }
            p class="note" { (section.about) }
            @if section.entries.shown.is_empty() { p { "No question of these reports." } }
            @for entry in &section.entries.shown { (question(outline, entry)) }
            (more(section.entries.left, "question"))
        }
        "\n"
    }
}

fn question(outline: &Outline, entry: &Entry) -> Markup {
    html! {
        article class="question" id=(anchor(&entry.question.id)) {
            h3 { (entry.question.text) " " (word(entry.question.status)) }
            @if !entry.reasons.shown.is_empty() {
                ul class="because" {
                    @for why in &entry.reasons.shown { li { (why) } }
                }
                (more(entry.reasons.left, "reason"))
            }
            @if let Some(harm) = harm(entry.question) { p class="note" { (harm) } }
            (judged(&entry.judged))
            @if !entry.also.is_empty() {
                p class="also" {
                    "The same sentences answer, in the same way:"
                    @for question in &entry.also {
                        " " span id=(anchor(&question.id)) { (question.text) }
                    }
                }
            }
            @for told in &entry.answers.shown { (answer(outline, told)) }
            (more(entry.answers.left, "answer"))
        }
        "\n"
    }
}

fn answer(outline: &Outline, told: &Told) -> Markup {
    html! {
        div class="answer" {
            h4 { "Answer: " (told.answer.text) }
            p class="note" { (graded(told.answer)) }
            (judged(&told.judged))
            @if told.answer.affirmed.is_empty() { p class="note" { "Affirmed by nobody in these reports." } }
            @for support in &told.support { (stand(outline, support)) }
        }
    }
}

/// What analysts judged: beside what the program found, and told apart from it.
fn judged(judgements: &[String]) -> Markup {
    html! { @for judgement in judgements { p class="judged" { "Judged " (judgement) } } }
}

fn stand(outline: &Outline, support: &Support) -> Markup {
    let tally = support.tally;
    html! {
        p class="support" {
            b { (support.label) } " "
            @for (i, voice) in support.voices.iter().enumerate() {
                @if i > 0 { "; " }
                (speaks(voice))
            }
            " (" (many(tally.reports, "report")) ", " (many(tally.origins, "origin")) ")"
        }
        @for quote in &support.quotes.shown { (cite(outline, quote)) }
        (more(support.quotes.left, "sentence"))
    }
}

fn speaks(voice: &Voice) -> Markup {
    html! {
        (voice.name)
        @if !voice.speakers.is_empty() { " (" (voice.speakers.join(", ")) ")" }
        @if let Some(since) = &voice.since { ", since " (since) }
        @if voice.against { " " span class="own" { "against its own interest" } }
    }
}

fn cite(outline: &Outline, quote: &Quote) -> Markup {
    html! {
        figure class={ "quote" @if quote.against_interest() { " against" } } {
            @match quote.sentence {
                Some(sentence) => blockquote dir="auto" { (marked(sentence)) },
                None => p class="note" { "The words of this claim are not kept." },
            }
            figcaption {
                "— " (outline.who(quote))
                @if !quote.through().is_empty() { ", through " (quote.through().join(", ")) }
                @if let Some((number, source)) = outline.first(quote) {
                    ". " (reference(source)) " " (cross(number))
                    @let others = outline.numbers(&quote.at);
                    @let others: Vec<usize> = others.into_iter().filter(|n| *n != number).collect();
                    @if !others.is_empty() {
                        "; the same words in "
                        @for number in others { (cross(number)) " " }
                    }
                }
                @for note in quote.notes() { " · " (note) }
                @if quote.against_interest() { " " span class="own" { "against its own interest" } }
            }
        }
    }
}

fn marked(sentence: &Sentence) -> Markup {
    html! {
        @for piece in &sentence.pieces {
            @let class = match (piece.source, piece.cue) {
                (true, true) => Some("src cue"),
                (true, false) => Some("src"),
                (false, true) => Some("cue"),
                (false, false) => None,
            };
            @match (piece.claim, class) {
                (true, Some(class)) => mark class=(class) { (piece.text) },
                (true, None) => mark { (piece.text) },
                (false, Some(class)) => span class=(class) { (piece.text) },
                (false, None) => (piece.text),
            }
        }
    }
}

/// Outlet, title and date, linked where it can be.
fn reference(source: &Source) -> Markup {
    html! {
        cite {
            (source.outlet)
            @if let Some(title) = source.title() {
                ", “"
                @match source.link() {
                    Some(link) => a href=(link) rel="noreferrer" { (title) },
                    None => (title),
                }
                "”"
            }
        }
        ", " (source.dated())
    }
}

/// A question that leads to where it is told, unless it is left out there.
fn to(outline: &Outline, question: &Question) -> Markup {
    html! {
        @match outline.tells(question) {
            true => a href={ "#" (anchor(&question.id)) } { (question.text) },
            false => (question.text),
        }
    }
}

/// The number of a source, which leads to it.
fn cross(number: usize) -> Markup {
    html! { a href={ "#s" (number) } aria-label={ "source " (number) } { "[" (number) "]" } }
}

fn crosses(outline: &Outline, at: &[At]) -> Markup {
    html! { @for number in outline.numbers(at) { (cross(number)) " " } }
}

/// What was left out of a list.
fn more(left: usize, what: &str) -> Markup {
    html! {
        @if left > 0 { p class="more" { "Left out here for length: " (many(left, &format!("more {what}"))) "." } }
    }
}

fn tolls(outline: &Outline) -> Markup {
    let tolls = &outline.tolls;
    html! {
        @if !tolls.is_empty() {
            section id="tolls" {
                h2 { "Tolls" }
                p class="note" {
                    "Figures by who gives them, at the day for which they are given. A bar spans what the "
                    "words allow (“about 3,700”), an arrow means “or more”, and a hollow mark is denied or "
                    "doubted by somebody. Dashes lead from a voice’s figure to its next; what lies between "
                    "them nobody said."
                }
                @for toll in &tolls.several.shown {
                    figure class="chart-box" {
                        h3 { (to(outline, toll.question)) " " (word(toll.question.status)) }
                        @if let Some(svg) = toll.svg(&tolls.palette) {
                            (toll.legend(&tolls.palette))
                            div class="scroll" tabindex="0" role="group" aria-label="Chart" { (svg) }
                        }
                        (figures(outline, std::slice::from_ref(toll), "Figures by who gives them"))
                        (more(toll.left, "figure"))
                    }
                    "\n"
                }
                (more(tolls.several.left, "toll"))
                @if !tolls.single.shown.is_empty() {
                    h3 { "Tolls for which these reports have one figure" }
                    (figures(outline, &tolls.single.shown, "Questions with one figure"))
                    (more(tolls.single.left, "toll"))
                }
            }
            "\n"
        }
    }
}

fn figures(outline: &Outline, tolls: &[Toll], caption: &str) -> Markup {
    let several = tolls.len() > 1;
    html! {
        div class="scroll" {
            table {
                caption { (caption) }
                thead {
                    tr {
                        @if several { th scope="col" { "Question" } }
                        th scope="col" { "Who" }
                        th scope="col" { "For the day" }
                        th scope="col" { "Figure" }
                        th scope="col" { "To note" }
                        th scope="col" { "Sources" }
                    }
                }
                tbody {
                    @for toll in tolls {
                        @for (i, (series, figure)) in toll.figures().enumerate() {
                            tr {
                                @if several && i == 0 { th scope="row" rowspan=(toll.figures().count()) { (to(outline, toll.question)) } }
                                td { (series.name) }
                                td class="n" { (figure.day.map_or_else(|| "no day known".to_owned(), |day| Days::day(day).words())) }
                                td class="n" { (figure.text) }
                                td { (figure.notes().join("; ")) }
                                td { (crosses(outline, &figure.at)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn control(outline: &Outline) -> Markup {
    let strips = &outline.strips;
    html! {
        @if !strips.years.is_empty() {
            section id="control" {
                h2 { "Control of places" }
                p class="note" {
                    "A strip for each place, a lane in it for each voice: on which days it says that a side "
                    "holds the place (filled), or that it does not or may not (hollow). Where "
                    "a lane is empty the voice says nothing of that day; nothing is carried on. An arrow "
                    "means that the claim reaches beyond the strip."
                }
                @for year in &strips.years { (of_year(outline, year)) }
                (more(strips.left, "place"))
            }
            "\n"
        }
    }
}

fn of_year(outline: &Outline, year: &Year) -> Markup {
    let palette = &outline.strips.palette;
    let title = year
        .year
        .map_or_else(|| "Year not known".to_owned(), |year| year.to_string());
    html! {
        h3 { (title) }
        ul class="legend" {
            @for holder in year.holders() {
                li { span class={ "letter-key " (palette.class(holder)) } { (palette.letter(holder)) } " " (holder) }
            }
        }
        @if let Some(axis) = year.axis() {
            @for strip in &year.strips {
                figure class="chart-box" {
                    h4 { (to(outline, strip.question)) " " (word(strip.question.status)) }
                    div class="scroll" tabindex="0" role="group" aria-label="Chart" { (strip.svg(axis, palette)) }
                }
                "\n"
            }
        }
        div class="scroll" {
            table {
                caption { "Who is said to hold what, " (title) }
                thead {
                    tr {
                        th scope="col" { "Question" }
                        th scope="col" { "Who" }
                        th scope="col" { "Says" }
                        th scope="col" { "When" }
                        th scope="col" { "Sources" }
                    }
                }
                tbody {
                    @for strip in &year.strips {
                        @for (i, (lane, said)) in strip.said().enumerate() {
                            tr {
                                @if i == 0 { th scope="row" rowspan=(strip.said().count()) { (strip.question.text) } }
                                td { (lane.name) }
                                td { (said.words()) }
                                td { (said.when()) }
                                td { (crosses(outline, &said.at)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn sources(outline: &Outline) -> Markup {
    html! {
        section id="sources" class="sources" {
            h2 { "Sources" }
            p class="note" { "Reports cited above. How the date of a report is known stands beside it." }
            ol {
                @for (i, source) in outline.sources.iter().enumerate() {
                    li id={ "s" (i + 1) } { (listed(source)) }
                }
            }
            @if !outline.others.shown.is_empty() {
                h3 { "Read, and not cited here" }
                ul { @for source in &outline.others.shown { li { (listed(source)) } } }
                (more(outline.others.left, "article"))
            }
        }
        "\n"
    }
}

fn listed(source: &Source) -> Markup {
    html! {
        (reference(source)) "."
        @match source.uri {
            Some(uri) => { " " span class="uri" { (uri) } },
            None => { " " span class="uri" { (source.at.0) } },
        }
    }
}
