//! The formats of an answer: what `--format` names and what the ending of `-o FILE` says.

use std::path::PathBuf;

/// How an answer is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// Tables in a terminal.
    Table,
    /// Markdown, for a letter.
    Markdown,
    /// A page of its own, for a browser or on paper.
    Html,
    /// JSON.
    Json,
    /// A row a bill or person, for spreadsheets and programs.
    Csv,
    /// Sheets for a spreadsheet program (XLSX).
    Workbook,
    /// Single values, a line each.
    Get(Vec<String>),
}

/// The formats by the names that `--format` takes, with the ending of a file of each.
const FORMATS: [(&str, &str, Output); 6] = [
    ("table", "txt", Output::Table),
    ("json", "json", Output::Json),
    ("csv", "csv", Output::Csv),
    ("md", "md", Output::Markdown),
    ("html", "html", Output::Html),
    ("xlsx", "xlsx", Output::Workbook),
];

impl Output {
    /// The format of that name.
    pub(crate) fn from_name(name: &str) -> Option<Output> {
        let found = FORMATS.into_iter().find(|(known, _, _)| *known == name);
        found.map(|(_, _, output)| output)
    }
}

/// Where an answer is written, if not to standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// The file.
    pub(crate) path: PathBuf,
    /// Whether it is packed, as `.gz` on top of another ending says.
    pub(crate) packed: bool,
    /// The name of the format that the ending says.
    pub(crate) format: Option<&'static str>,
}

impl Target {
    /// What the name of a file says.
    pub(crate) fn new(file: &str) -> Target {
        let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        let (name, packed) = match name.strip_suffix(".gz") {
            Some(name) => (name, true),
            None => (name.as_str(), false),
        };
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let found = FORMATS.iter().find(|(_, known, _)| *known == ending);
        Target {
            path: PathBuf::from(file),
            packed,
            format: found.map(|(name, _, _)| *name),
        }
    }
}

/// The endings of the formats of those names, as a user types them.
pub(crate) fn endings<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let of = |name| FORMATS.iter().find(|(known, _, _)| *known == name);
    let endings = names.filter_map(of);
    endings.map(|(_, ending, _)| format!(".{ending}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_the_format() {
        let said = |file| {
            let target = Target::new(file);
            (target.format, target.packed)
        };
        assert_eq!(said("a/b.json"), (Some("json"), false));
        assert_eq!(said("结果.CSV.gz"), (Some("csv"), true));
        assert_eq!(said("a.json/b.txt"), (Some("table"), false));
        for file in ["a.json/b", "json", "a.gz", "a.doc"] {
            assert_eq!(said(file).0, None, "{file}");
        }
    }
}
