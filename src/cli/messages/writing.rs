//! What could not be written.

use super::{Lang, Said, clean, say};
use crate::cli::failure::Unwritten;

/// The words of an answer that could not be written.
pub(crate) fn unwritten_problem(lang: Lang, unwritten: &Unwritten) -> Said {
    let title = match unwritten.path {
        Some(_) => say!(lang, "文件写不了", "the file could not be written"),
        None => say!(lang, "答案写不出去", "the answer could not be written"),
    };
    let said = clean(&unwritten.said);
    let (cause, fix) = match unwritten.code() {
        "O002" => (
            say!(
                lang,
                "磁盘满了，或超过了限额：没有留下写了一半的文件",
                "the disk is full, or a limit is reached: no half-written file is left"
            ),
            say!(
                lang,
                "腾出空间，或换个地方",
                "make room, or choose another place"
            ),
        ),
        "O003" => (
            say!(
                lang,
                "文件夹只读，或没有写的权限",
                "the folder is read-only, or you may not write there"
            ),
            say!(
                lang,
                "换一个可以写的文件夹，或改权限",
                "choose a folder that you may write to, or change its permissions"
            ),
        ),
        "O004" => (
            say!(lang, "这是一个文件夹", "this is a folder"),
            say!(
                lang,
                "写出文件名，如 结果.json",
                "name a file in it, such as result.json"
            ),
        ),
        "O005" => (
            say!(lang, "没有这个文件夹", "there is no such folder"),
            say!(
                lang,
                "核对路径，或先建文件夹",
                "check the path, or make the folder first"
            ),
        ),
        _ => (
            say!(lang, "系统说：{said}", "the system says: {said}"),
            say!(lang, "换个地方", "choose another place"),
        ),
    };
    Said { title, cause, fix }
}
