//! How the headers of an XLSForm's sheets are read: in any case, under the names of older tools, with what stands after
//! `::` (or, where no header has two colons, after `:`).
//!
//! A header is taken apart into words; the first is straightened out when it is a known one and left as it is when it
//! is not, because a choice filter may call a column by exactly that name. Knows headers only, not what they hold.

use super::{cell::plain, header::Header};

/// The sheet that a header stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grammar {
    /// `survey`.
    Survey,
    /// `choices`, `external_choices` and `osm`.
    Choices,
    /// `settings`.
    Settings,
    /// `entities`.
    Entities,
}

/// Other names of the columns of `survey`.
const SURVEY_ALIASES: [(&str, &str); 27] = [
    ("readonly", "read_only"),
    ("caption", "label"),
    ("relevance", "relevant"),
    ("constraining_message", "constraint_message"),
    ("calculate", "calculation"),
    ("command", "type"),
    ("tag", "name"),
    ("value", "name"),
    ("count", "repeat_count"),
    ("jr:count", "repeat_count"),
    ("noapperrorstring", "no_app_error_string"),
    ("requiredmsg", "required_message"),
    ("body", "control"),
    ("compact_tag", "instance::odk:tag"),
    ("bind::readonly", "read_only"),
    ("bind::relevant", "relevant"),
    ("bind::required", "required"),
    ("bind::constraint", "constraint"),
    ("bind::calculate", "calculation"),
    ("bind::jr:constraintMsg", "constraint_message"),
    ("bind::jr:requiredMsg", "required_message"),
    ("bind::jr:noAppErrorString", "no_app_error_string"),
    ("bind::entities:saveto", "save_to"),
    ("control::appearance", "appearance"),
    ("control::jr:count", "repeat_count"),
    ("control::autoplay", "autoplay"),
    ("control::rows", "rows"),
];
const MEDIA_ALIASES: [(&str, &str); 4] = [
    ("media::image", "image"),
    ("media::big-image", "big-image"),
    ("media::audio", "audio"),
    ("media::video", "video"),
];
const CHOICES_ALIASES: [(&str, &str); 3] = [("caption", "label"), ("value", "name"), ("list name", "list_name")];
const SETTINGS_ALIASES: [(&str, &str); 5] = [
    ("set_form_title", "form_title"),
    ("title", "form_title"),
    ("set_form_id", "form_id"),
    ("id_string", "form_id"),
    ("compact_prefix", "prefix"),
];
const ENTITIES_ALIASES: [(&str, &str); 1] = [("dataset", "list_name")];

/// Columns whose case and spaces do not count.
const SURVEY_KNOWN: [&str; 51] = [
    "type",
    "name",
    "label",
    "hint",
    "guidance_hint",
    "required",
    "required_message",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "default",
    "read_only",
    "appearance",
    "parameters",
    "choice_filter",
    "repeat_count",
    "trigger",
    "image",
    "big-image",
    "audio",
    "video",
    "autoplay",
    "rows",
    "save_to",
    "media",
    "bind",
    "control",
    "instance",
    "no_app_error_string",
    "sms_field",
    "sms_option",
    "sms_separator",
    "sms_allow_media",
    "sms_date_format",
    "sms_datetime_format",
    "sms_response",
    "intent",
    "query",
    "itemset",
    "list_name",
    "choices",
    "actions",
    "flat",
    "action",
    "sensitivity",
    "need",
    "question_id",
    "by",
    "identity",
    "map",
];
const CHOICES_KNOWN: [&str; 9] =
    ["list_name", "name", "label", "media", "image", "big-image", "audio", "video", "sms_option"];
const SETTINGS_KNOWN: [&str; 33] = [
    "form_title",
    "form_id",
    "version",
    "default_language",
    "style",
    "public_key",
    "submission_url",
    "instance_name",
    "auto_send",
    "auto_delete",
    "client_editable",
    "allow_choice_duplicates",
    "namespaces",
    "attribute",
    "name",
    "prefix",
    "delimiter",
    "clean_text_values",
    "omit_instanceID",
    "instance_xmlns",
    "instance_id",
    "add_none_option",
    "sms_keyword",
    "sms_separator",
    "sms_allow_media",
    "sms_date_format",
    "sms_datetime_format",
    "sms_response",
    "flat",
    "label",
    "hint",
    "bind",
    "entity_version",
];
const ENTITIES_KNOWN: [&str; 6] = ["list_name", "entity_id", "create_if", "update_if", "repeat", "label"];

/// The headers of one sheet, taken apart.
pub struct Headers {
    grammar: Grammar,
    double_colon: Colon,
}

/// What stands between the words of a header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Colon {
    Single,
    Double,
}

