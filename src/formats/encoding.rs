//! The encoding of a text file: UTF-8, what Excel in China saves (GBK), or what it calls Unicode text (UTF-16).

use crate::formats::problem::{FileWhat, Place, Problem};
use crate::rules::text::Text;

/// An encoding that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a mark at its start.
    Utf8,
    /// GBK, or GB18030, which contains it.
    Gbk,
    /// UTF-16 behind its mark.
    Utf16,
}

impl Encoding {
    /// The name, as editors call it.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gbk => "GBK",
            Encoding::Utf16 => "UTF-16",
        }
    }
}

/// The text of a file that was read as bytes.
///
/// # Errors
/// When there is nothing in it, or it is no text in a known encoding.
pub fn decode(file: &str, bytes: Vec<u8>) -> Result<(Text, Encoding), Problem> {
    let problem = |what: FileWhat| Problem {
        place: Place::File(file.to_owned()),
        what: what.into(),
    };
    let (text, encoding) = match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
            (text, Encoding::Utf8)
        }
        Err(error) => other(error.as_bytes()).ok_or_else(|| problem(FileWhat::NotUtf8))?,
    };
    if text.trim().is_empty() {
        return Err(problem(FileWhat::Empty));
    }
    let text = Text {
        path: file.to_owned(),
        text: text.into(),
    };
    Ok((text, encoding))
}

/// Text that is not UTF-8.
fn other(bytes: &[u8]) -> Option<(String, Encoding)> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..])?;
        return (encoding != encoding_rs::UTF_8).then(|| (text.into_owned(), Encoding::Utf16));
    }
    // A file in UTF-8 with a broken letter has more sound Chinese than broken letters; one in GBK read as UTF-8 has
    // hardly any.
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.matches('\u{fffd}').count();
    if lossy.chars().filter(|c| is_han(*c)).count() >= broken || bytes.contains(&0) {
        return None;
    }
    let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    // Bytes of any kind often decode; a list in Chinese has common letters in it.
    text.chars()
        .any(is_han)
        .then(|| (text.into_owned(), Encoding::Gbk))
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "项目名称,甲乙类,金额\n床位费,甲,55.00\n";

    fn read(bytes: &[u8]) -> Option<(String, Encoding)> {
        let read = decode("a.csv", bytes.to_vec()).ok();
        read.map(|(text, encoding)| (text.text.to_string(), encoding))
    }

    #[test]
    fn a_text_is_the_same_in_every_encoding() {
        let utf16: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(LIST.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let (gbk, _, _) = encoding_rs::GBK.encode(LIST);
        let marked = "\u{feff}".to_owned() + LIST;
        for (bytes, encoding) in [
            (LIST.as_bytes(), Encoding::Utf8),
            (marked.as_bytes(), Encoding::Utf8),
            (&gbk, Encoding::Gbk),
            (&utf16, Encoding::Utf16),
        ] {
            assert_eq!(read(bytes), Some((LIST.to_owned(), encoding)));
        }
    }

    #[test]
    fn a_broken_letter_does_not_make_it_another_encoding() {
        let mut bytes = LIST.as_bytes().to_vec();
        bytes.truncate(LIST.find(",甲,5").unwrap() + 3);
        assert_eq!(read(&bytes), None);
        assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe"), None);
        assert_eq!(read(b"caf\xe9 au lait"), None);
    }
}
