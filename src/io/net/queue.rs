//! What waits to be fetched: newest first, few at a time, and from nobody who wants to be left alone.
//!
//! Pure but for the replies that it holds; time comes in as an argument.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::hosts::{Hosts, Verdict};
use super::key::TileKey;
use crate::model::ground::{TileAnswer, TileAt, TileMiss, TileReply, TileServer};
use crate::model::web_host::WebHost;
use crate::state::network::Pulse;

/// Tiles that wait; a window shows some forty at a time, so more are of places left behind.
const PENDING_MAX: usize = 256;
/// Tiles that are remembered not to be there, for this run.
const ABSENT_MAX: usize = 20_000;

/// Somebody who waits. Answered once: if by nobody else, then as it is dropped.
pub(super) struct Reply(Option<TileReply>);

impl Reply {
    pub(super) fn new(reply: TileReply) -> Self {
        Self(Some(reply))
    }

    pub(super) fn answer(mut self, answer: TileAnswer) {
        if let Some(reply) = self.0.take() {
            reply(answer);
        }
    }

    pub(super) fn miss(self, miss: TileMiss) {
        self.answer(Err(miss));
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if let Some(reply) = self.0.take() {
            let words = String::from("The tile could not be fetched");
            reply(Err(TileMiss::Failed(words)));
        }
    }
}

/// What is to be done for a tile next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Look for it on disk, which asks nobody.
    Look,
    /// Ask its host.
    Fetch,
}

/// A tile that is worked on.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) key: TileKey,
    pub(super) server: Arc<TileServer>,
    pub(super) host: WebHost,
    pub(super) stage: Stage,
}

/// What a worker is to do.
pub(super) enum Next {
    Do(Job),
    /// These are told so before anything else, or get what is kept of them.
    Answer(Vec<Hopeless>),
    /// Nothing until something changes, or for so long.
    Wait(Option<Duration>),
}

/// Those who would wait for too long for a tile, and what they are told.
pub(super) struct Hopeless {
    pub(super) key: TileKey,
    pub(super) replies: Vec<Reply>,
    pub(super) words: String,
}

struct Pending {
    job: Job,
    replies: Vec<Reply>,
}

pub(super) struct Queue {
    /// The newest last.
    pending: VecDeque<Pending>,
    /// Who waits for the tiles that are worked on.
    running: HashMap<TileKey, Vec<Reply>>,
    hosts: Hosts,
    absent: HashSet<TileKey>,
}

impl Queue {
    pub(super) fn new(base: Duration, seed: u64) -> Self {
        Self {
            pending: VecDeque::new(),
            running: HashMap::new(),
            hosts: Hosts::new(base, seed),
            absent: HashSet::new(),
        }
    }

    /// Adds a wish; gives back those who have to go for it.
    pub(super) fn add(
        &mut self,
        key: TileKey,
        server: &TileServer,
        host: WebHost,
        at: TileAt,
        reply: Reply,
    ) -> Vec<Reply> {
        debug_assert_eq!(key.at, at);
        if let Some(replies) = self.running.get_mut(&key) {
            replies.push(reply);
            return Vec::new();
        }
        let found = self.pending.iter().position(|it| it.job.key == key);
        if let Some(mut pending) = found.and_then(|idx| self.pending.remove(idx)) {
            pending.replies.push(reply);
            self.pending.push_back(pending);
            return Vec::new();
        }
        let mut dropped = Vec::new();
        if self.pending.len() == PENDING_MAX
            && let Some(oldest) = self.pending.pop_front()
        {
            dropped = oldest.replies;
        }
        let job = Job {
            key,
            server: Arc::new(server.clone()),
            host,
            stage: Stage::Look,
        };
        let replies = vec![reply];
        self.pending.push_back(Pending { job, replies });
        dropped
    }

    /// What to do next, the newest wish first.
    pub(super) fn next(&mut self, now: Instant) -> Next {
        self.hosts.wake(now);
        let told = self.take_hopeless(now);
        if !told.is_empty() {
            return Next::Answer(told);
        }
        let is_ready = |pending: &Pending| match pending.job.stage {
            Stage::Look => true,
            Stage::Fetch => self.hosts.is_ready(&pending.job.host),
        };
        let Some(idx) = self.pending.iter().rposition(is_ready) else {
            let earliest = self.hosts.next_wake();
            return Next::Wait(earliest.map(|at| at.saturating_duration_since(now)));
        };
        let Some(Pending { job, replies }) = self.pending.remove(idx) else {
            return Next::Wait(None);
        };
        if job.stage == Stage::Fetch {
            self.hosts.begin(&job.host);
        }
        self.running.insert(job.key, replies);
        Next::Do(job)
    }

