//! Cues and what the grammar around them holds: source and content by the dependency tree.

use crate::cues::{Cues, Entry, Frame, Pos};
use rashomon_mention::{Chunk, Context};
use rashomon_model::BlockKind;

/// An attribution while it is put together: token numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// The cue's main token; the first of the content where there is no cue.
    pub head: usize,
    pub source: Vec<usize>,
    /// The token that the source is resolved by.
    pub source_head: Option<usize>,
    pub cue: Vec<usize>,
    pub content: Vec<usize>,
    /// Main token of the content.
    pub content_head: Option<usize>,
    pub act: String,
    pub rule: &'static str,
    /// Numbers of the quotes that belong to the content.
    pub quotes: Vec<usize>,
}

/// What the rules read.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub cx: &'a Context<'a>,
    pub cues: &'a Cues,
    /// Tokens of each quote that a cue introduces, with the cue; in order.
    pub spoken: &'a [(Chunk, usize)],
}

/// A cue met in the text: its entry and the tokens of its further words.
struct Hit<'a> {
    entry: &'a Entry,
    extra: Vec<usize>,
    /// Object of a cue that ends in a preposition ("called on both").
    object: Option<usize>,
}

/// A complement that a frame accepts.
struct Complement {
    act: String,
    content: Vec<usize>,
    head: usize,
    cue: Vec<usize>,
    rule: &'static str,
}

const SUBJECT: &[&str] = &["nsubj", "csubj"];
const PASSIVE_SUBJECT: &[&str] = &["nsubjpass", "csubjpass"];
/// Longest way up a tree that a rule goes.
const FAR: usize = 12;

impl<'a> Reader<'a> {
    // ---- small helpers -------------------------------------------------------------------------

    fn dep(&self, i: usize, deps: &[&str]) -> bool {
        self.cx.has_dep(i, deps)
    }

    pub fn head(&self, i: usize) -> Option<usize> {
        let head = self.cx.token(i).head;
        (head != i && head < self.cx.parsed.tokens.len()).then_some(head)
    }

    fn child(&self, i: usize, deps: &[&str]) -> Option<usize> {
        let mut children = self.cx.children(i);
        children.find(|&c| self.dep(c, deps))
    }

