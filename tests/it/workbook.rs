//! Answers as workbooks: read back, they say to the fen what JSON says.

use std::collections::BTreeMap;
use std::fs;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use serde_json::Value as Json;

use crate::program::{program, program_into};
use crate::written::folder;

const BILL: [&str; 2] = ["reimburse", "examples/urumqi-inpatient.toml"];
const YEAR: [&str; 6] = [
    "year",
    "examples/urumqi-year.csv",
    "--region",
    "乌鲁木齐",
    "--scheme",
    "居民",
];

/// A cell as it is compared: numbers with two decimals, days as days.
fn text(cell: &Data) -> String {
    match cell {
        Data::Float(number) => format!("{number:.2}"),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}

/// A sheet: its name, its rows of cells.
type Named = (String, Vec<Vec<Data>>);

/// The sheets in their order.
fn sheets(bytes: &[u8]) -> Vec<Named> {
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let sheets = book.worksheets().into_iter();
    sheets
        .map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect()))
        .collect()
}

fn printed(args: &[&str]) -> (u8, Vec<Named>) {
    let mut out = Vec::new();
    let status = program_into(&[args, &["--format", "xlsx"]].concat(), &mut out);
    (status, sheets(&out))
}

fn json(args: &[&str]) -> Json {
    let ran = program(&[args, &["--format", "json"]].concat(), b"", None);
    serde_json::from_str(&ran.stdout).unwrap()
}

/// The rows below a header, each by its headings.
fn below<'s>(sheet: &'s [Vec<Data>], first: &str) -> Vec<BTreeMap<String, &'s Data>> {
    let header = sheet.iter().position(|row| row[0] == *first);
    let header = header.unwrap_or_else(|| panic!("no header {first}"));
    let rows = sheet[header + 1..].iter();
    let rows = rows.take_while(|row| row.iter().any(|cell| *cell != Data::Empty));
    rows.map(|row| {
        let titles = sheet[header].iter().map(ToString::to_string);
        titles.zip(row).filter(|(title, _)| !title.is_empty())
    })
    .map(Iterator::collect)
    .collect()
}

/// A sum of the document stands in a cell as a number, the end of a range in the next column.
fn same(row: &BTreeMap<String, &Data>, title: &str, sum: &Json, up_to: &str) {
    let is = |title: &str, sum: &Json| {
        let cell = row[title];
        assert!(matches!(cell, Data::Float(_)), "{title}: {cell:?}");
        assert_eq!(text(cell), sum.as_str().unwrap(), "{title}");
    };
    match sum {
        Json::Null => assert_eq!(
            row.get(title).copied().unwrap_or(&Data::Empty),
            &Data::Empty
        ),
        Json::Object(range) => {
            is(title, &range["low"]);
            is(&format!("{title}{up_to}"), &range["high"]);
        }
        sum => is(title, sum),
    }
}

#[test]
fn the_sheets_of_a_bill_are_its_json_in_both_languages() {
    for (lang, names, titles) in [
        (
            "zh",
            ["金额", "步骤", "来源"],
            [
                "项目",
                "键",
                "金额（元）",
                "步骤",
                "结果（元）",
                "来源",
                "等级",
            ],
        ),
        (
            "en",
            ["amounts", "steps", "sources"],
            [
                "what",
                "key",
                "amount (yuan)",
                "step",
                "result (yuan)",
                "source",
                "grade",
            ],
        ),
    ] {
        let args = [&BILL[..], &["--lang", lang]].concat();
        let (status, sheets) = printed(&args);
        let document = json(&args);
        assert_eq!(status, 0);
        let found: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(found, names);
        let amounts = below(&sheets[0].1, titles[0]);
        let known = document["amounts"].as_object().unwrap();
        let known: Vec<_> = known.iter().filter(|(_, sum)| !sum.is_null()).collect();
        assert_eq!(amounts.len(), known.len());
        for (row, (key, sum)) in amounts.iter().zip(known) {
            assert_eq!(row[titles[1]].to_string(), **key);
            same(row, titles[2], sum, "");
        }
        let steps = below(&sheets[1].1, titles[3]);
        let told = document["steps"].as_array().unwrap();
        assert_eq!(steps.len(), told.len());
        for (row, step) in steps.iter().zip(told) {
            assert_eq!(row[titles[3]].to_string(), step["label"].as_str().unwrap());
            same(row, titles[4], &step["result"], "");
        }
        let sources = below(&sheets[2].1, titles[5]);
        let told = document["sources"].as_array().unwrap();
        assert_eq!(sources.len(), told.len());
        for (row, source) in sources.iter().zip(told) {
            for (title, key) in [(titles[5], "id"), (titles[6], "grade")] {
                assert_eq!(row[title].to_string(), source[key].as_str().unwrap());
            }
            let checked = if lang == "zh" { "核对于" } else { "checked" };
            assert_eq!(text(row[checked]), source["checked"].as_str().unwrap());
        }
    }
}

