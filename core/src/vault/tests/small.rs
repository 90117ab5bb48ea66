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
    check(&"ab1".repeat(100), Some(PinFault::TooLong));
    for rare in ["481516", "kapok 58 river", "éàüößç", "930417", "112358"] {
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
