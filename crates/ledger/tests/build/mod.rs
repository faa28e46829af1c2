//! Analyses made by hand.

use rashomon_model::{
    Actor, ActorKind, Analysis, Args, Attribution, AttributionId, Basis, Claim, ClaimId, Codes,
    Control, Document, EquipmentLoss, Link, Mention, MentionId, MentionValue, Modality, Place,
    Polarity, Published, Quoted, Relation, RelationType, Span,
};

/// One report, claim by claim.
#[derive(Debug, Clone)]
pub struct Report(pub Analysis);

/// A report with a text of its own.
pub fn report(id: &str, outlet: &str, day: &str) -> Report {
    let mut analysis = Analysis::new(Document {
        id: id.into(),
        outlet: Some(outlet.into()),
        published: Published {
            value: (!day.is_empty()).then(|| day.to_owned()),
            basis: Basis::Metadata,
            evidence: Vec::new(),
        },
        text: Some(format!("{outlet} writes in words that are its own: {id}.")),
        ..Document::default()
    });
    analysis.articles = Vec::new();
    Report(analysis)
}

impl Report {
    /// Gives the report this text.
    pub fn text(mut self, text: &str) -> Self {
        self.0.document.text = Some(text.into());
        self
    }

    /// Adds a claim by an office of `side`; an empty side is the report's own voice.
    pub fn says(self, side: &str, args: Args) -> Self {
        self.with(side, args, |_| {})
    }

    /// Adds a denial by `side` that answers claim number `of` (from one).
    pub fn denies(self, side: &str, args: Args, of: usize) -> Self {
        let mut report = self.with(side, args, |claim| claim.polarity = Polarity::Denied);
        let from = ClaimId(report.0.claims.len() - 1);
        report.0.relations.push(Relation {
            from,
            to: ClaimId(of - 1),
            r#type: RelationType::Denies,
            found_by: "hand".into(),
        });
        report
    }

    /// Adds a claim, changed by `change`.
    pub fn with(mut self, side: &str, args: Args, change: impl FnOnce(&mut Claim)) -> Self {
        let analysis = &mut self.0;
        let attribution = (!side.is_empty()).then(|| {
            let mention = MentionId(analysis.mentions.len());
            let unnamed = side == "residents";
            analysis.mentions.push(Mention {
                id: mention,
                span: Span::default(),
                text: side.into(),
                value: MentionValue::Actor {
                    actor: Actor {
                        id: if unnamed {
                            "unnamed:residents".into()
                        } else {
                            format!("office:{side}/ministry")
                        },
                        name: format!("ministry of {side}"),
                        kind: if unnamed {
                            ActorKind::Unnamed
                        } else {
                            ActorKind::Office
                        },
                        role: None,
                        side: (!unnamed).then(|| side.to_owned()),
                    },
                },
                found_by: "hand".into(),
            });
            let id = AttributionId(analysis.attributions.len());
            analysis.attributions.push(Attribution {
                id,
                source: Vec::new(),
                cue: Vec::new(),
                content: Vec::new(),
                act: "say".into(),
                actor: Some(mention),
                medium: None,
                quoted: Quoted::Indirect,
                parent: None,
                found_by: "hand".into(),
            });
            id
        });
        let side = Some(side.to_owned()).filter(|s| !s.is_empty() && s != "residents");
        let places: Vec<MentionId> = analysis
            .mentions
            .iter()
            .filter(|m| m.place().is_some())
            .map(|m| m.id)
            .collect();
        let mut claim = Claim {
            id: ClaimId(analysis.claims.len()),
            span: Span::default(),
            text: String::new(),
            attribution,
            chain: attribution
                .map(|_| Link {
                    name: match &side {
                        Some(side) => format!("ministry of {side}"),
                        None => "residents".into(),
                    },
                    side: side.clone(),
                    act: "say".into(),
                })
                .into_iter()
                .collect(),
            side,
            polarity: Polarity::Affirmed,
            modality: Modality::Actual,
            hedges: Vec::new(),
            time: None,
            places: places.last().copied().into_iter().collect(),
            args,
            codes: Codes::default(),
            found_by: "hand".into(),
            fired_on: Vec::new(),
        };
        change(&mut claim);
        analysis.claims.push(claim);
        self
    }

    /// Claims that follow speak of this place.
    pub fn at(mut self, id: &str, name: &str) -> Self {
        let mention = MentionId(self.0.mentions.len());
        self.0.mentions.push(Mention {
            id: mention,
            span: Span::default(),
            text: name.into(),
            value: MentionValue::Place {
                place: Place {
                    id: id.into(),
                    name: name.into(),
                    ..Place::default()
                },
            },
            found_by: "hand".into(),
        });
        self
    }
}

/// Arguments of a claim that `side` holds a place.
pub fn holds(side: &str) -> Args {
    Args::Control(Control {
        holder: Some(side.into()),
        ..Control::default()
    })
}

/// Arguments of a claim that a Su-25 of `affected` was brought down.
pub fn su25(affected: &str, actor: Option<&str>, instrument: Option<&str>) -> Args {
    Args::EquipmentLoss(EquipmentLoss {
        category: "aircraft".into(),
        model: Some("Su-25".into()),
        affected: Some(affected.into()),
        actor: actor.map(str::to_owned),
        instrument: instrument.map(str::to_owned),
        ..EquipmentLoss::default()
    })
}
