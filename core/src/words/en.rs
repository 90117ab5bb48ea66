//! The catalogue in English.

use crate::{
    log::StopCode,
    safeguard::{Check, Code, RefusalCode},
    words::Word,
};

pub(super) fn refusal(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::UnknownInstrument => "The study has no such instrument.",
        RefusalCode::StudyNotReady => "The study cannot be run: its approval is over, or a legal text is missing.",
        RefusalCode::TooManyVisits => "The protocol allows no further visit to this person.",
        RefusalCode::NotNow => "That is not possible at this step.",
        RefusalCode::UnknownPrompt => "This screen has no such entry.",
        RefusalCode::BadValue => "This is not a value for this entry.",
        RefusalCode::Missing => "An entry is missing.",
        RefusalCode::Constraint => "The entry does not follow the form's rule.",
        RefusalCode::LooksWrong => "Please look at the entry again. Sending the same keeps it; do not ask again.",
        RefusalCode::AskedOnce => "This was asked already. It changes only when the person offers a correction.",
        RefusalCode::TooLateForSlip => "A slip can be corrected only before the next item is answered.",
        RefusalCode::MoveElsewhere => "Others can hear. Move and check again, or stop.",
        RefusalCode::AskReferrer => "Ask the person who referred the child. Never ask the child.",
        RefusalCode::OpenAsSecondVisit => "Open this as a second visit, with the person's reference number.",
        RefusalCode::WaiverNotApproved => "The study's approval does not allow this reason.",
        RefusalCode::Contradiction => "The counts, the minutes and \"nothing seen\" contradict each other.",
        RefusalCode::MinutesOutOfRange => "Minutes watched are 0 to 60.",
        RefusalCode::BlockOpen => "Close the block first: enter the minutes really watched.",
        RefusalCode::NoBlock => "No block is open.",
        RefusalCode::NothingToUndo => "There is nothing to take back.",
        RefusalCode::TooMany => "No more fit here.",
        RefusalCode::NotQueried => "Only the queried items can be changed.",
        RefusalCode::Closed => "The interview is closed.",
        RefusalCode::Safeguard => "A rule that protects the person does not allow this.",
        RefusalCode::NoLanguage => "Choose the language in which you talk with the person.",
        RefusalCode::OpenAlready => {
            "An interview with this person is still open on this device. Take it up or close it first."
        }
        RefusalCode::EndedBefore => {
            "The last visit ended with a refusal, danger or recent harm. No further visit to this person: ask your supervisor."
        }
        RefusalCode::Withdrawn => "This person withdrew. Nobody asks them again.",
        RefusalCode::GrantOver => "This device has not synced for seven days. Sync it before a new interview.",
        RefusalCode::Revoked => "This device was revoked. Nothing is lost: ask your supervisor for a new invite.",
    }
}

