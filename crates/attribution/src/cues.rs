//! The cue list: which words say that something is said, and what each act makes of its content.

use rashomon_model::Modality;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

const CUES: &str = include_str!("../../../data/cues.tsv");
const ACTS: &str = include_str!("../../../data/cues-acts.tsv");
const MEDIA: &str = include_str!("../../../data/cues-media.tsv");

/// What an act makes of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CueInfo {
    /// Whether the source stands by the content.
    pub polarity: CuePolarity,
    /// How real the act makes the content.
    pub modality: Modality,
    /// Whether others can hear it.
    pub kind: CueKind,
}

/// What sort of act a cue names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CueKind {
    /// Others can hear, read or see it.
    Speech,
    /// Thought, wish, intention.
    Mind,
    /// Judgement, support, opposition.
    Stance,
}

/// Whether a source stands by the content of its act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CuePolarity {
    /// It says that it is so.
    Affirms,
    /// It says that what others said is so.
    Confirms,
    /// It says that it is not so.
    Denies,
    /// It casts doubt without a plain no.
    Disputes,
}

/// Part of speech of a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Pos {
    Verb,
    Noun,
    Adjective,
    Adverb,
    Preposition,
    Light,
}

impl Pos {
    const COUNT: usize = Pos::Light as usize + 1;
}

/// What holds the content of a cue (the `frames` column).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A finite clause.
    Clause,
    /// A direct quote.
    Quote,
    /// An infinitive.
    Infinitive,
    /// A gerund.
    Gerund,
    /// The object.
    Object,
    /// An object with an infinitive.
    ObjectInfinitive,
    /// An object with what it is called.
    ObjectPredicate,
    /// An object with a participle.
    ObjectParticiple,
    /// An object with the preposition.
    ObjectPreposition(Box<str>),
    /// The object of the preposition.
    Preposition(Box<str>),
    /// "on" with an object and an infinitive.
    OnInfinitive,
    /// The clause around the adverb or phrase.
    Around,
}

impl Frame {
    fn read(name: &str) -> Option<Frame> {
        Some(match name {
            "s" => Frame::Clause,
            "q" => Frame::Quote,
            "inf" => Frame::Infinitive,
            "ing" => Frame::Gerund,
            "np" => Frame::Object,
            "np-inf" => Frame::ObjectInfinitive,
            "np-pred" => Frame::ObjectPredicate,
            "np-ing" => Frame::ObjectParticiple,
            "on-inf" => Frame::OnInfinitive,
            "clause" => Frame::Around,
            _ => match (name.strip_prefix("np-"), name.strip_prefix("pp:")) {
                (Some(word), _) => Frame::ObjectPreposition(word.into()),
                (_, Some(word)) => Frame::Preposition(word.into()),
                _ => return None,
            },
        })
    }
}

/// One line of the cue list.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The words behind the first.
    pub rest: Vec<Box<str>>,
    /// What the source does.
    pub act: Box<str>,
    /// What may hold the content.
    pub frames: Vec<Frame>,
}

/// Where the words of a medium have to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediumPlace {
    Anywhere,
    After,
    Source,
}

/// One line of the list of media.
#[derive(Debug, Clone)]
pub(crate) struct Medium {
    /// The words behind the first, in lower case.
    pub rest: Vec<Box<str>>,
    /// The first word has to be written exactly so.
    pub exact: Option<Box<str>>,
    /// Name in the record.
    pub name: Box<str>,
    /// Where the words have to stand.
    pub place: MediumPlace,
}

/// The cue list, ready to look up.
#[derive(Debug, Clone)]
pub(crate) struct Cues {
    /// By part of speech and first word.
    entries: [FxHashMap<Box<str>, Vec<Entry>>; Pos::COUNT],
    acts: BTreeMap<Box<str>, CueInfo>,
    media: FxHashMap<Box<str>, Vec<Medium>>,
}

fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .skip(1)
        .map(|line| line.split('\t').map(str::trim).collect())
}

