//! `--profile` and `--who`: what stays the same for a person, laid under what was said of this case.

use std::ffi::OsStr;
use std::sync::Arc;

use crate::cli::Surroundings;
use crate::cli::failure::{Failure, Usage};
use crate::cli::messages::Lang;
use crate::cli::read;
use crate::formats::profile;
use crate::formats::raw::RawField;
use crate::model::keys::Scope;

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Profile {
    /// `--profile`.
    pub(crate) file: Option<String>,
    /// `--who`.
    pub(crate) who: Option<String>,
}

impl Profile {
    /// What the profile says, as far as a command asks for it. The flag goes before the environment.
    pub(crate) fn fields(
        &self,
        scope: Scope,
        around: &Surroundings,
    ) -> Result<Vec<RawField>, Failure> {
        let around = around.profile.as_deref().and_then(OsStr::to_str);
        let file = self
            .file
            .as_deref()
            .or(around.filter(|file| !file.is_empty()));
        let Some(file) = file else {
            return match &self.who {
                Some(_) => Err(Failure::Usage(Usage::Needs(vec!["--profile".into()]))),
                None => Ok(Vec::new()),
            };
        };
        // A profile is a file: what stands on standard input is the bill.
        let text = read::text(file, &mut std::io::empty());
        let text = text.map_err(|problem| Failure::Bill(vec![problem]))?;
        profile::read(&Arc::new(text), self.who.as_deref(), scope).map_err(Failure::Bill)
    }
}

/// The two flags.
pub(crate) fn flags(lang: Lang) -> [clap::Arg; 2] {
    let flag = |name: &'static str, value: &str, help: &str| {
        clap::Arg::new(name)
            .long(name)
            .value_name(value.to_owned())
            .help(help.to_owned())
            .help_heading(lang.pick("档案", "The profile"))
    };
    [
        flag(
            "profile",
            lang.pick("文件", "FILE"),
            lang.pick(
                "一个人或一家人长期不变的情况（TOML；或 YIBAO_PROFILE）",
                "what stays the same for a person or a family (TOML; or YIBAO_PROFILE)",
            ),
        ),
        flag(
            "who",
            lang.pick("称呼", "NAME"),
            lang.pick("档案里的哪个人", "which person of the profile"),
        ),
    ]
}
