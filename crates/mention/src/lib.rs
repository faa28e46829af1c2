//! What a text names: places, times, actors, quantities and equipment.
//!
//! [`Mentioner`] holds the lexicons and finds the mentions of one article; [`Context`] is the view of
//! text, parse and mentions that every later stage reads. What can be a list is one: the program's own are in `data/`,
//! and [`Tables`] adds a user's.

mod actor;
mod context;
mod equipment;
mod lexicon;
pub mod place;
mod quantity;
mod time;

pub use context::{Chunk, Context};

use actor::{ActorFinder, Affected, Roles};
use equipment::EquipmentFinder;
use lexicon::{Read, View, Vocabulary};
use place::PlaceFinder;
use quantity::QuantityFinder;
use rashomon_gazetteer::{Gazetteer, Table, TsvError};
use rashomon_model::{ActorKind, Article, Mention, MentionId, MentionValue};
use rashomon_syntax::Parsed;
use rashomon_text::Span;
use std::fmt;
use std::sync::{Arc, LazyLock};

/// What a finder of this crate gives: words of the text and what they name.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    pub words: Chunk,
    pub value: MentionValue,
    pub found_by: &'static str,
}

/// A user's own tables, which are read before those of the program (`docs/guides/lists.md`).
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// Places, and countries: see [`Gazetteer::with_tables`].
    pub gazetteer: Vec<Table>,
    /// Sides, with the columns of `data/sides.tsv`.
    pub sides: Vec<Table>,
    /// People and their offices, with the columns of `data/actors.tsv`.
    pub actors: Vec<Table>,
}

/// The lists of names and words by which a text is read.
pub struct Lists {
    vocabulary: Vocabulary,
    roles: Roles,
    actors: ActorFinder,
    equipment: EquipmentFinder,
    quantities: QuantityFinder,
    places: PlaceFinder,
}

impl fmt::Debug for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lists").finish_non_exhaustive()
    }
}

impl Lists {
    /// The lists of the program alone, read once, in some milliseconds.
    pub fn embedded() -> &'static Arc<Lists> {
        static ONCE: LazyLock<Arc<Lists>> = LazyLock::new(|| {
            let lists = Lists::over(Gazetteer::embedded(), &Tables::default())
                .unwrap_or_else(|e| unreachable!("a test reads the embedded lists: {e}"));
            Arc::new(lists)
        });
        &ONCE
    }

    /// The lists of the program with a user's tables.
    ///
    /// # Errors
    /// [`TsvError`] with file and line of a row that cannot be used.
    pub fn new(tables: &Tables) -> Result<Lists, TsvError> {
        let mut gazetteer = Gazetteer::with_tables(&tables.gazetteer)?;
        actor::add_demonyms(&mut gazetteer, &tables.sides)?;
        Lists::over(&Arc::new(gazetteer), tables)
    }

    fn over(gazetteer: &Arc<Gazetteer>, tables: &Tables) -> Result<Lists, TsvError> {
        let mut vocabulary = Vocabulary::default();
        Ok(Lists {
            roles: Roles::new(&mut vocabulary),
            actors: ActorFinder::new(&mut vocabulary, gazetteer, tables)?,
            equipment: EquipmentFinder::new(&mut vocabulary),
            quantities: QuantityFinder::new(&mut vocabulary),
            places: PlaceFinder::new(gazetteer.clone()),
            vocabulary,
        })
    }

    /// Id, usual name and adjective of every side: the states, and the parties that are none.
    pub fn sides(&self) -> impl Iterator<Item = (&str, &str, Option<&str>)> {
        self.actors.sides()
    }

    /// Whether a side is a government: a state, or a party that the list calls one.
    pub fn is_government(&self, side: &str) -> bool {
        self.actors.role_of(side) == Some("GOV")
    }
}

/// Finds what an article names.
#[derive(Debug, Clone)]
pub struct Mentioner {
    lists: Arc<Lists>,
}

impl Default for Mentioner {
    fn default() -> Self {
        Self::new()
    }
}

