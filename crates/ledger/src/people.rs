//! One person under several spellings: "Hikmet Khadjiyev" and "Hikmet Hajiyev".
//!
//! Two names are one person's when they have a side in common and each word of the one, of at least
//! two, is a word of the other in another spelling. Spellings are told by [`FOLDS`] alone: letters
//! that stand for one sound in names brought over from another script. Nothing is guessed beyond
//! that ("Hassan" is not "Hussein", and a surname alone is nobody); an analyst may merge and split.

/// Letters that stand for one another in names from other scripts, replaced from first to last.
const FOLDS: [(&str, &str); 24] = [
    ("shch", "sch"),
    ("tsch", "ch"),
    ("tch", "ch"),
    ("dzh", "j"),
    ("dj", "j"),
    ("zh", "j"),
    ("kh", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("ck", "k"),
    ("q", "k"),
    ("w", "v"),
    ("ts", "c"),
    ("tz", "c"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("iye", "ie"),
    ("yye", "ie"),
    ("ye", "ie"),
    ("iy", "i"),
    ("yi", "i"),
    ("y", "i"),
    ("ij", "i"),
];

/// What all spellings of a person's name have in common, with the side: `person:AZE/hikmet-hajiev`;
/// `None` for a name of one word, which many may bear.
pub(crate) fn person(name: &str, side: Option<&str>) -> Option<String> {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .map(fold)
        .filter(|word| !word.is_empty())
        .collect();
    (words.len() >= 2).then(|| format!("person:{}/{}", side.unwrap_or_default(), words.join("-")))
}

fn fold(word: &str) -> String {
    let mut word: String = word
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    for (from, to) in FOLDS {
        word = word.replace(from, to);
    }
    // "Hassan" and "Hasan"; the vowels of "Saad" are two.
    let mut folded = String::with_capacity(word.len());
    for c in word.chars() {
        let again = folded.ends_with(c) && (!"aeou".contains(c));
        if !again {
            folded.push(c);
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one_and_other_names_are_not() {
        let one = |a: &str, b: &str| {
            person(a, Some("X")).is_some() && person(a, Some("X")) == person(b, Some("X"))
        };
        assert!(one("Hikmet Khadjiyev", "Hikmet Hajiyev"));
        assert!(one("Dmytro Zelenskyy", "Dmytro Zelensky"));
        assert!(one("Sergey Shoygu", "Sergei Shoigu"));
        assert!(!one("Hassan Nasri", "Hussein Nasri"));
        assert!(!one("Ali Hasan", "Ali Hasanov"));
        assert_eq!(person("Hajiyev", Some("X")), None);
        assert_ne!(
            person("Amir Hajiyev", Some("X")),
            person("Amir Hajiyev", None)
        );
    }
}
