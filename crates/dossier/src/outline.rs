//! What is told, in which order and how much of it; the formats only print it.

use crate::strip::{self, Strips};
use crate::toll::{self, Tolls};
use crate::{Article, Dossier, Piece, Sentence};
use rashomon_ledger::{
    Act, Answer, ClaimRef, Days, Evidence, Grounds, Interest, Judgement, Overlay, Question, Stance,
    Status, Subject, Tally, alike,
};
use rashomon_model::Modality;
use std::collections::{BTreeMap, BTreeSet};

/// An article: its document's key, and which of its articles.
pub(crate) type At<'a> = (&'a str, usize);

pub(crate) struct Outline<'a> {
    pub dossier: &'a Dossier<'a>,
    pub about: Vec<String>,
    pub sections: Vec<Section<'a>>,
    pub tolls: Tolls<'a>,
    pub strips: Strips<'a>,
    /// Articles that are cited, in the order of their numbers.
    pub sources: Vec<Source<'a>>,
    /// Articles that the questions rest on and that are not cited.
    pub others: Cut<Source<'a>>,
    numbers: BTreeMap<At<'a>, usize>,
    /// Ids of the questions that are told.
    told: BTreeSet<&'a str>,
}

pub(crate) struct Section<'a> {
    pub id: &'static str,
    pub title: &'static str,
    /// What it holds, in a sentence.
    pub about: &'static str,
    pub entries: Cut<Entry<'a>>,
}

pub(crate) struct Entry<'a> {
    pub question: &'a Question,
    /// Questions that the very same claims answer.
    pub also: Vec<&'a Question>,
    pub reasons: Cut<&'a str>,
    /// What analysts judged of the question and of its claims.
    pub judged: Vec<String>,
    pub answers: Cut<Told<'a>>,
}

/// An answer with what speaks for it and against it.
pub(crate) struct Told<'a> {
    pub answer: &'a Answer,
    /// What analysts judged of it.
    pub judged: Vec<String>,
    pub support: Vec<Support<'a>>,
}

/// Those who affirm an answer, or those who deny it.
pub(crate) struct Support<'a> {
    pub label: &'static str,
    pub tally: Tally,
    pub voices: Vec<Voice<'a>>,
    pub quotes: Cut<Quote<'a>>,
}

/// A side, or somebody of none, with the names under which it speaks.
pub(crate) struct Voice<'a> {
    pub name: String,
    pub speakers: Vec<&'a str>,
    /// The first day on which a report has it say so, in words.
    pub since: Option<String>,
    /// All that it says of this is against its own interest.
    pub against: bool,
}

/// A sentence, and where it is to be read.
pub(crate) struct Quote<'a> {
    pub evidence: &'a Evidence,
    pub sentence: Option<&'a Sentence>,
    pub at: Vec<At<'a>>,
}

pub(crate) struct Source<'a> {
    pub at: At<'a>,
    pub outlet: &'a str,
    pub article: Option<&'a Article>,
    pub uri: Option<&'a str>,
}

/// A list cut to its limit, with the number of those left out.
pub(crate) struct Cut<T> {
    pub shown: Vec<T>,
    pub left: usize,
}

impl<T> Cut<T> {
    pub fn new(mut all: Vec<T>, most: usize) -> Self {
        let left = all.len().saturating_sub(most);
        all.truncate(most);
        Cut { shown: all, left }
    }
}

/// The sections: id, title, what they hold, and the status words that lead there.
const SECTIONS: [(&str, &str, &str, &[Status]); 4] = [
    (
        "contested",
        "Contested",
        "An answer is denied or doubted, or voices give answers that cannot both be true.",
        &[Status::Contested],
    ),
    (
        "admitted",
        "Admitted",
        "The side that it hurts says so itself, and nobody denies it.",
        &[Status::Admitted],
    ),
    (
        "agreed",
        "Agreed and corroborated",
        "Opposed sides say the same, or independent origins that are no party do.",
        &[Status::Agreed, Status::Corroborated],
    ),
    (
        "rest",
        "Told by one side or one source",
        "Nobody here disputes it, and nobody independent bears it out.",
        &[Status::Reported, Status::OneSided, Status::Unverified],
    ),
];

