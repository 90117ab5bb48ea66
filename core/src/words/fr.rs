//! The catalogue in French.

use crate::{
    log::StopCode,
    safeguard::{Check, Code, RefusalCode},
    words::Word,
};

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
        RefusalCode::NoLanguage => "Choisissez la langue dans laquelle vous parlez avec la personne.",
        RefusalCode::OpenAlready => {
            "Un entretien avec cette personne est encore ouvert sur cet appareil. Reprenez-le ou clôturez-le d'abord."
        }
        RefusalCode::EndedBefore => {
            "La dernière visite a fini par un refus, un danger ou un préjudice récent. Plus de visite à cette personne : voyez votre superviseur."
        }
        RefusalCode::Withdrawn => "Cette personne s'est retirée. Plus personne ne l'interroge.",
        RefusalCode::GrantOver => "Pas de synchronisation depuis sept jours. Synchronisez avant un nouvel entretien.",
        RefusalCode::Revoked => "Cet appareil a été révoqué. Rien n'est perdu : demandez une nouvelle invitation.",
    }
}

pub(super) fn word(key: Word) -> &'static str {
    match key {
        Word::TitleChecks => "Avant la rencontre",
        Word::TitlePlace => "Lieu et sécurité",
        Word::TitleLanguage => "Langue de la personne",
        Word::TitleTell => "À dire, dans la langue de la personne",
        Word::TitleTeachBack => "Faites redire avec ses propres mots",
        Word::TitleGuardian => "Consentement du responsable",
        Word::TitleConsent => "La décision de la personne elle-même",
        Word::TitlePresence => "Qui d'autre est présent ?",
        Word::TitleDistress => "Comment va la personne ?",
        Word::TitleTrust => "Avant les questions plus difficiles",
        Word::TitleRepeat => "Encore un ?",
        Word::TitleBlock => "Tranche d'une heure",
        Word::TitlePaused => "Une pause",
        Word::TitleKeep => "Peut-on garder les réponses sensibles ?",
        Word::TitleStopped => "Clôture après un arrêt",
        Word::TitleClosing => "Mots de clôture",
        Word::TitleAfterLeaving => "Après le départ",
        Word::TitleReady => "Prêt à être clos",
        Word::TitleFinalized => "Clos",
        Word::TitleQuery => "Correction d'une question signalée",
        Word::LanguagePrompt => "Langue de la conversation",
        Word::LevelPrompt => "Ce qui est vu ou dit",
        Word::WhoPrompt => "Personnes présentes en plus de vous deux",
        Word::InsistedPrompt => "Quelqu'un a-t-il insisté pour rester ?",
        Word::CanHearPrompt => "Quelqu'un peut-il entendre ?",
        Word::TeachBackPrompt => "Comment a-t-on répondu ? Réexpliquez avant de noter que ce n'est pas compris.",
        Word::GuardianPrompt => "La réponse du responsable",
        Word::ConsentPrompt => "La réponse de la personne elle-même",
        Word::FreePrompt => "Le oui était-il libre de pression et de paiement ?",
        Word::PrivatePrompt => "Toujours seuls et sans témoin ?",
        Word::RelaxedPrompt => "Détendue et parlant librement ?",
        Word::ChoicePrompt => {
            "Demandez s'il faut laisser de côté les questions difficiles ou continuer ; les deux conviennent. La réponse :"
        }
        Word::KeepPrompt => "Demandez si ce qui a été dit de sensible peut rester. Pas demandé ou pas sûr : effacer.",
        Word::NeedsPrompt => "Aide que la personne souhaite",
        Word::PauseHint => "De l'eau, du calme, un sujet neutre. Puis continuer ou arrêter : les deux conviennent.",
        Word::BlockHint => "Touchez pour chaque passage. Fermez la tranche avec les minutes réellement observées.",
        Word::BlockNone => "Aucune tranche ouverte : continuez pour en ouvrir une, ou terminez le service.",
        Word::BlockWaiting => "Une tranche précédente attend ses minutes.",
        Word::RepeatHint => "Ajoutez-en un, ou continuez.",
        Word::ReadyHint => "Rien en suspens. La clôture scelle l'entretien ; cet appareil ne pourra plus le lire.",
        Word::NoticeTraining => "Formation : aucune personne réelle ne peut être interrogée.",
        Word::NoticeConstrained => "Une présence a fermé les parties sensibles.",
        Word::NoticeTimeLimit => "La durée limite est atteinte : passez à la clôture.",
        Word::NoticeStayWithPerson => "Restez avec la personne. Appelez maintenant le contact de sécurité.",
        Word::NoticeWithdrawn => {
            "La personne s'est retirée : cet appareil ne garde qu'un compte. Après une visite précédente, prévenez le superviseur : le bureau retire ce qui a été envoyé."
        }
        Word::NoticeNearlyFull => "Presque plein. Clôturez bientôt, et continuez dans un nouvel entretien.",
        Word::NoticeNothingKnown => {
            "Cet appareil ne connaît aucune question déjà posée à cette personne. Si un autre téléphone a servi, rien ici n'empêche de poser deux fois la même."
        }
        Word::NoticePutBack => "Rien n'a été scellé. La demande du superviseur attend dans la liste comme avant.",
        Word::NoticeSafetyContact => "Contact de sécurité",
        Word::NoticeCutShort => {
            "Le formulaire demande de parcourir plus que cet appareil ne peut. Des choix peuvent manquer, des nombres être trop bas."
        }
        Word::NoticeLookBack => "Retour en arrière. Ne pas reposer la question.",
        Word::NoticeService => "Service",
        Word::CardNumber => "Numéro de référence pour la carte de la personne",
        Word::NotTaken => "Pas pris ici",
        Word::FileHint => {
            "Indiquez le fichier, ou qu’il n’y en a pas. Il est scellé, et gardé seulement si la personne l’a accepté."
        }
        Word::PlacesHint => "Latitude et longitude de chaque lieu, avec ; entre les lieux.",
    }
}

