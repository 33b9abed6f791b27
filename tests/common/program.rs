//! The whole program without a window, for tests that press its keys and find what it shows by label.

use egui_kittest::Harness;

use strabo::app::App;

/// The program in a window of so many points, once its panels have settled.
pub(crate) fn in_window(app: App, size: [f32; 2]) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(strabo::ui::theme::install_fonts)
        .build_ui_state(
            |ui, app: &mut App| {
                app.advance(ui.ctx());
                app.show(ui);
            },
            app,
        );
    harness.run_steps(4);
    harness
}
