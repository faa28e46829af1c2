//! Where views look: reports that were read just now, or a ledger's file.

use crate::args::{FilterArgs, LedgerArgs, ShelfArgs};
use crate::show::questions::outlet;
use crate::show::sentence;
use crate::{Exit, Fault, read, sides};
use elsa::{FrozenBTreeMap, FrozenVec};
use rashomon_gazetteer::Gazetteer;
use rashomon_ledger::{
    self as ledger, ClaimRef, Context, Day, Days, Filter, Heard, Judgement, Ledger, Names, Options,
    Overlay, Question, Report, Rulings, Sum, Traits, document_keys, heard, sides_named,
};
use rashomon_model::{Analysis, Claim, ClaimId, Published};
use rashomon_read::Lists;
use rashomon_store::{Hit, Mode, Order, Past, Store};
use rashomon_text::Span;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Questions that are asked of a ledger at once.
const PAGE: usize = 64;
const MANY: usize = 4096;

/// Reports with the questions that they answer, as of a day. What a view looks at is taken from a
/// ledger's file as it is needed, and then kept.
pub struct Shelf {
    kept: Kept,
    names: Names,
    rulings: Rulings,
    as_of: Option<Day>,
    analyses: FrozenBTreeMap<String, Box<Analysis>>,
    questions: FrozenVec<Box<Question>>,
    /// What first kept the ledger from being read.
    fault: RefCell<Option<rashomon_store::Error>>,
}

/// Where the rest is.
enum Kept {
    Memory(Box<Memory>),
    Ledger(Box<Store>),
    Past(Box<Past>),
}

/// Reports that were read just now.
struct Memory {
    keys: Vec<String>,
    context: Context<'static>,
    /// In the order in which they are listed.
    questions: Vec<Question>,
    /// The questions that a claim answers, as indices.
    answered: BTreeMap<ClaimRef, BTreeSet<usize>>,
}

/// Some of what was found.
pub struct Found<T> {
    /// As much as was asked for.
    pub shown: Vec<T>,
    /// Whether there is more.
    pub more: bool,
}

impl<T> Found<T> {
    /// The first of some things.
    pub fn of(items: impl IntoIterator<Item = T>, limit: Option<usize>) -> Found<T> {
        let mut items = items.into_iter();
        let shown = items.by_ref().take(limit.unwrap_or(usize::MAX)).collect();
        Found {
            shown,
            more: items.next().is_some(),
        }
    }
}

/// A claim in its report.
#[derive(Clone)]
pub struct ClaimAt<'a> {
    /// The key of its document.
    pub key: String,
    /// Its report.
    pub analysis: &'a Analysis,
    /// The claim.
    pub claim: &'a Claim,
}

/// A title or a sentence.
pub struct Passage<'a> {
    /// The key of its document.
    pub key: String,
    /// Its report.
    pub analysis: &'a Analysis,
    /// When its article was published.
    pub published: &'a Published,
    /// Where it stands; none for a title.
    pub span: Option<Span>,
    /// The words.
    pub text: String,
    /// The claims that stand in it.
    pub claims: Vec<ClaimId>,
}

impl<'a> ClaimAt<'a> {
    /// What it is called across reports.
    pub fn id(&self) -> ClaimRef {
        ClaimRef {
            document: self.key.clone(),
            claim: self.claim.id,
        }
    }

    /// When the article that it stands in was published.
    pub fn published(&self) -> &'a Published {
        published(self.analysis, self.claim)
    }
}

/// When the article that a claim stands in was published.
pub fn published<'a>(analysis: &'a Analysis, claim: &Claim) -> &'a Published {
    let mut articles = analysis.articles.iter().rev();
    let article = articles.find(|article| article.span.start <= claim.span.start);
    article.map_or(&analysis.document.published, |a| &a.published)
}

impl Shelf {
    /// Reads the reports that the arguments name, or opens the ledger.
    pub fn open(args: &ShelfArgs) -> Result<(Shelf, Exit), Fault> {
        if args.input.paths.is_empty() {
            let store = Store::open(&args.ledger.ledger, Mode::View)?;
            return Ok((Shelf::kept(store, args.as_of)?, Exit::Done));
        }
        let reader = read::reader(&args.input.reader)?;
        let (analyses, exit) = read::all(&reader, &args.input)?;
        let options = Options {
            as_of: args.as_of,
            names: sides::names(reader.lists()),
        };
        Ok((Shelf::of(analyses, &options), exit))
    }

