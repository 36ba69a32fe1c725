//! Every place of 新疆 is found by its code, its name, its short name and its pinyin, and stands for its pool.

use yibao::rules::library::Library;
use yibao::rules::shelf::Shelf;

fn shelf() -> Shelf {
    Shelf::new(Library::folder("rules"))
}

/// Codes and names of GB/T 2260, by the folder that answers for them: the pool, then its counties.
const PLACES: [(&str, &str); 27] = [
    (
        "cn/xinjiang/urumqi",
        "650100 乌鲁木齐市 650102 天山区 650103 沙依巴克区 650104 新市区 650105 水磨沟区 650106 头屯河区 650107 达坂城区 650109 米东区 650121 乌鲁木齐县",
    ),
    (
        "cn/xinjiang/karamay",
        "650200 克拉玛依市 650202 独山子区 650203 克拉玛依区 650204 白碱滩区 650205 乌尔禾区",
    ),
    (
        "cn/xinjiang/turpan",
        "650400 吐鲁番市 650402 高昌区 650421 鄯善县 650422 托克逊县",
    ),
    (
        "cn/xinjiang/hami",
        "650500 哈密市 650502 伊州区 650521 巴里坤哈萨克自治县 650522 伊吾县",
    ),
    (
        "cn/xinjiang/changji",
        "652300 昌吉回族自治州 652301 昌吉市 652302 阜康市 652323 呼图壁县 652324 玛纳斯县 652325 奇台县 652327 吉木萨尔县 652328 木垒哈萨克自治县",
    ),
    (
        "cn/xinjiang/bozhou",
        "652700 博尔塔拉蒙古自治州 652701 博乐市 652702 阿拉山口市 652722 精河县 652723 温泉县",
    ),
    (
        "cn/xinjiang/bazhou",
        "652800 巴音郭楞蒙古自治州 652801 库尔勒市 652822 轮台县 652823 尉犁县 652824 若羌县 652825 且末县 652826 焉耆回族自治县 652827 和静县 652828 和硕县 652829 博湖县",
    ),
    (
        "cn/xinjiang/aksu",
        "652900 阿克苏地区 652901 阿克苏市 652902 库车市 652922 温宿县 652924 沙雅县 652925 新和县 652926 拜城县 652927 乌什县 652928 阿瓦提县 652929 柯坪县",
    ),
    (
        "cn/xinjiang/kezhou",
        "653000 克孜勒苏柯尔克孜自治州 653001 阿图什市 653022 阿克陶县 653023 阿合奇县 653024 乌恰县",
    ),
    (
        "cn/xinjiang/kashgar",
        "653100 喀什地区 653101 喀什市 653121 疏附县 653122 疏勒县 653123 英吉沙县 653124 泽普县 653125 莎车县 653126 叶城县 653127 麦盖提县 653128 岳普湖县 653129 伽师县 653130 巴楚县",
    ),
    (
        "cn/xinjiang/kashgar/taxkorgan",
        "653131 塔什库尔干塔吉克自治县",
    ),
    (
        "cn/xinjiang/hotan",
        "653200 和田地区 653201 和田市 653221 和田县 653222 墨玉县 653223 皮山县 653224 洛浦县 653225 策勒县 653226 于田县 653227 民丰县 653228 和安县 653229 和康县",
    ),
    (
        "cn/xinjiang/yili",
        "654000 伊犁哈萨克自治州 654002 伊宁市 654003 奎屯市 654004 霍尔果斯市 654021 伊宁县 654022 察布查尔锡伯自治县 654023 霍城县 654024 巩留县 654025 新源县 654026 昭苏县 654027 特克斯县 654028 尼勒克县",
    ),
    (
        "cn/xinjiang/tacheng",
        "654200 塔城地区 654201 塔城市 654202 乌苏市 654203 沙湾市 654221 额敏县 654224 托里县 654225 裕民县 654226 和布克赛尔蒙古自治县",
    ),
    (
        "cn/xinjiang/altay",
        "654300 阿勒泰地区 654301 阿勒泰市 654321 布尔津县 654322 富蕴县 654323 福海县 654324 哈巴河县 654325 青河县 654326 吉木乃县",
    ),
    ("cn/xpcc/xpcc-08", "659001 石河子市"),
    ("cn/xpcc/xpcc-01", "659002 阿拉尔市"),
    ("cn/xpcc/xpcc-03", "659003 图木舒克市"),
    ("cn/xpcc/xpcc-06", "659004 五家渠市"),
    ("cn/xpcc/xpcc-10", "659005 北屯市"),
    ("cn/xpcc/xpcc-02", "659006 铁门关市"),
    ("cn/xpcc/xpcc-05", "659007 双河市"),
    ("cn/xpcc/xpcc-04", "659008 可克达拉市"),
    ("cn/xpcc/xpcc-14", "659009 昆玉市"),
    ("cn/xpcc/xpcc-07", "659010 胡杨河市"),
    ("cn/xpcc/xpcc-13", "659011 新星市"),
    ("cn/xpcc/xpcc-09", "659012 白杨市"),
];

