//! Files that mean harm: nothing panics, hangs, or grows beyond a limit with a name.

use proptest::prelude::*;

use crate::{
    form::fixture,
    xform::{
        Issue,
        limits::{
            ATTRIBUTES_MAX, CELLS_MAX, COLUMNS_MAX, DEPTH_MAX, ELEMENTS_MAX, FILE_BYTES_MAX, ISSUES_MAX,
            NAME_BYTES_MAX, NAMESPACES_MAX, SPOKEN_BYTES_MAX, TEXT_BYTES_MAX,
        },
        read, write,
    },
};

fn check(xml: &str, expected: &str) {
    let reading = read(xml.as_bytes());
    assert!(reading.form.is_none());
    let told: Vec<String> = reading.issues.iter().take(3).map(ToString::to_string).collect();
    assert!(reading.issues.iter().any(|issue| issue.message.contains(expected)), "{expected}: {told:?}");
}

fn model(inside: &str) -> String {
    format!("<model><instance><data id='x'><a/></data></instance>{inside}</model>")
}

#[test]
fn every_limit_has_its_message() {
    check("", "no element");
    check("<model", "well-formed");
    check(&"<a>".repeat(DEPTH_MAX + 1), "elements inside one another");
    let attributes: String = (0..=ATTRIBUTES_MAX).map(|n| format!(" a{n}='1'")).collect();
    check(&format!("<model{attributes}/>"), "attributes of one element");
    check(&format!("<model a='{}'/>", "a".repeat(TEXT_BYTES_MAX + 1)), "bytes in one attribute");
    check(&format!("<model>{}</model>", "a".repeat(TEXT_BYTES_MAX + 1)), "bytes in one text");
    check(&format!("<{}/>", "a".repeat(NAME_BYTES_MAX + 1)), "bytes in one name");
    let many: String = (0..200).map(|n| format!("<translation lang='l{n}'/>")).collect();
    check(&model(&format!("<itext>{many}</itext>")), "languages");
}

#[test]
fn a_file_has_a_most_of_bytes_and_of_elements() {
    check(&" ".repeat(FILE_BYTES_MAX + 1), "bytes in the file");
    check(&format!("<m>{}</m>", "<a/>".repeat(ELEMENTS_MAX)), &format!("more than {ELEMENTS_MAX} elements"));
}

#[test]
fn a_form_has_a_most_of_words_however_often_a_text_is_used() {
    let words = "w".repeat(TEXT_BYTES_MAX);
    let uses = SPOKEN_BYTES_MAX / TEXT_BYTES_MAX + 1;
    let nodes: String = (0..uses).map(|n| format!("<a{n}/>")).collect();
    let inputs: String =
        (0..uses).map(|n| format!("<input ref='/data/a{n}'><label ref=\"jr:itext('k')\"/></input>")).collect();
    let itext =
        format!("<itext><translation lang='en'><text id='k'><value>{words}</value></text></translation></itext>");
    let model = format!("<model>{itext}<instance><data id='x'>{nodes}</data></instance></model>");
    check(&format!("<html><head>{model}</head><body>{inputs}</body></html>"), "bytes of words");
}

#[test]
fn a_list_has_a_most_of_columns_and_of_cells() {
    let list = |columns: usize, items: usize| {
        let columns: String = (0..columns).map(|n| format!("<c{n}/>")).collect();
        let rest = "<item/>".repeat(items - 1);
        model(&format!("<instance id='l'><root><item>{columns}</item>{rest}</root></instance>"))
    };
    let told = |xml: String| read(xml.as_bytes()).issues.iter().any(|issue| issue.message.contains("a list has more"));
    assert!(!told(list(COLUMNS_MAX, 2)));
    assert!(told(list(COLUMNS_MAX + 1, 2)));
    assert!(told(list(COLUMNS_MAX, CELLS_MAX / COLUMNS_MAX + 1)));
}

#[test]
fn vocabularies_that_are_not_kept_are_said() {
    let declared = |count: usize| {
        let declared: String = (0..count).map(|n| format!(" xmlns:p{n}='http://example.org/{n}'")).collect();
        let reading = read(model("").replacen("<model", &format!("<model{declared}"), 1).as_bytes());
        reading.issues.iter().any(|issue| issue.message.contains("1 more vocabularies"))
    };
    assert!(!declared(NAMESPACES_MAX));
    assert!(declared(NAMESPACES_MAX + 1));
}

#[test]
fn a_list_that_is_asked_for_by_a_query_is_said() {
    let body = "<body><input ref='/data/a' query=\"instance('towns')/root/item[x = 1]\"/></body>";
    let told = read(format!("<html><head>{}</head>{body}</html>", model("")).as_bytes()).issues;
    assert!(told.iter().any(|issue| issue.message.contains("query") && issue.node == "/data/a"), "{told:?}");
}

#[test]
fn entities_do_not_expand() {
    let laughs = "<!DOCTYPE m [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'><!ENTITY c SYSTEM 'file:///etc/passwd'>]>";
    check(&format!("{laughs}{}", model("<itext>&b;</itext>")), "entity &b;");
    check(&format!("{laughs}{}", model("<itext>&c;</itext>")), "entity &c;");
    check(&format!("{laughs}{}", model("<bind nodeset='&b;'/>")), "well-formed");
}

#[test]
fn the_list_of_issues_ends() {
    let binds: String = (0..ISSUES_MAX + 5).map(|n| format!("<bind nodeset='/data/n{n}'/>")).collect();
    let issues = read(model(&binds).as_bytes()).issues;
    assert_eq!(issues.len(), ISSUES_MAX + 1);
    assert!(issues.last().is_some_and(|issue| issue.message.contains("5 more")));
}

/// A form is there exactly when nothing is an error, and every issue says what would mend it.
fn answers(bytes: &[u8]) {
    let reading = read(bytes);
    assert_eq!(reading.form.is_none(), reading.issues.iter().any(Issue::is_error));
    for issue in &reading.issues {
        assert!(!issue.message.is_empty() && !issue.remedy.is_empty(), "{issue}");
    }
}

fn some_form() -> String {
    write(&fixture::form(&[
        "list c +kind: a=1 b=2",
        "integer n | constraint: . > 0",
        "begin_repeat r | repeat_count: ${n} + 1",
        "select_one c s | choice_filter: kind = ${n}",
        "date d | default: today()",
        "end",
        "note t | label: You said ${n}",
    ]))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn random_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        answers(&bytes);
        answers(&[b"<model>", bytes.as_slice()].concat());
    }

    #[test]
    fn a_damaged_xform_is_answered(cuts in proptest::collection::vec((any::<prop::sample::Index>(), "[<>&'\"/=a-z ]{0,4}"), 1..5),
                                   end in any::<prop::sample::Index>()) {
        let mut xml = some_form();
        for (at, words) in cuts {
            let at = at.index(xml.len());
            if xml.is_char_boundary(at) {
                xml.insert_str(at, &words);
            }
        }
        answers(xml.as_bytes());
        let end = end.index(xml.len());
        answers(&xml.as_bytes()[..end]);
    }

    #[test]
    fn a_form_with_parts_taken_out_is_answered(lines in proptest::collection::vec(any::<prop::sample::Index>(), 1..4)) {
        let xml = some_form();
        let mut kept: Vec<&str> = xml.lines().collect();
        for line in lines {
            kept.remove(line.index(kept.len()));
        }
        answers(kept.join("\n").as_bytes());
    }
}
