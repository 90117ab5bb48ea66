//! The definitions that ship with Fieldward and that no study changes (R108).
//!
//! In our own words, after the Palermo Protocol, Article 3, and ILO Conventions 138 and 182. A study adds terms of its
//! own; a term that stands here cannot be defined anew, so that two studies mean the same by it.

use crate::study::{Localized, Term};

const PALERMO: &str = "Palermo Protocol, Article 3";
const C138: &str = "ILO Convention 138, Articles 2, 3 and 7";
const C182: &str = "ILO Convention 182, Articles 2 and 3";

/// Term, source, English, French.
const LOCKED: [(&str, &str, &str, &str); 6] = [
    ("child", C182, "Anyone who has not yet turned 18.", "Toute personne qui n’a pas encore 18 ans."),
    (
        "trafficking in children",
        PALERMO,
        "Recruiting, transporting, transferring, sheltering or receiving a child in order to exploit the child. Whether \
         force, deceit or any other means was used does not matter, and neither does whether the child agreed.",
        "Recruter, transporter, transférer, héberger ou accueillir un enfant dans le but de l’exploiter. Peu importe \
         que la force, la tromperie ou un autre moyen ait servi, et peu importe que l’enfant ait été d’accord.",
    ),
    (
        "exploitation",
        PALERMO,
        "At the least: sexual exploitation by others, forced work or services, slavery and what resembles it, \
         servitude, and the removal of organs.",
        "Au minimum : l’exploitation sexuelle par d’autres, le travail ou les services forcés, l’esclavage et ce qui \
         lui ressemble, la servitude, et le prélèvement d’organes.",
    ),
    (
        "worst forms of child labour",
        C182,
        "Slavery and what resembles it, trafficking and debt bondage among them; the use of a child for prostitution \
         or pornography; the use of a child for unlawful activities such as the drug trade; and work that is likely \
         to harm a child's health, safety or morals.",
        "L’esclavage et ce qui lui ressemble, dont la traite et la servitude pour dettes ; l’utilisation d’un enfant \
         pour la prostitution ou la pornographie ; son utilisation pour des activités illicites comme le trafic de \
         drogue ; et le travail qui risque de nuire à sa santé, à sa sécurité ou à sa moralité.",
    ),
    (
        "hazardous work",
        C182,
        "Work that by its nature or its circumstances is likely to harm a child's health, safety or morals; each \
         country keeps a list of it.",
        "Travail qui, par sa nature ou ses conditions, risque de nuire à la santé, à la sécurité ou à la moralité d’un \
         enfant ; chaque pays en tient une liste.",
    ),
    (
        "minimum age",
        C138,
        "The age below which a child may not be employed: in general not under 15 (14 where a country has declared \
         so), for light work not under 13 (12), for hazardous work not under 18.",
        "L’âge avant lequel un enfant ne peut pas être employé : en général pas avant 15 ans (14 si le pays l’a \
         déclaré), pour un travail léger pas avant 13 ans (12), pour un travail dangereux pas avant 18 ans.",
    ),
];

/// The locked entries, in a fixed order; every study's glossary begins with them.
#[must_use]
pub fn locked_terms() -> Vec<Term> {
    let term = |(term, source, english, french): &(&str, &str, &str, &str)| Term {
        term: (*term).to_owned(),
        definition: Localized([("en", *english), ("fr", *french)].map(|(l, t)| (l.to_owned(), t.to_owned())).into()),
        source: (*source).to_owned(),
        locked: true,
    };
    LOCKED.iter().map(term).collect()
}

#[cfg(test)]
mod tests {
    use super::locked_terms;

    #[test]
    fn the_three_texts_are_there_and_locked_in_two_languages() {
        let terms = locked_terms();
        for source in ["Palermo Protocol, Article 3", "ILO Convention 138", "ILO Convention 182"] {
            assert!(terms.iter().any(|term| term.source.starts_with(source)), "{source}");
        }
        assert!(terms.iter().all(|term| term.locked && term.definition.get("en") != term.definition.get("fr")));
    }
}
