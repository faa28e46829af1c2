//! Families: questions that must be settled together.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Questions that must be settled together, because a claim laid to one of them may fill or shift
/// another; nothing of one family changes another family, but through the
/// [`Context`](crate::Context). Written `control@geonames:1`: what is asked, and the place that it
/// is asked of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Family {
    /// Kind, facet and the fields that tell it from others; has no `@`.
    pub question: String,
    /// Id of the place, where it is about one.
    pub place: Option<String>,
}

impl Family {
    /// The same of another place.
    pub fn at(&self, place: &str) -> Family {
        Family {
            question: self.question.clone(),
            place: Some(place.to_owned()),
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{}@{place}", self.question),
            None => f.write_str(&self.question),
        }
    }
}

impl FromStr for Family {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.split_once('@') {
            Some((question, place)) => Family {
                question: question.to_owned(),
                place: Some(place.to_owned()),
            },
            None => Family {
                question: text.to_owned(),
                place: None,
            },
        })
    }
}

impl Serialize for Family {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Family {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let Ok(family) = String::deserialize(d)?.parse();
        Ok(family)
    }
}

impl JsonSchema for Family {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Family".into()
    }
    fn json_schema(g: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(g)
    }
}
