//! What another reading changed.

use rashomon_model::{Analysis, Args, Claim, MentionId};
use serde_json::Value;
use std::collections::BTreeMap;

/// How two readings of one document differ in their claims. Numbers of claims count from zero in
/// their own reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Claims of the new reading alone.
    pub added: Vec<usize>,
    /// Claims of the old reading alone.
    pub removed: Vec<usize>,
    /// Claims of the same words and kind that differ in who says it, when, where or how: the old
    /// and the new one.
    pub changed: Vec<(usize, usize)>,
    /// Claims that are in both.
    pub kept: usize,
}

impl Change {
    /// How `new` differs from `old`. Numbers that a reading gives to claims, mentions and
    /// attributions, and the version of the rule that found something, make no difference.
    pub fn between(old: &Analysis, new: &Analysis) -> Change {
        let mut change = Change::default();
        let (old_claims, new_claims) = (essences(old), essences(new));
        // Laid side by side by all that they say, then what is left by its words.
        let mut same: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, essence) in old_claims.iter().enumerate().rev() {
            same.entry(essence.to_string()).or_default().push(i);
        }
        let mut left = Vec::new();
        for (i, essence) in new_claims.iter().enumerate() {
            match same.get_mut(&essence.to_string()).and_then(Vec::pop) {
                Some(_) => change.kept += 1,
                None => left.push(i),
            }
        }
        let words = |claim: &Claim| (claim.text.clone(), claim.args.kind());
        let mut gone: Vec<usize> = same.into_values().flatten().collect();
        gone.sort_unstable();
        let mut by_words: BTreeMap<(String, &str), Vec<usize>> = BTreeMap::new();
        for &i in gone.iter().rev() {
            by_words.entry(words(&old.claims[i])).or_default().push(i);
        }
        for i in left {
            match by_words.get_mut(&words(&new.claims[i])).and_then(Vec::pop) {
                Some(before) => change.changed.push((before, i)),
                None => change.added.push(i),
            }
        }
        change.removed = by_words.into_values().flatten().collect();
        change.removed.sort_unstable();
        change
    }

    /// Whether the claims are the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// What each claim says, without the numbers of this reading.
fn essences(analysis: &Analysis) -> Vec<Value> {
    let place = |id: &MentionId| {
        let place = analysis.mentions.get(id.0).and_then(|m| m.place());
        Value::from(place.map(|p| p.id.as_str()))
    };
    let claims = analysis.claims.iter().map(|claim| {
        let mut claim = claim.clone();
        let places: Vec<Value> = claim.places.iter().map(place).collect();
        let mut ends: Vec<Value> = Vec::new();
        match &mut claim.args {
            Args::Displacement(d) => {
                ends.extend(std::mem::take(&mut d.from).iter().map(place));
                ends.push(Value::Null);
                ends.extend(std::mem::take(&mut d.to).iter().map(place));
            }
            Args::Casualties(c) => {
                let whole = c.part_of.take().and_then(|id| analysis.claims.get(id.0));
                ends.push(whole.map(|w| w.text.as_str()).into());
            }
            _ => {}
        }
        let mut value = serde_json::to_value(&claim).unwrap_or_default();
        if let Some(fields) = value.as_object_mut() {
            for numbered in ["id", "attribution", "found_by", "start", "end"] {
                fields.remove(numbered);
            }
            fields.insert("places".into(), places.into());
            fields.insert("ends".into(), ends.into());
        }
        value
    });
    claims.collect()
}
