//! A whole interview as it really is, and what it weighs.

use super::{Content, context, form, there_and_back};
use crate::{
    form::{DataType, DeclineReason, Form, NodeIndex, NodeKind, Path, Value},
    ids::{Hash32, ReferenceNumber, SiteId},
    log::{
        CheckOutcome, ConsentAnswer, DistressPoint, Event, EventKind, GuardianAnswer, PresentPerson, Start,
        TeachBackOutcome, TrustAnswer,
    },
    moment::Moment,
    record::{padding::size_class, whole_seconds},
};

/// Six sections of ten questions: mostly choices of two to twelve, some numbers, three short texts.
fn sixty_questions() -> Form {
    use DataType::{Integer, SelectMultiple, SelectOne, Text};
    let section = [
        (SelectOne, 3),
        (SelectOne, 5),
        (Integer, 0),
        (SelectOne, 3),
        (SelectOne, 12),
        (SelectMultiple, 8),
        (SelectOne, 3),
        (SelectOne, 4),
        (Integer, 0),
        (SelectOne, 7),
    ];
    let mut worded = section;
    worded[9] = (Text, 0);
    form(&[&section, &worded, &section, &worded, &section, &worded])
}

/// Builds a log with uneven pauses, drawn from a small fixed generator.
struct Script {
    log: Vec<Event>,
    at_ms: u64,
    draw: u32,
}

impl Script {
    fn new() -> Self {
        Self { log: Vec::new(), at_ms: 0, draw: 7 }
    }

    fn draw(&mut self, below: u32) -> u32 {
        self.draw = self.draw.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.draw >> 16) % below
    }

    fn push(&mut self, seconds: u32, kind: EventKind) {
        let jitter = self.draw(1000);
        self.at_ms += u64::from(seconds) * 1000 + u64::from(jitter);
        self.log.push(Event { sequence: self.log.len() as u32, at_ms: self.at_ms, kind });
    }

    fn opening(&mut self) {
        let at = Moment { wall_ms: 1_781_337_123_456, offset_min: 420, monotonic_ms: 86_412_345 };
        let start = Start {
            instrument: "child".into(),
            form_hash: Hash32::of(b"form"),
            statement_hash: Hash32::of(b"statement"),
            reference: ReferenceNumber([17, 3, 250, 99, 1, 84, 200, 31, 7, 66]),
            visit: 1,
            site: Some(SiteId("BUS-04".into())),
            at,
            training: false,
            device_id: uuid::Uuid::from_u128(0xdead_beef).to_string(),
            asked_before: Vec::new(),
            correction: None,
        };
        self.push(0, EventKind::Started(Box::new(start)));
        self.push(4, EventKind::Language { language: "km".into() });
        let code = |code: &str| CheckOutcome::Code(code.into());
        for (step, outcome) in [
            ("P1.1", CheckOutcome::Holds),
            ("P1.2", CheckOutcome::Holds),
            ("P1.3", code("yes")),
            ("P1.4", CheckOutcome::Holds),
            ("P1.5", code("school")),
            ("P1.6", code("no")),
            ("P1.7", CheckOutcome::Holds),
            ("P1.8", code("yes")),
            ("P2.1", CheckOutcome::Codes(Vec::new())),
            ("P2.2", CheckOutcome::Codes(vec!["parent".into(), "teacher".into()])),
            ("P2.3", code("low")),
            ("P2.4", code("no")),
            ("P2.5", code("no")),
        ] {
            let seconds = 2 + self.draw(6);
            self.push(seconds, EventKind::Checked { step: step.into(), outcome });
        }
        self.push(3, EventKind::Distress { level: 0, at: DistressPoint::Start });
        self.push(5, EventKind::Presence { who: vec![PresentPerson::Peer], insisted: false, can_hear: false });
        for line in 1..=12 {
            let seconds = 8 + self.draw(12);
            self.push(seconds, EventKind::Told { line: format!("I{line}") });
        }
        for question in 0..3 {
            let seconds = 10 + self.draw(20);
            self.push(seconds, EventKind::TeachBack { question, outcome: TeachBackOutcome::Understood });
        }
        self.push(9, EventKind::Guardian { answer: GuardianAnswer::Given });
        let purposes = vec!["audio".into(), "contact".into()];
        self.push(6, EventKind::Consent { answer: ConsentAnswer::Given, purposes });
    }

    fn question(&mut self, form: &Form, node: u32) {
        const TEXTS: [&str; 3] = ["sells fruit at the market", "with my aunt", "washing dishes"];
        let at = Path { node: NodeIndex(node), at: Vec::new() };
        let NodeKind::Question(question) = &form.nodes[node as usize].kind else { panic!("a question stands there") };
        let size = question.choice_list.map_or(0, |list| form.tables[list as usize].len());
        let value = match question.data_type {
            DataType::Integer => Value::Integer(i64::from(4 + self.draw(14))),
            DataType::SelectOne => Value::Choice(self.draw(size)),
            DataType::SelectMultiple => Value::Choices(vec![self.draw(4), 4 + self.draw(4)]),
            _ => Value::Text(TEXTS[self.draw(3) as usize].into()),
        };
        self.push(1, EventKind::Asked { at: at.clone() });
        let seconds = 6 + self.draw(20);
        let declined = self.draw(20) == 0;
        let reason = DeclineReason::DoesNotKnow;
        self.push(
            seconds,
            if declined { EventKind::Declined { at, reason } } else { EventKind::Answered { at, value } },
        );
    }

    fn interview(form: &Form) -> Vec<Event> {
        let mut script = Self::new();
        script.opening();
        for number in 0..6 {
            let section = NodeIndex(1 + number * 11);
            if number == 4 {
                script.push(3, EventKind::Distress { level: 0, at: DistressPoint::Before(section) });
                script.push(9, EventKind::Trust { section, answer: TrustAnswer::GoOn });
            }
            script.push(1, EventKind::SectionEntered { section });
            (section.0 + 1..section.0 + 11).for_each(|node| script.question(form, node));
            script.push(0, EventKind::SectionLeft { section });
            if number > 0 {
                script.push(4, EventKind::Distress { level: 0, at: DistressPoint::After(section) });
            }
        }
        script.push(4, EventKind::Distress { level: 0, at: DistressPoint::End });
        script.push(12, EventKind::Referral { need: "health".into(), accepted: false });
        let wall_ms = 1_781_337_123_456 + script.at_ms as i64 + 5_000;
        let at = Moment { wall_ms, offset_min: 420, monotonic_ms: 86_412_345 + script.at_ms + 5_000 };
        script.push(5, EventKind::Finalized { at });
        script.log
    }
}

