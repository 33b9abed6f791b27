//! Running text laid out for painting: paragraphs, lists and emphasis, in a width that reads well.

use std::sync::Arc;

use eframe::egui::text::LayoutJob;
use eframe::egui::{Align, Color32, FontId, Galley, Painter, Pos2, Vec2};

use crate::ui::prose::{self, BlockKind};
use crate::ui::text::reads_right_to_left;
use crate::ui::theme::Theme;

/// Blocks of text, one below the other.
#[derive(Default)]
pub(super) struct Words {
    blocks: Vec<(f32, Arc<Galley>)>,
    pub(super) size: Vec2,
    width: f32,
    /// Room before the next block, in points.
    pending: f32,
}

impl Words {
    pub(super) fn new(width: f32) -> Self {
        Self {
            width,
            ..Self::default()
        }
    }

    /// Adds Markdown.
    pub(super) fn markdown(&mut self, painter: &Painter, theme: &Theme, text: &str, size: f32) {
        for (idx, block) in prose::parse_markdown(text).into_iter().enumerate() {
            let gap = match block.kind {
                _ if idx == 0 => 0.0,
                BlockKind::Item => size * 0.2,
                BlockKind::Paragraph | BlockKind::Heading => size * 0.55,
            };
            let job = prose::block_job(theme, &block, size);
            self.job(painter, job, gap);
        }
    }

    /// Adds a paragraph; one that reads from the right stands at the right.
    pub(super) fn paragraph(
        &mut self,
        painter: &Painter,
        text: &str,
        font: &FontId,
        color: Color32,
        gap: f32,
    ) {
        let lines = prose::lines_in_visual_order(painter, text, font, self.width);
        let mut job = LayoutJob::simple(lines, font.clone(), color, self.width);
        for section in &mut job.sections {
            section.format.line_height = Some((font.size * 1.35).round());
        }
        if reads_right_to_left(text) {
            job.halign = Align::RIGHT;
        }
        self.job(painter, job, gap);
    }

    /// Room before what is added next.
    pub(super) fn gap(&mut self, points: f32) {
        self.pending += points;
    }

    fn job(&mut self, painter: &Painter, mut job: LayoutJob, gap: f32) {
        job.wrap.max_width = self.width;
        let galley = painter.layout_job(job);
        let gap = gap + std::mem::take(&mut self.pending);
        let gap = if self.blocks.is_empty() { 0.0 } else { gap };
        self.size.y += gap + galley.size().y;
        self.size.x = self.size.x.max(galley.size().x);
        self.blocks.push((gap, galley));
    }

    pub(super) fn paint(&self, painter: &Painter, at: Pos2) {
        let mut y = at.y;
        for (gap, galley) in &self.blocks {
            y += gap;
            let x = if galley.job.halign == Align::RIGHT {
                at.x + self.width
            } else {
                at.x
            };
            painter.galley(Pos2::new(x, y), Arc::clone(galley), Color32::PLACEHOLDER);
            y += galley.size().y;
        }
    }
}
