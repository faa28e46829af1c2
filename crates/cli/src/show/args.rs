//! What a claim says, in words.

use rashomon_ledger::{Names, count_words, plural};
use rashomon_model::{Analysis, Args, Claim, Count, MentionId, Modality, Polarity};

/// "Azerbaijan holds Shusha", "104 Armenian soldiers killed".
pub fn words(claim: &Claim, analysis: &Analysis, names: &Names) -> String {
    let text = Say {
        claim,
        analysis,
        names,
    }
    .args();
    match claim.polarity {
        Polarity::Affirmed => text,
        Polarity::Denied => format!("not so: {text}"),
    }
}

/// How real the source makes it: empty for what is simply said to be so.
pub fn modality(claim: &Claim) -> &'static str {
    match claim.modality {
        Modality::Actual => "",
        Modality::Planned => "planned",
        Modality::Demanded => "demanded",
        Modality::Offered => "offered",
        Modality::Conditional => "on a condition",
        Modality::Hypothetical => "hypothetical",
        Modality::Possible => "possible",
        Modality::Unverified => "unverified",
    }
}

/// The innermost source last: "Al Jazeera › Armenia"; the outlet for the report's own voice.
pub fn chain(claim: &Claim, analysis: &Analysis) -> String {
    let names: Vec<&str> = claim.chain.iter().map(|link| link.name.as_str()).collect();
    match names.is_empty() {
        true => match &analysis.document.outlet {
            Some(outlet) => format!("{outlet} (own voice)"),
            None => "the report itself".to_owned(),
        },
        false => names.join(" › "),
    }
}

struct Say<'a> {
    claim: &'a Claim,
    analysis: &'a Analysis,
    names: &'a Names,
}