/// The last word of a name, and what ethnic names put before it.
const KINDS: [&str; 16] = [
    "哈萨克自治县",
    "回族自治县",
    "锡伯自治县",
    "蒙古自治县",
    "塔吉克自治县",
    "回族自治州",
    "蒙古自治州",
    "哈萨克自治州",
    "柯尔克孜自治州",
    "自治县",
    "自治州",
    "地区",
    "县",
    "市",
    "区",
    "州",
];

fn short(name: &str) -> &str {
    let short = KINDS.iter().find_map(|kind| name.strip_suffix(kind));
    short.unwrap_or_else(|| panic!("{name} has no last word"))
}

#[test]
fn every_place_is_found_by_code_name_and_short_name() {
    let shelf = shelf();
    let mut count = 0;
    for (path, places) in PLACES {
        let words: Vec<&str> = places.split(' ').collect();
        for place in words.chunks(2) {
            let [code, name] = place else {
                panic!("{places}: a code without a name")
            };
            for asked in [*code, *name, short(name), &format!("新疆{name}")] {
                let found = shelf.find_region(asked).map(|folder| folder.path);
                let is_corps = path.starts_with("cn/xpcc") && asked.starts_with("新疆");
                if is_corps {
                    continue; // the cities lie in 新疆, the divisions do not belong to it
                }
                assert_eq!(found.as_deref(), Ok(path), "{asked}");
            }
            count += 1;
        }
    }
    assert_eq!(count, 14 + 98 + 12, "pools, counties and cities");
}

#[test]
fn what_sounds_like_a_place_is_the_place() {
    let shelf = shelf();
    for (asked, path, county) in [
        ("hejing", "cn/xinjiang/bazhou", "和静县"),
        ("He Jing xian", "cn/xinjiang/bazhou", "和静县"),
        ("qi'tai", "cn/xinjiang/changji", "奇台县"),
        ("hetianxian", "cn/xinjiang/hotan", "和田县"),
        ("ｈｅｊｉｎｇ", "cn/xinjiang/bazhou", "和静县"),
    ] {
        let found = shelf.find_region(asked).unwrap();
        assert_eq!(
            (found.path.as_str(), found.county.as_deref()),
            (path, Some(county)),
            "{asked}"
        );
    }
    for (asked, path) in [
        ("wulumuqi", "cn/xinjiang/urumqi"),
        ("kashi", "cn/xinjiang/kashgar"),
        ("hetian", "cn/xinjiang/hotan"),
        ("shihezi", "cn/xpcc/xpcc-08"),
        ("tashikuergan", "cn/xinjiang/kashgar/taxkorgan"),
    ] {
        let found = shelf.find_region(asked).unwrap();
        assert_eq!((found.path.as_str(), found.county), (path, None), "{asked}");
    }
}

