//! A text with a name, and places in it.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// A file that was read, with the name under which it is spoken of.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    /// The path as the user knows it.
    pub path: String,
    /// What stands in it.
    pub text: Cow<'static, str>,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub text: Arc<Text>,
    /// From which byte to which.
    pub span: Range<usize>,
}

impl Place {
    /// The line and the column in characters, both counted from 1.
    pub fn line_column(&self) -> (usize, usize) {
        let start = self.span.start.min(self.text.text.len());
        let before = self.text.text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
        (line, column)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A file of which nothing was read has no lines.
        if self.text.text.is_empty() {
            return f.write_str(&self.text.path);
        }
        let (line, column) = self.line_column();
        write!(f, "{}:{line}:{column}", self.text.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = Arc::new(Text {
            path: "a.toml".into(),
            text: "一\n二三 x".into(),
        });
        let place = Place { span: 11..12, text };
        assert_eq!(place.to_string(), "a.toml:2:4");
    }
}
