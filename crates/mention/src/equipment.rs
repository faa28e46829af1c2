//! Military equipment: its category and, where the text gives it, its model.

use crate::Hit;
use crate::lexicon::{Gap, Phrases, View, Vocabulary, WordKind, parts, plural, rows};
use rashomon_model::{Equipment, MentionValue};

/// The list that people edit.
pub(crate) const TABLE: &str = include_str!("../../../data/equipment.tsv");

/// What a phrase of the list means.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    Category(Box<str>),
    Model {
        name: Box<str>,
        category: Box<str>,
    },
    /// The words mean something else here ("think tank").
    Not,
}

/// Finds equipment in a text.
#[derive(Debug, Clone)]
pub(crate) struct EquipmentFinder {
    phrases: Phrases<Entry>,
}

impl EquipmentFinder {
    pub fn new(vocabulary: &mut Vocabulary) -> Self {
        let mut phrases = Phrases::default();
        for row in rows(TABLE) {
            let [kind, name, category, words, ..] = row[..] else {
                continue;
            };
            for phrase in parts(words) {
                let entry = match kind {
                    "category" => Entry::Category(name.into()),
                    "model" => Entry::Model {
                        name: name.into(),
                        category: category.into(),
                    },
                    _ => Entry::Not,
                };
                if kind != "not" {
                    phrases.add(vocabulary, &plural(phrase), entry.clone());
                }
                phrases.add(vocabulary, phrase, entry);
            }
        }
        EquipmentFinder { phrases }
    }

    /// The equipment that the text names, in order.
    pub fn find(&self, view: &View) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        let mut i = 0;
        while i < view.words.len() {
            let Some(found) = self.phrases.at(view, i) else {
                i = match self.unlisted(view, i) {
                    Some(hit) => {
                        let end = hit.words.end;
                        hits.push(hit);
                        end
                    }
                    None => i + 1,
                };
                continue;
            };
            let start = i;
            let mut end = found.words.end;
            i = end;
            let (mut category, mut model) = match found.values[0] {
                Entry::Not => continue,
                Entry::Category(category) => (category, None),
                Entry::Model { name, category } => (category, Some(name)),
            };
            if model.is_none() && is_verb(view, start, end) {
                continue;
            }
            // "F-16s": the plural's letter is a word of its own behind a figure.
            if model.is_some() && plural_letter(view, end) {
                end += 1;
            }
            // A model with its category behind it, or a category with a category ("fighter jets"), is one mention.
            let mut gap = end;
            while let Some(next) = self.phrases.at(view, gap) {
                match next.values[0] {
                    // "Grad rocket launchers": the model knows better what it is.
                    Entry::Category(_) if model.is_some() => {}
                    // "artillery shells", "tank rounds", "helicopter gunships": the last noun is the head.
                    Entry::Category(behind) if view.words[gap].gap != Gap::None => {
                        category = behind
                    }
                    // "Bayraktar" and "TB2" as two entries, "Sukhoi" and a type.
                    Entry::Model { name, category: of } if model.is_none() && of == category => {
                        model = Some(name);
                    }
                    _ => break,
                }
                end = next.words.end;
                gap = end;
            }
            hits.push(Hit {
                words: start..end,
                value: MentionValue::Equipment {
                    equipment: Equipment {
                        category: category.to_string(),
                        model: model.map(|m| m.to_string()),
                    },
                },
                found_by: if model.is_some() {
                    "equipment/model@1"
                } else {
                    "equipment/category@1"
                },
            });
            i = end;
        }
        hits
    }

    /// A make that the list does not have: capitals, hyphen and figure right before a word for equipment ("a Zelda-2 vehicle"
    /// is none, "an XQ-58 drone" is).
    fn unlisted(&self, view: &View, i: usize) -> Option<Hit> {
        let first = view.words.get(i)?;
        let second = view.words.get(i + 1)?;
        let letters = &view.text[first.start..first.end];
        let figure = &view.text[second.start..second.end];
        if first.kind != WordKind::Letters
            || second.gap != Gap::Hyphen
            || letters.len() > 4
            || !letters.starts_with(|c: char| c.is_ascii_uppercase())
            || !letters.bytes().all(|b| b.is_ascii_alphanumeric())
            || !figure.starts_with(|c: char| c.is_ascii_digit())
            || figure.len() > 5
        {
            return None;
        }
        let mut end = i + 2;
        if plural_letter(view, end) {
            end += 1;
        }
        let found = self.phrases.at(view, end)?;
        let Entry::Category(category) = found.values[0] else {
            return None;
        };
        Some(Hit {
            words: i..found.words.end,
            value: MentionValue::Equipment {
                equipment: Equipment {
                    category: category.to_string(),
                    model: Some(format!("{letters}-{figure}")),
                },
            },
            found_by: "equipment/unlisted-model@1",
        })
    }
}

