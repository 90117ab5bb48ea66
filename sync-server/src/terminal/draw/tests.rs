//! What a page looks like at sixty columns.

use fieldward::{
    CalendarKind, ChoiceView, DayLook, Echo, Keys, Look, Notice, Paragraph, Progress, ScaleView, Thousands, TypedLook,
};

use super::*;
use crate::terminal::words::words;

fn prompt(id: &str, label: &str, audience: Audience, control: PromptControl) -> Prompt {
    Prompt {
        id: id.into(),
        label: label.into(),
        hint: String::new(),
        audience,
        control,
        choices: vec![],
        value: String::new(),
        declined: false,
        read_only: false,
        required: false,
        may_decline: false,
        warning: String::new(),
        appearance: vec![],
        look: Look::Plain,
        guidance: String::new(),
        media: vec![],
        scale: None,
    }
}

fn choice(name: &str, label: &str) -> ChoiceView {
    ChoiceView::new(name, label)
}

fn scale(start: &str, end: &str, step: &str) -> ScaleView {
    ScaleView {
        start: start.into(),
        end: end.into(),
        step: step.into(),
        tick_interval: String::new(),
        placeholder: String::new(),
        ticks: vec![],
    }
}

fn check(screen: &Screen, language: &str, expected: &[&str]) {
    let lines: Vec<String> = draw(screen, words(language), 60).into_iter().map(|line| line.text).collect();
    assert_eq!(lines, expected, "\n{}", lines.join("\n"));
    assert!(lines.iter().all(|line| line.chars().count() <= 60));
}

const RULE: &str = "────────────────────────────────────────────────────────────";

#[test]
fn a_question_in_french_with_a_long_label_and_a_warning() {
    let mut asked = prompt(
        "A24",
        "Ces sept derniers jours, as-tu fait une de ces choses, même une seule heure ?",
        Audience::Person,
        PromptControl::Many,
    );
    asked.choices = vec![
        choice("farm", "Travailler aux champs, aux bêtes ou à la pêche pour la famille ou d'autres"),
        choice("0", "Rien"),
    ];
    asked.value = "0".into();
    asked.warning = "Rien, avec autre chose ?".into();
    asked.may_decline = true;
    let screen = Screen {
        step: Step::Question,
        id: "A24".into(),
        title: "Les journées et le travail".into(),
        prompts: vec![asked],
        notices: vec![Notice { code: "training".into(), text: "Formation : aucune vraie personne.".into() }],
        progress: Progress { done: 7, total: 21 },
        language: "fr".into(),
        ..Screen::default()
    };
    check(
        &screen,
        "fr",
        &[
            "[!] Formation : aucune vraie personne.",
            RULE,
            "Les journées et le travail (7/21)",
            "",
            "À DIRE",
            "┃ Ces sept derniers jours, as-tu fait une de ces choses,",
            "┃ même une seule heure ?",
            "    1  Travailler aux champs, aux bêtes ou à la pêche pour",
            "       la famille ou d'autres",
            "    2  Rien",
            "    maintenant : Rien",
            "    à vérifier : Rien, avec autre chose ?",
            "    /88 ne sait pas · /99 préfère ne pas répondre",
            RULE,
            "Entrée : suite · ! : ARRÊT · * : détresse · ? : aide",
        ],
    );
}

#[test]
fn what_is_said_is_never_mistaken_for_what_is_read() {
    let paragraph = |text: &str, audience| Paragraph { text: text.into(), audience };
    let screen = Screen {
        step: Step::Tell,
        id: "I4".into(),
        title: "Before we begin".into(),
        paragraphs: vec![
            paragraph("Wait until it is quiet.", Audience::Interviewer),
            paragraph("You can stop at any time.", Audience::Person),
        ],
        ..Screen::default()
    };
    check(
        &screen,
        "en",
        &[
            RULE,
            "Before we begin",
            "",
            "FOR YOU ONLY",
            "    Wait until it is quiet.",
            "",
            "SAY ALOUD",
            "┃ You can stop at any time.",
            RULE,
            "Enter: go on · !: STOP · *: distress · ?: all keys",
        ],
    );
}

