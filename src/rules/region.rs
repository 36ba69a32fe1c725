//! Regions: folders of the rule tree, found by any of their names.

use crate::model::codes::places_of;
use crate::rules::file::FileKind;
use crate::rules::problem::nearest;
use crate::rules::read::{Named, Region};
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
    /// The county that was asked for, where it stands for this folder.
    pub county: Option<String>,
}

impl Folder {
    /// The folder's own name, by which `pool` selects it.
    pub fn slug(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The name in Chinese, with the county that was asked for behind it.
    pub fn asked(&self) -> String {
        match &self.county {
            Some(county) => format!("{}（{county}）", self.name),
            None => self.name.clone(),
        }
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
    /// The region that a name, short name, code, folder name or pinyin stands for. A county stands for its pool; it may be
    /// written without its last word (于田 for 于田县) or behind the names of what it lies in (新疆巴州和静县).
    ///
    /// # Errors
    /// The nearest names, when there is none; the names of all that are meant, when there are several.
    pub fn find_region(&self, name: &str) -> Result<Folder, Vec<String>> {
        let name = plain(name);
        let folders = self.folders();
        let slug = |folder: &str| folder.rsplit('/').next().unwrap_or_default() == name;
        if let Some(folder) = folders.iter().find(|folder| slug(folder))
            && let Some(region) = self.region(folder)
        {
            return Ok(region.at(folder, None));
        }
        // Only files in whose text the name stands are parsed.
        let sound = sound(&name);
        let sounds = || sound.iter().flat_map(|sound| stems(sound));
        let holding: Vec<&String> = folders
            .iter()
            .filter(|folder| {
                let file = FileKind::Region.file_name();
                let mut texts = self.library().read(folder, file).into_iter().flatten();
                let sounds = |text: &str| sounds().any(|sound| text.contains(sound));
                let holds = |text: &str| text.contains(&name) || sounds(text);
                texts.any(|text| holds(&text.text))
            })
            .collect();
        let at = |folder: &String, is: &dyn Fn(&Named) -> bool| {
            let region = self.region(folder)?;
            let place = region.places.iter().position(is)?;
            Some(region.at(folder, Some(place)))
        };
        let is_called = |place: &Named| place.is_called(&name);
        if let Some(found) = holding.iter().find_map(|folder| at(folder, &is_called)) {
            return Ok(found);
        }
        let find = |is: &dyn Fn(&Named) -> bool| -> Vec<Folder> {
            holding.iter().filter_map(|folder| at(folder, is)).collect()
        };
        let mut meant = find(&|place| place.is_short(&name));
        for sound in sounds() {
            if meant.is_empty() {
                meant = find(&|place| place.sounds(sound));
            }
        }
        if meant.is_empty() {
            meant = self.behind_others(&name);
        }
        match meant.len() {
            0 => self.pool_of(&name).ok_or_else(|| self.like(&name)),
            1 => meant.pop().ok_or_else(Vec::new),
            _ => Err(meant
                .into_iter()
                .map(|folder| folder.county.unwrap_or(folder.name))
                .collect()),
        }
    }

    /// The pool that the code of an agency or of a county without an entry of its own belongs to.
    fn pool_of(&self, code: &str) -> Option<Folder> {
        let folders = self.folders();
        places_of(code).iter().skip(1).find_map(|code| {
            folders.iter().find_map(|folder| {
                let region = self.region(folder)?;
                (region.code == *code).then(|| region.at(folder, None))
            })
        })
    }

    /// The regions that are named behind the names of what they lie in: 新疆巴州和静县.
    fn behind_others(&self, name: &str) -> Vec<Folder> {
        let mut found = Vec::new();
        for folder in self.folders().iter() {
            let Some(region) = self.region(folder) else {
                continue;
            };
            let above: Vec<Region> = chain(folder)
                .filter_map(|folder| self.region(folder))
                .collect();
            let place = region.places.iter().position(|place| {
                let mut rests = place.forms().filter_map(|form| name.strip_suffix(form));
                rests.any(|rest| !rest.is_empty() && is_path(rest, &above))
            });
            found.extend(place.map(|place| region.at(folder, Some(place))));
        }
        found
    }

    /// The names most like one that is none.
    fn like(&self, name: &str) -> Vec<String> {
        let mut known: Vec<String> = Vec::new();
        for folder in self.folders().iter() {
            known.extend(folder.rsplit('/').next().map(str::to_owned));
            for place in self
                .region(folder)
                .into_iter()
                .flat_map(|region| region.places)
            {
                known.extend(place.forms().map(str::to_owned));
                known.extend(place.pinyin);
            }
        }
        nearest(name, known.iter().map(String::as_str))
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

/// A name in Latin letters without what pinyin is parted by: "he jing", "Qi'tai".
fn sound(name: &str) -> Option<String> {
    let parts = |c: char| matches!(c, ' ' | '-' | '\'' | '’');
    let letters: String = name.chars().filter(|c| !parts(*c)).collect();
    let is_sound = letters.chars().all(|c| c.is_ascii_lowercase()) && letters.len() > 2;
    is_sound.then_some(letters)
}

/// How the last words of names of counties and pools sound.
const SOUNDS_OF_KINDS: [&str; 5] = ["xian", "shi", "diqu", "qu", "zhou"];

/// The sound, and what is left of it before the sound of a last word: hejingxian, hejing.
fn stems(sound: &str) -> impl Iterator<Item = &str> {
    let shorter = SOUNDS_OF_KINDS
        .iter()
        .filter_map(move |kind| sound.strip_suffix(kind));
    std::iter::once(sound).chain(shorter.filter(|stem| stem.len() > 2))
}

/// Whether names of what a place lies in, one behind the other, make up a text.
fn is_path(text: &str, above: &[Region]) -> bool {
    let mut names = above
        .iter()
        .flat_map(|region| region.places.first())
        .flat_map(Named::forms);
    text.is_empty()
        || names.any(|name| {
            text.strip_prefix(name)
                .is_some_and(|rest| is_path(rest, above))
        })
}

/// The last words of names of places, a longer one before the one that ends it.
const KINDS: [&str; 8] = ["自治县", "自治州", "地区", "县", "市", "区", "州", "省"];

impl Region {
    /// The folder; `place` is which of the region's places was asked for.
    fn at(&self, folder: &str, place: Option<usize>) -> Folder {
        let county = place
            .filter(|place| *place > 0)
            .and_then(|place| self.places.get(place))
            .filter(|county| !self.name.contains(&county.name));
        Folder {
            path: folder.to_owned(),
            code: self.code.clone(),
            name: self.name.clone(),
            county: county.map(|county| county.name.clone()),
        }
    }
}

impl Named {
    fn is_called(&self, name: &str) -> bool {
        self.names.iter().any(|(known, _)| known == name)
    }

    /// Its names, and the short ones: without the last word, where two signs at least are left.
    fn forms(&self) -> impl Iterator<Item = &str> {
        let names = || self.names.iter().map(|(name, _)| name.as_str());
        let short =
            names().filter_map(|name| KINDS.iter().find_map(|kind| name.strip_suffix(kind)));
        names().chain(short.filter(|short| short.chars().nth(1).is_some()))
    }

    fn is_short(&self, name: &str) -> bool {
        self.forms().any(|form| form == name)
    }

    fn sounds(&self, sound: &str) -> bool {
        self.pinyin.iter().any(|pinyin| pinyin == sound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::library::Library;

    #[test]
    fn a_province_is_the_folder_under_the_nation() {
        let folder = |path: &str| Folder {
            path: path.into(),
            code: String::new(),
            name: String::new(),
            county: None,
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

    #[test]
    fn the_code_of_an_agency_or_of_a_county_is_that_of_its_pool() {
        let shelf = Shelf::new(Library::built_in());
        for (code, pool) in [
            ("650121", "cn/xinjiang/urumqi"),
            ("650199", "cn/xinjiang/urumqi"),
            ("659900", "cn/xinjiang"),
        ] {
            let found = shelf.find_region(code).map(|folder| folder.path);
            assert_eq!(found.as_deref(), Ok(pool), "{code}");
        }
        assert!(shelf.find_region("990000").is_err());
    }
}