    /// A tile is not on disk: its host is to be asked.
    pub(super) fn not_kept(&mut self, job: Job) {
        let replies = self.running.remove(&job.key).unwrap_or_default();
        let job = Job {
            stage: Stage::Fetch,
            ..job
        };
        self.pending.push_back(Pending { job, replies });
    }

    /// Who waited for a tile that is done, without its host having been asked.
    pub(super) fn done(&mut self, job: &Job) -> Vec<Reply> {
        self.running.remove(&job.key).unwrap_or_default()
    }

    /// Who waited for a tile that was fetched, or not; its host is judged by it.
    pub(super) fn fetched(&mut self, job: &Job, verdict: Verdict, now: Instant) -> Vec<Reply> {
        self.hosts.judge(&job.host, verdict, now);
        self.done(job)
    }

    pub(super) fn is_absent(&self, key: &TileKey) -> bool {
        self.absent.contains(key)
    }

    pub(super) fn set_absent(&mut self, key: TileKey) {
        if self.absent.len() == ABSENT_MAX {
            self.absent.clear();
        }
        self.absent.insert(key);
    }

    /// Forgets a host's failures, so that it is asked again.
    pub(super) fn try_again(&mut self, host: &WebHost) {
        self.hosts.try_again(host);
    }

    /// Others may be asked than before.
    pub(super) fn has_other_rules(&mut self) {
        self.hosts.has_other_rules();
    }

    /// Who waits at all; they are nobody's any more.
    pub(super) fn clear(&mut self) -> Vec<Reply> {
        let pending = self.pending.drain(..).flat_map(|it| it.replies);
        let running = self.running.drain().flat_map(|(_, replies)| replies);
        pending.chain(running).collect()
    }

    /// Differs from what it was once it is worth to ask again for tiles that failed.
    pub(super) fn revision(&self) -> u64 {
        self.hosts.revision()
    }

    /// How the hosts are.
    pub(super) fn pulse(&self, now: Instant) -> Pulse {
        self.hosts.pulse(now)
    }

