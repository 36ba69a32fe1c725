//! Where rule files come from: the folder shipped inside the program, or folders of the user laid over it.

#![allow(clippy::disallowed_methods)] // ring 3 reads rule folders

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::rules::file::FileKind;
use crate::rules::problem::{Problem, What};
use crate::rules::text::{Place, Text};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// A rule file is a notice's table, not a data base.
const LARGEST: u64 = 1 << 20;

/// Folders of rules, the one asked first at the front.
#[derive(Clone, Debug)]
pub struct Library {
    layers: Vec<Layer>,
    /// A text that stands in the place of the file of its path.
    instead: Option<Arc<Text>>,
}

#[derive(Clone, Debug)]
enum Layer {
    BuiltIn,
    Folder(PathBuf),
    /// Paths with their texts.
    Texts(Arc<BTreeMap<String, String>>),
}

impl Library {
    /// The rules shipped with the program.
    pub fn built_in() -> Library {
        Library::layered([] as [PathBuf; 0], true)
    }

    /// Folders of the user, the one asked first at the front, over the rules shipped with the program or alone.
    pub fn layered<P: Into<PathBuf>>(
        roots: impl IntoIterator<Item = P>,
        over_built_in: bool,
    ) -> Library {
        let mut layers: Vec<Layer> = roots
            .into_iter()
            .map(|root| Layer::Folder(root.into()))
            .collect();
        if over_built_in {
            layers.push(Layer::BuiltIn);
        }
        Library {
            layers,
            instead: None,
        }
    }

    /// The same library with another text in the place of one file.
    pub(crate) fn with(&self, instead: Arc<Text>) -> Library {
        Library {
            layers: self.layers.clone(),
            instead: Some(instead),
        }
    }

    /// A folder alone, as a test or a checker wants it.
    pub fn folder(root: impl Into<PathBuf>) -> Library {
        Library::layered([root], false)
    }

    /// Files that lie nowhere: their paths, as `cn/region.toml`, with their texts.
    pub fn texts(files: impl IntoIterator<Item = (String, String)>) -> Library {
        Library {
            layers: vec![Layer::Texts(Arc::new(files.into_iter().collect()))],
            instead: None,
        }
    }

    /// The files of that name in a folder of the tree, the layer asked first at the front.
    ///
    /// A file that is too large, not UTF-8 or a link is a problem.
    pub fn read(&self, folder: &str, file: &str) -> Vec<Result<Arc<Text>, Problem>> {
        let path = format!("{folder}/{file}");
        let mut found = Vec::new();
        for layer in &self.layers {
            match layer {
                Layer::BuiltIn => {
                    let text = built_in(&BUILT_IN, &path);
                    found.extend(text.map(|text| {
                        Ok(Arc::new(Text {
                            path: format!("rules/{path}"),
                            text: Cow::Borrowed(text),
                        }))
                    }));
                }
                Layer::Folder(root) => found.extend(read_file(&root.join(&path))),
                Layer::Texts(files) => found.extend(files.get(&path).map(|text| {
                    Ok(Arc::new(Text {
                        path: path.clone(),
                        text: Cow::Owned(text.clone()),
                    }))
                })),
            }
        }
        if let Some(instead) = &self.instead {
            for text in found.iter_mut().flatten() {
                if text.path == instead.path {
                    *text = Arc::clone(instead);
                }
            }
        }
        found
    }

    /// What lies in a folder of rules and is not read: TOML files of other names, and links.
    pub(crate) fn strangers(&self, folder: &str) -> Vec<String> {
        let mut strangers = Vec::new();
        for layer in &self.layers {
            match layer {
                Layer::BuiltIn => {
                    let files = BUILT_IN.get_dir(folder).into_iter().flat_map(Dir::files);
                    let names = files.filter_map(|file| name_of(file.path()));
                    let other = names.filter(|name| is_other_file(name));
                    strangers.extend(other.map(|name| format!("rules/{folder}/{name}")));
                }
                Layer::Texts(files) => {
                    let inside = files.keys().filter_map(|path| path.rsplit_once('/'));
                    let other =
                        inside.filter(|(inside, name)| *inside == folder && is_other_file(name));
                    strangers.extend(other.map(|(_, name)| format!("{folder}/{name}")));
                }
                Layer::Folder(root) => {
                    let folder = root.join(folder);
                    let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
                    for entry in entries {
                        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
                        let name = name_of(&entry.path()).unwrap_or_default();
                        // A link in the place of a rule file is refused when that file is read.
                        let is_read = FileKind::ALL.iter().any(|kind| kind.file_name() == name);
                        if (is_link && !is_read) || is_other_file(&name) {
                            strangers.push(entry.path().display().to_string());
                        }
                    }
                }
            }
        }
        strangers.sort();
        strangers
    }

