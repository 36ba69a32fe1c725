//! `yibao rules explain`: the page of a check.

use serde_json::json;

use crate::cli::messages::{Lang, page};
use crate::cli::output::json::document;

/// Prints the page of a code, which the command line has checked.
pub(super) fn run(code: &str, json: bool, lang: Lang) -> (String, u8) {
    let page = page(code, lang);
    if json {
        let own = json!({
            "code": page.code,
            "title": page.title,
            "text": page.text,
            "wrong": page.wrong,
            "right": page.right,
        });
        return (document("rules explain", own), 0);
    }
    let indented = |code: &str| -> String {
        let lines = code.lines();
        lines.map(|line| format!("    {line}\n")).collect()
    };
    let text = format!(
        "{} {}\n\n{}\n\n{}\n\n{}\n{}\n\n{}",
        page.code,
        page.title,
        page.text,
        lang.pick("错：", "wrong:"),
        indented(&page.wrong),
        lang.pick("对：", "right:"),
        indented(&page.right),
    );
    (text, 0)
}
