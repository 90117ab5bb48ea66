//! Languages by the name that their speakers give them; the tag where the table has none.

/// Languages of the places where such studies are made, and of those who make them.
const NAMES: &[(&str, &str)] = &[
    ("am", "አማርኛ"),
    ("ar", "العربية"),
    ("bm", "bamanankan"),
    ("bn", "বাংলা"),
    ("en", "English"),
    ("es", "español"),
    ("ff", "fulfulde"),
    ("fr", "français"),
    ("ha", "hausa"),
    ("hi", "हिन्दी"),
    ("ht", "kreyòl ayisyen"),
    ("km", "ខ្មែរ"),
    ("lo", "ລາວ"),
    ("mg", "malagasy"),
    ("my", "မြန်မာ"),
    ("ne", "नेपाली"),
    ("om", "afaan oromoo"),
    ("pt", "português"),
    ("rw", "ikinyarwanda"),
    ("so", "soomaali"),
    ("sw", "kiswahili"),
    ("th", "ไทย"),
    ("vi", "tiếng Việt"),
    ("wo", "wolof"),
];

/// The name of a language, with the rest of its tag where there is one: `français (SN)`.
#[must_use]
pub fn name(tag: &str) -> String {
    let (primary, rest) = tag.split_once('-').unwrap_or((tag, ""));
    let known = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(primary));
    match known {
        Some((_, name)) if rest.is_empty() => (*name).to_owned(),
        Some((_, name)) => format!("{name} ({rest})"),
        None => tag.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_its_own_name_or_its_tag() {
        let check = |tag: &str, expected: &str| assert_eq!(name(tag), expected);
        check("fr", "français");
        check("fr-SN", "français (SN)");
        check("EN", "English");
        check("zxx", "zxx");
    }
}
