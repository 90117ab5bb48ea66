//! Styles of cells, of which only one thing matters here: whether a number is shown as a day or a time.

use std::{collections::HashMap, io::Read};

use crate::xlsform::{
    markup::{Fault, Markup, Piece, value},
    shown::Shown,
};

/// By style: how a number in it is shown.
pub fn read(mut markup: Markup<impl Read>) -> Result<Vec<Shown>, Fault> {
    let (mut written, mut formats) = (HashMap::new(), Vec::new());
    // Formats and styles of other kinds stand in lists of their own.
    let (mut are_formats, mut are_styles) = (false, false);
    loop {
        match markup.next()? {
            Piece::Open(tag) => match tag.name {
                b"numFmts" => are_formats = true,
                b"cellXfs" => are_styles = true,
                b"numFmt" if are_formats => {
                    let format = value(tag.attribute(b"formatCode").unwrap_or_default())?;
                    written.insert(number(tag.attribute(b"numFmtId")), Shown::of(&format));
                }
                b"xf" if are_styles => formats.push(number(tag.attribute(b"numFmtId"))),
                _ => {}
            },
            Piece::Close(b"numFmts") => are_formats = false,
            Piece::Close(b"cellXfs") => are_styles = false,
            Piece::End => break,
            _ => {}
        }
    }
    let shown = |format| written.get(&format).copied().unwrap_or_else(|| Shown::built_in(format));
    Ok(formats.into_iter().map(shown).collect())
}

fn number(written: Option<&[u8]>) -> u32 {
    written.and_then(|digits| std::str::from_utf8(digits).ok()?.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_say_how_a_number_is_shown() {
        let part = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy&quot;d&quot;'/></numFmts>\
            <cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf/><xf numFmtId='14'/><xf numFmtId='164'/>\
            <xf numFmtId='46'/><xf numFmtId='165'/></cellXfs>\
            <dxfs><dxf><numFmt numFmtId='165' formatCode='yyyy'/></dxf></dxfs></styleSheet>";
        let shown = read(Markup::new(part.as_bytes())).expect("the part is sound");
        let expected = [Shown::Number, Shown::Moment, Shown::Moment, Shown::Duration, Shown::Number];
        assert_eq!(shown, expected);
    }
}
