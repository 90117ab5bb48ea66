//! One device as a shell holds it: unlock, enrol, interview, sync.
//!
//! Each method is a line or two over [`fieldward_core::session`]; nothing is decided here. All methods but `enrol`
//! and `sync` answer at once and may be called from any thread; those two wait for the network and never hold the
//! device while they wait, so that an interview goes on during a sync.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use fieldward_core::{
    ids::{InterviewId, SiteId},
    interview::{Action, Screen},
    session::{Interviewer, Session, SessionError, StartWish},
    sync::Invite,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    dump,
    error::DeviceError,
    hardware::{HardwareKey, Keystore},
    listing,
    progress::SyncWatch,
    said,
    state::{By, Renewal, State, TypedPins},
    surroundings::{Random, Surroundings, SystemSurroundings},
    syncing,
    transport::{LinkFault, Patience, Transport},
    view::{
        AnswerView, InstrumentView, InterviewView, InterviewerView, ReturnView, SalvageView, StartChoice, StudyView,
        SyncReport,
    },
};

/// One device: a folder with an encrypted store, and what is open in memory while it is unlocked.
#[derive(uniffi::Object)]
pub struct Device {
    state: Mutex<State>,
    hardware: Keystore,
    surroundings: Arc<dyn Surroundings>,
}

impl Device {
    /// Opens the device whose store is in this folder, with the caller's own clocks and random numbers.
    ///
    /// # Errors
    /// `Storage`, when the folder cannot be used.
    pub fn open_in(
        directory: PathBuf,
        hardware: Option<Arc<dyn HardwareKey>>,
        surroundings: Arc<dyn Surroundings>,
    ) -> Result<Arc<Self>, DeviceError> {
        dump::forbid();
        let state = Mutex::new(State::open(directory, surroundings.idle_ms())?);
        Ok(Arc::new(Self { state, hardware: Keystore(hardware), surroundings }))
    }

