//! Regions: folders of the rule tree, found by any of their names.

use crate::rules::file::FileKind;
use crate::rules::problem::nearest;
use crate::rules::read::Region;
use crate::rules::shelf::{Shelf, chain};

/// A region that was found: its folder in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// `cn/xinjiang/urumqi`.
    pub path: String,
    /// The official code, or the slug.
    pub code: String,
    /// The name in Chinese.
    pub name: String,
}

impl Folder {
    /// The folder's own name, by which `pool` selects it.
    pub fn slug(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The folder and its parents, nearest first.
    pub fn chain(&self) -> impl Iterator<Item = &str> {
        chain(&self.path)
    }

    /// The province: the folder right under the nation.
    pub fn province(&self) -> &str {
        let mut cuts = self.path.match_indices('/').map(|(at, _)| at);
        cuts.nth(1).map_or(&self.path, |end| &self.path[..end])
    }
}

impl Shelf {
    /// The region that a name, short name, code or folder name stands for. A county may be written without its last
    /// word (于田 for 于田县), or behind the name of its pool (乌鲁木齐市天山区).
    ///
    /// # Errors
    /// The nearest names, when there is none.
    pub fn find_region(&self, name: &str) -> Result<Folder, Vec<String>> {
        let name = plain(name);
        let folders = self.folders();
        let slug = |folder: &str| folder.rsplit('/').next().unwrap_or_default() == name;
        // Only files in whose text the name stands are parsed.
        let holds = |folder: &&String| {
            let file = FileKind::Region.file_name();
            let mut texts = self.library().read(folder, file).into_iter().flatten();
            texts.any(|text| text.text.contains(&name))
        };
        let by_slug = folders.iter().find(|folder| slug(folder));
        for folder in by_slug.into_iter().chain(folders.iter().filter(holds)) {
            if let Some(region) = self.region(folder)
                && (slug(folder) || region.is_called(&name))
            {
                return Ok(region.at(folder));
            }
        }
        let mut known: Vec<String> = Vec::new();
        let mut longer = Vec::new();
        for folder in folders.iter() {
            known.extend(folder.rsplit('/').next().map(str::to_owned));
            if let Some(region) = self.region(folder) {
                if region.is_meant_by(&name) {
                    longer.push(region.at(folder));
                }
                known.extend(region.names.into_iter().map(|(name, _)| name));
            }
        }
        match longer.pop() {
            Some(folder) if longer.is_empty() => Ok(folder),
            _ => Err(nearest(&name, known.iter().map(String::as_str))),
        }
    }
}

/// A name as it was meant: full-width letters and digits made narrow, capitals made small.
fn plain(name: &str) -> String {
    name.trim()
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect::<String>()
        .to_ascii_lowercase()
}

/// The last words of names of places.
const KINDS: [&str; 8] = ["县", "市", "区", "地区", "州", "自治县", "自治州", "省"];

impl Region {
    fn at(&self, folder: &str) -> Folder {
        Folder {
            path: folder.to_owned(),
            code: self.code.clone(),
            name: self.name.clone(),
        }
    }

    fn is_called(&self, name: &str) -> bool {
        self.names.iter().any(|(known, _)| known == name)
    }

    fn is_meant_by(&self, name: &str) -> bool {
        let without_kind = |known: &str| {
            let rest = known.strip_prefix(name);
            rest.is_some_and(|kind| KINDS.contains(&kind))
        };
        let behind_another = |known: &str| {
            let rest = name.strip_suffix(known);
            rest.is_some_and(|rest| self.is_called(rest))
        };
        let mut names = self.names.iter();
        names.any(|(known, _)| without_kind(known) || behind_another(known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_province_is_the_folder_under_the_nation() {
        let folder = |path: &str| Folder {
            path: path.into(),
            code: String::new(),
            name: String::new(),
        };
        assert_eq!(folder("cn/xinjiang/urumqi").province(), "cn/xinjiang");
        assert_eq!(folder("cn/beijing").province(), "cn/beijing");
        assert_eq!(folder("cn").province(), "cn");
        let urumqi = folder("cn/xinjiang/urumqi");
        assert_eq!(
            urumqi.chain().collect::<Vec<_>>(),
            ["cn/xinjiang/urumqi", "cn/xinjiang", "cn"]
        );
    }
}