/// All status words with what each means, in the order in which they are told.
pub(crate) const STATUS: [(Status, &str); 7] = [
    (
        Status::Contested,
        "An answer is denied or doubted, or two voices give answers that cannot both be true.",
    ),
    (
        Status::Admitted,
        "The side that it hurts affirms it, and nobody denies it. Another side may say more.",
    ),
    (
        Status::Agreed,
        "Sides opposed to one another affirm the same answer.",
    ),
    (
        Status::Corroborated,
        "Two or more independent origins that are no party affirm it.",
    ),
    (Status::Reported, "One origin that is no party affirms it."),
    (
        Status::OneSided,
        "Only parties that are not opposed to one another affirm it, or it is only denied.",
    ),
    (
        Status::Unverified,
        "It rests on footage, on sources without a name, or on what is said to be unverified.",
    ),
];

/// How to read it, beside the status words: a term and its meaning.
pub(crate) const TERMS: [(&str, &str); 5] = [
    (
        "Reports and origins",
        "Every count is given twice. Ten outlets that reprint one text, or that quote one ministry, \
         are ten reports and one origin.",
    ),
    (
        "Against its own interest",
        "A side owns up to what hurts it: its own losses, the other side's gains. In a contested \
         war that is the strongest evidence there is.",
    ),
    (
        "Self-serving",
        "What is said serves the side that says it. That makes it neither true nor false.",
    ),
    (
        "Admiralty code",
        "Beside each answer: a letter for how reliable the best of its sources is in this matter (A to \
         F), a number for how credible the answer is (1 to 6), and the written rules that gave them. \
         Harm to civilians has the grade of Airwars as well.",
    ),
    (
        "Since",
        "The day of the first of these reports in which a voice says so; not the day of the event.",
    ),
];

impl<'a> Outline<'a> {
    pub fn new(dossier: &'a Dossier<'a>) -> Self {
        let sections = SECTIONS.iter().map(|(id, title, about, statuses)| {
            let of_section = dossier.questions.iter();
            let of_section: Vec<&Question> = of_section
                .copied()
                .filter(|question| statuses.contains(&question.status))
                .collect();
            let mut groups = alike(&of_section);
            let rest = groups.split_off(groups.len().min(dossier.limits.questions));
            let shown = groups.iter().filter_map(|group| dossier.entry(group));
            Section {
                id,
                title,
                about,
                entries: Cut {
                    shown: shown.collect(),
                    // Left out are questions, not groups of them.
                    left: rest.iter().map(Vec::len).sum(),
                },
            }
        });
        let sections: Vec<Section> = sections.collect();
        let entries = sections.iter().flat_map(|section| &section.entries.shown);
        let told = entries.flat_map(|entry| entry.also.iter().chain([&entry.question]));
        let told = told.map(|question| question.id.as_str()).collect();
        let tolls = toll::tolls(dossier);
        let strips = strip::strips(dossier);
        let quotes = sections
            .iter()
            .flat_map(|section| &section.entries.shown)
            .flat_map(|entry| &entry.answers.shown)
            .flat_map(|told| &told.support)
            .flat_map(|support| &support.quotes.shown);
        let mut cited: BTreeSet<At> = quotes.flat_map(|quote| quote.at.iter().copied()).collect();
        cited.extend(tolls.cited());
        cited.extend(strips.cited());
        let mut sources: Vec<Source> = cited.iter().map(|at| dossier.source(*at)).collect();
        sources.sort_by(|a, b| a.order().cmp(&b.order()));
        let numbers = sources.iter().enumerate();
        let numbers = numbers.map(|(i, source)| (source.at, i + 1)).collect();
        let mut others: Vec<Source> = dossier
            .articles()
            .filter(|(at, article)| !cited.contains(at) && dossier.knows(article))
            .map(|(at, _)| dossier.source(at))
            .collect();
        others.sort_by(|a, b| a.order().cmp(&b.order()));
        Outline {
            about: dossier.about(),
            sections,
            tolls,
            strips,
            sources,
            others: Cut::new(others, dossier.limits.rows),
            numbers,
            told,
            dossier,
        }
    }

