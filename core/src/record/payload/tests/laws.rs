//! Whatever the log, it comes back.

use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};

use super::{Content, context, form, there_and_back};
use crate::{
    form::{DataType, DeclineReason, Form, Geopoint, NodeIndex, Path, Value},
    ids::{Hash32, ReferenceNumber, SiteId},
    log::{
        Brought, BroughtList, CheckOutcome, ConsentAnswer, Correction, CorrectionReason, DistressPoint, Event,
        EventKind, GuardianAnswer, KeepWish, PresentPerson, Start, StopCode, TeachBackOutcome, TrustAnswer,
    },
    moment::Moment,
    record::{AlertContent, IdentityContent, LikenessToken, whole_seconds},
};

fn some_form() -> Form {
    use DataType::{Date, DateTime, Decimal, Geopoint, Integer, SelectMultiple, SelectOne, Text, Time};
    form(&[
        &[(Text, 0), (Integer, 0), (Decimal, 0), (Date, 0), (Time, 0)],
        &[(DateTime, 0), (SelectOne, 6), (SelectMultiple, 9), (SelectMultiple, 60), (Geopoint, 0)],
    ])
}

fn value() -> BoxedStrategy<Value> {
    let decimal = || prop_oneof![any::<f64>(), (-99_999_i32..99_999).prop_map(|n| f64::from(n) / 100.0)];
    let point =
        (decimal(), decimal(), decimal(), decimal()).prop_map(|(latitude, longitude, altitude_m, accuracy_m)| {
            Value::Geopoint(Geopoint { latitude, longitude, altitude_m, accuracy_m })
        });
    prop_oneof![
        ".{0,30}".prop_map(Value::Text),
        prop_oneof![any::<i64>(), -9_i64..99].prop_map(Value::Integer),
        decimal().prop_filter("a value is finite", |number| number.is_finite()).prop_map(Value::Decimal),
        any::<bool>().prop_map(Value::Boolean),
        any::<i32>().prop_map(Value::Date),
        any::<u32>().prop_map(Value::Time),
        (any::<i64>(), any::<i16>()).prop_map(|(ms, offset)| Value::DateTime(ms, offset)),
        prop_oneof![any::<u32>(), 0_u32..8].prop_map(Value::Choice),
        prop::collection::vec(prop_oneof![any::<u32>(), 0_u32..9], 0..5).prop_map(Value::Choices),
        prop::sample::subsequence((0_u32..9).collect::<Vec<_>>(), 0..9).prop_map(Value::Choices),
        point.prop_filter("values are finite", |value| *value == value.clone()),
    ]
    .boxed()
}

fn node() -> BoxedStrategy<NodeIndex> {
    prop_oneof![0_u32..16, any::<u32>()].prop_map(NodeIndex).boxed()
}

fn path() -> BoxedStrategy<Path> {
    (node(), prop::collection::vec(any::<u16>(), 0..3)).prop_map(|(node, at)| Path { node, at }).boxed()
}

fn moment() -> BoxedStrategy<Moment> {
    (any::<i64>(), any::<i16>(), any::<u64>())
        .prop_map(|(wall_ms, offset_min, monotonic_ms)| Moment { wall_ms, offset_min, monotonic_ms })
        .boxed()
}

fn word() -> BoxedStrategy<String> {
    prop_oneof![
        prop::sample::select(vec!["P1.1", "P1.2", "I12", "yes", "fr", "research"]).prop_map(str::to_owned),
        ".{0,8}",
    ]
    .boxed()
}

fn start() -> BoxedStrategy<EventKind> {
    let hash = || prop_oneof![Just(Hash32::of(b"form")), any::<[u8; 32]>().prop_map(Hash32)];
    let correction = (any::<[u8; 32]>(), prop::collection::vec((path(), prop::option::of(value())), 0..3))
        .prop_map(|(parent, queried)| Correction { parent: Hash32(parent), queried });
    let names = prop::collection::vec(prop_oneof!["n[0-9]", ".{0,5}"], 0..4);
    let first = (word(), hash(), hash(), any::<[u8; 10]>(), any::<u8>(), word());
    let second = (prop::option::of(word()), moment(), any::<bool>(), names, prop::option::of(correction));
    (first, second)
        .prop_map(|(first, second)| {
            let (instrument, form_hash, statement_hash, reference, visit, device_id) = first;
            let (site, at, training, asked_before, correction) = second;
            EventKind::Started(Box::new(Start {
                instrument,
                form_hash,
                statement_hash,
                reference: ReferenceNumber(reference),
                visit,
                site: site.map(SiteId),
                at,
                training,
                device_id,
                asked_before,
                correction,
            }))
        })
        .boxed()
}