#[test]
fn an_hour_block_numbers_what_can_be_counted_and_hides_the_parts_of_a_row() {
    let counter = |id: &str, label: &str, value: &str| Prompt {
        value: value.into(),
        ..prompt(id, label, Audience::Interviewer, PromptControl::Counter)
    };
    let row = Prompt { control: PromptControl::CountedRow, ..counter("block/D2", "A child or a group", "3") };
    let part = prompt("block/D2/D11", "Direction", Audience::Interviewer, PromptControl::One);
    let screen = Screen {
        step: Step::Block,
        id: "block".into(),
        title: "Hour block".into(),
        prompts: vec![row, part, counter("block/D22", "Handed over", "0")],
        ..Screen::default()
    };
    check(
        &screen,
        "en",
        &[
            RULE,
            "Hour block",
            "",
            "FOR YOU ONLY",
            "  1  A child or a group",
            "    now: 3",
            "  2  Handed over",
            "    now: 0",
            RULE,
            "NUMBER [HOW MANY] counts · - undo · /close MINUTES · /empty",
            "MINUTES · /end",
            "Enter: go on · !: STOP · *: distress · ?: all keys",
        ],
    );
}

#[test]
fn right_to_left_words_stand_in_isolates_behind_the_bar() {
    let screen = Screen {
        step: Step::Question,
        prompts: vec![prompt("a", "كم عمرك؟", Audience::Person, PromptControl::Integer)],
        right_to_left: true,
        language: "ar".into(),
        ..Screen::default()
    };
    let lines = draw(&screen, words("en"), 60);
    assert!(lines.iter().any(|line| line.text == "┃ \u{2067}كم عمرك؟\u{2069}" && line.ink == Ink::Spoken));
}

#[test]
fn what_cannot_be_drawn_is_named_and_a_long_list_is_counted() {
    let mut asked = prompt("level", "How well do you sleep?", Audience::Interviewer, PromptControl::Range);
    asked.media = vec![fieldward::MediaView { kind: fieldward::MediaKind::Image, file: "bed.png".into() }];
    asked.guidance = "Show the card.".into();
    asked.scale = Some(scale("0", "10", "2"));
    let mut village = prompt("village", "Which village?", Audience::Interviewer, PromptControl::One);
    village.choices = (0..400).map(|number| choice(&number.to_string(), "x")).collect();
    let page = Screen { prompts: vec![asked, village], ..Screen::default() };
    let lines: Vec<String> = draw(&page, words("en"), 60).into_iter().map(|line| line.text).collect();
    for expected in [
        "    [picture bed.png]",
        "    Show the card.",
        "    0 – 10 (in steps of 2)",
        "    400 choices: type a part of one to find it",
    ] {
        assert!(lines.iter().any(|line| line == expected), "{expected}\n{}", lines.join("\n"));
    }
}

#[test]
fn a_look_is_drawn_or_falls_back_at_a_small_width_and_in_french() {
    let day = DayLook { calendar: CalendarKind::Ethiopian, ..DayLook::default() };
    let mut born = prompt("born", "Date de naissance", Audience::Interviewer, PromptControl::Date);
    (born.look, born.value) = (Look::Day(day), "2023-09-14".into());
    let typed = TypedLook { keys: Keys::Numbers, lines: 1, echo: Echo::Masked, thousands: Thousands::Joined };
    let mut secret = prompt("secret", "Code", Audience::Interviewer, PromptControl::Integer);
    (secret.look, secret.value) = (Look::Typed(typed.clone()), "1234".into());
    let mut income = prompt("income", "Revenu", Audience::Interviewer, PromptControl::Integer);
    income.look = Look::Typed(TypedLook { echo: Echo::Shown, thousands: Thousands::Grouped, ..typed });
    income.value = "1234567".into();
    let page = Screen { prompts: vec![born, secret, income], ..Screen::default() };
    let lines: Vec<String> = draw(&page, words("fr"), 40).into_iter().map(|line| line.text).collect();
    assert!(lines.iter().all(|line| line.chars().count() <= 40), "{}", lines.join("\n"));
    let whole = lines.join("\n");
    for expected in [
        "    un jour, calendrier éthiopien :",
        "    maintenant : 3 Meskerem 2016",
        "    Ce que vous tapez ne s’affiche pas.",
        "    maintenant : •••••",
        "    maintenant : 1 234 567",
    ] {
        assert!(whole.contains(expected), "{expected}\n{whole}");
    }
    assert!(!whole.contains("1234"), "{whole}");
}