pub(super) fn word(key: Word) -> &'static str {
    match key {
        Word::TitleChecks => "Before the meeting",
        Word::TitlePlace => "Place and safety",
        Word::TitleLanguage => "Language of the person",
        Word::TitleTell => "Tell this, in the person's language",
        Word::TitleTeachBack => "Let the person say it in their own words",
        Word::TitleGuardian => "Guardian's consent",
        Word::TitleConsent => "The person's own decision",
        Word::TitlePresence => "Who else is here?",
        Word::TitleDistress => "How is the person?",
        Word::TitleTrust => "Before the harder questions",
        Word::TitleRepeat => "One more?",
        Word::TitleBlock => "Hour block",
        Word::TitlePaused => "A break",
        Word::TitleKeep => "May sensitive answers stay?",
        Word::TitleStopped => "Closing after a stop",
        Word::TitleClosing => "Closing words",
        Word::TitleAfterLeaving => "After leaving",
        Word::TitleReady => "Ready to be closed",
        Word::TitleFinalized => "Closed",
        Word::TitleQuery => "Correction of a queried item",
        Word::LanguagePrompt => "Language of the conversation",
        Word::LevelPrompt => "What is seen or said",
        Word::WhoPrompt => "People present besides the two of you",
        Word::InsistedPrompt => "Did somebody insist on staying?",
        Word::CanHearPrompt => "Can somebody hear?",
        Word::TeachBackPrompt => "How was it answered? Explain once more before noting that it was not understood.",
        Word::GuardianPrompt => "The guardian's answer",
        Word::ConsentPrompt => "The person's own answer",
        Word::FreePrompt => "Was the yes free of pressure and payment?",
        Word::PrivatePrompt => "Still alone and private?",
        Word::RelaxedPrompt => "Relaxed and talking freely?",
        Word::ChoicePrompt => "Ask whether to leave the harder questions out or go on; both are fine. The answer:",
        Word::KeepPrompt => "Ask whether what was said on sensitive things may stay. Not asked or unsure: drop.",
        Word::NeedsPrompt => "Help that the person wants",
        Word::PauseHint => "Water, breath, neutral talk. Then go on, or stop: both are fine.",
        Word::BlockHint => "Tap for each passing. Close the block with the minutes really watched.",
        Word::BlockNone => "No block is open: go on to open one, or end the shift.",
        Word::BlockWaiting => "An earlier block waits for its minutes.",
        Word::RepeatHint => "Add one more, or go on.",
        Word::ReadyHint => "Nothing is open. Closing seals the interview; this device cannot read it afterwards.",
        Word::NoticeTraining => "Training: no real person may be interviewed.",
        Word::NoticeConstrained => "Somebody's presence closed the sensitive sections.",
        Word::NoticeTimeLimit => "The time limit is reached: on to the closing.",
        Word::NoticeStayWithPerson => "Stay with the person. Call the safety contact now.",
        Word::NoticeWithdrawn => {
            "The person withdrew: this device keeps nothing but a count. After an earlier visit, tell your supervisor: what was sent is withdrawn at the office."
        }
        Word::NoticeNearlyFull => "Nearly full. Close this one soon, and go on in a new one.",
        Word::NoticeNothingKnown => {
            "This device knows of no question that this person was asked before. If another phone was used, nothing here keeps a question from being asked twice."
        }
        Word::NoticePutBack => "Nothing was sealed. What the supervisor asked waits in the list as before.",
        Word::NoticeSafetyContact => "Safety contact",
        Word::NoticeCutShort => {
            "The form asked this device to look through more than it can. Choices may be missing and numbers too low."
        }
        Word::NoticeLookBack => "Looking back. Not to be asked again.",
        Word::NoticeService => "Service",
        Word::CardNumber => "Reference number for the person's card",
        Word::NotTaken => "Not taken here",
        Word::FileHint => {
            "Give the file, or say that none was taken. It is sealed, and kept only if the person agreed to it."
        }
        Word::PlacesHint => "Latitude and longitude of each place, with ; between the places.",
    }
}

pub(super) fn check(key: Check) -> &'static str {
    match key {
        Check::Versions => "Protocol, instrument and use statement are valid",
        Check::Training => "Do you hold the training for this instrument?",
        Check::Referral => "Can at least one service be reached now, also after hours?",
        Check::LegalText => "Law-enforcement decision and duty to report are present",
        Check::Contact => "Through whom was contact made?",
        Check::Supervisor => "Did the supervisor agree to this contact?",
        Check::Before => "Was this person interviewed in this study before? (reference card or service list)",
        Check::CommonLanguage => "Language with the person",
        Check::TeamSafety => "Buddy, exit route and check-in time are set",
        Check::Overheard => "Can others hear?",
        Check::Seen => "Can others see?",
        Check::WhoKnows => "Who knows about the meeting?",
        Check::Reprisal => "Could someone punish the person for talking?",
        Check::Danger => "Is the person in danger right now?",
        Check::RecentAbuse => {
            "Does the referrer or the file say that the child recently left abuse or exploitation, or is in treatment or in court for it?"
        }
        Check::Farewell => "Thanked, neutral talk, how results come back, safe way for a next visit: said?",
        Check::Card => "Service card (only if safe to carry)",
        Check::Limits => "What limited the interview?",
        Check::OwnDistress => "Are you distressed yourself? (a talk with your buddy is offered)",
        Check::CheckedOut => "Checked out with your buddy?",
    }
}