impl Headers {
    /// For a sheet with these headers: one colon divides only where no header has two.
    pub fn of<'h>(grammar: Grammar, mut headers: impl Iterator<Item = &'h str>) -> Self {
        let double_colon = if headers.any(|header| header.contains("::")) { Colon::Double } else { Colon::Single };
        Self { grammar, double_colon }
    }

    /// Takes one header apart.
    pub fn read(&self, text: &str) -> Header {
        let text = plain(text).split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let whole = snake(&text);
        if self.is_known(&whole) {
            return Header { name: whole, language: String::new() };
        }
        let mut words = self.words(&text);
        let first = self.straight(&words.remove(0), &text);
        self.joined(first, words)
    }

    fn words(&self, text: &str) -> Vec<String> {
        if self.double_colon == Colon::Double || text.contains("::") {
            return text.split("::").map(|word| word.trim().to_owned()).collect();
        }
        let mut words: Vec<String> = text.split(':').map(|word| word.trim().to_owned()).collect();
        // `jr:count` is one name, and so is `bind:jr:constraintMsg` two.
        if let Some(place) = words.iter().position(|word| word == "jr").filter(|place| place + 1 < words.len()) {
            let local = words.remove(place + 1);
            words[place] = format!("jr:{local}");
        }
        words
    }

    /// The first word as this reader calls it; an unknown one as it was written.
    fn straight(&self, first: &str, text: &str) -> String {
        let normal = snake(first);
        let found = self.alias(&normal).map_or(normal, str::to_owned);
        if self.is_known(&found) || found.contains("::") {
            found
        } else if first.is_empty() {
            text.to_owned()
        } else {
            first.to_owned()
        }
    }

    /// `bind`, `control`, `instance`, `attribute` and `media` belong to the name with the word that follows.
    fn joined(&self, first: String, mut words: Vec<String>) -> Header {
        let mut name = first;
        if matches!(name.as_str(), "bind" | "control" | "instance" | "media" | "attribute") && !words.is_empty() {
            name = format!("{name}::{}", words.remove(0));
            name = self.alias(&name).map_or(name, str::to_owned);
        }
        Header { name, language: words.join("::") }
    }

    fn alias(&self, name: &str) -> Option<&'static str> {
        let find = |aliases: &[(&str, &'static str)]| {
            aliases.iter().find(|(other, _)| *other == name).map(|(_, known)| *known)
        };
        match self.grammar {
            Grammar::Survey => find(&SURVEY_ALIASES).or_else(|| find(&MEDIA_ALIASES)),
            Grammar::Choices => find(&CHOICES_ALIASES).or_else(|| find(&MEDIA_ALIASES)),
            Grammar::Settings => find(&SETTINGS_ALIASES),
            Grammar::Entities => find(&ENTITIES_ALIASES),
        }
    }

    fn is_known(&self, name: &str) -> bool {
        match self.grammar {
            Grammar::Survey => SURVEY_KNOWN.contains(&name),
            Grammar::Choices => CHOICES_KNOWN.contains(&name),
            Grammar::Settings => SETTINGS_KNOWN.contains(&name),
            Grammar::Entities => ENTITIES_KNOWN.contains(&name),
        }
    }
}

/// Lower case, with underscores for spaces.
fn snake(text: &str) -> String {
    match text {
        // The only name with capitals.
        "omit_instanceID" => text.to_owned(),
        _ => text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(grammar: Grammar, headers: &[&str], expected: &[(&str, &str)]) {
        let reader = Headers::of(grammar, headers.iter().copied());
        let found: Vec<Header> = headers.iter().map(|header| reader.read(header)).collect();
        let found: Vec<(&str, &str)> = found.iter().map(|h| (h.name.as_str(), h.language.as_str())).collect();
        assert_eq!(found, expected, "{headers:?}");
    }

    #[test]
    fn two_colons_divide_and_one_does_only_where_no_header_has_two() {
        let double = ["Label :: French (fr)", "bind::jr:constraintMsg::fr", "jr:count", "label:en", "image::fr"];
        let expected = [
            ("label", "French (fr)"),
            ("constraint_message", "fr"),
            ("repeat_count", ""),
            ("label:en", ""),
            ("image", "fr"),
        ];
        check(Grammar::Survey, &double, &expected);
        let single = ["label:French", "bind:jr:constraintMsg", "jr:count", "media:image:fr", "body:accuracyThreshold"];
        let expected = [
            ("label", "French"),
            ("constraint_message", ""),
            ("repeat_count", ""),
            ("image", "fr"),
            ("control::accuracyThreshold", ""),
        ];
        check(Grammar::Survey, &single, &expected);
    }

    #[test]
    fn known_names_have_any_case_and_unknown_ones_their_own() {
        let headers = ["Constraint Message", "RELEVANCE", "My Notes", "Compact Tag", "big-image", "bind::Relevant"];
        let expected = [
            ("constraint_message", ""),
            ("relevant", ""),
            ("My Notes", ""),
            ("instance::odk:tag", ""),
            ("big-image", ""),
            ("bind::Relevant", ""),
        ];
        check(Grammar::Survey, &headers, &expected);
        check(
            Grammar::Choices,
            &["list name", "Value", "Region", "media::audio::fr"],
            &[("list_name", ""), ("name", ""), ("Region", ""), ("audio", "fr")],
        );
        check(
            Grammar::Settings,
            &["Set form ID", "attribute::xyz", "omit_instanceID", "omit_instanceid"],
            &[("form_id", ""), ("attribute::xyz", ""), ("omit_instanceID", ""), ("omit_instanceid", "")],
        );
        check(Grammar::Entities, &["dataset", "colour"], &[("list_name", ""), ("colour", "")]);
    }
}
