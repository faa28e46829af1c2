//! Predicates and their arguments, read off the dependency tree.

use rashomon_attribution::{CuePolarity, verb_info};
use rashomon_mention::{Chunk, Context};

/// A verb with what stands around it. Indices are tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// The verb.
    pub verb: usize,
    /// Who does it: the active subject, the by-agent, or what the verb inherits from the verb above.
    pub agent: Option<usize>,
    /// Who or what it is done to: the object or the passive subject.
    pub patient: Option<usize>,
    /// Prepositions with their objects.
    pub preps: Vec<(usize, usize)>,
    /// The particle: `down` in "shot down".
    pub particle: Option<usize>,
    /// Whether it is passive.
    pub passive: bool,
}

impl Frame {
    /// The object of the first preposition that is one of `words`.
    pub fn prep(&self, ctx: &Context, words: &[&str]) -> Option<usize> {
        self.preps
            .iter()
            .find(|&&(prep, _)| words.iter().any(|w| ctx.word(prep).eq_ignore_ascii_case(w)))
            .map(|&(_, object)| object)
    }
}

const SUBJECTS: &[&str] = &["nsubj", "csubj", "expl"];
const PASSIVE_SUBJECTS: &[&str] = &["nsubjpass", "csubjpass"];
const OBJECTS: &[&str] = &["dobj", "dative", "obj"];

/// The frame of the verb at `verb`.
pub fn frame(ctx: &Context, verb: usize) -> Frame {
    let mut f = Frame {
        verb,
        ..Frame::default()
    };
    let mut active = None;
    let mut passive_subject = None;
    let mut by = None;
    for child in ctx.children(verb) {
        let dep = &*ctx.token(child).dep;
        match dep {
            _ if SUBJECTS.contains(&dep) => active = Some(relative(ctx, child)),
            _ if PASSIVE_SUBJECTS.contains(&dep) => {
                passive_subject = Some(relative(ctx, child));
                f.passive = true;
            }
            "auxpass" => f.passive = true,
            _ if OBJECTS.contains(&dep)
                && f.patient
                    .is_none_or(|p| dep == "dobj" && !afterthought(ctx, p, child)) =>
            {
                f.patient = Some(relative(ctx, child));
            }
            "prt" => {
                f.particle = Some(child);
                f.patient = f.patient.or_else(|| ctx.child(child, &["pobj"]));
            }
            "agent" => by = ctx.child(child, &["pobj", "pcomp"]),
            "prep" => prepositions(ctx, child, &mut f.preps),
            _ => {}
        }
        // "out of the town", "back to the border", whatever the parser makes of the first word.
        if matches!(dep, "prt" | "advmod") {
            for prep in ctx.children(child).filter(|&c| ctx.has_dep(c, &["prep"])) {
                prepositions(ctx, prep, &mut f.preps);
            }
        }
    }
    // "the claim to have taken the town": taken by somebody else than the claim, and no passive.
    let participle = ctx.token(verb).tag == "VBN" && !perfect(ctx, verb);
    let dep = &*ctx.token(verb).dep;
    let head = ctx.token(verb).head;
    if dep == "acl" || (dep == "amod" && head > verb) {
        if participle {
            f.passive = true;
            passive_subject = passive_subject.or(Some(head));
        } else if ctx.token(verb).tag == "VBG" {
            active = active.or(Some(head));
        }
    }
    let passive_subject = passive_subject.or_else(|| lost_subject(ctx, verb).filter(|_| f.passive));
    let active = active.or_else(|| lost_subject(ctx, verb).filter(|_| !f.passive));
    if f.passive {
        f.patient = passive_subject.or(f.patient);
        f.agent = by.or_else(|| f.prep(ctx, &["by"]));
    } else {
        f.agent = active;
        // "12 killed in raid", "the town captured by rebels": a participle without its auxiliary.
        let bare = f.patient.is_none() && !has_aux(ctx, verb);
        if bare && (by.is_some() || (participle && active.is_some())) {
            f.passive = true;
            f.patient = f.patient.or(active);
            f.agent = by;
        }
    }
    if f.agent.is_none() && !f.passive {
        f.agent = inherited_subject(ctx, verb);
    } else if f.passive && f.patient.is_none() {
        // "were captured and executed": the second verb has the first one's subject.
        if dep == "conj" {
            let above = frame_above(ctx, verb);
            f.patient = above
                .as_ref()
                .and_then(|a| if a.passive { a.patient } else { a.agent });
            f.agent = f
                .agent
                .or_else(|| above.filter(|a| a.passive).and_then(|a| a.agent));
        } else if let Some(subject) = inherited_subject(ctx, verb) {
            f.patient = Some(subject);
        }
    }
    // "killed and wounded 12": the first verb takes the second one's object.
    if f.patient.is_none() && !f.passive {
        f.patient = ctx
            .children(verb)
            .filter(|&c| ctx.has_dep(c, &["conj"]) && ctx.is_verb(c) && c <= verb + 4)
            .find_map(|c| ctx.child(c, &["dobj"]));
    }
    f
}

