//! Command lines that can be pasted: quoted as a shell reads them, folded at flags to a width.

/// A command line, folded so that a shell reads it as one. Nothing where it could not be typed.
pub(crate) fn folded(args: &[String], width: usize, indent: usize) -> Option<String> {
    let is_typed = |arg: &String| arg.chars().all(|c| !c.is_control());
    let length: usize = args.iter().map(String::len).sum();
    if !args.iter().all(is_typed) || length > 4000 {
        return None;
    }
    let mut groups: Vec<String> = Vec::new();
    for arg in std::iter::once(&"yibao".to_owned()).chain(args) {
        let arg = quoted(arg);
        match groups.last_mut() {
            Some(group) if !arg.starts_with("--") => {
                group.push(' ');
                *group += &arg;
            }
            _ => groups.push(arg),
        }
    }
    Some(lines(&groups, width, indent))
}

/// The same for a command that is written down as a text.
pub(crate) fn folded_text(command: &str, width: usize, indent: usize) -> String {
    let mut groups: Vec<String> = Vec::new();
    for (index, group) in command.split(" --").enumerate() {
        groups.push(match index {
            0 => group.to_owned(),
            _ => format!("--{group}"),
        });
    }
    lines(&groups, width, indent)
}

fn lines(groups: &[String], width: usize, indent: usize) -> String {
    use unicode_width::UnicodeWidthStr;
    let mut out = " ".repeat(indent);
    let mut column = indent;
    for (index, group) in groups.iter().enumerate() {
        let wide = group.width();
        // Two columns are kept for the ` \` of a line that goes on.
        if index > 0 && column + 1 + wide + 2 > width {
            out += " \\\n";
            out += &" ".repeat(indent + 2);
            column = indent + 2;
        } else if index > 0 {
            out.push(' ');
            column += 1;
        }
        out += group;
        column += wide;
    }
    out
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,%+@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_folded_command_is_one_command() {
        let args = words("reimburse --region 乌鲁木齐 --scheme 居民 --total 100");
        let text = folded(&args, 40, 2).unwrap();
        assert_eq!(
            text,
            "  yibao reimburse --region 乌鲁木齐 \\\n    --scheme 居民 --total 100"
        );
        assert_eq!(
            text,
            folded_text(&format!("yibao {}", args.join(" ")), 40, 2)
        );
    }

    #[test]
    fn words_are_quoted_for_the_shell() {
        let args = ["it's".to_owned(), "1 000".to_owned(), String::new()];
        assert_eq!(folded(&args, 80, 0).unwrap(), "yibao 'it'\\''s' '1 000' ''");
        assert_eq!(folded(&["\u{1b}[0m".to_owned()], 80, 0), None);
    }
}
