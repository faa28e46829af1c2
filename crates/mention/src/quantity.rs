//! Figures: what the words allow, from a lowest to a highest number, and what is counted.
//!
//! Counts follow the words ("nearly 100" is 90 to 99): a researcher can always ask for another rule later, but not for what
//! a reader has thrown away. The words and their bounds stand in `data/quantities.tsv`.

use crate::actor::{ActorFinder, RoleKind, Roles};
use crate::lexicon::{Gap, Phrases, View, Vocabulary, WordKind, parts, plural, rows};
use crate::{Chunk, Hit};
use rashomon_model::{MentionValue, Quantity};

/// The list that people edit.
pub(crate) const TABLE: &str = include_str!("../../../data/quantities.tsv");

/// What a word of the list does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    Number(u64),
    Multiplier(u64),
    Vague(Option<u64>, Option<u64>),
    Qualifier(Op),
    Behind(Op),
    Or,
    Unit(Box<str>),
    Skip,
    Label,
    Month,
    Toll,
    Hit,
}

/// What a qualifier does to a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Exact,
    Above,
    AtLeast,
    Below,
    AtMost,
    Near,
    About,
}

/// Finds figures in a text.
#[derive(Debug, Clone)]
pub(crate) struct QuantityFinder {
    phrases: Phrases<Entry>,
}

/// A figure without its qualifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Core {
    low: Option<u64>,
    high: Option<u64>,
    end: usize,
    sort: Sort,
}

/// How a figure was written: some are counts only in some places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Digits,
    /// Four digits that may be a year.
    Year,
    /// "one": also a pronoun.
    One,
    Words,
    Vague,
}

impl QuantityFinder {
    pub fn new(vocabulary: &mut Vocabulary) -> Self {
        let mut phrases = Phrases::default();
        for row in rows(TABLE) {
            let [kind, words, a, b, op, ..] = row[..] else {
                continue;
            };
            let op = match op {
                "gt" => Op::Above,
                "ge" => Op::AtLeast,
                "lt" => Op::Below,
                "le" => Op::AtMost,
                "near" => Op::Near,
                "about" => Op::About,
                _ => Op::Exact,
            };
            let (first, second) = (a.parse().ok(), b.parse().ok());
            for phrase in parts(words) {
                let entry = match kind {
                    "number" => Entry::Number(first.unwrap_or(0)),
                    "multiplier" => Entry::Multiplier(first.unwrap_or(1)),
                    "vague" => Entry::Vague(first, second),
                    "qualifier" => Entry::Qualifier(op),
                    "behind" => Entry::Behind(op),
                    "or" => Entry::Or,
                    "unit" => Entry::Unit(a.into()),
                    "skip" => Entry::Skip,
                    "label" => Entry::Label,
                    "month" => Entry::Month,
                    "toll" => Entry::Toll,
                    _ => Entry::Hit,
                };
                if kind == "unit" {
                    phrases.add(vocabulary, &plural(phrase), entry.clone());
                }
                phrases.add(vocabulary, phrase, entry);
            }
        }
        QuantityFinder { phrases }
    }

    /// The figures of the text, in order. `equipment` are the words that name equipment, in order.
    pub fn find(
        &self,
        view: &View,
        roles: &Roles,
        actors: &ActorFinder,
        equipment: &[Chunk],
    ) -> Vec<Hit> {
        let scene = Scene {
            finder: self,
            view,
            roles,
            actors,
            equipment,
        };
        let mut hits = Vec::new();
        let mut i = 0;
        while i < view.words.len() {
            match scene.figure(i).or_else(|| scene.article(i)) {
                Some(hit) => {
                    i = hit.words.end.max(i + 1);
                    hits.push(hit);
                }
                None => {
                    // Words of a figure that is none ("October 20", "F-16") are passed over together.
                    let skipped = scene.core(i).map_or(i, |core| core.end);
                    i = skipped.max(i + 1);
                }
            }
        }
        hits
    }
}

struct Scene<'a> {
    finder: &'a QuantityFinder,
    view: &'a View<'a>,
    roles: &'a Roles,
    actors: &'a ActorFinder,
    equipment: &'a [Chunk],
}