/// Of two objects, one that a comma parts from the first: "took the palace, a claim that …".
fn afterthought(ctx: &Context, first: usize, second: usize) -> bool {
    let start = ctx.subtree(second).start;
    first < start && ctx.word(start - 1) == ","
}

fn has_aux(ctx: &Context, verb: usize) -> bool {
    ctx.child(verb, &["aux", "auxpass"]).is_some()
}

/// "said four of its men, including a commander, were killed": the parser takes the subject for the object of the verb
/// before, with no conjunction between.
fn lost_subject(ctx: &Context, verb: usize) -> Option<usize> {
    let head = ctx.token(verb).head;
    let bare = ctx.has_dep(verb, &["conj", "ccomp"])
        && ctx.is_verb(head)
        && head < verb
        && ctx.child(head, &["cc"]).is_none_or(|c| c > verb)
        && ctx.child(verb, SUBJECTS).is_none()
        && verb_info(ctx.lower_lemma(head)).is_some();
    let behind = |c: usize| ctx.has_dep(c, &["dobj"]) && c > head && c < verb;
    bare.then(|| ctx.children(head).find(|&c| behind(c)))
        .flatten()
}

/// "have taken", "having taken": a participle that is no passive.
fn perfect(ctx: &Context, verb: usize) -> bool {
    ctx.children(verb)
        .any(|c| ctx.has_dep(c, &["aux"]) && ctx.lemma(c).eq_ignore_ascii_case("have"))
        && ctx.child(verb, &["auxpass"]).is_none()
}

/// "to have taken", "having taken" behind a noun or a verb: the subject stands above.
fn perfect_infinitive(ctx: &Context, verb: usize) -> bool {
    perfect(ctx, verb) && ctx.child(verb, SUBJECTS).is_none()
}

/// Whose claim it is that holds a verb without a subject: "Russian claims of having taken the town" makes the Russians
/// take it, "denied allegations of shelling the town" the one who denies.
fn claimed_by(ctx: &Context, noun: usize) -> Option<usize> {
    if let Some(owner) = ctx.child(noun, &["poss"]) {
        return Some(owner);
    }
    if rashomon_mention::side_of_words(ctx, &phrase(ctx, noun)).is_some() {
        return Some(noun);
    }
    let above = ctx.token(noun).head;
    let denied = ctx.has_dep(noun, &["dobj"])
        && verb_info(ctx.lower_lemma(above))
            .is_some_and(|info| info.polarity == CuePolarity::Denies);
    denied
        .then(|| ctx.child(above, SUBJECTS).map(|s| relative(ctx, s)))
        .flatten()
}

fn frame_above(ctx: &Context, verb: usize) -> Option<Frame> {
    let head = ctx.token(verb).head;
    (head < verb && ctx.is_verb(head)).then(|| frame(ctx, head))
}

fn prepositions(ctx: &Context, prep: usize, out: &mut Vec<(usize, usize)>) {
    for child in ctx.children(prep) {
        if ctx.has_dep(child, &["pobj", "pcomp"]) {
            out.push((prep, child));
        } else if ctx.has_dep(child, &["prep"]) {
            prepositions(ctx, child, out);
        }
    }
}

/// The subject that a verb takes from the verb above it: coordination, infinitives, gerunds.
fn inherited_subject(ctx: &Context, verb: usize) -> Option<usize> {
    let mut at = verb;
    for _ in 0..6 {
        let head = ctx.token(at).head;
        if head == at {
            return None;
        }
        match &*ctx.token(at).dep {
            "conj" | "xcomp" | "advcl" | "pcomp" | "prep" | "dep" | "ccomp" => {}
            "acl" if ctx.token(at).tag == "VB" || perfect_infinitive(ctx, at) => {}
            _ => return None,
        }
        let of_noun = ctx.is_noun(head)
            && (ctx.has_dep(at, &["acl"])
                || ctx.has_dep(at, &["prep"]) && matches!(ctx.word(at), "of" | "for" | "about"));
        if of_noun && let Some(subject) = claimed_by(ctx, head) {
            return Some(subject);
        }
        if ctx.token(at).dep == "ccomp"
            && at == verb
            && ctx.token(verb).tag != "VB"
            && ctx.token(verb).tag != "VBG"
        {
            return None;
        }
        if ctx.token(at).dep == "conj" && ctx.is_noun(head) {
            return None;
        }
        if ctx.is_verb(head) || ctx.token(head).dep == "ROOT" {
            // "forced residents to leave", "accused rebels of shelling": the object above is the subject below.
            let handed =
                ctx.has_dep(at, &["prep"]) && matches!(ctx.word(at), "of" | "for" | "from");
            if (handed || matches!(&*ctx.token(at).dep, "xcomp" | "ccomp"))
                && let Some(object) = ctx.child(head, OBJECTS)
            {
                return Some(object);
            }
            let subject = ctx
                .child(head, SUBJECTS)
                .or_else(|| ctx.child(head, PASSIVE_SUBJECTS));
            if let Some(subject) = subject {
                return Some(relative(ctx, subject));
            }
            if matches!(&*ctx.token(head).dep, "acl") {
                return Some(ctx.token(head).head);
            }
        }
        at = head;
    }
    None
}