#[test]
fn every_county_has_a_pinyin_that_finds_it() {
    let shelf = shelf();
    for (path, places) in PLACES {
        let slug = path.rsplit('/').next().unwrap_or_default();
        let text = std::fs::read_to_string(format!("rules/{path}/region.toml")).unwrap();
        let lines = text.lines().filter(|line| line.contains("code = "));
        for line in lines.filter(|line| line.contains('{')) {
            let pinyin = line
                .split("pinyin = \"")
                .nth(1)
                .and_then(|rest| rest.split('"').next());
            let pinyin = pinyin.unwrap_or_else(|| panic!("{places}: {line} has no pinyin"));
            let found = shelf.find_region(pinyin).map(|folder| folder.path);
            assert_eq!(found.as_deref(), Ok(path), "{pinyin} of {slug}");
        }
    }
}

#[test]
fn names_behind_the_names_of_what_they_lie_in() {
    let shelf = shelf();
    for (asked, path) in [
        ("新疆巴州和静县", "cn/xinjiang/bazhou"),
        (
            "新疆维吾尔自治区巴音郭楞蒙古自治州和静县",
            "cn/xinjiang/bazhou",
        ),
        ("喀什地区塔什库尔干县", "cn/xinjiang/kashgar/taxkorgan"),
        ("乌市天山区", "cn/xinjiang/urumqi"),
        ("兵团第八师", "cn/xpcc/xpcc-08"),
        ("五师双河", "cn/xpcc/xpcc-05"),
        ("兵团本级", "cn/xpcc/xpcc-benji"),
    ] {
        let found = shelf.find_region(asked).map(|folder| folder.path);
        assert_eq!(found.as_deref(), Ok(path), "{asked}");
    }
    assert!(
        shelf.find_region("巴州莎车县").is_err(),
        "莎车县 lies in 喀什"
    );
}

#[test]
fn a_name_that_is_none_gets_the_nearest_ones() {
    let shelf = shelf();
    for (asked, near) in [
        ("克拉马依", "克拉玛依"),
        ("乌鲁木奇", "乌鲁木齐"),
        ("和静线", "和静县"),
        ("hejin", "hejing"),
        ("urumchi", "urumqi"),
    ] {
        let nearest = shelf.find_region(asked).unwrap_err();
        assert!(
            nearest.iter().any(|name| name == near),
            "{asked}: {nearest:?}"
        );
    }
}