impl Scene<'_> {
    fn entry(&self, i: usize, pick: impl Fn(&Entry) -> bool) -> Option<(Entry, usize)> {
        let found = self.finder.phrases.at(self.view, i)?;
        let entry = found.values.into_iter().find(|e| pick(e))?;
        Some((entry.clone(), found.words.end))
    }

    /// A figure with its qualifiers that begins at a word.
    fn figure(&self, start: usize) -> Option<Hit> {
        let view = self.view;
        let mut at = start;
        let mut op = None;
        let mut qualifier = start..start;
        // "another 200", "at least another 200", "at least some 200": the one that bounds wins.
        for _ in 0..3 {
            let Some((Entry::Qualifier(found), end)) =
                self.entry(at, |e| matches!(e, Entry::Qualifier(_)))
            else {
                break;
            };
            if op.is_none_or(|op| op == Op::Exact) {
                op = Some(found);
                qualifier = at..end;
            }
            at = end;
        }
        let between = op.is_none() && view.is(at, &["between"]);
        let first = at + usize::from(between);
        let money = view.is_sign(first, &["$", "€", "£", "₽", "₪", "₺"]);
        let first = first + usize::from(money);
        let mut core = self.core(first)?;
        let range = self.range(&core, between);
        if between && range.is_none() {
            return None;
        }
        if !self.is_count(first, &core) {
            return None;
        }
        core = range.unwrap_or(core);
        let mut end = core.end;
        if op.is_none() && range.is_none() {
            if let Some((Entry::Behind(found), behind)) =
                self.entry(end, |e| matches!(e, Entry::Behind(_)))
            {
                op = Some(found);
                qualifier = end..behind;
                end = behind;
            } else if view.is_sign(end, &["+"]) && view.words[end].gap == Gap::None {
                op = Some(Op::AtLeast);
                qualifier = end..end + 1;
                end += 1;
            }
        }
        let unit = match self.unit(end) {
            _ if money => Some("money".to_owned()),
            Counted::Nothing => return None,
            Counted::Thing(unit) => Some(unit),
            Counted::People { .. } => Some("person".to_owned()),
            Counted::Unknown => self.counts_people(start, end).then(|| "person".to_owned()),
        };
        match core.sort {
            Sort::Year if unit.is_none() => return None,
            Sort::One if unit.is_none() => return None,
            Sort::Vague if core.low.is_none() && unit.is_none() => return None,
            // "children under five", "over here".
            _ if unit.is_none() && op == Some(Op::Below) => return None,
            _ => {}
        }
        let (min, max) = match op {
            // The ends of a range are its bounds already.
            Some(Op::About | Op::Near | Op::Exact) if range.is_some() => (core.low, core.high),
            Some(op) => op.bounds(core.low, core.high),
            None => (core.low, core.high),
        };
        Some(Hit {
            words: start..end,
            value: MentionValue::Quantity {
                quantity: Quantity {
                    min,
                    max,
                    qualifier: op.map(|_| view.span(&qualifier).of(view.text).to_lowercase()),
                    unit,
                },
            },
            found_by: match (range.is_some(), op) {
                (true, _) => "quantity/range@1",
                (false, Some(_)) => "quantity/qualified@1",
                (false, None) => "quantity/figure@1",
            },
        })
    }

    /// "a soldier", "an aircraft": one; "no civilians": none.
    fn article(&self, i: usize) -> Option<Hit> {
        let view = self.view;
        let n = match () {
            () if view.is(i, &["a", "an"]) => 1,
            () if view.is(i, &["no"]) => 0,
            () => return None,
        };
        // "A-50", "no-fly": not the article.
        if view.words.get(i + 1)?.gap != Gap::Space {
            return None;
        }
        let unit = match self.unit(i + 1) {
            Counted::People { one } if one || n == 0 => "person".to_owned(),
            Counted::Thing(unit) if unit == "equipment" || (n == 0 && unit == "person") => unit,
            _ => return None,
        };
        Some(Hit {
            words: i..i + 1,
            value: MentionValue::Quantity {
                quantity: Quantity {
                    min: Some(n),
                    max: Some(n),
                    qualifier: None,
                    unit: Some(unit),
                },
            },
            found_by: "quantity/article@1",
        })
    }

    /// The figure itself: digits, words, or a word that is vague by nature.
    fn core(&self, start: usize) -> Option<Core> {
        let view = self.view;
        let word = view.words.get(start)?;
        if word.kind == WordKind::Digits {
            return self.digits(start);
        }
        // "a dozen", "a hundred"; "a few", "half a million" stand in the list as they are.
        if view.is(start, &["a", "an"])
            && let Some((Entry::Multiplier(m), end)) =
                self.entry(start + 1, |e| matches!(e, Entry::Multiplier(_)))
        {
            return Some(Core {
                low: Some(m),
                high: Some(m),
                end,
                sort: Sort::Words,
            });
        }
        let vague = self.entry(start, |e| matches!(e, Entry::Vague(..)));
        if let Some((Entry::Vague(low, high), end)) = vague {
            // "scores goals" is a verb, "how many" a question.
            if view.tag(start).starts_with("VB")
                || (start > 0 && view.is(start - 1, &["how", "so", "too", "as", "that"]))
            {
                return None;
            }
            if let Some((Entry::Multiplier(m), end)) =
                self.entry(end, |e| matches!(e, Entry::Multiplier(_)))
            {
                return Some(Core {
                    low: low.map(|n| n.saturating_mul(m)),
                    high: high.map(|n| n.saturating_add(1).saturating_mul(m).saturating_sub(1)),
                    end,
                    sort: Sort::Vague,
                });
            }
            return Some(Core {
                low,
                high,
                end,
                sort: Sort::Vague,
            });
        }
        self.spelled(start)
    }

    /// A figure in digits with the multipliers behind it.
    fn digits(&self, start: usize) -> Option<Core> {
        let view = self.view;
        let written = view.word(start);
        let plain: String = written.chars().filter(|&c| c != ',').collect();
        if plain.len() > 15
            || (plain.len() > 1 && plain.starts_with('0') && !plain.starts_with("0."))
        {
            return None;
        }
        let mut value: f64 = plain.parse().ok()?;
        let mut end = start + 1;
        let year =
            written.len() == 4 && plain.parse().is_ok_and(|n: u32| (1500..=2100).contains(&n));
        let mut sort = if year { Sort::Year } else { Sort::Digits };
        for _ in 0..2 {
            let Some((Entry::Multiplier(m), next)) =
                self.entry(end, |e| matches!(e, Entry::Multiplier(_)))
            else {
                break;
            };
            value *= m as f64;
            end = next;
            sort = Sort::Words;
        }
        if view.words.get(end).is_some_and(|w| w.gap == Gap::None)
            && let Some(m) = match view.word(end) {
                "k" | "K" => Some(1e3),
                "m" | "mn" | "M" if start > 0 && view.is_sign(start - 1, &["$", "€", "£"]) => {
                    Some(1e6)
                }
                "bn" => Some(1e9),
                _ => None,
            }
        {
            value *= m;
            end += 1;
            sort = Sort::Words;
        }
        if !(0.0..=1e15).contains(&value) {
            return None;
        }
        Some(Core {
            low: Some(value.floor() as u64),
            high: Some(value.ceil() as u64),
            end,
            sort,
        })
    }

    /// A figure in words: "twenty-three", "one hundred and five", "two dozen", "one and a half million".
    fn spelled(&self, start: usize) -> Option<Core> {
        let view = self.view;
        let (mut total, mut current, mut any) = (0u64, 0u64, false);
        let (mut end, mut at) = (start, start);
        let mut multiplied = false;
        while let Some((entry, next)) =
            self.entry(at, |e| matches!(e, Entry::Number(_) | Entry::Multiplier(_)))
        {
            match entry {
                Entry::Number(n) => {
                    let fits = !any
                        || (multiplied && current == 0 && n < 1000)
                        || (current % 100 >= 20 && current % 10 == 0 && (1..10).contains(&n))
                        || (current >= 100 && current % 100 == 0 && n < 100);
                    if !fits {
                        break;
                    }
                    current = current.saturating_add(n);
                    multiplied = false;
                }
                Entry::Multiplier(m) => {
                    // A multiplier alone is a figure only behind a qualifier: "some hundred".
                    let qualified = start > 0
                        && self
                            .entry(start - 1, |e| matches!(e, Entry::Qualifier(_)))
                            .is_some();
                    if !any && !qualified {
                        return None;
                    }
                    if m < 1000 {
                        current = current.max(1).saturating_mul(m);
                    } else {
                        total = total.saturating_add(current.max(1).saturating_mul(m));
                        current = 0;
                    }
                    multiplied = true;
                }
                _ => break,
            }
            any = true;
            end = next;
            at = next;
            // "two and a half million"
            if view.is(at, &["and"])
                && view.is(at + 1, &["a"])
                && view.is(at + 2, &["half"])
                && let Some((Entry::Multiplier(m), next)) =
                    self.entry(at + 3, |e| matches!(e, Entry::Multiplier(_)))
            {
                let value = current.saturating_mul(m).saturating_add(m / 2);
                return Some(Core {
                    low: Some(value),
                    high: Some(value),
                    end: next,
                    sort: Sort::Words,
                });
            }
            if multiplied && view.is(at, &["and"]) {
                at += 1;
            }
        }
        let value = total.saturating_add(current);
        let sort = if end == start + 1 && view.is(start, &["one"]) {
            Sort::One
        } else {
            Sort::Words
        };
        any.then_some(Core {
            low: Some(value),
            high: Some(value),
            end,
            sort,
        })
    }

    /// The range that a figure opens: "20 to 30", "20-30", "hundreds – if not thousands", "between 20 and 30".
    fn range(&self, first: &Core, between: bool) -> Option<Core> {
        let view = self.view;
        let low = first.low?;
        let mut at = first.end;
        if view.words.get(at).is_some_and(|w| w.gap == Gap::Hyphen) {
            // "20-30", "two-three"; a chain of three is a date or a telephone number.
        } else if between {
            at = view.is(at, &["and", "to"]).then_some(at + 1)?;
        } else {
            if view.is_sign(at, &[",", "–", "—", "-", "("]) {
                at += 1;
            }
            let (_, end) = self.entry(at, |e| matches!(e, Entry::Or))?;
            // "rose from 20 to 30" speaks of two figures.
            let from = (first.end.saturating_sub(3)..first.end).any(|i| view.is(i, &["from"]));
            if from && view.is(at, &["to"]) {
                return None;
            }
            at = end;
        }
        let second = self.core(at)?;
        let chain = view
            .words
            .get(second.end)
            .is_some_and(|w| w.gap == Gap::Hyphen && w.kind == WordKind::Digits);
        if second.sort == Sort::One || chain {
            return None;
        }
        let high = second.high.or(second.low)?;
        // "two to three million": both count in millions.
        let scale = [1_000_000_000, 1_000_000, 1000]
            .into_iter()
            .find(|m| second.low.is_some_and(|n| n >= *m && n % m == 0))
            .filter(|m| {
                low < 1000
                    && low.saturating_mul(*m) < high
                    && second.end > at + 1
                    && first.sort != Sort::Vague
            })
            .unwrap_or(1);
        let low = low.saturating_mul(scale);
        (low < high).then_some(Core {
            low: Some(low),
            high: Some(high),
            end: second.end,
            sort: if first.sort == Sort::Year && second.sort == Sort::Year {
                Sort::Year
            } else {
                Sort::Words
            },
        })
    }

    /// Whether a figure in this place counts something, rather than being part of a name, a date, a time of day.
    fn is_count(&self, start: usize, core: &Core) -> bool {
        let view = self.view;
        let word = &view.words[start];
        let block = view.block(start);
        let inside = |i: usize| block.contains(&i);
        let digits = word.kind == WordKind::Digits;
        // Part of a model's name: "Su 25", "Leopard 2".
        let at = self.equipment.partition_point(|e| e.end <= start);
        if self.equipment.get(at).is_some_and(|e| e.start < start) {
            return false;
        }
        // "F-16", "mid-20", "v2".
        if word.gap != Gap::Space && start > block.start && !view.is_sign(start - 1, &OPENING) {
            return false;
        }
        if start > block.start {
            let before = start - 1;
            if view.is_sign(before, &["#", "№", "@", "/"]) {
                return false;
            }
            if let Some((Entry::Label, end)) = self.entry(before, |e| *e == Entry::Label)
                && end == start
                && (digits || core.sort == Sort::Words || core.sort == Sort::One)
            {
                return false;
            }
            if core.sort == Sort::One
                && view.is(
                    before,
                    &[
                        "no", "any", "every", "each", "this", "that", "which", "the", "only",
                    ],
                )
                && !matches!(
                    self.unit(core.end),
                    Counted::Thing(_) | Counted::People { .. }
                )
            {
                return false;
            }
            if core.sort == Sort::Year
                && view.is(
                    before,
                    &[
                        "in", "since", "until", "by", "from", "to", "before", "after", "during",
                        "early", "late", "mid", "year", "the", "a", "through", "back", "of", "'s",
                        "’s",
                    ],
                )
            {
                return false;
            }
        }
        if digits {
            let month = |i: usize| inside(i) && self.entry(i, |e| *e == Entry::Month).is_some();
            let low = core.low.unwrap_or(0);
            let beside_month = month(core.end)
                || (start > block.start && month(start - 1))
                || (start > block.start + 1 && view.is_sign(start - 1, &["."]) && month(start - 2));
            // "October 20", "20 October", "March 2019"; "March 2,019" is none.
            if beside_month && (low <= 31 || core.sort == Sort::Year) {
                return false;
            }
            // "555-123-4567"
            let joined = |i: usize| {
                inside(i)
                    && view.words[i].gap == Gap::Hyphen
                    && view.words[i].kind == WordKind::Digits
            };
            if joined(start + 1) && joined(start + 2) {
                return false;
            }
            // "10:30", "9/11".
            if view.is_sign(core.end, &[":", "/"])
                && view
                    .words
                    .get(core.end + 1)
                    .is_some_and(|w| w.kind == WordKind::Digits && w.gap == Gap::None)
            {
                return false;
            }
            // "1. What happened"
            if start == block.start && view.is_sign(core.end, &[".", ")"]) && inside(core.end + 1) {
                return false;
            }
            // ", 32," and "(32)" behind a name are ages.
            if low <= 110
                && start > block.start + 1
                && view.is_capital(start - 2)
                && ((view.is_sign(start - 1, &[","]) && view.is_sign(core.end, &[","]))
                    || (view.is_sign(start - 1, &["("]) && view.is_sign(core.end, &[")"])))
            {
                return false;
            }
        }
        true
    }

    /// What stands behind a figure: the head of the noun phrase that the figure belongs to.
    fn unit(&self, end: usize) -> Counted {
        let view = self.view;
        let Some(block) = end.checked_sub(1).map(|i| view.block(i)) else {
            return Counted::Unknown;
        };
        let mut at = end;
        if let Some(word) = view.words.get(at).filter(|_| at < block.end)
            && word.gap != Gap::Space
            && word.kind == WordKind::Letters
        {
            // "44-day", "32-year-old", "five-member": parts of a compound; "15km" and "2,000-strong" count.
            return match self.entry(at, |e| matches!(e, Entry::Unit(_))) {
                Some((Entry::Unit(unit), _)) if word.gap == Gap::None || &*unit == "person" => {
                    Counted::Thing(unit.into())
                }
                _ => Counted::Nothing,
            };
        }
        // "hundreds, if not thousands, of people"
        if view.is_sign(at, &[",", "–", "—", "-", ")"]) && view.is(at + 1, &["of"]) {
            at += 1;
        }
        if view.is(at, &["of"]) {
            at += 1;
            if view.is(
                at,
                &[
                    "the", "its", "their", "his", "her", "our", "my", "your", "these", "those",
                    "all",
                ],
            ) {
                at += 1;
            }
        }
        let mut counted = Counted::Unknown;
        for _ in 0..12 {
            if at >= block.end {
                break;
            }
            if view.is_sign(at, &["\"", "“", "”", "'", "‘", "’"]) {
                at += 1;
                continue;
            }
            // "20 Islamic State (IS) fighters"
            if view.is_sign(at, &["("])
                && view.is_sign(at + 2, &[")"])
                && matches!(counted, Counted::Unknown)
            {
                at += 3;
                continue;
            }
            if let Some((Entry::Unit(unit), next)) = self.entry(at, |e| matches!(e, Entry::Unit(_)))
            {
                // "wounded soldiers", "town councillors": only what stands last is counted.
                counted = Counted::Thing(unit.into());
                at = next;
                continue;
            }
            if view.is_sign(at, &["%"]) {
                return Counted::Thing("percent".to_owned());
            }
            let chunk = self.equipment.partition_point(|e| e.start < at);
            if let Some(chunk) = self.equipment.get(chunk).filter(|e| e.start == at) {
                counted = Counted::Thing("equipment".to_owned());
                at = chunk.end;
                continue;
            }
            if let Some((role, next)) = self.roles.at(view, at) {
                counted = match role.counts() {
                    true => Counted::People {
                        one: role.kind == RoleKind::People && !role.plural,
                    },
                    false => Counted::Unknown,
                };
                at = next;
                continue;
            }
            if let Some(next) = self.actors.people_at(view, at) {
                counted = Counted::People { one: false };
                at = next;
                continue;
            }
            if self.entry(at, |e| *e == Entry::Skip).is_some() {
                if matches!(counted, Counted::Unknown) {
                    return Counted::Nothing;
                }
                break;
            }
            if view.is_possessive(at) {
                counted = Counted::Unknown;
                at += 1;
                continue;
            }
            if !view.is_letters(at) || view.is(at, CLOSED) {
                break;
            }
            // "pick-up vehicles", "armed-to-the-teeth men": a compound is passed over whole.
            if view.words.get(at + 1).is_some_and(|w| w.gap == Gap::Hyphen)
                || view.words[at].gap == Gap::Hyphen
            {
                at += 1;
                continue;
            }
            let tag = view.tag(at);
            let capital = view.is_capital(at);
            if !capital
                && (tag.starts_with("VBD")
                    || tag.starts_with("VBZ")
                    || tag.starts_with("VBP")
                    || tag == "IN"
                    || tag == "TO"
                    || tag == "CC"
                    || tag == "MD"
                    || tag.starts_with('W')
                    || tag == "RP")
            {
                break;
            }
            if matches!(counted, Counted::Thing(_) | Counted::People { .. }) {
                // "police stations": another noun behind is what is counted; "12 people Sunday", "12 people fleeing" end here.
                if !capital && matches!(tag, "NN" | "NNS") {
                    counted = Counted::Unknown;
                } else if matches!(tag, "VBG" | "VBN" | "RB" | "JJ") || capital || tag.is_empty() {
                    break;
                }
            }
            at += 1;
        }
        counted
    }

    /// Whether a bare figure counts people by the words around it: "killing 12", "another 200 were wounded", "the toll rose
    /// to 45".
    fn counts_people(&self, start: usize, end: usize) -> bool {
        let view = self.view;
        let block = view.block(start);
        let hit = |i: usize| block.contains(&i) && self.entry(i, |e| *e == Entry::Hit).is_some();
        // Behind it, over auxiliaries and adverbs.
        for at in end..end + 6 {
            if hit(at) {
                return true;
            }
            let passes = view.is(
                at,
                &[
                    "were",
                    "was",
                    "are",
                    "is",
                    "been",
                    "being",
                    "be",
                    "have",
                    "has",
                    "had",
                    "left",
                    "reported",
                    "reportedly",
                    "confirmed",
                    "feared",
                    "seriously",
                    "critically",
                    "badly",
                    "severely",
                    "lightly",
                    "slightly",
                    "also",
                    "more",
                    "others",
                    "other",
                    "of",
                    "them",
                    "whom",
                    "which",
                    "already",
                    "believed",
                    "said",
                    "to",
                    "thought",
                    "officially",
                ],
            );
            let passes = passes || view.is_sign(at, &["–", "—"]);
            if !passes || at >= block.end {
                break;
            }
        }
        // No noun of its own behind it: then the verb or the toll before it says what it counts.
        let noun = |i: usize| {
            block.contains(&i)
                && view.is_letters(i)
                && !view.is(i, CLOSED)
                && !view.is(i, &["more", "others", "people", "on"])
                && matches!(
                    view.tag(i),
                    "" | "NN" | "NNS" | "JJ" | "NNP" | "NNPS" | "VBN" | "VBG"
                )
        };
        if noun(end) {
            return false;
        }
        if start > block.start && hit(start - 1) {
            return true;
        }
        (start.saturating_sub(12).max(block.start)..start)
            .rev()
            .take_while(|&i| !view.is_sign(i, &[".", ";", "?", "!"]))
            .any(|i| self.entry(i, |e| *e == Entry::Toll).is_some())
    }
}

