//! From what was laid out to pixels: drawn onto a texture, and read back into memory.

use eframe::egui::{self, ClippedPrimitive, FullOutput};
use eframe::egui_wgpu::{RenderState, ScreenDescriptor};
use eframe::wgpu;
use image::RgbaImage;

use super::{PictureError, Studio, WAIT_MAX};

impl Studio {
    pub(super) fn take_textures(&self, output: &mut FullOutput) {
        let mut renderer = self.render_state.renderer.write();
        let RenderState { device, queue, .. } = &self.render_state;
        #[expect(
            clippy::iter_over_hash_type,
            reason = "textures do not depend on each other"
        )]
        for (id, deltas) in output.textures_delta.set.drain() {
            for delta in deltas {
                renderer.update_texture(device, queue, id, &delta);
            }
        }
        // Textures that were dropped are not freed: the studio draws few pictures, and the last frame may still use them.
        output.textures_delta.free.clear();
    }

    /// Draws what was tessellated onto a new texture.
    pub(super) fn paint(
        &self,
        jobs: &[ClippedPrimitive],
        scale: f32,
        size_in_pixels: [u32; 2],
        ground: egui::Color32,
    ) -> wgpu::Texture {
        let RenderState {
            device,
            queue,
            target_format,
            ..
        } = &self.render_state;
        let [r, g, b, a] = ground.to_normalized_gamma_f32().map(f64::from);
        let screen = ScreenDescriptor {
            size_in_pixels,
            pixels_per_point: scale,
        };
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut renderer = self.render_state.renderer.write();
        let user_buffers = renderer.update_buffers(device, queue, &mut encoder, jobs, &screen);
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("picture"),
            size: wgpu::Extent3d {
                width: size_in_pixels[0],
                height: size_in_pixels[1],
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: *target_format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
            view_formats: &[],
        });
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        {
            let mut pass = encoder
                .begin_render_pass(&wgpu::RenderPassDescriptor {
                    label: Some("picture"),
                    color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                        view: &view,
                        resolve_target: None,
                        ops: wgpu::Operations {
                            load: wgpu::LoadOp::Clear(wgpu::Color { r, g, b, a }),
                            store: wgpu::StoreOp::Store,
                        },
                        depth_slice: None,
                    })],
                    ..wgpu::RenderPassDescriptor::default()
                })
                .forget_lifetime();
            renderer.render(&mut pass, jobs, &screen);
        }
        drop(renderer);
        queue.submit(user_buffers.into_iter().chain([encoder.finish()]));
        texture
    }

    /// Copies the texture into memory.
    pub(super) fn read_back(
        &self,
        texture: &wgpu::Texture,
        [width, height]: [u32; 2],
    ) -> Result<RgbaImage, PictureError> {
        let RenderState {
            device,
            queue,
            target_format,
            ..
        } = &self.render_state;
        let failed = |error: &dyn std::fmt::Display| PictureError::Failed(error.to_string());
        let row_bytes = width * 4;
        let padded_row_bytes = row_bytes.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("picture"),
            size: u64::from(padded_row_bytes) * u64::from(height),
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        encoder.copy_texture_to_buffer(
            texture.as_image_copy(),
            wgpu::TexelCopyBufferInfo {
                buffer: &buffer,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(padded_row_bytes),
                    rows_per_image: None,
                },
            },
            texture.size(),
        );
        queue.submit([encoder.finish()]);
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        buffer
            .slice(..)
            .map_async(wgpu::MapMode::Read, move |result| {
                sender.send(result).ok();
            });
        device
            .poll(wgpu::PollType::Wait {
                submission_index: None,
                timeout: Some(WAIT_MAX),
            })
            .map_err(|error| failed(&error))?;
        receiver
            .recv()
            .map_err(|error| failed(&error))?
            .map_err(|error| failed(&error))?;
        let mapped = buffer
            .slice(..)
            .get_mapped_range()
            .map_err(|error| failed(&error))?;
        let swaps_red_and_blue = matches!(
            target_format,
            wgpu::TextureFormat::Bgra8Unorm | wgpu::TextureFormat::Bgra8UnormSrgb
        );
        let mut pixels = Vec::with_capacity((row_bytes * height) as usize);
        for row in mapped.chunks_exact(padded_row_bytes as usize) {
            for pixel in row[..row_bytes as usize].chunks_exact(4) {
                let [a, b, c, _] = [pixel[0], pixel[1], pixel[2], pixel[3]];
                let (red, blue) = if swaps_red_and_blue { (c, a) } else { (a, c) };
                // A picture is opaque, whatever blending left in the alpha channel.
                pixels.extend([red, b, blue, u8::MAX]);
            }
        }
        RgbaImage::from_raw(width, height, pixels)
            .ok_or_else(|| PictureError::Failed(String::from("the picture came back incomplete")))
    }
}
