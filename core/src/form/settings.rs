//! The `settings` sheet beyond the form's id, version, title and languages.
//!
//! Much of it is advice to a client of another server, kept so that a form can go out as it came in. What it says
//! about sending and keys has no effect here: the study decides (see [`crate::study`]).

use serde::{Deserialize, Serialize};

/// Settings of a form. Empty where the author wrote nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// `name`: the root element of a submission; `data` when nothing is said.
    pub root_name: String,
    /// `style`: words about pages and themes.
    pub style: String,
    /// `public_key`, `submission_url`, `auto_send`, `auto_delete`, `sms_keyword`, `prefix`, `delimiter` and the like:
    /// column and content, in the order of the sheet.
    pub client: Vec<(String, String)>,
    /// `namespaces`: prefix and address.
    pub namespaces: Vec<(String, String)>,
    /// `attribute::*`: attributes of the root element.
    pub attributes: Vec<(String, String)>,
    /// `instance_xmlns`: the namespace of the root element.
    pub instance_namespace: String,
    /// Whether a submission has an id of its own.
    pub instance_id: InstanceId,
    /// A row of the type `audit`, where there is one.
    pub audit: Option<Audit>,
}

impl Settings {
    /// What a setting of [`Settings::client`] says; empty when it is not there.
    #[must_use]
    pub fn client(&self, column: &str) -> &str {
        self.client.iter().find(|(known, _)| known == column).map_or("", |(_, content)| content)
    }
}

/// Whether a submission has an id of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InstanceId {
    /// It has one that the device makes.
    #[default]
    Made,
    /// `omit_instanceID`: it has none.
    Omitted,
    /// `instance_id`: another preload makes it.
    Preloaded(String),
}

/// What a log of the interview's steps holds, for clients that keep one when asked. Empty where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    /// Parameters of the row, in order: `location-priority`, `location-min-interval`, `location-max-age`,
    /// `track-changes`, `track-changes-reasons`, `identify-user`.
    pub parameters: Vec<(String, String)>,
}

/// An attribute of a question that goes into the XForm as it stands: the columns `bind::*`, `body::*`, `instance::*`
/// which have no meaning of their own here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Which element has it.
    pub of: Element,
    /// Its name, with the prefix of its namespace.
    pub name: String,
    /// Its value; in a bind, an expression with the author's `${name}`.
    pub value: String,
}

/// The elements of a question in an XForm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Element {
    /// What the model says about it.
    Bind,
    /// How it is asked.
    Body,
    /// Where its value is stored.
    Instance,
}
