//! Screens of gates, and of the steps that close an interview.

use crate::{
    form::Path,
    interview::{
        ChoiceView, Prompt, PromptControl, Screen, Step,
        fill::{self, id},
        screens::{Pen, prompts::empty},
    },
    safeguard::{Check, Code, Gate, settled_by_device},
    words::{Word, need},
};

pub(super) fn gate(pen: &Pen, gate: &Gate) -> Screen {
    match gate {
        Gate::Check(_) => checks(pen),
        Gate::Distress(_) => distress(pen),
        Gate::Language => language(pen),
        Gate::Tell(index) => tell(pen, *index),
        Gate::TeachBack(question) => teach_back(pen, *question),
        Gate::Guardian => guardian(pen),
        Gate::Consent => consent(pen),
        Gate::Presence(section) => {
            let screen = presence(pen);
            let title = pen.interview.instance.label(&Path { node: *section, at: Vec::new() }, pen.language);
            let paragraphs = if title.is_empty() { Vec::new() } else { vec![pen.read(&title)] };
            Screen { paragraphs, ..screen }
        }
        Gate::Trust(_) => trust(pen),
    }
}

fn checks(pen: &Pen) -> Screen {
    let open = pen.interview.open_checks();
    let page = open.first().and_then(|check| check.id().get(..2)).unwrap_or("P1");
    let title = if page == "P2" { Word::TitlePlace } else { Word::TitleChecks };
    let asked = open.iter().filter(|check| !settled_by_device(**check));
    let mut prompts: Vec<Prompt> = asked.map(|check| pen.step(*check)).collect();
    for prompt in &mut prompts {
        if prompt.id == Check::Training.id() {
            prompt.hint.clone_from(&pen.interview.instrument().training);
        }
        if prompt.id == Check::Before.id() && pen.interview.facts.visit() < 2 {
            prompt.choices.retain(|choice| choice.name != Code::SecondVisit.name());
        }
    }
    Screen { prompts, ..pen.titled(Step::Checks, page, title) }
}

pub(super) fn distress(pen: &Pen) -> Screen {
    let prompts = vec![pen.one(id::LEVEL, Word::LevelPrompt, &fill::LEVELS)];
    Screen { prompts, ..pen.titled(Step::Distress, "distress", Word::TitleDistress) }
}

pub(super) fn presence(pen: &Pen) -> Screen {
    let people: Vec<Code> = fill::PEOPLE.iter().map(|(code, _)| *code).collect();
    let mut who = pen.one(id::WHO, Word::WhoPrompt, &people);
    who.control = PromptControl::Many;
    who.required = false;
    let insisted = pen.one(id::INSISTED, Word::InsistedPrompt, &fill::YES_NO);
    let can_hear = pen.one(id::CAN_HEAR, Word::CanHearPrompt, &fill::YES_NO);
    Screen { prompts: vec![who, insisted, can_hear], ..pen.titled(Step::Presence, "presence", Word::TitlePresence) }
}

fn language(pen: &Pen) -> Screen {
    let mut prompt = pen.one(id::LANGUAGE, Word::LanguagePrompt, &[]);
    let known = pen.interview.spoken_languages().into_iter();
    prompt.choices = known.map(|tag| ChoiceView::new(&tag, pen.language_name(&tag))).collect();
    Screen { prompts: vec![prompt], ..pen.titled(Step::Language, "language", Word::TitleLanguage) }
}

/// The use statement is read with I6; the duty to report and the decision on law enforcement with I10.
fn tell(pen: &Pen, index: usize) -> Screen {
    let (study, spoken) = (&pen.interview.study, pen.interview.facts.language.as_str());
    let lines = study.told_to(pen.interview.instrument().respondent);
    let Some(line) = lines.get(index) else { return Screen::default() };
    let with_it = match line.line.as_str() {
        "I6" => vec![&study.use_statement.text],
        "I10" => vec![&study.legal.duty_to_report, &study.legal.law_enforcement],
        _ => Vec::new(),
    };
    let texts = std::iter::once(&line.text).chain(with_it).map(|text| text.get(spoken));
    let paragraphs = texts.filter(|text| !text.is_empty()).map(|text| pen.say(text)).collect();
    Screen { paragraphs, ..pen.titled(Step::Tell, &line.line, Word::TitleTell) }
}

fn teach_back(pen: &Pen, question: u8) -> Screen {
    let spoken = pen.interview.facts.language.as_str();
    let text = pen.interview.study.teach_back.get(usize::from(question)).map_or("", |text| text.get(spoken));
    let prompts = vec![pen.one(id::TEACH_BACK, Word::TeachBackPrompt, &fill::TEACH_BACK)];
    let screen = pen.titled(Step::TeachBack, &format!("teach_back/{}", question + 1), Word::TitleTeachBack);
    Screen { paragraphs: vec![pen.say(text)], prompts, ..screen }
}