fn plural_letter(view: &View, i: usize) -> bool {
    view.is(i, &["s"]) && view.words.get(i).is_some_and(|w| w.gap == Gap::None)
}

/// Whether a single word is a verb in this place ("they shell the town", "to arm", "boats" are nouns).
fn is_verb(view: &View, start: usize, end: usize) -> bool {
    end == start + 1 && view.tag(start).starts_with("VB")
}

#[cfg(test)]
mod tests {
    use crate::tests::{check_all, mentions};
    use rashomon_model::Mention;

    fn found(text: &str) -> Vec<(String, String, Option<String>)> {
        mentions(text)
            .iter()
            .filter_map(|m: &Mention| {
                let e = m.equipment()?;
                Some((m.text.clone(), e.category.clone(), e.model.clone()))
            })
            .collect()
    }

    fn owned(rows: &[(&str, &str, Option<&str>)]) -> Vec<(String, String, Option<String>)> {
        rows.iter()
            .map(|(t, c, m)| (t.to_string(), c.to_string(), m.map(str::to_owned)))
            .collect()
    }

    #[test]
    fn a_list_of_losses() {
        assert_eq!(
            found(
                "It lost 13 tanks, 20 artillery units, 2 anti-aircraft units, an ammunition depot, five anti-tank units and 55 military vehicles."
            ),
            owned(&[
                ("tanks", "tank", None),
                ("artillery units", "artillery", None),
                ("anti-aircraft units", "air defence", None),
                ("ammunition depot", "ammunition depot", None),
                ("anti-tank units", "anti-tank", None),
                ("military vehicles", "military vehicle", None),
            ])
        );
    }

    #[test]
    fn models_in_their_spellings() {
        for (text, model, category, words) in [
            (
                "An SU-25 warplane fell.",
                "Su-25",
                "aircraft",
                "SU-25 warplane",
            ),
            ("Two Su 25s fell.", "Su-25", "aircraft", "Su 25s"),
            ("A Sukhoi-25 fell.", "Su-25", "aircraft", "Sukhoi-25"),
            (
                "Grad rocket launchers were lost.",
                "BM-21 Grad",
                "rocket launcher",
                "Grad rocket launchers",
            ),
            (
                "The Bayraktar TB2 drone hovered.",
                "Bayraktar TB2",
                "drone",
                "Bayraktar TB2 drone",
            ),
            ("An XQ-58 drone crashed.", "XQ-58", "drone", "XQ-58 drone"),
            ("One T-72B3 tank burned.", "T-72", "tank", "T-72B3 tank"),
        ] {
            assert_eq!(
                found(text),
                owned(&[(words, category, Some(model))]),
                "{text}"
            );
        }
    }

    #[test]
    fn words_that_mean_something_else() {
        for text in [
            "A think tank warned of it.",
            "The suicide bomber died.",
            "He held the child in his arms.",
            "It is of no use, said a graduate.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn the_list_is_sound() {
        let mut names = std::collections::BTreeSet::new();
        check_all(super::TABLE, |row| {
            assert!(["category", "model", "not"].contains(&row[0]), "{row:?}");
            assert!(!row[3].is_empty(), "{row:?}");
            if row[0] != "not" {
                assert!(names.insert(row[1].to_owned()), "{} twice", row[1]);
            }
            if row[0] == "model" {
                assert!(names.contains(row[2]), "{row:?}: no such category");
            }
        });
    }
}
