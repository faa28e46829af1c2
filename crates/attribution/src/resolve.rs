//! Who a source is: pronouns and descriptions led back to the mention that names it.
//!
//! The rules, in the order in which they are tried:
//!
//! 1. A mention of an actor at the source's main token, or one that stands in apposition to it.
//! 2. `I`, `we`: the source of the content in which they stand.
//! 3. `he`, `she`: the last person who was a subject or a source, of a sex that fits where titles and
//!    nouns tell it; `it`: the last office, state, group or outlet; `they`: the last group or plural.
//! 4. `the minister`, `the ministry`: the last actor whose words, or the words of whose source, have
//!    that noun.
//!
//! What stands inside the attribution's own content is never its source.

use crate::find::{Found, Reader};
use rashomon_model::{ActorKind, Attribution, Mention, MentionId};
use rustc_hash::FxHashMap;

/// No pronoun reaches back further than this many sentences.
const SENTENCES: usize = 8;
/// No description reaches back further than this many mentions.
const MENTIONS: usize = 400;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sex {
    Male,
    Female,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Person(Option<Sex>),
    Body,
    Several,
}

/// Sets [`Attribution::actor`].
pub(crate) fn actors(reader: &Reader, drafts: &mut [(Found, Attribution)]) {
    let mut resolver = Resolver::new(reader, drafts);
    // In the order in which the reader meets the sources.
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|&n| (drafts[n].0.source_head.unwrap_or(drafts[n].0.head), n));
    for &n in &order {
        let actor = resolver.actor(&drafts[n].0);
        if let Some(id) = actor {
            resolver.note(&drafts[n].0, id);
        }
        drafts[n].1.actor = actor;
    }
    // `I` and `we` wait until the speakers around them are known.
    for &n in &order {
        let (f, a) = &drafts[n];
        let first = f
            .source_head
            .is_some_and(|h| ["i", "we", "me", "us", "my", "our"].contains(&reader.cx.lower(h)));
        if let (true, None, Some(parent)) = (first, a.actor, a.parent) {
            drafts[n].1.actor = drafts.get(parent.0).and_then(|p| p.1.actor);
        }
    }
}

struct Resolver<'r, 'a> {
    reader: &'r Reader<'a>,
    /// Main token of every actor mention that may be led back to.
    heads: Vec<Option<usize>>,
    /// Whether its main token is a subject or a source.
    prominent: Vec<bool>,
    sexes: FxHashMap<&'a str, Sex>,
    /// Sources so far: their words' lemmas and their actor.
    sources: Vec<(Vec<&'a str>, usize, MentionId)>,
}

impl<'r, 'a> Resolver<'r, 'a> {
    fn new(reader: &'r Reader<'a>, drafts: &[(Found, Attribution)]) -> Self {
        let cx = reader.cx;
        let named = |m: &&Mention| m.actor().is_some() && !is_pronoun(&m.text);
        let heads: Vec<Option<usize>> = cx
            .mentions
            .iter()
            .map(|m| {
                Some(m)
                    .filter(named)
                    .and_then(|m| cx.head_of(&cx.tokens_in(m.span)))
            })
            .collect();
        let mut sources: Vec<usize> = drafts.iter().filter_map(|(f, _)| f.source_head).collect();
        sources.sort_unstable();
        let prominent = heads
            .iter()
            .map(|head| {
                head.is_some_and(|h| {
                    cx.has_dep(h, &["nsubj", "nsubjpass", "ROOT"])
                        || cx.has_dep(h, &["appos"])
                            && reader
                                .head(h)
                                .is_some_and(|up| cx.has_dep(up, &["nsubj", "nsubjpass"]))
                        || sources.binary_search(&h).is_ok()
                })
            })
            .collect();
        let mut sexes = FxHashMap::default();
        for (m, head) in cx.mentions.iter().zip(&heads) {
            let (Some(actor), Some(head)) = (m.actor(), head) else {
                continue;
            };
            let before = cx.tokens_in(m.span).start;
            let words = (before.saturating_sub(1)..cx.tokens_in(m.span).end)
                .chain(reader.cx.children(*head))
                .map(|t| cx.word(t));
            if let Some(sex) = words.filter_map(sex_of).next() {
                sexes.entry(&*actor.id).or_insert(sex);
            }
        }
        Resolver {
            reader,
            heads,
            prominent,
            sexes,
            sources: Vec::new(),
        }
    }

    /// Remembers a source for what comes after.
    fn note(&mut self, f: &Found, id: MentionId) {
        let cx = self.reader.cx;
        let lemmas = f.source.iter().map(|&t| cx.lemma(t)).collect();
        let head = f.source_head.unwrap_or(f.head);
        self.sources.push((lemmas, head, id));
        let word = f.source_head.map(|h| cx.lower(h));
        let sex = match word {
            Some("he") => Sex::Male,
            Some("she") => Sex::Female,
            _ => return,
        };
        if let Some(actor) = cx.mentions.get(id.0).and_then(Mention::actor) {
            self.sexes.entry(&*actor.id).or_insert(sex);
        }
    }