/// Reasons that the protocol did not approve are not offered.
fn guardian(pen: &Pen) -> Screen {
    let approved = &pen.interview.study.guardian_waivers;
    let mut prompt = pen.one(id::GUARDIAN, Word::GuardianPrompt, &fill::GUARDIAN);
    prompt.choices.retain(|choice| {
        choice.name.strip_prefix("waived_").is_none_or(|reason| approved.iter().any(|one| one == reason))
    });
    Screen { prompts: vec![prompt], ..pen.titled(Step::Guardian, "P3.2", Word::TitleGuardian) }
}

fn consent(pen: &Pen) -> Screen {
    let own = pen.one(id::CONSENT, Word::ConsentPrompt, &fill::OWN_ANSWER);
    let mut free = pen.one(id::FREE, Word::FreePrompt, &fill::FREEDOM);
    free.required = false;
    let mut prompts = vec![own, free];
    let spoken = pen.interview.facts.language.as_str();
    for purpose in pen.interview.separate_purposes() {
        let mut prompt =
            empty(&format!("{}{}", id::PURPOSE, purpose.code), purpose.text.get(spoken), PromptControl::One);
        prompt.audience = crate::interview::Audience::Person;
        prompt.choices = pen.choices(&fill::YES_NO);
        prompts.push(prompt);
    }
    Screen { prompts, ..pen.titled(Step::Consent, "P3.3", Word::TitleConsent) }
}

fn trust(pen: &Pen) -> Screen {
    let private = pen.one(id::PRIVATE, Word::PrivatePrompt, &fill::YES_NO);
    let relaxed = pen.one(id::RELAXED, Word::RelaxedPrompt, &fill::YES_NO);
    let mut choice = pen.one(id::CHOICE, Word::ChoicePrompt, &fill::TRUST);
    choice.required = false;
    Screen { prompts: vec![private, relaxed, choice], ..pen.titled(Step::Trust, "trust", Word::TitleTrust) }
}

pub(super) fn keep(pen: &Pen) -> Screen {
    let prompts = vec![pen.one(id::KEEP, Word::KeepPrompt, &fill::WISHES)];
    Screen { prompts, ..pen.titled(Step::Stopped, "keep", Word::TitleKeep) }
}

/// P7: the help list is offered with where and when each service works.
pub(super) fn farewell(pen: &Pen) -> Screen {
    let ended = pen.interview.case(0).ended().is_some();
    let (step, title) = if ended { (Step::Stopped, Word::TitleStopped) } else { (Step::Closing, Word::TitleClosing) };
    let mut needs = empty(id::NEEDS, crate::words::word(pen.tongue, Word::NeedsPrompt), PromptControl::Many);
    let offered = pen.interview.needs_offered().into_iter();
    needs.choices = offered.map(|code| ChoiceView::new(&code, need(pen.tongue, &code))).collect();
    let mut prompts = vec![pen.step(Check::Farewell), pen.step(Check::Card)];
    if !needs.choices.is_empty() {
        prompts.insert(1, needs);
    }
    let service = |service: &crate::study::Service| {
        let parts = [
            need(pen.tongue, &service.need),
            service.name.get(pen.language),
            &service.area,
            &service.hours,
            &service.reach,
        ];
        pen.read(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
    };
    let mut paragraphs: Vec<_> = pen.interview.study.referral.iter().map(service).collect();
    if let Some(start) = pen.interview.facts.start.as_ref().filter(|_| !pen.interview.facts.withdrawn) {
        let label = crate::words::word(pen.tongue, Word::CardNumber);
        paragraphs.push(pen.read(&format!("{label}: {}", start.reference)));
    }
    Screen { paragraphs, prompts, ..pen.titled(step, "closing", title) }
}

pub(super) fn after_leaving(pen: &Pen) -> Screen {
    let prompts = [Check::Limits, Check::OwnDistress, Check::CheckedOut].map(|check| pen.step(check)).into();
    Screen { prompts, ..pen.titled(Step::AfterLeaving, "P8", Word::TitleAfterLeaving) }
}

impl Pen<'_> {
    /// As its speakers call the language, else as the form does, without the tag behind it; else the tag.
    fn language_name(&self, tag: &str) -> String {
        let known = crate::words::language_name(tag);
        if known != tag {
            return known;
        }
        let named = self.interview.form().languages.iter().find(|language| language.tag == tag);
        let name = named.map_or(tag, |language| language.name.as_str());
        name.strip_suffix(&format!("({tag})")).map_or(name, str::trim_end).to_owned()
    }
}
