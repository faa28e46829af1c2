//! The word lists of `data/claims/`, as tables.

use crate::codes::CodeBook;
use rashomon_mention::Context;
use rustc_hash::{FxHashMap, FxHashSet};

/// A verb, a noun, or an adjective of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pos {
    /// A verb.
    Verb,
    /// A noun.
    Noun,
    /// An adjective or participle that stands like one.
    Adj,
}

/// One line of a trigger list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// Lemma.
    pub lemma: &'static str,
    /// Part of speech.
    pub pos: Pos,
    /// Where its arguments stand; see the list's own head.
    pub frame: &'static str,
    /// Effect of a casualty word, status of an equipment word.
    pub sense: &'static str,
    /// A particle that must follow.
    pub particle: &'static str,
    /// What its object must be.
    pub needs: &'static str,
    /// Method of attack that the word implies.
    pub cause: &'static str,
}

/// One line of `events.tsv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Kind of the claim.
    pub kind: &'static str,
    /// Lemma.
    pub lemma: &'static str,
    /// Part of speech.
    pub pos: Pos,
    /// A particle that must follow.
    pub particle: &'static str,
    /// Where the arguments stand.
    pub frame: &'static str,
    /// The list that the object must be on.
    pub needs: &'static str,
    /// Method, type, act or force.
    pub value: &'static str,
    /// ACLED sub-event type.
    pub acled: &'static str,
    /// PLOVER category.
    pub plover: &'static str,
    /// CAMEO code.
    pub cameo: &'static str,
}

fn events(table: &'static str) -> FxHashMap<&'static str, Vec<Event>> {
    let mut all: FxHashMap<_, Vec<Event>> = FxHashMap::default();
    for row in rows(table) {
        let get = |column| row.get(column).copied().unwrap_or_default();
        all.entry(get("lemma")).or_default().push(Event {
            kind: get("kind"),
            lemma: get("lemma"),
            pos: if get("pos") == "noun" {
                Pos::Noun
            } else {
                Pos::Verb
            },
            particle: get("particle"),
            frame: get("frame"),
            needs: get("needs"),
            value: get("value"),
            acled: get("acled"),
            plover: get("plover"),
            cameo: get("cameo"),
        });
    }
    all
}

/// Triggers by lemma.
pub type Triggers = FxHashMap<&'static str, Vec<Trigger>>;

/// Rows of a tab-separated list as maps from column name to value: `#` begins a comment, the first
/// other line names the columns.
pub fn rows(table: &'static str) -> impl Iterator<Item = FxHashMap<&'static str, &'static str>> {
    let mut lines = table
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'));
    let columns: Vec<_> = lines.next().unwrap_or_default().split('\t').collect();
    lines.map(move |line| {
        columns
            .iter()
            .copied()
            .zip(line.split('\t').map(str::trim))
            .collect()
    })
}

/// Reads a trigger list.
pub fn triggers(table: &'static str) -> Triggers {
    let mut all = Triggers::default();
    for row in rows(table) {
        let get = |column| row.get(column).copied().unwrap_or_default();
        let pos = match get("pos") {
            "noun" => Pos::Noun,
            "adj" => Pos::Adj,
            _ => Pos::Verb,
        };
        let sense = ["effect", "status"]
            .iter()
            .find_map(|c| row.get(c))
            .copied()
            .unwrap_or_default();
        all.entry(get("lemma")).or_default().push(Trigger {
            lemma: get("lemma"),
            pos,
            frame: get("frame"),
            sense,
            particle: get("particle"),
            needs: get("needs"),
            cause: get("cause"),
        });
    }
    all
}

/// Lists of plain words by the name of the list: `data/claims/words.tsv`.
#[derive(Debug, Default)]
pub struct Words(FxHashMap<&'static str, FxHashSet<&'static str>>);

impl Words {
    /// Whether the word, in lower case, is on the list.
    pub fn has(&self, list: &str, word: &str) -> bool {
        debug_assert!(self.0.contains_key(list), "no list '{list}' in words.tsv");
        self.0.get(list).is_some_and(|words| words.contains(word))
    }
}

/// Phrases that name a method, longer before shorter.
#[derive(Debug)]
pub struct Methods {
    /// A phrase's words as lemmas (`stem*`: what begins so), and the method.
    phrases: Vec<(Vec<&'static str>, &'static str)>,
    /// The phrases by the first two letters of their first words: most words of a text begin none.
    by_letters: FxHashMap<[u8; 2], Vec<usize>>,
}

impl Methods {
    fn new(table: &'static str) -> Self {
        let mut phrases: Vec<(Vec<_>, _)> = rows(table)
            .map(|row| (row["word"].split(' ').collect(), row["method"]))
            .collect();
        phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        let mut by_letters: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        for (i, (words, _)) in phrases.iter().enumerate() {
            let first = words[0].trim_end_matches('*');
            by_letters.entry(letters(first)).or_default().push(i);
        }
        Methods {
            phrases,
            by_letters,
        }
    }

    /// The longest phrase that begins at token `t` and ends before `end`: how many words it has, and the
    /// method.
    pub fn at(&self, ctx: &Context, t: usize, end: usize) -> Option<(usize, &'static str)> {
        let (lemma, word) = (letters(ctx.lemma(t)), letters(ctx.word(t)));
        let fits = |i: &usize| {
            let words = &self.phrases[*i].0;
            words.len() <= end.saturating_sub(t)
                && words.iter().zip(t..).all(|(word, t)| {
                    let lemma = ctx.lower_lemma(t);
                    match word.strip_suffix('*') {
                        Some(stem) => lemma.starts_with(stem),
                        None => lemma == *word || ctx.word(t).eq_ignore_ascii_case(word),
                    }
                })
        };
        let first = |letters| self.by_letters.get(&letters)?.iter().find(|i| fits(i));
        let mut found = first(lemma);
        if word != lemma {
            found = found.into_iter().chain(first(word)).min();
        }
        let (words, method) = &self.phrases[*found?];
        Some((words.len(), method))
    }
}

/// The first two bytes, in lower case.
fn letters(word: &str) -> [u8; 2] {
    let mut bytes = word.bytes().map(|b| b.to_ascii_lowercase());
    [bytes.next(), bytes.next()].map(Option::unwrap_or_default)
}

/// What words stand for in an argument of an event: `data/claims/senses.tsv`.
#[derive(Debug, Default)]
pub struct Senses(FxHashMap<&'static str, Vec<(&'static str, FxHashSet<&'static str>)>>);

impl Senses {
    fn new(table: &'static str) -> Self {
        let mut all = Senses::default();
        for row in rows(table) {
            let words = row["words"].split(' ').collect();
            let senses = all.0.entry(row["argument"]).or_default();
            senses.push((row["value"], words));
        }
        all
    }

    /// The value of an argument that the first row with one of the words gives. Words are in lower case.
    pub fn of<'w>(
        &self,
        argument: &str,
        words: impl Iterator<Item = &'w str> + Clone,
    ) -> Option<&'static str> {
        let rows = self.0.get(argument)?;
        rows.iter()
            .find(|(_, on)| words.clone().any(|w| on.contains(w)))
            .map(|&(value, _)| value)
    }
}

