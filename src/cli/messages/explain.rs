//! The pages of the checks. They are prose, so they stand in a file of prose; this reads it.

use super::Lang;

const PAGES: &str = include_str!("explain.md");

/// The page of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// Its code.
    pub(crate) code: String,
    /// What is wrong, in a few words.
    pub(crate) title: String,
    /// What it means, why it is asked, what to do.
    pub(crate) text: String,
    /// The smallest rule that is wrong in this way.
    pub(crate) wrong: String,
    /// The same rule, mended.
    pub(crate) right: String,
}

/// The page of a code; empty when there is none, which a test forbids.
pub(crate) fn page(code: &str, lang: Lang) -> Page {
    let starts = |page: &&str| page.starts_with(code);
    let Some(page) = PAGES.split("\n# ").skip(1).find(starts) else {
        return Page::default();
    };
    let (head, body) = page.split_once('\n').unwrap_or((page, ""));
    let mut names = head.split(" | ").skip(1);
    let (zh, en) = (names.next(), names.next());
    let (texts, code_blocks) = body.split_once("<<wrong>>").unwrap_or((body, ""));
    let (zh_text, en_text) = texts.split_once("<<en>>").unwrap_or((texts, ""));
    let (wrong, right) = code_blocks.split_once("<<right>>").unwrap_or_default();
    Page {
        code: code.to_owned(),
        title: lang
            .pick(zh.unwrap_or_default(), en.unwrap_or_default())
            .trim()
            .to_owned(),
        text: lang.pick(zh_text, en_text).trim().to_owned(),
        wrong: fenced(wrong),
        right: fenced(right),
    }
}

/// What stands between the fences.
fn fenced(text: &str) -> String {
    let lines = text
        .lines()
        .skip_while(|line| !line.starts_with("```"))
        .skip(1);
    let lines: Vec<&str> = lines.take_while(|line| !line.starts_with("```")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::problem::What;

    #[test]
    fn every_code_has_a_whole_page_in_both_languages() {
        for code in What::CODES {
            for lang in [Lang::Zh, Lang::En] {
                let page = page(code, lang);
                let parts = [&page.title, &page.text, &page.wrong, &page.right];
                assert!(parts.iter().all(|part| !part.is_empty()), "{page:?}");
                let han = page.text.chars().filter(|c| *c > '\u{4e00}').count();
                let is_chinese = han * 4 > page.text.chars().count();
                assert_eq!(is_chinese, lang == Lang::Zh, "{code}: {}", page.text);
            }
        }
        let pages = PAGES.split("\n# R").count() - 1;
        assert_eq!(pages, What::CODES.len());
    }
}