    /// What a ledger keeps.
    pub fn of_ledger(args: &LedgerArgs) -> Result<Shelf, Fault> {
        Shelf::kept(Store::open(&args.ledger, Mode::View)?, None)
    }

    fn kept(store: Store, as_of: Option<Day>) -> Result<Shelf, Fault> {
        let waiting = store.unsettled()?;
        if waiting > 0 {
            let reports = crate::ledger::count(waiting, "report");
            eprintln!(
                "rashomon: {reports} not yet in the questions: `rashomon reread` settles them"
            );
        }
        // What the sides were called when the questions were settled, a user's own among them.
        let names = store.names()?;
        let names = names.unwrap_or_else(|| sides::names(Lists::embedded()));
        let rulings = Rulings::of(&store.judgements()?);
        let kept = match as_of {
            None => Kept::Ledger(Box::new(store)),
            Some(day) => Kept::Past(Box::new(store.past(day, names.clone())?)),
        };
        Ok(Shelf {
            names: match &kept {
                Kept::Past(past) => past.context().names().clone(),
                _ => names,
            },
            rulings,
            kept,
            as_of,
            analyses: FrozenBTreeMap::new(),
            questions: FrozenVec::new(),
            fault: RefCell::new(None),
        })
    }

    /// Lays the claims of some reports side by side.
    pub fn of(analyses: Vec<Analysis>, options: &Options) -> Shelf {
        let keys = document_keys(&analyses);
        let analyses: BTreeMap<String, Analysis> = keys.into_iter().zip(analyses).collect();
        let mut ledger = Ledger::new(options);
        let reports = analyses.iter().map(|(key, a)| Report::of(key, a));
        ledger.update(reports.collect(), &[]);
        let context = ledger.context().clone();
        let questions = ledger.into_questions();
        let mut answered: BTreeMap<ClaimRef, BTreeSet<usize>> = BTreeMap::new();
        for (i, question) in questions.iter().enumerate() {
            for evidence in question.evidence() {
                let known = answered.entry(evidence.claim.clone()).or_default();
                known.insert(i);
            }
        }
        let boxed = FrozenBTreeMap::new();
        let keys = analyses.keys().cloned().collect();
        for (key, analysis) in analyses {
            boxed.insert(key, Box::new(analysis));
        }
        Shelf {
            names: context.names().clone(),
            rulings: Rulings::default(),
            as_of: options.as_of,
            kept: Kept::Memory(Box::new(Memory {
                keys,
                context,
                questions,
                answered,
            })),
            analyses: boxed,
            questions: FrozenVec::new(),
            fault: RefCell::new(None),
        }
    }

    /// Says whether all could be read that was looked at.
    pub fn end(self, exit: Exit) -> Result<Exit, Fault> {
        match self.fault.into_inner() {
            Some(fault) => Err(fault.into()),
            None => Ok(exit),
        }
    }

    /// What the ledger gave; nothing where it could not be read, of which [`Shelf::end`] tells.
    fn given<T: Default>(&self, result: rashomon_store::Result<T>) -> T {
        result.unwrap_or_else(|error| {
            self.fault.borrow_mut().get_or_insert(error);
            T::default()
        })
    }

    /// The ledger's file.
    fn store(&self) -> Option<&Store> {
        match &self.kept {
            Kept::Memory(_) => None,
            Kept::Ledger(store) => Some(store),
            Kept::Past(past) => Some(past),
        }
    }

    fn keep(&self, questions: Vec<Question>) -> Vec<&Question> {
        let keep = |question| self.questions.push_get(Box::new(question));
        questions.into_iter().map(keep).collect()
    }

    /// What sides are called.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The day as of which it is, where it is of one.
    pub fn as_of(&self) -> Option<Day> {
        self.as_of
    }

