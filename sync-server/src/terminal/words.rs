//! The terminal's own words, in English and French.
//!
//! Only what is about the terminal stands here: keys, menus, first run. What gates and questions say comes with the
//! screen.

mod keeping;
mod looks;

pub use keeping::KeepingWords;
pub use looks::LookWords;

/// The terminal's words in one language.
#[derive(Debug)]
pub struct Words {
    /// Over what is said to the person.
    pub say_aloud: &'static str,
    /// Over what only the interviewer reads.
    pub for_you: &'static str,
    /// Beside an entry that seems wrong.
    pub look_again: &'static str,
    /// Beside a value that stands there.
    pub now: &'static str,
    /// A declined answer.
    pub declined: &'static str,
    /// How to decline.
    pub decline_keys: &'static str,
    /// The one line of keys under each screen.
    pub keys_line: &'static str,
    /// All keys: key and meaning.
    pub keys: &'static [(&'static str, &'static str)],
    /// A number that is on no list.
    pub not_offered: &'static str,
    /// Unknown key.
    pub unknown_key: &'static str,
    /// Repeat screens.
    pub repeat_keys: &'static str,
    /// Hour blocks.
    pub block_keys: &'static str,
    /// Ready to be sealed.
    pub ready_keys: &'static str,
    /// New store: choose a PIN.
    pub choose_pin: &'static str,
    /// The PIN once more.
    pub repeat_pin: &'static str,
    /// Two PINs that differ.
    pub pins_differ: &'static str,
    /// The PIN.
    pub pin: &'static str,
    /// No hardware key on a laptop.
    pub no_hardware: &'static str,
    /// The invite.
    pub invite: &'static str,
    /// Home: heading of the list of things to do.
    pub home: &'static str,
    /// Home: start.
    pub start: &'static str,
    /// Home: take up again.
    pub take_up: &'static str,
    /// Home: a returned record.
    pub answer_return: &'static str,
    /// Home: sync.
    pub sync: &'static str,
    /// Home: lock and leave.
    pub lock: &'static str,
    /// Which site.
    pub which_site: &'static str,
    /// No site.
    pub no_site: &'static str,
    /// Which language.
    pub which_language: &'static str,
    /// Reference number of a second visit.
    pub reference: &'static str,
    /// Sealed and waiting.
    pub waiting: &'static str,
    /// After a sync.
    pub synced: &'static str,
    /// A sealed interview.
    pub sealed: &'static str,
    /// Training.
    pub training: &'static str,
    /// Continue.
    pub press_enter: &'static str,
    /// Goodbye.
    pub locked: &'static str,
    /// A wrong PIN; the tries that are left follow.
    pub wrong_pin: &'static str,
    /// Too many wrong PINs; the seconds follow.
    pub wait_for_pin: &'static str,
    /// A PIN that is not taken.
    pub weak_pin: &'static str,
    /// No server; why follows.
    pub no_link: &'static str,
    /// After it.
    pub nothing_lost: &'static str,
    /// The server said no; why follows.
    pub server_refused: &'static str,
    /// The store failed; why follows.
    pub storage_failed: &'static str,
    /// After a sync that failed.
    pub try_again: &'static str,
    /// Identities that a later sync sends; the minutes follow.
    pub identity_waits: &'static str,
    /// Records that the server could not take.
    pub parked: &'static str,
    /// Returned records that came down.
    pub came_back: &'static str,
    /// A picture that goes with a question; its file follows.
    pub picture: &'static str,
    /// A sound, the same way.
    pub sound: &'static str,
    /// A film, the same way.
    pub film: &'static str,
    /// Before the step of a scale.
    pub steps_of: &'static str,
    /// How to put choices in order.
    pub rank_keys: &'static str,
    /// How to acknowledge.
    pub acknowledge_keys: &'static str,
    /// Behind the number of choices of a long list.
    pub many_choices: &'static str,
    /// The stop key after a stop.
    pub already_stopped: &'static str,
    /// About the store itself.
    pub keeping: &'static KeepingWords,
    /// About how a question is meant to look.
    pub looks: &'static LookWords,
}

/// The words in this language; English where there is no translation.
#[must_use]
pub fn words(language: &str) -> &'static Words {
    if language.split('-').next() == Some("fr") { &FRENCH } else { &ENGLISH }
}

