//! The files that dossiers become: sound HTML, nothing of a report's words taken for markup, and
//! every figure and sentence as it went in.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use proptest::prelude::*;
use rashomon_dossier::{Article, Document, Dossier, Limits, Piece, Sentence, html, markdown};
use rashomon_ledger::{
    Act, Answer, ClaimRef, Credibility, Day, Evidence, Grade, Grounds, Harm, HarmGrade, Holder,
    Interest, Judgement, Names, OnAnswer, Overlay, PlaceRef, Question, Reason, Reliability, Stance,
    Status, Subject, Tally, Value, Verdict, count_words,
};
use rashomon_model::{ClaimId, Modality};
use std::collections::BTreeMap;

/// Elements without an end.
const VOID: [&str; 4] = ["meta", "br", "hr", "img"];

/// An element: its name, its attributes, the names of those around it.
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    inside: Vec<String>,
}

/// Elements and text of a file, which must be well formed: every start has its end, no id stands
/// twice, links inside lead somewhere, and nothing comes from outside.
fn parse(file: &str) -> (Vec<Element>, String) {
    let mut open: Vec<String> = Vec::new();
    let mut elements: Vec<Element> = Vec::new();
    let mut text = String::new();
    let utf8 = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    for token in Tokenizer::new_with_emitter(file, DefaultEmitter::default()) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let name = utf8(&tag.name);
                let attributes = tag.attributes.iter();
                let attributes = attributes.map(|(key, value)| (utf8(key), utf8(value)));
                elements.push(Element {
                    name: name.clone(),
                    attributes: attributes.collect(),
                    inside: open.clone(),
                });
                if !VOID.contains(&name.as_str()) && !tag.self_closing {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => assert_eq!(open.pop(), Some(utf8(&tag.name)), "{open:?}"),
            Token::String(piece) => text.push_str(&utf8(&piece)),
            Token::Error(error) => panic!("not sound HTML: {error:?}"),
            Token::Comment(_) => panic!("a comment"),
            Token::Doctype(_) => {}
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    let mut ids: Vec<&String> = elements
        .iter()
        .filter_map(|e| e.attributes.get("id"))
        .collect();
    ids.sort();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice");
    for element in &elements {
        assert_ne!(element.name, "script");
        assert_ne!(element.name, "link");
        for (key, value) in &element.attributes {
            assert!(
                !key.starts_with("on") && key != "src" && key != "style",
                "{key}={value}"
            );
            if key == "href" {
                let inner = value.strip_prefix('#');
                let leads = inner.map(|id| ids.iter().any(|known| *known == id));
                let out = value.starts_with("http://") || value.starts_with("https://");
                assert!(leads.unwrap_or(out), "leads nowhere: {value}");
            }
            if key == "aria-labelledby" {
                assert!(ids.contains(&value), "no label: {value}");
            }
        }
    }
    (elements, text)
}

fn claim(document: &str, n: usize) -> ClaimRef {
    ClaimRef {
        document: document.to_owned(),
        claim: ClaimId(n),
    }
}

fn says(name: &str, side: Option<&str>, document: &str, n: usize, day: &str) -> Evidence {
    Evidence {
        claim: claim(document, n),
        holder: Holder {
            name: name.to_owned(),
            side: side.map(str::to_owned),
        },
        chain: vec!["An Agency".to_owned(), name.to_owned()],
        stance: Stance::Affirms,
        interest: Interest::Neutral,
        modality: Modality::Actual,
        reliability: Reliability::C,
        weak: false,
        by: None,
        cumulative: true,
        origin: side.map_or_else(|| format!("text:{document}"), |side| format!("side:{side}")),
        time: None,
        published: (!day.is_empty()).then(|| day.to_owned()),
        updated_by: None,
    }
}

fn answer(value: Value, text: &str, affirmed: Vec<Evidence>, denied: Vec<Evidence>) -> Answer {
    let holders = |evidence: &[Evidence]| evidence.iter().map(|e| e.holder.clone()).collect();
    let tally = |evidence: &[Evidence]| Tally {
        reports: evidence.len(),
        origins: evidence.len().min(1),
    };
    Answer {
        value,
        text: text.to_owned(),
        holders: holders(&affirmed),
        deniers: holders(&denied),
        affirmed_by: tally(&affirmed),
        denied_by: tally(&denied),
        affirmed,
        denied,
        first: None,
        grade: Grade {
            reliability: Reliability::C,
            credibility: Credibility::Doubtful,
            because: "C: a rule; 4: another".into(),
        },
    }
}

fn question(id: &str, kind: &str, text: &str, status: Status, answers: Vec<Answer>) -> Question {
    Question {
        id: id.to_owned(),
        key: format!("{kind}|{id}"),
        kind: kind.to_owned(),
        text: text.to_owned(),
        place: (kind == "control").then(|| PlaceRef {
            id: "place:1".into(),
            name: "Rivertown".into(),
        }),
        sides: Vec::new(),
        period: None,
        status,
        reasons: vec![Reason {
            grounds: Grounds::Conflict,
            why: "Northland and Southland do not say the same".into(),
            claims: Vec::new(),
        }],
        answers,
        refines: Vec::new(),
        harm: (id == "q:2").then(|| HarmGrade {
            grade: Harm::Weak,
            because: "one origin says so".into(),
        }),
    }
}

fn toll(min: u64, max: Option<u64>, affirmed: Vec<Evidence>, denied: Vec<Evidence>) -> Answer {
    answer(
        Value::Count { min, max },
        &count_words(min, max),
        affirmed,
        denied,
    )
}

/// A contested town, a toll of two voices, an admitted toll; each claim with a sentence of its own.
fn questions() -> Vec<Question> {
    let side = |id: &str| Value::Side { side: id.into() };
    let mut denial = says(
        "Northland (defence ministry)",
        Some("N"),
        "c",
        0,
        "2031-05-04",
    );
    denial.stance = Stance::Denies;
    let mut own = says("Southland", Some("S"), "d", 0, "2031-05-09");
    own.interest = Interest::Against;
    let mut first = says("Northland", Some("N"), "a", 2, "2031-05-03");
    first.updated_by = Some(claim("c", 1));
    vec![
        question(
            "q:1",
            "control",
            "Who holds Rivertown, 3 May 2031?",
            Status::Contested,
            vec![
                answer(
                    side("S"),
                    "Southland",
                    vec![
                        says("Southland", Some("S"), "a", 0, "2031-05-03"),
                        says("Southland", Some("S"), "b", 0, "2031-05-04"),
                    ],
                    vec![denial],
                ),
                answer(
                    side("N"),
                    "Northland",
                    vec![says("Hill Courier", None, "c", 3, "2031-05-04")],
                    vec![],
                ),
            ],
        ),
        question(
            "q:2",
            "casualties",
            "How many Southland soldiers were killed, 2031?",
            Status::Contested,
            vec![
                toll(
                    120,
                    Some(120),
                    vec![first],
                    vec![says("Southland", Some("S"), "b", 1, "2031-05-04")],
                ),
                toll(
                    300,
                    None,
                    vec![says("Northland", Some("N"), "c", 1, "2031-05-06")],
                    vec![],
                ),
                toll(
                    40,
                    Some(49),
                    vec![says("Southland", Some("S"), "b", 2, "2031-05-04")],
                    vec![],
                ),
            ],
        ),
        question(
            "q:3",
            "casualties",
            "How many Southland soldiers were wounded, 2031?",
            Status::Admitted,
            vec![toll(7, Some(7), vec![own], vec![])],
        ),
    ]
}

fn dossier(questions: &[Question]) -> Dossier<'_> {
    let document = |key: &str, outlet: &str, day: &str| {
        let document = Document {
            outlet: outlet.into(),
            named: true,
            uri: Some(format!("https://news.example/{key}?a=1&b=2")),
            articles: vec![Article {
                title: Some(format!("Report {key}")),
                published: Some(day.into()),
                dated: day.into(),
            }],
        };
        (key.to_owned(), document)
    };
    let documents = [
        document("a", "Bay Post", "2031-05-03"),
        document("b", "Hill Courier", "2031-05-04"),
        document("c", "Hill Courier", "2031-05-04"),
        document("d", "Plain Dealer", "2031-05-09"),
        document("e", "Uncited Times", "2031-05-01"),
    ];
    let evidence = questions.iter().flat_map(|q| &q.answers);
    let evidence = evidence.flat_map(|a| a.affirmed.iter().chain(&a.denied));
    let sentences = evidence.map(|e| {
        let piece = |text: String, claim: bool| Piece {
            text,
            claim,
            source: false,
            cue: false,
        };
        let pieces = vec![
            piece("It was said, ".into(), false),
            piece(
                format!("in {} of {}", e.claim.claim, e.claim.document),
                true,
            ),
            piece(".".into(), false),
        ];
        (e.claim.clone(), Sentence { article: 0, pieces })
    });
    let name = |id: &str, name: &str| (id.to_owned(), name.to_owned(), None);
    Dossier {
        title: "Rivertown".into(),
        program: "rashomon 0".into(),
        as_of: None,
        chosen_by: Vec::new(),
        sentences: sentences.collect(),
        questions: questions.iter().collect(),
        more: false,
        judged: BTreeMap::new(),
        at_hand: 5,
        documents: documents.into_iter().collect(),
        names: Names::new([name("N", "Northland"), name("S", "Southland")]),
        limits: Limits::default(),
    }
}

