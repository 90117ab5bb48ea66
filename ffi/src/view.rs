//! Read-only pictures of a device for a shell's lists: the study, its instruments, interviews, returns, a sync.
//!
//! Words are already in the interviewer's language. Nothing here holds an answer.

/// The study that the device is enrolled in.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StudyView {
    /// The study's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who leads it.
    pub lead_organisation: String,
    /// There is no ethics approval: every screen must say that this is training.
    pub training: bool,
    /// Languages in which lines are told, BCP 47, the first is the default.
    pub languages: Vec<String>,
    /// The places where one may work.
    pub sites: Vec<SiteView>,
}

/// A place of the study's register.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SiteView {
    /// Its id, for `StartChoice`.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A tool of the study.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct InstrumentView {
    /// Its id, for `StartChoice`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version, as its author wrote it.
    pub version: String,
    /// A place is watched; nobody is asked.
    pub observation: bool,
    /// A child answers.
    pub child: bool,
    /// It is filled over two visits to one person.
    pub two_visits: bool,
}

/// What to start.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct StartChoice {
    /// Which instrument.
    pub instrument: String,
    /// Where, by the study's register; empty for none.
    pub site: String,
    /// The language of the interview, BCP 47; empty for the study's first.
    pub language: String,
    /// The person's reference number on a second visit; empty on a first.
    pub reference: String,
}

/// Who holds the device: what it answers to questions of these types. Empty texts are not set.
#[derive(Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct InterviewerView {
    /// `username`.
    pub username: String,
    /// `phonenumber`.
    pub phone_number: String,
    /// `email`.
    pub email: String,
}

/// An interview on this device.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct InterviewView {
    /// Its id; never leaves the device.
    pub id: String,
    /// Which instrument.
    pub instrument: String,
    /// How far it is.
    pub state: InterviewState,
    /// When it began, milliseconds since 1970 by the device's clock.
    pub started_ms: i64,
    /// It corrects a returned record.
    pub correction: bool,
}

/// How far an interview is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum InterviewState {
    /// Open: can be resumed.
    InProgress,
    /// Sealed, waits for a sync; this device can no longer read it.
    Waiting,
    /// The server has it.
    Sent,
}

/// One item of an open interview that has a value.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct AnswerView {
    /// The id of its prompt.
    pub prompt: String,
    /// Its value in lexical form.
    pub value: String,
}

/// A record that a supervisor returned with questions.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReturnView {
    /// Its id, for `start_correction`.
    pub id: String,
    /// Which instrument.
    pub instrument: String,
    /// What the supervisor wrote about the whole.
    pub comment: String,
    /// What is queried; nothing else of the record came back.
    pub items: Vec<ReturnedItemView>,
    /// The interview that corrects it, when one is open; empty otherwise.
    pub interview: String,
}

/// One queried item.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReturnedItemView {
    /// The id of its prompt.
    pub prompt: String,
    /// What the supervisor wrote about it.
    pub comment: String,
}

/// Shows how much is asked: a comment may repeat what a person said.
impl std::fmt::Debug for ReturnView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReturnView({} items)", self.items.len())
    }
}

/// Shows which item, and not what is asked about it.
impl std::fmt::Debug for ReturnedItemView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReturnedItemView({}, ..)", self.prompt)
    }
}

/// What was saved of a damaged store, and what was not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, uniffi::Record)]
pub struct SalvageView {
    /// Open interviews that are whole.
    pub interviews: u64,
    /// Open interviews that now end earlier than they did.
    pub interviews_cut: u64,
    /// Open interviews of which nothing could be read.
    pub interviews_lost: u64,
    /// Answers and steps of open interviews that are gone.
    pub events_lost: u64,
    /// Sealed records that are gone.
    pub records_lost: u64,
    /// Documents that are gone: study packages, returned records, notes.
    pub documents_lost: u64,
    /// Lists that are gone, and with them nobody knows how much.
    pub lists_lost: u64,
    /// The device's own keys are gone: it must be enrolled again, as a new device.
    pub keys_lost: u64,
}

/// How far a sync is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct SyncProgress {
    /// Records that the server confirmed in this sync.
    pub acknowledged: u32,
    /// Records that this sync has to send, confirmed ones included.
    pub waiting: u32,
    /// Bytes of the confirmed records.
    pub bytes_acknowledged: u64,
    /// Bytes that are still to go, nearly.
    pub bytes_left: u64,
    /// How long the rest takes at the pace so far; 0 while nobody can say.
    pub seconds_left: u32,
}

/// What a sync did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, uniffi::Record)]
pub struct SyncReport {
    /// Records that the server confirmed in this sync.
    pub acknowledged: u32,
    /// Records that still wait: identities go in a later sync than the answers they belong to.
    pub waiting: u32,
    /// Records that are set aside, in this sync or an earlier one, because a server could not take them; the device
    /// keeps them.
    pub parked: u32,
    /// Returned records that came down.
    pub returns: u32,
    /// A new study package came down and is in force.
    pub study_changed: bool,
    /// Bytes of all requests with their paths and headers, as a phone bill counts them.
    pub bytes_sent: u64,
    /// When to sync again by itself, for what waits; 0 for no need.
    pub again_after_seconds: u32,
    /// The shell ended it; what was confirmed stays confirmed.
    pub cancelled: bool,
}

/// What a shell says to each step of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SyncChoice {
    /// Go on.
    GoOn,
    /// End after this step; what is acknowledged stays acknowledged.
    Cancel,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_supervisor_asks_shows_in_no_log() {
        let item = ReturnedItemView { prompt: "A04".into(), comment: "the mother said nine".into() };
        let view = ReturnView {
            id: "1".into(),
            instrument: "child-interview".into(),
            comment: "the mother said nine".into(),
            items: vec![item.clone()],
            interview: String::new(),
        };
        assert_eq!(format!("{view:?} {item:?}"), "ReturnView(1 items) ReturnedItemView(A04, ..)");
    }
}
