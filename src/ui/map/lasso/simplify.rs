//! A line drawn by hand, with the few corners that make its shape.

use eframe::egui::Pos2;

use crate::ui::map::shapes::distance_to_segment;

/// The corners of a closed line that matter, by number, in order: at most `n_max`, and none that lies within a point
/// of the line through its neighbours (Ramer, Douglas and Peucker).
pub(super) fn simplified(points: &[Pos2], n_max: usize) -> Vec<usize> {
    /// The finest tolerance in points, and by what it grows while too many corners are left.
    const TOLERANCE: f32 = 1.0;
    const GROWTH: f32 = 1.5;
    if points.len() < 3 {
        return (0..points.len()).collect();
    }
    // The line is closed: it is cut at its first corner and at the one farthest from it.
    let far = (0..points.len())
        .max_by(|a, b| {
            let distance = |idx: usize| points[idx].distance(points[0]);
            distance(*a).total_cmp(&distance(*b))
        })
        .unwrap_or(0);
    let mut tolerance = TOLERANCE;
    loop {
        let mut keep = vec![false; points.len()];
        keep[0] = true;
        keep[far] = true;
        let mut closed: Vec<usize> = (0..points.len()).collect();
        closed.push(0);
        let mut parts = vec![(0, far), (far, points.len())];
        while let Some((from, to)) = parts.pop() {
            let line = [points[closed[from]], points[closed[to]]];
            let farthest = (from + 1..to)
                .map(|at| (at, distance_to_segment(points[closed[at]], line)))
                .max_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((at, distance)) = farthest
                && distance > tolerance
            {
                keep[closed[at]] = true;
                parts.extend([(from, at), (at, to)]);
            }
        }
        let kept: Vec<usize> = (0..points.len()).filter(|idx| keep[*idx]).collect();
        if kept.len() <= n_max {
            return kept;
        }
        tolerance *= GROWTH;
    }
}

#[cfg(test)]
mod tests {
    use eframe::egui::Vec2;

    use super::*;
    use crate::ui::map::lasso::{CORNERS_MAX, DRAWN_MAX};

    #[test]
    fn a_drawn_line_keeps_its_shape_and_few_corners() {
        let circle: Vec<Pos2> = (0..3_000)
            .map(|step| {
                let angle = step as f32 / 3_000.0 * std::f32::consts::TAU;
                Pos2::new(500.0, 400.0) + 300.0 * Vec2::angled(angle)
            })
            .collect();
        let kept = simplified(&circle, CORNERS_MAX);
        assert!(
            kept.len() <= CORNERS_MAX && kept.len() >= 20,
            "{}",
            kept.len()
        );
        let line: Vec<Pos2> = kept.iter().map(|idx| circle[*idx]).collect();
        for at in circle {
            let next = line.iter().cycle().skip(1);
            let distance = line
                .iter()
                .zip(next)
                .map(|(a, b)| distance_to_segment(at, [*a, *b]))
                .fold(f32::INFINITY, f32::min);
            assert!(distance <= 1.01, "{distance}");
        }
    }

    #[test]
    fn even_a_scribble_ends_with_few_corners() {
        let scribble: Vec<Pos2> = (0..DRAWN_MAX)
            .map(|step| {
                let spread = (step * 7_919 % 1_000) as f32;
                Pos2::new(step as f32 / 5.0, spread)
            })
            .collect();
        assert!(simplified(&scribble, CORNERS_MAX).len() <= CORNERS_MAX);
    }

    #[test]
    fn corners_that_are_clicked_are_all_kept() {
        let square = [(0.0, 0.0), (90.0, 0.0), (90.0, 90.0), (0.0, 90.0)];
        let square = square.map(|(x, y)| Pos2::new(x, y));
        assert_eq!(simplified(&square, CORNERS_MAX), [0, 1, 2, 3]);
    }
}
