//! The lists of those who act and speak: sides, organisations and people, the program's own and a user's.

use crate::Tables;
use crate::lexicon::{Phrases, Vocabulary, parts, plural, rows};
use rashomon_gazetteer::{Gazetteer, Table, TsvError, fold};
use rustc_hash::FxHashMap;

/// Parties that are no states, and more words for states.
const SIDES: &str = include_str!("../../../../data/sides.tsv");
/// Words for people and adjectives of states, beside those of the gazetteer's countries.
const DEMONYMS: &str = include_str!("../../../../data/gazetteer/demonyms.tsv");
/// Organisations and media.
const ORGANISATIONS: &str = include_str!("../../../../data/organisations.tsv");
/// People with their dated roles.
const PEOPLE: &str = include_str!("../../../../data/actors.tsv");

const SIDE_COLUMNS: [&str; 11] = [
    "id",
    "name",
    "role",
    "names",
    "seats",
    "adjectives",
    "people",
    "generic",
    "context",
    "from",
    "to",
];
const PERSON_COLUMNS: [&str; 9] = [
    "id", "name", "aliases", "short", "side", "role", "office", "from", "to",
];

/// What an actor is in the record.
pub(super) const CODES: [&str; 10] = [
    "GOV", "MIL", "REB", "SEP", "OPP", "CVL", "MED", "IGO", "NGO", "SPY",
];

/// A party to conflicts: a state, or one of `data/sides.tsv`.
#[derive(Debug, Clone)]
pub(super) struct Side {
    pub id: Box<str>,
    pub name: Box<str>,
    pub adjective: Option<Box<str>>,
    pub role: Box<str>,
    pub state: bool,
    /// Whether a row of a table has named it.
    listed: bool,
}

impl Side {
    /// Its name before a noun that says who of it is meant: "Nagorno-Karabakh soldiers", not "… authorities soldiers".
    pub fn owner_name(&self) -> &str {
        match self.name.rsplit_once(' ') {
            Some((owner, noun)) if noun.starts_with(char::is_lowercase) && noun.ends_with('s') => {
                owner
            }
            _ => &self.name,
        }
    }
}

/// How a name stands for its side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Its name: an actor where the grammar makes it one.
    Name,
    /// Its capital: the same, but more often a place.
    Seat,
    /// The name of a group or of a seat of power: always an actor.
    Actor,
    /// The name of a state's army: its soldiers, not its government.
    Army,
    /// A word that makes a noun its own: "Armenian", "Karabakh's".
    Modifier,
    /// A word for its people.
    People,
}

/// An entry of the name lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    Side(usize, How),
    /// A person; whether the words are the full name.
    Person(usize, bool),
    Organisation(usize),
}

#[derive(Debug, Clone)]
pub(super) struct Person {
    pub id: Box<str>,
    pub name: Box<str>,
    /// The last word of the name, folded.
    pub surname: Box<str>,
    pub terms: Vec<Term>,
}

/// What somebody was, and when.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub side: Option<Box<str>>,
    pub role: Box<str>,
    pub office: Box<str>,
    pub from: Box<str>,
    pub to: Box<str>,
}

impl Term {
    /// Whether the day (EDTF, its longest known prefix) lies in the term; unknown days do.
    pub fn holds(&self, day: &str) -> bool {
        let n = |bound: &str| day.len().min(bound.len());
        day.is_empty()
            || ((self.from.is_empty() || day[..n(&self.from)] >= self.from[..n(&self.from)])
                && (self.to.is_empty() || day[..n(&self.to)] <= self.to[..n(&self.to)]))
    }
}

#[derive(Debug, Clone)]
pub(super) struct Organisation {
    pub id: Box<str>,
    pub name: Box<str>,
    pub role: Box<str>,
    pub media: bool,
}

/// Plain nouns that mean a side in articles about a state.
#[derive(Debug, Clone)]
pub(super) struct Generic {
    pub side: usize,
    /// In both numbers, folded.
    pub nouns: Vec<Box<str>>,
    pub context: Vec<Box<str>>,
    pub term: Term,
}