    /// The numbers of articles in the list of sources, in order.
    pub fn numbers(&self, at: &[At]) -> Vec<usize> {
        let numbers = at.iter().filter_map(|at| self.numbers.get(at));
        let numbers: BTreeSet<usize> = numbers.copied().collect();
        numbers.into_iter().collect()
    }

    /// Whether the question is told, and so can be led to.
    pub fn tells(&self, question: &Question) -> bool {
        self.told.contains(question.id.as_str())
    }

    /// Who says it, with the side where the name does not tell it: "Ilham Aliyev (Azerbaijan)".
    pub fn who(&self, quote: &Quote) -> String {
        let holder = &quote.evidence.holder;
        let name = &holder.name;
        let side = holder
            .side
            .as_ref()
            .map(|side| self.dossier.names.name(side));
        match side.filter(|side| !name.contains(side.as_str())) {
            Some(side) => format!("{name} ({side})"),
            None if quote.evidence.chain.is_empty() => format!("{name}, in its own voice"),
            None => name.clone(),
        }
    }

    /// The first article that has a quote: its number and what is known of it.
    pub fn first(&self, quote: &Quote) -> Option<(usize, &Source<'a>)> {
        let number = *self.numbers.get(quote.at.first()?)?;
        Some((number, self.sources.get(number - 1)?))
    }
}

