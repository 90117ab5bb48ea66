//! The byte format is pinned, and whatever is not a package is refused.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use super::{PACKAGE_BYTES_MAX, PACKAGE_VERSION, PackageError, decode, encode, hash};
use crate::study::{Localized, Study, read_folder, training_study};

/// Read once: the property below wants it many times.
static STUDY: LazyLock<Study> =
    LazyLock::new(|| read_folder(&training_study()).study.expect("the training study reads"));

fn study() -> Study {
    STUDY.clone()
}

#[test]
fn the_same_folder_gives_the_same_bytes_of_this_version() {
    let again = read_folder(&training_study()).study.expect("the training study reads");
    let (first, second) = (encode(&study()), encode(&again));
    assert_eq!(PACKAGE_VERSION, 4);
    assert_eq!(first.first(), Some(&PACKAGE_VERSION));
    // The study's id comes first: its length, then its letters.
    assert!(first[1..].starts_with(b"\x0eriver-crossing"));
    assert_eq!(hash(&first), hash(&second));
    assert_eq!(first, second);
}

#[test]
fn what_is_not_a_package_is_refused() {
    let bytes = encode(&study());
    let check = |bytes: &[u8], expected| assert_eq!(decode(bytes).err(), Some(expected));
    check(&[], PackageError::Malformed);
    check(&[1, 0, 0], PackageError::UnknownVersion(1));
    check(&[5, 0, 0], PackageError::UnknownVersion(5));
    check(&bytes[..bytes.len() - 1], PackageError::Malformed);
    check(&[bytes.as_slice(), &[0]].concat(), PackageError::Malformed);
    check(&vec![PACKAGE_VERSION; PACKAGE_BYTES_MAX + 1], PackageError::TooLarge);
}

#[test]
fn a_changed_statement_or_form_is_noticed() {
    let mut changed = study();
    changed.use_statement.text.0.insert("en".into(), "It is used for everything.".into());
    assert_eq!(decode(&encode(&changed)).err(), Some(PackageError::Inconsistent("the hash of the use statement")));
    let mut changed = study();
    changed.instruments[0].form_hash = crate::ids::Hash32([0; 32]);
    assert_eq!(decode(&encode(&changed)).err(), Some(PackageError::Inconsistent("the hash of an instrument")));
}

#[test]
fn a_form_that_contradicts_itself_is_no_form() {
    let mut changed = study();
    let form = Arc::make_mut(&mut changed.instruments[0].form);
    form.nodes[1].name = "a/b".to_owned();
    assert_eq!(decode(&encode(&changed)).err(), Some(PackageError::Malformed));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn decoding_and_encoding_again_changes_no_byte(title in ".*", tag in "[a-z]{2}", age in any::<u8>(), days in any::<u16>()) {
        let mut study = study();
        study.title = Localized([(tag, title)].into());
        study.limits.lowest_age = age;
        study.limits.retention_days = days;
        let bytes = encode(&study);
        let again = decode(&bytes).map(|study| encode(&study));
        prop_assert_eq!(again, Ok(bytes));
    }

    #[test]
    fn garbage_never_decodes_and_never_panics(mut bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        prop_assert!(decode(&bytes).is_err());
        bytes.insert(0, PACKAGE_VERSION);
        prop_assert!(decode(&bytes).is_err());
    }
}
