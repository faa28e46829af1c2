//! Questions and answers in words.

use crate::ask::{Base, Facet};
use crate::context::Context;
use crate::question::Value;
use crate::sides::join;
use crate::when::Days;

/// What words are made with.
pub(crate) struct Words<'a> {
    pub context: &'a Context<'a>,
}

impl Words<'_> {
    /// "Who holds Shusha, 8 November 2020?"
    pub fn question(
        &self,
        base: &Base,
        days: Option<Days>,
        reported: Option<Days>,
        scope: &str,
    ) -> String {
        let mut text = self.asked(base);
        match (days, reported) {
            (Some(days), _) => text.push_str(&format!(", {}", days.words())),
            (None, _) if scope.len() == 4 => text.push_str(&format!(", {scope}")),
            (None, Some(days)) => text.push_str(&format!(", reported {}", days.words())),
            (None, None) => {}
        }
        text.push('?');
        text
    }

    fn asked(&self, base: &Base) -> String {
        let get = |name: &str| base.field(name);
        let place = get("place").map(|id| self.context.place_name(id));
        let in_place = place.map(|p| format!(" in {p}")).unwrap_or_default();
        match (base.kind.as_str(), base.facet) {
            ("control", _) => {
                let place = place.unwrap_or("it");
                match get("extent") {
                    None => format!("Who holds {place}"),
                    Some("border") => format!("Who holds the border at {place}"),
                    Some(extent) => format!("Who holds {extent} {place}"),
                }
            }
            ("casualties", _) => {
                let who = self.people(get("affected"), get("role"));
                let what = match get("effect") {
                    Some("missing") => "went missing".to_owned(),
                    Some("casualties") | None => "were killed or wounded".to_owned(),
                    Some(effect) => format!("were {effect}"),
                };
                format!("How many {who} {what}{in_place}")
            }
            ("equipment_loss", Facet::Cause) => {
                let category = get("category").unwrap_or("equipment");
                let what = get("model").unwrap_or(category);
                let verb = match category {
                    "aircraft" | "helicopter" | "drone" | "warplane" => "brought down",
                    "ship" | "vessel" | "naval" => "sank",
                    _ => "destroyed",
                };
                format!("What {verb} the {}", self.of(get("affected"), what))
            }
            ("equipment_loss", _) => {
                let what = get("model")
                    .map(|model| format!("{model}s"))
                    .unwrap_or_else(|| plural(get("category").unwrap_or("equipment")));
                match get("affected") {
                    Some(side) => {
                        format!(
                            "How many {what} did {} lose",
                            self.context.names().name(side)
                        )
                    }
                    None => format!("How many {what} were lost"),
                }
            }
            ("displacement", _) => {
                let who = self.people(get("affected"), None);
                match place {
                    Some(place) => format!("How many {who} left {place}"),
                    None => format!("How many {who} had to leave their homes"),
                }
            }
            ("attack", Facet::Whether) => format!("Was there fighting{in_place}"),
            ("attack", _) => {
                let mark = place.or(get("target")).unwrap_or("it");
                format!("Who {} {mark}", struck(get("method").unwrap_or("other")))
            }
            ("agreement", facet) => {
                let what = match get("type") {
                    None | Some("") => "agreement",
                    Some("peace") => "peace agreement",
                    Some("exchange") => "exchange of prisoners",
                    Some(kind) => kind,
                };
                let between = get("parties").filter(|p| p.contains(';'));
                let between = between
                    .map(|p| format!(" between {}", self.context.names().name(p)))
                    .unwrap_or_default();
                match facet {
                    Facet::Broker => format!("Who brokered the {what}{between}"),
                    _ => format!("What became of the {what}{between}"),
                }
            }
            ("deployment", _) => {
                let to = get("recipient");
                let to = to
                    .map(|side| format!(" to {}", self.context.names().name(side)))
                    .unwrap_or_default();
                let actor = self.context.names().name(get("actor").unwrap_or_default());
                let force = get("force").unwrap_or("forces");
                match force {
                    "mobilisation" => format!("Did {actor} mobilise"),
                    force => format!("Did {actor} send {force}{to}"),
                }
            }
            ("access", _) => {
                let actor = self.context.names().name(get("actor").unwrap_or_default());
                let act = get("act").unwrap_or("restrict");
                let object = match get("object") {
                    Some("corridor") => " the corridor",
                    Some(object) => &format!(" {object}"),
                    None => " access",
                };
                let at = place.map(|p| format!(" at {p}")).unwrap_or_default();
                format!("Did {actor} {act}{object}{at}")
            }
            ("diplomacy", _) => {
                let actor = self.context.names().name(get("actor").unwrap_or_default());
                let to = get("recipient").map(|side| self.context.names().name(side));
                match (get("act").unwrap_or_default(), to) {
                    ("appeal", Some(to)) => format!("Did {actor} appeal to {to}"),
                    ("mediate", Some(to)) => format!("Did {actor} mediate with {to}"),
                    (act, Some(to)) => format!("Did {actor} {act} {to}"),
                    (act, None) => format!("Did {actor} {act}"),
                }
            }
            (kind, _) => format!("What is said of {kind}"),
        }
    }

    /// "Azerbaijani soldiers", "soldiers of Artsakh", "people".
    fn people(&self, side: Option<&str>, role: Option<&str>) -> String {
        let noun = match role {
            Some("military") => "soldiers",
            Some("civilian") => "civilians",
            _ => "people",
        };
        match side.map(|side| (side, self.context.names().adjective(side))) {
            None => noun.to_owned(),
            Some((_, Some(adjective))) => format!("{adjective} {noun}"),
            Some((side, None)) => format!("{noun} of {}", self.context.names().name(side)),
        }
    }

    /// "Armenian Su-25", "Su-25 of Artsakh", "Su-25".
    fn of(&self, side: Option<&str>, what: &str) -> String {
        match side.map(|side| (side, self.context.names().adjective(side))) {
            None => what.to_owned(),
            Some((_, Some(adjective))) => format!("{adjective} {what}"),
            Some((side, None)) => format!("{what} of {}", self.context.names().name(side)),
        }
    }

    /// An answer in words.
    pub fn answer(&self, base: &Base, value: &Value) -> String {
        match value {
            Value::Side { side } => self.context.names().name(side),
            Value::Count { min, max } => count_words(*min, *max),
            Value::Cause { actor, instrument } => {
                let actor = actor.as_deref().map(|side| self.context.names().name(side));
                match (actor, instrument) {
                    (Some(actor), Some(what)) => format!("{what} of {actor}"),
                    (Some(actor), None) => actor,
                    (None, Some(what)) => what.clone(),
                    (None, None) => "not said".into(),
                }
            }
            Value::Sides { sides } => {
                let names: Vec<String> =
                    sides.iter().map(|s| self.context.names().name(s)).collect();
                join(&names)
            }
            Value::Word { word } => word.replace('-', " "),
            Value::Yes => match base.facet {
                Facet::Whether => "yes".into(),
                Facet::Cause => "lost, the cause not said".into(),
                Facet::Who => "by whom is not said".into(),
                Facet::State => "it was made".into(),
                Facet::Whole | Facet::Part => "it changed hands".into(),
                _ => "some, no figure".into(),
            },
        }
    }
}

