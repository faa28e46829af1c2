//! What the embedded gazetteer knows, and what it says to tables that are wrong.

use rashomon_gazetteer::{Candidate, Class, Gazetteer, NameKind, Table, fold, fold_words};

fn first(name: &str) -> (String, Candidate) {
    let g = Gazetteer::embedded();
    let c = g
        .lookup(name)
        .into_iter()
        .next()
        .unwrap_or_else(|| panic!("{name} is not known"));
    (g.id(c.key), c)
}

#[test]
fn rival_names_lead_to_one_place() {
    let g = Gazetteer::embedded();
    for names in [
        &["Shusha", "Shushi", "Şuşa"][..],
        &["Stepanakert", "Khankendi", "Xankəndi"],
        &[
            "Nagorno-Karabakh",
            "Nagorny Karabakh",
            "Nagorno Karabakh",
            "Artsakh",
        ],
        &["Kyiv", "Kiev"],
        &["Bakhmut", "Artemivsk"],
        &["Kobani", "Ain al-Arab", "Kobanê"],
        &["Deir ez-Zor", "Deir al-Zour", "Deir Ezzor"],
        &["Yangon", "Rangoon"],
        &["Myanmar", "Burma"],
    ] {
        let all: Vec<Vec<_>> = names
            .iter()
            .map(|n| g.lookup(n).into_iter().map(|c| c.key).collect())
            .collect();
        assert!(
            all[0].iter().any(|k| all.iter().all(|a| a.contains(k))),
            "{names:?} share no place"
        );
    }
}

#[test]
fn an_ambiguous_name_keeps_all_its_places() {
    let g = Gazetteer::embedded();
    let countries: Vec<&str> = g
        .lookup("Martuni")
        .iter()
        .filter_map(|c| Some(g.place(c.key).country?.iso3.as_str()))
        .collect();
    assert!(
        countries.contains(&"ARM") && countries.contains(&"AZE"),
        "{countries:?}"
    );
    let georgia = g.lookup("Georgia");
    assert!(g.place(georgia[0].key).is_country());
    assert!(georgia.iter().any(|c| g.place(c.key).feature == "ADM1"));
}

#[test]
fn countries_capitals_and_demonyms() {
    let g = Gazetteer::embedded();
    for (word, iso3) in [
        ("Azerbaijani", "AZE"),
        ("Azeris", "AZE"),
        ("American", "USA"),
        ("Frenchmen", "FRA"),
        ("Turks", "TUR"),
        ("Chechens", "RUS"),
        ("Ethiopian", "ETH"),
    ] {
        assert_eq!(g.demonym(word), Some(iso3), "{word}");
    }
    assert_eq!(g.demonym("polish"), None, "the verb");
    assert_eq!(g.demonym("Table"), None);
    for (city, iso3) in [
        ("Baku", "AZE"),
        ("Kiev", "UKR"),
        ("Ankara", "TUR"),
        ("Tripoli", "LBY"),
        ("Washington", "USA"),
        ("Sana'a", "YEM"),
    ] {
        assert_eq!(g.capital_of(city), Some(iso3), "{city}");
    }
    assert_eq!(g.capital_of("Istanbul"), None);
    for (name, iso3) in [
        ("AM", "ARM"),
        ("ARM", "ARM"),
        ("Burma", "MMR"),
        ("the Netherlands", "NLD"),
        ("UK", "GBR"),
        ("DRC", "COD"),
    ] {
        assert_eq!(
            g.country(name).map(|c| c.iso3.as_str()),
            Some(iso3),
            "{name}"
        );
    }
}

#[test]
fn the_tree_leads_from_town_to_country() {
    let g = Gazetteer::embedded();
    let town = g
        .lookup("Shusha")
        .into_iter()
        .map(|c| c.key)
        .find(|&k| g.place(k).class() == Class::Populated)
        .expect("a town");
    let unit = g.admin1(town).expect("a district");
    assert_eq!(fold(g.place(unit).name), "shusha");
    assert!(g.contains(unit, town) && !g.contains(town, unit) && !g.contains(town, town));
    assert!(g.contains(g.country_place("AZE").expect("a country"), town));
    let baku = g.lookup("Baku")[0].key;
    assert!((250.0..320.0).contains(&g.distance(town, baku)));
}

#[test]
fn names_are_found_in_running_words_longest_first() {
    let g = Gazetteer::embedded();
    let mut words = Vec::new();
    fold_words("New York City officials", &mut words);
    let found: Vec<usize> = g.prefixes(&words).iter().map(|f| f.0).collect();
    assert_eq!(found[..2], [3, 2]);
    words.clear();
    fold_words("as-Suwayda governorate fell", &mut words);
    assert!(g.prefixes(&words).iter().any(|f| f.0 == 2));
}