    /// Those who would have to wait for a host for too long.
    fn take_hopeless(&mut self, now: Instant) -> Vec<Hopeless> {
        let hopeless = self.hosts.hopeless(now);
        if hopeless.is_empty() {
            return Vec::new();
        }
        let mut told = Vec::new();
        for pending in std::mem::take(&mut self.pending) {
            let words = hopeless.get(&pending.job.host);
            match words.filter(|_| pending.job.stage == Stage::Fetch) {
                Some(words) => told.push(Hopeless {
                    key: pending.job.key,
                    replies: pending.replies,
                    words: (*words).to_owned(),
                }),
                None => self.pending.push_back(pending),
            }
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};

    use super::*;
    use crate::io::net::backoff::FAILURES_MAX;

    fn server(name: &str) -> TileServer {
        TileServer {
            name: name.to_owned(),
            template: format!("https://{name}/{{z}}/{{x}}/{{y}}"),
            attribution: String::new(),
            zoom_min: 0,
            zoom_max: 19,
        }
    }

    fn queue() -> Queue {
        Queue::new(Duration::from_secs(1), 7)
    }

    /// Wants a tile that is known not to be on disk.
    fn want(queue: &mut Queue, name: &str, x: u32) -> Receiver<TileAnswer> {
        let (sender, receiver) = channel();
        let at = TileAt { zoom: 10, x, y: 0 };
        let server = server(name);
        let key = TileKey::new(&server, at);
        let host = server.host().unwrap();
        let reply = Reply::new(Box::new(move |answer| drop(sender.send(answer))));
        drop(queue.add(key, &server, host, at, reply));
        for pending in &mut queue.pending {
            pending.job.stage = Stage::Fetch;
        }
        receiver
    }

    fn take(queue: &mut Queue, now: Instant) -> Option<Job> {
        match queue.next(now) {
            Next::Do(job) => Some(job),
            Next::Answer(_) | Next::Wait(_) => None,
        }
    }

    fn bad(retry_after: Option<u64>) -> Verdict {
        Verdict::Bad {
            words: String::from("a.example is out of order"),
            retry_after: retry_after.map(Duration::from_secs),
        }
    }

    #[test]
    fn the_newest_is_first_and_a_host_has_two_at_a_time() {
        let mut queue = queue();
        let now = Instant::now();
        let _waiting: Vec<_> = (0..4).map(|x| want(&mut queue, "a.example", x)).collect();
        let _other = want(&mut queue, "b.example", 9);
        let xs: Vec<u32> = std::iter::from_fn(|| take(&mut queue, now))
            .map(|job| job.key.at.x)
            .collect();
        assert_eq!(xs, [9, 3, 2]);
    }

    #[test]
    fn one_tile_is_fetched_once_for_all_who_want_it() {
        let mut queue = queue();
        let now = Instant::now();
        let first = want(&mut queue, "a.example", 1);
        let second = want(&mut queue, "a.example", 1);
        let job = take(&mut queue, now).unwrap();
        let third = want(&mut queue, "a.example", 1);
        assert!(take(&mut queue, now).is_none());
        for reply in queue.fetched(&job, Verdict::Good, now) {
            reply.answer(Ok(vec![1]));
        }
        for waiting in [first, second, third] {
            assert_eq!(waiting.recv().unwrap(), Ok(vec![1]));
        }
    }

    #[test]
    fn too_many_wishes_drop_the_oldest_and_tell_them() {
        let mut queue = queue();
        let first = want(&mut queue, "a.example", 0);
        let _rest: Vec<_> = (1..=PENDING_MAX as u32)
            .map(|x| want(&mut queue, "a.example", x))
            .collect();
        assert!(matches!(first.recv().unwrap(), Err(TileMiss::Failed(_))));
        assert_eq!(queue.pending.len(), PENDING_MAX);
    }

    #[test]
    fn a_host_that_failed_is_left_alone_and_then_asked_again() {
        let mut queue = queue();
        let now = Instant::now();
        let _first = want(&mut queue, "a.example", 1);
        let job = take(&mut queue, now).unwrap();
        drop(queue.fetched(&job, bad(None), now));
        let _second = want(&mut queue, "a.example", 2);
        let Next::Wait(Some(wait)) = queue.next(now) else {
            panic!("it is asked at once");
        };
        assert!((0.75..=1.25).contains(&wait.as_secs_f64()), "{wait:?}");
        assert_eq!(queue.pulse(now).troubles.len(), 1);
        assert!(take(&mut queue, now + wait).is_some());
        assert_eq!(queue.pulse(now).revision, 1);
    }

    #[test]
    fn a_host_is_left_alone_for_as_long_as_it_asks() {
        let mut queue = queue();
        let now = Instant::now();
        let _first = want(&mut queue, "a.example", 1);
        let job = take(&mut queue, now).unwrap();
        drop(queue.fetched(&job, bad(Some(600)), now));
        let told = want(&mut queue, "a.example", 2);
        let Next::Answer(answers) = queue.next(now) else {
            panic!("nobody waits ten minutes for a tile");
        };
        drop(answers);
        assert!(told.recv().is_ok());
        let host = server("a.example").host().unwrap();
        // A click does not make it ask before.
        queue.try_again(&host);
        assert!(!queue.pulse(now).troubles[0].may_try);
        let _third = want(&mut queue, "a.example", 3);
        assert!(take(&mut queue, now + Duration::from_secs(599)).is_none());
        let _fourth = want(&mut queue, "a.example", 4);
        assert!(take(&mut queue, now + Duration::from_mins(10)).is_some());
    }

    #[test]
    fn after_some_failures_in_a_row_a_host_waits_for_the_user() {
        let mut queue = queue();
        let mut now = Instant::now();
        for n in 0..FAILURES_MAX {
            let _waiting = want(&mut queue, "a.example", n);
            let job = take(&mut queue, now).unwrap();
            drop(queue.fetched(&job, bad(None), now));
            now += Duration::from_secs(1_000);
        }
        let _waiting = want(&mut queue, "a.example", 99);
        assert!(take(&mut queue, now).is_none());
        assert_eq!(queue.pulse(now).troubles[0].wait_s, None);
        queue.try_again(&server("a.example").host().unwrap());
        let _waiting = want(&mut queue, "a.example", 99);
        assert!(take(&mut queue, now).is_some());
    }

    #[test]
    fn who_is_forgotten_is_answered_all_the_same() {
        let mut queue = queue();
        let waiting = want(&mut queue, "a.example", 1);
        drop(queue);
        assert!(matches!(waiting.recv().unwrap(), Err(TileMiss::Failed(_))));
    }
}
