//! The compiled index: tables that are read where they lie.
//!
//! ```text
//! magic  8 bytes "RSHGAZ02"
//! u32le  number of places
//! u32le  number of feature codes
//! u32le  length of: feature table, name pool, places, postings, name map (five figures)
//! feature table   (length byte, bytes) each
//! name pool       (length byte, bytes) each, a name is its offset
//! places          RECORD bytes each, countries and administrative units first
//! postings        LEB128: count, then each (place << 1 | alternate)
//! name map        an fst::Map from folded name to (place << 2 | alternate << 1 | 1), or to (offset into postings << 1)
//! ```
//!
//! Opening it checks lengths and nothing more, so that it costs no time. Reading past a bound, which a damaged file could
//! ask for, gives nothing instead of a panic.

use crate::fold::in_context;
use fst::raw::{Fst, Node, Output};

pub(crate) const MAGIC: &[u8; 8] = b"RSHGAZ02";
pub(crate) const RECORD: usize = 18;
/// "No parent".
pub(crate) const ORPHAN: u16 = u16::MAX;

/// A place as it is written into the tables.
#[cfg(any(test, feature = "build"))]
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Record {
    pub lat: f64,
    pub lon: f64,
    pub population: u32,
    pub feature: u8,
    pub parent: u16,
    pub name: u32,
    pub geonames: u32,
}

const STEP: f64 = (1 << 23) as f64;

#[cfg(any(test, feature = "build"))]
impl Record {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let scaled = |x: f64, bound: f64| {
            let n = (x / bound * (STEP - 1.0)).round() as i32 + (1 << 23);
            [n as u8, (n >> 8) as u8, (n >> 16) as u8]
        };
        out.extend(scaled(self.lat, 90.0));
        out.extend(scaled(self.lon, 180.0));
        let p = if self.population < 1 << 23 {
            self.population
        } else {
            (1 << 23) | (self.population / 1000)
        };
        out.extend(&p.to_le_bytes()[..3]);
        out.push(self.feature);
        out.extend(self.parent.to_le_bytes());
        out.extend(&self.name.to_le_bytes()[..3]);
        out.extend(&self.geonames.to_le_bytes()[..3]);
    }
}

/// A place where it lies in the tables: most who ask want one figure of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a>(&'a [u8; RECORD]);

impl Entry<'_> {
    fn u24(self, i: usize) -> u32 {
        u32::from_le_bytes([self.0[i], self.0[i + 1], self.0[i + 2], 0])
    }

    fn angle(self, i: usize, bound: f64) -> f64 {
        let steps = f64::from(self.u24(i)) - STEP;
        (steps / (STEP - 1.0) * bound * 1e5).round() / 1e5
    }

    pub(crate) fn lat(self) -> f64 {
        self.angle(0, 90.0)
    }

    pub(crate) fn lon(self) -> f64 {
        self.angle(3, 180.0)
    }

    pub(crate) fn population(self) -> u32 {
        let p = self.u24(6);
        if p < 1 << 23 {
            p
        } else {
            (p & ((1 << 23) - 1)) * 1000
        }
    }

    pub(crate) fn parent(self) -> u16 {
        u16::from_le_bytes([self.0[10], self.0[11]])
    }

    pub(crate) fn geonames(self) -> u32 {
        self.u24(15)
    }
}

/// A set of names over a set of places: the compiled one or one made in memory.
pub(crate) struct Index<'a> {
    places: &'a [u8],
    names: &'a [u8],
    features: Vec<&'a str>,
    postings: &'a [u8],
    map: Option<Fst<&'a [u8]>>,
}

impl<'a> Index<'a> {
    /// Opens an index; `None` when the bytes are none of this version.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Index<'a>> {
        let word = |i: usize| {
            Some(u32::from_le_bytes(bytes.get(8 + 4 * i..12 + 4 * i)?.try_into().ok()?) as usize)
        };
        if bytes.get(..8)? != MAGIC {
            return None;
        }
        let count = word(0)?;
        let mut at = 8 + 4 * 7_usize;
        let mut part = |length: usize| {
            let slice = bytes.get(at..at.checked_add(length)?)?;
            at += length;
            Some(slice)
        };
        let table = part(word(2)?)?;
        let names = part(word(3)?)?;
        let places = part(word(4)?)?;
        let postings = part(word(5)?)?;
        let map = Fst::new(part(word(6)?)?).ok()?;
        let mut features = Vec::new();
        let mut i = 0;
        while features.len() < word(1)? {
            let code = pooled(table, i)?;
            i += 1 + code.len();
            features.push(code);
        }
        (places.len() == count * RECORD).then_some(Index {
            places,
            names,
            features,
            postings,
            map: Some(map),
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len() / RECORD
    }

    pub(crate) fn entry(&self, place: u32) -> Option<Entry<'a>> {
        let bytes = self.places.get(place as usize * RECORD..)?;
        bytes.first_chunk().map(Entry)
    }