/// What a figure counts.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Counted {
    /// It is no count: a duration, an age, part of a compound.
    Nothing,
    /// The words do not say, or say something that has no unit here.
    Unknown,
    Thing(String),
    /// People; `one` where the noun is a single person's.
    People {
        one: bool,
    },
}

impl Op {
    /// The bounds that the words set. "Nearly" allows a tenth less, "about" a twentieth either way.
    fn bounds(self, low: Option<u64>, high: Option<u64>) -> (Option<u64>, Option<u64>) {
        match self {
            Op::Exact => (low, high),
            Op::Above => (low.map(|n| n.saturating_add(1)), None),
            Op::AtLeast => (low, None),
            Op::Below => (None, low.map(|n| n.saturating_sub(1))),
            Op::AtMost => (None, high),
            Op::Near => (
                low.map(|n| n - n / 10),
                low.map(|n| n.saturating_sub(1).max(n - n / 10)),
            ),
            Op::About => (
                low.map(|n| n - n / 20),
                high.map(|n| n.saturating_add(n / 20)),
            ),
        }
    }
}

const OPENING: [&str; 16] = [
    "$", "€", "£", "₽", "₪", "₺", "(", "[", "\"", "“", "‘", "'", "–", "—", "-", "~",
];

/// Words that end a noun phrase whatever the tagger says.
const CLOSED: &[&str] = &[
    "in",
    "on",
    "at",
    "by",
    "from",
    "to",
    "with",
    "for",
    "as",
    "of",
    "into",
    "near",
    "after",
    "before",
    "since",
    "during",
    "while",
    "when",
    "where",
    "who",
    "whom",
    "whose",
    "which",
    "that",
    "and",
    "or",
    "but",
    "nor",
    "were",
    "was",
    "is",
    "are",
    "be",
    "been",
    "had",
    "has",
    "have",
    "will",
    "would",
    "could",
    "may",
    "might",
    "must",
    "can",
    "did",
    "do",
    "does",
    "including",
    "than",
    "if",
    "because",
    "not",
    "there",
    "he",
    "she",
    "it",
    "they",
    "we",
    "i",
    "you",
    "against",
    "between",
    "across",
    "about",
    "over",
    "under",
    "inside",
    "outside",
    "despite",
    "through",
    "around",
    "it's",
    "so",
    "then",
    "also",
    "reported",
    "said",
    "the",
];

