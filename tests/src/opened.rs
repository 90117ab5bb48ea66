//! What a server's records say, once the supervisor's passphrase has opened them.

use fieldward_core::{
    log::{Event, EventKind},
    record::{Content, PayloadContext, StreamKind, open, padding::unpad},
    study::{Study, package},
};
use fieldward_sync_server::{accounts::unlock_account, store::Store};

/// Every answers record, in the order of arrival.
///
/// # Panics
/// When a record does not open or does not follow the format.
#[must_use]
pub fn answers(store: &dyn Store, passphrase: &str) -> Vec<Content> {
    let published = store.study().expect("the store answers").expect("a study is published");
    let account = unlock_account(store, "supervisor", passphrase).expect("the passphrase fits");
    let secret = account.study_key(&published).expect("a supervisor has the study's key");
    let package = store.package(&published.package).expect("the store answers").expect("the package is kept");
    let study: Study = package::decode(&package.bytes).expect("a published package is sound");
    let records = store.records(0, u32::MAX).expect("the store answers");
    let answers = records.iter().filter(|record| record.stream == StreamKind::Answers);
    answers
        .map(|stored| {
            let sealed = stored.sealed().expect("a stored record has its form");
            let opened = open(&sealed, &secret.0).expect("the study's key opens it");
            let instrument = study.instruments.iter().find(|i| i.form_hash == sealed.header.form);
            let form = &instrument.expect("the record is of this study").form;
            let context = PayloadContext::new(form, &sealed.header);
            Content::decode(unpad(&opened).unwrap_or(&opened), &context).expect("the payload is sound")
        })
        .collect()
}

/// What happened, without what differs from one run to the next: times, and the person's number.
#[must_use]
pub fn story(content: &Content) -> Vec<String> {
    let Content::Answers(log) = content else { return vec![format!("{content:?}")] };
    log.iter().map(one).collect()
}

fn one(event: &Event) -> String {
    match &event.kind {
        EventKind::Started(start) => format!("started {} visit {} at {:?}", start.instrument, start.visit, start.site),
        EventKind::Resumed { .. } | EventKind::CameBack { .. } => "resumed".to_owned(),
        EventKind::Finalized { .. } => "finalized".to_owned(),
        EventKind::BlockOpened { block, .. } => format!("block {block}"),
        // Values hide from `Debug`, so the bytes are compared.
        other => serde_json::to_string(other).unwrap_or_else(|error| format!("unwritable: {error}")),
    }
}
