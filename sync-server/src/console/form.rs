//! The fields of a posted form: names may repeat, and the order is kept.

/// Most bytes of a posted form: room for a comment on every question of a long questionnaire.
pub(super) const FORM_BYTES_MAX: usize = 256 * 1024;

/// What was posted.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Fields from pairs, in their order.
    #[must_use]
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The first value of a field; empty when it is missing.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }

    /// All values of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Every field.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// What may wait in a page for somebody who signs in again: everything but passphrases, which nobody finds later in
    /// a page that was left open, or in a browser's cache.
    #[must_use]
    pub fn without_passphrases(self) -> Self {
        Self(self.0.into_iter().filter(|(name, _)| !name.ends_with("passphrase")).collect())
    }

    /// The fields as a JSON list of pairs, to be carried in a hidden input.
    #[must_use]
    pub fn encode(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// Reads what [`Fields::encode`] wrote.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > FORM_BYTES_MAX { None } else { serde_json::from_str(text).ok().map(Self) }
    }
}

/// Shows how many, never what.
impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fields({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_survives_being_carried() {
        let typed = Fields::new(vec![("query".into(), "A04".into()), ("comment:A04".into(), "“14” ?\n& <b>".into())]);
        assert_eq!(Fields::decode(&typed.encode()), Some(typed));
        assert_eq!(Fields::decode("no fields"), None);
    }

    #[test]
    fn a_passphrase_does_not_wait_in_a_page() {
        let field = |name: &str| (name.to_owned(), format!("value of {name}"));
        let typed = Fields::new(["second", "second_passphrase", "passphrase", "reference"].map(field).to_vec());
        let kept = typed.without_passphrases();
        assert_eq!(kept.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["second", "reference"]);
    }

    #[test]
    fn a_field_may_repeat() {
        let fields = Fields::new(vec![("q".into(), "1".into()), ("q".into(), "2".into())]);
        assert_eq!(fields.all("q").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!((fields.get("q"), fields.get("none")), ("1", ""));
    }
}