    fn lower(&self, i: usize) -> &'a str {
        self.cx.lower(i)
    }

    fn has_to(&self, i: usize) -> bool {
        let mut children = self.cx.parsed.children(i).iter();
        children.any(|&c| &*self.cx.token(c).tag == "TO" && self.dep(c, &["aux"]))
    }

    /// "denied having struck it".
    fn perfect_gerund(&self, i: usize) -> bool {
        self.child(i, &["aux"])
            .is_some_and(|a| self.lower(a) == "having")
    }

    pub fn is_space(&self, i: usize) -> bool {
        self.cx.word(i).trim().is_empty()
    }

    pub fn is_punct(&self, i: usize) -> bool {
        !self.cx.word(i).chars().any(char::is_alphanumeric)
    }

    fn comma_before(&self, i: usize) -> bool {
        i.checked_sub(1)
            .is_some_and(|j| self.cx.word(j).starts_with(','))
    }

    fn left_edge(&self, i: usize) -> usize {
        self.cx.parsed.extent(i).start
    }

    pub fn passive(&self, v: usize) -> bool {
        if self
            .child(v, &["nsubjpass", "auxpass", "csubjpass"])
            .is_some()
        {
            return true;
        }
        let token = self.cx.token(v);
        if matches!(&*token.tag, "VBN" | "VBD") && self.child(v, &["agent"]).is_some() {
            return true;
        }
        &*token.tag == "VBN"
            && self.child(v, &["nsubj", "aux"]).is_none()
            && (!self.dep(v, &["conj"]) || self.head(v).is_some_and(|h| self.passive_once(h)))
    }

    fn passive_once(&self, v: usize) -> bool {
        self.child(v, &["nsubjpass", "auxpass", "csubjpass"])
            .is_some()
    }

    // ---- sources -------------------------------------------------------------------------------

    /// The one who does what the verb says, and the verbs passed on the way.
    pub fn subject(&self, v: usize) -> Option<usize> {
        self.subject_above(v).or_else(|| self.subject_before(v))
    }

    /// Where the tree gives a finite verb no subject: the one that hangs on a participle in brackets
    /// ("footage (referred to as …) revealed"), or the name right before the verb.
    fn subject_before(&self, v: usize) -> Option<usize> {
        let group = self.verb_group(v);
        let finite = group
            .iter()
            .any(|&t| matches!(&*self.cx.token(t).tag, "VBD" | "VBZ" | "VBP" | "MD"));
        let first = *group.first()?;
        if !finite || self.own_subject(v).is_some() {
            return None;
        }
        let participle = self
            .cx
            .children(v)
            .find(|&c| c < v && self.dep(c, &["advcl"]) && &*self.cx.token(c).tag == "VBN");
        if let Some(subject) = participle.and_then(|c| self.child(c, &["nsubj", "nsubjpass"])) {
            return Some(subject);
        }
        let before = first.checked_sub(1)?;
        let same = self.cx.sentence_of(before) == self.cx.sentence_of(v);
        let name = matches!(&*self.cx.token(before).tag, "NNP" | "NNPS" | "NNS" | "PRP");
        (same && name && !self.dep(before, &["dobj"])).then_some(before)
    }

    fn subject_above(&self, v: usize) -> Option<usize> {
        let mut at = v;
        for _ in 0..FAR {
            let children = self.cx.children(at);
            let nominal = |&c: &usize| {
                self.dep(c, SUBJECT) && !matches!(&*self.cx.token(c).tag, "RB" | "UH" | "IN")
            };
            // Of two subjects before a verb the nearer: the other is an adverb taken for a noun.
            let (before, behind): (Vec<usize>, Vec<usize>) =
                children.filter(nominal).partition(|&c| c < at);
            let own = before.last().or(behind.first()).copied().or_else(|| {
                // "said that 14 were killed, contradicting …": the dead contradict nobody.
                let said = self.dep(v, &["advcl"])
                    && self.head(v) == Some(at)
                    && self.dep(at, &["ccomp"])
                    && self.head(at).is_some_and(|up| self.may_quote(up));
                let passive = self.child(at, PASSIVE_SUBJECT);
                passive.filter(|_| at != v && !said)
            });
            if let Some(subject) = own {
                return self.antecedent(subject, at);
            }
            let head = self.head(at)?;
            let token = self.cx.token(at);
            match &*token.dep {
                "acl" | "relcl" if self.cx.is_noun(head) || self.is_pronoun(head) => {
                    return (&*token.tag != "VB" || !self.has_to(at))
                        .then_some(head)
                        .or_else(|| self.owner(head).map(|o| o.1));
                }
                "pcomp" if self.lower(head) == "as" => {
                    // "quoted a source as saying": the source says it.
                    let verb = self.head(head)?;
                    return self.child(verb, &["dobj", "nsubjpass"]);
                }
                "pcomp" => {
                    // "after complaining", "in saying": the subject of the clause above.
                    at = head;
                    continue;
                }
                "xcomp" if at != v || self.has_to(at) => {
                    // "urged both sides to say": the object says it.
                    let object = self.child(head, &["dobj"]);
                    if let Some(object) = object.filter(|&o| o < at && self.cx.is_verb(head)) {
                        let controls = self
                            .cues
                            .entries(Pos::Verb, self.cx.lemma(head))
                            .iter()
                            .any(|e| e.frames.contains(&Frame::ObjectInfinitive));
                        if controls {
                            return Some(object);
                        }
                    }
                }
                "xcomp" | "conj" | "advcl" | "ccomp" | "prep" | "dep" | "parataxis" | "aux"
                | "acomp" | "oprd" | "pobj" | "dobj" | "attr" | "acl" | "appos" | "relcl" => {}
                _ => return None,
            }
            at = head;
        }
        None
    }

    fn is_pronoun(&self, i: usize) -> bool {
        matches!(&*self.cx.token(i).tag, "PRP" | "DT" | "WP")
    }

    /// A relative pronoun's noun; nothing for "what", "there" and an empty "it".
    fn antecedent(&self, subject: usize, verb: usize) -> Option<usize> {
        let token = self.cx.token(subject);
        match &*token.tag {
            "WDT" | "WP" if self.lower(subject) == "what" => None,
            "WDT" | "WP" => {
                let mut at = verb;
                for _ in 0..FAR {
                    let head = self.head(at)?;
                    if self.dep(at, &["relcl", "acl"]) {
                        return Some(head);
                    }
                    at = head;
                }
                None
            }
            "EX" => None,
            _ => Some(subject),
        }
    }

    /// The words of a source, from its main token: the noun phrase with its appositions, without
    /// clauses behind a comma.
    fn phrase(&self, head: usize, avoid: usize) -> Vec<usize> {
        let holds = |c: usize| c == avoid || self.is_above(c, avoid);
        let mut words = self.cx.parsed.subtree(head, |c| {
            holds(c)
                || self.dep(c, &["prep"]) && self.head(c) == Some(head) && self.is_setting(c)
                || self.dep(c, &["relcl", "advcl", "parataxis", "ccomp"])
                    && (self.comma_before(self.left_edge(c)) || c < head)
                || self.dep(c, &["acl"]) && self.comma_before(self.left_edge(c))
                || self.dep(c, &["punct"])
                    && c > head
                    && self.cx.word(c).starts_with(['“', '"', '‘'])
        });
        self.cut_dateline(&mut words, head);
        words
    }

    /// Whether a phrase beside a source tells when or where it speaks rather than who it is: "Aliyev in
    /// an address", "the rebels on Friday", "the ministry, for its part".
    fn is_setting(&self, prep: usize) -> bool {
        let Some(inner) = self.child(prep, &["pobj"]) else {
            return false;
        };
        let word = self.lower(prep);
        let medium = ["in", "on", "via", "during", "at"].contains(&word)
            && !self.cues.media(self.lower(inner)).is_empty();
        self.is_time(inner) && word != "of" && word != "from"
            || medium
            || word == "for" && self.lower(inner) == "part"
    }

    /// "BAKU/YEREVAN – Armenia": the places before the dash are the dateline.
    fn cut_dateline(&self, words: &mut Vec<usize>, head: usize) {
        let Some(&first) = words.first() else { return };
        let block = self.cx.article.blocks.get(self.cx.block_of(first));
        if block.is_none_or(|b| b.span.start != self.cx.token(first).start) {
            return;
        }
        let dash = words.iter().take(8).position(|&t| {
            let word = self.cx.word(t);
            t < head && (word.ends_with(['–', '—', '―']) || matches!(word, "-" | "--"))
        });
        if let Some(dash) = dash {
            let capital = |&t: &usize| !self.cx.word(t).starts_with(char::is_lowercase);
            let spaced = self.cx.word(words[dash]) != "-"
                || self.cx.text.as_bytes().get(self.cx.token(words[dash]).end) == Some(&b' ');
            if words[..dash].iter().all(capital) && spaced {
                words.drain(..=dash);
            }
        }
    }

    pub fn is_above(&self, upper: usize, mut lower: usize) -> bool {
        for _ in 0..256 {
            if lower == upper {
                return true;
            }
            match self.head(lower) {
                Some(head) => lower = head,
                None => return false,
            }
        }
        false
    }

    /// The agent of a passive: "was accused by Armenia".
    fn agent(&self, v: usize) -> Option<usize> {
        let by = self.cx.children(v).find(|&c| {
            self.dep(c, &["agent"]) || self.dep(c, &["prep"]) && self.lower(c) == "by"
        })?;
        self.child(by, &["pobj"])
    }

    /// Owner of a noun cue: "Armenia's claim", "a claim by Armenia", "Armenian claims". Gives the
    /// tokens' heads: what to leave out of the content, and the source's main token.
    pub fn owner(&self, n: usize) -> Option<(usize, usize)> {
        if let Some(poss) = self.child(n, &["poss"]) {
            return Some((poss, poss));
        }
        for c in self.cx.children(n) {
            if self.dep(c, &["prep", "agent"]) && ["by", "from"].contains(&self.lower(c)) {
                return self.child(c, &["pobj"]).map(|p| (c, p));
            }
            if self.dep(c, &["acl"])
                && [
                    "make", "issue", "raise", "release", "publish", "post", "share",
                ]
                .contains(&self.cx.lemma(c))
            {
                return self.agent(c).map(|p| (c, p));
            }
        }
        self.cx.children(n).find_map(|c| {
            let entities = &self.cx.parsed.entities;
            let at = entities.partition_point(|e| e.tokens.end <= c);
            let named = self.dep(c, &["amod", "compound", "nmod"])
                && entities.get(at).is_some_and(|e| {
                    e.tokens.contains(&c) && ["NORP", "GPE", "ORG", "PERSON"].contains(&&*e.label)
                });
            named.then_some((c, c))
        })
    }

    // ---- cues ----------------------------------------------------------------------------------

    /// The lines of the cue list that the token and the words beside it match, longest first.
    fn hits(&self, pos: Pos, i: usize, lemma: &str) -> Vec<Hit<'a>> {
        let mut found: Vec<Hit> = Vec::new();
        for entry in self.cues.entries(pos, lemma) {
            let mut extra = Vec::new();
            let mut at = i;
            let end = (i + 6).min(self.cx.parsed.tokens.len());
            for word in &entry.rest {
                let next = (at + 1..end).find(|&t| {
                    let head = self.cx.token(t).head;
                    self.lower(t) == &**word
                        && (head == i || t == at + 1 && (head == at || extra.contains(&head)))
                });
                match next {
                    Some(t) => {
                        extra.push(t);
                        at = t;
                    }
                    None => break,
                }
            }
            if extra.len() < entry.rest.len() {
                continue;
            }
            let object = extra.last().and_then(|&t| self.child(t, &["pobj"]));
            found.push(Hit {
                entry,
                extra,
                object,
            });
        }
        found
    }

    /// The verb with its auxiliaries, particles and negation, and verbs that only carry it
    /// ("continued to call", "is to say").
    pub fn verb_group(&self, v: usize) -> Vec<usize> {
        let mut group = vec![v];
        let mut at = v;
        for _ in 0..4 {
            for c in self.cx.children(at) {
                if self.dep(c, &["aux", "auxpass", "neg", "prt"]) {
                    group.push(c);
                }
            }
            let Some(head) = self.head(at).filter(|_| self.dep(at, &["xcomp"])) else {
                break;
            };
            let carries = self.cx.is_verb(head)
                && head < at
                && at - head <= 4
                && !self.cues.has(Pos::Verb, self.cx.lemma(head))
                || ["continue", "begin", "start", "go", "appear", "seem"]
                    .contains(&self.cx.lemma(head));
            if !carries {
                break;
            }
            group.push(head);
            at = head;
        }
        let first = group.iter().copied().min().unwrap_or(v);
        // Adverbs inside the group and right before the verb.
        for t in first.saturating_sub(1).max(v.saturating_sub(32))..v {
            if self.cx.token(t).head == v
                && self.dep(t, &["advmod"])
                && t + 1 >= first
                && !["when", "where", "how", "why", "as"].contains(&self.lower(t))
            {
                group.push(t);
            }
        }
        group.sort_unstable();
        group.dedup();
        group
    }

    /// Reads the cue at a token, if it is one.
    pub fn at(&self, i: usize, quoted: &[usize], found: &mut Vec<Found>) {
        let token = self.cx.token(i);
        let tag = &*token.tag;
        let according = tag == "VBG" && self.lower(i) == "according";
        if self.dep(i, &["prep"]) || according {
            self.preposition(i, found);
        } else if tag.starts_with("VB") {
            // "were convinced that": a state of mind rather than a passive.
            if tag == "VBN" && self.child(i, PASSIVE_SUBJECT).is_some() {
                let before = found.len();
                self.adjective(i, found);
                if found.len() > before {
                    return;
                }
            }
            if !self.dep(i, &["aux", "auxpass", "amod", "compound"]) {
                self.verb(i, quoted, found);
            } else if !quoted.is_empty() {
                self.quote_verb(i, found);
            }
        } else if tag.starts_with("NN") {
            self.noun(i, found);
            if !quoted.is_empty() {
                self.quote_verb(i, found);
            }
        } else if tag.starts_with("JJ") {
            self.adjective(i, found);
        } else if tag == "RB" {
            self.adverb(i, found);
        } else if tag == "IN" {
            self.preposition(i, found);
        }
    }

    /// A verb with a quote beside it, whether or not the list knows it.
    fn quote_verb(&self, v: usize, found: &mut Vec<Found>) {
        let act = self.act_of(v);
        let mut f = self.with_source(v, self.subject(v));
        f.act = act;
        f.rule = "quote";
        found.push(f);
    }

    /// The act that the list gives a verb, `say` for others.
    pub fn act_of(&self, v: usize) -> String {
        let entries = self.cues.entries(Pos::Verb, self.cx.lemma(v));
        let fits = |frame: &Frame| {
            entries
                .iter()
                .find(|e| e.rest.is_empty() && e.frames.contains(frame))
        };
        fits(&Frame::Quote)
            .or_else(|| fits(&Frame::Clause))
            .or_else(|| fits(&Frame::Object))
            .map_or("say", |e| &*e.act)
            .to_owned()
    }

    /// Whether the verb may introduce a direct quote.
    pub fn may_quote(&self, v: usize) -> bool {
        self.cues
            .entries(Pos::Verb, self.cx.lemma(v))
            .iter()
            .any(|e| {
                e.frames
                    .iter()
                    .any(|f| matches!(f, Frame::Quote | Frame::Clause))
            })
    }

    fn with_source(&self, v: usize, source: Option<usize>) -> Found {
        let source = source.filter(|&s| !self.dep(s, &["expl"]));
        Found {
            head: v,
            source: source.map_or_else(Vec::new, |s| self.phrase(s, v)),
            source_head: source,
            cue: self.verb_group(v),
            ..Found::default()
        }
    }

    fn verb(&self, v: usize, quoted: &[usize], found: &mut Vec<Found>) {
        let lemma = self.cx.lemma(v);
        let hits = self.hits(Pos::Verb, v, lemma);
        if hits.is_empty() {
            if !quoted.is_empty() {
                self.quote_verb(v, found);
            }
            return;
        }
        let passive = self.passive(v);
        let complement = self.complement(v, &hits, passive);
        let Some(complement) = complement else {
            if !quoted.is_empty() {
                self.quote_verb(v, found);
            } else if let Some(f) = self.at_the_end(v) {
                found.push(f);
            } else if let Some(f) = self.right_behind(v, &hits, passive) {
                found.push(f);
            }
            return;
        };
        let source = if passive {
            self.agent(v)
        } else {
            self.subject(v)
        };
        // "it seems", "it was announced": nobody is named.
        let empty = source.is_some_and(|s| {
            complement.act == "appear" && self.lower(s) == "it" || complement.content.contains(&s)
        });
        let mut f = self.with_source(v, source.filter(|_| !empty));
        f.act = complement.act;
        f.rule = complement.rule;
        f.cue.extend(complement.cue);
        f.cue
            .extend(hits.iter().flat_map(|h| h.extra.iter().copied()));
        f.content = complement.content;
        f.content_head = Some(complement.head);
        if !passive && quoted.is_empty() && matches!(f.rule, "clause" | "around") {
            self.mend_end(&mut f);
        }
        found.push(f);
    }

    /// The tokens behind a verb that stands at the end of its sentence: a time, a place, an addressee,
    /// the subject of "said the group". Nothing where another clause follows.
    fn end_of_sentence(&self, v: usize) -> Option<Chunk> {
        let end = self.cx.sentence(v).end;
        let rest = v + 1..end;
        if rest.len() > 40 {
            return None;
        }
        let verb = |t: usize| self.cx.is_verb(t) && !self.dep(t, &["amod", "acl", "compound"]);
        let short = rest.clone().filter(|&t| !self.is_punct(t)).count() <= 14;
        (short && !rest.clone().any(verb)).then_some(rest)
    }

    /// "…, western sources in the capital said today": what stands between the last comma and the verb
    /// speaks, and all before it is said, however the tree hangs it.
    fn mend_end(&self, f: &mut Found) {
        let v = f.head;
        let sentence = self.cx.sentence(v);
        if sentence.len() > 200
            || f.content.iter().any(|&t| t > v)
            || self.end_of_sentence(v).is_none()
        {
            return;
        }
        let group = self.verb_group(v);
        let Some(&first) = group.first() else { return };
        let Some(comma) = (sentence.start..first)
            .rev()
            .find(|&t| self.cx.word(t).starts_with(','))
        else {
            return;
        };
        let tail = comma + 1..first;
        let list = |t: usize| self.cx.token(t).head <= comma && (self.dep(t, &["cc", "conj"]));
        let speaks = |t: usize| self.cx.is_noun(t) || &*self.cx.token(t).tag == "PRP";
        let clean = !tail.clone().any(|t| {
            self.is_punct(t) && !self.cx.word(t).starts_with(['-', '.', '\'', '’'])
                || self.cx.is_verb(t) && !self.dep(t, &["amod", "acl", "compound"])
                || matches!(&*self.cx.token(t).tag, "WDT" | "WP" | "WRB")
        });
        if tail.is_empty() || !clean || !tail.clone().any(speaks) || tail.clone().any(list) {
            return;
        }
        let whole = sentence.start..comma;
        let headline = self.cx.block_kind(v) == BlockKind::Title;
        if !headline && !whole.clone().any(|t| self.cx.is_verb(t))
            || whole.clone().any(|t| self.in_quote(t))
        {
            return;
        }
        let head = self.cx.head_of(&tail).filter(|&t| speaks(t));
        f.source_head = head.or_else(|| tail.clone().rev().find(|&t| speaks(t)));
        f.source = tail.filter(|&t| !self.dep(t, &["advmod"])).collect();
        f.content = whole.collect();
    }

    /// "… in the clashes it added", "… said the group": a verb of speech at the end of a sentence for
    /// which the tree holds nothing.
    fn at_the_end(&self, v: usize) -> Option<Found> {
        let entries = self.cues.entries(Pos::Verb, self.cx.lemma(v));
        let speech = entries.iter().any(|e| {
            e.rest.is_empty()
                && e.frames.contains(&Frame::Quote)
                && e.frames.contains(&Frame::Clause)
        });
        if speech && !self.passive(v) {
            let mut f = Found {
                head: v,
                cue: self.verb_group(v),
                act: self.act_of(v),
                rule: "end",
                ..Found::default()
            };
            self.mend_end(&mut f);
            if !f.content.is_empty() {
                f.content_head = f.content.iter().copied().find(|&t| self.cx.is_verb(t));
                return Some(f);
            }
        }
        let subject = self.own_subject(v)?;
        let relative = matches!(&*self.cx.token(subject).tag, "WDT" | "WP");
        if !speech
            || relative
            || self.child(v, &["mark", "dobj", "neg"]).is_some()
            || self.passive(v)
        {
            return None;
        }
        let rest = self.end_of_sentence(v)?;
        let sentence = self.cx.sentence(v);
        let source = self.phrase(subject, v);
        let group = self.verb_group(v);
        let start = source.first().copied()?.min(group.first().copied()?);
        // The subject right before the verb, or right behind it.
        let near = if subject > v {
            rest.contains(&subject)
        } else {
            v - subject <= 8
        };
        let whole = sentence.start..start;
        let said =
            whole.len() >= 4 && whole.len() <= 200 && whole.clone().any(|t| self.cx.is_verb(t));
        if !near || !said || whole.clone().any(|t| self.in_quote(t)) {
            return None;
        }
        let conjunction = start
            .checked_sub(1)
            .is_some_and(|t| matches!(&*self.cx.token(t).tag, "CC" | "IN" | "WRB" | "WDT" | "WP"));
        if conjunction {
            return None;
        }
        let mut f = self.with_source(v, Some(subject));
        f.act = self.act_of(v);
        f.rule = "end";
        f.content_head = self.cx.head_of(&whole);
        f.content = whole.collect();
        Some(f)
    }

    fn find_frame<'h>(hits: &'h [Hit<'a>], test: impl Fn(&Frame) -> bool) -> Option<&'h Hit<'a>> {
        hits.iter().find(|h| h.entry.frames.iter().any(&test))
    }

    /// A finite verb without a subject that hangs on a verb of speech with no conjunction between: it belongs to what the
    /// tree takes for the object.
    fn stray_clause(&self, v: usize) -> Option<usize> {
        let speaks = self.own_subject(v).is_some() && !self.passive(v);
        let c = self.child(v, &["conj"]).filter(|&c| c > v && speaks)?;
        let finite = |t: usize| matches!(&*self.cx.token(t).tag, "VBD" | "VBZ" | "VBP" | "MD");
        let auxiliary = self.child(c, &["aux", "auxpass"]);
        let lone = self.own_subject(c).is_none()
            && self.child(v, &["cc"]).is_none_or(|cc| cc > c)
            && (finite(c) || auxiliary.is_some_and(finite));
        (lone && self.cx.sentence_of(c) == self.cx.sentence_of(v)).then_some(c)
    }

    /// What a verb's cue holds, by the first frame that the tree fills.
    fn complement(&self, v: usize, hits: &[Hit<'a>], passive: bool) -> Option<Complement> {
        let all = |i: usize| {
            self.cx.parsed.subtree(i, |c| {
                c == v
                    || self.stands_apart(c, i)
                    || self.in_quote_of_other(c, v)
                        && self
                            .quote_cue(c)
                            .is_some_and(|(cue, _)| !self.is_above(i, cue))
            })
        };
        let make = |hit: &Hit, head: usize, content: Vec<usize>, rule: &'static str| Complement {
            act: hit.entry.act.to_string(),
            content,
            head,
            cue: Vec::new(),
            rule,
        };
        let children = self.cx.parsed.children(v);
        // "what it dubbed a campaign": of two objects the one that says something.
        let objects: Vec<usize> = children
            .iter()
            .copied()
            .filter(|&c| self.dep(c, &["dobj"]))
            .collect();
        let named = objects.iter().copied().find(|&o| self.lower(o) != "what");
        let object = named.or(objects.first().copied());
        let clauses: Vec<usize> = children
            .iter()
            .copied()
            .filter(|&c| self.dep(c, &["ccomp"]) && !self.in_quote_of_other(c, v))
            .collect();

        // "said four of its men, including a commander, were killed": the tree takes the subject for an object.
        if let (Some(subject), Some(c)) = (object, self.stray_clause(v))
            && subject > v
            && let Some(hit) = Self::find_frame(hits, |f| *f == Frame::Clause)
        {
            let mut content = all(subject);
            content.extend(subject..c);
            content.extend(all(c));
            return Some(make(hit, c, content, "clause"));
        }
        // A clause: finite, a gerund, or an infinitive with a subject of its own.
        for &c in &clauses {
            let verb = self.cx.is_verb(c)
                || self
                    .child(c, &["nsubj", "aux", "cop", "nsubjpass"])
                    .is_some();
            let to = self.has_to(c);
            let gerund = self.perfect_gerund(c)
                || &*self.cx.token(c).tag == "VBG" && self.child(c, &["aux", "mark"]).is_none();
            let hit = Self::find_frame(hits, |f| match f {
                Frame::ObjectInfinitive => to,
                Frame::Gerund => gerund,
                Frame::ObjectParticiple => gerund,
                Frame::ObjectPredicate => {
                    !verb || self.child(c, &["aux", "cop"]).is_none() && !self.cx.is_verb(c)
                }
                Frame::Clause => !to,
                Frame::Quote => !to && !gerund,
                Frame::Infinitive => to,
                _ => false,
            });
            if let Some(hit) = hit {
                let mut content: Vec<usize> = clauses.iter().flat_map(|&c| all(c)).collect();
                self.add_lost_subject(v, c, &mut content);
                // "what it said were …": the clause ends at the first comma.
                let what = (v.saturating_sub(4)..v).any(|t| self.lower(t) == "what");
                if what {
                    let comma = (v..c + 40).take_while(|&t| t < self.cx.parsed.tokens.len());
                    let end = comma
                        .into_iter()
                        .find(|&t| self.cx.word(t).starts_with(','));
                    content.retain(|&t| end.is_none_or(|end| t < end));
                }
                return Some(make(hit, c, content, "clause"));
            }
        }
        // An infinitive or gerund without a subject of its own.
        if let Some(x) = self.child(v, &["xcomp"]) {
            let to = self.has_to(x);
            let gerund = &*self.cx.token(x).tag == "VBG" || self.perfect_gerund(x);
            let hit = Self::find_frame(hits, |f| match f {
                Frame::Infinitive => to && object.is_none(),
                Frame::ObjectInfinitive => to,
                Frame::Gerund => gerund,
                Frame::ObjectParticiple => gerund && object.is_some(),
                Frame::ObjectPredicate => !to && (object.is_some() || passive),
                Frame::Clause => to && passive,
                _ => false,
            });
            if let Some(hit) = hit {
                let mut content = all(x);
                let also = hit.object.or(object);
                if let Some(object) = also {
                    content.extend(all(object));
                } else if passive {
                    content.extend(self.passive_subject(v));
                }
                return Some(make(hit, x, content, "infinitive"));
            }
        }
        // What it is called: "called it a lie".
        // Called so, or feared dead.
        let called = self
            .child(v, &["oprd"])
            .or_else(|| self.child(v, &["acomp"]).filter(|_| passive));
        if let Some(o) = called
            && let Some(hit) = Self::find_frame(hits, |f| *f == Frame::ObjectPredicate)
        {
            let mut content = all(o);
            content.extend(named.into_iter().flat_map(all));
            if passive {
                content.extend(self.passive_subject(v));
            }
            return Some(make(hit, o, content, "predicate"));
        }
        if let (2.., Some(object)) = (objects.len(), named)
            && let Some(hit) = Self::find_frame(hits, |f| *f == Frame::ObjectPredicate)
        {
            return Some(make(hit, object, all(object), "predicate"));
        }
        // An object and a preposition: "accused them of shelling".
        let thing = match (object, passive) {
            (Some(object), false) => Some(object),
            // "something it blamed on them"
            (None, false) if self.dep(v, &["relcl"]) => self.head(v),
            (_, true) => self
                .child(v, PASSIVE_SUBJECT)
                .or_else(|| self.head(v).filter(|_| self.dep(v, &["acl", "relcl"]))),
            _ => None,
        };
        // The preposition may hang on the object, or on a passive's agent.
        let agent = self.agent(v).filter(|_| passive);
        let under_object = object
            .or(agent)
            .map_or(&[][..], |o| self.cx.parsed.children(o));
        for &p in children.iter().chain(under_object) {
            if !self.dep(p, &["prep", "dative"]) {
                continue;
            }
            let word = self.lower(p);
            let hit = Self::find_frame(
                hits,
                |f| matches!(f, Frame::ObjectPreposition(w) if **w == *word),
            );
            if let Some(hit) = hit {
                let inner = self.child(p, &["pcomp", "pobj"]).unwrap_or(p);
                let mut content = all(p);
                match thing {
                    Some(_) if passive => content.extend(self.passive_subject(v)),
                    Some(thing) => content.extend(self.cx.parsed.subtree(thing, |c| c == v)),
                    None if passive => {}
                    None => continue,
                }
                return Some(make(hit, inner, content, "object-preposition"));
            }
        }
        // "called on both to withdraw", "called for a truce".
        for &p in children {
            if !self.dep(p, &["prep", "prt", "agent"]) {
                continue;
            }
            let word = self.lower(p);
            let Some(inner) = self.child(p, &["pobj", "pcomp"]) else {
                continue;
            };
            // "spoke on Monday", "on condition of anonymity": when and how rather than what.
            if self.is_time(inner) || self.cx.lemma(inner) == "condition" {
                continue;
            }
            if ["on", "upon", "to", "with", "for"].contains(&word) {
                let to = children
                    .iter()
                    .copied()
                    .find(|&c| c > p && self.dep(c, &["xcomp", "advcl"]) && self.has_to(c));
                let hit = Self::find_frame(hits, |f| *f == Frame::OnInfinitive);
                if let (Some(to), Some(hit)) = (to, hit) {
                    let mut content = all(inner);
                    content.extend(all(to));
                    let mut c = make(hit, to, content, "on-infinitive");
                    c.cue.push(p);
                    return Some(c);
                }
            }
            let hit =
                Self::find_frame(hits, |f| matches!(f, Frame::Preposition(w) if **w == *word));
            let takes_object =
                object.is_some() && Self::find_frame(hits, |f| *f == Frame::Object).is_some();
            if let Some(hit) = hit.filter(|_| !takes_object) {
                let mut content = all(inner);
                // "referred to it as", "called for footage to be released".
                for &more in children {
                    let goes_on = more > p
                        && (self.dep(more, &["prep"]) && self.lower(more) == "as"
                            || self.dep(more, &["xcomp", "advcl"])
                                && self.has_to(more)
                                && word == "for");
                    if goes_on {
                        content.extend(all(more));
                    }
                }
                let mut c = make(hit, inner, content, "preposition");
                c.cue.push(p);
                return Some(c);
            }
        }
        // "It was announced on Friday that …", with the clause hung elsewhere.
        let empty = self
            .child(v, PASSIVE_SUBJECT)
            .is_some_and(|s| self.lower(s) == "it");
        if object.is_none()
            && (empty || !passive)
            && let Some(hit) = Self::find_frame(hits, |f| *f == Frame::Clause)
            && let Some(clause) = self.that_clause(v)
        {
            return Some(make(hit, clause, all(clause), "clause"));
        }
        // The object alone.
        if let Some(hit) = Self::find_frame(hits, |f| *f == Frame::Object) {
            let object = hit.object.or(object);
            // A war that "claimed lives" claims nothing.
            let victims = object.is_some_and(|o| ["life", "victim"].contains(&self.cx.lemma(o)));
            if victims && &*hit.entry.act == "claim" {
                return None;
            }
            if let (Some(object), false) = (object, passive) {
                // "which Baku rejected": what the relative clause hangs on.
                if matches!(&*self.cx.token(object).tag, "WDT" | "WP") {
                    let content = self.relative_content(v);
                    let head = content.1.unwrap_or(object);
                    return Some(make(hit, head, content.0, "relative"));
                }
                let mut content = all(object);
                // "recorded 104 deaths and 23 civilians killed"
                for &c in children {
                    let told = c > object
                        && self.dep(c, &["conj"])
                        && &*self.cx.token(c).tag == "VBN"
                        && self.own_subject(c).is_some()
                        && self.child(c, &["aux", "auxpass"]).is_none();
                    if told {
                        content.extend(all(c));
                    }
                }
                return Some(make(hit, object, content, "object"));
            }
            if passive {
                let content = self.passive_subject(v);
                if let Some(&head) = content.first() {
                    let head = self.child(v, PASSIVE_SUBJECT).unwrap_or(head);
                    return Some(make(hit, head, content, "passive"));
                }
            } else if self.dep(v, &["relcl"]) && self.child(v, SUBJECT).is_some() {
                // "the claims that Baku rejected", "the claims Baku rejected".
                let subject_is_relative = self
                    .child(v, SUBJECT)
                    .is_some_and(|s| matches!(&*self.cx.token(s).tag, "WDT" | "WP"));
                if !subject_is_relative && object.is_none() {
                    let content = self.relative_content(v);
                    if let Some(head) = content.1 {
                        return Some(make(hit, head, content.0, "relative"));
                    }
                }
            }
        }
        // "Three killed, ministry says"; "as the ministry said": the clause around the cue.
        let around = self.dep(v, &["parataxis"])
            || self.dep(v, &["advcl"])
                && (children.iter().any(|&c| {
                    self.dep(c, &["mark", "prep", "advmod"]) && self.lower(c) == "as" && c < v
                }));
        let aside = self.dep(v, &["parataxis"]);
        let hit = Self::find_frame(hits, |f| {
            *f == Frame::Clause
                || *f == Frame::Quote && aside && self.comma_before(self.left_edge(v))
        });
        if let (true, Some(hit), Some(head)) = (around, hit, self.head(v))
            && (self.child(v, SUBJECT).is_some() || passive)
        {
            let content = self.cx.parsed.subtree(head, |c| c == v);
            return Some(make(hit, head, content, "around"));
        }
        None
    }

    /// Where the tree holds nothing: what follows "to" or "that" right behind the cue, up to the next
    /// comma or the sentence's end.
    fn right_behind(&self, v: usize, hits: &[Hit<'a>], passive: bool) -> Option<Found> {
        let end = self.cx.sentence(v).end;
        let word = (v + 1 < end).then(|| self.lower(v + 1))?;
        let wanted = match word {
            // "offered to host talks" with "host" for a noun.
            "to" if v + 2 < end
                && (&*self.cx.token(v + 2).tag == "VB"
                    || &*self.cx.token(v + 2).tag == "NN" && self.dep(v + 2, &["compound"])) =>
            {
                Frame::Infinitive
            }
            "that" => Frame::Clause,
            _ => return None,
        };
        let hit = Self::find_frame(hits, |f| *f == wanted)?;
        let content: Vec<usize> = (v + 1..end)
            .take(80)
            .take_while(|&t| !matches!(self.cx.word(t), "," | "." | ";" | ":" | "—" | "–"))
            .collect();
        if content.len() < 3 {
            return None;
        }
        let source = if passive {
            self.agent(v)
        } else {
            self.subject(v)
        };
        let mut f = self.with_source(v, source.filter(|s| !content.contains(s)));
        f.act = hit.entry.act.to_string();
        f.rule = if wanted == Frame::Clause {
            "clause"
        } else {
            "infinitive"
        };
        f.content_head = content.iter().copied().find(|&t| self.cx.is_verb(t));
        f.content = content;
        Some(f)
    }

    /// "said November 8 would …", "promised his troops would …": words between a cue and its clause
    /// are the clause's subject where the tree hung them on the cue.
    fn add_lost_subject(&self, v: usize, clause: usize, content: &mut Vec<usize>) {
        let subject = self.child(clause, &["nsubj", "nsubjpass", "expl", "csubj", "mark"]);
        let Some(&first) = content.iter().min() else {
            return;
        };
        if subject.is_some() || first <= v || self.child(v, &["dative"]).is_some() {
            return;
        }
        let modal = matches!(&*self.cx.token(first).tag, "MD" | "VBD" | "VBZ" | "VBP");
        let gap = v + 1..first;
        let clean = gap.len() <= 10
            && gap
                .clone()
                .all(|t| !self.is_punct(t) || self.cx.word(t) == "-")
            && gap
                .clone()
                .any(|t| self.cx.is_noun(t) || self.is_pronoun(t));
        if modal && clean {
            content.extend(gap);
        }
    }

    /// The clause of a "that" a few words behind the cue, with no other verb between them.
    fn that_clause(&self, v: usize) -> Option<usize> {
        let end = self.cx.sentence(v).end.min(v + 12);
        let that = (v + 1..end)
            .take_while(|&t| !self.cx.is_verb(t) && !self.cx.word(t).starts_with([',', ';', ':']))
            .find(|&t| self.lower(t) == "that")?;
        let head = self
            .head(that)
            .filter(|&h| h > that && self.cx.is_verb(h))?;
        (self.dep(that, &["mark"]) && !self.is_above(head, v)).then_some(head)
    }

    /// Subject of a passive with what belongs to it; nothing for an empty "it".
    fn passive_subject(&self, v: usize) -> Vec<usize> {
        if let Some(s) = self.child(v, PASSIVE_SUBJECT) {
            if matches!(&*self.cx.token(s).tag, "WDT" | "WP") {
                return self.relative_content(v).0;
            }
            return self.cx.parsed.subtree(s, |c| c == v);
        }
        match self.head(v) {
            Some(h) if self.dep(v, &["acl", "relcl"]) => self.cx.parsed.subtree(h, |c| c == v),
            // "the population, estimated to be …"
            Some(_)
                if self.dep(v, &["advcl"])
                    && self.comma_before(v)
                    && v >= 2
                    && self.cx.is_noun(v - 2) =>
            {
                self.cx.parsed.subtree(v - 2, |c| c >= v)
            }
            Some(h) if self.dep(v, &["conj", "xcomp"]) && h != v => self
                .child(h, PASSIVE_SUBJECT)
                .map_or_else(Vec::new, |s| self.cx.parsed.subtree(s, |c| c == v)),
            _ => Vec::new(),
        }
    }

    /// What a relative clause hangs on, without the clause.
    fn relative_content(&self, v: usize) -> (Vec<usize>, Option<usize>) {
        let mut at = v;
        for _ in 0..FAR {
            let Some(head) = self.head(at) else { break };
            if self.dep(at, &["relcl", "acl", "advcl"]) {
                return (self.cx.parsed.subtree(head, |c| c == at), Some(head));
            }
            at = head;
        }
        (Vec::new(), None)
    }

    /// The verb of saying that governs "in an address", "in a statement", with its act and its subject, where it
    /// has no clause of its own.
    fn said_in(&self, n: usize) -> Option<(usize, String, usize)> {
        let prep = self
            .head(n)
            .filter(|&p| self.dep(n, &["pobj"]) && self.dep(p, &["prep"]))?;
        let v = self.head(prep).filter(|&v| self.cx.is_verb(v))?;
        let hits = self.hits(Pos::Verb, v, self.cx.lemma(v));
        let hit = Self::find_frame(&hits, |f| matches!(f, Frame::Clause))?;
        let own = self.child(v, &["ccomp", "dobj"]);
        let subject = self.own_subject(v)?;
        own.is_none()
            .then(|| (v, hit.entry.act.to_string(), subject))
    }

    fn noun(&self, n: usize, found: &mut Vec<Found>) {
        let hits = self.hits(Pos::Noun, n, self.cx.lemma(n));
        if hits.is_empty() || self.dep(n, &["compound", "poss"]) {
            return;
        }
        let mut best: Option<Complement> = None;
        let children = self.cx.parsed.children(n);
        for &c in children {
            if c < n {
                continue;
            }
            let clause = self.dep(c, &["acl", "ccomp", "relcl", "appos", "advcl"])
                && self.cx.children(c).any(|m| {
                    self.dep(m, &["mark"]) && ["that", "whether", "if"].contains(&self.lower(m))
                })
                || self.dep(c, &["acl", "ccomp"])
                    && c > n
                    && self.cx.is_verb(c)
                    && self.child(c, &["nsubj", "nsubjpass"]).is_some();
            let to = self.dep(c, &["acl", "xcomp"]) && self.has_to(c) && !clause;
            let word = self.lower(c);
            let inner = self
                .dep(c, &["prep"])
                .then(|| self.child(c, &["pobj", "pcomp"]))
                .flatten()
                .filter(|&p| !self.is_time(p));
            let hit = Self::find_frame(&hits, |f| match f {
                Frame::Clause => clause,
                Frame::Infinitive => to,
                Frame::Preposition(w) => inner.is_some() && **w == *word,
                _ => false,
            });
            if let Some(hit) = hit {
                let head = inner.unwrap_or(c);
                let mut content = self.cx.parsed.subtree(head, |_| false);
                // "reports of Turkey sending fighters", whatever the participle hangs on.
                let next = content.last().map_or(0, |t| t + 1);
                if inner.is_some()
                    && next < self.cx.sentence(n).end
                    && &*self.cx.token(next).tag == "VBG"
                    && self.is_above(n, next)
                {
                    content.extend(self.cx.parsed.subtree(next, |c| c < next));
                }
                best = Some(Complement {
                    act: hit.entry.act.to_string(),
                    content,
                    head,
                    cue: inner.map(|_| c).into_iter().collect(),
                    rule: if clause {
                        "noun-clause"
                    } else if to {
                        "noun-infinitive"
                    } else {
                        "noun-preposition"
                    },
                });
                if clause {
                    break;
                }
            }
        }
        // "The fear is that …": the clause behind the copula.
        if best.is_none() && self.dep(n, &["nsubj"]) {
            let verb = self.head(n).filter(|&v| self.cx.lemma(v) == "be");
            let clause = verb.and_then(|v| self.child(v, &["ccomp", "xcomp"]));
            let hit = Self::find_frame(&hits, |f| matches!(f, Frame::Clause | Frame::Infinitive));
            if let (Some(hit), Some(v), Some(clause)) = (hit, verb, clause) {
                best = Some(Complement {
                    act: hit.entry.act.to_string(),
                    content: self.cx.parsed.subtree(clause, |c| c == v),
                    head: clause,
                    cue: vec![v],
                    rule: "noun-copula",
                });
            }
        }
        let Some(c) = best else { return };
        // "said in a televised address that …": the clause is the verb's, wherever the tree hangs it.
        if c.rule == "noun-clause"
            && let Some((v, act, subject)) = self.said_in(n)
        {
            found.push(Found {
                head: v,
                act,
                rule: "clause",
                source: self.phrase(subject, v),
                source_head: Some(subject),
                cue: self.verb_group(v),
                content: c.content,
                content_head: Some(c.head),
                ..Found::default()
            });
            return;
        }
        let mut f = Found {
            head: n,
            act: c.act,
            rule: c.rule,
            cue: vec![n],
            content: c.content,
            content_head: Some(c.head),
            ..Found::default()
        };
        f.cue.extend(c.cue);
        if let Some((_, owner)) = self.owner(n).filter(|o| !f.content.contains(&o.1)) {
            f.source = self.phrase(owner, n);
            f.source_head = Some(owner);
        } else if let Some(v) = self.carrier(n) {
            let subject = self
                .subject(v)
                .filter(|&s| s != n && !self.dep(s, &["expl"]) && !self.passive_once(v));
            if let Some(s) = subject {
                f.source = self.phrase(s, v);
                f.source_head = Some(s);
            }
            f.cue.extend(self.verb_group(v));
        }
        // The words between verb and noun belong to the cue: "has made repeated calls".
        for t in f
            .cue
            .iter()
            .copied()
            .min()
            .unwrap_or(n)
            .max(n.saturating_sub(32))..n
        {
            if self.head(t) == Some(n)
                && self.dep(t, &["det", "amod", "poss", "compound"])
                && !f.source.contains(&t)
            {
                f.cue.push(t);
            }
        }
        found.push(f);
    }

    /// The verb that lends a noun cue its subject: "voiced fears", "is in talks".
    fn carrier(&self, n: usize) -> Option<usize> {
        let head = self.head(n)?;
        if self.dep(n, &["dobj", "attr", "dative"]) && self.cx.is_verb(head) {
            let light =
                self.cues.has(Pos::Light, self.cx.lemma(head)) || self.cx.lemma(head) == "be";
            return light.then_some(head);
        }
        None
    }

    fn adjective(&self, a: usize, found: &mut Vec<Found>) {
        let word = self.lower(a);
        let hits = self.hits(Pos::Adjective, a, word);
        if hits.is_empty() {
            return;
        }
        let verbal = self.cx.is_verb(a);
        let copula = if verbal {
            Some(a)
        } else {
            self.head(a)
                .filter(|_| self.dep(a, &["acomp", "attr", "oprd", "conj", "ROOT"]))
        };
        for c in self.cx.children(a) {
            if c < a {
                continue;
            }
            let clause = self.dep(c, &["ccomp"]);
            let to = self.dep(c, &["xcomp"]) && self.has_to(c);
            let lower = self.lower(c);
            let inner = self
                .dep(c, &["prep", "agent"])
                .then(|| self.child(c, &["pobj", "pcomp"]))
                .flatten();
            let hit = Self::find_frame(&hits, |f| match f {
                Frame::Clause => clause,
                Frame::Infinitive => to,
                Frame::Preposition(w) => inner.is_some() && **w == *lower,
                _ => false,
            });
            let Some(hit) = hit else { continue };
            let head = inner.unwrap_or(c);
            let source = match copula {
                Some(v) if verbal => self.child(v, PASSIVE_SUBJECT),
                Some(v) if self.cx.is_verb(v) => self.subject(v),
                _ => None,
            };
            let source = source.filter(|&s| self.lower(s) != "it" || !clause);
            let avoid = copula.unwrap_or(a);
            let mut cue = copula.map_or_else(Vec::new, |v| self.verb_group(v));
            cue.push(a);
            cue.extend(inner.map(|_| c));
            for t in self.cx.children(a) {
                if t < a && self.dep(t, &["advmod", "neg"]) {
                    cue.push(t);
                }
            }
            found.push(Found {
                head: a,
                source: source.map_or_else(Vec::new, |s| self.phrase(s, avoid)),
                source_head: source,
                cue,
                content: self.cx.parsed.subtree(head, |_| false),
                content_head: Some(head),
                act: hit.entry.act.to_string(),
                rule: "adjective",
                ..Found::default()
            });
            return;
        }
    }

    fn adverb(&self, r: usize, found: &mut Vec<Found>) {
        let word = self.lower(r);
        let Some(entry) = self.cues.entries(Pos::Adverb, word).first() else {
            return;
        };
        let Some(head) = self.head(r).filter(|_| self.dep(r, &["advmod", "dep"])) else {
            return;
        };
        found.push(Found {
            head: r,
            cue: vec![r],
            content: self.cx.parsed.subtree(head, |c| c == r),
            content_head: Some(head),
            act: entry.act.to_string(),
            rule: "adverb",
            ..Found::default()
        });
    }

    /// "According to X, …" at the beginning of a sentence: X goes up to the comma (and over a relative
    /// clause), all behind it is said, however the tree hangs it.
    fn according_opens(&self, p: usize, last: usize, act: &str, found: &mut Vec<Found>) -> bool {
        let sentence = self.cx.sentence(p);
        let opens = (sentence.start..p).all(|t| self.is_punct(t) || self.is_space(t));
        let comma = |from: usize| {
            (from..sentence.end.min(from + 40)).find(|&t| self.cx.word(t).starts_with(','))
        };
        let Some(first) = comma(last + 1).filter(|_| opens && sentence.len() <= 200) else {
            return false;
        };
        let mut end = first;
        if first + 1 < sentence.end && matches!(&*self.cx.token(first + 1).tag, "WDT" | "WP") {
            match comma(first + 1) {
                Some(next) => end = next,
                None => return false,
            }
        }
        let whole = end + 1..sentence.end;
        let stop = whole
            .clone()
            .find(|&t| self.lower(t) == "according")
            .unwrap_or(sentence.end);
        let content: Vec<usize> = (whole.start..stop).collect();
        let source: Vec<usize> = (last + 1..first).collect();
        if source.is_empty() || !content.iter().any(|&t| self.cx.is_verb(t)) || self.in_quote(p) {
            return false;
        }
        let head = self.child(last, &["pobj"]).filter(|t| source.contains(t));
        found.push(Found {
            head: p,
            source_head: head
                .or_else(|| source.iter().rev().copied().find(|&t| self.cx.is_noun(t))),
            source,
            cue: (p..=last).collect(),
            content_head: content.iter().copied().find(|&t| self.cx.is_verb(t)),
            content,
            act: act.to_owned(),
            rule: "according-to",
            ..Found::default()
        });
        true
    }

    /// "according to X", "as per X", "in the words of X", "in X's view".
    fn preposition(&self, p: usize, found: &mut Vec<Found>) {
        let first = self.lower(p);
        let n = self.cx.parsed.tokens.len();
        let listed = self.cues.entries(Pos::Preposition, first).iter().find(|e| {
            (1..)
                .zip(&e.rest)
                .all(|(k, w)| p + k < n && *self.lower(p + k) == **w)
        });
        let (source, cue, act) = if let Some(entry) = listed {
            let last = p + entry.rest.len();
            if first == "according" && self.according_opens(p, last, &entry.act, found) {
                return;
            }
            let Some(source) = self.child(last, &["pobj"]) else {
                return;
            };
            // "as per" is met before "per", "per cent" is none.
            let before = p.checked_sub(1);
            let mut cue: Vec<usize> = (p..=last).collect();
            if first == "per" {
                let as_before = before.is_some_and(|b| self.lower(b) == "as");
                let speaks = self.cues.has(Pos::Noun, self.cx.lemma(source))
                    || &*self.cx.token(source).tag == "NNP";
                if !as_before && !speaks {
                    return;
                }
                if as_before {
                    cue.insert(0, p - 1);
                }
            } else if first == "as" {
                return; // found at its "per"
            }
            (source, cue, entry.act.to_string())
        } else if first == "in" {
            // "in his view", "in the ministry's words"
            let Some(noun) = self.child(p, &["pobj"]) else {
                return;
            };
            let known = [
                "word",
                "view",
                "opinion",
                "eye",
                "telling",
                "estimation",
                "assessment",
            ];
            let Some(owner) = self
                .child(noun, &["poss"])
                .filter(|_| known.contains(&self.cx.lemma(noun)))
            else {
                return;
            };
            (owner, vec![p, noun], "say".to_owned())
        } else {
            return;
        };
        // The clause that the phrase hangs on: up to a verb, or all of a sentence that it begins.
        let Some(mut clause) = self.head(p) else {
            return;
        };
        // "as per": the phrase hangs on "as".
        let mut top = p;
        if cue[0] != p
            && let Some(head) = self.head(p).filter(|&h| h == cue[0])
        {
            top = head;
            match self.head(head) {
                Some(h) => clause = h,
                None => return,
            }
        }
        let opens = self
            .cx
            .sentence(p)
            .find(|&t| !self.is_punct(t))
            .is_some_and(|t| t >= cue[0]);
        let closes = self.comma_before(cue[0]);
        for _ in 0..FAR {
            let finite = self.cx.is_verb(clause)
                && !self.dep(clause, &["acl", "amod", "pcomp"])
                && (self
                    .child(clause, &["nsubj", "nsubjpass", "expl"])
                    .is_some()
                    || self.dep(clause, &["ROOT"]));
            if finite && !(opens || closes && self.dep(clause, &["conj"])) {
                break;
            }
            match self.head(clause) {
                // A reported clause keeps its phrase to itself.
                Some(_) if finite && self.dep(clause, &["ccomp", "relcl", "advcl"]) => break,
                Some(head) => clause = head,
                None => break,
            }
        }
        let content = self.cx.parsed.subtree(clause, |c| {
            c == top || c == p || self.dep(c, &["prep"]) && self.lower(c) == "according"
        });
        // A second phrase behind "According to X, …": both say the same.
        let same = found
            .last()
            .filter(|f| f.rule == "according-to" && closes)
            .filter(|f| self.cx.sentence_of(f.head) == self.cx.sentence_of(p))
            .map(|f| f.content.clone());
        let content = same.unwrap_or(content);
        found.push(Found {
            head: p,
            source: self.phrase(source, p),
            source_head: Some(source),
            cue,
            content,
            content_head: Some(clause),
            act,
            rule: "according-to",
            ..Found::default()
        });
    }
}

