//! The steps of an erasure, to review and to run.

use std::fmt;

use serde_json::Value;

use super::erasure::{Erasure, JOB, MessageErasure, Wishes};
use super::erasure_report::{ErasureReport, FailedStep};
use super::record::PersonRecord;
use super::verdict::{ErasureStep, Remainder, RemainsBecause, Verdict, cleared, verdict};
use crate::api::MessageEdit;
use crate::facade::confirmation::written;
use talkjs_runtime::flow::in_job_span;
use talkjs_runtime::retry::RetryPolicy;
use talkjs_runtime::{Call, Error};

type OnProgress = Box<dyn FnMut(ErasureProgress) + Send>;

/// The steps of an erasure and the data that it will keep, as read from the API when the plan was made. Nothing was
/// changed yet.
///
/// It can be run at any later time. Data that was written meanwhile is kept and listed in the report.
#[must_use = "nothing is erased before `.run().await`"]
pub struct ErasurePlan {
    erasure: Erasure,
    steps: Vec<ErasureStep>,
    kept: Vec<Remainder>,
    files: Vec<PersonRecord>,
    profile: Value,
    on_progress: OnProgress,
}

/// The progress of an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErasureProgress {
    /// The number of steps that succeeded or failed.
    pub done: usize,
    /// The number of all steps.
    pub steps: usize,
}

impl ErasurePlan {
    pub(super) fn new(erasure: Erasure) -> Self {
        let (steps, kept, files) = (Vec::new(), Vec::new(), Vec::new());
        Self { erasure, steps, kept, files, profile: Value::Null, on_progress: Box::new(|_| {}) }
    }

    pub(super) fn wishes(&self) -> &Wishes {
        &self.erasure.wishes
    }

    pub(super) fn add_step(&mut self, step: ErasureStep, record: PersonRecord) {
        self.steps.push(step);
        if let PersonRecord::Profile { data } = record {
            self.profile = data;
        }
    }

    pub(super) fn add_file(&mut self, record: PersonRecord) {
        self.files.push(record);
    }

    pub(super) fn add_kept(&mut self, record: PersonRecord, because: RemainsBecause) {
        self.kept.push(Remainder { because, record });
    }

    /// Sorts the steps by the order of [`ErasureStep`]'s variants: steps that are needed to find others come last, so
    /// that a plan made after a crash finds all remaining data.
    pub(super) fn sort(&mut self) {
        self.steps.sort();
    }

    /// Returns the steps in their order: reactions, messages, conversations, the profile.
    pub fn steps(&self) -> &[ErasureStep] {
        &self.steps
    }

    /// Returns the data that no step changes, with the reason.
    pub fn kept(&self) -> &[Remainder] {
        &self.kept
    }

    /// Returns the files of the messages that will be deleted or replaced. The API has no deletion of files.
    pub fn files(&self) -> &[PersonRecord] {
        &self.files
    }

    /// Calls this after each step.
    pub fn on_progress(mut self, on_progress: impl FnMut(ErasureProgress) + Send + 'static) -> Self {
        self.on_progress = Box::new(on_progress);
        self
    }

    /// Runs the steps, one after the other, and then reads what remains.
    ///
    /// A step that TalkJS rejects with 400 fails alone; any other error ends the run. The future can be dropped, or the
    /// process can crash, at any time: make a new plan, which has the remaining steps. A step whose target no longer
    /// exists counts as done.
    pub async fn run(self) -> ErasureReport {
        in_job_span(JOB, self.take_steps(), |report| report.error.as_ref()).await
    }

    async fn take_steps(mut self) -> ErasureReport {
        let mut report = ErasureReport { unlisted_files: std::mem::take(&mut self.files), ..ErasureReport::default() };
        let steps = std::mem::take(&mut self.steps);
        let count = steps.len();
        for (number, step) in (1..).zip(steps) {
            match self.take(&step).await {
                Ok(()) => report.taken = report.taken.saturating_add(1),
                Err(error) if is_about_the_step(&error) => report.failed.push(FailedStep { step, error }),
                Err(error) => {
                    report.error = Some(error);
                    return report;
                }
            }
            (self.on_progress)(ErasureProgress { done: number, steps: count });
        }
        match self.remains().await {
            Ok(remains) => report.remains = remains,
            Err(error) => report.error = Some(error),
        }
        report
    }

    async fn take(&self, step: &ErasureStep) -> Result<(), Error> {
        let (client, user_id) = (&self.erasure.client, self.erasure.user_id.clone());
        match step.clone() {
            ErasureStep::RemoveReaction { conversation_id, message_id, emoji } => {
                self.erase(client.remove_reaction(conversation_id, message_id, emoji, user_id)).await
            }
            ErasureStep::DeleteMessage { conversation_id, message_id } => {
                self.erase(client.delete_message(conversation_id, message_id)).await
            }
            ErasureStep::ReplaceMessage { conversation_id, message_id } => {
                let Some(MessageErasure::ReplaceText(text)) = &self.wishes().messages else { return Ok(()) };
                let edit = MessageEdit::new().text(text.as_str()).clear_custom();
                self.erase(client.edit_message(conversation_id, message_id, edit)).await
            }
            ErasureStep::LeaveConversation { conversation_id } => {
                self.erase(client.leave_conversation(conversation_id, user_id)).await
            }
            ErasureStep::ClearProfile { .. } => {
                let Some(name) = &self.wishes().name else { return Ok(()) };
                let (update, _) = cleared(name, &self.profile);
                self.write(client.upsert_user(user_id, update)).await
            }
        }
    }

    /// Makes a call; if the target no longer exists, it counts as erased.
    async fn erase<E, H>(&self, call: Call<(), E, H>) -> Result<(), Error> {
        match self.write(call).await {
            Err(error) if error.is_not_found() => Ok(()),
            outcome => outcome,
        }
    }

    async fn write<E, H>(&self, call: Call<(), E, H>) -> Result<(), Error> {
        let client = &self.erasure.client;
        let retry = client.core().retry_or(RetryPolicy::new().attempts(5));
        written(client, call.retry(retry), None).await
    }

    async fn remains(&self) -> Result<Vec<Remainder>, Error> {
        let (mut walk, mut remains) = (self.erasure.walk(), Vec::new());
        while let Some(record) = walk.next().await {
            let record = record?;
            let because = match verdict(self.wishes(), &record) {
                Verdict::Keep(because) => because,
                Verdict::Erase(_) | Verdict::GoesAlong => RemainsBecause::NotErased,
            };
            remains.push(Remainder { because, record });
        }
        Ok(remains)
    }
}

/// Whether the next step may still succeed.
fn is_about_the_step(error: &Error) -> bool {
    matches!(error, Error::InvalidRequest { .. }) || error.status().is_some_and(|status| status.as_u16() == 400)
}

impl fmt::Debug for ErasurePlan {
    /// Shows only numbers. The steps refer to messages of a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErasurePlan")
            .field("steps", &self.steps.len())
            .field("kept", &self.kept.len())
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}
