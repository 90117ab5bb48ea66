//! Words for codes, in French. A new code does not compile until it has its word.

use fieldward_core::{
    log::{PresentPerson, StopCode, TeachBackOutcome},
    review::AnswerState,
    safeguard::BreachKind,
};

use crate::console::{desk::RecordState, words::Codes};

/// All of them.
pub(super) const CODES: Codes = Codes { state, stop, answer_state, teach_back, person, breach };

fn state(code: RecordState) -> &'static str {
    match code {
        RecordState::New => "à revoir",
        RecordState::Returned => "renvoyée",
        RecordState::Corrected => "corrigée",
        RecordState::Accepted => "acceptée",
    }
}

fn stop(code: StopCode) -> &'static str {
    match code {
        StopCode::St1 => "détresse",
        StopCode::St2 => "danger ou détresse grave",
        StopCode::St3 => "risque de représailles",
        StopCode::St4 => "protection : pas un sujet de recherche",
        StopCode::St5 => "pas d’accord",
        StopCode::St6 => "second signe de détresse",
        StopCode::St7 => "une tierce personne",
        StopCode::St8 => "langue ou interprète",
        StopCode::St9 => "déjà interrogé",
        StopCode::St10 => "limite de temps",
        StopCode::St11 => "âge hors protocole",
        StopCode::St12 => "enquêteur en danger ou souffrant",
        StopCode::StD1 => "un enfant en danger a été vu",
        StopCode::Gate => "une condition n’était pas remplie",
    }
}

fn answer_state(code: AnswerState) -> &'static str {
    match code {
        AnswerState::Answered => "répondu",
        AnswerState::DoesNotKnow => "ne sait pas",
        AnswerState::PrefersNotToSay => "préfère ne pas dire",
        AnswerState::Blank => "resté sans réponse",
        AnswerState::NotAsked => "non demandé",
        AnswerState::Unobserved => "non observé",
        AnswerState::Dropped => "supprimé par l’arrêt",
        AnswerState::Irrelevant => "ne s’applique pas",
        AnswerState::InIdentity => "gardé à part, avec l’identité",
    }
}

fn teach_back(code: TeachBackOutcome) -> &'static str {
    match code {
        TeachBackOutcome::Understood => "compris",
        TeachBackOutcome::ExplainedAgain => "réexpliqué, puis compris",
        TeachBackOutcome::NotUnderstood => "non compris",
    }
}

fn person(code: PresentPerson) -> &'static str {
    match code {
        PresentPerson::Interpreter => "interprète",
        PresentPerson::Parent => "parent",
        PresentPerson::OtherRelative => "autre proche",
        PresentPerson::Peer => "ami du même âge",
        PresentPerson::Teacher => "enseignant",
        PresentPerson::SocialWorker => "travailleur social",
        PresentPerson::Employer => "employeur ou contremaître",
        PresentPerson::UnknownAdult => "adulte inconnu",
        PresentPerson::Official => "agent public",
    }
}

fn breach(code: BreachKind) -> &'static str {
    match code {
        BreachKind::BeforeConsent => "une question avant l’accord",
        BreachKind::AfterStop => "une question après un arrêt",
        BreachKind::AskedTwice => "un item demandé deux fois",
        BreachKind::WithoutTrust => "un item très sensible sans porte de confiance",
        BreachKind::DistressMissing => "un contrôle de détresse manque",
        BreachKind::DistressIgnored => "une détresse notée, et l’entretien a continué",
        BreachKind::ConsentNotFree => "un accord refusé ou non libre, et l’entretien a continué",
        BreachKind::WithdrawnContent => "un entretien retiré contient plus qu’un compte",
        BreachKind::UnwatchedZero => "un zéro sans minutes observées",
        BreachKind::NotInformed => "un accord noté sans tout ce qui doit être expliqué",
        BreachKind::CheckIgnored => "une vérification préalable a échoué, et l’entretien a continué",
        BreachKind::Overheard => "un item sensible alors que quelqu’un entendait ou insistait",
        BreachKind::Malformed => "le journal ne commence, ne compte ou ne finit pas comme il doit",
    }
}