#[test]
fn what_is_contested_comes_first_and_every_sentence_is_cited() {
    let questions = questions();
    let dossier = dossier(&questions);
    for (file, mark) in [
        (html(&dossier), "id=\"q-1\""),
        (markdown(&dossier), "### Who holds"),
    ] {
        let at = |part: &str| {
            file.find(part)
                .unwrap_or_else(|| panic!("no {part} in\n{file}"))
        };
        assert!(at(mark) < at("wounded, 2031? ") || !file.starts_with('<'));
        assert!(at("Contested") < at("Admitted"));
        for part in [
            "5 reports",
            "4 outlets",
            "1–9 May 2031",
            "since 3 May 2031",
            "2 reports, 1 origin",
            "Denied by",
            "defence ministry",
            "through An Agency",
            "against its own interest",
            "Report a",
            "Admiralty code C4. C: a rule; 4: another.",
            "Airwars grade: weak, as one",
            "https://news.example/d?a=1&",
            "Uncited Times",
            "rashomon 0",
        ] {
            assert!(file.contains(part), "{part} is missing in\n{file}");
        }
    }
    let (elements, text) = parse(&html(&dossier));
    for sentence in dossier.sentences.values() {
        let whole: String = sentence.pieces.iter().map(|p| p.text.as_str()).collect();
        assert!(text.contains(&whole), "not cited: {whole}");
    }
    let quotes = elements.iter().filter(|e| e.name == "blockquote").count();
    let marks = elements
        .iter()
        .filter(|e| e.name == "mark" && e.inside.iter().any(|n| n == "blockquote"));
    assert_eq!((quotes, marks.count()), (9, 9));
    for name in ["main", "header", "nav", "footer", "h1", "title"] {
        assert_eq!(
            elements
                .iter()
                .filter(|e| e.name == name && !e.inside.contains(&"svg".into()))
                .count(),
            1,
            "{name}"
        );
    }
}

