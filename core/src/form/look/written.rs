//! An appearance as it is written, as words; a call such as `search('towns', 'matches', 'region', ${region})` is one
//! word.

/// Words in lower case, in order; calls and the names of other apps (`ex:`, `printer:`) as they were written.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut depth, mut quote) = (Vec::new(), String::new(), 0_u32, None);
    for letter in text.chars() {
        match (letter, quote) {
            ('\'' | '"', None) if depth > 0 => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            ('(', None) => depth += 1,
            (')', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if letter.is_whitespace() && depth == 0 {
            words.extend(finished(std::mem::take(&mut word)));
        } else {
            word.push(letter);
        }
    }
    words.extend(finished(word));
    words
}

fn finished(word: String) -> Option<String> {
    if word.is_empty() {
        None
    } else if word.contains(['(', ':']) {
        Some(word)
    } else {
        Some(word.to_lowercase())
    }
}

/// What stands between the brackets of `search(...)`.
#[must_use]
pub fn search(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("search(")?;
    rest.rfind(')').map(|end| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_one_word() {
        assert_eq!(words("Minimal  w1"), ["minimal", "w1"]);
        assert_eq!(words("ex:change.BREATHCOUNT printer:org.Zebra"), ["ex:change.BREATHCOUNT", "printer:org.Zebra"]);
        let call = "quick search('Towns', 'matches', 'a)b', ${region})";
        assert_eq!(words(call), ["quick", "search('Towns', 'matches', 'a)b', ${region})"]);
        assert_eq!(search(call), Some("'Towns', 'matches', 'a)b', ${region}"));
        assert_eq!(search("search"), None);
        assert_eq!(words("ex:org.app(x='1 2'"), ["ex:org.app(x='1 2'"]);
    }
}
