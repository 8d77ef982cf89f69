//! Puts functions that are alike beside one another: what compresses a file finds there what it has seen before, gzip only
//! within the last 32 kB. It changes nothing else.
//!
//! They are halved again and again, each time so that as much as can be of what several have in common is in one half alone
//! (Dhulipala et al., Compressing Graphs and Indexes with Recursive Graph Bisection, 2016).

use std::collections::BTreeMap;

/// So many bytes in a row are something to have in common: an instruction or two.
const ROW: usize = 6;

/// What more than one in so many functions have is found anywhere.
const COMMON: usize = 4;

/// How often a halving is made better, at most.
const ROUNDS: usize = 20;

/// The numbers of the bodies in an order in which those that are alike are near to each other.
pub(super) fn in_order(bodies: &[&[u8]]) -> Vec<usize> {
    let (rows, count) = rows(bodies);
    let mut bisection = Bisection { rows, halves: vec![[0; 2]; count], is_second: vec![false; bodies.len()] };
    let mut order: Vec<usize> = (0..bodies.len()).collect();
    bisection.sort(&mut order);
    order
}

/// For each body the rows of bytes that it has in common with others, by numbers, and how many such rows there are.
fn rows(bodies: &[&[u8]]) -> (Vec<Vec<usize>>, usize) {
    let mut found: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
    for (number, body) in bodies.iter().enumerate() {
        for row in body.windows(ROW) {
            let those = found.entry(row).or_default();
            if those.last() != Some(&number) {
                those.push(number);
            }
        }
    }
    let shared = found.into_values().filter(|those| (2..=bodies.len() / COMMON).contains(&those.len()));
    let mut rows = vec![Vec::new(); bodies.len()];
    let mut count = 0;
    for those in shared {
        for body in those {
            rows[body].push(count);
        }
        count += 1;
    }
    (rows, count)
}

struct Bisection {
    /// Of each body.
    rows: Vec<Vec<usize>>,
    /// Of each row, how many bodies of either half have it.
    halves: Vec<[u32; 2]>,
    /// Of each body.
    is_second: Vec<bool>,
}

impl Bisection {
    fn sort(&mut self, bodies: &mut [usize]) {
        if bodies.len() < 3 {
            return;
        }
        let middle = bodies.len() / 2;
        for (place, body) in bodies.iter().enumerate() {
            let is_second = place >= middle;
            self.is_second[*body] = is_second;
            for row in &self.rows[*body] {
                self.halves[*row][usize::from(is_second)] += 1;
            }
        }
        for _ in 0..ROUNDS {
            if !self.exchange(bodies) {
                break;
            }
        }
        for body in &*bodies {
            for row in &self.rows[*body] {
                self.halves[*row] = [0; 2];
            }
        }
        bodies.sort_by_key(|body| (self.is_second[*body], *body));
        let (first, second) = bodies.split_at_mut(middle);
        self.sort(first);
        self.sort(second);
    }

    /// Lets those change places that gain most by it; whether any did.
    fn exchange(&mut self, bodies: &[usize]) -> bool {
        let mut gains = [Vec::new(), Vec::new()];
        for body in bodies {
            gains[usize::from(self.is_second[*body])].push((-self.gain(*body), *body));
        }
        let [first, second] = gains.map(sorted);
        let mut any = false;
        for ((one, first), (other, second)) in first.iter().zip(&second) {
            if one + other >= 0 {
                break;
            }
            // What one gains may be what the other loses, or what those gained who went before.
            let gained = self.gain(*first);
            self.change(*first);
            if gained + self.gain(*second) > 0 {
                self.change(*second);
                any = true;
            } else {
                self.change(*first);
            }
        }
        any
    }

    fn change(&mut self, body: usize) {
        let from = usize::from(self.is_second[body]);
        for row in &self.rows[body] {
            self.halves[*row][from] -= 1;
            self.halves[*row][1 - from] += 1;
        }
        self.is_second[body] = from == 0;
    }

    /// What is gained if this one goes to the other half.
    fn gain(&self, body: usize) -> i64 {
        let from = usize::from(self.is_second[body]);
        let of_row = |row: &usize| {
            let (here, there) = (self.halves[*row][from], self.halves[*row][1 - from]);
            weight(here - 1) + weight(there + 1) - weight(here) - weight(there)
        };
        self.rows[body].iter().map(of_row).sum()
    }
}

fn sorted(mut gains: Vec<(i64, usize)>) -> Vec<(i64, usize)> {
    gains.sort_unstable();
    gains
}

/// The more often something is in one place, the more each of them is worth: `n` times the logarithm of `n + 1`, in whole
/// numbers, because the same sources give the same bytes on every machine.
fn weight(count: u32) -> i64 {
    i64::from(count) * logarithm(count + 1)
}

/// To the base of two, in 256ths.
fn logarithm(number: u32) -> i64 {
    let whole = number.ilog2();
    let (mut fraction, mut rest) = (0, (u64::from(number) << 31) >> whole);
    for _ in 0..8 {
        rest = (rest * rest) >> 31;
        fraction = 2 * fraction + i64::from(rest >> 32 != 0);
        rest >>= u32::from(rest >> 32 != 0);
    }
    256 * i64::from(whole) + fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_are_alike_come_together() {
        let kinds = ["turns off a lamp", "measures the sun", "opens some doors", "hears rain fall."];
        let kind = [0, 0, 1, 1, 0, 2, 3, 3, 1, 2, 2, 3, 0, 2, 1, 3];
        let texts: Vec<String> = (0..16).map(|number| format!("{number:02} {}", kinds[kind[number]])).collect();
        let bodies: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
        let order = in_order(&bodies);
        let mut all = order.clone();
        all.sort_unstable();
        assert_eq!(all, (0..16).collect::<Vec<_>>());
        let changes = order.windows(2).filter(|pair| kind[pair[0]] != kind[pair[1]]);
        assert_eq!(changes.count(), 3, "{order:?}");
    }

    #[test]
    fn a_logarithm_is_right_to_a_256th() {
        assert_eq!([1, 2, 3, 4, 1000].map(logarithm), [0, 256, 405, 512, 2551]);
    }

    #[test]
    fn nothing_can_be_put_in_order_too() {
        assert_eq!(in_order(&[]), Vec::<usize>::new());
        assert_eq!(in_order(&[b"", b"one", b"two"]), [0, 1, 2]);
    }
}
