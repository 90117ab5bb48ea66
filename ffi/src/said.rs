//! What the link and the server said no to, in the interviewer's language.
//!
//! The wire speaks English and gives a code; a person in the field reads their own language. What only an engineer
//! meets stays as the wire says it. The French was written by the team, and waits for a native speaker's review like
//! the rest of the catalogue.

mod faults;

use fieldward_core::{sync::wire::FaultCode, words::Tongue};

use crate::transport::LinkFault;

pub(crate) use faults::{enrolment, invite, pin, reference, unlock, unread, vault};

/// Why there was no whole answer.
pub(crate) fn link(fault: LinkFault, language: &str) -> String {
    match Tongue::of(language) {
        Tongue::English => fault.to_string(),
        Tongue::French => link_in_french(fault).to_owned(),
    }
}

fn link_in_french(fault: LinkFault) -> &'static str {
    match fault {
        LinkFault::Address => "l’adresse du serveur n’est pas en https avec une clé épinglée",
        LinkFault::Unreachable => "le serveur n’a pas été atteint",
        LinkFault::OtherKey => {
            "ce qui a répondu n’a pas la clé que l’invitation nomme, rien n’a donc été envoyé : prévenez votre superviseur"
        }
        LinkFault::Busy => "le serveur est surchargé ou en panne : réessayez dans un moment",
        LinkFault::Full => {
            "le disque du serveur est plein : rien n’est perdu ; prévenez le bureau, et réessayez quand il y aura de la place"
        }
        LinkFault::TooSlow => "le serveur a mis trop de temps à répondre",
        LinkFault::Cut => "la réponse a été interrompue",
    }
}

/// A device that has a store was asked to make one.
pub(crate) fn exists(language: &str) -> &'static str {
    match Tongue::of(language) {
        Tongue::English => "This device has a store already: unlock it with its PIN.",
        Tongue::French => "Cet appareil a déjà un coffre : déverrouillez-le avec son code.",
    }
}

/// A device without a store was asked to unlock it.
pub(crate) fn absent(language: &str) -> &'static str {
    match Tongue::of(language) {
        Tongue::English => "This device has no store yet: choose a PIN first.",
        Tongue::French => "Cet appareil n’a pas encore de coffre : choisissez d’abord un code.",
    }
}

/// Two holders of the study have ordered that this device destroy its store, and it did.
pub(crate) fn wiped(language: &str) -> &'static str {
    match Tongue::of(language) {
        Tongue::English => "Two people of the study ordered this device to destroy what it holds. It is empty now.",
        Tongue::French => "Deux personnes de l’étude ont ordonné d’effacer cet appareil. Il est vide maintenant.",
    }
}

/// After an enrolment there is no study.
pub(crate) fn no_study(language: &str) -> &'static str {
    match Tongue::of(language) {
        Tongue::English => "it sent no study that the invite's key signed",
        Tongue::French => "il n’a envoyé aucune étude que la clé de l’invitation a signée",
    }
}

/// A server that takes everything and confirms nothing.
pub(crate) fn stuck(language: &str) -> &'static str {
    match Tongue::of(language) {
        Tongue::English => "it answers, but confirms nothing: tell your supervisor, nothing was lost",
        Tongue::French => "il répond, mais ne confirme rien : prévenez votre superviseur, rien n’est perdu",
    }
}

/// The server holds other records under this device's numbers.
pub(crate) fn copied(language: &str) -> &'static str {
    match Tongue::of(language) {
        Tongue::English => {
            "another phone uses this phone's name: ask your supervisor for a new invite; nothing was lost, and all of it is \
             sent then"
        }
        Tongue::French => {
            "un autre téléphone utilise le nom de celui-ci : demandez une nouvelle invitation à votre superviseur ; rien \
             n’est perdu, et tout sera envoyé alors"
        }
    }
}

/// The study's package names holders that the device does not take from it.
pub(crate) fn other_holders(language: &str) -> &'static str {
    match Tongue::of(language) {
        Tongue::English => {
            "your records were sent, but the study names other custodians than before: tell your supervisor; the server may \
             have been put back from a backup"
        }
        Tongue::French => {
            "vos fiches sont envoyées, mais l’étude nomme d’autres dépositaires qu’avant : prévenez votre superviseur ; le \
             serveur a peut-être été remis depuis une sauvegarde"
        }
    }
}

/// A sync could not use the store.
pub(crate) fn sync_failed(language: &str) -> &'static str {
    match Tongue::of(language) {
        Tongue::English => {
            "it could not be read or written while syncing: make room on the phone and sync again; nothing was lost"
        }
        Tongue::French => {
            "il n’a pas pu être lu ou écrit pendant l’envoi : faites de la place sur le téléphone et recommencez ; rien n’est perdu"
        }
    }
}

/// What the server refused.
pub(crate) fn refused(code: FaultCode, language: &str) -> String {
    let french = match Tongue::of(language) {
        Tongue::English => None,
        Tongue::French => refused_in_french(code),
    };
    let said = code.fault();
    french.map_or_else(|| format!("{} {}", said.message, said.remedy), str::to_owned)
}

fn refused_in_french(code: FaultCode) -> Option<&'static str> {
    Some(match code {
        FaultCode::Token => {
            "Cette invitation ne peut pas servir : elle a déjà servi, ou ses dix minutes sont passées. \
             Demandez-en une nouvelle."
        }
        FaultCode::Revoked => {
            "Cet appareil a été révoqué. Voyez votre superviseur ; une nouvelle invitation l’inscrit."
        }
        FaultCode::Signature => "Cet appareil n’est pas de cette étude. Inscrivez-le avec une nouvelle invitation.",
        FaultCode::Busy => "Le serveur est surchargé. Réessayez dans un moment.",
        FaultCode::Full => "Le disque du serveur est plein. Rien n’est perdu : réessayez quand il y aura de la place.",
        FaultCode::Internal => "Le serveur a échoué. Rien n’a été confirmé : réessayez dans un moment.",
        FaultCode::NoStudy => "Le serveur n’a pas encore d’étude.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spent_invite_and_a_lost_link_are_said_in_the_interviewers_language() {
        assert!(refused(FaultCode::Token, "fr-SN").starts_with("Cette invitation"));
        assert!(refused(FaultCode::Token, "km").starts_with("This invite"));
        assert!(refused(FaultCode::Unknown, "fr").starts_with("There is nothing"), "the wire's own words are left");
        assert_eq!(link(LinkFault::Unreachable, "fr"), "le serveur n’a pas été atteint");
        assert_eq!(link(LinkFault::Unreachable, "en"), "the server was not reached");
    }
}
