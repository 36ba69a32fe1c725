//! `yibao reimburse` at a terminal asks for the bill, and shows the command line that the answers make.

use crate::program::{Ran, asked, program};
use crate::transcripts::words;

const HOME: &str = "乌鲁木齐\n居民\n1\n三甲\n成年\n2025-06-01\n20,600\n\n\n\n";

/// The command line that a dialogue showed, as a shell would read it.
fn built(ran: &Ran) -> Vec<String> {
    let at = ran.stderr.find("  yibao reimburse").unwrap();
    let line = ran.stderr[at..].trim().replace(" \\\n", " ");
    words(&line)
}

#[test]
fn answers_make_a_command_line_that_gives_the_same_answer() {
    for lang in ["zh", "en"] {
        let ran = asked(&["reimburse", "--lang", lang], HOME.as_bytes());
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        let line = built(&ran);
        let args: Vec<&str> = line[1..].iter().map(String::as_str).collect();
        let typed = program(&args, b"", Some(60));
        assert_eq!(typed.stdout, ran.stdout, "{line:?}");
        let word = if lang == "zh" { "住院" } else { "inpatient" };
        assert!(args.contains(&word), "{args:?}");
    }
}

#[test]
fn every_question_names_what_it_takes_and_keeps_to_the_screen() {
    for (lang, words) in [
        ("zh", ["居民", "三级", "药店购药", "成年居民"]),
        ("en", ["resident", "level-3", "pharmacy", "adult"]),
    ] {
        let ran = asked(&["reimburse", "--lang", lang], HOME.as_bytes());
        let shown = &ran.stderr;
        for word in words {
            assert!(shown.contains(&format!(" {word}")), "{word}\n{shown}");
        }
        let wide = shown
            .lines()
            .map(unicode_width::UnicodeWidthStr::width)
            .max();
        assert!(wide.is_some_and(|wide| wide <= 60), "{shown}");
    }
}

#[test]
fn a_wrong_answer_is_asked_again_with_the_reason() {
    let answers = "乌鲁木其\n乌鲁木齐\n商业\n390\n住院\n02\n在职\nadult\n昨天\n2025-06-01\n\n一万\n20600\n30000\n600\n\n\n";
    let ran = asked(&["reimburse"], answers.as_bytes());
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    for said in [
        "乌鲁木其",
        "商业",
        "在职",
        "昨天",
        "这一项不能空",
        "一万",
        "30000.00",
    ] {
        assert!(ran.stderr.contains(said), "{said}\n{}", ran.stderr);
    }
    let line = built(&ran);
    assert!(
        line.contains(&"600".to_owned()) && !line.contains(&"30000".to_owned()),
        "{line:?}"
    );
}

#[test]
fn what_the_rules_miss_is_asked_too() {
    // Ordinary chronic care of the place is paid by group.
    let answers = "乌鲁木齐\n居民\n慢特病\n三级\n成年居民\n2025-06-01\n1000\n\n\n\n";
    let short = asked(&["reimburse"], answers.as_bytes());
    assert_eq!(short.status, 3, "{}{}", short.stdout, short.stderr);
    assert!(short.stdout.is_empty());
    assert!(short.stderr.contains("规则还要知道"), "{}", short.stderr);
    let ran = asked(&["reimburse"], format!("{answers}class-i\n").as_bytes());
    assert!(
        built(&ran).contains(&"class-i".to_owned()),
        "{}",
        ran.stderr
    );
}

#[test]
fn answers_that_end_early_leave_what_is_missing_and_what_was_said() {
    let ran = asked(&["reimburse"], "乌鲁木齐\n居民\n住院\n".as_bytes());
    assert_eq!(ran.status, 3);
    assert!(ran.stdout.is_empty());
    let end = ran.stderr.split_once("B030").unwrap().1;
    for said in ["医院等级", "人员类别", "总额", "--region 乌鲁木齐"] {
        assert!(end.contains(said), "{said}\n{}", ran.stderr);
    }
}

#[test]
fn only_an_empty_command_at_a_terminal_asks() {
    let some = asked(&["reimburse", "--region", "乌鲁木齐"], b"");
    assert!(!some.stderr.contains("Ctrl-D"), "{}", some.stderr);
    let piped = program(&["reimburse"], HOME.as_bytes(), None);
    assert!(!piped.stderr.contains("Ctrl-D"), "{}", piped.stderr);
}