impl<'a> Dossier<'a> {
    /// The questions that the same claims answer, told under the first.
    fn entry(&'a self, group: &[&'a Question]) -> Option<Entry<'a>> {
        let (question, also) = group.split_first()?;
        // Who affirms and who denies stands under each answer.
        let reasons = question.reasons.iter();
        let reasons = reasons.filter(|reason| reason.grounds != Grounds::Denied);
        let reasons = reasons.map(|reason| reason.why.as_str()).collect();
        let left = question.answers.len().saturating_sub(self.limits.answers);
        let answers = question.answers.iter().take(self.limits.answers);
        let overlay = self.judged.get(&question.id);
        let judged = overlay.map(|overlay| self.judged(overlay));
        Some(Entry {
            question,
            also: also.to_vec(),
            reasons: Cut::new(reasons, self.limits.answers),
            judged: judged.unwrap_or_default(),
            answers: Cut {
                shown: answers.map(|answer| self.told(answer, overlay)).collect(),
                left,
            },
        })
    }

    /// Judgements on a question, and those on its claims with the words of the claim.
    fn judged(&self, overlay: &Overlay) -> Vec<String> {
        let own = overlay.verdict.iter().chain(&overlay.grades);
        let own = own.map(Judgement::words);
        let claims = overlay.claims.iter().map(|judgement| {
            let sentence = match &judgement.act {
                Act::Verdict {
                    on: Subject::Claim { claim },
                    ..
                } => self.sentences.get(claim),
                _ => None,
            };
            let claimed = sentence.map(|s| format!("“{}” ", s.claimed()));
            format!("{}{}", claimed.unwrap_or_default(), judgement.words())
        });
        own.chain(claims).collect()
    }

    fn told(&'a self, answer: &'a Answer, overlay: Option<&Overlay>) -> Told<'a> {
        let judged = overlay.map_or(&[][..], |overlay| &overlay.answers);
        let judged = judged.iter().filter(|on| on.value == answer.value);
        let judged = judged.flat_map(|on| on.verdict.iter().chain(&on.grades));
        let denies = answer.denied.iter().any(|e| e.stance == Stance::Denies);
        let against = if denies { "Denied by" } else { "Doubted by" };
        let both = [
            ("Affirmed by", answer.affirmed_by, &answer.affirmed),
            (against, answer.denied_by, &answer.denied),
        ];
        let support = both
            .into_iter()
            .filter(|(.., evidence)| !evidence.is_empty());
        Told {
            answer,
            judged: judged.map(Judgement::words).collect(),
            support: support
                .map(|(label, tally, evidence)| Support {
                    label,
                    tally,
                    voices: self.voices(evidence),
                    quotes: self.quotes(evidence),
                })
                .collect(),
        }
    }

    /// Who speaks, in order of their names, those of no side last.
    fn voices(&self, evidence: &'a [Evidence]) -> Vec<Voice<'a>> {
        let mut groups: BTreeMap<(bool, String), Vec<&'a Evidence>> = BTreeMap::new();
        for e in evidence {
            let key = (e.holder.side.is_none(), self.voice(e));
            groups.entry(key).or_default().push(e);
        }
        let groups = groups.into_iter().map(|((_, name), evidence)| {
            let speakers = evidence.iter().map(|e| e.holder.name.as_str());
            // "Armenia (defence ministry)": the side is not said again for each.
            let speakers = speakers.map(|s| s.strip_prefix(name.as_str()).unwrap_or(s).trim());
            let speakers: BTreeSet<&str> = speakers
                .map(|s| {
                    s.strip_prefix('(')
                        .and_then(|s| s.strip_suffix(')'))
                        .unwrap_or(s)
                })
                .filter(|s| !s.is_empty())
                .collect();
            let days = evidence.iter().filter_map(|e| published(e));
            let first = days.min_by_key(|days| (days.last(), *days));
            Voice {
                speakers: speakers.into_iter().collect(),
                since: first.map(Days::words),
                against: evidence.iter().all(|e| e.interest == Interest::Against),
                name,
            }
        });
        groups.collect()
    }

    /// What the one who says it is called: by its side, or by its own name.
    pub(crate) fn voice(&self, evidence: &Evidence) -> String {
        match &evidence.holder.side {
            Some(side) => self.names.name(side),
            None => evidence.holder.name.clone(),
        }
    }

    /// The sentences, the oldest first. What several reports print to the letter is told once.
    fn quotes(&'a self, evidence: &'a [Evidence]) -> Cut<Quote<'a>> {
        let mut sorted: Vec<&Evidence> = evidence.iter().collect();
        sorted.sort_by_cached_key(|e| {
            let day = published(e).and_then(Days::last);
            (day.is_none(), day, e.claim.clone())
        });
        let mut quotes: Vec<Quote> = Vec::new();
        let mut known: BTreeMap<_, usize> = BTreeMap::new();
        for evidence in sorted {
            let sentence = self.sentences.get(&evidence.claim);
            let words = sentence.map(Sentence::words);
            let key = (evidence.stance, &evidence.holder, &evidence.chain, words);
            let at = self.at(&evidence.claim);
            let i = *known.entry(key).or_insert(quotes.len());
            match quotes.get_mut(i) {
                Some(quote) => quote.at.push(at),
                None => quotes.push(Quote {
                    evidence,
                    sentence,
                    at: vec![at],
                }),
            }
        }
        let most = self.limits.sentences;
        let all = quotes.len();
        if all > most {
            // The few that are shown let every origin speak before one speaks again.
            let mut turns: BTreeMap<&str, usize> = BTreeMap::new();
            let mut ranked: Vec<(usize, usize, Quote)> = Vec::new();
            for (i, quote) in quotes.into_iter().enumerate() {
                let turn = turns.entry(&quote.evidence.origin).or_default();
                *turn += 1;
                ranked.push((*turn, i, quote));
            }
            ranked.sort_by_key(|(turn, i, _)| (*turn, *i));
            ranked.truncate(most);
            ranked.sort_by_key(|(_, i, _)| *i);
            quotes = ranked.into_iter().map(|(.., quote)| quote).collect();
        }
        Cut {
            left: all - quotes.len(),
            shown: quotes,
        }
    }

    pub(crate) fn at(&self, claim: &'a ClaimRef) -> At<'a> {
        let sentence = self.sentences.get(claim);
        (&claim.document, sentence.map_or(0, |s| s.article))
    }

    fn source(&'a self, at: At<'a>) -> Source<'a> {
        let document = self.documents.get(at.0);
        Source {
            at,
            outlet: document.map_or(at.0, |d| &d.outlet),
            article: document.and_then(|d| d.articles.get(at.1)),
            uri: document.and_then(|d| d.uri.as_deref()),
        }
    }

    fn articles(&'a self) -> impl Iterator<Item = (At<'a>, &'a Article)> {
        self.documents.iter().flat_map(|(key, document)| {
            let articles = document.articles.iter().enumerate();
            articles.map(move |(i, article)| ((key.as_str(), i), article))
        })
    }

    /// Whether what the article says was known on the day as of which the dossier is.
    fn knows(&self, article: &Article) -> bool {
        let last = || article.days().and_then(|days| days.end);
        self.as_of
            .is_none_or(|day| last().is_some_and(|end| end <= day))
    }

    /// What it is and from what, in sentences.
    fn about(&self) -> Vec<String> {
        let known: Vec<(At, &Article)> = self
            .articles()
            .filter(|(_, article)| self.knows(article))
            .collect();
        let reports: BTreeSet<&str> = known.iter().map(|((key, _), _)| *key).collect();
        let outlets = reports.iter().filter_map(|key| self.documents.get(*key));
        let outlets: BTreeSet<&str> = outlets
            .filter(|document| document.named)
            .map(|document| document.outlet.as_str())
            .collect();
        let mut from = match self.at_hand {
            all if all > reports.len() => {
                format!("Drawn from {} of {}", reports.len(), many(all, "report"))
            }
            _ => format!("Drawn from {}", many(reports.len(), "report")),
        };
        match outlets.len() {
            0 => {}
            n => from.push_str(&format!(", {} named", many(n, "outlet"))),
        }
        let days = known.iter().filter_map(|(_, article)| article.days());
        if let Some(days) = days.reduce(Days::cover) {
            from.push_str(&format!(", published {}", days.words()));
        }
        let undated = known.iter().filter(|(_, a)| a.days().is_none()).count();
        if undated > 0 {
            from.push_str(&format!("; {} without a date", many(undated, "article")));
        }
        from.push('.');
        let mut about = vec![from];
        if let Some(day) = self.as_of {
            about.push(format!(
                "It tells what was known on {}; what was published later, or without a date, is \
                 left out of account.",
                Days::day(day).words()
            ));
        }
        if !self.chosen_by.is_empty() {
            about.push(format!("Chosen by {}.", self.chosen_by.join("; ")));
        }
        let counts = STATUS.iter().filter_map(|(status, _)| {
            let n = self
                .questions
                .iter()
                .filter(|q| q.status == *status)
                .count();
            (n > 0).then(|| format!("{n} {}", status.name()))
        });
        let counts: Vec<String> = counts.collect();
        let questions = many(self.questions.len(), "question");
        let questions = match self.more {
            true => format!("The first {questions}, of more"),
            false => questions,
        };
        about.push(match counts.is_empty() {
            true => format!("{questions}."),
            false => format!("{questions}: {}.", counts.join(", ")),
        });
        about.push(format!(
            "Written by {}, a program that lays side by side what reports say on the same question. \
             It picks no winner: it shows each answer, who affirms it, who denies it, and the \
             sentences behind both, as the reports print them. A program misreads at times; the \
             sentences are there to be checked.",
            self.program
        ));
        about
    }
}