    /// All judgements of the ledger in the order in which they were made, those taken back among them.
    pub fn judgements(&self) -> Vec<Judgement> {
        self.store()
            .map(|store| self.given(store.judgements()))
            .unwrap_or_default()
    }

    /// What analysts judged of a question.
    pub fn judged(&self, question: &Question) -> Overlay {
        self.rulings.over(question)
    }

    /// How many reports, claims and questions there are; of the past, questions are settled only as
    /// they are asked for.
    pub fn counts(&self) -> (usize, usize, Option<usize>) {
        match &self.kept {
            Kept::Memory(memory) => {
                let analyses = memory.keys.iter().filter_map(|key| self.analyses.get(key));
                let claims = analyses.map(|a| a.claims.len()).sum();
                let questions = self.as_of.is_none().then_some(memory.questions.len());
                (memory.keys.len(), claims, questions)
            }
            Kept::Ledger(store) => {
                let (reports, claims) = self.kept_counts(store);
                let questions = self.given(store.question_count());
                (reports, claims, usize::try_from(questions).ok())
            }
            Kept::Past(past) => {
                let (reports, claims) = self.kept_counts(past);
                (reports, claims, None)
            }
        }
    }

    fn kept_counts(&self, store: &Store) -> (usize, usize) {
        let counts = self.given(store.counts());
        let [a, b] =
            [counts.documents, counts.claims].map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        (a, b)
    }

    /// What the arguments ask for: names of places and sides become ids.
    pub fn filter(&self, args: &FilterArgs) -> Result<Filter, Fault> {
        let places = (!args.place.is_empty()).then(|| {
            args.place
                .iter()
                .flat_map(|name| self.places(name))
                .collect()
        });
        let mut sides = None;
        for name in &args.side {
            let meant = self.names().meant(name);
            if meant.is_empty() {
                return Err(Fault::Usage(format!(
                    "no side is called '{name}': give its name, its adjective or its id (AZE)"
                )));
            }
            sides.get_or_insert_with(BTreeSet::new).extend(meant);
        }
        let words = args.text.iter().flat_map(|text| text.split_whitespace());
        let days = (args.from.is_some() || args.to.is_some()).then(|| Days {
            start: args.from.and_then(|days| days.start),
            end: args.to.and_then(|days| days.end),
        });
        Ok(Filter {
            kinds: args
                .kind
                .iter()
                .map(|kind| kind.replace('-', "_"))
                .collect(),
            places,
            sides,
            statuses: args.status.iter().map(|s| s.0).collect(),
            days,
            words: words.map(str::to_lowercase).collect(),
        })
    }

    /// The ids of the places that bear a name in the reports; where none does, those that bear it
    /// for the reader, whose list takes a while to unpack.
    fn places(&self, name: &str) -> BTreeSet<String> {
        let mut ids = match &self.kept {
            Kept::Memory(memory) => memory.context.places_called(name),
            Kept::Ledger(store) => self.given(store.places_called(name)),
            Kept::Past(past) => self.given(past.places_called(name)),
        };
        if ids.is_empty() {
            let gazetteer = Gazetteer::embedded();
            let known = gazetteer.lookup(name);
            ids.extend(known.iter().map(|known| gazetteer.id(known.key)));
        }
        ids.insert(name.to_owned());
        // What is asked of a place is asked of the id that stands for it.
        let context = match &self.kept {
            Kept::Memory(memory) => &memory.context,
            Kept::Ledger(_) => return ids,
            Kept::Past(past) => past.context(),
        };
        let stand: Vec<String> = ids.iter().map(|id| context.place(id).to_owned()).collect();
        ids.extend(stand);
        ids
    }