#[cfg(test)]
mod tests {
    use crate::tests::{check_all, mentions};

    /// (words, min, max, unit) of the figures found.
    fn figures(text: &str) -> Vec<(String, Option<u64>, Option<u64>, String)> {
        mentions(text)
            .iter()
            .filter_map(|m| {
                let q = m.quantity()?;
                Some((
                    m.text.clone(),
                    q.min,
                    q.max,
                    q.unit.clone().unwrap_or_default(),
                ))
            })
            .collect()
    }

    #[track_caller]
    fn check(text: &str, want: &[(&str, Option<u64>, Option<u64>, &str)]) {
        let want: Vec<_> = want
            .iter()
            .map(|(t, a, b, u)| (t.to_string(), *a, *b, u.to_string()))
            .collect();
        assert_eq!(figures(text), want, "{text}");
    }

    #[test]
    fn bounds_follow_the_words() {
        for (words, min, max) in [
            ("2,300", Some(2300), Some(2300)),
            ("over 200", Some(201), None),
            ("More than 1,000", Some(1001), None),
            ("at least 12", Some(12), None),
            ("nearly 100", Some(90), Some(99)),
            ("Almost 500", Some(450), Some(499)),
            ("about 200", Some(190), Some(210)),
            ("some two dozen", Some(23), Some(25)),
            ("up to 50", None, Some(50)),
            ("as many as 50", None, Some(50)),
            ("fewer than 50", None, Some(49)),
            ("dozens of", Some(24), Some(99)),
            ("hundreds of", Some(200), Some(999)),
            ("thousands of", Some(2000), Some(9999)),
            ("tens of thousands of", Some(20000), Some(99999)),
            ("hundreds of thousands of", Some(200000), Some(999999)),
            ("several hundred", Some(300), Some(999)),
            ("twenty-three", Some(23), Some(23)),
            ("one hundred and five", Some(105), Some(105)),
            ("a dozen", Some(12), Some(12)),
            ("half a million", Some(500000), Some(500000)),
            ("1.5 million", Some(1500000), Some(1500000)),
            ("two and a half thousand", Some(2500), Some(2500)),
            ("another 200", Some(200), Some(200)),
            ("a further 30", Some(30), Some(30)),
            ("between 20 and 30", Some(20), Some(30)),
            ("20 to 30", Some(20), Some(30)),
            ("20-30", Some(20), Some(30)),
            ("two or three", Some(2), Some(3)),
            ("hundreds, if not thousands, of", Some(200), Some(9999)),
            ("hundreds or thousands of", Some(200), Some(9999)),
            ("two to three thousand", Some(2000), Some(3000)),
            ("more than a dozen", Some(13), None),
            ("no", Some(0), Some(0)),
            ("a couple of", Some(2), Some(3)),
        ] {
            let text = format!("{words} civilians were killed.");
            let found = figures(&text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!((found[0].1, found[0].2), (min, max), "{text}");
            assert_eq!(found[0].3, "person", "{text}");
        }
    }

    #[test]
    fn spans_are_qualifier_and_figure() {
        check(
            "The toll surpassed 100 people.",
            &[("surpassed 100", Some(101), None, "person")],
        );
        check(
            "It has left hundreds – if not thousands – dead.",
            &[(
                "hundreds – if not thousands",
                Some(200),
                Some(9999),
                "person",
            )],
        );
        check(
            "We counted 40 or more tanks.",
            &[("40 or more", Some(40), None, "equipment")],
        );
    }

    #[test]
    fn units() {
        check(
            "It took 12 villages.",
            &[("12", Some(12), Some(12), "settlement")],
        );
        check(
            "It lies 15km (9 miles) away.",
            &[
                ("15", Some(15), Some(15), "km"),
                ("9", Some(9), Some(9), "mile"),
            ],
        );
        check(
            "About 80% agreed.",
            &[("About 80", Some(76), Some(84), "percent")],
        );
        check(
            "It cost $5 million.",
            &[("$5 million", Some(5000000), Some(5000000), "money")],
        );
        check(
            "They lost 29 tanks.",
            &[("29", Some(29), Some(29), "equipment")],
        );
        check(
            "One of their SU-25 jets fell.",
            &[("One", Some(1), Some(1), "equipment")],
        );
        check(
            "Six of its citizens died.",
            &[("Six", Some(6), Some(6), "person")],
        );
        check(
            "A 2,000-strong force came.",
            &[("2,000", Some(2000), Some(2000), "person")],
        );
        check(
            "The army lost three positions.",
            &[("three", Some(3), Some(3), "")],
        );
    }

    #[test]
    fn bare_figures_of_people() {
        check(
            "The blast struck the market, killing 12 and wounding at least 30.",
            &[
                ("12", Some(12), Some(12), "person"),
                ("at least 30", Some(30), None, "person"),
            ],
        );
        check(
            "Another 200 were wounded.",
            &[("Another 200", Some(200), Some(200), "person")],
        );
        check(
            "The death toll rose to 45.",
            &[("45", Some(45), Some(45), "person")],
        );
        check(
            "The shelling left five dead.",
            &[("five", Some(5), Some(5), "person")],
        );
    }

    #[test]
    fn one_by_its_article() {
        check(
            "A Ruritanian soldier was killed.",
            &[("A", Some(1), Some(1), "person")],
        );
        check(
            "It shot down an aircraft.",
            &[("an", Some(1), Some(1), "equipment")],
        );
        check("It was a heavy blow in an old war.", &[]);
    }

    #[test]
    fn what_counts_nothing() {
        for text in [
            "Ivo, a 32-year-old worker, left.",
            "The 44-day war ended in 1994.",
            "An F-16 flew on October 20.",
            "It began at 10:30 on 5 May 2019.",
            "The second-largest city fell.",
            "Ivo Ban, 32, left home.",
            "No one came that day, said one.",
            "They waited for three days and two nights.",
            "Resolution 2254 was passed on 27 September.",
            "Call 555-123-4567.",
            "The 2020 war and the 1994 truce.",
            "1. What happened?",
        ] {
            let found: Vec<_> = figures(text)
                .into_iter()
                .filter(|f| f.0 != "An" && f.0 != "a")
                .collect();
            assert_eq!(found, [], "{text}");
        }
    }

    #[test]
    fn the_list_is_sound() {
        check_all(super::TABLE, |row| {
            assert!(
                [
                    "number",
                    "multiplier",
                    "vague",
                    "qualifier",
                    "behind",
                    "or",
                    "unit",
                    "skip",
                    "label",
                    "month",
                    "toll",
                    "hit"
                ]
                .contains(&row[0]),
                "{row:?}"
            );
            assert!(!row[1].is_empty(), "{row:?}");
            match row[0] {
                "number" | "multiplier" => assert!(row[2].parse::<u64>().is_ok(), "{row:?}"),
                "vague" => assert!(
                    row[2].is_empty() || row[2].parse::<u64>().is_ok(),
                    "{row:?}"
                ),
                "unit" => assert!(!row[2].is_empty(), "{row:?}"),
                "qualifier" | "behind" => assert!(
                    ["exact", "gt", "ge", "lt", "le", "near", "about"].contains(&row[4]),
                    "{row:?}"
                ),
                _ => {}
            }
        });
    }
}
