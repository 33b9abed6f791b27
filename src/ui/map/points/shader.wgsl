// Points on the adapter: discs, and counts by cell. Places are computed as `frame.rs` computes them.

struct Params {
    // First units east and south, and how many follow.
    first: vec2u,
    span: vec2u,
    // Steps a unit, and where the first unit is, in steps.
    scale: vec2f,
    offset: vec2f,
    // Of the viewport, in pixels.
    size: vec2f,
    // Pixels around it that places count from.
    margin: f32,
    steps: f32,
    // Of a disc and of what is inside a ring, in pixels; opacities of disc and inside.
    radius: f32,
    inner: f32,
    alpha: f32,
    inside: f32,
    first_row: u32,
    n_rows: u32,
    // Cells: pixels of the frame a side, and cells in a row.
    cell: u32,
    columns: u32,
    n_colors: u32,
    // Where a vague place's disc begins to fade, and how strong it is where it is only possible.
    fades_from: f32,
    faded_possible: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> lon: array<u32>;
@group(0) @binding(2) var<storage, read> south: array<u32>;
@group(0) @binding(3) var<storage, read> certain: array<u32>;
@group(0) @binding(4) var<storage, read> possible: array<u32>;
// Two categories a word.
@group(0) @binding(5) var<storage, read> category: array<u32>;
@group(0) @binding(6) var<storage, read> colors: array<u32>;
@group(0) @binding(7) var<storage, read> vague: array<u32>;
@group(1) @binding(0) var<storage, read_write> counts: array<atomic<u32>>;

struct Place {
    is_shown: bool,
    is_possible: bool,
    is_vague: bool,
    // From the margin's corner.
    steps: vec2f,
}

fn place_of(row: u32) -> Place {
    let bit = 1u << (row & 31u);
    let word = row >> 5u;
    let is_certain = (certain[word] & bit) != 0u;
    let is_possible = (possible[word] & bit) != 0u;
    if !is_certain && !is_possible {
        return Place(false, false, false, vec2f());
    }
    let from_first = vec2u(lon[row], south[row]) - params.first;
    let is_shown = all(from_first <= params.span);
    let steps = floor(vec2f(from_first) * params.scale + params.offset);
    let is_vague = (vague[word] & bit) != 0u;
    return Place(is_shown, !is_certain, is_vague, steps);
}

struct Varyings {
    @builtin(position) position: vec4f,
    // Pixels from the disc's middle.
    @location(0) at: vec2f,
    @location(1) @interpolate(flat) color: vec3f,
    // 1 where it is only possible, and 2 where its place is vague.
    @location(2) @interpolate(flat) look: u32,
}

@vertex
fn vertex(@builtin(vertex_index) idx: u32, @builtin(instance_index) instance: u32) -> Varyings {
    let row = params.first_row + instance;
    let place = place_of(row);
    var out: Varyings;
    if !place.is_shown {
        // All corners at one point cover nothing.
        out.position = vec4f(-2.0, -2.0, 0.0, 1.0);
        return out;
    }
    let corner = vec2f(f32(idx & 1u), f32(idx >> 1u)) * 2.0 - 1.0;
    out.at = corner * (params.radius + 1.0);
    let pixel = (place.steps / params.steps - params.margin + out.at) / params.size;
    out.position = vec4f(pixel.x * 2.0 - 1.0, 1.0 - pixel.y * 2.0, 0.0, 1.0);
    let kind = (category[row >> 1u] >> ((row & 1u) * 16u)) & 0xffffu;
    out.color = vec3f(0.5);
    if kind < params.n_colors {
        out.color = unpack4x8unorm(colors[kind]).rgb;
    }
    out.look = u32(place.is_possible) + 2u * u32(place.is_vague);
    return out;
}

fn coverage(radius: f32, distance: f32) -> f32 {
    return clamp(radius + 0.5 - distance, 0.0, 1.0);
}

fn opacity(in: Varyings) -> f32 {
    let distance = length(in.at);
    if in.look >= 2u {
        let rim = params.radius + 0.5;
        let faded = clamp((rim - distance) / (rim * (1.0 - params.fades_from)), 0.0, 1.0);
        return faded * select(1.0, params.faded_possible, in.look == 3u);
    }
    let outer = coverage(params.radius, distance);
    if in.look == 0u {
        return params.alpha * outer;
    }
    let inner = coverage(params.inner, distance);
    return params.alpha * (outer - inner) + params.inside * inner;
}

@fragment
fn fragment(in: Varyings) -> @location(0) vec4f {
    return vec4f(in.color, 1.0) * opacity(in);
}

// For a target that mends gamma itself, and is given linear light.
@fragment
fn fragment_linear(in: Varyings) -> @location(0) vec4f {
    let low = in.color / 12.92;
    let high = pow((in.color + 0.055) / 1.055, vec3f(2.4));
    let color = select(high, low, in.color <= vec3f(0.04045));
    return vec4f(color, 1.0) * opacity(in);
}

// A row for each invocation; the second dimension goes on where the first ends.
@compute @workgroup_size(256)
fn count(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
    let idx = (group.y * 65535u + group.x) * 256u + local;
    if idx >= params.n_rows {
        return;
    }
    let place = place_of(params.first_row + idx);
    if place.is_shown {
        let cell = vec2u(place.steps / params.steps) / params.cell;
        let at = cell.y * params.columns + cell.x;
        if at < arrayLength(&counts) {
            atomicAdd(&counts[at], 1u);
        }
    }
}
