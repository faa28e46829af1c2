//! What follows from tags by rule: the attribute ruler, which turns tags and words into universal
//! parts of speech and mends a few analyses, and the lemmatizer.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::chars::Sets;
use crate::format::{AttributeRule, File, LemmaTables, LoadError};
use crate::label::Label;
use crate::strings::Lexicon;

/// A token as the rules see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) text: &'a str,
    pub(crate) tag: Label,
    pub(crate) dep: Label,
    /// [`Ruler::word`] of the token in lower case.
    pub(crate) lower: u32,
    pub(crate) is_space: bool,
}

#[derive(Debug)]
enum Test {
    Tag(bool, Box<[Label]>),
    Dep(bool, Box<[Label]>),
    Lower(bool, Box<[u32]>),
    Orth(bool, Box<[Box<str>]>),
    IsSpace(bool),
}

impl Test {
    fn holds(&self, t: &View) -> bool {
        match self {
            Test::Tag(is, labels) => labels.contains(&t.tag) == *is,
            Test::Dep(is, labels) => labels.contains(&t.dep) == *is,
            Test::Lower(is, words) => words.contains(&t.lower) == *is,
            Test::Orth(is, words) => words.iter().any(|w| **w == *t.text) == *is,
            Test::IsSpace(is) => t.is_space == *is,
        }
    }
}

/// What of a morphological analysis tells that a form is a base form.
#[derive(Debug, Clone, Copy, Default)]
struct Morph {
    number: bool,
    singular: bool,
    infinitive: bool,
    finite: bool,
    no_form: bool,
    present: bool,
    positive: bool,
}

impl Morph {
    fn read(features: &str) -> Self {
        let mut m = Morph::default();
        for feature in features.split('|') {
            match feature {
                "Number=Sing" => (m.number, m.singular) = (true, true),
                "VerbForm=Inf" => m.infinitive = true,
                "VerbForm=Fin" => m.finite = true,
                "VerbForm=None" => m.no_form = true,
                "Tense=Pres" => m.present = true,
                "Degree=Pos" => m.positive = true,
                f if f.starts_with("Number=") => m.number = true,
                _ => {}
            }
        }
        m
    }

    /// spaCy's English `is_base_form`.
    fn is_base_form(self, pos: Option<Label>) -> bool {
        (pos.is_some_and(|p| p == "NOUN") && self.singular)
            || (pos.is_some_and(|p| p == "VERB") && self.finite && self.present && !self.number)
            || self.infinitive
            || self.no_form
            || self.positive
    }
}

/// A base form, and the same in lower case. Tokens share them.
#[derive(Debug, Clone)]
pub(crate) struct Lemma {
    pub(crate) form: Arc<str>,
    pub(crate) lower: Arc<str>,
}

impl Lemma {
    pub(crate) fn new(form: &str) -> Self {
        let lower = form.to_lowercase();
        let form: Arc<str> = form.into();
        let lower = if lower == *form {
            form.clone()
        } else {
            lower.into()
        };
        Lemma { form, lower }
    }
}

#[derive(Debug, Default)]
struct Effect {
    tag: Option<Label>,
    dep: Option<Label>,
    pos: Option<Label>,
    morph: Option<Morph>,
    lemma: Option<Lemma>,
}

#[derive(Debug)]
struct Rule {
    tokens: Box<[Box<[Test]>]>,
    index: usize,
    set: Effect,
}

/// What the rules make of a token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome<'a> {
    pub(crate) tag: Label,
    pub(crate) dep: Label,
    pub(crate) pos: Option<Label>,
    morph: Morph,
    pub(crate) lemma: Option<&'a Lemma>,
}

impl Outcome<'_> {
    pub(crate) fn is_base_form(&self) -> bool {
        self.morph.is_base_form(self.pos)
    }
}

/// The attribute ruler.
#[derive(Debug, Default)]
pub(crate) struct Ruler {
    rules: Box<[Rule]>,
    /// Rules by what the token that they change must be, so that few are tried for a token.
    by_tag: FxHashMap<Label, Vec<usize>>,
    by_lower: FxHashMap<u32, Vec<usize>>,
    others: Vec<usize>,
    words: FxHashMap<Box<str>, u32>,
}

