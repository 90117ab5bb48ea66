//! What stands on a page, and what never does.

use fieldward_core::{form::Value, record::MediaContext};

use super::{
    Transport,
    form::Fields,
    pages::{
        answers::{Seen, answers},
        identities::opened,
        overview::overview,
        return_form::return_form,
        sign_in::{Reason, Resume, sign_in},
    },
    words::Tongue,
};
use crate::{
    clock,
    identities::{
        Named,
        tests::stage::{Stage, study},
    },
};

/// Whoever keeps a picture of a page, and a copy of the database, must not open a voice with them later.
#[test]
fn no_page_holds_what_opens_a_recording() {
    let stage = Stage::new();
    let published = study(false);
    let (statement, purpose) = (published.use_statement.hash, "audio".to_owned());
    let context = MediaContext { study: published.id.clone(), statement, purpose };
    let (_, reference) = context.seal(b"a voice", &mut clock::rng()).expect("it is short");
    stage.arrive(&[stage.answers(1, &[Value::Text(reference.to_string())])]);
    let desk = stage.desk();
    let record = &desk.records[0];
    let holds = |page: &str| page.contains("fwm1.") || page.contains(&reference.to_string()[6..]);
    for tongue in Tongue::ALL {
        let words = tongue.words();
        let shown = answers(words, &desk, record, Seen::Opened, "").into_string();
        assert!(shown.contains(words.answers.recording) && !holds(&shown));
        let asking = return_form(words, &desk, record, Seen::Opened, &Fields::default(), None, "").into_string();
        assert!(asking.contains(words.answers.recording) && !holds(&asking));
    }
    let mut views = record.view.sections.iter().flat_map(|section| &section.answers);
    assert!(views.all(|answer| !holds(&answer.words)));
}

/// An alert whose keys somebody took must be as loud as one that can be read.
#[test]
fn an_alert_that_cannot_be_read_stands_before_everything_else_with_its_device_and_number() {
    let stage = Stage::new();
    let stored = stage.store().records(0, 100).expect("the store answers").pop().expect("the alert is the last");
    let left = stored.sealed().expect("a record").withdrawn().to_bytes();
    let left = data_encoding::HEXLOWER.encode(&left);
    stage.sql(&format!("UPDATE records SET bytes = x'{left}' WHERE stream = 1"));
    let desk = stage.desk();
    for tongue in Tongue::ALL {
        let words = tongue.words();
        let page = overview(tongue, &desk).into_string();
        let lost = page.find(words.overview.alerts_lost).expect("it is said");
        assert!(lost < page.find(words.overview.withdrawn).expect("a figure"));
        let line = format!("one, {} 1, ", words.overview.stream_alerts);
        assert!(page.contains(&line) && page.contains(words.overview.damage_keys), "{page}");
    }
}

/// A phone that lied in its finder gives an honest supervisor a person about whom no custodian was asked.
#[test]
fn an_identity_that_nobody_was_asked_about_says_so_on_the_page() {
    let stage = Stage::new();
    let mut identities = stage.opened(&stage.account("supervisor"), &[0, 1]);
    let head = crate::audit::read(stage.store()).expect("the log is whole").1.head();
    for tongue in Tongue::ALL {
        let said = tongue.words().identities.not_asked;
        let pages = [Named::Asked, Named::NotAsked].map(|named| {
            identities[1].named = named;
            opened(tongue, &identities, head).into_string()
        });
        assert_eq!(pages.map(|page| page.matches(said).count()), [0, 1]);
    }
}

#[test]
fn the_door_on_a_network_says_what_to_compare_before_anybody_types() {
    for tongue in Tongue::ALL {
        let words = tongue.words();
        let says = |transport| {
            let page = sign_in(words, transport, Reason::Arrived, &Resume::default()).into_string();
            page.contains(words.door.certificate)
        };
        assert!(says(Transport::Tls) && !says(Transport::Plain));
        assert!(words.door.certificate.contains("SHA-256"));
    }
}
