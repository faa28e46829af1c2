//! `rashomon rules`: the catalogue of rules.

use crate::args::{RulesArgs, RulesFormat};
use crate::output::{self, Page};
use crate::show::style::Role;
use crate::{Exit, Fault};
use rashomon_read::rules::{self, Rule};
use serde_json::json;
use std::fmt::Write;

/// Words of a rule that a page shows beside those of many others.
const SHOWN: usize = 40;

/// Runs `rashomon rules`.
pub fn run(args: &RulesArgs) -> Result<Exit, Fault> {
    let chosen = match &args.name {
        None => rules::all().iter().collect(),
        Some(name) => choose(name),
    };
    if chosen.is_empty() {
        let name = args.name.as_deref().unwrap_or_default();
        return Err(Fault::Usage(format!(
            "no rule is called {name}, nor begins so: `rashomon rules` lists them"
        )));
    }
    let text = match args.format {
        RulesFormat::Text => text(&chosen, Page::new(&args.print)),
        RulesFormat::Jsonl => jsonl(&chosen),
        RulesFormat::Markdown => markdown(&chosen),
    };
    output::all(text.as_bytes())
}

/// The rule of this name, or those whose names begin so. A record's `found_by` names its rule as well.
fn choose(name: &str) -> Vec<&'static Rule> {
    match rules::of(name) {
        Some(rule) => vec![rule],
        None => {
            let all = rules::all().iter();
            all.filter(|rule| rule.name.starts_with(name)).collect()
        }
    }
}

/// One rule in full, or a line for each of several.
fn text(chosen: &[&Rule], page: Page) -> String {
    let mut out = String::new();
    if let [rule] = chosen {
        let _ = writeln!(out, "{}", page.paint(Role::Heading, rule.name));
        out.push_str(&page.wrap("  ", "  ", rule.sentence));
        out.push_str(&page.wrap("  fires   ", "          ", &one_line(&rule.fires)));
        out.push_str(&page.wrap("  silent  ", "          ", &one_line(&rule.silent)));
        if let Some(list) = rule.list() {
            let words = rule.words().join(", ");
            let listed = format!(
                "data/{list}{}{words}",
                if words.is_empty() { "" } else { ": " }
            );
            out.push_str(&page.wrap("  words   ", "          ", &listed));
        }
        return out;
    }
    let widest = chosen.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let indent = " ".repeat(widest + 2);
    for rule in chosen {
        let name = format!("{:widest$}  ", rule.name);
        let line = page.wrap(&name, &indent, rule.sentence);
        match line.strip_prefix(&name) {
            Some(rest) => {
                out.push_str(&page.paint(Role::Heading, &name));
                out.push_str(rest);
            }
            None => out.push_str(&line),
        }
    }
    out
}

fn one_line(example: &str) -> String {
    example.replace("\n\n", " ¶ ")
}

fn jsonl(chosen: &[&Rule]) -> String {
    let mut out = String::new();
    for rule in chosen {
        let record = json!({
            "rule": rule.name, "sentence": rule.sentence, "fires": rule.fires, "silent": rule.silent,
            "list": rule.list().map(|list| format!("data/{list}")), "words": rule.words(),
        });
        let _ = writeln!(out, "{record}");
    }
    out
}

const HEAD: &str = "\
# Rules

This page is made by `rashomon rules --format markdown` from the lists in `data/rules/`; a test fails when it is stale.

`found_by` of a record names the rule that found it, the word of a list that the rule met, where it needs one, and the rule's
version: `casualties/object:kill@1`. `fired_on` of a claim has the words of the report that the rule fired on: its trigger and
the arguments that it took. `rashomon read --explain` shows both beside each claim; `rashomon rules NAME` shows one rule with all
of its words. Each rule has an example in which it fires and one in which it must stay silent, and a test reads both.
[Which list to edit for what](../guides/lists.md) tells how a rule is added.
";

fn markdown(chosen: &[&Rule]) -> String {
    let mut out = HEAD.to_owned();
    let mut group = "";
    for rule in chosen {
        let kind = rule.name.split('/').next().unwrap_or_default();
        if kind != group {
            group = kind;
            let _ = writeln!(out, "\n## {kind}");
        }
        let _ = writeln!(out, "\n### `{}`\n\n{}\n", rule.name, rule.sentence);
        let _ = writeln!(out, "- fires: *{}*", one_line(&rule.fires));
        let _ = writeln!(out, "- silent: *{}*", one_line(&rule.silent));
        let words = rule.words();
        if let Some(list) = rule.list() {
            let _ = write!(out, "- words: [`data/{list}`](../../data/{list})");
            if !words.is_empty() {
                let _ = write!(out, ": {}", words[..words.len().min(SHOWN)].join(", "));
            }
            if words.len() > SHOWN {
                let _ = write!(out, " … ({} in all)", words.len());
            }
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_in_the_docs_is_that_of_the_lists() {
        let kept = include_str!("../../../docs/reference/rules.md").replace("\r\n", "\n");
        let all: Vec<&Rule> = rules::all().iter().collect();
        assert!(
            kept == markdown(&all),
            "docs/reference/rules.md is stale: write it anew with \
             `cargo run -- rules --format markdown > docs/reference/rules.md`"
        );
    }

    #[test]
    fn rules_are_chosen_by_name_beginning_or_record() {
        let names = |name| {
            choose(name)
                .iter()
                .map(|rule| rule.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("control/gain"), ["control/gain"]);
        assert_eq!(names("control/gain:seize@1"), ["control/gain"]);
        assert_eq!(names("time/ago"), ["time/ago"]);
        assert!(names("time/set").len() > 3);
        assert!(names("nothing").is_empty());
    }
}
