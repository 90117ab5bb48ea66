//! Settings of a form, where an XForm has them: attributes of its root, of its body, and the element `submission`.
//!
//! A workbook has a column for each; nothing here knows what a client does with them.

use super::{meta::Meta, model::Parts, nodes::Tree};
use crate::{
    form::Settings,
    xform::xml::{Document, Element, Space},
};

/// What a file sets.
pub fn settings(file: &Document, parts: &Parts<'_>, tree: &Tree, meta: &Meta) -> Settings {
    let root = &tree.spots[0];
    let of_root = |name: &str| root.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let own = ["id", "version", "odk:prefix", "odk:delimiter"];
    let mut client = submission(parts.model.child("submission"));
    for (column, attribute) in [("prefix", "odk:prefix"), ("delimiter", "odk:delimiter")] {
        client.extend(of_root(attribute).map(|value| (column.to_owned(), value)));
    }
    let namespace = match &parts.main.space {
        Space::Other(_) => {
            file.namespaces.iter().find(|(prefix, _)| prefix.is_empty()).map(|(_, address)| address.clone())
        }
        _ => None,
    };
    Settings {
        root_name: if root.name == "data" { String::new() } else { root.name.clone() },
        style: parts.body.and_then(|body| body.attribute("class")).unwrap_or_default().to_owned(),
        client,
        namespaces: file.namespaces.iter().filter(|(prefix, _)| !prefix.is_empty()).cloned().collect(),
        attributes: root.attributes.iter().filter(|(name, _)| !own.contains(&name.as_str())).cloned().collect(),
        instance_namespace: namespace.unwrap_or_default(),
        instance_id: meta.instance_id.clone(),
        audit: meta.audit.clone(),
    }
}

/// Settings that the element `submission` holds, by the columns that a workbook has for them.
fn submission(element: Option<&Element>) -> Vec<(String, String)> {
    let Some(element) = element else { return Vec::new() };
    let found = |space: Space, name: &str| element.attribute_in(&space, name).map(str::to_owned);
    [
        ("submission_url", found(Space::None, "action")),
        ("public_key", found(Space::None, "base64RsaPublicKey")),
        ("auto_send", found(Space::OpenRosa, "auto-send")),
        ("auto_delete", found(Space::OpenRosa, "auto-delete")),
        ("client_editable", found(Space::Odk, "client-editable")),
    ]
    .into_iter()
    .filter_map(|(column, value)| Some((column.to_owned(), value?)))
    .collect()
}
