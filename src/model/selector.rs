//! Selectors: the facts of a case by which the rows of a rule table are told apart.

/// What values a selector has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One of a list of words.
    Word,
    /// A whole number that is not below zero.
    Number,
    /// A day.
    Date,
    /// Yes or no.
    Flag,
}

macro_rules! selectors {
    ($($(#[$doc:meta])* $variant:ident = $name:literal $zh:literal $kind:ident $(silent $silent:literal)?;)*) => {
        /// A fact of a case that a rule may ask for. Names and meaning are those of the rule files.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Selector { $($(#[$doc])* $variant),* }

        impl Selector {
            /// Every selector.
            pub const ALL: &'static [Selector] = &[$(Selector::$variant),*];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// The name in rule files.
            pub fn name(self) -> &'static str {
                match self { $(Selector::$variant => $name),* }
            }

            /// The name in Chinese.
            pub fn zh(self) -> &'static str {
                match self { $(Selector::$variant => $zh),* }
            }

            /// What values it has.
            pub fn kind(self) -> Kind {
                match self { $(Selector::$variant => Kind::$kind),* }
            }

            /// The value that is meant when a bill says nothing, if there is such a value.
            pub fn silent(self) -> Option<&'static str> {
                match self { $(Selector::$variant => selectors!(@silent $($silent)?)),* }
            }
        }
    };
    (@silent) => { None };
    (@silent $silent:literal) => { Some($silent) };
}

selectors! {
    /// 险种.
    Scheme = "scheme" "险种" Word;
    /// 医疗类别.
    Visit = "visit" "就医类别" Word;
    /// 支付层次.
    Layer = "layer" "支付层" Word;
    /// 医院等级.
    Hospital = "hospital" "医院等级" Word;
    /// 人员类别.
    Person = "person" "人员类别" Word;
    /// 性别.
    Sex = "sex" "性别" Word;
    /// 统账结合 or 单建统筹.
    Mode = "mode" "参保方式" Word;
    /// 缴费档次.
    Tier = "tier" "档次" Word;
    /// 统筹区, by its folder.
    Pool = "pool" "统筹区" Word;
    /// 甲乙丙类.
    Class = "class" "甲乙丙类" Word;
    /// 收费类别.
    Category = "category" "收费类别" Word;
    /// 病种组.
    Group = "group" "病种组" Word;
    /// 病种.
    Disease = "disease" "病种" Word;
    /// 分娩方式.
    Delivery = "delivery" "分娩方式" Word;
    /// 亲属关系.
    Relation = "relation" "亲属关系" Word;
    /// 医院的行政级别.
    Rank = "rank" "医院隶属" Word;
    /// 救助身份.
    Aid = "aid" "救助身份" Word silent "none";
    /// 就医地与备案.
    Place = "place" "就医地" Word silent "local";
    /// 省内或省外.
    At = "at" "省内外" Word;
    /// 专科.
    Specialty = "specialty" "专科" Word silent "general";
    /// 转诊方向.
    Referral = "referral" "转诊方向" Word silent "none";
    /// 本人或未就业配偶.
    InsuredAs = "insured-as" "参保身份" Word silent "self";
    /// 参保情形.
    Entry = "entry" "参保情形" Word;
    /// 缴费阶段.
    Stage = "stage" "缴费阶段" Word;
    /// 退休年龄的三类人员.
    Worker = "worker" "退休类别" Word;
    /// 缴费项目, of contributions only.
    Line = "line" "缴费项目" Word;
    /// 缴费主体, of contributions only.
    Payer = "payer" "缴费主体" Word;
    /// 周岁.
    Age = "age" "年龄" Number;
    /// 出生天数.
    AgeDays = "age-days" "出生天数" Number;
    /// 年内第几次.
    Nth = "nth" "年内第几次" Number;
    /// 年内在该级医院第几次.
    NthAtLevel = "nth-at-level" "同级第几次" Number;
    /// 年内该病种第几次.
    NthForDisease = "nth-for-disease" "同病第几次" Number;
    /// 连续缴费月数.
    PaidMonths = "paid-months" "连续缴费月数" Number;
    /// 连续参保年数.
    ContinuousYears = "continuous-years" "连续参保年数" Number;
    /// 断保次数.
    Breaks = "breaks" "断保次数" Number;
    /// 零报销年数.
    ZeroClaimYears = "zero-claim-years" "零报销年数" Number;
    /// 断保年数.
    MissedYears = "missed-years" "断保年数" Number;
    /// 修复年数.
    RepairedYears = "repaired-years" "修复年数" Number;
    /// 中断月数.
    GapMonths = "gap-months" "中断月数" Number;
    /// 中断天数.
    GapDays = "gap-days" "中断天数" Number;
    /// 欠费月数.
    MonthsLate = "months-late" "欠费月数" Number;
    /// 孕月.
    PregnancyMonths = "pregnancy-months" "孕月" Number;
    /// 多胎数.
    ExtraChildren = "extra-children" "多生胎数" Number;
    /// 认定慢特病数.
    Diseases = "diseases" "认定病种数" Number;
    /// 出生日期.
    Born = "born" "出生日期" Date;
    /// 参加工作日期.
    WorkingSince = "working-since" "参加工作日期" Date;
    /// 退休日期.
    Retired = "retired" "退休日期" Date;
    /// 缴费日.
    PayDay = "pay-day" "缴费日" Date;
    /// 公务员.
    CivilServant = "civil-servant" "公务员" Flag;
    /// 家庭医生签约.
    Signed = "signed" "家庭医生签约" Flag;
    /// 已补缴.
    MadeGood = "made-good" "已补缴" Flag;
    /// 难产.
    Difficult = "difficult" "难产" Flag;
    /// 残疾.
    Disabled = "disabled" "残疾" Flag silent "false";
}

impl Selector {
    /// The selector of that name.
    pub fn from_name(name: &str) -> Option<Selector> {
        Self::ALL
            .iter()
            .copied()
            .find(|selector| selector.name() == name)
    }

    /// The largest number that there can be of it. Nobody is a thousand years old: such an age is a slip of the pen.
    pub fn most(self) -> i64 {
        match self {
            Selector::Age => 150,
            _ => 1_000_000,
        }
    }

    /// Whether a region may add words to the list.
    pub fn grows(self) -> bool {
        matches!(
            self,
            Selector::Tier | Selector::Group | Selector::Aid | Selector::Rank | Selector::Category
        )
    }

    /// Whether any word may stand: names of diseases and of pools are not listed anywhere.
    pub fn open(self) -> bool {
        matches!(self, Selector::Disease | Selector::Pool)
    }
}
