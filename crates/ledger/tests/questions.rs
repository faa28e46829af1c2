//! What the ledger makes of analyses made by hand.

mod build;
mod news;

use build::{Report, holds, report, su25};
use proptest::prelude::*;
use rashomon_ledger::{
    self as ledger, Day, Interest, Ledger, Names, Options, Question, Status, document_keys,
    questions, questions_with,
};
use rashomon_model::{
    Agreement, Analysis, Args, Casualties, Count, Displacement, Modality, RelationType, Scope,
    Statement,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

const SHUSHA: (&str, &str) = ("geonames:1", "Shusha");

fn all(reports: impl IntoIterator<Item = Report>) -> Vec<Analysis> {
    reports.into_iter().map(|r| r.0).collect()
}

fn one(questions: &[Question], text: &str) -> Question {
    let found: Vec<&Question> = questions.iter().filter(|q| q.text == text).collect();
    let texts: Vec<&str> = questions.iter().map(|q| q.text.as_str()).collect();
    assert_eq!(found.len(), 1, "'{text}' among {texts:#?}");
    found[0].clone()
}

fn dead(affected: &str, n: u64) -> Args {
    Args::Casualties(Casualties {
        effect: "killed".into(),
        affected: Some(affected.into()),
        role: Some("military".into()),
        count: Some(Count {
            min: Some(n),
            max: Some(n),
        }),
        scope: Some(Scope::Cumulative),
        since: Some("2020-09-27".into()),
        ..Casualties::default()
    })
}

#[test]
fn a_fall_that_is_claimed_and_denied_is_contested() {
    let reports = all([
        report("a", "Courier", "2020-11-08")
            .at(SHUSHA.0, SHUSHA.1)
            .with("AZE", holds("AZE"), |c| c.time = Some("2020-11-08".into()))
            .denies("ARM", holds("AZE"), 1),
        report("b", "Herald", "2020-11-08")
            .at(SHUSHA.0, SHUSHA.1)
            .with("AZE", holds("AZE"), |c| c.time = Some("2020-11-08".into())),
    ]);
    let q = one(&questions(&reports), "Who holds Shusha, 8 November 2020?");
    assert_eq!(q.status, Status::Contested);
    let [answer] = &q.answers[..] else {
        panic!("{:#?}", q.answers)
    };
    assert_eq!(answer.affirmed_by.reports, 2);
    // Both quote one side.
    assert_eq!(answer.affirmed_by.origins, 1);
    assert_eq!(answer.denied_by.reports, 1);
    assert_eq!(answer.affirmed[0].interest, Interest::SelfServing);
    assert_eq!(answer.denied[0].interest, Interest::SelfServing);
    assert_eq!(answer.first.as_deref(), Some("2020-11-08"));
    let names: Vec<String> = q.reasons[0]
        .claims
        .iter()
        .map(|c| format!("{}/{}", c.document, c.claim))
        .collect();
    assert_eq!(names, ["a/c1", "a/c2", "b/c1"]);
}

#[test]
fn a_loss_that_its_own_side_affirms_is_admitted_and_with_the_enemy_agreed() {
    let admitted = all([report("a", "Courier", "2020-11-09")
        .at(SHUSHA.0, SHUSHA.1)
        .says(
            "ARM",
            Args::Control(rashomon_model::Control {
                holder: Some("AZE".into()),
                loser: Some("ARM".into()),
                extent: None,
            }),
        )]);
    let q = one(&questions(&admitted), "Who holds Shusha, 2020?");
    assert_eq!(q.status, Status::Admitted, "{q:#?}");
    assert_eq!(q.answers[0].affirmed[0].interest, Interest::Against);

    let mut both = admitted;
    both.extend(all([report("b", "Herald", "2020-11-09")
        .at(SHUSHA.0, SHUSHA.1)
        .says("AZE", holds("AZE"))]));
    let q = one(&questions(&both), "Who holds Shusha, 2020?");
    assert_eq!(q.status, Status::Agreed);
}

#[test]
fn holders_of_different_days_do_not_conflict() {
    let held = |day: &'static str, holder: &'static str| {
        report(holder, holder, day)
            .at(SHUSHA.0, SHUSHA.1)
            .with("AZE", holds("AZE"), |c| {
                // Makes the two sides opposed without a word on this place.
                c.places.clear();
                if let Args::Control(control) = &mut c.args {
                    control.loser = Some("ARM".into());
                }
            })
            .with("", holds(holder), |c| c.time = Some(day.into()))
    };
    let apart = all([held("2020-11-07", "ARM"), held("2020-11-08", "AZE")]);
    let q = one(&questions(&apart), "Who holds Shusha, 7–8 November 2020?");
    assert_ne!(q.status, Status::Contested);
    let same = all([held("2020-11-08", "ARM"), held("2020-11-08", "AZE")]);
    let q = one(&questions(&same), "Who holds Shusha, 8 November 2020?");
    assert_eq!(q.status, Status::Contested);
}

#[test]
fn own_dead_are_admitted_where_the_enemy_says_more_and_contested_where_it_says_less() {
    let toll = |enemy: u64| {
        all([report("a", "Courier", "2020-09-30")
            .says("ARM", dead("ARM", 104))
            .says("AZE", dead("ARM", enemy))
            .says("AZE", holds("AZE"))
            .with(
                "ARM",
                Args::Statement(Statement {
                    act: "accuse".into(),
                    target: Some("AZE".into()),
                }),
                |_| {},
            )])
    };
    let text = "How many soldiers of ARM were killed, 27–30 September 2020?";
    let q = one(&questions(&toll(2300)), text);
    assert_eq!(q.status, Status::Admitted, "{:#?}", q.reasons);
    assert!(q.reasons.iter().any(|r| r.why.contains("2,300")));
    assert!(q.disputed());
    let q = one(&questions(&toll(40)), text);
    assert_eq!(q.status, Status::Contested);
}

#[test]
fn a_later_figure_of_the_same_side_updates_the_earlier() {
    let on = |id: &'static str, day: &'static str, n| {
        report(id, id, day).with("", dead("ARM", n), |c| c.time = Some(day.into()))
    };
    let wire = "The toll among the soldiers rose again, the ministry said in its evening bulletin, \
        and the names will be given out once the families have been told of it by the commanders.";
    let reports = all([
        on("a", "2020-10-01", 100).text(wire),
        on("b", "2020-10-03", 160).text(wire),
    ]);
    let found = questions(&reports);
    let q = one(
        &found,
        "How many soldiers of ARM were killed, 27 September – 3 October 2020?",
    );
    assert_ne!(q.status, Status::Contested);
    assert!(!q.disputed());
    let early = q.answers.iter().find(|a| a.text == "100").unwrap();
    let by = early.affirmed[0].updated_by.as_ref().unwrap();
    assert_eq!(by.document, "b");
}

#[test]
fn one_loss_with_two_causes_is_contested_and_denied_by_two() {
    let reports = all([
        report("a", "Courier", "2020-09-30")
            .with("ARM", su25("ARM", Some("TUR"), Some("F-16")), |c| {
                c.time = Some("2020-09-29".into());
            })
            .denies("TUR", su25("ARM", Some("TUR"), Some("F-16")), 1)
            .denies("AZE", su25("ARM", Some("TUR"), Some("F-16")), 1),
        report("b", "Herald", "2020-10-01").with(
            "ARM",
            su25("ARM", Some("TUR"), Some("F-15")),
            |_| {},
        ),
    ]);
    let q = one(
        &questions(&reports),
        "What brought down the Su-25 of ARM, 29 September 2020?",
    );
    assert_eq!(q.status, Status::Contested);
    assert_eq!(q.answers.len(), 2);
    assert_eq!(q.reasons.len(), 2, "{:#?}", q.reasons);
    let f16 = q.answers.iter().find(|a| a.text.contains("F-16")).unwrap();
    assert_eq!(f16.deniers.len(), 2);
    assert_eq!(f16.denied_by.origins, 2);
}

#[test]
fn reprints_are_one_origin_and_do_not_corroborate() {
    let text = "Thousands of people left the town on Sunday in cars and on foot, carrying what \
        they could, along the only road that was still open to the west of the mountains.";
    let left = || {
        Args::Displacement(Displacement {
            affected: Some("ARM".into()),
            count: Some(Count {
                min: Some(2000),
                max: Some(9999),
            }),
            ..Displacement::default()
        })
    };
    let reports = |second: &str| {
        all([
            report("a", "Courier", "2020-11-08")
                .text(text)
                .at(SHUSHA.0, SHUSHA.1)
                .says("", left()),
            report("b", "Herald", "2020-11-08")
                .text(second)
                .at(SHUSHA.0, SHUSHA.1)
                .says("", left()),
        ])
    };
    let q = one(
        &questions(&reports(text)),
        "How many people of ARM left Shusha, 2020?",
    );
    assert_eq!(q.status, Status::Reported);
    assert_eq!(q.answers[0].affirmed_by.reports, 2);
    assert_eq!(q.answers[0].affirmed_by.origins, 1);
    let other = "Our correspondent counted vehicles for an hour at the bridge and puts those who \
        crossed it before nightfall at several thousand, most of them women with small children.";
    let q = one(
        &questions(&reports(other)),
        "How many people of ARM left Shusha, 2020?",
    );
    assert_eq!(q.status, Status::Corroborated);
}

#[test]
fn residents_alone_leave_it_unverified_and_one_party_alone_one_sided() {
    let by = |who: &'static str| {
        all([report("a", "Courier", "2020-11-08")
            .at(SHUSHA.0, SHUSHA.1)
            .says(who, holds("AZE"))])
    };
    let status = |who| one(&questions(&by(who)), "Who holds Shusha, 2020?").status;
    assert_eq!(status("residents"), Status::Unverified);
    assert_eq!(status("AZE"), Status::OneSided);
    assert_eq!(status(""), Status::Reported);
}