static ENGLISH: Words = Words {
    say_aloud: "SAY ALOUD",
    for_you: "FOR YOU ONLY",
    look_again: "look again:",
    now: "now:",
    declined: "declined",
    decline_keys: "/88 does not know · /99 prefers not to say",
    keys_line: "Enter: go on · !: STOP · *: distress · ?: all keys",
    keys: &[
        ("!", "stop now; needs no reason"),
        ("*", "note how the person is, now"),
        ("<", "look at the item before; nothing is asked again"),
        (">", "on towards the open item"),
        ("+", "one more of these"),
        ("-", "no more of these; in an hour block: take the last count back"),
        ("/88", "does not know"),
        ("/99", "prefers not to say"),
        ("/slip ITEM VALUE", "correct your own slip, before the next question"),
        ("/offered ITEM VALUE", "a correction that the person offered"),
        ("/queried ITEM VALUE", "a correction that the supervisor asked for"),
        ("/who", "note who is there, now"),
        ("/say LANGUAGE", "go on in another language"),
        ("/pause  /resume", "a break"),
        ("/close MINUTES", "close the hour block; /empty MINUTES: nothing was seen"),
        ("/end", "end the observation"),
        ("/safety", "a child in danger was seen and the safety contact called"),
        ("/stop CODE", "stop for ST3, ST7, ST8, ST9, ST11, ST12 or ST-D1"),
        ("/withdraw", "the person withdraws: this device keeps a count only"),
        ("/seal", "finalize: this device can read it no more"),
        ("/home", "leave it open and go home; nothing is lost"),
        ("/panic", "destroy everything that is stored on this device, at once"),
    ],
    not_offered: "That is not on the list.",
    unknown_key: "There is no such key; ? shows them all.",
    repeat_keys: "+ one more · - no more",
    block_keys: "NUMBER [HOW MANY] counts · - undo · /close MINUTES · /empty MINUTES · /end",
    ready_keys: "/seal closes it for good",
    choose_pin: "Choose a PIN or pass phrase of six characters or more: ",
    repeat_pin: "Once more: ",
    pins_differ: "They differ. Again.",
    pin: "PIN: ",
    no_hardware: "This computer has no key hardware: the PIN alone protects what is stored. Choose a long one.",
    invite: "Paste the text of your invite: ",
    home: "What now?",
    start: "Start:",
    take_up: "Take up again:",
    answer_return: "Answer the supervisor:",
    sync: "Send and fetch",
    lock: "Lock and leave",
    which_site: "Where are you?",
    no_site: "none of these",
    which_language: "In which language do you talk?",
    reference: "Reference number from the card (Enter on a first visit): ",
    waiting: "sealed records wait",
    synced: "Sent and confirmed:",
    sealed: "Sealed. This device can read it no more.",
    training: "TRAINING",
    press_enter: "Press Enter.",
    locked: "Locked.",
    wrong_pin: "This is not the PIN. Tries before everything stored here is destroyed:",
    wait_for_pin: "Too many wrong PINs. Wait before the next try:",
    weak_pin: "This PIN is too short, or among the first that anybody would try.",
    no_link: "No connection:",
    nothing_lost: "Nothing is lost on this device.",
    server_refused: "The server refused:",
    storage_failed: "This computer could not store or read:",
    try_again: "Enter tries again, any letter leaves it for later: ",
    identity_waits: "wait for a later sending, so that no identity arrives together with its answers. Send again, in minutes:",
    parked: "kept here, because the server could not take them: tell your supervisor",
    came_back: "returned by the supervisor",
    picture: "picture",
    sound: "sound",
    film: "film",
    steps_of: "in steps of",
    rank_keys: "all numbers in order, the first first: 2 1 3",
    acknowledge_keys: "type ok",
    many_choices: "choices: type a part of one to find it",
    already_stopped: "It is stopped already; only the closing steps are left.",
    keeping: &keeping::ENGLISH,
    looks: &looks::ENGLISH,
};

