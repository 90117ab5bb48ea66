//! The payload as a whole: what comes back, how large it is, and what garbage does.

mod garbage;
mod laws;
mod realistic;

use super::{super::Content, PayloadContext};
use crate::{
    form::{
        DataType, Dependencies, Form, Language, Layout, Node, NodeIndex, NodeKind, Question, Settings, Table, Text,
        table::Source,
    },
    ids::{DeviceId, FormId, FormVersion, Hash32},
};

/// A form of sections with questions, and one repeat with two questions; made by hand, since only its shape counts.
pub(in crate::record) fn form(sections: &[&[(DataType, usize)]]) -> Form {
    let mut form = Form {
        id: FormId("child".into()),
        version: FormVersion(String::new()),
        title: Text::default(),
        languages: vec![Language { name: "English (en)".into(), tag: "en".into() }],
        default_language: 0,
        nodes: Vec::new(),
        tables: Vec::new(),
        dependencies: Dependencies::default(),
        layout: Layout::default(),
        settings: Settings::default(),
        instance_name: None,
        entities: Vec::new(),
        written: crate::form::WrittenValues::default(),
    };
    push(&mut form, NodeIndex(0), NodeKind::Root);
    for questions in sections {
        let section = push(&mut form, NodeIndex(0), NodeKind::Group);
        for (data_type, choices) in *questions {
            push_question(&mut form, section, *data_type, *choices);
        }
    }
    let repeat = push(&mut form, NodeIndex(0), NodeKind::Repeat { count: None, initial: 1 });
    push_question(&mut form, repeat, DataType::Text, 0);
    push_question(&mut form, repeat, DataType::SelectOne, 4);
    form
}

fn push_question(form: &mut Form, parent: NodeIndex, data_type: DataType, choices: usize) {
    let choice_list = (choices > 0).then(|| {
        let known = form.tables.iter().position(|table| table.len() as usize == choices);
        known.unwrap_or_else(|| {
            let table = Table::new("list", Source::Choices, vec!["name".into()]);
            form.tables.push(table.with_cells(vec![""; choices].into_iter().collect()));
            form.tables.len() - 1
        }) as u32
    });
    let question = Question { data_type, choice_list, ..Question::default() };
    push(form, parent, NodeKind::Question(Box::new(question)));
}

fn push(form: &mut Form, parent: NodeIndex, kind: NodeKind) -> NodeIndex {
    let index = NodeIndex(form.nodes.len() as u32);
    form.nodes.push(Node {
        name: format!("n{}", index.0),
        parent,
        end: NodeIndex(index.0 + 1),
        kind,
        ..Node::default()
    });
    index
}

pub(super) fn context(form: &Form) -> PayloadContext<'_> {
    let device = DeviceId(uuid::Uuid::from_u128(0xdead_beef));
    PayloadContext { form, form_hash: Hash32::of(b"form"), statement_hash: Hash32::of(b"statement"), device }
}

fn there_and_back(content: &Content, context: &PayloadContext<'_>) -> Content {
    let bytes = content.encode(context).expect("the log is in order and within limits");
    Content::decode(&bytes, context).expect("what was written can be read")
}