    /// The questions that a filter admits and `fits` does too, in an order.
    pub fn questions(
        &self,
        filter: &Filter,
        order: Order,
        limit: Option<usize>,
        fits: impl Fn(&Question) -> bool,
    ) -> Found<&Question> {
        let store = match &self.kept {
            Kept::Memory(memory) => {
                let questions = self.sorted(&memory.questions, filter, order);
                return Found::of(questions.filter(|q| fits(q)), limit);
            }
            Kept::Past(past) => {
                let questions = self.keep(self.given(past.settled(filter)));
                let questions = self.sorted(questions, filter, order);
                return Found::of(questions.filter(|q| fits(q)), limit);
            }
            Kept::Ledger(store) => store,
        };
        // A page at a time, until there are enough: one more tells that there is more.
        let wanted = limit.map_or(usize::MAX, |limit| limit.saturating_add(1));
        let page = limit.map(|limit| limit.saturating_add(1).max(PAGE));
        let (mut found, mut skip) = (Vec::new(), 0);
        loop {
            let next = self.given(store.select(filter, order, skip, page));
            let last = page.is_none_or(|page| next.len() < page);
            skip += next.len();
            found.extend(next.into_iter().filter(|q| fits(q)));
            if last || found.len() >= wanted {
                break;
            }
        }
        Found::of(self.keep(found), limit)
    }

    /// The origins of the claims that answer the questions that a filter admits, those that most
    /// reports carry first.
    pub fn sources(&self, filter: &Filter, limit: Option<usize>) -> Found<(String, Sum)> {
        let questions: Vec<&Question> = match &self.kept {
            Kept::Ledger(store) => {
                let more = limit.map(|limit| limit.saturating_add(1));
                return Found::of(self.given(store.sources(filter, more)), limit);
            }
            Kept::Memory(memory) => {
                let questions = self.sorted(&memory.questions, filter, Order::Listed);
                questions.collect()
            }
            Kept::Past(past) => {
                let questions = self.keep(self.given(past.settled(filter)));
                self.sorted(questions, filter, Order::Listed).collect()
            }
        };
        let outlet = |key: &String| match self.store() {
            None => self.analyses.get(key).map(|a| ledger::outlet(&a.document)),
            Some(store) => {
                let document = self.given(store.document_called(key));
                document.as_ref().map(ledger::outlet)
            }
        };
        let sum = |(origin, heard): (String, Heard<String, String>)| {
            (origin, heard.sum(|key| outlet(key).unwrap_or_default()))
        };
        let mut origins: Vec<(String, Sum)> = heard(questions).into_iter().map(sum).collect();
        origins.sort_by(|(a, x), (b, y)| (Reverse(x.reports), a).cmp(&(Reverse(y.reports), b)));
        Found::of(origins, limit)
    }

    /// Who published a document.
    pub fn outlet(&self, key: &str) -> String {
        match self.store() {
            None => self.analyses.get(key).map(|a| outlet(&a.document)),
            Some(store) => self.given(store.document_called(key)).as_ref().map(outlet),
        }
        .unwrap_or_else(|| key.to_owned())
    }

