// J·v of a user's score function by central differences, a particle an invocation. A step of ∛2⁻²³ = 0.005 of σ balances the error of
// the difference and the rounding of float32, about 3e-5 of the score over the step; far from 0, where x has no more digits, it is
// longer.
@group(1) @binding(8) var<storage, read_write> tangents: array<f32>;
@group(1) @binding(9) var<storage, read_write> products: array<f32>;

@compute @workgroup_size(4, 16)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_id) local: vec3u) {
  // A workgroup in x for 64 quads, as in other kernels, and four in y.
  let place = (4u * workgroup.x + workgroup.y) * 16u + local.y;
  let lane = local.x;
  let quad = sampling.first_quad + place;
  if (quad >= sampling.end_quad) {
    return;
  }
  let first = 4u * (workgroup.z * part.dimension * part.stride + place) + lane;
  let sigma = stages[sampling.first_stage].sigma;
  var farthest = 0.0;
  var longest = 0.0;
  for (var j = 0u; j < part.dimension; j++) {
    farthest = max(farthest, abs(particles[j * sampling.quads + quad][lane]));
    longest = max(longest, abs(tangents[first + 4u * j * part.stride]));
  }
  // Along no tangent, by no step.
  let step = select(max(0.00492 * sigma, 0.000345 * farthest) / longest, 0.0, longest == 0.0);
  var ahead: array<f32, DIMENSION>;
  var behind: array<f32, DIMENSION>;
  for (var j = 0u; j < part.dimension; j++) {
    let x = particles[j * sampling.quads + quad][lane];
    let moved = step * tangents[first + 4u * j * part.stride];
    ahead[j] = x + moved;
    behind[j] = x - moved;
  }
  ahead = user_score(ahead, sigma);
  behind = user_score(behind, sigma);
  for (var j = 0u; j < part.dimension; j++) {
    let at = first + 4u * j * part.stride;
    let product = select((ahead[j] - behind[j]) / (2.0 * step), 0.0, longest == 0.0);
    products[at] = fma(part.weight, product, select(products[at], 0.0, part.first == 1u));
  }
}