impl Mentioner {
    /// A mentioner with the lists of the program alone.
    pub fn new() -> Self {
        let lists = Lists::embedded().clone();
        Mentioner { lists }
    }

    /// A mentioner that knows a user's names too.
    ///
    /// # Errors
    /// As [`Lists::new`].
    pub fn with_tables(tables: &Tables) -> Result<Self, TsvError> {
        let lists = Arc::new(Lists::new(tables)?);
        Ok(Mentioner { lists })
    }

    /// The lists that it reads by.
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// The mentions of one article, in order of their starts, the longer first. A mention's id is its index. Mentions of
    /// different types may overlap ("Baku" is a place and an actor); mentions of one type do not.
    pub fn mentions(&self, text: &str, article: &Article, parsed: &Parsed) -> Vec<Mention> {
        let lists = self.lists();
        let read = Read::new(&lists.vocabulary, text, article);
        let view = read.view(text, parsed);
        let equipment = lists.equipment.find(&view);
        let chunks: Vec<Chunk> = equipment.iter().map(|hit| hit.words.clone()).collect();
        let quantities = lists
            .quantities
            .find(&view, &lists.roles, &lists.actors, &chunks);
        let actors = lists.actors.find(
            &view,
            &lists.roles,
            &chunks,
            article.published.value.as_deref(),
        );
        let mut mentions = time::times(text, article, parsed);
        let blocks: Vec<Span> = article.blocks.iter().map(|b| b.span).collect();
        for hit in lists.places.find(text, &blocks, parsed) {
            mentions.push(Mention {
                id: MentionId(0),
                span: hit.span,
                text: hit.span.of(text).to_owned(),
                value: MentionValue::Place { place: hit.place },
                found_by: hit.found_by.to_owned(),
            });
        }
        for hit in equipment.into_iter().chain(quantities).chain(actors) {
            let span = view.span(&hit.words);
            mentions.push(Mention {
                id: MentionId(0),
                span,
                text: span.of(text).to_owned(),
                value: hit.value,
                found_by: hit.found_by.to_owned(),
            });
        }
        let mut mentions = number(mentions);
        settle_types(&mut mentions);
        number(mentions)
    }
}

/// What the types say of each other: a figure in a time is part of it, an unlisted person where a place stands is none, and
/// the name of a place that acts stands for its government.
fn settle_types(mentions: &mut Vec<Mention>) {
    let spans = |pick: &dyn Fn(&Mention) -> bool| -> Vec<Span> {
        mentions
            .iter()
            .filter(|m| pick(m))
            .map(|m| m.span)
            .collect()
    };
    let times = spans(&|m| m.time().is_some());
    let places = spans(&|m| m.place().is_some() && m.found_by != "place/entity@1");
    let states = spans(&|m| m.actor().is_some_and(|a| a.kind == ActorKind::State));
    // Mentions of one type do not overlap: the one that ends last before a point is the only one to look at.
    let holds = |list: &[Span], span: Span| {
        let at = list.partition_point(|s| s.end <= span.start);
        list.get(at).is_some_and(|s| s.contains(span))
    };
    mentions.retain(|m| {
        let figure = m.quantity().is_some() && holds(&times, m.span);
        let stranger = m.found_by == "actor/person@1" && holds(&places, m.span);
        !(figure || stranger)
    });
    for mention in mentions {
        if let MentionValue::Place { place } = &mut mention.value {
            place.metonym |= holds(&states, mention.span);
        }
    }
}

/// The side whose people or forces a run of tokens names by its own words ("2,300 Karabakh separatist troops", "Azerbaijani
/// soldiers", "the army of X"): an id as in [`rashomon_model::Actor::side`], several joined with `;`. Pronouns ("its citizens")
/// are nobody's here.
pub fn side_of_words(context: &Context, tokens: &Chunk) -> Option<String> {
    let lists = context.lists;
    lists.part(context, tokens, |view| {
        let published = context.article.published.value.as_deref();
        lists.actors.side_of(view, &lists.roles, published)
    })
}

