//! The way to the server: pinned TLS with nothing but the right key, and no server at all.

use std::time::{Duration, Instant};

use fieldward_core::sync::{Invite, Pin, Pins};
use fieldward_tests::stage::{Stage, training_study};

use crate::run;

const PIN: &str = "river-bend-739164";
const INTERVIEW: &str = "gates pass\nstart child-interview site=reed-village language=en\nstop\npass\nfinalize\n";
/// What a person waits before they are told; a link that is not there is refused at once on one machine.
const TOLD_WITHIN: Duration = Duration::from_secs(10);

#[test]
fn a_device_syncs_over_tls_with_the_key_that_its_invite_pinned() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let stage = runtime.block_on(Stage::over_tls(&training_study()));
    assert!(stage.server.address.starts_with("https://127.0.0.1:"), "{}", stage.server.address);
    let script = format!("create {PIN}\nenrol {}\n{INTERVIEW}sync all\nexpect waiting 0\n", stage.invite());
    let summary = run(&stage.device("device"), &script, &runtime).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((summary.finalized, summary.acknowledged), (1, 1));
}

#[test]
fn another_key_than_the_pinned_one_is_refused_before_anything_is_sent() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let stage = runtime.block_on(Stage::over_tls(&training_study()));
    let right = stage.invite();
    let mut wrong: Invite = right.parse().expect("an invite of our own");
    wrong.pins = Some(Pins { active: Pin([1; 32]), backup: Pin([2; 32]) });
    let refused = run(&stage.device("device"), &format!("create {PIN}\nenrol {wrong}\n"), &runtime);
    let said = refused.expect_err("the wrong key is refused");
    assert!(said.contains("refused (NoLink)") && said.contains("does not have the key"), "{said}");
    // The token went nowhere: it still enrols.
    let enrolled = run(&stage.device("device"), &format!("unlock {PIN}\nenrol {right}\n"), &runtime);
    assert!(enrolled.is_ok(), "{enrolled:?}");
}

#[test]
fn without_a_server_a_script_is_told_soon_and_loses_nothing() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let stage = runtime.block_on(Stage::training());
    let device = stage.device("device");
    let enrolled = run(&device, &format!("create {PIN}\nenrol {}\n{INTERVIEW}", stage.invite()), &runtime);
    assert!(enrolled.is_ok(), "{enrolled:?}");
    let _folder = runtime.block_on(stage.stop());
    let begun = Instant::now();
    let script = format!("unlock {PIN}\nsync\nexpect refused NoLink\nexpect waiting 1\nsync all\n");
    let said = run(&device, &script, &runtime).expect_err("there is no server");
    assert!(begun.elapsed() < TOLD_WITHIN, "told after {:?}", begun.elapsed());
    assert!(said.starts_with("line 5:") && said.contains("the server was not reached"), "{said}");
}