/// Finds actors in a text.
#[derive(Debug, Clone)]
pub(crate) struct ActorFinder {
    pub(super) names: Phrases<Name>,
    pub(super) sides: Vec<Side>,
    /// Numbers of the sides by their ids.
    numbers: FxHashMap<Box<str>, usize>,
    pub(super) people: Vec<Person>,
    pub(super) organisations: Vec<Organisation>,
    pub(super) generics: Vec<Generic>,
}

/// A row of a table, with what an error tells of where it stands.
struct Row<'t> {
    table: &'t Table,
    line: usize,
    cells: Vec<&'t str>,
}

impl Row<'_> {
    fn fault(&self, message: String) -> TsvError {
        TsvError {
            file: self.table.name.clone(),
            line: self.line,
            message,
        }
    }

    fn want(&self, good: bool, message: impl FnOnce() -> String) -> Result<(), TsvError> {
        if good {
            Ok(())
        } else {
            Err(self.fault(message()))
        }
    }

    /// Whether the part in the record and the two dates are such.
    fn check(&self, role: &str, from: &str, to: &str) -> Result<(), TsvError> {
        self.want(CODES.contains(&role), || {
            format!("'{role}' is no role: {}", CODES.join(", "))
        })?;
        for day in [from, to] {
            self.want(day.is_empty() || is_date(day), || {
                format!("'{day}' is no date: 2020, 2020-09 or 2020-09-27")
            })?;
        }
        self.want(to.is_empty() || from <= to, || {
            format!("'{to}' is before '{from}'")
        })
    }
}

/// A year, a month or a day.
fn is_date(text: &str) -> bool {
    let figures = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    text.split('-').all(figures) && [&[4][..], &[4, 2], &[4, 2, 2]].contains(&&lengths[..])
}

/// The rows of a table, each with a cell for every column; the line that names the columns is skipped.
fn read<'t>(table: &'t Table, columns: &[&str]) -> impl Iterator<Item = Result<Row<'t>, TsvError>> {
    let (first, width) = (columns[0].to_owned(), columns.len());
    let all = columns.join(", ");
    table.text.lines().enumerate().filter_map(move |(i, line)| {
        let line = line.trim_start_matches('\u{feff}');
        let mut cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        if line.starts_with('#') || cells[0] == first || cells.iter().all(|c| c.is_empty()) {
            return None;
        }
        let found = cells.len();
        cells.resize(width.max(found), "");
        let row = Row {
            table,
            line: i + 1,
            cells,
        };
        let checked = row
            .want(found <= width, || format!("{found} columns: at most {all}"))
            .and_then(|()| {
                row.want(!row.cells[0].is_empty() && !row.cells[1].is_empty(), || {
                    "the first two columns, id and name, are needed".into()
                })
            });
        Some(checked.map(|()| row))
    })
}

fn side_rows(tables: &[Table]) -> Result<Vec<Row<'_>>, TsvError> {
    let all = tables.iter().flat_map(|table| read(table, &SIDE_COLUMNS));
    all.collect()
}

fn embedded(name: &str, text: &str) -> Table {
    Table {
        name: name.into(),
        text: text.into(),
    }
}

/// Tells the gazetteer the adjectives and the words for people that a user's tables give to countries.
pub(crate) fn add_demonyms(gazetteer: &mut Gazetteer, tables: &[Table]) -> Result<(), TsvError> {
    for row in side_rows(tables)? {
        for word in parts(row.cells[5]).chain(parts(row.cells[6])) {
            gazetteer.add_demonym(word, row.cells[0]);
        }
    }
    Ok(())
}