pub(super) fn code(key: Code) -> &'static str {
    match key {
        Code::Yes => "Yes",
        Code::No => "No",
        Code::Unknown => "Not known",
        Code::Parent => "Parent",
        Code::School => "School",
        Code::Service => "Service",
        Code::StreetTeam => "Street team",
        Code::OwnRequest => "Own request",
        Code::Employer => "Employer or foreman",
        Code::UnknownAdult => "Unknown adult",
        Code::SameInstrument => "Yes, with this instrument",
        Code::SecondVisit => "Yes, this is the second visit",
        Code::SameLanguage => "We share a language",
        Code::Interpreter => "Vetted interpreter",
        Code::Mismatch => "No common language, no vetted interpreter",
        Code::Moved => "We moved; now nobody can hear",
        Code::Nobody => "Nobody",
        Code::Family => "Family",
        Code::Peers => "Friends",
        Code::Recruiter => "Recruiter",
        Code::Trafficker => "Suspected trafficker",
        Code::Low => "Low",
        Code::Some => "Some",
        Code::High => "High",
        Code::Level0 => "0: settled, answers or declines easily",
        Code::Level1 => "1: voice or pace changes, looks away, short answers, tired",
        Code::Level2 => "2: tears, shaking, silent, angry, too much",
        Code::Level3 => "3: harm to self or others, cannot be calmed, injury, danger named",
        Code::Understood => "In their own words",
        Code::ExplainedAgain => "Explained once more, then understood",
        Code::NotUnderstood => "Not understood",
        Code::Given => "Given",
        Code::Refused => "Refused",
        Code::WaivedInvolved => "Not sought: the guardian may be involved",
        Code::WaivedOnOwn => "Not sought: the child is on their own",
        Code::WaivedMature => "Not sought: mature minor by law",
        Code::Unsure => "Unsure",
        Code::Free => "Free",
        Code::Pressed => "Some pressure or payment seen",
        Code::CannotTell => "Cannot tell",
        Code::OtherRelative => "Other relative",
        Code::Peer => "Friend of the same age",
        Code::Teacher => "Teacher",
        Code::SocialWorker => "Social worker",
        Code::Official => "Official",
        Code::GoOn => "Go on",
        Code::LeaveOut => "Leave them out",
        Code::Keep => "Keep them",
        Code::Drop => "Drop them",
        Code::CardGiven => "Given",
        Code::CardNotSafe => "Not safe to carry",
        Code::CardNone => "Not wanted",
        Code::LimitNone => "Nothing",
        Code::LimitInterrupted => "Interruptions",
        Code::LimitPresence => "Others present",
        Code::LimitLanguage => "Language",
        Code::LimitTired => "Tiredness",
    }
}

pub(super) fn stop(key: StopCode) -> &'static str {
    match key {
        StopCode::St1 => "Stopped: strong distress (ST1). Closing steps only; stay, do not question.",
        StopCode::St2 => "Stopped: danger (ST2). The alert is sent before anything else.",
        StopCode::St3 => "Stopped: risk of reprisals (ST3).",
        StopCode::St4 => "Not a research subject now (ST4). Referral only.",
        StopCode::St5 => "Stopped: no agreement, or the person's own wish (ST5).",
        StopCode::St6 => "Stopped kindly: a second sign of distress in this visit (ST6).",
        StopCode::St7 => "Stopped: a third person insists, enters or listens (ST7).",
        StopCode::St8 => "Stopped: no safe common language (ST8).",
        StopCode::St9 => "Already interviewed with this instrument (ST9).",
        StopCode::St10 => "Time limit (ST10).",
        StopCode::St11 => "Age outside the protocol (ST11).",
        StopCode::St12 => "Stopped: the interviewer is unsafe or unwell (ST12).",
        StopCode::StD1 => "A child in danger was seen: the safety contact is called.",
        StopCode::Gate => "Cannot start: a check before the meeting does not hold.",
    }
}