/// What the program makes of an answer: "Admiralty code B2. B: …; 2: …".
pub(crate) fn graded(answer: &Answer) -> String {
    let grade = &answer.grade;
    format!("Admiralty code {}. {}.", grade.code(), grade.because)
}

/// The grade of harm to civilians, where the question asks for that.
pub(crate) fn harm(question: &Question) -> Option<String> {
    let harm = question.harm.as_ref()?;
    Some(format!(
        "Airwars grade: {}, as {}.",
        harm.grade.name(),
        harm.because
    ))
}

impl Article {
    pub(crate) fn days(&self) -> Option<Days> {
        Days::parse(self.published.as_deref()?)
    }
}

impl Sentence {
    /// The words, with single spaces.
    pub(crate) fn words(&self) -> String {
        joined(&self.pieces, |_| true)
    }

    /// The words of it that are claimed, with single spaces.
    fn claimed(&self) -> String {
        joined(&self.pieces, |piece| piece.claim)
    }
}

fn joined(pieces: &[Piece], which: fn(&Piece) -> bool) -> String {
    let pieces = pieces.iter().filter(|piece| which(piece));
    let whole: String = pieces.map(|piece| piece.text.as_str()).collect();
    whole.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Source<'_> {
    fn order(&self) -> impl Ord {
        let outlet = self.outlet.to_owned();
        let days = self.article.and_then(Article::days);
        let at = (self.at.0.to_owned(), self.at.1);
        (outlet.to_lowercase(), outlet, days.is_none(), days, at)
    }

    /// The address, where it is one that can be opened.
    pub fn link(&self) -> Option<&str> {
        let web = |uri: &&str| {
            let lower = uri.get(..8).unwrap_or_default().to_ascii_lowercase();
            lower.starts_with("http://") || lower.starts_with("https://")
        };
        self.uri.filter(web)
    }

    pub fn title(&self) -> Option<&str> {
        self.article?.title.as_deref()
    }

    pub fn dated(&self) -> &str {
        self.article
            .map_or("date unknown", |article| &article.dated)
    }
}