/// Bounds of a count in words: `2,300`, `201 or more`, `90–99`, `up to 40`.
pub fn count_words(min: u64, max: Option<u64>) -> String {
    match max {
        Some(max) if max == min => thousands(min),
        Some(max) if min == 0 => format!("up to {}", thousands(max)),
        Some(max) => format!("{}–{}", thousands(min), thousands(max)),
        None => format!("{} or more", thousands(min)),
    }
}

fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Words of a report as they may be printed: without what could steer a terminal, or turn the
/// direction of writing.
pub fn tame(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            c if c.is_control() => ' ',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
            c => c,
        })
        .collect()
}

/// A category of the equipment list as what is counted: "tanks", "pieces of artillery".
pub fn plural(category: &str) -> String {
    match category {
        "aircraft" => "aircraft".into(),
        "artillery" => "pieces of artillery".into(),
        "equipment" => "pieces of equipment".into(),
        "air defence" => "air defence systems".into(),
        c if c.ends_with('s') => c.into(),
        c if c.ends_with("ty") => format!("{}ies", &c[..c.len() - 1]),
        c => format!("{c}s"),
    }
}

fn struck(method: &str) -> &'static str {
    match method {
        "strike" => "struck",
        "ground-assault" => "attacked on the ground",
        "shooting" => "opened fire at",
        "blast" => "set off the blast at",
        "chemical" => "used chemical weapons at",
        "execution" => "executed people at",
        "abduction" => "abducted people at",
        "sexual-violence" => "committed sexual violence at",
        "arrest" => "arrested people at",
        "looting" => "looted",
        _ => "attacked",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_told_as_they_were_meant() {
        assert_eq!(count_words(2300, Some(2300)), "2,300");
        assert_eq!(count_words(201, None), "201 or more");
        assert_eq!(count_words(90, Some(99)), "90–99");
        assert_eq!(count_words(0, Some(40)), "up to 40");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}