#[test]
fn charts_tell_the_figures_of_the_questions() {
    let questions = questions();
    let file = html(&dossier(&questions));
    let (elements, text) = parse(&file);
    let charts: Vec<&Element> = elements
        .iter()
        .filter(|e| e.name == "svg" && e.attributes.contains_key("role"))
        .collect();
    assert_eq!(
        charts.len(),
        2,
        "a toll and a strip; one figure needs no chart"
    );
    for chart in charts {
        assert!(chart.attributes.contains_key("aria-labelledby"));
    }
    // Marks are titled with what they show, and the table beside has the same.
    for told in [
        "Northland, 3 May 2031: 120, denied or doubted by Southland, a later figure takes its place",
        "Northland, 6 May 2031: 300 or more",
        "Southland, 4 May 2031: 40–49",
        "Southland: Southland holds it, reported 3 May 2031",
        "Northland: Southland does not hold it, reported 4 May 2031",
        "Hill Courier: Northland holds it, reported 4 May 2031",
    ] {
        assert_eq!(text.matches(told).count(), 1, "{told}");
    }
    let ranges = elements
        .iter()
        .filter(|e| e.attributes.get("class").is_some_and(|c| c == "range") && e.name == "line");
    let y = |e: &Element, key: &str| e.attributes[key].parse::<f64>().unwrap();
    let heights: Vec<f64> = ranges.map(|e| y(e, "y1") - y(e, "y2")).collect();
    assert_eq!(heights.len(), 3);
    // 40–49 of an axis that goes to 300; exact figures have no height.
    let long: Vec<&f64> = heights.iter().filter(|h| **h > 0.0).collect();
    assert!(
        matches!(long[..], [h] if (*h - 210.0 * 9.0 / 300.0).abs() < 0.11),
        "{heights:?}"
    );
    let own = markdown(&dossier(&questions));
    for figure in [
        "| 120 ",
        "| 300 or more ",
        "| 40–49 ",
        "| Southland holds it ",
        "| Southland does not hold it",
    ] {
        assert!(own.contains(figure), "{figure} is missing in\n{own}");
    }
}

