//! What a server and a supervisor take apart: records, batches, and what is in them once they are open.

use fieldward_core::{
    form::{Control, DataType, DraftKind, DraftRow, Form, FormDraft},
    ids::{DeviceId, Hash32, RecordId, StreamKind, StudyId},
    record::{Batch, Content, PAYLOAD_VERSION, PayloadContext, RecordHeader, SealedRecord},
};

/// A record or a batch of them.
pub fn record(input: &[u8]) {
    if let Ok(record) = SealedRecord::from_bytes(input) {
        assert_eq!(record.to_bytes(), input, "a record has one form only");
        let _ = (record.hash(), record.link(&Hash32([0; 32])), record.withdrawn().to_bytes());
    }
    if let Ok(batch) = Batch::from_bytes(input) {
        assert_eq!(batch.to_bytes(), input, "a batch has one form only");
    }
}

/// The content of a record. What can be read can be written, and says the same when it is read again.
pub fn payload(input: &[u8]) {
    let form = form();
    let header = header();
    let context = PayloadContext::new(&form, &header);
    let mut bytes = vec![PAYLOAD_VERSION];
    bytes.extend_from_slice(input);
    for bytes in [&bytes, input] {
        let Ok(content) = Content::decode(bytes, &context) else { continue };
        if let Ok(written) = content.encode(&context) {
            assert!(Content::decode(&written, &context).is_ok(), "what is written can be read");
        }
    }
}

fn header() -> RecordHeader {
    RecordHeader {
        study: StudyId("fuzz".to_owned()),
        form: Hash32([1; 32]),
        statement: Hash32([2; 32]),
        device: DeviceId(uuid::Uuid::from_bytes([3; 16])),
        stream: StreamKind::Answers,
        sequence: 1,
        record: RecordId(uuid::Uuid::from_bytes([4; 16])),
    }
}

fn form() -> Form {
    let question = |name: &str, data_type, control| {
        let kind = DraftKind::Question { data_type, control, choice_list: String::new() };
        DraftRow { kind, name: name.to_owned(), ..DraftRow::default() }
    };
    let begin = DraftRow { kind: DraftKind::BeginRepeat, name: "r".to_owned(), ..DraftRow::default() };
    let rows = vec![
        question("a", DataType::Integer, Control::Input),
        question("t", DataType::Text, Control::Input),
        begin,
        question("n", DataType::Decimal, Control::Input),
        question("g", DataType::Geopoint, Control::Input),
        DraftRow { kind: DraftKind::End, ..DraftRow::default() },
        question("d", DataType::Date, Control::Input),
    ];
    let draft = FormDraft { id: "fuzz".to_owned(), rows, ..FormDraft::default() };
    Form::compile(draft).unwrap_or_else(|faults| panic!("the form of the target has {} faults", faults.len()))
}
