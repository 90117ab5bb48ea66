//! What must be printed beside every figure (CV1 to CV14). There is no way to switch one off: a caller names what it
//! shows, and gets every caveat that belongs to it.

use crate::analysis::caveats_words;

/// A caveat by its short id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caveat {
    /// Rapid assessment: the persons met, not a population.
    Cv1,
    /// Not representative of other places.
    Cv2,
    /// Sources overlap and are not added.
    Cv3,
    /// Trafficked children are not added to worst-forms totals.
    Cv4,
    /// Hidden nature: likely under-count.
    Cv5,
    /// Movement is not trafficking.
    Cv6,
    /// Reported elements, not a finding.
    Cv7,
    /// Ages partly estimated.
    Cv8,
    /// Routes change quickly.
    Cv9,
    /// Others were present; interviews not held or stopped.
    Cv10,
    /// Small numbers hidden.
    Cv11,
    /// Definitions and versions.
    Cv12,
    /// Coverage of the week.
    Cv13,
    /// Known before, new, validated.
    Cv14,
}

impl Caveat {
    /// All of them in order.
    pub const ALL: [Self; 14] = [
        Self::Cv1,
        Self::Cv2,
        Self::Cv3,
        Self::Cv4,
        Self::Cv5,
        Self::Cv6,
        Self::Cv7,
        Self::Cv8,
        Self::Cv9,
        Self::Cv10,
        Self::Cv11,
        Self::Cv12,
        Self::Cv13,
        Self::Cv14,
    ];

    /// The short id: `CV1`.
    #[must_use]
    pub fn id(self) -> String {
        format!("CV{}", self as u8 + 1)
    }
}

/// What is shown, and so which caveats belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Answers record by record: everything applies.
    Records,
    /// Coverage of places by hour.
    Coverage,
    /// Counts of an observation.
    ObservationCounts,
    /// A table of counts of persons met.
    Table,
    /// A flow of routes.
    Routes,
}

/// The languages in which caveats are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaveatLanguage {
    /// English.
    English,
    /// French.
    French,
}

impl CaveatLanguage {
    /// French for `fr` and its regions, else English.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        if tag.split('-').next() == Some("fr") { Self::French } else { Self::English }
    }
}

/// What fills the templates. A fact that nobody knows is printed as "not stated", never left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaveatFacts {
    /// Where data were gathered.
    pub places: String,
    /// From when to when, and of when routes are.
    pub dates: String,
    /// Records whose age is a range or a guess; `None` when nobody counted them.
    pub ages_estimated: Option<u64>,
    /// Interviews in which somebody else was present.
    pub others_present: u64,
    /// Interviews not held or stopped, by kind: `ST1: 2, ST4: 1`.
    pub stopped: String,
    /// Smallest number shown to others.
    pub threshold: u16,
    /// What public counts are rounded to.
    pub rounding: u16,
    /// National minimum ages.
    pub minimum_ages: String,
    /// The hazardous list and its version.
    pub hazardous_list: String,
    /// Age bands in use.
    pub band_set: String,
    /// Versions of rules and forms.
    pub rule_versions: String,
    /// Cells of the week that were watched, by site.
    pub coverage: String,
    /// Who validated, and when; empty means nobody yet.
    pub validation: String,
}

/// The caveats that belong to a subject, in order.
#[must_use]
pub fn caveats_for(subject: Subject) -> Vec<Caveat> {
    let wanted = |caveat: &Caveat| match subject {
        Subject::Records => true,
        Subject::Coverage => matches!(caveat, Caveat::Cv2 | Caveat::Cv6 | Caveat::Cv13),
        Subject::ObservationCounts => matches!(
            caveat,
            Caveat::Cv1 | Caveat::Cv2 | Caveat::Cv3 | Caveat::Cv5 | Caveat::Cv6 | Caveat::Cv8 | Caveat::Cv13
        ),
        Subject::Table => !matches!(caveat, Caveat::Cv9 | Caveat::Cv13),
        Subject::Routes => !matches!(caveat, Caveat::Cv4 | Caveat::Cv8 | Caveat::Cv13),
    };
    Caveat::ALL.into_iter().filter(wanted).collect()
}

/// The caveat in words, its places filled in.
#[must_use]
pub fn print_caveat(caveat: Caveat, language: CaveatLanguage, facts: &CaveatFacts) -> String {
    let template = match language {
        CaveatLanguage::English => caveats_words::english(caveat),
        CaveatLanguage::French => caveats_words::french(caveat),
    };
    fill(template, language, facts)
}

fn fill(template: &str, language: CaveatLanguage, facts: &CaveatFacts) -> String {
    let unknown = caveats_words::not_stated(language);
    let or_unknown = |text: &str| if text.trim().is_empty() { unknown.to_owned() } else { text.to_owned() };
    let validation = if facts.validation.is_empty() {
        caveats_words::not_validated(language).to_owned()
    } else {
        facts.validation.clone()
    };
    let fields = [
        ("{places}", or_unknown(&facts.places)),
        ("{dates}", or_unknown(&facts.dates)),
        ("{estimated}", facts.ages_estimated.map_or_else(|| unknown.to_owned(), |count| count.to_string())),
        ("{present}", facts.others_present.to_string()),
        ("{stopped}", or_unknown(&facts.stopped)),
        ("{k}", facts.threshold.to_string()),
        ("{r}", facts.rounding.to_string()),
        ("{ages}", or_unknown(&facts.minimum_ages)),
        ("{list}", or_unknown(&facts.hazardous_list)),
        ("{bands}", or_unknown(&facts.band_set)),
        ("{versions}", or_unknown(&facts.rule_versions)),
        ("{coverage}", or_unknown(&facts.coverage)),
        ("{validation}", validation),
    ];
    fields.iter().fold(template.to_owned(), |text, (name, value)| text.replace(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_caveat_is_written_and_filled_in_both_languages() {
        for caveat in Caveat::ALL {
            let english = print_caveat(caveat, CaveatLanguage::English, &CaveatFacts::default());
            let french = print_caveat(caveat, CaveatLanguage::French, &CaveatFacts::default());
            assert!(english.len() > 20 && french.len() > 20, "{}", caveat.id());
            assert_ne!(english, french, "{}", caveat.id());
            assert!(!english.contains('{') && !french.contains('{'), "{} has an unfilled place", caveat.id());
        }
    }

    #[test]
    fn facts_stand_in_the_words() {
        let facts = CaveatFacts { coverage: "Station: 12".into(), ..CaveatFacts::default() };
        assert!(print_caveat(Caveat::Cv13, CaveatLanguage::English, &facts).contains("Station: 12"));
        assert!(print_caveat(Caveat::Cv14, CaveatLanguage::French, &facts).contains("pas encore"));
        let counted = CaveatFacts { ages_estimated: Some(3), ..CaveatFacts::default() };
        assert!(print_caveat(Caveat::Cv8, CaveatLanguage::English, &counted).contains("records: 3"));
        assert!(!print_caveat(Caveat::Cv8, CaveatLanguage::English, &facts).contains('0'), "not counted is not zero");
    }

    #[test]
    fn records_carry_all_caveats_and_coverage_its_own() {
        assert_eq!(caveats_for(Subject::Records), Caveat::ALL);
        assert!(caveats_for(Subject::Coverage).contains(&Caveat::Cv13));
        assert!(caveats_for(Subject::ObservationCounts).contains(&Caveat::Cv6), "movement is not trafficking");
    }
}