    fn actor(&self, f: &Found) -> Option<MentionId> {
        let cx = self.reader.cx;
        let head = f.source_head?;
        let word = cx.lower(head);
        let wanted = match word {
            "he" | "him" | "his" => Some(Wanted::Person(Some(Sex::Male))),
            "she" | "her" | "hers" => Some(Wanted::Person(Some(Sex::Female))),
            "it" | "its" => Some(Wanted::Body),
            "they" | "them" | "their" => Some(Wanted::Several),
            _ if is_pronoun(word) => return None,
            _ => None,
        };
        if let Some(wanted) = wanted {
            return self.pronoun(wanted, head, f);
        }
        let own = self.named(f, head);
        // A name settles it; a bare description may be led back to one.
        let settled = own.is_some_and(|id| self.settled(id));
        if settled {
            return own;
        }
        self.description(head, f).or(own)
    }

    fn settled(&self, id: MentionId) -> bool {
        let actor = self.reader.cx.mentions.get(id.0).and_then(Mention::actor);
        actor.is_some_and(|a| {
            a.kind != ActorKind::Unnamed
                && (a.side.is_some() || a.kind == ActorKind::Person || a.kind == ActorKind::Media)
        })
    }

    /// The mention at the main token, one in apposition to it, or another one in the source.
    fn named(&self, f: &Found, head: usize) -> Option<MentionId> {
        let cx = self.reader.cx;
        let at_head = cx
            .mentions_at(head)
            .into_iter()
            .find(|m| m.actor().is_some())
            .map(|m| m.id);
        let beside = f
            .source
            .iter()
            .copied()
            .filter(|&t| cx.has_dep(t, &["appos"]) && self.reader.head(t) == Some(head));
        let appositive = beside
            .filter_map(|t| cx.mentions_at(t).into_iter().find(|m| m.actor().is_some()))
            .map(|m| m.id)
            .find(|&id| self.settled(id));
        let actor = |id: MentionId| cx.mentions.get(id.0).and_then(Mention::actor);
        // "the president's adviser, Anna Smith": the name says more than the post.
        if at_head.is_some_and(|id| self.settled(id)) {
            let person =
                appositive.filter(|&id| actor(id).is_some_and(|a| a.kind == ActorKind::Person));
            let post = matches!(&*cx.token(head).tag, "NN" | "NNS");
            return person.filter(|_| post).or(at_head);
        }
        if appositive.is_some() || at_head.is_some() {
            return appositive.or(at_head);
        }
        // "a statement by the ministry", "the army's report": its author.
        let (_, author) = self.reader.owner(head)?;
        cx.mentions_at(author)
            .into_iter()
            .find(|m| m.actor().is_some() && !is_pronoun(&m.text))
            .map(|m| m.id)
    }

    /// Earlier mentions of actors, the nearest first, that could be meant.
    fn earlier(&self, before: usize, f: &Found) -> impl Iterator<Item = usize> + '_ {
        let cx = self.reader.cx;
        let at = cx.token(before).start;
        let end = cx.mentions.partition_point(|m| m.span.start < at);
        let content = f.content.clone();
        (end.saturating_sub(MENTIONS)..end)
            .rev()
            .filter(move |&m| self.heads[m].is_some_and(|h| content.binary_search(&h).is_err()))
    }

    fn fits(&self, m: usize, wanted: Wanted) -> bool {
        let cx = self.reader.cx;
        let Some(actor) = cx.mentions[m].actor() else {
            return false;
        };
        let head = self.heads[m];
        let plural = head.is_some_and(|h| {
            matches!(&*cx.token(h).tag, "NNS" | "NNPS")
                || cx.children(h).any(|c| cx.has_dep(c, &["conj"]))
        });
        // "a defence ministry spokesman" is an office that speaks as a person.
        let human = actor.kind == ActorKind::Person
            || head.is_some_and(|h| human_noun(cx.lemma(h))) && !plural;
        match wanted {
            Wanted::Person(sex) => {
                human
                    && match (sex, self.sexes.get(&*actor.id)) {
                        (Some(wanted), Some(known)) => wanted == *known,
                        _ => true,
                    }
            }
            Wanted::Body => {
                !human
                    && !plural
                    && matches!(
                        actor.kind,
                        ActorKind::Office
                            | ActorKind::State
                            | ActorKind::Group
                            | ActorKind::Organisation
                            | ActorKind::Media
                    )
            }
            Wanted::Several => {
                plural || actor.kind == ActorKind::Group || actor.kind == ActorKind::Organisation
            }
        }
    }

