//! Words of an XForm: inline or by key, in all languages, with the values of other questions inside them.
//!
//! One text may be meant by many keys and be said in many languages, so that a small file can ask for more words than
//! a phone can hold: what is said is counted, and past a bound nothing more is.

use std::{cell::Cell, collections::HashMap};

use super::nodes::Tree;
use crate::{
    form::{DraftMedia, DraftText, Language, MediaKind},
    xform::{
        limits::{LANGUAGES_MAX, SPOKEN_BYTES_MAX},
        xml::{Content, Element, Space},
    },
};

/// What a reader sees for a text that was not translated.
const UNTRANSLATED: &str = "-";

/// All translations of an XForm.
pub struct Words<'x> {
    /// In the order of the file; one without a name when there are none.
    pub languages: Vec<Language>,
    /// Index of the language that others fall back to.
    pub default_language: u16,
    /// By key, for each language the element with its forms.
    texts: HashMap<&'x str, Vec<Option<&'x Element>>>,
    /// Bytes that may still be said: one text can be meant by many keys and spoken in many languages.
    left: Cell<usize>,
}

/// What a label, hint or message says.
#[derive(Debug, Clone, Default)]
pub struct Spoken {
    /// The words.
    pub text: DraftText,
    /// Words that only some read: the form `guidance`.
    pub guidance: DraftText,
    /// Pictures and sounds.
    pub media: Vec<DraftMedia>,
}

impl<'x> Words<'x> {
    /// The translations of a model.
    pub fn of(model: &'x Element) -> Self {
        let mut words = Self {
            languages: Vec::new(),
            default_language: 0,
            texts: HashMap::new(),
            left: Cell::new(SPOKEN_BYTES_MAX),
        };
        let translations = model.child("itext").into_iter().flat_map(Element::elements);
        let translations: Vec<&Element> = translations.take(LANGUAGES_MAX + 1).collect();
        for (position, translation) in translations.iter().enumerate() {
            let name = translation.attribute("lang").unwrap_or("default");
            words.languages.push(Language::named(name));
            if translation.attribute("default").is_some_and(|default| default != "false()") {
                words.default_language = u16::try_from(position).unwrap_or(0);
            }
            for text in translation.elements() {
                let Some(key) = text.attribute("id") else { continue };
                let texts = words.texts.entry(key).or_insert_with(|| vec![None; translations.len()]);
                texts[position] = texts[position].or(Some(text));
            }
        }
        words
    }

    /// How many texts each label has.
    pub fn count(&self) -> usize {
        self.languages.len().max(1)
    }

    /// Whether more was to be said than a form can hold.
    pub fn is_too_much(&self) -> bool {
        self.left.get() == 0
    }

    /// The words, as long as a form can hold more of them.
    fn spend(&self, words: String, times: usize) -> String {
        let left = self.left.get().saturating_sub(words.len().saturating_mul(times));
        self.left.set(left);
        if left == 0 { String::new() } else { words }
    }

    /// The same words in every language.
    pub fn in_all(&self, words: String) -> DraftText {
        vec![self.spend(words, self.count()); self.count()]
    }

    /// What an element says: by its key, or in itself.
    pub fn element(&self, element: Option<&Element>, tree: &Tree, at: usize) -> Spoken {
        let Some(element) = element else { return Spoken::default() };
        match element.attribute("ref").and_then(key) {
            Some(key) => self.keyed(key, tree, at),
            None => Spoken { text: self.in_all(spoken(element, tree, at)), ..Spoken::default() },
        }
    }

    /// What an attribute says: by its key, or in itself.
    pub fn attribute(&self, value: Option<&str>, tree: &Tree, at: usize) -> DraftText {
        match value {
            None | Some("") => DraftText::new(),
            Some(value) => match key(value) {
                Some(key) => self.keyed(key, tree, at).text,
                None => self.in_all(value.to_owned()),
            },
        }
    }

    /// What a key says in all languages.
    pub fn keyed(&self, key: &str, tree: &Tree, at: usize) -> Spoken {
        let mut said = Spoken::default();
        let Some(texts) = self.texts.get(key) else { return said };
        for (language, text) in texts.iter().enumerate() {
            let Some(text) = text else { continue };
            let value = |form: Option<&str>| {
                let found = text.elements().find(|value| &*value.name == "value" && value.attribute("form") == form);
                found
                    .map(|value| self.spend(spoken(value, tree, at), 1))
                    .filter(|words| words != UNTRANSLATED && !words.is_empty())
            };
            let plain = value(None).or_else(|| value(Some("long"))).or_else(|| value(Some("short")));
            put(&mut said.text, texts.len(), language, plain);
            put(&mut said.guidance, texts.len(), language, value(Some("guidance")));
            for kind in MediaKind::ALL {
                if let Some(file) = value(Some(kind.column())) {
                    put_media(&mut said.media, kind, texts.len(), language, file);
                }
            }
        }
        said
    }
}

fn put(text: &mut DraftText, languages: usize, language: usize, words: Option<String>) {
    if let Some(words) = words {
        text.resize(languages, String::new());
        text[language] = words;
    }
}

fn put_media(media: &mut Vec<DraftMedia>, kind: MediaKind, languages: usize, language: usize, address: String) {
    let file = address.strip_prefix("jr://").and_then(|rest| rest.split_once('/')).map(|(_, file)| file.to_owned());
    let place = media.iter().position(|known| known.kind == kind).unwrap_or_else(|| {
        media.push(DraftMedia { kind, file: DraftText::new() });
        media.len() - 1
    });
    put(&mut media[place].file, languages, language, Some(file.unwrap_or(address)));
}

/// The key in `jr:itext('key')`.
pub fn key(reference: &str) -> Option<&str> {
    let inside = reference.trim().strip_prefix("jr:itext(")?.strip_suffix(')')?.trim();
    let quoted = inside.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    quoted.or_else(|| inside.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')))
}

/// The words of an element, outputs as a draft has them.
fn spoken(element: &Element, tree: &Tree, at: usize) -> String {
    let mut words = String::new();
    collect(element, tree, at, &mut words);
    words.trim().to_owned()
}

fn collect(element: &Element, tree: &Tree, at: usize, words: &mut String) {
    for content in &element.content {
        match content {
            Content::Text(text) => words.push_str(text),
            Content::Element(inner) if &*inner.name == "output" => {
                let value = inner.attribute("value").or_else(|| inner.attribute("ref")).unwrap_or_default();
                words.push_str(&output(value, tree, at));
            }
            // Words in bold and the like are shown so by Collect, from the same letters.
            Content::Element(inner) if inner.space == Space::Html => {
                words.push_str(&format!("<{}>", inner.name));
                collect(inner, tree, at, words);
                words.push_str(&format!("</{}>", inner.name));
            }
            Content::Element(_) => {}
        }
    }
}

/// `${name}` for a path to a node that alone has its name, else the whole expression.
fn output(value: &str, tree: &Tree, at: usize) -> String {
    match tree.find(value, at).filter(|found| tree.has_only_name(*found)) {
        Some(found) => format!("${{{}}}", tree.spots[found].name),
        None => format!("${{={}=}}", value.trim()),
    }
}
