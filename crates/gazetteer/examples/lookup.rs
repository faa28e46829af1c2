//! Prints what the names given may mean: `cargo run -p rashomon-gazetteer --example lookup -- Martuni "Deir al-Zour"`.

use rashomon_gazetteer::Gazetteer;
use std::time::Instant;

fn main() {
    let start = Instant::now();
    let gazetteer = Gazetteer::embedded();
    println!(
        "{} places, ready in {:.1} ms",
        gazetteer.len(),
        start.elapsed().as_secs_f64() * 1e3
    );
    for name in std::env::args().skip(1) {
        println!(
            "{name}: demonym of {:?}, capital of {:?}",
            gazetteer.demonym(&name),
            gazetteer.capital_of(&name)
        );
        for c in gazetteer.lookup(&name).into_iter().take(8) {
            let p = gazetteer.place(c.key);
            let parent = p.parent.map_or("", |k| gazetteer.place(k).name);
            let country = p.country.map_or("", |c| c.iso3.as_str());
            println!(
                "  {} {} ({:?}, {}) {:.4} {:.4} in {parent}, {country}: {} people, {:.0}",
                gazetteer.id(c.key),
                p.name,
                c.kind,
                p.feature,
                p.lat,
                p.lon,
                p.population,
                c.prominence
            );
        }
    }
}