    /// The state, also after another thread panicked while it held it: what counts is in the store.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn surroundings(&self) -> &dyn Surroundings {
        &*self.surroundings
    }

    /// The interviewer's language.
    pub(crate) fn language(&self) -> String {
        self.state().language.clone()
    }

    /// Destroys the store, because two holders of the study have ordered it.
    pub(crate) fn wipe(&self) -> Result<(), DeviceError> {
        self.state().destroy(&self.hardware, self.surroundings())
    }

    pub(crate) fn no_link(&self, fault: LinkFault) -> DeviceError {
        DeviceError::NoLink { reason: said::link(fault, &self.language()) }
    }

    /// A session's error in the interviewer's language.
    pub(crate) fn said(&self, error: impl Into<SessionError>) -> DeviceError {
        DeviceError::said(error.into(), &self.language())
    }

    /// What a person does.
    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&mut Session, &str) -> Result<T, SessionError>,
    ) -> Result<T, DeviceError> {
        let now = self.surroundings.now();
        self.state().with(By::Person, &now, work)
    }

    /// What goes on by itself while a person may be away: it keeps nothing unlocked.
    pub(crate) fn in_background<T>(
        &self,
        work: impl FnOnce(&mut Session, &str) -> Result<T, SessionError>,
    ) -> Result<T, DeviceError> {
        let now = self.surroundings.now();
        self.state().with(By::Background, &now, work)
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Device {
    /// Opens the device whose store is in this folder, which is made when it is absent. Without a hardware key the
    /// PIN alone protects the store.
    ///
    /// # Errors
    /// `Storage`, when the folder cannot be used.
    #[uniffi::constructor]
    pub fn open(directory: String, hardware: Option<Arc<dyn HardwareKey>>) -> Result<Arc<Self>, DeviceError> {
        Self::open_in(directory.into(), hardware, Arc::new(SystemSurroundings::default()))
    }

    /// The local offset from UTC in minutes, east positive: at the start, and whenever the phone's zone changes.
    /// Observations are counted by the local hour.
    pub fn set_offset(&self, offset_min: i16) {
        self.surroundings.set_offset(offset_min);
    }

    /// There is no store yet: `create` comes first.
    pub fn is_new(&self) -> bool {
        self.state().is_new()
    }

    /// A PIN is needed before anything else.
    pub fn is_locked(&self) -> bool {
        let now = self.surroundings.now();
        self.state().is_locked(&now)
    }

    /// Makes the store, and unlocks it.
    ///
    /// # Errors
    /// `Pin`, when the PIN is shorter than six characters or too common; `Refused`, when there is a store: `unlock` it.
    pub fn create(&self, pin: String) -> Result<(), DeviceError> {
        let pin = Zeroizing::new(pin);
        self.state().create(&pin, &self.hardware, self.surroundings())
    }

    /// Unlocks the store. A duress PIN destroys it and shows an empty one.
    ///
    /// # Errors
    /// `Pin`, when it is wrong or must not be tried yet; `Refused`, when there is no store; `Storage`, when it is
    /// damaged: `salvage` saves what can be read.
    pub fn unlock(&self, pin: String) -> Result<(), DeviceError> {
        let pin = Zeroizing::new(pin);
        self.state().unlock(&pin, &self.hardware, self.surroundings())
    }

    /// Forgets every key and every open interview; what was acknowledged is in the store.
    pub fn lock(&self) {
        self.state().lock();
    }

    /// Sets another PIN, and a duress PIN or none; the keystore's key is made anew too. The duress PIN destroys
    /// everything that is stored and shows an empty device in its place; nothing tells whether one is set.
    ///
    /// # Errors
    /// `Pin`, when the old one is wrong, which counts as a try and leaves the device locked, or a new one is too weak;
    /// `Refused`, when both new ones are the same.
    pub fn change_pin(&self, old: String, new: String, duress: Option<String>) -> Result<(), DeviceError> {
        self.renew(&Zeroizing::new(old), Zeroizing::new(new), duress, Renewal::Lock)
    }

    /// Makes every key of the store anew and seals everything again, under the same PIN; the duress PIN must be given
    /// again. For a device whose memory somebody may have read.
    ///
    /// # Errors
    /// As [`Device::change_pin`]; `Storage`, when the store is damaged.
    pub fn renew_keys(&self, pin: String, duress: Option<String>) -> Result<(), DeviceError> {
        let pin = Zeroizing::new(pin);
        self.renew(&pin, pin.clone(), duress, Renewal::Everything)
    }

    /// Destroys everything that is stored, at once and whatever state it is in: no PIN, no question. The device is new
    /// afterwards.
    ///
    /// # Errors
    /// `Storage`, when a file could not be deleted; the key is gone all the same.
    pub fn panic(&self) -> Result<(), DeviceError> {
        self.wipe()
    }

    /// Saves what can be read of a damaged store into a fresh one in its place, and says what could not.
    ///
    /// # Errors
    /// `Pin`, as for unlocking; `Storage`, when even the lock cannot be read or there is no room, and nothing has
    /// changed.
    pub fn salvage(&self, pin: String) -> Result<SalvageView, DeviceError> {
        let pin = Zeroizing::new(pin);
        let salvaged = self.state().salvage(&pin, &self.hardware, self.surroundings())?;
        Ok(listing::salvaged(&salvaged))
    }

    /// Sets after how many seconds without use the device locks by itself: from 30 seconds to half an hour, five
    /// minutes unless it is set.
    pub fn set_idle_limit(&self, seconds: u32) {
        let now = self.surroundings.now();
        self.state().set_idle_limit(u64::from(seconds) * 1000, &now);
    }

    /// Seconds until the device locks by itself, and locks it when that is now. A shell asks by its own alarm, so that
    /// keys do not stay in the memory of a phone that lies in a pocket. 0 when it is locked.
    pub fn seconds_to_lock(&self) -> u32 {
        let now = self.surroundings.now();
        self.state().seconds_to_lock(&now)
    }

    /// The language in which the interviewer reads titles, notices and refusals, BCP 47.
    pub fn set_language(&self, language: String) {
        self.state().language = language;
    }

    /// Enrols the device with the text of an invite (what its QR code says), and fetches the study.
    ///
    /// # Errors
    /// `Refused` for a text that is no invite, `NoLink`, or `ServerRefused` for a used or expired one.
    pub async fn enrol(&self, invite: String) -> Result<(), DeviceError> {
        let invite: Invite = invite.parse().map_err(|error| DeviceError::invite(&error, &self.language()))?;
        let transport = Transport::new(&invite.address, invite.pins, Patience::Person);
        let transport = transport.map_err(|fault| self.no_link(fault))?;
        let request = self.with(|session, _| session.enrolment_request(&invite, &mut Random(self.surroundings())))?;
        let answer = transport.send(request).await.map_err(|fault| self.no_link(fault))?;
        self.with(|session, _| session.take_enrolled(&invite, &answer, &mut Random(self.surroundings())))?;
        self.sync_now(None).await?;
        let fetched = self.with(|session, _| session.study().map(|_| ()));
        fetched.map_err(|_| DeviceError::ServerRefused { reason: said::no_study(&self.language()).to_owned() })
    }

    /// The study.
    ///
    /// # Errors
    /// `NotEnrolled`, when there is none yet.
    pub fn study(&self) -> Result<StudyView, DeviceError> {
        let now = self.surroundings.now();
        self.with(|session, language| session.study().map(|study| listing::study(study, language, &now)))
    }

    /// The study's instruments.
    ///
    /// # Errors
    /// `NotEnrolled`, when there is no study yet.
    pub fn instruments(&self) -> Result<Vec<InstrumentView>, DeviceError> {
        self.with(|session, language| {
            let study = session.study()?;
            Ok(study.instruments.iter().map(|instrument| listing::instrument(instrument, language)).collect())
        })
    }

    /// Interviews on this device: open ones, sealed ones that wait, sent ones whose sealed copy is still kept.
    ///
    /// # Errors
    /// `Locked`.
    pub fn interviews(&self) -> Result<Vec<InterviewView>, DeviceError> {
        self.with(|session, _| {
            let open = session.drafts()?.into_iter().map(listing::draft);
            Ok(open.chain(session.sealed_interviews()?.into_iter().map(listing::sealed)).collect())
        })
    }

    /// How many records this device has sealed since it was made: answers, identities and alerts.
    ///
    /// # Errors
    /// `Locked`.
    pub fn sealed_count(&self) -> Result<u64, DeviceError> {
        self.with(|session, _| session.sealed_count())
    }

    /// How many sealed records wait for a sync, identities included: those go in a later sync than the answers.
    ///
    /// # Errors
    /// `Locked`.
    pub fn waiting_count(&self) -> Result<u64, DeviceError> {
        self.with(|session, _| session.waiting_count())
    }

    /// How many sealed records are set aside, because a server could not take them: they stay on this device, are
    /// offered again in every sync, and a supervisor should be told.
    ///
    /// # Errors
    /// `Locked`.
    pub fn parked_count(&self) -> Result<u64, DeviceError> {
        self.with(|session, _| session.parked_count())
    }

    /// Starts an interview and returns its id.
    ///
    /// # Errors
    /// `Refused`, when a rule does not let it begin; `NotFound` for an instrument or site that the study has not.
    pub fn start(&self, choice: StartChoice) -> Result<String, DeviceError> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let reference = some(&choice.reference).map(|text| text.parse()).transpose();
        let reference = reference.map_err(|error| self.said(error))?;
        let wish = StartWish { instrument: choice.instrument, site: some(&choice.site).map(SiteId), reference };
        let now = self.surroundings.now();
        let id = self.with(|session, _| session.start(wish, &now, &mut Random(self.surroundings())))?;
        let interview = listing::interview_id(id);
        if !choice.language.is_empty() {
            self.speak(&interview, choice.language)?;
        }
        Ok(interview)
    }

    /// Takes an open interview up again, exactly where it was.
    ///
    /// # Errors
    /// `NotFound`, when it is not open on this device.
    pub fn resume(&self, interview: String) -> Result<Screen, DeviceError> {
        self.screen(interview)
    }

    /// What to draw now.
    ///
    /// # Errors
    /// `NotFound`, when the interview is not open on this device.
    pub fn screen(&self, interview: String) -> Result<Screen, DeviceError> {
        let (id, now) = (parsed(&interview)?, self.surroundings.now());
        self.with(|session, language| session.screen(id, language, &now, &mut Random(self.surroundings())))
    }

    /// Does one action. When it returns, what the action said is durable, and the next screen is here. `Finalize`
    /// seals the interview: this device can read it no more.
    ///
    /// # Errors
    /// `Refused`, when a rule does not allow it or an entry is not right; nothing has changed then.
    pub fn act(&self, interview: String, action: Action) -> Result<Screen, DeviceError> {
        let (id, now) = (parsed(&interview)?, self.surroundings.now());
        self.with(|session, language| session.act(id, &action, language, &now, &mut Random(self.surroundings())))
    }

    /// The person's reference number, to be written on the card for a second visit.
    ///
    /// # Errors
    /// `NotFound`, when the interview is not open on this device.
    pub fn reference(&self, interview: String) -> Result<String, DeviceError> {
        let (id, now) = (parsed(&interview)?, self.surroundings.now());
        let number = self.with(|session, _| session.reference(id, &now, &mut Random(self.surroundings())))?;
        Ok(number.to_string())
    }

    /// Every item of an open interview that has a value, for a look over it before it is sealed.
    ///
    /// # Errors
    /// `NotFound`, when the interview is not open on this device.
    pub fn answers(&self, interview: String) -> Result<Vec<AnswerView>, DeviceError> {
        let (id, now) = (parsed(&interview)?, self.surroundings.now());
        let lines = self.with(|session, _| session.answers(id, &now, &mut Random(self.surroundings())))?;
        Ok(lines.into_iter().map(|line| AnswerView { prompt: line.prompt, value: line.value }).collect())
    }

    /// Seals a recording of an open interview and keeps it; it is sent after everything else. The text that comes back
    /// is what the question which asked for it is answered with.
    ///
    /// # Errors
    /// `Refused`, when the person has not agreed to be recorded for this purpose (`audio`, `photo`): nothing is kept
    /// then.
    pub fn record(&self, interview: String, purpose: String, bytes: Vec<u8>) -> Result<String, DeviceError> {
        let (id, now) = (parsed(&interview)?, self.surroundings.now());
        let bytes = Zeroizing::new(bytes);
        let made =
            self.with(|session, _| session.record_media(id, &purpose, &bytes, &now, &mut Random(self.surroundings())))?;
        Ok(made.to_string())
    }

    /// Records that a supervisor returned with questions.
    ///
    /// # Errors
    /// `Locked`.
    pub fn returns(&self) -> Result<Vec<ReturnView>, DeviceError> {
        self.with(|session, _| Ok(session.returns()?.into_iter().map(listing::returned).collect()))
    }

    /// Opens the correction of a returned record, or the one that is already open for it, and returns its id.
    ///
    /// # Errors
    /// `NotFound`, when there is no such return.
    pub fn start_correction(&self, returned: String) -> Result<String, DeviceError> {
        let number = returned.parse().map_err(|_| self.said(SessionError::NoSuchReturn))?;
        let now = self.surroundings.now();
        let id = self.with(|session, _| session.start_correction(number, &now, &mut Random(self.surroundings())))?;
        Ok(listing::interview_id(id))
    }

    /// Who holds the device, as a form may ask it. Nothing until it is set.
    ///
    /// # Errors
    /// `Locked`.
    pub fn interviewer(&self) -> Result<InterviewerView, DeviceError> {
        self.with(|session, _| session.interviewer().map(|holds| listing::interviewer(&holds)))
    }

    /// Says who holds the device. A form that asks puts it into its records: those who read answers then know who took
    /// the interview. Interviews that are open keep what they began with.
    ///
    /// # Errors
    /// `Refused`, when a text is too long; `Locked`.
    pub fn set_interviewer(&self, holds: InterviewerView) -> Result<(), DeviceError> {
        let holds = Interviewer::new(&holds.username, &holds.phone_number, &holds.email);
        let holds = holds.ok_or_else(|| DeviceError::Refused {
            code: "too_long".into(),
            reason: "one of the texts is too long".into(),
            prompt: String::new(),
        })?;
        self.with(|session, _| session.set_interviewer(&holds, &mut Random(self.surroundings())))
    }

    /// Bytes that syncs may use in a day, both ways; `None` for as many as they need. Safety alerts go in any case.
    ///
    /// # Errors
    /// `Locked`.
    pub fn set_bytes_a_day(&self, bytes: Option<u64>) -> Result<(), DeviceError> {
        self.with(|session, _| session.set_bytes_a_day(bytes, &mut Random(self.surroundings())))
    }

    /// Hours in which new interviews may still be begun without a sync.
    ///
    /// # Errors
    /// `Locked`.
    pub fn grant_hours_left(&self) -> Result<u32, DeviceError> {
        let now = self.surroundings.now();
        let left = self.with(|session, _| session.grant_left_ms(&now))?;
        Ok(u32::try_from(left / 3_600_000).unwrap_or(u32::MAX))
    }

    /// Sends what waits and fetches what is new. Safe in the background and safe to repeat: what is acknowledged is
    /// never sent again, and an interview can go on meanwhile.
    ///
    /// # Errors
    /// `NoLink`, to be tried later; `ServerRefused`, when the device was revoked.
    pub async fn sync(&self, watch: Option<Arc<dyn SyncWatch>>) -> Result<SyncReport, DeviceError> {
        syncing::run(self, watch, Patience::Background).await
    }

    /// The same for a person who waits: without a link it says so within seconds, in place of trying again and again.
    ///
    /// # Errors
    /// As [`Device::sync`].
    pub async fn sync_now(&self, watch: Option<Arc<dyn SyncWatch>>) -> Result<SyncReport, DeviceError> {
        syncing::run(self, watch, Patience::Person).await
    }
}

impl Device {
    fn renew(
        &self,
        old: &str,
        new: Zeroizing<String>,
        duress: Option<String>,
        renewal: Renewal,
    ) -> Result<(), DeviceError> {
        let duress = Zeroizing::new(duress.unwrap_or_default());
        let new = TypedPins { unlock: &new, duress: &duress };
        self.state().renew(old, &new, renewal, (&self.hardware, self.surroundings()))
    }

    /// Begins in the language that the shell chose; where the interview asks for it itself, it stays as it is.
    fn speak(&self, interview: &str, language: String) -> Result<(), DeviceError> {
        match self.act(interview.to_owned(), Action::ChangeLanguage { language }) {
            Ok(_) | Err(DeviceError::Refused { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn parsed(interview: &str) -> Result<InterviewId, DeviceError> {
    // What was looked for is said by the shell, in its own words.
    let id = Uuid::parse_str(interview).map_err(|_| DeviceError::said(SessionError::NoSuchInterview, "en"))?;
    Ok(InterviewId(id))
}
