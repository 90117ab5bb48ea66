//! Columns of an XLSForm's sheets: the names that this reader has for them, and the other names that they go by.

use super::Grammar;

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

impl Grammar {
    /// The name that another name stands for.
    pub(super) fn alias(self, name: &str) -> Option<&'static str> {
        let find = |aliases: &[(&str, &'static str)]| {
            aliases.iter().find(|(other, _)| *other == name).map(|(_, known)| *known)
        };
        match self {
            Self::Survey => find(&SURVEY_ALIASES).or_else(|| find(&MEDIA_ALIASES)),
            Self::Choices => find(&CHOICES_ALIASES).or_else(|| find(&MEDIA_ALIASES)),
            Self::Settings => find(&SETTINGS_ALIASES),
            Self::Entities => find(&ENTITIES_ALIASES),
        }
    }

    /// Whether the sheet has a column of this name.
    pub(super) fn is_known(self, name: &str) -> bool {
        match self {
            Self::Survey => SURVEY_KNOWN.contains(&name),
            Self::Choices => CHOICES_KNOWN.contains(&name),
            Self::Settings => SETTINGS_KNOWN.contains(&name),
            Self::Entities => ENTITIES_KNOWN.contains(&name),
        }
    }
}
