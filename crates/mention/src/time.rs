//! Times of an article: what `rashomon-timex` finds, resolved against the article's date.
//!
//! The verb that governs an expression tells whether a weekday or a day without its year lies ahead;
//! where the parse does not say, the neighbouring words do.

use rashomon_model::{Article, Mention, MentionId, MentionValue, Time};
use rashomon_syntax::Parsed;
use rashomon_text::Span;
use rashomon_timex::civil::Date;
use rashomon_timex::edtf::Edtf;
use rashomon_timex::{Found, Tense, TimeExpression, resolve_with, scan_part};

/// A report dated no better than to so many days leaves its weekdays open.
const WIDEST: i32 = 366;

/// The times that an article names, in order, with spans in `text`; their ids are not set.
pub(crate) fn times(text: &str, article: &Article, parsed: &Parsed) -> Vec<Mention> {
    let found: Vec<Found> = article
        .blocks
        .iter()
        .flat_map(|block| scan_part(text, block.span))
        .collect();
    let published = article.published.value.as_deref().and_then(days);
    let tense = |found: &Found| tense(parsed, found.span).unwrap_or(found.tense);
    resolve_with(text, &found, published, &tense)
        .into_iter()
        .map(|time| mention(text, time))
        .collect()
}

fn mention(text: &str, time: TimeExpression) -> Mention {
    Mention {
        id: MentionId(0),
        span: time.span,
        text: time.span.of(text).to_owned(),
        value: MentionValue::Time {
            time: Time {
                timex: time.timex,
                edtf: time.edtf,
                kind: time.kind.as_str().to_owned(),
                anchor: time.anchor.as_str().to_owned(),
            },
        },
        found_by: format!("time/{}@1", time.rule),
    }
}

/// First and last day of an article's date, where it settles them.
fn days(published: &str) -> Option<(Date, Date)> {
    let (first, last) = published.parse::<Edtf>().ok()?.bounds();
    let (first, last) = (first?, last?);
    ((last - first).get_days() <= WIDEST).then_some((first, last))
}

/// What the verb above an expression says: `None` where it says nothing of before or after.
fn tense(parsed: &Parsed, span: Span) -> Option<Tense> {
    let first = parsed.tokens.partition_point(|t| t.end <= span.start);
    let last = parsed.tokens.partition_point(|t| t.start < span.end);
    // The head of the expression: the token of it whose own head lies outside.
    let head = (first..last).find(|&t| !(first..last).contains(&parsed.tokens[t].head))?;
    let verb = parsed
        .path_up(head)
        .skip(1)
        .find(|&t| parsed.tokens[t].tag.starts_with("VB"))?;
    let planned = |t: usize| {
        matches!(
            &*parsed.tokens[t].lemma,
            "schedule"
                | "expect"
                | "plan"
                | "slate"
                | "set"
                | "due"
                | "intend"
                | "hope"
                | "threaten"
                | "vow"
                | "promise"
        )
    };
    let mut past = parsed.tokens[verb].tag == "VBD";
    for &child in parsed.children(verb) {
        let token = &parsed.tokens[child];
        match token.tag.as_str() {
            "MD" => {
                return matches!(
                    &*token.lemma,
                    "will" | "would" | "shall" | "wo" | "'ll" | "’ll"
                )
                .then_some(Tense::Future);
            }
            // "is to leave", "to be signed": as the words around it say.
            "TO" => return None,
            tag if token.dep.starts_with("aux") => {
                past |= matches!(tag, "VBD" | "VBN" | "VBZ" | "VBP")
                    && token.lemma.as_ref() == "have"
                    || tag == "VBD"
            }
            _ => {}
        }
    }
    (past && !planned(verb)).then_some(Tense::Past)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::bare;
    use rashomon_syntax::Pipeline;
    use std::sync::LazyLock;

    static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| {
        Pipeline::load(include_bytes!("../../../models/en.model"))
            .expect("the model of this repository loads")
    });

    /// The times of a text as `words = timex`, published on a day or an interval.
    fn check(text: &str, published: Option<&str>, expected: &str) {
        let (mut article, _) = bare(text);
        article.published.value = published.map(str::to_owned);
        let blocks: Vec<_> = article.blocks.iter().map(|b| b.span.range()).collect();
        let parsed = PIPELINE.parse_blocks(text, &blocks);
        let times = times(text, &article, &parsed);
        let got: Vec<String> = times
            .iter()
            .map(|m| format!("{} = {}", m.text, m.time().unwrap().timex))
            .collect();
        assert_eq!(got.join("; "), expected, "{text}");
        for mention in &times {
            assert_eq!(mention.span.of(text), mention.text);
        }
    }

    #[test]
    fn the_verb_tells_where_a_weekday_lies() {
        let day = Some("2020-09-30");
        check(
            "The envoys will meet in the capital on Friday.",
            day,
            "Friday = 2020-10-02",
        );
        check(
            "The envoys met in the capital on Friday.",
            day,
            "Friday = 2020-09-25",
        );
        check(
            "The bridge was closed on Friday, and it will be opened on Monday.",
            day,
            "Friday = 2020-09-25; Monday = 2020-10-05",
        );
        check(
            "The vote is scheduled for Sunday.",
            day,
            "Sunday = 2020-10-04",
        );
        check(
            "The minister said on Monday that talks would resume on Thursday.",
            day,
            "Monday = 2020-09-28; Thursday = 2020-10-01",
        );
    }

    #[test]
    fn times_hang_together_across_paragraphs() {
        check(
            "A truce was signed on October 10.\nAnother was signed the next day.",
            Some("2020-10-22"),
            "October 10 = 2020-10-10; the next day = 2020-10-11",
        );
    }

    #[test]
    fn an_uncertain_date_settles_what_it_can() {
        let text = "Shells fell on Sunday, as in 2016 and last year.";
        check(
            text,
            Some("2020-09-28/2020-10-03"),
            "Sunday = 2020-09-27; 2016 = 2016; last year = 2019",
        );
        check(
            text,
            Some("2020?"),
            "Sunday = XXXX-WXX-7; 2016 = 2016; last year = 2019",
        );
        check(
            text,
            None,
            "Sunday = XXXX-WXX-7; 2016 = 2016; last year = XXXX",
        );
        check(
            text,
            Some("not a date"),
            "Sunday = XXXX-WXX-7; 2016 = 2016; last year = XXXX",
        );
    }
}