#[test]
fn the_same_words_in_several_reports_are_told_once() {
    let questions = questions();
    let mut dossier = dossier(&questions);
    let sentence = dossier.sentences[&claim("a", 0)].clone();
    dossier.sentences.insert(claim("b", 0), sentence);
    let (elements, text) = parse(&html(&dossier));
    assert_eq!(
        elements.iter().filter(|e| e.name == "blockquote").count(),
        8
    );
    assert!(text.contains("; the same words in [2]"), "{text}");
}

#[test]
fn what_is_left_out_is_counted() {
    let questions = questions();
    let mut dossier = dossier(&questions);
    dossier.limits = Limits {
        questions: 1,
        answers: 1,
        sentences: 1,
        rows: 1,
    };
    for file in [html(&dossier), markdown(&dossier)] {
        for left in [
            "1 more question.",
            "1 more answer.",
            "1 more sentence.",
            "2 more figures.",
        ] {
            let told = format!("Left out here for length: {}", left.trim_end_matches('.'));
            assert!(file.contains(&told), "{told} is missing in\n{file}");
        }
    }
    parse(&html(&dossier));
}

#[test]
fn a_day_in_the_past_leaves_later_reports_out() {
    let questions = questions();
    let mut dossier = dossier(&questions[..1]);
    dossier.as_of = Day::parse("2031-05-04");
    for file in [html(&dossier), markdown(&dossier)] {
        assert!(file.contains("Drawn from 4 of 5 reports"), "{file}");
        assert!(
            file.contains("known on 4 May 2031; what was published later"),
            "{file}"
        );
        assert!(!file.contains("Plain Dealer"));
    }
}

#[test]
fn judgements_stand_beside_what_they_judge() {
    let questions = questions();
    let mut dossier = dossier(&questions);
    let on = Subject::Answer {
        question: questions[0].id.clone(),
        value: questions[0].answers[0].value.clone(),
    };
    let claim = questions[0].answers[0].affirmed[0].claim.clone();
    let judged = |id: &str, on: Subject, verdict| Judgement {
        id: id.into(),
        author: "A. Analyst".into(),
        time: "2031-06-01T10:00:00Z".into(),
        why: "<seen> on *film*".into(),
        act: Act::Verdict { on, verdict },
    };
    let overlay = Overlay {
        answers: vec![OnAnswer {
            value: questions[0].answers[0].value.clone(),
            verdict: Some(judged("j000001", on, Verdict::Refuted)),
            grades: Vec::new(),
        }],
        claims: vec![judged(
            "j000002",
            Subject::Claim {
                claim: claim.clone(),
            },
            Verdict::Misread,
        )],
        ..Overlay::default()
    };
    dossier.judged = BTreeMap::from([(questions[0].id.clone(), overlay)]);
    let (_, text) = parse(&html(&dossier));
    for told in [
        "Judged refuted by A. Analyst, 2031-06-01T10:00:00Z: <seen> on *film* [j000001]".to_owned(),
        format!(
            "Judged “in {} of {}” misread by A. Analyst, 2031-06-01T10:00:00Z: <seen> on *film* [j000002]",
            claim.claim, claim.document
        ),
    ] {
        assert!(text.contains(&told), "{told} is missing in {text}");
    }
    let file = markdown(&dossier);
    assert!(file.contains("Judged refuted by A. Analyst"), "{file}");
    assert!(!file.contains("<seen>"), "{file}");
}

