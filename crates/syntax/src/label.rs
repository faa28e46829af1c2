//! Interned labels.

use std::collections::HashSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{Mutex, OnceLock, PoisonError};

/// A label of a fixed scheme: a tag (`VBD`), a dependency (`nsubj`), an entity type (`GPE`).
/// Interned: copying and comparing are cheap. Compares with `&str`, and derefs to it.
#[derive(Clone, Copy, PartialOrd, Ord)]
pub struct Label(&'static str);

// A name is kept once: labels are equal if they are the same piece of memory.
impl PartialEq for Label {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Label {}

impl Hash for Label {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_ptr().hash(state);
    }
}

impl Label {
    /// The label of this name. Each different name stays in memory for as long as the program runs,
    /// so names are to come from a scheme, not from text.
    pub fn new(name: &str) -> Self {
        static NAMES: OnceLock<Mutex<HashSet<&'static str>>> = OnceLock::new();
        let mut names = NAMES
            .get_or_init(Mutex::default)
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match names.get(name) {
            Some(known) => Label(known),
            None => {
                let kept: &'static str = Box::leak(name.into());
                names.insert(kept);
                Label(kept)
            }
        }
    }

    /// The name.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl Deref for Label {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl PartialEq<str> for Label {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Label {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl From<&str> for Label {
    fn from(name: &str) -> Self {
        Label::new(name)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_give_equal_labels() {
        let a = Label::new("nsubj");
        assert_eq!(a, Label::from(String::from("nsubj").as_str()));
        assert_ne!(a, Label::new("dobj"));
        assert_eq!(a, "nsubj");
        assert!(a.starts_with("nsub"));
        assert_eq!(format!("{a:>6} {a:?}"), " nsubj nsubj");
    }
}