    pub(crate) fn name(&self, entry: Entry) -> &'a str {
        pooled(self.names, entry.u24(12) as usize).unwrap_or("")
    }

    pub(crate) fn feature(&self, entry: Entry) -> &'a str {
        let code = usize::from(entry.0[9]);
        self.features.get(code).copied().unwrap_or("")
    }

    pub(crate) fn map(&self) -> Option<&Fst<&'a [u8]>> {
        self.map.as_ref()
    }

    /// The places behind a value of the name map, each with whether the name is an alternate one.
    pub(crate) fn postings(&self, value: u64, mut each: impl FnMut(u32, bool)) {
        if value & 1 == 1 {
            return each((value >> 2) as u32, value & 2 != 0);
        }
        let mut at = (value >> 1) as usize;
        let Some(n) = leb(self.postings, &mut at) else {
            return;
        };
        for _ in 0..n {
            let Some(v) = leb(self.postings, &mut at) else {
                return;
            };
            each((v >> 1) as u32, v & 1 == 1);
        }
    }
}

fn pooled(pool: &[u8], at: usize) -> Option<&str> {
    let length = *pool.get(at)? as usize;
    std::str::from_utf8(pool.get(at + 1..at + 1 + length)?).ok()
}

fn leb(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let (mut value, mut shift) = (0u64, 0);
    while shift < 63 {
        let b = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(b & 0x7f) << shift;
        if b & 0x80 == 0 {
            return Some(value);
        }
        shift += 7;
    }
    None
}

/// Walks a name map along folded words and reports each number of words at which a name ends, with its value.
pub(crate) fn walk<D: AsRef<[u8]>, S: AsRef<str>>(
    fst: &Fst<D>,
    words: &[S],
    mut each: impl FnMut(usize, u64),
) {
    let mut at = (fst.root(), Output::zero());
    for (i, word) in words.iter().map(AsRef::as_ref).enumerate() {
        // A word ends a name in its own form, and leads on in the form that it has before the next word.
        let own = step(fst, at, in_context(word, None).as_bytes());
        if let Some((end, value)) = own
            && end.is_final()
        {
            each(i + 1, value.cat(end.final_output()).value());
        }
        let Some(next) = words.get(i + 1) else {
            return;
        };
        let on = match in_context(word, Some(next.as_ref())) {
            same if same == word => own,
            other => step(fst, at, other.as_bytes()),
        };
        match on.and_then(|at| step(fst, at, b" ")) {
            Some(on) => at = on,
            None => return,
        }
    }
}

fn step<'f, D: AsRef<[u8]>>(
    fst: &'f Fst<D>,
    (mut node, mut value): (Node<'f>, Output),
    bytes: &[u8],
) -> Option<(Node<'f>, Output)> {
    for &b in bytes {
        let t = node.transition(node.find_input(b)?);
        value = value.cat(t.out);
        node = fst.node(t.addr);
    }
    Some((node, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        for (lat, lon, population) in [
            (39.76006, 46.74989, 19_400),
            (-90.0, 180.0, 0),
            (0.0, -180.0, 24_874_000),
        ] {
            let record = Record {
                lat,
                lon,
                population,
                feature: 3,
                parent: 7,
                name: 70_000,
                geonames: 13_000_001,
            };
            let mut bytes = Vec::new();
            record.write(&mut bytes);
            let index = Index {
                places: &bytes,
                names: &[],
                features: vec!["A", "B", "C", "D"],
                postings: &[],
                map: None,
            };
            assert_eq!(index.len(), 1);
            let back = index.entry(0).expect("a place");
            assert!(
                (back.lat() - lat).abs() < 2e-5 && (back.lon() - lon).abs() < 4e-5,
                "{back:?}"
            );
            assert_eq!(back.population(), population);
            assert_eq!((back.parent(), back.geonames()), (7, 13_000_001));
            assert_eq!((back.u24(12), index.feature(back)), (70_000, "D"));
            assert!(index.entry(1).is_none());
        }
    }

    #[test]
    fn damaged_bytes_give_nothing() {
        assert!(Index::open(b"").is_none());
        assert!(Index::open(b"RSHGAZ02\xff\xff\xff\xff").is_none());
        let index = Index {
            places: &[],
            names: &[9, b'a'],
            features: vec![],
            postings: &[0xff; 12],
            map: None,
        };
        assert!(index.entry(4).is_none());
        index.postings(0, |_, _| panic!("no posting"));
    }
}
