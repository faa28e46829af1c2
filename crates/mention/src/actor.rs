//! Who acts and who speaks.

use crate::lexicon::{Phrases, View, Vocabulary, parts, plural, rows};

/// The nouns for people that people edit.
pub(crate) const ROLES: &str = include_str!("../../../data/roles.tsv");

/// What a noun of `data/roles.tsv` says of the people it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// `GOV`, `MIL`, `REB`, `SEP`, `OPP`, `CVL`, `MED`, `SPY` or absent.
    pub role: Option<Box<str>>,
    /// What a casualty of this word is.
    pub affected: Option<Affected>,
    /// What sort of noun it is.
    pub kind: RoleKind,
    /// One key for all spellings of an office or a body: `defence-ministry`.
    pub key: Box<str>,
    /// Whether the word passes a judgement ("terrorists", "martyrs"): it decides nothing but the role.
    pub loaded: bool,
    /// Whether it names several ("troops", "soldiers").
    pub plural: bool,
}

/// What a casualty is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Affected {
    /// Under arms.
    Military,
    /// A civilian.
    Civilian,
    /// The word does not say.
    Unspecified,
}

impl Affected {
    /// As the record writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Affected::Military => "military",
            Affected::Civilian => "civilian",
            Affected::Unspecified => "unspecified",
        }
    }
}

/// What sort of noun for people it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoleKind {
    /// Individuals: "soldiers", "residents".
    People,
    /// Many as one: "population".
    Group,
    /// An armed body: "army", "forces".
    Force,
    /// An institution: "defence ministry".
    Body,
    /// A post that one person holds: "spokesman".
    Office,
    /// A rank or form of address: "General", "Mr".
    Rank,
    /// Something that shows or tells: "footage".
    Medium,
}

impl Role {
    /// Whether figures before it count people.
    pub fn counts(&self) -> bool {
        self.affected.is_some()
            && match self.kind {
                RoleKind::People | RoleKind::Office => true,
                RoleKind::Force => self.plural || &*self.key == "military",
                _ => false,
            }
    }
}

/// The nouns for people.
#[derive(Debug, Clone)]
pub struct Roles {
    phrases: Phrases<Role>,
}

impl Roles {
    pub(crate) fn new(vocabulary: &mut Vocabulary) -> Self {
        let mut phrases = Phrases::default();
        for row in rows(ROLES) {
            let [words, role, affected, kind, key, loaded, ..] = row[..] else {
                continue;
            };
            let kind = match kind {
                "people" => RoleKind::People,
                "group" => RoleKind::Group,
                "force" => RoleKind::Force,
                "body" => RoleKind::Body,
                "office" => RoleKind::Office,
                "rank" => RoleKind::Rank,
                _ => RoleKind::Medium,
            };
            let value = |plural| Role {
                role: (!role.is_empty()).then(|| role.into()),
                affected: match affected {
                    "military" => Some(Affected::Military),
                    "civilian" => Some(Affected::Civilian),
                    "unspecified" => Some(Affected::Unspecified),
                    _ => None,
                },
                kind,
                key: key.into(),
                loaded: loaded == "yes",
                plural,
            };
            for phrase in parts(words) {
                match phrase.strip_prefix('=') {
                    Some(phrase) => phrases.add(vocabulary, phrase, value(true)),
                    None => {
                        phrases.add(vocabulary, phrase, value(false));
                        phrases.add(vocabulary, &plural(phrase), value(true));
                    }
                }
            }
        }
        Roles { phrases }
    }

    /// The longest noun for people that begins at a word, and the word behind it.
    pub(crate) fn at(&self, view: &View, i: usize) -> Option<(&Role, usize)> {
        let found = self.phrases.at(view, i)?;
        Some((found.values.first()?, found.words.end))
    }
}
