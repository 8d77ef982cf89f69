//! A canvas as plotters sees it: a whole line is one path, and a colour is the number of what it is for, which the page's
//! style says in any way that CSS knows.

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};
use web_sys::CanvasRenderingContext2d;

use crate::chart::Ink;

/// Draws on a canvas, for as long as one picture takes.
pub(super) struct Canvas<'a> {
    pub(super) context: &'a CanvasRenderingContext2d,
    pub(super) size: (u32, u32),
    pub(super) colours: &'a [String; Ink::COUNT],
    pub(super) face: &'a str,
}

/// A canvas takes whatever is drawn.
#[derive(Debug)]
pub(super) enum Never {}

impl std::fmt::Display for Never {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

type Drawn = Result<(), DrawingErrorKind<Never>>;

/// The colours that [`Canvas`] knows: each is its number.
pub(super) fn numbered() -> [(u8, u8, u8); Ink::COUNT] {
    std::array::from_fn(|number| (0, 0, u8::try_from(number).unwrap_or(0)))
}

impl Canvas<'_> {
    fn colour(&self, colour: BackendColor) -> &str {
        self.context.set_global_alpha(colour.alpha);
        self.colours.get(usize::from(colour.rgb.2)).map_or("", String::as_str)
    }

    fn fill<S: BackendStyle>(&self, style: &S) {
        self.context.set_fill_style_str(self.colour(style.color()));
        self.context.fill();
    }

    fn stroke<S: BackendStyle>(&self, style: &S) {
        self.context.set_stroke_style_str(self.colour(style.color()));
        self.context.set_line_width(f64::from(style.stroke_width()));
        self.context.stroke();
    }

    fn finish<S: BackendStyle>(&self, style: &S, is_full: bool) {
        if is_full {
            self.fill(style);
        } else {
            self.stroke(style);
        }
    }

    /// Along these points. A line as wide as an odd number of pixels runs through their middle, so that it is sharp.
    fn path(&self, points: impl IntoIterator<Item = BackendCoord>, width: u32) {
        let shift = if width % 2 == 1 { 0.5 } else { 0.0 };
        self.context.begin_path();
        for (number, (x, y)) in points.into_iter().enumerate() {
            let (x, y) = (f64::from(x) + shift, f64::from(y) + shift);
            if number == 0 {
                self.context.move_to(x, y);
            } else {
                self.context.line_to(x, y);
            }
        }
    }

    fn face<T: BackendTextStyle>(&self, style: &T) {
        #[expect(clippy::cast_possible_truncation, reason = "letters are some pixels tall")]
        let size = style.size() as i32;
        self.context.set_font(&format!("{size}px {}", self.face));
    }
}

impl DrawingBackend for Canvas<'_> {
    type ErrorType = Never;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Drawn {
        self.context.set_fill_style_str(self.colour(colour));
        self.context.fill_rect(f64::from(x), f64::from(y), 1.0, 1.0);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, is_full: bool) -> Drawn {
        let (x, y) = (f64::from(from.0), f64::from(from.1));
        let (width, height) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
        self.context.begin_path();
        self.context.rect(x, y, width, height);
        self.finish(style, is_full);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.path(path, style.stroke_width());
        self.stroke(style);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, radius: u32, style: &S, is_full: bool) -> Drawn {
        self.context.begin_path();
        let _ = self.context.arc(f64::from(x), f64::from(y), f64::from(radius), 0.0, std::f64::consts::TAU);
        self.finish(style, is_full);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, style: &S) -> Drawn {
        self.path(corners, 0);
        self.fill(style);
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, (x, y): BackendCoord) -> Drawn {
        self.face(style);
        let anchor = style.anchor();
        self.context.set_text_align(match anchor.h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        });
        self.context.set_text_baseline(match anchor.v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        });
        self.context.set_fill_style_str(self.colour(style.color()));
        let _ = self.context.fill_text(text, f64::from(x), f64::from(y));
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Never>> {
        self.face(style);
        let width = self.context.measure_text(text).map_or(0.0, |size| size.width());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a text is some pixels wide")]
        Ok((width.ceil() as u32, style.size() as u32))
    }
}