/// The word lists that claims are found with.
#[derive(Debug)]
pub struct Lexicon {
    /// `control.tsv`.
    pub control: Triggers,
    /// `casualties.tsv`.
    pub casualties: Triggers,
    /// `equipment_loss.tsv`.
    pub equipment: Triggers,
    /// `displacement.tsv`.
    pub displacement: Triggers,
    /// `events.tsv` by lemma.
    pub events: FxHashMap<&'static str, Vec<Event>>,
    /// Nouns that stand for a place, with the extent that they give.
    pub place_nouns: FxHashMap<&'static str, &'static str>,
    /// `methods.tsv`.
    pub methods: Methods,
    /// `codes.tsv` and `plover.tsv`.
    pub codes: CodeBook,
    /// Plain words by list.
    pub words: Words,
    /// `senses.tsv`.
    pub senses: Senses,
}

impl Lexicon {
    /// The lists that the program ships.
    pub fn embedded() -> Self {
        Lexicon {
            control: triggers(include_str!("../../../data/claims/control.tsv")),
            casualties: triggers(include_str!("../../../data/claims/casualties.tsv")),
            equipment: triggers(include_str!("../../../data/claims/equipment_loss.tsv")),
            displacement: triggers(include_str!("../../../data/claims/displacement.tsv")),
            events: events(include_str!("../../../data/claims/events.tsv")),
            place_nouns: rows(include_str!("../../../data/claims/place_nouns.tsv"))
                .map(|row| (row["noun"], row["extent"]))
                .collect(),
            methods: Methods::new(include_str!("../../../data/claims/methods.tsv")),
            codes: CodeBook::new(
                include_str!("../../../data/claims/codes.tsv"),
                include_str!("../../../data/claims/plover.tsv"),
            ),
            senses: Senses::new(include_str!("../../../data/claims/senses.tsv")),
            words: Words(
                rows(include_str!("../../../data/claims/words.tsv"))
                    .map(|row| (row["list"], row["words"].split(' ').collect()))
                    .collect(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole() {
        let lexicon = Lexicon::embedded();
        let lists = [
            (
                &lexicon.control,
                &["gain", "hold", "fall", "lose", "cede", "leave", "oust"][..],
            ),
            (
                &lexicon.casualties,
                &[
                    "patient", "subject", "lose", "lives", "head", "of", "toll", "state",
                ],
            ),
            (&lexicon.equipment, &["patient", "subject", "lose", "of"]),
            (
                &lexicon.displacement,
                &["subject", "patient", "home", "cross", "head", "of"],
            ),
        ];
        for (list, frames) in lists {
            assert!(!list.is_empty());
            for trigger in list.values().flatten() {
                assert!(frames.contains(&trigger.frame), "{trigger:?}");
            }
        }
        for trigger in lexicon.control.values().flatten() {
            assert!(
                ["name", "place", "control"].contains(&trigger.needs),
                "{trigger:?}"
            );
        }
        for event in lexicon.events.values().flatten() {
            let kinds = ["attack", "agreement", "diplomacy", "deployment", "access"];
            assert!(
                kinds.contains(&event.kind)
                    && ["act", "at", "each", "things", "under", "with"].contains(&event.frame),
                "{event:?}"
            );
            assert!(
                event.needs.is_empty() || lexicon.words.0.contains_key(event.needs),
                "{event:?}"
            );
        }
        assert!(
            lexicon
                .methods
                .phrases
                .iter()
                .all(|(words, method)| !words.is_empty() && !method.is_empty())
        );
    }
}
