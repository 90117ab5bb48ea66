//! A questionnaire that is changed in the middle of the field work: what was gathered before stays readable, and is
//! exported beside what came after, each with its own questions.

use fieldward_tests::stage::Stage;

use crate::{
    export, run,
    stranger::{column, copy_study, plain_form},
};

const SURVEY: &[[&str; 5]] = &[
    ["type", "name", "label", "constraint", "constraint_message"],
    ["select_one crop", "crop", "What did you bring in?", "", ""],
    ["integer", "baskets", "How many baskets?", "", ""],
];
const BEFORE: &str = "gates pass
start key-informant language=en
answer crop rice
answer baskets 4
pass
finalize
sync
expect waiting 0
";
const AFTER: &str = "gates pass
start key-informant language=en
answer season dry
answer crop maize
answer baskets 5
pass
finalize
sync
expect waiting 0
";

#[test]
fn records_of_an_earlier_questionnaire_are_read_and_exported() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let study = folder.path().join("study");
    copy_study(&study);
    let form = study.join("instruments/key-informant.xlsx");
    plain_form(&form, SURVEY);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let stage = runtime.block_on(Stage::set(&study));
    let enrolment = format!("create river-bend-739164\nenrol {}\n", stage.invite());
    run(&stage.device("device"), &format!("{enrolment}{BEFORE}"), &runtime).unwrap_or_else(|error| panic!("{error}"));

    // A new question before all others: the places of the old answers belong to other questions now.
    let mut changed = SURVEY.to_vec();
    changed.insert(1, ["text", "season", "Which season was it?", "", ""]);
    plain_form(&form, &changed);
    stage.publish_again(&study);
    let unlocked = "unlock river-bend-739164\nsync\n";
    run(&stage.device("device"), &format!("{unlocked}{AFTER}"), &runtime).unwrap_or_else(|error| panic!("{error}"));

    let sheets = runtime.block_on(export::workbook(&stage, "key-informant")).expect("the console exports");
    let (now, earlier) = (&sheets["answers"], &sheets["answers_2"]);
    assert_eq!((column(now, "season"), column(now, "baskets")), (vec!["dry".into()], vec!["5".into()]));
    assert_eq!((column(earlier, "crop"), column(earlier, "baskets")), (vec!["rice".into()], vec!["4".into()]));
    assert!(!column(&sheets["codebook_2"], "column").contains(&"season".to_owned()));
}