impl Ruler {
    pub(crate) fn new(rules: &[AttributeRule]) -> Result<Self, LoadError> {
        let mut it = Ruler::default();
        let mut list = Vec::new();
        let labels = |values: &[String]| values.iter().map(|v| Label::new(v)).collect();
        for (n, rule) in rules.iter().enumerate() {
            let mut tokens: Vec<Box<[Test]>> = Vec::new();
            for token in &rule.tokens {
                let mut tests = Vec::new();
                for (attribute, is, values) in token {
                    tests.push(match attribute.as_str() {
                        "TAG" => Test::Tag(*is, labels(values)),
                        "DEP" => Test::Dep(*is, labels(values)),
                        "LOWER" => Test::Lower(
                            *is,
                            values
                                .iter()
                                .map(|w| {
                                    let next = it.words.len() as u32 + 1;
                                    *it.words.entry(w.as_str().into()).or_insert(next)
                                })
                                .collect(),
                        ),
                        "ORTH" => {
                            Test::Orth(*is, values.iter().map(|w| w.as_str().into()).collect())
                        }
                        "IS_SPACE" => Test::IsSpace(*is),
                        other => return Err(LoadError::new(format!("a rule on {other}"))),
                    });
                }
                tokens.push(tests.into());
            }
            let target = tokens
                .get(rule.index)
                .ok_or_else(|| LoadError::new("a rule for no token"))?;
            let tags = target.iter().find_map(|t| match t {
                Test::Tag(true, tags) => Some(tags),
                _ => None,
            });
            let lowers = target.iter().find_map(|t| match t {
                Test::Lower(true, words) => Some(words),
                _ => None,
            });
            match (tags, lowers) {
                (Some(tags), _) => tags
                    .iter()
                    .for_each(|t| it.by_tag.entry(*t).or_default().push(n)),
                (_, Some(words)) => words
                    .iter()
                    .for_each(|w| it.by_lower.entry(*w).or_default().push(n)),
                _ => it.others.push(n),
            }
            let mut set = Effect::default();
            for (attribute, value) in &rule.set {
                match attribute.as_str() {
                    "TAG" => set.tag = Some(Label::new(value)),
                    "DEP" => set.dep = Some(Label::new(value)),
                    "POS" => set.pos = Some(Label::new(value)),
                    "MORPH" => set.morph = Some(Morph::read(value)),
                    "LEMMA" => set.lemma = Some(Lemma::new(value)),
                    other => return Err(LoadError::new(format!("a rule that sets {other}"))),
                }
            }
            list.push(Rule {
                tokens: tokens.into(),
                index: rule.index,
                set,
            });
        }
        it.rules = list.into();
        Ok(it)
    }

    /// The number of a word that some rule names; 0 for others.
    pub(crate) fn word(&self, lower: &str) -> u32 {
        self.words.get(lower).copied().unwrap_or(0)
    }

    /// Applies the rules to token `i`, in their order.
    pub(crate) fn apply(&self, tokens: &[View], i: usize) -> Outcome<'_> {
        let token = &tokens[i];
        let mut out = Outcome {
            tag: token.tag,
            dep: token.dep,
            pos: None,
            morph: Morph::default(),
            lemma: None,
        };
        let none: &[usize] = &[];
        let mut lists = [
            self.by_tag.get(&token.tag).map_or(none, |v| v),
            if token.lower == 0 {
                none
            } else {
                self.by_lower.get(&token.lower).map_or(none, |v| v)
            },
            &self.others,
        ];
        // The lists are sorted: the next rule is the least of their first.
        while let Some(next) = lists.iter().filter_map(|l| l.first()).min().copied() {
            for list in &mut lists {
                if list.first() == Some(&next) {
                    *list = &list[1..];
                }
            }
            let rule = &self.rules[next];
            let Some(first) = i.checked_sub(rule.index) else {
                continue;
            };
            let Some(window) = tokens.get(first..first + rule.tokens.len()) else {
                continue;
            };
            if !rule
                .tokens
                .iter()
                .zip(window)
                .all(|(tests, t)| tests.iter().all(|test| test.holds(t)))
            {
                continue;
            }
            let set = &rule.set;
            out.tag = set.tag.unwrap_or(out.tag);
            out.dep = set.dep.unwrap_or(out.dep);
            out.pos = set.pos.or(out.pos);
            out.morph = set.morph.unwrap_or(out.morph);
            out.lemma = set.lemma.as_ref().or(out.lemma);
        }
        out
    }
}

