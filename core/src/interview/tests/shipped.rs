//! The instruments that ship go from start to end, and keep the laws on the way.

use std::path::Path;

use super::fixture::Run;
use crate::{interview::StartRequest, study::read_folder};

#[test]
fn every_shipped_instrument_can_be_finished() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("instruments/training-study");
    let study = read_folder(&folder).study.expect("the shipped study has no errors");
    for instrument in &study.instruments {
        let request = StartRequest { instrument: instrument.id.clone(), ..StartRequest::default() };
        let mut run = Run::start(study.clone(), request);
        run.calmly_to("finalized");
        assert!(run.interview.outcome().is_some(), "{}", instrument.id);
    }
}
