//! What is another line than before.

/// A line, and whether it is new or gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    Same(&'a str),
    New(&'a str),
    Gone(&'a str),
}

/// Lines of which the difference is looked for; of longer texts all is shown as new.
const MOST: usize = 400;

/// The lines of `after`, and among them those that only `before` had.
#[must_use]
pub fn between<'a>(before: &'a str, after: &'a str) -> Vec<Line<'a>> {
    let (before, after): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    if before.len() > MOST || after.len() > MOST {
        return after.into_iter().map(Line::New).collect();
    }
    // How many lines are the same from here to both ends.
    let mut common = vec![vec![0_u16; after.len() + 1]; before.len() + 1];
    for old in (0..before.len()).rev() {
        for new in (0..after.len()).rev() {
            common[old][new] = if before[old] == after[new] {
                common[old + 1][new + 1] + 1
            } else {
                common[old + 1][new].max(common[old][new + 1])
            };
        }
    }
    let (mut lines, mut old, mut new) = (Vec::new(), 0, 0);
    while old < before.len() || new < after.len() {
        let is_same = old < before.len() && new < after.len() && before[old] == after[new];
        let is_gone = old < before.len() && (new == after.len() || common[old + 1][new] >= common[old][new + 1]);
        if is_same {
            lines.push(Line::Same(after[new]));
            (old, new) = (old + 1, new + 1);
        } else if is_gone {
            lines.push(Line::Gone(before[old]));
            old += 1;
        } else {
            lines.push(Line::New(after[new]));
            new += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_on_both_sides_are_the_same_and_the_others_new_or_gone() {
        let (before, after) = ("{\n a: 1\n b: 2\n}", "{\n a: 1\n b: 3\n c: 4\n}");
        let lines = between(before, after);
        let expected = [
            Line::Same("{"),
            Line::Same(" a: 1"),
            Line::Gone(" b: 2"),
            Line::New(" b: 3"),
            Line::New(" c: 4"),
            Line::Same("}"),
        ];
        assert_eq!(lines, expected);
        assert_eq!(between("", "a"), [Line::New("a")]);
        assert_eq!(between("a", ""), [Line::Gone("a")]);
        assert_eq!(between("a\na", "a"), [Line::Same("a"), Line::Gone("a")]);
        assert_eq!(between("", ""), []);
    }

    #[test]
    fn of_what_is_very_long_everything_is_new() {
        let long = "a\n".repeat(1_000);
        assert!(between(&long, &long).iter().all(|line| *line == Line::New("a")));
    }
}