/// Sorted words in one run of bytes.
#[derive(Debug)]
struct WordList {
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl WordList {
    /// Reads words of which each names how many bytes it shares with the one before.
    fn read(mut bytes: &[u8]) -> Option<Self> {
        let mut list = WordList {
            text: Vec::with_capacity(bytes.len() * 3),
            ends: Vec::new(),
        };
        let mut last = 0;
        while let [shared, len, rest @ ..] = bytes {
            let start = list.text.len();
            if last + usize::from(*shared) > start {
                return None;
            }
            list.text
                .extend_from_within(last..last + usize::from(*shared));
            list.text.extend_from_slice(rest.get(..usize::from(*len))?);
            list.ends.push(u32::try_from(list.text.len()).ok()?);
            last = start;
            bytes = &rest[usize::from(*len)..];
        }
        Some(list)
    }

    fn contains(&self, word: &str) -> bool {
        let get = |i: usize| {
            let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
            &self.text[start..self.ends[i] as usize]
        };
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            match get(middle).cmp(word.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }
}

#[derive(Debug)]
struct Tables {
    rules: Box<[(Box<str>, Box<str>)]>,
    exceptions: FxHashMap<Box<str>, Box<[Box<str>]>>,
    index: WordList,
}

/// spaCy's rule lemmatizer for English.
#[derive(Debug, Default)]
pub(crate) struct Lemmatizer {
    tables: FxHashMap<Label, Tables>,
}

impl Lemmatizer {
    pub(crate) fn load(
        file: &File,
        tables: BTreeMap<String, LemmaTables>,
    ) -> Result<Self, LoadError> {
        let mut it = Lemmatizer::default();
        for (pos, t) in tables {
            let index = WordList::read(file.blob(t.index)?)
                .ok_or_else(|| LoadError::new(format!("the word list of {pos}")))?;
            it.tables.insert(
                Label::new(&pos.to_uppercase()),
                Tables {
                    rules: t.rules.into(),
                    exceptions: t
                        .exceptions
                        .into_iter()
                        .map(|(k, v)| (k, v.into()))
                        .collect(),
                    index,
                },
            );
        }
        Ok(it)
    }

    /// The base form of a word of this part of speech.
    pub(crate) fn lemma<'a>(
        &'a self,
        lexicon: &Lexicon,
        sets: &Sets,
        word: &'a str,
        pos: Option<Label>,
        is_base_form: bool,
    ) -> Cow<'a, str> {
        let Some(pos) = pos.filter(|p| *p != "SPACE" && !is_base_form) else {
            return word.to_lowercase().into();
        };
        let Some(tables) = self.tables.get(&pos) else {
            return if pos == "PROPN" {
                word.into()
            } else {
                word.to_lowercase().into()
            };
        };
        let lower = word.to_lowercase();
        // spaCy puts the exceptions before the forms by rule, each before the last, unless a rule gives
        // the form too.
        let mut by_rule: Option<String> = None;
        let mut unknown: Option<String> = None;
        let mut forms: Vec<String> = Vec::new();
        for (old, new) in &tables.rules {
            let Some(stem) = lower.strip_suffix(&**old) else {
                continue;
            };
            let form = format!("{stem}{new}");
            if form.is_empty() {
            } else if tables.index.contains(&form) || !lexicon.is_alpha(sets, &form) {
                by_rule.get_or_insert_with(|| form.clone());
                forms.push(form);
            } else {
                unknown.get_or_insert(form);
            }
        }
        let exceptions = tables.exceptions.get(&*lower);
        let exception =
            exceptions.and_then(|e| e.iter().rev().find(|e| !forms.iter().any(|f| **f == ***e)));
        match (exception, by_rule, unknown) {
            (Some(e), ..) => Cow::Borrowed(&**e),
            (None, Some(form), _) | (None, None, Some(form)) => form.into(),
            (None, None, None) => word.into(),
        }
    }
}