pub(super) fn check(key: Check) -> &'static str {
    match key {
        Check::Versions => "Protocole, instrument et déclaration d'usage valides",
        Check::Training => "Avez-vous la formation pour cet instrument ?",
        Check::Referral => "Peut-on joindre un service maintenant, aussi hors des heures ?",
        Check::LegalText => "Décision sur la police et devoir de signalement présents",
        Check::Contact => "Par qui le contact a-t-il été pris ?",
        Check::Supervisor => "Le superviseur a-t-il accepté ce contact ?",
        Check::Before => "Cette personne a-t-elle déjà été interrogée dans cette étude ? (carte ou liste du service)",
        Check::CommonLanguage => "Langue avec la personne",
        Check::TeamSafety => "Binôme, sortie et heure de contact sont fixés",
        Check::Overheard => "D'autres peuvent-ils entendre ?",
        Check::Seen => "D'autres peuvent-ils voir ?",
        Check::WhoKnows => "Qui est au courant de la rencontre ?",
        Check::Reprisal => "Quelqu'un pourrait-il punir la personne d'avoir parlé ?",
        Check::Danger => "La personne est-elle en danger en ce moment ?",
        Check::RecentAbuse => {
            "Le référent ou le dossier dit-il que l'enfant a récemment quitté une situation d'abus ou d'exploitation, ou est suivi ou entendu pour cela ?"
        }
        Check::Farewell => "Remerciements, sujet neutre, retour des résultats, prochain contact sûr : dit ?",
        Check::Card => "Carte des services (seulement si elle peut être portée sans risque)",
        Check::Limits => "Qu'est-ce qui a limité l'entretien ?",
        Check::OwnDistress => "Êtes-vous vous-même éprouvé ? (un échange avec le binôme est proposé)",
        Check::CheckedOut => "Départ signalé au binôme ?",
    }
}