    /// Those of some questions, given in the order of lists, that a filter admits, in an order.
    fn sorted<'a>(
        &'a self,
        questions: impl IntoIterator<Item = &'a Question>,
        filter: &Filter,
        order: Order,
    ) -> impl Iterator<Item = &'a Question> {
        let wordless = Filter {
            words: Vec::new(),
            ..filter.clone()
        };
        let quoted = |question: &Question| {
            let mut said = question.evidence().filter_map(|e| self.claim(&e.claim));
            said.any(|at| filter.says(sentence::of(at.analysis, at.claim)))
        };
        let admits = |q: &&Question| filter.admits(q) || wordless.admits(q) && quoted(q);
        let mut questions: Vec<&Question> = questions.into_iter().filter(admits).collect();
        let days = |q: &Question| q.period.as_deref().and_then(Days::parse);
        match order {
            Order::Listed => {}
            Order::Days => {
                questions.retain(|q| days(q).is_some());
                questions.sort_by(|a, b| (days(a), &a.key).cmp(&(days(b), &b.key)));
            }
            Order::Place => {
                let place = |q: &Question| q.place.as_ref().map(|place| place.name.clone());
                questions.sort_by(|a, b| (place(a), &a.key).cmp(&(place(b), &b.key)));
            }
        }
        questions.into_iter()
    }

    /// The question with an id, or with the one id that begins so.
    pub fn question(&self, id: &str) -> Result<&Question, Fault> {
        let id = format!("q:{}", id.strip_prefix("q:").unwrap_or(id));
        let mut fitting: Vec<&Question> = match &self.kept {
            Kept::Memory(memory) => {
                let questions = memory.questions.iter();
                questions.filter(|q| q.id.starts_with(&id)).collect()
            }
            Kept::Ledger(store) => {
                let mut found = Vec::new();
                for id in store.questions_called(&id, 2)? {
                    found.extend(store.question(&id)?);
                }
                self.keep(found)
            }
            Kept::Past(past) => {
                let mut found = Vec::new();
                for id in past.questions_called(&id, 2)? {
                    let beside = past.beside(&id)?.unwrap_or_default();
                    found.extend(beside.into_iter().filter(|q| q.id == id));
                }
                if found.is_empty() && past.questions_called(&id, 1)?.is_empty() {
                    // One that was asked otherwise then.
                    let all = past.settled(&Filter::default())?;
                    found.extend(all.into_iter().filter(|q| q.id.starts_with(&id)));
                }
                self.keep(found)
            }
        };
        match (fitting.pop(), fitting.is_empty()) {
            (Some(one), true) => Ok(one),
            (None, _) => Err(Fault::Usage(format!(
                "there is no question {id} here: `rashomon questions --format table` lists them"
            ))),
            _ => Err(Fault::Usage(format!(
                "several questions begin with {id}: give more of it"
            ))),
        }
    }

    /// The questions that ask the same more narrowly.
    pub fn narrower(&self, question: &Question) -> Vec<&Question> {
        match &self.kept {
            Kept::Memory(memory) => {
                let asks = |q: &&Question| q.refines.contains(&question.id);
                memory.questions.iter().filter(asks).collect()
            }
            Kept::Ledger(store) => self.keep(self.given(store.narrower(question))),
            Kept::Past(past) => {
                let asks = Filter {
                    kinds: [question.kind.clone()].into(),
                    places: question.place.as_ref().map(|p| [p.id.clone()].into()),
                    ..Filter::default()
                };
                let mut narrower = self.given(past.settled(&asks));
                narrower.retain(|q| q.refines.contains(&question.id));
                self.keep(narrower)
            }
        }
    }

    /// What was read in a document.
    pub fn analysis(&self, key: &str) -> Option<&Analysis> {
        if let Some(known) = self.analyses.get(key) {
            return Some(known);
        }
        let analysis = self.given(self.store()?.analysis_of(key))?;
        Some(self.analyses.insert(key.to_owned(), Box::new(analysis)))
    }

    /// A claim in its report.
    pub fn claim(&self, id: &ClaimRef) -> Option<ClaimAt<'_>> {
        let analysis = self.analysis(&id.document)?;
        Some(ClaimAt {
            key: id.document.clone(),
            analysis,
            claim: analysis.claims.get(id.claim.0)?,
        })
    }

    /// The claim with an id, of whose document the beginning will do: `1a2b3c#c4`.
    pub fn claim_called(&self, id: &str) -> Result<ClaimAt<'_>, Fault> {
        let none = || {
            Fault::Usage(format!(
                "there is no claim '{id}' here: `rashomon claims` lists them, such as 1a2b3c#c4"
            ))
        };
        let (document, number) = id.rsplit_once('#').ok_or_else(none)?;
        let number = number.strip_prefix('c').unwrap_or(number);
        let number: usize = number.parse().map_err(|_| none())?;
        let claim = ClaimId(number.checked_sub(1).ok_or_else(none)?);
        let found = |document: &str| {
            let id = ClaimRef {
                document: document.to_owned(),
                claim,
            };
            self.claim(&id).ok_or_else(none)
        };
        if self.analysis(document).is_some() {
            return found(document);
        }
        let hashed = format!("sha256:{document}");
        let keys: BTreeSet<String> = match &self.kept {
            Kept::Memory(memory) => {
                let begins = |key: &&String| key.starts_with(document) || key.starts_with(&hashed);
                memory.keys.iter().filter(begins).cloned().collect()
            }
            Kept::Ledger(_) | Kept::Past(_) => {
                let Some(store) = self.store() else {
                    return Err(none());
                };
                let mut keys = store.documents_called(document, 2)?;
                keys.extend(store.documents_called(&hashed, 2)?);
                keys.into_iter().collect()
            }
        };
        match (keys.first(), keys.len()) {
            (Some(key), 1) => found(key),
            (None, _) => Err(none()),
            _ => Err(Fault::Usage(format!(
                "several documents begin with '{document}': give more of it"
            ))),
        }
    }

    /// The questions that a claim answers.
    pub fn answered(&self, id: &ClaimRef) -> Vec<&Question> {
        match &self.kept {
            Kept::Memory(memory) => {
                let known = memory.answered.get(id).into_iter().flatten();
                known.filter_map(|i| memory.questions.get(*i)).collect()
            }
            Kept::Ledger(store) => self.keep(self.given(store.answered(id))),
            Kept::Past(past) => self.keep(self.given(past.answered_then(id))),
        }
    }

    /// The claims that a filter admits, by document and place in the text. A claim has the status
    /// of any question that it answers.
    pub fn claims(&self, filter: &Filter, limit: Option<usize>) -> Found<ClaimAt<'_>> {
        match &self.kept {
            Kept::Memory(memory) => {
                let claims = memory.keys.iter().flat_map(|key| self.claims_of(key));
                Found::of(claims.filter(|at| self.admits(memory, filter, at)), limit)
            }
            Kept::Ledger(store) => {
                let more = limit.map(|limit| limit.saturating_add(1));
                let ids = self.given(store.claims(filter, 0, more));
                Found::of(ids.iter().filter_map(|id| self.claim(id)), limit)
            }
            Kept::Past(past) => {
                let of_any = Filter {
                    statuses: BTreeSet::new(),
                    ..filter.clone()
                };
                let has = |id: &ClaimRef| {
                    let answered = self.answered(id);
                    answered.iter().any(|q| filter.statuses.contains(&q.status))
                };
                let known = |id: &ClaimRef| {
                    self.knew(past, &id.document, || {
                        self.claim(id).map(|at| at.published())
                    }) && (filter.statuses.is_empty() || has(id))
                };
                let ids = self.paged(limit, known, |skip, page| past.claims(&of_any, skip, page));
                Found::of(ids.iter().filter_map(|id| self.claim(id)), limit)
            }
        }
    }

    /// What a ledger gives page by page, as far as it was known, until there is one more than is
    /// asked for.
    fn paged<T>(
        &self,
        limit: Option<usize>,
        known: impl Fn(&T) -> bool,
        give: impl Fn(usize, Option<usize>) -> rashomon_store::Result<Vec<T>>,
    ) -> Vec<T> {
        let wanted = limit.map_or(usize::MAX, |limit| limit.saturating_add(1));
        let (mut found, mut skip) = (Vec::new(), 0);
        while found.len() < wanted {
            let next = self.given(give(skip, Some(MANY)));
            skip += next.len();
            let last = next.len() < MANY;
            let left = wanted - found.len();
            found.extend(next.into_iter().filter(&known).take(left));
            if last {
                break;
            }
        }
        found
    }

    /// Whether what stands in a document was known on the day of the past. A document of one article
    /// need not be unpacked for that.
    fn knew<'a>(
        &self,
        past: &Past,
        document: &str,
        published: impl FnOnce() -> Option<&'a Published>,
    ) -> bool {
        let knows = |article| past.context().knows_article(document, article);
        match (knows(0), knows(1)) {
            (Some(known), None) => known,
            _ => published().is_some_and(|published| self.knows(published)),
        }
    }

    fn claims_of(&self, key: &str) -> impl Iterator<Item = ClaimAt<'_>> {
        let key = key.to_owned();
        let analysis = self.analyses.get(&key);
        let claims = analysis
            .into_iter()
            .flat_map(|a| a.claims.iter().map(move |c| (a, c)));
        claims.map(move |(analysis, claim)| ClaimAt {
            key: key.clone(),
            analysis,
            claim,
        })
    }

    /// Whether a filter admits a claim that was known by then.
    fn admits(&self, memory: &Memory, filter: &Filter, at: &ClaimAt) -> bool {
        if !self.knows(at.published()) {
            return false;
        }
        if !filter.statuses.is_empty() {
            let answered = self.answered(&at.id());
            if !answered.iter().any(|q| filter.statuses.contains(&q.status)) {
                return false;
            }
        }
        let places = at.claim.places.iter().filter_map(|id| {
            let place = at.analysis.mentions.get(id.0)?.place()?;
            Some(memory.context.place(&place.id))
        });
        let named = sides_named(&at.claim.args);
        let sides = named.iter().map(String::as_str);
        let chain = at.claim.chain.iter().map(|link| link.name.as_str());
        let sentence = sentence::of(at.analysis, at.claim);
        filter.fits(&Traits {
            kind: at.claim.args.kind(),
            places: places.collect(),
            sides: sides.chain(at.claim.side.as_deref()).collect(),
            days: at.claim.time.as_deref().and_then(Days::parse),
            texts: chain.chain([sentence]).collect(),
        })
    }

    /// Titles, and sentences of claims, that have all of the words. Where the filter leaves something
    /// out, sentences with a claim that it admits.
    pub fn search(&self, words: &str, filter: &Filter, limit: Option<usize>) -> Found<Passage<'_>> {
        match &self.kept {
            Kept::Memory(memory) => Found::of(self.passages(memory, words, filter), limit),
            Kept::Ledger(store) => {
                let more = limit.map(|limit| limit.saturating_add(1));
                let hits = self.given(store.search(words, filter, 0, more));
                Found::of(hits.into_iter().filter_map(|hit| self.passage(hit)), limit)
            }
            Kept::Past(past) => {
                let known = |hit: &Hit| {
                    self.knew(past, &hit.document, || {
                        Some(self.passage(hit.clone())?.published)
                    })
                };
                let give = |skip, page| past.search(words, filter, skip, page);
                let hits = self.paged(limit, known, give);
                Found::of(hits.into_iter().filter_map(|hit| self.passage(hit)), limit)
            }
        }
    }

    fn passage(&self, hit: Hit) -> Option<Passage<'_>> {
        let analysis = self.analysis(&hit.document)?;
        let first = hit.claims.first().and_then(|id| analysis.claims.get(id.0));
        let published = match first {
            Some(claim) => published(analysis, claim),
            None => &analysis.document.published,
        };
        Some(Passage {
            key: hit.document,
            analysis,
            published,
            span: hit
                .start
                .map(|start| Span::new(start, start + hit.text.len())),
            text: hit.text,
            claims: hit.claims,
        })
    }

    fn passages(&self, memory: &Memory, words: &str, filter: &Filter) -> Vec<Passage<'_>> {
        let asked = Filter {
            words: words.split_whitespace().map(str::to_lowercase).collect(),
            ..Filter::default()
        };
        let any = *filter == Filter::default();
        let mut passages: Vec<Passage> = Vec::new();
        for key in &memory.keys {
            let Some(analysis) = self.analyses.get(key) else {
                continue;
            };
            let document = &analysis.document;
            let title = document.title.as_deref();
            let title =
                title.filter(|title| any && self.knows(&document.published) && asked.says(title));
            passages.extend(title.map(|title| Passage {
                key: key.clone(),
                analysis,
                published: &document.published,
                span: None,
                text: title.to_owned(),
                claims: Vec::new(),
            }));
            let first = passages.len();
            for at in self.claims_of(key) {
                let text = sentence::of(analysis, at.claim);
                if !asked.says(text) || !self.admits(memory, filter, &at) {
                    continue;
                }
                let span = sentence::span(analysis, at.claim);
                // Claims stand in the order of the text: one sentence's follow one another.
                let before = passages[first..].last_mut();
                match before.filter(|p| p.span == span && span.is_some()) {
                    Some(passage) => passage.claims.push(at.claim.id),
                    None => passages.push(Passage {
                        key: key.clone(),
                        analysis,
                        published: at.published(),
                        span,
                        text: text.to_owned(),
                        claims: vec![at.claim.id],
                    }),
                }
            }
        }
        passages
    }

    /// Whether what was published then was known by the day as of which this is.
    fn knows(&self, published: &Published) -> bool {
        let days = published.value.as_deref().and_then(Days::parse);
        self.as_of
            .is_none_or(|day| days.and_then(|d| d.end).is_some_and(|end| end <= day))
    }
}