#[test]
fn sixty_questions_with_their_audit_trail_fit_the_smallest_size_class() {
    let form = sixty_questions();
    let context = context(&form);
    let log = Script::interview(&form);
    let asked = log.iter().filter(|event| matches!(event.kind, EventKind::Asked { .. })).count();
    assert_eq!(asked, 60);
    let content = Content::Answers(log.clone());
    let size = content.encode(&context).expect("in order and within limits").len();
    let plain = postcard::to_stdvec(&log).expect("events are plain data").len();
    eprintln_size(log.len(), size, plain);
    assert!(size < 256, "{size} bytes and the padding's mark must fit the class of 256");
    assert_eq!(size_class(size + 1), 256);
    assert!(plain > 4 * size, "an order of size below the plain form of {plain} bytes");
    assert_eq!(there_and_back(&content, &context), Content::Answers(whole_seconds(log)));
}

/// What a reader of the test's output wants to know; shown with `--nocapture`.
fn eprintln_size(events: usize, size: usize, plain: usize) {
    use std::io::Write as _;
    let line = format!("60 questions, {events} events: {size} bytes; plain: {plain} bytes\n");
    std::io::stderr().write_all(line.as_bytes()).expect("standard error is open");
}

/// The bytes of payload version 1: a reader of today must read them.
#[test]
fn the_committed_payload_is_written_and_read_as_ever() {
    let committed: String = include_str!("payload.hex").split_whitespace().collect();
    let form = sixty_questions();
    let context = context(&form);
    let content = Content::Answers(whole_seconds(Script::interview(&form)));
    let bytes = content.encode(&context).expect("in order and within limits");
    assert_eq!(data_encoding::HEXLOWER.encode(&bytes), committed, "payload");
    assert_eq!(Content::decode(&bytes, &context), Ok(content));
}
