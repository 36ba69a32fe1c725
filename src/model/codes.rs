//! The codes of the national settlement interface, as far as a calculation needs them.
//!
//! A code stands for a value of the project's own vocabulary, and only that is calculated with. Codes of two digits and
//! of the 3xx row are national; longer ones belong to a province and stand in the `[codes]` table of its `region.toml`.
//! A code that no list has is named to the user, never guessed.

use super::words::{Hospital, Scheme, Visit};

/// 险种类型 (insutype) by which a scheme of ours is settled.
pub const INSUTYPE: &[(&str, Scheme)] = &[("310", Scheme::Employee), ("390", Scheme::Resident)];

/// 医疗类别 (med_type): the national codes with their kind of visit. The first of a kind is written.
pub const MED_TYPE: &[(&str, Visit)] = &[
    ("11", Visit::Outpatient),
    ("12", Visit::Outpatient),
    ("13", Visit::Emergency),
    ("14", Visit::Chronic),
    ("21", Visit::Inpatient),
    ("41", Visit::Pharmacy),
    ("51", Visit::Antenatal),
    ("52", Visit::Delivery),
    ("53", Visit::FamilyPlanning),
];

/// 医院等级 (hosp_lv), the same list for the real level, the one of price limits and the one of the deductible.
pub const HOSP_LV: &[(&str, &str, Hospital)] = &[
    ("01", "三级特等", Hospital::Level3),
    ("02", "三级甲等", Hospital::Level3),
    ("03", "三级乙等", Hospital::Level3),
    ("04", "三级丙等", Hospital::Level3),
    ("05", "二级甲等", Hospital::Level2),
    ("06", "二级乙等", Hospital::Level2),
    ("07", "二级丙等", Hospital::Level2),
    ("08", "一级甲等", Hospital::Level1),
    ("09", "一级乙等", Hospital::Level1),
    ("10", "一级丙等", Hospital::Level1),
    ("11", "无等级", Hospital::Community),
];

/// 人员类别 (psn_type).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonCode {
    /// The code; a longer one of the same group begins with it.
    pub code: &'static str,
    /// The word for `person`.
    pub person: &'static str,
    /// Whether it means 灵活就业.
    pub is_flexible: bool,
}

/// The classes of persons, longer codes before the group that they belong to.
pub const PSN_TYPE: &[PersonCode] = &[
    person("1103", "active", true),
    person("1203", "retired", true),
    person("11", "active", false),
    person("12", "retired", false),
    person("1401", "newborn", false),
    person("1404", "student", false),
    person("14", "minor", false),
    person("15", "adult", false),
    person("16", "adult", false),
];

const fn person(code: &'static str, person: &'static str, is_flexible: bool) -> PersonCode {
    PersonCode {
        code,
        person,
        is_flexible,
    }
}

/// Who pays a row of the settlement's details (fund_pay_type).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidBy {
    /// 统筹基金.
    Pool,
    /// 个人账户.
    Account,
    /// 公务员医疗补助.
    CivilServant,
    /// 企业补充.
    Enterprise,
    /// 居民大病, 职工大病.
    Catastrophic,
    /// 职工大额.
    LargeSum,
    /// 医疗救助.
    Assistance,
    /// A fund that the list has, and that no layer of ours is: 离休, 残疾军人, 生育.
    OtherFund,
    /// 医院负担.
    Hospital,
}

/// 基金支付类型: the national codes; the first of a payer is written.
pub const FUND_PAY_TYPE: &[(&str, &str, PaidBy)] = &[
    ("310100", "职工基本医疗保险统筹基金", PaidBy::Pool),
    ("390100", "城乡居民基本医疗保险基金", PaidBy::Pool),
    ("310200", "职工基本医疗保险个人账户基金", PaidBy::Account),
    ("310201", "个人账户", PaidBy::Account),
    ("310103", "职工生育", PaidBy::OtherFund),
    ("310300", "职工大病", PaidBy::Catastrophic),
    ("320100", "公务员医疗补助基金", PaidBy::CivilServant),
    ("330100", "大额医疗费用补助基金", PaidBy::LargeSum),
    ("330101", "职工大额医疗费用补助", PaidBy::LargeSum),
    ("340100", "离休人员医疗保障基金", PaidBy::OtherFund),
    ("350100", "残疾军人医疗补助基金", PaidBy::OtherFund),
    ("370100", "企业补充医疗保险基金", PaidBy::Enterprise),
    ("390200", "城乡居民大病医疗保险基金", PaidBy::Catastrophic),
    ("391100", "城乡居民大病", PaidBy::Catastrophic),
    ("510100", "生育基金", PaidBy::OtherFund),
    ("610100", "医疗救助基金", PaidBy::Assistance),
    ("999996", "医院负担", PaidBy::Hospital),
    ("999997", "其他（医院负担）", PaidBy::Hospital),
];