    fn pronoun(&self, wanted: Wanted, head: usize, f: &Found) -> Option<MentionId> {
        let cx = self.reader.cx;
        let sentence = cx.sentence_of(head);
        let near =
            |m: usize| self.heads[m].is_some_and(|h| cx.sentence_of(h) + SENTENCES >= sentence);
        // "it added": who spoke last speaks on, unless a new subject came between.
        let source = self
            .sources
            .iter()
            .rev()
            .take(16)
            .find(|(_, at, id)| {
                *at < head && self.fits(id.0, wanted) && cx.sentence_of(*at) + SENTENCES >= sentence
            })
            .map(|&(_, at, id)| (at, id));
        let subject = self
            .earlier(head, f)
            .take_while(|&m| near(m))
            .find(|&m| self.prominent[m] && self.fits(m, wanted))
            .and_then(|m| Some((self.heads[m]?, MentionId(m))));
        let chosen = match (source, subject) {
            (Some(s), Some(t)) if wanted == Wanted::Body => {
                // Things are subjects more often than speakers: the speaker goes before.
                let recent = cx.sentence_of(s.0) + 2 >= sentence;
                Some(if recent || s.0 >= t.0 { s } else { t })
            }
            (Some(s), Some(t)) => Some(if s.0 >= t.0 { s } else { t }),
            (s, t) => s.or(t),
        };
        chosen.map(|c| self.main_name(c.1)).or_else(|| {
            self.earlier(head, f)
                .take_while(|&m| near(m))
                .find(|&m| self.fits(m, wanted))
                .map(MentionId)
        })
    }

    /// The name that a description stands in apposition to: "Anna Smith, a spokeswoman".
    fn main_name(&self, id: MentionId) -> MentionId {
        let cx = self.reader.cx;
        let head = self.heads.get(id.0).copied().flatten();
        let upper = head
            .filter(|&h| cx.has_dep(h, &["appos"]))
            .and_then(|h| self.reader.head(h));
        let name = upper.and_then(|h| {
            let mut at = cx.mentions_at(h).into_iter();
            at.find(|m| m.actor().is_some_and(|a| a.kind == ActorKind::Person))
        });
        name.map_or(id, |m| m.id)
    }

    /// "the minister": the last actor whose words have the noun.
    fn description(&self, head: usize, f: &Found) -> Option<MentionId> {
        let cx = self.reader.cx;
        let definite = cx
            .children(head)
            .any(|c| ["the", "that", "this"].contains(&cx.lower(c)));
        let common = matches!(&*cx.token(head).tag, "NN");
        if !definite || !common {
            return None;
        }
        let lemma = cx.lemma(head);
        if let Some((_, _, id)) = self
            .sources
            .iter()
            .rev()
            .take(64)
            .find(|(lemmas, at, id)| *at < head && lemmas.contains(&lemma) && self.settled(*id))
        {
            return Some(*id);
        }
        self.earlier(head, f)
            .find(|&m| {
                self.settled(MentionId(m))
                    && self.heads[m].is_some_and(|h| {
                        let inside = cx.tokens_in(cx.mentions[m].span);
                        let beside = cx.children(h);
                        inside
                            .chain(beside.filter(|&c| cx.has_dep(c, &["appos", "compound"])))
                            .any(|t| cx.lemma(t) == lemma)
                    })
            })
            .map(MentionId)
    }
}

fn is_pronoun(word: &str) -> bool {
    matches!(
        &*word.to_lowercase(),
        "i" | "me"
            | "my"
            | "we"
            | "us"
            | "our"
            | "you"
            | "your"
            | "he"
            | "him"
            | "his"
            | "she"
            | "her"
            | "hers"
            | "it"
            | "its"
            | "they"
            | "them"
            | "their"
            | "who"
            | "that"
            | "which"
            | "this"
            | "these"
            | "those"
            | "what"
            | "one"
            | "some"
            | "many"
            | "others"
            | "all"
            | "both"
    )
}

fn sex_of(word: &str) -> Option<Sex> {
    let lower = word.to_lowercase();
    match lower.trim_end_matches('.') {
        "mr" | "sir" | "lord" | "king" | "prince" | "father" | "brother" | "son" | "husband"
        | "man" | "sheikh" | "imam" | "bishop" | "pope" => Some(Sex::Male),
        "mrs" | "ms" | "miss" | "madam" | "lady" | "dame" | "queen" | "princess" | "mother"
        | "sister" | "daughter" | "wife" | "woman" | "widow" | "actress" => Some(Sex::Female),
        w if w.ends_with("woman") => Some(Sex::Female),
        w if w.ends_with("sman") || w.ends_with("rman") => Some(Sex::Male),
        _ => None,
    }
}

fn human_noun(lemma: &str) -> bool {
    ["man", "woman", "person"]
        .iter()
        .any(|end| lemma.ends_with(end))
        || [
            "president",
            "minister",
            "premier",
            "chancellor",
            "leader",
            "commander",
            "general",
            "colonel",
            "official",
            "officer",
            "adviser",
            "advisor",
            "ambassador",
            "envoy",
            "diplomat",
            "secretary",
            "chief",
            "head",
            "director",
            "governor",
            "mayor",
            "senator",
            "analyst",
            "expert",
            "journalist",
            "correspondent",
            "reporter",
            "witness",
            "resident",
            "activist",
            "lawyer",
            "judge",
            "doctor",
            "soldier",
            "fighter",
            "worker",
            "farmer",
            "teacher",
            "professor",
            "candidate",
            "lawmaker",
            "deputy",
            "representative",
            "king",
            "queen",
            "prince",
        ]
        .contains(&lemma)
}