#[test]
fn what_is_planned_or_would_happen_answers_nothing() {
    for modality in [
        Modality::Planned,
        Modality::Demanded,
        Modality::Offered,
        Modality::Conditional,
        Modality::Hypothetical,
    ] {
        let reports = all([report("a", "Courier", "2020-11-08")
            .at(SHUSHA.0, SHUSHA.1)
            .with("AZE", holds("AZE"), |c| c.modality = modality)]);
        assert_eq!(questions(&reports), [], "{modality:?}");
    }
}

#[test]
fn doubt_cast_by_a_statement_counts_against_the_answer() {
    let mut doubted = report("a", "Courier", "2020-10-20")
        .at(SHUSHA.0, SHUSHA.1)
        .says("AZE", holds("AZE"))
        .denies(
            "ARM",
            Args::Statement(Statement {
                act: "accuse".into(),
                target: Some("AZE".into()),
            }),
            1,
        );
    doubted.0.claims[1].polarity = rashomon_model::Polarity::Affirmed;
    doubted.0.relations[0].r#type = RelationType::Disputes;
    let q = one(&questions(&all([doubted])), "Who holds Shusha, 2020?");
    assert_eq!(q.status, Status::Contested);
    assert!(
        q.reasons[0].why.contains("doubted by"),
        "{}",
        q.reasons[0].why
    );
}

