//! Ids inside one analysis: a letter and a number from one, in order of the text.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $letter:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(
            /// Index from zero into the analysis' list; written with one added.
            pub usize,
        );

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($letter, "{}"), self.0 + 1)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                text.strip_prefix($letter)
                    .and_then(|n| n.parse::<usize>().ok())
                    .and_then(|n| n.checked_sub(1))
                    .map($name)
                    .ok_or_else(|| {
                        de::Error::custom(format!(
                            concat!("expected an id such as '", $letter, "1', found '{}'"),
                            text
                        ))
                    })
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "pattern": concat!("^", $letter, "[1-9][0-9]*$"),
                })
            }
        }
    };
}

id!(
    /// A mention: `m1`.
    MentionId,
    "m"
);
id!(
    /// An attribution: `a1`.
    AttributionId,
    "a"
);
id!(
    /// A claim: `c1`.
    ClaimId,
    "c"
);