    /// Every folder of the tree, parents before children.
    pub fn folders(&self) -> Vec<String> {
        let mut folders = Vec::new();
        for layer in &self.layers {
            match layer {
                Layer::BuiltIn => built_in_folders(&BUILT_IN, &mut folders),
                Layer::Folder(root) => user_folders(root, "", 0, &mut folders),
                Layer::Texts(files) => {
                    let inside = files.keys().filter_map(|path| path.rsplit_once('/'));
                    let inside = inside.map(|(folder, _)| folder);
                    folders.extend(
                        inside
                            .filter(|folder| holds_rules(folder))
                            .map(str::to_owned),
                    );
                }
            }
        }
        folders.sort();
        folders.dedup();
        folders
    }

    /// The names of the files of a folder's `cases`.
    pub fn cases(&self, folder: &str) -> Vec<String> {
        let path = format!("{folder}/cases");
        let mut names = Vec::new();
        for layer in &self.layers {
            match layer {
                Layer::BuiltIn => {
                    let files = BUILT_IN.get_dir(&path).into_iter().flat_map(Dir::files);
                    names.extend(files.filter_map(|file| name_of(file.path())));
                }
                Layer::Folder(root) => {
                    let entries = std::fs::read_dir(root.join(&path)).into_iter().flatten();
                    names.extend(entries.flatten().filter_map(|entry| name_of(&entry.path())));
                }
                Layer::Texts(files) => {
                    let inside = files.keys().filter_map(|file| file.rsplit_once('/'));
                    let inside = inside.filter(|(folder, _)| *folder == path);
                    names.extend(inside.map(|(_, name)| name.to_owned()));
                }
            }
        }
        names.retain(|name| name.ends_with(".toml"));
        names.sort();
        names.dedup();
        names
    }
}

/// Whether a file looks like rules and has none of their names.
fn is_other_file(name: &str) -> bool {
    name.ends_with(".toml") && FileKind::ALL.iter().all(|kind| kind.file_name() != name)
}

/// Folders that hold something else than rules of a place.
fn holds_rules(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    name != "cases" && name != "schema" && !name.starts_with('.')
}

/// The text of a built-in file. Paths are compared as text: comparing them part by part is what an answer would
/// otherwise spend most of its start on.
fn built_in(dir: &'static Dir<'static>, path: &str) -> Option<&'static str> {
    let is = |entry: &Path, path: &str| entry.as_os_str() == path;
    if let Some(file) = dir.files().find(|file| is(file.path(), path)) {
        return file.contents_utf8();
    }
    let holds = |dir: &&Dir<'_>| {
        let rest = dir.path().to_str().and_then(|dir| path.strip_prefix(dir));
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    built_in(dir.dirs().find(holds)?, path)
}

fn built_in_folders(dir: &Dir<'static>, folders: &mut Vec<String>) {
    for inner in dir.dirs() {
        if name_of(inner.path()).is_some_and(|name| holds_rules(&name)) {
            folders.extend(inner.path().to_str().map(str::to_owned));
            built_in_folders(inner, folders);
        }
    }
}

fn user_folders(root: &Path, prefix: &str, depth: usize, folders: &mut Vec<String>) {
    if depth > 8 {
        return;
    }
    for entry in std::fs::read_dir(root).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let Some(name) = name_of(&entry.path()).filter(|name| is_folder && holds_rules(name))
        else {
            continue;
        };
        let path = format!("{prefix}{name}");
        user_folders(&entry.path(), &format!("{path}/"), depth + 1, folders);
        folders.push(path);
    }
}

fn name_of(path: &Path) -> Option<String> {
    path.file_name()?.to_str().map(str::to_owned)
}

fn read_file(path: &Path) -> Option<Result<Arc<Text>, Problem>> {
    let kind = std::fs::symlink_metadata(path).ok()?;
    let problem = |what| {
        let text = Arc::new(Text {
            path: path.display().to_string(),
            text: Cow::Borrowed(""),
        });
        Some(Err(Problem {
            place: Place { text, span: 0..0 },
            what,
        }))
    };
    if !kind.is_file() || kind.len() > LARGEST {
        return problem(What::TooLarge);
    }
    match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => Some(Ok(Arc::new(Text {
            path: path.display().to_string(),
            text: Cow::Owned(text),
        }))),
        Ok(Err(_)) => problem(What::NotUtf8),
        Err(error) => problem(What::Syntax(error.to_string())),
    }
}
