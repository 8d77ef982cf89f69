//! What a message says: in the form that fits or that the person chose, or as a picture, and what changed since the one before.

use std::collections::BTreeSet;

use crate::app::Picture;
use crate::device::PictureFormat;
use crate::language::t;
use crate::topics::{Form, Kept, Line, Part, Properties, between, fitting, parts, shown, shown_as};
use crate::ui::cell::{Cell, Live};
use crate::ui::dom::{Element, IntoPiece, Piece, all, el, field, part};
use crate::ui::shell::labelled;
use crate::ui::text;
use crate::ui::widget::still;

/// Letters of a payload that are put on the page at once.
const LETTERS: usize = 20_000;

const FORMS: [(Form, &str); 6] = [
    (Form::Fitting, "fitting"),
    (Form::Text, "text"),
    (Form::MessagePack, "messagepack"),
    (Form::Cbor, "cbor"),
    (Form::Hex, "hex"),
    (Form::Base64, "base64"),
];

/// How the person wants to see payloads.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shown {
    pub(super) form: Cell<Form>,
    is_compared: Cell<bool>,
    /// The branches of a document that are closed, by the lines that lead to them.
    folded: Cell<BTreeSet<String>>,
}

/// What is on the page of a payload.
#[derive(Clone, PartialEq)]
enum View {
    Picture(Vec<u8>, PictureFormat),
    Letters {
        before: Option<String>,
        now: String,
        /// Why it does not look as one expects.
        but: Option<&'static str>,
    },
}

pub(super) fn payload(shown: Shown, message: Live<Option<Kept>>, before: Live<Option<Vec<u8>>>) -> Piece {
    let view = move || {
        let (form, is_compared) = (shown.form.get(), shown.is_compared.get());
        let before = move || is_compared.then(|| before.get()).flatten();
        message.with(|message| message.as_ref().map(|message| View::of(message, form, before())))
    };
    part(view, move |view| match view {
        View::Picture(bytes, format) => still(&Picture { format, bytes }, t!("The picture that was sent")).into_piece(),
        View::Letters { before, now, but } => {
            let but = but.map(|words| el("p").class("hint").attr("data-testid", "but").child(words));
            but.into_piece().and(letters(shown.folded, before.as_deref(), &now))
        }
    })
}

impl View {
    fn of(message: &Kept, form: Form, before: Option<Vec<u8>>) -> Self {
        let (bytes, is_whole) = (&message.payload, message.payload.len() >= message.size as usize);
        let format = PictureFormat::of(bytes).filter(|_| form == Form::Fitting);
        if let Some(format) = format.filter(|_| is_whole) {
            return Self::Picture(bytes.clone(), format);
        }
        let written = |payload: &[u8]| limited(&shown(payload, form));
        let says_picture = || {
            let kind = Properties::read(&message.properties).content_type;
            kind.is_some_and(|kind| kind.get(..6).is_some_and(|kind| kind.eq_ignore_ascii_case("image/")))
        };
        let but = if format.is_some() {
            Some(t!("Only the beginning of this picture is kept here; it is shown when it is sent again."))
        } else if form == Form::Fitting && says_picture() {
            Some(t!("It is said to be a picture, but its bytes are not those of one that is shown here."))
        } else if shown_as(bytes, form).is_none() && matches!(form, Form::Cbor | Form::MessagePack) {
            Some(t!("It is no whole document of this kind: here are its bytes."))
        } else {
            None
        };
        Self::Letters { before: before.map(|before| written(&before)), now: written(bytes), but }
    }
}

/// What it looks like if it is not said to be text.
pub(super) fn kind(payload: &[u8]) -> Option<&'static str> {
    match (PictureFormat::of(payload), fitting(payload)) {
        (Some(format), _) => Some(format.media_type()),
        (None, Form::MessagePack) => Some("MessagePack"),
        (None, Form::Cbor) => Some("CBOR"),
        (None, _) => None,
    }
}

pub(super) fn tools(shown: Shown, more: impl IntoPiece) -> Element {
    let Shown { form, is_compared, .. } = shown;
    let forms = FORMS.map(|(form, name)| {
        let label = match form {
            Form::Fitting => t!("As it fits"),
            Form::Text => t!("Text"),
            Form::MessagePack => "MessagePack",
            Form::Cbor => "CBOR",
            Form::Hex => t!("Hexadecimal"),
            Form::Base64 => "Base64",
        };
        el("option").attr("value", name).child(label)
    });
    let choice = el("select")
        .child(all(forms))
        .on("change", move |event| {
            let name = field(&event).value();
            form.set(FORMS.into_iter().find(|(_, known)| *known == name).map_or_else(Form::default, |(form, _)| form));
        })
        .value(move || FORMS.into_iter().find(|(known, _)| *known == form.get()).map(|(_, name)| name));
    let compare = el("input")
        .attr("type", "checkbox")
        .on("change", move |event| is_compared.set(field(&event).checked()))
        .checked(move || is_compared.get());
    let compare = el("label").class("check").child(compare).child(el("span").child(t!("What changed")));
    el("div").class("tools").child(labelled(t!("Shown as"), choice)).child(more).child(compare)
}

fn limited(text: &str) -> String {
    match text.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn letters(folded: Cell<BTreeSet<String>>, before: Option<&str>, now: &str) -> Element {
    let body = el("pre").class("payload").attr("tabindex", "0").attr("data-testid", "payload");
    let Some(before) = before else {
        return match parts(now) {
            Some(parts) => body.child(tree(folded, "", &parts)),
            None => body.child(&*visible(now)),
        };
    };
    body.child(all(between(before, now).into_iter().map(|line| match line {
        Line::Same(line) => el("span").child(&*visible(&format!("  {line}\n"))),
        Line::New(line) => el("ins").child(&*visible(&format!("+ {line}\n"))),
        Line::Gone(line) => el("del").child(&*visible(&format!("− {line}\n"))),
    })))
}

/// Branches that are folded stay so when the next message comes.
fn tree(folded: Cell<BTreeSet<String>>, way: &str, parts: &[Part<'_>]) -> Piece {
    all(parts.iter().enumerate().map(|(place, part)| match part {
        Part::Lines(lines) => el("span").child(&*visible(lines)),
        Part::Branch { opens, inside, closes } => {
            let way = format!("{way}\n{place}{opens}");
            let branch = el("details").child(el("summary").child(&*visible(opens))).child(tree(folded, &way, inside));
            let branch = branch.child(el("div").child(&*visible(closes)));
            if !folded.with_untracked(|folded| folded.contains(&way)) {
                let _ = branch.node().set_attribute("open", "");
            }
            let this = branch.clone();
            branch.on("toggle", move |_| {
                folded.update(|folded| {
                    if this.node().has_attribute("open") {
                        folded.remove(&way);
                    } else {
                        folded.insert(way.clone());
                    }
                });
            })
        }
    }))
}

/// Like [`text::visible`], but lines remain lines.
fn visible(shown: &str) -> String {
    shown.split('\n').map(text::visible).collect::<Vec<_>>().join("\n")
}