#[test]
fn as_of_a_day_later_reports_are_not_known() {
    let reports = all([
        report("a", "Courier", "2020-11-08")
            .at(SHUSHA.0, SHUSHA.1)
            .says("AZE", holds("AZE")),
        report("b", "Herald", "2020-11-09")
            .at(SHUSHA.0, SHUSHA.1)
            .says("AZE", holds("AZE"))
            .denies("ARM", holds("AZE"), 1),
        report("c", "Undated", "")
            .at(SHUSHA.0, SHUSHA.1)
            .says("", holds("AZE")),
    ]);
    let on = |day| {
        let options = Options {
            as_of: Day::parse(day),
            ..Options::default()
        };
        questions_with(&reports, &options)
    };
    assert_eq!(on("2020-11-07"), []);
    let q = one(&on("2020-11-08"), "Who holds Shusha, 2020?");
    assert_eq!(
        (q.status, q.answers[0].affirmed_by.reports),
        (Status::OneSided, 1)
    );
    let q = one(&on("2020-11-09"), "Who holds Shusha, 2020?");
    assert_eq!(q.status, Status::Contested);
}

#[test]
fn names_and_mediators_are_told_in_words() {
    let reports = all([report("a", "Courier", "2020-10-10").with(
        "",
        Args::Agreement(Agreement {
            r#type: "truce".into(),
            parties: vec!["AZE".into(), "ARM".into()],
            mediators: vec!["RUS".into()],
            status: None,
        }),
        |c| c.time = Some("2020-10-10".into()),
    )]);
    let row = |side: &str, name: &str| (side.to_owned(), name.to_owned(), None);
    let options = Options {
        as_of: None,
        names: Names::new([
            row("ARM", "Armenia"),
            row("AZE", "Azerbaijan"),
            row("RUS", "Russia"),
        ]),
    };
    let q = one(
        &questions_with(&reports, &options),
        "Who brokered the ceasefire between Armenia and Azerbaijan, 10 October 2020?",
    );
    assert_eq!(q.answers[0].text, "Russia");
}

#[test]
fn all_soldiers_killed_are_among_all_killed() {
    let any = |role: Option<&str>| {
        let mut args = dead("ARM", 50);
        if let Args::Casualties(c) = &mut args {
            c.role = role.map(str::to_owned);
        }
        args
    };
    let found = questions(&all([report("a", "Courier", "2020-10-10")
        .says("", any(Some("military")))
        .says("", any(None))]));
    let wide = one(
        &found,
        "How many people of ARM were killed, 27 September – 10 October 2020?",
    );
    let narrow = one(
        &found,
        "How many soldiers of ARM were killed, 27 September – 10 October 2020?",
    );
    assert_eq!(narrow.refines, [wide.id]);
}

