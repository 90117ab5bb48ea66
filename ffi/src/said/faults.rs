//! What the store, a PIN, an invite or a number that was copied said no to, in the interviewer's language.
//!
//! English is core's own sentence. French names what a person can do something about; what only a fault of the program
//! can bring about is one sentence there, because nobody in the field could act on more.

use fieldward_core::{
    ids::ReferenceNumberError,
    session::EnrolmentError,
    sync::InviteError,
    vault::{PIN_CHARACTERS_MAX, PIN_CHARACTERS_MIN, PinFault, UnlockError, VaultError},
    words::Tongue,
};

/// Why the store did not do what was asked.
pub(crate) fn vault(error: &VaultError, language: &str) -> String {
    match Tongue::of(language) {
        Tongue::English => error.to_string(),
        Tongue::French => vault_in_french(error),
    }
}

fn vault_in_french(error: &VaultError) -> String {
    match error {
        VaultError::AlreadyThere => "cet appareil a déjà un coffre : déverrouillez-le avec son code".into(),
        VaultError::NewerVersion { found } => {
            format!("le coffre a été écrit par un programme plus récent (version {found}) : mettez celui-ci à jour")
        }
        VaultError::NotAStore => "le fichier n’est pas un coffre de ce programme".into(),
        VaultError::HeldElsewhere => "le coffre est ouvert dans un autre programme : fermez d’abord celui-là".into(),
        VaultError::Damaged => "le coffre est abîmé : ce qui peut encore être lu peut être sauvé".into(),
        VaultError::DiskFull => {
            "le disque est plein : rien n’est perdu, et tout reprend dès qu’il y a de la place".into()
        }
        VaultError::Disk { code } => format!("le disque n’a pas répondu : code {code}"),
        VaultError::Destroyed => "le coffre a été détruit".into(),
        VaultError::SamePin => "le code de contrainte doit être un autre que le code".into(),
        VaultError::Hardware(_) => "le coffre à clés du téléphone n’a pas répondu".into(),
        VaultError::Cost
        | VaultError::NoSuchDraft
        | VaultError::DraftExists
        | VaultError::EventOrder { .. }
        | VaultError::RecordOrder { .. }
        | VaultError::NoSuchRecord { .. }
        | VaultError::TooLarge { .. }
        | VaultError::Log(_) => unread("fr"),
    }
}

/// Something stored is not what was stored.
pub(crate) fn unread(language: &str) -> String {
    match Tongue::of(language) {
        Tongue::English => "something that is stored here cannot be read".into(),
        Tongue::French => "ce qui est enregistré ici n’a pas pu être lu".into(),
    }
}

/// Why a PIN may not be set.
pub(crate) fn pin(fault: PinFault, language: &str) -> String {
    match (Tongue::of(language), fault) {
        (Tongue::English, _) => fault.to_string(),
        (Tongue::French, PinFault::TooShort) => format!("il faut au moins {PIN_CHARACTERS_MIN} caractères"),
        (Tongue::French, PinFault::TooLong) => format!("pas plus de {PIN_CHARACTERS_MAX} caractères"),
        (Tongue::French, PinFault::Common) => "ce code est parmi les premiers que chacun essaierait".into(),
    }
}

/// Why the vault stayed locked.
pub(crate) fn unlock(error: &UnlockError, language: &str) -> String {
    match (Tongue::of(language), error) {
        (_, UnlockError::Vault(error)) => vault(error, language),
        (Tongue::English, UnlockError::TooSoon { wait_ms }) => {
            format!("wait {} s before the next try", wait_ms.div_ceil(1000))
        }
        (Tongue::English, _) => error.to_string(),
        (Tongue::French, UnlockError::WrongPin { attempts_left }) => {
            format!("ce n’est pas le code ; essais qui restent : {attempts_left}")
        }
        (Tongue::French, UnlockError::TooSoon { wait_ms }) => {
            format!("attendez {} s avant le prochain essai", wait_ms.div_ceil(1000))
        }
        (Tongue::French, UnlockError::Destroyed) => "trop de codes faux : la clé a été détruite".into(),
    }
}

/// Why a text is no invite.
pub(crate) fn invite(error: &InviteError, language: &str) -> String {
    let french = match error {
        _ if Tongue::of(language) == Tongue::English => return error.to_string(),
        InviteError::Other => "ce n’est pas une invitation de Fieldward : elle commence par FIELDWARD:",
        InviteError::Version { .. } => {
            "cette invitation est d’une version que celle-ci ne connaît pas : mettez-la à jour"
        }
        InviteError::CutShort => {
            "il manque la fin de l’invitation : recopiez-la jusqu’au bout, ou scannez-la de nouveau"
        }
        InviteError::TooLong => "du texte suit la fin de l’invitation : recopiez l’invitation seule",
        InviteError::Character { .. } | InviteError::Check => {
            "une lettre de l’invitation a été mal recopiée : scannez-la ou recopiez-la de nouveau"
        }
        InviteError::Content => "le contenu de l’invitation est faux : demandez-en une nouvelle",
        InviteError::Unpinned => {
            "l’invitation se fie à un serveur lointain sans son certificat : demandez-en une nouvelle"
        }
    };
    french.to_owned()
}

/// Why an enrolment was not taken, but for what the server itself refused.
pub(crate) fn enrolment(error: &EnrolmentError, language: &str) -> String {
    let french = match error {
        _ if Tongue::of(language) == Tongue::English => return error.to_string(),
        EnrolmentError::Refused { code, .. } => return super::refused(*code, language),
        EnrolmentError::NotUnderstood => "ce qui a répondu n’est pas un serveur Fieldward de cette version",
        EnrolmentError::OtherKeys => {
            "les clés du serveur ne sont pas celles de l’invitation : demandez-en une nouvelle et prévenez votre superviseur"
        }
        EnrolmentError::OtherStudy => {
            "cet appareil est inscrit dans une autre étude : une nouvelle étude veut un appareil effacé"
        }
    };
    french.to_owned()
}

/// How a reference number was copied wrongly.
pub(crate) fn reference(error: ReferenceNumberError, language: &str) -> String {
    match (Tongue::of(language), error) {
        (Tongue::English, _) => error.to_string(),
        (Tongue::French, ReferenceNumberError::Shape) => {
            "un numéro de référence a 16 lettres et chiffres et un caractère de contrôle, comme 7K3M-9QXD-0A1B-2C3D-5"
                .into()
        }
        (Tongue::French, ReferenceNumberError::Check) => {
            "le caractère de contrôle ne va pas : une lettre ou un chiffre a été mal recopié".into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_can_act_on_is_said_in_their_language() {
        let check = |said: String, expected: &str| assert_eq!(said, expected);
        check(vault(&VaultError::SamePin, "fr"), "le code de contrainte doit être un autre que le code");
        check(vault(&VaultError::NoSuchDraft, "fr"), "ce qui est enregistré ici n’a pas pu être lu");
        check(vault(&VaultError::Destroyed, "km"), "the store was destroyed");
        check(pin(PinFault::TooShort, "fr-SN"), "il faut au moins 6 caractères");
        check(unlock(&UnlockError::TooSoon { wait_ms: 1500 }, "en"), "wait 2 s before the next try");
        check(unlock(&UnlockError::Destroyed, "fr"), "trop de codes faux : la clé a été détruite");
        check(invite(&InviteError::CutShort, "en"), &InviteError::CutShort.to_string());
        assert!(enrolment(&EnrolmentError::OtherKeys, "fr").starts_with("les clés du serveur"));
        assert!(reference(ReferenceNumberError::Check, "fr").starts_with("le caractère de contrôle"));
    }
}
