//! The action language, line by line.

use std::{path::PathBuf, time::Duration};

use fieldward::{CorrectionReason, DeclineReason, StartChoice, StopCode};

use super::command::{
    ClockChange, Command, CommandError, Deed, Expectation, Gates, Invite, PassUntil, Pins, Seen, parse,
};

fn check(line: &str, expected: Command) {
    assert_eq!(parse(line), Ok(Some(expected)), "{line}");
}

fn check_deed(line: &str, expected: Deed) {
    check(line, Command::Act(expected));
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn empty_lines_and_remarks_are_nothing() {
    assert_eq!(parse(""), Ok(None));
    assert_eq!(parse("   "), Ok(None));
    assert_eq!(parse("# the first day"), Ok(None));
}

#[test]
fn commands_about_the_device() {
    check("create 739164", Command::Create("739164".into()));
    check("unlock \"a long pass phrase\"", Command::Unlock("a long pass phrase".into()));
    check("enrol @invite.txt", Command::Enrol(Invite::File(PathBuf::from("invite.txt"))));
    check("enrol FW1-ABC", Command::Enrol(Invite::Text("FW1-ABC".into())));
    let choice = StartChoice { instrument: "child".into(), site: "ferry".into(), ..StartChoice::default() };
    check("start child site=ferry", Command::Start(choice));
    check("gates pass", Command::Gates(Gates::Pass));
    check("pass until question", Command::Pass(PassUntil::Question));
    check("clock +90m", Command::Clock(ClockChange::Forward(Duration::from_secs(5400))));
    let set = ClockChange::Set { wall_ms: 1_772_413_200_000, offset_min: 420 };
    check("clock 2026-03-02T08:00+07:00", Command::Clock(set));
    let pins = |duress: Option<&str>| Pins { old: "1".into(), new: "2".into(), duress: duress.map(str::to_owned) };
    check("pin 1 2", Command::ChangePin(pins(None)));
    check("pin 1 2 3", Command::ChangePin(pins(Some("3"))));
    check("renew-keys 1 3", Command::RenewKeys(Pins { new: "1".into(), ..pins(Some("3")) }));
    assert!(parse("pin 1 2 3 4").is_err());
    check("withdraw-person last", Command::WithdrawPerson("last".into()));
    let record = Command::Record { name: "story".into(), file: "story.ogg".into() };
    check("record story story.ogg", record);
    check("salvage 1", Command::Salvage("1".into()));
    check("panic", Command::Panic);
    check("lock", Command::Lock);
    check("kill", Command::Kill);
}

#[test]
fn deeds_on_the_open_interview() {
    check_deed(
        "fill P1.3=yes P1.5=\"street team\"",
        Deed::Fill(vec![pair("P1.3", "yes"), pair("P1.5", "street team")]),
    );
    let spoken = Deed::Answer { name: "why".into(), value: "the boat is 5\" too short = cheap".into() };
    check_deed("answer why the boat is 5\" too short = cheap", spoken);
    check_deed("answer age 12", Deed::Answer { name: "age".into(), value: "12".into() });
    check_deed("decline age dont_know", Deed::Decline { name: "age".into(), reason: DeclineReason::DoesNotKnow });
    check_deed("correct age 13", Deed::Correct { name: "age".into(), value: "13".into(), reason: None });
    let slip = Deed::Correct { name: "age".into(), value: String::new(), reason: Some(CorrectionReason::Slip) };
    check_deed("correct:slip age", slip);
    check_deed("tally boys", Deed::Tally { prompt: "boys".into(), row: vec![], count: 1 });
    let row = Deed::Tally { prompt: "child".into(), row: vec![pair("sex", "girl")], count: 3 };
    check_deed("tally child 3 sex=girl", row);
    check_deed("close-block 60 nothing", Deed::CloseBlock { minutes: 60, seen: Seen::Nothing });
    check_deed("stop", Deed::Stop(None));
    check_deed("stop ST7", Deed::Stop(Some(StopCode::St7)));
    check_deed("distress 2", Deed::Distress(2));
    check_deed("presence parent hear", Deed::Presence(vec!["parent".into(), "hear".into()]));
}

#[test]
fn expectations() {
    check("expect step question", Command::Expect(Expectation::Step("question".into())));
    let value = Expectation::Value { name: "likes".into(), value: "play music".into() };
    check("expect value likes play music", Command::Expect(value));
    check("expect refused", Command::Expect(Expectation::Refused(None)));
    check("expect waiting 2", Command::Expect(Expectation::Waiting(2)));
}

#[test]
fn a_wrong_line_is_told_its_right_form() {
    let wrong = |line: &str| parse(line).expect_err("the line is wrong").to_string();
    assert_eq!(wrong("dance"), "there is no command `dance`; SCRIPT.md lists them all");
    assert_eq!(wrong("answer"), "write it as `answer NAME VALUE`");
    assert_eq!(wrong("distress 4"), "write it as `distress 0, 1, 2 or 3`");
    assert_eq!(wrong("decline age no"), "write it as `decline NAME dont_know, or decline NAME prefers_not`");
    assert_eq!(wrong("fill \"P1.3"), "a quote is opened and never closed");
    assert!(matches!(parse("clock tomorrow"), Err(CommandError::Form(_))));
    assert!(matches!(parse("close-block 61"), Err(CommandError::Form(_))));
    assert!(matches!(parse("expect step question now"), Err(CommandError::Form(_))));
}