impl Quote<'_> {
    /// Those who pass it on, outermost first.
    pub fn through(&self) -> &[String] {
        match self.evidence.chain.as_slice() {
            [through @ .., _] => through,
            [] => &[],
        }
    }

    /// What is to be known of it beside its words.
    pub fn notes(&self) -> Vec<&'static str> {
        let e = self.evidence;
        let mut notes = Vec::new();
        match e.modality {
            Modality::Actual => {}
            Modality::Planned => notes.push("planned"),
            Modality::Demanded => notes.push("demanded"),
            Modality::Offered => notes.push("offered"),
            Modality::Conditional => notes.push("on a condition"),
            Modality::Hypothetical => notes.push("hypothetical"),
            Modality::Possible => notes.push("said to be possible"),
            Modality::Unverified => notes.push("said to be unverified"),
        }
        if e.weak && e.modality != Modality::Unverified && e.modality != Modality::Possible {
            notes.push("footage, or a source without a name");
        }
        if e.stance == Stance::Doubts {
            notes.push("casts doubt, without a plain no");
        }
        if e.updated_by.is_some() {
            notes.push("a later figure of the same source takes its place");
        }
        if e.interest == Interest::SelfServing {
            notes.push("self-serving");
        }
        notes
    }

    pub fn against_interest(&self) -> bool {
        self.evidence.interest == Interest::Against
    }
}

/// When the claim was published.
pub(crate) fn published(evidence: &Evidence) -> Option<Days> {
    Days::parse(evidence.published.as_deref()?)
}

/// "1 report", "3 reports".
pub(crate) fn many(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

/// An id that can stand in an address: `q:12ab` is `q-12ab`.
pub(crate) fn anchor(id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    id.chars().map(plain).collect()
}
