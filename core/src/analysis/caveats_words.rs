//! The words of the caveats, one table a language. A missing line does not compile.

use crate::analysis::caveats::{Caveat, CaveatLanguage};

/// In English.
pub(super) fn english(caveat: Caveat) -> &'static str {
    match caveat {
        Caveat::Cv1 => {
            "Rapid assessment: it describes the persons who were met, not a population. It gives no percentages of \
             children in general and is not extrapolated."
        }
        Caveat::Cv2 => "Not representative of other places. Scope: {places}; {dates}.",
        Caveat::Cv3 => "Sources overlap. Figures are not added up; the same person may be counted twice.",
        Caveat::Cv4 => "Trafficked children are not added to totals of other worst forms of child labour.",
        Caveat::Cv5 => "What is hidden and criminal is seldom seen: figures are likely too low and only indicate.",
        Caveat::Cv6 => "Movement is not trafficking. Not every child on the move is trafficked.",
        Caveat::Cv7 => {
            "Screened by the elements that were reported; neither a legal finding nor a finding on a person."
        }
        Caveat::Cv8 => {
            "Ages are partly estimated (records: {estimated}). Apparent ages are guesses and are kept apart from \
             stated ages."
        }
        Caveat::Cv9 => "Routes as of {dates}; they change quickly.",
        Caveat::Cv10 => {
            "Answers given while others were present: {present} interviews. Not held, or stopped to protect the \
             person: {stopped}."
        }
        Caveat::Cv11 => "For release, numbers below {k} are hidden and counts are rounded down to multiples of {r}.",
        Caveat::Cv12 => {
            "Definitions: Palermo Protocol Art. 3, ILO Conventions 182 and 138, national minimum ages {ages}, \
             hazardous list {list}; age bands {bands}; versions {versions}."
        }
        Caveat::Cv13 => "Coverage of the 168 hours of the week: {coverage}. Unobserved is not zero.",
        Caveat::Cv14 => "What was known before and what is new is to be told apart. Validation: {validation}.",
    }
}

/// In French.
pub(super) fn french(caveat: Caveat) -> &'static str {
    match caveat {
        Caveat::Cv1 => {
            "Évaluation rapide : elle décrit les personnes rencontrées, pas une population. Elle ne donne aucun \
             pourcentage des enfants en général et ne s’extrapole pas."
        }
        Caveat::Cv2 => "Non représentatif d’autres lieux. Portée : {places} ; {dates}.",
        Caveat::Cv3 => {
            "Les sources se recoupent. Les chiffres ne s’additionnent pas ; une même personne peut être comptée deux \
             fois."
        }
        Caveat::Cv4 => {
            "Les enfants victimes de traite ne s’ajoutent pas aux totaux des autres pires formes de travail des \
             enfants."
        }
        Caveat::Cv5 => {
            "Ce qui est caché et criminel se voit rarement : les chiffres sont sans doute trop bas et seulement \
             indicatifs."
        }
        Caveat::Cv6 => {
            "Un déplacement n’est pas une traite. Les enfants en déplacement ne sont pas tous victimes de traite."
        }
        Caveat::Cv7 => {
            "Repérage d’après les éléments rapportés ; ce n’est une conclusion ni en droit ni sur une personne."
        }
        Caveat::Cv8 => {
            "Âges en partie estimés (fiches : {estimated}). Les âges apparents sont des estimations, tenues à part des \
             âges déclarés."
        }
        Caveat::Cv9 => "Itinéraires à la date suivante : {dates} ; ils changent vite.",
        Caveat::Cv10 => {
            "Réponses données en présence d’autres personnes : {present} entretiens. Entretiens non tenus ou arrêtés \
             pour protéger la personne : {stopped}."
        }
        Caveat::Cv11 => {
            "À la diffusion, les nombres inférieurs à {k} sont masqués et les comptes arrondis au multiple inférieur \
             de {r}."
        }
        Caveat::Cv12 => {
            "Définitions : Protocole de Palerme art. 3, conventions 182 et 138 de l’OIT, âges minimums nationaux \
             {ages}, liste des travaux dangereux {list} ; tranches d’âge {bands} ; versions {versions}."
        }
        Caveat::Cv13 => {
            "Couverture des 168 heures de la semaine : {coverage}. Une heure non observée n’est pas un zéro."
        }
        Caveat::Cv14 => "Distinguer ce qui était connu de ce qui est nouveau. Validation : {validation}.",
    }
}

/// For a fact that nobody wrote down.
pub(super) fn not_stated(language: CaveatLanguage) -> &'static str {
    match language {
        CaveatLanguage::English => "not stated",
        CaveatLanguage::French => "non précisé",
    }
}

/// For results that nobody has validated.
pub(super) fn not_validated(language: CaveatLanguage) -> &'static str {
    match language {
        CaveatLanguage::English => "not yet validated",
        CaveatLanguage::French => "pas encore validé",
    }
}
