//! The terminal's words about the store itself: PINs, keys, withdrawal, salvage, destruction, recordings.
//!
//! The French was written by the team and waits for a native speaker's review, like the rest of the catalogue.

/// The words in one language.
#[derive(Debug)]
pub struct KeepingWords {
    /// Home: the page about the store.
    pub title: &'static str,
    /// How everything is destroyed at once.
    pub panic_hint: &'static str,
    /// Another PIN.
    pub change_pin: &'static str,
    /// New keys.
    pub renew_keys: &'static str,
    /// A person withdraws.
    pub withdraw: &'static str,
    /// Before the number of somebody who withdrew, until the office has done it too.
    pub owed: &'static str,
    /// After how many open interviews nobody can read.
    pub unreadable: &'static str,
    /// Who holds the device.
    pub holder: &'static str,
    /// What that is for, and how it is typed.
    pub holder_hint: &'static str,
    /// `username`.
    pub username: &'static str,
    /// `phonenumber`.
    pub phone_number: &'static str,
    /// `email`.
    pub email: &'static str,
    /// Back to the home page.
    pub back: &'static str,
    /// The PIN until now.
    pub old_pin: &'static str,
    /// The duress PIN.
    pub duress_pin: &'static str,
    /// It is done.
    pub done: &'static str,
    /// Whose records go.
    pub which_person: &'static str,
    /// Before the numbers of interviews and records.
    pub gone: &'static str,
    /// Behind the number of records that a server has.
    pub sent: &'static str,
    /// Everything is destroyed.
    pub destroyed: &'static str,
    /// The store is damaged.
    pub damaged: &'static str,
    /// Before each number of what was saved or lost, in the order of the report.
    pub salvaged: [&'static str; 8],
    /// A file that cannot be read.
    pub no_file: &'static str,
    /// A file that is too large for a recording.
    pub large_file: &'static str,
    /// What is looked for is not here.
    pub not_here: &'static str,
    /// The device locked itself.
    pub device_locked: &'static str,
    /// No study yet.
    pub not_enrolled: &'static str,
}

pub(super) static ENGLISH: KeepingWords = KeepingWords {
    title: "PINs, keys, withdrawal, who holds this device",
    panic_hint: "/panic, typed here, at the PIN or in an interview, destroys everything on this device at once.",
    change_pin: "Set another PIN, and a duress PIN",
    renew_keys: "Make every key anew (somebody may have read this computer's memory)",
    withdraw: "Somebody withdraws",
    owed: "Somebody withdrew. Tell your supervisor, who asks two holders of the study to withdraw what was sent. Card number:",
    unreadable: "more cannot be read and may be this person's. Tell your supervisor.",
    holder: "Say who holds this device",
    holder_hint: "Forms that ask for it put it into their records. Enter keeps what stands, - empties it.",
    username: "User name:",
    phone_number: "Telephone number:",
    email: "E-mail:",
    back: "Back",
    old_pin: "The PIN until now: ",
    duress_pin: "Duress PIN, Enter for none. Whoever types it destroys everything and finds an empty device: ",
    done: "Done.",
    which_person: "Reference number on the person's card: ",
    gone: "Gone from this device, open interviews and sealed records:",
    sent: "may have been sent before. Two holders of the study must withdraw them there: tell your supervisor.",
    destroyed: "Everything that was stored here is destroyed.",
    damaged: "Enter saves what can still be read, any letter leaves the store as it is: ",
    salvaged: [
        "Open interviews that are whole:",
        "Open interviews that end earlier now:",
        "Open interviews that are lost:",
        "Answers and steps that are lost:",
        "Sealed records that are lost:",
        "Documents that are lost:",
        "Lists that are lost:",
        "Keys of this device that are lost (enrol it again, as a new one):",
    ],
    no_file: "This file cannot be read. Give its whole path, or say that none was taken.",
    large_file: "This file is longer than a recording may be.",
    not_here: "This is not on this device.",
    device_locked: "The device is locked.",
    not_enrolled: "This device belongs to no study yet.",
};

pub(super) static FRENCH: KeepingWords = KeepingWords {
    title: "Codes, clés, retrait, qui tient cet appareil",
    panic_hint: "/panic, tapé ici, à la place du code ou dans un entretien, détruit aussitôt tout ce qui est sur cet appareil.",
    change_pin: "Choisir un autre code, et un code de contrainte",
    renew_keys: "Refaire toutes les clés (quelqu’un a peut-être lu la mémoire de cet ordinateur)",
    withdraw: "Quelqu’un se retire",
    owed: "Quelqu’un s’est retiré. Prévenez votre superviseur, qui demande à deux dépositaires de l’étude de retirer ce qui a été envoyé. Numéro de la carte :",
    unreadable: "de plus ne peuvent pas être lus et sont peut-être de cette personne. Prévenez votre superviseur.",
    holder: "Dire qui tient cet appareil",
    holder_hint: "Les formulaires qui le demandent le mettent dans leurs dossiers. Entrée garde ce qui est là, - l’efface.",
    username: "Nom d’utilisateur :",
    phone_number: "Numéro de téléphone :",
    email: "Courriel :",
    back: "Retour",
    old_pin: "Le code jusqu’ici : ",
    duress_pin: "Code de contrainte, Entrée pour aucun. Qui le tape détruit tout et trouve un appareil vide : ",
    done: "C’est fait.",
    which_person: "Numéro de référence sur la carte de la personne : ",
    gone: "Effacés de cet appareil, entretiens ouverts et dossiers scellés :",
    sent: "ont peut-être déjà été envoyés. Deux dépositaires de l’étude doivent les retirer là-bas : prévenez votre superviseur.",
    destroyed: "Tout ce qui était enregistré ici est détruit.",
    damaged: "Entrée : sauver ce qui peut encore être lu, une lettre : laisser le coffre tel quel : ",
    salvaged: [
        "Entretiens ouverts entiers :",
        "Entretiens ouverts qui finissent plus tôt :",
        "Entretiens ouverts perdus :",
        "Réponses et étapes perdues :",
        "Dossiers scellés perdus :",
        "Documents perdus :",
        "Listes perdues :",
        "Clés de cet appareil perdues (inscrivez-le de nouveau, comme un nouveau) :",
    ],
    no_file: "Ce fichier ne peut pas être lu. Donnez son chemin entier, ou dites qu’il n’y en a pas.",
    large_file: "Ce fichier est plus long qu’un enregistrement ne peut l’être.",
    not_here: "Ce n’est pas sur cet appareil.",
    device_locked: "L’appareil est verrouillé.",
    not_enrolled: "Cet appareil n’appartient encore à aucune étude.",
};