static FRENCH: Words = Words {
    say_aloud: "À DIRE",
    for_you: "POUR VOUS SEULEMENT",
    look_again: "à vérifier :",
    now: "maintenant :",
    declined: "sans réponse",
    decline_keys: "/88 ne sait pas · /99 préfère ne pas répondre",
    keys_line: "Entrée : suite · ! : ARRÊT · * : détresse · ? : aide",
    keys: &[
        ("!", "arrêter maintenant, sans motif"),
        ("*", "noter comment va la personne, maintenant"),
        ("<", "revoir l’élément précédent ; rien n’est redemandé"),
        (">", "vers l’élément en cours"),
        ("+", "encore un"),
        ("-", "plus aucun ; dans un bloc horaire : annuler le dernier compte"),
        ("/88", "ne sait pas"),
        ("/99", "préfère ne pas répondre"),
        ("/slip ÉLÉMENT VALEUR", "corriger votre faute de frappe, avant la question suivante"),
        ("/offered ÉLÉMENT VALEUR", "une correction que la personne a proposée"),
        ("/queried ÉLÉMENT VALEUR", "une correction demandée par le superviseur"),
        ("/who", "noter qui est présent, maintenant"),
        ("/say LANGUE", "continuer dans une autre langue"),
        ("/pause  /resume", "une pause"),
        ("/close MINUTES", "clore le bloc horaire ; /empty MINUTES : rien n’a été vu"),
        ("/end", "terminer l’observation"),
        ("/safety", "un enfant en danger a été vu et le contact de sécurité appelé"),
        ("/stop CODE", "arrêter pour ST3, ST7, ST8, ST9, ST11, ST12 ou ST-D1"),
        ("/withdraw", "la personne se retire : cet appareil ne garde qu’un décompte"),
        ("/seal", "finaliser : cet appareil ne pourra plus le lire"),
        ("/home", "laisser ouvert et revenir à l’accueil ; rien n’est perdu"),
        ("/panic", "détruire aussitôt tout ce qui est sur cet appareil"),
    ],
    not_offered: "Ce n’est pas dans la liste.",
    unknown_key: "Cette touche n’existe pas ; ? les montre toutes.",
    repeat_keys: "+ encore un · - plus aucun",
    block_keys: "NUMÉRO [COMBIEN] compte · - annuler · /close MINUTES · /empty MINUTES · /end",
    ready_keys: "/seal pour clore définitivement",
    choose_pin: "Choisissez un code ou une phrase d’au moins six caractères : ",
    repeat_pin: "Encore une fois : ",
    pins_differ: "Ils diffèrent. Recommencez.",
    pin: "Code : ",
    no_hardware: "Cet ordinateur n’a pas de clé matérielle : le code seul protège les données. Choisissez-le long.",
    invite: "Collez le texte de votre invitation : ",
    home: "Que faire ?",
    start: "Commencer :",
    take_up: "Reprendre :",
    answer_return: "Répondre au superviseur :",
    sync: "Envoyer et recevoir",
    lock: "Verrouiller et quitter",
    which_site: "Où êtes-vous ?",
    no_site: "aucun de ceux-ci",
    which_language: "Dans quelle langue parlez-vous ?",
    reference: "Numéro de référence de la carte (Entrée pour une première visite) : ",
    waiting: "scellés en attente",
    synced: "Envoyé et confirmé :",
    sealed: "Scellé. Cet appareil ne peut plus le lire.",
    training: "FORMATION",
    press_enter: "Appuyez sur Entrée.",
    locked: "Verrouillé.",
    wrong_pin: "Ce n’est pas le code. Essais avant que tout ce qui est ici soit détruit :",
    wait_for_pin: "Trop de codes faux. Attendez avant le prochain essai :",
    weak_pin: "Ce code est trop court, ou parmi les premiers que chacun essaierait.",
    no_link: "Pas de connexion :",
    nothing_lost: "Rien n’est perdu sur cet appareil.",
    server_refused: "Le serveur a refusé :",
    storage_failed: "Cet ordinateur n’a pas pu enregistrer ou lire :",
    try_again: "Entrée : réessayer, une lettre : plus tard : ",
    identity_waits: "en attente d’un envoi ultérieur, pour qu’aucune identité n’arrive avec ses réponses. Renvoyez, en minutes :",
    parked: "gardés ici, car le serveur n’a pas pu les prendre : prévenez votre superviseur",
    came_back: "renvoyés par le superviseur",
    picture: "image",
    sound: "son",
    film: "film",
    steps_of: "par pas de",
    rank_keys: "tous les numéros dans l’ordre, le premier d’abord : 2 1 3",
    acknowledge_keys: "tapez ok",
    many_choices: "choix : tapez une partie de l’un d’eux",
    already_stopped: "C’est déjà arrêté ; il ne reste que les étapes de clôture.",
    keeping: &keeping::FRENCH,
    looks: &looks::FRENCH,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_has_every_key_that_english_has() {
        let first = |words: &Words| words.keys.iter().map(|(key, _)| key.split(' ').next()).collect::<Vec<_>>();
        assert_eq!(first(words("en")), first(words("fr-SN")));
        assert!(std::ptr::eq(words("km"), words("en")));
    }
}