pub(super) fn code(key: Code) -> &'static str {
    match key {
        Code::Yes => "Oui",
        Code::No => "Non",
        Code::Unknown => "Pas connu",
        Code::Parent => "Parent",
        Code::School => "École",
        Code::Service => "Service",
        Code::StreetTeam => "Équipe de rue",
        Code::OwnRequest => "Demande de la personne",
        Code::Employer => "Employeur ou chef",
        Code::UnknownAdult => "Adulte inconnu",
        Code::SameInstrument => "Oui, avec cet instrument",
        Code::SecondVisit => "Oui, c'est la deuxième visite",
        Code::SameLanguage => "Nous avons une langue commune",
        Code::Interpreter => "Interprète agréé",
        Code::Mismatch => "Ni langue commune ni interprète agréé",
        Code::Moved => "Nous avons changé d'endroit ; personne n'entend",
        Code::Nobody => "Personne",
        Code::Family => "Famille",
        Code::Peers => "Amis",
        Code::Recruiter => "Recruteur",
        Code::Trafficker => "Trafiquant soupçonné",
        Code::Low => "Faible",
        Code::Some => "Un certain risque",
        Code::High => "Élevé",
        Code::Level0 => "0 : calme, répond ou refuse sans peine",
        Code::Level1 => "1 : voix ou rythme changés, regard fuyant, réponses courtes, fatigue",
        Code::Level2 => "2 : larmes, tremblements, silence, colère, trop dur",
        Code::Level3 => "3 : danger pour soi ou autrui, impossible à calmer, blessure, danger nommé",
        Code::Understood => "Avec ses propres mots",
        Code::ExplainedAgain => "Expliqué encore une fois, puis compris",
        Code::NotUnderstood => "Pas compris",
        Code::Given => "Donné",
        Code::Refused => "Refusé",
        Code::WaivedInvolved => "Pas demandé : le responsable peut être impliqué",
        Code::WaivedOnOwn => "Pas demandé : l'enfant est seul",
        Code::WaivedMature => "Pas demandé : mineur mûr selon la loi",
        Code::Unsure => "Pas sûr",
        Code::Free => "Libre",
        Code::Pressed => "Pression ou paiement constaté",
        Code::CannotTell => "Impossible à dire",
        Code::OtherRelative => "Autre parent",
        Code::Peer => "Ami du même âge",
        Code::Teacher => "Enseignant",
        Code::SocialWorker => "Travailleur social",
        Code::Official => "Fonctionnaire",
        Code::GoOn => "Continuer",
        Code::LeaveOut => "Les laisser de côté",
        Code::Keep => "Les garder",
        Code::Drop => "Les effacer",
        Code::CardGiven => "Donnée",
        Code::CardNotSafe => "Pas sûre à porter",
        Code::CardNone => "Pas souhaitée",
        Code::LimitNone => "Rien",
        Code::LimitInterrupted => "Interruptions",
        Code::LimitPresence => "Présence d'autres",
        Code::LimitLanguage => "Langue",
        Code::LimitTired => "Fatigue",
    }
}

pub(super) fn stop(key: StopCode) -> &'static str {
    match key {
        StopCode::St1 => "Arrêt : forte détresse (ST1). Clôture seulement ; restez, ne questionnez pas.",
        StopCode::St2 => "Arrêt : danger (ST2). L'alerte part avant tout le reste.",
        StopCode::St3 => "Arrêt : risque de représailles (ST3).",
        StopCode::St4 => "Pas un sujet de recherche pour l'instant (ST4). Orientation seulement.",
        StopCode::St5 => "Arrêt : pas d'accord, ou souhait de la personne (ST5).",
        StopCode::St6 => "Arrêt en douceur : deuxième signe de détresse de la visite (ST6).",
        StopCode::St7 => "Arrêt : un tiers insiste, entre ou écoute (ST7).",
        StopCode::St8 => "Arrêt : pas de langue commune sûre (ST8).",
        StopCode::St9 => "Déjà interrogé avec cet instrument (ST9).",
        StopCode::St10 => "Durée limite (ST10).",
        StopCode::St11 => "Âge hors protocole (ST11).",
        StopCode::St12 => "Arrêt : enquêteur en danger ou souffrant (ST12).",
        StopCode::StD1 => "Un enfant en danger a été vu : le contact de sécurité est appelé.",
        StopCode::Gate => "Impossible de commencer : une vérification préalable ne tient pas.",
    }
}
