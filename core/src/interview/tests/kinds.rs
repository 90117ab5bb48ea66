//! Each kind of question in an interview: how it is drawn, what it takes and what it refuses.

use super::fixture::{Run, fill, group, instrument, item, study};
use crate::{
    form::{
        AskedBy, CalendarKind, Control, DataType, DayLook, DayPart, DraftChoiceSource, DraftKind, DraftMedia, DraftRow,
        Look, MediaKind, Parameters, RangeParameters, Sensitivity, Upload,
    },
    interview::{ACKNOWLEDGED, Action, NOT_TAKEN, PromptControl, StartRequest},
    safeguard::RefusalCode,
    study::{Method, Respondent},
    words::{Tongue, need},
};

fn of(name: &str, data_type: DataType, control: Control) -> DraftRow {
    let list = if data_type == DataType::SelectMultiple { "yn" } else { "" };
    let kind = DraftKind::Question { data_type, control, choice_list: list.to_owned() };
    DraftRow { kind, ..item(name, data_type, Sensitivity::Neutral) }
}

fn rows() -> Vec<DraftRow> {
    let scale = RangeParameters {
        start: "0".to_owned(),
        end: "10".to_owned(),
        step: "2".to_owned(),
        ..RangeParameters::default()
    };
    let mut photo = of("photo", DataType::File, Control::Upload(Upload::Image));
    photo.care.by = AskedBy::Observer;
    photo.required = "yes".to_owned();
    photo.guidance = vec!["From the road.".to_owned()];
    photo.media = vec![DraftMedia { kind: MediaKind::Audio, file: vec!["photo.mp3".to_owned()] }];
    vec![
        group("all"),
        DraftRow { parameters: Parameters::Range(scale.into()), ..of("sleep", DataType::Integer, Control::Range) },
        of("order", DataType::SelectMultiple, Control::Rank),
        of("agree", DataType::Text, Control::Acknowledge),
        of("unseen", DataType::Text, Control::Hidden),
        of("path", DataType::Geotrace, Control::Input),
        of("card", DataType::Barcode, Control::Input),
        photo,
        of("last", DataType::Text, Control::Input),
        DraftRow::default(),
    ]
}

fn run() -> Run {
    let mut study = study();
    study.instruments.push(instrument("kinds", rows(), Method::Interview, Respondent::KeyInformant));
    let mut run = Run::start(study, StartRequest { instrument: "kinds".to_owned(), ..StartRequest::default() });
    run.calmly_to("sleep");
    run
}

/// The open question is drawn so, refuses these, and takes that.
fn check(run: &mut Run, id: &str, control: PromptControl, refused: &[&str], taken: &str) {
    let prompt = run.screen().prompts.swap_remove(0);
    assert_eq!((prompt.id.as_str(), prompt.control), (id, control));
    for value in refused {
        let refusal = run.act(&fill(&[(id, value)])).expect_err("it is no value of this question");
        let code = if value.is_empty() { RefusalCode::Missing } else { RefusalCode::BadValue };
        assert_eq!(refusal.code, code, "{id}");
    }
    run.fill(&[(id, taken)]);
}

#[test]
fn every_kind_is_drawn_and_held_to_what_it_is() {
    let mut run = run();
    let scale = run.screen().prompts[0].scale.clone().expect("a range has its scale");
    assert_eq!([scale.start, scale.end, scale.step], ["0", "10", "2"]);
    check(&mut run, "sleep", PromptControl::Range, &["3", "12", "much"], "4");
    check(&mut run, "order", PromptControl::Rank, &["yes", "yes yes"], "no yes");
    check(&mut run, "agree", PromptControl::Acknowledge, &["perhaps"], ACKNOWLEDGED);
    check(&mut run, "path", PromptControl::Geotrace, &["here"], "11.5 104.9;11.6 104.9");
    check(&mut run, "card", PromptControl::Barcode, &[], "0075");
    let photo = run.screen().prompts.swap_remove(0);
    assert!(photo.guidance.starts_with("From the road. "), "{}", photo.guidance);
    assert_eq!(photo.media[0].file, "photo.mp3");
    assert_eq!(photo.choices[0].name, NOT_TAKEN, "what no shell can take is still answered");
    check(&mut run, "photo", PromptControl::Image, &[""], NOT_TAKEN);
    assert_eq!(run.step().1, "last");
}

#[test]
fn a_language_that_is_not_chosen_is_asked_for_in_words() {
    let mut run = Run::of("informant");
    run.calmly_to("language");
    for entries in [&[("language", "")][..], &[]] {
        let refusal = run.act(&fill(entries)).expect_err("nothing can be said before");
        assert_eq!((refusal.code, refusal.prompt.as_str()), (RefusalCode::NoLanguage, ""));
    }
    let choices = run.screen().prompts.swap_remove(0).choices;
    assert_eq!(choices[0].label, "English", "as its speakers call it, without a tag");
}