impl ActorFinder {
    /// Reads the lists: the user's tables first, so that of names which stand in both theirs is meant.
    ///
    /// # Errors
    /// [`TsvError`] with file and line of a row that cannot be used.
    pub fn new(
        vocabulary: &mut Vocabulary,
        gazetteer: &Gazetteer,
        tables: &Tables,
    ) -> Result<Self, TsvError> {
        let mut finder = ActorFinder {
            names: Phrases::default(),
            sides: Vec::new(),
            numbers: FxHashMap::default(),
            people: Vec::new(),
            organisations: Vec::new(),
            generics: Vec::new(),
        };
        let embedded_sides = [embedded("data/sides.tsv", SIDES)];
        let (mine, own) = (side_rows(&tables.sides)?, side_rows(&embedded_sides)?);
        finder.add_states(gazetteer, mine.iter().chain(&own));
        for row in &mine {
            finder.read_side(vocabulary, gazetteer, row)?;
        }
        finder.name_states(vocabulary, gazetteer);
        for row in &own {
            finder.read_side(vocabulary, gazetteer, row)?;
        }
        finder.read_organisations(vocabulary);
        let own = embedded("data/actors.tsv", PEOPLE);
        for table in tables.actors.iter().chain([&own]) {
            for row in read(table, &PERSON_COLUMNS) {
                finder.read_person(vocabulary, gazetteer, &row?)?;
            }
        }
        Ok(finder)
    }

    /// The number of a side.
    pub(super) fn side(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// Adds a side: its number.
    fn add_side(&mut self, side: Side) -> usize {
        let number = self.sides.len();
        self.numbers.entry(side.id.clone()).or_insert(number);
        self.sides.push(side);
        number
    }

    fn add_states<'r>(&mut self, gazetteer: &Gazetteer, rows: impl Iterator<Item = &'r Row<'r>>) {
        let listed: Vec<&str> = rows.map(|row| row.cells[0]).collect();
        for country in gazetteer.countries() {
            // Territories speak through the state that they belong to, unless a list has them as a side.
            if !country.sovereign && !listed.contains(&country.iso3.as_str()) {
                continue;
            }
            self.add_side(Side {
                id: country.iso3.as_str().into(),
                name: country.name.as_str().into(),
                adjective: country.demonyms.first().map(|d| d.as_str().into()),
                role: "GOV".into(),
                state: true,
                listed: false,
            });
        }
    }

    /// The names, capitals and demonyms of states.
    fn name_states(&mut self, vocabulary: &mut Vocabulary, gazetteer: &Gazetteer) {
        for country in gazetteer.countries() {
            let Some(side) = self.side(&country.iso3) else {
                continue;
            };
            let mut add =
                |phrase: &str, how| self.names.add(vocabulary, phrase, Name::Side(side, how));
            add(&country.name, How::Name);
            add(&country.official, How::Name);
            // Feeds that lose their apostrophes write "Ruritanias army".
            if !country.name.ends_with('s') {
                add(&format!("{}s", country.name), How::Modifier);
            }
            if let Some(capital) = country.capitals.first() {
                add(capital, How::Seat);
            }
            let more = rows(DEMONYMS)
                .filter(|row| row[1].is_empty() && row[2] == country.iso2)
                .flat_map(|row| parts(row[0]).map(str::to_owned).collect::<Vec<_>>());
            for demonym in country.demonyms.iter().cloned().chain(more) {
                add(&demonym, How::Modifier);
                let many = plural(&demonym);
                // "the Chinese", "the French": no plural of their own.
                if demonym.ends_with(['n', 'i', 'k', 'b', 'd', 'r', 't'])
                    && !demonym.ends_with("ish")
                    && !demonym.ends_with("men")
                {
                    add(&many, How::People);
                }
            }
        }
    }