#[test]
fn documents_that_share_an_id_are_told_apart_and_one_read_twice_counts_once() {
    let a = report("same", "Courier", "2020-11-08")
        .at(SHUSHA.0, SHUSHA.1)
        .says("", holds("AZE"));
    let b = report("same", "Herald", "2020-11-08")
        .at(SHUSHA.0, SHUSHA.1)
        .says("", holds("AZE"));
    let reports = vec![a.0.clone(), b.0, a.0];
    let keys = document_keys(&reports);
    assert_eq!(keys[0], keys[2]);
    assert_ne!(keys[0], keys[1]);
    let q = one(&questions(&reports), "Who holds Shusha, 2020?");
    assert_eq!(q.answers[0].affirmed_by.reports, 2);
}

fn any_report() -> impl Strategy<Value = Report> {
    let side = prop::sample::select(vec!["", "ARM", "AZE", "RUS", "residents"]);
    let claim = (
        side,
        0u8..7,
        0u64..4,
        prop::option::of(1u8..20),
        any::<bool>(),
    );
    let text = prop::sample::select(vec![
        "Two brothers from the village said the shelling began before dawn and went on until noon \
         without a break, and that nobody had come to take away the wounded from the school.",
        "Two brothers from the village said the shelling began before dawn and went on until noon \
         without a break, and that nobody had yet come to take away the wounded from the school.",
        "The foreign ministers will meet again in a week, a diplomat said after the talks broke up \
         without any paper having been signed by those who had come to the villa at the lake.",
        "Short.",
    ]);
    let place = prop::sample::select(vec![
        SHUSHA,
        ("frame:shusha", "Shusha"),
        ("geonames:2", "shusha"),
        ("geonames:3", "Hadrut"),
    ]);
    let day = prop::option::of(1u8..20);
    let claims = prop::collection::vec(claim, 0..5);
    (0u8..6, day, text, place, claims).prop_map(|(id, day, text, place, claims)| {
        let day = day.map_or(String::new(), |day| format!("2020-10-{day:02}"));
        let mut report = report(&format!("d{id}"), "Courier", &day)
            .text(text)
            .at(place.0, place.1);
        for (side, kind, n, day, denied) in claims {
            let time = day.map(|day| format!("2020-10-{day:02}"));
            let args = match kind {
                0 => holds(["AZE", "ARM"][n as usize % 2]),
                1 => dead("ARM", n * 10),
                2 => su25("ARM", [None, Some("TUR")][n as usize % 2], Some("F-16")),
                3 => su25("ARM", None, [None, Some("F-15")][n as usize % 2]),
                4 => Args::Displacement(Displacement {
                    affected: [None, Some("ARM".to_owned())][n as usize % 2].clone(),
                    ..Displacement::default()
                }),
                5 => Args::Statement(Statement {
                    act: "accuse".into(),
                    target: Some(["AZE", "RUS"][n as usize % 2].into()),
                }),
                _ => Args::Casualties(Casualties {
                    effect: "killed".into(),
                    count: Some(Count {
                        min: Some(n),
                        max: [None, Some(n)][n as usize % 2],
                    }),
                    scope: Some(Scope::Incident),
                    ..Casualties::default()
                }),
            };
            let claims = report.0.claims.len();
            report = match denied && claims > 0 {
                true => report.denies(side, args, n as usize % claims + 1),
                false => report.with(side, args, |c| c.time = time),
            };
        }
        report
    })
}

/// Rows of a context, kept in memory.
#[derive(Debug, Default)]
struct Rows(RefCell<BTreeMap<Vec<u8>, Vec<u8>>>);

impl Rows {
    fn write(&self, rows: Vec<ledger::Row>) {
        let mut kept = self.0.borrow_mut();
        for (key, value) in rows {
            match value {
                Some(value) => kept.insert(key, value),
                None => kept.remove(&key),
            };
        }
    }
}

impl ledger::Source for Rows {
    fn value(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.0.borrow().get(key).cloned()
    }

    fn under(&self, begin: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
        let kept = self.0.borrow();
        let from = kept.range(begin.to_vec()..);
        let own = from.take_while(|(key, _)| key.starts_with(begin));
        own.map(|(k, v)| (k.clone(), v.clone())).collect()
    }

    fn broken(&self, key: &[u8]) {
        panic!("{key:?}");
    }
}

fn judged(act: ledger::Act) -> ledger::Judgement {
    ledger::Judgement {
        id: "1".into(),
        author: "analyst".into(),
        time: "2026-01-01T00:00:00Z".into(),
        why: "two names of one town".into(),
        act,
    }
}

