//! The threads that fetch: started when a tile is asked for the first time, ended with the network.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Instant;

use ureq::Agent;

use super::fetch::{Fetch, Fetched, Miss, agent};
use super::hosts::Verdict;
use super::key::TileKey;
use super::proxy::Proxying;
use super::queue::{Hopeless, Job, Next, Reply, Stage};
use super::{Shared, WORKERS, answer_all};
use crate::model::ground::{TileAnswer, TileMiss};

/// Starts the threads, unless they run already.
pub(super) fn start(shared: &Arc<Shared>) {
    if shared.started.swap(true, Ordering::Relaxed) {
        return;
    }
    let agent = agent(&shared.options, &shared.proxying);
    for n in 1..=WORKERS {
        let (agent, own) = (agent.clone(), Arc::clone(shared));
        let spawned = std::thread::Builder::new()
            .name(format!("network {n}"))
            .spawn(move || work(&own, &agent));
        if let Err(error) = spawned {
            log::warn!("could not start a thread for the network: {error}");
            if n == 1 {
                // Nobody else will answer.
                shared.started.store(false, Ordering::Relaxed);
                let replies = shared.queue().clear();
                let words = String::from("No thread for the network could be started");
                answer_all(replies, &TileMiss::Failed(words));
            }
            return;
        }
    }
}

fn work(shared: &Shared, agent: &Agent) {
    while !shared.stopped.load(Ordering::Relaxed) {
        let mut queue = shared.queue();
        let revision = queue.revision();
        let next = queue.next(Instant::now());
        let is_other = queue.revision() != revision;
        match next {
            Next::Do(job) => {
                drop(queue);
                match job.stage {
                    Stage::Look => look(shared, job),
                    Stage::Fetch => fetch(shared, agent, &job),
                }
            }
            Next::Answer(told) => {
                drop(queue);
                for Hopeless {
                    key,
                    replies,
                    words,
                } in told
                {
                    answer_each(replies, &kept_or(shared, &key, words));
                }
            }
            Next::Wait(None) => {
                if !shared.stopped.load(Ordering::Relaxed) {
                    drop(
                        shared
                            .changed
                            .wait(queue)
                            .unwrap_or_else(PoisonError::into_inner),
                    );
                }
            }
            Next::Wait(Some(time)) => {
                let woken = shared.changed.wait_timeout(queue, time);
                drop(woken.unwrap_or_else(PoisonError::into_inner));
            }
        }
        if is_other {
            shared.tell();
        }
    }
}

/// Looks for a tile on disk; where it is not, or is too old, its host is asked if that is allowed.
fn look(shared: &Shared, job: Job) {
    let kept = shared.cache.get(&job.key);
    let may_ask = shared.rules().allows(&job.host);
    let answer = match kept {
        Some(tile) if tile.is_fresh || !may_ask => Ok(tile.bytes),
        _ if !may_ask => Err(TileMiss::NotAllowed),
        _ if shared.queue().is_absent(&job.key) => Err(TileMiss::Absent),
        _ => {
            shared.queue().not_kept(job);
            shared.changed.notify_one();
            return;
        }
    };
    let replies = shared.queue().done(&job);
    answer_each(replies, &answer);
}

fn fetch(shared: &Shared, agent: &Agent, job: &Job) {
    shared.tell();
    // A decoder or the library that panics over what a server sent costs the tile, not the thread.
    let outcome = catch_unwind(AssertUnwindSafe(|| ask(shared, agent, job))).unwrap_or_else(|_| {
        Err(Miss::Failed {
            words: format!("{} sends what cannot be read", job.host),
            retry_after: None,
        })
    });
    let (answer, verdict) = match outcome {
        Ok(Fetched { bytes, keep_for }) => {
            if let Some(keep_for) = keep_for {
                shared.cache.put(&job.key, &bytes, keep_for);
            }
            (Ok(bytes), Verdict::Good)
        }
        Err(Miss::Absent) => {
            shared.queue().set_absent(job.key);
            (Err(TileMiss::Absent), Verdict::Good)
        }
        Err(Miss::NotAllowed) => (Err(TileMiss::NotAllowed), Verdict::NotAsked),
        Err(Miss::Failed { words, retry_after }) => {
            let verdict = Verdict::Bad {
                words: words.clone(),
                retry_after,
            };
            (kept_or(shared, &job.key, words), verdict)
        }
    };
    let replies = shared.queue().fetched(job, verdict, Instant::now());
    shared.changed.notify_all();
    answer_each(replies, &answer);
    shared.tell();
}

fn ask(shared: &Shared, agent: &Agent, job: &Job) -> Result<Fetched, Miss> {
    let failed = |words: String| Miss::Failed {
        words,
        retry_after: None,
    };
    if let Proxying::Unusable(variable) = &shared.proxying {
        let words = "cannot be asked: the proxy that is named cannot be used";
        return Err(failed(format!("{} {words} ({variable})", job.host)));
    }
    let url = job
        .server
        .address(job.key.at)
        .map_err(|error| failed(format!("{} cannot be asked: {error}", job.host)))?;
    let fetch = Fetch {
        agent,
        via: shared.proxying.name(),
        tile: job.key.at,
        allows: &|host| shared.rules().allows(host),
        record: &|entry| shared.record(entry),
    };
    fetch.run(url)
}

/// An old tile is better than none.
fn kept_or(shared: &Shared, key: &TileKey, words: String) -> TileAnswer {
    let kept = shared.cache.get(key).map(|tile| tile.bytes);
    kept.ok_or(TileMiss::Failed(words))
}

fn answer_each(replies: Vec<Reply>, answer: &TileAnswer) {
    for reply in replies {
        reply.answer(answer.clone());
    }
}
