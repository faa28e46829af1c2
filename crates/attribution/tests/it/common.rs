//! Articles with a parse written by hand, for the tests.

use rashomon_model::{
    Actor, ActorKind, Article, Block, BlockKind, Mention, MentionId, MentionValue, Published,
};
use rashomon_syntax::{Entity, Parsed, Token};
use rashomon_text::Span;

/// One article with its parse and mentions.
#[derive(Debug, Default)]
pub struct Case {
    /// The text; `¶` stood for the end of a paragraph.
    pub text: String,
    /// Its parse.
    pub parsed: Parsed,
    /// Its actors.
    pub mentions: Vec<Mention>,
}

impl Case {
    /// A case with a text and nothing else.
    pub fn new(text: &str) -> Self {
        Case {
            text: text.replace('¶', "\n"),
            ..Case::default()
        }
    }

    /// Adds a sentence: `word|tag|lemma|label|head`, heads counted inside the sentence.
    pub fn sentence(&mut self, line: &str) {
        let first = self.parsed.tokens.len();
        for token in line.split(' ') {
            // A word may be the bar itself: the last four fields are taken from the end.
            let fields: Vec<&str> = token.rsplitn(5, '|').collect();
            let [head, dep, lemma, tag, word] = fields[..] else {
                panic!("{token:?} is no word|tag|lemma|label|head");
            };
            let from = self.parsed.tokens.last().map_or(0, |t| t.end);
            let start = from
                + self.text[from..]
                    .find(word)
                    .unwrap_or_else(|| panic!("{word:?} not in {:?}", &self.text[from..]));
            self.parsed.tokens.push(Token {
                start,
                end: start + word.len(),
                tag: tag.into(),
                lower: word.to_lowercase().into(),
                lemma: lemma.into(),
                lower_lemma: lemma.to_lowercase().into(),
                head: first + head.parse::<usize>().expect("head"),
                dep: dep.into(),
            });
        }
        self.parsed.sentences.push(first..self.parsed.tokens.len());
        self.link();
    }

    /// Makes the trees of the tokens that were added.
    pub fn link(&mut self) {
        let parsed = std::mem::take(&mut self.parsed);
        self.parsed = Parsed::new(parsed.tokens, parsed.sentences, parsed.entities);
    }

    /// Adds named entities: `words_of_it|LABEL`, in order.
    pub fn entities(&mut self, line: &str) {
        for entity in line.split(' ') {
            let (words, label) = entity.rsplit_once('|').expect("words|LABEL");
            let after = self.parsed.entities.last().map_or(0, |e| e.tokens.end);
            let from = self.parsed.tokens.get(after).map_or(0, |t| t.start);
            let words = words.replace('_', " ");
            let start = from + self.text[from..].find(&words).expect("entity in the text");
            let tokens = &self.parsed.tokens;
            let first = tokens.partition_point(|t| t.end <= start);
            let end = tokens.partition_point(|t| t.start < start + words.len());
            self.parsed.entities.push(Entity {
                tokens: first..end,
                label: label.into(),
            });
        }
    }

    /// Adds actors: `words|kind|side; …`, each at every place where its words stand.
    pub fn actors(&mut self, line: &str) {
        for actor in line.split("; ") {
            let fields: Vec<&str> = actor.split('|').collect();
            let [words, kind, side] = fields[..] else {
                panic!("{actor:?} is no words|kind|side");
            };
            let kind = match kind {
                "person" => ActorKind::Person,
                "office" => ActorKind::Office,
                "state" => ActorKind::State,
                "group" => ActorKind::Group,
                "media" => ActorKind::Media,
                _ => ActorKind::Unnamed,
            };
            for (start, found) in self.text.match_indices(words) {
                self.mentions.push(Mention {
                    id: MentionId(0),
                    span: Span::new(start, start + found.len()),
                    text: found.to_owned(),
                    value: MentionValue::Actor {
                        actor: Actor {
                            id: words.to_owned(),
                            name: words.to_owned(),
                            kind,
                            role: None,
                            side: Some(side.to_owned()).filter(|s| !s.is_empty()),
                        },
                    },
                    found_by: "test".to_owned(),
                });
            }
        }
        self.mentions.sort_by_key(|m| m.span.start);
        for (n, m) in self.mentions.iter_mut().enumerate() {
            m.id = MentionId(n);
        }
    }

    /// The article: every line is a paragraph, one without a full stop at its end a headline.
    pub fn article(&self) -> Article {
        let mut blocks = Vec::new();
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            let span = Span::new(start, start + line.len()).trim(&self.text);
            start += line.len();
            if span.is_empty() {
                continue;
            }
            let ends = span
                .of(&self.text)
                .ends_with(|c: char| !c.is_alphanumeric());
            let kind = match ends {
                true => BlockKind::Paragraph,
                false => BlockKind::Title,
            };
            blocks.push(Block { span, kind });
        }
        Article {
            span: Span::new(0, self.text.len()),
            title: None,
            byline: None,
            blocks,
            published: Published::default(),
        }
    }
}
