//! The pages of `yibao help TOPIC`. They are prose, so they stand in a file of prose; this reads it.

use super::Lang;

const PAGES: &str = include_str!("topics.md");

/// The topics, by their names.
pub(crate) const TOPICS: [(&str, &str); 5] = [
    ("status", "退出状态"),
    ("keys", "项目"),
    ("bill", "账单"),
    ("grades", "等级"),
    ("environment", "环境变量"),
];

/// A page: its title and its text. Empty when there is none, which a test forbids.
pub(crate) fn topic(name: &str, lang: Lang) -> (&'static str, &'static str) {
    let is_it = |page: &&str| page.split(" | ").next() == Some(name);
    let Some(page) = PAGES.split("\n# ").skip(1).find(is_it) else {
        return ("", "");
    };
    let (head, body) = page.split_once('\n').unwrap_or((page, ""));
    let mut titles = head.split(" | ").skip(1);
    let (zh, en) = (titles.next(), titles.next());
    let (zh_text, en_text) = body.split_once("<<en>>").unwrap_or((body, ""));
    (
        lang.pick(zh.unwrap_or_default(), en.unwrap_or_default()),
        lang.pick(zh_text, en_text).trim(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_a_whole_page_in_both_languages() {
        for (name, _) in TOPICS {
            for lang in [Lang::Zh, Lang::En] {
                let (title, text) = topic(name, lang);
                assert!(!title.is_empty() && !text.is_empty(), "{name}");
                let han = text.chars().filter(|c| *c > '\u{4e00}').count();
                let is_chinese = han * 5 > text.chars().count();
                assert_eq!(is_chinese, lang == Lang::Zh, "{name}: {text}");
            }
        }
        assert_eq!(PAGES.split("\n# ").count() - 1, TOPICS.len());
    }
}