impl Reader<'_> {
    /// The subject that hangs on the verb itself.
    pub fn own_subject(&self, v: usize) -> Option<usize> {
        self.child(v, &["nsubj", "nsubjpass"])
    }

    /// Whether a verb that hangs as a relative clause has a subject of its own: a tree that hangs the
    /// speaker's clause on the quote rather than a clause about somebody.
    pub fn speaks_in_relative(&self, v: usize) -> bool {
        let relative = |t: usize| matches!(&*self.cx.token(t).tag, "WDT" | "WP" | "WRB");
        self.own_subject(v).is_some_and(|s| !relative(s)) && !self.cx.children(v).any(relative)
    }

    /// The speaker of a quote where the tree gives the cue no subject: the words between quote and
    /// cue, or those right behind the cue.
    pub fn speaker_beside(&self, v: usize, quote_end: usize, block_end: usize) -> Vec<usize> {
        let group = self.verb_group(v);
        let first = group.first().copied().unwrap_or(v);
        let verb =
            |t: usize| self.cx.is_verb(t) && !self.dep(t, &["amod", "acl", "relcl", "compound"]);
        let named = |words: &[usize]| {
            !words.is_empty()
                && words.len() <= 25
                && words
                    .iter()
                    .any(|&t| self.cx.is_noun(t) || self.is_pronoun(t))
                && !words.iter().any(|&t| verb(t))
        };
        let before: Vec<usize> = (quote_end..first.min(quote_end + 40)).collect();
        if named(&before) {
            return before;
        }
        if quote_end > first || !before.iter().all(|&t| self.is_punct(t)) {
            return Vec::new();
        }
        let behind: Vec<usize> = (v + 1..block_end)
            .take(30)
            .take_while(|&t| !matches!(self.cx.word(t), "." | ";" | ":" | "“" | "\"" | "‘"))
            .collect();
        if named(&behind) { behind } else { Vec::new() }
    }

    /// The words of a source, from its main token.
    pub fn phrase_of(&self, head: usize, avoid: usize) -> Vec<usize> {
        self.phrase(head, avoid)
    }

    /// Whether a clause inside a content answers it or goes on beside it rather than belonging to it:
    /// "…, but Ankara denied the claim", "…, though this is disputed", "…, which Baku rejected",
    /// "vowed to fight and rejected calls". `root` is the content's main token.
    fn stands_apart(&self, c: usize, root: usize) -> bool {
        if self.lower(c) == "according" {
            return true;
        }
        if c <= root || !self.cx.is_verb(c) {
            return false;
        }
        let head = self.head(c).unwrap_or(root);
        let finite = |t: usize| matches!(&*self.cx.token(t).tag, "VBD" | "VBZ" | "VBP");
        if self.dep(c, &["conj"])
            && head == root
            && self.has_to(root)
            && finite(c)
            && self.own_subject(c).is_none()
        {
            return true;
        }
        if !self.dep(c, &["conj", "advcl", "relcl"]) || self.in_quote(c) {
            return false;
        }
        // "vowed to fight on, saying …": the speaker says it.
        if self.dep(c, &["advcl"])
            && &*self.cx.token(c).tag == "VBG"
            && self.has_to(root)
            && self.comma_before(c)
            && self.may_quote(c)
        {
            return true;
        }
        let edge = self.left_edge(c);
        let opens = |t: usize| {
            [
                "but", "though", "although", "while", "which", "however", "yet",
            ]
            .contains(&self.lower(t))
        };
        let marked = opens(edge)
            || (edge.saturating_sub(3)..edge)
                .any(|t| t > root && opens(t) && self.dep(t, &["cc", "mark"]))
            || self.cx.children(c).any(|t| t < c && opens(t));
        if !marked {
            return false;
        }
        let answers = self
            .cues
            .entries(Pos::Verb, self.cx.lemma(c))
            .iter()
            .any(|e| ["deny", "reject", "dispute"].contains(&&*e.act));
        let silent = self.child(c, &["neg"]).is_some() && self.may_quote(c);
        // "but did not say": the reporter's word, not the source's.
        (answers && self.own_subject(c).is_some()) || (silent && self.dep(c, &["conj"]))
    }

    /// Whether a time is meant: "on Wednesday".
    fn is_time(&self, i: usize) -> bool {
        let entities = &self.cx.parsed.entities;
        let at = entities.partition_point(|e| e.tokens.end <= i);
        let named = entities
            .get(at)
            .is_some_and(|e| e.tokens.contains(&i) && ["DATE", "TIME"].contains(&&*e.label));
        named || self.cx.mentions_at(i).iter().any(|m| m.time().is_some())
    }

    /// The cue of the quote that the token stands in.
    fn quote_cue(&self, i: usize) -> Option<(usize, &Chunk)> {
        let at = self.spoken.partition_point(|(range, _)| range.end <= i);
        let (range, cue) = self.spoken.get(at)?;
        range.contains(&i).then_some((*cue, range))
    }

    fn in_quote(&self, i: usize) -> bool {
        self.quote_cue(i).is_some()
    }

    /// Whether the token stands in a quote that another cue introduces and `v` stands outside of.
    fn in_quote_of_other(&self, i: usize, v: usize) -> bool {
        self.quote_cue(i)
            .is_some_and(|(cue, range)| cue != v && !range.contains(&v))
    }

    /// Whether the verb's clause follows it and lies outside of any quote: "he claimed that …".
    pub fn clause_behind(&self, v: usize, end: usize) -> bool {
        self.cx.children(v).any(|c| {
            c > v
                && c < end
                && self.dep(c, &["ccomp"])
                && self
                    .cx
                    .children(c)
                    .any(|m| m > v && (self.dep(m, &["mark"]) && self.lower(m) == "that"))
        })
    }
}
