//! A node as it is stored, in the same way as [`super::question`], and all nodes of a form at once.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{SeqAccess, Visitor},
};

use crate::{
    expr::{Expression, NodeIndex},
    form::{AskedBy, Attribute, Care, Media, Node, NodeKind, Sensitivity, Text},
};

/// What most nodes have.
#[derive(Debug, Serialize, Deserialize)]
pub struct StoredNode {
    name: String,
    parent: NodeIndex,
    end: NodeIndex,
    kind: NodeKind,
    label: Text,
    relevant: Option<Expression>,
    row: u32,
    sensitivity: Sensitivity,
    by: AskedBy,
    rest: Option<Box<Rest>>,
}

/// What few nodes have.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Rest {
    hint: Text,
    guidance: Text,
    appearance: Vec<String>,
    /// Without what stands in [`StoredNode`]: nearly every node says how sensitive it is, few say why they ask.
    care: Care,
    media: Vec<Media>,
    autoplay: String,
    attributes: Vec<Attribute>,
}

impl From<Node> for StoredNode {
    fn from(node: Node) -> Self {
        let Node { name, parent, end, kind, label, relevant, row, care, .. } = node;
        let (sensitivity, by) = (care.sensitivity, care.by);
        let rest = Rest {
            hint: node.hint,
            guidance: node.guidance,
            appearance: node.appearance,
            care: Care { sensitivity: Sensitivity::default(), by: AskedBy::default(), ..care },
            media: node.media,
            autoplay: node.autoplay,
            attributes: node.attributes,
        };
        let rest = (rest != Rest::default()).then(|| Box::new(rest));
        Self { name, parent, end, kind, label, relevant, row, sensitivity, by, rest }
    }
}

impl From<StoredNode> for Node {
    fn from(stored: StoredNode) -> Self {
        let StoredNode { name, parent, end, kind, label, relevant, row, sensitivity, by, rest } = stored;
        let rest = rest.map_or_else(Rest::default, |rest| *rest);
        Self {
            name,
            parent,
            end,
            kind,
            label,
            hint: rest.hint,
            guidance: rest.guidance,
            relevant,
            appearance: rest.appearance,
            care: Care { sensitivity, by, ..rest.care },
            row,
            media: rest.media,
            autoplay: rest.autoplay,
            attributes: rest.attributes,
        }
    }
}

/// Nodes for which there is room before the first is read. Bytes may promise any number; more than this are believed
/// one by one.
const NODES_AT_ONCE: usize = 8_192;

/// Reads the nodes of a form into one piece of memory, which growing would move again and again.
pub fn all<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Node>, D::Error> {
    deserializer.deserialize_seq(Nodes)
}

struct Nodes;

impl<'de> Visitor<'de> for Nodes {
    type Value = Vec<Node>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nodes")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut read: A) -> Result<Vec<Node>, A::Error> {
        let mut nodes = Vec::with_capacity(read.size_hint().unwrap_or(0).min(NODES_AT_ONCE));
        while let Some(node) = read.next_element()? {
            nodes.push(node);
        }
        Ok(nodes)
    }
}