/// Some reports, some others that come and go, and where the batches end.
fn batches() -> impl Strategy<Value = (Vec<Analysis>, Vec<Analysis>, Vec<Analysis>, Vec<usize>)> {
    let some = |n| prop::collection::vec(any_report(), 0..n).prop_map(all);
    (some(12), some(5), prop::collection::vec(1usize..4, 12)).prop_flat_map(
        |(reports, gone, sizes)| {
            let shuffled = Just(reports.clone()).prop_shuffle();
            (Just(reports), shuffled, Just(gone), Just(sizes))
        },
    )
}

fn as_of() -> impl Strategy<Value = Option<Day>> {
    prop::option::of(1u8..20).prop_map(|day| Day::parse(&format!("2020-10-{:02}", day?)))
}

fn json(questions: &[Question]) -> String {
    serde_json::to_string(questions).unwrap()
}

proptest! {
    #[test]
    fn the_order_of_the_reports_changes_no_byte((reports, shuffled, _, _) in batches()) {
        prop_assert_eq!(json(&questions(&reports)), json(&questions(&shuffled)));
    }

    #[test]
    fn a_ledger_added_to_in_batches_is_that_made_at_once(
        (reports, shuffled, gone, sizes) in batches(),
        as_of in as_of(),
    ) {
        let options = Options { as_of, ..Options::default() };
        let keys: BTreeMap<String, &Analysis> =
            document_keys(&reports).into_iter().zip(&reports).collect();
        let kept = |analysis: &Analysis| {
            let (key, _) = keys.iter().find(|(_, a)| **a == analysis).unwrap();
            let report = ledger::Report::of(key, analysis);
            // What is kept of a report is all that is needed of it.
            let json = serde_json::to_string(&report).unwrap();
            let back: ledger::Report = serde_json::from_str(&json).unwrap();
            assert_eq!(back, report);
            back
        };
        let mut ledger = Ledger::new(&options);
        // Reports that are taken back, some with keys that come again with other words.
        let gone: Vec<ledger::Report> = gone
            .iter()
            .enumerate()
            .map(|(i, a)| match i % 2 {
                0 => ledger::Report::of(&format!("gone{i}"), a),
                _ => ledger::Report::of(&a.document.id, a),
            })
            .collect();
        let taken_back: Vec<String> = gone.iter().map(|r| r.key.clone()).collect();
        ledger.update(gone, &[]);
        let mut rest = &shuffled[..];
        for (i, size) in sizes.iter().enumerate() {
            let (batch, others) = rest.split_at((*size).min(rest.len()));
            let removed = if i == 1 { &taken_back[..] } else { &[] };
            let batch: Vec<ledger::Report> = batch.iter().map(kept).collect();
            // Those that came again stay.
            let came: Vec<String> = batch.iter().map(|r| r.key.clone()).collect();
            ledger.update(batch, removed);
            rest = others;
            if i == 1 {
                let again: Vec<&Analysis> = shuffled[..shuffled.len() - rest.len()]
                    .iter()
                    .filter(|a| {
                        let key = kept(a).key;
                        taken_back.contains(&key) && !came.contains(&key)
                    })
                    .collect();
                ledger.update(again.into_iter().map(kept).collect(), &[]);
            }
        }
        ledger.update(rest.iter().map(kept).collect(), &[]);
        prop_assert_eq!(json(&ledger.questions()), json(&questions_with(&reports, &options)), "incremental");
        // What was known on a day is what a ledger of the reports of that day tells.
        if let Some(day) = as_of {
            let known = reports.iter().filter(|a| {
                let published = a.document.published.value.as_deref();
                published.is_some_and(|p| Day::parse(p) <= Some(day) && !p.is_empty())
            });
            let of_day: Vec<(String, &Analysis)> = known
                .map(|a| (kept(a).key, a))
                .collect();
            let mut then = Ledger::new(&Options::default());
            then.update(of_day.iter().map(|(k, a)| ledger::Report::of(k, a)).collect(), &[]);
            prop_assert_eq!(json(&then.questions()), json(&ledger.questions()), "as of");
        }
    }

    #[test]
    fn a_context_that_is_kept_tells_what_one_made_at_once_tells(
        (reports, shuffled, gone, sizes) in batches(),
        as_of in as_of(),
        merged in any::<bool>(),
    ) {
        let come = kept(&shuffled);
        let gone: Vec<ledger::Report> = gone
            .iter()
            .enumerate()
            .map(|(i, a)| ledger::Report::of(&format!("gone{i}"), a))
            .collect();
        let ids = vec!["geonames:3".to_owned(), "geonames:2".to_owned()];
        let judged = match merged {
            true => ledger::Rulings::of(&[judged(ledger::Act::Merge { ids })]),
            false => ledger::Rulings::default(),
        };
        let (rows, now) = (Rc::new(Rows::default()), Options::default());
        let mut whole = ledger::Context::new(&now);
        let mut update = |added: &[&ledger::Report], removed: &[&ledger::Report], rulings| {
            let mut context = ledger::Context::kept(&now, &ledger::Rulings::default(), rows.clone());
            assert_eq!(context.update(added, removed), whole.update(added, removed));
            assert_eq!(context.rule(rulings), whole.rule(rulings));
            whole.rule(&ledger::Rulings::default());
            rows.write(context.rows());
        };
        update(&gone.iter().collect::<Vec<_>>(), &[], &judged);
        let mut rest = &come[..];
        for (i, size) in sizes.iter().enumerate() {
            let (batch, others) = rest.split_at((*size).min(rest.len()));
            let removed = if i == 1 { &gone[..] } else { &[] };
            let [batch, removed] = [batch, removed].map(|reports| reports.iter().collect::<Vec<_>>());
            update(&batch, &removed, &judged);
            rest = others;
        }
        update(&rest.iter().collect::<Vec<_>>(), &[], &judged);
        // Row by row that of the same reports taken in at once.
        let mut once = ledger::Context::new(&now);
        once.update(&come.iter().collect::<Vec<_>>(), &[]);
        let once: BTreeMap<Vec<u8>, Vec<u8>> =
            once.rows().into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
        prop_assert_eq!(&*rows.0.borrow(), &once);
        // Of any day it tells what a ledger of the reports of that day tells.
        let options = Options { as_of, ..Options::default() };
        let past = ledger::Context::kept(&options, &ledger::Rulings::default(), rows);
        let families: BTreeSet<ledger::Family> =
            come.iter().flat_map(|r| r.families.keys()).map(|f| past.family(f)).collect();
        let mut settled: Vec<Question> = families
            .iter()
            .flat_map(|family| {
                let members = past.members(family);
                let entries = come.iter().flat_map(|report| {
                    let own = members.iter().filter_map(|m| report.families.get(m));
                    own.flatten().map(|entry| (report.key.as_str(), entry))
                });
                ledger::settle(&past, entries.collect::<Vec<_>>())
            })
            .collect();
        ledger::prune(&mut settled);
        settled.sort_by(Question::listed);
        prop_assert_eq!(json(&settled), json(&questions_with(&reports, &options)));
    }

    #[test]
    fn every_reason_and_update_names_claims_that_went_in(
        reports in prop::collection::vec(any_report(), 0..8).prop_map(all)
    ) {
        let keys = document_keys(&reports);
        let known = |c: &rashomon_ledger::ClaimRef| {
            let at = keys.iter().position(|k| *k == c.document);
            at.is_some_and(|i| c.claim.0 < reports[i].claims.len())
        };
        for q in questions(&reports) {
            prop_assert!(!q.reasons.is_empty());
            prop_assert!(q.reasons.iter().all(|r| !r.claims.is_empty() && r.claims.iter().all(known)));
            prop_assert!(!q.answers.is_empty());
        }
    }
}

