//! A document that has a line for each part, taken apart into branches that one may fold.

/// Deeper ones, and documents with more of them, are not worth it.
const DEEPEST: usize = 64;
const MOST: usize = 500;

/// A piece of such a document.
#[derive(Debug, PartialEq, Eq)]
pub enum Part<'t> {
    Lines(&'t str),
    /// The line that opens it and the one that closes it, without the ends of both.
    Branch {
        opens: &'t str,
        inside: Vec<Self>,
        closes: &'t str,
    },
}

/// `None` if it has no branches, or other brackets close than have opened. Put together with a line's end between them, the parts
/// are the text.
#[must_use]
pub fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    let (mut parts, mut outer) = (Vec::new(), Vec::new());
    // Where the lines begin that open and close nothing.
    let mut run: Option<usize> = None;
    let (mut at, mut count) = (0, 0);
    for line in text.split('\n') {
        let (opens, closes) = (line.ends_with(['{', '[']), line.trim_start().starts_with(['}', ']']));
        if !opens && !closes {
            run.get_or_insert(at);
        } else if let Some(from) = run.take() {
            parts.push(Part::Lines(&text[from..at - 1]));
        }
        if closes {
            let (opens, before) = outer.pop()?;
            let inside = std::mem::replace(&mut parts, before);
            parts.push(Part::Branch { opens, inside, closes: line });
            count += 1;
        } else if opens {
            outer.push((line, std::mem::take(&mut parts)));
        }
        if outer.len() > DEEPEST || count > MOST {
            return None;
        }
        at += line.len() + 1;
    }
    parts.extend(run.map(|from| Part::Lines(&text[from..])));
    (outer.is_empty() && count > 0).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topics::{Form, shown};

    fn together(parts: &[Part<'_>]) -> String {
        let lines = parts.iter().map(|part| match part {
            Part::Lines(lines) => (*lines).to_owned(),
            Part::Branch { opens, inside, closes } => [opens, &*together(inside), closes].join("\n"),
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn objects_and_lists_are_branches_and_together_they_are_the_text() {
        let text = shown(br#"{"a":1,"b":{"c":[1,2],"d":{}},"e":[]}"#, Form::Fitting);
        let parts = parts(&text).expect("it has branches");
        assert_eq!(together(&parts), text);
        let [Part::Branch { opens: "{", inside, closes: "}" }] = parts.as_slice() else { panic!("{parts:?}") };
        let [Part::Lines("  \"a\": 1,"), Part::Branch { opens: "  \"b\": {", .. }, Part::Lines("  \"e\": []")] =
            inside.as_slice()
        else {
            panic!("{inside:?}")
        };
    }

    #[test]
    fn what_has_no_branches_or_too_many_or_other_brackets_is_left_as_it_is() {
        let deep = "[\n".repeat(70) + &"]\n".repeat(70);
        let many = "[\n]\n".repeat(600);
        for text in ["", "21.5", "{}", "on {", "}\n{", "[\n1", &deep, &many] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
