//! What new reports change.

use crate::build::{Report, holds, report, su25};
use rashomon_ledger::{Question, Status, Turn, Value, news, questions};

fn laid(reports: &[Report]) -> Vec<Question> {
    let analyses: Vec<_> = reports.iter().map(|r| r.0.clone()).collect();
    questions(&analyses)
}

fn fall(id: &str) -> Report {
    report(id, id, "2020-11-08")
        .at("geonames:1", "Shusha")
        .with("AZE", holds("AZE"), |c| c.time = Some("2020-11-08".into()))
}

fn toll(id: &str, day: &str, side: &str, n: u64) -> Report {
    report(id, id, day).says(side, crate::dead("ARM", n))
}

#[test]
fn a_denial_makes_a_question_contested() {
    let before = laid(&[fall("a")]);
    let denied = fall("b").denies("ARM", holds("AZE"), 1);
    let after = laid(&[fall("a"), denied]);
    let told = news(&before, &after);
    let [status, denial] = &told[..] else {
        panic!("{told:#?}")
    };
    assert!(
        matches!(&status.change, Turn::Status { from: Some(from) } if *from != Status::Contested)
    );
    assert_eq!(status.status, Status::Contested);
    assert!(
        matches!(&denial.change, Turn::Denial { by, .. } if by.side.as_deref() == Some("ARM")),
        "{denial:#?}"
    );
    let claims: Vec<String> = denial
        .claims
        .iter()
        .map(|c| format!("{}/{}", c.document, c.claim))
        .collect();
    assert_eq!(claims, ["b/c2"]);
}

#[test]
fn an_answer_that_was_only_denied_is_told_of_when_somebody_gives_it() {
    let denied = report("b", "b", "2020-11-08")
        .at("geonames:1", "Shusha")
        .with("ARM", holds("AZE"), |c| {
            c.polarity = rashomon_model::Polarity::Denied;
            c.time = Some("2020-11-08".into());
        });
    let told = news(
        &laid(std::slice::from_ref(&denied)),
        &laid(&[fall("a"), denied]),
    );
    let given = told.iter().find_map(|news| match &news.change {
        Turn::Answer { answer, by } => Some((answer, by[0].side.as_deref(), &news.claims)),
        _ => None,
    });
    let (answer, side, claims) = given.unwrap_or_else(|| panic!("{told:#?}"));
    assert_eq!((answer.as_str(), side), ("AZE", Some("AZE")));
    assert_eq!(claims.len(), 1);
}

#[test]
fn who_denied_whatever_is_said_does_not_deny_anew_what_is_said_later() {
    let before = laid(&[fall("a").denies("ARM", holds("AZE"), 1)]);
    let mut after = before.clone();
    let mut other = after[0].answers[0].clone();
    assert!(!other.deniers.is_empty());
    other.text = "somebody else".into();
    other.value = Value::Side { side: "X".into() };
    other.holders.clear();
    other.affirmed.clear();
    after[0].answers.push(other);
    assert_eq!(news(&before, &after), []);
}

#[test]
fn that_nobody_says_who_did_it_is_no_answer() {
    let lost = |id: &str, side: &str, actor: Option<&str>| {
        report(id, id, "2020-09-29").with(side, su25("ARM", actor, None), |claim| {
            claim.time = Some("2020-09-29".into());
        })
    };
    let denied = lost("a", "AZE", Some("AZE"));
    let before = laid(std::slice::from_ref(&denied));
    let answers = |more: Report| {
        let told = news(&before, &laid(&[denied.clone(), more]));
        let answer = |n: &rashomon_ledger::News| matches!(n.change, Turn::Answer { .. });
        told.iter().filter(|n| answer(n)).count()
    };
    assert_eq!(answers(lost("b", "", None)), 0);
    assert_eq!(answers(lost("c", "ARM", Some("TUR"))), 1);
}

#[test]
fn a_raised_toll_is_told_once_and_another_sides_figure_is_an_answer() {
    let first = toll("a", "2020-09-30", "ARM", 104);
    let before = laid(std::slice::from_ref(&first));
    let raised = [first.clone(), toll("b", "2020-10-02", "ARM", 158)];
    let told = news(&before, &laid(&raised));
    let turns: Vec<&Turn> = told.iter().map(|n| &n.change).collect();
    assert!(
        matches!(&turns[..], [Turn::Raised { from, to, .. }] if from == "104" && to == "158"),
        "{told:#?}"
    );
    let other = [first, toll("c", "2020-10-01", "AZE", 2300)];
    let told = news(&before, &laid(&other));
    let answers = told
        .iter()
        .filter(|n| matches!(&n.change, Turn::Answer { .. }));
    assert_eq!(answers.count(), 1, "{told:#?}");
}

#[test]
fn what_was_known_is_no_news_and_a_new_question_only_where_accounts_part() {
    let quiet = laid(&[fall("a")]);
    assert_eq!(news(&quiet, &quiet), []);
    assert_eq!(news(&[], &quiet), []);
    let contested = laid(&[fall("b").denies("ARM", holds("AZE"), 1)]);
    let told = news(&[], &contested);
    assert!(matches!(told[0].change, Turn::Status { from: None }));
    assert_eq!(told[0].claims.len(), 2);
    assert_eq!(told.len(), 1);
}
