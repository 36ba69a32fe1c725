//! The vocabulary: every word that a bill, a flag or a rule file may use for a selector.
//!
//! The English word is canonical; the Chinese one, short forms and the codes of the national settlement interface
//! stand for it. Lists that a region may lengthen (`tier`, `group`, `aid`, `rank`, `category`) and lists that are
//! open (`disease`, `pool`) hold here only what every region shares.

use super::selector::Selector;

/// One value of a word selector.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// The canonical name, as rule files write it.
    pub name: &'static str,
    /// The name in Chinese, as answers print it.
    pub zh: &'static str,
    /// Other ways to say the same: short forms, long forms, national codes.
    pub also: &'static [&'static str],
}

impl Word {
    /// Whether `text` is this word in any of its forms.
    pub fn is(&self, text: &str) -> bool {
        self.name.eq_ignore_ascii_case(text)
            || self.zh == text
            || self.also.iter().any(|form| form.eq_ignore_ascii_case(text))
    }
}

/// Declares the words of a selector, as an enum where the program itself must tell them apart.
macro_rules! words {
    ($(#[$meta:meta])* enum $name:ident { $($(#[$doc:meta])* $variant:ident = $en:literal $zh:literal [$($also:literal),*];)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            /// Every value, in the order of [`Self::WORDS`].
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// The words for the values.
            pub const WORDS: &'static [Word] = &[$(Word { name: $en, zh: $zh, also: &[$($also),*] }),*];

            /// The canonical word.
            pub fn name(self) -> &'static str {
                Self::WORDS[self as usize].name
            }

            /// The word in Chinese.
            pub fn zh(self) -> &'static str {
                Self::WORDS[self as usize].zh
            }

            /// The value of a canonical word.
            pub fn from_name(name: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
    ($(#[$meta:meta])* const $name:ident { $($en:literal $zh:literal [$($also:literal),*];)* }) => {
        $(#[$meta])*
        pub const $name: &[Word] = &[$(Word { name: $en, zh: $zh, also: &[$($also),*] }),*];
    };
}

words! {
    /// A scheme of the basic medical insurance. 灵活就业 is a way of joining 职工医保.
    enum Scheme {
        /// 城乡居民基本医疗保险, insutype 390.
        Resident = "resident" "居民" ["城乡居民", "居民医保", "390"];
        /// 职工基本医疗保险, insutype 310.
        Employee = "employee" "职工" ["职工医保", "310"];
        /// 职工基本医疗保险 joined as an individual, psn_type 1103.
        Flexible = "flexible" "灵活就业" ["灵活", "灵活就业人员", "1103"];
    }
}

words! {
    /// What kind of care a bill is for (医疗类别).
    enum Visit {
        /// 住院.
        Inpatient = "inpatient" "住院" ["普通住院", "21"];
        /// 普通门诊.
        Outpatient = "outpatient" "门诊" ["普通门诊", "门诊统筹", "11"];
        /// 急诊.
        Emergency = "emergency" "急诊" ["13"];
        /// 门诊慢特病.
        Chronic = "chronic" "慢特病" ["门诊慢特病", "14"];
        /// 高血压糖尿病门诊用药.
        TwoDiseases = "two-diseases" "两病" ["门诊两病"];
        /// 日间手术.
        DaySurgery = "day-surgery" "日间手术" [];
        /// 双通道药品.
        SpecialDrug = "special-drug" "双通道" ["门诊特药"];
        /// 定点药店购药.
        Pharmacy = "pharmacy" "药店购药" ["41"];
        /// 分娩.
        Delivery = "delivery" "分娩" [];
        /// 产前检查.
        Antenatal = "antenatal" "产检" ["产前检查"];
        /// 计划生育手术.
        FamilyPlanning = "family-planning" "计划生育" [];
        /// 辅助生殖.
        AssistedReproduction = "assisted-reproduction" "辅助生殖" [];
    }
}

words! {
    /// A fund or step in the order of payment.
    enum Layer {
        /// 个人账户 before the pool.
        Account = "account" "个人账户" [];
        /// 统筹基金.
        Pool = "pool" "统筹基金" [];
        /// 职工大额医疗费用补助.
        LargeSum = "large-sum" "职工大额" [];
        /// 居民大病保险.
        Catastrophic = "catastrophic" "居民大病" ["大病"];
        /// 公务员医疗补助.
        CivilServant = "civil-servant" "公务员补助" [];
        /// 企业补充医疗保险.
        Enterprise = "enterprise" "企业补充" [];
        /// 医疗救助.
        Assistance = "assistance" "医疗救助" [];
        /// 大额费用救助.
        LargeCostAssistance = "large-cost-assistance" "大额费用救助" [];
        /// 倾斜救助.
        TiltedAssistance = "tilted-assistance" "倾斜救助" [];
        /// 其他基金.
        Other = "other" "其他基金" [];
    }
}

words! {
    /// A line of what is paid in.
    enum ContributionLine {
        /// 基本医疗保险.
        Basic = "basic" "基本医保" [];
        /// What goes to the personal account.
        Account = "account" "个人账户" [];
        /// 职工大额医疗费用补助.
        LargeSum = "large-sum" "职工大额" ["大额"];
        /// 长期护理保险.
        LongTermCare = "long-term-care" "长期护理" ["长护"];
        /// 生育保险.
        Maternity = "maternity" "生育" [];
        /// 居民大病保险.
        Catastrophic = "catastrophic" "居民大病" ["大病"];
    }
}

words! {
    /// Who pays a line.
    enum Payer {
        /// 个人.
        Individual = "individual" "个人" [];
        /// 单位.
        Employer = "employer" "单位" [];
        /// 财政补助.
        Subsidy = "subsidy" "财政补助" ["财政"];
        /// 统筹基金.
        Pool = "pool" "统筹基金" [];
        /// 医疗救助.
        Assistance = "assistance" "医疗救助" [];
        /// 失业保险基金.
        UnemploymentFund = "unemployment-fund" "失业保险基金" [];
    }
}

words! {
    /// When a payment is made, by the stages of a deadline.
    enum Stage {
        /// 集中缴费期.
        Window = "window" "集中缴费期" [];
        /// 补缴期.
        Supplementary = "supplementary" "补缴期" [];
        /// 逾期.
        Late = "late" "逾期" [];
    }
}

words! {
    /// The level of the institution, as deductibles and ratios tell it apart.
    enum Hospital {
        /// 三级.
        Level3 = "level-3" "三级" ["三甲", "三乙", "三丙", "三级特等", "三级甲等", "三级乙等", "三级丙等", "01", "02", "03", "04"];
        /// 二级.
        Level2 = "level-2" "二级" ["二甲", "二乙", "二丙", "二级甲等", "二级乙等", "二级丙等", "05", "06", "07"];
        /// 一级.
        Level1 = "level-1" "一级" ["一甲", "一乙", "一丙", "一级甲等", "一级乙等", "一级丙等", "08", "09", "10"];
        /// 社区, 乡镇卫生院, 未定级.
        Community = "community" "社区" ["基层", "未定级", "无等级", "社区卫生服务中心", "乡镇卫生院", "11"];
        /// 村卫生室.
        Village = "village" "村卫生室" [];
        /// 定点药店.
        Pharmacy = "pharmacy" "药店" ["定点药店"];
    }
}

words! {
    /// 甲乙丙类 of a charge line (收费项目等级).
    enum Class {
        /// 甲: wholly inside the catalogue.
        A = "a" "甲" ["甲类", "01"];
        /// 乙: inside after a first share of the patient.
        B = "b" "乙" ["乙类", "02"];
        /// 丙: outside.
        C = "c" "丙" ["丙类", "自费", "03"];
    }
}

words! {
    /// Where the care was given, by the kind of filing (异地备案).
    enum Place {
        /// 参保地.
        Local = "local" "本地" [];
        /// 异地长期居住备案.
        LongTerm = "long-term" "长期异地备案" ["长期异地", "异地长期"];
        /// 转诊备案.
        Transfer = "transfer" "转诊" ["异地转诊"];
        /// 异地急诊.
        AwayEmergency = "away-emergency" "异地急诊" [];
        /// 其他临时外出备案.
        Temporary = "temporary" "临时外出备案" ["临时外出", "临时备案"];
        /// 未备案.
        Unfiled = "unfiled" "未备案" [];
    }
}

words! {
    /// Whether the hospital lies in the province of the insured.
    enum At {
        /// 省内.
        InProvince = "in-province" "省内" ["区内", "自治区内"];
        /// 省外.
        OutOfProvince = "out-of-province" "省外" ["区外", "跨省"];
    }
}

words! {
    /// 人员类别: of employees 在职 and 退休, of residents by age.
    const PERSON {
    "active" "在职" [];
    "retired" "退休" [];
    "adult" "成年居民" ["成年"];
    "minor" "未成年" ["未成年人", "学生儿童"];
    "student" "大学生" [];
    "newborn" "新生儿" [];
} }

words! {
/// 性别.
const SEX { "male" "男" []; "female" "女" []; } }

words! {
/// With or without a personal account.
const MODE { "account" "统账结合" []; "pool-only" "单建统筹" []; } }

words! {
    /// 收费类别 of a charge line (med_chrgitm_type, by name or code).
    const CATEGORY {
    "bed" "床位费" ["01", "床位"];
    "consultation" "诊察费" ["02", "诊察"];
    "examination" "检查费" ["03", "检查"];
    "laboratory" "化验费" ["04", "化验"];
    "treatment" "治疗费" ["05", "治疗"];
    "surgery" "手术费" ["06", "手术"];
    "nursing" "护理费" ["07", "护理"];
    "material" "卫生材料费" ["08", "卫生材料", "材料费"];
    "western-medicine" "西药费" ["09", "西药"];
    "herbal-pieces" "中药饮片费" ["10", "中药饮片"];
    "patent-medicine" "中成药费" ["11", "中成药"];
    "general-consultation" "一般诊疗费" ["12", "一般诊疗"];
    "registration" "挂号费" ["13", "挂号"];
    "other" "其他费" ["14", "其他"];
} }

words! {
    /// 分娩方式.
    const DELIVERY {
    "natural" "顺产" [];
    "caesarean" "剖宫产" [];
    "assisted" "助娩" [];
    "difficult" "难产" [];
    "miscarriage" "流产" [];
} }

words! {
    /// 亲属关系.
    const RELATION {
    "spouse" "配偶" [];
    "parent" "父母" [];
    "child" "子女" [];
    "sibling" "兄弟姐妹" [];
    "grandparent" "祖父母" [];
    "grandchild" "孙子女" [];
    "other" "其他亲属" [];
} }

words! {
/// 医院隶属.
const RANK { "county" "县级" []; "city" "市级" []; "province" "省级" []; } }

words! {
    /// 救助身份, in the words of the policy; no national code list is published.
    const AID {
    "none" "无" [];
    "destitute" "特困" [];
    "orphan" "孤儿" [];
    "low-income" "低保" [];
    "low-income-edge" "低保边缘" [];
    "relapse" "返贫致贫" [];
    "monitored" "监测对象" ["监测"];
    "ex-poor" "稳定脱贫" [];
    "three-elders" "三老" [];
    "illness-poor" "因病致贫" [];
    "severe-disability" "重残" ["重度残疾"];
} }

words! {
/// 专科.
const SPECIALTY { "general" "综合" []; "tb" "结核" []; "psychiatric" "精神" []; } }

words! {
    /// 转诊方向.
    enum Referral {
        /// Not referred.
        None = "none" "无转诊" [];
        /// To a hospital of a higher level.
        Up = "up" "上转" [];
        /// To one of a lower level.
        Down = "down" "下转" [];
    }
}

words! {
/// 本人 or 未就业配偶.
const INSURED_AS { "self" "本人" []; "spouse" "未就业配偶" []; } }

words! {
    /// 参保情形.
    const ENTRY {
    "first" "首次参保" [];
    "return" "断保再参保" [];
    "continuous" "连续参保" [];
    "from-employee" "职工转入" [];
    "from-resident" "居民转入" [];
    "newborn" "新生儿参保" [];
    "special-group" "特殊群体" [];
} }

words! {
/// The three classes of the retirement age.
const WORKER { "man" "男职工" []; "woman-55" "女55" []; "woman-50" "女50" []; } }

/// The classes of persons that a scheme knows.
pub fn persons_of(scheme: Scheme) -> impl Iterator<Item = &'static Word> {
    let of_residents = |word: &Word| !matches!(word.name, "active" | "retired");
    PERSON
        .iter()
        .filter(move |word| of_residents(word) == (scheme == Scheme::Resident))
}

/// The words that every region shares for a selector; empty for selectors that are not words.
pub fn shared(selector: Selector) -> &'static [Word] {
    match selector {
        Selector::Scheme => Scheme::WORDS,
        Selector::Visit => Visit::WORDS,
        Selector::Layer => Layer::WORDS,
        Selector::Hospital => Hospital::WORDS,
        Selector::Person => PERSON,
        Selector::Sex => SEX,
        Selector::Mode => MODE,
        Selector::Class => Class::WORDS,
        Selector::Category => CATEGORY,
        Selector::Delivery => DELIVERY,
        Selector::Relation => RELATION,
        Selector::Rank => RANK,
        Selector::Aid => AID,
        Selector::Place => Place::WORDS,
        Selector::At => At::WORDS,
        Selector::Specialty => SPECIALTY,
        Selector::Referral => Referral::WORDS,
        Selector::InsuredAs => INSURED_AS,
        Selector::Entry => ENTRY,
        Selector::Stage => Stage::WORDS,
        Selector::Line => ContributionLine::WORDS,
        Selector::Payer => Payer::WORDS,
        Selector::Worker => WORKER,
        _ => &[],
    }
}

/// The shared word that `text` says, in any of its forms.
pub fn find(selector: Selector, text: &str) -> Option<&'static Word> {
    shared(selector).iter().find(|word| word.is(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn no_form_stands_for_two_words() {
        for &selector in Selector::ALL {
            let mut seen = HashMap::new();
            for word in shared(selector) {
                for form in [word.name, word.zh].iter().chain(word.also) {
                    let before = seen.insert(*form, word.name);
                    assert_eq!(before, None, "{selector:?}: {form}");
                }
            }
        }
    }

    #[test]
    fn an_enum_and_its_words_keep_step() {
        for (index, visit) in Visit::ALL.iter().enumerate() {
            assert_eq!(*visit as usize, index);
            assert_eq!(Visit::from_name(visit.name()), Some(*visit));
        }
    }
}
