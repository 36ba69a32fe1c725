//! Paragraphs of Chinese and English, wrapped to a width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A paragraph, wrapped to a width, with what follows the first line indented. Lines break at blanks and beside
/// Chinese characters; closing punctuation never begins a line. (The kept library for this brings the whole of the
/// Unicode segmentation data with it.)
pub(crate) fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in words(text) {
        let wide = word.trim_end().width();
        if column + wide > width && column > indent {
            out.truncate(out.trim_end().len());
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        }
        for c in word.chars() {
            let wide = c.width().unwrap_or(0);
            // A word that is longer than a line is cut.
            if column + wide > width && c != ' ' {
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', indent));
                column = indent;
            }
            out.push(c);
            column += wide;
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// The pieces between which a line may break.
fn words(text: &str) -> Vec<&str> {
    let is_wide = |c: char| c.width() == Some(2);
    let closes = |c: char| "，。；：、）》”？！,.;:)".contains(c);
    let opens = |c: char| "（《“".contains(c);
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let may_break = (before == ' ' && c != ' ') || is_wide(before) || is_wide(c);
        if at > start && may_break && !closes(c) && !opens(before) {
            words.push(&text[start..at]);
            start = at;
        }
        before = c;
    }
    words.push(&text[start..]);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_keep_to_the_width() {
        let text = "最弱的依据是 unverified（未核实的页面）：inpatient.deductible，averyveryverylongwordindeed";
        for width in [10, 16, 24, 60] {
            for line in wrapped(text, width, 2).lines() {
                assert!(line.width() <= width + 2, "{width}: {line}");
                assert!(!line.trim_start().starts_with(['，', '）', '：']), "{line}");
            }
        }
        let joined: String = wrapped(text, 24, 2).split_whitespace().collect();
        assert_eq!(joined, text.split_whitespace().collect::<String>());
    }
}
