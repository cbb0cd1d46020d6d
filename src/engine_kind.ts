/** The engines by name, in the order in which `createEngine` tries them. */
export const engineKinds = ['webgpu', 'wasm', 'cpu'] as const;
export type EngineKind = (typeof engineKinds)[number];
