// Gathers the data of the rows of a dispatch out of one segment of data that no single binding could show: the datum of
// each slot, if it lies in the segment. data_….wgsl says which datum that is, so that the rows are those of data in one
// piece. A dispatch takes the rows of one network. Twin: src/engines/cpu/draw_rows.ts.
struct Segment {
  // Indices among all data of its first datum, and past its last.
  first: u32,
  end: u32,
}

@group(1) @binding(0) var<uniform> segment: Segment;
@group(1) @binding(1) var<storage, read_write> gathered: array<f32>; // [slots of the rows][width]

// The data that the slots of a block take.
var<workgroup> chosen: array<u32, 256>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32) {
  let key = settings_of(0u).key;
  let first = training.first_row / training.repeats;
  let end = (training.end_row - 1u) / training.repeats + 1u;
  for (var block = first + 256u * workgroup.x; block < end; block += 256u * workgroups.x) {
    let slots = min(vec4u(block + 4u * local) + vec4u(0u, 1u, 2u, 3u), vec4u(end - 1u));
    let data_index = data_of(slots * training.repeats, key);
    for (var lane = 0u; lane < 4u; lane++) {
      chosen[4u * local + lane] = data_index[lane];
    }
    workgroupBarrier();
    // Neighbouring invocations copy neighbouring coordinates.
    let coordinates = min(256u, end - block) * training.width;
    for (var i = local; i < coordinates; i += 64u) {
      let index = chosen[i / training.width];
      if (segment.first <= index && index < segment.end) {
        gathered[(block - first) * training.width + i] =
          data[(index - segment.first) * training.width + i % training.width];
      }
    }
    workgroupBarrier();
  }
}