#[test]
fn short_forms_say_that_they_are() {
    let (id, c) = first("Calif.");
    assert_eq!(
        (id.as_str(), c.kind),
        ("geonames:5332921", NameKind::Abbreviation)
    );
}

fn mine(text: &str) -> Table {
    Table {
        name: "mine.tsv".into(),
        text: text.into(),
    }
}

#[test]
fn a_table_adds_a_country() {
    let table = "Ruritania\t48\t15\tPCLI\tRUR\t\tKingdom of Ruritania\nStrelsau\t48.1\t15.2\tPPLC\tRUR\nZenda\t48.3\t15\tPPL\tRUR\n";
    // A line may refer to a country that a later one defines.
    let lines: Vec<&str> = table.lines().collect();
    let turned = format!("{}\n{}\n{}\n", lines[2], lines[1], lines[0]);
    for table in [table, &turned] {
        let mut g = Gazetteer::with_tables(&[mine(table)]).expect("a good table");
        let found =
            |name: &str| -> Vec<String> { g.lookup(name).iter().map(|c| g.id(c.key)).collect() };
        assert_eq!(found("Ruritania"), ["country:RUR"]);
        assert_eq!(found("Kingdom of Ruritania"), ["country:RUR"]);
        assert_eq!(found("Zenda")[0], "alias:RUR/zenda");
        assert_eq!(g.capital_of("Strelsau"), Some("RUR"));
        assert_eq!(g.country("RUR").map(|c| c.name.as_str()), Some("Ruritania"));
        g.add_demonym("Ruritanian", "RUR");
        g.add_demonym("Nobodian", "NOB");
        assert_eq!(g.demonym("Ruritanians"), Some("RUR"));
        assert_eq!(g.demonym("Nobodian"), None);
    }
}

#[test]
fn a_table_adds_places_and_names() {
    let table = "name\tlat\tlon\tfeature\tcountry\tparent\taliases\n# mine\nUpper Mill\t39.5\t47.1\tPPL\tAZ\tFuzuli\tYukhari Deyirman\nShusha\t\t\t\tAZ\t\tMy Fortress\n";
    let g = Gazetteer::with_tables(&[mine(table)]).expect("a good table");
    let mill = g.lookup("yukhari deyirman")[0];
    assert_eq!(
        (g.place(mill.key).name, g.id(mill.key).as_str(), mill.kind),
        ("Upper Mill", "alias:AZE/upper-mill", NameKind::Listed)
    );
    assert_eq!(
        fold(g.place(g.place(mill.key).parent.expect("a parent")).name),
        "fuzuli"
    );
    assert!(
        g.lookup("My Fortress")
            .iter()
            .any(|c| g.place(c.key).name == "Shusha")
    );
}

#[test]
fn a_wrong_table_is_told_where() {
    for (line, says) in [
        ("Nowhere at All\t\t\t\tAZ", "give lat and lon"),
        ("X\t95\t10", "no latitude"),
        ("X\tnorth\t10", "no latitude"),
        ("X\t1\t1\tPPL\tZZ", "no country code"),
        ("X\t1\t1\tPPL\tAZ\tNo Such District Anywhere", "parent"),
        ("X\t1\t1\tPCLI\tZZ", "three capital letters"),
        ("X\t1\t1\tPCLI\tPER", "the code of Peru"),
        ("\t1\t1", "name, is empty"),
        ("a\tb\tc\td\te\tf\tg\th\ti", "9 columns"),
    ] {
        let error = Gazetteer::with_tables(&[mine(&format!("# one\n{line}\n"))])
            .err()
            .expect(line);
        assert!(
            error.to_string().starts_with("mine.tsv:2: ") && error.message.contains(says),
            "{error}"
        );
    }
    assert_eq!(
        Table::open("no/such/file.tsv").expect_err("no file").line,
        0
    );
}

#[test]
fn the_example_table_is_good() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/places.tsv");
    let table = Table::open(path).expect("the file is there");
    let g = Gazetteer::with_tables(&[table]).expect("a good table");
    assert_eq!(g.place(g.lookup("Hill 402")[0].key).feature, "HLL");
}

proptest::proptest! {
    #[test]
    fn arbitrary_text_is_survived(text in ".{0,60}", table in "[a-z\t|.0-9\n]{0,80}") {
        let g = Gazetteer::embedded();
        g.lookup(&text);
        g.demonym(&text);
        g.capital_of(&text);
        g.country(&text);
        let mut words = Vec::new();
        fold_words(&text, &mut words);
        g.prefixes(&words);
        let _ = Gazetteer::with_tables(&[mine(&table)]);
    }
}