fn gate() -> BoxedStrategy<EventKind> {
    let outcome = prop_oneof![
        Just(CheckOutcome::Holds),
        word().prop_map(CheckOutcome::Code),
        prop::collection::vec(word(), 0..3).prop_map(CheckOutcome::Codes),
    ];
    let understood = prop::sample::select(vec![
        TeachBackOutcome::Understood,
        TeachBackOutcome::ExplainedAgain,
        TeachBackOutcome::NotUnderstood,
    ]);
    let guardian = prop_oneof![
        Just(GuardianAnswer::Given),
        Just(GuardianAnswer::Refused),
        word().prop_map(|reason| GuardianAnswer::Waived { reason }),
    ];
    let consent = prop::sample::select(vec![ConsentAnswer::Given, ConsentAnswer::Refused, ConsentAnswer::Pressed]);
    let who = prop::collection::vec(
        prop::sample::select(vec![PresentPerson::Interpreter, PresentPerson::Employer, PresentPerson::Official]),
        0..4,
    );
    let point = prop_oneof![
        Just(DistressPoint::Start),
        node().prop_map(DistressPoint::After),
        node().prop_map(DistressPoint::Before),
        Just(DistressPoint::End),
        Just(DistressPoint::AnyMoment),
    ];
    prop_oneof![
        start(),
        word().prop_map(|language| EventKind::Language { language }),
        (word(), outcome).prop_map(|(step, outcome)| EventKind::Checked { step, outcome }),
        word().prop_map(|line| EventKind::Told { line }),
        (any::<u8>(), understood).prop_map(|(question, outcome)| EventKind::TeachBack { question, outcome }),
        guardian.prop_map(|answer| EventKind::Guardian { answer }),
        (consent, prop::collection::vec(word(), 0..3))
            .prop_map(|(answer, purposes)| EventKind::Consent { answer, purposes }),
        (who, any::<bool>(), any::<bool>()).prop_map(|(who, insisted, can_hear)| EventKind::Presence {
            who,
            insisted,
            can_hear
        }),
        (any::<u8>(), point).prop_map(|(level, at)| EventKind::Distress { level, at }),
    ]
    .boxed()
}

fn item() -> BoxedStrategy<EventKind> {
    let declined = prop::sample::select(vec![DeclineReason::DoesNotKnow, DeclineReason::PrefersNotToSay]);
    let corrected = prop::sample::select(vec![CorrectionReason::Volunteered, CorrectionReason::Queried]);
    let trust = prop::sample::select(vec![TrustAnswer::GoOn, TrustAnswer::LeaveOut, TrustAnswer::NotMet]);
    prop_oneof![
        path().prop_map(|at| EventKind::Asked { at }),
        (path(), value()).prop_map(|(at, value)| EventKind::Answered { at, value }),
        (path(), declined).prop_map(|(at, reason)| EventKind::Declined { at, reason }),
        (path(), prop::option::of(value()), corrected).prop_map(|(at, value, reason)| EventKind::Corrected {
            at,
            value,
            reason
        }),
        (path(), prop::option::of(value())).prop_map(|(at, value)| EventKind::Noted { at, value }),
        path().prop_map(|at| EventKind::RepeatAdded { at }),
        path().prop_map(|at| EventKind::RepeatEnded { at }),
        (node(), trust).prop_map(|(section, answer)| EventKind::Trust { section, answer }),
        node().prop_map(|section| EventKind::SectionEntered { section }),
        node().prop_map(|section| EventKind::SectionLeft { section }),
    ]
    .boxed()
}