#[test]
fn what_was_not_chosen_stands_on_the_sheet_of_sources() {
    let (_, sheets) = printed(&BILL);
    let rows = sheets[2].1.iter().flatten().map(ToString::to_string);
    let all: Vec<String> = rows.collect();
    for says in ["乡镇卫生院 80 元", "三处网页中只有一处这样写"] {
        assert!(all.iter().any(|cell| cell == says), "{says}");
    }
    let said = json(&BILL);
    let rules = said["rules"].as_array().unwrap();
    let read = sheets[2].1.iter().position(|row| row[0] == *"用到的规则");
    let shown = below(&sheets[2].1[read.unwrap()..], "规则");
    assert_eq!(shown.len(), rules.len());
    for (row, rule) in shown.iter().zip(rules) {
        assert_eq!(text(row["起"]), rule["from"].as_str().unwrap());
        assert_eq!(row["等级"].to_string(), rule["grade"].as_str().unwrap());
    }
}

#[test]
fn the_sheets_of_a_year_have_a_row_a_bill_and_ranges_in_two_columns() {
    let (status, sheets) = printed(&YEAR);
    let document = json(&YEAR);
    assert_eq!(status, 0);
    let sums = below(&sheets[0].1, "项目");
    for row in &sums {
        let key = row["键"].to_string();
        same(row, "金额（元）", &document["amounts"][&key], "，至");
    }
    let bills = below(&sheets[0].1, "账单");
    let told = document["bills"].as_array().unwrap();
    assert_eq!(bills.len(), told.len());
    let titles = [
        ("医疗费总额", "total"),
        ("实际支付起付线", "deductible"),
        ("统筹基金支付", "pool_pay"),
        ("居民大病保险", "catastrophic_pay"),
        ("个人负担总额", "personal_pay"),
    ];
    let mut ranges = 0;
    for (row, bill) in bills.iter().zip(told) {
        assert_eq!(text(row["日期"]), bill["day"].as_str().unwrap());
        for (title, key) in titles {
            ranges += usize::from(bill["amounts"][key].is_object());
            same(row, title, &bill["amounts"][key], "，至");
        }
    }
    assert!(ranges > 0);
    let steps: usize = told
        .iter()
        .map(|bill| bill["steps"].as_array().map_or(0, Vec::len))
        .sum();
    assert_eq!(below(&sheets[1].1, "账单").len(), steps);
}

#[test]
fn answers_about_people_and_comparisons_are_workbooks_too() {
    let args = [
        "contribute",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "职工",
        "--wage",
        "8000",
        "--month",
        "2024-06",
    ];
    let (status, sheets) = printed(&args);
    assert_eq!(status, 0);
    let monthly = json(&args)["amounts"]["individual"]
        .as_str()
        .unwrap()
        .to_owned();
    let cells: Vec<String> = sheets[0].1.iter().flatten().map(text).collect();
    assert!(cells.contains(&monthly), "{monthly} {cells:?}");

    let args = [&["compare"], &BILL[1..], &["--hospital", "三级,二级"]].concat();
    let (status, sheets) = printed(&args);
    assert_eq!(status, 0);
    let document = json(&args);
    let cells: Vec<String> = sheets[0].1.iter().flatten().map(text).collect();
    let variants = document["variants"].as_array().unwrap().iter();
    let sums: Vec<&str> = variants
        .filter_map(|one| one["amounts"]["fund_pay"].as_str())
        .collect();
    assert!(!sums.is_empty());
    for sum in sums {
        assert!(cells.contains(&sum.to_owned()), "{sum} {cells:?}");
    }
}

