//! Work over all rows on several cores.
//!
//! Whoever calls waits for all of it: nothing outlives the call, and results do not depend on the number of threads.

use std::num::NonZero;
use std::ops::Range;
use std::sync::{Mutex, OnceLock};

/// More threads than this wait for memory rather than for each other's work.
const THREADS_MAX: usize = 8;

/// Threads that work is spread over.
pub fn n_threads() -> usize {
    // Asking the system takes longer than a small question.
    static N_THREADS: OnceLock<usize> = OnceLock::new();
    *N_THREADS.get_or_init(|| {
        std::thread::available_parallelism()
            .map_or(1, NonZero::get)
            .min(THREADS_MAX)
    })
}

/// Does all jobs on up to `n_threads` threads, this one among them; each thread takes the next job when it is free.
pub fn for_each<J: Send>(n_threads: usize, jobs: Vec<J>, work: impl Fn(J) + Sync) {
    let n_helpers = n_threads.min(jobs.len()).saturating_sub(1);
    let jobs = Mutex::new(jobs.into_iter());
    let next = || jobs.lock().ok()?.next();
    let work = || {
        while let Some(job) = next() {
            work(job);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..n_helpers {
            let helper = std::thread::Builder::new().name(String::from("rows"));
            // Where there is no thread to be had, the others do its part.
            helper.spawn_scoped(scope, work).ok();
        }
        work();
    });
}

/// `0..n` in so many parts of nearly equal length, in order.
pub fn parts(n: usize, n_parts: usize) -> impl Iterator<Item = Range<usize>> {
    let n_parts = n_parts.max(1);
    (0..n_parts).map(move |part| n * part / n_parts..n * (part + 1) / n_parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_is_done_once_on_any_number_of_threads() {
        for n_threads in [1, 2, 5, 40] {
            let mut done = vec![0u32; 23];
            for_each(n_threads, done.iter_mut().collect(), |slot| *slot += 1);
            assert_eq!(done, vec![1; 23]);
        }
    }

    #[test]
    fn parts_cover_everything_once_and_in_order() {
        for (n, n_parts) in [(0, 3), (7, 3), (100, 8), (2, 9)] {
            let all: Vec<usize> = parts(n, n_parts).flatten().collect();
            assert_eq!(all, (0..n).collect::<Vec<_>>());
        }
    }
}
