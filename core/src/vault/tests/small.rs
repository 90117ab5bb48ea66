//! PIN rules, calibration, waits.

use super::super::*;

#[test]
fn pins_that_anybody_would_try_are_refused() {
    let check = |typed: &str, expected: Option<PinFault>| assert_eq!(Pin::new(typed).err(), expected, "{typed}");
    check("48151", Some(PinFault::TooShort));
    check("éàüöß", Some(PinFault::TooShort));
    for common in ["123456", "654321", "111111", "000000", "135791", "456789", "890123", "abcdef", "121212", "123123"] {
        check(common, Some(PinFault::Common));
    }
    for common in ["Password", "MotDePasse", "azerty", "abcabc", "fieldward", "zyxwvu", "123412341234"] {
        check(common, Some(PinFault::Common));
    }
    for by_rule in [
        "112233",
        "111222",
        "aabbcc",
        "123321",
        "abccba",
        "789456",
        "147258",
        "159753",
        "321654",
        "010203",
        "102030",
        "121314",
        "654987",
        "password1",
        "123soleil",
        "Abc123",
        "123abc",
        "a123456",
        "admin1",
        "Bonjour00",
        "p@ssw0rd",
    ] {
        check(by_rule, Some(PinFault::Common));
    }
    for listed in ["100000", "147896", "5201314"] {
        check(listed, Some(PinFault::Common));
    }
    check(&"ab1".repeat(100), Some(PinFault::TooLong));
    for rare in ["481516", "kapok 58 river", "éàüößç", "930417", "112358", "112234", "789465", "soleil739", "123322"]
    {
        check(rare, None);
    }
}

#[test]
fn calibration_aims_at_the_window_and_never_goes_below_the_floor() {
    let cost = |took_ms: u64| {
        let mut ran = 0;
        let cost = StretchCost::calibrate(|work| {
            work();
            ran += 1;
            took_ms
        });
        assert_eq!(ran, 1);
        cost
    };
    let predicted_ms = |cost: StretchCost, took_ms: u64| {
        took_ms * u64::from(cost.memory_kib) * u64::from(cost.passes)
            / (u64::from(StretchCost::FLOOR.memory_kib) * u64::from(StretchCost::FLOOR.passes))
    };
    for took_ms in [15, 20, 40, 80, 120, 200, 300] {
        let cost = cost(took_ms);
        let window = STRETCH_MS_MIN..=STRETCH_MS_MAX;
        assert!(window.contains(&predicted_ms(cost, took_ms)), "{took_ms} ms gave {cost:?}");
        assert!(cost.memory_kib <= StretchCost::MEMORY_KIB_MAX);
    }
    assert_eq!(cost(60_000), StretchCost::FLOOR, "a slow phone still gets the floor");
    assert_eq!(cost(0), StretchCost { memory_kib: StretchCost::MEMORY_KIB_MAX, passes: PASSES_MAX });
}

#[test]
fn a_cost_out_of_bounds_is_refused() {
    let check = |memory_kib, passes| {
        let cost = StretchCost { memory_kib, passes };
        assert!(matches!(stretch(b"secret", &[0; SALT_BYTES], cost), Err(CostOutOfBounds)), "{cost:?}");
    };
    check(StretchCost::FLOOR.memory_kib - 1, 2);
    check(StretchCost::FLOOR.memory_kib, 1);
    check(StretchCost::MEMORY_KIB_MAX + 1, 2);
    check(StretchCost::FLOOR.memory_kib, PASSES_MAX + 1);
}

#[test]
fn the_wait_doubles_from_the_third_failure() {
    let waits: Vec<u64> = (0..=9).map(back_off_ms).collect();
    let expected = [0, 0, 0, 30_000, 60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000];
    assert_eq!(waits, expected);
    assert!(back_off_ms(u8::MAX) >= expected[9]);
}

#[test]
fn nothing_secret_is_shown() {
    let mut rng = super::rng(70);
    let shown = [
        format!("{:?}", Key::random(&mut rng)),
        format!("{:?}", SealingSecret::random(&mut rng)),
        format!("{:?}", SoftwareSigner::random(&mut rng)),
        format!("{:?}", Pin::new("kapok 58 river")),
    ];
    assert_eq!(shown, ["Key(..)", "SealingSecret(..)", "SoftwareSigner(..)", "Ok(Pin(..))"]);
}

#[test]
fn an_idle_device_locks_by_the_monotonic_clock() {
    let idle = |limit_ms| IdleLock::new(limit_ms, &super::at(1_000_000));
    let check = |idle: IdleLock, monotonic_ms, left_ms| {
        let now = super::at(monotonic_ms);
        assert_eq!((idle.left_ms(&now), idle.is_due(&now)), (left_ms, left_ms == 0), "at {monotonic_ms}");
    };
    check(idle(60_000), 1_000_000, 60_000);
    check(idle(60_000), 1_059_999, 1);
    check(idle(60_000), 1_060_000, 0);
    check(idle(60_000), u64::MAX, 0);
    check(idle(60_000), 999_999, 0);
    check(idle(0), 1_000_000, IDLE_MS_MIN);
    check(idle(u64::MAX), 1_000_000, IDLE_MS_MAX);
    let mut used = idle(60_000);
    used.touch(&super::at(1_050_000));
    check(used, 1_109_999, 1);
    used.touch(&super::at(1_110_000));
    check(used, 1_110_000, 0);
    used.touch(&super::at(5));
    check(used, 5, 0);
    let moved = crate::moment::Moment { wall_ms: i64::MAX, ..super::at(1_000_000) };
    assert_eq!(idle(60_000).left_ms(&moved), 60_000, "the wall clock says nothing");
}

#[test]
fn no_two_places_have_one_name() {
    let (one, other) = (super::interview(1), super::interview(2));
    let streams = crate::ids::StreamKind::ALL;
    let list = Place::DraftList;
    let mut places = vec![
        Place::MasterOfVersion1,
        Place::SigningKey,
        Place::ReturnKey,
        list,
        Place::Second(&list),
        Place::ShelfKinds,
        Place::DraftEvent(one, 0),
        Place::DraftEvent(one, 256),
        Place::DraftEvent(other, 0),
        Place::ShelfList("a"),
        Place::ShelfList("ab"),
        Place::Document("a", b"bc"),
        Place::Document("ab", b"c"),
        Place::Document("abc", b""),
        Place::Document("", b"abc"),
    ];
    for id in [one, other] {
        places.extend([Place::DraftKey(id), Place::DraftLabel(id), Place::DraftCount(id)]);
    }
    for kind in streams {
        places.extend([Place::Stream(kind), Place::Record(kind, 1), Place::Record(kind, 1 << 32)]);
    }
    let names: std::collections::BTreeSet<Vec<u8>> = places.iter().map(|place| place.to_bytes()).collect();
    assert_eq!(names.len(), places.len());
}

#[test]
fn nobody_hears_of_a_key_in_an_error() {
    let shown = [
        format!("{:?}", Pins { unlock: &super::pin("kapok 58 river"), duress: None }),
        format!("{}", VaultError::Damaged),
        format!("{:?}", UnlockError::WrongPin { attempts_left: 3 }),
    ];
    assert!(shown.iter().all(|text| !text.contains("kapok") && !text.contains("river")));
}