/// 清算类别 (clr_type) of a kind of visit.
pub fn clr_type(visit: Visit) -> &'static str {
    match visit {
        Visit::Inpatient | Visit::DaySurgery | Visit::Delivery => "21",
        Visit::Pharmacy => "41",
        _ => "11",
    }
}

/// The kind of visit of a national med_type.
pub fn visit_of(code: &str) -> Option<Visit> {
    let mut known = MED_TYPE.iter();
    known
        .find(|(known, _)| *known == code)
        .map(|(_, visit)| *visit)
}

/// The med_type that a kind of visit is written with.
pub fn med_type_of(visit: Visit) -> Option<&'static str> {
    let mut known = MED_TYPE.iter();
    known
        .find(|(_, known)| *known == visit)
        .map(|(code, _)| *code)
}

/// The level of a hosp_lv. Some data bases keep it as a number: `1` is `01`.
pub fn hospital_of(code: &str) -> Option<Hospital> {
    let padded = format!("{code:0>2}");
    let mut known = HOSP_LV.iter();
    known
        .find(|(known, _, _)| *known == padded)
        .map(|(_, _, level)| *level)
}

/// The hosp_lv that somebody wrote, as code or by its name: 三甲, 三级甲等, 02. A level alone has no code of its own.
pub fn hosp_lv_of(text: &str) -> Option<&'static str> {
    let short = |name: &str| name.replace("级", "").replace('等', "");
    let mut known = HOSP_LV.iter();
    known
        .find(|(code, name, _)| *code == text || *name == text || short(name) == text)
        .map(|(code, _, _)| *code)
}

/// The class of person of a psn_type: of the code itself, else of the group that it belongs to.
pub fn person_of(code: &str) -> Option<PersonCode> {
    let is_code = code.len() >= 2 && code.len().is_multiple_of(2) && is_digits(code);
    let mut known = PSN_TYPE.iter();
    known
        .find(|known| is_code && code.starts_with(known.code))
        .copied()
}

/// Who pays a row of details. A provincial code belongs to the payer of its group; nothing for what is no code.
pub fn payer_of(code: &str) -> Option<PaidBy> {
    let mut known = FUND_PAY_TYPE.iter();
    let known = known.find(|(known, _, _)| *known == code);
    if let Some((_, _, payer)) = known {
        return Some(*payer);
    }
    match code {
        _ if code.len() < 6 || !is_digits(code) => None,
        _ if code.starts_with("3102") => Some(PaidBy::Account),
        _ if code.starts_with("9999") => Some(PaidBy::Hospital),
        _ => Some(PaidBy::OtherFund),
    }
}

/// The places that an admdvs code may mean, the nearest first: itself, and the pool that it belongs to. `xxxx99` is the
/// agency of the municipal level itself, `xx9900` of the provincial one; a county belongs to its municipality.
pub fn places_of(code: &str) -> Vec<String> {
    if code.len() != 6 || !is_digits(code) {
        return Vec::new();
    }
    let province = &code[..2];
    let mut places = vec![code.to_owned()];
    if code[2..4] == *"99" {
        places.push(format!("{province}0000"));
    } else if code[2..4] != *"90" {
        places.push(format!("{}00", &code[..4]));
        // Of a municipality directly under the nation the districts are the next level.
        if matches!(province, "11" | "12" | "31" | "50") {
            places.push(format!("{province}0000"));
        }
    }
    places.dedup();
    places
}

fn is_digits(code: &str) -> bool {
    code.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_belongs_to_its_own_group_and_to_no_other() {
        let person = |code| person_of(code).map(|known| (known.person, known.is_flexible));
        assert_eq!(person("1101"), Some(("active", false)));
        assert_eq!(person("1103"), Some(("active", true)));
        assert_eq!(person("12"), Some(("retired", false)));
        assert_eq!(person("146004"), Some(("minor", false)));
        assert_eq!(person("1300"), None);
        assert_eq!(person("1"), None);
        assert_eq!(payer_of("310201"), Some(PaidBy::Account));
        assert_eq!(payer_of("610107"), Some(PaidBy::OtherFund));
        assert_eq!(payer_of("999901"), Some(PaidBy::Hospital));
        assert_eq!(payer_of("SELF"), None);
        assert_eq!(hospital_of("1"), Some(Hospital::Level3));
        assert_eq!(hospital_of("0"), None);
        assert_eq!(hosp_lv_of("三甲"), Some("02"));
        assert_eq!(hosp_lv_of("三级"), None);
        assert_eq!(visit_of("9901"), None);
    }

    #[test]
    fn an_agency_stands_for_its_level_and_a_county_for_its_pool() {
        assert_eq!(places_of("131199"), ["131199", "131100"]);
        assert_eq!(places_of("639900"), ["639900", "630000"]);
        assert_eq!(places_of("650102"), ["650102", "650100"]);
        assert_eq!(places_of("500102"), ["500102", "500100", "500000"]);
        assert_eq!(places_of("659001"), ["659001"]);
        assert_eq!(places_of("乌鲁木齐"), [""; 0]);
    }
}
