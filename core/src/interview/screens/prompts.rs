//! Prompts: of gates, with codes for choices, and of the form's items.

use crate::{
    form::{
        AskedBy, ChoiceColumns, ChoiceList, ChoiceSource, Control, DataType, Look, Media, Parameters, Path, Question,
        RangeParameters, Upload,
    },
    interview::{Audience, ChoiceView, MediaView, NOT_TAKEN, Prompt, PromptControl, ScaleView, screens::Pen},
    safeguard::{Check, Code, ItemFacts},
    words::{Word, check, code, word},
};

/// An empty prompt for the interviewer.
pub(super) fn empty(id: &str, label: &str, control: PromptControl) -> Prompt {
    Prompt {
        id: id.to_owned(),
        label: label.to_owned(),
        hint: String::new(),
        audience: Audience::Interviewer,
        control,
        choices: Vec::new(),
        value: String::new(),
        declined: false,
        read_only: false,
        required: false,
        may_decline: false,
        warning: String::new(),
        appearance: Vec::new(),
        look: Look::Plain,
        guidance: String::new(),
        media: Vec::new(),
        scale: None,
    }
}

impl Pen<'_> {
    /// One of these codes.
    pub fn one(&self, id: &str, label: Word, codes: &[Code]) -> Prompt {
        let prompt = empty(id, word(self.tongue, label), PromptControl::One);
        Prompt { choices: self.choices(codes), required: true, ..prompt }
    }

    /// A step of P1, P2, P7 or P8.
    pub fn step(&self, step: Check) -> Prompt {
        let control = if step.takes_several() { PromptControl::Many } else { PromptControl::One };
        let prompt = empty(step.id(), check(self.tongue, step), control);
        let required = !matches!(step, Check::Card | Check::Limits | Check::CheckedOut);
        Prompt { choices: self.choices(step.codes()), required, ..prompt }
    }

    /// Codes in the interviewer's words.
    pub fn choices(&self, codes: &[Code]) -> Vec<ChoiceView> {
        let view = |key: &Code| ChoiceView::new(key.name(), code(self.tongue, *key));
        codes.iter().map(view).collect()
    }

    /// An item of the form, in the person's language when it is asked, else in the interviewer's.
    pub fn item_prompt(&self, at: &Path) -> Prompt {
        let (form, instance, facts) = (self.interview.form(), &self.interview.instance, &self.interview.facts);
        let node = form.node(at.node);
        let theirs = node.care.by == AskedBy::Participant && self.interview.is_with_person();
        // Nobody goes back to the person for a correction: the interviewer looks into notes.
        let asked = theirs && self.interview.queried().is_empty();
        let language = if asked { facts.language.as_str() } else { self.language };
        let id = form.prompt_id(at);
        let mut prompt = empty(&id, &instance.label(at, language), self.control(at));
        prompt.hint = instance.hint(at, language);
        prompt.audience = if asked { Audience::Person } else { Audience::Interviewer };
        prompt.appearance.clone_from(&node.appearance);
        prompt.look = form.look(at.node);
        prompt.value = instance.value(at).map(|value| form.lexical(at, value)).unwrap_or_default();
        prompt.read_only = instance.is_read_only(at);
        let done = facts.items.get(at) == Some(&ItemFacts::Final);
        prompt.declined = done && prompt.value.is_empty();
        prompt.may_decline = theirs && facts.items.get(at) == Some(&ItemFacts::Asked);
        prompt.required = !asked && node.care.by == AskedBy::Observer && instance.is_required(at);
        let choice = |index: u32| {
            let name = form.choice(at.node, index)?.name().to_owned();
            let media = self.media(form.choice(at.node, index)?.media(), at, language);
            Some(ChoiceView { name, label: instance.choice_label(at, index, language), media })
        };
        prompt.choices = match instance.answers_offered(at) {
            Some(answers) => answers.iter().map(|answer| ChoiceView::new(answer, answer)).collect(),
            None => instance.shown_choices(at).into_iter().filter_map(choice).collect(),
        };
        self.add_what_goes_with_it(&mut prompt, at, language);
        if let Some((_, typed)) = self.interview.view.warned.as_ref().filter(|(warned, _)| *warned == id) {
            prompt.value.clone_from(typed);
            prompt.warning = instance.constraint_message(at, language);
            if prompt.warning.is_empty() {
                prompt.warning =
                    crate::words::refusal(self.tongue, crate::safeguard::RefusalCode::LooksWrong).to_owned();
            }
        }
        prompt
    }

    /// Guidance, pictures and sounds, a scale; and for what no shell can take yet, a way to say so.
    fn add_what_goes_with_it(&self, prompt: &mut Prompt, at: &Path, language: &str) {
        let (instance, node) = (&self.interview.instance, self.interview.form().node(at.node));
        prompt.guidance = instance.say(&node.guidance, at, self.language);
        prompt.media = self.media(node.media.iter(), at, language);
        if let Some(Parameters::Range(scale)) = self.interview.form().question(at.node).map(|asked| &asked.parameters) {
            prompt.scale = Some(self.scale(scale, language));
        }
        let aid = match prompt.control {
            PromptControl::Image | PromptControl::Audio | PromptControl::Video | PromptControl::File => Word::FileHint,
            PromptControl::Geotrace | PromptControl::Geoshape => Word::PlacesHint,
            _ => return,
        };
        if aid == Word::FileHint {
            prompt.choices = vec![ChoiceView::new(NOT_TAKEN, word(self.tongue, Word::NotTaken))];
        }
        let gap = if prompt.guidance.is_empty() { "" } else { " " };
        prompt.guidance.push_str(gap);
        prompt.guidance.push_str(word(self.tongue, aid));
    }

    fn scale(&self, scale: &RangeParameters, language: &str) -> ScaleView {
        let form = self.interview.form();
        let language = form.language_index(language);
        let words = |choice: crate::form::Choice<'_>| {
            ChoiceView::new(choice.name(), choice.label().plain(language, form.default_language))
        };
        let ticks = form.table(&scale.tick_labels).map(|table| ChoiceList::new(table, ChoiceColumns::default()));
        ScaleView {
            start: scale.start.clone(),
            end: scale.end.clone(),
            step: scale.step.clone(),
            tick_interval: scale.tick_interval.clone(),
            placeholder: scale.placeholder.clone(),
            ticks: ticks.map(|list| list.iter().map(words).collect()).unwrap_or_default(),
        }
    }

    /// Files that go with a label, by their names in this language.
    fn media<'m>(&self, media: impl Iterator<Item = &'m Media>, at: &Path, language: &str) -> Vec<MediaView> {
        let file = |media: &Media| self.interview.instance.say(&media.file, at, language);
        media.map(|one| MediaView { kind: one.kind, file: file(one) }).filter(|one| !one.file.is_empty()).collect()
    }

    fn control(&self, at: &Path) -> PromptControl {
        let Some(question) = self.interview.form().question(at.node) else { return PromptControl::Note };
        match question.control {
            Control::Note => return PromptControl::Note,
            Control::Range => return PromptControl::Range,
            Control::Rank => return PromptControl::Rank,
            Control::Acknowledge => return PromptControl::Acknowledge,
            Control::Upload(Upload::Image) => return PromptControl::Image,
            Control::Upload(Upload::Audio) => return PromptControl::Audio,
            Control::Upload(Upload::Video) => return PromptControl::Video,
            Control::Upload(Upload::File | Upload::Osm) => return PromptControl::File,
            _ => {}
        }
        match question.data_type {
            DataType::Integer => PromptControl::Integer,
            DataType::Decimal => PromptControl::Decimal,
            DataType::Date => PromptControl::Date,
            DataType::Time => PromptControl::Time,
            DataType::DateTime => PromptControl::DateTime,
            // Without a list there is nothing to choose from but answers of the form itself.
            DataType::SelectOne | DataType::SelectMultiple if !has_choices(question) => PromptControl::Text,
            DataType::SelectOne => PromptControl::One,
            DataType::SelectMultiple => PromptControl::Many,
            DataType::Geopoint => PromptControl::Geopoint,
            DataType::Geotrace => PromptControl::Geotrace,
            DataType::Geoshape => PromptControl::Geoshape,
            DataType::File => PromptControl::File,
            DataType::Barcode => PromptControl::Barcode,
            DataType::Text => PromptControl::Text,
        }
    }
}

fn has_choices(question: &Question) -> bool {
    question.choice_list.is_some() || matches!(question.choice_source, ChoiceSource::Answers(_))
}
