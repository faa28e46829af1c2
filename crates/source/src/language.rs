//! Which language a text is in, as far as reading it or not depends on it.

use rashomon_model::Diagnostic;
use std::borrow::Cow;
use whatlang::{Lang, Script};

/// The language of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// BCP 47 tag: `en`, `hy`; ISO 639-3 where there is no shorter code.
    pub tag: &'static str,
    /// The text is surely in this language. Short texts and lists of names never are.
    pub sure: bool,
}

impl Language {
    /// Whether the text is to be read: it is English, or may be.
    pub fn readable(self) -> bool {
        self.tag == "en" || !self.sure
    }

    /// The `language` diagnostic of a text that is surely not English.
    pub fn diagnostic(self) -> Option<Diagnostic> {
        (!self.readable()).then(|| {
            let message = format!(
                "the text is in another language ({}) and was not read; only English is read",
                self.tag
            );
            Diagnostic::new("language", message)
        })
    }
}

/// Letters below which nothing is sure.
const ENOUGH: usize = 60;

/// Bytes that are looked at.
const SAMPLE: usize = 16 << 10;

/// Finds the language of a text, from its first and middle part. A text without letters is `None`.
pub fn language(text: &str) -> Option<Language> {
    let sample = sample(text);
    let letters = sample.chars().filter(|c| c.is_alphabetic());
    let enough = letters.take(ENOUGH).count() == ENOUGH;
    let english = english_words(&sample);
    // Lists of foreign names and headlines mislead a guess by letters; English function words
    // do not appear by chance at this rate in another language.
    if english >= 0.12 {
        return Some(Language {
            tag: "en",
            sure: enough,
        });
    }
    let info = whatlang::detect(&sample)?;
    // Between two languages of one script the guess may be unsure, but in another script the text
    // is surely not English.
    let foreign = info.script() != Script::Latin;
    // Tables of names and figures come out as Latin, in which no report is written.
    let dead = matches!(info.lang(), Lang::Lat | Lang::Epo);
    let sure = foreign || (info.is_reliable() && english < 0.06 && !dead);
    Some(Language {
        tag: tag(info.lang()),
        sure: sure && info.lang() != Lang::Eng && enough,
    })
}

/// The share of the words that are English function words and no common word elsewhere.
fn english_words(text: &str) -> f64 {
    const WORDS: [&str; 22] = [
        "the", "of", "and", "to", "that", "with", "for", "from", "were", "has", "have", "said",
        "by", "which", "their", "had", "been", "this", "after", "would", "killed", "its",
    ];
    let (mut all, mut hits) = (0usize, 0usize);
    for word in text
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty())
    {
        all += 1;
        hits += usize::from(WORDS.iter().any(|w| word.eq_ignore_ascii_case(w)));
    }
    if all == 0 {
        0.0
    } else {
        hits as f64 / all as f64
    }
}

fn sample(text: &str) -> Cow<'_, str> {
    if text.len() <= SAMPLE {
        return Cow::Borrowed(text);
    }
    let cut = |from: usize| {
        let start = text.floor_char_boundary(from);
        &text[start..text.floor_char_boundary(start + SAMPLE / 2)]
    };
    Cow::Owned([cut(0), cut(text.len() / 2)].join(" "))
}

/// ISO 639-3 to BCP 47: the shortest code there is.
fn tag(lang: Lang) -> &'static str {
    use Lang::*;
    match lang {
        Eng => "en",
        Rus => "ru",
        Ukr => "uk",
        Ara => "ar",
        Heb => "he",
        Tur => "tr",
        Aze => "az",
        Hye => "hy",
        Kat => "ka",
        Pes => "fa",
        Fra => "fr",
        Deu => "de",
        Spa => "es",
        Por => "pt",
        Ita => "it",
        Nld => "nl",
        Pol => "pl",
        Bel => "be",
        Bul => "bg",
        Srp => "sr",
        Hrv => "hr",
        Ell => "el",
        Ron => "ro",
        Ces => "cs",
        Slk => "sk",
        Slv => "sl",
        Hun => "hu",
        Swe => "sv",
        Dan => "da",
        Nob => "nb",
        Fin => "fi",
        Est => "et",
        Lav => "lv",
        Lit => "lt",
        Mkd => "mk",
        Amh => "am",
        Hin => "hi",
        Urd => "ur",
        Ben => "bn",
        Cmn => "zh",
        Jpn => "ja",
        Kor => "ko",
        Vie => "vi",
        Tha => "th",
        Ind => "id",
        Uzb => "uz",
        Tuk => "tk",
        Mya => "my",
        Tam => "ta",
        Cat => "ca",
        Afr => "af",
        Lat => "la",
        Epo => "eo",
        Yid => "yi",
        Guj => "gu",
        Kan => "kn",
        Tel => "te",
        Mal => "ml",
        Ori => "or",
        Pan => "pa",
        Mar => "mr",
        Nep => "ne",
        Sin => "si",
        Khm => "km",
        Jav => "jv",
        Tgl => "tl",
        Zul => "zu",
        Sna => "sn",
        Aka => "ak",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_read() {
        let lang = language(
            "The ministry said that two villages near the river had been shelled overnight.",
        )
        .unwrap();
        assert_eq!((lang.tag, lang.sure), ("en", true));
        let names = "Stepanakert, Shushi, Martuni, Hadrut, Martakert, Askeran: clashes reported";
        assert!(language(names).unwrap().readable());
    }

    #[test]
    fn other_languages_are_not() {
        for (text, tag) in [
            (
                "Das Ministerium teilte mit, dass in der Nacht zwei Dörfer am Fluss beschossen wurden und niemand verletzt ist.",
                "de",
            ),
            (
                "Министерство сообщило, что ночью были обстреляны две деревни у реки, никто не пострадал, огонь прекращён.",
                "ru",
            ),
            (
                "Bakanlık, gece boyunca nehir kıyısındaki iki köyün bombalandığını ve kimsenin yaralanmadığını açıkladı.",
                "tr",
            ),
        ] {
            let lang = language(text).unwrap();
            assert_eq!((lang.tag, lang.readable()), (tag, false));
            assert_eq!(lang.diagnostic().unwrap().code, "language");
        }
    }

    #[test]
    fn short_or_empty_texts_are_never_sure() {
        assert!(language("Guerre finie").is_none_or(Language::readable));
        assert_eq!(language("… 12 !"), None);
    }
}
