//! Headers as authors write them.

use super::*;

fn check(grammar: Grammar, headers: &[&str], expected: &[(&str, &str)]) {
    let reader = Headers::of(grammar, headers.iter().copied());
    let found: Vec<Header> = headers.iter().map(|header| reader.read(header)).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|h| (h.name.as_str(), h.language.as_str())).collect();
    assert_eq!(found, expected, "{headers:?}");
}

#[test]
fn two_colons_divide_and_one_does_only_where_no_header_has_two() {
    let double = ["Label :: French (fr)", "bind::jr:constraintMsg::fr", "jr:count", "label:en", "image::fr"];
    let expected = [
        ("label", "French (fr)"),
        ("constraint_message", "fr"),
        ("repeat_count", ""),
        ("label:en", ""),
        ("image", "fr"),
    ];
    check(Grammar::Survey, &double, &expected);
    let single = ["label:French", "bind:jr:constraintMsg", "jr:count", "media:image:fr", "body:accuracyThreshold"];
    let expected = [
        ("label", "French"),
        ("constraint_message", ""),
        ("repeat_count", ""),
        ("image", "fr"),
        ("control::accuracyThreshold", ""),
    ];
    check(Grammar::Survey, &single, &expected);
}

#[test]
fn known_names_have_any_case_and_unknown_ones_their_own() {
    let headers = ["Constraint Message", "RELEVANCE", "My Notes", "Compact Tag", "big-image", "bind::Relevant"];
    let expected = [
        ("constraint_message", ""),
        ("relevant", ""),
        ("My Notes", ""),
        ("instance::odk:tag", ""),
        ("big-image", ""),
        ("bind::Relevant", ""),
    ];
    check(Grammar::Survey, &headers, &expected);
    check(
        Grammar::Choices,
        &["list name", "Value", "Region", "media::audio::fr"],
        &[("list_name", ""), ("name", ""), ("Region", ""), ("audio", "fr")],
    );
    check(
        Grammar::Settings,
        &["Set form ID", "attribute::xyz", "omit_instanceID", "omit_instanceid"],
        &[("form_id", ""), ("attribute::xyz", ""), ("omit_instanceID", ""), ("omit_instanceid", "")],
    );
    check(Grammar::Entities, &["dataset", "colour"], &[("list_name", ""), ("colour", "")]);
}