#[test]
fn a_lower_figure_later_conflicts_only_where_both_count_from_a_start() {
    let toll = |second: Scope| {
        let figure = |id: &'static str, side, day: &'static str, n, scope| {
            let mut args = dead("ARM", n);
            if let Args::Casualties(c) = &mut args {
                (c.scope, c.since) = (Some(scope), None);
            }
            report(id, id, day).says(side, args)
        };
        all([
            figure("a", "AZE", "2020-09-30", 2300, Scope::Cumulative),
            figure("b", "RUS", "2020-10-25", 300, second),
        ])
    };
    let status = |second| {
        let text = "How many soldiers of ARM were killed, 2020?";
        one(&questions(&toll(second)), text).status
    };
    assert_eq!(status(Scope::Cumulative), Status::Contested);
    assert_ne!(status(Scope::Incident), Status::Contested);
}

#[test]
fn figures_that_may_be_of_different_events_do_not_conflict() {
    let figure = |id: &'static str, n, place: bool| {
        let mut args = dead("", n);
        if let Args::Casualties(c) = &mut args {
            (c.affected, c.scope, c.since) = (None, Some(Scope::Incident), None);
        }
        let report = report(id, id, "2016-02-09");
        let report = match place {
            true => report.at("geonames:2", "Aleppo"),
            false => report,
        };
        report.with("", args, |c| c.time = Some("2016-02-08".into()))
    };
    let disputed = |place| {
        let found = questions(&all([figure("a", 12, place), figure("b", 33, place)]));
        assert_eq!(found.len(), 1);
        found[0].disputed()
    };
    assert!(disputed(true));
    assert!(!disputed(false));
}