/// The noun that a relative pronoun stands for; the token itself for any other.
fn relative(ctx: &Context, token: usize) -> usize {
    if matches!(&*ctx.token(token).tag, "WDT" | "WP" | "IN")
        || ctx.word(token).eq_ignore_ascii_case("that")
    {
        for above in ctx.ancestors(token) {
            if matches!(&*ctx.token(above).dep, "relcl" | "acl") {
                return ctx.token(above).head;
            }
            if !matches!(&*ctx.token(above).dep, "conj" | "xcomp" | "ccomp" | "aux") {
                break;
            }
        }
    }
    token
}

/// A noun phrase and those coordinated with it, in order: "Mollaveli, X and Y" gives all three.
pub fn coordinated(ctx: &Context, head: usize) -> Vec<usize> {
    let mut all = vec![head];
    let mut i = 0;
    while i < all.len() && all.len() < 64 {
        let at = all[i];
        for child in ctx.children(at) {
            let listed = ctx.has_dep(child, &["conj"])
                || (ctx.has_dep(child, &["appos"])
                    && has_figure(ctx, child)
                    && has_figure(ctx, head));
            if listed && !all.contains(&child) && !ctx.is_verb(child) {
                all.push(child);
            }
        }
        i += 1;
    }
    all.sort_unstable();
    all
}

fn has_figure(ctx: &Context, head: usize) -> bool {
    ctx.child(head, &["nummod"]).is_some()
}

/// The first of the phrases that this one is coordinated with.
pub fn first_conjunct(ctx: &Context, mut head: usize) -> usize {
    for _ in 0..64 {
        let above = ctx.token(head).head;
        let listed = ctx.has_dep(head, &["conj"])
            || (ctx.has_dep(head, &["appos"]) && has_figure(ctx, head) && has_figure(ctx, above));
        if above == head || !listed || ctx.is_verb(above) {
            return head;
        }
        head = above;
    }
    head
}

/// The noun phrase of a head without its coordinated phrases, relative clauses and appositions.
pub fn phrase(ctx: &Context, head: usize) -> Chunk {
    let left_out = |t: usize| {
        let mut at = t;
        while at != head {
            if matches!(
                &*ctx.token(at).dep,
                "conj" | "relcl" | "acl" | "appos" | "cc" | "punct" | "advcl"
            ) && ctx.token(at).head == head
            {
                return true;
            }
            let above = ctx.token(at).head;
            if above == at {
                return true;
            }
            at = above;
        }
        false
    };
    let tree = ctx.subtree(head);
    let mut start = head;
    while start > tree.start && !left_out(start - 1) {
        start -= 1;
    }
    let mut end = head + 1;
    while end < tree.end && !left_out(end) {
        end += 1;
    }
    start..end
}

/// The clause of a token: the nearest verb above it (or itself) with all that hangs on it, without
/// coordinated clauses.
pub fn clause_head(ctx: &Context, token: usize) -> usize {
    if ctx.is_verb(token)
        && !matches!(
            &*ctx.token(token).dep,
            "aux" | "auxpass" | "amod" | "compound"
        )
    {
        return token;
    }
    ctx.ancestors(token)
        .find(|&a| {
            ctx.is_verb(a) && !matches!(&*ctx.token(a).dep, "aux" | "auxpass" | "amod" | "compound")
        })
        .or_else(|| ctx.ancestors(token).last())
        .unwrap_or(token)
}

/// The tokens of the clause that `verb` heads, without coordinated and higher clauses and without
/// the complement clauses of speech.
pub fn clause(ctx: &Context, verb: usize) -> Chunk {
    let cut = |t: usize| {
        let mut at = t;
        while at != verb {
            let above = ctx.token(at).head;
            if above == verb
                && (matches!(&*ctx.token(at).dep, "parataxis" | "punct")
                    || (matches!(&*ctx.token(at).dep, "conj" | "advcl")
                        && ctx.is_verb(at)
                        && at > verb))
            {
                return true;
            }
            if above == at {
                return true;
            }
            at = above;
        }
        false
    };
    let tree = ctx.subtree(verb);
    let mut start = verb;
    for t in (tree.start..verb).rev() {
        if !cut(t) {
            start = t;
        }
    }
    let mut end = verb + 1;
    for t in verb + 1..tree.end {
        if cut(t) && !ctx.has_dep(t, &["punct"]) {
            break;
        }
        if !cut(t) {
            end = t + 1;
        }
    }
    start..end
}