/// Places outside 新疆: folder, code of GB/T 2260, name, short name. The folder is the pinyin.
#[rustfmt::skip] // a table
const ELSEWHERE: [(&str, &str, &str, &str); 48] = [
    ("cn/anhui/bengbu", "340300", "蚌埠市", "蚌埠"),
    ("cn/anhui", "340000", "安徽省", "安徽"),
    ("cn/beijing", "110000", "北京市", "北京"),
    ("cn/chongqing", "500000", "重庆市", "重庆"),
    ("cn/fujian/ningde", "350900", "宁德市", "宁德"),
    ("cn/fujian", "350000", "福建省", "福建"),
    ("cn/gansu/lanzhou", "620100", "兰州市", "兰州"),
    ("cn/gansu", "620000", "甘肃省", "甘肃"),
    ("cn/guangdong/foshan", "440600", "佛山市", "佛山"),
    ("cn/guangdong/guangzhou", "440100", "广州市", "广州"),
    ("cn/guangdong/jiangmen", "440700", "江门市", "江门"),
    ("cn/guangdong", "440000", "广东省", "广东"),
    ("cn/guangdong/shenzhen", "440300", "深圳市", "深圳"),
    ("cn/henan/anyang", "410500", "安阳市", "安阳"),
    ("cn/henan", "410000", "河南省", "河南"),
    ("cn/henan/zhengzhou", "410100", "郑州市", "郑州"),
    ("cn/henan/zhoukou", "411600", "周口市", "周口"),
    ("cn/hubei", "420000", "湖北省", "湖北"),
    ("cn/hubei/shiyan", "420300", "十堰市", "十堰"),
    ("cn/hubei/wuhan", "420100", "武汉市", "武汉"),
    ("cn/hubei/xiangyang", "420600", "襄阳市", "襄阳"),
    ("cn/hubei/yichang", "420500", "宜昌市", "宜昌"),
    ("cn/hunan", "430000", "湖南省", "湖南"),
    ("cn/jiangsu/jiangyin", "320281", "江阴市", "江阴"),
    ("cn/jiangsu/liyang", "320481", "溧阳市", "溧阳"),
    ("cn/jiangsu", "320000", "江苏省", "江苏"),
    ("cn/jiangsu/suzhou", "320500", "苏州市", "苏州"),
    ("cn/jiangxi/nanchang", "360100", "南昌市", "南昌"),
    ("cn/jiangxi", "360000", "江西省", "江西"),
    ("cn/liaoning/benxi", "210500", "本溪市", "本溪"),
    ("cn/liaoning/dalian", "210200", "大连市", "大连"),
    ("cn/liaoning/dandong", "210600", "丹东市", "丹东"),
    ("cn/liaoning", "210000", "辽宁省", "辽宁"),
    ("cn/liaoning/shenyang", "210100", "沈阳市", "沈阳"),
    ("cn/neimenggu/baotou", "150200", "包头市", "包头"),
    ("cn/neimenggu", "150000", "内蒙古自治区", "内蒙古"),
    ("cn/shandong/qingdao", "370200", "青岛市", "青岛"),
    ("cn/shandong", "370000", "山东省", "山东"),
    ("cn/shandong/zibo", "370300", "淄博市", "淄博"),
    ("cn/shanghai", "310000", "上海市", "上海"),
    ("cn/shanxi", "140000", "山西省", "山西"),
    ("cn/sichuan/chengdu", "510100", "成都市", "成都"),
    ("cn/sichuan", "510000", "四川省", "四川"),
    ("cn/yunnan/qujing", "530300", "曲靖市", "曲靖"),
    ("cn/yunnan", "530000", "云南省", "云南"),
    ("cn/yunnan/xishuangbanna", "532800", "西双版纳傣族自治州", "西双版纳"),
    ("cn/zhejiang/hangzhou", "330100", "杭州市", "杭州"),
    ("cn/zhejiang", "330000", "浙江省", "浙江"),
];

#[test]
fn places_elsewhere_are_found_by_code_name_short_name_and_pinyin() {
    let shelf = shelf();
    for (path, code, name, short) in ELSEWHERE {
        let pinyin = path.rsplit('/').next().unwrap_or_default();
        let kind = if name.ends_with('市') { "shi" } else { "" };
        let long = format!("{pinyin}{kind}").to_uppercase();
        for asked in [code, name, short, pinyin, &long] {
            let found = shelf.find_region(asked).map(|folder| folder.path);
            assert_eq!(found.as_deref(), Ok(path), "{asked}");
        }
    }
    for (asked, path) in [
        ("景洪", "cn/yunnan/xishuangbanna"),
        ("menghai", "cn/yunnan/xishuangbanna"),
        ("重庆市渝北区", "cn/chongqing"),
        ("340303", "cn/anhui/bengbu"),
        ("辽宁本溪", "cn/liaoning/benxi"),
    ] {
        let found = shelf.find_region(asked).map(|folder| folder.path);
        assert_eq!(found.as_deref(), Ok(path), "{asked}");
    }
    for (asked, near) in [
        ("苏洲", "苏州"),
        ("benxj", "benxi"),
        ("西双板纳", "西双版纳"),
    ] {
        let nearest = shelf.find_region(asked).unwrap_err();
        assert!(
            nearest.iter().any(|name| name == near),
            "{asked}: {nearest:?}"
        );
    }
}