#[test]
fn days_of_shelling_are_events_of_their_own_and_accounts_that_differ_by_a_day_are_one() {
    let struck = |id: &str, day: u8| {
        let attack = rashomon_model::Attack {
            method: "shelling".into(),
            actor: Some("AZE".into()),
            ..rashomon_model::Attack::default()
        };
        report(id, id, &format!("2020-10-{:02}", day + 1))
            .at(SHUSHA.0, SHUSHA.1)
            .with("", Args::Attack(attack), |c| {
                c.time = Some(format!("2020-10-{day:02}"));
            })
    };
    let week = all((1..=7).map(|day| struck(&format!("d{day}"), day)));
    let found = questions(&week);
    assert!(found.len() > 2, "{}", found.len());
    assert!(found.iter().all(|q| q.answers[0].affirmed_by.reports <= 3));
    let night = all([struck("a", 4), struck("b", 4), struck("c", 5)]);
    let q = one(&questions(&night), "Who struck Shusha, 4–5 October 2020?");
    assert_eq!(q.answers[0].affirmed_by.reports, 3);
}

#[test]
fn texts_of_one_agency_are_one_origin() {
    let by = |id: &str, text: &str| {
        report(id, id, "2020-11-08")
            .text(text)
            .at(SHUSHA.0, SHUSHA.1)
            .says("", holds("AZE"))
    };
    let first = "ZUGDAL (Reuters) - Columns moved through the upper town all morning and shops stayed \
        shut, while people asked one another who would come down the road by nightfall.";
    let second = "ZUGDAL (Reuters) - Nobody stopped the lorries that drove out of the lower gate in \
        the evening, their lamps unlit, with beds and stoves tied to the roofs.";
    let origins = |reports: &[Analysis]| {
        let q = one(&questions(reports), "Who holds Shusha, 2020?");
        (q.status, q.answers[0].affirmed_by.origins)
    };
    assert_eq!(
        origins(&all([by("a", first), by("b", second)])),
        (Status::Reported, 1)
    );
    let own = second.replace("(Reuters) ", "");
    assert_eq!(
        origins(&all([by("a", first), by("b", &own)])),
        (Status::Corroborated, 2)
    );
}

fn kept(reports: &[Analysis]) -> Vec<ledger::Report> {
    let keys = document_keys(reports);
    keys.iter()
        .zip(reports)
        .map(|(k, a)| ledger::Report::of(k, a))
        .collect()
}

#[test]
fn origins_tell_what_ties_their_reports() {
    let body = "The bridge was blown up at noon and the mill burned until the evening, said those who \
        had crossed the river on foot with what they could carry on their backs.";
    let with = |id: &str, day: &str, headline: &str, text: &str| {
        let mut report = report(id, id, day).text(&format!("{headline}\n{text}"));
        report.0.document.title = Some(headline.into());
        report
    };
    let reports = kept(&all([
        with("b", "2020-10-03", "Mill burns", body),
        with("a", "2020-10-02", "A bridge falls", body),
        with(
            "c",
            "2020-10-04",
            "Mill burns",
            &format!("{body} More to follow."),
        ),
        with(
            "d",
            "2020-10-01",
            "Talks fail",
            "No paper was signed by the lake.",
        ),
    ]));
    let mut ledger = Ledger::new(&Options::default());
    ledger.update(reports.clone(), &[]);
    let origins = ledger::origins(ledger.context(), &reports);
    assert_eq!(origins.len(), 2);
    let ties: Vec<(&str, ledger::Tie)> = origins[0]
        .texts
        .iter()
        .map(|t| (t.document.as_str(), t.tie))
        .collect();
    use ledger::Tie::{First, NearCopy, NewHeadline};
    assert_eq!(ties, [("a", First), ("b", NewHeadline), ("c", NearCopy)]);
    assert_eq!(origins[0].outlets, ["a", "b", "c"]);
    assert_eq!(origins[0].first.as_deref(), Some("2020-10-02"));
}

