//! Types in all their spellings.

use crate::form::{Control, DataType};

use super::*;

fn check(written: &str, expected: &RowType) {
    assert_eq!(&parse(written), expected, "{written}");
}

fn select(kind: SelectKind, list: &str, ending: Ending) -> RowType {
    RowType::Select(Select { kind, list: list.to_owned(), ending })
}

#[test]
fn selects_are_read_in_all_their_spellings() {
    use SelectKind::{Many, One, OneExternal, OneFromFile, Rank};
    check("select_one yn", &select(One, "yn", Ending::Plain));
    check("select one from yn", &select(One, "yn", Ending::Plain));
    check("select1 Yn or other", &select(One, "Yn", Ending::OrOther));
    check("add select one prompt using yn or specify other", &select(One, "yn", Ending::OrOther));
    check("select all that apply from foods", &select(Many, "foods", Ending::Plain));
    check("select all that apply foods or_other", &select(Many, "foods", Ending::OrOther));
    check("select_one_from_file towns.csv", &select(OneFromFile, "towns.csv", Ending::Plain));
    check("select one from file towns.csv", &select(OneFromFile, "towns.csv", Ending::Plain));
    check("select_one_external town", &select(OneExternal, "town", Ending::Plain));
    check("rank wishes", &select(Rank, "wishes", Ending::Plain));
    check("select_one ${who}", &select(One, "${who}", Ending::Plain));
    check("select_one", &select(One, "", Ending::Plain));
    check("select_one yn now", &select(One, "yn", Ending::Strange("now".to_owned())));
}

#[test]
fn groups_and_the_rest_are_read() {
    check("begin group", &RowType::Begin(Block::Group));
    check("begin_repeat", &RowType::Begin(Block::Repeat));
    check("begin lgroup", &RowType::Begin(Block::Repeat));
    check("begin looped group", &RowType::Begin(Block::Repeat));
    check("begin group of_words", &RowType::Begin(Block::Group));
    check("begin loop over towns", &RowType::BeginLoop("towns".to_owned()));
    check("begin_loop towns", &RowType::BeginLoop("towns".to_owned()));
    check("end_loop", &RowType::End(Block::Loop));
    check("osm tags", &RowType::Osm("tags".to_owned()));
    check("xml-external", &RowType::External("xml"));
    check("set_form_id", &RowType::Setting("form_id"));
    let gps = Meaning { data_type: DataType::Geopoint, control: Control::Input, constraint: "", hint: "" };
    check("gps", &RowType::Question(gps));
}

#[test]
fn what_is_nearly_a_type_is_found() {
    for (written, near) in [
        ("integr", "integer"),
        ("Text", "text"),
        ("END  REPEAT", "end_repeat"),
        ("selct_one yn", "select_one"),
        ("begin_grup", "begin_group"),
        ("start_geopoint", "start-geopoint"),
    ] {
        check(written, &RowType::Unknown(format!("Did you mean {near}?")));
    }
    let RowType::Unknown(remedy) = parse("hologram") else { panic!("it is no type") };
    assert!(remedy.starts_with("Use a type"), "{remedy}");
}
