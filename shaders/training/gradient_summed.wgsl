// Element i of the gradient of a network: the sum of its partial gradients, kept for who asks. Eight of them are on their way from memory
// at a time, since a GPU has few invocations here to hide how long that takes.
@group(0) @binding(1) var<storage, read> partials: array<f32>; // [members of the dispatch][splits][parameters]
@group(0) @binding(4) var<storage, read_write> gradient: array<f32>; // [members][member_floats]

fn gradient_of(i: u32, local: u32, member: u32, settings: Settings) -> f32 {
  let count = training.parameters;
  let first = member * training.splits * count + i;
  if (i >= count) {
    return 0.0;
  }
  var g = 0.0;
  let whole = training.splits / 8u * 8u;
  for (var split = 0u; split < whole; split += 8u) {
    let at = first + split * count;
    let few = vec4f(partials[at], partials[at + count], partials[at + 2u * count], partials[at + 3u * count]);
    let more = vec4f(partials[at + 4u * count], partials[at + 5u * count], partials[at + 6u * count], partials[at + 7u * count]);
    g += dot(few + more, vec4f(1.0));
  }
  for (var split = whole; split < training.splits; split++) {
    g += partials[first + split * count];
  }
  gradient[place_of(member) + i] = g;
  return g;
}
