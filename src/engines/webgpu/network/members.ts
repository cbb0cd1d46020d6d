/** Networks of one shape that are trained together: in all, and at most in one dispatch, which numbers them in z. */
export interface Members {
  readonly count: number;
  readonly together: number;
}

export const oneMember: Members = { count: 1, together: 1 };

/**
 * Floats from the parameters of one network to those of the next: several are filled up so that a binding may begin with any of
 * them.
 */
export function memberFloats(floats: number, count: number): number {
  return count === 1 ? floats : 64 * Math.ceil(floats / 64);
}

/** Those that a dispatch takes. */
export interface MemberRange {
  readonly first_member: number;
  readonly end_member: number;
}

/** The shader file that says which network a workgroup belongs to. */
export function memberPart(count: number): string {
  return count === 1 ? 'network/member_one' : 'network/member_several';
}