/// The side whose capital a run of tokens names and nothing else: an id as in [`rashomon_model::Actor::side`].
pub fn side_of_capital(context: &Context, tokens: &Chunk) -> Option<String> {
    let lists = context.lists;
    lists.part(context, tokens, |view| {
        lists.actors.capital(view).map(str::to_owned)
    })
}

/// `military`, `civilian` or `unspecified` by the nouns of a run of tokens ("104 military deaths", "six of its citizens"), absent
/// when no noun of it names people.
pub fn role_of_words(context: &Context, tokens: &Chunk) -> Option<&'static str> {
    let lists = context.lists;
    lists.part(context, tokens, |view| {
        let affected = lists.actors.affected(view, &lists.roles);
        affected.map(Affected::as_str)
    })
}

/// Whether the token is a noun for people ("soldiers", "residents", "casualties", "Ruritanians").
pub fn is_people_word(context: &Context, token: usize) -> bool {
    role_of_words(context, &(token..token + 1)).is_some()
}

impl Lists {
    /// Reads a run of tokens as a text of its own, with its tags.
    fn part<T>(
        &self,
        context: &Context,
        tokens: &Chunk,
        read: impl FnOnce(&View) -> Option<T>,
    ) -> Option<T> {
        if tokens.is_empty() || tokens.end > context.parsed.tokens.len() {
            return None;
        }
        let words = self.vocabulary.scan(context.text, context.span(tokens));
        let block = 0..words.len();
        let view = View {
            text: context.text,
            parsed: context.parsed,
            words: &words,
            blocks: std::slice::from_ref(&block),
        };
        read(&view)
    }
}

/// Sorts the mentions, drops those that another of their type holds, and numbers them.
fn number(mut mentions: Vec<Mention>) -> Vec<Mention> {
    mentions.sort_by_key(|m| {
        (
            m.span.start,
            std::cmp::Reverse(m.span.len()),
            rank(&m.value),
        )
    });
    let mut ends = [Span::default(); 5];
    mentions.retain(|m| {
        let last = &mut ends[rank(&m.value)];
        let free = m.span.start >= last.end && !m.span.is_empty();
        if free {
            *last = m.span;
        }
        free
    });
    for (i, mention) in mentions.iter_mut().enumerate() {
        mention.id = MentionId(i);
    }
    mentions
}

