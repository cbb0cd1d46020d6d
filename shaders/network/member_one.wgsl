// One network: workgroups number no others in z.
fn member_of(z: u32) -> u32 {
  return 0u;
}
