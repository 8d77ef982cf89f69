//! Colours and sizes of a picture.

use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBAColor, RGBColor, ShapeStyle, TextStyle};

use super::LINES;
use super::scale::whole;

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// What everything stands on.
    Ground,
    /// What is to be read first.
    Text,
    /// What is to be read besides.
    Soft,
    /// Lines behind the others.
    Grid,
    /// A value that must not be passed.
    Threshold,
    /// The line of that number.
    Line(usize),
}

/// How a picture looks.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// In the order of [`Ink::index`].
    pub inks: [(u8, u8, u8); Ink::COUNT],
    pub font: &'a str,
    /// Pixels of the picture for each of those in which sizes are told.
    pub scale: f64,
}

impl Ink {
    pub const COUNT: usize = 5 + LINES;

    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Self::Ground => 0,
            Self::Text => 1,
            Self::Soft => 2,
            Self::Grid => 3,
            Self::Threshold => 4,
            Self::Line(number) => 5 + number % LINES,
        }
    }
}

impl Look<'_> {
    /// So many pixels of the picture.
    pub(super) fn px(&self, size: f64) -> i32 {
        whole(size * self.scale)
    }

    pub(super) fn ink(&self, ink: Ink) -> RGBColor {
        let (red, green, blue) = self.inks[ink.index()];
        RGBColor(red, green, blue)
    }

    pub(super) fn tint(&self, ink: Ink, share: f64) -> RGBAColor {
        self.ink(ink).mix(share)
    }

    pub(super) fn stroke(&self, ink: Ink, share: f64, width: f64) -> ShapeStyle {
        let stroke_width = u32::try_from(self.px(width).max(1)).unwrap_or(1);
        ShapeStyle { color: self.tint(ink, share), filled: false, stroke_width }
    }

    pub(super) fn fill(&self, ink: Ink, share: f64) -> ShapeStyle {
        ShapeStyle { color: self.tint(ink, share), filled: true, stroke_width: 0 }
    }

    pub(super) fn text(&self, ink: Ink, anchor: (HPos, VPos)) -> TextStyle<'_> {
        let font = (self.font, SIZE * self.scale).into();
        TextStyle { font, color: self.ink(ink).to_backend_color(), pos: Pos::new(anchor.0, anchor.1) }
    }
}

/// Of letters.
pub(super) const SIZE: f64 = 12.0;