impl Cues {
    /// Reads the tables that the program embeds. Lines that say nothing known are passed over; a test
    /// sees to it that there is none.
    pub fn new() -> Self {
        let mut entries: [FxHashMap<Box<str>, Vec<Entry>>; Pos::COUNT] = Default::default();
        for row in rows(CUES) {
            let [lemma, pos, act, frames] = row[..] else {
                continue;
            };
            let pos = match pos {
                "v" => Pos::Verb,
                "n" => Pos::Noun,
                "a" => Pos::Adjective,
                "r" => Pos::Adverb,
                "p" => Pos::Preposition,
                "l" => Pos::Light,
                _ => continue,
            };
            let mut words = lemma.split(' ');
            let first = words.next().unwrap_or_default();
            let of_pos = &mut entries[pos as usize];
            of_pos.entry(first.into()).or_default().push(Entry {
                rest: words.map(Into::into).collect(),
                act: act.into(),
                frames: frames.split(' ').filter_map(Frame::read).collect(),
            });
        }
        // Longer cues are tried first.
        for list in entries.iter_mut().flat_map(FxHashMap::values_mut) {
            list.sort_by_key(|e| std::cmp::Reverse(e.rest.len()));
        }
        let mut acts = BTreeMap::new();
        for row in rows(ACTS) {
            let [act, polarity, modality, kind] = row[..] else {
                continue;
            };
            let polarity = match polarity {
                "denies" => CuePolarity::Denies,
                "disputes" => CuePolarity::Disputes,
                "confirms" => CuePolarity::Confirms,
                _ => CuePolarity::Affirms,
            };
            let modality = match modality {
                "planned" => Modality::Planned,
                "demanded" => Modality::Demanded,
                "offered" => Modality::Offered,
                "conditional" => Modality::Conditional,
                "hypothetical" => Modality::Hypothetical,
                "possible" => Modality::Possible,
                "unverified" => Modality::Unverified,
                _ => Modality::Actual,
            };
            let kind = match kind {
                "mind" => CueKind::Mind,
                "stance" => CueKind::Stance,
                _ => CueKind::Speech,
            };
            let info = CueInfo {
                polarity,
                modality,
                kind,
            };
            acts.insert(act.into(), info);
        }
        let mut media: FxHashMap<Box<str>, Vec<Medium>> = FxHashMap::default();
        for row in rows(MEDIA) {
            let [words, name, place] = row[..] else {
                continue;
            };
            let place = match place {
                "after" => MediumPlace::After,
                "source" => MediumPlace::Source,
                _ => MediumPlace::Anywhere,
            };
            let mut parts = words.split(' ');
            let first = parts.next().unwrap_or_default();
            let exact = first.strip_prefix('=');
            media
                .entry(exact.unwrap_or(first).to_lowercase().into())
                .or_default()
                .push(Medium {
                    rest: parts.map(Into::into).collect(),
                    exact: exact.map(Into::into),
                    name: name.into(),
                    place,
                });
        }
        for list in media.values_mut() {
            list.sort_by_key(|m| std::cmp::Reverse(m.rest.len()));
        }
        Cues {
            entries,
            acts,
            media,
        }
    }

    /// The entries whose first word is the lemma, those of more words first.
    pub fn entries(&self, pos: Pos, lemma: &str) -> &[Entry] {
        self.entries[pos as usize]
            .get(lemma)
            .map_or(&[], Vec::as_slice)
    }

    /// Whether a line of that part of speech begins with the lemma.
    pub fn has(&self, pos: Pos, lemma: &str) -> bool {
        !self.entries(pos, lemma).is_empty()
    }

    /// The media whose words begin with the word (in lower case).
    pub fn media(&self, word: &str) -> &[Medium] {
        self.media.get(word).map_or(&[], Vec::as_slice)
    }

    /// What the act makes of its content.
    pub fn info(&self, act: &str) -> Option<CueInfo> {
        self.acts.get(act).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_of_the_tables_is_understood() {
        let mut seen = BTreeSet::new();
        for row in rows(CUES) {
            let [lemma, pos, act, frames] = row[..] else {
                panic!("{row:?} has not four columns");
            };
            assert!(["v", "n", "a", "r", "p", "l"].contains(&pos), "{row:?}");
            assert!(seen.insert((lemma, pos, act)), "{row:?} stands twice");
            assert!(
                rows(ACTS).any(|r| r[0] == act),
                "{lemma}: no act {act} in cues-acts.tsv"
            );
            for frame in frames.split(' ').filter(|f| *f != "-") {
                assert!(Frame::read(frame).is_some(), "{lemma}: no frame {frame}");
            }
        }
        for row in rows(ACTS) {
            assert_eq!(row.len(), 4, "{row:?}");
            assert!(["speech", "mind", "stance"].contains(&row[3]), "{row:?}");
            assert!(["affirms", "confirms", "denies", "disputes"].contains(&row[1]));
        }
        for row in rows(MEDIA) {
            assert!(
                row.len() == 3 && ["anywhere", "after", "source"].contains(&row[2]),
                "{row:?}"
            );
        }
    }

    #[test]
    fn a_frame_of_a_cue_belongs_to_one_act() {
        let mut seen = BTreeSet::new();
        for row in rows(CUES) {
            for frame in row[3].split(' ').filter(|f| *f != "-") {
                assert!(
                    seen.insert((row[0], row[1], frame)),
                    "{} {} {frame} stands twice",
                    row[0],
                    row[1]
                );
            }
        }
    }

    #[test]
    fn acts_say_what_they_make_of_the_content() {
        let cues = Cues::new();
        let deny = cues.info("deny").unwrap();
        assert_eq!(deny.polarity, CuePolarity::Denies);
        assert_eq!(cues.info("vow").unwrap().modality, Modality::Planned);
        assert_eq!(cues.info("no such act"), None);
        let doubt = crate::verb_info("exaggerate").unwrap();
        assert_eq!(doubt.polarity, CuePolarity::Disputes);
        let told = crate::verb_info("tell").unwrap();
        assert_eq!(told.modality, Modality::Actual);
        let acts = |pos, lemma| -> Vec<&str> {
            cues.entries(pos, lemma).iter().map(|e| &*e.act).collect()
        };
        assert!(acts(Pos::Verb, "tell").contains(&"order"));
        let mut both = acts(Pos::Noun, "allegation");
        both.sort_unstable();
        assert_eq!(both, ["accuse", "claim"]);
    }
}
