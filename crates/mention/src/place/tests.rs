//! Sentences of our own, read without a parse: what the words and the gazetteer must settle by themselves.

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Vec<PlaceHit> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.len()).trim(text);
        if !span.is_empty() {
            blocks.push(span);
        }
        start += line.len();
    }
    PlaceFinder::new(Gazetteer::embedded().clone()).find(text, &blocks, &Parsed::default())
}

/// The words found with the ids of their places.
fn found(text: &str) -> Vec<(String, String)> {
    read(text)
        .into_iter()
        .map(|h| (h.span.of(text).to_owned(), h.place.id))
        .collect()
}

fn hit(text: &str, words: &str) -> Place {
    let hits = read(text);
    hits.iter()
        .find(|h| h.span.of(text) == words)
        .unwrap_or_else(|| panic!("{words} is not found in {text}: {hits:?}"))
        .place
        .clone()
}

fn names(text: &str) -> Vec<String> {
    found(text).into_iter().map(|(words, _)| words).collect()
}

#[test]
fn rival_names_are_one_place_and_stay_as_written() {
    let text =
        "Shelling was heard in Stepanakert, which Azerbaijan calls Khankendi, and in Shushi.";
    let (one, other) = (hit(text, "Stepanakert"), hit(text, "Khankendi"));
    assert_eq!(one.id, other.id);
    assert_eq!(one.aliases_matched.as_deref(), Some("Stepanakert"));
    assert_eq!(other.aliases_matched, None);
    assert_eq!(hit(text, "Shushi").name, "Shusha");
}

#[test]
fn a_name_of_two_towns_follows_the_other_places() {
    let karabakh = "Azerbaijani forces shelled Martuni and Hadrut in Nagorno-Karabakh, officials in Stepanakert said.";
    assert_eq!(hit(karabakh, "Martuni").country.as_deref(), Some("AZ"));
    let sevan = "The road from Yerevan along Lake Sevan reaches Martuni and Vardenis in Gegharkunik, Armenia.";
    assert_eq!(hit(sevan, "Martuni").country.as_deref(), Some("AM"));
    let libya =
        "Militias closed the airport in Tripoli on Friday. Flights went to Misrata and Benghazi.";
    assert_eq!(hit(libya, "Tripoli").country.as_deref(), Some("LY"));
    let lebanon =
        "A boat that left Tripoli sank off Tartus. Relatives waited in Beirut and Sidon, Lebanon.";
    assert_eq!(hit(lebanon, "Tripoli").country.as_deref(), Some("LB"));
}

#[test]
fn georgia_is_a_state_or_a_country() {
    let state = "Police in Macon, Georgia, searched for the driver. He was last seen near Savannah, south of Atlanta.";
    assert_eq!(hit(state, "Georgia").feature.as_deref(), Some("ADM1"));
    let country = "Russia moved troops into Georgia. Columns were seen near Gori, west of Tbilisi.";
    assert_eq!(hit(country, "Georgia").id, "country:GEO");
}

#[test]
fn a_town_with_its_state_is_the_one_in_that_state() {
    for (text, words, admin1) in [
        ("A man from Paris, Texas, was arrested.", "Paris", "Texas"),
        (
            "The flood reached Moscow, Idaho, at dawn.",
            "Moscow",
            "Idaho",
        ),
        (
            "She grew up in Florence, Ala., and never left.",
            "Florence",
            "Alabama",
        ),
        ("The fire in London, Ont., is out.", "London", "Ontario"),
    ] {
        assert_eq!(hit(text, words).admin1.as_deref(), Some(admin1), "{text}");
    }
    assert_eq!(
        hit("A train left Paris for Moscow.", "Moscow")
            .country
            .as_deref(),
        Some("RU")
    );
    let unknown = hit(
        "Two were hurt in Quibble Corners, Ohio, on Monday.",
        "Quibble Corners",
    );
    assert_eq!(
        (unknown.id.as_str(), unknown.country.as_deref()),
        ("frame:ohio/quibble-corners", Some("US"))
    );
}

#[test]
fn villages_unknown_to_the_gazetteer_lie_in_their_district() {
    for text in [
        "The army took the villages of Oqcuqur, Upper Zarvan and Talmik in Jabrayil district, the ministry said.",
        "The army took Oqcuqur, Upper Zarvan and Talmik villages of Jabrayil district, the ministry said.",
        "In Jabrayil district, the villages of Oqcuqur, Upper Zarvan and Talmik were taken.",
    ] {
        for words in ["Oqcuqur", "Upper Zarvan", "Talmik"] {
            let place = hit(text, words);
            assert!(place.id.starts_with("frame:jabrayil/"), "{text}: {place:?}");
            let district = hit(text, "Jabrayil");
            assert_eq!(place.parent.as_deref(), Some(district.id.as_str()));
            assert_eq!(place.lat, district.lat);
        }
        assert_eq!(hit(text, "Jabrayil").feature.as_deref(), Some("ADM1"));
    }
    assert_eq!(
        hit("Shells hit the settlement of Vorkhun at noon.", "Vorkhun").id,
        "frame:vorkhun"
    );
    assert!(
        hit(
            "Kafr Zorda, a village in Idlib province, was bombed.",
            "Kafr Zorda"
        )
        .id
        .starts_with("frame:idlib/")
    );
}

#[test]
fn a_village_is_not_its_namesake_elsewhere() {
    // There is a Berlin in many countries, and none in this district.
    let text = "Troops entered the villages of Berlin and Karakolu in Fuzuli district.";
    assert_eq!(hit(text, "Berlin").id, "frame:fuzuli/berlin");
}