#[test]
fn nothing_to_tell_is_a_sound_file() {
    let dossier = Dossier::default();
    parse(&html(&dossier));
    assert!(markdown(&dossier).contains("No question of these reports."));
}

/// Puts words in every place where a report's words go.
fn with_words(words: &str, questions: &mut [Question]) -> Vec<(String, String)> {
    for question in questions.iter_mut() {
        question.text = words.to_owned();
        question.reasons[0].why = words.to_owned();
        for answer in &mut question.answers {
            answer.text = words.to_owned();
            for e in answer.affirmed.iter_mut().chain(&mut answer.denied) {
                if e.holder.side.is_none() {
                    e.holder.name = words.to_owned();
                }
                e.chain[0] = words.to_owned();
            }
        }
    }
    vec![
        ("N".into(), words.to_owned()),
        ("S".into(), format!("{words}!")),
    ]
}

fn hostile(words: &str) -> (String, String) {
    let mut questions = questions();
    let names = with_words(words, &mut questions);
    let mut dossier = dossier(&questions);
    dossier.names = Names::new(names.into_iter().map(|(id, name)| (id, name, None)));
    dossier.title = words.to_owned();
    dossier.chosen_by = vec![words.to_owned()];
    for document in dossier.documents.values_mut() {
        document.outlet = words.to_owned();
        document.uri = Some(words.to_owned());
        document.articles[0].title = Some(words.to_owned());
    }
    for sentence in dossier.sentences.values_mut() {
        sentence
            .pieces
            .iter_mut()
            .for_each(|piece| piece.text = words.to_owned());
    }
    (html(&dossier), markdown(&dossier))
}

#[test]
fn words_of_reports_are_never_markup() {
    for words in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</title></style></svg><b>",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//http://",
        "https://a.example/\"onclick=\"x",
        "&lt;b&gt; &#60;script&#62;",
        "<!-- ]]> <![CDATA[",
        "\u{0}\u{1b}[2J\u{202e}\u{2066}x",
    ] {
        let (html, markdown) = hostile(words);
        let (elements, text) = parse(&html);
        let shown: String = words.chars().filter(|c| c.is_ascii_graphic()).collect();
        let text: String = text.chars().filter(|c| c.is_ascii_graphic()).collect();
        assert!(text.contains(&shown), "{words:?} is not shown");
        for name in ["img", "b"] {
            let strange = elements
                .iter()
                .find(|e| e.name == name && !e.inside.iter().any(|n| n == "p"));
            assert!(strange.is_none(), "{words:?} made <{name}>");
        }
        let steers = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{2066}".contains(c);
        assert!(!html.contains(steers) && !markdown.contains(steers));
        let bare = markdown.match_indices('<').filter(|(i, _)| {
            let before = &markdown[..*i];
            !before.ends_with('\\') && !before.ends_with("](")
        });
        assert_eq!(bare.count(), 0, "{markdown}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_words_give_a_sound_file(words in "\\PC{0,24}|[<>&\"'/=a-z# \\n|*`\\[\\]]{0,24}") {
        let (html, _) = hostile(&words);
        parse(&html);
    }

    #[test]
    fn any_days_and_figures_give_a_sound_file(
        figures in prop::collection::vec((any::<u64>(), prop::option::of(any::<u64>()), -9999i32..9999, 1u8..13), 0..12)
    ) {
        let mut questions = questions();
        for (i, (min, max, year, month)) in figures.into_iter().enumerate() {
            let day = match year {
                0..=9999 => format!("{year:04}-{month:02}"),
                _ => format!("-{:04}-{month:02}", -year),
            };
            let e = says("Northland", Some("N"), "a", 10 + i, &day);
            questions[1].answers.push(toll(min, max, vec![e.clone()], vec![]));
            questions[0].answers.push(answer(Value::Side { side: "N".into() }, "N", vec![e], vec![]));
        }
        let dossier = dossier(&questions);
        let file = html(&dossier);
        parse(&file);
        prop_assert!(!file.contains("NaN") && !file.contains("inf\""));
        prop_assert_eq!(file, html(&dossier));
    }
}
