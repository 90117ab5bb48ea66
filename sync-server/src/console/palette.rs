//! The palette's contrasts, computed from the style sheet itself: pages are read in sunlight, so text wants more than
//! WCAG's AA.

use std::collections::BTreeMap;

const STYLE: &str = include_str!("style.css");
const TEXT_CONTRAST_MIN: f64 = 5.5;
const SHAPE_CONTRAST_MIN: f64 = 3.0;

/// Text on ground, in both schemes.
const TEXTS: [(&str, &str); 12] = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink-soft", "paper"),
    ("ink-soft", "surface"),
    ("accent", "surface"),
    ("accent", "paper"),
    ("accent-ink", "accent"),
    ("accent", "accent-soft"),
    ("alert", "alert-soft"),
    ("warn", "warn-soft"),
    ("good", "good-soft"),
];

/// Shapes that carry meaning.
const SHAPES: [(&str, &str); 4] =
    [("line-strong", "surface"), ("focus", "paper"), ("heat-4", "surface"), ("line-strong", "paper")];

type Palette = BTreeMap<String, [f64; 3]>;

fn palettes() -> [Palette; 2] {
    let read = |block: &str| -> Palette {
        let lines = block.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
        lines.map(|(name, hex)| (name.to_owned(), colour(hex.trim_end_matches(';')))).collect()
    };
    let (light, rest) =
        STYLE.split_once("@media (prefers-color-scheme: dark)").expect("the style sheet has a dark part");
    let dark = rest.split_once("\n}\n").expect("the dark part ends").0;
    let mut darkened = read(light);
    darkened.extend(read(dark));
    [read(light), darkened]
}

fn colour(hex: &str) -> [f64; 3] {
    [0, 2, 4].map(|at| {
        let byte = u8::from_str_radix(&hex[at..at + 2], 16).expect("colours have six digits");
        let share = f64::from(byte) / 255.0;
        if share <= 0.03928 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    })
}

fn contrast(first: [f64; 3], second: [f64; 3]) -> f64 {
    let light = |[red, green, blue]: [f64; 3]| 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    let (first, second) = (light(first), light(second));
    first.max(second) / first.min(second)
}

fn check(pairs: &[(&str, &str)], least: f64) {
    for (scheme, palette) in ["light", "dark"].into_iter().zip(palettes()) {
        for (front, back) in pairs {
            let found = contrast(palette[*front], palette[*back]);
            assert!(found >= least, "{scheme}: {front} on {back} has a contrast of {found:.2}");
        }
    }
}

#[test]
fn text_can_be_read_in_sunlight() {
    check(&TEXTS, TEXT_CONTRAST_MIN);
}

#[test]
fn shapes_that_mean_something_can_be_seen() {
    check(&SHAPES, SHAPE_CONTRAST_MIN);
}

#[test]
fn the_measure_itself_is_right() {
    assert!((contrast(colour("000000"), colour("ffffff")) - 21.0).abs() < 0.01);
    assert!((contrast(colour("777777"), colour("ffffff")) - 4.48).abs() < 0.01);
}