    fn read_side(
        &mut self,
        vocabulary: &mut Vocabulary,
        gazetteer: &Gazetteer,
        row: &Row,
    ) -> Result<(), TsvError> {
        let [
            id,
            name,
            role,
            names,
            seats,
            adjectives,
            people,
            generic,
            context,
            from,
            to,
        ] = row.cells[..]
        else {
            return Ok(());
        };
        row.check(role, from, to)?;
        row.want(generic.is_empty() == context.is_empty(), || {
            "generic nouns and their context go together".into()
        })?;
        for code in parts(context) {
            row.want(gazetteer.country_place(code).is_some(), || {
                format!("the context '{code}' is no code of a country")
            })?;
        }
        let known = self.side(id);
        let side = known.unwrap_or_else(|| {
            self.add_side(Side {
                id: id.into(),
                name: name.into(),
                adjective: None,
                role: role.into(),
                state: false,
                listed: true,
            })
        });
        let party = &mut self.sides[side];
        let state = party.state;
        // The first row names it.
        if !std::mem::replace(&mut party.listed, true) {
            party.name = name.into();
        }
        if party.adjective.is_none() {
            party.adjective = parts(adjectives).next().map(Into::into);
        }
        let mut add = |phrase: &str, how| self.names.add(vocabulary, phrase, Name::Side(side, how));
        for phrase in parts(names) {
            if let Some(army) = phrase.strip_prefix('!') {
                add(army, How::Army);
                continue;
            }
            // A state's name is a place as well; its government's within the row is not.
            let how = if state
                && phrase.split(' ').count() <= 2
                && !phrase.contains("overnment")
                && !phrase.contains("regime")
            {
                How::Name
            } else {
                How::Actor
            };
            add(phrase, how);
            if !state && phrase.ends_with(['t', 'l']) && !phrase.chars().all(|c| c.is_uppercase()) {
                add(&plural(phrase), how);
            }
        }
        for phrase in parts(seats) {
            match phrase.strip_prefix('~') {
                Some(city) => add(city, How::Seat),
                None => add(phrase, How::Actor),
            }
        }
        parts(adjectives).for_each(|phrase| add(phrase, How::Modifier));
        parts(people).for_each(|phrase| add(phrase, How::People));
        let nouns: Vec<Box<str>> = parts(generic)
            .map(|noun| fold(noun).to_string())
            .flat_map(|noun| [plural(&noun).into(), noun.into()])
            .collect();
        if !nouns.is_empty() {
            self.generics.push(Generic {
                side,
                nouns,
                context: parts(context).map(Into::into).collect(),
                term: Term {
                    side: None,
                    role: role.into(),
                    office: "".into(),
                    from: from.into(),
                    to: to.into(),
                },
            });
        }
        Ok(())
    }

    fn read_organisations(&mut self, vocabulary: &mut Vocabulary) {
        for row in rows(ORGANISATIONS) {
            let [id, name, kind, role, _state, names, ..] = row[..] else {
                continue;
            };
            let media = kind == "media";
            self.organisations.push(Organisation {
                id: format!("{}:{id}", if media { "media" } else { "org" }).into(),
                name: name.into(),
                role: role.into(),
                media,
            });
            let at = self.organisations.len() - 1;
            for phrase in parts(names) {
                self.names.add(vocabulary, phrase, Name::Organisation(at));
            }
        }
    }

