//! What a shell draws. Flat on purpose: three shells draw it, and none of them decides anything.
//!
//! A shell shows title, notices, paragraphs and prompts in their order, and a button for each offer. It needs no
//! knowledge of gates: a consent line, a distress check and a question differ in their `step` only.

use serde::{Deserialize, Serialize};

use crate::form::{Look, MediaKind};

/// One screen.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Screen {
    /// What kind of moment this is.
    pub step: Step,
    /// Stable name of the moment: `P1`, `I4`, `distress`, `A04`, `leg[2]/place`, `block`, `closing`.
    pub id: String,
    /// Heading, in the interviewer's language.
    pub title: String,
    /// What is read, aloud or by the interviewer.
    pub paragraphs: Vec<Paragraph>,
    /// What is to be filled in.
    pub prompts: Vec<Prompt>,
    /// What can be done. Stop and withdraw are among them until the interview is closed.
    pub offers: Vec<Offer>,
    /// Training banner, draft banner, closed sections, warnings.
    pub notices: Vec<Notice>,
    /// How far.
    pub progress: Progress,
    /// Language of what is said aloud, BCP 47.
    pub language: String,
    /// That language is written from right to left.
    pub right_to_left: bool,
}

/// The kinds of moments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// P1, P2: checks of place and safety.
    #[default]
    Checks,
    /// Choice of language.
    Language,
    /// A line to tell.
    Tell,
    /// A teach-back question.
    TeachBack,
    /// The guardian's consent.
    Guardian,
    /// The person's own consent.
    Consent,
    /// Who is there.
    Presence,
    /// How the person is.
    Distress,
    /// The trust gate.
    Trust,
    /// One question.
    Question,
    /// Whether there is one more repetition.
    Repeat,
    /// An observation's hour block.
    Block,
    /// A break.
    Paused,
    /// After a stop: whether to keep, and closing words.
    Stopped,
    /// Closing steps of a complete interview.
    Closing,
    /// The interviewer's own notes (P8).
    AfterLeaving,
    /// Ready to be finalized.
    Ready,
    /// Closed.
    Finalized,
}

/// Words to be read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// The words.
    pub text: String,
    /// For whom.
    pub audience: Audience,
}

/// For whom words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// Said aloud, in the person's language.
    Person,
    /// Read by the interviewer only.
    Interviewer,
}

/// Something to fill in.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and none excludes another")]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Prompt {
    /// Name for actions: `P1.3`, `A04`, `leg[2]/place`.
    pub id: String,
    /// The question.
    pub label: String,
    /// What helps to answer.
    pub hint: String,
    /// For whom the label is.
    pub audience: Audience,
    /// How to draw it.
    pub control: PromptControl,
    /// For choices: those on offer now.
    pub choices: Vec<ChoiceView>,
    /// What stands there, in lexical form; empty for nothing.
    pub value: String,
    /// It was declined.
    pub declined: bool,
    /// Shown, not changed.
    pub read_only: bool,
    /// Must be filled before going on (never set on participant items).
    pub required: bool,
    /// "Does not know" and "prefers not to say" are offered.
    pub may_decline: bool,
    /// What seems wrong with the entry; sending the same value again keeps it.
    pub warning: String,
    /// Appearance words, for those that [`Prompt::look`] does not know.
    pub appearance: Vec<String>,
    /// How it is meant to look; whatever a shell does not draw of it, it draws plainly by its control.
    pub look: Look,
    /// What helps the interviewer only; empty for nothing.
    pub guidance: String,
    /// Pictures and sounds that go with the label. What cannot be drawn is named.
    pub media: Vec<MediaView>,
    /// Of a scale: its ends and its step.
    pub scale: Option<ScaleView>,
}

/// A picture, sound or film of the study's folder that goes with a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaView {
    /// What it is.
    pub kind: MediaKind,
    /// The name of its file.
    pub file: String,
}

/// Where a pointer can stand, as the author wrote the numbers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScaleView {
    /// Its first value; may be above the last.
    pub start: String,
    /// Its last value.
    pub end: String,
    /// How far it is from one value to the next.
    pub step: String,
    /// How far it is from one mark to the next; empty for every step.
    pub tick_interval: String,
    /// Where the pointer stands before an answer; empty for nowhere.
    pub placeholder: String,
    /// Words under some of its values: the value as name, the words as label.
    pub ticks: Vec<ChoiceView>,
}

/// How to draw a prompt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PromptControl {
    /// Words only.
    Note,
    /// Free text.
    #[default]
    Text,
    /// Whole number.
    Integer,
    /// Number.
    Decimal,
    /// Day.
    Date,
    /// Time of day.
    Time,
    /// Day and time.
    DateTime,
    /// One of the choices.
    One,
    /// Any of the choices.
    Many,
    /// A place.
    Geopoint,
    /// A counter: one tap counts one.
    Counter,
    /// A row that is counted with what was seen; its parts are the prompts whose id begins with this id and `/`.
    CountedRow,
    /// A number on a scale.
    Range,
    /// All choices, put in order: their names, the first first.
    Rank,
    /// Something to be acknowledged: its value is `OK`.
    Acknowledge,
    /// What a barcode says.
    Barcode,
    /// A picture: the name of its file. The choice on offer says that it is not taken here.
    Image,
    /// A sound, the same way.
    Audio,
    /// A film, the same way.
    Video,
    /// Any file, the same way.
    File,
    /// A line: places with `;` between them.
    Geotrace,
    /// An area: a line that ends where it began.
    Geoshape,
}

/// A choice on offer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceView {
    /// The stored name.
    pub name: String,
    /// What is read.
    pub label: String,
    /// Pictures and sounds that go with it.
    pub media: Vec<MediaView>,
}

impl ChoiceView {
    /// A choice in words alone.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { name: name.into(), label: label.into(), media: Vec::new() }
    }
}

/// What can be done besides filling in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Offer {
    /// `Action::Fill`: go on.
    Next,
    /// `Action::Back`.
    Back,
    /// `Action::Forward`.
    Forward,
    /// `Action::Decline`.
    Decline,
    /// `Action::Correct`.
    Correct,
    /// `Action::AddRepeat`.
    AddRepeat,
    /// `Action::EndRepeat`.
    EndRepeat,
    /// `Action::CheckDistress`.
    CheckDistress,
    /// `Action::NotePresence`.
    NotePresence,
    /// `Action::Pause`.
    Pause,
    /// `Action::Resume`.
    Resume,
    /// `Action::Tally`.
    Tally,
    /// `Action::UndoTally`.
    UndoTally,
    /// `Action::CloseBlock`.
    CloseBlock,
    /// `Action::EndShift`.
    EndShift,
    /// `Action::SafetyAction`.
    SafetyAction,
    /// `Action::Stop`.
    Stop,
    /// `Action::Withdraw`.
    Withdraw,
    /// `Action::Finalize`.
    Finalize,
}

/// Something that the interviewer must see.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Short stable name: `training`, `draft`, `constrained`, `time_limit`, `referral` ...
    pub code: String,
    /// The words, in the interviewer's language.
    pub text: String,
}

/// How far the interview is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Relevant items that are asked or noted.
    pub done: u32,
    /// Relevant items as far as can be told now.
    pub total: u32,
}
