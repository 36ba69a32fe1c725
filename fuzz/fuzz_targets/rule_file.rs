//! Any text as any rule file of a folder that is otherwise sound: the whole check, without a panic or a hang.
//!
//! The rule files themselves are what it starts from; `-s none` works on a stable toolchain:
//! `mkdir -p fuzz/corpus && cargo fuzz run rule_file -s none fuzz/corpus rules tests/designs tests/bad-rules`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yibao::rules::check::check_all;
use yibao::rules::library::Library;
use yibao::rules::shelf::Shelf;

const FILES: [&str; 9] = [
    "resident.toml",
    "employee.toml",
    "flexible.toml",
    "catastrophic.toml",
    "maternity.toml",
    "common.toml",
    "region.toml",
    "sources.toml",
    "cases/resident.toml",
];

// The last byte says which file the rest is: a rule file as it lies on the disk is a text to start from.
fuzz_target!(|data: &[u8]| {
    let Some((which, text)) = data.split_last() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let sound = [
        ("cn/region.toml", include_str!("../../rules/cn/region.toml")),
        ("cn/common.toml", include_str!("../../rules/cn/common.toml")),
        ("cn/sources.toml", include_str!("../../rules/cn/sources.toml")),
    ];
    let sound = sound.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let name = FILES[usize::from(*which) % FILES.len()];
    let own = (format!("cn/{name}"), text.to_owned());
    let files = sound.into_iter().filter(|(path, _)| *path != own.0);
    let shelf = Shelf::new(Library::texts(files.chain([own.clone()])));
    check_all(&shelf);
});
