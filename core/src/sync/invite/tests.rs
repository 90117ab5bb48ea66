//! What an invite survives on its way, and what it says when it does not.

use proptest::prelude::*;

use super::*;
use crate::{ids::Hash32, seal::SealingPublic, sync::Pin};

fn invite() -> Invite {
    Invite {
        address: "https://192.168.43.1:8443".into(),
        pins: Some(Pins { active: Pin([1; 32]), backup: Pin([2; 32]) }),
        package_signing_key: SignerPublic([2; 33]),
        sealing_key: SealingFingerprint([4; 16]),
        token: Token([5; 16]),
    }
}

fn check(text: &str, expected: Result<Invite, InviteError>) {
    assert_eq!(text.parse::<Invite>(), expected);
}

#[test]
fn is_read_back_from_its_text_also_after_a_careless_way() {
    let text = invite().to_string();
    check(&text, Ok(invite()));
    check(&text.to_lowercase(), Ok(invite()));
    let broken: String =
        text.as_bytes().chunks(40).map(|line| format!("{}\n  ", String::from_utf8_lossy(line))).collect();
    check(&format!("  {broken}"), Ok(invite()));
}

#[test]
fn stays_small_enough_for_a_code_that_a_poor_camera_reads() {
    let text = invite().to_string();
    let all = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:";
    assert!(text.bytes().all(|letter| all.contains(&letter)), "only what a QR code packs as alphanumeric");
    // Version 11 at error correction level L holds 468, version 9 at M holds 262, version 11 at M 366.
    assert!(text.len() <= 366, "{} letters", text.len());
}

#[test]
fn says_what_is_wrong() {
    let text = invite().to_string();
    check("", Err(InviteError::Other));
    check("https://example.org", Err(InviteError::Other));
    check("FIELDWARD:", Err(InviteError::CutShort));
    check(&text[..text.len() - 7], Err(InviteError::CutShort));
    check(&format!("{text}ABCD"), Err(InviteError::TooLong));
    check("FIELDWARD:AE0", Err(InviteError::Character { place: 13 }));
    check(&text.replace("FIELDWARD:AE", "FIELDWARD:CE"), Err(InviteError::Version { version: 17 }));
}

#[test]
fn an_address_elsewhere_needs_pins_and_loopback_does_not() {
    let mut elsewhere = Invite { pins: None, ..invite() };
    check(&elsewhere.to_string(), Err(InviteError::Unpinned));
    elsewhere.address = "http://10.0.0.1:80".into();
    check(&elsewhere.to_string(), Err(InviteError::Unpinned));
    for here in ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:9/", "http://127.0.0.1"] {
        elsewhere.address = here.into();
        check(&elsewhere.to_string(), Ok(elsewhere.clone()));
    }
    for trick in [
        "http://127.0.0.1.example.org:80",
        "http://localhost@example.org",
        "http://localhost:80@example.org",
        "http://127.0.0.1:@example.org",
        "http://[::1]:secret@example.org/",
        "http://localhost80",
        "ftp://127.0.0.1",
    ] {
        assert!(!is_loopback(trick), "{trick}");
        elsewhere.address = trick.into();
        check(&elsewhere.to_string(), Err(InviteError::Unpinned));
    }
}

#[test]
fn an_address_has_a_longest_length() {
    let longest = Invite { address: format!("https://{}", "a".repeat(ADDRESS_BYTES_MAX - 8)), ..invite() };
    check(&longest.to_string(), Ok(longest.clone()));
    let longer = Invite { address: format!("{}b", longest.address), ..invite() };
    check(&longer.to_string(), Err(InviteError::Content));
}

#[test]
fn debug_shows_no_token() {
    assert_eq!(format!("{:?} {:?}", invite(), invite().token), "Invite(..) Token(..)");
}

proptest! {
    #[test]
    fn one_wrong_letter_never_passes(place in 10_usize..300, other in 0_u8..26) {
        let text = invite().to_string();
        let place = place.min(text.len() - 1);
        let mut bytes = text.clone().into_bytes();
        let wrong = b'A' + other;
        prop_assume!(bytes[place] != wrong);
        bytes[place] = wrong;
        let typed = String::from_utf8(bytes).expect("letters are ASCII");
        // The unused bits of the last letter carry nothing: there, the same invite is read.
        if let Ok(read) = typed.parse::<Invite>() {
            prop_assert!(read == invite() && place == text.len() - 1);
        }
    }

    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in "(FIELDWARD:)?[A-Z2-7 a-z0-9é-]{0,400}") {
        let _ = text.parse::<Invite>();
    }
}

#[test]
fn a_key_is_known_by_the_first_half_of_its_hash() {
    let keys = [1, 2].map(|byte| SealingPublic([byte; 32]));
    let [one, other] = keys.each_ref().map(SealingFingerprint::of);
    assert_eq!(one.0, Hash32::of(&keys[0].0).0[..16]);
    assert_ne!(one, other);
}