fn rest() -> BoxedStrategy<EventKind> {
    let code = || prop::sample::select(vec![StopCode::St1, StopCode::St12, StopCode::StD1, StopCode::Gate]);
    let row = prop::collection::vec((node(), value()), 0..3);
    prop_oneof![
        (any::<u16>(), moment()).prop_map(|(block, at)| EventKind::BlockOpened { block, at }),
        (any::<u16>(), path(), any::<i16>(), row).prop_map(|(block, at, count, row)| EventKind::Tally {
            block,
            at,
            count,
            row
        }),
        (any::<u16>(), any::<u8>(), any::<bool>()).prop_map(|(block, minutes, nothing_seen)| EventKind::Watched {
            block,
            minutes,
            nothing_seen
        }),
        Just(EventKind::Paused),
        moment().prop_map(|at| EventKind::Resumed { at }),
        moment().prop_map(|at| EventKind::CameBack { at }),
        (word(), any::<bool>()).prop_map(|(need, accepted)| EventKind::Referral { need, accepted }),
        code().prop_map(|code| EventKind::Alert { code }),
        code().prop_map(|code| EventKind::Stopped { code }),
        Just(EventKind::Withdrawn),
        moment().prop_map(|at| EventKind::Finalized { at }),
        prop::sample::select(vec![KeepWish::Keep, KeepWish::Drop]).prop_map(|wish| EventKind::Kept { wish }),
        code().prop_map(|code| EventKind::CutShort { code }),
        brought().prop_map(|brought| EventKind::Brought(Box::new(brought))),
    ]
    .boxed()
}

fn brought() -> BoxedStrategy<Brought> {
    let pairs = || prop::collection::vec((word(), word()), 0..3);
    let rows = prop::collection::vec(prop::collection::vec(word(), 0..4), 0..4);
    let lists = prop::collection::vec((word(), rows).prop_map(|(name, rows)| BroughtList { name, rows }), 0..3);
    (pairs(), pairs(), lists).prop_map(|(told, last, lists)| Brought { told, last, lists }).boxed()
}

/// Sequences with gaps, times that rise, and every second answer following its question.
fn log() -> BoxedStrategy<Vec<Event>> {
    let kind = prop_oneof![gate(), item(), rest()];
    let event = (kind, 1_u32..4, prop_oneof![0_u64..90_000, any::<u32>().prop_map(u64::from)], any::<bool>());
    prop::collection::vec(event, 0..30)
        .prop_map(|events| {
            let (mut sequence, mut at_ms, mut log) = (0, 0, Vec::new());
            for (kind, gap, rise, asked) in events {
                if let (EventKind::Answered { at, .. } | EventKind::Declined { at, .. }, true) = (&kind, asked) {
                    log.push(Event { sequence, at_ms, kind: EventKind::Asked { at: at.clone() } });
                    sequence += 1;
                }
                at_ms += rise;
                log.push(Event { sequence, at_ms, kind });
                sequence += gap;
            }
            log
        })
        .boxed()
}

proptest! {
    #[test]
    fn a_log_comes_back_in_whole_seconds(log in log()) {
        let form = some_form();
        let found = there_and_back(&Content::Answers(log.clone()), &context(&form));
        // Compared as bytes: a place may hold numbers that do not equal themselves.
        let Content::Answers(found) = found else { panic!("answers stay answers") };
        let plain = |log: &Vec<Event>| postcard::to_stdvec(log).expect("events are plain data");
        prop_assert_eq!(plain(&found), plain(&whole_seconds(log)));
    }

    #[test]
    fn an_identity_comes_back(
        reference in any::<[u8; 10]>(),
        values in prop::collection::vec((path(), value()), 0..6),
        tokens in prop::collection::vec(any::<[u8; 16]>().prop_map(LikenessToken), 0..4),
    ) {
        let form = some_form();
        let content = Content::Identity(IdentityContent { reference: ReferenceNumber(reference), values, tokens });
        prop_assert_eq!(there_and_back(&content, &context(&form)), content);
    }

    #[test]
    fn an_alert_comes_back(at_s in any::<u32>(), site in prop::option::of(word()), known in any::<Option<[u8; 10]>>()) {
        let form = some_form();
        let at_ms = i64::from(at_s) * 1000;
        let alert = AlertContent {
            reference: known.map(ReferenceNumber),
            code: StopCode::St2,
            at: Moment { wall_ms: at_ms, offset_min: -180, monotonic_ms: at_ms as u64 },
            site: site.map(SiteId),
        };
        let content = Content::Alert(alert);
        prop_assert_eq!(there_and_back(&content, &context(&form)), content);
    }
}

#[test]
fn a_tombstone_holds_nothing() {
    let form = some_form();
    let bytes = Content::Tombstone.encode(&context(&form)).expect("nothing can be too large");
    assert!(bytes.len() <= 2);
    assert_eq!(there_and_back(&Content::Tombstone, &context(&form)), Content::Tombstone);
    assert_eq!(Content::Tombstone.reference(), None);
}
