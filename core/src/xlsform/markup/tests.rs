//! Pieces of XML, however the stream is cut, and what is none.

use proptest::prelude::*;

use super::*;

/// Gives out a few bytes at a time.
struct Slowly<'b>(&'b [u8], usize);

impl Read for Slowly<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.1.min(self.0.len()).min(buffer.len());
        let (now, later) = self.0.split_at(length);
        buffer[..length].copy_from_slice(now);
        self.0 = later;
        Ok(length)
    }
}

/// All pieces, one after the other: `(name a=b`, `)name`, `/` behind an empty one, and words.
fn told(bytes: &[u8], step: usize) -> Result<String, Fault> {
    let mut markup = Markup::new(Slowly(bytes, step));
    let mut told = Vec::new();
    loop {
        match markup.next()? {
            Piece::Open(tag) => {
                told.push(b'(');
                told.extend_from_slice(tag.name);
                for (name, written) in tag.attributes() {
                    told.push(b' ');
                    told.extend_from_slice(name);
                    told.push(b'=');
                    told.extend_from_slice(value(written)?.as_bytes());
                }
                told.extend_from_slice(if tag.is_empty { b"/" } else { b"" });
            }
            Piece::Close(name) => {
                told.push(b')');
                told.extend_from_slice(name);
            }
            Piece::Words(words) => add_words(&mut told, words)?,
            Piece::Literal(words) => told.extend_from_slice(words),
            Piece::End => return String::from_utf8(told).map_err(|_| Fault::Broken),
        }
    }
}

fn check(text: &str, expected: Result<&str, Fault>) {
    for step in [1, 2, 7, TAG_BYTES_MAX] {
        assert_eq!(told(text.as_bytes(), step).as_deref(), expected.as_ref().map(|told| *told), "{text} by {step}");
    }
}

#[test]
fn tags_attributes_and_words_are_told() {
    check("<a>b</a>", Ok("(ab)a"));
    check("<?xml version='1.0'?><x:a y:b='1' c = \"2>3\" ><d/></x:a >", Ok("(a y:b=1 c=2>3(d/)a"));
    check("<a>&lt;&#65;&#x1F600;&amp;amp;</a>", Ok("(a<A😀&amp;)a"));
    check("<a><!-- <b> -- --><![CDATA[<&amp;]]]]><![CDATA[>]]></a>", Ok("(a<&amp;]]>)a"));
    check("<a><![CDATA[]]></a>", Ok("(a)a"));
    check("", Ok(""));
}

#[test]
fn what_is_no_xml_is_broken() {
    for text in ["<a", "<a b='", "<!DOCTYPE a>", "<!-- ", "<![CDATA[ ", "<?a", "&nbsp;", "&amp", "&#xD800;", "&#+65;"] {
        check(text, Err(Fault::Broken));
    }
    check("<a b='&unknown;'/>", Err(Fault::Broken));
}

#[test]
fn a_tag_has_a_longest_length_and_words_have_none() {
    let tag = |length: usize| format!("<a b='{}'/>", "x".repeat(length - 9));
    assert!(told(tag(TAG_BYTES_MAX).as_bytes(), TAG_BYTES_MAX).is_ok());
    assert_eq!(told(tag(TAG_BYTES_MAX + 1).as_bytes(), TAG_BYTES_MAX), Err(Fault::Broken));
    let words = format!("{}&lt;é", "x".repeat(TAG_BYTES_MAX - 3));
    let long = words.repeat(3);
    assert_eq!(told(long.as_bytes(), TAG_BYTES_MAX), Ok(long.replace("&lt;", "<")));
}

proptest! {
    #[test]
    fn it_does_not_matter_how_a_stream_is_cut(text in "[<>/!?a&;' =\\-\\[\\]é]{0,40}", step in 1_usize..9) {
        prop_assert_eq!(told(text.as_bytes(), step), told(text.as_bytes(), TAG_BYTES_MAX));
    }
}
