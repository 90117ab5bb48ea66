//! The codes of gates and checks: what a shell sends and what a log holds.
//!
//! A code is a name that never changes; what the interviewer reads for it is in [`crate::words`].

/// A choice of a gate or a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// `yes`.
    Yes,
    /// `no`.
    No,
    /// `unknown`.
    Unknown,
    /// `parent`.
    Parent,
    /// `school`.
    School,
    /// `service`.
    Service,
    /// `street_team`.
    StreetTeam,
    /// `own_request`.
    OwnRequest,
    /// `employer`.
    Employer,
    /// `unknown_adult`.
    UnknownAdult,
    /// `same_instrument`.
    SameInstrument,
    /// `visit_2`.
    SecondVisit,
    /// `same_language`.
    SameLanguage,
    /// `interpreter`.
    Interpreter,
    /// `mismatch`.
    Mismatch,
    /// `moved`.
    Moved,
    /// `nobody`.
    Nobody,
    /// `family`.
    Family,
    /// `peers`.
    Peers,
    /// `recruiter`.
    Recruiter,
    /// `trafficker`.
    Trafficker,
    /// `low`.
    Low,
    /// `some`.
    Some,
    /// `high`.
    High,
    /// `0`.
    Level0,
    /// `1`.
    Level1,
    /// `2`.
    Level2,
    /// `3`.
    Level3,
    /// `understood`.
    Understood,
    /// `explained_again`.
    ExplainedAgain,
    /// `not_understood`.
    NotUnderstood,
    /// `given`.
    Given,
    /// `refused`.
    Refused,
    /// `waived_guardian_involved`.
    WaivedInvolved,
    /// `waived_child_on_own`.
    WaivedOnOwn,
    /// `waived_mature_minor`.
    WaivedMature,
    /// `unsure`.
    Unsure,
    /// `free`.
    Free,
    /// `pressed`.
    Pressed,
    /// `cannot_tell`.
    CannotTell,
    /// `other_relative`.
    OtherRelative,
    /// `peer`.
    Peer,
    /// `teacher`.
    Teacher,
    /// `social_worker`.
    SocialWorker,
    /// `official`.
    Official,
    /// `go_on`.
    GoOn,
    /// `leave_out`.
    LeaveOut,
    /// `keep`.
    Keep,
    /// `drop`.
    Drop,
    /// `card_given`.
    CardGiven,
    /// `card_not_safe`.
    CardNotSafe,
    /// `card_none`.
    CardNone,
    /// `none`.
    LimitNone,
    /// `interrupted`.
    LimitInterrupted,
    /// `others_present`.
    LimitPresence,
    /// `language`.
    LimitLanguage,
    /// `tired`.
    LimitTired,
}

impl Code {
    /// As a shell sends it and a log holds it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
            Self::Parent => "parent",
            Self::School => "school",
            Self::Service => "service",
            Self::StreetTeam => "street_team",
            Self::OwnRequest => "own_request",
            Self::Employer => "employer",
            Self::UnknownAdult => "unknown_adult",
            Self::SameInstrument => "same_instrument",
            Self::SecondVisit => "visit_2",
            Self::SameLanguage => "same_language",
            Self::Interpreter => "interpreter",
            Self::Mismatch => "mismatch",
            Self::Moved => "moved",
            Self::Nobody => "nobody",
            Self::Family => "family",
            Self::Peers => "peers",
            Self::Recruiter => "recruiter",
            Self::Trafficker => "trafficker",
            Self::Low => "low",
            Self::Some => "some",
            Self::High => "high",
            Self::Level0 => "0",
            Self::Level1 => "1",
            Self::Level2 => "2",
            Self::Level3 => "3",
            Self::Understood => "understood",
            Self::ExplainedAgain => "explained_again",
            Self::NotUnderstood => "not_understood",
            Self::Given => "given",
            Self::Refused => "refused",
            Self::WaivedInvolved => "waived_guardian_involved",
            Self::WaivedOnOwn => "waived_child_on_own",
            Self::WaivedMature => "waived_mature_minor",
            Self::Unsure => "unsure",
            Self::Free => "free",
            Self::Pressed => "pressed",
            Self::CannotTell => "cannot_tell",
            Self::OtherRelative => "other_relative",
            Self::Peer => "peer",
            Self::Teacher => "teacher",
            Self::SocialWorker => "social_worker",
            Self::Official => "official",
            Self::GoOn => "go_on",
            Self::LeaveOut => "leave_out",
            Self::Keep => "keep",
            Self::Drop => "drop",
            Self::CardGiven => "card_given",
            Self::CardNotSafe => "card_not_safe",
            Self::CardNone => "card_none",
            Self::LimitNone => "none",
            Self::LimitInterrupted => "interrupted",
            Self::LimitPresence => "others_present",
            Self::LimitLanguage => "language",
            Self::LimitTired => "tired",
        }
    }

    /// The code of this name among these.
    #[must_use]
    pub fn among(codes: &[Self], name: &str) -> Option<Self> {
        codes.iter().copied().find(|code| code.name() == name)
    }
}