#[test]
fn a_table_of_people_comes_back_as_a_sheet_with_the_cells_of_its_csv() {
    let folder = folder("people-xlsx");
    let table = "name,scheme,region,month,wage\n甲,职工,乌鲁木齐,2024-06,8000.00\n=乙,职工,乌鲁木齐,2024-06,9000.10\n";
    let to = folder.join("a.xlsx");
    let args = ["contribute", "-", "-o", to.to_str().unwrap()];
    let ran = program(&args, table.as_bytes(), None);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let sheets = sheets(&fs::read(&to).unwrap());
    let csv = program(&["contribute", "-"], table.as_bytes(), None).stdout;
    let csv: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(sheets[0].1.len(), csv.len());
    for (row, cells) in sheets[0].1.iter().zip(csv) {
        let row: Vec<String> = row.iter().map(text).collect();
        let cells: Vec<&str> = cells
            .iter()
            .map(|cell| cell.trim_start_matches('\''))
            .collect();
        assert_eq!(row, cells);
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_workbook_says_first_why_there_is_no_amount() {
    let args = [
        "reimburse",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "居民",
        "--visit",
        "住院",
        "--hospital",
        "三级",
        "--total",
        "1000",
        "--on",
        "1999-06-01",
    ];
    let (status, sheets) = printed(&args);
    assert_eq!(status, 4);
    let reason = json(&args)["reason"].as_str().unwrap().to_owned();
    let said = sheets[0].1.iter().map(|row| row[0].to_string());
    assert!(said.take(5).any(|line| line.contains(&reason)), "{reason}");
}

#[test]
fn a_workbook_goes_into_a_file_and_not_onto_a_terminal() {
    let folder = folder("xlsx");
    let to = folder.join("a.xlsx");
    let to = to.to_str().unwrap();
    let ran = program(&[&BILL[..], &["-o", to]].concat(), b"", Some(80));
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    let mut out = Vec::new();
    program_into(&[&BILL[..], &["--format", "xlsx"]].concat(), &mut out);
    assert_eq!(fs::read(to).unwrap(), out);
    let ran = program(&[&BILL[..], &["--format", "xlsx"]].concat(), b"", Some(80));
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("-o a.xlsx"), "{}", ran.stderr);
    for flags in [&["--dry-run"][..], &["--fields", "nhsa"]] {
        let ran = program(&[&BILL[..], flags, &["-o", to]].concat(), b"", None);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{flags:?}");
        assert!(
            ran.stderr.contains("xlsx") && ran.stderr.contains(flags[0]),
            "{}",
            ran.stderr
        );
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_words_of_a_receipt_are_in_the_workbook_and_in_a_year() {
    let said = "--region 上海 --scheme employee --visit inpatient --hospital level-3 --person active --age 40 \
        --on 2024-07-01 --total 12600 --self-funded 300 --pre-self-pay 800 --place local";
    let words: Vec<&str> = said.split_whitespace().collect();
    let args = [&["reimburse"], &words[..]].concat();
    let labels = json(&args)["labels"].clone();
    let words = [
        ("self_pay", "3800.00"),
        ("self_expense", "300.00"),
        ("self_borne", "3000.00"),
    ];
    assert_eq!(labels.as_object().unwrap().len(), words.len());
    let (_, sheets) = printed(&args);
    let rows = below(&sheets[0].1, "项目");
    for (word, sum) in words {
        assert_eq!(labels[word], sum);
        let key = format!("labels.{word}");
        let row = rows
            .iter()
            .find(|row| row["键"].to_string() == key)
            .unwrap();
        same(row, "金额（元）", &labels[word], "");
    }
    // What the hospital bears is taken off none of the pieces: the word that is made of them is not said.
    let borne = json(&[&args[..], &["--hospital-pay", "100"]].concat())["labels"].clone();
    let said = [("self_pay", "3700.00"), ("self_expense", "300.00")];
    assert_eq!(borne, said.into_iter().collect::<Json>());
    let bills = b"bill,on,total,self_funded,pre_self_pay\nA,2024-07-01,12600,300,800\n";
    let flags = "--region 上海 --scheme employee --visit inpatient --hospital level-3 --person active --age 40 --place local";
    let args = ["year", "-", "--input", "csv", "--format", "json"];
    let args: Vec<&str> = args.into_iter().chain(flags.split_whitespace()).collect();
    let ran = program(&args, bills, None);
    let year: Json = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr));
    assert_eq!(year["bills"][0]["labels"], labels);
}
