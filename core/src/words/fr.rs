//! The catalogue in French.

use crate::interview::RefusalCode;

pub(super) fn refusal(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::UnknownInstrument => "L'étude n'a pas cet instrument.",
        RefusalCode::StudyNotReady => {
            "L'étude ne peut pas commencer : son approbation a expiré ou un texte légal manque."
        }
        RefusalCode::TooManyVisits => "Le protocole ne permet pas d'autre visite à cette personne.",
        RefusalCode::NotNow => "Ce n'est pas possible à cette étape.",
        RefusalCode::UnknownPrompt => "Cet écran n'a pas ce champ.",
        RefusalCode::BadValue => "Cette valeur ne convient pas à ce champ.",
        RefusalCode::Missing => "Il manque une saisie.",
        RefusalCode::Constraint => "La saisie ne respecte pas la règle du formulaire.",
        RefusalCode::LooksWrong => {
            "Vérifiez la saisie. La renvoyer telle quelle la garde ; ne reposez pas la question."
        }
        RefusalCode::AskedOnce => "Déjà demandé. Seule la personne peut proposer une correction.",
        RefusalCode::TooLateForSlip => "Une faute de frappe se corrige seulement avant la réponse suivante.",
        RefusalCode::MoveElsewhere => "D'autres peuvent entendre. Changez d'endroit et vérifiez à nouveau, ou arrêtez.",
        RefusalCode::AskReferrer => "Demandez à la personne qui a orienté l'enfant. Jamais à l'enfant.",
        RefusalCode::OpenAsSecondVisit => "Ouvrez ceci comme deuxième visite, avec le numéro de référence.",
        RefusalCode::WaiverNotApproved => "L'approbation de l'étude ne permet pas ce motif.",
        RefusalCode::Contradiction => "Les comptages, les minutes et « rien vu » se contredisent.",
        RefusalCode::MinutesOutOfRange => "Les minutes observées vont de 0 à 60.",
        RefusalCode::BlockOpen => "Fermez d'abord la tranche : saisissez les minutes réellement observées.",
        RefusalCode::NoBlock => "Aucune tranche n'est ouverte.",
        RefusalCode::NothingToUndo => "Il n'y a rien à annuler.",
        RefusalCode::TooMany => "Il n'y a plus de place ici.",
        RefusalCode::NotQueried => "Seules les questions signalées peuvent être modifiées.",
        RefusalCode::Closed => "L'entretien est clos.",
        RefusalCode::Safeguard => "Une règle qui protège la personne ne le permet pas.",
    }
}
