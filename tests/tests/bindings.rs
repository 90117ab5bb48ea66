//! The same interview through each language that binds the core, against a real server, gives the same record.
//!
//! An ordinary interview runs once through Rust, and its actions are written down. The Kotlin and the Swift package
//! each get an invite and that list, run it through their bindings, and sync. The records that arrive must tell the
//! same story. `cargo verify` sets up the toolchains and turns this test on.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use fieldward::{Device, StartChoice};
use fieldward_core::{form::DeclineReason, interview::Action};
use fieldward_tests::{
    opened, ordinary,
    stage::{PASSPHRASE, Stage, repository},
};

const PIN: &str = "brisk-heron-71";
/// No interview of the training study needs more; a screen that never ends is a fault.
const ACTIONS_MAX: usize = 500;

#[tokio::test(flavor = "multi_thread")]
async fn through_kotlin() {
    let mut maven = Command::new("mvn");
    maven.args(["--batch-mode", "--quiet", "test"]).current_dir(repository().join("android"));
    same_record_through(maven).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn through_swift() {
    let folder =
        std::env::var_os("FIELDWARD_SWIFT").map(PathBuf::from).expect("`cargo verify swift` says where Swift is");
    same_record_through(swift(&folder)).await;
}

/// Swift lives in a Debian of its own; mounts made in a private namespace go with the command.
fn swift(folder: &Path) -> Command {
    let here = repository();
    let line = format!(
        "mkdir -p '{f}{h}' '{f}{t}'; mount --bind '{h}' '{f}{h}'; mount --bind '{t}' '{f}{t}'; mount -t proc proc '{f}/proc'; \
         exec chroot '{f}' env HOME=/root LD_LIBRARY_PATH='{h}/target/debug' \
         swift test --package-path '{h}/ios' --scratch-path '{h}/target/swift'",
        f = folder.display(),
        h = here.display(),
        t = std::env::temp_dir().display(),
    );
    let mut command = Command::new("unshare");
    command.args(["--mount", "--propagation", "private", "sh", "-ec", &line]);
    command
}

async fn same_record_through(mut package: Command) {
    let stage = Stage::training().await;
    let list = through_rust(&stage).await;
    let file = stage.device("actions");
    fs::write(&file, list).expect("the list can be written");
    package.env("FIELDWARD_INVITE", stage.invite()).env("FIELDWARD_ACTIONS", &file);
    let status = tokio::task::spawn_blocking(move || package.status()).await.expect("the package is waited for");
    assert!(status.expect("the toolchain is there: run `cargo verify`").success(), "the package's own tests failed");

    let records = opened::answers(stage.server.store.blocking(), PASSPHRASE);
    let stories: Vec<_> = records.iter().map(opened::story).collect();
    assert_eq!(stories.len(), 2, "one record from Rust and one from the other language");
    assert!(stories[0].len() > 60, "the interview has {} events only", stories[0].len());
    let resumed = |story: &[String]| story.iter().filter(|line| *line != "resumed").cloned().collect::<Vec<_>>();
    assert_eq!(resumed(&stories[0]), resumed(&stories[1]));
    stage.server.stop().await;
}

/// Runs an ordinary interview and writes down what was done.
async fn through_rust(stage: &Stage) -> String {
    let folder = stage.device("rust").to_string_lossy().into_owned();
    let device = Device::open(folder, None).expect("a new folder can be used");
    device.create(PIN.into()).expect("the PIN is long enough");
    device.set_language("fr".into());
    device.enrol(stage.invite()).await.expect("a fresh invite works");
    let choice = StartChoice {
        instrument: "child-interview".into(),
        site: "reed-village".into(),
        language: "fr".into(),
        reference: String::new(),
    };
    let mut list = format!("start\t{}\t{}\t{}\n", choice.instrument, choice.site, choice.language);
    let interview = device.start(choice).expect("the instrument is in the study");
    let mut screen = device.screen(interview.clone()).expect("a started interview has a screen");
    let mut repeats = 0;
    for _ in 0..ACTIONS_MAX {
        let Some(action) = ordinary::action(&screen, repeats) else { break };
        repeats += usize::from(action == Action::AddRepeat);
        list.push_str(&line(&action));
        let acted = device.act(interview.clone(), action.clone());
        if action == Action::Finalize {
            acted.expect("a ready interview is sealed");
            break;
        }
        screen = acted.unwrap_or_else(|error| panic!("at {}: {error}", screen.id));
    }
    device.sync(None).await.expect("the server answers");
    list
}

fn line(action: &Action) -> String {
    let mut line = match action {
        Action::Fill { entries } => entries.iter().fold("fill".to_owned(), |mut line, entry| {
            write!(line, "\t{}={}", entry.prompt, entry.value).expect("writing to a string works");
            line
        }),
        Action::Decline { prompt, reason: DeclineReason::DoesNotKnow } => format!("decline\t{prompt}\t88"),
        Action::Decline { prompt, .. } => format!("decline\t{prompt}\t99"),
        Action::AddRepeat => "again".to_owned(),
        Action::EndRepeat => "enough".to_owned(),
        Action::Finalize => "finalize".to_owned(),
        _ => panic!("an ordinary interview does nothing else"),
    };
    line.push('\n');
    line
}
