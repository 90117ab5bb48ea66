//! A recording: only with the person's consent to it, sealed, sent last, opened with what stands in the interview.

use fieldward::{Action, Device, DeviceError, Entry, StartChoice, Step};
use fieldward_core::{
    record::{MediaContext, MediaReference},
    study::read_folder,
};
use fieldward_tests::{
    ordinary,
    stage::{Stage, training_study},
};

const PIN: &str = "river-bend-739164";
const SOUND: &[u8] = b"the-canary-of-a-voice";

/// Goes on to the first question; whether the person agrees to be recorded is as said.
fn to_the_first_question(device: &Device, recorded: &str) -> Result<String, DeviceError> {
    let choice =
        StartChoice { instrument: "child-interview".into(), site: "reed-village".into(), ..StartChoice::default() };
    let interview = device.start(choice)?;
    let mut screen = device.screen(interview.clone())?;
    while screen.step != Step::Question {
        let refused = device.record(interview.clone(), "audio".into(), SOUND.to_vec());
        if screen.step != Step::Distress && screen.step != Step::Presence {
            assert!(refused.is_err() || recorded == "yes", "nobody is recorded before they agreed: {:?}", screen.step);
        }
        let mut action = ordinary::action(&screen, 0).expect("the interview has not ended");
        if let Action::Fill { entries } = &mut action {
            for Entry { prompt, value } in entries.iter_mut().filter(|entry| entry.prompt == "P3.5/audio") {
                assert!(refused.is_err(), "{prompt} is not answered yet");
                recorded.clone_into(value);
            }
        }
        screen = device.act(interview.clone(), action)?;
    }
    Ok(interview)
}

#[test]
fn without_the_audio_purpose_there_is_no_recording_and_with_it_it_opens_for_that_alone() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let stage = runtime.block_on(Stage::training());
    let folder = stage.device("device").display().to_string();
    let device = Device::open(folder, None).expect("a store can be made");
    device.create(PIN.into()).expect("the PIN is long enough");
    runtime.block_on(device.enrol(stage.invite())).expect("a fresh invite enrols");

    let silent = to_the_first_question(&device, "no").expect("the interview goes on");
    let refused = device.record(silent, "audio".into(), SOUND.to_vec());
    assert!(matches!(refused, Err(DeviceError::Refused { .. })), "{refused:?}");

    let heard = to_the_first_question(&device, "yes").expect("the interview goes on");
    let other = device.record(heard.clone(), "video".into(), SOUND.to_vec());
    assert!(matches!(other, Err(DeviceError::Refused { .. })), "a purpose that the statement has not: {other:?}");
    let answer = device.record(heard, "audio".into(), SOUND.to_vec()).expect("the person agreed");
    let reference: MediaReference = answer.parse().expect("a reference");
    let store = stage.server.store.blocking();
    assert_eq!(store.media(&reference.hash).expect("the store reads"), None);
    runtime.block_on(device.sync_now(None)).expect("the server is there");
    let sealed = store.media(&reference.hash).expect("the store reads").expect("it was sent whole");
    assert!(memchr::memmem::find(&sealed, SOUND).is_none());
    let study = read_folder(&training_study()).study.expect("it reads");
    let context = |purpose: &str| MediaContext {
        study: study.id.clone(),
        statement: study.use_statement.hash,
        purpose: purpose.into(),
    };
    assert_eq!(*context("audio").open(&sealed, &reference).expect("it opens"), SOUND);
    assert!(context("training").open(&sealed, &reference).is_err(), "bound to what was agreed to");
}