#[test]
fn the_last_page_shows_the_number_for_the_card() {
    let mut run = Run::of("informant");
    run.calmly_to("closing");
    let start = run.interview.facts().start.clone().expect("it began");
    let number = start.reference.to_string();
    assert!(run.screen().paragraphs.iter().any(|paragraph| paragraph.text.ends_with(&number)));
}

fn run_of(rows: Vec<DraftRow>, first: &str) -> Run {
    let mut study = study();
    study.instruments.push(instrument("looks", rows, Method::Interview, Respondent::KeyInformant));
    let mut run = Run::start(study, StartRequest { instrument: "looks".to_owned(), ..StartRequest::default() });
    run.calmly_to(first);
    run
}

fn looking(row: DraftRow, appearance: &str) -> DraftRow {
    DraftRow { appearance: appearance.split(' ').map(str::to_owned).collect(), ..row }
}

#[test]
fn a_prompt_carries_its_look_and_what_the_head_of_its_table_says() {
    let select = |name, appearance| looking(item(name, DataType::SelectOne, Sensitivity::Neutral), appearance);
    let mut run = run_of(
        vec![
            group("all"),
            looking(of("born", DataType::Date, Control::Input), "ethiopian month-year"),
            select("head", "label"),
            select("water", "list-nolabel"),
            DraftRow::default(),
        ],
        "born",
    );
    let day = DayLook { calendar: CalendarKind::Ethiopian, part: DayPart::Month, ..DayLook::default() };
    assert_eq!(run.screen().prompts[0].look, Look::Day(day));
    run.fill(&[("born", "2023-09-12")]);
    let screen = run.screen();
    assert_eq!(screen.id, "water", "nobody is asked the head");
    assert_eq!(screen.paragraphs.iter().map(|said| said.text.as_str()).collect::<Vec<_>>(), ["head?"]);
    assert_eq!(screen.paragraphs[0].audience, screen.prompts[0].audience);
    assert_eq!(screen.prompts[0].choices.len(), 2, "each row says its choices");
}

#[test]
fn the_words_of_a_scale_come_with_it() {
    let scale =
        RangeParameters { tick_labels: "yn".to_owned(), tick_interval: "2".to_owned(), ..RangeParameters::default() };
    let row =
        DraftRow { parameters: Parameters::Range(scale.into()), ..of("sleep", DataType::Integer, Control::Range) };
    let run = run_of(vec![group("all"), row, DraftRow::default()], "sleep");
    let scale = run.screen().prompts[0].scale.clone().expect("a range has its scale");
    let ticks: Vec<&str> = scale.ticks.iter().map(|tick| tick.label.as_str()).collect();
    assert_eq!((scale.tick_interval.as_str(), ticks), ("2", vec!["yes", "no"]));
}

#[test]
fn answers_of_a_repeat_are_offered_and_nothing_else_is_taken() {
    let who = |name, data_type| DraftRow {
        kind: DraftKind::Question { data_type, control: Control::Input, choice_list: String::new() },
        choice_source: DraftChoiceSource::Answers("name".to_owned()),
        ..item(name, DataType::Text, Sensitivity::Neutral)
    };
    let repeat = DraftRow { kind: DraftKind::BeginRepeat, ..group("m") };
    let mut run = run_of(
        vec![
            group("all"),
            repeat,
            item("name", DataType::Text, Sensitivity::Neutral),
            DraftRow::default(),
            who("eldest", DataType::SelectOne),
            who("present", DataType::SelectMultiple),
            DraftRow::default(),
        ],
        "m/name",
    );
    run.fill(&[("m/name", "Ana Maria")]);
    run.act(&Action::AddRepeat).expect("one more");
    run.fill(&[("m[2]/name", "Bo")]);
    run.act(&Action::EndRepeat).expect("no more");
    let prompt = run.screen().prompts.swap_remove(0);
    assert_eq!((prompt.id.as_str(), prompt.control), ("eldest", PromptControl::One));
    assert_eq!(prompt.choices.iter().map(|choice| choice.label.as_str()).collect::<Vec<_>>(), ["Ana Maria", "Bo"]);
    check(&mut run, "eldest", PromptControl::One, &["Cy", "Ana"], "Ana Maria");
    check(&mut run, "present", PromptControl::Many, &["Cy", "Bo Cy"], "Bo");
}

#[test]
fn every_need_of_the_register_has_words() {
    for code in crate::study::NEEDS {
        assert_ne!(need(Tongue::English, code), code);
        assert_ne!(need(Tongue::French, code), code);
    }
}