    fn read_person(
        &mut self,
        vocabulary: &mut Vocabulary,
        gazetteer: &Gazetteer,
        row: &Row,
    ) -> Result<(), TsvError> {
        let [id, name, aliases, short, side, role, office, from, to] = row.cells[..] else {
            return Ok(());
        };
        row.check(role, from, to)?;
        row.want(id.starts_with("person:"), || {
            format!("'{id}' is no id of a person: person:{}", super::slug(name))
        })?;
        let known = side.is_empty() || self.side(side).is_some();
        row.want(known || gazetteer.country_place(side).is_some(), || {
            format!("'{side}' is no side: add it to a table of sides")
        })?;
        let known = self.people.iter().position(|p| &*p.id == id);
        let at = known.unwrap_or_else(|| {
            let folded = fold(name);
            self.people.push(Person {
                id: id.into(),
                name: name.into(),
                surname: folded.rsplit(' ').next().unwrap_or("").into(),
                terms: Vec::new(),
            });
            self.people.len() - 1
        });
        let mut add = |phrase: &str, full| {
            self.names.add(vocabulary, phrase, Name::Person(at, full));
        };
        if known.is_none() {
            add(name, true);
        }
        parts(aliases).for_each(|phrase| add(phrase, true));
        parts(short).for_each(|phrase| add(phrase, false));
        self.people[at].terms.push(Term {
            side: (!side.is_empty()).then(|| side.into()),
            role: role.into(),
            office: office.into(),
            from: from.into(),
            to: to.into(),
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lists;
    use crate::tests::check_all;
    use std::collections::{BTreeMap, BTreeSet};

    fn error(sides: &str, actors: &str) -> String {
        let mine = |text: &str| vec![embedded("mine.tsv", text)];
        let tables = Tables {
            sides: mine(sides),
            actors: mine(actors),
            ..Tables::default()
        };
        Lists::new(&tables)
            .err()
            .map_or_else(String::new, |e| e.to_string())
    }

    #[test]
    fn a_wrong_row_is_told_where() {
        let side = "id\tname\n\nRURITANIA\tRuritania\tGOV\n";
        assert_eq!(
            error(side, "person:x\tX Y\t\t\tRURITANIA\tGOV\tpresident\t2020"),
            ""
        );
        for (row, says) in [
            ("X", "first two columns"),
            ("X\tThe X", "'' is no role"),
            ("X\tThe X\tKING", "'KING' is no role: GOV"),
            ("X\tThe X\tREB\tX\t\t\t\trebels", "go together"),
            ("X\tThe X\tREB\tX\t\t\t\trebels\tNOB", "'NOB' is no code"),
            (
                "X\tThe X\tREB\tX\t\t\t\trebels\tPER\tsoon",
                "'soon' is no date",
            ),
            ("X\tThe X\tREB\tX\t\t\t\trebels\tPER\t2021\t2020", "before"),
            ("1\t2\tREB\t4\t5\t6\t7\t8\t9\t10\t11\t12", "12 columns"),
        ] {
            let error = error(&format!("# one\n{row}"), "");
            assert!(
                error.starts_with("mine.tsv:2: ") && error.contains(says),
                "{row}: {error}"
            );
        }
        for (row, says) in [
            ("x\tX Y\t\t\t\tGOV", "person:x-y"),
            ("person:x\tX Y\t\t\tNOB\tGOV", "'NOB' is no side"),
            ("person:x\tX Y\t\t\t\tGOV\t\t2020-13-1", "no date"),
        ] {
            let error = error("", &format!("\n\n{row}\r\n"));
            assert!(
                error.starts_with("mine.tsv:3: ") && error.contains(says),
                "{row}: {error}"
            );
        }
    }

    #[test]
    fn the_lists_are_sound() {
        // Making the lists checks every row by itself; here is what more we ask of our own.
        assert_eq!(error("", ""), "");
        let mut ids = BTreeSet::new();
        check_all(SIDES, |row| {
            assert!(ids.insert(row[0].to_owned()), "{} twice", row[0]);
        });
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut terms = BTreeSet::new();
        check_all(PEOPLE, |row| {
            let name = names.entry(row[0].to_owned()).or_insert(row[1].to_owned());
            assert_eq!(name, row[1], "{row:?}");
            let term = (row[0].to_owned(), row[6].to_owned(), row[7].to_owned());
            assert!(terms.insert(term), "{row:?} twice");
        });
        assert!(names.len() >= 150);
        let mut ids = BTreeSet::new();
        check_all(ORGANISATIONS, |row| {
            assert!(ids.insert(row[0].to_owned()), "{} twice", row[0]);
            assert!(["organisation", "media"].contains(&row[2]), "{row:?}");
            assert!(
                CODES.contains(&row[3]) && ["", "yes"].contains(&row[4]) && !row[5].is_empty(),
                "{row:?}"
            );
        });
        check_all(super::super::ROLES, |row| {
            assert!(!row[0].is_empty() && row.len() <= 6, "{row:?}");
            assert!(row[1].is_empty() || CODES.contains(&row[1]), "{row:?}");
            assert!(
                ["", "military", "civilian", "unspecified"].contains(&row[2]),
                "{row:?}"
            );
            assert!(
                [
                    "people", "group", "force", "body", "office", "rank", "medium", "toll"
                ]
                .contains(&row[3]),
                "{row:?}"
            );
        });
    }
}