/// Order of mentions of different types over the same words.
fn rank(value: &MentionValue) -> usize {
    match value {
        MentionValue::Place { .. } => 0,
        MentionValue::Time { .. } => 1,
        MentionValue::Actor { .. } => 2,
        MentionValue::Quantity { .. } => 3,
        MentionValue::Equipment { .. } => 4,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use rashomon_model::{Block, BlockKind, Published};

    /// An article of one paragraph a line, without a parse.
    pub(crate) fn bare(text: &str) -> (Article, Parsed) {
        let mut blocks = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let span = Span::new(start, start + line.len()).trim(text);
            if !span.is_empty() {
                blocks.push(Block {
                    span,
                    kind: BlockKind::Paragraph,
                });
            }
            start += line.len();
        }
        let article = Article {
            span: Span::new(0, text.len()),
            title: None,
            byline: None,
            blocks,
            published: Published::default(),
        };
        (article, Parsed::default())
    }

    static PIPELINE: LazyLock<rashomon_syntax::Pipeline> = LazyLock::new(|| {
        rashomon_syntax::Pipeline::load(include_bytes!("../../../models/en.model"))
            .expect("the model of this repository loads")
    });

    /// The mentions of a text, one paragraph a line, parsed by the model of this repository.
    pub(crate) fn mentions(text: &str) -> Vec<Mention> {
        mentions_on(text, None)
    }

    /// The same in an article of this day.
    pub(crate) fn mentions_on(text: &str, day: Option<&str>) -> Vec<Mention> {
        let (mut article, _) = bare(text);
        article.published.value = day.map(str::to_owned);
        let blocks: Vec<_> = article.blocks.iter().map(|b| b.span.range()).collect();
        let parsed = PIPELINE.parse_blocks(text, &blocks);
        Mentioner::new().mentions(text, &article, &parsed)
    }

    /// Feeds each row of a table to a check.
    pub(crate) fn check_all(table: &str, check: impl FnMut(Vec<&str>)) {
        assert!(lexicon::rows(table).next().is_some());
        lexicon::rows(table).for_each(check);
    }

    #[test]
    fn mentions_are_sorted_and_numbered() {
        let found = mentions("At least 12 soldiers in two T-72 tanks.\n\nThree drones.");
        for (i, mention) in found.iter().enumerate() {
            assert_eq!(mention.id, MentionId(i));
        }
        assert!(found.is_sorted_by_key(|m| m.span.start));
        assert_eq!(found.len(), 6, "{found:?}");
    }

    #[test]
    fn long_lines_take_time_in_proportion() {
        let (article, parsed) = bare("");
        let once = "The army of Chile said a defence ministry spokesman, Ivo Ban, saw 12 soldiers and two T-72 tanks, ";
        let time = |n: usize| {
            let text = once.repeat(n);
            let block = Block {
                span: Span::new(0, text.len()).trim(&text),
                kind: BlockKind::Paragraph,
            };
            let article = Article {
                span: block.span,
                blocks: vec![block],
                ..article.clone()
            };
            let start = std::time::Instant::now();
            let found = Mentioner::new().mentions(&text, &article, &parsed).len();
            assert!(found >= 4 * n);
            start.elapsed().as_secs_f64()
        };
        time(50);
        let (short, long) = (time(500), time(8000));
        // Sixteen times the text; quadratic work would take two hundred and fifty-six times as long.
        assert!(long < 80.0 * short.max(0.002), "{short} s, {long} s");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(a |the |12 |twenty-|over |of |,|\\.|Su-25 |tanks |to |President |Chile|'s |’s |Chilean |and |forces |Putin |ministry |[ -~]{0,6}|\\PC{0,3}|\n){0,40}") {
            let (article, empty) = bare(&text);
            for mention in mentions(&text).into_iter().chain(Mentioner::new().mentions(&text, &article, &empty)) {
                proptest::prop_assert_eq!(mention.span.of(&text), mention.text);
            }
        }

        #[test]
        fn any_run_of_tokens_has_a_side_or_none(text in "(the |12 |of |Chilean |and |forces |Karabakh |separatist |rebels |in |, |\\PC{0,3}){0,20}", cut in 0..20usize) {
            let (article, _) = bare(&text);
            let blocks: Vec<_> = article.blocks.iter().map(|b| b.span.range()).collect();
            let parsed = PIPELINE.parse_blocks(&text, &blocks);
            let context = Context { text: &text, article: &article, parsed: &parsed, mentions: &[], lists: Lists::embedded() };
            let n = parsed.tokens.len();
            let tokens = cut.min(n)..n;
            side_of_words(&context, &tokens);
            role_of_words(&context, &tokens);
            for token in tokens {
                is_people_word(&context, token);
            }
        }
    }

    #[test]
    fn phrases_have_sides_and_roles() {
        let read = |text: &str| {
            let (article, _) = bare(text);
            let parsed = PIPELINE.parse_blocks(text, std::slice::from_ref(&(0..text.len())));
            let context = Context {
                text,
                article: &article,
                parsed: &parsed,
                mentions: &[],
                lists: Lists::embedded(),
            };
            let all = 0..parsed.tokens.len();
            (side_of_words(&context, &all), role_of_words(&context, &all))
        };
        let some = |s: &str| Some(s.to_owned());
        assert_eq!(
            read("2,300 Karabakh separatist troops"),
            (some("ARTSAKH"), Some("military"))
        );
        assert_eq!(read("Chilean soldiers"), (some("CHL"), Some("military")));
        assert_eq!(read("six of its citizens"), (None, Some("civilian")));
        assert_eq!(
            read("tens of thousands of Peruvians"),
            (some("PER"), Some("unspecified"))
        );
        assert_eq!(read("104 military deaths"), (None, Some("military")));
        assert_eq!(
            read("Chilean and Peruvian soldiers"),
            (some("CHL;PER"), Some("military"))
        );
        assert_eq!(read("the red door"), (None, None));
    }
}