#[test]
fn units_are_told_from_towns() {
    assert_eq!(
        hit("Fighting went on across Idlib province.", "Idlib")
            .feature
            .as_deref(),
        Some("ADM1")
    );
    assert_eq!(
        hit("A market in Idlib was bombed.", "Idlib")
            .feature
            .as_deref(),
        Some("PPLA")
    );
    assert_eq!(
        hit(
            "Settlements in the provinces of Fuzuli and Zangilan fell.",
            "Fuzuli"
        )
        .feature
        .as_deref(),
        Some("ADM1")
    );
    assert_eq!(
        hit("The town of Fuzuli fell.", "Fuzuli").feature.as_deref(),
        Some("PPLA")
    );
}

#[test]
fn persons_firms_and_peoples_are_no_places() {
    assert_eq!(
        names("Mr. Lincoln met Gen. Jackson and Sen. Dallas Houston."),
        [""; 0]
    );
    assert_eq!(
        names("John Sydney said Sydney would not come. He was tired."),
        [""; 0]
    );
    assert_eq!(
        names("Armenian officials and Syrian rebels spoke to Turks."),
        [""; 0]
    );
    assert_eq!(names("In May the March began on a Reading day."), [""; 0]);
}

#[test]
fn people_can_be_asked_for() {
    let text = "South African officials met a Sudanese envoy.";
    let hits = PlaceFinder::new(Gazetteer::embedded().clone())
        .with_demonyms(true)
        .find(text, &[Span::new(0, text.len())], &Parsed::default());
    let ids: Vec<_> = hits.iter().map(|h| h.place.id.as_str()).collect();
    assert_eq!(ids, ["country:ZAF", "country:SDN"]);
}

#[test]
fn capitals_that_speak_stand_for_their_government() {
    assert!(hit("Ankara denied the report.", "Ankara").metonym);
    assert!(!hit("Thousands marched in Ankara.", "Ankara").metonym);
}

#[test]
fn names_with_articles_and_hyphens() {
    let text = "Jets bombed al-Bab, Deir ez-Zor and as-Suwayda; Tel Rifaat and Ma'arrat al-Numan were calm.";
    for (words, name) in [("al-Bab", "Al-Bab"), ("Deir ez-Zor", "Deir ez-Zor")] {
        assert_eq!(hit(text, words).name, name);
    }
    assert!(names(text).iter().any(|n| n == "as-Suwayda"));
}

#[test]
fn features_named_with_their_kind() {
    assert_eq!(
        hit("The army reached Homs Province.", "Homs Province")
            .feature
            .as_deref(),
        Some("ADM1")
    );
    assert_eq!(
        hit(
            "A shell fell on Copper Baker Street in Aleppo.",
            "Copper Baker Street"
        )
        .country
        .as_deref(),
        Some("SY")
    );
    assert_eq!(hit("People fled Syrias north.", "Syrias").id, "country:SYR");
}

#[test]
fn a_full_stop_ends_a_name() {
    assert_eq!(names("They left Homs. Gaza was calm."), ["Homs", "Gaza"]);
    assert_eq!(names("Troops reached St. Petersburg."), ["St. Petersburg"]);
    assert_eq!(
        hit("SANA said the town of Hama was calm.", "Hama")
            .country
            .as_deref(),
        Some("SY")
    );
    assert_eq!(names("SANA said the town of Hama was calm."), ["Hama"]);
}

#[test]
fn short_forms_need_their_context() {
    assert_eq!(names("He was IN the house OR near ME."), [""; 0]);
    assert_eq!(hit("The U.S. and the UK signed.", "U.S.").id, "country:USA");
    assert_eq!(names("They told us to wait."), [""; 0]);
}

#[test]
fn long_input_takes_time_in_proportion() {
    let unit =
        "In Jabrayil district, the villages of A, B and C near Paris, Texas, fell. ".repeat(20_000);
    let hits = PlaceFinder::new(Gazetteer::embedded().clone()).find(
        &unit,
        &[Span::new(0, unit.len())],
        &Parsed::default(),
    );
    assert!(hits.len() >= 20_000);
    let run = "Aa ".repeat(300_000);
    PlaceFinder::new(Gazetteer::embedded().clone()).find(
        &run,
        &[Span::new(0, run.len())],
        &Parsed::default(),
    );
    let hyphens = "Al-".repeat(300_000);
    PlaceFinder::new(Gazetteer::embedded().clone()).find(
        &hyphens,
        &[Span::new(0, hyphens.len())],
        &Parsed::default(),
    );
}

proptest! {
    #[test]
    fn arbitrary_text_is_survived(text in "(?s).{0,200}") {
        check(&text);
    }

    #[test]
    fn broken_english_is_survived(parts in prop::collection::vec(prop::sample::select(vec![
        "the villages of ", "village", "villages", " of ", " in ", ", ", " and ", "district", "Paris", "Texas", "Ala.", "U.S.", "al-", "-", "'s ", ". ", " ", "\n", "Ə", "é", "County", "Street", "a ", "Gen. ", "(", "’", "Jabrayil", "Kafr Nabl", "Azeri ", "provinces",
    ]), 0..40)) {
        check(&parts.concat());
    }
}

fn check(text: &str) {
    let mut last = 0;
    for h in read(text) {
        assert!(h.span.start >= last && !h.span.is_empty() && text.get(h.span.range()).is_some());
        assert!((0.0..=1.0).contains(&h.place.score));
        last = h.span.end;
    }
}
