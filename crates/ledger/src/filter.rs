//! Which questions and claims to look at.

use crate::question::{Question, Status};
use crate::sides::split;
use crate::when::Days;
use std::collections::BTreeSet;

/// What is to be looked at: what all parts that say something admit. The default admits all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Kinds of claims, as in the record; none admits all.
    pub kinds: BTreeSet<String>,
    /// Ids of places.
    pub places: Option<BTreeSet<String>>,
    /// Ids of sides that it has to do with.
    pub sides: Option<BTreeSet<String>>,
    /// Status of the question; none admits all.
    pub statuses: BTreeSet<Status>,
    /// Days that it is about: what names no day is left out.
    pub days: Option<Days>,
    /// Words that all stand in its words, in lower case.
    pub words: Vec<String>,
}

/// What a filter looks at.
#[derive(Debug, Clone, Default)]
pub struct Traits<'a> {
    /// Kind of claim.
    pub kind: &'a str,
    /// Ids of its places.
    pub places: Vec<&'a str>,
    /// Ids of its sides; one text may join several with `;`.
    pub sides: Vec<&'a str>,
    /// The days that it is about.
    pub days: Option<Days>,
    /// Its words.
    pub texts: Vec<&'a str>,
}

impl Filter {
    /// Whether a question is to be looked at. Its words are its own and those of its answers and of
    /// who affirms or denies them.
    pub fn admits(&self, question: &Question) -> bool {
        let said = question.answers.iter().flat_map(|answer| {
            let voices = answer.holders.iter().chain(&answer.deniers);
            std::iter::once(answer.text.as_str()).chain(voices.map(|v| v.name.as_str()))
        });
        let traits = Traits {
            kind: &question.kind,
            places: question.place.iter().map(|p| p.id.as_str()).collect(),
            sides: question.sides.iter().map(String::as_str).collect(),
            days: question.period.as_deref().and_then(Days::parse),
            texts: std::iter::once(question.text.as_str())
                .chain(said)
                .collect(),
        };
        let status = self.statuses.is_empty() || self.statuses.contains(&question.status);
        status && self.fits(&traits)
    }

    /// Whether a text has all of the words.
    pub fn says(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.words.iter().all(|word| text.contains(word.as_str()))
    }

    /// Whether something that has no status is to be looked at.
    pub fn fits(&self, traits: &Traits) -> bool {
        let among = |wanted: &Option<BTreeSet<String>>, ids: &[&str]| match wanted {
            None => true,
            Some(wanted) => ids
                .iter()
                .flat_map(|id| split(Some(id)))
                .any(|id| wanted.contains(id)),
        };
        let in_time = match (self.days, traits.days) {
            (None, _) => true,
            (Some(wanted), Some(days)) => wanted.overlaps(days),
            (Some(_), None) => false,
        };
        let said = |word: &String| {
            let mut texts = traits.texts.iter();
            texts.any(|text| text.to_lowercase().contains(word.as_str()))
        };
        (self.kinds.is_empty() || self.kinds.contains(traits.kind))
            && among(&self.places, &traits.places)
            && among(&self.sides, &traits.sides)
            && in_time
            && self.words.iter().all(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
        items.into_iter().collect()
    }

    fn traits() -> Traits<'static> {
        Traits {
            kind: "control",
            places: vec!["geonames:1"],
            sides: vec!["AAA;BBB"],
            days: Days::parse("2020-11-08/2020-11-09"),
            texts: vec!["Who holds Northtown?", "Army of B"],
        }
    }

    #[test]
    fn every_part_must_admit_it() {
        let whole = Filter {
            kinds: set(["control".to_owned()]),
            places: Some(set(["geonames:1".to_owned(), "geonames:2".to_owned()])),
            sides: Some(set(["BBB".to_owned()])),
            statuses: BTreeSet::new(),
            days: Days::parse("2020-11-09/.."),
            words: vec!["northtown".to_owned(), "army".to_owned()],
        };
        assert!(whole.fits(&traits()));
        let others: [fn(&mut Filter); 5] = [
            |f| f.kinds = set(["casualties".to_owned()]),
            |f| f.places = Some(BTreeSet::new()),
            |f| f.sides = Some(set(["CCC".to_owned()])),
            |f| f.days = Days::parse("2020-11-10/.."),
            |f| f.words.push("navy".to_owned()),
        ];
        for change in others {
            let mut filter = whole.clone();
            change(&mut filter);
            assert!(!filter.fits(&traits()), "{filter:?}");
        }
    }

    #[test]
    fn what_names_no_day_is_outside_all_days() {
        let undated = Traits {
            days: None,
            ..traits()
        };
        assert!(Filter::default().fits(&undated));
        let filter = Filter {
            days: Days::parse("1900/.."),
            ..Filter::default()
        };
        assert!(!filter.fits(&undated));
    }
}