impl Say<'_> {
    fn args(&self) -> String {
        match &self.claim.args {
            Args::Control(c) => {
                let place = self.places(&self.claim.places).unwrap_or("a place".into());
                let place = match c.extent.as_deref() {
                    None | Some("place") => place,
                    Some("border") => format!("the border at {place}"),
                    Some(extent) => format!("{extent} {place}"),
                };
                match (&c.holder, &c.loser) {
                    (Some(holder), Some(loser)) => {
                        let (holder, loser) = (self.side(holder), self.side(loser));
                        format!("{holder} holds {place}, lost by {loser}")
                    }
                    (Some(holder), None) => format!("{} holds {place}", self.side(holder)),
                    (None, Some(loser)) => format!("{} lost {place}", self.side(loser)),
                    (None, None) => format!("{place} changed hands"),
                }
            }
            Args::Casualties(c) => {
                let who = match c.role.as_deref() {
                    Some("military") => "soldiers",
                    Some("civilian") => "civilians",
                    _ => "people",
                };
                let mut text = self.counted(c.count, self.of(c.affected.as_deref(), who));
                text.push(' ');
                text.push_str(match c.effect.as_str() {
                    "casualties" => "killed or wounded",
                    effect => effect,
                });
                if let Some(cause) = &c.cause {
                    text.push_str(&format!(" by {}", cause.replace('-', " ")));
                }
                self.by(text, c.actor.as_deref())
            }
            Args::EquipmentLoss(e) => {
                let one = e.count.is_none_or(|count| count.max == Some(1));
                let what = match (&e.model, one) {
                    (Some(model), true) => model.clone(),
                    (Some(model), false) => format!("{model}s"),
                    (None, true) => e.category.clone(),
                    (None, false) => plural(&e.category),
                };
                let what = self.of(e.affected.as_deref(), &what);
                let mut text = self.counted(e.count, what);
                text.push(' ');
                text.push_str(e.status.as_deref().unwrap_or("lost"));
                if let Some(instrument) = &e.instrument {
                    text.push_str(&format!(" with {instrument}"));
                }
                self.by(text, e.actor.as_deref())
            }
            Args::Displacement(d) => {
                let who = self.of(d.affected.as_deref(), "people");
                let mut text = format!("{} displaced", self.counted(d.count, who));
                // Where it names neither end, it is told of a place.
                let told = match d.from.is_empty() && d.to.is_empty() {
                    true => &self.claim.places,
                    false => &d.from,
                };
                if let Some(from) = self.places(told) {
                    text.push_str(&format!(" from {from}"));
                }
                if let Some(to) = self.places(&d.to) {
                    text.push_str(&format!(" to {to}"));
                }
                text
            }
            Args::Attack(a) => {
                let mut text = match a.method.as_str() {
                    "other" => "attack".to_owned(),
                    "clash" => "fighting".to_owned(),
                    method => method.replace('-', " "),
                };
                let mark = a.target.clone().or_else(|| self.places(&self.claim.places));
                if let Some(mark) = mark {
                    text.push_str(&format!(": {mark}"));
                }
                self.by(text, a.actor.as_deref())
            }
            Args::Agreement(a) => {
                let mut text = a.r#type.clone();
                if let Some(status) = &a.status {
                    text.push_str(&format!(", {}", status.replace('-', " ")));
                }
                if !a.parties.is_empty() {
                    text.push_str(&format!(" between {}", self.side(&a.parties.join(";"))));
                }
                if !a.mediators.is_empty() {
                    text.push_str(&format!(
                        ", brokered by {}",
                        self.side(&a.mediators.join(";"))
                    ));
                }
                text
            }
            Args::Diplomacy(d) => {
                self.deed(d.actor.as_deref(), &d.act, None, d.recipient.as_deref())
            }
            Args::Deployment(d) => {
                let force = match d.count {
                    Some(count) => format!("{} {}", number(count), d.force),
                    None => d.force.clone(),
                };
                self.deed(
                    d.actor.as_deref(),
                    "send",
                    Some(&force),
                    d.recipient.as_deref(),
                )
            }
            Args::Access(a) => {
                let place = self.places(&self.claim.places);
                let object = match (&a.object, place) {
                    (Some(object), Some(place)) => Some(format!("{object} at {place}")),
                    (object, place) => object.clone().or(place),
                };
                self.deed(a.actor.as_deref(), &a.act, object.as_deref(), None)
            }
            Args::Statement(s) => match &s.target {
                Some(target) => format!("{} {}", third(&s.act), self.side(target)),
                None => third(&s.act),
            },
        }
    }

    fn side(&self, id: &str) -> String {
        self.names.name(id)
    }

    fn of(&self, side: Option<&str>, what: &str) -> String {
        match side.map(|side| (side, self.names.adjective(side))) {
            None => what.to_owned(),
            Some((_, Some(adjective))) => format!("{adjective} {what}"),
            Some((side, None)) => format!("{what} of {}", self.side(side)),
        }
    }

    fn by(&self, text: String, actor: Option<&str>) -> String {
        match actor {
            Some(actor) => format!("{text}, by {}", self.side(actor)),
            None => text,
        }
    }

    /// "Armenia: open corridor → Azerbaijan".
    fn deed(&self, actor: Option<&str>, act: &str, what: Option<&str>, to: Option<&str>) -> String {
        let mut text = act.to_owned();
        if let Some(what) = what {
            text.push_str(&format!(" {what}"));
        }
        if let Some(to) = to {
            text.push_str(&format!(" → {}", self.side(to)));
        }
        match actor {
            Some(actor) => format!("{}: {text}", self.side(actor)),
            None => text,
        }
    }

    fn counted(&self, count: Option<Count>, what: String) -> String {
        match count {
            Some(count) if count != Count::default() => format!("{} {what}", number(count)),
            _ => what,
        }
    }

    fn places(&self, ids: &[MentionId]) -> Option<String> {
        let places = ids.iter().filter_map(|id| self.analysis.mentions.get(id.0));
        let names: Vec<&str> = places
            .filter_map(|mention| Some(mention.place()?.name.as_str()))
            .collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

/// "accuses", "denies", "vows".
fn third(act: &str) -> String {
    match act.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if act.ends_with(['s', 'x', 'z']) || act.ends_with("sh") || act.ends_with("ch") => {
            format!("{act}es")
        }
        _ => format!("{act}s"),
    }
}

fn number(count: Count) -> String {
    match count.min {
        Some(min) => count_words(min, count.max),
        None => count
            .max
            .map_or_else(String::new, |max| count_words(0, Some(max))),
    }
}
