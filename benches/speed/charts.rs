//! How long the picture of a month takes that is made of a million readings: a line in a few hundred columns, as the history
//! answers, and all readings at once, as nobody needs to.

use std::hint::black_box;

use alicia_dashboard::chart::{Chart, Grain, Ink, Line, Look, Notation, Shape, draw};
use alicia_dashboard::device::Value;
use alicia_dashboard::history::{Column, Strand};
use alicia_dashboard::time::Timestamp;
use criterion::Criterion;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};

const READINGS: i64 = 1_000_000;
const STEP: i64 = 2_592;
const PIXELS: u32 = 1_400;

/// Both within the same time: what is measured is how a chart is made, not how a screen shows it.
pub(crate) fn of_a_million_readings(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("chart of 1,000,000 readings");
    for (name, strand) in
        [("as it is answered", answered(READINGS / i64::from(PIXELS))), ("reading by reading", answered(1))]
    {
        group.bench_function(name, |bencher| bencher.iter(|| picture(black_box(&strand))));
    }
}

fn picture(strand: &Strand) {
    let line = Line { shape: Shape::Curve, unit: "°C", strand, thresholds: &[] };
    let until = Timestamp::from_millis(READINGS * STEP);
    let chart = Chart { from: Timestamp::from_millis(0), until, lines: vec![line], gaps: &[], pointed: None };
    let look = Look { inks: [(0, 0, 0); Ink::COUNT], font: "sans-serif", scale: 2.0 };
    draw(Nowhere::default(), &chart, &look, &Plain).expect("nothing is in the way");
}

/// With so many readings in one column.
fn answered(together: i64) -> Strand {
    let column = |number: i64| {
        let value = f64::from(u16::try_from(number * 7_919 % 1_000).expect("below 1,000")) / 50.0;
        let from = Timestamp::from_millis(number * together * STEP);
        let until = Timestamp::from_millis(((number + 1) * together - 1) * STEP);
        let count = u32::try_from(together).expect("some hundred");
        Column { from, until, first: value, last: value, min: value - 1.0, max: value + 1.0, mean: value, count }
    };
    Strand { columns: (0..READINGS / together).map(column).collect(), ..Strand::default() }
}

struct Plain;

impl Notation for Plain {
    fn number(&self, _: f64, _: u8) -> String {
        "12.5".to_owned()
    }

    fn time(&self, _: Timestamp, _: Grain) -> String {
        "12:30".to_owned()
    }

    fn state(&self, _: usize, _: &Value) -> String {
        String::new()
    }

    fn changes(&self, _: u32) -> String {
        String::new()
    }

    fn ahead_of_utc(&self, _: Timestamp) -> i64 {
        0
    }
}

/// Takes every point, and draws none.
#[derive(Default)]
struct Nowhere(u64);

impl Nowhere {
    fn take(&mut self, points: impl IntoIterator<Item = BackendCoord>) {
        self.0 += points.into_iter().map(|(x, y)| u64::from(x.unsigned_abs() ^ y.unsigned_abs())).sum::<u64>();
        black_box(self.0);
    }
}

impl DrawingBackend for Nowhere {
    type ErrorType = std::fmt::Error;

    fn get_size(&self) -> (u32, u32) {
        (PIXELS, 532)
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, _: BackendColor) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.take([point]);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        _: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.take(path);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        _: &S,
        _: bool,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.take([from, to]);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        _: u32,
        _: &S,
        _: bool,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.take([centre]);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        _: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.take(corners);
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        _: &str,
        _: &T,
        place: BackendCoord,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.take([place]);
        Ok(())
    }
}
