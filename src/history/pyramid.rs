//! Numbers in order of time, and above them what groups of them, and groups of groups, come to: so any range is told in the
//! time that its columns take, however many numbers there are.

use crate::order::by_number;
use std::ops::Range;

use super::Column;
use super::block::Point;
use super::thin;

/// How many make a group.
const GROUP: usize = 16;

/// Something that a pyramid stands on.
pub(super) trait Base: Copy {
    fn at(&self) -> i64;
    fn column(self) -> Column;
}

impl Base for Point {
    fn at(&self) -> i64 {
        self.at
    }

    fn column(self) -> Column {
        Column::of(self)
    }
}

impl Base for Column {
    fn at(&self) -> i64 {
        self.from.millis()
    }

    fn column(self) -> Column {
        self
    }
}

#[derive(Debug)]
pub(super) struct Pyramid<T> {
    base: Vec<T>,
    /// Each of groups of the one before; the first of groups of the base.
    levels: Vec<Vec<Column>>,
}

impl<T: Base> Pyramid<T> {
    /// A clock that was set back has put some of them where they do not belong.
    pub(super) fn new(base: Vec<T>) -> Self {
        let base = by_number(base, Base::at);
        let fold = |group: &[T]| group.iter().map(|it| it.column()).reduce(Column::and);
        let mut levels: Vec<Vec<Column>> = vec![base.chunks_exact(GROUP).filter_map(fold).collect()];
        while let Some(last) = levels.last().filter(|last| last.len() >= GROUP) {
            let fold = |group: &[Column]| group.iter().copied().reduce(Column::and);
            let next = last.chunks_exact(GROUP).filter_map(fold).collect();
            levels.push(next);
        }
        Self { base, levels }
    }

    /// The largest group that begins here and ends within, and how many are in it.
    fn group(&self, start: usize, end: usize) -> (usize, Column) {
        let mut found = (1, self.base[start].column());
        for level in &self.levels {
            let size = found.0 * GROUP;
            match level.get(start / size) {
                Some(group) if start.is_multiple_of(size) && start + size <= end => found = (size, *group),
                _ => break,
            }
        }
        found
    }

    /// All of them in short.
    fn fold(&self, Range { mut start, end }: Range<usize>) -> Option<Column> {
        let mut all: Option<Column> = None;
        while start < end {
            let (size, column) = self.group(start, end);
            all = Some(all.map_or(column, |all| all.and(column)));
            start += size;
        }
        all
    }
}

/// A pyramid, whatever it stands on.
pub(super) trait Numbers {
    fn len(&self) -> usize;

    /// Where those are that were said from the one time to before the other.
    fn between(&self, from: i64, until: i64) -> Range<usize>;

    fn column(&self, range: Range<usize>) -> Option<Column>;

    /// When the first was said at that time or later.
    fn next_after(&self, at: i64) -> Option<i64>;
}

impl<T: Base> Numbers for Pyramid<T> {
    fn len(&self) -> usize {
        self.base.len()
    }

    fn between(&self, from: i64, until: i64) -> Range<usize> {
        let place = |at| self.base.partition_point(|it| it.at() < at);
        place(from)..place(until)
    }

    fn column(&self, range: Range<usize>) -> Option<Column> {
        self.fold(range)
    }

    fn next_after(&self, at: i64) -> Option<i64> {
        self.base.get(self.base.partition_point(|it| it.at() < at)).map(Base::at)
    }
}

/// What was said from the one time to before the other, in so many columns at most. Their borders lie where they lay when the
/// range was a little earlier, so that a picture that moves does not flicker. Where there are few, each is told by itself.
pub(super) fn cut(pyramids: &[&dyn Numbers], from: i64, until: i64, columns: u16) -> Vec<Column> {
    let columns = i64::from(columns.max(2));
    let count: usize = pyramids.iter().map(|pyramid| pyramid.between(from, until).len()).sum();
    let mut cut = Vec::new();
    if count <= usize::try_from(columns).unwrap_or(0) {
        for pyramid in pyramids {
            cut.extend(pyramid.between(from, until).filter_map(|at| pyramid.column(at..at + 1)));
        }
        return by_number(cut, Base::at);
    }
    let width = until.saturating_sub(from).max(1).unsigned_abs().div_ceil(columns.unsigned_abs() - 1).cast_signed();
    for pyramid in pyramids {
        let mut rest = pyramid.between(from, until);
        while let Some(first) = pyramid.column(rest.start..(rest.start + 1).min(rest.end)) {
            let end = first.from.millis().div_euclid(width).saturating_add(1).saturating_mul(width);
            let these = rest.start..pyramid.between(from, end.min(until)).end.max(rest.start + 1);
            rest.start = these.end;
            cut.extend(pyramid.column(these));
        }
    }
    if pyramids.iter().filter(|pyramid| pyramid.len() > 0).count() > 1 {
        cut = thin::by_time(by_number(cut, Base::at).into_iter(), width);
    }
    cut
}