#[test]
fn merged_places_are_settled_together_until_it_is_taken_back() {
    let reports = kept(&all([
        report("a", "Courier", "2020-11-08")
            .at("geonames:1", "Shusha")
            .says("AZE", holds("AZE")),
        report("b", "Herald", "2020-11-08")
            .at("geonames:9", "Upper Town")
            .says("", holds("AZE")),
    ]));
    let settled = |judgements: &[ledger::Judgement]| {
        let mut context = ledger::Context::new(&Options::default());
        context.update(&reports.iter().collect::<Vec<_>>(), &[]);
        context.rule(&ledger::Rulings::of(judgements));
        let families = reports.iter().flat_map(|r| r.families.keys());
        let families: std::collections::BTreeSet<ledger::Family> =
            families.map(|family| context.family(family)).collect();
        let questions = families.iter().flat_map(|family| {
            let members = context.members(family);
            let entries = reports.iter().flat_map(|report| {
                let own = members.iter().filter_map(|m| report.families.get(m));
                own.flatten().map(|entry| (report.key.as_str(), entry))
            });
            ledger::settle(&context, entries.collect::<Vec<_>>())
        });
        questions.collect::<Vec<_>>()
    };
    let judge = |id: &str, act| ledger::Judgement {
        id: id.into(),
        author: "analyst".into(),
        time: format!("2026-01-01T00:00:0{id}Z"),
        why: "two names of one town".into(),
        act,
    };
    let ids = vec!["geonames:1".to_owned(), "geonames:9".to_owned()];
    let merge = judge("1", ledger::Act::Merge { ids });
    let undo = judge(
        "2",
        ledger::Act::Undo {
            judgement: "1".into(),
        },
    );
    assert_eq!(settled(&[]).len(), 2);
    let merged = settled(std::slice::from_ref(&merge));
    assert_eq!(merged.len(), 1);
    assert_eq!(merged[0].answers[0].affirmed_by.reports, 2);
    assert_eq!(json(&settled(&[merge, undo])), json(&settled(&[])));
}

#[test]
fn one_person_under_two_spellings_is_one_holder() {
    let says = |id: &str, name: &str| {
        let mut report = report(id, id, "2020-11-08")
            .at(SHUSHA.0, SHUSHA.1)
            .says("AZE", holds("AZE"));
        report.0.claims[0].chain[0].name = name.into();
        for mention in &mut report.0.mentions {
            if let rashomon_model::MentionValue::Actor { actor } = &mut mention.value {
                actor.kind = rashomon_model::ActorKind::Person;
                actor.name = name.into();
            }
        }
        report
    };
    let reports = all([
        says("a", "Amir Khadjiyev"),
        says("b", "Amir Hajiyev"),
        says("c", "Amir Hajiyev"),
        says("d", "Omar Hajiyev"),
    ]);
    let q = one(&questions(&reports), "Who holds Shusha, 2020?");
    let names: Vec<&str> = q.answers[0]
        .holders
        .iter()
        .map(|h| h.name.as_str())
        .collect();
    assert_eq!(names, ["Amir Hajiyev", "Omar Hajiyev"]);
}

#[test]
fn grades_follow_the_written_rules() {
    let code = |who: &'static str| {
        let found = questions(&all([report("a", "Courier", "2020-11-08")
            .at(SHUSHA.0, SHUSHA.1)
            .says(who, holds("AZE"))]));
        one(&found, "Who holds Shusha, 2020?").answers[0]
            .grade
            .code()
    };
    assert_eq!(code("AZE"), "D4");
    assert_eq!(code("RUS"), "B3");
    assert_eq!(code(""), "C3");
    assert_eq!(code("residents"), "F6");
    let hit = |actor: &str, by: &'static str| {
        let args = Args::Casualties(Casualties {
            effect: "killed".into(),
            role: Some("civilian".into()),
            actor: Some(actor.into()),
            count: Some(Count {
                min: Some(6),
                max: Some(6),
            }),
            scope: Some(Scope::Incident),
            ..Casualties::default()
        });
        report(&format!("{actor}{by}"), by, "2020-11-08")
            .at(SHUSHA.0, SHUSHA.1)
            .with(by, args, |c| c.time = Some("2020-11-08".into()))
    };
    let harm = |reports: Vec<Analysis>| {
        let found = questions(&reports);
        let q = found.iter().find(|q| q.harm.is_some()).unwrap();
        q.harm.clone().unwrap().grade
    };
    assert_eq!(harm(all([hit("AZE", "AZE")])), ledger::Harm::Confirmed);
    assert_eq!(harm(all([hit("AZE", "ARM")])), ledger::Harm::Weak);
    assert_eq!(
        harm(all([hit("AZE", "ARM"), hit("AZE", "RUS")])),
        ledger::Harm::Fair
    );
}

#[test]
fn an_agreement_of_no_known_day_is_not_taken_for_the_one_that_is_dated() {
    let signed = |id: &str, by: &str, day: Option<&str>| {
        let args = Args::Agreement(Agreement {
            r#type: "ceasefire".into(),
            mediators: vec![by.into()],
            ..Agreement::default()
        });
        report(id, id, "").with("", args, |c| c.time = day.map(str::to_owned))
    };
    let found = questions(&all([
        signed("a", "RUS", Some("1994-05-12")),
        signed("b", "FRA", Some("1994-05-12")),
        signed("c", "TUR", None),
    ]));
    let q = one(&found, "Who brokered the ceasefire, 12 May 1994?");
    assert_eq!((q.status, q.answers.len()), (Status::Contested, 2));
    assert_eq!(found.len(), 2);
}
